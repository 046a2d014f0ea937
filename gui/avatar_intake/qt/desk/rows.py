"""Decide what a line of the list says and offers: standing, group, next step. Pure: no Qt, no words, no clock."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum

from avatar_intake.domain.board import Change
from avatar_intake.domain.review import Shown, shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import Progress
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import IntakeRow
from avatar_intake.qt.share import ALL, shown_thousandths


class Column(IntEnum):
    """The columns of the list, in their order on the screen."""

    NAME = 0
    STANDING = 1
    PROGRESS = 2
    TIME = 3
    STEP = 4


class Standing(StrEnum):
    """Where an intake stands in a person's eyes: our own stage, and from the submission on the service's state."""

    DRAFT = "draft"
    CANCELLED = "cancelled"
    UPLOADING = "uploading"
    STOPPED = "stopped"  # half uploaded, and nothing moves
    STORED = "stored"
    CONFIRMED = "confirmed"
    SUBMITTING = "submitting"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    TRAINING = "training"
    YOUR_TURN = "your_turn"
    TURNED_DOWN = "turned_down"
    DONE = "done"
    SUSPENDED = "suspended"
    IN_PROGRESS = "in_progress"


class Group(StrEnum):
    """The filters over the list, in their order on the screen."""

    ALL = "all"
    TO_DO = "to_do"
    UPLOADING = "uploading"
    IN_REVIEW = "in_review"
    REJECTED = "rejected"
    DONE = "done"


class Step(StrEnum):
    """What a person does next with an intake."""

    FILL_IN = "fill_in"
    CONTINUE = "continue"
    WATCH = "watch"
    SUBMIT = "submit"
    REPLACE = "replace"
    START_AGAIN = "start_again"
    OPEN = "open"


class Leg(StrEnum):
    """The four stretches of the way from here to a finished avatar."""

    UPLOAD = "upload"
    REVIEW = "review"
    TRAINING = "training"
    DONE = "done"


_BY_STAGE: Mapping[Stage, Standing] = {
    Stage.DRAFT: Standing.DRAFT,
    Stage.CANCELLED: Standing.CANCELLED,
    Stage.CREATING: Standing.UPLOADING,
    Stage.UPLOADING: Standing.UPLOADING,
    Stage.STORED: Standing.STORED,
    Stage.CONFIRMING: Standing.STORED,
    Stage.CONFIRMED: Standing.CONFIRMED,
    Stage.SUBMITTING: Standing.SUBMITTING,
}
_BY_SHOWN: Mapping[Shown, Standing] = {
    Shown.TO_SUBMIT: Standing.CONFIRMED,
    Shown.IN_REVIEW: Standing.IN_REVIEW,
    Shown.REJECTED: Standing.REJECTED,
    Shown.TRAINING: Standing.TRAINING,
    Shown.YOUR_TURN: Standing.YOUR_TURN,
    Shown.TURNED_DOWN: Standing.TURNED_DOWN,
    Shown.DONE: Standing.DONE,
    Shown.SUSPENDED: Standing.SUSPENDED,
    Shown.IN_PROGRESS: Standing.IN_PROGRESS,
}
_MOVES_ONLY_IN_A_RUN = frozenset({Standing.UPLOADING, Standing.STORED, Standing.SUBMITTING})
_CONFIRMED = frozenset({Stage.CONFIRMED, Stage.SUBMITTING, Stage.SUBMITTED})
_GROUPS: Mapping[Standing, Group] = {
    Standing.DRAFT: Group.TO_DO,
    Standing.CANCELLED: Group.TO_DO,
    Standing.UPLOADING: Group.UPLOADING,
    Standing.STOPPED: Group.UPLOADING,
    Standing.STORED: Group.UPLOADING,
    Standing.CONFIRMED: Group.TO_DO,
    Standing.SUBMITTING: Group.UPLOADING,
    Standing.IN_REVIEW: Group.IN_REVIEW,
    Standing.REJECTED: Group.REJECTED,
    Standing.TRAINING: Group.IN_REVIEW,
    Standing.YOUR_TURN: Group.TO_DO,
    Standing.TURNED_DOWN: Group.REJECTED,
    Standing.DONE: Group.DONE,
    Standing.SUSPENDED: Group.IN_REVIEW,
    Standing.IN_PROGRESS: Group.IN_REVIEW,
}
_STEPS: Mapping[Standing, Step] = {
    Standing.DRAFT: Step.FILL_IN,
    Standing.CANCELLED: Step.START_AGAIN,
    Standing.UPLOADING: Step.WATCH,
    Standing.STOPPED: Step.CONTINUE,
    Standing.STORED: Step.WATCH,
    Standing.CONFIRMED: Step.SUBMIT,
    Standing.SUBMITTING: Step.WATCH,
    Standing.REJECTED: Step.REPLACE,
}
_LEGS: Mapping[Standing, Leg] = {
    Standing.IN_REVIEW: Leg.REVIEW,
    Standing.REJECTED: Leg.REVIEW,
    Standing.IN_PROGRESS: Leg.REVIEW,
    Standing.TRAINING: Leg.TRAINING,
    Standing.YOUR_TURN: Leg.TRAINING,
    Standing.TURNED_DOWN: Leg.TRAINING,
    Standing.SUSPENDED: Leg.TRAINING,
    Standing.DONE: Leg.DONE,
}


@dataclass(frozen=True, slots=True)
class Told:
    """What an intake's run in this program tells at one moment."""

    intake_id: str
    is_running: bool
    progress: Progress | None = None
    is_paused: bool = False
    wait_reason: IntakeError | None = None
    is_too_slow: bool = False
    limit_bytes_per_s: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: the stored row, and beside it what only a run in this program knows.

    ``is_new``: the service has said something about it that nobody has looked at yet.
    """

    row: IntakeRow
    progress: Progress | None = None
    is_paused: bool = False
    wait_reason: IntakeError | None = None
    is_too_slow: bool = False
    limit_bytes_per_s: int | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the list is narrowed to. An empty ``batch`` or ``text`` narrows nothing; ``only_new`` is the unseen news."""

    group: Group = Group.ALL
    batch: str = ""
    text: str = ""
    only_new: bool = False


