"""The rules about facts of files: tables, one row a rule, in the order of a checklist. Pure: no files, no sentences.

The table for films stands in `film_rules`; what a file shows and sounds like is judged in `film_content_rules` and
`picture_content_rules`. The sources are the API page of Create2dModelTrainingJob and the vendor's guide.
"""

from __future__ import annotations

from collections.abc import Sequence

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import (
    ArchiveFacts,
    Facts,
    Finding,
    LetterFacts,
    MediaFacts,
    PictureFacts,
    Severity,
    Unreadable,
)
from avatar_intake.media import texts
from avatar_intake.media.archive import MAX_RATIO, MAX_UNPACKED_BYTES, is_bomb
from avatar_intake.media.film_rules import VIDEO_RULES
from avatar_intake.media.judging import Purpose, Rule, Verdict, judge, ok
from avatar_intake.media.naming import name_verdict
from avatar_intake.media.picture import MAX_PIXELS

MIN_DOCUMENT_PX = 600
MIN_COVER_PX = 300
BIG_PICTURE_BYTES = 16_000_000  # the limit of the vendor's other picture features; none is documented for these

_VIDEO_ROLES = (Role.TRAINING_VIDEO, Role.ACTION_VIDEO)
_CARD_ROLES = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
_FREE_PICTURE_ROLES = (Role.COVER, Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE)


def findings_for(facts: Facts, purpose: Purpose) -> tuple[Finding, ...]:
    """Every finding about one material, good ones too."""
    if isinstance(facts, MediaFacts):
        return judge(VIDEO_RULES, facts, purpose)
    if isinstance(facts, LetterFacts):
        return judge(LETTER_RULES, facts, purpose)
    if isinstance(facts, PictureFacts):
        return judge(PICTURE_RULES, facts, purpose)
    if isinstance(facts, ArchiveFacts):
        return judge(ARCHIVE_RULES, facts, purpose)
    return (_unreadable(facts, purpose),)


def same_file_severity(roles: Sequence[Role]) -> Severity:
    """How much one content in several roles weighs: cover and beauty pictures may well be one picture."""
    return Severity.WARNING if all(role in _FREE_PICTURE_ROLES for role in roles) else Severity.ERROR


# --- pictures and letters -----------------------------------------------------------------------


def _picture_format(facts: PictureFacts, purpose: Purpose) -> Verdict:
    """JPG and PNG are what the vendor names for documents; other pictures may be WEBP as in its sibling features."""
    allowed = ("JPEG", "PNG", "WEBP") if purpose.role in _FREE_PICTURE_ROLES else ("JPEG", "PNG")
    if facts.format in allowed:
        return ok(facts.format)
    return Verdict(Severity.ERROR, facts.format, _picture_formats(purpose))


def _picture_formats(purpose: Purpose) -> str:
    if purpose.role is Role.GRANT_FILE:
        return texts.OR.join(("PDF", "JPG", "PNG"))
    return texts.OR.join(("JPG", "PNG", "WEBP") if purpose.role in _FREE_PICTURE_ROLES else ("JPG", "PNG"))


def _picture_readable(_: PictureFacts, __: Purpose) -> Verdict:
    return ok()


def _picture_size(facts: PictureFacts, purpose: Purpose) -> Verdict:
    """No size is documented: too small to read a face or a line only warns."""
    found = texts.pixels(facts.width_px, facts.height_px)
    if facts.width_px * facts.height_px > MAX_PIXELS:
        return Verdict(Severity.ERROR, found, f"≤ {MAX_PIXELS // 1_000_000} MP")
    wanted_px = MIN_COVER_PX if purpose.role in _FREE_PICTURE_ROLES else MIN_DOCUMENT_PX
    if max(facts.width_px, facts.height_px) < wanted_px:
        return Verdict(Severity.WARNING, found, f"≥ {wanted_px} px")
    if facts.size_bytes > BIG_PICTURE_BYTES:
        return Verdict(Severity.WARNING, texts.size(facts.size_bytes), f"≤ {texts.size(BIG_PICTURE_BYTES)}")
    return ok(found)


def _picture_gps(facts: PictureFacts, _: Purpose) -> Verdict | None:
    """Nothing is stripped in silence: the file goes as it is, so the person is told what is in it."""
    return Verdict(Severity.WARNING, "GPS") if facts.has_gps else None


def _picture_name(facts: PictureFacts, purpose: Purpose) -> Verdict | None:
    return name_verdict(facts.format, purpose)


