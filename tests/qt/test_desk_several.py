"""Several intakes at once: one question, done one after the other, one summary."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from desk_samples import row, stopped_view
from fake_desk import FakeDesk, Script
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake.domain.review import Shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import LocalStorageFailed, MaterialMissing
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.bulk import Bulk, bulk_of
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.several import Several, remove_each
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

STOPPED = tuple(replace(row(f"u{number}", Stage.UPLOADING), name=f"Upload {number}") for number in range(3))
DONE = tuple(
    replace(row(f"d{number}", Stage.SUBMITTED, Shown.DONE), name=f"Done {number}", state="JOB_SUCCESS")
    for number in range(2)
)
REVIEW = replace(row("r0", Stage.SUBMITTED, Shown.IN_REVIEW), name="In review", state="AUTO_VERIFYING")


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    rows = (*STOPPED, *DONE, REVIEW)
    script = Script(rows=rows, views={item.intake_id: stopped_view(item) for item in rows})
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(script))
    place.use_desk()
    yield place
    place.clear_away()


def calls(place: Place, word: str) -> list[str]:
    return [call for call in place.desk.calls if call.split()[0] == word]


def test_each_action_is_for_those_that_it_makes_sense_for() -> None:
    running = replace(STOPPED[0], is_running=True)
    rows: tuple[IntakeRow, ...] = (running, STOPPED[1], *DONE, REVIEW, row("c0", Stage.CANCELLED), row("x0"))
    assert bulk_of(rows) == {
        Bulk.RESUME: ("u1",),
        Bulk.REFRESH: ("r0",),
        Bulk.REMOVE_FINISHED: ("d0", "d1", "c0"),
    }


def test_finished_intakes_are_removed_after_one_question_and_their_jobs_stay(place: Place) -> None:
    place.window.list.table.selectAll()
    place.press("bulk_remove_finished")
    assert calls(place, "remove") == []
    place.answer("remove")
    assert calls(place, "remove") == ["remove d0 False", "remove d1 False"]
    assert place.message() == "2 intakes removed"


def test_keeping_them_removes_nothing(place: Place) -> None:
    place.window.list.table.selectAll()
    place.press("bulk_remove_finished")
    place.answer("stay")
    assert calls(place, "remove") == []


def test_one_that_cannot_be_removed_does_not_keep_the_others_and_is_in_the_summary(place: Place) -> None:
    place.desk.script.failures["remove"] = LocalStorageFailed("read-only")
    removed = remove_each(place.desk, ("d0", "d1"))
    assert removed.gone == ()
    assert len(removed.errors) == 2
    place.window.list.select("d0", "d1")
    place.press("bulk_remove_finished")
    place.answer("remove")
    assert place.message() == "0 intakes removed"
    assert place.window.notice is not None
    assert place.window.notice.explanation.startswith("2 could not be")


def test_uploads_are_resumed_one_after_the_other_and_nothing_is_submitted(place: Place) -> None:
    place.desk.may_finish.clear()
    place.window.list.table.selectAll()
    place.press("bulk_resume")
    place.answer("resume")
    place.qtbot.waitUntil(lambda: place.desk.progress_source is not None)
    assert len(calls(place, "run")) == 1
    place.desk.may_finish.set()
    place.qtbot.waitUntil(lambda: place.message() == "3 of 3 uploads are complete")
    assert len(calls(place, "run")) == 3
    assert place.desk.options_used is not None
    assert not place.desk.options_used.submit_review


def test_one_that_waits_for_a_person_does_not_keep_the_others_waiting(place: Place) -> None:
    place.desk.script.waiting = MaterialMissing("training_video", "lesson.mp4")
    place.desk.may_finish.clear()
    place.window.list.select("u0", "u1")
    place.press("bulk_resume")
    place.answer("resume")
    place.qtbot.waitUntil(lambda: len(calls(place, "run")) == 2)


def test_refreshing_several_is_one_list_for_all(place: Place) -> None:
    place.qtbot.waitUntil(lambda: len(calls(place, "refresh")) == 1)
    place.settle()
    place.window.list.table.selectAll()
    place.press("bulk_refresh")
    assert len(calls(place, "refresh")) == 2


def test_delete_with_several_selected_removes_only_what_is_finished(place: Place) -> None:
    place.window.list.select("u0", "d0", "r0")
    place.window.list.table.remove_requested.emit()
    place.settle()
    place.answer("remove")
    assert calls(place, "remove") == ["remove d0 False"]
    place.window.list.select("u0", "r0")
    place.window.list.table.remove_requested.emit()
    place.settle()
    assert place.dialogs("question") == []
    assert place.message() == "None of these is finished"


def test_removing_some_while_an_upload_is_opened_loses_neither_answer(place: Place) -> None:
    place.window.list.foot.bulk_requested.emit(Bulk.RESUME, ("u0",))
    place.window.list.foot.bulk_requested.emit(Bulk.REMOVE_FINISHED, ("d0",))
    several = place.window.findChild(Several)
    assert isinstance(several, Several)
    said: list[str] = []
    several.summed_up.connect(lambda notice: said.append(notice.title))
    for name in ("answer_resume", "answer_remove"):
        (button,) = filter(None, (dialog.findChild(QPushButton, name) for dialog in place.dialogs("question")))
        button.click()
    place.qtbot.waitUntil(lambda: len(said) == 2)
    assert sorted(said) == ["1 intake removed", "1 of 1 upload is complete"]
