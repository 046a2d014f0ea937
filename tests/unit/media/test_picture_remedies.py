"""Which repairs a picture or a letter may have, and what they come to."""

from __future__ import annotations

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import ArchiveFacts, Checked, Facts, Finding, LetterFacts, PictureFacts, Severity
from avatar_intake.domain.media import Unreadable as Other
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan
from avatar_intake.media.picture_remedies import picture_offers, picture_plan

CARD, COVER, LETTER = Role.ID_CARD_IMAGE1, Role.COVER, Role.GRANT_FILE
JPEG = PictureFacts("JPEG", 3_000_000, 4000, 3000)
PNG = PictureFacts("PNG", 30_000_000, 4000, 3000)
HEIC = PictureFacts("HEIC", 2_000_000, 4000, 3000)
BAD, LOOK, MAYBE, GOOD = Severity.ERROR, Severity.WARNING, Severity.HINT, Severity.OK


def _checked(role: Role, facts: Facts, *findings: tuple[str, Severity]) -> Checked:
    return Checked(role, "a", facts, tuple(Finding(role, rule, severity) for rule, severity in findings))


@pytest.mark.parametrize(
    ("role", "facts", "rule", "severity", "offered"),
    [
        (CARD, HEIC, "picture-format", BAD, Remedy.CONVERT),
        (CARD, PictureFacts("WEBP", 1, 1, 1), "picture-format", BAD, Remedy.CONVERT),
        (CARD, Other("unknown-format", "BMP", 900), "picture-format", BAD, Remedy.CONVERT),
        (CARD, Other("unknown-format", "GIF", 900), "picture-format", BAD, None),
        (CARD, Other("damaged", "", 900), "picture-readable", BAD, None),
        (LETTER, LetterFacts("HEIC", 1, 1, picture=HEIC), "letter-format", BAD, Remedy.CONVERT),
        (LETTER, LetterFacts("PDF", 1, 3), "letter-blank", LOOK, None),
        (CARD, PNG, "picture-size", LOOK, Remedy.SHRINK),
        (CARD, PictureFacts("JPEG", 9, 16000, 12000), "picture-size", BAD, Remedy.SHRINK),
        (CARD, PictureFacts("PNG", 9, 16000, 12000), "picture-size", BAD, None),
        (CARD, PictureFacts("JPEG", 9, 300, 200), "picture-size", LOOK, None),
        (COVER, JPEG, "picture-gps", LOOK, Remedy.FORGET_PLACE),
        (LETTER, LetterFacts("JPEG", 1, 1, picture=JPEG), "picture-gps", LOOK, Remedy.FORGET_PLACE),
        (CARD, JPEG, "picture-turned", MAYBE, Remedy.UPRIGHT),
        (CARD, JPEG, "name-mismatch", LOOK, None),
        (CARD, JPEG, "card-sharp", LOOK, None),
        (CARD, JPEG, "picture-gps", GOOD, None),
    ],
)
def test_a_finding_has_the_remedy_that_helps(
    role: Role, facts: Facts, rule: str, severity: Severity, offered: Remedy | None
) -> None:
    expected = (Offer(rule, offered),) if offered else ()
    assert picture_offers(_checked(role, facts, (rule, severity))) == expected


def test_what_changes_how_a_card_looks_asks_first() -> None:
    checked = _checked(CARD, JPEG, ("card-sideways", LOOK), ("card-aslant", MAYBE), ("picture-gps", LOOK))
    assert picture_offers(checked) == (
        Offer("card-sideways", Remedy.UPRIGHT, needs_consent=True),
        Offer("card-aslant", Remedy.CORNERS, needs_consent=True),
        Offer("picture-gps", Remedy.FORGET_PLACE),
    )


def test_films_and_recordings_are_not_offered_a_pictures_remedy() -> None:
    film = _checked(Role.TRAINING_VIDEO, Other("unknown-format", "BMP"), ("picture-format", BAD))
    voice = _checked(Role.AUDIO, ArchiveFacts(1, (), 0), ("audio-readable", BAD))
    assert picture_offers(film) == picture_offers(voice) == ()


@pytest.mark.parametrize(
    ("checked", "remedies", "plan"),
    [
        (
            _checked(CARD, HEIC),
            {Remedy.FORGET_PLACE, Remedy.CORNERS, Remedy.CONVERT},
            RepairPlan((Remedy.CONVERT, Remedy.CORNERS, Remedy.FORGET_PLACE), 16_000_000, 1.4, ".jpg"),
        ),
        (_checked(CARD, PNG), {Remedy.SHRINK}, RepairPlan((Remedy.SHRINK,), 16_000_000, 1.4, ".jpg")),
        (_checked(CARD, JPEG), {Remedy.FORGET_PLACE}, RepairPlan((Remedy.FORGET_PLACE,), 3_000_000, 0.1, ".jpg")),
        (_checked(CARD, PNG), {Remedy.FORGET_PLACE}, RepairPlan((Remedy.FORGET_PLACE,), 30_000_000, 0.1, ".png")),
        (
            _checked(LETTER, LetterFacts("JPEG", 1, 1, picture=JPEG)),
            {Remedy.JOIN},
            RepairPlan((Remedy.JOIN,), 10_000_000, 1.4, ".pdf"),
        ),
    ],
)
def test_a_plan_says_what_a_repair_takes(checked: Checked, remedies: set[Remedy], plan: RepairPlan) -> None:
    assert picture_plan(checked, remedies) == plan


@pytest.mark.parametrize(
    ("checked", "remedies"),
    [
        (_checked(CARD, JPEG), set()),
        (_checked(CARD, JPEG), {Remedy.TRIM}),
        (_checked(CARD, JPEG), {Remedy.JOIN}),
        (_checked(LETTER, LetterFacts("JPEG", 1, 1, picture=JPEG)), {Remedy.JOIN, Remedy.SHRINK}),
        (_checked(LETTER, LetterFacts("PDF", 1, 1)), {Remedy.CONVERT}),
        (_checked(CARD, Other("damaged")), {Remedy.CONVERT}),
        (_checked(Role.AUDIO, ArchiveFacts(1, (), 0)), {Remedy.CONVERT}),
    ],
)
def test_a_remedy_that_does_not_fit_is_refused(checked: Checked, remedies: set[Remedy]) -> None:
    with pytest.raises(ValueError, match=r"."):
        picture_plan(checked, remedies)
