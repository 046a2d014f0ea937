"""A service and a store in memory, behind the flows' ports. Small, real in what it keeps, scripted in how it fails."""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from avatar_intake.domain.intake import IDENTITY_ROLES, JobFields, Role
from avatar_intake.domain.service import (
    Command,
    CommandAnswer,
    CommandRequest,
    JobChanges,
    JobDetail,
    JobPage,
    JobQuery,
    JobSummary,
    ListedPart,
    OperationLog,
    RequestRecord,
    SecretUrl,
    UploadAddresses,
)
from avatar_intake.errors import CommandFailed, JobNotFound, OutcomeUnknown, ServiceRefused, UploadRefused
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, Piece, Receipt

LOST = "lost"  # done, but the answer never comes
NEVER_ARRIVED = "never-arrived"  # not done, and nobody knows


@dataclass(frozen=True)
class After:
    """Done, and then this error is the answer."""

    error: Exception


@dataclass
class Job:
    """One job with what is stored of it. Each update begins a ``round``: new addresses, and all before are dead."""

    job_id: str
    fields: JobFields
    state: str = "WAIT_FILE_UPLOAD"
    stored: dict[tuple[Role, int], bytes] = field(default_factory=dict)
    is_confirmed: bool = False
    logs: tuple[OperationLog, ...] = ()
    round: int = 1
    used: set[tuple[Role, int]] = field(default_factory=set)
    is_open: bool = True
    updates: list[JobChanges] = field(default_factory=list)
    lists: int = 0  # list calls since it was made


class Put(NamedTuple):
    """What was put."""

    job_id: str
    round: int
    role: Role
    number: int


