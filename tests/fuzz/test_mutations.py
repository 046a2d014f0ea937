"""The first spoilt files of each kind: each ends with a finding. `mutations.py` looks at many more, by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from mutated_files import KINDS, look_at, mutated

from avatar_intake.media.room import Caller

FILES = 60


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", KINDS)
def test_a_spoilt_file_ends_with_a_finding(kind: str, tmp_path: Path) -> None:
    path = tmp_path / f"spoilt{KINDS[kind][1]}"
    for number in range(FILES):
        path.write_bytes(mutated(kind, number))
        assert look_at(kind, str(path), Caller())
    assert list(tmp_path.iterdir()) == [path]
