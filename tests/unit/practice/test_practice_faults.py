from __future__ import annotations

import http.client
import json
import socket
import threading
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from studio_visitor import BINARY, Visitor, ask, md5, put, studio_in

from avatar_intake.errors import BadIntakeFile
from avatar_intake.practice.faults import Action, Fault, FaultBook, Occasion, fits, load_faults
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.world import PutKey

PUT_OF_PART_2 = Occasion("put", "", "training_video", 2)
BROKEN = (ConnectionError, http.client.HTTPException)


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


@pytest.fixture
def visitor(studio: PracticeStudio) -> Visitor:
    return Visitor(studio)


@pytest.fixture
def addresses(visitor: Visitor) -> dict[str, Any]:
    return visitor.create(video_multipart_count=3)


def until_closed_or_reset(line: socket.socket) -> bytes:
    try:
        return line.recv(1000)
    except ConnectionResetError:
        return b""


def part(addresses: dict[str, Any], number: int) -> str:
    return str(addresses["training_video_upload_url"][number - 1])


def listing(visitor: Visitor, addresses: dict[str, Any]) -> list[tuple[str, str]]:
    found = visitor.command(addresses["job_id"], "GET_MULTIPART_UPLOADED")["multipart_data"]
    return [(item["part_number"], item["etag"]) for item in found]


# --- which request ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "occasion", "is_met"),
    [
        (Fault("put", "answer"), PUT_OF_PART_2, True),
        (Fault("put", "answer", role="training_video", part_number=2), PUT_OF_PART_2, True),
        (Fault("put", "answer", part_number=3), PUT_OF_PART_2, False),
        (Fault("put", "answer", role="cover"), PUT_OF_PART_2, False),
        (Fault("get", "answer"), PUT_OF_PART_2, False),
        (Fault("*", "answer"), PUT_OF_PART_2, True),
        (Fault("*", "answer"), Occasion("show"), True),
        (Fault("command", "answer"), Occasion("command", "SUBMITVERIFYING"), True),
        (Fault("command/SUBMITVERIFYING", "answer"), Occasion("command", "SUBMITVERIFYING"), True),
        (Fault("command/SUBMITVERIFYING", "answer"), Occasion("command", "CONFIRM_REPAIR"), False),
        (Fault("create", "addresses-missing", role="cover"), Occasion("create"), True),
    ],
)
def test_a_fault_is_about_the_requests_that_it_names(fault: Fault, occasion: Occasion, is_met: bool) -> None:
    assert fits(fault, occasion) is is_met


@pytest.mark.parametrize(
    ("nth", "times", "met"),
    [(1, 1, "x...."), (2, 1, ".x..."), (1, 3, "xxx.."), (3, 2, "..xx."), (2, 0, ".xxxx")],
)
def test_a_fault_begins_with_the_nth_request_and_lasts_for_so_many(nth: int, times: int, met: str) -> None:
    book = FaultBook((Fault("show", "answer", nth=nth, times=times),))
    assert "".join("x" if book.next_for(Occasion("show")) else "." for _ in range(5)) == met


def test_only_requests_that_fit_are_counted() -> None:
    book = FaultBook((Fault("put", "answer", role="cover", nth=2),))
    occasions = [Occasion("put", "", role) for role in ("cover", "grant_file", "cover")]
    assert [len(book.next_for(occasion)) for occasion in occasions] == [0, 0, 1]


def test_faults_can_be_added_and_cleared_while_the_studio_runs(studio: PracticeStudio, visitor: Visitor) -> None:
    studio.faults.add(Fault("list", "answer", times=0, status=503))
    assert visitor.api("GET").status == 503
    studio.faults.clear()
    assert visitor.api("GET").status == 200


def test_what_has_happened_is_counted_beyond_a_cleared_script() -> None:
    book = FaultBook((Fault("show", "answer", times=2), Fault("show", "delay", nth=2)))
    for _ in range(3):
        book.next_for(Occasion("show"))
    book.clear()
    assert book.happened == {"answer": 2, "delay": 1}


