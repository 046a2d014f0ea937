"""The widgets that show something: banners, checklists, part maps, blurred pictures, film strips, steps."""

from __future__ import annotations

import pytest
from fake_desk import drawn_picture
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QEnterEvent, QHelpEvent, QImage, QPainter
from PySide6.QtWidgets import (
    QAbstractSlider,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from avatar_intake.domain.transfer import PartState
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.filmstrip import Filmstrip
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.part_map import PartLegend, PartMap, cell_px
from avatar_intake.qt.widgets.steps import StepList

# --- banner -----------------------------------------------------------------------------------------


@pytest.fixture
def banner(qtbot: QtBot, look: Look) -> Banner:
    holder = QWidget()
    qtbot.addWidget(holder)
    banner = Banner(look)
    QVBoxLayout(holder).addWidget(banner)
    holder.show()
    banner.holder = holder
    return banner


def test_a_banner_is_not_there_until_it_has_something_to_say(banner: Banner) -> None:
    assert not banner.isVisible()
    banner.show_notice(Notice(Tone.WARN, "Connection lost", "Nothing is lost."))
    assert banner.isVisible()
    assert banner.accessibleName() == "Connection lost Nothing is lost."
    banner.clear()
    assert not banner.isVisible()
    assert banner.notice is None


def test_a_banners_buttons_give_back_its_key(banner: Banner, qtbot: QtBot) -> None:
    banner.show_notice(Notice(Tone.BAD, "Stopped", "", ("Continue", "Later"), key="why"))
    first, second = banner.findChild(QPushButton, "bannerAction"), banner.findChild(QPushButton, "bannerSecondAction")
    assert isinstance(first, QPushButton)
    assert isinstance(second, QPushButton)
    with qtbot.waitSignal(banner.action_requested) as asked:
        first.click()
    assert asked.args == ["why"]
    with qtbot.waitSignal(banner.second_action_requested):
        second.click()


def test_a_banner_without_actions_has_no_buttons(banner: Banner) -> None:
    banner.show_notice(Notice(Tone.WAITING, "Checking"))
    assert [button for button in banner.findChildren(QPushButton) if button.isVisible()] == []


@pytest.mark.parametrize("tone", Tone)
def test_every_tone_has_an_icon_and_a_colour_of_its_own(tone: Tone) -> None:
    assert tone.icon
    others = [other for other in Tone if other is not tone]
    assert all(tone.icon != other.icon for other in others)


# --- checklist --------------------------------------------------------------------------------------


def test_problems_come_first_with_their_explanation_and_links(qtbot: QtBot, look: Look) -> None:
    checklist = Checklist(look, columns=2)
    qtbot.addWidget(checklist)
    checklist.show_notices(
        (
            Notice(Tone.GOOD, "File type MP4"),
            Notice(Tone.WARN, "Low frame rate", "25 is better."),
            Notice(Tone.BAD, "Too short", "It is 2:15 long.", ("Choose another video",), key="duration"),
        )
    )
    assert [notice.tone for notice in checklist.notices] == [Tone.BAD, Tone.WARN, Tone.GOOD]
    assert "It is 2:15 long." in [label.text() for label in checklist.findChildren(QLabel)]
    link = checklist.findChild(QPushButton, "checklistAction0")
    assert isinstance(link, QPushButton)
    with qtbot.waitSignal(checklist.action_requested) as asked:
        link.click()
    assert asked.args == ["duration", 0]


def test_a_screen_reader_hears_the_rows_titles(qtbot: QtBot, look: Look) -> None:
    checklist = Checklist(look)
    qtbot.addWidget(checklist)
    checklist.show_notices((Notice(Tone.GOOD, "File type MP4"), Notice(Tone.BAD, "Too short")))
    assert checklist.accessibleDescription() == "Too short File type MP4"


def test_two_hundred_rows_are_shown(qtbot: QtBot, look: Look) -> None:
    checklist = Checklist(look)
    qtbot.addWidget(checklist)
    checklist.show_notices(tuple(Notice(Tone.BAD, f"Problem {number}", "x") for number in range(200)))
    assert len(checklist.notices) == 200
    checklist.clear()
    assert checklist.notices == ()


def test_words_are_never_taken_for_markup(qtbot: QtBot, look: Look) -> None:
    checklist = Checklist(look)
    qtbot.addWidget(checklist)
    checklist.show_notices((Notice(Tone.BAD, "<b>bold</b>", "<img src=x>"),))
    shown = [label for label in checklist.findChildren(QLabel) if label.text().startswith("<")]
    assert len(shown) == 2
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in shown)


