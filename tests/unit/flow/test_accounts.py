"""Several accounts: each with its name and its own secret, one of them in use, and an intake with the one that fits."""

from __future__ import annotations

import json
import stat
import sys
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.errors import AccountNameTaken, AccountUnknown, CredentialsMissing, KeyringUnavailable
from avatar_intake.flow.access import Access, AccessFinder
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.metastudio.iam import Grant
from avatar_intake.store.secrets import SessionSecrets

NORTH = Account(AccountKind.ACCESS_KEY, region="cn-north-4", project_id="p1", user="AK1", name="示例北京")
EAST = Account(AccountKind.ACCESS_KEY, region="cn-east-3", project_id="p2", user="AK2", name="示例上海")
OTHER = replace(NORTH, project_id="p3", name="Other project")
PRACTICE = Access(parse_endpoint("http://127.0.0.1:1"), "practice", AccessKey("a", "b"), is_practice=True)


class Host:
    def access(self) -> Access:
        return PRACTICE


class Place:
    """One data folder with a keyring that outlives the program."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.keyring = folder, SessionSecrets()
        self.accounts = self.start()

    def start(self) -> Accounts:
        """The program is started anew."""
        return Accounts(self.folder / "accounts.json", self.keyring, lambda _account, _password: Grant("t", "found"))

    def names(self) -> list[str]:
        return [one.name for one in self.start().known().all]

    def used(self) -> str:
        account = self.start().account()
        return account.name if account else ""


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path)


def test_the_newest_account_is_used_until_another_one_is_chosen(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))
    place.accounts.use(EAST, Secret("east"))
    assert (place.names(), place.used()) == (["示例北京", "示例上海"], "示例上海")

    place.accounts.choose("示例北京")

    assert place.used() == "示例北京"
    assert place.start().secret(EAST) == Secret("east")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_list_is_private_and_holds_no_secret(place: Place) -> None:
    place.accounts.use(NORTH, Secret("CANARY", "CANARY-token"))

    path = place.folder / "accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert b"CANARY" not in path.read_bytes()


def test_the_older_file_with_one_account_keeps_working_and_becomes_a_list_with_the_first_change(place: Place) -> None:
    older = place.folder / "account.json"
    known = {name: value for name, value in asdict(replace(NORTH, name="")).items() if name != "name"}
    older.write_text(json.dumps({"account": known}))
    place.keyring.put("access_key:cn-north-4::AK1", '["kept-before",""]')

    assert place.names() == ["cn-north-4 · AK1"]
    access = AccessFinder(place.start(), Host(), {}).find(ServiceChoice())
    assert access.credentials == AccessKey("AK1", "kept-before")

    place.accounts.use(EAST, Secret("east"))
    assert place.names() == ["cn-north-4 · AK1", "示例上海"]
    assert not older.exists()
    place.start().choose("cn-north-4 · AK1")
    assert place.used() == "cn-north-4 · AK1"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"accounts": 3}', b'{"account": {}}', b"\xff"])
@pytest.mark.parametrize("name", ["accounts.json", "account.json"])
def test_a_damaged_list_is_none(place: Place, name: str, content: bytes) -> None:
    (place.folder / name).write_bytes(content)

    assert place.names() == []


def test_without_a_name_it_is_called_by_its_place_and_user_with_a_number_where_that_is_taken(place: Place) -> None:
    first = place.accounts.use(replace(NORTH, name=""), Secret("one"))
    second = place.accounts.use(replace(OTHER, name=" "), Secret("one"))

    assert (first.name, second.name) == ("cn-north-4 · AK1", "cn-north-4 · AK1 (2)")


def test_a_name_belongs_to_one_account(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))

    with pytest.raises(AccountNameTaken):
        place.accounts.use(replace(EAST, name="示例北京"), Secret("east"))

    assert place.names() == ["示例北京"]


def test_the_same_account_once_more_replaces_the_one_that_is_there(place: Place) -> None:
    place.accounts.use(replace(NORTH, name=""), Secret("old"))
    place.accounts.use(replace(NORTH, name=""), Secret("new"))

    assert place.names() == ["cn-north-4 · AK1"]
    assert place.start().secret(NORTH) == Secret("new")


def test_an_account_is_changed_in_its_place_and_without_typing_its_secret_again(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))
    place.accounts.use(EAST, Secret("east"))

    place.accounts.use(replace(NORTH, name="Renamed", project_id="p9"), None, "示例北京")

    assert (place.names(), place.used()) == (["Renamed", "示例上海"], "Renamed")
    assert place.start().secret(NORTH) == Secret("north")


@pytest.mark.parametrize(
    "change", [{"user": "AK9"}, {"region": "cn-east-3"}, {"region": "", "endpoint": "https://x.y"}]
)
def test_a_secret_is_never_taken_along_to_another_place_or_user(place: Place, change: dict[str, str]) -> None:
    place.accounts.use(NORTH, Secret("north"))

    with pytest.raises(CredentialsMissing):
        place.accounts.use(replace(NORTH, **change), None, "示例北京")  # type: ignore[arg-type]

    assert place.start().known().used == NORTH


def test_another_user_leaves_nothing_of_the_one_before(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))
    place.accounts.use(replace(NORTH, user="AK9"), Secret("nine"), "示例北京")

    with pytest.raises(CredentialsMissing):
        place.start().secret(NORTH)
    assert place.names() == ["示例北京"]


def test_an_account_that_shall_not_be_remembered_any_more_leaves_keyring_and_disk(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))
    passing = place.accounts.use(replace(NORTH, is_remembered=False), None, "示例北京")

    assert place.accounts.account() == passing
    assert place.accounts.secret(passing) == Secret("north")
    assert place.names() == []
    with pytest.raises(CredentialsMissing):
        place.start().secret(NORTH)


def test_signing_one_out_leaves_the_others_and_the_next_one_is_used(place: Place) -> None:
    for account in (NORTH, EAST, OTHER):
        place.accounts.use(account, Secret(account.project_id))
    place.accounts.choose("示例上海")

    place.accounts.forget("示例上海")

    assert (place.names(), place.used()) == (["示例北京", "Other project"], "Other project")
    with pytest.raises(CredentialsMissing):
        place.start().secret(EAST)
    assert place.start().secret(NORTH) == Secret("p3"), "one key for two projects is one secret"
    place.accounts.forget()
    place.accounts.forget("示例北京")
    assert (place.names(), place.used(), place.keyring._secrets) == ([], "", {})


@pytest.mark.parametrize("gone", ["示例北京", "示例上海", "Other project"])
def test_signing_out_another_one_changes_nothing_about_the_one_in_use(place: Place, gone: str) -> None:
    passing = replace(EAST, user="AK7", name="Passing", is_remembered=False)
    for account in (NORTH, EAST, OTHER, passing):
        place.accounts.use(account, Secret("x"))
    used = "示例上海" if gone != "示例上海" else "示例北京"
    place.accounts.choose(used)

    place.accounts.forget(gone)

    known = place.accounts.known()
    assert known.used is not None
    assert known.used.name == used
    assert len(known.all) == 3


def test_an_account_that_is_signed_out_cannot_be_chosen(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))

    for ask in (place.accounts.choose, place.accounts.forget, place.accounts.speak_as):
        with pytest.raises(AccountUnknown) as caught:
            ask("nobody")
        assert caught.value.names == "示例北京"


def test_a_keyring_that_refuses_changes_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    place.accounts.use(NORTH, Secret("north"))

    def refuse(*_: str) -> None:
        raise KeyringUnavailable(back_end="locked")

    monkeypatch.setattr(place.keyring, "put", refuse)
    with pytest.raises(KeyringUnavailable):
        place.accounts.use(EAST, Secret("east"))

    assert (place.names(), place.used()) == (["示例北京"], "示例北京")


def test_a_project_that_the_sign_in_brings_is_remembered(place: Place) -> None:
    user = Account(AccountKind.PASSWORD, region="cn-north-4", user="u", domain="d", name="User")
    place.accounts.use(user, Secret("pw"))

    access = AccessFinder(place.accounts, Host(), {}).find(ServiceChoice())

    assert access.project_id == "found"
    account = place.start().account()
    assert account == replace(user, project_id="found")


# --- which one ----------------------------------------------------------------------------------------

AT_NORTH, AT_EAST = "https://metastudio.cn-north-4.myhuaweicloud.com", "https://metastudio.cn-east-3.myhuaweicloud.com"


@pytest.mark.parametrize(
    ("choice", "job_at", "name"),
    [
        (ServiceChoice(), None, "Other project"),
        (ServiceChoice(), (AT_NORTH, "p1"), "示例北京"),
        (ServiceChoice(), (AT_EAST, "p2"), "示例上海"),
        (ServiceChoice(), (AT_NORTH, "p3"), "Other project"),
        (ServiceChoice(region="cn-east-3"), None, "示例上海"),
        (ServiceChoice(endpoint=f"{AT_EAST}:443/"), None, "示例上海"),
        (ServiceChoice(region="cn-north-4"), None, "Other project"),
        (ServiceChoice(region="cn-north-4", project_id="p1"), None, "示例北京"),
        (ServiceChoice(project_id="p2"), None, "示例上海"),
        (ServiceChoice(project_id="p5"), None, "Other project"),
        (ServiceChoice(endpoint="https://evil.example.com"), None, "Other project"),
        (ServiceChoice(), ("https://evil.example.com", "p1"), "Other project"),
    ],
)
def test_an_intake_goes_with_the_account_that_fits_and_else_with_the_one_in_use(
    place: Place, choice: ServiceChoice, job_at: tuple[str, str] | None, name: str
) -> None:
    for account in (NORTH, EAST, OTHER):
        place.accounts.use(account, Secret(account.project_id))
    finder = AccessFinder(place.accounts, Host(), {})

    found = finder.account_for(choice, job_at)

    assert found is not None
    assert found.name == name
    place.accounts.speak_as("示例北京")
    assert finder.account_for(choice, job_at) == NORTH


def test_a_named_account_goes_before_the_environment(place: Place) -> None:
    place.accounts.use(NORTH, Secret("north"))
    place.accounts.use(EAST, Secret("east"))
    finder = AccessFinder(place.accounts, Host(), {"CLOUD_SDK_AK": "A", "CLOUD_SDK_SK": "S"})
    assert finder.find(ServiceChoice()).credentials == AccessKey("A", "S")

    place.accounts.speak_as("示例北京")

    assert finder.find(ServiceChoice()).credentials == AccessKey("AK1", "north")
    assert place.used() == "示例上海", "it is for this one command"
