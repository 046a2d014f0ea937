"""One repair: what it would come to, then the work in a worker, with a share that can be looked at. Shows nothing."""

from __future__ import annotations

import itertools
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import Cancelled, Defect, IntakeError, trace_of
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.repair_desk import RepairDesk
from avatar_intake.qt.wizard.repairs import Repairs

_NUMBERS: Final = itertools.count(1)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be looked at: files of one material, ``checked`` where the first of them has been checked."""

    role: Role
    paths: tuple[str, ...]
    remedies: frozenset[Remedy]
    folder: str = ""
    checked: Checked | None = None


@dataclass(frozen=True, slots=True)
class Prospect:
    """What a wish comes to. ``free_bytes`` is the room in the target's folder, ``None`` where nobody knows."""

    wish: Wish
    checked: Checked
    plan: RepairPlan
    target: str
    free_bytes: int | None = None

    @property
    def is_too_large(self) -> bool:
        """Whether the folder has less room than may be needed."""
        return self.free_bytes is not None and self.free_bytes < self.plan.needed_bytes


class Gauge:
    """How much is done, 0 to 1: written by the thread that works, read by the one that shows it."""

    def __init__(self) -> None:
        self.share = 0.0

    def show(self, share: float) -> None:
        """So much is done; it never goes back."""
        self.share = min(max(share, self.share), 1.0)


class RepairRun(QObject):
    """Looks ahead as often as the wish changes, the newest answer wins; then repairs once."""

    planned = Signal(object)  # a Prospect
    plan_failed = Signal(object)
    done = Signal(object)  # the new file's Checked
    failed = Signal(object)

    def __init__(
        self, repairs: Repairs, desk: RepairDesk, tasks: Tasks, job: JobFields, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._repairs = repairs
        self._desk = desk
        self._tasks = tasks
        self._job = job
        self._number = next(_NUMBERS)
        self._stop: threading.Event | None = None
        self._gauge = Gauge()
        self._claim: Claim | None = None
        tasks.ended.connect(self._on_ended)

    @property
    def is_running(self) -> bool:
        """Whether a new file is being made."""
        return self._stop is not None

    @property
    def share(self) -> float:
        """How much of it is done, 0 to 1."""
        return self._gauge.share

    def plan(self, wish: Wish) -> None:
        """Find out what this would come to; `planned` or `plan_failed` follows."""
        work = partial(look_ahead, self._desk, wish, self._job)
        self._tasks.run(self._key("plan"), work, self._on_planned, self._on_plan_failed)

    def forget_plan(self) -> None:
        """Nothing is wished for: an answer under way is worth nothing."""
        self._tasks.forget(self._key("plan"))

    def start(self, order: RepairOrder, *, is_everything: bool = False) -> None:
        """Make the new file; `done` or `failed` follows, and after a `cancel` neither.

        ``is_everything`` also repairs what comes to light on the way and needs no question.
        """
        self._stop, self._gauge = threading.Event(), Gauge()
        self._repairs.begin(self._stop)
        make = partial(_everything, self._desk) if is_everything else self._desk.repair
        self._claim = Claim(self._stop)
        work = partial(
            _repaired, partial(make, order, self._job, self._gauge.show, self._stop), order.target, self._claim
        )
        self._tasks.run(self._key("run"), work, self._on_done, self._on_failed, is_long=True)

    def cancel(self) -> None:
        """Stop at once. What was begun is removed by the worker."""
        if self._stop is not None and self._claim is not None:
            unwanted = self._claim.give_up()
            self._repairs.end(self._stop)
            self._stop = None
            self._tasks.forget(self._key("run"))
            if unwanted:
                self._tasks.run(self._key("remove"), partial(_remove, unwanted), _removed)

    def _key(self, what: str) -> str:
        return f"repair.{what}.{self._number}"

    def _on_planned(self, prospect: Prospect) -> None:
        self.planned.emit(prospect)

    def _on_plan_failed(self, error: IntakeError) -> None:
        self.plan_failed.emit(error)

    def _on_done(self, checked: Checked) -> None:
        self._end()
        self.done.emit(checked)

    def _on_failed(self, error: IntakeError) -> None:
        self._end()
        self.failed.emit(error)

    @Slot(str, object)
    def _on_ended(self, key: str, error: BaseException | None) -> None:
        """End the run too where nobody was told, after a mistake in the program: the crash hook has seen it."""
        if key == self._key("run") and self._stop is not None:
            self._end()
            if error is not None and not isinstance(error, Cancelled):
                self.failed.emit(Defect(trace_of(error)))

    def _end(self) -> None:
        if self._stop is not None:
            self._repairs.end(self._stop)
            self._stop = None


def look_ahead(desk: RepairDesk, wish: Wish, job: JobFields) -> Prospect:
    """The plan, the new file's name and the room for it. Blocks.

    Raises `MaterialUnreadable` for a file that cannot be read and for which there is no repair either.
    """
    never = threading.Event()
    items = [wish.checked] if wish.checked else [desk.check(wish.role, path, job, never) for path in wish.paths]
    plans = [desk.repair_plan(item, wish.remedies) for item in items]
    needed_bytes, estimate_s = sum(plan.needed_bytes for plan in plans), sum(plan.estimate_s for plan in plans)
    checked, plan = items[0], replace(plans[0], needed_bytes=needed_bytes, estimate_s=estimate_s)
    target = desk.proposed_target(wish.paths[0], plan.suffix, wish.folder or None)
    return Prospect(wish, checked, plan, target, _free_bytes(Path(target).parent))


def _free_bytes(folder: Path) -> int | None:
    try:
        return shutil.disk_usage(folder).free
    except OSError:
        return None


def _everything(
    desk: RepairDesk, order: RepairOrder, job: JobFields, progress: Callable[[float], None], stop: StopSignal
) -> Checked:
    return desk.repair_everything(order, job, progress, stop).checked


class Claim:
    """Whose a file is that was ready in the moment of the cancel: the worker's who made it, or the window's."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._lock = threading.Lock()
        self._made = ""

    def keep(self, path: str) -> bool:
        """Hand a finished file over; false when nobody wants it any more."""
        with self._lock:
            self._made = "" if self._stop.is_set() else path
            return bool(self._made)

    def give_up(self) -> str:
        """Ask the worker to stop; the path of a file that was handed over already, or nothing."""
        with self._lock:
            self._stop.set()
            return self._made


def _repaired(make: Callable[[], Checked], target: str, claim: Claim) -> Checked:
    checked = make()
    if not claim.keep(target):
        _remove(target)
        raise Cancelled
    return checked


def _remove(path: str) -> None:
    Path(path).unlink(missing_ok=True)


def _removed(_nothing: None) -> None:
    """There is nothing to say."""
