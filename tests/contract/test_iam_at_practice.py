"""Signing in with a password, from the saved account to the practice studio's door, over real sockets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from listening_studio import ListeningStudio
from studio_visitor import studio_in

from avatar_intake import errors
from avatar_intake.app import _Connector, fetch_token_for
from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import JobQuery, RequestRecord
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.access import AccessFinder
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import Line
from avatar_intake.metastudio.client import AccessKey, Credentials, ServicePlace, Token, new_client
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.iam import Login, fetch_token, find_projects
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio, StudioOptions
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
        return fetch_token(session, studio.endpoint, Login(**{**given, **changed})).token


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
        self.now_s = 1_800_000_000.0
        login = partial(fetch_token_for, self.network, Guards())
        self.accounts = Accounts(folder / "accounts.json", SessionSecrets(), login, lambda: self.now_s)
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
    ("wrong", "kind"),
    [
        ({"password": "wrong"}, errors.PasswordRejected),
        ({"user": "nobody"}, errors.PasswordRejected),
        ({"domain": "elsewhere"}, errors.PasswordRejected),
        ({"project_id": "f" * 32}, errors.WrongProject),
        ({"project_id": "", "project_name": "cn-north-4"}, errors.WrongProject),
    ],
)
def test_a_wrong_user_or_password_is_told_from_a_wrong_project(
    studio: PracticeStudio, wrong: dict[str, str], kind: type[errors.IntakeError]
) -> None:
    with pytest.raises(kind) as caught:
        sign_in(studio, **wrong)

    assert isinstance(caught.value, errors.CredentialsRejected)
    assert caught.value.status == 401
    assert caught.value.request_id


def test_a_user_that_is_locked_is_told_from_a_wrong_password(studio: PracticeStudio) -> None:
    words = '{"error": {"code": 401, "message": "The account is locked.", "title": "Unauthorized"}}'
    studio.faults.add(Fault("token", Action.ANSWER, status=401, body=words))

    with pytest.raises(errors.AccountLocked):
        sign_in(studio)


def test_a_token_says_its_project_and_how_long_it_holds_whatever_this_computers_clock_says(tmp_path: Path) -> None:
    with studio_in(tmp_path, clock_offset_s=-7200.0) as studio, new_session(1, TLS) as session:
        login = Login(studio.domain, studio.user, studio.password, project_name=studio.project_name)
        grant = fetch_token(session, studio.endpoint, login)

    assert (grant.project_id, grant.project_name) == (studio.project_id, studio.project_name)
    assert grant.life_s == pytest.approx(DAY_S, abs=5)


def test_a_token_is_renewed_ten_minutes_before_its_end_and_no_call_is_refused(
    tmp_path: Path, studio: PracticeStudio
) -> None:
    person = Person(tmp_path, studio)
    line = person.line()
    for passed_s, tokens in ((DAY_S - 700.0, 1), (150.0, 2), (DAY_S - 700.0, 2)):
        studio.clock.advance(passed_s)
        person.now_s += passed_s
        line.service.list(JobQuery())
        assert [line.path for line in studio.world.requests].count("/rest/v3/auth/tokens") == tokens

    assert person.statuses == [200] * 3


def test_a_renewal_ahead_of_time_that_fails_stops_no_call_and_is_tried_again_a_minute_later(
    tmp_path: Path, studio: PracticeStudio
) -> None:
    person = Person(tmp_path, studio)
    line = person.line()
    studio.faults.add(Fault("token", Action.DROP_BEFORE_READING))
    person.now_s += DAY_S - 500.0
    studio.clock.advance(DAY_S - 500.0)
    for passed_s, tokens in ((0.0, 2), (30.0, 2), (31.0, 3)):
        person.now_s += passed_s
        line.service.list(JobQuery())
        assert [line.path for line in studio.world.requests].count("/rest/v3/auth/tokens") == tokens

    assert person.statuses == [200] * 3


# --- the project's id ---------------------------------------------------------------------------------


def projects(studio: PracticeStudio, credentials: Credentials, region: str) -> list[str]:
    with new_session(1, TLS) as session:
        return [one.project_id for one in find_projects(session, studio.endpoint, credentials, region)]


@pytest.mark.parametrize("region", ["cn-practice-1", ""], ids=["by its region", "all there are"])
@pytest.mark.parametrize("kind", ["key", "temporary key", "token", "token for the whole account"])
def test_the_project_is_found_with_every_way_to_sign_in(studio: PracticeStudio, kind: str, region: str) -> None:
    credentials: dict[str, Callable[[], Credentials]] = {
        "key": lambda: AccessKey(studio.ak, studio.sk),
        "temporary key": lambda: AccessKey(studio.ak, studio.sk, studio.security_token),
        "token": lambda: Token(studio.token),
        "token for the whole account": lambda: Token(sign_in(studio, project_id="")),
    }

    assert projects(studio, credentials[kind](), region) == [studio.project_id]


def test_a_token_for_the_whole_account_opens_no_job(studio: PracticeStudio) -> None:
    place = ServicePlace(parse_endpoint(studio.endpoint), studio.project_id)

    with pytest.raises(errors.TokenExpired):
        new_client(place, Token(sign_in(studio, project_id="")), lambda _: None).list(JobQuery())


def test_whoever_may_not_list_all_projects_gets_those_that_are_open_to_him_with_the_regions_own_first(
    studio: PracticeStudio,
) -> None:
    listed = [("p2", "cn-practice-1_film", True), ("p3", "cn-north-4", True), ("p1", "cn-practice-1", True)]
    listed.append(("p4", "cn-practice-1_old", False))
    body = json.dumps({"projects": [{"id": i, "name": name, "enabled": is_on} for i, name, is_on in listed]})
    studio.faults.add(Fault("projects", Action.ANSWER, status=403, body='{"error": {"code": 403}}'))
    studio.faults.add(Fault("open_projects", Action.ANSWER, status=200, body=body))

    assert projects(studio, AccessKey(studio.ak, studio.sk), "cn-practice-1") == ["p1", "p2"]


@pytest.mark.parametrize(
    ("wrong", "kind"),
    [
        ({"sk": "wrong"}, errors.CredentialsRejected),
        ({"ak": "WRONG"}, errors.CredentialsRejected),
        ({"security_token": "ended"}, errors.TemporaryKeyRejected),
    ],
)
def test_a_wrong_key_finds_no_project(
    studio: PracticeStudio, wrong: dict[str, str], kind: type[errors.IntakeError]
) -> None:
    key = AccessKey(**{"ak": studio.ak, "sk": studio.sk, **wrong})

    with pytest.raises(kind) as caught:
        projects(studio, key, "cn-practice-1")

    assert type(caught.value) is kind


def test_the_question_for_a_project_is_the_vendors_own(tmp_path: Path) -> None:
    """Against the request that the vendor's SDK makes when it looks a project up: method, path, query, signature."""
    from huaweicloudsdkcore.auth.credentials import BasicCredentials
    from huaweicloudsdkcore.auth.internal import IamHelper
    from huaweicloudsdkcore.http.http_config import HttpConfig

    with ListeningStudio(StudioOptions(tmp_path / "studio")) as studio:
        projects(studio, AccessKey(studio.ak, studio.sk, studio.security_token), "cn-practice-1")
        (told,) = studio.ear.told
    theirs = IamHelper.get_keystone_list_projects_request(HttpConfig(), studio.endpoint, "cn-practice-1")
    theirs.header_params.clear()  # theirs names another client
    for name in ("Content-Type", "X-Sdk-Date"):
        theirs.header_params[name] = told.head.headers[name.lower()]
    signer = BasicCredentials(studio.ak, studio.sk).with_security_token(studio.security_token)
    signed = signer.sign_request(theirs)

    assert (told.head.method, told.head.path) == (signed.method, signed.resource_path)
    assert told.head.query == "&".join(f"{name}={value}" for name, value in signed.query_params)
    assert told.head.headers["x-security-token"] == signed.header_params["X-Security-Token"]
    assert told.head.headers["authorization"] == signed.header_params["Authorization"]
    assert "x-project-id" not in told.head.headers


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
    words = '{"error": {"code": 401, "message": "The username or password is wrong."}}'
    studio.faults.add(Fault("token", Action.ANSWER, status=401, body=words))

    with pytest.raises(errors.CredentialsRejected) as caught:
        line.service.list(JobQuery())

    assert caught.value.message_id == "A09"


def test_a_wrong_password_of_the_account_is_a_rejection_at_the_door(tmp_path: Path, studio: PracticeStudio) -> None:
    with pytest.raises(errors.CredentialsRejected):
        Person(tmp_path, studio, password="wrong").line()
