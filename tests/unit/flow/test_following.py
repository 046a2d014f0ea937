"""Many jobs are followed with few calls: how often, how far, what is told, and what happens when nothing answers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from small_studio import PassingClock

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, ServiceChoice
from avatar_intake.domain.service import JobDetail, JobPage, JobQuery, JobSummary, OperationLog
from avatar_intake.errors import (
    CredentialsForgotten,
    CredentialsRejected,
    IntakeError,
    JobNotFound,
    KeyringFault,
    KeyringUnavailable,
    NetworkUnreachable,
    NotPermitted,
    ServiceBusy,
    TokenExpired,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.following import Follower, FollowTools
from avatar_intake.flow.pacing import CALLS_A_MINUTE, CallBudget, Pace
from avatar_intake.flow.run import Line
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.store.journal import Journal

HERE = Access(parse_endpoint("https://metastudio.cn-north-4.myhuaweicloud.com"), "project", AccessKey("a", "b"))
PLACE = (HERE.endpoint.base, HERE.project_id)
REAL, REHEARSAL = ServiceChoice(), ServiceChoice(is_practice=True)


class ManyJobs:
    """A service with jobs that a test changes; it keeps when each call came, and can be out of reach."""

    def __init__(self, clock: PassingClock) -> None:
        self._clock = clock
        self.jobs: dict[str, JobSummary] = {}
        self.logs: dict[str, tuple[OperationLog, ...]] = {}
        self.lists: list[tuple[float, JobQuery]] = []
        self.shows: list[str] = []
        self.failure: IntakeError | None = None

    def now(self) -> str:
        return datetime.fromtimestamp(self._clock.now_s, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def put(self, job_id: str, state: str) -> None:
        self.jobs[job_id] = JobSummary(job_id, job_id, state, last_update_time=self.now())

    def list(self, query: JobQuery) -> JobPage:
        self.lists.append((self._clock.now_s, query))
        if self.failure is not None:
            raise self.failure
        found = sorted(self.jobs.values(), key=lambda job: job.last_update_time, reverse=query.sort_dir == "desc")
        found = [job for job in found if job.last_update_time >= (query.update_since or "")]
        start = query.offset or 0
        return JobPage(len(found), tuple(found[start : start + (query.limit or 10)]), f"req-{len(self.lists)}")

    def show(self, job_id: str) -> JobDetail:
        self.shows.append(job_id)
        if job_id not in self.jobs:
            raise JobNotFound(status=404, code="MSS.00000404", text="", request_id="req-gone")
        return JobDetail(self.jobs[job_id], operation_logs=self.logs.get(job_id, ()), request_id="req-show")


class Finder:
    def find(self, choice: ServiceChoice, _place: object = None) -> Access:
        return HERE


class Office:
    """A journal with followed jobs, a clock, a service."""

    def __init__(self, folder: Path) -> None:
        self.clock = PassingClock()
        self.service = ManyJobs(self.clock)
        self.journal = Journal(folder / "intakes.sqlite3")
        self.journal._base.execute("PRAGMA synchronous = OFF")
        line = Line(self.service, None, None)  # type: ignore[arg-type]
        tools = FollowTools(self.journal, Finder(), lambda *_: line, self.clock, lambda _record: True)  # type: ignore[arg-type]
        self.follower = Follower(tools)

    def adopt(self, count: int, state: str = "TRAINING", service: ServiceChoice = REAL) -> list[str]:
        names = [f"job{number:04d}" for number in range(count)]
        for name in names:
            self.service.put(name, state)
            intake = Intake(f"row-{name}", JobFields(name=name), {}, service, is_adopted=True)
            self.journal.adopt(intake, name, PLACE, state)
        return names

    def states(self) -> dict[str, str]:
        return {record.job_id: record.state for record in self.journal.records()}

    def wait_and_look(self) -> None:
        """As the desk does it: when the next look is due."""
        self.clock.now_s += self.follower.next_look_s() or 0.0
        self.follower.look(due_only=True)

    def most_calls_in_a_minute(self) -> int:
        times = [at for at, _ in self.service.lists]
        return max((sum(start <= at < start + 60 for at in times) for start in times), default=0)


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    made = Office(tmp_path)
    yield made
    made.journal.close()


def test_500_jobs_of_which_200_change_cost_two_list_calls_a_minute_and_no_change_is_lost(office: Office) -> None:
    names = office.adopt(500)
    for _ in range(6):
        office.wait_and_look()
    office.follower.changes()
    told: list[tuple[str, str]] = []
    for round_ in range(5):
        for name in names[round_ * 60 : round_ * 60 + 200]:
            office.service.put(name, f"STEP{round_}")
        for _ in range(3):
            office.wait_and_look()
            told += [(change.intake_id, change.after) for change in office.follower.changes()]

    assert office.most_calls_in_a_minute() == CALLS_A_MINUTE
    assert office.states() == {name: job.state for name, job in office.service.jobs.items()}
    assert len(told) == len(set(told)) == 5 * 200
    assert office.service.shows == []


def test_after_the_first_sweep_only_what_was_updated_since_is_asked_for(office: Office) -> None:
    names = office.adopt(3)
    office.follower.look()
    office.clock.now_s += 600
    office.service.put(names[1], "TRAIN_SUCCESS")

    office.follower.look()

    (_, first), (_, second) = office.service.lists
    assert (first.update_since, second.update_since is not None) == (None, True)
    assert second.update_since is not None
    assert second.update_since < office.service.jobs[names[0]].last_update_time  # with an overlap
    assert office.states()[names[1]] == "TRAIN_SUCCESS"


def test_a_change_has_its_time_and_request_id_and_stands_in_the_history(office: Office) -> None:
    (name,) = office.adopt(1)
    office.clock.now_s += 90
    office.service.put(name, "JOB_SUCCESS")

    office.follower.look()

    (change,) = office.follower.changes()
    assert (change.before, change.after, change.request_id) == ("TRAINING", "JOB_SUCCESS", "req-1")
    assert change.at == office.service.now()
    assert office.journal.history(f"row-{name}") == (change,)
    assert office.follower.changes() == ()


def test_only_jobs_that_changed_into_a_state_that_needs_it_are_shown_and_once_for_each_update(office: Office) -> None:
    names = office.adopt(10)
    office.service.put(names[4], "AUTO_VERIFY_FAILED")

    for _ in range(4):
        office.follower.look()
        office.clock.now_s += 200
    office.service.put(names[4], "AUTO_VERIFY_FAILED")
    office.follower.look()

    assert office.service.shows == [names[4]] * 2
    detail = office.follower.detail(f"row-{names[4]}")
    assert detail is not None
    assert detail.summary.state == "AUTO_VERIFY_FAILED"


def test_many_rejections_at_once_are_looked_at_in_several_goes(office: Office) -> None:
    names = office.adopt(50, "AUTO_VERIFY_FAILED")

    office.follower.look()
    first = len(office.service.shows)
    for _ in range(3):
        assert (office.follower.next_look_s() or 0) <= 60
        office.wait_and_look()

    assert first == 20
    assert sorted(office.service.shows) == names


def test_a_job_that_is_gone_at_the_service_is_told_of_once_and_asked_about_no_more(office: Office) -> None:
    names = office.adopt(3)
    office.follower.look()
    del office.service.jobs[names[0]]

    office.clock.now_s += 3600
    office.follower.look()
    gone = office.follower.changes()
    office.clock.now_s += 3600
    office.follower.look()

    assert [(change.intake_id, change.is_gone, change.request_id) for change in gone] == [
        (f"row-{names[0]}", True, "req-gone")
    ]
    assert office.service.shows == [names[0]]
    record = office.journal.record(f"row-{names[0]}")
    assert record is not None
    assert (record.problem, record.state) == ("C06", "TRAINING")


def test_a_job_that_the_list_does_not_show_yet_is_asked_for_itself(office: Office) -> None:
    office.adopt(2)
    office.follower.look()
    office.journal.adopt(Intake("late", JobFields(name="late"), {}, REAL, is_adopted=True), "late", PLACE, "TRAINING")
    office.service.put("late", "JOB_SUCCESS")
    lagging = office.service.jobs.pop("late")
    shown, office.service.show = office.service.show, lambda job_id: JobDetail(lagging)  # type: ignore[method-assign]

    office.clock.now_s += 200
    office.follower.look()

    assert shown is not None
    assert office.states()["late"] == "JOB_SUCCESS"


def test_an_intake_that_went_on_meanwhile_is_left_as_it_is(office: Office) -> None:
    from avatar_intake.domain.stage import Stage
    from avatar_intake.store.journal import Seen

    (name,) = office.adopt(1)
    office.journal.set_stage(f"row-{name}", Stage.CREATING)

    found = office.journal.keep_seen([Seen(f"row-{name}", "JOB_SUCCESS", name)])

    assert found == ()
    assert office.states() == {name: "TRAINING"}


@pytest.mark.parametrize("error", [NetworkUnreachable(host="x"), ServiceBusy(status=429, retry_after_s=900)], ids=str)
def test_an_offline_weekend_is_waited_out_with_ever_longer_pauses(office: Office, error: IntakeError) -> None:
    (name,) = office.adopt(1)
    office.follower.look()
    office.service.failure = error
    begun_s, tries = office.clock.now_s, 0
    while office.clock.now_s < begun_s + 2 * 86400:
        with pytest.raises(type(error)):
            office.wait_and_look()
        tries += 1
    office.service.failure = None
    office.service.put(name, "JOB_SUCCESS")

    office.wait_and_look()

    assert tries < 110  # every half hour, after the first few
    assert office.states() == {name: "JOB_SUCCESS"}
    assert office.follower.next_look_s() == 1800.0


def test_the_services_own_wish_is_the_shortest_pause(office: Office) -> None:
    office.adopt(1)
    office.service.failure = ServiceBusy(status=429, retry_after_s=240)
    with pytest.raises(ServiceBusy):
        office.follower.look()

    assert office.follower.next_look_s() == 240.0


def test_a_rehearsal_is_followed_in_seconds_and_nothing_at_all_not(office: Office) -> None:
    assert office.follower.next_look_s() is None
    office.adopt(1, service=REHEARSAL)
    assert office.follower.next_look_s() == 0.0
    office.follower.look()
    assert office.follower.next_look_s() == 2.0


def test_a_pressed_refresh_asks_at_once_but_never_more_than_twice_a_minute(office: Office) -> None:
    office.adopt(1)
    for _ in range(10):
        office.follower.look()
        office.clock.now_s += 10

    assert office.most_calls_in_a_minute() == CALLS_A_MINUTE


def test_a_command_that_ends_after_it_reads_the_whole_list_at_once(office: Office) -> None:
    names = office.adopt(350)
    for name in names:
        office.service.put(name, "JOB_SUCCESS")

    office.follower.look(is_whole=True)
    for _ in range(5):
        office.follower.look(is_whole=True)  # pressed again and again: not a call more within the minute

    assert set(office.states().values()) == {"JOB_SUCCESS"}
    assert len(office.service.lists) == 4


def test_a_look_at_500_jobs_of_which_200_changed_is_small_work(office: Office) -> None:
    names = office.adopt(500)
    office.follower.look(is_whole=True)
    for name in names[:200]:
        office.service.put(name, "JOB_SUCCESS")
    steps = 0

    def count(*_: object) -> None:
        nonlocal steps
        steps += 1

    office.clock.now_s += 200
    office.journal._base.set_trace_callback(count)
    office.follower.look()

    assert set(office.states().values()) == {"JOB_SUCCESS", "TRAINING"}
    assert steps < 5 * 200  # statements; a change costs four


def test_the_budget_counts_over_any_minute() -> None:
    budget = CallBudget()
    budget.made(0.0)
    budget.made(50.0)

    assert budget.wait_s(55.0) == 5.0
    budget.made(60.0)
    assert budget.wait_s(61.0) == 49.0


@pytest.mark.parametrize(
    ("pace", "is_practice", "is_resting", "pause_s"),
    [
        (Pace(0.0, 0.0), False, False, 120.0),
        (Pace(0.0, -4000.0), False, False, 300.0),
        (Pace(0.0, 0.0), False, True, 1800.0),
        (Pace(0.0, 0.0), True, False, 2.0),
        (Pace(0.0, 0.0), True, True, 10.0),
        (Pace(0.0, 0.0, failures=1), False, False, 60.0),
        (Pace(0.0, 0.0, failures=4), False, False, 480.0),
        (Pace(0.0, 0.0, failures=40), False, False, 1800.0),
        (Pace(0.0, 0.0, failures=1, wish_s=7.0), True, False, 7.0),
    ],
)
def test_the_pause_between_two_looks(pace: Pace, is_practice: bool, is_resting: bool, pause_s: float) -> None:
    assert pace.pause_s(1.0, is_practice=is_practice, is_resting=is_resting) == pause_s


# --- credentials that are refused -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", [CredentialsRejected, TokenExpired])
def test_a_refused_account_is_not_used_again_by_itself(office: Office, kind: type[CredentialsRejected]) -> None:
    office.adopt(3)
    office.service.failure = kind(401, "APIGW.0301")
    with pytest.raises(kind):
        office.wait_and_look()

    for _ in range(20):
        office.clock.now_s += 24 * 3600
        office.follower.look(due_only=True)

    assert len(office.service.lists) == 1
    assert office.follower.next_look_s() is None


@pytest.mark.parametrize("fault", [CredentialsForgotten(), KeyringUnavailable("x", KeyringFault.LOCKED)])
def test_a_secret_that_only_a_person_can_bring_is_not_asked_for_again_by_itself(
    office: Office, fault: IntakeError
) -> None:
    office.adopt(3)
    office.service.failure = fault
    with pytest.raises(type(fault)):
        office.wait_and_look()
    assert office.follower.next_look_s() is None

    office.service.failure = None
    office.follower.account_changed()
    assert office.follower.next_look_s() == 0


def test_a_keyring_that_may_come_back_is_asked_again(office: Office) -> None:
    office.adopt(3)
    office.service.failure = KeyringUnavailable("", KeyringFault.TIMEOUT)
    with pytest.raises(KeyringUnavailable):
        office.wait_and_look()
    assert office.follower.next_look_s() is not None


def test_another_account_is_tried_at_once_and_a_wish_may_try_the_old_one(office: Office) -> None:
    office.adopt(3)
    office.service.failure = CredentialsRejected(401, "APIGW.0301")
    for is_due_only in (True, False):
        with pytest.raises(CredentialsRejected):
            office.follower.look(due_only=is_due_only)
    assert len(office.service.lists) == 2

    office.service.failure = None
    office.follower.account_changed()

    assert office.follower.next_look_s() == 0
    office.clock.now_s += 60  # two calls a minute, whoever asks
    office.follower.look(due_only=True)
    assert len(office.service.lists) == 3
    assert office.follower.next_look_s()


def test_a_wish_that_goes_well_lets_the_following_go_on(office: Office) -> None:
    office.adopt(3)
    office.service.failure = CredentialsRejected(401, "APIGW.0301")
    with pytest.raises(CredentialsRejected):
        office.wait_and_look()
    office.service.failure = None
    office.follower.look()
    assert office.follower.next_look_s() is not None


def test_a_missing_permission_is_asked_for_again(office: Office) -> None:
    office.adopt(3)
    office.service.failure = NotPermitted(403, "APIGW.0305")
    with pytest.raises(NotPermitted):
        office.wait_and_look()
    assert office.follower.next_look_s() is not None
