"""Asks the service by itself how the jobs stand, never sooner than the desk says; tells what is news. Shows nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from avatar_intake.domain.board import Change
from avatar_intake.errors import IntakeError, Transient
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.foot import Contact
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_LOOK: Final = "desk.refresh"
_PLAN: Final = "desk.due"
_LEAST_S: Final = 1.0  # whatever is due: no two looks run into each other


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at the service has brought; ``rows`` is ``None`` where only the next one was asked about."""

    changes: tuple[Change, ...]
    next_s: float | None
    rows: tuple[IntakeRow, ...] | None = None


def look_at(desk: Desk, *, is_whole: bool) -> Look:
    """Ask the service: everything, or what is due. Blocks. Raises what `Desk.refresh` raises."""
    rows = desk.refresh(is_whole=is_whole, due_only=not is_whole)
    next_s = desk.next_look_s()
    return Look(desk.changes(), next_s, rows)  # the changes last: an error after them would lose them


def look_ahead(desk: Desk) -> Look:
    """Ask the desk, and nobody else, when the next look is due. Blocks."""
    next_s = desk.next_look_s()
    return Look(desk.changes(), next_s)


def newest_of(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The last change of each intake: a state that it has left again is no news."""
    return tuple({change.intake_id: change for change in changes}.values())


class Following(QObject):
    """One for the window. A failure that may pass is told as being offline; any other is an error, once.

    Each look takes the desk's changes along, so none is begun that would outdate one under way: its news were lost.
    """

    looked = Signal(object, object)  # the rows; the changes of this look, the newest of each intake
    news = Signal(object)  # changes that came without a look of ours
    contact_changed = Signal(object)  # a `Contact`
    asking_changed = Signal(bool)
    failed = Signal(object)  # an error of ours that somebody has to see
    recovered = Signal()

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._desk: Desk | None = None
        self._contact = Contact()
        self._is_asking = self._is_wished = False
        self._is_again = False  # somebody wished for a look while one was under way
        self._is_planning = self._is_plan_old = False
        self._asked_s: float | None = None
        self._said = ""  # the failure that was told already
        self._timer = QTimer(self)
        self._timer.setObjectName("refreshTimer")
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_due)
        tasks.ended.connect(self._on_ended)

    def use(self, desk: Desk) -> None:
        """There is a desk now: look as soon as a look is due."""
        self._desk = desk
        self.plan()

    def refresh(self) -> None:
        """Ask now, because somebody wishes it, or once more after the look under way; a failure is told in any case."""
        if self._is_asking:
            self._is_again = True
            return
        self._is_wished = True
        self._ask(is_whole=True)

    def plan(self) -> None:
        """Something was submitted or removed here: the next look may be due sooner, or not at all."""
        if self._is_planning:
            self._is_plan_old = True
        elif self._desk is not None and not self._is_asking:
            self._is_planning, self._is_plan_old = True, False
            self._tasks.run(_PLAN, partial(look_ahead, self._desk), self._on_planned, self._on_not_planned)

    def close(self) -> None:
        """Ask no more, for the program ends."""
        self._timer.stop()
        self._desk = None

    # --- inside -----------------------------------------------------------------------------------

    def _ask(self, *, is_whole: bool) -> None:
        if self._desk is None or self._is_asking:
            return
        self._timer.stop()
        self._is_asking = True
        self.asking_changed.emit(True)
        work = partial(look_at, self._desk, is_whole=is_whole)
        self._tasks.run(_LOOK, work, self._on_looked, self._on_failed)

    def _on_due(self) -> None:
        self._ask(is_whole=False)

    def _on_planned(self, look: Look) -> None:
        if look.changes:
            self.news.emit(newest_of(look.changes))
        if not self._is_asking:
            self._wait(look.next_s)

    def _on_not_planned(self, _error: IntakeError) -> None:
        """Reading the journal failed: whoever shows the list says so, and the next change plans again."""

    @Slot(str, object)
    def _on_ended(self, key: str, _error: BaseException | None) -> None:
        """However it ended, the next one may begin; what was wished for meanwhile begins now."""
        if key == _PLAN and self._is_planning:
            self._is_planning = False
            if self._is_plan_old:
                self.plan()
        elif key == _LOOK:
            if self._is_asking:  # a mistake in the program: nobody was told
                self._end_asking()
            if self._is_again:
                self._is_again = False
                self.refresh()

    def _on_looked(self, look: Look) -> None:
        self._end_asking()
        was_troubled = bool(self._said)
        self._said = ""
        self._be_in(Contact(asked_s=time.time()))
        if was_troubled:
            self.recovered.emit()
        self.looked.emit(look.rows or (), newest_of(look.changes))
        self._wait(look.next_s)

    def _on_failed(self, error: IntakeError) -> None:
        is_wished = self._is_wished
        self._end_asking()
        if isinstance(error, Transient):
            since_s = self._contact.offline_since_s or time.time()
            self._be_in(replace(self._contact, offline_since_s=since_s))
        if is_wished or not (isinstance(error, Transient) or self._said == error.message_id):
            self._said = error.message_id
            self.failed.emit(error)
        self.plan()  # when to try again is the desk's to say

    def _end_asking(self) -> None:
        self._is_asking = self._is_wished = False
        self._asked_s = time.monotonic()
        self.asking_changed.emit(False)

    def _be_in(self, contact: Contact) -> None:
        if contact != self._contact:
            self._contact = contact
            self.contact_changed.emit(contact)

    def _wait(self, seconds: float | None) -> None:
        if seconds is None or self._desk is None:
            self._timer.stop()
            return
        since_s = time.monotonic() - self._asked_s if self._asked_s is not None else _LEAST_S
        self._timer.start(round(max(seconds, _LEAST_S - since_s, 0.0) * 1000))
