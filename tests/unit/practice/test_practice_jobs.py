from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
from studio_visitor import Visitor, ask, put, studio_in

from avatar_intake.practice.clock import rfc3339
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness

ADDRESSES = {
    "training_video_upload_url",
    "action_video_upload_url",
    "audio_upload_url",
    "cover_upload_url",
    "id_card_image1_upload_url",
    "id_card_image2_upload_url",
    "grant_file_upload_url",
    "pre_beauty_image_upload_url",
    "post_beauty_image_upload_url",
}
DELETABLE = [
    "WAIT_FILE_UPLOAD",
    "AUTO_VERIFY_FAILED",
    "MANUAL_VERIFYING",
    "MANUAL_VERIFY_FAILED",
    "TRAINING_DATA_PREPROCESS_FAILED",
    "TRAIN_FAILED",
    "INFERENCE_DATA_PREPROCESS_FAILED",
    "JOB_SUCCESS",
    "WAIT_USER_CONFIRM",
    "JOB_REJECT",
    "JOB_FINISH",
]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


@pytest.fixture
def visitor(studio: PracticeStudio) -> Visitor:
    return Visitor(studio)


def listed(visitor: Visitor, **query: object) -> list[str]:
    heard = visitor.api("GET", f"?{urlencode(query)}")
    assert heard.status == 200, heard.body
    return [job["name"] for job in heard.json["jobs"]]


# --- create -------------------------------------------------------------------------------------


def test_create_answers_the_documented_fields_and_no_other(visitor: Visitor) -> None:
    answer = visitor.create(video_multipart_count=3, action_video_multipart_count=2)
    assert set(answer) == {"job_id", *ADDRESSES}
    assert (len(answer["training_video_upload_url"]), len(answer["action_video_upload_url"])) == (3, 2)
    assert len({*answer["training_video_upload_url"], *answer["action_video_upload_url"]}) == 5
    assert f"/store/{answer['job_id']}_trainingVideo?" in answer["training_video_upload_url"][0]


def test_one_address_is_the_default_for_a_video(visitor: Visitor) -> None:
    assert len(visitor.create()["training_video_upload_url"]) == 1


def test_a_thousand_parts_get_a_thousand_addresses(visitor: Visitor) -> None:
    assert len(set(visitor.create(video_multipart_count=1000)["training_video_upload_url"])) == 1000


def test_the_refusal_of_a_field_names_it(visitor: Visitor) -> None:
    heard = visitor.api("POST", "", {"name": "Sample", "video_multipart_count": 1001})
    assert heard.error == (400, "MSS.00000003")
    assert "video_multipart_count" in heard.json["error_msg"]
    assert visitor.studio.world.job_ids() == ()


@pytest.mark.parametrize(
    ("body", "code"),
    [(b"{", "MSS.10000002"), (b"", "MSS.10000002"), (b"[1]", "MSS.00000002"), (b"{}", "MSS.00000003")],
)
def test_a_body_that_is_no_job_has_its_own_code(visitor: Visitor, body: bytes, code: str) -> None:
    assert ask("POST", visitor.jobs_url, body, {"X-Auth-Token": visitor.studio.token}).error == (400, code)


def test_half_a_character_in_a_name_harms_nobody(visitor: Visitor) -> None:
    heard = ask("POST", visitor.jobs_url, b'{"name": "\\ud83d"}', {"X-Auth-Token": visitor.studio.token})
    assert visitor.show(heard.json["job_id"])["name"] == "?"


def test_a_contradiction_with_the_edition_is_refused(visitor: Visitor) -> None:
    heard = visitor.api("POST", "", {"name": "Sample", "voice_properties": {"sex": "MALE"}})
    assert heard.error == (400, "MSS.00000003")


def test_a_name_is_taken_until_its_job_is_deleted(visitor: Visitor) -> None:
    job_id = visitor.create("Sample")["job_id"]
    assert visitor.api("POST", "", {"name": "Sample"}).error == (400, "MSS.10001005")
    assert visitor.api("DELETE", f"/{job_id}").status == 200
    assert visitor.create("Sample")["job_id"] != job_id


# --- show ---------------------------------------------------------------------------------------


