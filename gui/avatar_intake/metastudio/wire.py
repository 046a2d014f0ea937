"""JSON to our values and back. The only reader of raw answers; sends and receives nothing.

What is written is held to the ranges and words of the API page: whatever does not fit raises `BadIntakeFile` and is
never sent. What is read may hold more than we know of, but nothing of another type than documented and no address
that `endpoint.address_problem` does not believe: that raises `UnexpectedAnswer`, before any byte goes there.
The misspelt names (commond_result, EXCUTE_SUCCESS, excute_failed_msg) are the service's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal, TypeVar
from urllib.parse import quote

import msgspec

from avatar_intake.domain.endpoint import Endpoint, address_problem
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import (
    Command,
    CommandAnswer,
    CommandRequest,
    CommentLog,
    JobChanges,
    JobDetail,
    JobPage,
    JobQuery,
    JobSummary,
    ListedPart,
    OperationLog,
    SecretUrl,
    UploadAddresses,
)
from avatar_intake.errors import BadIntakeFile, CommandFailed, UnexpectedAnswer
from avatar_intake.metastudio.exchange import Answer, Question

_JOB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,127}")
_HEX = re.compile(r"[0-9A-Fa-f]+(-[0-9]+)?")
_PERSONAL_FIELDS = ("name", "contact", "comment_data")
_QUERY_OF_ADDRESS = re.compile(r"(?i)\b((?:https?|obs)://[^\s?#\"'<>]*)[?#][^\s\"'<>]*")
_SIGNED_VALUE = re.compile(r"(?i)\b(AccessKeyId|Access|Signature|[a-z-]*token)=[^\s&,;\"'<>]+")
_TEXT_LIMIT = 500
_LONG_TEXT_LIMIT = 2000
_TIME_LIMIT = 64
_EXTRA_NAMES = 50
# What no service would say more of; a page is asked for a hundred jobs, a material for a thousand parts.
_MOST_JOBS, _MOST_ADDRESSES, _MOST_PARTS, _MOST_LOGS, _MOST_REASONS, _MOST_TAGS = 1000, 1000, 10_000, 500, 50, 100

# --- what is written --------------------------------------------------------------------------------

_Short = Annotated[str, msgspec.Meta(max_length=64)]
_PartCount = Annotated[int, msgspec.Meta(ge=1, le=1000)]
_Service = Literal["VIDEO_2D", "LIVE_2D", "CHAT_2D"]
_CommandMessage = Literal["UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO", "GET_ACTION_VIDEO_MULTIPART"]
_AudioSource = Literal["VIDEO", "AUDIO"]


class _Written(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What is ``None`` is not sent, so that the service's default holds."""


class _VoiceProperties(_Written, frozen=True, kw_only=True, omit_defaults=True):
    job_tag: Literal["ECOMMERCE", "NEWS", "MARKETING"] | None = None
    sex: Literal["FEMALE", "MALE"] | None = None
    language: Literal["CN", "EN"] | None = None


class _CreateBody(_Written, frozen=True, kw_only=True, omit_defaults=True):
    name: Annotated[str, msgspec.Meta(min_length=1)]
    contact: str | None = None
    command_message: _CommandMessage | None = None
    video_multipart_count: _PartCount | None = None
    action_video_multipart_count: _PartCount | None = None
    is_background_replacement: bool | None = None
    batch_name: str | None = None
    tags: tuple[str, ...] = ()
    model_version: _Short | None = None
    is_ondemand_resource: bool | None = None
    is_flexus: bool | None = None
    is_fast_flexus: bool | None = None
    is_live_copy: bool | None = None
    is_only_human_model: bool | None = None
    audio_source_type: _AudioSource | None = None
    voice_properties: _VoiceProperties | None = None
    supported_service: tuple[_Service, ...] = ()


class _ActionSample(_Written, frozen=True, kw_only=True, omit_defaults=True):
    action_name_zh: str | None = None
    action_name_en: str | None = None
    action_tag: str | None = None
    catalog: str | None = None
    recommended_value: int | None = None
    is_selected: bool | None = None


