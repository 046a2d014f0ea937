"""What the store says about a document is taken only where it can be compared with ours."""

from __future__ import annotations

import ssl
import traceback
from collections.abc import Iterator

import pytest
import requests
from store_server import Reply, Reset, StoreServer

from avatar_intake.connection import new_session
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.transfer.look import read_size_and_etag, stored_size_and_etag

MD5 = "9e107d9d372bb6826bd81d3542a419d6"
TARGET = "/store/abc_idCardImage1?AccessKeyId=AK&Signature=c2VjcmV0%3d"


@pytest.fixture
def session() -> Iterator[requests.Session]:
    with new_session(1, ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)) as session:
        yield session


def part(span: str, etag: str = f'"{MD5}"', **more: str) -> dict[str, str]:
    return {"ETag": etag, "Content-Range": span, "Content-Length": "1", **more}


@pytest.mark.parametrize(
    ("status", "headers", "found"),
    [
        (206, part("bytes 0-0/12345"), (12345, MD5)),
        (206, part("bytes 0-0/12345", MD5.upper()), (12345, MD5)),
        (206, part("bytes 0-0/*"), None),
        (206, part("bytes 0-0/"), None),
        (206, {"ETag": MD5, "Content-Length": "1"}, None),
        (206, part("bytes 0-0/12345", ""), None),
        (206, part("bytes 0-0/12345", f"{MD5}-3"), None),
        (206, part("bytes 0-0/12345", **{"x-obs-server-side-encryption": "kms"}), None),
        (200, {"ETag": MD5, "Content-Length": "12345"}, (12345, MD5)),
        (200, {"ETag": MD5, "Content-Length": "0"}, (0, MD5)),
        (200, {"ETag": MD5}, None),
        (200, {"Content-Length": "12345"}, None),
        (200, {"ETag": MD5, "Content-Length": "²"}, None),
        (403, {"ETag": MD5, "Content-Length": "12345"}, None),
        (404, {}, None),
        (302, {"ETag": MD5, "Content-Length": "1", "Location": "https://evil.example"}, None),
        (416, part("bytes */0"), None),
    ],
)
def test_size_and_etag_of_the_whole_are_read_or_nothing(
    status: int, headers: dict[str, str], found: tuple[int, str] | None
) -> None:
    assert read_size_and_etag(status, requests.structures.CaseInsensitiveDict(headers)) == found


def test_one_byte_is_asked_for_at_exactly_the_address_that_was_given(session: requests.Session) -> None:
    reply = Reply(206, {"Content-Range": "bytes 0-0/77"}, b"x", etag=f'"{MD5}"')
    session.headers["X-Auth-Token"] = "not for the store"
    with StoreServer(reply) as server:
        found = stored_size_and_etag(session, SecretUrl(server.url(TARGET)))

    (seen,) = server.seen
    assert found == (77, MD5)
    # urllib3 writes escapes in capitals, as RFC 3986 wants them; nothing else is touched.
    assert (seen.method, seen.target) == ("GET", TARGET.replace("%3d", "%3D"))
    assert set(seen.headers) == {"Host", "User-Agent", "Accept-Encoding", "Range"}
    assert seen.headers["Range"] == "bytes=0-0"


def test_a_store_that_sends_the_whole_file_is_not_listened_to_for_long(session: requests.Session) -> None:
    reply = Reply(200, {"Content-Length": "4000000000"}, b"x" * 10, etag=f'"{MD5}"')
    with StoreServer(reply) as server:
        assert stored_size_and_etag(session, SecretUrl(server.url(TARGET))) == (4_000_000_000, MD5)


def test_a_redirect_is_not_followed(session: requests.Session) -> None:
    with StoreServer() as other, StoreServer(Reply(302, {"Location": other.url()})) as server:
        assert stored_size_and_etag(session, SecretUrl(server.url(TARGET))) is None
        assert other.seen == []


@pytest.mark.parametrize("is_there", [True, False])
def test_a_broken_line_is_no_network_and_no_secret_is_shown(session: requests.Session, is_there: bool) -> None:
    with StoreServer(Reset()) as server:
        address = server.url(TARGET) if is_there else f"http://127.0.0.1:1{TARGET}"
        with pytest.raises(NetworkUnreachable) as raised:
            stored_size_and_etag(session, SecretUrl(address))

    assert raised.value.host == "127.0.0.1"
    assert "Signature" not in "".join(traceback.format_exception(raised.value))
