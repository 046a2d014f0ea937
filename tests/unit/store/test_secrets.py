"""A secret is kept where the system keeps secrets, or it is said that it is not kept; never in the open."""

from __future__ import annotations

import importlib.util
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import chainer, fail, null
from keyring.errors import InitError, KeyringLocked, NoKeyringError, PasswordDeleteError, PasswordSetError

from avatar_intake.errors import KeyringFault, KeyringUnavailable
from avatar_intake.store.back_ends import SecretPlace, fault_of, place_of
from avatar_intake.store.secrets import KeyringSecrets, SecretStore, SessionSecrets

SECRET = "secret-key-of-nobody"
Use = Callable[..., KeyringSecrets]


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


class Hanging(GoodKeyring):
    """Waits for a person before one of its calls: before its password was typed (get), or in the midst of a write."""

    def __init__(self, where: str) -> None:
        super().__init__()
        self._where = where
        self.may_go_on = threading.Event()

    def get_password(self, service: str, username: str) -> str | None:
        self._wait("get")
        return super().get_password(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        self._wait("set")
        super().set_password(service, username, password)

    def _wait(self, where: str) -> None:
        if where == self._where:
            assert self.may_go_on.wait(20)


class ForeignError(Exception):
    """As of D-Bus or Windows, no relation of keyring's."""


@pytest.fixture
def use() -> Iterator[Use]:
    before = keyring.get_keyring()

    def choose(back_end: KeyringBackend, patience_s: float = 20.0) -> KeyringSecrets:
        keyring.set_keyring(back_end)
        return KeyringSecrets(patience_s)

    yield choose
    keyring.set_keyring(before)


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

    with pytest.raises(KeyringUnavailable) as raised:
        secrets.put("key", SECRET)
    assert raised.value.fault is KeyringFault.LOST
    assert back_end.kept == {}


@pytest.mark.parametrize(
    "error",
    [
        InitError("prompt dismissed"), KeyringLocked("shut"), PasswordSetError("no, no"), RuntimeError("no, no"),
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

    with pytest.raises(KeyringUnavailable) as raised:
        secrets.forget("key")
    assert raised.value.fault is KeyringFault.LOST


@pytest.mark.parametrize(
    ("weak", "fault"),
    [(null.Keyring(), KeyringFault.WEAK), (fail.Keyring(), KeyringFault.ABSENT)],
    ids=["null", "fail"],
)
def test_a_back_end_that_keeps_nothing_is_refused_by_name(
    use: Use, weak: KeyringBackend, fault: KeyringFault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "chosen by hand, so that no other is looked for")
    secrets = use(weak)

    for call in (lambda: secrets.put("key", SECRET), lambda: secrets.get("key"), lambda: secrets.forget("key")):
        with pytest.raises(KeyringUnavailable) as raised:
            call()
        assert (raised.value.back_end, raised.value.fault) == (type(weak).__module__, fault)
    assert secrets.place() is SecretPlace.NOWHERE


def test_a_back_end_that_writes_plain_text_is_refused(use: Use, plain_text: KeyringBackend) -> None:
    with pytest.raises(KeyringUnavailable) as raised:
        use(plain_text).put("key", SECRET)

    assert (raised.value.back_end, raised.value.fault) == ("keyrings.alt.file", KeyringFault.WEAK)


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


# --- a back end that does not answer in time --------------------------------------------------------


def late_calls() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "patience"]


def end_of(back_end: Hanging) -> None:
    """Let it go on, and wait for what was given up."""
    given_up = late_calls()
    back_end.may_go_on.set()
    for thread in given_up:
        thread.join(20)
        assert not thread.is_alive()


@pytest.mark.threads
@pytest.mark.parametrize("where", ["get", "set"])
def test_a_secret_that_would_be_kept_too_late_is_not_kept(use: Use, where: str) -> None:
    back_end = Hanging(where)
    with pytest.raises(KeyringUnavailable) as raised:
        use(back_end, 0.02).put("key", SECRET)

    assert raised.value.fault is KeyringFault.TIMEOUT
    end_of(back_end)
    assert back_end.kept == {}


@pytest.mark.threads
def test_a_write_that_ends_too_late_brings_back_what_was_there_before(use: Use) -> None:
    back_end = Hanging("set")
    back_end.kept["avatar-intake", "key"] = "the older secret"
    with pytest.raises(KeyringUnavailable):
        use(back_end, 0.02).put("key", SECRET)

    end_of(back_end)
    assert back_end.kept == {("avatar-intake", "key"): "the older secret"}


@pytest.mark.threads
def test_the_next_try_is_not_undone_by_the_end_of_the_one_before(use: Use) -> None:
    back_end = Hanging("set")
    secrets = use(back_end, 0.02)
    with pytest.raises(KeyringUnavailable):
        secrets.put("key", SECRET)

    secrets._patience_s = 20.0
    threading.Timer(0.02, back_end.may_go_on.set).start()
    secrets.put("key", "typed again")
    assert back_end.kept == {("avatar-intake", "key"): "typed again"}


@pytest.mark.threads
def test_nothing_is_removed_after_it_was_said_that_it_could_not_be(use: Use) -> None:
    back_end = Hanging("get")
    back_end.kept["avatar-intake", "key"] = SECRET
    secrets = use(back_end, 0.02)
    for call in (lambda: secrets.get("key"), lambda: secrets.forget("key")):
        with pytest.raises(KeyringUnavailable) as raised:
            call()
        assert raised.value.fault is KeyringFault.TIMEOUT

    end_of(back_end)
    assert back_end.kept == {("avatar-intake", "key"): SECRET}


@pytest.mark.threads
def test_a_keyring_that_hangs_and_is_asked_again_and_again_gathers_no_threads(use: Use) -> None:
    back_end = Hanging("get")
    secrets = use(back_end, 0.0)
    for _ in range(40):
        with pytest.raises(KeyringUnavailable) as raised:
            secrets.get("key")
        assert raised.value.fault is KeyringFault.TIMEOUT
    assert len(late_calls()) == 32

    end_of(back_end)
    secrets._patience_s = 20.0
    assert secrets.get("key") is None


@pytest.mark.threads
def test_a_place_that_is_not_told_in_time_is_not_said_to_be_none(use: Use, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = threading.Event()

    def slow_keyring() -> KeyringBackend:
        may_go_on.wait(20)
        return GoodKeyring()

    secrets = use(GoodKeyring(), 0.02)
    monkeypatch.setattr(keyring, "get_keyring", slow_keyring)
    assert secrets.place() is SecretPlace.SILENT
    may_go_on.set()


@pytest.mark.threads
def test_whoever_waits_when_the_program_ends_waits_no_more(use: Use) -> None:
    back_end = Hanging("get")
    secrets = use(back_end, 20.0)
    threading.Timer(0.02, secrets.close).start()

    with pytest.raises(KeyringUnavailable) as raised:
        secrets.put("key", SECRET)

    assert raised.value.fault is KeyringFault.TIMEOUT
    end_of(back_end)
    assert back_end.kept == {}


# --- where, and what is wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "place"),
    [
        ("keyring.backends.SecretService", SecretPlace.SECRET_SERVICE),
        ("keyring.backends.kwallet", SecretPlace.WALLET),
        ("keyring.backends.macOS", SecretPlace.KEYCHAIN),
        ("keyring.backends.Windows", SecretPlace.CREDENTIAL_MANAGER),
        ("somebodys.plug_in", SecretPlace.PLUG_IN),
    ],
)  # fmt: skip
def test_every_system_s_own_place_has_a_name(use: Use, module: str, place: SecretPlace) -> None:
    kind = type("Keyring", (GoodKeyring,), {"__module__": module})
    back_end = kind()
    KeyringBackend._classes.discard(kind)

    assert place_of(back_end) is place
    assert use(back_end).place() is place


def test_the_system_s_own_goes_before_a_plug_in_that_was_found_too(use: Use) -> None:
    kind = type("Keyring", (GoodKeyring,), {"__module__": "keyring.backends.SecretService"})
    own, other = kind(), GoodKeyring()
    KeyringBackend._classes.discard(kind)
    use(chain_of(other, own)).put("key", SECRET)

    assert (len(own.kept), len(other.kept)) == (1, 0)


def error_caused_by(cause: Exception) -> InitError:
    error = InitError("no collection")
    error.__cause__ = cause
    return error


class SecretServiceNotAvailableException(Exception):
    """Named as that of `secretstorage`, which is there on Linux only."""


@pytest.mark.parametrize(
    ("error", "fault"),
    [
        (KeyringLocked(""), KeyringFault.LOCKED), (InitError(""), KeyringFault.LOCKED),
        (error_caused_by(SecretServiceNotAvailableException()), KeyringFault.ABSENT),
        (SecretServiceNotAvailableException(), KeyringFault.ABSENT), (ConnectionResetError(), KeyringFault.ABSENT),
        (NoKeyringError(""), KeyringFault.ABSENT), (PasswordSetError(""), KeyringFault.DENIED),
        (OSError(1783, ""), KeyringFault.DENIED),
    ],
    ids=repr,
)  # fmt: skip
def test_an_error_says_what_the_matter_is(error: Exception, fault: KeyringFault) -> None:
    assert fault_of(error) is fault
