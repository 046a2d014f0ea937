"""Whose account is used and where requests go: from the environment, the saved account or the practice studio."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Protocol

import msgspec

from avatar_intake.domain.endpoint import Endpoint, endpoint_of
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.errors import (
    BadServiceAddress,
    CredentialsForgotten,
    CredentialsMissing,
    KeyringUnavailable,
    SecretNotRemoved,
)
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.flow.renewal import TokenSource
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.store.secrets import SERVICE, SecretStore, SessionSecrets
from avatar_intake.store.settings import replace_file


@dataclass(frozen=True, slots=True)
class Access:
    """All that is needed to speak to one service for one project.

    ``renew`` signs in again where that can be done. ``sealing`` outlives the token of an IAM user.
    """

    endpoint: Endpoint
    project_id: str
    credentials: Credentials = field(repr=False)
    na_account: bool = False
    is_practice: bool = False
    renew: TokenSource | None = field(default=None, repr=False, compare=False)
    sealing: str = field(default="", repr=False)

    @property
    def seal_secret(self) -> str:
        """What the one-time addresses are sealed with (see `store/vault.py`)."""
        if self.sealing:
            return self.sealing
        return self.credentials.sk if isinstance(self.credentials, AccessKey) else self.credentials.value


class PracticeHost(Protocol):
    """Whoever can start the embedded practice studio."""

    def access(self) -> Access:
        """Start it if it is not running yet."""
        ...


class PasswordLogin(Protocol):
    """Gets a token for an IAM user. May block on the network."""

    def __call__(self, account: Account, password: str) -> str:
        """The token. Raises `CredentialsRejected` and what a network can bring."""
        ...


@dataclass(frozen=True, slots=True)
class _Saved:
    account: Account


@dataclass(frozen=True, slots=True)
class _SignedIn:
    """An IAM user with the present token, in memory only."""

    account: Account
    secret: Secret
    token: Token
    sealing: str = field(repr=False)


class Accounts:
    """The saved account and its secret. Thread-safe as far as files are."""

    def __init__(self, path: Path, keyring: SecretStore, login: PasswordLogin) -> None:
        self._path, self._keyring, self._login = path, keyring, login
        self._session = SessionSecrets()
        self._unsaved: Account | None = None
        self._signing_in = threading.Lock()
        self._signed_in: _SignedIn | None = None

    def account(self) -> Account | None:
        """The account in use, or ``None``."""
        return self._unsaved or self._kept()

    def use(self, account: Account, secret: Secret) -> None:
        """Use this account from now on. Raises `KeyringUnavailable` before anything is kept.

        One that shall not be remembered any more leaves the keyring and the disk, as far as the keyring lets it.
        """
        if account.kind is not AccountKind.PRACTICE:
            store = self._keyring if account.is_remembered else self._session
            store.put(_name(account), msgspec.json.encode([secret.value, secret.security_token]).decode())
        self._sign_out()
        if account.is_remembered:
            self._unsaved = None
            replace_file(self._path, msgspec.json.encode(_Saved(account)))
        else:
            kept, self._unsaved = self._kept(), account
            if kept is not None and _name(kept) == _name(account):
                with suppress(KeyringUnavailable):
                    self._keyring.forget(_name(kept))
                    self._path.unlink(missing_ok=True)

    def forget(self) -> None:
        """Sign out: the secret leaves the keyring and the memory, the account the disk.

        Raises `SecretNotRemoved` when all is done but the keyring's part.
        """
        account = self.account()
        self._sign_out()
        self._unsaved = None
        self._path.unlink(missing_ok=True)
        if account is None or account.kind is AccountKind.PRACTICE:
            return
        self._session.forget(_name(account))
        if account.is_remembered:
            try:
                self._keyring.forget(_name(account))
            except KeyringUnavailable:
                raise SecretNotRemoved(SERVICE) from None

    def lock(self) -> None:
        """Forget the secret in use that is kept in memory only; the account stays, `secret` then says what is gone."""
        account = self.account()
        if account is not None and not account.is_remembered:
            self._sign_out()
            self._session.forget(_name(account))

    def secret(self, account: Account) -> Secret:
        """The account's secret. Raises `CredentialsForgotten` or `KeyringUnavailable`."""
        store = self._keyring if account.is_remembered else self._session
        kept = store.get(_name(account))
        if kept is None:
            raise CredentialsForgotten
        value, security_token = msgspec.json.decode(kept, type=tuple[str, str])
        return Secret(value, security_token)

    def access(self, account: Account, secret: Secret) -> Access:
        """Where and with what an account speaks. An IAM user's token is fetched here and kept in memory.

        Raises `BadServiceAddress`, `CredentialsRejected` and what a network can bring.
        """
        endpoint = endpoint_of(ServiceChoice(region=account.region or None, endpoint=account.endpoint or None))
        if account.kind is AccountKind.PASSWORD:
            user = self._sign_in(account, secret)
            renew = partial(self._renew, account, secret)
            return Access(
                endpoint, account.project_id, user.token, account.na_account, renew=renew, sealing=user.sealing
            )
        if account.kind is AccountKind.ACCESS_KEY:
            credentials: Credentials = AccessKey(account.user, secret.value, secret.security_token or None)
        else:
            credentials = Token(secret.value)
        return Access(endpoint, account.project_id, credentials, account.na_account)

    def _kept(self) -> Account | None:
        try:
            return msgspec.json.decode(self._path.read_bytes(), type=_Saved).account
        except (OSError, msgspec.MsgspecError):
            return None

    def _renew(self, account: Account, secret: Secret, spent: Token) -> Token:
        return self._sign_in(account, secret, spent).token

    def _sign_in(self, account: Account, secret: Secret, spent: Token | None = None) -> _SignedIn:
        """The user with a token that is not ``spent``. One run signs in, the others take its token."""
        with self._signing_in:
            known = self._signed_in
            if known is None or (known.account, known.secret) != (account, secret):
                sealing = _sealing(account, secret)
            elif known.token == spent:
                sealing = known.sealing
            else:
                return known
            token = Token(self._login(account, secret.value))
            self._signed_in = _SignedIn(account, secret, token, sealing)
            return self._signed_in

    def _sign_out(self) -> None:
        with self._signing_in:
            self._signed_in = None


