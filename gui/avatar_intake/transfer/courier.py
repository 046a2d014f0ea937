"""Bring one part to the store, through as many attempts, questions and waits as it takes. Starts no thread.

What an answer means stands in `answer.py`, what follows from an unknown outcome in `settle.py`.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import PartState, StoredPart
from avatar_intake.errors import (
    AddressesExpired,
    AddressesLost,
    Barrier,
    Cancelled,
    IntakeError,
    ServiceBusy,
    SignInPage,
    StoredBytesDiffer,
    Transient,
    TransportRefused,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import Interrupted, Receipt, UploadLimits, UploadTools
from avatar_intake.transfer.retry import wait_before_retry
from avatar_intake.transfer.settle import (
    LIST_LAG_PAUSES_S,
    Listing,
    Next,
    Verdict,
    decide,
    is_about_the_address,
    is_conflict,
    judge,
    may_be_used,
    must_ask,
)
from avatar_intake.transfer.slots import Slots
from avatar_intake.transfer.source import md5_of_part, open_source
from avatar_intake.transfer.task import Task

_OVERLOADED = frozenset({429, 503})
_CONFLICTS_OF_A_USED_ADDRESS = 3
# The service was reached in between each time: this is no network's sign-in page, the store itself points elsewhere.
_SIGN_IN_PAGES_OF_A_STORE = 4
# A PUT that begins just before its address dies is refused, and clocks differ a little.
_EXPIRY_MARGIN_S = 30.0
# A slow hour is no reason to give up an address that is good for many more.
_LONGEST_FORESIGHT_S = 900.0


@dataclass
class Shared:
    """What the couriers of one upload have in common. The numbers are changed under ``lock``."""

    tools: UploadTools
    limits: UploadLimits
    control: RunControl
    slots: Slots
    listings: Mapping[Role, Listing]
    lock: threading.Lock = field(default_factory=threading.Lock)
    unsent_bytes: int = 0  # of stored parts that this run has not sent itself
    last_progress_s: float = 0.0
    bytes_per_s_each: float = 0.0  # of one connection, on the average of this run; 0 while unknown
    is_over: bool = False

    def note_progress(self) -> None:
        """A byte got further than ever, or waiting was no fault of the line."""
        self.last_progress_s = self.tools.clock.monotonic_s()


class Courier:
    """Delivers parts, one at a time. Several may run at once, each on its own thread and with its own tasks."""

    def __init__(self, shared: Shared) -> None:
        self._shared, self._tools, self._control = shared, shared.tools, shared.control

    def deliver(self, task: Task) -> None:
        """Return when the part is STORED. Raises the first error that waiting cannot cure, or `Cancelled`."""
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
        finally:
            task.drop_errors()

    def _try_once(self, task: Task) -> IntakeError | None:
        """One PUT or one question. Returns what stood in the way and may pass; raises everything else."""
        was_sending = task.state is PartState.WAITING
        try:
            if was_sending:
                with self._shared.slots.one(self._control):
                    self._attempt(task)
            else:
                self._settle(task)
        except Interrupted:
            return None
        except IntakeError as error:
            if not error.may_pass:
                raise
            # Whether a PUT got through is always asked once, however little patience is left.
            is_asked_yet = not (was_sending and task.state is PartState.CHECKING)
            if is_asked_yet and self._is_out_of_patience():
                raise
            return error.with_traceback(None)  # its frames lead back to whoever keeps it
        return None

    # --- sending ----------------------------------------------------------------------------------

    def _attempt(self, task: Task) -> None:
        """One PUT. Leaves the part STORED, CHECKING or WAITING, and says by an error why it is not stored."""
        self._check_deadline(task)
        task.attempts += 1
        self._tools.ledger.part_announced(task.role, task.part.number, task.attempts)
        self._step(task, PartState.SENDING)
        try:
            receipt = self._tools.sender.send(task.piece, self._control, _Counter(self._shared, task))
        except Interrupted:
            self._step(task, PartState.WAITING)
            raise
        except AddressesExpired:
            raise AddressesExpired(job_id=self._shared.limits.job_id) from None
        except StoredBytesDiffer:
            self._doubt_stored_bytes(task)
        except UploadRefused as refusal:
            if not may_be_used(refusal):
                self._withdraw(task)
                raise
            task.refusal = refusal
            self._step(task, PartState.CHECKING)
        except Transient as error:
            self._after_transient(task, error)
            raise
        except IntakeError as error:
            if error.may_pass:  # the file is out of reach
                self._after_broken_source(task)
            raise
        else:
            self._shared.slots.succeeded()
            self._store(task, receipt)

    def _doubt_stored_bytes(self, task: Task) -> None:
        if not task.may_overwrite:
            raise StoredBytesDiffer(role=task.role, parts=str(task.part.number))
        task.holds_others = True
        self._step(task, PartState.CHECKING)

    def _withdraw(self, task: Task) -> None:
        """Nothing of the part can have got there, and the next run shall not think so either."""
        if not task.may_be_there:
            self._tools.ledger.part_announced(task.role, task.part.number, 0)

    def _after_broken_source(self, task: Task) -> None:
        """A body that broke off is kept by no store; one that was out as a whole may be."""
        is_out = task.sent_bytes == task.part.size_bytes
        task.may_be_there = task.may_be_there or is_out
        self._step(task, PartState.CHECKING if is_out else PartState.WAITING)

    def _after_transient(self, task: Task, error: Transient) -> None:
        if isinstance(error, ServiceBusy) and error.status in _OVERLOADED:
            self._shared.slots.slow_down()
        if isinstance(error, SignInPage):
            task.sign_in_pages += 1
            if task.sign_in_pages >= _SIGN_IN_PAGES_OF_A_STORE:
                raise TransportRefused(host=error.host, kind=Barrier.PORTAL) from None
        if not must_ask(error, task.attempts):
            self._step(task, PartState.WAITING)
            return
        task.end_unknown(error)
        self._step(task, PartState.CHECKING)
        # A part's conflict ends in the list. Where there is none, a conflict that does not end means "used before".
        if isinstance(error, ServiceBusy) and is_conflict(error) and not task.has_list:
            task.conflicts += 1
            if task.may_be_there and task.conflicts >= _CONFLICTS_OF_A_USED_ADDRESS:
                task.refusal = UploadRefused(task.role, error.status, error.code, error.request_id)

    # --- asking -----------------------------------------------------------------------------------

    def _settle(self, task: Task) -> None:
        """Ask the server about a part whose outcome is unknown, and do what follows."""
        if task.receipt is not None:
            self._store(task, task.receipt)
            return
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
            self._withdraw(task)
            if task.attempts > 1 and is_about_the_address(task.refusal):
                raise AddressesLost(job_id=self._shared.limits.job_id) from task.refusal
            raise task.refusal
        else:
            self._send_again(task)

    def _send_again(self, task: Task) -> None:
        self._step(task, PartState.WAITING)
        if task.holds_others:
            task.may_overwrite = False
        if task.last_unknown is not None and self._is_out_of_patience():
            raise task.last_unknown

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
        listing = self._shared.listings.get(task.role)
        if listing is not None:
            listed = listing.after(listing.ticket())
            task.has_list = listed is not None
            return judge(listed or (), task.part.number, task.md5)
        seen = self._tools.shelf.stored_size_and_etag(task.role)
        if seen is None:
            return Verdict.NOT_THERE
        return Verdict.STORED if seen == (task.part.size_bytes, task.md5) else Verdict.DIFFERENT

    # --- keeping ----------------------------------------------------------------------------------

    def _store(self, task: Task, receipt: Receipt) -> None:
        part = StoredPart(task.part.number, task.part.size_bytes, receipt.md5, receipt.etag, task.attempts)
        if self._shared.is_over:
            raise Cancelled  # too late to be written down: the next run asks
        try:
            self._tools.ledger.part_stored(task.role, part)
        except IntakeError:
            task.receipt = receipt  # nothing to ask or send: it only has to be written down yet
            if task.state is PartState.SENDING:
                self._step(task, PartState.CHECKING)
            raise
        with self._shared.lock:
            self._shared.unsent_bytes += task.part.size_bytes - task.sent_bytes
            task.step(PartState.STORED)
            task.stored = part
            self._shared.note_progress()

    def _step(self, task: Task, state: PartState) -> None:
        with self._shared.lock:
            task.step(state)

    # --- waiting ----------------------------------------------------------------------------------

    def _wait(self, error: IntakeError, failures: int) -> None:
        pause_s = wait_before_retry(error, failures)
        self._tools.witness.waiting(error, pause_s)
        try:
            self._tools.clock.sleep(self._control, pause_s)
        finally:
            self._tools.witness.going_on()

    def _is_out_of_patience(self) -> bool:
        patience_s = self._shared.limits.patience_s
        silent_s = self._tools.clock.monotonic_s() - self._shared.last_progress_s
        return patience_s is not None and silent_s > patience_s

    def _wait_while_paused(self) -> None:
        if self._control.is_paused:
            self._control.wait_while_paused()
            self._shared.note_progress()  # a pause is no lack of progress
        self._control.check()

    def _check_deadline(self, task: Task) -> None:
        """No part is begun whose address would be dead before it can be out."""
        expires_s = self._shared.limits.expires_s
        if expires_s is None:
            return
        each = self._shared.bytes_per_s_each
        needed_s = min(task.part.size_bytes / each, _LONGEST_FORESIGHT_S) if each > 0 else 0.0
        if self._tools.clock.epoch_s() + needed_s >= expires_s - _EXPIRY_MARGIN_S:
            raise AddressesExpired(job_id=self._shared.limits.job_id)


class _Counter:
    """Counts one attempt's bytes, on the thread that sends them."""

    def __init__(self, shared: Shared, task: Task) -> None:
        self._shared, self._task = shared, task

    def sent(self, total_bytes: int) -> None:
        """See `ByteCounter.sent`."""
        if self._task.sent(total_bytes):
            self._shared.note_progress()
