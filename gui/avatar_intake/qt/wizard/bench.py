"""What every page of one wizard shares: the program's objects, the draft, its checks, the words. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject

from avatar_intake.domain.intake import IDENTITY_ROLES, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.checks import Checks
from avatar_intake.qt.wizard.draft import Draft
from avatar_intake.qt.wizard.pictures import Pictures
from avatar_intake.qt.wizard.repairs import Repairs
from avatar_intake.qt.wizard.workbench import Workbench
from avatar_intake.qt.wording import Wording


class Preferences(QObject):
    """The settings as this wizard changes them; each change is kept at once, in a worker."""

    def __init__(self, settings: Settings, save: Callable[[Settings], None], tasks: Tasks, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._save = save
        self._tasks = tasks

    @property
    def settings(self) -> Settings:
        """What is set now."""
        return self._settings

    def use_folder(self, role: Role, folder: str) -> None:
        """Begin the next file dialog for something of this kind here."""
        kept = replace(self._settings, last_folder=folder)
        if role.is_multipart:
            kept = replace(kept, film_folder=folder)
        elif role in IDENTITY_ROLES:
            kept = replace(kept, document_folder=folder)
        self._change(kept)

    def folder_for(self, role: Role) -> str:
        """Where a file dialog for this begins: the folder of its kind, else the last one; empty where both are gone.

        Looks whether they are there, as the dialog that follows does.
        """
        settings = self._settings
        own = settings.film_folder if role.is_multipart else settings.document_folder if role in IDENTITY_ROLES else ""
        return next((folder for folder in (own, settings.last_folder) if folder and Path(folder).is_dir()), "")

    def use_geometry(self, geometry: str) -> None:
        """Open the next wizard of this size, and in this place."""
        self._change(replace(self._settings, wizard_geometry=geometry))

    def limit_speed(self, bytes_per_s: int | None) -> None:
        """Limit the next uploads as well."""
        self._change(replace(self._settings, bytes_per_s=bytes_per_s))

    def _change(self, settings: Settings) -> None:
        if settings != self._settings:
            self._settings = settings
            self._tasks.run("settings", partial(self._save, settings), self._on_saved)

    def _on_saved(self, _nothing: None) -> None:
        """A setting that could not be kept holds for this time; that is not worth a message."""


@dataclass(frozen=True, slots=True)
class Bench:
    """One wizard's own objects beside the program's."""

    workbench: Workbench
    draft: Draft
    checks: Checks
    repairs: Repairs
    pictures: Pictures
    preferences: Preferences
    wording: Wording
