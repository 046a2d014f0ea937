"""Wait for files that another program is still busy with: a copy under way, a download from a cloud. Reads no content.

A file is quiet when nothing has changed about it for two seconds, the rule of the file synchronisers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import IntakeError, MaterialMissing, MaterialUnreadable, StillWriting
from avatar_intake.flow.service import Patience, Tries
from avatar_intake.transfer.source import identity_of

_QUIET_S = 2.0
_LEAST_PATIENCE_S = 10.0  # a file that was finished a moment ago is quiet soon: that is no fault to give up at


def wait_until_quiet(materials: Mapping[Role, str], patience: Patience) -> None:
    """Return when every file is quiet. What is missing or unreadable is left for the checks to say.

    Raises `StillWriting` or `MaterialUnreadable` when the patience ends, and `Cancelled`.
    """
    if patience.seconds is not None:
        patience = replace(patience, seconds=max(patience.seconds, _LEAST_PATIENCE_S))
    for role, path in materials.items():
        tries, clock, seen, seen_s = Tries(patience), patience.clock, None, 0.0
        while True:
            found, unrest = _look(role, path, clock.epoch_s())
            if unrest is None or (found == seen and clock.monotonic_s() - seen_s >= _QUIET_S):
                break
            if found != seen:
                seen, seen_s = found, clock.monotonic_s()
            tries.wait(unrest)


def _look(role: Role, path: str, now_s: float) -> tuple[FileIdentity | None, IntakeError | None]:
    """The file as it is now, and what is to be waited for, if it does not turn out to stay the same."""
    try:
        found = identity_of(role, path)
    except MaterialMissing:
        return None, None
    except MaterialUnreadable as error:
        return None, error if error.reason == MaterialUnreadable.ONLINE_ONLY else None
    age_s = now_s - found.mtime_ns / 1e9
    # A clock that is behind the file's would never see it grow old.
    if age_s >= _QUIET_S:
        return found, None
    wait_s = _QUIET_S - max(0.0, age_s)
    return found, StillWriting(role=role, name=Path(path).name, wait_s=wait_s)
