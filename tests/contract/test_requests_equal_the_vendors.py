"""Our requests are those of the vendor's own SDK: method, path, query, user id and body; and both signatures verify.

Both clients speak over real sockets to one server that only records. The signature of each recorded request is
computed again by the vendor's signer from what came over the wire.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from huaweicloudsdkmetastudio import v1 as vendor
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_service import Heard, ScriptedService, json_reply

from avatar_intake.connection import new_session
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields, VoiceProperties
from avatar_intake.domain.service import (
    ActionSample,
    Command,
    CommandRequest,
    CommentData,
    JobChanges,
    JobQuery,
)
from avatar_intake.metastudio import wire
from avatar_intake.metastudio.client import AccessKey, Calls, Limiter, MetaStudioClient, ServicePlace
from avatar_intake.metastudio.limiter import Rates
from avatar_intake.practice.shapes import create_shape, update_shape

AK, SK, STS = "MADEUPACCESSKEY00001", "made/up+secret=key", "made-up-security-token"
PROJECT = "0123456789abcdef0123456789abcdef"


@dataclass(frozen=True)
class Pair:
    """Both clients at one recording server."""

    service: ScriptedService
    ours: MetaStudioClient
    sdk: Any

    def reply(self, **value: object) -> None:
        """What the server answers from now on."""
        self.service.replies[:] = [json_reply(value)]

    def heard(self) -> tuple[Heard, Heard]:
        """The two newest requests: ours, the vendor's."""
        ours, theirs = self.service.heard
        self.service.heard.clear()
        return ours, theirs


def pair_at(service: ScriptedService, security_token: str | None) -> Pair:
    place = ServicePlace(parse_endpoint(service.endpoint), PROJECT, "clerk 07")
    calls = Calls(new_session(2), lambda record: None, Limiter(Rates(1e6, 1e6)))
    credentials = BasicCredentials(AK, SK, PROJECT)
    if security_token:
        credentials = credentials.with_security_token(security_token)
    builder = vendor.MetaStudioClient.new_builder().with_credentials(credentials).with_endpoint(service.endpoint)
    sdk = builder.with_http_config(HttpConfig(timeout=(5, 5), retry_times=0)).build()
    return Pair(service, MetaStudioClient(place, AccessKey(AK, SK, security_token), calls), sdk)


@pytest.fixture(scope="module", params=[None, STS], ids=["permanent-key", "temporary-key"])
def pair(request: pytest.FixtureRequest) -> Iterator[Pair]:
    with ScriptedService() as service:
        made = pair_at(service, request.param)
        yield made
        made.sdk.close()


def assert_equal_requests(pair: Pair) -> None:
    ours, theirs = pair.heard()
    assert ours.method == theirs.method
    assert ours.target == theirs.target
    assert _json(ours.body) == _json(theirs.body)
    for name in ("Content-Type", "Host", "X-App-UserId", "X-Project-Id", "X-Security-Token"):
        assert ours.headers.get(name) == theirs.headers.get(name)
    for heard in (ours, theirs):
        assert_signature_verifies(heard)


def assert_signature_verifies(heard: Heard) -> None:
    """Sign what was received once more, with the vendor's signer, over the headers that were named as signed."""
    named = heard.headers["Authorization"].partition("SignedHeaders=")[2].partition(",")[0].split(";")
    received = {name.lower(): value for name, value in heard.headers.items()}
    assert {"host", "x-sdk-date", "x-project-id", "content-type"} <= set(named)
    target = urlsplit(heard.target)
    again = SdkRequest(
        method=heard.method,
        schema="http",
        host=received["host"],
        resource_path=target.path,
        query_params=list(parse_qsl(target.query, keep_blank_values=True)),
        header_params={name: received[name] for name in named},
        body=heard.body,
    )
    assert Signer(AccessKey(AK, SK)).sign(again).header_params["Authorization"] == heard.headers["Authorization"]


def _json(body: bytes) -> object:
    return json.loads(body) if body else None


def _filled(value: object) -> dict[str, Any]:
    return {item.name: found for item in fields(value) if (found := getattr(value, item.name)) is not None}  # type: ignore[arg-type]


# --- what is generated ------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
job_ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._~-]{0,40}", fullmatch=True)
user_ids = st.from_regex(r"[!-~]([ -~]{0,20}[!-~])?", fullmatch=True)
flags = st.booleans()
counts = st.integers(1, 1000)
command_messages = st.sampled_from(
    ["UPDATE_VIDEO", "UPLOAD_VIDEO", "CONFIRM_ACTION_VIDEO", "GET_ACTION_VIDEO_MULTIPART"]
)
uses = st.lists(st.sampled_from(["VIDEO_2D", "LIVE_2D", "CHAT_2D"]), max_size=3, unique=True).map(tuple)


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


