"""What a request may contain: types, ranges and words of the API page (2026-01-29). Pure: a body in, a complaint out.

A complaint names the field and what it must be; the caller puts it behind "Invalid parameter". Only the first is given.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from avatar_intake.practice.answers import Json
from avatar_intake.practice.clock import from_rfc3339

Fields = Mapping[str, Json]


class Rule(Protocol):
    """What a value must be."""

    def problem(self, value: Json) -> str | None:
        """``None`` for a good value, else what it must be."""
        ...


@dataclass(frozen=True, slots=True)
class Text:
    """A string, of certain words where ``words`` is not empty."""

    max_chars: int | None = None
    words: Collection[str] = ()
    is_filled: bool = False

    def problem(self, value: Json) -> str | None:
        """See `Rule`."""
        if not isinstance(value, str):
            return "must be a string"
        if self.max_chars is not None and len(value) > self.max_chars:
            return f"must have 0-{self.max_chars} characters"
        if self.is_filled and not value.strip():
            return "must not be empty"
        if self.words and value not in self.words:
            return f"must be one of {', '.join(word for word in self.words if word)}"
        return None


@dataclass(frozen=True, slots=True)
class Whole:
    """An integer within a range; ``true`` is not 1."""

    low: int
    high: int

    def problem(self, value: Json) -> str | None:
        """See `Rule`."""
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        if not is_whole or not isinstance(value, int) or not self.low <= value <= self.high:
            return f"must be an integer of {self.low}-{self.high}"
        return None


@dataclass(frozen=True, slots=True)
class Flag:
    """A boolean."""

    def problem(self, value: Json) -> str | None:
        """See `Rule`."""
        return None if isinstance(value, bool) else "must be a boolean"


@dataclass(frozen=True, slots=True)
class Many:
    """A list whose items follow one rule."""

    item: Rule

    def problem(self, value: Json) -> str | None:
        """See `Rule`."""
        if not isinstance(value, list):
            return "must be an array"
        return next((f"items: {text}" for text in map(self.item.problem, value) if text), None)


@dataclass(frozen=True, slots=True)
class Shape:
    """An object: its known fields and those of them that must be there."""

    fields: Mapping[str, Rule]
    required: Collection[str] = ()
    refuses_unknown: bool = True

    def problem(self, value: Json) -> str | None:
        """See `Rule`; the complaint begins with the field's name."""
        if not isinstance(value, dict):
            return "must be an object"
        missing = next((name for name in self.required if name not in value), None)
        if missing:
            return f"{missing} is required"
        complaints = (self._field_problem(name, item) for name, item in value.items())
        return next((text for text in complaints if text), None)

    def _field_problem(self, name: str, value: Json) -> str | None:
        rule = self.fields.get(name)
        if rule is None:
            return f"{name} is unknown" if self.refuses_unknown else None
        complaint = rule.problem(value)
        return f"{name} {complaint}" if complaint else None


_COMMAND_MESSAGES = ("", "UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO", "GET_ACTION_VIDEO_MULTIPART")
_PARTS = Whole(1, 1000)
_VOICE: dict[str, Rule] = {
    "job_tag": Text(words=("ECOMMERCE", "NEWS", "MARKETING")),
    "sex": Text(words=("FEMALE", "MALE")),
    "language": Text(words=("CN", "EN")),
}
_CHANGEABLE: dict[str, Rule] = {
    "name": Text(is_filled=True),
    "contact": Text(),
    "command_message": Text(64, _COMMAND_MESSAGES),
    "video_multipart_count": _PARTS,
    "action_video_multipart_count": _PARTS,
    "is_background_replacement": Flag(),
    "batch_name": Text(),
    "tags": Many(Text()),
    "is_fast_flexus": Flag(),
    "supported_service": Many(Text(words=("VIDEO_2D", "LIVE_2D", "CHAT_2D"))),
    "audio_source_type": Text(words=("VIDEO", "AUDIO")),
}
_SAMPLE: dict[str, Rule] = {
    "action_name_zh": Text(),
    "action_name_en": Text(),
    "action_tag": Text(),
    "catalog": Text(),
    "recommended_value": Whole(0, 2**31 - 1),
    "is_selected": Flag(),
}
MODEL_VERSIONS = ("", "V3.2", "V3.3")  # V3 and V2 are retired

COMMANDS = (
    "SUBMITVERIFYING",
    "CONFIRM_ACCEPT",
    "CONFIRM_REJECT",
    "CONFIRM_ANSWER",
    "CONFIRM_PENDING",
    "CONFIRM_ACTIVE",
    "GET_MULTIPART_UPLOADED",
    "CONFIRM_REPAIR",
    "CONFIRM_MULTIPART_UPLOADED",
    "GET_ACTION_VIDEO_MULTIPART_UPLOADED",
    "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED",
    "CONFIRM_AUTHORIZATION_LETTER",
    "DELETE_JOB_VIDEO",
)


