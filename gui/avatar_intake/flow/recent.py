"""What the last checks found, for as long as the file is the one that was looked at. Keeps no content of a file."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import IntakeError
from avatar_intake.flow.prepare import Checker
from avatar_intake.flow.same_file import touched_ns
from avatar_intake.transfer.source import identity_of

_MOST = 16
_State = tuple[FileIdentity, int]


@dataclass(frozen=True, slots=True)
class _Kept:
    state: _State
    job: JobFields
    checked: Checked


class RecentChecks:
    """A door to a `Checker` that remembers. Thread-safe."""

    def __init__(self, checker: Checker) -> None:
        self._checker = checker
        self._lock = threading.Lock()
        self._kept: dict[tuple[Role, str], _Kept] = {}

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """Look at a file. Raises `Cancelled`."""
        state = _state_of(role, path)
        checked = self._checker.check(role, path, job, stop)
        with self._lock:
            self._kept.pop((role, path), None)
            if state is not None:
                self._kept[role, path] = _Kept(state, job, checked)
                for oldest in list(self._kept)[:-_MOST]:
                    del self._kept[oldest]
        return checked

    def recall(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """What was found before, if neither file nor job has changed since; else look at it. Raises `Cancelled`."""
        with self._lock:
            kept = self._kept.get((role, path))
        if kept is not None and kept.job == job and kept.state == _state_of(role, path):
            return kept.checked
        return self.check(role, path, job, stop)


def _state_of(role: Role, path: str) -> _State | None:
    try:
        return identity_of(role, path), touched_ns(path)
    except IntakeError:
        return None
