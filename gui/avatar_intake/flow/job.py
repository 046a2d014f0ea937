"""See to it that exactly one job exists for an intake: create, continue, renew, amend; never two, whatever was lost."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.job_rules import job_to_send
from avatar_intake.domain.review import REJECTED_STATES, WAIT_FILE_UPLOAD, rejection
from avatar_intake.domain.service import JobDetail, JobQuery, SecretUrl, UploadAddresses
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import JobNotFound, OutcomeUnknown, ReviewRejected, UnexpectedAnswer
from avatar_intake.flow.amend import changes_for
from avatar_intake.flow.run import Run
from avatar_intake.flow.service import Tries
from avatar_intake.store.journal import NewJob, PlannedMaterial, Record
from avatar_intake.store.vault import seal, unseal
from avatar_intake.transfer.plan import part_count
from avatar_intake.transfer.source import identity_of

_ADDRESS_LIFE_S = 24 * 3600.0  # where an address does not say (guide, step 2)


class JobKeeper:
    """Brings the one job of an intake to where its upload can begin or go on."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def bring(self) -> None:
        """See to it that exactly one job exists for this intake, and that the journal knows how it stands."""
        record = self._run.record()
        is_here = (record.endpoint, record.project_id) == (self._run.access.endpoint.base, self._run.access.project_id)
        if record.job_id and is_here:
            self._look_at_job(record)
            return
        if record.job_id:
            self._run.journal.job_gone(self._run.intake.intake_id)
        if record.stage is Stage.CREATING:
            self._remove_strays()
        self._create()

    def _look_at_job(self, record: Record) -> None:
        try:
            detail = self._run.show()
        except JobNotFound:
            self._run.journal.job_gone(self._run.intake.intake_id)
            self._create()
            return
        state = detail.summary.state
        if state in REJECTED_STATES:
            self._amend(detail)
        elif state != WAIT_FILE_UPLOAD:
            self._run.step(Stage.SUBMITTED)
        elif record.stage not in (Stage.STORED, Stage.CONFIRMED, Stage.SUBMITTING) or self._has_changed():
            self._continue_or_renew()

    def _continue_or_renew(self) -> None:
        """Go on with a job whose upload was begun; a fresh one where that cannot be."""
        record = self._run.record()
        is_dead = record.expires_s is not None and self._run.clock.epoch_s() >= record.expires_s
        if self._has_changed() or is_dead or unseal(record.sealed, self._run.access.seal_secret) is None:
            self._renew()
        else:
            self._run.step(Stage.UPLOADING)

    def _has_changed(self) -> bool:
        """Whether fields or files differ from those that the job was created with."""
        if self._run.record().sent != self._run.intake.job:
            return True
        plan = {item.role: (item.path, item.identity) for item in self._run.journal.plan(self._run.intake.intake_id)}
        return plan != {role: (path, identity_of(role, path)) for role, path in self._run.intake.materials.items()}

    def _renew(self) -> None:
        """A fresh job that carries everything over; the old one goes first, so that there are never two."""
        job_id = self._run.record().job_id
        try:
            self._run.patience.ask(lambda: self._run.line.service.delete(job_id))
        except (JobNotFound, OutcomeUnknown):
            self._remove_strays()
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
        self._run.step(Stage.CREATING)
        addresses = self._create_once(job)
        self._require_addresses(addresses, plan)
        self._run.journal.job_created(self._run.intake.intake_id, self._new_job(addresses), plan)
        self._run.journal.set_state(self._run.intake.intake_id, WAIT_FILE_UPLOAD)
        self._run.step(Stage.UPLOADING)

    def _create_once(self, job: JobFields) -> UploadAddresses:
        """Create a job; when the answer is lost, remove what it may have made before trying again."""
        tries = Tries(self._run.patience)
        while True:
            try:
                return self._run.patience.ask(lambda: self._run.line.service.create(job))
            except OutcomeUnknown as error:
                tries.wait(error)
                self._remove_strays()

    def _new_job(self, addresses: UploadAddresses) -> NewJob:
        sealed = seal(addresses.by_role, self._run.access.seal_secret)
        expires_s = expiry_of(addresses, self._run.clock.epoch_s())
        access, sent = self._run.access, self._run.intake.job
        return NewJob(addresses.job_id, access.endpoint.base, access.project_id, sealed, expires_s, sent)

    def _plan(self) -> tuple[PlannedMaterial, ...]:
        wishes = {
            Role.TRAINING_VIDEO: self._run.intake.job.video_multipart_count,
            Role.ACTION_VIDEO: self._run.intake.job.action_video_multipart_count,
        }
        items = []
        for role, path in self._run.intake.materials.items():
            identity = identity_of(role, path)
            count = (
                part_count(identity.size_bytes, wishes.get(role), self._run.options.workers) if role.is_multipart else 1
            )
            items.append(PlannedMaterial(role, path, identity, count))
        return tuple(items)

    def _require_addresses(self, addresses: UploadAddresses, plan: tuple[PlannedMaterial, ...]) -> None:
        for item in plan:
            if len(addresses.by_role.get(item.role, ())) != item.part_count:
                raise UnexpectedAnswer(step="create", found=f"{item.role}: no address", request_id=addresses.request_id)

    def _remove_strays(self) -> None:
        """After an unknown create: our own jobs whose addresses never reached us are found by tag and removed."""
        page = self._run.patience.ask(
            lambda: self._run.line.service.list(JobQuery(tag=self._run.intake.tag, limit=100))
        )
        for job in page.jobs:
            if self._run.intake.tag in job.tags and job.state == WAIT_FILE_UPLOAD:
                self._delete_stray(job.job_id)

    def _delete_stray(self, job_id: str) -> None:
        try:
            self._run.patience.ask(lambda: self._run.line.service.delete(job_id))
        except (JobNotFound, OutcomeUnknown):
            return  # an unknown delete is settled by the next look at the list

    def _amend(self, detail: JobDetail) -> None:
        """Update a rejected job with what has changed; without a change it would only be rejected again."""
        old = {item.role: item for item in self._run.journal.plan(self._run.intake.intake_id)}
        plan = self._plan()
        if all(old.get(item.role) and old[item.role].identity == item.identity for item in plan):
            raise rejected(detail)
        job_id = detail.summary.job_id
        addresses = self._run.patience.ask(
            lambda: self._run.line.service.update(job_id, changes_for(self._run.intake, plan))
        )
        self._require_addresses(addresses, plan)
        self._run.journal.job_created(self._run.intake.intake_id, self._new_job(addresses), plan)
        self._run.step(Stage.UPLOADING)


def rejected(detail: JobDetail) -> ReviewRejected:
    """The review's no, with its code and words."""
    log = rejection(detail)
    return ReviewRejected(
        job_id=detail.summary.job_id,
        code=log.error_code if log else "",
        text=log.log_description if log else "",
        reasons=log.redo_reasons if log else (),
    )


def expiry_of(addresses: UploadAddresses, now_s: float) -> float:
    """Epoch seconds after which the first address is dead: its `Expires`, else 24 hours from now (guide, step 2)."""
    ends = [float(end) for urls in addresses.by_role.values() for url in urls for end in _expires(url)]
    return min(ends, default=now_s + _ADDRESS_LIFE_S)


def _expires(url: SecretUrl) -> list[str]:
    return [value for value in parse_qs(urlsplit(url.value).query).get("Expires", []) if value.isdigit()]
