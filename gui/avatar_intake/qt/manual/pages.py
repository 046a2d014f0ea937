"""Reads a page of the manual with its pictures. Blocks: call it in a worker."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader, QPainter
from PySide6.QtSvg import QSvgRenderer

from avatar_intake.languages import SOURCE
from avatar_intake.qt.manual.topics import Topic
from avatar_intake.where import resources

_PICTURE: Final = re.compile(r"!\[[^\]]*\]\(([^)]+)\)")
# Between Chinese characters a line's end is no blank.
_LINE_END: Final = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])\n *(?=[\u3000-\u9fff\uff00-\uffef])")
_SCALE: Final = 2  # drawings are made with twice as many pixels, for dense screens


@dataclass(frozen=True, slots=True)
class ManualPage:
    """A page in one language: Markdown, and its pictures under the names that the text has for them."""

    topic: Topic
    markdown: str
    pictures: dict[str, QImage] = field(default_factory=dict)


def manual_folder() -> Path:
    """Where the pages are: a folder for each language, and one of pictures."""
    return resources() / "manual"


def read_page(topic: Topic, language: str) -> ManualPage:
    """A page in a language, else in English. Raises ``OSError`` where the program was not installed whole."""
    file = _file(topic, language)
    text = _LINE_END.sub("", file.read_text("utf-8"))
    names = _PICTURE.findall(text)
    return ManualPage(topic, text, {name: _picture(file.parent / name) for name in names})


def title_of(markdown: str) -> str:
    """The page's first heading."""
    return next((line[2:].strip() for line in markdown.splitlines() if line.startswith("# ")), "")


def read_titles(language: str) -> dict[Topic, str]:
    """The titles of all pages."""
    return {topic: title_of(_file(topic, language).read_text("utf-8")) for topic in Topic}


def _file(topic: Topic, language: str) -> Path:
    own = manual_folder() / language / f"{topic.value}.md"
    return own if own.exists() else manual_folder() / SOURCE / own.name


def _picture(path: Path) -> QImage:
    if path.suffix != ".svg":
        return QImageReader(str(path)).read()
    drawing = QSvgRenderer(str(path))
    size = drawing.defaultSize()
    picture = QImage(size * _SCALE, QImage.Format.Format_ARGB32_Premultiplied)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.render(painter)
    painter.end()
    picture.setDevicePixelRatio(_SCALE)
    return picture
