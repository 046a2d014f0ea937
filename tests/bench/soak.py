"""Upload again and again with something going wrong every second, and see that nothing is left behind or stuck.

Run by hand, on Linux: ``python tests/bench/soak.py --minutes 20 [--seed N]``. The practice studio runs over TLS in a
process of its own and acts out a random fault a second (fixed seed); this process is the real engine, sender, session
and client, is paused, resumed, limited and cancelled at random, and is measured once a second.

Ends with code 1 when memory has grown by more than 10 MB from the first to the last quarter, when descriptors or
threads have, when a worker was stuck, when an end was too slow, or when anything but the sent bytes was stored.
"""

from __future__ import annotations

import argparse
import faulthandler
import hashlib
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import requests

from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import Command, CommandRequest, RequestRecord, UploadAddresses
from avatar_intake.domain.transfer import MaterialProgress, PartState, Progress, StoredPart
from avatar_intake.errors import AddressesLost, Cancelled, IntakeError, StoredBytesDiffer, UploadRefused
from avatar_intake.flow.service import ServiceShelf
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.metastudio.client import API_CONNECTIONS, MetaStudioClient, ServicePlace, new_client
from avatar_intake.practice.certificate import new_certificate
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio, StudioOptions
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import Upload, UploadLimits, UploadTools
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S, differing_parts
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

VIDEO = Role.TRAINING_VIDEO
VIDEO_BYTES, PARTS = 40_000_003, 100
DOCUMENTS = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE)
LIST = "command/GET_MULTIPART_UPLOADED"

_EVERY_S = 1.0
MOST_GROWN_BYTES = 10_000_000
# Of medians. While it uploads the engine has as many connections, and threads for them, as the line is worth just then.
MOST_MORE_WHILE_UPLOADING = 4
MOST_MORE_BETWEEN = 0
LONGEST_STALL_S = 4.0
# The longest stillness that the script can cause: a stall, four waits in a row on the only part left, a lagging list.
STUCK_S = LONGEST_STALL_S + (1 + 2 + 4 + 8) + sum(LIST_LAG_PAUSES_S) + 10
SLOWEST_END_S = 5.0  # the promise is two seconds, on a machine that does nothing else

# How often each is drawn. The last ones end an upload for good, and are rarer so that most uploads get through.
FAULTS: Sequence[tuple[int, str, str, dict[str, object]]] = (
    (4, "put", Action.DROP_BEFORE_READING, {}),
    (4, "put", Action.DROP_AFTER_BYTES, {"after_bytes": 100_000}),
    (4, "put", Action.DROP_BEFORE_STORING, {}),
    (6, "put", Action.DROP_AFTER_STORING, {}),
    (4, "put", Action.STALL, {"after_bytes": 200_000}),
    (4, "put", Action.STALL_ANSWER, {}),
    (2, "put", Action.DELAY, {}),
    (4, "put", Action.ANSWER, {"status": 503, "headers": {"Retry-After": "1"}}),
    (2, "put", Action.ANSWER_AFTER_BODY, {"status": 429}),
    (2, "put", Action.ANSWER_AFTER_STORING, {"status": 504}),
    (2, "put", Action.NO_ETAG, {}),
    (1, "put", Action.HTML, {}),
    (2, LIST, Action.LIST_MISSING, {"times": 2}),
    (1, LIST, Action.LIST_QUOTED, {"times": 5}),
    (1, LIST, Action.LIST_UPPER_CASE, {"times": 5}),
    (1, LIST, Action.DROP_BEFORE_READING, {}),
    (1, LIST, Action.ANSWER, {"status": 503}),
    (1, "put", Action.ANSWER, {"status": 403, "body": "<Error><Code>AccessDenied</Code></Error>"}),
    (1, "put", Action.CORRUPT, {}),
)
EXPECTED_ENDS = (AddressesLost, UploadRefused, StoredBytesDiffer)


def random_fault(dice: random.Random) -> Fault:
    """One fault, met by one of the next requests of its kind."""
    ((_, step, action, more),) = dice.choices(FAULTS, weights=[line[0] for line in FAULTS])
    # Not always the next one: when one part is left, each of its attempts would fail.
    nth = dice.randint(1, 8) if step == "put" else 1
    seconds = dice.uniform(0.5, LONGEST_STALL_S)
    return Fault(step, action, nth=nth, seconds=seconds, **more)  # type: ignore[arg-type]


# --- the studio's process -------------------------------------------------------------------------


