"""What is to be done about a rejected job: what is sent again, what an update says, when it cannot help. Pure.

Opens no file and asks no service: whether two files are the same is told to it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TypeVar

from avatar_intake.domain.intake import Edition, Intake, JobFields, Role, Use, VoiceProperties, VoiceSource
from avatar_intake.domain.job_rules import job_to_send
from avatar_intake.domain.review import REJECTED_STATES, WAIT_FILE_UPLOAD, rejection
from avatar_intake.domain.service import JobChanges, JobDetail
from avatar_intake.errors import ServiceRefused
from avatar_intake.store.journal import PlannedMaterial

# The service deletes both pictures after its check of person and ID (guide, metastudio_02_0067).
REPEATED_ROLES = frozenset({Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2})

# Fields of create that the page of Update does not have.
_FIXED_FIELDS = ("model_version", "is_ondemand_resource", "is_flexus", "is_live_copy", "is_only_human_model")
_REFUSED_IN_THIS_STATE = frozenset({400, 409})
# Refusals of what was said, whenever it is said: body, parameter, no JSON, name taken (page of the error codes).
_ABOUT_THE_CONTENT = frozenset({"MSS.00000002", "MSS.00000003", "MSS.10000002", "MSS.10001005"})
_NO_VERDICT = "-"

_Value = TypeVar("_Value")


class Likeness(Enum):
    """What a file's name, size and times say about whether it is the one that the service has."""

    SAME = auto()
    OTHER = auto()
    ASK_CONTENT = auto()  # it was moved or touched: its hash decides


@dataclass(frozen=True, slots=True)
class Amendment:
    """How a job is put right.

    ``plan`` has every material; those with ``is_submitted`` stay at the service and are not sent again. ``is_empty``:
    nothing has changed that a review could see. ``needs_fresh_job``: an update cannot say what has changed.
    """

    plan: tuple[PlannedMaterial, ...]
    changes: JobChanges
    is_empty: bool
    needs_fresh_job: bool


def likeness(old: PlannedMaterial | None, new: PlannedMaterial) -> Likeness:
    """Compare what was sent with what would be. Another size is another file."""
    if old is None or old.identity.size_bytes != new.identity.size_bytes:
        return Likeness.OTHER
    if (old.path, old.identity) == (new.path, new.identity):
        return Likeness.SAME
    return Likeness.ASK_CONTENT if old.sha256 else Likeness.OTHER


def amendment_for(
    intake: Intake, sent: JobFields | None, old: Iterable[PlannedMaterial], new: Iterable[PlannedMaterial],
    same: Collection[Role],
) -> Amendment:  # fmt: skip
    """What to do. ``sent``: the fields that the job has; ``same``: the roles whose content is as in ``old``."""
    known = {item.role: item for item in old}
    wanted = tuple(new)
    plan = tuple(_planned(item, known.get(item.role), is_same=item.role in same) for item in wanted)
    removed = known.keys() - {item.role for item in wanted}
    is_reviewed = all(item.role in same and known[item.role].is_submitted for item in wanted)
    return Amendment(
        plan=plan,
        changes=_changes(intake, sent or JobFields(), plan),
        is_empty=is_reviewed and not removed and sent is not None and _told(intake, sent) == _told(intake, intake.job),
        needs_fresh_job=bool(removed) or (sent is not None and _fixed(sent) != _fixed(intake.job)),
    )


def verdict_of(detail: JobDetail) -> str:
    """A name for a job's newest rejection, different for each; never empty."""
    log = rejection(detail)
    return f"{log.operate_time} {log.log_type}" if log else _NO_VERDICT


def awaits_files(detail: JobDetail, amends: str) -> bool:
    """Whether a job waits for its files and their submission. ``amends``: the verdict that an update has answered.

    Whether Update itself ends the rejected state, or only the next submission does, is not documented.
    """
    state = detail.summary.state
    return state == WAIT_FILE_UPLOAD or (state in REJECTED_STATES and amends == verdict_of(detail))


def is_about_the_state(refusal: ServiceRefused) -> bool:
    """Whether an update may be refused because of where the job stands, so that a fresh job would be accepted."""
    return refusal.status in _REFUSED_IN_THIS_STATE and refusal.code not in _ABOUT_THE_CONTENT


def was_forgotten(plan: Iterable[PlannedMaterial], detail: JobDetail) -> bool:
    """Whether the service may lack something: lost with Update, or never acknowledged. It does not show it then."""
    kept = {item.role for item in plan if item.is_submitted or not item.is_proven}
    return not kept <= detail.downloads.keys()


def _planned(new: PlannedMaterial, old: PlannedMaterial | None, *, is_same: bool) -> PlannedMaterial:
    if old is None or not is_same:
        return new
    if new.role in REPEATED_ROLES or not old.is_submitted:
        return replace(new, sha256=old.sha256)
    return replace(old, path=new.path, identity=new.identity)


def _told(intake: Intake, job: JobFields) -> JobFields:
    """The fields as a reviewer gets them: how a file is cut up, and by whom it is sent, changes no verdict."""
    return replace(
        job_to_send(replace(intake, job=job)),
        command_message=None,
        video_multipart_count=None,
        action_video_multipart_count=None,
        app_user_id=None,
    )


def _fixed(job: JobFields) -> tuple[object, ...]:
    return tuple(getattr(job, name) or None for name in _FIXED_FIELDS)


def _changes(intake: Intake, sent: JobFields, plan: tuple[PlannedMaterial, ...]) -> JobChanges:
    """Every field that an update may carry, so that a repeated update says the same; counts only of what is sent."""
    counts: Mapping[Role, int] = {it.role: it.part_count for it in plan if it.role.is_multipart and not it.is_submitted}
    job = job_to_send(intake)
    uses = (Use.VIDEO_2D,) if job.edition is not Edition.STANDARD else (Use.VIDEO_2D, Use.LIVE_2D)
    return JobChanges(
        name=job.name,
        contact=_said(job.contact, sent.contact, ""),
        command_message="UPDATE_VIDEO" if counts else None,
        video_multipart_count=counts.get(Role.TRAINING_VIDEO),
        action_video_multipart_count=counts.get(Role.ACTION_VIDEO),
        is_background_replacement=_said(job.is_background_replacement, sent.is_background_replacement, True),
        batch_name=_said(job.batch_name, sent.batch_name, ""),
        tags=job.tags,
        is_fast_flexus=_said(job.is_fast_flexus, sent.is_fast_flexus, False),
        voice_properties=_said(job.voice_properties, sent.voice_properties, VoiceProperties()),
        supported_service=_said(job.supported_service or None, sent.supported_service or None, uses),
        audio_source_type=_said(job.audio_source_type, sent.audio_source_type, VoiceSource.VIDEO.value),
    )


def _said(now: _Value | None, before: _Value | None, default: _Value) -> _Value | None:
    """A field that was taken back is said as its default: what an update leaves out stays as it was."""
    return default if now is None and before is not None else now
