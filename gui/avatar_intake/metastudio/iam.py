"""A project token for an IAM user: `POST /v3/auth/tokens`, answered in X-Subject-Token, good for 24 hours."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from avatar_intake.connection import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.errors import UnexpectedAnswer
from avatar_intake.metastudio import boundary
from avatar_intake.metastudio.exchange import Answer
from avatar_intake.metastudio.wire import plain_text

if TYPE_CHECKING:
    import requests

_STEP = "token"
_LARGEST_ANSWER_BYTES = 1024**2
_LARGEST_TOKEN = 64 * 1024


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


def fetch_token(session: requests.Session, base: str, login: Login) -> str:
    """A token. Raises `CredentialsRejected` for a wrong user or password, and what a network can bring."""
    import requests
    import urllib3

    identity = {
        "methods": ["password"],
        "password": {"user": {"name": login.user, "password": login.password, "domain": {"name": login.domain}}},
    }
    body = {"auth": {"identity": identity, "scope": {"project": {"id": login.project_id}}}}
    host = base.partition("://")[2].partition("/")[0]
    context = boundary.Context(_STEP, host, changes_something=False, with_token=False, now=datetime.now(UTC))
    try:
        with session.post(
            f"{base}/v3/auth/tokens",
            data=json.dumps(body).encode(),
            headers={"Content-Type": "application/json"},
            timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
        ) as reply:
            content = reply.raw.read(_LARGEST_ANSWER_BYTES, decode_content=True)
            headers = {name.lower(): value for name, value in reply.headers.items()}
            status = reply.status_code
    except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
        # `from None`: the request that hangs on the error holds the password.
        raise boundary.failure(fault, context, has_left=True) from None
    answer = Answer(_STEP, status, headers, content, plain_text(headers.get("x-request-id", ""), 128))
    error = boundary.refusal(answer, context)
    if error is not None:
        raise error
    token = headers.get("x-subject-token", "")
    if not token or len(token) > _LARGEST_TOKEN:
        raise UnexpectedAnswer(step=_STEP, found="no X-Subject-Token", request_id=answer.request_id)
    return token
