"""One intake from wherever it stands to "submitted for review": check, create, upload, confirm, submit.

Every step is in the journal before it is taken, and every step can be repeated after a crash: what the journal
announces and the service does not know is done, what the service knows is not done again.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from avatar_intake.domain.intake import UPLOAD_ORDER, Intake, JobFields, Role
from avatar_intake.domain.media import Severity
from avatar_intake.domain.review import REJECTED_STATES, WAIT_FILE_UPLOAD, rejection
from avatar_intake.domain.service import (
    Command,
    CommandRequest,
    JobDetail,
    JobQuery,
    RequestRecord,
    SecretUrl,
    UploadAddresses,
)
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import StoredMaterial, StoredPart
from avatar_intake.errors import (
    AddressesExpired,
    AddressesLost,
    CommandFailed,
    IntakeError,
    JobNotFound,
    LocalStorageFailed,
    MaterialChanged,
    MaterialsRejected,
    OutcomeUnknown,
    ReviewRejected,
    StoredBytesDiffer,
    UnexpectedAnswer,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.hashing import Hasher
from avatar_intake.flow.model import Outcome, Report, RunListener, RunOptions
from avatar_intake.flow.prepare import Checker, check_all
from avatar_intake.flow.service import CONFIRM_COMMANDS, Patience, Service, ServiceShelf, Tries
from avatar_intake.store.journal import Journal, NewJob, PlannedMaterial, Record
from avatar_intake.store.lease import lease
from avatar_intake.store.vault import seal, unseal
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import MaterialUpload, Upload, UploadLimits, UploadTools
from avatar_intake.transfer.plan import part_count, plan_parts
from avatar_intake.transfer.ports import Clock, PartSender
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S, differing_parts
from avatar_intake.transfer.source import identity_of

if TYPE_CHECKING:
    import requests

_ADDRESS_LIFE_S = 24 * 3600.0  # where an address does not say (guide, step 2)


@dataclass(frozen=True, slots=True)
class Line:
    """The two lines of one run: the service, and the store with its session."""

    service: Service
    sender: PartSender
    store: requests.Session


@dataclass(frozen=True, slots=True)
class SubmitTools:
    """What a submission needs from outside. ``connect`` takes the access, the user id and who hears of each call."""

    journal: Journal
    leases: Path
    checker: Checker
    clock: Clock
    connect: Callable[[Access, str | None, Callable[[RequestRecord], None]], Line]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a run and who steers it."""

    listener: RunListener
    control: RunControl