voices = st.builds(
    VoiceProperties,
    job_tag=maybe(st.sampled_from(["ECOMMERCE", "NEWS", "MARKETING"])),
    sex=maybe(st.sampled_from(["FEMALE", "MALE"])),
    language=maybe(st.sampled_from(["CN", "EN"])),
)
job_values: dict[str, st.SearchStrategy[Any]] = {
    "name": texts.filter(bool),
    "contact": maybe(texts),
    "command_message": maybe(command_messages),
    "video_multipart_count": maybe(counts),
    "action_video_multipart_count": maybe(counts),
    "is_background_replacement": maybe(flags),
    "batch_name": maybe(texts),
    "tags": st.lists(texts, max_size=3).map(tuple),
    "model_version": maybe(texts),
    "is_ondemand_resource": maybe(flags),
    "is_flexus": maybe(flags),
    "is_fast_flexus": maybe(flags),
    "is_live_copy": maybe(flags),
    "is_only_human_model": maybe(flags),
    "audio_source_type": maybe(st.sampled_from(["VIDEO", "AUDIO"])),
    "voice_properties": maybe(voices),
    "supported_service": uses,
    "app_user_id": user_ids,
}
jobs = st.builds(JobFields, **job_values)
samples = st.builds(
    ActionSample, maybe(texts), maybe(texts), maybe(texts), maybe(texts), maybe(st.integers(0, 9)), maybe(flags)
)
update_values: dict[str, st.SearchStrategy[Any]] = {
    "name": maybe(texts.filter(bool)),
    "contact": maybe(texts),
    "command_message": maybe(command_messages),
    "video_multipart_count": maybe(counts),
    "action_video_multipart_count": maybe(counts),
    "is_background_replacement": maybe(flags),
    "batch_name": maybe(texts),
    "tags": maybe(st.lists(texts, max_size=3).map(tuple)),
    "is_fast_flexus": maybe(flags),
    "voice_properties": maybe(voices),
    "supported_service": maybe(uses),
    "audio_source_type": maybe(st.sampled_from(["VIDEO", "AUDIO"])),
    "samples_basic_info": maybe(st.lists(samples, max_size=2).map(tuple)),
}
updates = st.builds(JobChanges, **update_values)
commands = st.builds(
    CommandRequest,
    command=st.sampled_from(Command),
    command_message=maybe(command_messages),
    comment_data=maybe(
        st.builds(CommentData, maybe(texts), maybe(texts), st.lists(texts, min_size=1, max_size=2).map(tuple))
    ),
    operation_reason=maybe(texts),
)
queries = st.builds(
    JobQuery,
    offset=maybe(st.integers(0, 2**31 - 1)),
    limit=maybe(st.integers(1, 100)),
    state=maybe(st.sampled_from(["WAIT_FILE_UPLOAD", "AUTO_VERIFY_FAILED,MANUAL_VERIFY_FAILED"])),
    sort_key=maybe(st.sampled_from(["create_time", "update_time", "asset_order"])),
    sort_dir=maybe(st.sampled_from(["asc", "desc"])),
    **{
        name: maybe(texts)
        for name in (
            "create_since", "create_until", "update_since", "update_until", "batch_name", "tag", "job_id", "name",
            "model_resolution", "train_location", "query_project_id",
        )
    },
    is_flexus=maybe(flags),
    is_live_copy=maybe(flags),
    is_ondemand_resource=maybe(flags),
)  # fmt: skip


def vendor_body(kind: Any, value: object) -> Any:
    """A value of ours as the SDK's model, nested models and lists included."""
    filled = {name: _vendor_value(name, item) for name, item in _filled(value).items() if name != "app_user_id"}
    return kind(**filled)


def _vendor_value(name: str, value: Any) -> Any:
    nested = {
        "voice_properties": vendor.VoiceProperties,
        "comment_data": vendor.CommentData,
        "samples_basic_info": vendor.ActionBasicSampleInfo,
    }
    if isinstance(value, tuple):
        return [vendor_body(nested[name], item) if name in nested else item for item in value]
    return vendor_body(nested[name], value) if name in nested else getattr(value, "value", value)


def test_every_request_field_is_compared_here_sent_and_known_to_the_practice_studio() -> None:
    for kind, values, body, shape in (
        (JobFields, job_values, wire._CreateBody, create_shape),
        (JobChanges, update_values, wire._UpdateBody, update_shape),
    ):
        names = {item.name for item in fields(kind)}
        in_the_body = names - {"app_user_id"}  # travels as a header
        assert set(values) == names
        assert set(body.__struct_fields__) == in_the_body
        assert set(shape(refuses_unknown=True).fields) == in_the_body


# --- the six operations -----------------------------------------------------------------------------


