"""Where a new file goes, how long it takes and how much room it needs, in words. Asks nothing of a disk."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.repair import Remedy
from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.page import label
from avatar_intake.qt.wizard.repair_run import Prospect
from avatar_intake.qt.wizard.repair_words import estimate_words, remedy_words


class RepairPlace(QWidget):
    """Empty until a prospect is known; *Change folder…* opens the system's dialog."""

    folder_chosen = Signal(str)

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._prospect: Prospect | None = None
        self._name, self._folder = ElidedLabel(), ElidedLabel()
        self._name.setObjectName("repairTarget")
        set_kind(self._name, "strong")
        set_kind(self._folder, "small")
        self._folder.setObjectName("repairFolder")
        self.change = QPushButton()
        self.change.setObjectName("changeFolder")
        set_kind(self.change, "link")
        self.change.clicked.connect(self._on_change)
        self._time, self._room, self._extra = label(), label(), label("small")
        self._time.setObjectName("repairEstimate")
        self._room.setObjectName("repairRoom")
        self._extra.setObjectName("repairExtra")
        self._original = label()
        file = QVBoxLayout()
        file.setSpacing(0)
        file.addWidget(self._name)
        file.addWidget(self._folder)
        target = QHBoxLayout()
        target.setSpacing(SPACE)
        target.addLayout(file, 1)
        target.addWidget(self.change)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE + 4)
        grid.setVerticalSpacing(SPACE)
        contents = (("file", 0, 0), ("clock", 1, 0), ("shield", 0, 2), ("folder", 1, 2))
        for icon, row, column in contents:
            grid.addWidget(IconLabel(look, icon, "accent", 20), row, column)
        grid.addLayout(target, 0, 1)
        grid.addWidget(self._time, 1, 1)
        grid.addWidget(self._original, 0, 3)
        grid.addWidget(self._room, 1, 3)
        grid.addWidget(self._extra, 2, 1, 1, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        self.retranslate()

    def show_prospect(self, prospect: Prospect | None) -> None:
        """Show what it would come to; ``None`` while that is not known."""
        self._prospect = prospect
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words anew."""
        self.change.setText(self.tr("Change folder…"))
        self.change.setAccessibleName(self.change.text())
        self._original.setText(self.tr("Your original is only read. It stays as it is."))
        prospect = self._prospect
        self.change.setEnabled(prospect is not None)
        if prospect is None:
            self._name.setText(self.tr("A new file"))
            self._folder.setText("")
            self._time.setText("…")
            self._room.setText("…")
            self._extra.setText("")
            return
        target = PurePath(prospect.target)
        self._name.setText(target.name)
        self._folder.setText(self.tr("New file in {folder}").format(folder=target.parent))
        self.change.setAccessibleDescription(self._folder.text())
        self._time.setText(self.tr("Takes {time}").format(time=estimate_words(prospect.plan.estimate_s)))
        self._show_room(prospect)
        implied = [remedy for remedy in prospect.plan.remedies if remedy not in prospect.wish.remedies]
        self._extra.setText(self._also(implied))
        self._extra.setVisible(bool(implied))

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _show_room(self, prospect: Prospect) -> None:
        needed = wording.size(prospect.plan.needed_bytes)
        free = "" if prospect.free_bytes is None else wording.size(prospect.free_bytes)
        if not free:
            text = self.tr("Needs up to {needed} of free space").format(needed=needed)
        elif prospect.is_too_large:
            text = self.tr("Needs up to {needed}; only {free} are free there. Choose another folder.").format(
                needed=needed, free=free
            )
        else:
            text = self.tr("Needs up to {needed}; {free} are free there").format(needed=needed, free=free)
        self._room.setText(text)
        set_kind(self._room, "bad" if prospect.is_too_large else "")

    def _also(self, implied: list[Remedy]) -> str:
        told = self.tr("; ").join(remedy_words(remedy) for remedy in implied)
        return self.tr("Also needed for it: {things}").format(things=told) if told else ""

    def _on_change(self) -> None:
        folder = "" if self._prospect is None else str(PurePath(self._prospect.target).parent)
        dialog = QFileDialog(self.window(), self.change.text(), folder)
        dialog.setObjectName("folderDialog")
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
