"""The object store: takes a PUT at a one-time address, gives a stored file back. Holds the rules; opens no socket.

A PUT is decided before its body is read (`ObjectStore.refusal`), then streamed to disk (`receive`), then kept
(`ObjectStore.keep`). Nothing of a body that did not arrive whole is kept, and its address stays alive.
Limits: OBS, "upload part" (5 GiB a request).
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from avatar_intake.practice.addresses import (
    ANONYMOUS,
    MISMATCH,
    AddressBook,
    Problem,
    Ticket,
    read_ticket,
)
from avatar_intake.practice.answers import FileSlice, Head, Reply, store_error
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.jobs import IDENTITY, VIDEOS, Job, Slot, StoredObject
from avatar_intake.practice.strictness import Strictness
from avatar_intake.practice.world import PutKey, World, new_private_file, write_all

BLOCK_BYTES = 256 * 1024
MOST_BYTES = 5 * 1024**3

_USED = {
    "AccessDenied": Problem(403, "AccessDenied", "The address has been used"),
    "NoSuchUpload": Problem(404, "NoSuchUpload", "The specified upload does not exist"),
    "OperationAborted": Problem(409, "OperationAborted", "A conflicting operation is in progress"),
}
_NOT_THERE = Problem(404, "NoSuchKey", "The specified key does not exist.")
_NO_LENGTH = Problem(411, "MissingContentLength", "You must provide the Content-Length HTTP header.")
_BAD_LENGTH = Problem(400, "InvalidArgument", "Content-Length is not a number")
_TOO_LARGE = Problem(400, "EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.")
_TWO_WAYS = Problem(400, "InvalidArgument", "Only one auth mechanism allowed")
_FOREIGN_HEADER = Problem(400, "InvalidRequest", "The request has a header that belongs to another service")
_BAD_RANGE = Problem(416, "InvalidRange", "The requested range cannot be satisfied.")
_NO_METHOD = Problem(405, "MethodNotAllowed", "The specified method is not allowed against this resource.")

# Headers that would tell the store a secret of the training API.
_API_HEADERS = frozenset({"x-auth-token", "x-security-token", "x-sdk-date", "x-project-id", "x-app-userid", "cookie"})
Headers = tuple[tuple[str, str], ...]
_RANGE = re.compile(r"bytes=(\d{0,15})-(\d{0,15})")


class Source(Protocol):
    """Where a body comes from: fills a buffer, as files do; 0 is the end. Called by the thread of the request."""

    def readinto(self, buffer: memoryview, /) -> int | None:
        """See `io.RawIOBase.readinto`; may raise ``OSError``."""
        ...


@dataclass(frozen=True, slots=True)
class Reading:
    """How to read a body. At ``pause_at_bytes`` ``on_pause`` is called and says whether to read on."""

    length_bytes: int
    pause_at_bytes: int | None = None
    on_pause: Callable[[], bool] = bool
    flips_bit: bool = False


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a body. ``path`` holds the bytes and belongs to the caller; ``md5`` is of exactly them."""

    path: Path
    size_bytes: int
    md5: str
    is_complete: bool


def receive(source: Source, path: Path, reading: Reading) -> Received:
    """Stream a body into a new file and hash it in the same pass; the whole of it is never in memory."""
    digest = hashlib.md5(usedforsecurity=False)
    buffer = memoryview(bytearray(min(BLOCK_BYTES, max(1, reading.length_bytes))))
    size = 0
    is_open = True
    with new_private_file(path) as file:
        while is_open and size < reading.length_bytes:
            if size == reading.pause_at_bytes and not reading.on_pause():
                break
            stop = reading.length_bytes
            if reading.pause_at_bytes is not None and size < reading.pause_at_bytes < stop:
                stop = reading.pause_at_bytes
            count = _fill(source, buffer[: min(len(buffer), stop - size)])
            if reading.flips_bit and size == 0 and count:
                buffer[0] ^= 1
            digest.update(buffer[:count])
            write_all(file, buffer[:count])
            size += count
            is_open = count > 0
    return Received(path, size, digest.hexdigest(), size == reading.length_bytes)


