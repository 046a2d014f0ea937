"""The desk: all that a person can do, one method each. Every method may block: call it in a worker thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.review import WAIT_FILE_UPLOAD, shown
from avatar_intake.domain.service import JobDetail, JobQuery
from avatar_intake.domain.stage import UNDER_WAY, Stage
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import IntakeError, LocalStorageFailed, StorageFault
from avatar_intake.flow.access import Access, AccessFinder, Accounts
from avatar_intake.flow.follow import refresh_states
from avatar_intake.flow.intake_file import new_intake_id, read_intake_file
from avatar_intake.flow.model import (
    Account,
    AccountKind,
    ConnectionReport,
    IntakeRow,
    IntakeView,
    Outcome,
    Report,
    RunListener,
    RunOptions,
    Secret,
    Silent,
)
from avatar_intake.flow.own_jobs import OwnJobs
from avatar_intake.flow.place import require_in_reach
from avatar_intake.flow.prepare import check_all
from avatar_intake.flow.previews import Previews
from avatar_intake.flow.repairing import Repaired, Repairs, offers_for, plan_for, proposed_target
from avatar_intake.flow.run import SubmitTools, Watch, stored_materials
from avatar_intake.flow.service import Patience
from avatar_intake.flow.submit import Submission
from avatar_intake.media.room import Caller, Here, Progress, Room
from avatar_intake.store.journal import Record
from avatar_intake.store.salvage import Damage
from avatar_intake.transfer.control import RunControl


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What the desk needs from outside.

    ``sample`` is the intake file of the sample materials. With ``is_rehearsal`` every new intake goes to the practice
    studio, whatever account is saved. Previews and repairs are made in ``room``.
    """

    submit: SubmitTools
    accounts: Accounts
    access: AccessFinder
    sample: Path
    is_rehearsal: bool = False
    room: Room = field(default_factory=Here)


