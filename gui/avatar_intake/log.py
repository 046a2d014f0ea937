"""The program's log: one small file of what was done, from which nothing can be learnt of a person or a key.

Every record of every logger of this process is redacted as it is made, so that no handler, ours or another, ever has
more. It is written by a thread of its own: nobody waits for a disk, and a disk that is full disturbs nobody.
"""

from __future__ import annotations

import atexit
import logging
import os
import platform
import sys
import time
from collections.abc import Mapping
from itertools import pairwise
from logging.handlers import QueueHandler, QueueListener
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Final

from avatar_intake import __version__
from avatar_intake.redaction import kinds_and_places, redacted
from avatar_intake.where import private_file, private_folder

_log = logging.getLogger(__name__)

LEVEL: Final = "AVATAR_INTAKE_LOG"  # `debug` for more
PAGE_BYTES: Final = 1_000_000
PAGES: Final = 3
_MOST_SIGNS: Final = 4000
_NAME: Final = "avatar-intake.log"
# Their debug lines are about themselves, in great number.
_QUIET: Final = ("urllib3", "http.client", "requests", "PIL", "asyncio", "keyring", "parso")


def log_files(folder: Path) -> tuple[Path, ...]:
    """The pages of the log in a data folder, oldest first, whether they exist or not."""
    first = folder / "logs" / _NAME
    return (*(first.with_name(f"{_NAME}.{number}") for number in range(PAGES - 1, 0, -1)), first)


def redacted_record(*values: Any, **named: Any) -> logging.LogRecord:
    """A record with its text made and redacted, and of an exception only the kinds and the places."""
    record = logging.LogRecord(*values, **named)
    try:
        text = record.getMessage()
    except Exception as error:  # noqa: BLE001 - logging itself would print the arguments
        text = f"(a line that cannot be made: {type(error).__name__})"
    record.msg, record.args = redacted(text[:_MOST_SIGNS]), None
    if record.exc_info is not None and record.exc_info[1] is not None:
        record.exc_text = "\n".join(kinds_and_places(record.exc_info[1]))
    record.exc_info = record.stack_info = None
    record.pathname = record.filename
    return record


def log_start() -> None:
    """Write down which program this is, and on what it runs."""
    frozen = "frozen" if getattr(sys, "frozen", False) else "as source"
    _log.info(
        "Avatar Intake %s, %s, Python %s, %s", __version__, frozen, platform.python_version(), platform.platform()
    )


def log_damage(percent: int) -> None:
    """Write down that the journal was damaged."""
    _log.info("the journal was damaged; %d %% of it were recovered", percent)


class Log:
    """The log of one process over one data folder, from `begin` to `end`. Makes and writes no file before `begin`."""

    def __init__(self) -> None:
        self._listener: QueueListener | None = None
        self._handler: logging.Handler | None = None
        self._before: tuple[Any, int] | None = None
        self._quieted: list[logging.Logger] = []

    def begin(self, folder: Path, environment: Mapping[str, str] = os.environ) -> None:
        """Write down from now on what is logged; a second call changes nothing. Touches no file on this thread."""
        if self._listener is not None:
            return
        root = logging.getLogger()
        self._before = logging.getLogRecordFactory(), root.level
        atexit.register(self.end)
        logging.setLogRecordFactory(redacted_record)
        logging.captureWarnings(capture=True)
        queue: SimpleQueue[logging.LogRecord] = SimpleQueue()
        self._handler = QueueHandler(queue)
        self._listener = QueueListener(queue, _Pages(folder))
        self._listener.start()
        root.addHandler(self._handler)
        root.setLevel(logging.DEBUG if environment.get(LEVEL, "").lower() == "debug" else logging.INFO)
        self._quieted = [logger for logger in map(logging.getLogger, _QUIET) if logger.level == logging.NOTSET]
        for logger in self._quieted:
            logger.setLevel(logging.WARNING)

    def end(self) -> None:
        """Write what is left and let go of everything."""
        if self._listener is None or self._handler is None or self._before is None:
            return
        root = logging.getLogger()
        atexit.unregister(self.end)
        root.removeHandler(self._handler)
        self._listener.stop()
        factory, level = self._before
        logging.setLogRecordFactory(factory)
        logging.captureWarnings(capture=False)
        root.setLevel(level)
        for logger in self._quieted:
            logger.setLevel(logging.NOTSET)
        self._listener = self._handler = self._before = None


class _Pages(logging.Handler):
    """Appends to the newest page; opened for each line, so that several processes and a removed folder do no harm."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        *self._older, self._newest = log_files(folder)
        self.setFormatter(_Lines())

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line; nothing where the disk says no."""
        try:
            line = (self.format(record) + "\n").encode("utf-8", "backslashreplace")
            private_folder(self._newest.parent)
            self._turn_page(len(line))
            with private_file(self._newest).open("ab") as file:
                file.write(line)
        except (OSError, ValueError):
            return

    def _turn_page(self, size_bytes: int) -> None:
        if not self._newest.exists() or self._newest.stat().st_size + size_bytes <= PAGE_BYTES:
            return
        pages = [*self._older, self._newest]
        for older, newer in pairwise(pages):
            if newer.exists():
                newer.replace(older)


class _Lines(logging.Formatter):
    """One record a line, UTC; what has several lines is folded, so that no text can look like another record."""

    def __init__(self) -> None:
        self.converter = time.gmtime
        super().__init__("%(asctime)sZ %(levelname)s %(name)s %(message)s", "%Y-%m-%dT%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        return super().format(record).replace("\r", "\\r").replace("\n", " ⏎ ")


LOG: Final = Log()
