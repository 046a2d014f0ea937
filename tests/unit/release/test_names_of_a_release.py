"""A release has one version, and every system is told it in its own form."""

from __future__ import annotations

import plistlib
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

import avatar_intake
import build_macos
import build_windows
import release

ROOT = Path(__file__).resolve().parents[3]
README = (ROOT / "README.md").read_text(encoding="utf-8")
# What makes installers; the bench and the README tell of versions that were.
TEMPLATES = [
    *(ROOT / "packaging").glob("*.spec"),
    *(ROOT / "packaging" / "linux").iterdir(),
    *(ROOT / "packaging" / "windows").iterdir(),
    *(ROOT / "packaging" / "macos").iterdir(),
    *(ROOT / "packaging").glob("build_*.py"),
    ROOT / "packaging" / "release.py",
]


def test_the_version_is_the_programs_own() -> None:
    assert release.version() == avatar_intake.__version__


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_a_version_of_its_own(path: Path) -> None:
    assert not re.search(rf"(?<![\d.]){re.escape(release.version())}(?![\d.])", path.read_text(encoding="utf-8"))


def test_the_readme_says_what_has_changed_in_this_version() -> None:
    assert release.changes(release.version(), README)


def test_changes_are_one_sentence_each() -> None:
    readme = "# A\n\n## Changes\n\n1.1.0 — the first thing; the\nsecond one.\n\n1.0.0 — all else.\n"

    assert release.changes("1.1.0", readme) == ["The first thing.", "The second one."]
    with pytest.raises(SystemExit, match="says nothing"):
        release.changes("1.2.0", readme)


@pytest.mark.parametrize(
    ("said", "debian", "three", "four"),
    [
        ("1.2.3", "1.2.3", "1.2.3", "1.2.3.0"),
        ("1.2", "1.2", "1.2.0", "1.2.0.0"),
        ("1.2.3rc1", "1.2.3~rc1", "1.2.3", "1.2.3.0"),
        ("1.2.3.dev4", "1.2.3~dev4", "1.2.3", "1.2.3.0"),
        ("1.2.3.post1", "1.2.3+post1", "1.2.3", "1.2.3.0"),
    ],
)
def test_every_system_gets_the_form_that_it_sorts_right(said: str, debian: str, three: str, four: str) -> None:
    assert release.debian_version(said) == debian
    assert release.three_numbers(said) == three
    assert release.four_numbers(said) == four


def test_every_file_is_dated_as_the_build_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")

    assert release.epoch() == 1_700_000_000


def test_the_version_resource_is_what_pyinstaller_reads() -> None:
    def part(*values: object, **named: object) -> SimpleNamespace:
        return SimpleNamespace(values=values, **named)

    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    read = eval(release.version_resource("1.2.3rc1"), dict.fromkeys(names, part))  # as PyInstaller does

    assert read.ffi.filevers == read.ffi.prodvers == (1, 2, 3, 0)
    (table,) = read.kids[0].values[0]
    words = dict(struct.values for struct in table.values[1])
    assert words["ProductVersion"] == words["FileVersion"] == "1.2.3rc1"
    assert words["ProductName"] == "Avatar Intake"


def test_macos_is_told_the_version_and_takes_no_files_from_others() -> None:
    told = plistlib.loads(plistlib.dumps(release.info_plist("arm64")))

    assert told["CFBundleShortVersionString"] == release.three_numbers(release.version())
    assert told["LSMinimumSystemVersion"] == "14.0"
    assert release.info_plist("x86_64")["LSMinimumSystemVersion"] == "13.0"
    assert "CFBundleDocumentTypes" not in told


def test_the_hardened_runtime_is_loosened_in_one_place_only() -> None:
    with (ROOT / "packaging" / "macos" / "entitlements.plist").open("rb") as file:
        assert plistlib.load(file) == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


def test_the_image_is_signed_before_it_is_notarised_and_stapled_afterwards() -> None:
    bundle, staging, image = Path("A.app"), Path("staging"), Path("a.dmg")
    signed = [" ".join(step) for step in build_macos.steps(bundle, staging, image, "Developer ID", "profile")]
    plain = [" ".join(step) for step in build_macos.steps(bundle, staging, image, "", "")]
    wanted = ("codesign --verify", "hdiutil create", "codesign --sign", "notarytool submit", "stapler staple", "spctl")

    places = [next(place for place, step in enumerate(signed) if word in step) for word in wanted]
    assert places == sorted(places)
    assert not any(word in step for step in plain for word in ("--sign", "notarytool", "stapler"))


def test_the_windows_installer_is_told_the_version_and_asks_for_no_administrator() -> None:
    command = build_windows.command(Path("payload"), Path("a.ico"), Path("setup.exe"), "")
    script = build_windows.SCRIPT.read_text(encoding="utf-8")

    given = {word[2:].partition("=")[0] for word in command if word[1:2] == "D"}
    assert f"{command[1][0]}DVERSION={release.version()}" in command
    assert given == {"VERSION", "NUMBERS", "PAYLOAD", "ICON", "LICENCE", "OUTPUT"}
    assert set(re.findall(r"\$\{([A-Z]+)\}", script)) >= given
    assert "RequestExecutionLevel user" in script
    assert "HKLM" not in script


def test_a_signature_on_windows_survives_a_path_with_spaces() -> None:
    command = build_windows.command(Path("payload"), Path("a.ico"), Path("setup.exe"), "signtool sign /fd sha256 %1")

    assert any(word.endswith('DSIGN=signtool sign /fd sha256 "%1"') for word in command)


def test_the_windows_uninstaller_removes_nothing_that_it_has_not_brought() -> None:
    script = build_windows.SCRIPT.read_text(encoding="utf-8")

    assert re.findall(r"RMDir /r (.*)", script) == ['"$INSTDIR\\_internal"']
