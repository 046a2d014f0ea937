"""The desk over one data folder: what it lists, follows and forgets."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from small_studio import LOST, KindChecker, PassingClock, RecordingConnect, SmallStudio

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AccountUnknown,
    Cancelled,
    CredentialsRejected,
    IntakeError,
    JobElsewhere,
    LocalStorageFailed,
    NetworkUnreachable,
    ServiceBusy,
    SignInPage,
)
from avatar_intake.flow.access import Access, AccessFinder
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.desk import Desk, DeskTools
from avatar_intake.flow.model import Account, AccountKind, RunOptions, Secret, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools
from avatar_intake.metastudio.auth import AccessKey, Token
from avatar_intake.metastudio.guard import Guards
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl

PRACTICE = Access(parse_endpoint("http://127.0.0.1:9"), "practice", AccessKey("a", "b"), is_practice=True)
SAMPLE = Path(__file__).resolve().parents[3] / "resources" / "samples" / "intake.toml"


class Host:
    def access(self) -> Access:
        return PRACTICE


@pytest.fixture
def studio() -> SmallStudio:
    return SmallStudio()


@pytest.fixture
def make_desk(tmp_path: Path, studio: SmallStudio) -> Callable[..., Desk]:
    journal = Journal(tmp_path / "intakes.sqlite3")
    accounts = Accounts(tmp_path / "accounts.json", SessionSecrets(), lambda _account, _password: "")

    def make(**more: Any) -> Desk:
        connect, network = RecordingConnect(studio), Network(tmp_path, Settings, SessionSecrets())
        submit = SubmitTools(journal, tmp_path / "leases", KindChecker(), PassingClock(), connect)  # type: ignore[arg-type]
        return Desk(DeskTools(submit, accounts, AccessFinder(accounts, Host(), {}), SAMPLE, network, **more))

    return make


def submitted(
    desk: Desk, folder: Path, intake_id: str, service: ServiceChoice, control: RunControl | None = None
) -> Intake:
    materials = {}
    for role in (Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        path = folder / f"{intake_id}-{role}"
        path.write_bytes(role.encode() * 100)
        materials[role] = str(path)
    intake = Intake(intake_id, JobFields(name=intake_id), materials, service)
    assert desk.run(intake, RunOptions(), Silent(), control or RunControl()).error is None
    return intake


def test_a_draft_is_listed_and_found_again(make_desk: Callable[..., Desk]) -> None:
    desk = make_desk()
    draft = desk.new_draft()
    desk.save_draft(draft)

    (row,) = desk.intakes()

    assert (row.intake_id, row.stage, row.shown) == (draft.intake_id, Stage.DRAFT, None)
    assert desk.open(draft.intake_id).intake == draft


def test_what_happened_at_the_service_is_followed(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))
    (job,) = studio.live_jobs()
    job.state = "TRAINING"

    (row,) = desk.refresh()

    assert (row.stage, row.shown, row.state) == (Stage.SUBMITTED, Shown.TRAINING, "TRAINING")
    assert row.stored_bytes == row.total_bytes > 0


def test_a_state_that_nobody_has_heard_of_is_work_in_progress_and_breaks_nothing(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))
    (job,) = studio.live_jobs()
    job.state = "TRAINING_ON_THE_MOON"

    (row,) = desk.refresh()

    assert (row.stage, row.shown, row.state) == (Stage.SUBMITTED, Shown.IN_PROGRESS, "TRAINING_ON_THE_MOON")


@pytest.mark.parametrize(
    "error", [NetworkUnreachable(host="x"), ServiceBusy(status=429, retry_after_s=60), SignInPage(host="x")], ids=str
)
def test_a_service_that_cannot_be_asked_now_leaves_what_was_known_and_is_asked_once(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path, error: IntakeError
) -> None:
    desk = make_desk()
    submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))
    known = desk.refresh()
    studio.calls.clear()
    studio.will("list", error)

    with pytest.raises(type(error)):
        desk.refresh()

    assert desk.intakes() == known
    assert studio.calls == ["list"]
    (row,) = desk.refresh()
    assert row.shown is known[0].shown


def test_a_program_that_was_closed_for_days_follows_every_intake_with_one_question(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    for name in ("one", "two", "three"):
        submitted(make_desk(), tmp_path, name, ServiceChoice(is_practice=True))
    for job in studio.live_jobs():
        job.state = "TRAINING"
    studio.calls.clear()

    rows = make_desk().refresh()

    assert [row.shown for row in rows] == [Shown.TRAINING] * 3
    assert studio.calls == ["list"]


def test_a_rehearsal_window_asks_no_real_service(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    make_desk().use_account(Account(AccountKind.TOKEN, region="cn-north-4", project_id="p"), Secret("token"))
    submitted(make_desk(), tmp_path, "real", ServiceChoice())
    studio.calls.clear()

    make_desk(is_rehearsal=True).refresh()

    assert studio.calls == []


def test_new_intakes_of_a_rehearsal_window_are_rehearsals_whatever_account_is_saved(
    make_desk: Callable[..., Desk],
) -> None:
    make_desk().use_account(Account(AccountKind.TOKEN, region="cn-north-4", project_id="p"), Secret("token"))

    assert make_desk().new_draft().service.is_practice is False
    assert make_desk(is_rehearsal=True).new_draft().service.is_practice is True


def test_the_sample_draft_is_complete_and_a_rehearsal(make_desk: Callable[..., Desk]) -> None:
    draft = make_desk().sample_draft()

    assert draft.service.is_practice
    assert all(Path(path).is_file() for path in draft.materials.values())


def cut_off_in_create(desk: Desk, studio: SmallStudio, folder: Path, service: ServiceChoice) -> str:
    """A run that was cancelled while the answer to its create was lost; returns the intake's id."""
    control = RunControl()
    studio.will("create", LOST)
    studio.on_done = lambda step: control.cancel() if step == "create" else None
    with pytest.raises(Cancelled):
        submitted(desk, folder, "one", service, control)
    studio.on_done = lambda _step: None
    return "one"


