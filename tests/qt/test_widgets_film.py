"""The widgets that work on a film or a picture: marks, the sound's graph, ends, the time slider, the crop."""

from __future__ import annotations

import pytest
from fake_desk import drawn_picture
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QApplication, QSlider, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.media import SoundLevels, Span
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.crop import WHOLE, CropPicture, CropShape, largest, moved, resized
from avatar_intake.qt.widgets.ends import EndsEditor, TimeSpin, seconds_of, time_text
from avatar_intake.qt.widgets.filmstrip import Filmstrip
from avatar_intake.qt.widgets.marks import Mark, MarkBar, place_text
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.widgets.sound_graph import SoundGraph, stretches, usual_dbfs
from avatar_intake.qt.widgets.time_slider import TimeSlider

MARKS = (
    Mark(83.0, 83.0, Tone.WARN, "Cut"),
    Mark(0.0, 12.0, Tone.INFO, "Dark picture"),
    Mark(250.0, 260.0, Tone.BAD, "Frozen picture"),
)

# --- marks ------------------------------------------------------------------------------------------


@pytest.fixture
def bar(qtbot: QtBot, look: Look, language: Language) -> MarkBar:
    bar = MarkBar(look)
    qtbot.addWidget(bar)
    bar.resize(400, 30)
    bar.show_marks(MARKS, 300.0)
    bar.show()
    return bar


def test_a_screen_reader_hears_what_is_where_in_the_order_of_the_film(bar: MarkBar) -> None:
    description = bar.accessibleDescription()
    assert description.startswith("Dark picture: 0:00–0:12; Cut: 1:23; Frozen picture: 4:10–4:20.")
    assert "arrow keys" in description


def test_the_arrow_keys_go_from_place_to_place(bar: MarkBar, qtbot: QtBot) -> None:
    times: list[float] = []
    bar.place_chosen.connect(times.append)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Home):
        qtbot.keyClick(bar, key)
    assert times == [6.0, 83.0, 255.0, 255.0, 83.0, 6.0]
    assert bar.current == MARKS[1]


def test_a_click_goes_to_the_place_under_it_or_to_that_moment(bar: MarkBar, qtbot: QtBot) -> None:
    times: list[float] = []
    bar.place_chosen.connect(times.append)
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(115, 20))
    qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=QPoint(200, 20))
    assert times == [83.0, pytest.approx(150.0)]


def test_every_mark_has_the_colour_of_its_weight(bar: MarkBar, look: Look) -> None:
    image = bar.grab().toImage()
    ratio = image.width() / bar.width()
    for x, tone in ((8, Tone.INFO), (340, Tone.BAD)):
        colour = image.pixelColor(round(x * ratio), round((bar.height() - 6) * ratio))
        assert colour == look.colour(tone.colour)


def test_without_marks_the_keyboard_does_not_stop_there(bar: MarkBar) -> None:
    bar.show_marks((), 300.0)
    assert bar.focusPolicy() is Qt.FocusPolicy.NoFocus
    assert bar.accessibleDescription() == "None"
    bar.grab()


@pytest.mark.parametrize(
    ("start_s", "end_s", "text"),
    [(83.2, 83.9, "1:23"), (5.0, 12.4, "0:05–0:12"), (0.0, 0.0, "0:00"), (3600.0, 3661.0, "60:00–61:01")],
)
def test_places_are_told_as_players_do(start_s: float, end_s: float, text: str) -> None:
    assert place_text(start_s, end_s) == text


def test_a_jump_shows_the_nearest_frame_at_once_and_then_the_very_one(
    qtbot: QtBot, look: Look, language: Language
) -> None:
    film = Filmstrip(look)
    qtbot.addWidget(film)
    film.show_frames(tuple(drawn_picture(96, 54, number) for number in range(12)), 300.0)
    film.show_content(MARKS, None, 300.0)
    with qtbot.waitSignal(film.exact_wanted) as wanted:
        film.jump_to(83.0)
    assert wanted.args == [83.0]
    assert (film.place, film.time_s) == (3, 83.0)
    near = film.grab().toImage()
    film.show_exact(12.0, drawn_picture(96, 54, back="#ff0000"))
    assert film.grab().toImage() == near, "a picture of another moment came too late"
    film.show_exact(83.0, drawn_picture(96, 54, back="#ff0000"))
    assert film.grab().toImage() != near


# --- sound ------------------------------------------------------------------------------------------

LEVELS = SoundLevels(1.0, (-70.0,) * 15 + (-22.0,) * 60 + (-0.3,) * 2 + (-24.0,) * 40)


def test_the_graph_says_in_words_what_it_shows(qtbot: QtBot, look: Look, language: Language) -> None:
    graph = SoundGraph(look)
    qtbot.addWidget(graph)
    graph.show_levels(LEVELS)
    assert graph.accessibleDescription() == (
        "Usual loudness: −22 dB. Nearly silent: 0:00–0:15. At the limit: 1:15–1:17."
    )
    language.choose("zh")
    QApplication.processEvents()
    assert "0:00–0:15" in graph.accessibleDescription()
    assert "silent" not in graph.accessibleDescription()


