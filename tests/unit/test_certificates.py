"""A server whose certificate does not hold is refused on every way out before a byte is sent, in the right words."""

from __future__ import annotations

import re
import socket
import ssl
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from certificates import Authority, self_signed

from avatar_intake.catalogue import say
from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.obstacles import certain_barrier
from avatar_intake.domain.service import JobQuery, SecretUrl
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import NetworkUnreachable, OutcomeUnknown, ServiceBusy, TransportRefused, UnexpectedAnswer
from avatar_intake.metastudio.client import ServicePlace, Token, new_client
from avatar_intake.metastudio.iam import Login, fetch_token
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.fetch import fetch_to
from avatar_intake.transfer.look import stored_size_and_etag
from avatar_intake.transfer.ports import Piece
from avatar_intake.transfer.sender import HttpPartSender
from avatar_intake.transfer.source import identity_of

HOST = "127.0.0.1"
SECRET = "CANARY-1f9d"


class Ear:
    """A TLS server that answers nothing and keeps whatever comes after a handshake."""

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context
        self._listener = socket.create_server((HOST, 0))
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self.port = self._listener.getsockname()[1]
        self.heard = b""
        self.calls = 0

    def __enter__(self) -> Ear:
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._thread.join(5)
        self._listener.close()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                sock, _ = self._listener.accept()
                self.calls += 1
                sock.settimeout(5)
                with sock, suppress(OSError), self._context.wrap_socket(sock, server_side=True) as line:
                    self.heard += line.recv(65536)
                    line.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("certificates")


@pytest.fixture(scope="module")
def company(folder: Path) -> Authority:
    return Authority(folder / "company", "Example Company Root")


@pytest.fixture(scope="module")
def trusting(company: Authority) -> ssl.SSLContext:
    return tls_context(str(company.root))


def old(context: ssl.SSLContext) -> ssl.SSLContext:
    context.set_ciphers("ALL:@SECLEVEL=0")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = ssl.TLSVersion.TLSv1
        context.maximum_version = ssl.TLSVersion.TLSv1_1
    return context


def deputy(company: Authority, folder: Path) -> Authority:
    return Authority(folder / "deputy", "Example Company Issuer", company)


SERVERS: dict[str, tuple[Callable[[Authority, Path], ssl.SSLContext], str]] = {
    "self-signed": (lambda _company, folder: self_signed(folder, HOST), "unknown-root"),
    "expired": (lambda company, _folder: company.server(HOST, is_expired=True), "dates"),
    "not yet valid": (lambda company, _folder: company.server(HOST, valid_hours=(1, 24)), "dates"),
    "wrong host": (lambda company, _folder: company.server("store.example", "10.0.0.1"), "other-host"),
    "unknown root": (lambda _company, folder: Authority(folder / "other", "Nobody").server(HOST), "unknown-root"),
    "missing intermediate": (lambda company, folder: deputy(company, folder).server(HOST), "unknown-root"),
    "protocol too old": (lambda company, _folder: old(company.server(HOST)), "too-old"),
}
WORDS = {
    "unknown-root": ("添加公司的根证书", "Add your company's root certificate"),
    "dates": ("核对时间", "this computer's clock is wrong"),
    "other-host": ("检查服务地址", "Check the service address"),
    "too-old": ("不再安全的加密方式", "no longer safe"),
}


