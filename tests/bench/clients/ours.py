"""The product's own engine, sender and session, wired as `app.py` and `flow/uploading.py` wire them.

Second argument: ``hashed`` (as the product runs) or ``unhashed``. Unhashed, `sender.py`'s `hashlib` is exchanged for
one that computes nothing and names the ETag that the sink answers with. A third argument, ``even``, has it work at the
priority that other programs have: the sink runs on the same cores. All else of the product is as it is.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace

from job import Job, measured, read_job

from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.domain.transfer import Part, StoredPart
from avatar_intake.errors import IntakeError
from avatar_intake.transfer import sender
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import Crew, ThreadCrew
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.ports import UploadLimits, UploadTools
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

VIDEO = Role.TRAINING_VIDEO
NO_HASH = "0" * 32


class NoHash:
    """Takes the place of an MD5."""

    made = 0

    def __init__(self, **_options: object) -> None:
        NoHash.made += 1

    def update(self, _block: object) -> None:
        """Compute nothing."""

    def hexdigest(self) -> str:
        """What the sink answers with."""
        return NO_HASH


class MemoryLedger:
    """The journal, in memory."""

    def __init__(self) -> None:
        self.stored: list[StoredPart] = []

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        """See `Ledger`."""

    def part_stored(self, role: Role, part: StoredPart) -> None:
        """See `Ledger`."""
        self.stored.append(part)


class EvenCrew(ThreadCrew):
    """Threads as other programs have them."""

    def begin(self, work: Callable[[], None]) -> None:
        """See `Crew.begin`."""
        thread = threading.Thread(target=work, daemon=True)
        self._threads.append(thread)
        thread.start()


class NoShelf:
    """Nothing is asked about on a line that does not fail."""

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        """See `Shelf`."""
        raise AssertionError("an outcome was unknown")

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        """See `Shelf`."""
        raise AssertionError("an outcome was unknown")


class StrictWitness:
    """Nothing is waited for either."""

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """See `Witness`."""
        raise AssertionError(f"waited for {error!r}")

    def going_on(self) -> None:
        """See `Witness`."""


def upload_of(job: Job, control: RunControl, new_crew: Callable[[], Crew] = ThreadCrew) -> Upload:
    """An upload that has not begun."""
    session = new_session(16, tls_context(job.root))
    store = sender.HttpPartSender(session, SystemClock())
    tools = UploadTools(
        store, NoShelf(), MemoryLedger(), StrictWitness(), SystemClock(), redial=session.close, new_crew=new_crew
    )
    material = MaterialUpload(
        VIDEO,
        job.file,
        identity_of(VIDEO, job.file),
        tuple(Part(part.number, part.offset_bytes, part.size_bytes) for part in job.parts),
        tuple(SecretUrl(job.base + part.path) for part in job.parts),
    )
    return Upload([material], tools, control, UploadLimits("bench", workers=job.threads or None))


def main() -> None:
    """Do the job."""
    job = read_job()
    is_hashed = sys.argv[2] == "hashed"
    if not is_hashed:
        sender.hashlib = SimpleNamespace(md5=NoHash)
    import requests  # noqa: F401 - what the product imports at its first use is no part of an upload

    new_crew = EvenCrew if sys.argv[3:] == ["even"] else ThreadCrew
    upload = upload_of(job, RunControl(job.bytes_per_s or None), new_crew)
    with measured():
        upload.run()
    assert len(upload.stored_parts(VIDEO)) == len(job.parts)
    assert is_hashed or NoHash.made == len(job.parts), "sender.py hashes by other means now"


if __name__ == "__main__":
    main()
