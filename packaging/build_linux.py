"""From the program's folder: a Debian package and an archive, the same bytes whenever they are made from it.

    python3 packaging/build_linux.py           # dist/avatar-intake -> dist/*.deb, dist/*.tar.xz

Standard library, binutils and dpkg-deb only; `tasks.py build` calls it after PyInstaller.
"""

from __future__ import annotations

import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import textwrap
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from email.utils import formatdate
from pathlib import Path, PurePosixPath
from xml.sax.saxutils import escape

import elf
import release
import slim

ROOT = release.ROOT
TEXTS = ROOT / "packaging" / "linux"
HOME = PurePosixPath("usr/lib/avatar-intake")
MAINTAINER = os.environ.get("AVATAR_INTAKE_MAINTAINER", f"{release.PUBLISHER} <avatar-intake@example.invalid>")
_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}
# libstdc++'s symbols and the release of GCC that brought them, for libstdc++6 (>= …).
_GCC = {(3, 4, 29): "11", (3, 4, 30): "12", (3, 4, 31): "13", (3, 4, 32): "13.2", (3, 4, 33): "14"}
_OTHER_DEPENDS = ("ca-certificates",)
_RECOMMENDS = (
    "gnome-keyring | kwalletmanager | libkf5wallet-bin",
    "fonts-noto-cjk | fonts-wqy-microhei | fonts-wqy-zenhei",
    "dbus-user-session | dbus-x11",
)


def main() -> int:
    """Make both from dist/avatar-intake."""
    folder = ROOT / "dist" / "avatar-intake"
    if not (folder / "avatar-intake").exists():
        print("There is nothing built yet: `python3 packaging/tasks.py build` first.", file=sys.stderr)
        return 2
    make(folder, ROOT / "dist", ROOT / "build" / "made")
    return 0


def make(folder: Path, target: Path, made: Path) -> list[Path]:
    """Make the archive in ``target``, and the package where there is dpkg; ``made`` has the icons. Returns both."""
    said, epoch = release.version(), release.epoch()
    tree = made / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    depends = dependencies(folder)
    lay_out(folder, tree, made / "hicolor", epoch)
    files = [target / f"avatar-intake-{said}-linux-{platform.machine()}.tar.xz"]
    with ThreadPoolExecutor() as pool:  # each compresses for a while
        writing = pool.submit(write_archive, tree / "usr", files[0], epoch)
        if shutil.which("dpkg-deb"):
            files.append(target / f"avatar-intake_{release.debian_version(said)}_{architecture()}.deb")
            write_control(tree / "DEBIAN", tree, depends, epoch)
            write_package(tree, files[1], epoch)
        writing.result()
    shutil.rmtree(tree)
    for path in files:
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size / 1e6:.1f} MB, SHA-256 {sum_of(path, 'sha256')}")
    return files


def strip(folder: Path) -> tuple[int, int]:
    """Take the symbols out of every file that holds some; returns the bytes before and after.

    A library that auditwheel has rewritten is left as it is: there is nothing to take, and strip may break it.
    """
    before = after = 0
    for path in elf.programs_in(folder):
        size = path.stat().st_size
        before += size
        after += size
        is_rewritten = path.parent.name.endswith(".libs") or path == folder / "avatar-intake"
        if is_rewritten:  # the program itself carries its archive behind the last section
            continue
        slim_copy = path.with_name(f"{path.name}.stripped")
        subprocess.run(["strip", "--strip-unneeded", "-o", str(slim_copy), str(path)], check=True)
        if slim_copy.stat().st_size < size:
            after += slim_copy.stat().st_size - size
            slim_copy.chmod(0o755)
            slim_copy.replace(path)
        else:
            slim_copy.unlink()
    return before, after


# --- what it needs of the system ------------------------------------------------------------------


def dependencies(folder: Path) -> list[str]:
    """Debian's packages for what the program links to and does not bring. Raises `SystemExit` for what nobody knows."""
    return depends_on(elf.asked_by(elf.programs_in(folder)), {path.name for path in folder.rglob("*.so*")})


def depends_on(told: Mapping[Path, elf.Asked], brought: set[str]) -> list[str]:
    """The same from what the files ask for and the names of the libraries in the folder."""
    missing: dict[str, set[str]] = {}
    newest: dict[str, tuple[int, ...]] = {}
    for path, asked in told.items():
        for name in asked.libraries - brought:
            missing.setdefault(name, set()).add(path.name)
        for family, version in asked.versions.items():
            newest[family] = max(version, newest.get(family, ()))
    unknown = missing.keys() - slim.SYSTEM_LIBRARIES.keys() - slim.DESKTOP_LIBRARIES.keys()
    if unknown:
        named = "; ".join(f"{name} (for {', '.join(sorted(missing[name]))})" for name in sorted(unknown))
        raise SystemExit(f"Libraries that are neither in the folder nor in packaging/slim.py: {named}")
    packages = {slim.SYSTEM_LIBRARIES[name] for name in missing.keys() & slim.SYSTEM_LIBRARIES.keys()}
    versions = {"libc6": ".".join(map(str, newest.get("GLIBC", ()))), "libstdc++6": _gcc(newest.get("GLIBCXX", ()))}
    return sorted(
        f"{package} (>= {versions[package]})" if versions.get(package) else package
        for package in packages | set(_OTHER_DEPENDS)
    )


def _gcc(symbols: tuple[int, ...]) -> str:
    """The release of GCC that brought these symbols of libstdc++; an empty text where none is asked for."""
    if not symbols:
        return ""
    newer = [gcc for known, gcc in sorted(_GCC.items()) if known >= symbols]
    if not newer:
        raise SystemExit(f"GLIBCXX_{'.'.join(map(str, symbols))} is not in packaging/build_linux.py")
    return newer[0]


