"""The rules about what pictures and letters show. Pure: no files, no clock, no sentences."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.domain.media import LetterContent, LetterFacts, PictureContent, PictureFacts
from avatar_intake.media.judging import Rule


@dataclass(frozen=True, slots=True)
class SeenPicture:
    """A picture's facts and what it shows."""

    facts: PictureFacts
    content: PictureContent


@dataclass(frozen=True, slots=True)
class SeenLetter:
    """A letter's facts and what its pages show."""

    facts: LetterFacts
    content: LetterContent


PICTURE_CONTENT_RULES: tuple[Rule[SeenPicture], ...] = ()
LETTER_CONTENT_RULES: tuple[Rule[SeenLetter], ...] = ()
