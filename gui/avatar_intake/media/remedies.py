"""Decide which repairs a checked file may have and what they come to. Pure: no files, no clock."""

from __future__ import annotations

from collections.abc import Iterable

from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan


def offers_for(checked: Checked) -> tuple[Offer, ...]:  # noqa: ARG001
    """A remedy for each finding that has one, in the order of the findings; none for what cannot be repaired."""
    return ()


def plan_for(checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
    """What these remedies come to for one file. Raises `ValueError` for a remedy that does not fit the material."""
    raise NotImplementedError
