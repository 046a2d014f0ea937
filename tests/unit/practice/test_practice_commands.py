from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_visitor import PART_BYTES, Visitor, md5, put, studio_in

from avatar_intake.practice.commands import confirm_problem
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness

LETTER = b"%PDF- made up"
DOCUMENTS = ("id_card_image1", "id_card_image2", "grant_file")


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path, pace_s=3600.0) as started:
        yield started


@pytest.fixture
def visitor(studio: PracticeStudio) -> Visitor:
    return Visitor(studio)


def visitor_of(tmp_path: Path, strictness: Strictness) -> Visitor:
    return Visitor(studio_in(tmp_path, pace_s=3600.0, strictness=strictness))


def uploaded(visitor: Visitor, *, but: str = "", **fields: object) -> dict[str, Any]:
    """A job with two parts and all documents but one stored."""
    addresses = visitor.create(video_multipart_count=2, **fields)
    put(addresses["training_video_upload_url"][0], bytes(PART_BYTES))
    put(addresses["training_video_upload_url"][1], b"end")
    for role in DOCUMENTS:
        if role != but:
            assert put(addresses[f"{role}_upload_url"], LETTER).status == 200
    return addresses


# --- listing ------------------------------------------------------------------------------------


def test_the_list_names_each_stored_part_as_text_with_its_md5(visitor: Visitor) -> None:
    addresses = visitor.create(video_multipart_count=12)
    for place in (10, 1, 0):
        put(addresses["training_video_upload_url"][place], f"part {place + 1}".encode())
    answer = visitor.command(addresses["job_id"], "GET_MULTIPART_UPLOADED")
    assert answer == {
        "commond_result": "EXCUTE_SUCCESS",
        "multipart_data": [{"part_number": str(n), "etag": md5(f"part {n}".encode())} for n in (1, 2, 11)],
    }


def test_the_action_video_has_a_list_of_its_own(visitor: Visitor) -> None:
    addresses = visitor.create()
    put(addresses["action_video_upload_url"][0], b"action")
    assert visitor.command(addresses["job_id"], "GET_MULTIPART_UPLOADED")["multipart_data"] == []
    listed = visitor.command(addresses["job_id"], "GET_ACTION_VIDEO_MULTIPART_UPLOADED")["multipart_data"]
    assert listed == [{"part_number": "1", "etag": md5(b"action")}]


def test_a_part_can_stay_out_of_the_list_for_some_asks(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(list_lag_asks=2)) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create(video_multipart_count=2)
        put(addresses["training_video_upload_url"][0], b"one")
        asked = [visitor.command(addresses["job_id"], "GET_MULTIPART_UPLOADED")["multipart_data"] for _ in range(3)]
        assert [len(parts) for parts in asked] == [0, 0, 1]


# --- confirming ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sizes", "count", "complaint"),
    [
        ({1: 5}, 1, None),
        ({1: 0}, 1, None),
        ({1: PART_BYTES, 2: 1}, 2, None),
        ({1: PART_BYTES - 1, 2: PART_BYTES}, 2, "part 1 is smaller than 100 KB"),
        ({1: PART_BYTES}, 2, "1 of 2 parts are uploaded, part 2 is missing"),
        ({2: PART_BYTES}, 2, "1 of 2 parts are uploaded, part 1 is missing"),
        ({}, 3, "0 of 3 parts are uploaded, part 1 is missing"),
    ],
)
def test_parts_can_be_merged_when_all_are_there_and_only_the_last_is_small(
    sizes: dict[int, int], count: int, complaint: str | None
) -> None:
    assert confirm_problem(sizes, count) == complaint


