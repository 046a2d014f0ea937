"""Look at what a picture shows. Judges nothing; whatever a file holds, looking at it never raises."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from avatar_intake.domain.media import CardSeen, PictureContent, PictureFacts, Unreadable
from avatar_intake.media.letter_content import letter_content
from avatar_intake.media.opening import kind_of_file, open_regular
from avatar_intake.media.picture import (
    MAX_PIXELS,
    broken_kinds,
    on_white,
    opened_picture,
    orientation_of,
    shrink_while_loading,
)
from avatar_intake.media.picture_card import find_card
from avatar_intake.media.picture_measures import brightness, colourfulness, edge_width, flat_bars, white_spots
from avatar_intake.media.picture_side import UNKNOWN, side_of

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["content_of_picture", "letter_content", "picture_content"]

_SEEN_PX = 1200  # the longer side of the copy that is looked at
_CARD_SHAPES = (1.4, 1.8)  # a picture of such a shape may be a card and nothing else
# Widths and heights of phones' screens in pixels, of the last ten years.
_SCREENS_PX = frozenset(
    {
        (720, 1280), (720, 1520), (720, 1560), (720, 1600), (720, 1612), (750, 1334), (828, 1792), (1080, 1920),
        (1080, 2160), (1080, 2220), (1080, 2240), (1080, 2244), (1080, 2280), (1080, 2310), (1080, 2312),
        (1080, 2316), (1080, 2340), (1080, 2376), (1080, 2388), (1080, 2400), (1080, 2408), (1080, 2412),
        (1125, 2436), (1170, 2532), (1176, 2400), (1179, 2556), (1200, 2640), (1200, 2664), (1200, 2670),
        (1206, 2622), (1212, 2616), (1216, 2640), (1220, 2656), (1220, 2712), (1224, 2700), (1228, 2700),
        (1240, 2772), (1242, 2208), (1242, 2688), (1256, 2760), (1260, 2720), (1260, 2800), (1264, 2780),
        (1280, 2800), (1284, 2778), (1290, 2796), (1320, 2868), (1344, 2772), (1440, 2560), (1440, 2880),
        (1440, 2960), (1440, 3040), (1440, 3088), (1440, 3120), (1440, 3168), (1440, 3200), (1440, 3216),
    }
)  # fmt: skip


def picture_content(path: str, facts: PictureFacts) -> PictureContent | None:
    """What the picture at ``path`` shows; ``None`` when it cannot be decoded or is too big to be.

    Also for HEIC, which nobody can send as it is: its copy is looked at when it is made.
    """
    if facts.format == "HEIC" or facts.width_px * facts.height_px > MAX_PIXELS:
        return None
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return None
    with file:
        try:
            return content_of_picture(file, facts)
        except broken_kinds():
            return None


def content_of_picture(file: BinaryIO, facts: PictureFacts) -> PictureContent:
    """The same for an open file; raises what a parser raises (`broken_kinds`)."""
    from PIL import ImageOps

    with opened_picture(file, kind_of_file(file)) as opened:
        orientation, has_camera = orientation_of(opened)
        shrink_while_loading(opened, _SEEN_PX)
        ImageOps.exif_transpose(opened, in_place=True)
        picture = on_white(opened)
        picture.thumbnail((_SEEN_PX, _SEEN_PX), reducing_gap=2.0)
    is_screen = facts.format == "PNG" and not has_camera and (facts.width_px, facts.height_px) in _SCREENS_PX
    return _seen(picture, facts, orientation, is_screenshot=is_screen and flat_bars(picture))


def _seen(picture: Image, facts: PictureFacts, orientation: int, *, is_screenshot: bool) -> PictureContent:
    card = find_card(picture)
    cut_out = picture if card is None else _cut_out(picture, card)
    shape = max(cut_out.size) / min(cut_out.size)
    is_card = card is not None or _CARD_SHAPES[0] <= shape <= _CARD_SHAPES[1]
    side, turn_deg = side_of(cut_out) if is_card else (UNKNOWN, 0)
    return PictureContent(
        edge_width=edge_width(cut_out),
        brightness=brightness(cut_out),
        lights=brightness(cut_out, 0.9),
        colourfulness=colourfulness(cut_out),
        spots=white_spots(cut_out),
        card=None if card is None else _in_full_size(card, facts.width_px / picture.width),
        side=side,
        turn_deg=turn_deg,
        orientation=orientation,
        is_screenshot=is_screenshot,
    )


def _cut_out(picture: Image, card: CardSeen) -> Image:
    """The box around a card, and a little less: its own edge is none of its letters."""
    across, down = zip(*card.corners_px, strict=True)
    less = 0.015 * max(max(across) - min(across), max(down) - min(down))
    box = (min(across) + less, min(down) + less, max(across) - less, max(down) - less)
    return picture.crop(tuple(round(edge) for edge in box))


def _in_full_size(card: CardSeen, scale: float) -> CardSeen:
    corners = tuple((x * scale, y * scale) for x, y in card.corners_px)
    return CardSeen(corners, card.shape, card.share, card.cut_sides)
