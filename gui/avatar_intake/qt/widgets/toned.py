"""A picture of one of our icons that follows the colours. Shows nothing else."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel, QWidget

from avatar_intake.qt.look import Look


class IconLabel(QLabel):
    """An icon beside a text. The words stand in the text, so a screen reader is told nothing about it."""

    def __init__(
        self, look: Look, name: str = "", colour: str = "text", size_px: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._look = look
        self._name = name
        self._colour = colour
        self._size_px = size_px
        self.setFixedSize(size_px, size_px)
        look.changed.connect(self._on_look_changed)
        self._draw()

    def show_icon(self, name: str, colour: str = "text") -> None:
        """Show another icon, or none for an empty name."""
        if (name, colour) != (self._name, self._colour):
            self._name, self._colour = name, colour
            self._draw()

    def _draw(self) -> None:
        if self._name:
            ratio = self.devicePixelRatioF()
            self.setPixmap(self._look.pixmap(self._name, self._colour, self._size_px, ratio))
        else:
            self.clear()

    def _on_look_changed(self) -> None:
        self._draw()
