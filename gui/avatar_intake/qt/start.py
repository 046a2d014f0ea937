"""Opens the window: first something to look at, then the desk behind it. Makes no desk itself; is given the recipe."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from avatar_intake.domain.settings import Settings
from avatar_intake.qt.crash import CrashNotice
from avatar_intake.qt.desk.control import DeskControl
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_LAST_SAVES_MS = 2000


def open_window(
    make_desk: Callable[[], Desk],
    settings: Settings,
    save_settings: Callable[[Settings], None],
    *,
    is_practice: bool = False,
) -> int:
    """Show the desk's window and run until it is left; returns the exit code.

    ``make_desk`` is called in a worker, for it imports much; ``save_settings`` too. Runs that are under way at the end
    are stopped; what is stored stays stored.
    """
    if sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)
    _prefer_an_input_method_that_is_there()
    app = _application()
    look = Look(app)
    look.apply(settings.scheme)
    language = Language(app)
    language.choose(settings.language)
    tasks = Tasks(app)
    surroundings = Surroundings(look, language, tasks, KeptSettings(settings, save_settings), is_practice)
    window = DeskWindow(surroundings)
    control = DeskControl(window, surroundings)
    control.left.connect(app.quit)
    crash = CrashNotice(look, QApplication.activeWindow, app)
    crash.install()
    window.restore(settings.window_geometry)
    window.show()
    tasks.run("desk", make_desk, control.use, control.show_error)
    code = app.exec()
    control.close()
    tasks.wait_idle(_LAST_SAVES_MS)
    tasks.close()
    crash.uninstall()
    return code


def _application() -> QApplication:
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("avatar-intake")
    app.setDesktopFileName("avatar-intake")
    # An upload goes on in the background after the last window was closed.
    app.setQuitOnLastWindowClosed(False)
    return app


def _prefer_an_input_method_that_is_there() -> None:
    """Qt's wheels bring ibus but not fcitx, which speaks ibus too: else its users could not type Chinese."""
    if sys.platform.startswith("linux") and os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"
