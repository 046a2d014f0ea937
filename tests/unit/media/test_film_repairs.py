"""Films with one thing wrong, repaired: judged by our checks, by ffprobe, and by what is seen and heard."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import films
import pytest
from clap_films import Clap, clap_film, coded_md5, first_boxes, lags_s, probe, rate_of, run, seen_in, sha256

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, MediaFacts, Severity, Span
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.errors import RepairFailed
from avatar_intake.media.check import check_material
from avatar_intake.media.judging import Purpose
from avatar_intake.media.probe import video_facts
from avatar_intake.media.remedies import offers_for, plan_for
from avatar_intake.media.repair import repair
from avatar_intake.media.rules import findings_for

# What a small and short film for a test cannot have; everything else has to be fine.
_SMALL = {"video-resolution", "video-duration", "video-bit-rate"}
_SOUND_SLACK_S = 0.020
_JOB = JobFields(name="Sample")


def _repaired(source: Path, *remedies: Remedy, keep: Span | None = None) -> Path:
    """The new film; the original must be as it was, and the plan must have left enough room."""
    target = source.with_name("repaired.mp4")
    before = sha256(source)
    told: list[float] = []
    order = RepairOrder(Role.TRAINING_VIDEO, (str(source),), str(target), frozenset(remedies), keep)
    repair(order, told.append)
    assert sha256(source) == before
    assert sorted(path.name for path in source.parent.iterdir()) == sorted([source.name, target.name])
    assert told == sorted(set(told))
    assert told[-1] == 1.0
    assert target.stat().st_size <= plan_for(Checked(order.role, str(source), _facts(source)), remedies).needed_bytes
    return target


def _checked(path: Path) -> Checked:
    """Judged by its facts only: what a film shows is not what most repairs are about."""
    facts = _facts(path)
    purpose = Purpose(Role.TRAINING_VIDEO, _JOB, path.suffix)
    return Checked(Role.TRAINING_VIDEO, str(path), facts, findings_for(facts, purpose))


def _facts(path: Path) -> MediaFacts:
    facts = video_facts(str(path))
    assert isinstance(facts, MediaFacts)
    return facts


def _complaints(path: Path, besides: set[str] = _SMALL) -> list[str]:
    """The rules about facts that are not fine."""
    found = _checked(path).findings
    return [item.rule for item in found if item.severity is not Severity.OK and item.rule not in besides]


def _assert_plain(path: Path) -> None:
    """What every result is: a plain MP4 with its table of contents first, H.264 and AAC, from 0 on, even, upright."""
    assert first_boxes(path)[:2] == [b"ftyp", b"moov"]
    assert b"moof" not in first_boxes(path)
    told = probe(path)
    assert set(told) <= {"format", "video", "audio"}
    video = told["video"]
    assert (video["codec_name"], video["pix_fmt"]) == ("h264", "yuv420p")
    assert float(video["start_time"]) == 0
    assert video["r_frame_rate"] == video["avg_frame_rate"]
    assert not [side for side in video.get("side_data_list", ()) if "rotation" in side]
    if "audio" in told:
        assert told["audio"]["codec_name"] == "aac"
        assert abs(float(told["audio"]["start_time"])) < 0.001
    times = seen_in(path).times_s
    assert times[0] == 0
    steps = [later - earlier for earlier, later in pairwise(times)]
    assert max(steps) - min(steps) < 0.0011
    facts = _facts(path)
    assert facts.edit_start_s == 0
    assert facts.is_moov_first


def _assert_same_moments(source: Path, target: Path) -> None:
    """Lips and voice are together as they were, and the film is as long."""
    for before, after in zip(lags_s(source), lags_s(target), strict=True):
        assert abs(before - after) <= _SOUND_SLACK_S
    facts = _facts(source)
    assert float(probe(target)["video"]["duration"]) == pytest.approx(
        facts.duration_s, abs=1 / facts.frame_rate + 0.001
    )


# --- taken over as it is ------------------------------------------------------------------------

COPIES = {
    "QuickTime": Clap(suffix=".mov"),
    "Matroska, 30": Clap(suffix=".mkv", fps="30"),
    "Matroska, 29.97": Clap(suffix=".mkv", fps="30000/1001"),
    "Flash": Clap(suffix=".flv", fps="30"),
    "table of contents last": Clap(),
    "data and chapters": Clap(suffix=".mov", more="-timecode 01:00:00:00 -metadata location=+31.2+121.5/"),
}


@pytest.mark.parametrize("name", COPIES)
def test_a_film_in_another_container_is_taken_over_bit_for_bit(tmp_path: Path, name: str) -> None:
    source = clap_film(tmp_path / f"film{COPIES[name].suffix}", COPIES[name])
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    assert coded_md5(target) == coded_md5(source)
    assert rate_of(probe(target)["video"]) == Fraction(COPIES[name].fps)
    assert b"+31.2" not in target.read_bytes()


def test_a_transport_stream_is_taken_over_without_its_framing(tmp_path: Path) -> None:
    source = clap_film(tmp_path / "film.ts", Clap(suffix=".ts"))
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    other = tmp_path / "other.mp4"
    run("ffmpeg", "-v", "error", "-i", str(source), "-c", "copy", str(other))
    assert coded_md5(target) == coded_md5(other)


def test_a_fragmented_film_becomes_a_plain_one(tmp_path: Path) -> None:
    source = clap_film(tmp_path / "film.mp4", Clap(more="-movflags frag_keyframe+empty_moov"))
    assert _facts(source).is_fragmented
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    _assert_plain(target)
    assert coded_md5(target)[0] == coded_md5(source)[0]
    assert (
        max(abs(lag_s) for lag_s in lags_s(target)) <= _SOUND_SLACK_S
    )  # as it was made; old programs misread the source


def test_an_avi_without_pictures_that_look_ahead_is_taken_over(tmp_path: Path) -> None:
    clap = Clap(suffix=".avi", picture="-c:v libx264 -preset ultrafast -bf 0 -pix_fmt yuv420p", sound="-c:a pcm_s16le")
    source = clap_film(tmp_path / "film.avi", clap)
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)


def test_an_avi_that_does_not_say_when_its_pictures_are_shown_is_coded_anew(tmp_path: Path) -> None:
    source = clap_film(tmp_path / "film.avi", Clap(suffix=".avi"))
    target = _repaired(source, Remedy.REMUX)
    _assert_plain(target)
    assert probe(target)["video"]["nb_frames"] == "30"


SOUNDS = {
    "PCM": ("-c:a pcm_s24le -ar 44100 -ac 2", ".mov", 2),
    "Opus": ("-c:a libopus", ".mkv", 1),
    "AC-3, six channels": ("-c:a ac3 -ac 6", ".mkv", 2),
    "MP3 of half a rate": ("-c:a libmp3lame -ar 22050", ".mkv", 1),
    "AAC, six channels": ("-c:a aac -ac 6", ".mp4", 2),
}


@pytest.mark.parametrize("name", SOUNDS)
def test_sound_that_does_not_play_everywhere_is_coded_anew_and_the_picture_is_not(tmp_path: Path, name: str) -> None:
    coding, suffix, channels = SOUNDS[name]
    source = clap_film(tmp_path / f"film{suffix}", Clap(suffix=suffix, sound=coding))
    target = _repaired(source, Remedy.SOUND)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    assert coded_md5(target)[0] == coded_md5(source)[0]
    sound = probe(target)["audio"]
    assert (sound["sample_rate"], sound["channels"], sound["profile"]) == ("48000", channels, "LC")


def test_of_several_tracks_the_film_and_the_longest_sound_are_kept(tmp_path: Path) -> None:
    film = clap_film(tmp_path / "one.mp4", Clap())
    source = tmp_path / "film.mov"
    extra = ("-f", "lavfi", "-i", "sine=d=1", "-f", "lavfi", "-i", "color=s=64x64:d=1:r=25")
    keep = (
        "-map",
        "1:a",
        "-map",
        "0:a",
        "-map",
        "2:v",
        "-map",
        "0:v",
        "-c:a",
        "aac",
        "-c:v:0",
        "mpeg4",
        "-c:v:1",
        "copy",
    )
    run("ffmpeg", "-v", "error", "-i", str(film), *extra, *keep, str(source))
    film.rename(tmp_path.parent / f"{tmp_path.name}.mp4")
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    assert probe(target)["video"]["width"] == 192
    assert len(lags_s(target)) == 2


def test_a_beginning_that_is_only_hidden_is_left_out_for_good(tmp_path: Path) -> None:
    whole = clap_film(
        tmp_path / "whole.mp4", Clap(picture="-c:v libx264 -preset ultrafast -g 100 -bf 2 -pix_fmt yuv420p")
    )
    source = tmp_path / "film.mp4"
    run("ffmpeg", "-v", "error", "-ss", "0.24", "-i", str(whole), "-c", "copy", str(source))
    whole.rename(tmp_path.parent / f"{tmp_path.name}-whole.mp4")
    assert _facts(source).edit_start_s > 0.2
    target = _repaired(source, Remedy.REMUX)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)


# --- coded anew ---------------------------------------------------------------------------------

_QUIET265 = "-c:v libx265 -preset ultrafast -x265-params log-level=none"
CODINGS = {
    "H.265, 10 bit": Clap(picture=f"{_QUIET265} -pix_fmt yuv420p10le"),
    "ProRes with PCM": Clap(suffix=".mov", picture="-c:v prores_ks", sound="-c:a pcm_s16le"),
    "Motion JPEG, full range": Clap(suffix=".avi", picture="-c:v mjpeg -pix_fmt yuvj420p", sound="-c:a pcm_s16le"),
    "MPEG-2 in a transport stream": Clap(suffix=".ts", picture="-c:v mpeg2video -q:v 2", sound="-c:a mp2"),
    "MPEG-4": Clap(picture="-c:v mpeg4 -q:v 2"),
    "Windows Media": Clap(suffix=".wmv", picture="-c:v wmv2 -q:v 2", sound="-c:a wmav2"),
    "VP9 and Opus": Clap(
        suffix=".webm", picture="-c:v libvpx-vp9 -deadline realtime -cpu-used 8", sound="-c:a libopus"
    ),
    "H.264, 4:2:2, 10 bit": Clap(picture="-c:v libx264 -preset ultrafast -pix_fmt yuv422p10le"),
    "H.264, 4:4:4, odd size": Clap(size="193x109", picture="-c:v libx264 -preset ultrafast -pix_fmt yuv444p"),
    "RGB": Clap(suffix=".mkv", picture="-c:v ffv1 -pix_fmt gbrp"),
    "interlaced": Clap(
        fps="50",
        filters="interlace,setfield=tff",
        picture="-c:v libx264 -preset ultrafast -flags +ildct+ilme -x264-params tff=1 -pix_fmt yuv420p",
    ),
}


@pytest.mark.parametrize("name", CODINGS)
def test_a_film_in_another_coding_becomes_h264_of_8_bit(tmp_path: Path, name: str) -> None:
    source = clap_film(tmp_path / f"film{CODINGS[name].suffix}", CODINGS[name])
    target = _repaired(source, Remedy.ENCODE)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    video = probe(target)["video"]
    assert video["profile"] == "High"
    told = [video.get(key) for key in ("color_range", "color_space", "color_transfer", "color_primaries")]
    assert told == ["tv", "bt709", "bt709", "bt709"]
    assert video["field_order"] == "progressive"


@pytest.mark.parametrize("name", ["H.265, 10 bit", "Motion JPEG, full range", "RGB"])
def test_colours_stay_as_they_were(tmp_path: Path, name: str) -> None:
    source = clap_film(tmp_path / f"film{CODINGS[name].suffix}", CODINGS[name])
    target = _repaired(source, Remedy.ENCODE)
    before, after = _mean_colour(source), _mean_colour(target)
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 4


def _mean_colour(path: Path) -> list[int]:
    """Red, green and blue of the green background of the first picture; untold it is standard definition."""
    shape = "crop=64:32:0:0,scale=1:1:flags=area,format=rgb24"
    raw = run("ffmpeg", "-v", "error", "-i", str(path), "-vf", shape, "-frames:v", "1", "-f", "rawvideo", "-").stdout
    return list(raw)


@pytest.mark.parametrize("turn_deg", [90, 180, 270])
def test_what_is_only_marked_as_turned_is_turned(tmp_path: Path, turn_deg: int) -> None:
    source = films.film(
        tmp_path / "film.mp4", spec=films.FilmSpec(width=320, height=180, seconds=0.2, rotation_deg=turn_deg)
    )
    target = _repaired(source, Remedy.TURN)
    assert _complaints(target) == []
    _assert_plain(target)
    video = probe(target)["video"]
    assert (video["width"], video["height"]) == ((320, 180) if turn_deg == 180 else (180, 320))
    # ffmpeg turns the source as it is marked
    assert _tiny_picture(target) == pytest.approx(_tiny_picture(source), abs=10)


def _tiny_picture(path: Path) -> list[int]:
    shape = ("-vf", "scale=6:6:flags=area,format=rgb24", "-frames:v", "1", "-f", "rawvideo", "-")
    return list(run("ffmpeg", "-v", "error", "-i", str(path), *shape).stdout)


def test_a_turned_film_keeps_its_mark_where_only_the_sound_is_repaired(tmp_path: Path) -> None:
    source = films.film(tmp_path / "film.mp4", spec=films.FilmSpec(width=320, height=180, seconds=0.2, rotation_deg=90))
    target = _repaired(source, Remedy.SOUND)
    assert _facts(target).rotation_deg == 90
    assert coded_md5(target)[0] == coded_md5(source)[0]


def test_an_uneven_film_becomes_even_at_the_usual_rate_above_its_average(tmp_path: Path) -> None:
    clap = Clap(filters="select='not(eq(mod(n\\,7)\\,3))'", fps="30", more="-vsync vfr")
    source = clap_film(tmp_path / "film.mp4", clap)
    assert "video-frame-rate" in _complaints(source)
    target = _repaired(source, Remedy.EVEN_RATE)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    assert rate_of(probe(target)["video"]) == 30


SIZES = {
    "1088 lines": ("1920x1088", "null", Remedy.FIT, (1920, 1080)),
    "slim pixels": ("1440x1080", "setsar=4/3", Remedy.FIT, (1920, 1080)),
    "720 lines": ("1280x720", "null", Remedy.FIT, (1920, 1080)),
    "upright, 4:3": ("1080x1440", "null", Remedy.PAD, (1080, 1920)),
}


@pytest.mark.parametrize("name", SIZES)
def test_a_film_of_another_size_comes_to_an_allowed_one(tmp_path: Path, name: str) -> None:
    size, filters, remedy, wanted = SIZES[name]
    clap = Clap(
        size=size, filters=filters, seconds=0.12, sound="", picture="-c:v libx264 -preset ultrafast -pix_fmt yuv420p"
    )
    source = clap_film(tmp_path / "film.mp4", clap)
    target = _repaired(source, remedy)
    assert _complaints(target, {"video-duration", "video-bit-rate", "video-sound"}) == []
    _assert_plain(target)
    video = probe(target)["video"]
    assert (video["width"], video["height"]) == wanted
    assert video["sample_aspect_ratio"] == "1:1"


def test_bars_are_black_and_what_is_between_them_is_the_whole_picture(tmp_path: Path) -> None:
    clap = Clap(size="1080x1440", seconds=0.12, sound="", picture="-c:v libx264 -preset ultrafast -pix_fmt yuv420p")
    target = _repaired(clap_film(tmp_path / "film.mp4", clap), Remedy.PAD)
    shape = ("-vf", "scale=1:8:flags=area,format=rgb24", "-frames:v", "1", "-f", "rawvideo", "-")
    rows = run("ffmpeg", "-v", "error", "-i", str(target), *shape).stdout
    pixels = [rows[3 * row : 3 * row + 3] for row in range(8)]
    assert max(*pixels[0], *pixels[7]) < 8
    assert all(pixel[1] > 60 for pixel in pixels[1:7])


# --- sound --------------------------------------------------------------------------------------


def _loudness(path: Path) -> tuple[float, float]:
    """Integrated loudness in LUFS and the true peak in dBTP, by the ffmpeg program."""
    told = run("ffmpeg", "-nostats", "-i", str(path), "-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-")
    summary = told.stderr.decode().rpartition("Summary:")[2].split()
    return float(summary[summary.index("I:") + 1]), float(summary[summary.index("Peak:") + 1])


@pytest.mark.parametrize("loudness", [0.002, 0.05, 0.9])
def test_sound_comes_to_the_loudness_of_speech(tmp_path: Path, loudness: float) -> None:
    source = clap_film(tmp_path / "film.mp4", Clap(loudness=loudness, click=4.0, sound="-c:a pcm_s16le", suffix=".mov"))
    target = _repaired(source, Remedy.LOUDNESS)
    lufs, peak_dbtp = _loudness(target)
    assert -18 <= lufs <= -16
    assert peak_dbtp <= -1.5
    assert coded_md5(target)[0] == coded_md5(source)[0]
    if loudness < 0.5:  # or the clicks are no louder than the hum
        _assert_same_moments(source, target)


def test_a_silent_film_cannot_be_made_louder(tmp_path: Path) -> None:
    source = clap_film(tmp_path / "film.mp4", Clap(loudness=0.0))
    with pytest.raises(RepairFailed, match="silent"):
        _repaired(source, Remedy.LOUDNESS)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


# --- the ends -----------------------------------------------------------------------------------


def test_the_ends_are_cut_off_at_keyframes_without_coding_anew(tmp_path: Path) -> None:
    source = clap_film(
        tmp_path / "film.mp4", Clap(picture="-c:v libx264 -preset ultrafast -g 10 -bf 3 -pix_fmt yuv420p")
    )
    target = _repaired(source, Remedy.TRIM, keep=Span(0.5, 1.1))
    _assert_plain(target)
    duration_s = float(probe(target)["video"]["duration"])
    assert 0.7 - 0.35 <= duration_s <= 0.7  # from the keyframe at 0.4, to a place without holes before 1.1
    assert probe(target)["video"]["profile"] == probe(source)["video"]["profile"]
    flashes_and_clicks = run("ffmpeg", "-v", "error", "-i", str(target), "-f", "null", "-").stderr
    assert flashes_and_clicks == b""
    assert float(probe(target)["audio"]["duration"]) == pytest.approx(0.7, abs=0.05)


def test_where_no_keyframe_is_near_the_new_beginning_the_picture_is_coded_anew(tmp_path: Path) -> None:
    clap = Clap(seconds=4.0, picture="-c:v libx264 -preset ultrafast -g 200 -pix_fmt yuv420p")
    source = clap_film(tmp_path / "film.mp4", clap)
    target = _repaired(source, Remedy.TRIM, keep=Span(2.6, 3.6))
    _assert_plain(target)
    assert float(probe(target)["video"]["duration"]) == pytest.approx(1.0, abs=0.041)
    assert probe(target)["video"]["profile"] == "High"


def test_claps_stay_together_where_the_beginning_is_cut_off(tmp_path: Path) -> None:
    clap = Clap(suffix=".mkv", picture="-c:v libx264 -preset ultrafast -bf 2 -g 5 -pix_fmt yuv420p")
    source = clap_film(tmp_path / "film.mkv", clap)
    target = _repaired(source, Remedy.TRIM, keep=Span(0.25, 1.2))
    _assert_plain(target)
    for before, after in zip(lags_s(source), lags_s(target), strict=True):
        assert abs(before - after) <= _SOUND_SLACK_S


# --- several at once, and whole films -----------------------------------------------------------


def test_several_repairs_are_done_in_one_pass(tmp_path: Path) -> None:
    clap = Clap(
        suffix=".mkv",
        fps="30",
        filters="select='not(eq(mod(n\\,7)\\,3))'",
        sound="-c:a ac3",
        click=4.0,
        more="-vsync vfr",
    )
    source = clap_film(tmp_path / "film.mkv", clap)
    offered = {offer.remedy for offer in offers_for(_checked(source)) if offer.rule not in _SMALL}
    assert {Remedy.REMUX, Remedy.EVEN_RATE, Remedy.SOUND} <= offered
    target = _repaired(source, *offered, Remedy.LOUDNESS)
    assert _complaints(target) == []
    _assert_plain(target)
    _assert_same_moments(source, target)
    assert -18 <= _loudness(target)[0] <= -16


def test_a_whole_film_passes_every_check_afterwards(tmp_path: Path) -> None:
    source = films.film(tmp_path / "film.mkv", container="matroska")
    assert "video-container" in _complaints(source, set())
    target = _repaired(source, *(offer.remedy for offer in offers_for(_checked(source)) if not offer.needs_consent))
    checked = check_material(Role.TRAINING_VIDEO, str(target), _JOB)
    assert not checked.has_errors
    assert _complaints(target, {"video-bit-rate"}) == []


def test_a_whole_film_that_is_too_long_is_cut_to_ten_minutes(tmp_path: Path) -> None:
    piece = films.film(tmp_path.parent / f"{tmp_path.name}.mp4", seconds=10)
    source = tmp_path / "film.mp4"
    run("ffmpeg", "-v", "error", "-stream_loop", "60", "-i", str(piece), "-c", "copy", str(source))
    assert next(offer for offer in offers_for(_checked(source)) if offer.remedy is Remedy.TRIM).needs_consent
    target = _repaired(source, Remedy.TRIM, keep=Span(7.0, 606.0))
    assert _complaints(target, {"video-bit-rate"}) == []
