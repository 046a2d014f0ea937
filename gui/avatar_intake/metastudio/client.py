"""The client of the training service: one short method per operation. Retries nothing: whoever calls decides.

Holds no state but its place, its credentials and what it calls with. Importing this module is cheap: `requests` and
the vendor's signer are imported with the first call, in a worker thread.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.service import (
    CommandAnswer,
    CommandRequest,
    JobChanges,
    JobDetail,
    JobPage,
    JobQuery,
    RequestRecord,
    UploadAddresses,
)
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.errors import CommandFailed
from avatar_intake.metastudio import wire
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.guard import Guard
from avatar_intake.metastudio.limiter import Limiter, Limiters, rates_of
from avatar_intake.metastudio.transport import Calls, ServicePlace, TimeLimits, Transport, without

if TYPE_CHECKING:
    import requests

__all__ = [
    "AccessKey",
    "Calls",
    "Credentials",
    "Limiter",
    "Limiters",
    "MetaStudioClient",
    "ServicePlace",
    "TimeLimits",
    "Token",
    "new_client",
]

API_CONNECTIONS = 16  # connections are opened as they are needed; a smaller pool throws them away under many threads


class MetaStudioClient:
    """One short method per operation. Thread-safe. Raises our errors only.

    Every method may raise `NetworkUnreachable` (nothing was sent, or nothing was changed by it), `TransportRefused`,
    `ServiceBusy`, `CredentialsRejected` and its kinds, `ClockWrong`, `ServiceRefused`, `UnexpectedAnswer` and
    `Cancelled`; methods that change something also `OutcomeUnknown`. Arguments that the API does not allow raise
    `BadIntakeFile` before anything is sent.
    """

    def __init__(self, place: ServicePlace, credentials: Credentials, calls: Calls) -> None:
        self._transport = Transport(place, credentials, calls)

    def create(self, job: JobFields) -> UploadAddresses:
        """Create a job (Create2dModelTrainingJob). One training address for each part that was asked for."""
        answer = self._transport.ask(wire.create_question(job))
        wanted = wire.Wanted(job.video_multipart_count or 1, job.action_video_multipart_count)
        return wire.read_addresses(answer, wanted, self._transport.place.endpoint)

    def execute(self, job_id: str, request: CommandRequest) -> CommandAnswer:
        """Run a command on a job. Raises `CommandFailed` when the service answers 200 and says EXCUTE_FAILED."""
        answer, endpoint = self._transport.ask(wire.command_question(job_id, request)), self._transport.place.endpoint
        try:
            return wire.read_command(answer, request.command, endpoint)
        except CommandFailed:
            # A failure may quote what it was sent. A success is left as it is: its addresses may hold a key's id.
            content = without(self._transport.credentials.secrets, answer.content)
        return wire.read_command(replace(answer, content=content), request.command, endpoint)

    def show(self, job_id: str) -> JobDetail:
        """One job with its logs. Raises `JobNotFound`. Download addresses at foreign hosts are left out."""
        return wire.read_detail(self._transport.ask(wire.show_question(job_id)), self._transport.place.endpoint)

    def list(self, query: JobQuery) -> JobPage:
        """One page of the jobs that ``query`` matches."""
        return wire.read_page(self._transport.ask(wire.list_question(query)))

    def update(self, job_id: str, changes: JobChanges) -> UploadAddresses:
        """Change a rejected job and get new addresses for all its materials."""
        answer = self._transport.ask(wire.update_question(job_id, changes))
        wanted = wire.Wanted(changes.video_multipart_count, changes.action_video_multipart_count, job_id)
        return wire.read_addresses(answer, wanted, self._transport.place.endpoint)

    def delete(self, job_id: str) -> None:
        """Delete a job with all its materials, and the finished model too."""
        self._transport.ask(wire.delete_question(job_id))

    def until(self, stop: StopSignal) -> MetaStudioClient:
        """The same client, whose waits end with `Cancelled` when ``stop`` is set."""
        now = self._transport
        return MetaStudioClient(now.place, now.credentials, replace(now.calls, stop=stop))

    def with_credentials(self, credentials: Credentials, guard: Guard) -> MetaStudioClient:
        """The same client as somebody else, or as the same user with a fresh token, whose own ``guard`` it needs."""
        now = self._transport
        return MetaStudioClient(now.place, credentials, replace(now.calls, guard=guard))

    def for_user(self, app_user_id: str | None) -> MetaStudioClient:
        """The same client, which names another user in X-App-UserId."""
        now = self._transport
        return MetaStudioClient(replace(now.place, app_user_id=app_user_id), now.credentials, now.calls)


def new_client(
    place: ServicePlace,
    credentials: Credentials,
    on_request: Callable[[RequestRecord], None],
    *,
    session: requests.Session | None = None,
    limiter: Limiter | None = None,
    guard: Guard | None = None,
) -> MetaStudioClient:
    """A client. Without a ``session`` it gets one of its own; what is not shared holds for it alone."""
    from avatar_intake.connection import new_session

    calls = Calls(
        session or new_session(API_CONNECTIONS),
        on_request,
        limiter or Limiter(rates_of(place.endpoint)),
        guard=guard or Guard(),
    )
    return MetaStudioClient(place, credentials, calls)
