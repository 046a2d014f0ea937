"""One PUT against a real server that misbehaves as the script says: what is sent, and what each end means."""

from __future__ import annotations

import hashlib
import os
import ssl
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import requests
from certificates import Authority
from engine_fakes import FakeClock
from store_server import Act, Drip, Hold, Reply, Reset, StoreServer

from avatar_intake.connection import Proxy, new_session, tls_context
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import (
    AddressesExpired,
    Cancelled,
    IntakeError,
    MaterialChanged,
    MaterialMissing,
    NetworkUnreachable,
    OutcomeUnknown,
    ProxyUnreachable,
    ServiceBusy,
    SignInPage,
    StoredBytesDiffer,
    TransportRefused,
    UnexpectedAnswer,
    UploadRefused,
)
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import ByteCounter, Clock, Interrupted, Piece, Receipt
from avatar_intake.transfer.sender import HttpPartSender, SendLimits
from avatar_intake.transfer.source import BLOCK_BYTES, identity_of

MIB = 1024**2
SECRET = "Signature=c2VjcmV0%2Bc2lnbmF0dXJl%3D"
TARGET = f"/store/abc_trainingVideo?AccessKeyId=AK&Expires=1900000000&{SECRET}&partNumber=1&uploadId=u"
SHORT = SendLimits(write_s=1.0, answer_s=0.3)


class Counted:
    """A byte counter that may do something on the way."""

    def __init__(self, then: Callable[[int], None] = lambda _total: None) -> None:
        self.totals: list[int] = []
        self._then = then

    def sent(self, total_bytes: int) -> None:
        self.totals.append(total_bytes)
        self._then(total_bytes)


