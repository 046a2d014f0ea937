"""The journal: every intake and every step of its upload, written before the step is taken. SQLite, this user only.

Holds no secret in plain text: one-time addresses come in sealed (see `vault.py`). A row is a hint; what the service
confirms is the truth.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec

from avatar_intake.domain.board import Change
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage, step_stage
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.errors import AlreadyRunning, JobNotFound, LocalStorageFailed, StorageFault
from avatar_intake.redaction import KNOWN, Kind
from avatar_intake.store.copies import drop_copies_with
from avatar_intake.store.lease import turn
from avatar_intake.store.pages import Pages, is_log_whole, log_path
from avatar_intake.store.salvage import Damage, salvage
from avatar_intake.store.settings import sync_folder
from avatar_intake.where import private_file

_VERSION = 4
_HISTORY = """
CREATE TABLE IF NOT EXISTS history (
    intake_id TEXT NOT NULL REFERENCES intake ON DELETE CASCADE, at TEXT NOT NULL, before TEXT NOT NULL,
    after TEXT NOT NULL, request_id TEXT NOT NULL
)
"""
_HISTORY_INDEX = "CREATE INDEX IF NOT EXISTS history_of ON history (intake_id)"
_SCHEMA = """
CREATE TABLE intake (
    intake_id TEXT PRIMARY KEY, body BLOB NOT NULL, stage TEXT NOT NULL, state TEXT NOT NULL DEFAULT '',
    job_id TEXT NOT NULL DEFAULT '', problem TEXT NOT NULL DEFAULT '', endpoint TEXT NOT NULL DEFAULT '',
    project_id TEXT NOT NULL DEFAULT '', sealed BLOB NOT NULL DEFAULT x'', expires_s REAL,
    amends TEXT NOT NULL DEFAULT '', sent BLOB,
    created_at TEXT NOT NULL, changed_at TEXT NOT NULL, is_salvaged INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE material (
    intake_id TEXT NOT NULL REFERENCES intake ON DELETE CASCADE, role TEXT NOT NULL, path TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, file_id TEXT NOT NULL, part_count INTEGER NOT NULL,
    sha256 TEXT NOT NULL DEFAULT '', is_proven INTEGER NOT NULL DEFAULT 1,
    is_submitted INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (intake_id, role)
);
CREATE TABLE part (
    intake_id TEXT NOT NULL REFERENCES intake ON DELETE CASCADE, role TEXT NOT NULL, number INTEGER NOT NULL,
    attempts INTEGER NOT NULL, size_bytes INTEGER NOT NULL DEFAULT 0, md5 TEXT NOT NULL DEFAULT '',
    etag TEXT NOT NULL DEFAULT '', is_stored INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (intake_id, role, number)
);
CREATE TABLE request (
    intake_id TEXT NOT NULL REFERENCES intake ON DELETE CASCADE, at TEXT NOT NULL, step TEXT NOT NULL,
    status INTEGER NOT NULL, request_id TEXT NOT NULL, code TEXT NOT NULL
);
CREATE INDEX request_of ON request (intake_id);
"""
# What brings a file of one version to the next.
_STEPS_UP = {
    1: (
        "ALTER TABLE intake ADD COLUMN amends TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE material ADD COLUMN is_submitted INTEGER NOT NULL DEFAULT 0",
        (
            "UPDATE material SET is_submitted = 1 FROM intake"
            " WHERE material.intake_id = intake.intake_id AND intake.stage = 'submitted'"
        ),
    ),
    2: ("ALTER TABLE intake ADD COLUMN is_salvaged INTEGER NOT NULL DEFAULT 0",),
    3: (_HISTORY, _HISTORY_INDEX),
}
_FAULTS = {
    sqlite3.SQLITE_FULL: StorageFault.FULL,
    sqlite3.SQLITE_BUSY: StorageFault.BUSY,
    sqlite3.SQLITE_LOCKED: StorageFault.BUSY,
}
_SMALLEST_PAGE_BYTES = 512
_PRAGMAS = (
    "PRAGMA foreign_keys = ON",
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",  # a step is on the disk before it is taken
    "PRAGMA secure_delete = ON",  # a phone number that was deleted is overwritten
)


@dataclass(frozen=True, slots=True)
class Record:
    """One intake as it is remembered. ``expires_s`` is in epoch seconds; times are UTC, ISO 8601."""

    intake: Intake
    stage: Stage
    created_at: str
    changed_at: str
    state: str = ""
    job_id: str = ""
    problem: str = ""
    endpoint: str = ""  # where the job is, or may be; empty when it is known that there is none
    project_id: str = ""
    sealed: bytes = field(default=b"", repr=False)
    expires_s: float | None = None
    amends: str = ""  # the rejection that is being answered with an update; empty when none is
    sent: JobFields | None = None  # the fields that the job was created or last updated with
    is_salvaged: bool = False  # it comes from a damaged journal: the service may know of more than stands here


@dataclass(frozen=True, slots=True)
class PlannedMaterial:
    """A material as its upload began. ``is_submitted``: it went through a submission of this job."""

    role: Role
    path: str
    identity: FileIdentity
    part_count: int
    sha256: str = ""
    is_proven: bool = True
    is_submitted: bool = False


@dataclass(frozen=True, slots=True)
class NewJob:
    """What is remembered of a job that was just created or updated."""

    job_id: str
    endpoint: str
    project_id: str
    sealed: bytes = field(repr=False)
    expires_s: float | None
    sent: JobFields


@dataclass(frozen=True, slots=True)
class Seen:
    """A job as a look at the service showed it. ``state`` is empty when the service does not have it any more.

    ``at`` is when the service says that it came so, empty where it does not say.
    """

    intake_id: str
    state: str
    job_id: str = ""
    at: str = ""
    request_id: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the service does not have it any more."""
        return not self.state


def utc_now() -> str:
    """The wall clock's time, UTC, ISO 8601 with seconds."""
    return datetime.now(UTC).isoformat(timespec="seconds")


class Journal:
    """The data base. Thread-safe. Raises `LocalStorageFailed` where the disk is full, read-only or the like."""

    def __init__(self, path: Path, now: Callable[[], str] = utc_now, busy_s: float = 10.0) -> None:
        """Open or make it. Of a damaged file what can be read is taken over; `damage` then says how much that was.

        ``busy_s`` is how long another program that writes is waited for.
        """
        self._path, self._now, self._busy_s = path, now, busy_s
        self._lock = threading.RLock()
        self.damage: Damage | None = None
        with _translated():
            self._base = self._open()

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._base.close()

    # --- intakes ----------------------------------------------------------------------------------

    def save_intake(self, intake: Intake) -> None:
        """Keep an intake's fields and paths, new or changed; its stage stays."""
        _learn(intake)
        body, now = msgspec.json.encode(intake), self._now()
        self._write(
            "INSERT INTO intake (intake_id, body, stage, created_at, changed_at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (intake_id) DO UPDATE SET body = excluded.body, changed_at = excluded.changed_at",
            (intake.intake_id, body, Stage.DRAFT, now, now),
        )

    def record(self, intake_id: str) -> Record | None:
        """One intake, or ``None``. Whoever is looked at is known to the log from then on, so as to stay out of it."""
        record = next(iter(self._records("WHERE intake_id = ?", (intake_id,))), None)
        if record is not None:
            _learn(record.intake)
        return record

    def records(self) -> tuple[Record, ...]:
        """Every intake, the newest change first."""
        return tuple(self._records("ORDER BY changed_at DESC, created_at DESC, intake_id", ()))

    def record_from(self, source: str, *, is_practice: bool) -> Record | None:
        """The intake that was read from this intake file, or ``None``; rehearsals apart from real ones."""
        wanted = (source, is_practice)
        return next((it for it in self.records() if (it.intake.source, it.intake.service.is_practice) == wanted), None)

    def remove(self, intake_id: str) -> None:
        """Forget an intake with everything that hangs on it; nothing of it is left in the files."""
        record = self.record(intake_id)
        self._write("DELETE FROM intake WHERE intake_id = ?", (intake_id,))
        if record is not None:
            self._clear_away(record)

    def forget(self, intake_id: str, left: Intake) -> None:
        """Keep of an intake only ``left``, the sizes, hashes and requests; its name, numbers and paths are overwritten.

        When it ended stays as it is. Nothing else of it is left in the files, copies of a damaged journal included.
        """
        record = self.record(intake_id)
        if record is None:
            return
        with self._transaction() as base:
            base.execute(
                "UPDATE intake SET body = ?, sent = NULL, sealed = x'', expires_s = NULL, amends = ''"
                " WHERE intake_id = ?",
                (msgspec.json.encode(left), intake_id),
            )
            base.execute("UPDATE material SET path = '' WHERE intake_id = ?", (intake_id,))
        self._clear_away(record)

    def set_stage(self, intake_id: str, stage: Stage) -> None:
        """Take a step of the stage table. Raises ``ValueError`` for one that it does not allow."""
        with self._transaction() as base:
            self._require_step(intake_id, stage)
            if stage is Stage.SUBMITTED:
                base.execute("UPDATE material SET is_submitted = 1 WHERE intake_id = ?", (intake_id,))
                base.execute("UPDATE intake SET amends = '', is_salvaged = 0 WHERE intake_id = ?", (intake_id,))
            self._change(intake_id, "stage", stage)

    def set_state(self, intake_id: str, state: str, request_id: str = "") -> None:
        """Keep the service's last word about the job; a new one goes into the history."""
        with self._transaction() as base:
            self._keep_state(base, Seen(intake_id, state, request_id=request_id))

    def keep_seen(self, seen: Iterable[Seen]) -> tuple[Change, ...]:
        """Keep what a look at many jobs has brought, all at once; the changes among it.

        An intake that has gone on to something else meanwhile, or has another job, is left as it is.
        """
        with self._transaction() as base:
            found = [self._keep_state(base, item) for item in seen if self._is_followed(base, item)]
        return tuple(change for change in found if change is not None)

    def history(self, intake_id: str) -> tuple[Change, ...]:
        """Every change of the job's state, in order."""
        rows = self._read(
            "SELECT before, after, at, request_id FROM history WHERE intake_id = ? ORDER BY rowid", (intake_id,)
        )
        return tuple(Change(intake_id, *row) for row in rows)

    def set_problem(self, intake_id: str, message_id: str) -> None:
        """Keep the catalogue id of what stopped the last run; empty when nothing did."""
        self._change(intake_id, "problem", message_id)

    # --- the job ----------------------------------------------------------------------------------

    def create_announced(self, intake_id: str, endpoint: str, project_id: str) -> None:
        """A create is about to be sent there: a job of ours may be there from now on."""
        self._write(
            "UPDATE intake SET endpoint = ?, project_id = ? WHERE intake_id = ?", (endpoint, project_id, intake_id)
        )

    def create_withdrawn(self, intake_id: str) -> None:
        """The create that was announced has certainly made nothing."""
        self.create_announced(intake_id, "", "")

    def job_created(self, intake_id: str, job: NewJob, materials: Iterable[PlannedMaterial]) -> None:
        """Keep a new job's addresses and plan in one step; what was stored for an earlier job is void."""
        with self._transaction() as base:
            self._void(base, intake_id)
            self._keep_job(base, intake_id, job)
            base.execute("UPDATE intake SET amends = '', state = '' WHERE intake_id = ?", (intake_id,))
            _insert_materials(base, intake_id, materials)

    def job_found(self, intake_id: str, job_id: str, endpoint: str, project_id: str) -> None:
        """Keep a job that was submitted and then lost from sight; the stage is SUBMITTED then.

        With which fields and files that was is not known any more.
        """
        with self._transaction() as base:
            self._require_step(intake_id, Stage.SUBMITTED)
            self._void(base, intake_id)
            base.execute(
                "UPDATE intake SET job_id = ?, endpoint = ?, project_id = ?, sealed = x'', expires_s = NULL,"
                " sent = NULL, amends = '', is_salvaged = 0 WHERE intake_id = ?",
                (job_id, endpoint, project_id, intake_id),
            )
            self._change(intake_id, "stage", Stage.SUBMITTED)

    def adopt(self, intake: Intake, job_id: str, place: tuple[str, str], state: str) -> None:
        """Keep a job that was made elsewhere, to be followed. ``place`` is the endpoint and the project."""
        _learn(intake)
        body, now = msgspec.json.encode(intake), self._now()
        self._write(
            "INSERT INTO intake (intake_id, body, stage, state, job_id, endpoint, project_id, created_at, changed_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (intake.intake_id, body, Stage.SUBMITTED, state, job_id, *place, now, now),
        )

    def amendment_begun(self, intake_id: str, rejection: str) -> None:
        """Announce the update of a job: the stage is CREATING, and ``rejection`` says which verdict it answers."""
        with self._transaction():
            self._require_step(intake_id, Stage.CREATING)
            self._change(intake_id, "amends", rejection)
            self._change(intake_id, "stage", Stage.CREATING)

    def job_amended(
        self, intake_id: str, job: NewJob, materials: Iterable[PlannedMaterial], *, asks_again: bool = False
    ) -> None:
        """Keep an updated job's addresses and plan in one step; the stage is UPLOADING then.

        The parts of materials with ``is_submitted`` stay as they are stored; those of all others are void, or with
        ``asks_again`` taken for begun, so that the server is asked about each before it is sent.
        """
        plan = tuple(materials)
        sent_again = [(intake_id, item.role) for item in plan if not item.is_submitted]
        doubt = "UPDATE part SET is_stored = 0" if asks_again else "DELETE FROM part"
        with self._transaction() as base:
            self._require_step(intake_id, Stage.UPLOADING)
            base.execute("DELETE FROM material WHERE intake_id = ?", (intake_id,))
            base.executemany(f"{doubt} WHERE intake_id = ? AND role = ?", sent_again)
            self._keep_job(base, intake_id, job)
            _insert_materials(base, intake_id, plan)
            self._change(intake_id, "stage", Stage.UPLOADING)

    def job_gone(self, intake_id: str) -> None:
        """Forget the job, its addresses and its parts; the intake stays."""
        with self._transaction() as base:
            self._void(base, intake_id)
            base.execute(
                "UPDATE intake SET job_id = '', endpoint = '', project_id = '', sealed = x'', expires_s = NULL,"
                " sent = NULL, amends = '', state = '', changed_at = ? WHERE intake_id = ?",
                (self._now(), intake_id),
            )

    def plan(self, intake_id: str) -> tuple[PlannedMaterial, ...]:
        """The materials as the job's upload began, in no order."""
        rows = self._read(
            "SELECT role, path, size_bytes, mtime_ns, file_id, part_count, sha256, is_proven, is_submitted"
            " FROM material WHERE intake_id = ?",
            (intake_id,),
        )
        return tuple(
            PlannedMaterial(
                *(Role(row[0]), row[1], FileIdentity(row[2], row[3], int(row[4]))),
                *(row[5], row[6], bool(row[7]), bool(row[8])),
            )
            for row in rows
        )

    def set_identity(self, intake_id: str, role: Role, identity: FileIdentity) -> None:
        """Keep that the same file has another number on its drive now."""
        self._write(
            "UPDATE material SET size_bytes = ?, mtime_ns = ?, file_id = ? WHERE intake_id = ? AND role = ?",
            (*_identity_row(identity), intake_id, role),
        )

    def set_sha256(self, intake_id: str, role: Role, sha256: str) -> None:
        """Keep a file's hash."""
        self._write("UPDATE material SET sha256 = ? WHERE intake_id = ? AND role = ?", (sha256, intake_id, role))

    def set_unproven(self, intake_id: str, role: Role) -> None:
        """Keep that the store has not acknowledged this material itself."""
        self._write("UPDATE material SET is_proven = 0 WHERE intake_id = ? AND role = ?", (intake_id, role))

    # --- parts ------------------------------------------------------------------------------------

    def part_announced(self, intake_id: str, role: Role, number: int, attempt: int) -> None:
        """A PUT is about to begin; see `Ledger.part_announced`."""
        self._write(
            "INSERT INTO part (intake_id, role, number, attempts) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (intake_id, role, number) DO UPDATE SET attempts = excluded.attempts",
            (intake_id, role, number, attempt),
        )

    def part_stored(self, intake_id: str, role: Role, part: StoredPart) -> None:
        """A part is acknowledged."""
        self._write(
            "INSERT OR REPLACE INTO part (intake_id, role, number, attempts, size_bytes, md5, etag, is_stored)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, 1)",
            (intake_id, role, part.number, part.attempts, part.size_bytes, part.md5, part.etag),
        )

    def stored_parts(self, intake_id: str, role: Role) -> Mapping[int, StoredPart]:
        """The acknowledged parts by number."""
        rows = self._read(
            "SELECT number, size_bytes, md5, etag, attempts FROM part"
            " WHERE intake_id = ? AND role = ? AND is_stored ORDER BY number",
            (intake_id, role),
        )
        return {row[0]: StoredPart(*row) for row in rows}

    def announced_parts(self, intake_id: str, role: Role) -> Mapping[int, int]:
        """The attempts so far of the parts that were begun and not acknowledged, by number."""
        rows = self._read(
            "SELECT number, attempts FROM part WHERE intake_id = ? AND role = ? AND NOT is_stored", (intake_id, role)
        )
        return {row[0]: row[1] for row in rows}

    def sums(self) -> Mapping[str, tuple[int, int]]:
        """For each intake with a job: all bytes, acknowledged bytes."""
        rows = self._read(
            "SELECT intake_id, SUM(size_bytes), (SELECT COALESCE(SUM(part.size_bytes), 0) FROM part"
            " WHERE part.intake_id = material.intake_id AND is_stored) FROM material GROUP BY intake_id",
            (),
        )
        return {row[0]: (row[1], row[2]) for row in rows}

    # --- requests ---------------------------------------------------------------------------------

    def request_made(self, intake_id: str, record: RequestRecord) -> None:
        """Keep what is needed to ask the vendor about a call."""
        self._write(
            "INSERT INTO request (intake_id, at, step, status, request_id, code) SELECT ?, ?, ?, ?, ?, ?"
            " WHERE EXISTS (SELECT 1 FROM intake WHERE intake_id = ?)",
            (intake_id, record.at, record.step, record.status, record.request_id, record.code, intake_id),
        )

    def requests(self, intake_id: str) -> tuple[RequestRecord, ...]:
        """Every call for an intake, in order."""
        rows = self._read(
            "SELECT step, status, request_id, at, code FROM request WHERE intake_id = ? ORDER BY rowid", (intake_id,)
        )
        return tuple(RequestRecord(*row) for row in rows)

    # --- SQL --------------------------------------------------------------------------------------

    def _open(self) -> sqlite3.Connection:
        """Open it in turn: a file that another program is only about to fill must not be taken for a damaged one."""
        if not self._path.parent.is_dir():
            raise LocalStorageFailed(reason="no-folder")
        try:
            with turn(self._path.parent, self._path.name):
                return self._open_alone()
        except AlreadyRunning as error:
            raise LocalStorageFailed(reason="busy", kind=StorageFault.BUSY) from error

    def _open_alone(self) -> sqlite3.Connection:
        if self._rebuilt.exists():
            self._take_rebuilt()  # a rebuilding that was cut off at its last step
        # SQLite takes a file that was cut off before its first page for a new one, and all would be gone unsaid.
        is_cut_off = self._path.exists() and self._path.stat().st_size < _SMALLEST_PAGE_BYTES
        if is_cut_off or not is_log_whole(self._path):
            self._rebuild()
        private_file(self._path)
        base = self._connect()
        try:
            if not _is_sound(base):
                self._rebuild(base.close)
                return self._open_alone()
            _bring_to_version(base)
        except BaseException:
            base.close()
            raise
        return base

    def _connect(self) -> sqlite3.Connection:
        base = sqlite3.connect(self._path, check_same_thread=False, isolation_level=None, timeout=self._busy_s)
        try:
            for pragma in _PRAGMAS:
                base.execute(pragma)
        except sqlite3.DatabaseError as error:
            if not _is_damage(error):
                base.close()
                raise
        return base

    @property
    def _rebuilt(self) -> Path:
        return self._path.with_name(f"{self._path.name}.rebuilt")

    def _rebuild(self, close: Callable[[], None] = lambda: None) -> None:
        """Put a new file with all that can be read in the place of a damaged one, which is kept under another name.

        Until the new one is complete the damaged one stays where it is, so that a crash or a full disk loses nothing.
        """
        aside = _kept_aside(self._path, self._now().replace(":", ""))
        half_done = self._path.with_name(f"{self._path.name}.rebuilding")
        try:
            close()
            _require_readable_version(aside)
            damage = _fill_anew(half_done, aside, self._now())
            half_done.replace(self._rebuilt)
        except BaseException:
            for path in (half_done, aside, log_path(aside)):
                path.unlink(missing_ok=True)  # its content is still there under its first name
            raise
        self._take_rebuilt()
        self.damage = damage

    def _take_rebuilt(self) -> None:
        # An old log beside a new file would be taken for the new file's own.
        for end in ("-wal", "-shm"):
            Path(f"{self._path}{end}").unlink(missing_ok=True)
        self._rebuilt.replace(self._path)
        sync_folder(self._path.parent)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock, _translated():
            self._base.execute("BEGIN IMMEDIATE")
            try:
                yield self._base
                self._base.execute("COMMIT")
            except BaseException:
                # A full disk ends a transaction by itself; one left open would make every later one fail.
                if self._base.in_transaction:
                    self._base.execute("ROLLBACK")
                raise

    def _write(self, sql: str, values: tuple[object, ...]) -> None:
        with self._lock, _translated():
            self._base.execute(sql, values)

    def _change(self, intake_id: str, column: str, value: str) -> None:
        sql = f"UPDATE intake SET {column} = ?, changed_at = ? WHERE intake_id = ? AND {column} <> ?"  # noqa: S608
        self._write(sql, (value, self._now(), intake_id, value))

    def _read(self, sql: str, values: tuple[object, ...]) -> list[tuple[Any, ...]]:
        with self._lock, _translated():
            return self._base.execute(sql, values).fetchall()

    def _records(self, where: str, values: tuple[object, ...]) -> Iterator[Record]:
        columns = (
            "body, stage, created_at, changed_at, state, job_id, problem, endpoint, project_id, sealed, expires_s,"
            " amends, sent, is_salvaged"
        )
        for body, stage, *rest, sent, is_salvaged in self._read(f"SELECT {columns} FROM intake {where}", values):  # noqa: S608
            try:
                job = msgspec.json.decode(sent, type=JobFields) if sent else None
                record = Record(msgspec.json.decode(body, type=Intake), Stage(stage), *rest)
                yield replace(record, sent=job, is_salvaged=bool(is_salvaged))
            except ValueError as error:
                raise LocalStorageFailed(reason="unreadable-record") from error

    @staticmethod
    def _is_followed(base: sqlite3.Connection, seen: Seen) -> bool:
        row = base.execute("SELECT stage, job_id FROM intake WHERE intake_id = ?", (seen.intake_id,)).fetchone()
        return bool(row == (Stage.SUBMITTED, seen.job_id))

    def _keep_state(self, base: sqlite3.Connection, seen: Seen) -> Change | None:
        row = base.execute("SELECT state, problem FROM intake WHERE intake_id = ?", (seen.intake_id,)).fetchone()
        was_gone = row is not None and row[1] == JobNotFound.message_id
        is_news = row is not None and (not was_gone if seen.is_gone else row[0] != seen.state)
        if not (is_news or was_gone) or (was_gone and seen.is_gone):
            return None
        now = self._now()
        problem = JobNotFound.message_id if seen.is_gone else "" if was_gone else row[1]
        base.execute(
            "UPDATE intake SET state = ?, problem = ?, changed_at = ? WHERE intake_id = ?",
            (seen.state or row[0], problem, now, seen.intake_id),
        )
        if not is_news:
            return None
        change = Change(seen.intake_id, row[0], seen.state, seen.at or now, seen.request_id)
        base.execute(
            "INSERT INTO history (intake_id, at, before, after, request_id) VALUES (?, ?, ?, ?, ?)",
            (change.intake_id, change.at, change.before, change.after, change.request_id),
        )
        return change

    def _clear_away(self, record: Record) -> None:
        """Leave nothing in the log, nor in a copy, of an intake as it was."""
        self._read("PRAGMA wal_checkpoint(TRUNCATE)", ())
        job = record.intake.job
        with _translated():
            drop_copies_with(
                self._path, (record.intake.intake_id, job.name, job.contact or "", *record.intake.materials.values())
            )

    def _require_step(self, intake_id: str, stage: Stage) -> None:
        record = self.record(intake_id)
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten", kind=StorageFault.FORGOTTEN)
        step_stage(record.stage, stage)

    def _keep_job(self, base: sqlite3.Connection, intake_id: str, job: NewJob) -> None:
        base.execute(
            "UPDATE intake SET job_id = ?, endpoint = ?, project_id = ?, sealed = ?, expires_s = ?, sent = ?,"
            " problem = '', is_salvaged = 0, changed_at = ? WHERE intake_id = ?",
            (
                *(job.job_id, job.endpoint, job.project_id, job.sealed, job.expires_s),
                *(msgspec.json.encode(job.sent), self._now(), intake_id),
            ),
        )

    @staticmethod
    def _void(base: sqlite3.Connection, intake_id: str) -> None:
        base.execute("DELETE FROM part WHERE intake_id = ?", (intake_id,))
        base.execute("DELETE FROM material WHERE intake_id = ?", (intake_id,))


def _learn(intake: Intake) -> None:
    """See to it that nothing of a person whose intake is at work gets into the log."""
    job = intake.job
    KNOWN.learn(Kind.NAME, job.name, job.batch_name, job.app_user_id, *job.tags)
    KNOWN.learn(Kind.PHONE, job.contact)
    for path in (intake.source, *intake.materials.values()):
        if path:
            KNOWN.learn_file(path)


def _kept_aside(path: Path, stamp: str) -> Path:
    """A second name for a damaged file and its log; a copy where the file system has no second names."""
    names = (path.with_name(f"{path.name}.damaged-{stamp}{end}") for end in ("", *(f"-{n}" for n in range(2, 1000))))
    aside = next(name for name in names if not name.exists())
    for old, new in ((path, aside), (log_path(path), log_path(aside))):
        if old.exists() and (old == path or old.stat().st_size):
            try:
                os.link(private_file(old), new)
            except OSError:
                shutil.copyfile(old, private_file(new))
    return aside


def _require_readable_version(damaged: Path) -> None:
    version = Pages(damaged).version
    if version is not None and version > _VERSION:
        raise LocalStorageFailed(reason="newer-version", kind=StorageFault.NEWER)


def _fill_anew(path: Path, damaged: Path, now: str) -> Damage:
    path.unlink(missing_ok=True)
    base = sqlite3.connect(private_file(path), isolation_level=None)
    try:
        base.execute("PRAGMA synchronous = FULL")
        base.execute("PRAGMA foreign_keys = ON")
        _bring_to_version(base)
        base.execute("BEGIN")
        damage = salvage(damaged, base, now)
        base.execute("COMMIT")
    finally:
        base.close()
    return damage


def _is_sound(base: sqlite3.Connection) -> bool:
    """Whether the file can be used. Raises ``sqlite3.Error`` where it cannot be told: locked is not damaged."""
    try:
        return bool(base.execute("PRAGMA quick_check").fetchone() == ("ok",))
    except sqlite3.DatabaseError as error:
        if _is_damage(error):
            return False
        raise


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return _kind_of(error) in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def _kind_of(error: sqlite3.Error) -> int:
    """The low byte of SQLite's code; the rest says more about it. 0 where the error is Python's own."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF


def _bring_to_version(base: sqlite3.Connection) -> None:
    """Make the tables of a new file, change those of an old one. Two programs may open it at once: only one does it."""
    base.execute("BEGIN IMMEDIATE")
    version = base.execute("PRAGMA user_version").fetchone()[0]
    if version > _VERSION:
        raise LocalStorageFailed(reason="newer-version", kind=StorageFault.NEWER)
    if version == 0:
        for statement in (*_SCHEMA.split(";"), _HISTORY, _HISTORY_INDEX):
            base.execute(statement)
    else:
        for statement in (text for number in range(version, _VERSION) for text in _STEPS_UP[number]):
            base.execute(statement)
    base.execute(f"PRAGMA user_version = {_VERSION}")
    base.execute("COMMIT")


def _insert_materials(base: sqlite3.Connection, intake_id: str, materials: Iterable[PlannedMaterial]) -> None:
    base.executemany(
        "INSERT INTO material (intake_id, role, path, size_bytes, mtime_ns, file_id, part_count, sha256, is_proven,"
        " is_submitted) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (
                *(intake_id, item.role, item.path, *_identity_row(item.identity), item.part_count),
                *(item.sha256, item.is_proven, item.is_submitted),
            )
            for item in materials
        ],
    )


def _identity_row(identity: FileIdentity) -> tuple[int, int, str]:
    # A file index on Windows may exceed SQLite's 63 bits.
    return identity.size_bytes, identity.mtime_ns, str(identity.file_id)


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise LocalStorageFailed.of(error) from error
    except sqlite3.Error as error:
        raise LocalStorageFailed(reason=str(error)[:200], kind=_fault_of(error)) from error


def _fault_of(error: sqlite3.Error) -> StorageFault:
    return _FAULTS.get(_kind_of(error), StorageFault.LASTING)
