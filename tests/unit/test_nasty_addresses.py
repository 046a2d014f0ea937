"""Addresses that somebody hostile would give: none is believed, and nobody at the other end hears of it.

Every name and number here leads to one listening socket, so that any connection at all would be noticed.
"""

from __future__ import annotations

import ipaddress
import json
import ssl
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import urllib3
from fake_names import Listener, every_name_leads_to
from hypothesis import example, given
from hypothesis import strategies as st

from avatar_intake.catalogue import say
from avatar_intake.connection import Judge, new_session
from avatar_intake.domain.endpoint import check_peer, parse_endpoint
from avatar_intake.domain.intake import Role, ServiceChoice
from avatar_intake.domain.obstacles import DistrustedPeer
from avatar_intake.domain.service import JobQuery, SecretUrl
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import BadServiceAddress, IntakeError, NetworkUnreachable, TransportRefused, UnexpectedAnswer
from avatar_intake.flow.access import AccessFinder, Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.metastudio import wire
from avatar_intake.metastudio.client import ServicePlace, Token, new_client
from avatar_intake.metastudio.exchange import Answer
from avatar_intake.metastudio.iam import Login, fetch_token
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.fetch import fetch_to
from avatar_intake.transfer.ports import Piece
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.source import identity_of

VENDOR = "https://metastudio.cn-north-4.myhuaweicloud.com"
OWN = "https://intake.studio.example"
STORE = "https://bucket.obs.cn-north-4.myhuaweicloud.com"
TAIL = "/part?AccessKeyId=A&Signature=CANARY"
CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # trusts nobody; what matters here comes before TLS


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as running:
        yield running


