"""The rules about facts of files: tables, one row a rule, in the order of a checklist. Pure: no files, no sentences.

What a file shows and sounds like is judged in `film_content_rules` and `picture_content_rules`. The sources are the API
page of Create2dModelTrainingJob, the vendor's shooting guide and its list of reasons for rejection.
"""

from __future__ import annotations

from collections.abc import Sequence

from avatar_intake.domain.intake import Edition, Role, VoiceSource
from avatar_intake.domain.media import (
    ArchiveFacts,
    Facts,
    Finding,
    LetterFacts,
    MediaFacts,
    PictureFacts,
    Severity,
    Unreadable,
)
from avatar_intake.media import texts
from avatar_intake.media.archive import MAX_RATIO, MAX_UNPACKED_BYTES, is_bomb
from avatar_intake.media.judging import Purpose, Rule, Verdict, judge
from avatar_intake.media.picture import MAX_PIXELS

RESOLUTIONS_PX = ((1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840))  # error 44005901 otherwise
SERVICE_DURATION_S = (180.0, 600.0)  # the API page, for every edition
FLEXUS_GUIDE_DURATION_S = (60.0, 300.0)  # the vendor's guide for Flexus, which contradicts the API page
MIN_FRAME_RATE = 25.0
EVEN_SHARE = 0.95
SOUND_SHARE = 0.9
MIN_DOCUMENT_PX = 600
MIN_COVER_PX = 300
BIG_PICTURE_BYTES = 16_000_000  # the limit of the vendor's other picture features; none is documented for these
_FRAME_RATE_SLACK = 0.05

