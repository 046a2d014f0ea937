"""Facts and small copies of pictures."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import films
import pytest
from PIL import Image

from avatar_intake.domain.media import PictureFacts, Unreadable
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.picture import MAX_PIXELS, picture_facts, thumbnail


def _facts(path: Path) -> PictureFacts:
    facts = picture_facts(str(path))
    assert isinstance(facts, PictureFacts)
    return facts


def _reason(path: Path) -> tuple[str, str]:
    facts = picture_facts(str(path))
    assert isinstance(facts, Unreadable)
    return facts.reason, facts.found


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_measured_whatever_its_name_says(tmp_path: Path, picture_format: str) -> None:
    path = films.id_card_picture(tmp_path / "card.bin", picture_format=picture_format)
    assert _facts(path) == PictureFacts(picture_format, path.stat().st_size, 1000, 630)


def test_a_phones_picture_is_measured(tmp_path: Path) -> None:
    facts = _facts(films.heic_picture(tmp_path / "card.heic"))
    assert (facts.format, facts.width_px, facts.height_px) == ("HEIC", 64, 64)


def test_a_turned_picture_is_measured_as_it_is_shown(tmp_path: Path) -> None:
    facts = _facts(films.id_card_picture(tmp_path / "card.jpg", orientation=6))
    assert (facts.width_px, facts.height_px) == (630, 1000)


def test_a_place_in_the_metadata_is_told(tmp_path: Path) -> None:
    assert _facts(films.id_card_picture(tmp_path / "card.jpg", gps=True)).has_gps
    assert not _facts(films.id_card_picture(tmp_path / "plain.jpg")).has_gps


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_a_picture_that_was_cut_off_is_damaged(tmp_path: Path, picture_format: str, share: float) -> None:
    path = films.id_card_picture(tmp_path / "card", picture_format=picture_format)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert _reason(path) == ("damaged", "")


def test_a_phones_picture_that_was_cut_off_is_damaged(tmp_path: Path) -> None:
    path = films.heic_picture(tmp_path / "card.heic")
    path.write_bytes(path.read_bytes()[:-200])
    assert _reason(path) == ("damaged", "")


def test_what_is_no_picture_is_named(tmp_path: Path) -> None:
    letter = films.letter_pdf(tmp_path / "card.jpg")
    text = tmp_path / "text.jpg"
    text.write_text("my card")
    gif = tmp_path / "card.gif"
    Image.new("L", (10, 10)).save(gif)
    assert [_reason(path) for path in (letter, text, gif)] == [
        ("unknown-format", "PDF"),
        ("unknown-format", "TXT"),
        ("unknown-format", "GIF"),
    ]
    assert _reason(tmp_path / "gone.jpg") == ("missing", "")


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")
def test_broken_metadata_do_not_make_a_picture_unreadable(tmp_path: Path) -> None:
    path = films.id_card_picture(tmp_path / "card.jpg", gps=True)
    data = bytearray(path.read_bytes())
    start = data.index(b"Exif\0\0") + 6
    data[start + 4 : start + 8] = b"\xff\xff\xff\xff"  # the place of the first directory
    path.write_bytes(bytes(data))
    assert not _facts(path).has_gps


def test_a_picture_that_claims_to_be_gigantic_is_measured_and_not_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    header = struct.pack(">IIBBBBB", 60000, 60000, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b"")]
    body = b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + body)
    facts = _facts(path)
    assert facts.width_px * facts.height_px > MAX_PIXELS
    with pytest.raises(MaterialUnreadable):
        thumbnail(str(path), 100)


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_small_copy_is_upright_and_carries_no_metadata(tmp_path: Path, orientation: int) -> None:
    path = films.id_card_picture(tmp_path / "card.jpg", gps=True, orientation=orientation)
    small = Image.open(io.BytesIO(thumbnail(str(path), 200)))
    assert small.format == "PNG"
    assert small.size == ((200, 126) if orientation == 1 else (126, 200))
    assert not small.getexif()


def test_a_small_copy_of_a_phones_picture_fits_too(tmp_path: Path) -> None:
    small = Image.open(io.BytesIO(thumbnail(str(films.heic_picture(tmp_path / "card.heic")), 32)))
    assert small.size == (32, 32)


def test_a_small_copy_of_no_picture_says_why(tmp_path: Path) -> None:
    text = tmp_path / "text.jpg"
    text.write_text("my card")
    for path, reason in ((text, "damaged"), (tmp_path / "gone.jpg", "missing")):
        with pytest.raises(MaterialUnreadable) as caught:
            thumbnail(str(path), 100)
        assert (caught.value.name, caught.value.reason) == (path.name, reason)
