"""Repair a material into a new file: what is offered, what it comes to, doing it, and checking what came of it.

An original is only read. The new file appears under its name complete and checked, or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import raise_if_stopped
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import LocalStorageFailed, NoRoom, RepairFailed
from avatar_intake.flow.prepare import Checker
from avatar_intake.media.room import Caller, Limits, Lost, Progress, Room
from avatar_intake.media.workplace import free_name, hand_over, require_free, workplace
from avatar_intake.transfer.source import identity_of

_MOST_ROUNDS = 3  # a defect may hide another one, hardly a third
_CHECKING_SHARE = 0.1  # of the bar, for the check of the new file and a round more
_QUIET_S = 300.0
_MEMORY_BYTES = 8 << 30  # a 4K film in and out, with a thread for each of many cores
_SPARE_BYTES = 64 << 20  # left free on a disk beyond what a repair needs


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a repair: the new file after its checks, and the remedies in the order in which they were done."""

    checked: Checked
    remedies: tuple[Remedy, ...]


def offers_for(checked: Checked) -> tuple[Offer, ...]:
    """See `media.remedies`; imported late, for it is needed late."""
    from avatar_intake.media import remedies

    return remedies.offers_for(checked)


def plan_for(checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
    """See `media.remedies`. Raises `ValueError` for a remedy that does not fit the material."""
    from avatar_intake.media import remedies as table

    return table.plan_for(checked, remedies)


def without_consent(offers: Iterable[Offer]) -> frozenset[Remedy]:
    """The remedies that nobody has to be asked about."""
    return frozenset(offer.remedy for offer in offers if not offer.needs_consent)


def proposed_target(path: str, suffix: str, folder: str | None = None) -> str:
    """Where the repaired copy of ``path`` goes: beside it, or into ``folder``; a name that is free at this moment.

    Raises `FolderClosed` where nothing can be written.
    """
    return free_name(path, suffix, folder)


class Repairs:
    """Carries out orders. Thread-safe; blocks."""

    def __init__(self, room: Room, checker: Checker) -> None:
        self._room = room
        self._checker = checker

    def repair(self, order: RepairOrder, job: JobFields, caller: Caller) -> Repaired:
        """Do exactly what was ordered, then check the new file.

        Raises `Cancelled`, `RepairFailed`, `TargetTaken`, `FolderClosed`, `NoRoom`, `LocalStorageFailed` for a disk
        that is full or broken all the same, `MaterialMissing` and `MaterialUnreadable`; then there is no new file.
        Raises `ValueError` for remedies that do not fit the material.
        """
        return self._carry_out(order, job, caller, most_rounds=1)

    def repair_everything(self, order: RepairOrder, job: JobFields, caller: Caller) -> Repaired:
        """The same, and then what a defect had hidden, as far as nobody has to be asked about it."""
        return self._carry_out(order, job, caller, most_rounds=_MOST_ROUNDS)

    def _carry_out(self, order: RepairOrder, job: JobFields, caller: Caller, most_rounds: int) -> Repaired:
        target = Path(order.target)
        require_free(target)
        before = _identities(order)
        stop = caller.stop or _Never()
        found = [self._checker.check(order.role, path, job, stop) for path in order.paths]
        with workplace(target) as folder:
            last = _Round(order, found)
            done: list[Remedy] = []
            checked = found[0]
            for number in range(most_rounds):
                made = folder / str(number) / target.name
                made.parent.mkdir()
                done += self._make(last, made, _slice(caller, number))
                checked = self._checker.check(order.role, str(made), job, stop)
                more = without_consent(offers_for(checked)) - frozenset(done)
                if not more or number == most_rounds - 1:
                    break
                last = _Round(RepairOrder(order.role, (str(made),), order.target, more), [checked])
            raise_if_stopped(stop)
            if _identities(order) != before:
                raise RepairFailed(order.role, Path(order.paths[0]).name, RepairFailed.ORIGINAL_CHANGED)
            hand_over(made, target)
        caller.progress(1.0)
        return Repaired(replace(checked, path=order.target), tuple(done))

    def _make(self, last: _Round, made: Path, caller: Caller) -> tuple[Remedy, ...]:
        """One new file, in our own folder. Says which remedies were done."""
        order = last.order
        plans = [plan_for(checked, order.remedies) for checked in last.checked]
        needed_bytes = sum(plan.needed_bytes for plan in plans)
        _require_room(made.parent, needed_bytes)
        limits = Limits(_QUIET_S, _MEMORY_BYTES, made.parent, needed_bytes + _SPARE_BYTES)
        from avatar_intake.media import tasks

        try:
            self._room.do(tasks.repair, (replace(order, target=str(made)),), caller, limits)
        except Lost as lost:
            raise RepairFailed(order.role, Path(order.paths[0]).name, lost.end.value) from lost
        if not made.is_file():
            raise RepairFailed(order.role, Path(order.paths[0]).name, "nothing-made")
        _drop_source(order, made.parent.parent)
        return plans[0].remedies


@dataclass(frozen=True, slots=True)
class _Round:
    """What is repaired next, and how its files were found to be."""

    order: RepairOrder
    checked: list[Checked]


class _Never:
    def is_set(self) -> bool:
        return False


def _identities(order: RepairOrder) -> tuple[FileIdentity, ...]:
    return tuple(identity_of(order.role, path) for path in order.paths)


def _require_room(folder: Path, needed_bytes: int) -> None:
    try:
        free_bytes = shutil.disk_usage(folder).free
    except OSError as error:
        raise LocalStorageFailed.of(error, about=folder.name) from error
    if free_bytes < needed_bytes + _SPARE_BYTES:
        raise NoRoom.found(needed_bytes + _SPARE_BYTES, free_bytes)


def _drop_source(order: RepairOrder, folder: Path) -> None:
    """What an earlier round made is not needed any more; it may be as big as the film."""
    for path in map(Path, order.paths):
        if folder in path.parents:
            path.unlink()


def _slice(caller: Caller, number: int) -> Caller:
    """The part of the bar that is the round's: most of it the first one's, of the rest the next one's, and so on."""
    start, whole = 1 - _CHECKING_SHARE**number, _CHECKING_SHARE**number * (1 - _CHECKING_SHARE)
    return replace(caller, progress=lambda share: caller.progress(start + whole * min(max(share, 0.0), 1.0)))


__all__ = ["Progress", "Repaired", "Repairs", "offers_for", "plan_for", "proposed_target", "without_consent"]
