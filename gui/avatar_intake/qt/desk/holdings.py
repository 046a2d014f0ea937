"""What the service holds of a job, as a card: each material with its own *Download*. Downloads nothing by itself."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import UPLOAD_ORDER, Role
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import ROLE_ICONS, Wording


class HoldingsCard(QFrame):
    """ID pictures are missing from it once the service has checked and deleted them."""

    download_requested = Signal(object)  # a `Role`

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._roles: tuple[Role, ...] = ()
        self._can_download = True
        set_kind(self, "card")
        self._title = QLabel()
        set_kind(self._title, "subtitle")
        self._note = QLabel()
        self._note.setWordWrap(True)
        set_kind(self._note, "muted")
        self._body = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        self._column.setSpacing(SPACE)
        self._column.addWidget(self._title)
        self._column.addWidget(self._note)
        self._column.addWidget(self._body)
        self._column.addStretch(1)
        look.changed.connect(self._fill)
        self._fill()

    def show_roles(self, roles: Collection[Role], *, can_download: bool = True) -> None:
        """Show these; a job that is not followed here is only looked at."""
        ordered = tuple(role for role in UPLOAD_ORDER if role in roles)
        if (ordered, can_download) != (self._roles, self._can_download):
            self._roles, self._can_download = ordered, can_download
            self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._fill()
        super().changeEvent(event)

    def _fill(self) -> None:
        self._title.setText(self.tr("At the service"))
        if not self._roles:
            note = self.tr("The service shows no files of this job at the moment.")
        elif self._can_download:
            note = self.tr("Nothing is downloaded unless you ask for it. Keep ID photos and letters in a safe place.")
        else:
            note = self.tr("Follow the job here to download what the service holds.")
        self._note.setText(note)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        for role in self._roles:
            column.addWidget(self._row(role))
        self._column.replaceWidget(self._body, body)
        self._body.deleteLater()
        self._body = body

    def _row(self, role: Role) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE + 4)
        layout.addWidget(IconLabel(self._look, ROLE_ICONS[role], "muted", 22))
        word = self._wording.role(role)
        layout.addWidget(QLabel(word), 1)
        if self._can_download:
            button = QPushButton(self.tr("Download…"))
            button.setObjectName(f"download_{role.value}")
            button.setAccessibleName(self.tr("Download: {material}").format(material=word))
            button.setIcon(self._look.icon("download"))
            button.clicked.connect(partial(self.download_requested.emit, role))
            layout.addWidget(button)
        return row
