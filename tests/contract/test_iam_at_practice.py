"""Signing in with a password, from the saved account to the practice studio's door, over real sockets."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from studio_visitor import studio_in

from avatar_intake import errors
from avatar_intake.app import _Connector, _fetch_token
from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import JobQuery, RequestRecord
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.access import AccessFinder, Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import Line
from avatar_intake.metastudio.client import ServicePlace, Token, new_client
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.iam import Login, fetch_token
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.store.secrets import SessionSecrets

DAY_S = 24 * 3600.0
TLS = tls_context()  # loading the system's certificates for each test would take most of its time


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path, prefix="/rest") as started:
        yield started


def sign_in(studio: PracticeStudio, **changed: str) -> str:
    given = {
        "domain": studio.domain, "user": studio.user, "password": studio.password, "project_id": studio.project_id,
    }  # fmt: skip
    with new_session(1, TLS) as session:
        return fetch_token(session, studio.endpoint, Login(**{**given, **changed}))


class Person:
    """Somebody whose account is an IAM user of the studio."""

    def __init__(self, folder: Path, studio: PracticeStudio, password: str | None = None) -> None:
        account = Account(
            AccountKind.PASSWORD,
            endpoint=studio.endpoint,
            project_id=studio.project_id,
            user=studio.user,
            domain=studio.domain,
        )
        self.network = Network(folder, Settings, SessionSecrets())
        self.accounts = Accounts(
            folder / "account.json", SessionSecrets(), partial(_fetch_token, self.network, Guards())
        )
        self.accounts.use(account, Secret(password or studio.password))
        self.requests: list[RequestRecord] = []

    def line(self) -> Line:
        access = AccessFinder(self.accounts, None, {}).find(ServiceChoice())  # type: ignore[arg-type]
        return _Connector(Limiters(), self.network, Guards())(access, None, self.requests.append)

    @property
    def statuses(self) -> list[int]:
        return [request.status for request in self.requests]


def test_a_token_opens_the_api(studio: PracticeStudio) -> None:
    place = ServicePlace(parse_endpoint(studio.endpoint), studio.project_id)

    assert new_client(place, Token(sign_in(studio)), lambda _: None).list(JobQuery()).count == 0


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong"}, {"user": "nobody"}, {"domain": "elsewhere"}, {"project_id": "f" * 32}],
    ids="".join,
)
def test_a_wrong_user_password_or_project_is_a_rejection(studio: PracticeStudio, wrong: dict[str, str]) -> None:
    with pytest.raises(errors.CredentialsRejected) as caught:
        sign_in(studio, **wrong)

    assert caught.value.status == 401
    assert caught.value.request_id


def test_a_wrong_password_is_no_wrong_clock(tmp_path: Path) -> None:
    with studio_in(tmp_path, clock_offset_s=7200.0) as studio, pytest.raises(errors.CredentialsRejected):
        sign_in(studio, password="wrong")


def test_the_studio_can_be_told_to_fail_at_the_token(studio: PracticeStudio) -> None:
    studio.faults.add(Fault("token", Action.DROP_BEFORE_READING))

    with pytest.raises(errors.NetworkUnreachable):
        sign_in(studio)

    assert sign_in(studio)


def test_a_token_that_ends_during_a_run_is_renewed_once_and_the_call_repeated(
    tmp_path: Path, studio: PracticeStudio
) -> None:
    person = Person(tmp_path, studio)
    line = person.line()
    line.service.list(JobQuery())

    studio.clock.advance(DAY_S + 60)
    line.service.list(JobQuery())
    line.service.list(JobQuery())

    assert person.statuses == [200, 401, 200, 200]
    assert [line.path for line in studio.world.requests].count("/rest/v3/auth/tokens") == 2


def test_a_password_that_was_changed_meanwhile_is_a_rejection(tmp_path: Path, studio: PracticeStudio) -> None:
    person = Person(tmp_path, studio)
    line = person.line()
    studio.clock.advance(DAY_S + 60)
    studio.faults.add(Fault("token", Action.ANSWER, status=401, body='{"error": {"code": 401}}'))

    with pytest.raises(errors.CredentialsRejected) as caught:
        line.service.list(JobQuery())

    assert caught.value.message_id == "A02"


def test_a_wrong_password_of_the_account_is_a_rejection_at_the_door(tmp_path: Path, studio: PracticeStudio) -> None:
    with pytest.raises(errors.CredentialsRejected):
        Person(tmp_path, studio, password="wrong").line()
