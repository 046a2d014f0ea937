"""What stands in the list's place while there is nothing to list: what to prepare, where to begin. Starts nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.qt.desk.rows import Group, Wanted
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel

_TILE_WIDTH: Final = 30 * SPACE
_TEXT_WIDTH: Final = 56 * SPACE
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter


class EmptyDesk(QWidget):
    """Teaches what to have at hand before the first intake, and offers to begin or to rehearse."""

    new_requested = Signal()
    rehearsal_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._build()
        self._connect()
        self.retranslate()

    def focus_first(self) -> None:
        """Put the focus on *New intake*."""
        self._new.setFocus()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._title.setText(self.tr("Make your first digital avatar"))
        self._subtitle.setText(
            self.tr("Have these four things at hand. Everything is checked on this computer before anything is sent.")
        )
        texts = (
            (self.tr("Training video"), self.tr("One person facing the camera, 3 to 10 minutes, MP4 in 1080p or 4K.")),
            (self.tr("ID card"), self.tr("A photo of each side: all four corners, no glare, JPG or PNG.")),
            (self.tr("Letter of authorisation"), self.tr("Signed by the person in the video, as a PDF or a photo.")),
            (self.tr("Account"), self.tr("A Huawei Cloud project with MetaStudio, and an access key for it.")),
        )
        for tile, (title, explanation) in zip(self._tiles, texts, strict=True):
            tile.show_words(title, explanation)
        self._new.setText(self.tr("New intake"))
        self._new.setAccessibleName(self.tr("New intake"))
        self._rehearse.setText(self.tr("Rehearse first"))
        self._rehearse.setAccessibleName(self.tr("Rehearse first"))
        self._note.setText(
            self.tr("A rehearsal uses made-up materials and a practice studio. Nothing leaves this computer.")
        )

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        self._title = QLabel()
        set_kind(self._title, "title")
        self._subtitle = QLabel()
        set_kind(self._subtitle, "muted")
        self._tiles = tuple(_Tile(self._look, icon) for icon in ("video", "id_card", "letter", "key"))
        self._new = QPushButton()
        self._new.setObjectName("emptyNewButton")
        set_kind(self._new, "primary")
        self._rehearse = QPushButton()
        self._rehearse.setObjectName("emptyRehearseButton")
        self._note = QLabel()
        set_kind(self._note, "small")
        tiles = QHBoxLayout()
        tiles.setSpacing(2 * SPACE)
        tiles.addStretch(1)
        for tile in self._tiles:
            tiles.addWidget(tile)
        tiles.addStretch(1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE + 4)
        buttons.addStretch(1)
        buttons.addWidget(self._new)
        buttons.addWidget(self._rehearse)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._title, 0, _CENTRE)
        column.addSpacing(SPACE)
        column.addWidget(self._subtitle, 0, _CENTRE)
        column.addSpacing(4 * SPACE)
        column.addLayout(tiles)
        column.addSpacing(4 * SPACE)
        column.addLayout(buttons)
        column.addSpacing(SPACE)
        column.addWidget(self._note, 0, _CENTRE)
        column.addStretch(3)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_requested)
        self._rehearse.clicked.connect(self.rehearsal_requested)
        self._look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_look_changed(self) -> None:
        self._new.setIcon(self._look.icon("plus", "accent_text"))
        self._rehearse.setIcon(self._look.icon("rehearse"))


class NothingFound(QWidget):
    """Says what would stand under this filter and when, and offers to lift it."""

    reset_requested = Signal()

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = Wanted()
        self._icon = IconLabel(look, "search", "muted", 5 * SPACE)
        self._title = QLabel()
        self._title.setObjectName("nothingTitle")
        set_kind(self._title, "subtitle")
        self._explanation = QLabel()
        self._explanation.setObjectName("nothingExplanation")
        self._explanation.setWordWrap(True)
        self._explanation.setAlignment(_CENTRE)
        self._explanation.setFixedWidth(_TEXT_WIDTH)
        set_kind(self._explanation, "muted")
        self._reset = QPushButton()
        self._reset.setObjectName("resetFiltersButton")
        self._reset.clicked.connect(self.reset_requested)
        column = QVBoxLayout(self)
        column.setSpacing(SPACE)
        column.addStretch(2)
        column.addWidget(self._icon, 0, _CENTRE)
        column.addSpacing(SPACE)
        column.addWidget(self._title, 0, _CENTRE)
        column.addWidget(self._explanation, 0, _CENTRE)
        column.addSpacing(SPACE)
        column.addWidget(self._reset, 0, _CENTRE)
        column.addStretch(3)
        self.retranslate()

    def show_wanted(self, wanted: Wanted) -> None:
        """Say it about this filter."""
        if wanted != self._wanted:
            self._wanted = wanted
            self.retranslate()

    def retranslate(self) -> None:
        """Take all words anew."""
        icon, title, explanation = self._words()
        self._icon.show_icon(icon, "muted")
        self._title.setText(title)
        self._explanation.setText(explanation)
        self._explanation.setFixedHeight(self._explanation.heightForWidth(_TEXT_WIDTH))
        self._reset.setText(self.tr("Show all intakes"))
        self._reset.setAccessibleName(self.tr("Show all intakes"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _words(self) -> tuple[str, str, str]:
        wanted = self._wanted
        if wanted.text or wanted.batch or wanted.group is Group.ALL:
            if wanted.only_new and not wanted.text:
                return "bell", self.tr("Nothing new"), self.tr("What changes at the service is marked until you look.")
            explanation = self.tr("Names, batches and job ids are searched. Try fewer letters, or another filter.")
            return "search", self.tr("No intake matches"), explanation
        return {
            Group.TO_DO: (
                "done",
                self.tr("Nothing waits for you"),
                self.tr(
                    "Drafts, intakes that are ready to submit, and finished avatars that wait for your verdict "
                    "stand here."
                ),
            ),
            Group.UPLOADING: (
                "upload",
                self.tr("Nothing is being uploaded"),
                self.tr("Uploads under way, and those that have stopped half-way, stand here until all is stored."),
            ),
            Group.IN_REVIEW: (
                "review",
                self.tr("Nothing is in review or training"),
                self.tr("After you submit an intake it stands here. A review takes a working day, training three."),
            ),
            Group.REJECTED: (
                "good",
                self.tr("No review has said no"),
                self.tr("A rejected intake stands here with a list of what to put right. The rest is kept."),
            ),
            Group.DONE: (
                "training",
                self.tr("No avatar is finished yet"),
                self.tr("Finished avatars stand here, and in the MetaStudio console."),
            ),
        }[wanted.group]


class _Tile(QFrame):
    def __init__(self, look: Look, icon: str) -> None:
        super().__init__()
        set_kind(self, "card")
        self.setFixedWidth(_TILE_WIDTH)
        self._title = QLabel()
        self._title.setWordWrap(True)
        set_kind(self._title, "subtitle")
        self._explanation = QLabel()
        self._explanation.setWordWrap(True)
        set_kind(self._explanation, "muted")
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(IconLabel(look, icon, "accent", 4 * SPACE))
        column.addWidget(self._title)
        column.addWidget(self._explanation, 1, Qt.AlignmentFlag.AlignTop)

    def show_words(self, title: str, explanation: str) -> None:
        """Say this."""
        self._title.setText(title)
        self._explanation.setText(explanation)
