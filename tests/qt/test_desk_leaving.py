"""Closing the window while something is uploaded: nothing is lost unseen, in no phase of the upload."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from desk_samples import full_script, row
from fake_desk import FakeDesk, Script, sample_intake
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import IntakeError, MaterialMissing, NetworkUnreachable
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.leaving import call_off
from avatar_intake.qt.desk.questions import cancel_question, leave_question, remove_question
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Run, Runs
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wording import Wording

# The offscreen platform says so whenever a window is shown or raised.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    """A window with one upload under way that does not end by itself."""
    script = full_script()
    stopped = row("s2", Stage.UPLOADING)
    script.rows = (stopped,)
    script.views = {"s2": IntakeView(stopped, sample_intake("s2"), (), ())}
    desk = FakeDesk(script)
    desk.may_finish.clear()
    kept = KeptSettings(Settings(), lambda _settings: None)
    place = Place(qtbot, Surroundings(look, language, tasks, kept), desk)
    place.use_desk()
    place.step("s2")
    qtbot.waitUntil(lambda: desk.progress_source is not None)
    yield place
    place.clear_away()


def test_closing_asks_and_staying_changes_nothing(place: Place) -> None:
    with place.qtbot.assertNotEmitted(place.control.left):
        place.window.close()
        place.dialog("question").reject()
    assert place.window.isVisible()
    assert len(place.wizards()) == 1


def test_closing_twice_asks_once(place: Place) -> None:
    place.window.close()
    place.window.close()
    assert len(place.dialogs("question")) == 1
    place.dialog("question").reject()


def test_the_question_says_until_when_the_upload_can_go_on(place: Place, language: Language) -> None:
    place.window.close()
    dialog = place.dialog("question")
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    deadline = place.desk.script.rows[0].deadline
    assert deadline is not None
    # A label shows the narrow no-break space before AM as a common one.
    assert Wording(language).moment(deadline).replace("\u202f", " ") in said.replace("\u202f", " ")
    dialog.reject()


def test_in_the_background_the_window_is_out_of_sight_and_the_upload_goes_on(place: Place) -> None:
    place.window.close()
    place.answer("background")
    assert place.window.isMinimized() or not place.window.isVisible()
    place.desk.may_finish.set()
    place.qtbot.waitUntil(lambda: place.desk.calls.count("intakes") > 1)


def test_quitting_stops_the_run_but_not_the_job(place: Place) -> None:
    with place.qtbot.waitSignal(place.control.left):
        place.window.close()
        place.answer("quit")
    assert not place.window.isVisible()
    assert place.wizards() == []
    place.control.close()
    place.settle()
    assert not [call for call in place.desk.calls if call.startswith("remove")]


def test_cancelling_the_job_asks_once_more_deletes_it_and_keeps_what_was_filled_in(place: Place) -> None:
    place.window.close()
    place.answer("cancel_job")
    assert not [call for call in place.desk.calls if call.startswith("remove")]
    with place.qtbot.waitSignal(place.control.left):
        place.answer("cancel_job")
    assert "remove s2 True" in place.desk.calls
    (draft,) = (draft for draft in place.desk.drafts.values() if draft.intake_id != "s2")
    assert draft.job == sample_intake().job


def test_going_back_from_cancelling_leaves_the_upload_alone(place: Place) -> None:
    place.window.close()
    place.answer("cancel_job")
    with place.qtbot.assertNotEmitted(place.control.left):
        place.answer("stay")
    assert not [call for call in place.desk.calls if call.startswith("remove")]


def test_a_job_that_cannot_be_deleted_now_is_said_and_the_window_stays(place: Place) -> None:
    place.desk.script.failures["remove"] = NetworkUnreachable("metastudio.example")
    place.window.close()
    place.answer("cancel_job")
    place.answer("cancel_job")
    place.qtbot.waitUntil(lambda: place.message() == "Connection lost")
    assert place.window.isVisible()


def test_calling_off_deletes_the_job_before_the_draft_is_made() -> None:
    desk = FakeDesk()
    call_off(desk, [sample_intake("s9")])
    assert desk.calls == ["remove s9 True", "new_draft", "save_draft"]
    assert desk.drafts["draft1"] == replace(sample_intake("s9"), intake_id="draft1")


@pytest.mark.parametrize("code", ["en", "zh"])
def test_every_question_has_a_safe_first_choice_and_words_in_both_languages(language: Language, code: str) -> None:
    language.choose(code)
    wording = Wording(language)
    questions = (
        leave_question(wording, None),
        leave_question(wording, 4_070_908_800.0),
        cancel_question(wording),
        remove_question(row("a1")),
        remove_question(row("a2", Stage.UPLOADING)),
    )
    for question in questions:
        assert question.title
        assert question.explanation
        assert all(choice.text for choice in question.choices)
        assert question.choices[0].kind == "primary"
        assert "{" not in question.title + question.explanation + question.option


# --- every phase of an upload ------------------------------------------------------------------------


def open_uploading(qtbot: QtBot, look: Look, language: Language, tasks: Tasks, script: Script) -> Place:
    """A window whose upload has just been asked for; nothing of it need have happened yet."""
    stopped = row("s2", Stage.UPLOADING)
    script.rows = (stopped,)
    script.views = {"s2": IntakeView(stopped, sample_intake("s2"), (), ())}
    desk = FakeDesk(script)
    desk.may_finish.clear()
    kept = KeptSettings(Settings(), lambda _settings: None)
    place = Place(qtbot, Surroundings(look, language, tasks, kept), desk)
    place.use_desk()
    place.step("s2")
    return place


def run_of(place: Place) -> Run:
    runs = place.control.findChild(Runs)
    assert isinstance(runs, Runs)
    (run,) = runs.under_way()
    return run


def notified(place: Place) -> list[str]:
    """The titles of the notifications from now on."""
    background = place.window.findChild(Background)
    assert isinstance(background, Background)
    titles: list[str] = []
    background.notified.connect(titles.append)
    return titles


@pytest.mark.parametrize("phase", ["first second", "uploading", "paused", "waiting", "waiting and paused"])
def test_closing_asks_in_every_phase_and_quitting_ends_it_in_each(
    qtbot: QtBot, look: Look, language: Language, tasks: Tasks, phase: str
) -> None:
    script = full_script()
    if "waiting" in phase:
        script.waiting, script.wait_s = MaterialMissing("training_video", "one.mp4"), 600.0
    place = open_uploading(qtbot, look, language, tasks, script)
    if phase != "first second":
        qtbot.waitUntil(lambda: place.desk.progress_source is not None)
    run = run_of(place)
    if "waiting" in phase:
        qtbot.waitUntil(lambda: run.wait_reason is not None)
    if "paused" in phase:
        run.control.pause()
    place.window.close()
    said = " ".join(label.text() for label in place.dialog("question").findChildren(QLabel))
    assert "Upload isn't finished" in said
    with qtbot.waitSignal(place.control.left):
        place.answer("quit")
    place.control.close()
    assert run.join(5)
    place.clear_away()


def test_when_the_upload_ends_while_it_is_asked_about_the_question_goes_and_nothing_is_cancelled(
    place: Place,
) -> None:
    place.window.close()
    place.answer("cancel_job")
    assert len(place.dialogs("question")) == 1
    with place.qtbot.assertNotEmitted(place.control.left):
        place.desk.may_finish.set()
        place.qtbot.waitUntil(lambda: place.dialogs("question") == [])
        place.settle()
    assert not [call for call in place.desk.calls if call.startswith("remove")]
    assert place.window.isVisible()


# --- notifications ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "title"), [(None, "Upload finished"), (NetworkUnreachable("metastudio.example"), "Upload stopped")]
)
def test_in_the_background_the_end_is_said_exactly_once(place: Place, error: IntakeError | None, title: str) -> None:
    place.window.close()
    place.answer("background")
    titles = notified(place)
    place.desk.script.run_error = error
    place.desk.may_finish.set()
    place.qtbot.waitUntil(lambda: titles != [])
    place.settle()
    place.qtbot.wait(50)
    assert titles == [title]


def test_what_the_person_has_stopped_is_not_said(place: Place) -> None:
    place.window.close()
    place.answer("background")
    titles = notified(place)
    run = run_of(place)
    with place.qtbot.waitSignal(run.cancelled):
        run.control.cancel()
    place.settle()
    assert titles == []


def test_a_wait_for_the_person_is_said_once_and_names_no_file(place: Place) -> None:
    place.window.close()
    place.answer("background")
    titles = notified(place)
    run = run_of(place)
    for _ in range(3):
        run.waiting.emit(MaterialMissing("training_video", "zhang-san.mp4"), 5.0)
    run.waiting.emit(NetworkUnreachable("store.example"), 5.0)  # passes without anybody
    assert titles == ["The file can't be found"]
