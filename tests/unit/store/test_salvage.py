"""Of a damaged journal everything that can be read is taken over, and nothing is deleted."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from damaged_files import (
    INTAKE,
    MD5,
    PARTS,
    PLAN,
    cut_off,
    cut_power,
    fill,
    filled,
    first_page_of,
    page_count,
    spoil,
    spoil_header,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import LocalStorageFailed, StorageFault
from avatar_intake.store.journal import Journal, NewJob
from avatar_intake.store.pages import log_path

VIDEO, LETTER = Role.TRAINING_VIDEO, Role.GRANT_FILE
MANY = 40


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "intakes.sqlite3"


def aside(path: Path) -> list[Path]:
    return sorted(file for file in path.parent.iterdir() if ".damaged-" in file.name)


def spoil_every_third_page(path: Path) -> None:
    for page in range(2, page_count(path) + 1, 3):
        spoil(path, page)


def spoil_trees(path: Path) -> None:
    for table in ("intake", "material", "part", "request"):
        spoil(path, first_page_of(path, table))


def cut_in_the_middle(path: Path) -> None:
    cut_off(path, path.stat().st_size // 2 + 100)


def overwrite(content: bytes) -> Callable[[Path], None]:
    def act(path: Path) -> None:
        path.write_bytes(content)

    return act


@pytest.mark.parametrize(
    ("damage", "least"),
    [
        (overwrite(b""), 0),
        (overwrite(b"x"), 0),
        (overwrite(b"this is no data base at all" * 1000), 0),
        (cut_in_the_middle, 10),
        (spoil_every_third_page, 15),
        (spoil_trees, MANY),
        (spoil_header, MANY),
        (lambda path: spoil(path, 1), MANY),
    ],
    ids=["no byte", "one byte", "another file", "cut off", "garbage", "no trees", "no header", "no first page"],
)
def test_what_can_be_read_is_taken_over_and_the_damaged_file_is_kept(
    path: Path, damage: Callable[[Path], None], least: int
) -> None:
    filled(path, MANY)
    damage(path)
    damaged = path.read_bytes()

    journal = Journal(path, lambda: "2026-11-23T01:02:03+00:00")

    assert journal.damage is not None
    records = journal.records()
    assert least <= len(records) == journal.damage.intakes_recovered <= journal.damage.intakes_known <= MANY
    assert {record.intake.job.name for record in records} <= {"示例讲师"}
    assert all(record.job_id == f"job-of-{record.intake.intake_id}" for record in records)
    (kept,) = aside(path)
    assert kept == journal.damage.kept_as
    assert kept.name == "intakes.sqlite3.damaged-2026-11-23T010203+0000"
    assert kept.read_bytes() == damaged
    assert stat.filemode(kept.stat().st_mode) == "-rw-------"
    journal.save_intake(replace(INTAKE, intake_id="new"))
    journal.close()
    again = Journal(path)
    assert again.damage is None
    assert len(again.records()) == len(records) + 1
    again.close()
    assert {file.name for file in path.parent.iterdir() if file != kept} == {path.name, f"{path.name}.lock"}


def test_where_every_row_is_left_everything_is_as_it_was_but_marked(path: Path) -> None:
    filled(path, 5)
    journal = Journal(path)
    before = journal.records()
    sums, requests, plan = journal.sums(), journal.requests("intake003"), set(journal.plan("intake003"))
    journal.close()
    spoil_header(path)

    journal = Journal(path)

    assert journal.damage is not None
    assert journal.damage.percent == 100
    assert journal.records() == tuple(replace(record, is_salvaged=True) for record in before)
    assert (journal.sums(), journal.requests("intake003"), set(journal.plan("intake003"))) == (sums, requests, plan)
    journal.close()


def test_a_part_that_is_not_known_to_be_stored_counts_as_begun(path: Path) -> None:
    filled(path, 6)
    spoil_header(path)

    journal = Journal(path)

    stored, begun = journal.stored_parts("intake005", VIDEO), journal.announced_parts("intake005", VIDEO)
    assert sorted(stored) == [1, 2, 3, 4, 5]
    assert begun == {6: 3, **dict.fromkeys(range(7, PARTS + 1), 1)}
    assert journal.announced_parts("intake005", LETTER) == {1: 1}
    journal.close()


def test_without_any_row_of_the_parts_all_of_them_count_as_begun(path: Path) -> None:
    filled(path, 1)
    for table in ("part", "sqlite_autoindex_part_1"):
        spoil(path, first_page_of(path, table))

    journal = Journal(path)

    assert journal.announced_parts("intake000", VIDEO) == dict.fromkeys(range(1, PARTS + 1), 1)
    assert journal.stored_parts("intake000", VIDEO) == {}
    journal.close()


def test_the_indexes_say_how_much_is_missing(path: Path) -> None:
    filled(path, 3)
    spoil(path, first_page_of(path, "intake"))

    journal = Journal(path)

    damage = journal.damage
    assert damage is not None
    assert (damage.intakes_known, damage.intakes_recovered, damage.parts_recovered, damage.percent) == (3, 0, 0, 0)
    assert damage.parts_known == 1 + 2 + 3
    journal.close()


def test_an_intake_is_dropped_with_all_that_hangs_on_it(path: Path) -> None:
    filled(path, 1)
    base = sqlite3.connect(path)
    base.execute("UPDATE intake SET body = '{\"intake_id\": 7}'")
    base.commit()
    base.close()
    spoil_header(path)

    Journal(path).close()

    base = sqlite3.connect(path)
    for table in ("intake", "material", "part", "request"):
        assert base.execute(f"SELECT * FROM {table}").fetchall() == []
    assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    base.close()


@pytest.mark.parametrize(
    "change",
    [
        "md5 = 'z'", "number = 13", "size_bytes = -1", "size_bytes = 1000000",
        "role = 'nobody'", "is_stored = 7",
    ],
)  # fmt: skip
def test_a_row_that_the_journal_could_not_use_is_dropped(path: Path, change: str) -> None:
    filled(path, 3)
    base = sqlite3.connect(path)
    base.execute(f"UPDATE part SET {change} WHERE intake_id = 'intake002' AND number = 2")
    base.commit()
    base.close()
    spoil_header(path)

    journal = Journal(path)

    assert sorted(journal.stored_parts("intake002", VIDEO)) == [1]
    assert sorted(journal.announced_parts("intake002", VIDEO)) == list(range(2, PARTS + 1))
    journal.close()


def test_an_intake_whose_addresses_are_gone_is_recovered_without_them(path: Path) -> None:
    journal = Journal(path)
    fill(journal, "abc123", stored=1, sealed=b"x" * 50_000)
    journal.close()
    content = path.read_bytes()
    page = next(page for page in range(2, page_count(path) + 1) if content[(page - 1) * 4096 :][4:4096] == b"x" * 4092)
    cut_off(path, (page - 1) * 4096)

    journal = Journal(path)

    record = journal.record("abc123")
    assert record is not None
    assert (record.job_id, record.stage, record.sealed, record.sent, record.is_salvaged) == (
        "job-of-abc123", Stage.UPLOADING, b"", None, True)  # fmt: skip
    journal.close()


def test_a_material_that_was_submitted_and_is_not_known_whole_is_sent_anew(path: Path) -> None:
    journal = Journal(path)
    fill(journal, "abc123", stored=PARTS - 1)
    for stage in (Stage.STORED, Stage.CONFIRMING, Stage.CONFIRMED, Stage.SUBMITTING, Stage.SUBMITTED):
        journal.set_stage("abc123", stage)
    journal.amendment_begun("abc123", "verdict")
    journal.close()
    spoil_header(path)

    journal = Journal(path)

    assert journal.plan("abc123") == ()
    assert journal.announced_parts("abc123", VIDEO) == {}
    record = journal.record("abc123")
    assert record is not None
    assert (record.stage, record.amends) == (Stage.CREATING, "verdict")
    journal.close()


def test_the_journal_of_the_first_version_is_recovered_too(path: Path) -> None:
    filled(path, 3)
    base = sqlite3.connect(path)
    for table, column in (("intake", "amends"), ("intake", "is_salvaged"), ("material", "is_submitted")):
        base.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    base.execute("PRAGMA user_version = 1")
    base.close()
    plain = path.with_name("plain.sqlite3")
    shutil.copyfile(path, plain)
    Journal(path).close()  # one whose columns came later
    for file in (path, plain):
        spoil_header(file)
        journal = Journal(file)
        record = journal.record("intake002")
        assert record is not None
        assert (record.sealed, record.expires_s, record.sent, record.amends) == (b"sealed", 1.9e9, INTAKE.job, "")
        assert set(journal.plan("intake002")) == set(PLAN)
        assert journal.stored_parts("intake002", VIDEO).keys() == {1, 2}
        journal.close()


# --- the log ------------------------------------------------------------------------------------------


def test_the_history_of_states_is_recovered_too_and_made_where_there_was_none(path: Path) -> None:
    filled(path, 3)
    journal = Journal(path)
    journal.set_state("intake001", "TRAINING", "req-1")
    journal.set_state("intake001", "JOB_SUCCESS", "req-2")
    history = journal.history("intake001")
    journal.close()
    spoil_header(path)

    journal = Journal(path)

    assert journal.damage is not None
    assert [(it.before, it.after, it.request_id) for it in journal.history("intake001")][-2:] == [
        ("", "TRAINING", "req-1"), ("TRAINING", "JOB_SUCCESS", "req-2"),
    ]  # fmt: skip
    assert journal.history("intake001") == history
    journal.remove("intake001")
    assert journal.history("intake001") == ()
    journal.close()
    base = sqlite3.connect(path)
    base.execute("DROP TABLE history")
    base.execute("PRAGMA user_version = 3")
    base.close()
    older = Journal(path)
    older.set_state("intake002", "TRAINING")
    assert [it.after for it in older.history("intake002")][-1:] == ["TRAINING"]
    older.close()


def flip_in_log(path: Path, share: float) -> None:
    log = log_path(path)
    content = bytearray(log.read_bytes())
    content[32 + int((len(content) - 32) * share)] ^= 0xFF
    log.write_bytes(content)


@pytest.mark.parametrize("share", [0.05, 0.5, 0.9])
def test_a_damaged_log_beside_a_sound_file_is_seen_and_the_rest_of_it_is_read(path: Path, share: float) -> None:
    cut_power(path, lambda journal: fill(journal, "abc123", stored=10))
    flip_in_log(path, share)
    log = log_path(path).read_bytes()

    journal = Journal(path)

    assert journal.damage is not None
    record = journal.record("abc123")
    assert record is not None
    assert record.is_salvaged
    assert journal.announced_parts("abc123", VIDEO).keys() | journal.stored_parts("abc123", VIDEO).keys() == set(
        range(1, PARTS + 1)
    )
    assert [log_path(journal.damage.kept_as).read_bytes(), *aside(path)] == [
        log, journal.damage.kept_as, log_path(journal.damage.kept_as)
    ]  # fmt: skip
    journal.close()


def test_a_file_that_is_gone_but_for_its_log_is_recovered_from_that(path: Path) -> None:
    cut_power(path, lambda journal: fill(journal, "abc123", stored=3))
    path.write_bytes(b"")

    journal = Journal(path)

    assert sorted(journal.stored_parts("abc123", VIDEO)) == [1, 2, 3]
    journal.close()


def test_the_log_of_a_power_cut_is_no_damage(path: Path) -> None:
    cut_power(path, lambda journal: fill(journal, "abc123", stored=3))

    journal = Journal(path)

    assert journal.damage is None
    assert sorted(journal.stored_parts("abc123", VIDEO)) == [1, 2, 3]
    assert aside(path) == []
    journal.close()


# --- versions, crashes, rights -------------------------------------------------------------------------


@pytest.mark.parametrize("damage", [lambda path: None, spoil_trees], ids=["sound", "damaged"])
def test_a_newer_programs_journal_is_left_alone_even_when_it_is_damaged(
    path: Path, damage: Callable[[Path], None]
) -> None:
    filled(path, 3)
    base = sqlite3.connect(path)
    base.execute("PRAGMA user_version = 1000")
    base.close()
    damage(path)
    before = path.read_bytes()

    with pytest.raises(LocalStorageFailed) as raised:
        Journal(path)

    assert (raised.value.reason, raised.value.kind, raised.value.may_pass) == (
        "newer-version", StorageFault.NEWER, False)  # fmt: skip
    assert path.read_bytes() == before
    assert aside(path) == []


def test_two_damages_in_one_second_are_kept_apart(path: Path) -> None:
    for _ in range(3):
        filled(path, 2)
        spoil_header(path)
        Journal(path, lambda: "2026-11-23T01:02:03+00:00").close()

    assert [file.name.rpartition("damaged-")[2] for file in aside(path)] == [
        "2026-11-23T010203+0000", "2026-11-23T010203+0000-2", "2026-11-23T010203+0000-3"]  # fmt: skip


class Cut(BaseException):
    """The power goes."""


class CutJournal(Journal):
    """Loses the power before the rebuilt file is in its place."""

    def _take_rebuilt(self) -> None:
        for end in ("-wal", "-shm"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)
        raise Cut


def test_a_power_cut_before_the_last_step_of_rebuilding_loses_nothing(path: Path) -> None:
    cut_power(path, lambda journal: [fill(journal, f"intake{number}", stored=5) for number in range(3)])  # type: ignore[arg-type, func-returns-value]
    flip_in_log(path, 0.1)
    with pytest.raises(Cut):
        CutJournal(path)

    journal = Journal(path)

    assert len(journal.records()) == 3
    assert all(record.is_salvaged for record in journal.records())
    assert {file.name for file in path.parent.iterdir() if "rebuil" in file.name} == set()
    journal.close()


def test_what_an_earlier_rebuilding_has_left_half_done_is_in_nobodys_way(path: Path) -> None:
    filled(path, 3)
    spoil_header(path)
    path.with_name(f"{path.name}.rebuilding").write_bytes(b"half a file")

    journal = Journal(path)

    assert len(journal.records()) == 3
    journal.close()


AS_NOBODY = """
import os, sys
from pathlib import Path
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.store.journal import Journal
if os.geteuid() == 0:  # with everything imported: the interpreter may lie where nobody may go
    os.setgid(65534); os.setuid(65534)
