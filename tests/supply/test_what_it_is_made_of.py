"""The credits name everything with its licence, the bill what was built in; an audit says what it knows."""

from __future__ import annotations

import hashlib
import json
import re
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging_tools import FOLDER, tool

bill = tool("bill")
audit = tool("audit")
INSTALLED = list(distributions())
SITE = Path(next(one for one in INSTALLED if one.name == "requests").locate_file("")).resolve()


def credited() -> dict[str, str]:
    text = (FOLDER.parent / "resources" / "CREDITS.md").read_text("utf-8")
    return dict(re.findall(r"^\| `([^`]+)` \| ([^|]+) \|$", text, re.MULTILINE))


def test_the_credits_name_every_package_of_the_program_with_the_licence_that_it_states() -> None:
    needed = bill.closure("avatar-intake", INSTALLED)
    assert {name: bill.licence(one) for name, one in needed.items()} == {
        name: words for name, words in credited().items() if name in needed
    }


def test_the_credits_name_what_other_systems_need_and_nothing_else() -> None:
    lines = (FOLDER / "constraints" / "run.txt").read_text("utf-8").replace(" \\\n", "\n").splitlines()
    locked = [Requirement(line) for line in lines if line and line[0] not in " #"]
    elsewhere = {one.name for one in locked if one.marker is not None and not one.marker.evaluate()}
    assert credited().keys() == bill.closure("avatar-intake", INSTALLED).keys() | elsewhere


def test_a_bill_names_what_pyinstaller_has_put_in_and_nothing_else(tmp_path: Path) -> None:
    library = tmp_path / "libodd.so.1"
    library.write_bytes(b"made up")
    wheels_own = next(path for path in sorted((SITE / "PIL").glob("_imaging.*")))
    note = (
        "/build/PYZ-00.pyz",
        [("requests.api", str(SITE / "requests" / "api.py"), "PYMODULE"), ("os", "/nowhere/os.py", "PYMODULE")],
        [("libodd.so.1", str(library), "BINARY"), ("libodd.so", "libodd.so.1", "SYMLINK")],
        [("PIL/_imaging.so", str(wheels_own), "EXTENSION")],
        [("avatar_intake", str(FOLDER.parent / "gui" / "avatar_intake" / "__init__.py"), "PYMODULE")],
    )
    made = bill.bill(bill.entries(note), INSTALLED)
    by_name = {one["name"]: one for one in made["components"]}
    assert by_name.keys() == {"python", "requests", "pillow", "libodd.so.1"}
    assert by_name["libodd.so.1"]["hashes"] == [{"alg": "SHA-256", "content": hashlib.sha256(b"made up").hexdigest()}]
    assert [one["name"] for one in by_name["pillow"]["components"]] == ["PIL/_imaging.so"]
    assert by_name["requests"]["purl"] == f"pkg:pypi/requests@{by_name['requests']['version']}"
    assert made["metadata"]["component"]["name"] == "avatar-intake"
    assert {"ref": "avatar-intake", "dependsOn": ["python", "pillow", "requests"]} in made["dependencies"]
    assert json.loads(json.dumps(made)) == made
    assert str(tmp_path) not in json.dumps(made)


CLEAN = {"name": "requests", "version": "2.34.2", "vulns": []}
FLAWED = {"name": "odd", "version": "1", "vulns": [{"id": "PYSEC-0", "fix_versions": ["2"]}]}
UNKNOWN = {"name": "own", "skip_reason": "Dependency not found on the index"}


@pytest.mark.parametrize(
    ("packages", "code", "words"),
    [
        ([CLEAN], 0, "No advisory about any of 1"),
        ([CLEAN, FLAWED], 1, "odd 1: PYSEC-0, mended in 2"),
        ([FLAWED, UNKNOWN], 1, "no answer about own"),
        ([CLEAN, UNKNOWN], 3, "no answer about own"),
        ([UNKNOWN], 3, "no advisories"),
        ([], 3, "no advisories"),
    ],
)
def test_an_audit_says_what_it_knows_and_that_it_knows_nothing(packages: list[object], code: int, words: str) -> None:
    found = audit.verdict(json.dumps({"dependencies": packages, "fixes": []}), "")
    assert found.code == code
    assert words in "\n".join(found.lines)


def test_an_audit_that_reaches_nobody_says_so() -> None:
    found = audit.verdict("", "Traceback …\nConnectionError: the name is not known\n")
    assert found.code == 3
    assert found.lines[0].startswith("The advisory service could not be asked")
    assert found.lines[1] == "ConnectionError: the name is not known"
