"""A hundred films made by the `ffmpeg` program: our facts against ffprobe's and mediainfo's, and every verdict.

Neither program reads with our code. Where they contradict each other, the comparison says which of them counts and why.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import kept_films
import pytest
from ffmpeg_films import FILMS, FilmShelf

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import MediaFacts, Severity, Unreadable
from avatar_intake.media.film_rules import EVEN_SHARE
from avatar_intake.media.judging import Purpose
from avatar_intake.media.probe import video_facts
from avatar_intake.media.rules import findings_for

READABLE = [name for name, film in FILMS.items() if not film.unreadable]
WHOLE = [name for name in READABLE if FILMS[name].keep == (0.0, 1.0)]
# Both programs give up where the container does not tell its length.
NEVER_FINISHED = "Matroska, never finished"
# mediainfo calls these uneven: copies of a clip that are strung together (one picture in fifty lasts a little longer),
# times rounded to milliseconds by turns, and MPEG streams whose pictures do not say that their rate is fixed.
EVEN_AFTER_ALL = (
    "three minutes",
    "three minutes, contents last",
    "ten and a half minutes",
    "two minutes and 58",
    "rounded times",
    "MPEG-TS",
    "AVCHD",
)
_TRANSFERS = {"smpte2084": "PQ", "arib-std-b67": "HLG", "PQ": "PQ", "HLG": "HLG"}
_FIELDS = ("tt", "bb", "tb", "bt")
_BOXED = ("mp4", "mov", "3gp")
# What the programs call the containers: ffprobe, then mediainfo, which calls a camera's MPEG-TS BDAV.
_FORMATS = {
    "mp4": ("mov,mp4,m4a,3gp,3g2,mj2", "MPEG-4"),
    "mov": ("mov,mp4,m4a,3gp,3g2,mj2", "MPEG-4"),
    "3gp": ("mov,mp4,m4a,3gp,3g2,mj2", "MPEG-4"),
    "matroska": ("matroska,webm", "Matroska"),
    "webm": ("matroska,webm", "WebM"),
    "avi": ("avi", "AVI"),
    "mpegts": ("mpegts", "MPEG-TS BDAV"),
    "mpegps": ("mpeg", "MPEG-PS"),
    "flv": ("flv", "Flash Video"),
    "asf": ("asf", "Windows Media"),
    "mxf": ("mxf", "MXF"),
}
_INFO_CODECS = {
    "h264": "AVC",
    "hevc": "HEVC",
    "av1": "AV1",
    "vp9": "VP9 vp09",
    "mpeg4": "MPEG-4 Visual",
    "mpeg2video": "MPEG Video",
    "prores": "ProRes",
    "dnxhd": "VC-3",
    "mjpeg": "JPEG",
    "wmv2": "WMV2",
    "aac": "AAC",
    "ac3": "AC-3",
    "mp2": "MPEG Audio",
    "mp3": "MPEG Audio",
    "opus": "Opus",
    "pcm_s16le": "PCM",
    "wmav2": "WMA",
}


@dataclass(slots=True)
class Told:
    """What ffprobe and mediainfo say of one film, and what we say."""

    path: Path
    facts: MediaFacts | Unreadable
    probe: dict[str, Any]
    info: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    @property
    def ours(self) -> MediaFacts:
        assert isinstance(self.facts, MediaFacts)
        return self.facts

    def streams(self, kind: str) -> list[dict[str, Any]]:
        """ffprobe's streams of a kind, covers left out."""
        found = [item for item in self.probe["streams"] if item.get("codec_type") == kind]
        return [item for item in found if not item["disposition"]["attached_pic"]]

    @property
    def video(self) -> dict[str, Any]:
        return self.streams("video")[0]

    @property
    def seen(self) -> dict[str, Any]:
        return self.info["Video"][0]

    def packets(self, stream: dict[str, Any]) -> list[tuple[float, float, bool]]:
        """Start, length and whether it is shown, of every packet that ffprobe reads."""
        rate = float(Fraction(stream["avg_frame_rate"])) if stream["codec_type"] == "video" else 0.0
        return [
            (
                float(packet.get("pts_time", packet.get("dts_time", 0))),
                float(packet.get("duration_time", 1 / rate if rate else 0)),
                "D" not in packet["flags"],
            )
            for packet in self.probe["packets"]
            if packet["stream_index"] == stream["index"]
        ]

    def shown(self, stream: dict[str, Any]) -> tuple[float, float]:
        """When ffprobe's packets of a stream begin and end, those that are left out not counted."""
        packets = [packet for packet in self.packets(stream) if packet[2]]
        return min(packet[0] for packet in packets), max(packet[0] + packet[1] for packet in packets)


