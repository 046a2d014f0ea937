"""What the use cases take and give: values, and the small ports of those who watch a run."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from avatar_intake.domain.board import Change
from avatar_intake.domain.intake import Intake
from avatar_intake.domain.media import Checked, Finding, Severity
from avatar_intake.domain.review import Shown
from avatar_intake.domain.service import JobDetail, RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import StoredMaterial
from avatar_intake.errors import IntakeError
from avatar_intake.redaction import KNOWN, Kind


class AccountKind(StrEnum):
    """How the service is spoken to."""

    PRACTICE = "practice"  # the embedded practice studio; needs no account
    ACCESS_KEY = "access_key"
    TOKEN = "token"  # noqa: S105 - the name of a kind
    PASSWORD = "password"  # noqa: S105 - an IAM user; a token is fetched with it


@dataclass(frozen=True, slots=True)
class Account:
    """An account without its secrets. Exactly one of ``region`` and ``endpoint`` is set, or neither for practice.

    ``user`` is the access key's id, or the IAM user's name; ``domain`` the IAM domain (account name). ``project_id``
    may be empty for an IAM user in a region, whose own project is meant then. ``name`` is the person's own for it.
    """

    kind: AccountKind
    region: str = ""
    endpoint: str = ""
    project_id: str = ""
    user: str = ""
    domain: str = ""
    na_account: bool = False
    is_remembered: bool = True  # false: "do not remember on this computer"
    name: str = ""

    @property
    def place(self) -> str:
        """The region or the address."""
        return self.region or self.endpoint

    @property
    def called(self) -> str:
        """The person's name for it, or what it would be called without one: its place and its user."""
        return self.name or " · ".join(part for part in (self.place, self.user or self.project_id) if part)


@dataclass(frozen=True, slots=True)
class KnownAccounts:
    """All accounts that are kept here, in the order in which they came, and the one in use."""

    all: tuple[Account, ...] = ()
    used: Account | None = None


@dataclass(frozen=True, slots=True)
class Secret:
    """The secrets of an account: the secret key, the token or the password. Never shows itself."""

    value: str = field(default="", repr=False)
    security_token: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        KNOWN.learn(Kind.SECRET, self.value, self.security_token)


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """What *Test the connection* found: ``error`` is ``None`` when a job list could be read.

    ``user`` and ``project_name`` are empty where the service did not say them.
    """

    error: IntakeError | None
    job_count: int = 0
    user: str = ""
    project_id: str = ""
    project_name: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """All materials and job fields after their checks."""

    checked: tuple[Checked, ...]
    job_findings: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every finding, job fields first, then the materials in upload order."""
        return self.job_findings + tuple(finding for item in self.checked for finding in item.findings)

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that forbid creating the job."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)


@dataclass(frozen=True, slots=True)
class RunOptions:
    """How a run goes. ``submit_review`` false stops before the irreversible step.

    ``patience_s`` is how long to keep trying without any progress; ``None`` is for ever (the window).
    ``workers`` is how many connections an upload has; ``None`` lets it find out, between 4 and 16.
    ``bytes_per_s`` limits the upload; ``None`` is as fast as the line. ``renews_expired``: when the one-time addresses
    are dead, new ones are asked for without asking the person, with a fresh job where it has to be.
    """

    submit_review: bool = True
    patience_s: float | None = None
    workers: int | None = None
    bytes_per_s: int | None = None
    renews_expired: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``error`` is ``None`` when everything asked for was done."""

    intake_id: str
    job_id: str
    state: str  # the service's own word, empty before a job exists
    stage: Stage
    report: Report
    materials: tuple[StoredMaterial, ...] = ()
    requests: tuple[RequestRecord, ...] = ()
    error: IntakeError | None = None


@dataclass(frozen=True, slots=True)
class IntakeRow:
    """One line of the desk's list. ``state`` is the service's last known word, ``problem`` a catalogue id or empty."""

    intake_id: str
    name: str
    batch_name: str
    stage: Stage
    state: str
    shown: Shown | None  # None before a job was submitted
    job_id: str
    total_bytes: int
    stored_bytes: int
    created_at: str  # UTC, ISO 8601
    changed_at: str
    problem: str = ""
    is_running: bool = False
    is_practice: bool = False
    deadline: float | None = None  # epoch seconds after which the one-time addresses are dead
    is_adopted: bool = False  # its job was made elsewhere and is only followed here
    is_forgotten: bool = False  # the person's details were erased; `name` is empty then
    contact: str = ""  # the phone number, masked


@dataclass(frozen=True, slots=True)
class IntakeView:
    """One intake's page: everything that is known here, and the job as the service showed it last.

    ``account`` is the one that it goes with; ``None`` for a rehearsal and where no account is in use.
    """

    row: IntakeRow
    intake: Intake
    materials: tuple[StoredMaterial, ...]
    requests: tuple[RequestRecord, ...]
    detail: JobDetail | None = None
    history: tuple[Change, ...] = ()  # of the job's states, oldest first
    account: Account | None = None


class RunListener(Protocol):
    """Told what happens in a run. Called on the run's own threads; must return at once."""

    def stage_changed(self, stage: Stage) -> None:
        """The intake has come a step further."""

    def checked(self, item: Checked) -> None:
        """One material's check is done."""

    def request_made(self, record: RequestRecord) -> None:
        """A call to the service has ended."""

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """Something stands in the way; it is tried again in ``seconds``. `going_on` follows."""

    def going_on(self) -> None:
        """The wait is over."""

    def material_stored(self, material: StoredMaterial) -> None:
        """One material is completely at the store."""


class Silent:
    """A `RunListener` that does nothing; a base for those who want to hear only some of it."""

    def stage_changed(self, stage: Stage) -> None:
        """Ignored."""

    def checked(self, item: Checked) -> None:
        """Ignored."""

    def request_made(self, record: RequestRecord) -> None:
        """Ignored."""

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """Ignored."""

    def going_on(self) -> None:
        """Ignored."""

    def material_stored(self, material: StoredMaterial) -> None:
        """Ignored."""
