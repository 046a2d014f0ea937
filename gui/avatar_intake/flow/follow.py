"""Ask the service how the submitted jobs stand: one list for all of a service, one look at what was rejected."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.review import REJECTED_STATES
from avatar_intake.domain.service import JobDetail, JobQuery, RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import JobNotFound
from avatar_intake.flow.access import Access, AccessFinder
from avatar_intake.flow.run import Line
from avatar_intake.flow.service import Service
from avatar_intake.store.journal import Journal, Record

_PAGE = 100
_MOST_PAGES = 20

Connect = Callable[[Access, str | None, Callable[[RequestRecord], None]], Line]


def refresh_states(
    journal: Journal, finder: AccessFinder, connect: Connect, is_wanted: Callable[[Record], bool]
) -> Mapping[str, JobDetail]:
    """Bring the states of the wanted intakes up to date; returns the details of rejected jobs by intake.

    Raises what the service's answers and the network bring.
    """
    followed: dict[ServiceChoice, list[Record]] = {}
    for record in journal.records():
        if record.stage is Stage.SUBMITTED and record.job_id and is_wanted(record):
            followed.setdefault(record.intake.service, []).append(record)
    details: dict[str, JobDetail] = {}
    for choice, records in followed.items():
        line = connect(finder.find(choice), None, lambda _: None)
        try:
            details.update(_refresh(journal, line.service, records))
        finally:
            line.redial()
    return details


def _refresh(journal: Journal, service: Service, records: Sequence[Record]) -> dict[str, JobDetail]:
    """The same for the intakes of one service."""
    details: dict[str, JobDetail] = {}
    states = _states(service, {record.job_id for record in records})
    for record in records:
        state = states.get(record.job_id)
        if state:
            journal.set_state(record.intake.intake_id, state)
        if state in REJECTED_STATES:
            details.update(_detail(service, record))
    return details


def _states(service: Service, wanted: set[str]) -> dict[str, str]:
    """The states by job id; stops as soon as all wanted ones were seen."""
    found: dict[str, str] = {}
    for page_number in range(_MOST_PAGES):
        query = JobQuery(offset=page_number * _PAGE, limit=_PAGE, sort_key="create_time", sort_dir="desc")
        page = service.list(query)
        found.update({job.job_id: job.state for job in page.jobs})
        if len(page.jobs) < _PAGE or wanted <= found.keys():
            break
    return found


def _detail(service: Service, record: Record) -> dict[str, JobDetail]:
    try:
        return {record.intake.intake_id: service.show(record.job_id)}
    except JobNotFound:
        return {}
