"""A room in which repairs go as the test says: small files, made-up remedies, trouble at any moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Finding, PictureFacts, Severity
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media import tasks
from avatar_intake.media.room import Caller, Limits

RULE_OF = {Remedy.CONVERT: "picture-format", Remedy.UPRIGHT: "upright", Remedy.CORNERS: "corners"}


def write_what_is_ordered(order: RepairOrder, caller: Caller) -> None:
    """The new file is the first one's content without the words of what is put right."""
    text = Path(order.paths[0]).read_text()
    for remedy in order.remedies:
        text = text.replace(remedy, "", 1)
    caller.progress(0.5)
    Path(order.target).write_text(text.replace("under-", "").strip() or "good")
    caller.progress(1.0)


@dataclass
class RepairRoom:
    """A `Room` that repairs with ``work`` on this thread; keeps what it was asked."""

    work: Callable[[RepairOrder, Caller], None] = write_what_is_ordered
    orders: list[RepairOrder] = field(default_factory=list)
    limits: list[Limits] = field(default_factory=list)

    def do(self, work: object, arguments: tuple[object, ...], caller: Caller, limits: Limits) -> None:
        assert work is tasks.repair
        (order,) = arguments
        assert isinstance(order, RepairOrder)
        self.orders.append(order)
        self.limits.append(limits)
        self.work(order, caller)


class WordChecker:
    """Finds an error for each remedy whose word stands in a file. ``under-WORD`` is found only when alone."""

    def __init__(self) -> None:
        self.looked: list[str] = []

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        self.looked.append(path)
        words = Path(path).read_text().split()
        shown = [word for word in words if not word.startswith("under-")]
        findings = tuple(Finding(role, word, Severity.ERROR) for word in shown if word != "good")
        return Checked(role, path, PictureFacts("PNG", 10, 100, 100), findings)

    def same_files(self, checked: object) -> tuple[Finding, ...]:
        return ()


def word_offers(checked: Checked) -> tuple[Offer, ...]:
    known = {remedy.value: remedy for remedy in Remedy}
    return tuple(
        Offer(line.rule, known[line.rule], needs_consent=line.rule == "corners")
        for line in checked.findings
        if line.rule in known
    )


def word_plan(checked: Checked, remedies: object) -> RepairPlan:
    wanted = sorted(remedies)  # type: ignore[call-overload]
    if Remedy.TRIM in wanted:
        raise ValueError("a picture has no length")
    return RepairPlan(tuple(wanted), needed_bytes=1000, estimate_s=1.0, suffix=".jpg")
