"""Opening files that people chose, whatever they are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from avatar_intake.domain.media import Unreadable
from avatar_intake.media.opening import kind_of_file, name_of, open_regular, reason_of, size_of


def _reason(path: Path | str) -> str:
    opened = open_regular(str(path))
    assert isinstance(opened, Unreadable)
    return opened.reason


def test_a_file_and_a_link_to_it_open(tmp_path: Path) -> None:
    file = tmp_path / "训练.txt"
    file.write_text("words")
    link = tmp_path / "link"
    link.symlink_to(file)
    for path in (file, link):
        opened = open_regular(str(path))
        assert not isinstance(opened, Unreadable)
        with opened:
            assert (size_of(opened), kind_of_file(opened), opened.tell()) == (5, "TXT", 0)


def test_what_is_not_there_is_missing(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "gone")
    circle = tmp_path / "circle"
    circle.symlink_to(circle)
    (tmp_path / "file").write_text("x")
    for path in (tmp_path / "gone", link, circle, tmp_path / "file" / "inside", "nul\0byte", ""):
        assert _reason(path) == "missing"


def test_folders_pipes_and_devices_are_refused_without_being_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert [_reason(path) for path in (tmp_path, pipe, "/dev/zero")] == ["not-a-file"] * 3


def test_an_empty_file_is_named_so(tmp_path: Path) -> None:
    (tmp_path / "empty.mp4").touch()
    assert _reason(tmp_path / "empty.mp4") == "empty"


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (PermissionError(), "no-permission"),
        (IsADirectoryError(), "not-a-file"),
        (FileNotFoundError(), "missing"),
        (OSError(), "missing"),
    ],
)
def test_an_error_of_the_system_has_a_reason(error: OSError, reason: str) -> None:
    assert reason_of(error) == reason


def test_only_the_last_part_of_a_path_is_a_name() -> None:
    assert name_of("/home/somebody/训练.mp4") == "训练.mp4"
