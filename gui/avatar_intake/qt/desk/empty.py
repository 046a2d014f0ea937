"""What stands in the list's place while there is nothing to list: what to prepare, where to begin. Starts nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.flow.model import Account
from avatar_intake.qt.desk.rows import Group, Wanted
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel

_TILE_WIDTH: Final = 30 * SPACE
_TEXT_WIDTH: Final = 56 * SPACE
_CENTRE: Final = Qt.AlignmentFlag.AlignHCenter


class Visitor(StrEnum):
    """Who looks at an empty desk: what comes first for one is no first step for the other."""

    NEWCOMER = "newcomer"  # without an account: a rehearsal needs none
    KNOWN = "known"
    REHEARSING = "rehearsing"  # in the window of a rehearsal


def visitor_of(account: Account | None, *, is_rehearsal: bool) -> Visitor:
    """Who looks at a desk with this account, in the window of a rehearsal or in the ordinary one."""
    if is_rehearsal:
        return Visitor.REHEARSING
    return Visitor.NEWCOMER if account is None else Visitor.KNOWN


class EmptyDesk(QWidget):
    """Says what to do first, and what to have at hand: to rehearse for a newcomer, to begin for everybody else."""

    new_requested = Signal()
    rehearsal_requested = Signal()

    _first: QPushButton
    _buttons: QHBoxLayout

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._visitor = Visitor.NEWCOMER
        self._build()
        self._connect()
        self.show_visitor(self._visitor)

    def show_visitor(self, visitor: Visitor) -> None:
        """Say it to somebody like this; a focus on the first button goes to the one that is first now."""
        had_focus = self._first.hasFocus()
        self._visitor = visitor
        self._first = self._new if visitor is Visitor.KNOWN else self._rehearse
        second = self._rehearse if visitor is Visitor.KNOWN else self._new
        for button, kind in ((self._first, "primary"), (second, "")):
            self._buttons.removeWidget(button)
            self._buttons.insertWidget(self._buttons.count() - 1, button)
            set_kind(button, kind)
        self.setTabOrder(self._first, second)
        self._tiles[-1].setVisible(visitor is not Visitor.REHEARSING)
        self._on_look_changed()
        self.retranslate()
        if had_focus:
            self.focus_first()

    def focus_first(self) -> None:
        """Put the focus on what comes first."""
        self._first.setFocus()

    def retranslate(self) -> None:
        """Take all words anew."""
        title, subtitle, rehearse, heading = self._words()
        self._title.setText(title)
        self._subtitle.setText(subtitle)
        self._heading.setText(heading)
        texts = (
            (self.tr("Training video"), self.tr("One person facing the camera, 3 to 10 minutes, MP4 in 1080p or 4K.")),
            (self.tr("ID card"), self.tr("A photo of each side: all four corners, no glare, JPG or PNG.")),
            (self.tr("Letter of authorisation"), self.tr("Signed by the person in the video, as a PDF or a photo.")),
            (self.tr("Account"), self.tr("A Huawei Cloud project with MetaStudio, and an access key for it.")),
        )
        for tile, (tile_title, explanation) in zip(self._tiles, texts, strict=True):
            tile.show_words(tile_title, explanation)
        self._new.setText(self.tr("New intake"))
        self._new.setAccessibleName(self.tr("New intake"))
        self._rehearse.setText(rehearse)
        self._rehearse.setAccessibleName(rehearse)
        for button in (self._new, self._rehearse):
            button.setAccessibleDescription(subtitle if button is self._first else "")

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _words(self) -> tuple[str, str, str, str]:
        """Title, the sentence under it, the button of the rehearsal, the heading of what to have at hand."""
        rehearse_first = self.tr("Rehearse first")
        return {
            Visitor.NEWCOMER: (
                self.tr("New here? Rehearse once: it takes three minutes"),
                self.tr("Sample materials go through every step. No account is needed, nothing leaves this computer."),
                rehearse_first,
                self.tr("For the real thing, have these four at hand:"),
            ),
            Visitor.KNOWN: (
                self.tr("Make your first digital avatar"),
                self.tr("Everything is checked on this computer before anything is sent."),
                rehearse_first,
                self.tr("Have these four things at hand; you can drop the files here:"),
            ),
            Visitor.REHEARSING: (
                self.tr("Rehearse with the sample materials"),
                self.tr("They go through every step in about three minutes. Nothing leaves this computer."),
                self.tr("Use the sample materials"),
                self.tr("Or drop materials of your own here:"),
            ),
        }[self._visitor]

    def _build(self) -> None:
        self._title = QLabel()
        self._title.setObjectName("emptyTitle")
        set_kind(self._title, "title")
        self._subtitle = QLabel()
        set_kind(self._subtitle, "muted")
        self._heading = QLabel()
        set_kind(self._heading, "subtitle")
        self._tiles = tuple(_Tile(self._look, icon) for icon in ("video", "id_card", "letter", "key"))
        self._new = QPushButton()
        self._new.setObjectName("emptyNewButton")
        self._rehearse = QPushButton()
        self._rehearse.setObjectName("emptyRehearseButton")
        self._first = self._rehearse
        tiles = QHBoxLayout()
        tiles.setSpacing(2 * SPACE)
        tiles.addStretch(1)
        for tile in self._tiles:
            tiles.addWidget(tile)
        tiles.addStretch(1)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(SPACE + 4)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.addStretch(2)
        column.addWidget(self._title, 0, _CENTRE)
        column.addSpacing(SPACE)
        column.addWidget(self._subtitle, 0, _CENTRE)
        column.addSpacing(3 * SPACE)
        column.addLayout(self._buttons)
        column.addSpacing(6 * SPACE)
        column.addWidget(self._heading, 0, _CENTRE)
        column.addSpacing(2 * SPACE)
        column.addLayout(tiles)
        column.addStretch(3)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_requested)
        self._rehearse.clicked.connect(self.rehearsal_requested)
        self._look.changed.connect(self._on_look_changed)

    def _on_look_changed(self) -> None:
        for button, icon in ((self._new, "plus"), (self._rehearse, "rehearse")):
            colour = "accent_text" if button is self._first else "text"
            button.setIcon(self._look.icon(icon, colour))


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
