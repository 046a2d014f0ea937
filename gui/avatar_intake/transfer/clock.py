"""The real clock."""

from __future__ import annotations

import time

from avatar_intake.transfer.control import RunControl


class SystemClock:
    """See `Clock`."""

    def monotonic_s(self) -> float:
        """Seconds that never go back."""
        return time.monotonic()

    def epoch_s(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, control: RunControl, seconds: float) -> None:
        """See `RunControl.sleep`."""
        control.sleep(seconds)
