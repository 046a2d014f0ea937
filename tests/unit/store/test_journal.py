"""The journal keeps every step through crashes, damage, other threads and other eyes."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import pairwise, product
from pathlib import Path

import pytest

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice, VoiceProperties
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import ALLOWED_STAGES, Stage
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.store.journal import Journal, NewJob, PlannedMaterial, utc_now

MD5 = "9e107d9d372bb6826bd81d3542a419d6"
VIDEO, LETTER = Role.TRAINING_VIDEO, Role.GRANT_FILE
JOB = JobFields(
    name="示例讲师",
    contact="13800138000",
    tags=("a", "b"),
    voice_properties=VoiceProperties(sex="MALE"),
    is_flexus=False,
    supported_service=("VIDEO_2D",),
)
INTAKE = Intake(
    "abc123", JOB, {VIDEO: "/films/示例 🎬.mp4", LETTER: "/films/letter.pdf"}, ServiceChoice(region="cn-north-4")
)
NEW_JOB = NewJob("job1", "https://service.example", "project", b"sealed", 1_900_000_000.5, JOB)
PLAN = (
    PlannedMaterial(VIDEO, "/films/示例 🎬.mp4", FileIdentity(300, 1_700_000_000_123_456_789, 2**64 - 1), 3),
    PlannedMaterial(LETTER, "/films/letter.pdf", FileIdentity(10, 5, 7), 1, "a" * 64),
)


class Times:
    """A clock that is asked for texts; every answer is one second later."""

    def __init__(self) -> None:
        self._count = 0

    def __call__(self) -> str:
        self._count += 1
        return f"2026-11-23T{self._count // 3600:02}:{self._count // 60 % 60:02}:{self._count % 60:02}+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "intakes.sqlite3"


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    journal = Journal(path, Times())
    yield journal
    journal.close()


@pytest.fixture
def running(journal: Journal) -> Journal:
    """An intake whose job was created."""
    journal.save_intake(INTAKE)
    journal.job_created("abc123", NEW_JOB, PLAN)
    return journal


def part(number: int, size: int = 100, attempts: int = 1) -> StoredPart:
    return StoredPart(number, size, MD5, MD5, attempts)


# --- intakes ------------------------------------------------------------------------------------------


def test_an_intake_is_kept_to_the_last_field(journal: Journal) -> None:
    journal.save_intake(INTAKE)

    record = journal.record("abc123")
    assert record is not None
    assert record.intake == INTAKE
    assert (record.stage, record.state, record.job_id, record.sent, record.expires_s) == (
        Stage.DRAFT,
        "",
        "",
        None,
        None,
    )


def test_saving_again_changes_the_fields_and_leaves_the_stage_the_job_and_the_beginning(running: Journal) -> None:
    running.set_stage("abc123", Stage.CREATING)
    before = running.record("abc123")
    assert before is not None
    changed = replace(INTAKE, job=replace(JOB, name="另一位"))
    running.save_intake(changed)

    after = running.record("abc123")
    assert after is not None
    assert after.intake == changed
    assert (after.stage, after.job_id, after.created_at, after.sent) == (
        before.stage, before.job_id, before.created_at, JOB)  # fmt: skip
    assert after.changed_at > before.changed_at


def test_what_was_never_saved_is_not_there(journal: Journal) -> None:
    assert journal.record("nobody") is None
    assert journal.records() == ()
    assert journal.plan("nobody") == ()
    assert journal.requests("nobody") == ()
    assert journal.sums() == {}


def test_the_newest_change_comes_first(journal: Journal) -> None:
    for name in ("first", "second", "third"):
        journal.save_intake(replace(INTAKE, intake_id=name))
    journal.set_state("first", "TRAINING")

    assert [record.intake.intake_id for record in journal.records()] == ["first", "third", "second"]


def test_the_same_word_again_is_no_change(journal: Journal) -> None:
    journal.save_intake(INTAKE)
    journal.set_state("abc123", "TRAINING")
    before = journal.record("abc123")
    journal.set_state("abc123", "TRAINING")

    assert journal.record("abc123") == before


def test_an_intake_file_is_known_again_and_its_rehearsal_apart(journal: Journal) -> None:
    rehearsal = ServiceChoice(is_practice=True)
    journal.save_intake(replace(INTAKE, intake_id="real", source="/x.toml"))
    journal.save_intake(replace(INTAKE, intake_id="rehearsed", source="/x.toml", service=rehearsal))

    real, rehearsed = (journal.record_from("/x.toml", is_practice=practice) for practice in (False, True))
    assert real is not None
    assert rehearsed is not None
    assert (real.intake.intake_id, rehearsed.intake.intake_id) == ("real", "rehearsed")
    assert journal.record_from("/y.toml", is_practice=False) is None


def test_a_problem_is_kept_and_taken_back(journal: Journal) -> None:
    journal.save_intake(INTAKE)
    journal.set_problem("abc123", "U06")
    first = journal.record("abc123")
    journal.set_problem("abc123", "")
    second = journal.record("abc123")

    assert first is not None
    assert second is not None
    assert (first.problem, second.problem) == ("U06", "")


# --- stages -------------------------------------------------------------------------------------------


def way_to(end: Stage) -> list[Stage]:
    """A shortest way from a draft, by the table itself."""
    ways: list[list[Stage]] = [[Stage.DRAFT]]
    while ways[0][-1] is not end:
        ways += [[*ways[0], step] for step in sorted(ALLOWED_STAGES[ways[0][-1]]) if step not in ways[0]]
        del ways[0]
    return ways[0][1:]


def test_every_step_of_the_stage_table_is_taken_and_no_other(journal: Journal) -> None:
    for number, (begin, end) in enumerate(product(Stage, Stage)):
        intake_id = f"intake{number}"
        journal.save_intake(replace(INTAKE, intake_id=intake_id))
        for stage in way_to(begin):
            journal.set_stage(intake_id, stage)
        if end is begin or end in ALLOWED_STAGES[begin]:
            journal.set_stage(intake_id, end)
            expected = end
        else:
            with pytest.raises(ValueError, match="does not go"):
                journal.set_stage(intake_id, end)
            expected = begin
        record = journal.record(intake_id)
        assert record is not None
        assert record.stage is expected


def test_the_stage_of_a_forgotten_intake_cannot_be_set(journal: Journal) -> None:
    with pytest.raises(LocalStorageFailed) as raised:
        journal.set_stage("nobody", Stage.CREATING)
    assert raised.value.reason == "intake-forgotten"


# --- the job ------------------------------------------------------------------------------------------


def test_a_new_job_is_kept_with_its_plan(running: Journal) -> None:
    record = running.record("abc123")

    assert record is not None
    assert (record.job_id, record.endpoint, record.project_id, record.sealed, record.expires_s, record.sent) == (
        "job1", "https://service.example", "project", b"sealed", 1_900_000_000.5, JOB)  # fmt: skip
    assert set(running.plan("abc123")) == set(PLAN)


def test_a_sealed_address_is_not_shown(running: Journal) -> None:
    assert "sealed" not in repr(running.record("abc123"))
    assert "sealed'" not in repr(NEW_JOB)


def test_another_job_voids_what_was_stored_for_the_one_before(running: Journal) -> None:
    running.part_announced("abc123", VIDEO, 1, 1)
    running.part_stored("abc123", VIDEO, part(1))
    running.set_unproven("abc123", LETTER)
    running.job_created("abc123", replace(NEW_JOB, job_id="job2"), PLAN[:1])

    assert running.stored_parts("abc123", VIDEO) == {}
    assert running.announced_parts("abc123", VIDEO) == {}
    assert running.plan("abc123") == PLAN[:1]


def test_a_job_that_cannot_be_kept_whole_is_not_kept_at_all(running: Journal) -> None:
    running.part_announced("abc123", VIDEO, 1, 1)
    running.part_stored("abc123", VIDEO, part(1))

    with pytest.raises(LocalStorageFailed):
        running.job_created("abc123", replace(NEW_JOB, job_id="job2"), (*PLAN, PLAN[0]))

    record = running.record("abc123")
    assert record is not None
    assert record.job_id == "job1"
    assert set(running.plan("abc123")) == set(PLAN)
    assert running.stored_parts("abc123", VIDEO) == {1: part(1)}
    running.job_gone("abc123")  # and the next transaction is not in the way of the last


def test_a_job_that_is_gone_leaves_the_intake(running: Journal) -> None:
    running.set_state("abc123", "WAIT_FILE_UPLOAD")
    running.job_gone("abc123")

    record = running.record("abc123")
    assert record is not None
    assert (record.job_id, record.sealed, record.expires_s, record.state, record.sent) == ("", b"", None, "", None)
    assert (record.endpoint, record.project_id) == ("", "")
    assert record.intake == INTAKE
    assert running.plan("abc123") == ()


def test_where_a_job_may_be_is_kept_from_the_announcement_of_its_create_until_it_is_withdrawn(journal: Journal) -> None:
    journal.save_intake(INTAKE)
    places = []
    for act in (
        partial(journal.create_announced, "abc123", "https://e", "p"),
        partial(journal.create_withdrawn, "abc123"),
    ):
        act()
        (record,) = journal.records()
        places.append((record.endpoint, record.project_id))

    assert places == [("https://e", "p"), ("", "")]


def test_a_job_for_a_forgotten_intake_is_refused(journal: Journal) -> None:
    with pytest.raises(LocalStorageFailed):
        journal.job_created("nobody", NEW_JOB, PLAN)
    with pytest.raises(LocalStorageFailed):
        journal.part_announced("nobody", VIDEO, 1, 1)


def test_an_amendment_is_announced_with_the_verdict_that_it_answers(running: Journal) -> None:
    for stage in way_to(Stage.SUBMITTED):
        running.set_stage("abc123", stage)
    running.amendment_begun("abc123", "verdict 1")

    record = running.record("abc123")
    assert record is not None
    assert (record.stage, record.amends, record.job_id) == (Stage.CREATING, "verdict 1", "job1")


def test_an_amended_job_keeps_the_parts_of_what_was_submitted_before(running: Journal) -> None:
    running.part_stored("abc123", VIDEO, part(1))
    running.part_stored("abc123", LETTER, part(1, size=10))
    for stage in way_to(Stage.SUBMITTED):
        running.set_stage("abc123", stage)
    assert all(item.is_submitted for item in running.plan("abc123"))
    running.amendment_begun("abc123", "verdict 1")
    plan = tuple(replace(item, is_submitted=item.role is LETTER) for item in PLAN)
    running.job_amended("abc123", replace(NEW_JOB, sealed=b"other"), plan)

    record = running.record("abc123")
    assert record is not None
    assert (record.stage, record.sealed) == (Stage.UPLOADING, b"other")
    assert running.stored_parts("abc123", VIDEO) == {}
    assert running.stored_parts("abc123", LETTER) == {1: part(1, size=10)}
    assert set(running.plan("abc123")) == set(plan)


def test_an_amendment_of_a_draft_is_no_step_and_changes_nothing(running: Journal) -> None:
    before = running.record("abc123")
    with pytest.raises(ValueError, match="does not go"):
        running.job_amended("abc123", replace(NEW_JOB, job_id="job2"), PLAN)

    assert running.record("abc123") == before


def test_hash_and_proof_of_a_material_are_kept(running: Journal) -> None:
    running.set_sha256("abc123", VIDEO, "b" * 64)
    running.set_unproven("abc123", LETTER)

    plan = {item.role: item for item in running.plan("abc123")}
    assert (plan[VIDEO].sha256, plan[VIDEO].is_proven) == ("b" * 64, True)
    assert (plan[LETTER].sha256, plan[LETTER].is_proven) == ("a" * 64, False)


# --- parts --------------------------------------------------------------------------------------------


def test_a_part_is_announced_until_it_is_stored(running: Journal) -> None:
    running.part_announced("abc123", VIDEO, 2, 1)
    running.part_announced("abc123", VIDEO, 2, 2)
    running.part_announced("abc123", VIDEO, 1, 1)
    assert running.announced_parts("abc123", VIDEO) == {1: 1, 2: 2}
    assert running.stored_parts("abc123", VIDEO) == {}

    running.part_stored("abc123", VIDEO, part(2, attempts=2))

    assert running.announced_parts("abc123", VIDEO) == {1: 1}
    assert running.stored_parts("abc123", VIDEO) == {2: part(2, attempts=2)}
    assert running.announced_parts("abc123", LETTER) == {}


def test_stored_parts_come_in_order(running: Journal) -> None:
    for number in (10, 2, 1, 3):
        running.part_stored("abc123", VIDEO, part(number))

    assert list(running.stored_parts("abc123", VIDEO)) == [1, 2, 3, 10]


def test_sums_are_of_all_bytes_and_of_those_acknowledged(running: Journal) -> None:
    running.save_intake(replace(INTAKE, intake_id="draft"))
    running.part_stored("abc123", VIDEO, part(1))
    running.part_announced("abc123", VIDEO, 2, 1)
    running.part_stored("abc123", LETTER, part(1, size=10))

    assert running.sums() == {"abc123": (310, 110)}


# --- requests and forgetting --------------------------------------------------------------------------


def request(step: str) -> RequestRecord:
    return RequestRecord(step, 200, f"id-{step}", "2026-11-23T00:00:00Z", "")


def test_requests_are_kept_in_order(running: Journal) -> None:
    for step in ("create", "parts", "confirm"):
        running.request_made("abc123", request(step))

    assert running.requests("abc123") == (request("create"), request("parts"), request("confirm"))


def test_a_request_for_a_forgotten_intake_is_not_kept(journal: Journal) -> None:
    journal.request_made("nobody", request("create"))

    assert journal.requests("nobody") == ()


def test_forgetting_leaves_nothing_of_a_person_in_the_files(running: Journal, path: Path) -> None:
    running.save_intake(replace(INTAKE, intake_id="other", job=JobFields(name="other"), materials={}))
    running.part_announced("abc123", VIDEO, 1, 1)
    running.request_made("abc123", request("create"))
    running.remove("abc123")

    left = b"".join(file.read_bytes() for file in path.parent.iterdir())
    for secret in ("13800138000", "示例讲师", "letter.pdf", "id-create"):
        assert secret.encode() not in left
    assert [record.intake.intake_id for record in running.records()] == ["other"]
    assert running.plan("abc123") == ()
    assert running.announced_parts("abc123", VIDEO) == {}
    assert running.requests("abc123") == ()


def test_everything_is_there_after_the_program_was_started_again(running: Journal, path: Path) -> None:
    running.set_stage("abc123", Stage.CREATING)
    running.part_stored("abc123", VIDEO, part(1))
    before = running.record("abc123")
    running.close()

    again = Journal(path)
    assert again.record("abc123") == before
    assert again.stored_parts("abc123", VIDEO) == {1: part(1)}
    assert again.damage is None
    again.close()


# --- damage, versions, other programs -----------------------------------------------------------------


def test_a_record_that_cannot_be_read_is_said_and_not_a_crash(running: Journal, path: Path) -> None:
    with sqlite3.connect(path) as base:
        base.execute("UPDATE intake SET body = '{\"intake_id\": 7}'")
    base.close()

    with pytest.raises(LocalStorageFailed) as raised:
        running.records()
    assert raised.value.reason == "unreadable-record"


def test_a_journal_of_the_first_version_is_brought_up_to_date(path: Path) -> None:
    first = Journal(path)
    for name, stages in (("submitted", way_to(Stage.SUBMITTED)), ("draft", [])):
        first.save_intake(replace(INTAKE, intake_id=name))
        first.job_created(name, NEW_JOB, PLAN)
        for stage in stages:
            first.set_stage(name, stage)
    first.close()
    with sqlite3.connect(path) as base:
        base.execute("ALTER TABLE intake DROP COLUMN amends")
        base.execute("ALTER TABLE intake DROP COLUMN is_salvaged")
        base.execute("ALTER TABLE material DROP COLUMN is_submitted")
        base.execute("PRAGMA user_version = 1")
    base.close()

    journal = Journal(path)

    assert journal.damage is None
    assert [record.amends for record in journal.records()] == ["", ""]
    assert {item.is_submitted for item in journal.plan("submitted")} == {True}
    assert {item.is_submitted for item in journal.plan("draft")} == {False}
    journal.close()


def test_a_newer_programs_journal_is_left_alone(path: Path) -> None:
    Journal(path).close()
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 1000")
    base.close()
    before = path.read_bytes()

    with pytest.raises(LocalStorageFailed) as raised:
        Journal(path)

    assert raised.value.reason == "newer-version"
    assert path.read_bytes() == before


def test_a_journal_that_another_program_holds_is_not_taken_for_damaged(path: Path) -> None:
    Journal(path).close()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    try:
        with pytest.raises(LocalStorageFailed) as raised:
            Journal(path, busy_s=0.05)
    finally:
        other.close()

    assert "locked" in raised.value.reason
    assert [file.name for file in path.parent.iterdir() if "damaged" in file.name] == []


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(LocalStorageFailed):
        Journal(tmp_path / "none" / "intakes.sqlite3")


def test_a_closed_journal_says_so(path: Path) -> None:
    journal = Journal(path)
    journal.close()

    with pytest.raises(LocalStorageFailed):
        journal.records()


def test_a_full_disk_is_said_and_passes(running: Journal, path: Path) -> None:
    pages = running._base.execute("PRAGMA page_count").fetchone()[0]
    running._base.execute(f"PRAGMA max_page_count = {pages}")
    large = replace(INTAKE, intake_id="large", job=replace(JOB, tags=("x" * 100_000,)))
    with pytest.raises(LocalStorageFailed) as raised:
        running.save_intake(large)
    with pytest.raises(LocalStorageFailed):
        running.job_created("abc123", replace(NEW_JOB, sealed=b"x" * 100_000), PLAN)

    assert "full" in raised.value.reason
    running._base.execute("PRAGMA max_page_count = 100000")
    running.job_created("abc123", replace(NEW_JOB, job_id="job2"), PLAN)
    record = running.record("abc123")
    assert record is not None
    assert record.job_id == "job2"


def test_two_programs_may_begin_a_journal_at_the_same_moment(path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from avatar_intake.store.journal import Journal;"
        "sys.stdin.readline(); Journal(Path(sys.argv[1])).close()"
    )
    programs = [
        subprocess.Popen([sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(3)
    ]
    for program in programs:
        assert program.stdin is not None
        program.stdin.write(b"\n")
        program.stdin.flush()

    assert [program.communicate(timeout=30)[1].decode() for program in programs] == [""] * 3
    journal = Journal(path)
    assert journal.damage is None
    journal.close()


def test_many_threads_lose_nothing(running: Journal) -> None:
    def work(begin: int) -> None:
        for number in range(begin, begin + 50):
            running.part_announced("abc123", VIDEO, number, 1)
            running.part_stored("abc123", VIDEO, part(number))
            running.sums()

    threads = [threading.Thread(target=work, args=(begin,)) for begin in (1, 51, 101, 151)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert list(running.stored_parts("abc123", VIDEO)) == list(range(1, 201))


def test_steps_from_many_threads_are_taken_one_by_one(journal: Journal) -> None:
    journal.save_intake(INTAKE)
    refused: list[Stage] = []

    def work(stage: Stage) -> None:
        try:
            journal.set_stage("abc123", stage)
        except ValueError:
            refused.append(stage)

    threads = [threading.Thread(target=work, args=(Stage.CANCELLED,)) for _ in range(4)]
    threads += [threading.Thread(target=work, args=(Stage.UPLOADING,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)

    record = journal.record("abc123")
    assert record is not None
    assert record.stage is Stage.CANCELLED
    assert refused == [Stage.UPLOADING] * 4


# --- other eyes ---------------------------------------------------------------------------------------


@pytest.fixture
def no_mask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def modes(folder: Path) -> set[str]:
    return {stat.filemode(file.stat().st_mode) for file in folder.iterdir()}


@pytest.mark.usefixtures("no_mask")
def test_nobody_else_may_read_any_file_of_it_whatever_the_mask(path: Path) -> None:
    journal = Journal(path)
    journal.save_intake(INTAKE)

    assert {file.name.partition("-")[2] for file in path.parent.iterdir()} == {"", "wal", "shm"}
    assert modes(path.parent) == {"-rw-------"}
    journal.close()
    path.write_bytes(b"x")
    Journal(path).close()
    assert modes(path.parent) == {"-rw-------"}


@pytest.mark.usefixtures("no_mask")
def test_a_file_that_others_could_read_is_closed_to_them(path: Path) -> None:
    Journal(path).close()
    path.chmod(0o666)
    Journal(path).close()

    assert modes(path.parent) == {"-rw-------"}


def test_the_clock_of_the_journal_is_in_utc() -> None:
    assert utc_now().endswith("+00:00")
    assert all(a <= b for a, b in pairwise([utc_now(), utc_now()]))
