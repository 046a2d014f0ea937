"""What the engine needs from outside. All of it is called on worker threads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.domain.transfer import FileIdentity, Part, StoredPart
from avatar_intake.errors import IntakeError
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import Crew, ThreadCrew


class Interrupted(Exception):
    """A pause stopped a PUT before its whole body was out; the store keeps nothing of it."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One part with all that is needed to send it."""

    role: Role
    path: str
    identity: FileIdentity
    part: Part
    address: SecretUrl


@dataclass(frozen=True, slots=True)
class Receipt:
    """The store's word that it has a part: MD5 of our bytes, and its ETag, both bare lower-case hex.

    They are equal, unless the store has said that it encrypts (OBS, "server-side encryption").
    """

    md5: str
    etag: str


class ByteCounter(Protocol):
    """Hears how many bytes of the present attempt have been handed to the network."""

    def sent(self, total_bytes: int) -> None:
        """The sum so far of this attempt."""


class PartSender(Protocol):
    """Sends one part once."""

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        """Send the bytes; returns once the store has acknowledged them.

        Raises `NetworkUnreachable` (nothing sent), `OutcomeUnknown` (ask), `StoredBytesDiffer` (the store has
        acknowledged other bytes), `ServiceBusy`, `UploadRefused`, `AddressesExpired` without a job's id,
        `SignInPage`, `TransportRefused`, `UnexpectedAnswer`, `MaterialChanged`, `MaterialMissing`,
        `MaterialUnreadable`, `Interrupted` when a pause stopped it, `Cancelled`.
        """
        ...


class Shelf(Protocol):
    """What the service says is stored of one material."""

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        """The stored parts, or ``None`` where the service has no list for this role."""
        ...

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        """Size and ETag of a document by its download address, or ``None`` where none is given."""
        ...


class Ledger(Protocol):
    """Remembers every step before it is taken."""

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        """A PUT is about to begin. Attempt 0 takes it back: no attempt so far can have brought anything there."""

    def part_stored(self, role: Role, part: StoredPart) -> None:
        """The store has acknowledged a part, or the service has listed it with our MD5."""


class Awake(Protocol):
    """Keeps the computer from going to sleep by itself. Both are called often and return at once."""

    def hold(self) -> None:
        """Let it not sleep from now on."""

    def release(self) -> None:
        """Let it sleep again."""


class Witness(Protocol):
    """Told of waits, so that they can be shown."""

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """Something stands in the way; it is tried again in ``seconds``."""

    def going_on(self) -> None:
        """The wait is over."""


class Clock(Protocol):
    """Time, so that tests need none of it."""

    def monotonic_s(self) -> float:
        """Seconds that never go back, and go on while the computer sleeps."""
        ...

    def epoch_s(self) -> float:
        """Seconds since 1970."""
        ...

    def sleep(self, control: RunControl, seconds: float) -> None:
        """See `RunControl.sleep`."""


class NeverAwake:
    """An `Awake` that lets the computer do as it likes."""

    def hold(self) -> None:
        """Nothing."""

    def release(self) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class UploadTools:
    """The engine's ports. ``redial`` drops every connection, so that the next request makes a new one."""

    sender: PartSender
    shelf: Shelf
    ledger: Ledger
    witness: Witness
    clock: Clock
    awake: Awake = field(default_factory=NeverAwake)
    redial: Callable[[], None] = lambda: None
    new_crew: Callable[[], Crew] = ThreadCrew


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """``patience_s``: how long to keep trying without progress (``None``: for ever); ``expires_s``: epoch seconds.

    ``workers``: how many connections, brought into 1 to 16; ``None`` begins with four and follows the line.
    """

    job_id: str
    workers: int | None = None
    patience_s: float | None = None
    expires_s: float | None = None
