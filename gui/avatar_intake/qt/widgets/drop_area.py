"""A place for one file: drop it or choose it, by pointer or keyboard; a wrong one is explained. Opens no file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from PySide6.QtCore import QEvent, QMimeData, Qt, QUrl, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDragEnterEvent, QDragLeaveEvent, QDropEvent
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout

from avatar_intake.qt.look import SPACE, Look, restyle, set_kind
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.widgets.toned import IconLabel


class Shape(StrEnum):
    """How much room there is."""

    WIDE = "wide"  # one row
    NARROW = "narrow"  # the buttons under the words


@dataclass(frozen=True, slots=True)
class DropWords:
    """The words of one area in the language of the window. ``kinds`` names the kinds of file as people call them."""

    title: str
    hint: str
    kinds: str


def only_local_file(mime: QMimeData) -> str | None:
    """The one file of this computer that is being dropped; ``None`` for text, several files or a web address."""
    urls = mime.urls() if mime.hasUrls() else []
    if len(urls) != 1 or not urls[0].isLocalFile():
        return None
    return urls[0].toLocalFile() or None


class DropArea(QFrame):
    """Holds at most one path. ``suffixes`` are lower-case without a dot; what is inside a file is for its check.

    `dialog_wanted` comes before the file dialog opens, so that its folder can be set.
    """

    chosen = Signal(str)
    several_chosen = Signal(list)  # paths; only where several may come
    cleared = Signal()
    folder_used = Signal(str)
    dialog_wanted = Signal()

    def __init__(self, look: Look, suffixes: tuple[str, ...], *, icon: str = "file", shape: Shape = Shape.WIDE) -> None:
        super().__init__()
        self._look = look
        self._suffixes = suffixes
        self._icon_name = icon
        self._words = DropWords("", "", "")
        self._path = ""
        self._detail = ""
        self._refusal = ""
        self._folder = ""
        self._takes_several = False
        self._build(shape)
        self.setAcceptDrops(True)

    @property
    def path(self) -> str:
        """The file that was chosen, or an empty text."""
        return self._path

    @property
    def refusal(self) -> str:
        """Why the last file was not taken, or an empty text."""
        return self._refusal

    def set_words(self, words: DropWords) -> None:
        """Name the area and what fits into it."""
        self._words = words
        self.retranslate()

    def set_several(self, *, takes_several: bool) -> None:
        """Whether several files at once are a wish of their own, and not a mistake."""
        self._takes_several = takes_several

    def set_folder(self, folder: str) -> None:
        """Where the file dialog begins."""
        self._folder = folder

    def show_path(self, path: str, detail: str = "") -> None:
        """Show a file as chosen, without saying so to anyone; an empty path empties the area."""
        self._path, self._detail, self._refusal = path, detail, ""
        self.retranslate()

    def set_detail(self, detail: str) -> None:
        """A short fact beside the file's name: its size, its length."""
        self._detail = detail
        self.retranslate()

    def choose(self) -> None:
        """Open the file dialog."""
        self.dialog_wanted.emit()
        dialog = QFileDialog(self.window(), self._words.title, self._folder)
        dialog.setObjectName("fileDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._takes_several:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
            dialog.filesSelected.connect(self.take_all)
        else:
            dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
            dialog.fileSelected.connect(self.take)
        pattern = " ".join(f"*.{suffix} *.{suffix.upper()}" for suffix in self._suffixes)
        dialog.setNameFilters([f"{self._words.kinds} ({pattern})", self.tr("All files (*)")])
        dialog.open()

    def take(self, path: str) -> None:
        """Take ``path`` if its name fits, else say why not and keep what was there."""
        name = PurePath(path).name
        if PurePath(path).suffix.lower().lstrip(".") not in self._suffixes:
            self._refuse(
                self.tr("{name} doesn't fit here. Needed: {kinds}.").format(name=name, kinds=self._words.kinds)
            )
            return
        self.folder_used.emit(str(PurePath(path).parent))
        self.show_path(path)
        self.chosen.emit(path)

    def take_all(self, paths: list[str]) -> None:
        """Take one file, or several where that is allowed and all their names fit."""
        if len(paths) == 1:
            self.take(paths[0])
            return
        wrong = [path for path in paths if PurePath(path).suffix.lower().lstrip(".") not in self._suffixes]
        if wrong:
            self.take(wrong[0])  # says what is wrong with it
        elif self._takes_several and paths:
            self.folder_used.emit(str(PurePath(paths[0]).parent))
            self.several_chosen.emit(paths)
        else:
            self._refuse(self.tr("One file at a time, please. Nothing was changed."))

    def retranslate(self) -> None:
        """Take the words anew."""
        has_file = bool(self._path)
        self._title.setText(PurePath(self._path).name if has_file else self._words.title)
        self._hint.setText(self._refusal or (self._detail if has_file else self._words.hint))
        self._hint.setVisible(bool(self._hint.text()))
        set_kind(self._hint, "bad" if self._refusal else "small")
        choose = self.tr("Choose another…") if has_file else self.tr("Choose a file…")
        self._choose.setText(choose)
        self._choose.setAccessibleName(f"{self._words.title}: {choose}")
        self._choose.setAccessibleDescription(self._refusal or f"{self._title.text()} {self._hint.text()}")
        self._remove.setText(self.tr("Remove"))
        self._remove.setAccessibleName(f"{self._words.title}: {self._remove.text()}")
        self._remove.setVisible(has_file)
        self.setAccessibleName(self._words.title)
        self._set_state("bad" if self._refusal else "filled" if has_file else "empty")

    def focus_button(self) -> QPushButton:
        """The button to which the focus goes when a file is missing."""
        return self._choose

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Let every drag in; a wrong drop is explained."""
        # Everything is let in, so that a wrong drop can be explained instead of bouncing back without a word.
        event.acceptProposedAction()
        self._set_state("over")

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """Look as before."""
        self.retranslate()
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Take the file, or say why not."""
        event.acceptProposedAction()
        urls = event.mimeData().urls()
        path = only_local_file(event.mimeData())
        if path is not None:
            self.take(path)
        elif self._takes_several and len(urls) > 1 and _local_count(urls) == len(urls):
            self.take_all([url.toLocalFile() for url in urls])
        elif _local_count(urls) > 1:
            self._refuse(self.tr("One file at a time, please. Nothing was changed."))
        else:
            self._refuse(self.tr("That isn't a file of this computer. Drop a file from a folder."))

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self, shape: Shape) -> None:
        set_kind(self, "drop")
        self._icon = IconLabel(self._look, self._icon_name, "accent", 24 if shape is Shape.NARROW else 32)
        self._title = ElidedLabel()
        set_kind(self._title, "strong")
        self._hint = QLabel()
        self._hint.setTextFormat(Qt.TextFormat.PlainText)
        self._hint.setWordWrap(True)
        self._choose = QPushButton()
        self._choose.setObjectName("chooseButton")
        self._choose.clicked.connect(self.choose)
        self._remove = QPushButton()
        self._remove.setObjectName("removeButton")
        set_kind(self._remove, "link")
        self._remove.clicked.connect(self._on_remove)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._hint)
        row = QHBoxLayout()
        row.setSpacing(SPACE + 4)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        column = QVBoxLayout(self)
        margin = SPACE + 4 if shape is Shape.NARROW else 2 * SPACE
        column.setContentsMargins(margin, margin, margin, margin)
        column.setSpacing(SPACE)
        column.addLayout(row)
        buttons = row
        if shape is Shape.NARROW:
            buttons = QHBoxLayout()
            buttons.addStretch(1)
            column.addLayout(buttons)
        buttons.addWidget(self._remove)
        buttons.addWidget(self._choose)

    def _refuse(self, why: str) -> None:
        self._refusal = why
        self.retranslate()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, why))

    def _set_state(self, state: str) -> None:
        if self.property("state") != state:
            self.setProperty("state", state)
            restyle(self)

    def _on_remove(self) -> None:
        self.show_path("")
        self.cleared.emit()


def _local_count(urls: list[QUrl]) -> int:
    return sum(1 for url in urls if url.isLocalFile())
