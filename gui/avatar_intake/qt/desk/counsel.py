"""Choose what one intake's page says above all else: what stands in the way, or what comes next. Shows nothing."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QCoreApplication

from avatar_intake.domain.review import rejection
from avatar_intake.errors import ReviewRejected
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.rows import Line, Standing, standing_of
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wording import Wording


def counsel(view: IntakeView, line: Line, wording: Wording) -> Notice | None:
    """The one message for this moment; ``None`` where nothing needs saying.

    A running upload's trouble comes first, then a rejection with the reviewer's words, then what stopped the last
    run, then what the standing means.
    """
    if line.wait_reason is not None:
        return wording.error(line.wait_reason, is_waiting=True)
    standing = standing_of(line.row)
    if standing is Standing.REJECTED:
        return replace(wording.error(rejection_of(view)), details="")  # its code says no more than its words
    if line.row.problem and not line.row.is_running:
        return wording.message(line.row.problem, {})
    if standing is Standing.IN_PROGRESS:
        return replace(wording.message("R03", {"state": line.row.state}), actions=(), details=line.row.state)
    if standing is Standing.STOPPED and line.row.deadline is not None:
        return _stopped(wording.moment(line.row.deadline))
    return _by_standing(standing)


def rejection_of(view: IntakeView) -> ReviewRejected:
    """The rejection as an error of ours; without words where the service was not asked for them yet."""
    log = rejection(view.detail) if view.detail else None
    if log is None:
        return ReviewRejected(view.row.job_id, "", "")
    return ReviewRejected(view.row.job_id, log.error_code, log.log_description, log.redo_reasons)


def _stopped(moment: str) -> Notice:
    said = QCoreApplication.translate("Counsel", "What is stored is safe. Go on before {moment}.")
    title = QCoreApplication.translate("Counsel", "The upload has stopped half-way")
    return Notice(Tone.WARN, title, said.format(moment=moment))


def _by_standing(standing: Standing) -> Notice | None:
    translate = QCoreApplication.translate
    match standing:
        case Standing.STOPPED:
            title = translate("Counsel", "The upload has stopped half-way")
            return Notice(Tone.WARN, title, translate("Counsel", "What is stored is safe. Press Continue to go on."))
        case Standing.CONFIRMED:
            title = translate("Counsel", "Everything is stored, one step is left")
            return Notice(Tone.INFO, title, translate("Counsel", "Submitting for review can't be taken back."))
        case Standing.IN_REVIEW:
            title = translate("Counsel", "Nothing to do for you at the moment")
            return Notice(Tone.WAITING, title, translate("Counsel", "The review usually takes one working day."))
        case Standing.TRAINING:
            title = translate("Counsel", "The review was passed, the avatar is being trained")
            return Notice(Tone.WAITING, title, translate("Counsel", "This usually takes up to three working days."))
        case Standing.DONE:
            title = translate("Counsel", "The avatar is ready")
            return Notice(Tone.GOOD, title, translate("Counsel", "You find it in the MetaStudio console."))
        case Standing.YOUR_TURN:
            title = translate("Counsel", "The service waits for your verdict")
            said = translate(
                "Counsel", "Look at the avatar in the MetaStudio console, then accept it or turn it down here."
            )
            return Notice(Tone.WARN, title, said)
        case Standing.TURNED_DOWN:
            title = translate("Counsel", "You have turned the result down")
            said = translate("Counsel", "The service works on it again. You can answer its questions here.")
            return Notice(Tone.WAITING, title, said)
        case Standing.SUSPENDED:
            title = translate("Counsel", "The job is suspended")
            return Notice(Tone.WARN, title, translate("Counsel", "Nothing happens until you resume it."))
        case _:
            return None
