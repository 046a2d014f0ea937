"""Checking in another process: the same answers, and what happens when that process dies."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import films
import odd_checks
import pytest

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.media import Severity, Unreadable
from avatar_intake.errors import Cancelled
from avatar_intake.media.apart import Check, Limits, check_apart, run_apart
from avatar_intake.media.check import check_material

JOB = JobFields(name="n", tags=("a",))


def test_the_answer_is_the_same_as_here(tmp_path: Path) -> None:
    path = str(films.film(tmp_path / "film.mp4", width=1280, height=720, seconds=2))
    assert check_apart(Role.TRAINING_VIDEO, path, JOB) == check_material(Role.TRAINING_VIDEO, path, JOB)


@pytest.mark.parametrize(
    ("check", "limits"),
    [
        (odd_checks.crash, Limits()),
        (odd_checks.take_much_memory, Limits()),
        (odd_checks.never_end, Limits(seconds=0.5)),
    ],
)
def test_a_parser_that_dies_is_a_finding_about_the_file(tmp_path: Path, check: Check, limits: Limits) -> None:
    path = films.id_card_picture(tmp_path / "card.jpg")
    checked = run_apart(check, (Role.ID_CARD_IMAGE1, str(path), JOB), None, limits)
    assert checked.facts == Unreadable("damaged", "", path.stat().st_size)
    assert [(line.rule, line.severity) for line in checked.findings] == [("picture-readable", Severity.ERROR)]


def test_a_stop_ends_the_other_process() -> None:
    class StopsLater:
        """Set when it is asked for the third time."""

        asked = 0

        def is_set(self) -> bool:
            self.asked += 1
            return self.asked > 2

    with pytest.raises(Cancelled):
        run_apart(odd_checks.never_end, (Role.COVER, "gone.jpg", JOB), StopsLater(), Limits())


def test_a_stop_before_the_start_starts_nothing() -> None:
    stop = threading.Event()
    stop.set()
    with pytest.raises(Cancelled):
        check_apart(Role.COVER, "gone.jpg", JOB, stop)


_UNGUARDED = """
import sys
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.media.apart import check_apart
checked = check_apart(Role.ID_CARD_IMAGE1, sys.argv[1], JobFields(name="n"))
print([str(line.severity) for line in checked.findings])
"""


def test_a_file_is_not_blamed_when_no_other_process_can_be_had(tmp_path: Path) -> None:
    card = films.id_card_picture(tmp_path / "card.jpg")
    program = tmp_path / "unguarded.py"  # a main module that cannot be imported a second time
    program.write_text(_UNGUARDED)
    done = subprocess.run([sys.executable, str(program), str(card)], capture_output=True, text=True, check=False)
    assert done.stdout == "['ok', 'ok', 'ok']\n"
