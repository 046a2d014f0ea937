"""What the arguments mean, and what becomes of a run that they begin."""

from __future__ import annotations

import io
import json
import signal
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from avatar_intake import command_line
from avatar_intake.command_line import BAD_COMMAND, DONE, STOPPED, parse, run
from avatar_intake.domain.intake import Intake, JobFields
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import AccountUnknown
from avatar_intake.flow.desk import Desk
from avatar_intake.flow.model import IntakeRow, IntakeView, Outcome, Report, RunListener, RunOptions
from avatar_intake.transfer.control import RunControl


class HalfDoneDesk(Desk):
    """A desk with intakes under way, whose runs do what the test says and then are done."""

    def __init__(self, *intake_ids: str) -> None:
        self._intakes = tuple(Intake(intake_id, JobFields(name=intake_id)) for intake_id in intake_ids)
        self.ran: list[str] = []
        self.options: list[RunOptions] = []
        self.limits: list[int | None] = []
        self.during: Callable[[], None] = lambda: None
        self.spoke_as = ""

    @property
    def journal_damage(self) -> None:
        return None

    def under_way(self) -> tuple[Intake, ...]:
        return self._intakes

    def speak_as(self, name: str) -> None:
        if name != "示例北京":
            raise AccountUnknown(name=name, names="示例北京, 示例上海")
        self.spoke_as = name

    def from_file(self, path: Path, *, is_practice: bool = False) -> Intake:
        return self._intakes[0]

    def open(self, intake_id: str) -> IntakeView:
        row = IntakeRow(
            intake_id, intake_id, "", Stage.UPLOADING, "", None, "job", 10, 5, "2026-11-20T01:00:00Z",
            "2026-11-20T01:00:00Z",
        )  # fmt: skip
        return IntakeView(row, Intake(intake_id, JobFields(name=intake_id)), (), ())

    def run(self, intake: Intake, options: RunOptions, listener: RunListener, control: RunControl) -> Outcome:
        control.check()
        self.ran.append(intake.intake_id)
        self.options.append(options)
        self.limits.append(control.bytes_per_s)
        self.during()
        control.check()
        return Outcome(intake.intake_id, "job", "", Stage.SUBMITTED, Report((), ()))


def test_every_command_is_carried_out_and_stands_in_the_readme() -> None:
    commands = set(command_line._parser()._subparsers._group_actions[0].choices)
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")

    assert commands == set(command_line._CARRY_OUT) | {"open", "practice", "report"}  # these need no desk
    assert {name for name in commands if f"\navatar-intake {name} " not in readme} == set()


# --- an account ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words", [["submit", "a.toml"], ["resume"], ["status"], ["decide", "one", "accept"], ["follow", "job"]], ids=str
)
def test_the_commands_that_speak_to_the_service_take_the_name_of_an_account(words: list[str]) -> None:
    assert parse([*words, "--account", "示例北京"]).account == "示例北京"
    assert parse(words).account == ""


def test_a_command_is_carried_out_with_the_named_account() -> None:
    desk = HalfDoneDesk("one")

    assert run(parse(["resume", "--account", "示例北京"]), lambda: desk, {}) == DONE
    assert (desk.spoke_as, desk.ran) == ("示例北京", ["one"])


@pytest.mark.parametrize("language", ["zh_CN.UTF-8", "en_GB.UTF-8"])
def test_an_unknown_name_ends_the_command_and_the_known_ones_are_named(language: str) -> None:
    desk = HalfDoneDesk("one")
    told = io.StringIO()

    with redirect_stdout(told), redirect_stderr(told):
        code = run(parse(["resume", "--account", "示例广州"]), lambda: desk, {"LANG": language})

    assert (code, desk.ran) == (BAD_COMMAND, [])
    assert all(name in told.getvalue() for name in ("示例广州", "示例北京", "示例上海"))


def test_a_rehearsal_takes_no_account(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["submit", "a.toml", "--practice", "--account", "示例北京"])

    assert "--account" in capsys.readouterr().err


