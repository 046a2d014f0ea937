#!/usr/bin/env python3
"""All that is done with a checkout: set it up, run it, test it, check it, translate it, build it.

Standard library only, so that it works on a machine that has nothing but Python 3.11 and pip.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
CONSTRAINTS = ROOT / "packaging" / "constraints"
SAMPLE = ROOT / "resources" / "samples" / "intake.toml"
MEMORY_DISK = Path("/dev/shm")
MEMORY_NEEDED_BYTES = 4_000_000_000
TRANSLATIONS = ROOT / "resources" / "i18n"
BUILT = ROOT / "dist" / "avatar-intake" / ("avatar-intake.exe" if os.name == "nt" else "avatar-intake")

# What Qt loads at start and a bare Debian 12 lacks: library -> package.
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# The end-to-end tests drive a real window through AT-SPI, keep secrets in a real keyring, and compare media facts with
# other people's tools.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "secret-tool": "libsecret-tools",
    "ffprobe": "ffmpeg",
    "mediainfo": "mediainfo",
    "curl": "curl",
    "openbox": "openbox",  # gives the focus to a window that opens, as a desktop does
    "xdotool": "xdotool",
    "xclip": "xclip",
}
TEST_FILES = {
    "/usr/libexec/at-spi-bus-launcher": "at-spi2-core",
    "/usr/libexec/gcr-prompter": "gcr",
    "/usr/lib/python3/dist-packages/pyatspi": "python3-pyatspi",
    "/usr/lib/python3/dist-packages/gi": "python3-gi",
    "/usr/share/fonts/truetype/wqy": "fonts-wqy-microhei",
}


def main() -> int:
    """Run one task; returns its exit code."""
    tasks = {
        "run": run,
        "test": test,
        "check": check,
        "i18n": i18n,
        "screenshots": screenshots,
        "bench": bench,
        "constraints": constraints,
        "build": build,
        "smoke": smoke,
        "sbom": sbom,
        "audit": audit,
    }
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("task", choices=tasks, help="what to do")
    parser.add_argument("rest", nargs=argparse.REMAINDER, help="passed on, for example to pytest")
    found = parser.parse_args()
    if sys.version_info < (3, 11):  # noqa: UP036 - said plainly instead of a syntax error later
        print(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}.", file=sys.stderr)
        return 2
    begun = time.monotonic()
    code = tasks[found.task](found.rest)
    print(f"[{found.task}: {time.monotonic() - begun:.1f} s, exit code {code}]", file=sys.stderr)
    return code


# --- tasks ----------------------------------------------------------------------------------------


def run(rest: list[str]) -> int:
    """Do the main job on the practice studio: in the window, or without a screen on the command line."""
    set_up()
    if has_screen():
        return call([str(PYTHON), "-m", "avatar_intake", "--practice", *rest])
    print("There is no screen here: the same job is done on the command line, with the sample materials.", flush=True)
    home = ROOT / "build" / "practice-home"
    shutil.rmtree(home, ignore_errors=True)
    job = [str(PYTHON), "-m", "avatar_intake", "submit", str(SAMPLE), "--practice", *rest]
    return call(job, {"AVATAR_INTAKE_HOME": str(home)})


def test(rest: list[str]) -> int:
    """Run the tests, those with a real window too."""
    set_up("test")
    missing = install_for_tests()
    marks = ["-m", "not screen"] if missing else []
    if missing:
        print(f"Without {', '.join(missing)} the tests with a real window are left out.", file=sys.stderr)
    # Compiled files are kept whatever the caller's habit: the tests start our program hundreds of times.
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": ""}
    place = passing_place(rest)
    where = [f"--basetemp={place}"] if place else []
    code = call([str(PYTHON), "-m", "pytest", *crew(rest), *where, *marks, *rest], environment)
    if place and code == 0:
        shutil.rmtree(place, ignore_errors=True)
    return code


def crew(rest: list[str]) -> list[str]:
    """How many processes the tests are spread over, unless the caller says so: one more than cores, since some wait."""
    is_said = any(word.startswith(("-n", "--numprocesses")) or word == "--pdb" for word in rest)
    return [] if is_said else ["-n", str(min((os.cpu_count() or 1) + 1, 4)), "--dist", "worksteal"]


def passing_place(rest: list[str]) -> Path | None:
    """Where the tests' files lie: in memory, where there is room, since a journal waits for the disk at each step."""
    if any(word.startswith("--basetemp") for word in rest) or not MEMORY_DISK.is_dir():
        return None
    if shutil.disk_usage(MEMORY_DISK).free < MEMORY_NEEDED_BYTES:
        return None
    return MEMORY_DISK / f"avatar-intake-tests-{os.getpid()}"