@pytest.mark.parametrize("list_lag", [0, 2])
def test_a_job_whose_create_was_cut_off_is_deleted_with_its_intake(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path, list_lag: int
) -> None:
    desk = make_desk()
    studio.list_lag = list_lag
    intake_id = cut_off_in_create(desk, studio, tmp_path, ServiceChoice(is_practice=True))
    somebody_elses = studio.create(JobFields(name="theirs")).job_id

    desk.remove(intake_id, delete_job=True)

    assert [job.job_id for job in studio.live_jobs()] == [somebody_elses]
    assert desk.intakes() == ()


def test_a_job_that_the_journal_lost_is_deleted_with_its_intake(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    intake_id = cut_off_in_create(desk, studio, tmp_path, ServiceChoice(is_practice=True))
    with closing(sqlite3.connect(tmp_path / "intakes.sqlite3", isolation_level=None)) as base:
        base.execute("UPDATE intake SET stage = 'draft', endpoint = '', project_id = '', is_salvaged = 1")

    desk.remove(intake_id, delete_job=True)

    assert studio.live_jobs() == []


def test_a_draft_is_forgotten_without_a_question_to_the_service(
    make_desk: Callable[..., Desk], studio: SmallStudio
) -> None:
    desk = make_desk()
    draft = desk.new_draft()
    desk.save_draft(draft)

    desk.remove(draft.intake_id, delete_job=True)

    assert (desk.intakes(), studio.calls) == ((), [])


P = Account(AccountKind.TOKEN, region="cn-north-4", project_id="p", name="studio P")
Q = Account(AccountKind.TOKEN, region="cn-north-4", project_id="q", name="studio Q")


def test_an_intake_whose_job_is_in_another_project_is_not_forgotten_as_if_the_job_were_deleted(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    desk.use_account(P, Secret("token"))
    intake = submitted(desk, tmp_path, "one", ServiceChoice())
    desk.forget_account()
    desk.use_account(Q, Secret("token"))

    with pytest.raises(JobElsewhere):
        desk.remove(intake.intake_id, delete_job=True)

    assert (len(desk.intakes()), len(studio.live_jobs())) == (1, 1)
    desk.remove(intake.intake_id, delete_job=False)
    assert desk.intakes() == ()


def test_jobs_of_several_accounts_are_followed_and_deleted_each_with_its_own(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    for number, account in enumerate((P, Q)):
        desk.use_account(account, Secret(account.project_id))
        submitted(desk, tmp_path, f"of {account.project_id}", ServiceChoice(na_account=bool(number)))
    for job in studio.live_jobs():
        job.state = "TRAINING"
    asked: list[Access] = desk._tools.submit.connect.accesses  # type: ignore[attr-defined]
    asked.clear()

    rows = desk.refresh()
    accounts = [desk.open(f"of {name}").account for name in "pq"]
    desk.remove("of p", delete_job=True)

    assert [row.shown for row in rows] == [Shown.TRAINING] * 2
    assert accounts == [P, Q]
    assert sorted(access.project_id for access in asked[:2]) == ["p", "q"]
    assert (asked[2].project_id, asked[2].credentials) == ("p", Token("p"))


def test_only_an_account_that_is_entered_anew_is_tried_again_and_not_one_that_is_looked_at(
    make_desk: Callable[..., Desk],
) -> None:
    guards = Guards()
    desk = make_desk(guards=guards)
    for account in (P, Q):
        desk.use_account(account, Secret(account.project_id))
    asked: list[int] = []

    def ask() -> None:
        asked.append(1)
        raise CredentialsRejected(401, "APIGW.0301")

    def attempts() -> int:
        for _ in range(5):
            with pytest.raises(CredentialsRejected):
                guards.of("p").call(ask)
        return len(asked)

    assert attempts() == 3
    for name in ("studio P", "studio Q", "studio P"):
        desk.choose_account(name)
    desk.forget_account("studio Q")
    assert attempts() == 3
    desk.use_account(P, None, "studio P")
    assert attempts() == 6


def test_it_is_known_how_many_open_jobs_only_one_account_reaches(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    for account in (P, Q):
        desk.use_account(account, Secret(account.project_id))
        submitted(desk, tmp_path, f"of {account.project_id}", ServiceChoice())
    submitted(desk, tmp_path, "rehearsal", ServiceChoice(is_practice=True))
    assert [desk.count_in_need(name) for name in ("studio P", "studio Q")] == [1, 1]

    for job in studio.live_jobs():
        job.state = "JOB_FINISH"
    desk.refresh()
    assert desk.count_in_need("studio P") == 0

    submitted(desk, tmp_path, "another of q", ServiceChoice())
    assert desk.count_in_need("studio Q") == 1
    desk.use_account(replace(Q, name="studio Q again", kind=AccountKind.ACCESS_KEY, user="AK"), Secret("sk"))
    assert desk.count_in_need("studio Q") == 0


def test_a_named_account_is_the_only_one_that_is_used(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    desk.use_account(P, Secret("p"))
    submitted(desk, tmp_path, "one", ServiceChoice())
    desk.use_account(Q, Secret("q"))

    desk.speak_as("studio Q")

    with pytest.raises(JobElsewhere):
        desk.remove("one", delete_job=True)
    with pytest.raises(AccountUnknown) as caught:
        desk.speak_as("studio R")
    assert caught.value.names == "studio P, studio Q"


@pytest.mark.parametrize("error", [None, NetworkUnreachable(host="x")], ids=["answered", "out of reach"])
@pytest.mark.parametrize("step", ["refresh", "remove", "test"])
def test_no_line_stays_open_after_a_question_to_the_service(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path, step: str, error: IntakeError | None
) -> None:
    desk = make_desk()
    submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))
    studio.calls_at_redial.clear()
    studio.will({"remove": "delete"}.get(step, "list"), *[error] * 3)
    ask: dict[str, Callable[[], object]] = {
        "refresh": desk.refresh,
        "remove": lambda: desk.remove("one", delete_job=True),
        "test": lambda: desk.test_connection(Account(AccountKind.PRACTICE), Secret()),
    }

    with suppress(NetworkUnreachable):
        ask[step]()

    assert studio.calls_at_redial == [len(studio.calls)]


def test_an_intake_is_forgotten_with_its_unfinished_job(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    intake = submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))

    desk.remove(intake.intake_id, delete_job=True)

    assert (desk.intakes(), studio.live_jobs()) == ((), [])
    with pytest.raises(LocalStorageFailed):
        desk.open(intake.intake_id)
