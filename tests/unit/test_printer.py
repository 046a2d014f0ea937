"""What the command line prints stays whole, whichever thread prints it."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stdout

from avatar_intake.domain.stage import Stage
from avatar_intake.printer import JsonPrinter


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
