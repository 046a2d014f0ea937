"""The ID card's portrait beside pictures of the video, for a person to look at. The program compares nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import label

_FRAMES: Final = 4
_SIZE: Final = QSize(820, 500)


class SamePerson(QDialog):
    """Blurred like every document; whoever points at one picture sees all of them, for else nothing can be compared."""

    def __init__(self, bench: Bench, parent: QWidget) -> None:
        super().__init__(parent)
        self._bench = bench
        self.setObjectName("samePerson")
        explain(self, Topic.DOCUMENTS)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = bench.workbench.look
        self._title, self._note = label("title"), label("muted")
        self.portrait = BlurredPicture(look)
        self.portrait.setObjectName("samePersonPortrait")
        self.portrait.set_placeholder("id_card")
        self.frames = [BlurredPicture(look) for _ in range(_FRAMES)]
        for number, frame in enumerate(self.frames):
            frame.setObjectName(f"samePersonFrame{number}")
            frame.set_placeholder("video")
        together = (self.portrait, *self.frames)
        for picture in together:
            picture.set_partners(together)
        self._close = QPushButton()
        self._close.setObjectName("samePersonClose")
        set_kind(self._close, "primary")
        self._close.clicked.connect(self.accept)
        self._build()
        bench.pictures.ready.connect(self._on_picture)
        for role in (Role.ID_CARD_IMAGE1, Role.TRAINING_VIDEO):
            bench.pictures.want(role)
            self._on_picture(role)
        self.retranslate()
        self._close.setFocus()  # not a picture: nobody is shown because a window was opened

    def retranslate(self) -> None:
        """Take the words anew."""
        title = self.tr("Is this the same person?")
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._title.setText(title)
        self._note.setText(
            self.tr(
                "Reviews often fail because the ID card and the video do not show the same person, or not clearly. "
                "Point at a picture to see all of them. Only you look: the program compares no faces."
            )
        )
        self.portrait.setAccessibleName(self.tr("Portrait side of the ID card"))
        for number, frame in enumerate(self.frames, 1):
            frame.setAccessibleName(self.tr("Picture {number} of the video").format(number=number))
        self._close.setText(self.tr("Close"))
        self._close.setAccessibleName(self._close.text())

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        grid.addWidget(self.portrait, 0, 0, 2, 1)
        for number, frame in enumerate(self.frames):
            grid.addWidget(frame, number // 2, 1 + number % 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self._title)
        column.addWidget(self._note)
        column.addLayout(grid, 1)
        column.addLayout(foot)
        self.resize(_SIZE)

    def _on_picture(self, role: Role) -> None:
        pictures = self._bench.pictures
        if role is Role.ID_CARD_IMAGE1:
            self.portrait.show_picture(pictures.preview(role))
        elif role is Role.TRAINING_VIDEO:
            found = pictures.frames(role)
            for number, frame in enumerate(self.frames):
                place = (2 * number + 1) * len(found) // (2 * _FRAMES)
                frame.show_picture(found[place] if found else None)
