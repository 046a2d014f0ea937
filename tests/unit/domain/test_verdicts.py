"""What a reviewer's words come to: cause, material, who; the words themselves are never lost."""

from __future__ import annotations

import pytest

from avatar_intake.catalogue import doer_word, say_task
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import CommentLog, JobDetail, JobSummary, OperationLog
from avatar_intake.domain.verdicts import Cause, Doer, RedoTask, tasks_of
from avatar_intake.sentences import MESSAGES

IDS = (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
VIDEO = (Role.TRAINING_VIDEO,)


def rejected(
    text: str = "", *, code: str = "", reasons: tuple[str, ...] = (), comments: tuple[CommentLog, ...] = ()
) -> JobDetail:
    logs = (
        OperationLog("2026-11-20T08:00:00Z", "SYSTEM_VERIFY_FAILED", "声音太小", "SYSTEM"),
        OperationLog("2026-11-21T08:00:00Z", "USER_VERIFYING_SUBMITTED", "", "USER"),
        OperationLog("2026-11-22T08:00:00Z", "ADMIN_VERIFY_FAILED", text, "ADMIN", code, reasons),
    )
    summary = JobSummary("job-1", "示例", "MANUAL_VERIFY_FAILED")
    return JobDetail(summary, operation_logs=logs, comment_logs=comments)


@pytest.mark.parametrize(
    ("text", "causes"),
    [
        ("自动审核不通过-人证不匹配", [Cause.FACE_AND_ID]),
        ("视频中人脸与身份证不一致", [Cause.FACE_AND_ID]),
        ("The face in the video does not match the ID card", [Cause.FACE_AND_ID]),
        ("视频分辨率不符合要求，目前只接受1080p(1920x1080, 1080x1920)或4K这几种分辨率", [Cause.RESOLUTION]),
        ("身份证照片模糊，反光，四角不完整", [Cause.ID_GLARE]),
        ("授权书模糊，画面抖动", [Cause.LETTER_UNREADABLE, Cause.POSTURE]),
        ("The resolution must be 1080p or 4K", [Cause.RESOLUTION]),
        ("视频时长不符合要求：当前20秒，需要3-10分钟", [Cause.DURATION]),
        ("The video is too short.", [Cause.DURATION]),
        ("画面为横屏，人物倒置", [Cause.ORIENTATION]),
        ("The picture is sideways", [Cause.ORIENTATION]),
        ("绿幕有褶皱、打光不均", [Cause.BACKGROUND]),
        ("Green screen is wrinkled", [Cause.BACKGROUND]),
        ("视频无法播放", [Cause.CODEC]),
        ("视频无法解析，请上传完整的mp4格式视频", [Cause.CODEC]),
        ("The video can't be played", [Cause.CODEC]),
        ("环境噪音过大", [Cause.SOUND]),
        ("视频是静音的", [Cause.SOUND]),
        ("Too much noise", [Cause.SOUND]),
        ("眼镜反光严重", [Cause.COVERED_FACE]),
        ("刘海遮挡眼睛", [Cause.COVERED_FACE]),
        ("The face is covered by a hat", [Cause.COVERED_FACE]),
        ("人物面部模糊", [Cause.PERSON_UNCLEAR]),
        ("画面过曝", [Cause.PERSON_UNCLEAR]),
        ("The picture is blurred", [Cause.PERSON_UNCLEAR]),
        ("画面中有其他人", [Cause.SEVERAL_PEOPLE]),
        ("There is more than one person", [Cause.SEVERAL_PEOPLE]),
        ("手势出画", [Cause.OUT_OF_FRAME, Cause.POSTURE]),
        ("背景架穿帮", [Cause.BACKGROUND, Cause.OUT_OF_FRAME]),
        ("Her hands are out of the frame", [Cause.OUT_OF_FRAME]),
        ("视频有剪辑痕迹", [Cause.EDITED]),
        ("The video has been edited", [Cause.EDITED]),
        ("动作幅度过大", [Cause.POSTURE]),
        ("授权书未签字", [Cause.LETTER]),
        ("The letter of authorization is not signed", [Cause.LETTER]),
        ("授权书文件无法识别，请上传pdf、jpg或png格式的文件", [Cause.LETTER_UNREADABLE]),
        ("授权书不清晰", [Cause.LETTER_UNREADABLE]),
        ("身份证已过期", [Cause.ID_EXPIRED]),
        ("The ID has expired", [Cause.ID_EXPIRED]),
        ("身份证照片不清晰", [Cause.ID_GLARE]),
        ("身份证有反光", [Cause.ID_GLARE]),
        ("Glare on the identity card", [Cause.ID_GLARE]),
        ("身份证为复印件", [Cause.ID_WRONG]),
        ("人证不匹配：身份证照片无法识别", [Cause.FACE_AND_ID]),
        ("封面不清晰", [Cause.COVER]),
        ("录音音质差", [Cause.VOICE_ARCHIVE]),
        ("手机号无法接通", [Cause.CONTACT]),
        ("数字人名称含敏感词", [Cause.NAME]),
        ("绿幕有褶皱；声音太小；授权书未签字", [Cause.BACKGROUND, Cause.SOUND, Cause.LETTER]),
        ("不符合平台规范", [Cause.GENERAL]),
        ("", [Cause.GENERAL]),
    ],
)  # fmt: skip
def test_words_of_reviewers_are_understood(text: str, causes: list[Cause]) -> None:
    tasks = tasks_of(rejected(text))

    assert [task.cause for task in tasks if task.cause is not Cause.ID_AGAIN] == causes
    assert all(task.original == text for task in tasks if task.cause is not Cause.ID_AGAIN)


def test_the_documented_code_is_understood_without_any_words() -> None:
    (task, again) = tasks_of(rejected("", code="44005901"))

    assert (task.cause, task.roles, task.who) == (Cause.RESOLUTION, VIDEO, Doer.STUDIO)
    assert again.cause is Cause.ID_AGAIN


@pytest.mark.parametrize("text", ["绿幕有褶皱", "封面不清晰", "手机号无法接通", "不符合平台规范"])
def test_both_id_pictures_are_always_asked_for_again(text: str) -> None:
    last = tasks_of(rejected(text))[-1]

    assert (last.cause, last.roles, last.original) == (Cause.ID_AGAIN, IDS, "")


def test_id_pictures_that_are_wrong_anyway_are_not_asked_for_twice() -> None:
    (task,) = tasks_of(rejected("身份证已过期"))

    assert task.roles == IDS


def test_only_the_newest_rejection_counts_with_its_reasons_and_the_comments_since_the_submission() -> None:
    comments = (
        CommentLog("2026-11-20T09:00:00Z", "ADMIN_COMMENT", "旧", "请重签授权书"),
        CommentLog("2026-11-22T09:00:00Z", "ADMIN_COMMENT", "补充", "封面太暗"),
        CommentLog("2026-11-22T09:00:00Z", "USER_COMMENT", "我方", "声音没有问题"),
    )
    tasks = tasks_of(rejected("绿幕有褶皱", reasons=("画面抖动",), comments=comments))

    assert [task.cause for task in tasks] == [Cause.BACKGROUND, Cause.POSTURE, Cause.COVER, Cause.ID_AGAIN]
    assert tasks[0].original == "绿幕有褶皱 / 画面抖动 / 补充 / 封面太暗"


def test_the_vendors_own_trouble_is_the_vendors_to_solve() -> None:
    assert tasks_of(rejected("系统异常，请稍后重试"))[0].who is Doer.VENDOR


def test_a_fault_of_the_action_video_is_not_looked_for_in_the_training_video() -> None:
    assert tasks_of(rejected("动作视频时长过短，画面模糊"))[0].roles == (Role.ACTION_VIDEO,)
    assert tasks_of(rejected("动作视频时长过短；训练视频声音太小"))[1].roles == VIDEO


@pytest.mark.parametrize("state", ["TRAINING", "JOB_SUCCESS", "WAIT_FILE_UPLOAD", "NEVER_HEARD_OF"])
def test_a_job_that_is_not_rejected_asks_for_nothing(state: str) -> None:
    detail = JobDetail(JobSummary("job-1", "示例", state), operation_logs=rejected("绿幕").operation_logs)

    assert tasks_of(detail) == ()


def test_a_rejection_without_a_log_is_one_general_task() -> None:
    tasks = tasks_of(JobDetail(JobSummary("job-1", "示例", "AUTO_VERIFY_FAILED")))

    assert [task.cause for task in tasks] == [Cause.GENERAL, Cause.ID_AGAIN]


@pytest.mark.parametrize("cause", Cause)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_cause_and_doer_has_its_words(cause: Cause, language: str) -> None:
    said = say_task(RedoTask(cause, (), Doer.STUDIO, "请重拍。"), language)  # type: ignore[arg-type]

    assert said.message_id in MESSAGES
    assert said.title
    assert said.explanation
    assert said.actions
    assert "{" not in said.explanation
    assert all(doer_word(doer, language) for doer in Doer)  # type: ignore[arg-type]
