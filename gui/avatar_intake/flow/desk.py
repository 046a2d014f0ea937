"""The desk: all that a person can do, one method each. Every method may block: call it in a worker thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from avatar_intake.domain.board import BoardPage, BoardQuery, Change
from avatar_intake.domain.decisions import Action, Decision, actions_for
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.job_rules import masked
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.retention import is_over
from avatar_intake.domain.review import REJECTED_STATES, WAIT_FILE_UPLOAD, shown
from avatar_intake.domain.service import JobDetail, Project
from avatar_intake.domain.stage import UNDER_WAY, Stage
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.verdicts import RedoTask, tasks_of
from avatar_intake.errors import (
    AttachmentsNotSent,
    IntakeError,
    JobNotFound,
    LocalStorageFailed,
    NothingToDownload,
    StorageFault,
)
from avatar_intake.flow.access import Access, AccessFinder
from avatar_intake.flow.accounts import Accounts, endpoint_for
from avatar_intake.flow.board import Known, adopted_intake, board_page
from avatar_intake.flow.decide import (
    PATIENCE_S,
    RUN_PATIENCE_S,
    JobLine,
    carry_out,
    delete_job,
    require_possible,
    require_sendable,
)
from avatar_intake.flow.following import Follower, FollowTools
from avatar_intake.flow.forgetting import Forgetting
from avatar_intake.flow.intake_file import new_intake_id, read_intake_file
from avatar_intake.flow.logbook import Logged, log_outcome
from avatar_intake.flow.model import (
    Account,
    AccountKind,
    ConnectionReport,
    IntakeRow,
    IntakeView,
    KnownAccounts,
    Outcome,
    Report,
    RunListener,
    RunOptions,
    Secret,
    Silent,
)
from avatar_intake.flow.network import Network
from avatar_intake.flow.own_jobs import OwnJobs
from avatar_intake.flow.place import place_of, require_in_reach
from avatar_intake.flow.prepare import check_all
from avatar_intake.flow.previews import Previews
from avatar_intake.flow.recent import RecentChecks
from avatar_intake.flow.repairing import Repaired, Repairs, proposed_target
from avatar_intake.flow.run import Line, SubmitTools, Watch, stored_materials
from avatar_intake.flow.service import Patience
from avatar_intake.flow.submit import Submission
from avatar_intake.flow.trial import Identity, Trial, no_projects
from avatar_intake.media.room import Caller, Here, Progress, Room
from avatar_intake.metastudio.guard import Guards
from avatar_intake.store.back_ends import SecretPlace
from avatar_intake.store.journal import Record, utc_now
from avatar_intake.store.lease import lease
from avatar_intake.store.salvage import Damage
from avatar_intake.transfer.control import RunControl


@dataclass(frozen=True, slots=True)
class DeskTools:
    """What the desk needs from outside.

    ``sample`` is the intake file of the sample materials. With ``is_rehearsal`` every new intake goes to the practice
    studio, whatever account is saved. Previews and repairs are made in ``room``. ``give_up`` ends the waits for the
    keyring. ``guards`` are the ones that lines are made with: they hold back credentials that were refused.
    ``identity`` knows the projects of an account.
    """

    submit: SubmitTools
    accounts: Accounts
    access: AccessFinder
    sample: Path
    network: Network
    is_rehearsal: bool = False
    room: Room = field(default_factory=Here)
    secret_place: Callable[[], SecretPlace] = lambda: SecretPlace.NOWHERE
    give_up: Callable[[], None] = lambda: None
    guards: Guards = field(default_factory=Guards)
    identity: Identity = no_projects


class Desk:
    """All use cases over one data folder. Thread-safe."""

    def __init__(self, tools: DeskTools) -> None:
        self._tools = tools
        self._journal = tools.submit.journal
        self._checker = tools.submit.checker
        self._previews = Previews(tools.room)
        self._checks = RecentChecks(tools.submit.checker)
        self._repairs = Repairs(tools.room, self._checks)
        self._forgetting = Forgetting(self._journal, tools.submit.leases, self._delete_jobs)
        self._lock = threading.Lock()
        self._running: set[str] = set()
        self._trial = Trial(tools.accounts, tools.access, tools.submit.connect, tools.identity)
        follow = FollowTools(self._journal, tools.access, tools.submit.connect, tools.submit.clock, self._is_followed)
        self._follower = Follower(follow)

    @property
    def network(self) -> Network:
        """How connections leave this computer."""
        return self._tools.network

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
            detail=self._follower.detail(intake_id),
            history=self._journal.history(intake_id),
            account=None if record.intake.service.is_practice else self._account_for(record),
        )

    def new_draft(self) -> Intake:
        """An empty draft with an id of its own; it is stored with the first `save_draft`."""
        return Intake(new_intake_id(), JobFields(), {}, self._present_choice())

    def sample_draft(self) -> Intake:
        """A draft of the sample materials, for a rehearsal."""
        sample = read_intake_file(self._tools.sample, new_intake_id())
        return Intake(sample.intake_id, sample.job, sample.materials, ServiceChoice(is_practice=True))

    def save_draft(self, intake: Intake) -> None:
        """Keep what has been filled in so far. Never keeps a secret or a document's content."""
        self._journal.save_intake(intake)

    def remove(self, intake_id: str, *, delete_job: bool) -> None:
        """Forget an intake; with ``delete_job`` its job at the service goes first, also one whose id never came back.

        A job that was made elsewhere is only forgotten here.
        Raises `JobElsewhere` when that job is not where the account leads, and what the service's answers bring.
        """
        record = self._record(intake_id)
        if delete_job and not record.intake.is_adopted and (record.job_id or _may_have_strays(record)):
            self._delete_jobs(record)
        self._journal.remove(intake_id)

    def forget_person(self, intake_id: str) -> None:
        """Erase a person's details; see `Forgetting.forget`."""
        self._forgetting.forget(intake_id)
        self._follower.drop_detail(intake_id)

    def forget_due(self, days: int | None) -> int:
        """Erase the details of everybody whose intake has been over for ``days``; how many that were."""
        gone = self._forgetting.forget_due(days, utc_now())
        for intake_id in gone:
            self._follower.drop_detail(intake_id)
        return len(gone)

    # --- checks -----------------------------------------------------------------------------------

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """Check one material. Raises `Cancelled` when ``stop`` is set."""
        return self._checks.check(role, path, job, stop)

    def check_all(self, intake: Intake, listener: RunListener, stop: StopSignal) -> Report:
        """Check everything, job fields too; `listener.checked` hears each material."""
        return check_all(intake, intake.service.na_account, self._checker, listener, stop)

    def filmstrip(self, path: str, count: int, height_px: int) -> tuple[bytes, ...]:
        """``count`` frames of a video, evenly spaced, as PNG. Raises `MaterialUnreadable`."""
        return self._previews.filmstrip(path, count, height_px)

    def cover_from(self, path: str, time_s: float, crop_px: tuple[int, int, int, int] | None = None) -> bytes:
        """The exact frame as JPEG, full size, or the part of it from left and top to right and bottom."""
        return self._previews.cover_from(path, time_s, crop_px)

    def frame_at(self, path: str, time_s: float, max_px: int) -> bytes:
        """The exact frame as PNG, in memory only, its longer side at most ``max_px``."""
        return self._previews.frame_at(path, time_s, max_px)

    def picture_preview(self, path: str, max_px: int) -> bytes:
        """A picture or a letter's first page as PNG, in memory only. Raises `MaterialUnreadable`."""
        return self._previews.picture_preview(path, max_px)

    # --- repairs ----------------------------------------------------------------------------------

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        """What can be repaired in a file that was checked, in the order of its findings. Reads no file."""
        return self._repairs.offers(checked)

    def repair_plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        """What remedies come to for one file. Reads no file.

        Raises `MaterialUnreadable` for a file that cannot be read, and `ValueError` for a remedy that does not fit.
        """
        return self._repairs.plan(checked, remedies)

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

    def accounts(self) -> KnownAccounts:
        """All accounts that are kept here, and the one in use."""
        return self._tools.accounts.known()

    def use_account(self, account: Account, secret: Secret | None, replaces: str = "") -> Account:
        """Use this account from now on; see `Accounts.use`. It comes back with its name."""
        named = self._tools.accounts.use(account, secret, replaces)
        self._tools.guards.forgive()  # only here: whoever looks through the accounts enters none anew
        self._follower.account_changed()
        return named

    def lock_account(self) -> None:
        """Forget what is in memory only; what runs already goes on with its own."""
        self._tools.accounts.lock()

    def secret_place(self) -> SecretPlace:
        """Where the secrets of accounts that are remembered are kept."""
        return self._tools.secret_place()

    def choose_account(self, name: str) -> Account:
        """Use an account that is kept here. Raises `AccountUnknown`."""
        account = self._tools.accounts.choose(name)
        self._follower.account_changed()
        return account

    def speak_as(self, name: str) -> None:
        """Use this account and no other until the program ends; nothing is kept of that. Raises `AccountUnknown`."""
        self._tools.accounts.speak_as(name)

    def forget_account(self, name: str = "") -> None:
        """Sign one out, by default the one in use; see `Accounts.forget`."""
        try:
            self._tools.accounts.forget(name)
        finally:
            self._follower.account_changed()

    def count_in_need(self, name: str) -> int:
        """How many jobs that are not at their end only this account reaches. Asks no network."""
        return sum(self._needs(record, name) for record in self._journal.records())

    def _needs(self, record: Record, name: str) -> bool:
        place, intake = place_of(record), record.intake
        is_open = record.stage in UNDER_WAY or record.stage is Stage.SUBMITTED
        if place is None or not is_open or intake.service.is_practice or intake.is_forgotten:
            return False
        if is_over(record.stage, record.state, record.problem):
            return False
        account = self._tools.access.only_account_for(intake.service, place)
        return account is not None and account.name == name

    def test_connection(self, account: Account, secret: Secret | None) -> ConnectionReport:
        """Try an account by reading the job list. Raises nothing of ours: the report says it.

        Without a ``secret`` the one that is kept is tried.
        """
        try:
            return self._trial.test(account, secret)
        except IntakeError as error:
            return ConnectionReport(error)

    def find_projects(self, account: Account, secret: Secret | None) -> tuple[Project, ...]:
        """The projects that an account may use in its region. Raises `ProjectNotFound` and what the service brings."""
        return self._trial.projects(account, secret)

    def close(self) -> None:
        """The program ends: whoever waits for the keyring waits no more. Does not block."""
        self._tools.give_up()

    # --- running ----------------------------------------------------------------------------------

    def run(self, intake: Intake, options: RunOptions, listener: RunListener, control: RunControl) -> Outcome:
        """Check, create, upload, confirm, submit: from wherever this intake stands, as far as it goes.

        Blocks until the end. Errors of ours come in `Outcome.error`. Raises `Cancelled` when the control says so.
        """
        with self._lock:
            self._running.add(intake.intake_id)
        watch = Watch(Logged(intake.intake_id, listener), control)
        try:
            outcome = Submission(intake, self._find_access(intake), self._tools.submit, options, watch).run()
            log_outcome(outcome)
            return outcome
        finally:
            self._follower.drop_detail(intake.intake_id)  # a run may have met a newer verdict
            with self._lock:
                self._running.discard(intake.intake_id)

    def submit_review(self, intake_id: str, listener: RunListener, control: RunControl) -> Outcome:
        """The one irreversible step for an intake that is confirmed."""
        return self.run(self._record(intake_id).intake, RunOptions(submit_review=True), listener, control)

    def under_way(self) -> tuple[Intake, ...]:
        """The intakes that are half done, oldest first; of the one account only that was named by `speak_as`."""
        records = [record for record in self._journal.records() if record.stage in UNDER_WAY and self._is_ours(record)]
        return tuple(record.intake for record in sorted(records, key=lambda record: record.created_at))

    def from_file(self, path: Path, *, is_practice: bool = False) -> Intake:
        """The intake of an intake file, under the id that it already has here. Raises `BadIntakeFile`.

        A rehearsal of the same file is an intake of its own: it must not touch the real job.
        """
        intake = read_intake_file(path, new_intake_id())
        service = replace(intake.service, is_practice=True) if is_practice else intake.service
        known = self._journal.record_from(intake.source, is_practice=is_practice)
        return replace(intake, service=service, intake_id=known.intake.intake_id if known else intake.intake_id)

    def refresh(self, *, is_whole: bool = False, due_only: bool = False) -> tuple[IntakeRow, ...]:
        """Ask the services how the submitted jobs stand, then the same as `intakes`.

        A real service gets two list calls a minute at most, so that a long list comes with several refreshes; with
        ``is_whole`` one that is begun is read to its end. ``due_only`` leaves out the services that are not due (see
        `next_look_s`). Raises what the service's answers and the network bring; what was learnt before is kept.
        """
        self._follower.look(is_whole=is_whole, due_only=due_only)
        return self.intakes()

    # --- after the upload -------------------------------------------------------------------------

    def changes(self) -> tuple[Change, ...]:
        """What the refreshes since the last call have brought, each change once."""
        return self._follower.changes()

    def next_look_s(self) -> float | None:
        """Seconds until the next `refresh` is due; ``None`` when nothing is followed. Asks no network."""
        return self._follower.next_look_s()

    def actions(self, intake_id: str) -> tuple[Action, ...]:
        """What may be done about the job now, as far as is known here. Asks no network."""
        record = self._record(intake_id)
        if not record.job_id or record.problem == JobNotFound.message_id:
            return ()
        detail = self._follower.detail(intake_id)
        retries_left = detail.flexus_retry_count if detail else None
        found = actions_for(record.state, na_account=self._is_na(record), retries_left=retries_left)
        return tuple(action for action in found if _is_offered(action, record))

    def tasks(self, intake_id: str) -> tuple[RedoTask, ...]:
        """What has to be done about a rejected job; empty for any other. The job is shown once for each rejection."""
        record = self._record(intake_id)
        if not record.job_id or record.state not in REJECTED_STATES:
            return ()
        detail = self._follower.detail(intake_id)
        if detail is None or detail.summary.state not in REJECTED_STATES:
            with self._job_line(record, RunControl()) as job:
                detail = self._shown(record, job)
        return tasks_of(detail)

    def decide(self, intake_id: str, decision: Decision, control: RunControl) -> IntakeView:
        """Carry out a decision about a job; the intake as it is then. See `flow/decide.py` for what it raises.

        Amending and submitting are a whole run: its error is raised. Deleting the job keeps the intake here.
        """
        record = self._record(intake_id)
        if decision.action in (Action.AMEND, Action.SUBMIT):
            options = RunOptions(patience_s=RUN_PATIENCE_S, renews_expired=True)
            outcome = self.run(record.intake, options, Silent(), control)
            if outcome.error is not None:
                raise outcome.error
            return self.open(intake_id)
        require_sendable(decision)
        with lease(self._tools.submit.leases, intake_id), self._job_line(record, control) as job:
            if decision.action is Action.DELETE_JOB:
                require_possible(decision.action, self._shown(record, job), na_account=job.na_account)
                delete_job(job)
                self._journal.job_gone(intake_id)
                self._journal.set_stage(intake_id, Stage.CANCELLED)
            else:
                try:
                    detail = carry_out(decision, job)
                except AttachmentsNotSent:
                    self._shown(record, job)
                    raise
                self._keep(record, detail)
        return self.open(intake_id)

    def delete_videos(self, intake_id: str, control: RunControl) -> IntakeView:
        """Have the service delete the job's videos; the model stays. See `decide`."""
        return self.decide(intake_id, Decision(Action.DELETE_VIDEOS), control)

    def download(self, intake_id: str, role: Role, target: str, control: RunControl) -> int:
        """Save what the service holds of a material as a new file (0600); its size in bytes.

        Raises `NothingToDownload`, `TargetUnusable` for a file that exists, and what the service and the network bring.
        """
        from avatar_intake.transfer.fetch import fetch_to

        record = self._record(intake_id)
        with self._job_line(record, control) as job:
            address = self._shown(record, job).downloads.get(role)
            if address is None:
                raise NothingToDownload(role=role.value)
            with control.open_line(job.line.redial, is_kept_by_cancel=False):
                return fetch_to(job.line.store, address, role.value, Path(target), control)

    def board(self, query: BoardQuery) -> BoardPage:
        """One page of all jobs at the service of the account in use. Nothing of it is kept."""
        with self._service_line() as (_, line):
            return board_page(line.service, query, Known.of(self._journal.records()))

    def job(self, job_id: str) -> JobDetail:
        """One job at the service of the account in use, to be looked at; nothing is kept. Raises `JobNotFound`."""
        with self._service_line() as (_, line):
            return line.service.show(job_id)

    def follow(self, job_id: str) -> str:
        """Follow a job that was made elsewhere; the id of its row here. One that is a row already stays that row.

        Raises `JobNotFound`. Makes no job, and `remove` only forgets it here.
        """
        with self._service_line() as (access, line):
            detail = line.service.show(job_id)
            with self._lock:
                known = Known.of(self._journal.records()).record(detail.summary)
                if known is not None:
                    return known.intake.intake_id
                intake = adopted_intake(detail, self._service_choice())
                self._journal.adopt(intake, job_id, access.place, detail.summary.state)
        self._follower.keep_detail(intake.intake_id, detail)
        return intake.intake_id

    def _present_choice(self) -> ServiceChoice:
        """Where new intakes go: the practice studio, or the account in use."""
        account = self.account()
        is_practice = self._tools.is_rehearsal or account is None or account.kind is AccountKind.PRACTICE
        return ServiceChoice(is_practice=is_practice, na_account=bool(account and account.na_account))

    def _service_choice(self) -> ServiceChoice:
        """Whose jobs are meant where no intake says it: as `_present_choice`, but credentials of the environment count.

        A new intake of the window asks for an account first; a list of jobs must not be the practice studio's unasked.
        """
        choice = self._present_choice()
        is_from_environment = not self._tools.is_rehearsal and self.account() is None and self._tools.access.has_own
        return replace(choice, is_practice=False) if is_from_environment else choice

    @contextmanager
    def _service_line(self) -> Iterator[tuple[Access, Line]]:
        access = self._tools.access.find(self._service_choice())
        line = self._tools.submit.connect(access, None, lambda _: None)
        try:
            yield access, line
        finally:
            line.redial()

    @contextmanager
    def _job_line(self, record: Record, control: RunControl) -> Iterator[JobLine]:
        """A line for one job; its requests go into the journal. Raises `JobElsewhere`."""
        access = self._find(record)
        require_in_reach(record, access)
        intake_id = record.intake.intake_id
        line = self._tools.submit.connect(
            access, record.intake.job.app_user_id, lambda made: self._journal.request_made(intake_id, made)
        )
        patience = Patience(self._tools.submit.clock, control, Silent(), PATIENCE_S, line.redial)
        try:
            yield JobLine(record.job_id, line, patience, self._is_na(record) or access.na_account)
        finally:
            line.redial()

    def _shown(self, record: Record, job: JobLine) -> JobDetail:
        detail = job.show()
        self._keep(record, detail)
        return detail

    def _keep(self, record: Record, detail: JobDetail) -> None:
        self._journal.set_state(record.intake.intake_id, detail.summary.state, detail.request_id)
        self._follower.keep_detail(record.intake.intake_id, detail)

    def _find(self, record: Record) -> Access:
        return self._tools.access.find(record.intake.service, place_of(record))

    def _account_for(self, record: Record) -> Account | None:
        return self._tools.access.account_for(record.intake.service, place_of(record))

    def _is_na(self, record: Record) -> bool:
        account = self._account_for(record)
        return record.intake.service.na_account or bool(account and account.na_account)

    # --- inside -----------------------------------------------------------------------------------

    def _delete_jobs(self, record: Record) -> None:
        access = self._find(record)
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

    def _is_ours(self, record: Record) -> bool:
        """Whether the job is not another account's than the one that was named."""
        named = self._tools.accounts.account() if self._tools.accounts.is_named else None
        place = place_of(record)
        if named is None or place is None or record.intake.service.is_practice:
            return True
        return place == (endpoint_for(named).base, record.intake.service.project_id or named.project_id)

    def _is_followed(self, record: Record) -> bool:
        """A rehearsal asks no real service, even about intakes that are kept in the same folder."""
        return record.intake.service.is_practice or not self._tools.is_rehearsal

    def _find_access(self, intake: Intake) -> Callable[[], Access]:
        def find() -> Access:
            place = place_of(self._journal.record(intake.intake_id))
            return self._tools.access.find(intake.service, None if intake.service.is_practice else place)

        return find

    def _record(self, intake_id: str) -> Record:
        record = self._journal.record(intake_id)
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten", kind=StorageFault.FORGOTTEN)
        return record

    def _row(self, record: Record, sums: tuple[int, int]) -> IntakeRow:
        is_adopted = record.intake.is_adopted
        is_followed = record.stage is Stage.SUBMITTED and (is_adopted or record.state not in ("", WAIT_FILE_UPLOAD))
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
            is_adopted=is_adopted,
            is_forgotten=record.intake.is_forgotten,
            contact=_masked_contact(record.intake),
        )


def _masked_contact(intake: Intake) -> str:
    contact = intake.job.contact or ""
    return contact if intake.is_forgotten else masked(contact)


def _is_offered(action: Action, record: Record) -> bool:
    """What needs files or an upload is offered only where those are: not for a job that was made elsewhere."""
    is_only_followed = record.intake.is_adopted or record.intake.is_forgotten
    if action is Action.SUBMIT:
        return record.stage is Stage.CONFIRMED and not is_only_followed
    if action is Action.CONFIRM_LETTER:
        return record.stage not in (Stage.DRAFT, Stage.CREATING, Stage.UPLOADING, Stage.CANCELLED)
    return action is not Action.AMEND or not is_only_followed


def _may_have_strays(record: Record) -> bool:
    """Whether there may be a job of which the journal has no id: the answer to its create was lost, or its page."""
    is_announced = record.stage is Stage.CREATING and bool(record.endpoint)
    return record.is_salvaged or (is_announced and not record.job_id)
