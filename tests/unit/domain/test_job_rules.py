"""What the request fields of a job may be."""

from __future__ import annotations

import doctest
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar_intake.domain import job_rules
from avatar_intake.domain.intake import Edition, JobFields, Use, VoiceProperties
from avatar_intake.domain.job_rules import JOB_RULES, clean_contact, edition_limits, job_findings, masked
from avatar_intake.domain.media import Finding, Severity

GOOD = JobFields(name="示例讲师 Sample Presenter", contact="13800138000")
FLEXUS = replace(GOOD, is_flexus=True, supported_service=("VIDEO_2D",), is_background_replacement=False)
FAST = replace(FLEXUS, is_flexus=None, is_fast_flexus=True)


def found(job: JobFields) -> dict[str, Finding]:
    """The findings that are not good ones, by rule."""
    return {item.rule: item for item in job_findings(job) if item.severity is not Severity.OK}


def test_good_fields_give_good_lines_for_what_a_person_sees() -> None:
    lines = [(line.role, line.rule, line.severity, line.found) for line in job_findings(GOOD)]
    assert lines == [
        ("job.name", "job-name", Severity.OK, "示例讲师 Sample Presenter"),
        ("job.contact", "job-contact", Severity.OK, "138****8000"),
    ]


ERRORS = [
    (replace(GOOD, name=""), "job.name", "job-name-missing"),
    (replace(GOOD, name="  　 "), "job.name", "job-name-missing"),
    (replace(GOOD, name="讲师 13800138000"), "job.name", "job-name-sensitive"),
    (replace(GOOD, name="讲师138-0013-8000号"), "job.name", "job-name-sensitive"),
    (replace(GOOD, name="讲师１３８００１３８０００"), "job.name", "job-name-sensitive"),
    (replace(GOOD, name="11010119000101001X"), "job.name", "job-name-sensitive"),
    (replace(GOOD, name="A\nB"), "job.name", "job-name-control"),
    (replace(GOOD, name="A\u202eB"), "job.name", "job-name-control"),
    (replace(GOOD, contact="1380013800"), "job.contact", "job-contact-length"),
    (replace(GOOD, contact="someone@example.com"), "job.contact", "job-contact-format"),
    (replace(GOOD, contact="10000000000"), "job.contact", "job-contact-unknown"),
    (replace(GOOD, contact="02112345678"), "job.contact", "job-contact-unknown"),
    (replace(GOOD, contact="+999 1234"), "job.contact", "job-contact-unknown"),
    (replace(GOOD, video_multipart_count=0), "job.video_multipart_count", "job-count-range"),
    (replace(GOOD, video_multipart_count=1001), "job.video_multipart_count", "job-count-range"),
    (replace(GOOD, action_video_multipart_count=-1), "job.action_video_multipart_count", "job-count-range"),
    (replace(GOOD, command_message="UPLOAD"), "job.command_message", "job-word"),
    (replace(GOOD, command_message="U" * 65), "job.command_message", "job-word"),
    (replace(GOOD, model_version="V2"), "job.model_version", "job-version-retired"),
    (replace(GOOD, model_version="V3"), "job.model_version", "job-version-retired"),
    (replace(GOOD, model_version="V3.3"), "job.model_version", "job-version-edition"),
    (replace(FLEXUS, model_version="V3.3"), "job.model_version", "job-version-edition"),
    (replace(GOOD, model_version="V" * 65), "job.model_version", "job-word"),
    (replace(GOOD, supported_service=("VIDEO_3D",)), "job.supported_service", "job-use-unknown"),
    (replace(FLEXUS, supported_service=("VIDEO_2D", "LIVE_2D")), "job.supported_service", "job-use-edition"),
    (replace(FAST, supported_service=("CHAT_2D",)), "job.supported_service", "job-use-edition"),
    (replace(GOOD, voice_properties=VoiceProperties(sex="MALE")), "job.voice_properties", "job-voice-edition"),
    (replace(FLEXUS, voice_properties=VoiceProperties(sex="male")), "job.voice_properties.sex", "job-word"),
    (replace(FLEXUS, voice_properties=VoiceProperties(job_tag="X")), "job.voice_properties.job_tag", "job-word"),
    (replace(FLEXUS, voice_properties=VoiceProperties(language="FR")), "job.voice_properties.language", "job-word"),
    (replace(GOOD, is_only_human_model=True), "job.is_only_human_model", "job-only-human-edition"),
    (replace(GOOD, audio_source_type="MIC"), "job.audio_source_type", "job-word"),
    (replace(GOOD, app_user_id="职员"), "job.app_user_id", "job-user-id"),
    (replace(GOOD, app_user_id=""), "job.app_user_id", "job-user-id"),
    (replace(GOOD, app_user_id=" clerk"), "job.app_user_id", "job-user-id"),
    (replace(GOOD, app_user_id="a\r\nX-Evil: 1"), "job.app_user_id", "job-user-id"),
    (replace(GOOD, tags=("good", " ")), "job.tags", "job-text-control"),
    (replace(GOOD, batch_name="a\x00b"), "job.batch_name", "job-text-control"),
]


@pytest.mark.parametrize(("job", "role", "rule"), ERRORS)
def test_a_field_that_the_service_would_refuse_is_an_error(job: JobFields, role: str, rule: str) -> None:
    line = found(job)[rule]
    assert (line.role, line.severity) == (role, Severity.ERROR)


