"""HTTP/1.1 on a socket: reads a request's head, lends out its body, writes the answer. Decides nothing about either.

Built on the standard library's handler. A body stays on the line until somebody reads it; an answer that comes before
that ends the connection, as the store's early refusals do.
"""

from __future__ import annotations

import logging
import os
import socket
import ssl
import struct
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from io import BufferedIOBase
from typing import Any, Protocol

from avatar_intake.practice.addresses import STORE_PATH
from avatar_intake.practice.answers import HangUp, Head, Outcome, Reply
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.store import BLOCK_BYTES
from avatar_intake.practice.switchboard import Body

SILENCE_S = 60.0  # a connection on which nothing happens is closed
_DRAINED_BYTES = 1024 * 1024
_DRAIN_SILENCE_S = 0.5
_RESET = struct.pack("hh" if os.name == "nt" else "ii", 1, 0)

_log = logging.getLogger(__name__)


class Answerer(Protocol):
    """Whoever decides what comes of a request. Called by the thread of the connection."""

    def outcome(self, head: Head, body: Body) -> Outcome:
        """See `Switchboard.outcome`."""
        ...


class LineBody:
    """A body on the line: never reads past its end, says ``100 Continue`` when it is first wanted."""

    def __init__(self, stream: BufferedIOBase, out: BufferedIOBase, length_bytes: int, *, waits: bool) -> None:
        self.left_bytes = length_bytes
        self._stream = stream
        self._out = out
        self._waits = waits

    def proceed(self) -> None:
        """Let a client that sent ``Expect: 100-continue`` go on."""
        if self._waits:
            self._waits = False
            self._out.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self._out.flush()

    def readinto(self, buffer: memoryview, /) -> int:
        """Fill the buffer as far as the body goes; 0 at its end or when the line broke."""
        count = self._stream.readinto(buffer[: self.left_bytes]) if self.left_bytes else 0
        self.left_bytes -= count
        return count


class LineHandler(BaseHTTPRequestHandler):
    """One connection. A subclass that the server makes says who answers."""

    protocol_version = "HTTP/1.1"
    timeout = SILENCE_S
    disable_nagle_algorithm = True
    wbufsize = 64 * 1024
    answerer: Answerer
    clock: StudioClock

    def setup(self) -> None:
        """Finish the TLS handshake here, in the connection's own thread, so that a slow client stops nobody."""
        if isinstance(self.request, ssl.SSLSocket):
            self.request.settimeout(self.timeout)
            self.request.do_handshake()
        super().setup()

    def finish(self) -> None:
        """Close the streams of a line that may be broken already."""
        for stream in (self.wfile, self.rfile):
            try:
                stream.close()
            except OSError as problem:
                _log.debug("closing: %s", problem)

    def parse_request(self) -> bool:
        """Forget what the request before wanted."""
        self._waits = False
        return super().parse_request()

    def handle_expect_100(self) -> bool:
        """Say nothing yet: a refusal must come before the body is asked for."""
        self._waits = True
        return True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet; the world remembers the requests."""
        _log.debug(format, *args)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer a request that is no HTTP."""
        head = Head(self.command or "", "", "", {})
        self._send(head, Reply(code, (message or explain or "").encode(), closes=True))

    def serve(self) -> None:
        """Answer one request."""
        path, _, query = self.path.partition("?")
        headers = {name.lower(): value.strip() for name, value in self.headers.items()}
        head = Head(self.command, path, query, headers)
        length = headers.get("content-length", "")
        size = int(length) if length.isascii() and length.isdigit() and len(length) < 16 else 0
        body = LineBody(self.rfile, self.wfile, size, waits=self._waits)
        outcome = self.answerer.outcome(head, body)
        if isinstance(outcome, HangUp):
            self._hang_up()
            return
        is_unread = body.left_bytes > 0 or "transfer-encoding" in headers
        self._send(head, outcome.closing() if is_unread else outcome)
        if is_unread:
            self._drain()

    def _send(self, head: Head, reply: Reply) -> None:
        self.close_connection = self.close_connection or reply.closes
        self.wfile.write(self._answer_head(head, reply))
        if head.method != "HEAD":
            self._send_body(reply)
        self.wfile.flush()
        if reply.cut_after_bytes is not None:
            self.close_connection = True

    def _answer_head(self, head: Head, reply: Reply) -> bytes:
        try:
            phrase = HTTPStatus(reply.status).phrase
        except ValueError:
            phrase = "Unknown"
        lines = [f"HTTP/1.1 {reply.status} {phrase}"]
        moment_s = self.clock.now_s() + reply.date_offset_s
        own = [("Date", formatdate(moment_s, usegmt=True)), ("Content-Length", str(reply.size_bytes))]
        if not reply.is_foreign:
            own += _identity(head)
        if self.close_connection:
            own.append(("Connection", "close"))
        lines += [f"{name}: {value}" for name, value in (*own, *reply.headers)]
        return "\r\n".join([*lines, "", ""]).encode("latin-1", "replace")

    def _send_body(self, reply: Reply) -> None:
        left = reply.size_bytes if reply.cut_after_bytes is None else min(reply.size_bytes, reply.cut_after_bytes)
        if reply.content is None:
            self.wfile.write(reply.body[:left])
            return
        with reply.content.path.open("rb") as file:
            file.seek(reply.content.offset_bytes)
            while left and (block := file.read(min(BLOCK_BYTES, left))):
                self.wfile.write(block)
                left -= len(block)

    def _hang_up(self) -> None:
        """Reset the connection, so that whatever was under way is lost."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        self.connection.close()

    def _drain(self) -> None:
        """Take in a little of what the client is still sending: an instant reset could overtake the answer."""
        socket.socket.shutdown(self.connection, socket.SHUT_WR)
        self.connection.settimeout(_DRAIN_SILENCE_S)
        left = _DRAINED_BYTES
        while left > 0 and (block := socket.socket.recv(self.connection, BLOCK_BYTES)):
            left -= len(block)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = do_OPTIONS = serve  # noqa: N815 - so named there


def _identity(head: Head) -> list[tuple[str, str]]:
    if not head.path.startswith(STORE_PATH):
        return [("Server", "api-gateway"), ("X-Request-Id", head.request_id)]
    return [("Server", "OBS"), ("x-obs-request-id", head.request_id), ("X-Request-Id", head.request_id)]