@pytest.mark.parametrize(("step", "action"), [("upload", "answer"), ("put", "explode"), ("command/NOTHING", "delay")])
def test_a_fault_that_does_not_exist_cannot_be_made(step: str, action: str) -> None:
    with pytest.raises(ValueError, match="no such fault"):
        Fault(step, action)


# --- scripts ------------------------------------------------------------------------------------


def test_a_script_is_read_with_all_its_fields(tmp_path: Path) -> None:
    script = [
        {"step": "put", "role": "training_video", "part_number": 2, "action": "drop-after-storing"},
        {"step": "list", "action": "answer", "status": 503, "headers": {"Retry-After": "1"}, "times": 0, "nth": 3},
        {"step": "command/SUBMITVERIFYING", "action": "delay", "seconds": 1.5, "body": "", "after_bytes": 0},
    ]
    path = tmp_path / "faults.json"
    for content in (script, {"faults": script}):
        path.write_text(json.dumps(content))
        faults = load_faults(path)
        assert faults[0] == Fault("put", Action.DROP_AFTER_STORING, "training_video", 2)
        assert (faults[1].headers, faults[1].times, faults[1].nth) == ({"Retry-After": "1"}, 0, 3)
        assert (faults[2].step, faults[2].seconds) == ("command/SUBMITVERIFYING", 1.5)


@pytest.mark.parametrize(
    ("content", "key"),
    [
        ("{", ""),
        ("7", "faults"),
        ('{"fault": []}', "faults"),
        ("[7]", "[0]"),
        ('[{"action": "answer"}]', "[0].step"),
        ('[{"step": "put"}]', "[0].action"),
        ('[{"step": "put", "action": "explode"}]', "[0].action"),
        ('[{"step": "upload", "action": "answer"}]', "[0].step"),
        ('[{"step": "put", "action": "answer", "colour": 1}]', "[0].colour"),
        ('[{"step": "put", "action": "answer"}, {"step": "put", "action": "answer", "nth": "2"}]', "[1].nth"),
        ('[{"step": "put", "action": "answer", "times": true}]', "[0].times"),
        ('[{"step": "put", "action": "answer", "times": -1}]', "[0].times"),
        ('[{"step": "put", "action": "answer", "headers": {"a": 1}}]', "[0].headers"),
    ],
)
def test_a_bad_script_is_refused_with_the_place_of_the_mistake(tmp_path: Path, content: str, key: str) -> None:
    path = tmp_path / "faults.json"
    path.write_text(content)
    with pytest.raises(BadIntakeFile) as refused:
        load_faults(path)
    assert refused.value.key == key


def test_a_script_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadIntakeFile):
        load_faults(tmp_path / "nothing.json")


def test_a_studio_begins_with_the_faults_of_its_options(tmp_path: Path) -> None:
    with studio_in(tmp_path, faults=(Fault("create", "answer", status=500),)) as studio:
        assert Visitor(studio).api("POST", "", {"name": "A"}).status == 500
        assert studio.world.job_ids() == ()
        assert Visitor(studio).api("POST", "", {"name": "A"}).status == 200


# --- instead of the request ---------------------------------------------------------------------


def test_an_answer_can_come_before_anything_is_done(studio: PracticeStudio, visitor: Visitor) -> None:
    studio.faults.add(Fault("create", "answer", status=503, body="busy", headers={"Retry-After": "7"}))
    heard = visitor.api("POST", "", {"name": "A"})
    assert (heard.status, heard.body, heard.headers["retry-after"]) == (503, b"busy", "7")
    assert studio.world.job_ids() == ()


