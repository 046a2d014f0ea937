"""The identity service: a token for an IAM user, good for 24 hours, and the projects that an account may use.

`POST /v3/auth/tokens` (token in X-Subject-Token), `GET /v3/projects?name=` and `GET /v3/auth/projects`
(https://support.huaweicloud.com/api-iam/iam_06_0003.html). A password is sent once and nothing of it is kept: not in an
error, not in what an error hangs on to.
"""

from __future__ import annotations

import json
import re
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

import msgspec

from avatar_intake import __version__
from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.domain.service import Project
from avatar_intake.errors import (
    AccountLocked,
    ClockWrong,
    CredentialsRejected,
    NotPermitted,
    PasswordRejected,
    ServiceRefused,
    UnexpectedAnswer,
    WrongProject,
)
from avatar_intake.metastudio import boundary
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.exchange import Answer
from avatar_intake.metastudio.transport import TimeLimits, receive, without
from avatar_intake.metastudio.wire import plain_text

if TYPE_CHECKING:
    import requests

_TOKEN_STEP, _PROJECTS_STEP = "token", "projects"
_LARGEST_TOKEN = 32 * 1024
_LONGEST_LIFE_S = 24 * 3600.0
# "The account is locked." and "The username or password is wrong.": the FAQ of the identity service about locked users.
_LOCKED = re.compile(r"\block(ed)?\b|锁定", re.IGNORECASE)
_ABOUT_PASSWORD = re.compile(r"password|密码", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Login:
    """An IAM user and what the token is for: a project by id, by name, or with neither the whole account.

    The user needs programmatic access.
    """

    domain: str
    user: str
    password: str = field(repr=False)
    project_id: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class Grant:
    """A token with what it is for. ``life_s`` is how long it holds from now; ``None`` where the answer does not say.

    The project is empty for a token that is for the whole account.
    """

    token: str = field(repr=False)
    project_id: str = ""
    project_name: str = ""
    life_s: float | None = None


def iam_base(endpoint: Endpoint, region: str) -> str:
    """Where tokens are had: the region's identity service, or for a custom endpoint the endpoint itself."""
    return f"https://iam.{region}.myhuaweicloud.com" if region else endpoint.base


def fetch_token(session: requests.Session, base: str, login: Login, limits: TimeLimits | None = None) -> Grant:
    """A token. ``session`` comes from `connection.new_session`, ``base`` from `iam_base`.

    Raises `PasswordRejected`, `AccountLocked`, `WrongProject` and `NotPermitted` without programmatic access;
    `NetworkUnreachable`, `TransportRefused`, `ServiceBusy`, `ServiceRefused`, `UnexpectedAnswer`.
    """
    answer = _ask(session, _token_question(base, login), limits or TimeLimits())
    error = boundary.refusal(answer, _context(base, _TOKEN_STEP))
    if error is None:
        return _grant(answer)
    if not isinstance(error, CredentialsRejected | ClockWrong) or isinstance(error, NotPermitted):
        raise error
    words = _words(answer.content)
    if _LOCKED.search(words):
        raise AccountLocked(answer.status, "", answer.request_id)
    # A password has no time in it: where a signature would be too old, it is wrong. An answer that does not speak of
    # the password may be about the project: a token for the whole account tells the two apart.
    if not _ABOUT_PASSWORD.search(words) and (login.project_id or login.project_name):
        whole = Login(login.domain, login.user, login.password)
        again = _ask(session, _token_question(base, whole), limits or TimeLimits())
        if boundary.refusal(again, _context(base, _TOKEN_STEP)) is None:
            raise WrongProject(answer.status, "", answer.request_id)
    raise PasswordRejected(answer.status, "", answer.request_id)


def find_projects(
    session: requests.Session, base: str, credentials: Credentials, region: str, limits: TimeLimits | None = None
) -> tuple[Project, ...]:
    """The projects of a region that may be used, its own one first; without a region all there are.

    The list by name is for those who may read the identity service; whoever may not gets the list of what is open to
    them, which needs no permission. Raises what a refusal and the network bring.
    """
    used = limits or TimeLimits()
    if region:
        try:
            found = _projects(session, base, f"/v3/projects?name={quote(region, safe='')}", credentials, used)
        except (NotPermitted, ServiceRefused):
            found = ()
        if found:
            return found
    open_ones = _projects(session, base, "/v3/auth/projects", credentials, used)
    here = [one for one in open_ones if not region or one.name == region or one.name.startswith(f"{region}_")]
    return tuple(sorted(here, key=lambda one: (one.name != region, one.name)))


# --- questions --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Question:
    step: str
    method: str
    url: str
    secrets: tuple[str, ...] = field(repr=False)
    body: bytes | None = field(default=None, repr=False)
    credentials: Credentials | None = field(default=None, repr=False)


def _token_question(base: str, login: Login) -> _Question:
    user = {"name": login.user, "password": login.password, "domain": {"name": login.domain}}
    identity = {"methods": ["password"], "password": {"user": user}}
    body = json.dumps({"auth": {"identity": identity, "scope": _scope(login)}}).encode()
    forms = {json.dumps(login.password, ensure_ascii=is_ascii)[1:-1] for is_ascii in (True, False)} | {login.password}
    return _Question(_TOKEN_STEP, "POST", f"{base}/v3/auth/tokens", tuple(forms - {""}), body)


def _scope(login: Login) -> dict[str, dict[str, str]]:
    if login.project_id:
        return {"project": {"id": login.project_id}}
    if login.project_name:
        return {"project": {"name": login.project_name}}
    return {"domain": {"name": login.domain}}


def _ask(session: requests.Session, question: _Question, limits: TimeLimits) -> Answer:
    import requests
    import urllib3

    try:
        reply = session.send(
            _prepared(question), timeout=(limits.connect_s, limits.read_s), allow_redirects=False, stream=True
        )
        with closing(reply):
            content, fault = receive(reply, limits.answer_s)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as problem:
        if isinstance(problem, requests.RequestException):
            problem.request = None  # it holds the password, and the problem lives on as a cause
        raise boundary.failure(problem, _context(question.url, question.step), has_left=True) from problem
    headers = {name.lower(): value for name, value in reply.headers.items()}
    request_id = plain_text(headers.get("x-request-id", "") or headers.get("x-iam-trace-id", ""), 128)
    content = without(question.secrets, content)  # should it quote what it was sent
    return Answer(question.step, reply.status_code, headers, content, request_id, fault)


def _prepared(question: _Question) -> requests.PreparedRequest:
    """The request as it will be sent. Not prepared by the session, which would add cookies of other answers."""
    import requests

    return requests.Request(
        method=question.method,
        url=question.url,
        headers={"Content-Type": "application/json", "User-Agent": f"avatar-intake/{__version__}"},
        data=question.body,
        auth=question.credentials.auth("") if question.credentials else None,
    ).prepare()


def _context(url: str, step: str, credentials: Credentials | None = None) -> boundary.Context:
    return boundary.Context(
        step,
        urlsplit(url).hostname or "",
        changes_something=False,
        with_token=isinstance(credentials, Token),
        now=datetime.now(UTC),
        with_temporary_key=isinstance(credentials, AccessKey) and credentials.security_token is not None,
    )


def _projects(
    session: requests.Session, base: str, path: str, credentials: Credentials, limits: TimeLimits
) -> tuple[Project, ...]:
    question = _Question(_PROJECTS_STEP, "GET", f"{base}{path}", credentials.secrets, credentials=credentials)
    answer = _ask(session, question, limits)
    error = boundary.refusal(answer, _context(base, _PROJECTS_STEP, credentials))
    if error is not None:
        raise error
    try:
        raw = msgspec.json.decode(answer.content, type=_ProjectList)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        raise UnexpectedAnswer(step=_PROJECTS_STEP, found="no projects", request_id=answer.request_id) from None
    return tuple(Project(one.id, plain_text(one.name, 128)) for one in raw.projects if one.enabled)


# --- answers ----------------------------------------------------------------------------------------


class _Named(msgspec.Struct):
    id: str = ""
    name: str = ""
    enabled: bool = True


class _ProjectList(msgspec.Struct):
    projects: list[_Named]


class _TokenBody(msgspec.Struct):
    expires_at: str = ""
    issued_at: str = ""
    project: _Named | None = None


class _TokenAnswer(msgspec.Struct):
    token: _TokenBody


class _KeystoneError(msgspec.Struct):
    message: str = ""


class _ErrorAnswer(msgspec.Struct):
    error: _KeystoneError | None = None
    error_msg: str = ""


def _grant(answer: Answer) -> Grant:
    token = answer.headers.get("x-subject-token", "")
    if not token or len(token) > _LARGEST_TOKEN or not all(33 <= ord(sign) <= 126 for sign in token):
        raise UnexpectedAnswer(step=_TOKEN_STEP, found="no X-Subject-Token", request_id=answer.request_id)
    try:
        told = msgspec.json.decode(answer.content, type=_TokenAnswer).token
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return Grant(token)
    project = told.project or _Named()
    return Grant(token, plain_text(project.id, 64), plain_text(project.name, 128), _life_s(told, answer))


def _life_s(told: _TokenBody, answer: Answer) -> float | None:
    """From the answer's own moment to the token's end: this computer's clock may be wrong and has no part in it."""
    end = _moment(told.expires_at)
    now = boundary.http_date(answer.headers.get("date", "")) or _moment(told.issued_at)
    return None if end is None or now is None else min(max(0.0, (end - now).total_seconds()), _LONGEST_LIFE_S)


def _moment(text: str) -> datetime | None:
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _words(content: bytes) -> str:
    """What a refusal says, in either of the two shapes that the identity service has; empty where it says nothing."""
    try:
        raw = msgspec.json.decode(content, type=_ErrorAnswer)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return ""
    return raw.error_msg or (raw.error.message if raw.error else "")
