"""Whatever arrives, a rule answers; it never breaks."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.practice.addresses import AddressBook, Ticket, object_key, read_ticket
from avatar_intake.practice.answers import Head, Reply
from avatar_intake.practice.api import command_of, read_body, read_call
from avatar_intake.practice.shapes import command_shape, create_shape, query_problem, update_shape
from avatar_intake.practice.signing import KeyPair, canonical_query, canonical_uri, signature_problem
from avatar_intake.practice.store import byte_range

JOB = "0123456789abcdef0123456789abcdef"
WIRE_TEXT = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=40)
NUMBERS = st.integers(-(10**30), 10**30).map(str)
PARAMETERS = ("Expires", "X-Amz-Date", "X-Amz-Expires", "partNumber", "uploadId", "Signature", "AccessKeyId")
QUERIES = st.lists(st.tuples(st.sampled_from(PARAMETERS), st.one_of(NUMBERS, WIRE_TEXT)), max_size=8).map(
    lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("name", "tags", "voice_properties", "video_multipart_count", "supported_service", "comment_data", "command")


@given(QUERIES, st.sampled_from(["v2", "v4"]))
def test_no_made_up_query_is_ever_a_good_address(query: str, style: str) -> None:
    head = Head("PUT", f"/store/{JOB}_trainingVideo", query, {"host": "127.0.0.1", "content-type": "text/plain"})
    ticket = read_ticket(head)
    book = AddressBook("http://127.0.0.1:1", "ak", "sk", 86400.0, style)  # type: ignore[arg-type]
    assert ticket is None or book.problem(head, ticket, 0.0) is not None


@given(WIRE_TEXT)
def test_no_made_up_path_is_ever_a_store_address_or_a_call(path: str) -> None:
    assert read_ticket(Head("PUT", f"/store/{path}", "Expires=1", {})) is None
    assert isinstance(read_call(Head("GET", f"/{path}", "", {}), ""), Reply)


@given(st.sampled_from(["v2", "v4"]), st.integers(1, 1000), st.integers(100_000, 4_000_000_000))
def test_what_the_book_signs_it_accepts_until_it_ends(style: str, number: int, end_s: int) -> None:
    book = AddressBook("http://127.0.0.1:1", "ak", "sk", 86400.0, style)  # type: ignore[arg-type]
    ticket = Ticket("PUT", JOB, "training_video", end_s, number, "a" * 32)
    path, _, query = book.address(ticket).removeprefix(book.base).partition("?")
    head = Head("PUT", path, query, {"host": "127.0.0.1:1", "content-type": "application/octet-stream"})
    assert path == f"/store/{object_key(JOB, 'training_video')}"
    assert read_ticket(head) == ticket
    assert book.problem(head, ticket, end_s - 1) is None
    assert book.problem(head, ticket, end_s) is not None


@given(WIRE_TEXT, WIRE_TEXT, WIRE_TEXT, st.binary(max_size=20))
def test_no_made_up_signature_is_accepted(path: str, query: str, value: str, body: bytes) -> None:
    canonical_uri(path)
    canonical_query(query)
    for text in (value, f"SDK-HMAC-SHA256 Access={value}, SignedHeaders=host;x-sdk-date, Signature={'0' * 64}"):
        head = Head("GET", path, query, {"authorization": text, "host": value, "x-sdk-date": "20261123T040000Z"})
        assert signature_problem(head, body, KeyPair("ak", "sk"), 1795406400.0) is not None


@given(st.dictionaries(st.sampled_from(FIELDS) | st.text(max_size=8), VALUES, max_size=5))
def test_any_json_object_is_judged(body: dict[str, object]) -> None:
    content = json.dumps(body).encode()
    command_of(content)
    for shape in (create_shape, update_shape, command_shape):
        for refuses_unknown in (True, False):
            judged = read_body(content, shape(refuses_unknown=refuses_unknown))
            assert isinstance(judged, dict) or judged.status == 400


@given(st.binary(max_size=60))
def test_any_bytes_as_a_body_are_judged(content: bytes) -> None:
    command_of(content)
    judged = read_body(content, create_shape(refuses_unknown=True))
    assert isinstance(judged, Reply)


@given(st.dictionaries(st.sampled_from(["limit", "offset", "create_since", "sort_dir", "tag"]), WIRE_TEXT | NUMBERS))
def test_any_query_of_the_list_is_judged(query: dict[str, str]) -> None:
    query_problem(query, refuses_unknown=True)


@given(WIRE_TEXT | st.from_regex(r"bytes=\d*-\d*", fullmatch=True), st.integers(0, 10**12))
def test_a_range_lies_within_the_file_or_is_refused(wanted: str, size: int) -> None:
    found = byte_range(wanted, size)
    assert found is None or (found[0] >= 0 and found[1] >= 1 and sum(found) <= size)
