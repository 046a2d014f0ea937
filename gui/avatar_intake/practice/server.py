"""The practice studio as one thing to start and stop: the training API and its store on one loopback port.

Listens on this computer only. Everything it knows is in its folder, so that a studio that is started again on the same
folder and port goes on where it was, and addresses that it gave out keep working.
"""

from __future__ import annotations

import ipaddress
import logging
import selectors
import socket
import ssl
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from socketserver import TCPServer, ThreadingMixIn
from types import TracebackType
from typing import Any, Self

from avatar_intake.errors import BadServiceAddress
from avatar_intake.practice.access import Credentials, Gate
from avatar_intake.practice.addresses import AddressBook
from avatar_intake.practice.api import TrainingApi
from avatar_intake.practice.clock import StudioClock
from avatar_intake.practice.faults import Fault, FaultBook
from avatar_intake.practice.iam import PROJECT_NAME, IdentityService
from avatar_intake.practice.identity import kept_identity
from avatar_intake.practice.line import Answerer, LineHandler
from avatar_intake.practice.setup import Setup
from avatar_intake.practice.store import ObjectStore
from avatar_intake.practice.strictness import Strictness
from avatar_intake.practice.switchboard import Desks, Switchboard
from avatar_intake.practice.throttle import Throttle
from avatar_intake.practice.tokens import TokenMint
from avatar_intake.practice.world import World, private_folder

_log = logging.getLogger(__name__)
_LAST_WORDS_S = 2.0


@dataclass(frozen=True, slots=True)
class StudioOptions:
    """How a studio is. Empty names and secrets are made up at random and kept in ``data_dir``.

    ``data_dir`` is private (0700, files 0600). ``port`` 0 takes a free one. ``prefix`` is a URL path such as ``/rest``.
    ``tls`` is a certificate and its key. ``pace_s`` is the time between states that move on by themselves; 0 means that
    the review happens at once, when the job is next looked at. ``rate_per_s`` is how often each of update, delete and
    command is accepted; ``None`` is without limit. A ``security_token`` that is given makes ``ak`` and ``sk``
    temporary. ``domain``, ``user`` and ``password`` are the one IAM user's. ``clock_offset_s`` makes the studio's clock
    differ from the computer's.
    """

    data_dir: Path
    host: str = "127.0.0.1"
    port: int = 0
    prefix: str = ""
    tls: tuple[Path, Path] | None = None
    pace_s: float = 0.0
    address_life_s: float = 86400.0
    strictness: Strictness = field(default_factory=Strictness)
    faults: tuple[Fault, ...] = ()
    project_id: str = ""
    ak: str = field(default="", repr=False)
    sk: str = field(default="", repr=False)
    token: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)
    domain: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    na_account: bool = False
    rate_per_s: float | None = 10.0
    clock_offset_s: float = 0.0


