"""An intake goes only where the table lets it."""

from __future__ import annotations

from itertools import product

import pytest

from avatar_intake.domain.stage import ALLOWED_STAGES, UNDER_WAY, Stage, step_stage


@pytest.mark.parametrize(("now", "to"), list(product(Stage, Stage)))
def test_a_step_is_taken_exactly_when_the_table_has_it(now: Stage, to: Stage) -> None:
    if to is now or to in ALLOWED_STAGES[now]:
        assert step_stage(now, to) is to
    else:
        with pytest.raises(ValueError, match=f"from {now} to {to}"):
            step_stage(now, to)


def test_every_stage_has_its_row_and_none_leads_to_itself() -> None:
    assert set(ALLOWED_STAGES) == set(Stage)
    assert not any(stage in steps for stage, steps in ALLOWED_STAGES.items())


def test_every_stage_can_be_reached_from_a_draft() -> None:
    seen, new = set(), {Stage.DRAFT}
    while new:
        seen |= new
        new = {step for stage in new for step in ALLOWED_STAGES[stage]} - seen

    assert seen == set(Stage)


def test_nothing_is_submitted_that_was_not_announced_or_found_to_be_so() -> None:
    assert Stage.SUBMITTED not in ALLOWED_STAGES[Stage.DRAFT]
    assert Stage.SUBMITTING not in set().union(
        *(steps for stage, steps in ALLOWED_STAGES.items() if stage is not Stage.CONFIRMED)
    )


def test_what_was_submitted_never_becomes_a_draft_again() -> None:
    assert Stage.DRAFT not in ALLOWED_STAGES[Stage.SUBMITTED]


def test_what_is_half_done_is_under_way() -> None:
    assert set(Stage) - UNDER_WAY == {Stage.DRAFT, Stage.SUBMITTED, Stage.CANCELLED}
