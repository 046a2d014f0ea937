"""The whole program in a process of its own, which tells on standard output how its window fares."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

# Waits until the window is furnished, puts it out of sight, says so, and says when it is back; then leaves.
_PROGRAM = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from avatar_intake.app import main

out_of_sight, *arguments = sys.argv[1:]
app = QApplication([])
was_hidden = []

def look():
    for window in QApplication.topLevelWidgets():
        if window.objectName() != "deskWindow" or not hasattr(window, "list"):
            continue
        if not was_hidden:
            getattr(window, out_of_sight)()
            was_hidden.append(True)
            print("out of sight", flush=True)
        elif window.isVisible() and not window.isMinimized():
            print("in front", flush=True)
            timer.stop()
            window.leave()
            app.quit()

timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
sys.exit(main(arguments))
"""


def start_and_hide(home: Path, out_of_sight: str = "showMinimized", *arguments: str) -> subprocess.Popen[str]:
    """Start the program over ``home``; it says ``out of sight``, and ``in front`` when it was asked to show itself."""
    return _start(home, "-c", _PROGRAM, out_of_sight, *arguments)


def start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the program as a person does."""
    return _start(home, "-m", "avatar_intake", *arguments)


def _start(home: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "AVATAR_INTAKE_HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}
    return subprocess.Popen(
        [sys.executable, *arguments], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
