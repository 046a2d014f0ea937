"""Decide which repairs a checked picture or letter may have, and what they come to. Pure: no files, no clock."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Checked, Finding, LetterFacts, PictureFacts, Severity, Unreadable
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan
from avatar_intake.media.rules import BIG_PICTURE_BYTES

_ORDER = (Remedy.CONVERT, Remedy.UPRIGHT, Remedy.CORNERS, Remedy.SHRINK, Remedy.FORGET_PLACE, Remedy.JOIN)
_CONVERTIBLE = ("HEIC", "WEBP", "BMP")
_JOINED_BYTES = 10_000_000
_PIXELS_PER_S = 10_000_000  # decoding, turning and coding 12 megapixels took 0.6 to 1.2 s here
_SUFFIXES = {"JPEG": ".jpg", "PNG": ".png"}


def picture_offers(checked: Checked) -> tuple[Offer, ...]:
    """A remedy for each finding that has one, in the order of the findings; none for films and recordings.

    `Remedy.UPRIGHT` for a card that lies on its side needs ``turn_deg`` of its content in the order, and
    `Remedy.CORNERS` needs corners; both ask first.
    """
    offers = []
    for finding in checked.findings:
        offer = _OFFERS.get(finding.rule)
        if offer is not None and finding.severity is not Severity.OK:
            made = offer(checked, finding)
            offers += [made] if made else []
    return tuple(offers)


def picture_plan(checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
    """What these remedies come to for one picture. Raises `ValueError` for a remedy that does not fit the material."""
    wanted = frozenset(remedies)
    kind, pixels, size_bytes = _measures(checked)
    if not wanted or not kind or not wanted <= set(_ORDER):
        raise ValueError("no such repair of this material")
    if Remedy.JOIN in wanted:
        if checked.role != Role.GRANT_FILE or wanted != {Remedy.JOIN}:
            raise ValueError("only the pages of a letter are joined")
        return RepairPlan((Remedy.JOIN,), _JOINED_BYTES, _seconds(pixels), ".pdf")
    is_metadata_only = wanted == {Remedy.FORGET_PLACE} and kind in _SUFFIXES
    return RepairPlan(
        remedies=tuple(remedy for remedy in _ORDER if remedy in wanted),
        needed_bytes=size_bytes if is_metadata_only else BIG_PICTURE_BYTES,
        estimate_s=0.1 if is_metadata_only else _seconds(pixels),
        suffix=_SUFFIXES[kind] if is_metadata_only else ".jpg",
    )


def _seconds(pixels: int) -> float:
    return round(0.2 + pixels / _PIXELS_PER_S, 1)


def _measures(checked: Checked) -> tuple[str, int, int]:
    """Format, pixels and bytes of a picture; an empty format for what is none."""
    facts = checked.facts
    if isinstance(facts, LetterFacts) and facts.picture:
        facts = facts.picture
    if isinstance(facts, PictureFacts):
        return facts.format, facts.width_px * facts.height_px, facts.size_bytes
    if isinstance(facts, Unreadable) and facts.reason == "unknown-format" and facts.found == "BMP":
        return facts.found, facts.size_bytes // 3, facts.size_bytes
    return "", 0, 0


def _convert(checked: Checked, finding: Finding) -> Offer | None:
    is_picture = checked.role not in (Role.TRAINING_VIDEO, Role.ACTION_VIDEO, Role.AUDIO)
    return Offer(finding.rule, Remedy.CONVERT) if is_picture and _measures(checked)[0] in _CONVERTIBLE else None


def _shrink(checked: Checked, finding: Finding) -> Offer | None:
    """Too many pixels or bytes. Only a JPEG can be decoded at a smaller size, and too few pixels stay too few."""
    kind, _, size_bytes = _measures(checked)
    is_possible = kind == "JPEG" if finding.severity is Severity.ERROR else size_bytes > BIG_PICTURE_BYTES
    return Offer(finding.rule, Remedy.SHRINK) if is_possible else None


def _upright(_: Checked, finding: Finding) -> Offer:
    return Offer(finding.rule, Remedy.UPRIGHT)


def _turned_by_wish(_: Checked, finding: Finding) -> Offer:
    return Offer(finding.rule, Remedy.UPRIGHT, needs_consent=True)


def _corners(_: Checked, finding: Finding) -> Offer:
    return Offer(finding.rule, Remedy.CORNERS, needs_consent=True)


def _forget_place(_: Checked, finding: Finding) -> Offer:
    return Offer(finding.rule, Remedy.FORGET_PLACE)


_OFFERS: dict[str, Callable[[Checked, Finding], Offer | None]] = {
    "picture-format": _convert,
    "letter-format": _convert,
    "picture-size": _shrink,
    "picture-gps": _forget_place,
    "picture-turned": _upright,
    "card-sideways": _turned_by_wish,
    "card-upside-down": _turned_by_wish,
    "card-aslant": _corners,
}
