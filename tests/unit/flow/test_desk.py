"""The desk over one data folder: what it lists, follows and forgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_studio import KindChecker, PassingClock, RecordingConnect, SmallStudio

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import IntakeError, LocalStorageFailed, NetworkUnreachable, ServiceBusy, SignInPage
from avatar_intake.flow.access import Access, AccessFinder, Accounts
from avatar_intake.flow.desk import Desk, DeskTools
from avatar_intake.flow.model import Account, AccountKind, RunOptions, Secret, Silent
from avatar_intake.flow.run import SubmitTools
from avatar_intake.metastudio.auth import AccessKey
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
    accounts = Accounts(tmp_path / "account.json", SessionSecrets(), lambda _account, _password: "")

    def make(**more: bool) -> Desk:
        connect = RecordingConnect(studio)
        submit = SubmitTools(journal, tmp_path / "leases", KindChecker(), PassingClock(), connect)  # type: ignore[arg-type]
        return Desk(DeskTools(submit, accounts, AccessFinder(accounts, Host(), {}), SAMPLE, **more))

    return make


def submitted(desk: Desk, folder: Path, intake_id: str, service: ServiceChoice) -> Intake:
    materials = {}
    for role in (Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        path = folder / f"{intake_id}-{role}"
        path.write_bytes(role.encode() * 100)
        materials[role] = str(path)
    intake = Intake(intake_id, JobFields(name=intake_id), materials, service)
    assert desk.run(intake, RunOptions(), Silent(), RunControl()).error is None
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


def test_an_intake_is_forgotten_with_its_unfinished_job(
    make_desk: Callable[..., Desk], studio: SmallStudio, tmp_path: Path
) -> None:
    desk = make_desk()
    intake = submitted(desk, tmp_path, "one", ServiceChoice(is_practice=True))

    desk.remove(intake.intake_id, delete_job=True)

    assert (desk.intakes(), studio.live_jobs()) == ((), [])
    with pytest.raises(LocalStorageFailed):
        desk.open(intake.intake_id)
