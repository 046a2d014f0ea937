"""What is said about what pictures and letters show."""

from __future__ import annotations

from avatar_intake.sentences.message import Message

MESSAGES: tuple[Message, ...] = ()

# The entry of each rule, and what a good line says.
RULES: dict[str, str] = {}
GOOD_LINES: dict[str, tuple[str, str]] = {}
