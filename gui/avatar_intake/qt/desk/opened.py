"""One intake as its page shows it: what is known here, and what can be decided about it. Asks no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from avatar_intake.domain.decisions import Action
from avatar_intake.flow.model import IntakeView

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


@dataclass(frozen=True, slots=True)
class Opened:
    """One intake, and what can be decided about it at this moment."""

    view: IntakeView
    actions: tuple[Action, ...]


def open_one(desk: Desk, intake_id: str) -> Opened:
    """Read one intake. Blocks. Raises what `Desk.open` raises."""
    return Opened(desk.open(intake_id), desk.actions(intake_id))
