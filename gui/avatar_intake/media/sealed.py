"""Have Linux itself refuse what no work on a file needs: also to code in C, which no audit hook sees.

A filter of system calls (seccomp), which needs no privileges and which nothing takes off again: no network, no other
program, and where nothing is to be written, no file that is opened for writing, removed or renamed. Elsewhere, and on
processors that are not known here, this does nothing.
"""

from __future__ import annotations

import platform
import struct
import sys
from dataclasses import dataclass

_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ALLOW, SECCOMP_RET_ERRNO with EPERM
_LOAD, _IS, _HAS_ANY, _RETURN = 0x20, 0x15, 0x45, 0x06  # BPF: LD|W|ABS, JMP|JEQ|K, JMP|JSET|K, RET|K
_NUMBER_AT, _MACHINE_AT, _ARGUMENTS_AT = 0, 4, 16  # in struct seccomp_data
_WRITING = 0o3 | 0o100  # O_WRONLY, O_RDWR, O_CREAT
_NO_NEW_PRIVILEGES, _SET_SECCOMP, _FILTER = 38, 22, 2  # prctl


@dataclass(frozen=True, slots=True)
class Calls:
    """Numbers of system calls on one kind of processor (asm/unistd.h); ``opening`` with the place of its flags."""

    machine: int  # AUDIT_ARCH_…
    always: tuple[int, ...]  # socket, connect, bind, listen, execve, execveat, ptrace; fork and vfork
    changing: tuple[int, ...]  # rename, unlink, mkdir, rmdir, link, symlink, truncate, chmod, chown; openat2
    opening: tuple[tuple[int, int], ...]  # open, openat


_KNOWN = {
    "x86_64": Calls(
        0xC000003E,
        (41, 42, 49, 50, 57, 58, 59, 101, 322),
        (76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 94, 258, 260, 263, 264, 265, 266, 268, 316, 437),
        ((2, 1), (257, 2)),
    ),
    "aarch64": Calls(
        0xC00000B7,
        (117, 198, 200, 201, 203, 221, 281),
        (34, 35, 36, 37, 38, 45, 53, 54, 276, 437),
        ((56, 2),),
    ),
}


def seal(*, may_write: bool) -> bool:
    """Seal this thread and all that it starts from now on; says whether that was possible."""
    calls = _KNOWN.get(platform.machine()) if sys.platform == "linux" else None
    if calls is None:
        return False
    import ctypes

    program = filter_of(calls, may_write=may_write)
    steps = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: how many steps, and where they are
    whole = ctypes.create_string_buffer(struct.pack("@HP", len(program) // 8, ctypes.addressof(steps)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SET_SECCOMP, _FILTER, ctypes.addressof(whole), 0, 0) == 0)


def filter_of(calls: Calls, *, may_write: bool) -> bytes:
    """The filter as BPF, eight bytes a step. Every refusal is EPERM."""
    refused = calls.always if may_write else calls.always + calls.changing
    steps = [_step(_LOAD, _MACHINE_AT), _step(_IS, calls.machine, 1, 0), _step(_RETURN, _REFUSE)]
    steps.append(_step(_LOAD, _NUMBER_AT))
    for number in refused:
        steps += [_step(_IS, number, 0, 1), _step(_RETURN, _REFUSE)]
    for number, place in () if may_write else calls.opening:
        flags_at = _ARGUMENTS_AT + 8 * place
        steps += [
            _step(_IS, number, 0, 4),
            _step(_LOAD, flags_at),
            _step(_HAS_ANY, _WRITING, 0, 1),
            _step(_RETURN, _REFUSE),
            _step(_RETURN, _ALLOW),
        ]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_true, if_false, value)
