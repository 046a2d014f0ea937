"""The ports of the upload engine, small and scripted: time that passes only in waits, a store in memory, a ledger."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.domain.transfer import Part, StoredPart
from avatar_intake.errors import Cancelled, IntakeError, OutcomeUnknown, UploadRefused
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import Crew, ThreadCrew
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import ByteCounter, Interrupted, Piece, Receipt, UploadLimits, UploadTools
from avatar_intake.transfer.source import identity_of, open_source
from avatar_intake.transfer.task import MaterialUpload

KIB = 1024

# How a PUT goes; an exception stands for itself. The store keeps the bytes where it says so.
STORED = "stored"
LOST = "stored, but the answer never comes"
CUT = "the line breaks in the middle"
ARRIVED_AND_FORGOTTEN = "the whole body is out, but nothing is stored and no answer comes"
FLIPPED = "one bit of what is stored is flipped, and the answer shows it"
ENCRYPTED = "stored, under an ETag that is no MD5"
OVERWRITES = "stored, though the address was used before"


class FakeClock:
    """Time that passes only when somebody waits. ``on_sleep`` is called with every wait."""

    def __init__(self, epoch_s: float = 1_800_000_000.0) -> None:
        self._lock = threading.Lock()
        self._passed_s = 0.0
        self._epoch_s = epoch_s
        self.sleeps: list[float] = []
        self.on_sleep: Callable[[float], None] = lambda _seconds: None

    def monotonic_s(self) -> float:
        return 1000.0 + self._passed_s

    def epoch_s(self) -> float:
        return self._epoch_s + self._passed_s

    def pass_s(self, seconds: float) -> None:
        with self._lock:
            self._passed_s += seconds

    def sleep(self, control: RunControl, seconds: float) -> None:
        control.check()
        with self._lock:
            self.sleeps.append(seconds)
            self._passed_s += seconds
        self.on_sleep(seconds)
        control.check()


class ShelvedBytes:
    """What the store holds: the only truth that the tests believe."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.parts: dict[tuple[Role, int], bytes] = {}

    def content(self, role: Role) -> bytes:
        return b"".join(data for (kept, _), data in sorted(self.parts.items()) if kept is role)


