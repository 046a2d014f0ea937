"""Every sentence that this program says to people, in both languages. Data only: nothing is chosen or filled in.

``{name}`` is filled in; ``[…]`` is left out when a value inside it is empty. Titles hold at most 20 Chinese or 45
English characters and no technical words; each message has something to do next, unless the program waits by itself.
"""

from __future__ import annotations

from avatar_intake.sentences import film_content, picture_content, repairs, review_tasks
from avatar_intake.sentences.barriers import BARRIERS
from avatar_intake.sentences.job import ACCOUNT, FIELDS
from avatar_intake.sentences.keyring import KEYRING
from avatar_intake.sentences.materials import DOCUMENTS, VIDEO
from avatar_intake.sentences.message import Language, Message, Text, Urgency
from avatar_intake.sentences.repairs import REMEDY_WORDS
from avatar_intake.sentences.service import REVIEW, SERVICE
from avatar_intake.sentences.upload import COMPUTER, NETWORK, UPLOAD
from avatar_intake.sentences.words import (
    FIELD_WORDS,
    GOOD_LINE_OF_ANY_RULE,
    ROLE_WORDS,
    SHOWN_WORDS,
    STAGE_WORDS,
    VALUE_WORDS,
)
from avatar_intake.sentences.words import GOOD_LINES as _GOOD_LINES_OF_FACTS

__all__ = [
    "ACTION_WORDS",
    "CAUSES",
    "CONTENT_RULES",
    "DOER_WORDS",
    "FAULT_WORDS",
    "FIELD_WORDS",
    "GOOD_LINES",
    "GOOD_LINE_OF_ANY_RULE",
    "MESSAGES",
    "REMEDY_WORDS",
    "ROLE_WORDS",
    "SHOWN_WORDS",
    "STAGE_WORDS",
    "VALUE_WORDS",
    "Language",
    "Message",
    "Text",
    "Urgency",
]

MESSAGES: dict[str, Message] = {
    entry.id: entry
    for entry in (
        *VIDEO,
        *film_content.MESSAGES,
        *DOCUMENTS,
        *picture_content.MESSAGES,
        *repairs.MESSAGES,
        *FIELDS,
        *ACCOUNT,
        *UPLOAD,
        *NETWORK,
        *BARRIERS,
        *COMPUTER,
        *KEYRING,
        *SERVICE,
        *REVIEW,
        *review_tasks.TASKS,
        *review_tasks.DECISIONS,
    )
}

CAUSES = review_tasks.CAUSES
DOER_WORDS = review_tasks.DOER_WORDS
ACTION_WORDS = review_tasks.ACTION_WORDS
FAULT_WORDS = review_tasks.FAULT_WORDS

# The rules about what a file shows, and their entries.
CONTENT_RULES: dict[str, str] = film_content.RULES | picture_content.RULES
GOOD_LINES: dict[str, tuple[str, str]] = _GOOD_LINES_OF_FACTS | film_content.GOOD_LINES | picture_content.GOOD_LINES
