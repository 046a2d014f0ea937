"""Judge facts by a table of rules. Pure: no files, no clock, no sentences.

A rule looks at facts of one type and says a `Verdict`, or ``None`` when it does not apply. How sure a rule is decides
its severity: an error only for a documented rule, a warning for a strong sign, a hint for what may be meant so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Finding, Severity, Span

F = TypeVar("F")


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a file is for. ``suffix`` is the end of its name with the dot, lower case."""

    role: Role
    job: JobFields
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a rule says; ``found`` and ``needed`` are short facts without language, ``spans`` places in a film."""

    severity: Severity
    found: str = ""
    needed: str = ""
    spans: tuple[Span, ...] = ()


def ok(found: str = "") -> Verdict:
    """All is well."""
    return Verdict(Severity.OK, found)


@dataclass(frozen=True, slots=True)
class Rule(Generic[F]):
    """One row of a table. When ``ends_on_error``, an error makes the rows after it meaningless."""

    name: str
    look: Callable[[F, Purpose], Verdict | None]
    ends_on_error: bool = False


def judge(rules: Sequence[Rule[F]], facts: F, purpose: Purpose) -> tuple[Finding, ...]:
    """The findings of a table of rules, in its order."""
    findings: list[Finding] = []
    for rule in rules:
        verdict = rule.look(facts, purpose)
        if verdict is None:
            continue
        findings.append(
            Finding(purpose.role, rule.name, verdict.severity, verdict.found, verdict.needed, verdict.spans)
        )
        if rule.ends_on_error and verdict.severity is Severity.ERROR:
            break
    return tuple(findings)
