"""Settings of the network: which proxy and which root, over real proxies and servers on this computer."""

from __future__ import annotations

import logging
import os
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from certificates import Authority, self_signed
from connect_proxy import ConnectProxy
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import load_pem_x509_certificate
from scripted_service import ScriptedService, json_reply

from avatar_intake.app import _Connector, fetch_token_for
from avatar_intake.catalogue import say
from avatar_intake.connection import Route
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode, choice_of, parse_proxy, with_choice
from avatar_intake.domain.service import JobQuery, RequestRecord
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import (
    BadCompanyRoot,
    BadProxyAddress,
    IntakeError,
    KeyringFault,
    KeyringUnavailable,
    NetworkUnreachable,
    ProxyUnreachable,
    TransportRefused,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.flow.network import Network, Trial
from avatar_intake.metastudio.auth import Token
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.redaction import redacted
from avatar_intake.store.company_root import read_root
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.store.settings import load_settings, save_settings

HOST = "intake.studio.example"  # no resolver knows it: only a proxy leads there
ENDPOINT = parse_endpoint(f"https://{HOST}")
USER, PASSWORD = "示例用户", "CANARY:1f9d"
OWN = ProxyMode.OWN


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"), "Example Company Root")


@pytest.fixture(scope="module")
def certificate(company: Authority) -> ssl.SSLContext:
    return company.server(HOST)


@pytest.fixture(autouse=True)
def _no_proxies_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def service(certificate: ssl.SSLContext) -> Iterator[ScriptedService]:
    with ScriptedService([json_reply({"count": 7})], certificate) as running:
        yield running


class Place:
    """A data folder with its settings."""

    def __init__(
        self, folder: Path, system: Callable[[], Route] | None = None, now_s: Callable[[], float] = time.monotonic
    ) -> None:
        self.folder, self.keyring = folder, SessionSecrets()
        self.network = Network(folder, lambda: load_settings(folder / "settings.json"), self.keyring, system, now_s)

    def set(self, choice: ProxyChoice, password: str | None = None) -> None:
        if password is not None:
            self.network.keep_password(choice, password)
        save_settings(self.folder / "settings.json", with_choice(Settings(), choice))

    def trust(self, company: Authority) -> None:
        self.network.keep_root(read_root(company.root))

    def count(self) -> int:
        """What a line of the program brings: how many jobs the service says that there are."""
        records: list[RequestRecord] = []
        access = Access(ENDPOINT, "project-1", Token("token-of-the-service"))
        line = _Connector(Limiters(), self.network, Guards())(access, None, records.append)
        try:
            return line.service.list(JobQuery()).count
        finally:
            line.redial()


@pytest.fixture
def place(tmp_path: Path, company: Authority) -> Place:
    place = Place(tmp_path)
    place.trust(company)
    return place


# --- proxies ----------------------------------------------------------------------------------------


def test_an_own_proxy_carries_every_line_and_its_password_reaches_nobody_else(
    place: Place, service: ScriptedService, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with ConnectProxy(service.port, USER, PASSWORD) as proxy:
        place.set(ProxyChoice(OWN, proxy.address, USER), PASSWORD)

        assert place.count() == 7

        assert proxy.hosts == [f"{HOST}:443"]
        assert "token-of-the-service" not in str(proxy.heads)
    (heard,) = service.heard
    assert "Proxy-Authorization" not in heard.headers
    assert heard.headers["X-Auth-Token"] == "token-of-the-service"
    assert "1f9d" not in f"{heard} {caplog.text} {os.environ}"
    for path in place.folder.rglob("*"):
        assert path.is_dir() or b"1f9d" not in path.read_bytes(), path


@pytest.mark.parametrize("kind", ["kept", "tried", "system"])
def test_a_proxys_password_is_known_to_the_redaction(
    tmp_path: Path, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    password = f"Canary {kind} 8c2e"
    own = ProxyChoice(OWN, "http://127.0.0.1:9", USER)
    if kind == "kept":
        Place(tmp_path).network.keep_password(own, password, is_remembered=False)
    elif kind == "tried":
        Place(tmp_path).network.test(parse_endpoint("https://127.0.0.1:9"), Trial(own, password))
    else:
        monkeypatch.setenv("https_proxy", f"http://{USER}:{password.replace(' ', '%20')}@127.0.0.1:9")
        Place(tmp_path).network.route()("https", HOST)

    assert password not in redacted(f"a library says {password}")


def test_a_rehearsal_needs_no_password_of_a_proxy(tmp_path: Path) -> None:
    class Locked(SessionSecrets):
        def get(self, name: str) -> str | None:
            raise KeyringUnavailable("locked", KeyringFault.LOCKED)

    choice = with_choice(Settings(), ProxyChoice(OWN, "http://127.0.0.1:9", USER))
    network = Network(tmp_path, lambda: choice, Locked())
    with ScriptedService([json_reply({"count": 7})]) as here:
        access = Access(parse_endpoint(here.endpoint), "p", Token("token"), is_practice=True)
        line = _Connector(Limiters(), network, Guards())(access, None, lambda _record: None)
        assert line.service.list(JobQuery()).count == 7
        line.redial()


def test_a_sign_in_goes_the_same_way(place: Place, service: ScriptedService) -> None:
    service.replies = [json_reply({"token": {}}, 201, X_Subject_Token="MII-example")]
    with ConnectProxy(service.port, USER, PASSWORD) as proxy:
        place.set(ProxyChoice(OWN, proxy.address, USER), PASSWORD)
        account = Account(AccountKind.PASSWORD, endpoint=ENDPOINT.base, project_id="p", user="u", domain="d")

        assert fetch_token_for(place.network, Guards(), account, "secret").token == "MII-example"

        assert proxy.hosts == [f"{HOST}:443"]


@pytest.mark.parametrize(
    ("user", "password"), [(USER, "wrong"), (USER, ""), (USER, None), ("", None), ("someone", PASSWORD)]
)
def test_a_proxy_that_wants_another_password_is_an_error_of_its_own(
    place: Place, service: ScriptedService, user: str, password: str | None
) -> None:
    with ConnectProxy(service.port, USER, PASSWORD) as proxy:
        place.set(ProxyChoice(OWN, proxy.address, user), password)

        with pytest.raises(TransportRefused) as caught:
            place.count()

        assert len(proxy.heads) == 1  # nobody tries a wrong password again and again
    assert (caught.value.kind, caught.value.host) == ("proxy-sign-in", HOST)
    assert "user and password" in say(caught.value, "en").title
    assert service.heard == []
    assert "1f9d" not in repr(caught.value)


def test_a_proxy_that_forbids_the_host_is_told_from_one_that_wants_a_password(place: Place) -> None:
    with ConnectProxy(says="403 Forbidden") as proxy:
        place.set(ProxyChoice(OWN, proxy.address))
        with pytest.raises(TransportRefused) as caught:
            place.count()
    assert (caught.value.kind, caught.value.may_pass) == ("proxy", False)


def test_a_proxy_that_is_down_may_come_back(place: Place) -> None:
    with ConnectProxy() as proxy:
        address = proxy.address
    place.set(ProxyChoice(OWN, address))
    with pytest.raises(ProxyUnreachable) as caught:
        place.count()
    assert caught.value.may_pass
    assert "proxy" in say(caught.value, "en").title


def test_a_proxy_that_cannot_reach_the_host_may_do_so_later(place: Place) -> None:
    with ConnectProxy(says="502 Bad Gateway") as proxy:
        place.set(ProxyChoice(OWN, proxy.address))
        with pytest.raises(NetworkUnreachable) as caught:
            place.count()
    assert type(caught.value) is NetworkUnreachable


def test_a_certificate_is_verified_through_a_proxy_as_well(tmp_path: Path, service: ScriptedService) -> None:
    place = Place(tmp_path)
    with ConnectProxy(service.port) as proxy:
        place.set(ProxyChoice(OWN, proxy.address))
        with pytest.raises(TransportRefused) as caught:
            place.count()
    assert (caught.value.kind, service.heard) == ("unknown-root", [])


def test_a_change_holds_from_the_next_line_on(place: Place, service: ScriptedService) -> None:
    with ConnectProxy(service.port) as one, ConnectProxy(service.port) as two:
        for proxy in (one, two):
            place.set(ProxyChoice(OWN, proxy.address))
            place.count()
            assert len(proxy.heads) == 1


def test_who_waits_for_a_proxy_goes_on_over_another_one_once_it_is_set(
    tmp_path: Path, company: Authority, service: ScriptedService
) -> None:
    now_s = 0.0
    place = Place(tmp_path, now_s=lambda: now_s)
    place.trust(company)
    with ConnectProxy() as gone:
        place.set(ProxyChoice(OWN, gone.address))
    access = Access(ENDPOINT, "project-1", Token("token"))
    line = _Connector(Limiters(), place.network, Guards())(access, None, lambda _record: None)
    with ConnectProxy(service.port, USER, PASSWORD) as there:
        with pytest.raises(ProxyUnreachable):
            line.service.list(JobQuery())
        place.set(ProxyChoice(OWN, there.address, USER), PASSWORD)
        now_s = 1.0
        assert line.service.list(JobQuery()).count == 7
    line.redial()


def test_the_system_is_asked_by_default_and_not_when_somebody_says_no(
    tmp_path: Path, company: Authority, service: ScriptedService, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = Place(tmp_path)
    place.trust(company)
    with ConnectProxy(service.port, "us er", "p@ss") as proxy:
        monkeypatch.setenv("https_proxy", proxy.address.replace("http://", "http://us%20er:p%40ss@"))
        way = place.network.route()("https", HOST)
        assert way is not None
        assert way.address == proxy.address
        assert place.count() == 7
        assert len(proxy.heads) == 1

        place.set(ProxyChoice(ProxyMode.NONE))
        with pytest.raises(NetworkUnreachable):  # nobody knows the name
            place.count()
        place.set(ProxyChoice(ProxyMode.SYSTEM))
        monkeypatch.setenv("no_proxy", ".studio.example")
        with pytest.raises(NetworkUnreachable):
            place.count()
        place.set(ProxyChoice(OWN, proxy.address))
        with pytest.raises(NetworkUnreachable):
            place.count()
        assert len(proxy.heads) == 1


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.8.9.1"])
def test_this_computer_is_never_reached_through_a_proxy(tmp_path: Path, host: str) -> None:
    place = Place(tmp_path)
    place.set(ProxyChoice(OWN, "http://proxy.example:8080"))

    route = place.network.route()

    assert route("http", host) is None
    assert route("https", host) is None
    assert route("https", HOST) is not None


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("proxy.example:8080", "http://proxy.example:8080"),
        ("http://proxy.example:8080/", "http://proxy.example:8080"),
        (" HTTP://Proxy.Example:80 ", "http://proxy.example:80"),
        ("10.0.0.1:3128", "http://10.0.0.1:3128"),
        ("[fd00::1]:8080", "http://[fd00::1]:8080"),
        ("localhost:8888", "http://localhost:8888"),
    ],
)
def test_a_proxys_address_has_one_form(text: str, form: str) -> None:
    assert parse_proxy(text) == form
    assert parse_proxy(form) == form


@pytest.mark.parametrize(
    "text",
    [
        "",
        "proxy.example",
        "http://proxy.example",
        "https://proxy.example:443",
        "socks5://proxy.example:1080",
        "user:pw@proxy.example:80",
        "http://user@proxy.example:80",
        "proxy.example:0",
        "proxy.example:99999",
        "proxy.example:x",
        "proxy.example:80/path",
        "proxy.example:80?x",
        "proxy.example:80#x",
        "proxy example:80",
        "127.1:80",
        "prоxy.example:80",
        "proxy.example:80\r\nX: y",
        "http://:80",
        "169.254.169.254:80",
    ],
)
def test_what_is_no_proxys_address_is_refused_without_repeating_a_password(text: str) -> None:
    with pytest.raises(BadProxyAddress) as caught:
        parse_proxy(text)
    assert "pw" not in caught.value.found


def test_a_choice_is_kept_and_an_unknown_one_is_the_systems() -> None:
    choice = ProxyChoice(OWN, "http://proxy.example:8080", USER)
    assert choice_of(with_choice(Settings(), choice)) == choice
    assert choice_of(replace(Settings(), proxy_mode="nonsense")).mode is ProxyMode.SYSTEM


def test_a_password_that_is_not_remembered_is_gone_with_the_program(place: Place) -> None:
    choice = ProxyChoice(OWN, "http://proxy.example:8080", USER)
    place.network.keep_password(choice, PASSWORD, is_remembered=False)
    place.set(choice)

    assert place.keyring.get(choice.secret_name) is None
    proxy = place.network.route()("https", HOST)
    assert proxy is not None
    assert proxy.authorization.startswith("Basic ")
    assert "1f9d" not in repr(proxy)


# --- roots ------------------------------------------------------------------------------------------


def test_a_chosen_root_is_shown_with_what_it_can_be_compared_by(company: Authority) -> None:
    root = read_root(company.root)
    fingerprint = load_pem_x509_certificate(company.root.read_bytes()).fingerprint(SHA256()).hex()

    assert root.subject == "CN=Example Company Root"
    assert root.fingerprint.replace(":", "").lower() == fingerprint
    assert (root.count, len(root.ends)) == (1, 10)


def test_der_is_read_and_a_bundle_too_and_only_certificates_are_kept(
    place: Place, company: Authority, tmp_path: Path
) -> None:
    der = tmp_path / "root.cer"
    der.write_bytes(load_pem_x509_certificate(company.root.read_bytes()).public_bytes(serialization.Encoding.DER))
    bundle = tmp_path / "bundle.pem"
    bundle.write_bytes(b"# a remark\n" + company.root.read_bytes() + Authority(tmp_path / "two").root.read_bytes())

    assert read_root(der).pem == read_root(company.root).pem
    place.network.keep_root(read_root(bundle))

    kept = tmp_path / "company-root.pem"
    assert (read_root(bundle).count, b"remark" in kept.read_bytes()) == (2, False)
    assert kept.stat().st_mode & 0o777 == 0o600
    place.network.keep_root(None)
    assert (kept.exists(), place.network.root()) == (False, None)


def leaf_of(company: Authority, folder: Path) -> bytes:
    company.server("x.example")
    pem = company.root.with_name("server-x.example.pem").read_bytes()
    return pem[pem.index(b"-----BEGIN CERTIFICATE") :]


def key_and_root(company: Authority, folder: Path) -> bytes:
    company.server("y.example")
    pem = company.root.with_name("server-y.example.pem").read_bytes()
    return pem[: pem.index(b"-----BEGIN CERTIFICATE")] + company.root.read_bytes()


def old_root(company: Authority, folder: Path) -> bytes:
    return Authority(folder / "old", "Old Root", hours=(-48, -24)).root.read_bytes()


def self_made(company: Authority, folder: Path) -> bytes:
    self_signed(folder, HOST)
    pem = (folder / "self-signed.pem").read_bytes()
    return pem[pem.index(b"-----BEGIN CERTIFICATE") :]


NO_ROOTS: dict[str, tuple[Callable[[Authority, Path], bytes], str]] = {
    "a server's": (leaf_of, "no-authority"),
    "one that vouches for itself only": (self_made, "no-authority"),
    "a key beside it": (key_and_root, "private-key"),
    "an old one": (old_root, "over"),
    "nothing": (lambda _company, _folder: b"", "no-certificate"),
    "a picture": (lambda _company, _folder: b"\x89PNG\r\n" + bytes(1000), "no-certificate"),
    "half a certificate": (lambda company, _folder: company.root.read_bytes()[:200], "no-certificate"),
    "a certificate of nonsense": (
        lambda _company, _folder: b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "no-certificate",
    ),
    "a good one and a server's": (
        lambda company, folder: company.root.read_bytes() + leaf_of(company, folder),
        "no-authority",
    ),
    "too many": (lambda company, _folder: company.root.read_bytes() * 21, "no-certificate"),
    "too large": (lambda company, _folder: company.root.read_bytes() + b"\n" * 300_000, "unreadable"),
}


@pytest.mark.parametrize("what", NO_ROOTS)
def test_what_is_no_root_is_refused_with_its_reason(what: str, company: Authority, tmp_path: Path) -> None:
    make, flaw = NO_ROOTS[what]
    path = tmp_path / "chosen.pem"
    path.write_bytes(make(company, tmp_path))

    with pytest.raises(BadCompanyRoot) as caught:
        read_root(path)

    assert (caught.value.flaw, caught.value.name) == (flaw, "chosen.pem")


@pytest.mark.skipif(os.name != "posix", reason="no pipes in folders")
@pytest.mark.parametrize("kind", ["pipe", "device", "folder", "nothing", "circle"])
def test_what_is_no_file_keeps_nobody_waiting(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "chosen.pem"
    if kind == "pipe":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "folder":
        path.mkdir()
    elif kind == "circle":
        path.symlink_to(path)
    with pytest.raises(BadCompanyRoot) as caught:
        read_root(path)
    assert caught.value.flaw == "unreadable"


def test_a_kept_root_that_is_damaged_is_said_and_one_that_is_over_stands_in_nobodys_way(
    tmp_path: Path, company: Authority
) -> None:
    place, kept = Place(tmp_path), tmp_path / "company-root.pem"
    kept.write_bytes(b"rubbish")
    with pytest.raises(BadCompanyRoot):
        place.count()
    kept.write_bytes(old_root(company, tmp_path))
    with pytest.raises(NetworkUnreachable):
        place.count()


# --- the test button --------------------------------------------------------------------------------


def test_a_trial_says_what_stands_in_the_way_and_uses_no_account(
    tmp_path: Path, company: Authority, service: ScriptedService
) -> None:
    place, root = Place(tmp_path), read_root(company.root)

    def meets(choice: ProxyChoice, password: str | None = None, *, with_root: bool = True) -> str:
        error = place.network.test(ENDPOINT, Trial(choice, password, root if with_root else None))
        return "" if error is None else str(error.facts().get("kind", type(error).__name__))

    with ConnectProxy(service.port, USER, PASSWORD) as proxy:
        own = ProxyChoice(OWN, proxy.address, USER)
        assert meets(own, PASSWORD) == ""
        assert meets(own, PASSWORD, with_root=False) == "unknown-root"
        assert meets(own, "wrong") == "proxy-sign-in"
        assert meets(own) == "proxy-sign-in"
        place.network.keep_password(own, PASSWORD)
        assert meets(own) == ""
    assert meets(own) == "ProxyUnreachable"
    assert meets(ProxyChoice(ProxyMode.NONE)) == "NetworkUnreachable"
    with ConnectProxy(says="403 No") as proxy:
        assert meets(ProxyChoice(OWN, proxy.address)) == "proxy"
    for heard in service.heard:
        assert not {"Authorization", "X-Auth-Token", "Cookie", "Proxy-Authorization"} & set(heard.headers)
    assert not (tmp_path / "company-root.pem").exists()


@pytest.mark.parametrize("status", [200, 401, 403, 404, 500, 503])
def test_any_word_of_the_service_means_that_it_was_reached(
    tmp_path: Path, company: Authority, service: ScriptedService, status: int
) -> None:
    service.replies = [json_reply({"error_code": "APIGW.0101"}, status)]
    with ConnectProxy(service.port) as proxy:
        trial = Trial(ProxyChoice(OWN, proxy.address), None, read_root(company.root))
        assert Place(tmp_path).network.test(ENDPOINT, trial) is None


def test_a_sign_in_page_is_no_service(tmp_path: Path, company: Authority, service: ScriptedService) -> None:
    service.replies = [json_reply({}, 302, Location="https://portal.example/")]
    with ConnectProxy(service.port) as proxy:
        trial = Trial(ProxyChoice(OWN, proxy.address), None, read_root(company.root))
        error = Place(tmp_path).network.test(ENDPOINT, trial)
    assert isinstance(error, IntakeError)
    assert type(error).__name__ == "SignInPage"
