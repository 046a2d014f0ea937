"""Sends one question and takes its answer in. No retries, no redirects, no cookies; bounded in size and time.

Importing this module is cheap: `requests` and the vendor's signer are imported with the first call.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from avatar_intake import __version__
from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import BadIntakeFile, BadServiceAddress
from avatar_intake.metastudio import boundary
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token, utc_now
from avatar_intake.metastudio.exchange import Answer, Fault, Question
from avatar_intake.metastudio.guard import Guard
from avatar_intake.metastudio.limiter import Limiter
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
    is shared by all clients of one tenant, ``guard`` by all with the same credentials. A wait of either ends with
    `Cancelled` when ``stop`` is set.
    """

    session: requests.Session
    on_request: Callable[[RequestRecord], None]
    limiter: Limiter
    stop: StopSignal = field(default_factory=threading.Event)
    now: Callable[[], datetime] = utc_now
    limits: TimeLimits = field(default_factory=TimeLimits)
    guard: Guard = field(default_factory=Guard)


@dataclass(frozen=True, slots=True)
class Transport:
    """Asks one service for one project with one set of credentials. Thread-safe."""

    place: ServicePlace
    credentials: Credentials
    calls: Calls

    def ask(self, question: Question) -> Answer:
        """Send a question once and return its answer, which is neither a refusal nor a sign-in page.

        Raises one of our errors, or `Cancelled` when the stop signal ended the wait for a turn.
        """
        return self.calls.guard.call(lambda: self._ask(question), self.calls.stop)

    def _ask(self, question: Question) -> Answer:
        import requests
        import urllib3

        self.calls.limiter.wait(self.calls.stop, is_write=question.is_write)
        body = None if question.body is None else OutgoingBody(question.body)
        try:
            answer = self._exchange(question, body)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
            self.calls.on_request(self._record(question, None))
            if isinstance(fault, requests.RequestException):
                fault.request = None  # it holds the credentials, and the fault lives on as a cause
            has_left = body is None or body.has_left
            raise boundary.failure(fault, self._context(question), has_left=has_left) from fault
        self.calls.on_request(self._record(question, answer))
        error = boundary.refusal(answer, self._context(question))
        if error is not None:
            raise error
        return answer

    def _exchange(self, question: Question, body: OutgoingBody | None) -> Answer:
        limits = self.calls.limits
        response = self.calls.session.send(
            self._prepare(question, body),
            stream=True,
            allow_redirects=False,
            timeout=(limits.connect_s, limits.read_s),
        )
        with closing(response):
            content, fault = receive(response, limits.answer_s)
        if response.status_code >= HTTPStatus.BAD_REQUEST:
            content = without(self.credentials.secrets, content)
        headers = {name.lower(): value for name, value in response.headers.items()}
        request_id = plain_text(headers.get("x-request-id", ""), 128) or read_error(content).request_id
        return Answer(question.step, response.status_code, headers, content, request_id, fault)

    def _prepare(self, question: Question, body: OutgoingBody | None) -> requests.PreparedRequest:
        """The request as it will be sent. Not prepared by the session, which would add cookies of other answers."""
        import requests

        base = f"{self.place.endpoint.base}/v1/{quote(self.place.project_id, safe='')}/{_JOBS_PATH}"
        query = urlencode(question.query, quote_via=quote, safe="~")
        headers = {"Content-Type": "application/json", "User-Agent": f"avatar-intake/{__version__}"}
        user_id = self.place.app_user_id if question.app_user_id is None else question.app_user_id
        if user_id is not None:
            headers["X-App-UserId"] = _checked_user_id(user_id)
        return requests.Request(
            method=question.method,
            url=f"{base}{question.path}?{query}" if query else f"{base}{question.path}",
            headers=headers,
            data=body,
            auth=self.credentials.auth(self.place.project_id, self.calls.now),
        ).prepare()

    def _context(self, question: Question) -> boundary.Context:
        return boundary.Context(
            step=question.step,
            host=self.place.endpoint.host,
            changes_something=question.changes_something,
            with_token=isinstance(self.credentials, Token),
            now=self.calls.now(),
            with_temporary_key=isinstance(self.credentials, AccessKey) and self.credentials.security_token is not None,
        )

    def _record(self, question: Question, answer: Answer | None) -> RequestRecord:
        at = self.calls.now().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        if answer is None:
            return RequestRecord(question.step, 0, "", at)
        code = read_error(answer.content).code if answer.status >= HTTPStatus.BAD_REQUEST else ""
        return RequestRecord(question.step, answer.status, answer.request_id, at, code)


def _checked_user_id(user_id: str) -> str:
    is_header = user_id.isascii() and user_id.isprintable() and user_id == user_id.strip()
    if not is_header or not 1 <= len(user_id) <= _USER_ID_LIMIT:
        raise BadIntakeFile(path="", key="job.app_user_id", found=user_id[:50], needed="ASCII, 1–256")
    return user_id


def receive(response: requests.Response, time_limit_s: float) -> tuple[bytes, Fault | None]:
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


def without(secrets: tuple[str, ...], content: bytes) -> bytes:
    """A refusal may quote what it was sent; nothing of that may reach a message."""
    for secret in secrets:
        content = content.replace(secret.encode(errors="surrogatepass"), b"...")
    return content
