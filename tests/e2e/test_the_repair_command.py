"""The command `repair` as a program sees it: real files, real processes, exit codes and JSON."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import films
import pytest

PROGRAM = [sys.executable, "-m", "avatar_intake"]


@pytest.fixture(scope="module")
def mov(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A film that is right but for its container."""
    return films.film(tmp_path_factory.mktemp("films") / "lesson.mov", container="mov", faststart=False)


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"AVATAR_INTAKE_HOME": str(folder / "home"), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def ran(folder: Path, *arguments: object) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, the lines of `--json`, and what is said beside them."""
    command = [*PROGRAM, "repair", *map(str, arguments), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment(folder), check=False)
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr


def rules(line: dict[str, Any], severity: str) -> list[str]:
    return [item["rule"] for item in line["findings"] if item["severity"] == severity]


def test_a_repaired_film_passes_and_the_original_is_as_it_was(mov: Path, tmp_path: Path) -> None:
    before = (mov.stat(), hashlib.sha256(mov.read_bytes()).hexdigest())
    code, lines, _ = ran(tmp_path, mov, "--out", tmp_path)
    first, *told, last = lines
    new = tmp_path / "lesson-repaired.mp4"
    assert (code, first["event"], rules(first, "error")) == (0, "repairing", ["video-container"])
    assert [line["event"] for line in told] == ["progress"] * len(told)
    assert {"share", "seconds_left"} < set(told[-1])
    assert (told[-1]["share"], rules(last, "error"), last["error"]) == (1.0, [], None)
    assert last["repaired"] == {
        "path": str(new),
        "size": new.stat().st_size,
        "sha256": hashlib.sha256(new.read_bytes()).hexdigest(),
        "remedies": ["remux"],
    }
    after = mov.stat()
    assert (after.st_size, after.st_mtime_ns, hashlib.sha256(mov.read_bytes()).hexdigest()) == (
        before[0].st_size,
        before[0].st_mtime_ns,
        before[1],
    )
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", new.name]


def test_a_name_that_is_taken_ends_with_code_2_and_is_left_alone(mov: Path, tmp_path: Path) -> None:
    taken = tmp_path / "taken.mp4"
    taken.write_text("mine")
    code, (last,), _ = ran(tmp_path, mov, "--out", taken)
    assert (code, last["error"]["code"], taken.read_text()) == (2, "P03", "mine")


@pytest.mark.parametrize(
    ("name", "code_of_error"), [("new.mov", "P06"), ("no/such/folder/new.mp4", "P04")], ids=["ending", "folder"]
)
def test_a_target_that_cannot_be_ends_with_code_2(tmp_path: Path, name: str, code_of_error: str) -> None:
    film = films.film(tmp_path / "a.mov", width=64, height=48, seconds=2, container="mov")
    code, lines, _ = ran(tmp_path, film, "--out", tmp_path / name)
    assert (code, lines[-1]["error"]["code"]) == (2, code_of_error)


def test_what_cannot_be_repaired_ends_with_code_3(tmp_path: Path) -> None:
    short = films.film(tmp_path / "short.mp4", width=64, height=48, seconds=2)
    code, (last,), _ = ran(tmp_path, short, "--out", tmp_path)
    assert (code, last["repaired"], rules(last, "error")) == (3, None, ["video-resolution", "video-duration"])


def test_ctrl_c_ends_with_code_5_and_leaves_nothing(tmp_path: Path) -> None:
    spec = films.FilmSpec(width=640, height=360, container="mov", codec="mpeg4", seconds=60)
    film = films.film(tmp_path / "long.mov", spec=spec)
    command = [*PROGRAM, "repair", str(film), "--out", str(tmp_path / "new.mp4"), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment(tmp_path))
    assert process.stdout is not None
    with process.stdout:
        for line in process.stdout:
            if json.loads(line)["event"] == "progress":
                process.send_signal(signal.SIGINT)
                break
        last = json.loads(process.stdout.read().splitlines()[-1])
    assert (process.wait(30), last["error"]["code"], last["repaired"]) == (5, "stopped", None)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "long.mov"]
