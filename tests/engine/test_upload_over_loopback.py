"""Engine, sender and session together against a real server on this computer: memory, lost answers, a quick end."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
import threading
import time
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import Authority
from engine_fakes import RecordingLedger, RecordingWitness, pattern
from store_server import Hold, Reset, StoreServer

from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.errors import Cancelled
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import Piece, UploadLimits, UploadTools
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.source import BLOCK_BYTES, identity_of
from avatar_intake.transfer.task import MaterialUpload

MIB = 1024**2
VIDEO = Role.TRAINING_VIDEO
IS_LINUX = sys.platform == "linux"


class ServersShelf:
    """Lists what has arrived whole."""

    def __init__(self, server: StoreServer) -> None:
        self._server = server

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        whole = [seen for seen in self._server.seen if seen.is_complete]
        return tuple(ListedPart(int(seen.target.rpartition("=")[2]), seen.md5) for seen in whole)

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        return None


class QuickClock(SystemClock):
    """Waits a hundredth of what it should."""

    def sleep(self, control: RunControl, seconds: float) -> None:
        control.sleep(seconds / 100)


def target(number: int) -> str:
    return f"/store/video?Signature=x&partNumber={number}"


def upload_of(film: Path, parts: int, server: StoreServer, sender: HttpPartSender, control: RunControl) -> Upload:
    identity = identity_of(VIDEO, str(film))
    addresses = tuple(SecretUrl(server.url(target(number))) for number in range(1, parts + 1))
    material = MaterialUpload(VIDEO, str(film), identity, plan_parts(identity.size_bytes, parts), addresses)
    tools = UploadTools(sender, ServersShelf(server), RecordingLedger(), RecordingWitness(), QuickClock())
    return Upload([material], tools, control, UploadLimits("job"))


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Path]:
    path = tmp_path / "film.mp4"
    path.write_bytes(pattern(VIDEO, 2 * MIB + 77))
    return path


def test_lost_answers_and_broken_lines_end_in_every_part_stored_once(film: Path, company: Authority) -> None:
    with (
        StoreServer(tls=company.server("127.0.0.1")) as server,
        new_session(16, tls_context(str(company.root))) as session,
    ):
        server.will(target(2), [Reset(None)])
        server.will(target(3), [Reset(0), Reset(BLOCK_BYTES)])
        server.will(target(5), [Reset(None)])
        upload = upload_of(film, 6, server, HttpPartSender(session, QuickClock()), RunControl())
        upload.run()

    whole = [seen.target for seen in server.seen if seen.is_complete]
    assert sorted(whole) == [target(number) for number in range(1, 7)]
    assert len(upload.stored_parts(VIDEO)) == 6
    assert upload.progress().thousandths == 1000


@pytest.mark.parametrize("hold", [Hold(), Hold(read_bytes=0)], ids=["no answer", "body not taken"])
def test_whoever_watches_can_have_a_silent_line_begun_anew(film: Path, hold: Hold) -> None:
    film.write_bytes(bytes(24 * MIB))
    control, is_stored = RunControl(), threading.Event()

    def hang_up() -> None:
        hold.is_reached.wait(20)
        control.hang_up()
        if not is_stored.wait(20):
            control.cancel()

    with StoreServer() as server, new_session(16) as session:
        server.will(target(2), [hold])
        upload = upload_of(film, 4, server, HttpPartSender(session, QuickClock()), control)
        watcher = threading.Thread(target=hang_up)
        watcher.start()
        try:
            upload.run()
        finally:
            is_stored.set()
            watcher.join()

    assert [part.number for part in upload.stored_parts(VIDEO)] == [1, 2, 3, 4]


@pytest.mark.parametrize("hold", [Hold(), Hold(read_bytes=0)], ids=["no answer", "body not taken"])
def test_a_cancel_is_over_within_two_seconds_however_the_store_behaves(
    film: Path, company: Authority, hold: Hold
) -> None:
    film.write_bytes(bytes(24 * MIB))
    control = RunControl()

    def cancel() -> None:
        hold.is_reached.wait(5)
        control.cancel()
        cancelled_s.append(time.monotonic())

    cancelled_s: list[float] = []
    with (
        StoreServer(hold, hold, hold, hold, tls=company.server("127.0.0.1")) as server,
        new_session(16, tls_context(str(company.root))) as session,
    ):
        upload = upload_of(film, 4, server, HttpPartSender(session, SystemClock()), control)
        thread = threading.Thread(target=cancel)
        thread.start()
        with pytest.raises(Cancelled):
            upload.run()
        thread.join()
        took_s = time.monotonic() - cancelled_s[0]

        assert took_s < 2
        assert not [one for one in threading.enumerate() if one.name.startswith("upload-")]


def test_a_thread_reads_all_its_parts_into_one_buffer(film: Path) -> None:
    with StoreServer() as server, new_session(1, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as session:
        sender = HttpPartSender(session, SystemClock())
        identity = identity_of(VIDEO, str(film))
        parts = plan_parts(identity.size_bytes, 8)
        pieces = [Piece(VIDEO, str(film), identity, part, SecretUrl(server.url())) for part in parts]

        class Counter:
            def sent(self, total_bytes: int) -> None:
                pass

        sender.send(pieces[0], RunControl(), Counter())
        tracemalloc.start()
        try:
            for piece in pieces[1:]:
                sender.send(piece, RunControl(), Counter())
            own = tracemalloc.take_snapshot().filter_traces([tracemalloc.Filter(True, "*/avatar_intake/transfer/*")])
        finally:
            tracemalloc.stop()

    assert max((trace.size for trace in own.traces), default=0) < BLOCK_BYTES // 4


# Runs in a process of its own, whose memory is its own.
UPLOADER = """
import json, sys
from pathlib import Path
from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.ports import UploadLimits, UploadTools
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

