"""Where requests go and as whom: by the environment, the account that fits, or the practice studio."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from avatar_intake.domain.endpoint import REGIONS, Endpoint, endpoint_of, parse_endpoint
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.errors import BadServiceAddress, CredentialsMissing
from avatar_intake.flow.accounts import Accounts, endpoint_for
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.flow.renewal import TokenSource
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token

PLACE = "AVATAR_INTAKE_ENDPOINT"  # an address of one's own to which the environment's credentials may go
_SAME_PROJECT = 2  # how well an account fits at best

Place = tuple[str, str]  # the address of a service and a project there


@dataclass(frozen=True, slots=True)
class Access:
    """All that is needed to speak to one service for one project.

    ``renew`` signs in again where that can be done. ``sealing`` outlives the token of an IAM user. ``user`` and
    ``project_name`` are known of an IAM user only.
    """

    endpoint: Endpoint
    project_id: str
    credentials: Credentials = field(repr=False)
    na_account: bool = False
    is_practice: bool = False
    renew: TokenSource | None = field(default=None, repr=False, compare=False)
    sealing: str = field(default="", repr=False)
    user: str = ""
    project_name: str = ""

    @property
    def place(self) -> Place:
        """Where its jobs are."""
        return self.endpoint.base, self.project_id

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


class AccessFinder:
    """Decides for an intake where it goes and as whom."""

    def __init__(self, accounts: Accounts, practice: PracticeHost, environment: Mapping[str, str]) -> None:
        self._accounts, self._practice, self._environment = accounts, practice, environment

    @property
    def has_own(self) -> bool:
        """Whether the environment holds credentials."""
        return credentials_from(self._environment) is not None

    def find(self, choice: ServiceChoice, place: Place | None = None) -> Access:
        """The environment's credentials go first, then the account that fits. Raises `CredentialsMissing` for neither.

        ``place`` is where the intake's job is known to be. An account that was named goes before everything.
        """
        if choice.is_practice:
            return self._practice.access()
        credentials = None if self._accounts.is_named else credentials_from(self._environment)
        if credentials is not None:
            return self._from_environment(choice, credentials)
        account = self.account_for(choice, place)
        if account is None:
            raise CredentialsMissing
        if account.kind is AccountKind.PRACTICE:
            return self._practice.access()
        found = access_of(self._accounts, account, self._accounts.secret(account))
        # An intake file may come from anywhere: it must not send a saved account's token to a host of its choice.
        if (choice.endpoint or choice.region) and endpoint_of(choice) != found.endpoint:
            raise BadServiceAddress(found=choice.endpoint or choice.region or "", needed=found.endpoint.base)
        is_na = choice.na_account or found.na_account
        return replace(found, project_id=choice.project_id or found.project_id, na_account=is_na)

    def account_for(self, choice: ServiceChoice, place: Place | None = None) -> Account | None:
        """The account in use, unless another one fits better where the job is, or where it is meant to go.

        Asks no network. ``None`` when no account is in use.
        """
        known = self._accounts.known()
        if known.used is None or self._accounts.is_named:
            return known.used
        in_order = (known.used, *(one for one in known.all if one != known.used))
        return max(in_order, key=lambda one: _fit(one, choice, place))

    def only_account_for(self, choice: ServiceChoice, place: Place) -> Account | None:
        """The one account that reaches a job; ``None`` where none does, or several do. Asks no network."""
        found = [one for one in self._accounts.known().all if _fit(one, choice, place) == _SAME_PROJECT]
        return found[0] if len(found) == 1 else None

    def _from_environment(self, choice: ServiceChoice, credentials: Credentials) -> Access:
        account = self._accounts.account()
        own = self._own_endpoint(account)
        project_id = choice.project_id or (account.project_id if account else "")
        endpoint = endpoint_of(choice) if choice.endpoint or choice.region else own
        if endpoint is None:
            raise BadServiceAddress(found="", needed="[service] region or endpoint")
        # An intake file may come from anywhere: it must not send a token of the environment to a host of its choice.
        if not (endpoint == own or endpoint.base in REGIONS.values() or endpoint.is_loopback):
            raise BadServiceAddress(found=endpoint.base, needed=own.base if own else f"{', '.join(REGIONS)}, ${PLACE}")
        if not project_id:
            raise BadServiceAddress(found="", needed="[service] project_id")
        return Access(endpoint, project_id, credentials, choice.na_account)

    def _own_endpoint(self, account: Account | None) -> Endpoint | None:
        """Where the environment's credentials go: where it says, or else where the account in use leads."""
        told = self._environment.get(PLACE, "")
        if told:
            return parse_endpoint(told)
        return None if account is None or account.kind is AccountKind.PRACTICE else endpoint_for(account)


def access_of(accounts: Accounts, account: Account, secret: Secret) -> Access:
    """Where and with what an account speaks. An IAM user's token is fetched here and kept in memory.

    Raises `BadServiceAddress`, `CredentialsRejected` and what a network can bring.
    """
    endpoint, is_na = endpoint_for(account), account.na_account
    if account.kind is AccountKind.PASSWORD:
        user, renew = accounts.sign_in(account, secret)
        return Access(
            endpoint,
            user.project_id,
            user.token,
            is_na,
            renew=renew,
            sealing=user.sealing,
            user=account.user,
            project_name=user.project_name,
        )
    if account.kind is AccountKind.ACCESS_KEY:
        key = AccessKey(account.user, secret.value, secret.security_token or None)
        return Access(endpoint, account.project_id, key, is_na)
    return Access(endpoint, account.project_id, Token(secret.value), is_na)


def credentials_from(environment: Mapping[str, str]) -> Credentials | None:
    """`CLOUD_SDK_AK` and `_SK` (with `_SECURITY_TOKEN`), or `AVATAR_INTAKE_TOKEN`; ``None`` when neither is set."""
    ak, sk = environment.get("CLOUD_SDK_AK", ""), environment.get("CLOUD_SDK_SK", "")
    if ak and sk:
        return AccessKey(ak, sk, environment.get("CLOUD_SDK_SECURITY_TOKEN") or None)
    token = environment.get("AVATAR_INTAKE_TOKEN", "")
    return Token(token) if token else None


def _fit(account: Account, choice: ServiceChoice, place: Place | None) -> int:
    """How well an account fits; of equals the first is taken.

    It has to lead to the place where the job is, or to where the intake file says; the same project is best.
    """
    if account.kind is AccountKind.PRACTICE:
        return 0
    try:
        base = endpoint_for(account).base
        wanted = place or (endpoint_of(choice).base if choice.endpoint or choice.region else "", choice.project_id)
    except BadServiceAddress:
        return 0
    if wanted[0] not in ("", base):
        return 0
    project_id = account.project_id if place is None else choice.project_id or account.project_id
    return _SAME_PROJECT if wanted[1] in ("", None, project_id) else 1
