"""The real clock."""

from __future__ import annotations

import sys
import time

from avatar_intake.transfer.control import RunControl

if sys.platform == "linux":

    def _awake_and_asleep_s() -> float:
        return time.clock_gettime(time.CLOCK_BOOTTIME)

elif sys.platform == "darwin":

    def _awake_and_asleep_s() -> float:
        return time.clock_gettime(time.CLOCK_MONOTONIC)  # Python's own monotonic() stands still there in sleep

else:
    _awake_and_asleep_s = time.monotonic  # Windows counts sleep


class SystemClock:
    """See `Clock`."""

    def monotonic_s(self) -> float:
        """Seconds that never go back and do not stand still while the computer sleeps."""
        return _awake_and_asleep_s()

    def epoch_s(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, control: RunControl, seconds: float) -> None:
        """See `RunControl.sleep`."""
        control.sleep(seconds)
