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

from avatar_intake.domain.decisions import Action
from avatar_intake.domain.intake import Role
from avatar_intake.domain.verdicts import RedoTask, tasks_of
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.counsel import counsel
from avatar_intake.qt.desk.decision_bar import DecisionBar
from avatar_intake.qt.desk.history import HistoryCard, events_of
from avatar_intake.qt.desk.holdings import HoldingsCard
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
from avatar_intake.qt.desk.tabs import CardTabs
from avatar_intake.qt.desk.tasks_card import TasksCard, verdict_of
from avatar_intake.qt.desk.upload_card import UploadCard, part_states
from avatar_intake.qt.desk.words import STANDING_ICONS
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.wording import Wording

_TASKS, _FILES, _HELD = "tasks", "files", "held"
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
    forget_requested = Signal(object)  # the view
    refresh_requested = Signal()
    copy_requested = Signal(object)  # the text to copy
    decision_requested = Signal(object, object)  # the row, an `Action`
    download_requested = Signal(object, object)  # the row, a `Role`

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        explain(self, Topic.REVIEW)
        self._look = look
        self._wording = wording
        self._view: IntakeView | None = None
        self._line: Line | None = None
        self._actions: tuple[Action, ...] = ()
        self._build()
        self._lay_out()
        self._connect()
        self.retranslate()

    @property
    def intake_id(self) -> str:
        """Whose page this is at the moment; empty for nobody's."""
        return self._view.row.intake_id if self._view else ""

    def show_view(self, view: IntakeView, told: Told | None, actions: tuple[Action, ...] = ()) -> None:
        """Show an intake; ``told`` is what its run tells at this moment, ``actions`` what can be decided about it."""
        self._view = view
        self._actions = actions
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
        self._actions = ()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._back.setText(self.tr("All intakes"))
        self._rehearsal.setText(self.tr("Rehearsal"))
        self._remove.setText(self.tr("Remove"))
        self._forget.setText(self.tr("Forget this person…"))
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setToolTip(self.tr("Ask the service how the review stands"))
        self._copy_job.setToolTip(self.tr("Copy the job id"))
        self._elsewhere.setText(self.tr("Made elsewhere"))
        self._cards.say(_TASKS, self.tr("To put right"))
        self._cards.say(_FILES, self.tr("Materials"))
        self._cards.say(_HELD, self.tr("At the service"))
        for button in (self._back, self._remove, self._refresh, self._forget):
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
        self._rehearsal.setObjectName("rehearsalMark")
        set_kind(self._rehearsal, "rehearsal")
        self._under = _elided()
        set_kind(self._under, "muted")
        self._copy_job = _button("copyJobIdButton", "link")
        self._forget = _button("forgetButton", "link")
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
        self._elsewhere = QLabel()
        set_kind(self._elsewhere, "mark")
        self._decisions = DecisionBar(self._look, self._wording)
        self._tasks = TasksCard(self._look, self._wording)
        self._held = HoldingsCard(self._look, self._wording)
        self._cards = CardTabs()
        for key, card in ((_TASKS, self._tasks), (_FILES, self._materials), (_HELD, self._held)):
            self._cards.add(key, card)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(SPACE + 4)
        head.addWidget(self._title)
        head.addWidget(self._pill)
        head.addWidget(self._rehearsal)
        head.addWidget(self._elsewhere)
        head.addStretch(1)
        for button in (self._remove, self._refresh, self._decisions, self._next):
            head.addWidget(button)
        under = QHBoxLayout()
        under.setSpacing(SPACE)
        under.addWidget(self._under)
        under.addWidget(self._copy_job)
        under.addWidget(self._forget)
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
        cards.addWidget(self._cards, 3)
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
        self._forget.clicked.connect(self._on_forget)
        self._refresh.clicked.connect(self.refresh_requested)
        self._copy_job.clicked.connect(self._on_copy_job)
        self._materials.copy_requested.connect(self.copy_requested)
        self._history.copy_requested.connect(self.copy_requested)
        self._decisions.decision_requested.connect(self._on_decision)
        self._held.download_requested.connect(self._on_download)
        self._look.changed.connect(self._on_look_changed)
        QShortcut(QKeySequence(Qt.Key.Key_Escape), self, self.back_requested.emit)
        QShortcut(QKeySequence(Qt.Key.Key_Delete), self, self._on_remove)
        self._on_look_changed()

    # --- showing ----------------------------------------------------------------------------------

    def _show_all(self) -> None:
        if self._view is None or self._line is None:
            return
        view, line = self._view, self._line
        self._show_head(line)
        verdict = verdict_of(self._tasks_now(view, line), view.detail)
        self._tasks.show_verdict(verdict)
        # The list of tasks says it better, with the same words above it.
        notice = None if verdict.tasks and line.wait_reason is None else counsel(view, line, self._wording)
        if notice is None:
            self._banner.clear()
        else:
            self._banner.show_notice(notice)
        self._offer_cards(view, has_tasks=bool(verdict.tasks))
        self._journey.show_place(leg_of(line.row), _tone(standing_of(line.row)))
        self._materials.show_lines(file_lines(view, line.progress))
        self._history.show_events(events_of(view.requests, view.detail, view.history))
        self._upload.show_line(line, part_states(view, line))

    def _tasks_now(self, view: IntakeView, line: Line) -> tuple[RedoTask, ...]:
        """What has to be put right; nothing once it is on its way again."""
        is_rejected = standing_of(line.row) is Standing.REJECTED
        return tasks_of(view.detail) if is_rejected and view.detail is not None else ()

    def _offer_cards(self, view: IntakeView, *, has_tasks: bool) -> None:
        held = view.detail.downloads.keys() if view.detail else ()
        self._held.show_roles(held)
        offered = (
            (_TASKS, has_tasks),
            (_FILES, not view.row.is_adopted),
            (_HELD, bool(held) or view.row.is_adopted),
        )
        self._cards.offer(key for key, is_offered in offered if is_offered)

    def _show_head(self, line: Line) -> None:
        standing = standing_of(line.row)
        icon, tone = STANDING_ICONS[standing]
        self._title.setText(words.name(line.row))
        self._pill.show_mark(Mark(icon, tone, words.standing(standing)))
        self._rehearsal.setVisible(line.row.is_practice)
        self._elsewhere.setVisible(line.row.is_adopted)
        self._decisions.show_actions(() if line.row.is_running else self._actions)
        pieces = [line.row.batch_name] if line.row.batch_name else []
        changed = self.tr("Last change {moment}").format(moment=self._wording.moment_of(line.row.changed_at))
        pieces.append(changed)
        if line.row.contact:
            pieces.append(line.row.contact)
        self._forget.setVisible(not line.row.is_forgotten and not line.row.is_running)
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

    def _on_forget(self) -> None:
        if self._view is not None:
            self.forget_requested.emit(self._view)

    def _on_decision(self, action: Action) -> None:
        if self._view is not None:
            self.decision_requested.emit(self._view.row, action)

    def _on_download(self, role: Role) -> None:
        if self._view is not None:
            self.download_requested.emit(self._view.row, role)

    def _on_copy_job(self) -> None:
        if self._view is not None:
            self.copy_requested.emit(self._view.row.job_id)

    def _on_look_changed(self) -> None:
        self._back.setIcon(self._look.icon("chevron_left", "accent"))
        self._remove.setIcon(self._look.icon("remove"))
        self._refresh.setIcon(self._look.icon("refresh"))
        self._copy_job.setIcon(self._look.icon("copy", "accent", 16))
        self._forget.setIcon(self._look.icon("shield", "accent", 16))


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
