"""Progress at the program's icon in the taskbar or dock. A favour: where the system has none, nothing happens.

Linux: the signal of `com.canonical.Unity.LauncherEntry`, which docks of GNOME, KDE and others hear. Windows:
`ITaskbarList3`. macOS: the dock's badge. Only the first can be tested away from its system, and is.
"""

from __future__ import annotations

import sys
import zlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from avatar_intake.qt.desk.overall import Overall
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtDBus import QDBusConnection

_APP_URI: Final = "application://avatar-intake.desktop"
_INTERFACE: Final = "com.canonical.Unity.LauncherEntry"
# The path is the library's own convention: a hash of the address of the program's entry.
_PATH: Final = f"/com/canonical/unity/launcherentry/{zlib.crc32(_APP_URI.encode())}"

Show = Callable[[int | None], None]  # the percent, or None for no progress


class Taskbar(QObject):
    """Shows the newest number; one that comes while another is on its way waits, and may be overtaken."""

    def __init__(self, window: QWidget, tasks: Tasks, show: Show | None = None) -> None:
        super().__init__(window)
        self._tasks = tasks
        self._window = window
        self._show = show
        self._wanted: int | None = None
        self._shown: int | None = None
        self._is_busy = False

    def show_overall(self, overall: Overall | None) -> None:
        """Show how far all uploads are together."""
        self.show(overall.percent if overall else None)

    def show(self, percent: int | None) -> None:
        """Show this much, or nothing. Returns at once."""
        self._wanted = percent
        if self._wanted == self._shown or self._is_busy:
            return
        self._shown, self._is_busy = self._wanted, True
        if self._show is None:
            self._show = _of_this_system(self._window)
        if sys.platform in ("win32", "darwin"):  # their calls belong to the window's thread, and do not wait
            self._show(self._wanted)
            self._on_shown(None)
        else:
            self._tasks.run("desk.taskbar", partial(self._show, self._wanted), self._on_shown)

    def _on_shown(self, _nothing: None) -> None:
        self._is_busy = False
        self.show(self._wanted)


class LauncherEntry:
    """Tells the docks of a Linux desktop. ``connect`` gives the bus; it may block for a moment: call it in a worker."""

    def __init__(self, connect: Callable[[], QDBusConnection] | None = None) -> None:
        self._connect = connect

    def __call__(self, percent: int | None) -> None:
        """Say how far it is. Does nothing where there is no bus."""
        try:
            from PySide6.QtDBus import QDBusConnection, QDBusMessage
        except ImportError:
            return
        bus = self._connect() if self._connect else QDBusConnection.sessionBus()
        if bus.isConnected():
            told = {"progress": (percent or 0) / 100, "progress-visible": percent is not None}
            message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
            message.setArguments([_APP_URI, told])
            bus.send(message)


def _of_this_system(window: QWidget) -> Show:
    if sys.platform == "win32":
        return _on_windows(window)
    if sys.platform == "darwin":
        return _on_macos
    return LauncherEntry()


def _on_macos(percent: int | None) -> None:
    app = QGuiApplication.instance()
    if isinstance(app, QGuiApplication):
        app.setBadgeNumber(percent or 0)


def _on_windows(window: QWidget) -> Show:
    """Untested: there is no Windows where this was written. Whatever goes wrong means no progress in the taskbar."""
    try:
        call = _task_bar_list()
    except (OSError, AttributeError, ValueError):
        return _nowhere

    def show(percent: int | None) -> None:
        handle = int(window.winId())
        call(_SET_STATE, handle, 0 if percent is None else 2)  # TBPF_NOPROGRESS, TBPF_NORMAL
        if percent is not None:
            call(_SET_VALUE, handle, percent, 100)

    return show


def _nowhere(_percent: int | None) -> None:
    """Where there is no taskbar to tell."""


_HR_INIT, _SET_VALUE, _SET_STATE = 3, 9, 10  # places in the table of ITaskbarList3


def _task_bar_list() -> Callable[..., Any]:
    import ctypes
    import uuid

    def guid(text: str) -> ctypes.Array[ctypes.c_char]:
        return ctypes.create_string_buffer(uuid.UUID(text).bytes_le, 16)

    ole32 = ctypes.OleDLL("ole32")  # type: ignore[attr-defined]  # Windows only
    pointer = ctypes.c_void_p()
    class_id, interface = guid("56fdf344-fd6d-11d0-958a-006097c9a090"), guid("ea1afb91-9e28-4b86-90e9-9e9f8a5eefaf")
    ole32.CoCreateInstance(class_id, None, 1, interface, ctypes.byref(pointer))
    if not pointer.value:
        raise OSError
    table = ctypes.cast(pointer, ctypes.POINTER(ctypes.POINTER(ctypes.c_void_p))).contents
    of_call = {
        _HR_INIT: ctypes.WINFUNCTYPE(ctypes.c_long, ctypes.c_void_p),  # type: ignore[attr-defined]
        _SET_VALUE: ctypes.WINFUNCTYPE(  # type: ignore[attr-defined]
            ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulonglong, ctypes.c_ulonglong
        ),
        _SET_STATE: ctypes.WINFUNCTYPE(  # type: ignore[attr-defined]
            ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int
        ),
    }

    def call(place: int, *arguments: int) -> Any:
        return of_call[place](table[place])(pointer, *arguments)

    call(_HR_INIT)
    return call
