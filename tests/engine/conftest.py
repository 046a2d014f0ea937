"""What the tests of the engine begin with: a bench of materials, once with threads and once with a serial crew."""

from __future__ import annotations

from pathlib import Path

import pytest
from engine_fakes import KIB, Bench

from avatar_intake.domain.intake import Role
from avatar_intake.transfer.crew import SerialCrew, ThreadCrew


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Every test of the bench runs twice, but for those that are about several threads."""
    if "crew" in metafunc.fixturenames:
        is_about_threads = metafunc.definition.get_closest_marker("threads") is not None
        crews = [ThreadCrew] if is_about_threads else [ThreadCrew, SerialCrew]
        metafunc.parametrize("crew", crews, ids=lambda crew: crew.__name__)


@pytest.fixture
def bench(tmp_path: Path, crew: type[ThreadCrew] | type[SerialCrew]) -> Bench:
    """A video of four parts and three documents."""
    bench = Bench(tmp_path, new_crew=crew)
    bench.add(Role.TRAINING_VIDEO, 400 * KIB + 3, parts=4)
    for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        bench.add(role, 1000)
    return bench
