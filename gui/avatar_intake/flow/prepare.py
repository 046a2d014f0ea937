"""Check everything before anything is created: job fields, each material, all of them together. No network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from avatar_intake.domain.intake import UPLOAD_ORDER, Intake, JobFields, Role, required_roles
from avatar_intake.domain.job_rules import job_findings
from avatar_intake.domain.media import Checked, Finding, Severity
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import Cancelled
from avatar_intake.flow.model import Report, RunListener
from avatar_intake.media.room import Caller, Lost, Room

_NOTHING_TO_SEND = frozenset({"file-missing", "file-empty", "file-unreadable"})


class Checker(Protocol):
    """Looks at files."""

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """One material with its findings. Raises `Cancelled`."""
        ...

    def same_files(self, checked: Sequence[Checked]) -> tuple[Finding, ...]:
        """Findings for one file used twice."""
        ...


class MediaChecker:
    """Looks at real files, in a room. A file that takes its room with it is damaged: that is a finding like others."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """See `Checker`."""
        from avatar_intake.media import tasks

        try:
            return self._room.do(tasks.check, (role, path, job), Caller(stop=stop))
        except Lost:
            return tasks.checked_as_unreadable(role, path, job)

    def same_files(self, checked: Sequence[Checked]) -> tuple[Finding, ...]:
        """See `Checker`."""
        from avatar_intake.media.check import same_file_findings

        return same_file_findings(checked)


class UncheckedChecker:
    """A checker whose errors about what a file holds are only said, for whoever knows better than the checks.

    A file that cannot be read at all stays an error: nothing could be sent of it.
    """

    def __init__(self, checker: Checker) -> None:
        self._checker = checker

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """See `Checker`."""
        item = self._checker.check(role, path, job, stop)
        return replace(item, findings=tuple(map(_as_warning, item.findings)))

    def same_files(self, checked: Sequence[Checked]) -> tuple[Finding, ...]:
        """See `Checker`."""
        return tuple(map(_as_warning, self._checker.same_files(checked)))


def _as_warning(finding: Finding) -> Finding:
    is_lifted = finding.severity is Severity.ERROR and finding.rule not in _NOTHING_TO_SEND
    return replace(finding, severity=Severity.WARNING) if is_lifted else finding


def check_all(intake: Intake, na_account: bool, checker: Checker, listener: RunListener, stop: StopSignal) -> Report:
    """Every check of an intake, in upload order. Raises `Cancelled`."""
    checked: list[Checked] = []
    for role in UPLOAD_ORDER:
        path = intake.materials.get(role)
        if path is None:
            continue
        if stop.is_set():
            raise Cancelled
        item = checker.check(role, path, intake.job, stop)
        checked.append(item)
        listener.checked(item)
    together = (*missing_findings(intake, na_account), *checker.same_files(checked))
    return Report(tuple(checked), (*job_findings(intake.job), *together))


def missing_findings(intake: Intake, na_account: bool) -> tuple[Finding, ...]:
    """A finding for each material that is needed and not there."""
    needed = required_roles(intake.job, na_account=na_account)
    return tuple(
        Finding(role, "role-missing", Severity.ERROR, needed=role.value)
        for role in needed
        if role not in intake.materials
    )
