"""Goes through a rejection as a person with a screen reader would: submits, reads why not, puts it right, is done.

Runs under the system's Python, for pyatspi is a package of its own. Arguments: the language (``en`` or ``zh``), the
folder of the good materials, the film of the wrong size, ``--`` and the program. Its last line of output is JSON: what
was read on the way. When something is not there it ends with 1 and says what is on the screen instead.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import drive_wizard
import pyatspi
from drive_wizard import LOOK_EVERY_S, NotOnTheScreen, Screen, Thing, Visit, plain, wait

WORDS = {
    "put right": ("Put it right", "去修改"),
    "what to put right": ("What to put right", "需要修改的内容"),
    "wrong size": ("The video's picture size doesn't fit", "视频的画面尺寸不符"),
    "ids again": ("Both ID photos are needed once more", "身份证照片需要再传一次"),
    "send again": ("Send again", "重新提交"),
    "done": ("Done", "已完成"),
    "list": ("My intakes", "本机任务"),
    "checking": ("Everything is being checked once more…", "正在重新检查全部内容…"),
    "wrong.mp4": ("Training video", "训练视频"),
}


class Rejected(Visit):
    """The way of one intake whose first film has the wrong size."""

    def go_through(self, wrong: Path) -> dict[str, object]:
        """Submit, be rejected, put right what is needed, submit again, be done; returns what was read."""
        self._press("new")
        self._fill_in(wrong)
        numbers = {self._send("create")}
        self._open_the_line("put right")
        screen = self.screen
        read = [screen.heading(key) for key in ("what to put right", "wrong size", "ids again")]
        reviewers = self._texts_with("44005901", "分辨率", "resolution")
        self._press("put right")
        screen.heading("wrong size")
        self._choose("training.mp4")
        self._press("next")
        read.append(screen.heading("ids again"))
        for name in ("id-card-portrait.jpg", "id-card-emblem.jpg"):
            self._choose(name)
        self._press("next")
        numbers.add(self._send("send again"))
        screen.find(screen.word("list"), "push button", "radio button", "check box", "toggle button")
        done = wait(lambda: self._cell(screen.word("done")), "a line that is done")
        assert isinstance(done, Thing)
        return {"read": read, "reviewers": reviewers, "job_ids": sorted(numbers), "end": done.name}

    def _fill_in(self, wrong: Path) -> None:
        screen = self.screen
        screen.heading("page job")
        self._write("name", "示例讲师 Sample Presenter")
        self._write("phone", "13800138000")
        self._press("next")
        screen.heading("page video")
        self._choose_path("wrong.mp4", wrong)
        self._press("next")
        screen.heading("page documents")
        for name in ("id-card-portrait.jpg", "id-card-emblem.jpg", "letter.pdf"):
            self._choose(name)
        self._press("next")
        screen.heading("page extras")
        self._press("next")

    def _send(self, button: str) -> str:
        """From the review page to *Done*, and close; returns the job's number."""
        screen = self.screen
        screen.heading("page review")
        wait(lambda: not self._is_shown("checking"), "the end of the checks")
        screen.find(screen.word("consent"), "check box").press()
        self._press(button)
        screen.heading("page submit")
        self._press("submit")
        screen.heading("page done")
        number = wait(self._job_number, "the job's number")
        self._press("close")
        return str(number)

    def _open_the_line(self, step: str) -> None:
        """Wait until the line's next step is this one, then open the line."""
        wait(lambda: self._cell(self.screen.word(step)), f"a line with {step!r}")
        wait(lambda: self._is_opened("what to put right"), "the page of the intake")

    def _is_opened(self, heading: str) -> bool:
        """Whether the page is there; if not, click twice on the line, as a reader that moves the pointer does.

        On a bare X server no window has the keyboard, so that Enter would go nowhere.
        """
        table = next((thing for thing in self.screen.things() if thing.role == "table cell"), None)
        if table is not None and not self._is_shown(heading):
            where = table.accessible.queryComponent().getExtents(pyatspi.DESKTOP_COORDS)
            for _ in range(2):
                pyatspi.Registry.generateMouseEvent(where.x + where.width // 4, where.y + where.height // 4, "b1c")
            time.sleep(LOOK_EVERY_S)
        return self._is_shown(heading)

    def _is_shown(self, key: str) -> bool:
        return any(plain(thing.name) == self.screen.word(key) for thing in self.screen.things())

    def _cell(self, text: str) -> Thing | None:
        return next((it for it in self.screen.things() if it.role == "table cell" and it.name == text), None)

    def _texts_with(self, *pieces: str) -> list[str]:
        texts = (f"{thing.name} {thing.text}" for thing in self.screen.things() if thing.role == "label")
        return [text for text in texts if any(piece in text for piece in pieces)]


def main(arguments: list[str]) -> int:
    """Start the program, go through it, let it end."""
    drive_wizard.WORDS.update(WORDS)
    language, folder, wrong, *rest = arguments
    program = subprocess.Popen(rest[1:], env=os.environ | {"QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"})
    screen = Screen(program.pid, language)
    try:
        told = Rejected(screen, Path(folder)).go_through(Path(wrong))
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
