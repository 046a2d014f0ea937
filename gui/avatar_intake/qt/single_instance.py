"""One window for each data folder: the first start listens, a later one asks it to come to the front.

Whether a first one lives is what a lease says; the socket only carries the wish. What comes through it is one of two
lines, to show the window or to open a stored draft in it, and whatever differs from them is ignored. Opens no window
itself.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from avatar_intake.where import private_folder

PATIENCE_S: Final = 10.0  # a first one that ends may still save for some seconds
_REQUEST: Final = b"avatar-intake show\n"
_OPEN: Final = re.compile(rb"avatar-intake open ([0-9a-f]{16})\n")  # a draft that the later start has stored
_ANSWER: Final = b"avatar-intake shown\n"
_LONGEST_LINE: Final = 64
_LONGEST_CALL_MS: Final = 2000  # a caller that says nothing is hung up on
_BETWEEN_TRIES_S: Final = 0.1
_MOST_CALLERS: Final = 8
_LONGEST_PATH: Final = 90  # a socket's path has 104 bytes on macOS, and Qt adds nine while it makes one


class Start(StrEnum):
    """What a start of the program turned out to be."""

    FIRST = "first"
    SHOWN = "shown"  # another one lives, and its window has come to the front
    UNANSWERED = "unanswered"  # another one lives, and does not answer


def address_of(folder: Path, name: str) -> str:
    """Where the window over ``folder`` listens: a pipe on Windows, a socket in a folder for this user's eyes elsewhere.

    Raises ``OSError`` where no such folder can be made.
    """
    mark = hashlib.sha256(f"{folder.resolve()}\n{name}".encode()).hexdigest()[:16]
    if sys.platform == "win32":
        return f"avatar-intake-{mark}"
    beside = folder.resolve() / f"{name}.socket"
    if len(os.fsencode(beside)) <= _LONGEST_PATH:
        return str(beside)
    own = Path(tempfile.gettempdir()) / f"avatar-intake-{os.getuid()}"
    if own.is_symlink():  # everybody may write there: the rights of whatever it points to would be changed
        raise NotADirectoryError(errno.ENOTDIR, "a link", str(own))
    private_folder(own)  # raises where it belongs to somebody else
    return str(own / mark)


def join(take: Callable[[], bool], ask: Callable[[float], bool], patience_s: float = PATIENCE_S) -> Start:
    """Be the first, or have the first one shown. Blocks for about ``patience_s`` at most.

    ``take`` says whether this start is the first one now; ``ask`` whether the first one has answered within so many
    seconds. Both are tried in turn, since the first one may be just beginning to listen, or just ending.
    """
    ends_s, pause = time.monotonic() + patience_s, threading.Event()
    while not take():
        left_s = ends_s - time.monotonic()
        if left_s <= 0:
            return Start.UNANSWERED
        if ask(left_s):
            return Start.SHOWN
        pause.wait(_BETWEEN_TRIES_S)
    return Start.FIRST


def ask_to_show(address: str, timeout_s: float, intake_id: str = "") -> bool:
    """Ask whoever listens at ``address`` to show the window, and this stored draft in it.

    Returns whether it answered in time. Blocks, needs no loop.
    """
    ends_s = time.monotonic() + timeout_s
    socket = QLocalSocket()
    _let_others_come_to_the_front()
    socket.connectToServer(address)
    try:
        if not socket.waitForConnected(_left_ms(ends_s)):
            return False
        socket.write(b"avatar-intake open %s\n" % intake_id.encode() if intake_id else _REQUEST)
        socket.flush()
        while not socket.canReadLine():
            if not socket.waitForReadyRead(_left_ms(ends_s)):
                return False
        return bytes(socket.readLine(_LONGEST_LINE).data()) == _ANSWER
    finally:
        socket.abort()


class FirstInstance(QObject):
    """Listens for later starts. Make one only while holding the lease: it takes over the address of a crashed one."""

    show_requested = Signal()
    open_requested = Signal(str)  # an intake's id

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.setMaxPendingConnections(_MOST_CALLERS)
        self._server.newConnection.connect(self._on_calls)

    def listen(self, address: str) -> bool:
        """Begin to listen; false where the system does not allow it, and then later starts get no answer."""
        QLocalServer.removeServer(address)
        return self._server.listen(address)

    def close(self) -> None:
        """Listen no more: from now on a later start waits for this one's end."""
        self._server.close()

    @Slot()
    def _on_calls(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            caller = _Caller(socket, self)
            caller.show_requested.connect(self.show_requested)
            caller.open_requested.connect(self.open_requested)
            caller.hear()  # what it said before anybody listened


class _Caller(QObject):
    """One later start, or somebody else who has found the socket. Deletes itself with its line."""

    show_requested = Signal()
    open_requested = Signal(str)

    def __init__(self, socket: QLocalSocket, parent: FirstInstance) -> None:
        super().__init__(parent)
        self._socket = socket
        socket.setParent(self)
        socket.setReadBufferSize(_LONGEST_LINE)
        socket.readyRead.connect(self.hear)
        socket.disconnected.connect(self.deleteLater)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.timeout.connect(self._hang_up)
        self._patience.start(_LONGEST_CALL_MS)

    @Slot()
    def hear(self) -> None:
        """Act on a whole line; hang up on one that is too long or says something else."""
        if not self._socket.canReadLine():
            if self._socket.bytesAvailable() >= _LONGEST_LINE:
                self._socket.abort()
            return
        line = bytes(self._socket.readLine(_LONGEST_LINE).data())
        wish = _OPEN.fullmatch(line)
        if line == _REQUEST or wish:
            self.show_requested.emit()
            if wish:
                self.open_requested.emit(wish.group(1).decode())
            self._socket.write(_ANSWER)
            self._socket.flush()
        self._socket.disconnectFromServer()

    @Slot()
    def _hang_up(self) -> None:
        self._socket.abort()


def _left_ms(ends_s: float) -> int:
    return max(1, round((ends_s - time.monotonic()) * 1000))


def _let_others_come_to_the_front() -> None:
    """Windows lets a window come to the front only when the program that was just started allows it."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.AllowSetForegroundWindow(-1)
