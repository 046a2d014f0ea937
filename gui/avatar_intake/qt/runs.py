"""Owns the runs, so that an upload goes on when its window is closed. Shows nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.media import Checked
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import Progress, StoredMaterial
from avatar_intake.errors import Cancelled, IntakeError, LineStalled
from avatar_intake.flow.model import Outcome, RunListener, RunOptions
from avatar_intake.qt.bridge import RunBridge
from avatar_intake.qt.hold import Hold
from avatar_intake.transfer.control import RunControl

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_CALM_MS: Final = 2000  # between two tries nothing is said to have passed
_LATE_AT_LEAST_S: Final = 30.0

Work = Callable[[RunListener, RunControl], Outcome]


class Run(QObject):
    """One intake under way, in a thread of its own. Remembers what it has heard, for windows that are opened later.

    Its connections wait each for itself and often shortly: `going_on` comes when none waits any more, and not before it
    has stayed so for a moment.

    Exactly one of `ended`, `cancelled` and `broke` comes at the end; `broke` means a mistake in the program, whose
    exception went to `threading.excepthook`.
    """

    stage_changed = Signal(object)
    checked = Signal(object)
    waiting = Signal(object, object)
    going_on = Signal()
    material_stored = Signal(object)
    request_made = Signal(object)
    ended = Signal(object)
    cancelled = Signal()
    broke = Signal()
    _finished = Signal(object, bool)

    def __init__(self, intake: Intake, control: RunControl, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.intake = intake
        self.control = control
        self.stage: Stage | None = None
        self.wait_reason: IntakeError | None = None
        self.checks: tuple[Checked, ...] = ()
        self.stored: tuple[StoredMaterial, ...] = ()
        self.requests: tuple[RequestRecord, ...] = ()
        self.outcome: Outcome | None = None
        self.is_over = False
        self._work = work
        self._bridge = RunBridge(self)
        self._thread = threading.Thread(target=self._do, name=f"run-{intake.intake_id}", daemon=True)
        self._waits = 0
        self._calm = QTimer(self)
        self._calm.setSingleShot(True)
        self._calm.setInterval(_CALM_MS)
        self._is_late = Hold(_LATE_AT_LEAST_S)
        self._connect()

    def start(self) -> None:
        """Begin. A run is started once."""
        self._thread.start()

    def is_too_slow(self, progress: Progress | None) -> bool:
        """Whether it will hardly be done before its addresses are dead; once so, for half a minute at least.

        ``progress`` is what the control said a moment ago: the caller has just asked.
        """
        if self.is_over:
            return False
        return self._is_late.look(time.monotonic(), is_so=progress is not None and progress.is_too_slow)

    def try_now(self) -> None:
        """End the wait under way, and a pause; the reason is not shown any more until it is met again.

        On a line that has stalled nobody waits: its connections are begun anew, and the reason stays until it moves.
        """
        self.control.resume()
        if isinstance(self.wait_reason, LineStalled):
            self.control.hang_up()
        else:
            self._be_calm()

    def join(self, timeout_s: float) -> bool:
        """Wait for the thread, without events; whether it has ended. For shutting down."""
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _connect(self) -> None:
        bridge = self._bridge
        bridge.stage_reported.connect(self._on_stage)
        bridge.check_reported.connect(self._on_check)
        bridge.request_reported.connect(self._on_request)
        bridge.wait_began.connect(self._on_wait)
        bridge.wait_ended.connect(self._on_going_on)
        bridge.store_reported.connect(self._on_stored)
        self._finished.connect(self._on_finished)
        self._calm.timeout.connect(self._be_calm)

    def _do(self) -> None:
        outcome: Outcome | None = None
        was_cancelled = False
        try:
            outcome = self._work(self._bridge, self.control)
        except Cancelled:
            was_cancelled = True
        finally:
            self._finished.emit(outcome, was_cancelled)

    @Slot(object)
    def _on_stage(self, stage: Stage) -> None:
        self.stage = stage
        self._end_waits()
        self.stage_changed.emit(stage)

    @Slot(object)
    def _on_check(self, item: Checked) -> None:
        self.checks = (*self.checks, item)
        self.checked.emit(item)

    @Slot(object)
    def _on_request(self, record: RequestRecord) -> None:
        self.requests = (*self.requests, record)
        self.request_made.emit(record)

    @Slot(object, object)
    def _on_wait(self, error: IntakeError, seconds: float) -> None:
        self._waits += 1
        self._calm.stop()
        self.wait_reason = error
        self.waiting.emit(error, seconds)

    @Slot()
    def _on_going_on(self) -> None:
        self._waits = max(0, self._waits - 1)
        if self._waits == 0:
            self._calm.start()

    def _end_waits(self) -> None:
        """What waited in an earlier stage waits no more, whether it was taken back or not."""
        if self._waits:
            self._waits = 0
            self._calm.start()

    @Slot()
    def _be_calm(self) -> None:
        self._calm.stop()
        if self.wait_reason is not None:
            self.wait_reason = None
            self.going_on.emit()

    @Slot(object)
    def _on_stored(self, material: StoredMaterial) -> None:
        self.stored = (*self.stored, material)
        self.material_stored.emit(material)

    @Slot(object, bool)
    def _on_finished(self, outcome: Outcome | None, was_cancelled: bool) -> None:
        self.is_over = True
        self.outcome = outcome
        self.wait_reason = None
        self._calm.stop()
        if outcome is not None:
            self.ended.emit(outcome)
        elif was_cancelled:
            self.cancelled.emit()
        else:
            self.broke.emit()


class Runs(QObject):
    """All runs of this program; at most one for each intake at a time."""

    started = Signal(object)
    ended = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runs: dict[str, Run] = {}

    def start(self, intake: Intake, options: RunOptions) -> Run:
        """Check, create, upload, confirm, submit in the background; the running one, if there is one already."""

        def work(listener: RunListener, control: RunControl) -> Outcome:
            return self._desk.run(intake, options, listener, control)

        return self._begin(intake, work, options.bytes_per_s)

    def submit(self, intake: Intake) -> Run:
        """The one irreversible step, for an intake that is confirmed."""

        def work(listener: RunListener, control: RunControl) -> Outcome:
            return self._desk.submit_review(intake.intake_id, listener, control)

        return self._begin(intake, work, None)

    def get(self, intake_id: str) -> Run | None:
        """The newest run of an intake since the program was started, over or not."""
        return self._runs.get(intake_id)

    def under_way(self) -> tuple[Run, ...]:
        """The runs that are not over."""
        return tuple(run for run in self._runs.values() if not run.is_over)

    def _begin(self, intake: Intake, work: Work, bytes_per_s: int | None) -> Run:
        now = self._runs.get(intake.intake_id)
        if now is not None and not now.is_over:
            return now
        run = Run(intake, RunControl(bytes_per_s), work, self)
        run.ended.connect(self._on_run_over)
        run.cancelled.connect(self._on_run_over)
        run.broke.connect(self._on_run_over)
        self._runs[intake.intake_id] = run
        run.start()
        self.started.emit(run)
        return run

    @Slot()
    def _on_run_over(self) -> None:
        run = self.sender()
        if isinstance(run, Run):
            self.ended.emit(run)