_PACKETS = "packet=stream_index,pts_time,dts_time,duration_time,flags"


def _tell(path: Path) -> Told:
    """Ask both programs, and read the facts."""
    wanted = ("-show_format", "-show_streams", "-show_entries", _PACKETS)
    probe, _ = kept_films.told(path, "ffprobe", "-v", "quiet", "-of", "json", *wanted, "FILE", may_fail=True)
    info, _ = kept_films.told(path, "mediainfo", "--Output=JSON", "FILE")
    told = Told(path, video_facts(str(path)), json.loads(probe))
    for track in json.loads(info)["media"]["track"]:
        told.info.setdefault(track["@type"], []).append(track)
    return told


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> FilmShelf:
    return FilmShelf(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def asked() -> dict[str, Told]:
    return {}


@pytest.fixture
def told(name: str, shelf: FilmShelf, asked: dict[str, Told]) -> Told:
    if name not in asked:
        asked[name] = _tell(shelf.path(name))
    return asked[name]


# --- every fact ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", READABLE)
def test_every_fact_is_what_both_programs_say(name: str, told: Told) -> None:
    _same_file(name, told)
    _same_coding(told)
    _same_showing(told)
    if name in WHOLE:  # of the others both programs tell what is left, or what the container promised
        _same_length(name, told)
        _same_rate(name, told)
        _same_bit_rate(name, told)
        _same_sounds(name, told)


def _same_file(name: str, told: Told) -> None:
    facts, tags = told.ours, told.probe["format"].get("tags", {})
    general = told.info["General"][0]
    data = told.path.read_bytes()
    probe_format, info_formats = _FORMATS[facts.container]
    assert told.probe["format"]["format_name"] == probe_format
    assert general["Format"] in info_formats
    assert facts.size_bytes == int(told.probe["format"]["size"]) == int(general["FileSize"])
    is_boxed = facts.container in _BOXED
    assert facts.brand == (tags["major_brand"] if is_boxed else "")
    assert facts.film_tracks == len(told.streams("video")) == int(general["VideoCount"])
    assert facts.is_moov_first == (general.get("IsStreamable") != "No")
    assert facts.is_fragmented == (is_boxed and b"moof" in data)
    assert facts.has_edit_list == (is_boxed and b"elst" in data)
    if name != NEVER_FINISHED:
        assert facts.is_complete == ("IsTruncated" not in general.get("extra", {}))
    assert facts.is_complete == (facts.promised_bytes <= facts.size_bytes)


def _same_coding(told: Told) -> None:
    facts, video, seen = told.ours, told.video, told.seen
    assert facts.codec == video["codec_name"]
    assert seen["Format"] in _INFO_CODECS[facts.codec]
    assert facts.profile == video.get("profile", "")
    if facts.codec in ("h264", "hevc"):
        assert facts.profile == seen["Format_Profile"]
    assert (facts.width_px, facts.height_px) == (video["width"], video["height"])
    assert (facts.width_px, facts.height_px) == (int(seen["Width"]), int(seen["Height"]))
    # ffprobe tells what the container says; what a decoder works on is mediainfo's "stored" size.
    stored = int(seen.get("Stored_Width", seen["Width"])), int(seen.get("Stored_Height", seen["Height"]))
    assert facts.coded_size_px == stored
    digits = "".join(sign for sign in video["pix_fmt"].removesuffix("10le") if sign.isdigit())
    assert facts.chroma == ":".join(digits) == seen.get("ChromaSubsampling", facts.chroma)
    assert facts.bit_depth == (10 if video["pix_fmt"].endswith("10le") else 8)
    assert facts.bit_depth == int(seen.get("BitDepth", facts.bit_depth))
    assert facts.colour_transfer == _TRANSFERS.get(video.get("color_transfer", ""), "")
    assert facts.colour_transfer == _TRANSFERS.get(seen.get("transfer_characteristics", ""), "")


def _same_showing(told: Told) -> None:
    facts, video, seen = told.ours, told.video, told.seen
    turns = [int(side["rotation"]) for side in video.get("side_data_list", ()) if "rotation" in side]
    assert facts.rotation_deg == -sum(turns) % 360 == round(float(seen.get("Rotation", 0)))
    wide, high = facts.pixel_aspect
    assert f"{wide}:{high}" == video.get("sample_aspect_ratio", "1:1").replace("0:1", "1:1")
    assert wide / high == pytest.approx(float(seen["PixelAspectRatio"]), abs=0.002)
    assert facts.is_interlaced == (video.get("field_order") in _FIELDS)
    assert facts.is_interlaced == (seen.get("ScanType") in ("Interlaced", "MBAFF"))


def _same_length(name: str, told: Told) -> None:
    facts, video = told.ours, told.video
    begin_s, end_s = told.shown(video)
    frame_s = 1 / facts.frame_rate
    # ffprobe leaves out whole pictures where a cut lies between two.
    assert facts.duration_s == pytest.approx(end_s - begin_s, abs=frame_s if facts.edit_start_s else 0.002)
    left_out_s = max(0.0, -min(packet[0] for packet in told.packets(video)))
    assert facts.edit_start_s == pytest.approx(left_out_s, abs=frame_s)
    if "duration" in video and facts.container != "asf":  # there ffprobe counts the time before the first picture too
        assert facts.duration_s == pytest.approx(float(video["duration"]), abs=0.002)
    if name != NEVER_FINISHED:
        # mediainfo counts the time before the first picture too, where the container or an edit list tells of it.
        counts_delay = facts.container in ("asf", "flv") or facts.has_edit_list
        delay_s = float(video["start_time"]) if counts_delay else 0.0
        assert facts.duration_s == pytest.approx(float(told.seen["Duration"]) - delay_s, abs=0.01)


def _same_rate(name: str, told: Told) -> None:
    facts, video, seen = told.ours, told.video, told.seen
    assert facts.frame_rate == pytest.approx(float(Fraction(video["avg_frame_rate"])), rel=0.002)
    assert facts.frame_rate == pytest.approx(float(seen.get("FrameRate", facts.frame_rate)), rel=0.002)
    assert facts.commonest_step_share == pytest.approx(_even_share(told.packets(video)), abs=0.03)
    is_uneven = facts.commonest_step_share < EVEN_SHARE
    assert is_uneven == (seen.get("FrameRate_Mode") == "VFR" and name not in EVEN_AFTER_ALL)


def _even_share(packets: list[tuple[float, float, bool]]) -> float:
    """The share of the commonest step between ffprobe's packets, give or take the millisecond that some round to."""
    times = sorted(packet[0] for packet in packets)
    steps = Counter(round((later - time) * 1000) for time, later in pairwise(times))
    return max(sum(steps[step + shift] for shift in (-1, 0, 1)) for step in steps) / steps.total()


def _same_bit_rate(name: str, told: Told) -> None:
    if name == NEVER_FINISHED:
        return
    # They differ in whether the time before the first picture counts (much in so short a film), and in padding.
    facts = told.ours
    assert facts.bit_rate_bps == pytest.approx(int(told.probe["format"]["bit_rate"]), rel=0.08)
    assert facts.bit_rate_bps == pytest.approx(int(told.info["General"][0]["OverallBitRate"]), rel=0.08)


def _same_sounds(name: str, told: Told) -> None:
    facts, probes, infos = told.ours, told.streams("audio"), told.info.get("Audio", [])
    assert len(facts.sound) == len(probes) == len(infos)
    picture_s = told.shown(told.video)[0]
    for sound, probe, info in zip(facts.sound, probes, infos, strict=True):
        assert sound.codec == probe["codec_name"]
        assert info["Format"] in _INFO_CODECS[sound.codec]
        assert sound.sample_rate_hz == int(probe["sample_rate"]) == int(info["SamplingRate"])
        assert sound.channels == probe["channels"] == int(info.get("Channels", sound.channels))
        assert sound.layout == probe.get("channel_layout", sound.layout)
        begin_s, end_s = told.shown(probe)
        # Within two packets: a part of the first may not be for hearing, and ffprobe counts the last in full.
        assert sound.start_s == pytest.approx(begin_s - picture_s, abs=0.03)
        assert sound.duration_s == pytest.approx(end_s - begin_s, abs=0.045)
        if name not in ("sound late", NEVER_FINISHED):  # mediainfo counts the silence before it too
            assert sound.duration_s == pytest.approx(float(info["Duration"]), abs=0.045)


@pytest.mark.parametrize("name", [name for name, film in FILMS.items() if film.unreadable])
def test_what_has_no_facts_says_why(name: str, told: Told) -> None:
    assert isinstance(told.facts, Unreadable)
    assert told.facts.reason == FILMS[name].unreadable


# --- every verdict ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FILMS)
def test_every_verdict_is_as_the_table_says(name: str, told: Told) -> None:
    film = FILMS[name]
    findings = findings_for(told.facts, Purpose(Role.TRAINING_VIDEO, JobFields(name="n"), film.suffix))
    wrong = {item.rule: item.severity.value for item in findings if item.severity is not Severity.OK}
    assert wrong == film.wrong


def test_the_table_is_long_enough() -> None:
    assert len(FILMS) >= 60
