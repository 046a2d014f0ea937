"""Draw, synthesise and write the sample materials in resources/samples. Nothing in them is a real person or document.

    python packaging/make_samples.py [FOLDER]

Needs the program's own libraries and two fonts that Debian calls fonts-dejavu-core and fonts-wqy-microhei. The results
are committed; run it again only to change them.
"""

from __future__ import annotations

import math
import random
import sys
import zlib
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
from PIL import Image, ImageDraw, ImageFilter, ImageFont

NAME_ZH = "示例讲师"
NAME_EN = "Sample Presenter"
SECONDS = 185
FPS = 25
OPENING_S = 18.0  # the guide asks for 15 to 20 seconds of stillness
SOUND_RATE_HZ = 16000
GREEN = (0, 177, 64)  # 00B140, the colour of studio walls
SMOOTH = 2  # everything is drawn this many times too big, then scaled down

Point = tuple[float, float]
Colour = tuple[int, int, int]

INTAKE_TOML = f"""\
# Sample materials to rehearse with. The person, the number and the documents are made up.

[job]
name = "{NAME_ZH} {NAME_EN}"
contact = "13800138000"
is_background_replacement = true
audio_source_type = "VIDEO"
supported_service = ["VIDEO_2D", "LIVE_2D"]

[materials]
training_video = "training.mp4"
id_card_image1 = "id-card-portrait.jpg"
id_card_image2 = "id-card-emblem.jpg"
grant_file = "letter.pdf"
cover = "cover.jpg"
"""


def main(arguments: Sequence[str]) -> int:
    """Write all samples into the folder given, or into resources/samples."""
    folder = Path(arguments[0]) if arguments else Path(__file__).parent.parent / "resources" / "samples"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "intake.toml").write_text(INTAKE_TOML, encoding="utf-8")
    save_jpeg(portrait_side(), folder / "id-card-portrait.jpg", 66)
    save_jpeg(emblem_side(), folder / "id-card-emblem.jpg", 66)
    save_jpeg(cover(), folder / "cover.jpg", 76)
    (folder / "letter.pdf").write_bytes(one_page_pdf(letter_page()))
    write_film(folder / "training.mp4", talk())
    for path in sorted(folder.iterdir()):
        print(f"{path.stat().st_size:>8}  {path.name}")
    return 0


# --- the presenter ------------------------------------------------------------------------------

SKIN, SKIN_SHADE, SKIN_LINE = (241, 201, 170), (222, 172, 140), (190, 132, 102)
HAIR, HAIR_LIGHT = (48, 36, 34), (74, 56, 50)
SUIT, SUIT_DARK, SUIT_LINE = (43, 58, 92), (33, 45, 74), (24, 33, 56)
SHIRT, SHIRT_SHADE = (248, 249, 252), (219, 225, 235)
LIP, MOUTH, TONGUE, TEETH = (190, 92, 88), (96, 32, 36), (200, 96, 96), (250, 250, 248)


@dataclass(frozen=True, slots=True)
class Look:
    """What changes in the face: how far the mouth is open (0 to 4), open eyes, raised brows."""

    mouth: int = 0
    eyes: bool = True
    brows: bool = False


class Pencil:
    """Draws smooth shapes in the coordinates of a 1920 by 1080 picture, moved and scaled as told."""

    def __init__(self, picture: Image.Image, scale: float = 1.0, shift: Point = (0.0, 0.0)) -> None:
        self._draw = ImageDraw.Draw(picture)
        self._scale = scale * SMOOTH
        self._shift = shift

    def _at(self, point: Point) -> Point:
        return (
            point[0] * self._scale + self._shift[0] * SMOOTH,
            point[1] * self._scale + self._shift[1] * SMOOTH,
        )

    def shape(self, points: Sequence[Point], fill: Colour, *, rounded: bool = True) -> None:
        """A filled outline through the points."""
        outline = smooth_outline(points) if rounded else points
        self._draw.polygon([self._at(point) for point in outline], fill=fill)

    def oval(self, centre: Point, width: float, height: float, fill: Colour) -> None:
        """A filled ellipse."""
        left, top = self._at((centre[0] - width / 2, centre[1] - height / 2))
        right, bottom = self._at((centre[0] + width / 2, centre[1] + height / 2))
        self._draw.ellipse((left, top, right, bottom), fill=fill)

    def stroke(self, points: Sequence[Point], width: float, fill: Colour) -> None:
        """A curve through the points with round ends."""
        path = [self._at(point) for point in smooth_path(points)]
        radius = width * self._scale / 2
        self._draw.line(path, fill=fill, width=round(2 * radius))
        for x, y in path:
            self._draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=fill)


