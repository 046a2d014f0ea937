"""The manual: whole in every language, opened by F1 at the right page, and every link of it leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol
from xml.etree import ElementTree as ET

import pytest
from fake_desk import ACCOUNT, sample_intake
from opened_wizard import Opener
from PySide6.QtCore import Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QListWidget, QPushButton, QTextBrowser, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.catalogue import LANGUAGES
from avatar_intake.flow.model import KnownAccounts
from avatar_intake.qt.desk.account_dialog import AccountDialog
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.manual.help import Help
from avatar_intake.qt.manual.pages import manual_folder, read_page, read_titles, title_of
from avatar_intake.qt.manual.topics import Topic, explain, topic_of
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.where import resources

LINK = re.compile(r"!?\[[^\]]*\]\(([^)]+)\)")
TRANSLATIONS = resources() / "i18n" / "avatar_intake_zh_CN.ts"
EVERY_PAGE = [(topic, language) for topic in Topic for language in LANGUAGES]

OF_A_PAGE = {
    PageId.ACCOUNT: Topic.ACCOUNT,
    PageId.JOB: Topic.JOB,
    PageId.VIDEO: Topic.FILM,
    PageId.DOCUMENTS: Topic.DOCUMENTS,
    PageId.EXTRAS: Topic.EXTRAS,
    PageId.REVIEW: Topic.SEND,
    PageId.UPLOAD: Topic.UPLOAD,
    PageId.SUBMIT: Topic.UPLOAD,
    PageId.DONE: Topic.REVIEW,
}


class ChecksPage(Protocol):
    def __call__(self, language: str) -> str: ...


@pytest.fixture
def help_(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Help]:
    helps = Help(look, language, tasks)
    yield helps
    helps.close()


def press_f1(qtbot: QtBot, helps: Help, tasks: Tasks, widget: QWidget) -> Topic | None:
    """As a person does: the key goes to the window that has the focus."""
    qtbot.waitUntil(widget.isActiveWindow)
    window = widget.window().windowHandle()
    assert window is not None
    QTest.keyClick(window, Qt.Key.Key_F1)
    qtbot.waitUntil(lambda: helps.window is not None)
    assert tasks.wait_idle()
    assert helps.window is not None
    return helps.window.topic


# --- the pages ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("topic", "language"), EVERY_PAGE)
def test_every_page_is_there_with_a_title_and_all_that_it_points_at(topic: Topic, language: str) -> None:
    assert (manual_folder() / language / f"{topic.value}.md").is_file()
    page = read_page(topic, language)
    assert title_of(page.markdown)
    for target in LINK.findall(page.markdown):
        assert (manual_folder() / language / target).is_file(), target
    for name, picture in page.pictures.items():
        assert not picture.isNull(), name
        assert picture.width() <= 2 * 720


def test_all_languages_have_the_same_pages_links_and_tables() -> None:
    for topic in Topic:
        shapes = []
        for language in LANGUAGES:
            text = read_page(topic, language).markdown
            links = sorted(name.replace(f"-{language}.png", "") for name in LINK.findall(text))
            shapes.append((links, text.count("\n## "), sum(line.startswith("|") for line in text.splitlines())))
        assert shapes == shapes[:1] * len(shapes), topic


def test_a_page_that_a_language_does_not_have_is_shown_in_english() -> None:
    assert read_page(Topic.FILM, "tlh") == read_page(Topic.FILM, "en")
    assert read_titles("tlh") == read_titles("en")


def test_no_page_is_left_over() -> None:
    for language in LANGUAGES:
        assert {path.stem for path in (manual_folder() / language).iterdir()} == {topic.value for topic in Topic}


def test_the_page_of_the_checks_says_what_the_catalogue_says(checks_page: ChecksPage) -> None:
    for language in LANGUAGES:
        kept = (manual_folder() / language / "checks.md").read_text("utf-8")
        assert kept == checks_page(language), "run packaging/manual.py"


@pytest.fixture
def checks_page(monkeypatch: pytest.MonkeyPatch, pytestconfig: pytest.Config) -> ChecksPage:
    monkeypatch.syspath_prepend(str(Path(pytestconfig.rootpath) / "packaging"))
    import manual

    found: ChecksPage = manual.checks_page
    return found


# --- the window ---------------------------------------------------------------------------------


def test_a_walk_along_every_link_meets_every_page(help_: Help, tasks: Tasks, qtbot: QtBot) -> None:
    help_.show()
    assert tasks.wait_idle()
    window = help_.window
    assert window is not None
    browser = window.findChild(QTextBrowser, "manualText")
    seen: set[Topic] = set()
    waiting = [Topic(item) for item in (Topic.START, Topic.DESK)]
    while waiting:
        topic = waiting.pop()
        if topic in seen:
            continue
        seen.add(topic)
        help_.show(topic)
        assert tasks.wait_idle()
        assert window.topic is topic
        for target in LINK.findall(read_page(topic, "en").markdown):
            if target.endswith(".md"):
                browser.anchorClicked.emit(QUrl(target))
                assert tasks.wait_idle()
                assert window.topic == target.removesuffix(".md")
                waiting.append(Topic(target.removesuffix(".md")))
    assert seen >= set(Topic) - {Topic.JOB, Topic.SEND, Topic.UPLOAD, Topic.PRIVACY}


def test_the_list_has_every_page_and_opens_it(help_: Help, tasks: Tasks) -> None:
    help_.show(Topic.FILM)
    assert tasks.wait_idle()
    window = help_.window
    assert window is not None
    pages = window.findChild(QListWidget, "manualPages")
    assert pages.count() == len(Topic)
    assert pages.currentRow() == list(Topic).index(Topic.FILM)
    pages.setCurrentRow(list(Topic).index(Topic.LETTER))
    assert tasks.wait_idle()
    assert window.topic is Topic.LETTER
    assert "signs by hand" in window.text
    window.findChild(QPushButton, "manualBack").click()
    assert tasks.wait_idle()
    assert window.topic is Topic.FILM


def test_an_open_page_follows_the_language(help_: Help, tasks: Tasks, language: Language, qtbot: QtBot) -> None:
    help_.show(Topic.LETTER)
    assert tasks.wait_idle()
    window = help_.window
    assert window is not None
    language.choose("zh")
    qtbot.waitUntil(lambda: "亲笔签名" in window.text)
    assert window.windowTitle().startswith("手册")
    assert window.findChild(QListWidget, "manualPages").item(0).text() == "第一步"


def test_a_link_that_leads_out_of_the_manual_opens_no_file(help_: Help, tasks: Tasks) -> None:
    help_.show(Topic.LETTER)
    assert tasks.wait_idle()
    window = help_.window
    assert window is not None
    for address in ("../../secret.md", "file:///etc/passwd", "http://example.com/", "nothing.md"):
        window.findChild(QTextBrowser, "manualText").anchorClicked.emit(QUrl(address))
        assert tasks.wait_idle()
        assert window.topic is Topic.LETTER


# --- F1 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", OF_A_PAGE)
def test_f1_on_a_page_of_the_wizard_opens_the_page_about_it(
    page: PageId, open_wizard: Opener, help_: Help, tasks: Tasks, qtbot: QtBot
) -> None:
    open_wizard.desk.may_finish.clear()  # an upload that ends would leave its page
    wizard = open_wizard(sample_intake(), page, None if page is PageId.ACCOUNT else ACCOUNT)
    assert wizard.currentId() == page
    assert press_f1(qtbot, help_, tasks, wizard) is OF_A_PAGE[page]
    open_wizard.desk.may_finish.set()


def test_f1_in_a_dialog_opens_the_page_about_it(open_wizard: Opener, help_: Help, tasks: Tasks, qtbot: QtBot) -> None:
    wizard = open_wizard(sample_intake())
    dialog = AccountDialog(wizard.workbench, KnownAccounts((ACCOUNT,), ACCOUNT), wizard)
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert press_f1(qtbot, help_, tasks, dialog) is Topic.ACCOUNT


def test_the_wizards_help_button_asks_for_the_page_that_is_shown(open_wizard: Opener, qtbot: QtBot) -> None:
    wizard: IntakeWizard = open_wizard(sample_intake(), PageId.DOCUMENTS)
    asked: list[Topic] = []
    wizard.helpRequested.connect(lambda: asked.append(topic_of(wizard.currentPage())))
    wizard.findChild(QPushButton, "helpButton").click()
    assert asked == [Topic.DOCUMENTS]


def test_what_nothing_is_said_about_is_explained_by_what_is_around_it(qtbot: QtBot) -> None:
    outer = QWidget()
    qtbot.addWidget(outer)
    inner = QWidget(outer)
    assert topic_of(inner) is Topic.START
    explain(outer, Topic.REPAIRS)
    assert topic_of(inner) is Topic.REPAIRS
    explain(inner, Topic.CHECKS)
    assert topic_of(inner) is Topic.CHECKS


def test_what_the_english_page_calls_by_its_name_in_the_window_the_chinese_one_does_too() -> None:
    """Their words are from different hands: a name that is changed in the window has to change here as well."""
    names: dict[str, set[str]] = {}
    for message in ET.parse(TRANSLATIONS).iter("message"):
        source, translation = message.findtext("source", ""), message.findtext("translation", "")
        names.setdefault(source.rstrip("…"), set()).add(translation.strip().rstrip("…"))
    del names["Light"]  # that of a lamp is another word than that of a scheme

    strange, count = [], 0
    for path in sorted((manual_folder() / "en").glob("*.md")):
        chinese = (manual_folder() / "zh" / path.name).read_text("utf-8")
        for name in re.findall(r"\*{1,2}([^*\n]+)\*{1,2}", path.read_text("utf-8")):
            count += name in names
            if not any(word in chinese for word in names.get(name, {""})):
                strange.append((path.name, name, names[name]))

    assert strange == []
    assert count > 30
