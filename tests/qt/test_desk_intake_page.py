"""One intake's page: what it says above all, its files, its history, its live numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest
from desk_samples import REQUESTS, rejected_view, row, stopped_view, your_turn_view
from fake_desk import DEADLINE_S, JOB_ID, material_progress, sample_intake, stored_material
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.decisions import actions_for
from avatar_intake.domain.intake import UPLOAD_ORDER, Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import PartState, Progress
from avatar_intake.domain.verdicts import Cause
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.counsel import counsel, rejection_of
from avatar_intake.qt.desk.history import events_of
from avatar_intake.qt.desk.intake_page import IntakePage
from avatar_intake.qt.desk.journey import Journey
from avatar_intake.qt.desk.materials import FileState, file_lines
from avatar_intake.qt.desk.rows import Line, Told
from avatar_intake.qt.desk.tasks_card import TasksCard
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.widgets.part_map import PartMap
from avatar_intake.qt.wording import Wording

# The offscreen platform says so whenever a window is shown or raised.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

REJECTED = rejected_view(row("s6", Stage.SUBMITTED, Shown.REJECTED))
TURN = your_turn_view(replace(row("s7", Stage.SUBMITTED, Shown.YOUR_TURN), state="WAIT_USER_CONFIRM"))
STOPPED = stopped_view(row("s2", Stage.UPLOADING))


@pytest.fixture
def page(qtbot: QtBot, look: Look, language: Language) -> IntakePage:
    page = IntakePage(look, Wording(language))
    qtbot.addWidget(page)
    page.resize(1280, 640)
    page.show()
    qtbot.waitExposed(page)
    return page


def child(page: QWidget, kind: type[QWidget], name: str) -> QWidget:
    found = page.findChild(kind, name)
    assert isinstance(found, kind)
    return found


def press(page: QWidget, name: str) -> None:
    button = child(page, QPushButton, name)
    assert isinstance(button, QPushButton)
    button.click()


def test_files_come_in_upload_order_and_say_what_is_known_of_them() -> None:
    lines = file_lines(STOPPED, None)
    assert [line.role for line in lines] == [role for role in UPLOAD_ORDER if role in STOPPED.intake.materials]
    by_role = {line.role: line for line in lines}
    assert by_role[Role.GRANT_FILE].state is FileState.STORED
    assert len(by_role[Role.GRANT_FILE].sha256) == 64
    assert by_role[Role.TRAINING_VIDEO] == replace(
        by_role[Role.TRAINING_VIDEO], name="sample-presenter.mp4", size_bytes=None, state=FileState.CHOSEN, sha256=""
    )


def test_what_a_run_tells_of_a_file_is_newer_than_what_was_remembered() -> None:
    progress = Progress((material_progress(Role.TRAINING_VIDEO, 0.4),), 0.0, None)
    line = next(line for line in file_lines(STOPPED, progress) if line.role is Role.TRAINING_VIDEO)
    assert line.state is FileState.SENDING
    assert line.size_bytes == 1_342_177_280
    whole = Progress((material_progress(Role.TRAINING_VIDEO, 1.0),), 0.0, None)
    line = next(line for line in file_lines(STOPPED, whole) if line.role is Role.TRAINING_VIDEO)
    assert line.state is FileState.STORED


def test_the_history_holds_our_calls_and_the_services_log_newest_first() -> None:
    events = events_of(REJECTED.requests, REJECTED.detail)
    assert len(events) == len(REQUESTS) + 1
    assert [event.at for event in events] == sorted((event.at for event in events), reverse=True)
    assert events[0].text == "人证不匹配，请更换证件照片"
    assert [event.step for event in events if event.has_failed] == ["confirm"]
    assert events[-1].as_text.split("\t") == ["2026-11-20T08:00:00Z", "create", "200", REQUESTS[0].request_id]


def test_a_rejection_comes_with_the_reviewers_words_even_before_the_service_was_asked(language: Language) -> None:
    assert rejection_of(REJECTED).text == "人证不匹配，请更换证件照片"
    unasked = replace(REJECTED, detail=None)
    assert rejection_of(unasked).text == ""
    notice = counsel(unasked, Line(unasked.row), Wording(language))
    assert notice is not None
    assert notice.tone is Tone.BAD
    assert notice.title == "Review not passed"


def test_a_waiting_run_says_so_before_anything_else(language: Language) -> None:
    line = Line(replace(STOPPED.row, is_running=True), wait_reason=NetworkUnreachable("store.example"))
    notice = counsel(STOPPED, line, Wording(language))
    assert notice is not None
    assert (notice.tone, notice.title) == (Tone.WAITING, "Connection lost")


def test_what_stopped_the_last_run_is_said_until_it_runs_again(language: Language) -> None:
    stopped = replace(STOPPED.row, problem="U07")
    notice = counsel(STOPPED, Line(stopped), Wording(language))
    assert notice is not None
    assert notice.title == "The file changed while uploading"
    assert counsel(STOPPED, Line(replace(stopped, is_running=True)), Wording(language)) is None


@pytest.mark.parametrize("shown", list(Shown))
def test_every_state_of_a_submitted_job_has_counsel_or_none_but_never_an_error(
    shown: Shown, language: Language
) -> None:
    item = row("s5", Stage.SUBMITTED, shown)
    notice = counsel(IntakeView(item, sample_intake("s5"), (), ()), Line(item), Wording(language))
    assert notice is not None
    assert notice.title


def test_a_rejected_intake_has_a_list_of_tasks_with_the_reviewers_own_words_and_can_be_put_right(
    page: IntakePage, qtbot: QtBot
) -> None:
    page.show_view(REJECTED, None)
    original = child(page, QLabel, "reviewersWords")
    assert isinstance(original, QLabel)
    assert original.isVisible()
    assert "人证不匹配，请更换证件照片" in original.text()
    tasks = child(page, TasksCard, "tasksCard")
    assert isinstance(tasks, TasksCard)
    assert tasks.verdict.tasks[0].cause is Cause.FACE_AND_ID
    assert child(page, QWidget, "task_face-and-id").accessibleName().startswith("1. The face and the ID didn't match.")
    assert not child(page, Banner, "counsel").isVisible()
    assert child(page, QPushButton, "nextStepButton").property("text") == "Put it right"
    assert child(page, Journey, "journey").accessibleName() == "Step 2 of 4: Review"
    with qtbot.waitSignal(page.step_requested) as wanted:
        press(page, "nextStepButton")
    assert wanted.args == ["s6"]
    with qtbot.waitSignal(page.refresh_requested):
        press(page, "refreshIntakeButton")


def test_job_id_checksum_and_history_can_be_copied(page: IntakePage, qtbot: QtBot) -> None:
    page.show_view(REJECTED, None)
    with qtbot.waitSignal(page.copy_requested) as copied:
        press(page, "copyJobIdButton")
    assert copied.args == [JOB_ID]
    with qtbot.waitSignal(page.copy_requested) as copied:
        press(page, "sha256_training_video")
    assert copied.args == [REJECTED.materials[0].sha256]
    with qtbot.waitSignal(page.copy_requested) as copied:
        press(page, "copyHistoryButton")
    assert copied.args is not None
    assert all(item.request_id in copied.args[0] for item in REQUESTS)


def test_a_running_upload_moves_the_bar_and_the_part_map(page: IntakePage) -> None:
    page.show_view(STOPPED, None)
    bar = child(page, QProgressBar, "intakeProgress")
    pieces = child(page, PartMap, "intakePartMap")
    assert isinstance(bar, QProgressBar)
    assert isinstance(pieces, PartMap)
    assert bar.value() == 599
    assert not pieces.isVisible()
    progress = Progress((material_progress(Role.TRAINING_VIDEO, 0.75),), 1e6, 60.0)
    page.show_run(Told("s2", is_running=True, progress=progress))
    assert bar.value() == 750
    assert PartState.SENDING in pieces.states
    page.show_run(Told("someone-else", is_running=True))
    assert bar.value() == 750


def test_the_bar_is_full_only_when_the_service_has_confirmed(page: IntakePage) -> None:
    bar = child(page, QProgressBar, "intakeProgress")
    assert isinstance(bar, QProgressBar)
    told = Told("s2", is_running=True, progress=Progress((material_progress(Role.TRAINING_VIDEO, 1.0),), 1e6, 0.0))
    for stage, value in ((Stage.UPLOADING, 999), (Stage.STORED, 999), (Stage.CONFIRMED, 1000)):
        page.show_view(stopped_view(row("s2", stage)), None)
        page.show_run(told)
        assert bar.value() == value


def test_all_pieces_are_stored_once_the_video_is(page: IntakePage) -> None:
    item = row("s4", Stage.CONFIRMED)
    film = stored_material(Role.TRAINING_VIDEO, "/films/sample-presenter.mp4")
    page.show_view(IntakeView(item, sample_intake("s4"), (film,), ()), None)
    pieces = child(page, PartMap, "intakePartMap")
    assert isinstance(pieces, PartMap)
    assert set(pieces.states) == {PartState.STORED}
    assert len(pieces.states) == len(film.parts)


def test_a_stopped_upload_says_until_when_it_can_go_on(page: IntakePage, language: Language) -> None:
    page.show_view(STOPPED, None)
    banner = child(page, Banner, "counsel")
    assert isinstance(banner, Banner)
    assert banner.notice is not None
    assert Wording(language).moment(DEADLINE_S) in banner.notice.explanation


def test_escape_and_the_back_button_lead_to_the_list(page: IntakePage, qtbot: QtBot) -> None:
    page.show_view(STOPPED, None)
    with qtbot.waitSignal(page.back_requested):
        press(page, "backButton")
    with qtbot.waitSignal(page.back_requested):
        qtbot.keyClick(page, Qt.Key.Key_Escape)


def test_a_rehearsal_is_marked(page: IntakePage) -> None:
    page.show_view(replace(STOPPED, row=replace(STOPPED.row, is_practice=True)), None)
    marks = [label for label in page.findChildren(QLabel) if label.property("kind") == "rehearsal"]
    assert [label.text() for label in marks if label.isVisible()] == ["Rehearsal"]


def test_a_very_long_name_is_shortened_and_pushes_nothing_out(page: IntakePage) -> None:
    name = "An Avatar With A Name That Goes On And On " * 8
    view = replace(REJECTED, row=replace(REJECTED.row, name=name, batch_name=name))
    page.show_view(view, None)
    assert page.minimumSizeHint().width() <= 1040
    assert child(page, QPushButton, "nextStepButton").geometry().right() <= page.width()


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("view", [REJECTED, STOPPED, TURN], ids=["rejected", "stopped", "your turn"])
def test_the_page_fits_1280_by_720_in_both_languages(
    page: IntakePage, language: Language, code: str, view: IntakeView
) -> None:
    language.choose(code)
    page.show_view(view, None, actions_for(view.row.state, na_account=True))
    assert page.minimumSizeHint().width() <= 1040
    assert page.minimumSizeHint().height() <= 640


def test_a_running_upload_says_until_when_it_has_to_be_done_and_warns_when_it_will_not(
    page: IntakePage, language: Language
) -> None:
    deadline = child(page, QLabel, "intakeDeadline")
    assert isinstance(deadline, QLabel)
    page.show_view(STOPPED, None)
    assert not deadline.isVisible()
    progress = Progress((material_progress(Role.TRAINING_VIDEO, 0.75),), 1e6, 60.0)
    page.show_run(Told("s2", is_running=True, progress=progress))
    assert deadline.text() == f"Has to be finished by {Wording(language).moment(DEADLINE_S)}"
    late = Told("s2", is_running=True, progress=progress, is_too_slow=True, limit_bytes_per_s=500_000)
    page.show_run(late)
    assert "it won't be finished by" in deadline.text()
    assert "500 KB/s" in deadline.text()
