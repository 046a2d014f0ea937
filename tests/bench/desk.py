"""The desk with 500 intakes of which 200 change: how late the window is, and what it costs while nothing happens.

`python tests/bench/desk.py [--seconds S] [--idle-seconds S]` prints one line of JSON; by hand, never in the gate. The
real program is there but for its line to the service: journal, follower, desk, workers, window. A service in memory
lists 500 jobs and lets 200 of them change with every look; a precise 10 ms timer on the window's thread notes how much
later it comes, while the list is scrolled and filtered and every other second a look at the service comes back.

`p99_ms` is the lateness over the busy stretch, `refresh_p99_ms` the same within half a second of a look's answer, and
`cpu_idle_percent` the processor time of the whole process in a stretch without any look.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "tests" / "helpers"), str(ROOT / "gui")]

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton  # noqa: E402

from avatar_intake.app import make_desk  # noqa: E402
from avatar_intake.domain.endpoint import parse_endpoint  # noqa: E402
from avatar_intake.domain.intake import Intake, JobFields, ServiceChoice  # noqa: E402
from avatar_intake.domain.service import JobPage, JobQuery, JobSummary  # noqa: E402
from avatar_intake.domain.settings import Settings  # noqa: E402
from avatar_intake.flow.access import Access  # noqa: E402
from avatar_intake.flow.desk import Desk  # noqa: E402
from avatar_intake.flow.following import Follower, FollowTools  # noqa: E402
from avatar_intake.flow.run import Line  # noqa: E402
from avatar_intake.metastudio.auth import AccessKey  # noqa: E402
from avatar_intake.qt.desk.control import DeskControl  # noqa: E402
from avatar_intake.qt.desk.following import Following  # noqa: E402
from avatar_intake.qt.desk.kept_settings import KeptSettings  # noqa: E402
from avatar_intake.qt.desk.surroundings import Surroundings  # noqa: E402
from avatar_intake.qt.desk.window import DeskWindow  # noqa: E402
from avatar_intake.qt.language import Language  # noqa: E402
from avatar_intake.qt.look import Look  # noqa: E402
from avatar_intake.qt.tasks import Tasks  # noqa: E402

COUNT = 500
CHANGING = 200
TICK_MS = 10
LATE_MS = 16.0
LOOK_EVERY_MS = 2000
NEAR_A_LOOK_S = 0.5
STATES = ("AUTO_VERIFYING", "MANUAL_VERIFYING", "TRAINING", "WAIT_COMPILE", "JOB_SUCCESS")
PLACE = Access(parse_endpoint("https://metastudio.example.com"), "0" * 32, AccessKey("AKEXAMPLE", "made-up"))
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


class Service:
    """A service in memory. `move` lets 200 of its jobs go on to their next state."""

    def __init__(self) -> None:
        self.list_calls = 0
        self._now = BEGIN
        self._turn = 0
        self._jobs = [
            JobSummary(f"job{number:029d}", f"Sample {number:03d}", STATES[0], _text(BEGIN), _text(BEGIN))
            for number in range(COUNT)
        ]

    def move(self) -> None:
        """The next 200 jobs change."""
        self._now += timedelta(minutes=5)
        for step in range(CHANGING):
            place = (self._turn + step) % COUNT
            job = self._jobs[place]
            state = STATES[(STATES.index(job.state) + 1) % len(STATES)]
            self._jobs[place] = replace(job, state=state, last_update_time=_text(self._now))
        self._turn = (self._turn + CHANGING) % COUNT

    def list(self, query: JobQuery) -> JobPage:
        """A page of the list, newest change first, as the follower asks for it."""
        self.list_calls += 1
        jobs = sorted(self._jobs, key=lambda job: job.last_update_time, reverse=True)
        if query.update_since:
            jobs = [job for job in jobs if job.last_update_time >= query.update_since]
        offset, limit = query.offset or 0, query.limit or 10
        return JobPage(len(jobs), tuple(jobs[offset : offset + limit]), f"req-{self.list_calls}")


def _text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


class Watch(QObject):
    """Notes how late its timer comes, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.late_ms: list[tuple[float, float]] = []
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)

    def start(self) -> None:
        """Begin to look."""
        self._last_s = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self.late_ms.append((now_s, max(0.0, (now_s - self._last_s) * 1000 - TICK_MS)))
        self._last_s = now_s


class Finder:
    """Every intake's service is the one in memory."""

    def find(self, _choice: ServiceChoice, _place: object = None) -> Access:
        """A made-up place; nobody connects to it."""
        return PLACE


