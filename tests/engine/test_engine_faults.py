"""What the store answers, judged by the real judge, and what the engine makes of it; clocks that jump; order; names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import unicodedata
from pathlib import Path

import pytest
from engine_fakes import KIB, LOST, Bench, pattern

from avatar_intake.catalogue import details_of, message_id_of
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import SecretUrl
from avatar_intake.domain.transfer import FileIdentity, Part
from avatar_intake.errors import AddressesExpired, IntakeError, MaterialUnreadable, ServiceBusy, UploadRefused
from avatar_intake.transfer.answer import Answer, receipt_of
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import Piece

VIDEO, FRONT, LETTER = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.GRANT_FILE
NOON = "Mon, 23 Nov 2026 12:00:00 GMT"
YEAR_S = 365 * 86_400.0


def judged(answer: Answer, role: Role = VIDEO, number: int = 2) -> IntakeError:
    """The error that an answer of the store is."""
    address = SecretUrl("https://store.example/part?Signature=x")
    piece = Piece(role, "x", FileIdentity(1, 1, 1), Part(number, 0, 1), address)
    try:
        receipt_of(answer, "0" * 32, piece, "store.example")
    except IntakeError as error:
        return error
    raise AssertionError("a receipt")


def xml(code: str, message: str = "") -> str:
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"


# --- a store that is busy -----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
@pytest.mark.parametrize("times", [1, 6])
def test_a_fault_of_the_server_is_waited_out_with_growing_pauses_and_nothing_else_stops(
    bench: Bench, status: int, times: int
) -> None:
    bench.sender.will(VIDEO, 2, *[judged(Answer(status))] * times)
    bench.run()

    pauses = [seconds for kind, seconds in bench.witness.waits if kind == "ServiceBusy"]
    assert bench.is_all_stored()
    assert len(pauses) == times
    assert all(2.0**n / 2 <= pause <= 2.0**n for n, pause in enumerate(pauses))
    assert {key: count for key, count in bench.sender.puts.items() if key != (VIDEO, 2)} == {
        key: 1 for key in bench.sender.puts if key != (VIDEO, 2)
    }


def test_a_fault_for_ever_ends_with_the_patience_and_keeps_everything(bench: Bench) -> None:
    bench.workers, bench.patience_s = 1, 600
    bench.sender.will(VIDEO, 4, *[judged(Answer(500))] * 1000)

    end = bench.ends()

    assert isinstance(end, ServiceBusy)
    assert sorted(number for role, number in bench.ledger.stored if role is VIDEO) == [1, 2, 3]
    bench.crash()
    bench.sender.script.clear()
    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 1] == 1


@pytest.mark.parametrize(
    ("wish", "least_s", "most_s"),
    [
        ("7", 7, 7),
        ("Mon, 23 Nov 2026 12:00:30 GMT", 30, 30),
        ("0", 0.5, 0.5),
        ("86400", 300, 300),
        ("Tue, 24 Nov 2026 12:00:00 GMT", 300, 300),
        ("9" * 400, 0.5, 1),
        ("-5", 0.5, 1),
        ("soon", 0.5, 1),
        ("Mon, 23 Nov 2026 11:00:00 GMT", 0.5, 1),
        ("", 0.5, 1),
    ],
)
@pytest.mark.parametrize("status", [429, 503])
def test_the_stores_wish_to_be_left_alone_is_followed_within_reason_and_by_fewer_at_once(
    bench: Bench, status: int, wish: str, least_s: float, most_s: float
) -> None:
    bench.sender.will(VIDEO, 2, judged(Answer(status, {"retry-after": wish, "date": NOON}, xml("SlowDown"))))
    upload = bench.upload()
    before = upload._shared.slots.allowed
    upload.run()

    (wait,) = bench.witness.waits
    assert bench.is_all_stored()
    assert wait[0] == "ServiceBusy"
    assert least_s <= wait[1] <= most_s
    assert upload._shared.slots.allowed == max(1, before // 2)


# --- a store that refuses -----------------------------------------------------------------------------


@pytest.mark.parametrize(("role", "number"), [(FRONT, 1), (VIDEO, 1), (VIDEO, 2), (VIDEO, 4)])
def test_an_address_that_is_said_to_have_expired_is_tried_once_and_no_part_is_begun_after_it(
    bench: Bench, role: Role, number: int
) -> None:
    bench.workers = 1
    bench.sender.will(role, number, judged(Answer(403, {}, xml("AccessDenied", "Request has expired")), role))

    end = bench.ends()

    assert isinstance(end, AddressesExpired)
    assert end.job_id == "job"
    assert bench.sender.order[-1] == (role, number)
    assert set(bench.sender.puts.values()) == {1}
    assert bench.witness.waits == []


REFUSALS = [
    ("SignatureDoesNotMatch", "C12"),
    ("AccessDenied", "C08"),
    ("RequestTimeTooSkewed", "C11"),
    ("InvalidAccessKeyId", "C12"),
]


@pytest.mark.parametrize(("code", "message_id"), REFUSALS)
def test_a_refusal_of_an_address_is_not_tried_again_and_has_a_sentence_and_a_word_to_copy(
    bench: Bench, code: str, message_id: str
) -> None:
    bench.workers = 1
    bench.sender.will(VIDEO, 2, judged(Answer(403, {"x-obs-request-id": "7f3a"}, xml(code))))

    end = bench.ends()

    assert isinstance(end, UploadRefused)
    assert (bench.sender.puts[VIDEO, 2], bench.sender.puts[VIDEO, 3]) == (1, 0)
    assert details_of(end) == f"{message_id} · HTTP 403 · {code} · request id 7f3a"


ACCOUNT = [("InArrearOrInsufficientBalance", "A06"), ("Unauthorized", "A06"), ("InsufficientStorageSpace", "C13")]


@pytest.mark.parametrize(("code", "message_id"), ACCOUNT)
@pytest.mark.parametrize("role", [VIDEO, FRONT])
@pytest.mark.parametrize("before", [(), (LOST,)], ids=["at once", "after a lost answer"])
def test_a_fault_of_the_account_is_said_plainly_without_a_second_try_and_proves_nothing(
    bench: Bench, code: str, message_id: str, role: Role, before: tuple[str, ...]
) -> None:
    """After a lost answer it must not be taken for "used before"."""
    bench.workers = 1
    refusal = judged(Answer(403, {}, xml(code)), role, 1)
    if before:
        bench.sender.will(role, 1, *before)
        bench.shelf.lag = 100
        bench.sender.used_answer = lambda _role: refusal
    else:
        bench.sender.will(role, 1, refusal)

    end = bench.ends()

    assert end is refusal
    assert message_id_of(refusal) == message_id
    assert bench.sender.puts[role, 1] == 1 + len(before)
    assert (role, 1) not in bench.ledger.stored


# --- clocks that jump ---------------------------------------------------------------------------------


@pytest.mark.parametrize("jump_s", [-YEAR_S, -960.0, -180.0, 180.0, 960.0, YEAR_S])
def test_a_clock_that_is_put_right_in_the_middle_of_an_upload_disturbs_nothing(bench: Bench, jump_s: float) -> None:
    """Only the clock on the wall jumps. The addresses of this store do not say when they end."""
    bench.workers, bench.patience_s = 1, 600
    bench.sender.will(VIDEO, 3, judged(Answer(500)), LOST)
    upload = bench.upload()

    def jump(piece: Piece, _control: RunControl) -> None:
        if (piece.part.number, bench.sender.puts[VIDEO, 2]) == (2, 1):
            upload.look()
            bench.clock._epoch_s += jump_s
            upload.look()

    bench.sender.before = jump
    upload.run()

    assert bench.is_all_stored()
    assert bench.redials == 0
    assert not bench.sender.broken_rules


# --- order --------------------------------------------------------------------------------------------


@pytest.mark.threads
def test_parts_that_end_in_another_order_are_told_in_their_own(bench: Bench) -> None:
    """The last and shortest part is stored before the first has begun to be sent."""
    is_last_stored = threading.Event()
    stored = bench.ledger.part_stored

    def part_stored(role: Role, part: object) -> None:
        stored(role, part)  # type: ignore[arg-type]
        if (role, part.number) == (VIDEO, 4):  # type: ignore[attr-defined]
            is_last_stored.set()

    bench.ledger.part_stored = part_stored  # type: ignore[method-assign]
    bench.sender.before = lambda piece, _control: (
        None if (piece.role, piece.part.number) != (VIDEO, 1) else assert_set(is_last_stored)
    )
    upload = bench.run()

    assert [part.number for part in upload.stored_parts(VIDEO)] == [1, 2, 3, 4]
    stored_in_order = [number for role, number in bench.ledger.stored if role is VIDEO]
    assert stored_in_order.index(4) < stored_in_order.index(1)
    assert bench.is_all_stored()


def assert_set(event: threading.Event) -> None:
    assert event.wait(10)


# --- names --------------------------------------------------------------------------------------------

NAMES = {
    "chinese": "训练视频 最终版.mp4",
    "emoji": "🎬 take 2.mp4",
    "composed": unicodedata.normalize("NFC", "éclair.mp4"),
    "decomposed": unicodedata.normalize("NFD", "éclair.mp4"),
    "spaces": "  my film .mp4",
    "percent": "100%20done%.mp4",
    "long": "x" * 251 + ".mp4",
    "trailing dot": "film.",
    "no UTF-8": os.fsdecode(b"film-\xff.mp4"),
}


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow not all of these names")
@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_a_file_of_any_name_arrives_as_it_is(bench: Bench, name: str) -> None:
    path, parts = bench.materials[VIDEO]
    bench.materials[VIDEO] = (path.rename(path.with_name(name)), parts)
    bench.run()

    assert bench.is_all_stored()


@pytest.mark.skipif(sys.platform != "linux", reason="Windows has a limit for whole paths that can be lifted")
def test_a_path_of_more_than_260_signs_and_a_link_work_and_a_pipe_is_refused(bench: Bench) -> None:
    deep = bench.folder.joinpath(*["deep" * 20] * 5)
    deep.mkdir(parents=True)
    path, parts = bench.materials[VIDEO]
    link = bench.folder / "link.mp4"
    link.symlink_to(path.rename(deep / "film.mp4"))
    bench.materials[VIDEO] = (link, parts)
    bench.run()
    assert bench.is_all_stored()

    pipe = bench.folder / "pipe"
    os.mkfifo(pipe)
    bench.materials[VIDEO] = (pipe, parts)
    with pytest.raises(MaterialUnreadable):
        bench.upload()


# --- memory -------------------------------------------------------------------------------------------

UPLOADER = """
import json, sys, threading
sys.path.insert(0, sys.argv[2])
from pathlib import Path
from engine_fakes import Bench
from avatar_intake.domain.intake import Role
from avatar_intake.transfer.ports import Receipt
from avatar_intake.transfer.source import BLOCK_BYTES, open_source

