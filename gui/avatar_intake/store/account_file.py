"""Keeps a list of records and which of them is in use in one small JSON file (0600). A damaged file is an empty list.

It holds no secret: those are in the system's keyring. The older form of the file held one account.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

import msgspec

from avatar_intake.store.settings import replace_file

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Listed(Generic[_T]):
    """What the file holds. ``used`` is the place in the list of the one in use, or ``None``."""

    accounts: tuple[_T, ...] = ()
    used: int | None = None

    @property
    def in_use(self) -> _T | None:
        """The one in use."""
        return self.accounts[self.used] if self.used is not None and 0 <= self.used < len(self.accounts) else None


class AccountFile(Generic[_T]):
    """The file at ``path``, and at ``older`` its older form, which is read as long as there is no newer one."""

    def __init__(self, path: Path, older: Path, kind: type[_T]) -> None:
        self._path, self._older, self._kind = path, older, kind
        self.lock = threading.RLock()  # for whoever reads, changes and writes

    def read(self) -> Listed[_T]:
        """What is kept; other processes may have changed it meanwhile."""
        try:
            content = self._path.read_bytes()
        except OSError:
            return self._read_older()
        try:
            return msgspec.json.decode(content, type=Listed[self._kind])  # type: ignore[name-defined]
        except msgspec.MsgspecError:
            return Listed()

    def write(self, listed: Listed[_T]) -> None:
        """Replace the file in one step; the older form goes. Raises `LocalStorageFailed`."""
        replace_file(self._path, msgspec.json.encode(listed))
        self._older.unlink(missing_ok=True)

    def _read_older(self) -> Listed[_T]:
        try:
            raw = msgspec.json.decode(self._older.read_bytes(), type=dict[str, msgspec.Raw])
            return Listed((msgspec.json.decode(raw["account"], type=self._kind),), 0)
        except (OSError, msgspec.MsgspecError, KeyError):
            return Listed()
