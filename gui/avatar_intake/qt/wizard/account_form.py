"""Where the service is and who is calling: region or address, project, one of three ways to sign in. Stores nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.endpoint import REGIONS, parse_endpoint
from avatar_intake.errors import BadServiceAddress
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.field import Editor, Field
from avatar_intake.qt.widgets.secret_edit import SecretEdit
from avatar_intake.qt.wizard.account_trial import AccountTrial
from avatar_intake.qt.wizard.page import Missing
from avatar_intake.qt.wizard.remember_line import RememberLine
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.qt.wording import Wording

_OTHER: Final = ""  # the data of the combo's last line: another address
_KINDS: Final = (AccountKind.ACCESS_KEY, AccountKind.PASSWORD, AccountKind.TOKEN)


class AccountForm(QWidget):
    """Fills in an `Account` and its `Secret`; used by the wizard and by the desk's account dialog."""

    edited = Signal()

    def __init__(self, workbench: Workbench, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._workbench = workbench
        self._wording = Wording(workbench.language)
        self._shown: Account | None = None
        self._keeps_secret = False
        self._make_editors(workbench.look)
        self._make_choices()
        self._lay_out()
        self._connect()
        self._on_region_changed()
        self._on_kind_changed()
        self.retranslate()

    # --- what was filled in -----------------------------------------------------------------------

    @property
    def kind(self) -> AccountKind:
        """The way to sign in."""
        return _KINDS[max(0, self._kinds.checkedId())]

    @property
    def replaces(self) -> str:
        """The name of the account that is shown; empty for a new one."""
        return self._shown.name if self._shown is not None else ""

    def account(self) -> Account:
        """The account as it is filled in now."""
        region = str(self._region.currentData())
        users = {AccountKind.ACCESS_KEY: self._key_id, AccountKind.PASSWORD: self._user}
        user = users.get(self.kind)
        return Account(
            kind=self.kind,
            region=region,
            endpoint="" if region else self._address.text().strip(),
            project_id=self._project.text().strip(),
            user=user.text().strip() if user else "",
            domain=self._domain.text().strip() if self.kind is AccountKind.PASSWORD else "",
            na_account=self._na_account.isChecked(),
            is_remembered=self._remember.isChecked() and self.kind is not AccountKind.TOKEN,
            name=self._name.text().strip(),
        )

    def secret(self) -> Secret | None:
        """The secret as it is filled in now; ``None`` for the one that is kept."""
        value = self._secrets[self.kind].editor
        typed = value.text().strip() if isinstance(value, SecretEdit) else ""
        if not typed and self._is_secret_kept():
            return None
        session = self._session_token.text().strip() if self.kind is AccountKind.ACCESS_KEY else ""
        return Secret(typed, session)

    def forget_secret(self) -> None:
        """Empty the fields of secrets: what was typed is kept elsewhere now."""
        for secret in self._secret_edits:
            secret.clear()

    def show_account(self, account: Account | None, *, keeps_secret: bool = False) -> None:
        """Fill in what is known of an account, or nothing for a new one; a secret is never shown again.

        With ``keeps_secret`` it need not be typed again either, as long as it is the same user at the same place.
        """
        self._shown, self._keeps_secret = account, keeps_secret and account is not None
        if account is None:
            account = Account(AccountKind.ACCESS_KEY, region=next(iter(REGIONS)))
        for editor in (*self._secret_edits, self._key_id, self._user):
            editor.clear()
        self._name.setText("" if account.name == replace(account, name="").called else account.name)
        self._region.setCurrentIndex(max(0, self._region.findData(account.region)))
        self._address.setText(account.endpoint)
        self._project.setText(account.project_id)
        if account.kind in _KINDS:
            self._kinds.button(_KINDS.index(account.kind)).setChecked(True)
        editors = {AccountKind.ACCESS_KEY: self._key_id, AccountKind.PASSWORD: self._user}
        if account.kind in editors:
            editors[account.kind].setText(account.user)
        self._domain.setText(account.domain)
        self._na_account.setChecked(account.na_account)
        self._remember.setChecked(account.is_remembered)
        self._on_kind_changed()
        for field in self._judged:
            field.pardon()

    def set_remembered(self, *, is_remembered: bool) -> None:
        """Tick or untick *Remember on this computer*."""
        self._remember.setChecked(is_remembered)

    def look_for_place(self) -> None:
        """Ask anew where secrets are kept."""
        self._remember_line.look()

    def missing(self) -> tuple[Missing, ...]:
        """What has to be filled in, in the order of the form."""
        return self._missing_of(self._needed_fields())

    def _missing_of(self, fields: tuple[Field, ...]) -> tuple[Missing, ...]:
        empty = [field for field in fields if not _text_of(field)]
        words = [Missing(field.editor.accessibleName(), field.editor) for field in empty]
        if self._address_field not in empty and self._address_problem():
            words.insert(0, Missing(self._address.accessibleName(), self._address))
        for field in fields:
            field.judge(is_forced=True)
        return tuple(words)

    # --- words ------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Take the words anew."""
        names = (
            self.tr("North China – Beijing 4 (cn-north-4)"),
            self.tr("East China – Shanghai 1 (cn-east-3)"),
            self.tr("Another address…"),
        )
        for place, name in enumerate(names):
            self._region.setItemText(place, name)
        self._region_field.set_words(self.tr("Region"))
        self._address_field.set_words(self.tr("Address of the service"), self.tr("https://host/prefix"))
        self._find.setText(self.tr("Find it"))
        self._name_field.set_words(
            self.tr("Your own name for it"), self.tr("As you like; it is seen on this computer only")
        )
        kinds = (self.tr("Access key"), self.tr("User name and password"), self.tr("Token"))
        for place, name in enumerate(kinds):
            self._kinds.button(place).setText(name)
            self._kinds.button(place).setAccessibleName(name)
        self._key_id_field.set_words(self.tr("Access key ID (AK)"))
        self._key_secret_field.set_words(self.tr("Secret access key (SK)"))
        self._session_field.set_words(self.tr("Security token"), self.tr("Only for temporary keys"))
        self._domain_field.set_words(self.tr("Account name"))
        self._user_field.set_words(self.tr("User name"))
        self._password_field.set_words(self.tr("Password"))
        self._token_field.set_words(self.tr("Token"), self.tr("Holds for 24 hours and is never kept"))
        self._kind_label.setText(self.tr("Sign in with"))
        self._remember.setText(self.tr("Remember on this computer, in the system's password store"))
        self._na_account.setText(self.tr("The account is on the vendor's NA list: documents may be left out"))
        self._test.setText(self.tr("Test the connection"))
        for button in (self._remember, self._na_account, self._test):
            button.setAccessibleName(button.text())
        self._find.setAccessibleName(self.tr("Find the project ID"))
        for secret in self._secret_edits:
            secret.retranslate()
        self._trial.retranslate()
        self._show_defaults()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _make_editors(self, look: Look) -> None:
        self._region = QComboBox()
        for region in (*REGIONS, _OTHER):
            self._region.addItem("", region)
        self._region_field = self._field(self._region, "region")
        self._address = QLineEdit()
        self._address_field = self._field(self._address, "endpoint")
        self._address_field.set_judge(self._address_problem)
        self._project = QLineEdit()
        self._project_field = self._field(self._project, "projectId")
        self._find = QPushButton()
        self._find.setObjectName("findProject")
        self._project_field.put_beside(self._find)
        self._name = QLineEdit()
        self._name_field = self._field(self._name, "accountName")
        self._key_id = QLineEdit()
        self._key_id_field = self._field(self._key_id, "accessKey")
        self._key_secret = SecretEdit(look)
        self._key_secret_field = self._field(self._key_secret, "secretKey")
        self._session_token = SecretEdit(look)
        self._session_field = self._field(self._session_token, "securityToken")
        self._domain = QLineEdit()
        self._domain_field = self._field(self._domain, "domainName")
        self._user = QLineEdit()
        self._user_field = self._field(self._user, "userName")
        self._password = SecretEdit(look)
        self._password_field = self._field(self._password, "password")
        self._token = SecretEdit(look)
        self._token_field = self._field(self._token, "token")
        self._secret_edits = (self._key_secret, self._session_token, self._password, self._token)
        self._secrets = {
            AccountKind.ACCESS_KEY: self._key_secret_field,
            AccountKind.PASSWORD: self._password_field,
            AccountKind.TOKEN: self._token_field,
        }
        self._judged = (
            self._project_field,
            self._key_id_field,
            self._domain_field,
            self._user_field,
            *self._secrets.values(),
        )
        for field in self._judged:
            field.set_judge(partial(self._empty_problem, field))

    def _field(self, editor: Editor, name: str) -> Field:
        editor.setObjectName(name)
        field = Field(editor, self._workbench.look)
        field.edited.connect(self._on_edited)
        return field

    def _make_choices(self) -> None:
        self._kind_label = QLabel()
        set_kind(self._kind_label, "label")
        self._kinds = QButtonGroup(self)
        for place, name in enumerate(("kindAccessKey", "kindPassword", "kindToken")):
            button = QPushButton()
            button.setObjectName(name)
            button.setCheckable(True)
            button.setAutoExclusive(True)  # a screen reader says *one of several*, and not *on or off*
            self._kinds.addButton(button, place)
        self._kinds.button(0).setChecked(True)
        self._remember = QCheckBox()
        self._remember.setObjectName("rememberAccount")
        self._remember.setChecked(True)
        self._remember_line = RememberLine(self._workbench, self._remember)
        self._na_account = QCheckBox()
        self._na_account.setObjectName("naAccount")
        self._test = QPushButton()
        self._test.setObjectName("testConnection")
        self._trial = AccountTrial(self._workbench, self._find, self)

    def _lay_out(self) -> None:
        place = QGridLayout()
        place.setHorizontalSpacing(2 * SPACE)
        place.setVerticalSpacing(SPACE)
        place.addWidget(self._region_field, 0, 0)
        place.addWidget(self._project_field, 0, 1)
        place.addWidget(self._address_field, 1, 0, 1, 2)
        place.setColumnStretch(0, 1)
        place.setColumnStretch(1, 1)
        kinds = QHBoxLayout()
        kinds.setSpacing(SPACE)
        kinds.addWidget(self._kind_label)
        kinds.addSpacing(SPACE)
        for button in self._kinds.buttons():
            kinds.addWidget(button)
        kinds.addStretch(1)
        self._ways = QStackedWidget()
        self._ways.addWidget(_row(self._key_id_field, self._key_secret_field, self._session_field))
        self._ways.addWidget(_row(self._domain_field, self._user_field, self._password_field))
        self._ways.addWidget(_row(self._token_field))
        test = QHBoxLayout()
        test.setSpacing(2 * SPACE)
        test.addWidget(self._test, 0, Qt.AlignmentFlag.AlignTop)
        test.addWidget(self._trial.banner, 1)
        test.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(place)
        column.addLayout(kinds)
        column.addWidget(self._ways)
        remember = QVBoxLayout()
        remember.setSpacing(0)
        remember.addWidget(self._remember)
        remember.addWidget(self._remember_line)
        ticks = QVBoxLayout()
        ticks.setSpacing(SPACE // 2)
        ticks.addLayout(remember)
        ticks.addWidget(self._na_account)
        ticks.addStretch(1)
        own = QHBoxLayout()
        own.setSpacing(2 * SPACE)
        own.addLayout(ticks, 3)
        own.addWidget(self._name_field, 2)
        column.addLayout(own)
        column.addLayout(test)
        column.addStretch(1)

    def _connect(self) -> None:
        self._region.currentIndexChanged.connect(self._on_region_changed)
        self._kinds.idClicked.connect(self._on_kind_changed)
        self._test.clicked.connect(self._on_test)
        self._find.clicked.connect(self._on_find)
        self._trial.project_chosen.connect(self._project.setText)
        self._remember.toggled.connect(self._on_edited)
        self._na_account.toggled.connect(self._on_edited)

    def _needed_fields(self) -> tuple[Field, ...]:
        """In the order of the form. A region's own project is found by the sign-in of a user."""
        project = () if self._is_project_found() else (self._project_field,)
        return (*self._place_fields(), *project, *self._user_fields())

    def _is_project_found(self) -> bool:
        """Whether the sign-in finds the project by itself."""
        return self.kind is AccountKind.PASSWORD and self._region.currentData() != _OTHER

    def _place_fields(self) -> tuple[Field, ...]:
        return (self._address_field,) if self._region.currentData() == _OTHER else ()

    def _user_fields(self) -> tuple[Field, ...]:
        """Who is meant, and the secret unless the kept one will do."""
        by_kind = {
            AccountKind.ACCESS_KEY: (self._key_id_field,),
            AccountKind.PASSWORD: (self._domain_field, self._user_field),
            AccountKind.TOKEN: (),
        }
        return (*by_kind[self.kind], *(() if self._is_secret_kept() else (self._secrets[self.kind],)))

    def _is_secret_kept(self) -> bool:
        """Whether the secret of the account that is shown is kept and goes with what is filled in."""
        if not self._keeps_secret or self._shown is None:
            return False
        if self.kind is AccountKind.ACCESS_KEY and self._session_token.text().strip():
            return False  # another security token belongs to another key
        now, shown = self.account(), self._shown
        is_same = (now.kind, now.place, now.user, now.domain) == (shown.kind, shown.place, shown.user, shown.domain)
        return is_same and (now.kind is not AccountKind.TOKEN or now.project_id == shown.project_id)

    def _empty_problem(self, field: Field) -> str:
        return "" if _text_of(field) or field not in self._needed_fields() else self.tr("This is needed.")

    def _address_problem(self) -> str:
        if self._region.currentData() != _OTHER:
            return ""
        try:
            parse_endpoint(self._address.text())
        except BadServiceAddress as error:
            notice = self._wording.error(error)
            return notice.explanation or notice.title
        return ""

    def _show_defaults(self) -> None:
        """What holds where nothing is typed: the name made of place and user, the project, the secret that is kept."""
        found, asked = self.tr("Empty: the region's own project"), self.tr("Console: My Credentials, API Credentials")
        self._project_field.set_words(self.tr("Project ID"), found if self._is_project_found() else asked)
        self._name.setPlaceholderText(replace(self.account(), name="").called)
        words = self.tr("Kept; type to replace it") if self._is_secret_kept() else ""
        for field in self._secrets.values():
            if isinstance(field.editor, SecretEdit):
                field.editor.setPlaceholderText(words)

    def _on_edited(self) -> None:
        self._trial.forget()
        self._show_defaults()
        is_passing = self.kind is AccountKind.TOKEN or bool(self._session_token.text().strip())
        self._remember_line.show_choice(is_remembered=self.account().is_remembered, is_passing=is_passing)
        self.edited.emit()

    def _on_region_changed(self) -> None:
        self._address_field.setVisible(self._region.currentData() == _OTHER)

    def _on_kind_changed(self) -> None:
        self._ways.setCurrentIndex(_KINDS.index(self.kind))
        self._remember.setEnabled(self.kind is not AccountKind.TOKEN)
        self._on_edited()

    def _on_test(self) -> None:
        if self._is_ready(self.missing()):
            self._trial.test(self.account(), self.secret())

    def _on_find(self) -> None:
        if self._is_ready(self._missing_of((*self._place_fields(), *self._user_fields()))):
            self._trial.find(self.account(), self.secret())

    def _is_ready(self, missing: tuple[Missing, ...]) -> bool:
        if missing:
            missing[0].widget.setFocus(Qt.FocusReason.OtherFocusReason)
        return not missing


def _row(*fields: Field) -> QWidget:
    widget = QWidget()
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(2 * SPACE)
    for field in fields:
        row.addWidget(field, 1)
    return widget


def _text_of(field: Field) -> str:
    return field.editor.text().strip() if isinstance(field.editor, QLineEdit) else ""
