"""Carry out what a person has decided about a job: look, run the command, send its attachments, look again.

The job is looked at first, since a command must not reach a job that has moved on; an outcome that is unknown is
settled by looking, never by guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from avatar_intake.domain.decisions import (
    COMMANDS,
    COMMENTED_ACTIONS,
    MAX_ATTACHMENTS,
    MAX_MESSAGE_LENGTH,
    MAX_TITLE_LENGTH,
    Action,
    Decision,
    DecisionFault,
    actions_for,
    decision_faults,
)
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import CommandRequest, CommentData, JobDetail, SecretUrl
from avatar_intake.domain.transfer import FileIdentity, Part
from avatar_intake.errors import (
    AttachmentsNotSent,
    CommandFailed,
    DecisionIncomplete,
    DecisionOutdated,
    IntakeError,
    JobNotFound,
    MaterialMissing,
    MaterialUnreadable,
    OutcomeUnknown,
    ServiceBusy,
    Transient,
    UploadRefused,
)
from avatar_intake.flow.run import Line
from avatar_intake.flow.service import Patience, Tries
from avatar_intake.transfer.ports import Interrupted, Piece
from avatar_intake.transfer.settle import may_be_used
from avatar_intake.transfer.source import identity_of

PATIENCE_S = 60.0
RUN_PATIENCE_S = 600.0  # of an amendment or a submission, which may have to upload

_LIMITS = {
    DecisionFault.TITLE_LONG: MAX_TITLE_LENGTH,
    DecisionFault.MESSAGE_LONG: MAX_MESSAGE_LENGTH,
    DecisionFault.ATTACHMENTS_MANY: MAX_ATTACHMENTS,
}
_ANY_ROLE = Role.COVER  # an attachment goes out as every other file does: as plain bytes
_ATTACHMENT = "attachment"


@dataclass(frozen=True, slots=True)
class JobLine:
    """One job and the line to it. ``na_account`` says whether the account is on the vendor's list."""

    job_id: str
    line: Line
    patience: Patience
    na_account: bool

    def show(self) -> JobDetail:
        """The job as the service shows it now."""
        return self.patience.ask(lambda: self.line.service.show(self.job_id))


@dataclass(frozen=True, slots=True)
class _Attachment:
    path: str
    identity: FileIdentity

    @property
    def name(self) -> str:
        return Path(self.path).name


def require_sendable(decision: Decision) -> None:
    """Raise `DecisionIncomplete` for one that says too little or too much."""
    for fault in decision_faults(decision):
        raise DecisionIncomplete(fault=fault.value, limit=str(_LIMITS.get(fault, "")))


def carry_out(decision: Decision, job: JobLine) -> JobDetail:
    """Run the command of a decision; the job as it is then. Not for amending or deleting the job.

    Raises `DecisionIncomplete`, `MaterialMissing` and `MaterialUnreadable` before anything is asked, `DecisionOutdated`
    where the job has moved on, `AttachmentsNotSent` where the decision holds without them, `CommandFailed`, `Cancelled`
    and what the service and the network bring.
    """
    require_sendable(decision)
    attachments = [_attachment(path) for path in decision.attachments]
    before = job.show()
    require_possible(decision.action, before, na_account=job.na_account)
    addresses = _run(decision, attachments, job, before)
    missing = _send_all(attachments, addresses, job)
    after = job.show()
    if missing:
        raise AttachmentsNotSent(job_id=job.job_id, names=", ".join(missing))
    return after


def require_possible(action: Action, detail: JobDetail, *, na_account: bool) -> None:
    """Raise `DecisionOutdated` where the job's present state does not allow ``action``."""
    state = detail.summary.state
    if action not in actions_for(state, na_account=na_account, retries_left=detail.flexus_retry_count):
        raise DecisionOutdated(action=action.value, state=state)


def _run(
    decision: Decision, attachments: Sequence[_Attachment], job: JobLine, before: JobDetail
) -> tuple[SecretUrl, ...]:
    """The attachments' addresses; none where the command was carried out and its answer is lost."""
    request = _request(decision, attachments)
    tries, was_unknown = Tries(job.patience), False
    while True:
        try:
            return job.patience.ask(lambda: job.line.service.execute(job.job_id, request)).attachment_urls
        except OutcomeUnknown as error:
            tries.wait(error)
            was_unknown = True
            if _is_done(decision.action, before, job.show()):
                return ()
        except CommandFailed:
            now = job.show()
            if was_unknown and _is_done(decision.action, before, now):
                return ()
            require_possible(decision.action, now, na_account=job.na_account)
            raise


def _request(decision: Decision, attachments: Sequence[_Attachment]) -> CommandRequest:
    comment = None
    if decision.action in COMMENTED_ACTIONS:
        names = tuple(item.name for item in attachments)
        comment = CommentData(decision.title.strip() or None, decision.message.strip() or None, names)
    return CommandRequest(COMMANDS[decision.action], comment_data=comment)


def _is_done(action: Action, before: JobDetail, now: JobDetail) -> bool:
    """Whether a command whose answer was lost has been carried out: the state tells, or a line of the log."""
    if now.summary.state != before.summary.state:
        return True
    if action is Action.DELETE_VIDEOS:
        return _deletions(now) > _deletions(before)
    return len(now.comment_logs) > len(before.comment_logs)


def _deletions(detail: JobDetail) -> int:
    return sum(log.log_type == "USER_DELETE_JOB_VIDEO" for log in detail.operation_logs)


# --- attachments ----------------------------------------------------------------------------------


class _Uncounted:
    """Nobody watches the bytes of an attachment."""

    def sent(self, total_bytes: int) -> None:
        """Ignored."""


def _attachment(path: str) -> _Attachment:
    try:
        return _Attachment(path, identity_of(_ANY_ROLE, path))
    except (MaterialMissing, MaterialUnreadable) as error:
        error.role = _ATTACHMENT
        raise


def _send_all(attachments: Sequence[_Attachment], addresses: Sequence[SecretUrl], job: JobLine) -> list[str]:
    """Send each to its address; the names of those that did not arrive."""
    missing = [item.name for item in attachments[len(addresses) :]]
    for item, address in zip(attachments, addresses, strict=False):
        try:
            _send(item, address, job)
        except IntakeError:
            missing.append(item.name)
    return missing


def _send(item: _Attachment, address: SecretUrl, job: JobLine) -> None:
    part = Part(1, 0, item.identity.size_bytes)
    piece = Piece(_ANY_ROLE, item.path, item.identity, part, address)
    tries, was_unknown = Tries(job.patience), False
    while True:
        job.patience.control.wait_while_paused()
        try:
            job.line.sender.send(piece, job.patience.control, _Uncounted())
        except Interrupted:
            continue
        except Transient as error:
            was_unknown = was_unknown or isinstance(error, OutcomeUnknown | ServiceBusy)
            tries.wait(error)
        except UploadRefused as refusal:
            # "Used before", after a PUT whose answer was lost: it has arrived.
            if was_unknown and may_be_used(refusal):
                return
            raise
        else:
            return


def delete_job(job: JobLine) -> None:
    """Delete the job; return when it is gone for certain."""
    tries = Tries(job.patience)
    while True:
        try:
            job.patience.ask(lambda: job.line.service.delete(job.job_id))
        except OutcomeUnknown as error:
            tries.wait(error)
        except JobNotFound:
            return
        else:
            return
