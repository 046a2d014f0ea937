"""How connections leave this computer: whose certificates are trusted, and through which proxy. Call it in a worker.

Reads the settings anew, so that a change holds from the next connection on, in the window and on the command line
alike; of the trust that is from the next line on.
"""

from __future__ import annotations

import base64
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from avatar_intake.domain.endpoint import Endpoint, check_peer, is_loopback
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode, choice_of
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import BadCompanyRoot, BadServiceAddress, IntakeError, RootFlaw, SignInPage, TransportRefused
from avatar_intake.redaction import KNOWN, Kind
from avatar_intake.store.company_root import CompanyRoot, forget_root, keep_root, read_root
from avatar_intake.store.secrets import SecretStore, SessionSecrets

if TYPE_CHECKING:
    import ssl

    from avatar_intake.connection import Proxy, Route, Session

_TEST_TIMES_S = (10.0, 10.0)
_LOOK_EVERY_S = 1.0


@dataclass(frozen=True, slots=True)
class Trial:
    """Settings that are not kept yet. ``password`` ``None`` is the one that is kept."""

    choice: ProxyChoice
    password: str | None = field(default=None, repr=False)
    root: CompanyRoot | None = None


class Network:
    """One for the program. Thread-safe as far as files are. ``system`` makes the route that the system wants."""

    def __init__(
        self,
        folder: Path,
        settings: Callable[[], Settings],
        keyring: SecretStore,
        system: Callable[[], Route] | None = None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self._kept_root = folder / "company-root.pem"
        self._settings, self._keyring, self._system = settings, keyring, system or _system_route
        self._now_s = now_s
        self._session = SessionSecrets()

    # --- what is set ------------------------------------------------------------------------------

    def root(self) -> CompanyRoot | None:
        """The company's root that is trusted, or ``None``. Raises `BadCompanyRoot` for a damaged or outdated one."""
        return read_root(self._kept_root) if self._kept_root.exists() else None

    def keep_root(self, root: CompanyRoot | None) -> None:
        """Trust this one, or none any more. Raises `LocalStorageFailed`."""
        if root is None:
            forget_root(self._kept_root)
        else:
            keep_root(root, self._kept_root)

    def keep_password(self, choice: ProxyChoice, password: str, *, is_remembered: bool = True) -> None:
        """Keep a proxy's password in the keyring, or until the program ends. Raises `KeyringUnavailable`."""
        KNOWN.learn(Kind.SECRET, password)
        if is_remembered:
            self._keyring.put(choice.secret_name, password)
            self._session.forget(choice.secret_name)
        else:
            self._session.put(choice.secret_name, password)

    # --- lines ------------------------------------------------------------------------------------

    def context(self) -> ssl.SSLContext:
        """The system's trust, the company's root and that of REQUESTS_CA_BUNDLE.

        Raises `BadCompanyRoot` and `BadServiceAddress` for roots that cannot be read. One whose time is over vouches
        for nobody any more, and stands in nobody's way.
        """
        try:
            root = self.root()
        except BadCompanyRoot as error:
            if error.flaw != RootFlaw.OVER:
                raise
            root = None
        return _trusting(root)

    def route(self) -> Route:
        """Which proxy a host is reached through, as it is set now. Raises `KeyringUnavailable`."""
        return self._route(choice_of(self._settings()), None)

    def session(self, pool_size: int, context: ssl.SSLContext | None = None) -> Session:
        """A session for one purpose. Who waits for a proxy goes on without it as soon as somebody has set that.

        Raises `KeyringUnavailable`, also with a request that needs another proxy's password.
        """
        from avatar_intake.connection import new_session

        return new_session(pool_size, context or self.context(), route=self._present_route(), judge=check_peer)

    def session_here(self, pool_size: int, context: ssl.SSLContext | None = None) -> Session:
        """A session with this computer only: no proxy stands before it, and no keyring is asked for one's password."""
        from avatar_intake.connection import new_session

        return new_session(pool_size, context or self.context(), judge=check_peer)

    def test(self, endpoint: Endpoint, trial: Trial) -> IntakeError | None:
        """What stands between this computer and a service; ``None`` for nothing.

        No account is used and nothing is asked for but that somebody answers.
        """
        from avatar_intake.connection import new_session

        try:
            context, route = _trusting(trial.root), self._route(trial.choice, trial.password)
        except IntakeError as error:
            return error
        with new_session(1, context, route=route, judge=check_peer) as session:
            return _obstacle(session, endpoint)

    def _present_route(self) -> Route:
        """The route as it is set at the time of each request, give or take a second. Raises `KeyringUnavailable`."""
        lock = threading.Lock()
        choice, looked_s = choice_of(self._settings()), self._now_s()
        present = self._route(choice, None)

        def route(scheme: str, host: str) -> Proxy | None:
            nonlocal choice, looked_s, present
            with lock:
                if self._now_s() - looked_s >= _LOOK_EVERY_S:
                    looked_s = self._now_s()
                    new = choice_of(self._settings())
                    if new != choice:
                        present = self._route(new, None)
                        choice = new
            return present(scheme, host)

        return route

    def _route(self, choice: ProxyChoice, password: str | None) -> Route:
        from urllib.request import proxy_bypass

        from avatar_intake.connection import Proxy

        if choice.mode is ProxyMode.SYSTEM:
            return _but_not_here(self._system())
        if choice.mode is ProxyMode.NONE or not choice.address:
            return _straight
        if password is None and choice.secret_name:
            password = self._password(choice)
        own = Proxy(choice.address, _basic(choice.user, password or "") if choice.user else "")
        return _but_not_here(lambda _scheme, host: None if proxy_bypass(host) else own)

    def _password(self, choice: ProxyChoice) -> str | None:
        known = self._session.get(choice.secret_name)
        return known if known is not None else self._keyring.get(choice.secret_name)


def _trusting(root: CompanyRoot | None) -> ssl.SSLContext:
    from avatar_intake.connection import tls_context

    try:
        context = tls_context()
    except OSError as error:
        found = os.environ.get("REQUESTS_CA_BUNDLE", "")
        raise BadServiceAddress(found=found, needed="REQUESTS_CA_BUNDLE: PEM") from error
    if root is not None:
        context.load_verify_locations(cadata=root.pem)
    return context


def _straight(_scheme: str, _host: str) -> Proxy | None:
    return None


def _but_not_here(route: Route) -> Route:
    """Nobody else's proxy reaches this computer."""

    @cache  # systems ask their registry, and some ask the network, for every host
    def routed(scheme: str, host: str) -> Proxy | None:
        return None if is_loopback(host) else route(scheme, host)

    return routed


def _system_route() -> Route:
    """What the system says: the environment on Linux, the settings of Windows and macOS. No scripts (PAC) are run."""
    from urllib.request import getproxies, proxy_bypass

    known = getproxies()

    def route(scheme: str, host: str) -> Proxy | None:
        address = known.get(scheme) or known.get("all")
        return None if not address or proxy_bypass(host) else _bare(address)

    return route


def _bare(address: str) -> Proxy:
    """A proxy as systems write it: its user and password may stand in the address, where errors would show them."""
    from avatar_intake.connection import Proxy

    kind, _, rest = address.rpartition("://")
    login, _, place = rest.rpartition("@")
    user, _, password = login.partition(":")
    return Proxy(f"{kind or 'http'}://{place}", _basic(unquote(user), unquote(password)) if login else "")


def _basic(user: str, password: str) -> str:
    KNOWN.learn(Kind.SECRET, password)
    return "Basic " + base64.b64encode(f"{user}:{password}".encode("utf-8", "surrogatepass")).decode()


def _obstacle(session: Session, endpoint: Endpoint) -> IntakeError | None:
    import requests
    import urllib3

    from avatar_intake.metastudio import boundary
    from avatar_intake.metastudio.exchange import Answer

    context = boundary.Context("test", endpoint.host, changes_something=False, with_token=False, now=datetime.now(UTC))
    try:
        with session.get(f"{endpoint.base}/", timeout=_TEST_TIMES_S, stream=True) as reply:
            headers = {name.lower(): value for name, value in reply.headers.items()}
            answer = Answer("test", reply.status_code, headers, reply.raw.read1(4096), "")
    except (requests.RequestException, urllib3.exceptions.HTTPError) as fault:
        return boundary.failure(fault, context, has_left=False)
    error = boundary.refusal(answer, context)
    # Whoever says anything else has been reached: without an account a service says no.
    return error if isinstance(error, TransportRefused | SignInPage) else None
