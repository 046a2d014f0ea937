"""Runs clients against the sink, in turns and each in a process of its own, and compares what they cost.

Walls on the loopback are the sink's: from the first connection to the last part's answer, so that no interpreter's
start is counted. On a slow line (``is_walled_inside``) they are the client's own, which see the handshake too. CPU is
the upload's alone where the client is a Python program, and the whole process's otherwise.
"""

from __future__ import annotations

import json
import os
import random
import select
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE / "clients"), str(ROOT / "tests" / "helpers"), str(ROOT / "gui")]

from certificates import Authority  # noqa: E402
from job import Job, Part  # noqa: E402

from avatar_intake.transfer.plan import plan_parts  # noqa: E402

LOOPBACK = "127.0.0.1"
FAR_HOST = "10.77.2.2"
LONGEST_RUN_S = 600.0
SEED = 20260129
_LOOKS_EVERY_S = 0.02
GIB = 1024**3


class RunFailed(Exception):
    """A client has ended badly, or has not sent what it was to send."""


@dataclass(frozen=True)
class Figures:
    """What one run cost. ``md5s`` by part number is empty unless the sink verifies."""

    wall_s: float
    cpu_s: float
    peak_kb: int
    connections: int
    expects: int
    parts: int
    sent_bytes: int
    md5s: Mapping[int, str]

    @property
    def cpu_s_per_gib(self) -> float:
        """CPU seconds for each GiB."""
        return self.cpu_s * GIB / self.sent_bytes

    @property
    def gib_per_s(self) -> float:
        """Throughput."""
        return self.sent_bytes / GIB / self.wall_s


@dataclass(frozen=True)
class Client:
    """A program that uploads. ``command`` gets the job and a folder to put its files in."""

    name: str
    command: Callable[[Job, Path], list[str]]
    schemes: tuple[str, ...] = ("http", "https")
    is_python: bool = True
    is_hashed: bool = False


