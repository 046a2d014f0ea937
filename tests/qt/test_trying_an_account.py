"""*Test the connection* and *Find it* against practice studios that listen: each cause has its own words."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from certificates import Authority
from desk_at_studio import Workplace
from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from studio_visitor import studio_in

from avatar_intake import catalogue
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Tone
from avatar_intake.qt.wizard.account_form import AccountForm
from avatar_intake.qt.wizard.workbench import Workbench

pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints", "does not support grabbing the keyboard")


@dataclass
class Desk:
    """A real desk at a studio, and a form over it."""

    place: Workplace
    form: AccountForm
    tasks: Tasks
    language: Language

    @property
    def studio(self) -> PracticeStudio:
        return self.place.studio

    def key(self, **changed: str) -> Account:
        return replace(
            Account(AccountKind.ACCESS_KEY, "", self.studio.endpoint, self.studio.project_id, self.studio.ak), **changed
        )

    def user(self, **changed: str) -> Account:
        user = replace(self.key(), kind=AccountKind.PASSWORD, user=self.studio.user, domain=self.studio.domain)
        return replace(user, **changed)

    def fill_in(self, account: Account, secret: Secret) -> None:
        self.form.show_account(account)
        combo = self.form.findChild(QComboBox, "region")
        assert isinstance(combo, QComboBox)
        combo.setCurrentIndex(combo.count() - 1)
        by_kind = {AccountKind.ACCESS_KEY: "secretKey", AccountKind.PASSWORD: "password", AccountKind.TOKEN: "token"}
        for name, text in ((by_kind[account.kind], secret.value), ("securityToken", secret.security_token)):
            self.line(name).setText(text)

    def line(self, name: str) -> QLineEdit:
        found = self.form.findChild(QLineEdit, name)
        assert isinstance(found, QLineEdit), name
        return found

    def press(self, name: str) -> None:
        button = self.form.findChild(QPushButton, name)
        assert isinstance(button, QPushButton), name
        button.click()
        assert self.tasks.wait_idle(30_000)

    def said(self) -> tuple[Tone, str, str]:
        banner = self.form.findChild(Banner, "connectionResult")
        assert isinstance(banner, Banner)
        assert banner.notice is not None
        return banner.notice.tone, banner.notice.title, banner.notice.explanation


@pytest.fixture
def at_desk(
    tmp_path: Path, qtbot: QtBot, tasks: Tasks, look: Look, language: Language
) -> Iterator[Callable[[PracticeStudio], Desk]]:
    made: list[Desk] = []

    def make(studio: PracticeStudio) -> Desk:
        place = Workplace(tmp_path / "desk", studio)
        bench = Workbench(place.desk, tasks, Runs(place.desk), look, language, Settings(), lambda _: None)
        form = AccountForm(bench)
        qtbot.addWidget(form)
        form.show()
        made.append(Desk(place, form, tasks, language))
        return made[-1]

    yield make
    for desk in made:
        desk.place.close()


@pytest.fixture
def desk(tmp_path: Path, at_desk: Callable[[PracticeStudio], Desk]) -> Iterator[Desk]:
    with studio_in(tmp_path) as studio:
        yield at_desk(studio)


def answer(step: str, status: int, body: str = "", **headers: str) -> Fault:
    return Fault(step, Action.ANSWER, status=status, body=body, headers=headers)


def error(code: str) -> str:
    return json.dumps({"error_code": code, "error_msg": "made up"})


LOCKED = json.dumps({"error": {"code": 401, "message": "The account is locked."}})
# What is filled in, what the studio does, and the entry of the catalogue that is said.
CAUSES: dict[str, tuple[Callable[[Desk], tuple[Account, Secret]], Fault | None, str]] = {
    "wrong secret key": (lambda it: (it.key(), Secret("wrong")), None, "A02"),
    "wrong access key": (lambda it: (it.key(user="AKWRONG"), Secret(it.studio.sk)), None, "A02"),
    "temporary key at its end": (lambda it: (it.key(), Secret(it.studio.sk, "ended")), None, "A10"),
    "wrong password": (lambda it: (it.user(), Secret("wrong")), None, "A09"),
    "wrong account name": (lambda it: (it.user(domain="elsewhere"), Secret(it.studio.password)), None, "A09"),
    "locked user": (lambda it: (it.user(), Secret(it.studio.password)), answer("token", 401, LOCKED), "A11"),
    "no programmatic access": (
        lambda it: (it.user(), Secret(it.studio.password)),
        answer("token", 403, '{"error": {"code": 403, "message": "Forbidden"}}'),
        "A04",
    ),
    "pasted token at its end": (
        lambda it: (replace(it.key(user=""), kind=AccountKind.TOKEN), Secret("MII-ended")),
        None,
        "A01",
    ),
    "no permission": (lambda it: (it.key(), Secret(it.studio.sk)), answer("list", 403, error("APIGW.0302")), "A04"),
    "another's project, by key": (lambda it: (it.key(project_id="f" * 32), Secret(it.studio.sk)), None, "A07"),
    "another's project, by password": (
        lambda it: (it.user(project_id="f" * 32), Secret(it.studio.password)),
        None,
        "A07",
    ),
    "proxy that wants a password": (lambda it: (it.key(), Secret(it.studio.sk)), answer("list", 407), "N10"),
    "sign-in page": (lambda it: (it.key(), Secret(it.studio.sk)), Fault("list", Action.HTML), "N21"),
    "sign-in page elsewhere": (lambda it: (it.key(), Secret(it.studio.sk)), Fault("list", Action.REDIRECT), "N21"),
    "sign-in page before the password": (
        lambda it: (it.user(), Secret(it.studio.password)),
        Fault("token", Action.REDIRECT),
        "N21",
    ),
    "busy": (lambda it: (it.key(), Secret(it.studio.sk)), answer("list", 503), "N22"),
    "line that breaks": (
        lambda it: (it.key(), Secret(it.studio.sk)),
        Fault("list", Action.DROP_BEFORE_READING),
        "N20",
    ),
    "no such service there": (
        lambda it: (it.key(), Secret(it.studio.sk)),
        answer("list", 404, error("APIGW.0101")),
        "C10",
    ),
    "another server there": (
        lambda it: (it.key(), Secret(it.studio.sk)),
        answer("list", 404, "<html>Not found</html>", **{"Content-Type": "text/html"}),
        "C09",
    ),
}


def assert_said(desk: Desk, message_id: str) -> None:
    """The entry's own words, in both languages, with something to do next."""
    for code in ("en", "zh"):
        desk.language.choose(code)
        QCoreApplication.sendPostedEvents()  # the form is told of it
        text = catalogue.MESSAGES[message_id].text("zh" if code == "zh" else "en")
        tone, title, explanation = desk.said()
        assert tone in (Tone.BAD, Tone.WARN)
        assert title == text.title
        assert explanation
        assert text.actions


