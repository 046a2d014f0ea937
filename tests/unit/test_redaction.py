"""What is taken out of a text before it is written down: what is known, in every spelling, and what looks like it."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.redaction import Kind, Known, hashed_path, kinds_and_places, redacted

AK, SK = "QWERTYUIOPASDFGHJ1KL", "aB3dEfGh1JkLmNoPqRsTuVwXyZ0123456789abCD"
SIGNATURE = "dGhpcy1pcy1hLXNpZ25hdHVyZQ=="
TOKEN = "MIIFakeTokenOf" + "0123456789abcdefABCDEF" * 8
PHONE, IDENTITY = "13800138000", "110101199003078515"
HEADERS = (
    "Authorization", "X-Auth-Token", "X-Subject-Token", "X-Sdk-Date", "X-Security-Token", "Signature", "AccessKeyId",
    "x-obs-security-token", "x-obs-acl", "X-Amz-Signature", "X-Amz-Credential", "Proxy-Authorization", "Cookie",
    "Set-Cookie", "password", "secret_access_key",
)  # fmt: skip


@pytest.mark.parametrize("name", [*HEADERS, *(name.lower() for name in HEADERS), *(n.upper() for n in HEADERS)])
@pytest.mark.parametrize(
    "form",
    [
        "{name}: {value}",
        "{name}={value}",
        "before {name} = {value}&rest=1",
        "{{'{name}': '{value}', 'Host': 'h'}}",
        '{{"{name}": "{value}"}}',
        '"{{\\"{name}\\": \\"{value}\\"}}"',
        "[(b'{name}', b'{value}')]",
        "('{name}', '{value}')",
        "a%3D1%26{name}%3D{value}",
        "a%253D1%2526{name}%253D{value}",
    ],
)
def test_the_value_of_a_secret_header_or_parameter_is_taken_out_whatever_its_form(name: str, form: str) -> None:
    said = redacted(form.format(name=name, value="V4lue-0f-it"))

    assert "V4lue" not in said
    assert name in said


@pytest.mark.parametrize(
    "text",
    [
        f"https://store.example.com/bucket/key?AccessKeyId={AK}&Expires=1&Signature={SIGNATURE}",
        f"PUT /bucket/key?Expires=1&Signature={quote(SIGNATURE)} HTTP/1.1",
        quote(f"https://store.example.com/key?Expires=1&Signature={SIGNATURE}", safe=""),
        quote(quote(f"https://store.example.com/key?Expires=1&Signature={SIGNATURE}", safe=""), safe=""),
        f"Max retries exceeded with url: /key?partNumber=1&X-Amz-Signature={SIGNATURE} (Caused by …)",
        f"https://user:{SIGNATURE}@proxy.example.com:8080/",
    ],
)
def test_the_query_and_the_login_of_an_address_are_taken_out(text: str) -> None:
    said = redacted(text)

    assert "c2lnbmF0dXJl"[:6] not in said
    assert SIGNATURE.rstrip("=") not in said
    assert AK not in said
    assert "Expires%3D1" not in said
    assert "Expires=1" not in said


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        (f"Authorization: SDK-HMAC-SHA256 Access={AK}, SignedHeaders=host, Signature=ab12", "ab12"),
        (f"SDK-HMAC-SHA256 Access={AK}, SignedHeaders=host;x-sdk-date, Signature=ab12", "ab12"),
        ("Bearer abcdefghijklmnop", "abcdefgh"),
        (f"key {AK} was used", AK),
        (f"key {AK.lower()} was used", AK.lower()),
        (f"with {SK}.", SK),
        (f"token {TOKEN}", TOKEN[20:60]),
        (f"call {PHONE} now", PHONE),
        ("call 138 0013 8000 now", "8000"),
        ("call +86-138-0013-8000 now", "0013"),
        ("call%20%2B8613800138000", PHONE),
        ("call +44 20 7946 0958", "7946"),
        (f"number {IDENTITY}", IDENTITY),
        ("number 11010119900307851X", "07851X"),
        ("mail someone@example.com", "someone"),
    ],
)
def test_what_looks_like_a_key_or_a_persons_number_is_taken_out(text: str, gone: str) -> None:
    assert gone not in redacted(text)


@pytest.mark.parametrize(
    "path",
    [
        "/home/wang/材料/身份证-正面.jpg",
        "/media/disk/Wang-Xiao/film.MOV",
        "C:\\Users\\wang\\Videos\\film.mp4",
        "\\\\server\\share\\wang\\film.mp4",
        "file:///home/wang/letter.pdf",
        "~/wang/letter.pdf",
    ],
)
@pytest.mark.parametrize("form", ["{path}", "cannot read {path}: no", "[Errno 2] No such file: '{path}'", '"{path}"'])
def test_of_a_path_only_its_ending_and_a_hash_are_left(path: str, form: str) -> None:
    said = redacted(form.format(path=path))

    assert not any(word in said for word in ("wang", "Wang", "身份证", "film", "letter", "材料", "Videos"))
    assert said.rpartition(".")[2][:3].lower() == path.rpartition(".")[2].lower() or ": no" in said
    assert "…" in said


def test_a_path_with_blanks_is_taken_out_as_a_whole_where_it_is_quoted_or_known() -> None:
    known = Known()
    known.learn_file("/home/some one/my film.mp4")

    assert "film" not in redacted("'/home/some one/my film.mp4'", Known())
    assert "film" not in redacted("sending /home/some one/my film.mp4 now", known)
    assert "film" not in redacted("sending my film.mp4", known)


def test_two_files_can_be_told_apart_and_one_is_known_again() -> None:
    assert hashed_path("/a/one.mp4") == hashed_path("/b/one.mp4") != hashed_path("/a/two.mp4")


@pytest.mark.parametrize(
    "text",
    [
        "request create 200 26f0655a4b3d4f6d9d2a1c0e5b7a9f31",
        "request-id 1380013a-8000-4abc-8def-138001380001",
        "intake a13800138000bcde stage uploading",
        "sha256 " + "13800138000a" * 5 + "beef",
        "GET /v1/0a1b2c3d4e5f60718293a4b5c6d7e8f9/digital-human-training-manage/user/jobs 200",
        "2026-11-27T14:24:52Z part 7 of 64, 5242880 bytes, MSS.00000003",
        "waiting 1.0 s: U03 ServiceBusy status=503",
        "tasks.py:12 work",
    ],
)
def test_what_helps_to_find_a_fault_stays(text: str) -> None:
    assert redacted(text, Known()) == text


def spelt(value: str) -> list[str]:
    raw = value.encode()
    longer = [base64.b64encode(before + raw + b"..").decode() for before in (b"", b"x", b"xy")]
    return [
        value, value.lower(), value.upper(), quote(value), quote(quote(value)), quote(value).lower(), raw.hex(),
        json.dumps(value), repr(raw), raw.decode("latin-1"), *longer, base64.urlsafe_b64encode(raw).decode(),
    ]  # fmt: skip


@pytest.mark.parametrize("value", ["王小明的示例", "Presenter Sample-9", "not/a+key=at all?", "13912345678"])
def test_a_known_value_is_taken_out_in_every_spelling(value: str) -> None:
    known = Known()
    known.learn(Kind.NAME, value)

    for spelling in spelt(value):
        said = redacted(f"before {spelling} after", known)
        assert spelling not in said
        assert said.startswith("before ")
        # In base64 the first and the last signs also depend on what stands beside it.
        left = said.removeprefix("before ").removesuffix(" after").replace("<name>", "")
        assert len(left) <= 10, (spelling, said)


def test_short_words_and_parts_of_our_own_words_are_left_alone() -> None:
    known = Known()
    known.learn(Kind.NAME, "al", "Intake", "play", "张", "2026")
    known.learn_file("/home/somebody/cover.jpg")

    line = "also the intake displays cover, play_stored of 26f0655a20264f6d9d2a1c0e5b7a9f31"
    assert redacted(line, known) == line
    assert redacted("they play it", known) == "they <name> it"


def test_what_was_learnt_longest_ago_is_forgotten_and_nothing_grows_for_ever() -> None:
    known = Known()
    for number in range(300):
        known.learn(Kind.NAME, f"somebody{number:04}")

    assert redacted("somebody0000", known) == "somebody0000"
    assert redacted("somebody0299", known) == "<name>"
    known.clear()
    assert redacted("somebody0299", known) == "somebody0299"


def test_a_line_costs_little_however_much_is_known() -> None:
    known = Known()
    for number in range(256):
        known.learn(Kind.NAME, f"somebody{number:04}")
        known.learn_file(f"/home/somebody/film-{number:04}.mp4")
    line = "2026-11-27T14:24:52Z INFO avatar_intake.flow request create 200 26f0655a4b3d4f6d9d2a1c0e5b7a9f31 " * 3
    began_s = time.process_time()
    for _ in range(20):
        redacted(line, known)

    assert (time.process_time() - began_s) / 20 < 0.05


@given(st.text(max_size=300))
def test_any_text_can_be_redacted_and_again_without_a_change(text: str) -> None:
    once = redacted(text, Known())

    assert redacted(once, Known()) == once


def test_what_looks_like_a_catastrophe_for_the_patterns_takes_no_time() -> None:
    began_s = time.process_time()
    for piece in ("token=", "?a=", "/a", "a/", "%253D", "'Signature'", "1 ", "\\", "a.", "//", "Bearer "):
        redacted(piece * 3000, Known())

    assert time.process_time() - began_s < 4


def test_of_an_exception_kinds_and_places_are_told_and_no_text() -> None:
    def fail() -> None:
        try:
            Path("/home/wang/secret").read_bytes()
        except OSError as error:
            raise ValueError("13800138000") from error

    with pytest.raises(ValueError) as caught:
        fail()
    said = "\n".join(kinds_and_places(caught.value))

    assert [line for line in said.splitlines() if not line.startswith(" ")] == ["FileNotFoundError", "ValueError"]
    assert "test_redaction.py:" in said
    assert not any(word in said for word in ("wang", "138"))
