"""Files that must not be sent: each is refused for its own reason, and none by raising."""

from __future__ import annotations

from pathlib import Path

import films
import pytest
from wrong_files import JOB, VIDEO, WRONG_FILES

from avatar_intake.domain.media import Severity
from avatar_intake.media.check import check_material


@pytest.mark.parametrize("name", WRONG_FILES)
def test_a_wrong_file_is_refused_for_its_own_reason_and_no_other(tmp_path: Path, name: str) -> None:
    role, job, file_name, make, rule, found = WRONG_FILES[name]
    path = tmp_path / file_name
    make(path)
    checked = check_material(role, str(path), job)
    errors = [finding for finding in checked.findings if finding.severity is Severity.ERROR]
    assert [finding.rule for finding in errors] == [rule]
    assert found in errors[0].found
    assert bool(found) == bool(errors[0].found)
    assert checked.has_errors


@pytest.mark.parametrize(
    ("spec", "rule"),
    [
        (films.FilmSpec(codec="libx265"), "video-codec"),
        (films.FilmSpec(codec="libx265", pix_fmt="yuv420p10le", colour_transfer=16), "video-bit-depth"),
        (films.FilmSpec(rotation_deg=90), "video-rotation"),
        (films.FilmSpec(fps=films.Fraction(24)), "video-frame-rate"),
        (films.FilmSpec(fps=films.Fraction(50), uneven=True), "video-frame-rate"),
        (films.FilmSpec(sound_seconds=20.0), "video-sound"),
    ],
)
def test_an_unwise_film_is_warned_about_and_accepted(tmp_path: Path, spec: films.FilmSpec, rule: str) -> None:
    checked = check_material(VIDEO, str(films.film(tmp_path / "a.mp4", spec=spec)), JOB)
    assert not checked.has_errors
    assert rule in [finding.rule for finding in checked.findings if finding.severity is Severity.WARNING]


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (3840, 2160), (2160, 3840)])
@pytest.mark.parametrize("seconds", [180.0])
def test_exactly_three_minutes_in_each_size_are_accepted(
    tmp_path: Path, width: int, height: int, seconds: float
) -> None:
    path = films.film(tmp_path / "a.mp4", width=width, height=height, seconds=seconds)
    assert {finding.severity for finding in check_material(VIDEO, str(path), JOB).findings} == {Severity.OK}
