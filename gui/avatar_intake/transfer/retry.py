"""How long to wait before trying again. Pure but for the dice: no sleeping, no clock."""

from __future__ import annotations

import random
from collections.abc import Callable

from avatar_intake.errors import IntakeError, ServiceBusy, StillWriting, Transient

_FIRST_WAIT_S = 1.0
_LONGEST_WAIT_S = 60.0
_SHORTEST_WISH_S = 0.5  # "Retry-After: 0" is no leave to hammer
_LONGEST_WISH_S = 300.0
_LOOK_AGAIN_S = 3.0


def wait_before_retry(error: IntakeError, attempt: int, dice: Callable[[], float] = random.random) -> float:
    """Seconds before attempt ``attempt`` + 1 (attempts begin with 1): 1, 2, 4 … 60 with half of it jitter.

    The server's own wish (`ServiceBusy.retry_after_s`) beats the table, between half a second and five minutes. What a
    person is about to put right, a drive or a full disk, is looked at again every few seconds.
    """
    if isinstance(error, StillWriting):
        return error.wait_s
    if not isinstance(error, Transient):
        return _LOOK_AGAIN_S
    wish = error.retry_after_s if isinstance(error, ServiceBusy) else None
    if wish is not None and wish >= 0:
        return min(max(wish, _SHORTEST_WISH_S), _LONGEST_WISH_S)
    full = min(_FIRST_WAIT_S * 2.0 ** min(attempt - 1, 10), _LONGEST_WAIT_S)
    return full / 2 + full / 2 * dice()
