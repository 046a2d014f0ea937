"""See to it that exactly one job exists for an intake: create, continue, renew, amend; never two, whatever was lost."""

from __future__ import annotations

from dataclasses import replace

from avatar_intake.domain.deadline import expiry_of
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.job_rules import job_to_send
from avatar_intake.domain.review import REJECTED_STATES, WAIT_FILE_UPLOAD, rejection
from avatar_intake.domain.service import JobChanges, JobDetail, UploadAddresses
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AddressesExpired,
    AddressesLost,
    IntakeError,
    JobNotFound,
    JobTakenElsewhere,
    MaterialChanged,
    OutcomeUnknown,
    ReviewRejected,
    ServiceBusy,
    ServiceRefused,
    StoredBytesDiffer,
    UnexpectedAnswer,
)
from avatar_intake.flow.amend import (
    Amendment,
    Likeness,
    amendment_for,
    awaits_files,
    is_about_the_state,
    likeness,
    verdict_of,
    was_forgotten,
)
from avatar_intake.flow.own_jobs import OwnJobs
from avatar_intake.flow.place import is_elsewhere, require_in_reach
from avatar_intake.flow.run import Run, stored_materials
from avatar_intake.flow.same_file import identity_if_same
from avatar_intake.flow.service import Tries
from avatar_intake.store.journal import NewJob, PlannedMaterial, Record
from avatar_intake.store.vault import seal, unseal
from avatar_intake.transfer.plan import part_count
from avatar_intake.transfer.source import identity_of, sha256_of_file

# What ended the last run so that no address of the job can put it right.
_SPOILT = frozenset({StoredBytesDiffer.message_id, AddressesExpired.message_id, MaterialChanged.message_id})
_UPLOADED = (Stage.STORED, Stage.CONFIRMING, Stage.CONFIRMED, Stage.SUBMITTING)


