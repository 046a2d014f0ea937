"""The real program on a real screen with a window manager, gone through with a keyboard and nothing else, in Chinese.

What the driver looks for on its way stands in `drive_keyboard.py`: Tab comes round on every page, F1 opens the right
page of the manual and Esc closes it, and the focus is where it was. Here stands what has to come of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from screen_session import SAMPLES, assert_stored, drive

DRIVER = Path(__file__).with_name("drive_keyboard.py")


@pytest.mark.screen
def test_a_person_with_only_a_keyboard_rehearses_from_an_empty_desk_to_done(tmp_path: Path) -> None:
    home = tmp_path / "home"
    told = drive(DRIVER, [str(SAMPLES), "--", sys.executable, "-m", "avatar_intake"], home)
    assert told["nameless"] == [], "what has the focus has a role and a Chinese name"
    steps = [said.split()[1] for said in told["announced"] if said.startswith("第 ")]
    assert steps == [str(number) for number in range(1, 10)], "each page is announced when it is come to, and once"
    assert "还缺：数字人名称" in told["announced"]
    assert "检查全部通过 需要的内容都齐了。" in told["announced"]
    assert told["announced"].count("正在重新检查全部内容…") <= 1, "on its page only"
    assert told["announced"][0].startswith("第 1 步"), "nothing is said of a page that nobody is on"
    assert "正在提交…" in told["announced"]
    files = {"training_video": "training.mp4", "grant_file": "letter.pdf", "cover": "cover.jpg"}
    assert_stored(home, told["job_id"], **files)
