"""What the training service says, as values: jobs, commands, logs, one-time addresses. No JSON, no HTTP."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from avatar_intake.domain.intake import Role, VoiceProperties


class Command(StrEnum):
    """Every documented command of Execute2dModelTrainingCommandByUser (page of 2026-01-29)."""

    GET_MULTIPART_UPLOADED = "GET_MULTIPART_UPLOADED"
    CONFIRM_MULTIPART_UPLOADED = "CONFIRM_MULTIPART_UPLOADED"
    GET_ACTION_VIDEO_MULTIPART_UPLOADED = "GET_ACTION_VIDEO_MULTIPART_UPLOADED"
    CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED = "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED"
    CONFIRM_AUTHORIZATION_LETTER = "CONFIRM_AUTHORIZATION_LETTER"
    SUBMITVERIFYING = "SUBMITVERIFYING"
    CONFIRM_REPAIR = "CONFIRM_REPAIR"
    DELETE_JOB_VIDEO = "DELETE_JOB_VIDEO"
    CONFIRM_ACCEPT = "CONFIRM_ACCEPT"
    CONFIRM_REJECT = "CONFIRM_REJECT"
    CONFIRM_ANSWER = "CONFIRM_ANSWER"
    CONFIRM_PENDING = "CONFIRM_PENDING"
    CONFIRM_ACTIVE = "CONFIRM_ACTIVE"


@dataclass(frozen=True, slots=True)
class SecretUrl:
    """A presigned URL: whoever has it may write. It never shows itself in a repr or a log."""

    value: str = field(repr=False)

    def __str__(self) -> str:
        return "<one-time address>"


@dataclass(frozen=True, slots=True)
class CommentData:
    """`comment_data` of a command (NA accounts)."""

    comment_title: str | None = None
    comment_message: str | None = None
    attachment_name: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommandRequest:
    """One command with what may go with it."""

    command: Command
    command_message: str | None = None
    comment_data: CommentData | None = None
    operation_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ActionSample:
    """One of `samples_basic_info` of an update: what may be changed about an action cut from the action video."""

    action_name_zh: str | None = None
    action_name_en: str | None = None
    action_tag: str | None = None
    catalog: str | None = None
    recommended_value: int | None = None
    is_selected: bool | None = None


@dataclass(frozen=True, slots=True)
class JobChanges:
    """The fields of Update2dModelTrainingJob; ``None`` is not sent. Model version and edition cannot be changed."""

    name: str | None = None
    contact: str | None = None
    command_message: str | None = None
    video_multipart_count: int | None = None
    action_video_multipart_count: int | None = None
    is_background_replacement: bool | None = None
    batch_name: str | None = None
    tags: tuple[str, ...] | None = None
    is_fast_flexus: bool | None = None
    voice_properties: VoiceProperties | None = None
    supported_service: tuple[str, ...] | None = None
    audio_source_type: str | None = None
    samples_basic_info: tuple[ActionSample, ...] | None = None


@dataclass(frozen=True, slots=True)
class JobQuery:
    """The filters of List2dModelTrainingJob; ``None`` is not sent. Times are ISO texts as the API takes them."""

    offset: int | None = None
    limit: int | None = None  # 1-100, the service's default is 10
    state: str | None = None  # comma list
    sort_key: str | None = None  # create_time, update_time, asset_order
    sort_dir: str | None = None  # asc, desc
    create_since: str | None = None
    create_until: str | None = None
    update_since: str | None = None
    update_until: str | None = None
    batch_name: str | None = None
    tag: str | None = None
    job_id: str | None = None
    name: str | None = None
    model_resolution: str | None = None
    is_flexus: bool | None = None
    is_live_copy: bool | None = None
    train_location: str | None = None
    is_ondemand_resource: bool | None = None
    query_project_id: str | None = None


@dataclass(frozen=True, slots=True)
class UploadAddresses:
    """The answer of create and update: the job and its one-time addresses, in part order for the videos."""

    job_id: str
    by_role: Mapping[Role, tuple[SecretUrl, ...]]
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class ListedPart:
    """A part that the service lists as stored; ``etag`` is bare lower-case hex where it was hex at all."""

    number: int
    etag: str


@dataclass(frozen=True, slots=True)
class CommandAnswer:
    """The answer of a command that succeeded."""

    parts: tuple[ListedPart, ...] = ()
    attachment_urls: tuple[SecretUrl, ...] = ()
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class OperationLog:
    """One line of `operation_logs`: where the review's words stand."""

    operate_time: str
    log_type: str
    log_description: str
    operate_user: str
    error_code: str = ""
    redo_reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CommentLog:
    """One line of `comment_logs`."""

    comment_time: str
    comment_type: str
    comment_title: str
    comment_message: str


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A job as the list shows it. ``extra`` keeps the names of fields that this program does not know."""

    job_id: str
    name: str
    state: str
    create_time: str = ""
    last_update_time: str = ""
    batch_name: str = ""
    tags: tuple[str, ...] = ()
    is_flexus: bool = False
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JobDetail:
    """A job as Show gives it. Download URLs are kept as secrets: they lead to ID pictures."""

    summary: JobSummary
    asset_id: str = ""
    operation_logs: tuple[OperationLog, ...] = ()
    comment_logs: tuple[CommentLog, ...] = ()
    downloads: Mapping[Role, SecretUrl] = field(default_factory=dict)
    model_resolution: str = ""
    flexus_retry_count: int | None = None
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of the list; ``count`` is the number of all jobs that the filters match."""

    count: int
    jobs: tuple[JobSummary, ...]
    request_id: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of the identity service; a region's own one has the region's name."""

    project_id: str
    name: str


@dataclass(frozen=True, slots=True)
class RequestRecord:
    """What is kept of a call: never an address, a header or a body. ``step`` is ours (``create``, ``confirm``, …)."""

    step: str
    status: int  # HTTP status, 0 when no answer came
    request_id: str
    at: str  # UTC, ISO 8601
    code: str = ""  # the service's error code, if any
