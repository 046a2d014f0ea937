"""How an upload ends before its time: failures, the end of the addresses, cancel, pause, a bad line."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from engine_fakes import (
    ARRIVED_AND_FORGOTTEN,
    CUT,
    KIB,
    LOST,
    Bench,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import PartState, StoredPart
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
    TransportRefused,
    UploadRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, Piece, Receipt

VIDEO, FRONT = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1
OFFLINE = NetworkUnreachable(host="store.example")


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


@pytest.mark.threads
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


def test_a_file_that_stays_away_is_said_to_be_missing_when_the_patience_ends(bench: Bench) -> None:
    bench.patience_s = 60
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


@pytest.mark.threads
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
    together = threading.Barrier(4)

    def look(piece: Piece, _control: RunControl) -> None:
        if piece.part.number <= 4 and bench.sender.puts[VIDEO, piece.part.number] == 1:
            together.wait(5)
        seen.append(upload._shared.slots.allowed)

    bench.sender.before = look
    upload.run()

    assert bench.is_all_stored()
    assert min(seen) == 1
    assert seen[-1] == 4
    assert bench.clock.sleeps.count(7) == 4


@pytest.mark.threads
def test_other_faults_of_a_server_do_not_make_the_upload_slower(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, ServiceBusy(status=500), ServiceBusy(status=400, code="BadDigest"))
    upload = bench.run()

    assert upload._shared.slots.allowed == 4


# --- what is left ---------------------------------------------------------------------------------------


@pytest.fixture
def no_collector() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("no_collector")
@pytest.mark.parametrize("refused_part", [0, 3], ids=["stored", "refused"])
def test_nothing_of_a_run_outlives_its_control(bench: Bench, refused_part: int) -> None:
    """A window runs for weeks, and the collector comes by when there is much to collect, not when a socket is left."""

    def refuse(piece: Piece, control: RunControl) -> None:
        if piece.role is VIDEO and piece.part.number == refused_part:
            raise UploadRefused(VIDEO, 403, "AccessDenied")

    bench.sender.before = refuse
    bench.sender.will(VIDEO, 1, LOST)
    bench.sender.will(VIDEO, 2, CUT, LOST)
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.upload()
    left = weakref.ref(upload)
    try:
        upload.run()
    except UploadRefused:
        assert refused_part
    for thread in threading.enumerate():
        if thread.name.startswith("upload-"):
            thread.join(5)
    del upload
    assert left() is not None  # who watches may still ask for the numbers

    bench.control = RunControl()
    assert left() is None


@pytest.mark.threads
def test_every_wait_is_ended_when_another_part_ends_the_run(bench: Bench) -> None:
    """Who counts the waits would take the next run for one that waits."""
    waits = threading.Event()
    bench.sender.will(VIDEO, 2, OFFLINE)
    upload = bench.upload()

    def change_while_another_waits(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number) == (VIDEO, 1):
            assert waits.wait(5)
            raise MaterialChanged(role=VIDEO, name="film")

    def wait_for_the_end(_seconds: float) -> None:
        waits.set()
        upload._control.wait_until(lambda: False)

    bench.sender.before, bench.clock.on_sleep = change_while_another_waits, wait_for_the_end
    with pytest.raises(MaterialChanged):
        upload.run()
    upload._crew.join(5)

    assert bench.witness.went_on == len(bench.witness.waits) == 1


def test_who_has_waited_for_anothers_question_asks_none_after_the_end(bench: Bench) -> None:
    listing = bench.upload()._shared.listings[VIDEO]
    bench.control.cancel()

    with pytest.raises(Cancelled):
        listing.after(listing.ticket())
    assert bench.shelf.asked.total() == 0


def test_what_an_earlier_run_stored_is_no_speed_of_this_one(bench: Bench) -> None:
    bench.sender.will(VIDEO, 4, ServiceRefused(status=400, code="x", text=""))
    assert bench.ends() is not None
    bench.crash()
    upload = bench.upload()
    bench.clock.pass_s(1)

    upload.look()

    assert upload._shared.bytes_per_s_each == 0
    assert upload.progress().bytes_per_s == 0