def test_without_sound_there_is_no_graph(qtbot: QtBot, look: Look, language: Language) -> None:
    graph = SoundGraph(look)
    qtbot.addWidget(graph)
    for levels in (None, SoundLevels(1.0, ())):
        graph.show_levels(levels)
        assert not graph.has_sound
        assert graph.accessibleDescription() == "No sound"
        graph.grab()


def test_many_places_are_counted_rather_than_told(qtbot: QtBot, look: Look, language: Language) -> None:
    graph = SoundGraph(look)
    qtbot.addWidget(graph)
    graph.show_levels(SoundLevels(1.0, (-20.0, 0.0) * 9))
    assert graph.words().endswith("At the limit: 0:01–0:02, 0:03–0:04, 0:05–0:06, 0:07–0:08 and 5 more.")


def test_what_is_silent_and_what_is_at_the_limit_differ_in_shape_and_colour(
    qtbot: QtBot, look: Look, language: Language
) -> None:
    shots = []
    for level in (-70.0, -20.0, 0.0):
        graph = SoundGraph(look)
        qtbot.addWidget(graph)
        graph.resize(300, 40)
        graph.show_levels(SoundLevels(1.0, (level,) * 20))
        shots.append(graph.grab().toImage())
    ordinary, loud = look.colour("accent").name(), look.colour("bad").name()
    colours = [{shot.pixelColor(x, y).name() for x in range(0, 300, 3) for y in range(40)} for shot in shots]
    assert ordinary not in colours[0]
    assert ordinary in colours[1]
    assert loud in colours[2]
    assert ordinary not in colours[2]


def test_stretches_are_told_apart() -> None:
    assert stretches(LEVELS, lambda level: level < -50) == (Span(0.0, 15.0),)
    assert stretches(LEVELS, lambda level: level > -1, 3.0) == ()
    assert usual_dbfs(SoundLevels(1.0, (-70.0, -80.0))) is None


# --- ends -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1:23.4", 83.4),
        ("83.4", 83.4),
        ("0:01:23", 83.0),
        ("1：05", 65.0),
        ("2:03,5", 123.5),
        ("x", None),
        ("1:2:3:4", None),
    ],
)
def test_times_are_read_as_people_write_them(text: str, seconds: float | None) -> None:
    assert seconds_of(text) == (None if seconds is None else pytest.approx(seconds))


def test_a_time_is_shown_to_a_tenth_of_a_second() -> None:
    assert [time_text(seconds) for seconds in (0, 59.96, 83.42, 3600)] == ["0:00.0", "1:00.0", "1:23.4", "60:00.0"]


def test_what_becomes_a_time_may_be_typed_and_what_cannot_may_not(qtbot: QtBot) -> None:
    spin = TimeSpin()
    qtbot.addWidget(spin)
    states = [spin.validate(text, 0)[0] for text in ("", "1:", "1:2", "abc")]
    assert states == [
        QValidator.State.Intermediate,
        QValidator.State.Intermediate,
        QValidator.State.Acceptable,
        QValidator.State.Invalid,
    ]


@pytest.fixture
def ends(qtbot: QtBot, look: Look, language: Language) -> EndsEditor:
    ends = EndsEditor(look)
    qtbot.addWidget(ends)
    ends.resize(500, 120)
    ends.show_film(100.0, 0.0, 100.0)
    ends.show()
    return ends


def test_something_is_always_left(ends: EndsEditor) -> None:
    begin, end = ends.findChild(TimeSpin, "trimBegin"), ends.findChild(TimeSpin, "trimEnd")
    assert isinstance(begin, TimeSpin)
    assert isinstance(end, TimeSpin)
    assert ends.is_whole
    end.setValue(50.0)
    begin.setValue(80.0)
    assert (ends.begin_s, ends.end_s) == (49.0, 50.0)
    end.setValue(10.0)
    assert (ends.begin_s, ends.end_s) == (49.0, 50.0)
    assert not ends.is_whole


