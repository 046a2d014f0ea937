"""A repair makes a new file that is complete and checked, or none; the original is only read."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import odd_work
import pytest
from repair_room import RepairRoom, WordChecker, word_offers, word_plan, write_what_is_ordered

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Unreadable
from avatar_intake.domain.repair import Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.stopping import raise_if_stopped
from avatar_intake.errors import (
    Cancelled,
    FolderClosed,
    LocalStorageFailed,
    MaterialMissing,
    MaterialUnreadable,
    NoRoom,
    RepairFailed,
    TargetTaken,
)
from avatar_intake.flow.recent import RecentChecks
from avatar_intake.flow.repairing import Repairs, proposed_target
from avatar_intake.media.apart import Apart
from avatar_intake.media.room import Caller, End, Limits, Lost

JOB = JobFields(name="n")
UPRIGHT = frozenset({Remedy.UPRIGHT})


class Table:
    """Offers what a file's words ask for."""

    needed_bytes = 1000

    def offers_for(self, checked: Checked) -> object:
        return word_offers(checked)

    def plan_for(self, checked: Checked, remedies: object) -> RepairPlan:
        plan = word_plan(checked, remedies)
        return RepairPlan(plan.remedies, self.needed_bytes, plan.estimate_s, plan.suffix)


class Bench:
    """One folder with an original, and repairs over it."""

    def __init__(self, folder: Path, text: str) -> None:
        self.folder = folder
        self.original = folder / "card.png"
        self.original.write_text(text)
        self.target = folder / "card-repaired.jpg"
        self.room, self.checker, self.table = RepairRoom(), WordChecker(), Table()
        self.checks = RecentChecks(self.checker)
        self.shares: list[float] = []
        self.stop = threading.Event()

    def order(self, remedies: frozenset[Remedy] = UPRIGHT) -> RepairOrder:
        return RepairOrder(Role.ID_CARD_IMAGE1, (str(self.original),), str(self.target), remedies)

    def repairs(self) -> Repairs:
        return Repairs(self.room, self.checks, self.table)  # type: ignore[arg-type]

    def caller(self) -> Caller:
        return Caller(self.shares.append, self.stop)

    def files(self) -> dict[str, str]:
        return {path.name: path.read_text() for path in self.folder.iterdir()}


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path, "upright")


# --- where to -----------------------------------------------------------------------------------------


def test_a_name_is_proposed_beside_the_original_and_counts_up(tmp_path: Path) -> None:
    path = str(tmp_path / "my film.MOV")
    names = []
    for _ in range(3):
        names.append(proposed_target(path, ".mp4"))
        Path(names[-1]).touch()
    assert [Path(name).name for name in names] == [
        "my film-repaired.mp4",
        "my film-repaired-2.mp4",
        "my film-repaired-3.mp4",
    ]
    assert {Path(name).parent for name in names} == {tmp_path}


