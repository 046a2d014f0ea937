"""Bring a film's sound to the loudness of speech: measured first (EBU R 128), then turned up or down with a limiter.

The limiter works on four times the samples, since peaks lie between samples too. Judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import TYPE_CHECKING

from avatar_intake.domain.stopping import StopSignal, raise_if_stopped
from avatar_intake.media.film_filters import Step, sound_graph, sound_layout, through
from avatar_intake.media.film_source import Source

if TYPE_CHECKING:
    from av.filter import Graph

# Between speech on the web (-16) and in broadcasts (-23), with room for a voice that is raised.
TARGET_LUFS = -17.0
# 1.5 dB below full scale is wanted; AAC at 192 kbit/s a channel puts peaks up to 0.2 dB higher, at 128 it was 2.4.
_LIMIT_DBTP = -2.5
_SILENCE_LUFS = -65.0  # EBU R 128 tells -70 for what is below its gate
_LOUDER_DB = 40.0
SOUND_RATE_HZ = 48000
_FINE_RATE_HZ = 4 * SOUND_RATE_HZ
_KEY = "lavfi.r128.I"


class SilentFilm(ValueError):
    """There is nothing to hear, so nothing to make louder."""


def measured_lufs(
    source: Source,
    span_s: tuple[Fraction, Fraction | None],
    tell: Callable[[Fraction], None],
    stop: StopSignal | None,
) -> float:
    """The loudness of the sound between two times of the file, in LUFS; reads the file to the end of the span.

    ``tell`` is told the time that has been reached.
    """
    start_s, end_s = span_s
    sound = source.sound
    if sound is None:
        raise SilentFilm
    graph: Graph | None = None
    lufs = -70.0
    for packet in source.container.demux(sound):
        raise_if_stopped(stop)
        for frame in packet.decode():
            time_s = (frame.time_base or Fraction(0)) * (frame.pts or 0)
            if time_s < start_s:
                continue
            if end_s is not None and time_s >= end_s:
                return lufs
            if graph is None:
                steps = (("aresample", "48000"), ("ebur128", "metadata=1:framelog=quiet"))
                graph = sound_graph(frame, Fraction(1, frame.sample_rate), steps)
            frame.pts = round((time_s - start_s) * frame.sample_rate)
            frame.time_base = Fraction(1, frame.sample_rate)
            for made in through(graph, frame):
                lufs = float(made.metadata.get(_KEY, lufs))
            tell(time_s - start_s)
    return lufs


def sound_steps(channels: int, length_s: Fraction | None, lufs: float | None) -> tuple[Step, ...]:
    """The filters for the sound: 48 kHz, mono or stereo, from 0 on, ``length_s`` long if it is to be cut.

    ``lufs`` is what was measured, if the loudness is to be changed. Raises `SilentFilm`.
    """
    steps: list[Step] = [("aresample", f"{SOUND_RATE_HZ}:async=1:min_hard_comp=0.05:first_pts=0")]
    if length_s is not None:
        steps.append(("atrim", f"end={float(length_s):.6f}"))
    steps.append(("aformat", f"sample_fmts=fltp:channel_layouts={sound_layout(channels)}"))
    if lufs is not None:
        steps += _levelled(lufs)
    steps.append(("aformat", f"sample_fmts=fltp:sample_rates={SOUND_RATE_HZ}:channel_layouts={sound_layout(channels)}"))
    return tuple(steps)


def _levelled(lufs: float) -> tuple[Step, ...]:
    if lufs < _SILENCE_LUFS:
        raise SilentFilm
    gain_db = min(TARGET_LUFS - lufs, _LOUDER_DB)
    limit = 10 ** (_LIMIT_DBTP / 20)
    return (
        ("volume", f"volume={gain_db:.2f}dB:precision=float"),
        ("aresample", str(_FINE_RATE_HZ)),
        ("alimiter", f"limit={limit:.4f}:attack=5:release=80:level=0:latency=1"),
        ("aresample", str(SOUND_RATE_HZ)),
    )
