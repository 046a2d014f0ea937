"""A listening socket on this computer with a thread for each caller; what is said to them is the subclass's."""

from __future__ import annotations

import socket
import threading
from contextlib import suppress
from typing import TypeVar

T = TypeVar("T", bound="TinyServer")


class TinyServer:
    """Listens from `__enter__` to `__exit__`."""

    def __init__(self, family: socket.AddressFamily = socket.AF_INET) -> None:
        host = "127.0.0.1" if family is socket.AF_INET else "::1"
        self._listener = socket.create_server((host, 0), family=family)
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.family = family
        self.place = self._listener.getsockname()

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.place[1])

    def serve(self, sock: socket.socket) -> None:
        """Speak to one caller; the socket is closed afterwards, and a broken line ends it."""
        raise NotImplementedError

    def __enter__(self: T) -> T:
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
                threading.Thread(target=self._serve, args=(sock,), daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        with sock, suppress(OSError):
            self.serve(sock)
