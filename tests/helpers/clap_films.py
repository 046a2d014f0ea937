"""Makes short films with the ffmpeg program in which white flashes and clicks come together, and finds them again.

Everything is measured with ffmpeg and ffprobe, so that nothing is judged by what made it.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
import subprocess
import tempfile
from array import array
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from kept_films import kept, told

CLAPS_S = (0.4, 0.88)
_RATE_HZ = 48000


@dataclass(frozen=True, slots=True)
class Clap:
    """What a film is made of; ``more`` are arguments for the ffmpeg program before the file's name."""

    suffix: str = ".mp4"
    size: str = "192x108"
    fps: str = "25"
    seconds: float = 1.2
    filters: str = ""
    picture: str = "-c:v libx264 -preset ultrafast -g 25 -bf 2 -pix_fmt yuv420p"
    sound: str = "-c:a aac"
    loudness: float = 0.05
    click: float = 12.0  # so many times as loud as the hum
    more: str = ""


def run(*command: str) -> subprocess.CompletedProcess[bytes]:
    """The program's answer; raises when it fails."""
    return subprocess.run(command, capture_output=True, check=True)


def clap_film(path: Path, clap: Clap) -> Path:
    """Write a film: a shape that moves over green, a soft hum, and the claps."""
    path.write_bytes(_bytes(clap))
    return path


@functools.cache
def _bytes(clap: Clap) -> bytes:
    return kept(clap, lambda: _made(clap))


def _made(clap: Clap) -> bytes:
    flashes = "+".join(f"between(t,{time_s - 0.001},{time_s + 0.035})" for time_s in CLAPS_S)
    clicks = "+".join(f"between(t,{time_s},{time_s + 0.02})" for time_s in CLAPS_S)
    picture = (
        f"color=c=0x00b040:s={clap.size}:r={clap.fps}:d={clap.seconds},"
        f"drawbox=x=iw*0.3+iw*0.1*sin(3*t):y=ih*0.3:w=iw*0.3:h=ih*0.7:c=0x707078:t=fill,"
        f"drawbox=enable='{flashes}':c=white:t=fill" + (f",{clap.filters}" if clap.filters else "")
    )
    sound = f"{clap.loudness}*sin(2*PI*220*t)+{clap.loudness * clap.click}*sin(2*PI*1000*t)*({clicks})"
    inputs = ["-f", "lavfi", "-i", picture]
    if clap.sound:
        inputs += ["-f", "lavfi", "-i", f"aevalsrc='{sound}':s={_RATE_HZ}:d={clap.seconds}"]
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / f"film{clap.suffix}"
        coding = [*clap.picture.split(), *clap.sound.split(), *clap.more.split()]
        run("ffmpeg", "-v", "error", *inputs, "-threads", "1", *coding, str(place))
        return place.read_bytes()


@dataclass(frozen=True, slots=True)
class Seen:
    """When the pictures are shown, and when the flashes and the clicks come, as a player plays the film."""

    times_s: tuple[float, ...]
    flashes_s: tuple[float, ...]
    clicks_s: tuple[float, ...]


def seen_in(path: Path) -> Seen:
    """What is seen and heard in the film."""
    look = ("-map", "0:v:0", "-vf", "scale=16:16,format=gray,showinfo", "-f", "null", "-")
    resampled = f"aresample={_RATE_HZ}:async=1:first_pts=0"
    hear = ("-map", "0:a:0?", "-af", resampled, "-ac", "1", "-f", "s16le", "pipe:1")
    heard, shown = told(path, "ffmpeg", "-i", "FILE", *look, *(hear if "audio" in _probed(path) else ()))
    times: list[float] = []
    flashes: list[float] = []
    was_white = False
    for line in shown.decode(errors="replace").splitlines():
        found = re.search(r"pts_time:([-\d.]+).* mean:\[(\d+)", line)
        if found:
            times.append(float(found[1]))
            is_white = int(found[2]) > 150
            if is_white and not was_white:
                flashes.append(times[-1])
            was_white = is_white
    return Seen(tuple(times), tuple(flashes), tuple(_clicks(array("h", heard))))


def _clicks(samples: array[int]) -> list[float]:
    threshold = max((abs(sample) for sample in samples), default=0) / 2.5
    clicks: list[float] = []
    quiet_until = -1
    for place, sample in enumerate(samples):
        if abs(sample) > threshold:
            if place > quiet_until:
                clicks.append(place / _RATE_HZ)
            quiet_until = place + _RATE_HZ // 10
    return clicks


def lags_s(path: Path) -> list[float]:
    """How much later than its flash each click is heard."""
    seen = seen_in(path)
    assert len(seen.flashes_s) == len(seen.clicks_s) == len(CLAPS_S), seen
    return [click - flash for flash, click in zip(seen.flashes_s, seen.clicks_s, strict=True)]


def probe(path: Path) -> dict[str, dict[str, Any]]:
    """What ffprobe says of the film, by kind of track, and of the file as ``format``; one track of a kind at most."""
    found = _probed(path)
    assert all(len(tracks) == 1 for tracks in found.values()), found
    return {kind: tracks[0] for kind, tracks in found.items()}


def _probed(path: Path) -> dict[str, list[dict[str, Any]]]:
    found = json.loads(told(path, "ffprobe", "-v", "error", "-of", "json", "-show_format", "-show_streams", "FILE")[0])
    kinds: dict[str, list[dict[str, Any]]] = {"format": [found["format"]]}
    for stream in found["streams"]:
        kinds.setdefault(stream["codec_type"], []).append(stream)
    return kinds


def coded_md5(path: Path, *filters: str) -> list[str]:
    """The MD5 of each coded track as it is, pictures first."""
    arguments = ("-map", "0:v:0", "-map", "0:a:0?", "-c", "copy", *filters, "-f", "streamhash", "-hash", "md5", "-")
    said, _ = told(path, "ffmpeg", "-v", "error", "-i", "FILE", *arguments)
    return [line.partition("=")[2] for line in said.decode().splitlines()]


def sha256(path: Path) -> str:
    """The file's SHA-256."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def rate_of(stream: dict[str, Any]) -> Fraction:
    """The average frame rate of a track of `probe`."""
    return Fraction(stream["avg_frame_rate"])


def first_boxes(path: Path) -> list[bytes]:
    """The types of the boxes at the top of an MP4."""
    data, offset, found = path.read_bytes(), 0, []
    while offset < len(data):
        size = int.from_bytes(data[offset : offset + 4], "big")
        found.append(data[offset + 4 : offset + 8])
        offset += size if size > 1 else int.from_bytes(data[offset + 8 : offset + 16], "big")
    return found
