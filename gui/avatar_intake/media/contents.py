"""Look into a file whose facts are known, and judge what is seen: one door for every kind of material."""

from __future__ import annotations

from avatar_intake.domain.media import (
    Content,
    Facts,
    FilmContent,
    Finding,
    LetterContent,
    LetterFacts,
    MediaFacts,
    PictureContent,
    PictureFacts,
)
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.media.film_content import film_content
from avatar_intake.media.film_content_rules import FILM_CONTENT_RULES, SeenFilm
from avatar_intake.media.judging import Purpose, judge
from avatar_intake.media.picture_content import letter_content, picture_content
from avatar_intake.media.picture_content_rules import (
    LETTER_CONTENT_RULES,
    PICTURE_CONTENT_RULES,
    SeenLetter,
    SeenPicture,
)


def content_of(path: str, facts: Facts, stop: StopSignal | None) -> Content | None:
    """What the file at ``path`` shows; ``None`` where there is nothing to look at. Raises `Cancelled`."""
    if isinstance(facts, MediaFacts):
        return film_content(path, facts, stop)
    if isinstance(facts, PictureFacts):
        return picture_content(path, facts)
    if isinstance(facts, LetterFacts):
        return letter_content(path, facts)
    return None


def content_findings(facts: Facts, content: Content | None, purpose: Purpose) -> tuple[Finding, ...]:
    """Every finding about what one material shows."""
    match facts, content:
        case MediaFacts(), FilmContent():
            return judge(FILM_CONTENT_RULES, SeenFilm(facts, content), purpose)
        case PictureFacts(), PictureContent():
            return judge(PICTURE_CONTENT_RULES, SeenPicture(facts, content), purpose)
        case LetterFacts(), LetterContent():
            return judge(LETTER_CONTENT_RULES, SeenLetter(facts, content), purpose)
    return ()
