"""Gather the facts of a letter of authorisation, a PDF or a photograph of the paper. Reads no text, judges nothing."""

from __future__ import annotations

import re
import threading
from typing import BinaryIO

from avatar_intake.domain.media import LetterFacts, PictureFacts, Unreadable
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.opening import kind_of_file, name_of, open_regular, size_of
from avatar_intake.media.picture import as_png, facts_of, thumbnail

# PDFium keeps one state for the whole process and must not be entered by two threads.
PDFIUM = threading.Lock()
MAX_PDF_BYTES = 256 << 20
_TAIL_BYTES = 64 << 10
_PAGES_TRIED = 20


def letter_facts(path: str) -> LetterFacts | Unreadable:
    """The facts of the letter at ``path``: PDF, JPEG or PNG by content, and HEIC and WEBP so that they can be named.

    A PDF with a password is ``is_locked`` and tells no pages. Otherwise an `Unreadable`: ``unknown-format``,
    ``truncated`` (the mark of a PDF's end is missing), ``damaged``, or what `open_regular` says.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        return file
    with file:
        try:
            kind = kind_of_file(file)
            return _pdf_facts(file) if kind == "PDF" else _photo_facts(file, kind)
        except OSError:
            return Unreadable("damaged")


def page_preview(path: str, page: int, max_px: int) -> bytes:
    """One page, numbered from 0, as PNG in memory, its longer side at most ``max_px``; a photograph is page 0.

    Raises `MaterialUnreadable` when there is no such page.
    """
    file = open_regular(path)
    if isinstance(file, Unreadable):
        raise MaterialUnreadable(role="", name=name_of(path), reason=file.reason)
    with file:
        if kind_of_file(file) != "PDF":
            return thumbnail(path, max_px)
        return _page_png(file, page, max_px, name_of(path))


def _photo_facts(file: BinaryIO, kind: str) -> LetterFacts | Unreadable:
    picture = facts_of(file, kind)
    if not isinstance(picture, PictureFacts):
        return picture
    return LetterFacts(picture.format, picture.size_bytes, pages=1, picture=picture)


def _pdf_facts(file: BinaryIO) -> LetterFacts | Unreadable:
    import pypdfium2

    size_bytes = size_of(file)
    if size_bytes > MAX_PDF_BYTES:
        return Unreadable("damaged", "", size_bytes)
    file.seek(max(0, size_bytes - _TAIL_BYTES))
    if b"%%EOF" not in file.read():
        return Unreadable("truncated", "", size_bytes)
    file.seek(0)
    try:
        with PDFIUM, pypdfium2.PdfDocument(file) as document:
            pages = len(document)
            for number in range(min(pages, _PAGES_TRIED)):
                document[number].close()
    except (pypdfium2.PdfiumError, ValueError, LookupError):
        return _why_closed(file, size_bytes)
    return LetterFacts("PDF", size_bytes, pages)


def _why_closed(file: BinaryIO, size_bytes: int) -> LetterFacts | Unreadable:
    """Why PDFium does not open a file. Its own error number may be the one of an earlier file, so it is not asked."""
    file.seek(0)
    data = file.read()
    if b"/Encrypt" in data:
        return LetterFacts("PDF", size_bytes, pages=0, is_locked=True)
    if re.search(rb"/Count\s+0\b", data) and not re.search(rb"/Type\s*/Page\b", data):
        return LetterFacts("PDF", size_bytes, pages=0)
    return Unreadable("damaged", "", size_bytes)


def _page_png(file: BinaryIO, page: int, max_px: int, name: str) -> bytes:
    import pypdfium2

    file.seek(0)
    try:
        with PDFIUM, pypdfium2.PdfDocument(file) as document:
            sheet = document[page]
            longer_pt = max(*sheet.get_size(), 1.0)
            bitmap = sheet.render(scale=max_px / longer_pt)
            picture = bitmap.to_pil().copy()
            bitmap.close()
            sheet.close()
    except (pypdfium2.PdfiumError, ValueError, LookupError) as error:
        raise MaterialUnreadable(role="", name=name, reason="damaged") from error
    picture.thumbnail((max_px, max_px))
    return as_png(picture)