class PracticeStudio:
    """The studio. Start and stop it from one thread; look at `world`, `faults` and `clock` from any.

    Raises `BadServiceAddress` for a host that is not this computer and `LocalStorageFailed` for a folder that cannot
    be used. `start` raises ``OSError`` when the port is taken or the certificate cannot be read.
    """

    def __init__(self, options: StudioOptions) -> None:
        _require_loopback(options.host)
        private_folder(options.data_dir)
        names = ("project_id", "ak", "sk", "token", "security_token", "domain", "user", "password")
        self._identity = kept_identity(options.data_dir, {name: getattr(options, name) for name in names})
        self._options = options
        self._prefix = _clean_prefix(options.prefix)
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._stopping = threading.Event()
        self._port = options.port
        self.clock = StudioClock(options.clock_offset_s)
        self.world = World(options.data_dir, self.clock)
        self.faults = FaultBook(options.faults)

    @property
    def endpoint(self) -> str:
        """``http://host:port/prefix``; the port is known once the studio was started."""
        return f"{self._base}{self._prefix}"

    @property
    def project_id(self) -> str:
        """The only project there is."""
        return self._identity.project_id

    @property
    def ak(self) -> str:
        """The access key."""
        return self._identity.ak

    @property
    def sk(self) -> str:
        """The secret key."""
        return self._identity.sk

    @property
    def token(self) -> str:
        """A token that is accepted as X-Auth-Token."""
        return self._identity.token

    @property
    def security_token(self) -> str:
        """What a temporary key brings along as X-Security-Token."""
        return self._identity.security_token

    @property
    def project_name(self) -> str:
        """The only project's name, for tokens and for `GET /v3/projects`."""
        return PROJECT_NAME

    @property
    def domain(self) -> str:
        """The account name of the IAM user."""
        return self._identity.domain

    @property
    def user(self) -> str:
        """The IAM user."""
        return self._identity.user

    @property
    def password(self) -> str:
        """The IAM user's password, for `POST /v3/auth/tokens`."""
        return self._identity.password

    def start(self) -> None:
        """Listen; returns at once. Raises ``OSError``."""
        if self._server is not None:
            return
        self._stopping.clear()
        server = _Server((self._options.host, self._port), self._options.tls)
        self._port = server.server_address[1]
        server.serve_with(self._switchboard(), self.clock)
        self._thread = threading.Thread(target=server.serve, name="practice", daemon=True)
        self._thread.start()
        self._server = server

    def stop(self) -> None:
        """Stop listening and end every connection, also those that are in the middle of something."""
        server, self._server = self._server, None
        if server is None:
            return
        self._stopping.set()
        server.wake()
        if self._thread:
            self._thread.join()
        server.server_close()
        server.end_connections(_LAST_WORDS_S)

    def empty(self) -> None:
        """Forget all jobs and files; names and secrets stay."""
        self.world.clear()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.stop()

    @property
    def _base(self) -> str:
        host = f"[{self._options.host}]" if ":" in self._options.host else self._options.host
        return f"{'https' if self._options.tls else 'http'}://{host}:{self._port}"

    def _switchboard(self) -> Switchboard:
        options, identity = self._options, self._identity
        credentials = Credentials(
            project_id=identity.project_id,
            ak=identity.ak,
            sk=identity.sk,
            token=identity.token,
            security_token=identity.security_token,
            domain=identity.domain,
            user=identity.user,
            password=identity.password,
            keys_are_temporary=bool(options.security_token),
            na_account=options.na_account,
        )
        book = AddressBook(
            self._base, identity.store_ak, identity.store_sk, options.address_life_s, options.strictness.address_style
        )
        mint = TokenMint(identity.store_sk)
        setup = Setup(self.world, self.clock, book, credentials, mint, options.strictness, options.pace_s, self._prefix)
        gate = Gate(credentials, mint, options.strictness, self._prefix)
        api = TrainingApi(setup, gate, Throttle(options.rate_per_s, time.monotonic))
        iam = IdentityService(setup, gate)
        store = ObjectStore(self.world, book, options.strictness, self.clock)
        return Switchboard(Desks(api, iam, store, self.world, self.faults, self._wait, self._prefix))

    def _wait(self, seconds: float) -> bool:
        return not self._stopping.wait(seconds or None)


class _Server(ThreadingMixIn, TCPServer):
    """A thread a connection. Not `http.server`'s own class, which asks the name service for this computer's name."""

    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128
    timeout = 0  # handle_request never waits: `serve` knows that somebody is there

    def __init__(self, place: tuple[str, int], tls: tuple[Path, Path] | None) -> None:
        self._context = _server_context(tls) if tls else None
        self._open: set[socket.socket] = set()
        self._changed = threading.Condition()
        self._waking, self._woken = socket.socketpair()
        self.address_family = socket.AF_INET6 if ":" in place[0] else socket.AF_INET
        super().__init__(place, LineHandler)

    def serve_with(self, answerer: Answerer, clock: StudioClock) -> None:
        """Say who answers."""
        self.RequestHandlerClass = type("Handler", (LineHandler,), {"answerer": answerer, "clock": clock})

    def serve(self) -> None:
        """Accept connections until `wake`. Nothing is polled, so an idle studio costs nothing and stops at once."""
        with selectors.DefaultSelector() as selector:
            selector.register(self, selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while self._woken not in [key.fileobj for key, _ in selector.select()]:
                self.handle_request()

    def wake(self) -> None:
        """End `serve`."""
        self._waking.send(b".")

    def server_close(self) -> None:
        """Stop listening."""
        super().server_close()
        self._waking.close()
        self._woken.close()

    def get_request(self) -> tuple[socket.socket, Any]:
        """Accept; the handshake follows in the connection's own thread."""
        accepted, address = super().get_request()
        if self._context:
            accepted = self._context.wrap_socket(accepted, server_side=True, do_handshake_on_connect=False)
        with self._changed:
            self._open.add(accepted)
        return accepted, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._changed:
            self._open.discard(request)
            self._changed.notify_all()

    def end_connections(self, patience_s: float) -> None:
        """Break every open connection and wait until their threads have noticed."""
        with self._changed:
            for connection in self._open:
                try:
                    socket.socket.shutdown(connection, socket.SHUT_RDWR)
                except OSError as problem:
                    _log.debug("already closed: %s", problem)
            self._changed.wait_for(lambda: not self._open, patience_s)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - the base class has them
        """A broken connection is daily bread here; anything else is a mistake of the studio's own and said aloud."""
        is_daily = isinstance(sys.exception(), OSError)
        _log.log(logging.DEBUG if is_daily else logging.ERROR, "connection ended early", exc_info=True)


def _server_context(tls: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(*tls)
    return context


def _require_loopback(host: str) -> None:
    try:
        is_here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise BadServiceAddress(found=host, needed="127.0.0.1")


def _clean_prefix(prefix: str) -> str:
    inner = prefix.strip("/")
    return f"/{inner}" if inner else ""
