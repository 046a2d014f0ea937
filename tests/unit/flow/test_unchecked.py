"""The expert's option: what is wrong with a file's content is said and stops nothing; nothing to read stops all."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest
from small_desk import SmallDesk
from small_studio import KindChecker

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Finding, Severity, Unreadable
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import MaterialsRejected
from avatar_intake.flow.prepare import UncheckedChecker


class OneRule:
    """Finds one thing wrong with everything."""

    def __init__(self, rule: str) -> None:
        self._rule = rule

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        return Checked(role, path, Unreadable("x"), (Finding(role, self._rule, Severity.ERROR),))

    def same_files(self, checked: Sequence[Checked]) -> tuple[Finding, ...]:
        return ()


@pytest.mark.parametrize(
    ("rule", "severity"),
    [
        ("video-resolution", Severity.WARNING),
        ("video-readable", Severity.WARNING),
        ("letter-pages", Severity.WARNING),
        ("file-missing", Severity.ERROR),
        ("file-empty", Severity.ERROR),
        ("file-unreadable", Severity.ERROR),
    ],
)
def test_only_a_file_of_which_nothing_could_be_sent_stays_an_error(rule: str, severity: Severity) -> None:
    checker = UncheckedChecker(OneRule(rule))

    item = checker.check(Role.TRAINING_VIDEO, "film.mp4", JobFields(), threading.Event())

    assert [(finding.rule, finding.severity) for finding in item.findings] == [(rule, severity)]


def test_a_job_goes_out_in_spite_of_a_failed_check_and_the_report_still_says_it(tmp_path) -> None:  # type: ignore[no-untyped-def]
    desk = SmallDesk(tmp_path / "desk")
    strict = KindChecker(Role.TRAINING_VIDEO)

    refused = desk.run(checker=strict)
    outcome = desk.run(checker=UncheckedChecker(strict))  # type: ignore[arg-type]

    assert isinstance(refused.error, MaterialsRejected)
    assert outcome.error is None
    assert Severity.WARNING in {finding.severity for finding in outcome.report.findings}
