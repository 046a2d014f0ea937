"""What the command line prints: plain sentences for people, or one JSON object a line for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol, TextIO

from avatar_intake.catalogue import (
    SOURCE,
    Language,
    Said,
    action_word,
    clock_text,
    doer_word,
    duration_text,
    known_language,
    printed,
    remedy_word,
    role_word,
    say,
    say_task,
    shown_word,
    size_text,
    stage_word,
    tell,
)
from avatar_intake.domain.board import BoardJob
from avatar_intake.domain.decisions import Action
from avatar_intake.domain.media import Checked, Finding, Severity, Span
from avatar_intake.domain.repair import Offer, RepairPlan
from avatar_intake.domain.review import shown
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import Progress, StoredMaterial
from avatar_intake.domain.verdicts import RedoTask
from avatar_intake.errors import IntakeError, JobNotFound
from avatar_intake.flow.model import IntakeRow, IntakeView, Outcome, Report, RunListener, Silent
from avatar_intake.flow.repairing import RepairedFile
from avatar_intake.store.salvage import Damage

Tasks = Mapping[str, Sequence[RedoTask]]  # by intake

_INSTEAD = "\N{REPLACEMENT CHARACTER}"  # of a sign that is none to read
_MARKS = {Severity.ERROR: "✗", Severity.WARNING: "!", Severity.HINT: "·", Severity.OK: "✓"}


def language_of(environment: Mapping[str, str]) -> Language:
    """The language of the locale; English where it is not spoken here."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return known_language(environment[name]) or SOURCE
    return SOURCE


class Printer(RunListener, Protocol):
    """Prints what happens and how it ended."""

    def progress(self, progress: Progress) -> None:
        """The numbers of this moment."""

    def checked_all(self, reports: Sequence[Report]) -> None:
        """The end of `check`."""

    def repairing(self, checked: Sequence[Checked], plan: RepairPlan, asks: Sequence[Offer]) -> None:
        """What will be done about files as they were found, and what could be done as well if it were named."""

    def repair_progress(self, share: float, left_s: float | None) -> None:
        """How much of it is done, and how long the rest may take."""

    def repaired(self, checked: Checked, file: RepairedFile) -> None:
        """The end of `repair`: the new file."""

    def nothing_to_repair(self, checked: Sequence[Checked], asks: Sequence[Offer]) -> None:
        """The end of `repair`: there is nothing that it does without being asked."""

    def repair_stopped(self) -> None:
        """The person stopped a repair; no new file is left."""

    def check_stopped(self) -> None:
        """The person stopped a check."""

    def result(self, outcome: Outcome) -> None:
        """The end of a run."""

    def status(self, rows: Sequence[IntakeRow], error: IntakeError | None, tasks: Tasks) -> None:
        """The end of `status`; with an error the rows are what was known before."""

    def board(self, jobs: Sequence[BoardJob]) -> None:
        """The end of `status --all`."""

    def decided(self, view: IntakeView, actions: Sequence[Action]) -> None:
        """A decision was carried out, or a job is followed from now on; and what may be done next."""

    def journal_damaged(self, damage: Damage) -> None:
        """Said first: not all that was known of the intakes may still be."""

    def reported(self, target: Path, names: Sequence[str]) -> None:
        """The end of `report`: the new file and what is in it."""

    def nothing_to_do(self) -> None:
        """`resume` found nothing under way."""

    def failed(self, error: IntakeError) -> None:
        """A command could not begin."""

    def stopped(self, row: IntakeRow) -> None:
        """The person stopped a run; what is half done is named."""


