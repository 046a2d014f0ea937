"""Decide what one pass over a film does, from its facts and the remedies that are wanted. Pure: no files, no clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from avatar_intake.domain.media import MediaFacts, Sound
from avatar_intake.domain.repair import Remedy
from avatar_intake.media.film_shape import Shape, Size, even, fitted, padded

# In the order in which they are done; also every remedy that a film can have.
ORDER = (
    Remedy.REMUX,
    Remedy.TRIM,
    Remedy.ENCODE,
    Remedy.TURN,
    Remedy.EVEN_RATE,
    Remedy.FIT,
    Remedy.PAD,
    Remedy.SOUND,
    Remedy.LOUDNESS,
)
_NEED_ENCODING = frozenset({Remedy.ENCODE, Remedy.TURN, Remedy.EVEN_RATE, Remedy.FIT, Remedy.PAD})
_COPIED_CODECS = frozenset({"h264", "hevc"})  # what is put into an MP4 as it is
EVEN_SHARE = 0.95  # as `rules` judges a film to be even
_COPIED_SOUND = frozenset({"aac"})
_MOST_CHANNELS = 2
# A sound that begins later than this gets silence before it; a shorter gap is told by the file and kept.
_LATE_SOUND_S = 0.05
_EVEN_RATES = (Fraction(25), Fraction(30), Fraction(50), Fraction(60))
# A rate that is mostly 30 has an average below it: it is brought to 30, not to 25, since that leaves out no picture.
_RATE_SLACK = 1.02
_COMMON_RATES = (
    *(Fraction(rate) for rate in (24, 25, 30, 48, 50, 60, 100, 120)),
    *(Fraction(rate * 1000, 1001) for rate in (24, 30, 60, 120)),
)
_NTSC_RATES = (Fraction(30000, 1001), Fraction(60000, 1001))
_COMMON_SHARE = 0.003


@dataclass(frozen=True, slots=True)
class FilmPass:
    """What one pass does. ``remedies`` has those that follow from others too, in the order in which they are done.

    ``size_px`` is the new picture's size, ``rate`` its constant frame rate (``None``: as it was), ``shape`` is ``None``
    where the size stays.
    """

    remedies: tuple[Remedy, ...]
    size_px: Size
    turn_deg: int = 0
    shape: Shape | None = None
    rate: Fraction | None = None
    is_deinterlaced: bool = False
    transfer: str = ""

    @property
    def is_encoded(self) -> bool:
        """Whether the picture is coded anew."""
        return Remedy.ENCODE in self.remedies

    @property
    def is_sound_encoded(self) -> bool:
        """Whether the sound is coded anew."""
        return Remedy.SOUND in self.remedies

    @property
    def is_levelled(self) -> bool:
        """Whether the loudness is changed."""
        return Remedy.LOUDNESS in self.remedies

    @property
    def is_trimmed(self) -> bool:
        """Whether something is cut off at the ends."""
        return Remedy.TRIM in self.remedies


def film_pass(facts: MediaFacts, remedies: Iterable[Remedy], *, must_encode: bool = False) -> FilmPass:
    """What ``remedies`` come to for this film.

    Whatever is done, the result is an MP4 with its table of contents first that begins at 0. A picture that is coded
    anew is upright, progressive, 8 bit and of standard range. ``must_encode`` is for what only shows in the file.
    Raises ``ValueError`` for a remedy that a film does not have, or that this one cannot have.
    """
    wanted = set(remedies)
    if foreign := wanted - set(ORDER):
        raise ValueError(f"not for a film: {sorted(foreign)}")
    if not facts.sound and wanted & {Remedy.SOUND, Remedy.LOUDNESS}:
        raise ValueError("there is no sound")
    if must_encode or wanted & _NEED_ENCODING or needs_encoding(facts):
        wanted.add(Remedy.ENCODE)
    if Remedy.LOUDNESS in wanted or needs_sound(facts):
        wanted.add(Remedy.SOUND)
    if Remedy.ENCODE not in wanted:
        return FilmPass(_in_order(wanted), (facts.width_px, facts.height_px))
    wanted.discard(Remedy.TURN)
    if facts.rotation_deg:
        wanted.add(Remedy.TURN)
    shape = shape_for(facts, wanted)
    upright_px = facts.shown_size_px
    return FilmPass(
        remedies=_in_order(wanted),
        size_px=shape.size_px if shape else even(upright_px),
        turn_deg=facts.rotation_deg,
        shape=shape,
        rate=even_rate(facts.frame_rate) if Remedy.EVEN_RATE in wanted else None,
        is_deinterlaced=facts.is_interlaced,
        transfer=facts.colour_transfer,
    )


def needs_encoding(facts: MediaFacts) -> bool:
    """Whether the picture cannot be taken over as it is into an MP4 that begins at 0.

    Where an edit list leaves out a beginning, the new beginning is seldom a picture that stands for itself.
    """
    return facts.codec not in _COPIED_CODECS or facts.edit_start_s * facts.frame_rate > 1


def needs_sound(facts: MediaFacts) -> bool:
    """Whether the sound cannot be taken over as it is."""
    sound = main_sound(facts)
    if sound is None:
        return False
    return sound.codec not in _COPIED_SOUND or sound.channels > _MOST_CHANNELS or sound.start_s > _LATE_SOUND_S


def main_sound(facts: MediaFacts) -> Sound | None:
    """The longest sound track, of equals the first."""
    return max(facts.sound, key=lambda track: track.duration_s, default=None)


def shape_for(facts: MediaFacts, remedies: Iterable[Remedy]) -> Shape | None:
    """What `Remedy.FIT` or `Remedy.PAD` do, ``None`` without them; raises ``ValueError`` where they can do nothing."""
    wanted = set(remedies)
    size_px, aspect = facts.shown_size_px, shown_aspect(facts)
    if Remedy.FIT in wanted:
        shape = fitted(size_px, aspect)
    elif Remedy.PAD in wanted:
        shape = fitted(size_px, aspect) or padded(size_px, aspect)
    else:
        return None
    if shape is None:
        raise ValueError(f"no allowed size for {size_px}")
    return shape


def shown_aspect(facts: MediaFacts) -> Size:
    """The shape of a pixel once the picture is upright."""
    wide, high = facts.pixel_aspect
    return (high, wide) if facts.rotation_deg in (90, 270) else (wide, high)


def even_rate(frame_rate: float) -> Fraction:
    """The constant rate for a film of this average rate, at least 25."""
    near = common_rate(frame_rate)
    if near in _NTSC_RATES:
        return near
    return next((rate for rate in _EVEN_RATES if rate * _RATE_SLACK >= frame_rate), _EVEN_RATES[-1])


def common_rate(frame_rate: float) -> Fraction:
    """The usual rate that is meant, or the very one where none is near."""
    nearest = min(_COMMON_RATES, key=lambda rate: abs(float(rate) - frame_rate))
    if abs(float(nearest) / frame_rate - 1) <= _COMMON_SHARE:
        return nearest
    return Fraction(frame_rate).limit_denominator(1001)


def _in_order(wanted: Iterable[Remedy]) -> tuple[Remedy, ...]:
    kept = set(wanted)
    return tuple(remedy for remedy in ORDER if remedy in kept)
