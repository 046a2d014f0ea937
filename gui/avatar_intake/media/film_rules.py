"""The rules about the facts of a film: one table, in the order of a checklist. Pure: no files, no sentences.

The sources are the API page of Create2dModelTrainingJob, the vendor's shooting guide and its list of reasons for
rejection. Only what stands there is an error. What a film shows and sounds like is judged in `film_content_rules`.
"""

from __future__ import annotations

from avatar_intake.domain.intake import Edition, Role, VoiceSource
from avatar_intake.domain.media import MediaFacts, Severity, Sound
from avatar_intake.media import texts
from avatar_intake.media.film_words import container_text, picture_codec_text, sound_codec_text
from avatar_intake.media.judging import Purpose, Rule, Verdict, ok
from avatar_intake.media.naming import name_verdict

RESOLUTIONS_PX = ((1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840))  # error 44005901 otherwise
SERVICE_DURATION_S = (180.0, 600.0)  # the API page, for every edition
FLEXUS_GUIDE_DURATION_S = (60.0, 300.0)  # the vendor's guide for Flexus, which contradicts the API page
MIN_FRAME_RATE = 25.0
EVEN_SHARE = 0.95
SOUND_SHARE = 0.9
EDIT_START_S = 0.2  # less is the rounding of a cut to a picture
SOUND_OFFSET_S = 0.2  # what a camera's sound begins late or early by is less
MIN_SOUND_RATE_HZ = 16_000  # below that it is the sound of a telephone
MAX_CHANNELS = 2
# Bits that a pixel of H.264 has at least where a face is sharp, and so few that nothing moves, which says nothing.
MIN_PIXEL_BITS = 0.015
STILL_PIXEL_BITS = 0.003
_FRAME_RATE_SLACK = 0.25  # an average: a film of 25 lacks a picture now and then
_SOUND_BPS = 160_000  # about what a coded sound track takes
_PCM_BITS = 16
_ASPECT_SLACK = 0.01
# How many bits the newer codings need for what H.264 needs one for.
_THRIFT = {"hevc": 0.6, "vp9": 0.6, "av1": 0.45}
_COMMON_SOUND = ("aac", "mp3")  # what plays everywhere inside an MP4


def _container(facts: MediaFacts, _: Purpose) -> Verdict:
    """API page: "mp4"; the console also takes MOV, but the page of the interface in use counts."""
    found = container_text(facts.container)
    return ok(found) if facts.container == "mp4" else Verdict(Severity.ERROR, found, "MP4")


def _readable(facts: MediaFacts, _: Purpose) -> Verdict:
    if not facts.is_complete:
        return Verdict(Severity.ERROR, texts.shares(facts.size_bytes, facts.promised_bytes))
    if facts.damaged_at_s is not None:
        return Verdict(Severity.ERROR, texts.clock(facts.damaged_at_s))
    if facts.glitch_at_s is not None:
        return Verdict(Severity.WARNING, texts.clock(facts.glitch_at_s))
    return ok(texts.size(facts.size_bytes))


def _resolution(facts: MediaFacts, _: Purpose) -> Verdict:
    """Error 44005901. Judged as coded: both directions are allowed, and `video-rotation` tells of a turn."""
    found = texts.pixels(facts.width_px, facts.height_px)
    if (facts.width_px, facts.height_px) in RESOLUTIONS_PX:
        return ok(found)
    return Verdict(Severity.ERROR, found, texts.OR.join(texts.pixels(*size) for size in RESOLUTIONS_PX))


