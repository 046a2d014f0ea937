"""Opening the program: the window first, the heavy libraries later, and a crash that tells nobody's secrets."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_samples import full_script
from fake_desk import FakeDesk
from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.domain.settings import Settings
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.qt.crash import CrashDialog, CrashNotice, redacted_report
from avatar_intake.qt.desk.list_page import ListPage
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.start import open_window

# The offscreen platform says so whenever a window is shown or raised.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

CANARY = "/home/zhang/身份证 110101199003078888.jpg"


def shown_window() -> DeskWindow:
    (window,) = (widget for widget in QApplication.topLevelWidgets() if isinstance(widget, DeskWindow))
    return window


def is_filled() -> bool:
    """Whether the window shows intakes."""
    pages = shown_window().findChildren(ListPage)
    return bool(pages and pages[0].model.rowCount())


def in_the_loop(step: object) -> None:
    """Call ``step`` as soon as the program's loop runs."""
    assert callable(step)
    QTimer.singleShot(0, step)


@pytest.fixture(autouse=True)
def _gone(qapp: QApplication) -> Iterator[None]:
    """The window is taken away, for the application of the tests outlives it."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, DeskWindow):
            widget.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


def test_the_window_is_shown_before_the_desk_is_made(qtbot: QtBot) -> None:
    may_make = threading.Event()
    seen: list[object] = []

    def make() -> FakeDesk:
        assert may_make.wait(10)
        seen.append(threading.current_thread() is threading.main_thread())
        return FakeDesk(full_script())

    def look_and_go_on() -> None:
        seen.append(shown_window().isVisible())
        seen.append(is_filled())
        may_make.set()
        poll.start(5)

    def leave_when_filled() -> None:
        if is_filled():
            poll.stop()
            shown_window().close()

    poll = QTimer()
    poll.timeout.connect(leave_when_filled)
    in_the_loop(look_and_go_on)
    assert open_window(make, Settings(language="en"), lambda _settings: None) == 0
    assert seen == [True, False, False]


def test_a_data_folder_that_cannot_be_used_is_said_in_the_window(qtbot: QtBot) -> None:
    said: list[str] = []

    def make() -> FakeDesk:
        raise LocalStorageFailed("read-only")

    def leave_when_said() -> None:
        notice = shown_window().notice
        if notice is not None:
            poll.stop()
            said.append(notice.title)
            shown_window().close()

    poll = QTimer()
    poll.timeout.connect(leave_when_said)
    poll.start(5)
    assert open_window(make, Settings(language="en"), lambda _settings: None) == 0
    assert said == ["Progress can't be saved"]


def test_what_stood_in_the_way_can_be_tried_again(qtbot: QtBot) -> None:
    tries: list[int] = []

    def make() -> FakeDesk:
        tries.append(len(tries))
        if len(tries) == 1:
            raise LocalStorageFailed("read-only")
        return FakeDesk(full_script())

    def go_on() -> None:
        again = [widget for widget in shown_window().findChildren(QPushButton) if widget.text() == "Try again"]
        if again and again[0].isVisible():
            again[0].click()
        if is_filled():
            poll.stop()
            shown_window().close()

    poll = QTimer()
    poll.timeout.connect(go_on)
    poll.start(5)
    assert open_window(make, Settings(language="en"), lambda _settings: None) == 0
    assert tries == [0, 1]


def test_a_window_that_is_closed_at_once_just_ends(qtbot: QtBot) -> None:
    made: list[bool] = []

    def make() -> FakeDesk:
        made.append(True)
        return FakeDesk()

    QTimer.singleShot(0, lambda: shown_window().close())
    assert open_window(make, Settings(), lambda _settings: None) == 0
    assert made == []


def test_what_was_set_the_last_time_holds_again(qtbot: QtBot, look: Look) -> None:
    titles: list[str] = []

    def leave_when_filled() -> None:
        if is_filled():
            poll.stop()
            titles.append(shown_window().windowTitle())
            shown_window().close()

    poll = QTimer()
    poll.timeout.connect(leave_when_filled)
    poll.start(5)
    saved: list[Settings] = []
    open_window(lambda: FakeDesk(full_script()), Settings(language="zh", scheme="dark"), saved.append)
    assert titles == ["分身素材上传助手"]
    assert (saved[-1].language, saved[-1].scheme) == ("zh", "dark")


def test_no_heavy_library_is_imported_before_the_first_window_stands(tmp_path: Path) -> None:
    code = """
import sys
from PySide6.QtCore import QTimer
from avatar_intake.domain.settings import Settings
from pathlib import Path
from avatar_intake.qt.start import WindowPlace, open_window
from PySide6.QtWidgets import QApplication
heavy = {"PySide6.QtNetwork", "requests", "av", "PIL", "keyring", "numpy", "cryptography"}
heavy |= {"pypdfium2", "huaweicloudsdkcore", "avatar_intake.flow.model", "avatar_intake.catalogue"}
app = QApplication([])
def look():
    shown = [w for w in QApplication.topLevelWidgets() if w.objectName() == "deskWindow"]
    print(len(shown), sorted(heavy & set(sys.modules)), "avatar_intake.qt.wizard.wizard" in sys.modules)
    shown[0].close()
QTimer.singleShot(0, look)
class NoDesk: pass
def make():
    from avatar_intake.errors import LocalStorageFailed
    raise LocalStorageFailed("read-only")
open_window(make, Settings(), lambda settings: None, place=WindowPlace(Path(sys.argv[1]), "window"))
"""
    told = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, timeout=60, check=True
    ).stdout.split("\n")
    assert told[0] == "1 [] False"


def open_what_is_not_there() -> None:
    raise FileNotFoundError(CANARY)


def crash() -> None:
    try:
        open_what_is_not_there()
    except FileNotFoundError as error:
        raise ValueError(f"secret {CANARY}") from error


def test_a_crash_report_names_kinds_and_places_and_nothing_else() -> None:
    with pytest.raises(ValueError, match="secret") as caught:
        crash()
    report = redacted_report(caught.value)
    assert "ValueError" in report
    assert "FileNotFoundError" in report
    assert "test_start.py" in report
    assert "crash" in report
    assert CANARY not in report
    assert "/" not in report.replace("Avatar Intake", "")
    assert "secret" not in report


def test_an_unhandled_exception_of_any_thread_is_shown_once_and_can_be_copied(
    qtbot: QtBot, look: Look, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    notice = CrashNotice(look, lambda: None)
    with pytest.raises(ValueError, match="secret") as caught:
        crash()
    notice.report(caught.value)
    thread = threading.Thread(target=notice.report, args=(caught.value,))
    thread.start()
    thread.join(5)
    assert [record.getMessage() for record in caplog.records] == ["a defect"] * 2
    caplog.clear()

    def dialogs() -> list[CrashDialog]:
        shown = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, CrashDialog)]
        return [dialog for dialog in shown if dialog.isVisible()]

    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    (dialog,) = dialogs()
    report = dialog.findChild(QPlainTextEdit, "crashReport")
    copy = dialog.findChild(QPushButton, "copyReportButton")
    assert isinstance(report, QPlainTextEdit)
    assert isinstance(copy, QPushButton)
    copy.click()
    assert QGuiApplication.clipboard().text() == report.toPlainText()
    assert CANARY not in report.toPlainText()
    dialog.accept()
    assert dialogs() == []


def test_the_hooks_are_given_back(look: Look) -> None:
    before = sys.excepthook, threading.excepthook
    notice = CrashNotice(look, lambda: None)
    notice.install()
    assert sys.excepthook is not before[0]
    notice.uninstall()
    assert (sys.excepthook, threading.excepthook) == before