# --- what is put where ----------------------------------------------------------------------------


def lay_out(folder: Path, tree: Path, icons: Path, epoch: int) -> None:
    """Put everything where it belongs in a system, with its permissions and dates."""
    share = tree / "usr" / "share"
    shutil.copytree(folder, tree / HOME, symlinks=True)
    shutil.copytree(icons, share / "icons" / "hicolor")
    said, vector = release.version(), ROOT / "resources" / "icons" / "avatar_intake.svg"
    files = {
        "applications/avatar-intake.desktop": (TEXTS / "avatar-intake.desktop").read_bytes(),
        f"metainfo/{release.COMPONENT_ID}.metainfo.xml": metainfo(said, epoch).encode(),
        "icons/hicolor/scalable/apps/avatar-intake.svg": vector.read_bytes(),
        "doc/avatar-intake/copyright": (TEXTS / "copyright").read_bytes(),
        "doc/avatar-intake/changelog.gz": gzip.compress(changelog(said, epoch).encode(), mtime=0),
        "lintian/overrides/avatar-intake": (TEXTS / "lintian-overrides").read_bytes(),
    }
    for name, content in files.items():
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    program = tree / "usr" / "bin" / "avatar-intake"
    program.parent.mkdir()
    program.symlink_to("../lib/avatar-intake/avatar-intake")
    settle(tree, epoch)


def settle(tree: Path, epoch: int) -> None:
    """Give everything the permissions that Debian wants, and the one date."""
    for path in [*tree.rglob("*"), tree]:
        if not path.is_symlink():
            is_program = path.is_dir() or path == tree / HOME / "avatar-intake"
            path.chmod(0o755 if is_program else 0o644)
        os.utime(path, (epoch, epoch), follow_symlinks=False)


def metainfo(said: str, epoch: int) -> str:
    """What software centres show (AppStream), with this release."""
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch))
    entries = "".join(f"<li>{escape(entry)}</li>" for entry in _changes(said))
    release_ = f'<release version="{said}" date="{day}"><description><ul>{entries}</ul></description></release>'
    text = (TEXTS / "avatar-intake.metainfo.xml.in").read_text("utf-8")
    return text.replace("@ID@", release.COMPONENT_ID).replace("@RELEASE@", release_)


def changelog(said: str, epoch: int) -> str:
    """Debian's changelog, of this release only."""
    entries = "".join(
        textwrap.fill(entry, 78, initial_indent="  * ", subsequent_indent="    ") + "\n" for entry in _changes(said)
    )
    head = f"avatar-intake ({release.debian_version(said)}) stable; urgency=medium"
    return f"{head}\n\n{entries}\n -- {MAINTAINER}  {formatdate(epoch).removesuffix('-0000')}+0000\n"


def _changes(said: str) -> list[str]:
    return release.changes(said, (ROOT / "README.md").read_text("utf-8"))


# --- the package and the archive ------------------------------------------------------------------


def control(said: str, depends: list[str], kibibytes: int) -> str:
    """The package's own description."""
    fields = {
        "Package": "avatar-intake",
        "Version": release.debian_version(said),
        "Architecture": architecture(),
        "Maintainer": MAINTAINER,
        "Installed-Size": str(kibibytes),
        "Depends": ", ".join(depends),
        "Recommends": ", ".join(_RECOMMENDS),
        "Section": "net",
        "Priority": "optional",
        "Description": (TEXTS / "description").read_text("utf-8").rstrip("\n"),
    }
    return "".join(f"{key}: {value}\n" for key, value in fields.items())


def write_control(target: Path, tree: Path, depends: list[str], epoch: int) -> None:
    """Write the control file and the sums of every file."""
    files = sorted(path for path in tree.rglob("*") if path.is_file() and not path.is_symlink())
    kibibytes = sum(-(-path.stat().st_size // 1024) for path in files) + sum(1 for path in tree.rglob("*"))
    target.mkdir()
    (target / "control").write_text(control(release.version(), depends, kibibytes), encoding="utf-8")
    sums = "".join(f"{sum_of(path, 'md5')}  {path.relative_to(tree)}\n" for path in files)
    (target / "md5sums").write_text(sums, encoding="utf-8")
    for path in [*target.iterdir(), target]:
        path.chmod(0o755 if path.is_dir() else 0o644)
        os.utime(path, (epoch, epoch))


def write_package(tree: Path, package: Path, epoch: int) -> None:
    """Have dpkg-deb make the package; everything in it belongs to root."""
    command = ["dpkg-deb", "--root-owner-group", "-Zxz", "-z6", "--build", str(tree), str(package)]
    said = {"stdout": subprocess.DEVNULL}
    subprocess.run(command, env=os.environ | {"SOURCE_DATE_EPOCH": str(epoch)}, check=True, **said)


def write_archive(usr: Path, archive: Path, epoch: int) -> None:
    """For other systems: the same folder, to be unpacked anywhere, with what a desktop wants in ``share``."""
    top = PurePosixPath(archive.name.removesuffix(".tar.xz"))

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = epoch
        return entry

    with tarfile.open(archive, "w:xz", preset=2, format=tarfile.PAX_FORMAT) as tar:
        for source, name in ((usr / "lib" / "avatar-intake", top), (usr / "share", top / "share")):
            for path in [source, *sorted(source.rglob("*"))]:
                is_ours = "lintian" not in path.parts
                if is_ours:
                    tar.add(path, str(name / path.relative_to(source)), recursive=False, filter=plain)


def architecture() -> str:
    """This machine's kind in Debian's words."""
    return _ARCHITECTURES[platform.machine()]


def sum_of(path: Path, kind: str) -> str:
    """Its checksum."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, kind).hexdigest()


if __name__ == "__main__":
    sys.exit(main())
