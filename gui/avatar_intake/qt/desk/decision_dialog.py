"""Turning a result down, or answering the reviewers: a title, a text, attachments. Sends nothing and reads no file."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.decisions import (
    MAX_ATTACHMENTS,
    MAX_MESSAGE_LENGTH,
    MAX_TITLE_LENGTH,
    Action,
    Decision,
    DecisionFault,
    decision_faults,
)
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.wording import Wording

_SIZE: Final = QSize(80 * SPACE, 66 * SPACE)
_LIST_HEIGHT: Final = 12 * SPACE


class DecisionDialog(QDialog):
    """Opens without blocking; `decided` comes at most once. What is wrong is said when the button is pressed."""

    decided = Signal(object)  # a `Decision`

    def __init__(self, look: Look, wording: Wording, action: Action, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._wording = wording
        self._action = action
        self.setObjectName("decisionDialog")
        explain(self, Topic.REVIEW)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._build()
        self._lay_out()
        self._say(name)
        self._connect()
        self._on_edited()
        self._title.setFocus()

    @property
    def decision(self) -> Decision:
        """What is filled in."""
        paths = tuple(
            str(self._files.item(place).data(Qt.ItemDataRole.UserRole)) for place in range(self._files.count())
        )
        return Decision(self._action, self._title.text().strip(), self._message.toPlainText().strip(), paths)

    def add_files(self, paths: list[str]) -> None:
        """Attach these too; one that is attached already is not attached again."""
        known = set(self.decision.attachments)
        for path in paths:
            if path not in known:
                item = QListWidgetItem(self._look.icon("file"), Path(path).name)
                item.setData(Qt.ItemDataRole.UserRole, path)
                item.setToolTip(path)
                self._files.addItem(item)
                known.add(path)
        self._on_edited()

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._heading = QLabel()
        set_kind(self._heading, "subtitle")
        self._heading.setWordWrap(True)
        self._subheading = QLabel()
        self._subheading.setWordWrap(True)
        set_kind(self._subheading, "muted")
        self._title = QLineEdit()
        self._title.setObjectName("decisionTitle")
        self._message = _Text()
        self._message.setObjectName("decisionMessage")
        self._message.setTabChangesFocus(True)
        self._files = _Files()
        self._files.setObjectName("decisionFiles")
        self._files.setFixedHeight(_LIST_HEIGHT)
        fields: tuple[QWidget, ...] = (self._title, self._message, self._files)
        self._labels = {widget: QLabel() for widget in fields}
        self._counts = {widget: QLabel() for widget in self._labels}
        self._add = _button("addAttachmentButton", "")
        self._add.setIcon(self._look.icon("plus"))
        self._drop = _button("dropAttachmentButton", "quiet")
        self._drop.setIcon(self._look.icon("minus"))
        self._wrong = QLabel()
        self._wrong.setObjectName("decisionWrong")
        self._wrong.setWordWrap(True)
        set_kind(self._wrong, "bad")
        self._cancel = _button("cancelDecisionButton", "")
        self._send = _button("sendDecisionButton", "danger" if self._action is Action.REJECT else "primary")

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self._heading)
        column.addWidget(self._subheading)
        for widget, label in self._labels.items():
            head = QHBoxLayout()
            head.addWidget(label, 1)
            head.addWidget(self._counts[widget])
            set_kind(label, "label")
            set_kind(self._counts[widget], "small")
            column.addSpacing(SPACE // 2)
            column.addLayout(head)
            column.addWidget(widget, 1 if widget is self._message else 0)
        files = QHBoxLayout()
        files.setSpacing(SPACE)
        files.addWidget(self._add)
        files.addWidget(self._drop)
        files.addStretch(1)
        column.addLayout(files)
        column.addSpacing(SPACE)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._wrong, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._send)
        column.addLayout(foot)

    def _say(self, name: str) -> None:
        action = self._wording.action(self._action)
        if self._action is Action.REJECT:
            heading = self.tr('Turn down the result for "{name}"?').format(name=name)
            subheading = self.tr("Say what has to be different. The reviewers at the service read it.")
        else:
            heading = self.tr('Answer about "{name}"').format(name=name)
            subheading = self.tr("The reviewers at the service read your answer and its attachments.")
        self.setWindowTitle(action)
        self.setAccessibleName(heading)
        self.setAccessibleDescription(subheading)
        self._heading.setText(heading)
        self._subheading.setText(subheading)
        texts = {
            self._title: self.tr("Title (may be left out)"),
            self._message: self.tr("What the reviewers should know"),
            self._files: self.tr("Attachments (may be left out)"),
        }
        for widget, text in texts.items():
            self._labels[widget].setText(text)
            self._labels[widget].setBuddy(widget)
            widget.setAccessibleName(text)
        self._add.setText(self.tr("Attach a file…"))
        self._drop.setText(self.tr("Leave out"))
        self._cancel.setText(self.tr("Cancel"))
        self._send.setText(action)
        for button in (self._add, self._drop, self._cancel, self._send):
            button.setAccessibleName(button.text())

    def _connect(self) -> None:
        self._title.textChanged.connect(self._on_edited)
        self._message.textChanged.connect(self._on_edited)
        self._files.itemSelectionChanged.connect(self._on_edited)
        self._files.drop_requested.connect(self._on_drop)
        self._message.send_requested.connect(self._on_send)
        self._add.clicked.connect(self._on_add)
        self._drop.clicked.connect(self._on_drop)
        self._cancel.clicked.connect(self.reject)
        self._send.clicked.connect(self._on_send)

    # --- what is done -----------------------------------------------------------------------------

    def _on_edited(self) -> None:
        decision = self.decision
        limits = {
            self._title: (len(decision.title), MAX_TITLE_LENGTH),
            self._message: (len(decision.message), MAX_MESSAGE_LENGTH),
            self._files: (len(decision.attachments), MAX_ATTACHMENTS),
        }
        for widget, (count, limit) in limits.items():
            self._counts[widget].setText(self.tr("{count} of {limit}").format(count=count, limit=limit))
            set_kind(self._counts[widget], "bad" if count > limit else "small")
            widget.setAccessibleDescription(self._counts[widget].text())
        self._drop.setEnabled(bool(self._files.selectedItems()))
        if self._wrong.text():
            self._show_wrong()

    def _show_wrong(self) -> tuple[DecisionFault, ...]:
        faults = decision_faults(self.decision)
        said = {
            DecisionFault.TITLE_LONG: self.tr("The title is too long."),
            DecisionFault.MESSAGE_LONG: self.tr("The text is too long."),
            DecisionFault.MESSAGE_MISSING: self.tr("Write what the reviewers should know."),
            DecisionFault.ATTACHMENTS_MANY: self.tr("Leave out some of the attachments."),
        }
        text = next((said[fault] for fault in faults if fault in said), "")
        self._wrong.setText(text)
        return faults

    def _on_send(self) -> None:
        faults = self._show_wrong()
        if not faults:
            self.decided.emit(self.decision)
            self.accept()
            return
        where = {DecisionFault.TITLE_LONG: self._title, DecisionFault.ATTACHMENTS_MANY: self._files}
        where.get(faults[0], self._message).setFocus()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, self._wrong.text()))

    def _on_add(self) -> None:
        dialog = QFileDialog(self, self.tr("Attach a file"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self.add_files)
        dialog.open()

    def _on_drop(self) -> None:
        for item in self._files.selectedItems():
            self._files.takeItem(self._files.row(item))
        self._on_edited()


class _Text(QPlainTextEdit):
    """Ctrl+Enter sends, as in a mail."""

    send_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.send_requested.emit()
        else:
            super().keyPressEvent(event)


class _Files(QListWidget):
    """Delete leaves out what is selected."""

    drop_requested = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete:
            self.drop_requested.emit()
        else:
            super().keyPressEvent(event)


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    if kind:
        set_kind(button, kind)
    return button
