"""Picks the cover out of the training video: any picture, all of it or a part. Writes nothing itself."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import MediaFacts
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.crop import CropPicture, CropShape
from avatar_intake.qt.widgets.ends import time_text
from avatar_intake.qt.widgets.time_slider import TimeSlider
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.frame_finder import FrameFinder
from avatar_intake.qt.wizard.repair_desk import repair_desk

_PICTURE_PX: Final = 960


class CoverPicker(QWidget):
    """Follows the training video of the draft; without its check there is nothing to pick from yet."""

    def __init__(self, bench: Bench) -> None:
        super().__init__()
        self._bench = bench
        self._path = ""
        self.picture = CropPicture(bench.workbench.look)
        self.time = TimeSlider()
        self.shape = QComboBox()
        self.shape.setObjectName("cropShape")
        self.shape.addItems([""] * len(CropShape))
        self.take, self.save = QPushButton(), QPushButton()
        self.take.setObjectName("useFrameAsCover")
        self.save.setObjectName("savePictureAs")
        set_kind(self.save, "link")
        self._finder = FrameFinder(repair_desk(bench.workbench.desk), bench.workbench.tasks, _PICTURE_PX, self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.shape, 1)
        row.addWidget(self.take, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.picture, 1)
        column.addWidget(self.time)
        column.addLayout(row)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(self.save)
        column.addLayout(foot)
        self.time.moved.connect(self._on_moved)
        self.shape.activated.connect(self._on_shape)
        self.take.clicked.connect(self._on_take)
        self.save.clicked.connect(self._on_save)
        self._finder.found.connect(self._on_found)
        self._finder.lost.connect(self._on_lost)
        self.follow()
        self.retranslate()

    def follow(self) -> None:
        """Take the draft's video, if it is another one or is known by now."""
        facts = self._facts()
        path = self._bench.draft.path(Role.TRAINING_VIDEO) if facts is not None else ""
        for widget in (self.time, self.shape, self.take, self.save):
            widget.setEnabled(bool(path))
        if path == self._path:
            return
        self._path = path
        self.picture.show_picture(None)
        if facts is not None:
            self.time.show_film(facts.duration_s, facts.frame_rate)
            self._finder.look(path, self.time.time_s)

    def retranslate(self) -> None:
        """Take the words anew."""
        words = {
            CropShape.WHOLE: self.tr("Whole picture"),
            CropShape.WIDE: self.tr("Part, 16:9"),
            CropShape.TALL: self.tr("Part, 9:16"),
            CropShape.FREE: self.tr("Part, free"),
        }
        for place, shape in enumerate(CropShape):
            self.shape.setItemText(place, words[shape])
        self.shape.setAccessibleName(self.tr("Part of the picture"))
        self.shape.setAccessibleDescription(self.tr("How much of the picture becomes the cover"))
        self.take.setText(self.tr("Save as cover"))
        self.save.setText(self.tr("Save picture as…"))
        for button in (self.take, self.save):
            button.setAccessibleName(button.text())

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _facts(self) -> MediaFacts | None:
        item = self._bench.checks.result(Role.TRAINING_VIDEO)
        return item.facts if item is not None and isinstance(item.facts, MediaFacts) else None

    def _box_px(self) -> tuple[int, int, int, int] | None:
        facts = self._facts()
        return self.picture.box_px(*facts.shown_size_px) if facts is not None else None

    def _on_moved(self, time_s: float) -> None:
        if self._path:
            self._finder.look(self._path, time_s)

    def _on_found(self, _time_s: float, picture: bytes) -> None:
        self.picture.show_picture(picture)

    def _on_lost(self) -> None:
        self.picture.show_picture(None)

    def _on_shape(self, place: int) -> None:
        self.picture.set_shape(tuple(CropShape)[place])

    def _on_take(self) -> None:
        self._bench.pictures.make_cover(self.time.time_s, self._box_px())

    def _on_save(self) -> None:
        video = PurePath(self._path)
        moment = time_text(self.time.time_s).replace(":", "-").replace(".", "-")
        folder = self._bench.preferences.folder_for(Role.COVER) or str(video.parent)
        dialog = QFileDialog(self.window(), self.save.text(), folder)
        dialog.setObjectName("savePictureDialog")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([self.tr("JPG picture (*.jpg)")])
        dialog.setDefaultSuffix("jpg")
        dialog.selectFile(f"{video.stem}-{moment}.jpg")
        dialog.fileSelected.connect(self._on_target)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _on_target(self, target: str) -> None:
        self._bench.pictures.save_picture(self.time.time_s, self._box_px(), target)
