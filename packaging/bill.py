"""Write the bill of materials of the built program: CycloneDX JSON of every part that PyInstaller has put into it.

The parts are read from PyInstaller's own notes, so the bill names what is in the folder, not what could have been. The
same build gives the same bill: it holds no time and no serial number.
"""

from __future__ import annotations

import ast
import hashlib
import json
import os
import platform
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OURS = "avatar-intake"
NOTES = ("COLLECT-00.toc", "EXE-00.toc", "PYZ-00.toc")
NATIVE = ("BINARY", "EXTENSION")
SPDX = re.compile(r"[A-Za-z0-9.+-]+( (AND|OR|WITH) [A-Za-z0-9.+-]+)*")

Json = dict[str, object]


@dataclass(frozen=True)
class Entry:
    """One file in the built program: its name there, where it came from, and PyInstaller's word for its kind."""

    name: str
    source: Path
    kind: str


@dataclass
class Part:
    """What one distribution has given to the program."""

    distribution: Distribution
    libraries: list[Entry] = field(default_factory=list)


def main() -> int:
    """Write the bill of the build whose notes lie in the first argument to the file of the second."""
    notes, target = (Path(word) for word in sys.argv[1:3])
    missing = [name for name in NOTES if not (notes / name).exists()]
    if missing:
        print("There is nothing built yet: `python3 packaging/tasks.py build` first.", file=sys.stderr)
        return 2
    found = [entry for name in NOTES for entry in entries(ast.literal_eval((notes / name).read_text("utf-8")))]
    made = bill(found, list(distributions()))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(made, indent=2, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    print(f"{target}: {len(made['components'])} parts")  # type: ignore[arg-type]
    return 0


def entries(note: object) -> Iterator[Entry]:
    """The files that a note of PyInstaller's names, however deep in it."""
    if not isinstance(note, (tuple, list)):
        return
    if len(note) == 3 and all(isinstance(word, str) for word in note):
        name, source, kind = note
        if kind not in ("SYMLINK", "OPTION", "PYZ"):
            yield Entry(name, Path(source), kind)
        return
    for inner in note:
        yield from entries(inner)


def bill(found: Iterable[Entry], installed: list[Distribution]) -> Json:
    """The bill of a program with these files."""
    parts, of_system = sorted_out(found, installed)
    ours = parts.pop(OURS, None) or Part(next(one for one in installed if normal(one.name) == OURS))
    components = [python(), *(component(part) for _, part in sorted(parts.items()))]
    components += [library(entry) for entry in sorted(of_system, key=lambda entry: entry.name)]
    application = component(ours) | {"type": "application"}
    needed = {
        name: sorted({normal(needs) for needs in requirements(part.distribution)} & parts.keys())
        for name, part in parts.items()
    }
    direct = sorted({normal(needs) for needs in requirements(ours.distribution)} & parts.keys())
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": application},
        "components": components,
        "dependencies": [
            {"ref": OURS, "dependsOn": ["python", *direct]},
            *({"ref": name, "dependsOn": refs} for name, refs in sorted(needed.items())),
        ],
    }


def sorted_out(found: Iterable[Entry], installed: list[Distribution]) -> tuple[dict[str, Part], list[Entry]]:
    """Which distribution each file came from; and the libraries of the system, which came from none."""
    givers = {path: one for one in installed for path in files_of(one)}
    own = next(one for one in installed if normal(one.name) == OURS)
    parts: dict[str, Part] = {}
    of_system: dict[str, Entry] = {}
    for entry in found:
        source = str(entry.source.parent.resolve() / entry.source.name)
        giver = givers.get(source) or (own if Path(source).is_relative_to(ROOT / "gui") else None)
        if giver is not None:
            part = parts.setdefault(normal(giver.name), Part(giver))
            part.libraries += [entry] if entry.kind in NATIVE else []
        elif entry.kind == "BINARY" and not Path(source).is_relative_to(sys.base_prefix):
            of_system[entry.name] = entry
    return parts, list(of_system.values())


def files_of(distribution: Distribution) -> Iterator[str]:
    """The absolute paths of what a distribution has installed."""
    folder = Path(str(distribution.locate_file(""))).resolve()
    for file in distribution.files or ():
        yield os.path.normpath(folder / file)


def component(part: Part) -> Json:
    """A distribution, with the native libraries that came in its wheel."""
    name, version = normal(part.distribution.name), part.distribution.version
    made: Json = {"type": "library", "bom-ref": name, "name": name, "version": version}
    made |= {"purl": f"pkg:pypi/{name}@{version}", "licenses": licences(part.distribution)}
    inner = [library(entry) for entry in sorted(part.libraries, key=lambda entry: entry.name)]
    return made | ({"components": inner} if inner else {})


def library(entry: Entry) -> Json:
    """A native library: its name in the program, and the hash of what was put there."""
    digest = hashlib.sha256(entry.source.read_bytes()).hexdigest()
    return {"type": "file", "name": entry.name, "hashes": [{"alg": "SHA-256", "content": digest}]}


def python() -> Json:
    """The interpreter and its standard library."""
    version = platform.python_version()
    made: Json = {"type": "platform", "bom-ref": "python", "name": "python", "version": version}
    cpe = f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*"
    return made | {"cpe": cpe, "licenses": [{"license": {"id": "Python-2.0.1"}}]}


def licences(distribution: Distribution) -> list[Json]:
    """A distribution's licence in CycloneDX's form: an expression where it is one, else in its own words."""
    said = licence(distribution)
    if distribution.metadata["License-Expression"] and SPDX.fullmatch(said):
        return [{"expression": said}]
    return [{"license": {"name": said}}]


def licence(distribution: Distribution) -> str:
    """What a distribution's metadata says of its licence, in one line; empty when it says nothing."""
    said = distribution.metadata["License-Expression"] or distribution.metadata["License"] or ""
    if said and "\n" not in said:
        return said
    classifiers = distribution.metadata.get_all("Classifier") or []
    return " / ".join(one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: "))


def requirements(distribution: Distribution) -> Iterator[str]:
    """The names of what a distribution requires here, without its extras."""
    from packaging.requirements import Requirement

    for line in distribution.requires or ():
        needed = Requirement(line)
        if needed.marker is None or needed.marker.evaluate({"extra": ""}):
            yield needed.name


def closure(name: str, installed: list[Distribution]) -> dict[str, Distribution]:
    """All that a distribution needs at run time, directly or not, itself left out."""
    by_name = {normal(one.name): one for one in installed}
    found: dict[str, Distribution] = {}
    ahead = [name]
    while ahead:
        for needed in map(normal, requirements(by_name[ahead.pop()])):
            if needed not in found:
                found[needed] = by_name[needed]
                ahead.append(needed)
    return found


def normal(name: str) -> str:
    """A distribution's name as an index writes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


if __name__ == "__main__":
    sys.exit(main())
