"""Progress where the window is not seen: the words of the tray's icon, and the signal that the docks of Linux hear."""

from __future__ import annotations

import queue
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from desk_place import Place
from desk_samples import row
from fake_desk import FakeDesk, Script, sample_intake
from power_manager import session_bus
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Role
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import MaterialProgress, Progress
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.overall import Overall, overall
from avatar_intake.qt.desk.rows import Told
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.taskbar import LauncherEntry, Taskbar
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the docks of Linux")


def told(intake_id: str, stored: int, total: int, **more: object) -> Told:
    item = MaterialProgress(Role.TRAINING_VIDEO, total, stored, stored, ())
    return Told(intake_id, is_running=True, progress=Progress((item,), 0.0, None), **more)  # type: ignore[arg-type]


# --- one number of many -----------------------------------------------------------------------------


def test_all_running_uploads_are_one_by_their_bytes() -> None:
    assert overall([told("a1", 10, 100), told("a2", 290, 300)]) == Overall(75, 2)


def test_nothing_that_runs_is_shown_as_done() -> None:
    assert overall([told("a1", 100, 100)]) == Overall(99, 1)


def test_what_is_over_or_has_no_numbers_yet_does_not_count() -> None:
    over = Told("a1", is_running=False, progress=told("a1", 10, 100).progress)
    assert overall([over, Told("a2", is_running=True)]) is None


def test_uploads_stand_when_none_of_them_moves() -> None:
    paused = told("a1", 10, 100, is_paused=True)
    waiting = told("a2", 10, 100, wait_reason=NetworkUnreachable("store.example"))
    assert overall([paused, waiting]) == Overall(10, 2, stands=True)
    assert overall([paused, told("a3", 10, 100)]) == Overall(10, 2)


# --- the tray ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "en", "zh"),
    [
        (Overall(42, 1), "Avatar Intake: 42 % uploaded", "分身素材上传助手：已上传 42 %"),
        (Overall(42, 3), "Avatar Intake: 3 uploads, 42 %", "分身素材上传助手：3 个上传，42 %"),
        (Overall(42, 1, stands=True), "Avatar Intake: 42 % uploaded, waiting", "分身素材上传助手：已上传 42 %，等待中"),
        (None, "Avatar Intake: nothing is being uploaded", "分身素材上传助手：没有正在上传的任务"),
    ],
)
def test_the_icon_says_how_far_it_is_and_names_nobody(
    qtbot: QtBot, look: Look, language: Language, now: Overall | None, en: str, zh: str
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    background = Background(look, window)
    background.show_overall(now)
    assert background.words == en
    language.choose("zh")
    assert background.words == zh


def test_a_run_is_told_to_the_taskbar_and_taken_back_at_its_end(
    qtbot: QtBot, look: Look, language: Language, tasks: Tasks
) -> None:
    stopped = row("s2", Stage.UPLOADING)
    desk = FakeDesk(Script(rows=(stopped,), views={"s2": IntakeView(stopped, sample_intake("s2"), (), ())}))
    desk.may_finish.clear()
    kept = KeptSettings(Settings(), lambda _settings: None)
    place = Place(qtbot, Surroundings(look, language, tasks, kept), desk)
    shown: list[int | None] = []
    place.control._taskbar = Taskbar(place.window, tasks, shown.append)
    place.use_desk()
    place.step("s2")
    qtbot.waitUntil(lambda: any(percent is not None for percent in shown))
    desk.may_finish.set()
    qtbot.waitUntil(lambda: bool(shown) and shown[-1] is None)
    place.clear_away()


# --- the docks --------------------------------------------------------------------------------------


def test_a_number_that_comes_meanwhile_is_not_lost_and_the_last_one_stays(qtbot: QtBot, tasks: Tasks) -> None:
    may_go, shown = threading.Event(), []

    def slow(percent: int | None) -> None:
        may_go.wait(10)
        shown.append(percent)

    window = QWidget()
    qtbot.addWidget(window)
    taskbar = Taskbar(window, tasks, slow)
    for percent in (1, 2, 3, None):
        taskbar.show(percent)
    may_go.set()
    assert tasks.wait_idle()
    assert shown == [1, None]


@contextmanager
def heard_signals(address: str) -> Iterator[queue.Queue[tuple[object, ...]]]:
    """What a dock hears: the sender's entry and what it tells."""
    from jeepney import HeaderFields, MatchRule
    from jeepney.bus_messages import message_bus
    from jeepney.io.blocking import open_dbus_connection

    connection = open_dbus_connection(bus=address)
    rule = MatchRule(type="signal", interface="com.canonical.Unity.LauncherEntry", member="Update")
    connection.send_and_get_reply(message_bus.AddMatch(rule))
    heard: queue.Queue[tuple[object, ...]] = queue.Queue()
    is_over = threading.Event()

    def listen() -> None:
        while not is_over.is_set():
            try:
                message = connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            if message.header.fields.get(HeaderFields.member) == "Update":
                heard.put(message.body)

    thread = threading.Thread(target=listen)
    thread.start()
    try:
        yield heard
    finally:
        is_over.set()
        thread.join()
        connection.close()


@linux_only
def test_the_docks_of_linux_hear_how_far_it_is(qapp: object, tmp_path: Path) -> None:
    from PySide6.QtDBus import QDBusConnection

    with session_bus(tmp_path) as address, heard_signals(address) as heard:
        entry = LauncherEntry(lambda: QDBusConnection.connectToBus(address, "dock-test"))
        entry(42)
        uri, values = heard.get(timeout=10)
        assert uri == "application://avatar-intake.desktop"
        assert values == {"progress": ("d", 0.42), "progress-visible": ("b", True)}
        entry(None)
        assert heard.get(timeout=10)[1] == {"progress": ("d", 0.0), "progress-visible": ("b", False)}
        QDBusConnection.disconnectFromBus("dock-test")


@linux_only
def test_without_a_bus_nothing_happens(qapp: object, tmp_path: Path) -> None:
    from PySide6.QtDBus import QDBusConnection

    address = f"unix:path={tmp_path / 'nobody'}"
    LauncherEntry(lambda: QDBusConnection.connectToBus(address, "no-dock"))(42)
