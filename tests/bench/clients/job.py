"""What a client is asked to do, and what it says afterwards. Standard library only: every client imports it.

A client reads the job's JSON file, named by its first argument, sets itself up, and does the upload inside `measured`.
"""

from __future__ import annotations

import json
import os
import queue
import resource
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BLOCK_BYTES = 256 * 1024


@dataclass(frozen=True)
class Part:
    """A stretch of the file. ``etag`` is what the sink answers with."""

    number: int
    offset_bytes: int
    size_bytes: int
    etag: str

    @property
    def path(self) -> str:
        """Where it is put."""
        return f"/put?partNumber={self.number}&etag={self.etag}"


@dataclass(frozen=True)
class Job:
    """One upload. ``threads`` 0: as many as the client thinks right. ``bytes_per_s`` 0: no limit."""

    scheme: str
    host: str
    port: int
    root: str  # the PEM file of the authority that signed the sink's certificate
    file: str
    threads: int
    bytes_per_s: int
    parts: tuple[Part, ...]

    @property
    def base(self) -> str:
        """The sink's address."""
        return f"{self.scheme}://{self.host}:{self.port}"

    @property
    def part_bytes(self) -> int:
        """The size of all parts but the last."""
        return self.parts[0].size_bytes


def read_job() -> Job:
    """The job that the command line names."""
    fields = json.loads(Path(sys.argv[1]).read_text())
    return Job(**fields | {"parts": tuple(Part(**part) for part in fields["parts"])})


@contextmanager
def measured(**facts: object) -> Iterator[None]:
    """Measure what is inside, in this process, and print it; ``facts`` go along."""
    begun_s, begun = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    yield
    ended_s, ended = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    cpu_s = ended.ru_utime + ended.ru_stime - begun.ru_utime - begun.ru_stime
    figures: dict[str, object] = {"wall_s": ended_s - begun_s, "cpu_s": cpu_s, "peak_kb": peak_kb()}
    print(json.dumps(figures | facts), flush=True)


def peak_kb() -> int:
    """The most memory that this program has had. Unlike ru_maxrss it knows nothing of the process that started it."""
    status = Path("/proc/self/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def in_threads(job: Job, work: Callable[[Iterator[Part]], None]) -> None:
    """Call ``work`` with an iterator of parts in each of the job's threads; an exception ends the program."""
    waiting: queue.SimpleQueue[Part] = queue.SimpleQueue()
    for part in job.parts:
        waiting.put(part)

    def parts() -> Iterator[Part]:
        while True:
            try:
                yield waiting.get_nowait()
            except queue.Empty:
                return

    def give_up(failure: threading.ExceptHookArgs) -> None:
        sys.__excepthook__(failure.exc_type, failure.exc_value or failure.exc_type(), failure.exc_traceback)
        os._exit(1)

    threading.excepthook = give_up
    threads = [threading.Thread(target=work, args=(parts(),)) for _ in range(job.threads)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
