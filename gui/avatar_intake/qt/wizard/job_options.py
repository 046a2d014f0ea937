"""*More options* of the job: what few jobs need. Fills in request fields, judges none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QSpinBox, QVBoxLayout, QWidget

from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.job_rules import COMMAND_MESSAGES, MODEL_VERSIONS
from avatar_intake.domain.transfer import MAX_PARTS
from avatar_intake.qt.look import SPACE, Look
from avatar_intake.qt.widgets.field import Editor, Field
from avatar_intake.qt.wizard.page import card, label

_SPIN_MARGIN_PX: Final = 8
_BILLING: Final = (None, False, True)  # as the account is set up, from the package, by use


class JobOptions(QWidget):
    """Batch, tags, user id, model version, part counts and the rarer switches."""

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._make_editors()
        self._lay_out()

    def set_judges(self, judge: Callable[[str], Callable[[], str]]) -> None:
        """Let each field ask what is wrong with its request field, named as in the API."""
        for name, field in self.fields().items():
            field.set_judge(judge(name))

    def fields(self) -> dict[str, Field]:
        """The editors by the names of their request fields."""
        return {
            "batch_name": self._batch_field,
            "tags": self._tags_field,
            "app_user_id": self._user_field,
            "model_version": self._version_field,
            "video_multipart_count": self._parts_field,
            "action_video_multipart_count": self._action_parts_field,
            "command_message": self._message_field,
            "is_ondemand_resource": self._billing_field,
        }

    def filled_in(self, job: JobFields) -> JobFields:
        """``job`` with what stands here."""
        return replace(
            job,
            batch_name=self._batch.text().strip() or None,
            tags=tags_of(self._tags.text()),
            app_user_id=self._user.text().strip() or None,
            model_version=self._version.currentData(),
            video_multipart_count=self._parts.value() or None,
            action_video_multipart_count=self._action_parts.value() or None,
            command_message=self._message.currentData(),
            is_ondemand_resource=_BILLING[self._billing.currentIndex()],
            is_live_copy=True if self._live_copy.isChecked() else None,
        )

    def show_job(self, job: JobFields) -> None:
        """Fill in what stands in a job."""
        self._batch.setText(job.batch_name or "")
        self._tags.setText(", ".join(job.tags))
        self._user.setText(job.app_user_id or "")
        _choose(self._version, job.model_version)
        self._parts.setValue(job.video_multipart_count or 0)
        self._action_parts.setValue(job.action_video_multipart_count or 0)
        _choose(self._message, job.command_message)
        self._billing.setCurrentIndex(_BILLING.index(job.is_ondemand_resource))
        self._live_copy.setChecked(bool(job.is_live_copy))

    def count(self, job: JobFields) -> int:
        """How many of the options are set in a job."""
        values = (
            job.batch_name, job.tags, job.app_user_id, job.model_version, job.video_multipart_count,
            job.action_video_multipart_count, job.command_message, job.is_ondemand_resource, job.is_live_copy,
        )  # fmt: skip
        return sum(value not in (None, ()) for value in values)

    def retranslate(self) -> None:
        """Take the words anew."""
        self._batch_field.set_words(self.tr("Batch"), self.tr("Groups the intakes of one day or one customer"))
        self._tags_field.set_words(self.tr("Tags"), self.tr("Separated by commas"))
        self._user_field.set_words(self.tr("User ID in your system"), self.tr("Letters and digits, no Chinese"))
        self._version_field.set_words(self.tr("Model version"))
        self._parts_field.set_words(self.tr("Pieces of the training video"))
        self._action_parts_field.set_words(self.tr("Pieces of the action video"))
        self._message_field.set_words(self.tr("Purpose of the upload"))
        self._billing_field.set_words(self.tr("Billing"))
        for spin in (self._parts, self._action_parts):
            spin.setSpecialValueText(self.tr("Automatic"))
        self._version.setItemText(0, self.tr("Automatic"))
        self._message.setItemText(0, self.tr("Automatic"))
        billing = (self.tr("As the account is set up"), self.tr("From the package"), self.tr("Pay per use"))
        for place, word in enumerate(billing):
            self._billing.setItemText(place, word)
        self._live_copy.setText(self.tr("Copy of a live-stream room"))
        self._live_copy.setAccessibleName(self._live_copy.text())
        self._note.setText(self.tr("Leave these as they are unless you were told otherwise."))

    def _make_editors(self) -> None:
        self._batch, self._tags, self._user = QLineEdit(), QLineEdit(), QLineEdit()
        self._batch_field = self._field(self._batch, "batchName")
        self._tags_field = self._field(self._tags, "tags")
        self._user_field = self._field(self._user, "appUserId")
        self._version, self._message, self._billing = QComboBox(), QComboBox(), QComboBox()
        for combo, words in ((self._version, MODEL_VERSIONS), (self._message, COMMAND_MESSAGES)):
            combo.addItem("", None)
            for word in words:
                combo.addItem(word, word)
        for value in _BILLING:
            self._billing.addItem("", value)
        self._version_field = self._field(self._version, "modelVersion")
        self._message_field = self._field(self._message, "commandMessage")
        self._billing_field = self._field(self._billing, "billing")
        self._parts, self._action_parts = QSpinBox(), QSpinBox()
        for spin in (self._parts, self._action_parts):
            spin.setRange(0, MAX_PARTS)
            spin.lineEdit().setTextMargins(_SPIN_MARGIN_PX, 0, 0, 0)  # a style sheet's padding does not reach it
        self._parts_field = self._field(self._parts, "videoParts")
        self._action_parts_field = self._field(self._action_parts, "actionVideoParts")
        self._live_copy = QCheckBox()
        self._live_copy.setObjectName("liveCopy")
        self._live_copy.toggled.connect(self.edited)
        self._note = label("muted")

    def _field(self, editor: Editor, name: str) -> Field:
        editor.setObjectName(name)
        field = Field(editor, self._look)
        field.edited.connect(self.edited)
        return field

    def _lay_out(self) -> None:
        frame, inside = card()
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        for place, field in enumerate(self.fields().values()):
            grid.addWidget(field, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        inside.addWidget(self._note)
        inside.addLayout(grid)
        inside.addWidget(self._live_copy)
        inside.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(frame)


def tags_of(text: str) -> tuple[str, ...]:
    """The tags of a line; commas of both widths and the Chinese enumeration comma separate them.

    >>> tags_of("a, b，c、 a,")
    ('a', 'b', 'c')
    """
    parts = text.replace("，", ",").replace("、", ",").split(",")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))


def _choose(combo: QComboBox, value: str | None) -> None:
    if value is not None and combo.findData(value) < 0:
        combo.addItem(value, value)
    combo.setCurrentIndex(combo.findData(value))
