"""Repairs in the wizard: offered on their line, asked about, done in a worker, compared, used or left."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from pathlib import Path, PurePath

import pytest
from fake_desk import ACCOUNT, SAMPLE_PATHS, FakeDesk, good_facts, sample_intake
from opened_wizard import Opener, child, visible_texts
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QWidget,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import (
    CardSeen,
    Checked,
    Finding,
    MediaFacts,
    PictureContent,
    Severity,
    Span,
)
from avatar_intake.domain.repair import Offer, Remedy
from avatar_intake.errors import LocalStorageFailed, MaterialUnreadable, RepairFailed, StorageFault
from avatar_intake.qt.desk.wizards import Wizards
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.corners import CornersEditor
from avatar_intake.qt.widgets.drop_area import DropArea
from avatar_intake.qt.widgets.ends import TimeSpin
from avatar_intake.qt.wizard.repair_ask import proposed_keep
from avatar_intake.qt.wizard.repair_dialog import RepairDialog, Stand
from avatar_intake.qt.wizard.repair_words import remedy_words
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId, Workbench

FILM = Role.TRAINING_VIDEO
ORIGINAL = SAMPLE_PATHS[FILM]
NEW = "/films/sample-presenter-repaired.mp4"
FINDINGS = (
    Finding(FILM, "video-container", Severity.ERROR, "MOV", "MP4"),
    Finding(FILM, "video-codec", Severity.WARNING, "H.265", "H.264"),
    Finding(FILM, "video-resolution", Severity.ERROR, "1920×1088", "1920×1080"),
    Finding(FILM, "video-duration", Severity.ERROR, "11:40", "3:00–10:00"),
    Finding(FILM, "video-sound", Severity.OK, "AAC"),
)
OFFERS = (
    Offer("video-container", Remedy.REMUX),
    Offer("video-codec", Remedy.ENCODE),
    Offer("video-resolution", Remedy.PAD, needs_consent=True),
    Offer("video-duration", Remedy.TRIM, needs_consent=True),
)


@pytest.fixture
def wizard(open_wizard: Opener, desk: FakeDesk) -> IntakeWizard:
    """A wizard on the page of a video of which much can be repaired."""
    desk.script.findings[FILM] = FINDINGS
    desk.script.offers[FILM] = OFFERS
    return open_wizard(sample_intake(), PageId.VIDEO)


def press(wizard: QWidget, name: str) -> None:
    found = child(wizard, QWidget, name)
    assert isinstance(found, QAbstractButton)
    assert found.isVisible(), name
    found.click()


def links(wizard: IntakeWizard, name: str) -> dict[str, QPushButton]:
    QApplication.processEvents()  # new lines are shown by their layout
    found = child(wizard, Checklist, name).findChildren(QPushButton)
    return {link.accessibleName(): link for link in found if link.isVisible()}


def dialog_of(wizard: IntakeWizard) -> RepairDialog:
    found = child(wizard, RepairDialog, "repairDialog")
    assert isinstance(found, RepairDialog)
    return found


def open_everything(opener: Opener, wizard: IntakeWizard) -> RepairDialog:
    press(wizard, "trainingVideoRepairAll")
    assert opener.tasks.wait_idle()
    return dialog_of(wizard)


def begin(opener: Opener, desk: FakeDesk, wizard: IntakeWizard) -> RepairDialog:
    desk.may_repair.clear()
    dialog = open_everything(opener, wizard)
    press(dialog, "repairGoOn")
    opener.qtbot.waitUntil(lambda: bool(desk.orders))
    return dialog


def finish(opener: Opener, desk: FakeDesk, wizard: IntakeWizard) -> RepairDialog:
    dialog = open_everything(opener, wizard)
    press(dialog, "repairGoOn")
    assert opener.tasks.wait_idle()
    assert dialog.stand is Stand.DONE
    return dialog


def box(dialog: QWidget, remedy: Remedy) -> QCheckBox:
    found = child(dialog, QCheckBox, f"remedy_{remedy}")
    assert isinstance(found, QCheckBox)
    return found


def text(widget: QWidget, name: str) -> str:
    found = child(widget, QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


# --- offered ----------------------------------------------------------------------------------------


def test_a_line_that_can_be_repaired_says_so_and_others_do_not(wizard: IntakeWizard) -> None:
    assert "Repair: The video uses H.265" in links(wizard, "trainingVideoChecks")
    assert len([name for name in links(wizard, "trainingVideoChecks") if name.startswith("Repair: ")]) == 4


def test_one_button_repairs_everything_and_says_how_long_it_takes(wizard: IntakeWizard) -> None:
    button = child(wizard, QPushButton, "trainingVideoRepairAll")
    assert isinstance(button, QPushButton)
    assert button.text() == "Repair everything that can be repaired (about 3 minutes)"
    assert button.accessibleName().startswith("Training video: Repair everything")


def test_without_an_offer_that_needs_no_question_there_is_no_such_button(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.findings[FILM] = FINDINGS
    desk.script.offers[FILM] = OFFERS[2:]
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    assert not child(wizard, QPushButton, "trainingVideoRepairAll").isVisible()
    assert len(links(wizard, "trainingVideoChecks")) == 2


def test_what_was_found_and_what_is_needed_is_said_once(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.findings[FILM] = (Finding(FILM, "video-rotation", Severity.WARNING, "90°", "0°"), FINDINGS[2])
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    said = " ".join(visible_texts(child(wizard, Checklist, "trainingVideoChecks")))
    assert said.count("90°") == 1
    assert "Needed: 0°" in said
    assert said.count("1920×1088") == 1


def test_hints_stand_below_warnings_and_above_what_is_good(open_wizard: Opener, desk: FakeDesk) -> None:
    hint = Finding(FILM, "video-rotation", Severity.HINT)
    desk.script.findings[FILM] = (FINDINGS[4], hint, FINDINGS[1], FINDINGS[0])
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    checklist = child(wizard, Checklist, "trainingVideoChecks")
    assert isinstance(checklist, Checklist)
    assert [notice.key.severity for notice in checklist.notices if isinstance(notice.key, Finding)] == [
        Severity.ERROR,
        Severity.WARNING,
        Severity.HINT,
        Severity.OK,
    ]


def test_many_lines_scroll_inside_and_the_page_stays(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.findings[FILM] = FINDINGS * 4
    desk.script.offers[FILM] = OFFERS
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    page = wizard.page_of(PageId.VIDEO)
    assert page.room.verticalScrollBar().maximum() == 0
    assert child(wizard, QPushButton, "trainingVideoRepairAll").isVisible()


@pytest.mark.parametrize("code", ["en", "zh"])
def test_three_panels_with_repairs_still_stand_side_by_side(open_wizard: Opener, desk: FakeDesk, code: str) -> None:
    open_wizard.language.choose(code)
    for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        desk.script.findings[role] = (Finding(role, "picture-format", Severity.ERROR, "HEIC", "JPG / PNG"),)
        desk.script.offers[role] = (Offer("picture-format", Remedy.CONVERT),)
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    QApplication.processEvents()
    room = wizard.page_of(PageId.DOCUMENTS).room
    assert child(wizard, QPushButton, "letterRepairAll").isVisible()
    assert room.widget().width() <= room.viewport().width()
    assert room.verticalScrollBar().maximum() == 0


# --- asked ------------------------------------------------------------------------------------------


def test_a_repair_from_its_line_does_that_and_nothing_else(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    links(wizard, "trainingVideoChecks")["Repair: The video uses H.265"].click()
    assert open_wizard.tasks.wait_idle()
    dialog = dialog_of(wizard)
    assert [one.objectName() for one in dialog.findChildren(QCheckBox) if one.isChecked()] == ["remedy_encode"]
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].remedies == {Remedy.ENCODE}
    assert desk.orders[0].paths == (ORIGINAL,)
    assert desk.orders[0].target == NEW
    assert "repair_everything" not in desk.calls


def test_everything_is_what_needs_no_question(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = open_everything(open_wizard, wizard)
    assert box(dialog, Remedy.REMUX).isChecked()
    assert not box(dialog, Remedy.PAD).isChecked()
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].remedies == {Remedy.REMUX, Remedy.ENCODE}
    assert "repair_everything" in desk.calls


def test_it_says_where_the_new_file_goes_how_long_and_how_much_room_it_takes(
    open_wizard: Opener, wizard: IntakeWizard
) -> None:
    dialog = open_everything(open_wizard, wizard)
    assert text(dialog, "repairTarget") == PurePath(NEW).name
    assert "/films" in text(dialog, "repairFolder")
    assert text(dialog, "repairEstimate") == "Takes about 3 minutes"
    assert "1.5 GB" in text(dialog, "repairRoom")
    assert "Your original is only read. It stays as it is." in visible_texts(dialog)


def test_another_folder_can_be_chosen(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = open_everything(open_wizard, wizard)
    press(dialog, "changeFolder")
    chooser = child(dialog, QFileDialog, "folderDialog")
    assert isinstance(chooser, QFileDialog)
    chooser.fileSelected.emit("/elsewhere")
    chooser.reject()
    assert open_wizard.tasks.wait_idle()
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].target == "/elsewhere/sample-presenter-repaired.mp4"


def test_a_folder_that_cannot_be_written_to_asks_for_another(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    desk.script.failures["proposed_target"] = LocalStorageFailed(reason="Read-only file system")
    dialog = open_everything(open_wizard, wizard)
    banner = child(dialog, Banner, "repairBanner")
    assert banner.isVisible()
    assert child(banner, QPushButton, "bannerAction").text() == "Change folder…"
    press(dialog, "repairGoOn")
    assert dialog.stand is Stand.ASKING
    del desk.script.failures["proposed_target"]
    dialog.place.folder_chosen.emit("/elsewhere")
    assert open_wizard.tasks.wait_idle()
    assert not banner.isVisible()


def test_bars_are_added_only_when_that_was_said_yes_to(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    links(wizard, "trainingVideoChecks")["Repair: The picture size doesn't fit"].click()
    assert open_wizard.tasks.wait_idle()
    dialog = dialog_of(wizard)
    assert not box(dialog, Remedy.PAD).isChecked()
    assert "the bars stay visible" in box(dialog, Remedy.PAD).accessibleDescription()
    press(dialog, "repairGoOn")
    assert text(dialog, "repairProblem") == "Nothing is chosen yet. Tick what is to be done."
    assert desk.orders == []
    box(dialog, Remedy.PAD).click()
    assert open_wizard.tasks.wait_idle()
    assert text(dialog, "repairProblem") == ""
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].remedies == {Remedy.PAD}


def test_the_ends_are_asked_for_and_the_middle_is_never_cut(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    desk.script.facts[FILM] = long_film()
    wizard.draft.set_material(FILM, "/films/long.mp4")
    assert open_wizard.tasks.wait_idle()
    links(wizard, "trainingVideoChecks")["Repair: The video is too long"].click()
    assert open_wizard.tasks.wait_idle()
    dialog = dialog_of(wizard)
    assert not child(dialog, TimeSpin, "trimBegin").isVisible()
    box(dialog, Remedy.TRIM).click()
    begin_at, end_at = child(dialog, TimeSpin, "trimBegin"), child(dialog, TimeSpin, "trimEnd")
    assert isinstance(begin_at, TimeSpin)
    assert isinstance(end_at, TimeSpin)
    assert begin_at.isVisible()
    assert end_at.text() == "10:00.0"
    assert any("must not be cut in the middle" in words for words in visible_texts(dialog))
    begin_at.setValue(4.5)
    assert text(dialog, "trimLeft") == "Left: 9:55.5"
    assert open_wizard.tasks.wait_idle()
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].keep == Span(4.5, 600.0)


def long_film() -> MediaFacts:
    facts = good_facts(FILM)
    assert isinstance(facts, MediaFacts)
    return replace(facts, duration_s=700.0)


@pytest.mark.parametrize(
    ("spans", "needed", "kept"),
    [
        ((), "", Span(0.0, 700.0)),
        ((Span(0.0, 6.0),), "", Span(6.0, 700.0)),
        ((Span(690.0, 700.0),), "", Span(0.0, 690.0)),
        ((Span(300.0, 310.0),), "", Span(0.0, 700.0)),
        ((Span(0.0, 6.0),), "3:00–10:00", Span(6.0, 606.0)),
        ((), "1:00–5:00", Span(0.0, 300.0)),
    ],
)
def test_what_is_proposed_to_be_left_out_lies_at_the_ends(spans: tuple[Span, ...], needed: str, kept: Span) -> None:
    findings = (
        Finding(FILM, "dark", Severity.HINT, spans=spans),
        Finding(FILM, "video-duration", Severity.ERROR, "", needed),
    )
    assert proposed_keep(Checked(FILM, "/films/a.mp4", long_film(), findings)) == kept


@pytest.mark.parametrize("remedy", Remedy)
def test_every_remedy_is_said_in_a_sentence_in_both_languages(open_wizard: Opener, remedy: Remedy) -> None:
    english = remedy_words(remedy)
    open_wizard.language.choose("zh")
    assert english
    assert remedy_words(remedy) != english


# --- the work ---------------------------------------------------------------------------------------


def test_the_work_is_shown_with_its_share_and_the_time_left(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    dialog = begin(open_wizard, desk, wizard)
    bar = child(dialog, QProgressBar, "repairBar")
    assert isinstance(bar, QProgressBar)
    open_wizard.qtbot.waitUntil(lambda: bar.value() == 400)
    assert text(dialog, "repairShare") == "40 % · about 2 minutes left"
    desk.may_repair.set()
    assert open_wizard.tasks.wait_idle()
    assert dialog.stand is Stand.DONE


def test_cancel_is_at_once_and_leaves_nothing_behind(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = begin(open_wizard, desk, wizard)
    press(dialog, "repairLeave")
    assert dialog.stand is Stand.ASKING
    assert open_wizard.tasks.wait_idle()
    assert "repair stopped" in desk.calls
    assert desk.made == []
    assert wizard.draft.path(FILM) == ORIGINAL
    assert not dialog.run.is_running


def test_a_file_that_was_ready_in_the_moment_of_the_cancel_is_removed(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard, tmp_path: Path
) -> None:
    new = tmp_path / "sample-presenter-repaired.mp4"
    dialog = begin_in(open_wizard, desk, wizard, str(tmp_path))
    new.write_bytes(b"what the worker has made")
    desk.may_repair.set()
    pause, ends_s = threading.Event(), time.monotonic() + 10
    while not desk.made and time.monotonic() < ends_s:  # without events: the window has not heard of it yet
        pause.wait(0.001)
    dialog.run.cancel()
    assert open_wizard.tasks.wait_idle()
    assert not new.exists()


def begin_in(opener: Opener, desk: FakeDesk, wizard: IntakeWizard, folder: str) -> RepairDialog:
    dialog = open_everything(opener, wizard)
    dialog.place.folder_chosen.emit(folder)
    assert opener.tasks.wait_idle()
    desk.may_repair.clear()
    press(dialog, "repairGoOn")
    opener.qtbot.waitUntil(lambda: bool(desk.orders))
    return dialog


def test_a_failure_is_said_and_can_be_tried_again(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    desk.script.failures["repair"] = RepairFailed(FILM, "sample-presenter.mp4", "damaged")
    dialog = open_everything(open_wizard, wizard)
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert dialog.stand is Stand.ASKING
    assert "This file can't be repaired" in visible_texts(dialog)
    del desk.script.failures["repair"]
    child(child(dialog, Banner, "repairBanner"), QPushButton, "bannerAction").click()
    assert open_wizard.tasks.wait_idle()
    assert dialog.stand is Stand.DONE


def test_a_full_disk_is_said_before_the_work_begins(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    desk.script.plan = replace(desk.script.plan, needed_bytes=10**18)
    dialog = begin_in(open_wizard, desk, wizard, "/")
    assert "only" in text(dialog, "repairRoom")
    desk.may_repair.set()
    assert open_wizard.tasks.wait_idle()


def test_leaving_while_a_file_is_repaired_asks_first(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = begin(open_wizard, desk, wizard)
    wizard.reject()
    question = child(dialog, QMessageBox, "repairQuestion")
    assert isinstance(question, QMessageBox)
    assert question.text() == "A file is still being repaired"
    press(question, "goOnRepairing")
    assert wizard.isVisible()
    assert dialog.run.is_running
    dialog.reject()
    again = next(found for found in dialog.findChildren(QMessageBox) if found.isVisible())
    press(again, "stopAndLeave")
    open_wizard.qtbot.waitUntil(lambda: wizard.findChildren(RepairDialog) == [])
    assert open_wizard.tasks.wait_idle()
    assert desk.made == []
    assert wizard.isVisible()


def test_the_question_goes_when_the_file_is_ready(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = begin(open_wizard, desk, wizard)
    dialog.reject()
    desk.may_repair.set()
    assert open_wizard.tasks.wait_idle()
    assert dialog.stand is Stand.DONE
    assert not any(question.isVisible() for question in dialog.findChildren(QMessageBox))


def test_a_wizard_that_is_closed_all_the_same_ends_the_work(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    begin(open_wizard, desk, wizard)
    wizard.done(0)
    assert open_wizard.tasks.wait_idle()
    assert "repair stopped" in desk.calls


# --- before and after -------------------------------------------------------------------------------


def test_before_and_after_stand_side_by_side(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = finish(open_wizard, desk, wizard)
    said = visible_texts(dialog)
    assert {"Before", "After", "H.265 → H.264", "1920×1088 → 1920×1080", "MOV → MP4"} <= set(said)
    assert any(call.startswith("frame_at sample-presenter.mp4") for call in desk.calls)
    assert any(call.startswith("frame_at sample-presenter-repaired.mp4") for call in desk.calls)


def test_what_is_still_wrong_is_said_too(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    desk.script.repaired[FILM] = (FINDINGS[3], Finding(FILM, "video-codec", Severity.OK, "H.264", "H.264"))
    dialog = finish(open_wizard, desk, wizard)
    said = visible_texts(dialog)
    assert "The video is too long" in said
    assert "H.265 → H.264" in said


def test_the_repaired_file_is_used_without_a_second_check_and_can_be_taken_back(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    dialog = finish(open_wizard, desk, wizard)
    checks = len([call for call in desk.calls if call.startswith("check training_video")])
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(FILM) == NEW
    assert len([call for call in desk.calls if call.startswith("check training_video")]) == checks
    assert links(wizard, "trainingVideoChecks") == {}
    press(wizard, "trainingVideoGoBack")
    assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(FILM) == ORIGINAL
    assert not child(wizard, QPushButton, "trainingVideoGoBack").isVisible()
    assert "Repair: The video uses H.265" in links(wizard, "trainingVideoChecks")


def test_the_original_can_be_kept(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    dialog = finish(open_wizard, desk, wizard)
    press(dialog, "repairLeave")
    assert not dialog.isVisible()
    assert wizard.draft.path(FILM) == ORIGINAL
    assert not child(wizard, QPushButton, "trainingVideoGoBack").isVisible()


def test_several_materials_are_repaired_one_after_another(open_wizard: Opener, desk: FakeDesk) -> None:
    for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2):
        desk.script.findings[role] = (Finding(role, "picture-format", Severity.ERROR, "HEIC", "JPG / PNG"),)
        desk.script.offers[role] = (Offer("picture-format", Remedy.CONVERT),)
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    for name in ("idCardPortrait", "idCardEmblem"):
        press(wizard, f"{name}RepairAll")
        assert open_wizard.tasks.wait_idle()
        dialog = next(found for found in wizard.findChildren(RepairDialog) if found.isVisible())
        for _ in range(2):
            press(dialog, "repairGoOn")
            assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(Role.ID_CARD_IMAGE1) == "/papers/card-portrait-repaired.jpg"
    assert wizard.draft.path(Role.ID_CARD_IMAGE2) == "/papers/card-emblem-repaired.jpg"


def test_the_language_changes_in_an_open_repair(open_wizard: Opener, wizard: IntakeWizard) -> None:
    dialog = open_everything(open_wizard, wizard)
    open_wizard.language.choose("zh")
    QApplication.processEvents()
    assert child(dialog, QPushButton, "repairGoOn").text() == "修复"
    assert child(wizard, QPushButton, "trainingVideoRepairAll").text() == "一键修复（约 3 分钟）"
    english = [words for words in visible_texts(dialog) if "file" in words.lower() and ".mp4" not in words]
    assert english == []


# --- corners ----------------------------------------------------------------------------------------


@pytest.fixture
def corners(open_wizard: Opener, desk: FakeDesk) -> RepairDialog:
    """The question about the corners of an ID card's picture, which is 1920×1212."""
    role = Role.ID_CARD_IMAGE1
    desk.script.findings[role] = (Finding(role, "picture-size", Severity.WARNING, "1920×1212"),)
    desk.script.offers[role] = (Offer("picture-size", Remedy.CORNERS, needs_consent=True),)
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    next(iter(links(wizard, "idCardPortraitChecks").values())).click()
    dialog = dialog_of(wizard)
    box(dialog, Remedy.CORNERS).click()
    assert open_wizard.tasks.wait_idle()
    return dialog


