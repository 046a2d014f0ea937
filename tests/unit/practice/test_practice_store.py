from __future__ import annotations

import io
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from studio_visitor import BINARY, Heard, Visitor, ask, md5, put, studio_in

from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.store import BLOCK_BYTES, Reading, byte_range, receive
from avatar_intake.practice.strictness import Strictness
from avatar_intake.practice.world import PutKey


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


@pytest.fixture
def addresses(studio: PracticeStudio) -> dict[str, Any]:
    return Visitor(studio).create(video_multipart_count=3)


def first_part(addresses: Mapping[str, Any]) -> str:
    return str(addresses["training_video_upload_url"][0])


def xml_code(heard: Heard) -> tuple[int, str]:
    found = re.search(r"<Code>(\w+)</Code>", heard.body.decode())
    assert found, heard.body
    return heard.status, found[1]


def nothing_stored(studio: PracticeStudio, addresses: Mapping[str, Any]) -> bool:
    return studio.world.stored_parts(addresses["job_id"]) == {}


# --- a good PUT ---------------------------------------------------------------------------------


def test_a_put_is_answered_with_the_quoted_md5_and_a_request_id(addresses: dict[str, Any]) -> None:
    heard = put(first_part(addresses), b"bytes of a film")
    assert (heard.status, heard.body) == (200, b"")
    assert heard.headers["etag"] == f'"{md5(b"bytes of a film")}"'
    assert heard.headers["server"] == "OBS"
    assert len(heard.headers["x-obs-request-id"]) == 32


