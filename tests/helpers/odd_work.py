"""Work on files that does what a broken parser does. At the top of a module, so that another process finds it."""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.room import Caller


def echo(value: object, caller: Caller) -> object:
    """Nothing odd."""
    return value


def process_id(caller: Caller) -> int:
    return os.getpid()


def crash(path: str, caller: Caller) -> None:
    """Die as a parser dies that followed a wrong pointer."""
    signal.raise_signal(signal.SIGSEGV)


def crash_after(count: int, caller: Caller) -> int:
    """Die of the traces that earlier work left behind, as a spoilt heap does."""
    crash_after.worked = getattr(crash_after, "worked", 0) + 1  # type: ignore[attr-defined]
    if crash_after.worked > count:  # type: ignore[attr-defined]
        signal.raise_signal(signal.SIGSEGV)
    return os.getpid()


def never_end(path: str, caller: Caller) -> None:
    """Go on for ever."""
    threading.Event().wait()


def never_end_in_c(path: str, caller: Caller) -> None:
    """Go on for ever in a library that lets no other thread run."""
    caller.progress(0.5)
    ctypes.PyDLL(None).pause()


def take_much_memory(path: str, caller: Caller) -> None:
    bytearray(1 << 40)


def take_memory_until_it_is_killed(path: str, caller: Caller) -> None:
    """Die as the system lets a process die that asks for too much."""
    os._exit(137)


def make_a_mistake(path: str, caller: Caller) -> None:
    raise KeyError(path)


def refuse(name: str, caller: Caller) -> None:
    raise MaterialUnreadable(role="", name=name, reason="damaged")


def chatter(text: str, caller: Caller) -> str:
    """Write to every output that there is."""
    sys.stdout.write(text)
    sys.stdout.flush()
    sys.stderr.write(text)
    os.write(1, text.encode())
    return text


def count_up(steps: int, caller: Caller) -> str:
    for step in range(steps):
        caller.progress((step + 1) / steps)
    return "done"


class Trap:
    """Does something when it is read by an unwary reader."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch sprung",)


def trap(caller: Caller) -> object:
    return Trap()


def write_a_file(path: str, size_bytes: int, caller: Caller) -> int:
    """Write through Python."""
    return Path(path).write_bytes(bytes(size_bytes))


def write_in_c(path: str, caller: Caller) -> int:
    """Write as a library in C does, which no audit hook sees; the number of bytes that went out."""
    libc = ctypes.CDLL(None)
    file = libc.open(path.encode(), os.O_WRONLY | os.O_CREAT, 0o600)
    return int(libc.write(file, b"bytes", 5)) if file >= 0 else -1


def connect_in_c(caller: Caller) -> int:
    """What the system says to a library that wants to go out."""
    return int(ctypes.CDLL(None).socket(2, 1, 0))


def become_a_program_in_c(caller: Caller) -> int:
    return int(ctypes.CDLL(None).execv(sys.executable.encode(), (ctypes.c_char_p * 2)(b"python", None)))


def change_in_c(path: str, caller: Caller) -> list[int]:
    libc, name = ctypes.CDLL(None), path.encode()
    return [
        libc.unlink(name), libc.rename(name, name + b"2"), libc.mkdir(name + b"3", 0o700), libc.truncate(name, 0),
        libc.chmod(name, 0), libc.symlink(name, name + b"4"), libc.link(name, name + b"5"),
    ]  # fmt: skip


def write_half_and_wait(path: str, caller: Caller) -> None:
    Path(path).write_bytes(b"half")
    caller.progress(0.5)
    threading.Event().wait()


def write_half_and_crash(path: str, caller: Caller) -> None:
    Path(path).write_bytes(b"half")
    signal.raise_signal(signal.SIGSEGV)


def remove(path: str, caller: Caller) -> None:
    Path(path).unlink()


def rename(path: str, target: str, caller: Caller) -> None:
    Path(path).rename(target)


def make_a_folder(path: str, caller: Caller) -> None:
    Path(path).mkdir()


def connect(port: int, caller: Caller) -> None:
    socket.create_connection(("127.0.0.1", port), 1).close()


def look_up(name: str, caller: Caller) -> None:
    socket.getaddrinfo(name, 443)


def start_a_program(path: str, caller: Caller) -> None:
    subprocess.run([sys.executable, "--version"], check=True)


def fork(caller: Caller) -> None:
    os._exit(0) if os.fork() == 0 else None


def become_a_program(caller: Caller) -> None:
    os.execv(sys.executable, [sys.executable, "--version"])


def limits(caller: Caller) -> dict[str, tuple[int, int]]:
    import resource

    names = ("RLIMIT_AS", "RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CPU")
    return {name: resource.getrlimit(getattr(resource, name)) for name in names}
