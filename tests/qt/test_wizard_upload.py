"""The upload page while something is in its way: waits, the time limit, expired addresses, limits of one's own."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from fake_desk import FakeDesk, sample_intake
from opened_wizard import Opener, child, visible_texts
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QPushButton

from avatar_intake.domain.settings import Settings
from avatar_intake.errors import (
    AddressesExpired,
    IntakeError,
    LineStalled,
    LocalStorageFailed,
    MaterialMissing,
    MaterialUnreadable,
    NetworkUnreachable,
    SignInPage,
    StillWriting,
    StorageFault,
)
from avatar_intake.qt.language import Language
from avatar_intake.qt.runs import Run
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.wizard.review import expected_speed
from avatar_intake.qt.wizard.upload import SIGN_IN_URL, UploadPage
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.qt.wording import Wording, megabits

WAITS = (
    NetworkUnreachable(host="store.example"),
    SignInPage(host="store.example"),
    LineStalled(seconds=40),
    MaterialMissing(role="training_video", name="one.mp4"),
    MaterialUnreadable(role="training_video", name="one.mp4", reason="EACCES"),
    MaterialUnreadable(role="training_video", name="one.mp4", reason=MaterialUnreadable.ONLINE_ONLY),
    LocalStorageFailed("full", StorageFault.FULL),
    LocalStorageFailed("busy", StorageFault.BUSY),
    StillWriting(role="training_video", name="one.mp4", wait_s=2.0),
)


def uploading(opener: Opener, desk: FakeDesk) -> tuple[IntakeWizard, Run]:
    desk.may_finish.clear()
    wizard = opener(sample_intake(), PageId.UPLOAD)
    opener.qtbot.waitUntil(lambda: desk.progress_source is not None)
    page = wizard.page_of(PageId.UPLOAD)
    assert isinstance(page, UploadPage)
    assert page.run is not None
    return wizard, page.run


def banner_of(wizard: IntakeWizard) -> Banner:
    banner = child(wizard, Banner, "uploadBanner")
    assert isinstance(banner, Banner)
    return banner


def press(wizard: IntakeWizard, name: str) -> None:
    button = child(wizard if name == "pauseButton" else banner_of(wizard), QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def words_of(wizard: IntakeWizard, name: str) -> str:
    label = child(wizard, QLabel, name)
    assert isinstance(label, QLabel)
    return label.text()


# --- waits ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("error", WAITS, ids=lambda error: type(error).__name__)
@pytest.mark.parametrize(("code", "goes_on"), [("en", ("go on", "carry on", "keep trying")), ("zh", ("自动", "继续"))])
def test_every_wait_says_that_it_goes_on_by_itself(
    language: Language, error: IntakeError, code: str, goes_on: tuple[str, ...]
) -> None:
    language.choose(code)
    notice = Wording(language).error(error, is_waiting=True)
    assert notice.tone is Tone.WAITING
    assert any(words in notice.explanation for words in goes_on), notice.explanation


@pytest.mark.parametrize(
    "error", [wait for wait in WAITS if not isinstance(wait, LineStalled)], ids=lambda error: type(error).__name__
)
def test_trying_now_ends_the_wait_and_its_message(open_wizard: Opener, desk: FakeDesk, error: IntakeError) -> None:
    desk.script.waiting, desk.script.wait_s = error, 600.0
    wizard, run = uploading(open_wizard, desk)
    banner = banner_of(wizard)
    open_wizard.qtbot.waitUntil(banner.isVisible)
    assert banner.notice is not None
    assert "wait over" not in desk.calls
    press(wizard, "bannerSecondAction" if isinstance(error, SignInPage) else "bannerAction")
    assert not banner.isVisible()
    open_wizard.qtbot.waitUntil(lambda: "wait over" in desk.calls)
    assert run.wait_reason is None


def test_trying_now_on_a_stalled_line_begins_it_anew_and_says_so_until_it_moves(
    open_wizard: Opener, desk: FakeDesk
) -> None:
    desk.script.waiting, desk.script.wait_s = LineStalled(seconds=40), 600.0
    wizard, run = uploading(open_wizard, desk)
    banner, hung_up = banner_of(wizard), threading.Event()
    open_wizard.qtbot.waitUntil(banner.isVisible)
    with run.control.branch().open_line(hung_up.set):
        press(wizard, "bannerAction")
    assert hung_up.is_set()
    assert banner.isVisible()
    open_wizard.qtbot.waitUntil(lambda: not banner.isVisible())
    assert "wait over" in desk.calls


def test_pausing_and_cancelling_work_while_waiting(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.waiting, desk.script.wait_s = WAITS[3], 600.0
    wizard, run = uploading(open_wizard, desk)
    assert desk.progress_source is not None
    desk.progress_source.share = 0.5
    open_wizard.qtbot.waitUntil(banner_of(wizard).isVisible)
    open_wizard.qtbot.waitUntil(lambda: words_of(wizard, "uploadPercent") in ("49 %", "50 %"))
    press(wizard, "pauseButton")
    assert run.control.is_paused
    with open_wizard.qtbot.waitSignal(run.cancelled):
        run.control.cancel()


def test_trying_now_while_paused_goes_on_and_the_button_says_so(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.waiting = WAITS[0]
    wizard, run = uploading(open_wizard, desk)
    open_wizard.qtbot.waitUntil(banner_of(wizard).isVisible)
    press(wizard, "pauseButton")
    press(wizard, "bannerAction")
    assert not run.control.is_paused
    pause = child(wizard, QPushButton, "pauseButton")
    assert isinstance(pause, QPushButton)
    assert pause.text() == "Pause"


class Browser(QObject):
    """What the system would open addresses with."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_a_sign_in_page_can_be_opened_in_the_browser_and_the_wait_goes_on(open_wizard: Opener, desk: FakeDesk) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "open")
    try:
        desk.script.waiting = SignInPage(host="store.example")
        wizard, run = uploading(open_wizard, desk)
        open_wizard.qtbot.waitUntil(banner_of(wizard).isVisible)
        assert {"Open browser", "Try now"} <= set(visible_texts(banner_of(wizard)))
        press(wizard, "bannerAction")
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert browser.opened == [SIGN_IN_URL]
    assert banner_of(wizard).isVisible()
    assert run.wait_reason is not None


