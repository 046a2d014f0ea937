"""Facts of videos, and damage that the boxes do not show."""

from __future__ import annotations

import random
import struct
from fractions import Fraction
from pathlib import Path

import films
import pytest

from avatar_intake.domain.media import MediaFacts, Unreadable
from avatar_intake.errors import Cancelled
from avatar_intake.media.probe import video_facts

SMALL = films.FilmSpec(width=320, height=180, seconds=20)


def _facts(path: Path) -> MediaFacts:
    facts = video_facts(str(path))
    assert isinstance(facts, MediaFacts)
    return facts


def _patched(path: Path, start: int, data: bytes) -> Path:
    with path.open("r+b") as file:
        file.seek(start, 2 if start < 0 else 0)
        file.write(data)
    return path


def test_a_film_that_fits_has_all_its_facts(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mp4")
    facts = _facts(path)
    assert (facts.container, facts.brand, facts.size_bytes) == ("mp4", "isom", path.stat().st_size)
    assert (facts.width_px, facts.height_px, facts.rotation_deg) == (1920, 1080, 0)
    assert (facts.codec, facts.bit_depth, facts.colour_transfer) == ("h264", 8, "")
    assert (facts.duration_s, facts.frame_rate, facts.commonest_step_share) == (185.0, 25.0, 1.0)
    assert (facts.is_complete, facts.is_moov_first, facts.is_fragmented) == (True, True, False)
    assert (facts.damaged_at_s, facts.glitch_at_s) == (None, None)
    (sound,) = facts.sound
    assert (sound.codec, sound.sample_rate_hz, sound.channels, round(sound.duration_s)) == ("aac", 48000, 1, 185)


def test_a_turned_film_tells_its_coded_and_its_shown_size(tmp_path: Path) -> None:
    facts = _facts(films.film(tmp_path / "a.mp4", spec=films.FilmSpec(seconds=1, rotation_deg=90)))
    assert (facts.width_px, facts.height_px, facts.shown_size_px) == (1920, 1080, (1080, 1920))


def test_ten_bits_of_high_dynamic_range_are_told(tmp_path: Path) -> None:
    spec = films.FilmSpec(width=320, height=180, seconds=2, codec="libx265", pix_fmt="yuv420p10le", colour_transfer=18)
    facts = _facts(films.film(tmp_path / "a.mp4", spec=spec))
    assert (facts.codec, facts.bit_depth, facts.colour_transfer) == ("hevc", 10, "HLG")


def test_an_american_frame_rate_is_told_exactly(tmp_path: Path) -> None:
    facts = _facts(films.film(tmp_path / "a.mp4", width=320, height=180, seconds=2, fps=Fraction(30000, 1001)))
    assert facts.frame_rate == pytest.approx(29.97, abs=0.001)


def test_a_silent_film_has_no_sound(tmp_path: Path) -> None:
    assert _facts(films.film(tmp_path / "a.mp4", width=320, height=180, seconds=2, sound=False)).sound == ()


def test_a_fragmented_film_has_its_whole_duration(tmp_path: Path) -> None:
    spec = films.FilmSpec(width=320, height=180, seconds=10, fragmented=True)
    facts = _facts(films.film(tmp_path / "a.mp4", spec=spec))
    assert (facts.is_fragmented, round(facts.duration_s, 3), facts.damaged_at_s) == (True, 10.0, None)


def test_a_quicktime_film_is_one_by_its_brand(tmp_path: Path) -> None:
    facts = _facts(films.film(tmp_path / "a.mp4", container="mov", width=320, height=180, seconds=2))
    assert (facts.container, facts.brand) == ("mov", "qt  ")


def test_a_broken_quicktime_film_is_a_quicktime_film_first(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mov", container="mov", width=320, height=180, seconds=2, faststart=False)
    path.write_bytes(path.read_bytes()[:-1000])
    facts = video_facts(str(path))
    assert isinstance(facts, Unreadable)
    assert (facts.reason, facts.found) == ("unknown-format", "MOV")


def test_a_film_without_pictures_is_told_by_its_sound(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mp4", width=320, height=180, seconds=2)
    data = path.read_bytes()
    start = data.index(b"trak")
    path.write_bytes(data[:start] + b"free" + data[start + 4 :])  # the first track is the picture's
    facts = video_facts(str(path))
    assert isinstance(facts, Unreadable)
    assert (facts.reason, facts.found) == ("no-video", "AAC")


@pytest.mark.parametrize("filling", ["zeros", "noise"])
@pytest.mark.parametrize("place", ["middle", "end"])
def test_a_hole_in_a_copy_is_found_by_decoding(tmp_path: Path, filling: str, place: str) -> None:
    path = films.film(tmp_path / "a.mp4", spec=SMALL)
    size = path.stat().st_size
    hole = size // 4
    data = bytes(hole) if filling == "zeros" else random.Random(1).randbytes(hole)
    facts = _facts(_patched(path, size // 2 if place == "middle" else size - hole, data))
    assert facts.is_complete
    assert facts.damaged_at_s is not None
    assert facts.damaged_at_s >= (8.0 if place == "middle" else 12.0)


def test_damage_in_the_last_pictures_is_found_although_they_are_not_decoded(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mp4", spec=films.FilmSpec(width=320, height=180, seconds=20, sound=False))
    facts = _facts(_patched(path, -10, bytes(10)))
    assert facts.damaged_at_s == 20.0


def test_a_spot_that_had_to_be_guessed_is_a_glitch_and_not_damage(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mp4", spec=films.FilmSpec(width=320, height=180, seconds=2, sound=False))
    data = bytearray(path.read_bytes())
    first = data.index(b"mdat") + 4
    while True:  # behind the units of settings stands the first picture
        (length,) = struct.unpack_from(">I", data, first)
        if data[first + 4] & 0x1F == 5:
            break
        first += 4 + length
    data[first + 4 + length // 2] ^= 0x10
    path.write_bytes(bytes(data))
    facts = _facts(path)
    assert facts.damaged_at_s is None
    assert facts.glitch_at_s == 0.0


def test_a_film_in_a_coding_that_nobody_knows_still_has_the_facts_of_its_boxes(tmp_path: Path) -> None:
    path = films.film(tmp_path / "a.mp4", seconds=2)
    path.write_bytes(path.read_bytes().replace(b"avc1", b"zzz9").replace(b"avcC", b"zzzC"))
    facts = _facts(path)
    assert (facts.codec, facts.width_px, facts.height_px, facts.duration_s) == ("zzz9", 1920, 1080, 2.0)


def test_a_name_that_looks_like_an_address_is_only_a_name(tmp_path: Path) -> None:
    path = films.film(tmp_path / "concat:a|b.mp4", width=320, height=180, seconds=2)
    assert _facts(path).duration_s == 2.0


class StopsAt:
    """A stop signal that is set when it is asked for the nth time."""

    def __init__(self, nth: int) -> None:
        self._left = nth

    def is_set(self) -> bool:
        self._left -= 1
        return self._left <= 0


@pytest.mark.parametrize("nth", [1, 5, 9, 12])
def test_a_stop_is_noticed_while_a_film_is_read(tmp_path: Path, nth: int) -> None:
    path = films.film(tmp_path / "a.mp4", spec=SMALL)
    with pytest.raises(Cancelled):
        video_facts(str(path), StopsAt(nth))
