"""How far one intake's upload has come, as a card: a bar, the numbers, the video's pieces. Polls nothing."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import PartState
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.rows import Leg, Line, Standing, leg_of, standing_of, thousandths
from avatar_intake.qt.desk.words import RowWords
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.share import ALL
from avatar_intake.qt.widgets.part_map import PartMap
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import Wording

_MAP_HEIGHT: Final = 9 * SPACE
_NOTHING_MOVES: Final = frozenset({Standing.DRAFT, Standing.CANCELLED})


def part_states(view: IntakeView, line: Line) -> tuple[PartState, ...]:
    """The training video's pieces: from the run, or all of them once it is completely stored; else none are known."""
    if line.progress is not None:
        moving = (item for item in line.progress.materials if item.role is Role.TRAINING_VIDEO)
        return next((item.states for item in moving), ())
    film = next((item for item in view.materials if item.role is Role.TRAINING_VIDEO), None)
    return (PartState.STORED,) * len(film.parts) if film else ()


class UploadCard(QFrame):
    """Hidden before the upload and after the submission."""

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = RowWords(wording)
        set_kind(self, "card")
        self._title = QLabel()
        set_kind(self._title, "subtitle")
        self._numbers = QLabel()
        set_kind(self._numbers, "muted")
        self._time = QLabel()
        set_kind(self._time, "muted")
        self._bar = QProgressBar()
        self._bar.setObjectName("intakeProgress")
        self._bar.setRange(0, ALL)
        self._bar.setTextVisible(False)
        self._deadline_icon = IconLabel(look, "clock", "muted", 2 * SPACE)
        self._deadline = QLabel()
        self._deadline.setObjectName("intakeDeadline")
        self._deadline.setWordWrap(True)
        self._map = PartMap(look)
        self._map.setObjectName("intakePartMap")
        self._map.setFixedHeight(_MAP_HEIGHT)
        self._lay_out()
        self.retranslate()

    def show_line(self, line: Line, states: tuple[PartState, ...]) -> None:
        """Show this moment's numbers; no map where ``states`` is empty."""
        is_uploading = leg_of(line.row) is Leg.UPLOAD and standing_of(line.row) not in _NOTHING_MOVES
        self.setVisible(is_uploading)
        if not is_uploading:
            return
        self._bar.setValue(thousandths(line))
        self._numbers.setText(self._words.progress(line))
        self._time.setText(self._words.time(line))
        self._show_deadline(line)
        self._map.setVisible(bool(states))
        self._map.show_states(states)

    def _show_deadline(self, line: Line) -> None:
        text = self._words.deadline(line)
        self._deadline.setText(text)
        set_kind(self._deadline, "" if line.is_too_slow else "muted")
        icon = ("warning", "warn") if line.is_too_slow else ("clock", "muted")
        self._deadline_icon.show_icon(*icon)
        for widget in (self._deadline, self._deadline_icon):
            widget.setVisible(bool(text))

    def retranslate(self) -> None:
        """Take the words anew that do not depend on a line."""
        self._title.setText(self.tr("Upload"))
        self._bar.setAccessibleName(self.tr("Progress of the upload"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._time)
        deadline = QHBoxLayout()
        deadline.setSpacing(SPACE)
        deadline.addWidget(self._deadline_icon, 0, Qt.AlignmentFlag.AlignTop)
        deadline.addWidget(self._deadline, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._bar)
        column.addWidget(self._numbers)
        column.addLayout(deadline)
        column.addWidget(self._map)
