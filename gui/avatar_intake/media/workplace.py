"""A folder of our own beside a file that is to be: all of a repair is written there. Never replaces a file.

One folder, so that whoever ends a repair needs to know of nothing else to leave nothing behind; beside the file, so
that putting it into its place at the end is one step that takes no room and no time. What a power cut left is removed
by a later repair in the same place.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from avatar_intake.errors import FolderClosed, LocalStorageFailed, StorageFault, TargetTaken, storage_fault_of

_NAME_SIGNS = 20  # of the file's name in the folder's: enough to see what it belongs to, never too long for a disk
_MANY = 1000
_OURS = ".avatar-intake.part"
_LEFT_FOR_S = 86400.0  # no repair takes a day
_READ_AND_WRITE = 0o666


def free_name(path: str, suffix: str, folder: str | None = None) -> str:
    """A path for the repaired copy of ``path``: beside it, or in ``folder``, under a name that is not taken.

    ``film.MOV`` becomes ``film-repaired.mp4``, then ``film-repaired-2.mp4``. Raises `FolderClosed` where nothing can
    be written.
    """
    source = Path(path)
    place = Path(folder) if folder is not None else source.absolute().parent
    with suppress(OSError):
        Path(_own_folder(place, "probe")).rmdir()
    names = (f"{source.stem}-repaired{'' if count == 1 else f'-{count}'}{suffix}" for count in range(1, _MANY))
    for name in names:
        if not os.path.lexists(place / name):
            return str(place / name)
    raise TargetTaken(name=f"{source.stem}-repaired{suffix}")


def require_free(target: Path) -> None:
    """Raise `TargetTaken` when something has this name already."""
    if os.path.lexists(target):
        raise TargetTaken(name=target.name)


@contextmanager
def workplace(target: Path) -> Iterator[Path]:
    """An empty folder beside ``target``, with all that is in it gone at the end. Raises `FolderClosed`."""
    _clear_away(target.parent)
    folder = Path(_own_folder(target.parent, target.stem))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(made: Path, target: Path, original: Path) -> None:
    """Put a finished file into its place, for whoever may read the original.

    Raises `TargetTaken` when somebody took the place, and `LocalStorageFailed`.
    """
    try:
        made.chmod(original.stat().st_mode & _READ_AND_WRITE)
        _write_through(made)
        _rename(made, target)
    except FileExistsError as error:
        raise TargetTaken(name=target.name) from error
    except OSError as error:
        raise LocalStorageFailed.of(error, about=target.name) from error


def _own_folder(parent: Path, name: str) -> str:
    try:
        return tempfile.mkdtemp(prefix=f".{name[:_NAME_SIGNS]}.", suffix=_OURS, dir=parent)
    except OSError as error:
        if storage_fault_of(error) is StorageFault.FULL:
            raise LocalStorageFailed.of(error, about=parent.name) from error
        raise FolderClosed(name=parent.name or str(parent)) from error


def _clear_away(parent: Path) -> None:
    """Remove folders of repairs that a power cut ended."""
    with suppress(OSError):
        for left in parent.glob(f".*{_OURS}"):
            if left.is_dir() and not left.is_symlink() and time.time() - left.stat().st_mtime > _LEFT_FOR_S:
                shutil.rmtree(left, ignore_errors=True)


def _write_through(path: Path) -> None:
    """A disk that is full may say so only now."""
    descriptor = os.open(path, os.O_RDONLY if os.name == "posix" else os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _rename(made: Path, target: Path) -> None:
    """Rename without replacing: a link is refused where the name is taken; not every drive has links."""
    try:
        os.link(made, target)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(target):
            raise FileExistsError(str(target)) from None
        made.rename(target)
