"""What a repair asks before it begins: which remedies, and for some of them more than a yes. Repairs nothing."""

from __future__ import annotations

import re
from functools import partial

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from avatar_intake.domain.media import Checked, Finding, LetterContent, PictureContent, Span
from avatar_intake.domain.repair import Offer, Remedy
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.widgets.corners import CornersEditor
from avatar_intake.qt.widgets.ends import EndsEditor, seconds_of
from avatar_intake.qt.wizard.page import label
from avatar_intake.qt.wizard.repair_words import consent_words, length_s, picture_size_px, remedy_words
from avatar_intake.qt.wording import Wording

_AT_AN_END_S = 1.0
_INSIDE = ((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94))
_CLOCK = re.compile(r"\d+(?::\d\d)+")


class Ask(QWidget):
    """Base of what stands on the first side of the dialog."""

    changed = Signal()
    unfolded = Signal(object)  # a widget that shall be seen

    def title(self, material: str) -> str:
        """What the dialog is about."""
        raise NotImplementedError

    def verb(self) -> str:
        """What its button does."""
        raise NotImplementedError

    def paths(self) -> tuple[str, ...]:
        """The files, in their order."""
        raise NotImplementedError

    def remedies(self) -> frozenset[Remedy]:
        """What is to be done."""
        raise NotImplementedError

    def keep(self) -> Span | None:
        """What is left of a film, ``None`` for all."""
        return None

    def corners_px(self) -> tuple[tuple[float, float], ...]:
        """Where a document's corners are, or nothing."""
        return ()

    def turn_deg(self) -> int:
        """By how much a picture is turned clockwise by the person's wish."""
        return 0

    def problem(self) -> str:
        """Why it cannot begin yet; empty when it can."""
        return ""


def _picture_content(checked: Checked) -> PictureContent | None:
    content = checked.content.picture if isinstance(checked.content, LetterContent) else checked.content
    return content if isinstance(content, PictureContent) else None


def seen_turn_deg(checked: Checked) -> int:
    """The turn clockwise that would make a card upright, as its check saw it."""
    content = _picture_content(checked)
    return content.turn_deg if content is not None else 0


def proposed_corners(checked: Checked) -> tuple[tuple[float, float], ...]:
    """Where the check saw the card's corners, as shares of the picture; else a little inside the picture's own."""
    content, (width_px, height_px) = _picture_content(checked), picture_size_px(checked)
    if content is None or content.card is None or not width_px or not height_px:
        return _INSIDE
    seen = content.card.corners_px
    return tuple((min(max(x / width_px, 0.0), 1.0), min(max(y / height_px, 0.0), 1.0)) for x, y in seen)


def proposed_keep(checked: Checked) -> Span:
    """What would be left of a film: without what was found at its very ends, and no longer than it may be."""
    whole_s = length_s(checked)
    begin_s, end_s = 0.0, whole_s
    for finding in checked.findings:
        for span in finding.spans:
            if span.start_s <= _AT_AN_END_S and span.end_s < whole_s / 2:
                begin_s = max(begin_s, span.end_s)
            elif span.end_s >= whole_s - _AT_AN_END_S and span.start_s > whole_s / 2:
                end_s = min(end_s, span.start_s)
    longest_s = _longest_s(checked)
    if longest_s is not None and end_s - begin_s > longest_s:
        end_s = begin_s + longest_s
    return Span(begin_s, end_s)


def _longest_s(checked: Checked) -> float | None:
    """The most that the rule of the length allows, as it was told."""
    told = next((finding.needed for finding in checked.findings if finding.rule == "video-duration"), "")
    lengths = [seconds_of(text) or 0.0 for text in _CLOCK.findall(told)]
    return max(lengths, default=None)


