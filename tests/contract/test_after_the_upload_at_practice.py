"""After the upload, over real sockets: decisions, downloads, the board, two computers, every material."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from desk_at_studio import MATERIALS, SAMPLES, Workplace
from studio_visitor import Visitor, studio_in

from avatar_intake.domain.board import BoardQuery
from avatar_intake.domain.decisions import Action as Do
from avatar_intake.domain.decisions import Decision
from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.verdicts import Cause
from avatar_intake.errors import (
    AttachmentsNotSent,
    CommandFailed,
    DecisionIncomplete,
    DecisionOutdated,
    JobNotFound,
    JobTakenElsewhere,
    MaterialMissing,
    NothingToDownload,
    OnlyFollowed,
    ReviewRejected,
    TargetUnusable,
)
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness
from avatar_intake.transfer.control import RunControl


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path, na_account=True) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, studio: PracticeStudio) -> Iterator[Workplace]:
    made = Workplace(tmp_path / "one", studio, na_account=True)
    yield made
    made.close()


@pytest.fixture
def other(tmp_path: Path, studio: PracticeStudio) -> Iterator[Workplace]:
    made = Workplace(tmp_path / "two", studio, na_account=True)
    yield made
    made.close()


def reviewed(place: Workplace, state: str = "WAIT_USER_CONFIRM") -> tuple[str, str]:
    """An intake whose job stands in ``state``; the ids of both."""
    intake = place.submitted()
    job_id = place.job_id(intake.intake_id)
    place.studio.world.set_state(job_id, state)
    place.look()
    return intake.intake_id, job_id


def decide(place: Workplace, intake_id: str, decision: Decision) -> str:
    return place.desk.decide(intake_id, decision, RunControl()).row.state


def comments(studio: PracticeStudio, job_id: str) -> list[tuple[str, str, str]]:
    job = studio.world.job(job_id)
    assert job is not None
    return [(line.comment_type, line.title, line.message) for line in job.comments]


# --- decisions ------------------------------------------------------------------------------------


def test_a_rejection_goes_out_with_its_words_and_its_attachments_byte_for_byte(
    place: Workplace, studio: PracticeStudio
) -> None:
    intake_id, job_id = reviewed(place)
    files = (str(SAMPLES / "cover.jpg"), str(SAMPLES / "letter.pdf"))

    state = decide(place, intake_id, Decision(Do.REJECT, "口型", "第 2 分钟口型不同步", files))

    assert state == "JOB_REJECT"
    assert comments(studio, job_id) == [("USER_REJECT", "口型", "第 2 分钟口型不同步")]
    for number, path in enumerate(files, 1):
        stored = studio.world.stored_path(job_id, f"attachment{number}")
        assert stored is not None
        assert stored.read_bytes() == Path(path).read_bytes()
    steps = [record.step for record in place.desk.open(intake_id).requests]
    assert "confirm_reject" in steps
    assert place.desk.actions(intake_id) == (Do.ANSWER, Do.SUSPEND, Do.DELETE_JOB)


def test_a_decision_whose_answer_is_lost_is_settled_by_looking_and_not_made_twice(
    place: Workplace, studio: PracticeStudio
) -> None:
    intake_id, job_id = reviewed(place)
    studio.faults.add(Fault("command/CONFIRM_REJECT", Action.DROP_AFTER_STORING))

    state = decide(place, intake_id, Decision(Do.REJECT, "口型", "不同步"))

    assert (state, len(comments(studio, job_id))) == ("JOB_REJECT", 1)


def test_a_decision_that_never_arrived_is_made_after_all(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, _ = reviewed(place)
    studio.faults.add(Fault("command/CONFIRM_ACCEPT", Action.DROP_BEFORE_STORING))

    assert decide(place, intake_id, Decision(Do.ACCEPT)) == "JOB_FINISH"


def test_attachments_whose_addresses_are_lost_are_named_and_the_decision_stands(
    place: Workplace, studio: PracticeStudio
) -> None:
    intake_id, _ = reviewed(place)
    studio.faults.add(Fault("command/CONFIRM_REJECT", Action.DROP_AFTER_STORING))

    with pytest.raises(AttachmentsNotSent) as raised:
        decide(place, intake_id, Decision(Do.REJECT, "", "不同步", (str(SAMPLES / "cover.jpg"),)))

    assert raised.value.names == "cover.jpg"
    assert place.desk.open(intake_id).row.state == "JOB_REJECT"


def test_an_attachment_whose_answer_is_lost_has_arrived(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place)
    studio.faults.add(Fault("put", Action.DROP_AFTER_STORING, role="attachment1"))

    decide(place, intake_id, Decision(Do.REJECT, "", "不同步", (str(SAMPLES / "cover.jpg"),)))

    assert studio.world.stored_path(job_id, "attachment1") is not None


def test_a_job_that_has_moved_on_is_not_decided_about(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place)
    studio.world.set_state(job_id, "JOB_FINISH")

    with pytest.raises(DecisionOutdated) as raised:
        decide(place, intake_id, Decision(Do.ACCEPT))

    assert (raised.value.action, raised.value.state) == ("accept", "JOB_FINISH")
    assert not [line for line in studio.world.requests if line.path.endswith("/command") and "ACCEPT" in line.path]


@pytest.mark.parametrize(
    "decision",
    [
        Decision(Do.REJECT, "口型", ""),
        Decision(Do.REJECT, "x" * 101, "y"),
        Decision(Do.ANSWER, "", "y" * 2001),
        Decision(Do.REJECT, "", "y", ("a",) * 11),
        Decision(Do.ACCEPT, "", "thank you"),
    ],
    ids=["no text", "long title", "long text", "many files", "words that nobody takes"],
)
def test_a_decision_that_says_too_little_or_too_much_is_not_sent(
    place: Workplace, studio: PracticeStudio, decision: Decision
) -> None:
    intake_id, _ = reviewed(place)
    before = len(studio.world.requests)

    with pytest.raises(DecisionIncomplete):
        decide(place, intake_id, decision)

    assert len(studio.world.requests) == before


def test_an_attachment_that_is_not_there_is_noticed_before_anything_is_asked(
    place: Workplace, studio: PracticeStudio, tmp_path: Path
) -> None:
    intake_id, _ = reviewed(place)
    before = len(studio.world.requests)

    with pytest.raises(MaterialMissing) as raised:
        decide(place, intake_id, Decision(Do.REJECT, "", "y", (str(tmp_path / "gone.png"),)))

    assert (raised.value.role, len(studio.world.requests)) == ("attachment", before)


def test_the_whole_dialogue_of_an_na_account(place: Workplace) -> None:
    intake_id, _ = reviewed(place)

    states = [
        decide(place, intake_id, decision)
        for decision in (
            Decision(Do.SUSPEND),
            Decision(Do.RESUME),
            Decision(Do.REJECT, "口型", "不同步"),
            Decision(Do.ANSWER, "", "已补充说明"),
            Decision(Do.ACCEPT),
        )
    ]

    assert states == ["JOB_PENDING", "WAIT_USER_CONFIRM", "JOB_REJECT", "WAIT_USER_CONFIRM", "JOB_FINISH"]
    history = [change.after for change in place.desk.open(intake_id).history]
    assert history[-5:] == states


def test_a_repair_is_asked_for_until_none_is_left(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place, "JOB_SUCCESS")
    job = studio.world.job(job_id)
    assert job is not None
    studio.world.save(replace(job, retries_left=0))

    with pytest.raises(CommandFailed):
        decide(place, intake_id, Decision(Do.ASK_REPAIR))

    studio.world.save(replace(job, retries_left=1))
    assert decide(place, intake_id, Decision(Do.ASK_REPAIR)) != "JOB_REJECT"


def test_the_videos_of_a_finished_job_are_deleted_and_the_model_stays(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place, "JOB_SUCCESS")

    view = place.desk.delete_videos(intake_id, RunControl())

    assert view.row.state == "JOB_SUCCESS"
    assert studio.world.stored_path(job_id, "training_video") is None
    assert studio.world.stored_path(job_id, "grant_file") is not None


def test_a_deleted_job_is_gone_and_its_intake_stays_here(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place, "AUTO_VERIFY_FAILED")

    view = place.desk.decide(intake_id, Decision(Do.DELETE_JOB), RunControl())

    assert job_id not in studio.world.job_ids()
    assert (view.row.stage, view.row.job_id, place.desk.actions(intake_id)) == (Stage.CANCELLED, "", ())


def test_a_letter_that_has_to_be_confirmed_first_is_confirmed_and_the_job_goes_on(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(letter_needs_confirm=True)) as studio:
        place = Workplace(tmp_path / "one", studio)
        intake = place.intake()
        refused = place.run(intake)

        offered = place.desk.actions(intake.intake_id)
        place.desk.decide(intake.intake_id, Decision(Do.CONFIRM_LETTER), RunControl())
        outcome = place.run(intake)

        assert isinstance(refused.error, CommandFailed)
        assert Do.CONFIRM_LETTER in offered
        assert (outcome.error, outcome.job_id) == (None, refused.job_id)
        place.close()


def test_a_job_that_was_rejected_twice_asks_for_what_was_said_last(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = reviewed(place)
    studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text="绿幕有褶皱")
    place.look()
    first = place.desk.tasks(intake_id)
    studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text="声音太小")

    outcome = place.run(place.desk.open(intake_id).intake)

    assert isinstance(outcome.error, ReviewRejected)
    assert first[0].cause is Cause.BACKGROUND
    assert place.desk.tasks(intake_id)[0].cause is Cause.SOUND


# --- downloads ------------------------------------------------------------------------------------


def test_a_material_is_downloaded_only_on_request_into_a_private_new_file(place: Workplace, tmp_path: Path) -> None:
    intake_id, _ = reviewed(place, "JOB_SUCCESS")
    target = tmp_path / "letter.pdf"

    size = place.desk.download(intake_id, Role.GRANT_FILE, str(target), RunControl())

    assert target.read_bytes() == (SAMPLES / "letter.pdf").read_bytes()
    assert size == target.stat().st_size
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with pytest.raises(TargetUnusable):
        place.desk.download(intake_id, Role.GRANT_FILE, str(target), RunControl())
    assert target.read_bytes() == (SAMPLES / "letter.pdf").read_bytes()


def test_what_the_service_has_deleted_cannot_be_downloaded_and_leaves_no_file(place: Workplace, tmp_path: Path) -> None:
    intake_id, _ = reviewed(place, "JOB_SUCCESS")

    with pytest.raises(NothingToDownload):
        place.desk.download(intake_id, Role.ID_CARD_IMAGE1, str(tmp_path / "card.jpg"), RunControl())

    assert not (tmp_path / "card.jpg").exists()


@pytest.mark.parametrize(
    "fault",
    [
        Fault("get", Action.REDIRECT, headers={"Location": "http://127.0.0.1:9/elsewhere"}),
        Fault("get", Action.CUT_ANSWER, after_bytes=1000),
        Fault("get", Action.ANSWER, status=403),
    ],
    ids=["sent elsewhere", "cut off", "refused"],
)
def test_a_download_that_goes_wrong_follows_nobody_and_leaves_no_half_file(
    place: Workplace, studio: PracticeStudio, tmp_path: Path, fault: Fault
) -> None:
    intake_id, _ = reviewed(place, "JOB_SUCCESS")
    studio.faults.add(fault)

    with pytest.raises(Exception, match=r"NothingToDownload|UnexpectedAnswer|NetworkUnreachable"):
        place.desk.download(intake_id, Role.GRANT_FILE, str(tmp_path / "letter.pdf"), RunControl())

    assert not (tmp_path / "letter.pdf").exists()


# --- rejections -----------------------------------------------------------------------------------


def test_a_rejection_becomes_tasks_with_the_reviewers_words_and_both_id_pictures(
    place: Workplace, studio: PracticeStudio
) -> None:
    intake_id, job_id = reviewed(place)
    studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text="绿幕有褶皱", redo_reasons=("背景穿帮",))
    studio.world.comment(job_id, "补充", "请同时重签授权书")
    place.look()

    tasks = place.desk.tasks(intake_id)

    assert [task.cause for task in tasks] == [Cause.BACKGROUND, Cause.OUT_OF_FRAME, Cause.LETTER, Cause.ID_AGAIN]
    assert tasks[0].original == "绿幕有褶皱 / 背景穿帮 / 补充 / 请同时重签授权书"
    assert tasks[-1].roles == (Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2)
    assert place.desk.actions(intake_id) == (Do.AMEND, Do.DELETE_VIDEOS, Do.DELETE_JOB)


# --- several computers ----------------------------------------------------------------------------


def board(place: Workplace, **query: object) -> list[tuple[str, str]]:
    page = place.desk.board(BoardQuery(only_elsewhere=False, **query))  # type: ignore[arg-type]
    return [(job.job_id, job.state) for job in page.jobs]


def test_two_computers_show_the_same_board_and_neither_makes_a_second_job(
    place: Workplace, other: Workplace, studio: PracticeStudio
) -> None:
    intake_id, job_id = reviewed(place, "TRAINING")
    foreign = Visitor(studio).create("console")["job_id"]

    followed = other.desk.follow(job_id)
    again = other.desk.follow(job_id)
    studio.world.set_state(job_id, "JOB_SUCCESS")
    rows = [computer.look() for computer in (place, other)]

    assert board(place) == board(other)
    assert {job for job, _ in board(place)} == {job_id, foreign}
    assert followed == again
    assert [(row.job_id, row.state, row.shown) for row in rows[0]] == [
        (row.job_id, row.state, row.shown) for row in rows[1]
    ]
    assert [row.is_adopted for row in (*rows[0], *rows[1])] == [False, True]
    assert place.desk.follow(job_id) == intake_id
    assert set(studio.world.job_ids()) == {job_id, foreign}


def test_a_followed_job_is_never_made_again_and_removing_it_only_forgets_it_here(
    place: Workplace, other: Workplace, studio: PracticeStudio
) -> None:
    _, job_id = reviewed(place, "AUTO_VERIFY_FAILED")
    followed = other.desk.follow(job_id)

    outcome = other.run(other.desk.open(followed).intake)
    complete = replace(other.desk.open(followed).intake, materials=MATERIALS, is_adopted=False)
    once_more = other.run(complete)

    assert isinstance(outcome.error, OnlyFollowed)
    assert isinstance(once_more.error, OnlyFollowed)
    assert Do.AMEND not in other.desk.actions(followed)
    assert other.desk.tasks(followed)
    other.desk.remove(followed, delete_job=True)
    assert other.desk.intakes() == ()
    assert studio.world.job_ids() == (job_id,)
    with pytest.raises(JobNotFound):
        other.desk.follow("nobody-knows-it")


def test_the_same_intake_file_on_two_computers_makes_one_job_and_the_second_is_told(
    place: Workplace, other: Workplace, studio: PracticeStudio
) -> None:
    intake = place.submitted(fingerprint="00112233aabbccdd")
    twin = replace(intake, intake_id="another-id")

    outcome = other.run(twin)

    assert isinstance(outcome.error, JobTakenElsewhere)
    assert outcome.error.job_id == place.job_id(intake.intake_id)
    assert studio.world.job_ids() == (outcome.error.job_id,)
    assert place.run(intake).error is None  # its own job is no other's


def test_two_computers_that_start_at_once_make_one_job_too(
    place: Workplace, other: Workplace, studio: PracticeStudio
) -> None:
    """The list does not show the other's job yet; its name does."""
    intake = place.submitted(fingerprint="00112233aabbccdd")
    job = studio.world.job(place.job_id(intake.intake_id))
    assert job is not None
    answer = '{"count": 0, "jobs": []}'
    studio.faults.add(
        Fault("list", Action.ANSWER, status=200, body=answer, headers={"Content-Type": "application/json"})
    )

    outcome = other.run(replace(intake, intake_id="another-id"))

    assert isinstance(outcome.error, JobTakenElsewhere)
    assert studio.world.job_ids() == (job.job_id,)


