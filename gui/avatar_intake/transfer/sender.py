"""One PUT to one one-time address: stream the bytes, count them, compare the ETag with their MD5."""

from __future__ import annotations

import hashlib
import re
import ssl
import threading
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, NoReturn
from urllib.parse import urlsplit

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import (
    NetworkUnreachable,
    OutcomeUnknown,
    ServiceBusy,
    TransportRefused,
    UnexpectedAnswer,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, Clock, Interrupted, Piece
from avatar_intake.transfer.rate import TokenBucket, block_bytes
from avatar_intake.transfer.source import BLOCK_BYTES, SourceFile, open_source

if TYPE_CHECKING:
    import requests

_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_BUSY_CODES = frozenset({"IncompleteBody", "BadDigest", "RequestTimeout"})
_STORED = frozenset({200, 201})
_LARGEST_ERROR_BYTES = 64 * 1024
_XML_CODE = re.compile(r"<Code>\s*([A-Za-z0-9._-]{1,80})\s*</Code>")
# The body of a PUT is bounded by a stall, never by a total time; the connect time-out bounds each write to the socket.
_WRITE_TIMEOUT_S = 30.0
_ANSWER_TIMEOUT_S = 60.0


class _Body:
    """What requests streams: a length and blocks of one reused buffer, hashed as they pass."""

    def __init__(self, source: SourceFile, part: Part, gate: _Gate) -> None:
        self._source, self._part, self._gate = source, part, gate
        self._md5 = hashlib.md5(usedforsecurity=False)
        self.sent_bytes = 0
        self.is_begun = False

    def __len__(self) -> int:
        return self._part.size_bytes

    @property
    def is_complete(self) -> bool:
        return self.sent_bytes == self._part.size_bytes

    @property
    def md5(self) -> str:
        return self._md5.hexdigest()

    def __iter__(self) -> Iterator[memoryview]:
        buffer = self._gate.buffer()
        self.is_begun = True
        while not self.is_complete:
            left = self._part.size_bytes - self.sent_bytes
            view = buffer[: min(self._gate.block_bytes(), left)]
            size = self._source.read_into(view, self._part.offset_bytes + self.sent_bytes)
            self._gate.let_through(size)
            self._md5.update(view[:size])
            yield view[:size]
            # Only here has the network taken the block.
            self.sent_bytes += size
            self._gate.counter.sent(self.sent_bytes)


class _Gate:
    """Where every block passes: cancel, pause and the speed limit are noticed here."""

    def __init__(self, sender: HttpPartSender, control: RunControl, counter: ByteCounter) -> None:
        self._sender, self._control, self.counter = sender, control, counter

    def buffer(self) -> memoryview:
        return self._sender.thread_buffer()

    def block_bytes(self) -> int:
        return block_bytes(BLOCK_BYTES, self._control.bytes_per_s)

    def let_through(self, size_bytes: int) -> None:
        """Raises `Cancelled` or `_Paused`: a reader that ended early instead would look like a short body."""
        self._stop_if_asked()
        wait_s = self._sender.bucket.wait_for(size_bytes, self._control.bytes_per_s, self._sender.clock.monotonic_s())
        if wait_s > 0:
            self._sender.clock.sleep(self._control, wait_s)
            self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        self._control.check()
        if self._control.is_paused:
            raise _Paused


class _Paused(Exception):  # noqa: N818 - not an error
    """Leaves the body's iterator when a pause is asked for."""


class HttpPartSender:
    """Sends parts over one session. Thread-safe; a thread keeps one 256 KiB buffer and one connection."""

    def __init__(self, session: requests.Session, clock: Clock) -> None:
        self._session = session
        self.clock = clock
        self.bucket = TokenBucket()
        self._local = threading.local()

    def thread_buffer(self) -> memoryview:
        """This thread's own block."""
        buffer: memoryview | None = getattr(self._local, "buffer", None)
        if buffer is None:
            buffer = self._local.buffer = memoryview(bytearray(BLOCK_BYTES))
        return buffer

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> str:
        """See `PartSender.send`."""
        with open_source(piece.role, piece.path, piece.identity) as source:
            body = _Body(source, piece.part, _Gate(self, control, counter))
            try:
                answer = self._put(piece, body)
            except _Paused:
                raise Interrupted(was_complete=body.is_complete) from None
            source.check_unchanged()
        return _judge(answer, piece.role, body.md5)

    def _put(self, piece: Piece, body: _Body) -> _Answer:
        import requests
        import urllib3

        # requests takes an empty iterable for "no body" and chunks it: an empty file is sent as empty bytes.
        data = body if len(body) else b""
        headers = {"Content-Type": piece.role.content_type, "Content-Length": str(len(body))}
        try:
            with self._session.put(
                piece.address.value,
                data=data,  # type: ignore[arg-type]  # an iterable with a length; the stubs know files and generators
                headers=headers,
                timeout=(_WRITE_TIMEOUT_S, _ANSWER_TIMEOUT_S),
                allow_redirects=False,
                stream=True,
            ) as reply:
                text = reply.raw.read(_LARGEST_ERROR_BYTES, decode_content=True).decode("utf-8", "replace")
                return _Answer(reply.status_code, {name.lower(): value for name, value in reply.headers.items()}, text)
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            _translate(error, piece, began=body.is_begun or len(body) == 0)


class _Answer:
    """Status, headers under lower-case names, the first 64 KiB of the body."""

    def __init__(self, status: int, headers: dict[str, str], text: str) -> None:
        self.status, self.headers, self.text = status, headers, text

    @property
    def request_id(self) -> str:
        return self.headers.get("x-obs-request-id") or self.headers.get("x-request-id", "")


def clean_etag(text: str) -> str:
    """An ETag without quotes and weak mark, lower-case.

    >>> clean_etag('"9E107D9D372BB6826BD81D3542A419D6"')
    '9e107d9d372bb6826bd81d3542a419d6'
    """
    return text.strip().removeprefix("W/").strip('"').lower()


def _judge(answer: _Answer, role: Role, md5: str) -> str:
    """The MD5 when the answer proves that our bytes are stored; raises otherwise."""
    if answer.status in _STORED:
        if clean_etag(answer.headers.get("etag", "")) == md5:
            return md5
        if "html" in answer.headers.get("content-type", "") and not answer.headers.get("etag"):
            raise TransportRefused(host="", kind="portal")
        raise OutcomeUnknown(step="put")
    code = _code_in(answer.text)
    if answer.status == 511 or 300 <= answer.status < 400:
        raise TransportRefused(host="", kind="portal")
    if answer.status == 407:
        raise TransportRefused(host="", kind="proxy")
    if answer.status in _BUSY or code in _BUSY_CODES:
        raise ServiceBusy(
            status=answer.status,
            code=code,
            request_id=answer.request_id,
            retry_after_s=retry_after_s(answer.headers.get("retry-after"), answer.headers.get("date")),
        )
    if 400 <= answer.status < 500:
        raise UploadRefused(role=role, status=answer.status, code=code, request_id=answer.request_id)
    raise UnexpectedAnswer(step="put", found=f"HTTP {answer.status}", request_id=answer.request_id)


def _code_in(text: str) -> str:
    found = _XML_CODE.search(text)
    return found.group(1) if found else ""


def retry_after_s(text: str | None, date: str | None) -> float | None:
    """`Retry-After` in seconds, in both forms; a date counts from the answer's own `Date`. Garbage is ``None``."""
    if not text:
        return None
    if text.strip().isdigit():
        return float(text)
    try:
        now = parsedate_to_datetime(date or "")
        seconds = (parsedate_to_datetime(text) - now).total_seconds()
    except (TypeError, ValueError):
        return None
    return seconds if seconds >= 0 else None


def _translate(error: Exception, piece: Piece, *, began: bool) -> NoReturn:
    """Name what went wrong with a connection; once a byte is out, the outcome is unknown and never "failed"."""
    host = urlsplit(piece.address.value).hostname or ""
    chain = list(_causes(error))
    if any(isinstance(cause, ssl.SSLCertVerificationError) for cause in chain):
        raise TransportRefused(host=host, kind="tls") from None
    if any(type(cause).__name__ == "ProxyError" for cause in chain):
        raise TransportRefused(host=host, kind="proxy") from None
    # `from None`: the texts of requests' errors hold the address with its signature.
    if began:
        raise OutcomeUnknown(step="put") from None
    raise NetworkUnreachable(host=host) from None


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    todo: list[object] = [error]
    while todo:
        one = todo.pop()
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