# --- a rehearsal --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "is_practice"),
    [
        (["--practice"], True),
        (["submit", "x.toml"], False),
        (["submit", "x.toml", "--practice"], True),
        (["--practice", "submit", "x.toml"], True),
        (["--practice", "submit", "x.toml", "--practice"], True),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_rehearsal_is_one_wherever_the_option_stands(arguments: list[str], is_practice: bool) -> None:
    assert parse(arguments).practice is is_practice


@pytest.mark.parametrize("command", [["check", "x.toml"], ["resume"], ["status"], ["practice"]], ids=" ".join)
def test_a_rehearsal_of_what_cannot_be_rehearsed_is_refused(
    command: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as end:
        parse(["--practice", *command])

    assert end.value.code == BAD_COMMAND
    assert f"--practice goes with submit, open or no command at all, not with {command[0]}" in capsys.readouterr().err


# --- how fast, and over how many connections ----------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "bytes_per_s"),
    [("1", 1), ("800000", 800_000), ("500K", 500_000), ("500k", 500_000), ("2M", 2_000_000), ("1.5M", 1_500_000)],
)
@pytest.mark.parametrize("command", [["submit", "x.toml"], ["resume"]], ids=lambda command: command[0])
def test_a_rate_is_bytes_a_second_in_decimal_units(command: list[str], text: str, bytes_per_s: int) -> None:
    assert parse([*command, "--limit", text]).bytes_per_s == bytes_per_s


@pytest.mark.parametrize(
    "text", ["", "0", "0.0004K", "-5", "K", "fast", "2MB", "2 M", "1e6", "nan", "٥", "100001M", "9" * 400]
)
def test_what_is_no_rate_is_refused(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        parse(["submit", "x.toml", f"--limit={text}"])

    assert end.value.code == BAD_COMMAND
    assert "for example 500K or 2M" in capsys.readouterr().err


@pytest.mark.parametrize(("text", "is_right"), [("1", True), ("16", True), ("0", False), ("17", False), ("x", False)])
def test_connections_are_between_one_and_sixteen(text: str, is_right: bool) -> None:
    if is_right:
        assert parse(["resume", "--connections", text]).connections == int(text)
    else:
        with pytest.raises(SystemExit):
            parse(["resume", "--connections", text])


@pytest.mark.parametrize("command", [["submit", "x.toml"], ["resume"]], ids=lambda command: command[0])
def test_limit_and_connections_reach_the_run(command: list[str]) -> None:
    desk = HalfDoneDesk("a")

    assert run(parse([*command, "--limit", "2M", "--connections", "3", "--json"]), lambda: desk, {}) == DONE
    assert [(options.bytes_per_s, options.workers) for options in desk.options] == [(2_000_000, 3)]
    assert desk.limits == [2_000_000]


def test_without_the_options_there_is_no_limit_and_the_upload_finds_its_connections() -> None:
    desk = HalfDoneDesk("a")

    assert run(parse(["resume", "--json"]), lambda: desk, {}) == DONE
    assert [(options.bytes_per_s, options.workers) for options in desk.options] == [(None, None)]
    assert desk.limits == [None]


@pytest.mark.parametrize("arguments", [["--help"], ["submit", "--help"], ["resume", "--help"]], ids=" ".join)
def test_the_help_tells_how_patient_it_is(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(arguments)

    assert "AVATAR_INTAKE_PATIENCE" in capsys.readouterr().out


# --- Ctrl-C -------------------------------------------------------------------------------------------


def test_resume_begins_no_other_intake_after_ctrl_c() -> None:
    desk = HalfDoneDesk("a", "b", "c")
    desk.during = lambda: signal.raise_signal(signal.SIGINT)

    assert run(parse(["resume", "--json"]), lambda: desk, {}) == STOPPED
    assert desk.ran == ["a"]


class InterruptedOutput(io.StringIO):
    """Something that stops the program as soon as it prints, when no run is under way."""

    def __init__(self, number: signal.Signals) -> None:
        super().__init__()
        self._number = number

    def write(self, text: str) -> int:
        signal.raise_signal(self._number)
        return super().write(text)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_resume_stops_in_order_between_two_intakes(number: signal.Signals) -> None:
    desk = HalfDoneDesk("a", "b")

    with redirect_stdout(InterruptedOutput(number)) as output:
        assert run(parse(["resume", "--json"]), lambda: desk, {}) == STOPPED

    assert desk.ran == ["a"]
    (event,) = map(json.loads, output.getvalue().splitlines())
    assert (event["event"], event["intake_id"], event["error"]) == ("result", "a", None)


def test_ctrl_c_in_the_last_intake_is_told_too() -> None:
    desk = HalfDoneDesk("a")
    desk.during = lambda: signal.raise_signal(signal.SIGINT)

    assert run(parse(["resume", "--json"]), lambda: desk, {}) == STOPPED


def test_resume_without_ctrl_c_finishes_every_intake() -> None:
    desk = HalfDoneDesk("a", "b", "c")

    assert run(parse(["resume", "--json"]), lambda: desk, {}) == DONE
    assert desk.ran == ["a", "b", "c"]
