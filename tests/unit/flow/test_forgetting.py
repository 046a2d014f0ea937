"""A person is forgotten at once or when the time has come: the receipt stays, nothing else does, in no file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from desk_at_studio import MATERIALS, Workplace

from avatar_intake.domain.decisions import Action
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.service import JobDetail, JobSummary
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import AlreadyRunning, LocalStorageFailed, OnlyFollowed
from avatar_intake.flow.forgetting import Forgetting
from avatar_intake.practice.server import PracticeStudio, StudioOptions
from avatar_intake.store.journal import Journal, Record
from avatar_intake.store.lease import lease

NAME, PHONE, TAG, BATCH = "王小明示例", "13912345678", "示例标签甲", "示例批次乙"
FOLDER = "ID-OF-THE-PERSON"
PERSONAL = (NAME, PHONE, TAG, BATCH, FOLDER, *(Path(path).name for path in MATERIALS.values()))


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with PracticeStudio(StudioOptions(tmp_path / "studio", rate_per_s=None)) as studio:
        yield studio


@pytest.fixture
def place(tmp_path: Path, studio: PracticeStudio) -> Iterator[Workplace]:
    with ExitStack() as held:
        place = Workplace(tmp_path / "home", studio)
        held.callback(place.close)
        yield place


def personal_intake(place: Workplace, folder: Path) -> Intake:
    own = folder / FOLDER
    own.mkdir(exist_ok=True)
    paths = {}
    for role, path in MATERIALS.items():
        copy = own / Path(path).name
        copy.write_bytes(Path(path).read_bytes())
        paths[role] = str(copy)
    fields = {"contact": PHONE, "tags": (TAG,), "batch_name": BATCH}
    intake = place.intake(NAME, materials=paths, **fields)
    return replace(intake, source=str(own / "intake.toml"), fingerprint="f00d" * 16)


def done(place: Workplace, folder: Path) -> Intake:
    """Submitted, and then the service says that the avatar is ready."""
    intake = personal_intake(place, folder)
    assert place.run(intake).error is None
    place.journal.set_state(intake.intake_id, "JOB_SUCCESS")
    return intake


def found_in(folder: Path) -> dict[str, list[str]]:
    """The personal words in every file of a folder."""
    said = {}
    for path in (path for path in folder.rglob("*") if path.is_file()):
        content = path.read_bytes()
        words = [word for word in PERSONAL if word.encode() in content]
        if words:
            said[path.name] = words
    return said


def test_after_forgetting_no_file_of_the_data_folder_holds_a_word_about_the_person(
    place: Workplace, tmp_path: Path
) -> None:
    intake = done(place, tmp_path)
    before = found_in(place.folder)
    kept = place.desk.open(intake.intake_id)

    place.desk.forget_person(intake.intake_id)

    assert {word for words in before.values() for word in words} == set(PERSONAL)
    assert found_in(place.folder) == {}  # while it is open, its log included
    view = place.desk.open(intake.intake_id)
    assert view.row.is_forgotten
    assert (view.row.name, view.row.contact) == ("", "139****5678")
    assert (view.row.job_id, view.row.state) != ("", "")
    assert (view.requests, view.history, view.row.changed_at) == (kept.requests, kept.history, kept.row.changed_at)
    assert [item.sha256 for item in view.materials] == [item.sha256 for item in kept.materials]
    assert [item.parts for item in view.materials] == [item.parts for item in kept.materials]
    place.close()
    assert found_in(place.folder) == {}


def test_a_copy_of_a_damaged_journal_goes_with_the_person_and_another_persons_stays(
    place: Workplace, tmp_path: Path
) -> None:
    intake = done(place, tmp_path)
    place.journal._read("PRAGMA wal_checkpoint(TRUNCATE)", ())
    content = (place.folder / "intakes.sqlite3").read_bytes()
    for name in ("damaged-1", "damaged-1-wal", "rebuilding"):
        (place.folder / f"intakes.sqlite3.{name}").write_bytes(content)
    (place.folder / "intakes.sqlite3.damaged-2").write_bytes(b"somebody else")

    place.desk.forget_person(intake.intake_id)

    assert found_in(place.folder) == {}
    assert [path.name for path in place.folder.glob("*damaged*")] == ["intakes.sqlite3.damaged-2"]


def test_nothing_is_sent_for_a_forgotten_person_and_the_job_is_still_followed(
    place: Workplace, tmp_path: Path, studio: PracticeStudio
) -> None:
    intake = personal_intake(place, tmp_path)
    assert place.run(intake).error is None
    job_id = place.job_id(intake.intake_id)
    place.desk.forget_person(intake.intake_id)

    assert isinstance(place.run(intake).error, OnlyFollowed)
    assert Action.AMEND not in place.desk.actions(intake.intake_id)
    assert studio.world.job(job_id) is not None
    studio.world.set_state(job_id, "JOB_SUCCESS")
    (row,) = place.look()
    assert row.state == "JOB_SUCCESS"
    assert found_in(place.folder) == {}


def test_a_draft_goes_as_a_whole_and_an_upload_is_called_off(place: Workplace, tmp_path: Path) -> None:
    draft = personal_intake(place, tmp_path)
    place.desk.save_draft(draft)
    place.desk.forget_person(draft.intake_id)
    half = personal_intake(place, tmp_path)
    assert place.run(half, submit_review=False).stage is Stage.CONFIRMED
    place.desk.forget_person(half.intake_id)

    (row,) = place.desk.intakes()
    assert (row.intake_id, row.stage, row.is_forgotten) == (half.intake_id, Stage.CANCELLED, True)
    assert place.desk.under_way() == ()
    assert found_in(place.folder) == {}


def test_what_is_in_use_is_not_forgotten_under_anybodys_hands(place: Workplace, tmp_path: Path) -> None:
    intake = done(place, tmp_path)
    with lease(place.folder / "leases", intake.intake_id):
        with pytest.raises(AlreadyRunning):
            place.desk.forget_person(intake.intake_id)
        assert place.desk.forget_due(1) == 0
    with pytest.raises(LocalStorageFailed):
        place.desk.forget_person("unknown")

    assert place.desk.open(intake.intake_id).row.name == NAME


@pytest.mark.parametrize(
    ("days", "after", "is_gone"), [(90, 89, False), (90, 91, True), (30, 31, True), (None, 9999, False)]
)
def test_when_the_days_have_passed_the_person_is_forgotten_by_itself(
    tmp_path: Path, studio: PracticeStudio, days: int | None, after: int, is_gone: bool
) -> None:
    place = Workplace(tmp_path / "home", studio)
    intake = done(place, tmp_path)
    moment = datetime.now(UTC) + timedelta(days=after)
    forgetting = Forgetting(place.journal, place.folder / "leases", lambda _record: None)

    gone = forgetting.forget_due(days, moment.isoformat(timespec="seconds"))

    assert gone == ((intake.intake_id,) if is_gone else ())
    assert forgetting.forget_due(days, moment.isoformat(timespec="seconds")) == ()
    assert place.desk.open(intake.intake_id).row.is_forgotten is is_gone
    assert (found_in(place.folder) == {}) is is_gone
    place.close()


def test_an_intake_that_is_taken_up_again_during_the_sweep_is_kept(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "intakes.sqlite3")
    for intake_id in ("one", "two"):
        intake = Intake(intake_id, JobFields(name=NAME), {}, ServiceChoice(is_practice=True))
        journal.adopt(intake, f"job-{intake_id}", ("http://127.0.0.1:9", "p"), "JOB_SUCCESS")

    def delete(record: Record) -> None:
        journal.set_state("two" if record.intake.intake_id == "one" else "one", "MANUAL_VERIFYING")

    assert len(Forgetting(journal, tmp_path / "leases", delete).forget_due(30, "2999-01-01T00:00:00+00:00")) == 1
    assert sorted(record.intake.job.name for record in journal.records()) == ["", NAME]
    journal.close()


def test_what_the_service_had_shown_of_a_person_leaves_the_memory_too(place: Workplace, tmp_path: Path) -> None:
    intake = done(place, tmp_path)
    shown = JobDetail(JobSummary("job", NAME, "JOB_SUCCESS"))
    place.desk._follower.keep_detail(intake.intake_id, shown)

    assert place.desk.forget_due(0) == 1

    assert place.desk._follower.detail(intake.intake_id) is None


def test_what_is_not_over_is_kept_however_long_it_takes(place: Workplace, tmp_path: Path) -> None:
    waiting = personal_intake(place, tmp_path)
    assert place.run(waiting).error is None
    place.journal.set_state(waiting.intake_id, "MANUAL_VERIFYING")
    forgetting = Forgetting(place.journal, place.folder / "leases", lambda _record: None)

    assert forgetting.forget_due(30, "2999-01-01T00:00:00+00:00") == ()
    assert place.desk.open(waiting.intake_id).row.name == NAME


def test_a_rehearsals_copies_go_too(tmp_path: Path) -> None:
    deleted: list[str] = []
    journal = Journal(tmp_path / "intakes.sqlite3")
    intake = Intake("abc123", JobFields(name=NAME), {Role.COVER: "/x/cover.jpg"}, ServiceChoice(is_practice=True))
    journal.adopt(intake, "job-1", ("http://127.0.0.1:9", "p"), "JOB_SUCCESS")
    forgetting = Forgetting(journal, tmp_path / "leases", lambda record: deleted.append(record.job_id))
    forgetting.forget("abc123")
    record = journal.record("abc123")
    journal.close()

    assert deleted == ["job-1"]
    assert record is not None
    assert (record.intake.job.name, record.problem) == ("", "C06")
    assert found_in(tmp_path) == {}
