"""Gather the facts of a voice recording's zip by reading all of it once. Unpacks nothing to disk, judges nothing."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO

from avatar_intake.domain.media import ArchiveFacts, Unreadable
from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.opening import kind_of_file, open_regular, size_of

MAX_UNPACKED_BYTES = 4 << 30
# Speech shrinks to a half or so; silence shrinks a thousandfold, but a recording of some length is not all silence.
MAX_RATIO = 100
_RATIO_COUNTS_FROM_BYTES = 64 << 20
_BLOCK_BYTES = 1 << 20
_LOCKED = 0x1
_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, LookupError, struct.error)


def archive_facts(path: str, stop: StopSignal | None = None) -> ArchiveFacts | Unreadable:
    """The facts of the zip at ``path``: what its own list says, after every entry has been read and its CRC compared.

    What `is_bomb` is not unpacked. Otherwise an `Unreadable`: ``unknown-format``, ``locked``, ``damaged``, or what
    `open_regular` says. Raises `Cancelled` when ``stop`` is set.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return file
    with file:
        size_bytes = size_of(file)
        try:
            kind = kind_of_file(file)
            if kind != "ZIP":
                return Unreadable("unknown-format", kind, size_bytes)
            return _facts(file, size_bytes, stop)
        except (OSError, NotImplementedError, RuntimeError, *_BROKEN):
            return Unreadable("damaged", "", size_bytes)


def is_bomb(facts: ArchiveFacts) -> bool:
    """Whether an archive says that it would unpack to something that no recording is."""
    is_dense = facts.unpacked_bytes > MAX_RATIO * facts.size_bytes
    return facts.unpacked_bytes > MAX_UNPACKED_BYTES or (is_dense and facts.unpacked_bytes > _RATIO_COUNTS_FROM_BYTES)


def _facts(file: BinaryIO, size_bytes: int, stop: StopSignal | None) -> ArchiveFacts | Unreadable:
    with zipfile.ZipFile(file) as archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        facts = ArchiveFacts(
            size_bytes=size_bytes,
            names=tuple(entry.filename for entry in entries),
            unpacked_bytes=sum(entry.file_size for entry in entries),
        )
        if any(entry.flag_bits & _LOCKED for entry in entries):
            return Unreadable("locked", "", size_bytes)
        if not is_bomb(facts):
            for entry in entries:
                _read_through(archive, entry, stop)
        return facts


def _read_through(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, stop: StopSignal | None) -> None:
    """Read an entry to its end, where its CRC is compared; it never gives more than its list entry says."""
    with archive.open(entry) as content:
        while content.read(_BLOCK_BYTES):
            raise_if_stopped(stop)
