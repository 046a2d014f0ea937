"""Upload all materials of one job: bounded threads, documents first, every outcome settled, progress for whoever asks.

Decides nothing about the service: it knows parts, addresses and what the ports say. What an answer means stands in
`answer.py`, what follows from an unknown outcome in `settle.py`.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections import deque
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import PartState, Progress, StoredPart
from avatar_intake.errors import (
    AddressesExpired,
    Cancelled,
    IntakeError,
    ServiceBusy,
    StoredBytesDiffer,
    Transient,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.meter import SpeedMeter
from avatar_intake.transfer.ports import Clock, Interrupted, Ledger, PartSender, Receipt, Shelf, Witness
from avatar_intake.transfer.retry import wait_before_retry
from avatar_intake.transfer.settle import (
    LIST_LAG_PAUSES_S,
    Listing,
    Next,
    Verdict,
    decide,
    is_conflict,
    judge,
    may_be_used,
    must_ask,
)
from avatar_intake.transfer.slots import Slots
from avatar_intake.transfer.source import md5_of_part, open_source
from avatar_intake.transfer.task import MaterialUpload, Task, progress_of

_MOST_WORKERS = 16
_OVERLOADED = frozenset({429, 503})
_CONFLICTS_OF_A_USED_ADDRESS = 3
# A PUT that begins just before its address dies is refused, and clocks differ a little.
_EXPIRY_MARGIN_S = 30.0
# At an end: for answers on their way, then, after all lines were hung up, for the threads to notice.
_GRACE_S = 1.0
_HANG_UP_S = 0.5


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
    """``patience_s``: how long to keep trying without progress (``None``: for ever); ``expires_s``: epoch seconds.

    ``workers`` are brought into 1 to 16.
    """

    job_id: str
    workers: int = 4
    patience_s: float | None = None
    expires_s: float | None = None


class Upload:
    """One run over all materials. `run` blocks; `progress` may be asked from any thread."""

    def __init__(
        self, materials: Sequence[MaterialUpload], tools: UploadTools, control: RunControl, limits: UploadLimits
    ) -> None:
        self._tools, self._limits = tools, limits
        self._watched, self._control = control, control.branch()
        self._tasks = {item.role: [Task(item, part) for part in item.parts] for item in materials}
        self._listings = {
            role: Listing(partial(tools.shelf.listed_parts, role)) for role in self._tasks if role.is_multipart
        }
        self._workers = min(max(1, limits.workers), _MOST_WORKERS)
        self._slots = Slots(self._workers)
        self._queue: deque[Task] = deque()
        self._lock = threading.Lock()
        self._left = 0  # threads that have not ended
        self._failure: BaseException | None = None
        self._is_over = False
        self._meter = SpeedMeter()
        self._unsent_bytes = 0  # of stored parts that this run has not sent itself
        self._last_progress_s = tools.clock.monotonic_s()

    # --- for the flow -----------------------------------------------------------------------------

    def run(self) -> None:
        """Return when everything is stored. Raises the first error that waiting cannot cure, or `Cancelled`.

        An end leaves it within two seconds: what has not answered by then is hung up and asked about the next time.
        """
        self._watched.watch(self)
        # Documents are a probe: a dead address or a proxy shows before gigabytes are moved.
        for is_multipart in (False, True):
            roles = [role for role in self._tasks if role.is_multipart is is_multipart]
            self._run_phase([task for role in roles for task in self._tasks[role] if task.stored is None])

    def stored_parts(self, role: Role) -> tuple[StoredPart, ...]:
        """The acknowledged parts of a material, in order."""
        return tuple(task.stored for task in self._tasks[role] if task.stored is not None)

    def is_proven(self, role: Role) -> bool:
        """Whether the store has acknowledged every part itself."""
        return all(task.is_proven for task in self._tasks[role])

    def progress(self) -> Progress:
        """See `ProgressSource`."""
        with self._lock:
            items = tuple(progress_of(role, tasks) for role, tasks in self._tasks.items())
            now_s = self._tools.clock.monotonic_s()
            moved_bytes = sum(item.stored_bytes + item.sent_bytes for item in items)
            self._meter.note(now_s, moved_bytes - self._unsent_bytes)
            left_bytes = sum(item.total_bytes for item in items) - moved_bytes
            return Progress(items, self._meter.bytes_per_s, self._meter.time_left_s(now_s, left_bytes))

    # --- threads ----------------------------------------------------------------------------------

    def _run_phase(self, tasks: list[Task]) -> None:
        self._queue.extend(tasks)
        count = min(self._workers, len(tasks))
        threads = [threading.Thread(target=self._work, name=f"upload-{n}", daemon=True) for n in range(count)]
        self._left = count
        try:
            for thread in threads:
                thread.start()
            if not self._control.wait_until(lambda: self._left == 0):
                _join(threads, _GRACE_S)
        finally:
            if self._control.is_cancelled or self._left:
                self._control.abort()
                _join([thread for thread in threads if thread.ident], _HANG_UP_S)
                self._is_over = True
        if self._failure is not None:
            raise self._failure
        self._control.check()

    def _work(self) -> None:
        try:
            lower_own_priority()
            while (task := self._next_task()) is not None:
                self._finish(task)
        except BaseException as end:  # noqa: BLE001 - carried to `run`, which raises it
            with self._lock:
                self._failure = self._failure or end
            self._control.cancel()
        finally:
            with self._lock:
                self._left -= 1
            self._control.wake()

    def _next_task(self) -> Task | None:
        try:
            return self._queue.popleft()
        except IndexError:
            return None

    # --- one part ---------------------------------------------------------------------------------

    def _finish(self, task: Task) -> None:
        """Bring one part to STORED, through as many attempts as it takes."""
        failures = 0
        try:
            while task.state is not PartState.STORED:
                self._wait_while_paused()
                best_bytes = task.best_bytes
                error = self._try_once(task)
                if error is not None:
                    failures = 1 if task.best_bytes > best_bytes else failures + 1
                    self._wait(error, failures)
        except IntakeError:
            if task.state in (PartState.SENDING, PartState.CHECKING):
                self._step(task, PartState.FAILED)
            raise

    def _try_once(self, task: Task) -> Transient | None:
        """One PUT or one question. Returns what stood in the way and may pass; raises everything else."""
        was_sending = task.state is PartState.WAITING
        try:
            if was_sending:
                with self._slots.one(self._control):
                    self._attempt(task)
            else:
                self._settle(task)
        except Interrupted:
            return None
        except Transient as error:
            # Whether a PUT got through is always asked once, however little patience is left.
            if not (was_sending and task.state is PartState.CHECKING):
                self._require_patience(error)
            return error
        return None

    def _attempt(self, task: Task) -> None:
        """One PUT. Leaves the part STORED, CHECKING or WAITING, and says by an error why it is not stored."""
        self._check_deadline()
        task.attempts += 1
        self._tools.ledger.part_announced(task.role, task.part.number, task.attempts)
        self._step(task, PartState.SENDING)
        try:
            receipt = self._tools.sender.send(task.piece, self._control, _Counter(self, task))
        except Interrupted:
            self._step(task, PartState.WAITING)
            raise
        except AddressesExpired:
            raise AddressesExpired(job_id=self._limits.job_id) from None
        except StoredBytesDiffer:
            self._doubt_stored_bytes(task)
        except UploadRefused as refusal:
            self._doubt_refusal(task, refusal)
        except Transient as error:
            self._after_transient(task, error)
            raise
        else:
            self._slots.succeeded()
            self._store(task, receipt)

    def _doubt_stored_bytes(self, task: Task) -> None:
        if not task.may_overwrite:
            raise StoredBytesDiffer(role=task.role, parts=str(task.part.number))
        task.holds_others = True
        self._step(task, PartState.CHECKING)

    def _doubt_refusal(self, task: Task, refusal: UploadRefused) -> None:
        if not may_be_used(refusal, task.attempts):
            raise refusal
        task.refusal = refusal
        self._step(task, PartState.CHECKING)

    def _after_transient(self, task: Task, error: Transient) -> None:
        if isinstance(error, ServiceBusy) and error.status in _OVERLOADED:
            self._slots.slow_down()
        if not must_ask(error, task.attempts):
            self._step(task, PartState.WAITING)
            return
        task.end_unknown(error)
        self._step(task, PartState.CHECKING)
        # A part's conflict ends in the list. A document has none: a conflict that does not end means "used before".
        if isinstance(error, ServiceBusy) and is_conflict(error) and not task.role.is_multipart:
            task.conflicts += 1
            if task.may_be_there and task.conflicts >= _CONFLICTS_OF_A_USED_ADDRESS:
                task.refusal = UploadRefused(task.role, error.status, error.code, error.request_id)

    def _settle(self, task: Task) -> None:
        """Ask the server about a part whose outcome is unknown, and do what follows."""
        self._hash(task)
        following = decide(self._verdict(task), task.doubt)
        if following is Next.IS_STORED:
            self._store(task, Receipt(task.md5, task.md5))
        elif following is Next.TAKE_AS_STORED:
            task.is_proven = False
            self._store(task, Receipt(task.md5, ""))
        elif following is Next.DIFFERS:
            raise StoredBytesDiffer(role=task.role, parts=str(task.part.number))
        elif task.refusal is not None and following is Next.REFUSED:
            raise task.refusal
        else:
            self._send_again(task)

    def _send_again(self, task: Task) -> None:
        self._step(task, PartState.WAITING)
        if task.holds_others:
            task.may_overwrite = False
        if task.last_unknown is not None:
            self._require_patience(task.last_unknown)

    def _hash(self, task: Task) -> None:
        """Our own MD5 of the part; the file must still be the same when it is known already."""
        with open_source(task.role, task.material.path, task.material.identity) as source:
            task.md5 = task.md5 or md5_of_part(source, task.part, self._control)

    def _verdict(self, task: Task) -> Verdict:
        """The server's word. After a refusal there is evidence that the list only lags: it is asked a few times."""
        verdict = self._ask(task)
        for pause_s in LIST_LAG_PAUSES_S if task.refusal is not None else ():
            if verdict is not Verdict.NOT_THERE:
                break
            self._tools.clock.sleep(self._control, pause_s)
            verdict = self._ask(task)
        task.holds_others = task.holds_others or verdict is Verdict.DIFFERENT
        return verdict

    def _ask(self, task: Task) -> Verdict:
        listing = self._listings.get(task.role)
        if listing is not None:
            return judge(listing.after(listing.ticket()) or (), task.part.number, task.md5)
        seen = self._tools.shelf.stored_size_and_etag(task.role)
        if seen is None:
            return Verdict.NOT_THERE
        return Verdict.STORED if seen == (task.part.size_bytes, task.md5) else Verdict.DIFFERENT

    def _store(self, task: Task, receipt: Receipt) -> None:
        part = StoredPart(task.part.number, task.part.size_bytes, receipt.md5, receipt.etag, task.attempts)
        if self._is_over:
            raise Cancelled  # too late to be written down: the next run asks
        self._tools.ledger.part_stored(task.role, part)
        with self._lock:
            self._unsent_bytes += task.part.size_bytes - task.sent_bytes
            task.step(PartState.STORED)
            task.stored = part
            self._last_progress_s = self._tools.clock.monotonic_s()

    def _step(self, task: Task, state: PartState) -> None:
        with self._lock:
            task.step(state)

    def count(self, task: Task, total_bytes: int) -> None:
        """For the part's own counter: bytes of the present attempt, on the thread that sends them."""
        if task.sent(total_bytes):
            self._last_progress_s = self._tools.clock.monotonic_s()

    # --- waiting ----------------------------------------------------------------------------------

    def _wait(self, error: Transient, failures: int) -> None:
        pause_s = wait_before_retry(error, failures)
        self._tools.witness.waiting(error, pause_s)
        self._tools.clock.sleep(self._control, pause_s)
        self._tools.witness.going_on()

    def _require_patience(self, error: Transient) -> None:
        patience_s = self._limits.patience_s
        if patience_s is not None and self._tools.clock.monotonic_s() - self._last_progress_s > patience_s:
            raise error

    def _wait_while_paused(self) -> None:
        if self._control.is_paused:
            self._control.wait_while_paused()
            self._last_progress_s = self._tools.clock.monotonic_s()  # a pause is no lack of progress
        self._control.check()

    def _check_deadline(self) -> None:
        expires_s = self._limits.expires_s
        if expires_s is not None and self._tools.clock.epoch_s() >= expires_s - _EXPIRY_MARGIN_S:
            raise AddressesExpired(job_id=self._limits.job_id)


class _Counter:
    """Counts one attempt's bytes."""

    def __init__(self, upload: Upload, task: Task) -> None:
        self._upload, self._task = upload, task

    def sent(self, total_bytes: int) -> None:
        """See `ByteCounter.sent`."""
        self._upload.count(self._task, total_bytes)


def _join(threads: Sequence[threading.Thread], seconds: float) -> None:
    """Wait for threads as long as a person would; in real seconds, since what they wait for is real."""
    ends_at_s = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0.0, ends_at_s - time.monotonic()))


def lower_own_priority() -> None:
    """Let the window go first: with busy threads of a lower priority its timer stays punctual (measured)."""
    if sys.platform == "linux":
        with suppress(OSError):  # a process that is nicer already may not become less so
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 10)
