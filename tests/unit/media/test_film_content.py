"""Looking at films: broken ones, other containers, being stopped, and what single pictures measure."""

from __future__ import annotations

import doctest
import subprocess
import threading
from array import array
from dataclasses import replace
from pathlib import Path

import films
import pytest
from PIL import Image, ImageDraw, ImageFilter

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import FilmContent, MediaFacts, Severity, Span
from avatar_intake.errors import Cancelled
from avatar_intake.media import film_samples
from avatar_intake.media.film_content import film_content
from avatar_intake.media.film_content_rules import FILM_CONTENT_RULES, SeenFilm
from avatar_intake.media.film_measures import Look, difference, measured, sharpness
from avatar_intake.media.film_samples import Samples, chosen_keys, seams_of, still_spans
from avatar_intake.media.judging import Purpose, judge
from avatar_intake.media.probe import video_facts

SHORT = films.FilmSpec(width=320, height=180, seconds=40)


class StopAfter:
    """A signal that is set after it was asked so many times."""

    def __init__(self, count: int) -> None:
        self.left = count
        self.asked_after = 0

    def is_set(self) -> bool:
        self.left -= 1
        self.asked_after += self.left < 0
        return self.left < 0


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return films.film(tmp_path_factory.mktemp("film") / "a.mp4", spec=SHORT)


def _facts(path: Path) -> MediaFacts:
    facts = video_facts(str(path))
    assert isinstance(facts, MediaFacts)
    return facts


def _content(path: Path) -> FilmContent:
    content = film_content(str(path), _facts(path))
    assert content is not None
    return content


def test_the_same_file_always_gives_the_same_content(film: Path) -> None:
    assert _content(film) == _content(film)


def test_the_levels_are_a_graph_of_the_whole_film(film: Path) -> None:
    levels = _content(film).levels
    assert levels is not None
    assert len(levels.levels_dbfs) == 250
    assert levels.step_s * 250 == pytest.approx(40, abs=0.5)
    assert max(levels.levels_dbfs[:95]) < -60
    assert max(levels.levels_dbfs[130:]) > -25


def test_pieces_of_a_recording_are_looked_at_as_a_whole(tmp_path: Path, film: Path) -> None:
    fragmented = films.film(tmp_path / "a.mp4", spec=replace(SHORT, fragmented=True))
    seen, whole = _content(fragmented).pictures, _content(film).pictures
    assert seen is not None
    assert whole is not None
    assert [round(one.time_s) for one in seen.seen] == [round(one.time_s) for one in whole.seen]


def test_a_film_without_sound_has_pictures_only(tmp_path: Path) -> None:
    content = _content(films.film(tmp_path / "a.mp4", spec=replace(SHORT, sound=False)))
    assert (content.levels, content.sound) == (None, None)
    assert content.pictures is not None


@pytest.mark.parametrize("asked", [1, 3, 10, 30])
def test_a_stop_is_noticed_at_once_wherever_it_comes(film: Path, asked: int) -> None:
    stop = StopAfter(asked)
    with pytest.raises(Cancelled):
        film_content(str(film), _facts(film), stop)
    assert stop.asked_after <= 8  # both threads once, and a library that tries a read again


def test_no_thread_is_left_behind_by_a_stop(film: Path) -> None:
    before = threading.active_count()
    with pytest.raises(Cancelled):
        film_content(str(film), _facts(film), StopAfter(20))
    assert threading.active_count() == before


@pytest.mark.parametrize("start", [0.2, 0.5, 0.9])
def test_what_cannot_be_decoded_is_left_out(tmp_path: Path, film: Path, start: float) -> None:
    facts = _facts(film)
    data = bytearray(film.read_bytes())
    place = data.index(b"mdat") + 4
    first = place + int((len(data) - place) * start)
    data[first : first + 20_000] = b"\xa5" * min(20_000, len(data) - first)
    path = tmp_path / "broken.mp4"
    path.write_bytes(data)
    content = film_content(str(path), facts)
    assert content is not None
    assert content.pictures is not None


def test_a_film_that_is_gone_or_cut_off_has_no_content(tmp_path: Path, film: Path) -> None:
    facts = _facts(film)
    assert film_content(str(tmp_path / "gone.mp4"), facts) is None
    assert film_content(str(film), replace(facts, is_complete=False)) is None
    assert film_content(str(film), replace(facts, container="matroska")) is None


def test_a_film_that_shrank_since_its_facts_were_read_is_survived(tmp_path: Path, film: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(film.read_bytes()[:100_000])
    film_content(str(path), _facts(film))


def test_keyframes_that_look_like_each_other_s_middle_are_all_decoded(tmp_path: Path) -> None:
    """An open group of pictures begins with a keyframe that is no new beginning for the decoder."""
    path = tmp_path / "open.mp4"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=8", "-c:v", "libx264",
         "-preset", "veryfast", "-g", "25", "-bf", "2", "-flags", "-cgop", "-x264-params", "open-gop=1", str(path)],
        check=True,
    )  # fmt: skip
    content = _content(path)
    assert content.pictures is not None
    assert len(content.pictures.seen) == 8