class JsonPrinter(Silent):
    """One JSON object a line on standard output; the last one is the result."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def stage_changed(self, stage: Stage) -> None:
        """A line of its own."""
        _line({"event": "stage", "stage": stage})

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """A line of its own."""
        _line({"event": "waiting", "code": error.message_id, "seconds": round(seconds, 1)})

    def progress(self, progress: Progress) -> None:
        """A line of its own."""
        _line({
            "event": "progress",
            "stored": progress.stored_bytes,
            "total": progress.total_bytes,
            "bytes_per_second": round(progress.bytes_per_s),
            "seconds_left": None if progress.time_left_s is None else round(progress.time_left_s),
            "deadline_seconds_left": None if progress.deadline_left_s is None else round(progress.deadline_left_s),
        })  # fmt: skip

    def checked_all(self, reports: Sequence[Report]) -> None:
        """The result line of `check`."""
        findings = [_finding(finding) for report in reports for finding in report.findings]
        _line(_of_files([item for report in reports for item in report.checked]) | {"findings": findings})

    def repairing(self, checked: Sequence[Checked], plan: RepairPlan, asks: Sequence[Offer]) -> None:
        """A line of its own, with the findings before."""
        findings = [_finding(finding) for item in checked for finding in item.findings]
        estimate = {"remedies": plan.remedies, "seconds": round(plan.estimate_s), "needed": plan.needed_bytes}
        _line({"event": "repairing", **estimate, "findings": findings, "offers": _offers(asks)})

    def repair_progress(self, share: float, left_s: float | None) -> None:
        """A line of its own."""
        seconds_left = None if left_s is None else round(left_s)
        _line({"event": "progress", "share": round(share, 4), "seconds_left": seconds_left})

    def repaired(self, checked: Checked, file: RepairedFile) -> None:
        """The result line, with the findings after."""
        made = {"path": file.path, "size": file.size_bytes, "sha256": file.sha256, "remedies": file.remedies}
        _line(_of_files([checked]) | {"repaired": made})

    def nothing_to_repair(self, checked: Sequence[Checked], asks: Sequence[Offer]) -> None:
        """A result line without a new file."""
        _line(_of_files(checked) | {"repaired": None, "offers": _offers(asks)})

    def repair_stopped(self) -> None:
        """A result line that says so."""
        _line(_result() | {"repaired": None, "error": _stopped("repair")})

    def check_stopped(self) -> None:
        """A result line that says so."""
        _line(_result() | {"error": _stopped("check")})

    def result(self, outcome: Outcome) -> None:
        """The result line of a run."""
        _line(_result() | {
            "intake_id": outcome.intake_id,
            "job_id": outcome.job_id,
            "state": outcome.state,
            "materials": [_material(item) for item in outcome.materials],
            "findings": [_finding(item) for item in outcome.report.findings],
            "requests": [_request(item) for item in outcome.requests],
            "error": self._error(outcome.error),
        })  # fmt: skip

    def status(self, rows: Sequence[IntakeRow], error: IntakeError | None, tasks: Tasks) -> None:
        """One result line with all intakes."""
        intakes = [
            {
                "intake_id": row.intake_id,
                "name": row.name,
                "stage": row.stage,
                "job_id": row.job_id,
                "state": row.state,
                "stored": row.stored_bytes,
                "total": row.total_bytes,
                "practice": row.is_practice,
                "words": _words_of(row, self._language),
                "made_elsewhere": row.is_adopted,
                "tasks": [_task(task, self._language) for task in tasks.get(row.intake_id, ())],
            }
            for row in rows
        ]
        _line({"event": "result", "intakes": intakes, "error": self._error(error)})

    def board(self, jobs: Sequence[BoardJob]) -> None:
        """One result line with all jobs."""
        found = [
            {
                "job_id": job.job_id,
                "name": job.name,
                "batch_name": job.batch_name,
                "tags": job.tags,
                "state": job.state,
                "words": shown_word(job.shown, self._language),
                "created": job.created_at,
                "changed": job.changed_at,
                "intake_id": job.intake_id,
            }
            for job in jobs
        ]
        _line({"event": "result", "jobs": found, "error": None})

    def decided(self, view: IntakeView, actions: Sequence[Action]) -> None:
        """One result line."""
        row = view.row
        known = {"intake_id": row.intake_id, "job_id": row.job_id, "state": row.state}
        requests = [_request(item) for item in view.requests]
        words = _words_of(row, self._language)
        _line(_result() | known | {"requests": requests, "words": words, "actions": [*actions]})

    def journal_damaged(self, damage: Damage) -> None:
        """A line of its own, before all others."""
        _line(
            {
                "event": "journal_damaged",
                "code": "S03",
                "percent": damage.percent,
                "intakes": damage.intakes_recovered,
                "intakes_known": damage.intakes_known,
                "kept_as": str(damage.kept_as),
            }
        )

    def reported(self, target: Path, names: Sequence[str]) -> None:
        """One result line."""
        _line(_result() | {"report": str(target), "entries": [*names]})

    def nothing_to_do(self) -> None:
        """An empty result line."""
        _line(_result())

    def failed(self, error: IntakeError) -> None:
        """A result line with nothing but the error."""
        _line(_result() | {"error": self._error(error)})

    def stopped(self, row: IntakeRow) -> None:
        """A result line that says so."""
        error = {"code": "stopped", "message": "stopped", "next": "avatar-intake resume", "detail": row.stage}
        known = {"intake_id": row.intake_id, "job_id": row.job_id, "state": row.state}
        _line(_result() | known | {"error": error})

    def _error(self, error: IntakeError | None) -> dict[str, str] | None:
        if error is None:
            return None
        said = say(error, self._language)
        return {
            "code": error.message_id,
            "message": f"{said.title}. {said.explanation}",
            "next": " / ".join(said.actions),
            "detail": str(error),
        }


class TextPrinter(Silent):
    """Sentences on standard output, errors and progress on standard error."""

    def __init__(self, language: Language) -> None:
        self._language = language

    def stage_changed(self, stage: Stage) -> None:
        """A line of its own."""
        _say(f"• {stage_word(stage, self._language)}", flush=True)

    def checked(self, item: Checked) -> None:
        """The material and each of its findings."""
        _say(f"{item.role}: {item.path}")
        for finding in item.findings:
            self._print_finding(finding)

    def waiting(self, error: IntakeError, seconds: float) -> None:
        """A line of its own."""
        _say(
            f"… {_one_line(say(error, self._language, is_waiting=True))} ({seconds:.0f} s)", file=sys.stderr, flush=True
        )

    def progress(self, progress: Progress) -> None:
        """One line that is written over, on a terminal only."""
        if sys.stderr.isatty():
            share = progress.thousandths / 10
            rate = progress.bytes_per_s / 1e6
            print(f"\r  {share:5.1f} %  {rate:7.1f} MB/s ", end="", file=sys.stderr, flush=True)

    def checked_all(self, reports: Sequence[Report]) -> None:
        """The findings about fields, and the sum of it."""
        for report in reports:
            for finding in report.job_findings:
                self._print_finding(finding)
        self._print_count(sum(len(report.errors) for report in reports))

    def repairing(
        self,
        checked: Sequence[Checked],  # noqa: ARG002 - said already
        plan: RepairPlan,
        asks: Sequence[Offer],
    ) -> None:
        """What will be done, one line each."""
        left = duration_text(plan.estimate_s, self._language)
        _say(printed("repairing", self._language, left=left))
        for remedy in plan.remedies:
            _say(f"  • {remedy_word(remedy, self._language)}", flush=True)
        self._print_asks(asks)

    def _print_asks(self, asks: Sequence[Offer]) -> None:
        """What is done only when it is named."""
        if asks:
            _say(printed("asks", self._language))
        for remedy in dict.fromkeys(offer.remedy for offer in asks):
            _say(f"  ? {remedy_word(remedy, self._language)}: --with {remedy}", flush=True)

    def repair_progress(self, share: float, left_s: float | None) -> None:
        """One line that is written over, on a terminal only."""
        if sys.stderr.isatty():
            left = "" if left_s is None else duration_text(left_s, self._language)
            end = "" if share < 1 else "\n"
            print(f"\r  {share * 100:5.1f} %  {left:<12} ", end=end, file=sys.stderr, flush=True)

    def repaired(self, checked: Checked, file: RepairedFile) -> None:
        """The new file; its findings are said already."""
        _say(f"{file.path}: {size_text(file.size_bytes)}, SHA-256 {file.sha256}")
        self._print_error_count([checked])

    def nothing_to_repair(self, checked: Sequence[Checked], asks: Sequence[Offer]) -> None:
        """Say so."""
        _say(printed("nothing-to-repair-unasked" if asks else "nothing-to-repair", self._language))
        self._print_asks(asks)
        self._print_error_count(checked)

    def repair_stopped(self) -> None:
        """Say so."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
        _say(printed("repair-stopped", self._language), file=sys.stderr)

    def check_stopped(self) -> None:
        """Say so."""
        _say(printed("check-stopped", self._language), file=sys.stderr)

    def result(self, outcome: Outcome) -> None:
        """What was done, and what is left."""
        if sys.stderr.isatty():
            print(file=sys.stderr)
        for finding in outcome.report.job_findings:
            if finding.severity is not Severity.OK:
                self._print_finding(finding)
        for item in outcome.materials:
            _say(f"  {item.role}: {len(item.parts)} × PUT, SHA-256 {item.sha256}")
        for record in outcome.requests:
            _say(f"  {record.at} {record.step} {record.status} {record.request_id}")
        if outcome.job_id:
            _say(f"job_id: {outcome.job_id}")
        if outcome.state:
            _say(f"{shown_word(shown(outcome.state), self._language)} ({outcome.state})")
        if outcome.error is not None:
            self.failed(outcome.error)

    def status(self, rows: Sequence[IntakeRow], error: IntakeError | None, tasks: Tasks) -> None:
        """One line an intake; what is to be done about a rejected one follows."""
        for row in rows:
            _say(f"{row.intake_id}  {_words_of(row, self._language)}  {row.state}  {row.job_id}  {row.name}")
            for task in tasks.get(row.intake_id, ()):
                self._print_task(task)
        if error is not None:
            self.failed(error)

    def board(self, jobs: Sequence[BoardJob]) -> None:
        """One line a job."""
        for job in jobs:
            words = shown_word(job.shown, self._language)
            _say(f"{job.job_id}  {words}  {job.state}  {job.created_at}  {job.batch_name or '-'}  {job.name}")
        if not jobs:
            _say(printed("no-job-elsewhere", self._language))

    def decided(self, view: IntakeView, actions: Sequence[Action]) -> None:
        """How the job stands, and what may be done next."""
        row = view.row
        _say(f"{row.intake_id}  {_words_of(row, self._language)}  {row.state}  {row.job_id}  {row.name}")
        if actions:
            _say("  → " + ", ".join(f"{action_word(it, self._language)} ({it})" for it in actions))

    def journal_damaged(self, damage: Damage) -> None:
        """The sentence, and where the damaged file is."""
        said = tell("S03", {"percent": str(damage.percent)}, self._language)
        _say(f"! {_one_line(said)}", file=sys.stderr)
        _say(f"  [S03 {damage.kept_as}]", file=sys.stderr)

    def reported(self, target: Path, names: Sequence[str]) -> None:
        """Where it is, what is in it, and that it is not sent."""
        _say(f"{target}: {', '.join(names)}")
        _say(printed("reported", self._language))

    def nothing_to_do(self) -> None:
        """Say so."""
        _say(printed("nothing-to-do", self._language))

    def failed(self, error: IntakeError) -> None:
        """The sentence, the next step and the facts for whoever is asked for help."""
        said = say(error, self._language)
        _say(f"✗ {_one_line(said)}", file=sys.stderr)
        if said.actions:
            _say(f"  → {' / '.join(said.actions)}", file=sys.stderr)
        _say(f"  [{error.message_id} {error}]", file=sys.stderr)

    def stopped(self, row: IntakeRow) -> None:
        """Say so, and which job waits."""
        _say(printed("stopped", self._language), stage_word(row.stage, self._language), row.job_id, file=sys.stderr)

    def _print_task(self, task: RedoTask) -> None:
        said = say_task(task, self._language)
        about = "、".join if self._language == "zh" else ", ".join
        who = about([doer_word(task.who, self._language), *(role_word(role, self._language) for role in task.roles)])
        _say(f"  → {_one_line(said)} [{who}]")
        if task.original:
            _say(f"    “{task.original}”")

    def _print_finding(self, finding: Finding) -> None:
        places = f" [{', '.join(map(_place, finding.spans))}]" if finding.spans else ""
        _say(f"  {_MARKS[finding.severity]} {_one_line(say(finding, self._language))}{places}")

    def _print_error_count(self, checked: Sequence[Checked]) -> None:
        self._print_count(sum(line.severity is Severity.ERROR for item in checked for line in item.findings))

    def _print_count(self, count: int) -> None:
        _say(printed("error-count", self._language, count=str(count)))