def test_show_gives_back_what_was_asked_and_the_documented_defaults(visitor: Visitor) -> None:
    visitor.headers["X-App-UserId"] = "desk-7"
    job_id = visitor.create("示例讲师", contact="13800138000", tags=["a", "b"], batch_name="第一批")["job_id"]
    shown = visitor.show(job_id)
    expected = {
        "job_id": job_id,
        "name": "示例讲师",
        "state": "WAIT_FILE_UPLOAD",
        "project_id": visitor.studio.project_id,
        "contact": "13800138000",
        "tags": ["a", "b"],
        "batch_name": "第一批",
        "app_user_id": "desk-7",
        "model_version": "V3.2",
        "model_resolution": "1080P",
        "is_flexus": False,
        "is_background_replacement": True,
        "supported_service": ["VIDEO_2D", "LIVE_2D"],
        "audio_source_type": "VIDEO",
    }
    assert {name: shown[name] for name in expected} == expected
    assert [log["log_type"] for log in shown["operation_logs"]] == ["USER_CREATE_JOD"]
    assert shown["create_time"] == shown["last_update_time"] == shown["operation_logs"][0]["operate_time"]
    assert "flexus_retry_count" not in shown
    assert not [name for name in shown if name.endswith("_download_url")]


def test_a_flexus_job_is_for_video_only_and_counts_its_retrainings(visitor: Visitor) -> None:
    shown = visitor.show(visitor.create(is_flexus=True, voice_properties={"sex": "MALE"})["job_id"])
    assert (shown["supported_service"], shown["flexus_retry_count"]) == (["VIDEO_2D"], 3)
    assert shown["voice_properties"] == {"sex": "MALE"}


def test_show_has_a_download_address_for_every_stored_file(visitor: Visitor) -> None:
    addresses = visitor.create()
    put(addresses["cover_upload_url"], b"cover")
    put(addresses["audio_upload_url"], b"zip", "application/zip")
    shown = visitor.show(addresses["job_id"])
    assert ask("GET", shown["cover_download_url"]).body == b"cover"
    assert ask("GET", shown["audio_file_download_url"]).body == b"zip"


def test_downloads_can_wait_for_the_submission(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(downloads_before_submission=False)) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        put(addresses["grant_file_upload_url"], b"letter")
        assert "grant_file_download_url" not in visitor.show(addresses["job_id"])
        studio.world.set_state(addresses["job_id"], "MANUAL_VERIFYING")
        assert "grant_file_download_url" in visitor.show(addresses["job_id"])


# --- list ---------------------------------------------------------------------------------------


@pytest.fixture
def three(visitor: Visitor) -> Visitor:
    visitor.create("A", tags=["red", "blue"], batch_name="monday", is_flexus=True)
    visitor.studio.clock.advance(60)
    visitor.create("B", tags=["blue"], batch_name="monday", is_ondemand_resource=True)
    visitor.studio.clock.advance(60)
    visitor.create("C", batch_name="tuesday", is_live_copy=True)
    return visitor


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, "ABC"),
        ({"tag": "blue"}, "AB"),
        ({"tag": "blu"}, ""),
        ({"batch_name": "monday"}, "AB"),
        ({"batch_name": "mon"}, ""),
        ({"name": "C"}, "C"),
        ({"state": "WAIT_FILE_UPLOAD"}, "ABC"),
        ({"state": "JOB_SUCCESS,WAIT_FILE_UPLOAD"}, "ABC"),
        ({"state": "JOB_SUCCESS"}, ""),
        ({"is_flexus": "true"}, "A"),
        ({"is_flexus": "false"}, "BC"),
        ({"is_live_copy": "true"}, "C"),
        ({"is_ondemand_resource": "true"}, "B"),
        ({"model_resolution": "1080P"}, "ABC"),
        ({"model_resolution": "4K"}, ""),
        ({"train_location": "nowhere"}, ""),
        ({"query_project_id": "f" * 32}, ""),
        ({"job_id": "f" * 32}, ""),
        ({"sort_dir": "desc"}, "CBA"),
        ({"sort_key": "update_time", "sort_dir": "desc"}, "CBA"),
        ({"sort_key": "asset_order"}, "ABC"),
        ({"limit": 2}, "AB"),
        ({"limit": 2, "offset": 2}, "C"),
        ({"limit": 2, "offset": 5}, ""),
        ({"tag": "blue", "batch_name": "monday", "is_flexus": "true"}, "A"),
    ],
)
def test_every_filter_sorting_and_page_of_the_list(three: Visitor, query: dict[str, object], names: str) -> None:
    assert "".join(listed(three, **query)) == names


