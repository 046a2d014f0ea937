"""*More options*: what few people need, on the back of what everybody needs. Knows no field."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind


class More(QWidget):
    """Two panels, one visible at a time: a page that may not scroll cannot unfold downwards."""

    turned = Signal(bool)

    def __init__(self, look: Look, front: QWidget, back: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._count = 0
        self._stack = QStackedWidget()
        self._stack.addWidget(front)
        self._stack.addWidget(back)
        self._button = QPushButton()
        self._button.setObjectName("moreOptionsButton")
        self._button.clicked.connect(self._on_clicked)
        set_kind(self._button, "link")
        self._note = QLabel()
        set_kind(self._note, "small")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._button)
        row.addWidget(self._note, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._stack, 1)
        column.addLayout(row)
        look.changed.connect(self.retranslate)
        self.retranslate()

    @property
    def is_open(self) -> bool:
        """Whether the options are visible."""
        return self._stack.currentIndex() == 1

    def open(self, *, is_open: bool) -> None:
        """Show the options, or what everybody needs."""
        if is_open != self.is_open:
            self._stack.setCurrentIndex(int(is_open))
            self.retranslate()
            self.turned.emit(is_open)

    def show_count(self, count: int) -> None:
        """Say how many options are set, so that nothing works unseen."""
        self._count = count
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words anew."""
        text = self.tr("Back to the main choices") if self.is_open else self.tr("More options")
        self._button.setText(text)
        self._button.setIcon(self._look.icon("chevron_left" if self.is_open else "chevron_right", "accent", 16))
        self._button.setAccessibleName(text)
        is_noted = bool(self._count) and not self.is_open
        self._note.setText(self.tr("%n option(s) set", "", self._count) if is_noted else "")

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _on_clicked(self) -> None:
        self.open(is_open=not self.is_open)
