"""How late the window is while the product uploads in the same process: one run, printed as one line of JSON.

The real wizard stands on its upload page and polls as it does; the real engine sends a film in a thousand parts from
four threads. A precise 10 ms timer on the window's thread notes how much later than that it comes. Arguments: the job's
file, ``idle``, ``full`` or ``limited`` (to the job's speed), and for how many seconds.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(Path(__file__).parent / "clients"), str(ROOT / "tests" / "helpers"), str(ROOT / "gui")]

import job as job_module  # noqa: E402
import ours  # noqa: E402
from fake_desk import ACCOUNT, FakeDesk, sample_intake  # noqa: E402
from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from avatar_intake.domain.intake import Intake, Role  # noqa: E402
from avatar_intake.domain.settings import Settings  # noqa: E402
from avatar_intake.domain.transfer import StoredMaterial  # noqa: E402
from avatar_intake.errors import Cancelled  # noqa: E402
from avatar_intake.flow.model import RunListener  # noqa: E402
from avatar_intake.qt.language import Language  # noqa: E402
from avatar_intake.qt.look import Look  # noqa: E402
from avatar_intake.qt.runs import Run, Runs  # noqa: E402
from avatar_intake.qt.tasks import Tasks  # noqa: E402
from avatar_intake.qt.wizard.wizard import IntakeWizard  # noqa: E402
from avatar_intake.qt.wizard.workbench import PageId, Workbench  # noqa: E402
from avatar_intake.transfer.control import RunControl  # noqa: E402

TICK_MS = 10
LATE_MS = 16.0
WARM_UP_S = 1.0


class UploadingDesk(FakeDesk):
    """A desk whose upload is real, and begins anew until it is cancelled; or stands still."""

    def __init__(self, job: job_module.Job, *, is_idle: bool) -> None:
        super().__init__()
        self._job, self._is_idle = job, is_idle
        self.stored_bytes = 0

    def _upload(self, intake: Intake, listener: RunListener, control: RunControl, stored: list[StoredMaterial]) -> None:
        upload = ours.upload_of(self._job, control)
        if self._is_idle:
            control.watch(upload)
            control.wait_until(lambda: False)
            raise Cancelled
        while True:
            try:
                upload.run()
            finally:
                self.stored_bytes += sum(part.size_bytes for part in upload.stored_parts(Role.TRAINING_VIDEO))
            upload = ours.upload_of(self._job, control)


class Watch(QObject):
    """Notes how late its timer comes, and counts the run's signals."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self.late_ms: list[float] = []
        self.signals = 0
        self._last_s = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._on_tick)
        for signal in (
            run.stage_changed,
            run.checked,
            run.waiting,
            run.going_on,
            run.material_stored,
            run.request_made,
        ):
            signal.connect(self._on_signal)

    def start(self) -> None:
        """Begin to look."""
        self.signals, self._last_s = 0, time.perf_counter()
        self._timer.start()

    def _on_tick(self) -> None:
        now_s = time.perf_counter()
        self.late_ms.append(max(0.0, (now_s - self._last_s) * 1000 - TICK_MS))
        self._last_s = now_s

    def _on_signal(self, *_values: object) -> None:
        self.signals += 1


def main() -> None:
    """One run."""
    case, seconds = sys.argv[2], float(sys.argv[3])
    job = job_module.read_job()
    job = job if case == "limited" else replace(job, bytes_per_s=0)
    app = QApplication([])
    look, tasks = Look(app), Tasks(app)
    desk = UploadingDesk(job, is_idle=case == "idle")
    runs = Runs(desk, app)
    bench = Workbench(desk, tasks, runs, look, Language(app), Settings(), lambda _settings: None, ACCOUNT)
    wizard = IntakeWizard(bench, sample_intake(), PageId.UPLOAD)
    wizard.resize(1280, 720)
    wizard.show()
    run = runs.under_way()[0]
    run.control.limit(job.bytes_per_s or None)
    watch = Watch(run)
    QTimer.singleShot(int(WARM_UP_S * 1000), watch.start)
    loop = QEventLoop()
    QTimer.singleShot(int((WARM_UP_S + seconds) * 1000), loop.quit)
    loop.exec()
    assert len(wizard.page(PageId.UPLOAD).part_map.states) == len(job.parts), "the page does not show the upload"
    run.control.cancel()
    run.join(5)
    tasks.close()
    cuts = statistics.quantiles(watch.late_ms, n=100)
    figures = {
        "p50_ms": cuts[49],
        "p99_ms": cuts[98],
        "max_ms": max(watch.late_ms),
        "late_ticks": sum(late > LATE_MS for late in watch.late_ms),
        "gib_per_s": desk.stored_bytes / 1024**3 / (WARM_UP_S + seconds),
        "signals_per_s": watch.signals / seconds,
    }
    print(json.dumps(figures), flush=True)
    os._exit(0)  # nothing is left to be saved


if __name__ == "__main__":
    main()
