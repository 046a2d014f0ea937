"""Does what is asked for in the desk's window, through the desk and in workers. Lays out nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from avatar_intake.domain.board import Change
from avatar_intake.domain.intake import Intake, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.verdicts import RedoTask
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import AccountKind, IntakeRow, IntakeView
from avatar_intake.qt.desk.account_control import AccountControl
from avatar_intake.qt.desk.arrivals import Arrivals
from avatar_intake.qt.desk.background import Background
from avatar_intake.qt.desk.board_control import BoardControl
from avatar_intake.qt.desk.deciding import Deciding
from avatar_intake.qt.desk.downloads import Downloads
from avatar_intake.qt.desk.following import Following
from avatar_intake.qt.desk.idle_lock import IdleLock
from avatar_intake.qt.desk.leaving import Leaving
from avatar_intake.qt.desk.news import News
from avatar_intake.qt.desk.opened import Opened, open_one
from avatar_intake.qt.desk.personal import Personal
from avatar_intake.qt.desk.questions import Answer, QuestionDialog, remove_question
from avatar_intake.qt.desk.redo import redo_of
from avatar_intake.qt.desk.rows import Standing, Step, Told, next_step, standing_of
from avatar_intake.qt.desk.selection import Selection
from avatar_intake.qt.desk.settings_control import SettingsControl
from avatar_intake.qt.desk.soon import Soon
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.desk.taskbar import Taskbar
from avatar_intake.qt.desk.watch import RunWatch
from avatar_intake.qt.desk.window import DeskWindow
from avatar_intake.qt.desk.wizards import PAGES, Wizards
from avatar_intake.qt.manual.help import Help
from avatar_intake.qt.runs import Run, Runs
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.where import resources

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_JOIN_S: Final = 5.0  # a run notices its end within a block of bytes or one wait


class DeskControl(QObject):
    """One for the window. Before `use`, when there is no desk yet, it can change settings and leave."""

    left = Signal()

    def __init__(self, window: DeskWindow, surroundings: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._surroundings = surroundings
        self._tasks = surroundings.tasks
        self._background = Background(surroundings.look, window)
        self._leaving = Leaving(window, surroundings, self._background)
        self._idle_lock = IdleLock(window, surroundings)
        self._wizards = Wizards(self)
        self._following = Following(self._tasks, self)
        self._news = News(self._background, window.wording, self)
        self._deciding = Deciding(window, surroundings)
        self._selection = Selection(window, surroundings, self._deciding)
        self._downloads = Downloads(window, self._tasks, window.wording)
        self._board = BoardControl(window, self._tasks)
        self._help = Help(surroundings.look, surroundings.language, self._tasks, self)
        self._settings = SettingsControl(window, surroundings)
        self._accounts = AccountControl(window, self._tasks)
        self._personal = Personal(window, surroundings)
        self._soon = Soon(window, self)
        self._arrivals = Arrivals(window, self._tasks)
        self._taskbar = Taskbar(window, self._tasks)
        self._desk: Desk | None = None
        self._runs: Runs | None = None
        self._watch: RunWatch | None = None
        self._make_desk: Callable[[], Desk] | None = None
        self._make_error: IntakeError | None = None
        self._refresh_error: IntakeError | None = None
        self._connect()
        self._connect_service()
        window.header.show_choices(surroundings.language.chosen, surroundings.look.scheme)

    def make(self, make_desk: Callable[[], Desk]) -> None:
        """Let the desk be made in a worker, then `use` it; what stands in the way can be tried again."""
        self._make_desk = make_desk
        self._tasks.run("desk", make_desk, self.use, self._on_not_made)

    def use(self, desk: Desk) -> None:
        """There is a desk now: show what is on it."""
        self._desk = desk
        self._runs = Runs(desk, self)
        self._watch = RunWatch(self._runs, self)
        self._watch.told.connect(self._on_told)
        self._watch.rows_changed.connect(self.reload)
        self._watch.run_over.connect(self._on_run_over)
        self._watch.stuck.connect(self._on_stuck)
        self._watch.speed_measured.connect(self._on_speed)
        for place in (self._background, self._taskbar):
            self._watch.overall_changed.connect(place.show_overall)
        self._leaving.use(desk, self._runs)
        self._idle_lock.use(desk, self._runs)
        self._selection.use(desk, self._runs)
        self._deciding.use(desk)
        self._board.use(desk)
        self._personal.use(desk)
        self._window.header.enable(is_ready=True)
        if desk.journal_damage is not None:
            said = self._window.wording.message("S03", {"percent": str(desk.journal_damage.percent)})
            self._window.show_notice(replace(said, actions=(self.tr("Close"),)))
        self._accounts.use(desk)

    def show_error(self, error: IntakeError) -> None:
        """Say what went wrong."""
        self._window.show_error(error)

    def reload(self) -> None:
        """Show anew what is stored of all intakes, and of the one whose page is open."""
        if self._desk is not None:
            self._tasks.run("desk.rows", self._desk.intakes, self._on_rows, self.show_error)
            self._reload_page()

    def refresh(self) -> None:
        """Ask the service how everything stands that is shown."""
        if self._window.is_at_the_service:
            self._board.refresh()
        else:
            self._following.refresh()

    def bring_to_front(self) -> None:
        """Show the window, wherever it is hidden, and in front of it the wizards that are open."""
        self._background.bring_back()
        self._wizards.bring_to_front()

    def open_files(self, paths: tuple[Path, ...]) -> None:
        """Begin a new intake with these files, as soon as there is a desk."""
        self._arrivals.open(paths)

    def open_stored(self, intake_id: str) -> None:
        """Go on with an intake that another start of the program has stored."""
        self.reload()
        self._on_step(intake_id)

    def close(self) -> None:
        """Stop the runs, for the program ends; what is stored stays stored. Waits a few seconds at most."""
        self._help.close()
        self._following.close()
        self._deciding.close()
        self._downloads.close()
        self._idle_lock.watch(None)
        if self._desk is not None:
            self._desk.close()
        running = self._runs.under_way() if self._runs else ()
        for run in running:
            run.control.cancel()
        for run in running:
            run.join(_JOIN_S)

    # --- wiring -----------------------------------------------------------------------------------

    def _connect(self) -> None:
        window, header = self._window, self._window.header
        header.new_requested.connect(self._on_new)
        header.sample_requested.connect(self._on_rehearse)
        header.account_requested.connect(self._on_account_wanted)
        header.language_chosen.connect(self._on_language)
        header.scheme_chosen.connect(self._on_scheme)
        header.manual_requested.connect(partial(self._help.show_for, self._window))
        header.settings_requested.connect(self._on_settings_wanted)
        window.network_requested.connect(self._on_settings_wanted)
        header.about_requested.connect(self._on_about)
        header.quit_requested.connect(window.close)
        header.here_requested.connect(self._on_back)
        header.service_requested.connect(self._board.show)
        window.list.new_requested.connect(self._on_new)
        window.list.rehearsal_requested.connect(self._on_rehearse)
        window.list.open_requested.connect(self._on_open)
        window.list.step_requested.connect(self._on_step)
        window.list.refresh_requested.connect(self.refresh)
        window.page.back_requested.connect(self._on_back)
        window.page.step_requested.connect(self._on_step)
        window.page.remove_requested.connect(self._on_remove)
        window.page.refresh_requested.connect(self.refresh)
        window.page.copy_requested.connect(self._on_copy)
        window.page.decision_requested.connect(self._deciding.ask)
        window.page.download_requested.connect(self._on_download)
        window.refresh_requested.connect(self.refresh)
        window.leave_requested.connect(self._on_leave_requested)
        window.action_requested.connect(self._on_message_action)
        self._arrivals.arrived.connect(self._on_draft)
        self._arrivals.said.connect(window.show_notice)
        self._arrivals.failed.connect(self.show_error)
        self._leaving.hidden.connect(self._wizards.close_all)
        self._leaving.left.connect(self._on_left)
        self._leaving.failed.connect(self.show_error)
        self._idle_lock.account_wanted.connect(self._on_account_wanted)
        self._background.show_requested.connect(self._background.bring_back)
        self._background.quit_requested.connect(self._on_quit_from_tray)
        self._wizards.closed.connect(self._on_wizard_closed)
        self._wizards.help_requested.connect(self._help.show_for)
        self._wizards.account_changed.connect(self._accounts.show_used)
        self._accounts.first_known.connect(self._on_account_known)
        self._accounts.switched.connect(self._on_switched)
        self._accounts.listed.connect(self._on_accounts_listed)
        self._accounts.failed.connect(self.show_error)

    def _connect_service(self) -> None:
        window = self._window
        self._following.looked.connect(self._on_refreshed)
        self._following.news.connect(self._on_news)
        self._following.contact_changed.connect(window.list.foot.show_contact)
        self._following.asking_changed.connect(window.list.show_refreshing)
        self._following.failed.connect(self._on_refresh_failed)
        self._following.recovered.connect(self._on_recovered)
        self._news.changed.connect(window.list.show_news)
        self._deciding.decided.connect(self._on_decided)
        self._deciding.failed.connect(self._on_decision_failed)
        self._selection.open_requested.connect(self._on_open)
        self._selection.step_requested.connect(self._on_step)
        self._selection.remove_requested.connect(self._on_remove)
        self._selection.refresh_requested.connect(self.refresh)
        self._selection.about_to_go.connect(self._on_about_to_go)
        self._selection.rows_changed.connect(self.reload)
        self._selection.failed.connect(self.show_error)
        self._selection.forget_requested.connect(self._personal.ask)
        self._personal.about_to_go.connect(self._on_about_to_go)
        self._personal.rows_changed.connect(self.reload)
        self._personal.settings_changed.connect(self._change)
        self._personal.failed.connect(self.show_error)
        self._personal.said.connect(window.show_notice)
        self._downloads.said.connect(window.show_notice)
        self._downloads.failed.connect(self.show_error)
        self._board.failed.connect(self.show_error)
        self._settings.failed.connect(self.show_error)
        self._board.open_requested.connect(self._on_open)
        self._board.followed.connect(self._on_followed)
        self._board.copy_requested.connect(self._on_copy)

    def _on_not_made(self, error: IntakeError) -> None:
        self._make_error = error
        self._window.show_error(error, can_retry=True)

    def _on_message_action(self, key: object) -> None:
        if self._make_desk is not None and key is self._make_error:
            self.make(self._make_desk)

    # --- the list ---------------------------------------------------------------------------------

    def _on_account_known(self) -> None:
        """What an empty desk says depends on the account, and shall not change once it is there: the rows come next."""
        if self._desk is not None:
            self._arrivals.use(self._desk)
            # With a key of its own: whatever else asks for the rows, they are followed from here on.
            self._tasks.run("desk.first_rows", self._desk.intakes, self._on_first_rows, self.show_error)

    def _on_first_rows(self, rows: tuple[IntakeRow, ...]) -> None:
        self._on_rows(rows)
        self._window.list.focus_first()
        if self._desk is not None:
            self._following.use(self._desk)

    def _on_rows(self, rows: tuple[IntakeRow, ...]) -> None:
        self._show_rows(rows, None)

    def _show_rows(self, rows: tuple[IntakeRow, ...], new_ids: frozenset[str] | None) -> None:
        if self._window.is_practice:
            rows = tuple(row for row in rows if row.is_practice)  # a rehearsal touches no real job
        self._window.list.show_rows(rows, new_ids)
        self._news.keep_only(row.intake_id for row in rows)

    def _on_refreshed(self, rows: tuple[IntakeRow, ...], changes: tuple[Change, ...]) -> None:
        self._tell(changes)
        self._show_rows(rows, self._news.unseen)
        self._reload_page()

    def _on_news(self, changes: tuple[Change, ...]) -> None:
        self._tell(changes)
        self._window.list.show_news(self._news.unseen)

    def _tell(self, changes: tuple[Change, ...]) -> None:
        is_seen = self._window.page.isVisible() and self._window.isActiveWindow()
        self._news.tell(changes, self._window.page.intake_id if is_seen else "")

    def _on_refresh_failed(self, error: IntakeError) -> None:
        self._refresh_error = error
        self.show_error(error)

    def _on_recovered(self) -> None:
        if self._refresh_error is not None:
            self._window.clear_notice(self._refresh_error)

    def _on_told(self, told: Told) -> None:
        self._window.list.model.show_run(told)
        self._window.page.show_run(told)

    def _on_run_over(self, run: Run) -> None:
        if run.outcome is not None and run.outcome.error is None:
            self._background.notify(self.tr("Upload finished"), self.tr("Open Avatar Intake to see what comes next."))
        elif run.outcome is not None or not run.control.is_cancelled:  # without an outcome it broke
            self._background.notify(self.tr("Upload stopped"), self.tr("Open Avatar Intake to see why."))
        self._following.plan()

    def _on_stuck(self, error: IntakeError) -> None:
        title = self._window.wording.error(error, is_waiting=True).title
        self._background.notify(title, self.tr("Open Avatar Intake to see what it waits for."))

    def _on_about_to_go(self, intake_ids: tuple[str, ...]) -> None:
        for intake_id in intake_ids:
            self._wizards.close(intake_id)

    # --- one intake -------------------------------------------------------------------------------

    def _on_open(self, intake_id: str) -> None:
        if self._desk is not None:
            work = partial(open_one, self._desk, intake_id)
            self._tasks.run("desk.view", work, self._on_opened, self.show_error)

    def _on_opened(self, opened: Opened) -> None:
        self._on_opened_again(opened)
        self._window.show_page()
        self._news.see(opened.view.row.intake_id)
        self._ask_why(opened.view)

    def _ask_why(self, view: IntakeView) -> None:
        """Ask for a rejection's words where nobody has yet; the page stands already."""
        if self._desk is not None and view.detail is None and standing_of(view.row) is Standing.REJECTED:
            work = partial(self._desk.tasks, view.row.intake_id)
            self._tasks.run("desk.why", work, self._on_why, self._on_no_why)

    def _on_why(self, _tasks: tuple[RedoTask, ...]) -> None:
        self._reload_page()

    def _on_no_why(self, _error: IntakeError) -> None:
        """The page says that the review was not passed; why comes with the next look at the service."""

    def _reload_page(self) -> None:
        if self._desk is not None and self._window.page.intake_id:
            work = partial(open_one, self._desk, self._window.page.intake_id)
            self._tasks.run("desk.view", work, self._on_opened_again, self._on_view_gone)

    def _on_opened_again(self, opened: Opened) -> None:
        told = self._watch.told_by(opened.view.row.intake_id) if self._watch else None
        self._window.page.show_view(opened.view, told, opened.actions)

    def _on_view_gone(self, _error: IntakeError) -> None:
        self._on_back()

    def _on_back(self) -> None:
        self._window.page.clear()
        self._window.show_list()

    def _on_step(self, intake_id: str) -> None:
        if self._desk is not None:
            work = partial(self._desk.open, intake_id)
            self._tasks.run("desk.step", work, self._on_step_view, self.show_error)

    def _on_step_view(self, view: IntakeView) -> None:
        step = next_step(view.row)
        is_running = self._runs is not None and any(
            run.intake.intake_id == view.row.intake_id for run in self._runs.under_way()
        )
        if is_running:
            step = Step.WATCH
        if step is Step.OPEN:
            self._on_open(view.row.intake_id)
        elif step is Step.REPLACE and self._desk is not None:
            work = partial(self._desk.tasks, view.row.intake_id)
            self._soon.begin()
            self._tasks.run("desk.tasks", work, partial(self._put_right, view), self._on_no_tasks)
        elif self._workbench is not None:
            self._wizards.show(_for_its_account(self._workbench, view), view.intake, PAGES.get(step))

    def _on_no_tasks(self, error: IntakeError) -> None:
        self._soon.end()
        self.show_error(error)

    def _put_right(self, view: IntakeView, tasks: tuple[RedoTask, ...]) -> None:
        self._soon.end()
        if self._workbench is not None:
            self._news.see(view.row.intake_id)
            self._wizards.put_right(_for_its_account(self._workbench, view), redo_of(view, tasks))

    def _on_wizard_closed(self) -> None:
        self.reload()
        self._following.plan()

    def _on_decided(self, view: IntakeView) -> None:
        if self._window.page.intake_id == view.row.intake_id:
            self._reload_page()
        self.reload()
        self._following.plan()

    def _on_decision_failed(self, error: IntakeError) -> None:
        self.show_error(error)
        self.reload()  # it may have gone on, or be decided already

    def _on_download(self, row: IntakeRow, role: Role) -> None:
        if self._desk is not None:
            self._downloads.ask(self._desk, row, role)

    def _on_followed(self, intake_id: str) -> None:
        self.reload()
        self._on_open(intake_id)
        self._following.plan()

    def _on_remove(self, view: IntakeView) -> None:
        dialog = QuestionDialog(self._surroundings.look, remove_question(view.row), self._window)
        dialog.answered.connect(partial(self._on_remove_answer, view))
        dialog.open()

    def _on_remove_answer(self, view: IntakeView, answer: Answer, with_job: bool) -> None:
        if answer is not Answer.REMOVE or self._desk is None:
            return
        self._wizards.close(view.row.intake_id)  # else its next save would bring the intake back
        work = partial(_remove, self._desk, self._runs.get(view.row.intake_id) if self._runs else None, view, with_job)
        self._tasks.run("desk.remove", work, self._on_removed, self.show_error)

    def _on_removed(self, _nothing: None) -> None:
        self._on_back()
        self.reload()

    def _on_copy(self, text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    # --- wizards and the account --------------------------------------------------------------------

    @property
    def _workbench(self) -> Workbench | None:
        if self._desk is None or self._runs is None:
            return None
        kept = self._surroundings.kept
        return Workbench(
            desk=self._desk,
            tasks=self._tasks,
            runs=self._runs,
            look=self._surroundings.look,
            language=self._surroundings.language,
            settings=kept.settings,
            save_settings=kept.saver(),
            account=self._accounts.used,
        )

    def _on_new(self) -> None:
        if self._desk is not None:
            self._tasks.run("desk.new", self._desk.new_draft, self._on_draft, self.show_error)

    def _on_rehearse(self) -> None:
        if self._desk is not None:
            self._tasks.run("desk.new", self._desk.sample_draft, self._on_sample, self.show_error)

    def _on_draft(self, intake: Intake) -> None:
        """Open the wizard for a new draft. Without an account it asks for one, or whether to rehearse."""
        account = self._accounts.used
        is_practice = self._window.is_practice or (account is not None and account.kind is AccountKind.PRACTICE)
        self._on_sample(replace(intake, service=replace(intake.service, is_practice=is_practice)))

    def _on_sample(self, intake: Intake) -> None:
        if self._workbench is not None:
            self._wizards.show(self._workbench, intake)

    def _on_account_wanted(self) -> None:
        if self._workbench is not None:
            self._accounts.ask(self._workbench)

    def _on_switched(self) -> None:
        """What can be done about a job may differ, and the list of the service is another one."""
        self._wizards.show_account(self._accounts.used)
        self.reload()
        self._following.plan()  # where the old one was refused, the new one is tried
        if self._window.is_at_the_service:
            self._board.show()

    def _on_accounts_listed(self) -> None:
        self._idle_lock.watch(self._accounts.passing)

    # --- settings, about, leaving -----------------------------------------------------------------

    def _on_language(self, choice: str) -> None:
        self._surroundings.language.choose(choice)
        self._change(lambda settings: replace(settings, language=choice))

    def _on_speed(self, bytes_per_s: int) -> None:
        self._change(lambda settings: replace(settings, last_bytes_per_s=bytes_per_s))

    def _on_scheme(self, choice: str) -> None:
        self._surroundings.look.apply(choice)
        self._change(lambda settings: replace(settings, scheme=choice))

    def _change(self, change: Callable[[Settings], Settings]) -> None:
        base = self._surroundings.kept.settings
        work = partial(self._surroundings.kept.keep, base, change(base))
        self._tasks.run("desk.settings", work, self._on_kept, self.show_error)

    def _on_kept(self, _nothing: None) -> None:
        """Nothing is said: what was chosen is seen."""

    def _on_settings_wanted(self) -> None:
        if self._desk is not None:
            self._settings.ask(self._desk, self._accounts.used)

    def _on_about(self) -> None:
        from avatar_intake.qt.desk.about import AboutDialog

        dialog = AboutDialog(self._surroundings.look, self._window)
        self._tasks.run("desk.credits", _credits, dialog.show_credits)
        dialog.open()

    def _on_quit_from_tray(self) -> None:
        self._background.bring_back()
        self._window.close()

    def _on_leave_requested(self) -> None:
        if not self._wizards.ask_before_loss():
            self._leaving.leave()

    def _on_left(self) -> None:
        self._wizards.close_all()
        self._change(lambda settings: replace(settings, window_geometry=self._window.geometry_text))
        self._window.leave()
        self.left.emit()


def _for_its_account(workbench: Workbench, view: IntakeView) -> Workbench:
    """A job stays with its account, whichever is in use."""
    if view.account is None or not view.row.job_id:
        return workbench
    return replace(workbench, account=view.account, is_bound=True)


def _remove(desk: Desk, run: Run | None, view: IntakeView, with_job: bool) -> None:
    if run is not None and not run.is_over:
        run.control.cancel()
        run.join(_JOIN_S)
    desk.remove(view.row.intake_id, delete_job=with_job)


def _credits() -> str:
    path = resources() / "CREDITS.md"
    return path.read_text(encoding="utf-8") if path.is_file() else ""
