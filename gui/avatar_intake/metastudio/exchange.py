"""One question to the service and its answer, as plain values. No JSON is read here and nothing is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Question:
    """A request that is decided but not sent.

    ``path`` goes on after ``…/user/jobs``, percent-encoded. ``body`` is JSON. ``is_write`` chooses the rate that it
    counts against; ``changes_something`` is false for the two commands that only read.
    """

    step: str
    method: str
    path: str = ""
    query: tuple[tuple[str, str], ...] = ()
    body: bytes | None = field(default=None, repr=False)
    is_write: bool = False
    changes_something: bool = False
    app_user_id: str | None = None


class Fault(StrEnum):
    """Why an answer was not taken in to its end."""

    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, complete unless ``fault`` says otherwise.

    Header names are lower-case; ``content`` may hold addresses and never shows itself.
    """

    step: str
    status: int
    headers: Mapping[str, str] = field(repr=False)
    content: bytes = field(repr=False)
    request_id: str = ""
    fault: Fault | None = None
