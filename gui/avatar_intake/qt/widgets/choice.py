"""One of a few big choices: an icon, a title, a sentence, and why it cannot be had when it cannot. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel


class Choice(QPushButton):
    """A checkable card. Put several into an exclusive `QButtonGroup`: the arrow keys move between them."""

    def __init__(self, look: Look, icon: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_kind(self, "choice")
        self.setCheckable(True)
        self.setAutoExclusive(True)  # a screen reader says *one of several*, and not *on or off*
        self._icon = IconLabel(look, icon, "accent", 28)
        self._title = QLabel()
        set_kind(self._title, "strong")
        self._text = QLabel()
        self._text.setWordWrap(True)
        set_kind(self._text, "small")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._text)
        words.addStretch(1)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE + 4, SPACE + 4, SPACE + 4)
        row.setSpacing(SPACE + 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        for child in (self._icon, self._title, self._text):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_words(self, title: str, text: str) -> None:
        """Name the choice and say what it means."""
        self._title.setText(title)
        self._text.setText(text)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text)

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels: what its words need."""
        layout = self.layout()
        return layout.sizeHint() if layout else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """The least size at which it can be read, in logical pixels."""
        layout = self.layout()
        return layout.minimumSize() if layout else super().minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        """Whether the height follows from the width: its sentence wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height that this width needs, in logical pixels."""
        layout = self.layout()
        return layout.totalHeightForWidth(width) if layout else super().heightForWidth(width)
