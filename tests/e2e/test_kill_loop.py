"""`submit` is killed at random moments of an upload in 300 parts and begun again, until it comes to its end.

In the suite it is killed a few times, first of all when the job exists and its addresses have not arrived. The full
proof, a few minutes long, with its figures printed:

    KILLS=50 .venv/bin/python -m pytest tests/e2e/test_kill_loop.py -s -o faulthandler_timeout=0

Program and studio are processes of their own; the studio counts the bytes of every PUT. A moment is "so many parts are
kept and so many requests of this run were answered", both as the studio counts them, and a random breath after that.
Its store takes a part twice, as plain OBS would: that none is sent twice is the program's own merit.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import films
import pytest
from studio_process import Counts, StudioProcess, studio_process

from avatar_intake.domain.intake import Role
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.strictness import Strictness
from avatar_intake.store.journal import Journal

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="this system knows no kill -9")

KILLS = int(os.environ.get("KILLS", "3"))
SEED = 20260101
PARTS, PART_BYTES = 300, 448 * 1024  # more than the system takes in for a program that is then killed
VIDEO = Role.TRAINING_VIDEO
DOCUMENTS = ("id_card_image1", "id_card_image2", "grant_file")
SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
# Each PUT takes long enough to be met half-way: the studio reads a little, and lets the rest wait in the line.
SLOW_PARTS = Fault("put", Action.STALL, role=VIDEO, times=0, after_bytes=64 * 1024, seconds=0.03)
# Long enough to be killed in between, on a busy computer too.
SLOW_JOB = Fault("create", Action.STALL_ANSWER, seconds=2.0)


@dataclass(frozen=True)
class Moment:
    """When a run is killed."""

    jobs: int  # at the service
    kept_parts: int  # of all runs
    answered: int  # of this run
    breath_s: float


def moments(kills: int, seed: int) -> list[Moment]:
    """The lost answer of create, some before the first part, the rest spread over all parts but the last few."""
    dice = random.Random(seed)
    early = kills // 5
    kept = sorted([0] * early + [dice.randrange(PARTS - 20) for _ in range(kills - early - 1)])
    later = [Moment(1, parts, dice.randint(1, 8), dice.uniform(0.0, 0.06)) for parts in kept]
    return [Moment(1, 0, 0, 0.0), *later]


@dataclass(frozen=True)
class Killed:
    """What was under way when a run was killed, as the journal and the studio knew it."""

    begun: dict[int, int]  # part number -> attempts, of parts whose PUT this run has begun and not seen answered
    open_puts: int


class Submitter:
    """Somebody who starts `submit` on the same intake file again and again."""

    def __init__(self, folder: Path, studio: StudioProcess, video: Path) -> None:
        self._studio, self._home, self._output = studio, folder / "home", folder / "output"
        self._intake = folder / "intake.toml"
        self._intake.write_text(
            f'[job]\nname = "示例讲师"\ncontact = "13800138000"\nvideo_multipart_count = {PARTS}\n'
            f'[materials]\ntraining_video = "{video}"\nid_card_image1 = "{SAMPLES}/id-card-portrait.jpg"\n'
            f'id_card_image2 = "{SAMPLES}/id-card-emblem.jpg"\ngrant_file = "{SAMPLES}/letter.pdf"\n'
            f'[service]\nendpoint = "{studio.endpoint}"\nproject_id = "{studio.project_id}"\n',
            encoding="utf-8",
        )
        hidden = ("CLOUD_SDK", "AVATAR_INTAKE", "LANG", "LC_", "REQUESTS_CA")
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith(hidden)} | {
            "AVATAR_INTAKE_HOME": str(self._home),
            "AVATAR_INTAKE_PATIENCE": "60",
            "CLOUD_SDK_AK": studio.ak,
            "CLOUD_SDK_SK": studio.sk,
        }

    def is_killed_at(self, moment: Moment) -> Killed:
        """Start a run and kill it."""
        known = self._announced()
        before = len(self._studio.counts().requests)
        with self._start() as process:
            while not self._is_reached(moment, before):
                assert process.poll() is None, self._output.read_text("utf-8")
                threading.Event().wait(0.002)
            threading.Event().wait(moment.breath_s)
            assert process.poll() is None, self._output.read_text("utf-8")
            process.send_signal(signal.SIGKILL)
            open_puts = self._studio.counts().open_puts
            process.wait()
        now = self._announced()
        return Killed({n: count for n, count in now.items() if count > known.get(n, 0)}, open_puts)

    def is_let_live(self) -> dict[str, Any]:
        """Start a run and wait for its result."""
        with self._start() as process:
            assert process.wait() == 0, self._output.read_text("utf-8")
        result: dict[str, Any] = json.loads(self._output.read_text("utf-8").splitlines()[-1])
        return result

    def _start(self) -> subprocess.Popen[bytes]:
        with self._output.open("wb") as output:
            command = [sys.executable, "-m", "avatar_intake", "submit", str(self._intake), "--json"]
            return subprocess.Popen(command, stdout=output, stderr=output, env=self._environment)

    def _is_reached(self, moment: Moment, before: int) -> bool:
        counts = self._studio.counts()
        is_so_far = kept_parts(counts) >= moment.kept_parts and len(counts.requests) - before >= moment.answered
        return is_so_far and len(self._studio.job_files()) >= moment.jobs

    def _announced(self) -> dict[int, int]:
        path = self._home / "intakes.sqlite3"
        if not path.exists():
            return {}
        journal = Journal(path)
        try:
            return {n: tries for one in journal.records()
                    for n, tries in journal.announced_parts(one.intake.intake_id, VIDEO).items()}  # fmt: skip
        finally:
            journal.close()


def kept_parts(counts: Counts) -> int:
    return sum(part.stored for part in counts.parts.get(VIDEO, {}).values())


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[StudioProcess]:
    forgiving = Strictness(addresses_die_after_success=False)
    with studio_process(tmp_path / "studio", SLOW_PARTS, SLOW_JOB, strictness=forgiving) as studio:
        yield studio


@pytest.mark.timeout(120 + 10 * KILLS)
def test_however_often_it_is_killed_one_job_holds_each_part_once(tmp_path: Path, studio: StudioProcess) -> None:
    video = films.big_film(tmp_path / "film.mp4", PARTS * PART_BYTES, noise=True)
    person = Submitter(tmp_path, studio, video)
    begun_s = time.monotonic()

    killed = [person.is_killed_at(moment) for moment in moments(KILLS, SEED)]
    result = person.is_let_live()

    took_s = time.monotonic() - begun_s
    counts = studio.counts()
    puts = counts.parts[VIDEO]
    received_bytes = sum(part.received_bytes for part in puts.values())
    in_flight = sum(len(one.begun) for one in killed)
    again = sum(part.attempts - part.stored for part in puts.values())
    print(
        f"\n{KILLS} kills in {took_s:.0f} s; {len(counts.requests)} requests; parts in flight at the kills: {in_flight}"
        f" (open at the studio: {sum(one.open_puts for one in killed)}); PUTs not kept: {again};"
        f" received {received_bytes} bytes = file + {received_bytes - video.stat().st_size}"
        f" (at most file + {in_flight * PART_BYTES}); runs killed before a part was begun:"
        f" {sum(not one.begun for one in killed)}"
    )
    assert len(studio.job_files()) == 1
    assert result["job_id"] == studio.job_files()[0].stem
    assert result["state"] != "WAIT_FILE_UPLOAD"
    assert [(number, part.stored, part.most_at_once) for number, part in sorted(puts.items())] == [
        (number, 1, 1) for number in range(1, PARTS + 1)
    ]
    (stored,) = studio.stored(VIDEO)
    assert hashlib.sha256(stored.read_bytes()).digest() == hashlib.sha256(video.read_bytes()).digest()
    assert again <= in_flight
    assert received_bytes <= video.stat().st_size + in_flight * PART_BYTES
    assert {role: len(parts) for role, parts in counts.parts.items() if role != VIDEO} == dict.fromkeys(DOCUMENTS, 1)
    assert all(part.stored == 1 for parts in counts.parts.values() for part in parts.values())
