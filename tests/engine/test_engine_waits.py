"""What the engine waits out by itself: a drive that was pulled, a full disk, a sign-in page, sleep, a silent line."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from engine_fakes import ARRIVED_AND_FORGOTTEN, CUT, KIB, LOST, Bench

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import PartState
from avatar_intake.errors import (
    AddressesExpired,
    LocalStorageFailed,
    MaterialUnreadable,
    NetworkUnreachable,
    OutcomeUnknown,
    ServiceBusy,
    SignInPage,
    StorageFault,
    TransportRefused,
)
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.crew import ThreadCrew
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.ports import Piece

VIDEO, FRONT = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1
OFFLINE = NetworkUnreachable(host="store.example")
PORTAL = SignInPage(host="store.example")
FULL = LocalStorageFailed(reason="database or disk is full", kind=StorageFault.FULL)


def waits_for(bench: Bench, name: str) -> int:
    return [kind for kind, _ in bench.witness.waits].count(name)


# --- the drive ----------------------------------------------------------------------------------------


def test_a_drive_that_is_pulled_and_put_back_costs_no_byte(bench: Bench) -> None:
    film, _ = bench.materials[VIDEO]
    away = film.with_name("away")
    pulls, returns = iter([lambda: film.rename(away)]), iter([lambda: away.rename(film)])

    def pull(piece: Piece, _control: RunControl) -> None:
        if piece.role is VIDEO:
            next(pulls, lambda: None)()

    def put_back(_seconds: float) -> None:
        if waits_for(bench, "MaterialMissing") >= 3:
            next(returns, lambda: None)()

    bench.sender.before, bench.clock.on_sleep = pull, put_back
    bench.run()

    assert bench.is_all_stored()
    assert waits_for(bench, "MaterialMissing") >= 3
    assert bench.sender.sent_bytes.total() == sum(path.stat().st_size for path, _ in bench.materials.values())
    assert not bench.sender.broken_rules


def test_a_file_that_another_program_locks_is_tried_again(bench: Bench) -> None:
    locked = MaterialUnreadable(role=VIDEO, name="x", reason="PermissionError")
    bench.sender.will(VIDEO, 2, locked, locked)
    bench.run()

    assert bench.is_all_stored()
    assert waits_for(bench, "MaterialUnreadable") == 2


def test_what_is_no_file_is_not_waited_for(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, MaterialUnreadable(role=VIDEO, name="x", reason=MaterialUnreadable.NOT_A_FILE))

    assert isinstance(bench.ends(), MaterialUnreadable)


def test_a_drive_that_is_pulled_after_the_last_byte_leaves_a_question_and_no_second_sending(bench: Bench) -> None:
    """The body was out, so that the store may have it: only the answer could not be believed."""
    lost = MaterialUnreadable(role=VIDEO, name="x", reason="OSError")

    def answer_then_pull(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number, bench.sender.puts[VIDEO, 2]) == (VIDEO, 2, 1):
            bench.sender.will(VIDEO, 2, LOST)

    bench.sender.before = answer_then_pull
    send = bench.sender.send

    def pulled(piece, control, counter):  # type: ignore[no-untyped-def]
        try:
            return send(piece, control, counter)
        except Exception as end:
            if (piece.role, piece.part.number) == (VIDEO, 2):
                raise lost from end
            raise

    bench.sender.send = pulled  # type: ignore[method-assign]
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.puts[VIDEO, 2] == 1
    assert bench.shelf.asked[VIDEO] == 1


# --- our own folder -----------------------------------------------------------------------------------


def test_a_full_disk_before_a_part_is_waited_out_before_anything_is_sent(bench: Bench) -> None:
    bench.ledger.error, bench.ledger.fails_after = FULL, 0
    bench.clock.on_sleep = lambda _seconds: setattr(bench.ledger, "error", None)
    bench.run()

    assert bench.is_all_stored()
    assert set(bench.sender.puts.values()) == {1}
    assert waits_for(bench, "LocalStorageFailed") >= 1


def test_a_full_disk_after_a_part_keeps_the_stores_word_until_there_is_room(bench: Bench) -> None:
    """Three documents take six writes; the seventh announces part 1, the eighth says that it is stored."""
    bench.workers = 1
    bench.ledger.error, bench.ledger.fails_after = FULL, 7
    bench.clock.on_sleep = lambda _seconds: setattr(bench.ledger, "error", None)
    upload = bench.run()

    assert bench.is_all_stored()
    assert set(bench.sender.puts.values()) == {1}
    assert bench.shelf.asked.total() == 0
    assert upload.is_proven(VIDEO)
    assert waits_for(bench, "LocalStorageFailed") == 1


def test_a_folder_that_became_read_only_ends_the_run(bench: Bench) -> None:
    bench.ledger.error, bench.ledger.fails_after = LocalStorageFailed(reason="read-only"), 5

    assert isinstance(bench.ends(), LocalStorageFailed)


# --- a sign-in page -----------------------------------------------------------------------------------


def test_a_sign_in_page_is_waited_out_and_nothing_counts_as_stored(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, PORTAL, PORTAL, PORTAL)
    bench.shelf.errors.extend([PORTAL, PORTAL, PORTAL])
    bench.run()

    assert bench.is_all_stored()
    assert waits_for(bench, "SignInPage") == 6


def test_a_store_that_points_elsewhere_while_the_service_answers_is_not_asked_for_ever(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, *[PORTAL] * 1000)

    end = bench.ends()

    assert isinstance(end, TransportRefused)
    assert (end.kind, bench.sender.puts[VIDEO, 2]) == ("portal", 4)


# --- sleep --------------------------------------------------------------------------------------------


def test_after_sleep_all_connections_are_dropped_and_the_server_is_asked(bench: Bench) -> None:
    bench.workers, bench.patience_s = 1, 600
    bench.sender.will(VIDEO, 2, LOST)
    upload = bench.upload()
    hung_up: list[str] = []

    def sleep_in_part_two(piece: Piece, control: RunControl) -> None:
        if (piece.role, piece.part.number) == (VIDEO, 2):
            with control.open_line(lambda: hung_up.append("part 2")):
                upload.look()
                bench.clock.pass_s(8 * 3600)
                upload.look()

    bench.sender.before = sleep_in_part_two
    upload.run()

    assert bench.is_all_stored()
    assert (bench.redials, hung_up) == (1, ["part 2"])
    assert bench.shelf.asked[VIDEO] == 1
    assert bench.sender.puts[VIDEO, 2] == 1


def test_a_night_of_sleep_uses_up_no_patience(bench: Bench) -> None:
    bench.workers, bench.patience_s = 1, 600
    bench.sender.will(VIDEO, 2, CUT)
    upload = bench.upload()

    def sleep_in_part_two(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number, bench.sender.puts[VIDEO, 2]) == (VIDEO, 2, 1):
            upload.look()
            bench.clock.pass_s(8 * 3600)
            upload.look()

    bench.sender.before = sleep_in_part_two
    upload.run()

    assert bench.is_all_stored()


def test_a_look_that_is_a_few_seconds_late_is_no_sleep(bench: Bench) -> None:
    upload = bench.upload()
    bench.clock.pass_s(20)
    upload.look()

    assert bench.redials == 0


def test_the_forecast_begins_anew_after_sleep(bench: Bench) -> None:
    upload = bench.upload()
    for _ in range(15):
        bench.clock.pass_s(1)
        upload.progress()
        upload.look()
    bench.clock.pass_s(3600)
    upload.look()
    upload.progress()
    bench.clock.pass_s(1)

    assert upload.progress().time_left_s is None


# --- a silent line ------------------------------------------------------------------------------------


def test_a_line_on_which_nothing_moves_is_said_to_be_slow_until_it_moves(bench: Bench) -> None:
    bench.workers = 1
    upload = bench.upload()

    def be_silent(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number) == (VIDEO, 2):
            for _ in range(45):
                bench.clock.pass_s(1)
                upload.look()

    bench.sender.before = be_silent
    upload.run()
    upload.look()

    assert bench.witness.waits == [("LineStalled", 0.0)]
    assert bench.witness.went_on == 1


def test_a_stalled_line_that_is_hung_up_stays_stalled_while_the_server_is_asked(bench: Bench) -> None:
    bench.workers = 1
    upload = bench.upload()
    waiting_still: list[int] = []

    def be_silent(piece: Piece, _control: RunControl) -> None:
        if (piece.role, piece.part.number) == (VIDEO, 2) and not waiting_still:
            for _ in range(45):
                bench.clock.pass_s(1)
                upload.look()

    def look(listed: list[ListedPart]) -> list[ListedPart]:
        upload.look()
        waiting_still.append(len(bench.witness.waits) - bench.witness.went_on)
        return listed

    bench.sender.will(VIDEO, 2, OutcomeUnknown(step="put"))
    bench.sender.before, bench.shelf.changes = be_silent, look
    upload.run()

    assert waiting_still == [1]
    assert len(bench.witness.waits) == bench.witness.went_on


def test_a_pause_is_no_stall(bench: Bench) -> None:
    bench.workers = 1
    upload = bench.upload()

    def pause(piece: Piece, control: RunControl) -> None:
        if (piece.role, piece.part.number) == (VIDEO, 2):
            control.pause()
            for _ in range(45):
                bench.clock.pass_s(1)
                upload.look()
            control.resume()

    bench.sender.before = pause
    upload.run()

    assert bench.witness.waits == []


def test_the_computer_is_kept_awake_while_bytes_are_under_way_and_never_longer(bench: Bench) -> None:
    bench.workers = 1
    upload = bench.upload()
    held: dict[str, bool] = {}

    def look(piece: Piece, control: RunControl) -> None:
        if piece.role is not VIDEO:
            return
        upload.look()
        held["sending"] = bench.awake.is_held
        control.pause()
        upload.look()
        held["paused"] = bench.awake.is_held
        control.resume()

    bench.sender.before = look
    upload.run()

    assert held == {"sending": True, "paused": False}
    assert not bench.awake.is_held


def test_a_run_that_breaks_off_lets_the_computer_sleep(bench: Bench) -> None:
    bench.workers = 1
    upload = bench.upload()
    bench.sender.before = lambda _piece, _control: upload.look()
    bench.sender.will(VIDEO, 2, TransportRefused(host="store.example"))

    with pytest.raises(TransportRefused):
        upload.run()

    assert bench.awake.was_held
    assert not bench.awake.is_held


# --- the end of the addresses -------------------------------------------------------------------------


def test_no_part_is_begun_that_could_not_be_out_in_time(tmp_path: Path) -> None:
    """Each part takes 100 s, and 430 s are left, of which the last 30 s are no time to begin anything."""
    bench = Bench(tmp_path, workers=1)
    bench.add(VIDEO, 10 * 100 * KIB, parts=10)
    bench.expires_s = bench.clock.epoch_s() + 430
    upload = bench.upload()

    def take_10_s() -> None:
        bench.clock.pass_s(10)
        upload.look()

    bench.sender.on_count = take_10_s
    with pytest.raises(AddressesExpired):
        upload.run()

    assert len(upload.stored_parts(VIDEO)) == 3


def test_progress_says_how_long_the_addresses_still_live_and_whether_that_is_enough(bench: Bench) -> None:
    bench.expires_s = bench.clock.epoch_s() + 1000
    upload = bench.upload()
    bench.clock.pass_s(400)

    progress = upload.progress()

    assert progress.deadline_left_s == pytest.approx(600)
    assert not progress.is_too_slow


# --- how many connections -----------------------------------------------------------------------------


class Line:
    """A line in play: every connection brings the same, up to what the line can carry."""

    def __init__(self, bench: Bench, upload: Upload, each_bytes_per_s: int, most_bytes_per_s: int) -> None:
        self._bench, self._upload = bench, upload
        self._each, self._most = each_bytes_per_s, most_bytes_per_s
        self._moved = 0

    def play(self, seconds: int) -> list[int]:
        """How many connections were allowed, second by second."""
        seen = []
        (tasks,) = self._upload._tasks.values()
        for _ in range(seconds):
            allowed = self._upload._shared.slots.allowed
            self._moved += min(self._each * allowed, self._most)
            tasks[0].sent_bytes = self._moved
            self._bench.clock.pass_s(1)
            self._upload.look()
            seen.append(allowed)
        return seen


@pytest.fixture
def adapting(tmp_path: Path) -> tuple[Bench, Upload]:
    bench = Bench(tmp_path, workers=None)
    bench.add(VIDEO, 200 * KIB, parts=100)
    upload = bench.upload()
    upload._queue.extend(upload._tasks[VIDEO])
    return bench, upload


def test_connections_are_added_as_long_as_the_sum_grows(adapting: tuple[Bench, Upload]) -> None:
    seen = Line(*adapting, each_bytes_per_s=300_000, most_bytes_per_s=100_000_000).play(40)

    assert (seen[0], seen[-1]) == (4, 16)
    assert seen == sorted(seen)


def test_connections_that_bring_nothing_are_given_up_and_not_tried_again_at_once(
    adapting: tuple[Bench, Upload],
) -> None:
    seen = Line(*adapting, each_bytes_per_s=3_000_000, most_bytes_per_s=12_000_000).play(60)

    assert max(seen) == 6
    assert [before for before, after in pairwise(seen) if before < after] == [4] * 3


def test_a_fast_line_gets_no_more_connections(adapting: tuple[Bench, Upload]) -> None:
    seen = Line(*adapting, each_bytes_per_s=20_000_000, most_bytes_per_s=10**9).play(40)

    assert set(seen) == {4}


def test_under_a_speed_limit_nothing_is_tried(adapting: tuple[Bench, Upload]) -> None:
    bench, upload = adapting
    bench.control.limit(100_000)

    assert set(Line(bench, upload, 25_000, 10**9).play(40)) == {4}


def test_a_refusal_takes_back_what_was_added(adapting: tuple[Bench, Upload]) -> None:
    bench, upload = adapting
    Line(bench, upload, 300_000, 10**8).play(40)
    upload._shared.slots.slow_down()
    upload.look()

    assert upload._shared.slots.allowed == 8


def test_a_number_that_was_asked_for_is_kept(tmp_path: Path) -> None:
    bench = Bench(tmp_path, workers=2)
    bench.add(VIDEO, 200 * KIB, parts=100)
    upload = bench.upload()
    upload._queue.extend(upload._tasks[VIDEO])

    assert set(Line(bench, upload, 300_000, 10**8).play(40)) == {2}


@pytest.mark.threads
def test_added_connections_really_send(tmp_path: Path) -> None:
    """The look comes from the sending threads themselves, so that the run needs no real seconds."""
    bench = Bench(tmp_path, workers=None)
    bench.add(VIDEO, 100 * 100 * KIB // 10, parts=100)
    upload = bench.upload()

    def look(_piece: Piece, _control: RunControl) -> None:
        bench.clock.pass_s(1)
        upload.look()

    bench.sender.before = look
    upload.run()

    assert bench.is_all_stored()
    assert bench.sender.most_at_once <= 16
    assert not bench.sender.broken_rules


# --- order --------------------------------------------------------------------------------------------


def test_documents_go_first_and_a_broken_one_is_found_before_the_video_is_begun(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, OFFLINE, ServiceBusy(status=503), ARRIVED_AND_FORGOTTEN)
    upload = bench.run()

    roles = [role for role, _ in bench.sender.order]
    assert VIDEO not in roles[: roles.index(VIDEO)]
    assert set(roles[roles.index(VIDEO) :]) == {VIDEO}
    assert all(task.state is PartState.STORED for tasks in upload._tasks.values() for task in tasks)


@pytest.mark.threads
@pytest.mark.parametrize("most", [0, 1, 3])
def test_a_system_that_has_no_more_threads_gets_by_with_those_that_there_are(bench: Bench, most: int) -> None:
    class Few(ThreadCrew):
        def __init__(self) -> None:
            super().__init__()
            self.begun = 0

        def begin(self, work: Callable[[], None]) -> None:
            self.begun += 1
            if self.begun > most * 2:  # one phase for the documents, one for the video
                raise RuntimeError("can't start new thread")
            super().begin(work)

    bench.new_crew = Few
    bench.workers = most or 1
    if most:
        bench.run()
        assert bench.is_all_stored()
    else:
        with pytest.raises(RuntimeError):
            bench.run()
