"""SHA-256 of every file of a job, in one thread beside the upload; what the journal knows is not hashed again.

What an earlier run has stored is compared there too: a file may have been written to, and its times put back.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from avatar_intake.domain.intake import UPLOAD_ORDER
from avatar_intake.errors import Cancelled, IntakeError, MaterialChanged
from avatar_intake.flow.same_file import has_content_of
from avatar_intake.store.journal import Journal
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import lower_own_priority
from avatar_intake.transfer.source import sha256_of_file
from avatar_intake.transfer.task import MaterialUpload


class Hasher:
    """A ``with`` block in which the hashes are made; leaving it early stops them."""

    def __init__(
        self, journal: Journal, intake_id: str, control: RunControl, uploads: Sequence[MaterialUpload]
    ) -> None:
        self._journal, self._intake_id, self._control = journal, intake_id, control
        self._uploads = uploads
        self._is_left = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._work, name="hash", daemon=True)

    def __enter__(self) -> Hasher:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._is_left.set()
        self._thread.join()

    def wait(self) -> None:
        """Return when all hashes are in the journal. Raises what stood in the way."""
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def is_set(self) -> bool:
        """`StopSignal`: the block was left, or the run was cancelled."""
        return self._is_left.is_set() or self._control.is_cancelled

    def _work(self) -> None:
        lower_own_priority()
        plan = {item.role: item for item in self._journal.plan(self._intake_id)}
        try:
            for item in (plan[role] for role in UPLOAD_ORDER if role in plan and not plan[role].sha256):
                sha256 = sha256_of_file(item.role, item.path, item.identity, self)
                self._journal.set_sha256(self._intake_id, item.role, sha256)
            for upload in self._uploads:
                if upload.addresses and not has_content_of(upload, upload.stored, self):
                    raise MaterialChanged(role=upload.role, name=Path(upload.path).name)
        except (IntakeError, Cancelled) as error:
            self._failure = error
