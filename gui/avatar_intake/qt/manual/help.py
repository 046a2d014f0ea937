"""Opens the manual at the right page: by F1 in any window, from the menu, from a wizard's *Help*."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QWidget

from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.manual.pages import read_page, read_titles
from avatar_intake.qt.manual.topics import Topic, topic_of
from avatar_intake.qt.manual.window import ManualWindow
from avatar_intake.qt.tasks import Tasks


class Help(QObject):
    """One manual for the whole program, made when it is first wanted.

    F1 is heard at the window that has the focus: a filter on the application would run for every event.
    """

    def __init__(self, look: Look, language: Language, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._look, self._language, self._tasks = look, language, tasks
        self._window: ManualWindow | None = None
        self._heard: QWindow | None = None
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_focus_window)
        self._on_focus_window(QGuiApplication.focusWindow())

    @property
    def window(self) -> ManualWindow | None:
        """The manual's window, once it was wanted."""
        return self._window

    def show(self, topic: Topic = Topic.START) -> None:
        """Show a page, in front."""
        window = self._window or self._make()
        self._read(topic)
        window.show()
        window.raise_()
        window.activateWindow()

    def show_for(self, widget: QWidget | None) -> None:
        """Show the page about a widget."""
        self.show(topic_of(widget))

    def close(self) -> None:
        """Close the window and hear nothing any more."""
        self._on_focus_window(None)
        if self._window is not None:
            self._window.close()
            self._window.deleteLater()
            self._window = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take F1, and only that."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self._is_help(event):
            self.show_for(QApplication.focusWidget() or QApplication.activeWindow())
            return True
        return super().eventFilter(watched, event)

    # --- inside -----------------------------------------------------------------------------------

    def _is_help(self, event: QKeyEvent) -> bool:
        """Not while a question bars every window: nobody could read the manual then."""
        modal = QApplication.activeModalWidget()
        is_barred = modal is not None and modal.windowModality() is Qt.WindowModality.ApplicationModal
        return event.key() in (Qt.Key.Key_F1, Qt.Key.Key_Help) and not event.modifiers() and not is_barred

    def _on_focus_window(self, window: QWindow | None) -> None:
        if self._heard is not None:
            self._heard.removeEventFilter(self)
            self._heard.destroyed.disconnect(self._on_window_gone)
        self._heard = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._on_window_gone)

    def _on_window_gone(self) -> None:
        self._heard = None

    def _make(self) -> ManualWindow:
        self._window = ManualWindow(self._look)
        self._window.page_wanted.connect(self._read)
        self._window.titles_wanted.connect(self._read_titles)
        self._read_titles()
        return self._window

    def _read(self, topic: Topic) -> None:
        if self._window is not None:
            self._tasks.run("manual.page", partial(read_page, topic, self._language.current), self._window.show_page)

    def _read_titles(self) -> None:
        if self._window is not None:
            self._tasks.run("manual.titles", partial(read_titles, self._language.current), self._window.show_titles)
