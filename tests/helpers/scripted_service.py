"""A loopback server that says what it is told to say, and remembers what it heard. It knows nothing of the service."""

from __future__ import annotations

import json
import socket
import ssl
import struct
import threading
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType


class Trouble(StrEnum):
    """What goes wrong instead of a proper answer."""

    NONE = "none"
    RESET_BEFORE_READING = "reset-before-reading"
    RESET_AFTER_READING = "reset-after-reading"
    STALL = "stall"  # read everything, then say nothing until the end of the test
    CUT = "cut"  # promise more bytes than are sent
    DRIP = "drip"  # send a byte now and then, for ever


@dataclass(frozen=True)
class Reply:
    """One scripted answer."""

    status: int = 200
    body: bytes = b"{}"
    headers: tuple[tuple[str, str], ...] = ()
    trouble: Trouble = Trouble.NONE
    is_chunked: bool = False


@dataclass(frozen=True)
class Heard:
    """One request as it came over the wire; ``target`` is path and query, undecoded."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


def json_reply(value: object, status: int = 200, **headers: str) -> Reply:
    """An answer with a JSON body; ``X_Request_Id="r"`` becomes a header."""
    named = (("Content-Type", "application/json"), *((name.replace("_", "-"), text) for name, text in headers.items()))
    return Reply(status, json.dumps(value).encode(), named)


@dataclass
class ScriptedService:
    """Use it as a context manager. Replies go out in order; the last one again and again."""

    replies: list[Reply] = field(default_factory=lambda: [Reply()])
    tls: ssl.SSLContext | None = None
    heard: list[Heard] = field(default_factory=list)

    def __enter__(self) -> ScriptedService:
        self.over = threading.Event()
        self._server = _Server(self)
        if self.tls:
            self._server.socket = self.tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def port(self) -> int:
        """The port that it listens on."""
        return int(self._server.server_address[1])

    @property
    def endpoint(self) -> str:
        """Its address, without a slash at its end."""
        return f"{'https' if self.tls else 'http'}://127.0.0.1:{self.port}"

    def next_reply(self) -> Reply:
        """The answer to give now."""
        return self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, service: ScriptedService) -> None:
        self.service = service
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what many tests are about."""


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 65536

    def _answer(self) -> None:
        reply = self.server.service.next_reply()
        if reply.trouble is Trouble.RESET_BEFORE_READING:
            self._reset()
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        self.server.service.heard.append(Heard(self.command, self.path, dict(self.headers), body))
        if reply.trouble is Trouble.RESET_AFTER_READING:
            self._reset()
        elif reply.trouble is Trouble.STALL:
            self.server.service.over.wait(30)
            self.close_connection = True
        else:
            self._write(reply)

    do_GET = do_POST = do_PUT = do_DELETE = do_CONNECT = _answer  # noqa: N815 - the base class's names

    def _write(self, reply: Reply) -> None:
        self.send_response(reply.status)
        names = {name.lower() for name, _ in reply.headers}
        if reply.is_chunked:
            self.send_header("Transfer-Encoding", "chunked")
        elif "content-length" not in names:
            promised = len(reply.body) + (100 if reply.trouble in (Trouble.CUT, Trouble.DRIP) else 0)
            self.send_header("Content-Length", str(promised))
        for name, value in reply.headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(_chunks(reply.body) if reply.is_chunked else reply.body)
        self.wfile.flush()
        if reply.trouble is Trouble.DRIP:
            while not self.server.service.over.wait(0.02):
                self.wfile.write(b" ")
                self.wfile.flush()
        self.close_connection = reply.trouble is not Trouble.NONE

    def send_response(self, code: int, message: str | None = None) -> None:
        names = {name.lower() for reply in self.server.service.replies for name, _ in reply.headers}
        self.send_response_only(code, message)
        if "date" not in names:
            self.send_header("Date", self.date_time_string())

    def _reset(self) -> None:
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


def _chunks(body: bytes) -> bytes:
    half = len(body) // 2
    pieces = [piece for piece in (body[:half], body[half:]) if piece]
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"
