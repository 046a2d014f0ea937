"""Transport faults and refusals become our errors, once, each of them the right one."""

from __future__ import annotations

import json
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
import requests
import urllib3
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake import errors
from avatar_intake.metastudio.boundary import Context, clock_skew_s, failure, refusal, retry_after_s
from avatar_intake.metastudio.exchange import Answer, Fault

NOW = datetime(2026, 1, 29, 10, 0, 0, tzinfo=UTC)
HOST = "studio.example"


def context(step: str = "create", *, changes: bool = True, token: bool = False) -> Context:
    return Context(step=step, host=HOST, changes_something=changes, with_token=token, now=NOW)


def said(status: int, code: str = "", text: str = "", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    content = json.dumps({"error_code": code, "error_msg": text}).encode()
    return Answer("create", status, {"date": format_datetime(NOW, usegmt=True), **named}, content, "req-1")


# --- refusals ---------------------------------------------------------------------------------------

BY_CODE = [
    (400, "MSS.00000003", False, errors.ServiceRefused),
    (400, "MSS.10001005", False, errors.ServiceRefused),
    (401, "APIGW.0301", False, errors.CredentialsRejected),
    (401, "APIGW.0303", False, errors.CredentialsRejected),
    (401, "MSS.00000001", False, errors.CredentialsRejected),
    (401, "", False, errors.CredentialsRejected),
    (401, "MSS.00010008", False, errors.TokenExpired),
    (401, "APIGW.0301", True, errors.TokenExpired),
    (401, "APIGW.0307", True, errors.TokenExpired),
    (401, "", True, errors.TokenExpired),
    (401, "MSS.00010009", True, errors.WrongProject),
    (400, "MSS.00010009", False, errors.WrongProject),
    (403, "MSS.00010009", False, errors.WrongProject),
    (403, "APIGW.0302", False, errors.NotPermitted),
    (403, "APIGW.0301", False, errors.CredentialsRejected),
    (403, "", True, errors.NotPermitted),
    (404, "APIGW.0101", False, errors.ServiceRefused),
    (405, "MSS.00010004", False, errors.ServiceRefused),
    (409, "", False, errors.ServiceRefused),
    (408, "", False, errors.ServiceBusy),
    (429, "APIGW.0308", False, errors.ServiceBusy),
    (403, "APIGW.0308", False, errors.ServiceBusy),
    (500, "MSS.00000004", False, errors.ServiceBusy),
    (502, "", False, errors.ServiceBusy),
    (503, "", True, errors.ServiceBusy),
    (504, "", False, errors.ServiceBusy),
    (599, "", False, errors.ServiceBusy),
    (407, "", False, errors.TransportRefused),
    (511, "", False, errors.SignInPage),
]


@pytest.mark.parametrize(("status", "code", "token", "kind"), BY_CODE)
def test_a_refusal_is_told_apart_by_its_code(
    status: int, code: str, token: bool, kind: type[errors.IntakeError]
) -> None:
    error = refusal(said(status, code, "words"), context(token=token))
    assert type(error) is kind
    facts = error.facts() if error else {}
    assert facts.get("request_id", "req-1") == "req-1"
    assert facts.get("code", code) == code


@pytest.mark.parametrize("status", [200, 201, 204])
def test_a_success_is_no_refusal(status: int) -> None:
    assert refusal(Answer("delete", status, {}, b""), context()) is None


def test_words_of_the_service_are_kept_cut_and_cleaned() -> None:
    error = refusal(said(400, "MSS.1", "bad\n\x07 https://h.example/a?Signature=S " + "x" * 900), context())
    assert isinstance(error, errors.ServiceRefused)
    assert error.text.startswith("bad https://h.example/a?… xxx")
    assert len(error.text) == 500


def test_only_a_question_about_a_job_can_miss_it() -> None:
    missing = said(404, "MSS.10000404", "no such job")
    assert isinstance(refusal(Answer("show", 404, {}, missing.content), context("show")), errors.JobNotFound)
    assert type(refusal(missing, context())) is errors.ServiceRefused
    no_api = said(404, "MSS.00010003")
    assert type(refusal(Answer("show", 404, {}, no_api.content), context("show"))) is errors.ServiceRefused


def test_a_page_where_json_should_be_is_not_the_service() -> None:
    page = b"\n <!DOCTYPE html><title>404</title>"
    for status in (400, 401, 403, 404):
        assert type(refusal(Answer("show", status, {}, page), context("show"))) is errors.UnexpectedAnswer
    portal = Answer("show", 200, {"content-type": "text/HTML; charset=utf-8"}, b"hello")
    assert isinstance(refusal(portal, context("show", changes=False)), errors.SignInPage)
    assert isinstance(refusal(portal, context("create", changes=True)), errors.OutcomeUnknown)
    assert isinstance(refusal(Answer("show", 502, {}, page), context("show")), errors.ServiceBusy)


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("http://login.portal.example/?back=x", errors.SignInPage),
        ("//login.portal.example/", errors.SignInPage),
        (f"https://{HOST}/elsewhere", errors.UnexpectedAnswer),
        ("/elsewhere", errors.UnexpectedAnswer),
        ("", errors.UnexpectedAnswer),
        ("http://[broken", errors.UnexpectedAnswer),
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_a_way_on(status: int, location: str, kind: type[errors.IntakeError]) -> None:
    error = refusal(Answer("create", status, {"location": location}, b""), context())
    assert type(error) is kind
    assert "portal.example" not in str(error)


@pytest.mark.parametrize(("minutes", "ahead"), [(16, "1"), (-16, "0"), (600, "1"), (-60 * 24 * 365, "0")])
def test_a_wrong_clock_is_found_by_the_date_of_the_answer(minutes: int, ahead: str) -> None:
    date = format_datetime(NOW - timedelta(minutes=minutes), usegmt=True)
    error = refusal(said(401, "APIGW.0301", date=date), context())
    assert isinstance(error, errors.ClockWrong)
    assert error.skew_s == minutes * 60
    assert error.facts() == {"minutes": str(abs(minutes)), "ahead": ahead}


@pytest.mark.parametrize("date", [format_datetime(NOW - timedelta(minutes=14), usegmt=True), "", "yesterday"])
def test_a_clock_within_a_quarter_of_an_hour_is_not_to_blame(date: str) -> None:
    assert type(refusal(said(401, "APIGW.0301", date=date), context())) is errors.CredentialsRejected


def test_a_token_does_not_care_about_the_clock() -> None:
    date = format_datetime(NOW - timedelta(hours=3), usegmt=True)
    assert type(refusal(said(401, "APIGW.0301", date=date), context(token=True))) is errors.TokenExpired


@pytest.mark.parametrize(
    ("status", "code", "changes", "may_have_acted"),
    [
        (500, "", True, True),
        (502, "", True, True),
        (504, "", True, True),
        (408, "", True, True),
        (503, "", True, False),
        (429, "", True, False),
        (504, "", False, False),
        (500, "APIGW.0308", True, False),
    ],
)
def test_a_busy_service_says_whether_it_may_have_acted(
    status: int, code: str, changes: bool, may_have_acted: bool
) -> None:
    error = refusal(said(status, code), context(changes=changes))
    assert isinstance(error, errors.ServiceBusy)
    assert error.may_have_acted is may_have_acted


def test_a_busy_service_tells_when_to_come_back() -> None:
    error = refusal(said(503, retry_after="17"), context())
    assert isinstance(error, errors.ServiceBusy)
    assert error.retry_after_s == 17


@pytest.mark.parametrize(
    ("fault", "changes", "kind"),
    [
        (Fault.TOO_LARGE, True, errors.UnexpectedAnswer),
        (Fault.TOO_SLOW, True, errors.OutcomeUnknown),
        (Fault.TOO_SLOW, False, errors.NetworkUnreachable),
    ],
)
def test_an_answer_that_was_not_taken_in_is_not_believed(
    fault: Fault, changes: bool, kind: type[errors.IntakeError]
) -> None:
    assert type(refusal(Answer("create", 200, {}, b"", "", fault), context(changes=changes))) is kind


# --- headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("", None),
        ("0", 0),
        (" 120 ", 120),
        ("601", 600),
        ("9" * 400, 600),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("１２", None),
        (format_datetime(NOW + timedelta(seconds=90), usegmt=True), 90),
        (format_datetime(NOW + timedelta(days=9), usegmt=True), 600),
        (format_datetime(NOW - timedelta(seconds=1), usegmt=True), None),
        ("Thu, 29 Jan 2026 10:01:00", 60),
        ("Thu, 99 Jan 2026 10:01:00 GMT", None),
    ],
)
def test_a_wish_to_come_back_later_is_understood_or_ignored(text: str, seconds: float | None) -> None:
    assert retry_after_s(text, NOW) == seconds


