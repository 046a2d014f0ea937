"""Sees to it that the person's files are only read: it hears every opening in this process, and compares at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_CHANGING = frozenset({"os.remove", "os.rename", "os.truncate", "os.utime", "os.chmod", "shutil.move", "os.link"})


class SourceWatch:
    """The files that are watched, as whoever owns them left them: content and time of change."""

    _left: dict[str, tuple[bytes, int]] = {}  # noqa: RUF012 - one hook a process, and it cannot be taken away again
    _touched: list[str] = []  # noqa: RUF012

    @classmethod
    def expect(cls, path: Path) -> None:
        """The owner has just written this file."""
        cls._left[str(path)] = (path.read_bytes(), path.stat().st_mtime_ns)
        cls._touched.clear()

    @classmethod
    def forget(cls, path: Path) -> None:
        cls._left.pop(str(path), None)
        cls._touched.clear()

    @classmethod
    def forget_all(cls) -> None:
        cls._left.clear()
        cls._touched.clear()

    @classmethod
    def changes(cls, paths: Iterable[str]) -> list[str]:
        """What was done to the files that nobody but their owner may do."""
        kept = [path for path in paths if path in cls._left]
        now = {path: (Path(path).read_bytes(), Path(path).stat().st_mtime_ns) for path in kept}
        changed = [f"I9: {path} was changed" for path in kept if now[path] != cls._left[path]]
        return [*(f"I9: {what}" for what in cls._touched), *changed]

    @classmethod
    def hear(cls, event: str, values: tuple[object, ...]) -> None:
        if not cls._left or not (event == "open" or event in _CHANGING) or str(values[0]) not in cls._left:
            return
        if event != "open" or (isinstance(values[2], int) and values[2] & _WRITING):
            cls._touched.append(f"{event} of {values[0]}")


sys.addaudithook(SourceWatch.hear)
