"""One material and one part of it on the way to the store: what is known of it. Sends and asks nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.transfer import FileIdentity, MaterialProgress, Part, PartState, StoredPart, step_part
from avatar_intake.errors import Transient, UploadRefused
from avatar_intake.transfer.ports import Piece, Receipt
from avatar_intake.transfer.settle import Doubt


@dataclass(frozen=True, slots=True)
class MaterialUpload:
    """One material to upload. ``stored`` is what the journal knows; ``announced`` were begun before a crash."""

    role: Role
    path: str
    identity: FileIdentity
    parts: tuple[Part, ...]
    addresses: tuple[SecretUrl, ...]  # one a part
    stored: Mapping[int, StoredPart] = field(default_factory=dict)
    announced: Mapping[int, int] = field(default_factory=dict)  # part number -> attempts so far


class Task:
    """One part on its way. Changed by one worker at a time, under the engine's lock; read by `progress_of`."""

    def __init__(self, material: MaterialUpload, part: Part) -> None:
        self.material, self.part = material, part
        self.attempts = material.announced.get(part.number, 0)
        self.stored = material.stored.get(part.number)
        self.state = _first_state(self.stored, self.attempts)
        self.sent_bytes = 0  # of the present attempt
        self.best_bytes = 0  # of the attempt that came furthest
        self.md5 = ""  # empty until it was asked for
        self.is_proven = self.stored is None or bool(self.stored.etag)
        self.last_unknown: Transient | None = None
        self.refusal: UploadRefused | None = None  # the last PUT was answered as if the address had been used
        self.conflicts = 0
        self.has_list = self.role.is_multipart  # as far as is known before the first question
        self.sign_in_pages = 0
        self.receipt: Receipt | None = None  # the store's word, where it could not be written down yet
        self.may_be_there = self.attempts > 0
        self.holds_others = False
        self.may_overwrite = True

    @property
    def role(self) -> Role:
        """What the material is for."""
        return self.material.role

    @property
    def there_bytes(self) -> int:
        """Acknowledged, or out in the present attempt."""
        return self.part.size_bytes if self.state is PartState.STORED else self.sent_bytes

    @property
    def piece(self) -> Piece:
        """The part with all that is needed to send it."""
        item, address = self.material, self.material.addresses[self.part.number - 1]
        return Piece(item.role, item.path, item.identity, self.part, address)

    @property
    def doubt(self) -> Doubt:
        """What is known of it while its outcome is unknown."""
        return Doubt(
            was_refused=self.refusal is not None,
            may_be_there=self.may_be_there,
            holds_others=self.holds_others,
            may_overwrite=self.may_overwrite,
            has_list=self.has_list,
        )

    def step(self, state: PartState) -> None:
        """Take a step of the state table. Raises ``ValueError`` for one that it does not allow."""
        self.state = step_part(self.state, state)
        if state is not PartState.CHECKING:
            self.sent_bytes = 0  # while it is asked about, the bytes may well be there

    def sent(self, total_bytes: int) -> bool:
        """Count the bytes of this attempt; whether no attempt before came as far."""
        self.sent_bytes = total_bytes
        is_further = total_bytes > self.best_bytes
        self.best_bytes = max(self.best_bytes, total_bytes)
        return is_further

    def drop_errors(self) -> None:
        """Nothing hangs on them any more, but they hold on to all that was in their frames."""
        self.last_unknown = self.refusal = None

    def end_unknown(self, error: Transient) -> None:
        """The attempt ended without an answer that can be believed."""
        self.last_unknown = error
        self.may_be_there = self.may_be_there or self.sent_bytes == self.part.size_bytes


def progress_of(role: Role, tasks: list[Task]) -> MaterialProgress:
    """The numbers of one material at this moment."""
    return MaterialProgress(
        role=role,
        total_bytes=sum(task.part.size_bytes for task in tasks),
        stored_bytes=sum(task.part.size_bytes for task in tasks if task.state is PartState.STORED),
        sent_bytes=sum(task.sent_bytes for task in tasks if task.state is not PartState.STORED),
        states=tuple(task.state for task in tasks),
    )


def _first_state(stored: StoredPart | None, attempts: int) -> PartState:
    if stored is not None:
        return PartState.STORED
    # Begun before a crash: the server is asked before anything is sent.
    return PartState.CHECKING if attempts else PartState.WAITING