class _UpdateBody(_Written, frozen=True, kw_only=True, omit_defaults=True):
    name: Annotated[str, msgspec.Meta(min_length=1)] | None = None
    contact: str | None = None
    command_message: _CommandMessage | None = None
    video_multipart_count: _PartCount | None = None
    action_video_multipart_count: _PartCount | None = None
    is_background_replacement: bool | None = None
    batch_name: str | None = None
    tags: tuple[str, ...] | None = None
    is_fast_flexus: bool | None = None
    samples_basic_info: tuple[_ActionSample, ...] | None = None
    voice_properties: _VoiceProperties | None = None
    supported_service: tuple[_Service, ...] | None = None
    audio_source_type: _AudioSource | None = None


class _CommentData(_Written, frozen=True, kw_only=True, omit_defaults=True):
    comment_title: str | None = None
    comment_message: str | None = None
    attachment_name: tuple[str, ...] = ()


class _CommandBody(_Written, frozen=True, kw_only=True, omit_defaults=True):
    command: Command
    command_message: _CommandMessage | None = None
    comment_data: _CommentData | None = None
    operation_reason: str | None = None


class _Query(_Written, frozen=True, kw_only=True, omit_defaults=True):
    offset: Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=100)] | None = None
    state: str | None = None
    sort_key: Literal["create_time", "update_time", "asset_order"] | None = None
    sort_dir: Literal["asc", "desc"] | None = None
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


_STEPS = {
    Command.GET_MULTIPART_UPLOADED: "parts",
    Command.CONFIRM_MULTIPART_UPLOADED: "confirm",
    Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED: "action-parts",
    Command.CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED: "confirm-action",
    Command.SUBMITVERIFYING: "submit",
}
_READING_COMMANDS = (Command.GET_MULTIPART_UPLOADED, Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED)


def step_of(command: Command) -> str:
    """Our word for a command in `RequestRecord.step`: ``parts``, ``confirm``, ``submit``; else its name, lower-case."""
    return _STEPS.get(command, command.value.lower())


def create_question(job: JobFields) -> Question:
    """The request that creates ``job``; its user id goes into the header."""
    body = msgspec.json.encode(_held_to(job, _CreateBody))
    return Question("create", "POST", body=body, is_write=True, changes_something=True, app_user_id=job.app_user_id)


def command_question(job_id: str, request: CommandRequest) -> Question:
    """The request that runs a command."""
    return Question(
        step=step_of(request.command),
        method="POST",
        path=f"{_job_path(job_id)}/command",
        body=msgspec.json.encode(_held_to(request, _CommandBody)),
        is_write=True,
        changes_something=request.command not in _READING_COMMANDS,
    )


def show_question(job_id: str) -> Question:
    """The request for one job."""
    return Question("show", "GET", _job_path(job_id))


def list_question(query: JobQuery) -> Question:
    """The request for one page of jobs; sorted by name, as the vendor's client does it."""
    held = _held_to(query, _Query)
    pairs = ((item, getattr(held, item)) for item in held.__struct_fields__)
    return Question("list", "GET", query=tuple(sorted((n, _query_text(v)) for n, v in pairs if v is not None)))


def update_question(job_id: str, changes: JobChanges) -> Question:
    """The request that changes a job."""
    body = msgspec.json.encode(_held_to(changes, _UpdateBody))
    return Question("update", "PUT", _job_path(job_id), body=body, is_write=True, changes_something=True)


def delete_question(job_id: str) -> Question:
    """The request that deletes a job."""
    return Question("delete", "DELETE", _job_path(job_id), is_write=True, changes_something=True)


_Kind = TypeVar("_Kind", bound=msgspec.Struct)


