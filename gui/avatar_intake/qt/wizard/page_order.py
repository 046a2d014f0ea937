"""Photos of a letter's pages in the order in which they become one PDF. Reads no file."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.repair import Remedy
from avatar_intake.errors import IntakeError
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import label
from avatar_intake.qt.wizard.repair_ask import Ask
from avatar_intake.qt.wizard.repair_dialog import RepairDialog

PHOTO_SUFFIXES: Final = ("jpg", "jpeg", "png", "webp", "heic", "heif", "bmp", "tif", "tiff")
_PREVIEW_PX: Final = 640


def photos_of(paths: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are photos by their names, each once, in their order."""
    found = (path for path in paths if PurePath(path).suffix.lower().lstrip(".") in PHOTO_SUFFIXES)
    return tuple(dict.fromkeys(found))


class PageOrder(Ask):
    """A list with a preview; pages are moved, left out and added by buttons."""

    add_wanted = Signal()

    def __init__(self, bench: Bench, paths: tuple[str, ...]) -> None:
        super().__init__()
        self._bench = bench
        self._paths = list(photos_of(paths))
        self.list = QListWidget()
        self.list.setObjectName("pageOrder")
        self.preview = BlurredPicture(bench.workbench.look)
        self.preview.setObjectName("pagePreview")
        self.preview.set_placeholder("letter")
        self._advice = label("muted")
        self._buttons = {name: QPushButton() for name in ("up", "down", "out", "add")}
        for name, button in self._buttons.items():
            button.setObjectName(f"page_{name}")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._advice)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.list, 3)
        keys = QVBoxLayout()
        keys.setSpacing(SPACE)
        for button in self._buttons.values():
            keys.addWidget(button)
        keys.addStretch(1)
        row.addLayout(keys)
        row.addWidget(self.preview, 3)
        column.addLayout(row, 1)
        self._buttons["up"].clicked.connect(partial(self._move, -1))
        self._buttons["down"].clicked.connect(partial(self._move, 1))
        self._buttons["out"].clicked.connect(self._on_out)
        self._buttons["add"].clicked.connect(self._on_add)
        self.list.currentRowChanged.connect(self._on_row)
        self._fill(0)
        self.retranslate()

    def title(self, material: str) -> str:
        """What the dialog is about."""
        return self.tr("Several pages: {material}").format(material=material)

    def verb(self) -> str:
        """What its button does."""
        return self.tr("Make one PDF")

    def paths(self) -> tuple[str, ...]:
        """The pages in their order."""
        return tuple(self._paths)

    def remedies(self) -> frozenset[Remedy]:
        """They are joined."""
        return frozenset({Remedy.JOIN}) if self._paths else frozenset()

    def problem(self) -> str:
        """Why it cannot begin yet."""
        return "" if self._paths else self.tr("There is no page left. Add one.")

    def add(self, paths: list[str]) -> None:
        """Take more pages, after those that are there; those that are there stay where they are."""
        new = [path for path in photos_of(tuple(paths)) if path not in self._paths]
        if new:
            self._paths += new
            self._fill(len(self._paths) - 1)
            self.changed.emit()

    def retranslate(self) -> None:
        """Take the words anew."""
        self._advice.setText(self.tr("The photos become one PDF, in this order."))
        self.list.setAccessibleName(self.tr("Pages in their order"))
        self.preview.setAccessibleName(self.tr("Preview of the chosen page"))
        self.preview.setAccessibleDescription(self.tr("Blurred until it has the focus or is pointed at."))
        texts = {
            "up": self.tr("Move up"),
            "down": self.tr("Move down"),
            "out": self.tr("Leave out"),
            "add": self.tr("Add pages…"),
        }
        for name, text in texts.items():
            self._buttons[name].setText(text)
            self._buttons[name].setAccessibleName(text)

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _fill(self, row: int) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self.list.addItems([f"{number}. {PurePath(path).name}" for number, path in enumerate(self._paths, 1)])
        self.list.blockSignals(False)
        self.list.setCurrentRow(min(row, len(self._paths) - 1))
        self._on_row(self.list.currentRow())

    def _move(self, step: int) -> None:
        row = self.list.currentRow()
        goal = row + step
        if 0 <= row < len(self._paths) and 0 <= goal < len(self._paths):
            self._paths[row], self._paths[goal] = self._paths[goal], self._paths[row]
            self._fill(goal)
            self.changed.emit()

    def _on_out(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._paths):
            del self._paths[row]
            self._fill(row)
            self.changed.emit()

    def _on_add(self) -> None:
        folder = self._bench.preferences.folder_for(Role.GRANT_FILE)
        dialog = pages_dialog(self.window(), self._buttons["add"].text(), folder)
        dialog.filesSelected.connect(self.add)
        dialog.open()

    def _on_row(self, row: int) -> None:
        last = len(self._paths) - 1
        self._buttons["up"].setEnabled(row > 0)
        self._buttons["down"].setEnabled(0 <= row < last)
        self._buttons["out"].setEnabled(row >= 0)
        self.preview.show_picture(None)
        if row >= 0:
            desk = self._bench.workbench.desk
            look = partial(desk.picture_preview, self._paths[row], _PREVIEW_PX)
            key = f"page.{self._bench.draft.intake.intake_id}"
            self._bench.workbench.tasks.run(key, look, self.preview.show_picture, self._on_nothing)

    def _on_nothing(self, _error: IntakeError) -> None:
        """A page without a picture: the plan says what is wrong with it."""


def pages_dialog(parent: QWidget, title: str, folder: str) -> QFileDialog:
    """A file dialog for several photos."""
    dialog = QFileDialog(parent, title, folder)
    dialog.setObjectName("pagesDialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    pattern = " ".join(f"*.{suffix} *.{suffix.upper()}" for suffix in PHOTO_SUFFIXES)
    dialog.setNameFilters([pattern])
    dialog.finished.connect(dialog.deleteLater)
    return dialog


def open_join(bench: Bench, paths: tuple[str, ...], parent: QWidget) -> RepairDialog:
    """Ask for the pages' order, then make one letter of them."""
    dialog = RepairDialog(bench, Role.GRANT_FILE, PageOrder(bench, paths), None, parent)
    dialog.open()
    return dialog
