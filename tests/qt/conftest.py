"""What tests of windows share: one look, one language, real worker threads, a desk with a script."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator
from pathlib import Path

import pytest
from fake_desk import FakeDesk
from opened_wizard import Opener
from PySide6.QtCore import QCoreApplication, QEvent, QTranslator
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks


def pytest_configure(config: pytest.Config) -> None:
    """The offscreen platform says this of every window; it means nothing for a program that has screens."""
    config.addinivalue_line("qt_log_ignore", r"This plugin does not support (propagateSizeHints|raise)\(\)")


@pytest.fixture(autouse=True)
def _widgets_go_in_order(qapp: QApplication) -> Iterator[None]:
    """What a test has opened is deleted when the test is over, not by the garbage collector in the middle of another.

    A collector that finds a window in a cycle empties its Python side first, and Qt then calls into the empty shell.
    """
    yield
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(scope="session")
def _dressed(qapp: QApplication) -> Look:
    return Look(qapp)


@pytest.fixture
def look(_dressed: Look, qapp: QApplication) -> Look:
    """A light look, whatever an earlier test has left behind."""
    if qapp.palette().window().color() != _dressed.colour("window"):
        _dressed.apply("light" if _dressed.is_dark else "dark")
    _dressed.apply("light")
    return _dressed


@pytest.fixture
def language(qapp: QApplication) -> Iterator[Language]:
    """English, whatever an earlier test has left behind."""
    for left_behind in qapp.findChildren(QTranslator):
        qapp.removeTranslator(left_behind)
    language = Language(qapp)
    language.choose("en")
    yield language
    language.close()
    language.deleteLater()


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


@pytest.fixture
def open_wizard(qtbot: QtBot, desk: FakeDesk, tasks: Tasks, runs: Runs, look: Look, language: Language) -> Opener:
    """Opens wizards on the scripted desk."""
    return Opener(qtbot, desk, tasks, runs, look, language)


@pytest.fixture
def own_home(tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test's own."""
    before = os.environ.get("AVATAR_INTAKE_HOME")
    os.environ["AVATAR_INTAKE_HOME"] = str(tmp_path / "home")
    yield tmp_path / "home"
    if before is None:
        del os.environ["AVATAR_INTAKE_HOME"]
    else:
        os.environ["AVATAR_INTAKE_HOME"] = before
