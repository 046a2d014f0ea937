"""What an unknown outcome turns out to be, and what follows. Pure, but for `Listing`, which asks once for all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum, auto

from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import StoredPart
from avatar_intake.errors import OutcomeUnknown, ServiceBusy, SignInPage, Transient, UploadRefused

# A list may lag behind the store: pauses between asking again, where there is evidence that the part was stored.
LIST_LAG_PAUSES_S = (1.0, 2.0, 4.0)

# Answers of a gateway that may have passed the request on.
_PERHAPS_DONE = frozenset({408, 500, 502, 504})
_CONFLICT = 409
_USED_OR_DEAD = frozenset({403, 404, _CONFLICT})
# These say that an address is of no use, whatever has used it up; others are about the account.
_USELESS = frozenset({"AccessDenied", "NoSuchUpload"})
# These say what is wrong with the address itself or with the account: none of them can mean "used before".
_NEVER_USED = frozenset(
    {
        *("InvalidAccessKeyId", "RequestTimeTooSkewed", "SignatureDoesNotMatch"),
        *("InArrearOrInsufficientBalance", "InsufficientStorageSpace", "Unauthorized"),
    }
)


class Verdict(Enum):
    """What the server's word means for one part."""

    STORED = auto()
    NOT_THERE = auto()
    DIFFERENT = auto()


class Next(Enum):
    """What is to be done about one part after the server was asked."""

    IS_STORED = auto()
    SEND = auto()
    TAKE_AS_STORED = auto()  # "used before" after an unknown outcome: evidence, though not proof
    REFUSED = auto()
    DIFFERS = auto()


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is known of a part before the server is asked.

    ``was_refused``: the last PUT was answered as if its address had been used. ``may_be_there``: an earlier PUT may
    have got through to its last byte. ``holds_others``: the store has acknowledged other bytes than ours.
    ``may_overwrite``: the one overwriting PUT has not been tried yet. ``has_list``: the service lists such parts.
    """

    was_refused: bool = False
    may_be_there: bool = False
    holds_others: bool = False
    may_overwrite: bool = True
    has_list: bool = True


def decide(verdict: Verdict, doubt: Doubt) -> Next:
    """What follows from the server's word."""
    if verdict is Verdict.STORED:
        return Next.IS_STORED
    if verdict is Verdict.DIFFERENT or doubt.holds_others:
        return Next.SEND if doubt.may_overwrite and not doubt.was_refused else Next.DIFFERS
    if not doubt.was_refused:
        return Next.SEND
    return Next.TAKE_AS_STORED if doubt.may_be_there and not doubt.has_list else Next.REFUSED


def must_ask(error: Transient, attempts: int) -> bool:
    """Whether the server must be asked before a PUT that ended so is repeated. ``attempts`` counts that one too."""
    if isinstance(error, ServiceBusy):
        return error.status in _PERHAPS_DONE or (error.status == _CONFLICT and attempts > 1)
    return isinstance(error, OutcomeUnknown | SignInPage)


def is_conflict(error: Transient) -> bool:
    """Whether the store says that another operation on the same part is under way: some say so of a used address."""
    return isinstance(error, ServiceBusy) and error.status == _CONFLICT


def may_be_used(refusal: UploadRefused) -> bool:
    """Whether a refusal may mean that an earlier PUT of the part has used the address up, known of here or not."""
    return refusal.status in _USED_OR_DEAD and refusal.code not in _NEVER_USED


def is_about_the_address(refusal: UploadRefused) -> bool:
    """Whether a refusal of what the server does not have says that nothing more will get there by this address."""
    return refusal.code in _USELESS


def judge(listed: Iterable[ListedPart], number: int, md5: str) -> Verdict:
    """Whether part ``number`` with our ``md5`` is among the listed. Identity is proved by the ETag alone."""
    etags = {item.etag for item in listed if item.number == number}
    if not etags:
        return Verdict.NOT_THERE
    return Verdict.STORED if etags == {md5} else Verdict.DIFFERENT


def differing_parts(listed: Iterable[ListedPart], stored: Iterable[StoredPart]) -> tuple[int, ...]:
    """The numbers that are missing, superfluous or different; empty only when exactly our parts are listed.

    Compared is the ETag that the store gave us with each part: the MD5, unless it encrypts. A part that it has never
    acknowledged has none, and is compared by its MD5.
    """
    ours = {part.number: part.etag or part.md5 for part in stored}
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
