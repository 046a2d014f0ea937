"""What is said in a banner or on a line of a checklist: words and a tone. No widget, no translation."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How much a message weighs; each has a colour *and* an icon of its own."""

    INFO = "info"
    GOOD = "good"
    WAITING = "waiting"
    WARN = "warn"
    BAD = "bad"

    @property
    def icon(self) -> str:
        """The name of its icon."""
        return _ICONS[self]

    @property
    def colour(self) -> str:
        """The name of its colour."""
        return _COLOURS[self]


_ICONS = {
    Tone.INFO: "info",
    Tone.GOOD: "good",
    Tone.WAITING: "waiting",
    Tone.WARN: "warning",
    Tone.BAD: "error",
}
_COLOURS = {
    Tone.INFO: "accent",
    Tone.GOOD: "good",
    Tone.WAITING: "accent",
    Tone.WARN: "warn",
    Tone.BAD: "bad",
}


@dataclass(frozen=True, slots=True)
class Notice:
    """One message in the language of the window. ``key`` is given back with the action that was asked for.

    ``details`` (codes, request ids) are shown on request only. ``has_place`` when there is something to jump to.
    """

    tone: Tone
    title: str
    explanation: str = ""
    actions: tuple[str, ...] = ()
    key: object = None
    details: str = ""
    has_place: bool = False
