"""How full the bar of an upload is shown, the same everywhere. Pure: no Qt, no words, no clock."""

from __future__ import annotations

from typing import Final

ALL: Final = 1000  # bars count thousandths: bytes overflow a C int


def shown_thousandths(thousandths: int, *, is_confirmed: bool) -> int:
    """The share to show: never all of it before the service has confirmed, which comes after the last byte."""
    return ALL if is_confirmed else min(thousandths, ALL - 1)
