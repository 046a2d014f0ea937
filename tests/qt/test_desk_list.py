"""The list of intakes: its lines, its filters, its keys, what it says aloud."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_samples import full_list, row
from fake_desk import material_progress
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QColor
from PySide6.QtWidgets import QComboBox, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.list_page import ListPage
from avatar_intake.qt.desk.model import LINE_ROLE
from avatar_intake.qt.desk.pill import GROUNDS
from avatar_intake.qt.desk.row_painter import RowPainter
from avatar_intake.qt.desk.rows import Column, Group, Standing, Told
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.wording import Wording

# The offscreen platform says so whenever a window is shown or raised.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")


@pytest.fixture
def page(qtbot: QtBot, look: Look, language: Language) -> ListPage:
    page = ListPage(look, Wording(language))
    qtbot.addWidget(page)
    page.resize(1280, 600)
    page.show()
    qtbot.waitExposed(page)
    return page


def names(page: ListPage) -> list[str]:
    model = page.table.model()
    return [model.index(place, Column.NAME).data() for place in range(model.rowCount())]


def cell(page: ListPage, intake_id: str, column: Column) -> str:
    model = page.table.model()
    for place in range(model.rowCount()):
        index = model.index(place, column)
        if index.data(LINE_ROLE).row.intake_id == intake_id:
            return str(index.data())
    raise AssertionError(intake_id)


def button(page: ListPage, name: str) -> QPushButton:
    found = page.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def test_an_empty_desk_teaches_what_to_prepare_and_offers_to_begin(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(())
    assert not page.table.isVisible()
    with qtbot.waitSignal(page.new_requested):
        button(page, "emptyNewButton").click()
    with qtbot.waitSignal(page.rehearsal_requested):
        button(page, "emptyRehearseButton").click()


def test_the_filters_narrow_the_list_and_count(page: ListPage) -> None:
    page.show_rows(full_list())
    assert len(names(page)) == 8
    assert button(page, "filter_all").text().endswith("8")
    assert button(page, "filter_rejected").text() == "Rejected  1"
    button(page, "filter_rejected").click()
    assert names(page) == ["李模拟"]
    button(page, "filter_all").click()
    assert len(names(page)) == 8


def test_a_batch_and_a_search_narrow_the_list_together(page: ListPage) -> None:
    page.show_rows(full_list())
    batches = page.findChild(QComboBox, "batchFilter")
    search = page.findChild(QLineEdit, "searchField")
    assert isinstance(batches, QComboBox)
    assert isinstance(search, QLineEdit)
    batches.setCurrentIndex(batches.findText("S-2026-11"))
    batches.activated.emit(batches.currentIndex())
    assert names(page) == ["Carla Demo", "李模拟", "Dan Muster"]
    search.setText("DAN")
    assert names(page) == ["Dan Muster"]
    search.setText("nobody of that name")
    assert not page.table.isVisible()
    button(page, "resetFiltersButton").click()
    assert len(names(page)) == 8


def test_the_batch_filter_is_not_shown_where_there_is_no_batch(page: ListPage) -> None:
    page.show_rows((row("a1"),))
    batches = page.findChild(QComboBox, "batchFilter")
    assert isinstance(batches, QComboBox)
    assert not batches.isVisible()


def test_the_selected_intake_stays_selected_when_the_order_changes(page: ListPage) -> None:
    page.show_rows(full_list())
    page.select("s4")
    page.show_rows(tuple(reversed(full_list())))
    assert page.selected_id() == "s4"
    page.show_rows(full_list()[:2])
    assert page.selected_id() == ""


def test_enter_opens_an_intake_and_on_the_last_cell_takes_its_next_step(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.select("s2")
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert opened.args == ["s2"]
    page.table.setCurrentIndex(page.table.currentIndex().siblingAtColumn(Column.STEP))
    with qtbot.waitSignal(page.step_requested) as stepped:
        qtbot.keyClick(page.table, Qt.Key.Key_Space)
    assert stepped.args == ["s2"]


def test_a_double_click_opens_an_intake(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    spot = page.table.visualRect(page.table.model().index(3, Column.NAME)).center()
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    with qtbot.waitSignal(page.open_requested) as opened:
        qtbot.mouseDClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert opened.args == ["s4"]


def test_a_click_on_the_painted_button_takes_the_next_step_and_beside_it_does_not(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    index = page.table.model().index(1, Column.STEP)
    painter = page.table.itemDelegate()
    assert isinstance(painter, RowPainter)
    cell_rect = page.table.visualRect(index)
    spot = painter.button_in(cell_rect, index.data(LINE_ROLE)).center()
    with qtbot.waitSignal(page.step_requested) as stepped:
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=spot)
    assert stepped.args == ["s2"]
    with qtbot.assertNotEmitted(page.step_requested):
        beside = cell_rect.topLeft() + QPoint(2, 2)
        qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=beside)


def test_a_running_upload_shows_its_own_numbers_and_time(page: ListPage) -> None:
    page.show_rows((row("a1", Stage.UPLOADING),))
    assert cell(page, "a1", Column.STANDING) == "Upload stopped"
    progress = Progress((material_progress(Role.TRAINING_VIDEO, 0.5),), 1e6, 700.0)
    page.model.show_run(Told("a1", is_running=True, progress=progress))
    assert cell(page, "a1", Column.STANDING) == "Uploading"
    assert cell(page, "a1", Column.PROGRESS) == "671 MB of 1.3 GB stored"
    assert cell(page, "a1", Column.TIME).endswith("left")
    assert cell(page, "a1", Column.STEP) == "Show the upload"
    page.model.show_run(Told("a1", is_running=True, progress=progress, is_paused=True))
    assert cell(page, "a1", Column.TIME) == "Paused"


def test_what_a_run_tells_survives_a_reload_and_ends_with_the_run(page: ListPage) -> None:
    stored = row("a1", Stage.UPLOADING)
    page.model.show_run(Told("a1", is_running=True))
    page.show_rows((stored,))
    assert cell(page, "a1", Column.STANDING) == "Uploading"
    page.model.show_run(Told("a1", is_running=False))
    assert cell(page, "a1", Column.STANDING) == "Upload stopped"


def test_why_a_run_waits_and_why_one_has_stopped_is_said_in_the_catalogues_words(page: ListPage) -> None:
    page.show_rows((replace(row("a1", Stage.UPLOADING), problem="U07"),))
    assert cell(page, "a1", Column.STANDING) == "The file changed while uploading"
    page.model.show_run(Told("a1", is_running=True, wait_reason=NetworkUnreachable("store.example")))
    assert cell(page, "a1", Column.STANDING) == "Connection lost"


def test_a_change_of_one_line_repaints_that_line_only(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    with qtbot.waitSignal(page.model.dataChanged) as changed:
        page.model.show_run(Told("s2", is_running=True))
    assert changed.args is not None
    assert (changed.args[0].row(), changed.args[1].row()) == (1, 1)
    with qtbot.assertNotEmitted(page.model.dataChanged):
        page.model.show_run(Told("s2", is_running=True))


def test_every_cell_has_words_for_a_screen_reader(page: ListPage) -> None:
    page.show_rows(full_list())
    accessible = QAccessible.queryAccessibleInterface(page.table)
    assert accessible.text(QAccessible.Text.Name) == "Intakes"
    said = [accessible.child(place).text(QAccessible.Text.Name) for place in range(accessible.childCount())]
    header = ["Avatar", "Stage", "Progress", "Time", "Next step"]
    assert [text for text in said if text in header] == header
    first = said.index("Anna Sample")
    assert said[first + Column.STANDING] == "Uploading"
    assert said[first + Column.STEP] == "Show the upload"


def test_the_list_speaks_chinese_when_the_language_changes(page: ListPage, language: Language, qtbot: QtBot) -> None:
    page.show_rows((row("a1", Stage.SUBMITTED, Shown.REJECTED),))
    language.choose("zh")
    assert cell(page, "a1", Column.STANDING) == "审核未通过"
    qtbot.waitUntil(lambda: button(page, "filter_all").text() == "全部  1")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_the_service_s_states_have_the_catalogues_words(language: Language, code: str) -> None:
    language.choose(code)
    wording = Wording(language)
    same = [shown for shown in Shown if shown is not Shown.TO_SUBMIT]
    assert [words.standing(Standing(shown.value)) for shown in same] == [wording.shown(shown) for shown in same]


@pytest.mark.parametrize("code", ["en", "zh"])
def test_columns_are_wide_enough_for_their_words(page: ListPage, language: Language, code: str) -> None:
    language.choose(code)
    page.show_rows(full_list())
    for column in (Column.STANDING, Column.STEP):
        painter = page.table.itemDelegate()
        assert isinstance(painter, RowPainter)
        assert page.table.columnWidth(column) >= painter.width_of(column)


def test_two_hundred_intakes_are_shown_in_one_go(page: ListPage) -> None:
    page.show_rows(tuple(row(f"n{number}") for number in range(200)))
    assert page.table.model().rowCount() == 200
    assert button(page, f"filter_{Group.TO_DO.value}").text().endswith("200")


def luminance(colour: QColor) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("tone", sorted({tone for _icon, tone in words.STANDING_ICONS.values()}))
def test_the_words_of_a_standing_can_be_read_on_their_ground(look: Look, scheme: str, tone: str) -> None:
    look.apply(scheme)
    bright, dark = sorted((luminance(look.colour(tone)), luminance(look.colour(GROUNDS[tone]))), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5
