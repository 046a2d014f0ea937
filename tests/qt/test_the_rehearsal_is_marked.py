"""Nobody takes a rehearsal for the real thing: every window and every page says what it is, by eye and by ear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from desk_samples import row
from fake_desk import FakeDesk, Script, sample_intake
from opened_wizard import Opener, visible_texts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.empty import Visitor
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.rows import Column
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.workbench import PageId

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")


@pytest.fixture
def surroundings(look: Look, language: Language, tasks: Tasks) -> Surroundings:
    return Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))


@pytest.fixture
def rehearsal_place(qtbot: QtBot, surroundings: Surroundings) -> Iterator[Place]:
    place = Place(qtbot, surroundings, FakeDesk(Script(account=None)), is_practice=True)
    yield place
    place.clear_away()


@pytest.fixture
def newcomer_place(qtbot: QtBot, surroundings: Surroundings) -> Iterator[Place]:
    place = Place(qtbot, surroundings, FakeDesk(Script(account=None)))
    yield place
    place.clear_away()


def rehearsal() -> Intake:
    intake = sample_intake()
    return replace(intake, service=replace(intake.service, is_practice=True))


@pytest.mark.parametrize("is_practice", [True, False])
def test_each_page_of_the_wizard_and_its_title_say_so(open_wizard: Opener, is_practice: bool) -> None:
    wizard = open_wizard(rehearsal() if is_practice else sample_intake())
    assert ("(rehearsal)" in wizard.windowTitle()) is is_practice
    for page_id in PageId:
        page = wizard.page_of(page_id)
        mark = page.findChild(QLabel, "rehearsalMark")
        assert isinstance(mark, QLabel)
        assert mark.isVisibleTo(page) is is_practice, page_id


def test_a_wizard_that_becomes_a_rehearsal_says_so_at_once(open_wizard: Opener) -> None:
    wizard = open_wizard(sample_intake(), account=None)
    assert "rehearsal" not in wizard.windowTitle()
    wizard.draft.set_service(replace(wizard.draft.intake.service, is_practice=True))
    assert "rehearsal" in wizard.windowTitle()


@pytest.mark.parametrize("page_id", [PageId.SUBMIT, PageId.DONE])
def test_what_is_said_to_come_is_what_comes_of_a_rehearsal(open_wizard: Opener, page_id: PageId) -> None:
    said = " ".join(visible_texts(open_wizard(rehearsal(), page_id).page_of(page_id)))
    assert "practice studio" in said
    assert "working day" not in said
    assert "may call" not in said


def test_the_desk_of_a_rehearsal_has_its_band_and_leads_to_the_samples(rehearsal_place: Place) -> None:
    rehearsal_place.use_desk()
    window = rehearsal_place.window
    band = window.findChild(QFrame, "rehearsalBand")
    assert isinstance(band, QFrame)
    assert band.isVisible()
    assert "rehearsal" in window.windowTitle()
    first = window.findChild(QPushButton, "emptyRehearseButton")
    assert isinstance(first, QPushButton)
    assert first.text() == "Use the sample materials"
    assert window.focusWidget() is first


def test_a_newcomer_is_led_to_the_rehearsal_first(newcomer_place: Place) -> None:
    newcomer_place.use_desk()
    first = newcomer_place.window.focusWidget()
    assert first is not None
    assert first.objectName() == "emptyRehearseButton"
    assert "No account is needed" in first.accessibleDescription()
    newcomer_place.press("emptyRehearseButton")
    (wizard,) = newcomer_place.wizards()
    assert "(rehearsal)" in wizard.windowTitle()
    assert wizard.currentId() == PageId.JOB, "the samples are filled in, and no account is asked for"


def test_somebody_with_an_account_begins_with_an_intake(newcomer_place: Place) -> None:
    newcomer_place.use_desk()
    newcomer_place.window.list.show_visitor(Visitor.KNOWN)
    focused = newcomer_place.window.focusWidget()
    assert focused is not None
    assert focused.objectName() == "emptyNewButton"


def test_a_rehearsal_s_line_is_marked_to_the_eye_and_the_ear(newcomer_place: Place) -> None:
    newcomer_place.desk.script.rows = (replace(row("a1"), is_practice=True),)
    newcomer_place.use_desk()
    table = newcomer_place.window.list.table
    cell = table.model().index(0, Column.NAME)
    assert "rehearsal" in str(cell.data(Qt.ItemDataRole.AccessibleTextRole))


def test_a_rehearsal_s_own_page_is_marked(newcomer_place: Place) -> None:
    line = replace(row("a1"), is_practice=True)
    newcomer_place.desk.script.rows = (line,)
    newcomer_place.desk.script.views["a1"] = IntakeView(line, rehearsal(), (), ())
    newcomer_place.use_desk()
    newcomer_place.open("a1")
    mark = newcomer_place.window.page.findChild(QLabel, "rehearsalMark")
    assert isinstance(mark, QLabel)
    assert mark.isVisible()
