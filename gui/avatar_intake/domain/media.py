"""What was found out about a file, and what that means. Values only: nothing here opens a file."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding weighs, and how sure it is. An error stops the job before it is created.

    An error stands on a documented rule, a warning on a strong sign, a hint on one that may well be meant so.
    """

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Span:
    """A place in a film: from ``start_s`` to ``end_s``, which are equal for a moment."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a checklist.

    ``role`` is a material's role, or ``job.<field>`` for a request field. ``rule`` is the stable name of the rule
    and its key in the catalogue. ``found`` and ``needed`` are short facts without language (``1280×720``,
    ``3:00–10:00``), shown as they are. ``spans`` are the places in a film that it is about.
    """

    role: str
    rule: str
    severity: Severity
    found: str = ""
    needed: str = ""
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound track. ``layout`` in FFmpeg's words (``mono``, ``stereo``); ``start_s`` against the picture."""

    codec: str
    sample_rate_hz: int
    channels: int
    duration_s: float
    layout: str = ""
    start_s: float = 0.0


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """Facts of a video file. Sizes in pixels, as coded; ``rotation_deg`` clockwise for display, one of 0, 90, 180, 270.

    ``duration_s`` is the video track's. ``is_complete`` is false where a box or a sample lies past the end of the
    file, ``promised_bytes`` is then the size that it should have. ``commonest_step_share`` is the share of frames with
    the commonest duration: 1.0 is a constant frame rate. ``damaged_at_s`` is where decoding failed, ``glitch_at_s``
    where a decoder had to guess a part of a picture.

    ``coded_size_px`` is what the decoder works on, before its own cropping (1920×1088 for 1080 lines);
    ``pixel_aspect`` the shape of a pixel, width to height; ``chroma`` the subsampling. ``edit_start_s`` is how much of
    the beginning an edit list leaves out. ``bit_rate_bps`` is the whole file's. ``film_tracks`` counts picture tracks,
    covers left out.
    """

    container: str  # by content: mp4, mov, 3gp, matroska, webm, avi, mpegts, mpegps, flv, asf, mxf
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
    coded_size_px: tuple[int, int] = (0, 0)
    pixel_aspect: tuple[int, int] = (1, 1)
    chroma: str = "4:2:0"
    is_interlaced: bool = False
    has_edit_list: bool = False
    edit_start_s: float = 0.0
    bit_rate_bps: int = 0
    film_tracks: int = 1

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


@dataclass(frozen=True, slots=True)
class SoundLevels:
    """How loud a film is over its length, for a graph: one value for each stretch of ``step_s`` seconds, in dBFS."""

    step_s: float
    levels_dbfs: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class FilmSound:
    """What a film sounds like, from samples over its length. Levels in dBFS, ``loudness_lufs`` by EBU R 128.

    ``speech_dbfs`` is the level of the loud moments, ``floor_dbfs`` of the quiet ones. ``speech_from_s`` is when the
    opening stops being quiet, ``None`` when it never does; ``opening_s`` is how much of the film was listened to for
    that. ``clipped_share`` is the share of samples that are as large as can be; ``hum_hz`` the frequency of the mains
    in the quietest second, 0 without; ``silences`` are stretches without any voice after the opening.
    """

    duration_s: float
    loudness_lufs: float
    speech_dbfs: float
    floor_dbfs: float
    clipped_share: float
    opening_s: float
    speech_from_s: float | None = None
    hum_hz: int = 0
    hum_dbfs: float = -120.0
    silences: tuple[Span, ...] = ()
    silent_share: float = 0.0


@dataclass(frozen=True, slots=True)
class PersonSeen:
    """The one who stands before a green screen, as shares of the upright picture.

    ``top``, ``left`` and ``right`` are how much of these edges the figure covers, ``greenish`` how much of the figure
    has a tinge of the screen.
    """

    height: float
    area: float
    top: float
    left: float
    right: float
    greenish: float