class Place:
    """A file, a server and a sender."""

    def __init__(self, film: Path, server: StoreServer, session: requests.Session) -> None:
        self.film, self.server, self.session = film, server, session
        self.role = Role.TRAINING_VIDEO
        self.control = RunControl()

    def piece(self, part: Part | None = None, target: str = TARGET) -> Piece:
        identity = identity_of(self.role, str(self.film))
        part = part or Part(1, 0, identity.size_bytes)
        return Piece(self.role, str(self.film), identity, part, SecretUrl(self.server.url(target)))

    def send(
        self,
        piece: Piece | None = None,
        counter: ByteCounter | None = None,
        *,
        clock: Clock | None = None,
        limits: SendLimits | None = None,
    ) -> Receipt:
        sender = HttpPartSender(self.session, clock or SystemClock(), limits)
        return sender.send(piece or self.piece(), self.control, counter or Counted())

    def ends(self, counter: ByteCounter | None = None, limits: SendLimits | None = None) -> IntakeError:
        with pytest.raises(IntakeError) as raised:
            self.send(counter=counter, limits=limits)
        return raised.value


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(os.urandom(3 * BLOCK_BYTES + 1234))
    return path


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture
def place(film: Path) -> Iterator[Place]:
    # Loading the system's roots for each test takes longer than the tests.
    with StoreServer() as server, new_session(16, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as session:
        yield Place(film, server, session)


def playing(place: Place, *acts: Act) -> Place:
    place.server.will(TARGET, acts)
    return place


def md5(path: Path, part: Part | None = None) -> str:
    data = path.read_bytes()
    if part is not None:
        data = data[part.offset_bytes : part.offset_bytes + part.size_bytes]
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


# --- what is sent -----------------------------------------------------------------------------------


def test_the_bytes_arrive_and_the_receipt_names_them(place: Place, film: Path) -> None:
    receipt = place.send()

    (seen,) = place.server.seen
    assert receipt == Receipt(md5(film), md5(film))
    assert (seen.method, seen.md5, seen.body_bytes) == ("PUT", md5(film), film.stat().st_size)


def test_exactly_the_signed_headers_are_sent_and_none_that_tells_or_breaks_anything(place: Place, film: Path) -> None:
    place.session.headers["X-Auth-Token"] = "must not be prepared in"
    place.session.cookies.set("track", "me")
    place.session.auth = ("someone", "something")
    place.send()

    headers = place.server.seen[0].headers
    assert headers.pop("User-Agent").startswith("python-urllib3/")
    assert headers == {
        "Host": place.server.url("").removeprefix("http://"),
        "Accept-Encoding": "identity",
        "Content-Type": "application/octet-stream",
        "Content-Length": str(film.stat().st_size),
    }


def test_a_recording_has_the_content_type_of_a_zip(place: Place) -> None:
    place.role = Role.AUDIO
    place.send()

    assert place.server.seen[0].headers["Content-Type"] == "application/zip"


@pytest.mark.parametrize(
    "target",
    [
        TARGET,
        "/store/a~b%7Ec?Signature=a%2Bb%2F%3D&x=%E4%B8%AD",
        "/a/b//c?empty=&Expires=1",
        "/?Signature=x",
        "/a:b@c!$'()*,;=?q=/?:@",
    ],
)
def test_not_a_sign_of_the_address_is_changed(place: Place, target: str) -> None:
    place.send(place.piece(target=target))

    assert place.server.seen[0].target == target


@pytest.mark.parametrize("count", [1, 2, 4])
def test_each_part_is_its_own_stretch_of_the_file(place: Place, film: Path, count: int) -> None:
    parts = plan_parts(film.stat().st_size, count)
    for part in parts:
        assert place.send(place.piece(part)).md5 == md5(film, part)

    assert [seen.md5 for seen in place.server.seen] == [md5(film, part) for part in parts]


def test_an_empty_file_is_sent_as_an_empty_body_with_a_length(place: Place, film: Path) -> None:
    film.write_bytes(b"")
    receipt = place.send()

    headers = place.server.seen[0].headers
    assert receipt.md5 == "d41d8cd98f00b204e9800998ecf8427e"
    assert headers["Content-Length"] == "0"
    assert "Transfer-Encoding" not in headers


@pytest.mark.parametrize(
    "name", ["训练视频 最终版.mp4", "🎬 take 2.mp4", "50% of it #1?.mp4", "e\u0301te\u0301.mp4", "." * 3 + "mp4"]
)
def test_any_name_is_only_a_name(tmp_path: Path, place: Place, name: str) -> None:
    place.film = tmp_path / name
    place.film.write_bytes(b"something")

    assert place.send().md5 == md5(place.film)


def test_bytes_are_counted_when_the_network_has_taken_them(place: Place, film: Path) -> None:
    counter = Counted()
    place.send(counter=counter)

    assert counter.totals[0] == 64 * 1024
    assert counter.totals == sorted(counter.totals)
    assert max(after - before for before, after in pairwise(counter.totals)) <= BLOCK_BYTES
    assert counter.totals[-1] == film.stat().st_size


def test_a_thread_keeps_its_connection_for_many_parts(place: Place, film: Path) -> None:
    sender = HttpPartSender(place.session, SystemClock())
    parts = plan_parts(film.stat().st_size, 8)

    together = threading.Barrier(3)

    def work() -> None:
        together.wait(5)
        for part in parts:
            sender.send(place.piece(part), RunControl(), Counted())

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(10)

    assert len(place.server.seen) == 24
    assert place.server.connections <= 3


@pytest.mark.parametrize("body", [b"", b"<ok/>", b"x" * 70_000])
def test_an_answer_with_a_body_does_not_cost_the_connection_unless_it_is_a_long_one(place: Place, body: bytes) -> None:
    for act in (Reply(body=body), Reply(body=body)):
        playing(place, act).send()

    assert place.server.connections == (2 if len(body) > 65_536 else 1)


# --- how it may end ---------------------------------------------------------------------------------


def xml(code: str, message: str = "") -> bytes:
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>".encode()


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (Reset(0), OutcomeUnknown),
        (Reset(BLOCK_BYTES), OutcomeUnknown),
        (Reset(None), OutcomeUnknown),
        (Hold(), OutcomeUnknown),
        (Reply(etag=""), OutcomeUnknown),
        (Reply(etag='"abc"'), OutcomeUnknown),
        (Reply(headers={"Content-Length": "100"}, body=b"cut", closes=True), None),
        (Reply(etag=f'"{"f" * 32}"'), StoredBytesDiffer),
        (Reply(etag="", headers={"Content-Type": "text/html"}, body=b"<html>Sign in"), SignInPage),
        (Reply(302, {"Location": "http://127.0.0.1:9/sign-in"}), SignInPage),
        (Reply(307, {"Location": "http://127.0.0.1:9/elsewhere"}), SignInPage),
        (Reply(511, body=b"<html>Sign in"), SignInPage),
        (Reply(407), TransportRefused),
        (Reply(429, {"Retry-After": "3"}), ServiceBusy),
        (Reply(500, body=xml("InternalError")), ServiceBusy),
        (
            Reply(503, {"Retry-After": "Mon, 23 Nov 2026 12:00:03 GMT", "Date": "Mon, 23 Nov 2026 12:00:00 GMT"}),
            ServiceBusy,
        ),
        (Reply(400, body=xml("BadDigest")), ServiceBusy),
        (Reply(403, body=xml("AccessDenied")), UploadRefused),
        (Reply(403, body=xml("AccessDenied", "Request has expired")), AddressesExpired),
        (Reply(404, body=xml("NoSuchUpload")), UploadRefused),
        (Reply(418, {"Content-Encoding": "gzip"}, b"not gzip"), UploadRefused),
        (Reply(403, body=b"\xff\xfe" * 10), UploadRefused),
        (Reply(501), UnexpectedAnswer),
        (Drip(400), UploadRefused),
    ],
    ids=str,
)
def test_every_end_has_its_error(place: Place, act: Act, error: type[IntakeError] | None) -> None:
    playing(place, act)
    if error is None:
        place.send(limits=SHORT)
    else:
        assert type(place.ends(limits=SHORT)) is error