class Ledger:
    def part_announced(self, role, number, attempt): pass
    def part_stored(self, role, part): pass

class Shelf:
    def listed_parts(self, role): raise AssertionError("nothing is in doubt")

def peak_kib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

def upload(path, parts, address):
    identity = identity_of(Role.TRAINING_VIDEO, path)
    addresses = tuple(SecretUrl(f"{address}&partNumber={n}") for n in range(1, parts + 1))
    material = MaterialUpload(Role.TRAINING_VIDEO, path, identity, plan_parts(identity.size_bytes, parts), addresses)
    tools = UploadTools(HttpPartSender(new_session(16, tls_context(root)), SystemClock()), Shelf(), Ledger(), None,
                        SystemClock())
    run = Upload([material], tools, RunControl(), UploadLimits("job", 4))
    run.run()
    return len(run.stored_parts(Role.TRAINING_VIDEO))

small, large, parts, address, root = sys.argv[1:]
upload(small, 1, address)
before = peak_kib()
stored = upload(large, int(parts), address)
print(json.dumps({"stored": stored, "grown_kib": peak_kib() - before}))
"""


@pytest.mark.skipif(not IS_LINUX, reason="the peak of a process is read from /proc")
@pytest.mark.parametrize("parts", [25, 1000])
def test_two_hundred_megabytes_leave_the_memory_as_it_was(
    tmp_path: Path, film: Path, company: Authority, parts: int
) -> None:
    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(200_000_000)
    with StoreServer(tls=company.server("127.0.0.1")) as server:
        run = subprocess.run(
            [sys.executable, "-c", UPLOADER, str(film), str(large), str(parts), server.url(), str(company.root)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        told = json.loads(run.stdout)

        assert told["stored"] == parts
        assert told["grown_kib"] < 15 * 1024
        assert server.connections <= 1 + 4
    assert sum(seen.body_bytes for seen in server.seen) == 200_000_000 + film.stat().st_size
    assert not any("Expect" in seen.headers for seen in server.seen)
