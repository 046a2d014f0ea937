"""Execute2dModelTrainingCommandByUser: which command is allowed when, and what it does.

An answer is always HTTP 200; whether the command was carried out stands in ``commond_result``, misspelt as on the
wire (``EXCUTE_SUCCESS``, ``EXCUTE_FAILED``, ``excute_failed_msg``). A command that breaks a rule changes nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from avatar_intake.practice import jobs
from avatar_intake.practice.addresses import Ticket
from avatar_intake.practice.answers import NOT_ALLOWED_NOW, Json, Reply, json_reply
from avatar_intake.practice.jobs import (
    ATTACHMENT,
    FREE_OF_VIDEOS,
    IDENTITY,
    LETTER,
    REJECTED,
    VIDEOS,
    Comment,
    Job,
    LogLine,
    Slot,
)
from avatar_intake.practice.setup import Setup
from avatar_intake.practice.shapes import Fields

SMALLEST_PART_BYTES = 100 * 1024  # OBS, "complete multipart upload": every part but the last
TRAINING_VIDEO, ACTION_VIDEO = VIDEOS

# The commands of NA accounts: the states in which each is allowed, the state after it, the comment that it leaves.
_NA_STEPS: Mapping[str, tuple[frozenset[str], str, str]] = {
    "CONFIRM_ACCEPT": (frozenset({jobs.WAIT_USER_CONFIRM}), jobs.JOB_FINISH, ""),
    "CONFIRM_REJECT": (frozenset({jobs.WAIT_USER_CONFIRM}), jobs.JOB_REJECT, "USER_REJECT"),
    "CONFIRM_ANSWER": (frozenset({jobs.JOB_REJECT, jobs.JOB_PENDING}), jobs.WAIT_USER_CONFIRM, "USER_COMMENT"),
    "CONFIRM_PENDING": (frozenset({jobs.WAIT_USER_CONFIRM, jobs.JOB_REJECT}), jobs.JOB_PENDING, ""),
    "CONFIRM_ACTIVE": (frozenset({jobs.JOB_PENDING}), jobs.WAIT_USER_CONFIRM, ""),
}


@dataclass(frozen=True, slots=True)
class CannotNow:
    """Why a command is not carried out."""

    text: str


def confirm_problem(sizes: Mapping[int, int], part_count: int) -> str | None:
    """Why parts cannot be merged, given number and size in bytes of each stored one; ``None`` when they can."""
    missing = [number for number in range(1, part_count + 1) if number not in sizes]
    if missing:
        return f"{part_count - len(missing)} of {part_count} parts are uploaded, part {missing[0]} is missing"
    small = [number for number in range(1, part_count) if sizes[number] < SMALLEST_PART_BYTES]
    return f"part {small[0]} is smaller than 100 KB" if small else None


class Commands:
    """Carries commands out. Any thread may call it; the caller holds the world's lock."""

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._world = setup.world
        self._strictness = setup.strictness
        self._table: dict[str, Callable[[Job, Fields], dict[str, Json] | CannotNow]] = {
            "GET_MULTIPART_UPLOADED": lambda job, _: self._list(job, TRAINING_VIDEO),
            "GET_ACTION_VIDEO_MULTIPART_UPLOADED": lambda job, _: self._list(job, ACTION_VIDEO),
            "CONFIRM_MULTIPART_UPLOADED": lambda job, _: self._confirm(job, TRAINING_VIDEO),
            "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED": lambda job, _: self._confirm(job, ACTION_VIDEO),
            "CONFIRM_AUTHORIZATION_LETTER": lambda job, _: self._confirm_letter(job),
            "SUBMITVERIFYING": lambda job, _: self._submit(job),
            "CONFIRM_REPAIR": lambda job, _: self._repair(job),
            "DELETE_JOB_VIDEO": lambda job, _: self._delete_videos(job),
        }

    def carry_out(self, job: Job, body: Fields) -> Reply:
        """Do what a valid body asks for and answer."""
        command = str(body["command"])
        act = self._table.get(command)
        outcome = act(job, body) if act else self._na_step(job, command, body)
        if isinstance(outcome, CannotNow):
            return json_reply(
                200,
                {
                    "commond_result": "EXCUTE_FAILED",
                    "excute_failed_msg": outcome.text,
                    "error_info": {"error_code": NOT_ALLOWED_NOW, "error_msg": outcome.text},
                },
            )
        return json_reply(200, {"commond_result": "EXCUTE_SUCCESS", **outcome})

    # --- files ----------------------------------------------------------------------------------

    def _list(self, job: Job, role: str) -> dict[str, Json] | CannotNow:
        confirmed = job.slots[role].confirmed
        if confirmed and not self._strictness.list_survives_confirm:
            return CannotNow("the upload does not exist any more")
        etags = dict(enumerate(confirmed, 1))
        if not confirmed:
            visible = self._world.visible_parts(job, role, self._strictness.list_lag_asks)
            etags = {number: part.etag for number, part in visible.items()}
        return {"multipart_data": [{"part_number": str(n), "etag": etag} for n, etag in sorted(etags.items())]}

    def _confirm(self, job: Job, role: str) -> dict[str, Json] | CannotNow:
        slot = job.slots[role]
        if not self._awaits_files(job):
            return _not_in(job)
        if slot.is_used:
            return {} if self._strictness.confirm_twice_is_harmless else CannotNow("the parts are confirmed already")
        sizes = {number: part.size_bytes for number, part in self._world.parts(job.job_id, role).items()}
        problem = confirm_problem(sizes, slot.part_count)
        if problem:
            return CannotNow(problem)
        self._world.merge(job, role)
        return {}

    def _confirm_letter(self, job: Job) -> dict[str, Json] | CannotNow:
        if not self._awaits_files(job):
            return _not_in(job)
        if not job.has(LETTER):
            return CannotNow(f"{LETTER} is not uploaded")
        self._world.save(replace(job, is_letter_confirmed=True))
        return {}

    def _delete_videos(self, job: Job) -> dict[str, Json] | CannotNow:
        if job.state not in FREE_OF_VIDEOS:
            return _not_in(job)
        for role in VIDEOS:
            job = self._world.forget_object(job, role)
        now_s = self._now()
        self._world.save(replace(job, updated_s=now_s).logged(LogLine(now_s, "USER_DELETE_JOB_VIDEO", "", "USER")))
        return {}

    # --- states ---------------------------------------------------------------------------------

    def _submit(self, job: Job) -> dict[str, Json] | CannotNow:
        if not self._awaits_files(job):
            return _not_in(job)
        problem = self._submit_problem(job)
        if problem:
            return CannotNow(problem)
        now_s = self._now()
        submitted = replace(job.in_state(jobs.AUTO_VERIFYING, now_s), updated_s=now_s)
        self._world.save(submitted.logged(LogLine(now_s, "USER_VERIFYING_SUBMITTED", "", "USER")))
        return {}

    def _submit_problem(self, job: Job) -> str | None:
        unconfirmed = [role for role in VIDEOS if not job.slots[role].is_used and self._world.parts(job.job_id, role)]
        if unconfirmed or not job.has(TRAINING_VIDEO):
            return f"{unconfirmed[0] if unconfirmed else TRAINING_VIDEO} is not confirmed"
        needed = () if self._setup.credentials.na_account else IDENTITY
        if job.fields.get("audio_source_type") == "AUDIO" and not job.fields.get("is_only_human_model"):
            needed = (*needed, "audio")
        missing = next((role for role in needed if not job.has(role)), None)
        if missing:
            return f"{missing} is not uploaded"
        if self._strictness.letter_needs_confirm and job.has(LETTER) and not job.is_letter_confirmed:
            return f"{LETTER} is not confirmed"
        return self._account_problem(job)

    def _account_problem(self, job: Job) -> str | None:
        limit = self._strictness.trainings_left
        others = [other for other in self._world.all_jobs() if other.job_id != job.job_id and _was_submitted(other)]
        return "the resource is insufficient" if limit is not None and len(others) >= limit else None

    def _repair(self, job: Job) -> dict[str, Json] | CannotNow:
        if job.state not in (jobs.JOB_SUCCESS, jobs.WAIT_USER_CONFIRM):
            return _not_in(job)
        if job.retries_left < 1:
            return CannotNow("no retraining is left")
        now_s = self._now()
        again = replace(job.in_state(jobs.TRAINING_STEPS[1][0], now_s), retries_left=job.retries_left - 1)
        self._world.save(again.logged(LogLine(now_s, "USER_REPAIR", "", "USER")))
        return {}

    def _na_step(self, job: Job, command: str, body: Fields) -> dict[str, Json] | CannotNow:
        if not self._setup.credentials.na_account:
            return CannotNow("the command is for NA accounts only")
        allowed, state, comment_type = _NA_STEPS[command]
        if job.state not in allowed:
            return _not_in(job)
        comment = body.get("comment_data")
        moved, places, addresses = self._attachments(job.in_state(state, self._now()), comment)
        if comment_type and isinstance(comment, dict):
            title, message = str(comment.get("comment_title", "")), str(comment.get("comment_message", ""))
            line = Comment(self._now(), comment_type, title, message, places)
            moved = replace(moved, comments=(*moved.comments, line))
        self._world.save(moved)
        return {"attachment_upload_url": addresses} if addresses else {}

    def _attachments(self, job: Job, comment: Json) -> tuple[Job, tuple[str, ...], list[Json]]:
        """One more place with an address for each attachment that a comment announces."""
        names = comment.get("attachment_name") if isinstance(comment, dict) else None
        places: list[str] = []
        addresses: list[Json] = []
        end_s = int(self._now() + self._setup.book.life_s)
        for _ in names if isinstance(names, list) else []:
            role = f"{ATTACHMENT}{1 + sum(known.startswith(ATTACHMENT) for known in job.slots)}"
            job = job.with_slot(role, Slot(1, secrets.token_hex(16), end_s))
            places.append(role)
            addresses.append(self._setup.book.address(Ticket("PUT", job.job_id, role, end_s)))
        return job, tuple(places), addresses

    def _awaits_files(self, job: Job) -> bool:
        """Whether files may still be confirmed and submitted."""
        reopened = not self._strictness.update_reopens and job.state in REJECTED
        return job.state == jobs.WAIT_FILE_UPLOAD or reopened

    def _now(self) -> float:
        return self._setup.clock.now_s()


def _not_in(job: Job) -> CannotNow:
    return CannotNow(f"the command is not allowed in state {job.state}")


def _was_submitted(job: Job) -> bool:
    return any(line.log_type == "USER_VERIFYING_SUBMITTED" for line in job.logs)