def test_an_early_refusal_is_heard_and_the_rest_is_not_sent(place: Place, film: Path) -> None:
    film.write_bytes(bytes(24 * MIB))
    playing(place, Reply(403, body=xml("AccessDenied"), read_bytes=0, closes=True))
    counter = Counted()

    end = place.ends(counter)

    assert isinstance(end, UploadRefused)
    assert end.code == "AccessDenied"
    assert not counter.totals or counter.totals[-1] < film.stat().st_size


def test_an_early_refusal_is_heard_over_tls(film: Path, company: Authority) -> None:
    film.write_bytes(bytes(24 * MIB))
    act = Reply(403, body=xml("AccessDenied"), read_bytes=0, closes=True)
    with (
        StoreServer(act, act, act, tls=company.server("127.0.0.1")) as server,
        new_session(1, tls_context(str(company.root))) as session,
    ):
        ends = [Place(film, server, session).ends() for _ in range(3)]

    assert [(type(end), end.facts().get("code")) for end in ends] == [(UploadRefused, "AccessDenied")] * 3


def test_a_success_that_comes_before_the_last_byte_is_not_believed(place: Place, film: Path) -> None:
    film.write_bytes(bytes(24 * MIB))
    early = hashlib.md5(bytes(BLOCK_BYTES), usedforsecurity=False).hexdigest()
    playing(place, Reply(200, etag=early, read_bytes=BLOCK_BYTES, closes=True))

    assert isinstance(place.ends(), OutcomeUnknown)


@pytest.mark.parametrize("etag", ['"{}"', "{}", 'W/"{}"'])
def test_our_md5_is_known_in_any_dress(place: Place, film: Path, etag: str) -> None:
    playing(place, Reply(etag=etag.format(md5(film).upper())))

    assert place.send() == Receipt(md5(film), md5(film))


def test_the_etag_of_an_encrypted_part_is_kept_beside_our_md5(place: Place, film: Path) -> None:
    playing(place, Reply(etag='"ABCDEF"', headers={"x-obs-server-side-encryption": "kms"}))

    assert place.send() == Receipt(md5(film), "abcdef")


def test_where_nobody_listens_nothing_was_sent(place: Place) -> None:
    piece = place.piece()
    nobody = SecretUrl(f"http://127.0.0.1:1{TARGET}")

    with pytest.raises(NetworkUnreachable) as raised:
        place.send(Piece(piece.role, piece.path, piece.identity, piece.part, nobody))
    assert raised.value.host == "127.0.0.1"


def test_a_name_that_does_not_resolve_is_no_network(place: Place) -> None:
    piece = place.piece()
    nowhere = SecretUrl(f"http://nowhere.invalid{TARGET}")

    with pytest.raises(NetworkUnreachable) as raised:
        place.send(Piece(piece.role, piece.path, piece.identity, piece.part, nowhere))
    assert raised.value.host == "nowhere.invalid"


def test_a_kept_connection_that_the_store_has_closed_meanwhile_is_opened_anew(place: Place) -> None:
    playing(place, Reply(closes=True)).send()
    assert place.server.has_closed.acquire(timeout=5)

    place.send()

    assert place.server.connections == 2


def test_a_server_that_speaks_no_tls_is_refused_and_not_retried_for_ever(film: Path) -> None:
    with StoreServer() as server, new_session(1) as session:
        place = Place(film, server, session)
        piece = place.piece()
        address = SecretUrl(piece.address.value.replace("http:", "https:"))
        with pytest.raises(TransportRefused) as raised:
            place.send(Piece(piece.role, piece.path, piece.identity, piece.part, address))

    assert raised.value.kind == "tls"


