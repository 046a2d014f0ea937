"""What an entry of the catalogue is made of. Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from avatar_intake.languages import LANGUAGES, Language


class Urgency(StrEnum):
    """How a message is meant: the program waits, a thought, the person may look, has to act, all is well."""

    WAITING = "waiting"
    HINT = "hint"
    CHECK = "check"
    STOP = "stop"
    GOOD = "good"


@dataclass(frozen=True, slots=True)
class Text:
    """A message in one language; the first action is the one to offer as a button."""

    title: str
    explanation: str = ""
    actions: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """All that it says."""
        return self.title, self.explanation, *self.actions


@dataclass(frozen=True, slots=True)
class Message:
    """One entry of the catalogue."""

    id: str
    severity: Urgency
    zh: Text
    en: Text

    def text(self, language: Language) -> Text:
        """The entry in one language."""
        if language == "zh":
            return self.zh
        own = LANGUAGES[language].sentences
        title, explanation, *actions = (own.get(line, line) for line in self.en.lines)
        return Text(title, explanation, tuple(actions))


CHECK, STOP, WAIT = Urgency.CHECK, Urgency.STOP, Urgency.WAITING


def t(title: str, explanation: str = "", *actions: str) -> Text:
    """A text; short, since the tables are long."""
    return Text(title, explanation, actions)