def _place(span: Span) -> str:
    start, end = clock_text(span.start_s), clock_text(span.end_s)
    return start if start == end else f"{start}–{end}"


def _words_of(row: IntakeRow, language: Language) -> str:
    if row.problem == JobNotFound.message_id:
        return tell(row.problem, {}, language).title
    return shown_word(row.shown, language) if row.shown else stage_word(row.stage, language)


def _task(task: RedoTask, language: Language) -> dict[str, Any]:
    said = say_task(task, language)
    return {
        "cause": task.cause,
        "roles": [*task.roles],
        "fields": [*task.fields],
        "who": task.who,
        "title": said.title,
        "remedy": said.explanation,
        "original": task.original,
    }


def _one_line(said: Said) -> str:
    return f"{said.title} — {said.explanation}" if said.explanation else said.title


def _result() -> dict[str, Any]:
    return {
        "event": "result",
        "intake_id": "",
        "job_id": "",
        "state": "",
        "materials": [],
        "findings": [],
        "requests": [],
        "error": None,
    }


def _offers(asks: Sequence[Offer]) -> list[dict[str, str]]:
    return [{"rule": offer.rule, "remedy": offer.remedy} for offer in asks]


def _stopped(command: str) -> dict[str, str]:
    return {"code": "stopped", "message": "stopped", "next": f"avatar-intake {command}", "detail": ""}


