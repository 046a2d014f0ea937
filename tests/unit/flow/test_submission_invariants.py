"""Whatever goes wrong in the life of an intake, in whatever order: what the program promises holds (I1 to I11).

A life is a few runs of a whole submission over the real flow, engine, sender and journal, with a studio and a store in
memory and a clock that passes only in waits. 150 lives by default, always the same ones; ``--runs 2000`` for more.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from memory_folder import memory_folder
from stormy_life import ACTION, COVER, ID1, LETTER, OF_A_RUN, OF_THE_INTAKE, VIDEO, Life, Stretch, What, live
from stormy_studio import Call, Listed, Nature, Put

from avatar_intake.domain.service import Command

SLOTS = [(VIDEO, 1), (VIDEO, 2), (VIDEO, 3), (ID1, 1), (LETTER, 1), (COVER, 1), (ACTION, 1), (ACTION, 2)]
STEPS = [
    "create",
    "show",
    "list",
    "update",
    "delete",
    Command.GET_MULTIPART_UPLOADED,
    Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED,
    Command.CONFIRM_MULTIPART_UPLOADED,
    Command.CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED,
    Command.SUBMITVERIFYING,
]


def some(values: st.SearchStrategy[object], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(values, max_size=most).map(tuple)


natures = st.builds(
    Nature,
    list_lag_asks=st.sampled_from([0, 0, 1, 3]),
    used_answer=st.sampled_from(["AccessDenied", "NoSuchUpload", "OperationAborted"]),
    overwrites=st.booleans(),
    shows_documents=st.booleans(),
    lists_action_parts=st.booleans(),
    update_reopens=st.booleans(),
    update_keeps_materials=st.booleans(),
    updates_while_waiting=st.booleans(),
    address_life_s=st.sampled_from([86_400.0, 3_700.0, 120.0]),
    with_action=st.sampled_from([False, False, True]),
)
between_runs = st.sampled_from([what for what in What if what not in OF_A_RUN])
# What is rare by itself, or hits only where something is stored, is tried more often.
in_a_run = st.sampled_from(
    [What.POWER_CUT] * 8 + [What.PART_SPOILT] * 4 + [what for what in What if what not in OF_THE_INTAKE]
)


def happenings() -> st.SearchStrategy[Mapping[int, What]]:
    return st.dictionaries(st.integers(1, 90), in_a_run, max_size=3)


stretches = st.builds(
    Stretch,
    before=some(between_runs, 2),
    happens=happenings(),
    calls=st.dictionaries(st.sampled_from(STEPS), some(st.sampled_from(Call), 3), max_size=3),
    puts=st.dictionaries(st.sampled_from(SLOTS), some(st.sampled_from(Put), 3), max_size=3),
    lists=some(st.sampled_from(Listed), 4),
    is_rejected=st.sampled_from([False, False, True]),
    submits=st.sampled_from([True, True, False]),
    patience_s=st.sampled_from([None, None, 60.0]),
    renews=st.booleans(),
)
lives = st.builds(Life, stretches=st.lists(stretches, min_size=1, max_size=4).map(tuple), nature=natures)


@pytest.mark.timeout(3600)  # two thousand lives take minutes
def test_whatever_goes_wrong_every_promise_holds_and_the_intake_is_submitted(pytestconfig: pytest.Config) -> None:
    @settings(
        max_examples=pytestconfig.getoption("--runs"),
        suppress_health_check=list(HealthCheck),
        phases=(Phase.generate, Phase.shrink),
    )
    @given(life=lives)
    def every_promise_holds(life: Life) -> None:
        with memory_folder() as folder:
            assert live(folder, life).broken == []

    every_promise_holds()


def ends_well(folder: Path, *stretches: Stretch) -> bool:
    return live(folder, Life(stretches)).broken == []


def test_a_picture_that_never_arrived_though_its_address_says_used_leads_to_a_fresh_job(tmp_path: Path) -> None:
    assert ends_well(tmp_path, Stretch(puts={(ID1, 1): (Put.GATEWAY_BEFORE, Put.FORBIDDEN)}))


def test_addresses_that_never_took_anything_lead_to_a_fresh_job_before_anything_is_taken_for_stored(
    tmp_path: Path,
) -> None:
    assert ends_well(tmp_path, Stretch(happens={20: What.JOB_REOPENED}))


def test_a_confirm_that_was_taken_for_done_and_never_was_is_made_up_for(tmp_path: Path) -> None:
    refused = {Command.CONFIRM_MULTIPART_UPLOADED: (Call.NEVER_ARRIVED, Call.COMMAND_FAILED)}

    assert ends_well(tmp_path, Stretch(calls=refused))
