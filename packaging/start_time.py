"""How long a built program takes to its first window, against the same program from the checkout.

    .venv/bin/python packaging/start_time.py [-- PROGRAM [ARGUMENTS]]

A start ends when the X server shows a window of some size, which it tells this process (libX11 by ctypes). Both are
started in turn under one Xvfb; medians. By hand, on a quiet machine: a ratio of 1.2 at most is wanted. The processor
time until then is told as well: it says the same on a machine that has other things to do.
"""

from __future__ import annotations

import argparse
import ctypes
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILT = ROOT / "dist" / "avatar-intake" / "avatar-intake"
ROUNDS, MOST = 9, 1.2
_SUBSTRUCTURE, _MAP_NOTIFY = 1 << 19, 19
_LEAST_PX, _PATIENCE_S = 200, 60.0


class Screen:
    """The X server's own news of windows that it shows."""

    def __init__(self) -> None:
        self._x = ctypes.CDLL("libX11.so.6")
        self._x.XOpenDisplay.restype = ctypes.c_void_p
        self._x.XDefaultRootWindow.restype = ctypes.c_ulong
        self._display = ctypes.c_void_p(self._x.XOpenDisplay(None))
        if not self._display.value:
            raise SystemExit("There is no X server.")
        root = ctypes.c_ulong(self._x.XDefaultRootWindow(self._display))
        self._x.XSelectInput(self._display, root, ctypes.c_long(_SUBSTRUCTURE))
        self._x.XSync(self._display, 1)
        # What goes away while it is asked about is no reason to end.
        self._ignore = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p)(lambda *_: 0)
        self._x.XSetErrorHandler(self._ignore)

    def forget(self) -> None:
        """Nothing of what has happened so far counts."""
        self._x.XSync(self._display, 1)

    def wait_for_window(self) -> float:
        """The moment (`time.monotonic`) at which a window of some size was shown."""
        event = (ctypes.c_long * 24)()
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            while self._x.XPending(self._display):
                self._x.XNextEvent(self._display, event)
                kind = ctypes.cast(event, ctypes.POINTER(ctypes.c_int))[0]
                # struct XMapEvent: type, serial, send_event, display, event, window
                if kind == _MAP_NOTIFY and self._width(event[5]) >= _LEAST_PX:
                    return time.monotonic()
            time.sleep(0.001)
        raise SystemExit("No window came.")

    def _width(self, window: int) -> int:
        root, x, y = ctypes.c_ulong(), ctypes.c_int(), ctypes.c_int()
        width, height, border, depth = (ctypes.c_uint() for _ in range(4))
        out = (ctypes.byref(value) for value in (root, x, y, width, height, border, depth))
        self._x.XGetGeometry(self._display, ctypes.c_ulong(window), *out)
        return width.value


def seconds(screen: Screen, command: list[str], home: str) -> tuple[float, float]:
    """The time of one start and its processor time; the program is ended then."""
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment |= {"AVATAR_INTAKE_HOME": home, "QT_QPA_PLATFORM": "xcb", "PYTHONPATH": str(ROOT / "gui")}
    screen.forget()
    begun = time.monotonic()
    program = os.posix_spawnp(command[0], command, environment)
    try:
        took = screen.wait_for_window() - begun
    finally:
        os.kill(program, signal.SIGKILL)
        _, _, used = os.wait4(program, 0)
    return took, used.ru_utime + used.ru_stime


def main() -> int:
    """Print the medians and their ratio; 1 when it is more than is wanted."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="*", default=[str(BUILT)])
    asked = parser.parse_args()
    if not os.environ.get("AVATAR_INTAKE_ON_XVFB"):
        again = ["xvfb-run", "-a", "dbus-run-session", "--", sys.executable, __file__, "--", *asked.program]
        return subprocess.run(again, env=os.environ | {"AVATAR_INTAKE_ON_XVFB": "1"}, check=False).returncode
    screen = Screen()
    commands = {"checkout": [sys.executable, "-m", "avatar_intake"], "built": asked.program}
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for turn in range(ROUNDS + 1):
        for name, command in commands.items():
            with tempfile.TemporaryDirectory(prefix="avatar-intake-start-", ignore_cleanup_errors=True) as home:
                took = seconds(screen, command, home)
            if turn:  # the first one warms the page cache
                times[name].append(took)
    ratios = []
    for place, what in enumerate(("first window", "processor time")):
        medians = {name: statistics.median(took[place] for took in list_) for name, list_ in times.items()}
        ratios.append(medians["built"] / medians["checkout"])
        told = ", ".join(f"{name} {median * 1000:.0f} ms" for name, median in medians.items())
        print(f"{what}: {told}, ratio {ratios[-1]:.2f}")
    print(f"at most {MOST} is wanted")
    return int(ratios[0] > MOST)


if __name__ == "__main__":
    sys.exit(main())
