"""The settings of the network in their dialog, over a real proxy and a real service on this computer."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from certificates import Authority
from connect_proxy import ConnectProxy
from desk_place import Place
from fake_desk import FakeDesk
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from scripted_service import ScriptedService, json_reply

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import Barrier, KeyringUnavailable, NetworkUnreachable, ProxyUnreachable, TransportRefused
from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.flow.network import Network
from avatar_intake.qt.desk.kept_settings import KeptSettings
from avatar_intake.qt.desk.settings_control import endpoint_for
from avatar_intake.qt.desk.settings_dialog import SettingsDialog, SettingsTools
from avatar_intake.qt.desk.surroundings import Surroundings
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wording import Wording
from avatar_intake.store.secrets import SessionSecrets

HOST = "intake.studio.example"
OWN = ProxyChoice(ProxyMode.OWN, "http://proxy.example:8080", "clerk")


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"), "Example Company Root")


class LockedKeyring(SessionSecrets):
    def put(self, name: str, secret: str) -> None:
        raise KeyringUnavailable(back_end="locked")


class Open:
    """The dialog, and a hand."""

    def __init__(self, qtbot: QtBot, tools: SettingsTools, choice: ProxyChoice) -> None:
        self.tools = tools
        self.kept: list[ProxyChoice] = []
        self.dialog = SettingsDialog(tools, choice)
        self.dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        qtbot.addWidget(self.dialog)
        self.dialog.kept.connect(self.kept.append)
        self.dialog.show()
        self.settle()

    def settle(self) -> None:
        assert self.tools.tasks.wait_idle()

    def press(self, name: str) -> None:
        button = self.dialog.findChild(QPushButton, name)
        assert isinstance(button, QPushButton), name
        button.click()
        self.settle()

    def edit(self, name: str) -> QLineEdit:
        found = self.dialog.findChild(QLineEdit, name)
        assert isinstance(found, QLineEdit)
        return found

    def choose(self, mode: ProxyMode) -> None:
        box = self.dialog.findChild(QComboBox, "proxyMode")
        assert isinstance(box, QComboBox)
        box.setCurrentIndex(list(ProxyMode).index(mode))

    def said(self) -> str:
        banner = self.dialog.findChild(Banner)
        assert isinstance(banner, Banner)
        return banner.notice.title if banner.notice else ""

    def root_words(self) -> str:
        found = self.dialog.findChild(QLabel, "rootWords")
        assert isinstance(found, QLabel)
        return found.text()


@pytest.fixture
def network(tmp_path: Path) -> Network:
    return Network(tmp_path, Settings, SessionSecrets())


def tools(network: Network, look: Look, language: Language, tasks: Tasks) -> SettingsTools:
    return SettingsTools(network, parse_endpoint(f"https://{HOST}"), look, Wording(language), tasks)


@pytest.fixture
def opened(qtbot: QtBot, network: Network, look: Look, language: Language, tasks: Tasks) -> Open:
    return Open(qtbot, tools(network, look, language, tasks), ProxyChoice())


def test_only_an_own_proxy_has_an_address_a_user_and_a_password(opened: Open) -> None:
    names = ("proxyAddress", "proxyUser", "proxyPassword")
    for mode in ProxyMode:
        opened.choose(mode)
        assert {opened.edit(name).isEnabled() for name in names} == {mode is ProxyMode.OWN}
    assert opened.edit("proxyPassword").echoMode() is QLineEdit.EchoMode.Password


def test_what_is_saved_is_told_and_the_password_goes_to_the_keyring(opened: Open, tmp_path: Path) -> None:
    opened.choose(ProxyMode.OWN)
    opened.edit("proxyAddress").setText(" HTTP://Proxy.example:8080/ ")
    opened.edit("proxyUser").setText("clerk")
    opened.edit("proxyPassword").setText("CANARY")

    opened.press("saveSettingsButton")

    assert opened.kept == [OWN]
    assert opened.tools.network._keyring.get("proxy:clerk@proxy.example:8080") == "CANARY"
    assert not opened.dialog.isVisible()
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "proxy.example", "clerk:CANARY@proxy.example:80", "socks5://proxy.example:1080"])
def test_an_address_that_is_none_is_not_saved_and_has_the_focus(opened: Open, text: str) -> None:
    opened.choose(ProxyMode.OWN)
    opened.edit("proxyAddress").setText(text)

    opened.press("saveSettingsButton")

    assert (opened.kept, opened.dialog.isVisible()) == ([], True)
    assert opened.edit("proxyAddress").accessibleDescription() == "Enter host:port, without a user"


def test_without_a_keyring_the_password_may_serve_this_time(
    qtbot: QtBot, tmp_path: Path, look: Look, language: Language, tasks: Tasks
) -> None:
    network = Network(tmp_path, Settings, LockedKeyring())
    opened = Open(qtbot, tools(network, look, language, tasks), OWN)
    opened.edit("proxyPassword").setText("CANARY")
    opened.press("saveSettingsButton")
    assert (opened.kept, opened.dialog.isVisible()) == ([], True)

    opened.press("bannerAction")

    assert opened.kept == [OWN]
    assert network._session.get(OWN.secret_name) == "CANARY"


def test_a_root_is_shown_before_it_is_trusted_and_removed_again(
    opened: Open, company: Authority, tmp_path: Path, qtbot: QtBot
) -> None:
    opened.dialog.choose_root(str(company.root))
    opened.settle()
    assert "CN=Example Company Root" in opened.root_words()
    assert "Fingerprint (SHA-256): " in opened.root_words()
    assert not (tmp_path / "company-root.pem").exists()

    opened.press("saveSettingsButton")
    assert (tmp_path / "company-root.pem").exists()

    again = Open(qtbot, opened.tools, ProxyChoice())
    assert "CN=Example Company Root" in again.root_words()
    again.press("removeRootButton")
    again.press("saveSettingsButton")
    assert not (tmp_path / "company-root.pem").exists()


def test_a_file_that_is_no_root_is_said_and_nothing_changes(opened: Open, tmp_path: Path) -> None:
    path = tmp_path / "holiday.png"
    path.write_bytes(b"\x89PNG")
    opened.dialog.choose_root(str(path))
    opened.settle()

    assert opened.said() == "This is no certificate file"
    assert opened.root_words().startswith("None")


def test_the_test_button_tries_what_is_on_the_screen(opened: Open, company: Authority) -> None:
    with (
        ScriptedService([json_reply({}, 404)], company.server(HOST)) as service,
        ConnectProxy(service.port, "clerk", "right") as proxy,
    ):
        opened.choose(ProxyMode.OWN)
        opened.edit("proxyAddress").setText(proxy.address)
        opened.edit("proxyUser").setText("clerk")
        opened.edit("proxyPassword").setText("wrong")
        opened.press("testNetworkButton")
        assert opened.said() == "The proxy wants a user and password"
        opened.edit("proxyPassword").setText("right")
        opened.press("testNetworkButton")
        assert opened.said() == "The certificate isn't trusted"
        opened.dialog.choose_root(str(company.root))
        opened.settle()
        opened.press("testNetworkButton")
        assert opened.said() == f"{HOST} can be reached"
    assert (opened.kept, opened.dialog.isVisible()) == ([], True)


def test_every_control_has_a_name_in_both_languages(opened: Open, language: Language, qapp: QApplication) -> None:
    seen = []
    for code in ("en", "zh"):
        language.choose(code)
        qapp.processEvents()
        focusable = [
            child
            for child in opened.dialog.findChildren(QWidget)
            if child.isVisibleTo(opened.dialog) and child.focusPolicy() is not Qt.FocusPolicy.NoFocus
        ]
        assert focusable
        assert all(child.accessibleName() for child in focusable), [child.objectName() for child in focusable]
        seen.append([child.accessibleName() for child in focusable])
    assert seen[0] != seen[1]


# --- from the desk ------------------------------------------------------------------------------------


@pytest.fixture
def place(qtbot: QtBot, look: Look, language: Language, tasks: Tasks, desk: FakeDesk) -> Iterator[Place]:
    place = Place(qtbot, Surroundings(look, language, tasks, KeptSettings(Settings(), lambda _: None)), desk)
    yield place
    place.clear_away()


def test_the_menu_opens_the_settings_and_what_is_saved_is_set(place: Place) -> None:
    place.use_desk()
    place.trigger("settingsAction")
    dialog = place.dialog("settingsDialog")
    box = dialog.findChild(QComboBox, "proxyMode")
    assert isinstance(box, QComboBox)
    box.setCurrentIndex(list(ProxyMode).index(ProxyMode.NONE))
    place.press("saveSettingsButton", dialog)

    assert place.surroundings.kept.settings.proxy_mode == "none"


@pytest.mark.parametrize(
    ("error", "leads_there"),
    [
        (TransportRefused("h", Barrier.PROXY_SIGN_IN), True), (TransportRefused("h", Barrier.UNKNOWN_ROOT), True),
        (ProxyUnreachable("h"), True), (NetworkUnreachable("h"), False),
    ],
)  # fmt: skip
def test_an_error_about_the_way_leads_to_the_settings(place: Place, error: TransportRefused, leads_there: bool) -> None:
    place.use_desk()
    place.window.show_error(error)
    banner = place.window.findChild(Banner, "deskBanner")
    assert isinstance(banner, Banner)
    second = banner.findChild(QPushButton, "bannerSecondAction")
    assert isinstance(second, QPushButton)
    assert second.isVisibleTo(place.window) is leads_there
    if leads_there:
        place.press("bannerSecondAction", banner)
        assert isinstance(place.dialog("settingsDialog"), QDialog)
        place.dialog("settingsDialog").reject()


def test_whom_the_test_tries_to_reach() -> None:
    own = Account(AccountKind.ACCESS_KEY, endpoint=f"https://{HOST}:8443", project_id="p", user="AK")
    assert endpoint_for(own).base == f"https://{HOST}:8443"
    for account in (None, Account(AccountKind.PRACTICE), Account(AccountKind.TOKEN, endpoint="nonsense")):
        assert endpoint_for(account).base == "https://metastudio.cn-north-4.myhuaweicloud.com"
