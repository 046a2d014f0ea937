"""Decisions about a job: offered only where they are allowed, and asked about where they cannot be undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_place import Place
from desk_samples import HELD, full_script, row, your_turn_view
from fake_desk import FakeDesk, sample_intake
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QFileDialog, QLabel, QLineEdit, QListWidget, QMenu, QPlainTextEdit, QPushButton
from PySide6.QtWidgets import QWidget as Widget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.decisions import (
    COMMENTED_ACTIONS,
    MAX_ATTACHMENTS,
    MAX_TITLE_LENGTH,
    Action,
    Decision,
    actions_for,
    loses_model,
)
from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import DOCUMENTED_STATES, Shown, shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import Cancelled, DecisionOutdated, TargetUnusable
from avatar_intake.flow.model import IntakeRow, IntakeView
from avatar_intake.qt.desk.deciding import Deciding
from avatar_intake.qt.desk.decision_bar import ACTION_ICONS, IN_THE_WIZARD, DecisionBar
from avatar_intake.qt.desk.decision_dialog import DecisionDialog
from avatar_intake.qt.desk.downloads import proposed_name
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.questions import decision_question
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wording import Wording

pytestmark = pytest.mark.qt_log_ignore(
    "does not support propagateSizeHints", "does not support raise", "does not support grabbing the keyboard"
)

TURN = replace(row("t1", Stage.SUBMITTED, Shown.YOUR_TURN), name="Dan Muster", state="WAIT_USER_CONFIRM")
EVERY_STATE = (*DOCUMENTED_STATES, "WAIT_MOON_PHASE")


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    script = full_script()
    script.rows = (TURN,)
    script.views = {"t1": your_turn_view(TURN)}
    script.actions = {"t1": actions_for("WAIT_USER_CONFIRM", na_account=True)}
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(script))
    place.use_desk()
    place.open("t1")
    yield place
    place.clear_away()


def offered(widget: Widget) -> set[Action]:
    """Every decision that can be taken in a window now, on a button or in the menu."""
    bar = widget.findChild(DecisionBar)
    assert isinstance(bar, DecisionBar)
    buttons = {button.objectName() for button in bar.findChildren(QPushButton) if button.isVisibleTo(bar)}
    menu = bar.findChild(QMenu, "decisionMenu")
    assert isinstance(menu, QMenu)
    names = buttons | {action.objectName() for action in menu.actions()}
    return {action for action in Action if f"decide_{action.value}" in names}


def choose(place: Place, action: Action) -> None:
    """Take a decision from the page's menu."""
    menu = place.window.page.findChild(QMenu, "decisionMenu")
    assert isinstance(menu, QMenu)
    (entry,) = [entry for entry in menu.actions() if entry.objectName() == f"decide_{action.value}"]
    entry.trigger()
    place.settle()


@pytest.mark.parametrize("na_account", [True, False])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_in_every_state_exactly_what_is_allowed_is_offered_in_words(
    qtbot: QtBot, look: Look, language: Language, code: str, na_account: bool
) -> None:
    language.choose(code)
    wording = Wording(language)
    bar = DecisionBar(look, wording)
    qtbot.addWidget(bar)
    bar.show()
    frame = Widget()
    qtbot.addWidget(frame)
    bar.setParent(frame)
    frame.show()
    for state in EVERY_STATE:
        allowed = actions_for(state, na_account=na_account)
        bar.show_actions(allowed)
        assert offered(frame) == set(allowed) - IN_THE_WIZARD, state
        assert bar.isVisibleTo(frame) is bool(set(allowed) - IN_THE_WIZARD), state
        words = [wording.action(action) for action in allowed]
        assert len(set(words)) == len(words)
        assert all(words)


def test_every_action_has_an_icon_and_a_question_or_can_be_taken_back() -> None:
    reversible = {Action.SUSPEND, Action.RESUME}
    for action in set(Action) - IN_THE_WIZARD - COMMENTED_ACTIONS:
        assert action in ACTION_ICONS
        assert (decision_question(action, TURN) is None) is (action in reversible)


