"""What happened with one intake, newest first, with the request ids that the vendor's support asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent, QKeySequence, QPixmap
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.board import Change
from avatar_intake.domain.decisions import COMMANDS, Action
from avatar_intake.domain.review import Shown, shown
from avatar_intake.domain.service import JobDetail, RequestRecord
from avatar_intake.qt.desk.rows import is_news, standing_shown
from avatar_intake.qt.desk.words import STANDING_ICONS
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.wording import Wording
from avatar_intake.redaction import redacted

GONE: Final = "-"  # the service does not have the job any more
_LEAST_REFUSAL: Final = 400
_ICON_PX: Final = 16
_ID_COLUMN: Final = 2
_SHOWN_DIGITS: Final = 8  # of a request id; the whole is copied, and read aloud
_STEPS: Final[Mapping[str, object]] = {
    "create": QT_TRANSLATE_NOOP("History", "Create the job"),
    "show": QT_TRANSLATE_NOOP("History", "Look at the job"),
    "list": QT_TRANSLATE_NOOP("History", "List jobs"),
    "parts": QT_TRANSLATE_NOOP("History", "Count the stored pieces"),
    "confirm": QT_TRANSLATE_NOOP("History", "Confirm the upload"),
    "submit": QT_TRANSLATE_NOOP("History", "Submit for review"),
    "update": QT_TRANSLATE_NOOP("History", "Update the job"),
    "delete": QT_TRANSLATE_NOOP("History", "Delete the job"),
    "action-parts": QT_TRANSLATE_NOOP("History", "Count the stored pieces of the action video"),
    "confirm-action": QT_TRANSLATE_NOOP("History", "Confirm the action video"),
}
_ACTIONS: Final[Mapping[str, Action]] = {
    command.value.lower(): action for action, command in COMMANDS.items() if action is not Action.SUBMIT
}


@dataclass(frozen=True, slots=True)
class Event:
    """One line. ``at`` is UTC in ISO 8601; ``step`` is ours, ``text`` the service's own words instead of one.

    ``state`` is what the job came to instead of both: the service's word, or `GONE`.
    """

    at: str
    step: str = ""
    text: str = ""
    status: int = 200
    request_id: str = ""
    code: str = ""
    state: str = ""
    is_inner: bool = False  # a step that looks no different to a person: only those who copy the history see it

    @property
    def has_failed(self) -> bool:
        """Whether no answer came, or a refusal."""
        return self.status == 0 or self.status >= _LEAST_REFUSAL

    @property
    def as_text(self) -> str:
        """The line for whoever helps: no word of it needs translating."""
        status = "" if self.state else str(self.status)
        fields = (self.at, self.step or redacted(self.text) or self.state, status, self.code, self.request_id)
        return "\t".join(field for field in fields if field)


def events_of(
    requests: Iterable[RequestRecord], detail: JobDetail | None, changes: Iterable[Change] = ()
) -> tuple[Event, ...]:
    """The calls that were made here, the job's states, and the service's own log, newest first."""
    ours = [Event(item.at, item.step, "", item.status, item.request_id, item.code) for item in requests]
    logs = detail.operation_logs if detail else ()
    theirs = [Event(log.operate_time, text=log.log_description or log.log_type, code=log.error_code) for log in logs]
    said = [
        Event(it.comment_time, text=": ".join(text for text in (it.comment_title, it.comment_message) if text))
        for it in (detail.comment_logs if detail else ())
    ]
    states = [
        Event(item.at, request_id=item.request_id, state=item.after or GONE, is_inner=not is_news(item))
        for item in changes
    ]
    return tuple(sorted(ours + theirs + said + states, key=_moment, reverse=True))


def _moment(event: Event) -> str:
    """For sorting: the service writes its times in more than one way."""
    try:
        moment = datetime.fromisoformat(event.at)
    except ValueError:
        return event.at
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat()


class HistoryCard(QFrame):
    """The card. Ctrl+C copies the selected lines, the button all of them."""

    copy_requested = Signal(object)  # the text to copy

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._events: tuple[Event, ...] = ()
        self._build()
        self._connect()
        self.retranslate()

    def show_events(self, events: tuple[Event, ...]) -> None:
        """Show these."""
        if events != self._events:
            self._events = events
            self._fill()

    def retranslate(self) -> None:
        """Take all words anew."""
        self._title.setText(self.tr("History"))
        self._none.setText(self.tr("Nothing has been sent yet."))
        self._copy.setText(self.tr("Copy"))
        self._copy.setAccessibleName(self.tr("Copy the history"))
        self._copy.setToolTip(self.tr("Copy all lines with their request ids, for the vendor's support"))
        self.table.setAccessibleName(self.tr("History"))
        self.table.setHorizontalHeaderLabels([self.tr("Time"), self.tr("What"), self.tr("Request id")])
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
        self._copy = QPushButton()
        self._copy.setObjectName("copyHistoryButton")
        set_kind(self._copy, "link")
        self.table = _EventTable()
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(self._none)
        column.addWidget(self.table, 1)
        column.addStretch(0)

    def _connect(self) -> None:
        self._copy.clicked.connect(self._on_copy)
        self.table.copy_requested.connect(self._on_copy_selected)
        self._look.changed.connect(self._fill)

    def _fill(self) -> None:
        self._copy.setIcon(self._look.icon("copy", "accent", 16))
        self._none.setVisible(not self._events)
        self._copy.setVisible(bool(self._events))
        self.table.setVisible(bool(self._events))
        self.table.clearSpans()
        shown_events = self._shown
        self.table.setRowCount(len(shown_events))
        blank = QPixmap(_ICON_PX, _ICON_PX)
        blank.fill(Qt.GlobalColor.transparent)
        for place, event in enumerate(shown_events):
            if not event.request_id:  # words of the service instead, and they need the room
                self.table.setSpan(place, 1, 1, 2)
            cells = (self._wording.moment_of(event.at), self._words(event), event.request_id)
            for column, text in enumerate(cells):
                item = QTableWidgetItem(_shortened(text) if column == _ID_COLUMN else text)
                item.setToolTip(event.as_text)
                item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
                if column != 1:
                    item.setForeground(self._look.colour("muted"))
                elif event.has_failed:
                    item.setIcon(self._look.icon("error", "bad", _ICON_PX))
                elif event.state:
                    item.setIcon(self._look.icon(*_state_icon(event.state), _ICON_PX))
                else:
                    item.setIcon(QIcon(blank))
                self.table.setItem(place, column, item)

    @property
    def _shown(self) -> tuple[Event, ...]:
        return tuple(event for event in self._events if not event.is_inner)

    def _words(self, event: Event) -> str:
        if event.state:
            return self._state_words(event.state)
        if not event.step:
            return event.text
        words = self._step_words(event.step)
        if not event.has_failed:
            return words
        if event.status == 0:
            return self.tr("{step}: no answer").format(step=words)
        return self.tr("{step}: refused").format(step=words)

    def _step_words(self, step: str) -> str:
        if step in _ACTIONS:
            return self._wording.action(_ACTIONS[step])
        said = _STEPS.get(step)
        return QCoreApplication.translate("History", str(said)) if said is not None else step

    def _state_words(self, state: str) -> str:
        if state == GONE:
            return self.tr("The service has the job no more")
        seen = shown(state)
        words = self._wording.shown(seen)
        if seen is Shown.IN_PROGRESS:  # whoever helps has to know which one it is
            return self.tr("{stage} (new state {code})").format(stage=words, code=state)
        return words

    def _on_copy(self) -> None:
        self.copy_requested.emit("\n".join(event.as_text for event in self._events))

    def _on_copy_selected(self) -> None:
        places = sorted({index.row() for index in self.table.selectedIndexes()})
        if places:
            self.copy_requested.emit("\n".join(self._shown[place].as_text for place in places))


def _state_icon(state: str) -> tuple[str, str]:
    return STANDING_ICONS[standing_shown(shown(state))] if state != GONE else ("remove", "warn")


def _shortened(request_id: str) -> str:
    return f"{request_id[:_SHOWN_DIGITS]}…" if len(request_id) > _SHOWN_DIGITS else request_id


class _EventTable(QTableWidget):
    copy_requested = Signal()

    def __init__(self) -> None:
        super().__init__(0, 3)
        self.setObjectName("historyTable")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setStyleSheet("QTableWidget { border: none; } QTableWidget:focus { border: none; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(4 * SPACE)
        header = self.horizontalHeader()
        header.hide()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_ID_COLUMN, QHeaderView.ResizeMode.Interactive)
        header.resizeSection(_ID_COLUMN, 12 * SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Copy means whole lines."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_requested.emit()
            return
        super().keyPressEvent(event)
