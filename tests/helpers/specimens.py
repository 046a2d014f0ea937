"""Draws ID cards and letters that nobody has, marked SPECIMEN, and takes pictures of them as cameras and scanners do.

All of it is drawn by Pillow alone, with its own font, and comes out the same each time.
"""

from __future__ import annotations

import functools
import io
import math
import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

from avatar_intake.media.picture_repair import perspective

_LENS = ImageFilter.Kernel((3, 3), (1, 3, 1, 3, 8, 3, 1, 3, 1))  # a spread of 0.6 pixels
Side = Literal["portrait", "emblem"]
Colour = tuple[int, int, int]
CARD_PX = (1012, 638)  # 85.6 by 54 mm at 300 dots an inch
A4_PX = (1240, 1754)
_PAPER, _WAVE, _INK, _LABEL = (222, 233, 242), (196, 214, 230), (38, 38, 44), (62, 110, 170)


@dataclass(frozen=True, slots=True)
class Shot:
    """How a picture of a card or a page is taken.

    ``width`` is the card's part of the picture's width, ``at`` where its middle is, ``tilt_deg`` its turn clockwise,
    ``slant`` how far its right side is away. ``light`` is how bright the left and the right are, ``warmth`` how much
    red the light has. ``shadow`` darkens a corner. ``soft_px`` blurs, ``shake_px`` blurs sideways. No
    lens is sharper than 0.6.
    """

    size: tuple[int, int] = (1000, 750)
    ground: str = "wood"
    width: float = 0.7
    at: tuple[float, float] = (0.5, 0.5)
    tilt_deg: float = 0.0
    slant: float = 0.0
    light: tuple[float, float] = (1.0, 1.0)
    warmth: float = 0.0
    shadow: bool = False
    glare: tuple[float, float, float] | None = None  # its middle and its radius, in shares of the picture's width
    noise: float = 3.0
    soft_px: float = 0.6
    shake_px: int = 0
    turn_deg: int = 0


# --- cards --------------------------------------------------------------------------------------


@functools.cache
def card(side: Side) -> Image.Image:
    """One side of the card, flat, `CARD_PX`."""
    picture = Image.new("RGB", CARD_PX, _PAPER)
    pen = ImageDraw.Draw(picture)
    for row in range(-40, CARD_PX[1] + 60, 14):
        wave = [(x, row + 22 * math.sin(x / 90 + row / 60)) for x in range(0, CARD_PX[0] + 10, 10)]
        pen.line(wave, fill=_WAVE, width=2)
    (_portrait_side if side == "portrait" else _emblem_side)(picture, pen)
    pen.text((470, 596), "SPECIMEN", font=_font(28), fill=(150, 160, 176))
    return picture


