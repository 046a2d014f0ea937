"""One window over a data folder: a second start shows the first one's, whatever has become of it."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path

import pytest
from program_start import start, start_and_hide
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from avatar_intake.app import main
from avatar_intake.domain.intake import Role
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import AlreadyRunning
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.second_start import say_shown, say_unanswered
from avatar_intake.qt.single_instance import FirstInstance, Start, address_of, ask_to_show, join
from avatar_intake.store.journal import Journal
from avatar_intake.store.lease import lease

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="a pipe has no path")
END_S = 60


@pytest.fixture(autouse=True)
def _gone(qapp: QApplication) -> Iterator[None]:
    """A window of the program is taken away, for the application of the tests outlives it."""
    yield
    for widget in QApplication.topLevelWidgets():
        if isinstance(widget, DeskWindow):
            widget.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)


@pytest.fixture
def address(tmp_path: Path) -> str:
    return address_of(tmp_path, "window")


@pytest.fixture
def first(qtbot: QtBot, address: str) -> Iterator[FirstInstance]:
    """A first one that listens; its wishes are answered while the test's loop runs."""
    first = FirstInstance()
    assert first.listen(address)
    yield first
    first.close()


class Caller:
    """Somebody who speaks to the socket directly."""

    def __init__(self, address: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(5)
        self.socket.connect(address)

    def say(self, words: bytes) -> None:
        self.socket.sendall(words)

    def hears_the_end(self) -> bool:
        """Whether the other side has hung up by now, without a word."""
        self.socket.setblocking(False)
        try:
            return self.socket.recv(64) == b""
        except BlockingIOError:
            return False
        except ConnectionResetError:
            return True


def asked(address: str) -> list[bool]:
    """Ask in a process of its own; the list gets the answer."""
    answers: list[bool] = []
    code = f"from avatar_intake.qt.single_instance import ask_to_show; print(ask_to_show({address!r}, 20.0))"

    def ask() -> None:
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=END_S, check=True)
        answers.append(told.stdout.strip() == "True")

    threading.Thread(target=ask, daemon=True).start()
    return answers


