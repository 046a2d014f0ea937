"""A line in between, of plain TCP: it passes bytes on to a server and does to them what the script says.

What may be done to one direction of one connection is a `Toxics`: delay, narrow, slice, fall silent, break. Everything
is counted in bytes, so that the same script does the same each time; only delays and widths take real time. It knows
nothing of TLS or HTTP and may stand in front of any server on this computer.
"""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass
from types import TracebackType

_BLOCK_BYTES = 16 * 1024
# What may wait in the line itself, for the writer's own buffer to be what counts.
_WINDOW_BYTES = 32 * 1024
_PACKET_BYTES = 1448
_LATE_S = 0.5
_RESET = struct.pack("ii", 1, 0)
_LOOK_EVERY_S = 0.1  # whether a connection was broken from outside


@dataclass(frozen=True)
class Toxics:
    """What happens to one direction of a connection.

    ``latency_s``: each block comes so much later. ``slice_bytes``: no more than so many are passed on at once.
    ``silent_after_bytes``: from then on nothing is passed on, and nothing is read. ``reset_after_bytes``: the line is
    reset on both sides. ``end_after_bytes``: both sides see an orderly end. ``slow_close_s``: an end is passed on so
    much later.
    """

    latency_s: float = 0.0
    slice_bytes: int = _BLOCK_BYTES
    silent_after_bytes: int | None = None
    reset_after_bytes: int | None = None
    end_after_bytes: int | None = None
    slow_close_s: float = 0.0


CLEAN = Toxics()


class Width:
    """So many bytes a second through everything that shares it; ``None`` is as wide as it gets.

    The first ``free_bytes`` pass as fast as they can. A busy computer may be late for a while: up to half a second of
    it is caught up with.
    """

    def __init__(self, bytes_per_s: float | None = None, free_bytes: int = 0) -> None:
        self._bytes_per_s, self._free_bytes = bytes_per_s, free_bytes
        self._lock = threading.Lock()
        self._free_at_s = time.monotonic()

    def widen(self, bytes_per_s: float | None) -> None:
        """Another width for what comes from now on."""
        with self._lock:
            self._bytes_per_s, self._free_at_s = bytes_per_s, time.monotonic()

    def pass_bytes(self, size_bytes: int, is_over: threading.Event) -> None:
        """Return when so many have passed."""
        with self._lock:
            self._free_bytes -= size_bytes
            if self._bytes_per_s is None or self._free_bytes >= 0:
                return
            self._free_at_s = max(self._free_at_s, time.monotonic() - _LATE_S) + size_bytes / self._bytes_per_s
            wait_s = self._free_at_s - time.monotonic()
        is_over.wait(max(0.0, wait_s))


class ToxicLine:
    """Listens on 127.0.0.1 and passes each connection on to ``port``.

    ``script`` holds what is done to what the client sends, connection by connection; after it, ``toxics`` for all.
    ``answers`` is done to what the server sends. ``width`` is shared by all connections, towards the server.
    """

    def __init__(
        self,
        port: int,
        *script: Toxics,
        toxics: Toxics = CLEAN,
        answers: Toxics = CLEAN,
        width: Width | None = None,
    ) -> None:
        self._target, self._toxics, self._answers, self._width = port, toxics, answers, width or Width()
        self._script = deque(script)
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._pairs: set[_Pair] = set()
        self._threads: list[threading.Thread] = []
        self.connections = 0
        self._listener = self._listen(0)
        self.port = int(self._listener.getsockname()[1])

    def __enter__(self) -> ToxicLine:
        self._begin(self._accept, self._listener)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_over.set()
        self.go_down()
        for thread in self._threads:
            thread.join(5)

    def go_down(self) -> None:
        """As if the cable was pulled: what is open is reset, and nobody listens any more."""
        # A listener that is only closed leaves the thread in accept() on some systems.
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.cut()

    def come_back(self) -> None:
        """Listen again, at the same port."""
        self._listener = self._listen(self.port)
        self._begin(self._accept, self._listener)

    def cut(self) -> None:
        """Reset whatever is open."""
        with self._lock:
            pairs = list(self._pairs)
        for pair in pairs:
            pair.reset()

    @staticmethod
    def _listen(port: int) -> socket.socket:
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _WINDOW_BYTES)  # what is accepted inherits it
        if hasattr(socket, "TCP_MAXSEG"):  # packets as on a real line; those of the loopback are 64 KB
            listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, _PACKET_BYTES)
        listener.bind(("127.0.0.1", port))
        listener.listen(64)
        return listener

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while not self._is_over.is_set():
                client, _ = listener.accept()
                self._join(client)

    def _join(self, client: socket.socket) -> None:
        with self._lock:
            self.connections += 1
            toxics = self._script.popleft() if self._script else self._toxics
        server = socket.create_connection(("127.0.0.1", self._target))
        with self._lock:
            pair = _Pair(client, server)
            self._pairs.add(pair)
        self._begin(self._pump, pair, client, server, toxics, self._width)
        self._begin(self._pump, pair, server, client, self._answers, Width())

    def _pump(self, pair: _Pair, source: socket.socket, sink: socket.socket, toxics: Toxics, width: Width) -> None:
        _Pump(pair, source, sink, toxics, width).run()
        if pair.has_ended():
            with self._lock:
                self._pairs.discard(pair)

    def _begin(self, work, *arguments) -> None:  # type: ignore[no-untyped-def]
        thread = threading.Thread(target=work, args=arguments, name="toxic-line", daemon=True)
        self._threads.append(thread)
        thread.start()


