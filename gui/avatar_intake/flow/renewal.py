"""A service that outlives its token: it is replaced before its end, and a call that meets the end is made once more.

Keeps no password and decides nothing about a job; what else a call raises passes through.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Protocol, TypeVar

from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.service import (
    CommandAnswer,
    CommandRequest,
    JobChanges,
    JobDetail,
    JobPage,
    JobQuery,
    UploadAddresses,
)
from avatar_intake.errors import TokenExpired
from avatar_intake.flow.service import Service
from avatar_intake.metastudio.auth import Token

_T = TypeVar("_T")


class TokenSource(Protocol):
    """Whoever can sign in again. Called on any worker thread; may block on the network."""

    def present(self) -> Token:
        """The token to be used now: the newest, and a fresh one shortly before its end. Raises what a call does."""
        ...

    def __call__(self, spent: Token) -> Token:
        """A token that is not ``spent``. Raises `CredentialsRejected`, `CredentialsMissing` and what a network can."""
        ...


class RenewingService:
    """A `Service` made with ``make`` for each token. Thread-safe.

    A refused token means that nothing was done, so that every call may be repeated, also one that changes something.
    A second refusal is raised: the account is not let in for another reason then.
    """

    def __init__(self, make: Callable[[Token], Service], token: Token, renew: TokenSource) -> None:
        self._make, self._renew = make, renew
        self._lock = threading.Lock()
        self._present = (token, make(token))

    def create(self, job: JobFields) -> UploadAddresses:
        """See `Service`."""
        return self._ask(lambda service: service.create(job))

    def execute(self, job_id: str, request: CommandRequest) -> CommandAnswer:
        """See `Service`."""
        return self._ask(lambda service: service.execute(job_id, request))

    def show(self, job_id: str) -> JobDetail:
        """See `Service`."""
        return self._ask(lambda service: service.show(job_id))

    def list(self, query: JobQuery) -> JobPage:
        """See `Service`."""
        return self._ask(lambda service: service.list(query))

    def update(self, job_id: str, changes: JobChanges) -> UploadAddresses:
        """See `Service`."""
        return self._ask(lambda service: service.update(job_id, changes))

    def delete(self, job_id: str) -> None:
        """See `Service`."""
        self._ask(lambda service: service.delete(job_id))

    def _ask(self, call: Callable[[Service], _T]) -> _T:
        token, service = self._with(self._renew.present())
        try:
            return call(service)
        except TokenExpired:
            # Several threads may meet the end of one token: the first signs in, the others take what it got.
            return call(self._with(self._renew(token))[1])

    def _with(self, token: Token) -> tuple[Token, Service]:
        with self._lock:
            if self._present[0] != token:
                self._present = (token, self._make(token))
            return self._present
