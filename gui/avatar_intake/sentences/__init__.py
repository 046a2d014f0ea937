"""Every sentence that this program says to people. Data only: nothing is chosen or filled in.

The tables hold Chinese and English side by side; `languages.py` says which further languages there are, and theirs.

``{name}`` is filled in; ``[…]`` is left out when a value inside it is empty. Titles hold at most 20 Chinese or 45
English characters and no technical words; each message has something to do next, unless the program waits by itself.
"""

from __future__ import annotations

from avatar_intake.languages import LANGUAGES, SOURCE, Language, known_language, said_in
from avatar_intake.sentences import film_content, picture_content, repairs, review_tasks
from avatar_intake.sentences.barriers import BARRIERS
from avatar_intake.sentences.job import ACCOUNT, FIELDS
from avatar_intake.sentences.keyring import KEYRING
from avatar_intake.sentences.materials import DOCUMENTS, VIDEO
from avatar_intake.sentences.message import Message, Text, Urgency
from avatar_intake.sentences.printed import PRINTED
from avatar_intake.sentences.repairs import REMEDY_WORDS
from avatar_intake.sentences.service import REVIEW, SERVICE
from avatar_intake.sentences.upload import COMPUTER, NETWORK, UPLOAD
from avatar_intake.sentences.words import (
    AHEAD,
    BEHIND,
    FIELD_WORDS,
    GOOD_LINE_OF_ANY_RULE,
    ROLE_WORDS,
    SHOWN_WORDS,
    STAGE_WORDS,
    TIME_UNITS,
    VALUE_WORDS,
)
from avatar_intake.sentences.words import GOOD_LINES as _GOOD_LINES_OF_FACTS

__all__ = [
    "ACTION_WORDS",
    "AHEAD",
    "BEHIND",
    "CAUSES",
    "CONTENT_RULES",
    "DOER_WORDS",
    "FAULT_WORDS",
    "FIELD_WORDS",
    "GOOD_LINES",
    "GOOD_LINE_OF_ANY_RULE",
    "LANGUAGES",
    "MESSAGES",
    "PRINTED",
    "REMEDY_WORDS",
    "ROLE_WORDS",
    "SHOWN_WORDS",
    "SOURCE",
    "STAGE_WORDS",
    "TIME_UNITS",
    "VALUE_WORDS",
    "Language",
    "Message",
    "Text",
    "Urgency",
    "every_english",
    "known_language",
    "said_in",
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

_WORDS = (
    *(GOOD_LINES, REMEDY_WORDS, ROLE_WORDS, FIELD_WORDS, VALUE_WORDS, STAGE_WORDS, SHOWN_WORDS),
    *(DOER_WORDS, ACTION_WORDS, FAULT_WORDS, PRINTED),
)


def every_english() -> list[str]:
    """Every English sentence once: what the table of a further language has as its keys."""
    lines = [line for message in MESSAGES.values() for line in message.en.lines if line]
    pairs = [pair for table in _WORDS for pair in table.values()]
    pairs += [GOOD_LINE_OF_ANY_RULE, AHEAD, BEHIND, *(words for _, words in TIME_UNITS)]
    return list(dict.fromkeys(lines + [en for _, en in pairs]))
