"""What all pages have: a heading, the mark of a rehearsal, room for the content, the list of what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget, QWizardPage

from avatar_intake.domain.intake import Role
from avatar_intake.errors import IntakeError
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.manual.topics import Topic, explain
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.workbench import PageId

_KEY: Final = re.compile(r"\(&\w\)")
_TOPICS: Final = {
    PageId.ACCOUNT: Topic.ACCOUNT,
    PageId.JOB: Topic.JOB,
    PageId.VIDEO: Topic.FILM,
    PageId.DOCUMENTS: Topic.DOCUMENTS,
    PageId.EXTRAS: Topic.EXTRAS,
    PageId.REVIEW: Topic.SEND,
    PageId.UPLOAD: Topic.UPLOAD,
    PageId.SUBMIT: Topic.UPLOAD,
    PageId.DONE: Topic.REVIEW,
}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something without which a page cannot be left: its words, and where the focus goes."""

    words: str
    widget: QWidget


@dataclass(frozen=True, slots=True)
class Heading:
    """A page's title and the one sentence under it."""

    title: str
    subtitle: str


def without_key(text: str) -> str:
    """A button's words without the mark of its key, as a screen reader says them.

    >>> without_key("&Next"), without_key("下一步(&N)")
    ('Next', '下一步')
    """
    return _KEY.sub("", text).replace("&", "")


def card(*, spacing: int = SPACE) -> tuple[QFrame, QVBoxLayout]:
    """A panel that groups what belongs together, and its column."""
    frame = QFrame()
    set_kind(frame, "card")
    column = QVBoxLayout(frame)
    column.setContentsMargins(2 * SPACE, 2 * SPACE, 2 * SPACE, 2 * SPACE)
    column.setSpacing(spacing)
    return frame, column


def label(kind: str = "", *, wraps: bool = True) -> QLabel:
    """A label of a kind, for plain text."""
    text = QLabel()
    text.setTextFormat(Qt.TextFormat.PlainText)
    text.setWordWrap(wraps)
    if kind:
        set_kind(text, kind)
    return text


