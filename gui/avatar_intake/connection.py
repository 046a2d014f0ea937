"""The sessions that everything is sent over: TLS, pools, time-outs; no redirects, no environment, no netrc.

Import it in a worker: `requests` costs 70 ms.
"""

from __future__ import annotations

import http.client
import logging
import os
import socket
import ssl
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Protocol, runtime_checkable
from urllib.parse import urlsplit
from weakref import WeakSet

import requests
import truststore
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

# At most this much of a body waits in the system's own buffer: what is said to be sent is nearly so, and after the last
# block a slow line has little left to do before the answer is due. Much less would let a fast line run dry while a
# sending thread waits for its turn. Linux and macOS have the option.
_UNSENT_BYTES = 256 * 1024
_UNSENT_OPTION = {"linux": 25, "darwin": 0x201}.get(sys.platform)

_MOST_INTERIM_ANSWERS = 20

CONNECT_TIMEOUT_S = 15.0
READ_TIMEOUT_S = 60.0

# Where the distributions keep their roots, for an OpenSSL that was built elsewhere and looks in a place of its own.
_LINUX_ROOTS = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Ubuntu, Arch
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",  # Fedora, openEuler, RHEL
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # Alpine
)


def tls_context(company_root: str | None = None) -> ssl.SSLContext:
    """A context that verifies against the system's trust store and, if named, a company's root; TLS 1.2 or newer.

    ``company_root`` is a PEM file or a folder; that of ``REQUESTS_CA_BUNDLE`` is trusted beside it.
    """
    context = _system_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    for root in (company_root, os.environ.get("REQUESTS_CA_BUNDLE")):
        if not root:
            continue
        is_folder = os.path.isdir(root)  # noqa: PTH112
        context.load_verify_locations(cafile=None if is_folder else root, capath=root if is_folder else None)
    return context


