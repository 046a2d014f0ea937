"""Every window of the program, as the pictures show it: for a screen reader, a pointer, and a language with long words.

The scenes are those of `packaging/screenshots.py`. What only the wizard has to hold is in `test_wizard_access.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTranslator
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "packaging"))
from screenshots import SCENES, Studio

LEAST_PX = 24  # WCAG 2.2, 2.5.8
LONGER_BY = 0.4
NO_ROLE = {QAccessible.Role.NoRole, QAccessible.Role.Client, QAccessible.Role.Pane, QAccessible.Role.Border}
NAMELESS = {"qt_spinbox_lineedit", "qt_scrollarea_viewport"}


class LongWords(QTranslator):
    """A language in which everything is longer by two fifths: what has no room for it has none for German either."""

    def isEmpty(self) -> bool:
        """Else Qt tells nobody that there is a new language."""
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        """The source, and some syllables."""
        if not context or not source:
            return ""
        count = max(1, round(len(source) * LONGER_BY / 3))
        return f"{source} {' '.join(['lo'] * count)}"


@contextmanager
def long_words(app: QApplication) -> Iterator[None]:
    translator = LongWords()
    app.installTranslator(translator)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)
    try:
        yield
    finally:
        app.removeTranslator(translator)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LanguageChange)


@pytest.fixture
def studio(qapp: QApplication, look: Look, language: Language, tasks: Tasks) -> Studio:
    return Studio(qapp, look, language, tasks)


def settled(studio: Studio) -> None:
    """Words, then what they push aside: a layout takes a round of events a level."""
    for _ in range(4):
        studio.app.processEvents()
        studio.app.sendPostedEvents(None, QEvent.Type.LayoutRequest)


@pytest.mark.parametrize("scene", SCENES)
def test_a_window_is_whole_in_every_language(scene: str, studio: Studio) -> None:
    wrong: list[str] = []
    for window in SCENES[scene](studio):
        for code in ("zh", "en"):
            studio.language.choose(code)
            settled(studio)
            wrong += [f"{code}: {said}" for said in (*unnamed(window), *small(window), *cut_off(window))]
        wrong += roleless(window)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("scene", SCENES)
def test_a_window_has_room_for_a_language_with_long_words(scene: str, studio: Studio) -> None:
    wrong: list[str] = []
    with long_words(studio.app):
        for window in SCENES[scene](studio):
            settled(studio)
            wrong += cut_off(window)
    assert wrong == [], "\n".join(wrong)


def test_the_long_words_are_really_shown(studio: Studio) -> None:
    with long_words(studio.app):
        for window in SCENES["wizard-2-job"](studio):
            settled(studio)
            assert sum("lo" in label.text().split() for label in window.findChildren(QLabel)) > 10


# --- what is looked for ---------------------------------------------------------------------------


def shown(window: QWidget, kind: type[QWidget]) -> list[QWidget]:
    return [widget for widget in window.findChildren(kind) if widget.isVisible() and _is_in_sight(widget)]


def _is_in_sight(widget: QWidget) -> bool:
    return not widget.visibleRegion().isEmpty()


def stops(window: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in shown(window, QWidget)
        if widget.isEnabled()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.objectName() not in NAMELESS
        and widget.focusProxy() is None
    ]


def spoken(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


def unnamed(window: QWidget) -> list[str]:
    return [
        f"nameless: {type(widget).__name__} {widget.objectName()}" for widget in stops(window) if not spoken(widget)
    ]


def roleless(window: QWidget) -> list[str]:
    """What a screen reader could only call *something*; and one of several, of which it would not say so."""
    found = []
    for widget in stops(window):
        role = QAccessible.queryAccessibleInterface(widget).role()
        if role in NO_ROLE and not isinstance(widget, QAbstractScrollArea):
            found.append(f"no role: {type(widget).__name__} {widget.objectName()}")
        is_one_of_several = isinstance(widget, QAbstractButton) and widget.group() is not None
        if is_one_of_several and role is not QAccessible.Role.RadioButton:
            found.append(f"not said to be one of several: {widget.objectName()}")
    return found


def small(window: QWidget) -> list[str]:
    return [
        f"small: {widget.objectName()} {widget.width()}×{widget.height()}"
        for widget in shown(window, QAbstractButton)
        if widget.isEnabled()
        and min(widget.width(), widget.height()) < LEAST_PX
        and not isinstance(widget.parentWidget(), QLineEdit)  # Qt's own cross, which keys do as well
    ]


def cut_off(window: QWidget) -> list[str]:
    return [*_low_labels(window), *_narrow_labels(window), *_narrow_buttons(window)]


def _low_labels(window: QWidget) -> list[str]:
    return [
        f"low: {label.text()}"
        for label in shown(window, QLabel)
        if isinstance(label, QLabel)
        and label.wordWrap()
        and label.text()
        and label.height() < label.heightForWidth(label.width())
    ]


def _narrow_labels(window: QWidget) -> list[str]:
    return [
        f"narrow: {label.text()}"
        for label in shown(window, QLabel)
        if type(label) is QLabel and not label.wordWrap() and label.text() and label.width() < label.sizeHint().width()
    ]


def _narrow_buttons(window: QWidget) -> list[str]:
    found = []
    for button in [*shown(window, QPushButton), *shown(window, QCheckBox)]:
        assert isinstance(button, QAbstractButton)
        if button.text() and button.width() < button.sizeHint().width() and not _scrolls(button):
            found.append(f"narrow: {button.text()} {button.width()} of {button.sizeHint().width()}")
    return found


def _scrolls(widget: QWidget) -> bool:
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QAbstractScrollArea) and parent.horizontalScrollBar().maximum() > 0:
            return True
        parent = parent.parentWidget()
    return False


def test_a_form_that_scrolls_downwards_has_all_of_its_width(studio: Studio) -> None:
    with long_words(studio.app):
        for window in SCENES["dialog-account"](studio):
            settled(studio)
            rooms = [room for room in window.findChildren(QScrollArea) if room.isVisible()]
            assert rooms
            for room in rooms:
                assert room.widget().width() <= room.viewport().width()
