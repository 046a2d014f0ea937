"""Only an answer that names our own bytes is a receipt; every other one has its error."""

from __future__ import annotations

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.transfer import FileIdentity, Part
from avatar_intake.errors import (
    AddressesExpired,
    IntakeError,
    OutcomeUnknown,
    ServiceBusy,
    SignInPage,
    StoredBytesDiffer,
    TransportRefused,
    UnexpectedAnswer,
    UploadRefused,
)
from avatar_intake.transfer.answer import Answer, clean_etag, receipt_of, retry_after_s
from avatar_intake.transfer.ports import Piece, Receipt

MD5 = "9e107d9d372bb6826bd81d3542a419d6"
OTHER = "f" * 32
PIECE = Piece(
    Role.TRAINING_VIDEO, "/x.mp4", FileIdentity(9, 0, 0), Part(3, 0, 9), SecretUrl("https://store.example/?s")
)
SSE = {"x-obs-server-side-encryption": "kms"}
HTML = {"content-type": "text/html; charset=utf-8"}


def xml(code: str, message: str = "") -> str:
    return f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"


def judged(answer: Answer) -> Receipt:
    return receipt_of(answer, MD5, PIECE, "store.example")


@pytest.mark.parametrize(
    "etag", [MD5, f'"{MD5}"', MD5.upper(), f'"{MD5.upper()}"', f'W/"{MD5}"', f'  "{MD5}" '], ids=repr
)
@pytest.mark.parametrize("status", [200, 201])
def test_our_md5_in_any_dress_is_a_receipt(etag: str, status: int) -> None:
    assert judged(Answer(status, {"etag": etag})) == Receipt(MD5, MD5)


def test_a_store_that_says_that_it_encrypts_is_believed_with_another_etag() -> None:
    assert judged(Answer(200, {"etag": f'"{OTHER}"', **SSE})) == Receipt(MD5, OTHER)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Answer(200), OutcomeUnknown),
        (Answer(200, {"etag": ""}), OutcomeUnknown),
        (Answer(200, {"etag": '""'}), OutcomeUnknown),
        (Answer(200, SSE), OutcomeUnknown),
        (Answer(200, {"etag": '"5f3-62a"'}), OutcomeUnknown),
        (Answer(200, {"etag": f'"{OTHER}"'}), StoredBytesDiffer),
        (Answer(200, {"etag": f'"{OTHER}"', **HTML}), StoredBytesDiffer),
        (Answer(200, HTML, "<html>Welcome to the airport"), SignInPage),
        (Answer(200, {"etag": '"5f3-62a"', **HTML}), SignInPage),
        (Answer(202, {"etag": MD5}), UnexpectedAnswer),
        (Answer(204, {"etag": MD5}), UnexpectedAnswer),
        (Answer(206, {"etag": MD5}), UnexpectedAnswer),
        *[(Answer(status, {"location": "https://evil.example"}), SignInPage) for status in (300, 301, 302, 303)],
        *[(Answer(status), SignInPage) for status in (304, 307, 308, 511)],
        (Answer(407), TransportRefused),
        *[(Answer(status), ServiceBusy) for status in (408, 409, 425, 429, 500, 502, 503, 504)],
        *[(Answer(400, {}, xml(code)), ServiceBusy) for code in ("IncompleteBody", "BadDigest", "RequestTimeout")],
        (Answer(409, {}, xml("OperationAborted")), ServiceBusy),
        (Answer(503, {}, xml("SlowDown")), ServiceBusy),
        (Answer(403, {}, xml("AccessDenied", "Request has expired")), AddressesExpired),
        (Answer(403, {}, xml("AccessDenied")), UploadRefused),
        *[(Answer(status), UploadRefused) for status in (400, 401, 403, 404, 405, 411, 412, 413, 451)],
        (Answer(501), UnexpectedAnswer),
        (Answer(505), UnexpectedAnswer),
        (Answer(507), UnexpectedAnswer),
        (Answer(100), UnexpectedAnswer),
    ],
    ids=str,
)
def test_every_other_answer_has_its_error(answer: Answer, error: type[IntakeError]) -> None:
    with pytest.raises(error) as raised:
        judged(answer)

    assert type(raised.value) is error


