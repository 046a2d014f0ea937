"""What a repair of a film takes at most on the disk, and about how long it takes. Pure: no files, no clock."""

from __future__ import annotations

import math
from fractions import Fraction

from avatar_intake.domain.media import MediaFacts
from avatar_intake.media.film_pass import FilmPass
from avatar_intake.media.film_shape import Size

# The most that a coded picture may take: 0.4 bits a pixel are 21 Mbit/s for 1080p25 and 83 for 4K at 25. What a
# studio's film takes at constant quality is a quarter of that; only noise comes near.
_BITS_PER_PIXEL = 0.4
_LEAST_BITS_PER_S = 8_000_000
_SOUND_BYTES_PER_S = 64_000  # twice what is coded anew; copied sound has less too
# What a table of contents takes (ISO/IEC 14496-12): for each picture its time, order, size, place and whether it is a
# keyframe, 44 bytes; for a packet of sound 40. Only the worst of films needs that much.
_PICTURE_ENTRY_BYTES = 44
_SOUND_ENTRY_BYTES = 40
_SOUND_PACKETS_PER_S = 192_000 / 1024
_BASE_BYTES = 1 << 16
# Seconds of one processor core for a megapixel of one picture, measured as CPU time on a two-core virtual machine
# (x86-64, 2026) with a film-like clip, H.264 and H.265 in, H.264 out: a 1080p picture takes 0.15 s, one of 4K 0.6 s.
_DECODE_WORK = 0.012
_ENCODE_WORK = 0.060
_HDR_WORK = 0.030
_DEINTERLACE_WORK = 0.008
_HDR_TABLE_S = 2.0  # once
# Seconds of one core for a second of sound: decoding and AAC, and measuring and limiting at four times the rate.
_SOUND_WORK = 0.006
_LEVEL_WORK = 0.02
_CORE_USE = 0.8  # no coder keeps all cores busy
_MOST_CORES = 8
_DISK_BYTES_PER_S = 100e6  # read and written again, on a notebook's disk
_START_S = 1.0


def most_bits_per_s(size_px: Size, frame_rate: float) -> int:
    """The upper bound of a coded picture's bit rate."""
    return max(_LEAST_BITS_PER_S, round(size_px[0] * size_px[1] * frame_rate * _BITS_PER_PIXEL))


def reserved_bytes(facts: MediaFacts, length_s: float, rate: Fraction | None) -> int:
    """The room that is kept for the table of contents."""
    pictures_per_s = max(60.0, 2 * facts.frame_rate, float(rate or 0))
    per_s = pictures_per_s * _PICTURE_ENTRY_BYTES + _SOUND_PACKETS_PER_S * _SOUND_ENTRY_BYTES
    return _BASE_BYTES + math.ceil((length_s + 2) * per_s)


def needed_bytes(facts: MediaFacts, doing: FilmPass) -> int:
    """The new file's size at most. What is trimmed counts in full, since nobody has said yet how much is left."""
    room = reserved_bytes(facts, facts.duration_s, doing.rate)
    sound = math.ceil((facts.duration_s + 2) * _SOUND_BYTES_PER_S) if facts.sound else 0
    if not doing.is_encoded:
        return room + sound + facts.size_bytes
    rate = float(doing.rate or facts.frame_rate)
    # two seconds more, since a coder may save that much of its rate for later
    return room + sound + math.ceil(most_bits_per_s(doing.size_px, rate) / 8 * (facts.duration_s + 2))


def estimate_s(facts: MediaFacts, doing: FilmPass, cores: int) -> float:
    """A rough time: what the processors take, and what the disk takes."""
    work_s = facts.duration_s * _SOUND_WORK if doing.is_sound_encoded else 0.0
    work_s += facts.duration_s * _LEVEL_WORK if doing.is_levelled else 0.0
    passes = 2 if doing.is_levelled else 1
    if doing.is_encoded:
        pictures = facts.duration_s * facts.frame_rate
        source_work = _DECODE_WORK + (_HDR_WORK if doing.transfer else 0.0)
        source_work += _DEINTERLACE_WORK if doing.is_deinterlaced else 0.0
        made = facts.duration_s * float(doing.rate or facts.frame_rate)
        work_s += pictures * _megapixels((facts.width_px, facts.height_px)) * source_work
        work_s += made * _megapixels(doing.size_px) * _ENCODE_WORK
        work_s += _HDR_TABLE_S if doing.transfer else 0.0
    return (
        _START_S
        + work_s / max(1.0, min(cores, _MOST_CORES) * _CORE_USE)
        + facts.size_bytes * passes / _DISK_BYTES_PER_S
    )


def _megapixels(size_px: Size) -> float:
    return size_px[0] * size_px[1] / 1e6
