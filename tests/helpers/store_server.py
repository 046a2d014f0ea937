"""A real HTTP(S) server of a few lines on a real socket, which does to each request what a script says.

It keeps what it was sent, byte for byte in the head and as an MD5 of the body. It is strict in nothing by itself.
"""

from __future__ import annotations

import hashlib
import socket
import ssl
import struct
import threading
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Protocol

_BLOCK_BYTES = 256 * 1024


@dataclass
class Seen:
    """One request as it came: the target exactly as it stood in the first line, header names as they were written."""

    connection: int
    method: str
    target: str
    headers: dict[str, str]
    body_bytes: int = 0
    md5: str = ""
    is_complete: bool = False


class Act(Protocol):
    """What happens to one request; returns whether the connection goes on."""

    def play(self, line: Line, seen: Seen) -> bool: ...


@dataclass(frozen=True)
class Reply:
    """Read ``read_bytes`` of the body (all of it by default), then answer. ``etag`` ``None`` is the MD5 of the body."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    etag: str | None = None
    read_bytes: int | None = None
    closes: bool = False

    def play(self, line: Line, seen: Seen) -> bool:
        line.read_body(seen, self.read_bytes)
        headers = {"Content-Length": str(len(self.body)), **self.headers}
        etag = f'"{seen.md5}"' if self.etag is None else self.etag
        if etag and self.status < 300:
            headers["ETag"] = etag
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        line.send(f"HTTP/1.1 {self.status} X\r\n{head}\r\n".encode("latin-1") + self.body)
        return not self.closes


@dataclass(frozen=True)
class Reset:
    """Read ``read_bytes`` of the body (all of it when ``None``), then break the connection without a word."""

    read_bytes: int | None = 0

    def play(self, line: Line, seen: Seen) -> bool:
        line.read_body(seen, self.read_bytes)
        line.reset()
        return False


@dataclass(frozen=True)
class Hold:
    """Read ``read_bytes`` of the body, then do nothing until the server is stopped."""

    read_bytes: int | None = None
    is_reached: threading.Event = field(default_factory=threading.Event, repr=False)

    def play(self, line: Line, seen: Seen) -> bool:
        line.read_body(seen, self.read_bytes)
        self.is_reached.set()
        line.server.is_stopped.wait()
        return False


@dataclass(frozen=True)
class Drip:
    """Answer, and then send the body's bytes one by one until the client has gone."""

    status: int = 400

    def play(self, line: Line, seen: Seen) -> bool:
        line.read_body(seen, None)
        line.send(f"HTTP/1.1 {self.status} X\r\nContent-Length: 1000000\r\n\r\n".encode())
        while not line.server.is_stopped.wait(0.005):
            line.send(b"x")
        return False


class Line:
    """One connection."""

    def __init__(self, server: StoreServer, sock: socket.socket, number: int) -> None:
        self.server, self._sock, self._number = server, sock, number
        self._ahead = b""

    def serve(self) -> None:
        try:
            while (seen := self._read_head()) is not None:
                if not self.server.next_act(seen).play(self, seen):
                    break
        except OSError:
            pass  # the client has gone
        finally:
            self._sock.close()
            self.server.has_closed.release()

    def read_body(self, seen: Seen, most_bytes: int | None) -> None:
        length = int(seen.headers.get("Content-Length", "0"))
        digest = hashlib.md5(usedforsecurity=False)
        most_bytes = length if most_bytes is None else min(length, most_bytes)
        while (left_bytes := most_bytes - seen.body_bytes) > 0:
            block = self._ahead[:left_bytes] or self._sock.recv(min(_BLOCK_BYTES, left_bytes))
            self._ahead = self._ahead[len(block) :]
            if not block:
                raise ConnectionResetError
            digest.update(block)
            seen.body_bytes += len(block)
        seen.md5, seen.is_complete = digest.hexdigest(), seen.body_bytes == length

    def send(self, data: bytes) -> None:
        self._sock.sendall(data)

    def reset(self) -> None:
        self._sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def _read_head(self) -> Seen | None:
        data = b""
        while b"\r\n\r\n" not in data:
            block = self._sock.recv(_BLOCK_BYTES)
            if not block:
                return None
            data += block
            if not data[:1].isalpha():
                self.send(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")  # TLS, spoken to one who has none
                return None
        head, _, self._ahead = data.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        pairs = [line.partition(": ") for line in rest]
        return self.server.note(Seen(self._number, method, target, {name: value for name, _, value in pairs}))


class StoreServer:
    """Listens on 127.0.0.1 in threads of its own. ``script`` is played in order; after it, every PUT is stored."""

    def __init__(self, *script: Act, tls: ssl.SSLContext | None = None) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self.is_stopped = threading.Event()
        self.has_closed = threading.Semaphore(0)  # once for each connection
        self._script = deque(script)
        self._by_target: dict[str, deque[Act]] = {}
        self._tls = tls
        self._lock = threading.Lock()
        self._lines: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def will(self, target: str, acts: Iterable[Act]) -> None:
        """Play these for one target, before the common script."""
        self._by_target[target] = deque(acts)

    def url(self, target: str = "/part?Signature=x", host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self._listener.getsockname()[1]}{target}"

    def next_act(self, seen: Seen) -> Act:
        with self._lock:
            own = self._by_target.get(seen.target)
            if own:
                return own.popleft()
            return self._script.popleft() if self._script else Reply()

    def note(self, seen: Seen) -> Seen:
        with self._lock:
            self.seen.append(seen)
        return seen

    def __enter__(self) -> StoreServer:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.is_stopped.set()
        # A listener that is only closed leaves the thread in accept() on some systems.
        with socket.create_connection(self._listener.getsockname()[:2]):
            self._thread.join(5)
        self._listener.close()
        for sock in self._lines:
            sock.close()

    def _accept(self) -> None:
        while not self.is_stopped.is_set():
            sock, _ = self._listener.accept()
            self._lines.append(sock)
            threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        if self.is_stopped.is_set():
            return
        with self._lock:
            self.connections += 1
            number = self.connections
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._tls is not None:
            try:
                secure = self._tls.wrap_socket(sock, server_side=True, do_handshake_on_connect=False)
                self._lines.append(secure)
                secure.do_handshake()
            except OSError:
                return  # the client did not like the certificate, or has gone
            sock = secure
        Line(self, sock, number).serve()
