"""Repair a material into a new file: what is offered, what it comes to, doing it, and checking what came of it.

An original is only read. The new file appears under its name complete and checked, or not at all.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.media import Checked, Unreadable
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import raise_if_stopped
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import LocalStorageFailed, MaterialUnreadable, NoRoom, RepairFailed
from avatar_intake.flow.recent import RecentChecks
from avatar_intake.media.room import Caller, Limits, Lost, Room
from avatar_intake.media.workplace import free_name, hand_over, require_free, workplace
from avatar_intake.transfer.source import identity_of

_MOST_ROUNDS = 3  # a defect may hide another one, hardly a third
_CHECKING_SHARE = 0.1  # of the bar, for the check of the new file and a round more
_QUIET_S = 900.0  # a slow stick may take minutes to write what it was given
_MEMORY_BYTES = 8 << 30  # a 4K film in and out, with a thread for each of many cores
_SPARE_BYTES = 64 << 20  # left free on a disk beyond what a repair needs


@dataclass(frozen=True, slots=True)
class Repaired:
    """What came of a repair: the new file after its checks, and the remedies in the order in which they were done."""

    checked: Checked
    remedies: tuple[Remedy, ...]


@dataclass(frozen=True, slots=True)
class RepairedFile:
    """The new file, for whoever wants to know it again."""

    path: str
    size_bytes: int
    sha256: str
    remedies: tuple[Remedy, ...]


class RemedyTable(Protocol):
    """Knows what can be put right."""

    def offers_for(self, checked: Checked) -> tuple[Offer, ...]:
        """A remedy for each finding that has one, in the order of the findings."""
        ...

    def plan_for(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """What remedies come to for one file. Raises `ValueError` for one that does not fit."""
        ...


class MediaRemedies:
    """The real table; imported at first use."""

    def offers_for(self, checked: Checked) -> tuple[Offer, ...]:
        """See `RemedyTable`."""
        from avatar_intake.media import remedies

        return remedies.offers_for(checked)

    def plan_for(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """See `RemedyTable`."""
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

    def __init__(self, room: Room, checks: RecentChecks, table: RemedyTable | None = None) -> None:
        self._room, self._checks = room, checks
        self._table = table or MediaRemedies()

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        """What can be repaired in a file that was checked. Reads no file."""
        return self._table.offers_for(checked)

    def plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """What remedies come to for one file. Reads no file.

        Raises `MaterialUnreadable` for a file that cannot be read, and `ValueError` for a remedy that does not fit.
        """
        return _plan(self._table, checked, remedies)

    def repair(self, order: RepairOrder, job: JobFields, caller: Caller) -> Repaired:
        """Do exactly what was ordered, then check the new file.

        Raises `Cancelled`, `RepairFailed`, `TargetTaken`, `FolderClosed`, `NoRoom`, `LocalStorageFailed` for a disk
        that is full or broken all the same, `MaterialMissing` and `MaterialUnreadable`; then there is no new file.
        Raises `ValueError` for remedies that do not fit the material.
        """
        return _Work(self._room, self._checks, self._table, job, caller).carry_out(order, most_rounds=1)

    def repair_everything(self, order: RepairOrder, job: JobFields, caller: Caller) -> Repaired:
        """The same, and then what a defect had hidden, as far as nobody has to be asked about it."""
        return _Work(self._room, self._checks, self._table, job, caller).carry_out(order, _MOST_ROUNDS)


@dataclass(frozen=True, slots=True)
class _Work:
    """One repair: for whom, with what."""

    room: Room
    checks: RecentChecks
    table: RemedyTable
    job: JobFields
    caller: Caller

    def carry_out(self, order: RepairOrder, most_rounds: int) -> Repaired:
        target = Path(order.target)
        require_free(target)
        before = _identities(order)
        with workplace(target) as folder:
            repaired = self._in_rounds(order, folder, most_rounds)
            raise_if_stopped(self.caller.stop)
            if _identities(order) != before:
                raise _failed(order, RepairFailed.ORIGINAL_CHANGED)
            hand_over(Path(repaired.checked.path), target, Path(order.paths[0]))
        self.caller.progress(1.0)
        return replace(repaired, checked=replace(repaired.checked, path=order.target))

    def _in_rounds(self, order: RepairOrder, folder: Path, most_rounds: int) -> Repaired:
        """Repair, check, repair what that brought to light; everything in our own ``folder``."""
        stop = self.caller.stop or _Never()
        sources = [self.checks.recall(order.role, path, self.job, stop) for path in order.paths]
        done: list[Remedy] = []
        for number in range(most_rounds):
            made = folder / str(number) / Path(order.target).name
            _make_folder(made.parent)
            done += self._make(order, sources, made, _stretch(self.caller, number))
            for item in sources if number else ():  # it may be as big as the film
                with suppress(OSError):  # the whole folder is removed in the end
                    Path(item.path).unlink()
            sources = [self.checks.check(order.role, str(made), self.job, stop)]
            more = without_consent(self.table.offers_for(sources[0])) - frozenset(done)
            if not more:
                break
            order = RepairOrder(order.role, (str(made),), order.target, more)
        return Repaired(sources[0], tuple(done))

    def _make(self, order: RepairOrder, sources: Sequence[Checked], made: Path, caller: Caller) -> tuple[Remedy, ...]:
        """The new file ``made``, not checked yet. Says which remedies were done, in their order."""
        from avatar_intake.media import tasks

        plans = [_plan(self.table, checked, order.remedies) for checked in sources]
        needed_bytes = sum(plan.needed_bytes for plan in plans)
        _require_room(made.parent, needed_bytes)
        written_bytes = 2 * needed_bytes + _SPARE_BYTES
        limits = Limits(_QUIET_S, _MEMORY_BYTES, made.parent, written_bytes, leftovers=made.parent.parent)
        try:
            self.room.do(tasks.repair, (replace(order, target=str(made)),), caller, limits)
        except Lost as lost:
            raise _failed(order, lost.end) from lost
        if not made.is_file():
            raise _failed(order, "nothing-made")
        return plans[0].remedies


def _plan(table: RemedyTable, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
    try:
        return table.plan_for(checked, remedies)
    except ValueError as error:
        if not isinstance(checked.facts, Unreadable):
            raise
        name, reason = Path(checked.path).name, checked.facts.reason
        raise MaterialUnreadable(role=checked.role, name=name, reason=reason) from error


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir()
    except OSError as error:
        raise LocalStorageFailed.of(error, about=folder.parent.parent.name) from error


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


def _failed(order: RepairOrder, reason: str) -> RepairFailed:
    return RepairFailed(role=order.role, name=Path(order.paths[0]).name, reason=str(reason))


def _stretch(caller: Caller, number: int) -> Caller:
    """The part of the bar that is a round's: most of it the first one's, of the rest the next one's, and so on."""
    start, whole = 1 - _CHECKING_SHARE**number, _CHECKING_SHARE**number * (1 - _CHECKING_SHARE)
    return replace(caller, progress=lambda share: caller.progress(start + whole * min(max(share, 0.0), 1.0)))
