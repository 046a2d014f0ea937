"""Write found facts as short texts without language. Pure; sentences are chosen elsewhere."""

from __future__ import annotations

import math

RANGE = "–"  # between the two ends of a range
OR = " / "


def clock(duration_s: float, decimals: int = 0) -> str:
    """``2:15``, ``1:02:03``, with decimals ``2:59.5``; always cut off, so that too short never looks long enough."""
    scale = 10**decimals
    ticks = math.floor(duration_s * scale + 1e-6) if math.isfinite(duration_s) else 0
    seconds, rest = divmod(ticks, scale)
    fraction = f".{rest:0{decimals}d}" if decimals else ""
    minutes, second = divmod(seconds, 60)
    hours, minute = divmod(minutes, 60)
    if hours:
        return f"{hours}:{minute:02d}:{second:02d}{fraction}"
    return f"{minute}:{second:02d}{fraction}"


def size(size_bytes: int) -> str:
    """``12.3 MB``, in the decimal units that file managers of cameras and clouds show."""
    amount = float(size_bytes)
    for unit in ("B", "KB", "MB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.2f} GB"


def shares(have_bytes: int, promised_bytes: int) -> str:
    """``1.2 MB / 3.4 MB``: what is there, and what the file itself says should be there."""
    return f"{size(have_bytes)}{OR}{size(promised_bytes)}"


def pixels(width_px: int, height_px: int) -> str:
    """``1920×1080``."""
    return f"{width_px}×{height_px}"


def rate(frames_per_s: float) -> str:
    """``25``, ``29.97``, ``23.976``."""
    return f"{frames_per_s:.3f}".rstrip("0").rstrip(".")
