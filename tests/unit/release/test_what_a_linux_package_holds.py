"""What goes into the program's folder and the Debian package, and what it asks of the system."""

from __future__ import annotations

import configparser
import hashlib
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import build_linux
import elf
import release
import slim

ROOT = Path(__file__).resolve().parents[3]
EPOCH = 1_700_000_000
needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="dpkg-deb is Debian's")


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "PySide6/Qt/plugins/platforms/libqwayland.so",
        "PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "PySide6/Qt/plugins/platforminputcontexts/libibusplatforminputcontextplugin.so",
        "PySide6/Qt/plugins/iconengines/libqsvgicon.so",
        "PySide6/Qt/translations/qtbase_zh_CN.qm",
        "PySide6/Qt/lib/libQt6Gui.so.6",
        "PySide6/QtNetwork.abi3.so",
        "libQt6Widgets.so.6",
        "libicudata.so.73",
        "libpython3.11.so.1.0",
        "libssl.so.3",
        "libx264-d6533a8d.so.165",
        "av.libs/libavcodec-5e6b81c2.so.62.28.102",
        "_cffi_backend.cpython-311-x86_64-linux-gnu.so",
        "python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so",
        "resources/i18n/avatar_intake_zh_CN.qm",
        "keyring-25.7.0.dist-info/entry_points.txt",
    ],
)
def test_what_the_program_loads_is_kept(place: str) -> None:
    assert slim.is_wanted(place, "linux")


@pytest.mark.parametrize(
    "place",
    [
        "PySide6/Qt/plugins/platforms/libqeglfs.so",
        "PySide6/Qt/plugins/sqldrivers/libqsqlite.so",
        "PySide6/Qt/plugins/imageformats/libqtiff.so",
        "PySide6/Qt/translations/qtbase_tlh.qm",
        "PySide6/Qt/translations/designer_zh_CN.qm",
        "PySide6/Qt/lib/libQt6Quick.so.6",
        "libQt6EglFSDeviceIntegration.so.6",
        "pillow.libs/libavif-c6062d5f.so.16.4.2",
        "libgtk-3.so.0",
        "libglib-2.0.so.0",
        "libstdc++.so.6",
    ],
)
def test_what_it_never_loads_and_what_is_the_systems_stays_out(place: str) -> None:
    assert not slim.is_wanted(place, "linux")


@pytest.mark.parametrize(
    ("place", "system", "is_kept"),
    [
        ("PySide6\\plugins\\platforms\\qwindows.dll", "win32", True),
        ("PySide6\\plugins\\styles\\qmodernwindowsstyle.dll", "win32", True),
        ("PySide6\\opengl32sw.dll", "win32", False),
        ("PySide6\\Qt6Quick.dll", "win32", False),
        ("PySide6\\Qt6Gui.dll", "win32", True),
        ("libcrypto-3.dll", "win32", True),
        ("PySide6/Qt/plugins/platforms/libqcocoa.dylib", "darwin", True),
        ("PySide6/Qt/lib/QtCore.framework/Versions/A/QtCore", "darwin", True),
        ("PySide6/Qt/lib/QtQml.framework/Versions/A/QtQml", "darwin", False),
        ("libz.1.dylib", "darwin", True),
    ],
)
def test_the_other_systems_have_names_of_their_own(place: str, system: str, is_kept: bool) -> None:
    assert slim.is_wanted(place, system) is is_kept


READELF = """
File: /a/libQt6Gui.so.6

Dynamic section at offset 0x1 contains 2 entries:
  Tag        Type                         Name/Value
 0x0000000000000001 (NEEDED)             Shared library: [libGL.so.1]
 0x0000000000000001 (NEEDED)             Shared library: [libQt6Core.so.6]
 0x000000000000000e (SONAME)             Library soname: [libQt6Gui.so.6]

Version needs section '.gnu.version_r' contains 1 entry:
  0x0010:   Name: GLIBC_2.34  Flags: none  Version: 4
  0x0020:   Name: GLIBC_2.2.5  Flags: none  Version: 3
  0x0030:   Name: GLIBCXX_3.4.29  Flags: none  Version: 2

File: /a/x.so
 0x0000000000000001 (NEEDED)             Shared library: [libc.so.6]
  0x0010:   Name: GLIBC_2.9  Flags: none  Version: 4
"""


def test_the_newest_symbols_that_any_file_asks_for_are_what_the_system_must_have() -> None:
    told = elf.parsed(READELF)

    assert told[Path("/a/libQt6Gui.so.6")].versions == {"GLIBC": (2, 34), "GLIBCXX": (3, 4, 29)}
    assert build_linux.depends_on(told, {"libQt6Core.so.6"}) == ["ca-certificates", "libc6 (>= 2.34)", "libgl1"]


