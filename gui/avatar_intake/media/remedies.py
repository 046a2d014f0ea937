"""Decide which repairs a checked file may have and what they come to. Pure: no files, no clock."""

from __future__ import annotations

import os
from collections.abc import Iterable

from avatar_intake.domain.media import Checked, MediaFacts
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan
from avatar_intake.media.film_remedies import film_offers, film_plan
from avatar_intake.media.picture_remedies import picture_offers, picture_plan


def offers_for(checked: Checked) -> tuple[Offer, ...]:
    """A remedy for each finding that has one, in the order of the findings; none for what cannot be repaired."""
    if isinstance(checked.facts, MediaFacts):
        return film_offers(checked)
    return picture_offers(checked)


def plan_for(checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
    """What these remedies come to for one file. Raises `ValueError` for a remedy that does not fit the material."""
    if isinstance(checked.facts, MediaFacts):
        return film_plan(checked.facts, remedies, os.cpu_count() or 1)
    return picture_plan(checked, remedies)