class JobKeeper:
    """Brings the one job of an intake to where its upload can begin or go on."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._jobs = OwnJobs(run.line.service, run.intake.tag, run.patience)

    def bring(self) -> None:
        """See to it that exactly one job exists for this intake, and that the journal knows how it stands."""
        record = self._run.record()
        require_in_reach(record, self._run.access)
        if is_elsewhere(record, self._run.access):
            self._run.journal.job_gone(self._run.intake.intake_id)
            self._begin(record)
        elif record.job_id:
            try:
                self._look_at_job(record)
            except JobNotFound:
                self._run.journal.job_gone(self._run.intake.intake_id)
                self._begin(record)
        else:
            self._begin(record)

    def _begin(self, record: Record) -> None:
        """A job where none is known of. What has been made without our knowledge is taken over or goes first."""
        if record.is_salvaged and self._take_submitted():
            return
        if record.is_salvaged or record.stage is Stage.CREATING:
            self._jobs.delete_strays()
        self._create()

    def renew_expired(self) -> None:
        """New addresses for a job whose own are dead: by an update where the service allows it, else by a fresh job."""
        detail = self._run.show()
        if awaits_files(detail, self._run.record().amends):
            self._update_or_renew(self._amendment(), verdict_of(detail), is_same=True)
        else:
            self.bring()

    def renew_if_forgotten(self) -> bool:
        """A fresh job in place of an updated one of which the service may have lost what was not sent again.

        Whether Update keeps a confirmed video, the letter and the cover is not documented.
        """
        detail = self._run.show()
        is_lost = awaits_files(detail, self._run.record().amends) and was_forgotten(self._old_plan(), detail)
        if is_lost:
            self._renew()
        return is_lost

    def _look_at_job(self, record: Record) -> None:
        detail = self._run.show()
        is_answered = record.stage not in (Stage.CREATING, Stage.SUBMITTED)
        if awaits_files(detail, record.amends if is_answered else ""):
            self._go_on(record, detail)
        elif detail.summary.state in REJECTED_STATES:
            self._amend(detail)
        else:
            self._run.step(Stage.SUBMITTED)

    def _go_on(self, record: Record, detail: JobDetail) -> None:
        """Go on with a job that waits for its files."""
        # Its addresses never reached us: the answer of an update was lost, or somebody else has reopened the job.
        is_lost = record.stage is Stage.SUBMITTED or (record.stage is Stage.CREATING and bool(record.amends))
        if not is_lost and record.problem not in _SPOILT and not self._has_changed():
            if record.stage in _UPLOADED:
                return
            if self._has_addresses(record):
                self._run.step(Stage.UPLOADING)
                return
        is_same = self._is_useless(record) and not self._has_changed()
        if is_same and self._is_expired(record) and not self._run.options.renews_expired:
            raise AddressesExpired(job_id=record.job_id)
        if is_lost or record.amends or is_same:
            self._update_or_renew(self._amendment(), verdict_of(detail), is_same=is_same)
        else:
            self._renew()

    def _has_addresses(self, record: Record) -> bool:
        return not self._is_useless(record) and unseal(record.sealed, self._run.access.seal_secret) is not None

    def _is_useless(self, record: Record) -> bool:
        """Whether nothing more can be stored by the addresses: used up for nothing, or dead."""
        return record.problem == AddressesLost.message_id or self._is_expired(record)

    def _is_expired(self, record: Record) -> bool:
        """Whether the addresses are dead, or the last run found that they will be too early."""
        is_past = record.expires_s is not None and self._run.clock.epoch_s() >= record.expires_s
        return is_past or record.problem == AddressesExpired.message_id

    def _has_changed(self) -> bool:
        """Whether fields or files differ from those that the job was created with."""
        if self._run.record().sent != self._run.intake.job:
            return True
        plan = self._old_plan()
        if {item.role: item.path for item in plan} != self._run.intake.materials:
            return True
        return any(identity_if_same(self._run, item) is None for item in plan)

    def _renew(self) -> None:
        """A fresh job that carries everything over; the old one goes first, so that there are never two."""
        self._jobs.delete(self._run.record().job_id)
        self._run.journal.job_gone(self._run.intake.intake_id)
        self._create()

    def _create(self) -> None:
        plan = self._plan()
        counts = {item.role: item.part_count for item in plan}
        job = replace(
            job_to_send(self._run.intake),
            video_multipart_count=counts[Role.TRAINING_VIDEO],
            action_video_multipart_count=counts.get(Role.ACTION_VIDEO),
        )
        self._require_first()
        self._run.step(Stage.CREATING)
        try:
            addresses = self._create_once(job)
        except ServiceRefused:
            self._require_first()  # somebody else was a moment earlier: the name is taken by the same intake file
            raise
        self._require_addresses("create", addresses, plan)
        self._run.journal.job_created(self._run.intake.intake_id, self._new_job(addresses), plan)
        self._run.journal.set_state(self._run.intake.intake_id, WAIT_FILE_UPLOAD)
        self._run.step(Stage.UPLOADING)

    def _require_first(self) -> None:
        """Raise `JobTakenElsewhere` where another computer has a job for the same intake file."""
        intake = self._run.intake
        others = self._jobs.others_with(intake.file_tag) if intake.file_tag else []
        for job in others:
            raise JobTakenElsewhere(job_id=job.job_id, state=job.state)

    def _create_once(self, job: JobFields) -> UploadAddresses:
        """Create a job; when the answer is lost, remove what it may have made before trying again."""
        tries = Tries(self._run.patience)
        while True:
            try:
                return self._run.patience.ask(lambda: self._announce_and_create(job))
            except OutcomeUnknown as error:
                tries.wait(error)
                self._jobs.delete_strays()

    def _announce_and_create(self, job: JobFields) -> UploadAddresses:
        """Where a job may be is in the journal before the call, and until it is certain that the call has made none."""
        access, intake_id = self._run.access, self._run.intake.intake_id
        self._run.journal.create_announced(intake_id, access.endpoint.base, access.project_id)
        try:
            return self._run.line.service.create(job)
        except IntakeError as error:
            if not _may_have_acted(error):
                self._run.journal.create_withdrawn(intake_id)
            raise

    def _new_job(self, addresses: UploadAddresses) -> NewJob:
        sealed = seal(addresses.by_role, self._run.access.seal_secret)
        expires_s = expiry_of(addresses.by_role.values(), self._run.clock.epoch_s())
        access, sent = self._run.access, self._run.intake.job
        return NewJob(addresses.job_id, access.endpoint.base, access.project_id, sealed, expires_s, sent)

    def _old_plan(self) -> tuple[PlannedMaterial, ...]:
        return self._run.journal.plan(self._run.intake.intake_id)

    def _plan(self) -> tuple[PlannedMaterial, ...]:
        wishes = {
            Role.TRAINING_VIDEO: self._run.intake.job.video_multipart_count,
            Role.ACTION_VIDEO: self._run.intake.job.action_video_multipart_count,
        }
        items = []
        for role, path in self._run.intake.materials.items():
            identity = identity_of(role, path)
            count = part_count(identity.size_bytes, wishes.get(role)) if role.is_multipart else 1
            items.append(PlannedMaterial(role, path, identity, count))
        return tuple(items)

    @staticmethod
    def _require_addresses(step: str, addresses: UploadAddresses, plan: tuple[PlannedMaterial, ...]) -> None:
        for item in plan:
            if len(addresses.by_role.get(item.role, ())) != item.part_count:
                raise UnexpectedAnswer(step=step, found=f"{item.role}: no address", request_id=addresses.request_id)

    def _take_submitted(self) -> bool:
        """Whether there is a job of ours that was submitted, though the journal has lost it: that is the one then."""
        found = next((job.job_id for job in self._jobs.listed() if job.state != WAIT_FILE_UPLOAD), None)
        if found is None:
            return False
        self._run.step(Stage.CREATING)
        access, intake_id = self._run.access, self._run.intake.intake_id
        self._run.journal.job_found(intake_id, found, access.endpoint.base, access.project_id)
        self._run.listener.stage_changed(Stage.SUBMITTED)
        return True

    # --- after a rejection ------------------------------------------------------------------------

    def _amend(self, detail: JobDetail) -> None:
        """Answer a rejection with what has changed; without a change the job would only be rejected again."""
        if self._run.record().stage is not Stage.CREATING:
            self._reviewed()
        amendment = self._amendment()
        if amendment.is_empty:
            self._reviewed()
            raise rejected(detail)
        self._update_or_renew(amendment, verdict_of(detail))

    def _reviewed(self) -> None:
        """A verdict says that everything was submitted. That is no news for whoever watches."""
        self._run.journal.set_stage(self._run.intake.intake_id, Stage.SUBMITTED)

    def _amendment(self) -> Amendment:
        old, new = self._old_plan(), self._plan()
        return amendment_for(self._run.intake, self._run.record().sent, old, new, self._unchanged_roles(old, new))

    def _unchanged_roles(self, old: tuple[PlannedMaterial, ...], new: tuple[PlannedMaterial, ...]) -> frozenset[Role]:
        whole = {item.role for item in stored_materials(self._run.journal, self._run.intake.intake_id)}
        known = {item.role: item for item in old if item.role in whole}
        return frozenset(item.role for item in new if self._is_unchanged(known.get(item.role), item))

    def _is_unchanged(self, old: PlannedMaterial | None, new: PlannedMaterial) -> bool:
        found = likeness(old, new)
        if old is None or found is not Likeness.ASK_CONTENT:
            return found is Likeness.SAME
        return sha256_of_file(new.role, new.path, new.identity, self._run.control) == old.sha256

    def _update_or_renew(self, amendment: Amendment, verdict: str, *, is_same: bool = False) -> None:
        """Update the job; a fresh one where an update cannot say what has changed, or is refused in the job's state.

        ``is_same``: only new addresses are wanted, and what is stored already may still be there.
        """
        if amendment.needs_fresh_job:
            self._renew()
            return
        self._run.journal.amendment_begun(self._run.intake.intake_id, verdict)
        self._run.step(Stage.CREATING)
        addresses = self._update(amendment.changes)
        if addresses is not None:
            self._take_over(addresses, amendment.plan, is_same=is_same)
        elif self._run.show().summary.state in (WAIT_FILE_UPLOAD, *REJECTED_STATES):
            self._renew()
        else:
            self._run.step(Stage.SUBMITTED)  # somebody else has submitted it meanwhile

    def _update(self, changes: JobChanges) -> UploadAddresses | None:
        """Update until an answer arrives; ``None`` when the service does not allow it in the job's state."""
        job_id = self._run.record().job_id
        tries = Tries(self._run.patience)
        while True:
            try:
                return self._run.patience.ask(lambda: self._run.line.service.update(job_id, changes))
            except OutcomeUnknown as error:
                tries.wait(error)
            except ServiceRefused as refusal:
                if not is_about_the_state(refusal):
                    raise
                return None

    def _take_over(self, addresses: UploadAddresses, plan: tuple[PlannedMaterial, ...], *, is_same: bool) -> None:
        to_send = tuple(item for item in plan if not item.is_submitted)
        self._require_addresses("update", addresses, to_send)
        needed = replace(addresses, by_role={item.role: addresses.by_role[item.role] for item in to_send})
        self._run.journal.job_amended(self._run.intake.intake_id, self._new_job(needed), plan, asks_again=is_same)
        self._run.step(Stage.UPLOADING)


def _may_have_acted(error: IntakeError) -> bool:
    """Whether a call that ended so may have made something all the same."""
    is_doubtful = isinstance(error, OutcomeUnknown | UnexpectedAnswer)
    return is_doubtful or (isinstance(error, ServiceBusy) and error.may_have_acted)


def rejected(detail: JobDetail) -> ReviewRejected:
    """The review's no, with its code and words."""
    log = rejection(detail)
    return ReviewRejected(
        job_id=detail.summary.job_id,
        code=log.error_code if log else "",
        text=log.log_description if log else "",
        reasons=log.redo_reasons if log else (),
    )
