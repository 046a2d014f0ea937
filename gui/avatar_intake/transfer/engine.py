"""Upload all materials of one job: bounded work, documents first, every outcome settled, progress for whoever asks.

Decides nothing about the service: it knows parts, addresses and what the ports say. How one part gets there stands in
`courier.py`, how many are under way at once in `slots.py` and `tuning.py`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from functools import partial

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import PartState, Progress, StoredPart
from avatar_intake.errors import LineStalled
from avatar_intake.transfer import tuning
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.courier import Courier, Shared
from avatar_intake.transfer.meter import SpeedMeter
from avatar_intake.transfer.ports import Shelf, UploadLimits, UploadTools
from avatar_intake.transfer.settle import Listing
from avatar_intake.transfer.slots import Slots
from avatar_intake.transfer.task import MaterialUpload, Task, progress_of
from avatar_intake.transfer.tuning import Tuner

# At an end: for answers on their way, then, after all lines were hung up, for the threads to notice.
_GRACE_S = 1.0
_HANG_UP_S = 0.5
_LOOK_EVERY_S = 1.0
_SLEPT_S = 30.0  # no look was ever so late while the computer was awake
_STALLED_S = 30.0


class Upload:
    """One run over all materials. `run` blocks; `progress` may be asked from any thread."""

    def __init__(
        self, materials: Sequence[MaterialUpload], tools: UploadTools, control: RunControl, limits: UploadLimits
    ) -> None:
        self._tools, self._limits = tools, limits
        self._control = control.branch()
        self._tasks = {item.role: [Task(item, part) for part in item.parts] for item in materials}
        self._crew = tools.new_crew()
        workers = min(max(1, tuning.FIRST if limits.workers is None else limits.workers), self._crew.most)
        self._tuner = Tuner(workers, self._crew.most) if limits.workers is None else None
        self._shared = Shared(tools, limits, self._control, Slots(workers), self._listings())
        self._lock = self._shared.lock
        self._shared.unsent_bytes = sum(task.there_bytes for tasks in self._tasks.values() for task in tasks)
        self._queue: deque[Task] = deque()
        self._left = 0  # pieces of work that have not ended
        self._failure: BaseException | None = None
        self._meter = SpeedMeter()
        self._shared.note_progress()
        self._begun_s = self._looked_s = tools.clock.monotonic_s()
        self._moved_bytes = 0  # at the last look
        self._moved_s = self._begun_s  # when it last grew
        self._is_stalled = False
        # Not kept: the two would keep each other, and sockets and certificates with them, until a collector comes by.
        control.watch(self)

    # --- for the flow -----------------------------------------------------------------------------

    def run(self) -> None:
        """Return when everything is stored. Raises the first error that waiting cannot cure, or `Cancelled`.

        An end leaves it within two seconds: what has not answered by then is hung up and asked about the next time.
        """
        try:
            with self._crew.watch(self.look, _LOOK_EVERY_S):
                # Documents are a probe: a dead address or a proxy shows before gigabytes are moved.
                for is_multipart in (False, True):
                    roles = [role for role in self._tasks if role.is_multipart is is_multipart]
                    self._run_phase([task for role in roles for task in self._tasks[role] if task.stored is None])
        finally:
            self._tools.awake.release()
            self._notice_stall(0.0, is_out=False)

    def end(self, failure: BaseException) -> None:
        """End the run, from any thread: it raises ``failure``, unless there was one before."""
        with self._lock:
            self._failure = self._failure or failure
        self._control.cancel()

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
            there_bytes = sum(item.stored_bytes + item.sent_bytes for item in items)
            self._meter.note(now_s, there_bytes - self._shared.unsent_bytes)
            left_bytes = sum(item.total_bytes for item in items) - there_bytes
            time_left_s = self._meter.time_left_s(now_s, left_bytes)
            return Progress(items, self._meter.bytes_per_s, time_left_s, self._deadline_left_s())

    def look(self) -> None:
        """Look at the line: sleep, a stall, room for one more connection. Called once a second while it runs."""
        now_s = self._tools.clock.monotonic_s()
        slept_s, self._looked_s = now_s - self._looked_s, now_s
        if slept_s > _SLEPT_S:
            self._wake_up(now_s)
            return
        with self._lock:
            tasks = [task for tasks in self._tasks.values() for task in tasks]
            moved_bytes = sum(task.there_bytes for task in tasks) - self._shared.unsent_bytes
            states = {task.state for task in tasks}
        is_sending = PartState.SENDING in states
        if moved_bytes > self._moved_bytes:
            self._moved_s = now_s
        self._moved_bytes = moved_bytes
        # Of a line that was hung up for it the server is asked first: until then it is as silent as before.
        is_out = is_sending or (self._is_stalled and PartState.CHECKING in states)
        self._notice_stall(now_s - self._moved_s, is_out=is_out)
        self._tune(now_s, moved_bytes)
        if is_sending and not self._control.is_paused:
            self._tools.awake.hold()
        else:
            self._tools.awake.release()

    def _deadline_left_s(self) -> float | None:
        expires_s = self._limits.expires_s
        return None if expires_s is None else max(0.0, expires_s - self._tools.clock.epoch_s())

    # --- looking ----------------------------------------------------------------------------------

    def _wake_up(self, now_s: float) -> None:
        """After sleep every connection is dead, though no side may know: all are dropped, and the server is asked."""
        with self._lock:
            self._meter.restart()
            self._moved_s = now_s
            self._shared.note_progress()
            if self._tuner is not None:
                self._tuner.forget(now_s)
        self._tools.redial()
        self._control.hang_up()

    def _notice_stall(self, silent_s: float, *, is_out: bool) -> None:
        is_stalled = is_out and silent_s >= _STALLED_S and not self._control.is_paused
        if is_stalled and not self._is_stalled:
            self._tools.witness.waiting(LineStalled(seconds=int(silent_s)), 0.0)
        elif self._is_stalled and not is_stalled:
            self._tools.witness.going_on()
        self._is_stalled = is_stalled

    def _tune(self, now_s: float, moved_bytes: int) -> None:
        slots = self._shared.slots
        if moved_bytes > 0 and now_s > self._begun_s:
            self._shared.bytes_per_s_each = moved_bytes / (now_s - self._begun_s) / slots.allowed
        if self._tuner is None:
            return
        # A speed that is not the line's own says nothing about it; neither does the end, when there is no more to send.
        is_free = not (self._control.is_paused or self._control.bytes_per_s or slots.is_slowed_down)
        with self._lock:
            if is_free and len(self._queue) >= slots.allowed:
                slots.allow(self._tuner.note(now_s, moved_bytes))
            else:
                self._tuner.forget(now_s)
        self._begin_work()

    # --- working ----------------------------------------------------------------------------------

    def _run_phase(self, tasks: list[Task]) -> None:
        self._queue.extend(tasks)
        try:
            self._begin_work(is_first=True)
            if not self._control.wait_until(lambda: self._left == 0):
                self._crew.join(_GRACE_S)
        finally:
            if self._control.is_cancelled or self._left:
                self._control.abort()
                self._tools.redial()  # a worker may be asking the service
                self._crew.join(_HANG_UP_S)
                self._shared.is_over = True
        if self._failure is not None:
            try:
                raise self._failure
            finally:
                self._failure = None  # its frames hold all of this
        self._control.check()

    def _begin_work(self, *, is_first: bool = False) -> None:
        """As many workers as may send at once, as long as there is something for them to do."""
        while True:
            with self._lock:
                is_over = self._left == 0 and not is_first
                if is_over or not self._queue or self._left >= self._shared.slots.allowed:
                    return
                self._left += 1
            try:
                self._crew.begin(self._work)
            except RuntimeError:  # the system has no more threads: those that there are go on
                with self._lock:
                    self._left -= 1
                    if is_first and self._left == 0:
                        raise
                return

    def _work(self) -> None:
        courier = Courier(self._shared)
        try:
            while (task := self._next_task()) is not None:
                courier.deliver(task)
        except BaseException as end:  # noqa: BLE001 - carried to `run`, which raises it
            self.end(end)
        finally:
            with self._lock:
                self._left -= 1
            self._control.wake()

    def _next_task(self) -> Task | None:
        try:
            return self._queue.popleft()
        except IndexError:
            return None

    def _listings(self) -> dict[Role, Listing]:
        ask = partial(_listed, self._control, self._tools.shelf)
        return {role: Listing(partial(ask, role)) for role in self._tasks if role.is_multipart}


def _listed(control: RunControl, shelf: Shelf, role: Role) -> tuple[ListedPart, ...] | None:
    control.check()  # who has waited for somebody else's question to end may be too late for one
    return shelf.listed_parts(role)
