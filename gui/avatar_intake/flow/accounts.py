"""The accounts that are kept: add, change, choose, sign out. Secrets are in the keyring or in memory, not in a file."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import count
from pathlib import Path

import msgspec

from avatar_intake.domain.endpoint import Endpoint, endpoint_of
from avatar_intake.domain.intake import ServiceChoice
from avatar_intake.errors import (
    AccountNameTaken,
    AccountUnknown,
    CredentialsForgotten,
    CredentialsMissing,
    KeyringUnavailable,
    SecretNotRemoved,
)
from avatar_intake.flow.model import Account, AccountKind, KnownAccounts, Secret
from avatar_intake.flow.sign_in import PasswordLogin, Renewal, SignedIn, SignIns, secret_name
from avatar_intake.store.account_file import AccountFile, Listed
from avatar_intake.store.secrets import SERVICE, SecretStore, SessionSecrets


class Accounts:
    """The accounts of one data folder. ``path`` is the list's file; `account.json` beside it is its older form.

    Thread-safe. Every method may block on a file, most on the keyring: call them in a worker.
    """

    def __init__(
        self, path: Path, keyring: SecretStore, login: PasswordLogin, now_s: Callable[[], float] = time.time
    ) -> None:
        self._file = AccountFile(path, path.with_name("account.json"), Account)
        self._keyring, self._session = keyring, SessionSecrets()
        self._passing: tuple[Account, ...] = ()  # not to be remembered: they end with the program
        self._passing_used = ""
        self._only = ""
        self.sign_ins = SignIns(login, now_s)

    # --- which ------------------------------------------------------------------------------------

    def known(self) -> KnownAccounts:
        """All accounts and the one in use."""
        listed = self._file.read()
        everyone = (*map(_named, listed.accounts), *self._passing)
        used = self._only or self._passing_used or (listed.in_use.called if listed.in_use else "")
        return KnownAccounts(everyone, next((one for one in everyone if one.name == used), None))

    def account(self) -> Account | None:
        """The account in use, or ``None``."""
        return self.known().used

    @property
    def is_named(self) -> bool:
        """Whether `speak_as` has said which account it has to be."""
        return bool(self._only)

    def speak_as(self, name: str) -> None:
        """Use this account until the program ends, and no other; nothing is kept of that. Raises `AccountUnknown`."""
        self._only = self._find(name).name

    def choose(self, name: str) -> Account:
        """Use this account from now on. Raises `AccountUnknown`."""
        with self._file.lock:
            account = self._find(name)
            if account in self._passing:
                self._passing_used = name
                return account
            listed = self._file.read()
            place = next(n for n, one in enumerate(listed.accounts) if one.called == name)
            self._file.write(replace(listed, used=place))
            self._passing_used = ""
        return account

    # --- change -----------------------------------------------------------------------------------

    def use(self, account: Account, secret: Secret | None, replaces: str = "") -> Account:
        """Keep an account and use it from now on; it comes back with its name.

        ``replaces`` is the name of the account that this is a change of. Without a ``secret`` the kept one stays.
        One that shall not be remembered any more leaves the keyring, as far as the keyring lets it.
        Raises `AccountNameTaken`, and `CredentialsMissing` or `KeyringUnavailable` before anything is kept.
        """
        known = self.known()
        old = next((one for one in known.all if one.name == replaces), None) or _same(known, account)
        others = tuple(one for one in known.all if one is not old)
        named = replace(account, name=_name_for(account, old, others))
        self._keep_secret(named, self._kept_for(old, named) if secret is None else secret)
        with self._file.lock:
            self._put(named, old)
        if old is not None:
            with suppress(KeyringUnavailable):
                self._forget_secret(old, (*others, named))
            self.sign_ins.forget()
        return named

    def forget(self, name: str = "") -> None:
        """Sign one out, by default the one in use: its secret leaves the keyring and the memory, itself the disk.

        The next one of the list is used then. Raises `AccountUnknown`, and `SecretNotRemoved` when all is done but the
        keyring's part.
        """
        account = self._find(name) if name else self.account()
        if account is None:
            return
        others = tuple(one for one in self.known().all if one.name != account.name)
        self.sign_ins.forget()
        with self._file.lock:
            self._remove(account)
        try:
            self._forget_secret(account, others)
        except KeyringUnavailable:
            raise SecretNotRemoved(SERVICE) from None

    def lock(self) -> None:
        """Forget every secret that is kept in memory only; the accounts stay, `secret` then says what is gone."""
        for account in self._passing:
            self._session.forget(secret_name(account))
        if self._passing:
            self.sign_ins.forget()

    def secret(self, account: Account) -> Secret:
        """The account's secret. Raises `CredentialsForgotten` or `KeyringUnavailable`."""
        kept = self._store_of(account).get(secret_name(account))
        if kept is None:
            raise CredentialsForgotten
        value, security_token = msgspec.json.decode(kept, type=tuple[str, str])
        return Secret(value, security_token)

    # --- signing in -------------------------------------------------------------------------------

    def sign_in(self, account: Account, secret: Secret) -> tuple[SignedIn, Renewal]:
        """An IAM user's token and what renews it. A project that was not known is remembered.

        Raises `CredentialsRejected` and what a network can bring.
        """
        user = self.sign_ins.user(account, secret)
        if user.project_id and not account.project_id:
            self._remember_project(account, user.project_id)
        return user, Renewal(self.sign_ins, account, secret)

    # --- inside -----------------------------------------------------------------------------------

    def _find(self, name: str) -> Account:
        everyone = self.known().all
        found = next((one for one in everyone if one.name == name), None)
        if found is None:
            raise AccountUnknown(name=name, names=", ".join(one.name for one in everyone))
        return found

    def _put(self, account: Account, old: Account | None) -> None:
        """Put it where ``old`` was, or at the end, and use it."""
        listed = self._file.read()
        kept = list(listed.accounts)
        place = next((n for n, one in enumerate(kept) if old is not None and one.called == old.name), None)
        passing = tuple(one for one in self._passing if old is None or one.name != old.name)
        if account.is_remembered:
            if place is None:
                kept, place = [*kept, account], len(kept)
            else:
                kept[place] = account
            self._file.write(Listed(tuple(kept), place))
            self._passing, self._passing_used = passing, ""
            return
        if place is not None:
            self._file.write(_without(listed, place))
        self._passing, self._passing_used = (*passing, account), account.name

    def _remove(self, account: Account) -> None:
        listed = self._file.read()
        place = next((n for n, one in enumerate(listed.accounts) if one.called == account.name), None)
        if place is not None:
            self._file.write(_without(listed, place))
        self._passing = tuple(one for one in self._passing if one.name != account.name)
        if self._passing_used == account.name:
            self._passing_used = ""
        if self.account() is None and self._passing:
            self._passing_used = self._passing[0].name

    def _remember_project(self, account: Account, project_id: str) -> None:
        with self._file.lock:
            listed = self._file.read()
            full = [replace(one, project_id=project_id) if _named(one) == account else one for one in listed.accounts]
            if tuple(full) != listed.accounts:
                self._file.write(replace(listed, accounts=tuple(full)))
            self._passing = tuple(
                replace(one, project_id=project_id) if one == account else one for one in self._passing
            )

    def _kept_for(self, old: Account | None, account: Account) -> Secret:
        """What is kept for ``old``: a secret of one place or user is never taken for another one's."""
        if old is None or secret_name(old) != secret_name(account):
            raise CredentialsMissing
        return self.secret(old)

    def _keep_secret(self, account: Account, secret: Secret) -> None:
        if account.kind is not AccountKind.PRACTICE:
            kept = msgspec.json.encode([secret.value, secret.security_token]).decode()
            self._store_of(account).put(secret_name(account), kept)

    def _forget_secret(self, account: Account, others: tuple[Account, ...]) -> None:
        """Forget it, unless another account has the same one in the same place."""
        same = [one for one in others if secret_name(one) == secret_name(account)]
        if account.kind is AccountKind.PRACTICE or any(one.is_remembered == account.is_remembered for one in same):
            return
        self._store_of(account).forget(secret_name(account))

    def _store_of(self, account: Account) -> SecretStore:
        return self._keyring if account.is_remembered else self._session


