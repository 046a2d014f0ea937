"""Facts and previews of letters of authorisation."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import films
import pytest
from PIL import Image

from avatar_intake.domain.media import LetterFacts, Unreadable
from avatar_intake.errors import MaterialUnreadable
from avatar_intake.media.letter import letter_facts, page_preview


def _reason(path: Path) -> tuple[str, str]:
    facts = letter_facts(str(path))
    assert isinstance(facts, Unreadable)
    return facts.reason, facts.found


def test_a_pdf_tells_its_pages(tmp_path: Path) -> None:
    path = films.letter_pdf(tmp_path / "letter.pdf", pages=3)
    assert letter_facts(str(path)) == LetterFacts("PDF", path.stat().st_size, pages=3)


@pytest.mark.parametrize("picture_format", ["JPEG", "PNG"])
def test_a_photograph_is_a_letter_of_one_page(tmp_path: Path, picture_format: str) -> None:
    facts = letter_facts(str(films.id_card_picture(tmp_path / "letter", picture_format=picture_format)))
    assert isinstance(facts, LetterFacts)
    assert (facts.format, facts.pages) == (picture_format, 1)
    assert facts.picture is not None
    assert facts.picture.width_px == 1000


def test_a_pdf_with_a_password_is_locked(tmp_path: Path) -> None:
    path = films.letter_pdf(tmp_path / "letter.pdf", locked=True)
    assert letter_facts(str(path)) == LetterFacts("PDF", path.stat().st_size, pages=0, is_locked=True)


def test_a_pdf_without_pages_is_told_from_a_locked_one_that_was_read_before(tmp_path: Path) -> None:
    letter_facts(str(films.letter_pdf(tmp_path / "locked.pdf", locked=True)))
    path = films.letter_pdf(tmp_path / "letter.pdf", pages=0)
    assert letter_facts(str(path)) == LetterFacts("PDF", path.stat().st_size, pages=0)


def test_a_pdf_that_was_cut_off_is_truncated(tmp_path: Path) -> None:
    path = films.letter_pdf(tmp_path / "letter.pdf", pages=2)
    path.write_bytes(path.read_bytes()[:-60])
    assert _reason(path) == ("truncated", "")


def test_a_pdf_full_of_rubbish_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(b"%PDF-1.4\nrubbish\n%%EOF\n")
    assert _reason(path) == ("damaged", "")


def test_what_is_no_letter_is_named(tmp_path: Path) -> None:
    archive = films.voice_zip(tmp_path / "letter.pdf")
    assert _reason(archive) == ("unknown-format", "ZIP")
    assert _reason(tmp_path / "gone.pdf") == ("missing", "")


def test_a_page_is_shown_in_the_room_it_is_given(tmp_path: Path) -> None:
    path = films.letter_pdf(tmp_path / "letter.pdf", pages=2)
    page = Image.open(io.BytesIO(page_preview(str(path), 1, 400)))
    assert page.format == "PNG"
    assert max(page.size) == 400
    assert len(page.getcolors(maxcolors=1 << 16) or []) > 1


def test_a_photographed_letter_is_shown_too(tmp_path: Path) -> None:
    path = films.id_card_picture(tmp_path / "letter.jpg")
    assert Image.open(io.BytesIO(page_preview(str(path), 0, 100))).size == (100, 63)


def test_a_page_that_is_not_there_is_no_preview(tmp_path: Path) -> None:
    paths = {
        films.letter_pdf(tmp_path / "letter.pdf"): "damaged",
        films.letter_pdf(tmp_path / "locked.pdf", locked=True): "damaged",
        tmp_path / "gone.pdf": "missing",
    }
    for path, reason in paths.items():
        with pytest.raises(MaterialUnreadable) as caught:
            page_preview(str(path), 5, 100)
        assert (caught.value.name, caught.value.reason) == (path.name, reason)


def test_letters_may_be_read_by_several_threads(tmp_path: Path) -> None:
    path = str(films.letter_pdf(tmp_path / "letter.pdf", pages=3))
    seen: list[object] = []
    threads = [
        threading.Thread(target=lambda: seen.extend((letter_facts(path), page_preview(path, 0, 50)))) for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert sum(isinstance(item, LetterFacts) for item in seen) == 4
