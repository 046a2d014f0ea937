"""How many bytes a film that is no MP4 says it has, so that one that was cut off is known. Reads headers only."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import BinaryIO

_HEAD_BYTES = 1 << 16
_SEGMENT = 0x18538067  # RFC 9559
_MAX_PIECES = 4096
_ASF_FILE_PROPERTIES = bytes.fromhex("a1dcab8c47a9cf118ee400c00c205365")
_ASF_IS_LIVE = 1


def promised_bytes(file: BinaryIO, kind: str, size_bytes: int) -> int:
    """The size that the file must have by its own words; ``size_bytes`` where it says none (also MPEG streams)."""
    look = _BY_KIND.get(kind)
    if look is None:
        return size_bytes
    try:
        return look(file, size_bytes)
    except (struct.error, IndexError):
        return size_bytes


def _matroska(file: BinaryIO, size_bytes: int) -> int:
    """The end of the one segment; a recording that was never finished does not say it."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    place = 0
    for _ in range(_MAX_PIECES):
        name, body, length = _element(head, place)
        end = size_bytes if length is None else body + length
        if name == _SEGMENT:
            return end
        place = end
    return size_bytes


def _element(head: bytes, place: int) -> tuple[int, int, int | None]:
    """The name of an element, where its content begins, and how long that is, if it is told."""
    name_bytes = 9 - head[place].bit_length()
    name = int.from_bytes(head[place : place + name_bytes], "big")
    place += name_bytes
    length_bytes = 9 - head[place].bit_length()
    length = int.from_bytes(head[place : place + length_bytes], "big") & ((1 << 7 * length_bytes) - 1)
    is_told = length != (1 << 7 * length_bytes) - 1
    return name, place + length_bytes, length if is_told else None


def _avi(file: BinaryIO, size_bytes: int) -> int:
    """The end of the last of its pieces, of which a long film has several."""
    end = 0
    for _ in range(_MAX_PIECES):
        file.seek(end)
        head = file.read(8)
        if len(head) < 8 or not head.startswith(b"RIFF"):
            break
        (length,) = struct.unpack_from("<I", head, 4)
        if length in (0, 0xFFFFFFFF):  # a recording that was never finished
            return size_bytes
        end += 8 + length + length % 2
    return max(end, size_bytes)


def _asf(file: BinaryIO, size_bytes: int) -> int:
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    place = head.find(_ASF_FILE_PROPERTIES)
    if place < 0:
        return size_bytes
    (length,) = struct.unpack_from("<Q", head, place + 40)
    (flags,) = struct.unpack_from("<I", head, place + 88)
    return max(length, size_bytes) if not flags & _ASF_IS_LIVE else size_bytes


def _flv(file: BinaryIO, size_bytes: int) -> int:
    """The size that writers note for players; a number of the kind 0 of AMF0."""
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    mark = b"\x00\x08filesize\x00"
    place = head.find(mark)
    if place < 0:
        return size_bytes
    (length,) = struct.unpack_from(">d", head, place + len(mark))
    return int(length) if size_bytes < length < 1 << 62 else size_bytes


_BY_KIND: dict[str, Callable[[BinaryIO, int], int]] = {
    "Matroska": _matroska,
    "WebM": _matroska,
    "AVI": _avi,
    "WMV": _asf,
    "FLV": _flv,
}