def scrolling(widget: QWidget) -> QScrollArea:
    """Room for a list that may be longer than a page, which itself never scrolls."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(widget)
    return area


class Page(QWizardPage):
    """Base of the pages. *Next* always works: what is missing is listed, and the focus goes to the first of it."""

    page_wanted = Signal(int)  # an *Edit* link

    def __init__(self, bench: Bench, page_id: PageId) -> None:
        super().__init__()
        self.bench = bench
        self.page_id = page_id
        self.setObjectName(f"page{page_id.name.title()}")
        explain(self, _TOPICS[page_id])
        self._heading = label("title")
        self._subheading = label("muted")
        self._rehearsal = label("rehearsal", wraps=False)
        self._rehearsal.setObjectName("rehearsalMark")
        self.body = QVBoxLayout()
        self.body.setSpacing(2 * SPACE)
        self._alert = Banner(bench.workbench.look)
        self._alert.setObjectName("saveAlert")
        self._missing_icon = IconLabel(bench.workbench.look, size_px=20)
        self._missing_words = label("bad")
        self._missing_words.setObjectName("missingWords")
        self._lay_out()
        bench.draft.changed.connect(self._on_draft_changed)
        bench.draft.save_failed.connect(self._on_save_failed)
        bench.draft.saved.connect(self._alert.clear)
        self._alert.action_requested.connect(self._on_save_again)

    # --- for the pages ----------------------------------------------------------------------------

    def heading(self) -> Heading:
        """The page's words at its top."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Take all words anew."""
        heading = self.heading()
        self._heading.setText(heading.title)
        self._subheading.setText(heading.subtitle)
        self.setAccessibleName(heading.title)
        self.setAccessibleDescription(heading.subtitle)
        self._rehearsal.setText(self.tr("Rehearsal — nothing leaves this computer"))
        self._rehearsal.setVisible(self.bench.draft.intake.service.is_practice)
        if self._missing_words.text():
            self.show_missing(self.missing())
        if self.bench.draft.save_error is not None:
            self._on_save_failed(self.bench.draft.save_error)

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        return ()

    def first_stop(self) -> QWidget | None:
        """The first widget of the page at which the Tab key would stop; `QWizard` itself also takes hidden ones."""
        widget = self.nextInFocusChain()
        while widget is not None and widget is not self:
            can_stop = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.isEnabled()
            if can_stop and widget.isVisible() and self.isAncestorOf(widget):
                return widget
            widget = widget.nextInFocusChain()
        return None

    def show_missing(self, missing: tuple[Missing, ...]) -> None:
        """List what is missing beside the buttons; nothing for an empty list."""
        text = ""
        if missing:
            text = self.tr("Still missing: {things}").format(things=self.tr(", ").join(item.words for item in missing))
        self._missing_words.setText(text)
        self._missing_icon.show_icon("error" if missing else "", "bad")
        self._foot.setProperty("severity", "bad")
        set_kind(self._foot, "banner" if missing else "")

    # --- of QWizardPage ---------------------------------------------------------------------------

    def validatePage(self) -> bool:
        """Whether the page may be left; if not, what is missing is shown."""
        missing = self.missing()
        self.show_missing(missing)
        if missing:
            missing[0].widget.setFocus(Qt.FocusReason.OtherFocusReason)
            announcement = QAccessibleAnnouncementEvent(self, self._missing_words.text())
            QAccessible.updateAccessibility(announcement)
        return not missing

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        self.show_missing(())
        self.retranslate()

    def cleanupPage(self) -> None:
        """Keep everything when the page is left backwards."""

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(self._heading, 1)
        head.addWidget(self._rehearsal, 0, Qt.AlignmentFlag.AlignVCenter)
        self._foot = QFrame()
        foot = QHBoxLayout(self._foot)
        foot.setContentsMargins(SPACE + 4, SPACE // 2, SPACE + 4, SPACE // 2)
        foot.setSpacing(SPACE)
        foot.addWidget(self._missing_icon)
        foot.addWidget(self._missing_words, 1)
        # Its room is kept free, so that nothing moves when it appears.
        self._foot.setMinimumHeight(4 * SPACE)
        column = QVBoxLayout(self)
        column.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._subheading)
        column.addSpacing(SPACE + 4)
        column.addWidget(self._alert)
        content = QWidget()
        content.setLayout(self.body)
        self.body.setContentsMargins(0, 0, 0, 0)
        # At its ordinary size no page scrolls; with a very large font a bar is better than words cut off.
        self.room = scrolling(content)
        self.room.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.room.setObjectName("pageRoom")
        column.addWidget(self.room, 1)
        column.addSpacing(SPACE)
        column.addWidget(self._foot)
        column.addSpacing(SPACE)

    def _on_save_failed(self, error: IntakeError) -> None:
        self._alert.show_notice(self.bench.wording.error(error, (self.tr("Try again"),)))

    def _on_save_again(self, _key: object) -> None:
        self.bench.draft.flush()

    def _on_draft_changed(self) -> None:
        self._rehearsal.setVisible(self.bench.draft.intake.service.is_practice)
        if self._missing_words.text():
            self.show_missing(self.missing())


def missing_material(page: Page, role: Role, widget: QWidget) -> tuple[Missing, ...]:
    """What stands in the way of a needed file: that it is not there, or that its check found an error."""
    word = page.bench.wording.role(role)
    if not page.bench.draft.path(role):
        return (Missing(word, widget),)
    return refused_material(page, role, widget)


def refused_material(page: Page, role: Role, widget: QWidget) -> tuple[Missing, ...]:
    """The same for a file that may be left out."""
    item = page.bench.checks.result(role)
    if item is None or not item.has_errors:
        return ()
    word = page.bench.wording.role(role)
    words = QCoreApplication.translate("Page", "another file for: {material}").format(material=word)
    return (Missing(words, widget),)
