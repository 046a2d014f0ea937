"""A person's details in the window: forgetting, how long they are kept, what others may see, the report for support."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_place import Place
from desk_samples import full_script, row, stopped_view
from fake_desk import FakeDesk, sample_intake
from opened_wizard import Opener
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QListWidget, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import AlreadyRunning
from avatar_intake.qt.desk import words
from avatar_intake.qt.desk.history import Event
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.materials import file_lines
from avatar_intake.qt.desk.menu import LineActs, one_line
from avatar_intake.qt.desk.questions import forget_question
from avatar_intake.qt.desk.report_dialog import ReportDialog
from avatar_intake.qt.desk.rows import Step, next_step
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.redaction import KNOWN, Kind

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

DONE = replace(row("d1", Stage.SUBMITTED, Shown.DONE), contact="138****8000")
FORGOTTEN = replace(DONE, name="", is_forgotten=True)


@pytest.fixture
def saved() -> list[Settings]:
    return []


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks, saved: list[Settings]) -> Iterator[Place]:
    kept = KeptSettings(Settings(last_folder="/persons/示例"), saved.append)
    place = Place(qtbot, Surroundings(look, language, tasks, kept), FakeDesk(full_script()))
    place.use_desk()
    yield place
    place.clear_away()


def test_forgetting_asks_first_and_keeping_is_the_default(place: Place, saved: list[Settings]) -> None:
    place.open("s2")
    place.press("forgetButton")
    asked = place.dialog("question")
    keep = asked.findChild(QPushButton, "answer_stay")
    assert keep is not None
    assert keep.isDefault()
    place.answer("stay")
    assert "forget_person s2" not in place.desk.calls
    place.press("forgetButton")
    place.answer("forget")
    assert "forget_person s2" in place.desk.calls
    assert place.message() == "The person is forgotten"
    assert saved[-1].last_folder == ""


@pytest.mark.parametrize("count", [0, 2])
def test_the_folder_of_the_last_files_goes_with_whom_the_sweep_forgets(
    place: Place, saved: list[Settings], count: int
) -> None:
    place.desk.script.due_count = count
    place.window.header.keep_days_chosen.emit(90)
    place.settle()
    assert saved[-1].last_folder == ("" if count else "/persons/示例")


def test_what_stands_in_the_way_of_forgetting_is_said(place: Place) -> None:
    place.desk.script.failures["forget_person"] = AlreadyRunning(intake_id="s2")
    place.open("s2")
    place.press("forgetButton")
    place.answer("forget")
    assert place.message() == place.window.wording.error(AlreadyRunning(intake_id="s2")).title


def test_a_wizard_that_is_open_does_not_bring_the_person_back(place: Place) -> None:
    place.step("s3")
    assert len(place.wizards()) == 1
    place.open("s3")
    place.press("forgetButton")
    place.answer("forget")
    assert place.wizards() == []


@pytest.mark.parametrize(
    ("item", "said", "unsaid"),
    [
        (DONE, ("The receipt stays", "The service keeps the job", "can't be taken back"), ("practice", "draft")),
        (replace(DONE, is_practice=True), ("practice studio's copies are deleted",), ("The service keeps",)),
        (row("x"), ("This draft is erased", "can't be taken back"), ("receipt", "The service keeps")),
    ],
)
def test_the_question_says_what_is_kept_here_and_there_and_that_it_is_final(
    item, said: tuple[str, ...], unsaid: tuple[str, ...], language: Language
) -> None:
    text = forget_question(item).explanation
    assert all(words in text for words in said)
    assert not any(words in text for words in unsaid)


def test_a_forgotten_person_has_no_name_no_next_step_and_is_not_forgotten_twice(place: Place) -> None:
    nothing = LineActs(*[lambda *_: None] * 7)
    names = [entry.name for entry in one_line(FORGOTTEN, (), place.window.wording, nothing)]
    assert words.name(FORGOTTEN) == "Person forgotten"
    assert next_step(replace(FORGOTTEN, stage=Stage.CANCELLED)) is Step.OPEN
    assert "menu_forget" not in names
    assert "menu_forget" in [entry.name for entry in one_line(DONE, (), place.window.wording, nothing)]


def test_the_receipt_of_a_forgotten_person_is_shown_without_names(place: Place) -> None:
    view = stopped_view(FORGOTTEN)
    stored = tuple(replace(item, path="") for item in view.materials)
    view = replace(view, materials=stored, intake=replace(view.intake, materials={}, is_forgotten=True))
    assert stored
    assert [(line.name, line.sha256) for line in file_lines(view, None)] == [("", item.sha256) for item in stored]
    place.desk.script.views["s8"] = view
    place.open("s8")
    texts = [label.text() for label in place.window.page.findChildren(QLabel)]
    assert any("138****8000" in text for text in texts)
    assert not place.window.page.findChild(QPushButton, "forgetButton").isVisible()


def test_how_long_details_are_kept_is_chosen_in_the_menu_and_holds_at_once(place: Place, saved: list[Settings]) -> None:
    assert place.desk.swept == [90]
    place.trigger("keep_30")
    assert saved[-1].keep_days == 30
    place.trigger("keep_ever")
    assert saved[-1].keep_days is None
    assert place.desk.swept == [90, 30, None]


def test_no_window_of_the_desk_has_a_name_in_its_title(place: Place) -> None:
    place.open("s3")
    titles = set()
    for button in ("forgetButton", "removeButton"):
        place.press(button)
        titles |= {widget.windowTitle() for widget in QApplication.topLevelWidgets() if widget.isVisible()}
        assert "陈样本" in place.dialog("question").accessibleName()
        place.answer("stay")
    assert titles == {"Avatar Intake"}


def test_what_is_copied_of_the_history_holds_no_words_about_the_person() -> None:
    KNOWN.learn(Kind.NAME, "王小明示例")
    event = Event("2026-01-01", text="王小明示例 13800138000 https://x.example.com/?Signature=abc", request_id="r1")
    assert event.as_text == "2026-01-01\t<name> <phone> https://x.example.com/?<query>\t200\tr1"


def test_the_phone_number_is_shown_only_while_it_is_asked_for(open_wizard: Opener, qtbot: QtBot) -> None:
    wizard = open_wizard(sample_intake(), PageId.REVIEW)
    reveal = wizard.currentPage().findChild(QPushButton, "revealPhone")
    assert isinstance(reveal, QPushButton)

    def said() -> str:
        return " ".join(label.text() for label in wizard.currentPage().findChildren(QLabel))

    assert "13800138000" not in said()
    wizard.activateWindow()
    qtbot.waitUntil(wizard.isActiveWindow)
    reveal.click()
    assert "13800138000" in said()
    assert reveal.accessibleName() == "Hide the number"
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: "13800138000" not in said())


# --- the report ---------------------------------------------------------------------------------------


def report(place: Place) -> ReportDialog:
    place.trigger("reportAction")
    (dialog,) = place.dialogs("report")
    assert isinstance(dialog, ReportDialog)
    return dialog


def test_the_report_is_looked_at_before_it_is_saved_and_is_what_is_saved(place: Place, own_home: Path) -> None:
    own_home.mkdir()
    (own_home / "intakes.sqlite3").write_bytes(b"damaged" * 1000)
    dialog = report(place)
    entries, text = dialog.findChild(QListWidget, "reportEntries"), dialog.findChild(QPlainTextEdit, "reportText")
    assert isinstance(entries, QListWidget)
    assert isinstance(text, QPlainTextEdit)
    seen = {}
    for number in range(entries.count()):
        entries.setCurrentRow(number)
        seen[entries.item(number).text()] = text.toPlainText()
    place.press("saveReportButton", dialog)
    chooser = dialog.findChild(QFileDialog, "saveReportDialog")
    assert isinstance(chooser, QFileDialog)
    target = own_home.parent / "report.zip"
    chooser.fileSelected.emit(str(target))
    chooser.close()
    place.settle()
    with zipfile.ZipFile(target) as bundle:
        assert {name: bundle.read(name).decode() for name in bundle.namelist()} == seen
    assert "journal_unreadable" in seen["intakes.json"]
    assert place.message() == "The report is saved"


def test_a_report_can_be_made_where_there_is_no_desk(
    qtbot: QtBot, look: Look, language: Language, tasks: Tasks, own_home: Path
) -> None:
    place = Place(qtbot, Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _: None)), FakeDesk())
    dialog = report(place)
    place.press("closeReportButton", dialog)
    assert place.dialogs("report") == []
    assert QGuiApplication.clipboard() is not None
