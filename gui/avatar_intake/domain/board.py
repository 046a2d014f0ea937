"""The jobs at the service as a person looks at them: what changed, and a board of all jobs. Values only."""

from __future__ import annotations

from dataclasses import dataclass

from avatar_intake.domain.review import Shown

BOARD_PAGE = 50
MOST_ON_PAGE = 100  # page of List2dModelTrainingJob: limit 1-100


@dataclass(frozen=True, slots=True)
class Change:
    """A job went from one of the service's states to another. ``after`` is empty when the service has it no more.

    ``at`` is when the service says that it was (UTC, ISO 8601), or when it was noticed where it does not say.
    """

    intake_id: str
    before: str
    after: str
    at: str
    request_id: str = ""

    @property
    def is_gone(self) -> bool:
        """Whether the job is not at the service any more."""
        return not self.after


@dataclass(frozen=True, slots=True)
class BoardQuery:
    """What is to be on the board; empty is everything. Days are local dates, ``YYYY-MM-DD``, both ends included.

    ``only_elsewhere`` leaves out the jobs of this computer's own intakes.
    """

    shown: tuple[Shown, ...] = ()
    batch_name: str = ""
    tag: str = ""
    name: str = ""
    created_from: str = ""
    created_to: str = ""
    only_elsewhere: bool = True
    offset: int = 0
    limit: int = BOARD_PAGE


@dataclass(frozen=True, slots=True)
class BoardJob:
    """One job of the board. ``intake_id`` is set where it is a row here too; ``is_own`` where it was made here."""

    job_id: str
    name: str
    batch_name: str
    tags: tuple[str, ...]
    state: str
    shown: Shown
    created_at: str
    changed_at: str
    intake_id: str = ""
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class BoardPage:
    """One page. ``count``: all jobs at the service that the filters match; ``next_offset`` is ``None`` at the end."""

    jobs: tuple[BoardJob, ...]
    count: int
    next_offset: int | None = None