# --- part map ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 2, 37, 160, 999, 1000])
def test_all_parts_fit_into_the_room(count: int) -> None:
    side = cell_px(count, 440, 180)
    assert 5 <= side <= 24
    assert -(-count // (440 // side)) * side <= 180


def test_every_state_looks_different_without_its_colour(qtbot: QtBot, look: Look, language: Language) -> None:
    pictures = []
    for state in PartState:
        part_map = PartMap(look)
        qtbot.addWidget(part_map)
        part_map.resize(160, 48)
        part_map.show_states((state,))
        grey = part_map.grab(QRect(0, 0, 24, 24)).toImage().convertToFormat(QImage.Format.Format_Grayscale8)
        dark = [[grey.pixelColor(x, y).lightness() < 200 for x in range(24)] for y in range(24)]
        pictures.append(str(dark))
    assert len(set(pictures)) == len(PartState)


def test_the_tip_names_the_piece_under_the_pointer(qtbot: QtBot, look: Look, language: Language) -> None:
    part_map = PartMap(look)
    qtbot.addWidget(part_map)
    part_map.resize(480, 120)
    part_map.show()
    part_map.show_states([PartState.STORED] * 30 + [PartState.WAITING] * 10)
    position = QPoint(24 * 2 + 4, 4)
    assert part_map.place_at(position) == 2
    QApplication.sendEvent(part_map, QHelpEvent(QEvent.Type.ToolTip, position, part_map.mapToGlobal(position)))
    assert QToolTip.text() == "Piece 3: Stored"
    assert part_map.place_at(QPoint(479, 119)) is None
    assert part_map.place_at(QPoint(-1, 3)) is None


def test_the_counts_are_told_to_a_screen_reader(qtbot: QtBot, look: Look, language: Language) -> None:
    part_map = PartMap(look)
    qtbot.addWidget(part_map)
    part_map.show_states([PartState.STORED] * 3 + [PartState.SENDING] * 2)
    assert part_map.accessibleDescription() == "On its way: 2, Stored: 3"


class Watched(PartMap):
    """Notes which cells are drawn."""

    def __init__(self, look: Look) -> None:
        super().__init__(look)
        self.drawn: list[int] = []

    def draw_cell(self, painter: QPainter, place: int) -> None:
        self.drawn.append(place)
        super().draw_cell(painter, place)

    def drawn_now(self) -> list[int]:
        """Paint at once; the cells that it took."""
        self.drawn.clear()
        self.repaint()
        return sorted(self.drawn)


@pytest.fixture
def thousand(qtbot: QtBot, look: Look, language: Language) -> Watched:
    """A map of a thousand parts that has been painted."""
    part_map = Watched(look)
    qtbot.addWidget(part_map)
    part_map.resize(480, 200)
    with qtbot.waitExposed(part_map):
        part_map.show()
    part_map.show_states([PartState.WAITING] * 1000)
    assert part_map.drawn_now() == list(range(1000))
    return part_map


@pytest.mark.parametrize("changed", [[0], [999], [500, 501], [3, 400, 998]])
def test_only_the_changed_cells_are_drawn_again(thousand: Watched, changed: list[int]) -> None:
    states = [PartState.WAITING] * 1000
    for place in changed:
        states[place] = PartState.SENDING
    thousand.show_states(states)
    assert thousand.drawn_now() == changed
    thousand.show_states(states)
    assert thousand.drawn_now() == []


def test_cells_that_change_while_nobody_looks_are_drawn_once_when_somebody_does(
    thousand: Watched, qtbot: QtBot
) -> None:
    thousand.hide()
    thousand.drawn.clear()
    for state in (PartState.SENDING, PartState.CHECKING, PartState.STORED):
        thousand.show_states([state] * 10 + [PartState.WAITING] * 990)
    thousand.show()
    qtbot.waitUntil(lambda: bool(thousand.drawn))
    assert sorted(thousand.drawn) == list(range(10))


def test_a_window_that_comes_into_sight_again_draws_no_cell(thousand: Watched) -> None:
    thousand.drawn.clear()
    thousand.repaint(QRect(0, 0, 480, 200))
    assert thousand.drawn == []


def test_another_size_another_look_and_another_number_of_parts_draw_all_cells(thousand: Watched, look: Look) -> None:
    thousand.resize(440, 180)
    assert len(thousand.drawn_now()) == 1000
    look.apply("dark")
    assert len(thousand.drawn_now()) == 1000
    thousand.show_states([PartState.STORED] * 37)
    assert len(thousand.drawn_now()) == 37


def test_what_is_drawn_cell_by_cell_looks_as_if_drawn_at_once(thousand: Watched, look: Look, qtbot: QtBot) -> None:
    states = [tuple(PartState)[place * 7 % 5] for place in range(1000)]
    for end in range(0, 1001, 125):
        thousand.show_states(states[:end] + list(thousand.states[end:]))
        thousand.repaint()
    at_once = PartMap(look)
    qtbot.addWidget(at_once)
    at_once.resize(thousand.size())
    at_once.show_states(states)
    assert thousand.grab().toImage() == at_once.grab().toImage()


def test_the_legend_has_a_word_for_every_state(qtbot: QtBot, look: Look, language: Language) -> None:
    legend = PartLegend(look)
    qtbot.addWidget(legend)
    legend.show()
    assert len([label for label in legend.findChildren(QLabel) if label.text()]) == len(PartState)
    language.choose("zh")
    QApplication.processEvents()
    assert "已存好" in [label.text() for label in legend.findChildren(QLabel)]


# --- blurred picture --------------------------------------------------------------------------------


@pytest.fixture
def picture(qtbot: QtBot, look: Look) -> BlurredPicture:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    picture, other = BlurredPicture(look), QLineEdit()
    column.addWidget(other)
    column.addWidget(picture)
    holder.resize(400, 300)
    picture.show_picture(drawn_picture(300, 190, back="#c9d6ea"))
    holder.show()
    qtbot.waitExposed(holder)
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    other.setFocus()
    picture.holder, picture.other = holder, other
    return picture


def test_a_document_is_blurred_until_it_has_the_focus(picture: BlurredPicture) -> None:
    assert picture.is_blurred
    hidden = picture.grab().toImage()
    picture.setFocus()
    assert not picture.is_blurred
    assert picture.grab().toImage() != hidden
    picture.other.setFocus()
    assert picture.is_blurred


def test_a_document_is_clear_while_it_is_pointed_at(picture: BlurredPicture) -> None:
    spot = QPoint(10, 10)
    QApplication.sendEvent(picture, QEnterEvent(spot, spot, picture.mapToGlobal(spot)))
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    assert not picture.is_blurred
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    QApplication.sendEvent(picture, QEvent(QEvent.Type.Leave))
    assert picture.is_blurred


def test_a_document_is_blurred_when_another_window_comes_to_the_front(picture: BlurredPicture, qtbot: QtBot) -> None:
    picture.setFocus()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(other.isActiveWindow)
    assert picture.is_blurred


class _Painted(QObject):
    """Remembers, for each time that a picture is painted, whether it is blurred then."""

    def __init__(self, picture: BlurredPicture) -> None:
        super().__init__(picture)
        self.blurred: list[bool] = []
        picture.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, BlurredPicture):
            self.blurred.append(watched.is_blurred)
        return False


