"""Page 5: a cover from the video or a file, a voice recording where the job asks for one, retouching samples."""

from __future__ import annotations

from pathlib import PurePath

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from avatar_intake.domain.intake import Role, VoiceSource
from avatar_intake.errors import IntakeError
from avatar_intake.qt.look import SPACE
from avatar_intake.qt.widgets.banner import Banner
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.drop_area import Shape
from avatar_intake.qt.widgets.more import More
from avatar_intake.qt.widgets.notice import Notice, Tone
from avatar_intake.qt.wizard.bench import Bench
from avatar_intake.qt.wizard.cover_picker import CoverPicker
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
from avatar_intake.qt.wizard.workbench import PageId

_PREVIEW_PX = 136
_BEAUTY_ROLES = (Role.PRE_BEAUTY_IMAGE, Role.POST_BEAUTY_IMAGE)


class ExtrasPage(Page):
    """Nothing here is needed, but for the recording when the voice is to come from one."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.EXTRAS)
        look = bench.workbench.look
        self.cover = MaterialPanel(bench, Role.COVER, Shape.NARROW)
        self.audio = MaterialPanel(bench, Role.AUDIO, Shape.NARROW)
        self.beauty = {role: MaterialPanel(bench, role, Shape.NARROW) for role in _BEAUTY_ROLES}
        self.picker = CoverPicker(bench)
        self.cover_preview = BlurredPicture(look)
        self._banner = Banner(look)
        self._banner.setObjectName("extrasBanner")
        self._saved = ""
        self._picker_title, self._cover_title = label("subtitle"), label("subtitle")
        self._audio_title = label("subtitle")
        self._audio_reason, self._beauty_note = label("muted"), label("muted")
        self.more = More(look, self._front(), self._back())
        self.body.addWidget(self._banner)
        self.body.addWidget(self.more, 1)
        self._connect()
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("Cover and extras"),
            self.tr("A cover helps to find the avatar. Everything here may be left out unless it is marked."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        self._picker_title.setText(self.tr("From the video"))
        self._cover_title.setText(self.tr("Cover"))
        self._audio_title.setText(self.tr("Voice recording"))
        self.cover.set_hint(self.tr("Or drop a picture here"))
        self.audio.set_hint(self.tr("One long WAV recording, packed as ZIP"))
        self.cover_preview.setAccessibleName(self.tr("Preview of the cover"))
        self._beauty_note.setText(self.tr("Two pictures that show how the figure is to be retouched."))
        for panel in self.beauty.values():
            panel.set_hint(self.tr("A picture"))
        self._show_audio()
        self._show_count()
        if self._banner.notice is not None and isinstance(self._banner.notice.key, IntakeError):
            self._on_cover_failed(self._banner.notice.key)
        elif self._banner.notice is not None:
            self._on_picture_saved(self._saved)

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        audio = missing_material if self._needs_audio() else refused_material
        return (
            *refused_material(self, Role.COVER, self.cover.focus_button()),
            *audio(self, Role.AUDIO, self.audio.focus_button()),
            *(
                item
                for role, panel in self.beauty.items()
                for item in refused_material(self, role, panel.focus_button())
            ),
        )

    def validatePage(self) -> bool:
        """Whether the page may be left; if not, what is missing is shown."""
        missing = self.missing()
        if missing:
            panels = self.beauty.values()
            self.more.open(is_open=any(panel.isAncestorOf(missing[0].widget) for panel in panels))
        return super().validatePage()

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        self.bench.checks.look_again()
        self._on_draft_paths()

    def _front(self) -> QWidget:
        picker, left = card()
        left.addWidget(self._picker_title)
        left.addWidget(self.picker, 1)
        cover, middle = card()
        self.cover_preview.set_private(False)
        self.cover_preview.setObjectName("coverPreview")
        self.cover_preview.setFixedHeight(_PREVIEW_PX)
        middle.addWidget(self._cover_title)
        middle.addWidget(self.cover_preview)
        middle.addWidget(self.cover, 1)
        audio, right = card()
        right.addWidget(self._audio_title)
        right.addWidget(self._audio_reason)
        right.addWidget(self.audio, 1)
        front = QWidget()
        row = QHBoxLayout(front)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(picker, 5)
        row.addWidget(cover, 3)
        row.addWidget(audio, 3)
        return front

    def _back(self) -> QWidget:
        frame, column = card()
        column.addWidget(self._beauty_note)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for panel in self.beauty.values():
            row.addWidget(panel, 1)
        column.addLayout(row, 1)
        back = QWidget()
        outer = QVBoxLayout(back)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        return back

    def _connect(self) -> None:
        self.bench.checks.done.connect(self._on_checked)
        self.bench.pictures.picture_saved.connect(self._on_picture_saved)
        self.bench.draft.changed.connect(self._on_draft_paths)
        self.bench.pictures.ready.connect(self._on_picture)
        self.bench.pictures.cover_made.connect(self._on_cover_made)
        self.bench.pictures.cover_failed.connect(self._on_cover_failed)

    def _needs_audio(self) -> bool:
        return self.bench.draft.job.voice_source is VoiceSource.AUDIO

    def _show_audio(self) -> None:
        is_needed = self._needs_audio()
        self.audio.setEnabled(is_needed or bool(self.bench.draft.path(Role.AUDIO)))
        self._audio_reason.setText(
            self.tr("Needed: the voice is to come from this recording.")
            if is_needed
            else self.tr("Not needed: the voice comes from the training video, as chosen under Person and job.")
        )

    def _show_count(self) -> None:
        self.more.show_count(sum(1 for role in _BEAUTY_ROLES if self.bench.draft.path(role)))

    def _on_draft_paths(self) -> None:
        self._show_audio()
        self._show_count()
        self.bench.pictures.want(Role.COVER)
        self.picker.follow()

    def _on_picture(self, role: Role) -> None:
        if role is Role.COVER:
            self.cover_preview.show_picture(self.bench.pictures.preview(role))

    def _on_checked(self, role: Role) -> None:
        if role is Role.TRAINING_VIDEO and self.isVisible():
            self.picker.follow()

    def _on_picture_saved(self, path: str) -> None:
        self._saved = path
        text = self.tr("The picture is saved: {name}").format(name=PurePath(path).name)
        self._banner.show_notice(Notice(Tone.GOOD, text))

    def _on_cover_made(self, path: str) -> None:
        self._banner.clear()
        self.bench.draft.set_material(Role.COVER, path)

    def _on_cover_failed(self, error: IntakeError) -> None:
        self._banner.show_notice(self.bench.wording.error(error))
