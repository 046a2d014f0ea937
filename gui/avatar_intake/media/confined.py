"""What the other process of `apart` does: makes itself small, then works on what it is asked, piece after piece.

It reaches no network, starts no program, and writes no file but below the folder that it was given, if any. It ends
with the process that asks, however that ends. On Linux the system sees to most of it (`sealed`, the limits), elsewhere
an audit hook and the limits that there are: walls against the mistakes of parsers.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import pickle
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from avatar_intake.errors import Defect, IntakeError, trace_of
from avatar_intake.media.room import Caller, End, Limits
from avatar_intake.media.sealed import seal

READY, SHARE, DONE, RAISED, LOST = "ready", "share", "done", "raised", "lost"
Message = tuple[str, Any]
Question = tuple[Callable[..., object], tuple[object, ...], float]  # the work, its arguments, the longest silence

_OPEN_FILES = 64
_OUR_OWN = ("avatar_intake.domain.", "avatar_intake.errors")
_PLAIN = {("builtins", name) for name in ("set", "frozenset", "bytearray", "complex")}
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_REFUSED = (
    *("socket.", "subprocess.", "pty.", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile"),
    "os.system",
)
_CHANGING = frozenset(
    f"os.{name}"
    for name in ("chmod", "chown", "link", "mkdir", "remove", "removexattr", "rename", "rmdir", "setxattr", "symlink")
) | {"os.truncate", "os.utime"}


def serve(line: Connection, limits: Limits) -> None:
    """Answer questions until the line is closed. Never returns to a process that may do more than this."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that asks, which then ends this one
    sys.dont_write_bytecode = True
    fence = Fence(limits.folder)
    _let_go_of_the_terminal()
    seal(may_write=limits.folder is not None)  # of this thread and all later ones
    threading.Thread(
        target=_end_with_the_asker, args=(fence, limits.leftovers or limits.folder), name="asker", daemon=True
    ).start()
    _narrow(limits)
    sys.addaudithook(fence)
    _say(line, (READY, None))
    if not line.poll():
        _get_ready()
    while True:
        try:
            question: Question = line.recv()
        except (EOFError, OSError):
            return
        if limits.folder is None:
            _limit_processor_time(question[2])
        _say(line, _answer(line, *question))


def message_of(data: bytes) -> Message:
    """What the other process said; makes values of ours and plain ones only. Raises `pickle.UnpicklingError`."""
    message = _ValuesOnly(io.BytesIO(data)).load()
    if not isinstance(message, tuple) or len(message) != 2 or not isinstance(message[0], str):
        raise pickle.UnpicklingError("no message")
    return message


class Fence:
    """An audit hook that refuses what no work on a file needs. Sees what goes through Python, not what C code does."""

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder
        self._inside = "" if folder is None else os.path.join(os.path.abspath(folder), "")  # noqa: PTH100, PTH118
        self._is_up = True

    def __call__(self, event: str, values: Sequence[object]) -> None:
        """Raise `PermissionError` for what is refused."""
        if not self._is_up:
            return
        if event.startswith(_REFUSED):
            raise PermissionError(f"{event} is not for here")
        if event == "open":
            path, _, flags = values
            if isinstance(flags, int) and flags & _WRITING:
                self._require_inside(path)
        elif event in _CHANGING:
            for path in values:
                if isinstance(path, (str, bytes, os.PathLike)):
                    self._require_inside(path)

    def take_down(self) -> None:
        """For the last thing that is done here."""
        self._is_up = False

    def _require_inside(self, path: object) -> None:
        if isinstance(path, int):
            return  # open already
        name = os.path.abspath(os.fsdecode(path))  # type: ignore[arg-type]  # noqa: PTH100
        if not self._inside or not name.startswith(self._inside):
            raise PermissionError("this file is not for here")


def _answer(line: Connection, work: Callable[..., object], arguments: tuple[object, ...], _quiet_s: float) -> Message:
    try:
        return DONE, work(*arguments, Caller(progress=lambda share: _say(line, (SHARE, float(share)))))
    except MemoryError:
        return LOST, End.TOO_MUCH_MEMORY.value
    except IntakeError as error:
        return RAISED, error
    except Exception as mistake:  # noqa: BLE001 - a mistake of ours is told there, without what it worked on
        return RAISED, Defect(where=trace_of(mistake))


def _say(line: Connection, message: Message) -> None:
    line.send_bytes(pickle.dumps(message, pickle.HIGHEST_PROTOCOL))


def _get_ready() -> None:
    """Import what any file needs while nobody waits."""
    from avatar_intake.media import frames, tasks  # noqa: F401

    with suppress(ImportError):
        import av  # noqa: F401
        import PIL.Image  # noqa: F401
        import pypdfium2  # noqa: F401

        from avatar_intake.media import check  # noqa: F401


def _end_with_the_asker(fence: Fence, leftovers: Path | None) -> None:
    """Wait for the end of the process that asks, then leave nothing of a repair behind."""
    asker = multiprocessing.parent_process()
    if asker is not None:
        asker.join()
        fence.take_down()
        if leftovers is not None:
            shutil.rmtree(leftovers, ignore_errors=True)
        os._exit(1)


def _let_go_of_the_terminal() -> None:
    """Libraries must not write between the lines of the process that asks, nor hold its pipes open after its end."""
    with suppress(OSError):
        nowhere = os.open(os.devnull, os.O_RDWR)
        for number in (0, 1, 2):
            os.dup2(nowhere, number)
        os.close(nowhere)


def _narrow(limits: Limits) -> None:
    """Limits that cannot be taken back. Windows has none of these."""
    if sys.platform != "win32":
        import resource

        for what, most in (
            (resource.RLIMIT_CORE, 0),  # a crash must not leave a copy of a document behind
            (resource.RLIMIT_AS, limits.memory_bytes),
            (resource.RLIMIT_FSIZE, limits.written_bytes if limits.folder is not None else 0),
            (resource.RLIMIT_NOFILE, _OPEN_FILES),
        ):
            _, allowed = resource.getrlimit(what)
            bounded = most if allowed == resource.RLIM_INFINITY else min(most, allowed)
            with suppress(OSError, ValueError):  # macOS knows some limits only by name
                resource.setrlimit(what, (bounded, bounded))


def _limit_processor_time(quiet_s: float) -> None:
    """For the case that the process that waits is stopped itself."""
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        seconds = int(used.ru_utime + used.ru_stime + quiet_s * (os.cpu_count() or 1)) + 1
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CPU, (seconds, resource.getrlimit(resource.RLIMIT_CPU)[1]))


class _ValuesOnly(pickle.Unpickler):
    """Reads what a process says that may have been turned by a file: types of ours, and nothing that acts."""

    def find_class(self, module: str, name: str) -> Any:
        """See `pickle.Unpickler`."""
        if (module, name) in _PLAIN or module.startswith(_OUR_OWN):
            found = super().find_class(module, name)
            if isinstance(found, type):
                return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")
