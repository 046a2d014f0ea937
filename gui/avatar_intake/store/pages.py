"""Reads the rows of an SQLite file page by page, however damaged its header, its trees or its log are.

Format: sqlite.org/fileformat2.html. Changes nothing, opens no data base, knows no table: whoever asks tells the rows
apart by their columns, and takes none for true unseen. A page that is no longer a page is passed over.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

Value = int | float | str | bytes | None

_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100
_USUAL_PAGE_BYTES = 4096
_VERSION_AT = 60
_TABLE_LEAF, _INDEX_LEAF, _INDEX_INNER = 0x0D, 0x0A, 0x02
_POINTER_BYTES = 4

_LOG_MAGIC = (0x377F0682, 0x377F0683)  # little-endian and big-endian sums
_LOG_HEADER_BYTES, _FRAME_HEADER_BYTES = 32, 24

_INT_BYTES = {1: 1, 2: 2, 3: 3, 4: 4, 5: 6, 6: 8}
_CONSTANTS = {0: None, 8: 0, 9: 1}
_REAL = 7


@dataclass(frozen=True, slots=True)
class Row:
    """What could be read of a row. ``values`` ends early where the rest lies on a page that is gone."""

    rowid: int
    column_count: int
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Log:
    """The write-ahead log: the newest page of each number, and whether nothing of it is missing."""

    pages: dict[int, bytes]
    is_whole: bool


class Pages:
    """The pages of one file, with those of its log laid over them. Raises ``OSError`` where it cannot be opened."""

    def __init__(self, path: Path) -> None:
        self._base = _content(path)
        self._size = _page_bytes_of(self._base)
        self._log = _log_of(_content(log_path(path)), self._size).pages
        self._count = max(-(-len(self._base) // self._size), *self._log, 0)

    @property
    def version(self) -> int | None:
        """The writer's number of the tables' version; ``None`` where the header is damaged."""
        first = self._page(1)
        return _big(first[_VERSION_AT : _VERSION_AT + 4]) if first.startswith(_MAGIC) else None

    def rows(self) -> Iterator[Row]:
        """Every row of every table, in no order. A row may come twice, in an older and a newer state."""
        for page, cell in self._cells(_TABLE_LEAF):
            size, start = _varint(page, cell)
            rowid, begin = _varint(page, start)
            if start and begin and (row := self._record(page, begin, size, self._size - 35)) is not None:
                yield Row(_signed(rowid), *row)

    def keys(self) -> Iterator[tuple[Value, ...]]:
        """Every entry of every index: the indexed values, then the rowid."""
        largest = (self._size - 12) * 64 // 255 - 23
        for kind, skipped in ((_INDEX_LEAF, 0), (_INDEX_INNER, _POINTER_BYTES)):
            for page, cell in self._cells(kind):
                size, begin = _varint(page, cell + skipped)
                if begin and (row := self._record(page, begin, size, largest)) is not None and len(row[1]) == row[0]:
                    yield row[1]

    def _page(self, number: int) -> bytes:
        found = self._log.get(number)
        return self._base[(number - 1) * self._size : number * self._size] if found is None else found

    def _cells(self, kind: int) -> Iterator[tuple[bytes, int]]:
        for number in range(1, self._count + 1):
            page, head = self._page(number), _HEADER_BYTES if number == 1 else 0
            if len(page) < self._size or page[head] != kind:
                continue
            first = head + (12 if kind == _INDEX_INNER else 8)
            last = min(first + 2 * _big(page[head + 3 : head + 5]), self._size)
            for place in range(first, last - 1, 2):
                cell = _big(page[place : place + 2])
                if last <= cell < self._size:
                    yield page, cell

    def _record(self, page: bytes, begin: int, size: int, largest: int) -> tuple[int, tuple[Value, ...]] | None:
        """The number of columns of a record and those values of it that are there."""
        payload = self._payload(page, begin, size, largest)
        head, at = _varint(payload, 0)
        if not at or not at <= head <= len(payload):
            return None
        kinds = []
        while 0 < at < head:
            kind, at = _varint(payload, at)
            kinds.append(kind)
        if at != head or head + sum(map(_width, kinds)) != size:
            return None
        return len(kinds), tuple(_values(payload, head, kinds))

    def _payload(self, page: bytes, begin: int, size: int, largest: int) -> bytes:
        """A cell's content, as far as its chain of pages goes."""
        if size <= largest:
            return page[begin : begin + size]
        least = (self._size - 12) * 32 // 255 - 23
        here = least + (size - least) % (self._size - _POINTER_BYTES)
        here = here if here <= largest else least
        found = bytearray(page[begin : begin + here])
        following = _big(page[begin + here : begin + here + _POINTER_BYTES])
        for _ in range(self._count):  # a damaged chain may lead round in a circle
            more = self._page(following) if 0 < following <= self._count else b""
            if len(more) < self._size or len(found) >= size:
                break
            found += more[_POINTER_BYTES : _POINTER_BYTES + size - len(found)]
            following = _big(more[:_POINTER_BYTES])
        return bytes(found)


