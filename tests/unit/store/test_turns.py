"""Programs that begin at the same moment take turns, and none takes another's beginning for damage."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from avatar_intake.domain.intake import Intake, JobFields
from avatar_intake.errors import AlreadyRunning, LocalStorageFailed
from avatar_intake.store.journal import Journal
from avatar_intake.store.lease import lease, turn


def test_a_turn_comes_after_the_one_before(tmp_path: Path) -> None:
    order: list[str] = []
    is_held = threading.Event()

    def first() -> None:
        with turn(tmp_path, "abc"):
            is_held.set()
            order.append("first")

    thread = threading.Thread(target=first)
    with lease(tmp_path, "abc"):
        thread.start()
        assert not is_held.wait(0.02)
        order.append("before")
    thread.join()

    assert order == ["before", "first"]


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    with lease(tmp_path, "abc"), pytest.raises(AlreadyRunning), turn(tmp_path, "abc", longest_s=0.0):
        pytest.fail("it was held twice")


def test_a_journal_that_another_program_is_about_to_fill_is_waited_for(tmp_path: Path) -> None:
    ready = Journal(tmp_path / "ready.sqlite3")
    ready.save_intake(Intake("abc123", JobFields(name="示例")))
    ready.close()
    path = tmp_path / "intakes.sqlite3"
    opened: list[Journal] = []
    thread = threading.Thread(target=lambda: opened.append(Journal(path)))

    with lease(tmp_path, path.name):
        path.touch(0o600)
        thread.start()
        thread.join(0.05)
        shutil.copyfile(tmp_path / "ready.sqlite3", path)
    thread.join()

    (journal,) = opened
    assert journal.damage is None
    assert [record.intake.intake_id for record in journal.records()] == ["abc123"]
    journal.close()


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(LocalStorageFailed):
        Journal(tmp_path / "none" / "intakes.sqlite3")

    assert not (tmp_path / "none").exists()