def line_with(row: IntakeRow, told: Told | None) -> Line:
    """The line of ``row`` and of what its run tells; a run that is over tells nothing any more."""
    if told is None or not told.is_running:
        return Line(row)
    return Line(
        replace(row, is_running=True),
        progress=told.progress,
        is_paused=told.is_paused,
        wait_reason=told.wait_reason,
        is_too_slow=told.is_too_slow,
        limit_bytes_per_s=told.limit_bytes_per_s,
    )


def standing_of(row: IntakeRow) -> Standing:
    """Where ``row`` stands. A half-done upload that nobody runs is stopped, whatever its stage."""
    if row.stage is Stage.SUBMITTED:
        return _BY_SHOWN[row.shown] if row.shown else Standing.IN_REVIEW
    standing = _BY_STAGE[row.stage]
    if standing in _MOVES_ONLY_IN_A_RUN and not row.is_running:
        return Standing.STOPPED
    return standing


def standing_shown(shown: Shown) -> Standing:
    """How a state of the service looks in this window."""
    return _BY_SHOWN[shown]


def group_of(row: IntakeRow) -> Group:
    """The one filter, beside *All*, under which ``row`` is found."""
    return _GROUPS[standing_of(row)]


def next_step(row: IntakeRow) -> Step:
    """What a person would do next with ``row``; where there is nothing to do, it can be opened.

    For a job that was made elsewhere, or whose person was forgotten, nothing is ever sent from here.
    """
    if row.is_adopted or row.is_forgotten:
        return Step.OPEN
    return _STEPS.get(standing_of(row), Step.OPEN)


def leg_of(row: IntakeRow) -> Leg:
    """The stretch of the way on which ``row`` is."""
    return _LEGS.get(standing_of(row), Leg.UPLOAD)


def thousandths(line: Line) -> int:
    """The acknowledged share of the upload, 0 to 1000, as a bar shows it."""
    row = line.row
    if line.progress is not None:
        share = line.progress.thousandths
    elif row.stage in (Stage.STORED, Stage.CONFIRMING):
        share = ALL
    else:
        share = row.stored_bytes * ALL // row.total_bytes if row.total_bytes else 0
    return shown_thousandths(share, is_confirmed=row.stage in _CONFIRMED)


def count_groups(rows: Iterable[IntakeRow]) -> dict[Group, int]:
    """How many rows each filter would show, *All* too."""
    counted = Counter(group_of(row) for row in rows)
    return {group: counted.total() if group is Group.ALL else counted[group] for group in Group}


def batches_of(rows: Iterable[IntakeRow]) -> tuple[str, ...]:
    """The names of all batches, in alphabetical order."""
    return tuple(sorted({row.batch_name for row in rows if row.batch_name}))


def is_wanted(line: Line, wanted: Wanted) -> bool:
    """Whether ``line`` stays in the list. Search looks at name, batch and job id, blind to case and character width."""
    row = line.row
    if wanted.only_new and not line.is_new:
        return False
    if wanted.group not in (Group.ALL, group_of(row)):
        return False
    if wanted.batch and wanted.batch != row.batch_name:
        return False
    if not wanted.text:
        return True
    searched = _folded(" ".join((row.name, row.batch_name, row.job_id)))
    return all(word in searched for word in _folded(wanted.text).split())


def is_news(change: Change) -> bool:
    """Whether a person sees any difference: most of the service's states are steps of one training."""
    return change.is_gone or shown(change.before) is not shown(change.after) or not change.before


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
