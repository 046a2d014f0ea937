"""Sets an account in the program's window, as a person with a screen reader would, with a keyring in every condition.

Runs under the system's Python, for pyatspi is a package of its own. Arguments: the language (``en`` or ``zh``), the
case, the secret, ``--`` and the program. Its last line of output is JSON: what was read on the way. When something is
not there it ends with 1 and says what is on the screen instead.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import drive_wizard
import pyatspi
from drive_wizard import NotOnTheScreen, Screen, Thing, Visit, children, showing, wait

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "helpers"))

from secret_service import PASSWORD, Keyring

SERVICE, USER = "avatar-intake", "access_key:cn-north-4::AKEXAMPLE"
WORDS = {
    "project": ("Project ID", "项目 ID"),
    "key id": ("Access key ID (AK)", "访问密钥 ID（AK）"),
    "key secret": ("Secret access key (SK)", "秘密访问密钥（SK）"),
    "absent": ("The key can't be stored safely", "无法安全保存密钥"),
    "locked": ("The password store is locked", "密码保管箱没有解锁"),
    "lost": ("The password store didn't keep the key", "密码保管箱没有留住密钥"),
    "waiting": ("Waiting for the password store", "正在等待密码保管箱"),
    "timeout": ("The password store doesn't answer", "密码保管箱没有回应"),
    "again": ("Try again", "再试一次"),
    "continue": ("Continue this time", "本次继续"),
    "account": ("Account", "账号"),
    "sign out": ("Sign out", "退出登录"),
    "kept in": ("Kept in", "只保存在"),
    "kept nowhere": ("No safe password store", "这台电脑上没有找到安全的密码保管箱"),
}


@dataclass(frozen=True)
class Person(Visit):
    """Someone who sets an account, and starts and stops the keyring meanwhile."""

    keyring: Keyring
    secret: str

    def fill_in(self) -> str:
        """Everything that the account needs; returns what is said about where the secret is kept."""
        screen = self.screen
        self._press("new")
        screen.heading("page account")
        self._write("project", "0a1b2c3d4e5f60718293a4b5c6d7e8f9")
        self._write("key id", "AKEXAMPLE")
        screen.find(screen.word("key secret"), "password text").write(self.secret)
        return str(wait(self._place, "where the secret is kept"))

    def reads(self, key: str) -> str:
        """Wait until this is said."""
        return self.screen.heading(key)

    def presses(self, key: str) -> None:
        """Press this as soon as it can be pressed."""
        self._press(key)

    def kept(self) -> str:
        """What another program finds in the keyring."""
        return self.keyring.look_up(SERVICE, USER)

    def _place(self) -> str:
        beginnings = (self.screen.word("kept in"), self.screen.word("kept nowhere"))
        names = (thing.name for thing in self.screen.things() if thing.role == "label")
        return next((name for name in names if name.startswith(beginnings)), "")


Start = Callable[[], AbstractContextManager[Person]]


def keyring_that_comes(start: Start, keyring: Keyring) -> dict[str, object]:
    """None is there; then a locked one asks for its password, in vain and again. The next day one signs out."""
    with start() as person:
        read = [person.fill_in()]
        person.presses("next")
        read.append(person.reads("absent"))
        keyring.unlock()
        keyring.lock()
        person.presses("again")
        read.append(person.reads("waiting"))
        Prompt().dismiss()
        read.append(person.reads("locked"))
        person.presses("again")
        Prompt().answer(PASSWORD)
        read.append(person.reads("page job"))
        kept = person.kept()
    keyring.unlock()
    with start() as person:
        person.presses("account")
        wait(lambda: person.screen.find(person.screen.word("key id"), "text").text == "AKEXAMPLE", "the account")
        still_kept = person.kept()
        person.presses("sign out")
        wait(lambda: person.kept() == "", "an empty keyring")
        person.presses("new")
        read.append(person.reads("page account"))
    return {"read": read, "kept": [kept, still_kept, person.kept()]}


def keyring_that_fails(start: Start, _keyring: Keyring) -> dict[str, object]:
    """It says that it has kept the secret, and has not; then it never answers. The person goes on without it."""
    with start() as person:
        read = [person.fill_in()]
        person.presses("next")
        read.append(person.reads("lost"))
        person.presses("again")
        read += [person.reads("waiting"), person.reads("timeout")]
        person.presses("continue")
        read.append(person.reads("page job"))
    return {"read": read}


class Prompt:
    """The window in which the keyring asks for its password; a program of its own."""

    def answer(self, password: str) -> None:
        """Type this and unlock."""
        self._find("password text").write(password)
        self._find("push button", "Unlock", "解锁").press()

    def dismiss(self) -> None:
        """Say no."""
        self._find("push button", "Cancel", "取消").press()

    def _find(self, role: str, *names: str) -> Thing:
        def look() -> Thing | None:
            return next((it for it in self._things() if it.role == role and it.name.startswith(names or "")), None)

        return cast("Thing", wait(look, f"the prompt's {role} {names}"))

    def _things(self) -> Iterator[Thing]:
        for application in children(pyatspi.Registry.getDesktop(0)):
            if application.name == "gcr-prompter":
                yield from showing(application)


CASES = {
    "comes": keyring_that_comes,
    "fails": keyring_that_fails,
}


def main(arguments: list[str]) -> int:
    """Go through one case; the program is started as often as the case wants it."""
    drive_wizard.WORDS.update(WORDS)
    language, case, secret, *rest = arguments
    keyring = Keyring(dict(os.environ))
    screens: list[Screen] = []

    @contextmanager
    def start() -> Iterator[Person]:
        program = subprocess.Popen(rest[1:], env=os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
        screens.append(Screen(program.pid, language))
        try:
            yield Person(screens[-1], Path(), keyring, secret)
        except NotOnTheScreen:
            for thing in screens[-1].things():
                print(f"  {thing.role}: {thing.name!r} {thing.text[:80]!r}", file=sys.stderr)
            raise
        finally:
            program.send_signal(signal.SIGTERM)
            program.wait(20)

    try:
        told = CASES[case](start, keyring)
    except NotOnTheScreen as missing:
        print(f"not on the screen: {missing}", file=sys.stderr)
        return 1
    finally:
        keyring.stop()
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
