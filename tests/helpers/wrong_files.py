"""Files that must not be sent, by name: how each is made, and the one rule that refuses it."""

from __future__ import annotations

import os
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import films
from PIL import Image

from avatar_intake.domain.intake import JobFields, Role

JOB = JobFields(name="n")
FLEXUS = JobFields(name="n", is_flexus=True)
Maker = Callable[[Path], object]


def _film(**what: object) -> Maker:
    return lambda path: films.film(path, spec=films.FilmSpec(**what))  # type: ignore[arg-type]


def _cut(maker: Maker, share: float) -> Maker:
    def make(path: Path) -> None:
        maker(path)
        data = path.read_bytes()
        path.write_bytes(data[: int(len(data) * share)])

    return make


def _text(path: Path) -> None:
    path.write_text("这不是视频。\n")


def _zeros(path: Path) -> None:
    path.write_bytes(bytes(100_000))


def _hole_at_the_end(path: Path) -> None:
    films.film(path)
    size = path.stat().st_size
    os.truncate(path, size - 300_000)
    os.truncate(path, size)


def _samples_past_the_end(path: Path) -> None:
    data = bytearray(films.film(path).read_bytes()[:-100_000])
    place = data.index(b"mdat") - 4
    struct.pack_into(">I", data, place, len(data) - place)
    path.write_bytes(bytes(data))


def _sound_only(path: Path) -> None:
    data = films.film(path).read_bytes()
    start = data.index(b"trak")
    path.write_bytes(data[:start] + b"free" + data[start + 4 :])


def _gif(path: Path) -> None:
    Image.new("L", (1000, 630)).save(path, "GIF")


def _locked_zip(path: Path) -> None:
    data = bytearray(films.voice_zip(path).read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(bytes(data))


def _bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("voice.wav", bytes(80 << 20))


def _wrong_crc(path: Path) -> None:
    data = bytearray(films.voice_zip(path).read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


VIDEO, CARD, LETTER, VOICE = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.GRANT_FILE, Role.AUDIO

WRONG_FILES: dict[str, tuple[Role, JobFields, str, Maker, str, str]] = {
    "too short": (VIDEO, JOB, "a.mp4", _film(seconds=135), "video-duration", "2:15"),
    "a second too short": (VIDEO, JOB, "a.mp4", _film(seconds=179), "video-duration", "2:59"),
    "too long": (VIDEO, JOB, "a.mp4", _film(seconds=601), "video-duration", "10:01"),
    "too short for Flexus": (VIDEO, FLEXUS, "a.mp4", _film(seconds=40), "video-duration", "0:40"),
    "720p": (VIDEO, JOB, "a.mp4", _film(width=1280, height=720), "video-resolution", "1280×720"),
    "1088 lines": (VIDEO, JOB, "a.mp4", _film(height=1088), "video-resolution", "1920×1088"),
    "QuickTime": (VIDEO, JOB, "a.mov", _film(container="mov"), "video-container", "MOV"),
    "QuickTime named .mp4": (VIDEO, JOB, "a.mp4", _film(container="mov"), "video-container", "MOV"),
    "Matroska named .mp4": (VIDEO, JOB, "a.mp4", _film(container="matroska"), "video-container", "Matroska"),
    "AVI named .mp4": (
        VIDEO,
        JOB,
        "a.mp4",
        _film(container="avi", codec="mpeg4"),
        "video-container",
        "AVI",
    ),
    "cut off, contents first": (VIDEO, JOB, "a.mp4", _cut(_film(), 0.6), "video-readable", " / "),
    "cut off, contents last": (
        VIDEO,
        JOB,
        "a.mp4",
        _cut(_film(faststart=False), 0.6),
        "video-readable",
        " / ",
    ),
    "cut off, fragmented": (VIDEO, JOB, "a.mp4", _cut(_film(fragmented=True), 0.6), "video-readable", " / "),
    "samples past the end": (VIDEO, JOB, "a.mp4", _samples_past_the_end, "video-readable", " / "),
    "a hole at the end": (VIDEO, JOB, "a.mp4", _hole_at_the_end, "video-readable", "3:05"),
    "no sound": (VIDEO, JOB, "a.mp4", _film(sound=False), "video-sound", ""),
    "sound only": (VIDEO, JOB, "a.mp4", _sound_only, "video-container", "AAC"),
    "empty": (VIDEO, JOB, "a.mp4", Path.touch, "file-empty", ""),
    "text named .mp4": (VIDEO, JOB, "a.mp4", _text, "video-container", "TXT"),
    "zeros named .mp4": (VIDEO, JOB, "a.mp4", _zeros, "video-container", ""),
    "a picture named .mp4": (VIDEO, JOB, "a.mp4", films.id_card_picture, "video-container", "JPEG"),
    "a folder": (VIDEO, JOB, "a.mp4", Path.mkdir, "file-unreadable", ""),
    "a pipe": (VIDEO, JOB, "a.mp4", os.mkfifo, "file-unreadable", ""),
    "a link to nothing": (VIDEO, JOB, "a.mp4", lambda path: path.symlink_to("gone"), "file-missing", ""),
    "an empty card": (CARD, JOB, "a.jpg", Path.touch, "file-empty", ""),
    "a card cut off": (CARD, JOB, "a.jpg", _cut(films.id_card_picture, 0.7), "picture-readable", ""),
    "text named .jpg": (CARD, JOB, "a.jpg", _text, "picture-format", "TXT"),
    "a phone's picture": (CARD, JOB, "a.jpg", films.heic_picture, "picture-format", "HEIC"),
    "an animation": (CARD, JOB, "a.png", _gif, "picture-format", "GIF"),
    "a letter as card": (CARD, JOB, "a.jpg", films.letter_pdf, "picture-format", "PDF"),
    "a letter cut off": (LETTER, JOB, "a.pdf", _cut(films.letter_pdf, 0.7), "letter-readable", ""),
    "a letter with a password": (
        LETTER,
        JOB,
        "a.pdf",
        lambda path: films.letter_pdf(path, locked=True),
        "letter-locked",
        "PDF",
    ),
    "a letter without pages": (
        LETTER,
        JOB,
        "a.pdf",
        lambda path: films.letter_pdf(path, pages=0),
        "letter-pages",
        "0",
    ),
    "text named .pdf": (LETTER, JOB, "a.pdf", _text, "letter-format", "TXT"),
    "a photographed letter cut off": (
        LETTER,
        JOB,
        "a.jpg",
        _cut(films.id_card_picture, 0.7),
        "letter-readable",
        "",
    ),
    "a zip cut off": (VOICE, JOB, "a.zip", _cut(films.voice_zip, 0.7), "audio-readable", ""),
    "a zip with a wrong sum": (VOICE, JOB, "a.zip", _wrong_crc, "audio-readable", ""),
    "a zip with a password": (VOICE, JOB, "a.zip", _locked_zip, "audio-readable", ""),
    "a zip bomb": (VOICE, JOB, "a.zip", _bomb, "audio-readable", "83.9 MB"),
    "text named .zip": (VOICE, JOB, "a.zip", _text, "audio-readable", "TXT"),
}
