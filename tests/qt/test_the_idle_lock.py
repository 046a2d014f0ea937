"""A secret that is not remembered is forgotten when nobody uses the program, and nothing that runs is disturbed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from desk_place import Place
from fake_desk import ACCOUNT, FakeDesk, sample_intake
from opened_wizard import visible_texts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.settings import Settings
from avatar_intake.flow.model import Account, RunOptions
from avatar_intake.qt.desk.idle_lock import IdleLock, is_due, steady_clock
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks

PASSING = replace(ACCOUNT, is_remembered=False)
MINUTE_S = 60.0


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s


@pytest.fixture
def surroundings(look: Look, language: Language, tasks: Tasks) -> Surroundings:
    return Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _settings: None))


@pytest.fixture
def place(qtbot: QtBot, surroundings: Surroundings) -> Iterator[Place]:
    place = Place(qtbot, surroundings, FakeDesk())
    place.desk.script.account = None
    yield place
    place.clear_away()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lock(place: Place, surroundings: Surroundings, clock: Clock) -> IdleLock:
    """The window's own, on a clock that a test sets."""
    place.use_desk()
    lock = place.control.findChild(IdleLock) or place.window.findChild(IdleLock)
    assert isinstance(lock, IdleLock)
    lock._clock = clock
    return lock


def idle(place: Place, lock: IdleLock, clock: Clock, minutes: float) -> None:
    clock.now_s += minutes * MINUTE_S
    place.settle()
    lock.look()
    place.settle()


def test_after_a_quarter_of_an_hour_without_input_the_secret_is_forgotten_and_it_is_said(
    place: Place, lock: IdleLock, clock: Clock, language: Language
) -> None:
    lock.watch(PASSING)
    idle(place, lock, clock, 14.9)
    assert "lock_account" not in place.desk.calls
    idle(place, lock, clock, 0.1)
    assert place.desk.calls.count("lock_account") == 1
    assert "15 minutes" in " ".join(visible_texts(place.window))
    language.choose("zh")
    assert "密钥已从内存中清除" in visible_texts(place.window)
    idle(place, lock, clock, 60)
    assert place.desk.calls.count("lock_account") == 1
    place.press("bannerAction", place.window.findChild(QWidget, "deskBanner"))
    assert place.dialogs("accountDialog")


@pytest.mark.parametrize("kind", ["key", "mouse"])
def test_whoever_types_or_moves_the_mouse_is_there(place: Place, lock: IdleLock, clock: Clock, kind: str) -> None:
    lock.watch(PASSING)
    clock.now_s += 14 * MINUTE_S
    widget = place.window.findChild(QWidget, "newIntakeButton")
    assert widget is not None
    if kind == "key":
        place.qtbot.keyClick(widget, Qt.Key.Key_Shift)
    else:
        place.qtbot.mouseMove(widget)
    idle(place, lock, clock, 14)
    assert "lock_account" not in place.desk.calls
    idle(place, lock, clock, 1)
    assert "lock_account" in place.desk.calls


@pytest.mark.parametrize("account", [ACCOUNT, None], ids=["remembered", "none"])
def test_what_the_keyring_keeps_is_not_forgotten(
    place: Place, lock: IdleLock, clock: Clock, account: Account | None
) -> None:
    lock.watch(account)
    lock._timer.timeout.emit()
    assert not lock._timer.isActive()
    lock.watch(PASSING)
    assert lock._timer.isActive()
    lock.watch(account)
    assert not lock._timer.isActive()


def test_a_program_that_ends_looks_no_more(place: Place, lock: IdleLock, clock: Clock) -> None:
    lock.watch(PASSING)
    place.control.close()
    idle(place, lock, clock, 60)
    assert "lock_account" not in place.desk.calls


def test_nothing_is_forgotten_while_something_is_uploading(place: Place, lock: IdleLock, clock: Clock) -> None:
    place.desk.may_finish.clear()
    runs = place.control._runs
    assert isinstance(runs, Runs)
    run = runs.start(sample_intake(), RunOptions())
    lock.watch(PASSING)
    idle(place, lock, clock, 120)
    assert "lock_account" not in place.desk.calls
    with place.qtbot.waitSignal(runs.ended):
        place.desk.may_finish.set()
    assert run.outcome is not None
    assert run.outcome.error is None
    idle(place, lock, clock, 0)
    assert "lock_account" in place.desk.calls


def test_an_account_that_is_set_in_the_window_is_watched(place: Place, lock: IdleLock, clock: Clock) -> None:
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    place.desk.script.account = PASSING
    dialog.account_changed.emit(PASSING)  # type: ignore[attr-defined]
    assert lock._timer.isActive()
    idle(place, lock, clock, 15)
    assert "lock_account" in place.desk.calls
    dialog.reject()


def test_a_secret_that_is_entered_again_for_the_same_account_is_watched_again(
    place: Place, lock: IdleLock, clock: Clock
) -> None:
    for count in (1, 2):
        place.press("accountButton")
        dialog = place.dialog("accountDialog")
        place.desk.script.account = PASSING
        dialog.account_changed.emit(PASSING)  # type: ignore[attr-defined]
        dialog.reject()
        place.settle()
        idle(place, lock, clock, 15)
        assert place.desk.calls.count("lock_account") == count


def test_an_account_that_was_signed_out_while_another_is_in_use_is_not_watched(
    place: Place, lock: IdleLock, clock: Clock
) -> None:
    place.press("accountButton")
    dialog = place.dialog("accountDialog")
    place.desk.script.account = PASSING
    dialog.account_changed.emit(PASSING)  # type: ignore[attr-defined]
    place.settle()
    place.desk.script.account = ACCOUNT
    dialog.account_changed.emit(ACCOUNT)  # type: ignore[attr-defined]
    place.settle()
    assert not lock._timer.isActive()
    dialog.reject()


@pytest.mark.parametrize(
    ("idle_s", "limit_min", "is_busy", "expected"),
    [
        (900, 15, False, True), (899, 15, False, False), (900, 15, True, False), (1e9, None, False, False),
        (300, 5, False, True), (3599, 60, False, False),
    ],
)  # fmt: skip
def test_when_it_is_time(idle_s: float, limit_min: int | None, is_busy: bool, expected: bool) -> None:
    assert is_due(idle_s, limit_min, is_busy=is_busy) is expected


def test_the_clock_only_goes_forward() -> None:
    assert steady_clock() <= steady_clock()
