"""What a file is, by its first bytes."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from avatar_intake.media.kinds import kind_of


def _ftyp(brand: bytes) -> bytes:
    return b"\x00\x00\x00\x18ftyp" + brand + bytes(12)


def _zip_of(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (_ftyp(b"isom"), "MP4"),
        (_ftyp(b"mp42"), "MP4"),
        (_ftyp(b"XAVC"), "MP4"),
        (_ftyp(b"M4V "), "MP4"),
        (_ftyp(b"qt  "), "MOV"),
        (b"\x00\x00\x00\x08wide" + bytes(8), "MOV"),
        (_ftyp(b"3gp4"), "3GP"),
        (_ftyp(b"M4A "), "M4A"),
        (_ftyp(b"heic"), "HEIC"),
        (_ftyp(b"mif1"), "HEIC"),
        (_ftyp(b"avif"), "AVIF"),
        (b"\x1a\x45\xdf\xa3" + bytes(20), "Matroska"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + bytes(20), "WebM"),
        (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02\x01\x01\x02\x04\x00", "MXF"),
        (b"RIFF\x00\x00\x00\x00AVI LIST", "AVI"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "WAV"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "WEBP"),
        (b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187) + b"G" + bytes(187), "MPEG-TS"),
        (bytes(4) + (b"G" + bytes(191)) * 4, "MPEG-TS"),
        (b"\x00\x00\x01\xba" + bytes(20), "MPEG-PS"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "JPEG"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "PNG"),
        (b"GIF89a", "GIF"),
        (b"%PDF-1.7\n", "PDF"),
        (b"\x00\x01 from a scanner\n%PDF-1.4\n", "PDF"),
        (_zip_of("voice.wav"), "ZIP"),
        (_zip_of("[Content_Types].xml", "word/document.xml"), "DOCX"),
        (_zip_of("[Content_Types].xml", "xl/workbook.xml"), "XLSX"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "DOC"),
        (b"<!DOCTYPE html><html>", "HTML"),
        ("训练视频".encode(), "TXT"),
        ("训练视频".encode()[:-1], "TXT"),
        (b"plain words\n", "TXT"),
        (b"\xfe\x00\x01\x02", ""),
        (bytes(4096), ""),
        (b"", ""),
    ],
)
def test_a_file_is_named_by_its_content(head: bytes, kind: str) -> None:
    assert kind_of(head) == kind


@given(st.binary(max_size=4096))
def test_any_bytes_have_a_name_or_none(head: bytes) -> None:
    assert isinstance(kind_of(head), str)
