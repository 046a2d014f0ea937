"""Closing the desk: nothing is lost unseen. Asks while something is uploaded, and does what was answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from avatar_intake.domain.intake import Intake
from avatar_intake.errors import IntakeError
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.questions import Answer, Question, QuestionDialog, cancel_question, leave_question
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.runs import Runs

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


class Leaving(QObject):
    """`leave` is where every wish to close ends up; `left` comes when nothing stands in the way any more."""

    left = Signal()
    hidden = Signal()  # the window is out of sight, the runs go on
    failed = Signal(object)  # an error of ours

    def __init__(self, window: DeskWindow, surroundings: Surroundings, background: Background) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._background = background
        self._desk: Desk | None = None
        self._runs: Runs | None = None
        self._question: QuestionDialog | None = None
        self._waits_for_runs = False

    def use(self, desk: Desk, runs: Runs) -> None:
        """There is a desk now, and there may be runs."""
        self._desk, self._runs = desk, runs
        runs.ended.connect(self._on_run_over)

    def leave(self) -> None:
        """Go, or ask first while something is uploaded."""
        running = self._runs.under_way() if self._runs else ()
        if not running:
            self.left.emit()
        elif self._question is None:
            ids = {run.intake.intake_id for run in running}
            deadlines = [row.deadline for row in self._window.list.model.rows if row.intake_id in ids and row.deadline]
            self._ask(leave_question(self._window.wording, min(deadlines, default=None)), self._on_leave_answer)

    def _ask(self, question: Question, on_answer: Callable[[Answer, bool], None]) -> None:
        dialog = QuestionDialog(self._surroundings.look, question, self._window)
        dialog.answered.connect(self._on_answered)
        dialog.answered.connect(on_answer)
        self._question = dialog
        dialog.open()

    def _on_answered(self) -> None:
        self._question = None

    def _on_leave_answer(self, answer: Answer, _option: bool) -> None:
        if answer is Answer.BACKGROUND:
            self._background.hide()
            self.hidden.emit()
        elif answer is Answer.QUIT:
            self.left.emit()
        elif answer is Answer.CANCEL_JOB:
            self._ask(cancel_question(self._window.wording), self._on_cancel_answer)

    def _on_cancel_answer(self, answer: Answer, _option: bool) -> None:
        if answer is not Answer.CANCEL_JOB or self._runs is None:
            return
        self._cancelled = tuple(run.intake for run in self._runs.under_way())
        self._waits_for_runs = True
        for run in self._runs.under_way():
            run.control.cancel()
        self._on_run_over()

    def _on_run_over(self) -> None:
        if self._runs is None or self._desk is None or self._runs.under_way():
            return
        if not self._waits_for_runs:
            if self._question is not None:  # what it asks about is over: no answer would be true any more
                self._question.close()
            return
        self._waits_for_runs = False
        work = partial(call_off, self._desk, self._cancelled)
        self._surroundings.tasks.run("desk.call_off", work, self._on_called_off, self._on_failed)

    def _on_called_off(self, _nothing: None) -> None:
        self.left.emit()

    def _on_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)


def call_off(desk: Desk, intakes: Sequence[Intake]) -> None:
    """Delete the jobs of these intakes at the service; what was filled in stays as drafts. Blocks.

    Raises what the service's answers and the network bring; what was called off before stays so.
    """
    for intake in intakes:
        desk.remove(intake.intake_id, delete_job=True)
        desk.save_draft(replace(intake, intake_id=desk.new_draft().intake_id))
