"""One repair without a scripted desk: a real film, the program's own desk and its other process, a real new file."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import films
import pytest
from fake_desk import ACCOUNT, sample_intake
from opened_wizard import Opener, child
from PySide6.QtWidgets import QAbstractButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.app import make_desk
from avatar_intake.domain.intake import Intake, Role
from avatar_intake.domain.media import MediaFacts
from avatar_intake.flow.desk import Desk
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.repair_dialog import RepairDialog, Stand
from avatar_intake.qt.wizard.workbench import PageId

FILM = Role.TRAINING_VIDEO


@pytest.fixture
def real_desk(own_home: Path) -> Desk:
    return make_desk()


def _press(widget: QWidget, name: str) -> None:
    button = child(widget, QWidget, name)
    assert isinstance(button, QAbstractButton)
    button.click()


def _go_on(dialog: RepairDialog) -> QWidget:
    return child(dialog, QWidget, "repairGoOn")


def test_a_quicktime_film_becomes_an_mp4_that_is_used(
    real_desk: Desk, qtbot: QtBot, tasks: Tasks, look: Look, language: Language, tmp_path: Path
) -> None:
    original = films.film(tmp_path / "camera.mov", container="mov", seconds=185)
    before = hashlib.sha256(original.read_bytes()).hexdigest()
    os.utime(original, (1_700_000_000, 1_700_000_000))
    sample = sample_intake()
    intake = Intake(sample.intake_id, sample.job, {FILM: str(original)}, sample.service)
    opener = Opener(qtbot, real_desk, tasks, Runs(real_desk), look, language)
    wizard = opener(intake, PageId.VIDEO, ACCOUNT)
    qtbot.waitUntil(lambda: child(wizard, QWidget, "trainingVideoRepairAll").isVisible(), timeout=60_000)

    _press(wizard, "trainingVideoRepairAll")
    dialog = child(wizard, RepairDialog, "repairDialog")
    assert isinstance(dialog, RepairDialog)
    for stand in (Stand.ASKING, Stand.DONE):
        qtbot.waitUntil(lambda stand=stand: dialog.stand is stand and _go_on(dialog).isEnabled(), timeout=60_000)
        _press(dialog, "repairGoOn")

    repaired = tmp_path / "camera-repaired.mp4"
    assert wizard.draft.path(FILM) == str(repaired)
    qtbot.waitUntil(lambda: wizard._bench.checks.result(FILM) is not None, timeout=60_000)
    checked = wizard._bench.checks.result(FILM)
    assert checked is not None
    assert isinstance(checked.facts, MediaFacts)
    assert (checked.facts.container, checked.has_errors) == ("mp4", False)
    assert hashlib.sha256(original.read_bytes()).hexdigest() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["camera-repaired.mp4", "camera.mov", "home"]