class RemedyAsk(Ask):
    """A line for each remedy; what needs consent is never ticked beforehand."""

    def __init__(
        self, look: Look, wording: Wording, checked: Checked, offers: tuple[Offer, ...], chosen: frozenset[Remedy]
    ) -> None:
        super().__init__()
        self._look = look
        self._wording = wording
        self._checked = checked
        self._offers = offers
        asked = {offer.remedy for offer in offers if offer.needs_consent}
        self._rows = {remedy: _Row(remedy in asked) for remedy in dict.fromkeys(offer.remedy for offer in offers)}
        self._ends: EndsEditor | None = None
        self._corners: CornersEditor | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        for remedy, row in self._rows.items():
            row.setObjectName(f"remedyRow_{remedy.value}")
            row.box.setObjectName(f"remedy_{remedy.value}")
            row.box.setChecked(remedy in chosen and remedy not in asked)
            row.box.toggled.connect(partial(self._on_toggled, remedy))
            self._add_editor(remedy, row)
            row.show_details(is_shown=row.box.isChecked())
            column.addWidget(row)
        column.addStretch(1)
        self.retranslate()

    @property
    def needs_picture(self) -> bool:
        """Whether a picture is wanted for the corners."""
        return self._corners is not None

    def show_picture(self, picture: bytes) -> None:
        """The picture whose corners are asked for."""
        if self._corners is not None:
            self._corners.show_picture(picture)

    def title(self, material: str) -> str:
        """What the dialog is about."""
        return self.tr("Repair: {material}").format(material=material)

    def verb(self) -> str:
        """What its button does."""
        return self.tr("Repair")

    def paths(self) -> tuple[str, ...]:
        """The one file."""
        return (self._checked.path,)

    def remedies(self) -> frozenset[Remedy]:
        """What is ticked."""
        return frozenset(remedy for remedy, row in self._rows.items() if row.box.isChecked())

    def keep(self) -> Span | None:
        """What is left after trimming, if that is wanted."""
        if self._ends is None or Remedy.TRIM not in self.remedies():
            return None
        return Span(self._ends.begin_s, self._ends.end_s)

    def corners_px(self) -> tuple[tuple[float, float], ...]:
        """The corners in pixels, if they are wanted."""
        if self._corners is None or Remedy.CORNERS not in self.remedies():
            return ()
        return self._corners.corners_px(*picture_size_px(self._checked))

    def turn_deg(self) -> int:
        """The turn that was seen to be needed, if turning was said yes to."""
        row = self._rows.get(Remedy.UPRIGHT)
        return seen_turn_deg(self._checked) if row is not None and row.is_asked and row.box.isChecked() else 0

    def problem(self) -> str:
        """Why it cannot begin yet."""
        remedies = self.remedies()
        if not remedies:
            return self.tr("Nothing is chosen yet. Tick what is to be done.")
        if remedies == {Remedy.TRIM} and self._ends is not None and self._ends.is_whole:
            return self.tr("Nothing would be left out. Change where the film begins or ends.")
        return ""

    def retranslate(self) -> None:
        """Take the words anew."""
        for remedy, row in self._rows.items():
            text = remedy_words(remedy)
            row.box.setText(text)
            row.box.setAccessibleName(text)
            titles = self.tr(", ").join(dict.fromkeys(self._titles(remedy)))
            why = self.tr("For: {titles}").format(titles=titles) if titles else ""
            row.show_words(why, consent_words(remedy) if row.is_asked else "")

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _titles(self, remedy: Remedy) -> list[str]:
        rules = {offer.rule for offer in self._offers if offer.remedy is remedy}
        found: list[Finding] = [finding for finding in self._checked.findings if finding.rule in rules]
        return [self._wording.finding(finding).title for finding in found]

    def _add_editor(self, remedy: Remedy, row: _Row) -> None:
        if remedy is Remedy.TRIM:
            self._ends = EndsEditor(self._look)
            keep = proposed_keep(self._checked)
            self._ends.show_film(length_s(self._checked), keep.start_s, keep.end_s)
            self._ends.changed.connect(self.changed)
            row.add_editor(self._ends)
        elif remedy is Remedy.CORNERS:
            self._corners = CornersEditor(self._look)
            self._corners.setMinimumHeight(28 * SPACE)
            self._corners.show_corners(proposed_corners(self._checked))
            self._corners.changed.connect(self.changed)
            row.add_editor(self._corners)

    def _on_toggled(self, remedy: Remedy, is_checked: bool) -> None:
        row = self._rows[remedy]
        row.show_details(is_shown=is_checked)
        if is_checked and row.has_editor:
            self.unfolded.emit(row)
        self.changed.emit()


class _Row(QWidget):
    """A box to tick, why, what to know before, and an editor where more is asked."""

    def __init__(self, is_asked: bool) -> None:
        super().__init__()
        self.is_asked = is_asked
        self.box = QCheckBox()
        self._why = label("small")
        self._consent = label("warn")
        self._details = QWidget()
        self._details.hide()
        self.has_editor = False
        self._inside = QVBoxLayout(self._details)
        self._inside.setContentsMargins(0, SPACE // 2, 0, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.box)
        inner = QVBoxLayout()
        inner.setContentsMargins(30, 0, 0, 0)
        inner.setSpacing(2)
        for widget in (self._why, self._consent, self._details):
            inner.addWidget(widget)
        column.addLayout(inner)

    def show_words(self, why: str, consent: str) -> None:
        """Say these, or nothing for an empty text."""
        for text, words in ((self._why, why), (self._consent, consent)):
            text.setText(words)
            text.setVisible(bool(words))
        self.box.setAccessibleDescription(f"{why} {consent}".strip())

    def add_editor(self, editor: QWidget) -> None:
        """What is asked once the box is ticked."""
        self.has_editor = True
        self._inside.addWidget(editor)

    def show_details(self, *, is_shown: bool) -> None:
        """Show the editor, if there is one."""
        self._details.setVisible(is_shown and self.has_editor)