try:
    journal = Journal(Path(sys.argv[1]))
except LocalStorageFailed as error:
    print(error.kind, error.may_pass)
else:
    print(len(journal.records()))
    journal.close()
"""


def said_by(code: str, path: Path) -> str:
    run = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.PIPE, text=True, timeout=60
    )
    return run.stdout.strip()


def opened_by_nobody(path: Path) -> str:
    """What a user without the rights of an administrator gets; those may write anywhere."""
    if os.name != "posix":
        pytest.skip("folders are not protected by modes here")
    return said_by(AS_NOBODY, path)


@pytest.fixture
def open_to_all(tmp_path: Path) -> Path:
    """A folder that another user can come to."""
    import tempfile

    folder = Path(tempfile.mkdtemp(prefix="avatar-intake-"))
    folder.chmod(0o755)
    return folder


@pytest.mark.parametrize("damage", [lambda path: None, spoil_header], ids=["sound", "damaged"])
def test_in_a_read_only_folder_nothing_is_changed_and_it_is_said(
    open_to_all: Path, damage: Callable[[Path], None]
) -> None:
    path = open_to_all / "intakes.sqlite3"
    filled(path, 3)
    damage(path)
    (open_to_all / f"{path.name}.lock").unlink()
    path.chmod(0o444)
    open_to_all.chmod(0o555)
    before = path.read_bytes()
    try:
        assert opened_by_nobody(path) == "lasting False"
        assert path.read_bytes() == before
        assert [file.name for file in open_to_all.iterdir()] == [path.name]
    finally:
        open_to_all.chmod(0o755)
        shutil.rmtree(open_to_all)


@pytest.mark.parametrize("damage", [lambda path: None, spoil_header], ids=["sound", "damaged"])
def test_a_read_only_file_is_left_as_it_is_and_that_is_said(open_to_all: Path, damage: Callable[[Path], None]) -> None:
    path = open_to_all / "intakes.sqlite3"
    filled(path, 3)
    damage(path)
    for file in (open_to_all, *open_to_all.iterdir()):
        if os.geteuid() == 0:
            os.chown(file, 65534, 65534)
    path.chmod(0o400)
    before = path.read_bytes()
    try:
        assert opened_by_nobody(path) == "lasting False"
        assert path.read_bytes() == before
        assert {file.name for file in open_to_all.iterdir()} == {path.name, f"{path.name}.lock"}
    finally:
        shutil.rmtree(open_to_all)


def test_a_damaged_journal_on_a_disk_without_room_is_left_as_it_is(path: Path) -> None:
    filled(path, MANY)
    spoil_header(path)
    before = path.read_bytes()
    code = (
        "import resource, sys; from pathlib import Path; from avatar_intake.store.journal import Journal;"
        "from avatar_intake.errors import LocalStorageFailed;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "try: Journal(Path(sys.argv[1]))\n"
        "except LocalStorageFailed as error: print('said')"
    )

    assert said_by(code, path) == "said"
    assert path.read_bytes() == before
    assert aside(path) == []
    journal = Journal(path)
    assert len(journal.records()) == MANY
    journal.close()


def test_a_job_that_is_found_again_is_kept_as_submitted(path: Path) -> None:
    journal = Journal(path)
    fill(journal, "abc123", stored=3)
    journal.set_stage("abc123", Stage.CREATING)
    journal.job_found("abc123", "job9", "https://other.example", "p9")

    record = journal.record("abc123")
    assert record is not None
    assert (record.stage, record.job_id, record.endpoint, record.project_id, record.sealed, record.sent) == (
        Stage.SUBMITTED, "job9", "https://other.example", "p9", b"", None)  # fmt: skip
    assert journal.plan("abc123") == ()
    journal.close()


def test_the_mark_goes_with_a_new_job(path: Path) -> None:
    filled(path, 1)
    spoil_header(path)
    journal = Journal(path)
    journal.job_created("intake000", NewJob("job2", "e", "p", b"", None, INTAKE.job), PLAN)

    record = journal.record("intake000")
    assert record is not None
    assert not record.is_salvaged
    assert MD5 not in {part.md5 for part in journal.stored_parts("intake000", VIDEO).values()}
    journal.close()
