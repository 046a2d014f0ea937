"""Page 8: the one step that cannot be taken back, on its own, with its own button."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from avatar_intake.errors import IntakeError
from avatar_intake.flow.model import Outcome
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.runs import Run
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import Heading, Page, card, label
from avatar_intake.qt.wizard.workbench import PageId


class SubmitPage(Page):
    """Everything is stored; a person decides whether it goes to the reviewers now."""

    finished = Signal(object)

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.SUBMIT)
        self._run: Run | None = None
        self.submit = QPushButton()
        self.submit.setObjectName("submitReview")
        set_kind(self.submit, "primary")
        self._banner = Banner(bench.workbench.look)
        self._banner.setObjectName("submitBanner")
        self._title = label("subtitle")
        self._lines = [label() for _ in range(3)]
        self._lay_out_submit()
        self.submit.clicked.connect(self._on_submit)
        self._banner.action_requested.connect(self._on_banner_action)
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Submit for review"),
            self.tr("Everything is stored at the service and was compared with your files."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._title.setText(self.tr("This step can't be taken back"))
        texts = (
            self.tr("Once the job is submitted, its materials can't be changed unless the review rejects them."),
            self._review_words(),
            self.tr("You can also do this later: the job waits in the list, and the documents stay where they are."),
        )
        for line, text in zip(self._lines, texts, strict=True):
            line.setText(text)
        self.submit.setText(self.tr("Submit for review"))
        self.submit.setAccessibleName(self.submit.text())
        notice = self._banner.notice
        if notice is not None and isinstance(notice.key, IntakeError):
            self._show_error(notice.key)

    def _review_words(self) -> str:
        if self.bench.draft.intake.service.is_practice:
            return self.tr("It is a rehearsal: the practice studio looks at the files within seconds.")
        return self.tr("The reviewers look at the video and the documents, usually within one working day.")

    def isComplete(self) -> bool:
        """The page moves on by itself; it has no *Next*."""
        return False

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        self._banner.clear()
        self.submit.setEnabled(True)
        self.submit.setFocus()

    def _lay_out_submit(self) -> None:
        look = self.bench.workbench.look
        frame, column = card(spacing=2 * SPACE)
        column.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        head = QHBoxLayout()
        head.setSpacing(2 * SPACE)
        head.addWidget(IconLabel(look, "submit", "accent", 48))
        head.addWidget(self._title, 1)
        column.addLayout(head)
        for line, icon in zip(self._lines, ("lock", "calendar", "clock"), strict=True):
            row = QHBoxLayout()
            row.setSpacing(SPACE + 4)
            row.addWidget(IconLabel(look, icon, "muted", 20), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(line, 1)
            column.addLayout(row)
        column.addSpacing(SPACE)
        column.addWidget(self.submit, 0, Qt.AlignmentFlag.AlignLeft)
        middle = QVBoxLayout()
        middle.setSpacing(2 * SPACE)
        middle.addWidget(self._banner)
        middle.addWidget(frame)
        middle.addStretch(1)
        self.body.addLayout(middle, 1)

    def _on_submit(self) -> None:
        self.submit.setEnabled(False)
        self._banner.show_notice(Notice(Tone.WAITING, self.tr("Submitting…")))
        run = self.bench.workbench.runs.submit(self.bench.draft.intake)
        self._run = run
        run.waiting.connect(self._on_waiting)
        run.ended.connect(self._on_ended)
        run.cancelled.connect(self._on_over)
        run.broke.connect(self._on_over)

    def _on_waiting(self, error: IntakeError, _seconds: float) -> None:
        self._banner.show_notice(self.bench.wording.error(error, (self.tr("Try now"),), is_waiting=True))

    def _on_ended(self, outcome: Outcome) -> None:
        if outcome.error is None:
            self._banner.clear()
            self.finished.emit(outcome)
        else:
            self.submit.setEnabled(True)
            self._show_error(outcome.error)

    def _show_error(self, error: IntakeError) -> None:
        self._banner.show_notice(self.bench.wording.error(error))

    def _on_over(self) -> None:
        self._banner.clear()
        self.submit.setEnabled(True)

    def _on_banner_action(self, _key: object) -> None:
        if self._run is not None and not self._run.is_over:
            self._run.control.resume()
