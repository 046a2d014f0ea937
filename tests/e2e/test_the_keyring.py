"""Where a secret is, with a real keyring: kept and found again, locked, absent, losing, hanging; and never in a file.

First an account in a process of its own, then the program's window, led by what a screen reader is told.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from secret_service import PROMPTER, READERS, Session

ROOT = Path(__file__).resolve().parents[2]
HELPERS = ROOT / "tests" / "helpers"
SECRET = "CANARY-made-up-secret-key-7F3A"
SERVICE, USER = "avatar-intake", "access_key:cn-north-4::AKEXAMPLE"

pytestmark = pytest.mark.screen


class Child:
    """An account in a process of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        command = [sys.executable, str(HELPERS / "account_child.py")]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True)

    def does(self, step: str, patience_s: float = 60.0, **facts: str) -> dict[str, str | None]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": step, "patience_s": patience_s, **facts}) + "\n")
        self._process.stdin.flush()
        told = json.loads(self._process.stdout.readline())
        assert isinstance(told, dict)
        return told

    def uses(self, patience_s: float = 60.0) -> dict[str, str | None]:
        return self.does("use", patience_s, secret=SECRET)

    def end(self) -> None:
        self._process.communicate()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = Session(tmp_path / "home")
    yield session
    session.close()


@pytest.fixture
def children(session: Session) -> Iterator[list[Child]]:
    children: list[Child] = []
    yield children
    for child in children:
        child.end()


DONE: dict[str, str | None] = {"done": None}


def refused(fault: str) -> dict[str, str | None]:
    return {"error": "KeyringUnavailable", "fault": fault}


def test_a_secret_outlives_the_keyring_s_daemon_and_goes_with_signing_out(
    session: Session, children: list[Child]
) -> None:
    session.keyring.unlock()
    children.append(Child(session.environment))
    assert children[0].does("place") == {"done": "secret-service"}
    assert children[0].uses() == DONE
    assert json.loads(session.keyring.look_up(SERVICE, USER)) == [SECRET, ""]
    session.keyring.unlock()
    children.append(Child(session.environment))
    assert children[1].does("read") == {"done": SECRET}
    assert session.keyring.file.stat().st_size > 0
    assert session.files_with(SECRET) == []
    assert session.files_with("AKEXAMPLE") != [], "what is searched is where the account is"
    assert children[1].does("sign out") == DONE
    assert session.keyring.look_up(SERVICE, USER) == ""
    assert session.files_with("AKEXAMPLE") == []


def test_absent_and_locked_are_told_apart_and_a_keyring_that_comes_later_is_found(
    session: Session, children: list[Child]
) -> None:
    child = Child(session.environment)
    children.append(child)
    assert child.does("place") == {"done": "nowhere"}
    assert child.uses() == refused("absent")
    session.keyring.unlock()
    session.keyring.lock()
    assert child.uses() == refused("locked")
    session.keyring.unlock()
    assert child.uses() == DONE
    session.keyring.lock()
    assert child.does("read") == refused("locked")
    session.keyring.stop()
    assert child.does("read") == refused("absent")
    assert child.does("sign out") == {"error": "SecretNotRemoved", "fault": ""}
    assert child.does("read") == DONE
    session.keyring.unlock()
    assert json.loads(session.keyring.look_up(SERVICE, USER)) == [SECRET, ""], "as it was said"
    assert session.files_with(SECRET) == []


def test_a_daemon_that_hangs_holds_nobody_and_keeps_nothing_when_it_goes_on(
    session: Session, children: list[Child]
) -> None:
    session.keyring.unlock()
    child = Child(session.environment)
    children.append(child)
    assert child.does("place") == {"done": "secret-service"}
    session.keyring.hold()
    assert child.uses(patience_s=0.1) == refused("timeout")
    session.keyring.go_on()
    assert child.does("settle") == DONE
    assert session.keyring.look_up(SERVICE, USER) == ""
    assert child.uses() == DONE


@pytest.mark.parametrize(
    ("back_end", "patience_s", "fault"),
    [
        ("odd_back_ends.Losing", 60.0, "lost"), ("odd_back_ends.Hanging", 0.1, "timeout"),
        ("keyring.backends.null.Keyring", 60.0, "weak"), ("keyring.backends.fail.Keyring", 60.0, "absent"),
    ],
)  # fmt: skip
def test_a_back_end_that_keeps_nothing_is_never_believed(
    session: Session, children: list[Child], back_end: str, patience_s: float, fault: str
) -> None:
    children.append(Child(session.environment | {"PYTHON_KEYRING_BACKEND": back_end}))
    assert children[0].uses(patience_s) == refused(fault)
    assert children[0].does("read") == DONE
    assert session.files_with(SECRET) == []


# --- the program's window ---------------------------------------------------------------------------

DRIVER = Path(__file__).with_name("drive_keyring.py")
SYSTEM_PYTHON = "/usr/bin/python3"  # pyatspi is a package of the system's Python
LOCALES = {"en": ("en", "C.UTF-8"), "zh": ("zh_CN", "zh_CN.UTF-8")}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """One screen, one bus and one home for all cases: each leaves it as it was."""
    session = Session(tmp_path_factory.mktemp("desk") / "home", READERS, PROMPTER, has_screen=True)
    yield session
    session.close()


def led_through(desk: Session, language: str, case: str, *program: str, **environment: str) -> dict[str, list[str]]:
    named, locale = LOCALES[language]
    program = (sys.executable, *(program or ("-m", "avatar_intake")))
    command = [SYSTEM_PYTHON, str(DRIVER), language, case, SECRET, "--", *program]
    surroundings = desk.environment | {"LANGUAGE": named, "LANG": locale} | environment
    led = subprocess.run(command, env=surroundings, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert led.returncode == 0, led.stderr
    told = json.loads(led.stdout.splitlines()[-1])
    assert isinstance(told, dict)
    assert (desk.home / "intake" / "intakes.sqlite3").exists(), "what is searched is where the program was"
    assert desk.files_with(SECRET) == []
    return told


def test_in_the_window_a_keyring_is_missed_waited_for_unlocked_filled_and_emptied_again(desk: Session) -> None:
    told = led_through(desk, "zh", "comes")
    assert told["read"][1:] == [
        "无法安全保存密钥", "正在等待密码保管箱", "密码保管箱没有解锁", "为谁制作，用来做什么？", "素材要送到哪里？",
    ]  # fmt: skip
    assert told["read"][0].startswith("这台电脑上没有找到安全的密码保管箱")
    first, next_day, after_signing_out = told["kept"]
    assert json.loads(first) == json.loads(next_day) == [SECRET, ""]
    assert after_signing_out == ""
    assert desk.files_with("AKEXAMPLE") == []


def test_in_the_window_a_keyring_that_loses_and_one_that_hangs_are_told_apart_and_gone_without(desk: Session) -> None:
    path = os.pathsep.join([str(HELPERS), *filter(None, [os.environ.get("PYTHONPATH")])])
    back_end = {"PYTHON_KEYRING_BACKEND": "odd_back_ends.Failing", "PYTHONPATH": path}
    told = led_through(desk, "en", "fails", str(HELPERS / "impatient_program.py"), **back_end)
    assert told["read"] == [
        "Kept in the password store that is set up on this computer, and nowhere else. Signing out removes it.",
        "The password store didn't keep the key",
        "Waiting for the password store",
        "The password store doesn't answer",
        "Who is it, and what is it for?",
    ]
