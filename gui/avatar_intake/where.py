"""Where bundled files and the user's own folders are. Makes our folder, private; reads nothing."""

from __future__ import annotations

import os
import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent


def resources() -> Path:
    """The folder of bundled files: in a checkout, in a wheel or in a frozen program, whichever this is."""
    frozen = getattr(sys, "_MEIPASS", None)
    places = [Path(frozen) / "resources"] if frozen else []
    places += [_HERE / "_resources", _HERE.parent.parent / "resources"]
    return next((place for place in places if place.is_dir()), places[-1])


def data_folder() -> Path:
    """The folder of what we remember: `AVATAR_INTAKE_HOME` or the system's place for it. Made, 0700."""
    chosen = os.environ.get("AVATAR_INTAKE_HOME")
    if chosen:
        folder = Path(chosen).expanduser().absolute()
    else:
        from platformdirs import user_data_path

        folder = user_data_path("avatar-intake", appauthor=False)
    return private_folder(folder)


def private_folder(folder: Path) -> Path:
    """Make ``folder`` for this user's eyes only (0700; on Windows the profile's own rights hold)."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if os.name == "posix":
        folder.chmod(0o700)
    return folder


def private_file(path: Path) -> Path:
    """Make ``path`` exist with 0600 before anything is written into it."""
    os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
    if os.name == "posix":
        path.chmod(0o600)
    return path
