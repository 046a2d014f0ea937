"""What the end of a file's name promises, against what the file is. Pure."""

from __future__ import annotations

from avatar_intake.domain.media import Severity
from avatar_intake.media.judging import Purpose, Verdict

_KIND_BY_SUFFIX = {
    ".mp4": ("MP4",),
    ".m4v": ("MP4",),
    ".mov": ("MOV",),
    ".jpg": ("JPEG",),
    ".jpeg": ("JPEG",),
    ".png": ("PNG",),
    ".webp": ("WEBP",),
    ".heic": ("HEIC",),
    ".pdf": ("PDF",),
    ".zip": ("ZIP",),
}
_SUFFIX_BY_KIND = {"MP4": ".mp4", "JPEG": ".jpg", "PNG": ".png", "WEBP": ".webp", "PDF": ".pdf", "ZIP": ".zip"}


def name_verdict(kind: str, purpose: Purpose) -> Verdict | None:
    """An extension that contradicts the content: harmless to the service, confusing to people."""
    expected = _KIND_BY_SUFFIX.get(purpose.suffix)
    if expected is None or kind in expected:
        return None
    return Verdict(Severity.WARNING, f"{purpose.suffix} ({kind})", _SUFFIX_BY_KIND.get(kind, ""))
