"""One desk with accounts at two services, over real sockets: each job is made, followed and deleted with its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_at_studio import Workplace
from studio_visitor import studio_in

from avatar_intake.domain.review import Shown
from avatar_intake.errors import JobElsewhere
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.practice.server import PracticeStudio


@pytest.fixture
def studios(tmp_path: Path) -> Iterator[tuple[PracticeStudio, PracticeStudio]]:
    with studio_in(tmp_path / "one") as one, studio_in(tmp_path / "two", prefix="/rest") as two:
        yield one, two


@pytest.fixture
def place(tmp_path: Path, studios: tuple[PracticeStudio, PracticeStudio]) -> Iterator[Workplace]:
    """The first studio's key is kept; the second studio's user is in use."""
    one, two = studios
    place = Workplace(tmp_path / "desk", one)
    user = Account(
        AccountKind.PASSWORD, endpoint=two.endpoint, project_id=two.project_id, user=two.user, domain=two.domain,
        name="示例用户",
    )  # fmt: skip
    place.desk.use_account(user, Secret(two.password))
    yield place
    place.close()


def first_of(place: Workplace) -> str:
    return next(one.name for one in place.desk.accounts().all if one.name != "示例用户")


def jobs(studio: PracticeStudio) -> int:
    return len(studio.world.all_jobs())


def test_jobs_at_two_services_are_followed_and_deleted_each_with_its_own_account(
    place: Workplace, studios: tuple[PracticeStudio, PracticeStudio]
) -> None:
    one, two = studios
    at_two = place.submitted("at two")
    place.desk.choose_account(first_of(place))
    at_one = place.submitted("at one")
    assert (jobs(one), jobs(two)) == (1, 1)

    rows = {row.intake_id: row for row in place.look()}

    assert {rows[it.intake_id].shown for it in (at_one, at_two)} <= {Shown.TRAINING, Shown.DONE, Shown.IN_REVIEW}
    for studio in studios:
        assert any(line.method == "GET" and line.status == 200 for line in studio.world.requests)
        assert all(line.status < 400 for line in studio.world.requests)
    account = place.desk.account()
    assert account is not None
    assert account.name == first_of(place), "following chooses no account"
    place.desk.remove(at_two.intake_id, delete_job=True)
    assert (jobs(one), jobs(two)) == (1, 0)


def test_an_upload_goes_on_with_the_account_that_its_job_belongs_to(
    place: Workplace, studios: tuple[PracticeStudio, PracticeStudio]
) -> None:
    one, two = studios
    intake = place.intake("half done")
    assert place.run(intake, submit_review=False).error is None
    place.desk.choose_account(first_of(place))

    outcome = place.run(intake)

    assert outcome.error is None
    assert (jobs(one), jobs(two)) == (0, 1)


def test_a_named_account_makes_no_second_job_of_another_ones(
    place: Workplace, studios: tuple[PracticeStudio, PracticeStudio]
) -> None:
    one, two = studios
    intake = place.intake("half done")
    assert place.run(intake, submit_review=False).error is None
    place.desk.speak_as(first_of(place))

    outcome = place.run(intake)

    assert isinstance(outcome.error, JobElsewhere)
    assert (jobs(one), jobs(two)) == (0, 1)
    assert place.desk.under_way() == ()