def editor_of(dialog: RepairDialog) -> CornersEditor:
    return next(iter(dialog.findChildren(CornersEditor)))


def test_corners_are_moved_by_keyboard_and_reach_the_order(
    open_wizard: Opener, desk: FakeDesk, corners: RepairDialog
) -> None:
    editor = editor_of(corners)
    before = editor.corners
    grip = child(corners, QWidget, "corner0")
    assert grip.accessibleName() == "Top left corner"
    open_wizard.qtbot.keyClick(grip, Qt.Key.Key_Right)
    open_wizard.qtbot.keyClick(grip, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert editor.corners[0][0] > before[0][0]
    assert editor.corners[0][1] - before[0][1] > 5 * (editor.corners[0][0] - before[0][0])
    assert editor.corners[1:] == before[1:]
    assert open_wizard.tasks.wait_idle()
    press(corners, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    px = desk.orders[0].corners_px
    assert len(px) == 4
    assert px[0] == (round(editor.corners[0][0] * 1920, 1), round(editor.corners[0][1] * 1212, 1))


def test_the_corners_that_the_check_saw_are_proposed_and_so_is_its_turn(open_wizard: Opener, desk: FakeDesk) -> None:
    role = Role.ID_CARD_IMAGE1
    seen = ((192.0, 121.2), (1728.0, 121.2), (1728.0, 1090.8), (192.0, 1090.8))
    desk.script.contents[role] = PictureContent(card=CardSeen(seen, 1.58, 0.6), turn_deg=90)
    rules = ("card-sideways", "card-aslant")
    desk.script.findings[role] = tuple(Finding(role, rule, Severity.WARNING) for rule in rules)
    desk.script.offers[role] = (
        Offer("card-sideways", Remedy.UPRIGHT, needs_consent=True),
        Offer("card-aslant", Remedy.CORNERS, needs_consent=True),
    )
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    next(iter(links(wizard, "idCardPortraitChecks").values())).click()
    dialog = dialog_of(wizard)
    for remedy in (Remedy.UPRIGHT, Remedy.CORNERS):
        assert not box(dialog, remedy).isChecked()
        box(dialog, remedy).click()
    assert open_wizard.tasks.wait_idle()
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].turn_deg == 90
    assert desk.orders[0].corners_px == seen


def test_corners_are_dragged_and_never_cross(open_wizard: Opener, corners: RepairDialog) -> None:
    editor, grip = editor_of(corners), child(corners, QWidget, "corner0")
    middle = QPoint(13, 13)
    open_wizard.qtbot.mousePress(grip, Qt.MouseButton.LeftButton, pos=middle)
    grip.dragged.emit(QPoint(editor.width() * 2, editor.height() * 2))
    assert editor.corners[0][0] < editor.corners[1][0]
    assert editor.corners[0][1] < editor.corners[3][1]
    grip.dragged.emit(QPoint(-500, -500))
    assert editor.corners[0] == (0.0, 0.0)


def test_the_picture_under_the_corners_is_clear_only_while_it_is_worked_on(
    open_wizard: Opener, corners: RepairDialog
) -> None:
    corners.activateWindow()
    open_wizard.qtbot.waitUntil(corners.isActiveWindow)
    editor = editor_of(corners)
    child(corners, QPushButton, "changeFolder").setFocus()
    assert not editor.is_clear
    hidden = editor.grab().toImage()
    child(corners, QWidget, "corner2").setFocus()
    assert editor.is_clear
    assert editor.grab().toImage() != hidden


# --- a letter of several photos ---------------------------------------------------------------------


PAGES = ["/papers/page1.jpg", "/papers/page2.heic", "/papers/page3.png"]


def drop_pages(opener: Opener, wizard: IntakeWizard, paths: list[str]) -> RepairDialog:
    area = child(wizard, DropArea, "letterDrop")
    assert isinstance(area, DropArea)
    area.take_all(paths)
    assert opener.tasks.wait_idle()
    return dialog_of(wizard)


def test_several_photos_become_one_letter_in_the_chosen_order(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.DOCUMENTS)
    dialog = drop_pages(open_wizard, wizard, PAGES)
    order = child(dialog, QListWidget, "pageOrder")
    assert isinstance(order, QListWidget)
    assert [order.item(row).text() for row in range(3)] == ["1. page1.jpg", "2. page2.heic", "3. page3.png"]
    press(dialog, "page_down")
    order.setCurrentRow(2)
    press(dialog, "page_out")
    assert open_wizard.tasks.wait_idle()
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].paths == ("/papers/page2.heic", "/papers/page1.jpg")
    assert desk.orders[0].remedies == {Remedy.JOIN}
    assert desk.orders[0].target.endswith(".pdf")
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(Role.GRANT_FILE) == desk.orders[0].target


