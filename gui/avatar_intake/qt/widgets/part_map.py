"""Up to a thousand parts of a file as a map: a state is a colour *and* a pattern. Counts nothing, asks nothing."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QHelpEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolTip, QWidget

from avatar_intake.domain.transfer import PartState
from avatar_intake.qt.look import SPACE, Look, set_kind

_LARGEST_CELL_PX = 24
_SMALLEST_CELL_PX = 5

# State: colour, pattern. Neither alone says it: colour-blind people see the pattern, others the colour.
_DRAWN: dict[PartState, tuple[str, Qt.BrushStyle]] = {
    PartState.WAITING: ("edge", Qt.BrushStyle.NoBrush),
    PartState.SENDING: ("accent", Qt.BrushStyle.BDiagPattern),
    PartState.CHECKING: ("warn", Qt.BrushStyle.Dense5Pattern),
    PartState.STORED: ("good", Qt.BrushStyle.SolidPattern),
    PartState.FAILED: ("bad", Qt.BrushStyle.DiagCrossPattern),
}


def cell_px(count: int, width_px: int, height_px: int) -> int:
    """The side of the largest square cells, gap included, of which ``count`` fit into the room; 5 to 24 pixels."""
    for side in range(_LARGEST_CELL_PX, _SMALLEST_CELL_PX, -1):
        columns = max(1, width_px // side)
        if ceil(count / columns) * side <= height_px:
            return side
    return _SMALLEST_CELL_PX


def paint_cell(painter: QPainter, cell: QRect, state: PartState, look: Look) -> None:
    """One part."""
    name, pattern = _DRAWN[state]
    colour = look.colour(name)
    painter.setPen(QPen(colour, 1))
    painter.setBrush(QBrush(colour, pattern))
    painter.drawRect(cell)


def part_state_word(state: PartState) -> str:
    """The state's word in the language of the window."""
    translate = QCoreApplication.translate
    words = {
        PartState.WAITING: translate("PartMap", "Waiting"),
        PartState.SENDING: translate("PartMap", "On its way"),
        PartState.CHECKING: translate("PartMap", "Being checked"),
        PartState.STORED: translate("PartMap", "Stored"),
        PartState.FAILED: translate("PartMap", "Not accepted"),
    }
    return str(words[state])


