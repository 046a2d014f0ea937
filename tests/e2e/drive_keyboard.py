"""Goes through the wizard with a keyboard: real keys into the X server, a screen reader's events to know where it is.

Run by the system's Python, which has pyatspi, inside `xvfb-run -a dbus-run-session --`:

    drive_keyboard.py FOLDER -- PROGRAM [ARGUMENTS]

FOLDER holds the materials. Nothing is ever *done* through AT-SPI: it tells where the focus is, what it is called and
what is announced. Keys come from xdotool; Chinese comes from the clipboard by Ctrl+V, as an input method would need a
desktop of its own. The program speaks Chinese. The last line of output is one JSON object: the job's number, the pages,
and what was announced. A failure says what was expected and where the focus was.
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
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from drive_wizard import GONE, JOB_NUMBER, WORDS, NotOnTheScreen, Screen, Thing, plain
from gi.repository import Atspi, GLib

PATIENCE_S = 60.0
LOOK_EVERY_S = 0.02
MOST_STOPS = 60  # on one page; more means that the focus does not come round
CHINESE = re.compile(r"[\u4e00-\u9fff]")
NO_ROLE = frozenset({"", "unknown", "invalid", "filler", "panel", "unused"})

# The page of the manual that F1 opens on each page, by the first line of its text.
MANUAL = {
    "desk": "任务列表",
    "account": "账号",
    "job": "人物和任务",
    "video": "怎样拍视频",
    "documents": "身份证照片",
    "extras": "封面和其他",
    "review": "核对并发送",
    "submit": "上传和提交",
    "done": "之后会发生什么",
}
CHOOSE = "选择文件…"


class Keyboard:
    """Keys into the X server, as a hand presses them; counts them."""

    def __init__(self) -> None:
        self.presses = 0
        self._clipboard: subprocess.Popen[bytes] | None = None

    def press(self, key: str) -> None:
        """One key, with its modifiers: ``Tab``, ``shift+Tab``, ``ctrl+v``."""
        self.presses += 1
        subprocess.run(["xdotool", "key", "--delay", "1", key], check=True)

    def write(self, text: str) -> None:
        """The characters of a text, one key each; only what a keyboard has."""
        self.presses += len(text)
        subprocess.run(["xdotool", "type", "--delay", "4", text], check=True)

    def paste(self, text: str) -> None:
        """A text by way of the clipboard."""
        self.close()
        keep = ["xclip", "-quiet", "-selection", "clipboard", "-in"]
        self._clipboard = subprocess.Popen(keep, stdin=subprocess.PIPE, stderr=subprocess.PIPE)
        assert self._clipboard.stdin is not None
        assert self._clipboard.stderr is not None
        self._clipboard.stdin.write(text.encode())
        self._clipboard.stdin.close()
        self._clipboard.stderr.readline()  # it says that it waits as soon as the clipboard is its own
        self.press("ctrl+v")

    def close(self) -> None:
        """Let go of the clipboard."""
        if self._clipboard is not None:
            self._clipboard.kill()
            self._clipboard.wait(20)
            self._clipboard = None


class Ear:
    """What a screen reader is told: where the focus went, and what is announced. Listens; never acts."""

    def __init__(self) -> None:
        self.announced: list[str] = []
        self._sources: list[Any] = []
        self._listeners = [self._listen("object:state-changed:focused", self._on_focus)]
        self._listeners.append(self._listen("object:announcement", self._on_announcement))

    @property
    def count(self) -> int:
        """How often the focus has gone somewhere."""
        self._hear()
        return len(self._sources)

    @property
    def focus(self) -> Thing | None:
        """Where the focus is now; asked of the program, which has told everything before it answers."""
        for _ in range(5):
            self._hear()
            if not self._sources:
                return None
            count, source = len(self._sources), self._sources[-1]
            with contextlib.suppress(*GONE):
                source.clear_cache()
                thing = Thing(source.get_role_name(), source.get_name(), source)
                self._hear()
                if len(self._sources) == count:
                    return thing
        return None

    def until(self, look: Callable[[], object], what: str) -> Any:
        """What ``look`` finds, as soon as it finds anything."""
        end = time.monotonic() + PATIENCE_S
        while time.monotonic() < end:
            self._hear()
            with contextlib.suppress(*GONE):
                found = look()
                if found:
                    return found
            time.sleep(LOOK_EVERY_S)
        at = self.focus
        where = f"the focus is at {at.role} {at.name!r}" if at else "the focus is nowhere"
        raise NotOnTheScreen(f"{what}; {where}")

    def _listen(self, kind: str, hear: Callable[[Any], None]) -> Any:
        listener = Atspi.EventListener.new(hear)
        listener.register(kind)
        return listener

    def _hear(self) -> None:
        while GLib.MainContext.default().iteration(False):
            pass

    def _on_focus(self, event: Any) -> None:
        if event.detail1:
            self._sources.append(event.source)

    def _on_announcement(self, event: Any) -> None:
        self.announced.append(str(event.any_data))


@dataclass(frozen=True)
class Hand:
    """One person at the keyboard, who hears where the focus is."""

    keyboard: Keyboard
    ear: Ear
    screen: Screen
    folder: Path
    nameless: set[tuple[str, str]] = field(default_factory=set)

    def go(self) -> dict[str, object]:
        """From the desk to *Done*; returns the job's number, the pages, what was announced."""
        self.arrives("先演练一次")
        self.look_up("desk")
        self.step("Tab")
        self.arrives("新建任务")
        self.keyboard.press("space")
        self.page("account", "送到华为云")
        self.keyboard.press("Right")
        self.arrives("先演练一次")
        self.leave()
        self.job()
        self.page("video", f"训练视频: {CHOOSE}")
        self.wrong_kind("letter.pdf", "训练视频")
        self.choose("training.mp4", "训练视频")
        self.go_round()
        self.leave()
        self.page("documents", f"身份证照片（人像面）: {CHOOSE}")
        for name in ("id-card-portrait.jpg", "id-card-emblem.jpg", "letter.pdf"):
            self.choose(name, WORDS[name][1])
        self.go_round()
        self.leave()
        self.page("extras")
        self.choose("cover.jpg", "封面")
        self.go_round()
        self.leave()
        self.review()
        self.page("submit", "提交审核")
        self.keyboard.press("space")
        return self.done()

    # --- the pages --------------------------------------------------------------------------------

    def wrong_kind(self, name: str, what: str) -> None:
        """A file of another kind is refused in words, and nothing is chosen."""
        self.keyboard.press("space")
        self.arrives("文件名称：")
        self.keyboard.write(str(self.folder / name))
        self.keyboard.press("Return")
        self.arrives(f"{what}: {CHOOSE}")
        self.ear.until(lambda: any(said.startswith(name) for said in self.ear.announced), f"{name} is refused aloud")

    def job(self) -> None:
        """Two fields by hand; going on too early brings the focus back and says why."""
        self.page("job", "数字人名称")
        heard = len(self.ear.announced)
        self.keyboard.press("Return")
        self.ear.until(lambda: len(self.ear.announced) > heard, "that something is missing is announced")
        self.arrives("数字人名称")
        self.keyboard.paste("示例讲师")
        self.contains("示例讲师")
        self.tab_to("联系电话")
        self.keyboard.write("13800138000")
        self.contains("13800138000")
        self.leave()

    def review(self) -> None:
        """Everything once more, the consent by the space bar, and the button that creates the job."""
        self.page("review")
        self.screen_says("检查全部通过")
        self.tab_to("本人已同意，我也同意")
        self.keyboard.press("space")
        self.tab_to("创建任务并上传")
        self.keyboard.press("space")

    def done(self) -> dict[str, object]:
        """The last page: the number is read, and Enter closes the wizard; the desk has the focus again."""
        self.page("done")
        self.tab_to("任务 ID")
        number = self.ear.until(self.job_number, "the job's number in its field")
        self.tab_to("关闭")
        self.keyboard.press("Return")
        self.arrives("任务列表")
        return {
            "job_id": number,
            "manual": list(MANUAL),
            "nameless": sorted(self.nameless),
            "announced": self.ear.announced,
            "presses": self.keyboard.presses,
        }

    def job_number(self) -> str:
        """What the field in focus has of a job's number."""
        at = self.ear.focus
        found = JOB_NUMBER.search(at.text) if at else None
        return found.group() if found else ""

    # --- what a hand does -------------------------------------------------------------------------

    def page(self, key: str, first: str = "") -> None:
        """A page is there: its heading shows, the focus is on it, all can be reached, and F1 explains it."""
        self.screen_says(WORDS[f"page {key}"][1])
        if first:
            self.arrives(first)
        self.go_round()
        self.look_up(key)

    def leave(self) -> None:
        """*Next*, by the keyboard."""
        self.tab_to("下一步")
        self.keyboard.press("space")

    def choose(self, name: str, what: str) -> None:
        """Choose a file: its button, the path by hand, Enter; the focus comes back, its check is heard."""
        self.tab_to(f"{what}: {CHOOSE}")
        self.keyboard.press("space")
        self.arrives("文件名称：")
        path = str(self.folder / name)
        self.keyboard.write(path)
        self.contains(path)
        self.keyboard.press("Return")
        self.arrives(f"{what}: 重新选择…")
        self.ear.until(lambda: f"{what}: 检查全部通过" in self.ear.announced, f"the check of {what} is announced")

    def look_up(self, key: str) -> None:
        """F1 opens the manual at the page about this, and Esc closes it; the focus is where it was."""
        before = self.at()
        self.keyboard.press("F1")
        self.arrives("手册内容")
        self.ear.until(lambda: self.at().text.startswith(MANUAL[key]), f"the manual's page {MANUAL[key]!r}")
        self.keyboard.press("Escape")
        self.arrives(before.name)

    def go_round(self) -> None:
        """Tab comes to everything on a page and back to the beginning; Shift+Tab goes the other way."""
        first = self.at()
        seen = [first]
        while len(seen) < MOST_STOPS:
            stop = self.step("Tab")
            if stop.accessible == first.accessible:
                break
            seen.append(stop)
        else:
            raise NotOnTheScreen(f"the way back to {first.name!r} by Tab, after {[stop.name for stop in seen]}")
        last = self.step("shift+Tab")
        if last.accessible != seen[-1].accessible:
            raise NotOnTheScreen(f"Shift+Tab to {seen[-1].name!r}, the last stop; it went to {last.name!r}")
        self.step("Tab")

    def tab_to(self, name: str) -> None:
        """Tab until the focus is there."""
        passed = []
        while plain(self.at().name) != name:
            passed.append(self.at().name)
            if len(passed) > MOST_STOPS:
                raise NotOnTheScreen(f"{name!r} by Tab, after {passed}")
            self.step("Tab")

    def step(self, key: str) -> Thing:
        """One press that moves the focus, and where it went."""
        count = self.ear.count
        self.keyboard.press(key)
        self.ear.until(lambda: self.ear.count > count, f"the focus moves by {key}")
        return self.at()

    def at(self) -> Thing:
        """Where the focus is; what has no role or no Chinese name is noted."""
        thing = self.ear.until(lambda: self.ear.focus, "something has the focus")
        assert isinstance(thing, Thing)
        if thing.role in NO_ROLE or not CHINESE.search(thing.name):
            self.nameless.add((thing.role, thing.name))
        return thing

    def arrives(self, *names: str) -> None:
        """The focus comes by itself to something of one of these names."""

        def look() -> bool:
            thing = self.ear.focus
            return thing is not None and plain(thing.name) in [plain(name) for name in names]

        self.ear.until(look, f"the focus comes to {' or '.join(names)}")
        self.at()

    def contains(self, text: str) -> None:
        """What has the focus contains this, after the keys have come through."""
        self.ear.until(lambda: self.at().text == text, f"{text!r} in what has the focus")

    def screen_says(self, words: str) -> None:
        """Somewhere on the window in front these words stand."""

        def look() -> bool:
            return any(plain(thing.name) == words for thing in self.screen.things())

        self.ear.until(look, f"{words!r} on the screen")


