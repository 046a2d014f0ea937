"""One run: what it is about, whom it speaks to, and how far the journal says that it has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from avatar_intake.domain.intake import UPLOAD_ORDER, Intake
from avatar_intake.domain.service import JobDetail, RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import StoredMaterial
from avatar_intake.errors import LocalStorageFailed, StorageFault
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import RunListener, RunOptions
from avatar_intake.flow.prepare import Checker
from avatar_intake.flow.service import Patience, Service
from avatar_intake.store.journal import Journal, Record
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import Crew, ThreadCrew
from avatar_intake.transfer.ports import Awake, Clock, NeverAwake, PartSender

if TYPE_CHECKING:
    import requests


@dataclass(frozen=True, slots=True)
class Line:
    """The two lines of one run: the service, and the store with its session; and what an upload over the latter needs.

    ``redial`` drops every connection: the next request makes a new one. ``awake`` is held while bytes are under way.
    """

    service: Service
    sender: PartSender
    store: requests.Session
    redial: Callable[[], None] = lambda: None
    new_crew: Callable[[], Crew] = ThreadCrew
    awake: Awake = field(default_factory=NeverAwake)


@dataclass(frozen=True, slots=True)
class SubmitTools:
    """What a submission needs from outside. ``connect`` takes the access, the user id and who hears of each call."""

    journal: Journal
    leases: Path
    checker: Checker
    clock: Clock
    connect: Callable[[Access, str | None, Callable[[RequestRecord], None]], Line]


@dataclass(frozen=True, slots=True)
class Watch:
    """Who watches a run and who steers it."""

    listener: RunListener
    control: RunControl


@dataclass(frozen=True, slots=True)
class Run:
    """One run over one intake, after its checks."""

    intake: Intake
    access: Access
    line: Line
    journal: Journal
    options: RunOptions
    patience: Patience

    @property
    def clock(self) -> Clock:
        """The run's clock."""
        return self.patience.clock

    @property
    def listener(self) -> RunListener:
        """Who watches."""
        return self.patience.listener

    @property
    def control(self) -> RunControl:
        """Who steers."""
        return self.patience.control

    def record(self) -> Record:
        """The journal's word on the intake. Raises `LocalStorageFailed` when somebody has removed it meanwhile."""
        record = self.journal.record(self.intake.intake_id)
        if record is None:
            raise LocalStorageFailed(reason="intake-forgotten", kind=StorageFault.FORGOTTEN)
        return record

    def step(self, stage: Stage) -> None:
        """Take a step of the stage table, in the journal first."""
        self.journal.set_stage(self.intake.intake_id, stage)
        self.listener.stage_changed(stage)

    def show(self) -> JobDetail:
        """The job as the service shows it; its state goes into the journal."""
        job_id = self.record().job_id
        detail = self.patience.ask(lambda: self.line.service.show(job_id))
        self.journal.set_state(self.intake.intake_id, detail.summary.state)
        return detail


def stored_materials(journal: Journal, intake_id: str) -> tuple[StoredMaterial, ...]:
    """The materials that are completely stored, in upload order."""
    plan = {item.role: item for item in journal.plan(intake_id)}
    found = []
    for role in (role for role in UPLOAD_ORDER if role in plan):
        item, parts = plan[role], journal.stored_parts(intake_id, role)
        if len(parts) == item.part_count:
            found.append(
                StoredMaterial(role, item.path, item.identity, item.sha256, tuple(parts.values()), item.is_proven)
            )
    return tuple(found)