def test_accepting_asks_first_and_is_sent_once(place: Place) -> None:
    done = replace(TURN, shown=Shown.DONE, state="JOB_FINISH")
    place.desk.script.decided["t1"] = replace(your_turn_view(done), row=done)
    place.press("decide_accept")
    place.answer("stay")
    assert place.desk.decisions == []
    place.press("decide_accept")
    place.answer("do_it")
    assert place.desk.decisions == [("t1", Decision(Action.ACCEPT))]
    assert place.message() == "Done: Accept"
    standing = place.window.page.findChild(Widget, "standing")
    assert isinstance(standing, Widget)
    place.qtbot.waitUntil(lambda: standing.accessibleName() == "Done")


def test_what_can_be_taken_back_is_done_without_a_question(place: Place) -> None:
    choose(place, Action.SUSPEND)
    assert place.dialogs("question") == []
    assert place.desk.decisions == [("t1", Decision(Action.SUSPEND))]


def test_a_result_is_turned_down_with_title_text_and_attachments(place: Place, tmp_path: Path) -> None:
    place.press("decide_reject")
    dialog = place.dialog("decisionDialog")
    assert isinstance(dialog, DecisionDialog)
    place.press("sendDecisionButton", dialog)
    wrong = dialog.findChild(QLabel, "decisionWrong")
    assert isinstance(wrong, QLabel)
    assert wrong.text() == "Write what the reviewers should know."
    text = dialog.findChild(QPlainTextEdit, "decisionMessage")
    title = dialog.findChild(QLineEdit, "decisionTitle")
    assert isinstance(text, QPlainTextEdit)
    assert isinstance(title, QLineEdit)
    assert dialog.focusWidget() is text
    text.setPlainText("The lips are late.")
    assert wrong.text() == ""
    title.setText("Lips")
    dialog.add_files([str(tmp_path / "lips.mp4"), str(tmp_path / "lips.mp4"), str(tmp_path / "note.png")])
    place.press("sendDecisionButton", dialog)
    attached = (str(tmp_path / "lips.mp4"), str(tmp_path / "note.png"))
    assert place.desk.decisions == [("t1", Decision(Action.REJECT, "Lips", "The lips are late.", attached))]
    assert place.dialogs("decisionDialog") == []


def test_the_limits_are_shown_and_kept(place: Place) -> None:
    place.press("decide_reject")
    dialog = place.dialog("decisionDialog")
    assert isinstance(dialog, DecisionDialog)
    shown_texts = [label.text() for label in dialog.findChildren(QLabel)]
    assert f"0 of {MAX_TITLE_LENGTH}" in shown_texts
    title, text = dialog.findChild(QLineEdit, "decisionTitle"), dialog.findChild(QPlainTextEdit, "decisionMessage")
    assert isinstance(title, QLineEdit)
    assert isinstance(text, QPlainTextEdit)
    text.setPlainText("x")
    title.setText("x" * (MAX_TITLE_LENGTH + 1))
    place.press("sendDecisionButton", dialog)
    assert place.desk.decisions == []
    title.setText("x")
    dialog.add_files([f"/films/{number}.png" for number in range(MAX_ATTACHMENTS + 1)])
    place.press("sendDecisionButton", dialog)
    assert place.desk.decisions == []
    files = dialog.findChild(QListWidget, "decisionFiles")
    assert isinstance(files, QListWidget)
    files.setCurrentRow(0)
    place.qtbot.keyClick(files, Qt.Key.Key_Delete)
    place.press("sendDecisionButton", dialog)
    assert len(place.desk.decisions) == 1