def check(rest: list[str]) -> int:  # noqa: ARG001
    """Format, lint, types, layers, translations; then the tests."""
    set_up("test", "dev")
    python = str(PYTHON)
    steps = [
        [python, "-m", "ruff", "format", "--check", "."],
        [python, "-m", "ruff", "check", "."],
        [python, "-m", "mypy"],
        [str(BIN / "lint-imports"), "--no-cache"],
    ]
    for step in steps:
        print("$", Path(step[0]).name, *step[1:], file=sys.stderr)
        code = call(step)
        if code:
            return code
    return i18n(["--check"]) or test([])


def i18n(rest: list[str]) -> int:
    """Bring the translation files up to date; with --check only say whether they are."""
    set_up()
    sources = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "gui" / "avatar_intake" / "qt").rglob("*.py"))
    before = {path: path.read_bytes() for path in sorted(TRANSLATIONS.glob("*.*"))}
    code = left = 0
    for ts in sorted(TRANSLATIONS / f"avatar_intake_{locale}.ts" for locale in locales()):
        name = str(ts.relative_to(ROOT))
        # English is the language of the sources; only its plurals need a file.
        scope = ["-pluralonly"] if ts.stem.endswith("_en") else []
        update = [str(BIN / "pyside6-lupdate"), *sources, *scope, "-locations", "none", "-no-obsolete", "-ts", name]
        code = code or call(update) or call([str(BIN / "pyside6-lrelease"), name, "-qm", name.replace(".ts", ".qm")])
        left += unfinished(ts)
    if "--check" in rest:
        stale = [path for path in sorted(TRANSLATIONS.glob("*.*")) if path.read_bytes() != before.get(path)]
        for path in stale:
            path.unlink() if path not in before else path.write_bytes(before[path])
        for path in stale:
            print(f"{path.name} is stale: run `python3 packaging/tasks.py i18n`", file=sys.stderr)
        return code or int(bool(stale or left))
    return code or int(bool(left))


def screenshots(rest: list[str]) -> int:
    """Make the pictures of every window anew."""
    set_up("test")
    folder = rest[0] if rest else str(ROOT / "packaging" / "screenshots")
    return call([str(PYTHON), str(ROOT / "packaging" / "screenshots.py"), folder], {"QT_QPA_PLATFORM": "offscreen"})


def bench(rest: list[str]) -> int:
    """Measure the upload against other clients, the window beside it, slow lines; by hand, on a quiet machine."""
    set_up("test")
    return call([str(PYTHON), str(ROOT / "tests" / "bench" / "upload.py"), *rest])


def constraints(rest: list[str]) -> int:  # noqa: ARG001
    """Resolve the dependencies anew; keep the exact versions, and the hashes of their wheels."""
    set_up("dev")
    return call([str(PYTHON), str(ROOT / "packaging" / "lock.py")])


def build(rest: list[str]) -> int:
    """Make the program folder in dist/, and with it what this system installs from; with --folder only the folder."""
    set_up("build")
    made = ROOT / "build" / "made"
    made.mkdir(parents=True, exist_ok=True)
    draw = [str(PYTHON), str(ROOT / "packaging" / "draw_icons.py"), str(made)]
    spec = str(ROOT / "packaging" / "avatar-intake.spec")
    folders = ["--distpath", str(ROOT / "dist"), "--workpath", str(ROOT / "build" / "pyinstaller")]
    freeze = [str(PYTHON), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, spec]
    import release

    (made / "version.txt").write_text(release.version_resource(release.version()), encoding="utf-8")
    code = call(draw, {"QT_QPA_PLATFORM": "offscreen"}) or call(freeze, {"PYTHONHASHSEED": "1"})
    return code or installers("--folder" in rest)


def sbom(rest: list[str]) -> int:
    """Write what the built program is made of, as CycloneDX JSON, to the file that is named or into dist/."""
    set_up("build")
    notes = ROOT / "build" / "pyinstaller" / "avatar-intake"
    target = rest[0] if rest else str(ROOT / "dist" / "avatar-intake.cdx.json")
    return call([str(PYTHON), str(ROOT / "packaging" / "bill.py"), str(notes), target])


def audit(rest: list[str]) -> int:
    """Ask for advisories about all that is locked: 0 there are none, 1 there are, 3 nobody could be asked."""
    set_up("audit")
    return call([str(PYTHON), str(ROOT / "packaging" / "audit.py"), *rest])


def installers(is_folder_only: bool) -> int:
    """Make what this system installs from out of the folder."""
    if sys.platform.startswith("linux"):
        import build_linux

        before, after = build_linux.strip(BUILT.parent)
        print(f"Programs and libraries: {before / 1e6:.0f} MB, without their symbols {after / 1e6:.0f} MB")
        return 0 if is_folder_only else build_linux.main()
    if is_folder_only:
        return 0
    if sys.platform == "win32":
        import build_windows

        return build_windows.main()
    import build_macos

    return build_macos.main()


