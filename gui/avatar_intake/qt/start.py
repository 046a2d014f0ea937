"""Opens the window: first something to look at, then the desk behind it. Makes no desk itself; is given the recipe."""

from __future__ import annotations

import faulthandler
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from avatar_intake.domain.settings import Settings
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.crash import CrashNotice
    from avatar_intake.qt.desk.control import DeskControl
    from avatar_intake.qt.single_instance import FirstInstance
    from avatar_intake.qt.tasks import Tasks

_LAST_SAVES_MS = 2000
_LONGEST_WAIT_MS = 500  # for the first painting: a window behind others may never be painted


@dataclass(frozen=True, slots=True)
class WindowPlace:
    """What a window is the only one of: a name within a data folder."""

    folder: Path
    name: str


@dataclass(frozen=True, slots=True)
class Recipe:
    """What the window is opened with. ``make_desk`` and ``save_settings`` may block: they are called in workers."""

    make_desk: Callable[[], Desk]
    settings: Settings
    save_settings: Callable[[Settings], None]
    is_practice: bool = False
    place: WindowPlace | None = None  # where later starts ask for this window; None for nowhere
    files: tuple[Path, ...] = ()  # what a new intake is begun with at once


def open_window(
    make_desk: Callable[[], Desk],
    settings: Settings,
    save_settings: Callable[[Settings], None],
    *,
    is_practice: bool = False,
    place: WindowPlace | None = None,
    files: tuple[Path, ...] = (),
) -> int:
    """Show the desk's window and run until it is left; returns the exit code.

    ``make_desk`` is called in a worker, for it imports much; ``save_settings`` too. Runs that are under way at the end
    are stopped; what is stored stays stored. With ``files`` a new intake is opened as soon as there is a desk.
    """
    if sys.__stderr__ is not None:
        faulthandler.enable(sys.__stderr__)
    _prefer_an_input_method_that_is_there()
    app = _application()
    program = Program(app, Recipe(make_desk, settings, save_settings, is_practice, place, files))
    program.show()
    code = app.exec()
    program.end()
    return code


class Program:
    """The window and what is behind it, made in two steps: `show` is what a person waits for."""

    def __init__(self, app: QApplication, recipe: Recipe) -> None:
        self._app = app
        self._recipe = recipe
        self._look = Look(app)
        self._look.apply(recipe.settings.scheme)
        self._language = Language(app)
        self._language.choose(recipe.settings.language)
        self._window = DeskWindow(self._look, self._language, is_practice=recipe.is_practice)
        self._patience = QTimer(app)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_LONGEST_WAIT_MS)
        self._patience.timeout.connect(self.begin)
        self._tasks: Tasks | None = None
        self._control: DeskControl | None = None
        self._crash: CrashNotice | None = None
        self._first: FirstInstance | None = None

    def show(self) -> None:
        """Show the window as a skeleton; `begin` follows when it has been painted, or seems to be hidden."""
        self._window.first_painted.connect(self.begin)
        self._patience.start()
        self._window.leave_requested.connect(self._on_leave)
        self._window.restore(self._recipe.settings.window_geometry)
        self._window.show()

    def begin(self) -> None:
        """Furnish the window and let the desk be made; nothing when it has been closed already."""
        self._patience.stop()
        if self._tasks is not None or not self._window.isVisible():
            return
        from avatar_intake.qt.crash import CrashNotice
        from avatar_intake.qt.desk.control import DeskControl
        from avatar_intake.qt.desk.kept_settings import KeptSettings
        from avatar_intake.qt.desk.surroundings import Surroundings
        from avatar_intake.qt.tasks import Tasks

        self._crash = CrashNotice(self._look, QApplication.activeWindow, self._app)
        self._crash.install()
        self._tasks = Tasks(self._app)
        self._window.furnish()
        kept = KeptSettings(self._recipe.settings, self._recipe.save_settings)
        surroundings = Surroundings(self._look, self._language, self._tasks, kept)
        self._control = DeskControl(self._window, surroundings)
        self._control.left.connect(self._app.quit)
        self._control.make(self._recipe.make_desk)
        if self._recipe.files:
            self._control.open_files(self._recipe.files)
        if self._recipe.place is not None:
            self._answer_later_starts(self._recipe.place, self._control)

    def _answer_later_starts(self, place: WindowPlace, control: DeskControl) -> None:
        from avatar_intake.qt.single_instance import FirstInstance, address_of

        self._first = FirstInstance(self._app)
        self._first.show_requested.connect(control.bring_to_front)
        self._first.open_requested.connect(control.open_stored)
        with suppress(OSError):  # without an address later starts are told that this one does not answer
            self._first.listen(address_of(place.folder, place.name))

    def _on_leave(self) -> None:
        if self._control is None:  # nothing has begun that could be asked about
            self._window.leave()
            self._app.quit()

    def end(self) -> None:
        """Stop the runs, let the last settings be saved, give back what was taken over."""
        self._patience.stop()
        if self._first is not None:
            self._first.close()
        if self._control is not None:
            self._control.close()
        if self._tasks is not None:
            self._tasks.wait_idle(_LAST_SAVES_MS)
            self._tasks.close()
        if self._crash is not None:
            self._crash.uninstall()
        self._language.close()


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
