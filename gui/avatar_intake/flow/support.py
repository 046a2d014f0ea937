"""A report for whoever helps: named entries and nothing else, redacted once more, to be looked at before it is saved.

Needs no desk and mends nothing, so that it can be made of a program whose journal is damaged.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from avatar_intake import __version__
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import LocalStorageFailed, TargetUnusable
from avatar_intake.log import log_files
from avatar_intake.redaction import redacted
from avatar_intake.store.copies import copies_of
from avatar_intake.store.peek import peek

# What is set about the program and says nothing about a person or a folder.
_SETTINGS = ("language", "scheme", "workers", "bytes_per_s", "last_bytes_per_s", "keep_days")
_PACKAGES = ("PySide6", "av", "cryptography", "keyring", "pillow", "pypdfium2", "requests", "urllib3", "truststore")
_STAMP = (1980, 1, 1, 0, 0, 0)  # within the file: when it was made is no secret, but nobody needs it


class EntryName(StrEnum):
    """Everything that a report can hold."""

    MANIFEST = "manifest.txt"
    PROGRAM = "program.json"
    SETTINGS = "settings.json"
    INTAKES = "intakes.json"
    LOG = "log.txt"


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a report, as it is saved."""

    name: EntryName
    text: str


def make_report(folder: Path, settings: Settings, manifest: str) -> tuple[Entry, ...]:
    """The report of one data folder. ``manifest`` says what is inside and what is not. Blocks; raises nothing of ours.

    What cannot be read is said in its entry.
    """
    texts = {
        EntryName.MANIFEST: manifest,
        EntryName.PROGRAM: _json(_program(folder)),
        EntryName.SETTINGS: _json({name: getattr(settings, name) for name in _SETTINGS}),
        EntryName.INTAKES: _json(_intakes(folder)),
        EntryName.LOG: _log(folder),
    }
    return tuple(Entry(name, _cleaned(text)) for name, text in texts.items())


def save_report(entries: tuple[Entry, ...], target: Path) -> None:
    """Save it as a new ZIP file for this user's eyes only. Raises `TargetUnusable`; replaces nothing."""
    try:
        descriptor = os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    except OSError as error:
        reason = TargetUnusable.EXISTS if isinstance(error, FileExistsError) else type(error).__name__
        raise TargetUnusable(name=target.name, reason=reason) from error
    try:
        with os.fdopen(descriptor, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
            for entry in entries:
                about = zipfile.ZipInfo(entry.name.value, _STAMP)
                about.compress_type = zipfile.ZIP_DEFLATED
                about.external_attr = 0o600 << 16
                bundle.writestr(about, entry.text.encode("utf-8"))
    except OSError as error:
        with suppress(OSError):
            target.unlink()
        raise TargetUnusable(name=target.name, reason=type(error).__name__) from error


def _cleaned(text: str) -> str:
    return "\n".join(redacted(line) for line in text.splitlines()) + "\n"


def _program(folder: Path) -> Mapping[str, Any]:
    return {
        "version": __version__,
        "frozen": bool(getattr(sys, "frozen", False)),
        "python": platform.python_version(),
        "system": platform.system(),
        "release": platform.release(),
        "machine": platform.machine(),
        "packages": _versions(),
        "damaged_copies": sum(not path.name.endswith("-wal") for path in copies_of(folder / "intakes.sqlite3")),
    }


def _versions() -> Mapping[str, str]:
    from importlib.metadata import PackageNotFoundError, version

    found = {}
    for name in _PACKAGES:
        with suppress(PackageNotFoundError):
            found[name] = version(name)
    return found


def _intakes(folder: Path) -> Mapping[str, Any]:
    try:
        return {"intakes": peek(folder / "intakes.sqlite3")}
    except LocalStorageFailed as error:
        return {"intakes": [], "journal_unreadable": error.reason}


def _log(folder: Path) -> str:
    pages = []
    for path in log_files(folder):
        with suppress(OSError):
            pages.append(path.read_text("utf-8", errors="replace"))
    return "".join(pages)


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False)