def smoke(rest: list[str]) -> int:
    """Start the built program and let it do the main job; with --window in the window too."""
    if not BUILT.exists():
        print("There is nothing built yet: `python3 packaging/tasks.py build` first.", file=sys.stderr)
        return 2
    if "--window" in rest and (missing := install_for_tests()):
        print(f"Without {', '.join(missing)} no window can be gone through.", file=sys.stderr)
        return 2
    return call([str(PYTHON), str(ROOT / "packaging" / "smoke.py"), *rest])


# --- set-up ---------------------------------------------------------------------------------------


def set_up(*extras: str) -> None:
    """See to the system libraries, the virtual environment and what belongs in it; a second time it does nothing."""
    install_libraries()
    wanted = stamp(extras)
    kept = VENV / f"stamp-{'-'.join(extras) or 'run'}"
    if kept.exists() and kept.read_text() == wanted:
        return
    if not PYTHON.exists():
        print("Making .venv …", file=sys.stderr)
        # Debian's python3 has no ensurepip: the venv is made without pip and filled from outside.
        require([sys.executable, "-m", "venv", "--without-pip", str(VENV)])
    print("Installing what is needed into .venv …", file=sys.stderr)
    install = [sys.executable, "-m", "pip", "--python", str(PYTHON), "install"]
    install += ["--quiet", "--disable-pip-version-check", "--no-input"]
    # Every file is one whose hash we know, and none is built; then our own sources, with the backend among them.
    locked = [word for file in constraint_files(extras) for word in ("-r", str(file))]
    require([*install, "--require-hashes", "--only-binary", ":all:", *locked])
    require([*install, "--no-deps", "--no-index", "--no-build-isolation", "-e", str(ROOT)])
    kept.write_text(wanted)


def constraint_files(extras: tuple[str, ...]) -> list[Path]:
    """What may be installed: the files of the base and of the extras."""
    return [CONSTRAINTS / f"{name}.txt" for name in ("run", *extras)]


def stamp(extras: tuple[str, ...]) -> str:
    """What an installed environment depends on, as a hash."""
    content = b"".join(path.read_bytes() for path in (ROOT / "pyproject.toml", *constraint_files(extras)))
    return hashlib.sha256(content + sys.version.encode() + ",".join(extras).encode()).hexdigest()


def install_libraries() -> None:
    """Install the system libraries that Qt needs, or say which command does."""
    if not sys.platform.startswith("linux"):
        return
    missing = [package for library, package in QT_LIBRARIES.items() if not is_loadable(library)]
    if missing and not install_packages(missing):
        raise SystemExit(2)


def install_for_tests() -> list[str]:
    """Install the programs that the tests use; returns the packages that are still missing."""

    def missing() -> list[str]:
        programs = [package for program, package in TEST_PROGRAMS.items() if not shutil.which(program)]
        return programs + [package for file, package in TEST_FILES.items() if not Path(file).exists()]

    if not sys.platform.startswith("linux"):
        return ["a Linux system"]
    if missing():
        install_packages([*missing(), "gir1.2-atspi-2.0", "libglib2.0-bin"])
    return missing()


def install_packages(packages: list[str]) -> bool:
    """Install Debian packages where we may; else print the command. Returns whether it worked."""
    if not shutil.which("apt-get"):
        print(f"These libraries are missing (Debian's names): {' '.join(packages)}", file=sys.stderr)
        return False
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        print(f"Something of the system is missing. Please run:\n  sudo {' '.join(command)}", file=sys.stderr)
        return False
    print(f"Installing {' '.join(packages)} …", file=sys.stderr)
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    call(["apt-get", "update", "-qq"], quiet, is_quiet=True)
    return call(command, quiet, is_quiet=True) == 0


def is_loadable(library: str) -> bool:
    """Whether the system has a shared library."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def has_screen() -> bool:
    """Whether a window can be shown."""
    if not sys.platform.startswith("linux"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def locales() -> list[str]:
    """The locales of the program's languages; its table of them needs nothing but Python."""
    sys.path.insert(0, str(ROOT / "gui"))
    from avatar_intake.languages import LANGUAGES

    return [tongue.locale for tongue in LANGUAGES.values()]


def unfinished(ts: Path) -> int:
    """1 when a translation is missing."""
    count = ts.read_text(encoding="utf-8").count('type="unfinished"')
    if count:
        print(f"{ts.name}: {count} entries without a translation", file=sys.stderr)
    return int(bool(count))


def call(command: list[str], environment: dict[str, str] | None = None, *, is_quiet: bool = False) -> int:
    """Run a command in the checkout; returns its exit code."""
    output = subprocess.DEVNULL if is_quiet else None
    try:
        changed = os.environ | (environment or {})
        return subprocess.run(command, cwd=ROOT, env=changed, stdout=output, check=False).returncode
    except KeyboardInterrupt:
        return 130


def require(command: list[str]) -> None:
    """Run a command; end here when it fails."""
    code = call(command)
    if code:
        print(f"This failed: {' '.join(command)}", file=sys.stderr)
        raise SystemExit(code)


if __name__ == "__main__":
    sys.exit(main())
