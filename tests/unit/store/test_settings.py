"""Settings come back as they were, or as the defaults; a crash leaves the old file or the new one."""

from __future__ import annotations

import os
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from avatar_intake.domain.settings import Settings
from avatar_intake.errors import LocalStorageFailed
from avatar_intake.store.settings import SharedSettings, load_settings, replace_file, save_settings

OTHER = Settings(
    language="zh",
    scheme="dark",
    workers=8,
    bytes_per_s=1_000_000,
    last_bytes_per_s=2_000_000,
    last_folder="/素材",
    film_folder="/视频",
    document_folder="/证件",
    window_geometry="ff",
    forget_after_min=60,
    wizard_geometry="ee",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "settings.json"


def test_settings_come_back_as_they_were(path: Path) -> None:
    save_settings(path, OTHER)

    assert load_settings(path) == OTHER


def test_two_windows_over_one_folder_undo_nothing_of_each_other(path: Path) -> None:
    save_settings(path, OTHER)
    one, two = SharedSettings(path), SharedSettings(path)

    one.save(replace(one.first, proxy_mode="none"))
    two.save(replace(two.first, window_geometry="aa"))
    two.save(replace(two.first, window_geometry="bb"))

    assert load_settings(path) == replace(OTHER, proxy_mode="none", window_geometry="bb")
    path.unlink()
    one.save(replace(one.first, proxy_mode="none", language="en"))
    assert load_settings(path) == replace(OTHER, proxy_mode="none", language="en")


def test_without_a_file_the_defaults_hold(path: Path) -> None:
    assert load_settings(path) == Settings()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"workers": "many"}', b'{"language": null}', b"[" * 100_000]
)
def test_a_damaged_file_means_the_defaults(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert load_settings(path) == Settings()


def test_what_another_version_has_set_is_passed_over(path: Path) -> None:
    path.write_bytes(b'{"language": "en", "colour_of_the_future": "red"}')

    assert load_settings(path) == Settings(language="en")


def test_a_folder_in_the_place_of_the_file_means_the_defaults(path: Path) -> None:
    path.mkdir()

    assert load_settings(path) == Settings()


def test_a_file_is_replaced_whole_and_nothing_is_left_beside_it(path: Path) -> None:
    replace_file(path, b"x" * 1000)
    replace_file(path, b"y")

    assert path.read_bytes() == b"y"
    assert list(path.parent.iterdir()) == [path]


def test_what_a_crash_has_left_half_written_is_in_nobodys_way(path: Path) -> None:
    save_settings(path, OTHER)
    path.with_name("settings.json.new").write_bytes(b'{"language": "zh", "sche' * 100)

    assert load_settings(path) == OTHER
    save_settings(path, Settings())
    assert load_settings(path) == Settings()


def test_the_file_is_for_this_user_only_whatever_the_mask(path: Path) -> None:
    before = os.umask(0)
    try:
        replace_file(path, b"x")
    finally:
        os.umask(before)

    assert stat.filemode(path.stat().st_mode) == "-rw-------"


def test_where_nothing_can_be_written_it_is_said_and_the_old_file_stays(tmp_path: Path) -> None:
    with pytest.raises(LocalStorageFailed):
        save_settings(tmp_path / "none" / "settings.json", OTHER)
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "x").touch()
    with pytest.raises(LocalStorageFailed):
        replace_file(tmp_path / "taken", b"x")
    assert (tmp_path / "taken" / "x").exists()


@pytest.mark.parametrize(
    "content",
    [
        b'{"workers": true}',
        b'{"workers": 0}',
        b'{"workers": 17}',
        b'{"workers": 4.0}',
        b'{"bytes_per_s": -1}',
        b'{"bytes_per_s": 0}',
        b'{"bytes_per_s": 1e300}',
        b'{"last_bytes_per_s": false}',
        b'{"last_bytes_per_s": "fast"}',
        b'{"forget_after_min": 0}',
        b'{"forget_after_min": 1441}',
    ],
)
def test_a_number_that_cannot_be_meant_is_passed_over(path: Path, content: bytes) -> None:
    path.write_bytes(content)

    assert load_settings(path) == Settings()


def test_connections_that_find_themselves_are_kept_as_such(path: Path) -> None:
    save_settings(path, Settings(workers=None))

    assert load_settings(path).workers is None


def test_a_secret_that_is_never_forgotten_early_is_kept_as_such(path: Path) -> None:
    save_settings(path, Settings(forget_after_min=None))

    assert load_settings(path).forget_after_min is None
