"""What the studio's parts have in common, as one value that is made once and passed in. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.practice.access import Credentials
from avatar_intake.practice.addresses import AddressBook
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.strictness import Strictness
from avatar_intake.practice.tokens import TokenMint
from avatar_intake.practice.world import World


@dataclass(frozen=True, slots=True)
class Setup:
    """The parts that every rule may need. ``pace_s`` is the time between states that move on by themselves."""

    world: World
    clock: StudioClock
    book: AddressBook
    credentials: Credentials
    mint: TokenMint
    strictness: Strictness
    pace_s: float = 0.0
    prefix: str = ""
