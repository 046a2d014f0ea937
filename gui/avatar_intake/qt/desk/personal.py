"""A person's details: forgetting somebody on request or when the days have passed, and the report without any."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from avatar_intake.domain.settings import Settings, without_folder
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.questions import Answer, QuestionDialog, forget_question
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.flow.support import Entry
    from avatar_intake.qt.desk.window import DeskWindow

_SWEEP_EVERY_MS: Final = 6 * 3600 * 1000  # a window may stay open for weeks


class Personal(QObject):
    """Asks, and lets workers do it. Without a desk there is still the report."""

    about_to_go = Signal(object)  # the ids of intakes whose wizard must not save them again
    rows_changed = Signal()
    settings_changed = Signal(object)  # what makes the new settings of the present ones
    failed = Signal(object)
    said = Signal(object)  # a `Notice`

    def __init__(self, window: DeskWindow, surroundings: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._desk: Desk | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_SWEEP_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        window.header.keep_days_chosen.connect(self._on_keep_days)
        window.header.report_requested.connect(self._on_report_wanted)
        window.page.forget_requested.connect(self.ask)
        window.header.show_keep_days(surroundings.kept.settings.keep_days)

    def use(self, desk: Desk) -> None:
        """There is a desk now: whoever is to be forgotten is, from now on every few hours."""
        self._desk = desk
        self._timer.start()
        self.sweep()

    def sweep(self) -> None:
        """Forget whose time has come."""
        self._sweep(self._surroundings.kept.settings.keep_days)

    def ask(self, view: IntakeView) -> None:
        """Ask whether to forget the person of an intake, and do it."""
        dialog = QuestionDialog(self._surroundings.look, forget_question(view.row), self._window)
        dialog.answered.connect(partial(self._on_answer, view.row.intake_id))
        dialog.open()

    # --- inside -----------------------------------------------------------------------------------

    def _sweep(self, days: int | None) -> None:
        if self._desk is not None:
            work = partial(self._desk.forget_due, days)
            self._surroundings.tasks.run("desk.forget_due", work, self._on_swept, self._on_failed)

    def _on_answer(self, intake_id: str, answer: Answer, _option: bool) -> None:
        if answer is Answer.FORGET and self._desk is not None:
            self.about_to_go.emit((intake_id,))
            work = partial(self._desk.forget_person, intake_id)
            self._surroundings.tasks.run("desk.forget", work, self._on_forgotten, self._on_failed)

    def _on_forgotten(self, _nothing: None) -> None:
        self.settings_changed.emit(without_folder)
        self.rows_changed.emit()
        text = self.tr("Name, phone number, tags and file names are erased on this computer. The receipt stays.")
        self.said.emit(Notice(Tone.GOOD, self.tr("The person is forgotten"), text, (self.tr("Close"),)))

    def _on_swept(self, count: int) -> None:
        if count:
            self.settings_changed.emit(without_folder)
            self.rows_changed.emit()

    def _on_keep_days(self, days: int | None) -> None:
        self.settings_changed.emit(_keeping(days))
        self._sweep(days)  # what is set is being saved only now

    def _on_report_wanted(self) -> None:
        settings = self._surroundings.kept.settings
        self._surroundings.tasks.run("desk.report", partial(_report, settings), self._on_report, self._on_failed)

    def _on_report(self, entries: tuple[Entry, ...]) -> None:
        from avatar_intake.qt.desk.report_dialog import ReportDialog

        dialog = ReportDialog(self._surroundings.look, entries, self._window)
        dialog.save_requested.connect(partial(self._on_save, entries))
        dialog.open()

    def _on_save(self, entries: tuple[Entry, ...], target: str) -> None:
        work = partial(_save, entries, target)
        self._surroundings.tasks.run("desk.report_save", work, self._on_saved, self._on_failed)

    def _on_saved(self, name: str) -> None:
        self.said.emit(Notice(Tone.GOOD, self.tr("The report is saved"), name, (self.tr("Close"),)))

    def _on_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)


def _keeping(days: int | None) -> Callable[[Settings], Settings]:
    return lambda settings: replace(settings, keep_days=days)


def _report(settings: Settings) -> tuple[Entry, ...]:
    from avatar_intake.errors import LocalStorageFailed
    from avatar_intake.flow.support import make_report
    from avatar_intake.sentences.report import MANIFEST
    from avatar_intake.where import data_folder

    try:
        folder = data_folder()
    except OSError as error:
        raise LocalStorageFailed.of(error) from error
    return make_report(folder, settings, MANIFEST)


def _save(entries: tuple[Entry, ...], target: str) -> str:
    from pathlib import Path

    from avatar_intake.flow.support import save_report

    save_report(entries, Path(target))
    return Path(target).name
