"""Requests go where they should: a table of addresses as a hostile or broken answer might hold them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.domain.endpoint import REGIONS, Endpoint, address_problem, endpoint_of, is_loopback, parse_endpoint
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import BadServiceAddress

VENDOR = parse_endpoint(REGIONS["cn-north-4"])
STUDIO = parse_endpoint("https://intake.studio.example:8443/avatar")
HERE = parse_endpoint("http://127.0.0.1:9000")
HERE_TLS = parse_endpoint("https://localhost:9443")
STORE = "https://bucket.obs.cn-north-4.myhuaweicloud.com"
TAIL = "/abc_trainingVideo?AccessKeyId=AK&Expires=1900000000&Signature=x%2By%3D&partNumber=1"


# --- one-time addresses -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "endpoint"),
    [
        (STORE + TAIL, VENDOR),
        (STORE + ":443" + TAIL, VENDOR),
        (STORE.upper() + TAIL, VENDOR),
        ("https://obs.cn-east-3.myhuaweicloud.com/bucket" + TAIL, VENDOR),
        ("https://my_bucket-2.obs.cn-north-4.myhuaweicloud.com" + TAIL, VENDOR),
        (STORE + "/a~b/%E4%B8%AD|c?x=1&y=%2F..%2F", VENDOR),
        (STORE + TAIL, STUDIO),
        ("https://intake.studio.example" + TAIL, STUDIO),
        ("https://intake.studio.example:8443" + TAIL, STUDIO),
        ("http://127.0.0.1:9000/store" + TAIL, HERE),
        ("http://127.0.0.1:12345" + TAIL, HERE),
        ("http://localhost:9000" + TAIL, HERE),
        ("http://[::1]:9000" + TAIL, HERE),
        ("https://localhost:9443" + TAIL, HERE_TLS),
        ("https://127.0.0.2:1" + TAIL, HERE_TLS),
    ],
)
def test_an_address_that_the_service_would_give_is_believed(address: str, endpoint: Endpoint) -> None:
    assert address_problem(SecretUrl(address), endpoint) is None


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        # not the host that it looks like
        ("https://evil.example" + TAIL, "foreign-host"),
        ("https://myhuaweicloud.com" + TAIL, "foreign-host"),
        ("https://evilmyhuaweicloud.com" + TAIL, "foreign-host"),
        ("https://bucket.obs.myhuaweicloud.com.evil.example" + TAIL, "foreign-host"),
        ("https://bucket.obs.myhuaweicloud.com-evil.example" + TAIL, "foreign-host"),
        ("https://evil.example/bucket.obs.myhuaweicloud.com" + TAIL, "foreign-host"),
        ("https://evil.example?x=.myhuaweicloud.com", "foreign-host"),
        ("https://evil.example/?@b.myhuaweicloud.com", "foreign-host"),
        ("https://evil.example#.myhuaweicloud.com", "malformed"),
        ("https://evil.example\\.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://evil.example%2F.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://evil.example%00.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://evil.example;.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://a..myhuaweicloud.com" + TAIL, "malformed"),
        ("https://-a.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://bucket.obs.myhuaweicloud.com." + TAIL, "malformed"),
        ("https://" + "a" * 64 + ".myhuaweicloud.com" + TAIL, "malformed"),
        ("https://" + "a." * 130 + "myhuaweicloud.com" + TAIL, "malformed"),
        # users in front of it
        ("https://bucket.obs.myhuaweicloud.com@evil.example" + TAIL, "user-info"),
        ("https://bucket.obs.myhuaweicloud.com:443@evil.example" + TAIL, "user-info"),
        ("https://evil.example@bucket.obs.myhuaweicloud.com" + TAIL, "user-info"),
        ("https://user:password@bucket.obs.myhuaweicloud.com" + TAIL, "user-info"),
        ("https://@bucket.obs.myhuaweicloud.com" + TAIL, "user-info"),
        # numbers and this computer
        ("https://127.0.0.1" + TAIL, "foreign-host"),
        ("https://127.1" + TAIL, "malformed"),
        ("https://2130706433" + TAIL, "malformed"),
        ("https://0x7f000001" + TAIL, "malformed"),
        ("https://0177.0.0.1" + TAIL, "malformed"),
        ("https://10.0.0.8" + TAIL, "foreign-host"),
        ("https://169.254.169.254" + TAIL, "malformed"),
        ("https://[::1]" + TAIL, "foreign-host"),
        ("https://[::ffff:127.0.0.1]" + TAIL, "foreign-host"),
        ("https://[fe80::1%25eth0]" + TAIL, "malformed"),
        ("https://[::1" + TAIL, "malformed"),
        ("https://[::1].myhuaweicloud.com" + TAIL, "malformed"),
        ("https://x[::1]" + TAIL, "malformed"),
        ("https://localhost" + TAIL, "foreign-host"),
        # other scripts
        ("https://bücket.obs.myhuaweicloud.com" + TAIL, "malformed"),
        ("https://bucket.obs.myhuaweicloud。com" + TAIL, "malformed"),
        ("https://bucket.obs.myhuаweicloud.com" + TAIL, "malformed"),
        ("https://xn--80ak6aa92e.example" + TAIL, "foreign-host"),
        (STORE + "/中文" + TAIL, "malformed"),
        # other schemes and ports
        (STORE.replace("https", "http") + TAIL, "not-https"),
        (STORE.replace("https", "ftp") + TAIL, "not-https"),
        (STORE.replace("https:", "") + TAIL, "not-https"),
        (STORE.replace("https", "javascript") + TAIL, "not-https"),
        (STORE + ":80" + TAIL, "foreign-host"),
        (STORE + ":8443" + TAIL, "foreign-host"),
        (STORE + ":0" + TAIL, "malformed"),
        (STORE + ":99999" + TAIL, "malformed"),
        (STORE + ":44e3" + TAIL, "malformed"),
        # broken lines and blanks
        (STORE + TAIL + "\r\nX-Auth-Token: stolen", "malformed"),
        (STORE + TAIL + "\n", "malformed"),
        (STORE + "/a b" + TAIL, "malformed"),
        (" " + STORE + TAIL, "malformed"),
        (STORE + "/a\tb" + TAIL, "malformed"),
        (STORE + "/a\0b" + TAIL, "malformed"),
        (STORE + "/a\x7fb" + TAIL, "malformed"),
        # paths that climb, fragments
        (STORE + "/a/../b" + TAIL, "malformed"),
        (STORE + "/./b" + TAIL, "malformed"),
        (STORE + "/%2e%2E/b" + TAIL, "malformed"),
        (STORE + TAIL + "#x", "malformed"),
        (STORE + TAIL + "#", "malformed"),
        # nothing at all
        ("", "malformed"),
        ("https://", "malformed"),
        ("https:///abc", "malformed"),
        ("https:" + TAIL, "malformed"),
        ("/relative" + TAIL, "malformed"),
        ("not an address", "malformed"),
    ],
)
def test_an_address_that_is_not_the_stores_is_not_believed(address: str, problem: str) -> None:
    assert address_problem(SecretUrl(address), VENDOR) == problem
    assert address_problem(SecretUrl(address), STUDIO) == problem


@pytest.mark.parametrize(
    ("address", "endpoint", "problem"),
    [
        (STORE + TAIL, HERE, "foreign-host"),
        ("http://192.168.1.5:9000" + TAIL, HERE, "foreign-host"),
        ("https://127.0.0.1:9000" + TAIL, HERE, "foreign-host"),
        ("http://127.0.0.1:9000" + TAIL, HERE_TLS, "foreign-host"),
        ("http://user@127.0.0.1:9000" + TAIL, HERE, "user-info"),
        ("http://localhost.evil.example:9000" + TAIL, HERE, "foreign-host"),
        ("http://127.0.0.1.evil.example:9000" + TAIL, HERE, "foreign-host"),
        ("https://intake.studio.example:9443" + TAIL, STUDIO, "foreign-host"),
        ("http://intake.studio.example" + TAIL, STUDIO, "not-https"),
        ("https://store.intake.studio.example" + TAIL, STUDIO, "foreign-host"),
        ("https://intake.studio.example" + TAIL, VENDOR, "foreign-host"),
    ],
)
def test_each_service_has_its_own_store(address: str, endpoint: Endpoint, problem: str) -> None:
    assert address_problem(SecretUrl(address), endpoint) == problem


@given(address=st.text(max_size=60) | st.text(max_size=40).map(lambda text: f"https://{text}.myhuaweicloud.com/x"))
def test_no_text_makes_the_judgement_fail_and_what_is_believed_has_a_plain_host(address: str) -> None:
    if address_problem(SecretUrl(address), VENDOR) is None:
        host = address.partition("://")[2].partition("/")[0].partition("?")[0]
        assert host.isascii()
        assert not set(host) & set("@\\%# ")
        assert host.lower().removesuffix(":443").removesuffix(":").endswith(".myhuaweicloud.com")


def test_a_problem_never_holds_the_address() -> None:
    problem = address_problem(SecretUrl("https://evil.example/?Signature=secret"), VENDOR)

    assert problem is not None
    assert "secret" not in problem
    assert "evil" not in problem


# --- endpoints ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "base"),
    [
        ("https://metastudio.cn-north-4.myhuaweicloud.com", "https://metastudio.cn-north-4.myhuaweicloud.com"),
        ("  https://host.example/  ", "https://host.example"),
        ("https://host.example:443", "https://host.example"),
        ("https://host.example:8443/", "https://host.example:8443"),
        ("HTTPS://Host.Example/Prefix/v2/", "https://host.example/Prefix/v2"),
        ("https://host.example/a%20b", "https://host.example/a%20b"),
        ("https://host", "https://host"),
        ("https://10.1.2.3:8443/x", "https://10.1.2.3:8443/x"),
        ("https://[fd00::1]:8443", "https://[fd00::1]:8443"),
        ("http://127.0.0.1:9000", "http://127.0.0.1:9000"),
        ("http://localhost:80/x", "http://localhost/x"),
        ("http://[::1]:9000", "http://[::1]:9000"),
        ("https://host.example?", "https://host.example"),
    ],
)
def test_an_endpoint_has_one_form(text: str, base: str) -> None:
    endpoint = parse_endpoint(text)

    assert endpoint.base == base
    assert parse_endpoint(endpoint.base) == endpoint


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "host.example", "//host.example", "https://", "https:///x", "ftp://host.example", "file:///etc/passwd",
        "http://host.example", "http://10.0.0.1", "http://localhost.evil.example", "https://user@host.example",
        "https://user:pw@host.example", "https://@host.example", "https://host.example:0", "https://host.example:99999",
        "https://host.example:x", "https://host.example/?a=b", "https://host.example/#x", "https://host.example/a/../b",
        "https://host.example/%2e%2e/b", "https://host.example/./b", "https://host .example",
        "https://host.example/a b", "https://host\\.example", "https://hóst.example", "https://主机.example", "https://a..b",
        "https://.b", "https://b.", "https://-b.example", "https://[::1", "https://[::1]x", "https://[fe80::1%25eth0]",
        "https://ho%73t.example", "https://host.example:+1",
        "https://host.example\r\nX: y", "https://127.1", "https://0x7f.1", "javascript:alert(1)",
    ],
)  # fmt: skip
def test_what_is_no_endpoint_is_refused(text: str) -> None:
    with pytest.raises(BadServiceAddress):
        parse_endpoint(text)


def test_a_refusal_does_not_repeat_a_password() -> None:
    with pytest.raises(BadServiceAddress) as raised:
        parse_endpoint("https://someone:secret@host.example")

    assert "secret" not in str(raised.value)


def test_plain_http_is_said_to_be_the_reason() -> None:
    with pytest.raises(BadServiceAddress) as raised:
        parse_endpoint("http://host.example")

    assert raised.value.needed == "https://"


@given(text=st.text(max_size=60) | st.text(max_size=40).map("https://{}".format))
def test_no_text_makes_the_parser_fail_in_another_way(text: str) -> None:
    try:
        endpoint = parse_endpoint(text)
    except BadServiceAddress:
        return
    assert parse_endpoint(endpoint.base) == endpoint


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("localhost", True), ("127.0.0.1", True), ("127.255.0.9", True), ("::1", True), ("0.0.0.0", False),
        ("10.0.0.1", False), ("::", False), ("localhost.example", False), ("127.0.0.1.example", False), ("", False),
    ],
)  # fmt: skip
def test_loopback_is_this_computer_and_nothing_else(host: str, is_here: bool) -> None:
    assert is_loopback(host) is is_here


@pytest.mark.parametrize("region", sorted(REGIONS))
def test_each_region_has_a_good_endpoint(region: str) -> None:
    endpoint = endpoint_of(ServiceChoice(region=region))

    assert endpoint.base == REGIONS[region]
    assert not endpoint.is_loopback


def test_an_endpoint_of_ones_own_goes_before_a_region() -> None:
    assert endpoint_of(ServiceChoice(endpoint="https://host.example")).host == "host.example"


@pytest.mark.parametrize("region", [None, "", "cn-north-1", "CN-NORTH-4"])
def test_an_unknown_region_is_answered_with_the_known_ones(region: str | None) -> None:
    with pytest.raises(BadServiceAddress) as raised:
        endpoint_of(ServiceChoice(region=region))

    assert "cn-north-4" in raised.value.needed
