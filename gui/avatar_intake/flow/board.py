"""The board: every job at the service, whoever made it; and a job from it as a row that is followed here.

The service is the truth: nothing of the board is kept. A job that is taken in is one that already exists; none is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from avatar_intake.domain.board import MOST_ON_PAGE, BoardJob, BoardPage, BoardQuery
from avatar_intake.domain.intake import Intake, JobFields, ServiceChoice
from avatar_intake.domain.review import Shown, shown, states_shown_as
from avatar_intake.domain.service import JobDetail, JobQuery, JobSummary
from avatar_intake.errors import BadIntakeFile
from avatar_intake.flow.intake_file import new_intake_id
from avatar_intake.flow.service import Service
from avatar_intake.store.journal import Record

_MOST_CALLS = 3  # a stretch of the list may hold nothing but own jobs: it is read past


@dataclass(frozen=True, slots=True)
class Known:
    """The jobs that are rows here, by job id and by the tag that own jobs carry."""

    by_job: Mapping[str, Record]
    by_tag: Mapping[str, Record]

    @classmethod
    def of(cls, records: Iterable[Record]) -> Known:
        """What the journal knows."""
        found = tuple(records)
        own = (record for record in found if not record.intake.is_adopted)
        return cls({record.job_id: record for record in found if record.job_id}, {it.intake.tag: it for it in own})

    def record(self, job: JobSummary) -> Record | None:
        """The row of a job, or ``None``."""
        if job.job_id in self.by_job:
            return self.by_job[job.job_id]
        return next((self.by_tag[tag] for tag in job.tags if tag in self.by_tag), None)


def board_page(service: Service, query: BoardQuery, known: Known) -> BoardPage:
    """One page of the board. Raises `BadIntakeFile` for a day that is none, and what the service's answers bring."""
    wanted = question_of(query)
    offset, found, count = query.offset, [], 0
    limit = wanted.limit or MOST_ON_PAGE
    for _ in range(_MOST_CALLS):
        page = service.list(replace(wanted, offset=offset))
        offset, count = offset + limit, page.count
        found += [job for job in (_board_job(it, known) for it in page.jobs) if _is_wanted(job, query)]
        is_last = len(page.jobs) < limit or offset >= count
        if found or is_last:
            return BoardPage(tuple(found), count, None if is_last else offset)
    return BoardPage((), count, offset)


def question_of(query: BoardQuery) -> JobQuery:
    """What the service is asked. A state that nobody has heard of cannot be asked for: it is picked out afterwards."""
    states = () if Shown.IN_PROGRESS in query.shown else states_shown_as(query.shown)
    return JobQuery(
        limit=max(1, min(query.limit, MOST_ON_PAGE)),
        state=",".join(states) or None,
        sort_key="create_time",
        sort_dir="desc",
        create_since=_moment("created_from", query.created_from, timedelta()),
        create_until=_moment("created_to", query.created_to, timedelta(days=1, seconds=-1)),
        batch_name=query.batch_name or None,
        tag=query.tag or None,
        name=query.name or None,
    )


def adopted_intake(detail: JobDetail, service: ServiceChoice) -> Intake:
    """A row for a job that was made elsewhere: what the list shows of it, no material, no phone number."""
    job = detail.summary
    fields = JobFields(name=job.name, batch_name=job.batch_name or None, tags=job.tags, is_flexus=job.is_flexus or None)
    return Intake(new_intake_id(), fields, {}, service, is_adopted=True)


def _board_job(job: JobSummary, known: Known) -> BoardJob:
    record = known.record(job)
    return BoardJob(
        job_id=job.job_id,
        name=job.name,
        batch_name=job.batch_name,
        tags=job.tags,
        state=job.state,
        shown=shown(job.state),
        created_at=job.create_time,
        changed_at=job.last_update_time,
        intake_id=record.intake.intake_id if record else "",
        is_own=record is not None and not record.intake.is_adopted,
    )


def _is_wanted(job: BoardJob, query: BoardQuery) -> bool:
    is_shown = not query.shown or job.shown in query.shown
    return is_shown and not (query.only_elsewhere and job.is_own)


def _moment(key: str, day: str, later: timedelta) -> str | None:
    """A local day's beginning, and ``later``, as the API writes times."""
    if not day:
        return None
    try:
        local = datetime.combine(date.fromisoformat(day), time()).astimezone() + later
    except ValueError as error:
        raise BadIntakeFile(path="", key=key, found=day[:20], needed="YYYY-MM-DD") from error
    return local.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
