"""The style sheet's text, with ``@name`` where a colour, a size or a mark comes in. Decides no colour.

Qt has no variables in style sheets; `look.py` fills them in. A widget's dynamic property ``kind`` chooses its rules.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def filled_in(values: Mapping[str, str]) -> str:
    """The style sheet with ``values`` in the place of their names; longer names first, since some begin alike."""
    sheet = _SHEET
    for name in sorted(values, key=len, reverse=True):
        sheet = sheet.replace(f"@{name}", values[name])
    return sheet


_SHEET: Final = """
* { outline: none; }
QToolTip { background: @text; color: @card; border: none; padding: 6px 8px; }
QLabel { background: transparent; }
QLabel[kind="title"] { font-size: @title_pxpx; font-weight: 700; }
QLabel[kind="subtitle"] { font-size: @subtitle_pxpx; font-weight: 700; }
QLabel[kind="strong"] { font-weight: 700; }
QLabel[kind="label"] { font-weight: 700; }
QLabel[kind="muted"] { color: @muted; }
QLabel[kind="small"] { color: @muted; font-size: @small_pxpx; }
QLabel[kind="good"] { color: @good; }
QLabel[kind="warn"] { color: @warn; }
QLabel[kind="bad"] { color: @bad; }
QLabel[kind="rehearsal"] {
    color: @warn; background: @warn_soft; border-radius: 6px; padding: 4px 10px; font-weight: 700;
}
QLabel[kind="mark"] {
    color: @accent; background: @accent_soft; border-radius: 6px; padding: 4px 10px; font-weight: 700;
}
QLabel:disabled { color: @disabled; }

QWizard > QWidget > QFrame { background: @window; border: none; }
QFrame[kind="card"] { background: @card; border: 1px solid @line; border-radius: 12px; }
QFrame[kind="sidebar"] { background: @sidebar; border: none; }
QFrame[kind="line"] { background: @line; border: none; max-height: 1px; min-height: 1px; }
QFrame[kind="banner"] { background: @accent_soft; border: none; border-radius: 10px; }
QFrame[kind="banner"][severity="good"] { background: @good_soft; }
QFrame[kind="banner"][severity="warn"] { background: @warn_soft; }
QFrame[kind="banner"][severity="bad"] { background: @bad_soft; }
QFrame[kind="drop"] { background: @window; border: 2px dashed @edge; border-radius: 12px; }
QFrame[kind="drop"][state="over"] { background: @accent_soft; border-color: @accent; }
QFrame[kind="drop"][state="filled"] { background: @card; border: 1px solid @line; }
QFrame[kind="drop"][state="bad"] { border-color: @bad; background: @bad_soft; }

QPushButton, QToolButton {
    background: @card; color: @text; border: 1px solid @edge; border-radius: 8px;
    padding: 0 15px; min-height: @control_pxpx;
}
QPushButton:hover, QToolButton:hover { background: @hover; }
QPushButton:pressed, QToolButton:pressed { background: @selection; }
QPushButton:focus, QToolButton:focus { border: 2px solid @focus; padding: 0 14px; }
QPushButton:disabled, QToolButton:disabled { color: @disabled; border-color: @line; background: @window; }
QPushButton:checked, QToolButton:checked { background: @accent_soft; border-color: @accent; color: @accent; }
QPushButton[kind="primary"] {
    background: @accent; color: @accent_text; border: 1px solid @accent; font-weight: 700;
    padding: 0 19px;
}
QPushButton[kind="primary"]:hover { background: @accent_hover; }
QPushButton[kind="primary"]:focus { border: 2px solid @text; padding: 0 18px; background: @accent_hover; }
QPushButton[kind="primary"]:disabled { background: @line; color: @disabled; border-color: @line; }
QPushButton[kind="danger"] { color: @bad; border-color: @bad; background: @card; }
QPushButton[kind="danger"]:hover { background: @bad_soft; }
QPushButton[kind="danger"]:focus { border: 2px solid @bad; background: @bad_soft; }
QPushButton[kind="link"], QToolButton[kind="link"] {
    background: transparent; border: 1px solid transparent; color: @accent; padding: 0 5px;
    min-height: 24px; text-align: left;
}
QPushButton[kind="link"]:hover, QToolButton[kind="link"]:hover { background: @accent_soft; }
QPushButton[kind="link"]:focus, QToolButton[kind="link"]:focus { border: 2px solid @focus; padding: 0 4px; }
QPushButton[kind="link"]:disabled { color: @disabled; }
QPushButton[kind="quiet"], QToolButton[kind="quiet"] {
    background: transparent; border: 1px solid transparent; color: @text; padding: 0 9px;
}
QPushButton[kind="quiet"]:hover, QToolButton[kind="quiet"]:hover { background: @hover; }
QPushButton[kind="quiet"]:focus, QToolButton[kind="quiet"]:focus { border: 2px solid @focus; padding: 0 8px; }
QToolButton[kind="reveal"] { background: transparent; border: 1px solid transparent; min-height: 0; padding: 0; }
QToolButton[kind="reveal"]:focus { border: 2px solid @focus; }
QPushButton[kind="quiet"]:checked, QToolButton[kind="quiet"]:checked {
    background: @accent_soft; color: @accent;
}
QPushButton[kind="choice"] {
    background: @card; border: 1px solid @edge; border-radius: 12px; padding: 0; text-align: left;
}
QPushButton[kind="choice"]:hover { background: @hover; }
QPushButton[kind="choice"]:focus { border: 2px solid @focus; }
QPushButton[kind="choice"]:checked { background: @accent_soft; border: 2px solid @accent; }
QPushButton[kind="choice"]:checked:focus { border: 3px solid @focus; }

