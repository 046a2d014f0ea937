"""Page 3: the training video with its checks and pictures; the action video under *More options*."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import FilmContent, Finding, MediaFacts, Severity
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.drop_area import Shape
from avatar_intake.qt.widgets.filmstrip import Filmstrip
from avatar_intake.qt.widgets.marks import Mark
from avatar_intake.qt.widgets.more import More
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.frame_finder import FrameFinder
from avatar_intake.qt.wizard.material import MaterialPanel
from avatar_intake.qt.wizard.page import (
    Heading,
    Missing,
    Page,
    card,
    label,
    missing_material,
    refused_material,
)
from avatar_intake.qt.wizard.repair_desk import repair_desk
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.qt.wording import Wording

_EXACT_PX: Final = 960


class VideoPage(Page):
    """The file is looked at while the page is filled in; nothing waits for it but *Next*, and only if it is wrong."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.VIDEO)
        self.training = MaterialPanel(bench, Role.TRAINING_VIDEO, Shape.NARROW)
        self.action = MaterialPanel(bench, Role.ACTION_VIDEO, Shape.WIDE, columns=2)
        self.film = Filmstrip(bench.workbench.look)
        self._action_note = label("muted")
        self.more = More(bench.workbench.look, self._front(), self._back())
        self.body.addWidget(self.more, 1)
        self._finder = FrameFinder(repair_desk(bench.workbench.desk), bench.workbench.tasks, _EXACT_PX, self)
        self._finder.found.connect(self.film.show_exact)
        self.film.exact_wanted.connect(self._on_exact_wanted)
        self.training.checked.connect(self._on_checked)
        self.training.place_wanted.connect(self.film.jump_to)
        bench.checks.started.connect(self._on_check_started)
        bench.draft.changed.connect(self._on_path_changed)
        bench.pictures.ready.connect(self._on_pictures)
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("The training video"),
            self.tr("One person, looking into the camera, filmed in one piece. The file is checked at once."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self.training.set_hint(self.tr("Drop the MP4 file here: 1080p or 4K, 3 to 10 minutes, best about 5"))
        self.action.set_hint(self.tr("Only if the vendor has enabled action choreography for your account"))
        self._action_note.setText(self.tr("A second video with the moves that the avatar is to make on command."))
        self.more.show_count(1 if self.bench.draft.path(Role.ACTION_VIDEO) else 0)
        self._show_content()

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        return (
            *missing_material(self, Role.TRAINING_VIDEO, self.training.focus_button()),
            *refused_material(self, Role.ACTION_VIDEO, self.action.focus_button()),
        )

    def validatePage(self) -> bool:
        """Whether the page may be left; if not, what is missing is shown."""
        missing = self.missing()
        if missing:
            self.more.open(is_open=self.action.isAncestorOf(missing[0].widget))
        return super().validatePage()

    def first_stop(self) -> QWidget | None:
        """The button that chooses the file."""
        return self.training.focus_button()

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        self.bench.checks.look_again()
        self.bench.pictures.want(Role.TRAINING_VIDEO)

    def _front(self) -> QWidget:
        film, film_column = card()
        film_column.addWidget(self.film, 1)
        side, side_column = card()
        side_column.addWidget(self.training)
        front = QWidget()
        row = QHBoxLayout(front)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(film, 5)
        row.addWidget(side, 6)
        return front

    def _back(self) -> QWidget:
        frame, column = card()
        column.addWidget(self._action_note)
        column.addWidget(self.action, 1)
        back = QWidget()
        outer = QVBoxLayout(back)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        return back

    def _on_path_changed(self) -> None:
        self.more.show_count(1 if self.bench.draft.path(Role.ACTION_VIDEO) else 0)
        self.bench.pictures.want(Role.TRAINING_VIDEO)

    def _on_pictures(self, role: Role) -> None:
        if role is Role.TRAINING_VIDEO:
            self.film.show_frames(self.bench.pictures.frames(role), video_length_s(self.bench))

    def _on_checked(self) -> None:
        self._on_pictures(Role.TRAINING_VIDEO)
        self._show_content()

    def _on_check_started(self, role: Role) -> None:
        if role is Role.TRAINING_VIDEO:
            self._show_content()

    def _show_content(self) -> None:
        item = self.bench.checks.result(Role.TRAINING_VIDEO)
        content = item.content if item is not None and isinstance(item.content, FilmContent) else FilmContent()
        marks = marks_of(item.findings, self.bench.wording) if item is not None else ()
        self.film.show_content(marks, content.levels, video_length_s(self.bench))

    def _on_exact_wanted(self, time_s: float) -> None:
        self._finder.look(self.bench.draft.path(Role.TRAINING_VIDEO), time_s)


def marks_of(findings: tuple[Finding, ...], wording: Wording) -> tuple[Mark, ...]:
    """The places of all findings that are not good."""
    lines = [(finding, wording.finding(finding)) for finding in findings if finding.severity is not Severity.OK]
    return tuple(
        Mark(span.start_s, span.end_s, notice.tone, notice.title, finding)
        for finding, notice in lines
        for span in finding.spans
    )


def video_length_s(bench: Bench) -> float:
    """The length of the training video as its check found it; 0 while that is not known."""
    item = bench.checks.result(Role.TRAINING_VIDEO)
    return item.facts.duration_s if item is not None and isinstance(item.facts, MediaFacts) else 0.0
