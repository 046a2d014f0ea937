"""*About*: what this program is, its version, and whose work is inside. Reads no file; is given the credits."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from avatar_intake import __version__
from avatar_intake.qt.look import SPACE, Look, set_kind

_MARK_PX: Final = 7 * SPACE
_SIZE: Final = QSize(80 * SPACE, 60 * SPACE)


class AboutDialog(QDialog):
    """Opens without blocking and forgets itself."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("about")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("About Avatar Intake"))
        self.resize(_SIZE)
        mark = QLabel()
        mark.setPixmap(look.app_icon().pixmap(QSize(_MARK_PX, _MARK_PX), self.devicePixelRatioF()))
        title = QLabel(self.tr("Avatar Intake {version}").format(version=__version__))
        set_kind(title, "title")
        words = QLabel(
            self.tr(
                "Brings one person's materials to Huawei Cloud MetaStudio: checked, uploaded, submitted for review. "
                "The source is free under the Apache License 2.0; an installer that contains the video libraries "
                "is distributed under the terms of the GPL 3.0."
            )
        )
        words.setWordWrap(True)
        self._credits = QTextEdit()
        self._credits.setObjectName("credits")
        self._credits.setReadOnly(True)
        self._credits.setTabChangesFocus(True)
        self._credits.setAccessibleName(self.tr("Licences"))
        close = QPushButton(self.tr("Close"))
        close.setObjectName("closeAboutButton")
        close.setAccessibleName(self.tr("Close"))
        close.clicked.connect(self.close)
        set_kind(close, "primary")
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(mark)
        head.addWidget(title, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addLayout(head)
        column.addWidget(words)
        column.addWidget(self._credits, 1)
        column.addLayout(foot)
        close.setFocus()

    def show_credits(self, text: str) -> None:
        """Show whose work is inside; ``text`` is Markdown."""
        self._credits.setMarkdown(text)
