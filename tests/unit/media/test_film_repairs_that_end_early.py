"""Whatever ends a repair early: no new file is left, the original is as it was, and the error is one of ours."""

from __future__ import annotations

import errno
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from clap_films import Clap, clap_film, sha256

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Span
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.errors import Cancelled, LocalStorageFailed, MaterialUnreadable, RepairFailed, StorageFault
from avatar_intake.media.film_repair import repair_film
from avatar_intake.media.new_file import create_new
from avatar_intake.media.repair import repair


class StopsAt:
    """Is set from the given question on; counts the questions."""

    def __init__(self, question: int) -> None:
        self._at = question
        self.asked = 0

    def is_set(self) -> bool:
        self.asked += 1
        return self.asked >= self._at


class SmallDisk:
    """A file on a disk that has room for so many bytes."""

    def __init__(self, path: str, room_bytes: int) -> None:
        self._file = create_new(path)
        self._room_bytes = room_bytes

    def write(self, data: bytes) -> int:
        self._room_bytes -= len(data)
        if self._room_bytes < 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self._file.write(data)

    def __getattr__(self, name: str) -> object:
        return getattr(self._file, name)


def _ignore(share: float) -> None:
    """A progress that nobody looks at."""


def _order(source: Path, *remedies: Remedy, keep: Span | None = None) -> RepairOrder:
    target = str(source.with_name("repaired.mp4"))
    return RepairOrder(Role.TRAINING_VIDEO, (str(source),), target, frozenset(remedies), keep)


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Path]:
    """A film of which nothing may be left but itself."""
    source = clap_film(tmp_path / "film.mov", Clap(suffix=".mov", size="160x90", seconds=1.2, sound="-c:a pcm_s16le"))
    before = sha256(source)
    yield source
    assert sha256(source) == before
    assert [path.name for path in tmp_path.iterdir()] == ["film.mov"]


@pytest.mark.parametrize("remedies", [(Remedy.REMUX,), (Remedy.ENCODE, Remedy.LOUDNESS)])
def test_a_repair_can_be_stopped_at_any_moment(film: Path, remedies: tuple[Remedy, ...]) -> None:
    order = _order(film, *remedies)
    never = StopsAt(1 << 60)
    repair(order, _ignore, never)
    Path(order.target).unlink()
    assert never.asked > 50
    for question in sorted({1, 2, 3, *range(5, never.asked, never.asked // 12), never.asked - 2, never.asked}):
        with pytest.raises(Cancelled):
            repair(order, _ignore, StopsAt(question))
        assert not Path(order.target).exists(), question


def test_a_repair_can_be_stopped_from_its_own_progress(film: Path) -> None:
    stop = StopsAt(1 << 60)

    def progress(share: float) -> None:
        stop._at = 0

    with pytest.raises(Cancelled):
        repair(_order(film, Remedy.ENCODE), progress, stop)


@pytest.mark.parametrize("remedies", [(Remedy.REMUX,), (Remedy.ENCODE,)])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.999])
def test_a_full_disk_is_said_and_leaves_nothing(film: Path, remedies: tuple[Remedy, ...], share: float) -> None:
    order = _order(film, *remedies)
    repair(order, _ignore)
    size_bytes = Path(order.target).stat().st_size
    Path(order.target).unlink()
    with pytest.raises(LocalStorageFailed) as failed:
        repair_film(order, _ignore, None, lambda path: cast(BinaryIO, SmallDisk(path, int(size_bytes * share))))
    assert failed.value.kind is StorageFault.FULL
    assert failed.value.may_pass


def test_a_disk_that_fails_at_the_very_end_leaves_nothing(film: Path) -> None:
    class LyingDisk(SmallDisk):
        def flush(self) -> None:
            raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(LocalStorageFailed):
        repair_film(_order(film, Remedy.REMUX), _ignore, None, lambda path: cast(BinaryIO, LyingDisk(path, 1 << 40)))


_LIMITED = """
import resource, signal, sys
from avatar_intake.domain.intake import Role
from avatar_intake.domain.repair import Remedy, RepairOrder
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.media.repair import repair
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))
try:
    repair(RepairOrder(Role.TRAINING_VIDEO, (sys.argv[1],), sys.argv[2], frozenset({Remedy.REMUX})), lambda share: None)
except LocalStorageFailed:
    print("said")
"""


def test_a_limit_of_the_system_is_said_and_leaves_nothing(film: Path) -> None:
    command = (sys.executable, "-c", _LIMITED, str(film), str(film.with_name("repaired.mp4")))
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "said\n"
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] != 50_000
    assert signal.getsignal(signal.SIGXFSZ) is not None


