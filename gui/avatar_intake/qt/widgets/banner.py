"""A message across a page: severity as icon and colour, one primary button. Chooses no words."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, restyle, set_kind
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.toned import IconLabel

_SEVERITY = {Tone.GOOD: "good", Tone.WARN: "warn", Tone.BAD: "bad"}


class Banner(QFrame):
    """Hidden until it has something to say; `clear` when the cause is gone."""

    action_requested = Signal(object)  # the notice's key
    second_action_requested = Signal(object)

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._notice: Notice | None = None
        self._is_said = True
        self._build()
        self.hide()

    @property
    def notice(self) -> Notice | None:
        """What is being said."""
        return self._notice

    def show_notice(self, notice: Notice) -> None:
        """Say this, and announce it to a screen reader once: now, or as soon as the banner comes into sight."""
        before, self._notice = self._notice, notice
        if before is not None and replace(before, key=notice.key) == notice:
            return  # the same words about another error of the same kind
        self._icon.show_icon(notice.tone.icon, notice.tone.colour)
        self._title.setText(notice.title)
        self._explanation.setText(notice.explanation)
        self._explanation.setVisible(bool(notice.explanation))
        self._details.setText(notice.details)
        self._details.setVisible(bool(notice.details))
        for button, text in zip((self._first, self._second), (*notice.actions, "", ""), strict=False):
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(text))
        self.setProperty("severity", _SEVERITY.get(notice.tone, "info"))
        restyle(self)
        self.setAccessibleName(f"{notice.title} {notice.explanation}".strip())
        self._is_said = False
        self.show()
        self._announce()

    def clear(self) -> None:
        """Say nothing any more."""
        self._notice = None
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """Announce what stands there when its page is come to."""
        super().showEvent(event)
        self._announce()

    def _announce(self) -> None:
        if self._is_said or not self.isVisible():
            return
        self._is_said = True
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self.accessibleName()))

    def _build(self) -> None:
        set_kind(self, "banner")
        self._icon = IconLabel(self._look, size_px=24)
        self._title = QLabel()
        set_kind(self._title, "subtitle")
        self._title.setWordWrap(True)
        self._explanation = QLabel()
        self._explanation.setWordWrap(True)
        self._details = QLabel()
        set_kind(self._details, "small")
        self._details.setWordWrap(True)
        selectable = Qt.TextInteractionFlag.TextSelectableByMouse
        self._details.setTextInteractionFlags(selectable)
        self._first = QPushButton()
        self._first.setObjectName("bannerAction")
        set_kind(self._first, "primary")
        self._first.clicked.connect(self._on_first)
        self._second = QPushButton()
        self._second.setObjectName("bannerSecondAction")
        self._second.clicked.connect(self._on_second)
        words = QVBoxLayout()
        words.setSpacing(2)
        for label in (self._title, self._explanation, self._details):
            words.addWidget(label)
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        row.setSpacing(SPACE + 4)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(self._second)
        row.addWidget(self._first)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _on_first(self) -> None:
        if self._notice is not None:
            self.action_requested.emit(self._notice.key)

    def _on_second(self) -> None:
        if self._notice is not None:
            self.second_action_requested.emit(self._notice.key)
