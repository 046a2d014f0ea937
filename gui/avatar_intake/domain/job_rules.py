"""What the request fields of a job may be. Pure: fields in, findings out; opens nothing and asks nobody.

Sources: the API page of Create2dModelTrainingJob (2026-01-29) for ranges, words and conditions; the vendor's guide for
the phone number and for what an edition does not offer; the API's overview for X-App-UserId. Where a limit is not
documented, going past what is usual is a warning and never an error.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from avatar_intake.domain.intake import Edition, Intake, JobFields, Use, VoiceSource
from avatar_intake.domain.media import Finding, Severity

MAX_PARTS = 1000
MAX_WORD_LENGTH = 64
USUAL_NAME_LENGTH = 50
USUAL_TEXT_LENGTH = 64
USUAL_TAG_COUNT = 20
MAX_USER_ID_LENGTH = 256

COMMAND_MESSAGES = ("UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO", "GET_ACTION_VIDEO_MULTIPART")
MODEL_VERSIONS = ("V3.2", "V3.3")
FAST_FLEXUS_VERSION = "V3.3"
RETIRED_VERSIONS = ("V2", "V3")
VOICE_TAGS = ("ECOMMERCE", "NEWS", "MARKETING")
VOICE_SEXES = ("FEMALE", "MALE")
VOICE_LANGUAGES = ("CN", "EN")

_MAINLAND_DIGITS = 11
# Written in one piece or in the usual groups; looser patterns would take dates and lesson numbers for them.
_PHONE_IN_TEXT = re.compile(r"(?<!\d)(?:\+?86[ -]?)?1[3-9]\d[ .·-]?\d{4}[ .·-]?\d{4}(?!\d)")
_ID_NUMBER_IN_TEXT = re.compile(r"(?<!\d)\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx](?!\d)")
_JOINERS = "\u200c\u200d"  # stand inside emoji and some scripts
_LEFT_OUT_OF_NUMBERS = re.compile(r"[\s().\-\u2010-\u2015\u2212/]")
_MAINLAND_PREFIX = re.compile(r"(?:\+|00)?86(?=1\d{10}$)")


@dataclass(frozen=True, slots=True)
class EditionLimits:
    """What an edition allows. Minutes are of the training video.

    ``safe_minutes`` is the range that no document objects to, ``possible_minutes`` the one outside of which every
    document objects: between the two the documents contradict each other. ``advised_minutes`` is the guide's advice.
    """

    uses: tuple[Use, ...]
    allows_voice_properties: bool
    allows_only_human: bool
    allows_background_replacement: bool
    safe_minutes: tuple[int, int]
    possible_minutes: tuple[int, int]
    advised_minutes: tuple[int, int]


_STANDARD = EditionLimits(
    uses=(Use.VIDEO_2D, Use.LIVE_2D, Use.CHAT_2D),
    allows_voice_properties=False,
    allows_only_human=False,
    allows_background_replacement=True,
    safe_minutes=(3, 10),
    possible_minutes=(3, 10),
    advised_minutes=(5, 6),
)
# The API page asks for 3 to 10 minutes of every job; the guide of Flexus for 1 to 5, best 2.
_FLEXUS = EditionLimits(
    uses=(Use.VIDEO_2D,),
    allows_voice_properties=True,
    allows_only_human=True,
    allows_background_replacement=False,
    safe_minutes=(3, 5),
    possible_minutes=(1, 10),
    advised_minutes=(2, 2),
)


def edition_limits(edition: Edition) -> EditionLimits:
    """What ``edition`` allows; both kinds of Flexus allow the same."""
    return _STANDARD if edition is Edition.STANDARD else _FLEXUS


def job_findings(job: JobFields) -> tuple[Finding, ...]:
    """Every finding about a job's fields, in the order of a form; good ones for the name and the phone number.

    ``role`` is ``job.<field>``. ``found`` shows a phone number or an ID number with its middle hidden.
    """
    return tuple(finding for rule in _RULES for finding in rule(job))


def job_to_send(intake: Intake) -> JobFields:
    """The job's fields as they go out: the contact's digits plain, and our own tags added to find the job by."""
    job, ours = intake.job, tuple(tag for tag in (intake.tag, intake.file_tag) if tag)
    tags = (*(tag for tag in job.tags if tag not in ours), *ours)
    return replace(job, contact=clean_contact(job.contact) if job.contact else None, tags=tags)


def clean_contact(text: str) -> str:
    """A phone number as it is sent: ASCII digits with or without a leading plus.

    Full-width digits become ASCII, blanks, brackets, dots and hyphens go, 00 becomes +, and the country code of a
    mainland mobile number goes. What is no number at all comes back as it is, but for the blanks around it.

    >>> clean_contact("１３８ 0013-8000"), clean_contact("+86 138 0013 8000"), clean_contact("0044 20 7946 0000")
    ('13800138000', '13800138000', '+442079460000')
    """
    plain = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    number = _MAINLAND_PREFIX.sub("", _LEFT_OUT_OF_NUMBERS.sub("", plain))
    if number.startswith("00"):
        number = f"+{number[2:]}"
    return number if re.fullmatch(r"\+?[0-9]+", number) else plain.strip()


def masked(text: str) -> str:
    """A number of which only the first three and the last four signs are left."""
    return f"{text[:3]}{'*' * (len(text) - 7)}{text[-4:]}" if len(text) > 7 else "*" * len(text)


# --- the rules --------------------------------------------------------------------------------------


def _name(job: JobFields) -> Iterator[Finding]:
    role, name = "job.name", job.name.strip()
    if not name:
        yield _error(role, "job-name-missing")
        return
    plain = unicodedata.normalize("NFKC", name)
    numbers = [*_PHONE_IN_TEXT.findall(plain), *_ID_NUMBER_IN_TEXT.findall(plain)]
    if _has_control(job.name):
        yield _error(role, "job-name-control")
    if numbers:
        yield _error(role, "job-name-sensitive", ", ".join(masked(number) for number in numbers))
    if len(name) > USUAL_NAME_LENGTH:
        yield _warning(role, "job-name-long", str(len(name)), str(USUAL_NAME_LENGTH))
    if not _has_control(job.name) and not numbers:
        yield Finding(role, "job-name", Severity.OK, name[:USUAL_NAME_LENGTH])


def _contact(job: JobFields) -> Iterator[Finding]:
    role = "job.contact"
    number = clean_contact(job.contact or "")
    if not number:
        yield _warning(role, "job-contact-missing", "", str(_MAINLAND_DIGITS))
    elif not re.fullmatch(r"\+?[0-9]+", number):
        yield _error(role, "job-contact-format", "", str(_MAINLAND_DIGITS))
    elif not number.startswith("+") and len(number) != _MAINLAND_DIGITS:
        yield _error(role, "job-contact-length", str(len(number)), str(_MAINLAND_DIGITS))
    elif not _is_real_number(number):
        yield _error(role, "job-contact-unknown", masked(number), str(_MAINLAND_DIGITS))
    else:
        yield Finding(role, "job-contact", Severity.OK, masked(number))


def _edition(job: JobFields) -> Iterator[Finding]:
    if job.is_flexus and job.is_fast_flexus:
        yield _warning("job.is_fast_flexus", "job-edition-both", "is_flexus, is_fast_flexus", "is_fast_flexus")


def _uses(job: JobFields) -> Iterator[Finding]:
    role = "job.supported_service"
    allowed = edition_limits(job.edition).uses
    unknown = [use for use in job.supported_service if use not in tuple(Use)]
    refused = [use for use in job.supported_service if use in tuple(Use) and use not in allowed]
    if unknown:
        yield _error(role, "job-use-unknown", ", ".join(unknown)[:100], ", ".join(Use))
    if refused:
        yield _error(role, "job-use-edition", ", ".join(refused), ", ".join(allowed))
    if job.edition is not Edition.STANDARD and not job.supported_service:
        # Left out, the service's default holds, and that names the live stream, which Flexus does not serve.
        yield _warning(role, "job-use-default", f"{Use.VIDEO_2D}, {Use.LIVE_2D}", Use.VIDEO_2D)


def _background(job: JobFields) -> Iterator[Finding]:
    if job.replaces_background and not edition_limits(job.edition).allows_background_replacement:
        yield _warning("job.is_background_replacement", "job-background-edition", "true", "false")


def _voice_source(job: JobFields) -> Iterator[Finding]:
    if job.audio_source_type is not None and job.audio_source_type not in tuple(VoiceSource):
        yield _word_error("job.audio_source_type", job.audio_source_type, tuple(VoiceSource))
    if job.is_only_human_model and not edition_limits(job.edition).allows_only_human:
        yield _error("job.is_only_human_model", "job-only-human-edition", "true", "false")


def _voice_properties(job: JobFields) -> Iterator[Finding]:
    voice = job.voice_properties
    if voice is None:
        return
    role = "job.voice_properties"
    if not edition_limits(job.edition).allows_voice_properties:
        yield _error(role, "job-voice-edition")
    words = (
        ("job_tag", voice.job_tag, VOICE_TAGS),
        ("sex", voice.sex, VOICE_SEXES),
        ("language", voice.language, VOICE_LANGUAGES),
    )
    for field, word, allowed in words:
        if word is not None and word not in allowed:
            yield _word_error(f"{role}.{field}", word, allowed)
    if voice.language == "EN":
        yield _warning(f"{role}.language", "job-voice-language", "EN", "CN")


def _model_version(job: JobFields) -> Iterator[Finding]:
    role, version = "job.model_version", job.model_version
    if version is None:
        return
    if version in RETIRED_VERSIONS:
        yield _error(role, "job-version-retired", version, ", ".join(MODEL_VERSIONS))
    elif not version or len(version) > MAX_WORD_LENGTH or _has_control(version):
        yield _error(role, "job-word", version[:MAX_WORD_LENGTH], ", ".join(MODEL_VERSIONS))
    elif version not in MODEL_VERSIONS:
        yield _warning(role, "job-version-unknown", version, ", ".join(MODEL_VERSIONS))
    elif version == FAST_FLEXUS_VERSION and job.edition is not Edition.FAST_FLEXUS:
        yield _error(role, "job-version-edition", version, MODEL_VERSIONS[0])


def _command_message(job: JobFields) -> Iterator[Finding]:
    if job.command_message is not None and job.command_message not in COMMAND_MESSAGES:
        yield _word_error("job.command_message", job.command_message, COMMAND_MESSAGES)


def _counts(job: JobFields) -> Iterator[Finding]:
    for field in ("video_multipart_count", "action_video_multipart_count"):
        count: int | None = getattr(job, field)
        if count is not None and not 1 <= count <= MAX_PARTS:
            yield _error(f"job.{field}", "job-count-range", str(count), f"1–{MAX_PARTS}")


def _labels(job: JobFields) -> Iterator[Finding]:
    if job.batch_name is not None:
        yield from _label("job.batch_name", job.batch_name)
    for tag in job.tags:
        yield from _label("job.tags", tag)
    if len(job.tags) > USUAL_TAG_COUNT:
        yield _warning("job.tags", "job-tags-many", str(len(job.tags)), str(USUAL_TAG_COUNT))


def _label(role: str, text: str) -> Iterator[Finding]:
    if not text.strip() or _has_control(text):
        yield _error(role, "job-text-control", "", f"1–{USUAL_TEXT_LENGTH}")
    elif len(text) > USUAL_TEXT_LENGTH:
        yield _warning(role, "job-text-long", str(len(text)), str(USUAL_TEXT_LENGTH))


def _user_id(job: JobFields) -> Iterator[Finding]:
    user_id = job.app_user_id
    if user_id is None:
        return
    is_header = user_id.isascii() and user_id.isprintable() and user_id == user_id.strip()
    if not is_header or not 1 <= len(user_id) <= MAX_USER_ID_LENGTH:
        shown = "".join(sign if sign.isprintable() else "?" for sign in user_id[:50])
        yield _error("job.app_user_id", "job-user-id", shown, "A–Z a–z 0–9 . _ -")


_RULES: tuple[Callable[[JobFields], Iterator[Finding]], ...] = (
    _name,
    _contact,
    _edition,
    _uses,
    _background,
    _voice_source,
    _voice_properties,
    _model_version,
    _command_message,
    _counts,
    _labels,
    _user_id,
)

# Every rule id that `job_findings` may give; the catalogue has a sentence for each.
JOB_RULES = frozenset(
    {
        "job-name", "job-name-missing", "job-name-control", "job-name-sensitive", "job-name-long",
        "job-contact", "job-contact-missing", "job-contact-format", "job-contact-length", "job-contact-unknown",
        "job-edition-both", "job-use-unknown", "job-use-edition", "job-use-default", "job-background-edition",
        "job-word", "job-only-human-edition", "job-voice-edition", "job-voice-language",
        "job-version-retired", "job-version-unknown", "job-version-edition",
        "job-count-range", "job-tags-many", "job-text-control", "job-text-long", "job-user-id",
    }
)  # fmt: skip


def _error(role: str, rule: str, found: str = "", needed: str = "") -> Finding:
    return Finding(role, rule, Severity.ERROR, found, needed)


def _warning(role: str, rule: str, found: str = "", needed: str = "") -> Finding:
    return Finding(role, rule, Severity.WARNING, found, needed)


def _word_error(role: str, word: str, allowed: tuple[str, ...]) -> Finding:
    shown = "".join(sign if sign.isprintable() else "?" for sign in word[:MAX_WORD_LENGTH])
    return _error(role, "job-word", shown, " / ".join(allowed))


def _has_control(text: str) -> bool:
    hidden = ("Cc", "Cf", "Cs", "Zl", "Zp")
    return any(unicodedata.category(sign) in hidden and sign not in _JOINERS for sign in text)


def _is_real_number(number: str) -> bool:
    import phonenumbers

    try:
        parsed = phonenumbers.parse(number, None if number.startswith("+") else "CN")
    except phonenumbers.NumberParseException:
        return False
    if not phonenumbers.is_valid_number(parsed):
        return False
    return number.startswith("+") or phonenumbers.number_type(parsed) == phonenumbers.PhoneNumberType.MOBILE
