"""The bar of filters above the list: groups with counts, batch, unseen news, search. Filters nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QHBoxLayout, QLineEdit, QPushButton, QToolButton, QWidget

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.rows import Group, Wanted, batches_of, count_groups
from avatar_intake.qt.look import SPACE, Look, set_kind

_SEARCH_WIDTH: Final = 32 * SPACE
_BATCH_WIDTH: Final = 18 * SPACE


class SearchField(QLineEdit):
    """Escape empties it; the arrow down, or Escape once it is empty, leads to the list."""

    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setClearButtonEnabled(True)
        self.retranslate()

    def retranslate(self) -> None:
        """Give the button that empties it a name; Qt gives it none."""
        for button in self.findChildren(QToolButton):
            button.setAccessibleName(self.tr("Clear"))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Two keys lead out of the field."""
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        elif event.key() in (Qt.Key.Key_Escape, Qt.Key.Key_Down):
            self.left.emit()
        else:
            super().keyPressEvent(event)


class FilterBar(QWidget):
    """What the list shall be narrowed to."""

    wanted_changed = Signal(object)  # a `Wanted`
    refresh_requested = Signal()
    list_requested = Signal()  # the focus shall go to the list

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wanted = Wanted()
        self._rows: Sequence[IntakeRow] = ()
        self._news = 0
        self._build()
        self._connect()
        self.retranslate()

    def show_rows(self, rows: Sequence[IntakeRow], news: int) -> None:
        """Count these; ``news`` is how many of them have something unseen."""
        self._rows, self._news = rows, news
        self._show_counts()
        self._show_batches()

    def show_refreshing(self, is_refreshing: bool) -> None:
        """Whether the service is being asked at this moment."""
        self._refresh.setEnabled(not is_refreshing)

    def focus_search(self) -> None:
        """Put the focus on the search field, its text selected."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def reset(self) -> None:
        """Narrow nothing any more."""
        self._segments[Group.ALL].setChecked(True)
        self._new.setChecked(False)
        self._search.clear()
        self._batch.setCurrentIndex(0)
        self._want(Wanted())

    def retranslate(self) -> None:
        """Take all words anew."""
        self._search.setPlaceholderText(self.tr("Search by name, batch or job id"))
        self._search.setAccessibleName(self.tr("Search"))
        self._batch.setAccessibleName(self.tr("Batch"))
        self._refresh.setText(self.tr("Refresh"))
        self._refresh.setToolTip(self.tr("Ask the service how the reviews stand"))
        self._refresh.setAccessibleName(self.tr("Refresh"))
        self._new.setToolTip(self.tr("What has changed at the service and was not looked at yet"))
        self._show_counts()
        self._show_batches()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE // 2)
        self._groups = QButtonGroup(self)
        self._segments: dict[Group, QPushButton] = {}
        for number, group in enumerate(Group):
            segment = _quiet(f"filter_{group.value}", is_checkable=True)
            segment.setAutoExclusive(True)  # a screen reader says *one of several*, and not *on or off*
            self._groups.addButton(segment, number)
            self._segments[group] = segment
            row.addWidget(segment)
        self._segments[Group.ALL].setChecked(True)
        self._new = _quiet("newsFilter", is_checkable=True)
        self._refresh = _quiet("refreshButton")
        self._batch = QComboBox()
        self._batch.setObjectName("batchFilter")
        self._batch.setMinimumWidth(_BATCH_WIDTH)
        self._search = SearchField()
        self._search.setObjectName("searchField")
        self._search.setMinimumWidth(_SEARCH_WIDTH // 2)
        self._search.setMaximumWidth(_SEARCH_WIDTH)
        self._lens = self._search.addAction(QIcon(), QLineEdit.ActionPosition.LeadingPosition)
        row.addWidget(self._new)
        row.addStretch(1)
        for widget in (self._refresh, self._batch):
            row.addWidget(widget)
            row.addSpacing(SPACE // 2)
        row.addWidget(self._search, 4)

    def _connect(self) -> None:
        self._groups.idClicked.connect(self._on_group)
        self._new.toggled.connect(self._on_new)
        self._batch.activated.connect(self._on_batch)
        self._search.textChanged.connect(self._on_search)
        self._search.left.connect(self.list_requested)
        self._refresh.clicked.connect(self.refresh_requested)
        self._look.changed.connect(self._on_look_changed)
        self._on_look_changed()

    def _show_counts(self) -> None:
        counts = count_groups(self._rows)
        for group, segment in self._segments.items():
            _say(segment, f"{words.group(group)}  {counts[group]}")
        _say(self._new, self.tr("News  {count}").format(count=self._news))
        # While it narrows the list it stays, so that it can be lifted.
        self._new.setVisible(bool(self._news) or self._new.isChecked())

    def _show_batches(self) -> None:
        items = [("", self.tr("All batches")), *((name, name) for name in batches_of(self._rows))]
        if items == [
            (self._batch.itemData(place), self._batch.itemText(place)) for place in range(self._batch.count())
        ]:
            return
        self._batch.clear()
        for name, text in items:
            self._batch.addItem(text, name)
        self._batch.setCurrentIndex(max(0, self._batch.findData(self._wanted.batch)))
        self._batch.setVisible(len(items) > 1)

    def _want(self, wanted: Wanted) -> None:
        if wanted != self._wanted:
            self._wanted = wanted
            self.wanted_changed.emit(wanted)

    def _on_group(self, number: int) -> None:
        self._want(replace(self._wanted, group=tuple(Group)[number]))

    def _on_new(self, is_on: bool) -> None:
        self._want(replace(self._wanted, only_new=is_on))
        self._show_counts()

    def _on_batch(self, place: int) -> None:
        self._want(replace(self._wanted, batch=str(self._batch.itemData(place))))

    def _on_search(self, text: str) -> None:
        self._want(replace(self._wanted, text=text))

    def _on_look_changed(self) -> None:
        self._lens.setIcon(self._look.icon("search", "muted"))
        self._refresh.setIcon(self._look.icon("refresh"))
        self._new.setIcon(self._look.icon("bell", "bad"))


def _quiet(name: str, *, is_checkable: bool = False) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setCheckable(is_checkable)
    set_kind(button, "quiet")
    return button


def _say(button: QPushButton, text: str) -> None:
    if button.text() != text:
        button.setText(text)
        button.setAccessibleName(text)
