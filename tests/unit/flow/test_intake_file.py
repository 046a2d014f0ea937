"""An intake file is read strictly: what is wrong is named with its key."""

from __future__ import annotations

from pathlib import Path

import pytest

from avatar_intake.domain.intake import Role, VoiceProperties
from avatar_intake.errors import BadIntakeFile
from avatar_intake.flow.intake_file import read_intake_file

GOOD = """
[job]
name = "示例讲师"
contact = "13800138000"
is_flexus = true
tags = ["a", "b"]
voice_properties = { sex = "MALE", language = "CN" }
app_user_id = "clerk-7"

[materials]
training_video = "video/训练.mp4"
grant_file = "/somewhere/letter.pdf"

[service]
endpoint = "https://metastudio.example.com/rest"
project_id = "p1"
na_account = true
"""


def read(tmp_path: Path, text: str | bytes):  # type: ignore[no-untyped-def]
    path = tmp_path / "intake.toml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return read_intake_file(path, "id1")


def test_all_of_it_arrives(tmp_path: Path) -> None:
    intake = read(tmp_path, GOOD)

    assert (intake.job.name, intake.job.is_flexus, intake.job.tags) == ("示例讲师", True, ("a", "b"))
    assert intake.job.voice_properties == VoiceProperties(sex="MALE", language="CN")
    assert intake.job.app_user_id == "clerk-7"
    assert intake.materials[Role.TRAINING_VIDEO] == str(tmp_path / "video" / "训练.mp4")
    assert intake.materials[Role.GRANT_FILE] == "/somewhere/letter.pdf"
    assert (intake.service.endpoint, intake.service.na_account) == ("https://metastudio.example.com/rest", True)
    assert intake.source == str(tmp_path / "intake.toml")


def test_what_is_not_said_is_not_sent(tmp_path: Path) -> None:
    job = read(tmp_path, '[job]\nname = "x"\n[materials]\n').job

    assert (job.is_flexus, job.video_multipart_count, job.is_background_replacement) == (None, None, None)


def test_a_byte_order_mark_is_no_trouble(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + GOOD.encode()).job.name == "示例讲师"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[job]\nnam = 'x'\n[materials]\n", "job.nam"),
        ("[job]\nname = 'x'\n[materials]\nvideo = 'a'\n", "materials.video"),
        ("[job]\nname = 'x'\n[materials]\n[servce]\n", "[servce]"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nak = 'x'\n", "service.ak"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nis_practice = true\n", "service.is_practice"),
        ("[job]\nname = 7\n[materials]\n", "job.name"),
        ("[job]\nname = 'x'\nvideo_multipart_count = 'many'\n[materials]\n", "job.video_multipart_count"),
        ("[job]\nname = 'x'\ntags = 'a'\n[materials]\n", "job.tags"),
        ("[job]\nname = 'x'\nvoice_properties = {tone = 'x'}\n[materials]\n", "job.voice_properties.tone"),
        ("[job]\nname = 'x'\nvoice_properties = 3\n[materials]\n", "job.voice_properties"),
        ("[job]\nname = 'x'\n", "[materials]"),
        ("[materials]\n", "[job]"),
        ("job = 3\n[materials]\n", "[job]"),
        ("[job]\nname = 'x'\n[materials]\ntraining_video = 3\n", "materials.training_video"),
        ("[job]\nname = 'x'\n[materials]\ntraining_video = ''\n", "materials.training_video"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nregion = 'mars'\n", "service.region"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nendpoint = 'http://example.com'\n", "service.endpoint"),
        ("[job]\nname = 'x'\n[materials]\n[service]\nendpoint='https://a.b'\nregion='cn-north-4'\n", "service"),
        ("[job\n", ""),
        (b"\xff\xfe\x00", ""),
        (b"#" * (1024 * 1024 + 1), ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str | bytes, key: str) -> None:
    with pytest.raises(BadIntakeFile) as caught:
        read(tmp_path, text)

    assert caught.value.key == key
    assert caught.value.needed


def test_a_missing_file_and_a_folder_are_named(tmp_path: Path) -> None:
    for path in (tmp_path / "none.toml", tmp_path):
        with pytest.raises(BadIntakeFile):
            read_intake_file(path, "id1")