class Submission:
    """One run over one intake. `run` blocks and is called once."""

    def __init__(
        self, intake: Intake, find_access: Callable[[], Access], tools: SubmitTools, options: RunOptions, watch: Watch
    ) -> None:
        self._intake, self._find_access, self._tools, self._options = intake, find_access, tools, options
        self._listener, self._control = watch.listener, watch.control
        self._journal = tools.journal
        self._patience = Patience(tools.clock, watch.control, watch.listener, options.patience_s)
        self._id = intake.intake_id
        self._report = Report((), ())
        self._access: Access
        self._line: Line

    def run(self) -> Outcome:
        """As far as it goes. Errors of ours end in the outcome; raises `Cancelled`."""
        error: IntakeError | None = None
        try:
            with lease(self._tools.leases, self._id):
                self._go()
        except IntakeError as found:
            error = found
        return self._outcome(error)

    def _go(self) -> None:
        before = self._journal.record(self._id)
        self._journal.save_intake(self._intake)
        try:
            self._check_before_all_else()
            self._connect()
            self._bring_job(before)
            self._finish_job()
        except IntakeError as error:
            self._journal.set_problem(self._id, error.message_id)
            raise
        self._journal.set_problem(self._id, "")

    def _outcome(self, error: IntakeError | None) -> Outcome:
        record = self._journal.record(self._id)
        return Outcome(
            intake_id=self._id,
            job_id=record.job_id if record else "",
            state=record.state if record else "",
            stage=record.stage if record else Stage.DRAFT,
            report=self._report,
            materials=stored_materials(self._journal, self._id),
            requests=self._journal.requests(self._id),
            error=error,
        )

    # --- before anything is created ---------------------------------------------------------------

    def _check_before_all_else(self) -> None:
        na_account = self._intake.service.na_account
        self._report = check_all(self._intake, na_account, self._tools.checker, self._listener, self._control)
        errors = [item for item in self._report.findings if item.severity is Severity.ERROR]
        if errors:
            raise MaterialsRejected(count=len(errors))

    def _connect(self) -> None:
        self._access = self._find_access()
        self._line = self._tools.connect(self._access, self._intake.job.app_user_id, self._request_made)

    def _request_made(self, record: RequestRecord) -> None:
        self._journal.request_made(self._id, record)
        self._listener.request_made(record)

    # --- the job ----------------------------------------------------------------------------------

    def _bring_job(self, before: Record | None) -> None:
        """See to it that exactly one job exists for this intake, and that the journal knows how it stands."""
        record = self._record()
        is_here = (record.endpoint, record.project_id) == (self._access.endpoint.base, self._access.project_id)
        if record.job_id and is_here:
            self._look_at_job(record, before)
            return
        if record.job_id:
            self._journal.job_gone(self._id)
        if record.stage is Stage.CREATING:
            self._remove_strays()
        self._create()

    def _look_at_job(self, record: Record, before: Record | None) -> None:
        try:
            detail = self._show()
        except JobNotFound:
            self._journal.job_gone(self._id)
            self._create()
            return
        state = detail.summary.state
        if state in REJECTED_STATES:
            self._amend(detail)
        elif state != WAIT_FILE_UPLOAD:
            self._step(Stage.SUBMITTED)
        elif record.stage not in (Stage.STORED, Stage.CONFIRMED, Stage.SUBMITTING) or self._has_changed(before):
            self._continue_or_renew(before)

    def _continue_or_renew(self, before: Record | None) -> None:
        """Go on with a job whose upload was begun; a fresh one where that cannot be."""
        record = self._record()
        is_dead = record.expires_s is not None and self._tools.clock.epoch_s() >= record.expires_s
        if self._has_changed(before) or is_dead or unseal(record.sealed, self._access.seal_secret) is None:
            self._renew()
        else:
            self._step(Stage.UPLOADING)

    def _has_changed(self, before: Record | None) -> bool:
        """Whether fields or files differ from those that the job was created with."""
        if before is None or before.intake.job != self._intake.job:
            return True
        plan = {item.role: (item.path, item.identity) for item in self._journal.plan(self._id)}
        return plan != {role: (path, identity_of(role, path)) for role, path in self._intake.materials.items()}

    def _renew(self) -> None:
        """A fresh job that carries everything over; the old one goes first, so that there are never two."""
        job_id = self._record().job_id
        try:
            self._patience.ask(lambda: self._line.service.delete(job_id))
        except (JobNotFound, OutcomeUnknown):
            self._remove_strays()
        self._journal.job_gone(self._id)
        self._create()

    def _create(self) -> None:
        plan = self._plan()
        counts = {item.role: item.part_count for item in plan}
        job = replace(
            self._intake.job_as_sent(),
            video_multipart_count=counts[Role.TRAINING_VIDEO],
            action_video_multipart_count=counts.get(Role.ACTION_VIDEO),
        )
        self._step(Stage.CREATING)
        addresses = self._create_once(job)
        self._require_addresses(addresses, plan)
        self._journal.job_created(self._id, self._new_job(addresses), plan)
        self._journal.set_state(self._id, WAIT_FILE_UPLOAD)
        self._step(Stage.UPLOADING)

    def _create_once(self, job: JobFields) -> UploadAddresses:
        """Create a job; when the answer is lost, remove what it may have made before trying again."""
        tries = Tries(self._patience)
        while True:
            try:
                return self._patience.ask(lambda: self._line.service.create(job))
            except OutcomeUnknown as error:
                tries.wait(error)
                self._remove_strays()

    def _new_job(self, addresses: UploadAddresses) -> NewJob:
        sealed = seal(addresses.by_role, self._access.seal_secret)
        expires_s = expiry_of(addresses, self._tools.clock.epoch_s())
        return NewJob(addresses.job_id, self._access.endpoint.base, self._access.project_id, sealed, expires_s)

    def _plan(self) -> tuple[PlannedMaterial, ...]:
        wishes = {
            Role.TRAINING_VIDEO: self._intake.job.video_multipart_count,
            Role.ACTION_VIDEO: self._intake.job.action_video_multipart_count,
        }
        items = []
        for role, path in self._intake.materials.items():
            identity = identity_of(role, path)
            count = part_count(identity.size_bytes, wishes.get(role), self._options.workers) if role.is_multipart else 1
            items.append(PlannedMaterial(role, path, identity, count))
        return tuple(items)

    def _require_addresses(self, addresses: UploadAddresses, plan: tuple[PlannedMaterial, ...]) -> None:
        for item in plan:
            if len(addresses.by_role.get(item.role, ())) != item.part_count:
                raise UnexpectedAnswer(step="create", found=f"{item.role}: no address", request_id=addresses.request_id)

    def _remove_strays(self) -> None:
        """After an unknown create: our own jobs whose addresses never reached us are found by tag and removed."""
        page = self._patience.ask(lambda: self._line.service.list(JobQuery(tag=self._intake.tag, limit=100)))
        for job in page.jobs:
            if self._intake.tag in job.tags and job.state == WAIT_FILE_UPLOAD:
                self._delete_stray(job.job_id)

    def _delete_stray(self, job_id: str) -> None:
        try:
            self._patience.ask(lambda: self._line.service.delete(job_id))
        except (JobNotFound, OutcomeUnknown):
            return  # an unknown delete is settled by the next look at the list

    # --- after a rejection ------------------------------------------------------------------------

    def _amend(self, detail: JobDetail) -> None:
        """Update a rejected job with what has changed; without a change it would only be rejected again."""
        from avatar_intake.flow.amend import changes_for

        old = {item.role: item for item in self._journal.plan(self._id)}
        plan = self._plan()
        if all(old.get(item.role) and old[item.role].identity == item.identity for item in plan):
            raise self._rejected(detail)
        job_id = detail.summary.job_id
        addresses = self._patience.ask(lambda: self._line.service.update(job_id, changes_for(self._intake, plan)))
        self._require_addresses(addresses, plan)
        self._journal.job_created(self._id, self._new_job(addresses), plan)
        self._step(Stage.UPLOADING)

    def _rejected(self, detail: JobDetail) -> ReviewRejected:
        log = rejection(detail)
        return ReviewRejected(
            job_id=detail.summary.job_id,
            code=log.error_code if log else "",
            text=log.log_description if log else "",
            reasons=log.redo_reasons if log else (),
        )

    # --- upload, confirm, submit ------------------------------------------------------------------

    def _finish_job(self) -> None:
        if self._record().stage is Stage.UPLOADING:
            self._upload()
        if self._record().stage is Stage.STORED:
            self._confirm()
        if self._options.submit_review and self._record().stage in (Stage.CONFIRMED, Stage.SUBMITTING):
            self._submit()
        detail = self._show()
        if detail.summary.state in REJECTED_STATES:
            raise self._rejected(detail)

    def _upload(self) -> None:
        uploads = self._uploads()
        limits = UploadLimits(
            self._record().job_id, self._options.workers, self._options.patience_s, self._record().expires_s
        )
        shelf = ServiceShelf(self._line.service, self._record().job_id, self._line.store)
        ledger = _JournalLedger(self._journal, self._id)
        tools = UploadTools(self._line.sender, shelf, ledger, self._listener, self._tools.clock)
        upload = Upload(uploads, tools, self._control, limits)
        with Hasher(self._journal, self._id, self._control) as hasher:
            upload.run()
            hasher.wait()
        for item in uploads:
            if not upload.is_proven(item.role):
                self._journal.set_unproven(self._id, item.role)
            if identity_of(item.role, item.path) != item.identity:
                raise MaterialChanged(role=item.role, name=Path(item.path).name)
        self._require_exactly_our_parts(shelf, upload, uploads)
        for material in stored_materials(self._journal, self._id):
            self._listener.material_stored(material)
        self._step(Stage.STORED)

    def _uploads(self) -> list[MaterialUpload]:
        record = self._record()
        if record.expires_s is not None and self._tools.clock.epoch_s() >= record.expires_s:
            raise AddressesExpired(job_id=record.job_id)
        addresses = unseal(record.sealed, self._access.seal_secret)
        if addresses is None:
            raise AddressesLost(job_id=record.job_id)
        plan = {item.role: item for item in self._journal.plan(self._id)}
        return [self._material_upload(plan[role], addresses) for role in UPLOAD_ORDER if role in plan]

    def _material_upload(
        self, item: PlannedMaterial, addresses: Mapping[Role, tuple[SecretUrl, ...]]
    ) -> MaterialUpload:
        if identity_of(item.role, item.path) != item.identity:
            raise MaterialChanged(role=item.role, name=Path(item.path).name)
        return MaterialUpload(
            role=item.role,
            path=item.path,
            identity=item.identity,
            parts=plan_parts(item.identity.size_bytes, item.part_count),
            addresses=addresses[item.role],
            stored=self._journal.stored_parts(self._id, item.role),
            announced=self._journal.announced_parts(self._id, item.role),
        )

    def _require_exactly_our_parts(self, shelf: ServiceShelf, upload: Upload, uploads: list[MaterialUpload]) -> None:
        """The review before the confirm: parts 1 to N with our MD5s, no more, no less. A list may lag a little."""
        for role in (item.role for item in uploads if item.role.is_multipart):
            for pause_s in (*LIST_LAG_PAUSES_S, None):
                listed = self._patience.ask(lambda role=role: shelf.listed_parts(role)) or ()  # type: ignore[misc]
                wrong = differing_parts(listed, upload.stored_parts(role))
                if not wrong:
                    break
                if pause_s is None:
                    raise StoredBytesDiffer(role=role, parts=", ".join(map(str, wrong[:10])))
                self._tools.clock.sleep(self._control, pause_s)

    def _confirm(self) -> None:
        for role, command in CONFIRM_COMMANDS.items():
            if role in self._intake.materials:
                self._confirm_one(command)
        self._step(Stage.CONFIRMED)

    def _confirm_one(self, command: Command) -> None:
        tries, was_unknown = Tries(self._patience), False
        while True:
            try:
                self._execute(command)
            except OutcomeUnknown as error:
                tries.wait(error)
                was_unknown = True
            except CommandFailed:
                # A second confirm may be refused since the first, whose answer was lost, has held. Submitting tells.
                if was_unknown:
                    return
                raise
            else:
                return

    def _submit(self) -> None:
        """The irreversible step: the state is asked before and after, so that it is never taken twice."""
        self._step(Stage.SUBMITTING)
        tries = Tries(self._patience)
        while self._show().summary.state == WAIT_FILE_UPLOAD:
            try:
                self._execute(Command.SUBMITVERIFYING)
            except OutcomeUnknown as error:
                tries.wait(error)
            else:
                break
        self._step(Stage.SUBMITTED)

    def _execute(self, command: Command) -> None:
        job_id = self._record().job_id
        self._patience.ask(lambda: self._line.service.execute(job_id, CommandRequest(command)))

    def _show(self) -> JobDetail:
        job_id = self._record().job_id
        detail = self._patience.ask(lambda: self._line.service.show(job_id))
        self._journal.set_state(self._id, detail.summary.state)
        return detail

    # --- the journal ------------------------------------------------------------------------------

    def _record(self) -> Record:
        record = self._journal.record(self._id)
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten")
        return record

    def _step(self, stage: Stage) -> None:
        self._journal.set_stage(self._id, stage)
        self._listener.stage_changed(stage)


