"""Page 4: both sides of the ID card and the letter, each with its checks and a preview that nobody else reads."""

from __future__ import annotations

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from avatar_intake.domain.intake import IDENTITY_ROLES, Role
from avatar_intake.qt.look import SPACE, set_kind
from avatar_intake.qt.widgets.blurred import BlurredPicture
from avatar_intake.qt.widgets.drop_area import Shape
from avatar_intake.qt.wizard.bench import Bench
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
from avatar_intake.qt.wizard.same_person import SamePerson
from avatar_intake.qt.wizard.workbench import PageId
from avatar_intake.qt.wording import ROLE_ICONS

_PREVIEW_PX: Final = 136


class DocumentsPage(Page):
    """Three panels of one shape. Accounts on the vendor's NA list may go on without them."""

    def __init__(self, bench: Bench) -> None:
        super().__init__(bench, PageId.DOCUMENTS)
        self.panels = {role: MaterialPanel(bench, role, Shape.NARROW) for role in IDENTITY_ROLES}
        self.previews = {role: BlurredPicture(bench.workbench.look) for role in IDENTITY_ROLES}
        self._note = label("muted")
        self._compare = QPushButton()
        self._compare.setObjectName("compareWithVideo")
        set_kind(self._compare, "link")
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        for role in IDENTITY_ROLES:
            row.addWidget(self._panel(role), 1)
        self.body.addLayout(row, 1)
        foot = QHBoxLayout()
        foot.setSpacing(2 * SPACE)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._compare)
        self.body.addLayout(foot)
        self._compare.clicked.connect(self._on_compare)
        bench.draft.changed.connect(self._on_paths_changed)
        bench.pictures.ready.connect(self._on_picture)
        self.retranslate()

    def heading(self) -> Heading:
        """The page's words at its top."""
        return Heading(
            self.tr("The documents"),
            self.tr("They prove that the person agrees. Previews stay blurred until you point at them."),
        )

    def retranslate(self) -> None:
        """Take all words anew."""
        super().retranslate()
        hints = {
            Role.ID_CARD_IMAGE1: self.tr("All four corners, no glare"),
            Role.ID_CARD_IMAGE2: self.tr("All four corners, no glare"),
            Role.GRANT_FILE: self.tr("Signed by the person on the ID card"),
        }
        for role, panel in self.panels.items():
            panel.set_hint(hints[role])
            preview = self.previews[role]
            preview.setAccessibleName(self.tr("Preview: {material}").format(material=self.bench.wording.role(role)))
            preview.setAccessibleDescription(self.tr("Blurred until it has the focus or is pointed at."))
        self._compare.setText(self.tr("Is this the same person as in the video?"))
        self._compare.setAccessibleName(self._compare.text())
        self._show_compare()
        self._note.setText(
            self.tr("Your account is on the vendor's NA list: the documents may be left out.")
            if self.bench.draft.intake.service.na_account
            else self.tr("Your files are read where they are. No copies are made, and they are not changed.")
        )

    def missing(self) -> tuple[Missing, ...]:
        """What is missing before the page can be left."""
        find = refused_material if self.bench.draft.intake.service.na_account else missing_material
        return tuple(item for role, panel in self.panels.items() for item in find(self, role, panel.focus_button()))

    def first_stop(self) -> QWidget | None:
        """The first button, not the first preview: nobody's ID card is shown because a page was come to."""
        return self.panels[IDENTITY_ROLES[0]].focus_button()

    def initializePage(self) -> None:
        """Begin when the page is come to."""
        super().initializePage()
        self.bench.checks.look_again()
        self._on_paths_changed()

    def _panel(self, role: Role) -> QWidget:
        frame, column = card()
        preview = self.previews[role]
        preview.setObjectName(f"preview_{role}")
        preview.set_placeholder(ROLE_ICONS[role])
        preview.setFixedHeight(_PREVIEW_PX)
        column.addWidget(preview)
        column.addWidget(self.panels[role], 1)
        return frame

    def _show_compare(self) -> None:
        path = self.bench.draft.path
        self._compare.setVisible(bool(path(Role.ID_CARD_IMAGE1) and path(Role.TRAINING_VIDEO)))

    def _on_compare(self) -> None:
        SamePerson(self.bench, self.window()).open()

    def _on_paths_changed(self) -> None:
        self._show_compare()
        for role in IDENTITY_ROLES:
            self.bench.pictures.want(role)

    def _on_picture(self, role: Role) -> None:
        if role in self.previews:
            self.previews[role].show_picture(self.bench.pictures.preview(role))