def test_pages_are_added_to_a_letter_that_is_a_photo(open_wizard: Opener, desk: FakeDesk) -> None:
    materials = {**SAMPLE_PATHS, Role.GRANT_FILE: "/papers/page1.jpg"}
    wizard = open_wizard(replace(sample_intake(), materials=materials), PageId.DOCUMENTS)
    press(wizard, "letterAddPages")
    chooser = child(wizard, QFileDialog, "pagesDialog")
    assert isinstance(chooser, QFileDialog)
    chooser.filesSelected.emit(["/papers/page2.jpg"])
    chooser.reject()
    assert open_wizard.tasks.wait_idle()
    press(dialog_of(wizard), "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert desk.orders[0].paths == ("/papers/page1.jpg", "/papers/page2.jpg")


def test_a_letter_that_is_a_pdf_takes_no_pages(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    assert not child(wizard, QPushButton, "letterAddPages").isVisible()


def test_several_files_of_which_one_is_no_letter_are_refused(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    area = child(wizard, DropArea, "letterDrop")
    assert isinstance(area, DropArea)
    area.take_all(["/papers/page1.jpg", "/papers/notes.txt"])
    assert "notes.txt doesn't fit here" in area.refusal
    assert wizard.findChildren(RepairDialog) == []


def test_other_materials_still_take_one_file_at_a_time(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    area = child(wizard, DropArea, "idCardPortraitDrop")
    assert isinstance(area, DropArea)
    area.take_all(["/papers/a.jpg", "/papers/b.jpg"])
    assert area.refusal == "One file at a time, please. Nothing was changed."


# --- keyboard and screen reader ---------------------------------------------------------------------


@pytest.mark.parametrize("code", ["zh", "en"])
def test_everything_in_the_dialog_that_takes_the_focus_has_a_name_of_its_own(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard, code: str
) -> None:
    open_wizard.language.choose(code)
    dialog = open_everything(open_wizard, wizard)
    box(dialog, Remedy.TRIM).click()
    for _ in range(2):
        assert open_wizard.tasks.wait_idle()
        stops = [
            widget
            for widget in dialog.findChildren(QWidget)
            if widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        ]
        names = [widget.accessibleName() for widget in stops if widget.objectName() != "qt_spinbox_lineedit"]
        assert all(names), [widget.objectName() for widget in stops if not widget.accessibleName()]
        assert len(set(names)) == len(names)
        press(dialog, "repairGoOn")


def test_a_full_disk_in_the_middle_leaves_the_original_chosen(
    open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard
) -> None:
    desk.script.failures["repair"] = LocalStorageFailed(reason="No space left on device", kind=StorageFault.FULL)
    dialog = open_everything(open_wizard, wizard)
    press(dialog, "repairGoOn")
    assert open_wizard.tasks.wait_idle()
    assert "This computer's disk is full" in visible_texts(dialog)
    assert wizard.draft.path(FILM) == ORIGINAL
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_program_is_not_left_while_a_file_is_repaired(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.findings[FILM] = FINDINGS
    desk.script.offers[FILM] = OFFERS
    opener = open_wizard
    bench = Workbench(
        desk, opener.tasks, opener.runs, opener.look, opener.language, opener.settings, opener.saved.append, ACCOUNT
    )
    wizards = Wizards()
    wizards.show(bench, sample_intake(), PageId.VIDEO)
    assert opener.tasks.wait_idle()
    wizard = next(found for found in QApplication.topLevelWidgets() if isinstance(found, IntakeWizard))
    assert not wizards.ask_before_loss()
    dialog = begin(opener, desk, wizard)
    assert wizards.ask_before_loss()
    assert child(dialog, QMessageBox, "repairQuestion").isVisible()
    desk.may_repair.set()
    assert opener.tasks.wait_idle()
    assert not wizards.ask_before_loss()
    wizards.close_all()
    assert opener.tasks.wait_idle()


def test_a_mistake_in_the_work_ends_it_and_is_said(open_wizard: Opener, desk: FakeDesk, wizard: IntakeWizard) -> None:
    desk.script.failures["repair"] = LookupError("a made-up mistake")  # type: ignore[assignment]
    dialog = open_everything(open_wizard, wizard)
    with open_wizard.qtbot.capture_exceptions() as seen:
        press(dialog, "repairGoOn")
        assert open_wizard.tasks.wait_idle()
    assert [kind for kind, _, _ in seen] == [LookupError]
    assert dialog.stand is Stand.ASKING
    assert not dialog.run.is_running
    assert child(dialog, Banner, "repairBanner").isVisible()


def test_a_page_that_cannot_be_read_is_named_and_nothing_breaks(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["repair_plan"] = MaterialUnreadable(Role.GRANT_FILE, "page1.jpg", "damaged")
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.DOCUMENTS)
    dialog = drop_pages(open_wizard, wizard, PAGES)
    said = visible_texts(child(dialog, Banner, "repairBanner"))
    assert any("page1.jpg" in text for text in said), said
