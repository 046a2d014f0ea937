"""Which page of the manual explains a widget. A part says it about itself; what is inside it inherits that."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from PySide6.QtWidgets import QWidget

_PROPERTY: Final = "manualTopic"


class Topic(StrEnum):
    """The pages, in the order of the manual's list; the value is the file's name."""

    START = "start"
    DESK = "desk"
    ACCOUNT = "account"
    JOB = "job"
    FILM = "film"
    DOCUMENTS = "documents"
    LETTER = "letter"
    EXTRAS = "extras"
    CHECKS = "checks"
    REPAIRS = "repairs"
    SEND = "send"
    UPLOAD = "upload"
    REVIEW = "review"
    PRIVACY = "privacy"
    TROUBLE = "trouble"


def explain(widget: QWidget, topic: Topic) -> None:
    """Say which page is about this widget and all in it."""
    widget.setProperty(_PROPERTY, topic.value)


def topic_of(widget: QWidget | None) -> Topic:
    """The page about a widget, or about the nearest thing around it; the first page where nothing says anything."""
    while widget is not None:
        said = widget.property(_PROPERTY)
        if said:
            return Topic(said)
        widget = widget.parentWidget()
    return Topic.START
