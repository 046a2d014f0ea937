"""The wizard: nine pages, steps on the left, one way through. What the pages find out is done elsewhere."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QGridLayout, QHBoxLayout, QMessageBox, QWidget, QWizard

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.stage import Stage
from avatar_intake.flow.model import Account, Outcome
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.steps import StepList
from avatar_intake.qt.wizard.account import AccountPage
from avatar_intake.qt.wizard.bench import Bench, Preferences
from avatar_intake.qt.wizard.checks import Checks
from avatar_intake.qt.wizard.documents import DocumentsPage
from avatar_intake.qt.wizard.done import DonePage
from avatar_intake.qt.wizard.draft import Draft
from avatar_intake.qt.wizard.extras import ExtrasPage
from avatar_intake.qt.wizard.job import JobPage
from avatar_intake.qt.wizard.page import Page, without_key
from avatar_intake.qt.wizard.pictures import Pictures
from avatar_intake.qt.wizard.repair_desk import repair_desk
from avatar_intake.qt.wizard.repair_dialog import RepairDialog
from avatar_intake.qt.wizard.repairs import Repairs
from avatar_intake.qt.wizard.review import ReviewPage
from avatar_intake.qt.wizard.submit import SubmitPage
from avatar_intake.qt.wizard.upload import UploadPage
from avatar_intake.qt.wizard.video import VideoPage
from avatar_intake.qt.wizard.workbench import PageId, Workbench
from avatar_intake.qt.wording import Wording

_SIZE: Final = QSize(1180, 700)  # fits into 1280×720 with a window's frame
_LEAST_SIZE: Final = QSize(860, 540)
_SUBMITTED: Final = frozenset({Stage.SUBMITTING, Stage.SUBMITTED})

_Button = QWizard.WizardButton
_NAMES: Final = {
    _Button.BackButton: "backButton",
    _Button.NextButton: "nextButton",
    _Button.CommitButton: "commitButton",
    _Button.FinishButton: "finishButton",
    _Button.CancelButton: "cancelButton",
    _Button.CustomButton1: "stopButton",
    _Button.CustomButton2: "backgroundButton",
    _Button.HelpButton: "helpButton",
}
_PRIMARY: Final = (_Button.NextButton, _Button.CommitButton, _Button.FinishButton)
_ORDINARY: Final = (
    _Button.CancelButton,
    _Button.HelpButton,
    _Button.Stretch,
    _Button.BackButton,
    _Button.NextButton,
    _Button.CommitButton,
)
_LAYOUTS: Final = {
    PageId.UPLOAD: (_Button.CustomButton1, _Button.HelpButton, _Button.Stretch, _Button.CustomButton2),
    PageId.SUBMIT: (_Button.CancelButton, _Button.HelpButton, _Button.Stretch),
    PageId.DONE: (_Button.HelpButton, _Button.Stretch, _Button.FinishButton),
}


class IntakeWizard(QWizard):
    """Takes one intake from a draft to *submitted*, from whichever page it is opened on.

    Closing it loses nothing: the draft is saved, and a run goes on in `Runs`. Make a new one for each opening.
    """

    account_changed = Signal(object)

    def __init__(
        self, workbench: Workbench, intake: Intake, page: PageId | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.workbench = workbench
        self._is_jumping = False
        self._size_at_first: str | None = None
        self._has_account = workbench.account is not None or intake.service.is_practice
        self._bench = self._make_bench(workbench, intake)
        self._make_pages()
        self._dress()
        self._connect()
        self.setStartId(self._first_page(page))
        self.retranslate()
        self.restart()

    @property
    def draft(self) -> Draft:
        """The intake as it is filled in so far."""
        return self._bench.draft

    @property
    def is_repairing(self) -> bool:
        """Whether a file is being repaired, which closing would end."""
        return self._bench.repairs.is_running

    def page_of(self, page_id: PageId) -> Page:
        """One of the pages."""
        page = self.page(page_id)
        assert isinstance(page, Page)  # noqa: S101 - only pages of ours are added
        return page

    def show_account(self, account: Account | None) -> None:
        """Another account is in use now."""
        self.workbench = replace(self.workbench, account=account)
        self._review_page().show_account(account)

    def show_page(self, page_id: PageId) -> None:
        """Go to a page directly, for an *Edit* link or an error; what was filled in stays."""
        first = PageId.ACCOUNT if page_id is PageId.ACCOUNT else self._first_ordinary_page()
        self.setStartId(first)
        self._is_jumping = True
        self.restart()
        while self.currentId() not in (page_id, -1) and self.currentId() < page_id:
            self.next()
        self._is_jumping = False
        self._on_page_changed(self.currentId())

    # --- of QWizard -------------------------------------------------------------------------------

    def nextId(self) -> int:
        """The page that follows the current one."""
        now = self.currentId()
        return now + 1 if PageId.ACCOUNT <= now < PageId.DONE else -1

    def validateCurrentPage(self) -> bool:
        """Whether the current page may be left; always during a jump, for the target's checks come later."""
        return self._is_jumping or super().validateCurrentPage()

    def done(self, result: int) -> None:
        """Close: save what is not saved yet and end the checks; a run goes on."""
        self._bench.checks.stop()
        self._bench.repairs.stop()
        self._review_page().stop_checks()
        self._bench.draft.flush()
        if self._size_at_first not in (None, self._geometry_text()):
            self._bench.preferences.use_geometry(self._geometry_text())
        super().done(result)

    def reject(self) -> None:
        """Leave, after a question where work would be lost."""
        if self._bench.repairs.is_running:
            for dialog in self.findChildren(RepairDialog):
                dialog.reject()
        elif self.draft.save_error is None or self._is_loss_accepted():
            super().reject()

    def showEvent(self, event: QShowEvent) -> None:
        """Begin when it becomes visible."""
        super().showEvent(event)
        if self._size_at_first is None:
            QTimer.singleShot(0, self, self._note_geometry)
        self._spread()
        if self.currentId() >= 0:
            page = self.page_of(PageId(self.currentId()))
            self._focus_page(page)
            if not event.spontaneous():
                self._announce(page)

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def retranslate(self) -> None:
        """Take all words anew."""
        self._show_title()
        texts = {
            _Button.BackButton: self.tr("&Back"),
            _Button.NextButton: self.tr("&Next"),
            _Button.CommitButton: self.tr("&Create the job and upload"),
            _Button.FinishButton: self.tr("Close"),
            _Button.CancelButton: self._cancel_text(),
            _Button.HelpButton: self.tr("Help"),
            _Button.CustomButton1: self.tr("Stop, continue later"),
            _Button.CustomButton2: self.tr("Keep uploading in the background"),
        }
        for which, text in texts.items():
            self.setButtonText(which, text)
            button = self.button(which)
            if button is not None:
                button.setAccessibleName(without_key(text))
        self._show_steps()

    def title(self) -> str:
        """What the window is called."""
        return self.tr("New intake — Avatar Intake")

    # --- inside -----------------------------------------------------------------------------------

    def _show_title(self) -> None:
        """A rehearsal is marked where windows are listed, too."""
        is_practice = self.draft.intake.service.is_practice
        mark = self.tr("{title} (rehearsal)")
        self.setWindowTitle(mark.format(title=self.title()) if is_practice else self.title())

    def _make_bench(self, workbench: Workbench, intake: Intake) -> Bench:
        draft = Draft(intake, workbench.desk, workbench.tasks, self)
        checks = Checks(draft, workbench.desk, workbench.tasks, self)
        return Bench(
            workbench=workbench,
            draft=draft,
            checks=checks,
            repairs=Repairs(draft, checks, repair_desk(workbench.desk), workbench.tasks, self),
            pictures=Pictures(draft, workbench.desk, workbench.tasks, self),
            preferences=Preferences(workbench.settings, workbench.save_settings, workbench.tasks, self),
            wording=Wording(workbench.language),
        )

    def _make_pages(self) -> None:
        for page in (
            AccountPage(self._bench),
            JobPage(self._bench),
            VideoPage(self._bench),
            DocumentsPage(self._bench),
            ExtrasPage(self._bench),
            ReviewPage(self._bench),
            UploadPage(self._bench),
            SubmitPage(self._bench),
            DonePage(self._bench),
        ):
            self.setPage(page.page_id, page)
            page.page_wanted.connect(self._on_page_wanted)

    def _dress(self) -> None:
        self.setObjectName("intakeWizard")
        self.setWizardStyle(QWizard.WizardStyle.ModernStyle)
        self.setWindowIcon(self.workbench.look.app_icon())
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage)
        self.setOption(QWizard.WizardOption.NoBackButtonOnLastPage)
        self.setOption(QWizard.WizardOption.NoCancelButtonOnLastPage)
        self.setOption(QWizard.WizardOption.HaveHelpButton)
        self.setOption(QWizard.WizardOption.HaveCustomButton1)
        self.setOption(QWizard.WizardOption.HaveCustomButton2)
        self.steps = StepList(self.workbench.look)
        self.steps.setObjectName("stepList")
        self.setSideWidget(self.steps)
        self.resize(_SIZE)
        self.setMinimumSize(_LEAST_SIZE)
        kept = self.workbench.settings.wizard_geometry
        if kept:
            self.restoreGeometry(QByteArray.fromHex(kept.encode("ascii", "ignore")))
        self._use_buttons(_ORDINARY)

    def _note_geometry(self) -> None:
        """What nobody has changed is not kept: it may be better chosen next time."""
        self._size_at_first = self._geometry_text()

    def _geometry_text(self) -> str:
        return self.saveGeometry().toHex().toStdString()

    def _use_buttons(self, layout: tuple[QWizard.WizardButton, ...]) -> None:
        self.setButtonLayout(list(layout))
        for which, name in _NAMES.items():
            button = self.button(which)
            if isinstance(button, QAbstractButton):
                button.setObjectName(name)
                if which in _PRIMARY:
                    set_kind(button, "primary")

    def _spread(self) -> None:
        """The steps reach the window's edges, and the buttons stand under the content; Qt has no option for it."""
        frame = self.steps.parentWidget()
        layout = frame.layout() if frame else None
        if layout is not None:
            layout.setContentsMargins(0, 0, 0, 0)
        for row in self.findChildren(QHBoxLayout):
            if isinstance(row.parent(), QGridLayout):
                row.setContentsMargins(2 * SPACE, SPACE + 4, 4 * SPACE, SPACE + 4)
                row.setSpacing(SPACE)

    def _connect(self) -> None:
        self.customButtonClicked.connect(self._on_custom_button)
        self.currentIdChanged.connect(self._on_page_changed)
        self.draft.changed.connect(self._show_title)
        account = self.page_of(PageId.ACCOUNT)
        if isinstance(account, AccountPage):
            account.account_set.connect(self._on_account_set)
            account.done.connect(self.next)
        upload = self._upload_page()
        self._review_page().committed.connect(upload.set_options)
        upload.finished.connect(self._on_run_finished)
        upload.stopped.connect(self.reject)
        submit = self.page_of(PageId.SUBMIT)
        if isinstance(submit, SubmitPage):
            submit.finished.connect(self._on_run_finished)

    def _is_loss_accepted(self) -> bool:
        question = QMessageBox(self)
        question.setObjectName("lossQuestion")
        question.setIcon(QMessageBox.Icon.Warning)
        question.setText(self.tr("What you filled in could not be saved"))
        question.setInformativeText(self.tr("If you close now, it is lost. The files on this computer are untouched."))
        leave = question.addButton(self.tr("Close and lose it"), QMessageBox.ButtonRole.DestructiveRole)
        stay = question.addButton(self.tr("Stay here"), QMessageBox.ButtonRole.RejectRole)
        question.setDefaultButton(stay)
        question.exec()
        return question.clickedButton() is leave

    def _first_page(self, wanted: PageId | None) -> PageId:
        return self._first_ordinary_page() if wanted is None else wanted

    def _first_ordinary_page(self) -> PageId:
        return PageId.JOB if self._has_account else PageId.ACCOUNT

    def _upload_page(self) -> UploadPage:
        page = self.page_of(PageId.UPLOAD)
        assert isinstance(page, UploadPage)  # noqa: S101 - made above
        return page

    def _review_page(self) -> ReviewPage:
        page = self.page_of(PageId.REVIEW)
        assert isinstance(page, ReviewPage)  # noqa: S101 - made above
        return page

    def _cancel_text(self) -> str:
        return self.tr("Later") if self.currentId() == PageId.SUBMIT else self.tr("Cancel")

    def _show_steps(self) -> None:
        names = {
            PageId.ACCOUNT: self.tr("Account"),
            PageId.JOB: self.tr("Person and job"),
            PageId.VIDEO: self.tr("Training video"),
            PageId.DOCUMENTS: self.tr("Documents"),
            PageId.EXTRAS: self.tr("Cover and extras"),
            PageId.REVIEW: self.tr("Review and send"),
            PageId.UPLOAD: self.tr("Upload"),
            PageId.SUBMIT: self.tr("Submit for review"),
            PageId.DONE: self.tr("Done"),
        }
        first = min(self.startId(), PageId.JOB) if self.startId() >= 0 else PageId.JOB
        shown = [page_id for page_id in PageId if page_id >= first]
        current = max(self.currentId(), first)
        self.steps.show_steps(tuple(names[page_id] for page_id in shown), shown.index(PageId(current)))

    def _on_page_changed(self, page_id: int) -> None:
        if page_id < 0 or self._is_jumping:
            return
        layout = _LAYOUTS.get(PageId(page_id), _ORDINARY)
        self._use_buttons(layout)
        self.retranslate()
        self._spread()
        page = self.page_of(PageId(page_id))
        self._focus_page(page)
        if self.isVisible():
            self._announce(page)

    def _announce(self, page: Page) -> None:
        """The window stays and only its content changes: a screen reader would say no more than what has the focus."""
        place, title = self.steps.accessibleDescription(), page.accessibleName()
        said = place if place.endswith(title) else f"{place}. {title}"
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(page, said))

    def _focus_page(self, page: Page) -> None:
        now = self.focusWidget()
        if now is not None and now.isVisible() and page.isAncestorOf(now):
            return
        first = page.first_stop()
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_page_wanted(self, page_id: int) -> None:
        self.show_page(PageId(page_id))

    def _on_custom_button(self, which: int) -> None:
        if which == _Button.CustomButton1.value:
            self._upload_page().stop()
        else:
            self.reject()

    def _on_account_set(self, account: Account) -> None:
        self.show_account(account)
        self.account_changed.emit(account)

    def _on_run_finished(self, outcome: Outcome) -> None:
        done = self.page_of(PageId.DONE)
        if isinstance(done, DonePage):
            done.show_outcome(outcome)
        self._is_jumping = True
        self.next()
        if outcome.stage in _SUBMITTED and self.currentId() == PageId.SUBMIT:
            self.next()
        self._is_jumping = False
        self._on_page_changed(self.currentId())
