"""Goes through the wizard as a blind person would: by what a screen reader is told, and by nothing else.

Run by the system's Python, which has pyatspi, inside `xvfb-run -a dbus-run-session --`:

    drive_wizard.py LANGUAGE WAY FOLDER -- PROGRAM [ARGUMENTS]

LANGUAGE is zh or en. WAY is ``account``, where the first page asks where to send and the answer is *Rehearse first*, or
``practice``, where the program itself was told to rehearse. FOLDER holds the materials. The last line of output is one
JSON object with the job's number and the headings of the pages. A failure shows what is on the screen instead.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyatspi
from gi.repository import GLib

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.1
GONE = (GLib.GError, LookupError)  # what pyatspi raises for a thing that has just been taken away

# What is on the screen, in English and Chinese. Nothing else of the program is known here.
WORDS = {
    "new": ("New intake", "新建任务"),
    "rehearse": ("Rehearse first", "先演练一次"),
    "next": ("Next", "下一步"),
    "name": ("Avatar name", "数字人名称"),
    "phone": ("Contact phone", "联系电话"),
    "choose": ("Choose a file…", "选择文件…"),
    "training.mp4": ("Training video", "训练视频"),
    "id-card-portrait.jpg": ("ID photo (portrait side)", "身份证照片（人像面）"),
    "id-card-emblem.jpg": ("ID photo (emblem side)", "身份证照片（国徽面）"),
    "letter.pdf": ("Authorisation letter", "授权书"),
    "file name": ("File name:", "文件名称："),
    "open": ("Open", "打开"),
    "checked": ("All checks passed", "检查全部通过"),
    "consent": ("The person agrees, and so do I", "本人已同意，我也同意"),
    "create": ("Create the job and upload", "创建任务并上传"),
    "submit": ("Submit for review", "提交审核"),
    "copy job": ("Copy the job number", "复制任务 ID"),
    "close": ("Close", "关闭"),
    "page account": ("Where should the materials go?", "素材要送到哪里？"),
    "page job": ("Who is it, and what is it for?", "为谁制作，用来做什么？"),
    "page video": (
        "One person, looking into the camera, filmed in one piece. The file is checked at once.",
        "一个人，面对镜头，一次拍完。选好后立即检查。",
    ),
    "page documents": ("The documents", "身份证件与授权书"),
    "page extras": ("Cover and extras", "封面和其他素材"),
    "page review": ("Review and send", "核对并发送"),
    "page submit": ("This step can't be taken back", "这一步无法撤回"),
    "page done": ("The rehearsal was submitted to the practice studio", "已提交给演练服务"),
}
JOB_NUMBER = re.compile(r"\b[0-9a-f]{32}\b")


class NotOnTheScreen(Exception):
    """What should be there is not, after a good while."""


@dataclass(frozen=True)
class Thing:
    """Something on the screen: its role and name as a screen reader says them."""

    role: str
    name: str
    accessible: Any

    @property
    def is_enabled(self) -> bool:
        """Whether it can be used."""
        return bool(self.accessible.getState().contains(pyatspi.STATE_ENABLED))

    @property
    def text(self) -> str:
        """What is written in it."""
        try:
            return str(self.accessible.queryText().getText(0, -1))
        except NotImplementedError:
            return ""

    def press(self) -> None:
        """Do what Enter or a click would do."""
        actions = self.accessible.queryAction()
        names = [actions.getName(place) for place in range(actions.nActions)]
        wanted = next((name for name in ("Toggle", "Press") if name in names), names[0])
        actions.doAction(names.index(wanted))

    def write(self, text: str) -> None:
        """Put ``text`` in the place of what stands there."""
        self.accessible.queryEditableText().setTextContents(text)


class Screen:
    """All that is showing of one program, looked at anew for every question."""

    def __init__(self, process_id: int, language: str) -> None:
        self._process_id = process_id
        self._place = ("en", "zh").index(language)

    def word(self, key: str) -> str:
        """What a thing is called in the language of the screen."""
        return WORDS[key][self._place]

    def find(self, name: str, *roles: str) -> Thing:
        """The thing with this name and one of these roles, as soon as it shows and can be used."""

        def look() -> Thing | None:
            fitting = (thing for thing in self.things() if thing.role in roles and plain(thing.name) == name)
            return next((thing for thing in fitting if thing.is_enabled), None)

        found = wait(look, f"{' or '.join(roles)} {name!r}")
        assert isinstance(found, Thing)
        return found

    def heading(self, key: str) -> str:
        """Wait until a page is there; returns its heading."""
        self.find(self.word(key), "label")
        return self.word(key)

    def things(self) -> Iterator[Thing]:
        """Everything that is showing in the window in front: the one that was opened last."""
        for application in children(pyatspi.Registry.getDesktop(0)):
            with contextlib.suppress(*GONE):
                if application.get_process_id() == self._process_id:
                    windows = [window for window in children(application) if is_showing(window)]
                    yield from showing(windows[-1]) if windows else ()


def children(parent: Any) -> Iterator[Any]:
    """What is directly inside, as far as it is still there.

    All are asked for at once, the last ones first: Qt's scroll areas end the program when they are asked for a bar that
    has been hidden since they were counted.
    """
    found = []
    with contextlib.suppress(*GONE):
        found = [parent.getChildAtIndex(place) for place in reversed(range(parent.childCount))]
    yield from (child for child in reversed(found) if child is not None)


def is_showing(thing: Any) -> bool:
    """Whether it can be seen."""
    return bool(thing.getState().contains(pyatspi.STATE_SHOWING))


def showing(parent: Any) -> Iterator[Thing]:
    """Everything inside that shows, in reading order."""
    for child in children(parent):
        with contextlib.suppress(*GONE):
            if is_showing(child):
                yield Thing(child.getRoleName(), child.name, child)
                yield from showing(child)


def plain(name: str) -> str:
    """A name without the marks of its key (``&Open``, ``打开(O)``)."""
    return re.sub(r"[(（]&?[A-Za-z][)）]", "", name).replace("&", "").strip()


def wait(look: Callable[[], object], what: str) -> object:
    """What ``look`` finds, as soon as it finds anything."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        with contextlib.suppress(*GONE):
            found = look()
            if found:
                return found
        time.sleep(LOOK_EVERY_S)
    raise NotOnTheScreen(what)


