"""A token for a user's password: what goes out, what comes back, and that the password is nowhere else."""

from __future__ import annotations

import json
import logging
import traceback
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scripted_service import Reply, ScriptedService, Trouble, json_reply

from avatar_intake import errors
from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.metastudio.client import AccessKey, TimeLimits
from avatar_intake.metastudio.iam import Login, fetch_token, find_projects, iam_base

CANARY = 'CANARY-"1f9d\\密'
LOGIN = Login("example-domain", "example-user", CANARY, "0123456789abcdef0123456789abcdef")
SHORT = TimeLimits(connect_s=0.5, read_s=0.2, answer_s=0.5)
TLS = tls_context()  # loading the system's certificates for each test would take most of its time
GIVEN = json_reply({"token": {}}, 201, X_Subject_Token="MII-example")
WRONG = {
    "error": {"code": 401, "message": f"The username or password is wrong: {CANARY}", "title": "Unauthorized"},
    "error_msg": f"wrong password {CANARY}",
}


def at_script(service: ScriptedService, login: Login = LOGIN) -> str:
    with new_session(1, TLS) as session:
        return fetch_token(session, service.endpoint, login, SHORT).token


def test_exactly_the_documented_request_goes_out() -> None:
    with ScriptedService([GIVEN]) as service:
        assert at_script(service) == "MII-example"

    (heard,) = service.heard
    assert (heard.method, heard.target) == ("POST", "/v3/auth/tokens")
    assert heard.headers["Content-Type"] == "application/json"
    assert not {"Authorization", "X-Auth-Token", "Cookie"} & set(heard.headers)
    assert json.loads(heard.body) == {
        "auth": {
            "identity": {
                "methods": ["password"],
                "password": {
                    "user": {"name": "example-user", "password": CANARY, "domain": {"name": "example-domain"}}
                },
            },
            "scope": {"project": {"id": LOGIN.project_id}},
        }
    }


def test_a_region_has_an_identity_service_of_its_own_and_an_address_is_its_own() -> None:
    assert iam_base(parse_endpoint("https://x.example"), "cn-north-4") == "https://iam.cn-north-4.myhuaweicloud.com"
    assert iam_base(parse_endpoint("https://x.example/rest/"), "") == "https://x.example/rest"


OLD = format_datetime(datetime.now(UTC) - timedelta(hours=2), usegmt=True)
TROUBLES: list[tuple[Reply, type[errors.IntakeError]]] = [
    (json_reply(WRONG, 401), errors.CredentialsRejected),
    (json_reply(WRONG, 401, Date=OLD), errors.CredentialsRejected),
    (json_reply(WRONG, 403), errors.NotPermitted),
    (json_reply(WRONG, 400), errors.ServiceRefused),
    (json_reply(WRONG, 404), errors.ServiceRefused),
    (json_reply(WRONG, 429, Retry_After="3"), errors.ServiceBusy),
    (json_reply(WRONG, 500), errors.ServiceBusy),
    (json_reply(WRONG, 201), errors.UnexpectedAnswer),
    (json_reply({}, 201, X_Subject_Token=""), errors.UnexpectedAnswer),
    (json_reply({}, 201, X_Subject_Token="two words"), errors.UnexpectedAnswer),
    (json_reply({}, 201, X_Subject_Token="M" * 40_000), errors.UnexpectedAnswer),
    (Reply(200, b"<html>Sign in</html>", (("Content-Type", "text/html"),)), errors.SignInPage),
    (Reply(401, b"<html>Proxy</html>", (("Content-Type", "text/html"),)), errors.UnexpectedAnswer),
    (Reply(302, b"", (("Location", "http://sign-in.invalid/"),)), errors.SignInPage),
    (Reply(307, b"", (("Location", "/v3/auth/tokens2"),)), errors.UnexpectedAnswer),
    (Reply(511, b"", ()), errors.SignInPage),
    (Reply(201, b"x", (), Trouble.CUT), errors.NetworkUnreachable),
    (Reply(201, b"x", (), Trouble.DRIP), errors.NetworkUnreachable),
    (Reply(201, b"", (), Trouble.STALL), errors.NetworkUnreachable),
    (Reply(201, b"", (), Trouble.RESET_BEFORE_READING), errors.NetworkUnreachable),
    (Reply(201, b"", (), Trouble.RESET_AFTER_READING), errors.NetworkUnreachable),
    (Reply(201, b"x" * (9 * 1024**2)), errors.UnexpectedAnswer),
]


