"""Files that are dropped on the desk, or named at the start, open a new intake with them in their places."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_place import Place
from fake_desk import FakeDesk, Script
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Role
from avatar_intake.domain.settings import Settings
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.notice import Tone

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(Script()))
    yield place
    place.clear_away()


def carried(*places: Path | str) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(place)) if isinstance(place, Path) else QUrl(place) for place in places])
    return mime


def drag(place: Place, mime: QMimeData) -> bool:
    """Whether the window lets it in."""
    event = QDragEnterEvent(
        QPointF(20, 20).toPoint(),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    event.ignore()
    QApplication.sendEvent(place.window, event)
    return event.isAccepted()


def drop(place: Place, *paths: Path) -> None:
    mime = carried(*paths)
    assert drag(place, mime)
    event = QDropEvent(
        QPointF(20, 20), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(place.window, event)
    place.settle()


def test_files_dropped_on_the_desk_open_a_new_intake_with_them(place: Place) -> None:
    place.use_desk()
    drop(place, SAMPLES / "training.mp4", SAMPLES / "letter.pdf")
    (wizard,) = place.wizards()
    assert {role: Path(path).name for role, path in wizard.draft.intake.materials.items()} == {
        Role.TRAINING_VIDEO: "training.mp4",
        Role.GRANT_FILE: "letter.pdf",
    }
    assert place.window.notice is None


def test_what_does_not_belong_to_it_is_said(place: Place, tmp_path: Path) -> None:
    place.use_desk()
    drop(place, SAMPLES / "training.mp4", tmp_path / "notes.txt")
    assert len(place.wizards()) == 1
    notice = place.window.notice
    assert notice is not None
    assert (notice.tone, "notes.txt" in notice.explanation) == (Tone.INFO, True)


def test_files_that_are_no_material_open_nothing_and_say_what_is_needed(place: Place, tmp_path: Path) -> None:
    place.use_desk()
    drop(place, tmp_path / "notes.txt")
    assert place.wizards() == []
    notice = place.window.notice
    assert notice is not None
    assert notice.tone is Tone.WARN
    assert "notes.txt" in notice.explanation


def test_text_and_web_addresses_are_not_let_in(place: Place) -> None:
    place.use_desk()
    text = QMimeData()
    text.setText("/tmp/training.mp4")
    assert not drag(place, text)
    assert not drag(place, carried("https://example.com/training.mp4"))


def test_an_intake_file_that_is_wrong_is_explained(place: Place, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[jobs]\n")
    place.use_desk()
    drop(place, wrong)
    assert place.wizards() == []
    assert place.window.notice is not None
    assert place.window.notice.tone is Tone.BAD


def test_files_named_at_the_start_wait_for_the_desk(place: Place) -> None:
    place.control.open_files((SAMPLES / "training.mp4",))
    place.settle()
    assert place.wizards() == []
    place.use_desk()
    (wizard,) = place.wizards()
    assert Role.TRAINING_VIDEO in wizard.draft.intake.materials
