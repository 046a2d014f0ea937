"""Files that were good and are not any more: seeds of each kind, and changes that parsers are known to fear."""

from __future__ import annotations

import contextlib
import functools
import random
import re
import struct
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import films

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Unreadable
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.check import check_material
from avatar_intake.media.frames import filmstrip
from avatar_intake.media.letter import page_preview
from avatar_intake.media.picture import thumbnail
from avatar_intake.media.room import Caller

Maker = Callable[[Path], object]
_SMALL = {"width": 64, "height": 48, "seconds": 2}
_EDGES = (0, 1, 2, 7, 8, 15, 16, 0x7F, 0x80, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF)
_BOXES = re.compile(
    rb"ftyp|moov|mvhd|trak|tkhd|edts|elst|mdia|mdhd|hdlr|minf|stbl|stsd|stts|stss|ctts|stsc|stsz|stco|co64|mdat|moof|"
    rb"mvex|trex|traf|tfhd|trun|avcC|avc1|mp4a|esds|udta|meta|iloc|iinf|infe|ipco|ipma|iprp|ispe|hvcC|pitm|"
    rb"IHDR|IDAT|IEND|eXIf|Exif|JFIF"
)


def _film(**what: object) -> Maker:
    return lambda path: films.film(path, spec=films.FilmSpec(**(_SMALL | what)))  # type: ignore[arg-type]


# What each kind is checked as, the ending of its name, and good files of it.
KINDS: dict[str, tuple[Role, str, tuple[Maker, ...]]] = {
    "mp4": (
        Role.TRAINING_VIDEO,
        ".mp4",
        (
            _film(),
            _film(fragmented=True),
            _film(faststart=False, sound=False),
            _film(rotation_deg=90, container="mov"),
            _film(uneven=True, codec="libx265"),
        ),
    ),
    "jpeg": (
        Role.ID_CARD_IMAGE1,
        ".jpg",
        (
            lambda path: films.id_card_picture(path, width=320, gps=True),
            lambda path: films.id_card_picture(path, width=200, orientation=6),
        ),
    ),
    "png": (
        Role.ID_CARD_IMAGE2,
        ".png",
        (
            lambda path: films.id_card_picture(path, "emblem", width=320, picture_format="PNG"),
            lambda path: films.id_card_picture(path, width=100, picture_format="PNG", gps=True),
        ),
    ),
    "heic": (Role.COVER, ".heic", (films.heic_picture, lambda path: films.heic_picture(path, size=128))),
    "pdf": (
        Role.GRANT_FILE,
        ".pdf",
        (
            films.letter_pdf,
            lambda path: films.letter_pdf(path, pages=3),
            lambda path: films.letter_pdf(path, locked=True),
        ),
    ),
    "zip": (
        Role.AUDIO,
        ".zip",
        (
            lambda path: films.voice_zip(path, seconds=0.05),
            lambda path: films.voice_zip(path, name="0.wav", seconds=0.01),
        ),
    ),
}


