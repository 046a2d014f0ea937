"""Whether the job of an intake is where the account in use leads. One that is elsewhere is never forgotten unsaid."""

from __future__ import annotations

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.errors import JobElsewhere
from avatar_intake.flow.access import Access
from avatar_intake.store.journal import Record


def is_at(record: Record, access: Access) -> bool:
    """Whether the job is, or may be, where ``access`` leads, or is known not to be anywhere.

    False for a job that no studio has any more: the practice studio's address and project are made anew each time.
    Raises `JobElsewhere` for every other.
    """
    if not record.endpoint or (record.endpoint, record.project_id) == (access.endpoint.base, access.project_id):
        return True
    endpoint = parse_endpoint(record.endpoint)
    if record.intake.service.is_practice or (access.is_practice and endpoint.is_loopback):
        return False
    raise JobElsewhere(job_id=record.job_id, project_id=record.project_id, host=endpoint.host)