@pytest.mark.parametrize("state", ["JOB_SUCCESS", "AUTO_VERIFY_FAILED"])
def test_deleting_a_job_with_its_avatar_needs_a_tick_more(place: Place, state: str) -> None:
    item = replace(TURN, state=state, shown=shown(state))
    place.desk.script.views["t1"] = replace(your_turn_view(item), row=item)
    place.desk.script.actions["t1"] = actions_for(state, na_account=True)
    place.open("t1")
    choose(place, Action.DELETE_JOB)
    dialog = place.dialog("question")
    condition = dialog.findChild(QCheckBox, "questionCondition")
    stay = dialog.findChild(QPushButton, "answer_stay")
    assert isinstance(condition, QCheckBox)
    assert isinstance(stay, QPushButton)
    assert stay.isDefault()
    assert condition.isVisible() is loses_model(state)
    place.press("answer_do_it", dialog)
    if loses_model(state):
        assert place.desk.decisions == []
        refusal = dialog.findChild(QLabel, "questionRefusal")
        assert isinstance(refusal, QLabel)
        assert refusal.isVisible()
        condition.setChecked(True)
        place.press("answer_do_it", dialog)
    assert place.desk.decisions == [("t1", Decision(Action.DELETE_JOB))]


def test_what_takes_longer_than_a_moment_is_said_to_be_under_way(place: Place) -> None:
    place.desk.may_answer.clear()
    for soon in place.window.findChildren(QTimer, "soonTimer"):
        assert soon.interval() == 1000
        soon.setInterval(0)
    menu = place.window.page.findChild(QMenu, "decisionMenu")
    assert isinstance(menu, QMenu)
    next(entry for entry in menu.actions() if entry.objectName() == "decide_suspend").trigger()
    place.qtbot.waitUntil(lambda: place.message() == "The service is being asked…")
    place.desk.may_answer.set()
    place.settle()
    assert place.message() == "Done: Suspend"


def test_a_job_that_has_moved_on_says_so_and_the_page_shows_where_it_is(place: Place) -> None:
    place.desk.script.failures["decide"] = DecisionOutdated("accept", "TRAINING")
    training = replace(TURN, shown=Shown.TRAINING, state="TRAINING")
    place.desk.script.views["t1"] = replace(your_turn_view(training), row=training)
    place.desk.script.actions["t1"] = ()
    place.press("decide_accept")
    place.answer("do_it")
    assert place.message() != ""
    assert "DecisionOutdated" not in place.message()
    assert offered(place.window.page) == set()


def test_while_something_runs_nothing_is_decided(place: Place) -> None:
    running = replace(TURN, is_running=True)
    place.desk.script.views["t1"] = replace(your_turn_view(running), row=running)
    place.open("t1")
    assert offered(place.window.page) == set()


def test_the_menu_of_a_line_offers_the_same_decisions(place: Place) -> None:
    place.press("backButton")
    spot = place.window.list.table.viewport().mapToGlobal(place.window.list.table.rect().center())
    place.window.list.menu_requested.emit(("t1",), spot)
    place.settle()
    menu = place.window.findChild(QMenu, "lineMenu")
    assert isinstance(menu, QMenu)
    names = {action.objectName() for action in menu.findChildren(QAction)}
    assert {"menu_open", "menu_refresh", "menu_remove", "menu_accept", "menu_reject", "menu_delete_job"} <= names
    menu.close()


def test_nothing_is_downloaded_but_on_request_and_to_a_place_that_is_asked_for(place: Place, tmp_path: Path) -> None:
    assert not [call for call in place.desk.calls if call.startswith("download")]
    place.press("tab_held", place.window.page)
    place.press("download_grant_file", place.window.page)
    dialog = place.window.findChild(QFileDialog, "saveDialog")
    assert isinstance(dialog, QFileDialog)
    assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    dialog.fileSelected.emit(str(tmp_path / "letter.pdf"))
    dialog.close()
    place.settle()
    assert f"download t1 {Role.GRANT_FILE} letter.pdf" in place.desk.calls
    assert place.message() == "Saved"


