"""One intake's page: where it stands, what comes next, its files, pieces and history. Asks for everything it wants."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.counsel import counsel
from avatar_intake.qt.desk.history import HistoryCard, events_of
from avatar_intake.qt.desk.journey import Journey
from avatar_intake.qt.desk.materials import MaterialsCard, file_lines
from avatar_intake.qt.desk.pill import Mark, Pill
from avatar_intake.qt.desk.rows import (
    Line,
    Standing,
    Step,
    Told,
    leg_of,
    line_with,
    next_step,
    standing_of,
)
from avatar_intake.qt.desk.upload_card import UploadCard, part_states
from avatar_intake.qt.desk.words import STANDING_ICONS
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.wording import Wording

_RIGHT_WIDTH: Final = 60 * SPACE
_LEAST_RIGHT_WIDTH: Final = 40 * SPACE
_ASKS_THE_SERVICE: Final = frozenset({
    Standing.IN_REVIEW, Standing.TRAINING, Standing.REJECTED, Standing.IN_PROGRESS, Standing.SUSPENDED,
    Standing.YOUR_TURN, Standing.TURNED_DOWN,
})  # fmt: skip


class IntakePage(QWidget):
    """Shows an `IntakeView`, and beside it the `Line` of a run at this moment."""

    back_requested = Signal()
    step_requested = Signal(object)  # the intake's id
    remove_requested = Signal(object)  # the view
    refresh_requested = Signal()
    copy_requested = Signal(object)  # the text to copy

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._view: IntakeView | None = None
        self._line: Line | None = None
        self._build()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def intake_id(self) -> str:
        """Whose page this is at the moment; empty for nobody's."""
        return self._view.row.intake_id if self._view else ""

    def show_view(self, view: IntakeView, told: Told | None) -> None:
        """Show an intake; ``told`` is what its run tells at this moment, if it has one."""
        self._view = view
        self._line = line_with(view.row, told)
        self._show_all()

    def show_run(self, told: Told) -> None:
        """Show what a run tells at this moment; another intake's is ignored."""
        if self._view is None or told.intake_id != self.intake_id:
            return
        line = line_with(self._view.row, told)
        if line != self._line:
            self._line = line
            self._show_all()

    def focus_first(self) -> None:
        """Put the focus on the next step, or on the way back where there is none."""
        (self._next if self._next.isVisibleTo(self) else self._back).setFocus()

    def clear(self) -> None:
        """Be nobody's page."""
        self._view = self._line = None

    def retranslate(self) -> None:
        """Take all words anew."""
        self._back.setText(self.tr("All intakes"))
        self._rehearsal.setText(self.tr("Rehearsal"))
        self._remove.setText(self.tr("Remove"))
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setToolTip(self.tr("Ask the service how the review stands"))
        self._copy_job.setToolTip(self.tr("Copy the job id"))
        for button in (self._back, self._remove, self._refresh):
            button.setAccessibleName(button.text())
        self._show_all()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._back = _button("backButton", "link")
        self._title = _elided()
        self._title.setObjectName("intakeName")
        set_kind(self._title, "title")
        self._pill = Pill(self._look)
        self._pill.setObjectName("standing")
        self._rehearsal = QLabel()
        set_kind(self._rehearsal, "rehearsal")
        self._under = _elided()
        set_kind(self._under, "muted")
        self._copy_job = _button("copyJobIdButton", "link")
        self._remove = _button("removeButton", "quiet")
        self._refresh = _button("refreshIntakeButton", "")
        self._next = _button("nextStepButton", "primary")
        self._banner = Banner(self._look)
        self._banner.setObjectName("counsel")
        self._journey = Journey(self._look)
        self._journey.setObjectName("journey")
        self._materials = MaterialsCard(self._look, self._wording)
        self._history = HistoryCard(self._look, self._wording)
        self._upload = UploadCard(self._look, self._wording)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE + 4)
        head.addWidget(self._title)
        head.addWidget(self._pill)
        head.addWidget(self._rehearsal)
        head.addStretch(1)
        for button in (self._remove, self._refresh, self._next):
            head.addWidget(button)
        under = QHBoxLayout()
        under.setSpacing(SPACE)
        under.addWidget(self._under)
        under.addWidget(self._copy_job)
        under.addStretch(1)
        way = QFrame()
        set_kind(way, "card")
        inside = QHBoxLayout(way)
        inside.setContentsMargins(2 * SPACE, SPACE + 4, 2 * SPACE, SPACE + 4)
        inside.addWidget(self._journey)
        right = QVBoxLayout()
        right.setSpacing(2 * SPACE)
        right.addWidget(self._upload)
        right.addWidget(self._history, 1)
        for card in (self._upload, self._history):
            card.setMinimumWidth(_LEAST_RIGHT_WIDTH)
            card.setMaximumWidth(_RIGHT_WIDTH)
        cards = QHBoxLayout()
        cards.setSpacing(2 * SPACE)
        cards.addWidget(self._materials, 3)
        cards.addLayout(right, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 3 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        column.addLayout(under)
        column.addWidget(self._banner)
        column.addWidget(way)
        column.addLayout(cards, 1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self._on_next)
        self._remove.clicked.connect(self._on_remove)
        self._refresh.clicked.connect(self.refresh_requested)
        self._copy_job.clicked.connect(self._on_copy_job)
        self._materials.copy_requested.connect(self.copy_requested)
        self._history.copy_requested.connect(self.copy_requested)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back_requested.emit)
        self._on_look_changed()

    # --- showing ----------------------------------------------------------------------------------

    def _show_all(self) -> None:
        if self._view is None or self._line is None:
            return
        view, line = self._view, self._line
        self._show_head(line)
        notice = counsel(view, line, self._wording)
        if notice is None:
            self._banner.clear()
        else:
            self._banner.show_notice(notice)
        self._journey.show_place(leg_of(line.row), _tone(standing_of(line.row)))
        self._materials.show_lines(file_lines(view, line.progress))
        self._history.show_events(events_of(view.requests, view.detail))
        self._upload.show_line(line, part_states(view, line))

    def _show_head(self, line: Line) -> None:
        standing = standing_of(line.row)
        icon, tone = STANDING_ICONS[standing]
        self._title.setText(words.name(line.row))
        self._pill.show_mark(Mark(icon, tone, words.standing(standing)))
        self._rehearsal.setVisible(line.row.is_practice)
        pieces = [line.row.batch_name] if line.row.batch_name else []
        changed = self.tr("Last change {moment}").format(moment=self._wording.moment_of(line.row.changed_at))
        pieces.append(changed)
        self._under.setText(" · ".join(pieces))
        self._copy_job.setVisible(bool(line.row.job_id))
        job = self.tr("Job {job_id}").format(job_id=line.row.job_id)
        self._copy_job.setText(job)
        self._copy_job.setAccessibleName(self.tr("Copy the job id {job_id}").format(job_id=line.row.job_id))
        step = next_step(line.row)
        self._next.setVisible(step is not Step.OPEN)
        self._next.setText(words.step(step))
        self._next.setAccessibleName(words.step(step))
        self._refresh.setVisible(standing in _ASKS_THE_SERVICE)

    # --- what was asked ---------------------------------------------------------------------------

    def _on_next(self) -> None:
        self.step_requested.emit(self.intake_id)

    def _on_remove(self) -> None:
        if self._view is not None:
            self.remove_requested.emit(self._view)

    def _on_copy_job(self) -> None:
        if self._view is not None:
            self.copy_requested.emit(self._view.row.job_id)

    def _on_look_changed(self) -> None:
        self._back.setIcon(self._look.icon("chevron_left", "accent"))
        self._remove.setIcon(self._look.icon("remove"))
        self._refresh.setIcon(self._look.icon("refresh"))
        self._copy_job.setIcon(self._look.icon("copy", "accent", 16))


def _elided() -> ElidedLabel:
    """As wide as its text where there is room."""
    label = ElidedLabel()
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
    label.setMinimumWidth(4 * SPACE)
    return label


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    if kind:
        set_kind(button, kind)
    return button


def _tone(standing: Standing) -> str:
    _icon, tone = STANDING_ICONS[standing]
    return "accent" if tone == "muted" else tone
