"""One material on a page: where its file is chosen, and what its check says. Checks nothing itself."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum, auto
from functools import partial
from typing import Final

from PySide6.QtCore import QCoreApplication, QEvent, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import (
    ArchiveFacts,
    Checked,
    Finding,
    LetterFacts,
    MediaFacts,
    PictureFacts,
    Severity,
)
from avatar_intake.domain.repair import Remedy
from avatar_intake.errors import IntakeError
from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.drop_area import DropArea, DropWords, Shape
from avatar_intake.qt.widgets.marks import place_text
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import scrolling
from avatar_intake.qt.wizard.page_order import open_join, pages_dialog, photos_of
from avatar_intake.qt.wizard.repair_dialog import open_repair
from avatar_intake.qt.wizard.repair_words import estimate_words

_VIDEO_SUFFIXES: Final = ("mp4", "mov", "m4v", "mkv", "avi", "webm", "mts", "m2ts")
_PICTURE_SUFFIXES: Final = ("jpg", "jpeg", "png", "webp", "heic", "heif", "bmp", "tif", "tiff")

# What is let in is wider than what is accepted: the check says what a wrong file is and what it should be.
SUFFIXES: Final = {
    Role.TRAINING_VIDEO: _VIDEO_SUFFIXES,
    Role.ACTION_VIDEO: _VIDEO_SUFFIXES,
    Role.AUDIO: ("zip",),
    Role.COVER: _PICTURE_SUFFIXES,
    Role.ID_CARD_IMAGE1: _PICTURE_SUFFIXES,
    Role.ID_CARD_IMAGE2: _PICTURE_SUFFIXES,
    Role.GRANT_FILE: ("pdf", *_PICTURE_SUFFIXES),
    Role.PRE_BEAUTY_IMAGE: _PICTURE_SUFFIXES,
    Role.POST_BEAUTY_IMAGE: _PICTURE_SUFFIXES,
}
_NAMES: Final = {
    Role.TRAINING_VIDEO: "trainingVideo",
    Role.ACTION_VIDEO: "actionVideo",
    Role.AUDIO: "voiceRecording",
    Role.COVER: "cover",
    Role.ID_CARD_IMAGE1: "idCardPortrait",
    Role.ID_CARD_IMAGE2: "idCardEmblem",
    Role.GRANT_FILE: "letter",
    Role.PRE_BEAUTY_IMAGE: "preBeauty",
    Role.POST_BEAUTY_IMAGE: "postBeauty",
}


def kinds_word(role: Role) -> str:
    """The kinds of file that the service takes for a role."""
    translate = QCoreApplication.translate
    if role.is_multipart:
        return str(translate("Material", "MP4 video"))
    if role is Role.AUDIO:
        return str(translate("Material", "ZIP file"))
    if role is Role.GRANT_FILE:
        return str(translate("Material", "PDF, JPG or PNG"))
    if role in (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2):
        return str(translate("Material", "JPG or PNG picture"))
    return str(translate("Material", "JPG, PNG or WebP picture"))


def detail_of(item: Checked) -> str:
    """The facts that a person recognises a file by: its length and its size."""
    facts = item.facts
    if isinstance(facts, MediaFacts):
        width, height = facts.shown_size_px
        return f"{wording.clock(facts.duration_s)} · {width}×{height} · {wording.size(facts.size_bytes)}"
    if isinstance(facts, PictureFacts):
        return f"{facts.width_px}×{facts.height_px} · {wording.size(facts.size_bytes)}"
    if isinstance(facts, LetterFacts | ArchiveFacts):
        return wording.size(facts.size_bytes)
    return ""


class _Do(Enum):
    """What a line's links do."""

    REPAIR = auto()
    SHOW = auto()


def _places(finding: Finding) -> str:
    """Where it is; of several places the first."""
    first = finding.spans[0] if finding.spans else None
    more = "…" if len(finding.spans) > 1 else ""
    return place_text(first.start_s, first.end_s) + more if first else ""


