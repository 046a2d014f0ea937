"""The real program on a real screen, gone through by what a screen reader is told, in both languages.

A person's first day: an empty home, the sample materials, the wizard from its first page to *Done*. What the practice
studio has stored at the end has to be the file that was chosen, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from screen_session import SAMPLES, assert_stored, drive

DRIVER = Path(__file__).with_name("drive_wizard.py")
WAYS = {"account": [], "practice": ["--practice"]}


@pytest.mark.screen
@pytest.mark.parametrize(("language", "way"), [("zh", "account"), ("en", "practice")])
def test_a_rehearsal_from_the_first_page_to_done_stores_the_chosen_video(
    tmp_path: Path, language: str, way: str
) -> None:
    home = tmp_path / "home"
    program = [sys.executable, "-m", "avatar_intake", *WAYS[way]]
    told = drive(DRIVER, [language, way, str(SAMPLES), "--", *program], home, language)
    assert len(told["pages"]) == (8 if way == "account" else 7)
    assert_stored(home, told["job_id"], training_video="training.mp4", grant_file="letter.pdf")
