"""The program's settings in a dialog: how connections leave this computer. Everything slow is done in workers.

Nothing is kept before *Save*; *Test* tries what is on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.endpoint import Endpoint
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode, parse_proxy
from avatar_intake.errors import BadProxyAddress, IntakeError, KeyringUnavailable
from avatar_intake.flow.network import Network, Trial
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.field import Field
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.secret_edit import SecretEdit
from avatar_intake.qt.wording import Wording
from avatar_intake.store.company_root import CompanyRoot, read_root

_SIZE: Final = QSize(88 * SPACE, 72 * SPACE)
_MODES: Final = tuple(ProxyMode)


@dataclass(frozen=True, slots=True)
class SettingsTools:
    """What the dialog works with; ``endpoint`` is whom *Test* tries to reach."""

    network: Network
    endpoint: Endpoint
    look: Look
    wording: Wording
    tasks: Tasks


class SettingsDialog(QDialog):
    """Forgets itself. `kept` comes when the password and the root are kept; the rest is the receiver's to keep."""

    kept = Signal(object)  # a `ProxyChoice`

    def __init__(self, tools: SettingsTools, choice: ProxyChoice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tools = tools
        self._root: CompanyRoot | None = None
        self._is_root_known = self._is_root_changed = False
        self.setObjectName("settingsDialog")
        explain(self, Topic.TROUBLE)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(_SIZE)
        self._make_fields(tools.look)
        self._make_root()
        self._lay_out()
        self._connect()
        self.retranslate()
        self._show_choice(choice)
        tools.tasks.run("network.root", tools.network.root, self._on_root_read, self.show_error)

    def choose_root(self, path: str) -> None:
        """Have a file judged as the company's root; it is trusted after *Save* only."""
        self._tools.tasks.run("network.root", partial(read_root, Path(path)), self._on_root_chosen, self.show_error)

    def retranslate(self) -> None:
        """Take all words anew."""
        self.setWindowTitle(self.tr("Settings"))
        self._title.setText(self.tr("Network"))
        self._mode.set_words(self.tr("Proxy"))
        words = (self.tr("As the system says"), self.tr("No proxy"), self.tr("This one"))
        for place, text in enumerate(words):
            self._modes.setItemText(place, text)
        self._address.set_words(self.tr("Proxy address"), self.tr("host:port, such as proxy.example:8080"))
        self._user.set_words(self.tr("User"), self.tr("Empty when the proxy asks for none"))
        self._password.set_words(self.tr("Password"), self.tr("In the system's password store; empty uses that one"))
        self._root_title.setText(self.tr("Your company's root certificate"))
        self._choose.setText(self.tr("Choose a file…"))
        self._remove.setText(self.tr("Remove"))
        self._test.setText(self.tr("Test the connection"))
        self._cancel.setText(self.tr("Cancel"))
        self._save.setText(self.tr("Save"))
        for button in (self._choose, self._remove, self._test, self._cancel, self._save):
            button.setAccessibleName(button.text())
        self._show_root()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- layout -----------------------------------------------------------------------------------

    def _make_fields(self, look: Look) -> None:
        self._title = QLabel()
        set_kind(self._title, "title")
        self._banner = Banner(look)
        self._modes = QComboBox()
        self._modes.setObjectName("proxyMode")
        self._modes.addItems([""] * len(_MODES))
        self._mode = Field(self._modes, look)
        self._address_edit, self._user_edit, self._password_edit = QLineEdit(), QLineEdit(), SecretEdit(look)
        for editor, name in (
            (self._address_edit, "proxyAddress"),
            (self._user_edit, "proxyUser"),
            (self._password_edit, "proxyPassword"),
        ):
            editor.setObjectName(name)
        self._address = Field(self._address_edit, look)
        self._address.set_judge(self._address_problem)
        self._user, self._password = Field(self._user_edit, look), Field(self._password_edit, look)

    def _make_root(self) -> None:
        self._root_title = QLabel()
        set_kind(self._root_title, "subtitle")
        self._root_words = QLabel()
        self._root_words.setObjectName("rootWords")
        self._root_words.setWordWrap(True)
        self._root_words.setTextFormat(Qt.TextFormat.PlainText)
        self._root_words.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._choose = _button("chooseRootButton")
        self._remove = _button("removeRootButton")
        self._test = _button("testNetworkButton")
        self._cancel = _button("cancelSettingsButton")
        self._save = _button("saveSettingsButton", "primary")

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for place, field in enumerate((self._mode, self._address, self._user, self._password)):
            grid.addWidget(field, place // 2, place % 2, Qt.AlignmentFlag.AlignTop)
            grid.setColumnStretch(place % 2, 1)
        root = QHBoxLayout()
        root.setSpacing(SPACE)
        root.addWidget(self._choose)
        root.addWidget(self._remove)
        root.addStretch(1)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._test)
        foot.addStretch(1)
        foot.addWidget(self._cancel)
        foot.addWidget(self._save)
        column = QVBoxLayout(self)
        column.setContentsMargins(3 * SPACE, 3 * SPACE, 3 * SPACE, 2 * SPACE)
        column.setSpacing(2 * SPACE)
        column.addWidget(self._title)
        column.addWidget(self._banner)
        column.addLayout(grid)
        column.addWidget(self._root_title)
        column.addWidget(self._root_words)
        column.addLayout(root)
        column.addStretch(1)
        column.addLayout(foot)

    def _connect(self) -> None:
        self._modes.currentIndexChanged.connect(self._on_mode)
        self._choose.clicked.connect(self._on_choose)
        self._remove.clicked.connect(self._on_remove)
        self._test.clicked.connect(self._on_test)
        self._cancel.clicked.connect(self.reject)
        self._save.clicked.connect(self._on_save)
        self._banner.action_requested.connect(self._on_without_keeping)

    # --- proxy ------------------------------------------------------------------------------------

    def _show_choice(self, choice: ProxyChoice) -> None:
        self._modes.setCurrentIndex(_MODES.index(choice.mode))
        self._address_edit.setText(choice.address.removeprefix("http://"))
        self._user_edit.setText(choice.user)
        self._on_mode()

    def _on_mode(self) -> None:
        is_own = _MODES[self._modes.currentIndex()] is ProxyMode.OWN
        for field in (self._address, self._user, self._password):
            field.setEnabled(is_own)

    def _address_problem(self) -> str:
        if _MODES[self._modes.currentIndex()] is not ProxyMode.OWN:
            return ""
        try:
            parse_proxy(self._address_edit.text())
        except BadProxyAddress:
            return self.tr("Enter host:port, without a user")
        return ""

    def _choice(self) -> ProxyChoice | None:
        """What is on the screen, or ``None`` when it is no address; then the field says so."""
        mode, text = _MODES[self._modes.currentIndex()], self._address_edit.text()
        if self._address.judge(is_forced=True):
            self._address_edit.setFocus(Qt.FocusReason.OtherFocusReason)
            return None
        try:
            address = parse_proxy(text)
        except BadProxyAddress:
            address = ""
        return ProxyChoice(mode, address, self._user_edit.text().strip())

    # --- the root ---------------------------------------------------------------------------------

    def _on_root_read(self, root: CompanyRoot | None) -> None:
        self._root, self._is_root_known = root, True
        self._show_root()

    def _on_root_chosen(self, root: CompanyRoot) -> None:
        self._root, self._is_root_known, self._is_root_changed = root, True, True
        self._banner.clear()
        self._show_root()

    def _on_remove(self) -> None:
        self._root, self._is_root_known, self._is_root_changed = None, True, True
        self._show_root()

    def _show_root(self) -> None:
        root = self._root
        if root is None:
            text = self.tr("None: the system's own are trusted. Needed where a company inspects connections.")
        else:
            more = self.tr(" and {count} more").format(count=root.count - 1) if root.count > 1 else ""
            text = self.tr("{subject}{more}\nValid to {ends}\nFingerprint (SHA-256): {fingerprint}").format(
                subject=root.subject, more=more, ends=root.ends, fingerprint=root.fingerprint.replace(":", " ")
            )
        self._root_words.setText(text)
        self._root_words.setAccessibleName(self._root_title.text())
        self._root_words.setAccessibleDescription(text)
        self._remove.setEnabled(root is not None or not self._is_root_known)

    def _on_choose(self) -> None:
        dialog = QFileDialog(self, self._choose.text())
        dialog.setObjectName("rootFileDialog")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Certificates (*.pem *.crt *.cer *.der)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(self.choose_root)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    # --- testing and keeping ----------------------------------------------------------------------

    def _on_test(self) -> None:
        choice = self._choice()
        if choice is None:
            return
        self._test.setEnabled(False)
        host = self._tools.endpoint.host
        self._banner.show_notice(Notice(Tone.WAITING, self.tr("Trying to reach {host}…").format(host=host)))
        trial = Trial(choice, self._password_edit.text() or None, self._root)
        work = partial(self._tools.network.test, self._tools.endpoint, trial)
        self._tools.tasks.run("network.test", work, self._on_tested)

    def _on_tested(self, error: IntakeError | None) -> None:
        self._test.setEnabled(True)
        if error is not None:
            self.show_error(error)
            return
        title = self.tr("{host} can be reached").format(host=self._tools.endpoint.host)
        self._banner.show_notice(Notice(Tone.GOOD, title))

    def _on_save(self) -> None:
        self._keep(is_remembered=True)

    def _on_without_keeping(self, _key: object) -> None:
        self._keep(is_remembered=False)

    def _keep(self, *, is_remembered: bool) -> None:
        choice = self._choice()
        if choice is None:
            return
        change = (self._root,) if self._is_root_changed else ()
        trial = Trial(choice, self._password_edit.text() or None)
        work = partial(_keep, self._tools.network, trial, change, is_remembered=is_remembered)
        self._tools.tasks.run("network.keep", work, partial(self._on_kept, choice), self.show_error)

    def _on_kept(self, choice: ProxyChoice, _nothing: None) -> None:
        self.kept.emit(choice)
        self.accept()

    def show_error(self, error: IntakeError) -> None:
        """Say what stands in the way."""
        actions = (self.tr("Continue this time"),) if isinstance(error, KeyringUnavailable) else ()
        self._banner.show_notice(self._tools.wording.error(error, actions))


def _keep(network: Network, trial: Trial, change: tuple[CompanyRoot | None, ...], *, is_remembered: bool) -> None:
    """What a worker does for *Save*. ``change`` is empty where the root stays as it is."""
    if trial.password is not None and trial.choice.secret_name:
        network.keep_password(trial.choice, trial.password, is_remembered=is_remembered)
    for root in change:
        network.keep_root(root)


def _button(name: str, kind: str = "") -> QPushButton:
    button = QPushButton()
    button.setObjectName(name)
    button.setAutoDefault(False)
    if kind:
        set_kind(button, kind)
    return button
