"""Transport faults and refusals to our errors, once. Pure: sends nothing, waits for nothing, keeps nothing.

Which error follows is decided by three questions: did anything reach the service, does the call change something,
and what do the status and the service's own code say. A repeat is never decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from urllib.parse import urlsplit

from avatar_intake.domain.obstacles import certain_barrier, links_of, obstacle_of
from avatar_intake.errors import (
    BadServiceAddress,
    Barrier,
    ClockWrong,
    CredentialsRejected,
    IntakeError,
    JobNotFound,
    NetworkUnreachable,
    NotPermitted,
    OutcomeUnknown,
    ServiceBusy,
    ServiceRefused,
    SignInPage,
    TemporaryKeyRejected,
    TokenExpired,
    TransportRefused,
    UnexpectedAnswer,
    WrongProject,
)
from avatar_intake.metastudio.exchange import Answer, Fault
from avatar_intake.metastudio.wire import ErrorWords, read_error

CLOCK_LIMIT_S = 15 * 60
_LONGEST_WISH_S = 600.0

_BUSY = frozenset({408, 429})
_PERHAPS_DONE = frozenset({408, 500, 502, 504})
# Gateway and service codes: https://support.huaweicloud.com/intl/en-us/api-metastudio/ErrorCode.html
_THROTTLED = "APIGW.0308"
_WRONG_SIGNATURE = "APIGW.0301"
_NOT_PERMITTED = frozenset({"APIGW.0302", "APIGW.0305", "APIGW.0306"})
_TOKEN_OVER = frozenset({"MSS.00010008", "APIGW.0307"})
_WRONG_PROJECT = "MSS.00010009"
_NO_SUCH_API = frozenset({"MSS.00010003"})


@dataclass(frozen=True, slots=True)
class Context:
    """What has to be known of a call to judge its end. ``host`` is the service's, ``now`` this computer's clock.

    ``with_temporary_key`` when the call was signed by a key that comes with a security token.
    """

    step: str
    host: str
    changes_something: bool
    with_token: bool
    now: datetime
    with_temporary_key: bool = False


# --- no complete answer -----------------------------------------------------------------------------


def failure(error: Exception, context: Context, *, has_left: bool) -> IntakeError:
    """What an exception of `requests` or urllib3 means. ``has_left`` false: no byte of the request's body went out."""
    links = links_of(error)
    refusal = _transport_refusal(error, links, context)
    if refusal is not None:
        return refusal
    nothing_sent = not has_left or _never_connected(links)
    if context.changes_something and not nothing_sent:
        return OutcomeUnknown(context.step)
    return obstacle_of(links, context.host, context.now.timestamp())


def _transport_refusal(error: Exception, links: tuple[BaseException, ...], context: Context) -> IntakeError | None:
    """Whatever certainly stands in the way before the service is reached."""
    import requests

    barrier = certain_barrier(links)
    if barrier is not None:
        return TransportRefused.by(barrier, context.host, context.now.timestamp())
    if isinstance(error, requests.exceptions.InvalidProxyURL | requests.exceptions.InvalidSchema):
        return TransportRefused(context.host, Barrier.PROXY)
    if isinstance(error, requests.exceptions.InvalidURL):
        return BadServiceAddress(found=context.host, needed="https://host[:port][/prefix]")
    return None


def _never_connected(links: tuple[BaseException, ...]) -> bool:
    import requests
    import urllib3

    kinds = (
        requests.exceptions.ConnectTimeout,
        urllib3.exceptions.ConnectTimeoutError,
        urllib3.exceptions.NewConnectionError,
        urllib3.exceptions.ProxyError,
    )
    return any(isinstance(link, kinds) for link in links)


# --- an answer that is a refusal --------------------------------------------------------------------


def refusal(answer: Answer, context: Context) -> IntakeError | None:
    """What an answer means that is not the success that was asked for; ``None`` for one that is worth reading."""
    if answer.fault is not None:
        return _broken_off(answer, context)
    if 200 <= answer.status < 300:
        return _page(context) if _is_html(answer) else None
    if 300 <= answer.status < 400:
        return _redirected(answer, context)
    words = read_error(answer.content)
    return (
        _in_between(answer, context)
        or _busy(answer, words, context)
        or _rejected(answer, words, context)
        or _refused(answer, words)
    )


def _broken_off(answer: Answer, context: Context) -> IntakeError:
    if answer.fault is Fault.TOO_LARGE:
        return UnexpectedAnswer(step=answer.step, found=Fault.TOO_LARGE.value, request_id=answer.request_id)
    return OutcomeUnknown(context.step) if context.changes_something else NetworkUnreachable(context.host)