@pytest.mark.parametrize("cause", CAUSES, ids=str)
def test_each_cause_has_its_own_words_in_both_languages(desk: Desk, cause: str) -> None:
    filled_in, fault, message_id = CAUSES[cause]
    if fault is not None:
        desk.studio.faults.add(fault)
    desk.fill_in(*filled_in(desk))

    desk.press("testConnection")

    assert_said(desk, message_id)


def test_no_two_causes_are_said_alike() -> None:
    ids = {message_id for *_, message_id in CAUSES.values()} | {"A03", "N03"}

    for code in ("zh", "en"):
        texts = [catalogue.MESSAGES[message_id].text("zh" if code == "zh" else "en") for message_id in ids]
        assert len({text.explanation for text in texts}) == len(ids)


def test_a_clock_that_is_off_is_told_from_a_wrong_key(
    tmp_path: Path, at_desk: Callable[[PracticeStudio], Desk]
) -> None:
    with studio_in(tmp_path, clock_offset_s=7200.0) as studio:
        desk = at_desk(studio)
        desk.fill_in(desk.key(), Secret(studio.sk))

        desk.press("testConnection")

        assert_said(desk, "A03")


def test_a_certificate_that_nobody_vouches_for_is_not_gone_around(
    tmp_path: Path, at_desk: Callable[[PracticeStudio], Desk]
) -> None:
    Authority(tmp_path / "authority").server("127.0.0.1")
    pem = tmp_path / "authority" / "server-127.0.0.1.pem"
    with studio_in(tmp_path, tls=(pem, pem)) as studio:
        desk = at_desk(studio)
        for account, secret in ((desk.key(), studio.sk), (desk.user(), studio.password)):
            desk.fill_in(account, Secret(secret))
            desk.press("testConnection")
            assert_said(desk, "N05")
        assert not studio.world.requests