def test_a_library_that_nobody_brings_ends_the_build() -> None:
    told = {Path("a.so"): elf.Asked({"libodd.so.1"})}

    with pytest.raises(SystemExit, match=r"libodd\.so\.1 \(for a\.so\)"):
        build_linux.depends_on(told, set())


def test_newer_symbols_of_libstdcxx_than_are_known_end_the_build() -> None:
    told = {Path("a.so"): elf.Asked({"libstdc++.so.6"}, {"GLIBCXX": (3, 4, 99)})}

    with pytest.raises(SystemExit, match="GLIBCXX"):
        build_linux.depends_on(told, set())


def test_software_centres_are_told_this_release_in_both_languages() -> None:
    told = ET.fromstring(build_linux.metainfo(release.version(), EPOCH))
    release_ = told.find("releases/release")

    assert release_ is not None
    assert (release_.get("version"), release_.get("date")) == (release.version(), "2023-11-14")
    assert release_.findall("description/ul/li")
    languages = {name.get("{http://www.w3.org/XML/1998/namespace}lang") for name in told.findall("name")}
    assert languages == {None, "zh_CN"}


def test_the_menu_entry_takes_no_files_from_other_programs() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(ROOT / "packaging" / "linux" / "avatar-intake.desktop", encoding="utf-8")
    shown = entry["Desktop Entry"]

    assert shown["Exec"] == "avatar-intake"
    assert "MimeType" not in shown
    assert shown["Name[zh_CN]"] == release.CHINESE_NAME


def test_the_changelog_is_debians_form() -> None:
    first, *rest = build_linux.changelog(release.version(), EPOCH).splitlines()

    assert first == f"avatar-intake ({release.debian_version(release.version())}) stable; urgency=medium"
    assert rest[-1].endswith("  Tue, 14 Nov 2023 22:13:20 +0000")
    assert all(len(line) <= 80 for line in rest[:-1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A program's folder with little in it."""
    made = tmp_path / "avatar-intake"
    (made / "_internal").mkdir(parents=True)
    (made / "avatar-intake").write_text("the program")
    (made / "_internal" / "library.so").write_text("a library")
    (made / "_internal" / "link.so").symlink_to("library.so")
    return made


def packaged(folder: Path, work: Path) -> Path:
    work.mkdir()
    icons = work / "hicolor" / "16x16" / "apps"
    icons.mkdir(parents=True)
    (icons / "avatar-intake.png").write_bytes(b"a picture")
    tree = work / "tree"
    build_linux.lay_out(folder, tree, work / "hicolor", EPOCH)
    build_linux.write_control(tree / "DEBIAN", tree, ["libc6"], EPOCH)
    build_linux.write_package(tree, work / "a.deb", EPOCH)
    build_linux.write_archive(tree / "usr", work / "a.tar.xz", EPOCH)
    return work


def said_by_dpkg(*arguments: str) -> str:
    return subprocess.run(["dpkg-deb", *arguments], capture_output=True, text=True, check=True).stdout


@needs_dpkg
def test_the_package_and_the_archive_are_the_same_bytes_each_time(folder: Path, tmp_path: Path) -> None:
    first, second = packaged(folder, tmp_path / "1"), packaged(folder, tmp_path / "2")

    for name in ("a.deb", "a.tar.xz"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


@needs_dpkg
def test_everything_lies_where_debian_wants_it_and_belongs_to_root(folder: Path, tmp_path: Path) -> None:
    package = str(packaged(folder, tmp_path / "1") / "a.deb")
    rows = [line.split(None, 5) for line in said_by_dpkg("-c", package).splitlines()]
    modes = {row[5].removeprefix("./"): row[0] for row in rows}

    assert {row[1] for row in rows} == {"root/root"}
    assert modes["usr/lib/avatar-intake/avatar-intake"] == "-rwxr-xr-x"
    assert modes["usr/lib/avatar-intake/_internal/library.so"] == "-rw-r--r--"
    assert "usr/bin/avatar-intake -> ../lib/avatar-intake/avatar-intake" in modes
    assert "usr/share/doc/avatar-intake/copyright" in modes
    assert {mode for mode in modes.values() if mode[0] == "d"} == {"drwxr-xr-x"}


@needs_dpkg
def test_the_package_says_what_it_is_and_holds_the_sums_of_its_files(folder: Path, tmp_path: Path) -> None:
    package = str(packaged(folder, tmp_path / "1") / "a.deb")
    sums = dict(reversed(line.split("  ")) for line in said_by_dpkg("-I", package, "md5sums").splitlines())

    assert said_by_dpkg("-f", package, "Version").strip() == release.debian_version(release.version())
    assert said_by_dpkg("-f", package, "Depends").strip() == "libc6"
    assert sums["usr/lib/avatar-intake/_internal/library.so"] == hashlib.md5(b"a library").hexdigest()
    assert "usr/lib/avatar-intake/_internal/link.so" not in sums