WARNINGS = [
    (replace(GOOD, name="长" * 51), "job-name-long"),
    (replace(GOOD, contact=None), "job-contact-missing"),
    (replace(GOOD, contact=" "), "job-contact-missing"),
    (replace(GOOD, model_version="V4.0"), "job-version-unknown"),
    (replace(FLEXUS, voice_properties=VoiceProperties(language="EN")), "job-voice-language"),
    (replace(FLEXUS, is_fast_flexus=True), "job-edition-both"),
    (replace(FLEXUS, is_background_replacement=None), "job-background-edition"),
    (replace(FAST, is_background_replacement=True), "job-background-edition"),
    (replace(FLEXUS, supported_service=()), "job-use-default"),
    (replace(GOOD, batch_name="b" * 65), "job-text-long"),
    (replace(GOOD, tags=tuple(f"tag{n}" for n in range(21))), "job-tags-many"),
]


@pytest.mark.parametrize(("job", "rule"), WARNINGS)
def test_what_is_only_doubtful_is_a_warning(job: JobFields, rule: str) -> None:
    assert {name: line.severity for name, line in found(job).items()} == {rule: Severity.WARNING}


ALLOWED = [
    replace(GOOD, name="课程 20240115 1234567890"),
    replace(GOOD, name="👩\u200d🏫 讲师"),
    replace(GOOD, name="名" * 50),
    replace(GOOD, contact="１３８ ００１３ ８０００"),
    replace(GOOD, contact="+86 138-0013-8000"),
    replace(GOOD, contact="+44 20 7946 0000"),
    replace(GOOD, video_multipart_count=1, action_video_multipart_count=1000),
    replace(GOOD, supported_service=("VIDEO_2D", "LIVE_2D", "CHAT_2D"), model_version="V3.2"),
    replace(GOOD, command_message="UPLOAD_VIDEO", audio_source_type="AUDIO", app_user_id="clerk 07"),
    replace(FLEXUS, voice_properties=VoiceProperties("NEWS", "MALE", "CN"), is_only_human_model=True),
    replace(FAST, model_version="V3.3", is_live_copy=True, is_ondemand_resource=True),
]


@pytest.mark.parametrize("job", ALLOWED)
def test_what_the_documents_allow_is_not_complained_about(job: JobFields) -> None:
    assert found(job) == {}


def test_findings_hide_the_middle_of_numbers() -> None:
    line = found(replace(GOOD, name="讲师 13800138000"))["job-name-sensitive"]
    assert line.found == "138****8000"
    assert "0013" not in str(job_findings(replace(GOOD, contact="13900139000")))


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (" 138 0013 8000 ", "13800138000"),
        ("１３８００１３８０００", "13800138000"),
        ("+8613800138000", "13800138000"),
        ("008613800138000", "13800138000"),
        ("86 138 0013 8000", "13800138000"),
        ("\u202a13800138000\u202c", "13800138000"),
        ("(020) 7946.0000", "02079460000"),
        ("0044 20 7946 0000", "+442079460000"),
        ("＋44 2079460000", "+442079460000"),
        (" call me ", "call me"),
        ("", ""),
    ],
)
def test_a_phone_number_is_cleaned_before_it_is_sent(typed: str, sent: str) -> None:
    assert clean_contact(typed) == sent


@given(st.text(max_size=40))
def test_cleaning_a_number_twice_changes_nothing_more(text: str) -> None:
    assert clean_contact(clean_contact(text)) == clean_contact(text)


def test_a_short_number_is_hidden_altogether() -> None:
    assert (masked("1234567"), masked("12345678")) == ("*******", "123*5678")


def test_both_kinds_of_flexus_allow_video_only_and_no_new_background() -> None:
    for edition in (Edition.FLEXUS, Edition.FAST_FLEXUS):
        limits = edition_limits(edition)
        assert limits.uses == (Use.VIDEO_2D,)
        assert not limits.allows_background_replacement
        assert limits.allows_voice_properties
        assert limits.allows_only_human
    assert edition_limits(Edition.STANDARD).uses == tuple(Use)


@pytest.mark.parametrize("edition", Edition)
def test_the_safe_minutes_lie_within_the_possible_ones(edition: Edition) -> None:
    limits = edition_limits(edition)
    assert limits.possible_minutes[0] <= limits.safe_minutes[0] < limits.safe_minutes[1] <= limits.possible_minutes[1]
    assert limits.possible_minutes[0] <= limits.advised_minutes[0] <= limits.advised_minutes[1]


words = st.one_of(st.none(), st.text(max_size=70), st.sampled_from(["V2", "V3.2", "V3.3", "EN", "AUDIO"]))
flags = st.one_of(st.none(), st.booleans())


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    st.builds(
        JobFields,
        name=st.text(max_size=60),
        contact=words,
        command_message=words,
        video_multipart_count=st.one_of(st.none(), st.integers()),
        batch_name=words,
        tags=st.lists(st.text(max_size=70), max_size=25).map(tuple),
        model_version=words,
        is_flexus=flags,
        is_fast_flexus=flags,
        is_only_human_model=flags,
        is_background_replacement=flags,
        audio_source_type=words,
        voice_properties=st.one_of(st.none(), st.builds(VoiceProperties, words, words, words)),
        supported_service=st.lists(st.sampled_from(["VIDEO_2D", "LIVE_2D", "X\x00"]), max_size=3).map(tuple),
        app_user_id=words,
    )
)
def test_any_fields_give_only_named_rules_and_never_an_exception(job: JobFields) -> None:
    for line in job_findings(job):
        assert line.rule in JOB_RULES
        assert line.role.startswith("job.")


def test_the_examples_in_the_documentation_hold() -> None:
    assert doctest.testmod(job_rules).failed == 0
