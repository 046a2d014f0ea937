"""The wizard for those who use a keyboard, a screen reader, large type or the other language; and what it imports."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from fake_desk import FakeDesk, sample_intake
from opened_wizard import Opener, visible_texts
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QWidget,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.qt.wizard.page import Page
from avatar_intake.qt.wizard.review import ReviewPage
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId

LANGUAGES = ("zh", "en")
CJK = re.compile(r"[\u4e00-\u9fff]")
LATIN_WORDS = re.compile(r"[A-Za-z]{2,}")
# Names, units and kinds of files are the same in both languages.
SHARED_WORDS = {
    "Huawei", "Cloud", "MetaStudio", "Flexus", "ID", "AK", "SK", "NA", "API", "MP", "MP4", "JPG", "JPEG", "PNG", "PDF",
    "ZIP", "WAV", "WebP", "Mbit", "MB", "GB", "KB", "SHA", "AAC", "cn", "north", "east", "https", "fps",
    "GNOME", "Secret", "Service",
}  # fmt: skip


@pytest.fixture
def wizard(open_wizard: Opener, desk: FakeDesk) -> IntakeWizard:
    """A wizard that has something of everything to show, held while it is uploading."""
    desk.may_finish.clear()
    desk.script.findings[Role.ID_CARD_IMAGE2] = (
        Finding(Role.ID_CARD_IMAGE2, "picture-gps", Severity.WARNING),
        Finding(Role.ID_CARD_IMAGE2, "picture-format", Severity.OK, "JPEG", "JPG / PNG"),
    )
    return open_wizard(sample_intake())


def show(opener: Opener, wizard: IntakeWizard, page_id: PageId) -> Page:
    review = wizard.page_of(PageId.REVIEW)
    assert isinstance(review, ReviewPage)
    review.consent.setChecked(True)
    wizard.show_page(page_id)
    assert opener.tasks.wait_idle()
    QApplication.processEvents()
    return wizard.page_of(page_id)


def focusables(wizard: QWidget) -> list[QWidget]:
    return [
        widget
        for widget in wizard.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def spoken_name(widget: QWidget) -> str:
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) if interface else ""


@pytest.mark.parametrize("code", LANGUAGES)
def test_everything_that_takes_the_focus_has_a_name_of_its_own(
    open_wizard: Opener, wizard: IntakeWizard, code: str
) -> None:
    open_wizard.language.choose(code)
    for page_id in PageId:
        show(open_wizard, wizard, page_id)
        names = [spoken_name(widget) for widget in focusables(wizard) if widget.objectName() != "qt_spinbox_lineedit"]
        assert names, page_id
        assert all(names), (page_id, names)
        assert len(set(names)) == len(names), (page_id, names)


def test_every_input_has_a_label_or_a_name_and_a_hint(open_wizard: Opener, wizard: IntakeWizard) -> None:
    for page_id in PageId:
        page = show(open_wizard, wizard, page_id)
        buddies = {label.buddy() for label in page.findChildren(QLabel)}
        inputs = [
            widget
            for widget in page.findChildren(QWidget)
            if isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox)
            and not isinstance(widget.parent(), QAbstractSpinBox)
        ]
        bare = [widget for widget in inputs if not (widget.accessibleName() and widget.accessibleDescription())]
        assert [widget.objectName() for widget in bare if widget not in buddies] == []


def test_the_tab_key_reaches_everything_and_comes_back(open_wizard: Opener, wizard: IntakeWizard) -> None:
    for page_id in PageId:
        show(open_wizard, wizard, page_id)
        wanted = {widget for widget in focusables(wizard) if _is_stop(widget)}
        first = wizard.focusWidget()
        assert first is not None, page_id
        assert first in wanted, page_id
        reached: set[QWidget] = set()
        now: QWidget | None = first
        for _ in range(4 * len(wanted) + 10):
            assert now is not None
            reached.add(now)
            open_wizard.qtbot.keyClick(now, Qt.Key.Key_Tab)
            now = wizard.focusWidget()
            if now is first:
                break
        assert now is first, page_id
        assert {widget.objectName() or type(widget).__name__ for widget in wanted - reached} == set()


def _is_stop(widget: QWidget) -> bool:
    """Of an exclusive group Tab reaches the checked one; the arrow keys reach the others."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    is_other = group is not None and group.exclusive() and not widget.isChecked()
    return not is_other and widget.objectName() != "qt_spinbox_lineedit"


def test_the_order_of_tab_is_the_order_of_reading(open_wizard: Opener, wizard: IntakeWizard) -> None:
    for page_id in PageId:
        page = show(open_wizard, wizard, page_id)
        order = _chain(page)
        stops = sorted(focusables(page), key=order.index)
        for place, one in enumerate(stops):
            for other in stops[place + 1 :]:
                if one.parent() is other.parent():
                    is_above = one.geometry().center().y() <= other.geometry().bottom()
                    assert is_above or one.x() < other.x(), (one.objectName(), other.objectName())


def _chain(page: QWidget) -> list[QWidget]:
    order, now = [], page.nextInFocusChain()
    while now is not page:
        order.append(now)
        now = now.nextInFocusChain()
    return order


