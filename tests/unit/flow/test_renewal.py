"""A token that ends during a run is renewed once, whoever meets its end, and nothing of the run is lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from small_desk import SmallDesk
from small_studio import SmallStudio

from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.domain.service import JobDetail, JobQuery, JobSummary
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import CredentialsRejected, NetworkUnreachable, TokenExpired
from avatar_intake.flow.access import Access, AccessFinder, access_of
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.flow.renewal import RenewingService
from avatar_intake.flow.sign_in import SignIns
from avatar_intake.metastudio.auth import Token
from avatar_intake.metastudio.iam import Grant
from avatar_intake.store.secrets import SessionSecrets

USER = Account(AccountKind.PASSWORD, region="cn-north-4", project_id="p", user="example-user", domain="example-domain")
SECRET = Secret("CANARY-password")
EXPIRED = TokenExpired(status=401, code="MSS.00010008")


class Login:
    """An identity service that numbers its tokens. ``script`` says what goes wrong the next times."""

    def __init__(self, *script: Exception, life_s: float | None = None) -> None:
        self.passwords: list[str] = []
        self.script = list(script)
        self.life_s = life_s

    def __call__(self, account: Account, password: str) -> Grant:
        if self.script:
            raise self.script.pop(0)
        self.passwords.append(password)
        return Grant(f"token-{len(self.passwords)}", life_s=self.life_s)


class Guarded(SmallStudio):
    """A studio that lets only the tokens in that are good now."""

    def __init__(self, *good: str) -> None:
        super().__init__()
        self.good = set(good)

    def show(self, job_id: str) -> JobDetail:
        return JobDetail(JobSummary(job_id, "示例", "WAIT_FILE_UPLOAD"))


class Door:
    """A `Service` for one token of a guarded studio; only what the tests ask."""

    def __init__(self, studio: Guarded, token: Token) -> None:
        self._studio, self._token = studio, token

    def __getattr__(self, name: str) -> object:
        if self._token.value not in self._studio.good:
            raise EXPIRED
        return getattr(self._studio, name)


def accounts(folder: Path, login: Login) -> Accounts:
    folder.mkdir(exist_ok=True)
    kept = Accounts(folder / "accounts.json", SessionSecrets(), login)
    kept.use(USER, SECRET)
    return kept


def found(kept: Accounts) -> Access:
    return AccessFinder(kept, None, {}).find(ServiceChoice())  # type: ignore[arg-type]


def service_for(access: Access, studio: Guarded) -> RenewingService:
    assert access.renew is not None
    assert isinstance(access.credentials, Token)
    return RenewingService(lambda token: Door(studio, token), access.credentials, access.renew)  # type: ignore[arg-type, return-value]


def test_a_call_that_meets_the_end_of_its_token_is_made_once_more_with_a_fresh_one(tmp_path: Path) -> None:
    login, studio = Login(), Guarded("token-2")

    service = service_for(found(accounts(tmp_path, login)), studio)

    assert service.show("job").summary.job_id == "job"
    assert service.list(JobQuery()).count == 0
    assert login.passwords == ["CANARY-password"] * 2


def test_a_fresh_token_that_is_refused_too_is_an_error_and_no_third_is_asked_for(tmp_path: Path) -> None:
    login = Login()

    with pytest.raises(TokenExpired):
        service_for(found(accounts(tmp_path, login)), Guarded()).show("job")

    assert len(login.passwords) == 2


def test_nobody_waits_for_another_users_sign_in_and_what_it_brings_after_a_sign_out_is_not_kept() -> None:
    hangs, goes_on = threading.Event(), threading.Event()
    asked: list[str] = []

    def login(account: Account, _password: str) -> Grant:
        asked.append(account.user)
        if len(asked) == 1:
            hangs.set()
            goes_on.wait(20.0)
        return Grant(f"token-{len(asked)}")

    sign_ins = SignIns(login, lambda: 0.0)
    slow = threading.Thread(target=sign_ins.user, args=(USER, SECRET), daemon=True)
    slow.start()
    assert hangs.wait(20.0)

    others = threading.Thread(
        target=lambda: (sign_ins.user(replace(USER, user="other"), SECRET), sign_ins.forget()), daemon=True
    )
    others.start()
    others.join(5.0)
    has_waited = others.is_alive()
    goes_on.set()
    slow.join(20.0)
    others.join(20.0)

    assert not has_waited
    sign_ins.user(USER, SECRET)
    assert asked == [USER.user, "other", USER.user]


def test_many_threads_that_meet_the_end_of_one_token_sign_in_once(tmp_path: Path) -> None:
    login, studio = Login(), Guarded("token-2")
    service = service_for(found(accounts(tmp_path, login)), studio)
    answers: list[str] = []
    together = threading.Barrier(8)

    def ask() -> None:
        together.wait()
        answers.append(service.show("job").summary.job_id)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == ["job"] * 8
    assert len(login.passwords) == 2


def test_several_runs_of_one_account_share_the_fresh_token(tmp_path: Path) -> None:
    login, studio = Login(), Guarded("token-2")
    kept = accounts(tmp_path, login)
    first, second = service_for(found(kept), studio), service_for(found(kept), studio)

    first.show("job")
    second.show("job")

    assert len(login.passwords) == 2
    assert found(kept).credentials == Token("token-2")


def test_a_network_that_is_gone_at_the_renewal_is_waited_for_like_any_other(tmp_path: Path) -> None:
    login, studio = Login(), Guarded("token-2")
    service = service_for(found(accounts(tmp_path, login)), studio)
    login.script = [NetworkUnreachable(host="iam.example")]

    with pytest.raises(NetworkUnreachable):
        service.show("job")

    assert service.show("job").summary.job_id == "job"


def test_a_password_that_was_changed_meanwhile_ends_the_run(tmp_path: Path) -> None:
    login, studio = Login(), Guarded("token-2")
    service = service_for(found(accounts(tmp_path, login)), studio)
    login.script = [CredentialsRejected(status=401, code="")]

    with pytest.raises(CredentialsRejected) as caught:
        service.show("job")

    assert type(caught.value) is CredentialsRejected


def test_another_password_is_tried_and_not_taken_for_the_one_before(tmp_path: Path) -> None:
    login = Login()
    kept = accounts(tmp_path, login)
    found(kept)

    access_of(kept, USER, Secret("another"))

    assert login.passwords == ["CANARY-password", "another"]


def test_keys_and_pasted_tokens_are_not_renewed(tmp_path: Path) -> None:
    kept = Accounts(tmp_path / "accounts.json", SessionSecrets(), Login())
    token = Account(AccountKind.TOKEN, region="cn-north-4", project_id="p")
    key = Account(AccountKind.ACCESS_KEY, region="cn-north-4", project_id="p", user="AK")

    assert access_of(kept, token, Secret("tok")).renew is None
    assert access_of(kept, key, Secret("SK")).renew is None


def test_an_upload_can_be_continued_after_a_new_sign_in(tmp_path: Path) -> None:
    """Addresses are sealed with what stays: with the token as the key, tomorrow's run would have to start over."""
    today, tomorrow = (found(accounts(tmp_path / name, Login())) for name in ("today", "tomorrow"))
    elsewhere = Accounts(tmp_path / "other.json", SessionSecrets(), Login())
    other = access_of(elsewhere, USER, Secret("another"))

    assert today.seal_secret == tomorrow.seal_secret
    assert today.seal_secret != other.seal_secret
    assert "CANARY" not in today.seal_secret


def test_nothing_secret_shows_itself(tmp_path: Path) -> None:
    kept = accounts(tmp_path, Login())
    access = found(kept)

    shown = f"{access!r} {kept.sign_ins._kept.values()!r}"
    assert not any(text in shown for text in ("CANARY", "token-1", access.seal_secret))


def test_a_whole_submission_outlives_its_token(tmp_path: Path) -> None:
    login = Login()
    desk = SmallDesk(tmp_path / "desk")
    access = found(accounts(tmp_path, login))
    ends: list[str] = []

    def end_of_token(step: str) -> None:
        if step == "GET_MULTIPART_UPLOADED" and not ends:
            ends.append(step)
            raise EXPIRED

    desk.studio.on_call = end_of_token
    assert access.renew is not None
    assert isinstance(access.credentials, Token)
    renewing = RenewingService(lambda _token: desk.studio, access.credentials, access.renew)

    outcome = desk.run(service=renewing)

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert len(login.passwords) == 2
    assert set(desk.studio.puts.values()) == {1}
