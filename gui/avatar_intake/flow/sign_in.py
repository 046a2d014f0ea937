"""The tokens of IAM users, in memory only: fetched once, renewed before their end, shared by all runs of an account."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import Account, Secret
from avatar_intake.metastudio.auth import Token
from avatar_intake.metastudio.iam import Grant

RENEW_BEFORE_END_S = 600.0
_BETWEEN_TRIES_S = 60.0  # a renewal ahead of time that fails is no trouble yet: the token still holds


class PasswordLogin(Protocol):
    """Gets a token for an IAM user. May block on the network."""

    def __call__(self, account: Account, password: str) -> Grant:
        """The token. Raises `CredentialsRejected` and what a network can bring."""
        ...


@dataclass(frozen=True, slots=True)
class SignedIn:
    """An IAM user with the present token. ``end_s`` is the token's end by this computer's clock, where it is known.

    ``sealing`` is what one-time addresses are sealed with: it has to be the same tomorrow, which a token is not.
    """

    token: Token
    project_id: str
    project_name: str
    end_s: float | None
    sealing: str = field(repr=False)


class SignIns:
    """Signs IAM users in. Thread-safe: of those who need a token at once, one signs in, the others take its token."""

    def __init__(self, login: PasswordLogin, now_s: Callable[[], float]) -> None:
        self._login, self._now_s = login, now_s
        self._lock = threading.Lock()
        self._known: dict[tuple[object, ...], SignedIn] = {}
        self._tried_s: dict[tuple[object, ...], float] = {}

    def user(self, account: Account, secret: Secret, spent: Token | None = None) -> SignedIn:
        """The user with a token that is not ``spent``. Raises what the sign-in does.

        One that is about to end is replaced, unless that fails while it still holds.
        """
        key = _key(account, secret)
        with self._lock:
            known = self._known.get(key)
            if known is None or known.token == spent:
                return self._sign_in(key, account, secret, known)
            if self._is_due(key, known):
                self._tried_s[key] = self._now_s()
                try:
                    return self._sign_in(key, account, secret, known)
                except IntakeError:
                    if known.end_s is not None and self._now_s() >= known.end_s:
                        raise
            return known

    def forget(self) -> None:
        """Forget every token."""
        with self._lock:
            self._known.clear()
            self._tried_s.clear()

    def _sign_in(self, key: tuple[object, ...], account: Account, secret: Secret, known: SignedIn | None) -> SignedIn:
        sealing = known.sealing if known is not None else _sealing(account, secret)
        grant = self._login(account, secret.value)
        end_s = None if grant.life_s is None else self._now_s() + grant.life_s
        project_id = account.project_id or grant.project_id
        user = SignedIn(Token(grant.token), project_id, grant.project_name, end_s, sealing)
        self._known[key] = user
        return user

    def _is_due(self, key: tuple[object, ...], known: SignedIn) -> bool:
        now_s = self._now_s()
        is_ending = known.end_s is not None and now_s >= known.end_s - RENEW_BEFORE_END_S
        return is_ending and now_s - self._tried_s.get(key, -_BETWEEN_TRIES_S) >= _BETWEEN_TRIES_S


class Renewal:
    """The `TokenSource` of one IAM user."""

    def __init__(self, sign_ins: SignIns, account: Account, secret: Secret) -> None:
        self._sign_ins, self._account, self._secret = sign_ins, account, secret

    def present(self) -> Token:
        """See `TokenSource`."""
        return self._sign_ins.user(self._account, self._secret).token

    def __call__(self, spent: Token) -> Token:
        """See `TokenSource`."""
        return self._sign_ins.user(self._account, self._secret, spent).token


def secret_name(account: Account) -> str:
    """The name under which an account's secret is kept: accounts for several projects of one user share it.

    One name an account: with one name for two keys, Windows' store mixes them up. A token is for one project only.
    """
    name = f"{account.kind}:{account.endpoint or account.region}:{account.domain}:{account.user}"
    return name if account.user else f"{name}{account.project_id}"


def _key(account: Account, secret: Secret) -> tuple[object, ...]:
    return (secret_name(account), account.project_id, secret)


def _sealing(account: Account, secret: Secret) -> str:
    """A password may be weak, and what is sealed lies on the disk: with scrypt a guess costs a quarter of a second."""
    password, salt = secret.value.encode(errors="surrogatepass"), secret_name(account).encode()
    return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=5, dklen=32).hex()
