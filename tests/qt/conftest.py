"""What tests of windows share: one look, one language, real worker threads, a desk with a script."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from fake_desk import FakeDesk
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform says this of every window; it means nothing for a program that has screens."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support (propagateSizeHints|raise)\(\)")


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> tuple[Look, Language]:
    return Look(qapp), Language(qapp)


@pytest.fixture
def look(_dressed: tuple[Look, Language]) -> Look:
    """The look, light again."""
    _dressed[0].apply("light")
    return _dressed[0]


@pytest.fixture
def language(_dressed: tuple[Look, Language]) -> Language:
    """The language, English again."""
    _dressed[1].choose("en")
    return _dressed[1]


@pytest.fixture
def desk() -> FakeDesk:
    """A desk where everything goes well."""
    return FakeDesk()


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    """Worker threads that have ended when the test has."""
    tasks = Tasks()
    yield tasks
    assert tasks.wait_idle()
    tasks.close()


@pytest.fixture
def runs(qtbot: QtBot, desk: FakeDesk) -> Iterator[Runs]:
    """Runs that have ended when the test has."""
    runs = Runs(desk)
    yield runs
    desk.may_finish.set()
    desk.may_check.set()
    for run in runs.under_way():
        run.control.cancel()
        assert run.join(5)
