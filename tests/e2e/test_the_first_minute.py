"""A newcomer without an account, an empty data folder and nobody to ask: how far it is to a finished rehearsal."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from screen_session import SAMPLES, drive

from avatar_intake.practice.server import PracticeStudio, StudioOptions

DRIVER = Path(__file__).with_name("drive_first_minute.py")
MOST_PRESSES = 12
MOST_SECONDS = 180.0


@pytest.mark.screen
def test_a_newcomer_has_rehearsed_after_a_dozen_keys_and_three_minutes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = drive(DRIVER, [str(SAMPLES), "--", sys.executable, "-m", "avatar_intake"], home)
    assert told["presses"] <= MOST_PRESSES
    assert told["seconds"] < MOST_SECONDS
    assert told["nameless"] == []
    assert len(PracticeStudio(StudioOptions(data_dir=home / "practice")).world.job_ids()) == 1
