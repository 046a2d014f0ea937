"""Two processes on one data folder share one practice studio, and the one that is left goes on with it."""

from __future__ import annotations

import json
import os
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_visitor import ask

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "resources" / "samples" / "intake.toml"
HOLDER = """
import sys
from avatar_intake import where
from avatar_intake.app import EmbeddedPractice
practice = EmbeddedPractice(where.data_folder() / "practice", 0.0)
print(practice.access().endpoint.base, flush=True)
for line in sys.stdin:
    print(practice.access().endpoint.base, flush=True)
"""


class Place:
    """A data folder and the processes on it."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.environment = {
            key: value for key, value in os.environ.items() if not key.startswith(("CLOUD_SDK", "AVATAR_INTAKE"))
        } | {"AVATAR_INTAKE_HOME": str(self.home), "AVATAR_INTAKE_PATIENCE": "30"}
        self.started: list[subprocess.Popen[str]] = []

    def start(self, *command: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=self.environment,
        )
        self.started.append(process)
        return process

    def hold(self) -> tuple[subprocess.Popen[str], str]:
        """A process that uses the studio until its input ends, and the endpoint that it was told."""
        process = self.start("-c", HOLDER)
        assert process.stdout is not None
        return process, process.stdout.readline().strip()

    def submit(self, intake: Path) -> subprocess.Popen[str]:
        return self.start("-m", "avatar_intake", "submit", str(intake), "--practice", "--json")

    def jobs(self) -> list[Path]:
        return list((self.home / "practice" / "jobs").glob("*.json"))

    def endpoints_of_jobs(self) -> set[str]:
        base = sqlite3.connect(self.home / "intakes.sqlite3")
        try:
            return {str(row[0]) for row in base.execute("SELECT endpoint FROM intake")}
        finally:
            base.close()

    def end_all(self) -> None:
        for process in self.started:
            end(process)


def end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    process.wait(20)
    if process.stdout is not None:
        process.stdout.close()


def result(process: subprocess.Popen[str]) -> dict[str, Any]:
    assert process.stdout is not None
    last: dict[str, Any] = json.loads(process.stdout.read().splitlines()[-1])
    assert (process.wait(20), last["error"]) == (0, None)
    return last


def answers(endpoint: str) -> bool:
    try:
        return ask("GET", f"{endpoint}/v3/projects").status == 401
    except OSError:
        return False


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    made = Place(tmp_path)
    yield made
    made.end_all()


def intake_named(folder: Path, name: str) -> Path:
    text = SAMPLE.read_text("utf-8").replace("示例讲师 Sample Presenter", name)
    for line in text.split("[materials]")[1].splitlines():
        file = line.partition('"')[2].rstrip('"')
        text = text.replace(f'"{file}"', f'"{SAMPLE.parent / file}"') if file else text
    path = folder / f"{name}.toml"
    path.write_text(text, "utf-8")
    return path


def test_a_rehearsal_beside_another_process_uses_its_studio(place: Place) -> None:
    _, endpoint = place.hold()

    told = result(place.submit(SAMPLE))

    assert told["error"] is None
    assert place.endpoints_of_jobs() == {endpoint}
    assert [path.stem for path in place.jobs()] == [told["job_id"]]


def test_two_rehearsals_at_once_lose_nothing(tmp_path: Path, place: Place) -> None:
    intakes = [intake_named(tmp_path, name) for name in ("one", "two", "three")]

    told = [result(process) for process in [place.submit(intake) for intake in intakes]]

    assert {path.stem for path in place.jobs()} == {one["job_id"] for one in told}
    assert len(place.jobs()) == 3
    assert len(place.endpoints_of_jobs()) == 1


def test_when_the_process_that_runs_the_studio_ends_another_goes_on_with_it(place: Place) -> None:
    first, endpoint = place.hold()
    second, same = place.hold()
    assert same == endpoint

    end(first)

    pause = threading.Event()
    assert any(answers(endpoint) or pause.wait(0.05) for _ in range(200))
    assert second.stdin is not None
    assert second.stdout is not None
    second.stdin.write("\n")
    second.stdin.flush()
    assert second.stdout.readline().strip() == endpoint


def test_a_studio_that_is_started_again_listens_where_it_did(place: Place) -> None:
    first, endpoint = place.hold()
    end(first)

    assert place.hold()[1] == endpoint


@pytest.mark.parametrize("kept", ["", "no port", "0"])
def test_a_port_that_cannot_be_read_is_chosen_anew(place: Place, kept: str) -> None:
    (place.home / "practice").mkdir(parents=True)
    (place.home / "practice" / "port").write_text(kept)

    _, endpoint = place.hold()

    assert answers(endpoint)


def test_a_port_that_another_program_has_taken_is_chosen_anew(place: Place) -> None:
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        (place.home / "practice").mkdir(parents=True)
        (place.home / "practice" / "port").write_text(str(port))

        _, endpoint = place.hold()

        assert not endpoint.endswith(f":{port}")
        assert answers(endpoint)
