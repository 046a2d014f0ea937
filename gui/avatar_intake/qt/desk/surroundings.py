"""What the desk's window works with before there is a desk: handed over as one value. Makes none of it."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The program's objects."""

    look: Look
    language: Language
    tasks: Tasks
    kept: KeptSettings
