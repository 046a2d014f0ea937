"""Parts, their states and the steps between them, progress. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from avatar_intake.domain.intake import Role

# Limits of a multipart upload: API page (1-1000 parts), OBS "upload part" page (100 KiB to 5 GiB, the last 0 to 5 GiB).
MIN_PARTS = 1
MAX_PARTS = 1000
MIN_PART_BYTES = 100 * 1024
MAX_PART_BYTES = 5 * 1024**3


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a file; numbers begin with 1."""

    number: int
    offset_bytes: int
    size_bytes: int


class PartState(StrEnum):
    """Where one part stands."""

    WAITING = "waiting"
    SENDING = "sending"
    CHECKING = "checking"  # sent, the outcome is unknown: the server is asked
    STORED = "stored"
    FAILED = "failed"


# Nobody sets a state by hand: `step_part` refuses what is not in this table.
ALLOWED_STEPS: dict[PartState, frozenset[PartState]] = {
    PartState.WAITING: frozenset({PartState.SENDING, PartState.STORED}),
    PartState.SENDING: frozenset({PartState.STORED, PartState.CHECKING, PartState.WAITING, PartState.FAILED}),
    PartState.CHECKING: frozenset({PartState.STORED, PartState.WAITING, PartState.FAILED}),
    PartState.FAILED: frozenset({PartState.WAITING}),
    PartState.STORED: frozenset(),
}


def step_part(now: PartState, to: PartState) -> PartState:
    """The new state; raises ``ValueError`` for a step that the table does not allow."""
    if to not in ALLOWED_STEPS[now]:
        raise ValueError(f"a part does not go from {now} to {to}")
    return to


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A part that the store has acknowledged. ``md5`` is of our bytes, ``etag`` the store's word, both bare hex."""

    number: int
    size_bytes: int
    md5: str
    etag: str
    attempts: int


@dataclass(frozen=True, slots=True)
class FileIdentity:
    """What a file is recognised by: if one of these differs, it is another file."""

    size_bytes: int
    mtime_ns: int
    file_id: int  # inode number, or the file index on Windows


@dataclass(frozen=True, slots=True)
class StoredMaterial:
    """A material that is completely at the store. A document that is sent in one piece has one part."""

    role: Role
    path: str
    identity: FileIdentity
    sha256: str
    parts: tuple[StoredPart, ...]
    is_proven: bool = True  # false: the store said "used before" after an unknown outcome; likely, not proved


@dataclass(frozen=True, slots=True)
class MaterialProgress:
    """One material's numbers at one moment. ``stored_bytes`` are acknowledged, ``sent_bytes`` may still be lost."""

    role: Role
    total_bytes: int
    stored_bytes: int
    sent_bytes: int
    states: tuple[PartState, ...]


@dataclass(frozen=True, slots=True)
class Progress:
    """All materials' numbers at one moment; ``bytes_per_s`` is an average of about 15 seconds."""

    materials: tuple[MaterialProgress, ...]
    bytes_per_s: float
    time_left_s: float | None  # None while too little is known
    deadline_left_s: float | None = None  # until the one-time addresses are dead; None where they do not say

    @property
    def total_bytes(self) -> int:
        """The sum of all sizes."""
        return sum(item.total_bytes for item in self.materials)

    @property
    def stored_bytes(self) -> int:
        """The sum of what is acknowledged."""
        return sum(item.stored_bytes for item in self.materials)

    @property
    def is_too_slow(self) -> bool:
        """Whether, at the present speed, the addresses will be dead before the last byte is stored."""
        return (
            self.time_left_s is not None
            and self.deadline_left_s is not None
            and self.time_left_s > self.deadline_left_s
        )

    @property
    def thousandths(self) -> int:
        """Acknowledged share, 0 to 1000; a size in bytes would overflow a progress bar's C int."""
        return self.stored_bytes * 1000 // self.total_bytes if self.total_bytes else 0
