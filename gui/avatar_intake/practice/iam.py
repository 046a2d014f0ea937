"""The identity service of the studio: a user's password in, a token out, and the one project. Opens no socket.

`POST /v3/auth/tokens`, `GET /v3/projects` and `GET /v3/auth/projects` as the pages of IAM describe them (token
boilerplate of the API pages, https://support.huaweicloud.com/api-cdm/dataartsstudio_02_0010.md, and
https://support.huaweicloud.com/api-iam/iam_06_0003.html), with the shape of Keystone's errors.
"""

from __future__ import annotations

import hmac
import json
import uuid
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import parse_qs

from avatar_intake.practice.access import Gate
from avatar_intake.practice.answers import Head, Json, Reply, json_reply
from avatar_intake.practice.setup import Setup
from avatar_intake.practice.shapes import Fields, Many, Shape, Text
from avatar_intake.practice.tokens import TOKEN_LIFE_S

PROJECT_NAME = "cn-practice-1"
TOKEN_STEP, PROJECTS_STEP, OPEN_PROJECTS_STEP = "token", "projects", "open_projects"

_PATHS = {
    "/v3/auth/tokens": ("POST", TOKEN_STEP),
    "/v3/projects": ("GET", PROJECTS_STEP),
    "/v3/auth/projects": ("GET", OPEN_PROJECTS_STEP),
}
_FILLED = Text(is_filled=True)
_LOOSE = False  # IAM takes fields that it does not know
_USER = Shape(
    {"name": _FILLED, "password": _FILLED, "domain": Shape({"name": _FILLED}, ("name",), _LOOSE)},
    ("name", "password", "domain"),
    _LOOSE,
)
_IDENTITY = Shape(
    {"methods": Many(Text(words=("password",))), "password": Shape({"user": _USER}, ("user",), _LOOSE)},
    ("methods", "password"),
    _LOOSE,
)
_SCOPE = Shape(
    {
        "project": Shape({"id": _FILLED, "name": _FILLED}, (), _LOOSE),
        "domain": Shape({"name": _FILLED}, ("name",), _LOOSE),
    },
    (),
    _LOOSE,
)
_BODY = Shape(
    {"auth": Shape({"identity": _IDENTITY, "scope": _SCOPE}, ("identity", "scope"), _LOOSE)}, ("auth",), _LOOSE
)


def step_of(head: Head, prefix: str) -> str:
    """Which operation of the identity service a path belongs to; empty for none."""
    if not head.path.startswith(f"{prefix}/"):
        return ""
    known = _PATHS.get(head.path.removeprefix(prefix).rstrip("/"))
    return known[1] if known else ""


class IdentityService:
    """The three operations. Any thread may call it; it changes nothing."""

    def __init__(self, setup: Setup, gate: Gate) -> None:
        self._setup = setup
        self._gate = gate
        self._account = setup.credentials
        # A token for the whole account opens the list of projects and not the training API.
        self._whole = replace(setup.mint, secret=f"{setup.mint.secret} whole account")

    def answer(self, head: Head, body: bytes) -> Reply:
        """Answer a request to one of the paths that `step_of` knows."""
        method, step = _PATHS[head.path.removeprefix(self._setup.prefix).rstrip("/")]
        if head.method != method:
            return _error(405, "The method is not allowed for the requested URL.")
        if step == TOKEN_STEP:
            return self._token(body)
        return self._projects(head, body, is_by_name=step == PROJECTS_STEP)

    def _token(self, body: bytes) -> Reply:
        asked = _read(body)
        if isinstance(asked, Reply):
            return asked
        if not self._is_known(asked):
            return _error(401, "The username or password is wrong.")
        if not self._is_ours(asked):
            return _error(401, "The request you have made requires authentication.")
        now_s = self._setup.clock.now_s()
        token = (self._whole if asked.is_whole else self._setup.mint).token(now_s)
        reply = json_reply(201, {"token": self._description(now_s, is_whole=asked.is_whole)})
        return Reply(reply.status, reply.body, (*reply.headers, ("X-Subject-Token", token)))

    def _is_known(self, asked: _Asked) -> bool:
        account = self._account
        given = "\0".join((asked.domain, asked.user, asked.password)).encode(errors="surrogatepass")
        return hmac.compare_digest(given, "\0".join((account.domain, account.user, account.password)).encode())

    def _is_ours(self, asked: _Asked) -> bool:
        ours = (self._account.project_id, PROJECT_NAME, self._account.domain)
        given = (asked.project_id, asked.project_name, asked.whole_of)
        return all(one in ("", own) for one, own in zip(given, ours, strict=True))

    def _description(self, now_s: float, *, is_whole: bool) -> Json:
        domain: dict[str, Json] = {"id": _id_of(self._account.domain), "name": self._account.domain}
        return {
            "methods": ["password"],
            "issued_at": _moment(now_s),
            "expires_at": _moment(int(now_s) + TOKEN_LIFE_S),
            "user": {
                "id": _id_of(self._account.user),
                "name": self._account.user,
                "password_expires_at": "",
                "domain": domain,
            },
            **(
                {"domain": domain}
                if is_whole
                else {"project": {"id": self._account.project_id, "name": PROJECT_NAME, "domain": domain}}
            ),
            "roles": [],
            "catalog": [],
        }

    def _projects(self, head: Head, body: bytes, *, is_by_name: bool) -> Reply:
        now_s = self._setup.clock.now_s()
        end_s = self._whole.end_s(head.header("x-auth-token"))
        is_let_in = end_s is not None and now_s < end_s
        if not is_let_in and self._gate.identity_refusal(head, body, now_s):
            return _error(401, "The request you have made requires authentication.")
        names = (
            parse_qs(head.query, keep_blank_values=True).get("name", [PROJECT_NAME]) if is_by_name else [PROJECT_NAME]
        )
        project: Json = {
            "id": self._account.project_id,
            "name": PROJECT_NAME,
            "domain_id": _id_of(self._account.domain),
            "parent_id": _id_of(self._account.domain),
            "description": "",
            "is_domain": False,
            "enabled": True,
        }
        return json_reply(200, {"projects": [project] if names == [PROJECT_NAME] else [], "links": {"next": None}})


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a good body asks for: a project by one of its two names, or the whole account by ``whole_of``."""

    domain: str
    user: str
    password: str = field(repr=False)
    project_id: str
    project_name: str
    whole_of: str

    @property
    def is_whole(self) -> bool:
        """Whether the token is for the whole account."""
        return bool(self.whole_of)


def _read(body: bytes) -> _Asked | Reply:
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        return _error(400, "The request body is not JSON.")
    problem = _BODY.problem(value)
    if problem:
        return _error(400, f"The request body is invalid: {problem}")
    identity, scope = value["auth"]["identity"], value["auth"]["scope"]
    project: Fields = scope.get("project", {})
    if identity["methods"] != ["password"] or not (project or "domain" in scope):
        return _error(400, "The request body is invalid: methods must be password, scope a project or a domain")
    user = identity["password"]["user"]
    return _Asked(
        domain=user["domain"]["name"],
        user=user["name"],
        password=user["password"],
        project_id=str(project.get("id", "")),
        project_name=str(project.get("name", "")),
        whole_of="" if project else scope["domain"]["name"],
    )


def _error(status: int, text: str) -> Reply:
    return json_reply(status, {"error": {"code": status, "message": text, "title": HTTPStatus(status).phrase}})


def _id_of(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, name).hex


def _moment(moment_s: float) -> str:
    return datetime.fromtimestamp(int(moment_s), UTC).strftime("%Y-%m-%dT%H:%M:%S.000000Z")
