"""JSON to our values and back: what is sent is in range, what is read is believed only as documented."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields, Role, VoiceProperties
from avatar_intake.domain.service import (
    ActionSample,
    Command,
    CommandRequest,
    CommentData,
    JobChanges,
    JobQuery,
    ListedPart,
    SecretUrl,
)
from avatar_intake.errors import BadIntakeFile, CommandFailed, UnexpectedAnswer
from avatar_intake.metastudio import wire
from avatar_intake.metastudio.exchange import Answer, Question

CLOUD = parse_endpoint("https://metastudio.cn-north-4.myhuaweicloud.com")
STORE = "https://bucket.obs.cn-north-4.myhuaweicloud.com"
ONE = wire.Wanted(training_count=1)


def answer(value: object, step: str = "create") -> Answer:
    return Answer(step, 200, {}, json.dumps(value).encode(), "req-1")


def body(question: Question) -> object:
    assert question.body is not None
    return json.loads(question.body)


# --- writing ----------------------------------------------------------------------------------------


def test_only_what_is_set_is_sent() -> None:
    assert body(wire.create_question(JobFields(name="示例"))) == {"name": "示例"}


def test_false_is_sent_although_nothing_is_not() -> None:
    job = JobFields(name="示例", is_background_replacement=False, is_flexus=False)
    assert body(wire.create_question(job)) == {"name": "示例", "is_background_replacement": False, "is_flexus": False}


def test_every_field_of_create_is_sent_under_its_api_name() -> None:
    job = JobFields(
        name="示例讲师",
        contact="13800138000",
        command_message="UPLOAD_VIDEO",
        video_multipart_count=1000,
        action_video_multipart_count=1,
        is_background_replacement=False,
        batch_name="batch",
        tags=("a", "b"),
        model_version="V3.3",
        is_ondemand_resource=True,
        is_flexus=False,
        is_fast_flexus=True,
        is_live_copy=False,
        is_only_human_model=True,
        audio_source_type="AUDIO",
        voice_properties=VoiceProperties("NEWS", "MALE", "CN"),
        supported_service=("VIDEO_2D",),
        app_user_id="clerk-7",
    )
    question = wire.create_question(job)
    sent = body(question)
    assert isinstance(sent, dict)
    assert set(sent) == set(JobFields.__dataclass_fields__) - {"app_user_id"}
    assert sent["voice_properties"] == {"job_tag": "NEWS", "sex": "MALE", "language": "CN"}
    assert (sent["tags"], sent["supported_service"]) == (["a", "b"], ["VIDEO_2D"])
    assert question.app_user_id == "clerk-7"
    assert (question.method, question.path, question.is_write, question.changes_something) == ("POST", "", True, True)


def test_an_update_can_empty_a_list_and_change_action_samples() -> None:
    changes = JobChanges(tags=(), samples_basic_info=(ActionSample(action_tag="wave", is_selected=False),))
    question = wire.update_question("job-1", changes)
    assert body(question) == {"tags": [], "samples_basic_info": [{"action_tag": "wave", "is_selected": False}]}
    assert (question.method, question.path) == ("PUT", "/job-1")


def test_every_field_of_update_can_be_sent() -> None:
    assert set(wire._UpdateBody.__struct_fields__) == set(JobChanges.__dataclass_fields__)
    assert set(wire._Query.__struct_fields__) == set(JobQuery.__dataclass_fields__)


@pytest.mark.parametrize("command", Command)
def test_every_command_can_be_sent(command: Command) -> None:
    question = wire.command_question("job-1", CommandRequest(command))
    assert body(question) == {"command": command.value}
    assert (question.method, question.path, question.is_write) == ("POST", "/job-1/command", True)
    assert question.changes_something is not command.value.startswith("GET_")


def test_a_command_carries_comment_and_reason() -> None:
    request = CommandRequest(Command.CONFIRM_REJECT, None, CommentData("标题", None, ("a.png",)), "原因")
    assert body(wire.command_question("job-1", request)) == {
        "command": "CONFIRM_REJECT",
        "comment_data": {"comment_title": "标题", "attachment_name": ["a.png"]},
        "operation_reason": "原因",
    }


def test_steps_have_words_of_our_own() -> None:
    steps = [wire.step_of(command) for command in Command]
    assert steps[:6] == [
        "parts", "confirm", "action-parts", "confirm-action", "confirm_authorization_letter", "submit",
    ]  # fmt: skip
    assert len(set(steps)) == len(steps)


def test_a_query_is_sorted_and_holds_only_what_is_asked() -> None:
    query = JobQuery(limit=100, offset=0, tag="", is_flexus=True, is_live_copy=False, name="示例 讲师")
    assert wire.list_question(query).query == (
        ("is_flexus", "true"),
        ("is_live_copy", "false"),
        ("limit", "100"),
        ("name", "示例 讲师"),
        ("offset", "0"),
        ("tag", ""),
    )


GOOD = JobFields(name="示例")
OUT_OF_RANGE = [
    (replace(GOOD, name=""), "job.name"),
    (replace(GOOD, video_multipart_count=0), "job.video_multipart_count"),
    (replace(GOOD, video_multipart_count=1001), "job.video_multipart_count"),
    (replace(GOOD, action_video_multipart_count=-5), "job.action_video_multipart_count"),
    (replace(GOOD, command_message="DO_IT"), "job.command_message"),
    (replace(GOOD, model_version="V" * 65), "job.model_version"),
    (replace(GOOD, audio_source_type="video"), "job.audio_source_type"),
    (replace(GOOD, supported_service=("VIDEO_3D",)), "job.supported_service"),
    (replace(GOOD, voice_properties=VoiceProperties(sex="X")), "job.voice_properties.sex"),
    (replace(GOOD, is_flexus="yes"), "job.is_flexus"),  # type: ignore[arg-type]
    (replace(GOOD, video_multipart_count=True), "job.video_multipart_count"),
]


@pytest.mark.parametrize(("job", "key"), OUT_OF_RANGE)
def test_what_the_api_does_not_allow_is_never_sent(job: JobFields, key: str) -> None:
    with pytest.raises(BadIntakeFile) as caught:
        wire.create_question(job)
    assert caught.value.key.startswith(key)
    assert caught.value.needed


def test_a_query_out_of_range_is_never_sent() -> None:
    for query in (JobQuery(limit=0), JobQuery(limit=101), JobQuery(offset=-1), JobQuery(sort_dir="up")):
        with pytest.raises(BadIntakeFile):
            wire.list_question(query)


def test_a_refused_field_does_not_show_personal_values() -> None:
    with pytest.raises(BadIntakeFile) as caught:
        wire.create_question(replace(GOOD, contact=13800138000))  # type: ignore[arg-type]
    assert "13800138000" not in str(caught.value)


@pytest.mark.parametrize("job_id", ["", ".", "..", "../x", "a/b", "a?b", "a#b", "a b", "任务", "a\n", "x" * 129, "%2e"])
def test_a_job_id_that_could_leave_its_place_in_the_path_is_refused(job_id: str) -> None:
    for question in (wire.show_question, wire.delete_question):
        with pytest.raises(BadIntakeFile):
            question(job_id)
    with pytest.raises(BadIntakeFile):
        wire.update_question(job_id, JobChanges())


# --- reading addresses ------------------------------------------------------------------------------


def created(**changes: object) -> dict[str, object]:
    return {"job_id": "job-1", "training_video_upload_url": [f"{STORE}/v?partNumber=1"]} | changes


def test_every_address_of_the_answer_is_read_by_role() -> None:
    singles = {f"{role}_upload_url": f"{STORE}/{role}?s=1" for role in Role if not role.is_multipart}
    lists = {
        "training_video_upload_url": [f"{STORE}/v?partNumber={n}" for n in (1, 2, 3)],
        "action_video_upload_url": [f"{STORE}/a?partNumber={n}" for n in (1, 2)],
    }
    addresses = wire.read_addresses(answer({"job_id": "job-1", **singles, **lists}), wire.Wanted(3, 2), CLOUD)
    assert (addresses.job_id, addresses.request_id) == ("job-1", "req-1")
    assert set(addresses.by_role) == set(Role)
    assert [item.value[-1] for item in addresses.by_role[Role.TRAINING_VIDEO]] == ["1", "2", "3"]
    assert addresses.by_role[Role.COVER] == (SecretUrl(f"{STORE}/cover?s=1"),)


def test_addresses_that_are_not_given_are_not_there() -> None:
    given_ = created(cover_upload_url=None, audio_upload_url="", action_video_upload_url=[], new_field={"a": [1]})
    assert set(wire.read_addresses(answer(given_), ONE, CLOUD).by_role) == {Role.TRAINING_VIDEO}


def test_an_update_need_not_repeat_the_job_id() -> None:
    wanted = wire.Wanted(None, None, "job-9")
    assert wire.read_addresses(answer({"cover_upload_url": f"{STORE}/c"}), wanted, CLOUD).job_id == "job-9"
    with pytest.raises(UnexpectedAnswer):
        wire.read_addresses(answer({"job_id": "job-8"}), wanted, CLOUD)


SECRET_PLACE = "evil.example"
HOSTILE = [
    {},
    {"job_id": "job-1"},
    created(job_id=None),
    created(job_id="../../x"),
    created(job_id=7),
    created(training_video_upload_url=[]),
    created(training_video_upload_url=None),
    created(training_video_upload_url=f"{STORE}/not-a-list"),
    created(training_video_upload_url=[f"{STORE}/1", f"{STORE}/2"]),
    created(training_video_upload_url=[None]),
    created(cover_upload_url=[f"{STORE}/1"]),
    created(cover_upload_url=7),
    created(cover_upload_url=f"{STORE}/v?partNumber=1"),
    created(cover_upload_url="http://bucket.obs.cn-north-4.myhuaweicloud.com/c"),
    created(cover_upload_url=f"https://{SECRET_PLACE}/c?Signature=CANARY"),
    created(cover_upload_url=f"https://bucket.myhuaweicloud.com@{SECRET_PLACE}/c"),
    created(cover_upload_url=f"https://myhuaweicloud.com.{SECRET_PLACE}/c"),
    created(cover_upload_url="https://bucket.obs.cn-north-4.myhuaweicloud.com:8443/c"),
    created(cover_upload_url="https://127.0.0.1/c"),
    created(cover_upload_url="https://[::1]/c"),
    created(cover_upload_url=f"{STORE}/c\r\nX-Evil: 1"),
    created(cover_upload_url="file:///etc/passwd"),
    created(grant_file_upload_url="https://ｍyhuaweicloud.com/"),
    [],
    "text",
    None,
    7,
]


@pytest.mark.parametrize("value", HOSTILE, ids=str)
def test_an_answer_that_cannot_be_believed_is_refused_whole(value: object) -> None:
    with pytest.raises(UnexpectedAnswer) as caught:
        wire.read_addresses(answer(value), ONE, CLOUD)
    assert caught.value.step == "create"
    assert SECRET_PLACE not in str(caught.value)
    assert "CANARY" not in str(caught.value)


def test_action_addresses_are_counted_only_when_they_were_asked_for() -> None:
    two = created(action_video_upload_url=[f"{STORE}/a1", f"{STORE}/a2"])
    assert len(wire.read_addresses(answer(two), ONE, CLOUD).by_role[Role.ACTION_VIDEO]) == 2
    with pytest.raises(UnexpectedAnswer):
        wire.read_addresses(answer(two), wire.Wanted(1, 3), CLOUD)


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe", b'{"job_id": "\xff"}', b"[" * 100_000, b'{"x":' * 100_000])
def test_what_is_no_json_is_refused(content: bytes) -> None:
    with pytest.raises(UnexpectedAnswer):
        wire.read_addresses(Answer("create", 200, {}, content), ONE, CLOUD)
    with pytest.raises(UnexpectedAnswer):
        wire.read_page(Answer("list", 200, {}, content))
    assert (wire.read_error(content).code, wire.read_error(content).text) == ("", "")


# --- reading the answer of a command ----------------------------------------------------------------


def ran(**fields: object) -> object:
    command = Command.GET_MULTIPART_UPLOADED
    return wire.read_command(answer({"commond_result": "EXCUTE_SUCCESS"} | fields, "parts"), command, CLOUD)


@pytest.mark.parametrize(
    ("number", "etag", "part"),
    [
        ("1", "0cc175b9c0f1b6a831c399e269772661", ListedPart(1, "0cc175b9c0f1b6a831c399e269772661")),
        ("01", '"0CC175B9C0F1B6A831C399E269772661"', ListedPart(1, "0cc175b9c0f1b6a831c399e269772661")),
        (1000, '"ABC-2"', ListedPart(1000, "abc-2")),
        (" 7 ", 'W/"Not-Hex"', ListedPart(7, 'W/"Not-Hex')),
        ("2", "", ListedPart(2, "")),
    ],
)
def test_listed_parts_are_read_whatever_their_spelling(number: object, etag: str, part: ListedPart) -> None:
    result = ran(multipart_data=[{"part_number": number, "etag": etag, "size": 5}])
    assert result.parts == (part,)  # type: ignore[attr-defined]


def test_a_part_that_is_listed_twice_is_told_twice() -> None:
    double = [{"part_number": "1", "etag": "aa"}, {"part_number": "1", "etag": "bb"}]
    assert len(ran(multipart_data=double).parts) == 2  # type: ignore[attr-defined]


@pytest.mark.parametrize("number", ["", "0", "-1", "1.5", "one", "１", None, [], "9" * 5000, True])
def test_a_part_number_that_is_none_is_refused(number: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        ran(multipart_data=[{"part_number": number, "etag": "a"}])


def test_success_without_a_list_is_an_empty_list() -> None:
    assert ran(multipart_data=None).parts == ()  # type: ignore[attr-defined]


def test_attachment_addresses_are_held_to_the_same_rules() -> None:
    assert len(ran(attachment_upload_url=[f"{STORE}/a"]).attachment_urls) == 1  # type: ignore[attr-defined]
    with pytest.raises(UnexpectedAnswer):
        ran(attachment_upload_url=["https://evil.example/a"])


def test_two_hundred_can_be_a_failure() -> None:
    info = {"error_code": "MSS.10001234", "error_msg": "not now"}
    with pytest.raises(CommandFailed) as caught:
        ran(commond_result="EXCUTE_FAILED", excute_failed_msg="parts\nmissing", error_info=info)
    assert caught.value.facts() == {
        "command": "GET_MULTIPART_UPLOADED", "code": "MSS.10001234", "text": "parts missing", "request_id": "req-1",
    }  # fmt: skip


def test_a_success_that_names_an_error_is_a_failure() -> None:
    with pytest.raises(CommandFailed) as caught:
        ran(error_info={"error_code": 44005901, "error_msg": "size"})
    assert (caught.value.code, caught.value.text) == ("44005901", "size")


@pytest.mark.parametrize("result", [None, "", "SUCCESS", "excute_success", 1, ["EXCUTE_SUCCESS"]])
def test_a_result_that_is_not_documented_is_refused(result: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        ran(commond_result=result)


# --- reading jobs -----------------------------------------------------------------------------------

SHOWN = {
    "job_id": "job-1",
    "name": "示例讲师",
    "state": "MANUAL_VERIFY_FAILED",
    "create_time": "2026-01-29T10:00:00Z",
    "last_update_time": "2026-01-30T10:00:00Z",
    "batch_name": None,
    "tags": ["avatar-intake-1"],
    "is_flexus": True,
    "asset_id": "asset-1",
    "contact": "13800138000",
    "model_resolution": "1080P",
    "flexus_retry_count": 2,
    "operation_logs": [
        {
            "operate_time": "2026-01-30T10:00:00Z",
            "log_type": "ADMIN_VERIFY_FAILED",
            "log_description": "背景有反光\n请重拍 https://x.example/v?Signature=CANARY",
            "operate_user": "ADMIN",
            "error_code": 44005901,
            "redo_reasons": ["反光"],
        },
        {"log_type": "USER_CREATE_JOD"},
    ],
    "comment_logs": [{"operate_time": "t", "comment_type": "USER", "comment_title": "题", "comment_message": "话"}],
    "training_video_download_url": f"{STORE}/v?Signature=CANARY",
    "id_card_image1_download_url": "https://evil.example/id",
    "cover_download_url": "",
    "audio_file_download_url": f"{STORE}/audio",
    "allocated_resource": {"resource_id": "r"},
    "a_field_of_tomorrow": {"deep": [1, 2]},
}


def test_a_job_is_read_with_its_logs_and_downloads() -> None:
    detail = wire.read_detail(answer(SHOWN, "show"), CLOUD)
    assert detail.summary.state == "MANUAL_VERIFY_FAILED"
    assert (detail.summary.is_flexus, detail.summary.batch_name, detail.flexus_retry_count) == (True, "", 2)
    assert detail.summary.extra == ("a_field_of_tomorrow",)
    first, second = detail.operation_logs
    assert (first.error_code, first.redo_reasons, second.error_code) == ("44005901", ("反光",), "")
    assert detail.comment_logs[0].comment_time == "t"
    assert set(detail.downloads) == {Role.TRAINING_VIDEO, Role.AUDIO}


def test_a_job_never_shows_its_addresses() -> None:
    assert "CANARY" not in repr(wire.read_detail(answer(SHOWN, "show"), CLOUD))
    assert "CANARY" not in repr(answer(SHOWN))


def test_a_page_of_jobs_is_read() -> None:
    page = wire.read_page(
        answer({"count": 12, "jobs": [SHOWN, {"job_id": "job-2", "state": "NEW_STATE"}], "x": 1}, "list")
    )
    assert page.count == 12
    assert [(job.job_id, job.state) for job in page.jobs] == [("job-1", "MANUAL_VERIFY_FAILED"), ("job-2", "NEW_STATE")]
    assert wire.read_page(answer({"count": 0, "jobs": None}, "list")).jobs == ()


@pytest.mark.parametrize(
    "value",
    [
        {"jobs": []},
        {"count": -1},
        {"count": "3"},
        {"count": 1, "jobs": {}},
        {"count": 1, "jobs": [{}]},
        {"count": 1, "jobs": [{"job_id": "j"}]},
        {"count": 1, "jobs": [{"job_id": "j", "state": 3}]},
        {"count": 1, "jobs": [{"job_id": "../j", "state": "S"}]},
        {"count": 1, "jobs": [None]},
    ],
    ids=str,
)
def test_a_page_of_another_shape_is_refused(value: object) -> None:
    with pytest.raises(UnexpectedAnswer):
        wire.read_page(answer(value, "list"))


def test_a_hostile_number_of_unknown_fields_is_cut() -> None:
    many = {f"field_{n}\n": 1 for n in range(1000)} | {"job_id": "j", "state": "S"}
    extra = wire.read_detail(answer(many, "show"), CLOUD).summary.extra
    assert len(extra) == 50
    assert all(name.isprintable() for name in extra)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELD_NAMES = st.sampled_from(
    ["job_id", "state", "count", "jobs", "tags", "training_video_upload_url", "commond_result", "multipart_data"]
)


@settings(max_examples=200)
@given(st.dictionaries(FIELD_NAMES, json_values))
def test_any_json_is_read_or_refused_as_unexpected(value: dict[str, object]) -> None:
    for read in (
        lambda: wire.read_addresses(answer(value), ONE, CLOUD),
        lambda: wire.read_command(answer(value), Command.SUBMITVERIFYING, CLOUD),
        lambda: wire.read_detail(answer(value), CLOUD),
        lambda: wire.read_page(answer(value)),
    ):
        try:
            read()
        except (UnexpectedAnswer, CommandFailed) as error:
            assert error.request_id == "req-1"  # noqa: PT017 - not raising is right as well


@settings(max_examples=200)
@given(st.binary(max_size=60))
def test_any_bytes_give_error_words_or_none(content: bytes) -> None:
    words = wire.read_error(content)
    assert words.text.isprintable()
    assert words.code.isprintable()


# --- foreign texts ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("  two\r\n lines\t ", "two lines"),
        ("bell\x07 \u202ereversed\u2028", "bell reversed"),
        ("see https://h.example/a/b?AccessKeyId=K&Signature=S#f now", "see https://h.example/a/b?… now"),
        ('"HTTP://H.example/a?x=1"', '"HTTP://H.example/a?…"'),
        ("AccessKeyId=AKIA&Signature=abc", "AccessKeyId=…&Signature=…"),
        ("X-Auth-Token=abc, x-obs-security-token=def", "X-Auth-Token=…, x-obs-security-token=…"),
        ("审核意见：请重拍", "审核意见：请重拍"),
        ("x" * 600, "x" * 500),
    ],
)
def test_a_foreign_text_is_made_fit_for_a_message(text: str, plain: str) -> None:
    assert wire.plain_text(text) == plain


@given(st.text(max_size=300))
def test_a_text_is_one_printable_line_whatever_comes(text: str) -> None:
    assert wire.plain_text(text).isprintable()
    assert wire.plain_text(wire.plain_text(text)) == wire.plain_text(text)


def test_a_huge_text_costs_little() -> None:
    assert len(wire.plain_text("https://x?" * 1_000_000)) <= 500
