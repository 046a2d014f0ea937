"""A rejection is put right: exactly the pages concerned, everything valid filled in, the reason on the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from desk_samples import full_script, rejected_view, row, wrong_size_view
from fake_desk import SAMPLE_PATHS, FakeDesk
from PySide6.QtWidgets import QCheckBox, QPushButton, QWizard
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.verdicts import Cause, Doer, RedoTask
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.redo import redo_of
from avatar_intake.qt.desk.redo_wizard import RedoWizard
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.tasks_card import verdict_of
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.workbench import PageId

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

ITEM = replace(row("s6", Stage.SUBMITTED, Shown.REJECTED), name="李模拟", state="AUTO_VERIFY_FAILED")
VIEW = wrong_size_view(ITEM)
END = (PageId.REVIEW, PageId.UPLOAD, PageId.SUBMIT, PageId.DONE)
IDS = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)


def task(cause: Cause, *roles: Role, fields: tuple[str, ...] = ()) -> RedoTask:
    return RedoTask(cause, roles, Doer.STUDIO, "原话", fields)


@pytest.mark.parametrize(
    ("tasks", "pages"),
    [
        ((task(Cause.RESOLUTION, Role.TRAINING_VIDEO), task(Cause.ID_AGAIN, *IDS)), (PageId.VIDEO, PageId.DOCUMENTS)),
        ((task(Cause.ID_GLARE, *IDS),), (PageId.DOCUMENTS,)),
        ((task(Cause.LETTER, Role.GRANT_FILE), task(Cause.ID_AGAIN, *IDS)), (PageId.DOCUMENTS,)),
        ((task(Cause.COVER, Role.COVER), task(Cause.ID_AGAIN, *IDS)), (PageId.DOCUMENTS, PageId.EXTRAS)),
        (
            (task(Cause.CONTACT, fields=("contact",)), task(Cause.ID_AGAIN, *IDS)),
            (PageId.JOB, PageId.DOCUMENTS),
        ),
        (
            (task(Cause.GENERAL), task(Cause.ID_AGAIN, *IDS)),
            (PageId.JOB, PageId.VIDEO, PageId.DOCUMENTS, PageId.EXTRAS),
        ),
    ],
)
def test_exactly_the_pages_concerned_are_on_the_way(tasks: tuple[RedoTask, ...], pages: tuple[PageId, ...]) -> None:
    assert redo_of(VIEW, tasks).pages == pages + END


def test_what_is_valid_stays_filled_in_and_what_is_not_is_asked_for_again() -> None:
    redo = redo_of(VIEW, (task(Cause.RESOLUTION, Role.TRAINING_VIDEO), task(Cause.ID_AGAIN, *IDS)))
    assert set(redo.intake.materials) == {Role.GRANT_FILE, Role.COVER}
    assert redo.intake.job == VIEW.intake.job
    assert redo.before == {role: SAMPLE_PATHS[role] for role in (Role.TRAINING_VIDEO, *IDS)}
    assert set(redo.roles_on(PageId.DOCUMENTS)) == set(IDS)


def test_files_that_an_earlier_try_has_taken_out_are_still_known() -> None:
    bare = replace(VIEW, intake=replace(VIEW.intake, materials={}))
    redo = redo_of(bare, (task(Cause.ID_AGAIN, *IDS),))
    assert redo.before == {role: SAMPLE_PATHS[role] for role in IDS}


def test_the_reviewers_own_words_are_never_left_out() -> None:
    verdict = verdict_of((task(Cause.RESOLUTION, Role.TRAINING_VIDEO),), VIEW.detail)
    assert verdict.original == "原话"
    assert verdict.code == "44005901"
    assert verdict_of((RedoTask(Cause.GENERAL, (), Doer.STUDIO),), VIEW.detail).original.startswith("视频分辨率")


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    script = full_script()
    script.rows = (ITEM,)
    script.views = {"s6": VIEW}
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(script))
    place.use_desk()
    yield place
    place.clear_away()


def put_right(place: Place) -> RedoWizard:
    place.open("s6")
    place.press("nextStepButton")
    (wizard,) = place.wizards()
    assert isinstance(wizard, RedoWizard)
    return wizard


def press_next(place: Place, wizard: RedoWizard) -> None:
    which = (
        QWizard.WizardButton.CommitButton if wizard.currentId() == PageId.REVIEW else QWizard.WizardButton.NextButton
    )
    wizard.button(which).click()
    place.settle()


def test_put_it_right_leads_over_the_pages_concerned_to_send_again(place: Place) -> None:
    wizard = put_right(place)
    assert wizard.currentId() == PageId.VIDEO
    assert wizard.steps.names == (
        "Training video", "Documents", "Review and send", "Upload", "Submit for review", "Done",
    )  # fmt: skip
    reason = wizard.reason_on(PageId.VIDEO)
    assert reason is not None
    assert reason.title == "The video's picture size doesn't fit"
    press_next(place, wizard)
    assert wizard.currentId() == PageId.VIDEO, "the video is missing"
    wizard.draft.set_material(Role.TRAINING_VIDEO, "/films/again.mp4")
    place.settle()
    press_next(place, wizard)
    assert wizard.currentId() == PageId.DOCUMENTS
    press_next(place, wizard)
    assert wizard.currentId() == PageId.DOCUMENTS, "both ID photos are asked for again"
    asked = wizard.reason_on(PageId.DOCUMENTS)
    assert asked is not None
    assert asked.title == "Both ID photos are needed once more"
    place.press(
        "bannerAction", wizard.page_of(PageId.DOCUMENTS).findChild(type(wizard._reasons[PageId.VIDEO]), "redoReason")
    )
    assert {wizard.draft.path(role) for role in IDS} == {SAMPLE_PATHS[role] for role in IDS}
    place.settle()
    press_next(place, wizard)
    assert wizard.currentId() == PageId.REVIEW
    assert wizard.button(QWizard.WizardButton.CommitButton).text() == "&Send again"
    consent = wizard.page_of(PageId.REVIEW).findChild(QCheckBox, "consentBox")
    assert isinstance(consent, QCheckBox)
    consent.setChecked(True)
    place.settle()
    press_next(place, wizard)
    place.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    place.settle()
    assert "run" in place.desk.calls
    assert place.desk.drafts["s6"].materials[Role.TRAINING_VIDEO] == "/films/again.mp4"


def test_an_edit_link_leads_to_a_page_that_was_not_on_the_way_and_back_onto_it(place: Place) -> None:
    wizard = put_right(place)
    wizard.show_page(PageId.JOB)
    assert wizard.currentId() == PageId.JOB
    assert wizard.steps.names[:2] == ("Person and job", "Training video")
    press_next(place, wizard)
    assert wizard.currentId() == PageId.VIDEO


def test_the_reasons_are_said_in_the_language_of_the_window(place: Place, language: Language) -> None:
    wizard = put_right(place)
    language.choose("zh")
    place.qtbot.waitUntil(lambda: wizard.windowTitle() == "修改素材 — 分身素材上传助手")
    reason = wizard.reason_on(PageId.DOCUMENTS)
    assert reason is not None
    assert reason.title == "身份证照片需要再传一次"
    assert wizard.steps.names[0] == "训练视频"


def test_a_second_press_brings_the_same_wizard_to_the_front(place: Place) -> None:
    wizard = put_right(place)
    place.press("nextStepButton")
    assert place.wizards() == [wizard]


def test_why_is_asked_for_where_nobody_has_yet_and_the_page_stands_meanwhile(place: Place) -> None:
    place.desk.script.views["s6"] = replace(VIEW, detail=None)
    place.open("s6")
    assert place.window.page.isVisible()
    assert "tasks s6" in place.desk.calls


def test_offline_the_page_of_a_rejected_intake_opens_all_the_same(place: Place) -> None:
    place.desk.script.views["s6"] = replace(VIEW, detail=None)
    place.desk.script.failures["tasks"] = NetworkUnreachable("metastudio.example")
    place.open("s6")
    assert place.window.page.isVisible()
    assert place.message() == ""
    place.press("nextStepButton")
    assert place.message() == "Connection lost"


def test_a_rejection_that_only_the_vendor_can_cure_still_asks_for_the_id_photos(place: Place) -> None:
    view = rejected_view(ITEM)
    place.desk.script.views["s6"] = view
    vendor = RedoTask(Cause.GENERAL, (), Doer.VENDOR, "系统异常，请稍后重试")
    place.desk.script.tasks["s6"] = (vendor, RedoTask(Cause.ID_AGAIN, IDS, Doer.STUDIO))
    wizard = put_right(place)
    assert PageId.DOCUMENTS in wizard._way
    assert wizard.draft.path(Role.TRAINING_VIDEO) == SAMPLE_PATHS[Role.TRAINING_VIDEO]


def test_the_tasks_tab_stands_first_and_the_materials_can_be_looked_at(place: Place) -> None:
    place.open("s6")
    tab = place.window.page.findChild(QPushButton, "tab_tasks")
    assert isinstance(tab, QPushButton)
    assert tab.isChecked()
    place.press("tab_files", place.window.page)
    sums = place.window.page.findChild(QPushButton, "sha256_training_video")
    assert isinstance(sums, QPushButton)
    assert sums.isVisible()
