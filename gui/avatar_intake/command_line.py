"""The same flows without a screen: check, repair, submit, resume, status, decide, … Has no rules of its own.

The sentences come from `catalogue.py`, in the language of the locale; `--json` prints one JSON object a line.
"""

from __future__ import annotations

import argparse
import logging
import re
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from avatar_intake import __version__, errors

if TYPE_CHECKING:
    from avatar_intake.domain.board import BoardJob, BoardQuery
    from avatar_intake.domain.decisions import Decision
    from avatar_intake.domain.intake import Intake
    from avatar_intake.domain.verdicts import RedoTask
    from avatar_intake.flow.desk import Desk
    from avatar_intake.flow.model import IntakeRow, RunOptions
    from avatar_intake.printer import Printer
    from avatar_intake.repair_command import RepairWish
    from avatar_intake.transfer.control import RunControl

_log = logging.getLogger(__name__)

DONE, BAD_COMMAND, BAD_MATERIALS, REFUSED, STOPPED, NO_CREDENTIALS = 0, 2, 3, 4, 5, 6
_PATIENCE = "AVATAR_INTAKE_PATIENCE"
_PATIENCE_S = 600.0  # without any progress; then `resume` continues
_MOST_CONNECTIONS = 16
_MOST_BYTES_PER_S = 10**11
_RATE_UNITS = {"": 1, "K": 1000, "M": 1_000_000}
_PROGRESS_EVERY_S = 0.5

# The first class that fits decides.
_EXIT_CODES: tuple[tuple[type[errors.IntakeError], int], ...] = (
    (errors.BadIntakeFile, BAD_COMMAND),
    (errors.BadServiceAddress, BAD_COMMAND),
    (errors.BadRepairOrder, BAD_COMMAND),
    (errors.TargetTaken, BAD_COMMAND),
    (errors.FolderClosed, BAD_COMMAND),
    (errors.MaterialsRejected, BAD_MATERIALS),
    (errors.RepairFailed, BAD_MATERIALS),
    (errors.AccountUnknown, BAD_COMMAND),
    (errors.CredentialsMissing, NO_CREDENTIALS),
    (errors.CredentialsRejected, NO_CREDENTIALS),
    (errors.KeyringUnavailable, NO_CREDENTIALS),
    (errors.JobTakenElsewhere, REFUSED),
    (errors.OnlyFollowed, REFUSED),
    (errors.DecisionIncomplete, BAD_COMMAND),
    (errors.TargetUnusable, BAD_COMMAND),
    (errors.Refused, REFUSED),
    (errors.IntakeError, STOPPED),
)


@dataclass(frozen=True, slots=True)
class Command:
    """The parsed command line; ``name`` is ``None`` for the window."""

    name: str | None
    practice: bool = False
    json: bool = False
    paths: tuple[Path, ...] = ()
    no_review: bool = False
    bytes_per_s: int | None = None
    connections: int | None = None
    port: int = 0
    data: Path | None = None
    faults: Path | None = None
    tls: tuple[Path, Path] | None = None
    is_emptied: bool = False
    repair: RepairWish | None = None
    target: str = ""
    decision: Decision | None = None
    out: Path | None = None
    board: BoardQuery | None = None  # `status --all`
    account: str = ""  # the name of the one to be used instead of the one in use


def parse(argv: Sequence[str]) -> Command:
    """Read the arguments; ends the process with code 2 and the usage where they are wrong."""
    parser = _parser()
    found = parser.parse_args(argv)
    values = vars(found)
    if found.practice and found.name not in (None, "open", "submit"):
        parser.error(f"--practice goes with submit, open or no command at all, not with {found.name}")
    if found.practice and values.get("account"):
        parser.error("--practice needs no account: it does not go with --account")
    wish = _repair_wish(found, parser) if found.name == "repair" else None
    if found.name == "decide" and found.action == "delete_job" and not found.yes:
        parser.error("delete_job is final and takes a finished model with it: add --yes")
    paths = values.get("paths") or ([values["intake"]] if values.get("intake") else [])
    return Command(
        name=found.name,
        practice=found.practice,
        json=values.get("json", False),
        paths=tuple(paths),
        no_review=values.get("no_review", False),
        bytes_per_s=values.get("limit"),
        connections=values.get("connections"),
        port=values.get("port", 0),
        data=values.get("data"),
        faults=values.get("faults"),
        tls=tuple(values["tls"]) if values.get("tls") else None,
        is_emptied=values.get("empty", False),
        repair=wish,
        target=values.get("target", ""),
        decision=_decision(found) if found.name == "decide" else None,
        out=values["out"] if found.name == "report" else None,
        board=_board_query(found) if values.get("all") else None,
        account=values.get("account", ""),
    )


