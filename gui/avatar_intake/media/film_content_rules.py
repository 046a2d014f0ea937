"""The rules about what a film shows and sounds like. Pure: no files, no clock, no sentences."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.domain.media import FilmContent, MediaFacts
from avatar_intake.media.judging import Rule


@dataclass(frozen=True, slots=True)
class SeenFilm:
    """A film's facts and what it shows."""

    facts: MediaFacts
    content: FilmContent


FILM_CONTENT_RULES: tuple[Rule[SeenFilm], ...] = ()
