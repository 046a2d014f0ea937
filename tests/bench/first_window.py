"""Time to the first window, ours against a bare PySide6 window: medians of seven interleaved starts in one run.

Run by hand: ``python tests/bench/first_window.py``. A start ends when the first window has painted itself.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

ROUNDS = 7
END_AT_FIRST_PAINT = """
import os
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget

class Eye(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint and isinstance(watched, QWidget) and watched.isWindow():
            watched.event(event)
            os._exit(0)
        return False

def run(*_):
    eye = Eye()
    QApplication.instance().installEventFilter(eye)
    while True:
        QApplication.processEvents()

QApplication.exec = run
"""
BARE = """
from PySide6.QtWidgets import QWidget
application = QApplication([])
window = QWidget()
window.resize(1280, 720)
window.show()
QApplication.exec()
"""
OURS = """
from avatar_intake.app import main
main([])
"""


def seconds(program: str, home: str) -> float:
    """The time of one start."""
    # Whoever uses the program has its modules compiled; only some machines for tests forbid it.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment["AVATAR_INTAKE_HOME"] = home
    begun = time.monotonic()
    subprocess.run([sys.executable, "-c", END_AT_FIRST_PAINT + program], env=environment, check=True)
    return time.monotonic() - begun


def main() -> None:
    """Print the medians and their ratio."""
    times: dict[str, list[float]] = {BARE: [], OURS: []}
    with tempfile.TemporaryDirectory() as home:
        for program in times:
            seconds(program, home)  # warms the page cache
        for _ in range(ROUNDS):
            for program, list_ in times.items():
                list_.append(seconds(program, home))
    bare, ours = (statistics.median(times[program]) for program in (BARE, OURS))
    print(f"bare {bare * 1000:.0f} ms, ours {ours * 1000:.0f} ms, ratio {ours / bare:.2f} (at most 2.0)")


if __name__ == "__main__":
    main()
