"""Times for copied packets: exact ones where a file has rounded them, a clean end where a film is cut. Opens nothing.

Matroska and FLV round to milliseconds, so that 30 frames a second become 33, 33 and 34 ms: in an MP4 that would be an
uneven film. A time that is within the rounding of an even rate is put there; any other stays.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from heapq import heappop, heappush
from itertools import accumulate
from typing import Generic, TypeVar

T = TypeVar("T")
_FINEST = 10_000  # ticks a second, at least
_HELD_PACKETS = 48  # H.264 and H.265 look at most 16 pictures ahead


@dataclass(frozen=True, slots=True)
class Grid:
    """An even rate, and how far from it a time may be that is meant to be on it."""

    rate: Fraction
    slack_s: Fraction

    @property
    def unit_s(self) -> Fraction:
        """A unit in which every place on the grid is whole, a tenth of a millisecond or less."""
        ticks = self.rate.numerator
        return Fraction(1, ticks * -(-_FINEST // ticks))

    def put(self, time_s: Fraction) -> Fraction:
        """The place on the grid when the time is meant to be there, else the time."""
        place = round(time_s * self.rate) / self.rate
        return place if abs(place - time_s) <= self.slack_s else time_s


@dataclass(slots=True)
class DecodingOrder:
    """When packets are decoded, for files that only say when they are shown: as late as their order allows.

    ``depth`` is how many pictures a decoder holds back, ``step_s`` the time of one.
    """

    depth: int
    step_s: Fraction
    _waiting: list[Fraction] = field(default_factory=list)
    _number: int = 0

    def put(self, shown_s: Fraction) -> Fraction:
        """When the next packet is decoded, which is shown at ``shown_s``."""
        heappush(self._waiting, shown_s)
        early = self.depth - self._number
        self._number += 1
        return -early * self.step_s if early > 0 else heappop(self._waiting)


@dataclass(slots=True)
class Chain:
    """Sound packets that follow each other without a gap, as long as the file does not say otherwise."""

    length_s: Fraction
    slack_s: Fraction
    _next_s: Fraction | None = None

    def put(self, time_s: Fraction) -> Fraction:
        """The exact time of the packet that the file says begins at ``time_s``."""
        expected_s = self._next_s
        is_next = expected_s is not None and time_s - expected_s <= self.slack_s
        exact_s = expected_s if is_next and expected_s is not None else time_s
        self._next_s = exact_s + self.length_s
        return exact_s


@dataclass(slots=True)
class CleanEnd(Generic[T]):
    """Ends a film before ``end_s`` at a packet after which nothing is missing of what is shown before it.

    Packets come in the order of decoding: cut anywhere, the last pictures would have holes between them. So the last
    ones are held back until it is known which of them to leave out: a third of a second at most, as a rule.
    """

    end_s: Fraction | None
    is_over: bool = False
    _held: deque[tuple[T, Fraction]] = field(default_factory=deque)

    def feed(self, packet: T, shown_s: Fraction, decoded_s: Fraction) -> Iterator[T]:
        """What may be written now; whatever comes later is shown after ``decoded_s``."""
        if self.is_over:
            return
        if self.end_s is None:
            yield packet
            return
        self._held.append((packet, shown_s))
        if decoded_s >= self.end_s:
            yield from self.finish()
        elif len(self._held) > _HELD_PACKETS:
            yield self._held.popleft()[0]

    def finish(self) -> Iterator[T]:
        """What is left to write at the end."""
        self.is_over = True
        times = [shown_s for _, shown_s in self._held]
        yield from (packet for packet, _ in list(self._held)[: _whole(times, self.end_s)])
        self._held.clear()


def _whole(times: list[Fraction], end_s: Fraction | None) -> int:
    """How many of the first packets are shown before the end and before all the others."""
    if end_s is None or all(time_s < end_s for time_s in times):
        return len(times)
    earliest_after: list[Fraction] = list(accumulate(reversed(times), min))[::-1]
    latest = list(accumulate(times, max))
    return max(
        (n for n in range(1, len(times)) if latest[n - 1] < end_s and latest[n - 1] < earliest_after[n]), default=0
    )
