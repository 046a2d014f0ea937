"""Dead addresses: new ones by an update where the service allows it, else a fresh job; never two jobs."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from small_desk import SmallDesk

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import AddressesExpired
from avatar_intake.flow.model import Outcome

HOUR_S = 3600
VIDEO = Role.TRAINING_VIDEO


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    """One hour to live for every address; the third piece of the video takes two."""
    desk = SmallDesk(tmp_path)
    desk.studio.expires_s = desk.clock.now_s + HOUR_S
    is_slow = iter([True])

    def pass_time(step: str) -> None:
        if step == f"put {VIDEO} 3" and next(is_slow, False):
            desk.clock.now_s += 2 * HOUR_S
            desk.studio.expires_s = desk.clock.now_s + 24 * HOUR_S

    desk.studio.on_done = pass_time
    return desk


def run(desk: SmallDesk, **options: object) -> Outcome:
    return desk.run(workers=1, **options)


def puts_of(desk: SmallDesk, role: Role) -> Counter[int]:
    """How often each piece was put, over all jobs and rounds."""
    counts: Counter[int] = Counter()
    for put, count in desk.studio.puts.items():
        if put.role is role:
            counts[put.number] += count
    return counts


def test_without_leave_the_run_ends_and_says_why(desk: SmallDesk) -> None:
    outcome = run(desk)

    assert isinstance(outcome.error, AddressesExpired)
    assert outcome.error.message_id == "U05"
    assert "update" not in desk.studio.calls
    assert len(desk.studio.live_jobs()) == 1


def test_where_the_service_refuses_an_update_a_fresh_job_carries_everything_over(desk: SmallDesk) -> None:
    outcome = run(desk, renews_expired=True)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.stored_video() == desk.video()
    assert desk.studio.calls.index("update") < desk.studio.calls.index("delete")
    assert desk.studio.calls.count("create") == 2


def test_where_the_service_allows_it_an_update_brings_new_addresses(desk: SmallDesk) -> None:
    desk.studio.updates_while_waiting = True

    outcome = run(desk, renews_expired=True)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert (desk.studio.calls.count("create"), desk.studio.calls.count("update")) == (1, 1)
    assert desk.stored_video() == desk.video()


def test_what_an_update_keeps_is_not_sent_again(desk: SmallDesk) -> None:
    desk.studio.updates_while_waiting = desk.studio.update_keeps_parts = True

    outcome = run(desk, renews_expired=True)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert set(puts_of(desk, VIDEO).values()) == {1}
    assert desk.stored_video() == desk.video()


@pytest.mark.parametrize("allows", [True, False])
def test_the_next_run_is_the_consent_and_renews(desk: SmallDesk, allows: bool) -> None:
    desk.studio.updates_while_waiting = desk.studio.update_keeps_parts = allows
    assert run(desk).error is not None

    outcome = run(desk, renews_expired=True)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count("create") == (1 if allows else 2)
    assert len(desk.studio.live_jobs()) == 1


def test_a_renewal_is_not_repeated_by_a_run_that_breaks_off_after_it(desk: SmallDesk) -> None:
    """What ended an earlier run is forgotten with the new addresses: else every restart would begin anew."""
    assert run(desk).error is not None
    desk.studio.will(f"put {VIDEO} 4", ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run(desk, renews_expired=True)

    outcome = run(desk, renews_expired=True)

    assert outcome.error is None
    assert desk.studio.calls.count("create") == 2


def test_addresses_that_are_dead_on_arrival_are_not_asked_for_for_ever(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.studio.expires_s = desk.clock.now_s - 1

    outcome = run(desk, renews_expired=True)

    assert isinstance(outcome.error, AddressesExpired)
    assert desk.studio.calls.count("create") == 4
    assert len(desk.studio.live_jobs()) == 1


def test_an_answer_of_the_store_that_says_expired_is_renewed_too(tmp_path: Path) -> None:
    desk = SmallDesk(tmp_path)
    desk.studio.will(f"put {VIDEO} 2", AddressesExpired(job_id=""))

    outcome = run(desk, renews_expired=True)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert len(desk.studio.live_jobs()) == 1