def trusts_nobody() -> ssl.SSLContext:
    """A context that no certificate satisfies, for sessions that speak to this computer without TLS only."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _system_context() -> ssl.SSLContext:
    """One that verifies against the system's trust store.

    On Linux that is what OpenSSL reads, and it is read here, once: truststore would read it again for every connection
    (measured: 27 ms of CPU each, where the roots are in one file).
    """
    if sys.platform != "linux":
        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.load_default_certs()
    places = ssl.get_default_verify_paths()
    if not places.cafile and not _has_roots(places.capath):
        found = next((path for path in _LINUX_ROOTS if os.path.isfile(path)), None)  # noqa: PTH113
        if found is not None:
            context.load_verify_locations(cafile=found)
    return context


def _has_roots(folder: str | None) -> bool:
    """Whether a folder holds certificates under the names that OpenSSL looks for: a hash and a number."""
    return bool(folder) and any(name.endswith(".0") for name in os.listdir(folder))  # noqa: PTH208


@runtime_checkable
class Carried(Protocol):
    """A body that wants to be able to break the connection that carries it, from any thread.

    ``taken_within_s`` is how long the network may take for each of its blocks.
    """

    taken_within_s: float

    def carried_by(self, hang_up: Callable[[], None]) -> None:
        """Called before its first byte is asked for. After ``hang_up`` whoever sends or waits gets an ``OSError``."""
        ...


@dataclass(frozen=True, slots=True)
class Proxy:
    """Where connections go through: ``http://host:port``, and the value of its own header of credentials, or empty.

    The credentials stay out of the address, which libraries put into their errors.
    """

    address: str
    authorization: str = field(default="", repr=False)


Route = Callable[[str, str], Proxy | None]  # by scheme and host; None for straight
Judge = Callable[[str, str], None]  # by host and the numeric address that answers for it; raises an OSError


class _LinesInTime:
    """Reads lines until a moment: a time-out for each byte lets a server drip a head for ever."""

    def __init__(self, stream: Any, ends_s: float) -> None:
        self._stream, self._ends_s = stream, ends_s

    def readline(self, limit: int) -> bytes:
        line = bytearray()
        while len(line) < limit and not line.endswith(b"\n"):
            if time.monotonic() > self._ends_s:
                raise TimeoutError("a head that does not end")
            ahead: bytes = self._stream.peek(1)[: limit - len(line)]
            if not ahead:
                break
            line += self._stream.read(ahead.find(b"\n") + 1 or len(ahead))
        return bytes(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _FiniteAnswer(http.client.HTTPResponse):
    """http.client reads a head, and "100 Continue" before it, for as long as a server likes to go on."""

    head_within_s = 300.0  # of which most may be the wait for its first byte
    _interim_count = 0

    def begin(self) -> None:
        stream: Any = self.fp
        lines: Any = _LinesInTime(stream, time.monotonic() + self.head_within_s)
        self.fp = lines
        try:
            super().begin()
        finally:
            if self.fp is lines:
                self.fp = stream

    def _read_status(self) -> tuple[str, int, str]:
        found: tuple[str, int, str] = super()._read_status()  # type: ignore[misc]
        self._interim_count += found[1] == HTTPStatus.CONTINUE
        if self._interim_count > _MOST_INTERIM_ANSWERS:
            raise http.client.BadStatusLine("100 Continue, again and again")
        return found


class _PlainConnection(HTTPConnection):
    """Can be broken from any thread; nothing is sent over one that was broken while it was being made.

    Whoever answers is judged before the first byte, also of TLS; behind a proxy nobody here sees who it is.
    """

    response_class = _FiniteAnswer
    is_hung_up = False
    judge: Judge | None = None

    def _new_conn(self) -> socket.socket:
        sock = super()._new_conn()
        if self.judge is not None and self.proxy is None:
            try:
                self.judge(self.host, sock.getpeername()[0])
            except OSError:
                sock.close()
                raise
        return sock

    def connect(self) -> None:
        self.is_hung_up = False
        super().connect()
        if self.is_hung_up:
            self.close()
            raise ConnectionAbortedError

    def request(self, method: str, url: str, body: Any = None, *args: Any, **kwargs: Any) -> None:
        if isinstance(body, Carried):
            if self.sock is None:
                self.connect()
            self.timeout = body.taken_within_s  # from here on; until the next request says another
            body.carried_by(self.hang_up)
        super().request(method, url, body, *args, **kwargs)

    def hang_up(self) -> None:
        """Whoever sends or waits gets an ``OSError``."""
        self.is_hung_up = True
        sock: object = self.sock
        if isinstance(sock, socket.socket):
            with suppress(OSError):
                # Not an SSLSocket's own: it drops its TLS layer first, and a block of another thread would go out in
                # clear.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _EarlyAnswerConnection(_PlainConnection, HTTPSConnection):
    """Sees an answer that came before the body was sent.

    A store that refuses a PUT answers 403 and closes. Over plain HTTP urllib3 swallows the broken pipe and reads
    the answer; over TLS the same end is an `ssl.SSLEOFError`, which it takes for a TLS fault, so that the refusal
    is lost (measured: 20 of 20 lost with a 32 MiB body).
    """

    def request(self, method: str, url: str, body: Any = None, *args: Any, **kwargs: Any) -> None:
        try:
            super().request(method, url, body, *args, **kwargs)
        except (ssl.SSLEOFError, ssl.SSLZeroReturnError) as end:
            raise BrokenPipeError from end


class _OpenLines:
    """The connections of one session, idle or not, so that they can be broken from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connections: WeakSet[_PlainConnection] = WeakSet()

    def add(self, connection: _PlainConnection) -> None:
        with self._lock:
            self._connections.add(connection)

    def hang_up(self) -> None:
        with self._lock:
            connections = list(self._connections)
        for connection in connections:
            connection.hang_up()


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _PlainConnection

    def __init__(self, *args: Any, lines: _OpenLines, judge: Judge | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._lines, self._judge = lines, judge

    def _new_conn(self) -> Any:
        connection: Any = super()._new_conn()
        connection.judge = self._judge
        self._lines.add(connection)
        return connection


class _Pool(_PlainPool, HTTPSConnectionPool):
    ConnectionCls = _EarlyAnswerConnection


class _Adapter(HTTPAdapter):
    """One TLS context for all connections (loading a bundle costs 25 ms each), no retries of its own."""

    def __init__(self, pool_size: int, context: ssl.SSLContext, route: Route | None, judge: Judge | None) -> None:
        self._context, self._route, self._judge = context, route, judge
        self.lines = _OpenLines()
        self._authorizations: dict[str, str] = {}
        super().__init__(pool_connections=4, pool_maxsize=pool_size, max_retries=0, pool_block=False)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        options = [*HTTPConnection.default_socket_options]
        if _UNSENT_OPTION is not None:
            options.append((socket.IPPROTO_TCP, _UNSENT_OPTION, _UNSENT_BYTES))
        super().init_poolmanager(*args, ssl_context=self._context, socket_options=options, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self._pools()

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        manager = super().proxy_manager_for(proxy, ssl_context=self._context, **kwargs)
        manager.pool_classes_by_scheme = self._pools()
        return manager

    def _pools(self) -> dict[str, Callable[..., HTTPConnectionPool]]:
        return {
            "http": partial(_PlainPool, lines=self.lines, judge=self._judge),
            "https": partial(_Pool, lines=self.lines, judge=self._judge),
        }

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        """Through the proxy that the route names for this host, whatever a caller says."""
        parts = urlsplit(request.url or "")
        proxy = self._route(parts.scheme, parts.hostname or "") if self._route else None
        if proxy is not None:
            self._authorizations[proxy.address] = proxy.authorization
        kwargs["proxies"] = {parts.scheme: proxy.address} if proxy else {}
        return super().send(request, *args, **kwargs)

    def proxy_headers(self, proxy: str) -> dict[str, str]:
        """What only the proxy is told."""
        authorization = self._authorizations.get(proxy, "")
        return {"Proxy-Authorization": authorization} if authorization else super().proxy_headers(proxy)

    def close(self) -> None:
        """Close what is idle now: urllib3 leaves it to the garbage collector, and who keeps an answer keeps it open."""
        for manager in (self.poolmanager, *self.proxy_manager.values()):
            for key in manager.pools.keys():  # noqa: SIM118 - no mapping: it cannot be iterated
                pool = manager.pools.get(key)
                if pool is not None:  # another thread may be closing them too
                    pool.close()
        super().close()

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:  # noqa: ARG002
        """The shared context verifies; requests would load its own bundle here."""
        conn.cert_reqs = "CERT_REQUIRED"


class Session(requests.Session):
    """Takes every redirect for a plain answer: requests would send a body, and a token, wherever a 307 points."""

    def hang_up(self) -> None:
        """Break every connection, from any thread: whoever sends or waits gets an error, the next request a new one."""
        for adapter in self.adapters.values():
            if isinstance(adapter, _Adapter):
                adapter.lines.hang_up()

    def get_redirect_target(self, resp: requests.Response) -> None:
        """Never a target, whatever the answer says."""


def new_session(
    pool_size: int,
    context: ssl.SSLContext | None = None,
    *,
    route: Route | None = None,
    judge: Judge | None = None,
) -> Session:
    """A session for one purpose. Service and store each get their own and never share headers.

    ``trust_env`` is off: a netrc would put an Authorization header on a presigned PUT, and a proxy is followed only
    when ``route`` names it. ``judge`` is asked about whoever answers for a host. No answer's cookie is kept and no
    redirect is followed. Callers pass both time-outs on each request.
    """
    # urllib3 puts whole addresses, signatures and all, into its log lines.
    logging.getLogger("urllib3").setLevel(logging.CRITICAL)
    session = Session()
    session.trust_env = False
    session.headers.clear()
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
    adapter = _Adapter(pool_size, context or tls_context(), route, judge)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    return session
