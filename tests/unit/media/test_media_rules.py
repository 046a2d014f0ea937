"""The tables of rules: facts of every kind and what is said of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import (
    ArchiveFacts,
    Facts,
    Finding,
    LetterFacts,
    MediaFacts,
    PictureFacts,
    Severity,
    Sound,
    Unreadable,
)
from avatar_intake.media.judging import Purpose, Rule, Verdict, judge
from avatar_intake.media.rules import findings_for, same_file_severity

GOOD = MediaFacts(
    container="mp4",
    brand="isom",
    size_bytes=1_000_000,
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
    duration_s=300.0,
    frame_rate=25.0,
    commonest_step_share=1.0,
    sound=(Sound("aac", 48000, 2, 300.0),),
)
STANDARD = JobFields(name="n")
FLEXUS = JobFields(name="n", is_flexus=True)
FAST_FLEXUS = JobFields(name="n", is_fast_flexus=True)
SEPARATE_VOICE = JobFields(name="n", audio_source_type="AUDIO")
FIGURE_ONLY = JobFields(name="n", is_flexus=True, is_only_human_model=True)
ERROR, WARNING, HINT, OK = Severity.ERROR, Severity.WARNING, Severity.HINT, Severity.OK


def _lines(facts: Facts, role: Role, job: JobFields = STANDARD, suffix: str = "") -> dict[str, Finding]:
    return {finding.rule: finding for finding in findings_for(facts, Purpose(role, job, suffix))}


def _video(rule: str, job: JobFields = STANDARD, **changes: object) -> tuple[Severity, str, str] | None:
    found = _lines(replace(GOOD, **changes), Role.TRAINING_VIDEO, job).get(rule)  # type: ignore[arg-type]
    return (found.severity, found.found, found.needed) if found else None


def test_a_good_film_gets_a_good_line_for_each_thing_that_was_looked_at() -> None:
    findings = findings_for(GOOD, Purpose(Role.TRAINING_VIDEO, STANDARD, ".mp4"))
    assert {finding.severity for finding in findings} == {OK}
    assert [(finding.rule, finding.found) for finding in findings] == [
        ("video-container", "MP4"),
        ("video-readable", "1.0 MB"),
        ("video-resolution", "1920×1080"),
        ("video-duration", "5:00"),
        ("video-sound", "AAC 48 kHz"),
        ("video-codec", "H.264"),
        ("video-frame-rate", "25"),
    ]
    assert {finding.role for finding in findings} == {"training_video"}


def test_a_film_that_is_no_mp4_is_told_everything_else_too() -> None:
    facts = replace(GOOD, container="mov", width_px=1280, codec="prores")
    findings = findings_for(facts, Purpose(Role.TRAINING_VIDEO, STANDARD, ".mp4"))
    assert findings[0] == Finding("training_video", "video-container", ERROR, "MOV", "MP4")
    assert [finding.rule for finding in findings if finding.severity is ERROR] == [
        "video-container",
        "video-resolution",
    ]
    assert [finding.rule for finding in findings if finding.severity is WARNING] == ["video-codec"]


@pytest.mark.parametrize(
    ("container", "found"),
    [("matroska", "Matroska"), ("webm", "WebM"), ("avi", "AVI"), ("mpegts", "MPEG-TS"), ("asf", "WMV"), ("3gp", "3GP")],
)
def test_a_container_is_called_as_people_know_it(container: str, found: str) -> None:
    assert _video("video-container", container=container) == (ERROR, found, "MP4")


@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840)])
def test_four_sizes_are_accepted(size: tuple[int, int]) -> None:
    found = _video("video-resolution", width_px=size[0], height_px=size[1])
    assert found == (OK, f"{size[0]}×{size[1]}", "")


@pytest.mark.parametrize("size", [(1280, 720), (1920, 1088), (1440, 1080), (2560, 1440), (4096, 2160), (1080, 1080)])
def test_every_other_size_is_refused(size: tuple[int, int]) -> None:
    needed = "1920×1080 / 1080×1920 / 3840×2160 / 2160×3840"
    found = _video("video-resolution", width_px=size[0], height_px=size[1])
    assert found == (ERROR, f"{size[0]}×{size[1]}", needed)


def test_a_turned_film_is_judged_as_it_was_coded_and_the_turn_is_told() -> None:
    assert _video("video-resolution", rotation_deg=90) == (OK, "1920×1080", "")
    assert _video("video-rotation", rotation_deg=90) == (WARNING, "90°", "0°")
    assert _video("video-rotation") is None


API = "3:00–10:00"
BOTH = "3:00–10:00 / 1:00–5:00"


@pytest.mark.parametrize(
    ("job", "duration_s", "expected"),
    [
        (STANDARD, 135.0, (ERROR, "2:15", API)),
        (STANDARD, 179.9, (ERROR, "2:59.9", API)),
        (STANDARD, 179.97, (OK, "2:59.9", "")),  # a frame less than three minutes is three minutes
        (STANDARD, 180.0, (OK, "3:00", "")),
        (STANDARD, 600.0, (OK, "10:00", "")),
        (STANDARD, 600.03, (OK, "10:00", "")),
        (STANDARD, 600.4, (ERROR, "10:00.4", API)),
        (STANDARD, 615.0, (ERROR, "10:15", API)),
        (STANDARD, 4000.0, (ERROR, "1:06:40", API)),
        (FLEXUS, 40.0, (ERROR, "0:40", BOTH)),
        (FLEXUS, 120.0, (WARNING, "2:00", BOTH)),
        (FLEXUS, 240.0, (OK, "4:00", "")),
        (FLEXUS, 420.0, (WARNING, "7:00", BOTH)),
        (FLEXUS, 630.0, (ERROR, "10:30", BOTH)),
        (FAST_FLEXUS, 120.0, (WARNING, "2:00", BOTH)),
    ],
)
def test_the_length_is_judged_by_the_edition(
    job: JobFields, duration_s: float, expected: tuple[Severity, str, str]
) -> None:
    assert _video("video-duration", job, duration_s=duration_s) == expected


def test_sound_is_needed_where_the_voice_comes_from_the_film() -> None:
    assert _video("video-sound", STANDARD, sound=()) == (ERROR, "", "")
    assert _video("video-sound", SEPARATE_VOICE, sound=()) == (WARNING, "", "")
    assert _video("video-sound", FIGURE_ONLY, sound=()) == (WARNING, "", "")


def test_sound_that_ends_early_is_told() -> None:
    short = (Sound("aac", 44100, 2, 100.0),)
    assert _video("video-sound", STANDARD, sound=short) == (WARNING, "1:40", "5:00")
    assert _video("video-sound", SEPARATE_VOICE, sound=short) == (OK, "AAC 44.1 kHz", "")


def test_the_choreography_needs_no_sound_but_the_rest_of_what_a_film_needs() -> None:
    lines = _lines(replace(GOOD, sound=(), duration_s=20.0), Role.ACTION_VIDEO)
    assert "video-sound" not in lines
    assert lines["video-duration"].severity is ERROR


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"codec": "hevc"}, (WARNING, "H.265", "H.264")),
        ({"codec": "prores"}, (WARNING, "ProRes", "H.264")),
        ({"codec": "zzz9"}, (WARNING, "zzz9", "H.264")),
        ({"profile": "High 4:2:2"}, (WARNING, "H.264 High 4:2:2", "H.264 4:2:0")),
        ({"chroma": "4:2:2"}, (WARNING, "H.264 4:2:2", "H.264 4:2:0")),
        ({"profile": "Constrained Baseline"}, (OK, "H.264", "")),
    ],
)
def test_codings_that_do_not_play_everywhere_warn(changes: dict[str, object], expected: object) -> None:
    assert _video("video-codec", STANDARD, **changes) == expected


@pytest.mark.parametrize(
    ("frame_rate", "share", "expected"),
    [
        (24000 / 1001, 1.0, (WARNING, "23.976", "≥ 25")),
        (24.7, 1.0, (WARNING, "24.7", "≥ 25")),
        (24.93, 0.99, (OK, "24.93", "")),
        (30.0, 1.0, (OK, "30", "")),
        (30.0, 0.96, (OK, "30", "")),
        (29.5, 0.8, (WARNING, "~ 29.5 (VFR)", "≥ 25 (CFR)")),
    ],
)
def test_low_and_changing_frame_rates_warn(frame_rate: float, share: float, expected: object) -> None:
    assert _video("video-frame-rate", STANDARD, frame_rate=frame_rate, commonest_step_share=share) == expected


MONO, TELEPHONE = Sound("aac", 48000, 1, 300.0), Sound("aac", 8000, 1, 300.0, "mono")
SURROUND = Sound("pcm_s16le", 48000, 6, 300.0, "5.1")


@pytest.mark.parametrize(
    ("rule", "changes", "expected"),
    [
        ("video-pixel-shape", {"pixel_aspect": (4, 3)}, (WARNING, "1920×1080 (4:3)", "1:1")),
        ("video-pixel-shape", {"pixel_aspect": (1088, 1080)}, None),
        ("video-interlaced", {"is_interlaced": True}, (WARNING, "1080i", "1080p")),
        ("video-edit-start", {"edit_start_s": 1.36}, (HINT, "0:01.3", "")),
        ("video-edit-start", {"has_edit_list": True, "edit_start_s": 0.1}, None),
        ("video-sound-offset", {"sound": (Sound("aac", 48000, 1, 299.0, "", 1.0),)}, (HINT, "+1.0 s", "")),
        ("video-sound-offset", {"sound": (Sound("aac", 48000, 1, 300.0, "", -0.3),)}, (HINT, "-0.3 s", "")),
        ("video-sound-offset", {"sound": (Sound("aac", 48000, 1, 260.0, "", 40.0),)}, (WARNING, "+40.0 s", "")),
        ("video-sound-offset", {"sound": (Sound("aac", 48000, 1, 300.0, "", 0.04),)}, None),
        ("video-sound-format", {"sound": (TELEPHONE,)}, (HINT, "AAC, 8 kHz, mono", "AAC, 48 kHz")),
        ("video-sound-format", {"sound": (SURROUND,)}, (HINT, "PCM, 48 kHz, 5.1", "AAC, 48 kHz")),
        ("video-sound-format", {"sound": (MONO,)}, None),
        ("video-sound-format", {"sound": ()}, None),
        ("video-sound-tracks", {"sound": (MONO, SURROUND)}, (HINT, "2", "1")),
        ("video-tracks", {"film_tracks": 2}, (HINT, "2", "1")),
        ("video-fragments", {"is_fragmented": True}, (HINT, "", "")),
        ("video-fragments", {"is_moov_first": False}, None),
        ("video-bit-rate", {"bit_rate_bps": 560_000}, (HINT, "0.4 Mbit/s", "≥ 0.8 Mbit/s")),
        ("video-bit-rate", {"bit_rate_bps": 700_000, "codec": "hevc"}, None),
        ("video-bit-rate", {"bit_rate_bps": 5_000_000}, None),
        ("video-bit-rate", {"bit_rate_bps": 250_000}, None),  # a picture that stands still takes no more
    ],
)
def test_what_no_document_forbids_is_a_warning_at_most(rule: str, changes: dict[str, object], expected: object) -> None:
    assert _video(rule, STANDARD, **changes) == expected


def test_more_than_eight_bits_warn() -> None:
    assert _video("video-bit-depth") is None
    assert _video("video-bit-depth", bit_depth=10) == (WARNING, "10 bit", "8 bit")
    assert _video("video-bit-depth", bit_depth=10, colour_transfer="HLG") == (WARNING, "10 bit HDR (HLG)", "8 bit")


def test_damage_is_told_by_what_is_there_or_where_it_was_found() -> None:
    assert _video("video-readable", is_complete=False, promised_bytes=3_400_000) == (ERROR, "1.0 MB / 3.4 MB", "")
    assert _video("video-duration", is_complete=False, duration_s=20.0) is None
    assert _video("video-readable", damaged_at_s=182.4) == (ERROR, "3:02", "")
    assert _video("video-readable", glitch_at_s=60.0) == (WARNING, "1:00", "")


def _picture(role: Role, facts: PictureFacts, suffix: str = "") -> dict[str, tuple[Severity, str, str]]:
    return {
        rule: (line.severity, line.found, line.needed) for rule, line in _lines(facts, role, STANDARD, suffix).items()
    }


@pytest.mark.parametrize("role", [Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2])
def test_a_card_is_a_jpg_or_a_png(role: Role) -> None:
    for picture_format in ("JPEG", "PNG"):
        assert _picture(role, PictureFacts(picture_format, 1, 1000, 630))["picture-format"] == (OK, picture_format, "")
    for picture_format in ("WEBP", "HEIC"):
        only = {"picture-format": (ERROR, picture_format, "JPG / PNG")}
        assert _picture(role, PictureFacts(picture_format, 1, 1000, 630)) == only


@pytest.mark.parametrize("role", [Role.COVER, Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE])
def test_other_pictures_may_be_webp_too(role: Role) -> None:
    assert _picture(role, PictureFacts("WEBP", 1, 1000, 630))["picture-format"] == (OK, "WEBP", "")
    assert _picture(role, PictureFacts("HEIC", 1, 10, 10))["picture-format"] == (ERROR, "HEIC", "JPG / PNG / WEBP")


@pytest.mark.parametrize(
    ("role", "facts", "expected"),
    [
        (Role.ID_CARD_IMAGE1, PictureFacts("JPEG", 1, 600, 380), (OK, "600×380", "")),
        (Role.ID_CARD_IMAGE1, PictureFacts("JPEG", 1, 599, 380), (WARNING, "599×380", "≥ 600 px")),
        (Role.COVER, PictureFacts("JPEG", 1, 400, 300), (OK, "400×300", "")),
        (Role.COVER, PictureFacts("JPEG", 1, 200, 100), (WARNING, "200×100", "≥ 300 px")),
        (Role.COVER, PictureFacts("PNG", 20_000_000, 4000, 3000), (WARNING, "20.0 MB", "≤ 16.0 MB")),
        (Role.COVER, PictureFacts("PNG", 1, 60000, 60000), (ERROR, "60000×60000", "≤ 120 MP")),
    ],
)
def test_a_picture_has_a_sensible_size(role: Role, facts: PictureFacts, expected: object) -> None:
    assert _picture(role, facts)["picture-size"] == expected


def test_a_place_in_a_picture_is_told() -> None:
    lines = _picture(Role.ID_CARD_IMAGE1, PictureFacts("JPEG", 1, 1000, 630, has_gps=True))
    assert lines["picture-gps"] == (WARNING, "GPS", "")


def test_a_name_that_contradicts_the_content_warns() -> None:
    facts = PictureFacts("PNG", 1, 1000, 630)
    assert _picture(Role.COVER, facts, ".jpg")["name-mismatch"] == (WARNING, ".jpg (PNG)", ".png")
    assert "name-mismatch" not in _picture(Role.COVER, facts, ".png")
    assert "name-mismatch" not in _picture(Role.COVER, facts, ".whatever")
    video = _lines(GOOD, Role.TRAINING_VIDEO, STANDARD, ".mov")["name-mismatch"]
    assert (video.severity, video.found, video.needed) == (WARNING, ".mov (MP4)", ".mp4")


def _letter(facts: LetterFacts) -> list[tuple[str, Severity, str, str]]:
    findings = findings_for(facts, Purpose(Role.GRANT_FILE, STANDARD, ".pdf"))
    return [(line.rule, line.severity, line.found, line.needed) for line in findings]


def test_a_letter_is_a_pdf_with_pages_and_without_a_password() -> None:
    good = [("letter-format", OK, "PDF", ""), ("letter-readable", OK, "", ""), ("letter-pages", OK, "2", "")]
    assert _letter(LetterFacts("PDF", 1, 2)) == good
    assert _letter(LetterFacts("PDF", 1, 0))[-1] == ("letter-pages", ERROR, "0", "≥ 1")
    assert _letter(LetterFacts("PDF", 1, 0, is_locked=True))[1:] == [("letter-locked", ERROR, "PDF", "")]


def test_a_photographed_letter_is_judged_as_a_picture_too() -> None:
    lines = _letter(LetterFacts("JPEG", 1, 1, picture=PictureFacts("JPEG", 1, 300, 400, has_gps=True)))
    assert ("picture-size", WARNING, "300×400", "≥ 600 px") in lines
    assert ("picture-gps", WARNING, "GPS", "") in lines
    assert ("name-mismatch", WARNING, ".pdf (JPEG)", ".jpg") in lines
    assert _letter(LetterFacts("HEIC", 1, 1)) == [("letter-format", ERROR, "HEIC", "PDF / JPG / PNG")]


def test_a_recording_is_a_harmless_zip_with_wav_inside() -> None:
    def lines(facts: ArchiveFacts) -> list[tuple[str, Severity, str, str]]:
        found = findings_for(facts, Purpose(Role.AUDIO, SEPARATE_VOICE, ".zip"))
        return [(line.rule, line.severity, line.found, line.needed) for line in found]

    readable = ("audio-readable", OK, "2.0 MB", "")
    assert lines(ArchiveFacts(1_000_000, ("a/1.WAV",), 2_000_000)) == [readable, ("audio-content", OK, "1 WAV", "")]
    assert lines(ArchiveFacts(1_000_000, ("a.mp3",), 2_000_000)) == [
        readable,
        ("audio-content", WARNING, "0 WAV", "≥ 1 WAV"),
    ]
    assert [line[:3] for line in lines(ArchiveFacts(1000, ("a.wav",), 5 << 30))] == [
        ("audio-readable", ERROR, "5.37 GB")
    ]
    assert lines(ArchiveFacts(22, (), 0)) == [("audio-readable", ERROR, "0 B", "WAV")]


@pytest.mark.parametrize(
    ("role", "facts", "expected"),
    [
        (Role.COVER, Unreadable("missing"), ("file-missing", "", "")),
        (Role.TRAINING_VIDEO, Unreadable("empty"), ("file-empty", "", "")),
        (Role.AUDIO, Unreadable("not-a-file"), ("file-unreadable", "", "")),
        (Role.GRANT_FILE, Unreadable("no-permission"), ("file-unreadable", "", "")),
        (Role.TRAINING_VIDEO, Unreadable("unknown-format", "Matroska"), ("video-container", "Matroska", "MP4")),
        (Role.TRAINING_VIDEO, Unreadable("no-video", "AAC"), ("video-container", "AAC", "MP4")),
        (Role.ACTION_VIDEO, Unreadable("truncated", "1 MB / 3 MB"), ("video-readable", "1 MB / 3 MB", "")),
        (Role.TRAINING_VIDEO, Unreadable("damaged"), ("video-readable", "", "")),
        (Role.ID_CARD_IMAGE1, Unreadable("unknown-format", "PDF"), ("picture-format", "PDF", "JPG / PNG")),
        (Role.COVER, Unreadable("unknown-format", "GIF"), ("picture-format", "GIF", "JPG / PNG / WEBP")),
        (Role.ID_CARD_IMAGE2, Unreadable("damaged"), ("picture-readable", "", "")),
        (Role.GRANT_FILE, Unreadable("unknown-format", "DOCX"), ("letter-format", "DOCX", "PDF / JPG / PNG")),
        (Role.GRANT_FILE, Unreadable("truncated"), ("letter-readable", "", "")),
        (Role.AUDIO, Unreadable("unknown-format", "WAV"), ("audio-readable", "WAV", "ZIP")),
        (Role.AUDIO, Unreadable("locked"), ("audio-readable", "", "")),
    ],
)
def test_what_could_not_be_read_gets_one_error_with_its_reason(
    role: Role, facts: Unreadable, expected: tuple[str, str, str]
) -> None:
    (line,) = findings_for(facts, Purpose(role, STANDARD))
    assert (line.severity, line.rule, line.found, line.needed) == (ERROR, *expected)


def test_one_picture_may_serve_as_cover_and_beauty_picture() -> None:
    assert same_file_severity([Role.COVER, Role.POST_BEAUTY_IMAGE]) is WARNING
    assert same_file_severity([Role.COVER, Role.ID_CARD_IMAGE1]) is ERROR
    assert same_file_severity([Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2]) is ERROR


def test_further_tables_over_further_facts_fit_in() -> None:
    rules: tuple[Rule[float], ...] = (
        Rule("green-share", lambda share, _: Verdict(OK if share > 0.5 else ERROR, f"{share:.0%}"), ends_on_error=True),
        Rule("never-asked", lambda _, __: None),
        Rule("after-an-error", lambda _, __: Verdict(OK)),
    )
    purpose = Purpose(Role.TRAINING_VIDEO, STANDARD)
    assert [line.rule for line in judge(rules, 0.9, purpose)] == ["green-share", "after-an-error"]
    assert [line.rule for line in judge(rules, 0.1, purpose)] == ["green-share"]
