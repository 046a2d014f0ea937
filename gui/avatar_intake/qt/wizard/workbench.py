"""What the wizard works with: the program's objects, handed over as one value. Makes none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from avatar_intake.domain.settings import Settings
from avatar_intake.flow.model import Account
from avatar_intake.qt.language import Language
from avatar_intake.qt.look import Look
from avatar_intake.qt.runs import Runs
from avatar_intake.qt.tasks import Tasks

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk


class PageId(IntEnum):
    """The pages, in the order in which a person comes to them."""

    ACCOUNT = 0
    JOB = 1
    VIDEO = 2
    DOCUMENTS = 3
    EXTRAS = 4
    REVIEW = 5
    UPLOAD = 6
    SUBMIT = 7
    DONE = 8


@dataclass(frozen=True, slots=True)
class Workbench:
    """The objects of the program. ``account`` is the one in use, read by the caller in a worker; ``None`` asks for one.

    ``is_bound`` when it is the account of a job that stays with it. ``save_settings`` may block: it is called in a
    worker.
    """

    desk: Desk
    tasks: Tasks
    runs: Runs
    look: Look
    language: Language
    settings: Settings
    save_settings: Callable[[Settings], None]
    account: Account | None = None
    is_bound: bool = False
