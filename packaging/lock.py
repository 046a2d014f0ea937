"""Write which exact files may be installed: for each set of dependencies its versions and the hashes of its wheels.

uv resolves; what it finds is written in pip's own form, without the address of any index, so that any index may serve
the files. Only wheels are named: nothing is built, so no stranger's set-up code runs at install time.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from packaging.utils import parse_wheel_filename

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "packaging" / "constraints"
PROJECT = ROOT / "pyproject.toml"
OLDEST = (3, 11)
PLATFORMS = re.compile(
    r"any|manylinux.*_(x86_64|aarch64)|linux_(x86_64|aarch64)|win_(amd64|arm64)|macosx_.*_(x86_64|arm64|universal2)"
)
HEAD = "# Made by `python3 packaging/tasks.py constraints`; the wheels for {platforms}.\n".format(
    platforms="Linux (x86_64, aarch64), Windows and macOS"
)

Locked = dict[str, Any]


def main() -> int:
    """Resolve every set anew and write its file."""
    project = tomllib.loads(PROJECT.read_text("utf-8"))
    extras = list(project["project"]["optional-dependencies"])
    with tempfile.TemporaryDirectory() as made:
        # The backend is installed with the rest: an install that is isolated would fetch one that nobody has looked at.
        backend = Path(made, "backend.in")
        backend.write_text("\n".join(project["build-system"]["requires"]), "utf-8")
        whole = resolve(backend, extras)
        pins = Path(made, "pins.txt")
        pins.write_text("".join(f"{name}=={one['version']}\n" for name, one in whole.items()), "utf-8")
        base = resolve(backend, [], pins)
        sets = {"run": base} | {extra: beyond(base, resolve(backend, [extra], pins)) for extra in extras}
    FOLDER.mkdir(exist_ok=True)
    for stale in set(FOLDER.glob("*.txt")) - {FOLDER / f"{name}.txt" for name in sets}:
        stale.unlink()
    for name, packages in sets.items():
        (FOLDER / f"{name}.txt").write_text(HEAD + "".join(lines(one) for one in packages.values()), "utf-8")
    return 0


def resolve(backend: Path, extras: list[str], pins: Path | None = None) -> dict[str, Locked]:
    """What uv finds for the project with these extras: name -> its version, marker and files."""
    found = backend.with_name("pylock.toml")
    found.unlink(missing_ok=True)
    command = [sys.executable, "-m", "uv", "pip", "compile", str(PROJECT), str(backend), "--universal", "--quiet"]
    command += ["--python-version", ".".join(map(str, OLDEST)), "--only-binary", ":all:", "--no-header"]
    command += [word for extra in extras for word in ("--extra", extra)]
    command += ["--constraint", str(pins)] if pins else []
    subprocess.run([*command, "--format", "pylock.toml", "-o", str(found)], cwd=ROOT, check=True)
    return {one["name"]: one for one in tomllib.loads(found.read_text("utf-8"))["packages"]}


def beyond(base: dict[str, Locked], more: dict[str, Locked]) -> dict[str, Locked]:
    """What a set needs beside the base."""
    return {name: one for name, one in more.items() if one != base.get(name)}


def lines(locked: Locked) -> str:
    """One requirement, with the hashes of the wheels that a named platform may use."""
    hashes = sorted({wheel["hashes"]["sha256"] for wheel in locked.get("wheels", ()) if is_wanted(file_name(wheel))})
    if not hashes:
        raise SystemExit(f"{locked['name']} {locked['version']} has no wheel for the named platforms")
    marker = f" ; {locked['marker']}" if "marker" in locked else ""
    first = f"{locked['name']}=={locked['version']}{marker}"
    return " \\\n".join([first, *(f"    --hash=sha256:{one}" for one in hashes)]) + "\n"


def file_name(wheel: dict[str, Any]) -> str:
    """The name of a wheel's file; the index may leave it to the address."""
    return str(wheel.get("name") or wheel["url"].rpartition("/")[2])


def is_wanted(wheel: str) -> bool:
    """Whether a wheel is for a Python and a platform that we name."""
    return any(
        PLATFORMS.fullmatch(tag.platform) is not None and is_for_python(tag.interpreter, tag.abi)
        for tag in parse_wheel_filename(wheel)[3]
    )


def is_for_python(interpreter: str, abi: str) -> bool:
    """Whether a wheel's tag is one of a Python that we run on: pure, CPython's stable interface, or 3.11 and newer."""
    if interpreter.startswith("py"):
        return interpreter.startswith("py3")
    number = re.fullmatch(r"cp3(\d+)", interpreter)
    return number is not None and (abi == "abi3" or (int(number[1]) >= OLDEST[1] and not abi.endswith("t")))


if __name__ == "__main__":
    sys.exit(main())
