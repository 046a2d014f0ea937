"""One PUT to one one-time address: stream the bytes, count them, hash them, hang up when asked. Judges no answer."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from avatar_intake.domain.obstacles import certain_barrier, links_of, obstacle_of
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import IntakeError, OutcomeUnknown
from avatar_intake.transfer.answer import Answer, receipt_of
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, Clock, Interrupted, Piece, Receipt
from avatar_intake.transfer.rate import UNTRIED_BLOCK_BYTES, TokenBucket, bearable_block, block_bytes
from avatar_intake.transfer.source import BLOCK_BYTES, SourceFile, open_source

if TYPE_CHECKING:
    import requests

_LARGEST_ERROR_BYTES = 64 * 1024
# A short pause keeps the line: nothing has to be sent again. Stores hang up on one that is silent for 20 s or more.
_HELD_PAUSE_S = 10.0


@dataclass(frozen=True, slots=True)
class SendLimits:
    """How long a PUT waits, in seconds. Its body is bounded by a stall and never by a total time.

    ``write_s`` is for each block to be taken by the network. It begins to take more when half of what waits in the
    system's buffer is out (see `connection`), which takes a line of 4 KB/s half a minute. ``answer_s`` begins when the
    network has taken the last block, of which much may still be on its way over a slow line.
    """

    connect_s: float = 30.0
    write_s: float = 60.0
    answer_s: float = 120.0


class HttpPartSender:
    """Sends parts over one session. Thread-safe; a thread keeps one buffer of a block and one connection."""

    def __init__(self, session: requests.Session, clock: Clock, limits: SendLimits | None = None) -> None:
        self._session, self._clock = session, clock
        self._limits = limits or SendLimits()
        self._bucket = TokenBucket()
        self._local = threading.local()

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        """See `PartSender.send`."""
        gate = _Gate(self._thread_buffer(), self._bucket, self._clock, control)
        gate.bearable_bytes = getattr(self._local, "bearable_bytes", UNTRIED_BLOCK_BYTES)
        self._local.bearable_bytes = UNTRIED_BLOCK_BYTES  # unless all goes well: a line may have become slow
        with open_source(piece.role, piece.path, piece.identity) as source:
            body = _Body(source, piece.part, gate, counter, self._limits.write_s)
            try:
                with control.open_line(body.hang_up):
                    answer = self._put(piece, body)
            except _Paused:
                raise Interrupted from None
            except OutcomeUnknown:
                control.check()  # hung up since an end was asked for
                raise
            source.check_unchanged()
        self._local.bearable_bytes = gate.bearable_bytes  # the next part of this thread goes over the same line
        if not body.is_complete and answer.status < 300:
            raise OutcomeUnknown(step="put")  # who says "stored" before having it all is not the store
        return receipt_of(answer, body.md5, piece, _host_of(piece))

    def _thread_buffer(self) -> memoryview:
        buffer: memoryview | None = getattr(self._local, "buffer", None)
        if buffer is None:
            buffer = self._local.buffer = memoryview(bytearray(BLOCK_BYTES))
        return buffer

    def _put(self, piece: Piece, body: _Body) -> Answer:
        import requests
        import urllib3

        try:
            with self._session.send(
                _request(piece, body),
                timeout=(self._limits.connect_s, self._limits.answer_s),
                allow_redirects=False,
                stream=True,
            ) as reply:
                headers = {name.lower(): value for name, value in reply.headers.items()}
                return Answer(reply.status_code, headers, self._text_of(reply))
        except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
            fault = _translated(error, piece, self._clock.epoch_s(), began=body.is_begun)
        # Out here, so that the library's error is no part of ours: its text holds the address with its signature, and
        # its frames the connection.
        raise fault

    def _text_of(self, reply: requests.Response) -> str:
        """The body's beginning; read to its end, the connection stays whole. Status and headers say what matters, so a
        store that drips is not waited for, and one that breaks off is no reason to forget them.
        """
        import urllib3

        ends_at_s = self._clock.monotonic_s() + self._limits.answer_s
        content = bytearray()
        with suppress(urllib3.exceptions.HTTPError, OSError):
            while len(content) < _LARGEST_ERROR_BYTES and self._clock.monotonic_s() <= ends_at_s:
                block = reply.raw.read1(_LARGEST_ERROR_BYTES - len(content))
                if not block:
                    break
                content += block
        return content.decode("utf-8", "replace")


class _Body:
    """What requests streams: a length and blocks of one reused buffer, hashed as they pass."""

    def __init__(
        self, source: SourceFile, part: Part, gate: _Gate, counter: ByteCounter, taken_within_s: float
    ) -> None:
        self.taken_within_s = taken_within_s
        self._source, self._part, self._gate, self._counter = source, part, gate, counter
        self._md5 = hashlib.md5(usedforsecurity=False)
        self._hang_up: Callable[[], None] | None = None
        self._sent_bytes = 0
        self.is_begun = False

    def __len__(self) -> int:
        return self._part.size_bytes

    def __iter__(self) -> Iterator[memoryview]:
        while not self.is_complete:
            view = self._gate.block(self._sent_bytes, self._part.size_bytes - self._sent_bytes)
            size = self._source.read_into(view, self._part.offset_bytes + self._sent_bytes)
            self._gate.let_through(size)
            self._md5.update(view[:size])
            self.is_begun = True
            yield view[:size]
            # Only here has the network taken the block.
            self._sent_bytes += size
            self._counter.sent(self._sent_bytes)

    @property
    def is_complete(self) -> bool:
        return self._sent_bytes == self._part.size_bytes

    @property
    def md5(self) -> str:
        return self._md5.hexdigest()

    def carried_by(self, hang_up: Callable[[], None]) -> None:
        """See `connection.Carried`."""
        self._hang_up = hang_up

    def hang_up(self) -> None:
        """Break the connection that carries the body, if one does; whoever waits on it gets an error."""
        if self._hang_up is not None:
            self._hang_up()


class _Gate:
    """Where every block passes: cancel, pause and the speed limit are noticed here."""

    def __init__(self, buffer: memoryview, bucket: TokenBucket, clock: Clock, control: RunControl) -> None:
        self._buffer, self._bucket, self._clock, self._control = buffer, bucket, clock, control
        self._begun_s = clock.monotonic_s()
        self.bearable_bytes = UNTRIED_BLOCK_BYTES

    def block(self, sent_bytes: int, left_bytes: int) -> memoryview:
        """Where to read the next block into, no larger than what is left, what the line bears and the limit allows."""
        elapsed_s = self._clock.monotonic_s() - self._begun_s
        self.bearable_bytes = bearable_block(BLOCK_BYTES, sent_bytes, elapsed_s, self.bearable_bytes)
        return self._buffer[: min(block_bytes(self.bearable_bytes, self._control.bytes_per_s), left_bytes)]

    def let_through(self, size_bytes: int) -> None:
        """Raises `Cancelled` or `_Paused`: a reader that ended early instead would look like a short body."""
        self._stop_if_asked()
        wait_s = self._bucket.wait_for(size_bytes, self._control.bytes_per_s, self._clock.monotonic_s())
        if wait_s:
            self._clock.sleep(self._control, wait_s)
            self._stop_if_asked()

    def _stop_if_asked(self) -> None:
        self._control.check()
        if self._control.is_paused:
            self._hold()

    def _hold(self) -> None:
        ends_at_s = self._clock.monotonic_s() + _HELD_PAUSE_S
        while self._control.is_paused:
            left_s = ends_at_s - self._clock.monotonic_s()
            if left_s <= 0:
                raise _Paused
            self._clock.sleep(self._control, left_s)


class _Paused(Exception):
    """Leaves the body's iterator when a pause has become a long one."""


def _request(piece: Piece, body: _Body) -> requests.PreparedRequest:
    """Exactly the headers and the address that were signed: `requests` would put signs of an address right.

    Put together by hand, which is also an eighth faster for parts of 1 MiB.
    """
    import requests
    from requests.structures import CaseInsensitiveDict

    request = requests.PreparedRequest()
    request.method, request.url = "PUT", piece.address.value
    headers = {"Content-Type": piece.role.content_type, "Content-Length": str(len(body))}
    request.headers = CaseInsensitiveDict(headers)
    request.body = body or None  # type: ignore[assignment]  # an iterable will do; an empty file has no body at all
    return request


def _host_of(piece: Piece) -> str:
    return urlsplit(piece.address.value).hostname or ""


def _translated(error: Exception, piece: Piece, epoch_s: float, *, began: bool) -> IntakeError:
    """What went wrong with a connection; once a byte is out, the outcome is unknown and never "failed"."""
    host, links = _host_of(piece), links_of(error)
    if began and certain_barrier(links) is None:
        return OutcomeUnknown(step="put")
    return obstacle_of(links, host, epoch_s)
