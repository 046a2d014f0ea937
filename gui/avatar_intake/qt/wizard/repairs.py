"""What can be repaired in the chosen files, and which of them are repaired ones. Repairs nothing itself."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Signal

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Checked
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.checks import Checks
from avatar_intake.qt.wizard.draft import Draft
from avatar_intake.qt.wizard.repair_desk import RepairDesk


@dataclass(frozen=True, slots=True)
class Outlook:
    """The offers for one checked file; ``plan`` is for all that needs no question, ``None`` where there is nothing."""

    offers: tuple[Offer, ...] = ()
    plan: RepairPlan | None = None

    @property
    def unasked(self) -> frozenset[Remedy]:
        """What may be done without a question."""
        return frozenset(offer.remedy for offer in self.offers if not offer.needs_consent)

    def for_rule(self, rule: str) -> frozenset[Remedy]:
        """What would put right the finding of this rule."""
        return frozenset(offer.remedy for offer in self.offers if offer.rule == rule)


NOTHING = Outlook()


class Repairs(QObject):
    """Follows the checks: `changed` names the role whose offers are known now."""

    changed = Signal(object)

    def __init__(
        self, draft: Draft, checks: Checks, desk: RepairDesk, tasks: Tasks, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._draft = draft
        self._checks = checks
        self._desk = desk
        self._tasks = tasks
        self._outlooks: dict[Role, tuple[Checked, Outlook]] = {}
        self._originals: dict[str, str] = {}
        self._stops: list[threading.Event] = []
        checks.done.connect(self._on_checked)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.stop)  # a worker that is not told would hold the program's end

    def outlook(self, role: Role) -> Outlook:
        """What can be repaired in this role's file, as far as that is known."""
        checked, outlook = self._outlooks.get(role, (None, NOTHING))
        return outlook if checked is not None and checked is self._checks.result(role) else NOTHING

    # --- repaired files ---------------------------------------------------------------------------

    def original_of(self, role: Role) -> str:
        """The file from which this role's file was made; empty for one that was not repaired."""
        return self._originals.get(self._draft.path(role), "")

    def use(self, role: Role, original: str, checked: Checked) -> None:
        """Take the repaired file into the draft; its check is known already."""
        if checked.path != original:
            self._originals[checked.path] = original
        self._checks.adopt(role, checked)

    def go_back(self, role: Role) -> None:
        """Take the original again."""
        original = self.original_of(role)
        if original:
            self._draft.set_material(role, original)

    # --- what is under way ------------------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """Whether a file is being repaired."""
        return bool(self._stops)

    def begin(self, stop: threading.Event) -> None:
        """A repair has begun that ``stop`` would end."""
        self._stops.append(stop)

    def end(self, stop: threading.Event) -> None:
        """That repair is over."""
        self._stops = [other for other in self._stops if other is not stop]

    def stop(self) -> None:
        """End every repair under way."""
        for stop in self._stops:
            stop.set()
        self._stops = []

    # --- inside -----------------------------------------------------------------------------------

    def _on_checked(self, role: Role) -> None:
        checked = self._checks.result(role)
        if checked is not None:
            key = f"offers.{self._draft.intake.intake_id}.{role}"
            self._tasks.run(key, partial(_look, self._desk, checked), partial(self._on_outlook, role, checked))

    def _on_outlook(self, role: Role, checked: Checked, outlook: Outlook) -> None:
        self._outlooks[role] = (checked, outlook)
        self.changed.emit(role)


def _look(desk: RepairDesk, checked: Checked) -> Outlook:
    offers = desk.offers(checked)
    unasked = Outlook(offers).unasked
    return Outlook(offers, desk.repair_plan(checked, unasked) if unasked else None)
