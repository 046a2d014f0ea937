"""From the program's folder: the Windows installer, with NSIS. `tasks.py build` calls it on Windows.

    py packaging/build_windows.py

Signs what Windows asks about when `AVATAR_INTAKE_SIGN` is set: a command with %1 (no quotes) for the file.
On another system the script can be checked with a stand-in: `--payload FOLDER`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

import release

ROOT = release.ROOT
SCRIPT = ROOT / "packaging" / "windows" / "avatar-intake.nsi"
PROGRAMS = ("avatar-intake.exe", "avatar-intake-window.exe")


def command(payload: Path, icon: Path, output: Path, sign: str, *, nsis: str = "makensis") -> list[str]:
    """How makensis is called; warnings are errors."""
    said, mark = release.version(), "/" if os.name == "nt" else "-"
    licence = ROOT / "packaging" / "licences" / "GPL-3.0.txt"
    facts = {
        "VERSION": said,
        "NUMBERS": release.four_numbers(said),
        "PAYLOAD": str(payload),
        "ICON": str(icon),
        "LICENCE": str(licence),
        "OUTPUT": str(output),
    }
    if sign:
        facts["SIGN"] = sign.replace("%1", '"%1"')  # makensis puts the path there as it is
    defined = [f"{mark}D{key}={value}" for key, value in facts.items()]
    return [nsis, f"{mark}V2", f"{mark}WX", f"{mark}INPUTCHARSET", "UTF8", *defined, str(SCRIPT)]


def main(arguments: list[str] | None = None) -> int:
    """Sign the programs, make the installer; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--payload", type=Path, default=ROOT / "dist" / "avatar-intake")
    payload = parser.parse_args(arguments or []).payload.resolve()
    nsis, sign = shutil.which("makensis"), os.environ.get("AVATAR_INTAKE_SIGN", "")
    if nsis is None:
        print(f"The program is in {payload}. For the installer NSIS is missing (nsis.sourceforge.io).", file=sys.stderr)
        return 2
    if missing := [name for name in PROGRAMS if not (payload / name).is_file()]:
        print(f"{payload} lacks {', '.join(missing)}: `tasks.py build` on Windows makes them.", file=sys.stderr)
        return 2
    for name in PROGRAMS if sign else ():
        subprocess.run(sign.replace("%1", f'"{payload / name}"'), shell=True, check=True)
    if not sign:
        print("Not signed: Windows will warn about it. See packaging/README.md.", file=sys.stderr)
    output = ROOT / "dist" / f"avatar-intake-{release.version()}-windows-x64-setup.exe"
    output.parent.mkdir(exist_ok=True)
    icon = ROOT / "build" / "made" / "avatar-intake.ico"
    return subprocess.run(command(payload, icon, output, sign, nsis=nsis), check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
