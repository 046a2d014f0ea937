"""The pinned PySide6 is one that survives many signals; 6.12.0 on Python 3.11 loses a reference of True on each."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Signal


class Bell(QObject):
    rung = Signal(object)


def test_ten_thousand_signals_lose_no_reference_of_true() -> None:
    bell = Bell()
    heard: list[object] = []
    bell.rung.connect(heard.append)
    before = sys.getrefcount(True)

    for number in range(10_000):
        bell.rung.emit(number)

    assert len(heard) == 10_000
    assert before - sys.getrefcount(True) < 1_000