def _of_files(checked: Sequence[Checked]) -> dict[str, Any]:
    materials = [{"role": item.role, "path": item.path} for item in checked]
    findings = [_finding(finding) for item in checked for finding in item.findings]
    return _result() | {"materials": materials, "findings": findings}


def _material(item: StoredMaterial) -> dict[str, Any]:
    parts = [
        {"number": part.number, "size": part.size_bytes, "md5": part.md5, "etag": part.etag, "attempts": part.attempts}
        for part in item.parts
    ]
    size = item.identity.size_bytes
    return {"role": item.role, "path": item.path, "size": size, "sha256": item.sha256, "parts": parts}


def _finding(item: Finding) -> dict[str, Any]:
    values: dict[str, Any] = {
        "role": item.role,
        "rule": item.rule,
        "severity": item.severity,
        "found": item.found,
        "needed": item.needed,
    }
    if item.spans:
        values["spans"] = [[round(span.start_s, 3), round(span.end_s, 3)] for span in item.spans]
    return values


def _request(item: RequestRecord) -> dict[str, Any]:
    return {"step": item.step, "status": item.status, "request_id": item.request_id}


def _line(values: dict[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False)
    harmless = "".join(sign if sign.isprintable() else json.dumps(sign)[1:-1] for sign in text)
    # One write a line: `print` writes the end of a line apart, and another thread's line may come between.
    sys.stdout.write(harmless + "\n")
    sys.stdout.flush()


def _say(*texts: str, file: TextIO | None = None, flush: bool = False) -> None:
    """Print a line of plain signs: a name may hold what moves a terminal's cursor, renames it or turns a line round."""
    line = " ".join(texts)
    print("".join(sign if sign.isprintable() else _INSTEAD for sign in line), file=file, flush=flush)
