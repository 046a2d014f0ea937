"""One intake's files as a card: role, name, size, whether it is stored, its SHA-256. Opens no file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from avatar_intake.domain.intake import UPLOAD_ORDER, Role
from avatar_intake.domain.transfer import Progress
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import ROLE_ICONS, Wording, size

_SHOWN_DIGITS: Final = 8  # of the 64: enough to compare by eye, the whole is copied
_SUM_WIDTH: Final = 22 * SPACE
_SIZE_WIDTH: Final = 8 * SPACE
_STATE_WIDTH: Final = 17 * SPACE


class FileState(StrEnum):
    """How far one file has come."""

    CHOSEN = "chosen"
    SENDING = "sending"
    STORED = "stored"


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file. ``size_bytes`` is ``None`` until it was read once; ``sha256`` is empty until all of it is stored."""

    role: Role
    name: str
    size_bytes: int | None
    state: FileState
    sha256: str = ""


def file_lines(view: IntakeView, progress: Progress | None) -> tuple[FileLine, ...]:
    """The intake's files in upload order; what a run tells at this moment is newer than what was remembered."""
    stored = {item.role: item for item in view.materials}
    moving = {item.role: item for item in progress.materials} if progress else {}
    lines = []
    for role in UPLOAD_ORDER:
        path = view.intake.materials.get(role, "" if view.intake.is_forgotten and role in stored else None)
        if path is None:
            continue
        name = PurePath(path).name
        if role in stored:
            item = stored[role]
            lines.append(FileLine(role, name, item.identity.size_bytes, FileState.STORED, item.sha256))
        elif role in moving:
            is_stored = moving[role].stored_bytes == moving[role].total_bytes
            state = FileState.STORED if is_stored else FileState.SENDING
            lines.append(FileLine(role, name, moving[role].total_bytes, state))
        else:
            lines.append(FileLine(role, name, None, FileState.CHOSEN))
    return tuple(lines)


class MaterialsCard(QFrame):
    """The card. Rows are rebuilt only when a line has changed."""

    copy_requested = Signal(object)  # the text to copy

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._lines: tuple[FileLine, ...] = ()
        self._build()
        look.changed.connect(self._fill)
        self.retranslate()

    def show_lines(self, lines: tuple[FileLine, ...]) -> None:
        """Show these files."""
        if lines != self._lines:
            self._lines = lines
            self._fill()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._title.setText(self.tr("Materials"))
        self._none.setText(self.tr("No file has been chosen yet."))
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        set_kind(self, "card")
        self._title = QLabel()
        set_kind(self._title, "subtitle")
        self._none = QLabel()
        set_kind(self._none, "muted")
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._title)
        column.addWidget(self._none)
        column.addWidget(self._scroll, 1)

    def _fill(self) -> None:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE // 2)
        for line in self._lines:
            column.addWidget(self._row(line))
        column.addStretch(1)
        self._none.setVisible(not self._lines)
        self._scroll.setWidget(body)

    def _row(self, line: FileLine) -> QWidget:
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        layout.setSpacing(SPACE + 4)
        layout.addWidget(IconLabel(self._look, ROLE_ICONS[line.role], "muted", 22))
        role = self._wording.role(line.role)
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(QLabel(role))
        name = ElidedLabel()
        name.setText(line.name)
        set_kind(name, "small")
        names.addWidget(name)
        layout.addLayout(names, 1)
        layout.addWidget(self._sum(line, role))
        weight = _small(size(line.size_bytes) if line.size_bytes is not None else "")
        weight.setFixedWidth(_SIZE_WIDTH)
        weight.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        layout.addWidget(weight)
        layout.addWidget(self._state(line))
        return row

    def _state(self, line: FileLine) -> QWidget:
        icon, tone, text = {
            FileState.CHOSEN: ("minus", "muted", self.tr("Not sent yet")),
            FileState.SENDING: ("upload", "accent", self.tr("On its way")),
            FileState.STORED: ("good", "good", self.tr("Stored")),
        }[line.state]
        widget = QWidget()
        widget.setFixedWidth(_STATE_WIDTH)
        layout = QHBoxLayout(widget)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(IconLabel(self._look, icon, tone, 16))
        label = QLabel(text)
        set_kind(label, "good" if line.state is FileState.STORED else "muted")
        layout.addWidget(label, 1)
        return widget

    def _sum(self, line: FileLine, role: str) -> QWidget:
        if not line.sha256:
            blank = QWidget()
            blank.setFixedWidth(_SUM_WIDTH)
            return blank
        button = QPushButton(f"SHA-256 {line.sha256[:_SHOWN_DIGITS]}…")
        button.setObjectName(f"sha256_{line.role.value}")
        set_kind(button, "link")
        button.setToolTip(line.sha256)
        button.setAccessibleName(self.tr("Copy the SHA-256 of: {material}").format(material=role))
        button.setAccessibleDescription(line.sha256)
        button.setIcon(self._look.icon("copy", "accent", 16))
        button.setFixedWidth(_SUM_WIDTH)
        button.clicked.connect(lambda: self.copy_requested.emit(line.sha256))
        return button


def _small(text: str) -> QLabel:
    label = QLabel(text)
    set_kind(label, "small")
    return label
