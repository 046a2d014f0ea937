"""The few questions that the desk asks before something is lost. Each says what will happen to the materials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

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


@dataclass(frozen=True, slots=True)
class Choice:
    """One button: its answer, its words, and its kind in the style sheet."""

    answer: Answer
    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question in the language of the window. The first choice is what Enter does; ``option`` is a check box."""

    tone: Tone
    title: str
    explanation: str
    choices: tuple[Choice, ...]
    option: str = ""


class QuestionDialog(QDialog):
    """Asks without blocking: `answered` comes once, with whether the option was ticked."""

    answered = Signal(object, bool)

    def __init__(self, look: Look, question: Question, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("question")
        self.setWindowTitle(question.title)
        self.setAccessibleName(question.title)
        self.setAccessibleDescription(question.explanation)
        self.setMinimumWidth(_WIDTH)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._answer = Answer.STAY
        self._buttons: list[QPushButton] = []
        self._option = QCheckBox(question.option)
        self._option.setObjectName("questionOption")
        self._option.setAccessibleName(question.option)
        self._option.setVisible(bool(question.option))
        title = QLabel(question.title)
        set_kind(title, "subtitle")
        explanation = QLabel(question.explanation)
        explanation.setWordWrap(True)
        explanation.setTextFormat(Qt.TextFormat.PlainText)
        texts = QVBoxLayout()
        texts.setSpacing(SPACE)
        for widget in (title, explanation, self._option):
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
            button.clicked.connect(partial(self._on_choice, choice.answer))
            row.addWidget(button)
            self._buttons.append(button)
        return row

    def _on_choice(self, answer: Answer) -> None:
        self._answer = answer
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


def remove_question(row: IntakeRow) -> Question:
    """Forgetting an intake; where it has a job at the service, with the option to delete that as well."""
    translate = QCoreApplication.translate
    title = translate("Questions", 'Remove "{name}" from this list?').format(name=words.name(row))
    explanation = translate("Questions", "The files on this computer stay where they are.")
    option = ""
    # The answer to a create may have been lost: then there is a job whose id is not known here.
    if row.job_id or row.stage is Stage.CREATING:
        explanation = translate("Questions", "The files on this computer and the job at the service stay.")
        option = translate("Questions", "Also delete the job at the service. This can't be taken back.")
    if row.job_id and standing_of(row) is Standing.DONE:
        option = translate("Questions", "Also delete the job and the finished avatar. This can't be taken back.")
    choices = (
        Choice(Answer.STAY, translate("Questions", "Keep it"), "primary"),
        Choice(Answer.REMOVE, translate("Questions", "Remove"), "danger"),
    )
    return Question(Tone.WARN, title, explanation, choices, option)