@pytest.mark.parametrize(("reply", "kind"), TROUBLES, ids=lambda item: str(getattr(item, "status", "")))
def test_every_trouble_is_an_error_of_ours_and_the_password_is_nowhere_in_it(
    reply: Reply, kind: type[errors.IntakeError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedService([reply]) as service, pytest.raises(kind) as caught:
        at_script(service)

    error = caught.value
    told = [repr(error), str(error), str(error.facts()), caplog.text, *traceback.format_exception(error)]
    assert not [text for text in told if "CANARY" in text or "1f9d" in text]
    assert not _holds_the_password(error)
    assert len(service.heard) <= 1


def test_no_connection_is_an_error_of_ours_without_the_password() -> None:
    with pytest.raises(errors.NetworkUnreachable) as caught, new_session(1, TLS) as session:
        fetch_token(session, "http://127.0.0.1:9", LOGIN, SHORT)

    assert not _holds_the_password(caught.value)


KEY = AccessKey("AK-CANARY-1f9d", "SK-CANARY-1f9d", "ST-CANARY-1f9d")
PROJECT_TROUBLES: list[tuple[Reply, type[errors.IntakeError]]] = [
    (json_reply({"error_code": "APIGW.0301", "error_msg": "for SK-CANARY-1f9d"}, 401), errors.TemporaryKeyRejected),
    (json_reply({"error_msg": "for SK-CANARY-1f9d"}, 400), errors.ServiceRefused),
    (json_reply({"error": {"code": 404}}, 404), errors.ServiceRefused),
    (json_reply({"error": {"code": 401}}, 401, Date=OLD), errors.ClockWrong),
    (json_reply({}), errors.UnexpectedAnswer),
    (json_reply({"projects": [{"id": 3}]}), errors.UnexpectedAnswer),
    (Reply(200, b"", (), Trouble.STALL), errors.NetworkUnreachable),
    (Reply(200, b"x", (), Trouble.CUT), errors.NetworkUnreachable),
]


@pytest.mark.parametrize(("reply", "kind"), PROJECT_TROUBLES, ids=lambda item: str(getattr(item, "status", "")))
def test_every_trouble_with_the_projects_is_an_error_of_ours_without_the_key(
    reply: Reply, kind: type[errors.IntakeError], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ScriptedService([reply]) as service, pytest.raises(kind) as caught, new_session(1, TLS) as session:
        find_projects(session, service.endpoint, KEY, "", SHORT)

    error = caught.value
    assert not isinstance(error, errors.JobNotFound)
    told = [repr(error), str(error), str(error.facts()), caplog.text, *traceback.format_exception(error)]
    assert not [text for text in told if "1f9d" in text]
    assert not _holds_the_password(error)


@pytest.mark.parametrize(
    ("told", "headers", "life_s"),
    [
        ({"expires_at": "2026-11-28T00:00:00.000000Z"}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, 12 * 3600.0),
        ({"expires_at": "2026-11-28T08:00:00+08:00"}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, 12 * 3600.0),
        ({"expires_at": "2026-11-27T00:00:00Z"}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, 0.0),
        ({"expires_at": "2026-12-28T00:00:00Z"}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, 24 * 3600.0),
        ({"expires_at": "2026-11-28T00:00:00Z", "issued_at": "2026-11-27T18:00:00Z"}, {"Date": "-"}, 6 * 3600.0),
        ({"expires_at": "tomorrow"}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, None),
        ({}, {"Date": "Fri, 27 Nov 2026 12:00:00 GMT"}, None),
    ],
)
def test_how_long_a_token_holds_is_reckoned_by_the_answers_own_clock(
    told: dict[str, str], headers: dict[str, str], life_s: float | None
) -> None:
    with ScriptedService([json_reply({"token": told}, 201, X_Subject_Token="MII", **headers)]) as service:  # noqa: SIM117
        with new_session(1, TLS) as session:
            assert fetch_token(session, service.endpoint, LOGIN, SHORT).life_s == life_s


def test_a_login_does_not_show_its_password() -> None:
    assert "CANARY" not in f"{LOGIN!r} {LOGIN}"


def _holds_the_password(error: BaseException) -> bool:
    """Whether the password can be reached from an error: along its causes, in their values and in their requests."""
    seen: list[object] = []
    link: BaseException | None = error
    while link is not None and link not in seen:
        seen += [link, *vars(link).values(), getattr(getattr(link, "request", None), "body", None)]
        link = link.__cause__ or link.__context__
    return any("1f9d" in f"{item!r}" for item in seen)