def desk_with_500(service: Service) -> Desk:
    """The real desk over a journal of 500 followed jobs, its lines leading to ``service``.

    They are rehearsals, since a real service is sent two list calls a minute at most, however often F5 is pressed.
    """
    desk = make_desk()
    submit = desk._tools.submit
    for number in range(COUNT):
        job = JobFields(name=f"Sample {number:03d}", batch_name=f"Batch {number % 7}")
        intake = Intake(f"n{number:07d}", job, {}, ServiceChoice(is_practice=True))
        where = (PLACE.endpoint.base, PLACE.project_id)
        submit.journal.adopt(intake, f"job{number:029d}", where, STATES[0])

    def connect(_access: object, _user: str | None, _heard: object) -> Line:
        return Line(service, None, None)  # type: ignore[arg-type]

    desk._follower = Follower(FollowTools(submit.journal, Finder(), connect, submit.clock, lambda _record: True))
    return desk


def wait_ms(milliseconds: int) -> None:
    """Let events run."""
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def quantile_99(late: list[float]) -> float:
    """The value that one in a hundred exceeds."""
    return statistics.quantiles(late, n=100)[98] if len(late) > 1 else 0.0


def main() -> None:
    """One run."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--idle-seconds", type=float, default=20.0)
    found = parser.parse_args()
    app = QApplication([])
    service = Service()
    with tempfile.TemporaryDirectory() as home:
        os.environ["AVATAR_INTAKE_HOME"] = home
        tasks = Tasks(app)
        look, language = Look(app), Language(app)
        language.choose("en")
        window = DeskWindow(look, language)
        window.furnish()
        window.resize(1280, 720)
        kept = KeptSettings(Settings(), lambda _settings: None)
        control = DeskControl(window, Surroundings(look, language, tasks, kept))
        window.show()
        control.use(desk_with_500(service))
        tasks.wait_idle(60_000)
        wait_ms(1500)
        figures = busy(window, control, service, found.seconds)
        figures |= idle(window, control, found.idle_seconds)
        print(json.dumps(figures), flush=True)
    os._exit(0)  # nothing is left to be saved


def busy(window: DeskWindow, control: DeskControl, service: Service, seconds: float) -> dict[str, float]:
    """Scroll, filter and search while every other second 200 jobs have changed."""
    following = control.findChild(Following)
    watch, answers = Watch(), []
    told: list[int] = []
    resets: list[int] = []
    window.list.model.dataChanged.connect(lambda first, last: told.append(last.row() - first.row() + 1))
    window.list.model.modelReset.connect(lambda: resets.append(1))
    following.looked.connect(lambda _rows: answers.append(time.perf_counter()))

    def look() -> None:
        service.move()
        following.refresh()

    bar = window.list.table.verticalScrollBar()
    segments = [window.findChild(QPushButton, f"filter_{name}") for name in ("in_review", "done", "all")]
    search = window.findChild(QLineEdit, "searchField")
    step = [0]

    def use() -> None:
        step[0] += 1
        bar.setValue((bar.value() + 240) % max(1, bar.maximum()))
        if step[0] % 40 == 0:
            segments[step[0] // 40 % 3].click()
        if step[0] % 65 == 0:
            search.setText("" if search.text() else "Sample 1")

    looks, user = QTimer(), QTimer()
    looks.timeout.connect(look)
    user.timeout.connect(use)
    looks.start(LOOK_EVERY_MS)
    user.start(50)
    watch.start()
    wait_ms(int(seconds * 1000))
    for timer in (looks, user):
        timer.stop()
    watch.stop()
    late = [value for _at, value in watch.late_ms]
    near = [value for at, value in watch.late_ms if any(0 <= at - answer < NEAR_A_LOOK_S for answer in answers)]
    return {
        "intakes": len(window.list.model.rows),
        "looks": len(answers),
        "lines_told_a_look": sum(told) / max(1, len(answers)),
        "resets": len(resets),
        "p50_ms": statistics.median(late),
        "p99_ms": quantile_99(late),
        "refresh_p99_ms": quantile_99(near),
        "max_ms": max(late),
        "late_ticks": sum(value > LATE_MS for value in late),
        "ticks": len(late),
    }


def idle(window: DeskWindow, control: DeskControl, seconds: float) -> dict[str, float]:
    """Nobody does anything, and no look is due: what the window costs by itself."""
    following = control.findChild(Following)
    following.close()
    window.list.table.setFocus()
    wait_ms(500)
    before = time.process_time()
    wait_ms(int(seconds * 1000))
    return {"cpu_idle_percent": 100 * (time.process_time() - before) / seconds}


if __name__ == "__main__":
    main()
