"""Page 6, the commit page: everything at a glance, what goes to whom, what it costs, the consent. Creates nothing."""

from __future__ import annotations

import threading
from functools import partial
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.deadline import forecast, least_bytes_per_s
from avatar_intake.domain.intake import IDENTITY_ROLES, Intake, Role, Use, VoiceSource
from avatar_intake.domain.job_rules import masked
from avatar_intake.domain.media import Finding, Severity
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import Account, Report, RunOptions, Silent
from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, Look, set_kind
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.checklist import Checklist
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.material import detail_of
from avatar_intake.qt.wizard.page import Heading, Missing, Page, card, label, scrolling, without_key
from avatar_intake.qt.wizard.workbench import PageId

# Two lines as people have them at home and in an office: a forecast before anything is known.
_SLOW_BITS_PER_S: Final = 5_000_000
_FAST_BITS_PER_S: Final = 20_000_000

_EXTRA_ROLES: Final = (Role.COVER, Role.AUDIO, Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE)


def page_of(role: str) -> PageId:
    """The page on which a finding can be put right."""
    if role.startswith("job."):
        return PageId.JOB
    if role in (Role.TRAINING_VIDEO, Role.ACTION_VIDEO):
        return PageId.VIDEO
    return PageId.DOCUMENTS if role in IDENTITY_ROLES else PageId.EXTRAS


def _begun(words: str) -> str:
    """As the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def expected_speed(settings: Settings) -> int | None:
    """The speed of the next upload as far as it is known: the line's, or the limit where that is less."""
    if settings.last_bytes_per_s is None:
        return None
    return min(settings.last_bytes_per_s, settings.bytes_per_s or settings.last_bytes_per_s)


class Block(QWidget):
    """A few lines of the summary with an *Edit* link that leads to their page."""

    edit_requested = Signal()

    def __init__(self, look: Look, icon: str, name: str) -> None:
        super().__init__()
        self._title = label("strong", wraps=False)
        self._lines = label("muted")
        self.edit = QPushButton()
        self.edit.setObjectName(f"edit{name}")
        set_kind(self.edit, "link")
        self.edit.clicked.connect(self.edit_requested)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._lines)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE + 4)
        picture = IconLabel(look, icon, "accent", 24)
        row.addWidget(picture)
        row.addLayout(words, 1)
        self._row = row
        row.addWidget(self.edit)

    def add_button(self, button: QPushButton) -> None:
        """Put a button before *Edit*."""
        self._row.insertWidget(self._row.count() - 1, button)

    def show_words(self, title: str, lines: str, edit: str) -> None:
        """Show these words."""
        self._title.setText(title)
        self._lines.setText(lines)
        self.edit.setText(edit)
        self.edit.setAccessibleName(f"{edit}: {title}")


