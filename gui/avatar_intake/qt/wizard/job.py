"""Page 2: who it is and what the job is: name, phone, edition, uses, background, voice. Judges by the job's rules."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from avatar_intake.domain.intake import Edition, JobFields, Use, VoiceProperties, VoiceSource
from avatar_intake.domain.job_rules import (
    VOICE_LANGUAGES,
    VOICE_SEXES,
    VOICE_TAGS,
    clean_contact,
    edition_limits,
    job_findings,
)
from avatar_intake.domain.media import Severity
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.choice import Choice
from avatar_intake.qt.widgets.field import Field
from avatar_intake.qt.widgets.more import More
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.job_options import JobOptions
from avatar_intake.qt.wizard.page import Heading, Missing, Page, card, label
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.qt.wording import edition_word, use_word

_EDITION_ICONS: Final = {Edition.STANDARD: "account", Edition.FLEXUS: "training", Edition.FAST_FLEXUS: "speed"}
_DEFAULT_USES: Final = (Use.VIDEO_2D, Use.LIVE_2D)  # the service's own default
_NO_VOICE: Final = "none"


class JobPage(Page):
    """The widgets hold what was typed; what an edition does not allow stays as it is, disabled, and is not sent."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.JOB)
        self._is_showing = False
        self._make_person()
        self._make_edition()
        self._make_uses()
        self._make_voice()
        self.options = JobOptions(bench.workbench.look)
        self.more = More(bench.workbench.look, self._front(), self.options)
        self.body.addWidget(self.more, 1)
        self._fields: dict[str, Field] = {
            "name": self._name_field,
            "contact": self._contact_field,
            **self.options.fields(),
        }
        self._connect()
        self.show_job(bench.draft.job)
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Who is it, and what is it for?"),
            self.tr("The name is for finding the avatar later; the phone number is for the reviewers' questions."),
        )

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        wrong = [
            Missing(field.editor.accessibleName(), field.editor)
            for field in self._fields.values()
            if field.judge(is_forced=True)
        ]
        if not self._chosen_uses():
            wrong.append(Missing(self.tr("at least one use"), self._uses[Use.VIDEO_2D]))
        return tuple(wrong)

    def validatePage(self) -> bool:
        """Whether the page may be left; if not, what is missing is shown."""
        is_fine = super().validatePage()
        if not is_fine:
            first = self.missing()[0].widget
            self.more.open(is_open=self.options.isAncestorOf(first))
            first.setFocus()
        return is_fine

    def show_job(self, job: JobFields) -> None:
        """Fill in what stands in a job."""
        self._is_showing = True
        self._name.setText(job.name)
        self._contact.setText(job.contact or "")
        self._editions[job.edition].setChecked(True)
        uses = job.supported_service or _DEFAULT_USES
        for use, box in self._uses.items():
            box.setChecked(use in uses)
        self._background.setChecked(job.replaces_background)
        source = job.voice_source
        self._voices[source.value if source else _NO_VOICE].setChecked(True)
        voice = job.voice_properties or VoiceProperties()
        for combo, value in ((self._tag, voice.job_tag), (self._sex, voice.sex), (self._language, voice.language)):
            combo.setCurrentIndex(max(0, combo.findData(value)))
        self.options.show_job(job)
        self._is_showing = False
        self._show_limits()

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._name_field.set_words(self.tr("Avatar name"), self.tr("Leave out ID and phone numbers"))
        self._contact_field.set_words(self.tr("Contact phone"), self.tr("The reviewers may call this number"))
        self._edition_title.setText(self.tr("Edition"))
        texts = {
            Edition.STANDARD: self.tr("For videos, live streams and conversations. Video of 3 to 10 minutes."),
            Edition.FLEXUS: self.tr("For videos only. A real background that stays. Video of about 2 minutes."),
            Edition.FAST_FLEXUS: self.tr("The same, trained with the fast model."),
        }
        for edition, choice in self._editions.items():
            choice.set_words(edition_word(edition), texts[edition])
        self._uses_title.setText(self.tr("The avatar is for"))
        for use, box in self._uses.items():
            box.setText(use_word(use))
            box.setAccessibleName(box.text())
        self._background_title.setText(self.tr("Background"))
        self._background.setText(self.tr("Replace the background"))
        self._background.setAccessibleName(self._background.text())
        self._voice_title.setText(self.tr("Voice"))
        words = {
            VoiceSource.VIDEO: self.tr("Taken from the training video"),
            VoiceSource.AUDIO: self.tr("From a separate recording"),
            _NO_VOICE: self.tr("No voice, only the figure"),
        }
        for source, button in self._voices.items():
            button.setText(words[source])
            button.setAccessibleName(button.text())
        self._retranslate_combos()
        self.options.retranslate()
        self._show_limits()
        for field in self._fields.values():
            field.judge()

    # --- inside -----------------------------------------------------------------------------------

    def _make_person(self) -> None:
        look = self.bench.workbench.look
        self._name, self._contact = QLineEdit(), QLineEdit()
        self._name.setObjectName("avatarName")
        self._contact.setObjectName("contactPhone")
        self._name_field, self._contact_field = Field(self._name, look), Field(self._contact, look)

    def _make_edition(self) -> None:
        self._edition_title = label("label")
        self._editions: dict[Edition, Choice] = {}
        self._edition_group = QButtonGroup(self)
        for edition in Edition:
            choice = Choice(self.bench.workbench.look, _EDITION_ICONS[edition])
            choice.setObjectName(f"edition_{edition}")
            self._editions[edition] = choice
            self._edition_group.addButton(choice)

    def _make_uses(self) -> None:
        self._uses_title, self._uses_reason = label("subtitle"), label("small")
        self._uses: dict[Use, QCheckBox] = {}
        for use in Use:
            box = QCheckBox()
            box.setObjectName(f"use_{use}")
            self._uses[use] = box
        self._background_title, self._background_reason = label("subtitle"), label("small")
        self._background = QCheckBox()
        self._background.setObjectName("replaceBackground")

    def _make_voice(self) -> None:
        self._voice_title, self._voice_reason = label("subtitle"), label("small")
        self._voices: dict[str, QRadioButton] = {}
        group = QButtonGroup(self)
        for source in (VoiceSource.VIDEO, VoiceSource.AUDIO, _NO_VOICE):
            button = QRadioButton()
            button.setObjectName(f"voice_{source}")
            group.addButton(button)
            self._voices[source] = button
        self._tag, self._sex, self._language = QComboBox(), QComboBox(), QComboBox()
        look = self.bench.workbench.look
        combos = ((self._tag, VOICE_TAGS), (self._sex, VOICE_SEXES), (self._language, VOICE_LANGUAGES))
        for combo, values in combos:
            combo.addItem("", None)
            for value in values:
                combo.addItem("", value)
        self._tag.setObjectName("voiceTag")
        self._sex.setObjectName("voiceSex")
        self._language.setObjectName("voiceLanguage")
        self._tag_field, self._sex_field = Field(self._tag, look), Field(self._sex, look)
        self._language_field = Field(self._language, look)

    def _front(self) -> QWidget:
        person = QHBoxLayout()
        person.setSpacing(3 * SPACE)
        person.addWidget(self._name_field, 1)
        person.addWidget(self._contact_field, 1)
        editions = QHBoxLayout()
        editions.setSpacing(2 * SPACE)
        for choice in self._editions.values():
            editions.addWidget(choice, 1)
        panels = QHBoxLayout()
        panels.setSpacing(2 * SPACE)
        panels.addWidget(self._uses_card(), 2)
        panels.addWidget(self._voice_card(), 3)
        front = QWidget()
        column = QVBoxLayout(front)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addLayout(person)
        column.addWidget(self._edition_title)
        column.addLayout(editions)
        column.addSpacing(SPACE)
        column.addLayout(panels)
        column.addStretch(1)
        return front

    def _uses_card(self) -> QWidget:
        frame, column = card(spacing=SPACE // 2)
        column.addWidget(self._uses_title)
        for box in self._uses.values():
            column.addWidget(box)
        column.addWidget(self._uses_reason)
        column.addSpacing(SPACE // 2)
        column.addWidget(self._background_title)
        column.addWidget(self._background)
        column.addWidget(self._background_reason)
        column.addStretch(1)
        return frame

    def _voice_card(self) -> QWidget:
        frame, column = card(spacing=SPACE // 2)
        column.addWidget(self._voice_title)
        for button in self._voices.values():
            column.addWidget(button)
        column.addSpacing(SPACE)
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE + 4)
        for place, field in enumerate((self._tag_field, self._sex_field, self._language_field)):
            grid.addWidget(field, 0, place)
            grid.setColumnStretch(place, 1)
        column.addLayout(grid)
        column.addWidget(self._voice_reason)
        column.addStretch(1)
        return frame

    def _connect(self) -> None:
        for field in (*self._fields.values(), self._tag_field, self._sex_field, self._language_field):
            field.edited.connect(self._on_edited)
        for name, field in self._fields.items():
            field.set_judge(partial(self._problem_of, name))
        self._contact_field.left.connect(self._on_contact_left)
        for choice in self._editions.values():
            choice.toggled.connect(self._on_edited)
        for toggle in (*self._uses.values(), *self._voices.values(), self._background):
            toggle.toggled.connect(self._on_edited)
        self.options.edited.connect(self._on_edited)

    def _edition(self) -> Edition:
        return next((edition for edition, choice in self._editions.items() if choice.isChecked()), Edition.STANDARD)

    def _chosen_uses(self) -> tuple[Use, ...]:
        allowed = edition_limits(self._edition()).uses
        return tuple(use for use, box in self._uses.items() if box.isChecked() and use in allowed)

    def _filled_in(self) -> JobFields:
        edition = self._edition()
        limits = edition_limits(edition)
        voice = next(source for source, button in self._voices.items() if button.isChecked())
        is_only_human = voice == _NO_VOICE and limits.allows_only_human
        properties = VoiceProperties(self._tag.currentData(), self._sex.currentData(), self._language.currentData())
        job = replace(
            self.bench.draft.job,
            name=self._name.text().strip(),
            contact=clean_contact(self._contact.text()) or None,
            is_flexus=True if edition is Edition.FLEXUS else None,
            is_fast_flexus=True if edition is Edition.FAST_FLEXUS else None,
            supported_service=tuple(use.value for use in self._chosen_uses()),
            is_background_replacement=self._background.isChecked() and limits.allows_background_replacement,
            is_only_human_model=True if is_only_human else None,
            audio_source_type=VoiceSource.AUDIO.value if voice == VoiceSource.AUDIO else VoiceSource.VIDEO.value,
            voice_properties=properties if limits.allows_voice_properties and properties != VoiceProperties() else None,
        )
        return self.options.filled_in(job)

    def _problem_of(self, name: str) -> str:
        role = f"job.{name}"
        for finding in job_findings(self._filled_in()):
            if finding.role == role and finding.severity is Severity.ERROR:
                notice = self.bench.wording.finding(finding)
                return notice.explanation or notice.title
        return ""

    def _show_limits(self) -> None:
        """What an edition does not allow is disabled and says why; what was chosen there stays chosen."""
        limits = edition_limits(self._edition())
        for use, box in self._uses.items():
            box.setEnabled(use in limits.uses)
        is_limited = len(limits.uses) < len(self._uses)
        self._uses_reason.setText(self.tr("Flexus avatars are for videos only.") if is_limited else "")
        self._uses_reason.setVisible(is_limited)
        self._background.setEnabled(limits.allows_background_replacement)
        self._background_reason.setText(
            self.tr("Needs a green screen. Without it the real background stays for ever.")
            if limits.allows_background_replacement
            else self.tr("Flexus keeps the real background.")
        )
        self._voices[_NO_VOICE].setEnabled(limits.allows_only_human)
        if self._voices[_NO_VOICE].isChecked() and not limits.allows_only_human:
            self._voices[VoiceSource.VIDEO].setChecked(True)
        for field in (self._tag_field, self._sex_field, self._language_field):
            field.setEnabled(limits.allows_voice_properties)
        self._voice_reason.setText(
            "" if limits.allows_voice_properties else self.tr("The voice's kind can be chosen for Flexus only.")
        )
        self._voice_reason.setVisible(not limits.allows_voice_properties)

    def _retranslate_combos(self) -> None:
        unset = self.tr("Not said")
        words = {
            self._tag: (unset, self.tr("Online shop"), self.tr("News"), self.tr("Marketing")),
            self._sex: (unset, self.tr("Female"), self.tr("Male")),
            self._language: (unset, self.tr("Chinese"), self.tr("English")),
        }
        for combo, names in words.items():
            for place, name in enumerate(names):
                combo.setItemText(place, name)
        self._tag_field.set_words(self.tr("Kind of speech"))
        self._sex_field.set_words(self.tr("Speaker"))
        self._language_field.set_words(self.tr("Language"))

    def _on_edited(self) -> None:
        if not self._is_showing:
            self._show_limits()
            self.bench.draft.change_job(self._filled_in())

    def _on_contact_left(self) -> None:
        # Full-width digits and blanks are how people write numbers; what is sent is shown.
        cleaned = clean_contact(self._contact.text())
        if cleaned != self._contact.text():
            self._contact.setText(cleaned)
