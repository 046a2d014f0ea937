"""Looks at the running uploads a few times a second and passes on what they tell. Starts and stops none."""

from __future__ import annotations

import time
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from avatar_intake.errors import IntakeError, SignInPage, UserFixable
from avatar_intake.qt.desk.overall import Overall, overall
from avatar_intake.qt.desk.pace import Pace
from avatar_intake.qt.desk.rows import Told
from avatar_intake.qt.runs import Run, Runs

POLL_MS: Final = 250  # the list is looked at from afar; the wizard's own page polls faster


class RunWatch(QObject):
    """Polls while anything runs, and is silent otherwise."""

    told = Signal(object)  # what one run tells at this moment
    overall_changed = Signal(object)  # an `Overall` of all running uploads, or None
    rows_changed = Signal()  # what is stored of an intake has changed
    run_over = Signal(object)  # the run
    stuck = Signal(object)  # why a run waits for a person; once for each reason
    speed_measured = Signal(object)  # bytes a second, at the end of a run that carried enough

    def __init__(self, runs: Runs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runs = runs
        self._paces: dict[Run, Pace] = {}
        self._told: dict[Run, Told] = {}
        self._overall: Overall | None = None
        self._told_reasons: set[tuple[Run, type[IntakeError]]] = set()
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self.look)
        runs.started.connect(self._on_started)
        runs.ended.connect(self._on_ended)

    def told_by(self, intake_id: str) -> Told | None:
        """What an intake's run tells at this moment; ``None`` when it never had one."""
        run = self._runs.get(intake_id)
        return _told(run) if run is not None else None

    @Slot()
    def look(self) -> None:
        """Pass on what every running upload tells."""
        for run in self._runs.under_way():
            told = _told(run)
            self._paces.setdefault(run, Pace()).look(time.monotonic(), _speed(told), is_free=_is_free(run))
            self.told.emit(told)
            self._told[run] = told
        self._tell_overall()

    def _tell_overall(self) -> None:
        self._told = {run: told for run, told in self._told.items() if not run.is_over}
        now = overall(self._told.values())
        if now != self._overall:
            self._overall = now
            self.overall_changed.emit(now)

    @Slot(object)
    def _on_started(self, run: Run) -> None:
        for signal in (run.stage_changed, run.material_stored):
            signal.connect(self._on_changed)
        run.waiting.connect(self._on_waiting)
        run.going_on.connect(self.look)
        self._timer.start()
        self.look()

    @Slot(object, object)
    def _on_waiting(self, error: IntakeError, _seconds: float) -> None:
        self.look()
        run = self.sender()
        if not isinstance(run, Run) or not _needs_person(error) or (run, type(error)) in self._told_reasons:
            return
        self._told_reasons.add((run, type(error)))
        self.stuck.emit(error)

    @Slot()
    def _on_changed(self) -> None:
        self.look()
        self.rows_changed.emit()

    @Slot(object)
    def _on_ended(self, run: Run) -> None:
        self.told.emit(_told(run))
        self._tell_overall()
        if not self._runs.under_way():
            self._timer.stop()
        self.rows_changed.emit()
        measured = self._paces.pop(run, Pace()).bytes_per_s
        if measured is not None and not run.intake.service.is_practice:  # a rehearsal uses no line
            self.speed_measured.emit(measured)
        self.run_over.emit(run)


def _needs_person(error: IntakeError) -> bool:
    """Whether a wait ends only when somebody does something: plugs in a drive, signs in to a network."""
    return isinstance(error, UserFixable | SignInPage)


def _speed(told: Told) -> float:
    return told.progress.bytes_per_s if told.progress is not None else 0.0


def _is_free(run: Run) -> bool:
    """Whether the line may carry as much as it can."""
    control = run.control
    return run.wait_reason is None and not control.is_paused and control.bytes_per_s is None


def _told(run: Run) -> Told:
    progress = run.control.progress()
    return Told(
        run.intake.intake_id,
        is_running=not run.is_over,
        progress=progress,
        is_paused=run.control.is_paused,
        wait_reason=run.wait_reason,
        is_too_slow=run.is_too_slow(progress),
        limit_bytes_per_s=run.control.bytes_per_s,
    )
