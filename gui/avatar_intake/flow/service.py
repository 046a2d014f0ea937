"""The service as the flows need it: its port, patience with it, and what it says is stored."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import (
    Command,
    CommandAnswer,
    CommandRequest,
    JobChanges,
    JobDetail,
    JobPage,
    JobQuery,
    ListedPart,
    UploadAddresses,
)
from avatar_intake.errors import IntakeError, NetworkUnreachable, OutcomeUnknown, ServiceBusy, SignInPage
from avatar_intake.flow.model import RunListener
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.look import stored_size_and_etag
from avatar_intake.transfer.ports import Clock
from avatar_intake.transfer.retry import wait_before_retry

if TYPE_CHECKING:
    import requests

_T = TypeVar("_T")

_LIST_COMMANDS = {
    Role.TRAINING_VIDEO: Command.GET_MULTIPART_UPLOADED,
    Role.ACTION_VIDEO: Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED,
}
# No try is longer, its wait included; what is more was the computer's sleep, which uses up nobody's patience.
_LONGEST_TRY_S = 600.0
CONFIRM_COMMANDS = {
    Role.TRAINING_VIDEO: Command.CONFIRM_MULTIPART_UPLOADED,
    Role.ACTION_VIDEO: Command.CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED,
}


class Service(Protocol):
    """What `MetaStudioClient` offers."""

    def create(self, job: JobFields) -> UploadAddresses:
        """Create a job."""
        ...

    def execute(self, job_id: str, request: CommandRequest) -> CommandAnswer:
        """Run a command."""
        ...

    def show(self, job_id: str) -> JobDetail:
        """One job."""
        ...

    def list(self, query: JobQuery) -> JobPage:
        """A page of jobs."""
        ...

    def update(self, job_id: str, changes: JobChanges) -> UploadAddresses:
        """Change a rejected job."""
        ...

    def delete(self, job_id: str) -> None:
        """Delete a job."""
        ...


@dataclass(frozen=True, slots=True)
class Patience:
    """How a flow waits. ``seconds`` without a word from the service end it; ``None`` is for ever.

    ``hang_up`` breaks the line to the service: a cancel does not wait for one that is silent.
    """

    clock: Clock
    control: RunControl
    listener: RunListener
    seconds: float | None
    hang_up: Callable[[], None] = lambda: None

    def ask(self, call: Callable[[], _T]) -> _T:
        """Call until the network and the service answer. `OutcomeUnknown` is for the caller to settle.

        Raises `Cancelled`, the last transient error when the patience ends, and every error that waiting cannot cure.
        """
        tries = Tries(self)
        while True:
            self.control.wait_while_paused()
            try:
                with self.control.open_line(self.hang_up, is_kept_by_cancel=False):
                    return call()
            except (NetworkUnreachable, ServiceBusy, SignInPage) as error:
                if isinstance(error, ServiceBusy) and error.may_have_acted:
                    raise OutcomeUnknown(step=error.code) from error
                tries.wait(error)


class Tries:
    """The waits of one operation, each longer than the one before."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._looked_s = patience.clock.monotonic_s()
        self._tried_s = 0.0
        self._count = 0

    def wait(self, error: IntakeError) -> None:
        """Wait before the next attempt. Raises ``error`` when the patience has ended, or `Cancelled`."""
        patience, now_s = self._patience, self._patience.clock.monotonic_s()
        self._count += 1
        self._tried_s += min(now_s - self._looked_s, _LONGEST_TRY_S)
        self._looked_s = now_s
        if patience.seconds is not None and self._tried_s > patience.seconds:
            raise error
        pause_s = wait_before_retry(error, self._count)
        patience.listener.waiting(error, pause_s)
        try:
            patience.clock.sleep(patience.control, pause_s)
        finally:
            patience.listener.going_on()


class ServiceShelf:
    """What the service says is stored of one job (`Shelf` of the engine)."""

    def __init__(self, service: Service, job_id: str, store: requests.Session) -> None:
        self._service, self._job_id, self._store = service, job_id, store

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        """See `Shelf.listed_parts`."""
        command = _LIST_COMMANDS.get(role)
        if command is None:
            return None
        parts = self._service.execute(self._job_id, CommandRequest(command)).parts
        # For the action video the documents call the command a list here and a request for addresses there: an empty
        # answer says nothing.
        return None if role is Role.ACTION_VIDEO and not parts else parts

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        """See `Shelf.stored_size_and_etag`."""
        address = self._service.show(self._job_id).downloads.get(role)
        return stored_size_and_etag(self._store, address) if address else None
