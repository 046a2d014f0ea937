"""Journals with something in them, and ways in which a disk, a copy or a power cut spoils a file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.store.journal import Journal, NewJob, PlannedMaterial

PAGE_BYTES = 4096
MD5 = "9e107d9d372bb6826bd81d3542a419d6"
PARTS = 12
INTAKE = Intake("abc123", JobFields(name="示例讲师"), {Role.TRAINING_VIDEO: "/films/示例.mp4"})
PLAN = (
    PlannedMaterial(Role.TRAINING_VIDEO, "/films/示例.mp4", FileIdentity(PARTS * 100, 5, 2**64 - 1), PARTS),
    PlannedMaterial(Role.GRANT_FILE, "/films/letter.pdf", FileIdentity(10, 5, 7), 1, "a" * 64),
)


def fill(journal: Journal, intake_id: str, stored: int, sealed: bytes = b"sealed") -> None:
    """An intake that is being uploaded: so many parts of the video are stored, the next one is begun."""
    journal.save_intake(replace(INTAKE, intake_id=intake_id))
    journal.set_stage(intake_id, Stage.CREATING)
    job = NewJob(f"job-of-{intake_id}", "https://service.example", "project", sealed, 1.9e9, INTAKE.job)
    journal.job_created(intake_id, job, PLAN)
    journal.set_stage(intake_id, Stage.UPLOADING)
    for number in range(1, stored + 1):
        journal.part_announced(intake_id, Role.TRAINING_VIDEO, number, 2)
        journal.part_stored(intake_id, Role.TRAINING_VIDEO, StoredPart(number, 100, MD5, MD5, 2))
    journal.part_announced(intake_id, Role.TRAINING_VIDEO, stored + 1, 3)
    journal.request_made(intake_id, RequestRecord("create", 200, f"id-{intake_id}", "2026-11-23T00:00:00Z", ""))


def filled(path: Path, intakes: int) -> None:
    """A journal of so many intakes under upload, closed."""
    journal = Journal(path)
    for number in range(intakes):
        fill(journal, f"intake{number:03}", stored=number % PARTS)
    journal.close()


def cut_power(path: Path, act: Callable[[Journal], None]) -> None:
    """Leave a journal and its log as they are when the power goes after ``act``."""
    source = path.with_name("before")
    journal = Journal(source)
    act(journal)
    for end in ("", "-wal"):
        shutil.copyfile(f"{source}{end}", f"{path}{end}")
    journal.close()
    source.unlink()


def spoil(path: Path, page: int, count: int = 1) -> None:
    """Garbage in the place of pages; the first is 1."""
    content = bytearray(path.read_bytes())
    content[(page - 1) * PAGE_BYTES : (page - 1 + count) * PAGE_BYTES] = b"\xa5" * PAGE_BYTES * count
    path.write_bytes(content)


def spoil_header(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[:100] = b"\xa5" * 100
    path.write_bytes(content)


def cut_off(path: Path, left_bytes: int) -> None:
    os.truncate(path, left_bytes)


def page_count(path: Path) -> int:
    return path.stat().st_size // PAGE_BYTES


def first_page_of(path: Path, table: str) -> int:
    base = sqlite3.connect(path)
    page: int = base.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    base.close()
    return page


def rows_of(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table, as SQLite itself reads them."""
    base = sqlite3.connect(path)
    tables = ("intake", "material", "part", "request")
    found = {table: sorted(base.execute(f"SELECT * FROM {table}"), key=repr) for table in tables}
    base.close()
    return found