def is_log_whole(path: Path) -> bool:
    """Whether nothing is missing in the log of ``path`` that was once written into it whole.

    SQLite itself reads a log up to its first frame that is damaged and takes that for its end.
    """
    before = _content(log_path(path))
    # Another program may be writing: only what stays as it is can be damaged.
    while (now := _content(log_path(path))) != before:
        before = now
    return _log_of(now, _page_bytes_of(_content(path, _HEADER_BYTES))).is_whole


def log_path(path: Path) -> Path:
    """Where SQLite keeps the log of a file."""
    return path.with_name(f"{path.name}-wal")


def _content(path: Path, longest: int = -1) -> bytes:
    """A file's bytes; zeros for what the disk does not give back."""
    try:
        with path.open("rb", buffering=0) as file:
            return file.read() if longest < 0 else file.read(longest)
    except FileNotFoundError:
        return b""
    except OSError:
        return _content_by_blocks(path)


def _content_by_blocks(path: Path) -> bytes:
    found = bytearray()
    size = path.stat().st_size
    with path.open("rb", buffering=0) as file:
        for begin in range(0, size, _USUAL_PAGE_BYTES):
            length = min(_USUAL_PAGE_BYTES, size - begin)
            try:
                file.seek(begin)
                found += file.read(length).ljust(length, b"\0")
            except OSError:
                found += bytes(length)
    return bytes(found)


def _page_bytes_of(base: bytes) -> int:
    size = _big(base[16:18])
    return (
        size if base.startswith(_MAGIC) and size in (512, 1024, 2048, 4096, 8192, 16384, 32768) else _USUAL_PAGE_BYTES
    )


# --- the log ------------------------------------------------------------------------------------------


def _log_of(content: bytes, page_bytes: int) -> Log:
    head = content[:_LOG_HEADER_BYTES]
    step = _FRAME_HEADER_BYTES + page_bytes
    if len(content) < _LOG_HEADER_BYTES + step:
        return Log({}, is_whole=True)
    order = ">" if _big(head[:4]) == _LOG_MAGIC[1] else "<"
    sums = _sums(head[:24], (0, 0), order)
    if _big(head[:4]) not in _LOG_MAGIC or sums != _kept_sums(head[24:32]) or _big(head[8:12]) != page_bytes:
        return Log({}, is_whole=False)
    pages: dict[int, bytes] = {}
    pending: dict[int, bytes] = {}
    is_broken, is_whole = False, True
    for begin in range(_LOG_HEADER_BYTES, len(content) - step + 1, step):
        frame = content[begin : begin + step]
        found, sums = _sums(frame[24:], _sums(frame[:8], sums, order), order), _kept_sums(frame[16:24])
        if frame[8:16] != head[16:24] or found != sums:
            is_broken = True  # as a rule the end: what follows is left of an earlier round, or was never finished
            continue
        pending[_big(frame[:4])] = frame[24:]
        if _big(frame[4:8]):  # it ends a transaction
            # One that was finished after the damage: what was damaged had been finished too.
            is_whole = is_whole and not is_broken
            pages |= pending
            pending = {}
    return Log(pages, is_whole)


def _sums(content: bytes, start: tuple[int, int], order: str) -> tuple[int, int]:
    one, two = start
    for first, second in struct.iter_unpack(f"{order}II", content):
        one = (one + first + two) & 0xFFFFFFFF
        two = (two + second + one) & 0xFFFFFFFF
    return one, two


def _kept_sums(content: bytes) -> tuple[int, int]:
    return _big(content[:4]), _big(content[4:8])


# --- numbers and values -------------------------------------------------------------------------------


def _big(content: bytes) -> int:
    return int.from_bytes(content, "big")


def _signed(number: int) -> int:
    return number - (1 << 64) if number >> 63 else number


def _varint(content: bytes, at: int) -> tuple[int, int]:
    """A number of up to nine bytes and where the next one begins; 0 for that where the content ends before."""
    number = 0
    for place, byte in enumerate(content[at : at + 8], at + 1):
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            return number, place
    if len(content) < at + 9:
        return 0, 0
    return number << 8 | content[at + 8], at + 9


def _width(kind: int) -> int:
    if kind >= 12:
        return (kind - 12) // 2
    return 8 if kind == _REAL else _INT_BYTES.get(kind, 0)


def _values(payload: bytes, begin: int, kinds: list[int]) -> Iterator[Value]:
    places = accumulate(map(_width, kinds), initial=begin)
    for kind, (start, end) in zip(kinds, pairwise(places), strict=True):
        if end > len(payload):
            return
        try:
            yield _value(kind, payload[start:end])
        except ValueError:
            return


def _value(kind: int, content: bytes) -> Value:
    """One value. Raises ``ValueError`` for a text that is none and a kind that is none."""
    if kind in _INT_BYTES:
        return int.from_bytes(content, "big", signed=True)
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    if kind == _REAL:
        real: float = struct.unpack(">d", content)[0]
        return real
    if kind < 12:
        raise ValueError(kind)
    return content.decode() if kind % 2 else content
