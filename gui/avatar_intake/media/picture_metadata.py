"""Take everything out of a JPEG or PNG file but the picture itself, its colour profile and its turn. Pixels stay as
they are, byte for byte. Pure: bytes in, bytes out.

Also gone: captions, the maker's notes, a preview, and further pictures behind the first one, which have places of
their own.
"""

from __future__ import annotations

import struct
import zlib

_PNG = b"\x89PNG\r\n\x1a\n"
# What a PNG needs to look the same: its size, palette, pixels, and how its colours are meant.
_PNG_KEPT = frozenset(
    (
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"cICP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    )
)
_SOI, _EOI, _SOS, _APP0, _APP2, _APP14, _APP15, _COM = 0xD8, 0xD9, 0xDA, 0xE0, 0xE2, 0xEE, 0xEF, 0xFE
_BARE = frozenset((0x01, *range(0xD0, 0xD8)))  # markers without a length


def jpeg_without_place(data: bytes, orientation: int) -> bytes:
    """The JPEG without its metadata; a mark for turning stays. Raises `ValueError` for a file of another build."""
    if data[:2] != b"\xff\xd8":
        raise ValueError("no JPEG")
    kept = [b"\xff\xd8"]
    place = 2
    has_turn = orientation == 1
    while True:
        place, marker, segment = _segment(data, place)
        if marker == _APP0 and segment[4:9] == b"JFIF\0":
            kept.append(segment)
            continue
        if not has_turn:
            kept.append(_turn_segment(orientation))
            has_turn = True
        if _is_kept(marker, segment):
            kept.append(segment)
        if marker == _EOI:
            return b"".join(kept)


def _segment(data: bytes, place: int) -> tuple[int, int, bytes]:
    """The segment at a place: where the next begins, its marker, its bytes; a scan's pixels belong to its segment."""
    if place + 2 > len(data) or data[place] != 0xFF:
        raise ValueError("not a segment")
    start = place
    while place + 1 < len(data) and data[place + 1] == 0xFF:  # fill bytes
        place += 1
    marker = data[place + 1]
    place += 2
    if marker == _EOI or marker in _BARE:
        return place, marker, data[start:place]
    length = int.from_bytes(data[place : place + 2], "big")
    if length < 2 or place + length > len(data):
        raise ValueError("a segment past the end")
    place += length
    if marker == _SOS:
        place = _end_of_scan(data, place)
    return place, marker, data[start:place]


def _end_of_scan(data: bytes, place: int) -> int:
    """Where the next marker is: inside a scan 0xFF is followed by 0, or by the number of a restart."""
    while True:
        place = data.find(b"\xff", place)
        if place < 0 or place + 1 >= len(data):
            raise ValueError("a scan without an end")
        if data[place + 1] == 0 or data[place + 1] in _BARE:
            place += 2
        else:
            return place


def _is_kept(marker: int, segment: bytes) -> bool:
    if marker == _APP2:
        return segment[4:16] == b"ICC_PROFILE\0"
    if marker == _APP14:  # says which colours are coded
        return segment[4:9] == b"Adobe"
    return not _APP0 <= marker <= _APP15 and marker != _COM


def _turn_segment(orientation: int) -> bytes:
    body = b"Exif\0\0" + _turn_mark(orientation)
    return b"\xff\xe1" + struct.pack(">H", 2 + len(body)) + body


def _turn_mark(orientation: int) -> bytes:
    """The smallest EXIF block: one entry, the orientation."""
    return b"II*\0" + struct.pack("<IHHHIHHI", 8, 1, 0x0112, 3, 1, orientation, 0, 0)


def png_without_place(data: bytes, orientation: int) -> bytes:
    """The PNG without its metadata; a mark for turning stays. Raises `ValueError` for a file of another build."""
    if not data.startswith(_PNG):
        raise ValueError("no PNG")
    kept = [_PNG]
    place = len(_PNG)
    while True:
        length, kind = struct.unpack_from(">I4s", data, place) if place + 12 <= len(data) else (1 << 31, b"")
        end = place + 12 + length
        if end > len(data):
            raise ValueError("a chunk past the end")
        if kind in _PNG_KEPT:
            kept.append(data[place:end])
        if kind == b"IHDR" and orientation != 1:
            body = b"eXIf" + _turn_mark(orientation)
            kept.append(struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body)))
        if kind == b"IEND":
            return b"".join(kept)
        place = end