@given(st.text(max_size=40))
def test_any_header_is_understood_or_ignored(text: str) -> None:
    wish = retry_after_s(text, NOW)
    assert wish is None or 0 <= wish <= 600
    assert isinstance(clock_skew_s(text, NOW), int | None)


# --- faults of the transport ------------------------------------------------------------------------


def wrapped(reason: BaseException) -> requests.exceptions.ConnectionError:
    """As `requests` wraps what urllib3 gives up on."""
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/x", reason))  # type: ignore[arg-type]


def aborted(reason: OSError) -> requests.exceptions.ConnectionError:
    return requests.exceptions.ConnectionError(urllib3.exceptions.ProtocolError("Connection aborted.", reason))


REFUSED = wrapped(urllib3.exceptions.NewConnectionError(None, "refused"))  # type: ignore[arg-type]
NO_NAME = wrapped(urllib3.exceptions.NameResolutionError(HOST, None, OSError("no such name")))  # type: ignore[arg-type]
RESET = aborted(ConnectionResetError(104, "reset"))
READ_TIMEOUT = requests.exceptions.ReadTimeout("read timed out")
CUT = urllib3.exceptions.IncompleteRead(3, 10)
NOT_TRUSTED = requests.exceptions.SSLError(
    urllib3.exceptions.MaxRetryError(
        None, "/x", urllib3.exceptions.SSLError(ssl.SSLCertVerificationError("self-signed"))
    )  # type: ignore[arg-type]
)
NO_TLS = requests.exceptions.SSLError(urllib3.exceptions.SSLError(ssl.SSLError(1, "[SSL: WRONG_VERSION_NUMBER]")))
TLS_LOST = requests.exceptions.SSLError(urllib3.exceptions.SSLError(ssl.SSLEOFError(8, "EOF occurred")))


