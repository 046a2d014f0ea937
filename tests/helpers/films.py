"""Makes real little media files for tests: films, pictures, letters, recordings. All of it made up; opens no socket.

A long film costs little: two seconds of stillness and two of talk are encoded once, and their packets are written
again and again with later times. Each distinct film is built once in a test run and then copied.
"""

from __future__ import annotations

import functools
import io
import math
import os
import random
import struct
import tempfile
import wave
import zipfile
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kept_films import kept

from avatar_intake.domain.intake import Role

if TYPE_CHECKING:
    import av

GREEN = (0, 176, 64)
_GOP_S = 2
_OPENING_S = 18  # still and quiet, as the guide wants it
_SOUND_RATE_HZ = 48000
_NOISE_BLOCK_BYTES = 1 << 20
_QUIET_PACKETS, _TALK_PACKETS = 96, 192  # of 1024 samples
_LONG_AGO_S = 1_700_000_000


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """What a film is made of. ``uneven`` gives every third frame twice the time of the others."""

    width: int = 1920
    height: int = 1080
    seconds: float = 185.0
    fps: Fraction = Fraction(25)
    sound: bool = True
    sound_seconds: float | None = None
    container: str = "mp4"
    codec: str = "libx264"
    pix_fmt: str = "yuv420p"
    colour_transfer: int | None = None  # 16 is PQ, 18 is HLG
    faststart: bool = True
    fragmented: bool = False
    rotation_deg: int = 0
    uneven: bool = False
    ticks_per_s: int | None = None


@dataclass(frozen=True, slots=True)
class _Packet:
    data: bytes
    is_keyframe: bool


def film(
    path: str | Path,
    *,
    width: int = 1920,
    height: int = 1080,
    seconds: float = 185.0,
    fps: Fraction | int = 25,
    sound: bool = True,
    container: str = "mp4",
    codec: str = "libx264",
    faststart: bool = True,
    spec: FilmSpec | None = None,
) -> Path:
    """Write a playable film: a plain figure before a green screen, which stands still and then talks in soft tones.

    ``container`` is a name that FFmpeg knows (``mp4``, ``mov``, ``matroska``; ``avi`` with the codec ``mpeg4``). For
    anything rarer than these arguments give a whole ``spec``, which then counts alone.
    """
    wanted = spec or FilmSpec(
        width=width,
        height=height,
        seconds=seconds,
        fps=Fraction(fps),
        sound=sound,
        container=container,
        codec=codec,
        faststart=faststart,
    )
    target = Path(path)
    target.write_bytes(_film_bytes(wanted))
    return target


def big_film(path: str | Path, size_bytes: int, *, noise: bool = False) -> Path:
    """Write a valid film of exactly ``size_bytes``: the default one, padded by a box that players skip.

    The padding is a hole in the file (sparse, read as zeros), or with ``noise`` bytes that never repeat block by block.
    Raises ``ValueError`` when the film alone is bigger.
    """
    target = film(path)
    start = target.stat().st_size
    room = size_bytes - start
    if room != 0 and room < 16:
        raise ValueError(f"the film alone has {start} bytes, so {size_bytes} cannot be reached")
    with target.open("r+b") as file:
        file.seek(start)
        if room:
            file.write(struct.pack(">I4sQ", 1, b"free", room))
        if noise:
            for block in _noise(size_bytes - file.tell()):
                file.write(block)
        file.truncate(size_bytes)
    os.utime(target, (_LONG_AGO_S, _LONG_AGO_S))  # a file of a moment ago would be waited for
    return target