def test_where_nobody_listens_it_says_so(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    desk.fill_in(desk.key(endpoint=f"http://127.0.0.1:{port}"), Secret(desk.studio.sk))

    desk.press("testConnection")

    assert_said(desk, "N20")
    assert "127.0.0.1" in desk.said()[2]


@pytest.mark.parametrize("kind", ["key", "password", "token"])
def test_what_works_says_whose_it_is_and_how_many_jobs_there_are(desk: Desk, kind: str) -> None:
    account, secret = {
        "key": (desk.key(), desk.studio.sk),
        "password": (desk.user(), desk.studio.password),
        "token": (replace(desk.key(user=""), kind=AccountKind.TOKEN), desk.studio.token),
    }[kind]
    desk.fill_in(account, Secret(secret))

    desk.press("testConnection")

    tone, title, explanation = desk.said()
    assert (tone, title) == (Tone.GOOD, "The connection works")
    assert "0 jobs found" in explanation
    assert desk.studio.project_name in explanation
    assert (desk.studio.user in explanation) is (kind == "password")


# --- the project --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["key", "password", "token"])
def test_the_project_is_found_and_filled_in(desk: Desk, kind: str) -> None:
    account, secret = {
        "key": (desk.key(project_id=""), desk.studio.sk),
        "password": (desk.user(project_id=""), desk.studio.password),
        "token": (replace(desk.key(project_id="", user=""), kind=AccountKind.TOKEN), desk.studio.token),
    }[kind]
    desk.fill_in(account, Secret(secret))

    desk.press("findProject")

    assert desk.line("projectId").text() == desk.studio.project_id
    assert desk.said() == (Tone.GOOD, "The project was found", desk.studio.project_name)


def test_of_several_projects_one_is_chosen(desk: Desk) -> None:
    found = [{"id": "p1", "name": "film & co"}, {"id": "p2", "name": "示例"}]
    desk.studio.faults.add(answer("open_projects", 200, json.dumps({"projects": found})))
    desk.fill_in(desk.key(project_id=""), Secret(desk.studio.sk))

    desk.press("findProject")
    menu = desk.form.findChild(QMenu, "projectMenu")
    assert isinstance(menu, QMenu)
    assert [action.text().partition("  ")[0] for action in menu.actions()] == ["film && co", "示例"]
    assert desk.said()[0] is Tone.INFO
    chosen = menu.findChild(QAction, "project_1")
    assert isinstance(chosen, QAction)
    chosen.trigger()
    menu.close()

    assert desk.line("projectId").text() == "p2"
    assert desk.said() == (Tone.GOOD, "The project was found", "示例")


@pytest.mark.parametrize(
    ("fault", "message_id"),
    [
        (answer("open_projects", 200, '{"projects": []}'), "A12"),
        (answer("open_projects", 403, '{"error": {"code": 403}}'), "A04"),
        (answer("open_projects", 404, '{"error": {"code": 404}}'), "C05"),
        (answer("open_projects", 200, '{"projects": 3}'), "C09"),
        (Fault("open_projects", Action.DROP_BEFORE_READING), "N20"),
        (Fault("open_projects", Action.HTML), "N21"),
    ],
    ids=lambda item: str(getattr(item, "action", item)),
)
def test_a_project_that_is_not_found_is_said_and_can_be_typed(desk: Desk, fault: Fault, message_id: str) -> None:
    desk.studio.faults.add(fault)
    desk.fill_in(desk.key(project_id=""), Secret(desk.studio.sk))

    desk.press("findProject")

    assert_said(desk, message_id)
    button = desk.form.findChild(QPushButton, "findProject")
    assert isinstance(button, QPushButton)
    assert button.isEnabled()


def test_the_project_is_looked_for_only_with_a_whole_sign_in(desk: Desk) -> None:
    desk.fill_in(desk.key(project_id=""), Secret(""))
    before = len(desk.studio.world.requests)

    desk.press("findProject")

    assert len(desk.studio.world.requests) == before
    desk.line("secretKey").setText(desk.studio.sk)
    desk.press("findProject")
    assert desk.line("projectId").text() == desk.studio.project_id
