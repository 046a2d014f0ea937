"""What the board is narrowed to: state, name, batch, tag, days. Asks nobody; a pause in typing ends a wish."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from PySide6.QtCore import QDate, QEvent, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QCheckBox, QComboBox, QDateEdit, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from avatar_intake.domain.board import BoardQuery
from avatar_intake.domain.review import Shown
from avatar_intake.qt.desk.filters import SearchField
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.wording import Wording

TYPING_MS: Final = 500
_FIELD_WIDTH: Final = 17 * SPACE
_SHOWN: Final = tuple(Shown)


class Days(StrEnum):
    """When a job was made."""

    ANY = "any"
    TODAY = "today"
    WEEK = "week"
    MONTH = "month"
    CHOSEN = "chosen"


_BACK: Final = {Days.TODAY: 0, Days.WEEK: 6, Days.MONTH: 29}


def span_of(days: Days, today: date) -> tuple[str, str]:
    """First and last day, both included, as ISO dates; empty for no limit."""
    if days not in _BACK:
        return "", ""
    return (today - timedelta(days=_BACK[days])).isoformat(), ""


class BoardFilters(QWidget):
    """`query_changed` comes when somebody has made up their mind."""

    query_changed = Signal(object)  # a `BoardQuery`
    refresh_requested = Signal()
    list_requested = Signal()

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._query = BoardQuery()
        self._build()
        self._connect()
        self.retranslate()

    @property
    def query(self) -> BoardQuery:
        """What is wanted now."""
        place = self._state.currentIndex()
        since, until = span_of(self._span, date.today())  # noqa: DTZ011 - a person's own days
        if self._span is Days.CHOSEN:
            since, until = _iso(self._since.date()), _iso(self._until.date())
        return BoardQuery(
            shown=(_SHOWN[place - 1],) if place > 0 else (),
            batch_name=self._batch.text().strip(),
            tag=self._tag.text().strip(),
            name=self._name.text().strip(),
            created_from=since,
            created_to=until,
            only_elsewhere=not self._own.isChecked(),
        )

    def reset(self) -> None:
        """Narrow nothing any more."""
        for field in (self._name, self._batch, self._tag):
            field.clear()
        self._state.setCurrentIndex(0)
        self._days.setCurrentIndex(0)
        self._own.setChecked(False)
        self._on_changed()

    def focus_search(self) -> None:
        """Put the focus on the name."""
        self._name.setFocus()
        self._name.selectAll()

    def show_refreshing(self, is_refreshing: bool) -> None:
        """Whether the service is being asked at this moment."""
        self._refresh.setEnabled(not is_refreshing)

    def retranslate(self) -> None:
        """Take all words anew."""
        _fill(self._state, (self.tr("All stages"), *(self._wording.shown(shown) for shown in _SHOWN)))
        days = {
            Days.ANY: self.tr("Any day"),
            Days.TODAY: self.tr("Made today"),
            Days.WEEK: self.tr("Made in 7 days"),
            Days.MONTH: self.tr("Made in 30 days"),
            Days.CHOSEN: self.tr("Choose days…"),
        }
        _fill(self._days, tuple(days.values()))
        names = {
            self._name: self.tr("Name"),
            self._batch: self.tr("Batch"),
            self._tag: self.tr("Tag"),
        }
        for field, text in names.items():
            field.setPlaceholderText(text)
            field.setAccessibleName(text)
        self._state.setAccessibleName(self.tr("Stage"))
        self._days.setAccessibleName(self.tr("Made when"))
        self._since.setAccessibleName(self.tr("First day"))
        self._until.setAccessibleName(self.tr("Last day"))
        self._to.setText(self.tr("to"))
        self._own.setText(self.tr("Also what was made here"))
        self._own.setAccessibleName(self._own.text())
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setAccessibleName(self.tr("Refresh"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _span(self) -> Days:
        return tuple(Days)[max(0, self._days.currentIndex())]

    def _build(self) -> None:
        self._state, self._days = QComboBox(), QComboBox()
        self._state.setObjectName("boardState")
        self._days.setObjectName("boardDays")
        self._name, self._batch, self._tag = SearchField(), SearchField(), SearchField()
        for field, name in ((self._name, "boardName"), (self._batch, "boardBatch"), (self._tag, "boardTag")):
            field.setObjectName(name)
            field.setMinimumWidth(_FIELD_WIDTH // 2)
            field.setMaximumWidth(_FIELD_WIDTH)
        self._lens = self._name.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        self._since, self._until = _day("boardSince"), _day("boardUntil")
        self._to = QLabel()
        self._own = QCheckBox()
        self._own.setObjectName("boardOwn")
        self._refresh = QPushButton()
        self._refresh.setObjectName("boardRefreshButton")
        set_kind(self._refresh, "quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self._state, self._days, self._since, self._to, self._until, self._own):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._refresh)
        for field in (self._batch, self._tag, self._name):
            row.addWidget(field, 2)
        self._typing = QTimer(self)
        self._typing.setObjectName("boardTyping")
        self._typing.setSingleShot(True)
        self._typing.setInterval(TYPING_MS)
        self._show_days()

    def _connect(self) -> None:
        self._state.activated.connect(self._on_changed)
        self._days.activated.connect(self._on_days)
        self._own.toggled.connect(self._on_changed)
        for day in (self._since, self._until):
            day.dateChanged.connect(self._typing.start)
        for field in (self._name, self._batch, self._tag):
            field.textChanged.connect(self._typing.start)
            field.returnPressed.connect(self._on_changed)
            field.left.connect(self.list_requested)
        self._typing.timeout.connect(self._on_changed)
        self._refresh.clicked.connect(self.refresh_requested)
        self._look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _on_days(self) -> None:
        self._show_days()
        self._on_changed()

    def _show_days(self) -> None:
        for widget in (self._since, self._to, self._until):
            widget.setVisible(self._span is Days.CHOSEN)

    def _on_changed(self) -> None:
        self._typing.stop()
        query = self.query
        if query != self._query:
            self._query = query
            self.query_changed.emit(query)

    def _on_look_changed(self) -> None:
        self._lens.setIcon(self._look.icon("search", "muted"))
        self._refresh.setIcon(self._look.icon("refresh"))


def _day(name: str) -> QDateEdit:
    edit = QDateEdit(QDate.currentDate())
    edit.setObjectName(name)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setMaximumDate(QDate.currentDate())
    return edit


def _iso(day: QDate) -> str:
    return f"{day.year():04d}-{day.month():02d}-{day.day():02d}"


def _fill(box: QComboBox, texts: tuple[str, ...]) -> None:
    place = max(0, box.currentIndex())
    box.clear()
    box.addItems(texts)
    box.setCurrentIndex(place)
