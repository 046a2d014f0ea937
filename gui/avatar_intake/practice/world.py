"""Everything the studio knows: jobs, stored files, what was asked. Keeps it in a private folder; knows no rules.

The folder is the truth, so that a studio that was stopped goes on where it was:

    jobs/<job>.json                                   one job, replaced whole
    files/<job>/objects/<role>                        a complete material
    files/<job>/parts/<role>.<upload>/<number>.<etag>  a stored part; its name says all about it
    files/<job>/incoming/                             bytes of requests under way; emptied at start
"""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import FileIO
from pathlib import Path
from typing import NamedTuple

from avatar_intake.errors import LocalStorageFailed
from avatar_intake.practice import jobs
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.jobs import Comment, Job, LogLine, StoredObject

KEPT_REQUESTS = 100_000
_COPY_BYTES = 1024 * 1024


class PutKey(NamedTuple):
    """What a PUT is for; everything that is sent in one piece is part 1."""

    job_id: str
    role: str
    part_number: int


@dataclass(frozen=True, slots=True)
class PutCount:
    """How often something was put. ``most_at_once`` counts requests that were open at the same time."""

    attempts: int = 0
    stored: int = 0
    most_at_once: int = 0
    received_bytes: int = 0


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request as it is remembered: never a query, a header or a body."""

    method: str
    path: str
    status: int  # 0 when the connection was dropped instead of an answer
    request_id: str = ""


class World:
    """The studio's memory. Any thread may call it; hold `lock` around a look and the change that depends on it."""

    def __init__(self, folder: Path, clock: StudioClock) -> None:
        self.lock = threading.RLock()
        self._folder = folder
        self._clock = clock
        self._requests: deque[RequestLine] = deque(maxlen=KEPT_REQUESTS)
        self._puts: dict[PutKey, PutCount] = {}
        self._open_puts: Counter[PutKey] = Counter()
        self._asks: Counter[str] = Counter()
        self._first_ask: dict[tuple[str, int], int] = {}
        for part in (folder, self._jobs_folder, self._files_folder):
            private_folder(part)
        self._jobs = {job.job_id: job for job in self._read_jobs()}
        self._parts = {job_id: self._read_parts(job_id) for job_id in self._jobs}
        for leftover in self._files_folder.glob("*/incoming/*"):
            leftover.unlink()

    # --- what tests and the rehearsal look at ---------------------------------------------------

    def job_ids(self) -> tuple[str, ...]:
        """All jobs in the order of their creation."""
        return tuple(job.job_id for job in self.all_jobs())

    def state(self, job_id: str) -> str:
        """A job's state as it was last looked at. Raises ``KeyError`` for an unknown job."""
        return self._jobs[job_id].state

    def set_state(
        self, job_id: str, state: str, *, text: str = "", error_code: str = "", redo_reasons: tuple[str, ...] = ()
    ) -> None:
        """Force a state, known or not; it holds until the next command or update.

        With ``text``, ``error_code`` or ``redo_reasons`` a line is added as a review would: SYSTEM_VERIFY_FAILED, or
        ADMIN_VERIFY_FAILED for MANUAL_VERIFY_FAILED.
        """
        with self.lock:
            now_s = self._clock.now_s()
            job = replace(self._jobs[job_id].in_state(state, now_s), is_held=True)
            if text or error_code or redo_reasons:
                by_hand = state == jobs.MANUAL_VERIFY_FAILED
                log_type = "ADMIN_VERIFY_FAILED" if by_hand else "SYSTEM_VERIFY_FAILED"
                user = "ADMIN" if by_hand else "SYSTEM"
                job = job.logged(LogLine(now_s, log_type, text, user, error_code, redo_reasons))
            self.save(job)

    def comment(self, job_id: str, title: str, message: str) -> None:
        """Add a comment as an administrator would. Raises ``KeyError`` for an unknown job."""
        with self.lock:
            job, now_s = self._jobs[job_id], self._clock.now_s()
            # As for log lines: a reader tells by the time what came after what.
            later_s = max(now_s, *(int(line.time_s) + 1.0 for line in job.logs))
            line = Comment(later_s, "ADMIN_COMMENT", title, message)
            self.save(replace(job, comments=(*job.comments, line), updated_s=now_s))

    def stored_path(self, job_id: str, role: str) -> Path | None:
        """The complete file of a role, or ``None`` while there is none. Parts become a file when they are confirmed."""
        job = self.job(job_id)
        return self.object_path(job_id, role) if job and job.has(role) else None

    def stored_parts(self, job_id: str, role: str = "training_video") -> dict[int, str]:
        """Number and bare ETag of every stored part that is not confirmed yet."""
        with self.lock:
            return {number: item.etag for number, item in self.parts(job_id, role).items()}

    @property
    def put_counts(self) -> dict[PutKey, PutCount]:
        """How often each part and document was put, since this studio was started."""
        with self.lock:
            return dict(self._puts)

    @property
    def open_puts(self) -> int:
        """How many PUTs are under way."""
        with self.lock:
            return self._open_puts.total()

    @property
    def requests(self) -> tuple[RequestLine, ...]:
        """The requests since this studio was started, oldest first."""
        return tuple(self._requests)

    # --- jobs -----------------------------------------------------------------------------------

    def all_jobs(self) -> tuple[Job, ...]:
        """All jobs in the order of their creation."""
        with self.lock:
            return tuple(sorted(self._jobs.values(), key=lambda job: job.sequence))

    def job(self, job_id: str) -> Job | None:
        """One job, or ``None``."""
        return self._jobs.get(job_id)

    def next_sequence(self) -> int:
        """A number higher than any job's."""
        with self.lock:
            return 1 + max((job.sequence for job in self._jobs.values()), default=0)

    def save(self, job: Job) -> None:
        """Remember a job, new or changed. Raises `LocalStorageFailed`."""
        with self.lock:
            write_private(self._jobs_folder / f"{job.job_id}.json", jobs.to_json(job))
            self._jobs[job.job_id] = job
            self._parts.setdefault(job.job_id, {})

    def remove(self, job_id: str) -> None:
        """Forget a job and its files."""
        with self.lock:
            self._jobs.pop(job_id, None)
            self._parts.pop(job_id, None)
            (self._jobs_folder / f"{job_id}.json").unlink(missing_ok=True)
            shutil.rmtree(self._files_folder / job_id, ignore_errors=True)

    def clear(self) -> None:
        """Forget all jobs, files, counts and requests."""
        with self.lock:
            for job_id in tuple(self._jobs):
                self.remove(job_id)
            for memory in (self._requests, self._puts, self._asks, self._first_ask):
                memory.clear()

    # --- files ----------------------------------------------------------------------------------

    def object_path(self, job_id: str, role: str) -> Path:
        """Where a complete material is or will be."""
        return self._files_folder / job_id / "objects" / role

    def incoming_path(self, job_id: str) -> Path:
        """A new private place for the bytes of one request."""
        return self._private_place(job_id, "incoming") / secrets.token_hex(8)

    def parts(self, job_id: str, role: str) -> Mapping[int, StoredObject]:
        """The stored parts of a role's present upload, by number."""
        job = self._jobs.get(job_id)
        slot = job.slots.get(role) if job else None
        return self._parts.get(job_id, {}).get(f"{role}.{slot.upload_id}", {}) if slot else {}

    def keep_part(self, job: Job, key: PutKey, incoming: Path, stored: StoredObject) -> None:
        """Take a received file in as a part, in place of one with the same number."""
        upload = f"{key.role}.{job.slots[key.role].upload_id}"
        with self.lock:
            folder = self._private_place(job.job_id, f"parts/{upload}")
            known = self._parts[job.job_id].setdefault(upload, {})
            for old in folder.glob(f"{key.part_number:05d}.*"):
                old.unlink()
            incoming.replace(folder / f"{key.part_number:05d}.{stored.etag}")
            known[key.part_number] = stored
            self._first_ask[(f"{job.job_id}/{upload}", key.part_number)] = self._asks[f"{job.job_id}/{upload}"]

    def keep_object(self, job: Job, role: str, incoming: Path, stored: StoredObject) -> None:
        """Take a received file in as a complete material and end its address."""
        with self.lock:
            self._private_place(job.job_id, "objects")
            incoming.replace(self.object_path(job.job_id, role))
            self.save(job.with_slot(role, replace(job.slots[role], is_used=True, stored=stored)))

    def merge(self, job: Job, role: str) -> Job:
        """Join all parts of a video into its object and end its addresses; the job as it is then.

        The merged ETag is ``md5(md5 md5 …)-N`` over the parts' ETags in order (OBS, "complete multipart upload").
        """
        with self.lock:
            parts = sorted(self.parts(job.job_id, role).items())
            upload = f"{role}.{job.slots[role].upload_id}"
            folder = self._private_place(job.job_id, f"parts/{upload}")
            merged = self.incoming_path(job.job_id)
            with new_private_file(merged) as target:
                for number, part in parts:
                    _append(target, folder / f"{number:05d}.{part.etag}")
            digest = hashlib.md5(b"".join(bytes.fromhex(part.etag) for _, part in parts), usedforsecurity=False)
            stored = StoredObject(f"{digest.hexdigest()}-{len(parts)}", sum(part.size_bytes for _, part in parts))
            known = replace(job.slots[role], confirmed=tuple(part.etag for _, part in parts))
            self.keep_object(job.with_slot(role, known), role, merged, stored)
            self.forget_parts(job, role)
            return self._jobs[job.job_id]

    def forget_parts(self, job: Job, role: str) -> None:
        """Drop the stored parts of a role's present upload."""
        with self.lock:
            upload = f"{role}.{job.slots[role].upload_id}"
            self._parts[job.job_id].pop(upload, None)
            shutil.rmtree(self._files_folder / job.job_id / "parts" / upload, ignore_errors=True)

    def forget_object(self, job: Job, role: str) -> Job:
        """Delete a complete material; its address stays dead. The job as it is then, not yet saved."""
        with self.lock:
            self.object_path(job.job_id, role).unlink(missing_ok=True)
            return job.with_slot(role, replace(job.slots[role], is_used=True, stored=None))

    def visible_parts(self, job: Job, role: str, lag_asks: int) -> dict[int, StoredObject]:
        """The parts that a list shows: each stays out of the first ``lag_asks`` lists after it was stored."""
        with self.lock:
            upload = f"{job.job_id}/{role}.{job.slots[role].upload_id}"
            self._asks[upload] += 1
            limit = self._asks[upload] - lag_asks
            stored = self.parts(job.job_id, role)
            return {n: part for n, part in stored.items() if self._first_ask.get((upload, n), 0) < limit}

    def visible_jobs(self, lag_asks: int) -> tuple[Job, ...]:
        """The jobs that a list shows: each stays out of the first ``lag_asks`` lists after it was created."""
        with self.lock:
            self._asks["jobs"] += 1
            found = self.all_jobs()
            born = {job.job_id: self._first_ask.setdefault((job.job_id, 0), self._asks["jobs"]) for job in found}
            return tuple(job for job in found if self._asks["jobs"] - born[job.job_id] >= lag_asks)

    # --- counting -------------------------------------------------------------------------------

    @contextmanager
    def put_under_way(self, key: PutKey) -> Iterator[None]:
        """Count one attempt for as long as it is open."""
        with self.lock:
            self._open_puts[key] += 1
            count = self._puts.get(key, PutCount())
            most = max(count.most_at_once, self._open_puts[key])
            self._puts[key] = replace(count, attempts=count.attempts + 1, most_at_once=most)
        try:
            yield
        finally:
            with self.lock:
                self._open_puts[key] -= 1

    def count_received(self, key: PutKey, size_bytes: int, *, is_stored: bool) -> None:
        """Add what came of an attempt."""
        with self.lock:
            count = self._puts.get(key, PutCount())
            self._puts[key] = replace(
                count, received_bytes=count.received_bytes + size_bytes, stored=count.stored + is_stored
            )

    def remember_request(self, line: RequestLine) -> None:
        """Add to the list of requests."""
        self._requests.append(line)

    # --- inside ---------------------------------------------------------------------------------

    @property
    def _jobs_folder(self) -> Path:
        return self._folder / "jobs"

    @property
    def _files_folder(self) -> Path:
        return self._folder / "files"

    def _private_place(self, job_id: str, name: str) -> Path:
        place = self._files_folder / job_id
        for step in name.split("/"):
            private_folder(place)
            place = place / step
        private_folder(place)
        return place

    def _read_jobs(self) -> Iterator[Job]:
        for path in sorted(self._jobs_folder.glob("*.json")):
            try:
                yield jobs.from_json(path.read_text("utf-8"))
            except (OSError, ValueError, TypeError, KeyError) as problem:
                raise LocalStorageFailed(f"{path.name}: {type(problem).__name__}") from problem

    def _read_parts(self, job_id: str) -> dict[str, dict[int, StoredObject]]:
        found: dict[str, dict[int, StoredObject]] = {}
        for path in (self._files_folder / job_id / "parts").glob("*/*"):
            number, _, etag = path.name.partition(".")
            found.setdefault(path.parent.name, {})[int(number)] = StoredObject(etag, path.stat().st_size)
        return found


def _append(target: FileIO, source_path: Path) -> None:
    block = memoryview(bytearray(_COPY_BYTES))
    with FileIO(source_path) as source:
        while count := source.readinto(block):
            write_all(target, block[:count])


def private_folder(path: Path) -> None:
    """Make a folder that only its owner may enter. Raises `LocalStorageFailed`."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.chmod(0o700)
    except OSError as problem:
        raise LocalStorageFailed.of(problem, path.name) from problem


@contextmanager
def new_private_file(path: Path) -> Iterator[FileIO]:
    """A new, empty file that only its owner may read; unbuffered, to be written with `write_all`."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    with FileIO(descriptor, "wb") as file:
        yield file


def write_all(file: FileIO, block: memoryview) -> None:
    """Write a whole block to an unbuffered file. Raises ``OSError``, for a full disk among others."""
    while block:
        block = block[file.write(block) :]


def write_private(path: Path, text: str) -> None:
    """Replace a small file as a whole, readable by its owner only. Raises `LocalStorageFailed`."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    try:
        with new_private_file(draft) as file:
            write_all(file, memoryview(text.encode()))
        draft.replace(path)
    except OSError as problem:
        draft.unlink(missing_ok=True)
        raise LocalStorageFailed.of(problem, path.name) from problem
