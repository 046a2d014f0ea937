"""Chooses what is said about an error, a finding or a state, and fills it in. No Qt, no files, no foreign wording.

The command line and the window both speak through this module. A sentence never holds an exception's text, a code or an
empty placeholder; codes and request ids are given apart by `details_of`, for a line that can be copied.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from avatar_intake.domain.decisions import Action
from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.repair import Remedy
from avatar_intake.domain.review import Shown, shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.verdicts import Doer, RedoTask
from avatar_intake.errors import (
    BadCompanyRoot,
    Barrier,
    ClockWrong,
    CommandFailed,
    DecisionIncomplete,
    IntakeError,
    KeyringFault,
    KeyringUnavailable,
    LocalStorageFailed,
    MaterialUnreadable,
    NoRoom,
    OutcomeUnknown,
    RepairFailed,
    ReviewRejected,
    RootFlaw,
    ServiceBusy,
    ServiceRefused,
    StorageFault,
    TransportRefused,
    UploadRefused,
)
from avatar_intake.sentences import (
    ACTION_WORDS,
    AHEAD,
    BEHIND,
    CAUSES,
    CONTENT_RULES,
    DOER_WORDS,
    FAULT_WORDS,
    FIELD_WORDS,
    GOOD_LINE_OF_ANY_RULE,
    GOOD_LINES,
    LANGUAGES,
    MESSAGES,
    PRINTED,
    REMEDY_WORDS,
    ROLE_WORDS,
    SHOWN_WORDS,
    SOURCE,
    STAGE_WORDS,
    TIME_UNITS,
    VALUE_WORDS,
    Language,
    Message,
    Text,
    Urgency,
    known_language,
    said_in,
)

__all__ = [
    "LANGUAGES",
    "MESSAGES",
    "RULES",
    "SOURCE",
    "Language",
    "Message",
    "Said",
    "Text",
    "Urgency",
    "action_word",
    "clock_text",
    "details_of",
    "doer_word",
    "duration_text",
    "field_word",
    "known_language",
    "message_id_of",
    "printed",
    "remedy_word",
    "role_word",
    "say",
    "say_task",
    "shown_word",
    "size_text",
    "tell",
]


@dataclass(frozen=True, slots=True)
class Said:
    """A message as it is shown, all filled in. ``actions`` is empty where there is nothing to do."""

    title: str
    explanation: str
    actions: tuple[str, ...]
    severity: Urgency
    message_id: str = ""


def say(about: IntakeError | Finding, language: Language, *, is_waiting: bool = False, is_trial: bool = False) -> Said:
    """What is said about an error or a finding. Never raises: what nobody foresaw gets a general sentence.

    ``is_waiting`` when the program waits for the error to pass and goes on by itself; ``is_trial`` when somebody only
    tried whether it would go, and nothing goes on by itself.
    """
    if isinstance(about, Finding):
        return _say_finding(about, language)
    message_id = message_id_of(about)
    if is_waiting:
        message_id = _WHILE_WAITING.get(message_id, message_id)
    elif is_trial:
        message_id = _AT_A_TRIAL.get(message_id, message_id)
    return tell(message_id, _facts_of(about, language), language)


def say_task(task: RedoTask, language: Language) -> Said:
    """What is to be done about one point of a rejection. The reviewer's own words are in `RedoTask.original`."""
    facts = {"text": task.original.rstrip(" .。!！")}
    return tell(CAUSES.get(task.cause.value, "R39"), facts, language)


def tell(message_id: str, facts: Mapping[str, str], language: Language) -> Said:
    """An entry of the catalogue with its placeholders filled from ``facts``; an unknown id gets the general entry."""
    message = MESSAGES.get(message_id, MESSAGES["X01"])
    return _filled(message, facts, language)


def message_id_of(about: IntakeError | Finding) -> str:
    """The catalogue's entry for an error or a finding; empty for a good finding."""
    if isinstance(about, IntakeError):
        choose = _CHOICES.get(type(about))
        return (choose(about) if choose else None) or about.message_id
    if about.severity is Severity.OK:
        return ""
    choice = RULES.get(about.rule, "X02")
    return choice if isinstance(choice, str) else choice(about)


def details_of(error: IntakeError) -> str:
    """Codes and the request id for a line that can be copied, such as ``C05 · HTTP 400 · request id 7f3a``."""
    facts = error.facts()
    parts = [
        f"HTTP {facts['status']}" if facts.get("status", "0") not in ("", "0") else "",
        facts.get("code", ""),
        facts.get("where", "") or facts.get("back_end", ""),
        f"request id {facts['request_id']}" if facts.get("request_id") else "",
    ]
    return " · ".join([message_id_of(error), *(part for part in parts if part)])


def shown_word(shown: Shown, language: Language) -> str:
    """The word for a job's state."""
    return _pick(SHOWN_WORDS[shown.value], language)


