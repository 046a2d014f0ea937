"""What can be put right in a file by making a new one, and what that costs. Values only: nothing here opens a file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Span


class Remedy(StrEnum):
    """One thing that a repair does. Several are done in one pass wherever they can be."""

    # films
    REMUX = "remux"  # into an MP4 with its table of contents first; picture and sound stay bit for bit
    ENCODE = "encode"  # to H.264, 8 bit, standard dynamic range
    TURN = "turn"  # what is only marked as turned is turned
    EVEN_RATE = "even-rate"  # a constant frame rate
    FIT = "fit"  # to an allowed size of the same shape; nothing is cut off but what a camera added
    PAD = "pad"  # to an allowed size with bars: asks first
    LOUDNESS = "loudness"
    SOUND = "sound"  # the sound track anew, as AAC
    TRIM = "trim"  # at the ends only: asks first, and for the ends
    # pictures
    CONVERT = "convert"  # to JPEG
    UPRIGHT = "upright"  # what is only marked as turned is turned
    CORNERS = "corners"  # cut out along four corners: asks for them
    SHRINK = "shrink"  # fewer pixels, fewer bytes
    FORGET_PLACE = "forget-place"  # without the place where it was taken
    # letters
    JOIN = "join"  # photographs of pages into one PDF


@dataclass(frozen=True, slots=True)
class Offer:
    """A remedy for what the rule ``rule`` found; what ``needs_consent`` is done only when it was asked for by name."""

    rule: str
    remedy: Remedy
    needs_consent: bool = False


@dataclass(frozen=True, slots=True)
class RepairOrder:
    """What to repair, how, and into which new file.

    ``paths`` is one file, or the photographs of a letter in the order of its pages. ``target`` must not exist yet.
    ``keep`` is what is left after trimming. ``corners_px`` are four corners in the upright picture, clockwise from the
    top left. ``turn_deg`` turns a picture clockwise by the person's wish, after everything else: 0, 90, 180 or 270.
    """

    role: Role
    paths: tuple[str, ...]
    target: str
    remedies: frozenset[Remedy]
    keep: Span | None = None
    corners_px: tuple[tuple[float, float], ...] = ()
    turn_deg: int = 0


@dataclass(frozen=True, slots=True)
class RepairPlan:
    """What an order comes to: ``remedies`` in the order in which they are done, what it takes at most, how long.

    ``estimate_s`` is a rough time on this computer. ``suffix`` is the end of the new file's name.
    """

    remedies: tuple[Remedy, ...]
    needed_bytes: int
    estimate_s: float
    suffix: str