def test_a_put_can_be_refused_before_or_after_its_body(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    studio.faults.add(
        Fault("put", "answer", status=503, part_number=1), Fault("put", "answer-after-body", status=500, part_number=2)
    )
    early, late = put(part(addresses, 1), b"one"), put(part(addresses, 2), b"two")
    assert (early.status, early.headers.get("connection")) == (503, "close")
    assert (late.status, late.headers.get("connection")) == (500, None)
    counts = studio.world.put_counts
    received = [counts[PutKey(addresses["job_id"], "training_video", n)].received_bytes for n in (1, 2)]
    assert received == [0, 3]
    assert put(part(addresses, 1), b"one").status == put(part(addresses, 2), b"two").status == 200


def test_a_captive_portal_answers_with_a_page_and_stores_nothing(
    studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]
) -> None:
    studio.faults.add(Fault("put", "html"), Fault("show", "html"))
    for heard in (put(part(addresses, 1), b"one"), visitor.api("GET", f"/{addresses['job_id']}")):
        assert (heard.status, heard.headers["content-type"]) == (200, "text/html")
        assert b"<html>" in heard.body
        assert not {"x-request-id", "x-obs-request-id", "etag", "server"} & set(heard.headers)
    assert studio.world.stored_parts(addresses["job_id"]) == {}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_leads_away(studio: PracticeStudio, addresses: dict[str, Any], status: int) -> None:
    studio.faults.add(Fault("put", "redirect", status=status))
    heard = put(part(addresses, 1), b"one")
    assert (heard.status, heard.headers["location"]) == (status, "http://sign-in.invalid/")
    assert studio.world.stored_parts(addresses["job_id"]) == {}


# --- broken connections -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "after_bytes", "received"),
    [
        ("drop-before-reading", 0, 0),
        ("drop-after-bytes", 0, 0),
        ("drop-after-bytes", 1, 1),
        ("drop-after-bytes", 70_000, 70_000),
        ("drop-after-bytes", 10**9, 100_000),
        ("drop-before-storing", 0, 100_000),
    ],
)
def test_a_put_that_breaks_before_storing_leaves_its_address_alive(
    studio: PracticeStudio, addresses: dict[str, Any], action: str, after_bytes: int, received: int
) -> None:
    studio.faults.add(Fault("put", action, role="training_video", part_number=2, after_bytes=after_bytes))
    with pytest.raises(BROKEN):
        put(part(addresses, 2), bytes(100_000))
    assert studio.world.stored_parts(addresses["job_id"]) == {}
    assert studio.world.put_counts[PutKey(addresses["job_id"], "training_video", 2)].received_bytes == received
    assert studio.world.requests[-1].status == 0
    assert put(part(addresses, 2), bytes(100_000)).status == 200


def test_a_reply_can_be_lost_after_the_part_was_stored(
    studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]
) -> None:
    studio.faults.add(Fault("put", "drop-after-storing", role="training_video", part_number=2))
    with pytest.raises(BROKEN):
        put(part(addresses, 2), b"two")
    assert listing(visitor, addresses) == [("2", md5(b"two"))]
    assert put(part(addresses, 2), b"two").status == 403


@pytest.mark.parametrize(
    ("step", "call", "jobs_left"),
    [
        ("create", lambda visitor, _: visitor.create("Lost"), 2),
        ("delete", lambda visitor, job_id: visitor.api("DELETE", f"/{job_id}"), 0),
        ("command/SUBMITVERIFYING", lambda visitor, job_id: visitor.command(job_id, "SUBMITVERIFYING"), 1),
    ],
)
def test_the_reply_to_a_call_can_be_lost(
    studio: PracticeStudio, visitor: Visitor, step: str, call: Callable[[Visitor, str], object], jobs_left: int
) -> None:
    job_id = visitor.create("Before")["job_id"]
    studio.faults.add(Fault(step, "drop-after-storing"))
    with pytest.raises(BROKEN):
        call(visitor, job_id)
    assert len(studio.world.job_ids()) == jobs_left


def test_a_call_can_break_before_it_is_carried_out(studio: PracticeStudio, visitor: Visitor) -> None:
    studio.faults.add(Fault("create", "drop-before-storing"))
    with pytest.raises(BROKEN):
        visitor.create("Lost")
    assert studio.world.job_ids() == ()