@dataclass(frozen=True)
class Visit:
    """One person's way through the wizard."""

    screen: Screen
    folder: Path

    def go(self, way: str) -> dict[str, object]:
        """From the first page to the last; returns the job's number and the headings that were seen."""
        screen = self.screen
        self._press("new")
        seen = []
        if way == "account":
            seen.append(screen.heading("page account"))
            screen.find(screen.word("rehearse"), "check box", "radio button", "push button").press()
            self._press("next")
        seen.append(screen.heading("page job"))
        self._write("name", "示例讲师 Sample Presenter")
        self._write("phone", "13800138000")
        self._press("next")
        seen.append(screen.heading("page video"))
        self._choose("training.mp4")
        self._press("next")
        seen.append(screen.heading("page documents"))
        for name in ("id-card-portrait.jpg", "id-card-emblem.jpg", "letter.pdf"):
            self._choose(name)
        self._press("next")
        seen.append(screen.heading("page extras"))
        self._press("next")
        seen.append(screen.heading("page review"))
        screen.find(screen.word("checked"), "label")
        screen.find(screen.word("consent"), "check box").press()
        self._press("create")
        seen.append(screen.heading("page submit"))
        self._press("submit")
        seen.append(screen.heading("page done"))
        number = wait(self._job_number, "the job's number")
        self._press("close")
        return {"job_id": number, "pages": seen}

    def _press(self, key: str) -> None:
        self.screen.find(self.screen.word(key), "push button").press()

    def _write(self, key: str, text: str) -> None:
        field = self.screen.find(self.screen.word(key), "text")
        field.write(text)
        wait(lambda: field.text == text, f"{text!r} in {key}")

    def _choose(self, name: str) -> None:
        """Choose one of the folder's files for what it is named after."""
        self._choose_path(name, self.folder / name)

    def _choose_path(self, word: str, file: Path) -> None:
        """Choose a file in the file dialog, and wait until its name stands where it belongs."""
        screen = self.screen
        screen.find(f"{screen.word(word)}: {screen.word('choose')}", "push button").press()
        path, name = str(file), file.name
        field = screen.find(screen.word("file name"), "text")
        field.write(path)
        wait(lambda: field.text == path, f"{path!r} in the file dialog")
        screen.find(screen.word("open"), "push button").press()
        screen.find(name, "label")

    def _job_number(self) -> str:
        for thing in self.screen.things():
            found = JOB_NUMBER.search(f"{thing.name} {thing.text}")
            if found:
                return found.group()
        return ""


def main(arguments: list[str]) -> int:
    """Start the program, go through it, let it end."""
    language, way, folder, *rest = arguments
    program = subprocess.Popen(rest[1:], env=os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
    screen = Screen(program.pid, language)
    try:
        told = Visit(screen, Path(folder)).go(way)
    except NotOnTheScreen as missing:
        print(f"not on the screen: {missing}", file=sys.stderr)
        for thing in screen.things():
            print(f"  {thing.role}: {thing.name!r} {thing.text[:80]!r}", file=sys.stderr)
        return 1
    finally:
        program.send_signal(signal.SIGTERM)
        program.wait(20)
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