def test_the_grips_are_dragged(ends: EndsEditor, qtbot: QtBot) -> None:
    bar = ends._bar
    with qtbot.waitSignal(ends.changed):
        qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() // 4, 10))
    assert ends.begin_s == pytest.approx(25.0, abs=1.5)
    qtbot.mousePress(bar, Qt.MouseButton.LeftButton, pos=QPoint(bar.width() * 3 // 4, 10))
    assert ends.end_s == pytest.approx(75.0, abs=1.5)


# --- time slider ------------------------------------------------------------------------------------


def test_the_slider_moves_by_one_picture_and_by_one_second(qtbot: QtBot, language: Language) -> None:
    time = TimeSlider()
    qtbot.addWidget(time)
    time.show_film(100.0, 25.0)
    slider = time.findChild(QSlider, "timeSlider")
    assert isinstance(slider, QSlider)
    time.go_to(40.0)
    for key, expected in (
        (Qt.Key.Key_Right, 40.04),
        (Qt.Key.Key_Up, 41.04),
        (Qt.Key.Key_Left, 41.0),
        (Qt.Key.Key_Down, 40.0),
    ):
        qtbot.keyClick(slider, key)
        assert time.time_s == pytest.approx(expected)
    assert slider.accessibleDescription().startswith("0:40.0 / 1:40.0.")


# --- crop -------------------------------------------------------------------------------------------


def test_the_largest_part_of_a_shape_stands_in_the_middle() -> None:
    assert largest(1.0) == WHOLE
    assert largest(0.25) == (0.375, 0.0, 0.625, 1.0)
    assert largest(2.0) == (0.0, 0.25, 1.0, 0.75)


def test_a_part_is_moved_inside_the_picture_only() -> None:
    assert moved((0.25, 0.25, 0.75, 0.75), 1.0, -1.0) == (0.5, 0.0, 1.0, 0.5)


@pytest.mark.parametrize("step", [(0.2, 0.0), (0.0, 0.2), (-0.9, 0.0), (0.0, -0.9), (0.9, 0.9)])
def test_a_part_keeps_its_shape_when_its_size_changes(step: tuple[float, float]) -> None:
    left, top, right, bottom = resized((0.2, 0.3, 0.4, 0.7), *step, 0.5)
    assert (right - left) / (bottom - top) == pytest.approx(0.5)
    assert (left, top) == (0.2, 0.3)
    assert right <= 1.0
    assert bottom <= 1.0
    assert right - left >= 0.05


@pytest.fixture
def crop(qtbot: QtBot, look: Look, language: Language) -> CropPicture:
    crop = CropPicture(look)
    qtbot.addWidget(crop)
    crop.resize(416, 241)  # 400×225 inside its margin
    crop.show_picture(drawn_picture(320, 180))
    crop.show()
    return crop


def test_all_of_the_picture_is_kept_until_a_part_is_asked_for(crop: CropPicture) -> None:
    assert crop.box_px(1920, 1080) is None
    assert crop.accessibleDescription() == "All of it is kept."
    crop.set_shape(CropShape.TALL)
    box = crop.box_px(1920, 1080)
    assert box is not None
    left, top, right, bottom = box
    assert (right - left) / (bottom - top) == pytest.approx(9 / 16, abs=0.01)
    assert (top, bottom) == (0, 1080)


def test_the_part_is_moved_and_sized_by_keyboard(crop: CropPicture, qtbot: QtBot) -> None:
    crop.set_shape(CropShape.FREE)
    before = crop.box
    qtbot.keyClick(crop, Qt.Key.Key_Left)
    assert crop.box[0] == pytest.approx(before[0] - 0.01)
    qtbot.keyClick(crop, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert crop.box[3] == pytest.approx(before[3] + 0.01)
    assert crop.box[1] == pytest.approx(before[1])
    assert "from 9 % to 89 % across" in crop.accessibleDescription()


def test_the_part_is_dragged_and_sized_by_its_corner(crop: CropPicture, qtbot: QtBot) -> None:
    crop.set_shape(CropShape.FREE)
    drag(qtbot, crop, QPoint(200, 120), QPoint(240, 120))
    assert crop.box == pytest.approx((0.2, 0.1, 1.0, 0.9))
    drag(qtbot, crop, QPoint(408, 8 + round(0.9 * 225)), QPoint(208, 8 + round(0.5 * 225)))
    assert crop.box == pytest.approx((0.2, 0.1, 0.5, 0.5), abs=0.01)


def drag(qtbot: QtBot, widget: QWidget, begin: QPoint, end: QPoint) -> None:
    qtbot.mousePress(widget, Qt.MouseButton.LeftButton, pos=begin)
    qtbot.mouseMove(widget, end)
    qtbot.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=end)


def test_a_picture_of_another_shape_begins_anew(crop: CropPicture) -> None:
    crop.set_shape(CropShape.WIDE)
    crop.show_picture(drawn_picture(180, 320))
    box = crop.box_px(1080, 1920)
    assert box is not None
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(16 / 9, abs=0.01)


# --- pictures that are looked at together ------------------------------------------------------------


def test_who_points_at_one_of_several_pictures_sees_all_of_them(qtbot: QtBot, look: Look) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    pictures = tuple(BlurredPicture(look, holder) for _ in range(3))
    for picture in pictures:
        picture.set_partners(pictures)
    other = QWidget(holder)
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    holder.show()
    qtbot.waitExposed(holder)
    holder.activateWindow()
    qtbot.waitUntil(holder.isActiveWindow)
    other.setFocus()
    assert all(picture.is_blurred for picture in pictures)
    pictures[1].setFocus()
    assert not any(picture.is_blurred for picture in pictures)
    other.setFocus()
    assert all(picture.is_blurred for picture in pictures)