def id_card_picture(
    path: str | Path,
    side: Literal["portrait", "emblem"] = "portrait",
    *,
    width: int = 1000,
    picture_format: str = "JPEG",
    gps: bool = False,
    orientation: int = 1,
) -> Path:
    """Write a drawing in the shape of an ID card, marked SPECIMEN, of ``width`` by 0.63 ``width`` pixels."""
    from PIL import Image, ImageDraw

    height = round(width * 0.63)
    picture = Image.new("RGB", (width, height), (226, 236, 244))
    pen = ImageDraw.Draw(picture)
    box = (width * 0.62, height * 0.15, width * 0.92, height * 0.8) if side == "portrait" else (20, 20, 200, 200)
    pen.rectangle(box, fill=(190, 170, 150) if side == "portrait" else (200, 60, 60))
    pen.text((width * 0.05, height * 0.85), f"SPECIMEN - {side}", fill=(40, 40, 40))
    exif = Image.Exif()
    exif[0x0112] = orientation
    if gps:
        exif.get_ifd(0x8825).update({1: "N", 2: (1.0, 2.0, 3.0), 3: "E", 4: (4.0, 5.0, 6.0)})
        exif[0x8825] = exif.get_ifd(0x8825)
    target = Path(path)
    picture.save(target, picture_format, exif=exif)
    return target