def test_a_document_that_is_pointed_at_is_painted_blurred_as_soon_as_the_window_is_left(
    picture: BlurredPicture, qtbot: QtBot
) -> None:
    picture.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    painted = _Painted(picture)
    picture.update()
    qtbot.waitUntil(lambda: painted.blurred == [False])
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: painted.blurred[-1])


def test_nothing_readable_is_left_in_the_blurred_picture(picture: BlurredPicture) -> None:
    image = picture.grab(QRect(60, 60, 200, 8)).toImage()
    tones = {image.pixelColor(x, 4).name() for x in range(image.width())}
    steps = [
        abs(image.pixelColor(x, 4).lightness() - image.pixelColor(x + 1, 4).lightness())
        for x in range(image.width() - 1)
    ]
    assert tones
    assert max(steps) < 60, "an edge as sharp as a letter's would be a bigger step"


def test_a_file_that_is_no_picture_leaves_the_placeholder(picture: BlurredPicture) -> None:
    picture.show_picture(b"not a picture")
    assert not picture.has_picture
    picture.show_picture(None)
    picture.grab()


# --- film strip -------------------------------------------------------------------------------------


@pytest.fixture
def film(qtbot: QtBot, look: Look, language: Language) -> Filmstrip:
    film = Filmstrip(look)
    qtbot.addWidget(film)
    film.resize(480, 360)
    film.show_frames(tuple(drawn_picture(96, 54, number) for number in range(12)), 300.0)
    film.show()
    return film