@settings(max_examples=60, derandomize=True, deadline=None)
@given(job=jobs)
def test_create_sends_what_the_vendor_sends(pair: Pair, job: JobFields) -> None:
    action = [f"{pair.service.endpoint}/a{n}" for n in range(job.action_video_multipart_count or 0)]
    video = [f"{pair.service.endpoint}/v{n}" for n in range(job.video_multipart_count or 1)]
    pair.reply(job_id="job-1", training_video_upload_url=video, action_video_upload_url=action)
    pair.ours.create(job)
    # An empty list means "not set" in a job of ours.
    bare = replace(job, tags=job.tags or None, supported_service=job.supported_service or None)  # type: ignore[arg-type]
    body = vendor_body(vendor.Create2dModelTrainingJobReq, bare)
    pair.sdk.create2d_model_training_job(
        vendor.Create2dModelTrainingJobRequest(x_app_user_id=job.app_user_id, body=body)
    )
    assert_equal_requests(pair)


@settings(max_examples=50, derandomize=True, deadline=None)
@given(job_id=job_ids, changes=updates)
def test_update_sends_what_the_vendor_sends(pair: Pair, job_id: str, changes: JobChanges) -> None:
    action = [f"{pair.service.endpoint}/a{n}" for n in range(changes.action_video_multipart_count or 0)]
    video = [f"{pair.service.endpoint}/v{n}" for n in range(changes.video_multipart_count or 0)]
    pair.reply(job_id=job_id, training_video_upload_url=video, action_video_upload_url=action)
    pair.ours.update(job_id, changes)
    body = vendor_body(vendor.Update2dModelTrainingJobReq, changes)
    pair.sdk.update2d_model_training_job(
        vendor.Update2dModelTrainingJobRequest(job_id=job_id, x_app_user_id="clerk 07", body=body)
    )
    assert_equal_requests(pair)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(job_id=job_ids, request=commands)
def test_a_command_sends_what_the_vendor_sends(pair: Pair, job_id: str, request: CommandRequest) -> None:
    pair.reply(commond_result="EXCUTE_SUCCESS")
    pair.ours.execute(job_id, request)
    body = vendor_body(vendor.Execute2dModelTrainingCommandByUserReq, request)
    pair.sdk.execute2d_model_training_command_by_user(
        vendor.Execute2dModelTrainingCommandByUserRequest(job_id=job_id, x_app_user_id="clerk 07", body=body)
    )
    assert_equal_requests(pair)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(query=queries)
def test_list_sends_what_the_vendor_sends(pair: Pair, query: JobQuery) -> None:
    pair.reply(count=0, jobs=[])
    pair.ours.list(query)
    pair.sdk.list2d_model_training_job(vendor.List2dModelTrainingJobRequest(x_app_user_id="clerk 07", **_filled(query)))
    assert_equal_requests(pair)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(job_id=job_ids)
def test_show_sends_what_the_vendor_sends(pair: Pair, job_id: str) -> None:
    pair.reply(job_id=job_id, state="TRAINING")
    pair.ours.show(job_id)
    pair.sdk.show2d_model_training_job(vendor.Show2dModelTrainingJobRequest(job_id=job_id, x_app_user_id="clerk 07"))
    assert_equal_requests(pair)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(job_id=job_ids)
def test_delete_sends_what_the_vendor_sends(pair: Pair, job_id: str) -> None:
    pair.reply()
    pair.ours.delete(job_id)
    pair.sdk.delete2d_model_training_job(
        vendor.Delete2dModelTrainingJobRequest(job_id=job_id, x_app_user_id="clerk 07")
    )
    assert_equal_requests(pair)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(prefix=st.from_regex(r"(/[A-Za-z0-9._~-]*[A-Za-z0-9]){1,3}", fullmatch=True), query=queries)
def test_a_path_prefix_is_part_of_the_path_and_of_the_signature(pair: Pair, prefix: str, query: JobQuery) -> None:
    pair.reply(count=0, jobs=[])
    place = ServicePlace(parse_endpoint(pair.service.endpoint + prefix), PROJECT)
    calls = Calls(new_session(1), lambda record: None, Limiter(Rates(1e6, 1e6)))
    MetaStudioClient(place, AccessKey(AK, SK), calls).list(query)
    (heard,) = pair.service.heard
    pair.service.heard.clear()
    assert heard.target.startswith(f"{prefix}/v1/{PROJECT}/")
    assert_signature_verifies(heard)


def test_every_field_that_the_vendor_knows_can_be_sent() -> None:
    pairs = (
        (vendor.Create2dModelTrainingJobReq, JobFields),
        (vendor.Update2dModelTrainingJobReq, JobChanges),
        (vendor.Execute2dModelTrainingCommandByUserReq, CommandRequest),
        (vendor.List2dModelTrainingJobRequest, JobQuery),
        (vendor.VoiceProperties, VoiceProperties),
        (vendor.CommentData, CommentData),
        (vendor.ActionBasicSampleInfo, ActionSample),
    )
    for theirs, ours in pairs:
        assert set(theirs.attribute_map) - {"x_app_user_id"} == {item.name for item in fields(ours)} - {"app_user_id"}
