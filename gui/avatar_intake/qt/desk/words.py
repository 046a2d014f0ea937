"""The desk's own short words: standings, groups, next steps, moments. Sentences of errors are the catalogue's."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.rows import Column, Group, Leg, Line, Standing, Step, leg_of, next_step, standing_of
from avatar_intake.qt.wording import Wording, about, size

_CONTEXT: Final = "DeskWords"

_STANDINGS: Final[Mapping[Standing, object]] = {
    Standing.DRAFT: QT_TRANSLATE_NOOP("DeskWords", "Draft"),
    Standing.CANCELLED: QT_TRANSLATE_NOOP("DeskWords", "Cancelled"),
    Standing.UPLOADING: QT_TRANSLATE_NOOP("DeskWords", "Uploading"),
    Standing.STOPPED: QT_TRANSLATE_NOOP("DeskWords", "Upload stopped"),
    Standing.STORED: QT_TRANSLATE_NOOP("DeskWords", "Confirming"),
    Standing.CONFIRMED: QT_TRANSLATE_NOOP("DeskWords", "Ready to submit"),
    Standing.SUBMITTING: QT_TRANSLATE_NOOP("DeskWords", "Submitting"),
    Standing.IN_REVIEW: QT_TRANSLATE_NOOP("DeskWords", "In review"),
    Standing.REJECTED: QT_TRANSLATE_NOOP("DeskWords", "Review not passed"),
    Standing.TRAINING: QT_TRANSLATE_NOOP("DeskWords", "Training"),
    Standing.YOUR_TURN: QT_TRANSLATE_NOOP("DeskWords", "Waiting for you"),
    Standing.TURNED_DOWN: QT_TRANSLATE_NOOP("DeskWords", "Turned down"),
    Standing.DONE: QT_TRANSLATE_NOOP("DeskWords", "Done"),
    Standing.SUSPENDED: QT_TRANSLATE_NOOP("DeskWords", "Suspended"),
    Standing.IN_PROGRESS: QT_TRANSLATE_NOOP("DeskWords", "In progress"),
}
_GROUPS: Final[Mapping[Group, object]] = {
    Group.ALL: QT_TRANSLATE_NOOP("DeskWords", "All"),
    Group.TO_DO: QT_TRANSLATE_NOOP("DeskWords", "To do"),
    Group.UPLOADING: QT_TRANSLATE_NOOP("DeskWords", "Uploading"),
    Group.IN_REVIEW: QT_TRANSLATE_NOOP("DeskWords", "In review"),
    Group.REJECTED: QT_TRANSLATE_NOOP("DeskWords", "Rejected"),
    Group.DONE: QT_TRANSLATE_NOOP("DeskWords", "Done"),
}
_STEPS: Final[Mapping[Step, object]] = {
    Step.FILL_IN: QT_TRANSLATE_NOOP("DeskWords", "Go on filling in"),
    Step.CONTINUE: QT_TRANSLATE_NOOP("DeskWords", "Continue"),
    Step.WATCH: QT_TRANSLATE_NOOP("DeskWords", "Show the upload"),
    Step.SUBMIT: QT_TRANSLATE_NOOP("DeskWords", "Submit for review"),
    Step.REPLACE: QT_TRANSLATE_NOOP("DeskWords", "Put it right"),
    Step.START_AGAIN: QT_TRANSLATE_NOOP("DeskWords", "Start again"),
    Step.OPEN: QT_TRANSLATE_NOOP("DeskWords", "Open"),
}
_LEGS: Final[Mapping[Leg, object]] = {
    Leg.UPLOAD: QT_TRANSLATE_NOOP("DeskWords", "Upload"),
    Leg.REVIEW: QT_TRANSLATE_NOOP("DeskWords", "Review"),
    Leg.TRAINING: QT_TRANSLATE_NOOP("DeskWords", "Training"),
    Leg.DONE: QT_TRANSLATE_NOOP("DeskWords", "Done"),
}

STANDING_ICONS: Final[Mapping[Standing, tuple[str, str]]] = {  # an icon of resources/icons and a colour of the look
    Standing.DRAFT: ("edit", "muted"),
    Standing.CANCELLED: ("stop", "muted"),
    Standing.UPLOADING: ("upload", "accent"),
    Standing.STOPPED: ("pause", "warn"),
    Standing.STORED: ("upload", "accent"),
    Standing.CONFIRMED: ("submit", "accent"),
    Standing.SUBMITTING: ("submit", "accent"),
    Standing.IN_REVIEW: ("review", "accent"),
    Standing.REJECTED: ("error", "bad"),
    Standing.TRAINING: ("training", "accent"),
    Standing.YOUR_TURN: ("hand", "warn"),
    Standing.TURNED_DOWN: ("error", "bad"),
    Standing.DONE: ("done", "good"),
    Standing.SUSPENDED: ("pause", "warn"),
    Standing.IN_PROGRESS: ("waiting", "accent"),
}


def standing(standing: Standing) -> str:
    """One standing in a word or two."""
    return _say(_STANDINGS[standing])


def group(group: Group) -> str:
    """One filter in a word or two."""
    return _say(_GROUPS[group])


def step(step: Step) -> str:
    """The text of the button that takes this step."""
    return _say(_STEPS[step])


def leg(leg: Leg) -> str:
    """One stretch of the way in a word."""
    return _say(_LEGS[leg])


def name(row: IntakeRow) -> str:
    """What an intake is called, also while it has no name yet or has none any more."""
    if row.is_forgotten:
        return QCoreApplication.translate("DeskWords", "Person forgotten")
    return row.name or QCoreApplication.translate("DeskWords", "No name yet")


def monogram(row: IntakeRow) -> str:
    """One character that stands for an intake."""
    return row.name.strip()[:1].upper() or "?"


class RowWords:
    """Says what the cells of a line say, in the language of the window."""

    def __init__(self, wording: Wording) -> None:
        self._wording = wording

    def cell(self, line: Line, column: Column) -> str:
        """A cell's words, painted or read aloud."""
        match column:
            case Column.NAME:
                return name(line.row)
            case Column.STANDING:
                return self.trouble(line) or standing(standing_of(line.row))
            case Column.PROGRESS:
                return self.progress(line)
            case Column.TIME:
                return self.time(line)
            case Column.STEP:
                return step(next_step(line.row))

    def aloud(self, line: Line, column: Column) -> str:
        """What a screen reader says of a cell: its words, and what is only painted."""
        said = self.cell(line, column)
        if column is Column.NAME and line.row.is_practice:
            said = QCoreApplication.translate("DeskWords", "{name}, rehearsal").format(name=said)
        if column is Column.NAME and line.is_new:
            said = QCoreApplication.translate("DeskWords", "{name}, news").format(name=said)
        return said

    def under_name(self, row: IntakeRow) -> str:
        """The small line under a name: whether it is a rehearsal, the batch, the last change."""
        pieces = [QCoreApplication.translate("DeskWords", "Rehearsal")] if row.is_practice else []
        if row.is_adopted:
            pieces.append(QCoreApplication.translate("DeskWords", "Made elsewhere"))
        pieces += [row.batch_name] if row.batch_name else []
        return " · ".join([*pieces, self._wording.moment_of(row.changed_at)])

    def trouble(self, line: Line) -> str:
        """What stands in the way, in the catalogue's words; empty for nothing."""
        if line.wait_reason is not None:
            return self._wording.error(line.wait_reason, is_waiting=True).title
        if line.is_too_slow:
            return self._wording.late(line.row.deadline or 0.0, None).title
        if line.row.problem and not line.row.is_running:
            return self._wording.message(line.row.problem, {}).title
        return ""

    def progress(self, line: Line) -> str:
        """How much is stored, or which stretch of the way it is."""
        here = standing_of(line.row)
        if here is Standing.DRAFT:
            return QCoreApplication.translate("DeskWords", "Nothing sent yet")
        if here is Standing.CANCELLED:
            return ""
        if leg_of(line.row) is Leg.UPLOAD:
            numbers = line.progress or line.row
            said = QCoreApplication.translate("DeskWords", "{stored} of {total} stored")
            return said.format(stored=size(numbers.stored_bytes), total=size(numbers.total_bytes))
        place = tuple(Leg).index(leg_of(line.row)) + 1
        said = QCoreApplication.translate("DeskWords", "Step {place} of {count}: {leg}")
        return said.format(place=place, count=len(Leg), leg=leg(leg_of(line.row)))

    def time(self, line: Line) -> str:
        """What is known about the time: what is left of an upload, until when it can go on, what usually comes."""
        here = standing_of(line.row)
        if line.is_paused:
            return QCoreApplication.translate("DeskWords", "Paused")
        if line.progress is not None and line.row.is_running:
            return time_left(line.progress.time_left_s)
        if here is Standing.STOPPED and line.row.deadline is not None:
            said = QCoreApplication.translate("DeskWords", "Go on before {moment}")
            return said.format(moment=self._wording.moment(line.row.deadline))
        if line.row.is_practice and here in (Standing.IN_REVIEW, Standing.TRAINING):
            return QCoreApplication.translate("DeskWords", "a few seconds")
        if here is Standing.IN_REVIEW:
            return QCoreApplication.translate("DeskWords", "about 1 working day")
        if here is Standing.TRAINING:
            return QCoreApplication.translate("DeskWords", "within 3 working days")
        return ""

    def deadline(self, line: Line) -> str:
        """Until when a running upload has to be done; empty where that is not known or does not matter."""
        if line.row.deadline is None or standing_of(line.row) is not Standing.UPLOADING:
            return ""
        if line.is_too_slow:
            return self._wording.late(line.row.deadline, line.limit_bytes_per_s).explanation
        said_by = QCoreApplication.translate("DeskWords", "Has to be finished by {moment}")
        return said_by.format(moment=self._wording.moment(line.row.deadline))


def time_left(seconds: float | None) -> str:
    """The rest of an upload, rounded; ``None`` is not known yet."""
    if seconds is None:
        return QCoreApplication.translate("DeskWords", "Working out the time")
    return QCoreApplication.translate("DeskWords", "{time} left").format(time=about(seconds))


def _say(marked: object) -> str:
    return QCoreApplication.translate(_CONTEXT, str(marked))  # what marks a text says that it gives an object
