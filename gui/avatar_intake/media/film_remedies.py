"""Decide which repairs a checked film may have and what they come to: a table, one row a rule. Pure: no files.

What has no row has no repair: a film of too few pictures a second, one that is too short or too small, sound that is
clipped or missing has to be recorded again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from avatar_intake.domain.media import Checked, Finding, MediaFacts, Severity
from avatar_intake.domain.repair import Offer, Remedy, RepairPlan
from avatar_intake.media.film_cost import estimate_s, needed_bytes
from avatar_intake.media.film_pass import EVEN_SHARE, film_pass, main_sound, needs_encoding, shown_aspect
from avatar_intake.media.film_shape import fitted, padded

_SUFFIX = ".mp4"
_LONGEST_S = 600.0  # the API page


Choice = tuple[Remedy, bool] | None  # a remedy, and whether it asks first
Choose = Callable[[MediaFacts, Finding], Choice]


def film_offers(checked: Checked) -> tuple[Offer, ...]:
    """A remedy for each finding about a film that has one, in the order of the findings."""
    facts = checked.facts
    if not isinstance(facts, MediaFacts) or not facts.is_complete or facts.damaged_at_s is not None:
        return ()
    offers = (_offer(finding, facts) for finding in checked.findings if finding.severity is not Severity.OK)
    return tuple(offer for offer in offers if offer is not None)


def film_plan(facts: MediaFacts, remedies: Iterable[Remedy], cores: int) -> RepairPlan:
    """What these remedies come to; raises ``ValueError`` for one that this film cannot have."""
    doing = film_pass(facts, remedies)
    return RepairPlan(doing.remedies, needed_bytes(facts, doing), estimate_s(facts, doing, cores), _SUFFIX)


def _offer(finding: Finding, facts: MediaFacts) -> Offer | None:
    choose = FILM_REMEDIES.get(finding.rule)
    chosen = choose(facts, finding) if choose else None
    return Offer(finding.rule, *chosen) if chosen else None


def _always(remedy: Remedy) -> Choose:
    return lambda _, __: (remedy, False)


def _container(facts: MediaFacts, _: Finding) -> Choice:
    return (Remedy.ENCODE if needs_encoding(facts) else Remedy.REMUX), False


def _size(facts: MediaFacts, _: Finding) -> Choice:
    """Made-up pixels add no detail, and bars are seen for ever: both ask first."""
    size_px, aspect = facts.shown_size_px, shown_aspect(facts)
    if shape := fitted(size_px, aspect):
        return Remedy.FIT, shape.is_enlarged
    return (Remedy.PAD, True) if padded(size_px, aspect) else None


def _duration(facts: MediaFacts, _: Finding) -> Choice:
    return (Remedy.TRIM, True) if facts.duration_s > _LONGEST_S else None


def _frame_rate(facts: MediaFacts, _: Finding) -> Choice:
    return (Remedy.EVEN_RATE, False) if facts.commonest_step_share < EVEN_SHARE else None


def _sound(facts: MediaFacts, _: Finding) -> Choice:
    sound = main_sound(facts)
    return (Remedy.SOUND, False) if sound is not None else None


def _loudness(facts: MediaFacts, _: Finding) -> Choice:
    return (Remedy.LOUDNESS, False) if facts.sound else None


def _too_loud(facts: MediaFacts, finding: Finding) -> Choice:
    """Loud can be turned down; what was cut off at the top, of which the rule warns, does not come back."""
    return _loudness(facts, finding) if finding.severity is Severity.HINT else None


# The names are those of the rules in `rules` and `film_content_rules`.
FILM_REMEDIES: dict[str, Choose] = {
    "video-container": _container,
    "video-resolution": _size,
    "video-duration": _duration,
    "video-codec": _always(Remedy.ENCODE),
    "video-frame-rate": _frame_rate,
    "video-rotation": _always(Remedy.TURN),
    "video-bit-depth": _always(Remedy.ENCODE),
    "video-interlaced": _always(Remedy.ENCODE),
    "video-pixel-shape": _size,
    "video-edit-start": _container,
    "video-fragments": _always(Remedy.REMUX),
    "video-tracks": _container,
    "video-sound-format": _sound,
    "video-sound-offset": _sound,
    "video-sound-tracks": _container,
    "film-loudness": _loudness,
    "film-too-loud": _too_loud,
}