class Ways:
    """Every way out of the program, each with a secret in its header, its body or its address."""

    def __init__(self, port: int, context: ssl.SSLContext, folder: Path) -> None:
        self._base, self._session = f"https://{HOST}:{port}", new_session(1, context)
        self._folder = folder
        self._address = SecretUrl(f"{self._base}/part?Signature={SECRET}")

    def all(self) -> dict[str, Callable[[], object]]:
        place = ServicePlace(parse_endpoint(self._base), "project-1")
        client = new_client(place, Token(SECRET), lambda _: None, session=self._session)
        login = Login("domain", "user", SECRET, "project-1")
        return {
            "a call that changes something": lambda: client.create(JobFields(name=SECRET)),
            "a call that reads": lambda: client.list(JobQuery()),
            "a password": lambda: fetch_token(self._session, self._base, login),
            "a part": self._send,
            "a look at the store": lambda: stored_size_and_etag(self._session, self._address),
            "a download": lambda: fetch_to(
                self._session, self._address, "cover", self._folder / "new.jpg", RunControl()
            ),
        }

    def _send(self) -> object:
        path = self._folder / "film.mp4"
        path.write_bytes(SECRET.encode() * 1000)
        piece = Piece(
            Role.TRAINING_VIDEO,
            str(path),
            identity_of(Role.TRAINING_VIDEO, str(path)),
            Part(1, 0, path.stat().st_size),
            self._address,
        )
        return HttpPartSender(self._session, SystemClock()).send(piece, RunControl(), Uncounted())

    def close(self) -> None:
        self._session.close()


class Uncounted:
    def sent(self, total_bytes: int) -> None:
        """How much is out matters to nobody here."""


@pytest.mark.parametrize("what", SERVERS)
def test_a_server_that_does_not_hold_hears_nothing_on_any_way(
    what: str, company: Authority, trusting: ssl.SSLContext, tmp_path: Path
) -> None:
    make, kind = SERVERS[what]
    with Ear(make(company, tmp_path)) as ear:
        ways = Ways(ear.port, trusting, tmp_path)
        for name, go in ways.all().items():
            with pytest.raises(TransportRefused) as caught:
                go()
            assert (caught.value.kind, caught.value.host) == (kind, HOST), name
            assert SECRET not in repr(caught.value)
        ways.close()
        assert ear.calls >= len(ways.all())
        assert ear.heard == b""
    assert not (tmp_path / "new.jpg").exists()
    for language, words in zip(("zh", "en"), WORDS[kind], strict=True):
        said = say(caught.value, language)  # type: ignore[arg-type]
        assert words in f"{said.explanation} {said.actions}"
        assert HOST in said.explanation


@pytest.mark.parametrize("shows_issuer", [False, True], ids=["its own root", "a whole chain"])
def test_with_the_companys_root_every_way_is_open(
    shows_issuer: bool, company: Authority, trusting: ssl.SSLContext, tmp_path: Path
) -> None:
    issuer = deputy(company, tmp_path) if shows_issuer else company
    with Ear(issuer.server(HOST, with_issuer=shows_issuer)) as ear:
        ways = Ways(ear.port, trusting, tmp_path)
        for name, go in ways.all().items():
            before = len(ear.heard)
            with suppress(NetworkUnreachable, OutcomeUnknown, ServiceBusy, UnexpectedAnswer):
                go()
            assert len(ear.heard) > before, name
        ways.close()


def test_dates_that_do_not_fit_are_told_with_this_computers_clock(
    company: Authority, trusting: ssl.SSLContext, tmp_path: Path
) -> None:
    with Ear(company.server(HOST, is_expired=True)) as ear:
        ways = Ways(ear.port, trusting, tmp_path)
        for go in ways.all().values():
            with pytest.raises(TransportRefused) as caught:
                go()
            assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", caught.value.clock)
            assert caught.value.clock in say(caught.value, "en").explanation
        ways.close()


def test_a_system_that_knows_no_code_of_ours_still_refuses_in_general_words() -> None:
    odd = ssl.SSLCertVerificationError("as some system says it")
    assert certain_barrier([odd]) == "tls"


@pytest.mark.parametrize(
    ("code", "kind"),
    [(0x800B0109, "unknown-root"), (0x800B0101, "dates"), (0x800B010F, "other-host"), (-67602, "other-host"),
     (-67818, "dates"), (-67843, "unknown-root"), (23, "revoked"), (66, "too-old")],
)  # fmt: skip
def test_the_codes_of_windows_and_macos_mean_the_same(code: int, kind: str) -> None:
    error = ssl.SSLCertVerificationError("x")
    error.verify_code = code
    assert certain_barrier([OSError("a"), error]) == kind
