"""The real program on a real screen, gone through by what a screen reader is told, in both languages.

A person's first day: an empty home, the sample materials, the wizard from its first page to *Done*. What the practice
studio has stored at the end has to be the file that was chosen, byte for byte.
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
DRIVER = Path(__file__).with_name("drive_wizard.py")
SYSTEM_PYTHON = "/usr/bin/python3"  # pyatspi is a package of the system's Python
LOCALES = {"en": ("en", "C.UTF-8"), "zh": ("zh_CN", "zh_CN.UTF-8")}
PATIENCE_S = 180
WAYS = {"account": [], "practice": ["--practice"]}


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
@pytest.mark.parametrize(("language", "way"), [("zh", "account"), ("en", "practice")])
def test_a_rehearsal_from_the_first_page_to_done_stores_the_chosen_video(
    tmp_path: Path, language: str, way: str
) -> None:
    home = tmp_path / "home"
    named, locale = LOCALES[language]
    environment = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "QT_QPA_PLATFORM")}
    environment |= {"AVATAR_INTAKE_HOME": str(home), "LANGUAGE": named, "LANG": locale, "QT_QPA_PLATFORM": "xcb"}
    program = [sys.executable, "-m", "avatar_intake", *WAYS[way]]
    driver = [SYSTEM_PYTHON, str(DRIVER), language, way, str(SAMPLES), "--", *program]
    code, said, complaints = run_on_a_screen(driver, environment)
    assert code == 0, complaints
    told = json.loads(said.splitlines()[-1])
    assert len(told["pages"]) == (8 if way == "account" else 7)
    world = PracticeStudio(StudioOptions(data_dir=home / "practice")).world
    assert world.job_ids() == (told["job_id"],)
    # The pictures of the ID card are not looked for: the studio deletes them after its check, as the service does.
    for role, name in (("training_video", "training.mp4"), ("grant_file", "letter.pdf")):
        stored = world.stored_path(told["job_id"], role)
        assert stored is not None, role
        assert sum_of(stored) == sum_of(SAMPLES / name), role
