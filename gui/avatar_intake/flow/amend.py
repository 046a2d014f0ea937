"""What an update of a rejected job says. Pure."""

from __future__ import annotations

from avatar_intake.domain.intake import Intake, Role
from avatar_intake.domain.job_rules import job_to_send
from avatar_intake.domain.service import JobChanges
from avatar_intake.store.journal import PlannedMaterial


def changes_for(intake: Intake, plan: tuple[PlannedMaterial, ...]) -> JobChanges:
    """Every field that an update may carry; model version and edition cannot be changed (API page of Update)."""
    counts = {item.role: item.part_count for item in plan}
    job = job_to_send(intake)
    return JobChanges(
        name=job.name,
        contact=job.contact,
        command_message="UPDATE_VIDEO",
        video_multipart_count=counts[Role.TRAINING_VIDEO],
        action_video_multipart_count=counts.get(Role.ACTION_VIDEO),
        is_background_replacement=job.is_background_replacement,
        batch_name=job.batch_name,
        tags=job.tags,
        voice_properties=job.voice_properties,
        supported_service=job.supported_service or None,
        audio_source_type=job.audio_source_type,
    )
