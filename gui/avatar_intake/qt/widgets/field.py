"""A label, its editor and one line under it for a hint or a problem. Judges by a function that it is given."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from avatar_intake.qt.look import SPACE, Look, restyle, set_kind
from avatar_intake.qt.widgets.toned import IconLabel

Editor = QLineEdit | QComboBox | QSpinBox


def _no_problem() -> str:
    return ""


class Field(QWidget):
    """One value of a form.

    A problem is shown only after the field was left for the first time. While an input method is composing, nothing is
    judged: a `QLineEdit` speaks of a change when the text is committed.
    """

    edited = Signal()
    left = Signal()

    def __init__(self, editor: Editor, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.editor = editor
        self._judge: Callable[[], str] = _no_problem
        self._hint = ""
        self._problem = ""
        self._was_left = False
        self._build(look)
        self._connect()

    @property
    def problem(self) -> str:
        """The sentence under the editor, or an empty one."""
        return self._problem

    def set_words(self, label: str, hint: str = "") -> None:
        """Name the field; ``hint`` says what fits in."""
        self._label.setText(label)
        self.editor.setAccessibleName(label)
        self._hint = hint
        self._show()

    def set_judge(self, judge: Callable[[], str]) -> None:
        """Ask ``judge`` for a problem; it answers with a sentence in the window's language, or with an empty one."""
        self._judge = judge

    def put_beside(self, widget: QWidget) -> None:
        """Put something at the end of the editor's line."""
        self._line.addWidget(widget)

    def judge(self, *, is_forced: bool = False) -> str:
        """Look at the value now, if the field was left before or when it ``is_forced``; return the problem."""
        if is_forced:
            self._was_left = True
        if self._was_left:
            self._problem = self._judge()
            self._show()
        return self._problem

    def pardon(self) -> None:
        """Show no problem until the field is left again: its value is a new one."""
        self._was_left, self._problem = False, ""
        self._show()

    def _build(self, look: Look) -> None:
        self._label = QLabel()
        self._label.setBuddy(self.editor)
        set_kind(self._label, "label")
        self._icon = IconLabel(look, size_px=16)
        self._message = QLabel()
        set_kind(self._message, "small")
        self._message.setWordWrap(True)
        under = QHBoxLayout()
        under.setSpacing(SPACE // 2)
        under.addWidget(self._icon)
        under.addWidget(self._message, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(self._label)
        self._line = QHBoxLayout()
        self._line.setSpacing(SPACE)
        self._line.addWidget(self.editor, 1)
        column.addLayout(self._line)
        column.addLayout(under)
        self._icon.hide()
        # One line is kept free, so that nothing moves when a problem appears.
        self._message.setMinimumHeight(self._message.fontMetrics().height())

    def _connect(self) -> None:
        if isinstance(self.editor, QLineEdit):
            self.editor.textChanged.connect(self._on_edited)
            self.editor.editingFinished.connect(self._on_left)
        elif isinstance(self.editor, QComboBox):
            self.editor.currentIndexChanged.connect(self._on_edited)
        else:
            self.editor.valueChanged.connect(self._on_edited)

    def _on_edited(self) -> None:
        self.judge()
        self.edited.emit()

    def _on_left(self) -> None:
        self.judge(is_forced=True)
        self.left.emit()

    def _show(self) -> None:
        text = self._problem or self._hint
        self._message.setText(text)
        self._icon.setVisible(bool(self._problem))
        self._icon.show_icon("error" if self._problem else "", "bad")
        set_kind(self._message, "bad" if self._problem else "small")
        self.editor.setAccessibleDescription(text)
        if self.editor.property("problem") != bool(self._problem):
            self.editor.setProperty("problem", bool(self._problem))
            restyle(self.editor)
