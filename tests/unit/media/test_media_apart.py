"""Work on files in another process: the same answers, what it may not do, and what happens when it dies."""

from __future__ import annotations

import os
import platform
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import films
import odd_work
import pytest

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Severity, Unreadable
from avatar_intake.domain.transfer import FileIdentity
from avatar_intake.errors import Cancelled, Defect, MaterialUnreadable
from avatar_intake.flow.prepare import MediaChecker
from avatar_intake.flow.previews import Previews
from avatar_intake.media.apart import Apart
from avatar_intake.media.check import check_material
from avatar_intake.media.room import Caller, End, Here, Limits, Lost
from avatar_intake.transfer.source import identify

JOB = JobFields(name="n", tags=("a",))
NOBODY = Caller()
sealed = pytest.mark.skipif(
    sys.platform != "linux" or platform.machine() not in ("x86_64", "aarch64"), reason="Linux only"
)
posix = pytest.mark.skipif(os.name != "posix", reason="limits of POSIX")


@pytest.fixture(scope="module")
def room() -> Iterator[Apart]:
    """One for all tests that leave its processes alive."""
    made = Apart()
    yield made
    made.close()


@pytest.fixture
def own_room() -> Iterator[Apart]:
    made = Apart()
    yield made
    made.close()


class AskedOften:
    """Set when it is asked for the third time."""

    asked = 0

    def is_set(self) -> bool:
        self.asked += 1
        return self.asked > 2


# --- the same answers ---------------------------------------------------------------------------------


def test_every_material_is_found_to_be_the_same_as_here(room: Apart, tmp_path: Path) -> None:
    made = {
        Role.TRAINING_VIDEO: films.film(tmp_path / "film.mp4", width=1280, height=720, seconds=2),
        Role.ID_CARD_IMAGE1: films.id_card_picture(tmp_path / "card.jpg", gps=True),
        Role.COVER: films.heic_picture(tmp_path / "cover.heic"),
        Role.GRANT_FILE: films.letter_pdf(tmp_path / "letter.pdf"),
        Role.AUDIO: films.voice_zip(tmp_path / "voice.zip", seconds=0.1),
        Role.PRE_BEAUTY_IMAGE: tmp_path / "missing.png",
    }
    checker = MediaChecker(room)
    for role, path in made.items():
        there = checker.check(role, str(path), JOB, threading.Event())
        assert there == check_material(role, str(path), JOB)


def test_pictures_come_over(room: Apart, tmp_path: Path) -> None:
    film = str(films.film(tmp_path / "film.mp4", width=64, height=48, seconds=2))
    card = str(films.id_card_picture(tmp_path / "card.jpg"))
    there, here = Previews(room), Previews(Here())
    assert there.filmstrip(film, 3, 24) == here.filmstrip(film, 3, 24)
    assert there.cover_from(film, 1.0) == here.cover_from(film, 1.0)
    assert there.picture_preview(card, 64) == here.picture_preview(card, 64)


def test_an_error_of_ours_comes_over(room: Apart) -> None:
    with pytest.raises(MaterialUnreadable) as caught:
        room.do(odd_work.refuse, ("card.jpg",), NOBODY)
    assert caught.value.facts() == {"role": "", "name": "card.jpg", "reason": "damaged"}


def test_a_mistake_of_ours_is_told_without_what_it_was_about(room: Apart) -> None:
    with pytest.raises(Defect) as caught:
        room.do(odd_work.make_a_mistake, ("secret name",), NOBODY)
    assert caught.value.where.startswith("KeyError < odd_work.py:")
    assert "secret" not in caught.value.where


def test_progress_comes_over(room: Apart) -> None:
    shares: list[float] = []
    assert room.do(odd_work.count_up, (4,), Caller(shares.append)) == "done"
    assert shares == [0.25, 0.5, 0.75, 1.0]