def _decision(found: argparse.Namespace) -> Decision:
    from avatar_intake.domain.decisions import Action, Decision

    attachments = tuple(str(path.absolute()) for path in found.attach)
    return Decision(Action(found.action), found.title, found.message, attachments)


def _board_query(found: argparse.Namespace) -> BoardQuery:
    from avatar_intake.domain.board import MOST_ON_PAGE, BoardQuery
    from avatar_intake.domain.review import Shown

    return BoardQuery(
        shown=tuple(Shown(word) for word in found.state),
        batch_name=found.batch,
        tag=found.tag,
        name=found.job_name,
        created_from=found.since,
        created_to=found.until,
        limit=MOST_ON_PAGE,
    )


def run(command: Command, make_desk: Callable[[], Desk], environment: Mapping[str, str]) -> int:
    """Carry out a command; returns the exit code."""
    if command.name == "practice":
        return _practice(command)
    from avatar_intake.printer import JsonPrinter, TextPrinter, language_of

    language = language_of(environment)
    printer: Printer = JsonPrinter(language) if command.json else TextPrinter(language)
    try:
        if command.name == "report":  # a journal that is damaged is not touched
            return _report(command, printer)
        desk = make_desk()
        if desk.journal_damage is not None:
            printer.journal_damaged(desk.journal_damage)
        if command.account:
            desk.speak_as(command.account)
        return _CARRY_OUT[command.name or ""](command, desk, printer, environment)
    except errors.IntakeError as error:
        printer.failed(error)
        return exit_code(error)
    except errors.Cancelled:
        printer.check_stopped()
        return STOPPED
    except Exception as mistake:  # noqa: BLE001 - the last resort: a person gets a sentence, never a traceback
        _log.exception("a defect")
        defect = errors.Defect(where=errors.trace_of(mistake))
        printer.failed(defect)
        return exit_code(defect)


def exit_code(error: errors.IntakeError | None) -> int:
    """The exit code that an error means."""
    return DONE if error is None else next(code for kind, code in _EXIT_CODES if isinstance(error, kind))


# --- the commands ---------------------------------------------------------------------------------


