"""The command line after the upload: how jobs stand in words, what is to be redone, the board, decisions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from desk_at_studio import SAMPLES, Workplace
from studio_visitor import Visitor, studio_in

from avatar_intake.app import make_desk
from avatar_intake.command_line import parse, run
from avatar_intake.domain.board import BoardQuery
from avatar_intake.errors import BadServiceAddress
from avatar_intake.practice.server import PracticeStudio

TEXT = "视频分辨率不符合要求"


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
def say(place: Workplace, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs a command over the desk; the exit code and what was printed."""

    def does(*arguments: str, language: str = "en_GB.UTF-8") -> tuple[int, str]:
        capsys.readouterr()
        code = run(parse(arguments), lambda: place.desk, {"LANG": language})
        heard = capsys.readouterr()
        return code, heard.out + heard.err

    return does


def rejected(place: Workplace, studio: PracticeStudio) -> tuple[str, str]:
    intake = place.submitted()
    job_id = place.job_id(intake.intake_id)
    studio.world.set_state(job_id, "AUTO_VERIFY_FAILED", text=TEXT, error_code="44005901")
    return intake.intake_id, job_id


def test_status_says_in_plain_words_what_a_rejection_asks_for_and_by_whom(
    say: Any, place: Workplace, studio: PracticeStudio
) -> None:
    rejected(place, studio)

    code, english = say("status")
    _, chinese = say("status", language="zh_CN.UTF-8")

    assert code == 0
    for line in ("Review not passed", "picture size", "1920×1080", "the staff here, training video", f"“{TEXT}”"):
        assert line in english
    assert "The service deletes them after its check" in english
    for line in ("审核未通过", "画面尺寸", "制作人员、训练视频", f"“{TEXT}”", "身份证照片需要再传一次"):
        assert line in chinese


def test_status_gives_programs_the_same(say: Any, place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = rejected(place, studio)

    _, text = say("status", "--json")

    (row,) = json.loads(text)["intakes"]
    assert (row["intake_id"], row["job_id"], row["state"]) == (intake_id, job_id, "AUTO_VERIFY_FAILED")
    assert row["words"] == "Review not passed"
    first, again = row["tasks"]
    assert (first["cause"], first["roles"], first["who"], first["original"]) == (
        "resolution", ["training_video"], "studio", TEXT,
    )  # fmt: skip
    assert again["roles"] == ["id_card_image1", "id_card_image2"]


def test_a_job_that_is_gone_is_said_to_be_gone(say: Any, place: Workplace, studio: PracticeStudio) -> None:
    _, job_id = rejected(place, studio)
    studio.world.remove(job_id)

    _, text = say("status")

    assert "The service doesn't know this job" in text


def test_status_all_lists_the_jobs_that_were_made_elsewhere(say: Any, place: Workplace, studio: PracticeStudio) -> None:
    rejected(place, studio)
    foreign = Visitor(studio).create("console", batch_name="autumn")["job_id"]
    studio.world.set_state(foreign, "TRAINING_ON_THE_MOON")

    code, text = say("status", "--all")
    _, filtered = say("status", "--all", "--batch", "spring", "--json")
    _, odd = say("status", "--all", "--state", "in_progress", "--json")

    assert code == 0
    assert text.splitlines() == [text.strip()]
    assert text.startswith(f"{foreign}  In progress  TRAINING_ON_THE_MOON")
    assert json.loads(filtered)["jobs"] == []
    assert [job["job_id"] for job in json.loads(odd)["jobs"]] == [foreign]
    assert say("status", "--all", "--from", "soon")[0] == 2


def test_a_decision_is_carried_out_and_says_what_may_follow(say: Any, place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = rejected(place, studio)
    studio.world.set_state(job_id, "WAIT_USER_CONFIRM")
    words = ("--title", "口型", "--message", "不同步", "--attach", str(SAMPLES / "cover.jpg"))

    code, text = say("decide", intake_id, "reject", *words)
    done, answer = say("decide", job_id, "answer", "--message", "请看附件", "--json")

    assert code == done == 0
    assert "Turned down  JOB_REJECT" in text
    assert "Answer (answer)" in text
    assert json.loads(answer)["state"] == "WAIT_USER_CONFIRM"
    assert json.loads(answer)["actions"] == ["accept", "reject", "suspend", "ask_repair", "delete_job"]
    assert studio.world.stored_path(job_id, "attachment1") is not None


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("accept",), 4, "R41"),
        (("reject", "--title", "x"), 2, "Write what is meant"),
        (("delete_videos",), 0, "Review not passed"),
    ],
)
def test_a_decision_that_cannot_be_made_is_explained(
    say: Any, place: Workplace, studio: PracticeStudio, arguments: tuple[str, ...], code: int, words: str
) -> None:
    intake_id, _ = rejected(place, studio)

    ended, text = say("decide", intake_id, *arguments)

    assert ended == code
    assert words in text


def test_deleting_a_job_wants_a_yes(say: Any, place: Workplace, studio: PracticeStudio) -> None:
    intake_id, job_id = rejected(place, studio)
    studio.world.set_state(job_id, "JOB_SUCCESS")

    with pytest.raises(SystemExit) as ended:
        parse(["decide", intake_id, "delete_job"])
    assert ended.value.code == 2
    assert studio.world.job_ids() == (job_id,)

    assert say("decide", intake_id, "delete_job", "--yes")[0] == 0
    assert studio.world.job_ids() == ()


def test_a_job_made_elsewhere_is_followed_and_decided_about_by_its_id(
    say: Any, place: Workplace, studio: PracticeStudio
) -> None:
    foreign = Visitor(studio).create("console")["job_id"]
    studio.world.set_state(foreign, "WAIT_USER_CONFIRM")

    followed, text = say("follow", foreign, "--json")
    code, _ = say("decide", foreign, "accept")
    lost, said = say("decide", "nobody-knows-it", "accept")

    assert (followed, code, lost) == (0, 0, 4)
    assert json.loads(text)["actions"] == ["accept", "reject", "suspend", "ask_repair", "delete_job"]
    assert studio.world.state(foreign) == "JOB_FINISH"
    assert "C06" in said
    assert len(place.desk.intakes()) == 1


def test_with_the_environments_credentials_alone_the_practice_studio_is_not_asked_instead(
    tmp_path: Path, studio: PracticeStudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AVATAR_INTAKE_HOME", str(tmp_path / "home"))
    keys = {"CLOUD_SDK_AK": studio.ak, "CLOUD_SDK_SK": studio.sk, "AVATAR_INTAKE_ENDPOINT": studio.endpoint}
    desk = make_desk(keys)
    with pytest.raises(BadServiceAddress) as told:
        desk.board(BoardQuery())
    assert "project_id" in told.value.needed
    desk.close()