def test_a_second_piece_of_work_needs_no_second_process(own_room: Apart) -> None:
    assert own_room.do(odd_work.process_id, (), NOBODY) == own_room.do(odd_work.process_id, (), NOBODY) != os.getpid()


def test_several_threads_are_served_at_once(own_room: Apart) -> None:
    barrier = threading.Barrier(3, timeout=60)
    answers: list[str] = []

    def ask() -> None:
        caller = Caller(progress=lambda share: barrier.wait() and None)
        answers.append(own_room.do(odd_work.count_up, (1,), caller))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["done"] * 3
    assert own_room.waiting == 2


# --- files that take their process with them ----------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "limits", "end"),
    [
        (odd_work.crash, Limits(), End.CRASHED),
        (odd_work.take_memory_until_it_is_killed, Limits(), End.CRASHED),
        (odd_work.take_much_memory, Limits(), End.TOO_MUCH_MEMORY),
        (odd_work.never_end, Limits(quiet_s=0.2), End.TOO_LONG),
        (odd_work.never_end_in_c, Limits(quiet_s=0.2), End.TOO_LONG),
    ],
)
def test_a_parser_that_dies_takes_only_its_process_with_it(
    room: Apart, work: Callable[..., None], limits: Limits, end: End
) -> None:
    with pytest.raises(Lost) as caught:
        room.do(work, ("card.jpg",), NOBODY, limits)
    assert caught.value.end is end
    assert room.do(odd_work.echo, ("well",), NOBODY) == "well"


class LosesAll:
    """A room in which every piece of work is lost."""

    def do(self, work: object, arguments: object, caller: Caller, limits: Limits | None = None) -> object:
        raise Lost(End.CRASHED)


def test_what_is_lost_is_a_finding_about_the_file(tmp_path: Path) -> None:
    path = films.id_card_picture(tmp_path / "card.jpg")
    checked: Checked = MediaChecker(LosesAll()).check(Role.ID_CARD_IMAGE1, str(path), JOB, threading.Event())  # type: ignore[arg-type]
    assert checked.facts == Unreadable("damaged", "", path.stat().st_size)
    assert [(line.rule, line.severity) for line in checked.findings] == [("picture-readable", Severity.ERROR)]


def test_what_is_lost_has_no_preview() -> None:
    with pytest.raises(MaterialUnreadable):
        Previews(LosesAll()).picture_preview("card.jpg", 64)  # type: ignore[arg-type]


def test_a_file_is_not_blamed_for_what_an_earlier_one_has_spoilt(own_room: Apart) -> None:
    first = own_room.do(odd_work.crash_after, (1,), NOBODY)
    assert own_room.do(odd_work.crash_after, (1,), NOBODY) != first


@posix
def test_a_file_is_not_blamed_when_a_waiting_process_was_killed_by_somebody(own_room: Apart) -> None:
    waiting = own_room.do(odd_work.process_id, (), NOBODY)
    os.kill(waiting, signal.SIGKILL)
    assert own_room.do(odd_work.process_id, (), NOBODY) != waiting


def test_after_a_kill_another_one_waits(own_room: Apart) -> None:
    with pytest.raises(Lost):
        own_room.do(odd_work.crash, ("card.jpg",), NOBODY)
    assert own_room.waiting == 1


def test_whoever_waits_for_long_is_let_go() -> None:
    room = Apart(idle_s=0.0)
    room.do(odd_work.echo, (1,), NOBODY)
    for _ in range(600):
        if room.waiting == 0:
            return
        threading.Event().wait(0.05)
    raise AssertionError("it still waits")


def test_what_is_read_from_another_process_does_nothing(own_room: Apart, tmp_path: Path) -> None:
    with pytest.raises(Lost):
        own_room.do(odd_work.trap, (), NOBODY)
    assert not Path("sprung").exists()


def test_values_of_ours_are_read(room: Apart) -> None:
    values = (Role.COVER, FileIdentity(1, 2, 3), frozenset({1}), {"a": b"b"}, None, 1.5)
    assert room.do(odd_work.echo, (values,), NOBODY) == values