class SmallStudio:
    """The service. ``script`` maps an operation or a command to what happens the next times, in order."""

    def __init__(self, expires_s: float | None = None) -> None:
        self.lists_action_parts = True
        self.jobs: dict[str, Job] = {}
        self.calls: list[str] = []
        self.calls_at_redial: list[int] = []  # how many there had been when the lines were dropped
        self.script: dict[str, deque[object]] = {}
        self.expires_s = expires_s
        self.puts: Counter[Put] = Counter()
        self.verdict: Callable[[Job], str] = lambda _job: "AUTO_VERIFYING"
        self.on_call: Callable[[str], None] = lambda _step: None
        self.on_done: Callable[[str], None] = lambda _step: None
        self.needed: frozenset[Role] = frozenset({Role.TRAINING_VIDEO, *IDENTITY_ROLES})
        self.update_reopens = True
        self.update_keeps_materials = True
        self.updates_while_waiting = False
        self.update_keeps_parts = False
        self.list_lag = 0  # how many list calls a new job stays invisible for

    def will(self, step: str, *outcomes: object) -> None:
        """The next calls of ``step`` end so: `LOST`, `NEVER_ARRIVED`, `After`, an error, or ``None`` for as usual."""
        self.script.setdefault(step, deque()).extend(outcomes)

    def live_jobs(self) -> list[Job]:
        return list(self.jobs.values())

    # --- Service ----------------------------------------------------------------------------------

    def create(self, job: JobFields) -> UploadAddresses:
        return self._play("create", lambda: self._created(job))

    def execute(self, job_id: str, request: CommandRequest) -> CommandAnswer:
        return self._play(request.command, lambda: self._executed(self._job(job_id), request.command))

    def show(self, job_id: str) -> JobDetail:
        return self._play("show", lambda: self._shown(self._job(job_id)))

    def list(self, query: JobQuery) -> JobPage:
        return self._play("list", lambda: self._listed(query))

    def update(self, job_id: str, changes: JobChanges) -> UploadAddresses:
        return self._play("update", lambda: self._updated(self._job(job_id), changes))

    def delete(self, job_id: str) -> None:
        return self._play("delete", lambda: self._deleted(self._job(job_id)))

    # --- PartSender -------------------------------------------------------------------------------

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        control.check()
        self.on_call("put")
        job_id, _, rest = piece.address.value.rpartition("/")[2].partition("_")
        round_ = int(rest.rpartition("&round=")[2])
        part = piece.part
        data = Path(piece.path).read_bytes()[part.offset_bytes : part.offset_bytes + part.size_bytes]

        def put() -> Receipt:
            job = self.jobs.get(job_id)
            if job is None or job.round != round_ or (piece.role, part.number) in job.used:
                raise UploadRefused(role=piece.role, status=403, code="AccessDenied")
            job.used.add((piece.role, part.number))
            job.stored[piece.role, part.number] = data
            counter.sent(len(data))
            md5 = hashlib.md5(data, usedforsecurity=False).hexdigest()
            return Receipt(md5, md5)

        self.puts[Put(job_id, round_, piece.role, part.number)] += 1
        return self._play(f"put {piece.role} {part.number}", put)

    # --- inside -----------------------------------------------------------------------------------

    def _play(self, step: str, act: Callable[[], object]) -> object:  # type: ignore[misc]
        if not step.startswith("put"):
            self.calls.append(step)
            self.on_call(step)
        queue = self.script.get(step)
        outcome = queue.popleft() if queue else None
        if isinstance(outcome, BaseException):
            raise outcome
        if outcome == NEVER_ARRIVED:
            raise OutcomeUnknown(step=step)
        answer = act()
        self.on_done(step)
        if isinstance(outcome, After):
            raise outcome.error
        if outcome == LOST:
            raise OutcomeUnknown(step=step)
        return answer

    def _job(self, job_id: str) -> Job:
        if job_id not in self.jobs:
            raise JobNotFound(status=404, code="MSS.00000404", text="")
        return self.jobs[job_id]

    def _created(self, fields: JobFields) -> UploadAddresses:
        job = Job(f"job{len(self.calls):03}x{len(self.jobs)}", fields)
        self.jobs[job.job_id] = job
        return self._addresses(job, fields.video_multipart_count or 1, fields.action_video_multipart_count or 1)

    def _addresses(self, job: Job, video: int, action: int) -> UploadAddresses:
        def urls(role: Role, count: int) -> tuple[SecretUrl, ...]:
            query = f"?Expires={int(self.expires_s)}&Signature=x" if self.expires_s else "?Signature=x"
            start = f"http://127.0.0.1/{job.job_id}_{role}{query}"
            return tuple(SecretUrl(f"{start}&n={n}&round={job.round}") for n in range(count))

        counts = {Role.TRAINING_VIDEO: video, Role.ACTION_VIDEO: action}
        return UploadAddresses(job.job_id, {role: urls(role, counts.get(role, 1)) for role in Role})

    def _executed(self, job: Job, command: Command) -> CommandAnswer:
        if command in (Command.GET_MULTIPART_UPLOADED, Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED):
            role = Role.TRAINING_VIDEO if command is Command.GET_MULTIPART_UPLOADED else Role.ACTION_VIDEO
            if role is Role.ACTION_VIDEO and not self.lists_action_parts:
                return CommandAnswer()
            return CommandAnswer(
                tuple(
                    ListedPart(number, hashlib.md5(data, usedforsecurity=False).hexdigest())
                    for (kept, number), data in sorted(job.stored.items())
                    if kept is role and (kept, number) in job.used
                )
            )
        if command is Command.CONFIRM_MULTIPART_UPLOADED:
            if job.is_confirmed:
                raise CommandFailed(command=command, code="MSS.00000003", text="confirmed already")
            job.is_confirmed = True
        if command is Command.SUBMITVERIFYING:
            self._submitted(job)
        return CommandAnswer()

    def _submitted(self, job: Job) -> None:
        if not job.is_open or not job.is_confirmed or not self.needed <= {role for role, _ in job.stored}:
            raise CommandFailed(command=Command.SUBMITVERIFYING, code="MSS.00000003", text="not in this state")
        job.is_open = False
        job.state = self.verdict(job)
        for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2):
            job.stored.pop((role, 1), None)

    def _shown(self, job: Job) -> JobDetail:
        return JobDetail(self._summary(job), operation_logs=job.logs)

    def _summary(self, job: Job) -> JobSummary:
        return JobSummary(job.job_id, job.fields.name, job.state, tags=job.fields.tags)

    def _listed(self, query: JobQuery) -> JobPage:
        jobs = [job for job in self.jobs.values() if not query.tag or query.tag in job.fields.tags]
        for job in jobs:
            job.lists += 1
        jobs = [job for job in jobs if job.lists > self.list_lag]
        return JobPage(len(jobs), tuple(self._summary(job) for job in jobs))

    def _updated(self, job: Job, changes: JobChanges) -> UploadAddresses:
        allowed = {"AUTO_VERIFY_FAILED", "MANUAL_VERIFY_FAILED"}
        if job.state not in allowed | ({"WAIT_FILE_UPLOAD"} if self.updates_while_waiting else set()):
            raise ServiceRefused(status=400, code="MSS.10000003", text="not in this state")
        job.updates.append(changes)
        job.round, job.is_open = job.round + 1, True
        if self.update_keeps_parts and job.state == "WAIT_FILE_UPLOAD":
            return self._addresses(job, changes.video_multipart_count or 1, changes.action_video_multipart_count or 1)
        job.used = set()
        if self.update_reopens:
            job.state = "WAIT_FILE_UPLOAD"
        if changes.video_multipart_count or not self.update_keeps_materials or not job.is_confirmed:
            job.is_confirmed = False
            job.stored = {key: data for key, data in job.stored.items() if key[0] is not Role.TRAINING_VIDEO}
        if not self.update_keeps_materials:
            job.stored = {}
        said = {name: getattr(changes, name) for name in ("name", "contact", "batch_name", "tags")}
        job.fields = replace(job.fields, **{name: value for name, value in said.items() if value is not None})
        return self._addresses(job, changes.video_multipart_count or 1, changes.action_video_multipart_count or 1)

    def _deleted(self, job: Job) -> None:
        del self.jobs[job.job_id]


