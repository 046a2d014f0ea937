"""The vendor's own SDK takes a job through its whole life on the practice studio, signing every call itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import films
import pytest
import requests
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException
from huaweicloudsdkmetastudio import v1 as sdk

from avatar_intake.practice.clock import rfc3339
from avatar_intake.practice.faults import Fault
from avatar_intake.practice.server import PracticeStudio, StudioOptions

BINARY = {"Content-Type": "application/octet-stream"}
FIRST_PARTS_BYTES = 128 * 1024


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with PracticeStudio(StudioOptions(tmp_path / "studio")) as started:
        yield started


def client_of(studio: PracticeStudio, security_token: str = "", sk: str = "") -> Any:
    credentials = BasicCredentials(studio.ak, sk or studio.sk, studio.project_id)
    if security_token:
        credentials = credentials.with_security_token(security_token)
    return sdk.MetaStudioClient.new_builder().with_credentials(credentials).with_endpoint(studio.endpoint).build()


def in_three(film: bytes) -> list[bytes]:
    first, second = FIRST_PARTS_BYTES, 2 * FIRST_PARTS_BYTES
    return [film[:first], film[first:second], film[second:]]


def command(client: Any, job_id: str, name: str) -> Any:
    body = sdk.Execute2dModelTrainingCommandByUserReq(command=name)
    return client.execute2d_model_training_command_by_user(
        sdk.Execute2dModelTrainingCommandByUserRequest(job_id=job_id, body=body)
    )


def show(client: Any, job_id: str) -> Any:
    return client.show2d_model_training_job(sdk.Show2dModelTrainingJobRequest(job_id=job_id))


def create(client: Any, **fields: Any) -> Any:
    body = sdk.Create2dModelTrainingJobReq(**fields)
    return client.create2d_model_training_job(sdk.Create2dModelTrainingJobRequest(x_app_user_id="desk-7", body=body))


def upload(addresses: Any, parts: list[bytes], folder: Path) -> None:
    assert len(addresses.training_video_upload_url) == len(parts)
    documents = [
        (addresses.id_card_image1_upload_url, films.id_card_picture(folder / "portrait.jpg").read_bytes()),
        (addresses.id_card_image2_upload_url, films.id_card_picture(folder / "emblem.jpg", "emblem").read_bytes()),
        (addresses.grant_file_upload_url, films.letter_pdf(folder / "letter.pdf").read_bytes()),
    ]
    for url, body in [*zip(addresses.training_video_upload_url, parts, strict=True), *documents]:
        answer = requests.put(url, data=body, headers=BINARY, timeout=20)
        assert answer.status_code == 200
        assert answer.headers["ETag"] == f'"{hashlib.md5(body).hexdigest()}"'


def test_the_vendors_sdk_takes_a_job_through_rejection_to_success_and_deletes_it(
    studio: PracticeStudio, tmp_path: Path
) -> None:
    client = client_of(studio)
    small = in_three(films.film(tmp_path / "small.mp4", width=1280, height=720).read_bytes())
    good = in_three(films.film(tmp_path / "good.mp4").read_bytes())

    created = create(
        client,
        name="示例讲师 Sample Presenter",
        contact="13800138000",
        video_multipart_count=3,
        tags=["avatar-intake-example"],
        batch_name="第一批",
    )
    job_id = created.job_id
    assert created.x_request_id
    assert len(created.action_video_upload_url) == 1
    upload(created, small, tmp_path)

    listed = command(client, job_id, "GET_MULTIPART_UPLOADED")
    assert listed.commond_result == "EXCUTE_SUCCESS"
    assert [(part.part_number, part.etag) for part in listed.multipart_data] == [
        (str(number), hashlib.md5(part).hexdigest()) for number, part in enumerate(small, 1)
    ]
    assert command(client, job_id, "CONFIRM_MULTIPART_UPLOADED").commond_result == "EXCUTE_SUCCESS"
    assert command(client, job_id, "SUBMITVERIFYING").commond_result == "EXCUTE_SUCCESS"

    rejected = show(client, job_id)
    assert rejected.state == "AUTO_VERIFY_FAILED"
    assert rejected.app_user_id == "desk-7"
    assert [log.error_code for log in rejected.operation_logs if log.log_type == "SYSTEM_VERIFY_FAILED"] == ["44005901"]

    renewed = client.update2d_model_training_job(
        sdk.Update2dModelTrainingJobRequest(
            job_id=job_id, body=sdk.Update2dModelTrainingJobReq(video_multipart_count=3, contact="13800138001")
        )
    )
    assert renewed.job_id == job_id
    upload(renewed, good, tmp_path)
    assert command(client, job_id, "CONFIRM_MULTIPART_UPLOADED").commond_result == "EXCUTE_SUCCESS"
    assert command(client, job_id, "SUBMITVERIFYING").commond_result == "EXCUTE_SUCCESS"
    finished = show(client, job_id)
    assert (finished.state, finished.contact, finished.model_resolution) == ("JOB_SUCCESS", "13800138001", "1080P")
    assert requests.get(finished.training_video_download_url, timeout=20).content == b"".join(good)

    page = client.list2d_model_training_job(
        sdk.List2dModelTrainingJobRequest(
            tag="avatar-intake-example",
            batch_name="第一批",
            state="JOB_SUCCESS,JOB_FINISH",
            sort_key="create_time",
            sort_dir="desc",
            create_since="2020-07-30T10:43:17Z",
            is_flexus=False,
            limit=100,
        )
    )
    assert (page.count, [job.job_id for job in page.jobs]) == (1, [job_id])

    assert client.delete2d_model_training_job(sdk.Delete2dModelTrainingJobRequest(job_id=job_id)).x_request_id
    assert studio.world.job_ids() == ()


def test_the_vendors_sdk_talks_with_an_na_studio_about_a_job_and_reads_what_was_said(tmp_path: Path) -> None:
    with PracticeStudio(StudioOptions(tmp_path / "studio", na_account=True)) as studio:
        client = client_of(studio)
        job_id = create(client, name="示例讲师").job_id
        studio.world.set_state(job_id, "WAIT_USER_CONFIRM")
        body = sdk.Execute2dModelTrainingCommandByUserReq(
            command="CONFIRM_REJECT",
            comment_data=sdk.CommentData(comment_title="口型", comment_message="不同步", attachment_name=["a.png"]),
        )
        answer = client.execute2d_model_training_command_by_user(
            sdk.Execute2dModelTrainingCommandByUserRequest(job_id=job_id, body=body)
        )
        (address,) = answer.attachment_upload_url
        assert requests.put(address, data=b"picture", headers=BINARY, timeout=20).status_code == 200
        studio.world.comment(job_id, "回复", "请看第二版")

        shown = show(client, job_id)

        said = [(log.comment_type, log.comment_title, log.comment_message) for log in shown.comment_logs]
        assert said == [("USER_REJECT", "口型", "不同步"), ("ADMIN_COMMENT", "回复", "请看第二版")]
        (download,) = shown.comment_logs[0].attachment_download_url
        assert requests.get(download, timeout=20).content == b"picture"
        assert command(client, job_id, "CONFIRM_ANSWER").commond_result == "EXCUTE_SUCCESS"
        assert command(client, job_id, "CONFIRM_ACCEPT").commond_result == "EXCUTE_SUCCESS"
        assert show(client, job_id).state == "JOB_FINISH"


def test_the_vendors_sdk_asks_for_what_was_updated_since(studio: PracticeStudio) -> None:
    client = client_of(studio)
    old, new = (create(client, name=name).job_id for name in ("A", "B"))
    studio.clock.advance(600)
    since = rfc3339(studio.clock.now_s() - 60)
    studio.world.set_state(new, "MANUAL_VERIFY_FAILED", text="绿幕有褶皱", redo_reasons=("背景穿帮",))

    def listed(**times: str) -> list[str]:
        request = sdk.List2dModelTrainingJobRequest(sort_key="update_time", sort_dir="desc", limit=100, **times)
        return [job.job_id for job in client.list2d_model_training_job(request).jobs]

    assert listed(update_since=since) == [new]
    assert listed(update_until=since) == [old]
    (log,) = [log for log in show(client, new).operation_logs if log.log_type == "ADMIN_VERIFY_FAILED"]
    assert (log.log_description, log.redo_reasons) == ("绿幕有褶皱", ["背景穿帮"])


def test_the_vendors_sdk_sends_action_video_voice_and_beauty_pictures(studio: PracticeStudio, tmp_path: Path) -> None:
    client = client_of(studio)
    film = films.film(tmp_path / "good.mp4").read_bytes()
    created = create(
        client, name="示例讲师", audio_source_type="AUDIO", action_video_multipart_count=3, video_multipart_count=3
    )
    upload(created, in_three(film), tmp_path)
    for url, part in zip(created.action_video_upload_url, in_three(film), strict=True):
        assert requests.put(url, data=part, headers=BINARY, timeout=20).status_code == 200
    voice = films.voice_zip(tmp_path / "voice.zip").read_bytes()
    zipped = {"Content-Type": "application/zip"}
    assert requests.put(created.audio_upload_url, data=voice, headers=zipped, timeout=20).status_code == 200
    for url in (created.pre_beauty_image_upload_url, created.post_beauty_image_upload_url):
        assert requests.put(url, data=b"picture", headers=BINARY, timeout=20).status_code == 200

    listed = command(client, created.job_id, "GET_ACTION_VIDEO_MULTIPART_UPLOADED")
    names = ("CONFIRM_MULTIPART_UPLOADED", "CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED", "CONFIRM_AUTHORIZATION_LETTER")
    done = [command(client, created.job_id, name).commond_result for name in (*names, "SUBMITVERIFYING")]

    assert [part.part_number for part in listed.multipart_data] == ["1", "2", "3"]
    assert done == ["EXCUTE_SUCCESS"] * 4
    shown = show(client, created.job_id)
    assert shown.state == "JOB_SUCCESS"
    assert requests.get(shown.action_video_download_url, timeout=20).content == film
    assert requests.get(shown.audio_file_download_url, timeout=20).content == voice
    assert requests.get(shown.pre_beauty_image_download_url, timeout=20).content == b"picture"


def test_the_sdk_reads_the_refusals_as_it_reads_the_services(studio: PracticeStudio) -> None:
    client = client_of(studio)
    create(client, name="Sample Presenter")
    with pytest.raises(ClientRequestException) as taken:
        create(client, name="Sample Presenter")
    with pytest.raises(ClientRequestException) as stranger:
        create(client_of(studio, sk="x" * 40), name="Another Presenter")

    assert (taken.value.status_code, taken.value.error_code) == (400, "MSS.10001005")
    assert (stranger.value.status_code, stranger.value.error_code) == (401, "APIGW.0301")
    assert taken.value.request_id


def test_a_command_that_breaks_a_rule_is_a_failure_in_a_200(studio: PracticeStudio) -> None:
    client = client_of(studio)
    job_id = create(client, name="Sample Presenter").job_id
    answer = command(client, job_id, "CONFIRM_MULTIPART_UPLOADED")
    assert (answer.status_code, answer.commond_result) == (200, "EXCUTE_FAILED")
    assert "part 1" in answer.excute_failed_msg
    assert answer.error_info.error_code


def test_a_temporary_key_of_the_sdk_is_accepted_with_its_security_token(tmp_path: Path) -> None:
    with PracticeStudio(StudioOptions(tmp_path / "studio", security_token="made-up-security-token")) as studio:
        assert create(client_of(studio, security_token="made-up-security-token"), name="Sample").job_id
        with pytest.raises(ClientRequestException) as refused:
            create(client_of(studio), name="Another")
        assert refused.value.error_code == "APIGW.0301"


def test_the_sdk_sees_a_scripted_refusal(studio: PracticeStudio) -> None:
    studio.faults.add(Fault("list", "answer", status=403, body='{"error_code": "APIGW.0302", "error_msg": "scripted"}'))
    with pytest.raises(ClientRequestException) as refused:
        client_of(studio).list2d_model_training_job(sdk.List2dModelTrainingJobRequest())
    assert (refused.value.status_code, refused.value.error_code) == (403, "APIGW.0302")
    assert refused.value.request_id == studio.world.requests[-1].request_id
