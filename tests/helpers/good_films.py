"""Makes films that a good studio might deliver, and spoils them: people who are drawn, noise, light, speech-like sound.

Each film is a second of stillness and a few seconds of talk, encoded once by ffmpeg; their packets are written again
and again, so that three minutes cost little. Everything is made up; files lie where the caller says and are not small.
"""

from __future__ import annotations

import functools
import io
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from kept_films import kept
from PIL import Image, ImageChops, ImageDraw, ImageFilter

if TYPE_CHECKING:
    import av

Colour = tuple[int, int, int]

OPENING_S = 18
TALK_S = 2
SECONDS = 190
_STEPS_A_SECOND = 4
_VOICE_GAIN_DB = 23.0  # brings the noise between the filters to a camera's usual level
_DRAWN_PX = 1280  # pictures are drawn this long and scaled by ffmpeg, but for their sharp parts


@dataclass(frozen=True, slots=True)
class Scene:
    """What is drawn. ``screen`` is the wall's colour, ``None`` for a room. ``framing`` is how much of the person shows.

    ``falloff`` is how much darker the wall is at its dark side, from 0 to 1.
    """

    screen: Colour | None = (0, 177, 64)
    framing: str = "half"  # close, half, full
    skin: Colour = (224, 180, 150)
    hair: Colour = (50, 38, 34)
    clothes: Colour = (50, 60, 95)
    shirt: Colour = (232, 232, 236)
    falloff: float = 0.0
    wrinkles: bool = False
    shift: float = 0.0  # of the person, as a share of the width
    arms_out: bool = False
    rise: float = 0.0  # of the person, as a share of the height
    scale: float = 1.0
    is_empty: bool = False
    screen_end: float = 1.0  # where the screen ends on the right, as a share of the width


@dataclass(frozen=True, slots=True)
class Sound:
    """What is heard: a speech-like noise from ``from_s``, over the noise of a room; levels in dBFS."""

    from_s: float = OPENING_S
    voice_db: float = -9.0
    room_db: float = -60.0
    breaths: bool = False
    channels: int = 1
    rate_hz: int = 48000
    extra: str = ""  # a filter at the end
    hum_db: float | None = None
    until_s: float = 10_000.0


@dataclass(frozen=True, slots=True)
class GoodFilm:
    """How a film is made. ``picture`` is a chain of filters over the drawing, ``encoder`` options of ffmpeg."""

    scene: Scene = field(default_factory=Scene)
    sound: Sound = field(default_factory=Sound)
    size: tuple[int, int] = (960, 540)
    fps: str = "25"
    picture: str = ""
    encoder: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-crf", "28")
    gop: int = 25
    other_scene: Scene | None = None  # from the middle of the film on
    first_scene: Scene | None = None  # in the first five seconds
    insert: str = ""  # what comes for 20 seconds after the first minute: "still" or "black"
    replaces_background: bool = True


def make(path: Path, film: GoodFilm) -> Path:
    """Write a film of a little more than three minutes."""
    import av

    pieces = _pieces(film)
    with (
        av.open(io.BytesIO(pieces[0])) as picture,
        av.open(io.BytesIO(_sound_bytes(film.sound))) as sound,
        av.open(str(path), "w", format="mp4") as output,
    ):
        stream = output.add_stream_from_template(picture.streams.video[0])
        sound_stream = output.add_stream_from_template(sound.streams.audio[0])
        for packet in _strung_together(pieces):
            packet.stream = stream
            output.mux(packet)
        for heard in sound.demux(sound.streams.audio[0]):
            if heard.size and heard.pts * heard.time_base < SECONDS:
                heard.stream = sound_stream
                output.mux(heard)
    return path


def _strung_together(pieces: list[bytes]) -> Iterator[av.Packet]:
    """The packets of the pieces, each piece behind the one before, up to the film's end."""
    import av

    read = {piece: _read(piece) for piece in set(pieces)}
    begin_s = Fraction(0)
    for piece in pieces:
        length_s, packets = read[piece]
        for old in packets:
            assert old.pts is not None
            assert old.dts is not None
            if begin_s + old.pts * old.time_base >= SECONDS:
                continue
            packet = av.Packet(bytes(old))
            shift = round(begin_s / old.time_base)
            packet.pts, packet.dts, packet.duration = old.pts + shift, old.dts + shift, old.duration
            packet.time_base, packet.is_keyframe = old.time_base, old.is_keyframe
            yield packet
        begin_s += length_s


