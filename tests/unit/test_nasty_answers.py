"""Answers that somebody hostile would give: each is one of our errors, or is read and harms nobody.

What is about HTTP comes over real sockets and meets every call; what is about JSON is read directly.
"""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny_server import TinyServer

from avatar_intake.connection import new_session
from avatar_intake.domain.endpoint import address_problem, parse_endpoint
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import Command, CommandRequest, JobChanges, JobQuery, SecretUrl
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import IntakeError, NetworkUnreachable, UnexpectedAnswer
from avatar_intake.metastudio import wire
from avatar_intake.metastudio.client import Calls, Limiter, MetaStudioClient, ServicePlace, TimeLimits, Token
from avatar_intake.metastudio.exchange import Answer
from avatar_intake.metastudio.iam import Login, fetch_token
from avatar_intake.metastudio.limiter import Rates
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.fetch import fetch_to
from avatar_intake.transfer.look import stored_size_and_etag
from avatar_intake.transfer.ports import Piece
from avatar_intake.transfer.sender import HttpPartSender, SendLimits
from avatar_intake.transfer.source import identity_of

CONTEXT = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
CLOUD = parse_endpoint("https://metastudio.cn-north-4.myhuaweicloud.com")
STORE = "https://bucket.obs.cn-north-4.myhuaweicloud.com"
SHORT = TimeLimits(connect_s=2.0, read_s=0.3, answer_s=0.3)
CANARY = "CANARY-1f9d"


class RawServer(TinyServer):
    """Reads one request of each connection and says the same bytes to everybody, then closes, or goes on for ever."""

    def __init__(self, said: bytes, then: bytes = b"") -> None:
        super().__init__()
        self._said, self._then = said, then
        self._is_over = threading.Event()
        self.base = f"http://127.0.0.1:{self.port}"
        self.heads: list[bytes] = []

    def __exit__(self, *error: object) -> None:
        self._is_over.set()
        super().__exit__(*error)

    def serve(self, sock: socket.socket) -> None:
        """Whatever is asked, the same is said."""
        sock.settimeout(5)
        with suppress(ValueError), sock.makefile("rb") as stream:
            head = b"".join(iter(lambda: stream.readline().strip(b"\r\n") + b"\n", b"\n"))
            self.heads.append(head)
            length = [line for line in head.splitlines() if line.lower().startswith(b"content-length:")]
            stream.read(int(length[0].split(b":")[1]) if length else 0)
            sock.sendall(self._said)
            while self._then and not self._is_over.wait(0.005):
                sock.sendall(self._then)
            sock.shutdown(socket.SHUT_WR)
            stream.read(1)


class Nobody:
    def sent(self, total_bytes: int) -> None:
        """Nobody counts."""


def calls(base: str, folder: Path) -> Iterator[Callable[[], object]]:
    """Every question that the program asks of a service, an identity service or a store."""
    session = new_session(1, CONTEXT)
    place = ServicePlace(parse_endpoint(base), "project-1")
    client = MetaStudioClient(
        place, Token(CANARY), Calls(session, lambda _: None, Limiter(Rates(1e6, 1e6)), limits=SHORT)
    )
    address = SecretUrl(f"{base}/part?Signature={CANARY}")
    film = folder / "film.mp4"
    film.write_bytes(b"1234")
    piece = Piece(Role.TRAINING_VIDEO, str(film), identity_of(Role.TRAINING_VIDEO, str(film)), Part(1, 0, 4), address)
    limits = SendLimits(connect_s=2.0, write_s=2.0, answer_s=0.3)
    yield lambda: client.create(JobFields(name="n"))
    yield lambda: client.show("job-1")
    yield lambda: client.list(JobQuery())
    yield lambda: client.execute("job-1", CommandRequest(Command.SUBMITVERIFYING))
    yield lambda: client.update("job-1", JobChanges(name="n"))
    yield lambda: client.delete("job-1")
    yield lambda: fetch_token(session, base, Login("d", "u", CANARY, "p"), SHORT)
    yield lambda: HttpPartSender(session, SystemClock(), limits).send(piece, RunControl(), Nobody())
    yield lambda: stored_size_and_etag(session, address)
    yield lambda: fetch_to(session, address, "cover", folder / f"new-{time.monotonic_ns()}", RunControl())
    session.close()


