"""Page 9: the job's number, what happens next and when, what was sent. Asks nothing more."""

from __future__ import annotations

from functools import partial
from pathlib import PurePath
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.transfer import StoredMaterial
from avatar_intake.flow.model import IntakeView, Outcome
from avatar_intake.qt import wording
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.toned import IconLabel
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.page import Heading, Page, card, label
from avatar_intake.qt.wizard.workbench import PageId

_SUM_COLUMN: Final = 3


class DonePage(Page):
    """The last page; its button closes the wizard."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.DONE)
        self._job_id = ""
        self._materials: tuple[StoredMaterial, ...] = ()
        self._big_title = label("subtitle")
        self._job_label = label("label", wraps=False)
        self.job_field = QLineEdit()
        self.job_field.setObjectName("jobId")
        self.job_field.setReadOnly(True)
        self._job_label.setBuddy(self.job_field)
        self.copy_button = QPushButton()
        self.copy_button.setObjectName("copyJobId")
        self.copy_files = QPushButton()
        self.copy_files.setObjectName("copyFiles")
        set_kind(self.copy_files, "link")
        self._steps = [(label("strong"), label("muted")) for _ in range(3)]
        self._next_title = label("subtitle")
        self._files_title = label("subtitle")
        self.table = QTableWidget(0, 4)
        self.table.setObjectName("sentFiles")
        self._lay_out_done()
        self.copy_button.clicked.connect(self._on_copy)
        self.copy_files.clicked.connect(self._on_copy_files)
        self.setFinalPage(True)
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(self.tr("Done"), self.tr("Thank you. You can close this window."))

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        is_practice = self.bench.draft.intake.service.is_practice
        self._big_title.setText(
            self.tr("The rehearsal was submitted to the practice studio")
            if is_practice
            else self.tr("The job was submitted for review")
        )
        self._job_label.setText(self.tr("Job number"))
        self.job_field.setAccessibleName(self._job_label.text())
        self.copy_button.setText(self.tr("Copy"))
        self.copy_button.setAccessibleName(self.tr("Copy the job number"))
        self.copy_files.setText(self.tr("Copy the list"))
        self.copy_files.setAccessibleName(self.copy_files.text())
        self._next_title.setText(self.tr("What happens next"))
        words = self._rehearsal_steps() if is_practice else self._steps_to_come()
        for (title, text), (title_words, text_words) in zip(self._steps, words, strict=True):
            title.setText(title_words)
            text.setText(text_words)
        self._files_title.setText(self.tr("What was sent"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Material"), self.tr("File"), self.tr("Size"), self.tr("Check sum (SHA-256)")]
        )
        self.table.setAccessibleName(self._files_title.text())
        self._fill_table()

    def _steps_to_come(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Review"), self.tr("Usually within one working day. The reviewers may call the contact phone.")),
            (self.tr("Training"), self.tr("Usually within three working days after the review.")),
            (self.tr("The avatar is ready"), self.tr("You find it in MetaStudio. The list here shows how it stands.")),
        )

    def _rehearsal_steps(self) -> tuple[tuple[str, str], ...]:
        return (
            (self.tr("Review"), self.tr("The practice studio looks at the files within seconds. Nobody is called.")),
            (self.tr("Training"), self.tr("It is only played: no avatar is made, and nothing is charged.")),
            (
                self.tr("For real"),
                self.tr("Choose New intake in the list, and To Huawei Cloud: the steps are the same."),
            ),
        )

    def show_outcome(self, outcome: Outcome) -> None:
        """Show how it ended. What the outcome does not say is read from the desk when the page is come to."""
        self._job_id = outcome.job_id or self._job_id
        self._materials = outcome.materials or self._materials
        self._show()

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        if not self._job_id or not self._materials:
            intake_id = self.bench.draft.intake.intake_id
            work = partial(self.bench.workbench.desk.open, intake_id)
            self.bench.workbench.tasks.run(f"done.{intake_id}", work, self._on_view)

    def _lay_out_done(self) -> None:
        look = self.bench.workbench.look
        head, head_column = card(spacing=SPACE + 4)
        title = QHBoxLayout()
        title.setSpacing(2 * SPACE)
        title.addWidget(IconLabel(look, "done", "good", 40))
        title.addWidget(self._big_title, 1)
        title.addWidget(self._job_label)
        title.addWidget(self.job_field, 1)
        title.addWidget(self.copy_button)
        head_column.addLayout(title)
        after, after_column = card(spacing=SPACE + 4)
        after_column.addWidget(self._next_title)
        for (name, text), icon in zip(self._steps, ("review", "training", "account"), strict=True):
            after_column.addWidget(_step(IconLabel(look, icon, "accent", 24), name, text))
        after_column.addStretch(1)
        files, files_column = card()
        title_row = QHBoxLayout()
        title_row.addWidget(self._files_title, 1)
        title_row.addWidget(self.copy_files)
        files_column.addLayout(title_row)
        files_column.addWidget(self.table, 1)
        self._dress_table()
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(after, 3)
        row.addWidget(files, 7)
        self.body.addWidget(head)
        self.body.addLayout(row, 1)

    def _dress_table(self) -> None:
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        set_kind(self.table, "plain")
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.setWordWrap(False)
        header = self.table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column in range(_SUM_COLUMN):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_SUM_COLUMN, QHeaderView.ResizeMode.Stretch)

    def _show(self) -> None:
        self.job_field.setText(self._job_id)
        self.job_field.setCursorPosition(0)
        self._fill_table()

    def _fill_table(self) -> None:
        self.table.setRowCount(len(self._materials))
        for place, item in enumerate(self._materials):
            cells = (
                self.bench.wording.role(item.role),
                PurePath(item.path).name,
                wording.size(item.identity.size_bytes),
                item.sha256,
            )
            for column, text in enumerate(cells):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.table.setItem(place, column, cell)

    def _on_view(self, view: IntakeView) -> None:
        self._job_id = self._job_id or view.row.job_id
        self._materials = self._materials or view.materials
        self._show()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._job_id)
        self.copy_button.setText(self.tr("Copied"))

    def _on_copy_files(self) -> None:
        lines = (f"{item.sha256}  {PurePath(item.path).name}" for item in self._materials)
        QGuiApplication.clipboard().setText("\n".join(lines))
        self.copy_files.setText(self.tr("Copied"))


def _step(icon: IconLabel, name: QWidget, text: QWidget) -> QWidget:
    widget = QWidget()
    words = QVBoxLayout()
    words.setSpacing(2)
    words.addWidget(name)
    words.addWidget(text)
    row = QHBoxLayout(widget)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(SPACE + 4)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addLayout(words, 1)
    return widget