def _pixel_shape(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Guide: 16:9 or 9:16. Who does not stretch the picture back shows people too slim or too wide."""
    wide, high = facts.pixel_aspect
    if abs(wide - high) <= _ASPECT_SLACK * high:
        return None
    return Verdict(Severity.WARNING, f"{texts.pixels(facts.width_px, facts.height_px)} ({wide}:{high})", "1:1")


# --- times --------------------------------------------------------------------------------------


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
        return ok(found) if is_fine else Verdict(Severity.ERROR, found, service)
    is_guided = _inside(facts.duration_s, FLEXUS_GUIDE_DURATION_S, slack_s)
    if is_fine and is_guided:
        return ok(found)
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


def _edit_start(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """A cut that only hides: the beginning is still in the file, and who does not heed the mark shows it."""
    if facts.edit_start_s < EDIT_START_S:
        return None
    return Verdict(Severity.HINT, texts.clock(facts.edit_start_s, decimals=1))


# --- sound --------------------------------------------------------------------------------------


def _main_sound(facts: MediaFacts) -> Sound | None:
    return max(facts.sound, key=lambda track: track.duration_s, default=None)


def _sound(facts: MediaFacts, purpose: Purpose) -> Verdict | None:
    """The voice is taken from the training video unless the job says otherwise."""
    if purpose.role is not Role.TRAINING_VIDEO:
        return None
    is_needed = purpose.job.voice_source is VoiceSource.VIDEO
    sound = _main_sound(facts)
    if sound is None:
        return Verdict(Severity.ERROR if is_needed else Severity.WARNING)
    if is_needed and facts.is_complete and sound.duration_s < SOUND_SHARE * facts.duration_s:
        return Verdict(Severity.WARNING, texts.clock(sound.duration_s), texts.clock(facts.duration_s))
    return ok(f"{sound_codec_text(sound.codec)} {texts.rate(sound.sample_rate_hz / 1000)} kHz")


def _sound_offset(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Who does not heed the mark that shifts the sound shows lips that do not fit; no document forbids it."""
    sound = _main_sound(facts)
    if sound is None or not facts.is_complete or abs(sound.start_s) < SOUND_OFFSET_S:
        return None
    is_late = sound.start_s > (1 - SOUND_SHARE) * facts.duration_s
    return Verdict(Severity.WARNING if is_late else Severity.HINT, f"{sound.start_s:+.1f} s")


def _sound_format(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Guide: 48 kHz; what the player of Windows does not play is a reason for rejection."""
    sound = _main_sound(facts)
    if sound is None:
        return None
    is_usual = sound.codec in _COMMON_SOUND and sound.channels <= MAX_CHANNELS
    if is_usual and sound.sample_rate_hz >= MIN_SOUND_RATE_HZ:
        return None
    parts = (sound_codec_text(sound.codec), f"{texts.rate(sound.sample_rate_hz / 1000)} kHz", sound.layout)
    return Verdict(Severity.HINT, ", ".join(part for part in parts if part), "AAC, 48 kHz")


def _sound_tracks(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """One voice only, says the guide; which of several tracks is taken nobody knows."""
    return Verdict(Severity.HINT, str(len(facts.sound)), "1") if len(facts.sound) > 1 else None


# --- coding -------------------------------------------------------------------------------------


def _film_tracks(facts: MediaFacts, _: Purpose) -> Verdict | None:
    return Verdict(Severity.HINT, str(facts.film_tracks), "1") if facts.film_tracks > 1 else None


def _codec(facts: MediaFacts, _: Purpose) -> Verdict:
    """Reasons for rejection: it must play in the player of Windows; H.265 does not play everywhere."""
    found = picture_codec_text(facts.codec)
    if facts.codec != "h264":
        return Verdict(Severity.WARNING, found, "H.264")
    if facts.profile.startswith("High 4:"):
        return Verdict(Severity.WARNING, f"{found} {facts.profile}", "H.264 4:2:0")
    if facts.chroma != "4:2:0":
        return Verdict(Severity.WARNING, f"{found} {facts.chroma}", "H.264 4:2:0")
    return ok(found)


def _bit_rate(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """So few bits for so many pixels that a face in motion is blurred. No document says how many it takes."""
    pixels_per_s = facts.width_px * facts.height_px * facts.frame_rate
    needed_bps = pixels_per_s * MIN_PIXEL_BITS * _THRIFT.get(facts.codec, 1.0)
    found_bps = facts.bit_rate_bps - sum(_sound_bps(sound) for sound in facts.sound)
    if not pixels_per_s * STILL_PIXEL_BITS < found_bps < needed_bps:
        return None
    return Verdict(Severity.HINT, _megabits(found_bps), f"≥ {_megabits(needed_bps)}")


def _sound_bps(sound: Sound) -> int:
    return sound.sample_rate_hz * sound.channels * _PCM_BITS if sound.codec.startswith("pcm_") else _SOUND_BPS


def _megabits(bits_per_s: float) -> str:
    return f"{bits_per_s / 1_000_000:.1f} Mbit/s"


def _frame_rate(facts: MediaFacts, _: Purpose) -> Verdict:
    """Guide: 25 frames a second or more; the finished avatar has 25."""
    found = texts.rate(facts.frame_rate)
    if facts.frame_rate < MIN_FRAME_RATE - _FRAME_RATE_SLACK:
        return Verdict(Severity.WARNING, found, f"≥ {texts.rate(MIN_FRAME_RATE)}")
    if facts.commonest_step_share < EVEN_SHARE:
        return Verdict(Severity.WARNING, f"~ {found} (VFR)", f"≥ {texts.rate(MIN_FRAME_RATE)} (CFR)")
    return ok(found)


def _interlaced(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Two half pictures at different moments: what moves gets combs where they are put together."""
    if not facts.is_interlaced:
        return None
    return Verdict(Severity.WARNING, f"{facts.height_px}i", f"{facts.height_px}p")


def _rotation(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Reasons for rejection: a film that was shot sideways and only marked as turned."""
    return Verdict(Severity.WARNING, f"{facts.rotation_deg}°", "0°") if facts.rotation_deg else None


def _bit_depth(facts: MediaFacts, _: Purpose) -> Verdict | None:
    if facts.colour_transfer:
        return Verdict(Severity.WARNING, f"{facts.bit_depth} bit HDR ({facts.colour_transfer})", "8 bit")
    return Verdict(Severity.WARNING, f"{facts.bit_depth} bit", "8 bit") if facts.bit_depth > 8 else None


def _fragments(facts: MediaFacts, _: Purpose) -> Verdict | None:
    """Harmless to the service, but some players show no length; where the table of contents stands, nobody cares."""
    return Verdict(Severity.HINT) if facts.is_fragmented else None


def _name(facts: MediaFacts, purpose: Purpose) -> Verdict | None:
    """Of another container it is already told that its name does not help."""
    return name_verdict("MP4", purpose) if facts.container == "mp4" else None


VIDEO_RULES: tuple[Rule[MediaFacts], ...] = (
    Rule("video-container", _container),
    Rule("video-readable", _readable),
    Rule("video-resolution", _resolution),
    Rule("video-pixel-shape", _pixel_shape),
    Rule("video-duration", _duration),
    Rule("video-edit-start", _edit_start),
    Rule("video-sound", _sound),
    Rule("video-sound-offset", _sound_offset),
    Rule("video-sound-format", _sound_format),
    Rule("video-sound-tracks", _sound_tracks),
    Rule("video-codec", _codec),
    Rule("video-tracks", _film_tracks),
    Rule("video-bit-rate", _bit_rate),
    Rule("video-frame-rate", _frame_rate),
    Rule("video-interlaced", _interlaced),
    Rule("video-rotation", _rotation),
    Rule("video-bit-depth", _bit_depth),
    Rule("video-fragments", _fragments),
    Rule("name-mismatch", _name),
)
