"""What is asked for about the selected lines: the menu, removing them, an action on several. Lays out nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Signal

from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import IntakeView
from avatar_intake.qt.desk.bulk import Bulk, bulk_of
from avatar_intake.qt.desk.deciding import Deciding
from avatar_intake.qt.desk.menu import LineActs, menu_of, one_line, several_lines
from avatar_intake.qt.desk.opened import Opened, open_one
from avatar_intake.qt.desk.several import Several
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.widgets.notice import Notice, Tone

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk
    from avatar_intake.qt.desk.window import DeskWindow


class Selection(QObject):
    """Asks on: what one intake's own step or page is, the control knows."""

    open_requested = Signal(object)  # an intake's id
    step_requested = Signal(object)  # an intake's id
    remove_requested = Signal(object)  # the view of one intake
    forget_requested = Signal(object)  # the view of one intake
    refresh_requested = Signal()
    about_to_go = Signal(object)  # the ids of intakes that are being removed
    rows_changed = Signal()
    failed = Signal(object)

    def __init__(self, window: DeskWindow, surroundings: Surroundings, deciding: Deciding) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._deciding = deciding
        self._several = Several(window, surroundings)
        self._desk: Desk | None = None
        window.list.remove_requested.connect(self.remove)
        window.list.menu_requested.connect(self._on_menu)
        window.list.bulk_requested.connect(self._on_bulk)
        self._several.summed_up.connect(window.show_notice)
        self._several.removed.connect(self.about_to_go)
        self._several.rows_changed.connect(self.rows_changed)
        self._several.failed.connect(self.failed)

    def use(self, desk: Desk, runs: Runs) -> None:
        """There is a desk now."""
        self._desk = desk
        self._several.use(desk, runs)

    def remove(self, intake_ids: tuple[str, ...]) -> None:
        """Ask to remove one intake, whatever it is; of several only those that are finished."""
        if self._desk is None:
            return
        if len(intake_ids) == 1:
            work = partial(self._desk.open, intake_ids[0])
            self._surroundings.tasks.run("desk.remove_view", work, self._on_remove_view, self._on_failed)
            return
        finished = bulk_of(self._window.list.selected_rows())[Bulk.REMOVE_FINISHED]
        if finished:
            self._several.ask(Bulk.REMOVE_FINISHED, finished)
            return
        title = self.tr("None of these is finished")
        text = self.tr("Several at once are removed only when they are done. Remove others one by one.")
        self._window.show_notice(Notice(Tone.INFO, title, text, (self.tr("Close"),)))

    # --- inside -----------------------------------------------------------------------------------

    @property
    def _acts(self) -> LineActs:
        return LineActs(
            open=self.open_requested.emit,
            step=self.step_requested.emit,
            decide=self._deciding.ask,
            remove=self.remove,
            forget=self._forget,
            refresh=self.refresh_requested.emit,
            bulk=self._on_bulk,
        )

    def _on_menu(self, intake_ids: tuple[str, ...], spot: QPoint) -> None:
        if len(intake_ids) > 1:
            rows = self._window.list.selected_rows()
            entries = several_lines(rows, self._window.list.foot.text_of, self._acts)
            if entries:
                menu_of(entries, self._surroundings.look, self._window).popup(spot)
        elif self._desk is not None:
            work = partial(open_one, self._desk, intake_ids[0])
            self._surroundings.tasks.run("desk.menu", work, partial(self._on_menu_view, spot), self._on_failed)

    def _on_menu_view(self, spot: QPoint, opened: Opened) -> None:
        entries = one_line(opened.view.row, opened.actions, self._window.wording, self._acts)
        menu_of(entries, self._surroundings.look, self._window).popup(spot)

    def _on_bulk(self, action: Bulk, intake_ids: tuple[str, ...]) -> None:
        if action is Bulk.REFRESH:
            self.refresh_requested.emit()  # one list for all
        else:
            self._several.ask(action, intake_ids)

    def _forget(self, intake_id: str) -> None:
        if self._desk is not None:
            work = partial(self._desk.open, intake_id)
            self._surroundings.tasks.run("desk.forget_view", work, self._on_forget_view, self._on_failed)

    def _on_forget_view(self, view: IntakeView) -> None:
        self.forget_requested.emit(view)

    def _on_remove_view(self, view: IntakeView) -> None:
        self.remove_requested.emit(view)

    def _on_failed(self, error: IntakeError) -> None:
        self.failed.emit(error)
