"""Whether the job of an intake is where the account in use leads. One that is elsewhere is never forgotten unsaid."""

from __future__ import annotations

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.errors import JobElsewhere
from avatar_intake.flow.access import Access, Place
from avatar_intake.store.journal import Record


def is_elsewhere(record: Record, access: Access) -> bool:
    """Whether the job is, or may be, in another place than the one ``access`` leads to."""
    return bool(record.endpoint) and (record.endpoint, record.project_id) != access.place


def place_of(record: Record | None) -> Place | None:
    """Where the job of an intake is, or may be; ``None`` where there is none."""
    return (record.endpoint, record.project_id) if record is not None and record.endpoint else None


def require_in_reach(record: Record, access: Access) -> None:
    """Raise `JobElsewhere` for a job that is elsewhere, unless it is a rehearsal.

    The practice studio's address and project may be made anew: what was there before matters to nobody.
    """
    if not is_elsewhere(record, access):
        return
    endpoint = parse_endpoint(record.endpoint)
    if not (record.intake.service.is_practice or (access.is_practice and endpoint.is_loopback)):
        raise JobElsewhere(job_id=record.job_id, project_id=record.project_id, host=endpoint.host)
