"""The desk follows the jobs by itself: when it asks, what it says when it cannot, what it tells and marks as news."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from desk_samples import full_script, row
from fake_desk import FakeDesk, Script, sample_intake
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QPushButton, QTableWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.board import Change
from avatar_intake.domain.review import Shown, shown
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import CredentialsRejected, NetworkUnreachable, ServiceBusy
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.counsel import counsel
from avatar_intake.qt.desk.following import Following
from avatar_intake.qt.desk.history import GONE, events_of
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.news import most_urgent
from avatar_intake.qt.desk.rows import Column, Line, Standing, is_news, standing_of
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.wording import Wording

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support raise")

NEVER_HEARD_OF = "WAIT_MOON_PHASE"


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks) -> Iterator[Place]:
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    place = Place(qtbot, surroundings, FakeDesk(full_script()))
    yield place
    place.clear_away()


def due(place: Place) -> QTimer:
    timer = place.control.findChild(QTimer, "refreshTimer")
    assert isinstance(timer, QTimer)
    return timer


def asked(place: Place) -> list[str]:
    return [call for call in place.desk.calls if call.startswith("refresh")]


def label(place: Place, name: str) -> str:
    found = place.window.findChild(QLabel, name)
    assert isinstance(found, QLabel)
    return found.text()


def news_button(place: Place) -> QPushButton:
    found = place.window.findChild(QPushButton, "newsFilter")
    assert isinstance(found, QPushButton)
    return found


def change(intake_id: str, before: str, after: str) -> Change:
    return Change(intake_id, before, after, "2026-11-21T02:10:00Z", "req-7")


def test_the_next_look_is_when_the_desk_says_and_never_sooner(place: Place) -> None:
    place.use_desk()
    place.qtbot.waitUntil(lambda: asked(place) == ["refresh"])
    place.settle()
    assert due(place).remainingTime() > 119_000
    place.desk.script.next_look_s = 300.0
    place.press("refreshButton")
    assert asked(place) == ["refresh", "refresh whole"]
    assert due(place).remainingTime() > 299_000


def test_a_desk_that_is_always_due_is_asked_once_a_second_at_most(place: Place) -> None:
    place.desk.script.next_look_s = 0.0
    place.use_desk()
    place.qtbot.waitUntil(lambda: asked(place) == ["refresh"])
    place.settle()
    assert due(place).isActive()
    assert due(place).interval() > 500


def test_with_nothing_to_follow_nobody_is_asked(place: Place) -> None:
    place.desk.script.rows = (row("a1"),)
    place.use_desk()
    assert asked(place) == []
    assert not due(place).isActive()


def test_being_offline_is_said_calmly_with_since_when_and_passes_by_itself(place: Place) -> None:
    place.desk.script.failures["refresh"] = NetworkUnreachable("metastudio.example")
    place.use_desk()
    place.qtbot.waitUntil(lambda: label(place, "contactWords").startswith("Offline since"))
    place.settle()
    since = label(place, "contactWords")
    assert place.message() == "", "nothing has to be done about it"
    assert due(place).isActive()
    due(place).setInterval(0)
    place.qtbot.waitUntil(lambda: len(asked(place)) == 2)
    place.settle()
    assert label(place, "contactWords") == since, "it is the same stretch without a line"
    del place.desk.script.failures["refresh"]
    due(place).setInterval(0)
    place.qtbot.waitUntil(lambda: label(place, "contactWords").startswith("As the service said"))


def test_a_busy_service_is_no_error_either(place: Place) -> None:
    place.desk.script.failures["refresh"] = ServiceBusy(429)
    place.use_desk()
    place.qtbot.waitUntil(lambda: label(place, "contactWords") != "")
    assert place.message() == ""


def test_what_somebody_has_to_do_something_about_is_said_once(place: Place) -> None:
    place.desk.script.failures["refresh"] = CredentialsRejected("AK…", 401)
    place.use_desk()
    place.qtbot.waitUntil(lambda: place.message() != "")
    place.settle()
    place.window.clear_notice()
    due(place).setInterval(0)
    place.qtbot.waitUntil(lambda: len(asked(place)) == 2)
    place.settle()
    assert place.message() == ""


def test_f5_asks_at_once_about_everything(place: Place) -> None:
    place.use_desk()
    place.window.refresh_requested.emit()
    place.settle()
    assert asked(place)[-1] == "refresh whole"


def test_one_change_is_told_once_marked_until_it_is_looked_at_and_counted(place: Place) -> None:
    background = place.control.findChild(Background) or place.window.findChild(Background)
    assert isinstance(background, Background)
    told: list[str] = []
    background.notified.connect(told.append)
    place.use_desk()
    place.settle()
    place.window.hide()
    place.desk.script.changes = (change("s6", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED"),)
    place.control.refresh()
    place.settle()
    place.control.refresh()
    place.settle()
    assert told == ["Review not passed"]
    place.window.show()
    assert news_button(place).text() == "News  1"
    place.open("s6")
    place.press("backButton")
    assert not news_button(place).isVisible()


def test_several_changes_of_one_look_are_one_notification_that_names_nobody(place: Place, language: Language) -> None:
    background = place.window.findChild(Background)
    assert isinstance(background, Background)
    told: list[str] = []
    background.notified.connect(told.append)
    place.use_desk()
    place.window.hide()
    place.desk.script.changes = (
        change("s5", "MANUAL_VERIFYING", "MANUAL_VERIFY_SUCCESS"),
        change("s6", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED"),
        change("s7", "TRAINING", "JOB_SUCCESS"),
    )
    place.control.refresh()
    place.settle()
    assert told == ["News about 3 intakes"]
    names = [item.name for item in place.desk.script.rows]
    assert not any(name in text for name in names for text in told)


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("TRAINING", "TRAIN_SUCCESS", False),
        ("TRAIN_SUCCESS", "WAIT_COMPILE", False),
        ("AUTO_VERIFYING", "MANUAL_VERIFYING", False),
        ("MANUAL_VERIFYING", "MANUAL_VERIFY_SUCCESS", True),
        ("TRAINING", "JOB_SUCCESS", True),
        ("TRAINING", "", True),
        ("TRAINING", NEVER_HEARD_OF, True),
    ],
)
def test_a_step_that_nobody_sees_is_no_news(before: str, after: str, is_told: bool) -> None:
    assert is_news(change("a1", before, after)) is is_told


def test_what_needs_somebody_is_told_first() -> None:
    changes = [
        change("a", "X", "JOB_SUCCESS"),
        change("b", "X", "MANUAL_VERIFY_FAILED"),
        change("c", "X", "JOB_SUCCESS"),
    ]
    assert most_urgent(changes) == ((Shown.REJECTED, 1), (Shown.DONE, 2))


def test_the_history_holds_the_states_in_words_with_times_and_request_ids() -> None:
    changes = (
        change("a1", "AUTO_VERIFYING", "MANUAL_VERIFYING"),
        replace(change("a1", "MANUAL_VERIFYING", NEVER_HEARD_OF), at="2026-11-22T02:10:00+08:00"),
        replace(change("a1", NEVER_HEARD_OF, ""), at="2026-11-23T02:10:00Z"),
    )
    events = events_of((), None, changes)
    assert [event.state for event in events] == [GONE, NEVER_HEARD_OF, "MANUAL_VERIFYING"]
    assert events[-1].as_text == "2026-11-21T02:10:00Z\tMANUAL_VERIFYING\treq-7"


@pytest.mark.parametrize(
    ("code", "words"), [("en", "In progress (new state WAIT_MOON_PHASE)"), ("zh", "处理中（新状态 WAIT_MOON_PHASE）")]
)
def test_a_state_never_heard_of_is_work_in_progress_with_its_code_in_the_details(
    place: Place, language: Language, code: str, words: str
) -> None:
    language.choose(code)
    strange = replace(row("m1", Stage.SUBMITTED, shown(NEVER_HEARD_OF)), state=NEVER_HEARD_OF)
    assert standing_of(strange) is Standing.IN_PROGRESS
    view = IntakeView(strange, sample_intake("m1"), (), (), None, (change("m1", "TRAINING", NEVER_HEARD_OF),))
    place.desk.script.rows = (strange,)
    place.desk.script.views = {"m1": view}
    place.use_desk()
    model = place.window.list.table.model()
    assert model.index(0, Column.STANDING).data() == Wording(language).shown(Shown.IN_PROGRESS)
    place.open("m1")
    table = place.window.page.findChild(QTableWidget, "historyTable")
    assert isinstance(table, QTableWidget)
    assert table.item(0, 1).text() == words
    assert NEVER_HEARD_OF in table.item(0, 1).toolTip()
    notice = counsel(view, Line(strange), Wording(language))
    assert notice is not None
    assert notice.tone is Tone.WAITING
    assert notice.details == NEVER_HEARD_OF


def test_two_windows_on_one_service_show_the_same_after_a_refresh(
    qtbot: QtBot, look: Look, language: Language, tasks: Tasks, place: Place
) -> None:
    surroundings = Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))
    other = Place(qtbot, surroundings, FakeDesk(Script(rows=full_script().rows[:3])))
    place.use_desk()
    other.use_desk()
    other.desk.script.refreshed = place.desk.script.rows
    other.control.refresh()
    other.settle()
    ids = [{item.intake_id for item in window.list.model.rows} for window in (place.window, other.window)]
    assert ids[0] == ids[1]
    other.clear_away()


def test_the_jobs_are_followed_even_if_the_list_is_asked_for_again_at_once(place: Place) -> None:
    place.control.use(place.desk)
    place.control.reload()
    place.settle()
    place.qtbot.waitUntil(lambda: asked(place) == ["refresh"])


def test_f5_while_a_look_is_under_way_looks_again_after_it_and_loses_no_news(place: Place) -> None:
    place.use_desk()
    place.qtbot.waitUntil(lambda: asked(place) == ["refresh"])
    place.settle()
    told: list[str] = []
    place.control.findChild(Following).looked.connect(
        lambda _rows, changes: told.extend(change.after for change in changes)
    )
    place.desk.script.changes = (change("s6", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED"),)
    place.desk.may_answer.clear()
    place.control.refresh()
    place.qtbot.waitUntil(lambda: len(asked(place)) == 2)
    place.control.refresh()
    place.control.refresh()
    place.desk.may_answer.set()
    place.settle()
    assert told == ["MANUAL_VERIFY_FAILED"]
    assert asked(place)[1:] == ["refresh whole", "refresh whole"], "once more, however often it was wished for"


def test_after_a_mistake_in_a_look_the_service_can_be_asked_again(place: Place) -> None:
    place.use_desk()
    place.settle()
    place.desk.script.failures["refresh"] = LookupError("a made-up mistake")  # type: ignore[assignment]
    with place.qtbot.capture_exceptions():
        place.control.refresh()
        place.settle()
    count = len(asked(place))
    place.control.refresh()
    with place.qtbot.capture_exceptions():
        place.settle()
    assert len(asked(place)) == count + 1


def test_news_that_a_plan_brings_is_told_even_when_another_is_asked_for_at_once(place: Place) -> None:
    place.use_desk()
    place.settle()
    following = place.control.findChild(Following)
    assert isinstance(following, Following)
    told: list[str] = []
    following.news.connect(lambda changes: told.extend(change.after for change in changes))
    place.desk.script.changes = (change("s6", "MANUAL_VERIFYING", "MANUAL_VERIFY_FAILED"),)
    following.plan()
    following.plan()
    following.refresh()
    place.settle()
    place.settle()
    assert told == ["MANUAL_VERIFY_FAILED"]
