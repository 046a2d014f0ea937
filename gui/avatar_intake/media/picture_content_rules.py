"""The rules about what pictures and letters show. Pure: no files, no clock, no sentences.

The vendor names glare and blur as reasons for "no face found on the ID photo", and a missing signature as one for a
letter, but gives no figures: so nothing here is an error. The figures were found on drawn cards and pages
(`tests/helpers/specimens.py`), far from where good ones are.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import atan2, degrees, dist

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import LetterContent, LetterFacts, PictureContent, PictureFacts, Severity, Spot
from avatar_intake.media import texts
from avatar_intake.media.judging import Purpose, Rule, Verdict

# Spread of the sharpest edges in pixels of a card 800 wide, and of a page 1600 high: good ones have 0.5 to 0.9; at the
# first figure letters are soft, at the second they run together.
SOFT_EDGE, BLURRED_EDGE = 1.6, 2.3
BLURRED_COVER_EDGE = 2.3
SOFT_PAGE_EDGE, BLURRED_PAGE_EDGE = 1.9, 2.6
DIM, DARK = 85.0, 55.0  # middle brightness, of 255
BRIGHT = 250.0
GREY = 3.0  # the spread of colours of a grey copy; a card in any light has 9 and more
SMALL_SPOT, BIG_SPOT = 0.006, 0.015  # shares of the card
SMALL_CARD_PX, FINE_CARD_PX = 400, 600
CARD_SHAPES = (1.45, 1.75)  # a whole card is 85.6 by 54 mm, 1.586
SLANT, TILT_DEG = 1.35, 14.0
LONG_PAGE = 2.2
_PHOTO = (0.55, 0.08, 0.98, 0.88)  # where a portrait side has its photograph, on white

_CARDS = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
_SIDES = {Role.ID_CARD_IMAGE1: "portrait", Role.ID_CARD_IMAGE2: "emblem"}


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture's facts and what it shows."""

    facts: PictureFacts
    content: PictureContent


@dataclass(frozen=True, slots=True)
class SeenLetter:
    """A letter's facts and what its pages show."""

    facts: LetterFacts
    content: LetterContent


def _two_steps(value: float, hint: float, warning: float) -> Severity | None:
    """How much it weighs that a value is big."""
    if value < hint:
        return None
    return Severity.HINT if value < warning else Severity.WARNING


def _said(severity: Severity | None, found: str = "", needed: str = "") -> Verdict | None:
    return Verdict(severity, found, needed) if severity else None


# --- ID cards -----------------------------------------------------------------------------------


