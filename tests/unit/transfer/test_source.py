"""The person's file is read as it was when its upload began, or not at all; and it is never changed."""

from __future__ import annotations

import hashlib
import os
import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.transfer import FileIdentity, Part
from avatar_intake.errors import Cancelled, MaterialChanged, MaterialMissing, MaterialUnreadable
from avatar_intake.transfer.source import (
    BLOCK_BYTES,
    identity_of,
    is_online_only,
    md5_of_part,
    open_source,
    sha256_of_file,
)

VIDEO = Role.TRAINING_VIDEO
NEVER = threading.Event()


@pytest.fixture
def film(tmp_path: Path) -> Path:
    path = tmp_path / "film.mp4"
    path.write_bytes(os.urandom(BLOCK_BYTES * 3 + 17))
    return path


def identity(path: Path) -> FileIdentity:
    return identity_of(VIDEO, str(path))


def next_descriptor() -> int:
    """The lowest that is free: it grows when one was left open."""
    descriptor = os.open(os.devnull, os.O_RDONLY)
    os.close(descriptor)
    return descriptor


@pytest.mark.parametrize("offset", [0, 1, BLOCK_BYTES - 1, BLOCK_BYTES, BLOCK_BYTES * 2 + 5])
@pytest.mark.parametrize("size", [0, 1, BLOCK_BYTES, BLOCK_BYTES + 1])
def test_the_hash_of_a_part_is_of_its_own_bytes_only(film: Path, offset: int, size: int) -> None:
    with open_source(VIDEO, str(film), identity(film)) as source:
        md5 = md5_of_part(source, Part(1, offset, size), NEVER)

    assert md5 == hashlib.md5(film.read_bytes()[offset : offset + size], usedforsecurity=False).hexdigest()


def test_the_hash_of_a_file_is_of_all_its_bytes(film: Path) -> None:
    assert sha256_of_file(VIDEO, str(film), identity(film), NEVER) == hashlib.sha256(film.read_bytes()).hexdigest()


def test_hashing_can_be_stopped(film: Path) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(Cancelled):
        sha256_of_file(VIDEO, str(film), identity(film), stop)


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path, film: Path) -> None:
    known = identity(film)
    film.unlink()

    with pytest.raises(MaterialMissing) as raised, open_source(VIDEO, str(film), known):
        pytest.fail("it was opened")
    assert raised.value.name == "film.mp4"
    with pytest.raises(MaterialMissing):
        identity_of(VIDEO, str(film))


@pytest.mark.parametrize("kind", ["folder", "pipe", "below a file", "no name at all"])
def test_what_is_no_plain_file_is_refused_at_once_and_not_waited_for(tmp_path: Path, film: Path, kind: str) -> None:
    path = {"folder": tmp_path, "below a file": film / "x", "no name at all": "film\0.mp4"}.get(kind, tmp_path / "pipe")
    if kind == "pipe":
        os.mkfifo(path)

    with pytest.raises(MaterialUnreadable):
        identity_of(VIDEO, str(path))
    with pytest.raises(MaterialUnreadable), open_source(VIDEO, str(path), identity(film)):
        pytest.fail("it was opened")


def change_size(film: Path) -> None:
    with film.open("ab") as file:
        file.write(b"x")


def change_bytes_only(film: Path) -> None:
    with film.open("r+b") as file:
        file.write(b"x")
    os.utime(film, ns=(0, 1))


def shrink(film: Path) -> None:
    os.truncate(film, 10)


def replace_by_an_equal_one(film: Path) -> None:
    before = film.stat()
    other = film.with_name("other")
    other.write_bytes(film.read_bytes())
    os.utime(other, ns=(before.st_atime_ns, before.st_mtime_ns))
    other.replace(film)


CHANGES = [change_size, change_bytes_only, shrink, replace_by_an_equal_one]


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_before_it_was_opened_is_refused_and_closed(film: Path, change: object) -> None:
    known = identity(film)
    change(film)  # type: ignore[operator]
    before = next_descriptor()

    with pytest.raises(MaterialChanged), open_source(VIDEO, str(film), known):
        pytest.fail("it was opened")
    assert next_descriptor() == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_that_changed_while_it_was_open_is_noticed(film: Path, change: object) -> None:
    with open_source(VIDEO, str(film), identity(film)) as source:
        change(film)  # type: ignore[operator]

        with pytest.raises(MaterialChanged):
            source.check_unchanged()


def test_a_file_that_is_taken_away_while_it_is_open_is_noticed(film: Path) -> None:
    with open_source(VIDEO, str(film), identity(film)) as source:
        film.unlink()

        with pytest.raises(MaterialMissing):
            source.check_unchanged()


def test_a_hash_of_a_file_that_changed_meanwhile_is_worth_nothing(film: Path) -> None:
    class ChangingStop:
        def is_set(self) -> bool:
            change_bytes_only(film)
            return False

    with pytest.raises(MaterialChanged):
        sha256_of_file(VIDEO, str(film), identity(film), ChangingStop())


def test_reading_past_the_end_is_a_change_and_no_endless_loop(film: Path) -> None:
    with open_source(VIDEO, str(film), identity(film)) as source, pytest.raises(MaterialChanged):
        md5_of_part(source, Part(1, film.stat().st_size - 5, 10), NEVER)


def test_a_link_is_followed_to_the_file(film: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.mp4"
    link.symlink_to(film)

    with open_source(VIDEO, str(link), identity(film)) as source:
        source.check_unchanged()


def test_reading_leaves_the_file_as_it_was(film: Path) -> None:
    before, content = film.stat(), film.read_bytes()
    film.chmod(0o400)
    sha256_of_file(VIDEO, str(film), identity(film), NEVER)

    after = film.stat()
    assert (after.st_mtime_ns, after.st_size, after.st_ino) == (before.st_mtime_ns, before.st_size, before.st_ino)
    assert film.read_bytes() == content


@pytest.mark.parametrize(
    ("attributes", "is_away"),
    [(0, False), (0x20, False), (0x400, False), (0x1000, True), (0x40000, True), (0x400000, True), (0x400020, True)],
)
def test_a_file_whose_content_is_in_somebodys_cloud_is_known_by_its_attributes(attributes: int, is_away: bool) -> None:
    """Windows: offline, recalled on opening or on reading; neither an archive bit nor a reparse point."""
    assert is_online_only(SimpleNamespace(st_file_attributes=attributes)) is is_away  # type: ignore[arg-type]