def endpoint_for(account: Account) -> Endpoint:
    """Where an account leads. Raises `BadServiceAddress`."""
    return endpoint_of(ServiceChoice(region=account.region or None, endpoint=account.endpoint or None))


def _named(account: Account) -> Account:
    return account if account.name else replace(account, name=account.called)


def _same(known: KnownAccounts, account: Account) -> Account | None:
    """The account that is the same user at the same place in the same project, whatever it is called."""
    bare = replace(account, name="", is_remembered=True, na_account=False)
    wanted = account.name.strip()
    return next(
        (
            one
            for one in known.all
            if replace(one, name="", is_remembered=True, na_account=False) == bare and wanted in ("", one.name)
        ),
        None,
    )


def _name_for(account: Account, old: Account | None, others: tuple[Account, ...]) -> str:
    """The name that it gets: the person's, the one it had, or a free one. Raises `AccountNameTaken`."""
    taken = {one.name for one in others}
    wished = account.name.strip()
    if wished:
        if wished in taken:
            raise AccountNameTaken(name=wished)
        return wished
    own = replace(account, name="").called
    if old is not None and _is_made_up(old):
        taken.discard(old.name)
    return next(name for number in count(1) if (name := own if number == 1 else f"{own} ({number})") not in taken)


def _is_made_up(account: Account) -> bool:
    return account.name.startswith(replace(account, name="").called)


def _without(listed: Listed[Account], place: int) -> Listed[Account]:
    """Without one of them; the one in use stays it, and where that goes the next one follows."""
    rest = listed.accounts[:place] + listed.accounts[place + 1 :]
    used = listed.used
    if used is not None and used >= place and not (used == place and place < len(rest)):
        used -= 1
    return Listed(rest, used if rest and used is not None else None)