def _page(context: Context) -> IntakeError:
    """A page with status 200: a network's, most likely; but a gateway may have passed on what changes something."""
    return OutcomeUnknown(context.step) if context.changes_something else SignInPage(context.host)


def _in_between(answer: Answer, context: Context) -> IntakeError | None:
    """Answers that come from a proxy or a sign-in page, not from the service."""
    if answer.status == HTTPStatus.NETWORK_AUTHENTICATION_REQUIRED:
        return SignInPage(context.host)
    if answer.status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
        return TransportRefused(context.host, Barrier.PROXY_SIGN_IN)
    if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and answer.status not in _BUSY and _is_html(answer):
        return UnexpectedAnswer(step=answer.step, found=f"HTTP {answer.status} HTML", request_id=answer.request_id)
    return None


def _redirected(answer: Answer, context: Context) -> IntakeError:
    """A redirect is never followed; one to another host is what a sign-in page does."""
    try:
        target = urlsplit(answer.headers.get("location", "")).hostname
    except ValueError:
        target = None
    if target and target != context.host:
        return SignInPage(context.host)
    return UnexpectedAnswer(step=answer.step, found=f"HTTP {answer.status}", request_id=answer.request_id)


def _busy(answer: Answer, words: ErrorWords, context: Context) -> ServiceBusy | None:
    if words.code != _THROTTLED and answer.status not in _BUSY and answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return None
    return ServiceBusy(
        status=answer.status,
        code=words.code,
        request_id=answer.request_id,
        retry_after_s=retry_after_s(answer.headers.get("retry-after", ""), context.now),
        may_have_acted=context.changes_something and words.code != _THROTTLED and answer.status in _PERHAPS_DONE,
    )


def _rejected(answer: Answer, words: ErrorWords, context: Context) -> IntakeError | None:
    """Refusals of the credentials, by code first: the service is not consistent about 400, 401 and 403."""
    if words.code == _WRONG_PROJECT:
        return WrongProject(answer.status, words.code, answer.request_id)
    if words.code in _NOT_PERMITTED:
        return NotPermitted(answer.status, words.code, answer.request_id)
    if words.code in _TOKEN_OVER or (context.with_token and _is_unauthorised(answer, words)):
        return TokenExpired(answer.status, words.code, answer.request_id)
    if _is_unauthorised(answer, words):
        skew_s = clock_skew_s(answer.headers.get("date", ""), context.now)
        if skew_s is not None and abs(skew_s) > CLOCK_LIMIT_S:
            return ClockWrong(skew_s)
        kind = TemporaryKeyRejected if context.with_temporary_key else CredentialsRejected
        return kind(answer.status, words.code, answer.request_id)
    if answer.status == HTTPStatus.FORBIDDEN:
        return NotPermitted(answer.status, words.code, answer.request_id)
    return None


def _is_unauthorised(answer: Answer, words: ErrorWords) -> bool:
    return answer.status == HTTPStatus.UNAUTHORIZED or words.code == _WRONG_SIGNATURE


def _refused(answer: Answer, words: ErrorWords) -> IntakeError:
    is_about_a_job = answer.step not in ("create", "list", "token", "projects")
    is_about_the_api = words.code in _NO_SUCH_API or words.code.startswith("APIGW.")
    if answer.status == HTTPStatus.NOT_FOUND and words.is_json and is_about_a_job and not is_about_the_api:
        return JobNotFound(answer.status, words.code, words.text, answer.request_id)
    return ServiceRefused(answer.status, words.code, words.text, answer.request_id)


def _is_html(answer: Answer) -> bool:
    return "html" in answer.headers.get("content-type", "").lower() or answer.content.lstrip()[:1] == b"<"


# --- what headers say -------------------------------------------------------------------------------


def retry_after_s(text: str, now: datetime) -> float | None:
    """A Retry-After header in seconds, at most ten minutes; ``None`` for none, for garbage and for the past."""
    cleaned = text.strip()
    if cleaned.isascii() and cleaned.isdecimal():
        return min(float(cleaned[:9]), _LONGEST_WISH_S)
    at = http_date(cleaned)
    wish_s = (at - now).total_seconds() if at else -1.0
    return min(wish_s, _LONGEST_WISH_S) if wish_s >= 0 else None


def clock_skew_s(date: str, now: datetime) -> int | None:
    """How far this computer's clock is ahead of a Date header, in seconds; negative when it is behind."""
    at = http_date(date)
    return round((now - at).total_seconds()) if at else None


def http_date(text: str) -> datetime | None:
    """A Date header's moment; ``None`` for none and for garbage."""
    try:
        at = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
