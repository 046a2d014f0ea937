"""What Linux programs and libraries ask of the system, as binutils' `readelf` tells it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

_MAGIC = b"\x7fELF"
_FILE = re.compile(r"^File: (.*)$")
_NEEDED = re.compile(r"\(NEEDED\).*\[(.*)\]")
_WANTED = re.compile(r"Name: ((?:GLIBC|GLIBCXX)_[\d.]+)\b")
_AT_ONCE = 200  # files a call


@dataclass
class Asked:
    """Of one file: the libraries that it links to, and the newest symbols of glibc and libstdc++."""

    libraries: set[str] = field(default_factory=set)
    versions: dict[str, tuple[int, ...]] = field(default_factory=dict)


def programs_in(folder: Path) -> list[Path]:
    """Every program and library below it, in order; links are left out."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            with path.open("rb") as file:
                if file.read(4) == _MAGIC:
                    found.append(path)
    return found


def asked_by(paths: Iterable[Path]) -> dict[Path, Asked]:
    """What each of them asks of the system. Raises `SystemExit` without binutils."""
    if not shutil.which("readelf"):
        raise SystemExit("binutils is missing: apt-get install binutils")
    told: dict[Path, Asked] = {}
    left = [str(path) for path in paths]
    while left:
        now, left = left[:_AT_ONCE], left[_AT_ONCE:]
        # A second name makes readelf say of which file it speaks.
        run = subprocess.run(
            ["readelf", "-W", "-d", "-V", "/dev/null", *now],
            capture_output=True,
            text=True,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            check=False,
        )
        told |= parsed(run.stdout)
    return told


def parsed(text: str) -> dict[Path, Asked]:
    """The same from readelf's own words."""
    told: dict[Path, Asked] = {}
    asked = Asked()
    for line in text.splitlines():
        if file := _FILE.match(line):
            asked = told.setdefault(Path(file[1]), Asked())
        elif needed := _NEEDED.search(line):
            asked.libraries.add(needed[1])
        elif wanted := _WANTED.search(line):
            family, _, number = wanted[1].partition("_")
            version = tuple(int(part) for part in number.split("."))
            asked.versions[family] = max(version, asked.versions.get(family, ()))
    return told
