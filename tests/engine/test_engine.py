"""The upload engine over scripted ports: what is sent, what is asked, what is believed, and how it ends."""

from __future__ import annotations

import gc
import threading
import time
import tracemalloc
from itertools import pairwise
from pathlib import Path

import pytest
from engine_fakes import (
    ARRIVED_AND_FORGOTTEN,
    CUT,
    ENCRYPTED,
    FLIPPED,
    KIB,
    LOST,
    OVERWRITES,
    Bench,
    md5_of,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import PartState, Progress, StoredPart
from avatar_intake.errors import (
    AddressesExpired,
    Cancelled,
    LocalStorageFailed,
    MaterialChanged,
    MaterialMissing,
    NetworkUnreachable,
    OutcomeUnknown,
    ServiceBusy,
    ServiceRefused,
    StoredBytesDiffer,
    TransportRefused,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, Piece, Receipt
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S

VIDEO, FRONT, BACK, LETTER = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE
OFFLINE = NetworkUnreachable(host="store.example")
LAG = list(LIST_LAG_PAUSES_S)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """A video of four parts and three documents."""
    bench = Bench(tmp_path)
    bench.add(VIDEO, 400 * KIB + 3, parts=4)
    for role in (FRONT, BACK, LETTER):
        bench.add(role, 1000)
    return bench


# --- all is well --------------------------------------------------------------------------------------


def test_everything_is_stored_exactly_once(bench: Bench) -> None:
    upload = bench.run()

    assert bench.is_all_stored()
    assert set(bench.sender.puts.values()) == {1}
    assert [part.number for part in upload.stored_parts(VIDEO)] == [1, 2, 3, 4]
    assert all(upload.is_proven(role) for role in bench.materials)
    assert bench.shelf.asked.total() == 0
    assert bench.witness.waits == []


def test_what_is_stored_is_written_down_with_its_hash_and_its_attempts(bench: Bench) -> None:
    bench.run()

    data = bench.materials[VIDEO][0].read_bytes()
    first = bench.ledger.stored[VIDEO, 1]
    assert first == StoredPart(1, 100 * KIB + 1, md5_of(data[: 100 * KIB + 1]), md5_of(data[: 100 * KIB + 1]), 1)


def test_documents_go_before_the_video_whatever_their_order(bench: Bench) -> None:
    bench.run()

    assert {role for role, _ in bench.sender.order[:3]} == {FRONT, BACK, LETTER}
    assert {role for role, _ in bench.sender.order[3:]} == {VIDEO}


def test_a_document_that_is_refused_keeps_every_byte_of_the_video_here(bench: Bench) -> None:
    bench.sender.will(LETTER, 1, UploadRefused(LETTER, 403, "SignatureDoesNotMatch"))

    assert isinstance(bench.ends(), UploadRefused)
    assert not any(role is VIDEO for role, _ in bench.sender.order)


def test_every_step_is_announced_before_it_is_taken(bench: Bench) -> None:
    bench.sender.before = lambda piece, _control: announced.append(
        bench.ledger.announced[piece.role, piece.part.number]
    )
    announced: list[int] = []
    bench.run()

    assert announced == [1] * 7


def test_an_empty_material_is_one_empty_part(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(Role.COVER, 0)
    bench.run()

    assert bench.shelved.parts == {(Role.COVER, 1): b""}


def test_nothing_to_do_is_done_at_once(tmp_path: Path) -> None:
    upload = Bench(tmp_path).run()

    assert upload.progress() == Progress((), 0.0, None)


@pytest.mark.parametrize("workers", [-1, 0, 1, 3, 1000])
def test_any_number_of_workers_gets_everything_there(bench: Bench, workers: int) -> None:
    bench.workers = workers
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.most_at_once <= max(1, min(workers, 16))


def test_workers_send_at_the_same_time(bench: Bench) -> None:
    meeting = threading.Barrier(4)
    bench.sender.before = lambda piece, _control: meeting.wait(5) if piece.role is VIDEO else None

    bench.run()

    assert bench.sender.most_at_once == 4


def test_a_thousand_parts_arrive(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(VIDEO, 1000 * 100 * KIB // 100, parts=1000)
    upload = bench.run()

    assert bench.is_all_stored()
    assert len(upload.stored_parts(VIDEO)) == 1000
    assert bench.ledger.announced.total() == 1000


# --- a lost reply -------------------------------------------------------------------------------------


def test_a_lost_reply_is_settled_by_the_list_and_no_byte_is_sent_again(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    upload = bench.run()

    assert bench.sender.puts[VIDEO, 2] == 1
    assert bench.is_all_stored()
    assert upload.is_proven(VIDEO)
    assert bench.ledger.stored[VIDEO, 2].attempts == 1


def test_the_server_is_given_a_moment_before_it_is_asked(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.run()

    assert len(bench.clock.sleeps) == 1
    assert bench.witness.waits[0][0] == "OutcomeUnknown"
    assert bench.witness.went_on == 1


def test_many_lost_replies_are_settled_by_few_questions(tmp_path: Path) -> None:
    bench = Bench(tmp_path, workers=8)
    bench.add(VIDEO, 8 * 100 * KIB, parts=8)
    for number in range(1, 9):
        bench.sender.will(VIDEO, number, LOST)
    together = threading.Barrier(8)
    bench.clock.on_sleep = lambda _seconds: together.wait(5)
    bench.run()

    assert set(bench.sender.puts.values()) == {1}
    assert bench.shelf.asked[VIDEO] <= 8


def test_a_lost_reply_is_asked_about_even_without_patience(bench: Bench) -> None:
    bench.patience_s = 0
    bench.sender.will(VIDEO, 2, LOST)

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 1


def test_a_lost_reply_with_a_lagging_list_ends_in_the_list_once_the_address_says_used(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 3

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 2
    assert bench.sender.sent_bytes[VIDEO, 2] == bench.ledger.stored[VIDEO, 2].size_bytes
    assert [seconds for seconds in bench.clock.sleeps if seconds in LAG] == LAG[:2]


def test_an_address_that_says_used_while_the_list_never_shows_the_part_is_not_hammered(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 1000

    end = bench.ends()

    assert isinstance(end, UploadRefused)
    assert bench.sender.puts[VIDEO, 2] == 2
    assert bench.clock.sleeps[-3:] == LAG


def test_a_question_that_fails_is_asked_again_and_the_evidence_is_not_forgotten(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 1
    bench.sender.before = lambda piece, _control: (
        bench.shelf.errors.extend([OFFLINE, ServiceBusy(status=503)])
        if piece.part.number == 2 and bench.sender.puts[VIDEO, 2] == 2
        else None
    )

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 2


def test_a_part_that_never_arrived_is_sent_again(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, ARRIVED_AND_FORGOTTEN, CUT)
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.puts[VIDEO, 2] == 3
    assert bench.ledger.stored[VIDEO, 2].attempts == 3


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_gateway_that_may_have_passed_it_on_is_asked_about(bench: Bench, status: int) -> None:
    bench.sender.will(VIDEO, 3, ServiceBusy(status=status))
    bench.run()

    assert bench.shelf.asked[VIDEO] == 1
    assert bench.is_all_stored()


# --- other bytes --------------------------------------------------------------------------------------


def test_other_bytes_in_the_list_are_overwritten_once_and_then_fine(bench: Bench) -> None:
    bench.shelved.parts[VIDEO, 3] = b"not ours"
    bench.ledger.announced[VIDEO, 3] = 1
    bench.sender.will(VIDEO, 3, OVERWRITES)

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 3] == 1
    assert bench.is_all_stored()


def test_other_bytes_that_cannot_be_overwritten_stop_everything(bench: Bench) -> None:
    bench.shelved.parts[VIDEO, 3] = b"not ours"
    bench.ledger.announced[VIDEO, 3] = 1

    end = bench.ends()

    assert isinstance(end, StoredBytesDiffer)
    assert end.parts == "3"
    assert bench.sender.puts[VIDEO, 3] == 1


def test_a_list_that_goes_on_telling_other_bytes_is_not_argued_with(bench: Bench) -> None:
    bench.ledger.announced[VIDEO, 3] = 1
    bench.shelf.changes = lambda listed: [*[part for part in listed if part.number != 3], ListedPart(3, "f" * 32)]
    bench.sender.will(VIDEO, 3, LOST)

    assert isinstance(bench.ends(), StoredBytesDiffer)
    assert bench.sender.puts[VIDEO, 3] == 1


def test_a_flipped_bit_is_overwritten_once(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, FLIPPED, OVERWRITES)

    assert bench.ends() is None
    assert bench.is_all_stored()
    assert bench.sender.puts[VIDEO, 1] == 2


@pytest.mark.parametrize("role", [VIDEO, LETTER])
def test_a_bit_that_is_flipped_each_time_stops_everything(bench: Bench, role: Role) -> None:
    bench.sender.will(role, 1, FLIPPED)
    bench.sender.used_answer = lambda of: StoredBytesDiffer(role=of, parts="1")

    assert isinstance(bench.ends(), StoredBytesDiffer)
    assert bench.sender.puts[role, 1] == 2


def test_a_document_whose_stored_bytes_differ_is_never_taken_as_stored(bench: Bench) -> None:
    bench.sender.will(LETTER, 1, FLIPPED)

    assert isinstance(bench.ends(), StoredBytesDiffer)


def test_an_etag_that_only_a_proxy_has_changed_is_settled_by_the_list(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, StoredBytesDiffer(role=VIDEO, parts="1"))
    data = bench.materials[VIDEO][0].read_bytes()
    bench.sender.before = lambda piece, _control: (
        bench.shelved.parts.update({(VIDEO, 1): data[: piece.part.size_bytes]}) if piece.part.number == 1 else None
    )

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 1] == 1


def test_a_store_that_encrypts_is_believed_at_its_word(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, ENCRYPTED)
    upload = bench.run()

    part = upload.stored_parts(VIDEO)[0]
    assert part.md5 != part.etag
    assert upload.is_proven(VIDEO)


# --- documents, which no list shows -------------------------------------------------------------------


def test_a_document_whose_reply_was_lost_is_proved_by_a_look_at_it(bench: Bench) -> None:
    bench.shelf.shows_documents = True
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.run()

    assert bench.sender.puts[FRONT, 1] == 1
    assert upload.is_proven(FRONT)


def test_a_document_that_says_used_after_a_lost_reply_is_stored_but_not_proved(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.run()

    assert bench.sender.puts[FRONT, 1] == 2
    assert not upload.is_proven(FRONT)
    assert upload.is_proven(BACK)
    assert bench.ledger.stored[FRONT, 1].etag == ""


def test_what_is_not_proved_stays_so_in_the_next_run(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, LOST)
    bench.run()
    bench.crash()

    assert not bench.run().is_proven(FRONT)


@pytest.mark.parametrize("before", [OFFLINE, ServiceBusy(status=503), CUT], ids=str)
def test_a_refusal_is_no_evidence_when_nothing_can_have_arrived_before(bench: Bench, before: object) -> None:
    bench.sender.will(FRONT, 1, before, UploadRefused(FRONT, 403, "AccessDenied"))

    end = bench.ends()

    assert isinstance(end, UploadRefused)
    assert (FRONT, 1) not in bench.ledger.stored


@pytest.mark.parametrize("code", ["SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidAccessKeyId"])
def test_a_refusal_that_has_another_reason_is_no_evidence(bench: Bench, code: str) -> None:
    bench.sender.will(FRONT, 1, LOST)
    bench.sender.used_answer = lambda role: UploadRefused(role, 403, code)

    end = bench.ends()

    assert isinstance(end, UploadRefused)
    assert end.code == code


@pytest.mark.parametrize("role", [VIDEO, FRONT])
def test_a_used_address_that_answers_with_a_conflict_is_settled_in_the_end(bench: Bench, role: Role) -> None:
    bench.sender.will(role, 1, LOST)
    bench.shelf.lag = 2
    bench.sender.used_answer = lambda _role: ServiceBusy(status=409, code="OperationAborted")
    upload = bench.run()

    assert bench.sender.puts[role, 1] <= 4
    assert upload.is_proven(role) is (role is VIDEO)


def test_a_conflict_that_passes_is_waited_out(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, *[ServiceBusy(status=409, code="OperationAborted")] * 5)

    assert bench.ends() is None
    assert bench.is_all_stored()


# --- after a crash ------------------------------------------------------------------------------------


def test_what_was_announced_before_a_crash_is_asked_for_before_anything_is_sent(bench: Bench) -> None:
    data = bench.materials[VIDEO][0].read_bytes()
    bench.shelved.parts[VIDEO, 1] = data[: 100 * KIB + 1]
    bench.ledger.announced.update({(VIDEO, 1): 1, (VIDEO, 2): 3})
    asked_before_put_2: list[int] = []
    bench.sender.before = lambda piece, _control: (
        asked_before_put_2.append(bench.shelf.asked[VIDEO]) if piece.part.number == 2 else None
    )
    bench.run()

    assert bench.sender.puts[VIDEO, 1] == 0
    assert asked_before_put_2[0] >= 1
    assert bench.ledger.stored[VIDEO, 2].attempts == 4
    assert bench.is_all_stored()


def test_what_is_known_to_be_stored_is_neither_asked_for_nor_sent(bench: Bench) -> None:
    bench.run()
    bench.crash()
    bench.sender.puts.clear()

    upload = bench.run()

    assert bench.sender.puts.total() == 0
    assert bench.shelf.asked.total() == 0
    assert len(upload.stored_parts(VIDEO)) == 4


def test_a_document_announced_before_a_crash_may_be_taken_as_stored(bench: Bench) -> None:
    bench.shelved.parts[LETTER, 1] = bench.materials[LETTER][0].read_bytes()
    bench.ledger.announced[LETTER, 1] = 1
    upload = bench.run()

    assert not upload.is_proven(LETTER)


# --- ends ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "error",
    [
        UploadRefused(VIDEO, 403, "SignatureDoesNotMatch"),
        TransportRefused(host="store.example"),
        MaterialChanged(role="training_video", name="x"),
        ServiceRefused(status=400, code="x", text=""),
        ZeroDivisionError(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_failure_for_good_stops_every_thread_and_is_what_the_caller_hears(bench: Bench, error: Exception) -> None:
    bench.sender.will(VIDEO, 1, error)
    bench.sender.will(VIDEO, 2, *[OFFLINE] * 1000)
    bench.sender.will(VIDEO, 3, *[OFFLINE] * 1000)

    with pytest.raises(type(error)) as raised:
        bench.run()
    assert raised.value is error
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("upload-")]


def test_a_failure_wakes_the_threads_that_wait_for_the_network(bench: Bench) -> None:
    from avatar_intake.transfer.clock import SystemClock

    waiting = threading.Semaphore(0)

    class PatientClock(SystemClock):
        def sleep(self, control: RunControl, seconds: float) -> None:
            waiting.release()
            control.sleep(3600)

    def fail_when_all_wait(piece: Piece, _control: RunControl) -> None:
        if piece.role is VIDEO and piece.part.number == 1:
            for _ in range(3):
                assert waiting.acquire(timeout=5)

    bench.clock = PatientClock()  # type: ignore[assignment]
    for number in (2, 3, 4):
        bench.sender.will(VIDEO, number, OFFLINE)
    bench.sender.will(VIDEO, 1, UploadRefused(VIDEO, 400, "InvalidArgument"))
    bench.sender.before = fail_when_all_wait
    begun_s = time.monotonic()

    assert isinstance(bench.ends(), UploadRefused)
    assert time.monotonic() - begun_s < 2


def test_an_address_that_has_expired_stops_everything_and_names_the_job(bench: Bench) -> None:
    bench.sender.will(VIDEO, 4, AddressesExpired(job_id=""))

    end = bench.ends()

    assert isinstance(end, AddressesExpired)
    assert end.job_id == "job"


@pytest.mark.parametrize("left_s", [-1.0, 0.0, 29.0])
def test_no_put_begins_after_or_just_before_the_end_of_the_addresses(bench: Bench, left_s: float) -> None:
    bench.expires_s = bench.clock.epoch_s() + left_s

    assert isinstance(bench.ends(), AddressesExpired)
    assert bench.sender.puts.total() == 0


def test_the_end_of_the_addresses_is_noticed_on_the_way(bench: Bench) -> None:
    bench.workers = 1
    bench.expires_s = bench.clock.epoch_s() + 100
    bench.sender.before = lambda piece, _control: bench.clock.pass_s(60 if piece.role is VIDEO else 0)

    assert isinstance(bench.ends(), AddressesExpired)
    assert sorted(number for role, number in bench.ledger.stored if role is VIDEO) == [1, 2]


def test_a_file_that_is_gone_is_said_to_be_missing(bench: Bench) -> None:
    upload = bench.upload()
    bench.materials[VIDEO][0].unlink()

    with pytest.raises(MaterialMissing):
        upload.run()


def test_a_file_that_changed_is_noticed_before_an_old_part_is_believed(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.clock.on_sleep = lambda _seconds: bench.materials[VIDEO][0].write_bytes(b"another film")

    assert isinstance(bench.ends(), MaterialChanged)
    assert (VIDEO, 2) not in bench.ledger.stored


def test_a_disk_that_is_full_stops_before_the_step_and_loses_nothing(bench: Bench) -> None:
    bench.ledger.error = LocalStorageFailed(reason="disk full")
    bench.ledger.fails_after = 9

    assert isinstance(bench.ends(), LocalStorageFailed)
    bench.ledger.error = None
    bench.crash()
    assert bench.ends() is None
    assert bench.is_all_stored()


def test_states_after_a_failure_show_what_failed(bench: Bench) -> None:
    bench.workers = 1
    bench.sender.will(VIDEO, 2, UploadRefused(VIDEO, 400, "InvalidArgument"))
    upload = bench.upload()

    with pytest.raises(UploadRefused):
        upload.run()
    (video,) = (item for item in upload.progress().materials if item.role is VIDEO)
    assert video.states == (PartState.STORED, PartState.FAILED, PartState.WAITING, PartState.WAITING)


# --- cancel and pause ---------------------------------------------------------------------------------


def test_a_cancel_ends_the_run_and_what_is_stored_stays_written_down(bench: Bench) -> None:
    bench.workers = 1
    bench.sender.before = lambda piece, control: (
        bench.control.cancel() if (piece.role, piece.part.number) == (VIDEO, 3) else None
    )

    assert isinstance(bench.ends(), Cancelled)
    assert {number for role, number in bench.ledger.stored if role is VIDEO} == {1, 2}
    bench.sender.before = lambda _piece, _control: None
    bench.crash()
    assert bench.ends() is None
    assert bench.is_all_stored()


def test_a_cancel_before_the_beginning_sends_nothing(bench: Bench) -> None:
    bench.control.cancel()

    assert isinstance(bench.ends(), Cancelled)
    assert bench.sender.puts.total() == 0


def test_a_cancel_at_the_last_part_is_still_a_cancel(bench: Bench) -> None:
    bench.workers = 1
    last = bench.ledger.part_stored

    class CancellingLedger(type(bench.ledger)):  # type: ignore[misc]
        def part_stored(self, role: Role, part: StoredPart) -> None:
            last(role, part)
            if (role, part.number) == (VIDEO, 4):
                bench.control.cancel()

        part_announced = bench.ledger.part_announced

    recorded = bench.ledger
    bench.ledger = CancellingLedger()

    assert isinstance(bench.ends(), Cancelled)
    assert len(recorded.stored) == 7


class StuckSender:
    """Never comes back by itself, as a connection into nowhere."""

    def __init__(self) -> None:
        self.is_reached = threading.Event()
        self.is_freed = threading.Event()
        self.hung_up = threading.Event()

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        with control.open_line(self.hung_up.set):
            self.is_reached.set()
            self.is_freed.wait(30)
        return Receipt("0" * 32, "0" * 32)


def test_a_cancel_is_over_within_two_seconds_even_when_a_thread_is_stuck(bench: Bench) -> None:
    stuck = StuckSender()
    bench.sender = stuck  # type: ignore[assignment]
    canceller = threading.Thread(target=lambda: (stuck.is_reached.wait(5), bench.control.cancel()))
    canceller.start()
    begun_s = time.monotonic()

    assert isinstance(bench.ends(), Cancelled)

    assert time.monotonic() - begun_s < 2
    assert stuck.hung_up.is_set()
    stuck.is_freed.set()
    for thread in threading.enumerate():
        if thread.name.startswith("upload-"):
            thread.join(5)
    canceller.join()
    assert bench.ledger.stored == {}  # it came back too late to be written down


def test_a_pause_lets_nothing_out_until_it_ends(bench: Bench) -> None:
    bench.workers = 2
    is_paused = threading.Event()

    def pause_once(piece: Piece, _control: RunControl) -> None:
        if piece.role is VIDEO and not is_paused.is_set():
            bench.control.pause()
            is_paused.set()

    bench.sender.before = pause_once
    ends: list[object] = []
    thread = threading.Thread(target=lambda: ends.append(bench.ends()))
    thread.start()
    assert is_paused.wait(5)
    thread.join(0.1)
    assert thread.is_alive()
    assert not any(role is VIDEO for role, _ in bench.ledger.stored)

    bench.control.resume()
    thread.join(5)

    assert ends == [None]
    assert bench.is_all_stored()
    assert bench.shelf.asked.total() == 0


def test_a_cancel_ends_a_pause(bench: Bench) -> None:
    bench.control.pause()
    thread = threading.Thread(target=lambda: ends.append(bench.ends()))
    ends: list[object] = []
    thread.start()
    bench.control.cancel()
    thread.join(5)

    assert isinstance(ends[0], Cancelled)


def test_a_long_pause_takes_nothing_from_the_patience(bench: Bench) -> None:
    bench.workers, bench.patience_s = 1, 60
    bench.sender.will(VIDEO, 2, OFFLINE)

    def pause_for_an_hour(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number, bench.sender.puts[VIDEO, 1]) == (VIDEO, 1, 1):
            bench.control.pause()
            threading.Timer(0.05, lambda: (bench.clock.pass_s(3600), bench.control.resume())).start()

    bench.sender.before = pause_for_an_hour

    assert bench.ends() is None


# --- a bad line ---------------------------------------------------------------------------------------


def test_no_network_is_waited_out_for_ever_with_growing_pauses(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, *[OFFLINE] * 30)

    assert bench.ends() is None
    assert max(bench.clock.sleeps) > 30
    assert len(bench.witness.waits) == bench.witness.went_on == 30


def test_patience_ends_with_the_last_error(bench: Bench) -> None:
    bench.patience_s = 300
    bench.sender.will(FRONT, 1, *[OFFLINE] * 1000)

    assert bench.ends() is OFFLINE
    assert 300 < sum(bench.clock.sleeps) < 500


def test_without_patience_the_first_fault_ends_it(bench: Bench) -> None:
    bench.patience_s = 0
    bench.sender.before = lambda _piece, _control: bench.clock.pass_s(1)
    bench.sender.will(FRONT, 1, OFFLINE)

    assert bench.ends() is OFFLINE
    assert bench.clock.sleeps == []


def test_patience_begins_anew_with_every_byte_that_gets_further_than_before(bench: Bench) -> None:
    bench.workers, bench.patience_s = 1, 100
    bench.sender.before = lambda piece, _control: bench.clock.pass_s(80 if piece.role is VIDEO else 0)
    bench.sender.will(VIDEO, 1, CUT, ARRIVED_AND_FORGOTTEN)

    assert bench.ends() is None


def test_a_part_that_always_breaks_at_the_same_place_makes_no_progress(bench: Bench) -> None:
    bench.patience_s = 300
    bench.sender.will(VIDEO, 1, *[CUT] * 1000)

    assert isinstance(bench.ends(), OutcomeUnknown)


def test_pauses_begin_anew_after_progress_of_the_same_part(bench: Bench) -> None:
    bench.workers = 1
    bench.sender.will(VIDEO, 1, OFFLINE, OFFLINE, OFFLINE, OFFLINE, CUT, OFFLINE)
    bench.run()

    pauses = [seconds for _, seconds in bench.witness.waits]
    assert pauses[3] >= 4
    assert pauses[4] <= 1


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_store_is_asked_by_fewer_at_once_and_by_all_again_later(tmp_path: Path, status: int) -> None:
    bench = Bench(tmp_path, workers=4)
    bench.add(VIDEO, 60 * 100 * KIB // 10, parts=60)
    for number in (1, 2, 3, 4):
        bench.sender.will(VIDEO, number, ServiceBusy(status=status, retry_after_s=7))
    upload = bench.upload()
    seen: list[int] = []
    bench.sender.before = lambda _piece, _control: seen.append(upload._slots.allowed)
    upload.run()

    assert bench.is_all_stored()
    assert min(seen) == 1
    assert seen[-1] == 4
    assert bench.clock.sleeps.count(7) == 4


def test_other_faults_of_a_server_do_not_make_the_upload_slower(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, ServiceBusy(status=500), ServiceBusy(status=400, code="BadDigest"))
    upload = bench.run()

    assert upload._slots.allowed == 4


# --- progress -----------------------------------------------------------------------------------------


def test_progress_ends_at_everything_and_never_passes_it(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, CUT, LOST)
    bench.sender.will(VIDEO, 2, LOST)
    bench.sender.will(VIDEO, 3, OFFLINE, CUT, ARRIVED_AND_FORGOTTEN)
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.upload()
    seen: list[tuple[int, int]] = []

    def look() -> None:
        progress = upload.progress()
        moved = sum(item.stored_bytes + item.sent_bytes for item in progress.materials)
        seen.append((progress.stored_bytes, moved))
        assert moved <= progress.total_bytes
        assert all(item.stored_bytes + item.sent_bytes <= item.total_bytes for item in progress.materials)

    bench.sender.before = lambda _piece, _control: look()
    bench.clock.on_sleep = lambda _seconds: look()
    upload.run()
    look()

    stored = [stored_bytes for stored_bytes, _ in seen]
    total = upload.progress().total_bytes
    assert stored == sorted(stored)
    assert (seen[-1], upload.progress().thousandths) == ((total, total), 1000)


def test_progress_goes_back_by_no_more_than_the_part_that_is_sent_again(bench: Bench) -> None:
    bench.workers = 1
    bench.sender.will(VIDEO, 2, CUT, ARRIVED_AND_FORGOTTEN, CUT)
    upload = bench.upload()
    moved: list[int] = []
    bench.sender.before = lambda _piece, _control: moved.append(
        sum(item.stored_bytes + item.sent_bytes for item in upload.progress().materials)
    )
    upload.run()

    drops = [before - after for before, after in pairwise(moved)]
    assert max(drops) <= 100 * KIB + 1


def test_all_is_shown_only_when_the_store_has_said_so(bench: Bench) -> None:
    bench.workers = 1
    bench.sender.will(VIDEO, 4, LOST)
    upload = bench.upload()
    shown: list[int] = []
    bench.clock.on_sleep = lambda _seconds: shown.append(upload.progress().thousandths)
    upload.run()

    assert shown
    assert max(shown) < 1000


def test_what_was_stored_before_makes_no_speed(bench: Bench) -> None:
    bench.run()
    bench.crash()
    upload = bench.upload()
    for _ in range(3):
        bench.clock.pass_s(1)
        progress = upload.progress()

    assert progress.bytes_per_s == 0
    assert progress.thousandths == 1000


def test_what_the_list_shows_makes_no_speed_either(bench: Bench) -> None:
    data = bench.materials[VIDEO][0].read_bytes()
    for number, part in enumerate(bench.upload()._tasks[VIDEO], 1):
        begin = part.part.offset_bytes
        bench.shelved.parts[VIDEO, number] = data[begin : begin + part.part.size_bytes]
        bench.ledger.announced[VIDEO, number] = 1
    upload = bench.upload()
    upload.progress()
    bench.clock.pass_s(1)
    upload.run()
    moved_bytes_per_s = upload.progress().bytes_per_s

    assert moved_bytes_per_s == 3000  # the three documents


def test_the_time_left_counts_what_is_on_its_way_as_moved(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(VIDEO, 1000 * KIB)
    upload = bench.upload()
    left: list[float | None] = []

    def look() -> None:
        bench.clock.pass_s(2)
        left.append(upload.progress().time_left_s)

    upload.progress()
    bench.sender.on_count = look
    upload.run()

    assert left[:4] == [None] * 4
    assert left[4:] == pytest.approx([10, 8, 6, 4, 2, 0])


def test_the_watcher_sees_the_progress_of_the_run(bench: Bench) -> None:
    assert bench.control.progress() is None
    bench.run()

    progress = bench.control.progress()
    assert progress is not None
    assert progress.thousandths == 1000


def test_a_thousand_parts_cost_little_memory(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(VIDEO, 1000 * KIB, parts=1000)
    gc.collect()
    tracemalloc.start()
    try:
        upload = bench.upload()
        before, _ = tracemalloc.get_traced_memory()
        for _ in range(100):
            upload.progress()
        after, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert before < 2_000_000
    assert after - before < 100_000
    assert peak - before < 200_000
