"""The way through the wizard: from an empty draft to *Done*, back again, and out of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import shiboken6
from fake_desk import JOB_ID, SAMPLE_PATHS, FakeDesk, sample_intake
from opened_wizard import Opener, child, missing_words, visible_texts
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMessageBox, QPushButton, QTableWidget, QWidget, QWizard

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import LocalStorageFailed, StorageFault
from avatar_intake.flow.model import RunOptions
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.widgets.drop_area import DropArea
from avatar_intake.qt.wizard.review import ReviewPage
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId

DROPS = {
    Role.TRAINING_VIDEO: "trainingVideoDrop",
    Role.ID_CARD_IMAGE1: "idCardPortraitDrop",
    Role.ID_CARD_IMAGE2: "idCardEmblemDrop",
    Role.GRANT_FILE: "letterDrop",
    Role.COVER: "coverDrop",
}


def take(wizard: IntakeWizard, role: Role) -> None:
    area = child(wizard, DropArea, DROPS[role])
    assert isinstance(area, DropArea)
    area.take(SAMPLE_PATHS[role])


def agree(wizard: IntakeWizard) -> None:
    page = wizard.page_of(PageId.REVIEW)
    assert isinstance(page, ReviewPage)
    page.consent.setChecked(True)


def submit_by_itself(wizard: IntakeWizard) -> None:
    page = wizard.page_of(PageId.REVIEW)
    assert isinstance(page, ReviewPage)
    page.submit_review.setChecked(True)


def wait_for(opener: Opener, wizard: IntakeWizard, page: PageId) -> None:
    opener.qtbot.waitUntil(lambda: wizard.currentId() == page)
    assert opener.tasks.wait_idle()


def test_from_an_empty_draft_to_done(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(Intake("new1", JobFields()))
    assert wizard.currentId() == PageId.JOB
    open_wizard.qtbot.keyClicks(child(wizard, QLineEdit, "avatarName"), "Sample Presenter")
    open_wizard.qtbot.keyClicks(child(wizard, QLineEdit, "contactPhone"), "13800138000")
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.VIDEO
    take(wizard, Role.TRAINING_VIDEO)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.DOCUMENTS
    for role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE):
        take(wizard, role)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.EXTRAS
    take(wizard, Role.COVER)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.REVIEW
    agree(wizard)
    open_wizard.next(wizard)
    wait_for(open_wizard, wizard, PageId.SUBMIT)
    assert "submit_review" not in desk.calls
    button = child(wizard, QPushButton, "submitReview")
    open_wizard.qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    wait_for(open_wizard, wizard, PageId.DONE)
    assert "submit_review" in desk.calls
    job = child(wizard, QLineEdit, "jobId")
    assert isinstance(job, QLineEdit)
    assert job.text() == JOB_ID
    table = child(wizard, QTableWidget, "sentFiles")
    assert isinstance(table, QTableWidget)
    assert table.rowCount() == 5
    assert len(table.item(0, 3).text()) == 64
    assert desk.drafts["new1"].job.contact == "13800138000"
    assert dict(desk.drafts["new1"].materials) == dict(SAMPLE_PATHS)


def test_an_upload_that_may_submit_itself_goes_straight_to_done(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    agree(wizard)
    submit_by_itself(wizard)
    open_wizard.next(wizard)
    wait_for(open_wizard, wizard, PageId.DONE)
    assert desk.options_used is not None
    assert desk.options_used.submit_review
    assert "submit_review" not in desk.calls


def test_nothing_is_created_before_the_commit_button(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    assert "run" not in desk.calls
    assert wizard.currentPage().isCommitPage()
    assert wizard.button(QWizard.WizardButton.CommitButton).text() == "&Create the job and upload"


def test_after_the_commit_there_is_no_way_back(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.may_finish.clear()
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    agree(wizard)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.UPLOAD
    for name in ("backButton", "nextButton", "commitButton", "cancelButton"):
        found = wizard.findChild(QPushButton, name)
        assert found is None or not found.isVisible(), name


def test_back_keeps_what_was_typed(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.EXTRAS)
    back = wizard.button(QWizard.WizardButton.BackButton)
    for _ in range(3):
        back.click()
    assert wizard.currentId() == PageId.JOB
    assert wizard.draft.intake == sample_intake_as_filled_in(wizard)
    name = child(wizard, QLineEdit, "avatarName")
    assert isinstance(name, QLineEdit)
    assert name.text() == sample_intake().job.name


def sample_intake_as_filled_in(wizard: IntakeWizard) -> Intake:
    assert dict(wizard.draft.intake.materials) == dict(SAMPLE_PATHS)
    return wizard.draft.intake


def test_edit_leads_to_the_page_and_next_back_to_the_summary(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    child(wizard, QPushButton, "editVideo").click()
    assert wizard.currentId() == PageId.VIDEO
    assert open_wizard.tasks.wait_idle()
    open_wizard.go_to(wizard, PageId.REVIEW)
    assert wizard.draft.intake.materials == sample_intake().materials


def test_the_draft_is_saved_within_a_second_of_a_change(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(Intake("new1", JobFields()))
    with open_wizard.qtbot.waitSignal(wizard.draft.saved, timeout=1000):
        open_wizard.qtbot.keyClicks(child(wizard, QLineEdit, "avatarName"), "Sample")
    assert desk.drafts["new1"].job.name == "Sample"


def test_looking_only_saves_nothing(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    wizard.reject()
    assert open_wizard.tasks.wait_idle()
    assert "save_draft" not in desk.calls


def test_closing_at_once_after_typing_loses_nothing(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(Intake("new1", JobFields()))
    open_wizard.qtbot.keyClicks(child(wizard, QLineEdit, "avatarName"), "Sample")
    wizard.reject()
    assert open_wizard.tasks.wait_idle()
    assert desk.drafts["new1"].job.name == "Sample"


def test_a_change_during_a_slow_save_is_kept_when_the_wizard_is_gone_at_once(
    open_wizard: Opener, desk: FakeDesk
) -> None:
    wizard = open_wizard.open_for_deletion(Intake("new1", JobFields()))
    name = child(wizard, QLineEdit, "avatarName")
    desk.may_save.clear()
    open_wizard.qtbot.keyClicks(name, "Sam")
    open_wizard.qtbot.waitUntil(lambda: "save_draft" in desk.calls)
    open_wizard.qtbot.keyClicks(name, "ple")
    wizard.reject()
    shiboken6.delete(wizard)
    desk.may_save.set()
    assert open_wizard.tasks.wait_idle()
    assert desk.drafts["new1"].job.name == "Sample"


def test_a_cover_that_comes_after_the_wizard_has_gone_disturbs_nobody(
    open_wizard: Opener, desk: FakeDesk, own_home: Path
) -> None:
    wizard = open_wizard.open_for_deletion(sample_intake())
    open_wizard.go_to(wizard, PageId.EXTRAS)
    child(wizard, QPushButton, "useFrameAsCover").click()
    wizard.reject()
    shiboken6.delete(wizard)
    assert open_wizard.tasks.wait_idle()


def test_cancel_asks_only_when_work_would_be_lost(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["save_draft"] = LocalStorageFailed(reason="No space left on device", kind=StorageFault.FULL)
    wizard = open_wizard(Intake("new1", JobFields()))
    with open_wizard.qtbot.waitSignal(wizard.draft.save_failed):
        open_wizard.qtbot.keyClicks(child(wizard, QLineEdit, "avatarName"), "Sample")
    assert open_wizard.tasks.wait_idle()
    assert any("disk" in text for text in visible_texts(wizard.currentPage()))
    asked: list[str] = []

    def stay() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        asked.append(box.text())
        box.button(QMessageBox.StandardButton.NoButton)
        box.defaultButton().click()

    QTimer.singleShot(0, stay)
    wizard.reject()
    assert asked
    assert wizard.isVisible()
    del desk.script.failures["save_draft"]
    with open_wizard.qtbot.waitSignal(wizard.draft.saved):
        child(wizard.currentPage(), QPushButton, "bannerAction").click()
    wizard.reject()
    assert not wizard.isVisible()


def test_an_upload_goes_on_when_the_wizard_is_closed_and_is_found_again(
    open_wizard: Opener, desk: FakeDesk, runs: Runs
) -> None:
    desk.may_finish.clear()
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.REVIEW)
    agree(wizard)
    open_wizard.next(wizard)
    child(wizard, QPushButton, "backgroundButton").click()
    assert not wizard.isVisible()
    assert len(runs.under_way()) == 1
    again = open_wizard(sample_intake(), PageId.UPLOAD)
    assert desk.calls.count("run") == 1
    desk.may_finish.set()
    wait_for(open_wizard, again, PageId.SUBMIT)


def test_opened_on_the_upload_it_continues_and_never_submits_unasked(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    wait_for(open_wizard, wizard, PageId.SUBMIT)
    assert desk.options_used is not None
    assert not desk.options_used.submit_review


def test_later_leaves_the_job_confirmed_and_not_submitted(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    wait_for(open_wizard, wizard, PageId.SUBMIT)
    cancel = child(wizard, QPushButton, "cancelButton")
    assert isinstance(cancel, QPushButton)
    assert cancel.text() == "Later"
    cancel.click()
    assert not wizard.isVisible()
    assert "submit_review" not in desk.calls


def test_a_job_that_waits_for_submission_is_opened_there(open_wizard: Opener, runs: Runs) -> None:
    wizard = open_wizard(sample_intake(), PageId.SUBMIT)
    child(wizard, QPushButton, "submitReview").click()
    wait_for(open_wizard, wizard, PageId.DONE)
    run = runs.get(sample_intake().intake_id)
    assert run is not None
    assert run.outcome is not None
    assert run.outcome.stage is Stage.SUBMITTED


def test_the_number_of_steps_stays_the_same_all_the_way(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    places = []
    for page in (PageId.JOB, PageId.VIDEO, PageId.DOCUMENTS, PageId.EXTRAS, PageId.REVIEW):
        open_wizard.go_to(wizard, page)
        label = child(wizard, QLabel, "stepPlace")
        assert isinstance(label, QLabel)
        places.append(label.text())
    assert places == [f"Step {number} of 8" for number in range(1, 6)]


def test_with_the_account_page_there_are_nine_steps(open_wizard: Opener) -> None:
    wizard = open_wizard(Intake("new1", JobFields()), account=None)
    assert wizard.currentId() == PageId.ACCOUNT
    label = child(wizard, QLabel, "stepPlace")
    assert isinstance(label, QLabel)
    assert label.text() == "Step 1 of 9"


def test_a_rehearsal_is_marked_on_every_page(open_wizard: Opener, desk: FakeDesk) -> None:
    intake = replace(sample_intake(), service=ServiceChoice(is_practice=True))
    wizard = open_wizard(intake, account=None)
    seen = []
    while wizard.currentId() < PageId.REVIEW:
        seen.append(_is_marked(wizard))
        open_wizard.next(wizard)
    seen.append(_is_marked(wizard))
    agree(wizard)
    desk.may_finish.clear()
    open_wizard.next(wizard)
    seen.append(_is_marked(wizard))
    desk.may_finish.set()
    wait_for(open_wizard, wizard, PageId.SUBMIT)
    seen.append(_is_marked(wizard))
    child(wizard, QPushButton, "submitReview").click()
    wait_for(open_wizard, wizard, PageId.DONE)
    seen.append(_is_marked(wizard))
    assert seen == [True] * 8


def _is_marked(wizard: IntakeWizard) -> bool:
    return child(wizard.currentPage(), QWidget, "rehearsalMark").isVisible()


def test_a_real_job_is_not_marked_as_a_rehearsal(open_wizard: Opener) -> None:
    assert not _is_marked(open_wizard(sample_intake()))


@pytest.mark.parametrize("page", [PageId.JOB, PageId.VIDEO, PageId.DOCUMENTS, PageId.REVIEW])
def test_next_is_never_grey(open_wizard: Opener, page: PageId) -> None:
    wizard = open_wizard(Intake("new1", JobFields()), page)
    which = QWizard.WizardButton.CommitButton if page is PageId.REVIEW else QWizard.WizardButton.NextButton
    button = wizard.button(which)
    assert button.isEnabled()
    button.click()
    assert wizard.currentId() == page
    assert missing_words(wizard).startswith("Still missing: ")
    assert wizard.focusWidget() is not None
    assert wizard.currentPage().isAncestorOf(wizard.focusWidget())


def test_the_settings_of_the_program_reach_the_run(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    wait_for(open_wizard, wizard, PageId.SUBMIT)
    assert desk.options_used == RunOptions(submit_review=False, workers=None, bytes_per_s=None)


def test_the_size_that_a_person_chose_comes_back_and_an_unchanged_one_is_not_kept(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    QApplication.processEvents()
    wizard.reject()
    assert open_wizard.tasks.wait_idle()
    assert open_wizard.saved == []
    wizard = open_wizard(sample_intake())
    QApplication.processEvents()
    wizard.resize(wizard.width(), 610)  # the screen of a test may be too narrow for any other width
    QApplication.processEvents()
    wizard.reject()
    assert open_wizard.tasks.wait_idle()
    open_wizard.settings = open_wizard.saved[-1]
    assert open_wizard(sample_intake()).height() == 610
