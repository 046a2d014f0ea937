"""A rejection on a real screen, gone through by what a screen reader is told.

The film has the wrong size, and the checks here are switched off by the option for experts, so that the practice studio
really rejects it. The desk shows why; only the film and both ID pictures are given again; the same job is finished.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from avatar_intake.practice.server import PracticeStudio, StudioOptions

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
DRIVER = Path(__file__).with_name("drive_rejection.py")
PROGRAM = ROOT / "tests" / "helpers" / "quick_program.py"
SYSTEM_PYTHON = "/usr/bin/python3"  # pyatspi is a package of the system's Python
PATIENCE_S = 220


def film_of_the_wrong_size(path: Path) -> Path:
    """The sample film, declared to be only 1280×720 of its picture: good in all but its size, and made in no time."""
    cut = "h264_metadata=crop_right=640:crop_bottom=368"  # eight lines of 1088 were cut already
    made = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(SAMPLES / "training.mp4"), "-c", "copy", "-bsf:v", cut]
    subprocess.run([*made, str(path)], check=True, timeout=60)
    return path


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def run_on_a_screen(command: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
    """Run on an X server and a bus of its own; nothing of it is left behind, however it ends."""
    wrapped = ["xvfb-run", "-a", "dbus-run-session", "--", *command]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        wrapped, env=environment, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as group:
        try:
            said, complaints = group.communicate(timeout=PATIENCE_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group.pid, signal.SIGKILL)
    return group.returncode, said, complaints


@pytest.mark.screen
def test_a_film_of_the_wrong_size_is_rejected_put_right_and_finished_under_the_same_job(tmp_path: Path) -> None:
    home = tmp_path / "home"
    wrong = film_of_the_wrong_size(tmp_path / "wrong.mp4")
    environment = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "QT_QPA_PLATFORM")}
    environment |= {
        "AVATAR_INTAKE_HOME": str(home),
        "AVATAR_INTAKE_UNCHECKED": "1",
        "LANGUAGE": "zh_CN",
        "LANG": "zh_CN.UTF-8",
        "QT_QPA_PLATFORM": "xcb",
    }
    program = [sys.executable, str(PROGRAM), "--practice"]
    driver = [SYSTEM_PYTHON, str(DRIVER), "zh", str(SAMPLES), str(wrong), "--", *program]
    code, said, complaints = run_on_a_screen(driver, environment)
    assert code == 0, complaints
    told = json.loads(said.splitlines()[-1])
    assert told["reviewers"], "the reviewer's own words"
    assert len(told["job_ids"]) == 1, "the same job, put right"
    world = PracticeStudio(StudioOptions(data_dir=home / "practice")).world
    assert list(world.job_ids()) == told["job_ids"]
    for role, name in (("training_video", "training.mp4"), ("grant_file", "letter.pdf")):
        stored = world.stored_path(told["job_ids"][0], role)
        assert stored is not None, role
        assert sum_of(stored) == sum_of(SAMPLES / name), role