def cover_picture(path: str | Path, *, picture_format: str = "JPEG") -> Path:
    """Write a cover of 1280 by 720 pixels."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (1280, 720), GREEN)
    ImageDraw.Draw(picture).ellipse((490, 120, 790, 520), fill=(120, 120, 130))
    target = Path(path)
    picture.save(target, picture_format)
    return target


def letter_pdf(path: str | Path, *, pages: int = 1, locked: bool = False) -> Path:
    """Write a PDF with ``pages`` pages of one line each; ``locked`` asks for a password that nobody has."""
    kids = " ".join(f"{3 + 2 * page} 0 R" for page in range(pages))
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", f"<< /Type /Pages /Kids [{kids}] /Count {pages} >>".encode()]
    for page in range(pages):
        text = f"BT /F1 18 Tf 60 760 Td (SPECIMEN letter of authorisation, page {page + 1}) Tj ET".encode()
        font = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 %b >> >> "
            b"/Contents %d 0 R >>" % (font, 4 + 2 * page)
        )
        objects.append(b"<< /Length %d >>\nstream\n%b\nendstream" % (len(text), text))
    target = Path(path)
    target.write_bytes(_pdf_file(objects, locked=locked))
    return target


def voice_zip(path: str | Path, *, name: str = "voice.wav", seconds: float = 2.0) -> Path:
    """Write a zip with one recording, 48 kHz mono, 16 bit."""
    sound = io.BytesIO()
    with wave.open(sound, "wb") as recording:
        recording.setnchannels(1)
        recording.setsampwidth(2)
        recording.setframerate(_SOUND_RATE_HZ)
        recording.writeframes(_hum(seconds).tobytes())
    target = Path(path)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), sound.getvalue(), zipfile.ZIP_DEFLATED)
    return target


def heic_picture(path: str | Path, *, size: int = 64) -> Path:
    """Write a HEIC picture, as phones take them, ``size`` pixels wide and high (a multiple of 16)."""
    spec = FilmSpec(width=size, height=size, codec="libx265")
    film_bytes, packets = _encoded_pictures(spec)
    setup = _box_in(film_bytes, b"hvcC")
    coded = packets[0].data
    info = _full_box(b"infe", struct.pack(">HH4sB", 1, 0, b"hvc1", 0), version=2)
    extent = _full_box(b"ispe", struct.pack(">II", size, size))
    links = _full_box(b"ipma", struct.pack(">IHBBB", 1, 1, 2, 1, 0x80 | 2))

    def meta(place: int) -> bytes:
        handler = _full_box(b"hdlr", struct.pack(">I4s12xx", 0, b"pict"))
        location = _full_box(b"iloc", struct.pack(">BBHHHHII", 0x44, 0, 1, 1, 0, 1, place, len(coded)))
        body = handler + _full_box(b"pitm", struct.pack(">H", 1)) + _full_box(b"iinf", struct.pack(">H", 1) + info)
        return _full_box(b"meta", body + location + _box(b"iprp", _box(b"ipco", extent + setup) + links))

    head = _box(b"ftyp", b"heic" + bytes(4) + b"mif1heic")
    target = Path(path)
    target.write_bytes(head + meta(len(head) + len(meta(0)) + 8) + _box(b"mdat", coded))
    return target


def complete_set(folder: Path) -> dict[Role, str]:
    """Write every material that a standard job needs, and a cover, into ``folder``; returns their absolute paths."""
    folder.mkdir(parents=True, exist_ok=True)
    made = {
        Role.TRAINING_VIDEO: film(folder / "training.mp4"),
        Role.ID_CARD_IMAGE1: id_card_picture(folder / "portrait.jpg", "portrait"),
        Role.ID_CARD_IMAGE2: id_card_picture(folder / "emblem.jpg", "emblem"),
        Role.GRANT_FILE: letter_pdf(folder / "letter.pdf"),
        Role.COVER: cover_picture(folder / "cover.jpg"),
    }
    return {role: str(path.resolve()) for role, path in made.items()}


# --- films --------------------------------------------------------------------------------------


@functools.cache
def _film_bytes(spec: FilmSpec) -> bytes:
    return kept(spec, lambda: _made_film(spec))


def _made_film(spec: FilmSpec) -> bytes:
    import av

    template, pictures = _encoded_pictures(
        FilmSpec(
            seconds=spec.seconds,
            width=spec.width,
            height=spec.height,
            fps=spec.fps,
            codec=spec.codec,
            pix_fmt=spec.pix_fmt,
            colour_transfer=spec.colour_transfer,
        )
    )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "film"
        flags = "+frag_keyframe+empty_moov+default_base_moof" if spec.fragmented else ""
        flags += "+faststart" if spec.faststart and not spec.fragmented else ""
        options = {"movflags": flags} if flags and spec.container in ("mp4", "mov") else {}
        if spec.ticks_per_s is not None:
            options["video_track_timescale"] = str(spec.ticks_per_s)
        with (
            av.open(io.BytesIO(template)) as pattern,
            av.open(io.BytesIO(_encoded_sound(spec.container))) as sound_pattern,
            av.open(str(place), "w", format=spec.container, options=options) as output,
        ):
            picture_stream = output.add_stream_from_template(pattern.streams.video[0])
            sound_stream = output.add_stream_from_template(sound_pattern.streams.audio[0]) if spec.sound else None
            for is_sound, data, start, length, unit in _timeline(spec, pictures):
                packet = av.Packet(data.data)
                packet.pts = packet.dts = start
                packet.duration, packet.time_base = length, unit
                packet.is_keyframe = data.is_keyframe
                packet.stream = sound_stream if is_sound and sound_stream else picture_stream
                output.mux(packet)
        made = place.read_bytes()
    return _turned(made, spec.rotation_deg) if spec.rotation_deg else made


def _timeline(spec: FilmSpec, pictures: tuple[_Packet, ...]) -> Iterator[tuple[bool, _Packet, int, int, Fraction]]:
    """Both tracks' packets by time: is it sound, the packet, start, length, and the unit of both."""
    tone = _sound_packets(spec.container) if spec.sound else ()
    samples = _samples_in_a_packet(spec.container)
    sound_s = spec.seconds if spec.sound_seconds is None else spec.sound_seconds
    sounds = math.ceil(sound_s * _SOUND_RATE_HZ / samples) if tone else 0
    gop = round(_GOP_S * spec.fps)
    opening = _OPENING_S // _GOP_S * gop
    quiet_end = _OPENING_S * _SOUND_RATE_HZ // samples // _QUIET_PACKETS * _QUIET_PACKETS
    done = 0
    tick = 0
    for number in range(round(spec.seconds * spec.fps)):
        length = 2 if spec.uneven and number % 3 == 2 else 1
        yield False, pictures[_turn(number, opening, gop, gop)], tick, length, 1 / spec.fps
        tick += length
        while done < sounds and done * samples < tick / spec.fps * _SOUND_RATE_HZ:
            place = _turn(done, quiet_end, _QUIET_PACKETS, _TALK_PACKETS)
            yield True, tone[place], done * samples, samples, Fraction(1, _SOUND_RATE_HZ)
            done += 1


