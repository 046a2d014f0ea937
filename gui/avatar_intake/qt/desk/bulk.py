"""What can be done with several intakes at once, and with which of them. Pure: no Qt, no words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.rows import Standing, Step, next_step, standing_of

_AT_THE_SERVICE = frozenset({
    Standing.IN_REVIEW, Standing.REJECTED, Standing.TRAINING, Standing.YOUR_TURN, Standing.TURNED_DOWN,
    Standing.SUSPENDED, Standing.IN_PROGRESS,
})  # fmt: skip
_FINISHED = frozenset({Standing.DONE, Standing.CANCELLED})


class Bulk(StrEnum):
    """An action on a selection, in their order on the screen."""

    RESUME = "resume"
    REFRESH = "refresh"
    REMOVE_FINISHED = "remove_finished"


def bulk_of(rows: Iterable[IntakeRow]) -> Mapping[Bulk, tuple[str, ...]]:
    """The ids that each action is for, in the order of ``rows``; what is uploading is never resumed or removed."""
    found: dict[Bulk, list[str]] = {action: [] for action in Bulk}
    for row in rows:
        standing = standing_of(row)
        if next_step(row) is Step.CONTINUE and not row.is_running:
            found[Bulk.RESUME].append(row.intake_id)
        if standing in _AT_THE_SERVICE:
            found[Bulk.REFRESH].append(row.intake_id)
        if standing in _FINISHED and not row.is_running:
            found[Bulk.REMOVE_FINISHED].append(row.intake_id)
    return {action: tuple(ids) for action, ids in found.items()}