@pytest.mark.parametrize("status", [302, 307, 511, 200])
def test_a_sign_in_page_is_recognised_and_named_with_the_host(status: int) -> None:
    with pytest.raises(SignInPage) as raised:
        judged(Answer(status, HTML))

    assert raised.value.host == "store.example"


def test_a_proxy_that_wants_a_password_is_named_with_the_host() -> None:
    with pytest.raises(TransportRefused) as raised:
        judged(Answer(407, HTML))

    assert (raised.value.kind, raised.value.host) == ("proxy-sign-in", "store.example")


@pytest.mark.parametrize(
    "code", ["AccessDenied", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidAccessKeyId", "NoSuchUpload"]
)
def test_a_refusal_keeps_the_word_and_the_request_id_of_the_store(code: str) -> None:
    with pytest.raises(UploadRefused) as raised:
        judged(Answer(403, {"x-obs-request-id": "0123ABCD"}, xml(code)))

    refusal = raised.value
    assert (refusal.status, refusal.code, refusal.request_id, refusal.role) == (
        403, code, "0123ABCD", Role.TRAINING_VIDEO)  # fmt: skip


@pytest.mark.parametrize("header", ["x-obs-request-id", "x-amz-request-id", "x-request-id"])
def test_the_request_id_is_found_whichever_dialect_the_store_speaks(header: str) -> None:
    with pytest.raises(UploadRefused) as raised:
        judged(Answer(403, {header: "0123ABCD"}, xml("AccessDenied")))

    assert raised.value.request_id == "0123ABCD"


def test_words_that_are_no_code_are_not_taken_for_one() -> None:
    assert Answer(403, {}, "<Code><script>alert(1)</script></Code>").code == ""
    assert Answer(403, {}, f"<Code>{'A' * 500}</Code>").code == ""
    assert Answer(403, {}, "not xml at all").code == ""


def test_bytes_that_differ_are_told_with_the_number_of_the_part() -> None:
    with pytest.raises(StoredBytesDiffer) as raised:
        judged(Answer(200, {"etag": OTHER}))

    assert raised.value.parts == "3"


NOON = "Mon, 23 Nov 2026 12:00:00 GMT"


@pytest.mark.parametrize(
    ("text", "date", "seconds"),
    [
        (None, NOON, None),
        ("", NOON, None),
        ("5", None, 5),
        (" 120 ", None, 120),
        ("0", None, 0),
        ("999999999", None, 999_999_999),
        ("9" * 400, None, None),
        ("-5", NOON, None),
        ("1.5", NOON, None),
        ("²", NOON, None),
        ("٣", NOON, None),
        ("soon", NOON, None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", NOON, 30),
        ("Mon, 23 Nov 2026 11:59:30 GMT", NOON, None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", None, None),
        ("Mon, 23 Nov 2026 12:00:30 GMT", "yesterday", None),
        ("Mon, 23 Nov 2026 12:00:30 -0000", NOON, None),
        ("Mon, 99 Nov 2026 12:00:30 GMT", NOON, None),
    ],
)
def test_the_wish_of_the_server_is_read_in_both_forms(
    text: str | None, date: str | None, seconds: float | None
) -> None:
    assert retry_after_s(text, date) == seconds


def test_the_wish_travels_with_the_error() -> None:
    with pytest.raises(ServiceBusy) as raised:
        judged(Answer(503, {"retry-after": "7", "date": NOON}, xml("SlowDown")))

    assert (raised.value.retry_after_s, raised.value.code) == (7, "SlowDown")


@pytest.mark.parametrize("text", ['W/"ABC"', '"abc"', "ABC", ' "abc" '])
def test_an_etag_is_compared_bare(text: str) -> None:
    assert clean_etag(text) == "abc"
