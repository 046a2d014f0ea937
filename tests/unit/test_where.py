"""Our folder is found, made and kept to ourselves."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from avatar_intake import where


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A data folder of the environment, under a mask that hides nothing."""
    before, mask = dict(os.environ), os.umask(0)
    os.environ["AVATAR_INTAKE_HOME"] = str(tmp_path / "deep" / "home")
    yield tmp_path / "deep" / "home"
    os.umask(mask)
    os.environ.clear()
    os.environ.update(before)


def mode(path: Path) -> str:
    return stat.filemode(path.stat().st_mode)


def test_the_environment_names_the_data_folder(home: Path) -> None:
    assert where.data_folder() == home
    assert mode(home) == "drwx------"


def test_a_home_may_be_written_with_a_tilde(home: Path, tmp_path: Path) -> None:
    os.environ["HOME"] = str(tmp_path)
    os.environ["AVATAR_INTAKE_HOME"] = "~/mine"

    assert where.data_folder() == tmp_path / "mine"


def test_without_a_word_of_the_environment_the_system_has_a_place(home: Path, tmp_path: Path) -> None:
    del os.environ["AVATAR_INTAKE_HOME"]
    os.environ["HOME"] = os.environ["XDG_DATA_HOME"] = str(tmp_path)

    assert where.data_folder().is_relative_to(tmp_path)
    assert where.data_folder().name == "avatar-intake"


def test_a_folder_that_was_open_to_others_is_closed(home: Path) -> None:
    home.mkdir(parents=True, mode=0o777)
    where.data_folder()

    assert mode(home) == "drwx------"


def test_a_private_file_is_private_before_anything_is_in_it(home: Path, tmp_path: Path) -> None:
    path = where.private_file(tmp_path / "x")

    assert (mode(path), path.read_bytes()) == ("-rw-------", b"")


def test_a_private_file_keeps_what_was_in_it(home: Path, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"kept")
    path.chmod(0o666)
    where.private_file(path)

    assert (mode(path), path.read_bytes()) == ("-rw-------", b"kept")


def test_the_bundled_files_are_found_in_a_checkout() -> None:
    assert (where.resources() / "samples").is_dir()
