"""The structure of MP4 files: what the boxes say, and files that were cut off or contradict themselves."""

from __future__ import annotations

import io
import struct
from fractions import Fraction
from pathlib import Path

import films
import pytest

from avatar_intake.domain.media import Unreadable
from avatar_intake.errors import Cancelled
from avatar_intake.media.boxes import Movie, walk_movie

SMALL = films.FilmSpec(width=64, height=64, seconds=4)


def _walk(data: bytes) -> Movie | Unreadable:
    return walk_movie(io.BytesIO(data), len(data))


def _movie(data: bytes) -> Movie:
    walked = _walk(data)
    assert isinstance(walked, Movie)
    return walked


def _bytes(tmp_path: Path, spec: films.FilmSpec) -> bytes:
    return films.film(tmp_path / "film", spec=spec).read_bytes()


def test_both_tracks_are_described(tmp_path: Path) -> None:
    data = _bytes(tmp_path, SMALL)
    movie = _movie(data)
    picture, sound = movie.track("vide"), movie.track("soun")
    assert picture is not None
    assert sound is not None
    assert (picture.codec, picture.width_px, picture.height_px, picture.frames) == ("avc1", 64, 64, 100)
    assert (picture.duration_s, picture.frames_per_s, picture.commonest_step_share) == (4.0, 25.0, 1.0)
    assert (sound.codec, sound.width_px, round(sound.duration_s, 1)) == ("mp4a", 0, 4.0)
    assert (movie.brand, movie.is_moov_first, movie.is_fragmented) == ("isom", True, False)
    assert movie.promised_bytes == len(data)
    assert movie.track("hint") is None


def test_a_contents_list_at_the_end_is_seen(tmp_path: Path) -> None:
    assert not _movie(_bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=4, faststart=False))).is_moov_first


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turn_is_told_clockwise(tmp_path: Path, degrees: int) -> None:
    track = _movie(_bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=1, rotation_deg=degrees))).track("vide")
    assert track is not None
    assert track.rotation_deg == degrees


def test_an_uneven_rate_shows_in_the_share_of_the_commonest_step(tmp_path: Path) -> None:
    track = _movie(_bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=4, uneven=True))).track("vide")
    assert track is not None
    assert 0.6 < track.commonest_step_share < 0.7


def test_steps_that_differ_by_a_rounding_are_even(tmp_path: Path) -> None:
    spec = films.FilmSpec(width=64, height=64, seconds=4, fps=Fraction(30000, 1001), ticks_per_s=1000)
    data = _bytes(tmp_path, spec)
    assert struct.unpack_from(">I", data, data.index(b"stts") + 8)[0] > 10  # 33 and 34 ticks by turns
    track = _movie(data).track("vide")
    assert track is not None
    assert track.commonest_step_share == 1.0


def test_fragments_are_summed_up(tmp_path: Path) -> None:
    data = _bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=6, fragmented=True))
    movie = _movie(data)
    track = movie.track("vide")
    assert track is not None
    assert movie.is_fragmented
    assert (track.frames, round(track.duration_s, 3)) == (150, 6.0)
    assert movie.promised_bytes == len(data)


def test_a_fragmented_film_that_was_cut_off_promises_more(tmp_path: Path) -> None:
    data = _bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=6, fragmented=True))
    last_data = data.rindex(b"mdat")
    assert _movie(data[: last_data + 100]).promised_bytes > last_data + 100


def test_a_film_cut_off_behind_its_contents_list_promises_more_than_there_is(tmp_path: Path) -> None:
    data = _bytes(tmp_path, SMALL)
    assert _movie(data[:-1]).promised_bytes == len(data)
    assert _movie(data[: len(data) * 2 // 3]).promised_bytes == len(data)


def test_a_film_cut_off_before_its_contents_list_is_truncated(tmp_path: Path) -> None:
    data = _bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=4, faststart=False))
    cut = _walk(data[: len(data) // 2])
    assert isinstance(cut, Unreadable)
    assert cut.reason == "truncated"
    assert " / " in cut.found


def test_a_film_cut_off_inside_its_contents_list_is_truncated(tmp_path: Path) -> None:
    data = _bytes(tmp_path, films.FilmSpec(width=64, height=64, seconds=4, faststart=False))
    cut = _walk(data[:-10])
    assert isinstance(cut, Unreadable)
    assert cut.reason == "truncated"


def test_samples_past_the_end_are_found_although_every_box_fits(tmp_path: Path) -> None:
    data = _bytes(tmp_path, SMALL)
    cut = bytearray(data[:-3000])
    place = cut.index(b"mdat") - 4
    struct.pack_into(">I", cut, place, len(cut) - place)  # the box now ends with the file, the tables do not
    assert _movie(bytes(cut)).promised_bytes == len(data)


def test_zeros_behind_the_last_box_are_ignored(tmp_path: Path) -> None:
    data = _bytes(tmp_path, SMALL)
    movie = _movie(data + bytes(5000))
    assert movie.track("vide") is not None


def test_a_box_of_more_than_four_gigabytes_is_walked_over(tmp_path: Path) -> None:
    path = films.big_film(tmp_path / "big.mp4", 5 << 30)
    with path.open("rb") as file:
        movie = walk_movie(file, 5 << 30)
    assert isinstance(movie, Movie)
    assert movie.promised_bytes == 5 << 30


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"mvhd", b"xxxx"),
        (b"tkhd", b"xxxx"),
        (b"mdhd", b"xxxx"),
        (b"stbl", b"xxxx"),
        (b"stsd", b"xxxx"),
    ],
)
def test_a_movie_without_a_part_that_it_needs_is_damaged(tmp_path: Path, old: bytes, new: bytes) -> None:
    walked = _walk(_bytes(tmp_path, SMALL).replace(old, new))
    assert isinstance(walked, Unreadable)
    assert walked.reason == "damaged"


@pytest.mark.parametrize("table", [b"stts", b"stsz", b"stco", b"stsc"])
def test_a_count_that_the_box_has_no_room_for_is_not_believed(tmp_path: Path, table: bytes) -> None:
    data = bytearray(_bytes(tmp_path, SMALL))
    place = data.index(table) + 8 + (4 if table == b"stsz" else 0)
    struct.pack_into(">I", data, place, 0x7FFFFFFF)
    walked = _walk(bytes(data))
    assert isinstance(walked, Unreadable)
    assert walked.reason == "damaged"


def test_walking_can_be_stopped(tmp_path: Path) -> None:
    class Stopped:
        def is_set(self) -> bool:
            return True

    data = _bytes(tmp_path, SMALL)
    with pytest.raises(Cancelled):
        walk_movie(io.BytesIO(data), len(data), Stopped())