def test_an_answer_can_end_in_the_middle(studio: PracticeStudio, visitor: Visitor) -> None:
    studio.faults.add(Fault("create", "cut-answer", after_bytes=10))
    with pytest.raises(http.client.IncompleteRead) as broken:
        visitor.create("Half")
    assert broken.value.partial == b'{"job_id":'
    assert len(studio.world.job_ids()) == 1


# --- answers that lie ---------------------------------------------------------------------------


def test_an_etag_can_be_missing_empty_or_weak(
    studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]
) -> None:
    studio.faults.add(
        Fault("put", "no-etag", part_number=1),
        Fault("put", "answer-after-storing", part_number=2, status=200, headers={"ETag": ""}),
        Fault("put", "answer-after-storing", part_number=3, status=200, headers={"ETag": 'W/"abc"'}),
    )
    heard = [put(part(addresses, number), str(number).encode()) for number in (1, 2, 3)]
    assert [answer.status for answer in heard] == [200, 200, 200]
    assert [answer.headers.get("etag") for answer in heard] == [None, "", 'W/"abc"']
    assert [number for number, _ in listing(visitor, addresses)] == ["1", "2", "3"]


def test_an_error_can_follow_a_success(studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]) -> None:
    studio.faults.add(Fault("put", "answer-after-storing", part_number=1, status=500))
    assert put(part(addresses, 1), b"one").status == 500
    assert listing(visitor, addresses) == [("1", md5(b"one"))]


def test_one_stored_bit_can_be_wrong_and_the_etag_tells(
    studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]
) -> None:
    studio.faults.add(Fault("put", "corrupt", part_number=1))
    etag = put(part(addresses, 1), b"one").headers["etag"].strip('"')
    assert etag != md5(b"one")
    assert listing(visitor, addresses) == [("1", etag)]


@pytest.mark.parametrize("seconds", [-960.0, 180.0, 960.0])
def test_the_date_of_an_answer_can_be_off(studio: PracticeStudio, visitor: Visitor, seconds: float) -> None:
    studio.faults.add(Fault("*", "clock-skew", seconds=seconds, times=0))
    shown = parsedate_to_datetime(visitor.api("GET").headers["date"]).timestamp()
    assert shown - studio.clock.now_s() == pytest.approx(seconds, abs=5)


@pytest.mark.parametrize(
    ("action", "number", "expected"),
    [
        ("list-missing", 2, [("1", "A"), ("3", "C")]),
        ("list-missing", 0, []),
        ("list-duplicate", 2, [("1", "A"), ("2", "B"), ("3", "C"), ("2", "B")]),
        ("list-extra", 0, [("1", "A"), ("2", "B"), ("3", "C"), ("4", "?")]),
        ("list-extra", 9, [("1", "A"), ("2", "B"), ("3", "C"), ("9", "?")]),
        ("list-other-etag", 2, [("1", "A"), ("2", "?"), ("3", "C")]),
        ("list-zero-padded", 0, [("01", "A"), ("02", "B"), ("03", "C")]),
        ("list-quoted", 1, [("1", '"A"'), ("2", "B"), ("3", "C")]),
    ],
)
def test_the_list_of_parts_can_lie(
    studio: PracticeStudio,
    visitor: Visitor,
    addresses: dict[str, Any],
    action: str,
    number: int,
    expected: list[tuple[str, str]],
) -> None:
    for n, body in enumerate((b"a", b"b", b"c"), 1):
        put(part(addresses, n), body)
    names = {md5(b"a"): "A", md5(b"b"): "B", md5(b"c"): "C", f'"{md5(b"a")}"': '"A"'}
    studio.faults.add(Fault("command/GET_MULTIPART_UPLOADED", action, part_number=number))
    assert [(n, names.get(etag, "?")) for n, etag in listing(visitor, addresses)] == expected
    assert [n for n, _ in listing(visitor, addresses)] == ["1", "2", "3"]


def test_etags_can_be_listed_in_upper_case(studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]) -> None:
    put(part(addresses, 1), b"one")
    studio.faults.add(Fault("command", "list-upper-case"))
    assert listing(visitor, addresses) == [("1", md5(b"one").upper())]


