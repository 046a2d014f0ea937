"""Fetch one material by its presigned download address into a new file. Follows no redirect, overwrites nothing."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from avatar_intake.connection import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from avatar_intake.domain.obstacles import links_of, obstacle_of
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import IntakeError, NoRoom, NothingToDownload, TargetUnusable, UnexpectedAnswer
from avatar_intake.transfer.control import RunControl

if TYPE_CHECKING:
    import requests

_BLOCK_BYTES = 256 * 1024
_LONGEST_SIZE = 15  # digits
_GONE = frozenset({403, 404, 410})


def fetch_to(session: requests.Session, address: SecretUrl, role: str, target: Path, control: RunControl) -> int:
    """Save what is behind ``address`` as ``target`` (0600); its size in bytes. What was not finished is removed.

    Raises `TargetUnusable`, `NothingToDownload`, `UnexpectedAnswer`, `NetworkUnreachable`,
    `TransportRefused`, `NoRoom` and `Cancelled`.
    """
    descriptor = _new_file(target)
    is_whole = False
    try:
        with os.fdopen(descriptor, "wb", buffering=0) as file:
            size_bytes = _receive(session, address, role, file.fileno(), control)
        is_whole = True
    finally:
        if not is_whole:
            target.unlink(missing_ok=True)
    return size_bytes


def _new_file(target: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(target, flags, 0o600)
    except FileExistsError:
        raise TargetUnusable(name=target.name, reason=TargetUnusable.EXISTS) from None
    except OSError as error:
        raise TargetUnusable(name=target.name, reason=type(error).__name__) from error


def _receive(session: requests.Session, address: SecretUrl, role: str, descriptor: int, control: RunControl) -> int:
    import requests
    import urllib3

    request = requests.Request("GET", address.value, headers={"Accept-Encoding": "identity"}).prepare()
    request.url = address.value  # the address is signed: not a sign of it is put right
    host = urlsplit(address.value).hostname or ""
    fault: IntakeError | None = None
    try:
        with session.send(
            request, timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S), allow_redirects=False, stream=True
        ) as reply:
            fault = _problem_of(reply.status_code, role) or _size_problem(reply, descriptor)
            if fault is None:
                return _copy(reply, descriptor, control)
    except (requests.RequestException, urllib3.exceptions.HTTPError, ConnectionError, TimeoutError) as error:
        fault = obstacle_of(links_of(error), host, time.time())
    except OSError as error:
        fault = TargetUnusable(name="", reason=type(error).__name__)
    # Out here, so that the library's error, whose text holds the address, is no part of ours.
    raise fault


def _copy(reply: requests.Response, descriptor: int, control: RunControl) -> int:
    """The bytes as they are stored, never unpacked, as many as were announced."""
    import requests

    announced = reply.headers.get("Content-Length", "")
    size_bytes = 0
    while block := reply.raw.read1(_BLOCK_BYTES):
        control.check()
        view = memoryview(block)
        while view:
            view = view[os.write(descriptor, view) :]
        size_bytes += len(block)
    if int(announced) != size_bytes:
        raise requests.ConnectionError
    return size_bytes


def _problem_of(status: int, role: str) -> IntakeError | None:
    if status == 200:
        return None
    if status in _GONE:
        return NothingToDownload(role=role)
    return UnexpectedAnswer(step="download", found=f"HTTP {status}")


def _size_problem(reply: requests.Response, descriptor: int) -> IntakeError | None:
    """A store says how much it sends; what does not say so, or has no room here, is not begun."""
    announced = reply.headers.get("Content-Length", "")
    if not (announced.isascii() and announced.isdecimal()) or len(announced) > _LONGEST_SIZE:
        return UnexpectedAnswer(step="download", found="no Content-Length")
    free_bytes = _free_bytes(descriptor)
    if free_bytes is not None and int(announced) > free_bytes:
        return NoRoom.found(int(announced), free_bytes)
    return None


def _free_bytes(descriptor: int) -> int | None:
    """On the disk that the new file is on; ``None`` where the system has no such call (Windows)."""
    if not hasattr(os, "fstatvfs"):
        return None
    disk = os.fstatvfs(descriptor)
    return disk.f_bavail * disk.f_frsize
