"""The list of intakes: its lines, its filters, its keys, what it says aloud."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest
from desk_samples import full_list, row
from fake_desk import material_progress
from PySide6.QtCore import QCoreApplication, QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QColor, QContextMenuEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.catalogue import MESSAGES
from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.bulk import Bulk
from avatar_intake.qt.desk.cell_cache import CellCache, blank_cell
from avatar_intake.qt.desk.foot import Contact
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


def test_nothing_moves_when_the_desk_gives_another_order_and_new_intakes_come_on_top(page: ListPage) -> None:
    page.show_rows(full_list())
    before = names(page)
    page.select("s4")
    page.show_rows(tuple(reversed(full_list())))
    assert names(page) == before
    assert page.selected_id() == "s4"
    newcomers = (replace(row("n1"), name="Nina New"), replace(row("n2"), name="Nora New"))
    page.show_rows((*newcomers, *full_list()))
    assert names(page) == ["Nina New", "Nora New", *before]
    assert page.selected_id() == "s4"


def test_when_the_intake_in_focus_goes_the_focus_stays_in_the_list(page: ListPage) -> None:
    page.show_rows(full_list())
    page.select("s4")
    page.show_rows(tuple(item for item in full_list() if item.intake_id != "s4"))
    assert page.selected_id() in ("s3", "s5")
    page.show_rows(())
    assert page.selected_id() == ""


def many(count: int, changed: Collection[int] = ()) -> tuple[IntakeRow, ...]:
    states = {True: Shown.TRAINING, False: Shown.IN_REVIEW}
    return tuple(
        replace(row(f"n{number}", Stage.SUBMITTED, states[number in changed]), name=f"{number:03d} Sample")
        for number in range(count)
    )


@pytest.mark.parametrize("group", [Group.ALL, Group.IN_REVIEW])
def test_of_500_intakes_of_which_200_change_exactly_200_are_told_of_and_nothing_is_reset(
    page: ListPage, group: Group
) -> None:
    page.show_rows(many(500))
    button(page, f"filter_{group.value}").click()
    table, model = page.table, page.table.model()
    page.select("n300", "n301", "n400")
    table.setFocus()
    scrolled = table.verticalScrollBar().value()
    assert scrolled > 0
    told: list[int] = []
    moved: list[str] = []
    model.dataChanged.connect(lambda first, last: told.extend(range(first.row(), last.row() + 1)))
    signals = (model.modelReset, model.layoutChanged, model.rowsInserted, model.rowsRemoved, model.rowsMoved)
    for signal in (*signals, page.model.modelReset, page.model.rowsInserted, page.model.rowsRemoved):
        signal.connect(lambda *_: moved.append("moved"))
    changed = tuple(number for number in range(500) if number % 5 in (0, 1))
    page.show_rows(many(500, changed))
    assert told == list(changed)
    assert moved == []
    assert [item.intake_id for item in page.selected_rows()] == ["n300", "n301", "n400"]
    assert page.selected_id() == "n300"
    assert table.verticalScrollBar().value() == scrolled
    assert table.hasFocus()
    told.clear()
    page.show_rows(many(500, changed))
    assert told == []


def test_what_leaves_a_filter_goes_without_the_scroll_position_or_the_selection(page: ListPage) -> None:
    page.show_rows(many(60))
    button(page, "filter_in_review").click()
    page.select("n30")
    done = tuple(replace(item, shown=Shown.DONE) if item.intake_id == "n3" else item for item in many(60))
    page.show_rows(done)
    assert len(names(page)) == 59
    assert page.selected_id() == "n30"


def test_letters_look_for_a_name_in_whichever_cell_the_focus_is(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.select("s1")
    page.table.setCurrentIndex(page.table.currentIndex().siblingAtColumn(Column.STEP))
    qtbot.keyClicks(page.table, "da")
    assert page.selected_id() == "s7"


def test_delete_asks_to_remove_what_is_selected_and_escape_lets_go_of_several(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.select("s2", "s7", "s8")
    with qtbot.waitSignal(page.remove_requested) as removed:
        qtbot.keyClick(page.table, Qt.Key.Key_Delete)
    assert removed.args == [("s2", "s7", "s8")]
    qtbot.keyClick(page.table, Qt.Key.Key_Escape)
    assert [item.intake_id for item in page.selected_rows()] == ["s2"]


def test_the_menu_key_opens_a_menu_at_the_line_and_the_pointer_at_its_own(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.select("s2", "s7")
    key = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(), QPoint())
    with qtbot.waitSignal(page.menu_requested) as wanted:
        page.table.contextMenuEvent(key)
    assert wanted.args is not None
    assert wanted.args[0] == ("s2", "s7")
    spot = page.table.visualRect(page.table.model().index(3, Column.NAME)).center()
    with qtbot.waitSignal(page.menu_requested) as wanted:
        page.table.contextMenuEvent(QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, spot))
    assert wanted.args is not None
    assert wanted.args[0] == ("s4",)
    assert page.selected_id() == "s4"


def test_ctrl_f_leads_to_the_search_and_escape_and_down_lead_back(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.activateWindow()
    page.focus_first()
    qtbot.keyClick(page, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    search = page.findChild(QLineEdit, "searchField")
    assert isinstance(search, QLineEdit)
    assert search.hasFocus()
    qtbot.keyClicks(search, "dan")
    assert names(page) == ["Dan Muster"]
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    assert len(names(page)) == 8
    qtbot.keyClick(search, Qt.Key.Key_Down)
    assert page.table.hasFocus()


def test_a_selection_of_several_says_what_it_can_have_done_and_with_how_many(page: ListPage, qtbot: QtBot) -> None:
    page.show_rows(full_list())
    page.select("s1")
    assert not button(page, "bulk_resume").isVisible()
    page.table.selectAll()
    count = page.findChild(QLabel, "selectionCount")
    assert isinstance(count, QLabel)
    assert count.text() == "8 selected"
    assert button(page, "bulk_resume").text() == "Resume 1"
    assert button(page, "bulk_refresh").text() == "Refresh 3"
    with qtbot.waitSignal(page.bulk_requested) as wanted:
        button(page, "bulk_remove_finished").click()
    assert wanted.args == [Bulk.REMOVE_FINISHED, ("s8",)]


def test_unseen_news_is_marked_said_aloud_and_can_be_shown_alone(page: ListPage) -> None:
    page.show_rows(full_list())
    assert not button(page, "newsFilter").isVisible()
    page.show_news(["s6", "s7"])
    assert button(page, "newsFilter").text() == "News  2"
    button(page, "newsFilter").click()
    assert names(page) == ["李模拟", "Dan Muster"]
    aloud = page.table.model().index(0, Column.NAME).data(Qt.ItemDataRole.AccessibleTextRole)
    assert aloud == "李模拟, news"
    page.show_news([])
    assert button(page, "newsFilter").isVisible(), "else the filter could not be lifted"
    assert not page.table.isVisible()
    button(page, "resetFiltersButton").click()
    assert len(names(page)) == 8
    assert not button(page, "newsFilter").isVisible()


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("group", [group for group in Group if group is not Group.ALL])
def test_an_empty_filter_teaches_what_would_stand_there(
    page: ListPage, language: Language, code: str, group: Group
) -> None:
    language.choose(code)
    elsewhere = Shown.DONE if group is not Group.DONE else Shown.IN_REVIEW
    page.show_rows((row("a1", Stage.SUBMITTED, elsewhere),))
    button(page, f"filter_{group.value}").click()
    said = [page.findChild(QLabel, name) for name in ("nothingTitle", "nothingExplanation")]
    assert all(isinstance(label, QLabel) and label.isVisible() and len(label.text()) > 4 for label in said)
    button(page, "resetFiltersButton").click()
    assert page.table.isVisible()
    assert page.table.hasFocus()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_no_trouble_of_a_stage_is_ever_cut_off(page: ListPage, language: Language, code: str) -> None:
    language.choose(code)
    page.show_rows(full_list())
    painter = page.table.itemDelegate()
    assert isinstance(painter, RowPainter)
    cell_rect = page.table.visualRect(page.table.model().index(0, Column.STANDING))
    titles = {message.en.title if code == "en" else message.zh.title for message in MESSAGES.values()}
    outside = [title for title in titles if not cell_rect.contains(painter.pill_in(cell_rect, title))]
    assert outside == []


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        (Contact(), ""),
        (Contact(asked_s=4_070_908_800.0), "As the service said at"),
        (Contact(4_070_908_800.0, offline_since_s=4_070_912_400.0), "Offline since"),
    ],
)
def test_the_foot_says_calmly_how_the_service_is_reached(page: ListPage, contact: Contact, said: str) -> None:
    page.show_rows(full_list())
    page.foot.show_contact(contact)
    label = page.findChild(QLabel, "contactWords")
    assert isinstance(label, QLabel)
    assert label.text().startswith(said)
    assert bool(label.text()) is bool(said)


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


def test_a_cell_is_painted_anew_only_when_it_would_look_different(page: ListPage) -> None:
    cache = CellCache()
    pixmap = blank_cell(QSize(300, 72), 2.0)
    assert (pixmap.width(), pixmap.devicePixelRatio()) == (600, 2.0)
    cache.keep("a", 1, pixmap)
    assert cache.find("a", 1) is not None
    assert cache.find("a", 2) is None
    assert cache.find("a", 1) is None, "what was painted from something else is gone"


def test_the_cells_that_are_kept_have_a_limit_and_the_oldest_go_first() -> None:
    cache = CellCache()
    for number in range(400):
        cache.keep(number, 1, blank_cell(QSize(300, 200), 1.0))
        cache.find(0, 1)
    assert 100 < len(cache) < 150
    assert cache.find(0, 1) is not None, "it was wanted all the time"
    assert cache.find(1, 1) is None


def test_colours_and_language_change_what_is_painted_at_once(page: ListPage, look: Look, language: Language) -> None:
    page.show_rows(full_list())
    pictures = [page.table.viewport().grab().toImage()]
    look.apply("dark")
    pictures.append(page.table.viewport().grab().toImage())
    language.choose("zh")
    QCoreApplication.sendPostedEvents()
    pictures.append(page.table.viewport().grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
