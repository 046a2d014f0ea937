"""What a person has set about the program itself. No account, no secret, nothing personal."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """``language`` is system, zh or en; ``scheme`` is system, light or dark. A geometry is Qt's own bytes as hex."""

    language: str = "system"
    scheme: str = "system"
    workers: int = 4  # connections of an upload, 1 to 16
    bytes_per_s: int | None = None
    last_folder: str = ""
    window_geometry: str = ""
