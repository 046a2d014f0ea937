"""A resolver for tests: every name in the world leads to one listening socket, which tells whether anybody came."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tiny_server import TinyServer


class Listener(TinyServer):
    """Accepts on a loopback port and keeps every byte; says nothing."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET) -> None:
        super().__init__(family)
        self.calls = 0
        self.heard = b""

    def serve(self, sock: socket.socket) -> None:
        """Hear what comes first, and hang up."""
        self.calls += 1
        sock.settimeout(5)
        self.heard += sock.recv(65536)


@contextmanager
def every_name_leads_to(listener: Listener, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whatever host and port are asked for, they are the listener's."""

    def resolve(_host: Any, _port: Any, *_more: Any, **_named: Any) -> list[Any]:
        return [(listener.family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", listener.place)]

    with patch.context() as patched:
        patched.setattr(socket, "getaddrinfo", resolve)
        yield
