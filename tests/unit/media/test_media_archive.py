"""Facts of voice recordings' archives."""

from __future__ import annotations

import zipfile
from pathlib import Path

import films
import pytest

from avatar_intake.domain.media import ArchiveFacts, Unreadable
from avatar_intake.errors import Cancelled
from avatar_intake.media.archive import archive_facts, is_bomb


def _reason(path: Path) -> tuple[str, str]:
    facts = archive_facts(str(path))
    assert isinstance(facts, Unreadable)
    return facts.reason, facts.found


def _zip_file(path: Path, **contents: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in contents.items():
            archive.writestr(name, data)
    return path


def test_an_archive_tells_its_names_and_sizes(tmp_path: Path) -> None:
    path = films.voice_zip(tmp_path / "voice.zip", name="录音/0.wav", seconds=1)
    assert archive_facts(str(path)) == ArchiveFacts(path.stat().st_size, ("录音/0.wav",), 96044)


def test_an_archive_whose_content_was_changed_is_damaged(tmp_path: Path) -> None:
    path = films.voice_zip(tmp_path / "voice.zip")
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    assert _reason(path) == ("damaged", "")


def test_an_archive_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    path = films.voice_zip(tmp_path / "voice.zip")
    path.write_bytes(path.read_bytes()[:-30])
    assert _reason(path) == ("damaged", "")


def test_an_archive_with_a_password_is_locked(tmp_path: Path) -> None:
    path = films.voice_zip(tmp_path / "voice.zip")
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    data[6] |= 1
    path.write_bytes(bytes(data))
    assert _reason(path) == ("locked", "")


def test_what_is_no_archive_is_named(tmp_path: Path) -> None:
    text = tmp_path / "voice.zip"
    text.write_text("my voice")
    assert _reason(text) == ("unknown-format", "TXT")
    assert _reason(tmp_path / "gone.zip") == ("missing", "")


@pytest.mark.parametrize(
    ("size_bytes", "unpacked_bytes", "expected"),
    [
        (50_000_000, 100_000_000, False),
        (100_000, 60_000_000, False),  # a minute of digital silence packs this well
        (100_000, 70_000_000, True),
        (900_000_000, 5 << 30, True),
        (900_000_000, 4 << 30, False),
    ],
)
def test_a_bomb_is_told_by_what_it_says_of_itself(size_bytes: int, unpacked_bytes: int, expected: bool) -> None:
    assert is_bomb(ArchiveFacts(size_bytes, ("voice.wav",), unpacked_bytes)) is expected


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    path = _zip_file(tmp_path / "bomb.zip", **{"voice.wav": bytes(80 << 20)})
    data = bytearray(path.read_bytes())
    data[data.index(b"voice.wav") + 20] ^= 0xFF  # unpacking it would be noticed
    path.write_bytes(bytes(data))
    facts = archive_facts(str(path))
    assert isinstance(facts, ArchiveFacts)
    assert is_bomb(facts)


def test_an_entry_gives_no_more_than_the_list_says(tmp_path: Path) -> None:
    path = _zip_file(tmp_path / "liar.zip", **{"voice.wav": bytes(1 << 20)})
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (1000).to_bytes(4, "little")
    path.write_bytes(bytes(data))
    assert _reason(path) == ("damaged", "")  # the check value of the first thousand bytes is another


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    class Stopped:
        def is_set(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        archive_facts(str(films.voice_zip(tmp_path / "voice.zip")), Stopped())
