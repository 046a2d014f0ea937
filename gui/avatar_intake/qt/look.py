"""How everything looks: two sets of colours, one style sheet, icons in the right colour. Knows no window.

Own colours and an own style sheet over Fusion, because the toolkit's dark mode does nothing on a plain X server.
"""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontInfo, QGuiApplication, QIcon, QPainter, QPalette, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from avatar_intake.qt.style_sheet import filled_in
from avatar_intake.where import resources

SPACE: Final = 8  # logical pixels: every margin and gap is a multiple of it
CONTROL_HEIGHT: Final = 36
_LEAST_TEXT_PX: Final = 14

# Text reaches 4.5:1 and what can be operated 3:1 on the surfaces it stands on (WCAG 1.4.3, 1.4.11): a test computes it.
_LIGHT: Final = {
    "window": "#f4f6fb",
    "card": "#ffffff",
    "sidebar": "#e9edf7",
    "text": "#182034",
    "muted": "#566079",
    "line": "#dde2ee",
    "edge": "#7d87a1",  # the border of what can be operated
    "accent": "#3451c6",
    "accent_hover": "#2842ad",
    "accent_text": "#ffffff",
    "accent_soft": "#e6ebfc",
    "good": "#0f7a4f",
    "good_soft": "#e3f5ec",
    "warn": "#8f5600",
    "warn_soft": "#fdf1dc",
    "bad": "#bd2333",
    "bad_soft": "#fdeaec",
    "focus": "#3451c6",
    "hover": "#eef1f9",
    "disabled": "#9aa2b5",
    "selection": "#d5defa",
}
_DARK: Final = {
    "window": "#12151f",
    "card": "#1b2030",
    "sidebar": "#171b28",
    "text": "#e9ecf5",
    "muted": "#a5aec3",
    "line": "#2c3347",
    "edge": "#737e99",
    "accent": "#8fa6ff",
    "accent_hover": "#a9baff",
    "accent_text": "#10162b",
    "accent_soft": "#272f4e",
    "good": "#62d3a0",
    "good_soft": "#173327",
    "warn": "#f2bc5c",
    "warn_soft": "#372b15",
    "bad": "#ff8f98",
    "bad_soft": "#3d2026",
    "focus": "#a9baff",
    "hover": "#252b3f",
    "disabled": "#666f85",
    "selection": "#34406e",
}

# Where the system has no better opinion than its fallback, the first of these that is installed is used.
_DULL_FAMILIES: Final = ("DejaVu Sans", "Bitstream Vera Sans", "Sans Serif", "")
_LATIN_FAMILIES: Final = ("Inter", "Noto Sans", "Open Sans", "Cantarell", "Ubuntu", "WenQuanYi Micro Hei")
_CHINESE_FAMILIES: Final = (
    "PingFang SC", "Microsoft YaHei UI", "Microsoft YaHei", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC",
    "WenQuanYi Micro Hei", "WenQuanYi Zen Hei",
)  # fmt: skip


def set_kind(widget: QWidget, kind: str) -> None:
    """Give ``widget`` one of the style sheet's kinds (`primary`, `title`, `card`, …) and let it be drawn anew."""
    if widget.property("kind") == kind:
        return
    widget.setProperty("kind", kind)
    restyle(widget)


def restyle(widget: QWidget) -> None:
    """Let the style sheet look at a widget's properties again; one that was never shown is not dressed yet."""
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        widget.style().unpolish(widget)
        widget.style().polish(widget)
        widget.update()