@pytest.mark.parametrize(
    ("act", "error"),
    [
        (Reply(407), TransportRefused),
        (Reply(403), TransportRefused),
        (Reply(503), NetworkUnreachable),
        (Reset(), NetworkUnreachable),
        (None, ProxyUnreachable),
    ],
    ids=["wants a password", "forbids", "cannot reach it", "hangs up", "is not there"],
)
def test_a_proxy_that_refuses_is_told_from_one_that_cannot(
    film: Path, act: Act | None, error: type[IntakeError]
) -> None:
    """Without a network a proxy is not there either: that passes."""
    with StoreServer(*([act] if act else [])) as proxy:
        way = Proxy(proxy.url("") if act else "http://127.0.0.1:1")
        with new_session(1, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT), route=lambda _scheme, _host: way) as session:
            place = Place(film, proxy, session)
            piece = place.piece()
            address = SecretUrl(f"https://store.example{TARGET}")
            with pytest.raises(IntakeError) as raised:
                place.send(Piece(piece.role, piece.path, piece.identity, piece.part, address))

        assert type(raised.value) is error
        assert [seen.method for seen in proxy.seen] == (["CONNECT"] if act else [])
        assert SECRET not in str(proxy.seen)
    assert raised.value.facts().get("kind", "proxy").startswith("proxy")


@pytest.mark.parametrize("act", [Reset(0), Reset(None), Reply(403), Reply(302), Reply(500), Reply(etag="x")], ids=str)
def test_no_error_shows_the_secret_of_an_address(place: Place, act: Act) -> None:
    end = playing(place, act).ends(limits=SHORT)

    shown = "".join(traceback.format_exception(end)) + str(end) + repr(end) + str(end.facts())
    assert SECRET not in shown
    assert "AccessKeyId" not in shown


@pytest.mark.parametrize("act", [Reset(0), Reset(None), Hold()], ids=["no body", "no answer", "silence"])
def test_an_error_holds_nothing_of_the_connection_that_failed(place: Place, act: Act) -> None:
    """It lives as long as its part does, and a library's error has the connection and the address in its frames."""
    end = playing(place, act).ends(limits=SHORT)

    assert (end.__cause__, end.__context__) == (None, None)


# --- files that change ------------------------------------------------------------------------------


def grow(film: Path) -> None:
    with film.open("ab") as file:
        file.write(b"more")


def shrink(film: Path) -> None:
    os.truncate(film, BLOCK_BYTES)


def replace(film: Path) -> None:
    other = film.with_name("other")
    other.write_bytes(film.read_bytes())
    other.replace(film)


@pytest.mark.parametrize(
    ("change", "error"),
    [(grow, MaterialChanged), (shrink, MaterialChanged), (replace, MaterialChanged), (Path.unlink, MaterialMissing)],
)
def test_a_file_that_changed_before_it_is_sent_is_not_sent(
    place: Place, film: Path, change: Callable[[Path], None], error: type[IntakeError]
) -> None:
    piece = place.piece()
    change(film)

    with pytest.raises(error):
        place.send(piece)
    assert place.server.seen == []


@pytest.mark.parametrize(
    ("change", "error"),
    [(grow, MaterialChanged), (shrink, MaterialChanged), (replace, MaterialChanged), (Path.unlink, MaterialMissing)],
)
def test_a_file_that_changes_while_it_is_sent_is_no_success(
    place: Place, film: Path, change: Callable[[Path], None], error: type[IntakeError]
) -> None:
    def once(total: int) -> None:
        if total == BLOCK_BYTES:
            change(film)

    with pytest.raises(error):
        place.send(counter=Counted(once))


# --- pause, cancel, speed ---------------------------------------------------------------------------


def test_a_long_pause_breaks_off_and_the_store_gets_no_whole_body(place: Place) -> None:
    clock = FakeClock()
    with pytest.raises(Interrupted):
        place.send(counter=Counted(lambda _total: place.control.pause()), clock=clock)

    assert clock.sleeps == [10.0]
    assert not any(seen.is_complete for seen in place.server.seen)


def test_a_short_pause_keeps_the_line_and_nothing_is_sent_twice(place: Place) -> None:
    clock = FakeClock()
    pauses = iter([place.control.pause])
    clock.on_sleep = lambda _seconds: place.control.resume()
    counter = Counted(lambda _total: next(pauses, lambda: None)())

    receipt = place.send(counter=counter, clock=clock)

    (seen,) = place.server.seen
    assert (seen.is_complete, seen.md5) == (True, receipt.md5)
    assert len(clock.sleeps) == 1


