"""High dynamic range in standard range: against the formulas of BT.2390, ST 2084 and BT.2100, computed here anew."""

from __future__ import annotations

import math
import struct
from fractions import Fraction
from pathlib import Path

import pytest

from avatar_intake.domain.repair import Remedy
from avatar_intake.media.film_filters import colours_of, picture_graph, picture_steps, through
from avatar_intake.media.film_pass import FilmPass

_NITS = [0, 0.1, 1, 5, 10, 26, 50, 100, 150, 203, 300, 400, 600, 800, 1000]
_WIDE_PX, _HIGH_PX = 16 * len(_NITS), 64
_SLACK = 2  # of 255, against the formula


def _pq(nits: float) -> float:
    power = (nits / 10000) ** 0.1593017578125
    return float(((0.8359375 + 18.8515625 * power) / (1 + 18.6875 * power)) ** 78.84375)


def _nits(signal: float) -> float:
    root = float(max(signal, 0.0) ** (1 / 78.84375))
    return float(10000 * (max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)) ** (1 / 0.1593017578125))


def _hlg(nits: float) -> float:
    scene = (nits / 1000) ** (1 / 1.2)
    return math.sqrt(3 * scene) if scene <= 1 / 12 else 0.17883277 * math.log(12 * scene - 0.28466892) + 0.55991073


def _wanted(nits: float) -> int:
    """The level, 16 to 235, that a grey of this luminance gets: BT.2390 from 1000 to 203 nits, shown by BT.1886."""
    peak, white = _pq(1000), _pq(203) / _pq(1000)
    knee = 1.5 * white - 0.5
    signal = _pq(nits) / peak
    if signal > knee:
        part = (signal - knee) / (1 - knee)
        signal = (
            (2 * part**3 - 3 * part**2 + 1) * knee
            + (part**3 - 2 * part**2 + part) * (1 - knee)
            + (3 * part**2 - 2 * part**3) * white
        )
    return round(16 + 219 * min(_nits(signal * peak) / 203, 1) ** (1 / 2.4))


def _levels(transfer: str) -> list[int]:
    import av

    code = {"PQ": _pq, "HLG": _hlg}[transfer]
    row = b"".join(struct.pack("<H", round(64 + 876 * code(nits))) * 16 for nits in _NITS)
    frame = av.VideoFrame(_WIDE_PX, _HIGH_PX, "yuv420p10le")
    for number, plane in enumerate(frame.planes):
        line = row if number == 0 else struct.pack("<H", 512) * (_WIDE_PX // 2)
        plane.update(b"".join(line.ljust(plane.line_size, b"\0") for _ in range(plane.height)))
    frame.pts, frame.time_base = 0, Fraction(1, 25)
    work = FilmPass((Remedy.ENCODE,), (_WIDE_PX, _HIGH_PX), transfer=transfer)
    graph = picture_graph(frame, Fraction(1, 25), picture_steps(work, colours_of(frame), _HIGH_PX))
    (made, *_) = [*through(graph, frame), *through(graph, None)]
    assert (made.format.name, made.color_trc, made.color_primaries, made.colorspace, made.color_range) == (
        "yuv420p",
        1,
        1,
        1,
        1,
    )
    assert set(bytes(made.planes[1])[: _WIDE_PX // 2]) <= {127, 128, 129}  # grey stays grey
    line = bytes(made.planes[0])[(_HIGH_PX // 2) * made.planes[0].line_size :]
    return [line[16 * number + 8] for number in range(len(_NITS))]


@pytest.mark.parametrize("transfer", ["PQ", "HLG"])
def test_greys_land_where_the_formula_puts_them(transfer: str, tmp_path: Path) -> None:
    levels = _levels(transfer)
    assert levels == pytest.approx([_wanted(nits) for nits in _NITS], abs=_SLACK)
    assert levels == sorted(levels)
    at = dict(zip(_NITS, levels, strict=True))
    assert at[0] == 16
    assert 104 <= at[26] <= 114  # a grey card
    assert 205 <= at[203] <= 220  # white paper
    assert at[1000] >= 233
