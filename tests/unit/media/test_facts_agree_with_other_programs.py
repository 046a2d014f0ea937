"""Our facts against those of two independent programs. The test command installs ffprobe and mediainfo."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import films
import pytest
from kept_films import told

from avatar_intake.domain.media import MediaFacts
from avatar_intake.media.probe import video_facts

SAMPLE = Path(__file__).parents[3] / "resources" / "samples" / "training.mp4"
SPECS = {
    "plain": films.FilmSpec(seconds=12),
    "contents last": films.FilmSpec(seconds=12, faststart=False),
    "portrait": films.FilmSpec(width=1080, height=1920, seconds=4),
    "turned right": films.FilmSpec(seconds=4, rotation_deg=90),
    "upside down": films.FilmSpec(seconds=4, rotation_deg=180),
    "turned left": films.FilmSpec(seconds=4, rotation_deg=270),
    "4K, 29.97": films.FilmSpec(width=3840, height=2160, seconds=4, fps=Fraction(30000, 1001)),
    "H.265 HDR": films.FilmSpec(seconds=4, codec="libx265", pix_fmt="yuv420p10le", colour_transfer=16),
    "uneven": films.FilmSpec(seconds=8, uneven=True),
    "fragmented": films.FilmSpec(seconds=8, fragmented=True),
    "short sound": films.FilmSpec(seconds=8, sound_seconds=4.0),
    "QuickTime": films.FilmSpec(seconds=4, container="mov"),
}


def _ffprobe(path: Path) -> dict[str, dict[str, Any]]:
    said, _ = told(path, "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "FILE")
    found = json.loads(said)
    return {"format": found["format"], **{stream["codec_type"]: stream for stream in found["streams"]}}


def _mediainfo(path: Path) -> dict[str, dict[str, Any]]:
    said, _ = told(path, "mediainfo", "--Output=JSON", "FILE")
    return {track["@type"]: track for track in json.loads(said)["media"]["track"]}


def _facts(path: Path) -> MediaFacts:
    facts = video_facts(str(path))
    assert isinstance(facts, MediaFacts)
    return facts


def _compare(path: Path) -> None:
    facts, probe, info = _facts(path), _ffprobe(path), _mediainfo(path)
    video, audio = probe["video"], probe["audio"]
    assert facts.brand == probe["format"]["tags"]["major_brand"]
    assert (facts.codec, facts.width_px, facts.height_px) == (video["codec_name"], video["width"], video["height"])
    assert facts.duration_s == pytest.approx(float(video["duration"]), abs=0.002)
    assert facts.frame_rate == pytest.approx(float(Fraction(video["avg_frame_rate"])), rel=0.002)
    assert facts.colour_transfer == {"smpte2084": "PQ"}.get(video.get("color_transfer", ""), "")
    sides = [side["rotation"] for side in video.get("side_data_list", ()) if "rotation" in side]
    assert facts.rotation_deg == -sum(sides) % 360
    (sound,) = facts.sound
    assert (sound.codec, sound.sample_rate_hz) == (audio["codec_name"], int(audio["sample_rate"]))
    assert sound.channels == audio["channels"]
    assert sound.duration_s == pytest.approx(float(audio["duration"]), abs=0.05)
    seen = info["Video"]
    assert facts.size_bytes == int(info["General"]["FileSize"])
    assert (facts.width_px, facts.height_px) == (int(seen["Width"]), int(seen["Height"]))
    assert facts.bit_depth == int(seen["BitDepth"])
    assert facts.rotation_deg == round(float(seen.get("Rotation", 0)))
    assert facts.duration_s == pytest.approx(float(seen["Duration"]), abs=0.05)
    assert (facts.commonest_step_share < 0.95) == (seen["FrameRate_Mode"] == "VFR")
    assert "IsTruncated" not in info["General"].get("extra", {})


@pytest.mark.parametrize("name", SPECS)
def test_the_facts_of_a_made_film_agree(tmp_path: Path, name: str) -> None:
    _compare(films.film(tmp_path / "film.mp4", spec=SPECS[name]))


def test_the_facts_of_the_sample_agree() -> None:
    _compare(SAMPLE)


@pytest.mark.parametrize("share", [0.5, 0.9])
def test_mediainfo_too_calls_a_cut_off_film_truncated(tmp_path: Path, share: float) -> None:
    path = films.film(tmp_path / "film.mp4", seconds=12)
    assert _facts(path).is_complete
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert not _facts(path).is_complete
    assert _mediainfo(path)["General"]["extra"]["IsTruncated"] == "Yes"