def stage_word(stage: Stage, language: Language) -> str:
    """The word for where an intake stands on this computer."""
    return _pick(STAGE_WORDS[stage.value], language)


def action_word(action: Action, language: Language) -> str:
    """The word for something that can be decided about a job, as a button says it."""
    return _pick(ACTION_WORDS[action.value], language)


def doer_word(doer: Doer, language: Language) -> str:
    """The word for whoever has to do something about a rejection."""
    return _pick(DOER_WORDS[doer.value], language)


def role_word(role: Role, language: Language) -> str:
    """The word for a material."""
    return _pick(ROLE_WORDS[role.value], language)


def remedy_word(remedy: Remedy, language: Language) -> str:
    """What a repair does, as a line of a list."""
    return _pick(REMEDY_WORDS[remedy.value], language)


def field_word(field: str, language: Language) -> str:
    """The word for a request field, such as ``name`` or ``voice_properties.sex``; an unknown one stays as it is."""
    return _pick(FIELD_WORDS.get(field, (field, field)), language)


def printed(key: str, language: Language, **facts: str) -> str:
    """What the command line says of its own."""
    return _pick(PRINTED[key], language).format(**facts)


# --- numbers ----------------------------------------------------------------------------------------


def duration_text(seconds: float, language: Language) -> str:
    """A stretch of time in two units at most.

    >>> duration_text(185, "zh"), duration_text(7800, "en"), duration_text(45.2, "en")
    ('3 分 5 秒', '2 h 10 min', '45 s')
    """
    whole = max(0, round(seconds))
    first = next((n for n, unit in enumerate(TIME_UNITS) if whole >= unit[0]), len(TIME_UNITS) - 1)
    parts: list[str] = []
    for size_s, words in TIME_UNITS[first : first + 2]:
        count, whole = divmod(whole, size_s)
        if count or not parts:
            parts.append(f"{count} {_pick(words, language)}")
    return " ".join(parts)


def clock_text(seconds: float) -> str:
    """A length as players show it.

    >>> clock_text(135.4), clock_text(3723)
    ('2:15', '1:02:03')
    """
    minutes, rest = divmod(max(0, round(seconds)), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def size_text(size_bytes: int) -> str:
    """A size in decimal units, as network speeds are given.

    >>> size_text(999), size_text(350_400), size_text(1_234_567_890)
    ('999 B', '350 KB', '1.2 GB')
    """
    value, unit = float(max(0, size_bytes)), "B"
    for larger in ("KB", "MB", "GB", "TB"):
        if value < 999.5:
            break
        value, unit = value / 1000, larger
    return f"{value:.1f} {unit}" if unit != "B" and value < 9.95 else f"{value:.0f} {unit}"


# --- which entry ------------------------------------------------------------------------------------

_NAME_TAKEN = "MSS.10001005"
_NO_SUCH_API = ("MSS.00010003", "APIGW.0101")
_WRONG_RESOLUTION = "44005901"
# The store's own words (OBS, table of error codes).
_STORE_CODES = {
    "InArrearOrInsufficientBalance": "A06",
    "Unauthorized": "A06",
    "RequestTimeTooSkewed": "C11",
    "InvalidAccessKeyId": "C12",
    "SignatureDoesNotMatch": "C12",
    "InsufficientStorageSpace": "C13",
}
_FACE_AND_ID = re.compile(r"人证|face.{0,40}\bID\b|\bID\b.{0,40}face", re.IGNORECASE)
_STORAGE = {
    StorageFault.FULL: "S01",
    StorageFault.BUSY: "S07",
    StorageFault.NEWER: "S06",
    StorageFault.FORGOTTEN: "S08",
    StorageFault.LASTING: "S05",
}
_KEYRING = {
    KeyringFault.WEAK: "K01",
    KeyringFault.LOCKED: "K02",
    KeyringFault.DENIED: "K03",
    KeyringFault.LOST: "K04",
    KeyringFault.TIMEOUT: "K05",
}


def _refused(error: IntakeError) -> str | None:
    code = error.facts().get("code", "")
    if code == _NAME_TAKEN:
        return "F03"
    if code in _NO_SUCH_API:
        return "C10"
    return _STORE_CODES.get(code)


def _review(error: IntakeError) -> str | None:
    facts = error.facts()
    if facts["code"] == _WRONG_RESOLUTION:
        return "R05"
    return "R01" if _FACE_AND_ID.search(facts["text"]) else None


def _storage(error: IntakeError) -> str:
    return _STORAGE[StorageFault(error.facts()["kind"])]


def _keyring(error: IntakeError) -> str | None:
    return _KEYRING.get(KeyringFault(error.facts()["fault"]))


_BARRIERS: dict[str, str] = {
    Barrier.PORTAL: "N01",
    Barrier.PROXY: "N02",
    Barrier.PROXY_SIGN_IN: "N10",
    Barrier.TLS: "N03",
    Barrier.UNKNOWN_ROOT: "N05",
    Barrier.DATES: "N06",
    Barrier.OTHER_HOST: "N07",
    Barrier.TOO_OLD: "N08",
    Barrier.REVOKED: "N09",
    Barrier.PRIVATE: "N12",
}

# The same trouble while the program waits for its end: what asks to try again would be wrong then.
_WHILE_WAITING = {"S07": "S11", "U09": "U12"}
_AT_A_TRIAL = {"U01": "N20", "N01": "N21", "U03": "N22"}

_ROOT_FLAWS: dict[str, str] = {
    RootFlaw.PRIVATE_KEY: "N15",
    RootFlaw.NO_CERTIFICATE: "N16",
    RootFlaw.NO_AUTHORITY: "N17",
    RootFlaw.OVER: "N18",
}

_CHOICES: dict[type[IntakeError], Callable[[IntakeError], str | None]] = {
    BadCompanyRoot: lambda error: _ROOT_FLAWS.get(error.facts()["flaw"]),
    CommandFailed: _refused,
    KeyringUnavailable: _keyring,
    LocalStorageFailed: _storage,
    MaterialUnreadable: lambda error: "U11" if error.facts()["reason"] == MaterialUnreadable.ONLINE_ONLY else None,
    OutcomeUnknown: lambda error: "R04" if error.facts()["step"] == "submit" else None,
    RepairFailed: lambda error: "P05" if error.facts()["reason"] == RepairFailed.ORIGINAL_CHANGED else None,
    ReviewRejected: _review,
    ServiceRefused: _refused,
    TransportRefused: lambda error: _BARRIERS.get(error.facts()["kind"]),
    UploadRefused: _refused,
}


def _duration(finding: Finding) -> str:
    if finding.severity is Severity.WARNING:
        return "V13"
    lengths = [_seconds(text) for text in re.findall(r"\d+(?::\d\d)+", f"{finding.found} {finding.needed}")]
    # The middle of the range decides: rounded for showing, 2:59.7 reads 3:00 and is too short all the same.
    is_long = len(lengths) > 1 and lengths[0] > sum(lengths[1:]) / len(lengths[1:])
    return "V02" if is_long else "V01"


def _seconds(clock: str) -> int:
    total = 0
    for part in clock.split(":"):
        total = total * 60 + int(part)
    return total


def _codec(finding: Finding) -> str:
    return "V05" if re.search(r"265|hevc", finding.found, re.IGNORECASE) else "V14"


def _picture_format(finding: Finding) -> str:
    return "I03" if finding.role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2) else "I16"