# --- the time limit ---------------------------------------------------------------------------------


def test_the_time_limit_is_known_from_the_run_itself(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard, _ = uploading(open_wizard, desk)
    assert desk.progress_source is not None
    desk.progress_source.deadline_left_s = 7200.0
    open_wizard.qtbot.waitUntil(lambda: "2099" not in words_of(wizard, "uploadDeadline"))
    open_wizard.qtbot.waitUntil(lambda: "Has to be finished by" in words_of(wizard, "uploadDeadline"))


def test_a_look_at_the_upload_asks_for_its_numbers_once(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard, _ = uploading(open_wizard, desk)
    source, page = desk.progress_source, wizard.page_of(PageId.UPLOAD)
    assert source is not None
    assert isinstance(page, UploadPage)
    before = source.asked
    page._on_tick()
    assert source.asked == before + 1


def test_an_upload_that_is_too_slow_is_warned_of_and_the_limit_can_be_lifted(
    open_wizard: Opener, desk: FakeDesk
) -> None:
    wizard, run = uploading(open_wizard, desk)
    source = desk.progress_source
    assert source is not None
    run.control.limit(123_000)
    source.time_left_s, source.deadline_left_s = 9000.0, 3600.0
    banner = banner_of(wizard)
    open_wizard.qtbot.waitUntil(banner.isVisible)
    assert banner.notice is not None
    assert banner.notice.tone is Tone.WARN
    assert "123 KB/s" in banner.notice.explanation
    press(wizard, "bannerAction")
    assert run.control.bytes_per_s is None
    open_wizard.qtbot.waitUntil(lambda: banner.notice is not None and banner.notice.actions == ())
    assert open_wizard.tasks.wait_idle()
    source.time_left_s = 60.0
    open_wizard.qtbot.wait(300)
    assert banner.isVisible(), "it stays for half a minute"


def test_a_wait_is_said_before_the_time_limit_which_comes_back_after_it(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.waiting, desk.script.wait_s = WAITS[0], 600.0
    wizard, _ = uploading(open_wizard, desk)
    assert desk.progress_source is not None
    desk.progress_source.time_left_s, desk.progress_source.deadline_left_s = 9000.0, 3600.0
    banner = banner_of(wizard)
    open_wizard.qtbot.waitUntil(banner.isVisible)
    open_wizard.qtbot.wait(250)
    assert banner.notice is not None
    assert banner.notice.title == "Connection lost"
    press(wizard, "bannerAction")
    open_wizard.qtbot.waitUntil(lambda: banner.notice is not None and "time limit" in banner.notice.title)


# --- expired addresses ------------------------------------------------------------------------------


def test_new_addresses_are_asked_for_only_when_the_person_says_so(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = AddressesExpired(job_id="job1")
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = banner_of(wizard)
    open_wizard.qtbot.waitUntil(banner.isVisible)
    assert desk.options_used is not None
    assert not desk.options_used.renews_expired
    assert "Renew and continue" in visible_texts(banner)
    desk.script.run_error = None
    press(wizard, "bannerAction")
    open_wizard.qtbot.waitUntil(lambda: wizard.currentId() == PageId.SUBMIT)
    assert desk.options_used.renews_expired
    assert desk.calls.count("run") == 2


def test_consent_holds_for_one_run_only(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.run_error = AddressesExpired(job_id="job1")
    wizard = open_wizard(sample_intake(), PageId.UPLOAD)
    banner = banner_of(wizard)
    for _ in range(2):
        open_wizard.qtbot.waitUntil(banner.isVisible)
        desk.script.run_error = NetworkUnreachable(host="store.example")
        press(wizard, "bannerAction")
    open_wizard.qtbot.waitUntil(lambda: desk.calls.count("run") == 3)
    assert desk.options_used is not None
    assert not desk.options_used.renews_expired


# --- the forecast before the start ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "speed"),
    [
        (Settings(), None),
        (Settings(bytes_per_s=500_000), None),  # a limit alone does not say what the line can do
        (Settings(last_bytes_per_s=2_000_000), 2_000_000),
        (Settings(last_bytes_per_s=2_000_000, bytes_per_s=500_000), 500_000),
        (Settings(last_bytes_per_s=2_000_000, bytes_per_s=9_000_000), 2_000_000),
    ],
)
def test_the_speed_to_expect_is_the_lines_or_the_limit(settings: Settings, speed: int | None) -> None:
    assert expected_speed(settings) == speed


@pytest.mark.parametrize(
    ("last", "said", "title"),
    [
        (None, "at least 0.12 Mbit/s", "All checks passed"),
        (1_000_000, "About 25 minutes at the last measured speed (8.0 Mbit/s).", "All checks passed"),
        (10_000, "hours", "The upload may take too long"),
    ],
)
def test_the_commit_page_says_how_long_it_takes_and_how_long_it_may_take(
    open_wizard: Opener, desk: FakeDesk, last: int | None, said: str, title: str
) -> None:
    open_wizard.settings = replace(Settings(), last_bytes_per_s=last)
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    texts = " ".join(visible_texts(wizard.currentPage()))
    assert said in texts
    assert "within 24 hours" in texts
    assert title in texts


@pytest.mark.parametrize(
    ("bytes_per_s", "said"),
    [(0.0, "0.01 Mbit/s"), (15_000, "0.12 Mbit/s"), (812_500, "6.5 Mbit/s"), (12_500_000, "100 Mbit/s")],
)
def test_a_speed_in_the_unit_in_which_lines_are_sold(bytes_per_s: float, said: str) -> None:
    assert megabits(bytes_per_s) == said


# --- the speed limit --------------------------------------------------------------------------------


def test_a_limit_of_ones_own_reaches_the_run_and_is_kept(open_wizard: Opener, desk: FakeDesk) -> None:
    wizard, run = uploading(open_wizard, desk)
    choice = child(wizard, QComboBox, "speedLimit")
    number = child(wizard, QDoubleSpinBox, "speedLimitNumber")
    assert isinstance(choice, QComboBox)
    assert isinstance(number, QDoubleSpinBox)
    assert not number.isVisible()
    choice.setCurrentIndex(choice.count() - 1)
    choice.activated.emit(choice.count() - 1)
    assert number.isVisible()
    number.setValue(20)
    assert run.control.bytes_per_s == 2_500_000
    assert open_wizard.tasks.wait_idle()
    assert open_wizard.saved[-1].bytes_per_s == 2_500_000


def test_a_limit_of_the_last_time_holds_for_the_next_run(open_wizard: Opener, desk: FakeDesk) -> None:
    open_wizard.settings = Settings(bytes_per_s=777_000)
    wizard, run = uploading(open_wizard, desk)
    assert run.control.bytes_per_s == 777_000
    number = child(wizard, QDoubleSpinBox, "speedLimitNumber")
    assert isinstance(number, QDoubleSpinBox)
    assert (number.value(), number.isVisible()) == (777.0, True)
