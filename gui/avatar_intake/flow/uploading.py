"""Upload the materials of a job and prove that exactly they are stored. What went through a submission stays there."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from avatar_intake.domain.intake import UPLOAD_ORDER, Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import FileIdentity, StoredPart
from avatar_intake.errors import AddressesExpired, AddressesLost, MaterialChanged, StoredBytesDiffer, UploadRefused
from avatar_intake.flow.hashing import Hasher
from avatar_intake.flow.run import Run, stored_materials
from avatar_intake.flow.same_file import has_content_of, identity_if_same, touched_ns
from avatar_intake.flow.service import ServiceShelf
from avatar_intake.store.journal import Journal, PlannedMaterial
from avatar_intake.store.vault import unseal
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import UploadLimits, UploadTools
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S, differing_parts, is_about_the_address
from avatar_intake.transfer.source import identity_of, sha256_of_file
from avatar_intake.transfer.task import MaterialUpload

_LONG_LAG_PAUSES_S = (8.0, 15.0, 30.0, 60.0)


class JobUpload:
    """The upload of one job, from whatever the journal knows of it."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def send_all(self) -> None:
        """Return when everything is stored and listed; the stage is STORED then."""
        while True:
            uploads = self._uploads()
            try:
                self._send(uploads)
            except MaterialChanged:
                if not self._were_only_moved():
                    raise
            except UploadRefused as refusal:
                # In the last run too: this is no passing mood of the store.
                if is_about_the_address(refusal) and self._run.record().problem == refusal.message_id:
                    raise AddressesLost(job_id=self._run.record().job_id) from refusal
                raise
            else:
                return

    def _send(self, uploads: list[MaterialUpload]) -> None:
        record, options, line = self._run.record(), self._run.options, self._run.line
        limits = UploadLimits(record.job_id, options.workers, options.patience_s, record.expires_s)
        shelf = ServiceShelf(line.service, record.job_id, line.store)
        ledger = _JournalLedger(self._run.journal, self._run.intake.intake_id)
        tools = UploadTools(
            *(line.sender, shelf, ledger, self._run.listener, self._run.clock),
            *(line.awake, line.redial, line.new_crew),
        )
        upload = Upload(uploads, tools, self._run.control, limits)
        touched = {item.role: touched_ns(item.path) for item in uploads}
        with Hasher(self._run, uploads, upload.end) as hasher:
            upload.run()
            hasher.wait()
        for item in uploads:
            if not upload.is_proven(item.role):
                self._run.journal.set_unproven(self._run.intake.intake_id, item.role)
            is_touched = touched_ns(item.path) != touched[item.role]
            if is_touched or identity_of(item.role, item.path) != item.identity:
                self._require_same(item, upload)
                self._hash_again(item)
        self._require_exactly_our_parts(shelf, upload, uploads)
        for material in stored_materials(self._run.journal, self._run.intake.intake_id):
            self._run.listener.material_stored(material)
        self._run.step(Stage.STORED)

    def _uploads(self) -> list[MaterialUpload]:
        record = self._run.record()
        if record.expires_s is not None and self._run.clock.epoch_s() >= record.expires_s:
            raise AddressesExpired(job_id=record.job_id)
        addresses = unseal(record.sealed, self._run.access.seal_secret)
        if addresses is None:
            raise AddressesLost(job_id=record.job_id)
        plan = {item.role: item for item in self._run.journal.plan(self._run.intake.intake_id)}
        return [self._material_upload(plan[role], addresses) for role in UPLOAD_ORDER if role in plan]

    def _material_upload(
        self, item: PlannedMaterial, addresses: Mapping[Role, tuple[SecretUrl, ...]]
    ) -> MaterialUpload:
        return MaterialUpload(
            role=item.role,
            path=item.path,
            identity=self._identity(item),
            parts=plan_parts(item.identity.size_bytes, item.part_count),
            addresses=() if item.is_submitted else addresses[item.role],
            stored=self._run.journal.stored_parts(self._run.intake.intake_id, item.role),
            announced=self._run.journal.announced_parts(self._run.intake.intake_id, item.role),
        )

    def _identity(self, item: PlannedMaterial) -> FileIdentity:
        """The file's identity as it is now. Raises `MaterialChanged` for another file."""
        found = identity_if_same(self._run, item)
        if found is None:
            raise MaterialChanged(role=item.role, name=Path(item.path).name)
        if found != item.identity:
            self._run.journal.set_identity(self._run.intake.intake_id, item.role, found)
        return found

    def _were_only_moved(self) -> bool:
        """Whether a change that was noticed is nothing but new numbers of the same files."""
        plan = self._run.journal.plan(self._run.intake.intake_id)
        before = [item.identity for item in plan]
        return [self._identity(item) for item in plan] != before

    def _require_same(self, item: MaterialUpload, upload: Upload) -> None:
        """Somebody has written to the file, or only changed its name or its rights: its content tells."""
        stored = {part.number: part for part in upload.stored_parts(item.role)}
        is_same = identity_of(item.role, item.path) == item.identity
        if not is_same or not has_content_of(item, stored, self._run.control):
            raise MaterialChanged(role=item.role, name=Path(item.path).name)

    def _hash_again(self, item: MaterialUpload) -> None:
        """The hash may be older than what was written, and what was written may be stored."""
        sha256 = sha256_of_file(item.role, item.path, item.identity, self._run.control)
        self._run.journal.set_sha256(self._run.intake.intake_id, item.role, sha256)

    def _require_exactly_our_parts(self, shelf: ServiceShelf, upload: Upload, uploads: list[MaterialUpload]) -> None:
        """The review before the confirm: parts 1 to N with our MD5s, no more, no less.

        A list may lag: parts that the store has acknowledged and that are only not listed yet are waited for longer.
        """
        for role in (item.role for item in uploads if item.role.is_multipart and item.addresses):
            for pause_s in (*LIST_LAG_PAUSES_S, *_LONG_LAG_PAUSES_S, None):
                listed = self._run.patience.ask(lambda role=role: shelf.listed_parts(role))  # type: ignore[misc]
                wrong = () if listed is None else differing_parts(listed, upload.stored_parts(role))
                if not wrong:
                    break
                is_only_missing = {part.number for part in listed or ()}.isdisjoint(wrong)
                if pause_s is None or (pause_s in _LONG_LAG_PAUSES_S and not is_only_missing):
                    raise StoredBytesDiffer(role=role, parts=", ".join(map(str, wrong[:10])))
                self._run.clock.sleep(self._run.control, pause_s)


class _JournalLedger:
    """The engine's `Ledger` for one intake."""

    def __init__(self, journal: Journal, intake_id: str) -> None:
        self._journal, self._intake_id = journal, intake_id

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        self._journal.part_announced(self._intake_id, role, number, attempt)

    def part_stored(self, role: Role, part: StoredPart) -> None:
        self._journal.part_stored(self._intake_id, role, part)
