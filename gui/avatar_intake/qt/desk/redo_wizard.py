"""The wizard on the pages that a rejection concerns, each with the reason on it. Its pages are the ordinary ones."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWizard

from avatar_intake.domain.verdicts import Cause, RedoTask
from avatar_intake.qt.desk.redo import Redo
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wizard.page import without_key
from avatar_intake.qt.wizard.wizard import IntakeWizard
from avatar_intake.qt.wizard.workbench import PageId, Workbench
from avatar_intake.qt.wording import Wording

_UNDER_THE_HEADING: Final = 4  # the place in a page's column: heading, gap, sentence, gap


class RedoWizard(IntakeWizard):
    """Leads through `Redo.pages` only; an *Edit* link may still lead to any other page."""

    def __init__(self, workbench: Workbench, redo: Redo, parent: QWidget | None = None) -> None:
        self._redo = redo
        self._way: tuple[PageId, ...] = redo.pages
        self._reasons: dict[PageId, Banner] = {}
        super().__init__(workbench, redo.intake, redo.pages[0], parent)
        self._put_reasons_on_pages()
        self.draft.changed.connect(self._show_reasons)
        self._show_reasons()

    def show_page(self, page_id: PageId) -> None:
        """Go to a page directly; one that was not on the way is on it from now on."""
        if page_id not in self._way:
            self._way = tuple(sorted({*self._way, page_id}))
        super().show_page(page_id)

    def nextId(self) -> int:
        """The next page of the way."""
        now = self.currentId()
        return next((int(page) for page in self._way if page > now), -1)

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        send = self.tr("&Send again")
        self.setButtonText(QWizard.WizardButton.CommitButton, send)
        button = self.button(QWizard.WizardButton.CommitButton)
        if button is not None:
            button.setAccessibleName(without_key(send))
        self._show_reasons()

    def title(self) -> str:
        """What the window is called."""
        return self.tr("Put right — Avatar Intake")

    def reason_on(self, page: PageId) -> Notice | None:
        """What a page says about why it is shown."""
        banner = self._reasons.get(page)
        return banner.notice if banner is not None else None

    # --- inside -----------------------------------------------------------------------------------

    def _first_ordinary_page(self) -> PageId:
        return self._way[0]

    def _show_steps(self) -> None:
        super()._show_steps()
        first = PageId.DONE + 1 - len(self.steps.names)
        names = tuple(self.steps.names[page - first] for page in self._way)
        current = max(self.currentId(), self._way[0])
        self.steps.show_steps(names, self._way.index(PageId(current)))

    def _put_reasons_on_pages(self) -> None:
        for page in self._redo.tasks:
            layout = self.page_of(page).layout()
            if isinstance(layout, QVBoxLayout):
                banner = Banner(self.workbench.look)
                banner.setObjectName("redoReason")
                banner.action_requested.connect(partial(self._on_same_files, page))
                layout.insertWidget(_UNDER_THE_HEADING, banner)
                layout.insertSpacing(_UNDER_THE_HEADING + 1, SPACE)
                self._reasons[page] = banner

    def _show_reasons(self) -> None:
        wording = Wording(self.workbench.language)
        for page, banner in self._reasons.items():
            tasks = self._redo.tasks[page]
            is_open = any(not self.draft.path(role) for role in self._redo.roles_on(page))
            actions = (_same_words(tasks),) if is_open else ()
            banner.show_notice(_notice(tasks, wording, actions))

    def _on_same_files(self, page: PageId, _key: object) -> None:
        for role in self._redo.roles_on(page):
            if not self.draft.path(role):
                self.draft.set_material(role, self._redo.before[role])


def _notice(tasks: tuple[RedoTask, ...], wording: Wording, actions: tuple[str, ...]) -> Notice:
    said = [wording.task(task) for task in tasks]
    is_about_ids = all(task.cause is Cause.ID_AGAIN for task in tasks)
    explanation = "\n".join(
        item.explanation if place == 0 else f"{item.title}: {item.explanation}" for place, item in enumerate(said)
    )
    return Notice(Tone.INFO if is_about_ids else Tone.WARN, said[0].title, explanation, actions, tasks)


def _same_words(tasks: tuple[RedoTask, ...]) -> str:
    translate = QCoreApplication.translate
    if all(task.cause is Cause.ID_AGAIN for task in tasks):
        return translate("RedoWizard", "Use the same photos")
    return translate("RedoWizard", "Keep the same files")
