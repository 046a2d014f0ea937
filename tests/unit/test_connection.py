"""What every session keeps to: certificates are verified, nothing is followed, the environment is not asked."""

from __future__ import annotations

import os
import socket
import ssl
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from certificates import Authority
from store_server import Hold, Reply, StoreServer

from avatar_intake.connection import Proxy, new_session, tls_context

MIB = 1024**2
TIMES = (5.0, 5.0)


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture
def environment() -> Iterator[dict[str, str]]:
    """The real environment, put back as it was."""
    before = dict(os.environ)
    yield os.environ  # type: ignore[misc]
    os.environ.clear()
    os.environ.update(before)


def get(server: StoreServer, company_root: str | None, host: str = "127.0.0.1") -> int:
    session = new_session(1, tls_context(company_root))
    with session, session.get(server.url(host=host), timeout=TIMES) as answer:
        return answer.status_code


def why_refused(server: StoreServer, company_root: str | None = None) -> str:
    with pytest.raises(requests.exceptions.SSLError) as refusal:
        get(server, company_root)
    return str(refusal.value)


def test_a_closed_session_keeps_no_line_open_whoever_still_holds_an_answer(company: Authority) -> None:
    with StoreServer(tls=company.server("127.0.0.1")) as server:
        with new_session(1, tls_context(str(company.root))) as session:
            answer = session.get(server.url(), timeout=TIMES)
            assert not server.has_closed.acquire(blocking=False)
        assert server.has_closed.acquire(timeout=5)
        assert answer.status_code == 200


# --- TLS --------------------------------------------------------------------------------------------


def test_a_named_company_root_is_trusted_beside_the_system(company: Authority) -> None:
    with StoreServer(tls=company.server("127.0.0.1")) as server:
        assert get(server, str(company.root)) == 200


def test_the_company_root_of_the_environment_is_trusted(company: Authority, environment: dict[str, str]) -> None:
    environment["REQUESTS_CA_BUNDLE"] = str(company.root)
    with StoreServer(tls=company.server("127.0.0.1")) as server:
        assert get(server, None) == 200


def test_a_folder_may_be_named_as_well_as_a_file(tmp_path: Path) -> None:
    assert tls_context(str(tmp_path)).verify_mode is ssl.CERT_REQUIRED


def test_a_root_of_another_company_does_not_help(company: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path, "Another Test Root")
    with StoreServer(tls=company.server("127.0.0.1")) as server:
        assert "verif" in why_refused(server, str(other.root))


@pytest.mark.parametrize("is_verifying", [False, None])
def test_nothing_that_a_caller_says_turns_the_verification_off(company: Authority, is_verifying: bool | None) -> None:
    session = new_session(1, tls_context())
    session.verify = is_verifying  # type: ignore[assignment]
    with StoreServer(tls=company.server("127.0.0.1")) as server, session:
        with pytest.raises(requests.exceptions.SSLError):
            session.get(server.url(), timeout=TIMES, verify=is_verifying)
        assert server.seen == []


class CountingContext(ssl.SSLContext):
    """Remembers how often roots were loaded."""

    loads = 0

    def load_verify_locations(self, *arguments: Any, **named: Any) -> None:
        self.loads += 1
        super().load_verify_locations(*arguments, **named)

    def load_default_certs(self, purpose: ssl.Purpose = ssl.Purpose.SERVER_AUTH) -> None:
        self.loads += 1
        super().load_default_certs(purpose)


def test_connections_share_one_context_and_load_no_other_roots(company: Authority) -> None:
    context = CountingContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_verify_locations(company.root)
    with StoreServer(tls=company.server("127.0.0.1")) as server, new_session(1, context) as session:
        for _ in range(3):
            session.get(server.url(), timeout=TIMES).close()
            session.close()  # what is idle: the next one makes a connection anew

        assert (server.connections, context.loads) == (3, 1)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the system verifies itself")
