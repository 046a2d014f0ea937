"""Words for values: findings, errors, stages, roles, sizes, times, in the language of the windows.

A thin layer: the sentences for findings, errors and the service's states are the catalogue's. Decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

from PySide6.QtCore import QCoreApplication, QDateTime, QLocale, QObject

from avatar_intake import catalogue
from avatar_intake.domain.decisions import Action
from avatar_intake.domain.intake import Edition, Role, Use
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.verdicts import Doer, RedoTask
from avatar_intake.errors import IntakeError, Transient
from avatar_intake.qt.language import Language
from avatar_intake.qt.widgets.notice import Notice, Tone

_FINDING_TONES = {
    Severity.ERROR: Tone.BAD,
    Severity.WARNING: Tone.WARN,
    Severity.HINT: Tone.INFO,
    Severity.OK: Tone.GOOD,
}
_URGENCIES = {
    catalogue.Urgency.WAITING: Tone.WAITING,
    catalogue.Urgency.HINT: Tone.INFO,
    catalogue.Urgency.CHECK: Tone.WARN,
    catalogue.Urgency.STOP: Tone.BAD,
    catalogue.Urgency.GOOD: Tone.GOOD,
}
_MINUTE_S = 60
LATE = "late"  # the key of the notice about the time limit
_HOUR_S = 3600


class Wording:
    """Speaks the window's language at the moment of the call; whoever keeps a sentence asks again when it changes."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def finding(self, finding: Finding) -> Notice:
        """A line of a checklist; its key is the finding."""
        said = catalogue.say(finding, self._code)
        tone = _FINDING_TONES[finding.severity]
        words = "\n".join(part for part in (said.explanation, _unsaid(finding, said)) if part)
        return Notice(tone, said.title, words, (), finding, has_place=bool(finding.spans))

    def findings(self, findings: tuple[Finding, ...]) -> tuple[Notice, ...]:
        """All lines of a checklist."""
        return tuple(self.finding(finding) for finding in findings)

    def error(self, error: IntakeError, actions: tuple[str, ...] = (), *, is_waiting: bool = False) -> Notice:
        """A banner; its key is the error. ``is_waiting`` when the program is trying again by itself."""
        said = catalogue.say(error, self._code, is_waiting=is_waiting)
        tone = Tone.WAITING if is_waiting else Tone.WARN if isinstance(error, Transient) else Tone.BAD
        return self._of_error(error, said, tone, actions)

    def trial_error(self, error: IntakeError) -> Notice:
        """A banner about something that somebody only tried; its key is the error."""
        said = catalogue.say(error, self._code, is_trial=True)
        return self._of_error(error, said, Tone.WARN if isinstance(error, Transient) else Tone.BAD, ())

    def _of_error(self, error: IntakeError, said: catalogue.Said, tone: Tone, actions: tuple[str, ...]) -> Notice:
        details = catalogue.details_of(error)
        has_codes = details != said.message_id
        return Notice(tone, said.title, said.explanation, actions, error, details if has_codes else "")

    def late(self, deadline_s: float, limit_bytes_per_s: int | None) -> Notice:
        """An upload that will hardly be done before its addresses are dead; its action is lifting the speed limit."""
        limit = speed(limit_bytes_per_s) if limit_bytes_per_s is not None else ""
        said = self.message("U13", {"deadline": self.moment(deadline_s), "limit": limit})
        return replace(said, actions=said.actions if limit else (), key=LATE)

    def first_action(self, error: IntakeError) -> str:
        """What the catalogue offers first to do about an error; empty when there is nothing to do."""
        return next(iter(catalogue.say(error, self._code).actions), "")

    def message(self, message_id: str, facts: Mapping[str, str]) -> Notice:
        """An entry of the catalogue that belongs to no error, such as the question before leaving."""
        said = catalogue.tell(message_id, facts, self._code)
        return Notice(_URGENCIES[said.severity], said.title, said.explanation, said.actions)

    def task(self, task: RedoTask) -> Notice:
        """One point of a rejection: what is wrong and what to do; its key is the task."""
        said = catalogue.say_task(task, self._code)
        return Notice(_URGENCIES[said.severity], said.title, said.explanation, said.actions, task)

    def doer(self, doer: Doer) -> str:
        """Whoever has to do something about a rejection."""
        return catalogue.doer_word(doer, self._code)

    def action(self, action: Action) -> str:
        """Something that can be decided about a job, as a button says it."""
        return catalogue.action_word(action, self._code)

    def shown(self, state: Shown) -> str:
        """The service's state."""
        return catalogue.shown_word(state, self._code)

    def stage(self, stage: Stage) -> str:
        """Where an intake stands on this computer."""
        return catalogue.stage_word(stage, self._code)

    def role(self, role: Role) -> str:
        """What a person calls a material, as the beginning of a line."""
        word = catalogue.role_word(role, self._code)
        return word[:1].upper() + word[1:]

    def field(self, name: str) -> str:
        """What a person calls a request field."""
        word = catalogue.field_word(name, self._code)
        return word[:1].upper() + word[1:]

    def moment(self, epoch_s: float) -> str:
        """A moment in the computer's own zone: today's is a time, another day's has its date."""
        moment = QDateTime.fromSecsSinceEpoch(int(epoch_s))
        locale = self._language.locale
        time = locale.toString(moment.time(), QLocale.FormatType.ShortFormat)
        if moment.date() == QDateTime.currentDateTime().date():
            return time
        return f"{locale.toString(moment.date(), QLocale.FormatType.ShortFormat)} {time}"

    def moment_of(self, iso_utc: str) -> str:
        """The same for an ISO 8601 text in UTC; what cannot be read comes back as it is."""
        try:
            moment = datetime.fromisoformat(iso_utc)
        except ValueError:
            return iso_utc
        return self.moment((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())

    @property
    def _code(self) -> catalogue.Language:
        return self._language.current


def _says(words: str, value: str) -> bool:
    """Whether the value stands in the words as a whole: 0° does not stand in 90°."""
    return re.search(rf"(?<!\w){re.escape(value)}(?!\w)", words) is not None


def _unsaid(finding: Finding, said: catalogue.Said) -> str:
    """What was found and what is needed, where the sentences do not say it."""
    if finding.severity is Severity.OK:
        return ""
    translate = QCoreApplication.translate
    words = f"{said.title} {said.explanation}"
    parts = (
        (finding.found, translate("Wording", "Found: {value}")),
        (finding.needed, translate("Wording", "Needed: {value}")),
    )
    told = [text.format(value=value) for value, text in parts if value not in ("", "?") and not _says(words, value)]
    return translate("Wording", " · ").join(told)


def size(size_bytes: int) -> str:
    """``1.3 GB``."""
    return catalogue.size_text(size_bytes)


def speed(bytes_per_s: float) -> str:
    """``6.5 MB/s``."""
    return f"{catalogue.size_text(round(bytes_per_s))}/s"


def megabits(bytes_per_s: float) -> str:
    """``6.5 Mbit/s``, as lines are sold; small ones with two digits after the point, and never nothing."""
    value = bytes_per_s * 8 / 1e6
    return f"{value:.0f} Mbit/s" if value >= 9.95 else f"{max(value, 0.01):.{1 if value >= 0.95 else 2}f} Mbit/s"


def clock(seconds: float) -> str:
    """``5:07`` or ``1:02:09``."""
    return catalogue.clock_text(seconds)


class _Times(QObject):
    """Holds the sentences with plural forms: lupdate finds those in `tr` only."""

    def about(self, seconds: float) -> str:
        if seconds < _MINUTE_S:
            return self.tr("less than a minute")
        if seconds < _HOUR_S:
            return self.tr("about %n minute(s)", "", rounded_minutes(seconds))
        hours, minutes = divmod(rounded_minutes(seconds), _MINUTE_S)
        text = self.tr("about %n hour(s)", "", hours)
        return text + (self.tr(" %n minute(s)", "", minutes) if minutes else "")


def about(seconds: float) -> str:
    """A time to wait, rounded so that it does not jump: ``about 12 minutes``."""
    return _Times().about(seconds)


def rounded_minutes(seconds: float) -> int:
    """Minutes up to the next one; from 10 minutes on to the next 5, from 2 hours on to the next 15."""
    minutes = -(-int(seconds) // _MINUTE_S)
    step = 1 if minutes < 10 else 5 if minutes < 120 else 15
    return max(1, -(-minutes // step) * step)


ROLE_ICONS = {
    Role.TRAINING_VIDEO: "video",
    Role.ACTION_VIDEO: "video",
    Role.AUDIO: "microphone",
    Role.COVER: "picture",
    Role.ID_CARD_IMAGE1: "id_card",
    Role.ID_CARD_IMAGE2: "emblem",
    Role.GRANT_FILE: "letter",
    Role.PRE_BEAUTY_IMAGE: "picture",
    Role.POST_BEAUTY_IMAGE: "picture",
}


def edition_word(edition: Edition) -> str:
    """The product line."""
    translate = QCoreApplication.translate
    words = {
        Edition.STANDARD: translate("Wording", "Standard"),
        Edition.FLEXUS: translate("Wording", "Basic (Flexus)"),
        Edition.FAST_FLEXUS: translate("Wording", "Fast (Flexus)"),
    }
    return str(words[edition])


def use_word(use: Use) -> str:
    """What the finished model may be used for."""
    translate = QCoreApplication.translate
    words = {
        Use.VIDEO_2D: translate("Wording", "Videos"),
        Use.LIVE_2D: translate("Wording", "Live streams"),
        Use.CHAT_2D: translate("Wording", "Conversations"),
    }
    return str(words[use])
