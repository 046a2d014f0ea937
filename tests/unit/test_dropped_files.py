"""What files are that came without a word: guessed by name and ending, each role once, and nothing is lost unsaid."""

from __future__ import annotations

from pathlib import Path

import pytest

from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.errors import BadIntakeFile
from avatar_intake.flow.dropped import draft_of, guess_roles

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples"
EMPTY = Intake("k3xample", JobFields())


def guessed(*names: str) -> dict[Role, str]:
    return {role: path.name for role, path in guess_roles([Path(name) for name in names]).items()}


def test_a_kind_of_file_is_what_it_is_mostly_for() -> None:
    assert guessed("take 3.MOV", "scan.pdf", "voice.zip", "IMG_1.jpg", "IMG_2.HEIC", "IMG_3.png") == {
        Role.TRAINING_VIDEO: "take 3.MOV",
        Role.GRANT_FILE: "scan.pdf",
        Role.AUDIO: "voice.zip",
        Role.ID_CARD_IMAGE1: "IMG_1.jpg",
        Role.ID_CARD_IMAGE2: "IMG_2.HEIC",
        Role.COVER: "IMG_3.png",
    }


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("身份证-国徽面.jpg", Role.ID_CARD_IMAGE2),
        ("李示例 人像面.png", Role.ID_CARD_IMAGE1),
        ("授权书（签字）.jpg", Role.GRANT_FILE),
        ("封面.webp", Role.COVER),
        ("id_card_back.jpg", Role.ID_CARD_IMAGE2),
        ("background.jpg", Role.ID_CARD_IMAGE1),  # a word stands alone: this one says nothing
        ("动作.mp4", Role.ACTION_VIDEO),
        ("授权说明.mp4", Role.TRAINING_VIDEO),  # no letter is a video
    ],
)
def test_a_name_says_more_than_an_ending(name: str, role: Role) -> None:
    assert guessed(name) == {role: name}


def test_the_order_of_the_files_does_not_matter_to_what_their_names_say() -> None:
    both = {Role.ID_CARD_IMAGE1: "a.jpg", Role.ID_CARD_IMAGE2: "国徽面.jpg"}
    assert guessed("a.jpg", "国徽面.jpg") == guessed("国徽面.jpg", "a.jpg") == both


def test_a_second_video_is_not_taken_for_moves_that_few_accounts_may_use() -> None:
    dropped = draft_of([Path("one.mp4"), Path("two.mp4"), Path("notes.txt")], EMPTY)
    assert list(dropped.intake.materials) == [Role.TRAINING_VIDEO]
    assert dropped.left_over == ("two.mp4", "notes.txt")


def test_a_folder_stands_for_its_files() -> None:
    dropped = draft_of([SAMPLES], EMPTY)
    assert {role: Path(path).name for role, path in dropped.intake.materials.items()} == {
        Role.TRAINING_VIDEO: "training.mp4",
        Role.ID_CARD_IMAGE1: "id-card-portrait.jpg",
        Role.ID_CARD_IMAGE2: "id-card-emblem.jpg",
        Role.GRANT_FILE: "letter.pdf",
        Role.COVER: "cover.jpg",
    }
    assert dropped.left_over == ()
    assert all(Path(path).is_absolute() for path in dropped.intake.materials.values())


def test_an_intake_file_fills_in_the_job_too_and_keeps_the_draft_s_own_id() -> None:
    dropped = draft_of([SAMPLES / "intake.toml"], EMPTY)
    assert dropped.intake.intake_id == EMPTY.intake_id
    assert dropped.intake.job.name == "示例讲师 Sample Presenter"
    assert len(dropped.intake.materials) == 5


def test_an_intake_file_that_is_wrong_is_an_error_that_names_it(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text("[jobs]\n")
    with pytest.raises(BadIntakeFile):
        draft_of([wrong], EMPTY)