class Desk:
    """All use cases over one data folder. Thread-safe."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._journal = tools.submit.journal
        self._checker = tools.submit.checker
        self._previews = Previews(tools.room)
        self._repairs = Repairs(tools.room, tools.submit.checker)
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._details: dict[str, JobDetail] = {}

    # --- intakes ----------------------------------------------------------------------------------

    @property
    def journal_damage(self) -> Damage | None:
        """How much of a damaged journal was recovered when it was opened; ``None`` where it was sound."""
        return self._journal.damage

    def intakes(self) -> tuple[IntakeRow, ...]:
        """Every intake here, newest change first. Asks no network."""
        sums = self._journal.sums()
        return tuple(self._row(record, sums.get(record.intake.intake_id, (0, 0))) for record in self._journal.records())

    def open(self, intake_id: str) -> IntakeView:
        """One intake with all that is known of it here. Raises `LocalStorageFailed` for one that was forgotten."""
        record = self._record(intake_id)
        row = self._row(record, self._journal.sums().get(intake_id, (0, 0)))
        return IntakeView(
            row=row,
            intake=record.intake,
            materials=stored_materials(self._journal, intake_id),
            requests=self._journal.requests(intake_id),
            detail=self._details.get(intake_id),
        )

    def new_draft(self) -> Intake:
        """An empty draft with an id of its own; it is stored with the first `save_draft`."""
        account = self.account()
        is_practice = self._tools.is_rehearsal or account is None or account.kind is AccountKind.PRACTICE
        na_account = account.na_account if account else False
        return Intake(new_intake_id(), JobFields(), {}, ServiceChoice(is_practice=is_practice, na_account=na_account))

    def sample_draft(self) -> Intake:
        """A draft of the sample materials, for a rehearsal."""
        sample = read_intake_file(self._tools.sample, new_intake_id())
        return Intake(sample.intake_id, sample.job, sample.materials, ServiceChoice(is_practice=True))

    def save_draft(self, intake: Intake) -> None:
        """Keep what has been filled in so far. Never keeps a secret or a document's content."""
        self._journal.save_intake(intake)

    def remove(self, intake_id: str, *, delete_job: bool) -> None:
        """Forget an intake; with ``delete_job`` its job at the service goes first, also one whose id never came back.

        Raises `JobElsewhere` when that job is not where the account leads, and what the service's answers bring.
        """
        record = self._record(intake_id)
        if delete_job and (record.job_id or _may_have_strays(record)):
            self._delete_jobs(record)
        self._journal.remove(intake_id)

    # --- checks -----------------------------------------------------------------------------------

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """Check one material. Raises `Cancelled` when ``stop`` is set."""
        return self._checker.check(role, path, job, stop)

    def check_all(self, intake: Intake, listener: RunListener, stop: StopSignal) -> Report:
        """Check everything, job fields too; `listener.checked` hears each material."""
        return check_all(intake, intake.service.na_account, self._checker, listener, stop)

    def filmstrip(self, path: str, count: int, height_px: int) -> tuple[bytes, ...]:
        """``count`` frames of a video, evenly spaced, as PNG. Raises `MaterialUnreadable`."""
        return self._previews.filmstrip(path, count, height_px)

    def cover_from(self, path: str, time_s: float) -> bytes:
        """One frame as JPEG, full size. Raises `MaterialUnreadable`."""
        return self._previews.cover_from(path, time_s)

    def picture_preview(self, path: str, max_px: int) -> bytes:
        """A picture or a letter's first page as PNG, in memory only. Raises `MaterialUnreadable`."""
        return self._previews.picture_preview(path, max_px)

    # --- repairs ----------------------------------------------------------------------------------

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        """What can be repaired in a file that was checked, in the order of its findings. Reads no file."""
        return offers_for(checked)

    def repair_plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """What remedies come to for one file. Reads no file. Raises `ValueError` for one that does not fit."""
        return plan_for(checked, remedies)

    def proposed_target(self, path: str, suffix: str, folder: str | None = None) -> str:
        """A free path for the repaired copy: beside the original, or in ``folder``; ``suffix`` with its dot.

        Raises `FolderClosed` where nothing can be written: then ask for another folder.
        """
        return proposed_target(path, suffix, folder)

    def repair(self, order: RepairOrder, job: JobFields, progress: Progress, stop: StopSignal) -> Checked:
        """Do exactly what was ordered and check the new file; it is there when this returns, nothing is when it raises.

        ``progress`` is called on this thread with 0 to 1. Raises what `Repairs.repair` does.
        """
        return self._repairs.repair(order, job, Caller(progress, stop)).checked

    def repair_everything(self, order: RepairOrder, job: JobFields, progress: Progress, stop: StopSignal) -> Repaired:
        """The same, and then what a defect had hidden, as far as nobody has to be asked about it."""
        return self._repairs.repair_everything(order, job, Caller(progress, stop))

    # --- account ----------------------------------------------------------------------------------

    def account(self) -> Account | None:
        """The account in use, or ``None`` when none is set yet."""
        return self._tools.accounts.account()

    def use_account(self, account: Account, secret: Secret) -> None:
        """Use this account from now on; its secret goes to the keyring, or stays in memory when not remembered."""
        self._tools.accounts.use(account, secret)

    def forget_account(self) -> None:
        """Sign out: the secret leaves the keyring and the memory."""
        self._tools.accounts.forget()

    def test_connection(self, account: Account, secret: Secret) -> ConnectionReport:
        """Try an account by reading the job list. Raises nothing of ours: the report says it."""
        try:
            if account.kind is AccountKind.PRACTICE:
                access = self._tools.access.find(ServiceChoice(is_practice=True))
            else:
                access = self._tools.accounts.access(account, secret)
            line = self._tools.submit.connect(access, None, lambda _: None)
            try:
                page = line.service.list(JobQuery(limit=1))
            finally:
                line.redial()
        except IntakeError as error:
            return ConnectionReport(error)
        return ConnectionReport(None, job_count=page.count)

    # --- running ----------------------------------------------------------------------------------

    def run(self, intake: Intake, options: RunOptions, listener: RunListener, control: RunControl) -> Outcome:
        """Check, create, upload, confirm, submit: from wherever this intake stands, as far as it goes.

        Blocks until the end. Errors of ours come in `Outcome.error`. Raises `Cancelled` when the control says so.
        """
        with self._lock:
            self._running.add(intake.intake_id)
        try:
            return Submission(
                intake, self._find_access(intake), self._tools.submit, options, Watch(listener, control)
            ).run()
        finally:
            with self._lock:
                self._running.discard(intake.intake_id)

    def submit_review(self, intake_id: str, listener: RunListener, control: RunControl) -> Outcome:
        """The one irreversible step for an intake that is confirmed."""
        return self.run(self._record(intake_id).intake, RunOptions(submit_review=True), listener, control)

    def under_way(self) -> tuple[Intake, ...]:
        """The intakes that are half done, oldest first."""
        records = [record for record in self._journal.records() if record.stage in UNDER_WAY]
        return tuple(record.intake for record in sorted(records, key=lambda record: record.created_at))

    def from_file(self, path: Path, *, is_practice: bool = False) -> Intake:
        """The intake of an intake file, under the id that it already has here. Raises `BadIntakeFile`.

        A rehearsal of the same file is an intake of its own: it must not touch the real job.
        """
        intake = read_intake_file(path, new_intake_id())
        service = replace(intake.service, is_practice=True) if is_practice else intake.service
        known = self._journal.record_from(intake.source, is_practice=is_practice)
        return replace(intake, service=service, intake_id=known.intake.intake_id if known else intake.intake_id)

    def refresh(self) -> tuple[IntakeRow, ...]:
        """Ask the service for the state of every submitted intake, then the same as `intakes`."""
        connect = self._tools.submit.connect
        self._details.update(refresh_states(self._journal, self._tools.access, connect, self._is_followed))
        return self.intakes()

    # --- inside -----------------------------------------------------------------------------------

    def _delete_jobs(self, record: Record) -> None:
        access = self._tools.access.find(record.intake.service)
        require_in_reach(record, access)
        line = self._tools.submit.connect(access, record.intake.job.app_user_id, lambda _: None)
        patience = Patience(self._tools.submit.clock, RunControl(), Silent(), 0.0, line.redial)
        jobs = OwnJobs(line.service, record.intake.tag, patience)
        try:
            if record.job_id:
                jobs.delete(record.job_id)
            if _may_have_strays(record):
                jobs.delete_strays()
        finally:
            line.redial()

    def _is_followed(self, record: Record) -> bool:
        """A rehearsal asks no real service, even about intakes that are kept in the same folder."""
        return record.intake.service.is_practice or not self._tools.is_rehearsal

    def _find_access(self, intake: Intake) -> Callable[[], Access]:
        return lambda: self._tools.access.find(intake.service)

    def _record(self, intake_id: str) -> Record:
        record = self._journal.record(intake_id)
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten", kind=StorageFault.FORGOTTEN)
        return record

    def _row(self, record: Record, sums: tuple[int, int]) -> IntakeRow:
        is_followed = record.stage is Stage.SUBMITTED and record.state not in ("", WAIT_FILE_UPLOAD)
        with self._lock:
            is_running = record.intake.intake_id in self._running
        return IntakeRow(
            intake_id=record.intake.intake_id,
            name=record.intake.job.name,
            batch_name=record.intake.job.batch_name or "",
            stage=record.stage,
            state=record.state,
            shown=shown(record.state) if is_followed else None,
            job_id=record.job_id,
            total_bytes=sums[0],
            stored_bytes=sums[1],
            created_at=record.created_at,
            changed_at=record.changed_at,
            problem=record.problem,
            is_running=is_running,
            is_practice=record.intake.service.is_practice,
            deadline=record.expires_s,
        )


def _may_have_strays(record: Record) -> bool:
    """Whether there may be a job of which the journal has no id: the answer to its create was lost, or its page."""
    is_announced = record.stage is Stage.CREATING and bool(record.endpoint)
    return record.is_salvaged or (is_announced and not record.job_id)
