"""Tries an account and looks for its project, in a worker, and says in a banner what came of it. Keeps nothing."""

from __future__ import annotations

from functools import partial

import shiboken6
from PySide6.QtCore import QObject, QPoint, QTimer, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QScrollArea, QWidget

from avatar_intake.domain.service import Project
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import Account, ConnectionReport, Secret
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.qt.wording import Wording

_TEST, _FIND = "account.test", "account.find"


class AccountTrial(QObject):
    """One for a form, whose two buttons it is about. `project_chosen` comes with the id that was found or chosen."""

    project_chosen = Signal(str)

    def __init__(self, workbench: Workbench, find_button: QPushButton, parent: QWidget) -> None:
        super().__init__(parent)
        self._workbench, self._find_button, self._parent = workbench, find_button, parent
        self._wording = Wording(workbench.language)
        self._said: ConnectionReport | tuple[Project, ...] | IntakeError | None = None
        self.banner = Banner(workbench.look)
        self.banner.setObjectName("connectionResult")

    def test(self, account: Account, secret: Secret | None) -> None:
        """Read the job list."""
        self._begin(self.tr("Trying…"))
        work = partial(self._workbench.desk.test_connection, account, secret)
        self._workbench.tasks.run(_TEST, work, self._say)

    def find(self, account: Account, secret: Secret | None) -> None:
        """Look for the project."""
        self._begin(self.tr("Looking for the project…"))
        self._find_button.setEnabled(False)
        work = partial(self._workbench.desk.find_projects, account, secret)
        self._workbench.tasks.run(_FIND, work, self._on_found, self._on_not_found)

    def forget(self) -> None:
        """What was tried is not what stands in the form any more."""
        self._said = None
        for key in (_TEST, _FIND):
            self._workbench.tasks.forget(key)
        self._find_button.setEnabled(True)
        self.banner.clear()

    def retranslate(self) -> None:
        """Take the words anew."""
        if self._said is not None:
            self._say(self._said)

    def _begin(self, words: str) -> None:
        self.forget()
        self._show(Notice(Tone.WAITING, words))

    def _show(self, notice: Notice) -> None:
        self.banner.show_notice(notice)
        QTimer.singleShot(0, self._bring_in_sight)  # its room is made by then

    def _bring_in_sight(self) -> None:
        above = self.banner.parentWidget() if shiboken6.isValid(self.banner) else None
        while above is not None:
            if isinstance(above, QScrollArea):
                above.ensureWidgetVisible(self.banner, 0, SPACE)
            above = above.parentWidget()

    def _on_found(self, projects: tuple[Project, ...]) -> None:
        self._find_button.setEnabled(True)
        if len(projects) == 1:
            self.project_chosen.emit(projects[0].project_id)  # the form is changed by it, and forgets
        self._say(projects)
        if len(projects) > 1:
            self._let_choose(projects)

    def _on_not_found(self, error: IntakeError) -> None:
        self._find_button.setEnabled(True)
        self._say(error)

    def _let_choose(self, projects: tuple[Project, ...]) -> None:
        menu = QMenu(self._parent)
        menu.setObjectName("projectMenu")
        menu.setAccessibleName(self.tr("Projects"))
        menu.aboutToHide.connect(menu.deleteLater)
        for place, project in enumerate(projects):
            action = menu.addAction(f"{project.name}  ·  {project.project_id}".replace("&", "&&"))
            action.setObjectName(f"project_{place}")
            action.triggered.connect(partial(self._on_chosen, project))
        menu.popup(self._find_button.mapToGlobal(QPoint(0, self._find_button.height())))

    def _on_chosen(self, project: Project, _checked: bool = False) -> None:
        self.project_chosen.emit(project.project_id)
        self._say((project,))

    def _say(self, said: ConnectionReport | tuple[Project, ...] | IntakeError) -> None:
        self._said = said
        if isinstance(said, ConnectionReport):
            self._show(self._of_report(said))
        elif isinstance(said, IntakeError):
            self._show(self._wording.trial_error(said))
        elif len(said) == 1:
            self._show(Notice(Tone.GOOD, self.tr("The project was found"), said[0].name))
        else:
            text = self.tr("Choose the one in which your avatars are to be made.")
            self._show(Notice(Tone.INFO, self.tr("There are several projects"), text))

    def _of_report(self, report: ConnectionReport) -> Notice:
        if report.error is not None:
            return self._wording.trial_error(report.error)
        lines = (
            self.tr("Signed in as {user}.").format(user=report.user) if report.user else "",
            self.tr("Project {name}.").format(name=report.project_name) if report.project_name else "",
            self.tr("%n job(s) found in this project.", "", report.job_count),
        )
        text = "\n".join(line for line in lines if line)
        return Notice(Tone.GOOD, self.tr("The connection works"), text)