def test_the_count_is_of_all_matches_not_of_the_page(three: Visitor) -> None:
    assert three.api("GET", "?limit=1&batch_name=monday").json["count"] == 2


def test_times_filter_with_both_ends_included(three: Visitor) -> None:
    times = [three.show(job_id)["create_time"] for job_id in three.studio.world.job_ids()]
    assert listed(three, create_since=times[1]) == ["B", "C"]
    assert listed(three, create_until=times[1]) == ["A", "B"]
    assert listed(three, update_since=times[2], update_until=times[2]) == ["C"]
    assert listed(three, create_since=rfc3339(three.studio.clock.now_s() + 60)) == []


def test_ten_jobs_are_a_page_unless_another_number_is_asked_for(visitor: Visitor) -> None:
    for number in range(11):
        visitor.create(f"Sample {number}")
    assert (len(listed(visitor)), len(listed(visitor, limit=100))) == (10, 11)


def test_a_parameter_that_no_page_knows_is_refused(visitor: Visitor) -> None:
    assert visitor.api("GET", "?colour=green").error == (400, "MSS.00000003")
    assert visitor.api("GET", "?limit=1000").error == (400, "MSS.00000003")


def test_filters_may_match_a_part_when_the_service_is_lenient(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(filters_match_exactly=False)) as studio:
        visitor = Visitor(studio)
        visitor.create("A", tags=["avatar-intake-1"])
        visitor.create("B", tags=["avatar-intake-12"])
        assert listed(visitor, tag="avatar-intake-1") == ["A", "B"]


def test_a_new_job_can_stay_out_of_the_list_for_a_while(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(filter_lag_asks=1)) as studio:
        visitor = Visitor(studio)
        job_id = visitor.create("A")["job_id"]
        assert listed(visitor) == []
        assert listed(visitor) == ["A"]
        assert visitor.show(job_id)["name"] == "A"


# --- update -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["AUTO_VERIFY_FAILED", "MANUAL_VERIFY_FAILED"])
def test_update_after_a_rejection_gives_new_addresses_and_reopens_the_job(visitor: Visitor, state: str) -> None:
    first = visitor.create(video_multipart_count=1)
    visitor.studio.world.set_state(first["job_id"], state)
    heard = visitor.api("PUT", f"/{first['job_id']}", {"video_multipart_count": 2, "contact": "13800138001"})
    assert heard.status == 200
    assert set(heard.json) == {"job_id", *ADDRESSES}
    assert len(heard.json["training_video_upload_url"]) == 2
    assert heard.json["cover_upload_url"] != first["cover_upload_url"]
    shown = visitor.show(first["job_id"])
    assert (shown["state"], shown["contact"]) == ("WAIT_FILE_UPLOAD", "13800138001")


@pytest.mark.parametrize("state", ["WAIT_FILE_UPLOAD", "AUTO_VERIFYING", "MANUAL_VERIFYING", "TRAINING", "JOB_SUCCESS"])
def test_update_in_any_other_state_is_refused(visitor: Visitor, state: str) -> None:
    job_id = visitor.create()["job_id"]
    visitor.studio.world.set_state(job_id, state)
    heard = visitor.api("PUT", f"/{job_id}", {"contact": "13800138001"})
    assert heard.error == (400, "MSS.10000003")
    assert state in heard.json["error_msg"]


def test_addresses_of_before_an_update_are_dead(visitor: Visitor) -> None:
    first = visitor.create()
    visitor.studio.world.set_state(first["job_id"], "AUTO_VERIFY_FAILED")
    visitor.api("PUT", f"/{first['job_id']}", {})
    assert put(first["cover_upload_url"], b"late").status == 403
    assert put(first["training_video_upload_url"][0], b"late").status == 403


