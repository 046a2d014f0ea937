"""The line under the list: when the service was asked, since when it cannot be, and what a selection can have done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.bulk import Bulk, bulk_of
from avatar_intake.qt.look import CONTROL_HEIGHT, SPACE, Look, set_kind
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wording import Wording

_SEVERAL: Final = 2


@dataclass(frozen=True, slots=True)
class Contact:
    """How the service could be reached; epoch seconds. ``asked_s`` is the last answer, both are ``None`` before one."""

    asked_s: float | None = None
    offline_since_s: float | None = None


class Foot(QWidget):
    """Its room is kept free, so that nothing moves when a selection has something to offer."""

    bulk_requested = Signal(object, object)  # a `Bulk`, the ids

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._contact = Contact()
        self._said = ""
        self._selected: Sequence[IntakeRow] = ()
        self._ids: Mapping[Bulk, tuple[str, ...]] = {}
        self._build()
        look.changed.connect(self._on_look_changed)
        self._on_look_changed()
        self.retranslate()

    def show_contact(self, contact: Contact) -> None:
        """Say when the service was asked last, or since when it could not be."""
        self._contact = contact
        self._say_contact()

    def show_selected(self, rows: Sequence[IntakeRow]) -> None:
        """Offer what can be done with these together; nothing for fewer than two."""
        self._selected = rows if len(rows) >= _SEVERAL else ()
        self._ids = bulk_of(self._selected)
        self._show_selected()

    def text_of(self, action: Bulk, count: int) -> str:
        """What the button of an action says for so many intakes."""
        texts = {
            Bulk.RESUME: self.tr("Resume {count}"),
            Bulk.REFRESH: self.tr("Refresh {count}"),
            Bulk.REMOVE_FINISHED: self.tr("Remove {count} finished…"),
        }
        return texts[action].format(count=count)

    def retranslate(self) -> None:
        """Take all words anew."""
        self._say_contact()
        self._show_selected()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self.setFixedHeight(CONTROL_HEIGHT + SPACE)
        self._icon = IconLabel(self._look, size_px=2 * SPACE)
        self._words = QLabel()
        self._words.setObjectName("contactWords")
        set_kind(self._words, "small")
        self._count = QLabel()
        self._count.setObjectName("selectionCount")
        set_kind(self._count, "strong")
        self._buttons = {action: QPushButton() for action in Bulk}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, SPACE // 2, 0, SPACE // 2)
        row.setSpacing(SPACE)
        row.addWidget(self._icon)
        row.addWidget(self._words)
        row.addStretch(1)
        row.addWidget(self._count)
        for action, button in self._buttons.items():
            button.setObjectName(f"bulk_{action.value}")
            button.clicked.connect(partial(self._on_bulk, action))
            row.addWidget(button)

    def _say_contact(self) -> None:
        contact = self._contact
        if contact.offline_since_s is not None:
            icon, tone = "cloud", "warn"
            said = self.tr("Offline since {moment}. The service is asked again by itself, and nothing is lost.")
            text = said.format(moment=self._wording.moment(contact.offline_since_s))
        elif contact.asked_s is not None:
            icon, tone = "clock", "muted"
            said = self.tr("As the service said at {moment}")
            text = said.format(moment=self._wording.moment(contact.asked_s))
        else:
            icon, tone, text = "", "muted", ""
        self._icon.show_icon(icon, tone)
        set_kind(self._words, "warn" if contact.offline_since_s is not None else "small")
        self._words.setText(text)
        self._words.setAccessibleName(text)
        kind = text if contact.offline_since_s is not None else ""
        if kind and kind != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, kind))
        self._said = kind

    def _show_selected(self) -> None:
        self._count.setVisible(bool(self._selected))
        self._count.setText(self.tr("%n selected", "", len(self._selected)))
        for action, button in self._buttons.items():
            count = len(self._ids.get(action, ()))
            text = self.text_of(action, count)
            button.setText(text)
            button.setAccessibleName(text)
            button.setVisible(bool(count))

    def _on_bulk(self, action: Bulk) -> None:
        self.bulk_requested.emit(action, self._ids[action])

    def _on_look_changed(self) -> None:
        icons = {Bulk.RESUME: "play", Bulk.REFRESH: "refresh", Bulk.REMOVE_FINISHED: "remove"}
        for action, button in self._buttons.items():
            button.setIcon(self._look.icon(icons[action]))
