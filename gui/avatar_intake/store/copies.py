"""The copies that are kept of a damaged journal. They hold what the journal held, so they go with whom it forgets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path


def copies_of(journal: Path) -> Iterator[Path]:
    """The damaged files and their logs, and what a rebuilding that was cut off has left."""
    for pattern in ("damaged-*", "rebuilding*", "rebuilt*"):
        yield from journal.parent.glob(f"{journal.name}.{pattern}")


def drop_copies_with(journal: Path, needles: Iterable[str]) -> None:
    """Remove every copy in which one of these stands. Raises ``OSError``.

    What could be read of such a copy is in the journal since, so that it is of no more use than to an expert.
    """
    wanted = [needle.encode() for needle in needles if needle]
    for path in tuple(copies_of(journal)):
        content = path.read_bytes()
        if any(needle in content for needle in wanted):
            path.unlink(missing_ok=True)