class _Pair:
    """Both ends of one connection."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self._ends = (client, server)
        self._lock = threading.Lock()
        self._left = 2
        self.is_over = threading.Event()
        for end in self._ends:
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.settimeout(_LOOK_EVERY_S)

    def reset(self) -> None:
        """Break it on both sides without a word."""
        self.is_over.set()
        for end in self._ends:
            with suppress(OSError):
                end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            end.close()

    def end(self) -> None:
        """An orderly end on both sides."""
        self.is_over.set()
        for end in self._ends:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def has_ended(self) -> bool:
        """One direction has; closes when both have."""
        with self._lock:
            self._left -= 1
            if self._left:
                return False
        for end in self._ends:
            end.close()
        return True


class _Pump:
    """One direction of one connection."""

    def __init__(self, pair: _Pair, source: socket.socket, sink: socket.socket, toxics: Toxics, width: Width) -> None:
        self._pair, self._source, self._sink, self._toxics, self._width = pair, source, sink, toxics, width
        self._passed_bytes = 0

    def run(self) -> None:
        try:
            while not self._stops():
                block = self._read()
                if block is None:
                    continue
                if not block:
                    self._pair.is_over.wait(self._toxics.slow_close_s)
                    self._sink.shutdown(socket.SHUT_WR)
                    return
                self._pair.is_over.wait(self._toxics.latency_s)
                self._width.pass_bytes(len(block), self._pair.is_over)
                self._write(block)
                self._passed_bytes += len(block)
        except OSError:
            self._pair.reset()  # what one side has broken is broken for the other

    def _read(self) -> bytes | None:
        try:
            return self._source.recv(self._room())
        except TimeoutError:
            return None

    def _write(self, block: bytes) -> None:
        left = memoryview(block)
        while left and not self._pair.is_over.is_set():
            with suppress(TimeoutError):
                left = left[self._sink.send(left) :]

    def _stops(self) -> bool:
        """Whether nothing more is passed on, because of a toxic that has been reached."""
        toxics = self._toxics
        if self._passed_bytes == toxics.reset_after_bytes:
            self._pair.reset()
        elif self._passed_bytes == toxics.end_after_bytes:
            self._pair.end()
        elif self._passed_bytes == toxics.silent_after_bytes:
            self._pair.is_over.wait()
        return self._pair.is_over.is_set()

    def _room(self) -> int:
        """How much may be read now: never beyond the place where something happens."""
        marks = (self._toxics.reset_after_bytes, self._toxics.end_after_bytes, self._toxics.silent_after_bytes)
        to_the_next = [mark - self._passed_bytes for mark in marks if mark is not None and mark > self._passed_bytes]
        return min(self._toxics.slice_bytes, *to_the_next, _BLOCK_BYTES)