/* Names, file names and the service's texts stand in labels, message boxes and tool tips: nowhere is a text taken for
   HTML, which could show what it likes and read what it points to. */
QLabel, QToolTip { qproperty-textFormat: PlainText; }

QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDoubleSpinBox {
    background: @card; color: @text; border: 1px solid @edge; border-radius: 8px; padding: 0 10px;
    min-height: @control_pxpx; selection-background-color: @selection; selection-color: @text;
}
QPlainTextEdit, QTextEdit { padding: 6px 8px; }
QLineEdit:hover, QComboBox:hover, QSpinBox:hover, QDoubleSpinBox:hover { border-color: @text; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus, QDoubleSpinBox:focus {
    border: 2px solid @focus; padding: 0 9px;
}
QPlainTextEdit:focus, QTextEdit:focus { padding: 5px 7px; }
QLineEdit[problem="true"], QComboBox[problem="true"] { border: 2px solid @bad; padding: 0 9px; }
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled, QDoubleSpinBox:disabled {
    background: @window; color: @disabled; border-color: @line;
}
QLineEdit:read-only { background: @window; }
QLineEdit QToolButton { border: none; background: transparent; min-height: 0; padding: 0; }
QComboBox::drop-down { border: none; width: 28px; }
QComboBox::down-arrow { image: url("@mark_down"); width: 14px; height: 14px; }
QComboBox QAbstractItemView {
    background: @card; border: 1px solid @line; padding: 4px;
    selection-background-color: @selection; selection-color: @text;
}
QComboBox QAbstractItemView::item { min-height: 30px; padding: 0 8px; border-radius: 6px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button, QDoubleSpinBox::down-button
{ width: 0; border: none; }

QCheckBox, QRadioButton { background: transparent; spacing: 10px; min-height: 26px; }
QCheckBox:disabled, QRadioButton:disabled { color: @disabled; }
QCheckBox::indicator, QRadioButton::indicator {
    width: 18px; height: 18px; border: 1px solid @edge; background: @card;
}
QCheckBox::indicator { border-radius: 5px; }
QRadioButton::indicator { border-radius: 10px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: @text; background: @hover; }
QCheckBox::indicator:checked, QRadioButton::indicator:checked { background: @accent; border-color: @accent; }
QCheckBox::indicator:checked { image: url("@mark_check"); }
QRadioButton::indicator:checked { image: url("@mark_dot"); }
QCheckBox::indicator:focus, QRadioButton::indicator:focus {
    border: 2px solid @focus; width: 16px; height: 16px;
}
QCheckBox:focus, QRadioButton:focus { color: @accent; }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { border-color: @line; background: @window; }
QCheckBox::indicator:checked:disabled, QRadioButton::indicator:checked:disabled { background: @disabled; }

QProgressBar {
    background: @line; border: none; border-radius: 5px; min-height: 10px; max-height: 10px;
    text-align: center;
}
QProgressBar::chunk { background: @accent; border-radius: 5px; }
QProgressBar[state="good"]::chunk { background: @good; }
QProgressBar[state="warn"]::chunk { background: @warn; }
QProgressBar[kind="thin"] { min-height: 6px; max-height: 6px; border-radius: 3px; }
QProgressBar[kind="thin"]::chunk { border-radius: 3px; }

QSlider::groove:horizontal { background: @line; height: 6px; border-radius: 3px; }
QSlider::sub-page:horizontal { background: @accent; border-radius: 3px; }
QSlider::handle:horizontal {
    background: @card; border: 2px solid @accent; width: 16px; height: 16px; margin: -7px 0;
    border-radius: 10px;
}
QSlider::handle:horizontal:focus { background: @accent; }

QMenu { background: @card; border: 1px solid @line; padding: 6px; }
QMenu::item { padding: 7px 28px 7px 12px; border-radius: 6px; }
QMenu::item:selected { background: @selection; }
QMenu::separator { height: 1px; background: @line; margin: 6px 4px; }
QMenuBar { background: @window; }
QMenuBar::item { padding: 6px 10px; background: transparent; border-radius: 6px; }
QMenuBar::item:selected { background: @selection; }

QTableView, QListView, QTreeView {
    background: @card; border: 1px solid @line; border-radius: 10px; gridline-color: @line;
    selection-background-color: @selection; selection-color: @text; alternate-background-color: @window;
}
QTableView:focus, QListView:focus, QTreeView:focus { border: 2px solid @focus; }
QTableView[kind="plain"] { border: none; border-radius: 0; }
QTableView::item { padding: 0 8px; }
QListWidget::item { padding: 7px 8px; }
QHeaderView { background: transparent; border: none; }
QHeaderView::section {
    background: @card; color: @muted; border: none; border-bottom: 1px solid @line; padding: 8px;
}
QTabBar::tab { background: transparent; border: none; padding: 8px 14px; color: @muted; }
QTabBar::tab:selected { color: @accent; border-bottom: 2px solid @accent; }
QTabWidget::pane { border: none; }
QScrollArea { background: transparent; border: none; }
QScrollArea > QWidget > QWidget { background: transparent; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: @edge; border-radius: 4px; min-height: 28px; min-width: 28px; margin: 1px; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
"""
