"""Pause, resume, cancel and the speed limit of one run, from any thread; noticed wherever bytes move. No threads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Protocol

from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import Cancelled


class ProgressSource(Protocol):
    """Whoever counts the bytes of the run."""

    def progress(self) -> Progress:
        """The numbers of this moment. Cheap: polled ten times a second."""
        ...


@dataclass
class _Wishes:
    """What the watcher wants; a control and its branches share it. ``count`` grows with every change."""

    bytes_per_s: int | None = None
    is_paused: bool = False
    count: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)


@dataclass
class _Limb:
    """What is a control's own: its open lines, with those of its branches, and whether it has ended.

    A branch knows its trunk's limb, not its control: that knows the run, and sockets would hang in a circle.
    """

    trunk: _Limb | None = None
    is_ended: bool = False
    lines: list[tuple[Callable[[], None], bool]] = field(default_factory=list)

    def down_to_the_root(self) -> Iterator[_Limb]:
        limb: _Limb | None = self
        while limb is not None:
            yield limb
            limb = limb.trunk


class RunControl:
    """One run's handle for the person who watches it. Every method for the watcher returns at once."""

    def __init__(self, bytes_per_s: int | None = None) -> None:
        self._wishes = _Wishes(bytes_per_s=bytes_per_s)
        self._source: ProgressSource | None = None
        self._limb = _Limb()

    # --- for the watcher --------------------------------------------------------------------------

    def cancel(self) -> None:
        """Stop for good; what is stored stays stored."""
        with self._change():
            self._limb.is_ended = True
            lines = [hang_up for hang_up, is_kept in self._limb.lines if not is_kept]
        for hang_up in lines:
            hang_up()

    def pause(self) -> None:
        """Let no more bytes out until `resume`."""
        with self._change():
            self._wishes.is_paused = True

    def resume(self) -> None:
        """Go on after a pause; also ends a wait for the network at once."""
        with self._change():
            self._wishes.is_paused = False

    def limit(self, bytes_per_s: int | None) -> None:
        """Change the speed limit of the running upload, for what is waiting too; ``None`` lifts it."""
        with self._change():
            self._wishes.bytes_per_s = bytes_per_s

    def hang_up(self) -> None:
        """Break every line that is open, the branches' too, and end every wait: whoever sent or waited looks again."""
        with self._change():
            lines = [hang_up for hang_up, _ in self._limb.lines]
        for hang_up in lines:
            hang_up()

    @property
    def is_paused(self) -> bool:
        """Whether a pause is asked for."""
        return self._wishes.is_paused

    @property
    def is_cancelled(self) -> bool:
        """Whether an end is asked for."""
        limb: _Limb | None = self._limb
        while limb is not None:  # asked for each block: no generator
            if limb.is_ended:
                return True
            limb = limb.trunk
        return False

    @property
    def bytes_per_s(self) -> int | None:
        """The speed limit, if any."""
        return self._wishes.bytes_per_s

    def progress(self) -> Progress | None:
        """The numbers of this moment, or ``None`` before the upload has begun."""
        source = self._source
        return source.progress() if source else None

    # --- for the run ------------------------------------------------------------------------------

    def branch(self) -> RunControl:
        """A control of the same wishes that can be cancelled alone: for threads that end when one of them fails."""
        return _Branch(self._wishes, self._limb)

    def is_set(self) -> bool:
        """The same as `is_cancelled`, so that a control can serve as a `StopSignal`."""
        return self.is_cancelled

    def watch(self, source: ProgressSource) -> None:
        """Name whoever counts the bytes from now on."""
        self._source = source

    def check(self) -> None:
        """Raise `Cancelled` when an end is asked for."""
        if self.is_cancelled:
            raise Cancelled

    def wait_while_paused(self) -> None:
        """Return when there is no pause; raise `Cancelled` when an end is asked for."""
        if not self.wait_until(lambda: not self.is_paused):
            raise Cancelled

    def wait_until(self, is_reached: Callable[[], bool]) -> bool:
        """Wait for ``is_reached``, asked after each change and each `wake`; false when an end was asked for instead."""
        with self._wishes.changed:
            while not self.is_cancelled:
                if is_reached():
                    return True
                self._wishes.changed.wait()
            return False

    def wake(self) -> None:
        """Let `wait_until` look again."""
        with self._wishes.changed:
            self._wishes.changed.notify_all()

    def sleep(self, seconds: float) -> None:
        """Wait, but not beyond a cancel, a pause, a `resume` or another limit. Raises `Cancelled`."""
        with self._wishes.changed:
            before = self._wishes.count
            self._wishes.changed.wait_for(lambda: self.is_cancelled or self._wishes.count != before, seconds)
        self.check()

    @contextmanager
    def open_line(self, hang_up: Callable[[], None], *, is_kept_by_cancel: bool = True) -> Iterator[None]:
        """While inside, `hang_up` calls ``hang_up``, from its own thread. Raises `Cancelled` when it is too late.

        ``is_kept_by_cancel`` false: nobody hangs up after a cancel, so that it does so itself.
        """
        line = (hang_up, is_kept_by_cancel)
        with self._wishes.changed:
            self.check()
            for limb in self._limb.down_to_the_root():
                limb.lines.append(line)
        try:
            yield
        finally:
            with self._wishes.changed:
                for limb in self._limb.down_to_the_root():
                    limb.lines.remove(line)

    def abort(self) -> None:
        """Cancel, and hang up: nothing is waited for."""
        self.cancel()
        self.hang_up()

    @contextmanager
    def _change(self) -> Iterator[None]:
        with self._wishes.changed:
            yield
            self._wishes.count += 1
            self._wishes.changed.notify_all()


class _Branch(RunControl):
    """See `RunControl.branch`."""

    def __init__(self, wishes: _Wishes, trunk: _Limb) -> None:
        super().__init__()
        self._wishes, self._limb = wishes, _Limb(trunk)
