"""The desk: all that a person can do, one method each. Every method may block: call it in a worker thread."""

from __future__ import annotations

from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.media import Checked
from avatar_intake.flow.model import (
    Account,
    ConnectionReport,
    IntakeRow,
    IntakeView,
    Outcome,
    Report,
    RunListener,
    RunOptions,
    Secret,
)
from avatar_intake.transfer.control import RunControl, StopSignal


class Desk:
    """All use cases over one data folder. Thread-safe."""

    # --- intakes ----------------------------------------------------------------------------------

    def intakes(self) -> tuple[IntakeRow, ...]:
        """Every intake here, newest change first. Asks no network."""

    def open(self, intake_id: str) -> IntakeView:
        """One intake with all that is known of it here."""

    def new_draft(self) -> Intake:
        """An empty draft with an id of its own; it is stored with the first `save_draft`."""

    def save_draft(self, intake: Intake) -> None:
        """Keep what has been filled in so far. Never keeps a secret or a document's content."""

    def remove(self, intake_id: str, *, delete_job: bool) -> None:
        """Forget an intake; with ``delete_job`` its unfinished job at the service goes first."""

    # --- checks -----------------------------------------------------------------------------------

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        """Check one material. Raises `Cancelled` when ``stop`` is set."""

    def check_all(self, intake: Intake, listener: RunListener, stop: StopSignal) -> Report:
        """Check everything, job fields too; `listener.checked` hears each material."""

    def filmstrip(self, path: str, count: int, height_px: int) -> tuple[bytes, ...]:
        """``count`` frames of a video, evenly spaced, as PNG."""

    def cover_from(self, path: str, time_s: float) -> bytes:
        """One frame as JPEG, full size."""

    def picture_preview(self, path: str, max_px: int) -> bytes:
        """A picture or a letter's first page as PNG, in memory only."""

    # --- account ----------------------------------------------------------------------------------

    def account(self) -> Account | None:
        """The account in use, or ``None`` when none is set yet."""

    def use_account(self, account: Account, secret: Secret) -> None:
        """Use this account from now on; its secret goes to the keyring, or stays in memory when not remembered."""

    def forget_account(self) -> None:
        """Sign out: the secret leaves the keyring and the memory."""

    def test_connection(self, account: Account, secret: Secret) -> ConnectionReport:
        """Try an account by reading the job list. Raises nothing of ours: the report says it."""

    # --- running ----------------------------------------------------------------------------------

    def run(self, intake: Intake, options: RunOptions, listener: RunListener, control: RunControl) -> Outcome:
        """Check, create, upload, confirm, submit: from wherever this intake stands, as far as it goes.

        Blocks until the end. Errors of ours come in `Outcome.error`. Raises `Cancelled` when the control says so.
        """

    def submit_review(self, intake_id: str, listener: RunListener, control: RunControl) -> Outcome:
        """The one irreversible step for an intake that is confirmed."""

    def refresh(self) -> tuple[IntakeRow, ...]:
        """Ask the service for the state of every submitted intake, then the same as `intakes`."""
