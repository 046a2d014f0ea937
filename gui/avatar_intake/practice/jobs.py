"""A training job as the studio keeps it, and the pure rules of its states. No files, no sockets, no clock.

Field names and words are those of the API pages (create, update, show, delete; 2026-01-29).
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from avatar_intake.practice.answers import Json
from avatar_intake.practice.shapes import Fields, is_flexus

VIDEOS = ("training_video", "action_video")
ID_PICTURES = ("id_card_image1", "id_card_image2")
LETTER = "grant_file"
IDENTITY = (*ID_PICTURES, LETTER)

# The name of each material in a store address, as in the API page's example.
THINGS = {
    "training_video": "trainingVideo",
    "action_video": "actionVideo",
    "audio": "audio",
    "cover": "cover",
    "id_card_image1": "idCardImage1_tmp",
    "id_card_image2": "idCardImage2_tmp",
    "grant_file": "grantFile_tmp",
    "pre_beauty_image": "preBeautyImage",
    "post_beauty_image": "postBeautyImage",
}
ATTACHMENT = "attachment"  # attachment1, attachment2, …: what an NA account adds to a comment
ZIP_ROLES = ("audio",)

WAIT_FILE_UPLOAD = "WAIT_FILE_UPLOAD"
AUTO_VERIFYING = "AUTO_VERIFYING"
AUTO_VERIFY_FAILED = "AUTO_VERIFY_FAILED"
MANUAL_VERIFYING = "MANUAL_VERIFYING"
MANUAL_VERIFY_FAILED = "MANUAL_VERIFY_FAILED"
WAIT_USER_CONFIRM = "WAIT_USER_CONFIRM"
JOB_SUCCESS = "JOB_SUCCESS"
JOB_FINISH = "JOB_FINISH"
JOB_REJECT = "JOB_REJECT"
JOB_PENDING = "JOB_PENDING"

REJECTED = frozenset({AUTO_VERIFY_FAILED, MANUAL_VERIFY_FAILED})
DELETABLE = frozenset({
    WAIT_FILE_UPLOAD, AUTO_VERIFY_FAILED, MANUAL_VERIFYING, MANUAL_VERIFY_FAILED, "TRAINING_DATA_PREPROCESS_FAILED",
    "TRAIN_FAILED", "INFERENCE_DATA_PREPROCESS_FAILED", JOB_SUCCESS, WAIT_USER_CONFIRM, JOB_REJECT, JOB_FINISH,
})  # fmt: skip

# No page says in which states videos may be deleted: here, when nobody will need them again.
FREE_OF_VIDEOS = frozenset({*REJECTED, JOB_SUCCESS, JOB_FINISH})

# What follows a passed automatic check, each with the log line that announces it.
TRAINING_STEPS: tuple[tuple[str, str], ...] = (
    ("MANUAL_VERIFY_SUCCESS", "ADMIN_VERIFY_SUCCESS"),
    ("WAIT_TRAINING_DATA_PREPROCESS", ""),
    ("TRAINING_DATA_PREPROCESSING", "SYSTEM_TRAIN_DATA_PREPROCESSING"),
    ("TRAINING_DATA_PREPROCESS_SUCCESS", "SYSTEM_TRAIN_DATA_PREPROCESS_SUCCESS"),
    ("TRAINING", "SYSTEM_TRAINING"),
    ("TRAIN_SUCCESS", "SYSTEM_TRAIN_SUCCESS"),
    ("INFERENCE_DATA_PREPROCESSING", "SYSTEM_INFERENCE_DATA_PREPROCESSING"),
)
_FOLLOWING = dict(
    zip((MANUAL_VERIFYING, *(state for state, _ in TRAINING_STEPS)), TRAINING_STEPS, strict=False)
)  # the last state has no successor here: it depends on the account
FLEXUS_RETRIES = 3


@dataclass(frozen=True, slots=True)
class StoredObject:
    """A complete object in the store; ``etag`` without quotation marks."""

    etag: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of one material. ``is_used`` ends its addresses; ``stored`` is the complete object, if there is one.

    A video has ``part_count`` addresses and its object appears with the merge; everything else has one.
    """

    part_count: int
    upload_id: str
    expires_s: int
    is_used: bool = False
    stored: StoredObject | None = None
    confirmed: tuple[str, ...] = ()  # the parts' ETags, once they are merged


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of `operation_logs`."""

    time_s: float
    log_type: str
    text: str
    user: str  # USER, ADMIN, SYSTEM
    error_code: str = ""
    redo_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comment:
    """One line of `comment_logs` (NA accounts). ``attachments`` are the places of its files."""

    time_s: float
    comment_type: str
    title: str
    message: str
    attachments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Job:
    """One training job. Times are seconds since 1970; ``fields`` are the request's, with the documented defaults.

    ``is_held`` keeps a state that a trial has set by hand until the next command or update.
    """

    job_id: str
    project_id: str
    sequence: int
    fields: Fields
    state: str
    created_s: float
    updated_s: float
    state_since_s: float
    app_user_id: str = ""
    slots: Mapping[str, Slot] = field(default_factory=dict)
    logs: tuple[LogLine, ...] = ()
    comments: tuple[Comment, ...] = ()
    asset_id: str = ""
    model_resolution: str = "1080P"
    retries_left: int = FLEXUS_RETRIES
    is_held: bool = False
    is_letter_confirmed: bool = False

    @property
    def name(self) -> str:
        """The avatar's name."""
        return str(self.fields["name"])

    @property
    def is_flexus(self) -> bool:
        """Whether it is of the basic or the fast edition."""
        return is_flexus(self.fields)

    def in_state(self, state: str, now_s: float) -> Job:
        """The same job in another state, free to go on by itself. A new state is an update of the job."""
        return replace(self, state=state, state_since_s=now_s, updated_s=now_s, is_held=False)

    def in_resolution(self, resolution: str) -> Job:
        """With the model's resolution, 1080P or 4K."""
        return replace(self, model_resolution=resolution)

    def finished(self, now_s: float) -> Job:
        """With the finished model as an asset; it keeps its id through a repair."""
        asset_id = self.asset_id or uuid.uuid5(uuid.NAMESPACE_OID, self.job_id).hex
        return replace(self, asset_id=asset_id).logged(LogLine(now_s, "SYSTEM_JOB_SUCCESS", "", "SYSTEM"))

    def logged(self, line: LogLine) -> Job:
        """With one more log line. Times never repeat: a reader picks the newest line by its time, to the second."""
        previous_s = self.logs[-1].time_s if self.logs else 0.0
        later = replace(line, time_s=max(line.time_s, int(previous_s) + 1.0))
        return replace(self, logs=(*self.logs, later))

    def with_slot(self, role: str, slot: Slot) -> Job:
        """With one place changed or added."""
        return replace(self, slots={**self.slots, role: slot})

    def has(self, role: str) -> bool:
        """Whether a complete object is stored for a role."""
        return role in self.slots and self.slots[role].stored is not None