def test_confirm_joins_the_parts_and_gives_the_merged_etag(visitor: Visitor) -> None:
    addresses = uploaded(visitor)
    job_id = addresses["job_id"]
    assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    path = visitor.studio.world.stored_path(job_id, "training_video")
    assert path is not None
    assert path.read_bytes() == bytes(PART_BYTES) + b"end"
    both = bytes.fromhex(md5(bytes(PART_BYTES)) + md5(b"end"))
    job = visitor.studio.world.job(job_id)
    assert job is not None
    assert job.slots["training_video"].stored is not None
    assert job.slots["training_video"].stored.etag == f"{md5(both)}-2"


def test_confirm_without_every_part_fails_and_says_which_is_missing(visitor: Visitor) -> None:
    addresses = visitor.create(video_multipart_count=3)
    put(addresses["training_video_upload_url"][1], bytes(PART_BYTES))
    answer = visitor.command(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    assert answer["commond_result"] == "EXCUTE_FAILED"
    assert answer["excute_failed_msg"] == "1 of 3 parts are uploaded, part 1 is missing"
    assert answer["error_info"] == {"error_code": "MSS.10000003", "error_msg": answer["excute_failed_msg"]}
    assert visitor.studio.world.stored_path(addresses["job_id"], "training_video") is None


def test_a_part_below_100_kb_before_the_last_cannot_be_confirmed(visitor: Visitor) -> None:
    addresses = visitor.create(video_multipart_count=2)
    for url in addresses["training_video_upload_url"]:
        put(url, bytes(PART_BYTES - 1))
    assert not visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")


def test_confirming_twice_is_harmless_and_the_parts_stay_listed(visitor: Visitor) -> None:
    job_id = uploaded(visitor)["job_id"]
    assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert len(visitor.command(job_id, "GET_MULTIPART_UPLOADED")["multipart_data"]) == 2


def test_a_strict_service_forgets_the_parts_and_refuses_a_second_confirm(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, Strictness(confirm_twice_is_harmless=False, list_survives_confirm=False))
    with visitor.studio:
        job_id = uploaded(visitor)["job_id"]
        assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert not visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert not visitor.does(job_id, "GET_MULTIPART_UPLOADED")


def test_a_confirmed_video_takes_no_more_parts(visitor: Visitor) -> None:
    addresses = uploaded(visitor)
    visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    assert put(addresses["training_video_upload_url"][0], bytes(PART_BYTES)).status == 403


# --- submitting ---------------------------------------------------------------------------------


def test_a_complete_job_is_submitted_once(visitor: Visitor) -> None:
    job_id = uploaded(visitor)["job_id"]
    visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert visitor.does(job_id, "SUBMITVERIFYING")
    assert visitor.show(job_id)["state"] == "AUTO_VERIFYING"
    assert not visitor.does(job_id, "SUBMITVERIFYING")
    assert not visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")


@pytest.mark.parametrize("role", DOCUMENTS)
def test_submitting_needs_both_id_pictures_and_the_letter(visitor: Visitor, role: str) -> None:
    job_id = uploaded(visitor, but=role)["job_id"]
    visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    answer = visitor.command(job_id, "SUBMITVERIFYING")
    assert (answer["commond_result"], answer["excute_failed_msg"]) == ("EXCUTE_FAILED", f"{role} is not uploaded")
    assert visitor.show(job_id)["state"] == "WAIT_FILE_UPLOAD"


def test_submitting_needs_the_confirmed_video(visitor: Visitor) -> None:
    job_id = uploaded(visitor)["job_id"]
    assert visitor.command(job_id, "SUBMITVERIFYING")["excute_failed_msg"] == "training_video is not confirmed"


def test_an_action_video_that_was_begun_must_be_confirmed(visitor: Visitor) -> None:
    addresses = uploaded(visitor)
    put(addresses["action_video_upload_url"][0], b"action")
    visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    assert not visitor.does(addresses["job_id"], "SUBMITVERIFYING")
    assert visitor.does(addresses["job_id"], "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED")
    assert visitor.does(addresses["job_id"], "SUBMITVERIFYING")


def test_a_voice_of_its_own_must_be_uploaded(visitor: Visitor) -> None:
    addresses = uploaded(visitor, audio_source_type="AUDIO")
    visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
    assert visitor.command(addresses["job_id"], "SUBMITVERIFYING")["excute_failed_msg"] == "audio is not uploaded"
    put(addresses["audio_upload_url"], b"zip", "application/zip")
    assert visitor.does(addresses["job_id"], "SUBMITVERIFYING")


def test_an_na_account_may_go_without_documents(tmp_path: Path) -> None:
    with studio_in(tmp_path, pace_s=3600.0, na_account=True) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        put(addresses["training_video_upload_url"][0], b"film")
        visitor.does(addresses["job_id"], "CONFIRM_MULTIPART_UPLOADED")
        assert visitor.does(addresses["job_id"], "SUBMITVERIFYING")


def test_the_letter_can_be_made_to_need_a_confirmation(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, Strictness(letter_needs_confirm=True))
    with visitor.studio:
        addresses = uploaded(visitor, but="grant_file")
        job_id = addresses["job_id"]
        visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert not visitor.does(job_id, "CONFIRM_AUTHORIZATION_LETTER")
        put(addresses["grant_file_upload_url"], LETTER)
        assert visitor.command(job_id, "SUBMITVERIFYING")["excute_failed_msg"] == "grant_file is not confirmed"
        assert visitor.does(job_id, "CONFIRM_AUTHORIZATION_LETTER")
        assert visitor.does(job_id, "SUBMITVERIFYING")


def test_an_account_without_trainings_left_cannot_submit(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, Strictness(trainings_left=1))
    with visitor.studio:
        first, second = uploaded(visitor, name="A")["job_id"], uploaded(visitor, name="B")["job_id"]
        for job_id in (first, second):
            visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        assert visitor.does(first, "SUBMITVERIFYING")
        assert visitor.command(second, "SUBMITVERIFYING")["excute_failed_msg"] == "the resource is insufficient"


# --- states -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "command",
    [
        "CONFIRM_MULTIPART_UPLOADED",
        "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED",
        "CONFIRM_AUTHORIZATION_LETTER",
        "SUBMITVERIFYING",
    ],
)
@pytest.mark.parametrize(
    "state", ["AUTO_VERIFYING", "AUTO_VERIFY_FAILED", "MANUAL_VERIFYING", "TRAINING", "JOB_SUCCESS"]
)
def test_uploading_commands_are_for_waiting_jobs_only(visitor: Visitor, command: str, state: str) -> None:
    job_id = uploaded(visitor)["job_id"]
    visitor.studio.world.set_state(job_id, state)
    answer = visitor.command(job_id, command)
    assert answer["commond_result"] == "EXCUTE_FAILED"
    assert state in answer["excute_failed_msg"]


