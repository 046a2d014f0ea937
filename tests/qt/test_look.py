"""The colours, the font, the style sheet and the icons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetrics, QImage
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from avatar_intake import where
from avatar_intake.qt.look import Look, set_kind

SCHEMES = ("light", "dark")
SURFACES = ("window", "card", "sidebar")


def _luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    """The contrast ratio of WCAG 2.2."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["text", "muted", "good", "warn", "bad", "accent"])
@pytest.mark.parametrize("surface", SURFACES)
def test_text_can_be_read_on_every_surface(look: Look, scheme: str, text: str, surface: str) -> None:
    look.apply(scheme)
    assert contrast(look.colour(text), look.colour(surface)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("accent_text", "accent"),
        ("accent_text", "accent_hover"),
        ("text", "hover"),
        ("text", "selection"),
        ("text", "accent_soft"),
        ("accent", "accent_soft"),
        ("good", "good_soft"),
        ("warn", "warn_soft"),
        ("bad", "bad_soft"),
        ("text", "bad_soft"),
        ("text", "warn_soft"),
        ("text", "good_soft"),
    ],
)
def test_text_can_be_read_on_tinted_surfaces(look: Look, scheme: str, text: str, surface: str) -> None:
    look.apply(scheme)
    assert contrast(look.colour(text), look.colour(surface)) >= 4.5


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("line", ["edge", "focus", "accent", "bad"])
def test_borders_and_focus_rings_can_be_seen(look: Look, scheme: str, line: str) -> None:
    look.apply(scheme)
    for surface in ("window", "card"):
        assert contrast(look.colour(line), look.colour(surface)) >= 3


def test_changing_the_scheme_says_so_once(look: Look, qtbot: QtBot) -> None:
    with qtbot.waitSignal(look.changed):
        look.apply("dark")
    assert look.is_dark
    with qtbot.assertNotEmitted(look.changed):
        look.apply("dark")
    look.apply("light")
    assert not look.is_dark


def test_an_unknown_scheme_means_the_systems(look: Look) -> None:
    look.apply("sepia")
    assert look.scheme == "system"


def test_an_unknown_colour_is_a_mistake(look: Look) -> None:
    with pytest.raises(KeyError):
        look.colour("mauve")


def test_the_palette_follows_so_that_the_toolkits_grey_is_never_seen(look: Look, qapp: QApplication) -> None:
    look.apply("dark")
    assert qapp.palette().window().color() == look.colour("window")
    assert "@" not in qapp.styleSheet()


def test_text_is_never_smaller_than_14_pixels(look: Look, qapp: QApplication) -> None:
    assert qapp.font().pixelSize() >= 14
    assert QFontMetrics(qapp.font()).height() >= 14


def test_a_kind_is_taken_by_the_style_sheet_at_once(look: Look, qtbot: QtBot) -> None:
    button = QPushButton("x")
    qtbot.addWidget(button)
    plain = button.sizeHint()
    set_kind(button, "primary")
    assert button.property("kind") == "primary"
    assert button.sizeHint() != plain


def test_titles_are_larger_than_text(look: Look, qtbot: QtBot) -> None:
    title, text = QLabel("x"), QLabel("x")
    qtbot.addWidget(title)
    qtbot.addWidget(text)
    set_kind(title, "title")
    assert title.sizeHint().height() > text.sizeHint().height() * 1.4


def _tones(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name()
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).alpha() == 255
    }


def test_an_icon_is_drawn_in_the_colour_that_was_asked_for(look: Look) -> None:
    tones = _tones(look.pixmap("upload", "good", 48).toImage())
    assert look.colour("good").name() in tones


def test_an_icon_changes_its_colour_with_the_scheme(look: Look) -> None:
    light = look.pixmap("upload", "text", 32).toImage()
    look.apply("dark")
    assert look.pixmap("upload", "text", 32).toImage() != light


def test_an_icon_is_sharp_on_a_fine_screen(look: Look) -> None:
    pixmap = look.pixmap("check", "text", 20, 2.0)
    assert pixmap.width() == 40
    assert pixmap.devicePixelRatio() == 2.0


def _icon_files() -> list[Path]:
    return sorted((where.resources() / "icons").glob("*.svg"))


@pytest.mark.parametrize("path", _icon_files(), ids=lambda path: path.stem)
def test_every_icon_draws_something(look: Look, path: Path) -> None:
    assert _tones(look.pixmap(path.stem, "text", 48).toImage())


def test_every_icon_that_is_named_in_the_code_exists(look: Look) -> None:
    names = {path.stem for path in _icon_files()}
    package = Path(where.__file__).parent / "qt"
    code = "\n".join(path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    asked = set(re.findall(r"\.(?:icon|pixmap)\(\"(\w+)\"", code))
    asked |= set(re.findall(r"IconLabel\([^,]+, \"(\w+)\"", code))
    assert asked
    assert asked <= names