def test_every_kind_of_material_has_its_own_place_and_type(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    roles = [name.removesuffix("_upload_url") for name in addresses if name.endswith("_upload_url")]
    singles = [role for role in roles if not role.endswith("_video")]
    for role in singles:
        kind = "application/zip" if role == "audio" else BINARY
        assert put(addresses[f"{role}_upload_url"], role.encode(), kind).status == 200
    stored = {role: studio.world.stored_path(addresses["job_id"], role) for role in singles}
    assert {role: path.read_bytes().decode() for role, path in stored.items() if path} == {r: r for r in singles}


def test_an_empty_body_is_stored_as_an_empty_part(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    assert put(first_part(addresses), b"").headers["etag"] == f'"{md5(b"")}"'
    assert studio.world.stored_parts(addresses["job_id"]) == {1: md5(b"")}


def test_a_body_of_many_blocks_arrives_whole(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    body = bytes(range(256)) * (5 * BLOCK_BYTES // 512) + b"tail"
    assert put(addresses["cover_upload_url"], body).headers["etag"] == f'"{md5(body)}"'
    path = studio.world.stored_path(addresses["job_id"], "cover")
    assert path is not None
    assert path.read_bytes() == body


# --- one time only ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["part", "cover_upload_url"])
def test_an_address_is_dead_after_one_success(addresses: dict[str, Any], name: str) -> None:
    url = first_part(addresses) if name == "part" else addresses[name]
    assert put(url, b"once").status == 200
    assert xml_code(put(url, b"twice")) == (403, "AccessDenied")


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("AccessDenied", (403, "AccessDenied")),
        ("NoSuchUpload", (404, "NoSuchUpload")),
        ("OperationAborted", (409, "OperationAborted")),
    ],
)
def test_what_a_used_address_answers_can_be_chosen(tmp_path: Path, code: Any, answer: tuple[int, str]) -> None:
    with studio_in(tmp_path, strictness=Strictness(used_address_code=code)) as studio:
        url = Visitor(studio).create()["cover_upload_url"]
        put(url, b"once")
        assert xml_code(put(url, b"twice")) == answer


def test_a_lenient_store_lets_the_last_put_win(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(addresses_die_after_success=False)) as studio:
        addresses = Visitor(studio).create()
        for url in (first_part(addresses), addresses["cover_upload_url"]):
            assert put(url, b"once").status == 200
            assert put(url, b"twice").status == 200
        assert studio.world.stored_parts(addresses["job_id"]) == {1: md5(b"twice")}
        path = studio.world.stored_path(addresses["job_id"], "cover")
        assert path is not None
        assert path.read_bytes() == b"twice"


def test_an_address_is_dead_after_its_life(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    studio.clock.advance(86399 - 60)
    assert put(addresses["cover_upload_url"], b"in time").status == 200
    studio.clock.advance(61)
    heard = put(first_part(addresses), b"too late")
    assert xml_code(heard) == (403, "AccessDenied")
    assert b"Request has expired" in heard.body


def test_the_life_of_addresses_can_be_chosen(tmp_path: Path) -> None:
    with studio_in(tmp_path, address_life_s=5.0) as studio:
        url = Visitor(studio).create()["cover_upload_url"]
        studio.clock.advance(6)
        assert xml_code(put(url, b"late")) == (403, "AccessDenied")


# --- tampering ----------------------------------------------------------------------------------


def _swapped(name: str, value: str) -> Callable[[str], str]:
    return lambda url: re.sub(rf"([?&]{name}=)[^&]*", rf"\g<1>{value}", url)


@pytest.mark.parametrize(
    "tamper",
    [
        _swapped("partNumber", "2"),
        _swapped("partNumber", "0"),
        _swapped("partNumber", "x"),
        _swapped("uploadId", "0" * 32),
        _swapped("Signature", "AAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"),
        _swapped("Expires", "4102444800"),
        _swapped("AccessKeyId", "SOMEBODYELSES0000001"),
        lambda url: url.replace("_trainingVideo", "_cover"),
        lambda url: url.replace("_trainingVideo", "_nothing"),
        lambda url: url + "&x=1",
        lambda url: url + "&partNumber=1",
        lambda url: re.sub(r"&partNumber=1&uploadId=\w+", "", url),
        lambda url: re.sub(r"/store/\w{32}", "/store/" + "f" * 32, url),
    ],
)
def test_an_address_that_was_touched_is_refused(
    studio: PracticeStudio, addresses: dict[str, Any], tamper: Callable[[str], str]
) -> None:
    changed = tamper(first_part(addresses))
    assert changed != first_part(addresses)
    assert xml_code(put(changed, b"film")) == (403, "SignatureDoesNotMatch")
    assert nothing_stored(studio, addresses)
    assert put(first_part(addresses), b"film").status == 200


def test_an_address_without_its_query_is_anonymous(addresses: dict[str, Any]) -> None:
    assert xml_code(put(first_part(addresses).partition("?")[0], b"film")) == (403, "AccessDenied")


def test_a_plus_sign_in_a_signature_must_stay_encoded(studio: PracticeStudio) -> None:
    visitor = Visitor(studio)
    urls = visitor.create(video_multipart_count=200)["training_video_upload_url"]
    url = next(url for url in urls if "%2B" in url)
    assert xml_code(put(url.replace("%2B", "+"), b"film")) == (403, "SignatureDoesNotMatch")
    assert put(url.replace("%2B", "%2b"), b"film").status == 200


# --- headers ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["text/plain", "application/zip", "application/octet-stream; charset=utf-8", ""])
def test_another_content_type_breaks_the_signature(
    studio: PracticeStudio, addresses: dict[str, Any], kind: str
) -> None:
    assert xml_code(put(first_part(addresses), b"film", kind)) == (403, "SignatureDoesNotMatch")
    assert nothing_stored(studio, addresses)


def test_a_missing_content_type_breaks_the_signature(addresses: dict[str, Any]) -> None:
    assert xml_code(ask("PUT", first_part(addresses), b"film")) == (403, "SignatureDoesNotMatch")


def test_audio_must_come_as_a_zip(addresses: dict[str, Any]) -> None:
    assert xml_code(put(addresses["audio_upload_url"], b"zip", BINARY)) == (403, "SignatureDoesNotMatch")
    assert put(addresses["audio_upload_url"], b"zip", "application/zip").status == 200


@pytest.mark.parametrize(
    ("header", "answer"),
    [
        ({"Authorization": "Basic abc"}, (400, "InvalidArgument")),
        ({"X-Auth-Token": "token"}, (400, "InvalidRequest")),
        ({"X-Security-Token": "token"}, (400, "InvalidRequest")),
        ({"X-Sdk-Date": "20261123T040000Z"}, (400, "InvalidRequest")),
        ({"X-Project-Id": "0123"}, (400, "InvalidRequest")),
        ({"X-App-UserId": "desk-7"}, (400, "InvalidRequest")),
        ({"Cookie": "a=b"}, (400, "InvalidRequest")),
        ({"Content-MD5": "XrY7u+Ae7tCTyyK7j1rNww=="}, (403, "SignatureDoesNotMatch")),
        ({"x-obs-acl": "public-read"}, (403, "SignatureDoesNotMatch")),
    ],
)
def test_a_header_that_does_not_belong_to_a_put_is_refused(
    studio: PracticeStudio, addresses: dict[str, Any], header: dict[str, str], answer: tuple[int, str]
) -> None:
    assert xml_code(put(first_part(addresses), b"film", **header)) == answer
    assert nothing_stored(studio, addresses)


def test_a_lenient_store_overlooks_types_and_headers(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness.lenient()) as studio:
        addresses = Visitor(studio).create()
        extra = {"Authorization": "Basic abc", "Content-MD5": "x", "x-obs-acl": "private"}
        assert put(first_part(addresses), b"film", "text/plain", **extra).status == 200


def test_a_refusal_ends_the_connection(addresses: dict[str, Any]) -> None:
    assert put(first_part(addresses), b"film", "text/plain").headers["connection"] == "close"


@pytest.mark.parametrize("method", ["POST", "DELETE", "GET", "HEAD"])
def test_an_upload_address_is_for_put_only(studio: PracticeStudio, addresses: dict[str, Any], method: str) -> None:
    assert ask(method, first_part(addresses), b"film", {"Content-Type": BINARY}).status in (403, 405)
    assert nothing_stored(studio, addresses)


def test_documents_can_be_given_a_limit(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(document_limit_bytes=10)) as studio:
        addresses = Visitor(studio).create()
        assert xml_code(put(addresses["grant_file_upload_url"], b"x" * 11)) == (400, "EntityTooLarge")
        assert put(addresses["grant_file_upload_url"], b"x" * 10).status == 200
        assert put(addresses["cover_upload_url"], b"x" * 11).status == 200


# --- switches of the store ----------------------------------------------------------------------


def test_an_encrypting_store_says_so_and_its_etag_is_no_md5(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(etag_is_md5=False)) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        heard = put(first_part(addresses), b"film")
        etag = heard.headers["etag"].strip('"')
        assert heard.headers["x-obs-server-side-encryption"] == "kms"
        assert etag != md5(b"film")
        listed = visitor.command(addresses["job_id"], "GET_MULTIPART_UPLOADED")["multipart_data"]
        assert listed == [{"part_number": "1", "etag": etag}]


def test_addresses_can_be_of_the_other_style_and_are_as_strict(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(address_style="v4")) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create(video_multipart_count=2)
        url = first_part(addresses)
        assert "X-Amz-Expires=86400" in url
        assert "Expires=" not in url.replace("X-Amz-Expires", "")
        assert xml_code(put(url.replace("partNumber=1", "partNumber=2"), b"film")) == (403, "SignatureDoesNotMatch")
        assert xml_code(put(url, b"film", "text/plain")) == (403, "SignatureDoesNotMatch")
        assert put(url, b"film").status == 200
        assert put(addresses["cover_upload_url"], b"cover").status == 200
        assert ask("GET", visitor.show(addresses["job_id"])["cover_download_url"]).body == b"cover"
        studio.clock.advance(86401)
        assert b"Request has expired" in put(addresses["training_video_upload_url"][1], b"film").body


# --- downloads ----------------------------------------------------------------------------------


@pytest.fixture
def cover(studio: PracticeStudio, addresses: dict[str, Any]) -> str:
    put(addresses["cover_upload_url"], b"0123456789")
    return str(Visitor(studio).show(addresses["job_id"])["cover_download_url"])


def test_a_download_gives_the_file_with_its_etag(cover: str) -> None:
    heard = ask("GET", cover)
    assert (heard.status, heard.body) == (200, b"0123456789")
    assert heard.headers["etag"] == f'"{md5(b"0123456789")}"'
    assert heard.headers["accept-ranges"] == "bytes"


@pytest.mark.parametrize(
    ("wanted", "status", "body", "span"),
    [
        ("bytes=0-0", 206, b"0", "bytes 0-0/10"),
        ("bytes=2-4", 206, b"234", "bytes 2-4/10"),
        ("bytes=7-", 206, b"789", "bytes 7-9/10"),
        ("bytes=7-100", 206, b"789", "bytes 7-9/10"),
        ("bytes=-3", 206, b"789", "bytes 7-9/10"),
        ("bytes=-30", 206, b"0123456789", "bytes 0-9/10"),
        ("bytes=10-", 416, None, None),
        ("bytes=-0", 416, None, None),
        ("bytes=4-2", 416, None, None),
        ("bytes=-", 416, None, None),
        ("bytes=0-1,3-4", 200, b"0123456789", None),
        ("lines=1-2", 200, b"0123456789", None),
    ],
)
def test_a_range_gives_a_stretch_and_the_whole_size(
    cover: str, wanted: str, status: int, body: bytes | None, span: str | None
) -> None:
    heard = ask("GET", cover, None, {"Range": wanted})
    assert (heard.status, heard.headers.get("content-range")) == (status, span)
    assert body is None or heard.body == body


@pytest.mark.parametrize("size", [0, 1, 10])
def test_a_range_never_leaves_the_file(size: int) -> None:
    for wanted in ("bytes=0-0", "bytes=0-", "bytes=-1", "bytes=9-20", "bytes=20-"):
        found = byte_range(wanted, size)
        assert found is None or (found[0] >= 0 and found[1] >= 1 and sum(found) <= size)


def test_downloads_can_be_made_to_ignore_ranges(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(downloads_allow_range=False)) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        put(addresses["cover_upload_url"], b"0123456789")
        url = visitor.show(addresses["job_id"])["cover_download_url"]
        assert ask("GET", url, None, {"Range": "bytes=0-0"}).body == b"0123456789"


def test_a_download_address_is_signed_and_ends_too(studio: PracticeStudio, cover: str) -> None:
    assert xml_code(ask("GET", cover.replace("Signature=", "Signature=x"))) == (403, "SignatureDoesNotMatch")
    assert xml_code(ask("GET", cover, None, {"X-Auth-Token": "token"})) == (400, "InvalidRequest")
    assert put(cover, b"write").status == 403
    studio.clock.advance(86401)
    assert xml_code(ask("GET", cover)) == (403, "AccessDenied")


def test_a_deleted_file_is_not_there_any_more(studio: PracticeStudio, addresses: dict[str, Any], cover: str) -> None:
    job = studio.world.job(addresses["job_id"])
    assert job is not None
    studio.world.save(studio.world.forget_object(job, "cover"))
    assert xml_code(ask("GET", cover)) == (404, "NoSuchKey")


# --- counting -----------------------------------------------------------------------------------


def test_attempts_and_successes_of_a_part_are_counted(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    put(first_part(addresses), b"film", "text/plain")
    put(first_part(addresses), b"film")
    put(first_part(addresses), b"film")
    count = studio.world.put_counts[PutKey(addresses["job_id"], "training_video", 1)]
    assert (count.attempts, count.stored, count.most_at_once, count.received_bytes) == (3, 1, 1, 4)


def test_two_puts_of_one_part_at_once_are_noticed_and_one_wins(
    studio: PracticeStudio, addresses: dict[str, Any]
) -> None:
    world, key = studio.world, PutKey(addresses["job_id"], "training_video", 1)
    with world.put_under_way(key):
        assert world.open_puts == 1
        assert put(first_part(addresses), b"film").status == 200
    assert world.open_puts == 0
    assert world.put_counts[key].most_at_once == 2


def test_of_two_bodies_received_at_once_the_second_finds_the_address_used(
    studio: PracticeStudio, addresses: dict[str, Any]
) -> None:
    heard: list[Heard] = []
    body = b"film" * 100_000
    threads = [threading.Thread(target=lambda: heard.append(put(first_part(addresses), body))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status for answer in heard) == [200, 403, 403, 403]
    assert studio.world.stored_parts(addresses["job_id"]) == {1: md5(body)}


def test_the_requests_are_remembered_without_their_queries(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    put(first_part(addresses), b"film")
    lines = [(line.method, line.status) for line in studio.world.requests]
    assert lines == [("POST", 200), ("PUT", 200)]
    assert studio.world.requests[1].path == f"/store/{addresses['job_id']}_trainingVideo"


# --- receiving ----------------------------------------------------------------------------------


@pytest.mark.parametrize("pause", [None, 0, 1, BLOCK_BYTES, BLOCK_BYTES + 1, 3 * BLOCK_BYTES])
def test_a_body_is_whole_wherever_its_reading_pauses(tmp_path: Path, pause: int | None) -> None:
    body = bytes(range(251)) * 3000
    paused: list[bool] = []

    def on_pause() -> bool:
        paused.append(True)
        return True

    received = receive(io.BytesIO(body), tmp_path / "x", Reading(len(body), pause, on_pause))
    assert (received.size_bytes, received.md5, received.is_complete) == (len(body), md5(body), True)
    assert (tmp_path / "x").read_bytes() == body
    assert len(paused) == (1 if pause is not None and pause < len(body) else 0)


def test_a_body_that_ends_early_is_incomplete(tmp_path: Path) -> None:
    received = receive(io.BytesIO(b"half"), tmp_path / "x", Reading(8))
    assert (received.size_bytes, received.is_complete) == (4, False)


def test_a_flipped_bit_is_in_the_file_and_in_its_hash(tmp_path: Path) -> None:
    received = receive(io.BytesIO(b"film"), tmp_path / "x", Reading(4, flips_bit=True))
    stored = (tmp_path / "x").read_bytes()
    assert stored != b"film"
    assert (stored[0] ^ ord("f")).bit_count() == 1
    assert received.md5 == md5(stored)