def test_a_disk_that_is_really_full_is_said_and_leaves_nothing(
    film: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    disk = tmp_path_factory.mktemp("disk")
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)), capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("no small disk can be had here")
    try:
        order = RepairOrder(Role.TRAINING_VIDEO, (str(film),), str(disk / "repaired.mp4"), frozenset({Remedy.ENCODE}))
        with pytest.raises(LocalStorageFailed) as failed:
            repair(order, _ignore)
        assert failed.value.kind is StorageFault.FULL
        assert list(disk.iterdir()) == []
    finally:
        subprocess.run(("umount", str(disk)), check=True)


def test_what_is_there_already_is_never_written_over(film: Path) -> None:
    order = _order(film, Remedy.REMUX)
    Path(order.target).write_bytes(b"mine")
    with pytest.raises(LocalStorageFailed):
        repair(order, _ignore)
    assert Path(order.target).read_bytes() == b"mine"
    Path(order.target).unlink()


def test_a_new_file_is_its_owners_alone(film: Path) -> None:
    order = _order(film, Remedy.REMUX)
    repair(order, _ignore)
    assert Path(order.target).stat().st_mode & 0o777 == 0o600
    Path(order.target).unlink()


def test_a_folder_that_is_not_there_is_said(film: Path) -> None:
    order = RepairOrder(
        Role.TRAINING_VIDEO, (str(film),), str(film.parent / "none" / "new.mp4"), frozenset({Remedy.REMUX})
    )
    with pytest.raises(LocalStorageFailed):
        repair(order, _ignore)


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\x1a\x45\xdf\xa3" + bytes(200)])
def test_what_is_no_film_cannot_be_repaired(tmp_path: Path, content: bytes) -> None:
    source = tmp_path / "film.mp4"
    source.write_bytes(content)
    with pytest.raises(MaterialUnreadable):
        repair(_order(source, Remedy.REMUX), _ignore)
    assert [path.name for path in tmp_path.iterdir()] == ["film.mp4"]


@pytest.mark.parametrize("remedies", [(Remedy.REMUX,), (Remedy.ENCODE, Remedy.LOUDNESS)])
def test_a_film_full_of_holes_ends_in_a_file_or_in_an_error_of_ours(
    tmp_path: Path, remedies: tuple[Remedy, ...]
) -> None:
    whole = clap_film(tmp_path / "film.mkv", Clap(suffix=".mkv", size="160x90", seconds=1.2)).read_bytes()
    for start in range(0, len(whole), len(whole) // 12):
        source = tmp_path / "film.mkv"
        source.write_bytes(whole[:start] + bytes(40) + whole[start + 40 :])
        order = _order(source, *remedies)
        try:
            repair(order, _ignore)
        except (MaterialUnreadable, RepairFailed):
            assert [path.name for path in tmp_path.iterdir()] == ["film.mkv"]
        else:
            Path(order.target).unlink()


@pytest.mark.parametrize(
    ("remedies", "keep"),
    [
        ((Remedy.CONVERT,), None),
        ((Remedy.FIT,), None),
        ((Remedy.TRIM,), None),
        ((Remedy.REMUX,), Span(0.0, 1.0)),
        ((Remedy.TRIM,), Span(50.0, 60.0)),
        ((Remedy.TRIM,), Span(1.0, 1.0)),
    ],
)
def test_an_order_that_does_not_fit_the_film_is_refused(
    film: Path, remedies: tuple[Remedy, ...], keep: Span | None
) -> None:
    with pytest.raises(RepairFailed):
        repair(_order(film, *remedies, keep=keep), _ignore)