class PartMap(QWidget):
    """Draws only the cells that have changed, so that a thousand parts cost nothing while they move.

    The cells stand on a sheet of the widget's size; painting is copying from it. A cell is drawn by stamping it with
    the picture of its state, which is made once for a look, a size and a screen.
    """

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._look = look
        self._states: tuple[PartState, ...] = ()
        self._side = _LARGEST_CELL_PX
        self._columns = 1
        self._sheet: QPixmap | None = None
        self._stamps: dict[PartState, QPixmap] = {}
        self._to_draw: set[int] = set()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(20 * SPACE, 5 * SPACE)
        look.changed.connect(self._on_look_changed)

    @property
    def states(self) -> tuple[PartState, ...]:
        """The states being shown, in the order of the parts."""
        return self._states

    def show_states(self, states: Sequence[PartState]) -> None:
        """Show these; only the cells that differ are drawn again."""
        new = tuple(states)
        if new == self._states:
            return
        old, self._states = self._states, new
        self._describe()
        if len(new) != len(old):
            self._arrange()
            return
        changed = [place for place, (before, after) in enumerate(zip(old, new, strict=True)) if before is not after]
        self._to_draw.update(changed)
        self.update(self._room_of(changed))

    def draw_cell(self, painter: QPainter, place: int) -> None:
        """Draw the cell at ``place`` as its part stands now."""
        painter.drawPixmap(self._cell(place).topLeft(), self._stamps[self._states[place]])

    def sizeHint(self) -> QSize:
        """The size it likes best, in logical pixels."""
        return QSize(50 * SPACE, 12 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint by hand."""
        sheet = self._sheet
        if sheet is None or sheet.devicePixelRatio() != self.devicePixelRatio():
            sheet = self._new_sheet()
        if self._to_draw:
            self._draw_on(sheet)
        room = event.rect()
        ratio = sheet.devicePixelRatio()
        source = QRectF(room.x() * ratio, room.y() * ratio, room.width() * ratio, room.height() * ratio)
        QPainter(self).drawPixmap(QRectF(room), sheet, source)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange anew for the new size."""
        self._arrange()
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Answer what no other handler answers."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._show_tip(event)
            return True
        return super().event(event)

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self._describe()
        super().changeEvent(event)

    def place_at(self, position: QPoint) -> int | None:
        """The place of the part under ``position``, from 0; ``None`` beside the parts."""
        column, row = position.x() // self._side, position.y() // self._side
        place = row * self._columns + column
        is_inside = 0 <= column < self._columns and row >= 0
        return place if is_inside and place < len(self._states) else None

    def _show_tip(self, event: QHelpEvent) -> None:
        place = self.place_at(event.pos())
        if place is None:
            QToolTip.hideText()
            return
        text = self.tr("Piece {number}: {state}").format(number=place + 1, state=part_state_word(self._states[place]))
        QToolTip.showText(event.globalPos(), text, self, self._cell(place))

    def _cell(self, place: int) -> QRect:
        row, column = divmod(place, self._columns)
        side = self._cell_side
        return QRect(column * self._side, row * self._side, side, side)

    @property
    def _cell_side(self) -> int:
        return self._side - (3 if self._side >= 12 else 2)

    def _room_of(self, places: Sequence[int]) -> QRect:
        """The rectangle around these cells; exact in height, and in width where they stand in one row."""
        first, last = self._cell(places[0]), self._cell(places[-1])
        if first.y() != last.y():
            first, last = QRect(0, first.y(), 1, 1), QRect(0, last.y(), self.width(), last.height())
        return first.united(last).adjusted(-1, -1, 1, 1)

    def _arrange(self) -> None:
        self._side = cell_px(len(self._states), self.width(), self.height())
        self._columns = max(1, self.width() // self._side)
        self._sheet = None
        self.update()

    def _new_sheet(self) -> QPixmap:
        ratio = self.devicePixelRatio()
        self._stamps = {state: self._stamp(state, ratio) for state in PartState}
        sheet = _clear_pixmap(self.size(), ratio)
        self._to_draw = set(range(len(self._states)))
        self._sheet = sheet
        return sheet

    def _stamp(self, state: PartState, ratio: float) -> QPixmap:
        side = self._cell_side
        stamp = _clear_pixmap(QSize(side + 1, side + 1), ratio)  # an outline is drawn around a rectangle
        painter = QPainter(stamp)
        paint_cell(painter, QRect(0, 0, side, side), state, self._look)
        painter.end()
        return stamp

    def _draw_on(self, sheet: QPixmap) -> None:
        painter = QPainter(sheet)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        for place in self._to_draw:
            self.draw_cell(painter, place)
        painter.end()
        self._to_draw.clear()

    def _describe(self) -> None:
        counts = {state: self._states.count(state) for state in PartState}
        self.setAccessibleName(self.tr("Pieces of the file"))
        self.setAccessibleDescription(
            ", ".join(f"{part_state_word(state)}: {count}" for state, count in counts.items() if count)
        )

    def _on_look_changed(self) -> None:
        self._sheet = None
        self.update()


def _clear_pixmap(size: QSize, ratio: float) -> QPixmap:
    pixmap = QPixmap(ceil(size.width() * ratio), ceil(size.height() * ratio))
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap


class PartLegend(QWidget):
    """What the cells of a `PartMap` mean: each state's cell and its word."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        self._labels: dict[PartState, QLabel] = {}
        for state in PartState:
            row.addWidget(_Swatch(state, look))
            label = QLabel()
            set_kind(label, "small")
            self._labels[state] = label
            row.addWidget(label)
            row.addSpacing(SPACE)
        row.addStretch(1)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words anew."""
        for state, label in self._labels.items():
            label.setText(part_state_word(state))

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _Swatch(QWidget):
    def __init__(self, state: PartState, look: Look) -> None:
        super().__init__()
        self._state = state
        self._look = look
        self.setFixedSize(14, 14)
        look.changed.connect(self._on_look_changed)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_cell(QPainter(self), QRect(1, 1, 11, 11), self._state, self._look)

    def _on_look_changed(self) -> None:
        self.update()
