from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer

from avatar_intake.practice.answers import Head
from avatar_intake.practice.clock import from_rfc3339
from avatar_intake.practice.signing import (
    KeyPair,
    canonical_query,
    canonical_request,
    canonical_uri,
    parse_authorization,
    signature_of,
    signature_problem,
)

KEY = KeyPair("SAMPLEACCESSKEY00001", "sample-secret-key-of-nobody")
SIGNED_AT = "20261123T040000Z"
NOW_S = from_rfc3339("2026-11-23T04:00:00Z") or 0.0


@dataclass(frozen=True)
class Asked:
    method: str = "POST"
    path: str = "/rest/v1/0123/jobs"
    query: Mapping[str, str] | None = None
    headers: Mapping[str, str] | None = None
    body: str = '{"name": "示例"}'


def signed_by_the_vendor(asked: Asked, key: KeyPair = KEY) -> Head:
    headers = {"Content-Type": "application/json", "X-Sdk-Date": SIGNED_AT, **(asked.headers or {})}
    request = SdkRequest(
        method=asked.method,
        schema="http",
        host="127.0.0.1:8080",
        resource_path=asked.path,
        query_params=list((asked.query or {}).items()),
        header_params=headers,
        body=asked.body,
    )
    Signer(BasicCredentials(key.access, key.secret, "0123")).sign(request)
    path, _, query = request.uri.partition("?")
    return Head(asked.method, path, query, {name.lower(): value for name, value in request.header_params.items()})


def with_header(head: Head, name: str, value: str | None) -> Head:
    headers = {known: text for known, text in head.headers.items() if known != name}
    if value is not None:
        headers[name] = value
    return Head(head.method, head.path, head.query, headers)


def test_the_documented_example_gives_the_documented_hash_and_signature() -> None:
    head = Head(
        "GET",
        "/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs",
        "limit=2&marker=13551d6b-755d-4757-b956-536f674975c0",
        {
            "content-type": "application/json",
            "host": "service.region.example.com",
            "x-sdk-date": "20191115T033655Z",
        },
    )
    canonical = canonical_request(head, ("content-type", "host", "x-sdk-date"), b"")
    assert (
        hashlib.sha256(canonical.encode()).hexdigest()
        == "b25362e603ee30f4f25e7858e8a7160fd36e803bb2dfe206278659d71a9bcd7a"
    )
    assert (
        signature_of(canonical, "20191115T033655Z", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc")
        == "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"
    )


@pytest.mark.parametrize(
    "asked",
    [
        Asked(),
        Asked("GET", query={"tag": "a b&c", "name": "示例 +/~", "limit": "10"}, body=""),
        Asked("DELETE", path="/v1/0123/jobs/示例 job~1", body=""),
        Asked(headers={"X-App-UserId": "desk-7", "X-Project-Id": "0123"}),
        Asked(path="/"),
    ],
    ids=["body", "query", "path", "headers", "root"],
)
def test_what_the_vendors_signer_signs_is_accepted(asked: Asked) -> None:
    assert signature_problem(signed_by_the_vendor(asked), asked.body.encode(), KEY, NOW_S) is None


def test_a_chinese_header_is_verified_by_its_bytes_on_the_wire() -> None:
    asked = Asked(headers={"X-App-UserId": "示例"})
    assert signature_problem(signed_by_the_vendor(asked), asked.body.encode(), KEY, NOW_S) is None


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        (lambda head: with_header(head, "host", "127.0.0.1:9"), "verify aksk signature fail"),
        (lambda head: Head("PUT", head.path, head.query, head.headers), "verify aksk signature fail"),
        (lambda head: Head("POST", head.path + "/x", head.query, head.headers), "verify aksk signature fail"),
        (lambda head: Head("POST", head.path, "limit=1", head.headers), "verify aksk signature fail"),
        (lambda head: with_header(head, "x-sdk-date", "20261123T040001Z"), "verify aksk signature fail"),
        (lambda head: with_header(head, "x-sdk-date", "today"), "x-sdk-date is malformed"),
        (lambda head: with_header(head, "x-sdk-date", None), "x-sdk-date is malformed"),
        (lambda head: with_header(head, "authorization", "Bearer abc"), "authorization header is malformed"),
        (lambda head: with_header(head, "x-sdk-content-sha256", "0" * 64), "x-sdk-content-sha256 is not the body's"),
    ],
)
def test_a_request_that_was_changed_after_signing_is_refused(changed: object, complaint: str) -> None:
    head = changed(signed_by_the_vendor(Asked()))  # type: ignore[operator]
    assert signature_problem(head, Asked().body.encode(), KEY, NOW_S) == complaint


