"""What is said about repairs."""

from __future__ import annotations

from avatar_intake.sentences.message import Message

MESSAGES: tuple[Message, ...] = ()
