"""A job at the service that is not followed here, to be looked at: stage, tasks, history, what is held."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.board import BoardJob
from avatar_intake.domain.review import shown
from avatar_intake.domain.service import JobDetail
from avatar_intake.domain.verdicts import tasks_of
from avatar_intake.qt.desk.history import HistoryCard, events_of
from avatar_intake.qt.desk.holdings import HoldingsCard
from avatar_intake.qt.desk.pill import Mark, Pill
from avatar_intake.qt.desk.rows import standing_shown
from avatar_intake.qt.desk.tasks_card import TasksCard, verdict_of
from avatar_intake.qt.desk.words import STANDING_ICONS
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.wording import Wording

_RIGHT_WIDTH: Final = 70 * SPACE


class BoardJobPage(QWidget):
    """Shows what the board knew at once, and the rest when the service has answered."""

    back_requested = Signal()
    follow_requested = Signal(object)  # the job's id
    copy_requested = Signal(object)  # the text to copy

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explain(self, Topic.REVIEW)
        self._look = look
        self._wording = wording
        self._job: BoardJob | None = None
        self._detail: JobDetail | None = None
        self._build()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def job_id(self) -> str:
        """Which job is shown; empty for none."""
        return self._job.job_id if self._job else ""

    def show_job(self, job: BoardJob) -> None:
        """Show what the board says of a job."""
        self._job, self._detail = job, None
        self._show()

    def show_detail(self, detail: JobDetail) -> None:
        """Show the whole job; another one's answer is ignored."""
        if detail.summary.job_id == self.job_id:
            self._detail = detail
            self._show()

    def clear(self) -> None:
        """Be nobody's page."""
        self._job = self._detail = None

    def focus_first(self) -> None:
        """Put the focus on *Follow here*."""
        self._follow.setFocus()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._back.setText(self.tr("All jobs at the service"))
        self._mark.setText(self.tr("Made elsewhere"))
        self._follow.setText(self.tr("Follow here"))
        self._copy_job.setToolTip(self.tr("Copy the job id"))
        for button in (self._back, self._follow):
            button.setAccessibleName(button.text())
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._back = _button("boardBackButton", "link")
        self._title = ElidedLabel()
        self._title.setObjectName("boardJobName")
        set_kind(self._title, "title")
        self._pill = Pill(self._look)
        self._pill.setObjectName("boardJobStanding")
        self._mark = QLabel()
        set_kind(self._mark, "mark")
        self._follow = _button("followButton", "primary")
        self._under = ElidedLabel()
        set_kind(self._under, "muted")
        self._copy_job = _button("copyBoardJobButton", "link")
        self._tasks = TasksCard(self._look, self._wording)
        self._held = HoldingsCard(self._look, self._wording)
        self._history = HistoryCard(self._look, self._wording)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE + 4)
        head.addWidget(self._title, 1)
        for widget in (self._pill, self._mark, self._follow):
            head.addWidget(widget)
        under = QHBoxLayout()
        under.addWidget(self._under, 1)
        under.addWidget(self._copy_job)
        left = QVBoxLayout()
        left.setSpacing(2 * SPACE)
        left.addWidget(self._tasks, 3)
        left.addWidget(self._held, 2)
        cards = QHBoxLayout()
        cards.setSpacing(2 * SPACE)
        cards.addLayout(left, 3)
        self._history.setMaximumWidth(_RIGHT_WIDTH)
        cards.addWidget(self._history, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 0, 3 * SPACE, 3 * SPACE)
        column.setSpacing(SPACE + 4)
        column.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        column.addLayout(head)
        column.addLayout(under)
        column.addLayout(cards, 1)

    def _connect(self) -> None:
        self._back.clicked.connect(self.back_requested)
        self._follow.clicked.connect(self._on_follow)
        self._copy_job.clicked.connect(self._on_copy)
        self._history.copy_requested.connect(self.copy_requested)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back_requested.emit)
        self._on_look_changed()

    def _show(self) -> None:
        job, detail = self._job, self._detail
        if job is None:
            return
        state = detail.summary.state if detail else job.state
        icon, tone = STANDING_ICONS[standing_shown(shown(state))]
        self._title.setText(job.name or self.tr("No name yet"))
        self._pill.show_mark(Mark(icon, tone, self._wording.shown(shown(state))))
        self._pill.setToolTip(state)
        made = self.tr("Made {moment}").format(moment=self._wording.moment_of(job.created_at))
        changed = self.tr("Last change {moment}").format(moment=self._wording.moment_of(job.changed_at))
        pieces = [*([job.batch_name] if job.batch_name else []), *job.tags, made, changed]
        self._under.setText(" · ".join(pieces))
        self._copy_job.setText(self.tr("Job {job_id}").format(job_id=job.job_id))
        self._copy_job.setAccessibleName(self.tr("Copy the job id {job_id}").format(job_id=job.job_id))
        self._tasks.show_verdict(verdict_of(tasks_of(detail) if detail else (), detail))
        self._held.show_roles(detail.downloads.keys() if detail else (), can_download=False)
        self._history.show_events(events_of((), detail))

    def _on_follow(self) -> None:
        self.follow_requested.emit(self.job_id)

    def _on_copy(self) -> None:
        self.copy_requested.emit(self.job_id)

    def _on_look_changed(self) -> None:
        self._back.setIcon(self._look.icon("chevron_left", "accent"))
        self._follow.setIcon(self._look.icon("plus", "accent_text"))
        self._copy_job.setIcon(self._look.icon("copy", "accent", 16))


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    set_kind(button, kind)
    return button
