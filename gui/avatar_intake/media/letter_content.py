"""Look at what the pages of a letter show. Reads a PDF's text only to find where a signature belongs; judges nothing.

Whatever a file holds, looking at it never raises. On a photograph or a scan nobody looks for a signature: printed lines
and handwriting cannot be told apart there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO

from avatar_intake.domain.media import LetterContent, LetterFacts, PictureContent, Unreadable
from avatar_intake.media.letter import PDFIUM
from avatar_intake.media.opening import kind_of_file, open_regular
from avatar_intake.media.picture import MAX_PIXELS, broken_kinds, on_white, opened_picture, shrink_while_loading
from avatar_intake.media.picture_measures import brightness, edge_width, ink_share

if TYPE_CHECKING:
    from PIL.Image import Image

PAGES_SEEN = 8  # ten scanned pages of 300 dots an inch took 1.1 s of work
_PAGE_PX = 800  # the longer side of a page that is drawn to be looked at
_BLANK_PX = 400
_PHOTO_PX = 1600  # the longer side of a photographed page; its letters are smaller than a card's
_BLANK_INK = 0.0005
_MOST_SIGNS = 20_000
_LIT = 85.0  # in the dark nobody sees whether a page is empty
_DARK = 170
_INK_PX = 40  # dark pixels that no printed letter and no ruled line explains
_RULE_PX = 36  # a straight run of this length was ruled, not written
_ROOM = 0.8  # a word that ends further right than this leaves no room for a name: it is the end of a line of text
_LABELS = ("签字", "签名", "签署", "签章", "授权人", "Signature", "Signed by", "Sign here")
# What may stand between the label and the place for the name, or after it: brackets, dots, a stamp, a date.
_REST_OF_LABEL = re.compile(
    r"(?:[\s:：_＿.…⋯—–\-~/|()（）【】\[\]]|盖章|签章|签字|签名|手印|按|及|或|并|人|者|处|日期|date|[年月日])*",
    re.IGNORECASE,
)


def letter_content(path: str, facts: LetterFacts) -> LetterContent | None:
    """What the first `PAGES_SEEN` pages of the letter at ``path`` show; ``None`` when they cannot be drawn."""
    import pypdfium2

    file = None if facts.is_locked or not facts.pages or facts.format == "HEIC" else open_regular(path)
    if file is None or isinstance(file, Unreadable):
        return None
    with file:
        try:
            return _pdf(file) if facts.format == "PDF" else _photo(file, facts)
        except (pypdfium2.PdfiumError, *broken_kinds()):
            return None


# --- photographs --------------------------------------------------------------------------------


def _photo(file: BinaryIO, facts: LetterFacts) -> LetterContent | None:
    from PIL import ImageOps

    size_px = (facts.picture.width_px, facts.picture.height_px) if facts.picture else (1, 1)
    if size_px[0] * size_px[1] > MAX_PIXELS:
        return None
    with opened_picture(file, kind_of_file(file)) as opened:
        shrink_while_loading(opened, _PHOTO_PX)
        ImageOps.exif_transpose(opened, in_place=True)
        page = on_white(opened)
        page.thumbnail((_PHOTO_PX, _PHOTO_PX), reducing_gap=2.0)
    seen = PictureContent(edge_width=edge_width(page, _PHOTO_PX), brightness=brightness(page))
    blank = (1,) if seen.brightness > _LIT and ink_share(page) < _BLANK_INK else ()
    return LetterContent(1, blank, shape=max(size_px) / min(size_px), picture=seen)


# --- PDF ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Sign:
    """One character and its box in points, the origin at the lower left."""

    text: str
    left: float
    bottom: float
    right: float
    top: float


def _pdf(file: BinaryIO) -> LetterContent:
    import pypdfium2

    file.seek(0)
    blank: list[int] = []
    places: list[bool] = []
    shape = 1.0
    with PDFIUM, pypdfium2.PdfDocument(file) as document:
        seen = min(len(document), PAGES_SEEN)
        has_form = bool(document.get_formtype())  # a signature may be in a field, which is not drawn here
        for number in range(seen):
            page = document[number]
            wide, high = page.get_size()
            shape = max(shape, max(wide, high) / max(1.0, min(wide, high)))
            signs = _signs(page)
            if not any(sign.text.strip() for sign in signs) and ink_share(_drawn(page, _BLANK_PX)) < _BLANK_INK:
                blank.append(number + 1)
            places += _signed_places(page, signs)
            page.close()
    is_signed = (any(places) or None if has_form else any(places)) if places else None
    return LetterContent(seen, tuple(blank), is_signed, shape)


def _drawn(page: Any, longer_px: int) -> Image:
    bitmap = page.render(scale=longer_px / max(*page.get_size(), 1.0), grayscale=True)
    picture: Image = bitmap.to_pil().copy()
    bitmap.close()
    return picture.convert("L")


def _signs(page: Any) -> list[_Sign]:
    text = page.get_textpage()
    count = min(text.count_chars(), _MOST_SIGNS)
    # Character by character: a range of text may leave some out, and boxes would go to the wrong ones.
    found = [_Sign(text.get_text_range(place, 1), *text.get_charbox(place)) for place in range(count)]
    text.close()
    return found


def _signed_places(page: Any, signs: Sequence[_Sign]) -> list[bool]:
    """For each place on a page that asks for a signature, whether there is ink. None on a page that is turned."""
    labels = _labels(signs, page.get_size()[0]) if not page.get_rotation() else []
    if not labels:
        return []
    left_pt, _, _, top_pt = page.get_cropbox()
    picture = _drawn(page, _PAGE_PX).point(lambda value: 0 if value < _DARK else 255)
    scale = picture.width / max(page.get_size()[0], 1.0)

    def box(left: float, bottom: float, right: float, top: float) -> tuple[int, int, int, int]:
        across, down = (round((x - left_pt) * scale) for x in (left, right)), (top, bottom)
        first, last = across
        return first, round((top_pt - down[0]) * scale), last, round((top_pt - down[1]) * scale)

    for sign in signs:
        if sign.text.strip():
            first, upper, last, lower = box(sign.left, sign.bottom, sign.right, sign.top)
            if first <= last and upper <= lower:
                picture.paste(255, (first - 1, upper - 1, last + 2, lower + 2))
    return [any(_has_ink(picture, box(*area)) for area in _areas(label, page.get_size()[0])) for label in labels]


def _labels(signs: Sequence[_Sign], width_pt: float) -> list[_Sign]:
    """The words that ask for a signature, with room beside them and nothing but dots and brackets there."""
    text = "".join(sign.text[:1] or "\0" for sign in signs)
    found = []
    for label in _LABELS:
        for match in re.finditer(re.escape(label), text, re.IGNORECASE):
            first, last = signs[match.start()], signs[match.end() - 1]
            is_one_line = first.bottom < last.top and last.bottom < first.top and first.left < last.right
            beside = _text_beside(signs, last)
            if is_one_line and last.right < _ROOM * width_pt and _REST_OF_LABEL.fullmatch(beside):
                found.append(_Sign(label, first.left, first.bottom, last.right, max(first.top, last.top)))
    return found


def _text_beside(signs: Sequence[_Sign], label: _Sign) -> str:
    middle = (label.bottom + label.top) / 2
    on_line = [sign for sign in signs if sign.bottom <= middle <= sign.top or _is_low(sign, label)]
    return "".join(sign.text for sign in sorted(on_line, key=lambda sign: sign.left) if sign.left >= label.right - 0.5)


def _is_low(sign: _Sign, label: _Sign) -> bool:
    """A dot or an underscore lies below the middle of its line."""
    return label.bottom - 3 <= sign.bottom and sign.top <= label.top


def _areas(label: _Sign, width_pt: float) -> tuple[tuple[float, float, float, float], ...]:
    """Beside the label, below it and above it: left, bottom, right, top in points."""
    high = max(label.top - label.bottom, 8.0)
    far = min(width_pt, label.right + 0.45 * width_pt)
    beside = label.right, label.bottom - 1.2 * high, far, label.top + 2.2 * high
    below = label.left - high, label.bottom - 4 * high, label.right + 0.25 * width_pt, label.bottom
    above = label.left - high, label.top, label.right + 0.25 * width_pt, label.top + 4 * high
    return beside, below, above


def _has_ink(picture: Image, box: tuple[int, int, int, int]) -> bool:
    """Whether anything dark is left in a box when ruled lines are taken away."""
    left, top, right, bottom = max(0, box[0]), max(0, box[1]), min(picture.width, box[2]), min(picture.height, box[3])
    if right - left < 3 or bottom - top < 3:
        return False
    from PIL.Image import Transpose

    part = picture.crop((left, top, right, bottom))
    for _ in range(2):
        part = _without_rules(part).transpose(Transpose.TRANSPOSE)
    return part.histogram()[0] > _INK_PX


def _without_rules(part: Image) -> Image:
    from PIL.Image import frombytes

    data, wide = part.tobytes(), part.width
    rule = re.compile(rb"\x00{%d,}" % _RULE_PX)
    rows = (data[start : start + wide] for start in range(0, len(data), wide))
    return frombytes("L", part.size, b"".join(rule.sub(lambda run: b"\xff" * len(run.group()), row) for row in rows))