def test_a_cancel_is_noticed_at_the_next_block(place: Place) -> None:
    counter = Counted(lambda _total: place.control.cancel())

    with pytest.raises(Cancelled):
        place.send(counter=counter)
    assert len(counter.totals) == 1
    assert not any(seen.is_complete for seen in place.server.seen)


def test_after_a_cancel_nothing_is_sent(place: Place) -> None:
    place.control.cancel()

    with pytest.raises(Cancelled):
        place.send()
    assert place.server.seen == []


@pytest.mark.parametrize("is_tls", [False, True])
@pytest.mark.parametrize("hold", [Hold(), Hold(read_bytes=0)], ids=["no answer", "body not taken"])
def test_an_abort_ends_a_put_that_waits_for_the_store(film: Path, company: Authority, hold: Hold, is_tls: bool) -> None:
    film.write_bytes(bytes(24 * MIB))
    hold.is_reached.clear()
    control = RunControl()
    with (
        StoreServer(hold, tls=company.server("127.0.0.1") if is_tls else None) as server,
        new_session(1, tls_context(str(company.root))) as session,
    ):
        place = Place(film, server, session)
        place.control = control

        def abort() -> None:
            hold.is_reached.wait(5)
            control.abort()

        thread = threading.Thread(target=abort)
        thread.start()
        begun_s = time.monotonic()
        with pytest.raises(Cancelled):
            place.send()
        thread.join(5)

    assert time.monotonic() - begun_s < 2


@pytest.mark.parametrize("bytes_per_s", [100_000, 400_000, 3_000_000])
def test_a_speed_limit_is_kept_within_a_tenth(place: Place, film: Path, bytes_per_s: int) -> None:
    clock = FakeClock()
    place.control = RunControl(bytes_per_s)
    film.write_bytes(bytes(4 * bytes_per_s))
    begun_s = clock.monotonic_s()

    place.send(clock=clock)

    assert 4 * bytes_per_s / (clock.monotonic_s() - begun_s) == pytest.approx(bytes_per_s, rel=0.1)


def test_a_limit_that_is_changed_on_the_way_is_kept_as_exactly_as_the_one_before(place: Place, film: Path) -> None:
    """Half of it at 100 KB/s, half at 400 KB/s: 10 s and 2.5 s, by a clock that passes in waits only."""
    clock = FakeClock()
    place.control = RunControl(100_000)
    film.write_bytes(bytes(2_000_000))
    begun_s = clock.monotonic_s()
    changed_s: list[float] = []

    def change(total: int) -> None:
        if total >= 1_000_000 and not changed_s:
            changed_s.append(clock.monotonic_s())
            place.control.limit(400_000)

    place.send(counter=Counted(change), clock=clock)

    assert changed_s[0] - begun_s == pytest.approx(10.0, rel=0.02)
    assert clock.monotonic_s() - changed_s[0] == pytest.approx(2.5, rel=0.03)


def test_a_limit_that_is_lifted_on_the_way_slows_nothing_any_more(place: Place, film: Path) -> None:
    clock = FakeClock()
    place.control = RunControl(100_000)
    film.write_bytes(bytes(2 * MIB))

    place.send(counter=Counted(lambda total: place.control.limit(None) if total > 50_000 else None), clock=clock)

    assert sum(clock.sleeps) < 1


def test_a_pause_is_noticed_in_the_wait_for_the_limit(place: Place) -> None:
    clock = FakeClock()
    clock.on_sleep = lambda _seconds: place.control.pause()
    place.control = RunControl(100_000)

    with pytest.raises(Interrupted):
        place.send(clock=clock)
    assert clock.sleeps[1:] == [10.0]


def test_what_the_line_bears_is_known_from_the_part_before(place: Place, film: Path) -> None:
    sender = HttpPartSender(place.session, SystemClock())
    first, second = Counted(), Counted()
    film.write_bytes(os.urandom(8 * BLOCK_BYTES))
    for counter in (first, second):
        sender.send(place.piece(), place.control, counter)

    assert (first.totals[0], second.totals[0]) == (64 * 1024, BLOCK_BYTES)


def test_after_a_part_that_failed_the_line_is_tried_anew(place: Place, film: Path) -> None:
    sender = HttpPartSender(place.session, SystemClock())
    film.write_bytes(os.urandom(8 * BLOCK_BYTES))
    sender.send(place.piece(), place.control, Counted())
    playing(place, Reset(BLOCK_BYTES))
    with pytest.raises(OutcomeUnknown):
        sender.send(place.piece(), place.control, Counted())

    third = Counted()
    sender.send(place.piece(), place.control, third)

    assert third.totals[0] == 64 * 1024