def _held_to(value: object, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.convert(value, kind, from_attributes=True)
    except msgspec.ValidationError as error:
        needed, _, place = str(error).partition(" - at `$.")
        key = place.rstrip("`")
        raise BadIntakeFile(path="", key=f"job.{key}", found=_found(value, key), needed=needed[:100]) from None


def _found(value: object, key: str) -> str:
    first = re.split(r"[.\[]", key)[0]
    if first in _PERSONAL_FIELDS or not hasattr(value, first):
        return ""
    return str(getattr(value, first))[:50]


def _job_path(job_id: str) -> str:
    if not _JOB_ID.fullmatch(job_id):
        raise BadIntakeFile(path="", key="job_id", found=job_id[:50], needed="A-Z a-z 0-9 . _ ~ -")
    return f"/{quote(job_id, safe='')}"


def _query_text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


# --- what is read -----------------------------------------------------------------------------------


class _Addresses(msgspec.Struct, frozen=True):
    job_id: str | None = None
    training_video_upload_url: list[str] | None = None
    action_video_upload_url: list[str] | None = None
    audio_upload_url: str | None = None
    cover_upload_url: str | None = None
    id_card_image1_upload_url: str | None = None
    id_card_image2_upload_url: str | None = None
    grant_file_upload_url: str | None = None
    pre_beauty_image_upload_url: str | None = None
    post_beauty_image_upload_url: str | None = None


class _ListedPart(msgspec.Struct, frozen=True):
    part_number: str | int
    etag: str


class _ErrorInfo(msgspec.Struct, frozen=True):
    error_code: str | int | None = None
    error_msg: str | None = None


class _CommandResult(msgspec.Struct, frozen=True):
    commond_result: str | None = None
    excute_failed_msg: str | None = None
    error_info: _ErrorInfo | None = None
    attachment_upload_url: list[str] | None = None
    multipart_data: list[_ListedPart] | None = None


class _OperationLog(msgspec.Struct, frozen=True):
    operate_time: str | None = None
    log_type: str | None = None
    log_description: str | None = None
    operate_user: str | None = None
    error_code: str | int | None = None
    redo_reasons: list[str] | None = None


class _CommentLog(msgspec.Struct, frozen=True):
    operate_time: str | None = None
    comment_type: str | None = None
    comment_title: str | None = None
    comment_message: str | None = None


class _Job(msgspec.Struct, frozen=True):
    job_id: str
    state: str
    name: str | None = None
    create_time: str | None = None
    last_update_time: str | None = None
    batch_name: str | None = None
    tags: list[str] | None = None
    is_flexus: bool | None = None
    asset_id: str | None = None
    model_resolution: str | None = None
    flexus_retry_count: Annotated[int, msgspec.Meta(ge=-1, le=10**6)] | None = None
    operation_logs: list[_OperationLog] | None = None
    comment_logs: list[_CommentLog] | None = None
    training_video_download_url: str | None = None
    action_video_download_url: str | None = None
    audio_file_download_url: str | None = None
    cover_download_url: str | None = None
    id_card_image1_download_url: str | None = None
    id_card_image2_download_url: str | None = None
    grant_file_download_url: str | None = None
    pre_beauty_image_download_url: str | None = None
    post_beauty_image_download_url: str | None = None


class _Page(msgspec.Struct, frozen=True):
    count: Annotated[int, msgspec.Meta(ge=0, le=10**9)]
    jobs: list[msgspec.Raw] | None = None


# Documented fields of a job that we read past; any other name is kept in `JobSummary.extra`.
_PASSED_OVER_NAMES = """
    project_id contact model_version matting_type app_user_id is_live_copy is_fast_flexus is_only_human_model
    optional_training_location is_background_replacement is_ondemand_resource external_action_json_data_download_url
    action_mark_file_download_url action_mark_file_upload_url verify_video_matting_info samples is_mask_file_uploaded
    mask_file_download_url verify_video_download_url markable_video_download_url markable_action_video_download_url
    traning_video_mark_info inference_data_process_video_mark_info voice_properties
    inference_data_process_action_mark_info inference_data_process_chat_action_mark_info
    inference_data_process_eye_correction_mark_info worker_type voice_train_job_id audio_source_type supported_service
    allocated_resource train_video_rotation_state action_video_rotation_state sub_training_job_info
"""
_PASSED_OVER = frozenset(_PASSED_OVER_NAMES.split())

_DOWNLOADS = {
    Role.TRAINING_VIDEO: "training_video_download_url",
    Role.ACTION_VIDEO: "action_video_download_url",
    Role.AUDIO: "audio_file_download_url",
    Role.COVER: "cover_download_url",
    Role.ID_CARD_IMAGE1: "id_card_image1_download_url",
    Role.ID_CARD_IMAGE2: "id_card_image2_download_url",
    Role.GRANT_FILE: "grant_file_download_url",
    Role.PRE_BEAUTY_IMAGE: "pre_beauty_image_download_url",
    Role.POST_BEAUTY_IMAGE: "post_beauty_image_download_url",
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer with addresses is held to; ``None`` is not compared. A count is a number of parts."""

    training_count: int | None = None
    action_count: int | None = None
    job_id: str | None = None


def read_addresses(answer: Answer, wanted: Wanted, endpoint: Endpoint) -> UploadAddresses:
    """The job and its one-time addresses, every one of them believed, none twice, as many as there are parts."""
    raw = _read(answer, _Addresses)
    job_id = raw.job_id or wanted.job_id or ""
    if not _JOB_ID.fullmatch(job_id) or wanted.job_id not in (None, job_id):
        raise _unexpected(answer, "job_id")
    by_role = {role: tuple(SecretUrl(item) for item in texts) for role, texts in _given(raw)}
    problem = _addresses_problem(by_role, wanted, endpoint)
    if problem:
        raise _unexpected(answer, problem)
    return UploadAddresses(job_id, by_role, answer.request_id)


def read_command(answer: Answer, command: Command, endpoint: Endpoint) -> CommandAnswer:
    """The answer of a command. Raises `CommandFailed` unless the body says EXCUTE_SUCCESS and names no error."""
    raw = _read(answer, _CommandResult)
    info = raw.error_info or _ErrorInfo()
    code = "" if info.error_code is None else str(info.error_code)
    if raw.commond_result == "EXCUTE_FAILED" or (raw.commond_result == "EXCUTE_SUCCESS" and code):
        text = plain_text(raw.excute_failed_msg or info.error_msg or "")
        raise CommandFailed(command=command.value, code=plain_text(code, 64), text=text, request_id=answer.request_id)
    if raw.commond_result != "EXCUTE_SUCCESS":
        raise _unexpected(answer, "commond_result")
    if len(raw.attachment_upload_url or ()) > _MOST_ADDRESSES or len(raw.multipart_data or ()) > _MOST_PARTS:
        raise _unexpected(answer, "too many addresses or parts")
    attachments = tuple(SecretUrl(item) for item in raw.attachment_upload_url or ())
    if any(address_problem(item, endpoint) for item in attachments):
        raise _unexpected(answer, "attachment_upload_url")
    parts = tuple(ListedPart(_part_number(answer, item), plain_etag(item.etag)) for item in raw.multipart_data or ())
    return CommandAnswer(parts, attachments, answer.request_id)


def read_detail(answer: Answer, endpoint: Endpoint) -> JobDetail:
    """One job. A download address that is not believed is left out: no more than a convenience is lost with it."""
    raw = _read(answer, _Job)
    named = {role: getattr(raw, name) for role, name in _DOWNLOADS.items()}
    downloads = {role: SecretUrl(item) for role, item in named.items() if item}
    return JobDetail(
        summary=_summary(answer, raw, answer.content),
        asset_id=plain_text(raw.asset_id or "", 128),
        operation_logs=tuple(_operation_log(item) for item in (raw.operation_logs or ())[:_MOST_LOGS]),
        comment_logs=tuple(_comment_log(item) for item in (raw.comment_logs or ())[:_MOST_LOGS]),
        downloads={role: item for role, item in downloads.items() if not address_problem(item, endpoint)},
        model_resolution=plain_text(raw.model_resolution or "", 64),
        flexus_retry_count=raw.flexus_retry_count,
        request_id=answer.request_id,
    )


def read_page(answer: Answer) -> JobPage:
    """One page of jobs."""
    raw = _read(answer, _Page)
    if len(raw.jobs or ()) > _MOST_JOBS:
        raise _unexpected(answer, "too many jobs")
    jobs = tuple(_summary(answer, _decode(answer, bytes(item), _Job), bytes(item)) for item in raw.jobs or ())
    return JobPage(raw.count, jobs, answer.request_id)


class _ErrorBody(msgspec.Struct, frozen=True):
    error_code: str | int | None = None
    error_msg: str | None = None
    request_id: str | None = None


@dataclass(frozen=True, slots=True)
class ErrorWords:
    """What the body of a refusal says; empty where it says nothing. ``is_json`` tells the service from a proxy."""

    code: str = ""
    text: str = ""
    request_id: str = ""
    is_json: bool = False


def read_error(content: bytes) -> ErrorWords:
    """The service's code and words, cleaned. Never raises: an unreadable body says nothing."""
    try:
        raw = msgspec.json.decode(content, type=_ErrorBody)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ErrorWords()
    code = "" if raw.error_code is None else str(raw.error_code)
    return ErrorWords(
        plain_text(code, 64), plain_text(raw.error_msg or ""), plain_text(raw.request_id or "", 128), True
    )


def plain_text(text: str, limit: int = _TEXT_LIMIT) -> str:
    """A foreign text made fit for a message: one line, no control characters, no address's query, at most ``limit``."""
    line = "".join(sign if sign.isprintable() else " " for sign in text[: 8 * limit])
    bare = _SIGNED_VALUE.sub(r"\1=…", _QUERY_OF_ADDRESS.sub(r"\1?…", line))
    return " ".join(bare.split())[:limit]


def plain_etag(text: str) -> str:
    """An ETag without quotes; in lower case where it is hex, which is how an MD5 is compared."""
    bare = text.strip().strip('"')
    return bare.lower() if _HEX.fullmatch(bare) else plain_text(bare, 128)


def _read(answer: Answer, kind: type[_Kind]) -> _Kind:
    return _decode(answer, answer.content, kind)


def _decode(answer: Answer, content: bytes, kind: type[_Kind]) -> _Kind:
    try:
        return msgspec.json.decode(content, type=kind)
    except msgspec.ValidationError as error:
        # msgspec names the place and the types, never the value.
        raise _unexpected(answer, str(error)[:200]) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise _unexpected(answer, "no JSON") from None


def _unexpected(answer: Answer, found: str) -> UnexpectedAnswer:
    return UnexpectedAnswer(step=answer.step, found=found, request_id=answer.request_id)


def _given(raw: _Addresses) -> Iterable[tuple[Role, list[str]]]:
    for role in Role:
        value: list[str] | str | None = getattr(raw, f"{role.value}_upload_url")
        if value:
            yield role, [value] if isinstance(value, str) else value


def _addresses_problem(by_role: Mapping[Role, tuple[SecretUrl, ...]], wanted: Wanted, endpoint: Endpoint) -> str | None:
    counts = ((Role.TRAINING_VIDEO, wanted.training_count), (Role.ACTION_VIDEO, wanted.action_count))
    for role, count in counts:
        if count is not None and len(by_role.get(role, ())) != count:
            return f"{role}: {len(by_role.get(role, ()))} of {count} addresses"
    seen: set[str] = set()
    for role, addresses in by_role.items():
        if len(addresses) > _MOST_ADDRESSES:
            return f"{role}: too many addresses"
        for address in addresses:
            if address.value in seen:
                return f"{role}: the same address twice"
            seen.add(address.value)
            problem = address_problem(address, endpoint)
            if problem:
                return f"{role}: {problem}"
    return None


def _part_number(answer: Answer, part: _ListedPart) -> int:
    text = str(part.part_number).strip()
    if not (text.isascii() and text.isdecimal() and 1 <= len(text) <= 6 and int(text) >= 1):
        raise _unexpected(answer, "part_number")
    return int(text)


def _summary(answer: Answer, raw: _Job, content: bytes) -> JobSummary:
    if not _JOB_ID.fullmatch(raw.job_id):
        raise _unexpected(answer, "job_id")
    known = _PASSED_OVER.union(raw.__struct_fields__)
    names = msgspec.json.decode(content, type=dict[str, msgspec.Raw]).keys() - known
    return JobSummary(
        job_id=raw.job_id,
        name=plain_text(raw.name or ""),
        state=plain_text(raw.state, 64),
        create_time=plain_text(raw.create_time or "", _TIME_LIMIT),
        last_update_time=plain_text(raw.last_update_time or "", _TIME_LIMIT),
        batch_name=plain_text(raw.batch_name or ""),
        tags=tuple(plain_text(item) for item in (raw.tags or ())[:_MOST_TAGS]),
        is_flexus=bool(raw.is_flexus),
        extra=tuple(plain_text(name, 64) for name in sorted(names)[:_EXTRA_NAMES]),
    )


def _operation_log(raw: _OperationLog) -> OperationLog:
    return OperationLog(
        operate_time=plain_text(raw.operate_time or "", _TIME_LIMIT),
        log_type=plain_text(raw.log_type or "", 64),
        log_description=plain_text(raw.log_description or "", _LONG_TEXT_LIMIT),
        operate_user=plain_text(raw.operate_user or "", 64),
        error_code="" if raw.error_code is None else plain_text(str(raw.error_code), 64),
        redo_reasons=tuple(plain_text(item) for item in (raw.redo_reasons or ())[:_MOST_REASONS]),
    )


def _comment_log(raw: _CommentLog) -> CommentLog:
    return CommentLog(
        comment_time=plain_text(raw.operate_time or "", _TIME_LIMIT),
        comment_type=plain_text(raw.comment_type or "", 64),
        comment_title=plain_text(raw.comment_title or ""),
        comment_message=plain_text(raw.comment_message or "", _LONG_TEXT_LIMIT),
    )