def test_a_job_may_keep_its_rejected_state_until_it_is_submitted_again(tmp_path: Path) -> None:
    visitor = visitor_of(tmp_path, Strictness(update_reopens=False))
    with visitor.studio:
        addresses = uploaded(visitor)
        job_id = addresses["job_id"]
        visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        visitor.studio.world.set_state(job_id, "AUTO_VERIFY_FAILED")
        assert visitor.api("PUT", f"/{job_id}", {}).status == 200
        assert visitor.show(job_id)["state"] == "AUTO_VERIFY_FAILED"
        assert visitor.does(job_id, "SUBMITVERIFYING")


def test_the_videos_of_a_finished_job_can_be_deleted_for_privacy(visitor: Visitor) -> None:
    job_id = uploaded(visitor)["job_id"]
    visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert not visitor.does(job_id, "DELETE_JOB_VIDEO")
    visitor.studio.world.set_state(job_id, "JOB_SUCCESS")
    assert visitor.does(job_id, "DELETE_JOB_VIDEO")
    assert visitor.studio.world.stored_path(job_id, "training_video") is None
    assert visitor.show(job_id)["operation_logs"][-1]["log_type"] == "USER_DELETE_JOB_VIDEO"


def test_a_repair_trains_again_as_often_as_is_left(visitor: Visitor) -> None:
    job_id = visitor.create(is_flexus=True)["job_id"]
    assert not visitor.does(job_id, "CONFIRM_REPAIR")
    for left in (2, 1, 0):
        visitor.studio.world.set_state(job_id, "JOB_SUCCESS")
        assert visitor.does(job_id, "CONFIRM_REPAIR")
        shown = visitor.show(job_id)
        assert (shown["state"], shown["flexus_retry_count"]) == ("WAIT_TRAINING_DATA_PREPROCESS", left)
    visitor.studio.world.set_state(job_id, "JOB_SUCCESS")
    assert not visitor.does(job_id, "CONFIRM_REPAIR")


