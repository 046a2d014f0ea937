"""What was found out about a file, and what that means. Values only: nothing here opens a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs. An error stops the job before it is created."""

    ERROR = "error"
    WARNING = "warning"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a checklist.

    ``role`` is a material's role, or ``job.<field>`` for a request field. ``rule`` is the stable name of the rule
    and its key in the catalogue. ``found`` and ``needed`` are short facts without language (``1280×720``,
    ``3:00–10:00``), shown as they are.
    """

    role: str
    rule: str
    severity: Severity
    found: str = ""
    needed: str = ""


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound track."""

    codec: str
    sample_rate_hz: int
    channels: int
    duration_s: float


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Facts of a video file. Sizes in pixels, as coded; ``rotation_deg`` clockwise for display, one of 0, 90, 180, 270.

    ``duration_s`` is the video track's. ``is_complete`` is false where a box or a sample lies past the end of the
    file, ``promised_bytes`` is then the size that it should have. ``commonest_step_share`` is the share of frames with
    the commonest duration: 1.0 is a constant frame rate. ``damaged_at_s`` is where decoding failed, ``glitch_at_s``
    where a decoder had to guess a part of a picture.
    """

    container: str  # "mp4", "mov", "matroska", ... by content
    brand: str
    size_bytes: int
    is_complete: bool
    is_fragmented: bool
    is_moov_first: bool
    width_px: int
    height_px: int
    rotation_deg: int
    codec: str
    profile: str
    bit_depth: int
    colour_transfer: str
    duration_s: float
    frame_rate: float
    commonest_step_share: float
    sound: tuple[Sound, ...] = ()
    promised_bytes: int = 0
    damaged_at_s: float | None = None
    glitch_at_s: float | None = None

    @property
    def shown_size_px(self) -> tuple[int, int]:
        """Width and height as a player shows them, after the rotation."""
        if self.rotation_deg in (90, 270):
            return self.height_px, self.width_px
        return self.width_px, self.height_px


@dataclass(frozen=True, slots=True)
class PictureFacts:
    """Facts of a picture file; ``format`` by content (JPEG, PNG, …), sizes in pixels after the EXIF orientation."""

    format: str
    size_bytes: int
    width_px: int
    height_px: int
    has_gps: bool = False


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """Facts of a letter of authorisation: a PDF, or a photograph of the paper."""

    format: str
    size_bytes: int
    pages: int
    is_locked: bool = False
    picture: PictureFacts | None = None


@dataclass(frozen=True, slots=True)
class ArchiveFacts:
    """Facts of a voice recording's zip: the names inside, the sum of the unpacked sizes."""

    size_bytes: int
    names: tuple[str, ...]
    unpacked_bytes: int


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file that could not be read as what it should be.

    ``reason`` is one of ``missing``, ``not-a-file``, ``no-permission``, ``empty``, ``unknown-format``, ``truncated``,
    ``damaged``, ``no-video``, ``locked`` (a password); ``found`` says what it is instead (``TXT``, ``PNG``, …) or how
    much of it is there (``1.2 MB / 3.4 MB``), where that is known.
    """

    reason: str
    found: str = ""
    size_bytes: int = 0


Facts = MediaFacts | PictureFacts | LetterFacts | ArchiveFacts | Unreadable


@dataclass(frozen=True, slots=True)
class Checked:
    """One material after its check: the facts and every finding, good ones too."""

    role: str
    path: str
    facts: Facts
    findings: tuple[Finding, ...] = field(default=())

    @property
    def has_errors(self) -> bool:
        """Whether a finding forbids sending this material."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
