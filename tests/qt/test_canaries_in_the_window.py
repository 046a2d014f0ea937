"""What others may see of a window in passing, and what leaves it: titles, notifications, the clipboard, a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from canaries import FILES, FOLDER, NAME, PERSONAL, PHONE, SECRETS, SK, Canaries
from desk_place import Place
from desk_samples import row, stopped_view
from fake_desk import FakeDesk, Script
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.domain.board import Change
from avatar_intake.domain.decisions import Action
from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.review import Shown
from avatar_intake.domain.service import JobDetail, JobSummary, OperationLog
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import MaterialMissing
from avatar_intake.qt.crash import CrashDialog, CrashNotice
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.redaction import KNOWN, Kind

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

CANARIES = Canaries.of(SECRETS, PERSONAL)
SIGNED = "https://store.example.com/key?Expires=1&Signature=CanarySignature"
WORDS = f"{NAME} {PHONE} {FOLDER}/{FILES[1]} {SIGNED}"


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    rows = tuple(
        replace(item, name=NAME)
        for item in (
            row("draft1"), row("stop1", Stage.UPLOADING), row("done1", Stage.SUBMITTED, Shown.DONE),
            row("no1", Stage.SUBMITTED, Shown.REJECTED),
        )
    )  # fmt: skip
    views = {item.intake_id: stopped_view(item) for item in rows}
    log = OperationLog("2026-01-01T00:00:00Z", "ADMIN_VERIFY_FAILED", WORDS, "reviewer", "MSS.1")
    summary = JobSummary(rows[3].job_id, NAME, "MANUAL_VERIFY_FAILED")
    views["no1"] = replace(views["no1"], detail=JobDetail(summary, operation_logs=(log,)))
    for key, view in views.items():
        paths = {role: f"/{FOLDER}/{name}" for role, name in zip(view.intake.materials, FILES, strict=False)}
        views[key] = replace(
            view, intake=replace(view.intake, job=JobFields(name=NAME, contact=PHONE), materials=paths)
        )
    KNOWN.learn(Kind.NAME, NAME)
    KNOWN.learn_file(f"/{FOLDER}/{FILES[1]}")
    script = Script(rows=rows, views=views)
    kept = KeptSettings(Settings(), lambda _settings: None)
    place = Place(qtbot, Surroundings(look, language, tasks, kept), FakeDesk(script))
    place.use_desk()
    yield place
    place.clear_away()
    KNOWN.clear()


def titles() -> str:
    widgets = [widget.windowTitle() for widget in QApplication.topLevelWidgets()]
    return "\n".join([*widgets, *(window.title() for window in QGuiApplication.allWindows())])


def test_no_title_of_any_window_names_the_person(place: Place) -> None:
    seen = [titles()]
    for intake_id in ("draft1", "stop1", "done1", "no1"):
        place.open(intake_id)
        for button in ("removeButton", "forgetButton"):
            place.press(button)
            seen.append(titles())
            place.answer("stay")
        place.step(intake_id)
        seen.append(titles())
    for action in (Action.ACCEPT, Action.REJECT, Action.DELETE_JOB, Action.ASK_REPAIR):
        place.window.page.decision_requested.emit(place.desk.script.rows[2], action)
        place.settle()
        seen.append(titles())
    assert "Avatar Intake" in seen[0]
    assert len(place.wizards()) > 0
    assert CANARIES.found_in("\n".join(seen)) == []


def test_what_is_copied_names_nobody_and_opens_nothing(place: Place) -> None:
    place.open("no1")
    copied = []
    for button in ("copyJobIdButton", "copyHistoryButton"):
        place.press(button)
        copied.append(QGuiApplication.clipboard().text())
    assert place.desk.script.rows[3].job_id == copied[0]
    assert "MSS.1" in copied[1]
    assert CANARIES.found_in("\n".join(copied)) == []
    assert "CanarySignature" not in "\n".join(copied)


def test_no_notification_names_the_person(place: Place) -> None:
    said: list[str] = []
    background = place.control._background
    background.notified.connect(said.append)
    place.window.hide()
    place.qtbot.waitUntil(lambda: QApplication.activeWindow() is None)
    place.control._on_stuck(MaterialMissing(role="id_card_image1", name=FILES[1]))
    place.control._news.tell([Change("no1", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED", "2026-01-01T00:00:00Z")])
    place.control._news.tell([Change(key, "TRAINING", "JOB_SUCCESS", "2026-01-01T00:00:00Z") for key in ("a", "b")])
    assert len(said) == 3
    assert CANARIES.found_in("\n".join(said)) == []


def test_a_crash_with_secrets_in_its_text_and_variables_shows_and_copies_none(
    qtbot: QtBot, look: Look, language: Language, caplog: pytest.LogCaptureFixture
) -> None:
    notice = CrashNotice(look, lambda: None)

    def fail(secret: str) -> None:
        int(f"{secret} {WORDS}")

    with pytest.raises(ValueError) as caught:
        fail(SK)
    notice.report(caught.value)
    qtbot.waitUntil(
        lambda: any(isinstance(it, CrashDialog) and it.isVisible() for it in QApplication.topLevelWidgets())
    )
    caplog.clear()
    (dialog,) = (it for it in QApplication.topLevelWidgets() if isinstance(it, CrashDialog) and it.isVisible())
    report, copy = dialog.findChild(QPlainTextEdit, "crashReport"), dialog.findChild(QPushButton, "copyReportButton")
    assert isinstance(report, QPlainTextEdit)
    assert isinstance(copy, QPushButton)
    copy.click()
    shown = f"{report.toPlainText()}\n{QGuiApplication.clipboard().text()}\n{titles()}"
    dialog.accept()
    assert "ValueError" in shown
    assert CANARIES.found_in(shown) == []
