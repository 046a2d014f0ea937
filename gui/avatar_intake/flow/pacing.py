"""How often the service is asked how its jobs stand. Pure: is told what happened and the time, and says when again.

A review takes a working day, a training three (vendor's page): minutes are soon enough. Whatever the number of jobs,
a real service is sent two list calls a minute at most. The practice studio, whose reviews take seconds, is asked in
seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace

from avatar_intake.errors import IntakeError, ServiceBusy

CALLS_A_MINUTE = 2
_MINUTE_S = 60.0

USUAL_PAUSE_S = 120.0
_QUIET_PAUSE_S = 300.0  # nothing has changed for an hour
_QUIET_AFTER_S = 3600.0
_RESTING_PAUSE_S = 1800.0  # every job has come to its end; only somebody else can move it
_FIRST_FAILURE_S = 60.0
_LONGEST_FAILURE_S = 1800.0
_PRACTICE_PAUSE_S = 2.0
_PRACTICE_RESTING_S = 10.0
# `update_since` is believed for half an hour: whether a state always moves `last_update_time` is not documented.
SWEEP_EVERY_S = 1800.0
PRACTICE_SWEEP_EVERY_S = 60.0


@dataclass(frozen=True, slots=True)
class Pace:
    """What the next pause depends on. Times are monotonic seconds; ``None`` is never."""

    looked_s: float | None = None
    changed_s: float | None = None
    failures: int = 0
    wish_s: float | None = None  # the service's own Retry-After

    def after_look(self, now_s: float, *, has_changed: bool) -> Pace:
        """A look that went well."""
        return Pace(now_s, now_s if has_changed or self.changed_s is None else self.changed_s)

    def after_failure(self, now_s: float, error: IntakeError) -> Pace:
        """A look that could not be finished; whatever stood in the way, the next one waits longer."""
        wish_s = error.retry_after_s if isinstance(error, ServiceBusy) else None
        return replace(self, looked_s=now_s, failures=self.failures + 1, wish_s=wish_s)

    def pause_s(self, now_s: float, *, is_practice: bool, is_resting: bool) -> float:
        """Seconds from the last look to the next. ``is_resting``: no job will move by itself."""
        if self.failures:
            longer_s = min(_FIRST_FAILURE_S * 2.0 ** min(self.failures - 1, 10), _LONGEST_FAILURE_S)
            usual_s = _PRACTICE_PAUSE_S if is_practice else longer_s
            return max(usual_s, self.wish_s or 0.0)
        if is_practice:
            return _PRACTICE_RESTING_S if is_resting else _PRACTICE_PAUSE_S
        if is_resting:
            return _RESTING_PAUSE_S
        is_quiet = self.changed_s is not None and now_s - self.changed_s > _QUIET_AFTER_S
        return _QUIET_PAUSE_S if is_quiet else USUAL_PAUSE_S


class CallBudget:
    """Counts list calls over the last minute. Not thread-safe: its owner holds a lock."""

    def __init__(self) -> None:
        self._made_s: deque[float] = deque(maxlen=CALLS_A_MINUTE)

    def wait_s(self, now_s: float) -> float:
        """Seconds until the next call is allowed; 0 when it is now."""
        if len(self._made_s) < CALLS_A_MINUTE:
            return 0.0
        return max(0.0, self._made_s[0] + _MINUTE_S - now_s)

    def made(self, now_s: float) -> None:
        """A call was made."""
        self._made_s.append(now_s)