def test_a_file_that_exists_is_not_overwritten_and_that_is_said(place: Place, tmp_path: Path) -> None:
    place.desk.script.failures["download"] = TargetUnusable("letter.pdf", TargetUnusable.EXISTS)
    place.press("download_grant_file", place.window.page)
    dialog = place.window.findChild(QFileDialog, "saveDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "letter.pdf"))
    dialog.close()
    place.settle()
    assert place.message() not in ("", "Saved")


@pytest.mark.parametrize(
    ("name", "role", "proposed"),
    [
        ("示例 讲师", Role.TRAINING_VIDEO, "示例 讲师-training_video.mp4"),
        ("a/b\\c:d", Role.GRANT_FILE, "a_b_c_d-grant_file.pdf"),
        ("", Role.COVER, "avatar-cover.jpg"),
        ("..", Role.AUDIO, "avatar-audio.zip"),
    ],
)
def test_a_download_has_a_name_that_every_drive_takes(name: str, role: Role, proposed: str) -> None:
    assert proposed_name(replace(TURN, name=name), role) == proposed


def adopted() -> IntakeRow:
    return replace(TURN, is_adopted=True, shown=Shown.REJECTED, state="MANUAL_VERIFY_FAILED")


def test_a_job_that_was_made_elsewhere_is_marked_and_never_sent_from_here(place: Place) -> None:
    item = adopted()
    view = IntakeView(item, replace(sample_intake("t1"), materials={}), (), (), your_turn_view(item).detail)
    place.desk.script.views["t1"] = view
    place.desk.script.actions["t1"] = (Action.DELETE_JOB,)
    place.open("t1")
    step = place.window.page.findChild(QPushButton, "nextStepButton")
    assert isinstance(step, QPushButton)
    assert not step.isVisible()
    marks = [label for label in place.window.page.findChildren(QLabel) if label.property("kind") == "mark"]
    assert [label.text() for label in marks if label.isVisible()] == ["Made elsewhere"]
    downloads = [place.window.page.findChild(QPushButton, f"download_{role.value}") for role in HELD]
    assert all(isinstance(button, QPushButton) and button.isVisible() for button in downloads)
    place.press("removeButton")
    option = place.dialog("question").findChild(QCheckBox, "questionOption")
    assert isinstance(option, QCheckBox)
    assert not option.isVisible()
    place.answer("stay")


def trigger(place: Place, action: Action) -> None:
    """Take a decision from the page's menu, without waiting for what comes of it."""
    menu = place.window.page.findChild(QMenu, "decisionMenu")
    assert isinstance(menu, QMenu)
    next(entry for entry in menu.actions() if entry.objectName() == f"decide_{action.value}").trigger()


def test_what_is_decided_while_another_decision_is_under_way_is_sent_after_it(place: Place) -> None:
    place.desk.may_answer.clear()
    trigger(place, Action.SUSPEND)
    place.qtbot.waitUntil(lambda: bool(place.desk.decisions))
    deciding = place.window.findChild(Deciding)
    assert isinstance(deciding, Deciding)
    deciding.ask(TURN, Action.REJECT)
    dialog = place.dialog("decisionDialog")
    text = dialog.findChild(QPlainTextEdit, "decisionMessage")
    send = dialog.findChild(QPushButton, "sendDecisionButton")
    assert isinstance(text, QPlainTextEdit)
    assert isinstance(send, QPushButton)
    text.setPlainText("The lips are late.")
    send.click()
    assert len(place.desk.decisions) == 1
    place.desk.may_answer.set()
    place.settle()
    assert place.desk.decisions[1:] == [("t1", Decision(Action.REJECT, "", "The lips are late."))]


@pytest.mark.parametrize("end", [Cancelled(), LookupError("a made-up mistake")])
def test_after_any_end_the_next_decision_is_sent(place: Place, end: Exception) -> None:
    place.desk.script.failures["decide"] = end  # type: ignore[assignment]
    with place.qtbot.capture_exceptions():
        choose(place, Action.SUSPEND)
    del place.desk.script.failures["decide"]
    choose(place, Action.SUSPEND)
    assert len(place.desk.decisions) == 2
    assert place.message() == "Done: Suspend"