class _JournalLedger:
    """The engine's `Ledger` for one intake."""

    def __init__(self, journal: Journal, intake_id: str) -> None:
        self._journal, self._intake_id = journal, intake_id

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        self._journal.part_announced(self._intake_id, role, number, attempt)

    def part_stored(self, role: Role, part: StoredPart) -> None:
        self._journal.part_stored(self._intake_id, role, part)


def expiry_of(addresses: UploadAddresses, now_s: float) -> float:
    """Epoch seconds after which the first address is dead: its `Expires`, else 24 hours from now (guide, step 2)."""
    ends = [float(end) for urls in addresses.by_role.values() for url in urls for end in _expires(url)]
    return min(ends, default=now_s + _ADDRESS_LIFE_S)


def _expires(url: SecretUrl) -> list[str]:
    return [value for value in parse_qs(urlsplit(url.value).query).get("Expires", []) if value.isdigit()]


def stored_materials(journal: Journal, intake_id: str) -> tuple[StoredMaterial, ...]:
    """The materials that are completely stored, in upload order."""
    plan = {item.role: item for item in journal.plan(intake_id)}
    found = []
    for role in (role for role in UPLOAD_ORDER if role in plan):
        item, parts = plan[role], journal.stored_parts(intake_id, role)
        if len(parts) == item.part_count:
            found.append(
                StoredMaterial(role, item.path, item.identity, item.sha256, tuple(parts.values()), item.is_proven)
            )
    return tuple(found)
