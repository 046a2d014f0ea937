"""The store as a bare socket sees it: what comes before the body, what is read of it, how a connection ends."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from studio_visitor import BINARY, Visitor, ask, md5, put, studio_in

from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.world import PutKey


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


@pytest.fixture
def addresses(studio: PracticeStudio) -> dict[str, Any]:
    return Visitor(studio).create()


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    return socket.create_connection((parts.hostname or "", parts.port or 0), timeout=20)


def head_of(url: str, *lines: str, method: str = "PUT") -> bytes:
    parts = urlsplit(url)
    first = (f"{method} {parts.path}?{parts.query} HTTP/1.1", f"Host: {parts.netloc}")
    return "\r\n".join([*first, *lines, "", ""]).encode()


def until_closed(line: socket.socket) -> bytes:
    found = bytearray()
    while block := line.recv(65536):
        found += block
    return bytes(found)


def one_answer(line: socket.socket) -> bytes:
    found = bytearray()
    while b"\r\n\r\n" not in found:
        found += line.recv(65536)
    return bytes(found)


def test_a_refusal_comes_before_the_body_and_then_the_connection_ends(addresses: dict[str, Any]) -> None:
    url = addresses["cover_upload_url"]
    with connected(url) as line:
        line.sendall(head_of(url, "Content-Type: text/plain", "Content-Length: 1000000"))
        answer = until_closed(line)
    assert answer.startswith(b"HTTP/1.1 403 ")
    assert b"SignatureDoesNotMatch" in answer


def test_the_continue_comes_only_when_the_body_is_wanted(addresses: dict[str, Any]) -> None:
    url = addresses["cover_upload_url"]
    wants = ("Content-Length: 5", "Expect: 100-continue")
    with connected(url) as line:
        line.sendall(head_of(url, "Content-Type: text/plain", *wants))
        assert until_closed(line).startswith(b"HTTP/1.1 403 ")
    with connected(url) as line:
        line.sendall(head_of(url, f"Content-Type: {BINARY}", *wants))
        assert one_answer(line) == b"HTTP/1.1 100 Continue\r\n\r\n"
        line.sendall(b"cover")
        assert one_answer(line).startswith(b"HTTP/1.1 200 OK\r\n")


def test_the_api_too_says_continue_to_who_waits_for_it(studio: PracticeStudio) -> None:
    visitor = Visitor(studio)
    heard = ask(
        "POST",
        visitor.jobs_url,
        b'{"name": "A"}',
        {"X-Auth-Token": studio.token, "Expect": "100-continue"},
    )
    assert heard.status == 200


def test_a_body_without_a_length_is_refused(addresses: dict[str, Any]) -> None:
    url = addresses["cover_upload_url"]
    kind = f"Content-Type: {BINARY}"
    for lines in (
        (kind,),
        (kind, "Transfer-Encoding: chunked"),
        (kind, "Transfer-Encoding: chunked", "Content-Length: 5"),
    ):
        with connected(url) as line:
            line.sendall(head_of(url, *lines) + b"5\r\ncover\r\n0\r\n\r\n")
            answer = until_closed(line)
        assert answer.startswith(b"HTTP/1.1 411 ")
        assert b"MissingContentLength" in answer
    assert put(url, b"cover").status == 200


@pytest.mark.parametrize("length", ["-1", "five", "1e3", "9" * 20])
def test_a_length_that_is_no_number_is_refused(addresses: dict[str, Any], length: str) -> None:
    url = addresses["cover_upload_url"]
    with connected(url) as line:
        line.sendall(head_of(url, f"Content-Type: {BINARY}", f"Content-Length: {length}"))
        assert until_closed(line).startswith(b"HTTP/1.1 400 ")


def test_more_than_five_gigabytes_are_too_large_before_a_byte_is_sent(addresses: dict[str, Any]) -> None:
    url = addresses["cover_upload_url"]
    with connected(url) as line:
        line.sendall(head_of(url, f"Content-Type: {BINARY}", f"Content-Length: {5 * 1024**3 + 1}"))
        assert b"EntityTooLarge" in until_closed(line)


def test_half_a_body_stores_nothing_and_leaves_the_address_alive(
    studio: PracticeStudio, addresses: dict[str, Any]
) -> None:
    url = addresses["training_video_upload_url"][0]
    with connected(url) as line:
        line.sendall(head_of(url, f"Content-Type: {BINARY}", "Content-Length: 1000") + b"x" * 500)
        line.shutdown(socket.SHUT_WR)
        assert until_closed_or_reset(line) == b""
    assert studio.world.stored_parts(addresses["job_id"]) == {}
    count = studio.world.put_counts[PutKey(addresses["job_id"], "training_video", 1)]
    assert (count.attempts, count.stored, count.received_bytes) == (1, 0, 500)
    assert not list((studio.world.incoming_path(addresses["job_id"]).parent).iterdir())
    assert put(url, b"x" * 1000).status == 200


def until_closed_or_reset(line: socket.socket) -> bytes:
    try:
        return until_closed(line)
    except ConnectionResetError:
        return b""


def test_one_connection_serves_many_requests(addresses: dict[str, Any]) -> None:
    roles = ("cover", "grant_file", "id_card_image1")
    with connected(addresses["cover_upload_url"]) as line:
        for role in roles:
            url, body = addresses[f"{role}_upload_url"], role.encode()
            line.sendall(head_of(url, f"Content-Type: {BINARY}", f"Content-Length: {len(body)}") + body)
            answer = one_answer(line)
            assert answer.startswith(b"HTTP/1.1 200 OK\r\n")
            assert md5(body).encode() in answer
            assert b"Connection: close" not in answer


def test_a_request_that_is_no_http_gets_an_answer_and_an_end(studio: PracticeStudio) -> None:
    with connected(studio.endpoint) as line:
        line.sendall(b"\x16\x03\x01 hello\r\n\r\n")
        answer = until_closed(line)
    assert b" 400 " in answer.split(b"\r\n")[0]
    assert b"X-Request-Id" in answer


def test_a_body_that_is_too_large_for_the_api_is_not_read(studio: PracticeStudio) -> None:
    url = Visitor(studio).jobs_url
    with connected(url) as line:
        line.sendall(head_of(url, f"X-Auth-Token: {studio.token}", "Content-Length: 100000000", method="POST"))
        assert until_closed(line).startswith(b"HTTP/1.1 413 ")


def test_stopping_ends_connections_that_are_in_the_middle_of_a_body(
    studio: PracticeStudio, addresses: dict[str, Any]
) -> None:
    url = addresses["cover_upload_url"]
    with connected(url) as line, connected(url) as idle:
        line.sendall(head_of(url, f"Content-Type: {BINARY}", "Content-Length: 1000", "Expect: 100-continue"))
        assert one_answer(line).startswith(b"HTTP/1.1 100 ")
        studio.stop()
        assert until_closed_or_reset(line) == b""
        assert until_closed_or_reset(idle) == b""
    assert studio.world.stored_path(addresses["job_id"], "cover") is None
