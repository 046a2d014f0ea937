"""The support report holds what its list says and nothing else; also of a journal that is damaged."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import stat
import zipfile
from pathlib import Path

import pytest

from avatar_intake.command_line import BAD_COMMAND, DONE, parse, run
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.service import RequestRecord, SecretUrl
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.errors import TargetUnusable
from avatar_intake.flow.support import EntryName, make_report, save_report
from avatar_intake.log import Log
from avatar_intake.redaction import KNOWN
from avatar_intake.sentences.report import MANIFEST
from avatar_intake.store.journal import Journal, NewJob, PlannedMaterial
from avatar_intake.store.settings import save_settings
from avatar_intake.store.vault import seal

NAME, PHONE, BATCH, FOLDER, USER = "王小明示例", "13912345678", "示例批次乙", "ID-OF-THE-PERSON", "somebody-of-the-app"
SIGNATURE, PROJECT, HOST = "aVerySecretSignature", "0a1b2c3d4e5f60718293a4b5c6d7e8f9", "private-host.example.com"
PERSONAL = (NAME, PHONE, BATCH, FOLDER, USER, SIGNATURE, PROJECT, HOST, "film.mp4")
JOB_ID, REQUEST_ID = "26f0655a4b3d4f6d9d2a1c0e5b7a9f31", "5756acc5448a06cc5df189b2922e0920"
SETTINGS = Settings(language="zh", keep_days=30, last_folder=f"/{FOLDER}", window_geometry="c0ffee")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data folder with an intake that stopped on its way, settings and a log."""
    home = tmp_path / "home"
    home.mkdir()
    journal = Journal(home / "intakes.sqlite3")
    path = f"/{FOLDER}/film.mp4"
    fields = JobFields(name=NAME, contact=PHONE, batch_name=BATCH, app_user_id=USER)
    journal.save_intake(Intake("abc123", fields, {Role.TRAINING_VIDEO: path}, ServiceChoice(project_id=PROJECT)))
    journal.set_stage("abc123", Stage.CREATING)
    sealed = seal({Role.TRAINING_VIDEO: (SecretUrl(f"https://{HOST}/?Signature={SIGNATURE}"),)}, "secret")
    plan = [PlannedMaterial(Role.TRAINING_VIDEO, path, FileIdentity(9, 1, 2), 3)]
    journal.job_created("abc123", NewJob(JOB_ID, f"https://{HOST}", PROJECT, sealed, None, fields), plan)
    journal.part_stored("abc123", Role.TRAINING_VIDEO, StoredPart(1, 3, "0" * 32, "0" * 32, 2))
    journal.set_problem("abc123", "U03")
    journal.request_made("abc123", RequestRecord("create", 200, REQUEST_ID, "2026-01-01T00:00:00+00:00"))
    journal.close()
    save_settings(home / "settings.json", SETTINGS)
    log = Log()
    log.begin(home, {})
    logging.getLogger("x").info("request create 200 %s for %s", REQUEST_ID, path)
    log.end()
    # What an earlier version might have written without a net.
    with (home / "logs" / "avatar-intake.log").open("a", encoding="utf-8") as file:
        file.write(f"an old line about {PHONE} at https://{HOST}/?Signature={SIGNATURE}\n")
    return home


def contents(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as bundle:
        assert bundle.testzip() is None
        return {name: bundle.read(name).decode() for name in bundle.namelist()}


def made(home: Path, target: Path, *more: str) -> int:
    os.environ["AVATAR_INTAKE_HOME"] = str(home)
    try:
        return run(parse(["report", "--out", str(target), *more]), lambda: pytest.fail("no desk is needed"), {})
    finally:
        del os.environ["AVATAR_INTAKE_HOME"]


def test_it_holds_the_named_entries_and_nothing_personal(home: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.zip"
    assert made(home, target) == DONE
    said = contents(target)

    assert tuple(said) == tuple(EntryName)
    everything = "\n".join(said.values())
    found = [word for word in PERSONAL if word in everything.replace(f"https://{HOST}/?<query>", "")]
    assert found == []
    (intake,) = json.loads(said["intakes.json"])["intakes"]
    (material,) = intake["materials"]
    assert (intake["stage"], intake["job_id"], intake["fault"]) == ("creating", JOB_ID, "U03")
    assert intake["requests"][0]["request_id"] == REQUEST_ID
    assert material == {"role": "training_video", "size_bytes": 9, "parts": 3, "stored_parts": 1, "attempts": 2}
    assert json.loads(said["settings.json"])["keep_days"] == 30
    assert "c0ffee" not in everything
    assert f"request create 200 {REQUEST_ID}" in said["log.txt"]


def test_its_list_says_of_every_entry_what_it_is() -> None:
    inside, _, outside = MANIFEST.partition("Deliberately not inside")

    assert all(name in inside for name in EntryName if name is not EntryName.MANIFEST)
    assert all(word in outside for word in ("names", "姓名", "keys", "密钥", "file names", "文件名"))


@pytest.mark.parametrize("content", [b"", b"no data base at all" * 100, None])
def test_a_journal_that_is_damaged_or_missing_is_left_as_it_is(
    home: Path, tmp_path: Path, content: bytes | None
) -> None:
    journal = home / "intakes.sqlite3"
    journal.unlink()
    if content is not None:
        journal.write_bytes(content)
    before = sorted(path.name for path in home.iterdir())
    target = tmp_path / "report.zip"

    assert made(home, target) == DONE
    assert json.loads(contents(target)["intakes.json"])["journal_unreadable"]
    assert sorted(path.name for path in home.iterdir()) == before
    assert content is None or journal.read_bytes() == content


def test_a_journal_with_a_damaged_page_is_left_as_it_is(home: Path, tmp_path: Path) -> None:
    journal = home / "intakes.sqlite3"
    with sqlite3.connect(journal) as base:
        base.execute("PRAGMA journal_mode = DELETE")
    base.close()
    content = bytearray(journal.read_bytes())
    content[4096:12288] = b"\xff" * 8192
    journal.write_bytes(content)

    assert made(home, tmp_path / "report.zip") == DONE
    assert journal.read_bytes() == content


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_it_is_for_this_users_eyes_only(home: Path, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        made(home, tmp_path / "report.zip")
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "report.zip").stat().st_mode) == 0o600


def test_nothing_is_replaced(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "report.zip"
    target.write_bytes(b"mine")

    assert made(home, target) == BAD_COMMAND
    assert target.read_bytes() == b"mine"
    assert "report.zip" in capsys.readouterr().err
    with pytest.raises(TargetUnusable):
        save_report(make_report(home, SETTINGS, MANIFEST), tmp_path / "no-folder" / "report.zip")


def test_a_program_is_told_what_is_inside(home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made(home, tmp_path / "report.zip", "--json")

    assert json.loads(capsys.readouterr().out)["entries"] == [*EntryName]


def test_names_stay_out_even_where_nothing_has_been_learnt_yet(home: Path) -> None:
    KNOWN.clear()
    said = "\n".join(entry.text for entry in make_report(home, SETTINGS, MANIFEST))

    assert [word for word in (NAME, PHONE, BATCH, FOLDER, USER, SIGNATURE, "film.mp4") if word in said] == []
