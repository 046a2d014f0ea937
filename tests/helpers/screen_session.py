"""A screen for the real program and whoever drives it: an X server and a bus of their own, and what came of it."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import signal
import subprocess
from pathlib import Path
from typing import Any

from avatar_intake.practice.server import PracticeStudio, StudioOptions

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "resources" / "samples"
SYSTEM_PYTHON = "/usr/bin/python3"  # pyatspi is a package of the system's Python
LOCALES = {"en": ("en", "C.UTF-8"), "zh": ("zh_CN", "zh_CN.UTF-8")}
PATIENCE_S = 220


def drive(driver: Path, arguments: list[str], home: Path, language: str = "zh", **more: str) -> dict[str, Any]:
    """Let a driver go through the program over ``home``; returns what it told. Fails with what it complained of.

    ``arguments`` hold ``--`` and the program. Nothing is left behind, however it ends.
    """
    named, locale = LOCALES[language]
    environment = {key: value for key, value in os.environ.items() if key not in ("LC_ALL", "QT_QPA_PLATFORM")}
    environment |= {"AVATAR_INTAKE_HOME": str(home), "LANGUAGE": named, "LANG": locale, "QT_QPA_PLATFORM": "xcb"}
    command = ["xvfb-run", "-a", "dbus-run-session", "--", SYSTEM_PYTHON, str(driver), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment | more, cwd=ROOT, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as group:
        try:
            said, complaints = group.communicate(timeout=PATIENCE_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group.pid, signal.SIGKILL)
    assert group.returncode == 0, complaints
    told = json.loads(said.splitlines()[-1])
    assert isinstance(told, dict)
    return told


def assert_stored(home: Path, job_id: str, **names: str) -> None:
    """The practice studio over ``home`` has exactly this job, with these sample files byte for byte.

    The pictures of the ID card cannot be looked for: the studio deletes them after its check, as the service does.
    """
    world = PracticeStudio(StudioOptions(data_dir=home / "practice")).world
    assert world.job_ids() == (job_id,)
    for role, name in names.items():
        stored = world.stored_path(job_id, role)
        assert stored is not None, role
        assert sum_of(stored) == sum_of(SAMPLES / name), role


def sum_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
