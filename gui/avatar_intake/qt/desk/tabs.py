"""Cards in one place, one visible at a time, with a button for each above them. Knows none of the cards."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, set_kind


class CardTabs(QWidget):
    """Where only one card is offered, there is nothing to choose and no buttons are shown."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, QWidget] = {}
        self._buttons: dict[str, QPushButton] = {}
        self._offered: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self._strip = QWidget()
        self._row = QHBoxLayout(self._strip)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(SPACE // 2)
        self._row.addStretch(1)
        self._stack = QStackedWidget()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._strip)
        column.addWidget(self._stack, 1)

    def add(self, key: str, page: QWidget) -> None:
        """Put in a card; it is offered once `offer` says so."""
        button = QPushButton()
        button.setObjectName(f"tab_{key}")
        button.setCheckable(True)
        button.setAutoExclusive(True)  # a screen reader says *one of several*, and not *on or off*
        set_kind(button, "quiet")
        button.clicked.connect(partial(self.turn_to, key))
        self._group.addButton(button)
        self._row.insertWidget(len(self._buttons), button)
        self._buttons[key] = button
        self._pages[key] = page
        self._stack.addWidget(page)

    def say(self, key: str, text: str) -> None:
        """Give a card's button its words."""
        self._buttons[key].setText(text)
        self._buttons[key].setAccessibleName(text)

    def offer(self, keys: Iterable[str]) -> None:
        """Offer these cards; the one that is shown stays, if it still can. A card that newly comes first is shown."""
        offered = tuple(keys)
        if offered == self._offered:
            return
        is_news_first = offered[:1] != self._offered[:1]
        self._offered = offered
        for key, button in self._buttons.items():
            button.setVisible(key in offered)
        self._strip.setVisible(len(offered) > 1)
        if offered and (is_news_first or self.current not in offered):
            self.turn_to(offered[0])

    @property
    def current(self) -> str:
        """The card that is shown."""
        return next((key for key, page in self._pages.items() if page is self._stack.currentWidget()), "")

    def turn_to(self, key: str) -> None:
        """Show a card."""
        self._stack.setCurrentWidget(self._pages[key])
        self._buttons[key].setChecked(True)
