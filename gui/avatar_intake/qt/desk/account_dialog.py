"""The accounts in a dialog of their own: see them, add one, change one, sign one out, use one.

The form is the wizard's; the desk keeps what is filled in.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.errors import IntakeError, KeyringUnavailable, SecretNotRemoved
from avatar_intake.flow.model import Account, AccountKind, KnownAccounts
from avatar_intake.qt.desk.questions import Answer, QuestionDialog, sign_out_question
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wizard.account_form import AccountForm
from avatar_intake.qt.wizard.keyring_wait import KeyringWait
from avatar_intake.qt.wizard.page import scrolling
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.qt.wording import Wording

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

_SIZE: Final = QSize(130 * SPACE, 84 * SPACE)
_LIST_PX: Final = 26 * SPACE


class AccountDialog(QDialog):
    """Keeps nothing itself: `account_changed` comes when the desk has kept, chosen or forgotten an account."""

    account_changed = Signal(object)  # the `Account` in use, or None

    def __init__(self, workbench: Workbench, known: KnownAccounts, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._known = known
        self._wording = Wording(workbench.language)
        self.setObjectName("accountDialog")
        explain(self, Topic.ACCOUNT)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._build()
        self._connect()
        self._show_known(known)
        self.retranslate()

    def retranslate(self) -> None:
        """Take all words anew."""
        self.setWindowTitle(self.tr("Accounts"))
        self._title.setText(self.tr("Accounts"))
        self._subtitle.setText(
            self.tr(
                "New intakes go with the account in use; a job stays with its own. Secrets are in the system's store."
            )
        )
        self._list.setAccessibleName(self.tr("Accounts"))
        self._add.setText(self.tr("Add an account"))
        self._sign_out.setText(self.tr("Sign out"))
        self._cancel.setText(self.tr("Cancel"))
        self._save.setText(self.tr("Use this account"))
        for button in (self._add, self._sign_out, self._cancel, self._save):
            button.setAccessibleName(button.text())
        self._sign_out.setToolTip(self.tr("The account goes from this list and its secret from the system's store"))
        for row in range(self._list.count()):
            self._word(self._list.item(row))
        if self._banner.notice is not None and isinstance(self._banner.notice.key, IntakeError):
            self._show_error(self._banner.notice.key)
        self._wait.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The form scrolls downwards only: it always has all of its width."""
        if watched is self.form and event.type() == QEvent.Type.LayoutRequest:
            bar_px = self._room.verticalScrollBar().sizeHint().width()
            self._room.setMinimumWidth(self.form.minimumSizeHint().width() + bar_px)
        return super().eventFilter(watched, event)

    # --- layout -----------------------------------------------------------------------------------

    def _build(self) -> None:
        self._title = QLabel()
        set_kind(self._title, "title")
        self._subtitle = QLabel()
        self._subtitle.setWordWrap(True)
        set_kind(self._subtitle, "muted")
        self._banner = Banner(self._workbench.look)
        self._banner.setObjectName("accountBanner")
        self._wait = KeyringWait(self._workbench.tasks, "account.use", self._banner, self._wording)
        self._list = QListWidget()
        self._list.setObjectName("accountList")
        self._list.setFixedWidth(_LIST_PX)
        self._list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self._list.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._add = _button("addAccountButton", "")
        self._add.setIcon(self._workbench.look.icon("plus"))
        self.form = AccountForm(self._workbench)
        self._missing = QLabel()
        self._missing.setObjectName("accountMissing")
        self._missing.setWordWrap(True)
        set_kind(self._missing, "bad")
        self._sign_out = _button("signOutButton", "danger")
        self._cancel = _button("cancelAccountButton", "")
        self._save = _button("useAccountButton", "primary")
        self._lay_out()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(SPACE)
        left.addWidget(self._list, 1)
        left.addWidget(self._add)
        middle = QHBoxLayout()
        middle.setSpacing(3 * SPACE)
        middle.addLayout(left)
        self._room = scrolling(self.form)
        self.form.installEventFilter(self)
        middle.addWidget(self._room, 1)
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
        column.addLayout(middle, 1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._list.currentItemChanged.connect(self._on_current)
        self._add.clicked.connect(self._on_add)
        self._sign_out.clicked.connect(self._on_sign_out)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)
        self.form.edited.connect(self._missing.clear)
        self._banner.action_requested.connect(self._on_first_action)
        self._banner.second_action_requested.connect(self._on_again)

    # --- the list ---------------------------------------------------------------------------------

    def _show_known(self, known: KnownAccounts) -> None:
        """List them, the one in use selected; without any, a new one is to be filled in."""
        self._known = known
        self._list.clear()
        for account in known.all:
            self._put(account)
        used = next((n for n, one in enumerate(known.all) if one == known.used), 0)
        if known.all:
            self._list.setCurrentRow(used)
        else:
            self._on_add()

    def _put(self, account: Account | None) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(Qt.ItemDataRole.UserRole, account)
        self._word(item)
        self._list.addItem(item)
        return item

    def _word(self, item: QListWidgetItem) -> None:
        account = _account_of(item)
        if account is None:
            item.setText(self.tr("New account"))
            return
        detail = account.place
        if account == self._known.used:
            detail = self.tr("In use · {place}").format(place=detail)
        item.setText(f"{account.name}\n{detail}")
        item.setToolTip(f"{account.name}\n{detail}")

    def _on_current(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        account = _account_of(item) if item is not None else None
        self._banner.clear()
        self._missing.clear()
        self._sign_out.setVisible(account is not None)
        is_real = account is not None and account.kind is not AccountKind.PRACTICE
        self.form.show_account(account if is_real else None, keeps_secret=True)

    def _on_add(self) -> None:
        """One new line at a time."""
        last = self._list.item(self._list.count() - 1) if self._list.count() else None
        new = last if last is not None and _account_of(last) is None else self._put(None)
        self._list.setCurrentItem(new)
        self.form.setFocus(Qt.FocusReason.OtherFocusReason)

    # --- what is asked for ------------------------------------------------------------------------

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
        work = partial(self._workbench.desk.use_account, account, self.form.secret(), self.form.replaces)
        self._wait.begin()
        self._workbench.tasks.run("account.use", work, self._on_kept, self._show_error)

    def _on_kept(self, account: Account) -> None:
        self.account_changed.emit(account)
        self.accept()

    def _on_sign_out(self) -> None:
        """Ask first where jobs would be left that no other account reaches."""
        name = self.form.replaces
        work = partial(self._workbench.desk.count_in_need, name)
        self._workbench.tasks.run("account.need", work, partial(self._on_counted, name), self._show_error)

    def _on_counted(self, name: str, count: int) -> None:
        if not count:
            self._sign_out_now(name)
            return
        dialog = QuestionDialog(self._workbench.look, sign_out_question(name, count), self)
        dialog.answered.connect(partial(self._on_answer, name))
        dialog.open()

    def _on_answer(self, name: str, answer: Answer, _option: bool) -> None:
        if answer is Answer.SIGN_OUT:
            self._sign_out_now(name)

    def _sign_out_now(self, name: str) -> None:
        work = partial(_sign_out, self._workbench.desk, name)
        self._wait.begin()
        self._workbench.tasks.run("account.use", work, self._on_signed_out, self._on_not_forgotten)

    def _on_signed_out(self, known: KnownAccounts) -> None:
        self.account_changed.emit(known.used)
        if known.all:
            self._show_known(known)
        else:
            self.accept()

    def _on_not_forgotten(self, error: IntakeError) -> None:
        self._show_error(error)
        if isinstance(error, SecretNotRemoved):  # all is forgotten here; what is left only the person can remove
            self._workbench.tasks.run("account.use", self._workbench.desk.accounts, self._on_partly_signed_out)

    def _on_partly_signed_out(self, known: KnownAccounts) -> None:
        """As `_on_signed_out`, but what is left over stays said."""
        said = self._banner.notice
        self.account_changed.emit(known.used)
        self._show_known(known)
        if said is not None:
            self._banner.show_notice(said)

    def _show_error(self, error: IntakeError) -> None:
        actions: tuple[str, ...] = ()
        if isinstance(error, KeyringUnavailable):
            actions = (self.tr("Continue this time"), self.tr("Try again"))
        elif isinstance(error, SecretNotRemoved):
            actions = (self.tr("Close"),)
        self._banner.show_notice(self._wording.error(error, actions))


def _sign_out(desk: Desk, name: str) -> KnownAccounts:
    desk.forget_account(name)
    return desk.accounts()


def _account_of(item: QListWidgetItem) -> Account | None:
    account = item.data(Qt.ItemDataRole.UserRole)
    return account if isinstance(account, Account) else None


def _button(name: str, kind: str) -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    if kind:
        set_kind(button, kind)
    return button
