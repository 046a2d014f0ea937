"""What repairs and exact pictures ask of the desk. Every call may block: workers only."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import StopSignal

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

CropBox = tuple[int, int, int, int]  # left, top, right, bottom in pixels of the upright picture


class Repaired(Protocol):
    """What came of a repair."""

    @property
    def checked(self) -> Checked:
        """The new file after its checks."""
        ...


class RepairDesk(Protocol):
    """The desk as far as files are put right and looked at closely."""

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """Check one material. Raises `Cancelled`."""
        ...

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        """A remedy for each finding that has one."""
        ...

    def repair_plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """What these remedies come to for one file."""
        ...

    def proposed_target(self, path: str, suffix: str, folder: str | None = None) -> str:
        """A name that is free, beside the original or in ``folder``."""
        ...

    def repair(
        self, order: RepairOrder, job: JobFields, progress: Callable[[float], None], stop: StopSignal
    ) -> Checked:
        """Make the new file and check it. Raises `IntakeError`, `Cancelled`."""
        ...

    def repair_everything(
        self, order: RepairOrder, job: JobFields, progress: Callable[[float], None], stop: StopSignal
    ) -> Repaired:
        """The same, and then what a defect had hidden, as far as nobody has to be asked about it."""
        ...

    def frame_at(self, path: str, time_s: float, max_px: int) -> bytes:
        """Exactly the picture at ``time_s`` as PNG, its longer side at most ``max_px``."""
        ...

    def cover_from(self, path: str, time_s: float, crop_px: CropBox | None = None) -> bytes:
        """The picture at ``time_s`` in full size as JPEG, or a part of it."""
        ...


def repair_desk(desk: Desk) -> RepairDesk:
    """The same desk, by what it does for repairs."""
    return desk
