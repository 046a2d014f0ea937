"""A secret is kept where the system keeps secrets, or it is said that it is not kept; never in the open."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked, PasswordDeleteError, PasswordSetError

from avatar_intake.errors import KeyringUnavailable
from avatar_intake.store.secrets import KeyringSecrets, SecretStore, SessionSecrets

SECRET = "secret-key-of-nobody"


class GoodKeyring(KeyringBackend):
    """Keeps what it is given."""

    priority = 5  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError("not found")


class Forgetful(GoodKeyring):
    """Says yes and keeps nothing."""

    def set_password(self, service: str, username: str, password: str) -> None:
        pass


class Shortening(GoodKeyring):
    """Keeps the beginning only."""

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password[:4]


class Raising(GoodKeyring):
    """Raises whatever it was told to, as plug-ins do."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self._error = error

    def get_password(self, service: str, username: str) -> str | None:
        raise self._error

    def set_password(self, service: str, username: str, password: str) -> None:
        raise self._error

    def delete_password(self, service: str, username: str) -> None:
        raise self._error


class Clinging(GoodKeyring):
    """Does not delete: a keychain whose owner said no."""

    def delete_password(self, service: str, username: str) -> None:
        raise PasswordDeleteError("denied")


class ForeignError(Exception):
    """As of D-Bus or Windows, no relation of keyring's."""


@pytest.fixture
def use() -> Iterator[Callable[[KeyringBackend], KeyringSecrets]]:
    before = keyring.get_keyring()

    def choose(back_end: KeyringBackend) -> KeyringSecrets:
        keyring.set_keyring(back_end)
        return KeyringSecrets()

    yield choose
    keyring.set_keyring(before)


Use = Callable[[KeyringBackend], KeyringSecrets]


def chain_of(*members: KeyringBackend) -> chainer.ChainerBackend:
    class Chain(chainer.ChainerBackend):
        backends = members  # type: ignore[assignment]

    return Chain()


@pytest.fixture
def plain_text(tmp_path: Path) -> Iterator[KeyringBackend]:
    """A back end of the package that writes plain text; the package itself is not installed."""
    (tmp_path / "plain.py").write_text(
        "from keyring.backend import KeyringBackend\n"
        "class PlaintextKeyring(KeyringBackend):\n"
        "    priority = 0.5\n"
        "    def get_password(self, service, username): raise AssertionError('it was asked')\n"
        "    set_password = delete_password = get_password\n"
    )
    name = "keyrings.alt.file"
    spec = importlib.util.spec_from_file_location(name, tmp_path / "plain.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    yield module.PlaintextKeyring()
    KeyringBackend._classes.discard(module.PlaintextKeyring)
    sys.modules.pop(name, None)


@pytest.mark.parametrize("is_session", [False, True])
def test_a_secret_is_kept_given_back_and_forgotten(use: Use, is_session: bool) -> None:
    secrets: SecretStore = SessionSecrets() if is_session else use(GoodKeyring())
    secrets.put("key", SECRET)
    secrets.put("other", "another")

    assert secrets.get("key") == SECRET
    secrets.forget("key")
    assert secrets.get("key") is None
    secrets.forget("key")
    assert secrets.get("other") == "another"


def test_each_secret_has_a_name_of_its_own_in_the_keyring(use: Use) -> None:
    back_end = GoodKeyring()
    use(back_end).put("access_key:cn-north-4::AK", SECRET)

    assert back_end.kept == {("avatar-intake", "access_key:cn-north-4::AK"): SECRET}


@pytest.mark.parametrize("back_end", [Forgetful(), Shortening()], ids=["keeps nothing", "keeps a part"])
def test_a_secret_that_does_not_come_back_is_said_not_to_be_kept(use: Use, back_end: GoodKeyring) -> None:
    secrets = use(back_end)

    with pytest.raises(KeyringUnavailable):
        secrets.put("key", SECRET)
    assert back_end.kept == {}


@pytest.mark.parametrize(
    "error",
    [
        InitError("prompt dismissed"), KeyringLocked("locked"), PasswordSetError("no"), RuntimeError("no"),
        OSError(1783, "The stub received bad data"), ForeignError("org.freedesktop.DBus.Error.NoReply"),
    ],
    ids=repr,
)  # fmt: skip
def test_whatever_a_back_end_raises_is_one_error_without_its_words(use: Use, error: Exception) -> None:
    secrets = use(Raising(error))

    for call in (lambda: secrets.put("key", SECRET), lambda: secrets.get("key"), lambda: secrets.forget("key")):
        with pytest.raises(KeyringUnavailable) as raised:
            call()
        assert str(error) not in str(raised.value)
        assert raised.value.__suppress_context__


def test_a_secret_that_cannot_be_removed_is_not_said_to_be_gone(use: Use) -> None:
    secrets = use(Clinging())
    secrets.put("key", SECRET)

    with pytest.raises(KeyringUnavailable):
        secrets.forget("key")


@pytest.mark.parametrize("weak", [null.Keyring(), fail.Keyring()], ids=["null", "fail"])
def test_a_back_end_that_keeps_nothing_is_refused_by_name(use: Use, weak: KeyringBackend) -> None:
    secrets = use(weak)

    for call in (lambda: secrets.put("key", SECRET), lambda: secrets.get("key"), lambda: secrets.forget("key")):
        with pytest.raises(KeyringUnavailable) as raised:
            call()
        assert raised.value.back_end == type(weak).__module__


def test_a_back_end_that_writes_plain_text_is_refused(use: Use, plain_text: KeyringBackend) -> None:
    with pytest.raises(KeyringUnavailable) as raised:
        use(plain_text).put("key", SECRET)

    assert raised.value.back_end == "keyrings.alt.file"


def test_of_a_chain_only_the_strong_one_is_used(use: Use, plain_text: KeyringBackend) -> None:
    good = GoodKeyring()
    secrets = use(chain_of(null.Keyring(), plain_text, good))
    secrets.put("key", SECRET)

    assert secrets.get("key") == SECRET
    assert good.kept == {("avatar-intake", "key"): SECRET}
    secrets.forget("key")
    assert good.kept == {}


def test_a_chain_of_weak_ones_and_one_of_none_are_refused(use: Use, plain_text: KeyringBackend) -> None:
    for members in ((), (plain_text,), (fail.Keyring(), null.Keyring())):
        with pytest.raises(KeyringUnavailable):
            use(chain_of(*members)).put("key", SECRET)


def test_a_strong_one_that_fails_is_not_replaced_by_a_weak_one(use: Use, plain_text: KeyringBackend) -> None:
    with pytest.raises(KeyringUnavailable):
        use(chain_of(Raising(KeyringLocked("locked")), plain_text)).put("key", SECRET)


def test_no_error_and_no_repr_holds_a_secret(use: Use) -> None:
    secrets = use(Raising(RuntimeError(f"cannot keep {SECRET}")))
    with pytest.raises(KeyringUnavailable) as raised:
        secrets.put("key", SECRET)

    session = SessionSecrets()
    session.put("key", SECRET)
    assert SECRET not in f"{raised.value!r} {raised.value} {secrets!r} {session!r}"
