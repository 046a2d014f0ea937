"""When a person's details go, and what is left without them."""

from __future__ import annotations

import pytest

from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.retention import forgotten, is_due, is_over
from avatar_intake.domain.settings import KEEP_CHOICES, Settings
from avatar_intake.domain.stage import Stage

END = "2026-01-01T12:00:00+00:00"


@pytest.mark.parametrize(
    ("stage", "state", "problem", "expected"),
    [
        (Stage.SUBMITTED, "JOB_SUCCESS", "", True),
        (Stage.SUBMITTED, "JOB_FINISH", "", True),
        (Stage.SUBMITTED, "MANUAL_VERIFYING", "C06", True),
        (Stage.CANCELLED, "", "", True),
        (Stage.SUBMITTED, "MANUAL_VERIFYING", "", False),
        (Stage.SUBMITTED, "AUTO_VERIFY_FAILED", "", False),
        (Stage.SUBMITTED, "JOB_PENDING", "", False),
        (Stage.SUBMITTED, "", "", False),
        (Stage.UPLOADING, "", "C06", False),
        (Stage.DRAFT, "", "", False),
    ],
)
def test_an_intake_is_over_when_it_is_done_deleted_or_cancelled(
    stage: Stage, state: str, problem: str, expected: bool
) -> None:
    assert is_over(stage, state, problem) is expected


@pytest.mark.parametrize(
    ("now", "days", "expected"),
    [
        ("2026-04-01T11:59:59+00:00", 90, False),
        ("2026-04-01T12:00:00+00:00", 90, True),
        ("2026-01-31T12:00:00+00:00", 30, True),
        ("2026-01-31T20:00:00+08:01", 30, False),
        ("2099-01-01T00:00:00+00:00", None, False),
        ("2025-01-01T00:00:00+00:00", 30, False),
        ("no moment", 30, False),
    ],
)
def test_the_details_are_due_when_so_many_days_have_passed(now: str, days: int | None, expected: bool) -> None:
    assert is_due(END, now, days) is expected


def test_a_moment_that_has_no_zone_is_not_due() -> None:
    assert not is_due("2026-01-01T12:00:00", "2099-01-01T00:00:00+00:00", 30)


def test_what_is_kept_says_nothing_about_the_person() -> None:
    job = JobFields(
        name="示例讲师", contact="13800138000", batch_name="示例班", tags=("示例",),
        app_user_id="somebody", is_flexus=True, video_multipart_count=4,
    )  # fmt: skip
    service = ServiceChoice(region="cn-north-4", project_id="p")
    left = forgotten(Intake("abc", job, {Role.COVER: "/示例/cover.jpg"}, service, "/示例/intake.toml", "f00d"))

    kept = JobFields(contact="138****8000", is_flexus=True, video_multipart_count=4)
    assert left == Intake("abc", kept, {}, service, is_forgotten=True)


def test_the_days_that_hold_by_themselves_are_among_the_choices() -> None:
    assert Settings().keep_days in KEEP_CHOICES