@pytest.fixture(autouse=True)
def _all_names(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with every_name_leads_to(listener, monkeypatch):
        yield


class Nobody:
    def sent(self, total_bytes: int) -> None:
        """Nobody counts."""


def use(address: str, endpoint: str, folder: Path, judge: Judge | None = None) -> None:
    """What the program does with an address that the service has given: read it, then send a part there."""
    told = json.dumps({"job_id": "job-1", "training_video_upload_url": [address]})
    answer = Answer("create", 200, {}, told.encode("utf-8", "surrogatepass"), "req-1")
    given = wire.read_addresses(answer, wire.Wanted(1), parse_endpoint(endpoint)).by_role[Role.TRAINING_VIDEO][0]
    film = folder / "film.mp4"
    film.write_bytes(b"CANARY")
    piece = Piece(Role.TRAINING_VIDEO, str(film), identity_of(Role.TRAINING_VIDEO, str(film)), Part(1, 0, 6), given)
    with new_session(1, CONTEXT, judge=judge) as session:
        HttpPartSender(session, SystemClock()).send(piece, RunControl(), Nobody())


NASTY = (
    # somebody in front of the host
    "https://bucket.obs.myhuaweicloud.com@evil.example",
    "https://bucket.obs.myhuaweicloud.com:443@evil.example",
    "https://evil.example@bucket.obs.myhuaweicloud.com",
    "https://:@bucket.obs.myhuaweicloud.com",
    "https://%40bucket.obs.myhuaweicloud.com",
    "https://bucket.obs.myhuaweicloud.com%40evil.example",
    # looks like the vendor's
    "https://evilmyhuaweicloud.com",
    "https://myhuaweicloud.com",
    "https://myhuaweicloud.com.evil.example",
    "https://bucket.obs.myhuaweicloud.com.evil.example",
    "https://bucket.obs.myhuaweicloud.com-evil.example",
    "https://bucket.obs.myhuaweicloud.co",
    "https://bucket.obs.myhuaweicloud.com.",
    "https://.myhuaweicloud.com",
    "https://evil.example/.myhuaweicloud.com",
    "https://evil.example?.myhuaweicloud.com",
    "https://evil.example#.myhuaweicloud.com",
    "https://evil.example;.myhuaweicloud.com",
    "https://evil.example\\.myhuaweicloud.com",
    "https://evil.example%2f.myhuaweicloud.com",
    "https://evil.example%00.myhuaweicloud.com",
    "https://evil.example,bucket.myhuaweicloud.com",
    "https:\\\\bucket.obs.myhuaweicloud.com",
    "https:/\\evil.example/.myhuaweicloud.com",
    # other scripts and signs
    "https://bücket.obs.myhuaweicloud.com",
    "https://bucket.obs.myhuаweicloud.com",
    "https://bucket.obs。myhuaweicloud．com",
    "https://bucket.obs.myhuaweicloud.ⓒom",
    "https://evil.example／.myhuaweicloud.com",
    "https://\u202emoc.duolciewauhym.myhuaweicloud.com",
    "https://bucket\u200b.obs.myhuaweicloud.com",
    "https://\ud800.myhuaweicloud.com",
    # numbers, this computer, the inside of a cloud
    "https://127.0.0.1",
    "https://127.1",
    "https://0x7f.1",
    "https://0x7f000001",
    "https://2130706433",
    "https://017700000001",
    "https://localhost",
    "https://localhost.",
    "https://[::1]",
    "https://[::]",
    "https://[::ffff:127.0.0.1]",
    "https://[::ffff:7f00:1]",
    "https://0.0.0.0",
    "https://10.0.0.8",
    "https://172.16.3.4",
    "https://192.168.1.1",
    "https://169.254.169.254",
    "https://[fe80::1]",
    "https://[fe80::1%25eth0]",
    "https://[fd00::1]",
    "https://[::1].myhuaweicloud.com",
    "https://255.255.255.255",
    "https://224.0.0.1",
    "https://metadata.google.internal",
    # other schemes and ports
    "http://bucket.obs.myhuaweicloud.com",
    "ftp://bucket.obs.myhuaweicloud.com",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "//bucket.obs.myhuaweicloud.com",
    "data:text/plain,x",
    "https+http://bucket.obs.myhuaweicloud.com",
    STORE + ":80",
    STORE + ":8443",
    STORE + ":0",
    STORE + ":65536",
    STORE + ":44３",
    STORE + ":443:443",
    STORE + ":-443",
    # lines, blanks, paths
    STORE + "/x\r\nX-Auth-Token: stolen",
    STORE + "\r\n",
    STORE + "\t",
    "\t" + STORE,
    " " + STORE,
    STORE + " ",
    STORE + "/a\0b",
    STORE + "/a b",
    STORE + "/a\x7f",
    STORE + "/../b",
    STORE + "/./b",
    STORE + "/%2e%2e/b",
    STORE + "/.%2E/b",
    STORE + "/#x",
    STORE + "\\@evil.example",
    "https://" + "a" * 64 + ".myhuaweicloud.com",
    "https://" + "a." * 200 + "myhuaweicloud.com",
    "",
    "https://",
    "https:///x",
    "not an address",
)


def test_the_table_is_a_long_one() -> None:
    assert len(set(NASTY)) >= 80


@pytest.mark.parametrize("endpoint", [VENDOR, OWN])
def test_no_nasty_one_time_address_is_ever_connected_to(endpoint: str, listener: Listener, tmp_path: Path) -> None:
    for address in NASTY:
        for tail in (TAIL, ""):
            with pytest.raises(UnexpectedAnswer) as caught:
                use(address + tail, endpoint, tmp_path)
            assert "evil" not in caught.value.found
            assert "CANARY" not in caught.value.found
    assert (listener.calls, listener.heard) == (0, b"")


def test_the_listener_would_have_heard_of_a_good_one(tmp_path: Path) -> None:
    """Else the silence of the others would prove nothing."""
    with (
        Listener() as other,
        pytest.MonkeyPatch.context() as patch,
        every_name_leads_to(other, patch),
        pytest.raises(IntakeError),
    ):
        use(STORE + TAIL, VENDOR, tmp_path)
    assert other.calls == 1
    assert b"bucket.obs.cn-north-4" in other.heard  # the name in a TLS greeting


NOT_AS_ENDPOINTS = tuple(
    address
    for address in NASTY
    # An endpoint is somebody's own choice: another host, a private address or another port is good there.
    if address.strip() not in (STORE, STORE + ":80", STORE + ":8443")
    and not address.startswith(
        (
            "https://evilmy",
            "https://myhuawei",
            "https://bucket.obs.myhuaweicloud.co",
            "https://127.0.0.1",
            "https://localhost",
            "https://[::1]",
            "https://[::ffff:",
            "https://10.",
            "https://172.",
            "https://192.",
            "https://[fd00",
            "https://metadata.",
            "https://evil.example/.my",
        )
    )
)
MORE_AS_ENDPOINTS = (
    "https://bucket.obs.myhuaweicloud.com@evil.example",
    "https://bucket.obs.myhuaweicloud.com.",
    "https://[::1].myhuaweicloud.com",
    "https://localhost.",
    "https://127.1",
    "http://10.0.0.8",
    "http://evil.example",
    "http://localhost.evil.example",
    "https://host.example/?query=1",
    "http://[fd00::1]",
    "https://[::ffff:169.254.169.254]",
    "host.example",
    "https://host.example/..;/x/..",
)


def test_no_nasty_endpoint_is_ever_connected_to(listener: Listener, tmp_path: Path) -> None:
    tried = (*NOT_AS_ENDPOINTS, *MORE_AS_ENDPOINTS)
    assert len(set(tried)) >= 60
    before = listener.calls
    for text in tried:
        with pytest.raises(BadServiceAddress) as caught:
            ask(text, tmp_path)
        assert len(caught.value.found) <= 200
        assert "stolen" not in caught.value.found.partition("\r")[0]
    assert listener.calls == before


def ask(endpoint: str, folder: Path) -> None:
    """What the program does with an account's own address: find out where it leads, and read the list there."""
    accounts = Accounts(folder / "account.json", None, lambda *_: "")  # type: ignore[arg-type]
    account = Account(AccountKind.TOKEN, endpoint=endpoint, project_id="project-1", is_remembered=False)
    accounts.use(account, Secret("CANARY"))
    access = AccessFinder(accounts, None, {}).find(ServiceChoice())  # type: ignore[arg-type]
    with new_session(1, CONTEXT) as session:
        place = ServicePlace(access.endpoint, access.project_id)
        new_client(place, Token("CANARY"), lambda _: None, session=session).list(JobQuery())


@given(
    before=st.sampled_from(
        ("", "user@", "user:pw@", "evil.example/", "evil.example?", "evil.example#", "[::1]", "127.0.0.1.")
    )
    | st.text(max_size=12),
    after=st.sampled_from(("", ":443", ":80", ".", "@evil.example", "\\", "%00", "/..", ".evil.example", "#"))
    | st.text(max_size=12),
)
@example("a", ":443")
def test_whatever_is_believed_leads_to_the_vendor_for_those_who_connect_too(before: str, after: str) -> None:
    """Differential: urllib3 takes an address apart in its own way, and it is the one that connects."""
    address = f"https://{before}bucket.obs.myhuaweicloud.com{after}/part?Signature=x"
    told = json.dumps({"job_id": "j", "cover_upload_url": address}).encode("utf-8", "surrogatepass")
    with suppress(UnexpectedAnswer):
        wire.read_addresses(Answer("create", 200, {}, told, ""), wire.Wanted(), parse_endpoint(VENDOR))
        parts = urllib3.util.parse_url(address)
        assert (parts.scheme, parts.auth) == ("https", None)
        assert parts.port in (None, 443)
        assert (parts.host or "").endswith(".myhuaweicloud.com")


# --- where a name leads -------------------------------------------------------------------------------


def test_a_vendors_name_that_leads_inside_is_refused_on_every_way_before_a_byte(
    listener: Listener, tmp_path: Path
) -> None:
    """The listener is on this computer: what a poisoned resolver would point to."""
    heard = listener.heard
    with new_session(1, CONTEXT, judge=check_peer) as session:
        place = ServicePlace(parse_endpoint(VENDOR), "project-1")
        client = new_client(place, Token("CANARY"), lambda _: None, session=session)
        ways = (
            lambda: client.list(JobQuery()),
            lambda: fetch_token(session, "https://iam.cn-north-4.myhuaweicloud.com", Login("d", "u", "CANARY", "p")),
            lambda: fetch_to(session, SecretUrl(STORE + TAIL), "cover", tmp_path / "new", RunControl()),
            lambda: use(STORE + TAIL, VENDOR, tmp_path, check_peer),
        )
        for go in ways:
            with pytest.raises(TransportRefused) as caught:
                go()
            assert caught.value.kind == "private"
            assert caught.value.host.endswith(".myhuaweicloud.com")
    assert listener.heard == heard
    assert "private cloud" in say(caught.value, "en").explanation
    assert "私有云" in say(caught.value, "zh").explanation


def test_an_endpoint_of_ones_own_may_be_inside(listener: Listener) -> None:
    calls = listener.calls
    with new_session(1, CONTEXT, judge=check_peer) as session:
        client = new_client(ServicePlace(parse_endpoint(OWN), "p"), Token("t"), lambda _: None, session=session)
        with pytest.raises(NetworkUnreachable):  # the listener hangs up in the middle of the greeting
            client.list(JobQuery())
    assert listener.calls == calls + 1


OF_THE_VENDOR, OF_SOMEBODY = "obs.cn-north-4.myhuaweicloud.com", "intake.studio.example"


@pytest.mark.parametrize(
    ("numeric", "of_the_vendor", "of_somebody"),
    [
        ("114.116.1.2", True, True),
        ("2407:c080::1", True, True),
        ("198.18.0.7", True, True),  # what a local proxy makes up for every name
        ("100.125.32.1", True, True),  # the vendor's own store, seen from its own cloud
        ("10.1.2.3", False, True),
        ("172.16.0.1", False, True),
        ("172.32.0.1", True, True),
        ("192.168.1.1", False, True),
        ("127.0.0.1", False, True),
        ("::1", False, True),
        ("fd00::1", False, True),
        ("::ffff:10.0.0.1", False, True),
        ("169.254.169.254", False, False),
        ("fe80::1%eth0", False, False),
        ("::ffff:169.254.169.254", False, False),
        ("0.0.0.0", False, False),
        ("::", False, False),
        ("224.0.0.1", False, False),
        ("255.255.255.255", False, False),
        ("ff02::1", False, False),
    ],
)
def test_where_whose_name_may_lead(numeric: str, of_the_vendor: bool, of_somebody: bool) -> None:
    for host, may_be in (
        (OF_THE_VENDOR, of_the_vendor),
        (OF_THE_VENDOR.upper(), of_the_vendor),
        (OF_SOMEBODY, of_somebody),
    ):
        if may_be:
            check_peer(host, numeric)
        else:
            with pytest.raises(DistrustedPeer):
                check_peer(host, numeric)


@given(st.ip_addresses())
def test_every_address_is_judged(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    with suppress(DistrustedPeer):
        check_peer(OF_THE_VENDOR, str(address))
        assert not address.is_loopback
        assert not address.is_link_local
