"""A real proxy of a few lines: CONNECT only, with a user and a password if told so. Every host is one local port."""

from __future__ import annotations

import base64
import socket
import threading
from contextlib import suppress

from tiny_server import TinyServer


class ConnectProxy(TinyServer):
    """``heads`` are the requests as they came, ``passed`` is what went through to the other side, still encrypted."""

    def __init__(self, to_port: int = 0, user: str = "", password: str = "", says: str = "") -> None:
        self._to_port, self._says = to_port, says
        self._wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode() if user else ""
        super().__init__()
        self.heads: list[str] = []
        self.passed = b""

    @property
    def address(self) -> str:
        """``http://127.0.0.1:port``."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def hosts(self) -> list[str]:
        """Whom it was asked to connect to."""
        return [head.split(" ")[1] for head in self.heads]

    def serve(self, sock: socket.socket) -> None:
        """Read the head, judge it, and carry what follows."""
        head = b""
        while b"\r\n\r\n" not in head:
            block = sock.recv(65536)
            if not block:
                return
            head += block
        text = head.decode("latin-1")
        self.heads.append(text)
        said = self._says or self._judged(text)
        is_open = said.startswith("200")
        more = "" if is_open else "Content-Length: 0\r\n"
        sock.sendall(f"HTTP/1.1 {said}\r\n{more}\r\n".encode())
        if is_open:
            self._carry(sock)

    def _judged(self, head: str) -> str:
        if not head.startswith("CONNECT "):
            return "405 Method Not Allowed"
        lines = [line.partition(": ") for line in head.split("\r\n")]
        given = next((value for name, _, value in lines if name.lower() == "proxy-authorization"), "")
        return "200 Connection established" if given == self._wanted else "407 Proxy Authentication Required"

    def _carry(self, sock: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self._to_port)) as other:
            back = threading.Thread(target=self._pump, args=(other, sock), daemon=True)
            back.start()
            self._pump(sock, other, is_kept=True)
            back.join(5)

    def _pump(self, source: socket.socket, sink: socket.socket, *, is_kept: bool = False) -> None:
        with suppress(OSError):
            while block := source.recv(65536):
                if is_kept:
                    self.passed += block
                sink.sendall(block)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