PICTURE_RULES: tuple[Rule[PictureFacts], ...] = (
    Rule("picture-format", _picture_format, ends_on_error=True),
    Rule("picture-readable", _picture_readable),
    Rule("picture-size", _picture_size),
    Rule("picture-gps", _picture_gps),
    Rule("name-mismatch", _picture_name),
)


def _letter_format(facts: LetterFacts, purpose: Purpose) -> Verdict:
    """Vendor's guide: scanned to PDF, or photographed as JPG or PNG."""
    if facts.format in ("PDF", "JPEG", "PNG"):
        return ok(facts.format)
    return Verdict(Severity.ERROR, facts.format, _picture_formats(purpose))


def _letter_locked(facts: LetterFacts, _: Purpose) -> Verdict | None:
    return Verdict(Severity.ERROR, facts.format) if facts.is_locked else None


def _letter_readable(_: LetterFacts, __: Purpose) -> Verdict:
    return ok()


def _letter_pages(facts: LetterFacts, _: Purpose) -> Verdict:
    return ok(str(facts.pages)) if facts.pages else Verdict(Severity.ERROR, "0", "≥ 1")


def _letter_picture_size(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return _picture_size(facts.picture, purpose) if facts.picture else None


def _letter_gps(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return _picture_gps(facts.picture, purpose) if facts.picture else None


def _letter_name(facts: LetterFacts, purpose: Purpose) -> Verdict | None:
    return name_verdict(facts.format, purpose)


LETTER_RULES: tuple[Rule[LetterFacts], ...] = (
    Rule("letter-format", _letter_format, ends_on_error=True),
    Rule("letter-locked", _letter_locked, ends_on_error=True),
    Rule("letter-readable", _letter_readable),
    Rule("letter-pages", _letter_pages),
    Rule("picture-size", _letter_picture_size),
    Rule("picture-gps", _letter_gps),
    Rule("name-mismatch", _letter_name),
)


# --- recordings ---------------------------------------------------------------------------------


def _archive_readable(facts: ArchiveFacts, _: Purpose) -> Verdict:
    found = texts.size(facts.unpacked_bytes)
    if is_bomb(facts):
        return Verdict(Severity.ERROR, found, f"≤ {texts.size(MAX_UNPACKED_BYTES)}, ≤ 1:{MAX_RATIO}")
    return ok(found) if facts.unpacked_bytes else Verdict(Severity.ERROR, found, "WAV")


def _archive_content(facts: ArchiveFacts, _: Purpose) -> Verdict:
    """What the zip must hold is not documented; in the vendor's sibling features it is WAV."""
    recordings = [name for name in facts.names if name.lower().endswith(".wav")]
    if recordings:
        return ok(f"{len(recordings)} WAV")
    return Verdict(Severity.WARNING, "0 WAV", "≥ 1 WAV")


def _archive_name(_: ArchiveFacts, purpose: Purpose) -> Verdict | None:
    return name_verdict("ZIP", purpose)


ARCHIVE_RULES: tuple[Rule[ArchiveFacts], ...] = (
    Rule("audio-readable", _archive_readable, ends_on_error=True),
    Rule("audio-content", _archive_content),
    Rule("name-mismatch", _archive_name),
)


# --- what could not be read ---------------------------------------------------------------------

_FILE_RULES = {
    "missing": "file-missing",
    "empty": "file-empty",
    "not-a-file": "file-unreadable",
    "no-permission": "file-unreadable",
}


def _unreadable(facts: Unreadable, purpose: Purpose) -> Finding:
    """The one finding about a file that is not what it should be."""
    rule = _FILE_RULES.get(facts.reason)
    if rule:
        return Finding(purpose.role, rule, Severity.ERROR)
    is_other = facts.reason in ("unknown-format", "no-video")
    rule, needed = _rule_for_unreadable(purpose, is_other=is_other)
    return Finding(purpose.role, rule, Severity.ERROR, facts.found, needed if is_other else "")


def _rule_for_unreadable(purpose: Purpose, *, is_other: bool) -> tuple[str, str]:
    """The rule and what it needs, for a file that is something else, or that is broken."""
    if purpose.role in _VIDEO_ROLES:
        return ("video-container", "MP4") if is_other else ("video-readable", "")
    if purpose.role is Role.AUDIO:
        return "audio-readable", "ZIP"
    if purpose.role is Role.GRANT_FILE:
        return "letter-format" if is_other else "letter-readable", _picture_formats(purpose)
    return "picture-format" if is_other else "picture-readable", _picture_formats(purpose)
