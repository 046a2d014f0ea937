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


@dataclass(slots=True)
class _Kept:
    """What is kept of one user; ``lock`` is held while a token is fetched."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    user: SignedIn | None = None
    tried_s: float | None = None


class SignIns:
    """Signs IAM users in. Thread-safe: of those who need one user's token, one signs in, the others take its token.

    Nobody waits for the sign-in of another user.
    """

    def __init__(self, login: PasswordLogin, now_s: Callable[[], float]) -> None:
        self._login, self._now_s = login, now_s
        self._lock = threading.Lock()
        self._kept: dict[tuple[object, ...], _Kept] = {}

    def user(self, account: Account, secret: Secret, spent: Token | None = None) -> SignedIn:
        """The user with a token that is not ``spent``. Raises what the sign-in does.

        One that is about to end is replaced, unless that fails while it still holds.
        """
        with self._lock:
            kept = self._kept.setdefault(_key(account, secret), _Kept())
        with kept.lock:
            known = kept.user
            if known is None or known.token == spent:
                return self._sign_in(kept, account, secret)
            if self._is_due(kept, known):
                kept.tried_s = self._now_s()
                try:
                    return self._sign_in(kept, account, secret)
                except IntakeError:
                    if known.end_s is not None and self._now_s() >= known.end_s:
                        raise
            return known

    def forget(self) -> None:
        """Forget every token, also the one that a sign-in under way will bring."""
        with self._lock:
            self._kept.clear()

    def _sign_in(self, kept: _Kept, account: Account, secret: Secret) -> SignedIn:
        sealing = kept.user.sealing if kept.user is not None else _sealing(account, secret)
        grant = self._login(account, secret.value)
        end_s = None if grant.life_s is None else self._now_s() + grant.life_s
        project_id = account.project_id or grant.project_id
        kept.user = SignedIn(Token(grant.token), project_id, grant.project_name, end_s, sealing)
        return kept.user

    def _is_due(self, kept: _Kept, known: SignedIn) -> bool:
        now_s = self._now_s()
        is_ending = known.end_s is not None and now_s >= known.end_s - RENEW_BEFORE_END_S
        return is_ending and (kept.tried_s is None or now_s - kept.tried_s >= _BETWEEN_TRIES_S)


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
