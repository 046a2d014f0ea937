"""Upload all materials of one job: bounded threads, documents first, every outcome settled, progress for whoever asks.

Decides nothing about the service: it knows parts, addresses and what the ports say.
"""

from __future__ import annotations

import os
import sys
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.transfer import (
    FileIdentity,
    MaterialProgress,
    Part,
    PartState,
    Progress,
    StoredPart,
    step_part,
)
from avatar_intake.errors import (
    AddressesExpired,
    Cancelled,
    OutcomeUnknown,
    ServiceBusy,
    StoredBytesDiffer,
    Transient,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.meter import SpeedMeter
from avatar_intake.transfer.ports import Clock, Interrupted, Ledger, PartSender, Piece, Shelf, Witness
from avatar_intake.transfer.retry import wait_before_retry
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S, Listing, Verdict, judge
from avatar_intake.transfer.source import md5_of_part, open_source

_USED_OR_DEAD = frozenset({403, 404, 409})
_SUCCESSES_FOR_ONE_MORE = 8


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


@dataclass(frozen=True, slots=True)
class UploadTools:
    """The engine's ports."""

    sender: PartSender
    shelf: Shelf
    ledger: Ledger
    witness: Witness
    clock: Clock


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """``patience_s``: how long to keep trying without progress (``None``: for ever); ``expires_s``: epoch seconds."""

    job_id: str
    workers: int = 4
    patience_s: float | None = None
    expires_s: float | None = None


class _Task:
    """One part on its way. Changed by one worker at a time; read by `progress`."""

    def __init__(self, material: MaterialUpload, part: Part) -> None:
        self.material, self.part = material, part
        self.state = PartState.WAITING
        self.attempts = material.announced.get(part.number, 0)
        self.sent_bytes = 0
        self.stored: StoredPart | None = None
        self.is_proven = True
        self.may_overwrite = True
        self.is_doubtful = self.attempts > 0  # begun before a crash: the server is asked before anything is sent
        known = material.stored.get(part.number)
        if known:
            self.state, self.stored, self.is_doubtful = PartState.STORED, known, False

    def piece(self) -> Piece:
        material = self.material
        address = material.addresses[self.part.number - 1]
        return Piece(material.role, material.path, material.identity, self.part, address)


class Upload:
    """One run over all materials. `run` blocks; `progress` may be asked from any thread."""

    def __init__(
        self, materials: Sequence[MaterialUpload], tools: UploadTools, control: RunControl, limits: UploadLimits
    ) -> None:
        self._tools, self._control, self._limits = tools, control, limits
        self._tasks = {item.role: [_Task(item, part) for part in item.parts] for item in materials}
        self._listings = {
            role: Listing(partial(tools.shelf.listed_parts, role)) for role in self._tasks if role.is_multipart
        }
        self._lock = threading.Lock()
        self._queue: deque[_Task] = deque()
        self._failure: BaseException | None = None
        self._allowed = max(1, limits.workers)
        self._active = 0
        self._successes = 0
        self._turn = threading.Condition(self._lock)
        self._meter = SpeedMeter()
        self._last_progress_s = tools.clock.monotonic_s()

    # --- for the flow -----------------------------------------------------------------------------

    def run(self) -> None:
        """Return when everything is stored. Raises the first error that waiting cannot cure, or `Cancelled`."""
        self._control.watch(self)
        try:
            # Documents are a probe: a dead address or a proxy shows before gigabytes are moved.
            for roles in ([r for r in self._tasks if not r.is_multipart], [r for r in self._tasks if r.is_multipart]):
                self._run_phase([task for role in roles for task in self._tasks[role] if task.stored is None])
        except BaseException:
            with self._lock:
                self._failure = self._failure or Cancelled()
                self._turn.notify_all()
            raise

    def stored_parts(self, role: Role) -> tuple[StoredPart, ...]:
        """The acknowledged parts of a material, in order."""
        return tuple(task.stored for task in self._tasks[role] if task.stored is not None)

    @property
    def has_failed(self) -> bool:
        """Whether an error or an end was met; every thread stops at its next block."""
        return self._failure is not None

    def is_proven(self, role: Role) -> bool:
        """Whether the store has acknowledged every part itself."""
        return all(task.is_proven for task in self._tasks[role])

    def progress(self) -> Progress:
        """See `ProgressSource`."""
        with self._lock:
            items = tuple(_progress_of(role, tasks) for role, tasks in self._tasks.items())
            now_s = self._tools.clock.monotonic_s()
            self._meter.note(now_s, sum(item.stored_bytes + item.sent_bytes for item in items))
            left_bytes = sum(item.total_bytes - item.stored_bytes for item in items)
            return Progress(items, self._meter.bytes_per_s, self._meter.time_left_s(now_s, left_bytes))

    # --- threads ----------------------------------------------------------------------------------

    def _run_phase(self, tasks: list[_Task]) -> None:
        self._queue = deque(tasks)
        count = min(self._limits.workers, len(tasks))
        threads = [threading.Thread(target=self._work, name=f"upload-{n}", daemon=True) for n in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self._failure is not None:
            raise self._failure

    def _work(self) -> None:
        lower_own_priority()
        while True:
            task = self._next_task()
            if task is None:
                return
            try:
                self._finish(task)
            except BaseException as end:  # noqa: BLE001 - carried to `run`, which raises it
                self._give_up(task, end)
            finally:
                with self._turn:
                    self._active -= 1
                    self._turn.notify_all()

    def _next_task(self) -> _Task | None:
        """The next part when this thread may take one; ``None`` at the end. Waits out a pause."""
        try:
            self._control.wait_while_paused()
        except Cancelled as end:
            with self._turn:
                self._failure = self._failure or end
        with self._turn:
            self._turn.wait_for(lambda: self._failure or not self._queue or self._active < self._allowed)
            if self._failure or not self._queue:
                return None
            self._active += 1
            return self._queue.popleft()

    def _give_up(self, task: _Task, end: BaseException) -> None:
        with self._turn:
            if task.state in (PartState.SENDING, PartState.CHECKING) and not isinstance(end, Cancelled):
                task.state = step_part(task.state, PartState.FAILED)
            self._failure = self._failure or end
            self._turn.notify_all()

    # --- one part ---------------------------------------------------------------------------------

    def _finish(self, task: _Task) -> None:
        """Bring one part to STORED, through as many attempts as it takes."""
        failures = 0
        while task.state is not PartState.STORED:
            self._stop_if_over()
            before_s = self._last_progress_s
            try:
                if task.is_doubtful or task.state is PartState.CHECKING:
                    self._settle(task)
                else:
                    self._attempt(task)
            except Interrupted:
                self._control.wait_while_paused()
            except Transient as error:
                failures = 1 if self._last_progress_s != before_s else failures + 1
                self._wait(error, failures)

    def _attempt(self, task: _Task) -> None:
        """One PUT. Leaves the part STORED, CHECKING or WAITING, and says by an error why it is not stored."""
        self._check_deadline()
        task.attempts += 1
        self._tools.ledger.part_announced(task.material.role, task.part.number, task.attempts)
        self._step(task, PartState.SENDING)
        try:
            md5 = self._tools.sender.send(task.piece(), self._control, _Counter(self, task))
        except Interrupted as pause:
            self._step(task, PartState.CHECKING if pause.was_complete else PartState.WAITING)
            raise
        except OutcomeUnknown:
            self._step(task, PartState.CHECKING)
            raise
        except UploadRefused as refusal:
            if task.attempts == 1 or refusal.status not in _USED_OR_DEAD:
                raise
            self._step(task, PartState.CHECKING)
            self._settle(task, refusal)
        except Transient as error:
            self._step(task, PartState.WAITING)
            if isinstance(error, ServiceBusy):
                self._slow_down()
            raise
        else:
            self._store(task, md5)

    def _settle(self, task: _Task, refusal: UploadRefused | None = None) -> None:
        """Ask the server about a part whose outcome is unknown. With a refusal there is evidence: ask a few times."""
        if task.is_doubtful:
            self._step(task, PartState.SENDING)
            self._step(task, PartState.CHECKING)
            task.is_doubtful = False
        material, part = task.material, task.part
        with open_source(material.role, material.path, material.identity) as source:
            md5 = md5_of_part(source, part, self._control)
        verdict = self._ask(task, md5)
        for pause_s in LIST_LAG_PAUSES_S if refusal else ():
            if verdict is not Verdict.NOT_THERE:
                break
            self._tools.clock.sleep(self._control, pause_s)
            verdict = self._ask(task, md5)
        if verdict is Verdict.STORED:
            self._store(task, md5)
        elif verdict is Verdict.DIFFERENT and not (task.may_overwrite and refusal is None):
            raise StoredBytesDiffer(role=material.role, parts=str(part.number))
        elif refusal is not None:
            self._accept_or_raise(task, md5, refusal)
        else:
            task.may_overwrite = verdict is not Verdict.DIFFERENT
            self._step(task, PartState.WAITING)

    def _ask(self, task: _Task, md5: str) -> Verdict:
        role = task.material.role
        listing = self._listings.get(role)
        if listing is not None:
            return judge(listing.after(listing.ticket()) or (), task.part.number, md5)
        seen = self._tools.shelf.stored_size_and_etag(role)
        if seen is None:
            return Verdict.NOT_THERE
        return Verdict.STORED if seen == (task.part.size_bytes, md5) else Verdict.DIFFERENT

    def _accept_or_raise(self, task: _Task, md5: str, refusal: UploadRefused) -> None:
        """A document has no list: "used" after an unknown outcome is evidence, though not proof, that it is stored."""
        if task.material.role.is_multipart:
            raise refusal
        task.is_proven = False
        self._store(task, md5)

    def _store(self, task: _Task, md5: str) -> None:
        part = StoredPart(task.part.number, task.part.size_bytes, md5, md5, task.attempts)
        self._tools.ledger.part_stored(task.material.role, part)
        with self._turn:
            task.state = step_part(task.state, PartState.STORED)
            task.stored, task.sent_bytes = part, 0
            self._last_progress_s = self._tools.clock.monotonic_s()
            self._successes += 1
            if self._successes % _SUCCESSES_FOR_ONE_MORE == 0 and self._allowed < self._limits.workers:
                self._allowed += 1
                self._turn.notify_all()

    def _step(self, task: _Task, state: PartState) -> None:
        with self._lock:
            task.state = step_part(task.state, state)
            task.sent_bytes = 0 if state is not PartState.CHECKING else task.sent_bytes

    # --- waiting ----------------------------------------------------------------------------------

    def _wait(self, error: Transient, failures: int) -> None:
        patience_s = self._limits.patience_s
        if patience_s is not None and self._tools.clock.monotonic_s() - self._last_progress_s > patience_s:
            raise error
        pause_s = wait_before_retry(error, failures)
        self._tools.witness.waiting(error, pause_s)
        self._tools.clock.sleep(self._control, pause_s)
        self._tools.witness.going_on()

    def _slow_down(self) -> None:
        with self._lock:
            self._allowed = max(1, self._allowed // 2)

    def _check_deadline(self) -> None:
        expires_s = self._limits.expires_s
        if expires_s is not None and self._tools.clock.epoch_s() >= expires_s:
            raise AddressesExpired(job_id=self._limits.job_id)

    def _stop_if_over(self) -> None:
        self._control.wait_while_paused()
        with self._lock:
            if self._failure is not None:
                raise Cancelled


class _Counter:
    """Counts one attempt's bytes, and ends it when the upload has failed elsewhere."""

    def __init__(self, upload: Upload, task: _Task) -> None:
        self._upload, self._task = upload, task

    def sent(self, total_bytes: int) -> None:
        """A plain int, read without a lock. Raises `Cancelled`."""
        self._task.sent_bytes = total_bytes
        if self._upload.has_failed:
            raise Cancelled


def _progress_of(role: Role, tasks: list[_Task]) -> MaterialProgress:
    return MaterialProgress(
        role=role,
        total_bytes=sum(task.part.size_bytes for task in tasks),
        stored_bytes=sum(task.part.size_bytes for task in tasks if task.state is PartState.STORED),
        sent_bytes=sum(task.sent_bytes for task in tasks if task.state is not PartState.STORED),
        states=tuple(task.state for task in tasks),
    )


def lower_own_priority() -> None:
    """Let the window go first: with busy threads of a lower priority its timer stays punctual (measured)."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
