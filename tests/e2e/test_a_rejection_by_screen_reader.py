"""A rejection on a real screen, gone through by what a screen reader is told.

The film has the wrong size, and the checks here are switched off by the option for experts, so that the practice studio
really rejects it. The desk shows why; only the film and both ID pictures are given again; the same job is finished.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from screen_session import ROOT, SAMPLES, assert_stored, drive

DRIVER = Path(__file__).with_name("drive_rejection.py")
PROGRAM = ROOT / "tests" / "helpers" / "quick_program.py"


def film_of_the_wrong_size(path: Path) -> Path:
    """The sample film, declared to be only 1280×720 of its picture: good in all but its size, and made in no time."""
    cut = "h264_metadata=crop_right=640:crop_bottom=368"  # eight lines of 1088 were cut already
    made = ["ffmpeg", "-nostdin", "-v", "error", "-i", str(SAMPLES / "training.mp4"), "-c", "copy", "-bsf:v", cut]
    subprocess.run([*made, str(path)], check=True, timeout=60)
    return path


@pytest.mark.screen
def test_a_film_of_the_wrong_size_is_rejected_put_right_and_finished_under_the_same_job(tmp_path: Path) -> None:
    home = tmp_path / "home"
    wrong = film_of_the_wrong_size(tmp_path / "wrong.mp4")
    program = [sys.executable, str(PROGRAM), "--practice"]
    told = drive(DRIVER, ["zh", str(SAMPLES), str(wrong), "--", *program], home, AVATAR_INTAKE_UNCHECKED="1")
    assert told["reviewers"], "the reviewer's own words"
    assert len(told["job_ids"]) == 1, "the same job, put right"
    assert_stored(home, told["job_ids"][0], training_video="training.mp4", grant_file="letter.pdf")
