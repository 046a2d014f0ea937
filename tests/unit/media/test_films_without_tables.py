"""Films that are not built of boxes: where their tracks end, what they promise, and recordings that broke off."""

from __future__ import annotations

import io
import struct
from pathlib import Path

import films
import pytest

from avatar_intake.domain.media import MediaFacts, Unreadable
from avatar_intake.errors import Cancelled
from avatar_intake.media.frames import filmstrip, frame_at
from avatar_intake.media.probe import video_facts
from avatar_intake.media.promised import promised_bytes

PNG = b"\x89PNG"


def _facts(path: Path) -> MediaFacts:
    facts = video_facts(str(path))
    assert isinstance(facts, MediaFacts)
    return facts


def _film(path: Path, container: str, **what: object) -> Path:
    codec = "mpeg4" if container in ("avi", "asf") else "libx264"
    spec = films.FilmSpec(width=320, height=180, container=container, codec=codec, **what)  # type: ignore[arg-type]
    return films.film(path, spec=spec)


@pytest.mark.parametrize("container", ["matroska", "mpegts", "avi", "flv", "asf"])
def test_sound_that_ends_long_before_the_picture_is_followed_to_its_end(tmp_path: Path, container: str) -> None:
    facts = _facts(_film(tmp_path / "film", container, seconds=60.0, sound_seconds=17.0))
    assert facts.duration_s == pytest.approx(60.0, abs=0.05)
    assert facts.sound[0].duration_s == pytest.approx(17.0, abs=0.1)
    assert (facts.damaged_at_s, facts.glitch_at_s, facts.frame_rate) == (None, None, 25.0)


@pytest.mark.parametrize("container", ["matroska", "mpegts", "avi", "flv"])
def test_pictures_can_be_taken_out_of_it(tmp_path: Path, container: str) -> None:
    path = _film(tmp_path / "film", container, seconds=6.0)
    assert frame_at(str(path), 3.0, 64).startswith(PNG)
    assert [frame.png[:4] for frame in filmstrip(str(path), 3, 36)] == [PNG] * 3


@pytest.mark.parametrize("container", ["matroska", "avi", "flv", "asf"])
def test_a_copy_that_was_cut_off_promises_more_than_there_is(tmp_path: Path, container: str) -> None:
    path = _film(tmp_path / "film", container, seconds=6.0)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    facts = _facts(path)
    assert not facts.is_complete
    assert facts.promised_bytes == pytest.approx(len(data), abs=8)


def test_a_hole_in_a_copy_is_found_by_decoding(tmp_path: Path) -> None:
    path = _film(tmp_path / "film", "mpegts", seconds=20.0)
    data = bytearray(path.read_bytes())
    data[len(data) // 2 : len(data) * 3 // 4] = bytes(len(data) * 3 // 4 - len(data) // 2)
    path.write_bytes(bytes(data))
    facts = _facts(path)
    assert facts.damaged_at_s is not None or facts.glitch_at_s is not None


@pytest.mark.parametrize(
    ("kind", "head", "expected"),
    [
        ("Matroska", b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x88", 18),
        ("Matroska", b"\x1a\x45\xdf\xa3\x80" + b"\x18\x53\x80\x67\x01" + b"\xff" * 7, 100),  # not known yet
        ("Matroska", b"\x1a\x45\xdf\xa3\x80\x00", 100),
        ("AVI", b"RIFF" + struct.pack("<I", 500) + b"AVI ", 508),
        ("AVI", b"RIFF" + bytes(4) + b"AVI ", 100),  # never finished
        ("WMV", b"\x30\x26\xb2\x75", 100),
        ("FLV", b"FLV\x01\x00\x08filesize\x00" + struct.pack(">d", 900.0), 900),
        ("FLV", b"FLV\x01\x00\x08filesize\x00" + struct.pack(">d", float("nan")), 100),
        ("MPEG-TS", b"G", 100),
    ],
)
def test_what_a_head_promises(kind: str, head: bytes, expected: int) -> None:
    assert promised_bytes(io.BytesIO(head), kind, 100) == expected


@pytest.mark.parametrize("kind", ["Matroska", "AVI", "WMV", "FLV"])
def test_a_head_that_breaks_off_promises_nothing(kind: str) -> None:
    assert promised_bytes(io.BytesIO(b"\x1a"), kind, 1) == 1


def test_a_file_that_only_begins_like_one_is_what_it_begins_like(tmp_path: Path) -> None:
    path = tmp_path / "film"
    path.write_bytes(b"\x1a\x45\xdf\xa3" + bytes(200))
    assert video_facts(str(path)) == Unreadable("unknown-format", "Matroska", 204)


@pytest.mark.parametrize("nth", [1, 3, 5])
def test_a_stop_is_noticed_while_it_is_read(tmp_path: Path, nth: int) -> None:
    class StopsAt:
        def __init__(self) -> None:
            self._left = nth

        def is_set(self) -> bool:
            self._left -= 1
            return self._left <= 0

    path = _film(tmp_path / "film", "matroska", seconds=20.0)
    with pytest.raises(Cancelled):
        video_facts(str(path), StopsAt())
