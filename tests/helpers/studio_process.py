"""A practice studio in a process of its own that tells what it has counted, whenever it is asked.

As a program: ``python studio_process.py DATA``, with its faults and its strictness as the first line of its standard
input, in JSON. It prints where it is, and then answers each further line with its counts; it ends with its input.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from avatar_intake.practice.faults import Fault
from avatar_intake.practice.server import PracticeStudio, StudioOptions
from avatar_intake.practice.strictness import Strictness

_TOLD = ("endpoint", "project_id", "ak", "sk")


@dataclass(frozen=True)
class Part:
    """What the studio says of one part: how many PUTs have begun, how many were kept, the bytes of all of them."""

    attempts: int
    stored: int
    most_at_once: int
    received_bytes: int


@dataclass(frozen=True)
class Counts:
    """All that the studio has counted until now."""

    requests: tuple[tuple[str, str, int], ...]  # method, path, status; 0 where no answer was sent
    open_puts: int
    parts: dict[str, dict[int, Part]]  # by role and number, over all jobs


class StudioProcess:
    """The other process. ``endpoint``, ``project_id``, ``ak`` and ``sk`` are as it told them."""

    def __init__(self, process: subprocess.Popen[str], data: Path) -> None:
        self._process, self.data = process, data
        told = json.loads(self._line())
        self.endpoint, self.project_id, self.ak, self.sk = (str(told[name]) for name in _TOLD)

    def counts(self) -> Counts:
        """What it has counted until now."""
        raw = json.loads(self._line("counts"))
        parts: dict[str, dict[int, Part]] = {}
        for role, number, count in raw["puts"]:
            parts.setdefault(role, {})[number] = Part(**count)
        return Counts(tuple(map(tuple, raw["requests"])), raw["open_puts"], parts)

    def job_files(self) -> list[Path]:
        """One file a job."""
        return sorted((self.data / "jobs").glob("*.json"))

    def stored(self, role: str) -> list[Path]:
        """The complete material of each job that has one."""
        return sorted((self.data / "files").glob(f"*/objects/{role}"))

    def _line(self, question: str = "") -> str:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        if question:
            print(question, file=self._process.stdin, flush=True)
        return self._process.stdout.readline()


@contextmanager
def studio_process(data: Path, *faults: Fault, strictness: Strictness | None = None) -> Iterator[StudioProcess]:
    """Start one; it ends with the block."""
    order = {"faults": [asdict(fault) for fault in faults], "strictness": asdict(strictness or Strictness())}
    command = [sys.executable, __file__, str(data)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        print(json.dumps(order), file=process.stdin, flush=True)
        yield StudioProcess(process, data)


def _serve(data: Path) -> None:
    order = json.loads(sys.stdin.readline())
    faults = tuple(Fault(**item) for item in order["faults"])
    options = StudioOptions(data, faults=faults, strictness=Strictness(**order["strictness"]), rate_per_s=None)
    with PracticeStudio(options) as studio:
        _say({name: getattr(studio, name) for name in _TOLD})
        for _ in sys.stdin:
            _say(_counts(studio))


def _say(values: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _counts(studio: PracticeStudio) -> dict[str, Any]:
    with studio.world.lock:
        puts = [[key.role, key.part_number, asdict(count)] for key, count in studio.world.put_counts.items()]
        requests = [[line.method, line.path, line.status] for line in studio.world.requests]
        return {"puts": puts, "requests": requests, "open_puts": studio.world.open_puts}


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
