"""What can be decided about a job at this moment: buttons for what is mostly wanted, a menu for the rest."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from avatar_intake.domain.decisions import COMMENTED_ACTIONS, Action
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.wording import Wording

ACTION_ICONS: Final = {
    Action.AMEND: "edit",
    Action.SUBMIT: "submit",
    Action.ACCEPT: "good",
    Action.REJECT: "error",
    Action.ANSWER: "letter",
    Action.SUSPEND: "pause",
    Action.RESUME: "play",
    Action.ASK_REPAIR: "settings",
    Action.CONFIRM_LETTER: "documents",
    Action.DELETE_VIDEOS: "video",
    Action.DELETE_JOB: "remove",
}
IN_THE_WIZARD: Final = frozenset({Action.AMEND, Action.SUBMIT})  # the page's own next step leads there
_BUTTONS: Final = (Action.ACCEPT, Action.REJECT, Action.ANSWER, Action.RESUME)
_KINDS: Final = {Action.ACCEPT: "primary", Action.RESUME: "primary"}
_ASKING: Final = frozenset({*COMMENTED_ACTIONS, Action.DELETE_JOB, Action.DELETE_VIDEOS, Action.ASK_REPAIR})


def text_of(action: Action, wording: Wording) -> str:
    """The action's word, with three dots where more is asked first."""
    return wording.action(action) + ("…" if action in _ASKING else "")


class DecisionBar(QWidget):
    """Only what the job's state allows is there; nothing is greyed out."""

    decision_requested = Signal(object)  # an `Action`

    def __init__(self, look: Look, wording: Wording, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._actions: tuple[Action, ...] = ()
        self._buttons = {action: _button(f"decide_{action.value}", _KINDS.get(action, "")) for action in _BUTTONS}
        self._more = _button("moreDecisionsButton", "")
        self._menu = QMenu(self._more)
        self._menu.setObjectName("decisionMenu")
        self._more.setMenu(self._menu)
        self._more.setStyleSheet("QPushButton::menu-indicator { image: none; width: 0; }")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._more)
        for action, button in reversed(self._buttons.items()):  # the one that is wanted most stands last
            button.clicked.connect(partial(self.decision_requested.emit, action))
            row.addWidget(button)
        look.changed.connect(self._show)
        self._show()

    def show_actions(self, actions: Sequence[Action]) -> None:
        """Offer exactly these."""
        offered = tuple(action for action in actions if action not in IN_THE_WIZARD)
        if offered != self._actions:
            self._actions = offered
            self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _show(self) -> None:
        for action, button in self._buttons.items():
            button.setVisible(action in self._actions)
            button.setText(text_of(action, self._wording))
            button.setAccessibleName(self._wording.action(action))
            tone = "accent_text" if action in _KINDS else "text"
            button.setIcon(self._look.icon(ACTION_ICONS[action], tone))
        self._menu.clear()
        for action in self._actions:
            if action not in self._buttons:
                entry = self._menu.addAction(self._look.icon(ACTION_ICONS[action]), text_of(action, self._wording))
                entry.setObjectName(f"decide_{action.value}")
                entry.triggered.connect(partial(self.decision_requested.emit, action))
        self._more.setVisible(not self._menu.isEmpty())
        self._more.setText(self.tr("More"))
        self._more.setAccessibleName(self.tr("More decisions"))
        self._more.setIcon(self._look.icon("more"))
        self.setVisible(bool(self._actions))


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    if kind:
        set_kind(button, kind)
    return button