def answer_of(body: bytes, *headers: str, status: str = "200 OK") -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(body: bytes) -> bytes:
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body


BOMB = gzip.compress(bytes(64 * 1024**2), 1)
OVER_HTTP: dict[str, tuple[bytes, bytes]] = {
    "nothing at all": (b"", b""),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.9\r\n", b""),
    "HTTP of the future": (b"HTTP/9.9 200 OK\r\n\r\n{}", b""),
    "an odd status": (b"HTTP/1.1 99\r\n\r\n", b""),
    "a status that is none": (b"HTTP/1.1 two-hundred OK\r\n\r\n", b""),
    "a status line without an end": (b"HTTP/1.1 200 " + b"O" * 200_000, b""),
    "a flood of interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50),
    "a flood of early hints": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" * 1000, b""),
    "another protocol": (b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n", b""),
    "too many headers": (b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 5000 + b"\r\n{}", b""),
    "a header too long": (answer_of(b"{}", "A: " + "b" * 200_000), b""),
    "headers with controls": (answer_of(b"{}", "X-Request-Id: \x1b[31m\x07\x9b1m", "Content-Type: \x00"), b""),
    "a header without a name": (answer_of(b"{}", ": x", "no colon"), b""),
    "a folded header": (answer_of(b"{}", "X-Request-Id: a\r\n b\r\n\tc"), b""),
    "a length too long": (b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}", b""),
    "a length too short": (b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n{}", b""),
    "a negative length": (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", b""),
    "two lengths": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", b""),
    "a huge length": (b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}", b""),
    "a length in words": (b"HTTP/1.1 200 OK\r\nContent-Length: two\r\n\r\n{}", b""),
    "chunks that are none": (chunked(b"zz\r\n{}\r\n"), b""),
    "a chunk of a negative size": (chunked(b"-2\r\n{}\r\n0\r\n\r\n"), b""),
    "a chunk of a huge size": (chunked(b"fffffffffffffffff\r\n{}"), b""),
    "chunks without an end": (chunked(b"2\r\n{}\r\n"), b""),
    "a chunk size without an end": (chunked(b"1" * 200_000), b""),
    "both a length and chunks": (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", b""),
    "an endless drip": (b"HTTP/1.1 200 OK\r\n\r\n{", b" "),
    "an endless head": (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n" * 20),
    "an endless body": (b"HTTP/1.1 200 OK\r\n\r\n{", b" " * 1024**2),
    "a body too large": (answer_of(b'{"count": 1, "x": "' + b"a" * 9 * 1024**2 + b'"}'), b""),
    "a bomb in gzip": (answer_of(BOMB, "Content-Encoding: gzip"), b""),
    "a bomb in deflate": (answer_of(zlib.compress(bytes(64 * 1024**2), 1), "Content-Encoding: deflate"), b""),
    "a bomb in a bomb": (answer_of(gzip.compress(BOMB), "Content-Encoding: gzip, gzip"), b""),
    "a coding that is none": (answer_of(b"{}", "Content-Encoding: \xff"), b""),
    "gzip that is none": (answer_of(b"not gzip", "Content-Encoding: gzip"), b""),
    "cookies": (answer_of(b"{}", *(f"Set-Cookie: c{n}=track; Domain=.com; Path=/" for n in range(50))), b""),
    "a redirect to this computer": (answer_of(b"", "Location: http://127.0.0.1:22/", status="307 X"), b""),
    "a redirect to a file": (answer_of(b"", "Location: file:///etc/passwd", status="302 X"), b""),
    "a redirect to nowhere": (answer_of(b"", "Location: http://[", status="301 X"), b""),
    "a redirect with controls": (answer_of(b"", "Location: http://x/\x00\x1b", status="308 X"), b""),
    "a redirect in a circle": (answer_of(b"", "Location: /", status="303 X"), b""),
    "a page": (answer_of(b"<html><script>alert(1)</script>", "Content-Type: text/html"), b""),
    "a page in a refusal": (answer_of(b"<html><img src=x onerror=alert(1)>", status="403 X"), b""),
    "a refusal in ANSI": (
        answer_of(b'{"error_code":"\\u001b[2J","error_msg":"\\u001b]8;;http://x\\u0007"}', status="400 X"),
        b"",
    ),
    "a refusal that quotes the secret": (answer_of(f'{{"error_msg":"for {CANARY}"}}'.encode(), status="401 X"), b""),
    "a request for another sign-in": (answer_of(b"", "WWW-Authenticate: Basic realm=x", status="401 X"), b""),
    "a proxy's request": (answer_of(b"", "Proxy-Authenticate: Negotiate", status="407 X"), b""),
    "a wish to come back in a year": (answer_of(b"", "Retry-After: 31536000", status="503 X"), b""),
    "a wish that is none": (answer_of(b"", "Retry-After: -1e309", "Date: yesterday", status="429 X"), b""),
    "a token of another kind": (answer_of(b"{}", "X-Subject-Token: a\x00b", status="201 X"), b""),
    "a huge token": (answer_of(b"{}", "X-Subject-Token: " + "M" * 60_000, status="201 X"), b""),
    "an ETag with controls": (answer_of(b"", 'ETag: "\x1b[31m"'), b""),
    "an ETag of another file": (answer_of(b"", f'ETag: "{"0" * 32}"'), b""),
    "bytes that are no text": (answer_of(bytes(range(256)) * 10), b""),
    "a success without a word": (b"HTTP/1.1 204\r\n\r\n", b""),
}


def test_both_tables_are_long_ones() -> None:
    assert len(OVER_HTTP) >= 50
    assert len(IN_JSON) >= 50


@pytest.mark.parametrize("what", OVER_HTTP)
def test_whatever_comes_over_the_line_is_an_error_of_ours_or_is_read(what: str, tmp_path: Path) -> None:
    begun_s = time.monotonic()
    told: list[str] = []
    with RawServer(*OVER_HTTP[what]) as server:
        for call in calls(server.base, tmp_path):
            try:
                told += texts_of(call())
            except IntakeError as error:
                told += [*error.facts().values(), repr(error)]
        heads = list(server.heads)
    assert time.monotonic() - begun_s < 12
    assert heads
    assert not [head for head in heads if b"cookie" in head.lower()]
    assert not [text for text in told if CANARY in text]
    assert not [text for text in told if not text.isprintable()]


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nX-Long: "])
def test_a_head_that_drips_is_not_waited_for(said: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("avatar_intake.connection._FiniteAnswer.head_within_s", 0.2)
    with RawServer(said, b"a") as server:
        look = next(itertools.islice(calls(server.base, tmp_path), 2, None))
        begun_s = time.monotonic()
        with pytest.raises(NetworkUnreachable):
            look()
    assert time.monotonic() - begun_s < 3


def texts_of(value: object) -> list[str]:
    """Every text that a value holds, however deep; a secret address and its role are none that are shown."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, SecretUrl):
        return []
    if is_dataclass(value):
        return [text for item in fields(value) for text in texts_of(getattr(value, item.name))]
    if isinstance(value, dict):
        return [text for item in value.values() for text in texts_of(item)]
    if isinstance(value, list | tuple):
        return [text for item in value for text in texts_of(item)]
    return []


# --- JSON -------------------------------------------------------------------------------------------

EVIL = "\x1b[31m\x1b]0;x\x07\u202eevil\u2066\u200b\x00\r\n<b>x</b><img src='http://evil.example/x'>" + "\U000e0041" * 9
GOOD_JOB = {"job_id": "job-1", "state": "WAIT_FILE_UPLOAD"}
GOOD_CREATED = {"job_id": "job-1", "training_video_upload_url": [f"{STORE}/v?Signature=x"]}


def text(value: object) -> bytes:
    return json.dumps(value).encode()


def with_job(**more: object) -> bytes:
    return text({**GOOD_JOB, **more})


def created(**more: object) -> bytes:
    return text({**GOOD_CREATED, **more})


IN_JSON: dict[str, bytes] = {
    "nothing": b"",
    "a blank": b" ",
    "null": b"null",
    "a number": b"1",
    "a text": b'"x"',
    "a list": b"[]",
    "true": b"true",
    "half an object": b'{"job_id":',
    "a mark of order": b"\xef\xbb\xbf{}",
    "other bytes": b"\xff\xfe{}",
    "UTF-16": "{}".encode("utf-16"),
    "rubbish behind": b"{} {}",
    "a comment": b"{/* x */}",
    "single quotes": b"{'a': 1}",
    "a comma too many": b'{"a": 1,}',
    "deep lists": b"[" * 100_000,
    "deep objects": b'{"a":' * 100_000,
    "deep and whole": b'{"x":' + b"[" * 90_000 + b"]" * 90_000 + b"}",
    "not a number": b'{"count": NaN, "jobs": []}',
    "infinite": b'{"count": Infinity}',
    "a huge exponent": b'{"count": 1e999}',
    "a huge integer": b'{"count": ' + b"9" * 5000 + b"}",
    "a large integer": b'{"count": 18446744073709551615}',
    "negative": b'{"count": -1}',
    "a fraction": b'{"count": 1.5}',
    "minus nothing": b'{"count": -0.0}',
    "a number as text": b'{"count": "1"}',
    "a truth as number": b'{"count": true}',
    "the same key twice": b'{"job_id": "job-1", "job_id": "job-2", "state": "a", "state": "b", "count": 1, "count": 2}',
    "half a character": b'{"job_id": "\\ud800", "state": "\\udfff", "count": 1}',
    "a wrong escape": b'{"state": "\\x41"}',
    "raw controls": b'{"state": "\x01"}',
    "a null byte": b'{"job_id": "job\\u0000", "state": "\\u0000", "count": 0}',
    "an empty id": with_job(job_id=""),
    "an id that climbs": with_job(job_id="../../x"),
    "an id with a line": with_job(job_id="job-1\r\nX: y"),
    "a long id": with_job(job_id="j" * 10_000),
    "an id of another kind": with_job(job_id=["job-1"]),
    "texts in ANSI and HTML": with_job(
        name=EVIL,
        state=EVIL,
        batch_name=EVIL,
        tags=[EVIL],
        asset_id=EVIL,
        create_time=EVIL,
        last_update_time=EVIL,
        model_resolution=EVIL,
    ),
    "logs in ANSI and HTML": with_job(
        operation_logs=[
            {
                "operate_time": EVIL,
                "log_type": EVIL,
                "log_description": EVIL,
                "operate_user": EVIL,
                "error_code": EVIL,
                "redo_reasons": [EVIL],
            }
        ]
    ),
    "comments in ANSI and HTML": with_job(
        comment_logs=[{"operate_time": EVIL, "comment_type": EVIL, "comment_title": EVIL, "comment_message": EVIL}]
    ),
    "long texts": with_job(name="x" * 10**6, state="y" * 10**6, tags=["z" * 10**6]),
    "many tags": with_job(tags=["x"] * 10**5),
    "many logs": with_job(operation_logs=[{}] * 10**5),
    "logs of nothing": with_job(operation_logs=[None]),
    "many unknown fields": text({**GOOD_JOB, **{f"f\x1b{n}": n for n in range(10**4)}}),
    "a million jobs": b'{"count": 1000000, "jobs": [' + b"{}," * 999_999 + b"{}]}",
    "many jobs": text({"count": 1, "jobs": [GOOD_JOB] * 50_000}),
    "jobs of nothing": text({"count": 1, "jobs": [None]}),
    "more jobs than there are": text({"count": 0, "jobs": [GOOD_JOB]}),
    "a count too large": text({"count": 10**12, "jobs": []}),
    "no address": created(training_video_upload_url=[]),
    "an address of nothing": created(training_video_upload_url=[None]),
    "an empty address": created(training_video_upload_url=[""]),
    "too many addresses": created(
        training_video_upload_url=[f"{STORE}/{n}" for n in range(5000)],
        action_video_upload_url=[f"{STORE}/a{n}" for n in range(5000)],
    ),
    "the same address twice": created(cover_upload_url=f"{STORE}/v?Signature=x"),
    "another host": created(cover_upload_url="https://evil.example/x"),
    "this computer": created(cover_upload_url="https://127.0.0.1/x"),
    "a script": created(cover_upload_url="javascript:alert(1)"),
    "another job": created(job_id="job-2"),
    "a success that failed": text(
        {"commond_result": "EXCUTE_SUCCESS", "error_info": {"error_code": EVIL, "error_msg": EVIL}}
    ),
    "a failure in ANSI": text({"commond_result": "EXCUTE_FAILED", "excute_failed_msg": EVIL}),
    "a result of another kind": text({"commond_result": ["EXCUTE_SUCCESS"]}),
    "a result that is none": text({"commond_result": EVIL}),
    "parts of nothing": text({"commond_result": "EXCUTE_SUCCESS", "multipart_data": [None]}),
    "odd part numbers": text(
        {"commond_result": "EXCUTE_SUCCESS", "multipart_data": [{"part_number": "１", "etag": EVIL}]}
    ),
    "a part number too large": text(
        {"commond_result": "EXCUTE_SUCCESS", "multipart_data": [{"part_number": 10**18, "etag": ""}]}
    ),
    "many parts": text(
        {"commond_result": "EXCUTE_SUCCESS", "multipart_data": [{"part_number": 1, "etag": "a"}] * 50_000}
    ),
    "an odd ETag": text(
        {"commond_result": "EXCUTE_SUCCESS", "multipart_data": [{"part_number": 1, "etag": EVIL * 99}]}
    ),
    "attachments elsewhere": text(
        {"commond_result": "EXCUTE_SUCCESS", "attachment_upload_url": ["https://evil.example/x"]}
    ),
    "a retry count too large": with_job(flexus_retry_count=2**63),
    "downloads elsewhere": with_job(
        cover_download_url="https://evil.example/x",
        grant_file_download_url="file:///etc/passwd",
        audio_file_download_url=EVIL,
    ),
}


def readers(content: bytes) -> Iterator[Callable[[], object]]:
    answer = Answer("create", 200, {}, content, "req-1")
    yield lambda: wire.read_addresses(answer, wire.Wanted(1, 1), CLOUD)
    yield lambda: wire.read_addresses(answer, wire.Wanted(job_id="job-1"), CLOUD)
    yield lambda: wire.read_command(answer, Command.SUBMITVERIFYING, CLOUD)
    yield lambda: wire.read_detail(answer, CLOUD)
    yield lambda: wire.read_page(answer)
    yield lambda: wire.read_error(content)


def assert_harmless(content: bytes) -> None:
    for read in readers(content):
        try:
            value: Any = read()
        except IntakeError as error:
            assert all(fact.isprintable() for fact in error.facts().values())  # noqa: PT017
            continue
        texts = texts_of(value)
        assert all(text.isprintable() and len(text) <= 2000 for text in texts)
        assert len(texts) < 20_000
        for addresses in (*getattr(value, "by_role", {}).values(), getattr(value, "attachments", ())):
            assert not [one for one in addresses if address_problem(one, CLOUD)]
        for one in getattr(value, "downloads", {}).values():
            assert address_problem(one, CLOUD) is None


@pytest.mark.parametrize("what", IN_JSON)
def test_whatever_the_json_says_it_is_refused_or_harmless(what: str) -> None:
    begun_s = time.monotonic()
    assert_harmless(IN_JSON[what])
    assert time.monotonic() - begun_s < 3


def test_far_more_than_was_asked_for_is_refused() -> None:
    with pytest.raises(UnexpectedAnswer):
        wire.read_page(Answer("list", 200, {}, IN_JSON["many jobs"], ""))
    with pytest.raises(UnexpectedAnswer):
        wire.read_command(Answer("parts", 200, {}, IN_JSON["many parts"], ""), Command.GET_MULTIPART_UPLOADED, CLOUD)


_NAMES = """
    job_id state count jobs tags name training_video_upload_url cover_upload_url commond_result error_info
    multipart_data part_number etag operation_logs log_description redo_reasons error_code comment_logs
    cover_download_url
    attachment_upload_url flexus_retry_count error_msg
"""
NAMES = tuple(_NAMES.split())
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
    | st.sampled_from(("job-1", "EXCUTE_SUCCESS", "EXCUTE_FAILED", f"{STORE}/a", "https://evil.example/", EVIL, "1"))
)  # fmt: skip
TREES = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)


@settings(max_examples=120, deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), TREES, max_size=8))
def test_any_json_is_refused_or_harmless(value: dict[str, object]) -> None:
    assert_harmless(json.dumps(value).encode("utf-8", "surrogatepass"))