# --- stopping -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("work", [odd_work.never_end, odd_work.never_end_in_c])
def test_a_stop_ends_the_other_process(room: Apart, work: Callable[..., None]) -> None:
    with pytest.raises(Cancelled):
        room.do(work, ("card.jpg",), Caller(stop=AskedOften()))


def test_a_stop_before_the_start_starts_nothing(own_room: Apart) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        own_room.do(odd_work.echo, (1,), Caller(stop=stop))
    assert own_room.waiting == 0


# --- what it may not do -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("work", "arguments"),
    [
        (odd_work.connect, (9,)),
        (odd_work.look_up, ("localhost",)),
        (odd_work.start_a_program, ("x",)),
        pytest.param(odd_work.fork, (), marks=posix),
        (odd_work.become_a_program, ()),
    ],
)
def test_it_reaches_no_network_and_starts_no_program(
    room: Apart, work: Callable[..., None], arguments: tuple[object, ...]
) -> None:
    with pytest.raises(Defect) as caught:
        room.do(work, arguments, NOBODY)
    assert caught.value.where.startswith("PermissionError")


def test_a_check_changes_no_file(room: Apart, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("as it was")
    before = identify(kept.stat())
    other = str(tmp_path / "other")
    for work, arguments in (
        (odd_work.write_a_file, (str(kept), 3)),
        (odd_work.write_a_file, (other, 3)),
        (odd_work.remove, (str(kept),)),
        (odd_work.rename, (str(kept), other)),
        (odd_work.make_a_folder, (other,)),
    ):
        with pytest.raises(Defect) as caught:
            room.do(work, arguments, NOBODY)  # type: ignore[arg-type]
        assert caught.value.where.startswith("PermissionError")
    assert identify(kept.stat()) == before
    assert list(tmp_path.iterdir()) == [kept]


@sealed
def test_not_even_a_library_in_c_goes_out_or_becomes_a_program(room: Apart) -> None:
    assert room.do(odd_work.connect_in_c, (), NOBODY) == -1
    assert room.do(odd_work.become_a_program_in_c, (), NOBODY) == -1


@sealed
def test_not_even_a_library_in_c_changes_a_file(room: Apart, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text("as it was")
    before = kept.stat()
    assert room.do(odd_work.change_in_c, (str(kept),), NOBODY) == [-1] * 7
    for path in (kept, tmp_path / "new"):
        assert room.do(odd_work.write_in_c, (str(path),), NOBODY) == -1
    assert list(tmp_path.iterdir()) == [kept]
    assert (kept.read_text(), kept.stat().st_mtime_ns, kept.stat().st_mode) == (
        "as it was",
        before.st_mtime_ns,
        before.st_mode,
    )


@posix
def test_its_limits_cannot_be_taken_back(room: Apart) -> None:
    found = room.do(odd_work.limits, (), NOBODY)
    assert found["RLIMIT_CORE"] == found["RLIMIT_FSIZE"] == (0, 0)
    assert found["RLIMIT_AS"] == (Limits().memory_bytes,) * 2
    assert found["RLIMIT_NOFILE"] == (64, 64)
    assert 0 < found["RLIMIT_CPU"][0] < 10_000


def test_a_repair_writes_in_its_own_folder_only(own_room: Apart, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    limits = Limits(folder=folder, written_bytes=1000)
    assert own_room.do(odd_work.write_a_file, (str(folder / "new"), 1000), NOBODY, limits) == 1000
    for path in (tmp_path / "beside", tmp_path / "own2", folder / ".." / "up"):
        with pytest.raises(Defect):
            own_room.do(odd_work.write_a_file, (str(path), 3), NOBODY, limits)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["new", "own"]
    assert own_room.waiting == 0


@posix
def test_a_repair_writes_no_more_than_it_was_given(own_room: Apart, tmp_path: Path) -> None:
    with pytest.raises(Defect) as caught:
        own_room.do(
            odd_work.write_a_file, (str(tmp_path / "a"), 5000), NOBODY, Limits(folder=tmp_path, written_bytes=999)
        )
    assert caught.value.where.startswith("OSError")


# --- whole programs -----------------------------------------------------------------------------------

_UNGUARDED = """
import sys, threading
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.flow.prepare import MediaChecker
from avatar_intake.media.apart import Apart
checked = MediaChecker(Apart()).check(Role.ID_CARD_IMAGE1, sys.argv[1], JobFields(name="n"), threading.Event())
print([str(line.severity) for line in checked.findings])
"""


def test_a_file_is_not_blamed_when_no_other_process_can_be_had(tmp_path: Path) -> None:
    card = films.id_card_picture(tmp_path / "card.jpg")
    program = tmp_path / "unguarded.py"  # a main module that cannot be imported a second time
    program.write_text(_UNGUARDED)
    done = subprocess.run([sys.executable, str(program), str(card)], capture_output=True, text=True, check=False)
    here = check_material(Role.ID_CARD_IMAGE1, str(card), JobFields(name="n"))
    assert done.stdout == f"{[str(line.severity) for line in here.findings]}\n"


_ASKS = """
import os, sys
from pathlib import Path
import odd_work
from avatar_intake.media.apart import Apart
from avatar_intake.media.room import Caller, Limits

def main():
    room = Apart()
    print(room.do(odd_work.chatter, ("chatter",), Caller()), room.do(odd_work.process_id, (), Caller()), flush=True)
    limits = Limits(folder=Path(sys.argv[1]), written_bytes=100)
    work = getattr(odd_work, sys.argv[2])
    room.do(work, (os.path.join(sys.argv[1], "half"),), Caller(lambda share: print("half", flush=True)), limits)

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def asking(tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts a program that works on a file and is in the middle of writing another one in its folder ``own``."""
    program = tmp_path / "asks.py"
    program.write_text(_ASKS)
    (tmp_path / "own").mkdir()
    helpers = str(Path(odd_work.__file__).parent)
    paths = os.pathsep.join([helpers, *filter(None, sys.path)])
    started: list[subprocess.Popen[str]] = []

    def start(work: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, str(program), str(tmp_path / "own"), work],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            env=os.environ | {"PYTHONPATH": paths},
        )  # fmt: skip
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        for pipe in (process.stdout, process.stderr):
            if pipe:
                pipe.close()


def is_gone(process_id: int) -> bool:
    for _ in range(200):
        try:
            os.kill(process_id, 0)
        except ProcessLookupError:
            return True
        if Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()[0] == "Z":
            return True
        threading.Event().wait(0.05)
    return False


@posix
def test_kill_9_of_the_program_ends_its_processes_and_leaves_nothing_of_a_repair(
    asking: Callable[[str], subprocess.Popen[str]], tmp_path: Path
) -> None:
    program = asking("write_half_and_wait")
    assert program.stdout
    text, process_id = program.stdout.readline().split()
    assert (text, program.stdout.readline()) == ("chatter", "half\n")  # nothing that the other process said itself
    program.kill()
    assert program.stdout.read() == ""  # nobody holds the pipe open any more
    assert is_gone(int(process_id))
    for _ in range(200):
        if not (tmp_path / "own").exists():
            return
        threading.Event().wait(0.05)
    raise AssertionError(list((tmp_path / "own").iterdir()))


@posix
def test_ctrl_c_is_heard_by_the_program_only(asking: Callable[[str], subprocess.Popen[str]]) -> None:
    program = asking("write_half_and_wait")
    assert program.stdout
    process_id = int(program.stdout.readline().split()[1])
    assert program.stdout.readline() == "half\n"
    os.killpg(program.pid, signal.SIGINT)
    _, errors = program.communicate()
    assert errors.count("KeyboardInterrupt") == 1
    assert "Process media" not in errors
    assert is_gone(process_id)
