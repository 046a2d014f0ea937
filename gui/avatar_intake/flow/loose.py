"""Check a file that stands alone, without an intake: what it is decides what it is checked as."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.flow.model import Report, RunListener

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_BY_ENDING = {
    ".pdf": Role.GRANT_FILE,
    ".zip": Role.AUDIO,
    ".jpg": Role.ID_CARD_IMAGE1,
    ".jpeg": Role.ID_CARD_IMAGE1,
    ".png": Role.ID_CARD_IMAGE1,
    ".webp": Role.COVER,
    ".heic": Role.ID_CARD_IMAGE1,
}


def role_of(path: Path) -> Role:
    """The material that a file's ending suggests; a video where it suggests nothing."""
    return _BY_ENDING.get(path.suffix.lower(), Role.TRAINING_VIDEO)


def check_loose(path: Path, desk: Desk, listener: RunListener, stop: StopSignal) -> Report:
    """One file as the material that its ending suggests. Raises `Cancelled`."""
    item = desk.check(role_of(path), str(path.absolute()), JobFields(), stop)
    listener.checked(item)
    return Report((item,), ())
