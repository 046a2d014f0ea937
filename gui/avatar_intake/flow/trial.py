"""Try an account before it is used: does it open the service, whose is it, and which projects has it. Keeps nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Protocol

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import JobQuery, Project, RequestRecord
from avatar_intake.errors import IntakeError, ProjectNotFound
from avatar_intake.flow.access import Access, AccessFinder, access_of
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.model import Account, AccountKind, ConnectionReport, Secret
from avatar_intake.flow.run import Line
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.transport import TimeLimits

# The name of a project is a courtesy: nobody waits long for it.
_COURTESY = TimeLimits(connect_s=3.0, read_s=5.0, answer_s=5.0)


class Identity(Protocol):
    """Whoever knows the projects of an account. May block on the network."""

    def __call__(
        self, account: Account, credentials: Credentials, limits: TimeLimits | None = None
    ) -> tuple[Project, ...]:
        """Those of its region. Raises what a refusal and the network bring."""
        ...


def no_projects(account: Account, credentials: Credentials, limits: TimeLimits | None = None) -> tuple[Project, ...]:
    """An `Identity` that knows of none."""
    del account, credentials, limits
    return ()


class Trial:
    """Every method may block on the network, and raises what it brings."""

    def __init__(
        self,
        accounts: Accounts,
        finder: AccessFinder,
        connect: Callable[[Access, str | None, Callable[[RequestRecord], None]], Line],
        identity: Identity,
    ) -> None:
        self._accounts, self._finder, self._connect, self._identity = accounts, finder, connect, identity

    def test(self, account: Account, secret: Secret | None) -> ConnectionReport:
        """Read the job list."""
        if account.kind is AccountKind.PRACTICE:
            access = self._finder.find(ServiceChoice(is_practice=True))
        else:
            access = access_of(self._accounts, account, self._secret(account, secret))
        line = self._connect(access, None, lambda _: None)
        try:
            page = line.service.list(JobQuery(limit=1))
        finally:
            line.redial()
        name = access.project_name or self._project_name(account, access)
        return ConnectionReport(None, page.count, access.user, access.project_id, name)

    def projects(self, account: Account, secret: Secret | None) -> tuple[Project, ...]:
        """The projects of the account's region. Raises `ProjectNotFound` where there is none."""
        bare, known = replace(account, project_id=""), self._secret(account, secret)
        if account.kind is AccountKind.PASSWORD:
            user, _ = self._accounts.sign_in(bare, known)
            if user.project_id:
                return (Project(user.project_id, user.project_name),)
            credentials: Credentials = user.token
        elif account.kind is AccountKind.ACCESS_KEY:
            credentials = AccessKey(account.user, known.value, known.security_token or None)
        else:
            credentials = Token(known.value)
        found = self._identity(account, credentials)
        if not found:
            raise ProjectNotFound(region=account.region)
        return found

    def _secret(self, account: Account, secret: Secret | None) -> Secret:
        return self._accounts.secret(account) if secret is None else secret

    def _project_name(self, account: Account, access: Access) -> str:
        if access.is_practice:
            return ""
        with suppress(IntakeError):
            found = self._identity(account, access.credentials, _COURTESY)
            return next((one.name for one in found if one.project_id == access.project_id), "")
        return ""
