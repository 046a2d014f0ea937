"""One data folder, one small studio, and runs over them; and a power cut at any boundary."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from small_studio import Job, KindChecker, PassingClock, RecordingConnect, SmallStudio

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.run import SubmitTools, Watch
from avatar_intake.flow.service import Service
from avatar_intake.flow.submit import Submission
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.store.journal import Journal
from avatar_intake.transfer.control import RunControl

VIDEO_BYTES = 450 * 1024
ACCESS = Access(parse_endpoint("http://127.0.0.1:9"), "project", AccessKey("AK", "SK-OF-THE-TEST"))


class PowerCut(BaseException):
    """Ends a run as kill -9 would: no handler of ours may catch it."""


class Fuse:
    """Counts boundaries and blows at the ``last`` one; 0 never blows."""

    def __init__(self, last: int = 0) -> None:
        self.last, self.count = last, 0

    def __call__(self, _step: str = "") -> None:
        # Hashes are made beside the run: what falls there falls at one of the run's own boundaries as well.
        if threading.current_thread().name != "hash":
            self.count += 1
            if self.count == self.last:
                raise PowerCut


class FusedJournal(Journal):
    """A journal each of whose writes is a boundary."""

    def __init__(self, path: Path) -> None:
        self.fuse = Fuse()
        super().__init__(path)
        self._base.execute("PRAGMA synchronous = OFF")  # the power is cut in play only

    def _write(self, sql: str, values: tuple[object, ...]) -> None:
        self.fuse()
        super()._write(sql, values)

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        self.fuse()
        with super()._transaction() as base:
            yield base
            self.fuse("commit")


class SmallDesk:
    """One data folder, one studio, and runs over them."""

    def __init__(self, folder: Path, **options: bool) -> None:
        folder.mkdir(exist_ok=True)
        self.studio = SmallStudio()
        for name, value in options.items():
            setattr(self.studio, name, value)
        self.clock = PassingClock()
        self.journal = FusedJournal(folder / "intakes.sqlite3")
        self.folder = folder
        self.access = ACCESS
        paths = {
            Role.TRAINING_VIDEO: folder / "video.mp4",
            Role.ID_CARD_IMAGE1: folder / "front.jpg",
            Role.ID_CARD_IMAGE2: folder / "back.jpg",
            Role.GRANT_FILE: folder / "letter.pdf",
        }
        for number, path in enumerate(paths.values(), 1):
            size = VIDEO_BYTES if path.suffix == ".mp4" else 1000
            path.write_bytes(bytes([number]) * size)
        job = JobFields(name="示例", video_multipart_count=4)
        self.intake = Intake("abc123", job, {role: str(path) for role, path in paths.items()})

    def run(
        self,
        *,
        checker: KindChecker | None = None,
        control: RunControl | None = None,
        service: Service | None = None,
        **options: object,
    ) -> Outcome:
        tools = SubmitTools(
            self.journal,
            self.folder / "leases",
            checker or KindChecker(),
            self.clock,
            RecordingConnect(self.studio, service),  # type: ignore[arg-type]
        )
        watch = Watch(Silent(), control or RunControl())
        return Submission(self.intake, lambda: self.access, tools, RunOptions(**options), watch).run()  # type: ignore[arg-type]

    def put_fuse(self, fuse: Fuse) -> None:
        """Make every call, before and after it is done, and every write of the journal a boundary."""
        self.journal.fuse = fuse
        self.studio.on_call = self.studio.on_done = fuse

    def wake_up(self) -> None:
        """The power is back: the same folder, opened again."""
        self.journal.close()
        self.journal = FusedJournal(self.folder / "intakes.sqlite3")
        self.put_fuse(Fuse())

    def add(self, role: Role, name: str, content: bytes) -> None:
        """Write a file and put it in the place of a role."""
        path = self.folder / name
        path.write_bytes(content)
        self.intake = replace(self.intake, materials={**self.intake.materials, role: str(path)})

    def change(self, **fields: object) -> None:
        """Change fields of the job."""
        self.intake = replace(self.intake, job=replace(self.intake.job, **fields))

    def content(self, role: Role) -> bytes:
        return Path(self.intake.materials[role]).read_bytes()

    def job(self) -> Job:
        """The one live job."""
        (job,) = self.studio.live_jobs()
        return job

    def stored(self, role: Role) -> bytes:
        """What the one live job has of a role."""
        return b"".join(data for (kept, _), data in sorted(self.job().stored.items()) if kept is role)

    def stored_video(self) -> bytes:
        return self.stored(Role.TRAINING_VIDEO)

    def video(self) -> bytes:
        return self.content(Role.TRAINING_VIDEO)
