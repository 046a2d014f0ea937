"""A name, a file's name or the service's words are never taken for HTML, wherever they are shown."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_place import Place
from desk_samples import board_detail, board_jobs, full_script, rejected_view, row
from fake_desk import ACCOUNT, SIZES, FakeDesk, Script, sample_intake, stored_material
from opened_wizard import Opener
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QLabel, QMessageBox, QPushButton, QTextEdit, QToolTip, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.board import BoardPage
from avatar_intake.domain.intake import Intake, Role
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.review import Shown
from avatar_intake.domain.service import OperationLog
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import BadIntakeFile, MaterialMissing, ServiceRefused
from avatar_intake.flow.model import KnownAccounts
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.workbench import PageId

EVIL = "<b>x</b><img src='file:///etc/hostname'><h1>evil</h1>"
QT = Path(__file__).resolve().parents[2] / "gui" / "avatar_intake" / "qt"


def labels() -> list[QLabel]:
    """Every label of every window, tool tips too."""
    return [widget for widget in QApplication.allWidgets() if isinstance(widget, QLabel) and widget.isVisible()]


def assert_all_plain() -> int:
    """How many labels show the evil text; none of them takes it for HTML, and nothing that knows HTML shows it."""
    shown = labels()
    rich = [(label.objectName(), label.text()) for label in shown if label.textFormat() is not Qt.TextFormat.PlainText]
    assert rich == []
    editors = [widget for widget in QApplication.allWidgets() if isinstance(widget, QTextEdit) and widget.isVisible()]
    assert not [editor for editor in editors if "evil" in editor.toPlainText()]
    return sum("evil" in label.text() for label in shown)


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


def test_a_label_of_any_kind_shows_its_signs_as_they_are(qtbot: QtBot, look: Look) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    usual, plain = QLabel(EVIL), QLabel()
    plain.setTextFormat(Qt.TextFormat.PlainText)
    plain.setText(EVIL)
    for label in (usual, plain):
        column.addWidget(label)
    window.show()
    qtbot.waitExposed(window)

    later = QLabel(window)
    column.addWidget(later)
    later.setText(EVIL)
    later.show()
    qtbot.waitUntil(lambda: later.isVisible() and later.width() == plain.width())

    assert picture(usual) == picture(plain) == picture(later)
    assert usual.sizeHint() == plain.sizeHint()


def test_the_look_may_change_and_texts_stay_plain(qtbot: QtBot, look: Look) -> None:
    label = QLabel(EVIL)
    qtbot.addWidget(label)
    label.show()
    for scheme in ("dark", "light"):
        look.apply(scheme)
        assert label.textFormat() is Qt.TextFormat.PlainText


def test_a_message_box_shows_its_signs_as_they_are(qtbot: QtBot, look: Look) -> None:
    box = QMessageBox(QMessageBox.Icon.Warning, "title", EVIL)
    box.setInformativeText(EVIL)
    qtbot.addWidget(box)
    box.show()
    qtbot.waitExposed(box)

    assert assert_all_plain() >= 2


def test_a_tool_tip_shows_its_signs_as_they_are(qtbot: QtBot, look: Look) -> None:
    button = QPushButton("x")
    button.setToolTip(EVIL)
    qtbot.addWidget(button)
    button.show()
    qtbot.waitExposed(button)
    QToolTip.showText(button.mapToGlobal(QPoint(1, 1)), button.toolTip(), button)

    def tips() -> list[str]:
        return [label.text() for label in labels() if label.metaObject().className() == "QTipLabel"]

    qtbot.waitUntil(lambda: tips() == [EVIL])

    assert assert_all_plain() >= 1

    QToolTip.hideText()


# --- whole windows ------------------------------------------------------------------------------------


def evil_intake(intake_id: str = "k3xample") -> Intake:
    intake = sample_intake(intake_id)
    return replace(
        intake,
        job=replace(intake.job, name=EVIL, batch_name=EVIL, tags=(EVIL,)),
        materials={role: f"/films/{EVIL.replace('/', '')}-{role}.mp4" for role in intake.materials},
    )


def evil_script() -> Script:
    script = full_script()
    found = tuple(Finding(Role.TRAINING_VIDEO, "video-codec", severity, EVIL, EVIL) for severity in Severity)
    script.rows = tuple(replace(item, name=EVIL, batch_name=EVIL) for item in script.rows)
    view = rejected_view(replace(row("s6", Stage.SUBMITTED, Shown.REJECTED), name=EVIL, batch_name=EVIL))
    assert view.detail is not None
    log = OperationLog("2026-11-21T02:10:00Z", "ADMIN_VERIFY_FAILED", EVIL, EVIL, EVIL, (EVIL,))
    detail = replace(view.detail, operation_logs=(log,))
    materials = tuple(stored_material(role, path) for role, path in evil_intake().materials.items() if role in SIZES)
    script.views["s6"] = replace(view, intake=evil_intake("s6"), materials=materials, detail=detail)
    script.findings = dict.fromkeys(Role, found)
    jobs = tuple(replace(job, name=EVIL, batch_name=EVIL, state=EVIL) for job in board_jobs(3))
    script.pages = {0: BoardPage(jobs, len(jobs))}
    script.jobs = {job.job_id: replace(board_detail(job), operation_logs=(log,)) for job in jobs}
    return script


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk(evil_script())


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks, desk: FakeDesk) -> Iterator[Place]:
    place = Place(qtbot, Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _: None)), desk)
    place.use_desk()
    yield place
    place.clear_away()


def test_the_desk_takes_no_name_for_html(place: Place) -> None:
    evil = replace(ACCOUNT, user=EVIL, region=EVIL, name=EVIL)
    place.window.header.show_accounts(KnownAccounts((evil,), evil))
    place.window.show_error(ServiceRefused(400, EVIL, EVIL, EVIL))
    assert_all_plain()
    place.window.show_error(BadIntakeFile(EVIL, EVIL, EVIL, EVIL))
    assert assert_all_plain() >= 1
    place.open("s6")
    assert assert_all_plain() >= 3


def test_the_board_takes_no_name_for_html(place: Place) -> None:
    place.press("viewService")
    assert_all_plain()
    assert place.window.is_at_the_service


def test_a_question_takes_no_name_for_html(place: Place) -> None:
    place.open("s6")
    place.press("removeButton")

    assert place.dialogs("question")
    assert_all_plain()


@pytest.mark.parametrize("page", PageId)
def test_no_page_of_the_wizard_takes_a_name_for_html(page: PageId, open_wizard: Opener) -> None:
    wizard = open_wizard(evil_intake(), page)

    found = assert_all_plain()

    assert found >= 1 or page not in (PageId.VIDEO, PageId.DOCUMENTS, PageId.REVIEW)
    wizard.reject()


def test_what_an_upload_waits_for_is_plain(open_wizard: Opener, desk: FakeDesk) -> None:
    desk.script.waiting = MaterialMissing("training_video", EVIL)
    wizard = open_wizard(evil_intake(), PageId.UPLOAD)
    assert_all_plain()
    desk.may_finish.set()
    wizard.reject()


def test_nobody_asks_for_html() -> None:
    """Else one label would be an exception that nobody notices. The licences and the manual are our own text."""
    rich = ("RichText", "MarkdownText", "AutoText", "setHtml", "setMarkdown", "setOpenExternalLinks", "QTextBrowser")
    for path in sorted(QT.rglob("*.py")):
        names = {node.attr for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Attribute)}
        found = names & set(rich)
        is_ours = path.name == "about.py" or path.parent.name == "manual"
        assert found <= ({"setMarkdown"} if is_ours else set()), f"{path.name}: {found}"
