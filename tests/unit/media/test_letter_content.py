"""What letters show, and what is said about it: nothing about good ones."""

from __future__ import annotations

from pathlib import Path

import films
import pytest
import specimens
from specimens import Maker, Shot

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import LetterContent, LetterFacts, Severity
from avatar_intake.media.check import check_material
from avatar_intake.media.letter_content import letter_content
from avatar_intake.media.picture_content_rules import LETTER_CONTENT_RULES

JOB = JobFields(name="n")
WARNING, HINT = Severity.WARNING, Severity.HINT


def _said(path: Path) -> dict[str, Severity]:
    findings = check_material(Role.GRANT_FILE, str(path), JOB).findings
    return {finding.rule: finding.severity for finding in findings if finding.severity is not Severity.OK}


def _is_signed(path: Path) -> bool | None:
    content = check_material(Role.GRANT_FILE, str(path), JOB).content
    assert isinstance(content, LetterContent)
    return content.is_signed


@pytest.mark.parametrize("name", specimens.GOOD_LETTERS)
def test_nothing_is_said_about_a_good_letter(tmp_path: Path, name: str) -> None:
    assert _said(specimens.GOOD_LETTERS[name](tmp_path)) == {}


PHOTO = Shot(size=(1050, 1400), width=0.86)
BAD_LETTERS: dict[str, tuple[Maker, str, Severity]] = {
    "nobody signed": (lambda folder: specimens.drawn_letter(folder / "a.pdf"), "letter-signature", WARNING),
    "nobody wrote on the line": (
        lambda folder: specimens.drawn_letter(folder / "a.pdf", ruled=((180, 298, 200), (100, 238, 200))),
        "letter-signature",
        WARNING,
    ),
    "nobody wrote on the dots": (
        lambda folder: specimens.drawn_letter(
            folder / "a.pdf", ((60, 300, 14, "Signature: ____________  Date: ________"),)
        ),
        "letter-signature",
        WARNING,
    ),
    "an empty page": (
        lambda folder: specimens.drawn_letter(folder / "a.pdf", ink=((190, 305),), extra_pages=1),
        "letter-blank",
        WARNING,
    ),
    "scanned face down": (
        lambda folder: specimens.scanned_pdf(folder / "a.pdf", 2, blank=(1, 2)),
        "letter-blank",
        WARNING,
    ),
    "photographed and blurred": (
        lambda folder: specimens.page_photo(folder / "a.jpg", Shot(**{**_fields(PHOTO), "soft_px": 5})),
        "letter-sharp",
        WARNING,
    ),
    "photographed and a little blurred": (
        lambda folder: specimens.page_photo(folder / "a.jpg", Shot(**{**_fields(PHOTO), "soft_px": 2.3})),
        "letter-sharp",
        HINT,
    ),
    "photographed in the dark": (
        lambda folder: specimens.page_photo(folder / "a.jpg", Shot(**{**_fields(PHOTO), "light": (0.15, 0.2)})),
        "letter-dark",
        WARNING,
    ),
    "a strip of screens": (
        lambda folder: specimens.as_file(specimens.page().crop((0, 0, 620, 1754)), folder / "a.png", camera=False),
        "letter-shape",
        HINT,
    ),
}


def _fields(shot: Shot) -> dict[str, object]:
    return {name: getattr(shot, name) for name in shot.__slots__}


@pytest.mark.parametrize("name", BAD_LETTERS)
def test_what_is_wrong_with_a_letter_is_said_once(tmp_path: Path, name: str) -> None:
    make, rule, severity = BAD_LETTERS[name]
    assert _said(make(tmp_path)) == {rule: severity}


def test_empty_pages_are_named(tmp_path: Path) -> None:
    path = specimens.scanned_pdf(tmp_path / "a.pdf", 3, blank=(1, 3))
    findings = check_material(Role.GRANT_FILE, str(path), JOB).findings
    assert next(finding.found for finding in findings if finding.rule == "letter-blank") == "1, 3"


@pytest.mark.parametrize(
    ("labels", "ink", "is_signed"),
    [
        (((60, 300, 14, "授权人（签字）："),), ((190, 305),), True),
        (((60, 300, 14, "授权人（签字）："),), ((80, 275),), True),
        (((60, 300, 14, "授权人（签字）："),), ((80, 560),), False),  # ink elsewhere on the page
        (((60, 300, 14, "授权人签名（盖章）：　　　　日期：　　年　　月　　日"),), (), False),
        (((60, 300, 12, "Signed by: ................"),), ((150, 305),), True),
        (((60, 300, 14, "签字：示例讲师"),), (), None),
        (((60, 300, 12, "The signature is made with a pen."),), (), None),
        (((440, 300, 12, "须经本人签字"),), (), None),  # the end of a line of text, with no room for a name
    ],
)
def test_ink_is_looked_for_where_the_text_asks_for_it(
    tmp_path: Path,
    labels: tuple[tuple[float, float, float, str], ...],
    ink: tuple[tuple[float, float], ...],
    is_signed: bool | None,
) -> None:
    assert _is_signed(specimens.drawn_letter(tmp_path / "a.pdf", labels, ink=ink)) is is_signed


def test_what_cannot_be_drawn_shows_nothing(tmp_path: Path) -> None:
    path = films.letter_pdf(tmp_path / "a.pdf")
    facts = LetterFacts("PDF", 1, 1)
    assert letter_content(str(path), facts) == LetterContent(pages_seen=1, shape=842 / 595)
    assert letter_content(str(path), LetterFacts("PDF", 1, 0, is_locked=True)) is None
    assert letter_content(str(tmp_path / "gone.pdf"), facts) is None
    path.write_bytes(b"%PDF-1.4 rubbish %%EOF")
    assert letter_content(str(path), facts) is None


def test_every_rule_about_a_letter_has_an_example_that_breaks_it() -> None:
    assert {rule.name for rule in LETTER_CONTENT_RULES} == {rule for _, rule, _ in BAD_LETTERS.values()}
