"""What the command line prints stays whole, whichever thread prints it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path

import pytest
from desk_samples import row

from avatar_intake.command_line import parse, run
from avatar_intake.domain.intake import Role
from avatar_intake.domain.media import Checked, Finding, Severity
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import BadIntakeFile, MaterialMissing, UnexpectedAnswer
from avatar_intake.flow.desk import Desk
from avatar_intake.flow.model import IntakeRow
from avatar_intake.printer import JsonPrinter, TextPrinter
from avatar_intake.store.salvage import Damage


class CountedOutput(io.StringIO):
    """Keeps each write: between two of them another thread may write."""

    def __init__(self) -> None:
        super().__init__()
        self.writes: list[str] = []

    def write(self, text: str) -> int:
        self.writes.append(text)
        return super().write(text)


def test_a_json_line_goes_out_in_one_write_so_that_no_other_threads_line_comes_between() -> None:
    output = CountedOutput()

    with redirect_stdout(output):
        JsonPrinter("en").stage_changed(Stage.UPLOADING)

    (line,) = output.writes
    assert line.endswith("\n")
    assert json.loads(line) == {"event": "stage", "stage": "uploading"}


DAMAGE = Damage(
    Path("/data/intakes.sqlite3.damaged-1"), intakes_known=4, intakes_recovered=3, parts_known=96, parts_recovered=80
)


class EmptyDesk(Desk):
    """A desk with nothing on it whose journal was damaged."""

    def __init__(self) -> None:
        """Over nothing."""

    @property
    def journal_damage(self) -> Damage:
        return DAMAGE

    def refresh(self, *, is_whole: bool = False, due_only: bool = False) -> tuple[IntakeRow, ...]:
        return ()


def test_a_damaged_record_is_a_line_of_its_own_before_the_result(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(parse(["status", "--json"]), EmptyDesk, {}) == 0

    told, result = map(json.loads, capsys.readouterr().out.splitlines())
    assert told == {
        "event": "journal_damaged", "code": "S03", "percent": 83, "intakes": 3, "intakes_known": 4,
        "kept_as": "/data/intakes.sqlite3.damaged-1",
    }  # fmt: skip
    assert result["event"] == "result"


@pytest.mark.parametrize(("language", "words"), [("en_GB.UTF-8", "We recovered 83%"), ("zh_CN.UTF-8", "找回了 83%")])
def test_a_damaged_record_is_said_beside_the_answer(
    capsys: pytest.CaptureFixture[str], language: str, words: str
) -> None:
    assert run(parse(["status"]), EmptyDesk, {"LANG": language}) == 0

    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err
    assert "/data/intakes.sqlite3.damaged-1" in printed.err


# --- names that are meant to do something to a terminal -------------------------------------------------

EVIL = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202etxt.exe\u2066\r\n\x00\udc80evil"


def of_evil_rows() -> tuple[IntakeRow, ...]:
    return (replace(row("k3xample", Stage.SUBMITTED), name=EVIL, state=EVIL, job_id=EVIL, problem=""),)


@pytest.mark.parametrize("make", [TextPrinter, JsonPrinter])
def test_no_sign_that_moves_a_cursor_reaches_a_terminal(make: type[TextPrinter] | type[JsonPrinter]) -> None:
    printer, told = make("en"), io.StringIO()
    finding = Finding(EVIL, "video-codec", Severity.ERROR, EVIL, EVIL)
    with redirect_stdout(told), redirect_stderr(told):
        printer.status(of_evil_rows(), UnexpectedAnswer(EVIL, EVIL, EVIL), {})
        printer.failed(BadIntakeFile(EVIL, EVIL, EVIL, EVIL))
        printer.failed(MaterialMissing("cover", EVIL))
        printer.checked(Checked(Role.COVER, EVIL, None, (finding,)))

    lines = told.getvalue().split("\n")
    assert "evil" in told.getvalue()
    assert [line for line in lines if not line.isprintable()] == []
    told.getvalue().encode()  # a name that is no text at all can be written as well