def test_the_systems_roots_are_read_once_and_not_for_every_connection(
    company: Authority, tmp_path: Path, environment: dict[str, str]
) -> None:
    roots = tmp_path / "roots.pem"
    roots.write_bytes(company.root.read_bytes())
    environment["SSL_CERT_FILE"] = str(roots)
    environment.pop("REQUESTS_CA_BUNDLE", None)
    later = Authority(tmp_path / "later", "A Test Root That Came Later")
    with (
        StoreServer(tls=company.server("127.0.0.1")) as server,
        StoreServer(tls=later.server("127.0.0.1")) as newer,
        new_session(1, tls_context()) as session,
    ):
        assert session.get(server.url(), timeout=TIMES).status_code == 200
        roots.write_bytes(later.root.read_bytes())
        session.close()

        assert session.get(server.url(), timeout=TIMES).status_code == 200
        with pytest.raises(requests.exceptions.SSLError):
            session.get(newer.url(), timeout=TIMES)


@pytest.mark.skipif(not Path("/etc/ssl/certs/ca-certificates.crt").exists(), reason="no roots in a known place")
def test_the_distributions_roots_are_found_where_openssl_looks_in_vain(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    environment |= {"SSL_CERT_FILE": str(tmp_path / "none.pem"), "SSL_CERT_DIR": str(tmp_path)}
    environment.pop("REQUESTS_CA_BUNDLE", None)

    assert tls_context().cert_store_stats()["x509_ca"] > 0


def test_a_company_root_that_is_not_there_is_an_error_and_not_ignored(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        tls_context(str(tmp_path / "none.pem"))


# --- what is sent -----------------------------------------------------------------------------------


def test_a_session_has_no_headers_of_its_own() -> None:
    with StoreServer() as server, new_session(1) as session:
        session.get(server.url(), timeout=TIMES).close()

    assert set(server.seen[0].headers) == {"Host", "Accept-Encoding", "User-Agent"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed_even_where_a_caller_forgets_to_say_so(status: int) -> None:
    with StoreServer() as other, StoreServer(Reply(status, {"Location": other.url("/elsewhere")})) as server:
        with new_session(1) as session:
            answer = session.put(server.url(), data=b"secret", timeout=TIMES)

        assert (answer.status_code, answer.history, other.seen) == (status, [], [])


def test_no_cookie_is_kept() -> None:
    with StoreServer(Reply(headers={"Set-Cookie": "track=me; Path=/"})) as server, new_session(1) as session:
        for _ in range(2):
            session.get(server.url(), timeout=TIMES).close()

        assert len(session.cookies) == 0
    assert "Cookie" not in server.seen[1].headers


@pytest.mark.parametrize("name", ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"])
def test_a_proxy_of_the_environment_is_not_followed(name: str, environment: dict[str, str]) -> None:
    with StoreServer() as proxy, StoreServer() as server:
        environment[name] = proxy.url("")
        environment.pop("NO_PROXY", None)
        environment.pop("no_proxy", None)
        with new_session(1) as session:
            session.get(server.url(), timeout=TIMES).close()

        assert (len(proxy.seen), len(server.seen)) == (0, 1)


def test_a_proxy_that_was_given_is_used() -> None:
    with StoreServer() as proxy, new_session(1, route=lambda _scheme, _host: Proxy(proxy.url(""))) as session:
        session.get("http://store.example/part?x=1", timeout=TIMES).close()

    assert proxy.seen[0].target == "http://store.example/part?x=1"


def test_a_netrc_gives_nobody_an_authorization(tmp_path: Path, environment: dict[str, str]) -> None:
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login someone password something\n")
    environment["HOME"] = str(tmp_path)
    environment["NETRC"] = str(tmp_path / ".netrc")
    with StoreServer() as server, new_session(1) as session:
        session.get(server.url(), timeout=TIMES).close()

    assert "Authorization" not in server.seen[0].headers


def test_two_sessions_share_nothing() -> None:
    with new_session(1) as service, new_session(1) as store:
        service.headers["X-Auth-Token"] = "for the service only"

        assert "X-Auth-Token" not in store.headers
        assert service.get_adapter("https://a") is not store.get_adapter("https://a")


# --- answers that come early --------------------------------------------------------------------------


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_refusal_that_comes_before_the_body_is_seen_as_what_it_is(company: Authority, is_tls: bool) -> None:
    early = Reply(403, body=b"<Error><Code>AccessDenied</Code></Error>", read_bytes=0, closes=True)
    with (
        StoreServer(early, early, tls=company.server("127.0.0.1") if is_tls else None) as server,
        new_session(1, tls_context(str(company.root))) as session,
    ):
        for _ in range(2):
            answer = session.put(server.url(), data=Blocks(24 * MIB), timeout=TIMES)
            assert (answer.status_code, "AccessDenied" in answer.text) == (403, True)


def test_hanging_up_wakes_whoever_waits_for_an_answer(company: Authority) -> None:
    hold = Hold()
    body = Blocks(1 * MIB)
    ends: list[type[BaseException]] = []

    def put(session: requests.Session, url: str) -> None:
        try:
            session.put(url, data=body, timeout=(60.0, 60.0))
        except requests.RequestException as end:
            ends.append(type(end))

    with (
        StoreServer(hold, tls=company.server("127.0.0.1")) as server,
        new_session(1, tls_context(str(company.root))) as session,
    ):
        thread = threading.Thread(target=put, args=(session, server.url()))
        thread.start()
        assert hold.is_reached.wait(5)
        body.hang_up()
        thread.join(2)

        assert not thread.is_alive()
    assert ends == [requests.exceptions.ConnectionError]


@pytest.mark.parametrize("is_tls", [False, True])
def test_a_session_hangs_up_on_whoever_waits_and_goes_on_with_a_new_connection(
    company: Authority, is_tls: bool
) -> None:
    hold = Hold()
    ends: list[type[BaseException]] = []

    def get(session: requests.Session, url: str) -> None:
        try:
            session.get(url, timeout=(60.0, 60.0))
        except requests.RequestException as end:
            ends.append(type(end))

    with (
        StoreServer(Reply(), hold, tls=company.server("127.0.0.1") if is_tls else None) as server,
        new_session(1, tls_context(str(company.root))) as session,
    ):
        session.get(server.url(), timeout=TIMES).close()
        thread = threading.Thread(target=get, args=(session, server.url()))
        thread.start()
        assert hold.is_reached.wait(5)
        session.hang_up()
        thread.join(5)

        assert not thread.is_alive()
        assert session.get(server.url(), timeout=TIMES).status_code == 200
        session.hang_up()  # on one that is idle
        assert session.get(server.url(), timeout=TIMES).status_code == 200
        assert server.connections == 3
    assert ends == [requests.exceptions.ConnectionError]


def test_nothing_is_sent_over_a_connection_that_was_hung_up_on_while_it_was_made(company: Authority) -> None:
    """The handshake ends only after the hanging up."""
    with socket.create_server(("127.0.0.1", 0)) as listener, new_session(1, tls_context(str(company.root))) as session:
        ends: list[type[BaseException]] = []
        received: list[bytes] = []

        def serve() -> None:
            sock, _ = listener.accept()
            session.hang_up()
            with company.server("127.0.0.1").wrap_socket(sock, server_side=True) as line:
                received.append(line.recv(1000))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            session.get(f"https://127.0.0.1:{listener.getsockname()[1]}/", timeout=TIMES)
        except requests.RequestException as end:
            ends.append(type(end))
        thread.join(5)

    assert ends == [requests.exceptions.ConnectionError]
    assert received == [b""]


class Blocks:
    """A body of nothing much that can hang up on its connection."""

    taken_within_s = 60.0

    def __init__(self, size_bytes: int) -> None:
        self._size_bytes = size_bytes
        self.hang_up: Callable[[], None] = lambda: None

    def __len__(self) -> int:
        return self._size_bytes

    def __iter__(self) -> Iterator[bytes]:
        for begin in range(0, self._size_bytes, 256 * 1024):
            yield bytes(min(256 * 1024, self._size_bytes - begin))

    def carried_by(self, hang_up: Callable[[], None]) -> None:
        self.hang_up = hang_up


def test_two_threads_may_close_a_session_at_once() -> None:
    """Each names the pools first and closes them then: one that the other has closed meanwhile is no fault."""

    class Vanishing(OrderedDict[object, object]):
        def pop(self, key: object, *_default: object) -> object:
            raise KeyError(key)

    session = new_session(4)
    (adapter,) = {session.adapters["http://"]}
    adapter.poolmanager.connection_from_url("http://127.0.0.1:1")  # type: ignore[attr-defined]
    pools = adapter.poolmanager.pools  # type: ignore[attr-defined]
    pools._container = Vanishing(pools._container)

    session.close()
