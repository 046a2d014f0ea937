"""Does one thing with several intakes: asks once, does it one after the other, sums up. Lays out nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from avatar_intake.domain.stage import Stage
from avatar_intake.errors import IntakeError, SignInPage, UserFixable
from avatar_intake.flow.model import IntakeView, Outcome, RunOptions
from avatar_intake.qt.desk.bulk import Bulk
from avatar_intake.qt.desk.questions import Answer, QuestionDialog, remove_finished_question, resume_question
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.runs import Run, Runs
from avatar_intake.qt.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.desk.window import DeskWindow


@dataclass(frozen=True, slots=True)
class Removed:
    """What came of removing several: the ids that are gone, and what stood in the way of the others."""

    gone: tuple[str, ...]
    errors: tuple[IntakeError, ...]


def remove_each(desk: Desk, intake_ids: Sequence[str]) -> Removed:
    """Forget these here; their jobs at the service stay. Blocks. An error about one does not keep the others."""
    gone: list[str] = []
    errors: list[IntakeError] = []
    for intake_id in intake_ids:
        try:
            desk.remove(intake_id, delete_job=False)
        except IntakeError as error:
            errors.append(error)
        else:
            gone.append(intake_id)
    return Removed(tuple(gone), tuple(errors))


class Several(QObject):
    """Uploads are resumed one at a time: together they would only take the line from each other."""

    summed_up = Signal(object)  # a `Notice`
    removed = Signal(object)  # the ids of intakes that are about to go
    rows_changed = Signal()
    failed = Signal(object)

    def __init__(self, window: DeskWindow, surroundings: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._desk: Desk | None = None
        self._runs: Runs | None = None
        self._waiting: list[str] = []
        self._now: Run | None = None
        self._total = self._good = 0

    def use(self, desk: Desk, runs: Runs) -> None:
        """There is a desk now."""
        self._desk, self._runs = desk, runs
        runs.ended.connect(self._on_run_over)

    def ask(self, action: Bulk, intake_ids: tuple[str, ...]) -> None:
        """Ask whether to resume or to remove these, and do it."""
        question = resume_question(len(intake_ids))
        if action is Bulk.REMOVE_FINISHED:
            question = remove_finished_question(len(intake_ids))
        dialog = QuestionDialog(self._surroundings.look, question, self._window)
        dialog.answered.connect(partial(self._on_answer, intake_ids))
        dialog.open()

    def _on_answer(self, intake_ids: tuple[str, ...], answer: Answer, _option: bool) -> None:
        if self._desk is None:
            return
        if answer is Answer.REMOVE:
            self.removed.emit(intake_ids)
            work = partial(remove_each, self._desk, intake_ids)
            self._surroundings.tasks.run("desk.several.remove", work, self._on_removed, self._on_failed)
        elif answer is Answer.RESUME:
            is_busy = bool(self._waiting) or self._now is not None
            newcomers = [intake_id for intake_id in intake_ids if intake_id not in self._waiting]
            self._waiting += newcomers
            self._total += len(newcomers)
            if not is_busy:
                self._begin_next()

    # --- removing ---------------------------------------------------------------------------------

    def _on_removed(self, removed: Removed) -> None:
        self.rows_changed.emit()
        title = self.tr("%n intake(s) removed", "", len(removed.gone))
        if not removed.errors:
            self.summed_up.emit(Notice(Tone.GOOD, title, self.tr("The jobs and avatars at the service stay.")))
            return
        why = self._window.wording.error(removed.errors[0]).title
        stays = self.tr("%n could not be: {why}", "", len(removed.errors)).format(why=why)
        self.summed_up.emit(Notice(Tone.WARN, title, stays))

    # --- resuming ---------------------------------------------------------------------------------

    def _begin_next(self) -> None:
        self._now = None
        if not self._waiting or self._desk is None:
            self._sum_up()
            return
        work = partial(self._desk.open, self._waiting.pop(0))
        self._surroundings.tasks.run("desk.several.open", work, self._on_view, self._on_not_opened)

    def _on_view(self, view: IntakeView) -> None:
        if self._runs is None:
            return
        settings = self._surroundings.kept.settings
        # What was announced is finished; what was not is left to a person.
        submits = view.row.stage is Stage.SUBMITTING
        options = RunOptions(submit_review=submits, workers=settings.workers, bytes_per_s=settings.bytes_per_s)
        self._now = self._runs.start(view.intake, options)
        self._now.waiting.connect(self._on_waiting)

    def _on_not_opened(self, _error: IntakeError) -> None:
        self._begin_next()

    @Slot(object, object)
    def _on_waiting(self, error: IntakeError, _seconds: float) -> None:
        """One that waits for a person does not keep the others waiting."""
        if self.sender() is self._now and isinstance(error, UserFixable | SignInPage):
            self._begin_next()

    @Slot(object)
    def _on_run_over(self, run: Run) -> None:
        if run is self._now:
            self._good += _is_good(run.outcome)
            self._begin_next()

    def _sum_up(self) -> None:
        total, good = self._total, self._good
        self._total = self._good = 0
        if not total:
            return
        title = self.tr("{good} of %n upload(s) are complete", "", total).format(good=good)
        if good == total:
            said = Notice(Tone.GOOD, title, self.tr("They wait under To do for you to submit them."))
        else:
            said = Notice(Tone.WARN, title, self.tr("The others say in their line what stands in the way."))
        self.summed_up.emit(said)

    def _on_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)


def _is_good(outcome: Outcome | None) -> bool:
    return outcome is not None and outcome.error is None
