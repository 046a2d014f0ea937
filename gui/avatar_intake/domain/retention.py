"""How long a person's name, number and file names are kept, and what of an intake is left without them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.job_rules import masked
from avatar_intake.domain.review import Shown, shown
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import JobNotFound


def is_over(stage: Stage, state: str, problem: str) -> bool:
    """Whether nobody needs the person's details for this intake any more: done, deleted or cancelled."""
    if stage is Stage.SUBMITTED:
        return problem == JobNotFound.message_id or shown(state) is Shown.DONE
    return stage is Stage.CANCELLED


def is_due(ended_at: str, now: str, days: int | None) -> bool:
    """Whether ``days`` have passed since the end; times are UTC, ISO 8601. A moment that cannot be read is not due."""
    if days is None:
        return False
    try:
        return datetime.fromisoformat(now) - datetime.fromisoformat(ended_at) >= timedelta(days=days)
    except (TypeError, ValueError):
        return False


def forgotten(intake: Intake) -> Intake:
    """What may be kept for the receipt: ids, where the job is, the product line, the masked phone number."""
    job = replace(
        intake.job,
        name="",
        contact=masked(intake.job.contact) if intake.job.contact else None,
        batch_name=None,
        tags=(),
        app_user_id=None,
    )
    return replace(intake, job=job, materials={}, source="", fingerprint="", is_forgotten=True)