def _portrait_side(picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    rows = ((70, 1, 3), (140, 1, 4), (205, 1, 8), (275, 1, 11), (325, 0, 10), (375, 0, 6))
    for number, (top, label, signs) in enumerate(rows):
        if label:
            _signs(pen, (58, top + 4), 2, 26, _LABEL, number)
        _signs(pen, (176, top), signs, 34, _INK, 40 + number)
    _signs(pen, (58, 532), 6, 26, _LABEL, 90)
    pen.text((330, 524), "000000 00000000 0000", font=_font(44), fill=_INK)
    picture.paste(_photograph(), (636, 92))


def _photograph() -> Image.Image:
    photo = Image.new("RGB", (300, 390), (244, 246, 248))
    pen = ImageDraw.Draw(photo)
    pen.ellipse((30, 285, 270, 520), fill=(46, 52, 74))
    pen.polygon([(120, 270), (180, 270), (165, 350), (150, 370), (135, 350)], fill=(228, 190, 160))
    pen.ellipse((76, 44, 224, 200), fill=(32, 28, 30))
    pen.ellipse((88, 80, 212, 290), fill=(224, 184, 152))
    pen.ellipse((84, 60, 216, 130), fill=(32, 28, 30))
    for x in (122, 178):
        pen.ellipse((x - 14, 166, x + 14, 178), fill=(40, 30, 30))
        pen.line((x - 18, 152, x + 18, 150), fill=(40, 30, 30), width=5)
    pen.line((150, 180, 144, 216, 154, 218), fill=(190, 140, 112), width=3)
    pen.line((130, 246, 150, 252, 170, 246), fill=(170, 90, 84), width=6)
    return photo.filter(ImageFilter.GaussianBlur(0.8))


def _emblem_side(picture: Image.Image, pen: ImageDraw.ImageDraw) -> None:
    def star(middle: tuple[float, float], radius: float, points: int) -> list[tuple[float, float]]:
        return [
            (
                middle[0] + radius * (1 - 0.45 * (step % 2)) * math.sin(math.pi * step / points),
                middle[1] - radius * (1 - 0.45 * (step % 2)) * math.cos(math.pi * step / points),
            )
            for step in range(2 * points)
        ]

    pen.ellipse((66, 60, 246, 240), fill=(206, 44, 40))  # nobody's emblem: a red disc with a compass rose
    pen.polygon(star((156, 150), 62, 8), fill=(236, 190, 84))
    _signs(pen, (330, 76), 9, 58, _INK, 11)
    _signs(pen, (380, 178), 5, 84, _INK, 12)
    _signs(pen, (300, 470), 4, 28, _INK, 13)
    _signs(pen, (450, 466), 8, 34, _INK, 14)
    pen.text((450, 530), "2020.01.01-2040.01.01", font=_font(36), fill=_INK)
    _signs(pen, (300, 534), 4, 28, _INK, 15)


def _signs(pen: ImageDraw.ImageDraw, at: tuple[float, float], count: int, size: float, ink: Colour, seed: int) -> None:
    """A line of signs that look like writing from afar and mean nothing."""
    dice = random.Random(seed)
    thick = max(2, round(size / 11))
    for number in range(count):
        left, top = at[0] + number * size * 1.12, at[1]
        for _ in range(3):
            y = top + size * dice.choice((0.1, 0.3, 0.5, 0.7, 0.9))
            pen.line((left + size * 0.08, y, left + size * 0.92, y), fill=ink, width=thick)
        for _ in range(2):
            x = left + size * dice.choice((0.15, 0.35, 0.5, 0.65, 0.85))
            pen.line((x, top + size * 0.08, x, top + size * 0.92), fill=ink, width=thick)
        pen.line((left + size / 2, top + size * 0.4, left + size * 0.1, top + size * 0.95), fill=ink, width=thick)


@functools.cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)


# --- pages --------------------------------------------------------------------------------------


@functools.cache
def page(*, is_signed: bool = True) -> Image.Image:
    """A letter of authorisation on A4, with a signature in blue ink at its end."""
    picture = Image.new("RGB", A4_PX, (253, 253, 252))
    pen = ImageDraw.Draw(picture)
    pen.text((620, 130), "Letter of authorisation (SPECIMEN)", font=_font(46), fill=_INK, anchor="mt")
    for line in range(16):
        _signs(pen, (150, 300 + 52 * line), 27 if line % 4 else 18, 29, _INK, 200 + line)
    for top, word in ((1300, "Signature"), (1410, "Date")):
        pen.text((150, top), word, font=_font(32), fill=_INK)
        pen.line((380, top + 38, 860, top + 38), fill=(110, 110, 110), width=2)
    if is_signed:
        curve = [(420 + 3.4 * t, 1316 + 34 * math.sin(t / 9) * math.cos(t / 23)) for t in range(110)]
        pen.line(curve, fill=(34, 52, 140), width=5, joint="curve")
        pen.text((420, 1404), "2026-01-01", font=_font(34), fill=(34, 52, 140))
    return picture


# --- pictures of them ---------------------------------------------------------------------------


