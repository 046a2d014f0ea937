"""Bring high dynamic range to standard range: the curve, as an expression that FFmpeg's ``lutrgb`` evaluates once.

The curve is that of ITU-R BT.2390 (EETF), on red, green and blue: what is darker than a knee stays as it is, what is
brighter is bent so that `PEAK_NITS` just reaches white. It needs nothing from the file: many cameras write no
mastering data, and FFmpeg's own tone mapping then takes 10 000 nits for the peak and darkens faces by half.

White of standard range is 203 nits (ITU-R BT.2408), which puts a grey card and skin where a camera would have put them.
A signal in HLG is bent in its own coding, so that FFmpeg's conversion afterwards does the rest, its OOTF included.
"""

from __future__ import annotations

import math

PEAK_NITS = 1000.0  # the nominal peak of HLG and of cameras that record PQ
WHITE_NITS = 203.0
_HLG_GAMMA = 1.2  # ITU-R BT.2100, for a peak of 1000 nits
_MOST = 65535  # the components have 16 bits

# SMPTE ST 2084
_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
# ITU-R BT.2100, HLG
_A = 0.17883277
_B = 1 - 4 * _A
_C = 0.5 - _A * math.log(4 * _A)


def pq_signal(nits: float) -> float:
    """The signal of PQ, 0 to 1, for a luminance."""
    power = (max(nits, 0.0) / 10000) ** _M1
    return float(((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2)


def curve_expression(transfer: str) -> str:
    """The curve for ``PQ`` or ``HLG``, from and to components of 16 bits and full range."""
    if transfer == "PQ":
        return _bent(f"val/{_MOST}", f"{_MOST}*ld(9)")
    scene = f"if(lte(ld(7),0.5),ld(7)*ld(7)/3,(exp((ld(7)-{_C:.9f})/{_A})+{_B:.9f})/12)"
    power = f"pow(pow({scene},{_HLG_GAMMA})*{PEAK_NITS / 10000},{_M1:.12f})"
    signal = f"pow(({_C1:.12f}+{_C2:.12f}*ld(6))/(1+{_C3:.12f}*ld(6)),{_M2:.12f})"
    root = f"pow(max(ld(9),0),1/{_M2:.12f})"
    nits = f"10000*pow(max({root}-{_C1:.12f},0)/({_C2:.12f}-{_C3:.12f}*{root}),1/{_M1:.12f})"
    light = f"st(5,pow({nits}/{PEAK_NITS},1/{_HLG_GAMMA}))"
    coded = f"if(lte(ld(5),1/12),sqrt(3*ld(5)),{_A}*log(max(12*ld(5)-{_B:.9f},1e-9))+{_C:.9f})"
    return f"st(7,val/{_MOST});st(6,{power});{_bent(signal, f'{light};{_MOST}*{coded}')}"


def _bent(signal: str, result: str) -> str:
    """BT.2390-11, 5.4.1: register 9 has the bent signal of PQ when ``result`` is evaluated."""
    peak = pq_signal(PEAK_NITS)
    most = pq_signal(WHITE_NITS) / peak
    knee = 1.5 * most - 0.5
    spline = (
        f"(2*pow(ld(1),3)-3*pow(ld(1),2)+1)*{knee:.9f}"
        f"+(pow(ld(1),3)-2*pow(ld(1),2)+ld(1))*{1 - knee:.9f}"
        f"+(3*pow(ld(1),2)-2*pow(ld(1),3))*{most:.9f}"
    )
    return (
        f"st(0,min({signal}/{peak:.9f},1));st(1,(ld(0)-{knee:.9f})/{1 - knee:.9f});"
        f"st(9,{peak:.9f}*if(gt(ld(0),{knee:.9f}),{spline},ld(0)));{result}"
    )
