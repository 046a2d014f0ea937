"""Forget a person: at once when somebody asks for it, by itself some time after an intake's end."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from avatar_intake.domain.retention import forgotten, is_due, is_over
from avatar_intake.domain.stage import UNDER_WAY, Stage
from avatar_intake.errors import IntakeError, LocalStorageFailed, StorageFault
from avatar_intake.store.journal import Journal, Record, Seen
from avatar_intake.store.lease import lease

_log = logging.getLogger(__name__)


class Forgetting:
    """Over one journal. ``delete_jobs`` deletes the job of an intake, and strays of it, where it is."""

    def __init__(self, journal: Journal, leases: Path, delete_jobs: Callable[[Record], None]) -> None:
        self._journal, self._leases, self._delete_jobs = journal, leases, delete_jobs

    def forget(self, intake_id: str) -> None:
        """Erase name, numbers and paths; what is left is the receipt. Cannot be undone.

        A draft goes as a whole, and so do a rehearsal's copies of the files. What a real service holds stays there.
        Raises `AlreadyRunning`, and for a rehearsal what the practice studio's answers bring.
        """
        with lease(self._leases, intake_id):
            self._forget(self._journal.record(intake_id))

    def _forget(self, record: Record | None) -> None:
        """With its lease held."""
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten", kind=StorageFault.FORGOTTEN)
        intake_id = record.intake.intake_id
        if record.intake.service.is_practice and (record.job_id or record.endpoint):
            self._delete_jobs(record)
            self._journal.keep_seen([Seen(intake_id, "", record.job_id)])
        if record.stage is Stage.DRAFT and not record.job_id:
            self._journal.remove(intake_id)
        else:
            if record.stage in UNDER_WAY:
                self._journal.set_stage(intake_id, Stage.CANCELLED)
            self._journal.forget(intake_id, forgotten(record.intake))
        _log.info("intake %s: the person was forgotten", intake_id)

    def forget_due(self, days: int | None, now: str) -> tuple[str, ...]:
        """Forget everybody whose intake has been over for ``days``; whose these were. ``None`` forgets nobody.

        One that cannot be forgotten now, since it is in use or a rehearsal's studio refuses, is left for the next time.
        """
        gone = []
        for listed in self._journal.records():
            intake_id = listed.intake.intake_id
            with suppress(IntakeError):
                if _is_due(listed, days, now):
                    with lease(self._leases, intake_id):
                        record = self._journal.record(intake_id)  # a run may have taken it up meanwhile
                        if record is not None and _is_due(record, days, now):
                            self._forget(record)
                            gone.append(intake_id)
        return tuple(gone)


def _is_due(record: Record, days: int | None, now: str) -> bool:
    is_over_now = is_over(record.stage, record.state, record.problem) and not record.intake.is_forgotten
    return is_over_now and is_due(record.changed_at, now, days)