def _turn(number: int, opening: int, quiet: int, talk: int) -> int:
    """Which packet comes as number ``number``: one of ``quiet`` up to ``opening``, then one of ``talk`` behind them."""
    return number % quiet if number < opening else quiet + (number - opening) % talk


@functools.cache
def _encoded_pictures(spec: FilmSpec) -> tuple[bytes, tuple[_Packet, ...]]:
    """Two seconds of stillness and, for a longer film than that, two of talk.

    Both begin with a keyframe and look back only, so that they may be cut and repeated anywhere.
    """
    import av

    frames = round(_GOP_S * spec.fps)
    talk = [_figure(spec, moment) for moment in range(4)] if spec.seconds > _OPENING_S else []
    still = talk[0] if talk else _shape(spec)
    made = io.BytesIO()
    with av.open(made, "w", format="matroska" if spec.codec in ("mpeg4", "mjpeg") else "mp4") as output:
        stream = output.add_stream(spec.codec, rate=spec.fps, options=_codec_options(spec.codec, frames))
        stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, spec.pix_fmt
        stream.codec_context.thread_count = 1
        if spec.colour_transfer is not None:
            stream.codec_context.color_trc = spec.colour_transfer
        for number in range(frames * (2 if talk else 1)):
            frame = talk[number // 5 % 4] if number >= frames else still
            frame.pts, frame.time_base = number, 1 / spec.fps
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return made.getvalue(), _packets(made.getvalue())


def _shape(spec: FilmSpec) -> av.VideoFrame:
    """For films too short to be looked at: something that stands in the upper half."""
    import av
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (spec.width, spec.height), GREEN)
    box = (spec.width * 0.42, spec.height * 0.2, spec.width * 0.58, spec.height * 0.6)
    ImageDraw.Draw(picture).rectangle(box, fill=(120, 120, 130))
    return av.VideoFrame.from_image(picture).reformat(format=spec.pix_fmt)


def _figure(spec: FilmSpec, moment: int) -> av.VideoFrame:
    """Head and shoulders; mouth and tie are what moves."""
    import av
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (spec.width, spec.height), GREEN)
    pen = ImageDraw.Draw(picture)

    def box(left: float, top: float, right: float, bottom: float, colour: tuple[int, int, int]) -> None:
        places = (spec.width * left, spec.height * top, spec.width * right, spec.height * bottom)
        pen.rectangle(places, fill=colour)

    box(0.36, 0.5, 0.64, 1.0, (70, 75, 100))
    box(0.44, 0.16, 0.56, 0.5, (200, 165, 140))
    box(0.48, 0.4, 0.52, (0.402, 0.43, 0.41, 0.44)[moment], (120, 40, 45))
    shift = (0.0, 0.004, 0.0, -0.004)[moment]
    box(0.49 + shift, 0.52, 0.51 + shift, 0.8, (150, 60, 60))
    return av.VideoFrame.from_image(picture).reformat(format=spec.pix_fmt)


def _codec_options(codec: str, frames: int) -> dict[str, str]:
    if codec == "libx264":
        return {"preset": "ultrafast", "crf": "35", "bf": "0", "g": str(frames), "sc_threshold": "0"}
    if codec == "libx265":
        quiet = "log-level=none:bframes=0:open-gop=0:pools=none:frame-threads=1:scenecut=0"
        return {"preset": "ultrafast", "crf": "40", "x265-params": f"{quiet}:keyint={frames}"}
    return {"g": str(frames), "bf": "0"}


@functools.cache
def _encoded_sound(container: str) -> bytes:
    import av

    made = io.BytesIO()
    with av.open(made, "w", format="matroska" if container == "avi" else "mp4") as output:
        stream = output.add_stream("pcm_s16le" if container == "avi" else "aac", rate=_SOUND_RATE_HZ)
        stream.codec_context.layout = "mono"
        stream.codec_context.bit_rate = 32000
        samples = _speech()
        for start in range(0, len(samples), 1024):
            frame = av.AudioFrame(format="s16", layout="mono", samples=1024)
            frame.planes[0].update(samples[start : start + 1024].tobytes())
            frame.sample_rate, frame.pts = _SOUND_RATE_HZ, start
            frame.time_base = Fraction(1, _SOUND_RATE_HZ)
            output.mux(stream.encode(frame))
        output.mux(stream.encode(None))
    return made.getvalue()


