"""The main window over a scripted desk: what is asked for happens in workers, and what comes back is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_place import Place
from desk_samples import full_list, full_script, row
from fake_desk import ACCOUNT, FakeDesk, sample_intake
from opened_wizard import visible_texts
from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QCheckBox, QFrame, QLabel, QLineEdit, QListWidget, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings, merged
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AccountNameTaken,
    KeyringUnavailable,
    LocalStorageFailed,
    NetworkUnreachable,
    SecretNotRemoved,
)
from avatar_intake.flow.model import Account, AccountKind, RunOptions, Secret
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.pace import Pace
from avatar_intake.qt.desk.rows import Column
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.watch import RunWatch
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks
from avatar_intake.store.salvage import Damage

# The offscreen platform says so whenever a window is shown or raised.
pytestmark = pytest.mark.qt_log_ignore(
    "does not support propagateSizeHints", "does not support raise", "does not support grabbing the keyboard"
)


@pytest.fixture
def saved() -> list[Settings]:
    return []


@pytest.fixture
def surroundings(look: Look, language: Language, tasks: Tasks, saved: list[Settings]) -> Surroundings:
    return Surroundings(look, language, tasks, KeptSettings(Settings(), saved.append))


@pytest.fixture
def place(qtbot: QtBot, surroundings: Surroundings) -> Iterator[Place]:
    place = Place(qtbot, surroundings, FakeDesk(full_script()))
    yield place
    place.clear_away()


def test_the_window_stands_before_there_is_a_desk_and_fills_in_later(place: Place) -> None:
    new = place.window.findChild(QPushButton, "newIntakeButton")
    assert isinstance(new, QPushButton)
    assert place.window.isVisible()
    assert not new.isEnabled()
    place.use_desk()
    assert new.isEnabled()
    assert place.window.list.model.rowCount() == 8


def test_the_service_is_asked_at_the_start_only_when_something_goes_on_there(place: Place) -> None:
    place.use_desk()
    assert place.desk.calls.count("refresh") == 1


def test_nobody_asks_the_service_about_drafts(place: Place) -> None:
    place.desk.script.rows = (row("a1"),)
    place.use_desk()
    assert "refresh" not in place.desk.calls


def test_an_intake_s_page_is_opened_and_left(place: Place) -> None:
    place.use_desk()
    place.open("s6")
    assert place.window.page.isVisible()
    assert place.window.page.intake_id == "s6"
    place.press("backButton")
    assert place.window.list.isVisible()
    assert place.window.page.intake_id == ""


@pytest.mark.parametrize("left_top", [(5000, 4000), (-4000, -3000)])
def test_a_window_whose_monitor_is_gone_comes_back_into_sight(
    look: Look, language: Language, qtbot: QtBot, left_top: tuple[int, int]
) -> None:
    before, after = DeskWindow(look, language), DeskWindow(look, language)
    for window in (before, after):
        qtbot.addWidget(window)
    before.move(*left_top)
    before.show()
    qtbot.waitExposed(before)
    after.restore(before.geometry_text)
    after.show()
    qtbot.waitExposed(after)
    in_sight = after.screen().availableGeometry().intersected(after.geometry())
    assert in_sight.width() >= min(after.width(), after.screen().availableGeometry().width()) - 8
    assert in_sight.height() >= min(after.height(), after.screen().availableGeometry().height()) - 8


def test_a_window_that_filled_the_screen_fills_it_again(look: Look, language: Language, qtbot: QtBot) -> None:
    before, after = DeskWindow(look, language), DeskWindow(look, language)
    for window in (before, after):
        qtbot.addWidget(window)
    before.showMaximized()
    qtbot.waitExposed(before)
    after.restore(before.geometry_text)
    after.show()
    qtbot.waitExposed(after)
    assert after.isMaximized()


def test_ctrl_n_is_a_new_intake_as_the_manual_says(place: Place, qtbot: QtBot) -> None:
    place.window.activateWindow()
    qtbot.waitUntil(place.window.isActiveWindow)
    qtbot.keyClick(place.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert place.wizards() == [], "there is no desk yet"
    place.use_desk()
    qtbot.keyClick(place.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    place.settle()
    assert len(place.wizards()) == 1


def test_new_intake_opens_the_wizard_and_a_second_press_another_one(place: Place) -> None:
    place.use_desk()
    place.press("newIntakeButton")
    place.press("newIntakeButton")
    assert {wizard.draft.intake.intake_id for wizard in place.wizards()} == {"draft1", "draft2"}


def test_a_step_opens_the_wizard_of_its_intake_only_once(place: Place) -> None:
    place.use_desk()
    place.step("s3")
    place.step("s3")
    assert [wizard.draft.intake.intake_id for wizard in place.wizards()] == ["s3"]


def test_the_step_of_a_confirmed_intake_is_the_page_for_submitting(place: Place) -> None:
    script = place.desk.script
    script.views["s4"] = replace(script.views["s4"], row=script.rows[3])
    place.use_desk()
    place.step("s4")
    (wizard,) = place.wizards()
    assert wizard.currentPage().objectName() == "pageSubmit"


def test_closing_a_wizard_brings_the_list_up_to_date(place: Place) -> None:
    place.use_desk()
    place.step("s3")
    before = place.desk.calls.count("intakes")
    (wizard,) = place.wizards()
    wizard.reject()
    place.settle()
    assert place.desk.calls.count("intakes") == before + 1
    assert place.wizards() == []


def test_the_sample_materials_are_at_hand_in_a_rehearsal(qtbot: QtBot, surroundings: Surroundings) -> None:
    place = Place(qtbot, surroundings, FakeDesk(), is_practice=True)
    place.use_desk()
    band = place.window.findChild(QFrame, "rehearsalBand")
    assert isinstance(band, QFrame)
    assert band.isVisible()
    assert "rehearsal" in place.window.windowTitle()
    place.press("useSamplesButton")
    (wizard,) = place.wizards()
    assert wizard.draft.intake.service.is_practice
    assert wizard.draft.intake.materials
    wizard.reject()
    place.settle()


def test_outside_a_rehearsal_there_is_no_mark_of_one(place: Place) -> None:
    band = place.window.findChild(QFrame, "rehearsalBand")
    assert isinstance(band, QFrame)
    assert not band.isVisible()


def test_an_error_is_said_in_the_catalogue_s_words_and_goes_when_it_is_cured(place: Place) -> None:
    place.desk.script.failures["refresh"] = NetworkUnreachable("metastudio.example")
    place.use_desk()
    place.press("refreshButton")
    assert place.message() == "Connection lost"
    del place.desk.script.failures["refresh"]
    place.press("refreshButton")
    assert place.message() == ""


def test_a_damaged_record_is_not_passed_over_in_silence(place: Place) -> None:
    place.desk.script.journal_damage = Damage(Path("x.damaged"), 4, 3, 0, 0)
    place.use_desk()
    assert place.message() == "The progress record was damaged"
    assert place.window.notice is not None
    assert "75%" in place.window.notice.explanation


def test_a_message_can_be_taken_away(place: Place) -> None:
    place.desk.script.failures["intakes"] = LocalStorageFailed("read-only")
    place.use_desk()
    assert place.message() != ""
    place.press("bannerAction", place.window.findChild(QWidget, "deskBanner"))
    assert place.message() == ""


def test_removing_asks_first_and_keeping_is_the_default(place: Place) -> None:
    place.use_desk()
    place.open("s6")
    place.press("removeButton")
    dialog = place.dialog("question")
    keep = dialog.findChild(QPushButton, "answer_stay")
    assert isinstance(keep, QPushButton)
    assert keep.isDefault()
    place.answer("stay")
    assert not [call for call in place.desk.calls if call.startswith("remove")]


@pytest.mark.parametrize("with_job", [False, True])
def test_removing_can_delete_the_job_as_well(place: Place, with_job: bool) -> None:
    place.use_desk()
    place.open("s6")
    place.press("removeButton")
    option = place.dialog("question").findChild(QCheckBox, "questionOption")
    assert isinstance(option, QCheckBox)
    assert not option.isChecked()
    option.setChecked(with_job)
    place.answer("remove")
    assert f"remove s6 {with_job}" in place.desk.calls
    assert place.window.list.isVisible()


def test_a_job_whose_create_was_not_answered_can_be_deleted_with_its_intake(place: Place) -> None:
    begun = replace(row("s3", Stage.CREATING), job_id="")
    place.desk.script.views["s3"] = replace(place.desk.script.views["s3"], row=begun)
    place.use_desk()
    place.open("s3")
    place.press("removeButton")
    option = place.dialog("question").findChild(QCheckBox, "questionOption")
    assert isinstance(option, QCheckBox)
    assert option.isVisible()
    place.answer("stay")


def test_a_draft_has_no_job_to_delete(place: Place) -> None:
    place.desk.script.views["s3"] = replace(place.desk.script.views["s3"], row=row("s3"))
    place.use_desk()
    place.open("s3")
    place.press("removeButton")
    option = place.dialog("question").findChild(QCheckBox, "questionOption")
    assert isinstance(option, QCheckBox)
    assert not option.isVisible()
    place.answer("stay")


def test_what_is_copied_is_on_the_clipboard(place: Place) -> None:
    place.use_desk()
    place.open("s6")
    place.press("copyJobIdButton")
    assert QGuiApplication.clipboard().text() == place.desk.script.views["s6"].row.job_id


def test_language_and_appearance_change_at_once_and_are_kept(
    place: Place, language: Language, look: Look, saved: list[Settings]
) -> None:
    place.use_desk()
    place.trigger("language_zh")
    assert language.current == "zh"
    place.qtbot.waitUntil(lambda: place.window.windowTitle() == "分身素材上传助手")
    place.trigger("scheme_dark")
    assert look.is_dark
    assert saved[-1] == Settings(language="zh", scheme="dark")


def test_what_is_set_is_ticked_in_the_menu(place: Place) -> None:
    place.window.header.show_choices("en", "dark")
    ticked = [action.objectName() for action in place.window.findChildren(QAction) if action.isChecked()]
    assert ticked == ["language_en", "scheme_dark", "keep_90"]


def fill_in(dialog: QWidget, **texts: str) -> None:
    for name, text in texts.items():
        editor = dialog.findChild(QLineEdit, name)
        assert isinstance(editor, QLineEdit), name
        editor.setText(text)


def test_the_account_can_be_changed(place: Place) -> None:
    place.use_desk()
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    fill_in(dialog, accessKey="AKEXAMPLE2")
    place.press("useAccountButton", dialog)
    assert "use_account" not in place.desk.calls, "another key has another secret"
    fill_in(dialog, secretKey="made-up-secret")
    place.press("useAccountButton", dialog)
    assert place.desk.account_used is not None
    assert place.desk.account_used.user == "AKEXAMPLE2"
    assert place.desk.account_replaced == ACCOUNT.name
    assert place.desk.secret_used is not None
    assert place.desk.secret_used.value == "made-up-secret"


def test_a_kept_secret_need_not_be_typed_again(place: Place) -> None:
    place.use_desk()
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    fill_in(dialog, accountName="示例工作室", projectId="another-project")
    place.press("useAccountButton", dialog)
    assert place.desk.account_used == replace(ACCOUNT, name="示例工作室", project_id="another-project")
    assert place.desk.secret_used is None


def test_a_new_security_token_needs_its_own_key(place: Place) -> None:
    place.use_desk()
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    fill_in(dialog, securityToken="made-up-token")
    place.press("useAccountButton", dialog)
    assert "use_account" not in place.desk.calls
    fill_in(dialog, secretKey="made-up-secret")
    place.press("useAccountButton", dialog)
    assert place.desk.secret_used == Secret("made-up-secret", "made-up-token")


def test_signing_out_forgets_the_account(place: Place) -> None:
    place.use_desk()
    place.press("accountButton")
    place.press("signOutButton", place.dialog("accountDialog"))
    assert f"forget_account {ACCOUNT.name}" in place.desk.calls
    account = place.window.findChild(QPushButton, "accountButton")
    assert isinstance(account, QPushButton)
    assert "No account yet" in account.toolTip()


# --- several accounts ---------------------------------------------------------------------------------

NORTH = replace(ACCOUNT, name="North & Co")
EAST = replace(ACCOUNT, region="cn-east-3", user="AKEXAMPLE2", name="示例上海")


def with_two(place: Place) -> None:
    place.desk.script.account, place.desk.script.other_accounts = NORTH, (NORTH, EAST)
    place.use_desk()


def names_in(dialog: QWidget) -> list[str]:
    accounts = dialog.findChild(QListWidget, "accountList")
    assert isinstance(accounts, QListWidget)
    return [accounts.item(row).text().partition("\n")[0] for row in range(accounts.count())]


def select(dialog: QWidget, name: str) -> None:
    accounts = dialog.findChild(QListWidget, "accountList")
    assert isinstance(accounts, QListWidget)
    accounts.setCurrentRow(names_in(dialog).index(name))


def test_another_account_is_chosen_in_the_menu_of_the_band(place: Place) -> None:
    with_two(place)
    button = place.window.findChild(QPushButton, "accountButton")
    assert isinstance(button, QPushButton)
    assert (button.text(), button.accessibleName()) == ("North && Co", "Account: North & Co")
    place.desk.calls.clear()

    place.trigger("account_1")

    assert button.text() == "示例上海"
    assert "choose_account 示例上海" in place.desk.calls
    assert "intakes" in place.desk.calls, "what may be done about a job may differ"


def test_with_several_accounts_the_button_opens_a_menu_that_ends_with_the_dialog(place: Place) -> None:
    with_two(place)
    place.press("accountButton")
    assert not place.dialogs("accountDialog")
    menu = place.window.findChild(QMenu, "accountMenu")
    assert isinstance(menu, QMenu)
    assert menu.isVisible()
    menu.close()
    place.trigger("manageAccounts")
    assert names_in(place.dialog("accountDialog")) == ["North & Co", "示例上海"]


def test_in_a_low_dialog_what_a_test_has_found_comes_in_sight(place: Place) -> None:
    with_two(place)
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    dialog.resize(dialog.width(), 360)
    place.press("testConnection", dialog)
    banner = dialog.findChild(QWidget, "connectionResult")
    assert banner is not None
    place.qtbot.waitUntil(lambda: banner.visibleRegion().boundingRect() == banner.rect())


def test_an_account_of_the_list_is_used_without_typing_anything(place: Place) -> None:
    with_two(place)
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    select(dialog, "示例上海")
    place.press("useAccountButton", dialog)
    assert place.desk.account_used == EAST
    assert (place.desk.secret_used, place.desk.account_replaced) == (None, "示例上海")


def test_an_account_is_added_beside_the_others(place: Place) -> None:
    with_two(place)
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    place.press("addAccountButton", dialog)
    place.press("addAccountButton", dialog)
    assert names_in(dialog) == ["North & Co", "示例上海", "New account"]
    place.press("useAccountButton", dialog)
    assert "use_account" not in place.desk.calls, "everything is missing"
    fill_in(dialog, accountName="示例广州", projectId="p3", accessKey="AK3", secretKey="made-up")
    place.press("useAccountButton", dialog)
    assert place.desk.account_used == Account(
        AccountKind.ACCESS_KEY, region="cn-north-4", project_id="p3", user="AK3", name="示例广州"
    )
    assert place.desk.account_replaced == ""


def test_a_name_that_is_taken_is_said_in_the_dialog(place: Place) -> None:
    with_two(place)
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    place.desk.script.failures["use_account"] = AccountNameTaken("North & Co")
    place.press("useAccountButton", dialog)
    assert "This name is taken" in visible_texts(dialog)


def test_signing_one_out_keeps_the_others_in_the_list(place: Place) -> None:
    with_two(place)
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    select(dialog, "示例上海")
    place.press("signOutButton", dialog)
    assert names_in(dialog) == ["North & Co"]
    assert place.desk.script.account == NORTH
    place.press("signOutButton", dialog)
    assert not place.dialogs("accountDialog")


@pytest.mark.parametrize("is_sure", [True, False])
def test_before_an_account_is_signed_out_that_jobs_need_somebody_is_asked(place: Place, is_sure: bool) -> None:
    with_two(place)
    place.desk.script.jobs_in_need = 3
    place.trigger("manageAccounts")
    dialog = place.dialog("accountDialog")
    select(dialog, "示例上海")
    place.press("signOutButton", dialog)

    (question,) = place.dialogs("question")
    assert "3 open jobs can be reached only with this account." in " ".join(visible_texts(question))
    place.press("answer_sign_out" if is_sure else "answer_stay", question)

    assert names_in(dialog) == (["North & Co"] if is_sure else ["North & Co", "示例上海"])


def test_another_account_at_the_service_shows_another_list(place: Place) -> None:
    with_two(place)
    place.press("viewService")
    asked = place.desk.calls.count("board")
    place.trigger("account_1")
    assert place.desk.calls.count("board") == asked + 1


def test_a_consent_holds_for_the_account_that_it_was_given_for(place: Place) -> None:
    with_two(place)
    place.press("newIntakeButton")
    (wizard,) = place.wizards()
    consent = wizard.findChild(QCheckBox, "consentBox")
    assert isinstance(consent, QCheckBox)
    consent.setChecked(True)
    place.trigger("account_1")
    assert not consent.isChecked()
    assert any("cn-east-3" in label.text() for label in wizard.findChildren(QLabel))


@pytest.mark.parametrize("job_id", ["", "job-1"], ids=["no job yet", "a job"])
def test_a_job_stays_with_its_account_whichever_is_chosen_and_what_has_none_follows(place: Place, job_id: str) -> None:
    with_two(place)
    view = place.desk.open("one")
    view = replace(view, row=replace(view.row, job_id=job_id), account=EAST if job_id else NORTH)
    place.desk.script.views["one"] = view
    place.step("one")
    (wizard,) = place.wizards()
    said = []
    for chosen in ("account_0", "account_1", "account_0"):
        place.trigger(chosen)
        texts = [label.text() for label in wizard.findChildren(QLabel) if "MetaStudio, cn-" in label.text()]
        said.append({region for region in ("cn-north-4", "cn-east-3") for text in texts if region in text})

    east, north = {"cn-east-3"}, {"cn-north-4"}
    assert said == ([east] * 3 if job_id else [north, east, north])


def test_without_a_safe_place_for_the_secret_the_account_can_be_used_this_once(place: Place) -> None:
    place.desk.script.failures["use_account"] = KeyringUnavailable("none")
    place.use_desk()
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    secret = dialog.findChild(QWidget, "secretKey")
    assert secret is not None
    secret.setProperty("text", "made-up-secret")
    place.press("useAccountButton", dialog)
    del place.desk.script.failures["use_account"]
    place.press("bannerAction", dialog)
    assert place.desk.account_used == replace(ACCOUNT, is_remembered=False)


def test_a_secret_that_the_keyring_does_not_let_go_is_named_when_signing_out(place: Place) -> None:
    place.desk.script.failures["forget_account"] = SecretNotRemoved("avatar-intake")
    place.use_desk()
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    place.press("signOutButton", dialog)
    assert "Signed out, but the key is still stored" in visible_texts(dialog)
    layout = dialog.layout()
    assert layout is not None
    place.qtbot.waitUntil(lambda: dialog.height() >= layout.totalHeightForWidth(dialog.width()))
    account = place.window.findChild(QPushButton, "accountButton")
    assert isinstance(account, QPushButton)
    assert "No account yet" in account.toolTip()
    place.press("bannerAction", dialog)
    assert not place.dialogs("accountDialog")


def test_when_the_program_ends_nobody_waits_for_the_keyring(place: Place) -> None:
    place.use_desk()
    place.control.close()
    assert "close" in place.desk.calls


def test_about_names_the_version_and_can_be_closed(place: Place) -> None:
    place.trigger("aboutAction")
    dialog = place.dialog("about")
    place.press("closeAboutButton", dialog)
    assert not dialog.isVisible()


def test_closing_with_nothing_under_way_just_closes_and_keeps_the_window_s_place(
    place: Place, saved: list[Settings]
) -> None:
    place.use_desk()
    with place.qtbot.waitSignal(place.control.left):
        place.window.close()
    assert not place.window.isVisible()
    place.settle()
    assert saved[-1].window_geometry != ""


def test_the_window_can_be_closed_before_there_is_a_desk(place: Place) -> None:
    with place.qtbot.waitSignal(place.control.left):
        place.window.close()
    assert not place.window.isVisible()


def test_every_focusable_widget_has_a_name_and_every_name_is_of_its_language(place: Place, language: Language) -> None:
    place.use_desk()
    place.open("s6")
    nameless = [
        widget
        for widget in place.window.findChildren(QWidget)
        if widget.isVisible() and widget.focusPolicy().value & 1 and not widget.accessibleName()
    ]
    assert [widget.objectName() or type(widget).__name__ for widget in nameless] == []


def test_another_window_s_settings_are_not_undone() -> None:
    base = Settings(language="en", last_folder="/films")
    mine = replace(base, last_folder="/cards")
    current = replace(base, scheme="dark")
    assert merged(base, mine, current) == Settings(language="en", scheme="dark", last_folder="/cards")


def test_a_wizard_s_saver_keeps_only_what_the_wizard_has_changed() -> None:
    saved: list[Settings] = []
    kept = KeptSettings(Settings(), saved.append)
    save = kept.saver()
    kept.keep(kept.settings, replace(kept.settings, scheme="dark"))
    save(Settings(bytes_per_s=1_000_000))
    assert saved[-1] == kept.settings == Settings(scheme="dark", bytes_per_s=1_000_000)


def test_a_running_upload_is_watched_in_the_list_and_on_its_page(place: Place) -> None:
    stopped = row("s2", Stage.UPLOADING)
    place.desk.script.rows = (stopped,)
    place.desk.script.views = {"s2": replace(full_script().views["s2"], row=stopped)}
    place.desk.may_finish.clear()
    place.use_desk()
    place.open("s2")
    place.press("nextStepButton")
    place.qtbot.waitUntil(lambda: place.desk.progress_source is not None)
    source = place.desk.progress_source
    assert source is not None
    source.share = 0.5
    index = place.window.list.table.model().index(0, Column.STANDING)
    place.qtbot.waitUntil(lambda: index.data() == "Uploading")
    standing = place.window.page.findChild(QObject, "standing")
    assert isinstance(standing, QWidget)
    place.qtbot.waitUntil(lambda: standing.accessibleName() == "Uploading")
    place.desk.may_finish.set()
    place.qtbot.waitUntil(lambda: index.data() == "Upload stopped")  # what the script has stored says so
    place.settle()


def test_a_page_whose_intake_has_gone_leads_back_to_the_list(place: Place) -> None:
    place.use_desk()
    place.open("s6")
    place.desk.script.failures["open"] = LocalStorageFailed("intake-forgotten")
    place.control.reload()
    place.settle()
    assert place.window.list.isVisible()


def test_in_practice_the_review_is_followed_by_itself(place: Place) -> None:
    review = replace(row("p1", Stage.SUBMITTED, Shown.IN_REVIEW), is_practice=True)
    place.desk.script.rows = (review,)
    place.use_desk()
    timer = place.control.findChild(QTimer, "refreshTimer")
    assert isinstance(timer, QTimer)
    place.qtbot.waitUntil(lambda: timer.isActive() and timer.interval() == 2000)
    before = place.desk.calls.count("refresh")
    timer.setInterval(0)
    place.qtbot.waitUntil(lambda: place.desk.calls.count("refresh") > before)
    place.settle()


def test_the_list_shows_the_same_intakes_after_a_change_of_language(place: Place, language: Language) -> None:
    place.use_desk()
    language.choose("zh")
    names = [item.name for item in full_list()]
    model = place.window.list.table.model()
    assert [model.index(number, Column.NAME).data() for number in range(model.rowCount())] == names


@pytest.mark.parametrize("is_practice", [False, True])
def test_what_the_line_carried_is_kept_for_the_next_forecast_but_not_of_a_rehearsal(
    place: Place, saved: list[Settings], is_practice: bool
) -> None:
    place.use_desk()
    place.desk.may_finish.clear()
    runs, watch = place.control.findChild(Runs), place.control.findChild(RunWatch)
    assert isinstance(runs, Runs)
    assert isinstance(watch, RunWatch)
    intake = replace(sample_intake("s2"), service=ServiceChoice(is_practice=is_practice))
    run = runs.start(intake, RunOptions())
    place.qtbot.waitUntil(lambda: place.desk.progress_source is not None)
    pace = Pace()
    for second in range(20):
        pace.look(float(second), 3e6, is_free=True)
    watch._paces[run] = pace
    with place.qtbot.waitSignal(run.ended):
        place.desk.may_finish.set()
    place.settle()
    measured = [settings.last_bytes_per_s for settings in saved if settings.last_bytes_per_s]
    assert len(measured) == (0 if is_practice else 1)