def following_state(state: str, *, na_account: bool) -> tuple[str, str] | None:
    """The state that comes by itself after ``state`` with its log line, or ``None`` where somebody must act."""
    if state == TRAINING_STEPS[-1][0]:
        return (WAIT_USER_CONFIRM if na_account else JOB_SUCCESS), "SYSTEM_INFERENCE_DATA_PREPROCESS_SUCCESS"
    return _FOLLOWING.get(state)


def with_defaults(fields: Fields) -> dict[str, Json]:
    """The request's fields with the documented defaults filled in."""
    flexus = is_flexus(fields)
    defaults: dict[str, Json] = {
        "command_message": "UPLOAD_VIDEO",
        "video_multipart_count": 1,
        "action_video_multipart_count": 1,
        "is_background_replacement": True,
        "model_version": "V3.2",
        "is_flexus": False,
        "is_only_human_model": False,
        "audio_source_type": "VIDEO",
        "supported_service": ["VIDEO_2D"] if flexus else ["VIDEO_2D", "LIVE_2D"],
    }
    given = {name: value for name, value in fields.items() if value not in ("", [])}
    return {**defaults, **given}


def part_count(fields: Fields, role: str) -> int:
    """How many addresses a role gets."""
    if role not in VIDEOS:
        return 1
    count = fields["video_multipart_count" if role == "training_video" else "action_video_multipart_count"]
    return count if isinstance(count, int) else 1


def to_json(job: Job) -> str:
    """A job as text for the studio's own folder."""
    return json.dumps(asdict(job))


def from_json(text: str) -> Job:
    """The job that `to_json` wrote. Raises ``ValueError``, ``TypeError`` or ``KeyError`` for anything else."""
    raw = json.loads(text)
    slots = {role: _slot(slot) for role, slot in raw["slots"].items()}
    logs = tuple(LogLine(**_tupled(line, "redo_reasons")) for line in raw["logs"])
    comments = tuple(Comment(**_tupled(line, "attachments")) for line in raw["comments"])
    return Job(**{**raw, "slots": slots, "logs": logs, "comments": comments})


def _tupled(raw: Mapping[str, Any], name: str) -> dict[str, Any]:
    return {**raw, name: tuple(raw.get(name, ()))}


def _slot(raw: Mapping[str, Any]) -> Slot:
    stored = StoredObject(**raw["stored"]) if raw["stored"] else None
    return Slot(**{**raw, "stored": stored, "confirmed": tuple(raw["confirmed"])})