@functools.cache
def _sound_packets(container: str) -> tuple[_Packet, ...]:
    return _packets(_encoded_sound(container))


def _samples_in_a_packet(container: str) -> int:
    return len(_sound_packets(container)[0].data) // 2 if container == "avi" else 1024


def _packets(film_bytes: bytes) -> tuple[_Packet, ...]:
    import av

    with av.open(io.BytesIO(film_bytes)) as pattern:
        return tuple(_Packet(bytes(packet), packet.is_keyframe) for packet in pattern.demux() if packet.size)


def _speech() -> array[int]:
    """A quiet room, and then a soft chord in syllables with a pause after them; 16 bit mono."""
    dice = random.Random(20260102)
    room = array("h", (dice.randint(-12, 12) for _ in range(_QUIET_PACKETS * 1024)))
    length = _TALK_PACKETS * 1024
    spoken_s = length / _SOUND_RATE_HZ - 0.7
    loud = _hum(length / _SOUND_RATE_HZ)
    for n in range(length):
        time_s = n / _SOUND_RATE_HZ
        swell = math.sin(math.pi * 3.5 * time_s) ** 2 if time_s < spoken_s else 0.0
        loud[n] = round(2.5 * loud[n] * swell) + room[n % len(room)]
    return room + loud


def _hum(seconds: float) -> array[int]:
    """A soft chord, 16 bit mono."""
    count = round(seconds * _SOUND_RATE_HZ)
    turn = 2 * math.pi / _SOUND_RATE_HZ
    return array("h", (round(2400 * math.sin(turn * 220 * n) + 1200 * math.sin(turn * 330 * n)) for n in range(count)))


def _box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), kind) + body


def _full_box(kind: bytes, body: bytes, version: int = 0) -> bytes:
    return _box(kind, struct.pack(">I", version << 24) + body)


def _box_in(data: bytes, kind: bytes) -> bytes:
    start = data.index(kind) - 4
    return data[start : start + int.from_bytes(data[start : start + 4], "big")]


def _turned(film_bytes: bytes, degrees: int) -> bytes:
    """The film with the first track's display matrix set to a turn clockwise."""
    cosine, sine = {90: (0, 1), 180: (-1, 0), 270: (0, -1)}[degrees]
    matrix = struct.pack(
        ">9i", cosine << 16, sine << 16, 0, -sine * 65536, cosine << 16, 0, 0, 0, 1 << 30
    )  # ISO/IEC 14496-12, tkhd version 0: the matrix stands 40 bytes behind the type
    start = film_bytes.index(b"tkhd") + 4 + 40
    return film_bytes[:start] + matrix + film_bytes[start + 36 :]


# --- padding and PDF ----------------------------------------------------------------------------


def _noise(size_bytes: int) -> Iterator[bytes]:
    """Blocks that differ from each other: one pseudo-random block, each time behind its own number."""
    block = _noise_block()
    for number in range(size_bytes // _NOISE_BLOCK_BYTES + 1):
        left = size_bytes - number * _NOISE_BLOCK_BYTES
        yield (number.to_bytes(8, "big") + block[8:])[: max(0, min(left, _NOISE_BLOCK_BYTES))]


@functools.cache
def _noise_block() -> bytes:
    return random.Random(20260101).randbytes(_NOISE_BLOCK_BYTES)


def _pdf_file(objects: list[bytes], *, locked: bool) -> bytes:
    body = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(body)
    body += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    body += b"".join(b"%010d 00000 n \n" % place for place in places)
    lock = b""
    if locked:
        junk = b"41" * 32  # no password has this check value
        lock = b" /Encrypt << /Filter /Standard /V 1 /R 2 /O <%b> /U <%b> /P -4 >> /ID [<00> <00>]" % (junk, junk)
    body += b"trailer\n<< /Size %d /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, lock, table)
    return bytes(body)