def _card_sharp(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """Reasons for rejection: no face found on the ID photo, since it is blurred."""
    width = seen.content.edge_width
    if purpose.role not in _CARDS or width is None:
        return None
    severity = _two_steps(width, SOFT_EDGE, BLURRED_EDGE)
    return Verdict(severity or Severity.OK)


def _card_glare(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """Reasons for rejection: no face found on the ID photo, since it has glare. Paper that is all white is no glare."""
    if purpose.role not in _CARDS or seen.content.brightness >= BRIGHT - 10:
        return None
    spots = [spot for spot in seen.content.spots if not _is_photograph(spot, seen.content, purpose)]
    area = max((spot.area for spot in spots), default=0.0)
    return _said(_two_steps(area, SMALL_SPOT, BIG_SPOT), _percent(area))


def _is_photograph(spot: Spot, content: PictureContent, purpose: Purpose) -> bool:
    """The white behind the head, also when the card lies on its side or upside down."""
    if purpose.role is not Role.ID_CARD_IMAGE1:
        return False
    left, top, right, bottom = spot.left, spot.top, spot.right, spot.bottom
    for _ in range(content.turn_deg // 90):
        left, top, right, bottom = 1 - bottom, left, 1 - top, right
    return left >= _PHOTO[0] and top >= _PHOTO[1] and right <= _PHOTO[2] and bottom <= _PHOTO[3]


def _percent(share: float) -> str:
    return f"{max(1, round(100 * share))} %"


def _card_dark(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """Of a card that does not stand out, its paper is somewhere among what is light."""
    if purpose.role not in _CARDS:
        return None
    paper = seen.content.brightness if seen.content.card else seen.content.lights
    return _said(_two_steps(-paper, -DIM, -DARK))


def _card_bright(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """A scanner may well make the paper white; without any edge left there is nothing on it.

    Of a card that does not stand out nobody knows whether it is the card that is white, or what it lies on.
    """
    if purpose.role not in _CARDS or seen.content.brightness < BRIGHT or seen.content.card is None:
        return None
    return Verdict(Severity.WARNING if seen.content.edge_width is None else Severity.HINT)


def _card_cut(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """A card at the border of the picture whose shape is no card's: a piece of it is missing."""
    card = seen.content.card
    if purpose.role not in _CARDS or card is None or not card.cut_sides:
        return None
    shape = max(card.shape, 1 / card.shape)
    return None if CARD_SHAPES[0] <= shape <= CARD_SHAPES[1] else Verdict(Severity.WARNING)


def _card_small(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    card = seen.content.card
    if purpose.role not in _CARDS or card is None or card.cut_sides:
        return None
    severity = _two_steps(-card.longer_px, -FINE_CARD_PX, -SMALL_CARD_PX)
    return _said(severity, f"{card.longer_px:.0f} px", f"≥ {FINE_CARD_PX} px")


def _card_aslant(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """Far from being seen straight from above: it can still be read, so a hint, for it can be put right."""
    card = seen.content.card
    if purpose.role not in _CARDS or card is None or card.cut_sides:
        return None
    return Verdict(Severity.HINT) if _slant(card.corners_px) > SLANT or _tilt_deg(card.corners_px) > TILT_DEG else None


def _slant(corners: tuple[tuple[float, float], ...]) -> float:
    """How much longer a side is than the one opposite, at most."""
    top, right, bottom, left = (max(dist(a, b), 1.0) for a, b in pairwise((*corners, corners[0])))
    return max(top / bottom, bottom / top, left / right, right / left)


def _tilt_deg(corners: tuple[tuple[float, float], ...]) -> float:
    """How far the upper and the lower side are from lying flat, 0 to 90."""
    top_left, top_right, bottom_right, bottom_left = corners
    across = top_right[0] - top_left[0] + bottom_right[0] - bottom_left[0]
    down = top_right[1] - top_left[1] + bottom_right[1] - bottom_left[1]
    return abs(degrees(atan2(down, across)))


def _card_sideways(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """A card is wider than high. Of a picture without a card that stands out, its layout must say so."""
    content = seen.content
    is_known = content.side != "" or (content.card is not None and not content.card.cut_sides)
    if purpose.role not in _CARDS or content.turn_deg not in (90, 270) or not is_known:
        return None
    return Verdict(Severity.WARNING, f"{360 - content.turn_deg}°", "0°")


def _card_upside_down(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    content = seen.content
    if purpose.role not in _CARDS or content.turn_deg != 180 or not content.side:
        return None
    return Verdict(Severity.WARNING if content.card else Severity.HINT, "180°", "0°")


def _card_side(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """By layout and colours only: a picture that looks like neither side is no sign of anything."""
    side = seen.content.side
    if purpose.role not in _CARDS or not side or side == _SIDES[purpose.role]:
        return None
    return Verdict(Severity.WARNING)


def _card_colour(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """A copy in black and white. In the dark nothing has a colour."""
    if purpose.role not in _CARDS or seen.content.colourfulness >= GREY or seen.content.brightness < DIM:
        return None
    return Verdict(Severity.WARNING)


def _screenshot(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    if purpose.role not in _CARDS or not seen.content.is_screenshot:
        return None
    return Verdict(Severity.WARNING, texts.pixels(seen.facts.width_px, seen.facts.height_px))


# --- all pictures -------------------------------------------------------------------------------


def _turned(seen: SeenPicture, _: Purpose) -> Verdict | None:
    """Only marked as turned: programs that do not know the mark show it lying. Nothing is documented, so a hint."""
    return Verdict(Severity.HINT) if seen.content.orientation != 1 else None


def _picture_sharp(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    width = seen.content.edge_width
    if purpose.role in _CARDS or width is None or width < BLURRED_COVER_EDGE:
        return None
    return Verdict(Severity.HINT)


def _picture_dark(seen: SeenPicture, purpose: Purpose) -> Verdict | None:
    """A dark background is a matter of taste; a picture whose lights are as dark shows nothing."""
    if purpose.role in _CARDS or seen.content.lights >= DARK:
        return None
    return Verdict(Severity.HINT)


PICTURE_CONTENT_RULES: tuple[Rule[SeenPicture], ...] = (
    Rule("card-side", _card_side),
    Rule("card-sideways", _card_sideways),
    Rule("card-upside-down", _card_upside_down),
    Rule("card-cut", _card_cut),
    Rule("card-aslant", _card_aslant),
    Rule("card-small", _card_small),
    Rule("card-sharp", _card_sharp),
    Rule("card-glare", _card_glare),
    Rule("card-dark", _card_dark),
    Rule("card-bright", _card_bright),
    Rule("card-colour", _card_colour),
    Rule("card-screenshot", _screenshot),
    Rule("picture-turned", _turned),
    Rule("picture-sharp", _picture_sharp),
    Rule("picture-dark", _picture_dark),
)


# --- letters ------------------------------------------------------------------------------------


def _letter_blank(seen: SeenLetter, _: Purpose) -> Verdict | None:
    """A strong sign only: that a page must not be empty is written nowhere."""
    blank = seen.content.blank_pages
    return Verdict(Severity.WARNING, ", ".join(str(number) for number in blank)) if blank else None


def _letter_signature(seen: SeenLetter, _: Purpose) -> Verdict | None:
    """Vendor's guide: printed, signed by the holder of the ID card, then scanned."""
    if seen.content.is_signed is None:
        return None
    return Verdict(Severity.OK if seen.content.is_signed else Severity.WARNING)


def _letter_sharp(seen: SeenLetter, _: Purpose) -> Verdict | None:
    picture = seen.content.picture
    if picture is None or picture.edge_width is None:
        return None
    return _said(_two_steps(picture.edge_width, SOFT_PAGE_EDGE, BLURRED_PAGE_EDGE))


def _letter_dark(seen: SeenLetter, _: Purpose) -> Verdict | None:
    picture = seen.content.picture
    return _said(_two_steps(-picture.brightness, -DIM, -DARK)) if picture else None


def _letter_shape(seen: SeenLetter, _: Purpose) -> Verdict | None:
    """A page this long is a strip of screens, or a page that was cut."""
    if seen.content.shape < LONG_PAGE:
        return None
    return Verdict(Severity.HINT, f"1:{seen.content.shape:.1f}", "A4")


LETTER_CONTENT_RULES: tuple[Rule[SeenLetter], ...] = (
    Rule("letter-blank", _letter_blank),
    Rule("letter-signature", _letter_signature),
    Rule("letter-sharp", _letter_sharp),
    Rule("letter-dark", _letter_dark),
    Rule("letter-shape", _letter_shape),
)
