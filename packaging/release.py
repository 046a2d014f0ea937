"""What a release is called, on every system: the version from its one place, in the form that each wants.

Standard library only. Everything else about a release stands in packaging/README.md.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "gui"))

from avatar_intake.languages import LANGUAGES  # noqa: E402

NAME = "Avatar Intake"
CHINESE_NAME = "分身素材上传助手"
PUBLISHER = "Avatar Intake contributors"
# What macOS, its keychain and software centres know the program by, for ever: a domain of ours, read backwards. There
# is none yet, so it stands under a domain that never exists (RFC 2606); to be chosen before the first release.
COMPONENT_ID = "invalid.avatar_intake.desktop"
_VERSION = re.compile(r'^__version__ = "([^"]+)"$', re.MULTILINE)
_PARTS = re.compile(r"(\d+(?:\.\d+){1,2})(?:(a|b|rc|\.dev|\.post)(\d+))?")
_CHANGES = "## Changes\n"


def version() -> str:
    """The version, from `avatar_intake.__version__`, without an import of the program."""
    found = _VERSION.search((ROOT / "gui" / "avatar_intake" / "__init__.py").read_text(encoding="utf-8"))
    if found is None or _PARTS.fullmatch(found[1]) is None:
        raise SystemExit("gui/avatar_intake/__init__.py has no __version__ like 1.2.3 or 1.2.3rc1")
    return found[1]


def debian_version(said: str) -> str:
    """The same for dpkg, for which ``1.0~rc1`` is before ``1.0`` and ``1.0+post1`` after it."""
    plain, kind, number = _taken_apart(said)
    if not kind:
        return plain
    return f"{plain}{'+' if kind == '.post' else '~'}{kind.removeprefix('.')}{number}"


def three_numbers(said: str) -> str:
    """``1.2.3`` for macOS, which knows numbers only."""
    plain, _, _ = _taken_apart(said)
    return ".".join([*plain.split("."), "0", "0"][:3])


def four_numbers(said: str) -> str:
    """``1.2.3.0`` for Windows."""
    return f"{three_numbers(said)}.0"


def changes(said: str, readme: str) -> list[str]:
    """What has changed in this version, one sentence an entry, from the README's section."""
    for paragraph in readme.partition(_CHANGES)[2].split("\n\n"):
        text = " ".join(paragraph.split())
        if text.startswith(f"{said} — "):
            entries = (entry.strip().rstrip(".") for entry in text.removeprefix(f"{said} — ").split(";"))
            return [f"{entry[:1].upper()}{entry[1:]}." for entry in entries if entry]
    raise SystemExit(f"README.md says nothing under Changes about {said}")


def epoch() -> int:
    """Seconds since 1970 that every file of an installer is dated with: `SOURCE_DATE_EPOCH`, else the last commit's."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if given:
        return int(given)
    asked = subprocess.run(
        ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"], capture_output=True, text=True, check=False
    )
    if asked.returncode:
        raise SystemExit("No git checkout: set SOURCE_DATE_EPOCH to the seconds since 1970 of this release.")
    return int(asked.stdout)


def version_resource(said: str) -> str:
    """The text that PyInstaller makes the version resource of a Windows program from."""
    numbers = tuple(int(number) for number in four_numbers(said).split("."))
    words = {
        "CompanyName": PUBLISHER,
        "FileDescription": NAME,
        "FileVersion": said,
        "InternalName": "avatar-intake",
        "LegalCopyright": "Apache-2.0; with its codecs under GPL-3.0 terms",
        "OriginalFilename": "avatar-intake.exe",
        "ProductName": NAME,
        "ProductVersion": said,
    }
    rows = ",\n        ".join(f"StringStruct({key!r}, {value!r})" for key, value in words.items())
    return f"""VSVersionInfo(
    ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0x0, OS=0x40004, fileType=0x1),
    kids=[
        StringFileInfo([StringTable("040904B0", [
        {rows},
        ])]),
        VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
    ],
)
"""


def info_plist(machine: str | None = None) -> dict[str, object]:
    """What macOS shall know about the bundle. No file types: nothing is opened with this program by default."""
    # PyAV's wheels for Apple's own processors are made for macOS 14, those for Intel and Qt 6.11 for 13.
    oldest = "14.0" if (machine or platform.machine()) == "arm64" else "13.0"
    return {
        "CFBundleDisplayName": NAME,
        "CFBundleShortVersionString": three_numbers(version()),
        "CFBundleVersion": three_numbers(version()),
        "CFBundleDevelopmentRegion": "en",
        "CFBundleLocalizations": ["zh-Hans" if code == "zh" else code for code in LANGUAGES],
        "LSApplicationCategoryType": "public.app-category.utilities",
        "LSMinimumSystemVersion": oldest,
        "NSHighResolutionCapable": True,
        "NSRequiresAquaSystemAppearance": False,  # dark mode
        "NSHumanReadableCopyright": "Apache-2.0; with its codecs under GPL-3.0 terms",
    }


def _taken_apart(said: str) -> tuple[str, str, str]:
    found = _PARTS.fullmatch(said)
    if found is None:
        raise ValueError(said)
    return found[1], found[2] or "", found[3] or ""