def _check(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:  # noqa: ARG001
    from avatar_intake.flow.loose import check_loose

    stop = threading.Event()
    reports = []
    with _on_signal(stop.set):
        for path in command.paths:
            if path.suffix.lower() == ".toml":
                reports.append(desk.check_all(desk.from_file(path), printer, stop))
            else:
                reports.append(check_loose(path, desk, printer, stop))
    has_errors = any(report.errors for report in reports)
    printer.checked_all(reports)
    return BAD_MATERIALS if has_errors else DONE


def _repair(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:  # noqa: ARG001
    from avatar_intake.repair_command import End, repair

    stop = threading.Event()
    with _on_signal(stop.set):
        end = repair(command.paths, command.repair, desk, printer, stop) if command.repair else End.ERRORS_LEFT
    return {End.GOOD: DONE, End.ERRORS_LEFT: BAD_MATERIALS, End.STOPPED: STOPPED}[end]


def _submit(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:
    from avatar_intake.transfer.control import RunControl

    intake = desk.from_file(command.paths[0], is_practice=command.practice)
    options = _options(command, environment)
    control = RunControl(options.bytes_per_s)
    with _on_signal(control.cancel):
        return _run_one(intake, desk, printer, options, control)


def _resume(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:
    from avatar_intake.transfer.control import RunControl

    options = _options(command, environment)
    control = RunControl(options.bytes_per_s)
    codes: list[int] = []
    with _on_signal(control.cancel):
        for intake in desk.under_way():
            if control.is_cancelled:
                codes.append(STOPPED)
                break
            codes.append(_run_one(intake, desk, printer, options, control.branch()))
    if not codes:
        printer.nothing_to_do()
    return max(codes, default=DONE)


def _status(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:  # noqa: ARG001
    if command.board is not None:
        printer.board(_jobs_elsewhere(desk, command.board))
        return DONE
    try:
        rows, error = desk.refresh(is_whole=True), None
    except errors.IntakeError as found:
        rows, error = desk.intakes(), found
    printer.status(rows, error, {row.intake_id: _tasks(desk, row) for row in rows})
    return exit_code(error)


def _tasks(desk: Desk, row: IntakeRow) -> tuple[RedoTask, ...]:
    """What is to be done about a rejected job; nothing where it cannot be asked for now."""
    try:
        return desk.tasks(row.intake_id)
    except errors.IntakeError:
        return ()


def _jobs_elsewhere(desk: Desk, query: BoardQuery) -> list[BoardJob]:
    found: list[BoardJob] = []
    offset: int | None = 0
    while offset is not None:
        page = desk.board(replace(query, offset=offset))
        found += page.jobs
        offset = page.next_offset
    return found


def _decide(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:  # noqa: ARG001
    from avatar_intake.transfer.control import RunControl

    if command.decision is None:
        return BAD_COMMAND
    rows = desk.intakes()
    row = next((row for row in rows if command.target in (row.intake_id, row.job_id)), None)
    intake_id = row.intake_id if row else desk.follow(command.target)
    control = RunControl()
    with _on_signal(control.cancel):
        view = desk.decide(intake_id, command.decision, control)
    printer.decided(view, desk.actions(intake_id))
    return DONE


def _follow(command: Command, desk: Desk, printer: Printer, environment: Mapping[str, str]) -> int:  # noqa: ARG001
    intake_id = desk.follow(command.target)
    printer.decided(desk.open(intake_id), desk.actions(intake_id))
    return DONE


def complain(error: errors.IntakeError, environment: Mapping[str, str]) -> int:
    """Say on the terminal what went wrong; returns the exit code."""
    from avatar_intake.printer import TextPrinter, language_of

    TextPrinter(language_of(environment)).failed(error)
    return exit_code(error)


def _practice(command: Command) -> int:
    import json
    import tempfile

    from avatar_intake.practice.faults import load_faults
    from avatar_intake.practice.server import PracticeStudio, StudioOptions

    with tempfile.TemporaryDirectory(prefix="avatar-intake-practice-") as passing:
        try:
            faults = load_faults(command.faults) if command.faults else ()
            options = StudioOptions(command.data or Path(passing), port=command.port, tls=command.tls, faults=faults)
            studio = PracticeStudio(options)
            if command.is_emptied:
                studio.empty()
            studio.start()
        except (OSError, errors.IntakeError) as error:
            print(f"avatar-intake practice: {error}", file=sys.stderr)
            return BAD_COMMAND
        names = ("endpoint", "project_id", "ak", "sk", "token")
        print(json.dumps({name: getattr(studio, name) for name in names}), flush=True)
        ended = threading.Event()
        with _on_signal(ended.set):
            ended.wait()
        studio.stop()
    return DONE


def _report(command: Command, printer: Printer) -> int:
    from avatar_intake import where
    from avatar_intake.flow.support import make_report, save_report
    from avatar_intake.sentences.report import MANIFEST
    from avatar_intake.store.settings import load_settings

    try:
        folder = where.data_folder()
    except OSError as error:
        raise errors.LocalStorageFailed.of(error) from error
    entries = make_report(folder, load_settings(folder / "settings.json"), MANIFEST)
    target = command.out or Path("avatar-intake-report.zip")
    save_report(entries, target)
    printer.reported(target, [entry.name for entry in entries])
    return DONE


_CARRY_OUT: dict[str, Callable[[Command, Desk, Printer, Mapping[str, str]], int]] = {
    "check": _check,
    "repair": _repair,
    "submit": _submit,
    "resume": _resume,
    "status": _status,
    "decide": _decide,
    "follow": _follow,
}


# --- one run --------------------------------------------------------------------------------------


def _run_one(intake: Intake, desk: Desk, printer: Printer, options: RunOptions, control: RunControl) -> int:
    try:
        with _progress(control, printer):
            outcome = desk.run(intake, options, printer, control)
    except errors.Cancelled:
        printer.stopped(desk.open(intake.intake_id).row)
        return STOPPED
    printer.result(outcome)
    return exit_code(outcome.error)


def _options(command: Command, environment: Mapping[str, str]) -> RunOptions:
    """`AVATAR_INTAKE_PATIENCE` is the number of seconds without progress after which a run stops."""
    from avatar_intake.flow.model import RunOptions

    text = environment.get(_PATIENCE, "")
    return RunOptions(
        submit_review=not command.no_review,
        patience_s=float(text) if text.isdigit() else _PATIENCE_S,
        workers=command.connections,
        bytes_per_s=command.bytes_per_s,
        renews_expired=True,
    )


@contextmanager
def _progress(control: RunControl, printer: Printer) -> Iterator[None]:
    """Print the numbers twice a second as long as they change."""
    is_over = threading.Event()

    def poll() -> None:
        last = None
        while not is_over.wait(_PROGRESS_EVERY_S):
            now = control.progress()
            if now is not None and now.stored_bytes != last:
                last = now.stored_bytes
                printer.progress(now)

    thread = threading.Thread(target=poll, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        now = control.progress()
        if now is not None:
            printer.progress(now)


@contextmanager
def _on_signal(act: Callable[[], None]) -> Iterator[None]:
    """Ctrl-C and a polite kill end the work in an orderly way."""
    kept = {number: signal.signal(number, lambda *_: act()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)


# --- arguments ------------------------------------------------------------------------------------

_PATIENCE_HELP = (
    f"The variable {_PATIENCE} is the number of seconds without any progress after which it stops (600). For experts:"
    " with AVATAR_INTAKE_UNCHECKED=1 what the checks find wrong with a file is only a warning; one that cannot be read"
    " still stops."
)


def _parser() -> argparse.ArgumentParser:
    parser = _ExactParser(
        prog="avatar-intake",
        description="Brings one person's materials to Huawei Cloud MetaStudio. Without a command it opens the window.",
        epilog="Exit codes: 0 done, 2 command or intake file wrong, 3 materials fail a check, 4 refused by the service,"
        f" 5 stopped on the way (resume continues), 6 credentials not accepted. {_PATIENCE_HELP}",
    )
    parser.add_argument("--version", action="version", version=f"avatar-intake {__version__}")
    parser.add_argument(
        "--practice", action="store_true", help="the window, or submit, on the embedded practice studio"
    )
    commands = parser.add_subparsers(dest="name", metavar="COMMAND", parser_class=_ExactParser)

    opened = commands.add_parser(
        "open", help="open the window on a new intake with these files, folders or intake file"
    )
    opened.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    check = commands.add_parser("check", help="check materials or a whole intake file; no network")
    check.add_argument("paths", nargs="+", type=Path, metavar="PATH")

    from avatar_intake.repair_command import add_arguments

    repair = commands.add_parser("repair", help="make a new file without what can be repaired; no network")
    add_arguments(repair)

    submit = commands.add_parser(
        "submit", help="check, create, upload, confirm, submit; again: continue", epilog=_PATIENCE_HELP
    )
    submit.add_argument("intake", type=Path, metavar="INTAKE.toml")
    # Suppressed, so that it does not undo the option before the command.
    submit.add_argument(
        "--practice", action="store_true", default=argparse.SUPPRESS, help="on the embedded practice studio"
    )
    submit.add_argument("--no-review", action="store_true", help="stop before the irreversible step")

    resume = commands.add_parser("resume", help="finish every intake that is under way", epilog=_PATIENCE_HELP)
    for one in (submit, resume):
        one.add_argument(
            "--limit", type=_rate, metavar="RATE", help="upload no faster: bytes a second, for example 500K or 2M"
        )
        one.add_argument(
            "--connections", type=_connections, metavar="N", help="1 to 16; without it the upload finds the best number"
        )
    status = commands.add_parser("status", help="the intakes here, their state at the service, what is to be redone")
    _add_board_options(status)
    decide = commands.add_parser("decide", help="accept, reject, answer, … : what may be done about a job")
    _add_decision(decide)
    report = commands.add_parser("report", help="save what helps to find a fault, without anything personal")
    report.add_argument("--out", type=Path, metavar="FILE.zip", help="a new file; avatar-intake-report.zip without it")
    follow = commands.add_parser("follow", help="follow a job that was made elsewhere; makes none")
    follow.add_argument("target", metavar="JOB_ID")
    for one in (submit, resume, status, decide, follow):
        one.add_argument(
            "--account", default="", metavar="NAME", help="this account and no other, not the one in use or that fits"
        )
    for one in (check, repair, submit, resume, status, decide, follow, report):
        one.add_argument("--json", action="store_true", help="one JSON object a line")

    practice = commands.add_parser("practice", help="run the practice studio alone, on this computer only")
    practice.add_argument("--port", type=_port, default=0, help="0, the default, takes a free one")
    practice.add_argument("--data", type=Path, metavar="DIR", help="keep its jobs and files there")
    practice.add_argument("--empty", action="store_true", help="forget what DIR holds from before")
    practice.add_argument("--faults", type=Path, metavar="FILE", help="a JSON list of faults to act out")
    practice.add_argument("--tls", nargs=2, type=Path, metavar=("CERT", "KEY"), help="serve https")
    return parser


def _repair_wish(found: argparse.Namespace, parser: argparse.ArgumentParser) -> RepairWish:
    from avatar_intake.repair_command import wish_of

    try:
        return wish_of(found)
    except ValueError as error:
        parser.error(str(error))


def _add_board_options(status: argparse.ArgumentParser) -> None:
    from avatar_intake.domain.review import Shown

    status.add_argument("--all", action="store_true", help="the jobs at the service that were not made here")
    status.add_argument("--state", action="append", default=[], choices=[*Shown], help="with --all; may be repeated")
    for option, name, metavar in (
        *(("--batch", "batch", "TEXT"), ("--tag", "tag", "TEXT"), ("--name", "job_name", "TEXT")),
        *(("--from", "since", "DAY"), ("--to", "until", "DAY")),
    ):
        status.add_argument(option, dest=name, default="", metavar=metavar, help="with --all")


def _add_decision(decide: argparse.ArgumentParser) -> None:
    from avatar_intake.domain.decisions import Action

    decide.add_argument("target", metavar="INTAKE|JOB", help="the id of an intake here, or of a job at the service")
    decide.add_argument("action", choices=[*Action], metavar="ACTION", help=", ".join(Action))
    decide.add_argument("--title", default="", help="with reject and answer")
    decide.add_argument("--message", default="", help="with reject and answer, which need one")
    decide.add_argument("--attach", type=Path, action="append", default=[], metavar="FILE", help="may be repeated")
    decide.add_argument("--yes", action="store_true", help="needed by delete_job, which is final")


class _ExactParser(argparse.ArgumentParser):
    """Guesses no option from its beginning: ``--no`` shall not stand for ``--no-review``."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings | {"allow_abbrev": False})


def _port(text: str) -> int:
    if not text.isdigit() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port (0 to 65535)")
    return int(text)


def _rate(text: str) -> int:
    found = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?)([KM]?)", text.upper())
    bytes_per_s = round(float(found[1]) * _RATE_UNITS[found[2]]) if found else 0
    if not 1 <= bytes_per_s <= _MOST_BYTES_PER_S:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of bytes a second, for example 500K or 2M")
    return bytes_per_s


def _connections(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST_CONNECTIONS:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of connections (1 to {_MOST_CONNECTIONS})")
    return int(text)