def line_of(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(*processes: subprocess.Popen[str]) -> None:
    for process in processes:
        process.kill()
        process.communicate()


# --- where ------------------------------------------------------------------------------------------


def test_every_folder_and_every_kind_of_window_has_an_address_of_its_own(tmp_path: Path) -> None:
    places = [(tmp_path, "window"), (tmp_path, "window-rehearsal"), (tmp_path / "other", "window")]
    assert len({address_of(folder, name) for folder, name in places}) == 3
    assert address_of(tmp_path / ".." / tmp_path.name, "window") == address_of(tmp_path, "window")


@posix_only
def test_a_folder_with_a_long_path_gets_a_short_address_that_others_cannot_enter(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-name-" * 10)
    address = Path(address_of(folder, "window"))
    assert len(str(address)) < 100
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700


@posix_only
def test_a_link_in_the_place_of_the_shared_folder_is_not_followed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim, shared = tmp_path / "documents", tmp_path / "tmp"
    victim.mkdir(mode=0o755)
    shared.mkdir()
    (shared / f"avatar-intake-{os.getuid()}").symlink_to(victim)
    monkeypatch.setattr("tempfile.tempdir", str(shared))

    with pytest.raises(OSError, match="a link"):
        address_of(tmp_path / ("a-long-name-" * 10), "window")

    assert stat.S_IMODE(victim.stat().st_mode) == 0o755


# --- what a start turns out to be -------------------------------------------------------------------


def answers(*values: bool) -> Iterator[bool]:
    yield from values
    while True:
        yield values[-1]


@pytest.mark.parametrize(
    ("taken", "shown", "becomes"),
    [
        ((True,), (False,), Start.FIRST),
        ((False,), (True,), Start.SHOWN),
        ((False,), (False, False, True), Start.SHOWN),  # the first one is only just beginning to listen
        ((False, False, True), (False,), Start.FIRST),  # the first one was just ending
        ((False,), (False,), Start.UNANSWERED),
    ],
)
def test_a_start_is_the_first_or_is_shown_or_says_that_nobody_answers(
    taken: tuple[bool, ...], shown: tuple[bool, ...], becomes: Start
) -> None:
    takes, shows = answers(*taken), answers(*shown)
    patience_s = 0.3 if becomes is Start.UNANSWERED else END_S
    assert join(lambda: next(takes), lambda _left_s: next(shows), patience_s) is becomes


# --- the socket -------------------------------------------------------------------------------------


def test_who_asks_is_answered_when_the_window_was_shown(first: FirstInstance, address: str, qtbot: QtBot) -> None:
    with qtbot.waitSignal(first.show_requested, timeout=END_S * 1000):
        told = asked(address)
    qtbot.waitUntil(lambda: told == [True], timeout=END_S * 1000)


@posix_only
@pytest.mark.parametrize(
    "words",
    [
        b"avatar-intake quit\n",
        b"avatar-intake open ../secret\n",
        b"avatar-intake open 0123456789abcdeg\n",
        b"\x00\xff\xfe\n",
        b"\n",
        b"GET / HTTP/1.1\r\n",
        b"x" * 5000,
    ],
)
def test_garbage_is_hung_up_on_and_shows_nothing(
    first: FirstInstance, address: str, qtbot: QtBot, words: bytes
) -> None:
    caller = Caller(address)
    with qtbot.assertNotEmitted(first.show_requested):
        caller.say(words)
        qtbot.waitUntil(caller.hears_the_end)
    caller.socket.close()


@posix_only
def test_half_a_line_shows_nothing_and_stands_in_nobodys_way(first: FirstInstance, address: str, qtbot: QtBot) -> None:
    silent, half = Caller(address), Caller(address)
    half.say(b"avatar-intake sh")
    with qtbot.assertNotEmitted(first.show_requested, wait=100):
        half.socket.close()
    with qtbot.waitSignal(first.show_requested, timeout=END_S * 1000):
        told = asked(address)
    qtbot.waitUntil(lambda: told == [True], timeout=END_S * 1000)
    qtbot.waitUntil(silent.hears_the_end)
    silent.socket.close()


@posix_only
def test_a_stored_draft_can_be_asked_for(first: FirstInstance, address: str, qtbot: QtBot) -> None:
    asked_for: list[str] = []
    first.open_requested.connect(asked_for.append)
    caller = Caller(address)
    with qtbot.waitSignal(first.show_requested):
        caller.say(b"avatar-intake open 0123456789abcdef\n")
    assert caller.socket.recv(64) == b"avatar-intake shown\n"
    assert asked_for == ["0123456789abcdef"]
    caller.socket.close()


@posix_only
def test_a_line_in_two_pieces_is_one_line(first: FirstInstance, address: str, qtbot: QtBot) -> None:
    caller = Caller(address)
    caller.say(b"avatar-intake sh")
    qtbot.wait(50)
    with qtbot.waitSignal(first.show_requested):
        caller.say(b"ow\n")
    assert caller.socket.recv(64) == b"avatar-intake shown\n"
    caller.socket.close()


@posix_only
def test_only_this_user_may_speak_to_it(first: FirstInstance, address: str) -> None:
    assert stat.S_IMODE(Path(address).stat().st_mode) & 0o077 == 0


@posix_only
def test_the_address_of_a_crashed_one_is_taken_over(qtbot: QtBot, address: str) -> None:
    crashed = socket.socket(socket.AF_UNIX)
    crashed.bind(address)
    crashed.close()
    first = FirstInstance()
    assert first.listen(address)
    with qtbot.waitSignal(first.show_requested, timeout=END_S * 1000):
        asked(address)
    first.close()


def test_where_nobody_listens_there_is_no_answer(address: str) -> None:
    assert not ask_to_show(address, 5.0)


@posix_only
@pytest.mark.parametrize("reply", [b"", b"avatar-intake", b"something else\n"])
def test_who_does_not_answer_properly_is_not_waited_for(address: str, reply: bytes) -> None:
    with socket.socket(socket.AF_UNIX) as hung:
        hung.bind(address)
        hung.listen()
        may_hang_up = threading.Event()

        def reply_only() -> None:
            line, _ = hung.accept()
            with line, suppress(BrokenPipeError):  # whoever asked may have gone already
                line.sendall(reply)
                may_hang_up.wait(END_S)

        thread = threading.Thread(target=reply_only)
        thread.start()
        assert not ask_to_show(address, 0.3)
        may_hang_up.set()
        thread.join(END_S)


# --- the whole program ------------------------------------------------------------------------------


@pytest.mark.parametrize("out_of_sight", ["showMinimized", "hide"])
def test_a_second_start_shows_the_window_of_the_first_and_ends(tmp_path: Path, out_of_sight: str) -> None:
    running = start_and_hide(tmp_path, out_of_sight)
    second = None
    try:
        assert line_of(running) == "out of sight"
        second = start(tmp_path)
        said, errors = second.communicate(timeout=END_S)
        assert (second.returncode, errors) == (0, "")
        assert said.startswith("Already open: We brought the running window to the front.")
        assert line_of(running) == "in front"
        assert running.wait(END_S) == 0
    finally:
        end(running, *([second] if second else []))


def test_files_of_a_second_start_become_a_draft_in_the_first(tmp_path: Path) -> None:
    running = start_and_hide(tmp_path)
    second = None
    try:
        assert line_of(running) == "out of sight"
        second = start(tmp_path, "open", "film.mp4", "国徽面.jpg")
        _, errors = second.communicate(timeout=END_S)
        assert (second.returncode, errors) == (0, "")
        assert line_of(running) == "in front"
        journal = Journal(tmp_path / "intakes.sqlite3")
        (record,) = journal.records()
        assert set(record.intake.materials) == {Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE2}
        journal.close()
    finally:
        end(running, *([second] if second else []))


def test_a_rehearsal_has_a_window_of_its_own(tmp_path: Path) -> None:
    real, rehearsal = start_and_hide(tmp_path), start_and_hide(tmp_path, "hide", "--practice")
    try:
        assert line_of(real) == "out of sight"
        assert line_of(rehearsal) == "out of sight"
    finally:
        end(real, rehearsal)


@posix_only
def test_after_a_crash_the_next_start_is_the_first_and_can_be_asked(tmp_path: Path) -> None:
    crashed = start_and_hide(tmp_path)
    assert line_of(crashed) == "out of sight"
    end(crashed)
    assert Path(address_of(tmp_path, "window")).exists()
    running = start_and_hide(tmp_path)
    try:
        assert line_of(running) == "out of sight"
        assert ask_to_show(address_of(tmp_path, "window"), END_S)
        assert line_of(running) == "in front"
    finally:
        end(running)


@posix_only
def test_a_first_one_that_hangs_does_not_hang_the_second(tmp_path: Path) -> None:
    hung = start_and_hide(tmp_path)
    try:
        assert line_of(hung) == "out of sight"
        os.kill(hung.pid, signal.SIGSTOP)
        with ExitStack() as held:

            def take() -> bool:
                try:
                    held.enter_context(lease(tmp_path / "leases", "window"))
                except AlreadyRunning:
                    return False
                return True

            ask = partial(ask_to_show, address_of(tmp_path, "window"))
            assert join(take, ask, 0.3) is Start.UNANSWERED
    finally:
        end(hung)


def test_a_start_without_an_answer_says_so_and_ends_when_that_was_read(
    qtbot: QtBot, capsys: pytest.CaptureFixture[str]
) -> None:
    def read() -> None:
        shown = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
        if shown:
            poll.stop()
            said.append(shown[0].text() + shown[0].informativeText())
            shown[0].buttons()[0].click()

    said: list[str] = []
    poll = QTimer()
    poll.timeout.connect(read)
    poll.start(5)
    say_unanswered(Settings(language="zh"))
    assert "没有回应" in said[0]
    assert "已存好的内容不会丢失" in capsys.readouterr().err


def test_a_program_without_a_terminal_says_nothing_into_it(qtbot: QtBot) -> None:
    before, sys.stdout = sys.stdout, None  # type: ignore[assignment]
    try:
        say_shown(Settings())
    finally:
        sys.stdout = before


@posix_only
def test_a_data_folder_that_cannot_be_made_is_said_in_the_window(qtbot: QtBot, own_home: Path) -> None:
    own_home.write_text("a file where the folder should be")
    said: list[str] = []

    def read() -> None:
        for window in QApplication.topLevelWidgets():
            notice = getattr(window, "notice", None)
            if window.objectName() == "deskWindow" and notice is not None and window.isVisible():
                poll.stop()
                said.append(notice.title)
                window.close()

    poll = QTimer()
    poll.timeout.connect(read)
    poll.start(5)
    assert main([]) == 0
    assert said in (["Progress can't be saved"], ["无法保存进度"])