def test_another_folder_may_be_named(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    assert proposed_target(str(tmp_path / "a.png"), ".jpg", str(other)) == str(other / "a-repaired.jpg")
    assert list(other.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in ("gone", "file"):
        with pytest.raises(FolderClosed) as caught:
            proposed_target(str(tmp_path / "a.png"), ".jpg", str(tmp_path / folder))
        assert caught.value.name == folder


# --- one repair ---------------------------------------------------------------------------------------


def test_the_new_file_is_checked_and_in_its_place(bench: Bench) -> None:
    repaired = bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert (repaired.checked.path, repaired.checked.findings) == (str(bench.target), ())
    assert repaired.remedies == (Remedy.UPRIGHT,)
    assert bench.files() == {"card.png": "upright", "card-repaired.jpg": "good"}


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such bits")
@pytest.mark.parametrize("mode", [0o600, 0o644])
def test_the_new_file_may_be_read_by_whoever_may_read_the_original(bench: Bench, mode: int) -> None:
    bench.original.chmod(mode)
    bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert bench.target.stat().st_mode & 0o777 == mode


def test_it_is_made_in_a_folder_of_its_own_with_room_for_no_more_than_it_needs(bench: Bench) -> None:
    bench.repairs().repair(bench.order(), JOB, bench.caller())
    ((order,), (limits,)) = (bench.room.orders, bench.room.limits)
    made = Path(order.target)
    assert (made.name, limits.folder) == (bench.target.name, made.parent)
    assert bench.folder in made.parents
    assert made.parent != bench.folder
    assert 1000 <= limits.written_bytes < 1 << 30


def test_the_bar_only_grows_and_ends_when_all_is_done(bench: Bench) -> None:
    bench.original.write_text("upright under-convert")
    bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    assert bench.shares == sorted(bench.shares)
    assert bench.shares[-1] == 1.0
    assert max(bench.shares[:-1]) < 1.0


def test_only_what_was_ordered_is_done(bench: Bench) -> None:
    bench.original.write_text("upright convert")
    repaired = bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert [line.rule for line in repaired.checked.findings] == ["convert"]


def test_everything_goes_on_with_what_a_defect_had_hidden_and_leaves_no_step_between(bench: Bench) -> None:
    bench.original.write_text("upright under-convert")
    repaired = bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    assert repaired.remedies == (Remedy.UPRIGHT, Remedy.CONVERT)
    assert bench.files() == {"card.png": "upright under-convert", "card-repaired.jpg": "good"}


def test_what_needs_consent_is_not_done_in_a_later_round(bench: Bench) -> None:
    bench.original.write_text("upright under-corners")
    repaired = bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    assert repaired.remedies == (Remedy.UPRIGHT,)
    assert [line.rule for line in repaired.checked.findings] == ["corners"]


def test_a_remedy_that_did_not_help_is_not_done_again(bench: Bench) -> None:
    def change_nothing(order: RepairOrder, caller: Caller) -> None:
        shutil.copyfile(order.paths[0], order.target)

    bench.room.work = change_nothing
    repaired = bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    assert repaired.remedies == (Remedy.UPRIGHT,)
    assert repaired.checked.has_errors


def test_rounds_come_to_an_end(bench: Bench) -> None:
    hidden = iter(["convert", "shrink", "join", "turn", "fit"])

    def uncover(order: RepairOrder, caller: Caller) -> None:
        Path(order.target).write_text(next(hidden))

    bench.room.work = uncover
    repaired = bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    assert len(repaired.remedies) == 3
    assert bench.files() == {"card.png": "upright", "card-repaired.jpg": "join"}


def test_photographs_of_a_letter_become_one_file(bench: Bench) -> None:
    pages = [bench.folder / f"page{number}.png" for number in (1, 2)]
    for page in pages:
        page.write_text("join")

    def join(order: RepairOrder, caller: Caller) -> None:
        Path(order.target).write_text(" ".join(Path(path).name for path in order.paths))

    bench.room.work = join
    paths = tuple(str(page) for page in pages)
    order = RepairOrder(Role.GRANT_FILE, paths, str(bench.target), frozenset({Remedy.JOIN}))
    bench.repairs().repair(order, JOB, bench.caller())
    assert bench.target.read_text() == "page1.png page2.png"
    assert bench.room.limits[0].written_bytes >= 2000


def test_an_original_that_was_checked_is_not_looked_at_again(bench: Bench) -> None:
    path = str(bench.original)
    bench.checks.check(Role.ID_CARD_IMAGE1, path, JOB, bench.stop)
    bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert bench.checker.looked.count(path) == 1


def test_an_original_that_has_changed_since_is_looked_at_again(bench: Bench) -> None:
    path = str(bench.original)
    bench.checks.check(Role.ID_CARD_IMAGE1, path, JOB, bench.stop)
    status = bench.original.stat()
    bench.original.write_text("UPRIGHT")
    os.utime(bench.original, ns=(status.st_atime_ns, status.st_mtime_ns))
    bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert bench.checker.looked.count(path) == 2


def test_another_job_is_another_check(bench: Bench) -> None:
    path = str(bench.original)
    bench.checks.check(Role.ID_CARD_IMAGE1, path, JobFields(name="other"), bench.stop)
    bench.checks.recall(Role.ID_CARD_IMAGE1, path, JOB, bench.stop)
    bench.checks.recall(Role.ID_CARD_IMAGE1, path, JOB, bench.stop)
    assert bench.checker.looked.count(path) == 2


# --- nothing is left behind ---------------------------------------------------------------------------


def lost(order: RepairOrder, caller: Caller) -> None:
    Path(order.target).write_text("half")
    raise Lost(End.CRASHED)


def full_disk(order: RepairOrder, caller: Caller) -> None:
    Path(order.target).write_text("half")
    raise LocalStorageFailed.of(OSError(28, "No space left on device"))


def nothing_made(order: RepairOrder, caller: Caller) -> None:
    """Says that it is done."""


def cancelled_in_the_middle(order: RepairOrder, caller: Caller) -> None:
    Path(order.target).write_text("half")
    caller.stop.set()  # type: ignore[union-attr]
    raise_if_stopped(caller.stop)


def cancelled_at_the_end(order: RepairOrder, caller: Caller) -> None:
    write_what_is_ordered(order, caller)
    caller.stop.set()  # type: ignore[union-attr]


def original_written_to(order: RepairOrder, caller: Caller) -> None:
    write_what_is_ordered(order, caller)
    with Path(order.paths[0]).open("a") as file:
        file.write("more")


def target_taken(order: RepairOrder, caller: Caller) -> None:
    write_what_is_ordered(order, caller)
    (Path(order.paths[0]).parent / "card-repaired.jpg").write_text("somebody else's")


def mistake(order: RepairOrder, caller: Caller) -> None:
    Path(order.target).write_text("half")
    raise KeyError("a mistake of ours")


@pytest.mark.parametrize(
    ("work", "error"),
    [
        (lost, RepairFailed),
        (full_disk, LocalStorageFailed),
        (nothing_made, RepairFailed),
        (cancelled_in_the_middle, Cancelled),
        (cancelled_at_the_end, Cancelled),
        (original_written_to, RepairFailed),
        (target_taken, TargetTaken),
        (mistake, KeyError),
    ],
)
def test_whatever_ends_a_repair_nothing_is_left_behind(
    bench: Bench, work: Callable[[RepairOrder, Caller], None], error: type[BaseException]
) -> None:
    bench.room.work = work
    with pytest.raises(error):
        bench.repairs().repair(bench.order(), JOB, bench.caller())
    others = {} if work is not target_taken else {"card-repaired.jpg": "somebody else's"}
    original = "uprightmore" if work is original_written_to else "upright"
    assert bench.files() == {"card.png": original} | others


@pytest.mark.parametrize("asked_before", range(12))
def test_cancelled_at_any_question_it_leaves_all_or_nothing(bench: Bench, asked_before: int) -> None:
    class Stop:
        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > asked_before

    def asks(order: RepairOrder, caller: Caller) -> None:
        for _ in range(4):
            raise_if_stopped(caller.stop)
            write_what_is_ordered(order, caller)

    bench.room.work = asks
    bench.original.write_text("upright under-convert")
    try:
        bench.repairs().repair_everything(bench.order(), JOB, Caller(stop=Stop()))
    except Cancelled:
        assert bench.files() == {"card.png": "upright under-convert"}
    else:
        assert bench.files() == {"card.png": "upright under-convert", "card-repaired.jpg": "good"}


def test_what_a_power_cut_left_is_removed_by_a_later_repair(bench: Bench) -> None:
    old, young, foreign = (
        bench.folder / f".{name}" for name in ("a.x1.avatar-intake.part", "b.x2.avatar-intake.part", "c.part")
    )
    for folder in (old, young, foreign):
        folder.mkdir()
        (folder / "half").touch()
    for folder in (old, foreign):
        os.utime(folder, (1_700_000_000, 1_700_000_000))
    bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert [folder.exists() for folder in (old, young, foreign)] == [False, True, True]


def test_a_name_that_is_taken_is_seen_before_anything_is_done(bench: Bench) -> None:
    bench.target.write_text("somebody else's")
    with pytest.raises(TargetTaken):
        bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert bench.room.orders == []
    assert bench.target.read_text() == "somebody else's"


def test_a_link_to_nothing_is_a_name_that_is_taken(bench: Bench) -> None:
    bench.target.symlink_to(bench.folder / "gone")
    with pytest.raises(TargetTaken):
        bench.repairs().repair(bench.order(), JOB, bench.caller())


def test_too_little_room_is_said_with_its_numbers_before_anything_is_written(bench: Bench) -> None:
    bench.table.needed_bytes = 1 << 60
    with pytest.raises(NoRoom) as caught:
        bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert caught.value.needed_bytes > 1 << 60 > caught.value.free_bytes > 0
    assert bench.room.orders == []
    assert list(bench.files()) == ["card.png"]


def test_an_original_that_is_gone_is_said(bench: Bench) -> None:
    order = bench.order()
    bench.original.unlink()
    with pytest.raises(MaterialMissing):
        bench.repairs().repair(order, JOB, bench.caller())


def test_a_remedy_that_does_not_fit_is_a_mistake_of_whoever_asks(bench: Bench) -> None:
    with pytest.raises(ValueError, match="no length"):
        bench.repairs().repair(bench.order(frozenset({Remedy.TRIM})), JOB, bench.caller())
    assert list(bench.files()) == ["card.png"]


# --- in another process -------------------------------------------------------------------------------


class Odd:
    """A room in other processes that does something odd in the place of a repair."""

    def __init__(self, apart: Apart, work: Callable[..., None]) -> None:
        self._apart, self._work = apart, work

    def do(self, work: object, arguments: tuple[RepairOrder], caller: Caller, limits: Limits) -> None:
        self._apart.do(self._work, (arguments[0].target,), caller, limits)


def test_a_process_that_dies_in_the_middle_of_writing_leaves_nothing(bench: Bench) -> None:
    bench.room = Odd(Apart(), odd_work.write_half_and_crash)  # type: ignore[assignment]
    with pytest.raises(RepairFailed) as caught:
        bench.repairs().repair(bench.order(), JOB, bench.caller())
    assert caught.value.reason == "crashed"
    assert bench.files() == {"card.png": "upright"}


def test_a_cancel_in_the_middle_of_writing_leaves_nothing(bench: Bench) -> None:
    bench.room = Odd(Apart(), odd_work.write_half_and_wait)  # type: ignore[assignment]
    with pytest.raises(Cancelled):
        bench.repairs().repair(bench.order(), JOB, Caller(lambda share: bench.stop.set(), bench.stop))
    assert bench.files() == {"card.png": "upright"}


def test_a_page_that_cannot_be_read_is_named_instead_of_planned(bench: Bench) -> None:
    class NoPlan(Table):
        def plan_for(self, checked: Checked, remedies: object) -> RepairPlan:
            raise ValueError("join")

    bench.table = NoPlan()
    broken = Checked(Role.GRANT_FILE, str(bench.folder / "page-2.jpg"), Unreadable("damaged"))
    with pytest.raises(MaterialUnreadable) as caught:
        bench.repairs().plan(broken, {Remedy.JOIN})
    assert (caught.value.name, caught.value.reason) == ("page-2.jpg", "damaged")


def test_all_rounds_are_removed_when_the_program_is_gone(bench: Bench) -> None:
    bench.repairs().repair_everything(bench.order(), JOB, bench.caller())
    (limits,) = bench.room.limits
    assert limits.folder is not None
    assert limits.leftovers == limits.folder.parent
