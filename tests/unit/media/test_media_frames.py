"""Pictures taken out of a video."""

from __future__ import annotations

import io
from pathlib import Path

import films
import pytest
from PIL import Image

from avatar_intake.errors import Cancelled, MaterialUnreadable
from avatar_intake.media.frames import cover_from, filmstrip, frame_at


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def _is_green(picture: Image.Image, place: tuple[int, int]) -> bool:
    pixel = picture.convert("RGB").getpixel(place)
    assert isinstance(pixel, tuple)
    red, green, blue = pixel
    return green > 120 > max(red, blue)


def test_a_picture_fits_the_room_and_shows_the_film(tmp_path: Path) -> None:
    path = str(films.film(tmp_path / "a.mp4", width=640, height=360, seconds=4))
    picture = _opened(frame_at(path, 2.0, 320))
    assert (picture.format, picture.size) == ("PNG", (320, 180))
    assert _is_green(picture, (5, 5))
    assert not _is_green(picture, (160, 70))


@pytest.mark.parametrize(("degrees", "size"), [(90, (180, 320)), (180, (320, 180)), (270, (180, 320))])
def test_a_turned_film_is_shown_upright(tmp_path: Path, degrees: int, size: tuple[int, int]) -> None:
    spec = films.FilmSpec(width=640, height=360, seconds=2, rotation_deg=degrees)
    picture = _opened(frame_at(str(films.film(tmp_path / "a.mp4", spec=spec)), 0.0, 320))
    assert picture.size == size
    # The shape stands in the upper part of the coded picture; a turn clockwise brings the top to the right.
    beyond, before = {90: ((60, 160), (130, 160)), 180: ((160, 60), (160, 120)), 270: ((130, 160), (60, 160))}[degrees]
    assert _is_green(picture, beyond)
    assert not _is_green(picture, before)


def test_a_small_film_is_not_blown_up(tmp_path: Path) -> None:
    path = str(films.film(tmp_path / "a.mp4", width=320, height=180, seconds=2))
    assert _opened(frame_at(path, 0.0, 4000)).size == (320, 180)


def test_a_time_outside_the_film_means_its_nearest_picture(tmp_path: Path) -> None:
    path = str(films.film(tmp_path / "a.mp4", width=320, height=180, seconds=4))
    assert frame_at(path, -5.0, 100) == frame_at(path, 0.0, 100)
    assert _opened(frame_at(path, 999.0, 100)).size == (100, 56)


def test_a_filmstrip_is_spread_over_the_film(tmp_path: Path) -> None:
    path = str(films.film(tmp_path / "a.mp4", width=640, height=360, seconds=20))
    strip = filmstrip(path, 5, 90)
    assert [round(frame.time_s, 3) for frame in strip] == [2.0, 6.0, 10.0, 14.0, 18.0]
    assert {_opened(frame.png).size for frame in strip} == {(160, 90)}


def test_a_filmstrip_can_be_stopped(tmp_path: Path) -> None:
    class Stopped:
        def is_set(self) -> bool:
            return True

    path = str(films.film(tmp_path / "a.mp4", width=320, height=180, seconds=2))
    with pytest.raises(Cancelled):
        filmstrip(path, 3, 90, Stopped())


def _counting_film(path: Path, frames: int = 60) -> str:
    """A film of 25 frames a second, each a little lighter than the one before; one keyframe, and frames in between."""
    import av

    with av.open(str(path), "w", format="mp4") as output:
        stream = output.add_stream(
            "libx264", rate=25, options={"g": "250", "bf": "2", "crf": "12", "preset": "ultrafast"}
        )
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        stream.codec_context.thread_count = 1
        for number in range(frames):
            picture = Image.new("RGB", (64, 48), (4 * number,) * 3)
            picture.paste((255, 0, 0), (0, 0, 16, 12))
            output.mux(stream.encode(av.VideoFrame.from_image(picture)))
        output.mux(stream.encode(None))
    return str(path)


def _number_of(data: bytes) -> int:
    level = _opened(data).convert("L").getpixel((40, 30))
    assert isinstance(level, int)
    return round(level / 4)


@pytest.mark.parametrize(("time_s", "number"), [(0.0, 0), (0.039, 0), (0.04, 1), (1.0, 25), (1.979, 49), (9.0, 59)])
def test_an_exact_picture_is_the_one_that_a_player_shows(tmp_path: Path, time_s: float, number: int) -> None:
    path = _counting_film(tmp_path / "a.mp4")
    assert _number_of(frame_at(path, time_s, 64, exact=True)) == number
    assert _number_of(cover_from(path, time_s)) == number
    assert _number_of(frame_at(path, time_s, 64)) == 0


def test_a_cover_may_be_a_part_of_the_picture(tmp_path: Path) -> None:
    path = _counting_film(tmp_path / "a.mp4")
    corner = _opened(cover_from(path, 1.0, (0, 0, 12, 8)))
    assert corner.size == (12, 8)
    red, green, _ = corner.convert("RGB").resize((1, 1)).getpixel((0, 0))  # type: ignore[misc]
    assert red > 200 > 100 > green
    for part in ((0, 0, 65, 48), (-1, 0, 5, 5), (5, 5, 5, 9), (0, 20, 10, 10)):
        with pytest.raises(ValueError, match="outside"):
            cover_from(path, 1.0, part)


def test_the_way_to_an_exact_picture_can_be_stopped(tmp_path: Path) -> None:
    class StopsLater:
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 12

    path = _counting_film(tmp_path / "a.mp4")
    stop = StopsLater()
    with pytest.raises(Cancelled):
        cover_from(path, 2.0, stop=stop)
    assert stop.asked == 13


def test_a_cover_has_the_films_size(tmp_path: Path) -> None:
    cover = _opened(cover_from(str(films.film(tmp_path / "a.mp4", seconds=2)), 1.0))
    assert (cover.format, cover.size) == ("JPEG", (1920, 1080))


def test_what_is_no_film_has_no_pictures(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("a film")
    cut = films.film(tmp_path / "cut.mp4", width=320, height=180, seconds=2, sound=False)
    data = cut.read_bytes()
    cut.write_bytes(data[: data.index(b"mdat") + 8] + bytes(len(data) - data.index(b"mdat") - 8))
    for path, reason in ((text, "no-video"), (tmp_path / "gone.mp4", "missing"), (cut, "damaged")):
        with pytest.raises(MaterialUnreadable) as caught:
            frame_at(str(path), 0.0, 100)
        assert (caught.value.name, caught.value.reason) == (path.name, reason)
