"""The few questions that the desk asks before something is lost. Each says what will happen to the materials."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.decisions import Action, loses_model
from avatar_intake.domain.stage import Stage
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.rows import Standing, standing_of
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import Wording

_WIDTH: Final = 64 * SPACE
_AFTER_THE_UPLOAD: Final = frozenset({
    Standing.IN_REVIEW, Standing.REJECTED, Standing.TRAINING, Standing.YOUR_TURN, Standing.TURNED_DOWN,
    Standing.DONE, Standing.SUSPENDED, Standing.IN_PROGRESS,
})  # fmt: skip


class Answer(StrEnum):
    """What a person can answer; closing the question is always `STAY`."""

    STAY = "stay"
    BACKGROUND = "background"
    QUIT = "quit"
    CANCEL_JOB = "cancel_job"
    REMOVE = "remove"
    RESUME = "resume"
    DO_IT = "do_it"
    FORGET = "forget"
    SIGN_OUT = "sign_out"


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its answer, its words, and its kind in the style sheet."""

    answer: Answer
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the language of the window. The first choice is what Enter does; ``option`` is a check box.

    With ``condition`` a choice of the kind ``danger`` is taken only once that box is ticked.
    """

    tone: Tone
    title: str
    explanation: str
    choices: tuple[Choice, ...]
    option: str = ""
    condition: str = ""


class QuestionDialog(QDialog):
    """Asks without blocking: `answered` comes once, with whether the option was ticked."""

    answered = Signal(object, bool)

    def __init__(self, look: Look, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        # A title bar is seen by others, in the taskbar too: it names nobody.
        self.setWindowTitle(self.tr("Avatar Intake"))
        self.setAccessibleName(question.title)
        self.setAccessibleDescription(question.explanation)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answer = Answer.STAY
        self._buttons: list[QPushButton] = []
        self._option = QCheckBox(question.option)
        self._option.setObjectName("questionOption")
        self._option.setAccessibleName(question.option)
        self._option.setVisible(bool(question.option))
        self._condition = QCheckBox(question.condition)
        self._condition.setObjectName("questionCondition")
        self._condition.setAccessibleName(question.condition)
        self._condition.setVisible(bool(question.condition))
        self._refusal = QLabel(self.tr("Tick the box first."))
        self._refusal.setObjectName("questionRefusal")
        set_kind(self._refusal, "bad")
        policy = self._refusal.sizePolicy()
        policy.setRetainSizeWhenHidden(bool(question.condition))  # nothing moves when it is said
        self._refusal.setSizePolicy(policy)
        self._refusal.hide()
        self._condition.toggled.connect(self._refusal.hide)
        title = QLabel(question.title)
        set_kind(title, "subtitle")
        explanation = QLabel(question.explanation)
        explanation.setWordWrap(True)
        explanation.setTextFormat(Qt.TextFormat.PlainText)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE)
        for widget in (title, explanation, self._option, self._condition, self._refusal):
            texts.addWidget(widget)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        icon = IconLabel(look, question.tone.icon, question.tone.colour, 4 * SPACE)
        head.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addLayout(texts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(3 * SPACE)
        column.addLayout(head)
        column.addLayout(self._row(question.choices))
        for child in self.findChildren(QWidget):
            child.ensurePolished()  # its padding counts
        wide = max(_WIDTH, column.totalMinimumSize().width())
        self.resize(wide, column.totalHeightForWidth(wide))
        self._buttons[-1].setFocus()
        self.finished.connect(self._on_finished)

    def _row(self, choices: Sequence[Choice]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addStretch(1)
        for place, choice in reversed(tuple(enumerate(choices))):
            button = QPushButton(choice.text)
            button.setObjectName(f"answer_{choice.answer.value}")
            button.setAccessibleName(choice.text)
            button.setAutoDefault(place == 0)
            button.setDefault(place == 0)
            set_kind(button, choice.kind)
            button.clicked.connect(partial(self._on_choice, choice))
            row.addWidget(button)
            self._buttons.append(button)
        return row

    def _on_choice(self, choice: Choice) -> None:
        if choice.kind == "danger" and self._condition.text() and not self._condition.isChecked():
            self._refusal.show()
            self._condition.setFocus()
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._refusal.text()))
            return
        self._answer = choice.answer
        self.close()

    def _on_finished(self) -> None:
        self.answered.emit(self._answer, self._option.isChecked())


def leave_question(wording: Wording, deadline: float | None) -> Question:
    """Closing the window while something is uploaded: go on in the background, go on later, or call it off."""
    translate = QCoreApplication.translate
    said = wording.message("Q01", {"deadline": wording.moment(deadline)} if deadline is not None else {})
    explanation = said.explanation
    if deadline is None:
        explanation = translate("Questions", "You can quit without losing progress. Open the program again to go on.")
    return Question(
        said.tone,
        said.title,
        explanation,
        (
            Choice(Answer.BACKGROUND, said.actions[0], "primary"),
            Choice(Answer.QUIT, said.actions[1]),
            Choice(Answer.CANCEL_JOB, wording.message("Q02", {}).actions[0], "danger"),
        ),
    )


def cancel_question(wording: Wording) -> Question:
    """Calling off what is being uploaded."""
    said = wording.message("Q02", {})
    return Question(
        said.tone,
        said.title,
        said.explanation,
        (Choice(Answer.STAY, said.actions[1], "primary"), Choice(Answer.CANCEL_JOB, said.actions[0], "danger")),
    )


class _Counted(QObject):
    """Holds the sentences with plural forms: lupdate finds those in `tr` only."""

    def resume(self, count: int) -> str:
        return self.tr("Resume %n upload(s)?", "", count)

    def remove(self, count: int) -> str:
        return self.tr("Remove %n finished intake(s)?", "", count)

    def need(self, count: int) -> str:
        return self.tr("%n open job(s) can be reached only with this account.", "", count)


def resume_question(count: int) -> Question:
    """Going on with several uploads that have stopped."""
    translate = QCoreApplication.translate
    explanation = translate(
        "Questions", "They go on one after the other. Nothing that was stored is sent again, nothing is submitted."
    )
    choices = (
        Choice(Answer.RESUME, translate("Questions", "Resume"), "primary"),
        Choice(Answer.STAY, translate("Questions", "Not now")),
    )
    return Question(Tone.INFO, _Counted().resume(count), explanation, choices)


def remove_finished_question(count: int) -> Question:
    """Taking several finished intakes off the list."""
    translate = QCoreApplication.translate
    explanation = translate(
        "Questions", "They leave this list only: files, jobs and finished avatars all stay where they are."
    )
    choices = (
        Choice(Answer.STAY, translate("Questions", "Keep them"), "primary"),
        Choice(Answer.REMOVE, translate("Questions", "Remove"), "danger"),
    )
    return Question(Tone.WARN, _Counted().remove(count), explanation, choices)


def remove_question(row: IntakeRow) -> Question:
    """Forgetting an intake; where it has a job at the service, with the option to delete that as well."""
    translate = QCoreApplication.translate
    title = translate("Questions", 'Remove "{name}" from this list?').format(name=words.name(row))
    explanation = translate("Questions", "The files on this computer stay where they are.")
    option = ""
    if row.is_adopted:
        explanation = translate(
            "Questions", "It was made elsewhere: the job stays, it is only not followed here any more."
        )
    # The answer to a create may have been lost: then there is a job whose id is not known here.
    elif row.job_id or row.stage is Stage.CREATING:
        explanation = translate("Questions", "The files on this computer and the job at the service stay.")
        option = translate("Questions", "Also delete the job at the service. This can't be taken back.")
    if option and standing_of(row) is Standing.DONE:
        option = translate("Questions", "Also delete the job and the finished avatar. This can't be taken back.")
    choices = (
        Choice(Answer.STAY, translate("Questions", "Keep it"), "primary"),
        Choice(Answer.REMOVE, translate("Questions", "Remove"), "danger"),
    )
    return Question(Tone.WARN, title, explanation, choices, option)


def sign_out_question(name: str, count: int) -> Question:
    """Signing out an account that ``count`` open jobs need."""
    translate = QCoreApplication.translate
    title = translate("Questions", 'Sign out "{name}"?').format(name=name)
    needed = _Counted().need(count)
    after = translate(
        "Questions",
        "They stay at the service and in this list, but can't be followed or finished here until it is added again.",
    )
    choices = (
        Choice(Answer.STAY, translate("Questions", "Stay signed in"), "primary"),
        Choice(Answer.SIGN_OUT, translate("Questions", "Sign out"), "danger"),
    )
    return Question(Tone.WARN, title, f"{needed}\n{after}", choices)


def forget_question(row: IntakeRow) -> Question:
    """Erasing all that says who a person is. Says what is kept here, and what stays at the service."""
    translate = QCoreApplication.translate
    title = translate("Questions", 'Forget the person of "{name}"?').format(name=words.name(row))
    here = translate(
        "Questions",
        "Name, phone number, tags, file names and folders are erased on this computer at once. The receipt stays: "
        "job id, request ids, sizes, checksums and the masked phone number. Your own files stay where they are.",
    )
    if row.stage is Stage.DRAFT and not row.job_id:
        here = translate("Questions", "This draft is erased on this computer as a whole. Your own files stay.")
    there = ""
    if row.is_practice:
        there = translate("Questions", "The practice studio's copies are deleted.")
    elif row.job_id or row.stage is Stage.CREATING:
        there = translate(
            "Questions",
            "The service keeps the job, the video, the letter and the phone number until the job is deleted there, "
            "and this program can't put anything right for it any more.",
        )
    final = translate("Questions", "This can't be taken back.")
    choices = (
        Choice(Answer.STAY, translate("Questions", "Keep it"), "primary"),
        Choice(Answer.FORGET, translate("Questions", "Forget the person"), "danger"),
    )
    return Question(Tone.WARN, title, "\n".join(text for text in (here, there, final) if text), choices)


def decision_question(action: Action, row: IntakeRow) -> Question | None:
    """What is asked before a decision is sent; ``None`` for one that can be taken back."""
    asking = _ASKING.get(action)
    return asking(row, words.name(row)) if asking is not None else None


def _accept_question(_row: IntakeRow, name: str) -> Question:
    translate = QCoreApplication.translate
    title = translate("Questions", 'Accept "{name}" as it is?').format(name=name)
    explanation = translate("Questions", "The avatar is finished then. This can't be taken back.")
    choices = (Choice(Answer.DO_IT, translate("Questions", "Accept"), "primary"), _not_now())
    return Question(Tone.INFO, title, explanation, choices)


def _repair_question(_row: IntakeRow, name: str) -> Question:
    translate = QCoreApplication.translate
    title = translate("Questions", 'Ask for a repair of "{name}"?').format(name=name)
    explanation = translate("Questions", "The service trains the avatar again. An account has few of these.")
    choices = (_not_now("primary"), Choice(Answer.DO_IT, translate("Questions", "Ask for it")))
    return Question(Tone.WARN, title, explanation, choices)


def _letter_question(_row: IntakeRow, name: str) -> Question:
    translate = QCoreApplication.translate
    title = translate("Questions", 'Is the letter for "{name}" complete?').format(name=name)
    explanation = translate("Questions", "The service then takes the letter that was uploaded for this job.")
    choices = (Choice(Answer.DO_IT, translate("Questions", "Confirm the letter"), "primary"), _not_now())
    return Question(Tone.INFO, title, explanation, choices)


def _videos_question(_row: IntakeRow, name: str) -> Question:
    translate = QCoreApplication.translate
    title = translate("Questions", 'Delete the videos of "{name}"?').format(name=name)
    explanation = translate(
        "Questions",
        "The service deletes the uploaded videos of this job; a finished avatar stays. "
        "This can't be taken back. The files on this computer stay.",
    )
    delete = Choice(Answer.DO_IT, translate("Questions", "Delete the videos"), "danger")
    return Question(Tone.WARN, title, explanation, (_not_now("primary"), delete))


def _delete_job_question(row: IntakeRow, name: str) -> Question:
    translate = QCoreApplication.translate
    title = translate("Questions", 'Delete the job of "{name}"?').format(name=name)
    explanation = translate(
        "Questions",
        "Its video, ID photos and letter are deleted at the service. "
        "This can't be taken back. The files on this computer stay.",
    )
    delete = Choice(Answer.DO_IT, translate("Questions", "Delete the job"), "danger")
    condition = ""
    if loses_model(row.state):
        explanation = translate(
            "Questions",
            "The finished avatar is deleted with it: it can't be used in any video any more, "
            "and making it again costs another training. The files on this computer stay.",
        )
        condition = translate("Questions", "I know that the finished avatar is lost for good")
    return Question(
        Tone.BAD if condition else Tone.WARN, title, explanation, (_not_now("primary"), delete), condition=condition
    )


def _not_now(kind: str = "") -> Choice:
    return Choice(Answer.STAY, QCoreApplication.translate("Questions", "Not now"), kind)


_ASKING: Mapping[Action, Callable[[IntakeRow, str], Question]] = {
    Action.ACCEPT: _accept_question,
    Action.ASK_REPAIR: _repair_question,
    Action.CONFIRM_LETTER: _letter_question,
    Action.DELETE_VIDEOS: _videos_question,
    Action.DELETE_JOB: _delete_job_question,
}
