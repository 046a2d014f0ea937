"""Reads the person's files for the upload: read-only, in blocks, never a byte of another file's."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.transfer import FileIdentity, Part
from avatar_intake.errors import Cancelled, IntakeError, MaterialChanged, MaterialMissing, MaterialUnreadable

# The largest block. With 64 KiB a fast line costs a third more processor time (measured).
BLOCK_BYTES = 256 * 1024

# Without O_NONBLOCK a named pipe would be waited for; regular files do not mind it. The others are Windows' needs.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOINHERIT", 0)

_RECALLED_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
_DATALESS_FLAG = 0x40000000

if sys.platform == "win32":

    def _read_into(descriptor: int, view: memoryview, offset_bytes: int) -> int:
        os.lseek(descriptor, offset_bytes, os.SEEK_SET)
        data = os.read(descriptor, len(view))
        view[: len(data)] = data
        return len(data)

else:

    def _read_into(descriptor: int, view: memoryview, offset_bytes: int) -> int:
        return os.preadv(descriptor, [view], offset_bytes)


def identify(status: os.stat_result) -> FileIdentity:
    """What a file is recognised by."""
    return FileIdentity(status.st_size, status.st_mtime_ns, status.st_ino)


def identity_of(role: Role, path: str) -> FileIdentity:
    """The identity of the file at ``path``. Raises `MaterialMissing` or `MaterialUnreadable`."""
    try:
        return _regular(role, path, os.stat(path))  # noqa: PTH116 - the same call as fstat below, so that the two compare
    except (OSError, ValueError) as error:
        raise _not_opened(role, path, error) from error


class SourceFile:
    """One open file that must stay the one it was when its upload began."""

    def __init__(self, role: Role, path: str, identity: FileIdentity) -> None:
        """Open it read-only. Raises `MaterialMissing`, `MaterialUnreadable` or `MaterialChanged`."""
        self._role, self._name, self._path, self._identity = role, Path(path).name, path, identity
        try:
            self._descriptor = os.open(path, _FLAGS)
        except (OSError, ValueError) as error:
            raise _not_opened(role, path, error) from error
        try:
            self.check_unchanged()
        except IntakeError:
            self.close()
            raise

    def close(self) -> None:
        """Close it."""
        os.close(self._descriptor)

    def check_unchanged(self) -> None:
        """Raise `MaterialChanged` when size, time or place on disk differ, of the open file or of its name."""
        if _regular(self._role, self._path, os.fstat(self._descriptor)) != self._identity:
            raise MaterialChanged(role=self._role, name=self._name)
        if identity_of(self._role, self._path) != self._identity:
            raise MaterialChanged(role=self._role, name=self._name)

    def read_into(self, view: memoryview, offset_bytes: int) -> int:
        """Fill ``view`` from ``offset_bytes``; returns how much it was. Raises `MaterialChanged` at an early end."""
        try:
            size = _read_into(self._descriptor, view, offset_bytes)
        except OSError as error:
            raise MaterialUnreadable(role=self._role, name=self._name, reason=type(error).__name__) from error
        if size == 0:
            raise MaterialChanged(role=self._role, name=self._name)
        return size


@contextmanager
def open_source(role: Role, path: str, identity: FileIdentity) -> Iterator[SourceFile]:
    """`SourceFile` for a ``with`` block."""
    source = SourceFile(role, path, identity)
    try:
        yield source
    finally:
        source.close()


def md5_of_part(source: SourceFile, part: Part, stop: StopSignal) -> str:
    """MD5 of a part's bytes, bare hex. Raises `Cancelled`, `MaterialChanged`."""
    return _digest(source, part.offset_bytes, part.size_bytes, stop, "md5")


def sha256_of_file(role: Role, path: str, identity: FileIdentity, stop: StopSignal) -> str:
    """SHA-256 of a whole file that is the same before and after. Raises `Cancelled`, `MaterialChanged`."""
    with open_source(role, path, identity) as source:
        digest = _digest(source, 0, identity.size_bytes, stop, "sha256")
        source.check_unchanged()
        return digest


def is_online_only(status: os.stat_result) -> bool:
    """Whether only the name of a file is here and its content still in somebody's cloud (OneDrive, iCloud and such).

    Windows: FILE_ATTRIBUTE_OFFLINE, _RECALL_ON_OPEN, _RECALL_ON_DATA_ACCESS; macOS: SF_DATALESS.
    """
    return bool(
        getattr(status, "st_file_attributes", 0) & _RECALLED_ATTRIBUTES
        or (sys.platform == "darwin" and getattr(status, "st_flags", 0) & _DATALESS_FLAG)
    )


def _regular(role: Role, path: str, status: os.stat_result) -> FileIdentity:
    if is_online_only(status):
        raise MaterialUnreadable(role=role, name=Path(path).name, reason=MaterialUnreadable.ONLINE_ONLY)
    if not stat.S_ISREG(status.st_mode):
        raise MaterialUnreadable(role=role, name=Path(path).name, reason=MaterialUnreadable.NOT_A_FILE)
    return identify(status)


def _not_opened(role: Role, path: str, error: OSError | ValueError) -> IntakeError:
    """A path that no file can have, one with a zero sign in it, is a ``ValueError``."""
    if isinstance(error, FileNotFoundError):
        return MaterialMissing(role=role, name=Path(path).name)
    return MaterialUnreadable(role=role, name=Path(path).name, reason=type(error).__name__)


def _digest(source: SourceFile, offset_bytes: int, size_bytes: int, stop: StopSignal, method: str) -> str:
    digest = hashlib.new(method, usedforsecurity=False)
    view = memoryview(bytearray(BLOCK_BYTES))
    end = offset_bytes + size_bytes
    while offset_bytes < end:
        if stop.is_set():
            raise Cancelled
        size = source.read_into(view[: min(BLOCK_BYTES, end - offset_bytes)], offset_bytes)
        digest.update(view[:size])
        offset_bytes += size
    return digest.hexdigest()