def test_the_frames_stand_for_the_middle_of_their_stretch(film: Filmstrip) -> None:
    assert film.frame_count == 12
    assert film.place == 6
    assert film.time_s == pytest.approx(162.5)


def test_a_screen_reader_moves_through_the_film_as_the_keys_do(film: Filmstrip, qtbot: QtBot) -> None:
    strip = film.findChild(QAbstractSlider, "filmstrip")
    assert isinstance(strip, QAbstractSlider)
    with qtbot.waitSignal(film.frame_chosen) as told:
        strip.setValue(0)
    assert (told.args, film.place) == ([0], 0)


def test_the_arrow_keys_and_the_pointer_move_through_the_film(film: Filmstrip, qtbot: QtBot) -> None:
    strip = film.findChild(QWidget, "filmstrip")
    assert isinstance(strip, QWidget)
    with qtbot.waitSignal(film.frame_chosen):
        qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert film.place == 7
    qtbot.keyClick(strip, Qt.Key.Key_End)
    qtbot.keyClick(strip, Qt.Key.Key_Right)
    assert film.place == 11
    qtbot.keyClick(strip, Qt.Key.Key_Home)
    assert film.place == 0
    qtbot.mouseClick(strip, Qt.MouseButton.LeftButton, pos=QPoint(strip.width() // 2, 10))
    assert film.place == 6


def test_without_frames_nothing_can_be_chosen(film: Filmstrip) -> None:
    film.show_frames((), 0.0)
    assert film.frame_count == 0
    assert film.time_s == 0.0
    strip = film.findChild(QWidget, "filmstrip")
    assert isinstance(strip, QWidget)
    assert strip.focusPolicy() is Qt.FocusPolicy.NoFocus
    film.grab()


# --- steps ------------------------------------------------------------------------------------------


def test_the_steps_say_which_of_how_many(qtbot: QtBot, look: Look, language: Language) -> None:
    steps = StepList(look)
    qtbot.addWidget(steps)
    steps.show_steps(("One", "Two", "Three"), 1)
    place = steps.findChild(QLabel, "stepPlace")
    assert isinstance(place, QLabel)
    assert place.text() == "Step 2 of 3"
    assert steps.accessibleDescription() == "Step 2 of 3: Two"
    language.choose("zh")
    QApplication.processEvents()
    assert place.text() == "第 2 步，共 3 步"
    steps.grab()
