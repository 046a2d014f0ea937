"""Two never work on one intake: not two threads, not two programs; and no lease outlives its holder."""

from __future__ import annotations

import errno
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from avatar_intake.errors import AlreadyRunning, LocalStorageFailed
from avatar_intake.store.lease import lease

HOLDER = """
import sys
from pathlib import Path
from avatar_intake.store.lease import lease
with lease(Path(sys.argv[1]), "abc"):
    print("held", flush=True)
    sys.stdin.readline()
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_the_same_intake_cannot_be_held_twice_here(tmp_path: Path) -> None:
    with lease(tmp_path, "abc"), pytest.raises(AlreadyRunning) as raised, lease(tmp_path, "abc"):
        pytest.fail("it was held twice")
    assert raised.value.intake_id == "abc"


def test_another_program_cannot_hold_it_either(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(AlreadyRunning), lease(tmp_path, "abc"):
            pytest.fail("it was held twice")
        process.communicate("\n", timeout=10)

    with lease(tmp_path, "abc"):
        pass


def test_a_program_that_is_killed_holds_nothing_any_more(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait(10)

    with lease(tmp_path, "abc"):
        pass


def test_another_intake_is_free(tmp_path: Path) -> None:
    with lease(tmp_path, "abc"), lease(tmp_path, "xyz"):
        pass


def test_it_is_free_again_afterwards_whatever_happened(tmp_path: Path) -> None:
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), lease(tmp_path, "abc"):
            raise ZeroDivisionError


def test_no_child_inherits_it(tmp_path: Path) -> None:
    with lease(tmp_path, "abc"):
        child = subprocess.Popen(
            [sys.executable, "-c", "print(); input()"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, close_fds=False
        )
        assert child.stdout is not None
        child.stdout.readline()  # from now on it runs its own program
    try:
        with lease(tmp_path, "abc"):
            pass
    finally:
        child.communicate(b"\n", timeout=10)


def test_its_folder_and_file_are_for_this_user_only(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with lease(tmp_path / "leases", "abc"):
            pass
    finally:
        os.umask(before)

    modes = [stat.filemode(path.stat().st_mode) for path in (tmp_path / "leases", tmp_path / "leases" / "abc.lock")]
    assert modes == ["drwx------", "-rw-------"]


def test_a_folder_that_cannot_be_made_is_no_second_program(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalStorageFailed) as raised, lease(tmp_path / "file" / "leases", "abc"):
        pytest.fail("it was held")
    assert os.strerror(errno.ENOTDIR) in raised.value.reason
