"""What a person has set about the program itself. No account of the service, no secret."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

KEEP_DAYS = 90
KEEP_CHOICES: tuple[int | None, ...] = (30, KEEP_DAYS, None)  # ``None`` is for ever


@dataclass(frozen=True, slots=True)
class Settings:
    """``language`` is system or, say, zh; ``scheme`` is system, light or dark. A geometry is Qt's own bytes as hex.

    ``workers`` is the number of connections of an upload, 1 to 16; ``None`` lets each upload find out what is best.
    ``last_bytes_per_s`` is what the line carried the last time that an upload was free to use all of it.
    """

    language: str = "system"
    scheme: str = "system"
    workers: int | None = None
    bytes_per_s: int | None = None  # the limit of an upload; None for none
    last_bytes_per_s: int | None = None
    last_folder: str = ""
    film_folder: str = ""  # where videos, and where documents, were chosen last: often not in the same place
    document_folder: str = ""
    keep_days: int | None = KEEP_DAYS  # after an intake's end, until the person's details are erased; None is for ever
    window_geometry: str = ""
    wizard_geometry: str = ""
    forget_after_min: int | None = 15  # a secret that is not remembered, when nobody uses the program; None for never
    proxy_mode: str = "system"  # or none, or own
    proxy_address: str = ""  # http://host:port, for own
    proxy_user: str = ""  # its password is in the keyring


def merged(base: Settings, new: Settings, current: Settings) -> Settings:
    """``current`` with what differs between ``base`` and ``new``: another window may have changed the rest since."""
    changes = {
        field.name: getattr(new, field.name)
        for field in fields(Settings)
        if getattr(new, field.name) != getattr(base, field.name)
    }
    return replace(current, **changes)


def without_folder(settings: Settings) -> Settings:
    """For when somebody was forgotten: the folder of the last files may carry the person's name."""
    return replace(settings, last_folder="")