def window_manager() -> subprocess.Popen[bytes]:
    """Something that gives the focus to a window that opens; it is there when this returns."""
    manager = subprocess.Popen(["openbox"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    ask = ["xdotool", "get_num_desktops"]  # only a window manager has an answer to this
    end = time.monotonic() + PATIENCE_S
    while subprocess.run(ask, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False).returncode:
        if manager.poll() is not None or time.monotonic() > end:
            raise NotOnTheScreen(f"a window manager; it ended with {manager.poll()}")
        time.sleep(LOOK_EVERY_S)
    return manager


def drive(arguments: list[str], way: Callable[[Hand], dict[str, object]]) -> int:
    """Start a window manager and the program, go this way through it, let both end; prints what was told."""
    folder, *rest = arguments
    manager = window_manager()
    keyboard, ear = Keyboard(), Ear()
    program = subprocess.Popen(rest[1:], env=os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
    screen = Screen(program.pid, "zh")
    try:
        told = way(Hand(keyboard, ear, screen, Path(folder)))
    except NotOnTheScreen as missing:
        print(f"not on the screen: {missing}", file=sys.stderr)
        for thing in screen.things():
            print(f"  {thing.role}: {thing.name!r} {thing.text[:80]!r}", file=sys.stderr)
        return 1
    finally:
        keyboard.close()
        program.send_signal(signal.SIGTERM)
        program.wait(20)
        manager.terminate()
        manager.wait(20)
    print(json.dumps(told, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(drive(sys.argv[1:], Hand.go))
