"""The log as it lies in the data folder: what comes into it, how large it grows, and whom it never disturbs."""

from __future__ import annotations

import io
import logging
import os
import stat
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from avatar_intake import log
from avatar_intake.log import Log, log_files
from avatar_intake.redaction import KNOWN, Kind

SECRET = "Signature=aGVsbG8td29ybGQ="
ADDRESS = f"https://store.example.com/key?Expires=1&{SECRET}"


@contextmanager
def logged(folder: Path, level: str = "") -> Iterator[None]:
    kept = Log()
    kept.begin(folder, {log.LEVEL: level})
    try:
        yield
    finally:
        kept.end()


def text_of(folder: Path) -> str:
    return "".join(path.read_text("utf-8") for path in log_files(folder) if path.exists())


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "keyring.backend", "avatar_intake.flow", "somebody.else"])
def test_whoever_logs_it_nothing_secret_comes_into_the_file(tmp_path: Path, name: str) -> None:
    logger = logging.getLogger(name)
    logger.setLevel(logging.DEBUG)
    with logged(tmp_path, "debug"):
        logger.debug('%s "PUT /key?%s HTTP/1.1" 200', ADDRESS, SECRET)
        logger.debug("%r", {"Authorization": "SDK-HMAC-SHA256 Access=AK, Signature=abc"})
        try:
            Path(f"/home/wang/id.jpg?{SECRET}").read_bytes()
        except OSError:
            logger.info("it broke", exc_info=True)
    logger.setLevel(logging.NOTSET)
    said = text_of(tmp_path)

    assert len(said.splitlines()) == 3
    assert "FileNotFoundError" in said
    assert "test_log.py" in said
    assert not any(word in said for word in ("aGVsbG8", "Access=AK", "wang", "id.jpg", "No such file"))


def test_no_handler_of_anybody_ever_has_what_was_not_redacted(tmp_path: Path) -> None:
    heard = io.StringIO()
    other = logging.StreamHandler(heard)
    logging.getLogger().addHandler(other)
    try:
        with logged(tmp_path):
            logging.getLogger("x").info("to %s", ADDRESS)
    finally:
        logging.getLogger().removeHandler(other)

    assert "to https://store.example.com/key?<query>" in heard.getvalue()


def test_a_line_that_cannot_be_made_prints_nothing_of_its_arguments(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with logged(tmp_path):
        logging.getLogger("x").info("two %s %s", SECRET)  # noqa: PLE1206 - the mistake that is meant

    assert "(a line that cannot be made: TypeError)" in text_of(tmp_path)
    assert capsys.readouterr().err == ""


def test_a_warning_of_a_library_goes_into_the_log_and_not_to_the_screen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        with logged(tmp_path):
            warnings.warn(f"insecure {ADDRESS}", UserWarning, stacklevel=1)
    caplog.clear()

    assert "insecure https://store.example.com/key?<query>" in text_of(tmp_path)
    assert capsys.readouterr().err == ""


def test_what_has_several_lines_cannot_look_like_another_record(tmp_path: Path) -> None:
    with logged(tmp_path):
        logging.getLogger("x").info("one\n2026-01-01T00:00:00Z ERROR x two\r\nthree")

    assert len(text_of(tmp_path).splitlines()) == 1


@pytest.mark.parametrize(("level", "lines"), [("", 1), ("debug", 2), ("DEBUG", 2), ("nonsense", 1)])
def test_more_is_written_down_only_when_it_is_asked_for(tmp_path: Path, level: str, lines: int) -> None:
    with logged(tmp_path, level):
        logging.getLogger("avatar_intake.x").debug("little")
        logging.getLogger("avatar_intake.x").info("much")

    assert len(text_of(tmp_path).splitlines()) == lines


@pytest.mark.skipif(os.name != "posix", reason="POSIX modes")
def test_the_files_are_for_this_users_eyes_only_and_never_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "PAGE_BYTES", 2000)
    before = os.umask(0)
    try:
        with logged(tmp_path):
            for number in range(200):
                logging.getLogger("x").info("line %d", number)
    finally:
        os.umask(before)
    files = sorted((tmp_path / "logs").iterdir())

    assert files == sorted(log_files(tmp_path))
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert stat.S_IMODE((tmp_path / "logs").stat().st_mode) == 0o700
    assert max(path.stat().st_size for path in files) <= 2000
    assert text_of(tmp_path).splitlines()[-1].endswith("line 199")


def test_a_folder_that_takes_no_file_disturbs_nobody(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "logs").write_text("a file stands in the way")
    with logged(tmp_path):
        logging.getLogger("x").info("unheard")

    assert capsys.readouterr().err == ""


def test_who_logs_touches_no_file(tmp_path: Path) -> None:
    opened: list[str] = []
    watched = threading.current_thread().name

    def hear(event: str, values: tuple[object, ...]) -> None:
        if event in ("open", "os.mkdir", "os.rename") and threading.current_thread().name == watched and is_watching:
            opened.append(f"{event} {values[0]}")

    is_watching = False
    sys.addaudithook(hear)
    kept = Log()
    is_watching = True
    kept.begin(tmp_path, {})
    for number in range(100):
        logging.getLogger("x").info("line %d", number)
    is_watching = False
    kept.end()

    assert opened == []
    assert len(text_of(tmp_path).splitlines()) == 100


def test_everything_is_given_back_at_the_end(tmp_path: Path) -> None:
    root = logging.getLogger()
    library = logging.getLogger("PIL")
    before = (logging.getLogRecordFactory(), root.level, list(root.handlers), threading.active_count(), library.level)
    kept = Log()
    kept.begin(tmp_path, {})
    kept.begin(tmp_path, {})
    kept.end()
    kept.end()

    after = (logging.getLogRecordFactory(), root.level, list(root.handlers), threading.active_count(), library.level)
    assert after == before


def test_two_processes_write_into_one_log(tmp_path: Path) -> None:
    code = (
        "import logging, sys; from pathlib import Path; from avatar_intake.log import LOG; "
        "LOG.begin(Path(sys.argv[1]), {}); [logging.getLogger('x').info('%s %d', sys.argv[2], n) for n in range(50)]"
    )
    both = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in ("one", "two")]

    assert [process.wait(60) for process in both] == [0, 0]
    assert len(text_of(tmp_path).splitlines()) == 100


def test_what_was_learnt_is_taken_out(tmp_path: Path) -> None:
    KNOWN.learn(Kind.NAME, "示例讲师甲")
    with logged(tmp_path):
        logging.getLogger("x").info("about 示例讲师甲")

    assert text_of(tmp_path).rstrip().endswith("about <name>")
