"""Progress is what the store has said, never more, and a forecast goes by what this run has moved itself."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import pairwise
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
from avatar_intake.errors import (
    NetworkUnreachable,
)

VIDEO, FRONT = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1
OFFLINE = NetworkUnreachable(host="store.example")


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
