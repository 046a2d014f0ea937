"""What an intake asks for, what it needs and under which tag it is found again."""

from __future__ import annotations

import pytest

from avatar_intake.domain.intake import (
    IDENTITY_ROLES,
    UPLOAD_ORDER,
    Edition,
    Intake,
    JobFields,
    Role,
    VoiceSource,
    required_roles,
)


def test_every_role_has_its_place_in_the_upload_and_videos_come_last() -> None:
    assert sorted(UPLOAD_ORDER) == sorted(Role)
    assert [role.is_multipart for role in UPLOAD_ORDER] == [False] * 7 + [True] * 2


@pytest.mark.parametrize("role", list(Role))
def test_only_a_recording_is_signed_as_a_zip(role: Role) -> None:
    expected = "application/zip" if role is Role.AUDIO else "application/octet-stream"
    assert role.content_type == expected


@pytest.mark.parametrize(
    ("job", "edition"),
    [
        (JobFields(), Edition.STANDARD),
        (JobFields(is_flexus=False, is_fast_flexus=False), Edition.STANDARD),
        (JobFields(is_flexus=True), Edition.FLEXUS),
        (JobFields(is_fast_flexus=True), Edition.FAST_FLEXUS),
        (JobFields(is_flexus=True, is_fast_flexus=True), Edition.FAST_FLEXUS),
    ],
)
def test_the_edition_follows_from_the_flags(job: JobFields, edition: Edition) -> None:
    assert job.edition is edition


@pytest.mark.parametrize(
    ("job", "source"),
    [
        (JobFields(), VoiceSource.VIDEO),
        (JobFields(audio_source_type="VIDEO"), VoiceSource.VIDEO),
        (JobFields(audio_source_type="AUDIO"), VoiceSource.AUDIO),
        (JobFields(audio_source_type="AUDIO", is_only_human_model=True), None),
        (JobFields(is_only_human_model=True), None),
        (JobFields(is_only_human_model=False), VoiceSource.VIDEO),
    ],
)
def test_the_voice_comes_from_where_the_job_says(job: JobFields, source: VoiceSource | None) -> None:
    assert job.voice_source is source


@pytest.mark.parametrize(("said", "replaces"), [(None, True), (True, True), (False, False)])
def test_a_background_is_replaced_unless_it_is_said_otherwise(said: bool | None, replaces: bool) -> None:
    assert JobFields(is_background_replacement=said).replaces_background is replaces


@pytest.mark.parametrize(
    ("job", "na_account", "roles"),
    [
        (JobFields(), False, [*IDENTITY_ROLES, Role.TRAINING_VIDEO]),
        (JobFields(), True, [Role.TRAINING_VIDEO]),
        (JobFields(audio_source_type="AUDIO"), False, [*IDENTITY_ROLES, Role.AUDIO, Role.TRAINING_VIDEO]),
        (JobFields(audio_source_type="AUDIO"), True, [Role.AUDIO, Role.TRAINING_VIDEO]),
        (JobFields(audio_source_type="AUDIO", is_only_human_model=True), True, [Role.TRAINING_VIDEO]),
    ],
)
def test_what_is_needed_depends_on_the_job_and_on_the_account(
    job: JobFields, na_account: bool, roles: list[Role]
) -> None:
    assert list(required_roles(job, na_account=na_account)) == roles


def test_the_tag_is_of_the_intake_and_says_nothing_personal() -> None:
    intake = Intake("abc123", JobFields(name="示例讲师", contact="13800138000"))

    assert intake.tag == "avatar-intake-abc123"
    assert intake.tag.isascii()