def create_shape(*, refuses_unknown: bool) -> Shape:
    """The body of Create2dModelTrainingJob."""
    only_at_birth: dict[str, Rule] = {
        "model_version": Text(64, MODEL_VERSIONS),
        "is_ondemand_resource": Flag(),
        "is_flexus": Flag(),
        "is_live_copy": Flag(),
        "is_only_human_model": Flag(),
        "voice_properties": Shape(_VOICE, refuses_unknown=refuses_unknown),
    }
    return Shape({**_CHANGEABLE, **only_at_birth}, ("name",), refuses_unknown)


def update_shape(*, refuses_unknown: bool) -> Shape:
    """The body of Update2dModelTrainingJob; edition and model version cannot be changed."""
    nested: dict[str, Rule] = {
        "voice_properties": Shape(_VOICE, refuses_unknown=refuses_unknown),
        "samples_basic_info": Many(Shape(_SAMPLE, refuses_unknown=refuses_unknown)),
    }
    return Shape({**_CHANGEABLE, **nested}, (), refuses_unknown)


def command_shape(*, refuses_unknown: bool) -> Shape:
    """The body of Execute2dModelTrainingCommandByUser."""
    comment: dict[str, Rule] = {
        "comment_title": Text(),
        "comment_message": Text(),
        "attachment_name": Many(Text(is_filled=True)),
    }
    return Shape(
        {
            "command": Text(64, COMMANDS),
            "command_message": Text(64, _COMMAND_MESSAGES),
            "comment_data": Shape(comment, refuses_unknown=refuses_unknown),
            "operation_reason": Text(),
        },
        ("command",),
        refuses_unknown,
    )


def is_flexus(job: Fields) -> bool:
    """Whether a job is of the basic or the fast edition."""
    return bool(job.get("is_flexus")) or bool(job.get("is_fast_flexus"))


def condition_problem(job: Fields) -> str | None:
    """Which field contradicts the job's edition; ``None`` when all fit (API page, notes of the request fields)."""
    flexus = is_flexus(job)
    services = job.get("supported_service")
    conditions = (
        (flexus and services not in (None, [], ["VIDEO_2D"]), "supported_service must be VIDEO_2D for Flexus"),
        (not flexus and bool(job.get("voice_properties")), "voice_properties is for Flexus only"),
        (not flexus and job.get("is_only_human_model") is True, "is_only_human_model is for Flexus only"),
        (
            job.get("model_version") == "V3.3" and not job.get("is_fast_flexus"),
            "model_version V3.3 is for fast Flexus only",
        ),
    )
    return next((text for is_broken, text in conditions if is_broken), None)


# --- the list's query ---------------------------------------------------------------------------

_TIMES = ("create_since", "create_until", "update_since", "update_until")
_FLAGS = ("is_flexus", "is_live_copy", "is_ondemand_resource")
_TEXTS = ("state", "batch_name", "tag", "job_id", "name", "model_resolution", "train_location", "query_project_id")
_WORDS = {"sort_key": ("create_time", "update_time", "asset_order"), "sort_dir": ("asc", "desc")}
_NUMBERS = {"offset": (0, 2**31 - 1), "limit": (1, 100)}
LIST_PARAMETERS = frozenset((*_TIMES, *_FLAGS, *_TEXTS, *_WORDS, *_NUMBERS))


def query_problem(query: Mapping[str, str], *, refuses_unknown: bool) -> str | None:
    """What is wrong with the list's parameters; ``None`` when nothing is."""
    unknown = next((name for name in query if name not in LIST_PARAMETERS), None)
    if unknown and refuses_unknown:
        return f"{unknown} is unknown"
    return next((text for text in (_parameter_problem(*item) for item in query.items()) if text), None)


def _parameter_problem(name: str, value: str) -> str | None:
    if name in _NUMBERS:
        low, high = _NUMBERS[name]
        is_number = value.isascii() and value.isdigit() and len(value) <= 10 and low <= int(value) <= high
        return None if is_number else f"{name} must be an integer of {low}-{high}"
    if name in _TIMES:
        return None if from_rfc3339(value) is not None else f"{name} must be a time of RFC 3339"
    words = ("true", "false") if name in _FLAGS else _WORDS.get(name, ())
    return f"{name} must be one of {', '.join(words)}" if words and value not in words else None