def _fill(source: Source, view: memoryview) -> int:
    try:
        return source.readinto(view) or 0
    except OSError:
        return 0  # a broken connection ends a body like a closed one


class ObjectStore:
    """The rules of the store. Any thread may call it."""

    def __init__(self, world: World, book: AddressBook, strictness: Strictness, clock: StudioClock) -> None:
        self._world = world
        self._book = book
        self._strictness = strictness
        self._clock = clock

    def refusal(self, head: Head) -> Reply | None:
        """Why a PUT is refused, decided without its body; ``None`` lets it in."""
        problem = self._address_problem(head) or self._length_problem(head)
        return _error(problem, head) if problem else None

    def put_key(self, head: Head) -> PutKey | None:
        """What a PUT is for, going by its address alone; ``None`` when that cannot be told."""
        ticket = read_ticket(head)
        return PutKey(ticket.job_id, ticket.role, ticket.part_number) if ticket else None

    def keep(self, head: Head, received: Received) -> Reply:
        """Take in a body that came whole and answer with its ETag; the address ends with that."""
        ticket = read_ticket(head)
        with self._world.lock:
            job = self._world.job(ticket.job_id) if ticket else None
            problem = self._slot_problem(job, ticket) if job and ticket else _NOT_THERE
            if problem or not job or not ticket:
                received.path.unlink(missing_ok=True)
                return _error(problem or _NOT_THERE, head)
            stored = StoredObject(self._etag(received.md5), received.size_bytes)
            if ticket.role in VIDEOS:
                key = PutKey(ticket.job_id, ticket.role, ticket.part_number)
                self._world.keep_part(job, key, received.path, stored)
            else:
                self._world.keep_object(job, ticket.role, received.path, stored)
        return Reply(200, headers=(("ETag", f'"{stored.etag}"'), *self._encryption_header()))

    def download(self, head: Head) -> Reply:
        """Answer a GET at a download address, with a single Range if one is asked for."""
        problem = self._download_problem(head)
        if problem:
            return _error(problem, head)
        ticket = read_ticket(head)
        with self._world.lock:
            job = self._world.job(ticket.job_id) if ticket else None
            stored = job.slots[ticket.role].stored if job and ticket and ticket.role in job.slots else None
            if not ticket or stored is None:
                return _error(_NOT_THERE, head)
            path = self._world.object_path(ticket.job_id, ticket.role)
        wanted = head.header("range") if self._strictness.downloads_allow_range else ""
        return _file_reply(path, stored, wanted, self._encryption_header()) or _error(_BAD_RANGE, head)

    # --- decisions ------------------------------------------------------------------------------

    def _address_problem(self, head: Head) -> Problem | None:
        if head.method != "PUT":
            return _NO_METHOD
        ticket = read_ticket(head)
        if ticket is None:
            return MISMATCH if "ignature=" in head.query else ANONYMOUS
        problem = self._header_problem(head) or self._book.problem(self._as_signed(head, ticket), ticket, self._now())
        if problem:
            return problem
        with self._world.lock:
            job = self._world.job(ticket.job_id)
            return self._slot_problem(job, ticket) if job else _NOT_THERE

    def _header_problem(self, head: Head) -> Problem | None:
        if not self._strictness.refuses_extra_headers:
            return None
        if "authorization" in head.headers:
            return _TWO_WAYS
        return _FOREIGN_HEADER if _API_HEADERS & set(head.headers) else None

    def _as_signed(self, head: Head, ticket: Ticket) -> Head:
        """The request as the signature sees it: what is not insisted on is put right before."""
        headers = dict(head.headers)
        if not self._strictness.exact_content_type:
            headers["content-type"] = ticket.content_type
        if not self._strictness.refuses_extra_headers:
            headers = {n: v for n, v in headers.items() if n != "content-md5" and not n.startswith("x-obs-")}
        return replace(head, headers=headers)

    def _slot_problem(self, job: Job, ticket: Ticket) -> Problem | None:
        slot = job.slots.get(ticket.role)
        used = _USED[self._strictness.used_address_code]
        if slot is None or not _is_present_address(slot, ticket):
            return used
        dies = self._strictness.addresses_die_after_success
        if ticket.role not in VIDEOS:
            return used if slot.is_used and (dies or slot.stored is None) else None
        is_stored = ticket.part_number in self._world.parts(job.job_id, ticket.role)
        return used if slot.is_used or (is_stored and dies) else None

    def _length_problem(self, head: Head) -> Problem | None:
        length = head.header("content-length")
        if not length or "transfer-encoding" in head.headers:
            return _NO_LENGTH
        if not (length.isascii() and length.isdigit() and len(length) < 16):
            return _BAD_LENGTH
        ticket = read_ticket(head)
        limit = self._strictness.document_limit_bytes if ticket and ticket.role in IDENTITY else None
        return _TOO_LARGE if int(length) > (MOST_BYTES if limit is None else limit) else None

    def _download_problem(self, head: Head) -> Problem | None:
        if head.method != "GET":
            return _NO_METHOD
        ticket = read_ticket(head)
        if ticket is None:
            return ANONYMOUS
        plain = replace(head, headers={"host": head.header("host")})  # a GET signs neither type nor MD5
        return self._header_problem(head) or self._book.problem(plain, ticket, self._now())

    def _etag(self, md5: str) -> str:
        if self._strictness.etag_is_md5:
            return md5
        return hashlib.md5(f"encrypted {md5}".encode(), usedforsecurity=False).hexdigest()

    def _encryption_header(self) -> Headers:
        return () if self._strictness.etag_is_md5 else (("x-obs-server-side-encryption", "kms"),)

    def _now(self) -> float:
        return self._clock.now_s()