@pytest.mark.parametrize("code", LANGUAGES)
def test_what_can_be_clicked_is_large_enough(open_wizard: Opener, wizard: IntakeWizard, code: str) -> None:
    open_wizard.language.choose(code)
    for page_id in PageId:
        show(open_wizard, wizard, page_id)
        small = [
            (widget.objectName(), widget.width(), widget.height())
            for widget in wizard.findChildren(QAbstractButton)
            if widget.isVisible() and (widget.width() < 24 or widget.height() < 24)
        ]
        assert small == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_page_scrolls_at_its_ordinary_size(open_wizard: Opener, wizard: IntakeWizard, code: str) -> None:
    open_wizard.language.choose(code)
    assert wizard.width() <= 1280
    assert wizard.height() <= 700, "a window's frame has to fit into 720 as well"
    for page_id in PageId:
        page = show(open_wizard, wizard, page_id)
        page.show_missing(page.missing())
        QApplication.processEvents()
        room = page.findChild(QScrollArea, "pageRoom")
        assert isinstance(room, QScrollArea)
        assert room.verticalScrollBar().maximum() == 0, page_id
        assert room.widget().width() <= room.viewport().width(), page_id


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_words_are_cut_off(open_wizard: Opener, wizard: IntakeWizard, code: str) -> None:
    open_wizard.language.choose(code)
    for page_id in PageId:
        show(open_wizard, wizard, page_id)
        cut = [
            (label.text(), label.height(), label.heightForWidth(label.width()))
            for label in wizard.findChildren(QLabel)
            if label.isVisible() and label.wordWrap() and label.height() < label.heightForWidth(label.width())
        ]
        narrow = [
            button.text()
            for button in wizard.findChildren(QPushButton)
            if button.isVisible() and button.width() < button.fontMetrics().horizontalAdvance(button.text())
        ]
        assert (cut, narrow) == ([], []), page_id


def test_in_chinese_no_english_sentence_is_left(open_wizard: Opener, wizard: IntakeWizard) -> None:
    open_wizard.language.choose("zh")
    own = {"Sample", "Presenter", *_words_of_sample_files()}
    for page_id in PageId:
        show(open_wizard, wizard, page_id)
        for text in visible_texts(wizard):
            if not re.fullmatch(r"[0-9a-f]{32,}|\S+\.\w{3,4}", text):
                assert set(LATIN_WORDS.findall(text)) <= SHARED_WORDS | own, text


def test_in_english_no_chinese_is_left(open_wizard: Opener, wizard: IntakeWizard) -> None:
    for page_id in PageId:
        open_wizard.language.choose("zh")
        show(open_wizard, wizard, page_id)
        open_wizard.language.choose("en")
        QApplication.processEvents()
        for text in visible_texts(wizard):
            assert not CJK.search(text.replace(sample_intake().job.name, "")), text


def _words_of_sample_files() -> set[str]:
    return {word for path in sample_intake().materials.values() for word in LATIN_WORDS.findall(path)}


def test_the_language_changes_on_an_open_page_and_keeps_what_was_typed(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    name = wizard.findChild(QLineEdit, "avatarName")
    assert isinstance(name, QLineEdit)
    name.setText("Somebody")
    open_wizard.language.choose("zh")
    QApplication.processEvents()
    assert wizard.button(IntakeWizard.WizardButton.NextButton).text() == "下一步(&N)"
    assert name.accessibleName() == "数字人名称"
    assert name.text() == "Somebody"
    assert wizard.windowTitle().endswith("分身素材上传助手")


def test_the_focus_can_be_seen(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    for name in ("avatarName", "edition_standard", "use_VIDEO_2D", "voice_VIDEO", "moreOptionsButton", "cancelButton"):
        widget = wizard.findChild(QWidget, name)
        assert isinstance(widget, QWidget)
        other = wizard.findChild(QLineEdit, "contactPhone")
        assert isinstance(other, QLineEdit)
        other.setFocus()
        without = widget.grab().toImage()
        widget.setFocus()
        assert widget.grab().toImage() != without, name


def test_the_appearance_changes_on_an_open_page(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake())
    light = wizard.grab().toImage()
    open_wizard.look.apply("dark")
    QApplication.processEvents()
    assert wizard.grab().toImage() != light


def test_very_large_type_can_still_be_read(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.may_finish.clear()
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    before = app.font()
    large = app.font()
    large.setPixelSize(before.pixelSize() * 2)
    app.setFont(large)
    try:
        wizard = open_wizard(sample_intake())
        for page_id in PageId:
            page = show(open_wizard, wizard, page_id)
            room = page.findChild(QScrollArea, "pageRoom")
            assert isinstance(room, QScrollArea)
            assert room.widget().height() >= room.widget().minimumSizeHint().height()
    finally:
        app.setFont(before)


def test_the_wizard_imports_nothing_heavy() -> None:
    code = (
        "import sys, avatar_intake.qt.wizard.wizard; "
        "print(sorted({'requests', 'av', 'keyring', 'PIL', 'numpy', 'pypdfium2', 'phonenumbers', 'msgspec', 'sqlite3'}"
        " & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout.strip() == "[]"