def test_a_list_can_lag_by_some_asks(studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]) -> None:
    put(part(addresses, 1), b"one")
    studio.faults.add(Fault("command/GET_MULTIPART_UPLOADED", "list-missing", times=2))
    assert [len(listing(visitor, addresses)) for _ in range(3)] == [0, 0, 1]


def test_addresses_can_be_missing_doubled_or_foreign(studio: PracticeStudio, visitor: Visitor) -> None:
    def asked(number: int, action: str, **fields: Any) -> dict[str, Any]:
        studio.faults.clear()
        studio.faults.add(Fault("create", action, **fields))
        return visitor.create(f"Sample {number}", video_multipart_count=3)

    assert len(asked(1, "addresses-fewer", part_number=2)["training_video_upload_url"]) == 2
    assert "training_video_upload_url" not in asked(2, "addresses-missing")
    assert "cover_upload_url" not in asked(3, "addresses-missing", role="cover")
    assert len(set(asked(4, "addresses-duplicate", part_number=2)["training_video_upload_url"])) == 2
    foreign = asked(5, "addresses-foreign-host", part_number=2)["training_video_upload_url"]
    assert [urlsplit(url).hostname for url in foreign] == ["127.0.0.1", "store.invalid", "127.0.0.1"]
    other = asked(6, "addresses-other-scheme", role="grant_file")["grant_file_upload_url"]
    assert other.startswith("https://127.0.0.1:")


# --- slowness -----------------------------------------------------------------------------------


def test_a_delayed_call_is_carried_out_after_all(studio: PracticeStudio, visitor: Visitor) -> None:
    studio.faults.add(Fault("list", "delay", seconds=0.01), Fault("show", "stall", seconds=0.01))
    assert visitor.api("GET").status == 200
    assert visitor.api("GET", "/nothing").status == 404


def test_a_body_can_stall_in_the_middle_and_go_on(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    studio.faults.add(Fault("put", "stall", after_bytes=10, seconds=0.01))
    assert put(part(addresses, 1), b"x" * 1000).headers["etag"] == f'"{md5(b"x" * 1000)}"'


@pytest.mark.parametrize("action", ["stall", "stall-answer", "delay"])
def test_what_stalls_for_good_ends_with_the_studio(
    studio: PracticeStudio, addresses: dict[str, Any], action: str
) -> None:
    studio.faults.add(Fault("put", action, after_bytes=2, seconds=0))
    url = urlsplit(part(addresses, 1))
    line = socket.create_connection((url.hostname or "", url.port or 0), timeout=20)
    head = f"PUT {url.path}?{url.query} HTTP/1.1\r\nHost: x\r\nContent-Type: {BINARY}\r\nContent-Length: 4\r\n\r\n"
    line.sendall(head.encode() + b"film")
    while not (studio.world.stored_parts(addresses["job_id"]) if action == "stall-answer" else studio.world.open_puts):
        threading.Event().wait(0.005)
    stopper = threading.Thread(target=studio.stop)
    stopper.start()
    with line:
        assert until_closed_or_reset(line) == b""
    stopper.join()
    assert (studio.world.stored_parts(addresses["job_id"]) == {}) is (action != "stall-answer")


def test_an_answer_can_come_late(studio: PracticeStudio, addresses: dict[str, Any]) -> None:
    studio.faults.add(Fault("put", "stall-answer", seconds=0.01))
    assert put(part(addresses, 1), b"one").status == 200


def test_faults_of_downloads_have_a_step_of_their_own(
    studio: PracticeStudio, visitor: Visitor, addresses: dict[str, Any]
) -> None:
    put(addresses["cover_upload_url"], b"cover")
    url = visitor.show(addresses["job_id"])["cover_download_url"]
    studio.faults.add(Fault("get", "answer", role="cover", status=500))
    assert ask("GET", url).status == 500
    assert ask("GET", url).body == b"cover"
