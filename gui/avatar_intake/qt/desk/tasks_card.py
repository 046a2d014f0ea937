"""What a rejection asks for, as a list: cause, remedy, who has to do it; above it the reviewer's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from avatar_intake.domain.review import rejection
from avatar_intake.domain.service import JobDetail
from avatar_intake.domain.verdicts import Cause, Doer, RedoTask
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import ROLE_ICONS, Wording

_ICON_PX: Final = 3 * SPACE
_DOER_ICONS: Final = {
    Doer.PERSON: "account",
    Doer.STUDIO: "hand",
    Doer.SIGNER: "edit",
    Doer.VENDOR: "cloud",
}
_FIELD_CAUSES: Final = frozenset({Cause.CONTACT, Cause.NAME})


@dataclass(frozen=True, slots=True)
class Verdict:
    """A rejection as the page shows it. ``original`` is what the reviewer wrote, ``at`` when (ISO 8601 or empty)."""

    tasks: tuple[RedoTask, ...]
    original: str = ""
    at: str = ""
    code: str = ""


def verdict_of(tasks: tuple[RedoTask, ...], detail: JobDetail | None) -> Verdict:
    """The tasks with the newest rejection's own words, which are never left out."""
    log = rejection(detail) if detail else None
    said = next((task.original for task in tasks if task.original), "")
    if log is None:
        return Verdict(tasks, said)
    return Verdict(tasks, said or log.log_description, log.operate_time, log.error_code)


class TasksCard(QFrame):
    """Rows are rebuilt only when the verdict has changed."""

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._verdict = Verdict(())
        self.setObjectName("tasksCard")
        set_kind(self, "card")
        self._title = QLabel()
        set_kind(self._title, "subtitle")
        self._said_by = QLabel()
        set_kind(self._said_by, "small")
        self._original = QLabel()
        self._original.setObjectName("reviewersWords")
        self._original.setWordWrap(True)
        self._original.setTextFormat(Qt.TextFormat.PlainText)
        self._original.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._scroll = QScrollArea()
        self._scroll.setObjectName("taskScroll")
        self._scroll.setWidgetResizable(True)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, SPACE, SPACE)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._title)
        column.addWidget(self._said_by)
        column.addWidget(self._original)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._scroll, 1)
        look.changed.connect(self._fill)
        self.retranslate()

    @property
    def verdict(self) -> Verdict:
        """What is shown."""
        return self._verdict

    def show_verdict(self, verdict: Verdict) -> None:
        """Show this; hidden where there is nothing to do."""
        self.setVisible(bool(verdict.tasks))
        if verdict != self._verdict:
            self._verdict = verdict
            self._fill()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._fill()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _fill(self) -> None:
        verdict = self._verdict
        self._title.setText(self.tr("What to put right"))
        said_by = self.tr("The reviewer wrote, {moment}:").format(moment=self._wording.moment_of(verdict.at))
        self._said_by.setText(said_by if verdict.at else self.tr("The reviewer wrote:"))
        self._said_by.setToolTip(self.tr("Code {code}").format(code=verdict.code) if verdict.code else "")
        self._original.setText(self.tr("“{words}”").format(words=verdict.original))
        self._original.setAccessibleName(f"{self._said_by.text()} {verdict.original}")
        self._said_by.setVisible(bool(verdict.original))
        self._original.setVisible(bool(verdict.original))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, SPACE, 0)
        column.setSpacing(SPACE)
        for number, task in enumerate(verdict.tasks, 1):
            column.addWidget(self._row(number, task))
        column.addStretch(1)
        self._scroll.setWidget(body)
        self._scroll.setAccessibleName(self._title.text())

    def _row(self, number: int, task: RedoTask) -> QWidget:
        said = self._wording.task(task)
        row = QFrame()
        row.setObjectName(f"task_{task.cause.value}")
        line = QFrame()
        set_kind(line, "line")
        line.setFixedHeight(1)
        icon = IconLabel(self._look, icon_of(task), "accent" if task.cause is Cause.ID_AGAIN else "bad", _ICON_PX)
        title = QLabel(said.title)
        set_kind(title, "strong")
        title.setWordWrap(True)
        remedy = QLabel(said.explanation)
        remedy.setWordWrap(True)
        set_kind(remedy, "muted")
        doer = self._wording.doer(task.who)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(title)
        words.addWidget(remedy)
        words.addLayout(self._doer(task.who, doer))
        inside = QHBoxLayout()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(SPACE + 4)
        inside.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(words, 1)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(line)
        column.addLayout(inside)
        row.setAccessibleName(f"{number}. {said.title}. {said.explanation} {doer}")
        return row

    def _doer(self, who: Doer, word: str) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(IconLabel(self._look, _DOER_ICONS[who], "muted", 2 * SPACE))
        label = QLabel(self.tr("To be done by: {who}").format(who=word))
        set_kind(label, "small")
        row.addWidget(label, 1)
        return row


def icon_of(task: RedoTask) -> str:
    """The icon of what a task is about."""
    if task.roles:
        return ROLE_ICONS[task.roles[0]]
    return "phone" if task.cause in _FIELD_CAUSES else "warning"
