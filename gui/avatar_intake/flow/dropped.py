"""Files that came without a word about what they are: dropped on a window or named on the command line.

A guess by names and endings, which a person sees and can change. Looks into no file but an intake file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from avatar_intake.domain.intake import Intake, Role
from avatar_intake.flow.intake_file import read_intake_file

_VIDEO: Final = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".avi", ".webm", ".mts", ".m2ts"})
_PICTURE: Final = frozenset({".jpg", ".jpeg", ".png", ".webp", ".heic", ".heif", ".bmp", ".tif", ".tiff"})

# What a word in a file's name says about it. An English word stands alone, a Chinese one anywhere.
_WORDS: Final = (
    (Role.GRANT_FILE, ("letter", "grant", "authorisation", "authorization", "授权")),
    (Role.ID_CARD_IMAGE2, ("emblem", "back", "国徽", "反面", "背面")),
    (Role.ID_CARD_IMAGE1, ("portrait", "front", "人像", "正面")),
    (Role.PRE_BEAUTY_IMAGE, ("before", "美颜前")),
    (Role.POST_BEAUTY_IMAGE, ("after", "美颜后")),
    (Role.COVER, ("cover", "封面")),
    (Role.ACTION_VIDEO, ("action", "actions", "动作")),
)
# Without such a word: what a file of this kind is for, the first that is free.
_BY_KIND: Final = (
    (_VIDEO, (Role.TRAINING_VIDEO,)),
    (_PICTURE, (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.COVER)),
    (frozenset({".pdf"}), (Role.GRANT_FILE,)),
    (frozenset({".zip"}), (Role.AUDIO,)),
)
_FITS: Final = {
    **dict.fromkeys((Role.TRAINING_VIDEO, Role.ACTION_VIDEO), _VIDEO),
    **dict.fromkeys((Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.COVER), _PICTURE),
    **dict.fromkeys((Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE), _PICTURE),
    Role.GRANT_FILE: _PICTURE | {".pdf"},
}


@dataclass(frozen=True, slots=True)
class Dropped:
    """A draft with what could be placed, and the files that could not."""

    intake: Intake
    left_over: tuple[str, ...] = ()


def guess_roles(paths: Sequence[Path]) -> dict[Role, Path]:
    """Which of these files is which material, as far as names and endings say; each role once.

    >>> guess_roles([Path("b.jpg"), Path("身份证国徽面.jpg"), Path("take 3.MOV")])[Role.ID_CARD_IMAGE1].name
    'b.jpg'
    """
    found: dict[Role, Path] = {}
    for path in paths:
        role = _said_by_name(path)
        if role is not None:
            found.setdefault(role, path)
    for path in paths:
        kinds = (roles for endings, roles in _BY_KIND if path.suffix.lower() in endings)
        free = (role for roles in kinds for role in roles if role not in found)
        role = None if path in found.values() or _said_by_name(path) else next(free, None)
        if role is not None:
            found[role] = path
    return found


def draft_of(paths: Sequence[Path], draft: Intake) -> Dropped:
    """The draft with these files in it; a folder stands for the files in it, an intake file for itself. Blocks.

    Raises `BadIntakeFile`.
    """
    if len(paths) == 1 and paths[0].suffix.lower() == ".toml":
        told = read_intake_file(paths[0], draft.intake_id)
        return Dropped(replace(draft, job=told.job, materials=told.materials))
    files = tuple(_files(paths))
    roles = guess_roles(files)
    materials = {role: str(path) for role, path in roles.items()}
    left_over = tuple(path.name for path in files if path not in roles.values())
    return Dropped(replace(draft, materials={**draft.materials, **materials}), left_over)


def _said_by_name(path: Path) -> Role | None:
    name = path.stem.lower()
    alone = set(re.findall(r"[a-z]+", name))
    for role, words in _WORDS:
        is_said = any(word in alone or (not word.isascii() and word in name) for word in words)
        if is_said and path.suffix.lower() in _FITS[role]:
            return role
    return None


def _files(paths: Iterable[Path]) -> Iterable[Path]:
    for path in paths:
        try:
            yield from sorted(inside.absolute() for inside in path.iterdir() if _is_meant(inside))
        except OSError:  # no folder, or one that may not be read; whether a file is there its check says
            yield path.absolute()


def _is_meant(path: Path) -> bool:
    """Whether a file in a folder was put there by a person, and may be a material."""
    return path.is_file() and not path.name.startswith(".") and path.suffix.lower() != ".toml"
