"""What the arguments mean, before anything is done."""

from __future__ import annotations

import pytest

from avatar_intake.command_line import BAD_COMMAND, parse

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
    assert f"--practice goes with submit or with no command at all, not with {command[0]}" in capsys.readouterr().err
