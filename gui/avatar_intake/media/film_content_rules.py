"""The rules about what a film shows and sounds like. Pure: no files, no clock, no sentences.

Nothing here is an error: a film can be judged by a few samples only, and the vendor's guide, where most of these rules
come from, says what is good and not what is refused. A warning stands on a strong sign.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from avatar_intake.domain.intake import Role, VoiceSource
from avatar_intake.domain.media import (
    FilmContent,
    FilmPicture,
    FilmPictures,
    FilmSound,
    MediaFacts,
    PersonSeen,
    Severity,
    Span,
)
from avatar_intake.media import texts
from avatar_intake.media.judging import Purpose, Rule, Verdict


@dataclass(frozen=True, slots=True)
class SeenFilm:
    """A film's facts and what it shows."""

    facts: MediaFacts
    content: FilmContent


PictureLook = Callable[[FilmPictures, Purpose], Verdict | None]
SoundLook = Callable[[FilmSound, Purpose], Verdict | None]

GREEN_SHARE = 0.5
FULL_GREEN_SHARE = 0.85
EDGE_GREEN_SHARE = 0.6
UNEVEN_RATIO = 0.3
DARK_SCREEN = 55
GREENISH_SHARE = 0.25
BRIGHT_SHARE = 0.4
DARK_LEVEL = 70
BLURRED_SHARPNESS = 0.12
SOFT_SHARPNESS = 0.16
HEAD_SHARES = (0.05, 0.6)
ARM_SHARE = 0.04
SMALL_HEIGHT = 0.42
NO_PERSON_AREA = 0.01
ANOTHER_PICTURE = 26.0
SEAM_PICTURE = 14.0
OPENING_CHANGE = 12.0
OPENING_S = (10.0, 15.0)  # the vendor's sample script, and the guide (15 to 20 s)
SILENT_DBFS = -55.0
SILENT_SHARE = 0.6
LOUDNESS_LUFS = (-36.0, -30.0, -9.0)
CLIPPED_SHARE = 0.003
NOISE_DB = (12.0, 18.0)
NOISE_DBFS = -55.0
HUM_DBFS = -58.0
_OPENING_END_S = 25.0
_TAIL_S = 90.0
_MOST_SPANS = 6


# --- the screen and the figure ------------------------------------------------------------------


def _needs_green(purpose: Purpose) -> bool:
    return purpose.job.replaces_background


