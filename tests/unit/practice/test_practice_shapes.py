from __future__ import annotations

import pytest

from avatar_intake.practice.answers import Json
from avatar_intake.practice.shapes import (
    command_shape,
    condition_problem,
    create_shape,
    query_problem,
    update_shape,
)

FULL: dict[str, Json] = {
    "name": "示例讲师",
    "contact": "13800138000",
    "command_message": "UPLOAD_VIDEO",
    "video_multipart_count": 1000,
    "action_video_multipart_count": 1,
    "is_background_replacement": True,
    "batch_name": "第一批",
    "tags": ["a", "b"],
    "model_version": "V3.3",
    "is_ondemand_resource": False,
    "is_flexus": True,
    "is_fast_flexus": True,
    "is_live_copy": False,
    "is_only_human_model": False,
    "audio_source_type": "AUDIO",
    "voice_properties": {"job_tag": "NEWS", "sex": "MALE", "language": "CN"},
    "supported_service": ["VIDEO_2D"],
}


def test_a_body_with_every_documented_field_is_accepted() -> None:
    assert create_shape(refuses_unknown=True).problem(FULL) is None
    assert condition_problem(FULL) is None
    at_birth = ("model_version", "is_ondemand_resource", "is_flexus", "is_live_copy", "is_only_human_model")
    changeable = {name: value for name, value in FULL.items() if name not in at_birth}
    assert update_shape(refuses_unknown=True).problem(changeable) is None


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("name", "", "name must not be empty"),
        ("name", "  ", "name must not be empty"),
        ("name", 7, "name must be a string"),
        ("name", None, "name must be a string"),
        ("contact", 13800138000, "contact must be a string"),
        ("command_message", "UPLOAD", "command_message must be one of"),
        ("command_message", "x" * 65, "command_message must have 0-64 characters"),
        ("video_multipart_count", 0, "video_multipart_count must be an integer of 1-1000"),
        ("video_multipart_count", 1001, "video_multipart_count must be an integer of 1-1000"),
        ("video_multipart_count", "3", "video_multipart_count must be an integer of 1-1000"),
        ("video_multipart_count", 3.0, "video_multipart_count must be an integer of 1-1000"),
        ("video_multipart_count", True, "video_multipart_count must be an integer of 1-1000"),
        ("action_video_multipart_count", -1, "action_video_multipart_count must be an integer"),
        ("is_background_replacement", "true", "is_background_replacement must be a boolean"),
        ("is_flexus", 1, "is_flexus must be a boolean"),
        ("tags", "a", "tags must be an array"),
        ("tags", ["a", 1], "tags items: must be a string"),
        ("model_version", "V3", "model_version must be one of V3.2, V3.3"),
        ("model_version", "V2", "model_version must be one of V3.2, V3.3"),
        ("model_version", "V" * 65, "model_version must have 0-64 characters"),
        ("audio_source_type", "FILE", "audio_source_type must be one of VIDEO, AUDIO"),
        ("supported_service", ["VIDEO_3D"], "supported_service items: must be one of"),
        ("voice_properties", [], "voice_properties must be an object"),
        ("voice_properties", {"sex": "OTHER"}, "voice_properties sex must be one of FEMALE, MALE"),
        ("voice_properties", {"tone": "soft"}, "voice_properties tone is unknown"),
        ("matting_type", "AI", "matting_type is unknown"),
    ],
)
def test_a_field_outside_its_documented_range_is_named(field: str, value: Json, complaint: str) -> None:
    problem = create_shape(refuses_unknown=True).problem({"name": "示例", field: value})
    assert problem is not None
    assert problem.startswith(complaint)


def test_the_name_is_required_at_creation_only() -> None:
    assert create_shape(refuses_unknown=True).problem({}) == "name is required"
    assert update_shape(refuses_unknown=True).problem({}) is None


def test_what_cannot_be_changed_is_unknown_to_update() -> None:
    assert update_shape(refuses_unknown=True).problem({"is_flexus": True}) == "is_flexus is unknown"
    sample: Json = [{"action_tag": "wave", "is_selected": True}]
    assert update_shape(refuses_unknown=True).problem({"samples_basic_info": sample}) is None


def test_unknown_fields_pass_when_they_are_not_refused() -> None:
    assert create_shape(refuses_unknown=False).problem({"name": "示例", "future_field": [1]}) is None


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"is_flexus": True, "supported_service": ["VIDEO_2D", "LIVE_2D"]}, "supported_service must be VIDEO_2D"),
        ({"is_fast_flexus": True, "supported_service": ["CHAT_2D"]}, "supported_service must be VIDEO_2D"),
        ({"voice_properties": {"sex": "MALE"}}, "voice_properties is for Flexus only"),
        ({"is_only_human_model": True}, "is_only_human_model is for Flexus only"),
        ({"is_flexus": True, "model_version": "V3.3"}, "model_version V3.3 is for fast Flexus only"),
        ({"is_flexus": True, "supported_service": ["VIDEO_2D"]}, None),
        ({"is_flexus": True}, None),
        ({"is_only_human_model": False}, None),
        ({"supported_service": ["CHAT_2D"]}, None),
    ],
)
def test_the_edition_decides_which_fields_fit(fields: dict[str, Json], complaint: str | None) -> None:
    problem = condition_problem(fields)
    assert (problem is None) if complaint is None else (problem is not None and problem.startswith(complaint))


@pytest.mark.parametrize(
    ("body", "complaint"),
    [
        ({}, "command is required"),
        ({"command": "SUBMIT"}, "command must be one of"),
        ({"command": "SUBMITVERIFYING", "reason": "x"}, "reason is unknown"),
        (
            {"command": "CONFIRM_REJECT", "comment_data": {"attachment_name": [""]}},
            "comment_data attachment_name items",
        ),
        ({"command": "CONFIRM_REJECT", "comment_data": {"comment_title": "t"}, "operation_reason": "r"}, None),
    ],
)
def test_a_command_must_be_documented(body: dict[str, Json], complaint: str | None) -> None:
    problem = command_shape(refuses_unknown=True).problem(body)
    assert (problem is None) if complaint is None else (problem is not None and problem.startswith(complaint))


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ({"limit": "100", "offset": "0", "sort_key": "asset_order", "sort_dir": "desc"}, None),
        ({"create_since": "2020-07-30T10:43:17Z", "update_until": "2020-07-30T10:43:17+08:00"}, None),
        ({"limit": "0"}, "limit must be an integer of 1-100"),
        ({"limit": "101"}, "limit must be an integer of 1-100"),
        ({"limit": "9" * 5000}, "limit must be an integer of 1-100"),
        ({"limit": "ten"}, "limit must be"),
        ({"offset": "-1"}, "offset must be"),
        ({"sort_dir": "down"}, "sort_dir must be one of asc, desc"),
        ({"sort_key": "name"}, "sort_key must be one of"),
        ({"create_since": "yesterday"}, "create_since must be a time"),
        ({"create_until": "2020-07-30T10:43:17"}, "create_until must be a time"),
        ({"is_flexus": "1"}, "is_flexus must be one of true, false"),
        ({"colour": "green"}, "colour is unknown"),
    ],
)
def test_list_parameters_follow_the_page(query: dict[str, str], complaint: str | None) -> None:
    problem = query_problem(query, refuses_unknown=True)
    assert (problem is None) if complaint is None else (problem is not None and problem.startswith(complaint))


def test_an_unknown_list_parameter_passes_when_it_is_not_refused() -> None:
    assert query_problem({"colour": "green"}, refuses_unknown=False) is None