@pytest.mark.parametrize(
    "command", ["CONFIRM_ACCEPT", "CONFIRM_REJECT", "CONFIRM_ANSWER", "CONFIRM_PENDING", "CONFIRM_ACTIVE"]
)
def test_the_na_commands_are_not_for_ordinary_accounts(visitor: Visitor, command: str) -> None:
    job_id = visitor.create()["job_id"]
    visitor.studio.world.set_state(job_id, "WAIT_USER_CONFIRM")
    assert visitor.command(job_id, command)["excute_failed_msg"] == "the command is for NA accounts only"


@pytest.mark.parametrize(
    ("before", "command", "after"),
    [
        ("WAIT_USER_CONFIRM", "CONFIRM_ACCEPT", "JOB_FINISH"),
        ("WAIT_USER_CONFIRM", "CONFIRM_REJECT", "JOB_REJECT"),
        ("JOB_REJECT", "CONFIRM_ANSWER", "WAIT_USER_CONFIRM"),
        ("WAIT_USER_CONFIRM", "CONFIRM_PENDING", "JOB_PENDING"),
        ("JOB_PENDING", "CONFIRM_ACTIVE", "WAIT_USER_CONFIRM"),
        ("JOB_FINISH", "CONFIRM_ACCEPT", None),
        ("TRAINING", "CONFIRM_REJECT", None),
    ],
)
def test_an_na_account_decides_about_its_result(tmp_path: Path, before: str, command: str, after: str | None) -> None:
    with studio_in(tmp_path, na_account=True) as studio:
        visitor = Visitor(studio)
        job_id = visitor.create()["job_id"]
        studio.world.set_state(job_id, before)
        assert visitor.does(job_id, command) is (after is not None)
        assert visitor.show(job_id)["state"] == (after or before)


def test_a_rejection_with_words_is_kept_and_gets_addresses_for_its_attachments(tmp_path: Path) -> None:
    with studio_in(tmp_path, na_account=True) as studio:
        visitor = Visitor(studio)
        job_id = visitor.create()["job_id"]
        studio.world.set_state(job_id, "WAIT_USER_CONFIRM")
        comment = {"comment_title": "口型", "comment_message": "不同步", "attachment_name": ["a.png", "b.png"]}
        answer = visitor.command(job_id, "CONFIRM_REJECT", comment_data=comment)
        assert [put(url, b"picture").status for url in answer["attachment_upload_url"]] == [200, 200]
        line = visitor.show(job_id)["comment_logs"][0]
        assert (line["comment_type"], line["comment_title"], line["comment_message"]) == (
            "USER_REJECT",
            "口型",
            "不同步",
        )


def test_an_unknown_command_is_a_bad_parameter(visitor: Visitor) -> None:
    job_id = visitor.create()["job_id"]
    assert visitor.api("POST", f"/{job_id}/command", {"command": "SUBMIT"}).error == (400, "MSS.00000003")
    assert visitor.api("POST", f"/{'f' * 32}/command", {"command": "SUBMITVERIFYING"}).status == 404
