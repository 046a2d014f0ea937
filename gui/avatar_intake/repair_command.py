"""The command `repair`: what its arguments mean, and the order of it. Repairs nothing itself; the printer prints.

Without being asked it does what needs no consent; the rest is named with ``--with``.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, MediaFacts, PictureContent, PictureFacts, Span
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import BadRepairOrder, Cancelled, FolderClosed, TargetTaken

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.flow.repairing import RepairedFile
    from avatar_intake.printer import Printer

_TELLS_EVERY_S = 0.5
_CORNERS = 4
_ROUNDED_S = 0.5  # a player shows whole seconds
_TOO_EARLY_SHARE = 0.02  # to say anything about the time that is left


class End(Enum):
    """How the command ended."""

    GOOD = auto()
    ERRORS_LEFT = auto()
    STOPPED = auto()


@dataclass(frozen=True, slots=True)
class RepairWish:
    """What was asked for. ``remedies`` are those that need to be named; ``corners_px`` four points, clockwise."""

    out: Path
    role: Role | None = None
    remedies: frozenset[Remedy] = frozenset()
    keep: Span | None = None
    corners_px: tuple[tuple[float, float], ...] = ()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `repair`."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="several photographs make one letter")
    parser.add_argument("--out", type=Path, required=True, metavar="PATH", help="a new file, or a folder for it")
    parser.add_argument(
        "--as", dest="role", type=Role, choices=list(Role), metavar="ROLE", help="what it is for: " + ", ".join(Role)
    )
    parser.add_argument(
        "--with", dest="remedies", type=Remedy, choices=list(Remedy), nargs="+", action="extend", default=[],
        metavar="REMEDY", help="what is done only when it is named: pad, trim (and --keep), corners",
    )  # fmt: skip
    parser.add_argument(
        "--keep", nargs=2, type=_seconds, metavar=("START", "END"), help="what trim leaves: 12.5 or 1:02:03"
    )
    parser.add_argument(
        "--corners", nargs=2 * _CORNERS, type=float, metavar=("X", "Y") * _CORNERS,
        help="where corners cuts, else along the card that is seen: clockwise from the top left, seen upright",
    )  # fmt: skip


def wish_of(found: argparse.Namespace) -> RepairWish:
    """What the arguments mean. Raises `ValueError` for those that do not go together."""
    remedies = frozenset(found.remedies)
    if (Remedy.TRIM in remedies) is (found.keep is None):
        raise ValueError("--with trim and --keep go together")
    if found.corners is not None and Remedy.CORNERS not in remedies:
        raise ValueError("--corners goes with --with corners")
    if found.keep is not None and not found.keep[0] < found.keep[1]:
        raise ValueError("--keep: START is not before END")
    if len(found.paths) > 1 and found.role not in (None, Role.GRANT_FILE):
        raise ValueError("several files can only be the photographs of one letter")
    role = Role.GRANT_FILE if len(found.paths) > 1 else found.role
    numbers = iter(found.corners or ())
    keep = Span(*found.keep) if found.keep else None
    return RepairWish(found.out, role, remedies, keep, tuple(zip(numbers, numbers, strict=True)))


def repair(paths: Sequence[Path], wish: RepairWish, desk: Desk, printer: Printer, stop: StopSignal) -> End:
    """Check, repair, check again, and print all of it. Raises errors of ours; then there is no new file."""
    try:
        return _repair(tuple(str(path.absolute()) for path in paths), wish, desk, printer, stop)
    except Cancelled:
        printer.repair_stopped()
        return End.STOPPED


def _repair(paths: tuple[str, ...], wish: RepairWish, desk: Desk, printer: Printer, stop: StopSignal) -> End:
    from avatar_intake.flow.loose import role_of

    _require_place(wish.out)
    role, job = wish.role or role_of(Path(paths[0])), JobFields()
    before = [desk.check(role, path, job, stop) for path in paths]
    for item in before:
        printer.checked(item)
    _require_inside(before[0], wish)
    remedies = _remedies(before, wish, desk)
    asks = _asks(before, remedies, desk)
    if not remedies:
        printer.nothing_to_repair(before, asks)
        return _end(before)
    plan, *_ = (_plan(item, remedies, wish, desk) for item in before)
    corners_px = _corners(before[0], wish)
    target = _target(wish.out, paths[0], plan.suffix, desk)
    printer.repairing(before, plan, asks)
    order = RepairOrder(role, paths, target, remedies, wish.keep, corners_px)
    repaired = desk.repair_everything(order, job, _Pace(printer.repair_progress, time.monotonic), stop)
    printer.checked(repaired.checked)
    printer.repaired(repaired.checked, _file_of(target, repaired.remedies))
    return _end([repaired.checked])


def _require_place(out: Path) -> None:
    """Before anything is read, which may take long."""
    if out.is_dir():
        return
    if os.path.lexists(out):
        raise TargetTaken(name=out.name)
    if not out.parent.is_dir():
        raise FolderClosed(name=out.parent.name)


def _require_inside(checked: Checked, wish: RepairWish) -> None:
    """What is named has to lie in the file."""
    facts = checked.facts
    if wish.keep is not None and isinstance(facts, MediaFacts) and wish.keep.end_s > facts.duration_s + _ROUNDED_S:
        raise BadRepairOrder(f"--keep {wish.keep.end_s:g}", f"0 … {facts.duration_s:g}")
    if wish.corners_px and isinstance(facts, PictureFacts):
        wide, high = facts.width_px, facts.height_px
        if not all(0 <= x <= max(wide, high) and 0 <= y <= max(wide, high) for x, y in wish.corners_px):
            raise BadRepairOrder("--corners", f"{wide} × {high}")


def _asks(checked: Sequence[Checked], remedies: frozenset[Remedy], desk: Desk) -> list[Offer]:
    """What could be done as well, if the person asked for it by name."""
    offers = [offer for item in checked for offer in desk.offers(item)]
    return [offer for offer in offers if offer.needs_consent and offer.remedy not in remedies]


def _remedies(checked: Sequence[Checked], wish: RepairWish, desk: Desk) -> frozenset[Remedy]:
    from avatar_intake.flow.repairing import without_consent

    if len(checked) > 1:  # joining makes new pictures of all pages: nothing else is left to be done
        return wish.remedies | {Remedy.JOIN}
    return without_consent(offer for item in checked for offer in desk.offers(item)) | wish.remedies


def _plan(checked: Checked, remedies: frozenset[Remedy], wish: RepairWish, desk: Desk) -> RepairPlan:
    try:
        return desk.repair_plan(checked, remedies)
    except ValueError as error:
        named = ", ".join(sorted(wish.remedies)) or ", ".join(sorted(remedies))
        needed = ", ".join(sorted({offer.remedy for offer in desk.offers(checked)}))
        raise BadRepairOrder(f"--with {named}", needed) from error


def _corners(checked: Checked, wish: RepairWish) -> tuple[tuple[float, float], ...]:
    """Those that were named, else those of the card that the check has seen."""
    if wish.corners_px or Remedy.CORNERS not in wish.remedies:
        return wish.corners_px
    card = checked.content.card if isinstance(checked.content, PictureContent) else None
    if card is None:
        raise BadRepairOrder("--with corners", "--corners X Y X Y X Y X Y")
    return card.corners_px


def _target(out: Path, path: str, suffix: str, desk: Desk) -> str:
    if out.is_dir():
        return desk.proposed_target(path, suffix, str(out.absolute()))
    if out.suffix.lower() != suffix:
        raise BadRepairOrder(f"--out {out.name}", suffix)
    return str(out.absolute())


def _file_of(path: str, remedies: tuple[Remedy, ...]) -> RepairedFile:
    from avatar_intake.flow.repairing import RepairedFile

    with Path(path).open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return RepairedFile(path, file.tell(), digest, remedies)


def _end(checked: Sequence[Checked]) -> End:
    return End.ERRORS_LEFT if any(item.has_errors for item in checked) else End.GOOD


class _Pace:
    """Says now and then how much is done, and how long the rest takes if it goes on like this."""

    def __init__(self, tell: Callable[[float, float | None], None], clock_s: Callable[[], float]) -> None:
        self._tell, self._clock_s = tell, clock_s
        self._begun_s = clock_s()
        self._told_s = float("-inf")

    def __call__(self, share: float) -> None:
        now_s = self._clock_s()
        if now_s - self._told_s < _TELLS_EVERY_S and share < 1:
            return
        self._told_s = now_s
        is_early = share < _TOO_EARLY_SHARE
        self._tell(share, None if is_early else (now_s - self._begun_s) * (1 - share) / share)


def _seconds(text: str) -> float:
    """Seconds, or a time as players show it.

    >>> _seconds("12.5"), _seconds("1:02"), _seconds("1:02:03")
    (12.5, 62.0, 3723.0)
    """
    if not re.fullmatch(r"(\d{1,3}:){0,2}\d{1,6}(\.\d{1,6})?", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"{text!r} is no time, for example 12.5 or 1:02:03")
    seconds = 0.0
    for part in text.split(":"):
        seconds = seconds * 60 + float(part)
    return seconds