def _picture_size(finding: Finding) -> str:
    if finding.severity is Severity.ERROR:
        return "I08"
    return "I17" if finding.needed.startswith("≤") else "I07"


def _readable(finding: Finding) -> str:
    return "V10" if finding.severity is Severity.ERROR else "V16"


def _sound(finding: Finding) -> str:
    if finding.severity is Severity.ERROR:
        return "V06"
    return "V17" if finding.found else "V18"


def _missing(finding: Finding) -> str:
    return "I05" if finding.role == Role.GRANT_FILE else "M04"


# Every rule of a finding and its entry, or how the entry is chosen.
RULES: dict[str, str | Callable[[Finding], str]] = {
    "file-missing": "M01",
    "file-empty": "M02",
    "file-unreadable": "M03",
    "role-missing": _missing,
    "same-file-twice": "M05",
    "name-mismatch": "M06",
    "video-container": "V04",
    "video-readable": _readable,
    "video-resolution": "V03",
    "video-duration": _duration,
    "video-sound": _sound,
    "video-codec": _codec,
    "video-frame-rate": "V09",
    "video-rotation": "V08",
    "video-bit-depth": "V15",
    "video-pixel-shape": "V19",
    "video-interlaced": "V20",
    "video-edit-start": "V21",
    "video-sound-offset": "V22",
    "video-sound-format": "V23",
    "video-sound-tracks": "V24",
    "video-tracks": "V25",
    "video-bit-rate": "V26",
    "video-fragments": "V27",
    "picture-format": _picture_format,
    "picture-readable": "I06",
    "picture-size": _picture_size,
    "picture-gps": "I09",
    "letter-format": "I10",
    "letter-readable": "I11",
    "letter-locked": "I12",
    "letter-pages": "I13",
    "audio-readable": "I14",
    "audio-content": "I15",
    "job-name": "F02",
    "job-name-missing": "F02",
    "job-name-control": "F08",
    "job-name-sensitive": "F07",
    "job-name-long": "F09",
    "job-contact": "F06",
    "job-contact-missing": "F05",
    "job-contact-format": "F06",
    "job-contact-length": "F01",
    "job-contact-unknown": "F04",
    "job-edition-both": "F10",
    "job-use-unknown": "F11",
    "job-use-edition": "F12",
    "job-use-default": "F13",
    "job-background-edition": "F14",
    "job-word": "F15",
    "job-only-human-edition": "F16",
    "job-voice-edition": "F17",
    "job-voice-language": "F18",
    "job-version-retired": "F19",
    "job-version-unknown": "F20",
    "job-version-edition": "F21",
    "job-count-range": "F22",
    "job-tags-many": "F23",
    "job-text-control": "F24",
    "job-text-long": "F25",
    "job-user-id": "F26",
    **CONTENT_RULES,
}


