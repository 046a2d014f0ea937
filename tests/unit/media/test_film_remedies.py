"""Which repairs a film is offered, and what they come to."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Finding, MediaFacts, Severity, Sound
from avatar_intake.domain.repair import Offer, Remedy
from avatar_intake.media.film_content_rules import FILM_CONTENT_RULES
from avatar_intake.media.film_pass import EVEN_SHARE as OUR_SHARE
from avatar_intake.media.film_pass import even_rate
from avatar_intake.media.film_remedies import FILM_REMEDIES, film_plan
from avatar_intake.media.film_rules import EVEN_SHARE, VIDEO_RULES
from avatar_intake.media.judging import Purpose
from avatar_intake.media.remedies import offers_for, plan_for
from avatar_intake.media.rules import findings_for

_AAC = Sound("aac", 48000, 2, 240.0, "stereo")
GOOD = MediaFacts(
    container="mp4",
    brand="isom",
    size_bytes=300_000_000,
    is_complete=True,
    is_fragmented=False,
    is_moov_first=True,
    width_px=1920,
    height_px=1080,
    rotation_deg=0,
    codec="h264",
    profile="High",
    bit_depth=8,
    colour_transfer="",
    duration_s=240.0,
    frame_rate=25.0,
    commonest_step_share=1.0,
    sound=(_AAC,),
    coded_size_px=(1920, 1088),
    bit_rate_bps=10_000_000,
)
PURPOSE = Purpose(Role.TRAINING_VIDEO, JobFields(name="Sample"), ".mp4")


def _offers(**changes: Any) -> tuple[Offer, ...]:
    facts = replace(GOOD, **changes)
    return offers_for(Checked(PURPOSE.role, "film.mp4", facts, findings_for(facts, PURPOSE)))


OFFERED = [
    ({"container": "mov"}, [Offer("video-container", Remedy.REMUX)]),
    (
        {"container": "matroska", "codec": "hevc"},
        [Offer("video-container", Remedy.REMUX), Offer("video-codec", Remedy.ENCODE)],
    ),
    (
        {"container": "mov", "codec": "prores"},
        [Offer("video-container", Remedy.ENCODE), Offer("video-codec", Remedy.ENCODE)],
    ),
    ({"codec": "hevc"}, [Offer("video-codec", Remedy.ENCODE)]),
    ({"profile": "High 4:2:2"}, [Offer("video-codec", Remedy.ENCODE)]),
    ({"bit_depth": 10}, [Offer("video-bit-depth", Remedy.ENCODE)]),
    ({"bit_depth": 10, "colour_transfer": "HLG"}, [Offer("video-bit-depth", Remedy.ENCODE)]),
    ({"rotation_deg": 90}, [Offer("video-rotation", Remedy.TURN)]),
    ({"commonest_step_share": 0.7, "frame_rate": 28.0}, [Offer("video-frame-rate", Remedy.EVEN_RATE)]),
    ({"frame_rate": 15.0}, []),
    ({"height_px": 1088}, [Offer("video-resolution", Remedy.FIT)]),
    ({"width_px": 2560, "height_px": 1440}, [Offer("video-resolution", Remedy.FIT)]),
    ({"width_px": 1280, "height_px": 720}, [Offer("video-resolution", Remedy.FIT, needs_consent=True)]),
    ({"width_px": 1440, "height_px": 1080}, [Offer("video-resolution", Remedy.PAD, needs_consent=True)]),
    ({"width_px": 640, "height_px": 360, "bit_rate_bps": 2_000_000}, []),
    (
        {"width_px": 1440, "pixel_aspect": (4, 3)},
        [Offer("video-resolution", Remedy.FIT), Offer("video-pixel-shape", Remedy.FIT)],
    ),
    ({"duration_s": 700.0, "sound": (replace(_AAC, duration_s=700.0),)}, [Offer("video-duration", Remedy.TRIM, True)]),
    ({"duration_s": 100.0}, []),
    ({"sound": ()}, []),
    ({"sound": (replace(_AAC, codec="pcm_s16le"),)}, [Offer("video-sound-format", Remedy.SOUND)]),
    ({"sound": (replace(_AAC, channels=6, layout="5.1"),)}, [Offer("video-sound-format", Remedy.SOUND)]),
    ({"sound": (replace(_AAC, start_s=0.5),)}, [Offer("video-sound-offset", Remedy.SOUND)]),
    ({"is_interlaced": True}, [Offer("video-interlaced", Remedy.ENCODE)]),
    ({"is_fragmented": True}, [Offer("video-fragments", Remedy.REMUX)]),
    ({"has_edit_list": True, "edit_start_s": 1.5}, [Offer("video-edit-start", Remedy.ENCODE)]),
    ({"film_tracks": 2}, [Offer("video-tracks", Remedy.REMUX)]),
    ({"sound": (_AAC, _AAC)}, [Offer("video-sound-tracks", Remedy.REMUX)]),
    ({"damaged_at_s": 12.0, "codec": "hevc"}, []),
    ({"is_complete": False, "promised_bytes": 400_000_000, "codec": "hevc"}, []),
]


@pytest.mark.parametrize(("changes", "offers"), OFFERED)
def test_a_finding_leads_to_its_remedy(changes: dict[str, Any], offers: list[Offer]) -> None:
    assert list(_offers(**changes)) == offers


def test_a_good_film_is_offered_nothing() -> None:
    assert _offers() == ()


@pytest.mark.parametrize(
    ("rule", "severity"),
    [("film-loudness", Severity.WARNING), ("film-loudness", Severity.HINT), ("film-too-loud", Severity.HINT)],
)
def test_what_is_too_quiet_or_too_loud_is_levelled(rule: str, severity: Severity) -> None:
    finding = Finding(PURPOSE.role, rule, severity)
    assert offers_for(Checked(PURPOSE.role, "film.mp4", GOOD, (finding,))) == (Offer(rule, Remedy.LOUDNESS),)
    assert offers_for(Checked(PURPOSE.role, "film.mp4", replace(GOOD, sound=()), (finding,))) == ()


def test_sound_that_is_cut_off_at_the_top_has_no_remedy() -> None:
    finding = Finding(PURPOSE.role, "film-too-loud", Severity.WARNING)
    assert offers_for(Checked(PURPOSE.role, "film.mp4", GOOD, (finding,))) == ()


def test_every_offer_can_be_planned() -> None:
    for changes, offers in OFFERED:
        if offers:
            facts = replace(GOOD, **changes)
            plan = plan_for(Checked(PURPOSE.role, "film.mp4", facts), {offer.remedy for offer in offers})
            assert {offer.remedy for offer in offers} <= set(plan.remedies)
            assert plan.suffix == ".mp4"
            assert plan.estimate_s > 0


def test_every_rule_of_the_table_is_one_that_is_judged() -> None:
    judged = {rule.name for rule in VIDEO_RULES} | {rule.name for rule in FILM_CONTENT_RULES}
    assert set(FILM_REMEDIES) <= judged


def test_even_is_judged_alike() -> None:
    assert OUR_SHARE == EVEN_SHARE


PLANNED = [
    ({}, {Remedy.REMUX}, (Remedy.REMUX,)),
    ({}, {Remedy.LOUDNESS}, (Remedy.SOUND, Remedy.LOUDNESS)),
    ({"rotation_deg": 90}, {Remedy.TURN}, (Remedy.ENCODE, Remedy.TURN)),
    ({"rotation_deg": 90}, {Remedy.ENCODE}, (Remedy.ENCODE, Remedy.TURN)),  # or it would lie on its side
    ({"rotation_deg": 90}, {Remedy.SOUND}, (Remedy.SOUND,)),
    ({"codec": "vp9"}, {Remedy.REMUX}, (Remedy.REMUX, Remedy.ENCODE)),
    ({"sound": (replace(_AAC, codec="opus"),)}, {Remedy.REMUX}, (Remedy.REMUX, Remedy.SOUND)),
    ({"height_px": 1088}, {Remedy.FIT, Remedy.TRIM}, (Remedy.TRIM, Remedy.ENCODE, Remedy.FIT)),
    ({}, {Remedy.EVEN_RATE}, (Remedy.ENCODE, Remedy.EVEN_RATE)),
]


@pytest.mark.parametrize(("changes", "wanted", "remedies"), PLANNED)
def test_a_plan_has_what_follows_in_the_order_of_the_work(
    changes: dict[str, Any], wanted: set[Remedy], remedies: tuple[Remedy, ...]
) -> None:
    assert film_plan(replace(GOOD, **changes), wanted, 2).remedies == remedies


REFUSED = [
    ({}, {Remedy.JOIN}),
    ({}, {Remedy.REMUX, Remedy.CORNERS}),
    ({"width_px": 1440}, {Remedy.FIT}),
    ({"width_px": 320, "height_px": 180}, {Remedy.PAD}),
    ({"sound": ()}, {Remedy.LOUDNESS}),
    ({"sound": ()}, {Remedy.SOUND}),
]


@pytest.mark.parametrize(("changes", "wanted"), REFUSED)
def test_a_remedy_that_does_not_fit_is_refused(changes: dict[str, Any], wanted: set[Remedy]) -> None:
    with pytest.raises(ValueError):
        film_plan(replace(GOOD, **changes), wanted, 2)


def test_a_copy_needs_the_original_and_a_little_more() -> None:
    needed = film_plan(GOOD, {Remedy.REMUX}, 2).needed_bytes
    assert GOOD.size_bytes < needed < GOOD.size_bytes * 1.1


def test_coding_anew_takes_longer_for_more_pixels_and_less_with_more_cores() -> None:
    small, large = GOOD, replace(GOOD, width_px=3840, height_px=2160)
    seconds = {
        (facts.width_px, cores): film_plan(facts, {Remedy.ENCODE}, cores).estimate_s
        for facts in (small, large)
        for cores in (2, 8)
    }
    assert seconds[3840, 2] > 3 * seconds[1920, 2]
    assert seconds[1920, 8] < seconds[1920, 2] / 3
    assert film_plan(replace(small, colour_transfer="PQ"), {Remedy.ENCODE}, 2).estimate_s > seconds[1920, 2]
    assert film_plan(small, {Remedy.REMUX}, 2).estimate_s < seconds[1920, 8] / 5


RATES = [
    (29.97, Fraction(30000, 1001)),
    (59.94, Fraction(60000, 1001)),
    (30.0, 30),
    (25.9, 30),
    (25.2, 25),
    (28.3, 30),
    (31.0, 50),
    (24.9, 25),
    (23.976, 25),
    (55.0, 60),
    (120.0, 60),
]


@pytest.mark.parametrize(("average", "rate"), RATES)
def test_the_even_rate_is_the_usual_one_that_leaves_out_little(average: float, rate: Fraction | int) -> None:
    assert even_rate(average) == rate
