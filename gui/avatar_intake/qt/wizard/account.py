"""Page 1: an account, or a rehearsal. Shown only while no account is set."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QStackedWidget, QWidget

from avatar_intake.errors import IntakeError, KeyringUnavailable
from avatar_intake.flow.model import Account
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.choice import Choice
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.account_form import AccountForm
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.keyring_wait import KeyringWait
from avatar_intake.qt.wizard.page import Heading, Missing, Page, card, label
from avatar_intake.qt.wizard.workbench import PageId


class AccountPage(Page):
    """*Next* first lets the desk keep the account, in a worker, and goes on when that is done."""

    account_set = Signal(object)
    done = Signal()

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.ACCOUNT)
        self._kept: Account | None = None
        look = bench.workbench.look
        self._own = Choice(look, "cloud")
        self._own.setObjectName("useAccount")
        self._rehearse = Choice(look, "rehearse")
        self._rehearse.setObjectName("rehearse")
        self._group = QButtonGroup(self)
        self._group.addButton(self._own)
        self._group.addButton(self._rehearse)
        self._own.setChecked(True)
        self._banner = Banner(look)
        self._banner.setObjectName("accountBanner")
        self._wait = KeyringWait(bench.workbench.tasks, "account.use", self._banner, bench.wording)
        self.form = AccountForm(bench.workbench)
        if bench.workbench.account is not None:
            self.form.show_account(bench.workbench.account)
        self._rehearsal_title = label("subtitle")
        self._rehearsal_lines = [label() for _ in range(4)]
        self._ways = QStackedWidget()
        self._ways.addWidget(self._form_card())
        self._ways.addWidget(self._rehearsal_card())
        choices = QHBoxLayout()
        choices.setSpacing(2 * SPACE)
        choices.addWidget(self._own, 1)
        choices.addWidget(self._rehearse, 1)
        self.body.addLayout(choices)
        self.body.addWidget(self._banner)
        self.body.addWidget(self._ways, 1)
        self._group.buttonClicked.connect(self._on_choice)
        self.form.edited.connect(self._on_edited)
        self._banner.action_requested.connect(self._on_banner_action)
        self._banner.second_action_requested.connect(self._on_again)
        self.retranslate()

    @property
    def is_rehearsal(self) -> bool:
        """Whether the practice studio was chosen."""
        return self._rehearse.isChecked()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Where should the materials go?"),
            self.tr("Only once: the account is used for all intakes. A rehearsal needs none."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._own.set_words(
            self.tr("To Huawei Cloud"), self.tr("With the account of your studio. Materials are really submitted.")
        )
        self._rehearse.set_words(
            self.tr("Rehearse first"),
            self.tr("A practice studio inside this program plays the service. Nothing leaves this computer."),
        )
        self._rehearsal_title.setText(self.tr("What a rehearsal does"))
        texts = (
            self.tr("Everything stays on this computer; no account is needed and nothing is charged."),
            self.tr("It takes your own materials, or the samples, through every step of a real submission."),
            self.tr("The practice studio's review looks at the files as the real one does, and rejects what is wrong."),
            self.tr("Afterwards you can set up the account and send the same materials for real."),
        )
        for line, text in zip(self._rehearsal_lines, texts, strict=True):
            line.setText(text)
        if self._banner.notice is not None and isinstance(self._banner.notice.key, IntakeError):
            self._show_error(self._banner.notice.key)
        self._wait.retranslate()

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        return () if self.is_rehearsal or self._is_kept else self.form.missing()

    def initializePage(self) -> None:
        """The page is begun with: where an account is wanted again, the one that was kept has not served."""
        super().initializePage()
        self._kept = None

    def validatePage(self) -> bool:
        """Whether the account is kept; if not yet, keeping begins and `done` follows."""
        if not super().validatePage():
            return False
        service = self.bench.draft.intake.service
        if self.is_rehearsal:
            self.bench.draft.set_service(replace(service, is_practice=True, na_account=False))
            return True
        if self._is_kept:
            return True
        self._keep(self.form.account())
        return False

    @property
    def _is_kept(self) -> bool:
        return self._kept is not None and self._kept == self.form.account()

    def _form_card(self) -> QWidget:
        frame, column = card()
        column.addWidget(self.form)
        return frame

    def _rehearsal_card(self) -> QWidget:
        frame, column = card(spacing=2 * SPACE)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        column.addWidget(self._rehearsal_title)
        for line, icon in zip(self._rehearsal_lines, ("shield", "upload", "review", "account"), strict=True):
            row = QHBoxLayout()
            row.setSpacing(SPACE + 4)
            row.addWidget(IconLabel(self.bench.workbench.look, icon, "accent", 24))
            row.addWidget(line, 1)
            column.addLayout(row)
        column.addStretch(1)
        return frame

    def _keep(self, account: Account) -> None:
        work = partial(self.bench.workbench.desk.use_account, account, self.form.secret(), self.form.replaces)
        self._wait.begin()
        self.bench.workbench.tasks.run("account.use", work, partial(self._on_kept, account), self._show_error)

    def _on_kept(self, asked: Account, account: Account) -> None:
        self.form.forget_secret()
        self._kept = asked
        self._banner.clear()
        service = replace(self.bench.draft.intake.service, is_practice=False, na_account=account.na_account)
        self.bench.draft.set_service(service)
        self.account_set.emit(account)
        self.done.emit()

    def _show_error(self, error: IntakeError) -> None:
        is_keyring = isinstance(error, KeyringUnavailable)
        actions = (self.tr("Continue this time"), self.tr("Try again")) if is_keyring else ()
        self._banner.show_notice(self.bench.wording.error(error, actions))

    def _on_banner_action(self, _key: object) -> None:
        self.form.set_remembered(is_remembered=False)
        self._keep(self.form.account())

    def _on_again(self, _key: object) -> None:
        self.form.look_for_place()
        self._keep(self.form.account())

    def _on_choice(self) -> None:
        self._ways.setCurrentIndex(int(self.is_rehearsal))
        (self._rehearse if self.is_rehearsal else self._own).setFocus()
        self.show_missing(())

    def _on_edited(self) -> None:
        self._kept = None
        if self._missing_words.text():
            self.show_missing(self.missing())