def _read(piece: bytes) -> tuple[Fraction, list[av.Packet]]:
    """How long a piece is, and its packets."""
    import av

    with av.open(io.BytesIO(piece)) as clip:
        packets = [packet for packet in clip.demux(clip.streams.video[0]) if packet.size]
    return sum((packet.duration * packet.time_base for packet in packets), Fraction(0)), packets


def _pieces(film: GoodFilm) -> list[bytes]:
    """The pieces of the picture in their order."""
    look = replace(film, sound=Sound())  # so that films that only sound otherwise share their pictures
    pieces = [_clip(look, film.scene, "opening")] * OPENING_S
    pieces += [_clip(look, film.scene, "talk")] * ((SECONDS - OPENING_S) // TALK_S)
    if film.other_scene:
        half = len(pieces) // 2
        pieces[half:] = [_clip(look, film.other_scene, "talk")] * (len(pieces) - half)
    if film.first_scene:
        pieces[:5] = [_clip(look, film.first_scene, "opening")] * 5
    if film.insert:
        pieces[40:40] = [_clip(look, film.scene, film.insert)] * 10
    return pieces


# --- pictures -----------------------------------------------------------------------------------


@functools.cache
def _clip(film: GoodFilm, scene: Scene, what: str) -> bytes:
    """A piece of an MP4 without sound; the opening takes a second, all others two."""
    return kept((film, scene, what), lambda: _made_clip(film, scene, what))


def _made_clip(film: GoodFilm, scene: Scene, what: str) -> bytes:
    seconds = 1 if what == "opening" else TALK_S
    steps = {"opening": [-1], "talk": list(range(seconds * _STEPS_A_SECOND))}.get(what, [0])
    wide, high = film.size
    half = 2 if max(wide, high) > 1920 else 1  # noise is made at half of 4K, which costs a quarter
    chain = f",{film.picture}" if film.picture and what != "still" else ""
    filters = f"fps={film.fps},scale={wide // half}:{high // half}:flags=bilinear{chain},scale={wide}:{high}"
    with tempfile.TemporaryDirectory() as folder:
        for number, step in enumerate(steps):
            picture = Image.new("RGB", (320, 180)) if what == "black" else _drawn(scene, film.size, step)
            picture.save(Path(folder) / f"{number}.ppm")
        rate = Fraction(len(steps), seconds)
        target = Path(folder) / "clip.mp4"
        _ffmpeg("-framerate", str(rate), "-i", f"{folder}/%d.ppm", "-vf", f"{filters},format=yuv420p",
                "-t", str(seconds), *film.encoder, "-g", str(film.gop), "-threads", "2",
                "-video_track_timescale", "90000", str(target))  # fmt: skip
        return target.read_bytes()


def _drawn(scene: Scene, size: tuple[int, int], step: int) -> Image.Image:
    """One picture of the person; a negative step is the still opening."""
    scale = _DRAWN_PX / max(size)
    wide, high = round(size[0] * scale), round(size[1] * scale)
    picture = _room(wide, high) if scene.screen is None else _wall(scene, wide, high)
    if not scene.is_empty:
        _draw_person(picture, scene, step)
    return picture


def _wall(scene: Scene, wide: int, high: int) -> Image.Image:
    picture = Image.new("RGB", (wide, high), scene.screen)
    if scene.falloff:
        ramp = Image.linear_gradient("L").rotate(70, expand=False).resize((wide, high))
        shade = ramp.point([round(255 - (255 - level) * scene.falloff) for level in range(256)])
        picture = ImageChops.multiply(picture, Image.merge("RGB", (shade, shade, shade)))
    if scene.wrinkles:
        folds = Image.new("L", (wide, high), 235)
        pen = ImageDraw.Draw(folds)
        for number in range(9):
            x = wide * (number + 0.3) / 9
            pen.line((x, 0, x + 30, high), fill=200, width=14)
            pen.line((x + 18, 0, x + 48, high), fill=255, width=10)
        folds = folds.filter(ImageFilter.GaussianBlur(6))
        picture = ImageChops.multiply(picture, Image.merge("RGB", (folds, folds, folds)))
    if scene.screen_end < 1:
        ImageDraw.Draw(picture).rectangle((wide * scene.screen_end, 0, wide, high), fill=(150, 145, 140))
    return picture


def _room(wide: int, high: int) -> Image.Image:
    """An office: a wall, a window, a shelf, a plant."""
    picture = Image.new("RGB", (wide, high), (196, 188, 176))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((wide * 0.05, high * 0.08, wide * 0.3, high * 0.55), fill=(236, 240, 244), outline=(120, 110, 100))
    for number in range(5):
        y = high * (0.1 + number * 0.14)
        pen.rectangle((wide * 0.72, y, wide * 0.97, y + 6), fill=(110, 80, 55))
        for book in range(9):
            left = wide * (0.73 + book * 0.026)
            colour = (60 + book * 19, 50 + (book * 53) % 120, 70 + (book * 31) % 130)
            pen.rectangle((left, y - high * 0.1, left + wide * 0.018, y), fill=colour)
    pen.ellipse((wide * 0.02, high * 0.6, wide * 0.12, high * 0.85), fill=(60, 120, 60))
    return picture


def _draw_person(picture: Image.Image, scene: Scene, step: int) -> None:
    """Head, shoulders and arms, in units of the head's height; talking moves mouth, head and arms."""
    wide, high = picture.size
    unit = {"close": 0.40, "half": 0.26, "full": 0.13}[scene.framing] * min(high, wide * 1.25) * scene.scale
    is_talking = step >= 0
    sway = (0.04, 0.0, -0.05, 0.02)[step % 4] if is_talking else 0.004 * (step % 2)
    x = wide * (0.5 + scene.shift) + sway * unit
    top = high * (0.12 - scene.rise)
    pen = ImageDraw.Draw(picture)
    chin, shoulder = top + unit, top + unit * 1.35
    floor = high + unit if scene.framing != "full" else min(float(high), top + unit * 7.2)
    if scene.framing == "full":
        for side in (-1, 1):
            waist, knee = top + unit * 3.6, unit * side
            leg = [(x, waist), (x + knee * 0.75, waist), (x + knee * 0.55, floor), (x + knee * 0.15, floor)]
            pen.polygon(leg, fill=(40, 42, 50))
    hip = top + unit * 3.9
    pen.polygon([(x - unit * 0.35, shoulder - unit * 0.1), (x - unit * 1.05, shoulder + unit * 0.15),
                 (x - unit * 0.85, hip), (x + unit * 0.85, hip), (x + unit * 1.05, shoulder + unit * 0.15),
                 (x + unit * 0.35, shoulder - unit * 0.1)], fill=scene.clothes)  # fmt: skip
    pen.polygon([(x - unit * 0.25, chin), (x + unit * 0.25, chin), (x, shoulder + unit)], fill=scene.shirt)
    pen.rectangle((x - unit * 0.17, chin - unit * 0.2, x + unit * 0.17, chin + unit * 0.2), fill=_shaded(scene.skin))
    for side in (-1, 1):
        _draw_arm(pen, scene, (x + side * unit * 0.9, shoulder + unit * 0.25), (side * unit, unit), step)
    pen.ellipse((x - unit * 0.44, top - unit * 0.06, x + unit * 0.44, top + unit * 0.85), fill=scene.hair)
    pen.ellipse((x - unit * 0.37, top + unit * 0.1, x + unit * 0.37, chin), fill=scene.skin)
    for side in (-1, 1):
        eye = (x + side * unit * 0.15, top + unit * 0.45)
        pen.ellipse((eye[0] - unit * 0.06, eye[1] - unit * 0.035, eye[0] + unit * 0.06, eye[1] + unit * 0.035),
                    fill=(250, 250, 250))  # fmt: skip
        pen.ellipse((eye[0] - unit * 0.03, eye[1] - unit * 0.03, eye[0] + unit * 0.03, eye[1] + unit * 0.03),
                    fill=(60, 40, 30))  # fmt: skip
    opening = unit * (0.02 + (0.07 * (step * 7 % 3) / 2 if is_talking else 0))
    pen.ellipse((x - unit * 0.12, top + unit * 0.77 - opening, x + unit * 0.12, top + unit * 0.77 + opening),
                fill=(150, 60, 60))  # fmt: skip


def _draw_arm(
    pen: ImageDraw.ImageDraw, scene: Scene, shoulder: tuple[float, float], unit: tuple[float, float], step: int
) -> None:
    reach, down = unit
    lift = (0.0, 0.5, 1.1, 0.6)[(step + (reach > 0)) % 4] if step >= 0 else 0.0
    out = 6.0 if scene.arms_out and step >= 0 and step % 8 == 4 else 0.35
    elbow = (shoulder[0] + reach * out * 0.5, shoulder[1] + down * 1.1)
    hand = (shoulder[0] + reach * (out - 0.3 * lift), elbow[1] + down * (1.0 - 1.4 * lift))
    width = round(abs(reach) * 0.36)
    pen.line((*shoulder, *elbow), fill=scene.clothes, width=width)
    pen.line((*elbow, *hand), fill=scene.clothes, width=round(width * 0.8))
    size = abs(reach) * 0.17
    pen.ellipse((hand[0] - size, hand[1] - size, hand[0] + size, hand[1] + size), fill=scene.skin)


def _shaded(colour: Colour) -> Colour:
    return round(colour[0] * 0.85), round(colour[1] * 0.82), round(colour[2] * 0.8)


# --- sound --------------------------------------------------------------------------------------

_ROOM_S, _TALK_SOUND_S = 1.0, 6.3


@functools.cache
def _sound_bytes(sound: Sound) -> bytes:
    """AAC, one piece behind the other: seconds of the room alone, and sentences of five seconds with pauses."""
    room, talk = _encoded_sound(sound, is_talking=False), _encoded_sound(sound, is_talking=True)
    seconds = 0.0
    pieces: list[bytes] = []
    while seconds < SECONDS:
        is_talking = sound.from_s <= seconds < sound.until_s
        pieces.append(talk if is_talking else room)
        seconds += _TALK_SOUND_S if is_talking else _ROOM_S
    return b"".join(pieces)


def _encoded_sound(sound: Sound, *, is_talking: bool) -> bytes:
    """A piece: noise through formants in syllables, over the noise of a room."""
    return kept((sound, is_talking), lambda: _made_sound(sound, is_talking=is_talking))


def _made_sound(sound: Sound, *, is_talking: bool) -> bytes:
    seconds = _TALK_SOUND_S if is_talking else _ROOM_S
    source = f"sample_rate={sound.rate_hz}:duration={seconds}"
    share = 10 ** (sound.room_db / 20) * 1.7
    parts = [f"anoisesrc=color=white:amplitude={share:.6f}:seed=3:{source}[room]"]
    names = ["[room]"]
    if is_talking:
        parts.append(
            f"anoisesrc=color=pink:amplitude=0.6:seed=7:{source},bandpass=f=500:width_type=h:w=500,"
            f"tremolo=f=3.7:d=0.95,tremolo=f=1.1:d=0.5,volume={sound.voice_db + _VOICE_GAIN_DB}dB,"
            "volume=0:enable='gt(t\\,5)'[voice]"
        )
        names.append("[voice]")
    if sound.breaths and is_talking:
        parts.append(
            f"anoisesrc=color=white:amplitude=0.02:seed=5:{source},highpass=f=800,volume=0:enable='lt(t\\,5.6)'[breath]"
        )
        names.append("[breath]")
    if sound.hum_db is not None:
        parts.append(f"aevalsrc='{1.41 * 10 ** (sound.hum_db / 20)}*sin(2*PI*50*t)':s={sound.rate_hz}:d={seconds}[hum]")
        names.append("[hum]")
    end = f",{sound.extra}" if sound.extra else ""
    graph = ";".join([*parts, f"{''.join(names)}amix=inputs={len(names)}:normalize=0{end}[out]"])
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "sound.aac"
        _ffmpeg("-filter_complex", graph, "-map", "[out]", "-ac", str(sound.channels), "-ar", str(sound.rate_hz),
                "-c:a", "aac", "-aac_coder", "fast", "-b:a", "96k", str(target))  # fmt: skip
        return target.read_bytes()


def _ffmpeg(*arguments: str) -> None:
    subprocess.run(["ffmpeg", "-nostdin", "-v", "error", "-y", *arguments], check=True, capture_output=True)