class Look(QObject):
    """The colours, the font and the style sheet of the whole program; one object, made by the composition root.

    `changed` is emitted after the colours have changed: whoever paints by hand or holds icons takes them anew.
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._icons = resources() / "icons"
        self._sources: dict[str, bytes] = {}
        self._pixmaps: dict[tuple[str, str, int], QPixmap] = {}
        self._scheme = "system"
        self._is_dark = False
        app.setStyle("Fusion")
        app.setFont(_app_font(app.font()))
        self.text_px = app.font().pixelSize()
        app.styleHints().colorSchemeChanged.connect(self._on_system_scheme_changed)
        self._paint()

    @property
    def scheme(self) -> str:
        """What was asked for: ``system``, ``light`` or ``dark``."""
        return self._scheme

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self._is_dark

    def apply(self, scheme: str) -> None:
        """Use the ``light`` or the ``dark`` colours, or with ``system`` whatever the desktop uses."""
        self._scheme = scheme if scheme in ("light", "dark") else "system"
        is_dark = self._scheme == "dark" or (self._scheme == "system" and _system_is_dark())
        if is_dark != self._is_dark:
            self._is_dark = is_dark
            self._paint()
            self.changed.emit()

    def colour(self, name: str) -> QColor:
        """One colour by its name; an unknown name is a `KeyError`."""
        return QColor((_DARK if self._is_dark else _LIGHT)[name])

    def icon(self, name: str, colour: str = "text", size_px: int = 20) -> QIcon:
        """A line icon of resources/icons in one of our colours, sharp up to 300 % scale."""
        icon = QIcon()
        for scale in (1, 2, 3):
            icon.addPixmap(self._drawn(name, colour, size_px * scale))
            icon.addPixmap(self._drawn(name, "disabled", size_px * scale), QIcon.Mode.Disabled)
        return icon

    def pixmap(self, name: str, colour: str = "text", size_px: int = 20, ratio: float = 1.0) -> QPixmap:
        """The same as a picture for a label or a painter; ``ratio`` is the screen's device pixel ratio."""
        pixmap = QPixmap(self._drawn(name, colour, round(size_px * ratio)))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def app_icon(self) -> QIcon:
        """The program's own mark."""
        return QIcon(str(self._icons / "avatar_intake.svg"))

    def title_font(self, ratio: float = 1.5) -> QFont:
        """The program's font, larger by ``ratio`` and a little heavier."""
        font = QFont(self._app.font())
        font.setPixelSize(round(self.text_px * ratio))
        font.setWeight(QFont.Weight.Bold)
        return font

    # --- inside -----------------------------------------------------------------------------------

    def _drawn(self, name: str, colour: str, size_px: int) -> QPixmap:
        tone = self.colour(colour).name()
        key = (name, tone, size_px)
        if key not in self._pixmaps:
            self._pixmaps[key] = _render(self._source(name), tone, size_px)
        return self._pixmaps[key]

    def _source(self, name: str) -> bytes:
        if name not in self._sources:
            self._sources[name] = (self._icons / f"{name}.svg").read_bytes()
        return self._sources[name]

    def _paint(self) -> None:
        colours = _DARK if self._is_dark else _LIGHT
        self._app.setPalette(_palette(colours))
        marks = {
            mark: (self._icons / f"mark_{mark}_{'dark' if self._is_dark else 'light'}.svg").as_posix()
            for mark in ("check", "dot", "down")
        }
        self._app.setStyleSheet(_style_sheet(colours, marks, self.text_px))

    def _on_system_scheme_changed(self) -> None:
        if self._scheme == "system":
            self.apply("system")


def _system_is_dark() -> bool:
    return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _app_font(system: QFont) -> QFont:
    """The system's font with Chinese families behind it, never smaller than 14 logical pixels."""
    installed = set(QFontDatabase.families())
    own = QFontInfo(system).family()
    first = own
    if own in _DULL_FAMILIES:
        first = next((family for family in _LATIN_FAMILIES if family in installed), own)
    chinese = [family for family in _CHINESE_FAMILIES if family in installed and family != first]
    font = QFont(system)
    font.setFamilies([first, *chinese])
    font.setPixelSize(max(_LEAST_TEXT_PX, QFontInfo(system).pixelSize()))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font


def _render(source: bytes, tone: str, size_px: int) -> QPixmap:
    from PySide6.QtSvg import QSvgRenderer

    renderer = QSvgRenderer(QByteArray(source.replace(b"currentColor", tone.encode())))
    pixmap = QPixmap(QSize(size_px, size_px))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    return pixmap


def _palette(colours: dict[str, str]) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    by_role = {
        role.Window: "window", role.WindowText: "text", role.Base: "card", role.AlternateBase: "hover",
        role.Text: "text", role.PlaceholderText: "muted", role.Button: "card", role.ButtonText: "text",
        role.BrightText: "bad", role.ToolTipBase: "text", role.ToolTipText: "card", role.Highlight: "selection",
        role.HighlightedText: "text", role.Link: "accent", role.LinkVisited: "accent", role.Accent: "accent",
        role.Mid: "line", role.Midlight: "hover", role.Light: "card", role.Dark: "edge", role.Shadow: "line",
    }  # fmt: skip
    for where, name in by_role.items():
        palette.setColor(where, QColor(colours[name]))
    for where in (role.WindowText, role.Text, role.ButtonText, role.PlaceholderText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(colours["disabled"]))
    return palette


def _style_sheet(colours: dict[str, str], marks: dict[str, str], text_px: int) -> str:
    values = colours | {f"mark_{name}": path for name, path in marks.items()}
    values |= {
        "title_px": str(round(text_px * 1.7)),
        "subtitle_px": str(round(text_px * 1.15)),
        "small_px": str(max(12, round(text_px * 0.9))),
        "control_px": str(CONTROL_HEIGHT - 4),
    }
    return filled_in(values)
