"""The account in a dialog of its own: see it, change it, sign out. The form is the wizard's; the desk keeps it."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from avatar_intake.errors import IntakeError, KeyringUnavailable, SecretNotRemoved
from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wizard.account_form import AccountForm
from avatar_intake.qt.wizard.keyring_wait import KeyringWait
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.qt.wording import Wording

_SIZE: Final = QSize(100 * SPACE, 64 * SPACE)


class AccountDialog(QDialog):
    """Keeps nothing itself: `account_changed` comes when the desk has kept or forgotten the account."""

    account_changed = Signal(object)  # an `Account`, or None after signing out

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._wording = Wording(workbench.language)
        self.setObjectName("accountDialog")
        explain(self, Topic.ACCOUNT)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._build()
        self._connect()
        self.retranslate()
        account = workbench.account
        if account is not None and account.kind is not AccountKind.PRACTICE:
            self.form.show_account(account)
        self._sign_out.setVisible(account is not None)

    def retranslate(self) -> None:
        """Take all words anew."""
        self.setWindowTitle(self.tr("Account"))
        self._title.setText(self.tr("Account"))
        self._subtitle.setText(
            self.tr(
                "Used for all intakes. Secrets go to the system's password store, nowhere else; type them anew here."
            )
        )
        self._sign_out.setText(self.tr("Sign out"))
        self._cancel.setText(self.tr("Cancel"))
        self._save.setText(self.tr("Use this account"))
        for button in (self._sign_out, self._cancel, self._save):
            button.setAccessibleName(button.text())
        if self._banner.notice is not None and isinstance(self._banner.notice.key, IntakeError):
            self._show_error(self._banner.notice.key)
        self._wait.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def event(self, event: QEvent) -> bool:
        """Grow with what is said, so that nothing is squeezed."""
        is_handled = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            needed = self._column.totalHeightForWidth(self.width())
            if needed > self.height():
                self.resize(self.width(), needed)
        return is_handled

    def _build(self) -> None:
        self._title = QLabel()
        set_kind(self._title, "title")
        self._subtitle = QLabel()
        self._subtitle.setWordWrap(True)
        set_kind(self._subtitle, "muted")
        self._banner = Banner(self._workbench.look)
        self._banner.setObjectName("accountBanner")
        self._wait = KeyringWait(self._workbench.tasks, "account.use", self._banner, self._wording)
        self.form = AccountForm(self._workbench)
        self._missing = QLabel()
        self._missing.setObjectName("accountMissing")
        set_kind(self._missing, "bad")
        self._sign_out = _button("signOutButton", "danger")
        self._cancel = _button("cancelAccountButton", "")
        self._save = _button("useAccountButton", "primary")
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._sign_out)
        foot.addWidget(self._missing, 1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        for widget in (self._title, self._subtitle, self._banner):
            column.addWidget(widget)
        column.addWidget(self.form, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._sign_out.clicked.connect(self._on_sign_out)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)
        self.form.edited.connect(self._missing.clear)
        self._banner.action_requested.connect(self._on_first_action)
        self._banner.second_action_requested.connect(self._on_again)

    def _on_save(self) -> None:
        missing = self.form.missing()
        if missing:
            names = self.tr(", ").join(item.words for item in missing)
            self._missing.setText(self.tr("Still missing: {things}").format(things=names))
            missing[0].widget.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._keep(self.form.account())

    def _on_first_action(self, key: object) -> None:
        if isinstance(key, SecretNotRemoved):
            self.accept()
            return
        self.form.set_remembered(is_remembered=False)
        self._keep(self.form.account())

    def _on_again(self, _key: object) -> None:
        self.form.look_for_place()
        self._keep(self.form.account())

    def _keep(self, account: Account) -> None:
        work = partial(self._workbench.desk.use_account, account, self.form.secret())
        self._wait.begin()
        self._workbench.tasks.run("account.use", work, partial(self._on_changed, account), self._show_error)

    def _on_sign_out(self) -> None:
        work = self._workbench.desk.forget_account
        self._wait.begin()
        self._workbench.tasks.run("account.use", work, partial(self._on_changed, None), self._on_not_forgotten)

    def _on_changed(self, account: Account | None, _nothing: None) -> None:
        self.account_changed.emit(account)
        self.accept()

    def _on_not_forgotten(self, error: IntakeError) -> None:
        self._show_error(error)
        if isinstance(error, SecretNotRemoved):  # all is forgotten here; what is left only the person can remove
            self._sign_out.hide()
            self.account_changed.emit(None)

    def _show_error(self, error: IntakeError) -> None:
        actions: tuple[str, ...] = ()
        if isinstance(error, KeyringUnavailable):
            actions = (self.tr("Continue this time"), self.tr("Try again"))
        elif isinstance(error, SecretNotRemoved):
            actions = (self.tr("Close"),)
        self._banner.show_notice(self._wording.error(error, actions))


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    if kind:
        set_kind(button, kind)
    return button
