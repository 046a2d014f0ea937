"""What the tests of the engine begin with."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_fakes import KIB, Bench

from avatar_intake.domain.intake import Role


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A video of four parts and three documents."""
    bench = Bench(tmp_path)
    bench.add(Role.TRAINING_VIDEO, 400 * KIB + 3, parts=4)
    for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        bench.add(role, 1000)
    return bench
