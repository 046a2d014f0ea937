"""A resolver for tests: every name in the world leads to one listening socket, which tells whether anybody came."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest


class Listener:
    """Accepts on a loopback port and keeps every byte; says nothing."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET) -> None:
        host = "127.0.0.1" if family is socket.AF_INET else "::1"
        self._listener = socket.create_server((host, 0), family=family)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.address = self._listener.getsockname()
        self.family = family
        self.calls = 0
        self.heard = b""

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address[1])

    def __enter__(self) -> Listener:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.calls += 1
                with sock, suppress(OSError):
                    sock.settimeout(5)
                    self.heard += sock.recv(65536)


@contextmanager
def every_name_leads_to(listener: Listener, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever host and port are asked for, they are the listener's."""

    def resolve(_host: Any, _port: Any, *_more: Any, **_named: Any) -> list[Any]:
        return [(listener.family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", listener.address)]

    with patch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        yield
