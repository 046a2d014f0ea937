"""Where an intake stands on this computer, and the allowed steps. The service's own state is in `review.py`."""

from __future__ import annotations

from enum import StrEnum


class Stage(StrEnum):
    """How far an intake has come here. From ``SUBMITTED`` on the service's state says the rest."""

    DRAFT = "draft"
    CREATING = "creating"  # create, or the update of a rejected job, was announced; what came of it is not known yet
    UPLOADING = "uploading"  # the job exists, something is still missing there
    STORED = "stored"  # everything is stored, proved by the part list; not confirmed yet
    CONFIRMING = "confirming"  # confirm was announced; whether it holds, only submitting may tell
    CONFIRMED = "confirmed"  # the service knows that everything is there; not submitted
    SUBMITTING = "submitting"  # submit was announced; the service's state decides
    SUBMITTED = "submitted"
    CANCELLED = "cancelled"


_BACK_TO_THE_START = frozenset({Stage.CREATING, Stage.UPLOADING, Stage.DRAFT, Stage.CANCELLED})

ALLOWED_STAGES: dict[Stage, frozenset[Stage]] = {
    Stage.DRAFT: frozenset({Stage.CREATING, Stage.CANCELLED}),
    Stage.CREATING: frozenset({Stage.UPLOADING, Stage.SUBMITTED, Stage.DRAFT, Stage.CANCELLED}),
    Stage.UPLOADING: frozenset({Stage.STORED, Stage.CREATING, Stage.DRAFT, Stage.CANCELLED, Stage.SUBMITTED}),
    Stage.STORED: frozenset({Stage.CONFIRMING, Stage.SUBMITTED}) | _BACK_TO_THE_START,
    Stage.CONFIRMING: frozenset({Stage.CONFIRMED, Stage.STORED, Stage.SUBMITTED}) | _BACK_TO_THE_START,
    Stage.CONFIRMED: frozenset({Stage.SUBMITTING, Stage.SUBMITTED}) | _BACK_TO_THE_START,
    Stage.SUBMITTING: frozenset({Stage.SUBMITTED, Stage.CONFIRMED, Stage.CONFIRMING}) | _BACK_TO_THE_START,
    Stage.SUBMITTED: frozenset({Stage.CREATING, Stage.UPLOADING, Stage.CANCELLED}),  # amended after a rejection
    Stage.CANCELLED: frozenset({Stage.CREATING, Stage.DRAFT}),
}

# An intake in one of these is half done: it is never left unmentioned, and `resume` goes on with it.
UNDER_WAY = frozenset(
    {Stage.CREATING, Stage.UPLOADING, Stage.STORED, Stage.CONFIRMING, Stage.CONFIRMED, Stage.SUBMITTING}
)


def step_stage(now: Stage, to: Stage) -> Stage:
    """The new stage; the same one is no step. Raises ``ValueError`` for a step that the table does not allow."""
    if to is not now and to not in ALLOWED_STAGES[now]:
        raise ValueError(f"an intake does not go from {now} to {to}")
    return to
