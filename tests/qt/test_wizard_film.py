"""The film's places and sound on its page, the cover picked out of it, the person compared by a person."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_desk import SAMPLE_PATHS, FakeDesk, sample_intake
from opened_wizard import Opener, child, visible_texts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QFileDialog, QLabel, QPushButton, QSlider, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import FilmContent, Finding, Severity, SoundLevels, Span
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.filmstrip import Filmstrip
from avatar_intake.qt.widgets.marks import MarkBar
from avatar_intake.qt.widgets.sound_graph import SoundGraph
from avatar_intake.qt.wizard.cover_picker import CoverPicker
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId

FILM = Role.TRAINING_VIDEO
PLACES = (Span(83.0, 83.0), Span(200.0, 204.0))


def press(widget: QWidget, name: str) -> None:
    found = child(widget, QWidget, name)
    assert isinstance(found, QAbstractButton)
    found.click()


@pytest.fixture
def wizard(open_wizard: Opener, desk: FakeDesk) -> IntakeWizard:
    """A wizard on the page of a video in which two places stand out."""
    desk.script.findings[FILM] = (
        Finding(FILM, "video-rotation", Severity.WARNING, "90°", "", PLACES),
        Finding(FILM, "video-duration", Severity.OK, "5:07", "3:00–10:00", (Span(0.0, 5.0),)),
    )
    desk.script.contents[FILM] = FilmContent(SoundLevels(1.0, (-70.0,) * 10 + (-20.0,) * 290))
    return open_wizard(sample_intake(), PageId.VIDEO)


def film_of(wizard: IntakeWizard) -> Filmstrip:
    film = wizard.currentPage().findChild(Filmstrip)
    assert isinstance(film, Filmstrip)
    return film


# --- places and sound -------------------------------------------------------------------------------


def test_places_of_what_is_not_good_are_marked_under_the_film(wizard: IntakeWizard) -> None:
    bar = child(wizard, MarkBar, "filmMarks")
    assert isinstance(bar, MarkBar)
    assert [(mark.start_s, mark.end_s) for mark in bar.marks] == [(83.0, 83.0), (200.0, 204.0)]
    assert "The picture may be sideways: 1:23" in bar.accessibleDescription()


def test_a_line_leads_to_its_place_by_link_and_by_click(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    checklist = child(wizard, Checklist, "trainingVideoChecks")
    link = child(checklist, QPushButton, "checklistAction0")
    assert isinstance(link, QPushButton)
    assert link.text() == "Show 1:23…"
    link.click()
    assert film_of(wizard).time_s == 83.0
    assert open_wizard.tasks.wait_idle()
    assert "frame_at sample-presenter.mp4 83.00" in desk.calls
    film_of(wizard).jump_to(10.0)
    title = next(found for found in checklist.findChildren(QLabel) if "sideways" in found.text())
    open_wizard.qtbot.mouseClick(title.parentWidget(), Qt.MouseButton.LeftButton)
    assert film_of(wizard).time_s == 83.0
    assert open_wizard.tasks.wait_idle()


def test_a_place_is_reached_by_keyboard(open_wizard: Opener, wizard: IntakeWizard) -> None:
    bar = child(wizard, MarkBar, "filmMarks")
    open_wizard.qtbot.keyClick(bar, Qt.Key.Key_End)
    assert film_of(wizard).time_s == 202.0
    time = child(wizard, QLabel, "filmTime")
    assert isinstance(time, QLabel)
    assert time.text() == "3:22"
    assert open_wizard.tasks.wait_idle()


def test_the_sound_is_shown_and_said(wizard: IntakeWizard) -> None:
    assert child(wizard, SoundGraph, "soundGraph").isVisible()
    words = child(wizard, QLabel, "soundWords")
    assert isinstance(words, QLabel)
    assert words.text() == "Usual loudness: −20 dB. Nearly silent: 0:00–0:10."


def test_another_video_takes_marks_and_sound_along(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    desk.script.findings.clear()
    desk.script.contents.clear()
    wizard.draft.set_material(FILM, "/films/other.mp4")
    assert open_wizard.tasks.wait_idle()
    bar = child(wizard, MarkBar, "filmMarks")
    assert isinstance(bar, MarkBar)
    assert bar.marks == ()
    assert not child(wizard, SoundGraph, "soundGraph").isVisible()


# --- the cover --------------------------------------------------------------------------------------


@pytest.fixture
def cover(open_wizard: Opener, own_home: Path) -> IntakeWizard:
    """A wizard on the page of the cover, with a video and no cover yet."""
    materials = {FILM: SAMPLE_PATHS[FILM]}
    wizard = open_wizard(replace(sample_intake(), materials=materials), PageId.VIDEO)
    wizard.show_page(PageId.EXTRAS)
    assert open_wizard.tasks.wait_idle()
    return wizard


def slider_of(wizard: IntakeWizard) -> QSlider:
    found = child(wizard.currentPage(), QSlider, "timeSlider")
    assert isinstance(found, QSlider)
    return found


def picker_of(wizard: IntakeWizard) -> CoverPicker:
    found = wizard.currentPage().findChild(CoverPicker)
    assert isinstance(found, CoverPicker)
    return found


def test_any_picture_of_the_video_is_shown_exactly(open_wizard: Opener, desk: FakeDesk, cover: IntakeWizard) -> None:
    slider = slider_of(cover)
    open_wizard.qtbot.keyClick(slider, Qt.Key.Key_Home)
    open_wizard.qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert open_wizard.tasks.wait_idle()
    assert desk.calls[-1] == "frame_at sample-presenter.mp4 0.04"
    assert picker_of(cover).picture.has_picture


def test_while_one_picture_is_decoded_only_the_newest_wish_waits(
    open_wizard: Opener, desk: FakeDesk, cover: IntakeWizard
) -> None:
    before = len([call for call in desk.calls if call.startswith("frame_at")])
    desk.may_look.clear()
    for value in range(100, 200, 10):
        slider_of(cover).setValue(value)
    desk.may_look.set()
    assert open_wizard.tasks.wait_idle()
    asked = [call for call in desk.calls if call.startswith("frame_at")][before:]
    assert asked == ["frame_at sample-presenter.mp4 4.00", "frame_at sample-presenter.mp4 7.60"]


def test_a_part_of_the_picture_becomes_the_cover(open_wizard: Opener, desk: FakeDesk, cover: IntakeWizard) -> None:
    shape = child(cover, QComboBox, "cropShape")
    assert isinstance(shape, QComboBox)
    shape.setCurrentIndex(2)
    shape.activated.emit(2)
    slider_of(cover).setValue(2000)
    press(cover, "useFrameAsCover")
    assert open_wizard.tasks.wait_idle()
    assert "cover_from 80.0 (656, 0, 1264, 1080)" in desk.calls
    assert Path(cover.draft.path(Role.COVER)).is_file()


def test_another_part_of_the_same_picture_is_another_cover(
    open_wizard: Opener, desk: FakeDesk, cover: IntakeWizard
) -> None:
    paths = []
    for place in (0, 1, 2):
        picker_of(cover)._on_shape(place)
        press(cover, "useFrameAsCover")
        assert open_wizard.tasks.wait_idle()
        paths.append(cover.draft.path(Role.COVER))
    # A part as wide as the picture is all of it.
    assert paths[0] == paths[1]
    assert paths[2] != paths[0]


def test_the_picture_is_saved_where_the_person_wants_it(
    open_wizard: Opener, cover: IntakeWizard, tmp_path: Path
) -> None:
    press(cover, "savePictureAs")
    dialog = child(cover, QFileDialog, "savePictureDialog")
    assert isinstance(dialog, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "still.jpg"))
    dialog.reject()
    assert open_wizard.tasks.wait_idle()
    assert (tmp_path / "still.jpg").is_file()
    assert "The picture is saved: still.jpg" in visible_texts(child(cover, Banner, "extrasBanner"))
    assert cover.draft.path(Role.COVER) == ""


def test_a_folder_that_takes_no_file_is_said(open_wizard: Opener, cover: IntakeWizard, tmp_path: Path) -> None:
    picker_of(cover)._on_target(str(tmp_path / "missing" / "still.jpg"))
    assert open_wizard.tasks.wait_idle()
    assert child(cover, Banner, "extrasBanner").isVisible()


def test_a_video_that_gives_no_picture_leaves_the_placeholder(
    open_wizard: Opener, desk: FakeDesk, cover: IntakeWizard
) -> None:
    desk.script.failures["frame_at"] = MaterialUnreadable(FILM, "one.mp4", "damaged")
    slider_of(cover).setValue(10)
    assert open_wizard.tasks.wait_idle()
    assert not picker_of(cover).picture.has_picture


def test_without_a_video_there_is_nothing_to_pick_from(open_wizard: Opener) -> None:
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.EXTRAS)
    assert not child(wizard, QWidget, "useFrameAsCover").isEnabled()
    assert not slider_of(wizard).isEnabled()


# --- the same person --------------------------------------------------------------------------------


def test_the_portrait_stands_beside_pictures_of_the_video_all_blurred(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    press(wizard, "compareWithVideo")
    assert open_wizard.tasks.wait_idle()
    dialog = child(wizard, QWidget, "samePerson")
    pictures = dialog.findChildren(BlurredPicture)
    assert len(pictures) == 5
    assert all(picture.has_picture and picture.accessibleName() for picture in pictures)
    open_wizard.qtbot.waitUntil(dialog.isActiveWindow)
    assert all(picture.is_blurred for picture in pictures)
    pictures[2].setFocus()
    assert not any(picture.is_blurred for picture in pictures)
    press(dialog, "samePersonClose")
    assert not dialog.isVisible()


@pytest.mark.parametrize("left_out", [Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1])
def test_without_both_there_is_nothing_to_compare(open_wizard: Opener, left_out: Role) -> None:
    materials = {role: path for role, path in SAMPLE_PATHS.items() if role is not left_out}
    wizard = open_wizard(replace(sample_intake(), materials=materials), PageId.DOCUMENTS)
    assert not child(wizard, QWidget, "compareWithVideo").isVisible()
