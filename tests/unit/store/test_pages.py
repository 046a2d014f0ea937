"""Rows are read as SQLite reads them, and whatever is left of a file gives whatever rows are left."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest
from damaged_files import PAGE_BYTES, cut_power, fill, filled, page_count, rows_of, spoil, spoil_header

from avatar_intake.store.pages import Pages, is_log_whole, log_path

COLUMNS = {15: "intake", 10: "material", 8: "part", 6: "request"}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "intakes.sqlite3"


def read(path: Path) -> dict[str, list[tuple[object, ...]]]:
    found: dict[str, list[tuple[object, ...]]] = {table: [] for table in COLUMNS.values()}
    for row in Pages(path).rows():
        if row.column_count in COLUMNS:
            found[COLUMNS[row.column_count]].append(row.values)
    return {table: sorted(rows, key=repr) for table, rows in found.items()}


def as_kept(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """SQLite keeps a real number without fraction as an integer."""

    def kept(value: object) -> object:
        return int(value) if isinstance(value, float) and value.is_integer() else value

    return {table: sorted((tuple(map(kept, row)) for row in many), key=repr) for table, many in rows.items()}


def test_a_sound_file_is_read_as_sqlite_reads_it(path: Path) -> None:
    filled(path, 40)

    assert read(path) == as_kept(rows_of(path))


@pytest.mark.parametrize("size", [3000, 4061, 4062, 5000, 9000, 200_000])
def test_a_value_that_reaches_over_many_pages_is_read_whole(path: Path, size: int) -> None:
    sealed = random.Random(size).randbytes(size)
    cut_power(path, lambda journal: fill(journal, "abc123", stored=1, sealed=sealed))

    assert sealed in {row[8] for row in read(path)["intake"]}


def test_numbers_and_texts_of_every_kind_are_read(path: Path) -> None:
    values = [
        None,
        0,
        1,
        -1,
        127,
        -128,
        2**15,
        -(2**23),
        2**31,
        2**47,
        -(2**63),
        2**63 - 1,
        0.5,
        -1e300,
        "",
        "讲",
        b"",
        b"x",
    ]
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE any_value (value)")
    base.executemany("INSERT INTO any_value VALUES (?)", [(value,) for value in values])
    base.commit()
    base.execute("INSERT INTO any_value (rowid, value) VALUES (-5, 'below')")
    base.commit()
    base.close()

    rows = [row for row in Pages(path).rows() if row.column_count == 1]
    assert [row.values[0] for row in sorted(rows, key=lambda row: row.rowid)] == ["below", *values]
    assert min(row.rowid for row in rows) == -5


def test_what_only_the_log_holds_is_read(path: Path) -> None:
    cut_power(path, lambda journal: [fill(journal, f"intake{number}", stored=5) for number in range(20)])  # type: ignore[arg-type, func-returns-value]

    assert log_path(path).stat().st_size > 0
    assert is_log_whole(path)
    read_by_us = read(path)
    assert read_by_us == as_kept(rows_of(path))
    assert len(read_by_us["intake"]) == 20


def test_without_header_the_rows_are_still_read(path: Path) -> None:
    filled(path, 20)
    before = read(path)
    spoil_header(path)

    assert read(path) == before
    assert Pages(path).version is None


def test_keys_stand_in_the_indexes_as_well(path: Path) -> None:
    filled(path, 40)
    expected = {row[:3] for row in read(path)["part"]}

    assert {key[:-1] for key in Pages(path).keys() if len(key) == 4} == expected  # noqa: SIM118


@pytest.mark.parametrize("seed", range(60))
def test_no_damage_whatever_ends_in_anything_but_fewer_rows(path: Path, seed: int) -> None:
    filled(path, 6)
    before = {table: set(rows) for table, rows in read(path).items()}
    chance = random.Random(seed)
    content = bytearray(path.read_bytes())
    for _ in range(chance.choice((1, 20, 2000))):
        content[chance.randrange(len(content))] = chance.randrange(256)
    path.write_bytes(content[: chance.randrange(len(content)) if seed % 3 == 0 else len(content)])

    found = read(path)
    assert sum(map(len, found.values())) <= 2 * sum(map(len, before.values()))
    list(Pages(path).keys())


@pytest.mark.parametrize("content", [b"", b"x", b"\0" * 10_000, b"\xff" * 10_000, b"\x0d" * 10_000, b"\x0a" * 10_000])
def test_what_is_no_data_base_has_no_rows(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert read(path) == {"intake": [], "material": [], "part": [], "request": []}


def test_a_page_that_is_gone_takes_its_own_rows_only(path: Path) -> None:
    filled(path, 60)
    before = read(path)
    lost = 0
    for page in range(2, page_count(path) + 1):
        kept = path.read_bytes()
        spoil(path, page)
        found = read(path)
        assert all(set(found[table]) <= set(before[table]) for table in found)
        lost += sum(len(before[table]) - len(found[table]) for table in found)
        path.write_bytes(kept)

    assert lost == sum(map(len, before.values()))


# --- the log ------------------------------------------------------------------------------------------


FRAME_BYTES = PAGE_BYTES + 24


def spoil_frame(path: Path, frame: int) -> None:
    log = log_path(path)
    content = bytearray(log.read_bytes())
    content[32 + frame * FRAME_BYTES + 1000] ^= 0xFF
    log.write_bytes(content)


def with_log(path: Path) -> int:
    """A journal most of which is in the log; the number of frames there."""
    cut_power(path, lambda journal: fill(journal, "abc123", stored=8))
    return (log_path(path).stat().st_size - 32) // FRAME_BYTES


def test_no_log_and_an_empty_one_are_whole(path: Path) -> None:
    filled(path, 1)
    assert is_log_whole(path)
    log_path(path).touch()
    assert is_log_whole(path)


def test_damage_before_a_finished_transaction_is_seen(path: Path) -> None:
    last = with_log(path) - 1
    for frame in (0, last // 2, last - 1):
        kept = log_path(path).read_bytes()
        spoil_frame(path, frame)
        assert not is_log_whole(path)
        log_path(path).write_bytes(kept)


def test_a_log_without_its_head_is_not_whole(path: Path) -> None:
    with_log(path)
    content = log_path(path).read_bytes()
    log_path(path).write_bytes(b"\0" * 32 + content[32:])

    assert not is_log_whole(path)


def test_a_last_transaction_that_was_never_finished_is_no_damage(path: Path) -> None:
    count = with_log(path)
    content = log_path(path).read_bytes()
    for end in (32 + (count - 1) * FRAME_BYTES + 24, len(content) - 1, len(content) - FRAME_BYTES):
        log_path(path).write_bytes(content[:end])
        assert is_log_whole(path)


def test_what_is_left_of_an_earlier_round_is_no_damage(path: Path) -> None:
    def two_rounds(journal) -> None:  # type: ignore[no-untyped-def]
        fill(journal, "abc123", stored=10)
        journal._read("PRAGMA wal_checkpoint(RESTART)", ())
        journal.set_state("abc123", "TRAINING")

    cut_power(path, two_rounds)

    assert log_path(path).stat().st_size > 32 + 10 * FRAME_BYTES
    assert is_log_whole(path)
    assert read(path) == as_kept(rows_of(path))