def test_the_board_is_filtered_and_paged_and_knows_what_is_ours(place: Workplace, studio: PracticeStudio) -> None:
    intake_id, own = reviewed(place, "TRAINING")
    visitor = Visitor(studio)
    ids = {name: visitor.create(name, batch_name="autumn", tags=[name])["job_id"] for name in ("A", "B", "C")}
    studio.world.set_state(ids["A"], "JOB_SUCCESS")
    studio.world.set_state(ids["B"], "TRAINING_ON_THE_MOON")

    elsewhere = place.desk.board(BoardQuery())
    first = place.desk.board(BoardQuery(only_elsewhere=False, limit=2))
    assert first.next_offset is not None
    second = place.desk.board(BoardQuery(only_elsewhere=False, limit=2, offset=first.next_offset))

    assert {job.job_id for job in elsewhere.jobs} == set(ids.values())
    assert (first.count, len(first.jobs), len(second.jobs), second.next_offset) == (4, 2, 2, None)
    mine = next(job for job in (*first.jobs, *second.jobs) if job.job_id == own)
    assert (mine.intake_id, mine.is_own) == (intake_id, True)
    found = {
        "state": board(place, shown=(Shown.DONE,)),
        "unknown": board(place, shown=(Shown.IN_PROGRESS,)),
        "tag": board(place, tag="C"),
        "name": board(place, name="A"),
        "batch": board(place, batch_name="spring"),
        "day": board(place, created_from="2001-01-01", created_to="2001-01-02"),
        "today": board(place, created_from="2001-01-01"),
    }
    assert [job for job, _ in found["state"]] == [ids["A"]]
    assert [job for job, _ in found["unknown"]] == [ids["B"]]
    assert [job for job, _ in found["tag"]] == [ids["C"]]
    assert [job for job, _ in found["name"]] == [ids["A"]]
    assert (found["batch"], found["day"], len(found["today"])) == ([], [], 4)


