"""What a support report holds, entry by entry, before it is saved. Saves nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain

if TYPE_CHECKING:
    from avatar_intake.flow.support import Entry

_SIZE: Final = QSize(110 * SPACE, 72 * SPACE)
_LIST_WIDTH: Final = 22 * SPACE
_PROPOSED: Final = "avatar-intake-report.zip"


class ReportDialog(QDialog):
    """The preview equals what is saved. Opens without blocking and forgets itself."""

    save_requested = Signal(str)  # the file that a person has chosen

    def __init__(self, look: Look, entries: Sequence[Entry], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("report")
        explain(self, Topic.PRIVACY)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowIcon(look.app_icon())
        title = self.tr("A report for support")
        self.setWindowTitle(title)
        self.resize(_SIZE)
        self._entries = tuple(entries)
        head = QLabel(title)
        set_kind(head, "title")
        words = QLabel(
            self.tr(
                "This is all that the file will hold: no names, numbers, keys, paths or upload addresses. "
                "Have a look, then save it. Nothing is sent by itself."
            )
        )
        words.setWordWrap(True)
        self._list = QListWidget()
        self._list.setObjectName("reportEntries")
        self._list.setAccessibleName(self.tr("What is inside"))
        self._list.ensurePolished()  # the heights of the lines come from the style sheet
        self._list.addItems([str(entry.name) for entry in entries])
        self._list.setFixedWidth(_LIST_WIDTH)
        self._text = QPlainTextEdit()
        self._text.setObjectName("reportText")
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setAccessibleName(self.tr("The text of the chosen entry"))
        self._list.currentRowChanged.connect(self._on_chosen)
        self._list.setCurrentRow(0)
        middle = QHBoxLayout()
        middle.setSpacing(SPACE)
        middle.addWidget(self._list)
        middle.addWidget(self._text, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(head)
        column.addWidget(words)
        column.addLayout(middle, 1)
        column.addLayout(self._foot())
        self._list.setFocus()

    def _foot(self) -> QHBoxLayout:
        close, save = QPushButton(self.tr("Close")), QPushButton(self.tr("Save…"))
        close.setObjectName("closeReportButton")
        save.setObjectName("saveReportButton")
        set_kind(save, "primary")
        close.clicked.connect(self.close)
        save.clicked.connect(self._on_save)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addStretch(1)
        for button in (close, save):
            button.setAccessibleName(button.text())
            foot.addWidget(button)
        return foot

    def _on_chosen(self, place: int) -> None:
        self._text.setPlainText(self._entries[place].text if place >= 0 else "")

    def _on_save(self) -> None:
        dialog = QFileDialog(self, self.tr("Save as"))
        dialog.setObjectName("saveReportDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is overwritten in any case
        dialog.setDefaultSuffix("zip")
        dialog.selectFile(_PROPOSED)
        dialog.fileSelected.connect(self._on_file)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_file(self, target: str) -> None:
        self.save_requested.emit(target)
        self.close()