def test_a_changed_body_is_refused() -> None:
    assert signature_problem(signed_by_the_vendor(Asked()), b"{}", KEY, NOW_S) == "verify aksk signature fail"


def test_another_key_or_secret_is_refused() -> None:
    body = Asked().body.encode()
    stranger = KeyPair("SOMEBODYELSES0000001", KEY.secret)
    wrong = KeyPair(KEY.access, "another-secret")
    assert signature_problem(signed_by_the_vendor(Asked(), stranger), body, KEY, NOW_S) == "access key not found"
    assert signature_problem(signed_by_the_vendor(Asked(), wrong), body, KEY, NOW_S) == "verify aksk signature fail"


@pytest.mark.parametrize(("skew_s", "is_accepted"), [(0, True), (900, True), (-900, True), (901, False), (-901, False)])
def test_the_date_may_differ_by_fifteen_minutes(skew_s: int, is_accepted: bool) -> None:
    problem = signature_problem(signed_by_the_vendor(Asked()), Asked().body.encode(), KEY, NOW_S + skew_s)
    assert problem == (None if is_accepted else "x-sdk-date is out of range")


@pytest.mark.parametrize("name", ["host", "x-sdk-date"])
def test_host_and_date_must_be_among_the_signed_headers(name: str) -> None:
    head = signed_by_the_vendor(Asked())
    given = parse_authorization(head.header("authorization"))
    assert given is not None
    names = tuple(known for known in given.signed_names if known != name)
    canonical = canonical_request(head, names, Asked().body.encode())
    signature = signature_of(canonical, SIGNED_AT, KEY.secret)
    text = f"SDK-HMAC-SHA256 Access={KEY.access}, SignedHeaders={';'.join(names)}, Signature={signature}"
    problem = signature_problem(with_header(head, "authorization", text), Asked().body.encode(), KEY, NOW_S)
    assert problem == f"{name} is not signed"


def test_a_temporary_key_needs_its_token_present_right_and_signed() -> None:
    temporary = KeyPair(KEY.access, KEY.secret, "made-up-token")
    body = Asked().body.encode()
    good = signed_by_the_vendor(Asked(headers={"X-Security-Token": "made-up-token"}))
    wrong = signed_by_the_vendor(Asked(headers={"X-Security-Token": "another"}))
    unsigned = with_header(signed_by_the_vendor(Asked()), "x-security-token", "made-up-token")
    assert signature_problem(good, body, temporary, NOW_S) is None
    assert signature_problem(wrong, body, temporary, NOW_S) == "x-security-token is missing or wrong"
    assert signature_problem(signed_by_the_vendor(Asked()), body, temporary, NOW_S) == (
        "x-security-token is missing or wrong"
    )
    assert signature_problem(unsigned, body, temporary, NOW_S) == "x-security-token is not signed"


def test_an_unsigned_payload_is_accepted_when_the_signer_says_so() -> None:
    asked = Asked(headers={"X-Sdk-Content-Sha256": "UNSIGNED-PAYLOAD"})
    assert signature_problem(signed_by_the_vendor(asked), b"anything", KEY, NOW_S) is None


def test_uri_and_query_are_encoded_and_sorted_for_signing_only() -> None:
    assert canonical_uri("/v1/%e7%a4%ba/a b") == "/v1/%E7%A4%BA/a%20b/"
    assert canonical_query("b=2&a=x+y&a=%2b&c") == "a=%2B&a=x%20y&b=2&c="
    assert canonical_query("") == ""
