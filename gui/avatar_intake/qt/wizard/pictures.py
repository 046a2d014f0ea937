"""Previews of the chosen files, read in workers, kept in memory. Writes nothing but a cover that was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Signal

from avatar_intake import where
from avatar_intake.domain.intake import Role
from avatar_intake.errors import IntakeError, LocalStorageFailed
from avatar_intake.qt.tasks import Tasks
from avatar_intake.qt.wizard.draft import Draft
from avatar_intake.qt.wizard.repair_desk import CropBox, RepairDesk, repair_desk

if TYPE_CHECKING:
    from avatar_intake.flow.desk import Desk

FRAME_COUNT: Final = 12
_FRAME_HEIGHT_PX: Final = 270
_PREVIEW_PX: Final = 480


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture of a video, or a part of it."""

    video: str
    time_s: float
    crop_px: CropBox | None = None


class Pictures(QObject):
    """The newest preview of each role's file: one picture of a document, frames of a video."""

    ready = Signal(object)  # the role
    cover_made = Signal(str)
    cover_failed = Signal(object)
    picture_saved = Signal(str)

    def __init__(self, draft: Draft, desk: Desk, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._draft = draft
        self._desk = desk
        self._tasks = tasks
        self._wanted: dict[Role, str] = {}
        self._frames: dict[Role, tuple[bytes, ...]] = {}
        self._previews: dict[Role, bytes] = {}

    def frames(self, role: Role) -> tuple[bytes, ...]:
        """The frames of a video, or none while there are none."""
        return self._frames.get(role, ())

    def preview(self, role: Role) -> bytes | None:
        """The picture of a document, or ``None``."""
        return self._previews.get(role)

    def want(self, role: Role) -> None:
        """Read the preview of the role's file, unless that has been done; `ready` follows in any case."""
        path = self._draft.path(role)
        if self._wanted.get(role, "") == path:
            return
        self._wanted[role] = path
        self._frames.pop(role, None)
        self._previews.pop(role, None)
        if not path:
            self.ready.emit(role)
            return
        key = f"picture.{self._draft.intake.intake_id}.{role}"
        if role.is_multipart:
            work = partial(self._desk.filmstrip, path, FRAME_COUNT, _FRAME_HEIGHT_PX)
            self._tasks.run(key, work, partial(self._on_frames, role), partial(self._on_nothing, role))
        else:
            look = partial(self._desk.picture_preview, path, _PREVIEW_PX)
            self._tasks.run(key, look, partial(self._on_preview, role), partial(self._on_nothing, role))

    def make_cover(self, time_s: float, crop_px: CropBox | None = None) -> None:
        """Take one frame of the training video, or a part of it, as the cover, into a file in our own folder."""
        intake = self._draft.intake
        shot = Shot(intake.materials[Role.TRAINING_VIDEO], time_s, crop_px)
        work = partial(_write_cover, repair_desk(self._desk), shot, intake.intake_id)
        self._tasks.run(f"cover.{intake.intake_id}", work, self._on_cover, self._on_no_cover)

    def save_picture(self, time_s: float, crop_px: CropBox | None, target: str) -> None:
        """Write the same picture into a file that the person has named."""
        intake = self._draft.intake
        shot = Shot(intake.materials[Role.TRAINING_VIDEO], time_s, crop_px)
        work = partial(_write_picture, repair_desk(self._desk), shot, target)
        self._tasks.run(f"save.{intake.intake_id}", work, self._on_saved, self._on_no_cover)

    def _on_frames(self, role: Role, frames: tuple[bytes, ...]) -> None:
        self._frames[role] = frames
        self.ready.emit(role)

    def _on_preview(self, role: Role, picture: bytes) -> None:
        self._previews[role] = picture
        self.ready.emit(role)

    def _on_cover(self, path: str) -> None:
        self.cover_made.emit(path)

    def _on_saved(self, path: str) -> None:
        self.picture_saved.emit(path)

    def _on_no_cover(self, error: IntakeError) -> None:
        self.cover_failed.emit(error)

    def _on_nothing(self, role: Role, _error: IntakeError) -> None:
        # Why there is no preview is the check's to say.
        self.ready.emit(role)


def _write_cover(desk: RepairDesk, shot: Shot, intake_id: str) -> str:
    picture = desk.cover_from(shot.video, shot.time_s, shot.crop_px)
    part = "".join(f"-{edge}" for edge in shot.crop_px or ())
    try:
        folder = where.private_folder(where.data_folder() / "covers")
        path = where.private_file(folder / f"{intake_id}-{round(shot.time_s * 1000)}{part}.jpg")
        Path(path).write_bytes(picture)
    except OSError as error:
        raise LocalStorageFailed.of(error, "cover") from error
    return str(path)


def _write_picture(desk: RepairDesk, shot: Shot, target: str) -> str:
    picture = desk.cover_from(shot.video, shot.time_s, shot.crop_px)
    try:
        Path(target).write_bytes(picture)
    except OSError as error:
        raise LocalStorageFailed.of(error, Path(target).name) from error
    return target