class MaterialPanel(QWidget):
    """A drop area and the checklist under it, for one role of the draft."""

    checked = Signal()
    place_wanted = Signal(float)  # a time in the film, seconds

    def __init__(self, bench: Bench, role: Role, shape: Shape, columns: int = 1) -> None:
        super().__init__()
        self._bench = bench
        self._role = role
        look = bench.workbench.look
        self.drop = DropArea(look, SUFFIXES[role], icon=wording.ROLE_ICONS[role], shape=shape)
        self.drop.set_several(takes_several=role is Role.GRANT_FILE)
        self.drop.setObjectName(f"{_NAMES[role]}Drop")
        self.checklist = Checklist(look, columns)
        self.checklist.setObjectName(f"{_NAMES[role]}Checks")
        self.repair_all, self.go_back, self.add_pages = QPushButton(), QPushButton(), QPushButton()
        self.repair_all.setObjectName(f"{_NAMES[role]}RepairAll")
        self.go_back.setObjectName(f"{_NAMES[role]}GoBack")
        self.add_pages.setObjectName(f"{_NAMES[role]}AddPages")
        for link in (self.go_back, self.add_pages):
            set_kind(link, "link")
        self._hint = ""
        self._error: IntakeError | None = None
        self._build()
        self._connect()

    def set_hint(self, hint: str) -> None:
        """The advice that stands in the empty area."""
        self._hint = hint
        self.retranslate()

    def focus_button(self) -> QWidget:
        """Where the focus goes when the file is missing."""
        return self.drop.focus_button()

    def retranslate(self) -> None:
        """Take the words anew."""
        words = self._bench.wording
        self.drop.set_words(DropWords(words.role(self._role), self._hint, kinds_word(self._role)))
        self.checklist.setAccessibleName(self.tr("Checks: {material}").format(material=words.role(self._role)))
        self._show()

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE + 4)
        column.addWidget(self.drop)
        links = QHBoxLayout()
        links.setSpacing(SPACE)
        links.addWidget(self.go_back)
        links.addWidget(self.add_pages)
        links.addStretch(1)
        column.addLayout(links)
        column.addWidget(self.repair_all)
        column.addWidget(scrolling(self.checklist), 1)

    def _connect(self) -> None:
        self.drop.chosen.connect(self._on_chosen)
        self.drop.cleared.connect(self._on_cleared)
        self.drop.folder_used.connect(partial(self._bench.preferences.use_folder, self._role))
        self.drop.dialog_wanted.connect(self._on_dialog_wanted)
        self.drop.several_chosen.connect(self._on_several)
        self.checklist.action_requested.connect(self._on_action)
        self.checklist.place_requested.connect(self._on_place)
        self.repair_all.clicked.connect(self._on_repair_all)
        self.go_back.clicked.connect(self._on_go_back)
        self.add_pages.clicked.connect(self._on_add_pages)
        self._bench.repairs.changed.connect(self._on_offers)
        self._bench.draft.changed.connect(self._on_draft_changed)
        self._bench.checks.started.connect(self._on_check_started)
        self._bench.checks.done.connect(self._on_check_done)
        self._bench.checks.failed.connect(self._on_check_failed)

    def _show(self) -> None:
        path = self._bench.draft.path(self._role)
        item = self._bench.checks.result(self._role)
        if path != self.drop.path or not self.drop.refusal:
            self.drop.show_path(path, detail_of(item) if item else "")
        if not path:
            self.checklist.clear()
        elif self._bench.checks.is_running(self._role):
            self.checklist.show_notices((Notice(Tone.WAITING, self.tr("Looking at the file…")),))
        elif item is not None:
            self.checklist.show_notices(tuple(self._line(finding) for finding in item.findings))
        elif self._error is not None:
            again = (self.tr("Check again"),)
            self.checklist.show_notices((self._bench.wording.error(self._error, again),))
        self._show_repairs()

    def _show_repairs(self) -> None:
        outlook = self._bench.repairs.outlook(self._role)
        text = full = self.tr("Repair everything")
        if outlook.plan is not None:
            time = estimate_words(outlook.plan.estimate_s)
            full = self.tr("Repair everything that can be repaired ({time})").format(time=time)
        word = self._bench.wording.role(self._role)
        # Where three panels stand side by side there is room for two words; pictures take no time worth telling.
        self.repair_all.setText(full if self._role.is_multipart else text)
        self.repair_all.setToolTip(full)
        self.repair_all.setVisible(outlook.plan is not None)
        self.go_back.setText(self.tr("Back to the original"))
        self.go_back.setVisible(bool(self._bench.repairs.original_of(self._role)))
        self.add_pages.setText(self.tr("Add pages…"))
        is_photo = bool(photos_of((self._bench.draft.path(self._role),)))
        self.add_pages.setVisible(self._role is Role.GRANT_FILE and is_photo)
        self.repair_all.setAccessibleName(f"{word}: {full}")
        for link in (self.go_back, self.add_pages):
            link.setAccessibleName(f"{word}: {link.text()}")

    def _line(self, finding: Finding) -> Notice:
        texts = {
            _Do.REPAIR: self.tr("Repair"),
            _Do.SHOW: self.tr("Show {place}").format(place=_places(finding)),
        }
        actions = tuple(texts[do] for do in self._doings(finding))
        return replace(self._bench.wording.finding(finding), actions=actions)

    def _doings(self, finding: Finding) -> tuple[_Do, ...]:
        """What can be done about a finding, in the order of its links."""
        if finding.severity is Severity.OK:
            return ()
        can_repair = bool(self._bench.repairs.outlook(self._role).for_rule(finding.rule))
        return (*((_Do.REPAIR,) if can_repair else ()), *((_Do.SHOW,) if finding.spans else ()))

    def _on_chosen(self, path: str) -> None:
        if path == self._bench.draft.path(self._role):
            self._bench.checks.retry(self._role)
        self._bench.draft.set_material(self._role, path)

    def _on_cleared(self) -> None:
        self._bench.draft.set_material(self._role, "")
        self._show()

    def _on_dialog_wanted(self) -> None:
        self.drop.set_folder(self._bench.preferences.folder_for(self._role))

    def _on_several(self, paths: list[str]) -> None:
        open_join(self._bench, tuple(paths), self.window())

    def _on_add_pages(self) -> None:
        folder = self._bench.preferences.folder_for(self._role)
        dialog = pages_dialog(self.window(), self.add_pages.text(), folder)
        dialog.filesSelected.connect(self._on_more_pages)
        dialog.open()

    def _on_more_pages(self, paths: list[str]) -> None:
        open_join(self._bench, (self._bench.draft.path(self._role), *paths), self.window())

    def _on_action(self, key: object, number: int) -> None:
        if not isinstance(key, Finding):
            self._bench.checks.retry(self._role)
        elif self._doings(key)[number] is _Do.REPAIR:
            self._repair(self._bench.repairs.outlook(self._role).for_rule(key.rule))
        else:
            self._on_place(key)

    def _on_place(self, key: object) -> None:
        if isinstance(key, Finding) and key.spans:
            self.place_wanted.emit((key.spans[0].start_s + key.spans[0].end_s) / 2)

    def _on_repair_all(self) -> None:
        self._repair(self._bench.repairs.outlook(self._role).unasked, is_everything=True)

    def _repair(self, remedies: frozenset[Remedy], *, is_everything: bool = False) -> None:
        open_repair(self._bench, self._role, remedies, self.window(), is_everything=is_everything)

    def _on_go_back(self) -> None:
        self._bench.repairs.go_back(self._role)

    def _on_offers(self, role: Role) -> None:
        if role is self._role:
            self._show()

    def _on_draft_changed(self) -> None:
        if self._bench.draft.path(self._role) != self.drop.path:
            self._error = None
            self._show()

    def _on_check_started(self, role: Role) -> None:
        if role is self._role:
            self._error = None
            self._show()

    def _on_check_done(self, role: Role) -> None:
        if role is self._role:
            self._show()
            self._announce(self._result_words())
            self.checked.emit()

    def _on_check_failed(self, role: Role, error: IntakeError) -> None:
        if role is self._role:
            self._error = error
            self._show()
            self._announce(self._bench.wording.error(error).title)

    def _result_words(self) -> str:
        """What a check has come to, in one sentence: what is wrong, or that nothing is."""
        item = self._bench.checks.result(self._role)
        open_lines = [finding for finding in item.findings if finding.severity is not Severity.OK] if item else []
        titles = [self._bench.wording.finding(finding).title for finding in open_lines]
        return self.tr("; ").join(titles) or self.tr("All checks passed")

    def _announce(self, words: str) -> None:
        """The focus is elsewhere by then: whoever does not see the lines hears it."""
        if self.isVisible():
            said = f"{self._bench.wording.role(self._role)}: {words}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, said))
