"""A folder that is gone after its block; in memory where the system has a place for that, since it is faster."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PLACE = Path("/dev/shm")


@contextmanager
def memory_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir=_PLACE if _PLACE.is_dir() else None) as name:
        yield Path(name)