def _is_present_address(slot: Slot, ticket: Ticket) -> bool:
    """Whether an address is of the latest issue: an update gives new ones and ends the old."""
    if ticket.role in VIDEOS:
        return ticket.upload_id == slot.upload_id and 1 <= ticket.part_number <= slot.part_count
    return ticket.expires_s == slot.expires_s and ticket.part_number == 1


def _error(problem: Problem, head: Head) -> Reply:
    return store_error(problem.status, problem.code, problem.text, head.request_id)


def byte_range(wanted: str, size_bytes: int) -> tuple[int, int] | None:
    """Offset and length that a single Range asks for; ``None`` when it cannot be met."""
    found = _RANGE.fullmatch(wanted)
    if found is None or found[1] == found[2] == "":
        return None
    if not found[1]:
        length = min(int(found[2]), size_bytes)
        return (size_bytes - length, length) if length else None
    first = int(found[1])
    last = min(int(found[2]), size_bytes - 1) if found[2] else size_bytes - 1
    return (first, last - first + 1) if first <= last else None


def _file_reply(path: Path, stored: StoredObject, wanted: str, headers: Headers) -> Reply | None:
    """The file or the stretch of it that was asked for; ``None`` for a stretch that it does not have."""
    headers = (("ETag", f'"{stored.etag}"'), ("Content-Type", "application/octet-stream"), *headers)
    if not _RANGE.fullmatch(wanted):
        whole = FileSlice(path, 0, stored.size_bytes)
        return Reply(200, headers=(*headers, ("Accept-Ranges", "bytes")), content=whole)
    stretch = byte_range(wanted, stored.size_bytes)
    if stretch is None:
        return None
    offset, length = stretch
    span = f"bytes {offset}-{offset + length - 1}/{stored.size_bytes}"
    return Reply(206, headers=(*headers, ("Content-Range", span)), content=FileSlice(path, offset, length))