@dataclass(frozen=True, slots=True)
class FilmPicture:
    """One picture of a film. Levels from 0 to 255, shares from 0 to 1.

    ``green`` and ``blue`` are shares of the border (top, and the sides but for their lower third) in the colour of a
    screen; ``edge_greens`` those of the three edges. ``screen_low`` and ``screen_high`` are how bright the screen's
    darkest and brightest twentieth are. ``bright`` is the level that three in a hundred pixels exceed, ``burnt`` the
    share of white pixels. ``sharpness`` is 1 for the hardest edges and 0 for none, ``None`` where it was not measured.
    """

    time_s: float
    green: float
    blue: float
    edge_greens: tuple[float, float, float]
    screen_low: float
    screen_high: float
    bright: float
    burnt: float
    sharpness: float | None = None
    person: PersonSeen | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A place where two pictures differ; ``size`` is the mean difference of their pixels, 0 to 255.

    ``is_at_a_seam`` where an encoder began anew out of turn, as it does at a cut.
    """

    span: Span
    size: float
    is_at_a_seam: bool = False


@dataclass(frozen=True, slots=True)
class FilmPictures:
    """What was seen in samples of a film's pictures, by time, black ones left out.

    ``black_at_s`` are the samples that show nothing. ``changes`` are places where the picture becomes another one.
    ``stills`` are stretches in which nothing moves at all. ``opening_change`` is the largest difference between
    samples of the opening, ``None`` when there is only one.
    """

    seen: tuple[FilmPicture, ...]
    black_at_s: tuple[float, ...] = ()
    changes: tuple[Change, ...] = ()
    stills: tuple[Span, ...] = ()
    opening_change: float | None = None


@dataclass(frozen=True, slots=True)
class FilmContent:
    """What a film shows and sounds like; ``levels`` and ``sound`` are ``None`` without sound."""

    levels: SoundLevels | None = None
    sound: FilmSound | None = None
    pictures: FilmPictures | None = None


@dataclass(frozen=True, slots=True)
class CardSeen:
    """A card that stands out from what it lies on.

    ``corners_px`` are its corners in the upright picture, clockwise from the top left; ``shape`` is its width to its
    height, ``share`` its part of the picture. ``cut_sides`` are the borders of the picture that it runs into.
    """

    corners_px: tuple[tuple[float, float], ...]
    shape: float
    share: float
    cut_sides: frozenset[str] = frozenset()

    @property
    def longer_px(self) -> float:
        """The longer side of the box around it."""
        across, down = [x for x, _ in self.corners_px], [y for _, y in self.corners_px]
        return max(max(across) - min(across), max(down) - min(down))


@dataclass(frozen=True, slots=True)
class Spot:
    """A place without any drawing, pure white: its box in shares of the card (or of the picture), and its area."""

    left: float
    top: float
    right: float
    bottom: float
    area: float


@dataclass(frozen=True, slots=True)
class PictureContent:
    """What a picture shows, all of it seen upright.

    ``edge_width`` says how soft the sharpest edges are, in pixels when the card (or else the picture) is 800 wide;
    ``None`` where there are too few edges to tell. ``brightness`` is the middle one, 0 to 255, ``lights`` the one that
    a tenth is lighter than, ``colourfulness`` how far colours are apart. ``side`` is the side of an ID card that it
    looks like, ``portrait``, ``emblem`` or empty, and ``turn_deg`` the turn clockwise that would make such a card
    upright. ``orientation`` is the mark that a camera left (EXIF, 1 to 8; 1 is upright).
    """

    edge_width: float | None = None
    brightness: float = 128.0
    lights: float = 255.0
    colourfulness: float = 255.0
    spots: tuple[Spot, ...] = ()
    card: CardSeen | None = None
    side: str = ""
    turn_deg: int = 0
    orientation: int = 1
    is_screenshot: bool = False


@dataclass(frozen=True, slots=True)
class LetterContent:
    """What the pages of a letter show.

    ``blank_pages`` are numbered from 1, among the first ``pages_seen``. ``is_signed`` says whether there is any ink
    where the text of a PDF asks for a signature; ``None`` where it does not ask, or where that cannot be told.
    ``shape`` is the longer side of the oddest page to its shorter one. ``picture`` is what a photographed letter shows,
    its ``edge_width`` in pixels of a page 1600 high.
    """

    pages_seen: int = 0
    blank_pages: tuple[int, ...] = ()
    is_signed: bool | None = None
    shape: float = 1.4
    picture: PictureContent | None = None


Facts = MediaFacts | PictureFacts | LetterFacts | ArchiveFacts | Unreadable
Content = FilmContent | PictureContent | LetterContent


@dataclass(frozen=True, slots=True)
class Checked:
    """One material after its check: the facts, what it shows, and every finding, good ones too.

    ``content`` is ``None`` for a file whose facts leave nothing to look at.
    """

    role: str
    path: str
    facts: Facts
    findings: tuple[Finding, ...] = field(default=())
    content: Content | None = None

    @property
    def has_errors(self) -> bool:
        """Whether a finding forbids sending this material."""
        return any(finding.severity is Severity.ERROR for finding in self.findings)
