"""Checking one material, and comparing several."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import films
import pytest

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Checked, Severity
from avatar_intake.errors import Cancelled
from avatar_intake.media.check import check_material, same_file_findings

JOB = JobFields(name="n")


def _check(role: Role, path: Path) -> Checked:
    return check_material(role, str(path), JOB)


def test_a_complete_set_passes_with_good_lines_only(tmp_path: Path) -> None:
    checked = [check_material(role, path, JOB) for role, path in films.complete_set(tmp_path).items()]
    assert {finding.severity for item in checked for finding in item.findings} == {Severity.OK}
    assert same_file_findings(checked) == ()


def test_a_voice_recording_is_checked(tmp_path: Path) -> None:
    checked = _check(Role.AUDIO, films.voice_zip(tmp_path / "voice.zip"))
    assert [(finding.rule, finding.severity) for finding in checked.findings] == [
        ("audio-readable", Severity.OK),
        ("audio-content", Severity.OK),
    ]


def test_a_check_that_was_stopped_says_so(tmp_path: Path) -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        check_material(Role.COVER, str(films.cover_picture(tmp_path / "a.jpg")), JOB, stop)


def test_the_findings_carry_the_role_and_the_path(tmp_path: Path) -> None:
    checked = _check(Role.ID_CARD_IMAGE2, tmp_path / "gone.jpg")
    assert (checked.role, checked.path) == ("id_card_image2", str(tmp_path / "gone.jpg"))
    assert [finding.role for finding in checked.findings] == ["id_card_image2"]


@pytest.mark.parametrize("path", ["", "\0", "x" * 5000, "\ud800.jpg", "/", "."])
@pytest.mark.parametrize("role", list(Role))
def test_any_path_gives_a_finding(role: Role, path: str) -> None:
    assert check_material(role, path, JOB).has_errors


def test_the_same_content_in_two_roles_is_told_of_both(tmp_path: Path) -> None:
    front = films.id_card_picture(tmp_path / "front.jpg")
    back = tmp_path / "back.jpg"
    back.write_bytes(front.read_bytes())
    cover = films.cover_picture(tmp_path / "cover.jpg")
    checked = [
        _check(Role.ID_CARD_IMAGE1, front),
        _check(Role.COVER, cover),
        _check(Role.ID_CARD_IMAGE2, back),
    ]
    found = same_file_findings(checked)
    assert [(line.role, line.rule, line.severity, line.found) for line in found] == [
        ("id_card_image1", "same-file-twice", Severity.ERROR, "front.jpg = back.jpg"),
        ("id_card_image2", "same-file-twice", Severity.ERROR, "front.jpg = back.jpg"),
    ]


def test_one_file_under_two_names_is_named_once_each(tmp_path: Path) -> None:
    front = films.id_card_picture(tmp_path / "card.jpg")
    checked = [_check(Role.ID_CARD_IMAGE1, front), _check(Role.ID_CARD_IMAGE2, front)]
    assert [line.found for line in same_file_findings(checked)] == ["card.jpg", "card.jpg"]


def test_one_picture_for_cover_and_beauty_only_warns(tmp_path: Path) -> None:
    cover = films.cover_picture(tmp_path / "cover.jpg")
    found = same_file_findings([_check(Role.COVER, cover), _check(Role.POST_BEAUTY_IMAGE, cover)])
    assert [line.severity for line in found] == [Severity.WARNING, Severity.WARNING]


def test_equal_sizes_alone_are_no_equal_files(tmp_path: Path) -> None:
    front, back = tmp_path / "a.jpg", tmp_path / "b.jpg"
    front.write_bytes(b"a" * 100)
    back.write_bytes(b"b" * 100)
    assert same_file_findings([_check(Role.ID_CARD_IMAGE1, front), _check(Role.ID_CARD_IMAGE2, back)]) == ()


def test_missing_files_are_not_compared(tmp_path: Path) -> None:
    gone = tmp_path / "gone.jpg"
    assert same_file_findings([_check(Role.ID_CARD_IMAGE1, gone), _check(Role.ID_CARD_IMAGE2, gone)]) == ()


def test_a_big_film_is_compared_by_being_the_same_file(tmp_path: Path) -> None:
    film = films.big_film(tmp_path / "film.mp4", 65 << 20)
    other = films.big_film(tmp_path / "other.mp4", 65 << 20)
    link = tmp_path / "link.mp4"
    os.link(film, link)
    training = _check(Role.TRAINING_VIDEO, film)
    assert same_file_findings([training, _check(Role.ACTION_VIDEO, other)]) == ()
    found = same_file_findings([training, _check(Role.ACTION_VIDEO, link)])
    assert [line.role for line in found] == ["training_video", "action_video"]


def _state(path: Path) -> tuple[int, bytes]:
    return path.stat().st_mtime_ns, path.read_bytes()


_ALL_PREVIEWS = """
import sys
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.media import archive, boxes, check, frames, kinds, letter, opening, picture, probe, rules, texts
assert not {"av", "PIL", "pypdfium2", "pi_heif"} & set(sys.modules), "heavy imports at the top of a module"
card, film, page = sys.argv[1:]
for role, path in ((Role.ID_CARD_IMAGE1, card), (Role.TRAINING_VIDEO, film), (Role.GRANT_FILE, page)):
    assert not check.check_material(role, path, JobFields(name="n")).has_errors
picture.thumbnail(card, 100)
letter.page_preview(page, 0, 100)
frames.filmstrip(film, 3, 60)
frames.cover_from(film, 1.0)
"""


def test_nothing_heavy_is_imported_early_and_no_copy_is_left_anywhere(tmp_path: Path) -> None:
    materials = films.complete_set(tmp_path / "materials")
    empty = tmp_path / "empty"
    empty.mkdir()
    before = {path: _state(Path(path)) for path in materials.values()}
    environment = {**os.environ, "TMPDIR": str(empty), "HOME": str(empty), "PYTHONDONTWRITEBYTECODE": "1"}
    roles = (Role.ID_CARD_IMAGE1, Role.TRAINING_VIDEO, Role.GRANT_FILE)
    done = subprocess.run(
        [sys.executable, "-c", _ALL_PREVIEWS, *(materials[role] for role in roles)],
        env=environment,
        cwd=empty,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert list(empty.iterdir()) == []
    assert {path: _state(Path(path)) for path in materials.values()} == before