_CODEC_TEXTS = {
    "h264": "H.264",
    "hevc": "H.265",
    "mpeg4": "MPEG-4",
    "mpeg2video": "MPEG-2",
    "prores": "ProRes",
    "av1": "AV1",
    "libdav1d": "AV1",
    "vp9": "VP9",
    "mjpeg": "Motion JPEG",
    "dnxhd": "DNxHD",
}
_KIND_BY_SUFFIX = {
    ".mp4": ("MP4",),
    ".m4v": ("MP4",),
    ".mov": ("MOV",),
    ".jpg": ("JPEG",),
    ".jpeg": ("JPEG",),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
    ".heic": ("HEIC",),
    ".pdf": ("PDF",),
    ".zip": ("ZIP",),
}
_SUFFIX_BY_KIND = {"MP4": ".mp4", "JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "PDF": ".pdf", "ZIP": ".zip"}

_VIDEO_ROLES = (Role.TRAINING_VIDEO, Role.ACTION_VIDEO)
_CARD_ROLES = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
_FREE_PICTURE_ROLES = (Role.COVER, Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE)


def findings_for(facts: Facts, purpose: Purpose) -> tuple[Finding, ...]:
    """Every finding about one material, good ones too."""
    if isinstance(facts, MediaFacts):
        return judge(VIDEO_RULES, facts, purpose)
    if isinstance(facts, LetterFacts):
        return judge(LETTER_RULES, facts, purpose)
    if isinstance(facts, PictureFacts):
        return judge(PICTURE_RULES, facts, purpose)
    if isinstance(facts, ArchiveFacts):
        return judge(ARCHIVE_RULES, facts, purpose)
    return (_unreadable(facts, purpose),)


def same_file_severity(roles: Sequence[Role]) -> Severity:
    """How much one content in several roles weighs: cover and beauty pictures may well be one picture."""
    return Severity.WARNING if all(role in _FREE_PICTURE_ROLES for role in roles) else Severity.ERROR


# --- video --------------------------------------------------------------------------------------


def _ok(found: str = "") -> Verdict:
    return Verdict(Severity.OK, found)


def _container(facts: MediaFacts, _: Purpose) -> Verdict:
    """API page: "mp4"; the console also takes MOV, but the page of the interface in use counts."""
    if facts.container == "mp4":
        return _ok("MP4")
    return Verdict(Severity.ERROR, facts.container.upper(), "MP4")


def _video_readable(facts: MediaFacts, _: Purpose) -> Verdict:
    if not facts.is_complete:
        return Verdict(Severity.ERROR, texts.shares(facts.size_bytes, facts.promised_bytes))
    if facts.damaged_at_s is not None:
        return Verdict(Severity.ERROR, texts.clock(facts.damaged_at_s))
    if facts.glitch_at_s is not None:
        return Verdict(Severity.WARNING, texts.clock(facts.glitch_at_s))
    return _ok(texts.size(facts.size_bytes))


def _resolution(facts: MediaFacts, _: Purpose) -> Verdict:
    """Error 44005901. Judged as coded: both directions are allowed, and `video-rotation` tells of a turn."""
    found = texts.pixels(facts.width_px, facts.height_px)
    if (facts.width_px, facts.height_px) in RESOLUTIONS_PX:
        return _ok(found)
    return Verdict(Severity.ERROR, found, texts.OR.join(texts.pixels(*size) for size in RESOLUTIONS_PX))


def _duration(facts: MediaFacts, purpose: Purpose) -> Verdict | None:
    """API page: 3 to 10 minutes or the review fails. For Flexus the guide says 1 to 5: a conflict only warns.

    What is left of a film that was cut off has a length that says nothing.
    """
    if not facts.is_complete:
        return None
    slack_s = 1 / facts.frame_rate + 0.001 if facts.frame_rate else 0.0
    service, found = _span(SERVICE_DURATION_S), _told_duration(facts.duration_s)
    is_fine = _inside(facts.duration_s, SERVICE_DURATION_S, slack_s)
    if purpose.job.edition is Edition.STANDARD:
        return _ok(found) if is_fine else Verdict(Severity.ERROR, found, service)
    is_guided = _inside(facts.duration_s, FLEXUS_GUIDE_DURATION_S, slack_s)
    if is_fine and is_guided:
        return _ok(found)
    severity = Severity.WARNING if is_fine or is_guided else Severity.ERROR
    return Verdict(severity, found, f"{service}{texts.OR}{_span(FLEXUS_GUIDE_DURATION_S)}")


def _inside(duration_s: float, limits_s: tuple[float, float], slack_s: float) -> bool:
    return limits_s[0] - slack_s <= duration_s <= limits_s[1] + slack_s


def _told_duration(duration_s: float) -> str:
    """To the second, but where that would hide what is missing or too much."""
    is_at_a_limit = int(duration_s) + 1 in (60, 180) or int(duration_s) in (300, 600)
    return texts.clock(duration_s, decimals=1 if is_at_a_limit and duration_s % 1 >= 0.1 else 0)


def _span(limits_s: tuple[float, float]) -> str:
    return texts.RANGE.join(texts.clock(limit) for limit in limits_s)


def _sound(facts: MediaFacts, purpose: Purpose) -> Verdict | None:
    """The voice is taken from the training video unless the job says otherwise."""
    if purpose.role is not Role.TRAINING_VIDEO:
        return None
    is_needed = purpose.job.voice_source is VoiceSource.VIDEO
    if not facts.sound:
        return Verdict(Severity.ERROR if is_needed else Severity.WARNING)
    longest = max(facts.sound, key=lambda track: track.duration_s)
    if is_needed and longest.duration_s < SOUND_SHARE * facts.duration_s:
        return Verdict(Severity.WARNING, texts.clock(longest.duration_s), texts.clock(facts.duration_s))
    return _ok(f"{longest.codec.upper()} {texts.rate(longest.sample_rate_hz / 1000)} kHz")


def _codec(facts: MediaFacts, _: Purpose) -> Verdict:
    """Reasons for rejection: it must play in the player of Windows; H.265 does not play everywhere."""
    found = _CODEC_TEXTS.get(facts.codec, facts.codec)
    if facts.codec != "h264":
        return Verdict(Severity.WARNING, found, "H.264")
    if facts.profile.startswith("High 4:"):
        return Verdict(Severity.WARNING, f"{found} {facts.profile}", "H.264 4:2:0")
    return _ok(found)


def _frame_rate(facts: MediaFacts, _: Purpose) -> Verdict:
    """Guide: 25 frames a second or more; the finished avatar has 25."""
    found = texts.rate(facts.frame_rate)
    if facts.frame_rate < MIN_FRAME_RATE - _FRAME_RATE_SLACK:
        return Verdict(Severity.WARNING, found, f"≥ {texts.rate(MIN_FRAME_RATE)}")
    if facts.commonest_step_share < EVEN_SHARE:
        return Verdict(Severity.WARNING, f"~ {found} (VFR)", f"≥ {texts.rate(MIN_FRAME_RATE)} (CFR)")
    return _ok(found)


def _rotation(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Reasons for rejection: a film that was shot sideways and only marked as turned."""
    return Verdict(Severity.WARNING, f"{facts.rotation_deg}°", "0°") if facts.rotation_deg else None


def _bit_depth(facts: MediaFacts, _: Purpose) -> Verdict | None:
    if facts.colour_transfer:
        return Verdict(Severity.WARNING, f"{facts.bit_depth} bit HDR ({facts.colour_transfer})", "8 bit")
    return Verdict(Severity.WARNING, f"{facts.bit_depth} bit", "8 bit") if facts.bit_depth > 8 else None


def _video_name(facts: MediaFacts, purpose: Purpose) -> Verdict | None:
    return _name(facts.container.upper(), purpose)


def _name(kind: str, purpose: Purpose) -> Verdict | None:
    """An extension that contradicts the content: harmless to the service, confusing to people."""
    expected = _KIND_BY_SUFFIX.get(purpose.suffix)
    if expected is None or kind in expected:
        return None
    return Verdict(Severity.WARNING, f"{purpose.suffix} ({kind})", _SUFFIX_BY_KIND.get(kind, ""))


VIDEO_RULES: tuple[Rule[MediaFacts], ...] = (
    Rule("video-container", _container, ends_on_error=True),
    Rule("video-readable", _video_readable),
    Rule("video-resolution", _resolution),
    Rule("video-duration", _duration),
    Rule("video-sound", _sound),
    Rule("video-codec", _codec),
    Rule("video-frame-rate", _frame_rate),
    Rule("video-rotation", _rotation),
    Rule("video-bit-depth", _bit_depth),
    Rule("name-mismatch", _video_name),
)


# --- pictures and letters -----------------------------------------------------------------------


def _picture_format(facts: PictureFacts, purpose: Purpose) -> Verdict:
    """JPG and PNG are what the vendor names for documents; other pictures may be WEBP as in its sibling features."""
    allowed = ("JPEG", "PNG", "WEBP") if purpose.role in _FREE_PICTURE_ROLES else ("JPEG", "PNG")
    if facts.format in allowed:
        return _ok(facts.format)
    return Verdict(Severity.ERROR, facts.format, _picture_formats(purpose))


def _picture_formats(purpose: Purpose) -> str:
    if purpose.role is Role.GRANT_FILE:
        return texts.OR.join(("PDF", "JPG", "PNG"))
    return texts.OR.join(("JPG", "PNG", "WEBP") if purpose.role in _FREE_PICTURE_ROLES else ("JPG", "PNG"))


def _picture_readable(_: PictureFacts, __: Purpose) -> Verdict:
    return _ok()


def _picture_size(facts: PictureFacts, purpose: Purpose) -> Verdict:
    """No size is documented: too small to read a face or a line only warns."""
    found = texts.pixels(facts.width_px, facts.height_px)
    if facts.width_px * facts.height_px > MAX_PIXELS:
        return Verdict(Severity.ERROR, found, f"≤ {MAX_PIXELS // 1_000_000} MP")
    wanted_px = MIN_COVER_PX if purpose.role in _FREE_PICTURE_ROLES else MIN_DOCUMENT_PX
    if max(facts.width_px, facts.height_px) < wanted_px:
        return Verdict(Severity.WARNING, found, f"≥ {wanted_px} px")
    if facts.size_bytes > BIG_PICTURE_BYTES:
        return Verdict(Severity.WARNING, texts.size(facts.size_bytes), f"≤ {texts.size(BIG_PICTURE_BYTES)}")
    return _ok(found)


def _picture_gps(facts: PictureFacts, _: Purpose) -> Verdict | None:
    """Nothing is stripped in silence: the file goes as it is, so the person is told what is in it."""
    return Verdict(Severity.WARNING, "GPS") if facts.has_gps else None


def _picture_name(facts: PictureFacts, purpose: Purpose) -> Verdict | None:
    return _name(facts.format, purpose)


PICTURE_RULES: tuple[Rule[PictureFacts], ...] = (
    Rule("picture-format", _picture_format, ends_on_error=True),
    Rule("picture-readable", _picture_readable),
    Rule("picture-size", _picture_size),
    Rule("picture-gps", _picture_gps),
    Rule("name-mismatch", _picture_name),
)


def _letter_format(facts: LetterFacts, purpose: Purpose) -> Verdict:
    """Vendor's guide: scanned to PDF, or photographed as JPG or PNG."""
    if facts.format in ("PDF", "JPEG", "PNG"):
        return _ok(facts.format)
    return Verdict(Severity.ERROR, facts.format, _picture_formats(purpose))


def _letter_locked(facts: LetterFacts, _: Purpose) -> Verdict | None:
    return Verdict(Severity.ERROR, facts.format) if facts.is_locked else None


def _letter_readable(_: LetterFacts, __: Purpose) -> Verdict:
    return _ok()


def _letter_pages(facts: LetterFacts, _: Purpose) -> Verdict:
    return _ok(str(facts.pages)) if facts.pages else Verdict(Severity.ERROR, "0", "≥ 1")


def _letter_picture_size(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return _picture_size(facts.picture, purpose) if facts.picture else None


def _letter_gps(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return _picture_gps(facts.picture, purpose) if facts.picture else None


def _letter_name(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return _name(facts.format, purpose)


LETTER_RULES: tuple[Rule[LetterFacts], ...] = (
    Rule("letter-format", _letter_format, ends_on_error=True),
    Rule("letter-locked", _letter_locked, ends_on_error=True),
    Rule("letter-readable", _letter_readable),
    Rule("letter-pages", _letter_pages),
    Rule("picture-size", _letter_picture_size),
    Rule("picture-gps", _letter_gps),
    Rule("name-mismatch", _letter_name),
)


# --- recordings ---------------------------------------------------------------------------------


def _archive_readable(facts: ArchiveFacts, _: Purpose) -> Verdict:
    found = texts.size(facts.unpacked_bytes)
    if is_bomb(facts):
        return Verdict(Severity.ERROR, found, f"≤ {texts.size(MAX_UNPACKED_BYTES)}, ≤ 1:{MAX_RATIO}")
    return _ok(found) if facts.unpacked_bytes else Verdict(Severity.ERROR, found, "WAV")


def _archive_content(facts: ArchiveFacts, _: Purpose) -> Verdict:
    """What the zip must hold is not documented; in the vendor's sibling features it is WAV."""
    recordings = [name for name in facts.names if name.lower().endswith(".wav")]
    if recordings:
        return _ok(f"{len(recordings)} WAV")
    return Verdict(Severity.WARNING, "0 WAV", "≥ 1 WAV")


def _archive_name(_: ArchiveFacts, purpose: Purpose) -> Verdict | None:
    return _name("ZIP", purpose)


ARCHIVE_RULES: tuple[Rule[ArchiveFacts], ...] = (
    Rule("audio-readable", _archive_readable, ends_on_error=True),
    Rule("audio-content", _archive_content),
    Rule("name-mismatch", _archive_name),
)


# --- what could not be read ---------------------------------------------------------------------

_FILE_RULES = {
    "missing": "file-missing",
    "empty": "file-empty",
    "not-a-file": "file-unreadable",
    "no-permission": "file-unreadable",
}


def _unreadable(facts: Unreadable, purpose: Purpose) -> Finding:
    """The one finding about a file that is not what it should be."""
    rule = _FILE_RULES.get(facts.reason)
    if rule:
        return Finding(purpose.role, rule, Severity.ERROR)
    is_other = facts.reason in ("unknown-format", "no-video")
    rule, needed = _rule_for_unreadable(purpose, is_other=is_other)
    return Finding(purpose.role, rule, Severity.ERROR, facts.found, needed if is_other else "")


def _rule_for_unreadable(purpose: Purpose, *, is_other: bool) -> tuple[str, str]:
    """The rule and what it needs, for a file that is something else, or that is broken."""
    if purpose.role in _VIDEO_ROLES:
        return ("video-container", "MP4") if is_other else ("video-readable", "")
    if purpose.role is Role.AUDIO:
        return "audio-readable", "ZIP"
    if purpose.role is Role.GRANT_FILE:
        return "letter-format" if is_other else "letter-readable", _picture_formats(purpose)
    return "picture-format" if is_other else "picture-readable", _picture_formats(purpose)