def serve(folder: Path, seed: int) -> None:
    """Run the studio until the standard input ends; prints where it is at first, and what went wrong at last."""
    ended = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), ended.set()), daemon=True).start()
    dice = random.Random(seed)
    scripted = 0
    options = StudioOptions(folder / "studio", tls=new_certificate(folder), rate_per_s=None)
    with PracticeStudio(options) as studio:
        print(json.dumps({name: getattr(studio, name) for name in ("endpoint", "project_id", "ak", "sk")}), flush=True)
        while not ended.wait(1.0):
            studio.faults.clear()
            studio.faults.add(random_fault(dice))
            scripted += 1
        print(json.dumps({"scripted": scripted, "happened": studio.faults.happened}), flush=True)


@contextmanager
def studio_process(folder: Path, seed: int) -> Iterator[subprocess.Popen[str]]:
    """The studio as another process."""
    command = [sys.executable, __file__, "--serve", str(folder), "--seed", str(seed)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process


# --- measuring ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sample:
    """This process at one moment."""

    rss_bytes: int
    descriptors: int
    threads: int


def sample() -> Sample:
    """Measure this process."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return Sample(
        pages * os.sysconf("SC_PAGE_SIZE"), sum(1 for _ in Path("/proc/self/fd").iterdir()), threading.active_count()
    )


@dataclass
class Record:
    """What is known in the end. ``between`` is measured where no upload runs: nothing may be open there."""

    during: list[Sample] = field(default_factory=list)
    between: list[Sample] = field(default_factory=list)
    ends: Counter[str] = field(default_factory=Counter)
    wishes: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)
    slowest_end_s: float = 0.0
    longest_silence_s: float = 0.0
    uploaded_bytes: int = 0


def medians(samples: Sequence[Sample]) -> Sample:
    """The median of each number."""
    return Sample(
        round(statistics.median(item.rss_bytes for item in samples)),
        round(statistics.median(item.descriptors for item in samples)),
        round(statistics.median(item.threads for item in samples)),
    )


def quarters(samples: Sequence[Sample]) -> tuple[Sample, Sample]:
    """The medians of the first and of the last quarter."""
    size = max(1, len(samples) // 4)
    return medians(samples[:size]), medians(samples[-size:])


def growth_complaints(where: str, samples: Sequence[Sample], most_more: int) -> list[str]:
    """What has grown that should not have."""
    first, last = quarters(samples)
    grown = (
        ("bytes of memory", last.rss_bytes - first.rss_bytes, MOST_GROWN_BYTES),
        ("descriptors", last.descriptors - first.descriptors, most_more),
        ("threads", last.threads - first.threads, most_more),
    )
    return [f"{where}: {more} more {what} (at most {most})" for what, more, most in grown if more > most]


class Stillness:
    """How long each part under way has taken no step, and all of them have moved no byte. Pauses do not count."""

    def __init__(self) -> None:
        self._since_s: dict[tuple[Role, int], tuple[PartState, float]] = {}
        self._moved: tuple[MaterialProgress, ...] = ()
        self._silent_s = 0.0

    def note(self, progress: Progress) -> None:
        """Another moment has passed."""
        self._silent_s = self._silent_s + _EVERY_S if progress.materials == self._moved else 0.0
        self._moved = progress.materials
        before, self._since_s = self._since_s, {}
        for item in progress.materials:
            for number, state in enumerate(item.states, 1):
                if state in (PartState.SENDING, PartState.CHECKING):
                    known, seconds = before.get((item.role, number), (state, -_EVERY_S))
                    self._since_s[item.role, number] = (state, seconds + _EVERY_S if known is state else 0.0)

    @property
    def longest_s(self) -> float:
        """Of all parts, and of all together."""
        return max([self._silent_s, *(seconds for _, seconds in self._since_s.values())])

    def stuck(self) -> str:
        """The parts under way, the oldest first."""
        oldest = sorted(self._since_s.items(), key=lambda item: -item[1][1])
        return ", ".join(f"{role} {number} {state} {seconds:.0f} s" for (role, number), (state, seconds) in oldest)


# --- who watches and meddles ----------------------------------------------------------------------


class Watcher:
    """Samples once a second, looks for standstill, and has wishes of its own at random moments."""

    def __init__(self, record: Record, dice: random.Random) -> None:
        self._record, self._dice = record, dice
        self._control: RunControl | None = None
        self._cancelled_s: float | None = None
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=each, daemon=True) for each in (self._measure, self._meddle)]

    def __enter__(self) -> Watcher:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_over.set()
        for thread in self._threads:
            thread.join()

    def begin(self, control: RunControl) -> None:
        """From now on this run is watched."""
        self._cancelled_s, self._control = None, control

    def end(self) -> None:
        """The run is over."""
        self._control = None
        if self._cancelled_s is not None:
            self._record.slowest_end_s = max(self._record.slowest_end_s, time.monotonic() - self._cancelled_s)

    def _measure(self) -> None:
        stillness = Stillness()
        while not self._is_over.wait(_EVERY_S):
            self._record.during.append(sample())
            control = self._control
            progress = control.progress() if control else None
            if control is None or progress is None:
                stillness = Stillness()
                continue
            if not control.is_paused:
                stillness.note(progress)
            self._record.longest_silence_s = max(self._record.longest_silence_s, stillness.longest_s)
            if stillness.longest_s > STUCK_S:
                self._record.complaints.append(f"no step for {stillness.longest_s:.0f} s: {stillness.stuck()}")
                faulthandler.dump_traceback(all_threads=True)
                control.cancel()
                stillness = Stillness()

    def _meddle(self) -> None:
        dice = self._dice
        while not self._is_over.wait(dice.uniform(0.3, 3.0)):
            control = self._control
            if control is None:
                continue
            wish = dice.choices(("pause", "limit", "no limit", "cancel"), weights=(6, 6, 2, 1))[0]
            self._record.wishes[wish] += 1
            if wish == "pause":
                control.pause()
                self._is_over.wait(dice.uniform(0.1, 2.0))
                control.resume()
            elif wish == "cancel":
                self._cancelled_s = time.monotonic()
                control.cancel()
            else:
                control.limit(None if wish == "no limit" else dice.choice((1, 3, 6, 12)) * 1_000_000)


class Notes:
    """The engine's ledger, and its witness who has nothing to say."""

    def __init__(self) -> None:
        self.announced: dict[Role, dict[int, int]] = {}
        self.stored: dict[Role, dict[int, StoredPart]] = {}

    def part_announced(self, role: Role, number: int, attempt: int) -> None:
        self.announced.setdefault(role, {})[number] = attempt

    def part_stored(self, role: Role, part: StoredPart) -> None:
        self.stored.setdefault(role, {})[part.number] = part

    def waiting(self, error: IntakeError, seconds: float) -> None:
        pass

    def going_on(self) -> None:
        pass


# --- the uploads ----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Soak:
    """Everything that the uploads share."""

    folder: Path
    files: dict[Role, Path]
    video_sha256: str
    connect: Callable[[requests.Session], MetaStudioClient]
    watcher: Watcher
    record: Record

    def one_job(self) -> None:
        """Create a job, upload it through as many runs as cancels make of it, compare what is stored, delete it."""
        with new_session(API_CONNECTIONS, tls_context()) as session:
            client = self.connect(session)
            addresses = client.create(JobFields(name="Soak", contact="13800138000", video_multipart_count=PARTS))
            notes = Notes()
            while not self._run(client, addresses, notes):
                pass
            client.delete(addresses.job_id)
        self.record.between.append(sample())

    def _run(self, client: MetaStudioClient, addresses: UploadAddresses, notes: Notes) -> bool:
        """One run; whether the job is done with."""
        control = RunControl(6_000_000)
        with new_session(16, tls_context()) as session:
            shelf = ServiceShelf(client, addresses.job_id, session)
            upload = self._upload(shelf, session, addresses, notes, control)
            self.watcher.begin(control)
            try:
                upload.run()
            except Cancelled:
                self.record.ends["cancelled, to go on"] += 1
                return False
            except EXPECTED_ENDS as end:
                self.record.ends[type(end).__name__] += 1
                return True
            finally:
                self.watcher.end()
        self.record.ends["all stored"] += 1
        self._compare(client, addresses.job_id, upload, shelf)
        return True

    def _upload(
        self,
        shelf: ServiceShelf,
        session: requests.Session,
        addresses: UploadAddresses,
        notes: Notes,
        control: RunControl,
    ) -> Upload:
        clock = SystemClock()
        materials = []
        for role, path in self.files.items():
            identity = identity_of(role, str(path))
            urls = addresses.by_role[role]
            parts = plan_parts(identity.size_bytes, len(urls))
            stored = notes.stored.get(role, {})
            announced = {n: tries for n, tries in notes.announced.get(role, {}).items() if n not in stored}
            materials.append(MaterialUpload(role, str(path), identity, parts, urls, dict(stored), announced))
        tools = UploadTools(HttpPartSender(session, clock), shelf, notes, notes, clock, redial=session.close)
        return Upload(materials, tools, control, UploadLimits(addresses.job_id))

    def _compare(self, client: MetaStudioClient, job_id: str, upload: Upload, shelf: ServiceShelf) -> None:
        """The review before the confirm, the confirm, and the bytes on the studio's disk."""
        for pause_s in (*LIST_LAG_PAUSES_S, None):
            try:
                listed = shelf.listed_parts(VIDEO)
            except IntakeError:
                listed = None
            wrong = differing_parts(listed or (), upload.stored_parts(VIDEO))
            if not wrong:
                break
            if pause_s is None:
                self.record.complaints.append(f"{job_id}: parts {wrong[:10]} are not stored as acknowledged")
                return
            threading.Event().wait(pause_s)
        client.execute(job_id, CommandRequest(Command.CONFIRM_MULTIPART_UPLOADED))
        if _sha256(self.folder / "studio" / "files" / job_id / "objects" / VIDEO) != self.video_sha256:
            self.record.complaints.append(f"{job_id}: other bytes are stored")
        self.record.uploaded_bytes += VIDEO_BYTES


def soak(seconds: float, seed: int) -> tuple[Record, dict[str, object]]:
    """Upload for so long; returns what was seen here and what the studio says."""
    dice = random.Random(seed)
    record = Record()
    with tempfile.TemporaryDirectory(prefix="avatar-intake-soak-") as place:
        folder = Path(place)
        with studio_process(folder, seed) as process:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            os.environ["REQUESTS_CA_BUNDLE"] = str(folder / "practice-cert.pem")
            service = ServicePlace(parse_endpoint(told["endpoint"]), told["project_id"])
            key = AccessKey(told["ak"], told["sk"])
            files = {role: folder / role for role in (*DOCUMENTS, VIDEO)}
            for role, path in files.items():
                _write_noise(path, VIDEO_BYTES if role is VIDEO else 30_000, dice)
            with Watcher(record, dice) as watcher:
                uploads = Soak(
                    folder,
                    files,
                    _sha256(files[VIDEO]),
                    lambda session: new_client(service, key, _forget, session=session),
                    watcher,
                    record,
                )
                ends_s = time.monotonic() + seconds
                while time.monotonic() < ends_s:
                    uploads.one_job()
            studio_says, _ = process.communicate()
    return record, json.loads(studio_says)


def _write_noise(path: Path, size_bytes: int, dice: random.Random) -> None:
    """Block by block, as everything here: this process's own memory is what is measured."""
    with path.open("wb") as file:
        while (left := size_bytes - file.tell()) > 0:
            file.write(dice.randbytes(min(left, 65536)))


def _sha256(path: Path) -> str:
    with path.open("rb", buffering=0) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _forget(record: RequestRecord) -> None:
    """Calls are not what is looked at here."""


# --- the report -----------------------------------------------------------------------------------


def report(record: Record, studio: dict[str, object]) -> list[str]:
    """Print the figures; returns what is wrong."""
    print(f"faults: {studio['scripted']} scripted, {sum(studio['happened'].values())} met: {studio['happened']}")  # type: ignore[attr-defined]
    print(f"wishes: {dict(record.wishes)}")
    print(f"runs ended: {dict(record.ends)}; {record.uploaded_bytes / 1e9:.2f} GB stored and compared")
    for where, samples in (("while it uploads", record.during), ("between two jobs", record.between)):
        first, last = quarters(samples)
        print(
            f"{where} ({len(samples)} samples, medians of first and last quarter): "
            f"memory {first.rss_bytes / 1e6:.1f} -> {last.rss_bytes / 1e6:.1f} MB, "
            f"descriptors {first.descriptors} -> {last.descriptors}, threads {first.threads} -> {last.threads}; "
            f"most: {max(item.rss_bytes for item in samples) / 1e6:.1f} MB, "
            f"{max(item.descriptors for item in samples)} descriptors, {max(item.threads for item in samples)} threads"
        )
    print(f"longest without a step of a part under way: {record.longest_silence_s:.0f} s (at most {STUCK_S:.0f})")
    print(f"slowest end after a cancel {record.slowest_end_s:.2f} s (at most {SLOWEST_END_S:.0f} here)")
    complaints = list(record.complaints)
    if record.slowest_end_s > SLOWEST_END_S:
        complaints.append(f"an end took {record.slowest_end_s:.1f} s")
    if not record.uploaded_bytes:
        complaints.append("no upload got through")
    complaints += growth_complaints("while it uploads", record.during, MOST_MORE_WHILE_UPLOADING)
    complaints += growth_complaints("between two jobs", record.between, MOST_MORE_BETWEEN)
    return complaints


def main() -> int:
    """Run it; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=20.0)
    parser.add_argument("--seed", type=int, default=20260101)
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.serve:
        serve(wanted.serve, wanted.seed)
        return 0
    complaints = report(*soak(wanted.minutes * 60, wanted.seed))
    for complaint in complaints:
        print(f"WRONG: {complaint}")
    print("failed" if complaints else "passed")
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
