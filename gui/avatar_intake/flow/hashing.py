"""SHA-256 of every file of a job, in a thread beside the upload; what went through a submission is not hashed again.

A file may have been written to, and its times put back: what an earlier run has stored is compared there too, and the
hash that an earlier run has made is no hash of what this one sends.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeGuard

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import Cancelled, IntakeError, MaterialChanged
from avatar_intake.flow.run import Run
from avatar_intake.flow.same_file import has_content_of
from avatar_intake.flow.service import Tries
from avatar_intake.transfer.crew import lower_own_priority
from avatar_intake.transfer.source import sha256_of_file
from avatar_intake.transfer.task import MaterialUpload

_LEAVE_S = 2.0  # a read that hangs on a dead share ends when it likes


class HashFile(Protocol):
    """Reads a whole file, on the hashing thread; see `sha256_of_file`."""

    def __call__(self, role: Role, path: str, identity: FileIdentity, stop: StopSignal) -> str:
        """Its SHA-256."""
        ...


class Hasher:
    """A ``with`` block in which the hashes are made; leaving it early stops them, and nothing is written any more.

    ``end_upload`` hears on the hashing thread what no waiting can cure. What may pass is left for `wait`: while the
    upload goes on it is the upload that waits and says so.
    """

    def __init__(
        self,
        run: Run,
        uploads: Sequence[MaterialUpload],
        end_upload: Callable[[BaseException], None],
        hash_file: HashFile = sha256_of_file,
    ) -> None:
        self._run, self._end_upload, self._hash_file = run, end_upload, hash_file
        self._control = run.control.branch()
        self._steps = deque(self._steps_of(uploads))
        self._sha256: dict[Role, str] = {}
        self._writing = threading.Lock()
        self._failure: BaseException | None = None
        self._thread = self._new_thread()

    def __enter__(self) -> Hasher:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with self._writing:
            self._control.cancel()
        self._thread.join(_LEAVE_S)

    def wait(self) -> None:
        """Return when all hashes are in the journal. Raises what stood in the way, and `Cancelled`."""
        tries = Tries(self._run.patience)
        while True:
            if not self._run.control.wait_until(lambda: self._is_over):
                raise Cancelled
            failure, self._failure = self._failure, None
            if failure is None:
                return
            try:
                if not _may_pass(failure):
                    raise failure
                tries.wait(failure)
            finally:
                del failure  # its frames hold all of this
            self._thread = self._new_thread()
            self._thread.start()

    def _new_thread(self) -> threading.Thread:
        self._is_over = False
        return threading.Thread(target=self._work, name="hash", daemon=True)

    def _steps_of(self, uploads: Sequence[MaterialUpload]) -> list[Callable[[], None]]:
        known = {item.role for item in self._run.journal.plan(self._run.intake.intake_id) if item.sha256}
        compared = [partial(self._compare, upload) for upload in uploads if upload.addresses]
        hashed = [partial(self._hash, upload) for upload in uploads if upload.addresses or upload.role not in known]
        return [*compared, *hashed]

    def _work(self) -> None:
        lower_own_priority()
        try:
            while self._steps:
                self._steps[0]()
                self._steps.popleft()
        except BaseException as end:  # noqa: BLE001 - carried to `wait`, which raises it
            self._failure = end
            if not (_may_pass(end) or isinstance(end, Cancelled)):
                self._end_upload(end)
        finally:
            self._is_over = True
            self._control.wake()

    def _compare(self, upload: MaterialUpload) -> None:
        if not has_content_of(upload, upload.stored, self._control):
            raise MaterialChanged(role=upload.role, name=Path(upload.path).name)

    def _hash(self, upload: MaterialUpload) -> None:
        role = upload.role
        if role not in self._sha256:
            self._sha256[role] = self._hash_file(role, upload.path, upload.identity, self._control)
        with self._writing:
            self._control.check()
            self._run.journal.set_sha256(self._run.intake.intake_id, role, self._sha256[role])


def _may_pass(error: BaseException) -> TypeGuard[IntakeError]:
    return isinstance(error, IntakeError) and error.may_pass