def smooth_path(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """Points of a Catmull-Rom curve through ``points``."""
    ends = [points[0], *points, points[-1]]
    path: list[Point] = []
    for before, start, end, after in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        path += [_between((before, start, end, after), step / steps) for step in range(steps)]
    return [*path, points[-1]]


def smooth_outline(points: Sequence[Point], steps: int = 24) -> list[Point]:
    """The same, closed."""
    around = [points[-1], *points, points[0], points[1]]
    return [
        _between(window, step / steps)
        for window in zip(around, around[1:], around[2:], around[3:], strict=False)
        for step in range(steps)
    ]


def _between(window: tuple[Point, Point, Point, Point], share: float) -> Point:
    def along(axis: int) -> float:
        before, start, end, after = (point[axis] for point in window)
        return 0.5 * (
            2 * start
            + (end - before) * share
            + (2 * before - 5 * start + 4 * end - after) * share**2
            + (3 * start - before - 3 * end + after) * share**3
        )

    return along(0), along(1)


def mirrored(points: Sequence[Point]) -> list[Point]:
    """The same shape on the other side of the middle line."""
    return [(1920 - x, y) for x, y in points]


def both(points: Sequence[Point]) -> list[Point]:
    """An outline given by its left half from top to bottom."""
    return [*points, *reversed(mirrored(points))]


def draw_presenter(pencil: Pencil, look: Look) -> None:
    """Head and shoulders of the made-up presenter, facing the viewer."""
    _draw_hair_behind(pencil)
    _draw_body(pencil)
    _draw_head(pencil)
    _draw_fringe(pencil)
    _draw_eyes(pencil, look)
    _draw_mouth(pencil, look.mouth)


def _draw_hair_behind(pencil: Pencil) -> None:
    pencil.shape(both([(930, 140), (850, 162), (800, 240), (790, 340), (812, 420)]), HAIR)


def _draw_body(pencil: Pencil) -> None:
    pencil.shape(both([(880, 560), (876, 660), (850, 740), (960, 860)]), SKIN_SHADE)
    left = [(880, 690), (800, 735), (660, 785), (585, 850), (548, 960), (520, 1130), (960, 1130), (960, 760)]
    pencil.shape([*left[:5], (505, 1200), (960, 1200), *mirrored([(505, 1200)]), *reversed(mirrored(left[:5]))], SUIT)
    pencil.shape([(856, 690), (1064, 690), (1034, 900), (960, 1130), (886, 900)], SHIRT, rounded=False)
    pencil.shape([(878, 620), (1042, 620), (1046, 668), (960, 776), (874, 668)], SKIN_SHADE, rounded=False)
    for side in (list, mirrored):
        pencil.shape(side([(856, 712), (904, 812), (950, 790)]), SHIRT_SHADE, rounded=False)
        pencil.shape(side([(866, 664), (846, 706), (902, 800), (958, 778)]), SHIRT, rounded=False)
        pencil.shape(
            side([(846, 704), (780, 742), (806, 850), (778, 872), (948, 1130), (960, 1130), (908, 905)]),
            SUIT_DARK,
            rounded=False,
        )
        pencil.stroke(side([(648, 905), (664, 1000), (662, 1120)]), 5, SUIT_LINE)
    pencil.oval((960, 905), 13, 13, SHIRT_SHADE)
    pencil.oval((960, 1000), 13, 13, SHIRT_SHADE)


def _draw_head(pencil: Pencil) -> None:
    for side in (list, mirrored):
        pencil.shape(side([(806, 372), (786, 378), (784, 420), (800, 470), (818, 470)]), SKIN_SHADE)
        pencil.stroke(side([(800, 392), (796, 420), (806, 446)]), 4, SKIN_LINE)
    face = [(960, 196), (868, 214), (820, 290), (812, 390), (824, 486), (866, 574), (926, 618)]
    pencil.shape([*face, *reversed(mirrored(face[1:]))], SKIN)
    for side in (list, mirrored):
        pencil.oval(side([(866, 496)])[0], 62, 34, (240, 186, 158))
    pencil.stroke([(962, 410), (976, 468), (966, 486), (944, 486)], 5, SKIN_LINE)


def _draw_fringe(pencil: Pencil) -> None:
    pencil.shape(
        [
            (800, 372),
            (790, 300),
            (812, 210),
            (880, 150),
            (960, 132),
            (1050, 152),
            (1112, 220),
            (1130, 300),
            (1120, 372),
            (1108, 330),
            (1092, 282),
            (1050, 262),
            (990, 258),
            (920, 236),
            (872, 262),
            (832, 300),
            (814, 336),
        ],
        HAIR,
    )
    pencil.stroke([(906, 178), (970, 164), (1040, 192), (1074, 232)], 7, HAIR_LIGHT)


def _draw_eyes(pencil: Pencil, look: Look) -> None:
    lift = -9 if look.brows else 0
    for side in (list, mirrored):
        centre = side([(892, 398)])[0]
        pencil.stroke(side([(852, 352 + lift), (886, 338 + lift), (926, 346 + lift)]), 12, HAIR)
        if not look.eyes:
            pencil.stroke(side([(864, 402), (892, 410), (920, 402)]), 6, HAIR)
            continue
        pencil.oval(centre, 58, 36, (252, 252, 252))
        pencil.oval(centre, 31, 33, (84, 58, 44))
        pencil.oval(centre, 16, 17, (24, 18, 18))
        pencil.oval((centre[0] + 6, centre[1] - 7), 9, 9, (255, 255, 255))
        pencil.stroke(side([(862, 396), (876, 382), (900, 379), (922, 394)]), 6, HAIR)


def _draw_mouth(pencil: Pencil, opening: int) -> None:
    if opening == 0:
        pencil.stroke([(914, 534), (936, 546), (960, 549), (984, 546), (1006, 534)], 8, LIP)
        pencil.stroke([(940, 570), (960, 574), (980, 570)], 5, SKIN_SHADE)
        return
    half = (0, 40, 44, 42, 30)[opening]
    depth = (0, 12, 26, 44, 40)[opening]
    top, bottom = 536 - depth * 0.12, 540 + depth
    outline = [(960 - half, 538), (960 - half * 0.5, top), (960, top + 3), (960 + half * 0.5, top)]
    outline += [(960 + half, 538), (960 + half * 0.6, bottom - depth * 0.2), (960, bottom)]
    outline += [(960 - half * 0.6, bottom - depth * 0.2)]
    wide = [(960 + (x - 960) * 1.16, 540 + (y - 540) * 1.12 + (5 if y > 540 else -5)) for x, y in outline]
    pencil.shape(wide, LIP)
    pencil.shape(outline, MOUTH)
    if opening in (2, 3):
        pencil.shape([(960 - half * 0.6, 536), (960, 535), (960 + half * 0.6, 536), (960, 548)], TEETH)
    if opening >= 3:
        pencil.oval((960, bottom - 9), half * 0.9, 15, TONGUE)


def presenter_picture(look: Look) -> Image.Image:
    """One frame of the film."""
    big = Image.new("RGB", (1920 * SMOOTH, 1080 * SMOOTH), GREEN)
    draw_presenter(Pencil(big), look)
    return big.resize((1920, 1080), Image.Resampling.BOX)


# --- what the presenter says --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Syllable:
    """A piece of made-up speech: when, how long, how high, and which vowel (see `_VOWELS`)."""

    start_s: float
    length_s: float
    pitch_hz: float
    vowel: int

    @property
    def end_s(self) -> float:
        """When the mouth moves on; the tone fades a little earlier."""
        return self.start_s + self.length_s / _VOICED_SHARE


_VOICED_SHARE = 0.82
# Two resonances in Hz and how far the mouth is open.
_VOWELS = ((750, 1250, 3), (420, 1900, 1), (500, 1700, 2), (480, 900, 4), (350, 780, 4))


def talk() -> list[Syllable]:
    """Sentences with pauses between them, from the end of the still opening to shortly before the film's end."""
    dice = random.Random(185)
    spoken: list[Syllable] = []
    now = OPENING_S
    while now < SECONDS - 6:
        count = dice.randint(12, 20)
        for number in range(count):
            length = dice.choice((0.2, 0.24, 0.28, 0.32)) * (1.6 if number == count - 1 else 1.0)
            pitch = 205 - 45 * number / count + dice.uniform(-12, 12)
            spoken.append(Syllable(now, length * _VOICED_SHARE, pitch, dice.randrange(len(_VOWELS))))
            now += length + (0.28 if number == count // 2 else 0.0)
        now += dice.choice((1.0, 1.2, 1.6))
    return spoken


def looks(spoken: Sequence[Syllable]) -> Iterator[Look]:
    """The face in each frame of the film."""
    for number in range(SECONDS * FPS):
        time_s = number / FPS
        look = Look(eyes=not (time_s > OPENING_S and number % 97 < 4), brows=time_s > OPENING_S and time_s % 9 < 1.6)
        now = next((item for item in spoken if item.start_s <= time_s < item.end_s), None)
        yield replace(look, mouth=_VOWELS[now.vowel][2]) if now else look


def speech(spoken: Sequence[Syllable]) -> array[int]:
    """Soft speech-like tones, 16 bit mono: harmonics of the pitch, louder near the vowel's resonances."""
    samples = array("h", bytes(2 * SECONDS * SOUND_RATE_HZ))
    for syllable in spoken:
        count = round(syllable.length_s * SOUND_RATE_HZ)
        first = round(syllable.start_s * SOUND_RATE_HZ)
        low, high, _ = _VOWELS[syllable.vowel]
        tones = []
        for number in range(1, 13):
            pitch = number * syllable.pitch_hz
            weight = math.exp(-(((pitch - low) / 160) ** 2)) + 0.35 * math.exp(-(((pitch - high) / 220) ** 2))
            tones.append((2 * math.pi * pitch / SOUND_RATE_HZ, 2600 * (weight + 0.12 / number)))
        tones = [tone for tone in tones if tone[1] > 60]
        for n in range(count):
            swell = math.sin(math.pi * n / count) ** 0.6
            glide = 1 - 0.05 * n / count
            samples[first + n] = round(swell * sum(size * math.sin(turn * n * glide) for turn, size in tones))
    return samples


def write_film(path: Path, spoken: Sequence[Syllable]) -> None:
    """The training video: 1080p, 25 frames a second, H.264 in 4:2:0, AAC, an MP4 whose contents list comes first."""
    drawn: dict[Look, av.VideoFrame] = {}
    picture_options = {
        "preset": "fast",
        "crf": "37",
        "g": str(FPS * 30),
        "bf": "0",
        "sc_threshold": "0",
        "x264-params": "no-psy=1:aq-mode=0",
        "coder": "vlc",  # a frame in which nothing moves takes 25 bytes, not the 82 of the default
    }
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        pictures = film.add_stream("libx264", rate=FPS, options=picture_options)
        pictures.width, pictures.height, pictures.pix_fmt = 1920, 1080, "yuv420p"
        context = pictures.codec_context
        context.thread_count = 1  # more threads cut each frame into slices, and each slice has a price
        context.color_primaries = context.color_trc = context.colorspace = 1  # BT.709
        sound = film.add_stream("aac", rate=SOUND_RATE_HZ, options={"aac_coder": "fast"})
        sound.codec_context.layout = "mono"
        sound.codec_context.bit_rate = 5000
        for number, look in enumerate(looks(spoken)):
            if look not in drawn:
                frame = av.VideoFrame.from_image(presenter_picture(look))
                drawn[look] = frame.reformat(format="yuv420p", dst_colorspace="ITU709")
            drawn[look].pts, drawn[look].time_base = number, Fraction(1, FPS)
            film.mux(pictures.encode(drawn[look]))
        film.mux(pictures.encode(None))
        for frame in sound_frames(speech(spoken)):
            film.mux(sound.encode(frame))
        film.mux(sound.encode(None))


def sound_frames(samples: array[int]) -> Iterator[av.AudioFrame]:
    """The samples in pieces of 1024."""
    for start in range(0, len(samples), 1024):
        piece = samples[start : start + 1024]
        frame = av.AudioFrame(format="s16", layout="mono", samples=len(piece))
        frame.planes[0].update(piece.tobytes())
        frame.sample_rate, frame.pts, frame.time_base = SOUND_RATE_HZ, start, Fraction(1, SOUND_RATE_HZ)
        yield frame


# --- pictures -----------------------------------------------------------------------------------

INK, SOFT_INK, WARNING = (44, 62, 92), (110, 128, 156), (214, 44, 48)


def font(size: float, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """A font with Chinese letters, or the bold one for Latin letters."""
    folder = Path("/usr/share/fonts/truetype")
    place = folder / "dejavu" / "DejaVuSans-Bold.ttf" if bold else folder / "wqy" / "wqy-microhei.ttc"
    return ImageFont.truetype(str(place), round(size))


def cover() -> Image.Image:
    """The presenter before a calm background, 1280 by 720."""
    size = (1280 * SMOOTH, 720 * SMOOTH)
    big = Image.linear_gradient("L").resize(size)
    shaded = Image.composite(Image.new("RGB", size, (186, 206, 232)), Image.new("RGB", size, (240, 245, 251)), big)
    glow = Image.new("L", size, 0)
    ImageDraw.Draw(glow).ellipse((340 * SMOOTH, 20 * SMOOTH, 940 * SMOOTH, 620 * SMOOTH), fill=150)
    glow = glow.filter(ImageFilter.GaussianBlur(90 * SMOOTH))
    shaded.paste((255, 255, 255), (0, 0), glow)
    draw_presenter(Pencil(shaded, 720 / 1080), Look())
    return shaded.resize((1280, 720), Image.Resampling.BOX)


def portrait_side() -> Image.Image:
    """The side with the portrait of a card that no country has."""
    card = _blank_card()
    pen = ImageDraw.Draw(card)
    rows = (("姓名 Name", NAME_ZH), ("", NAME_EN), ("职业 Work", "示例 Example"), ("地址 Place", "样本市虚构路 0 号"))
    for number, (label, value) in enumerate(rows):
        top = (150 + 66 * number) * SMOOTH
        pen.text((62 * SMOOTH, top + 8 * SMOOTH), label, font=font(21 * SMOOTH), fill=SOFT_INK)
        pen.text((210 * SMOOTH, top), value, font=font(31 * SMOOTH), fill=INK)
    pen.text((62 * SMOOTH, 520 * SMOOTH), "编号 No.", font=font(21 * SMOOTH), fill=SOFT_INK)
    pen.text((210 * SMOOTH, 510 * SMOOTH), "000000 00000000 0000", font=font(32 * SMOOTH), fill=INK)
    window = (680, 130, 960, 480)
    photo = Image.new("RGB", ((window[2] - window[0]) * SMOOTH, (window[3] - window[1]) * SMOOTH), (214, 226, 240))
    draw_presenter(Pencil(photo, 0.45, (140 - 960 * 0.45, -18)), Look())
    card.paste(photo, (window[0] * SMOOTH, window[1] * SMOOTH))
    pen.rectangle([edge * SMOOTH for edge in window], outline=(160, 178, 204), width=2 * SMOOTH)
    return _on_a_table(_stamped(card))


def emblem_side() -> Image.Image:
    """The other side: a rosette that is nobody's emblem."""
    card = _blank_card()
    pen = ImageDraw.Draw(card)
    for ring, radius in enumerate((78, 60, 42)):
        colour = ((228, 150, 60), (240, 184, 104), (250, 220, 170))[ring]
        outline = [
            (
                170 + (radius + 9 * math.cos(12 * angle)) * math.cos(angle),
                250 + (radius + 9 * math.cos(12 * angle)) * math.sin(angle),
            )
            for angle in (2 * math.pi * step / 360 for step in range(360))
        ]
        pen.polygon([(x * SMOOTH, y * SMOOTH) for x, y in outline], fill=colour)
    pen.polygon([(x * SMOOTH, y * SMOOTH) for x, y in ((152, 220), (152, 280), (204, 250))], fill=(255, 255, 255))
    pen.text((300 * SMOOTH, 176 * SMOOTH), "样 本 证 件", font=font(64 * SMOOTH), fill=INK)
    pen.text((302 * SMOOTH, 270 * SMOOTH), "S A M P L E   C A R D", font=font(30 * SMOOTH, bold=True), fill=SOFT_INK)
    rows = (("签发 Issued by", "分身素材上传助手 Avatar Intake"), ("有效 Valid", "从不 Never"))
    for number, (label, value) in enumerate(rows):
        top = (430 + 62 * number) * SMOOTH
        pen.text((110 * SMOOTH, top + 7 * SMOOTH), label, font=font(21 * SMOOTH), fill=SOFT_INK)
        pen.text((300 * SMOOTH, top), value, font=font(29 * SMOOTH), fill=INK)
    return _on_a_table(_stamped(card))


CARD = (1012, 638)


def _blank_card() -> Image.Image:
    card = Image.new("RGB", (CARD[0] * SMOOTH, CARD[1] * SMOOTH), (232, 240, 248))
    pen = ImageDraw.Draw(card)
    for row in range(0, CARD[1] + 120, 44):
        wave = [
            (x * SMOOTH, (row + 16 * math.sin(x / 70 + row / 90) - 40) * SMOOTH) for x in range(0, CARD[0] + 12, 12)
        ]
        pen.line(wave, fill=(214, 226, 240), width=2 * SMOOTH)
    pen.rectangle((0, 0, CARD[0] * SMOOTH, 92 * SMOOTH), fill=(60, 110, 190))
    pen.text((44 * SMOOTH, 20 * SMOOTH), "样本", font=font(46 * SMOOTH), fill=(255, 255, 255))
    pen.text((170 * SMOOTH, 26 * SMOOTH), "SPECIMEN", font=font(38 * SMOOTH, bold=True), fill=(255, 255, 255))
    notice = "非真实证件 · Not a real document"
    pen.text((CARD[0] * SMOOTH - 40 * SMOOTH, 46 * SMOOTH), notice, font=font(25 * SMOOTH), fill="white", anchor="rm")
    return card


def _stamped(picture: Image.Image, text: str = "SPECIMEN 样本", size: float = 108) -> Image.Image:
    """The picture under a big slanting red word."""
    stamp = Image.new("L", (picture.width * 2, picture.height), 0)
    ImageDraw.Draw(stamp).text(
        (picture.width, picture.height // 2), text, font=font(size * SMOOTH), fill=105, anchor="mm"
    )
    turned = stamp.rotate(20, resample=Image.Resampling.BICUBIC)
    left = (turned.width - picture.width) // 2
    mask = turned.crop((left, 0, left + picture.width, picture.height))
    picture.paste(WARNING, (0, 0), mask)
    return picture


def _on_a_table(card: Image.Image) -> Image.Image:
    """The card with round corners and a shadow on a grey table, 1200 by 800."""
    size = (1200 * SMOOTH, 800 * SMOOTH)
    place = ((size[0] - card.width) // 2, (size[1] - card.height) // 2)
    corners = Image.new("L", card.size, 0)
    ImageDraw.Draw(corners).rounded_rectangle((0, 0, card.width - 1, card.height - 1), 34 * SMOOTH, fill=255)
    shadow = Image.new("L", size, 0)
    shadow.paste(corners.point(lambda value: value * 120 // 255), (place[0] + 8 * SMOOTH, place[1] + 12 * SMOOTH))
    shadow = shadow.filter(ImageFilter.GaussianBlur(14 * SMOOTH))
    table = Image.new("RGB", size, (205, 200, 192))
    table.paste((120, 112, 104), (0, 0), shadow)
    table.paste(card, place, corners)
    return table.resize((1200, 800), Image.Resampling.BOX)


def save_jpeg(picture: Image.Image, path: Path, quality: int) -> None:
    """A JPEG without metadata."""
    picture.save(path, "JPEG", quality=quality, optimize=True)


# --- the letter ---------------------------------------------------------------------------------

PAGE = (1240, 1754)  # A4 at 150 dots an inch

LETTER = (
    (150, 52, "授权书（样本）"),
    (232, 34, "Letter of authorisation (SPECIMEN)"),
    (350, 28, f"本人　{NAME_ZH}　是附件视频中的出镜人，本页仅用于演练，不具有任何效力。"),
    (410, 28, "本人同意：把本人拍摄的训练视频、身份证件样本和封面图片，"),
    (462, 28, "用于制作本人的数字人分身，并在演练结束后全部删除。"),
    (560, 24, f"I, {NAME_EN}, am the person in the attached video. This page is for rehearsal only"),
    (604, 24, "and has no effect. I agree that my training video, my specimen card and my cover picture"),
    (648, 24, "are used to make a digital avatar of myself, and that all of it is deleted after the rehearsal."),
    (760, 28, "1.　出镜人和签字人是同一个人。"),
    (804, 24, "　　The person in the video and the person who signs are the same."),
    (866, 28, "2.　出镜人可以随时撤回本授权。"),
    (910, 24, "　　The person may withdraw this authorisation at any time."),
    (972, 28, "3.　姓名、证件和签名都是虚构的。"),
    (1016, 24, "　　The name, the card and the signature are made up."),
    (1240, 28, "签名 Signature"),
    (1360, 28, "日期 Date"),
)


def letter_page() -> Image.Image:
    """The page in a few shades, as a scanner would give it."""
    page = Image.new("RGB", (PAGE[0] * SMOOTH, PAGE[1] * SMOOTH), (255, 255, 255))
    pen = ImageDraw.Draw(page)
    for top, size, text in LETTER:
        is_title = top < 300
        place = (PAGE[0] / 2 if is_title else 150, top)
        pen.text(
            (place[0] * SMOOTH, place[1] * SMOOTH),
            text,
            font=font(size * SMOOTH),
            fill=(30, 34, 44),
            anchor="mt" if is_title else "lt",
        )
    for top in (1290, 1410):
        pen.line([(420 * SMOOTH, top * SMOOTH), (900 * SMOOTH, top * SMOOTH)], fill=(140, 146, 160), width=2 * SMOOTH)
    _sign(page)
    pen.text((450 * SMOOTH, 1362 * SMOOTH), "2026 / 01 / 01", font=font(32 * SMOOTH), fill=(36, 58, 140))
    page = _stamped(page, "SPECIMEN 样本", 150)
    return page.resize(PAGE, Image.Resampling.BOX).quantize(palette=_letter_palette(), dither=Image.Dither.NONE)


def _letter_palette() -> Image.Image:
    """White, and each ink in steps towards it: a palette that is counted from the page would lose the thin blue."""
    inks = ((30, 34, 44), (36, 58, 140), (238, 160, 162), (134, 100, 108))
    steps = (0.0, 0.25, 0.5, 0.75)
    colours = [[round(part + (255 - part) * step) for part in ink] for ink in inks for step in steps][:15]
    palette = Image.new("P", (1, 1))
    palette.putpalette([255, 255, 255, *(part for colour in colours for part in colour)])
    return palette


def _sign(page: Image.Image) -> None:
    """The name as if written by hand: slanted, over the line."""
    ink = Image.new("L", (460 * SMOOTH, 110 * SMOOTH), 0)
    ImageDraw.Draw(ink).text((30 * SMOOTH, 20 * SMOOTH), NAME_ZH, font=font(66 * SMOOTH), fill=255)
    slanted = ink.transform(
        ink.size, Image.Transform.AFFINE, (1, 0.28, -24 * SMOOTH, 0.05, 1, -6 * SMOOTH), Image.Resampling.BICUBIC
    )
    page.paste((36, 58, 140), (430 * SMOOTH, 1196 * SMOOTH), slanted)


def one_page_pdf(page: Image.Image) -> bytes:
    """A PDF of one A4 page that is a picture of at most 16 colours, two pixels a byte."""
    palette = bytes(page.getpalette() or b"")[:48].ljust(48, b"\0")
    pixels = page.tobytes()
    rows = (pixels[start : start + page.width] for start in range(0, len(pixels), page.width))
    packed = b"".join(bytes(a << 4 | b for a, b in zip(row[::2], row[1::2], strict=True)) for row in rows)
    picture = zlib.compress(packed, 9)
    content = b"q 595 0 0 842 0 0 cm /Page Do Q"
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /XObject << /Page 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(content), content),
        b"<< /Type /XObject /Subtype /Image /Width %d /Height %d /BitsPerComponent 4 /Filter /FlateDecode"
        b" /ColorSpace [/Indexed /DeviceRGB 15 <%b>] /Length %d >>\nstream\n%b\nendstream"
        % (page.width, page.height, palette.hex().encode(), len(picture), picture),
        b"<< /Title (Letter of authorisation, SPECIMEN) >>",
    )
    made = bytearray(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    made += b"".join(b"%010d 00000 n \n" % place for place in places)
    made += b"trailer\n<< /Size %d /Root 1 0 R /Info 6 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table)
    return bytes(made)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
