"""What of a run and of an error is written into the log: steps, codes and request ids; no text of the service's."""

from __future__ import annotations

import logging

from avatar_intake.domain.media import Checked, Severity
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import StoredMaterial
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import Outcome, RunListener

_log = logging.getLogger(__name__)

# The facts that say nothing about a person. `text`, `found` and `reason` are somebody else's words, `name` a file's.
_TOLD = frozenset({
    "status", "code", "request_id", "step", "role", "kind", "seconds", "wait_s", "minutes", "count", "job_id",
    "command", "action", "state", "retry_after_s", "may_have_acted", "needed_bytes", "free_bytes", "where", "parts",
})  # fmt: skip


def described(error: IntakeError) -> str:
    """An error as the log has it: its catalogue id, its kind and the facts that say nothing about a person."""
    facts = (f"{name}={value}" for name, value in error.facts().items() if name in _TOLD and value)
    return " ".join([error.message_id, type(error).__name__, *facts])


def log_request(record: RequestRecord) -> None:
    """Write down a call that has ended."""
    _log.info("request %s %s %s %s", record.step, record.status, record.request_id or "-", record.code or "-")


def log_error(error: IntakeError) -> None:
    """Write down an error that a person was told of."""
    _log.info("told: %s", described(error))


def log_outcome(outcome: Outcome) -> None:
    """Write down how a run ended."""
    end = described(outcome.error) if outcome.error is not None else "done"
    _log.info("intake %s ended in %s, job %s: %s", outcome.intake_id, outcome.stage, outcome.job_id or "-", end)


class Logged:
    """A `RunListener` that writes down what it hears and passes it on."""

    def __init__(self, intake_id: str, listener: RunListener) -> None:
        self._intake_id, self._listener = intake_id, listener

    def stage_changed(self, stage: Stage) -> None:
        """One line."""
        _log.info("intake %s stage %s", self._intake_id, stage)
        self._listener.stage_changed(stage)

    def checked(self, item: Checked) -> None:
        """The rules that found something."""
        found = [it.rule for it in item.findings if it.severity is not Severity.OK]
        _log.info("intake %s checked %s: %s", self._intake_id, item.role, ", ".join(found) or "nothing found")
        self._listener.checked(item)

    def request_made(self, record: RequestRecord) -> None:
        """The line's connector has written it down."""
        self._listener.request_made(record)

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """One line."""
        _log.info("intake %s waits %.1f s: %s", self._intake_id, seconds, described(error))
        self._listener.waiting(error, seconds)

    def going_on(self) -> None:
        """Only passed on."""
        self._listener.going_on()

    def material_stored(self, material: StoredMaterial) -> None:
        """One line."""
        _log.info("intake %s stored %s in %d parts", self._intake_id, material.role, len(material.parts))
        self._listener.material_stored(material)
