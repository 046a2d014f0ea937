"""Name what a file is by its first bytes. Pure: opens nothing and never looks at a file's name.

The names are short and without language, since they are shown as they are: ``MP4``, ``MOV``, ``JPEG``, ``TXT``.
"""

from __future__ import annotations

import re

HEAD_BYTES = 4096  # what `kind_of` wants to see; a PDF may begin as late as byte 1024
UNKNOWN = ""

# ISO/IEC 14496-12 brands that are not MP4, though they are built of the same boxes.
_BRANDS = (
    (b"qt  ", "MOV"),
    (b"3gp", "3GP"),
    (b"3g2", "3GP"),
    (b"M4A", "M4A"),
    (b"M4B", "M4A"),
    (b"heic", "HEIC"),
    (b"heix", "HEIC"),
    (b"heim", "HEIC"),
    (b"heis", "HEIC"),
    (b"mif1", "HEIC"),
    (b"msf1", "HEIC"),
    (b"hevc", "HEIC"),
    (b"avif", "AVIF"),
    (b"avis", "AVIF"),
    (b"crx ", "CR3"),
    (b"jp2 ", "JPEG 2000"),
)
# QuickTime before ftyp began with one of these boxes.
_OLD_QUICKTIME = (b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot")

_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
    (b"II*\x00", "TIFF"),
    (b"MM\x00*", "TIFF"),
    (b"8BPS", "PSD"),
    (b"\x1a\x45\xdf\xa3", "Matroska"),
    (b"FLV\x01", "FLV"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "WMV"),
    (b"\x00\x00\x01\xba", "MPEG-PS"),
    (b"\x06\x0e\x2b\x34\x02\x05\x01\x01\x0d\x01\x02", "MXF"),
    (b"OggS", "OGG"),
    (b"ID3", "MP3"),
    (b"\xff\xfb", "MP3"),
    (b"fLaC", "FLAC"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "GZIP"),
    (b"\xd0\xcf\x11\xe0", "DOC"),
    (b"{\\rtf", "RTF"),
    (b"MZ", "EXE"),
    (b"\x7fELF", "EXE"),
)
_WEBM = b"\x42\x82\x84webm"  # the document type of Matroska's little brother (RFC 8794)
_RIFF = {b"AVI ": "AVI", b"WAVE": "WAV", b"WEBP": "WEBP"}
_ZIPPED = ((b"word/", "DOCX"), (b"xl/", "XLSX"), (b"ppt/", "PPTX"))


def kind_of(head: bytes) -> str:
    """What a file is that begins with ``head`` (`HEAD_BYTES`, or all of a shorter one); `UNKNOWN` when nobody knows."""
    for look in (_boxed, _by_magic, _riff, _zipped, _pdf, _transport_stream, _html, _text):
        kind = look(head)
        if kind:
            return kind
    return UNKNOWN


def _boxed(head: bytes) -> str:
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return next((kind for prefix, kind in _BRANDS if brand.startswith(prefix)), "MP4")
    return "MOV" if head[4:8] in _OLD_QUICKTIME else ""


def _by_magic(head: bytes) -> str:
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), "")
    return "WebM" if kind == "Matroska" and _WEBM in head[:64] else kind


def _riff(head: bytes) -> str:
    return _RIFF.get(head[8:12], "") if head.startswith(b"RIFF") else ""


def _zipped(head: bytes) -> str:
    if not head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return ""
    return next((kind for folder, kind in _ZIPPED if b"[Content_Types].xml" in head and folder in head), "ZIP")


def _pdf(head: bytes) -> str:
    return "PDF" if b"%PDF-" in head[:1024] else ""


def _transport_stream(head: bytes) -> str:
    """MPEG-TS has the byte 0x47 each 188 bytes, or each 192 in a camera's folder (AVCHD)."""
    for start, step in ((0, 188), (4, 192)):
        marks = head[start : start + 4 * step : step]
        if len(marks) == 4 and set(marks) == {0x47}:
            return "MPEG-TS"
    return ""


def _html(head: bytes) -> str:
    return "HTML" if re.match(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html)", head, re.IGNORECASE) else ""


def _text(head: bytes) -> str:
    """Text has no control characters but tab and line ends; the last character may be cut in two."""
    if not head or re.search(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]", head):
        return ""
    for cut in range(4):
        try:
            head[: len(head) - cut].decode("utf-8")
        except UnicodeDecodeError:
            continue
        return "TXT"
    return ""
