"""What is said about repairs: each remedy a sentence, the questions before some, times and places. Decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from avatar_intake.domain.media import Checked, Finding, MediaFacts, PictureFacts, Severity
from avatar_intake.domain.repair import Remedy
from avatar_intake.qt import wording

ASKED = (Remedy.TRIM, Remedy.CORNERS)  # what needs more than a yes


@dataclass(frozen=True, slots=True)
class Change:
    """What was found before and after a repair, by the same rule."""

    rule: str
    before: str
    after: str


def remedy_words(remedy: Remedy) -> str:
    """What is done, in one plain sentence."""
    translate = QCoreApplication.translate
    words = {
        Remedy.REMUX: translate("Repair", "Put picture and sound into an MP4 file, just as they are"),
        Remedy.ENCODE: translate("Repair", "Save the picture as H.264, which plays everywhere"),
        Remedy.TURN: translate("Repair", "Turn the picture upright"),
        Remedy.EVEN_RATE: translate("Repair", "Make the frame rate even, so that voice and lips stay together"),
        Remedy.FIT: translate("Repair", "Bring the picture to an accepted size of the same shape"),
        Remedy.PAD: translate("Repair", "Bring the picture to an accepted size with bars at its edges"),
        Remedy.LOUDNESS: translate("Repair", "Make the voice as loud as it should be"),
        Remedy.SOUND: translate("Repair", "Save the sound as AAC, which plays everywhere"),
        Remedy.TRIM: translate("Repair", "Leave out something at the beginning or at the end"),
        Remedy.CONVERT: translate("Repair", "Save the picture as JPG"),
        Remedy.UPRIGHT: translate("Repair", "Turn the picture upright"),
        Remedy.CORNERS: translate("Repair", "Cut the document out along its four corners and straighten it"),
        Remedy.SHRINK: translate("Repair", "Make the picture smaller, until the file is small enough"),
        Remedy.FORGET_PLACE: translate("Repair", "Leave out where the picture was taken"),
        Remedy.JOIN: translate("Repair", "Put the photos into one PDF, each on a page of its own"),
    }
    return str(words[remedy])


def consent_words(remedy: Remedy) -> str:
    """What a person has to know before saying yes."""
    translate = QCoreApplication.translate
    words = {
        Remedy.FIT: translate("Repair", "The picture is enlarged. It does not get sharper by that. Is that all right?"),
        Remedy.PAD: translate(
            "Repair", "Nothing is cut off, but the bars stay visible in the avatar. Is that all right?"
        ),
        Remedy.TRIM: translate(
            "Repair",
            "Only the ends may go: the vendor's guide says that a film must not be cut in the middle. Keep the quiet "
            "opening.",
        ),
        Remedy.UPRIGHT: translate("Repair", "It looks as if the card lies on its side. Look at the preview first."),
        Remedy.CORNERS: translate("Repair", "Drag the four corners onto those of the document."),
    }
    return str(words.get(remedy, translate("Repair", "This changes what can be seen or heard. Is that all right?")))


def estimate_words(seconds: float) -> str:
    """How long it takes, roughly: ``about 3 minutes``."""
    return wording.about(seconds)


def changes(before: Checked, after: Checked) -> tuple[Change, ...]:
    """What was found otherwise after the repair, in the order of the new findings.

    What has no value before or after is left out: what got better there is said by the finding itself.
    """
    old = {finding.rule: finding.found for finding in before.findings}
    told = []
    for finding in after.findings:
        was = old.get(finding.rule, "")
        if was and finding.found and was != finding.found:
            told.append(Change(finding.rule, was, finding.found))
    return tuple(told)


def remaining(after: Checked) -> tuple[Finding, ...]:
    """What is still not right."""
    return tuple(finding for finding in after.findings if finding.severity is not Severity.OK)


def sizes(before: Checked, after: Checked) -> tuple[str, str]:
    """The sizes of both files."""
    return tuple(wording.size(item.facts.size_bytes) for item in (before, after))  # type: ignore[return-value]


def length_s(checked: Checked | None) -> float:
    """The length of a film; 0 for anything else."""
    return checked.facts.duration_s if checked is not None and isinstance(checked.facts, MediaFacts) else 0.0


def picture_size_px(checked: Checked | None) -> tuple[int, int]:
    """Width and height of a picture or of the photo of a letter, upright; zeros for anything else."""
    facts = getattr(checked, "facts", None)
    picture = getattr(facts, "picture", None) or facts
    return (picture.width_px, picture.height_px) if isinstance(picture, PictureFacts) else (0, 0)
