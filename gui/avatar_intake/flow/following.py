"""Follow every submitted job: one list call for many, what has changed since the last one, a look at what needs it.

A first sweep reads the whole list; from then on only what was updated since is asked for, with an overlap, and now and
then a sweep again. The journal learns of every change in one step. Decides nothing about a job.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from avatar_intake.domain.board import MOST_ON_PAGE, Change
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.review import REJECTED_STATES, Shown, shown
from avatar_intake.domain.service import JobDetail, JobPage, JobQuery, JobSummary, RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AccountLocked,
    CredentialsForgotten,
    CredentialsMissing,
    CredentialsRejected,
    IntakeError,
    JobNotFound,
    KeyringFault,
    KeyringUnavailable,
    PasswordRejected,
    TemporaryKeyRejected,
    TokenExpired,
)
from avatar_intake.flow.access import Access, AccessFinder, Place
from avatar_intake.flow.pacing import PRACTICE_SWEEP_EVERY_S, SWEEP_EVERY_S, CallBudget, Pace
from avatar_intake.flow.place import is_elsewhere, place_of
from avatar_intake.flow.run import Line
from avatar_intake.flow.service import Service
from avatar_intake.store.journal import Journal, Record, Seen
from avatar_intake.transfer.ports import Clock

Connect = Callable[[Access, str | None, Callable[[RequestRecord], None]], Line]

# `last_update_time` is to the second, and pages are read one after the other.
_OVERLAP = timedelta(minutes=2)
_MOST_PAGES = 50
_MOST_SHOWN = 20  # jobs looked at one by one in one go; the others follow with the next look
_CATCH_UP_S = 15.0
_NEEDS_DETAIL = REJECTED_STATES | {"WAIT_USER_CONFIRM", "JOB_REJECT", "JOB_PENDING"}
# Only a person can help. Not a missing permission, which may be given meanwhile.
_WRONG_CREDENTIALS = (CredentialsRejected, PasswordRejected, TemporaryKeyRejected, AccountLocked, TokenExpired)
_NO_CREDENTIALS = (CredentialsMissing, CredentialsForgotten)
_AT_REST = (Shown.DONE, Shown.TURNED_DOWN, Shown.REJECTED, Shown.SUSPENDED)


@dataclass(frozen=True, slots=True)
class FollowTools:
    """What following needs from outside. ``is_wanted`` leaves out what a rehearsal must not ask about."""

    journal: Journal
    finder: AccessFinder
    connect: Connect
    clock: Clock
    is_wanted: Callable[[Record], bool]


@dataclass(slots=True)
class _Reading:
    """A list that is being read page by page. ``since`` is empty for a sweep over all jobs."""

    since: str
    offset: int = 0
    newest: str = ""
    seen: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class _Group:
    """Intakes that are asked after together: they say the same of where they go, and their jobs are in one place.

    ``place`` is ``None`` for rehearsals, whose studio may be made anew.
    """

    choice: ServiceChoice
    place: Place | None

    @classmethod
    def of(cls, record: Record) -> _Group:
        """The group of an intake."""
        return cls(record.intake.service, None if _is_practice(record) else place_of(record))


@dataclass(slots=True)
class _Place:
    """What is known of one service and project, in memory only."""

    watermark: str = ""  # every change up to here has been read
    swept_s: float | None = None
    reading: _Reading | None = None
    updated: dict[str, str] = field(default_factory=dict)  # job id: its last_update_time
    missing: set[str] = field(default_factory=set)  # job ids that a sweep did not find
    was_changed: bool = False
    is_behind: bool = False  # more jobs are to be looked at one by one


class Follower:
    """Follows the jobs of one journal. Thread-safe; one look at a time."""

    def __init__(self, tools: FollowTools) -> None:
        self._tools = tools
        self._lock = threading.Lock()
        self._looking = threading.Lock()
        self._places: dict[Place, _Place] = {}
        self._budget = CallBudget()
        self._paces: dict[_Group, Pace] = {}
        self._of_group: dict[_Group, _Place] = {}
        self._account_number = 0
        self._barred: dict[_Group, int] = {}  # who needs a person, since the account of which number
        self._details: dict[str, tuple[str, JobDetail]] = {}
        self._changes: list[Change] = []

    def look(self, *, is_whole: bool = False, due_only: bool = False) -> None:
        """Bring the states up to date, as far as the calls of this minute go.

        With ``is_whole`` a list that is begun is read to its end at once, for a person or a command that waits for it.
        ``due_only`` leaves out the services whose time has not come, and those whose account was refused or has no
        secret here: a wrong key is not used again by itself until `account_changed`. Raises what the service's answers
        and the network bring, after every place was tried.
        """
        with self._looking:
            number = self._account_number
            failure: IntakeError | None = None
            for group, records in self._followed().items():
                pace, now_s = self._paces.get(group, Pace()), self._tools.clock.monotonic_s()
                if due_only and (self._is_barred(group) or self._left_s(group, records, now_s) > 0):
                    continue
                try:
                    has_changed = self._look_at(group, records, is_whole=is_whole)
                except IntakeError as error:
                    failure = failure or error
                    if _needs_a_person(error):
                        self._barred[group] = number
                    self._paces[group] = pace.after_failure(self._tools.clock.monotonic_s(), error)
                else:
                    self._barred.pop(group, None)
                    self._paces[group] = pace.after_look(self._tools.clock.monotonic_s(), has_changed=has_changed)
            if failure is not None:
                raise failure

    def changes(self) -> tuple[Change, ...]:
        """What the looks since the last call have brought, each change once."""
        with self._lock:
            found, self._changes = tuple(self._changes), []
        return found

    def next_look_s(self) -> float | None:
        """Seconds until the next look is due; ``None`` when there is nothing to follow, or nobody lets us in."""
        now_s = self._tools.clock.monotonic_s()
        open_ones = (item for item in self._followed().items() if not self._is_barred(item[0]))
        return min((self._left_s(*item, now_s) for item in open_ones), default=None)

    def account_changed(self) -> None:
        """There is another account, or its secret was entered anew: where the old one was refused, it is tried now."""
        self._account_number += 1

    def _is_barred(self, group: _Group) -> bool:
        return self._barred.get(group) == self._account_number

    def _left_s(self, group: _Group, records: Sequence[Record], now_s: float) -> float:
        pace, place = self._paces.get(group, Pace()), self._of_group.get(group)
        if pace.looked_s is None or (group in self._barred and not self._is_barred(group)):
            return 0.0
        is_resting = all(shown(record.state) in _AT_REST for record in records)
        pause_s = pace.pause_s(now_s, is_practice=group.choice.is_practice, is_resting=is_resting)
        if place is not None and place.is_behind and not pace.failures:
            pause_s = min(pause_s, _CATCH_UP_S)
        left_s = max(0.0, pace.looked_s + pause_s - now_s)
        is_reading = place is not None and place.reading is not None and not pace.failures
        return min(left_s, self._budget.wait_s(now_s)) if is_reading else left_s

    def detail(self, intake_id: str) -> JobDetail | None:
        """The job as it was shown last, in memory only."""
        with self._lock:
            known = self._details.get(intake_id)
        return known[1] if known else None

    def keep_detail(self, intake_id: str, detail: JobDetail) -> None:
        """Remember how a job was shown."""
        with self._lock:
            self._details[intake_id] = (detail.summary.last_update_time, detail)

    def drop_detail(self, intake_id: str) -> None:
        """Forget how a job was shown: it may have gone on."""
        with self._lock:
            self._details.pop(intake_id, None)

    # --- one place --------------------------------------------------------------------------------

    def _followed(self) -> dict[_Group, list[Record]]:
        found: dict[_Group, list[Record]] = {}
        for record in self._tools.journal.records():
            is_there = record.stage is Stage.SUBMITTED and bool(record.job_id)
            if is_there and record.problem != JobNotFound.message_id and self._tools.is_wanted(record):
                found.setdefault(_Group.of(record), []).append(record)
        return found

    def _look_at(self, group: _Group, records: Sequence[Record], *, is_whole: bool) -> bool:
        access = self._tools.finder.find(group.choice, group.place)
        here = [it for it in records if _is_practice(it) or not is_elsewhere(it, access)]
        if not here:
            return False
        place = self._places.setdefault(access.place, _Place())
        self._of_group[group] = place
        line = self._tools.connect(access, None, lambda _: None)
        place.was_changed = False
        try:
            look = _Look(self, place, line.service, {record.job_id: record for record in here})
            is_free = group.choice.is_practice or access.is_practice
            look.read(is_free=is_free, is_whole=is_whole)
            look.settle_missing()
            look.show_details()
        finally:
            line.redial()
        return place.was_changed

    def may_call(self, *, is_whole: bool) -> bool:
        """Whether a list call may be made now; it counts as made then. ``is_whole``: in spite of the count."""
        now_s = self._tools.clock.monotonic_s()
        if not is_whole and self._budget.wait_s(now_s) > 0:
            return False
        self._budget.made(now_s)
        return True

    def now_s(self) -> float:
        """The clock's monotonic seconds."""
        return self._tools.clock.monotonic_s()

    def keep(self, place: _Place, seen: Iterable[Seen]) -> None:
        """Let the journal know what was seen; remember what is news."""
        found = self._tools.journal.keep_seen(seen)
        place.was_changed = place.was_changed or bool(found)
        with self._lock:
            self._changes += found

    def is_known(self, intake_id: str, updated: str) -> bool:
        """Whether the job was shown since its last update."""
        with self._lock:
            known = self._details.get(intake_id)
        return known is not None and bool(updated) and known[0] == updated


