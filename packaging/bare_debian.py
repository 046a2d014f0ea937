"""Installs the Debian package into a bare Debian 12 without Python, and lets it do the main job there.

    sudo .venv/bin/python packaging/bare_debian.py [--suite bookworm] [--base FOLDER] [PACKAGE]

Needs root, debootstrap and what the tests with a real window need. The system is made by debootstrap (minbase) from the
mirror that this machine uses, in a folder of its own that is removed again; with --base a system that was made before
is copied. Says how much it takes, how long the installation took, whether Python came in by a dependency; then the job
on the command line as somebody without rights, and in the window. Not in the gate: it downloads much and takes minutes.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import smoke

ROOT = Path(__file__).resolve().parent.parent
_URI = re.compile(r"^(?:URIs:|deb(?: \[[^]]*\])?)\s+(\S*debian/?)(?:\s|$)", re.MULTILINE)
_SOMEBODY = "1000:1000"
_FONT = "fonts-wqy-microhei"  # of the recommended ones the smallest: without any the program speaks English


def mirror() -> str:
    """Where this machine gets Debian from."""
    apt = Path("/etc/apt")
    for path in [apt / "sources.list", *sorted((apt / "sources.list.d").glob("*"))]:
        found = _URI.search(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else None
        if found:
            return found[1]
    return "http://deb.debian.org/debian"


class Bare:
    """A Debian in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def run(self, *command: str) -> str:
        """Run it there; returns what it says. Raises `SystemExit` when it fails."""
        environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "DEBIAN_FRONTEND": "noninteractive",
            "LC_ALL": "C.UTF-8",
        }
        there = ["chroot", str(self.folder), *command]
        ran = subprocess.run(there, env=environment, capture_output=True, text=True, check=False)
        if ran.returncode:
            raise SystemExit(
                f"{' '.join(command)}: exit code {ran.returncode}\n{ran.stdout[-2000:]}\n{ran.stderr[-2000:]}"
            )
        return ran.stdout

    def packages(self) -> set[str]:
        """The names of what is installed."""
        return set(self.run("dpkg-query", "-W", "-f", "${Package}\n").split())

    def megabytes(self) -> int:
        """What it takes on the disk."""
        return int(self.run("du", "-smx", "/").split()[0])


@contextmanager
def mounted(bare: Bare, *shared: Path) -> Iterator[None]:
    """What a running system has in /proc and /dev, and these folders by the same name; taken away again."""
    # /tmp: the sockets of the session's bus are there.
    places = [Path("/dev"), Path("/dev/shm"), Path("/tmp"), *shared]
    binds = [(place, bare.folder / place.relative_to("/")) for place in places]
    with ExitStack() as held:
        subprocess.run(["mount", "-t", "proc", "proc", str(bare.folder / "proc")], check=True)
        held.callback(subprocess.run, ["umount", str(bare.folder / "proc")], check=False)
        for source, target in binds:
            target.mkdir(parents=True, exist_ok=True)
            subprocess.run(["mount", "--bind", str(source), str(target)], check=True)
            held.callback(subprocess.run, ["umount", str(target)], check=False)
        yield


def install(bare: Bare, package: Path) -> None:
    """Install it as a person would, and say what that took."""
    before, megabytes = bare.packages(), bare.megabytes()
    shutil.copyfile(package, bare.folder / "root" / "avatar-intake.deb")
    command = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", "/root/avatar-intake.deb")
    bare.run("apt-get", "update", "-qq")
    bare.run(*command, "--download-only")
    begun = time.monotonic()
    bare.run(*command)
    took = time.monotonic() - begun
    bare.run("apt-get", "clean")
    (bare.folder / "root" / "avatar-intake.deb").unlink()
    new = bare.packages() - before
    pythons = sorted(name for name in bare.packages() if "python" in name)
    print(f"package {package.stat().st_size / 1e6:.1f} MB")
    print(f"{len(new)} packages installed in {took:.1f} s without the download")
    print(f"on the disk {bare.megabytes() - megabytes} MB more, of which ours {ours(bare)} MB")
    print(f"Python: {', '.join(pythons) or 'none'}", flush=True)
    bare.run("apt-get", "install", "-y", "-qq", "--no-install-recommends", _FONT)


def ours(bare: Bare) -> int:
    """What the program itself takes, in MB."""
    return int(bare.run("du", "-sm", "/usr/lib/avatar-intake").split()[0])


def try_it(bare: Bare, shared: Path) -> int:
    """The main job, as somebody on the command line and in the window."""
    there = ("chroot", str(bare.folder))
    somebodys = shared / "somebody"
    somebodys.mkdir()
    os.chown(somebodys, 1000, 1000)
    program = (*there[:1], f"--userspec={_SOMEBODY}", *there[1:], "/usr/bin/avatar-intake")
    code = smoke.smoke(program, somebodys, is_in_window=False)
    roots = shared / "root"
    roots.mkdir()
    # The buses of the screen reader and of the session belong to whoever runs this.
    return code or smoke.smoke((*there, "/usr/bin/avatar-intake"), roots, is_in_window=True)


def remove(bare: Bare) -> None:
    """Remove the package: nothing of it may be left."""
    bare.run("apt-get", "purge", "-y", "-qq", "avatar-intake")
    left = bare.run("find", "/usr", "/etc", "/opt", "/var/lib", "-name", "*avatar*intake*").split()
    print(f"removed; left behind: {', '.join(left) or 'nothing'}")


def main() -> int:
    """Make it, try it, take it away."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--suite", default="bookworm")
    parser.add_argument("--base", type=Path, help="a bare system that debootstrap made before; it is copied")
    parser.add_argument("package", nargs="?", type=Path, help="else the one in dist/")
    asked = parser.parse_args()
    package = asked.package or next(iter(sorted((ROOT / "dist").glob("*.deb"))), None)
    if package is None or os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("Needs a package (`tasks.py build`), root and debootstrap.", file=sys.stderr)
        return 2
    sys.path[:0] = [str(ROOT / "gui"), str(ROOT / "tests" / "helpers")]
    with ExitStack() as held:
        folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="avatar-intake-bare-", dir="/var/tmp")))
        shared = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="avatar-intake-shared-", dir="/var/tmp")))
        shared.chmod(0o755)
        bare = Bare(folder / "debian")
        if asked.base:
            subprocess.run(["cp", "-a", str(asked.base), str(bare.folder)], check=True)
        else:
            subprocess.run(["debootstrap", "--variant=minbase", asked.suite, str(bare.folder), mirror()], check=True)
        with mounted(bare, shared):
            install(bare, package)
            code = try_it(bare, shared)
        remove(bare)
    return code


if __name__ == "__main__":
    sys.exit(main())
