"""Sends one question and takes its answer in. No retries, no redirects, no cookies; bounded in size and time.

Importing this module is cheap: `requests` and the vendor's signer are imported with the first call.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from avatar_intake import __version__
from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.domain.service import RequestRecord
from avatar_intake.errors import BadIntakeFile, BadServiceAddress
from avatar_intake.metastudio import boundary
from avatar_intake.metastudio.auth import Credentials, Token, utc_now
from avatar_intake.metastudio.exchange import Answer, Fault, Question
from avatar_intake.metastudio.limiter import Limiter, StopSignal
from avatar_intake.metastudio.outgoing import OutgoingBody
from avatar_intake.metastudio.wire import plain_text, read_error

if TYPE_CHECKING:
    import requests

MAX_ANSWER_BYTES = 8 * 1024**2
_BLOCK_BYTES = 64 * 1024
_JOBS_PATH = "digital-human-training-manage/user/jobs"
_USER_ID_LIMIT = 256
_PROJECT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}")


@dataclass(frozen=True, slots=True)
class ServicePlace:
    """Where requests go. ``app_user_id`` travels as X-App-UserId with every call; printable ASCII.

    Raises `BadServiceAddress` for a project id that is none.
    """

    endpoint: Endpoint
    project_id: str
    app_user_id: str | None = None

    def __post_init__(self) -> None:
        if not _PROJECT_ID.fullmatch(self.project_id):
            raise BadServiceAddress(found=self.project_id[:64], needed="project_id")


@dataclass(frozen=True, slots=True)
class TimeLimits:
    """How long a call may take: to connect, between two bytes, and in all for reading an answer. Seconds."""

    connect_s: float = 15.0
    read_s: float = 60.0
    answer_s: float = 180.0


@dataclass(frozen=True, slots=True)
class Calls:
    """What a client needs from outside.

    ``session`` comes from `connection.new_session` and carries no header of its own. ``on_request`` hears of every
    call that was tried, on the calling thread and before the method returns or raises; it must not raise. ``limiter``
    is shared by all clients of one tenant. A wait of the limiter ends with `Cancelled` when ``stop`` is set.
    """

    session: requests.Session
    on_request: Callable[[RequestRecord], None]
    limiter: Limiter
    stop: StopSignal = field(default_factory=threading.Event)
    now: Callable[[], datetime] = utc_now
    limits: TimeLimits = field(default_factory=TimeLimits)


def ask(question: Question, place: ServicePlace, credentials: Credentials, calls: Calls) -> Answer:
    """Send a question once and return its answer, which is neither a refusal nor a sign-in page.

    Raises one of our errors, or `Cancelled` when the stop signal ended the wait for a turn.
    """
    import requests
    import urllib3

    calls.limiter.wait(calls.stop, is_write=question.is_write)
    request = _prepare(question, place, credentials, calls)
    try:
        answer = _exchange(request, question, calls)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
        calls.on_request(_record(question, calls, None))
        has_left = request.body.has_left if isinstance(request.body, OutgoingBody) else True
        raise boundary.failure(fault, _context(question, place, credentials, calls), has_left=has_left) from fault
    answer = _without_secrets(answer, credentials)
    calls.on_request(_record(question, calls, answer))
    error = boundary.refusal(answer, _context(question, place, credentials, calls))
    if error is not None:
        raise error
    return answer


def _prepare(
    question: Question, place: ServicePlace, credentials: Credentials, calls: Calls
) -> requests.PreparedRequest:
    """The request as it will be sent. Not prepared by the session, which would add the cookies of other answers."""
    import requests

    address = f"{place.endpoint.base}/v1/{quote(place.project_id, safe='')}/{_JOBS_PATH}{question.path}"
    query = urlencode(question.query, quote_via=quote, safe="~")
    headers = {"Content-Type": "application/json", "User-Agent": f"avatar-intake/{__version__}"}
    user_id = question.app_user_id if question.app_user_id is not None else place.app_user_id
    if user_id is not None:
        headers["X-App-UserId"] = _checked_user_id(user_id)
    request = requests.Request(
        method=question.method,
        url=f"{address}?{query}" if query else address,
        headers=headers,
        data=OutgoingBody(question.body) if question.body is not None else None,
        auth=credentials.auth(place.project_id, calls.now),
    )
    return request.prepare()


def _checked_user_id(user_id: str) -> str:
    if not 1 <= len(user_id) <= _USER_ID_LIMIT or not user_id.isascii() or not user_id.isprintable():
        raise BadIntakeFile(path="", key="job.app_user_id", found=user_id[:50], needed="ASCII, 1–256")
    return user_id


def _exchange(request: requests.PreparedRequest, question: Question, calls: Calls) -> Answer:
    limits = calls.limits
    response = calls.session.send(
        request, stream=True, allow_redirects=False, timeout=(limits.connect_s, limits.read_s)
    )
    with closing(response):
        content, fault = _receive(response, limits.answer_s)
        headers = {name.lower(): value for name, value in response.headers.items()}
        request_id = plain_text(headers.get("x-request-id", ""), 128) or read_error(content).request_id
        return Answer(question.step, response.status_code, headers, content, request_id, fault)


def _receive(response: requests.Response, time_limit_s: float) -> tuple[bytes, Fault | None]:
    """The body as far as it is taken in, and why not further. A server that drips is not waited for."""
    ends_at_s = time.monotonic() + time_limit_s
    content = bytearray()
    while block := response.raw.read1(_BLOCK_BYTES):
        content += block
        if len(content) > MAX_ANSWER_BYTES:
            return b"", Fault.TOO_LARGE
        if time.monotonic() > ends_at_s:
            return b"", Fault.TOO_SLOW
    return bytes(content), None


def _without_secrets(answer: Answer, credentials: Credentials) -> Answer:
    """A refusal may quote what it was sent; nothing of that may reach a message."""
    content = answer.content
    if answer.status >= HTTPStatus.BAD_REQUEST:
        for secret in credentials.secrets:
            content = content.replace(secret.encode(), b"...")
    return replace(answer, content=content)


def _context(question: Question, place: ServicePlace, credentials: Credentials, calls: Calls) -> boundary.Context:
    return boundary.Context(
        host=place.endpoint.host,
        changes_something=question.changes_something,
        step=question.step,
        with_token=isinstance(credentials, Token),
        now=calls.now(),
    )


def _record(question: Question, calls: Calls, answer: Answer | None) -> RequestRecord:
    at = calls.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    if answer is None:
        return RequestRecord(question.step, 0, "", at)
    code = read_error(answer.content).code if answer.status >= HTTPStatus.BAD_REQUEST else ""
    return RequestRecord(question.step, answer.status, answer.request_id, at, code)