class _Look:
    """One look at one place."""

    def __init__(self, follower: Follower, place: _Place, service: Service, records: dict[str, Record]) -> None:
        self._follower, self._place, self._service, self._records = follower, place, service, records
        self._states: dict[str, str] = {job_id: record.state for job_id, record in records.items()}

    def read(self, *, is_free: bool, is_whole: bool) -> None:
        """Read the list page by page, as far as the calls go; what is left is read with the next look.

        ``is_free``: nothing is counted. ``is_whole``: what has been begun is read to its end, whatever the count.
        """
        place = self._place
        if place.reading is None:
            place.reading = _Reading(self._since(is_practice=is_free))
        for number in range(_MOST_PAGES):
            if not is_free and not self._follower.may_call(is_whole=is_whole and number > 0):
                return
            reading = place.reading
            page = self._service.list(_query(reading))
            self._take(page, reading)
            if self._is_read(page, reading):
                break
        self._finish(place.reading)

    def _since(self, *, is_practice: bool) -> str:
        """Where to read from; empty for a sweep."""
        place, now_s = self._place, self._follower.now_s()
        every_s = PRACTICE_SWEEP_EVERY_S if is_practice else SWEEP_EVERY_S
        is_stale = place.swept_s is None or now_s - place.swept_s >= every_s
        has_many_new = len(self._new()) > _MOST_SHOWN
        return "" if is_stale or has_many_new else _before(place.watermark)

    def _new(self) -> set[str]:
        """The jobs that no list has shown yet."""
        return self._records.keys() - self._place.updated.keys()

    def _take(self, page: JobPage, reading: _Reading) -> None:
        place, found = self._place, []
        if reading.offset == 0:
            reading.newest = max((job.last_update_time for job in page.jobs), default="")
        for job in page.jobs:
            reading.seen.add(job.job_id)
            if job.job_id in self._records:
                place.updated[job.job_id] = job.last_update_time
                self._states[job.job_id] = job.state
                found.append(self._seen(job, page.request_id))
        self._follower.keep(place, found)
        reading.offset += MOST_ON_PAGE

    def _is_read(self, page: JobPage, reading: _Reading) -> bool:
        is_enough = not reading.since and self._records.keys() <= reading.seen
        return len(page.jobs) < MOST_ON_PAGE or is_enough

    def _finish(self, reading: _Reading) -> None:
        place = self._place
        place.reading = None
        place.watermark = max(place.watermark, reading.newest)
        place.missing |= self._new()
        if not reading.since:
            place.swept_s = self._follower.now_s()
            place.missing |= self._records.keys() - reading.seen

    def settle_missing(self) -> None:
        """Jobs that a whole list did not show: it may lag, so that each is asked for before it is given up."""
        for job_id in sorted(self._place.missing)[:_MOST_SHOWN]:
            record = self._records.get(job_id)
            if record is not None:
                self._ask_for(record)
            self._place.missing.discard(job_id)

    def _ask_for(self, record: Record) -> None:
        intake_id = record.intake.intake_id
        try:
            detail = self._service.show(record.job_id)
        except JobNotFound as error:
            gone = Seen(intake_id, "", record.job_id, request_id=error.request_id)
            self._follower.keep(self._place, [gone])
            return
        self._follower.keep_detail(intake_id, detail)
        self._place.updated[record.job_id] = detail.summary.last_update_time
        self._follower.keep(self._place, [self._seen(detail.summary, detail.request_id)])

    def show_details(self) -> None:
        """Show the jobs whose reason or comments matter, once for each of their updates."""
        wanted = [it for it in self._records.values() if self._wants_detail(it)]
        self._place.is_behind = len(wanted) > _MOST_SHOWN
        for record in wanted[:_MOST_SHOWN]:
            try:
                self._follower.keep_detail(record.intake.intake_id, self._service.show(record.job_id))
            except JobNotFound:
                self._place.missing.add(record.job_id)

    def _wants_detail(self, record: Record) -> bool:
        if self._states.get(record.job_id) not in _NEEDS_DETAIL or record.job_id not in self._place.updated:
            return False
        return not self._follower.is_known(record.intake.intake_id, self._place.updated[record.job_id])

    def _seen(self, job: JobSummary, request_id: str) -> Seen:
        intake_id = self._records[job.job_id].intake.intake_id
        return Seen(intake_id, job.state, job.job_id, job.last_update_time, request_id)


def _query(reading: _Reading) -> JobQuery:
    # Newest first: a job that changes meanwhile moves to the front, so that none slips between two pages.
    return JobQuery(
        offset=reading.offset,
        limit=MOST_ON_PAGE,
        sort_key="update_time",
        sort_dir="desc",
        update_since=reading.since or None,
    )


def _before(watermark: str) -> str:
    """A little earlier, as the API writes times; empty for a text that is no time."""
    try:
        moment = datetime.fromisoformat(watermark)
    except ValueError:
        return ""
    if moment.tzinfo is None:
        return ""
    return (moment - _OVERLAP).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _needs_a_person(error: IntakeError) -> bool:
    """A keyring that is locked asks for its password with every look: nobody shall have to wave that away for ever."""
    is_locked = isinstance(error, KeyringUnavailable) and error.fault is KeyringFault.LOCKED
    return is_locked or type(error) in (*_WRONG_CREDENTIALS, *_NO_CREDENTIALS)


def _is_practice(record: Record) -> bool:
    return record.intake.service.is_practice
