"""*At the service*: filters, pages that are fetched as they are scrolled to, a job to look at, following it here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from desk_place import Place
from desk_samples import board_detail, board_jobs, full_script, row
from fake_desk import FakeDesk
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAccessible, QMouseEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.board import BoardPage, BoardQuery
from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.board_filters import Days, span_of
from avatar_intake.qt.desk.board_model import BoardColumn
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

JOBS = board_jobs(120)


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    script = full_script()
    script.pages = {
        0: BoardPage(JOBS[:50], 120, 50),
        50: BoardPage(JOBS[50:100], 120, 100),
        100: BoardPage(JOBS[100:], 120),
    }
    script.jobs = {job.job_id: board_detail(job) for job in JOBS}
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(script))
    place.use_desk()
    yield place
    place.clear_away()


def go(place: Place) -> None:
    place.press("viewService")


def shown_jobs(place: Place) -> int:
    return place.window.board.model.rowCount()


def field(place: Place, name: str) -> QLineEdit:
    found = place.window.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def test_the_board_is_asked_for_when_it_is_looked_at_and_not_before(place: Place) -> None:
    assert place.desk.queries == []
    go(place)
    assert place.desk.queries == [BoardQuery()]
    assert shown_jobs(place) == 50
    assert place.window.board.table.hasFocus() or place.window.board.table.currentIndex().isValid()
    count = place.window.findChild(QLabel, "boardCount")
    assert isinstance(count, QLabel)
    assert count.text() == "50 shown of 120 that the service has"


def test_later_pages_are_fetched_as_they_are_scrolled_to_and_each_once(place: Place) -> None:
    go(place)
    table = place.window.board.table
    for _ in range(3):
        table.scrollToBottom()
        place.settle()
        place.qtbot.wait(1)
    place.qtbot.waitUntil(lambda: shown_jobs(place) == 120)
    table.scrollToBottom()
    place.settle()
    assert [query.offset for query in place.desk.queries] == [0, 50, 100]


def test_a_job_that_moved_between_two_pages_is_not_shown_twice(place: Place) -> None:
    place.desk.script.pages[50] = BoardPage(JOBS[48:98], 120, 100)
    go(place)
    place.window.board.table.scrollToBottom()
    place.qtbot.waitUntil(lambda: shown_jobs(place) >= 98)
    ids = [job.job_id for job in place.window.board.model.jobs]
    assert len(ids) == len(set(ids))


def test_every_filter_is_asked_of_the_service_after_a_pause_in_typing(place: Place) -> None:
    go(place)
    for name, text in (("boardName", "fay"), ("boardBatch", "S-2026-11"), ("boardTag", "vip")):
        field(place, name).setText(text)
    assert len(place.desk.queries) == 1, "nobody is asked while somebody types"
    place.qtbot.keyClick(field(place, "boardTag"), Qt.Key.Key_Return)
    place.settle()
    assert place.desk.queries[-1] == BoardQuery(name="fay", batch_name="S-2026-11", tag="vip")
    state = place.window.findChild(QComboBox, "boardState")
    assert isinstance(state, QComboBox)
    state.setCurrentIndex(tuple(Shown).index(Shown.REJECTED) + 1)
    state.activated.emit(state.currentIndex())
    own = place.window.findChild(QCheckBox, "boardOwn")
    assert isinstance(own, QCheckBox)
    own.setChecked(True)
    place.settle()
    assert place.desk.queries[-1].shown == (Shown.REJECTED,)
    assert not place.desk.queries[-1].only_elsewhere
    days = place.window.findChild(QComboBox, "boardDays")
    assert isinstance(days, QComboBox)
    days.setCurrentIndex(tuple(Days).index(Days.CHOSEN))
    days.activated.emit(days.currentIndex())
    place.settle()
    assert place.desk.queries[-1].created_from == place.desk.queries[-1].created_to != ""


@pytest.mark.parametrize(
    ("days", "since"),
    [(Days.ANY, ""), (Days.TODAY, "2026-03-01"), (Days.WEEK, "2026-02-23"), (Days.MONTH, "2026-01-31")],
)
def test_days_are_a_persons_own(days: Days, since: str) -> None:
    assert span_of(days, date(2026, 3, 1)) == (since, "")


def test_a_board_without_a_match_teaches_and_lifts_the_filters(place: Place) -> None:
    go(place)
    place.desk.script.pages = {}
    field(place, "boardName").setText("nobody")
    place.qtbot.keyClick(field(place, "boardName"), Qt.Key.Key_Return)
    place.settle()
    assert not place.window.board.table.isVisible()
    place.desk.script.pages = {0: BoardPage(JOBS[:50], 50)}
    place.press("boardResetButton")
    assert place.window.board.table.isVisible()
    assert place.desk.queries[-1] == BoardQuery()


def test_a_refresh_repaints_what_has_changed_and_keeps_the_place(place: Place) -> None:
    go(place)
    board = place.window.board
    board.table.setCurrentIndex(board.model.index(20, 0))
    board.table.verticalScrollBar().setValue(300)
    told: list[int] = []
    resets: list[int] = []
    board.model.dataChanged.connect(lambda first, last: told.extend(range(first.row(), last.row() + 1)))
    board.model.modelReset.connect(lambda: resets.append(1))
    changed = tuple(replace(job, shown=Shown.DONE) if place_ in (4, 5) else job for place_, job in enumerate(JOBS[:50]))
    place.desk.script.pages[0] = BoardPage(changed, 120, 50)
    place.window.refresh_requested.emit()
    place.settle()
    assert told == [4, 5]
    assert resets == []
    assert board.table.currentIndex().row() == 20
    assert board.table.verticalScrollBar().value() == 300


def test_a_job_made_elsewhere_is_opened_to_be_read_with_tasks_and_history(place: Place) -> None:
    go(place)
    place.window.board.table.setCurrentIndex(place.window.board.model.index(2, 0))
    place.qtbot.keyClick(place.window.board.table, Qt.Key.Key_Return)
    place.settle()
    page = place.window.job_page
    assert page.isVisible()
    assert f"job {JOBS[2].job_id}" in place.desk.calls
    words = page.findChild(QLabel, "reviewersWords")
    assert isinstance(words, QLabel)
    assert "视频背景不是绿幕" in words.text()
    assert [button for button in page.findChildren(QPushButton) if button.objectName().startswith("decide_")] == []
    place.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert place.window.board.isVisible()


def test_following_a_job_makes_it_a_line_here_and_opens_it(place: Place) -> None:
    followed = replace(row("followed1", Stage.SUBMITTED, Shown.REJECTED), name=JOBS[2].name, is_adopted=True)
    place.desk.script.views["followed1"] = IntakeView(followed, full_script().views["s6"].intake, (), ())
    go(place)
    place.window.board.open_requested.emit(JOBS[2])
    place.settle()
    place.desk.script.rows = (followed, *place.desk.script.rows)
    place.press("followButton")
    assert f"follow {JOBS[2].job_id}" in place.desk.calls
    assert place.window.page.intake_id == "followed1"
    place.press("backButton")
    assert "followed1" in {item.intake_id for item in place.window.list.model.rows}


def test_the_last_cell_follows_by_key_and_by_click(place: Place) -> None:
    go(place)
    board = place.window.board
    index = board.model.index(0, BoardColumn.FOLLOW)
    board.table.setCurrentIndex(index)
    with place.qtbot.waitSignal(board.follow_requested) as wanted:
        place.qtbot.keyClick(board.table, Qt.Key.Key_Space)
    assert wanted.args == [JOBS[0].job_id]
    place.settle()
    go(place)
    spot = board._painter.button_in(board.table.visualRect(index), JOBS[0]).center()
    with place.qtbot.waitSignal(board.follow_requested):
        place.qtbot.mouseClick(board.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    place.settle()


def test_a_job_that_is_a_line_here_opens_that_line(place: Place) -> None:
    go(place)
    own = next(place_ for place_, job in enumerate(JOBS) if job.intake_id)
    place.window.board.open_requested.emit(JOBS[own])
    place.settle()
    assert place.window.page.intake_id == "s6"


def test_offline_the_board_says_that_it_could_not_ask_and_keeps_what_it_had(place: Place) -> None:
    place.desk.script.failures["board"] = NetworkUnreachable("metastudio.example")
    go(place)
    assert place.message() == "Connection lost"
    assert not place.window.board.table.isVisible()
    del place.desk.script.failures["board"]
    place.press("boardRefreshButton")
    assert shown_jobs(place) == 50
    place.desk.script.failures["board"] = NetworkUnreachable("metastudio.example")
    place.press("boardRefreshButton")
    assert shown_jobs(place) == 50


def test_back_and_forth_between_what_is_here_and_what_is_there(place: Place) -> None:
    go(place)
    assert place.window.board.isVisible()
    place.press("viewHere")
    assert place.window.list.isVisible()
    assert place.window.list.table.hasFocus() or place.window.list.table.currentIndex().isValid()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_everything_on_the_board_has_a_name_in_the_language_of_the_window(
    place: Place, language: Language, code: str
) -> None:
    go(place)
    language.choose(code)
    place.qtbot.wait(1)
    board = place.window.board
    nameless = [
        widget
        for widget in board.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy().value & 1 and not widget.accessibleName()
    ]
    assert [widget.objectName() or type(widget).__name__ for widget in nameless] == []
    accessible = QAccessible.queryAccessibleInterface(board.table)
    said = [accessible.child(place_).text(QAccessible.Text.Name) for place_ in range(12)]
    assert ("Follow here" if code == "en" else "在本机跟进") in said


def test_the_pointer_marks_the_whole_line(place: Place) -> None:
    go(place)
    table = place.window.board.table
    middle = table.visualRect(table.model().index(2, 1)).center()
    none, left = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    global_spot = QPointF(table.viewport().mapToGlobal(middle))
    table.mouseMoveEvent(QMouseEvent(QEvent.Type.MouseMove, QPointF(middle), global_spot, none, none, left))
    assert place.window.board._painter.hovered_row == 2