class ScriptedSender:
    """Puts parts into the shelved bytes as the script says; ``STORED`` where it is silent.

    The store is strict: an address works once. ``open_puts`` counts what is under way, ``most_at_once`` what was at
    most; a second open PUT of one part is a failure of the test.
    """

    def __init__(self, shelved: ShelvedBytes) -> None:
        self._shelved = shelved
        self._lock = threading.Lock()
        self.script: dict[tuple[Role, int], deque[object]] = {}
        self.puts: Counter[tuple[Role, int]] = Counter()
        self.sent_bytes: Counter[tuple[Role, int]] = Counter()
        self.acknowledged: set[tuple[Role, int]] = set()
        self.order: list[tuple[Role, int]] = []
        self.broken_rules: list[str] = []
        self.most_at_once = 0
        self.used_answer: Callable[[Role], Exception] = lambda role: UploadRefused(role, 403, "AccessDenied")
        self.before: Callable[[Piece, RunControl], None] = lambda _piece, _control: None
        self.on_count: Callable[[], None] = lambda: None  # ten times a part
        self._open: set[tuple[Role, int]] = set()

    def will(self, role: Role, number: int, *ends: object) -> None:
        self.script.setdefault((role, number), deque()).extend(ends)

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        control.check()
        key = (piece.role, piece.part.number)
        self._begin(key)
        try:
            self.before(piece, control)
            control.check()
            if control.is_paused:
                raise Interrupted
            return self._play(piece, key, counter)
        finally:
            with self._lock:
                self._open.discard(key)

    def _begin(self, key: tuple[Role, int]) -> None:
        with self._lock:
            if key in self._open:
                self.broken_rules.append(f"two open PUTs of {key}")
            if key in self.acknowledged:
                self.broken_rules.append(f"{key} was sent again after it had been acknowledged")
            self._open.add(key)
            self.most_at_once = max(self.most_at_once, len(self._open))
            self.puts[key] += 1
            self.order.append(key)

    def _play(self, piece: Piece, key: tuple[Role, int], counter: ByteCounter) -> Receipt:
        queue = self.script.get(key)
        end = queue.popleft() if queue else STORED
        if isinstance(end, BaseException):
            raise end
        with open_source(piece.role, piece.path, piece.identity) as source:
            data = bytearray(piece.part.size_bytes)
            if data:
                source.read_into(memoryview(data), piece.part.offset_bytes)
        if end == CUT:
            self._count(key, counter, len(data) // 2)
            raise OutcomeUnknown(step="put")
        with self._shelved.lock:
            if key in self._shelved.parts and end != OVERWRITES:
                raise self.used_answer(piece.role)
        self._count(key, counter, len(data))
        return self._keep(piece, bytes(data), str(end))

    def _keep(self, piece: Piece, data: bytes, end: str) -> Receipt:
        key = (piece.role, piece.part.number)
        kept = bytes([data[0] ^ 1]) + data[1:] if end == FLIPPED else data
        if end != ARRIVED_AND_FORGOTTEN:
            with self._shelved.lock:
                self._shelved.parts[key] = kept
        if end in (LOST, ARRIVED_AND_FORGOTTEN):
            raise OutcomeUnknown(step="put")
        if end == FLIPPED:
            from avatar_intake.errors import StoredBytesDiffer

            raise StoredBytesDiffer(role=piece.role, parts=str(piece.part.number))
        self.acknowledged.add(key)
        md5 = md5_of(data)
        return Receipt(md5, md5_of(b"encrypted" + data) if end == ENCRYPTED else md5)

    def _count(self, key: tuple[Role, int], counter: ByteCounter, size_bytes: int) -> None:
        for tenths in range(1, 11):
            counter.sent(size_bytes * tenths // 10)
            self.on_count()
        self.sent_bytes[key] += size_bytes


class FakeShelf:
    """Lists what is shelved. ``lag`` is how many questions a part stays out of the list for."""

    def __init__(self, shelved: ShelvedBytes) -> None:
        self._shelved = shelved
        self.asked: Counter[Role] = Counter()
        self.errors: deque[Exception] = deque()
        self.lag = 0
        self.shows_documents = False
        self.changes: Callable[[list[ListedPart]], list[ListedPart]] = lambda listed: listed

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        self._ask(role)
        if self.asked[role] <= self.lag:
            return ()
        with self._shelved.lock:
            kept = sorted((number, data) for (of, number), data in self._shelved.parts.items() if of is role)
        return tuple(self.changes([ListedPart(number, md5_of(data)) for number, data in kept]))

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        self._ask(role)
        data = self._shelved.parts.get((role, 1))
        return (len(data), md5_of(data)) if self.shows_documents and data is not None else None

    def _ask(self, role: Role) -> None:
        self.asked[role] += 1
        if self.errors:
            raise self.errors.popleft()


class RecordingLedger:
    """Keeps what is announced and stored, and fails the test's rules when something is stored unannounced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.announced: Counter[tuple[Role, int]] = Counter()
        self.stored: dict[tuple[Role, int], StoredPart] = {}
        self.error: Exception | None = None
        self.fails_after = 1 << 30

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        with self._lock:
            self._fail_if_full()
            self.announced[role, number] = attempt

    def part_stored(self, role: Role, part: StoredPart) -> None:
        with self._lock:
            self._fail_if_full()
            assert self.announced[role, part.number] > 0
            self.stored[role, part.number] = part

    def _fail_if_full(self) -> None:
        self.fails_after -= 1
        if self.error is not None and self.fails_after < 0:
            raise self.error

    def stored_of(self, role: Role) -> dict[int, StoredPart]:
        return {number: part for (kept, number), part in self.stored.items() if kept is role}

    def announced_of(self, role: Role) -> dict[int, int]:
        left = {key: count for key, count in self.announced.items() if key not in self.stored}
        return {number: count for (kept, number), count in left.items() if kept is role}


class RecordingWitness:
    """Hears of waits."""

    def __init__(self) -> None:
        self.waits: list[tuple[str, float]] = []
        self.went_on = 0

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self.waits.append((type(error).__name__, seconds))

    def going_on(self) -> None:
        self.went_on += 1


class WatchfulAwake:
    """Keeps what the computer was told about sleep."""

    def __init__(self) -> None:
        self.is_held = False
        self.was_held = False

    def hold(self) -> None:
        self.is_held = self.was_held = True

    def release(self) -> None:
        self.is_held = False


@dataclass
class Bench:
    """A folder of materials, a store in memory and as many runs over them as a test needs."""

    folder: Path
    materials: dict[Role, tuple[Path, int]] = field(default_factory=dict)  # path, part count
    shelved: ShelvedBytes = field(default_factory=ShelvedBytes)
    clock: FakeClock = field(default_factory=FakeClock)
    ledger: RecordingLedger = field(default_factory=RecordingLedger)
    witness: RecordingWitness = field(default_factory=RecordingWitness)
    control: RunControl = field(default_factory=RunControl)
    workers: int | None = 4
    patience_s: float | None = None
    expires_s: float | None = None
    new_crew: Callable[[], Crew] = ThreadCrew
    awake: WatchfulAwake = field(default_factory=WatchfulAwake)
    redials: int = 0

    def __post_init__(self) -> None:
        self.sender = ScriptedSender(self.shelved)
        self.shelf = FakeShelf(self.shelved)

    def add(self, role: Role, size_bytes: int, parts: int = 1) -> Path:
        path = self.folder / role.value
        path.write_bytes(pattern(role, size_bytes))
        self.materials[role] = (path, parts)
        return path

    def redial(self) -> None:
        self.redials += 1

    def upload(self) -> Upload:
        tools = UploadTools(
            *(self.sender, self.shelf, self.ledger, self.witness, self.clock),
            *(self.awake, self.redial, self.new_crew),
        )
        limits = UploadLimits("job", self.workers, self.patience_s, self.expires_s)
        return Upload([self._material(role) for role in self.materials], tools, self.control, limits)

    def run(self) -> Upload:
        upload = self.upload()
        upload.run()
        return upload

    def ends(self) -> BaseException | None:
        """How a run ends: ``None`` when everything is stored."""
        try:
            self.run()
        except (IntakeError, Cancelled) as end:
            return end
        return None

    def crash(self) -> None:
        """A new process: nothing is left but the ledger, the files and the store."""
        self.control = RunControl()

    def is_all_stored(self) -> bool:
        return all(self.shelved.content(role) == path.read_bytes() for role, (path, _) in self.materials.items())

    def _material(self, role: Role) -> MaterialUpload:
        path, count = self.materials[role]
        identity = identity_of(role, str(path))
        parts = plan_parts(identity.size_bytes, count)
        addresses = tuple(SecretUrl(f"https://store.example/{role}?n={part.number}") for part in parts)
        return MaterialUpload(
            role, str(path), identity, parts, addresses, self.ledger.stored_of(role), self.ledger.announced_of(role)
        )


def pattern(role: Role, size_bytes: int) -> bytes:
    """Bytes that differ from part to part and from role to role."""
    seed = hashlib.sha256(role.value.encode()).digest()
    blocks = (hashlib.sha256(seed + number.to_bytes(4)).digest() for number in range(-(-size_bytes // 32)))
    return b"".join(blocks)[:size_bytes]


def md5_of(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def part_of(data: bytes, part: Part) -> bytes:
    return data[part.offset_bytes : part.offset_bytes + part.size_bytes]