class AccessFinder:
    """Decides for an intake where it goes and as whom."""

    def __init__(self, accounts: Accounts, practice: PracticeHost, environment: Mapping[str, str]) -> None:
        self._accounts, self._practice, self._environment = accounts, practice, environment

    def find(self, choice: ServiceChoice) -> Access:
        """The environment's credentials go first, then the saved account. Raises `CredentialsMissing` if neither is."""
        if choice.is_practice:
            return self._practice.access()
        credentials = credentials_from(self._environment)
        if credentials is not None:
            return self._from_environment(choice, credentials)
        account = self._accounts.account()
        if account is None:
            raise CredentialsMissing
        if account.kind is AccountKind.PRACTICE:
            return self._practice.access()
        found = self._accounts.access(account, self._accounts.secret(account))
        # An intake file may come from anywhere: it must not send the saved account's token to a host of its choice.
        if (choice.endpoint or choice.region) and endpoint_of(choice) != found.endpoint:
            raise BadServiceAddress(found=choice.endpoint or choice.region or "", needed=found.endpoint.base)
        is_na = choice.na_account or found.na_account
        return replace(found, project_id=choice.project_id or found.project_id, na_account=is_na)

    def _from_environment(self, choice: ServiceChoice, credentials: Credentials) -> Access:
        account = self._accounts.account()
        project_id = choice.project_id or (account.project_id if account else "")
        if not choice.endpoint and not choice.region:
            if account is None or account.kind is AccountKind.PRACTICE:
                raise BadServiceAddress(found="", needed="[service] region or endpoint")
            choice = ServiceChoice(region=account.region or None, endpoint=account.endpoint or None)
        if not project_id:
            raise BadServiceAddress(found="", needed="[service] project_id")
        return Access(endpoint_of(choice), project_id, credentials, choice.na_account)


def credentials_from(environment: Mapping[str, str]) -> Credentials | None:
    """`CLOUD_SDK_AK` and `_SK` (with `_SECURITY_TOKEN`), or `AVATAR_INTAKE_TOKEN`; ``None`` when neither is set."""
    ak, sk = environment.get("CLOUD_SDK_AK", ""), environment.get("CLOUD_SDK_SK", "")
    if ak and sk:
        return AccessKey(ak, sk, environment.get("CLOUD_SDK_SECURITY_TOKEN") or None)
    token = environment.get("AVATAR_INTAKE_TOKEN", "")
    return Token(token) if token else None


def _sealing(account: Account, secret: Secret) -> str:
    """What an IAM user's addresses are sealed with: it has to be the same tomorrow, which a token is not.

    A password may be weak, and what is sealed lies on the disk: scrypt makes each guess cost a quarter of a second.
    """
    password, salt = secret.value.encode(errors="surrogatepass"), _name(account).encode()
    return hashlib.scrypt(password, salt=salt, n=2**14, r=8, p=5, dklen=32).hex()


def _name(account: Account) -> str:
    """One name an account: with one name for two keys, Windows' store mixes them up."""
    return f"{account.kind}:{account.endpoint or account.region}:{account.domain}:{account.user}"
