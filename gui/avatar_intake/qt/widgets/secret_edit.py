"""An editor for a secret: hidden unless asked to be shown, never on the clipboard. Keeps nothing beyond itself."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget

from avatar_intake.qt.look import Look, set_kind

_BUTTON_PX = 30


class SecretEdit(QLineEdit):
    """A password field with a button that shows it; `QLineEdit` itself forbids copying while it is hidden."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._button = QToolButton(self)
        self._button.setObjectName("revealButton")
        self._button.setCheckable(True)
        self._button.setCursor(Qt.CursorShape.ArrowCursor)
        self._button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        set_kind(self._button, "reveal")
        self._button.toggled.connect(self._on_toggled)
        self.setTextMargins(0, 0, _BUTTON_PX, 0)
        look.changed.connect(self.retranslate)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words and the icon anew."""
        is_shown = self._button.isChecked()
        self._button.setIcon(self._look.icon("eye_off" if is_shown else "eye", "muted", 18))
        text = self.tr("Hide what is typed") if is_shown else self.tr("Show what is typed")
        self._button.setAccessibleName(f"{text}: {self.accessibleName()}" if self.accessibleName() else text)
        self._button.setToolTip(text)

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the button at the end."""
        super().resizeEvent(event)
        self._button.setFixedSize(_BUTTON_PX, _BUTTON_PX)
        self._button.move(self.width() - _BUTTON_PX - 4, (self.height() - _BUTTON_PX) // 2)

    def _on_toggled(self, is_shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if is_shown else QLineEdit.EchoMode.Password
        self.setEchoMode(mode)
        self.retranslate()