def test_an_action_video_is_not_asked_for_a_quiet_beginning(tmp_path: Path) -> None:
    content = _content(films.film(tmp_path / "a.mp4", spec=SHORT))
    assert content.sound is not None
    early = replace(content, sound=replace(content.sound, speech_from_s=1.0, floor_dbfs=-20.0))
    seen = SeenFilm(_facts(tmp_path / "a.mp4"), early)
    rules = {}
    for role in (Role.TRAINING_VIDEO, Role.ACTION_VIDEO):
        found = judge(FILM_CONTENT_RULES, seen, Purpose(role, JobFields(name="n")))
        rules[role] = {line.rule for line in found if line.severity is not Severity.OK}
    assert rules[Role.TRAINING_VIDEO] == {"film-noise"}
    assert rules[Role.ACTION_VIDEO] == set()


def test_a_film_of_high_dynamic_range_is_not_blamed_for_its_colours(film: Path) -> None:
    content = _content(film)
    assert content.pictures is not None
    pale = tuple(replace(one, green=0.1, bright=50.0, person=None) for one in content.pictures.seen)
    content = replace(content, pictures=replace(content.pictures, seen=pale))
    purpose = Purpose(Role.TRAINING_VIDEO, JobFields(name="n"))
    blamed = {
        transfer: {
            line.rule
            for line in judge(
                FILM_CONTENT_RULES, SeenFilm(replace(_facts(film), colour_transfer=transfer), content), purpose
            )
            if line.severity is not Severity.OK
        }
        for transfer in ("", "HLG")
    }
    assert blamed == {"": {"film-green-screen", "film-dark"}, "HLG": set()}


# --- samples ------------------------------------------------------------------------------------


def _samples(keys: list[int], count: int, sizes: list[int] | None = None) -> Samples:
    times_s = array("d", [number / 25 for number in range(count)])
    return Samples(array("q", range(count)), array("q", sizes or [5000] * count), times_s, tuple(keys))


def test_a_keyframe_out_of_turn_is_a_seam() -> None:
    keys = [0, 50, 100, 130, 180, 230, 280]
    assert seams_of(_samples(keys, 300)) == (3,)


def test_keyframes_without_a_rule_have_no_seams() -> None:
    assert seams_of(_samples([0, 7, 50, 61, 90, 133, 150, 199], 300)) == ()


def test_the_opening_is_looked_at_and_the_end() -> None:
    samples = _samples(list(range(0, 25 * 600, 25)), 25 * 600)
    keys = chosen_keys(samples, (), 10)
    times_s = [samples.time_s(key) for key in keys]
    assert times_s[:4] == [0, 5, 10, 14]
    assert times_s[-1] == 599
    assert len(keys) == 10


def test_frames_that_say_nothing_for_long_are_a_still() -> None:
    sizes = [5000] * 250 + [60] * 250 + [5000] * 250
    assert still_spans(_samples([0], 750, sizes), 1920 * 1080) == (Span(10.0, 20.0),)


def test_one_blink_in_five_seconds_is_no_still() -> None:
    sizes = ([60] * 100 + [2000]) * 8
    assert still_spans(_samples([0], len(sizes), sizes), 1920 * 1080) == ()


def test_the_example_of_a_budget_holds() -> None:
    assert doctest.testmod(film_samples).failed == 0


# --- pictures -----------------------------------------------------------------------------------


def _picture(screen: tuple[int, int, int]) -> Image.Image:
    picture = Image.new("RGB", (160, 90), screen)
    ImageDraw.Draw(picture).rectangle((60, 20, 100, 90), fill=(190, 150, 130))
    return picture


@pytest.mark.parametrize(
    "screen", [(0, 177, 64), (0, 80, 30), (20, 160, 110), (110, 190, 50), (60, 220, 90), (90, 150, 80)]
)
def test_any_green_of_a_studio_is_green(screen: tuple[int, int, int]) -> None:
    seen = measured(Look(0.0, _picture(screen)), None)
    assert seen.green == 1.0
    assert seen.person is not None
    assert seen.person.area == pytest.approx(0.2, abs=0.03)


@pytest.mark.parametrize(
    "wall", [(255, 255, 255), (128, 128, 128), (20, 60, 190), (200, 180, 150), (0, 0, 0), (150, 170, 150)]
)
def test_other_walls_are_not_green(wall: tuple[int, int, int]) -> None:
    seen = measured(Look(0.0, _picture(wall)), None)
    assert seen.green == 0.0
    assert seen.person is None


def test_a_picture_that_is_turned_into_another_differs_much_and_one_that_moved_a_little() -> None:
    picture, moved = _picture((0, 177, 64)), _picture((0, 177, 64))
    ImageDraw.Draw(moved).rectangle((64, 20, 104, 90), fill=(190, 150, 130))
    assert difference(picture, picture) == 0
    assert difference(picture, moved) < 8
    assert difference(picture, Image.new("RGB", (160, 90), (120, 100, 160))) > 60


@pytest.mark.parametrize(("radius", "low", "high"), [(0, 0.5, 1.0), (1, 0.25, 0.6), (4, 0.05, 0.12), (8, 0.0, 0.1)])
def test_sharpness_falls_with_blur(radius: float, low: float, high: float) -> None:
    picture = _picture((0, 177, 64)).resize((960, 540), Image.Resampling.NEAREST).convert("L")
    ImageDraw.Draw(picture).rectangle((360, 120, 600, 540), fill=250)
    assert low <= sharpness(picture.filter(ImageFilter.GaussianBlur(radius))) <= high


def test_a_picture_without_any_contrast_has_no_sharpness() -> None:
    assert sharpness(Image.new("L", (960, 540), 90)) == 0.0