class RecordingConnect:
    """`SubmitTools.connect` over a small studio, or over a service in front of it."""

    def __init__(self, studio: SmallStudio, service: object = None) -> None:
        self.studio, self.service = studio, service or studio
        self.accesses: list[object] = []

    def __call__(self, access: object, app_user_id: str | None, on_request: Callable[[RequestRecord], None]) -> object:
        from avatar_intake.flow.run import Line

        self.accesses.append(access)
        return Line(self.service, self.studio, None, self._redial)  # type: ignore[arg-type]

    def _redial(self) -> None:
        self.studio.calls_at_redial.append(len(self.studio.calls))


class PassingClock:
    """Time that passes only when somebody waits."""

    def __init__(self, now_s: float = 1_800_000_000.0) -> None:
        self.now_s = now_s
        self.waits: list[float] = []

    def monotonic_s(self) -> float:
        return self.now_s

    def epoch_s(self) -> float:
        return self.now_s

    def sleep(self, control: RunControl, seconds: float) -> None:
        control.check()
        self.waits.append(seconds)
        self.now_s += seconds


class KindChecker:
    """A checker that finds nothing wrong, unless it is told to."""

    def __init__(self, *bad: Role) -> None:
        self._bad = bad

    def check(self, role, path, job, stop):  # type: ignore[no-untyped-def]
        from avatar_intake.domain.media import Checked, Finding, Severity, Unreadable

        severity = Severity.ERROR if role in self._bad else Severity.OK
        return Checked(role, path, Unreadable("x"), (Finding(role, "video-readable", severity),))

    def same_files(self, checked):  # type: ignore[no-untyped-def]
        return ()
