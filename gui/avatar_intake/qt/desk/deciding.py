"""Decisions about a job: asks where it cannot be undone, sends them in a worker, says what came of it."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal, Slot

from avatar_intake.domain.decisions import COMMENTED_ACTIONS, Action, Decision
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import IntakeRow, IntakeView
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.questions import Answer, QuestionDialog, decision_question
from avatar_intake.qt.desk.soon import Soon
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.transfer.control import RunControl

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.desk.window import DeskWindow

_KEY: Final = "desk.decide"


class Deciding(QObject):
    """One decision at a time: what is decided meanwhile is sent when the one before has ended, in whatever way."""

    decided = Signal(object)  # the `IntakeView` as it is then
    failed = Signal(object)

    def __init__(self, window: DeskWindow, surroundings: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._desk: Desk | None = None
        self._control: RunControl | None = None
        self._waiting: deque[tuple[IntakeRow, Decision]] = deque()
        self._soon = Soon(window, self)
        surroundings.tasks.ended.connect(self._on_ended)

    def use(self, desk: Desk) -> None:
        """There is a desk now."""
        self._desk = desk

    def close(self) -> None:
        """End what is under way and send nothing more, for the program ends."""
        self._waiting.clear()
        if self._control is not None:
            self._control.cancel()

    def ask(self, row: IntakeRow, action: Action) -> None:
        """Ask for words, or whether to do it at all; at once where it can be taken back."""
        if action in COMMENTED_ACTIONS:
            from avatar_intake.qt.desk.decision_dialog import DecisionDialog  # read when it is needed

            look = self._surroundings.look
            dialog = DecisionDialog(look, self._window.wording, action, words.name(row), self._window)
            dialog.decided.connect(partial(self._send, row))
            dialog.open()
            return
        question = decision_question(action, row)
        if question is None:
            self._send(row, Decision(action))
            return
        asked = QuestionDialog(self._surroundings.look, question, self._window)
        asked.answered.connect(partial(self._on_answer, row, action))
        asked.open()

    def _on_answer(self, row: IntakeRow, action: Action, answer: Answer, _option: bool) -> None:
        if answer is Answer.DO_IT:
            self._send(row, Decision(action))

    def _send(self, row: IntakeRow, decision: Decision) -> None:
        self._waiting.append((row, decision))
        self._send_next()

    def _send_next(self) -> None:
        if self._desk is None or self._control is not None or not self._waiting:
            return
        row, decision = self._waiting.popleft()
        self._control = RunControl()
        self._soon.begin()
        work = partial(self._desk.decide, row.intake_id, decision, self._control)
        self._surroundings.tasks.run(_KEY, work, partial(self._on_done, decision), self._on_failed)

    def _on_done(self, decision: Decision, view: IntakeView) -> None:
        self._soon.end()
        title = self.tr("Done: {action}").format(action=self._window.wording.action(decision.action))
        close = (self.tr("Close"),)
        self._window.show_notice(Notice(Tone.GOOD, title, words.name(view.row), close))
        self.decided.emit(view)

    def _on_failed(self, error: IntakeError) -> None:
        self._soon.end()
        self.failed.emit(error)

    @Slot(str, object)
    def _on_ended(self, key: str, _error: BaseException | None) -> None:
        """Free the line however it ended: a decision that was given up or has failed keeps no other waiting."""
        if key == _KEY and self._control is not None:
            self._control = None
            self._soon.end()
            self._send_next()