def photographed(flat: Image.Image, shot: Shot) -> Image.Image:
    """The card or the page on a ground, as a camera sees it."""
    scene = _ground(shot.ground, shot.size)
    thing, mask = _laid(flat, shot)
    if shot.ground != "white":
        fall = mask.reduce(8).filter(ImageFilter.GaussianBlur(1)).resize(mask.size)
        fall = ImageChops.offset(fall, 7, 9)
        scene.paste((40, 36, 34), (0, 0), fall.point(lambda value: value * 2 // 5))
    scene.paste(thing, (0, 0), mask)
    scene = _lit(scene, shot)
    if shot.shake_px:
        scene = _shaken(scene, shot.shake_px)
    if shot.soft_px > 1:
        scene = scene.filter(ImageFilter.GaussianBlur(shot.soft_px))
    elif shot.soft_px:
        scene = scene.filter(_LENS)
    scene = _grainy(scene, shot.noise)
    return scene.rotate(-shot.turn_deg, expand=True) if shot.turn_deg else scene


def _laid(flat: Image.Image, shot: Shot) -> tuple[Image.Image, Image.Image]:
    wide = shot.width * shot.size[0] / 2
    high = wide * flat.height / flat.width
    angle = math.radians(shot.tilt_deg)
    near, far = 1 + shot.slant, 1 - shot.slant
    corners = []
    for x_flat, y_flat, scale in ((-wide, -high, near), (wide, -high, far), (wide, high, far), (-wide, high, near)):
        x, y = x_flat * (1 - abs(shot.slant) / 2), y_flat * scale
        corners.append(
            (
                shot.at[0] * shot.size[0] + x * math.cos(angle) - y * math.sin(angle),
                shot.at[1] * shot.size[1] + x * math.sin(angle) + y * math.cos(angle),
            )
        )
    outline = Image.new("L", flat.size, 0)
    round_px = 0.034 * flat.width if flat.width > flat.height else 1
    ImageDraw.Draw(outline).rounded_rectangle((0, 0, flat.width - 1, flat.height - 1), round_px, fill=255)
    inside = ((0.0, 0.0), (float(flat.width), 0.0), (float(flat.width), float(flat.height)), (0.0, float(flat.height)))
    data = perspective(corners, inside)
    how = (shot.size, Image.Transform.PERSPECTIVE, data, Image.Resampling.BILINEAR)
    return flat.transform(*how), outline.transform(*how)


def _ground(kind: str, size: tuple[int, int]) -> Image.Image:
    plain: dict[str, Colour] = {
        "wood": (150, 106, 68),
        "dark": (42, 44, 50),
        "cloth": (118, 128, 136),
        "white": (250, 250, 250),
        "green": (70, 104, 84),
        "grey": (168, 166, 162),
    }
    ground = Image.new("RGB", size, plain[kind])
    if kind == "wood":
        grain = _noise((24, size[1] // 2), 5).resize(size, Image.Resampling.BICUBIC)
        ground = _added(ground, grain, 0.16)
    if kind == "cloth":
        ground = _added(ground, _noise((size[0] // 5, size[1] // 5), 6).resize(size, Image.Resampling.BILINEAR), 0.2)
    return ground


def _lit(scene: Image.Image, shot: Shot) -> Image.Image:
    left, right = shot.light
    lamp = Image.linear_gradient("L").rotate(90).resize(scene.size)  # dark at the left
    lamp = lamp.point(lambda value: min(255, round(160 * (left + (right - left) * value / 255))))
    if shot.shadow:
        wide, high = scene.width // 8, scene.height // 8
        shade = Image.new("L", (wide, high), 255)
        ImageDraw.Draw(shade).polygon([(0, high), (0, high * 0.45), (wide * 0.55, high)], fill=165)
        lamp = ImageChops.multiply(lamp, shade.filter(ImageFilter.GaussianBlur(7)).resize(scene.size))
    parts = [ImageChops.multiply(part, lamp) for part in scene.split()]
    parts = [part.point(lambda value: min(255, round(value * 255 / 160))) for part in parts]
    if shot.warmth:
        parts[0] = parts[0].point(lambda value: min(255, round(value * (1 + shot.warmth))))
        parts[2] = parts[2].point(lambda value: round(value * (1 - shot.warmth)))
    lit = Image.merge("RGB", parts)
    if shot.glare:
        x, y, radius = (part * scene.width for part in shot.glare)
        glow = Image.new("L", scene.size, 0)
        ImageDraw.Draw(glow).ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
        glow = glow.filter(ImageFilter.GaussianBlur(radius / 5))
        lit = ImageChops.add(lit, Image.merge("RGB", (glow, glow, glow)))
    return lit


def _shaken(scene: Image.Image, by_px: int) -> Image.Image:
    moved = scene
    for step in range(1, by_px):
        moved = Image.blend(moved, ImageChops.offset(scene, step, 0), 1 / (step + 1))
    return moved


def _grainy(scene: Image.Image, amount: float) -> Image.Image:
    if not amount:
        return scene
    tile = Image.merge("RGB", [_noise((256, 256), seed) for seed in (1, 2, 3)])
    grain = Image.new("RGB", scene.size)
    for x in range(0, scene.width, 256):
        for y in range(0, scene.height, 256):
            grain.paste(tile, (x, y))
    return _added(scene, grain, amount / 52)  # the tile's own spread is 52


def _added(picture: Image.Image, noise: Image.Image, strength: float) -> Image.Image:
    layer = noise.convert("RGB").point(lambda value: round(128 + (value - 128) * strength))
    return ImageChops.add(picture, layer, 1, -128)


@functools.cache
def _noise(size: tuple[int, int], seed: int) -> Image.Image:
    dice = random.Random(seed)
    count = size[0] * size[1]
    layers = [Image.frombytes("L", size, dice.randbytes(count)) for _ in range(2)]
    return Image.blend(*layers, 0.5)


def scanned(side: Side, *, margin: int = 90, ground: Colour = (255, 255, 255)) -> Image.Image:
    """The card on the bed of a scanner, evenly lit."""
    flat = card(side)
    bed = Image.new("RGB", (flat.width + 2 * margin, flat.height + 2 * margin), ground)
    mask = Image.new("L", flat.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, flat.width - 1, flat.height - 1), 34, fill=255)
    bed.paste(flat, (margin, margin), mask)
    return _grainy(bed.rotate(0.6, Image.Resampling.BICUBIC, fillcolor=ground), 1.5)


def as_file(
    picture: Image.Image, path: Path, *, quality: int = 90, camera: bool = True, orientation: int = 1, gps: bool = False
) -> Path:
    """Write it as the end of ``path`` says; ``camera`` leaves a made-up camera's name, as phones do."""
    exif = Image.Exif()
    if camera:
        exif[0x010F], exif[0x0110] = "Specimen", "Camera 1"
    if orientation != 1:
        exif[0x0112] = orientation
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)})
        exif[0x8825] = exif.get_ifd(0x8825)
    options = {"exif": exif} if len(exif) else {}
    if path.suffix == ".png":
        picture.save(path, "PNG", compress_level=1, **options)
    else:
        picture.save(path, "JPEG", quality=quality, **options)
    return path


def jpeg_of(picture: Image.Image, quality: int = 85) -> bytes:
    """The bytes of a JPEG without metadata."""
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=quality)
    return made.getvalue()


# --- good ones ----------------------------------------------------------------------------------

Maker = Callable[[Path], Path]


def _shot(side: Side, shot: Shot, suffix: str = ".jpg", **how: object) -> tuple[Side, Maker]:
    def make(folder: Path) -> Path:
        return as_file(photographed(card(side), shot), folder / f"card{suffix}", **how)  # type: ignore[arg-type]

    return side, make


def _scan(side: Side, suffix: str = ".jpg", **how: object) -> tuple[Side, Maker]:
    def make(folder: Path) -> Path:
        return as_file(scanned(side, **how), folder / f"card{suffix}", camera=False)  # type: ignore[arg-type]

    return side, make


GOOD_CARDS: dict[str, tuple[Side, Maker]] = {
    "on a wooden table": _shot("portrait", Shot()),
    "on a wooden table, emblem": _shot("emblem", Shot(tilt_deg=2)),
    "on dark cloth, a little turned": _shot("portrait", Shot(ground="dark", tilt_deg=-6, width=0.62)),
    "on dark cloth, emblem": _shot("emblem", Shot(ground="dark", tilt_deg=5, width=0.8)),
    "aslant": _shot("portrait", Shot(slant=0.09, ground="grey", tilt_deg=3)),
    "aslant, emblem": _shot("emblem", Shot(slant=-0.08, ground="green")),
    "uneven light": _shot("portrait", Shot(light=(0.7, 1.0), ground="cloth")),
    "uneven light, emblem": _shot("emblem", Shot(light=(1.0, 0.62), ground="grey")),
    "lamp light and a shadow": _shot("portrait", Shot(warmth=0.12, shadow=True)),
    "lamp light, emblem": _shot("emblem", Shot(warmth=0.14, ground="wood", light=(0.85, 1.0))),
    "a noisy phone at night": _shot("portrait", Shot(light=(0.62, 0.7), noise=9, soft_px=1.0, ground="cloth")),
    "low quality": _shot("emblem", Shot(size=(960, 720), width=0.75), quality=55),
    "small, low quality": _shot("portrait", Shot(size=(800, 600), width=0.85, soft_px=0.5), quality=45),
    "upright picture": _shot("portrait", Shot(size=(900, 1200), width=0.86, ground="grey")),
    "white table": _shot("portrait", Shot(ground="white", light=(0.95, 0.9))),
    "scanned": _scan("portrait"),
    "scanned, emblem": _scan("emblem", ".png"),
    "cut out by an app": _scan("portrait", margin=0),
    "cut out by an app, emblem": _scan("emblem", ".png", margin=0),
}


# --- letters ------------------------------------------------------------------------------------

_CHINESE = (
    b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [<< /Type /Font"
    b" /Subtype /CIDFontType0 /BaseFont /STSong-Light /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1)"
    b" /Supplement 2 >> >>] >>"
)
_LATIN = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_BODY = (
    (60, 770, 20, "Letter of authorisation (SPECIMEN)"),
    (60, 720, 12, "I agree that my video is used. My signature below confirms it."),
    (60, 690, 12, "本授权书经本人签字后生效，授权人可以随时撤回。"),
    (60, 660, 12, "授权人：示例讲师　证件号码：000000000000000000"),
)


def drawn_letter(
    path: Path,
    labels: tuple[tuple[float, float, float, str], ...] = ((60, 300, 14, "授权人（签字）："), (60, 240, 14, "日期：")),
    *,
    ink: tuple[tuple[float, float], ...] = (),
    ruled: tuple[tuple[float, float, float], ...] = (),
    extra_pages: int = 0,
) -> Path:
    """A PDF whose text can be read: ``labels`` (left, bottom, size, words), a signature at each place of ``ink``.

    ``ruled`` are lines to write on (left, bottom, length). ``extra_pages`` are empty.
    """
    parts = [b"q 1 w"]
    for left, bottom, size, words in (*_BODY, *labels):
        if words.isascii():
            parts.append(b"BT /L %d Tf %f %f Td (%b) Tj ET" % (size, left, bottom, _escaped(words)))
        else:
            coded = words.encode("utf-16-be").hex().encode()
            parts.append(b"BT /C %d Tf %f %f Td <%b> Tj ET" % (size, left, bottom, coded))
    for left, bottom, length in ruled:
        parts.append(b"%f %f m %f %f l S" % (left, bottom, left + length, bottom))
    for left, bottom in ink:
        parts.append(b"q 1.6 w 0.1 0.2 0.6 RG %f %f m" % (left, bottom))
        parts += [
            b"%f %f l" % (left + 1.6 * step, bottom + 9 * math.sin(step / 4) * math.cos(step / 11))
            for step in range(1, 60)
        ]
        parts.append(b"S Q")
    parts.append(b"Q")
    content = b"\n".join(parts)
    kids = b" ".join(b"%d 0 R" % number for number in (3, *range(5, 5 + extra_pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, 1 + extra_pages),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /L %b /C %b >> >>"
        b" /Contents 4 0 R >>" % (_LATIN, _CHINESE),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"] * extra_pages,
    ]
    path.write_bytes(_pdf_of(objects))
    return path


def _escaped(words: str) -> bytes:
    return words.encode().replace(b"(", rb"\(").replace(b")", rb"\)")


def _pdf_of(objects: list[bytes]) -> bytes:
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


def scanned_pdf(path: Path, pages: int = 1, *, blank: tuple[int, ...] = (), quality: int = 80) -> Path:
    """A scanner's PDF: a picture a page; those numbered in ``blank``, from 1, are empty paper."""
    paper = Image.new("RGB", A4_PX, (250, 249, 246))
    made = [_grainy(paper if number in blank else page(), 1.5) for number in range(1, pages + 1)]
    made[0].save(path, "PDF", save_all=True, append_images=made[1:], resolution=150, quality=quality)
    return path


_PAGE_SHOT = Shot(size=(1050, 1400), width=0.86, ground="wood", soft_px=0.6)


def page_photo(path: Path, shot: Shot = _PAGE_SHOT) -> Path:
    """A phone's picture of the signed page on a table."""
    return as_file(photographed(page(), shot), path)


GOOD_LETTERS: dict[str, Maker] = {
    "signed beside the label": lambda folder: drawn_letter(
        folder / "a.pdf", ink=((190, 305),), ruled=((180, 298, 200),)
    ),
    "signed below the label": lambda folder: drawn_letter(folder / "a.pdf", ink=((80, 275),)),
    "signed above the label": lambda folder: drawn_letter(
        folder / "a.pdf", ((60, 280, 11, "Signature"),), ink=((70, 305),), ruled=((60, 296, 180),)
    ),
    "a typed name": lambda folder: drawn_letter(folder / "a.pdf", ((60, 300, 14, "签字：示例讲师"),)),
    "nothing asks for a signature": lambda folder: drawn_letter(folder / "a.pdf", ()),
    "scanned": lambda folder: scanned_pdf(folder / "a.pdf"),
    "scanned, three pages": lambda folder: scanned_pdf(folder / "a.pdf", 3),
    "photographed": lambda folder: page_photo(folder / "a.jpg"),
    "photographed in lamp light": lambda folder: page_photo(
        folder / "a.jpg", Shot(size=(1050, 1400), width=0.9, ground="dark", warmth=0.1, light=(0.75, 0.95), slant=0.04)
    ),
    "a picture of the scan": lambda folder: as_file(_grainy(page(), 1.5), folder / "a.png", camera=False),
}
