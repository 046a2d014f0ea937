"""The widgets into which a person puts something: drop areas, fields, secrets, choices, panels with a back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import (
    QApplication,
    QButtonGroup,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.widgets.choice import Choice
from avatar_intake.qt.widgets.drop_area import DropArea, DropWords, Shape, only_local_file
from avatar_intake.qt.widgets.elided import ElidedLabel
from avatar_intake.qt.widgets.field import Field
from avatar_intake.qt.widgets.more import More
from avatar_intake.qt.widgets.secret_edit import SecretEdit

# --- drop area --------------------------------------------------------------------------------------


@pytest.fixture
def area(qtbot: QtBot, look: Look, language: Language) -> DropArea:
    area = DropArea(look, ("mp4", "mov"), icon="video", shape=Shape.WIDE)
    area.set_words(DropWords("Training video", "Drop the file here", "MP4 video"))
    qtbot.addWidget(area)
    area.show()
    return area


def drop(area: DropArea, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    # Sent straight: the application forwards a drop only to where it saw the drag come in.
    area.dropEvent(event)


def files(*paths: str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(path) for path in paths])
    return mime


def test_a_fitting_file_is_taken(area: DropArea, qtbot: QtBot) -> None:
    with qtbot.waitSignals([area.chosen, area.folder_used]):
        drop(area, files("/films/Take One.MP4"))
    assert area.path == "/films/Take One.MP4"
    assert area.property("state") == "filled"


def test_a_file_of_the_wrong_kind_is_explained_and_nothing_changes(area: DropArea, qtbot: QtBot) -> None:
    area.show_path("/films/one.mp4")
    with qtbot.assertNotEmitted(area.chosen):
        drop(area, files("/films/notes.txt"))
    assert area.path == "/films/one.mp4"
    assert "notes.txt" in area.refusal
    assert "MP4 video" in area.refusal
    assert area.property("state") == "bad"


def test_several_files_at_once_are_explained(area: DropArea, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(area.chosen):
        drop(area, files("/films/one.mp4", "/films/two.mp4"))
    assert area.refusal.startswith("One file at a time")


@pytest.mark.parametrize("text", ["hello", "https://example.com/a.mp4"])
def test_a_text_or_a_web_address_is_explained(area: DropArea, text: str) -> None:
    mime = QMimeData()
    if text.startswith("https"):
        mime.setUrls([QUrl(text)])
    mime.setText(text)
    drop(area, mime)
    assert "isn't a file of this computer" in area.refusal


def test_a_good_file_after_a_wrong_one_clears_the_explanation(area: DropArea) -> None:
    drop(area, files("/films/notes.txt"))
    drop(area, files("/films/one.mp4"))
    assert area.refusal == ""


def test_only_one_local_file_counts() -> None:
    assert only_local_file(files("/a.mp4")) == "/a.mp4"
    assert only_local_file(files("/a.mp4", "/b.mp4")) is None
    assert only_local_file(QMimeData()) is None


def test_a_file_can_be_chosen_by_keyboard_alone(area: DropArea, qtbot: QtBot) -> None:
    button = area.focus_button()
    assert button.focusPolicy() & Qt.FocusPolicy.TabFocus
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_DontUseNativeDialogs)
    area.activateWindow()
    button.setFocus()
    with qtbot.waitSignal(area.dialog_wanted):
        qtbot.keyClick(button, Qt.Key.Key_Space)
    dialog = area.window().findChild(QFileDialog, "fileDialog")
    assert isinstance(dialog, QFileDialog)
    assert "*.mp4" in dialog.nameFilters()[0]
    assert "*.MP4" in dialog.nameFilters()[0]
    dialog.fileSelected.emit("/films/one.mp4")
    assert area.path == "/films/one.mp4"
    dialog.reject()


def test_removing_empties_the_area(area: DropArea, qtbot: QtBot) -> None:
    area.show_path("/films/one.mp4", "5:07")
    button = area.findChild(QPushButton, "removeButton")
    assert isinstance(button, QPushButton)
    with qtbot.waitSignal(area.cleared):
        button.click()
    assert area.path == ""
    assert not button.isVisible()


def test_the_buttons_name_their_material(area: DropArea, language: Language) -> None:
    assert area.focus_button().accessibleName() == "Training video: Choose a file…"
    language.choose("zh")
    QApplication.processEvents()
    assert "选择文件" in area.focus_button().accessibleName()


def test_a_long_name_is_shortened_in_the_middle_and_kept_whole_for_those_who_ask(qtbot: QtBot, look: Look) -> None:
    label = ElidedLabel()
    qtbot.addWidget(label)
    label.setText("a-very-long-name-of-a-film-that-nobody-can-read-at-once.mp4")
    label.resize(120, 24)
    label.grab()
    assert label.toolTip() == label.text()
    label.resize(900, 24)
    label.grab()
    assert label.toolTip() == ""


# --- field ------------------------------------------------------------------------------------------


@pytest.fixture
def form(qtbot: QtBot, look: Look, language: Language) -> tuple[QWidget, Field, QLineEdit]:
    widget = QWidget()
    qtbot.addWidget(widget)
    field = Field(QLineEdit(), look)
    field.set_words("Phone", "Eleven digits")
    field.set_judge(lambda: "" if len(field.editor.text()) == 11 else "Too short")
    other = QLineEdit()
    column = QVBoxLayout(widget)
    column.addWidget(field)
    column.addWidget(other)
    widget.show()
    qtbot.waitExposed(widget)
    widget.activateWindow()
    field.editor.setFocus()
    return widget, field, other


def test_nothing_is_red_while_a_field_is_filled_in_for_the_first_time(
    form: tuple[QWidget, Field, QLineEdit], qtbot: QtBot
) -> None:
    _, field, _ = form
    qtbot.keyClicks(field.editor, "138")
    assert field.problem == ""
    assert not field.editor.property("problem")


def test_a_problem_appears_when_the_field_is_left_and_goes_while_it_is_cured(
    form: tuple[QWidget, Field, QLineEdit], qtbot: QtBot
) -> None:
    _, field, other = form
    qtbot.keyClicks(field.editor, "1380013800")
    with qtbot.waitSignal(field.left):
        other.setFocus()
    assert field.problem == "Too short"
    assert field.editor.property("problem")
    assert field.editor.accessibleDescription() == "Too short"
    field.editor.setFocus()
    qtbot.keyClicks(field.editor, "0")
    assert field.problem == ""
    assert field.editor.accessibleDescription() == "Eleven digits"


def test_nothing_is_judged_while_an_input_method_composes(form: tuple[QWidget, Field, QLineEdit], qtbot: QtBot) -> None:
    _, field, other = form
    qtbot.keyClicks(field.editor, "1")
    other.setFocus()
    field.editor.setFocus()
    field.editor.selectAll()
    assert field.problem == "Too short"
    asked: list[str] = []
    field.set_judge(lambda: asked.append("judged") or "")
    qtbot.keyClick(field.editor, Qt.Key.Key_Delete)
    assert asked == ["judged"]
    asked.clear()
    for composed in ("x", "xu", "xun"):
        QApplication.sendEvent(field.editor, QInputMethodEvent(composed, []))
    assert asked == []
    commit = QInputMethodEvent("", [])
    commit.setCommitString("训练")
    QApplication.sendEvent(field.editor, commit)
    assert field.editor.text() == "训练"
    assert asked == ["judged"]


def test_the_label_is_the_editors_buddy_and_its_name(form: tuple[QWidget, Field, QLineEdit]) -> None:
    widget, field, _ = form
    labels = [label for label in widget.findChildren(QLabel) if label.buddy() is field.editor]
    assert [label.text() for label in labels] == ["Phone"]
    assert field.editor.accessibleName() == "Phone"


def test_nothing_moves_when_a_problem_appears(form: tuple[QWidget, Field, QLineEdit]) -> None:
    _, field, other = form
    before = other.mapToGlobal(other.rect().topLeft())
    field.judge(is_forced=True)
    assert field.problem
    assert other.mapToGlobal(other.rect().topLeft()) == before


# --- secrets ----------------------------------------------------------------------------------------


def test_a_secret_is_hidden_until_it_is_asked_to_be_shown(qtbot: QtBot, look: Look, language: Language) -> None:
    edit = SecretEdit(look)
    qtbot.addWidget(edit)
    edit.setText("made-up secret")
    assert edit.echoMode() is QLineEdit.EchoMode.Password
    assert "made-up" not in edit.displayText()
    button = edit.findChild(QToolButton, "revealButton")
    assert isinstance(button, QToolButton)
    assert button.accessibleName()
    button.click()
    assert edit.echoMode() is QLineEdit.EchoMode.Normal
    button.click()
    assert edit.echoMode() is QLineEdit.EchoMode.Password


def test_a_hidden_secret_does_not_reach_the_clipboard(qtbot: QtBot, look: Look) -> None:
    edit = SecretEdit(look)
    qtbot.addWidget(edit)
    edit.setText("made-up secret")
    QGuiApplication.clipboard().setText("before")
    edit.selectAll()
    edit.copy()
    edit.cut()
    assert QGuiApplication.clipboard().text() == "before"


# --- choices and more -------------------------------------------------------------------------------


def test_one_of_several_choices_is_made_by_click_or_arrow_key(qtbot: QtBot, look: Look) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    column, group = QVBoxLayout(widget), QButtonGroup(widget)
    choices = [Choice(look, "cloud"), Choice(look, "rehearse")]
    for place, choice in enumerate(choices):
        choice.set_words(f"Choice {place}", "What it means")
        column.addWidget(choice)
        group.addButton(choice)
    widget.show()
    widget.activateWindow()
    qtbot.mouseClick(choices[0], Qt.MouseButton.LeftButton)
    assert choices[0].isChecked()
    choices[0].setFocus()
    qtbot.keyClick(choices[0], Qt.Key.Key_Down)
    qtbot.keyClick(choices[1], Qt.Key.Key_Space)
    assert choices[1].isChecked()
    assert not choices[0].isChecked()
    assert choices[1].accessibleName() == "Choice 1"
    assert choices[1].accessibleDescription() == "What it means"


def test_a_choices_words_always_fit_into_it(qtbot: QtBot, look: Look) -> None:
    choice = Choice(look, "cloud")
    qtbot.addWidget(choice)
    choice.set_words("A title", "A rather long sentence that has to be broken into several lines to fit into a card.")
    assert choice.heightForWidth(200) > choice.heightForWidth(600)


def test_more_options_are_on_the_back_and_their_number_is_said_on_the_front(
    qtbot: QtBot, look: Look, language: Language
) -> None:
    front, back = QLabel("front"), QLabel("back")
    more = More(look, front, back)
    qtbot.addWidget(more)
    more.show()
    assert front.isVisible()
    button = more.findChild(QPushButton, "moreOptionsButton")
    assert isinstance(button, QPushButton)
    more.show_count(2)
    assert any("2 options set" in label.text() for label in more.findChildren(QLabel))
    with qtbot.waitSignal(more.turned):
        button.click()
    assert back.isVisible()
    assert not front.isVisible()
    button.click()
    assert front.isVisible()