# --- filling in -------------------------------------------------------------------------------------

_LONGEST_VALUE = 500
_UNKNOWN = "?"  # how a check says that it does not know what it found
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_SLOT = re.compile(r"\[([^\[\]]*)\]|\{(\w+)\}")
_SERVICE_WORD = re.compile(r"[A-Z0-9_]+")
_ABOUT_A_STATE = ("R41", "R44")
_RULES_WITH_SERVICE_WORDS = ("job-use-edition", "job-use-default")


_URGENCIES = {Severity.ERROR: Urgency.STOP, Severity.WARNING: Urgency.CHECK, Severity.HINT: Urgency.HINT}


def _say_finding(finding: Finding, language: Language) -> Said:
    facts = {
        "what": _what(finding.role, language),
        "found": _value(finding, finding.found, language),
        "needed": _value(finding, finding.needed, language),
    }
    if finding.severity is Severity.OK:
        title = _fill(_pick(GOOD_LINES.get(finding.rule, GOOD_LINE_OF_ANY_RULE), language), facts)
        return Said(title, "", (), Urgency.GOOD)
    said = tell(message_id_of(finding), facts, language)
    urgency = _URGENCIES[finding.severity]
    return Said(said.title, said.explanation, said.actions, urgency, said.message_id)


def _value(finding: Finding, text: str, language: Language) -> str:
    if text == _UNKNOWN:
        return ""
    if finding.rule not in _RULES_WITH_SERVICE_WORDS:
        return text
    return _SERVICE_WORD.sub(lambda found: _pick(VALUE_WORDS.get(found[0], (found[0], found[0])), language), text)


def _what(role: str, language: Language) -> str:
    if role.startswith("job."):
        return field_word(role.removeprefix("job."), language)
    return _pick(ROLE_WORDS.get(role, (role, role)), language)


def _facts_of(error: IntakeError, language: Language) -> dict[str, str]:
    facts = error.facts()
    if "role" in facts:
        facts["what"] = _what(facts["role"], language)
    if error.message_id in _ABOUT_A_STATE:
        facts["shown"] = shown_word(shown(facts["state"]), language)
    if isinstance(error, DecisionIncomplete):
        facts["reason"] = _fill(_pick(FAULT_WORDS.get(error.fault, ("", "")), language), facts)
    if isinstance(error, ReviewRejected):
        facts["text"] = facts["text"] or "; ".join(error.reasons)
    if "text" in facts:
        facts["text"] = facts["text"].rstrip(" .。!！")
    if isinstance(error, NoRoom):
        facts |= {"needed": size_text(error.needed_bytes), "free": size_text(error.free_bytes)}
    if isinstance(error, ClockWrong):
        facts["ahead"] = _pick(AHEAD if facts["ahead"] == "1" else BEHIND, language)
    if isinstance(error, ServiceBusy):
        facts["seconds"] = "" if error.retry_after_s is None else str(max(1, round(error.retry_after_s)))
    return facts


def _filled(message: Message, facts: Mapping[str, str], language: Language) -> Said:
    text = message.text(language)
    title, explanation = (_begun(part, _fill(part, facts)) for part in (text.title, text.explanation))
    return Said(title, explanation, text.actions, message.severity, message.id)


def _fill(template: str, facts: Mapping[str, str]) -> str:
    """Fill a template in one pass, so that braces inside a value stay what they are."""

    def value(found: re.Match[str]) -> str:
        return _one_line(facts.get(found[1], "")) or "—"

    def slot(found: re.Match[str]) -> str:
        if found[2] is not None:
            return _one_line(facts.get(found[2], "")) or "—"
        names = _PLACEHOLDER.findall(found[1])
        return _PLACEHOLDER.sub(value, found[1]) if all(facts.get(name) for name in names) else ""

    return _SLOT.sub(slot, template).strip()


def _one_line(value: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in value[:_LONGEST_VALUE]).split())


def _begun(template: str, text: str) -> str:
    """A sentence begins with a capital; the name of a file is written as it is."""
    return text if template.startswith("{name}") else text[:1].upper() + text[1:]


def _pick(pair: tuple[str, str], language: Language) -> str:
    return said_in(language, *pair)
