"""A job as the API answers it: Show, List, the addresses of create and update. Pure; names are the pages' own.

Fields without a value are left out, as optional fields of the API are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from avatar_intake.practice.addresses import AddressBook, Ticket
from avatar_intake.practice.answers import Json
from avatar_intake.practice.clock import from_rfc3339, rfc3339
from avatar_intake.practice.jobs import THINGS, VIDEOS, WAIT_FILE_UPLOAD, Job, Slot, part_count
from avatar_intake.practice.strictness import Strictness

_ECHOED = (
    "contact", "batch_name", "tags", "model_version", "is_flexus", "is_live_copy", "is_fast_flexus",
    "is_only_human_model", "is_background_replacement", "is_ondemand_resource",
)  # fmt: skip
_ECHOED_IN_DETAIL = ("voice_properties", "audio_source_type", "supported_service")

# Show names a download address like the material, but for the recording.
_DOWNLOAD_NAMES = {**{role: f"{role}_download_url" for role in THINGS}, "audio": "audio_file_download_url"}


def issue(job: Job, expires_s: int, new_id: Callable[[], str], *, keeps: Strictness) -> Job:
    """The job with a new set of addresses. Ends are unique per job: an address is recognised by its end."""
    known = max((slot.expires_s for slot in job.slots.values()), default=0)
    end_s = max(expires_s, known + 1)
    for role in THINGS:
        old = job.slots.get(role)
        count = part_count(job.fields, role)
        goes_on = keeps.update_keeps_parts and old is not None and not old.is_used and old.part_count == count
        upload_id = old.upload_id if old and goes_on else new_id()
        job = job.with_slot(role, Slot(count, upload_id, end_s, stored=old.stored if old else None))
    return job


def upload_addresses(job: Job, book: AddressBook) -> dict[str, Json]:
    """The answer of create and update: the job's id and every ``…_upload_url``, a list for the videos."""
    answer: dict[str, Json] = {"job_id": job.job_id}
    for role in THINGS:
        slot = job.slots[role]
        ticket = Ticket("PUT", job.job_id, role, slot.expires_s)
        if role in VIDEOS:
            parts = (replace(ticket, part_number=n, upload_id=slot.upload_id) for n in range(1, slot.part_count + 1))
            answer[f"{role}_upload_url"] = [book.address(part) for part in parts]
        else:
            answer[f"{role}_upload_url"] = book.address(ticket)
    return answer


def summary(job: Job, book: AddressBook, now_s: float) -> dict[str, Json]:
    """A job as the list shows it."""
    shown: dict[str, Json] = {
        "job_id": job.job_id,
        "name": job.name,
        "state": job.state,
        "asset_id": job.asset_id or None,
        "project_id": job.project_id,
        "cover_download_url": _download_address(job, "cover", book, now_s),
        "last_update_time": rfc3339(job.updated_s),
        "create_time": rfc3339(job.created_s),
        "matting_type": "AI",
        "model_resolution": job.model_resolution,
        "app_user_id": job.app_user_id or None,
        **{name: job.fields.get(name) for name in _ECHOED},
    }
    return _filled(shown)


def detail(job: Job, book: AddressBook, now_s: float, strictness: Strictness) -> dict[str, Json]:
    """A job as Show gives it."""
    shows_files = strictness.downloads_before_submission or job.state != WAIT_FILE_UPLOAD
    addresses = {
        name: _download_address(job, role, book, now_s) if shows_files else None
        for role, name in _DOWNLOAD_NAMES.items()
    }
    more: dict[str, Json] = {
        **addresses,
        "operation_logs": [
            _filled(
                {
                    "operate_time": rfc3339(line.time_s),
                    "log_type": line.log_type,
                    "log_description": line.text,
                    "operate_user": line.user,
                    "error_code": line.error_code or None,
                    "redo_reasons": list(line.redo_reasons) or None,
                }
            )
            for line in job.logs
        ],
        "comment_logs": [
            _filled(
                {
                    "operate_time": rfc3339(line.time_s),
                    "comment_type": line.comment_type,
                    "comment_title": line.title,
                    "comment_message": line.message,
                    "attachment_download_url": [
                        _download_address(job, role, book, now_s) for role in line.attachments if job.has(role)
                    ]
                    or None,
                }
            )
            for line in job.comments
        ],
        "flexus_retry_count": job.retries_left if job.is_flexus else None,
        **{name: job.fields.get(name) for name in _ECHOED_IN_DETAIL},
    }
    return {**summary(job, book, now_s), **_filled(more)}


def matches(job: Job, query: Mapping[str, str], *, exactly: bool) -> bool:
    """Whether a job passes the list's filters."""
    tags = job.fields.get("tags")
    texts = {
        "batch_name": [str(job.fields.get("batch_name") or "")],
        "tag": [str(tag) for tag in tags] if isinstance(tags, list) else [],
        "name": [job.name],
    }
    same = {
        "job_id": job.job_id,
        "query_project_id": job.project_id,
        "model_resolution": job.model_resolution,
        "train_location": "",
    }
    checks = (
        all(_has_text(texts[name], query[name], exactly=exactly) for name in texts if name in query),
        all(query[name] == value for name, value in same.items() if name in query),
        all(_has_flag(job, name, query[name]) for name in _FLAGS if name in query),
        "state" not in query or job.state in query["state"].split(","),
        _is_within(job.created_s, query.get("create_since"), query.get("create_until")),
        _is_within(job.updated_s, query.get("update_since"), query.get("update_until")),
    )
    return all(checks)


_FLAGS = ("is_flexus", "is_live_copy", "is_ondemand_resource")


def in_order(found: list[Job], query: Mapping[str, str]) -> list[Job]:
    """Sorted as asked: by creation unless said otherwise, ascending unless ``sort_dir`` is desc."""
    keys: dict[str, Callable[[Job], tuple[str, float, int]]] = {
        "create_time": lambda job: ("", job.created_s, job.sequence),
        "update_time": lambda job: ("", job.updated_s, job.sequence),
        "asset_order": lambda job: (job.asset_id, 0.0, job.sequence),
    }
    key = keys[query.get("sort_key", "create_time")]
    return sorted(found, key=key, reverse=query.get("sort_dir") == "desc")


def page(found: list[Job], query: Mapping[str, str]) -> list[Job]:
    """One page: ``limit`` (10) jobs from ``offset`` (0) on."""
    offset, limit = int(query.get("offset", "0")), int(query.get("limit", "10"))
    return found[offset : offset + limit]


def _download_address(job: Job, role: str, book: AddressBook, now_s: float) -> str | None:
    if not job.has(role):
        return None
    return book.address(Ticket("GET", job.job_id, role, int(now_s + book.life_s)))


def _has_text(values: list[str], wanted: str, *, exactly: bool) -> bool:
    return any(wanted == value or (not exactly and wanted in value) for value in values)


def _has_flag(job: Job, name: str, wanted: str) -> bool:
    return bool(job.fields.get(name)) is (wanted == "true")


def _is_within(moment_s: float, since: str | None, until: str | None) -> bool:
    """Both ends count; times are compared by the second, as they are shown."""
    since_s = from_rfc3339(since) if since else None
    until_s = from_rfc3339(until) if until else None
    shown_s = int(moment_s)
    return (since_s is None or shown_s >= since_s) and (until_s is None or shown_s <= until_s)


def _filled(shown: dict[str, Json]) -> dict[str, Json]:
    return {name: value for name, value in shown.items() if value is not None}
