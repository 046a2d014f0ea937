"""Before and after a repair, side by side: pictures, what was found, what is still not right. Judges nothing."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from avatar_intake.domain.intake import IDENTITY_ROLES, Role
from avatar_intake.domain.media import Checked, MediaFacts
from avatar_intake.errors import IntakeError
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.time_slider import TimeSlider
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.frame_finder import FrameFinder
from avatar_intake.qt.wizard.page import label, scrolling
from avatar_intake.qt.wizard.repair_desk import repair_desk
from avatar_intake.qt.wizard.repair_words import changes, length_s, remaining, sizes
from avatar_intake.qt.wording import ROLE_ICONS

_PICTURE_PX = 640


class _Side(QWidget):
    """One of the two pictures, with its caption and its file's facts."""

    def __init__(self, bench: Bench, role: Role, name: str) -> None:
        super().__init__()
        self._role = role
        tasks = bench.workbench.tasks
        self._tasks = tasks
        self._desk = bench.workbench.desk
        self._finder = FrameFinder(repair_desk(self._desk), tasks, _PICTURE_PX, self)
        self._path = ""
        self._key = f"side.{bench.draft.intake.intake_id}.{role}.{name}"
        self.picture = BlurredPicture(bench.workbench.look)
        self.picture.setObjectName(name)
        self.picture.set_private(role in IDENTITY_ROLES)
        self.picture.set_placeholder(ROLE_ICONS[role])
        self._caption = label("strong", wraps=False)
        self._facts = label("small", wraps=False)
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._caption)
        head.addWidget(self._facts, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addLayout(head)
        column.addWidget(self.picture, 1)
        self._finder.found.connect(self._on_frame)

    def show_words(self, caption: str, facts: str) -> None:
        """Name the side."""
        self._caption.setText(caption)
        self._facts.setText(facts)
        self.picture.setAccessibleName(f"{caption} {facts}".strip())

    def show_file(self, path: str, time_s: float) -> None:
        """Show a picture of this file; of a film, that of this moment."""
        self._path = path
        if self._role.is_multipart:
            self._finder.look(path, time_s)
            return
        work = partial(self._desk.picture_preview, path, _PICTURE_PX)
        self._tasks.run(self._key, work, self.picture.show_picture, self._on_nothing)

    def _on_frame(self, _time_s: float, picture: bytes) -> None:
        self.picture.show_picture(picture)

    def _on_nothing(self, _error: IntakeError) -> None:
        """A file without a picture: the placeholder says so."""


class RepairResult(QWidget):
    """Filled by `show_result`."""

    def __init__(self, bench: Bench, role: Role) -> None:
        super().__init__()
        self._bench = bench
        self._pair: tuple[Checked, Checked] | None = None
        self._begin_s = 0.0
        self._before = _Side(bench, role, "pictureBefore")
        self._after = _Side(bench, role, "pictureAfter")
        together = (self._before.picture, self._after.picture)
        for picture in together:
            picture.set_partners(together)
        self._slider = TimeSlider()
        self._slider.setVisible(role.is_multipart)
        self.list = Checklist(bench.workbench.look, columns=2)
        self.list.setObjectName("repairResult")
        self._note = label("small")
        sides = QHBoxLayout()
        sides.setSpacing(2 * SPACE)
        sides.addWidget(self._before, 1)
        sides.addWidget(self._after, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(sides, 3)
        column.addWidget(self._slider)
        column.addWidget(scrolling(self.list), 2)
        column.addWidget(self._note)
        self._slider.moved.connect(self._on_moved)
        self.retranslate()

    def show_result(self, before: Checked, after: Checked, begin_s: float = 0.0) -> None:
        """Show what came of it; ``begin_s`` is how much of the film's beginning was left out."""
        self._pair, self._begin_s = (before, after), begin_s
        if isinstance(after.facts, MediaFacts):
            self._slider.show_film(length_s(after), after.facts.frame_rate)
        self._on_moved(self._slider.time_s)
        self.retranslate()

    def retranslate(self) -> None:
        """Take the words anew."""
        self.list.setAccessibleName(self.tr("What has changed"))
        self._note.setText(
            self.tr("Whichever you choose, both files stay where they are. The original was not changed.")
        )
        if self._pair is None:
            return
        before, after = self._pair
        size_before, size_after = sizes(before, after)
        self._before.show_words(self.tr("Before"), size_before)
        self._after.show_words(self.tr("After"), size_after)
        self.list.show_notices((*self._problems(after), *self._changes(before, after)))

    def changeEvent(self, event: QEvent) -> None:
        """Take the words anew when the language changes."""
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def _problems(self, after: Checked) -> tuple[Notice, ...]:
        return self._bench.wording.findings(remaining(after))

    def _changes(self, before: Checked, after: Checked) -> tuple[Notice, ...]:
        bad = {finding.rule for finding in remaining(after)}
        told = [
            Notice(Tone.GOOD, self.tr("{before} → {after}").format(before=change.before, after=change.after))
            for change in changes(before, after)
            if change.rule not in bad
        ]
        if not told and not bad:
            told = [Notice(Tone.GOOD, self.tr("All checks passed"))]
        return tuple(told)

    def _on_moved(self, time_s: float) -> None:
        if self._pair is not None:
            self._before.show_file(self._pair[0].path, time_s + self._begin_s)
            self._after.show_file(self._pair[1].path, time_s)
