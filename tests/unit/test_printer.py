"""What the command line prints stays whole, whichever thread prints it."""

from __future__ import annotations

import io
import json
import sys
import threading
from contextlib import redirect_stdout

from avatar_intake.domain.stage import Stage
from avatar_intake.printer import JsonPrinter


class SlowOutput(io.StringIO):
    """Lets other threads run between two writes, as an unbuffered pipe does."""

    def write(self, text: str) -> int:
        sys.setswitchinterval(1e-6)
        return super().write(text)


def test_lines_of_several_threads_never_run_into_each_other() -> None:
    output, printer = SlowOutput(), JsonPrinter("en")
    interval = sys.getswitchinterval()

    def speak() -> None:
        for _ in range(300):
            printer.stage_changed(Stage.UPLOADING)

    threads = [threading.Thread(target=speak) for _ in range(4)]
    with redirect_stdout(output):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    sys.setswitchinterval(interval)

    lines = output.getvalue().splitlines()
    assert len(lines) == 1200
    assert all(json.loads(line) == {"event": "stage", "stage": "uploading"} for line in lines)
