"""What takes a program seconds to make is made once: for all processes of a run, and for later runs on this computer.

A thing is kept under a hash of its recipe, of the source of what makes it, and of the programs at work, so that a
change of any of these makes it anew. It lies in the system's folder for passing files, for this user only.
"""

from __future__ import annotations

import functools
import hashlib
import inspect
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_USER = getattr(os, "getuid", lambda: "here")()
_FOLDER = Path(tempfile.gettempdir()) / f"avatar-intake-films-{_USER}"
_UNUSED_S = 14 * 24 * 3600


def kept(recipe: object, make: Callable[[], bytes]) -> bytes:
    """The bytes that ``make``, a function of the module that knows how, gives for a recipe, whose ``repr`` says all."""
    key = hashlib.sha256(f"{recipe!r} {_source_hash(inspect.getfile(make))} {_programs()}".encode()).hexdigest()
    place = _private_folder() / key
    found = _read(place)
    if found is not None:
        return found
    with _alone(place.with_suffix(".lock")):
        found = _read(place)
        return found if found is not None else _made(place, make)


def told(path: Path, *command: str, may_fail: bool = False) -> tuple[bytes, bytes]:
    """What a program says on its two outputs about a file, for which ``FILE`` stands in the command.

    It is asked once about the same bytes under the same ending. Raises when it fails, unless it may.
    """
    recipe = (command, path.suffix, hashlib.sha256(path.read_bytes()).hexdigest())
    output, complaints = json.loads(kept(recipe, lambda: _said(path, command, may_fail)))
    return output.encode("latin-1"), complaints.encode("latin-1")


def _said(path: Path, command: tuple[str, ...], may_fail: bool) -> bytes:
    words = [str(path) if word == "FILE" else word for word in command]
    done = subprocess.run(words, capture_output=True, check=not may_fail, stdin=subprocess.DEVNULL)
    return json.dumps([done.stdout.decode("latin-1"), done.stderr.decode("latin-1")]).encode()


def _read(place: Path) -> bytes | None:
    try:
        data = place.read_bytes()
        os.utime(place)
    except FileNotFoundError:
        return None
    return data


def _made(place: Path, make: Callable[[], bytes]) -> bytes:
    data = make()
    half = place.with_suffix(f".{os.getpid()}")
    half.write_bytes(data)
    half.replace(place)
    return data


@functools.cache
def _private_folder() -> Path:
    """The folder, without what nothing has used for two weeks. One that is not ours alone is not used."""
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    if hasattr(os, "getuid"):
        found = _FOLDER.lstat()
        assert (found.st_uid, found.st_mode & 0o077) == (os.getuid(), 0), f"{_FOLDER} is not ours alone"
    oldest = time.time() - _UNUSED_S
    for stale in _FOLDER.iterdir():
        if stale.stat().st_mtime < oldest:
            stale.unlink(missing_ok=True)
    return _FOLDER


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Hold a lock against other processes, where the system has such locks; elsewhere two may make the same thing."""
    try:
        import fcntl
    except ImportError:
        yield
        return
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@functools.cache
def _source_hash(path: str) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@functools.cache
def _programs() -> str:
    """Which programs and libraries are at work."""
    from importlib.metadata import version

    places = [shutil.which(program) for program in ("ffmpeg", "ffprobe", "mediainfo")]
    found = [Path(place).stat() for place in places if place]
    return f"{[(one.st_size, one.st_mtime_ns) for one in found]} {version('av')} {version('pillow')}"