def _green_screen(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide: a background that is to be replaced must be green; blue is not supported."""
    if not _needs_green(purpose) or not seen.seen:
        return None
    share = _middle(seen, lambda picture: picture.green)
    found = _percent(share)
    if share >= GREEN_SHARE:
        return Verdict(Severity.OK, found)
    return Verdict(Severity.WARNING, found, f"≥ {_percent(FULL_GREEN_SHARE)}")


def _screen_gaps(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """A screen that ends inside the picture: what is beside it stays when the background is replaced."""
    if not _has_green(seen, purpose):
        return None
    worst = min(median(shares) for shares in zip(*(one.edge_greens for one in seen.seen), strict=True))
    share = _middle(seen, lambda picture: picture.green)
    if share >= FULL_GREEN_SHARE and worst >= EDGE_GREEN_SHARE:
        return None
    return Verdict(Severity.WARNING if share < 0.75 else Severity.HINT, _percent(min(share, worst)))


def _screen_light(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide: no shadows on the screen. A vignette and wrinkles are fine; a half that is dark is not."""
    if not _has_green(seen, purpose):
        return None
    low, high = _middle(seen, lambda one: one.screen_low), _middle(seen, lambda one: one.screen_high)
    if high < DARK_SCREEN and not _dark(seen, purpose):
        return Verdict(Severity.HINT, _percent(high / 255))
    if low < UNEVEN_RATIO * high:
        return Verdict(Severity.HINT, f"{_percent(low / 255)}{texts.RANGE}{_percent(high / 255)}")
    return None


def _greenish(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide: no green clothes; light that the screen throws back looks the same."""
    if not _has_green(seen, purpose):
        return None
    share = _middle_of_persons(seen, lambda person: person.greenish)
    return Verdict(Severity.HINT, _percent(share)) if share >= GREENISH_SHARE else None


def _nobody(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Before a green screen a figure can be told from it; elsewhere nothing is said."""
    if not _has_green(seen, purpose):
        return None
    area = _middle_of_persons(seen, lambda person: person.area)
    return Verdict(Severity.WARNING) if area < NO_PERSON_AREA else None


def _head(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide: not out of frame. What covers the whole upper edge is no head but the end of the screen."""
    if not _has_green(seen, purpose):
        return None
    low, high = HEAD_SHARES
    cut = [one for one in seen.seen if one.person and low <= one.person.top <= high]
    if len(cut) < max(2, len(seen.seen) // 4):
        return None
    return Verdict(Severity.WARNING, spans=_moments(cut))


def _arms(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide: gestures stay in frame. What touches an edge all the time is no gesture: a shoulder, a stand."""
    if not _has_green(seen, purpose):
        return None
    persons = [one.person for one in seen.seen if one.person]
    usual_left, usual_right = _usual([one.left for one in persons]), _usual([one.right for one in persons])
    out = [
        one
        for one in seen.seen
        if one.person and max(one.person.left - usual_left, one.person.right - usual_right) >= ARM_SHARE
    ]
    return Verdict(Severity.HINT, spans=_moments(out)) if out else None


def _small(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    """Guide (basic edition): the face fills a fifth of the picture; a figure this small cannot have such a face."""
    if not _has_green(seen, purpose):
        return None
    height = _middle_of_persons(seen, lambda person: person.height)
    area = _middle_of_persons(seen, lambda person: person.area)
    is_small = area >= NO_PERSON_AREA and height < SMALL_HEIGHT
    return Verdict(Severity.HINT, _percent(height)) if is_small else None


def _has_green(seen: FilmPictures, purpose: Purpose) -> bool:
    return _needs_green(purpose) and bool(seen.seen) and _middle(seen, lambda one: one.green) >= GREEN_SHARE


# --- light and edges ----------------------------------------------------------------------------


def _light(seen: FilmPictures, purpose: Purpose) -> Verdict | None:
    is_fine = seen.seen and not _bright(seen, purpose) and not _dark(seen, purpose)
    return Verdict(Severity.OK) if is_fine else None


def _bright(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """Guide: not over-exposed. A white shirt is; so the share is large."""
    share = _middle(seen, lambda picture: picture.burnt)
    return Verdict(Severity.WARNING, _percent(share)) if share >= BRIGHT_SHARE else None


def _dark(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """Guide: not under-exposed. Said only when not even the brightest things have light."""
    if not seen.seen:
        return None
    level = _middle(seen, lambda picture: picture.bright)
    return Verdict(Severity.WARNING, _percent(level / 255)) if level < DARK_LEVEL else None


def _sharp(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """Reasons for rejection: a face that is unclear. Measured where the contrast is, which is mostly the outline."""
    values = [picture.sharpness for picture in seen.seen if picture.sharpness]
    if not values:
        return None
    value = median(values)
    if value >= SOFT_SHARPNESS:
        return Verdict(Severity.OK)
    return Verdict(Severity.WARNING if value < BLURRED_SHARPNESS else Severity.HINT)


# --- one piece ----------------------------------------------------------------------------------


def _cuts(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """Guide: do not cut. Said where the picture becomes another one, or changes where an encoder began anew."""
    later = [change for change in seen.changes if change.span.end_s > OPENING_S[1]]  # before, see `_start_moves`
    strong = [change for change in later if change.size >= ANOTHER_PICTURE]
    weak = [change for change in later if change.is_at_a_seam and change.size >= SEAM_PICTURE]
    places = tuple(dict.fromkeys(change.span for change in (*strong, *weak)))
    if not places:
        return Verdict(Severity.OK) if len(seen.seen) > 1 else None
    return Verdict(Severity.WARNING if strong else Severity.HINT, _clocks(places), spans=places[:_MOST_SPANS])


def _still(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """A picture that stands still; the opening is meant to, and a black one is told by itself."""
    spans = tuple(
        Span(max(span.start_s, _OPENING_END_S), span.end_s)
        for span in seen.stills
        if span.end_s - max(span.start_s, _OPENING_END_S) >= 5.0
        and not any(span.start_s <= time_s <= span.end_s for time_s in seen.black_at_s)
    )
    if not spans:
        return None
    seconds = sum(span.end_s - span.start_s for span in spans)
    severity = Severity.WARNING if seconds >= 10 else Severity.HINT
    return Verdict(severity, _clocks(spans), spans=spans[:_MOST_SPANS])


def _black(seen: FilmPictures, _: Purpose) -> Verdict | None:
    """A picture that shows nothing; at the very beginning it may be a fade."""
    times_s = seen.black_at_s
    if not times_s:
        return None
    severity = Severity.HINT if times_s == (0.0,) else Severity.WARNING
    spans = tuple(Span(time_s, time_s) for time_s in times_s)
    return Verdict(severity, _clocks(spans), spans=spans[:_MOST_SPANS])


# --- the opening --------------------------------------------------------------------------------


def _start(seen: SeenFilm, purpose: Purpose) -> Verdict | None:
    """Guide: still for 15 to 20 seconds, with the mouth closed; the vendor's sample script has 10."""
    sound = seen.content.sound
    if purpose.role is not Role.TRAINING_VIDEO or sound is None or _is_silent(sound):
        return None
    if sound.opening_s < OPENING_S[1] or _loudness_of_noise(sound) is Severity.WARNING:
        return None
    needed = f"≥ {texts.clock(OPENING_S[1])}"
    if sound.speech_from_s is None:
        return Verdict(Severity.OK, f"> {texts.clock(sound.opening_s)}")
    found = texts.clock(sound.speech_from_s)
    if sound.speech_from_s >= OPENING_S[1] - 0.5:
        return Verdict(Severity.OK, found)
    severity = Severity.WARNING if sound.speech_from_s < OPENING_S[0] - 0.5 else Severity.HINT
    return Verdict(severity, found, needed, (Span(sound.speech_from_s, OPENING_S[1]),))


def _start_moves(seen: SeenFilm, purpose: Purpose) -> Verdict | None:
    """Somebody who walks into the picture, or a camera that is still being set up."""
    pictures = seen.content.pictures
    if purpose.role is not Role.TRAINING_VIDEO or pictures is None or pictures.opening_change is None:
        return None
    if pictures.opening_change < OPENING_CHANGE:
        return None
    return Verdict(Severity.HINT, needed=texts.clock(OPENING_S[1]), spans=(Span(0.0, OPENING_S[1]),))


# --- sound --------------------------------------------------------------------------------------


def _is_silent(sound: FilmSound) -> bool:
    return sound.speech_dbfs < SILENT_DBFS


def _silent(sound: FilmSound, _: Purpose) -> Verdict | None:
    """A track without anything in it, such as that of a microphone that was off."""
    return Verdict(Severity.WARNING, f"{sound.speech_dbfs:.0f} dB") if _is_silent(sound) else None


def _sound_gaps(sound: FilmSound, _: Purpose) -> Verdict | None:
    """Guide: two or three seconds between sentences. Silence at the end is allowed."""
    if _is_silent(sound):
        return None
    spans = sound.silences
    if spans and sound.silent_share < SILENT_SHARE:
        *inner, last = spans
        spans = tuple(inner) if _is_tail(last, sound) else spans
    if not spans:
        return None
    return Verdict(Severity.WARNING, _clocks(spans), spans=spans[:_MOST_SPANS])


def _is_tail(span: Span, sound: FilmSound) -> bool:
    return span.end_s >= sound.duration_s - 3 and span.end_s - span.start_s <= _TAIL_S


def _loudness(sound: FilmSound, _: Purpose) -> Verdict | None:
    """No limit is documented: far too quiet warns, since noise would be raised with the voice."""
    if _is_silent(sound):
        return None
    faint, quiet, loud = LOUDNESS_LUFS
    found = f"{sound.loudness_lufs:.0f} LUFS".replace("-", "−")
    if sound.loudness_lufs >= quiet:
        return Verdict(Severity.OK, found) if sound.loudness_lufs <= loud and not _is_clipped(sound) else None
    return Verdict(Severity.WARNING if sound.loudness_lufs < faint else Severity.HINT, found, _decibels(quiet))


def _decibels(level: float) -> str:
    return f"≥ {level:.0f} LUFS".replace("-", "−")


def _is_clipped(sound: FilmSound) -> bool:
    return sound.clipped_share >= CLIPPED_SHARE


def _too_loud(sound: FilmSound, _: Purpose) -> Verdict | None:
    """Sound that was recorded too loud is cut off at the top, which nobody can put right."""
    if _is_silent(sound):
        return None
    if _is_clipped(sound):
        return Verdict(Severity.WARNING, f"{sound.clipped_share * 100:.1f} %")
    if sound.loudness_lufs > LOUDNESS_LUFS[2]:
        return Verdict(Severity.HINT, f"{sound.loudness_lufs:.0f} LUFS".replace("-", "−"))
    return None


def _noise(sound: FilmSound, _: Purpose) -> Verdict | None:
    """Recording advice: no noise, no music. What never falls far below the voice is one of them."""
    severity = _loudness_of_noise(sound)
    return Verdict(severity, f"{sound.speech_dbfs - sound.floor_dbfs:.0f} dB") if severity else None


def _loudness_of_noise(sound: FilmSound) -> Severity | None:
    distance_db = sound.speech_dbfs - sound.floor_dbfs
    if _is_silent(sound) or sound.floor_dbfs < NOISE_DBFS or distance_db >= NOISE_DB[1]:
        return None
    return Severity.WARNING if distance_db < NOISE_DB[0] else Severity.HINT


def _hum(sound: FilmSound, _: Purpose) -> Verdict | None:
    if _is_silent(sound) or not sound.hum_hz or sound.hum_dbfs < HUM_DBFS or _loudness_of_noise(sound):
        return None
    return Verdict(Severity.HINT, f"{sound.hum_hz} Hz, {sound.hum_dbfs:.0f} dB".replace("-", "−"))


# --- shared -------------------------------------------------------------------------------------


def _middle(seen: FilmPictures, value: Callable[[FilmPicture], float]) -> float:
    return median([value(picture) for picture in seen.seen]) if seen.seen else 0.0


def _middle_of_persons(seen: FilmPictures, value: Callable[[PersonSeen], float]) -> float:
    values = [value(picture.person) for picture in seen.seen if picture.person]
    return median(values) if values else 0.0


def _usual(values: Sequence[float]) -> float:
    """What a quarter of the values do not exceed."""
    return sorted(values)[len(values) // 4] if values else 0.0


def _percent(share: float) -> str:
    return f"{share * 100:.0f} %"


def _moments(pictures: Sequence[FilmPicture]) -> tuple[Span, ...]:
    return tuple(Span(picture.time_s, picture.time_s) for picture in pictures[:_MOST_SPANS])


def _clocks(spans: Sequence[Span]) -> str:
    told = [
        texts.clock(span.start_s)
        if span.end_s - span.start_s < 1
        else texts.clock(span.start_s) + texts.RANGE + texts.clock(span.end_s)
        for span in spans[:3]
    ]
    return ", ".join(told) + (", …" if len(spans) > 3 else "")


def _pictures(name: str, look: PictureLook) -> Rule[SeenFilm]:
    """A rule about the pictures, for both kinds of film."""

    def seen(film: SeenFilm, purpose: Purpose) -> Verdict | None:
        return look(film.content.pictures, purpose) if film.content.pictures else None

    return Rule(name, seen)


def _colours(name: str, look: PictureLook) -> Rule[SeenFilm]:
    """The same where levels and colours count: high dynamic range looks pale and dark here, so it is never blamed."""

    def seen(film: SeenFilm, purpose: Purpose) -> Verdict | None:
        verdict = look(film.content.pictures, purpose) if film.content.pictures else None
        is_blamed = verdict is not None and verdict.severity is not Severity.OK
        return None if is_blamed and film.facts.colour_transfer else verdict

    return Rule(name, seen)


def _sounds(name: str, look: SoundLook) -> Rule[SeenFilm]:
    """A rule about the sound, where the voice is taken from the film."""

    def heard(film: SeenFilm, purpose: Purpose) -> Verdict | None:
        is_asked = purpose.role is Role.TRAINING_VIDEO and purpose.job.voice_source is VoiceSource.VIDEO
        return look(film.content.sound, purpose) if is_asked and film.content.sound else None

    return Rule(name, heard)


FILM_CONTENT_RULES: tuple[Rule[SeenFilm], ...] = (
    _colours("film-green-screen", _green_screen),
    _colours("film-screen-gaps", _screen_gaps),
    _colours("film-screen-light", _screen_light),
    _pictures("film-nobody", _nobody),
    _pictures("film-head", _head),
    _pictures("film-arms", _arms),
    _pictures("film-small", _small),
    _colours("film-greenish", _greenish),
    _pictures("film-light", _light),
    _colours("film-bright", _bright),
    _colours("film-dark", _dark),
    _pictures("film-sharp", _sharp),
    _pictures("film-cuts", _cuts),
    _pictures("film-still", _still),
    _pictures("film-black", _black),
    Rule("film-start", _start),
    Rule("film-start-moves", _start_moves),
    _sounds("film-silent", _silent),
    _sounds("film-sound-gaps", _sound_gaps),
    _sounds("film-loudness", _loudness),
    _sounds("film-too-loud", _too_loud),
    _sounds("film-noise", _noise),
    _sounds("film-hum", _hum),
)
