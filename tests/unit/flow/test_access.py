"""Whose account is used, and that a secret goes only where its owner meant it to go."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Role, ServiceChoice
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import (
    BadServiceAddress,
    CredentialsForgotten,
    CredentialsMissing,
    KeyringFault,
    KeyringUnavailable,
    SecretNotRemoved,
)
from avatar_intake.flow.access import Access, AccessFinder, access_of
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.metastudio.auth import AccessKey, Token
from avatar_intake.metastudio.iam import Grant
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.store.vault import seal, unseal

KEY = Account(AccountKind.ACCESS_KEY, region="cn-north-4", project_id="p1", user="AK1")
SECRET = Secret("CANARY-SECRET-KEY")
PRACTICE = Access(parse_endpoint("http://127.0.0.1:1"), "practice", AccessKey("a", "b"), is_practice=True)


class Host:
    def access(self) -> Access:
        return PRACTICE


class BrokenKeyring(SessionSecrets):
    def put(self, name: str, secret: str) -> None:
        raise KeyringUnavailable(back_end="broken")


def no_login(account: Account, password: str) -> Grant:
    raise AssertionError("no login is expected")


def accounts(tmp_path: Path, keyring: SessionSecrets | None = None, login=no_login) -> Accounts:  # type: ignore[no-untyped-def]
    return Accounts(tmp_path / "accounts.json", keyring or SessionSecrets(), login)


def test_a_saved_account_is_found_again_and_its_secret_is_in_no_file(tmp_path: Path) -> None:
    keyring = SessionSecrets()
    accounts(tmp_path, keyring).use(KEY, SECRET)

    access = AccessFinder(accounts(tmp_path, keyring), Host(), {}).find(ServiceChoice())

    assert access.credentials == AccessKey("AK1", "CANARY-SECRET-KEY")
    assert access.endpoint.host == "metastudio.cn-north-4.myhuaweicloud.com"
    assert all(b"CANARY" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_an_account_that_is_not_remembered_ends_with_the_program(tmp_path: Path) -> None:
    keyring = SessionSecrets()
    passing = Account(AccountKind.TOKEN, region="cn-north-4", project_id="p1", is_remembered=False)
    first = accounts(tmp_path, keyring)
    first.use(passing, Secret("token"))

    assert AccessFinder(first, Host(), {}).find(ServiceChoice()).credentials == Token("token")
    assert accounts(tmp_path, keyring).account() is None
    assert not list(tmp_path.iterdir())


def test_when_the_keyring_refuses_nothing_is_kept(tmp_path: Path) -> None:
    kept = accounts(tmp_path, BrokenKeyring())

    with pytest.raises(KeyringUnavailable):
        kept.use(KEY, SECRET)

    assert kept.account() is None


def test_signing_out_wipes(tmp_path: Path) -> None:
    keyring = SessionSecrets()
    kept = accounts(tmp_path, keyring)
    kept.use(KEY, SECRET)

    kept.forget()

    assert kept.account() is None
    with pytest.raises(CredentialsMissing):
        kept.secret(KEY)


class LockedKeyring(SessionSecrets):
    def forget(self, name: str) -> None:
        raise KeyringUnavailable("locked", KeyringFault.LOCKED)


def test_signing_out_is_done_here_even_where_the_keyring_keeps_the_secret_and_it_is_said(tmp_path: Path) -> None:
    kept = accounts(tmp_path, LockedKeyring())
    kept.use(KEY, SECRET)

    with pytest.raises(SecretNotRemoved):
        kept.forget()

    assert kept.account() is None
    assert not any(b"AK1" in path.read_bytes() for path in tmp_path.iterdir())


def test_an_account_that_shall_not_be_remembered_any_more_leaves_the_keyring_and_the_disk(tmp_path: Path) -> None:
    keyring = SessionSecrets()
    kept = accounts(tmp_path, keyring)
    kept.use(KEY, SECRET)

    kept.use(replace(KEY, is_remembered=False), SECRET)

    assert kept.secret(replace(KEY, is_remembered=False)) == SECRET
    assert accounts(tmp_path, keyring).account() is None
    with pytest.raises(CredentialsForgotten):
        kept.secret(KEY)


def test_locking_forgets_only_what_is_in_memory_alone(tmp_path: Path) -> None:
    kept = accounts(tmp_path)
    kept.use(KEY, SECRET)
    kept.lock()
    assert kept.secret(KEY) == SECRET

    passing = Account(AccountKind.TOKEN, region="cn-north-4", project_id="p1", is_remembered=False)
    kept.use(passing, Secret("token"))
    kept.lock()
    assert kept.account() == replace(passing, name=passing.called)
    with pytest.raises(CredentialsForgotten):
        AccessFinder(kept, Host(), {}).find(ServiceChoice())


@pytest.mark.parametrize(
    ("kind", "first", "again"),
    [
        (AccountKind.ACCESS_KEY, "sk", "sk"),
        (AccountKind.PASSWORD, "password", "password"),
        (AccountKind.TOKEN, "today", "tomorrow"),
    ],
)
def test_after_a_restart_a_half_done_upload_goes_on_only_with_the_same_secret(
    tmp_path: Path, kind: AccountKind, first: str, again: str
) -> None:
    """What the account form says where nothing is remembered."""
    passing = Account(kind, region="cn-north-4", project_id="p1", user="U", domain="D", is_remembered=False)
    tokens = iter(("token1", "token2"))

    def seal_secret(typed: str) -> str:
        begun_anew = accounts(tmp_path, login=lambda account, password: Grant(next(tokens)))
        begun_anew.use(passing, Secret(typed))
        return access_of(begun_anew, passing, begun_anew.secret(passing)).seal_secret

    addresses = {Role.COVER: (SecretUrl("https://store.example/1"),)}
    sealed = seal(addresses, seal_secret(first))
    assert (unseal(sealed, seal_secret(again)) == addresses) is (first == again)


def test_an_intake_file_cannot_send_the_saved_token_elsewhere(tmp_path: Path) -> None:
    kept = accounts(tmp_path)
    kept.use(KEY, SECRET)

    with pytest.raises(BadServiceAddress):
        AccessFinder(kept, Host(), {}).find(ServiceChoice(endpoint="https://evil.example.com"))


def test_the_environment_goes_before_the_saved_account(tmp_path: Path) -> None:
    kept = accounts(tmp_path)
    kept.use(KEY, SECRET)
    environment = {"CLOUD_SDK_AK": "A", "CLOUD_SDK_SK": "S", "CLOUD_SDK_SECURITY_TOKEN": "T"}

    access = AccessFinder(kept, Host(), environment).find(ServiceChoice(region="cn-east-3", project_id="p2"))

    assert access.credentials == AccessKey("A", "S", "T")
    assert (access.project_id, access.endpoint.host) == ("p2", "metastudio.cn-east-3.myhuaweicloud.com")


def test_a_token_of_the_environment_is_enough(tmp_path: Path) -> None:
    finder = AccessFinder(accounts(tmp_path), Host(), {"AVATAR_INTAKE_TOKEN": "tok"})

    assert finder.find(ServiceChoice(region="cn-north-4", project_id="p")).credentials == Token("tok")


ELSEWHERE = ServiceChoice(endpoint="https://evil.example.com", project_id="p")


@pytest.mark.parametrize("told", [{}, {"AVATAR_INTAKE_ENDPOINT": "https://studio.example.com"}])
@pytest.mark.parametrize("secret", [{"AVATAR_INTAKE_TOKEN": "tok"}, {"CLOUD_SDK_AK": "A", "CLOUD_SDK_SK": "S"}])
def test_an_intake_file_cannot_send_the_environments_credentials_elsewhere(
    tmp_path: Path, told: dict[str, str], secret: dict[str, str]
) -> None:
    with pytest.raises(BadServiceAddress) as said:
        AccessFinder(accounts(tmp_path), Host(), secret | told).find(ELSEWHERE)

    assert said.value.found == "https://evil.example.com"
    assert next(iter(told.values()), "AVATAR_INTAKE_ENDPOINT") in said.value.needed


@pytest.mark.parametrize(
    "choice", [ServiceChoice(project_id="p"), ServiceChoice(endpoint="https://studio.example.com/", project_id="p")]
)
def test_an_address_of_ones_own_is_named_by_the_environment_that_holds_the_credentials(
    tmp_path: Path, choice: ServiceChoice
) -> None:
    environment = {"AVATAR_INTAKE_TOKEN": "tok", "AVATAR_INTAKE_ENDPOINT": "https://studio.example.com"}

    access = AccessFinder(accounts(tmp_path), Host(), environment).find(choice)

    assert (access.endpoint.base, access.credentials) == ("https://studio.example.com", Token("tok"))


def test_the_environments_credentials_may_go_to_the_address_of_the_account_in_use(tmp_path: Path) -> None:
    kept = accounts(tmp_path)
    kept.use(replace(KEY, region="", endpoint="https://studio.example.com"), SECRET)
    finder = AccessFinder(kept, Host(), {"AVATAR_INTAKE_TOKEN": "tok"})

    assert finder.find(ServiceChoice(endpoint="https://studio.example.com")).credentials == Token("tok")
    with pytest.raises(BadServiceAddress):
        finder.find(ELSEWHERE)


@pytest.mark.parametrize("choice", [ServiceChoice(), ServiceChoice(region="cn-north-4"), ServiceChoice(project_id="p")])
def test_credentials_without_a_place_are_an_error_that_says_what_is_missing(
    tmp_path: Path, choice: ServiceChoice
) -> None:
    finder = AccessFinder(accounts(tmp_path), Host(), {"AVATAR_INTAKE_TOKEN": "tok"})

    with pytest.raises(BadServiceAddress):
        finder.find(choice)


def test_without_any_credentials_it_says_so(tmp_path: Path) -> None:
    with pytest.raises(CredentialsMissing):
        AccessFinder(accounts(tmp_path), Host(), {}).find(ServiceChoice(region="cn-north-4", project_id="p"))


def test_a_rehearsal_never_touches_an_account(tmp_path: Path) -> None:
    environment = {"CLOUD_SDK_AK": "A", "CLOUD_SDK_SK": "S"}

    assert AccessFinder(accounts(tmp_path), Host(), environment).find(ServiceChoice(is_practice=True)) is PRACTICE


def test_an_iam_users_token_is_fetched_once_and_stays_in_memory(tmp_path: Path) -> None:
    asked: list[str] = []

    def login(account: Account, password: str) -> Grant:
        asked.append(password)
        return Grant("fetched-token")

    keyring = SessionSecrets()
    kept = accounts(tmp_path, keyring, login)
    kept.use(Account(AccountKind.PASSWORD, region="cn-north-4", project_id="p", user="u", domain="d"), Secret("pw"))
    finder = AccessFinder(kept, Host(), {})

    assert {finder.find(ServiceChoice()).credentials for _ in range(3)} == {Token("fetched-token")}
    assert asked == ["pw"]
    assert all(b"fetched-token" not in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
