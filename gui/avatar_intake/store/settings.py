"""Keeps the program's settings in one small JSON file. A damaged file means the defaults, never a stop."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, fields
from pathlib import Path

from avatar_intake.domain.settings import Settings, merged
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.where import private_file

# The numbers among the settings: at least 1, at most this, or none. Everything else is text.
_MOST = {
    "workers": 16,
    "bytes_per_s": 10**11,
    "last_bytes_per_s": 10**12,
    "forget_after_min": 24 * 60,
    "keep_days": 36500,
}


def load_settings(path: Path) -> Settings:
    """The settings kept at ``path``; what is missing, unknown or of another type there is the default.

    Read before the first window is shown, so with the standard library alone.
    """
    try:
        kept = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return Settings()
    if not isinstance(kept, dict):
        return Settings()
    names = {item.name for item in fields(Settings)}
    good = {name: value for name, value in kept.items() if name in names and _is_good(name, value)}
    return Settings(**good)


def _is_good(name: str, value: object) -> bool:
    if name not in _MOST:
        return isinstance(value, str)
    return value is None or (type(value) is int and 1 <= value <= _MOST[name])  # true and false are numbers to Python


def save_settings(path: Path, settings: Settings) -> None:
    """Replace the file in one step. Raises `LocalStorageFailed`."""
    replace_file(path, json.dumps(asdict(settings)).encode())


class SharedSettings:
    """The settings of one data folder, which a rehearsal's window and the other one keep in one file.

    Each writes only what it has changed itself, so that neither undoes what was set in the other one meanwhile.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = self.first = load_settings(path)

    def save(self, settings: Settings) -> None:
        """Keep what has changed since the last time, one thread at a time. Raises `LocalStorageFailed`."""
        current = load_settings(self._path) if self._path.exists() else self._mine
        save_settings(self._path, merged(self._mine, settings, current))
        self._mine = settings


def replace_file(path: Path, content: bytes) -> None:
    """Write ``content`` so that a crash leaves the old file or the new one. Raises `LocalStorageFailed`."""
    new = path.with_name(f"{path.name}.new")
    try:
        private_file(new)
        with new.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise LocalStorageFailed.of(error) from error


def sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut; Windows has no such call."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
