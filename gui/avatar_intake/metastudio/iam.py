"""A project token for an IAM user: `POST /v3/auth/tokens`, answered in X-Subject-Token, good for 24 hours.

Sends the password once and keeps nothing of it: not in an error, not in what an error hangs on to.
"""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from avatar_intake import __version__
from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.errors import ClockWrong, CredentialsRejected, IntakeError, UnexpectedAnswer
from avatar_intake.metastudio import boundary
from avatar_intake.metastudio.exchange import Answer
from avatar_intake.metastudio.transport import TimeLimits, receive
from avatar_intake.metastudio.wire import plain_text

if TYPE_CHECKING:
    import requests

_STEP = "token"
_LARGEST_TOKEN = 32 * 1024


@dataclass(frozen=True, slots=True)
class Login:
    """An IAM user and the project that the token is for. The user needs programmatic access."""

    domain: str
    user: str
    password: str = field(repr=False)
    project_id: str


def iam_base(endpoint: Endpoint, region: str) -> str:
    """Where tokens are had: the region's identity service, or for a custom endpoint the endpoint itself."""
    return f"https://iam.{region}.myhuaweicloud.com" if region else endpoint.base


def fetch_token(session: requests.Session, base: str, login: Login, limits: TimeLimits | None = None) -> str:
    """A token. ``session`` comes from `connection.new_session`, ``base`` from `iam_base`.

    Raises `CredentialsRejected` for a wrong user, password or project and `NotPermitted` without programmatic access;
    `NetworkUnreachable`, `TransportRefused`, `ServiceBusy`, `ServiceRefused`, `UnexpectedAnswer`.
    """
    answer = _ask(session, base, login, limits or TimeLimits())
    error = boundary.refusal(answer, _context(base))
    if error is not None:
        raise _without_clock(error, answer)
    token = answer.headers.get("x-subject-token", "")
    if not token or len(token) > _LARGEST_TOKEN or not all(33 <= ord(sign) <= 126 for sign in token):
        raise UnexpectedAnswer(step=_STEP, found="no X-Subject-Token", request_id=answer.request_id)
    return token


def _ask(session: requests.Session, base: str, login: Login, limits: TimeLimits) -> Answer:
    import requests
    import urllib3

    try:
        reply = session.post(
            f"{base}/v3/auth/tokens",
            data=_body(login),
            headers={"Content-Type": "application/json", "User-Agent": f"avatar-intake/{__version__}"},
            timeout=(limits.connect_s, limits.read_s),
            allow_redirects=False,
            stream=True,
        )
        with closing(reply):
            content, fault = receive(reply, limits.answer_s)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as problem:
        if isinstance(problem, requests.RequestException):
            problem.request = None  # it holds the password, and the problem lives on as a cause
        raise boundary.failure(problem, _context(base), has_left=True) from problem
    headers = {name.lower(): value for name, value in reply.headers.items()}
    request_id = plain_text(headers.get("x-request-id", ""), 128)
    return Answer(_STEP, reply.status_code, headers, _unquoted(login, content), request_id, fault)


def _context(base: str) -> boundary.Context:
    host = urlsplit(base).hostname or ""
    return boundary.Context(_STEP, host, changes_something=False, with_token=False, now=datetime.now(UTC))


def _body(login: Login) -> bytes:
    user = {"name": login.user, "password": login.password, "domain": {"name": login.domain}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return json.dumps({"auth": {"identity": identity, "scope": {"project": {"id": login.project_id}}}}).encode()


def _unquoted(login: Login, content: bytes) -> bytes:
    """The answer without the password, should it quote what it was sent, also as JSON writes it."""
    forms = {json.dumps(login.password, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)} | {login.password}
    for form in forms - {""}:
        content = content.replace(form.encode(errors="surrogatepass"), b"...")
    return content


def _without_clock(error: IntakeError, answer: Answer) -> IntakeError:
    """A password has no time in it: where a signature would be too old, it is wrong."""
    if isinstance(error, ClockWrong):
        return CredentialsRejected(answer.status, "", answer.request_id)
    return error
