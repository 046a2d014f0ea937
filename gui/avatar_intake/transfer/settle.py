"""What an unknown outcome turns out to be, from what the server lists. Pure, but for `Listing`, which asks for all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from enum import Enum, auto

from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import StoredPart

# A list may lag behind the store: pauses between asking again, where there is evidence that the part was stored.
LIST_LAG_PAUSES_S = (1.0, 2.0, 4.0)


class Verdict(Enum):
    """What the server's word means for one part."""

    STORED = auto()
    NOT_THERE = auto()
    DIFFERENT = auto()


def judge(listed: Iterable[ListedPart], number: int, md5: str) -> Verdict:
    """Whether part ``number`` with our ``md5`` is among the listed. Identity is proved by the ETag alone."""
    etags = {item.etag for item in listed if item.number == number}
    if not etags:
        return Verdict.NOT_THERE
    return Verdict.STORED if etags == {md5} else Verdict.DIFFERENT


def differing_parts(listed: Iterable[ListedPart], stored: Iterable[StoredPart]) -> tuple[int, ...]:
    """The numbers that are missing, superfluous, doubled or different; empty only when exactly our parts are listed."""
    ours = {part.number: part.md5 for part in stored}
    theirs: dict[int, str] = {}
    wrong: set[int] = set()
    for item in listed:
        if theirs.setdefault(item.number, item.etag) != item.etag:
            wrong.add(item.number)
    wrong |= {number for number in ours.keys() | theirs.keys() if ours.get(number) != theirs.get(number)}
    return tuple(sorted(wrong))


class Listing:
    """One question to the server settles every part that was unknown before it was asked. Thread-safe."""

    def __init__(self, ask: Callable[[], tuple[ListedPart, ...] | None]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._begun = 0
        self._answered = 0
        self._answer: tuple[ListedPart, ...] | None = None

    def ticket(self) -> int:
        """Take this when a part becomes unknown; only a question that begins later can settle it."""
        return self._begun

    def after(self, ticket: int) -> tuple[ListedPart, ...] | None:
        """An answer to a question that began after the ticket was taken. Raises what the asking raises."""
        with self._lock:
            if self._answered <= ticket:
                self._begun += 1
                self._answer = self._ask()
                self._answered = self._begun
            return self._answer
