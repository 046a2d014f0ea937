"""Each page of the wizard on its own: what it takes, what it says, what it passes on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from fake_desk import ACCOUNT, JOB_ID, PROJECT_ID, SAMPLE_PATHS, FakeDesk, good_findings, sample_intake, sample_job
from opened_wizard import Opener, child, missing_words, visible_texts
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QWidget,
)

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice, Use, VoiceProperties
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import PartState
from avatar_intake.errors import (
    AddressesLost,
    CredentialsForgotten,
    CredentialsRejected,
    IntakeError,
    JobElsewhere,
    JobNotFound,
    KeyringFault,
    KeyringUnavailable,
    LocalStorageFailed,
    MaterialMissing,
    NetworkUnreachable,
    ServiceRefused,
)
from avatar_intake.flow.model import AccountKind, ConnectionReport
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.drop_area import DropArea
from avatar_intake.qt.widgets.filmstrip import Filmstrip
from avatar_intake.qt.widgets.part_map import PartMap
from avatar_intake.qt.wizard.review import ReviewPage, page_of
from avatar_intake.qt.wizard.upload import UploadPage
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.store.back_ends import SecretPlace

EMPTY = Intake("new1", JobFields())


def button(wizard: IntakeWizard, name: str) -> QAbstractButton:
    found = child(wizard, QWidget, name)
    assert isinstance(found, QAbstractButton)
    return found


def line(wizard: IntakeWizard, name: str) -> QLineEdit:
    found = child(wizard, QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def combo(wizard: IntakeWizard, name: str) -> QComboBox:
    found = child(wizard, QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def box(wizard: IntakeWizard, name: str) -> QCheckBox:
    found = child(wizard, QCheckBox, name)
    assert isinstance(found, QCheckBox)
    return found


def area(wizard: IntakeWizard, name: str) -> DropArea:
    found = child(wizard, DropArea, name)
    assert isinstance(found, DropArea)
    return found


def rules(wizard: IntakeWizard, name: str) -> list[str]:
    checklist = child(wizard, Checklist, name)
    assert isinstance(checklist, Checklist)
    return [notice.key.rule for notice in checklist.notices if isinstance(notice.key, Finding)]


def text(wizard: IntakeWizard, name: str) -> str:
    found = child(wizard, QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


# --- 1 account --------------------------------------------------------------------------------------


def fill_in_key(wizard: IntakeWizard) -> None:
    line(wizard, "projectId").setText(f" {PROJECT_ID} ")
    line(wizard, "accessKey").setText("AKEXAMPLE")
    line(wizard, "secretKey").setText("made-up-secret")


def test_an_access_key_is_kept_by_the_desk_before_the_page_is_left(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    with open_wizard.qtbot.waitSignal(wizard.account_changed) as changed:
        open_wizard.next(wizard)
    account = changed.args[0]
    assert (account.kind, account.region, account.project_id, account.user) == (
        AccountKind.ACCESS_KEY,
        "cn-north-4",
        PROJECT_ID,
        "AKEXAMPLE",
    )
    assert account.is_remembered
    assert desk.secret_used is not None
    assert desk.secret_used.value == "made-up-secret"
    assert wizard.currentId() == PageId.JOB
    assert not wizard.draft.intake.service.is_practice


def test_a_real_account_ends_the_rehearsal_that_a_first_draft_is(open_wizard: Opener) -> None:
    draft = replace(EMPTY, service=ServiceChoice(is_practice=True))
    wizard = open_wizard(draft, PageId.ACCOUNT, account=None)
    fill_in_key(wizard)
    box(wizard, "naAccount").setChecked(True)
    open_wizard.next(wizard)
    assert wizard.draft.intake.service == ServiceChoice(na_account=True)


def test_a_custom_address_is_checked_and_may_have_a_prefix(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    combo(wizard, "region").setCurrentIndex(2)
    line(wizard, "endpoint").setText("http://example.com")
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.ACCOUNT
    assert "Address of the service" in missing_words(wizard)
    assert "use_account" not in desk.calls
    line(wizard, "endpoint").setText("https://gateway.example.com:8443/metastudio")
    open_wizard.next(wizard)
    assert desk.account_used is not None
    assert desk.account_used.endpoint == "https://gateway.example.com:8443/metastudio"
    assert desk.account_used.region == ""


def test_user_name_and_password_need_the_account_name(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    line(wizard, "projectId").setText(PROJECT_ID)
    button(wizard, "kindPassword").click()
    line(wizard, "userName").setText("intake")
    line(wizard, "password").setText("made-up")
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: Account name"
    line(wizard, "domainName").setText("studio")
    open_wizard.next(wizard)
    assert desk.account_used is not None
    assert (desk.account_used.kind, desk.account_used.domain) == (AccountKind.PASSWORD, "studio")


def test_a_user_of_a_region_needs_no_project_id_and_one_at_another_address_does(
    open_wizard: Opener, desk: FakeDesk
) -> None:
    wizard = open_wizard(EMPTY, account=None)
    button(wizard, "kindPassword").click()
    for name in ("domainName", "userName", "password"):
        line(wizard, name).setText("made-up")
    combo(wizard, "region").setCurrentIndex(2)
    line(wizard, "endpoint").setText("https://gateway.example.com")
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: Project ID"
    combo(wizard, "region").setCurrentIndex(1)
    open_wizard.next(wizard)
    assert desk.account_used is not None
    assert (desk.account_used.region, desk.account_used.project_id) == ("cn-east-3", "")


def test_a_token_is_never_remembered(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    line(wizard, "projectId").setText(PROJECT_ID)
    button(wizard, "kindToken").click()
    assert not box(wizard, "rememberAccount").isEnabled()
    line(wizard, "token").setText("made-up-token")
    open_wizard.next(wizard)
    assert desk.account_used is not None
    assert not desk.account_used.is_remembered


@pytest.mark.parametrize("name", ["secretKey", "securityToken", "password", "token"])
def test_secrets_are_typed_into_password_fields(open_wizard: Opener, name: str) -> None:
    wizard = open_wizard(EMPTY, account=None)
    assert line(wizard, name).echoMode() is QLineEdit.EchoMode.Password


def test_testing_the_connection_says_that_it_works(open_wizard: Opener) -> None:
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    button(wizard, "testConnection").click()
    assert open_wizard.tasks.wait_idle()
    assert "3 jobs found in this project." in visible_texts(wizard)
    line(wizard, "accessKey").setText("AKOTHER")
    assert "3 jobs found in this project." not in visible_texts(wizard)


def test_testing_the_connection_says_why_it_does_not_work(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.connection = ConnectionReport(CredentialsRejected(status=401, code="APIGW.0301", request_id="req-1"))
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    button(wizard, "testConnection").click()
    assert open_wizard.tasks.wait_idle()
    said = visible_texts(child(wizard, Banner, "connectionResult"))
    assert "The access key wasn't accepted" in said
    assert any("req-1" in words for words in said)


def test_without_a_keyring_it_can_go_on_for_this_time(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["use_account"] = KeyringUnavailable(back_end="none")
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.ACCOUNT
    banner = child(wizard, Banner, "accountBanner")
    assert "The key can't be stored safely" in visible_texts(banner)
    del desk.script.failures["use_account"]
    child(banner, QPushButton, "bannerAction").click()
    assert open_wizard.tasks.wait_idle()
    assert desk.account_used is not None
    assert not desk.account_used.is_remembered
    assert wizard.currentId() == PageId.JOB


def test_with_a_keyring_that_has_been_unlocked_since_it_can_be_tried_again(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["use_account"] = KeyringUnavailable("keyring", KeyringFault.LOCKED)
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    open_wizard.next(wizard)
    banner = child(wizard, Banner, "accountBanner")
    assert "The password store is locked" in visible_texts(banner)
    del desk.script.failures["use_account"]
    child(banner, QPushButton, "bannerSecondAction").click()
    assert open_wizard.tasks.wait_idle()
    assert desk.account_used is not None
    assert desk.account_used.is_remembered
    assert wizard.currentId() == PageId.JOB


def test_what_was_typed_is_not_in_the_window_any_more_once_it_is_kept(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    fill_in_key(wizard)
    open_wizard.next(wizard)
    wizard.back()
    assert wizard.currentId() == PageId.ACCOUNT
    assert line(wizard, "secretKey").text() == ""
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.JOB, "it is kept already"
    assert desk.calls.count("use_account") == 1
    wizard.show_page(PageId.ACCOUNT)  # as after an error that another account would put right
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: Secret access key (SK)"


def where_kept(wizard: IntakeWizard) -> str:
    label = child(wizard, QLabel, "whereKept")
    assert isinstance(label, QLabel)
    assert box(wizard, "rememberAccount").accessibleDescription() == label.text()
    return label.text()


def test_the_form_says_where_the_secret_is_kept_or_what_a_restart_costs(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    assert "GNOME Keyring" in where_kept(wizard)
    minutes = combo(wizard, "forgetAfter")
    assert not minutes.isVisible()
    box(wizard, "rememberAccount").click()
    assert "enter the same key or password again" in where_kept(wizard)
    assert minutes.isVisible()
    assert minutes.currentText() == "15 minutes"
    room = child(wizard.currentPage(), QScrollArea, "pageRoom")
    assert isinstance(room, QScrollArea)
    QApplication.processEvents()
    assert room.verticalScrollBar().maximum() == 0
    line(wizard, "securityToken").setText("made-up")
    assert "has to begin anew" in where_kept(wizard)
    line(wizard, "securityToken").clear()
    button(wizard, "kindToken").click()
    assert "has to begin anew" in where_kept(wizard)


def test_the_form_says_when_there_is_no_safe_place(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.secret_place = SecretPlace.NOWHERE
    wizard = open_wizard(EMPTY, account=None)
    assert "No safe password store was found" in where_kept(wizard)


def test_the_time_after_which_a_secret_is_forgotten_is_kept(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    minutes = combo(wizard, "forgetAfter")
    for place, expected in ((0, 5), (2, 60), (3, None)):
        minutes.setCurrentIndex(place)
        minutes.activated.emit(place)
        assert open_wizard.tasks.wait_idle()
        assert open_wizard.saved[-1].forget_after_min == expected


def test_a_rehearsal_needs_no_account(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(EMPTY, account=None)
    button(wizard, "rehearse").click()
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.JOB
    assert wizard.draft.intake.service.is_practice
    assert "use_account" not in desk.calls


# --- 2 person and job -------------------------------------------------------------------------------


def test_every_value_of_the_form_reaches_the_job(open_wizard: Opener) -> None:
    wizard = open_wizard(EMPTY)
    line(wizard, "avatarName").setText("  Sample Presenter ")
    line(wizard, "contactPhone").setText("１３８ 0013-8000")
    button(wizard, "edition_flexus").click()
    button(wizard, "voice_AUDIO").click()
    combo(wizard, "voiceTag").setCurrentIndex(2)
    combo(wizard, "voiceSex").setCurrentIndex(1)
    combo(wizard, "voiceLanguage").setCurrentIndex(1)
    button(wizard, "moreOptionsButton").click()
    line(wizard, "batchName").setText("November")
    line(wizard, "tags").setText("studio 2，news")
    line(wizard, "appUserId").setText("clerk-7")
    combo(wizard, "modelVersion").setCurrentIndex(1)
    for name in ("videoParts", "actionVideoParts"):
        spin = child(wizard, QSpinBox, name)
        assert isinstance(spin, QSpinBox)
        spin.setValue(64)
    combo(wizard, "commandMessage").setCurrentIndex(2)
    combo(wizard, "billing").setCurrentIndex(2)
    box(wizard, "liveCopy").setChecked(True)
    assert wizard.draft.job == JobFields(
        name="Sample Presenter",
        contact="13800138000",
        command_message="UPLOAD_VIDEO",
        video_multipart_count=64,
        action_video_multipart_count=64,
        is_background_replacement=False,
        batch_name="November",
        tags=("studio 2", "news"),
        model_version="V3.2",
        is_ondemand_resource=True,
        is_flexus=True,
        is_live_copy=True,
        audio_source_type="AUDIO",
        voice_properties=VoiceProperties("NEWS", "FEMALE", "CN"),
        supported_service=("VIDEO_2D",),
        app_user_id="clerk-7",
    )


def test_a_job_is_shown_as_it_was_saved(open_wizard: Opener) -> None:
    job = replace(
        sample_job(),
        is_fast_flexus=True,
        supported_service=("VIDEO_2D",),
        is_only_human_model=True,
        is_background_replacement=False,
        batch_name="November",
        tags=("one", "two"),
        model_version="V9",
        audio_source_type="VIDEO",
    )
    wizard = open_wizard(replace(EMPTY, job=job))
    line(wizard, "avatarName").setText("Somebody else")
    assert wizard.draft.job == replace(job, name="Somebody else")


def test_what_an_edition_does_not_allow_is_disabled_with_the_reason_and_kept_for_later(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    for use in ("use_LIVE_2D", "use_CHAT_2D"):
        box(wizard, use).setChecked(True)
    button(wizard, "edition_flexus").click()
    assert wizard.draft.job.supported_service == (Use.VIDEO_2D,)
    assert not box(wizard, "use_LIVE_2D").isEnabled()
    assert not box(wizard, "replaceBackground").isEnabled()
    said = visible_texts(wizard)
    assert "Flexus avatars are for videos only." in said
    assert "Flexus keeps the real background." in said
    assert combo(wizard, "voiceTag").isEnabled()
    button(wizard, "edition_standard").click()
    assert wizard.draft.job.supported_service == (Use.VIDEO_2D, Use.LIVE_2D, Use.CHAT_2D)
    assert wizard.draft.job.replaces_background
    assert not combo(wizard, "voiceTag").isEnabled()
    assert "The voice's kind can be chosen for Flexus only." in visible_texts(wizard)


def test_only_the_figure_goes_back_to_the_videos_voice_with_the_standard_edition(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    button(wizard, "edition_flexus").click()
    button(wizard, "voice_none").click()
    assert wizard.draft.job.is_only_human_model
    button(wizard, "edition_standard").click()
    assert button(wizard, "voice_VIDEO").isChecked()
    assert not wizard.draft.job.is_only_human_model


def test_a_phone_number_that_is_too_short_is_said_after_leaving_the_field(open_wizard: Opener) -> None:
    wizard = open_wizard(EMPTY)
    phone, name = line(wizard, "contactPhone"), line(wizard, "avatarName")
    phone.setFocus()
    open_wizard.qtbot.keyClicks(phone, "1380013")
    assert not phone.property("problem")
    name.setFocus()
    assert phone.property("problem")
    assert "7" in phone.accessibleDescription()
    assert "11" in phone.accessibleDescription()


def test_a_number_is_shown_as_it_will_be_sent_when_the_field_is_left(open_wizard: Opener) -> None:
    wizard = open_wizard(EMPTY)
    phone = line(wizard, "contactPhone")
    phone.setFocus()
    phone.setText("＋86 138 0013 8000")
    line(wizard, "avatarName").setFocus()
    assert phone.text() == "13800138000"


def test_a_problem_among_the_options_turns_the_page(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    button(wizard, "moreOptionsButton").click()
    line(wizard, "appUserId").setText("张三")
    button(wizard, "moreOptionsButton").click()
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.JOB
    assert line(wizard, "appUserId").isVisible()
    assert wizard.focusWidget() is line(wizard, "appUserId")


def test_at_least_one_use_is_needed(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    for use in Use:
        box(wizard, f"use_{use}").setChecked(False)
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: at least one use"
    box(wizard, "use_VIDEO_2D").setChecked(True)
    assert missing_words(wizard) == ""


# --- 3 training video -------------------------------------------------------------------------------


def test_the_checklist_and_the_film_fill_by_themselves(open_wizard: Opener) -> None:
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.VIDEO)
    area(wizard, "trainingVideoDrop").take("/films/one.mp4")
    assert open_wizard.tasks.wait_idle()
    assert "video-duration" in rules(wizard, "trainingVideoChecks")
    film = wizard.currentPage().findChild(Filmstrip)
    assert isinstance(film, Filmstrip)
    assert film.frame_count == 12
    assert "5:07 · 1920×1080 · 1.3 GB" in visible_texts(wizard)


def test_a_check_never_blocks_typing_and_a_new_choice_ends_the_older_one(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.may_check.clear()
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.VIDEO)
    area(wizard, "trainingVideoDrop").take("/films/one.mp4")
    open_wizard.qtbot.waitUntil(lambda: "Looking at the file…" in visible_texts(wizard))
    open_wizard.qtbot.waitUntil(lambda: "check training_video one.mp4" in desk.calls)
    area(wizard, "trainingVideoDrop").take("/films/two.mp4")
    open_wizard.qtbot.waitUntil(lambda: "check stopped training_video" in desk.calls)
    desk.may_check.set()
    assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(Role.TRAINING_VIDEO) == "/films/two.mp4"
    assert rules(wizard, "trainingVideoChecks")


def test_a_running_check_does_not_hold_the_page(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    desk.may_check.clear()
    area(wizard, "trainingVideoDrop").take("/films/two.mp4")
    button(wizard, "nextButton").click()
    assert wizard.currentId() == PageId.DOCUMENTS
    desk.may_check.set()


def test_a_rejected_video_is_named_and_holds_the_page(open_wizard: Opener, desk: FakeDesk) -> None:
    finding = Finding(Role.TRAINING_VIDEO, "video-duration", Severity.ERROR, "2:15", "3:00–10:00")
    desk.script.findings[Role.TRAINING_VIDEO] = (finding,)
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    said = visible_texts(wizard)
    assert "The video is too short" in said
    assert any("2:15" in words for words in said)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.VIDEO
    assert missing_words(wizard) == "Still missing: another file for: Training video"
    assert wizard.focusWidget() is area(wizard, "trainingVideoDrop").focus_button()


def test_choosing_the_same_file_again_looks_at_it_again(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    before = desk.calls.count("check training_video sample-presenter.mp4")
    area(wizard, "trainingVideoDrop").take(SAMPLE_PATHS[Role.TRAINING_VIDEO])
    assert open_wizard.tasks.wait_idle()
    assert desk.calls.count("check training_video sample-presenter.mp4") == before + 1


def test_what_a_check_depends_on_starts_it_again(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.VIDEO)
    before = len([call for call in desk.calls if call.startswith("check training_video")])
    button(wizard, "backButton").click()
    button(wizard, "edition_flexus").click()
    assert open_wizard.tasks.wait_idle()
    assert len([call for call in desk.calls if call.startswith("check training_video")]) == before + 1


def test_a_check_that_cannot_run_offers_to_run_again(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["check"] = LocalStorageFailed(reason="x")
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    del desk.script.failures["check"]
    again = child(child(wizard, Checklist, "trainingVideoChecks"), QPushButton, "checklistAction0")
    assert isinstance(again, QPushButton)
    assert again.text() == "Check again"
    again.click()
    assert open_wizard.tasks.wait_idle()
    assert rules(wizard, "trainingVideoChecks")


def test_videos_and_documents_have_each_their_folder_and_one_that_is_gone_is_ignored(
    open_wizard: Opener, tmp_path: Path
) -> None:
    films, papers, gone = tmp_path / "films", tmp_path / "papers", tmp_path / "gone"
    for folder in (films, papers):
        folder.mkdir()
    open_wizard.settings = Settings(film_folder=str(films), document_folder=str(papers), last_folder=str(papers))
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    assert folder_of_dialog(wizard, "trainingVideoDrop") == films
    assert folder_of_dialog(wizard, "letterDrop") == papers
    assert folder_of_dialog(wizard, "coverDrop") == papers
    open_wizard.settings = Settings(film_folder=str(gone), last_folder=str(papers))
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    assert folder_of_dialog(wizard, "trainingVideoDrop") == papers
    area(wizard, "letterDrop").take(str(gone / "letter.pdf"))
    assert open_wizard.tasks.wait_idle()
    assert (open_wizard.saved[-1].document_folder, open_wizard.saved[-1].film_folder) == (str(gone), str(gone))
    assert folder_of_dialog(wizard, "letterDrop").is_dir(), "where both are gone it begins somewhere that is there"


def folder_of_dialog(wizard: IntakeWizard, name: str) -> Path:
    """Where the file dialog of an area begins."""
    area(wizard, name).choose()
    dialog = wizard.findChild(QFileDialog, "fileDialog")
    assert isinstance(dialog, QFileDialog)
    folder = Path(dialog.directory().absolutePath())
    dialog.reject()
    dialog.setObjectName("")
    return folder


def test_the_last_folder_is_remembered(open_wizard: Opener) -> None:
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.VIDEO)
    area(wizard, "trainingVideoDrop").take("/films/new/one.mp4")
    assert open_wizard.tasks.wait_idle()
    assert open_wizard.saved[-1].last_folder == "/films/new"


def test_the_action_video_is_among_the_options(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    child(wizard.currentPage(), QPushButton, "moreOptionsButton").click()
    area(wizard, "actionVideoDrop").take("/films/moves.mp4")
    assert open_wizard.tasks.wait_idle()
    assert wizard.draft.path(Role.ACTION_VIDEO) == "/films/moves.mp4"
    child(wizard.currentPage(), QPushButton, "moreOptionsButton").click()
    assert "1 option set" in visible_texts(wizard.currentPage())


# --- 4 documents ------------------------------------------------------------------------------------


def test_all_three_documents_are_asked_for(open_wizard: Opener) -> None:
    wizard = open_wizard(replace(sample_intake(), materials={}), PageId.DOCUMENTS)
    open_wizard.next(wizard)
    assert missing_words(wizard) == (
        "Still missing: ID photo (portrait side), ID photo (emblem side), Authorisation letter"
    )
    area(wizard, "idCardPortraitDrop").take("/papers/front.jpg")
    assert missing_words(wizard) == "Still missing: ID photo (emblem side), Authorisation letter"


def test_accounts_on_the_na_list_may_go_without(open_wizard: Opener) -> None:
    service = ServiceChoice(na_account=True)
    wizard = open_wizard(replace(sample_intake(), materials={}, service=service), PageId.DOCUMENTS)
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.EXTRAS


@pytest.mark.parametrize("way", ["opened", "come to"])
def test_previews_of_documents_are_blurred_when_the_page_is_come_to(open_wizard: Opener, way: str) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS if way == "opened" else PageId.JOB)
    open_wizard.go_to(wizard, PageId.DOCUMENTS)
    previews = [preview for preview in wizard.currentPage().findChildren(BlurredPicture) if preview.has_picture]
    assert len(previews) == 3
    assert all(preview.is_blurred for preview in previews)


def test_a_removed_document_takes_its_preview_and_its_checks_along(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    child(area(wizard, "letterDrop"), QPushButton, "removeButton").click()
    preview = child(wizard, BlurredPicture, f"preview_{Role.GRANT_FILE}")
    assert isinstance(preview, BlurredPicture)
    assert not preview.has_picture
    assert rules(wizard, "letterChecks") == []
    assert Role.GRANT_FILE not in wizard.draft.intake.materials


# --- 5 cover and extras -----------------------------------------------------------------------------


def test_a_frame_of_the_video_becomes_the_cover(
    open_wizard: Opener, desk: FakeDesk, tmp_path: Path, own_home: Path
) -> None:
    intake = sample_intake()
    video_only = {Role.TRAINING_VIDEO: intake.materials[Role.TRAINING_VIDEO]}
    wizard = open_wizard(replace(intake, materials=video_only), PageId.VIDEO)
    wizard.show_page(PageId.EXTRAS)
    assert open_wizard.tasks.wait_idle()
    button(wizard, "useFrameAsCover").click()
    assert open_wizard.tasks.wait_idle()
    path = Path(wizard.draft.path(Role.COVER))
    assert path.parent == own_home / "covers"
    assert path.read_bytes().startswith(b"\x89PNG")
    assert path.stat().st_mode & 0o077 == 0
    assert any(call.startswith("cover_from 153") for call in desk.calls)


def test_a_cover_that_cannot_be_made_says_so(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.EXTRAS)
    desk.script.failures["cover_from"] = MaterialMissing(role="training_video", name="one.mp4")
    button(wizard, "useFrameAsCover").click()
    assert open_wizard.tasks.wait_idle()
    assert "The file can't be found" in visible_texts(wizard.currentPage())


def test_a_recording_is_asked_for_only_when_the_voice_comes_from_one(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.EXTRAS)
    assert not area(wizard, "voiceRecordingDrop").isEnabled()
    wizard.draft.change_job(replace(wizard.draft.job, audio_source_type="AUDIO"))
    assert area(wizard, "voiceRecordingDrop").isEnabled()
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: Voice recording"
    area(wizard, "voiceRecordingDrop").take("/films/voice.zip")
    assert open_wizard.tasks.wait_idle()
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.REVIEW


# --- 6 review and send ------------------------------------------------------------------------------


def test_the_summary_masks_the_phone_number(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    said = " ".join(visible_texts(wizard.currentPage()))
    assert "138****8000" in said
    assert "13800138000" not in said


def test_the_consent_is_never_ticked_beforehand_and_says_to_whom_why_and_how_long(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    consent = box(wizard, "consentBox")
    assert not consent.isChecked()
    assert not box(wizard, "submitByItself").isChecked()
    words = consent.accessibleDescription()
    assert "Huawei Cloud MetaStudio, cn-north-4" in words
    assert "to prove that the person agrees" in words
    assert "until you delete the job" in words


def test_without_consent_nothing_begins(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    open_wizard.next(wizard)
    assert "the consent: please tick the box" in missing_words(wizard)
    assert wizard.focusWidget() is box(wizard, "consentBox")
    assert "run" not in desk.calls


def test_an_error_found_at_the_last_moment_holds_the_job_and_leads_to_its_page(
    open_wizard: Opener, desk: FakeDesk
) -> None:
    wizard = open_wizard(sample_intake())
    open_wizard.go_to(wizard, PageId.EXTRAS)
    broken = Finding(Role.ID_CARD_IMAGE2, "same-file-twice", Severity.ERROR, "card-portrait.jpg")
    desk.script.findings[Role.ID_CARD_IMAGE2] = (broken,)
    open_wizard.next(wizard)
    box(wizard, "consentBox").setChecked(True)
    assert "1 thing to put right" in visible_texts(wizard.currentPage())
    open_wizard.next(wizard)
    assert wizard.currentId() == PageId.REVIEW
    assert "1 thing to put right" in missing_words(wizard)
    child(child(wizard, Checklist, "reviewProblems"), QPushButton, "checklistAction0").click()
    assert wizard.currentId() == PageId.DOCUMENTS


def test_the_job_waits_for_the_last_check(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    page = wizard.page_of(PageId.REVIEW)
    assert isinstance(page, ReviewPage)
    page.consent.setChecked(True)
    page._report = None
    button(wizard, "commitButton").click()
    assert "the checks, they take a moment" in missing_words(wizard)
    assert "run" not in desk.calls


def test_a_check_of_everything_that_cannot_run_says_so_and_runs_again(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.failures["check_all"] = LocalStorageFailed(reason="No space left on device")
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    del desk.script.failures["check_all"]
    banner = child(wizard, Banner, "reviewBanner")
    child(banner, QPushButton, "bannerAction").click()
    assert open_wizard.tasks.wait_idle()
    assert "All checks passed" in visible_texts(banner)


def test_a_rehearsal_costs_nothing_and_goes_nowhere(open_wizard: Opener) -> None:
    wizard = open_wizard(replace(sample_intake(), service=ServiceChoice(is_practice=True)), PageId.REVIEW, None)
    said = " ".join(visible_texts(wizard.currentPage()))
    assert "Nothing: it is a rehearsal" in said
    assert "The practice studio on this computer" in said
    assert "Huawei" not in said


@pytest.mark.parametrize(
    ("role", "page"),
    [
        ("job.contact", PageId.JOB),
        (Role.TRAINING_VIDEO, PageId.VIDEO),
        (Role.ACTION_VIDEO, PageId.VIDEO),
        (Role.GRANT_FILE, PageId.DOCUMENTS),
        (Role.AUDIO, PageId.EXTRAS),
        (Role.COVER, PageId.EXTRAS),
    ],
)
def test_every_finding_has_a_page_where_it_can_be_put_right(role: str, page: PageId) -> None:
    assert page_of(role) is page


# --- 7 upload ---------------------------------------------------------------------------------------


def uploading(opener: Opener, desk: FakeDesk, share: float = 0.0) -> IntakeWizard:
    desk.may_finish.clear()
    wizard = opener(sample_intake(), PageId.UPLOAD)
    opener.qtbot.waitUntil(lambda: desk.progress_source is not None)
    assert desk.progress_source is not None
    desk.progress_source.share = share
    return wizard


def test_the_page_shows_bytes_speed_time_left_and_deadline(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk, 0.43)
    assert desk.progress_source is not None
    desk.progress_source.time_left_s = 190.0
    open_wizard.qtbot.waitUntil(lambda: "about 4 minutes left" in text(wizard, "uploadFacts"))
    facts = text(wizard, "uploadFacts")
    assert "6.8 MB/s" in facts
    assert "/ 1.3 GB" in facts
    assert "2099" in text(wizard, "uploadDeadline") or "99" in text(wizard, "uploadDeadline")
    assert text(wizard, "uploadPercent") == "42 %"
    total = child(wizard, QProgressBar, "totalBar")
    assert isinstance(total, QProgressBar)
    assert 420 <= total.value() < 430


def test_without_a_forecast_no_time_is_promised(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk, 0.1)
    open_wizard.qtbot.waitUntil(lambda: text(wizard, "uploadFacts") != "")
    assert "left" not in text(wizard, "uploadFacts")


def test_a_hundred_per_cent_comes_only_at_the_end(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk, 1.0)
    total = child(wizard, QProgressBar, "totalBar")
    assert isinstance(total, QProgressBar)
    open_wizard.qtbot.waitUntil(lambda: total.value() > 900)
    assert total.value() == 999
    assert text(wizard, "uploadPercent") == "99 %"
    desk.may_finish.set()
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    assert total.value() == 1000


def test_every_material_has_a_bar_and_the_video_a_map(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk, 0.5)
    part_map = child(wizard, PartMap, "partMap")
    assert isinstance(part_map, PartMap)
    open_wizard.qtbot.waitUntil(lambda: PartState.STORED in part_map.states)
    assert len(part_map.states) == 160
    for role in sample_intake().materials:
        assert child(wizard, QProgressBar, f"bar_{role}").accessibleName()


def test_pausing_and_going_on_reach_the_run(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk)
    page = wizard.page_of(PageId.UPLOAD)
    assert isinstance(page, UploadPage)
    assert page.run is not None
    button(wizard, "pauseButton").click()
    assert page.run.control.is_paused
    assert button(wizard, "pauseButton").text() == "Go on"
    button(wizard, "pauseButton").click()
    assert not page.run.control.is_paused


def test_a_speed_limit_reaches_the_run_and_is_kept(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk)
    page = wizard.page_of(PageId.UPLOAD)
    assert isinstance(page, UploadPage)
    assert page.run is not None
    limits = combo(wizard, "speedLimit")
    limits.setCurrentIndex(2)
    limits.activated.emit(2)
    assert page.run.control.bytes_per_s == 1_000_000
    assert open_wizard.tasks.wait_idle()
    assert open_wizard.saved[-1].bytes_per_s == 1_000_000


def test_a_lost_connection_is_a_banner_that_clears_itself(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.waiting = NetworkUnreachable(host="example.com")
    wizard = uploading(open_wizard, desk)
    banner = child(wizard, Banner, "uploadBanner")
    open_wizard.qtbot.waitUntil(banner.isVisible)
    assert "Connection lost" in visible_texts(banner)
    desk.may_finish.set()
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    assert not banner.isVisible()


def test_an_error_stops_on_the_page_and_continue_starts_again(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = ServiceRefused(status=500, code="MSS.00000004", text="made up", request_id="req-9")
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = child(wizard, Banner, "uploadBanner")
    open_wizard.qtbot.waitUntil(banner.isVisible)
    assert wizard.currentId() == PageId.UPLOAD
    assert any("req-9" in words for words in visible_texts(banner))
    desk.script.run_error = None
    child(banner, QPushButton, "bannerAction").click()
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    assert desk.calls.count("run") == 2


def test_addresses_that_are_lost_are_answered_with_a_fresh_job(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = AddressesLost(job_id=JOB_ID)
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = child(wizard, Banner, "uploadBanner")
    open_wizard.qtbot.waitUntil(banner.isVisible)
    action = child(banner, QPushButton, "bannerAction")
    assert isinstance(action, QPushButton)
    assert action.text() == "Start fresh job"
    desk.script.run_error = None
    action.click()
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)


def test_a_missing_file_leads_back_to_the_materials(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = MaterialMissing(role="training_video", name="one.mp4")
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = child(wizard, Banner, "uploadBanner")
    open_wizard.qtbot.waitUntil(banner.isVisible)
    action = child(banner, QPushButton, "bannerAction")
    assert isinstance(action, QPushButton)
    assert action.text() == "Change the materials"
    action.click()
    assert wizard.currentId() == PageId.REVIEW
    assert open_wizard.tasks.wait_idle()


@pytest.mark.parametrize(
    "error",
    [
        CredentialsRejected(status=401, code="APIGW.0301"),
        CredentialsForgotten(),
        KeyringUnavailable("keyring", KeyringFault.LOCKED),
        JobElsewhere("job1", "project", "studio.example"),
    ],
    ids=str,
)
def test_a_rejected_key_or_another_project_leads_to_the_account(
    open_wizard: Opener, desk: FakeDesk, error: IntakeError
) -> None:
    desk.script.run_error = error
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = child(wizard, Banner, "uploadBanner")
    open_wizard.qtbot.waitUntil(banner.isVisible)
    child(banner, QPushButton, "bannerAction").click()
    assert wizard.currentId() == PageId.ACCOUNT
    assert combo(wizard, "region").currentData() == ACCOUNT.region
    assert line(wizard, "accessKey").text() == ACCOUNT.user
    assert line(wizard, "secretKey").text() == ""
    open_wizard.next(wizard)
    assert missing_words(wizard) == "Still missing: Secret access key (SK)"


def test_stopping_ends_the_run_and_the_wizard(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk)
    page = wizard.page_of(PageId.UPLOAD)
    assert isinstance(page, UploadPage)
    button(wizard, "stopButton").click()
    open_wizard.qtbot.waitUntil(lambda: not wizard.isVisible())
    assert page.run is not None
    assert page.run.is_over


# --- 8 submit, 9 done -------------------------------------------------------------------------------


def test_a_refused_submission_stays_on_its_page(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = JobNotFound(status=404, code="MSS.404", text="x", request_id="req-7")
    wizard = open_wizard(sample_intake(), PageId.SUBMIT)
    button(wizard, "submitReview").click()
    banner = child(wizard, Banner, "submitBanner")
    open_wizard.qtbot.waitUntil(lambda: any("req-7" in words for words in visible_texts(banner)))
    assert wizard.currentId() == PageId.SUBMIT
    assert button(wizard, "submitReview").isEnabled()


def test_a_submission_cannot_be_pressed_twice(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = open_wizard(sample_intake(), PageId.SUBMIT)
    submit = button(wizard, "submitReview")
    submit.click()
    assert not submit.isEnabled()
    submit.click()
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.DONE)
    assert desk.calls.count("submit_review") == 1


def done(opener: Opener) -> IntakeWizard:
    wizard = opener(sample_intake(), PageId.UPLOAD)
    opener.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    button(wizard, "submitReview").click()
    opener.qtbot.waitUntil(lambda: wizard.currentId() == PageId.DONE)
    assert opener.tasks.wait_idle()
    return wizard


def test_the_job_number_can_be_copied(open_wizard: Opener) -> None:
    wizard = done(open_wizard)
    button(wizard, "copyJobId").click()
    assert QGuiApplication.clipboard().text() == JOB_ID


def test_the_check_sums_can_be_copied_in_the_form_that_other_programs_read(open_wizard: Opener) -> None:
    wizard = done(open_wizard)
    button(wizard, "copyFiles").click()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == len(sample_intake().materials)
    assert lines[0].endswith("  sample-presenter.mp4")
    assert len(lines[0].split()[0]) == 64


def test_the_last_button_is_called_close(open_wizard: Opener) -> None:
    wizard = done(open_wizard)
    close = button(wizard, "finishButton")
    assert close.text() == "Close"
    open_wizard.qtbot.mouseClick(close, Qt.MouseButton.LeftButton)
    assert not wizard.isVisible()


def test_what_happens_next_is_said_with_its_times(open_wizard: Opener) -> None:
    said = " ".join(visible_texts(done(open_wizard).currentPage()))
    assert "one working day" in said
    assert "three working days" in said


def test_a_good_finding_is_one_line(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), PageId.VIDEO)
    checklist = child(wizard, Checklist, "trainingVideoChecks")
    assert isinstance(checklist, Checklist)
    assert len(checklist.notices) == len(good_findings(Role.TRAINING_VIDEO))
    assert all(not notice.explanation for notice in checklist.notices)


def test_stages_are_shown_in_words(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard = uploading(open_wizard, desk)
    open_wizard.qtbot.waitUntil(lambda: text(wizard, "uploadPhase") == "Uploading")
    page = wizard.page_of(PageId.UPLOAD)
    assert isinstance(page, UploadPage)
    assert page.run is not None
    assert page.run.stage is Stage.UPLOADING
    assert wizard.size() == QSize(1180, 700)