class Sink:
    """A running `sink.py`."""

    def __init__(self, process: subprocess.Popen[bytes], events: Path, host: str, scheme: str) -> None:
        self._process, self._events, self._read_bytes = process, events, 0
        self.taken_bytes, self.cpu_s = 0, 0.0  # the CPU is known once it is closed
        self.host, self.scheme = host, scheme
        assert process.stdout is not None
        self.port = int(process.stdout.readline())

    def new_events(self) -> list[dict[str, object]]:
        """What has happened since the last question."""
        with self._events.open("rb") as file:
            file.seek(self._read_bytes)
            data = file.read()
        self._read_bytes += len(data)
        events = [json.loads(line) for line in data.splitlines()]
        self.taken_bytes += sum(event.get("size_bytes", 0) for event in events)
        return events

    @property
    def cpu_s_per_gib(self) -> float:
        """What taking the bytes has cost, all handshakes included."""
        return self.cpu_s * GIB / max(1, self.taken_bytes)

    def close(self) -> None:
        """End it."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        _, status, usage = os.wait4(self._process.pid, 0)
        self._process.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_s = usage.ru_utime + usage.ru_stime


class Place:
    """The bench's folder: the file to send, an authority, sinks, split copies for curl."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        authority = Authority(folder / "tls")
        authority.server(LOOPBACK, FAR_HOST)
        self.root = authority.root
        self._certificate = folder / "tls" / f"server-{LOOPBACK}-{FAR_HOST}.pem"

    def film(self, size_bytes: int) -> Path:
        """A file of that size, in the page cache; made at its first use."""
        path = self.folder / f"film-{size_bytes}"
        if not path.exists():
            generator = random.Random(SEED)
            with path.open("wb") as file:
                block = generator.randbytes(1024**2)
                for number in range(-(-size_bytes // len(block))):
                    stamped = number.to_bytes(8) + block[8:]
                    file.write(stamped[: size_bytes - number * len(block)])
        return path

    def split(self, job: Job) -> list[Path]:
        """The parts of a job as files, for curl; made at their first use."""
        folder = self.folder / f"split-{Path(job.file).name}-{len(job.parts)}"
        paths = [folder / str(part.number) for part in job.parts]
        if not folder.exists():
            folder.mkdir()
            with Path(job.file).open("rb") as file:
                for part, path in zip(job.parts, paths, strict=True):
                    path.write_bytes(file.read(part.size_bytes))
        return paths

    def job(self, film: Path, count: int, threads: int) -> Job:
        """An upload of ``film`` in ``count`` parts, without a sink; the ETags are the true MD5s."""
        import hashlib

        parts = []
        with film.open("rb") as file:
            for part in plan_parts(film.stat().st_size, count):
                etag = hashlib.md5(file.read(part.size_bytes), usedforsecurity=False).hexdigest()
                parts.append(Part(part.number, part.offset_bytes, part.size_bytes, etag))
        return Job("http", LOOPBACK, 0, str(self.root), str(film), threads, 0, tuple(parts))

    @contextmanager
    def sink(
        self, scheme: str, *, verifies: bool = False, host: str = LOOPBACK, inside: Sequence[str] = ()
    ) -> Iterator[Sink]:
        """A sink for a ``with`` block. ``inside`` goes before its command: the network namespace to run it in."""
        descriptor, name = tempfile.mkstemp(prefix="events-", dir=self.folder)
        os.close(descriptor)
        command = [*inside, sys.executable, str(HERE / "sink.py"), "--host", host, "--events", name]
        command += ["--tls", str(self._certificate)] if scheme == "https" else []
        command += ["--verify"] if verifies else []
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        sink = Sink(process, Path(name), host, scheme)
        try:
            yield sink
        finally:
            sink.close()


def run_client(
    client: Client, job: Job, sink: Sink, place: Place, *, is_walled_inside: bool = False, inside: Sequence[str] = ()
) -> Figures:
    """One upload. Raises `RunFailed`."""
    job = addressed(job, sink, is_hashed=client.is_hashed)
    path = place.folder / "job.json"
    path.write_text(json.dumps(asdict(job)))
    sink.new_events()
    command = [*inside, *client.command(job, path)]
    environment = client_environment()
    begun_s = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment)
    status, cpu_s, peak_kb = _wait(process)
    wall_s = time.monotonic() - begun_s
    assert process.stdout is not None
    assert process.stderr is not None
    output, errors = process.stdout.read(), process.stderr.read()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RunFailed(f"{client.name}: exit code {process.returncode}\n{errors.decode()[-2000:]}")
    if client.is_python:
        figures = json.loads(output.splitlines()[-1])
        wall_s, cpu_s, peak_kb = figures["wall_s"], figures["cpu_s"], figures["peak_kb"]
    seen = _seen(sink.new_events())
    if seen.parts and (seen.parts, seen.sent_bytes) != (len(job.parts), sum(part.size_bytes for part in job.parts)):
        raise RunFailed(f"{client.name}: the sink has got {seen.parts} parts, {seen.sent_bytes} bytes")
    if is_walled_inside or not seen.parts:
        seen = replace(seen, wall_s=wall_s)
    return replace(seen, cpu_s=cpu_s, peak_kb=peak_kb)


def client_environment() -> dict[str, str]:
    """The environment without proxies, foreign authorities and keys: all clients shall meet the sink alike."""
    kept = {name: value for name, value in os.environ.items() if not _is_about_network(name.lower())}
    return kept | {"PYTHONPATH": str(ROOT / "gui"), "PYTHONDONTWRITEBYTECODE": "1"}


def _is_about_network(name: str) -> bool:
    return name.startswith(("aws_", "rclone_", "curl_", "ssl_")) or name.endswith(("_proxy", "_ca_bundle"))


def addressed(job: Job, sink: Sink, *, is_hashed: bool) -> Job:
    """The job with the sink's address; without a hash nobody knows better ETags than zeros."""
    parts = job.parts if is_hashed else tuple(replace(part, etag="0" * 32) for part in job.parts)
    return replace(job, scheme=sink.scheme, host=sink.host, port=sink.port, parts=parts)


def race(
    clients: Sequence[Client], repetitions: int, run: Callable[[Client], Figures], tell: Callable[[str], None]
) -> dict[str, list[Figures]]:
    """Let all run ``repetitions`` times, in an order drawn anew each time, always the same for the same clients."""
    generator = random.Random(SEED)
    found: dict[str, list[Figures]] = {client.name: [] for client in clients}
    for repetition in range(repetitions):
        for client in generator.sample(clients, len(clients)):
            figures = run(client)
            found[client.name].append(figures)
            tell(f"{repetition + 1}/{repetitions} {client.name}: {figures.wall_s:.2f} s, {figures.cpu_s:.2f} CPU s")
    return found


def verify(client: Client, job: Job, sink: Sink, place: Place) -> None:
    """Let a client send its parts to a sink that hashes. Raises `RunFailed` when a byte differs."""
    found = run_client(client, job, sink, place).md5s
    if found != {part.number: part.etag for part in job.parts}:
        raise RunFailed(f"{client.name}: other bytes have arrived")


def median(runs: Sequence[Figures], what: Callable[[Figures], float]) -> float:
    """The median of one figure."""
    return statistics.median(what(figures) for figures in runs)


def pair_ratio(ours: Sequence[Figures], theirs: Sequence[Figures], what: Callable[[Figures], float]) -> float:
    """The median over the repetitions of our figure divided by theirs in the same repetition."""
    return statistics.median(what(a) / what(b) for a, b in zip(ours, theirs, strict=True))


def speed_ratio(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """How many times as fast as theirs ours is."""
    return pair_ratio(ours, theirs, lambda figures: figures.gib_per_s)


def cpu_ratio(ours: Sequence[Figures], theirs: Sequence[Figures]) -> float:
    """How many times the CPU of theirs ours needs."""
    return pair_ratio(ours, theirs, lambda figures: figures.cpu_s_per_gib)


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float, int]:
    """Status, CPU seconds and the most memory of a child; watched, since ru_maxrss counts the parent's memory too."""
    peak_kb, ends_at_s = 0, time.monotonic() + LONGEST_RUN_S
    ending = os.pidfd_open(process.pid)
    try:
        while not select.select([ending], [], [], _LOOKS_EVERY_S)[0]:
            peak_kb = max(peak_kb, _peak_kb(process.pid))
            if time.monotonic() > ends_at_s:
                process.kill()
        _, status, usage = os.wait4(process.pid, 0)
    finally:
        os.close(ending)
    return status, usage.ru_utime + usage.ru_stime, peak_kb


def _peak_kb(process_id: int) -> int:
    try:
        lines = Path(f"/proc/{process_id}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)


def _seen(events: Sequence[Mapping[str, object]]) -> Figures:
    opened = [event for event in events if event["event"] == "open"]
    parts = [event for event in events if event["event"] == "part"]
    times = [float(str(event["at_s"])) for event in opened + parts]
    return Figures(
        wall_s=max(times) - min(times) if times else 0.0,
        cpu_s=0.0,
        peak_kb=0,
        connections=len(opened),
        expects=sum(bool(event["expects"]) for event in parts),
        parts=len(parts),
        sent_bytes=sum(int(str(event["size_bytes"])) for event in parts),
        md5s={int(str(event["number"])): str(event["md5"]) for event in parts},
    )
