"""Lets a built program do the main job on the practice studio: on the command line, and in the window with --window.

    .venv/bin/python packaging/smoke.py [--window] [--folder FOLDER] [-- PROGRAM [ARGUMENTS]]

PROGRAM is dist/avatar-intake/avatar-intake unless one is named. Besides the job: a phone's HEIC picture, a
letter made from photographs, a film that is encoded anew; so every library that is loaded late has been loaded. The
window is gone through by what a screen reader is told (tests/e2e/drive_wizard.py), in both languages; that needs Xvfb.

FOLDER is where everything is put; a program that sees another root (`bare_debian.py`) has to see it by the same name.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "avatar-intake" / ("avatar-intake.exe" if os.name == "nt" else "avatar-intake")
DRIVER = ROOT / "tests" / "e2e" / "drive_wizard.py"
SYSTEM_PYTHON = "/usr/bin/python3"  # pyatspi is a package of the system's Python
LOCALES = {"en": ("en", "C.UTF-8"), "zh": ("zh_CN", "zh_CN.UTF-8")}
PATIENCE_S = 180
# What would make a program work that has not brought everything.
_HELPFUL = ("PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "LC_ALL")


class SmokeFailed(Exception):
    """The program did not do what it should."""


@dataclass(frozen=True)
class Smoke:
    """A program and a folder for all that it is given and leaves behind."""

    program: tuple[str, ...]
    folder: Path

    def on_the_command_line(self) -> None:
        """The main job and the libraries that it does not need. Raises `SmokeFailed`."""
        samples = self._samples()
        result = self._told("submit", str(samples / "intake.toml"), "--practice", "--json")[-1]
        if result["error"] is not None or not result["job_id"]:
            raise SmokeFailed(f"submit: {result['error']}")
        for material in result["materials"]:
            if material["sha256"] != sum_of(Path(material["path"])):
                raise SmokeFailed(f"submit: {material['path']} was not stored as it is")
        self._stored_video("home", samples / "training.mp4")
        picture = self._phone_picture()
        facts = {
            finding["rule"]: finding
            for finding in self._told("check", str(picture), "--json", codes=(3,))[-1]["findings"]
        }
        if facts["picture-format"]["found"] != "HEIC":
            raise SmokeFailed(f"check: {facts['picture-format']}")
        self._repaired(samples / "cover.jpg", samples / "id-card-portrait.jpg", role="grant_file", suffix="pdf")
        self._repaired(self._odd_film(), role="training_video", suffix="mp4")

    def in_the_window(self, language: str) -> None:
        """A rehearsal from the first page to *Done*. Raises `SmokeFailed`."""
        samples, home = self._samples(), self.folder / f"home-{language}"
        runtime = self.folder / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        named, locale = LOCALES[language]
        environment = self._environment(home.name) | {"LANGUAGE": named, "LANG": locale, "QT_QPA_PLATFORM": "xcb"}
        environment |= {"XDG_RUNTIME_DIR": str(runtime), "TMPDIR": str(self.folder)}
        drive = [SYSTEM_PYTHON, str(DRIVER), language, "practice", str(samples), "--", *self.program, "--practice"]
        code, said, complaints = run_in_a_group(["xvfb-run", "-a", "dbus-run-session", "--", *drive], environment)
        if code:
            raise SmokeFailed(f"the window in {language}: {complaints}")
        told = json.loads(said.splitlines()[-1])
        if len(told["pages"]) != 7 or not told["job_id"]:
            raise SmokeFailed(f"the window in {language}: {told}")
        self._stored_video(home.name, samples / "training.mp4")

    def _samples(self) -> Path:
        """The materials, where the program sees them."""
        return Path(shutil.copytree(ROOT / "resources" / "samples", self.folder / "samples", dirs_exist_ok=True))

    def _environment(self, home: str) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key not in _HELPFUL}
        return kept | {"AVATAR_INTAKE_HOME": str(self.folder / home), "QT_QPA_PLATFORM": "offscreen"}

    def _told(self, *arguments: str, codes: tuple[int, ...] = (0,)) -> list[dict[str, Any]]:
        run = subprocess.run(
            [*self.program, *arguments],
            env=self._environment("home"),
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )
        if run.returncode not in codes:
            raise SmokeFailed(f"{' '.join(arguments)}: exit code {run.returncode}\n{run.stdout}\n{run.stderr}")
        return [json.loads(line) for line in run.stdout.splitlines()]

    def _stored_video(self, home: str, video: Path) -> None:
        """What the studio has stored is the file that was chosen, byte for byte."""
        stored = list((self.folder / home / "practice" / "files").rglob("training_video"))
        if [sum_of(path) for path in stored] != [sum_of(video)]:
            raise SmokeFailed(f"{len(stored)} videos are stored, or it is another one")

    def _phone_picture(self) -> Path:
        import films

        return films.heic_picture(self.folder / "phone.heic")

    def _odd_film(self) -> Path:
        """A short film that has to be encoded anew, and then is still short."""
        import films

        return films.film(self.folder / "odd.avi", width=640, height=360, seconds=4, codec="mpeg4", container="avi")

    def _repaired(self, *paths: Path, role: str, suffix: str) -> None:
        new = self.folder / f"repaired-{role}.{suffix}"
        told = self._told("repair", *map(str, paths), "--out", str(new), "--as", role, "--json", codes=(0, 3))[-1]
        if not new.exists() or told["repaired"]["sha256"] != sum_of(new):
            raise SmokeFailed(f"repair: {told}")


def run_in_a_group(command: list[str], environment: dict[str, str]) -> tuple[int, str, str]:
    """Run it with all that it starts; nothing of it is left behind, however it ends."""
    pipe = subprocess.PIPE
    with subprocess.Popen(
        command, env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
    ) as group:
        try:
            said, complaints = group.communicate(timeout=PATIENCE_S)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group.pid, signal.SIGKILL)
    return group.returncode, said, complaints


def sum_of(path: Path) -> str:
    """Its SHA-256."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def smoke(program: tuple[str, ...], folder: Path, *, is_in_window: bool) -> int:
    """Try it and say how it went; returns the exit code."""
    tried = Smoke(program, folder)
    steps = [("the command line", tried.on_the_command_line)]
    if is_in_window:
        steps += [
            (f"the window ({language})", lambda language=language: tried.in_the_window(language))
            for language in LOCALES
        ]
    for name, step in steps:
        begun = time.monotonic()
        try:
            step()
        except SmokeFailed as failed:
            print(f"{name}: FAILED: {failed}", file=sys.stderr)
            return 1
        print(f"{name}: done in {time.monotonic() - begun:.1f} s", flush=True)
    return 0


def main() -> int:
    """Read the arguments, do it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--window", action="store_true", help="in the window too, under Xvfb")
    parser.add_argument("--folder", type=Path, help="an empty folder instead of a temporary one; it is kept")
    parser.add_argument("program", nargs="*", default=[str(BUILT)])
    asked = parser.parse_args()
    sys.path[:0] = [str(ROOT / "gui"), str(ROOT / "tests" / "helpers")]
    with contextlib.ExitStack() as held:
        folder = asked.folder or Path(held.enter_context(tempfile.TemporaryDirectory(prefix="avatar-intake-smoke-")))
        return smoke(tuple(asked.program), folder, is_in_window=asked.window)


if __name__ == "__main__":
    sys.exit(main())
