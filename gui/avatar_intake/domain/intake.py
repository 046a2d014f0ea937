"""An intake: the job that is asked for, the materials by role, the service it goes to. No file is opened here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a material is for; the values are the keys of `[materials]` in an intake file."""

    TRAINING_VIDEO = "training_video"
    ACTION_VIDEO = "action_video"
    AUDIO = "audio"
    COVER = "cover"
    ID_CARD_IMAGE1 = "id_card_image1"
    ID_CARD_IMAGE2 = "id_card_image2"
    GRANT_FILE = "grant_file"
    PRE_BEAUTY_IMAGE = "pre_beauty_image"
    POST_BEAUTY_IMAGE = "post_beauty_image"

    @property
    def is_multipart(self) -> bool:
        """Whether the service hands out one address a part (both videos) or one address in all."""
        return self in (Role.TRAINING_VIDEO, Role.ACTION_VIDEO)

    @property
    def content_type(self) -> str:
        """The exact Content-Type that the address was signed for (API page, response table)."""
        return "application/zip" if self is Role.AUDIO else "application/octet-stream"


# Small things first: they show a broken address or a proxy before gigabytes are moved.
UPLOAD_ORDER = (
    Role.ID_CARD_IMAGE1,
    Role.ID_CARD_IMAGE2,
    Role.GRANT_FILE,
    Role.COVER,
    Role.PRE_BEAUTY_IMAGE,
    Role.POST_BEAUTY_IMAGE,
    Role.AUDIO,
    Role.TRAINING_VIDEO,
    Role.ACTION_VIDEO,
)

# Accounts on the vendor's NA list may go without these three (API page, response table).
IDENTITY_ROLES = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE)


class Edition(StrEnum):
    """The product line: standard, basic ("Flexus") or fast Flexus."""

    STANDARD = "standard"
    FLEXUS = "flexus"
    FAST_FLEXUS = "fast_flexus"


class VoiceSource(StrEnum):
    """Where the voice comes from (`audio_source_type`)."""

    VIDEO = "VIDEO"
    AUDIO = "AUDIO"


class Use(StrEnum):
    """What the finished model may be used for (`supported_service`)."""

    VIDEO_2D = "VIDEO_2D"
    LIVE_2D = "LIVE_2D"
    CHAT_2D = "CHAT_2D"


@dataclass(frozen=True, slots=True)
class VoiceProperties:
    """`voice_properties`; for Flexus only. ``None`` is not sent, so that the service's default holds."""

    job_tag: str | None = None  # ECOMMERCE, NEWS, MARKETING
    sex: str | None = None  # FEMALE (default), MALE
    language: str | None = None  # CN, EN ("currently Chinese only")


@dataclass(frozen=True, slots=True)
class JobFields:
    """The request fields of Create2dModelTrainingJob under their API names (page of 2026-01-29).

    ``None`` and an empty tuple are not sent, so that the service's default holds. Ranges and conditions stand in
    `job_rules.py`. ``app_user_id`` travels as the header X-App-UserId.
    """

    name: str = ""
    contact: str | None = None
    command_message: str | None = None
    video_multipart_count: int | None = None
    action_video_multipart_count: int | None = None
    is_background_replacement: bool | None = None
    batch_name: str | None = None
    tags: tuple[str, ...] = ()
    model_version: str | None = None
    is_ondemand_resource: bool | None = None
    is_flexus: bool | None = None
    is_fast_flexus: bool | None = None
    is_live_copy: bool | None = None
    is_only_human_model: bool | None = None
    audio_source_type: str | None = None
    voice_properties: VoiceProperties | None = None
    supported_service: tuple[str, ...] = ()
    app_user_id: str | None = None

    @property
    def edition(self) -> Edition:
        """The product line that the flags ask for."""
        if self.is_fast_flexus:
            return Edition.FAST_FLEXUS
        return Edition.FLEXUS if self.is_flexus else Edition.STANDARD

    @property
    def voice_source(self) -> VoiceSource | None:
        """Where the voice comes from; ``None`` when only the figure is trained."""
        if self.is_only_human_model:
            return None
        return VoiceSource.AUDIO if self.audio_source_type == VoiceSource.AUDIO else VoiceSource.VIDEO

    @property
    def replaces_background(self) -> bool:
        """Whether a green screen is needed; the service's default is yes."""
        return self.is_background_replacement is not False


@dataclass(frozen=True, slots=True)
class ServiceChoice:
    """Where the job goes. Exactly one of ``region`` and ``endpoint`` is set, or neither for the saved account.

    An endpoint is ``https://host[:port][/prefix]``; plain http is for loopback only. ``is_practice`` marks the
    embedded practice studio, whose endpoint is found at start.
    """

    region: str | None = None
    endpoint: str | None = None
    project_id: str | None = None
    na_account: bool = False
    is_practice: bool = False


@dataclass(frozen=True, slots=True)
class Intake:
    """One person's materials and the job that they are for. ``materials`` maps a role to an absolute path."""

    intake_id: str
    job: JobFields
    materials: Mapping[Role, str] = field(default_factory=dict)
    service: ServiceChoice = field(default_factory=ServiceChoice)
    source: str = ""  # the intake file it was read from; empty when it comes from the wizard
    fingerprint: str = ""  # of the intake file's content: the same on every computer; empty without a file
    is_adopted: bool = False  # its job was made elsewhere: it is followed here, and nothing is ever sent for it
    is_forgotten: bool = False  # the person's details were erased: what is left is the receipt, nothing can be sent

    @property
    def tag(self) -> str:
        """The tag by which this intake's own job is found again at the service. Holds nothing personal."""
        return f"avatar-intake-{self.intake_id}"

    @property
    def file_tag(self) -> str:
        """The tag by which a job of the same intake file is found from another computer; empty without a file."""
        return f"avatar-intake-file-{self.fingerprint}" if self.fingerprint else ""


def required_roles(job: JobFields, *, na_account: bool) -> tuple[Role, ...]:
    """The roles without which a review fails or a job cannot be created, in upload order."""
    needed = {Role.TRAINING_VIDEO}
    if not na_account:
        needed.update(IDENTITY_ROLES)
    if job.voice_source is VoiceSource.AUDIO:
        needed.add(Role.AUDIO)
    return tuple(role for role in UPLOAD_ORDER if role in needed)