@pytest.mark.parametrize(
    ("fault", "has_left", "of_a_change", "of_a_look"),
    [
        (REFUSED, True, errors.NetworkUnreachable, errors.NetworkUnreachable),
        (NO_NAME, True, errors.NetworkUnreachable, errors.NetworkUnreachable),
        (requests.exceptions.ConnectTimeout(), True, errors.NetworkUnreachable, errors.NetworkUnreachable),
        (RESET, True, errors.OutcomeUnknown, errors.NetworkUnreachable),
        (RESET, False, errors.NetworkUnreachable, errors.NetworkUnreachable),
        (READ_TIMEOUT, True, errors.OutcomeUnknown, errors.NetworkUnreachable),
        (CUT, True, errors.OutcomeUnknown, errors.NetworkUnreachable),
        (requests.exceptions.ChunkedEncodingError(CUT), True, errors.OutcomeUnknown, errors.NetworkUnreachable),
        (NOT_TRUSTED, True, errors.TransportRefused, errors.TransportRefused),
        (NO_TLS, False, errors.TransportRefused, errors.TransportRefused),
        (NO_TLS, True, errors.OutcomeUnknown, errors.TransportRefused),
        (TLS_LOST, True, errors.OutcomeUnknown, errors.NetworkUnreachable),
        (TLS_LOST, False, errors.NetworkUnreachable, errors.NetworkUnreachable),
    ],
    ids=lambda value: value if isinstance(value, bool) else getattr(value, "__name__", type(value).__name__),
)
def test_a_fault_is_unknown_only_if_something_left_and_could_change_something(
    fault: Exception, has_left: bool, of_a_change: type, of_a_look: type
) -> None:
    assert type(failure(fault, context(changes=True), has_left=has_left)) is of_a_change
    assert type(failure(fault, context("show", changes=False), has_left=has_left)) is of_a_look


@pytest.mark.parametrize(
    ("reason", "kind"),
    [
        ("Tunnel connection failed: 407 Proxy Authentication Required", errors.TransportRefused),
        ("Tunnel connection failed: 403 Forbidden", errors.TransportRefused),
        ("Tunnel connection failed: 503 Service Unavailable", errors.NetworkUnreachable),
        ("Cannot connect to proxy.", errors.ProxyUnreachable),
    ],
)
def test_a_proxy_that_refuses_is_told_from_one_that_cannot_reach(reason: str, kind: type) -> None:
    proxy = urllib3.exceptions.ProxyError("Unable to connect to proxy", OSError(reason))
    fault = requests.exceptions.ProxyError(urllib3.exceptions.MaxRetryError(None, "/x", proxy))  # type: ignore[arg-type]
    error = failure(fault, context(), has_left=True)
    assert type(error) is kind
    assert error.facts().get("kind", "proxy").startswith("proxy")


def test_a_proxy_setting_that_is_none_is_told_as_such() -> None:
    for fault in (requests.exceptions.InvalidProxyURL("x"), requests.exceptions.InvalidSchema("no SOCKS")):
        error = failure(fault, context(), has_left=False)
        assert isinstance(error, errors.TransportRefused)
        assert error.kind == "proxy"


def test_exceptions_that_point_at_each_other_end_the_search() -> None:
    one, two = requests.exceptions.ConnectionError("a"), OSError("b")
    one.__cause__, two.__cause__ = two, one
    assert isinstance(failure(one, context(), has_left=True), errors.OutcomeUnknown)


def test_an_address_that_no_library_takes_is_told_as_such() -> None:
    error = failure(requests.exceptions.InvalidURL("Failed to parse"), context(), has_left=False)
    assert isinstance(error, errors.BadServiceAddress)
    assert error.found == HOST