class ReviewPage(Page):
    """All checks run once more when the page is come to; *Create the job and upload* waits for them."""

    committed = Signal(object)

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.REVIEW)
        self._report: Report | None = None
        self._account = bench.workbench.account
        self._stop = threading.Event()
        look = bench.workbench.look
        self.banner = Banner(look)
        self.banner.setObjectName("reviewBanner")
        self.problems = Checklist(look)
        self.problems.setObjectName("reviewProblems")
        self._blocks = {
            PageId.JOB: Block(look, "job", "Job"),
            PageId.VIDEO: Block(look, "video", "Video"),
            PageId.DOCUMENTS: Block(look, "documents", "Documents"),
            PageId.EXTRAS: Block(look, "picture", "Extras"),
        }
        self.reveal = QPushButton()
        self.reveal.setObjectName("revealPhone")
        self.reveal.setCheckable(True)
        set_kind(self.reveal, "link")
        self._blocks[PageId.JOB].add_button(self.reveal)
        self._facts_title = label("subtitle")
        self._facts: dict[str, tuple[QLabel, QLabel]] = {}
        self.consent = QCheckBox()
        self.consent.setObjectName("consentBox")
        self._consent_words = label()
        self._consent_words.setBuddy(self.consent)
        self.submit_review = QCheckBox()
        self.submit_review.setObjectName("submitByItself")
        self._submit_words = label("small")
        self._lay_out_review()
        self._connect_review()
        self.setCommitPage(True)
        self.retranslate()

    def show_account(self, account: Account | None) -> None:
        """Another account is in use: what was agreed to about the one before does not hold for it."""
        if account != self._account:
            self._account = account
            self.consent.setChecked(False)
            self.retranslate()

    # --- what was decided -------------------------------------------------------------------------

    def options(self) -> RunOptions:
        """How the run is to go."""
        settings = self.bench.preferences.settings
        return RunOptions(
            submit_review=self.submit_review.isChecked(), workers=settings.workers, bytes_per_s=settings.bytes_per_s
        )

    # --- of Page ----------------------------------------------------------------------------------

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Review and send"),
            self.tr("Look at everything once more. Until you press the button, nothing has been sent."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._facts_title.setText(self.tr("What will happen"))
        self.consent.setText(self.tr("The person &agrees, and so do I"))
        self.consent.setAccessibleName(without_key(self.consent.text()))
        self.submit_review.setText(self.tr("Submit for review by itself when everything is stored"))
        self.submit_review.setAccessibleName(self.submit_review.text())
        self._submit_words.setText(self.tr("It can't be taken back. Otherwise you are asked at the end."))
        self._show_all()
        self._show_report()

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        wrong: list[Missing] = []
        if self._report is None:
            wrong.append(Missing(self.tr("the checks, they take a moment"), self.consent))
        elif self._report.errors:
            count = len(self._report.errors)
            first = page_of(self._report.errors[0].role)
            wrong.append(Missing(self.tr("%n thing(s) to put right", "", count), self._blocks[first].edit))
        if not self.consent.isChecked():
            wrong.append(Missing(self.tr("the consent: please tick the box"), self.consent))
        return tuple(wrong)

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        self._check_all()

    def validatePage(self) -> bool:
        """Whether the page may be left; if so, `committed` says how the run is to go."""
        is_fine = super().validatePage()
        if is_fine:
            self.committed.emit(self.options())
        return is_fine

    def event(self, event: QEvent) -> bool:
        """Hide the number when the window goes to the back."""
        if event.type() == QEvent.Type.WindowDeactivate:
            self.reveal.setChecked(False)
        return super().event(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Hide the number when the page is left."""
        self.reveal.setChecked(False)
        super().hideEvent(event)

    # --- inside -----------------------------------------------------------------------------------

    def _lay_out_review(self) -> None:
        left, left_column = card(spacing=2 * SPACE)
        for place, block in enumerate(self._blocks.values()):
            if place:
                line = QFrame()
                set_kind(line, "line")
                left_column.addWidget(line)
            left_column.addWidget(block)
        self._problem_area = scrolling(self.problems)
        left_column.addWidget(self._problem_area, 1)
        left_column.addStretch(0)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(left, 6)
        row.addWidget(self._right_card(), 5)
        self.body.addWidget(self.banner)
        self.body.addLayout(row, 1)

    def _right_card(self) -> QWidget:
        frame, column = card(spacing=SPACE + 4)
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        for place, name in enumerate(("to", "size", "limit", "cost")):
            left, right = label("muted", wraps=False), label()
            self._facts[name] = (left, right)
            grid.addWidget(left, place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(right, place, 1)
        line = QFrame()
        set_kind(line, "line")
        column.addWidget(self._facts_title)
        column.addLayout(grid)
        column.addWidget(line)
        column.addWidget(self._consent_words)
        column.addWidget(self.consent)
        column.addStretch(1)
        column.addWidget(self.submit_review)
        column.addWidget(self._submit_words)
        return frame

    def _connect_review(self) -> None:
        for page_id, block in self._blocks.items():
            block.edit_requested.connect(partial(self.page_wanted.emit, int(page_id)))
        self.problems.action_requested.connect(self._on_problem_action)
        self.consent.toggled.connect(self._on_consent)
        self.reveal.toggled.connect(self._show_all)
        self.bench.workbench.look.changed.connect(self._show_all)
        self.bench.draft.changed.connect(self._show_all)
        self.bench.checks.done.connect(self._show_all)
        self.banner.action_requested.connect(self._check_all)

    def _check_all(self) -> None:
        self._stop.set()
        self._stop = threading.Event()
        self._report = None
        self.problems.clear()
        self._show_report()
        desk, tasks = self.bench.workbench.desk, self.bench.workbench.tasks
        work = partial(desk.check_all, self.bench.draft.intake, Silent(), self._stop)
        tasks.run(self._check_key, work, self._on_report, self._on_check_failed)

    def stop_checks(self) -> None:
        """End the checks under way; nobody waits for them any more."""
        self._stop.set()
        self.bench.workbench.tasks.forget(self._check_key)

    @property
    def _check_key(self) -> str:
        return f"check_all.{self.bench.draft.intake.intake_id}"

    def _on_report(self, report: Report) -> None:
        self._report = report
        self._show_facts(self.bench.draft.intake)
        self._show_report()
        if self._missing_words.text():
            self.show_missing(self.missing())

    def _on_check_failed(self, error: IntakeError) -> None:
        self.banner.show_notice(self.bench.wording.error(error, (self.tr("Check again"),)))

    def _show_report(self) -> None:
        if self._report is None:
            self.banner.show_notice(Notice(Tone.WAITING, self.tr("Everything is being checked once more…")))
            self._problem_area.hide()
            return
        open_lines = [item for item in self._report.findings if item.severity is not Severity.OK]
        edit = (self.tr("Edit"),)
        rows = [self.bench.wording.finding(item) for item in open_lines]
        self.problems.show_notices(
            tuple(Notice(row.tone, row.title, row.explanation, edit, row.key) for row in rows),
        )
        self._problem_area.setVisible(bool(rows))
        self.banner.show_notice(self._verdict(self._report))

    def _verdict(self, report: Report) -> Notice:
        if report.errors:
            title = self.tr("%n thing(s) to put right", "", len(report.errors))
            return Notice(Tone.BAD, title, self.tr("The service would reject this. Nothing has been sent."))
        if not self._makes_it():
            return Notice(
                Tone.WARN,
                self.tr("The upload may take too long"),
                self.tr(
                    "At the last speed it would not be finished within 24 hours. Use a faster network or no limit."
                ),
            )
        warnings = sum(1 for item in report.findings if item.severity is Severity.WARNING)
        if warnings:
            title = self.tr("Ready, with %n note(s)", "", warnings)
            return Notice(Tone.WARN, title, self.tr("You can go on; have a look at the notes below."))
        return Notice(Tone.GOOD, self.tr("All checks passed"), self.tr("Everything that the service needs is there."))

    def _show_all(self) -> None:
        edit = self.tr("Edit")
        intake = self.bench.draft.intake
        lines = {
            PageId.JOB: (self.tr("Person and job"), self._job_lines(intake)),
            PageId.VIDEO: (
                self.tr("Video"),
                self._material_lines((Role.TRAINING_VIDEO, Role.ACTION_VIDEO)),
            ),
            PageId.DOCUMENTS: (self.tr("Documents"), self._material_lines(IDENTITY_ROLES)),
            PageId.EXTRAS: (self.tr("Cover and extras"), self._material_lines(_EXTRA_ROLES)),
        }
        for page_id, (title, text) in lines.items():
            self._blocks[page_id].show_words(title, text or self.tr("Nothing chosen"), edit)
        is_shown = self.reveal.isChecked()
        self.reveal.setVisible(bool(intake.job.contact))
        text = self.tr("Hide the number") if is_shown else self.tr("Show the number")
        self.reveal.setIcon(self.bench.workbench.look.icon("eye_off" if is_shown else "eye", "accent", 18))
        self.reveal.setToolTip(text)
        self.reveal.setAccessibleName(text)
        self._show_facts(intake)
        self._consent_words.setText(self._consent_text(intake))
        self.consent.setAccessibleDescription(self._consent_words.text())

    def _job_lines(self, intake: Intake) -> str:
        job = intake.job
        uses = [wording.use_word(Use(use)) for use in job.supported_service if use in tuple(Use)]
        voices = {
            VoiceSource.VIDEO: self.tr("voice from the video"),
            VoiceSource.AUDIO: self.tr("voice from a recording"),
            None: self.tr("no voice"),
        }
        ground = self.tr("background replaced") if job.replaces_background else self.tr("real background")
        number = (job.contact or "") if self.reveal.isChecked() else masked(job.contact or "")
        first = [job.name or "—", number or self.tr("no phone number")]
        second = [wording.edition_word(job.edition), *uses, voices[job.voice_source], ground]
        return " · ".join(first) + "\n" + " · ".join(second)

    def _material_lines(self, roles: tuple[Role, ...]) -> str:
        lines, names = [], []
        for role in roles:
            path = self.bench.draft.path(role)
            if path:
                names.append(path)
                item = self.bench.checks.result(role)
                detail = detail_of(item) if item else ""
                name = PurePath(path).name
                lines.append(f"{name}  ({detail})" if detail else name)
        return "\n".join(lines) if len(lines) < 3 else " · ".join(PurePath(line).name for line in names)

    def _show_facts(self, intake: Intake) -> None:
        is_practice = intake.service.is_practice
        size_bytes = self._size_bytes(intake)
        words = {
            "to": (self.tr("Goes to"), self._target(intake)),
            "size": (
                self.tr("To send"),
                wording.size(size_bytes),
            ),
            "limit": (self.tr("Time"), self._time_words(size_bytes)),
            "cost": (
                self.tr("Costs"),
                self.tr("Nothing: it is a rehearsal")
                if is_practice
                else self.tr("One avatar training of your account"),
            ),
        }
        for name, (left, right) in self._facts.items():
            left.setText(words[name][0])
            right.setText(words[name][1])

    def _time_words(self, size_bytes: int) -> str:
        """How long it will take and how long it may take."""
        within = self.tr("It has to be finished within 24 hours.")
        settings = self.bench.preferences.settings
        speed = expected_speed(settings)
        if speed is None:
            least = wording.megabits(least_bytes_per_s(size_bytes))
            slow, fast = (wording.about(size_bytes * 8 / rate) for rate in (_SLOW_BITS_PER_S, _FAST_BITS_PER_S))
            guess = self.tr("{fast} at 20 Mbit/s, {slow} at 5 Mbit/s.").format(fast=_begun(fast), slow=slow)
            needed = self.tr("It has to be finished within 24 hours, which needs at least {speed}.").format(speed=least)
            return f"{guess}\n{needed}"
        said = self.tr("{time} at the last measured speed ({speed}).")
        if speed != settings.last_bytes_per_s:
            said = self.tr("{time} at the speed limit that is set ({speed}).")
        ahead = forecast(size_bytes, speed)
        time = wording.about(ahead.duration_s)
        return said.format(time=_begun(time), speed=wording.megabits(speed)) + f"\n{within}"

    def _makes_it(self) -> bool:
        speed = expected_speed(self.bench.preferences.settings)
        return speed is None or forecast(self._size_bytes(self.bench.draft.intake), speed).makes_it

    def _target(self, intake: Intake) -> str:
        if intake.service.is_practice:
            return self.tr("The practice studio on this computer")
        place = intake.service.region or intake.service.endpoint
        if not place and self._account is not None:
            place = self._account.place
        return f"Huawei Cloud MetaStudio, {place}" if place else "Huawei Cloud MetaStudio"

    def _size_bytes(self, intake: Intake) -> int:
        if self._report is not None:
            return sum(item.facts.size_bytes for item in self._report.checked)
        results = [self.bench.checks.result(role) for role in intake.materials]
        return sum(item.facts.size_bytes for item in results if item is not None)

    def _consent_text(self, intake: Intake) -> str:
        if intake.service.is_practice:
            return self.tr(
                "In a rehearsal the materials and the phone number stay on this computer: the practice studio keeps a "
                "copy here, and reviews it, until you remove the intake."
            )
        return self.tr(
            "The video, the ID pictures, the letter and the phone number go to {target}, to prove that the person "
            "agrees and to train the avatar. The service deletes the ID pictures after its check and keeps the rest "
            "until you delete the job."
        ).format(target=self._target(intake))

    def _on_problem_action(self, key: object, _number: int) -> None:
        if isinstance(key, Finding):
            self.page_wanted.emit(int(page_of(key.role)))

    def _on_consent(self) -> None:
        if self._missing_words.text():
            self.show_missing(self.missing())
