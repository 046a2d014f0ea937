"""What may be installed: exact versions with the hashes of their wheels, and no address in any file."""

from __future__ import annotations

import re
import tomllib
from importlib.metadata import distributions, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging_tools import FOLDER, tool

lock = tool("lock")
bill = tool("bill")
SETS = sorted((FOLDER / "constraints").glob("*.txt"))
PROJECT = tomllib.loads((FOLDER.parent / "pyproject.toml").read_text("utf-8"))


def blocks(file: Path) -> list[tuple[Requirement, list[str]]]:
    """The requirements of a file, each with its hashes."""
    text = re.sub(r"^#.*\n", "", file.read_text("utf-8")).replace(" \\\n", "\n")
    found: list[tuple[Requirement, list[str]]] = []
    for line in text.splitlines():
        if line.startswith(" "):
            found[-1][1].append(line.strip())
        else:
            found.append((Requirement(line), []))
    return found


def is_for_here(needed: Requirement) -> bool:
    return needed.marker is None or needed.marker.evaluate()


def test_there_is_one_set_for_the_program_and_one_for_each_extra() -> None:
    assert {file.stem for file in SETS} == {"run", *PROJECT["project"]["optional-dependencies"]}


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_every_requirement_is_one_version_with_the_hashes_of_its_wheels(file: Path) -> None:
    for needed, hashes in blocks(file):
        assert re.fullmatch(r"==[0-9][0-9A-Za-z.]*", str(needed.specifier)), needed
        assert needed.url is None
        assert hashes, needed
        assert all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), needed


@pytest.mark.parametrize("name", ["run", "test"])
def test_what_is_installed_is_what_is_locked(name: str) -> None:
    backend = {"hatchling", "editables", "packaging", "pathspec", "pluggy", "tomlkit", "trove-classifiers"}
    wanted = {
        one.name: str(one.specifier) for one, _ in blocks(FOLDER / "constraints" / f"{name}.txt") if is_for_here(one)
    }
    assert {one: f"=={version(one)}" for one in wanted.keys() - backend} == {
        one: pin for one, pin in wanted.items() if one not in backend
    }


def test_everything_that_the_program_needs_is_locked() -> None:
    locked = {one.name for one, _ in blocks(FOLDER / "constraints" / "run.txt")}
    assert bill.closure("avatar-intake", list(distributions())).keys() <= locked


@pytest.mark.parametrize(
    "wheel",
    [
        "requests-2.34.2-py3-none-any.whl",
        "six-1.17.0-py2.py3-none-any.whl",
        "av-18.1.0-cp311-abi3-manylinux_2_28_x86_64.whl",
        "cffi-2.1.1-cp312-cp312-manylinux2014_aarch64.manylinux_2_17_aarch64.whl",
        "cryptography-50.0.2-cp37-abi3-win_amd64.whl",
        "pillow-13.0.0-cp313-cp313-macosx_11_0_arm64.whl",
        "PySide6_Essentials-6.11.3-cp310-abi3-macosx_13_0_universal2.whl",
    ],
)
def test_a_wheel_of_a_platform_that_is_named_is_locked(wheel: str) -> None:
    assert lock.is_wanted(wheel)


@pytest.mark.parametrize(
    "wheel",
    [
        "six-1.17.0-py2-none-any.whl",
        "cffi-2.1.1-cp310-cp310-manylinux2014_x86_64.whl",
        "cffi-2.1.1-cp314-cp314t-manylinux2014_x86_64.whl",
        "cffi-2.1.1-cp312-cp312-musllinux_1_2_x86_64.whl",
        "pillow-13.0.0-cp312-cp312-win32.whl",
        "pymongo-4.18.2-cp312-cp312-manylinux_2_17_ppc64le.manylinux2014_ppc64le.whl",
        "pillow-13.0.0-pp311-pypy311_pp73-win_amd64.whl",
    ],
)
def test_a_wheel_that_none_of_our_platforms_would_install_is_not_locked(wheel: str) -> None:
    assert not lock.is_wanted(wheel)


def test_a_package_without_a_wheel_that_fits_is_refused() -> None:
    with pytest.raises(SystemExit, match="odd 1 has no wheel"):
        lock.lines({"name": "odd", "version": "1", "sdist": {"hashes": {"sha256": "0"}}})


def test_the_address_of_a_file_is_not_kept() -> None:
    wheel = {"url": "https://files.example/a/odd-1-py3-none-any.whl", "hashes": {"sha256": "ab"}}
    assert lock.lines({"name": "odd", "version": "1", "wheels": [wheel]}) == "odd==1 \\\n    --hash=sha256:ab\n"