@functools.cache
def seeds(kind: str) -> tuple[bytes, ...]:
    """The good files of a kind."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "seed"
        found = []
        for make in KINDS[kind][2]:
            make(path)
            found.append(path.read_bytes())
        return tuple(found)


def mutated(kind: str, number: int, seed: int = 1) -> bytes:
    """The file of this number, always the same: one good file with one to five changes."""
    chance = random.Random(f"{seed} {kind} {number}")
    good = seeds(kind)
    data = bytearray(chance.choice(good))
    for _ in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        chance.choice(_CHANGES)(data, chance, good)
    return bytes(data)


def look_at(kind: str, path: str, caller: Caller) -> str:
    """All that is done with a file before it is sent, and what was said of it, in a word."""
    role = KINDS[kind][0]
    checked = check_material(role, path, JobFields(name="n"), caller.stop)
    assert checked.findings
    for look in (
        lambda: thumbnail(path, 64),
        lambda: page_preview(path, 0, 64),
        lambda: filmstrip(path, 3, 32),
    ):
        with contextlib.suppress(MaterialUnreadable):
            assert look()
    if isinstance(checked.facts, Unreadable):
        return f"unreadable: {checked.facts.reason}"
    return "errors" if checked.has_errors else "passes"


def timed_look_at(kind: str, path: str, caller: Caller) -> tuple[str, float]:
    """The same, and how many seconds of processor time it took: a busy computer makes no file slow."""
    begun_s = time.process_time()
    return look_at(kind, path, caller), time.process_time() - begun_s


# --- changes ------------------------------------------------------------------------------------------

Change = Callable[[bytearray, random.Random, tuple[bytes, ...]], None]


def _place(data: bytearray, chance: random.Random) -> int:
    """Anywhere, but most often near the beginning or the end, where the tables are."""
    size = max(1, len(data))
    return chance.choice(
        (
            chance.randrange(size),
            chance.randrange(min(size, 64)),
            chance.randrange(min(size, 2048)),
            size - 1 - chance.randrange(min(size, 2048)),
        )
    )


def _flip_bits(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    for _ in range(chance.choice((1, 1, 4, 32))):
        place = _place(data, chance)
        if place < len(data):
            data[place] ^= 1 << chance.randrange(8)


def _cut_off(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    del data[_place(data, chance) :]


def _take_out(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    place = _place(data, chance)
    del data[place : place + chance.choice((1, 2, 4, 16, 500))]


def _splice(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    other = chance.choice(good)
    start = chance.randrange(len(other))
    data[_place(data, chance) :] = other[start:]


def _repeat(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    start = _place(data, chance)
    chunk = data[start : start + chance.choice((1, 4, 32, 400, 4000))]
    data[start:start] = chunk * chance.choice((1, 2, 10, 50))


def _set_number(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    shape, size = chance.choice(((">I", 4), ("<I", 4), (">H", 2), ("<H", 2), ("B", 1)))
    place = _place(data, chance)
    if place + size <= len(data):
        struct.pack_into(shape, data, place, chance.choice(_EDGES) & ((1 << 8 * size) - 1))


def _set_box_size(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    found = [match.start() for match in _BOXES.finditer(data) if match.start() >= 4]
    if not found:
        return _set_number(data, chance, good)
    place = chance.choice(found)
    (size,) = struct.unpack_from(">I", data, place - 4)
    near = max(0, size + chance.choice((-9, -1, 1, 8, 4096))) & 0xFFFFFFFF
    struct.pack_into(">I", data, place - 4, chance.choice((*_EDGES, near)))
    return None


def _set_count(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    """The numbers behind a box's name: versions, counts, widths, places."""
    found = [match.end() for match in _BOXES.finditer(data) if match.end() + 24 <= len(data)]
    if not found:
        return _set_number(data, chance, good)
    struct.pack_into(">I", data, chance.choice(found) + 4 * chance.randrange(6), chance.choice(_EDGES))
    return None


def _rename_box(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    found = list(_BOXES.finditer(data))
    if len(found) > 1:
        one, other = chance.sample(found, 2)
        data[one.start() : one.end()] = other[0][: one.end() - one.start()].ljust(one.end() - one.start(), b" ")


def _set_digits(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    """Numbers that are written out, as in a PDF."""
    found = list(re.finditer(rb"\d+", data))
    if found:
        number = chance.choice(found)
        data[number.start() : number.end()] = str(chance.choice((0, 1, 9, 65535, 2**31 - 1, 2**31, 2**64, -1))).encode()


def _fill(data: bytearray, chance: random.Random, good: tuple[bytes, ...]) -> None:
    place = _place(data, chance)
    size = min(len(data) - place, chance.choice((4, 16, 300, 5000)))
    if size > 0:
        data[place : place + size] = chance.choice((b"\0", b"\xff", b"\x80", b"A")) * size


_CHANGES: tuple[Change, ...] = (
    _flip_bits, _cut_off, _take_out, _splice, _repeat, _set_number, _set_box_size, _set_count, _rename_box, _set_digits,
    _fill,
)  # fmt: skip