def test_update_cannot_take_the_name_of_another_job(visitor: Visitor) -> None:
    visitor.create("Taken")
    job_id = visitor.create("Mine")["job_id"]
    visitor.studio.world.set_state(job_id, "AUTO_VERIFY_FAILED")
    assert visitor.api("PUT", f"/{job_id}", {"name": "Taken"}).error == (400, "MSS.10001005")
    assert visitor.api("PUT", f"/{job_id}", {"name": "Mine"}).status == 200


def test_update_checks_conditions_against_the_whole_job(visitor: Visitor) -> None:
    job_id = visitor.create(is_flexus=True)["job_id"]
    visitor.studio.world.set_state(job_id, "AUTO_VERIFY_FAILED")
    assert visitor.api("PUT", f"/{job_id}", {"supported_service": ["LIVE_2D"]}).error == (400, "MSS.00000003")
    assert visitor.api("PUT", f"/{job_id}", {"voice_properties": {"sex": "MALE"}}).status == 200


def test_a_lenient_service_updates_a_waiting_job_and_may_keep_its_parts(tmp_path: Path) -> None:
    strictness = Strictness(update_while_waiting=True, update_keeps_parts=True)
    with studio_in(tmp_path, strictness=strictness) as studio:
        visitor = Visitor(studio)
        first = visitor.create(video_multipart_count=2)
        put(first["training_video_upload_url"][0], b"one")
        renewed = visitor.api("PUT", f"/{first['job_id']}", {}).json
        assert list(studio.world.stored_parts(first["job_id"])) == [1]
        assert put(renewed["training_video_upload_url"][0], b"one").status == 403
        assert put(renewed["training_video_upload_url"][1], b"two").status == 200


def test_an_update_forgets_unconfirmed_parts_unless_the_service_is_lenient(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(update_while_waiting=True)) as studio:
        visitor = Visitor(studio)
        first = visitor.create(video_multipart_count=2)
        put(first["training_video_upload_url"][0], b"one")
        visitor.api("PUT", f"/{first['job_id']}", {})
        assert studio.world.stored_parts(first["job_id"]) == {}


@pytest.mark.parametrize("keeps", [True, False])
def test_whether_stored_documents_outlive_an_update_can_be_chosen(tmp_path: Path, keeps: bool) -> None:
    with studio_in(tmp_path, strictness=Strictness(update_keeps_materials=keeps)) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        put(addresses["grant_file_upload_url"], b"letter")
        studio.world.set_state(addresses["job_id"], "AUTO_VERIFY_FAILED")
        visitor.api("PUT", f"/{addresses['job_id']}", {})
        assert (studio.world.stored_path(addresses["job_id"], "grant_file") is not None) is keeps


# --- delete -------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", DELETABLE)
def test_delete_works_in_every_documented_state(visitor: Visitor, state: str) -> None:
    addresses = visitor.create()
    put(addresses["id_card_image1_upload_url"], b"specimen")
    kept = visitor.studio.world.stored_path(addresses["job_id"], "id_card_image1")
    visitor.studio.world.set_state(addresses["job_id"], state)
    assert visitor.api("DELETE", f"/{addresses['job_id']}").status == 200
    assert visitor.api("GET", f"/{addresses['job_id']}").status == 404
    assert kept is not None
    assert not kept.exists()
    assert put(addresses["cover_upload_url"], b"late").status == 404


@pytest.mark.parametrize("state", ["AUTO_VERIFYING", "MANUAL_VERIFY_SUCCESS", "TRAINING", "COMPILING", "JOB_PENDING"])
def test_delete_is_refused_in_any_other_state(visitor: Visitor, state: str) -> None:
    job_id = visitor.create()["job_id"]
    visitor.studio.world.set_state(job_id, state)
    assert visitor.api("DELETE", f"/{job_id}").error == (400, "MSS.10000003")
    assert visitor.show(job_id)["state"] == state


def test_a_job_of_a_name_with_odd_signs_is_only_not_found(visitor: Visitor) -> None:
    assert visitor.api("GET", f"/{quote('../../studio.json', safe='')}").status == 404
