"""Credentials on requests: the documented signature, and nothing secret in sight."""

from __future__ import annotations

import pickle
import subprocess
import sys
import traceback
from datetime import UTC, datetime, timedelta, timezone

import pytest
import requests

from avatar_intake.errors import CredentialsMissing, CredentialsRejected
from avatar_intake.metastudio.auth import AccessKey, Token
from avatar_intake.metastudio.outgoing import OutgoingBody

# The worked example of the vendor's signing guide; the key is the guide's own and opens nothing.
AK, SK = "QTWAOYTTINDUT2QVKYUC", "MFyfvK41ba2giqM7Uio6PznpdUKGpownRZlmVmHc"
ADDRESS = (
    "https://service.region.example.com/v1/77b6a44cba5143ab91d13ab9a8ff44fd/vpcs"
    "?limit=2&marker=13551d6b-755d-4757-b956-536f674975c0"
)
MOMENT = datetime(2019, 11, 15, 3, 36, 55, tzinfo=UTC)
SIGNATURE = "7be6668032f70418fcc22abc52071e57aff61b84a1d2381bb430d6870f4f6ebe"


def prepared(key: AccessKey | Token, **changes: object) -> requests.PreparedRequest:
    values = {
        "method": "POST",
        "url": "http://127.0.0.1:8/rest/v1/p/jobs?b=2&a=1",
        "headers": {},
        "data": None,
    } | changes
    values["headers"] = {"Content-Type": "application/json", **values["headers"]}  # type: ignore[dict-item]
    return requests.Request(**values, auth=key.auth("project-1", lambda: MOMENT)).prepare()  # type: ignore[arg-type]


def test_the_documented_example_gives_the_documented_signature() -> None:
    from avatar_intake.metastudio import auth

    request = requests.Request("GET", ADDRESS, headers={"Content-Type": "application/json"}).prepare()
    headers = {
        "Content-Type": "application/json",
        "Host": "service.region.example.com",
        "X-Sdk-Date": MOMENT.strftime("%Y%m%dT%H%M%SZ"),
    }
    header = auth._authorization(AccessKey(AK, SK), request, headers)
    assert header == (f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders=content-type;host;x-sdk-date, Signature={SIGNATURE}")


def test_the_signature_covers_prefix_query_body_project_and_user() -> None:
    base = {"headers": {"X-App-UserId": "clerk-1"}, "data": OutgoingBody(b'{"name":"x"}')}
    changes: list[dict[str, object]] = [
        {"url": "http://127.0.0.1:8/v1/p/jobs?b=2&a=1"},
        {"url": "http://127.0.0.1:8/rest/v1/p/jobs?b=2&a=2"},
        {"url": "http://127.0.0.1:9/rest/v1/p/jobs?b=2&a=1"},
        {"data": OutgoingBody(b'{"name":"y"}')},
        {"headers": {"X-App-UserId": "clerk-2"}},
        {"method": "PUT"},
    ]
    signatures = {
        prepared(AccessKey(AK, SK), **{**base, **change}).headers["Authorization"] for change in [{}, *changes]
    }
    assert len(signatures) == len(changes) + 1
    signed = prepared(AccessKey(AK, SK), **base).headers["Authorization"]
    assert "SignedHeaders=content-type;host;x-app-userid;x-project-id;x-sdk-date," in str(signed)


def test_the_order_of_the_query_does_not_change_the_signature() -> None:
    one = prepared(AccessKey(AK, SK), url="http://127.0.0.1:8/v1?a=1&b=%E7%A4%BA")
    two = prepared(AccessKey(AK, SK), url="http://127.0.0.1:8/v1?b=%E7%A4%BA&a=1")
    assert one.headers["Authorization"] == two.headers["Authorization"]


def test_a_temporary_key_sends_and_signs_its_security_token() -> None:
    headers = prepared(AccessKey(AK, SK, "temporary-token")).headers
    assert headers["X-Security-Token"] == "temporary-token"
    assert "x-security-token" in headers["Authorization"]
    assert "X-Security-Token" not in prepared(AccessKey(AK, SK)).headers


def test_the_date_is_sent_in_utc_whatever_zone_the_clock_is_in() -> None:
    beijing = MOMENT.astimezone(timezone(timedelta(hours=8)))
    request = requests.Request("GET", ADDRESS, auth=AccessKey(AK, SK).auth("p", lambda: beijing)).prepare()
    assert request.headers["X-Sdk-Date"] == "20191115T033655Z"
    assert request.headers["X-Project-Id"] == "p"


def test_the_host_header_is_the_one_that_was_signed() -> None:
    request = prepared(AccessKey(AK, SK), url="https://studio.example:443/v1")
    assert request.headers["Host"] == "studio.example:443"


def test_a_token_is_one_header_and_no_signature() -> None:
    headers = prepared(Token("token-value")).headers
    assert headers["X-Auth-Token"] == "token-value"
    assert not {"Authorization", "X-Sdk-Date", "X-Project-Id"} & set(headers)


@pytest.mark.parametrize("secrets", [("", "sk"), ("ak", ""), ("ak", "sk", "")])
def test_an_empty_key_is_a_missing_one(secrets: tuple[str, ...]) -> None:
    with pytest.raises(CredentialsMissing):
        AccessKey(*secrets)


def test_an_empty_token_is_a_missing_one() -> None:
    with pytest.raises(CredentialsMissing):
        Token("")


@pytest.mark.parametrize("bad", ["two\r\nlines", "with blank", "密钥", "tab\t", "\x7f"])
def test_a_secret_that_no_header_can_carry_is_rejected_without_being_shown(bad: str) -> None:
    for make in (lambda: AccessKey("ak", bad), lambda: AccessKey(bad, "sk"), lambda: Token(bad)):
        with pytest.raises(CredentialsRejected) as caught:
            make()
        assert bad not in str(caught.value)


def test_nothing_secret_stands_in_a_repr_or_a_traceback() -> None:
    canary = "CANARY-1f9d"
    for credentials in (AccessKey(canary, canary, canary), Token(canary)):
        auth = credentials.auth("p")
        for thing in (credentials, auth, [credentials], {"c": credentials}):
            assert canary not in f"{thing!r} {thing}"
        assert canary not in "".join(traceback.format_exception(ValueError(credentials)))
    assert AccessKey("a", "b") == pickle.loads(pickle.dumps(AccessKey("a", "b")))


def test_only_the_signer_of_the_vendors_code_is_imported_and_only_when_it_is_needed() -> None:
    script = (
        "import sys, avatar_intake.metastudio.client as c\n"
        "assert not {'requests', 'huaweicloudsdkcore'} & set(sys.modules)\n"
        "import requests\n"
        "requests.Request('GET', 'http://127.0.0.1/', auth=c.AccessKey('a', 'b').auth('p')).prepare()\n"
        "assert 'huaweicloudsdkcore.signer.signer' in sys.modules\n"
        "assert not {'huaweicloudsdkcore.client', 'huaweicloudsdkmetastudio', 'bson'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)
