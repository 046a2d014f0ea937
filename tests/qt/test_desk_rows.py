"""What a line of the list says and offers, decided without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import MaterialProgress, Progress
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.desk.rows import (
    Group,
    Leg,
    Line,
    Standing,
    Step,
    Told,
    Wanted,
    batches_of,
    count_groups,
    group_of,
    is_wanted,
    leg_of,
    line_with,
    next_step,
    standing_of,
    thousandths,
)

DRAFT = IntakeRow(
    intake_id="a1",
    name="示例讲师",
    batch_name="",
    stage=Stage.DRAFT,
    state="",
    shown=None,
    job_id="",
    total_bytes=0,
    stored_bytes=0,
    created_at="2026-11-20T01:00:00Z",
    changed_at="2026-11-20T01:00:00Z",
)
SUBMITTED = replace(DRAFT, stage=Stage.SUBMITTED, state="AUTO_VERIFYING", shown=Shown.IN_REVIEW)


@pytest.mark.parametrize("stage", list(Stage))
def test_every_stage_has_a_standing_a_group_a_step_and_a_leg(stage: Stage) -> None:
    row = replace(DRAFT, stage=stage)
    assert standing_of(row) in Standing
    assert group_of(row) is not Group.ALL
    assert next_step(row) in Step
    assert leg_of(row) in Leg


@pytest.mark.parametrize("shown", list(Shown))
def test_every_state_of_the_service_has_a_standing_and_a_group(shown: Shown) -> None:
    row = replace(SUBMITTED, shown=shown)
    assert standing_of(row) in Standing
    assert group_of(row) is not Group.ALL


@pytest.mark.parametrize("stage", [Stage.CREATING, Stage.UPLOADING, Stage.STORED, Stage.SUBMITTING])
def test_a_half_done_intake_that_nobody_runs_is_stopped_and_offers_to_continue(stage: Stage) -> None:
    row = replace(DRAFT, stage=stage)
    assert standing_of(row) is Standing.STOPPED
    assert next_step(row) is Step.CONTINUE
    assert next_step(replace(row, is_running=True)) is Step.WATCH


def test_what_is_confirmed_waits_for_the_person_to_submit_it() -> None:
    row = replace(DRAFT, stage=Stage.CONFIRMED)
    assert next_step(row) is Step.SUBMIT
    assert group_of(row) is Group.TO_DO


def test_a_rejection_offers_to_replace_the_materials() -> None:
    row = replace(SUBMITTED, shown=Shown.REJECTED)
    assert next_step(row) is Step.REPLACE
    assert group_of(row) is Group.REJECTED


def test_a_submitted_intake_is_in_review_until_the_service_says_more() -> None:
    assert standing_of(replace(SUBMITTED, shown=None)) is Standing.IN_REVIEW


@pytest.mark.parametrize(
    ("stage", "stored_bytes", "share"),
    [
        (Stage.UPLOADING, 1024**3, 200),
        (Stage.UPLOADING, 5 * 1024**3, 999),
        (Stage.STORED, 5 * 1024**3, 999),
        (Stage.CONFIRMING, 5 * 1024**3, 999),
        (Stage.CONFIRMED, 5 * 1024**3, 1000),
        (Stage.SUBMITTING, 5 * 1024**3, 1000),
        (Stage.SUBMITTED, 5 * 1024**3, 1000),
    ],
)
def test_progress_is_full_only_when_the_service_has_confirmed(stage: Stage, stored_bytes: int, share: int) -> None:
    row = replace(DRAFT, stage=stage, total_bytes=5 * 1024**3, stored_bytes=stored_bytes)
    assert thousandths(Line(row)) == share


def test_a_draft_has_no_progress() -> None:
    assert thousandths(Line(DRAFT)) == 0


@pytest.mark.parametrize(
    ("stage", "stored", "share"),
    [
        (Stage.UPLOADING, 0.5, 500),
        (Stage.UPLOADING, 1.0, 999),
        (Stage.CONFIRMING, 1.0, 999),
        (Stage.CONFIRMED, 1.0, 1000),
    ],
)
def test_the_numbers_of_a_run_are_full_no_sooner(stage: Stage, stored: float, share: int) -> None:
    moving = MaterialProgress(Role.TRAINING_VIDEO, 1000, int(stored * 1000), 0, ())
    told = Told("a1", is_running=True, progress=Progress((moving,), 1e6, None))
    assert thousandths(line_with(replace(DRAFT, stage=stage, total_bytes=1000), told)) == share


def test_the_counts_of_all_groups_add_up_to_all() -> None:
    rows = [DRAFT, SUBMITTED, replace(SUBMITTED, shown=Shown.DONE), replace(DRAFT, stage=Stage.UPLOADING)]
    counts = count_groups(rows)
    assert counts[Group.ALL] == 4
    assert sum(counts.values()) == 8
    assert set(counts) == set(Group)


def test_batches_are_listed_once_and_in_order() -> None:
    rows = [replace(DRAFT, batch_name=name) for name in ("夏季", "B2", "", "B2", "A1")]
    assert batches_of(rows) == ("A1", "B2", "夏季")


@pytest.mark.parametrize(
    ("wanted", "is_found"),
    [
        (Wanted(), True),
        (Wanted(text="anna"), True),
        (Wanted(text="ＡＮＮＡ"), True),
        (Wanted(text="summer anna"), True),
        (Wanted(text="job-77"), True),
        (Wanted(text="nobody"), False),
        (Wanted(batch="Summer"), True),
        (Wanted(batch="Winter"), False),
        (Wanted(group=Group.IN_REVIEW), True),
        (Wanted(group=Group.DONE), False),
        (Wanted(group=Group.IN_REVIEW, batch="Summer", text="anna"), True),
    ],
)
def test_search_batch_and_group_narrow_the_list_together(wanted: Wanted, is_found: bool) -> None:
    row = replace(SUBMITTED, name="Anna Sample", batch_name="Summer", job_id="job-77")
    assert is_wanted(Line(row), wanted) is is_found


def test_a_line_shows_its_run_only_while_it_runs() -> None:
    error = NetworkUnreachable("store.example")
    running = Told("a1", is_running=True, is_paused=True, wait_reason=error)
    row = replace(DRAFT, stage=Stage.UPLOADING)
    assert line_with(row, running) == Line(replace(row, is_running=True), None, is_paused=True, wait_reason=error)
    assert line_with(row, replace(running, is_running=False)) == Line(row)
    assert line_with(row, None) == Line(row)