class Sink:
    '''Reads the ends of each part as the real sender would, block by block, and throws them away.'''
    def __init__(self):
        self.local = threading.local()
    def send(self, piece, control, counter):
        size = min(BLOCK_BYTES, piece.part.size_bytes)
        buffer = self.local.__dict__.setdefault("buffer", memoryview(bytearray(BLOCK_BYTES)))[:size]
        with open_source(piece.role, piece.path, piece.identity) as source:
            for offset in (0, piece.part.size_bytes - size):
                source.read_into(buffer, piece.part.offset_bytes + offset)
                counter.sent(offset + size)
        return Receipt("0" * 32, "0" * 32)

def peak_kib():
    return next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

def run(path, parts):
    bench = Bench(Path(sys.argv[2]), workers=8)
    bench.materials[Role.TRAINING_VIDEO] = (Path(path), parts)
    bench.sender = Sink()
    return len(bench.run().stored_parts(Role.TRAINING_VIDEO))

small, _, large = sys.argv[1:]
run(small, 8)
before = peak_kib()
print(json.dumps({"stored": run(large, 1000), "grown_kib": peak_kib() - before}))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak of a process is read from /proc")
def test_twenty_gigabytes_over_eight_connections_take_no_more_memory_than_their_list_of_parts(tmp_path: Path) -> None:
    """Scaled: of each of the thousand parts only both ends are read, since 20 GB take minutes to read."""
    small, large = tmp_path / "small.mp4", tmp_path / "large.mp4"
    small.write_bytes(pattern(VIDEO, 800 * KIB))
    with large.open("wb") as file:
        file.truncate(20 * 10**9)
    helpers = Path(__file__).parents[1] / "helpers"
    run = subprocess.run(
        [sys.executable, "-c", UPLOADER, str(small), str(helpers), str(large)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    told = json.loads(run.stdout)

    assert told["stored"] == 1000
    assert told["grown_kib"] < 16 * 1024