# --- every material -------------------------------------------------------------------------------


def test_action_video_voice_and_beauty_pictures_go_all_the_way(
    place: Workplace, studio: PracticeStudio, tmp_path: Path
) -> None:
    action = tmp_path / "action.mp4"
    action.write_bytes((SAMPLES / "training.mp4").read_bytes())
    voice = tmp_path / "voice.zip"
    with zipfile.ZipFile(voice, "w") as archive:
        archive.writestr("voice.wav", b"RIFF")
    extra = {
        Role.ACTION_VIDEO: str(action),
        Role.AUDIO: str(voice),
        Role.COVER: str(SAMPLES / "cover.jpg"),
        Role.PRE_BEAUTY_IMAGE: str(SAMPLES / "cover.jpg"),
        Role.POST_BEAUTY_IMAGE: str(SAMPLES / "id-card-portrait.jpg"),
    }
    materials = {**MATERIALS, **extra}

    intake = place.submitted(materials=materials, audio_source_type="AUDIO", action_video_multipart_count=3)
    job_id = place.job_id(intake.intake_id)

    for role in materials.keys() - {Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2}:
        stored = studio.world.stored_path(job_id, role)
        assert stored is not None, role
        assert stored.read_bytes() == Path(materials[role]).read_bytes(), role
    steps = [record.step for record in place.desk.open(intake.intake_id).requests]
    assert steps.index("confirm") < steps.index("confirm-action") < steps.index("submit")
    (row,) = place.look()
    assert row.shown is Shown.YOUR_TURN


def test_a_rejected_action_video_alone_comes_again_with_both_id_pictures(
    place: Workplace, studio: PracticeStudio, tmp_path: Path
) -> None:
    action = tmp_path / "action.mp4"
    action.write_bytes((SAMPLES / "training.mp4").read_bytes())
    intake = place.submitted(materials={**MATERIALS, Role.ACTION_VIDEO: str(action)})
    job_id = place.job_id(intake.intake_id)
    studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text="动作视频中手势出画")
    place.look()
    before = {key: count.attempts for key, count in studio.world.put_counts.items()}
    again = tmp_path / "again.mp4"
    again.write_bytes(action.read_bytes() + bytes(8))

    tasks = place.desk.tasks(intake.intake_id)
    outcome = place.run(replace(intake, materials={**intake.materials, Role.ACTION_VIDEO: str(again)}))

    assert {role for task in tasks for role in task.roles} == {
        Role.ACTION_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2,
    }  # fmt: skip
    assert (outcome.error, outcome.job_id) == (None, job_id)
    counts = studio.world.put_counts
    assert {key.role for key, count in counts.items() if count.attempts > before.get(key, 0)} == {
        "action_video", "id_card_image1", "id_card_image2",
    }  # fmt: skip
