"""Keeps the program's settings in one small JSON file. A damaged file means the defaults, never a stop."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec

from avatar_intake.domain.settings import Settings
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.where import private_file


def load_settings(path: Path) -> Settings:
    """The settings kept at ``path``, or the defaults."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings)
    except (OSError, msgspec.MsgspecError):
        return Settings()


def save_settings(path: Path, settings: Settings) -> None:
    """Replace the file in one step. Raises `LocalStorageFailed`."""
    replace_file(path, msgspec.json.encode(settings))


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
        _sync_folder(path.parent)
    except OSError as error:
        raise LocalStorageFailed(reason=str(error)[:200]) from error


def _sync_folder(folder: Path) -> None:
    """Let the new name survive a power cut; Windows has no such call."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
