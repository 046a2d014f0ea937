"""Hears of every file that is made in a folder, however short its life, from the system itself (Linux)."""

from __future__ import annotations

import ctypes
import os
import struct
from pathlib import Path

_CREATED, _MOVED_IN = 0x100, 0x80
_HEAD = struct.Struct("iIII")


class FolderWatch:
    """`new_names` are those of the files and folders that were made directly in one of the folders since."""

    def __init__(self, *folders: Path) -> None:
        system = ctypes.CDLL(None, use_errno=True)
        self._descriptor = system.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert self._descriptor >= 0, os.strerror(ctypes.get_errno())
        for folder in folders:
            assert system.inotify_add_watch(self._descriptor, os.fsencode(folder), _CREATED | _MOVED_IN) >= 0

    def new_names(self) -> list[str]:
        """What was heard since the last call."""
        names = []
        while True:
            try:
                heard = os.read(self._descriptor, 65536)
            except BlockingIOError:
                return names
            place = 0
            while place < len(heard):
                *_, length = _HEAD.unpack_from(heard, place)
                place += _HEAD.size
                names.append(heard[place : place + length].rstrip(b"\0").decode("utf-8", "replace"))
                place += length

    def close(self) -> None:
        """Hear no more."""
        os.close(self._descriptor)
