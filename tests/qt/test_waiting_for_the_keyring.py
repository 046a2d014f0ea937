"""A keyring that takes long: the window says where to look, and stops saying so when there is an answer."""

from __future__ import annotations

import threading

import pytest
from fake_desk import FakeDesk
from opened_wizard import Opener, child, visible_texts
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWizard
from pytestqt.qtbot import QtBot

from avatar_intake.domain.intake import Intake, JobFields
from avatar_intake.errors import KeyringFault, KeyringUnavailable
from avatar_intake.flow.model import Account, Secret
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.wizard.keyring_wait import KeyringWait
from avatar_intake.qt.wizard.workbench import PageId

WAITING = "Waiting for the password store"


class AskingDesk(FakeDesk):
    """Keeps an account only when somebody has answered."""

    def __init__(self) -> None:
        super().__init__()
        self.answered = threading.Event()

    def use_account(self, account: Account, secret: Secret | None, replaces: str = "") -> Account:
        assert self.answered.wait(20)
        return super().use_account(account, secret, replaces)


@pytest.fixture
def desk() -> AskingDesk:
    return AskingDesk()


@pytest.mark.parametrize("is_answered", [True, False])
def test_that_the_system_may_be_asking_is_said_until_there_is_an_answer(
    open_wizard: Opener, desk: AskingDesk, qtbot: QtBot, is_answered: bool
) -> None:
    if not is_answered:
        desk.script.failures["use_account"] = KeyringUnavailable("", KeyringFault.TIMEOUT)
    wizard = open_wizard(Intake("new1", JobFields()), account=None)
    for name in ("projectId", "accessKey", "secretKey"):
        child(wizard, QLineEdit, name).setProperty("text", "made-up")
    banner = child(wizard, Banner, "accountBanner")
    assert isinstance(banner, Banner)
    wait = banner.findChild(KeyringWait)
    assert isinstance(wait, KeyringWait)
    wait._timer.setInterval(10)
    qtbot.mouseClick(wizard.button(QWizard.WizardButton.NextButton), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: WAITING in visible_texts(banner))
    open_wizard.language.choose("zh")
    qtbot.waitUntil(lambda: "正在等待密码保管箱" in visible_texts(banner))
    open_wizard.language.choose("en")
    desk.answered.set()
    assert open_wizard.tasks.wait_idle()
    assert WAITING not in visible_texts(banner)
    assert wizard.currentId() == (PageId.JOB if is_answered else PageId.ACCOUNT)
    if not is_answered:
        assert "The password store doesn't answer" in visible_texts(banner)
