"""What a person may do about a job in each of the service's states. One table; asks nobody and does nothing.

From the pages of Execute2dModelTrainingCommandByUser, Update and Delete (2026-01-29). Where no page says in which
states a command is allowed, it is offered only where nobody else works with the job.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from avatar_intake.domain.review import DELETABLE_STATES, REJECTED_STATES, WAIT_FILE_UPLOAD
from avatar_intake.domain.service import Command


class Action(StrEnum):
    """Everything that can be done about a job once it is at the service."""

    AMEND = "amend"  # put a rejected job right: the wizard
    SUBMIT = "submit"
    ACCEPT = "accept"
    REJECT = "reject"
    ANSWER = "answer"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_REPAIR = "ask_repair"
    CONFIRM_LETTER = "confirm_letter"
    DELETE_VIDEOS = "delete_videos"
    DELETE_JOB = "delete_job"


# The commands behind the actions; amending is an update, deleting a job a call of its own.
COMMANDS: Mapping[Action, Command] = {
    Action.SUBMIT: Command.SUBMITVERIFYING,
    Action.ACCEPT: Command.CONFIRM_ACCEPT,
    Action.REJECT: Command.CONFIRM_REJECT,
    Action.ANSWER: Command.CONFIRM_ANSWER,
    Action.SUSPEND: Command.CONFIRM_PENDING,
    Action.RESUME: Command.CONFIRM_ACTIVE,
    Action.ASK_REPAIR: Command.CONFIRM_REPAIR,
    Action.CONFIRM_LETTER: Command.CONFIRM_AUTHORIZATION_LETTER,
    Action.DELETE_VIDEOS: Command.DELETE_JOB_VIDEO,
}

# Accounts on the vendor's NA list only (page of the commands).
NA_ACTIONS = frozenset({Action.ACCEPT, Action.REJECT, Action.ANSWER, Action.SUSPEND, Action.RESUME})
# Those that may carry a title, a text and attachments.
COMMENTED_ACTIONS = frozenset({Action.REJECT, Action.ANSWER})

_ALLOWED: Mapping[Action, frozenset[str]] = {
    Action.AMEND: REJECTED_STATES,
    Action.SUBMIT: frozenset({WAIT_FILE_UPLOAD}),
    Action.ACCEPT: frozenset({"WAIT_USER_CONFIRM"}),
    Action.REJECT: frozenset({"WAIT_USER_CONFIRM"}),
    Action.ANSWER: frozenset({"JOB_REJECT", "JOB_PENDING"}),
    Action.SUSPEND: frozenset({"WAIT_USER_CONFIRM", "JOB_REJECT"}),
    Action.RESUME: frozenset({"JOB_PENDING"}),
    Action.ASK_REPAIR: frozenset({"JOB_SUCCESS", "WAIT_USER_CONFIRM"}),
    Action.CONFIRM_LETTER: frozenset({WAIT_FILE_UPLOAD}),
    # No page says when: not while the review or a training may still need them.
    Action.DELETE_VIDEOS: frozenset({*REJECTED_STATES, "JOB_SUCCESS", "JOB_FINISH"}),
    Action.DELETE_JOB: DELETABLE_STATES,
}

_WITH_MODEL = frozenset({"JOB_SUCCESS", "JOB_FINISH", "WAIT_USER_CONFIRM", "JOB_REJECT", "JOB_PENDING"})

# No page gives a limit: these keep a slip of the hand from becoming a request.
MAX_TITLE_LENGTH = 100
MAX_MESSAGE_LENGTH = 2000
MAX_ATTACHMENTS = 10


def actions_for(state: str, *, na_account: bool, retries_left: int | None = None) -> tuple[Action, ...]:
    """What may be done in the service's ``state``, in the order of `Action`; nothing in a state never heard of.

    ``retries_left`` is `flexus_retry_count`: with none left a repair is not offered; ``None`` is unknown.
    """
    allowed = (action for action in Action if state in _ALLOWED[action])
    return tuple(action for action in allowed if _is_open(action, na_account=na_account, retries_left=retries_left))


def loses_model(state: str) -> bool:
    """Whether deleting the job in this state takes the finished model with it (page of Delete): ask twice."""
    return state in _WITH_MODEL


def needs_words(action: Action) -> bool:
    """Whether an action is worth nothing without a text: turning down and answering."""
    return action in COMMENTED_ACTIONS


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about a job. ``attachments`` are absolute paths; title and text may be empty."""

    action: Action
    title: str = ""
    message: str = ""
    attachments: tuple[str, ...] = ()


class DecisionFault(StrEnum):
    """What stands against a decision before anything is asked."""

    TITLE_LONG = "title-long"
    MESSAGE_LONG = "message-long"
    MESSAGE_MISSING = "message-missing"
    ATTACHMENTS_MANY = "attachments-many"
    NO_COMMENT = "no-comment"  # this action takes neither words nor attachments


def decision_faults(decision: Decision) -> tuple[DecisionFault, ...]:
    """Everything that stands against sending it; empty for a good one."""
    takes_words = decision.action in COMMENTED_ACTIONS
    has_words = bool(decision.title.strip() or decision.message.strip() or decision.attachments)
    found = (
        (len(decision.title) > MAX_TITLE_LENGTH, DecisionFault.TITLE_LONG),
        (len(decision.message) > MAX_MESSAGE_LENGTH, DecisionFault.MESSAGE_LONG),
        (takes_words and not decision.message.strip(), DecisionFault.MESSAGE_MISSING),
        (len(decision.attachments) > MAX_ATTACHMENTS, DecisionFault.ATTACHMENTS_MANY),
        (has_words and not takes_words, DecisionFault.NO_COMMENT),
    )
    return tuple(fault for is_there, fault in found if is_there)


def _is_open(action: Action, *, na_account: bool, retries_left: int | None) -> bool:
    if action in NA_ACTIONS:
        return na_account
    return action is not Action.ASK_REPAIR or retries_left is None or retries_left > 0
