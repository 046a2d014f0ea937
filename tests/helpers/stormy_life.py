"""The life of one intake: runs, what goes wrong in each, what somebody does between them; and the rules that hold.

`live` plays a life to its end: after the last scripted run the weather is calm, the clock and the files are put right,
and the intake has to reach its submission within a few runs more. What was seen broken stands in ``Witness.broken``.
"""

from __future__ import annotations

import os
import random
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from pathlib import Path

from small_desk import ACCESS, FusedJournal, PowerCut
from small_studio import Job, KindChecker, PassingClock
from source_watch import SourceWatch
from stormy_studio import (
    EXPIRY_MARGIN_S,
    LIST_COMMANDS,
    SIGNATURE,
    Address,
    Call,
    Listed,
    Nature,
    Put,
    StoreSession,
    StormyStudio,
)

from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import OperationLog
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AlreadyRunning,
    Cancelled,
    IntakeError,
    LocalStorageFailed,
    ReviewRejected,
    StorageFault,
)
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.run import Line, SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.transfer.control import RunControl, _Branch
from avatar_intake.transfer.crew import SerialCrew
from avatar_intake.transfer.sender import HttpPartSender

VIDEO, ACTION, LETTER = Role.TRAINING_VIDEO, Role.ACTION_VIDEO, Role.GRANT_FILE
ID1, ID2, COVER = Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.COVER
A_WHILE = 12  # boundaries
PART_BYTES = 100 * 1024
NAME, PHONE, ID_FILE = "PERSON-NAME", "13800138000", "ID-OF-THE-PERSON"
SECRETS = (ACCESS.credentials.sk, SIGNATURE)  # type: ignore[union-attr]
PERSONAL = (NAME, PHONE, ID_FILE)
HOUR_S = 3600.0
MOST_STEPS = 4000
CALM_RUNS = 4
STEPS_TO_STOP = 8  # what was begun is ended and written down, and nothing else is begun
BEFORE_THE_LIST = 4  # boundaries between the look at the files and the list of what is stored of them


class What(Enum):
    """What may happen, at a boundary of a run or between two runs."""

    POWER_CUT = auto()
    CANCEL = auto()
    PAUSE = auto()
    DISK_FULL = auto()  # for a while
    DISK_HICCUP = auto()  # for one write
    SECOND_RUN = auto()
    JOB_DELETED = auto()
    JOB_REOPENED = auto()  # by somebody else, who got new addresses
    JOB_SUBMITTED = auto()  # by somebody else
    PART_SPOILT = auto()  # by the store, after it was acknowledged
    REJECTED = auto()
    HOUR_PASSES = auto()
    DAY_PASSES = auto()
    CLOCK_AHEAD = auto()
    CLOCK_BACK = auto()
    VIDEO_TOUCHED = auto()
    VIDEO_CHANGED = auto()
    VIDEO_GROWN = auto()
    VIDEO_TRUNCATED = auto()
    VIDEO_GONE = auto()  # with its drive, for a while
    LETTER_TOUCHED = auto()
    LETTER_CHANGED = auto()
    ID_CHANGED = auto()
    # between runs only
    VIDEO_MOVED = auto()
    COVER_ADDED = auto()
    COVER_TAKEN_AWAY = auto()
    CONTACT_CHANGED = auto()


OF_THE_INTAKE = frozenset({What.VIDEO_MOVED, What.COVER_ADDED, What.COVER_TAKEN_AWAY, What.CONTACT_CHANGED})
OF_A_RUN = frozenset({What.POWER_CUT, What.CANCEL, What.PAUSE, What.DISK_FULL, What.DISK_HICCUP, What.SECOND_RUN})


@dataclass(frozen=True)
class Stretch:
    """One run, and what comes before it. ``happens`` is by the number of the boundary."""

    before: tuple[What, ...] = ()
    happens: Mapping[int, What] = field(default_factory=dict)
    calls: Mapping[str, tuple[Call, ...]] = field(default_factory=dict)
    puts: Mapping[tuple[Role, int], tuple[Put, ...]] = field(default_factory=dict)
    lists: tuple[Listed, ...] = ()
    is_rejected: bool = False
    submits: bool = True
    patience_s: float | None = None
    renews: bool = False


@dataclass(frozen=True)
class Life:
    """What the service is like, and what happens."""

    stretches: tuple[Stretch, ...]
    nature: Nature = field(default_factory=Nature)


class ImpatientControl(RunControl):
    """A control whose pause is ended by whoever waits for its end: a pause, and no thread that has to end it."""

    def branch(self) -> RunControl:
        return _ImpatientBranch(self._wishes, self._limb)

    def wait_while_paused(self) -> None:
        self.resume()
        super().wait_while_paused()


class _ImpatientBranch(_Branch):
    def wait_while_paused(self) -> None:
        self.resume()
        super().wait_while_paused()


class WorldClock(PassingClock):
    """``now_s`` is the true time; the wall clock of this computer may be off by ``skew_s``."""

    def __init__(self) -> None:
        super().__init__()
        self.skew_s = 0.0
        self.on_sleep: Callable[[str], None] = lambda _step: None

    def true_s(self) -> float:
        return self.now_s

    def epoch_s(self) -> float:
        return self.now_s + self.skew_s

    def sleep(self, control: RunControl, seconds: float) -> None:
        super().sleep(control, seconds)
        self.on_sleep("sleep")
        control.check()


class ProgressRule:
    """I7: what is stored stays stored, nothing is more than all, and no more is lost than the part being sent."""

    def __init__(self, note: Callable[[str], None]) -> None:
        self._note = note
        self._upload: object = None
        self._stored: dict[Role, int] = {}
        self._moved = 0

    def look(self, control: RunControl) -> None:
        progress = control.progress()
        if progress is None:
            return
        if control._source is not self._upload:  # a fresh job in the same run begins anew
            self._upload, self._stored, self._moved = control._source, {}, 0
        for item in progress.materials:
            if item.stored_bytes + item.sent_bytes > item.total_bytes:
                self._note("I7: more than 100 %")
            if item.stored_bytes < self._stored.get(item.role, 0):
                self._note("I7: what was stored is not stored any more")
            self._stored[item.role] = item.stored_bytes
        moved = sum(item.stored_bytes + item.sent_bytes for item in progress.materials)
        if moved < self._moved - 2 * PART_BYTES or progress.thousandths > 1000:
            self._note("I7: went back by more than one part")
        self._moved = moved


@dataclass
class Version:
    """What a file held, and from which boundary to which."""

    content: bytes
    ended_at: int | None = None


class Witness(Silent):
    """Hears of waits, and keeps whatever was told."""

    def __init__(self) -> None:
        self.broken: list[str] = []
        self.errors: list[IntakeError] = []
        self.texts: list[str] = []

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self.errors.append(error)

    def hear_outcome(self, outcome: Outcome) -> None:
        self.texts.append(repr(outcome))
        if outcome.error is not None:
            self.errors.append(outcome.error)

    def look_for_secrets(self) -> None:
        """I8: no secret in anything, nothing personal in an error but the name of the file that it is about."""
        for error in self.errors:
            text = "".join(traceback.format_exception(error)) + repr(error) + str(error.facts())
            self.texts.append(text)
            for name in _files_named(error):
                text = text.replace(name, "")
            self.broken += [f"I8: {word} in {type(error).__name__}" for word in PERSONAL if word in text]
        self.broken += ["I8: a secret was told" for text in self.texts for word in SECRETS if word in text]
        self.errors, self.texts = [], []


def _files_named(error: BaseException | None) -> Iterator[str]:
    """An error may name the file that it is about, and so may the one before it."""
    while error is not None:
        if isinstance(error, IntakeError) and "name" in error.facts():
            yield error.facts()["name"]
        error = error.__context__


class StormyDesk:
    """One data folder, one studio, one intake."""

    def __init__(self, folder: Path, nature: Nature) -> None:
        self.folder, self.clock, self.witness = folder, WorldClock(), Witness()
        self.studio = StormyStudio(nature, self.clock.true_s)
        self.journal = FusedJournal(folder / "intakes.sqlite3")
        self.step = 0  # boundaries since the beginning
        self.versions: dict[str, list[Version]] = {}
        self._mtime_s = 1_700_000_000
        self.progress = ProgressRule(self.witness.broken.append)
        self.control: RunControl = ImpatientControl()
        self._happens: dict[int, What] = {}
        self._first_step = 0
        self._full_until = self._away_until = -1
        self._away: list[Path] = []
        self._jumped_at = -100
        self._cancelled_at: int | None = None  # in this run
        self._is_busy = False
        self._compared_at, self._last_call = 0, ""
        materials = {
            VIDEO: self._write("video.mp4", 3 * PART_BYTES + 7),
            ID1: self._write(f"{ID_FILE}-front.jpg", 500),
            ID2: self._write(f"{ID_FILE}-back.jpg", 600),
            LETTER: self._write("letter.pdf", 700),
        }
        if nature.with_action:
            materials[ACTION] = self._write("action.mp4", 2 * PART_BYTES + 9)
        job = JobFields(name=NAME, contact=PHONE, video_multipart_count=3, action_video_multipart_count=2)
        if not nature.with_action:
            job = replace(job, action_video_multipart_count=None)
        self.intake = Intake("abc123", job, materials)
        self.studio.tag = self.intake.tag
        self.studio.on_call, self.studio.on_done, self.clock.on_sleep = self._called, self.boundary, self.boundary
        self.studio.on_put = self._look_at_put
        self.studio.on_confirm, self.studio.on_submit = self._look_at_confirm, self._look_at_submission
        self.journal.fuse = self.boundary  # type: ignore[assignment]

    # --- files ------------------------------------------------------------------------------------

    def _write(self, name: str, size_bytes: int) -> str:
        path = self.folder / name
        content = random.Random(f"{name} {self._mtime_s}").randbytes(size_bytes)
        path.write_bytes(content)
        self._stamp(path)
        past = self.versions.setdefault(str(path), [])
        if past and past[-1].ended_at is None:
            past[-1].ended_at = self.step
        past.append(Version(content))
        return str(path)

    def _stamp(self, path: Path) -> None:
        self._mtime_s += 2
        os.utime(path, (self._mtime_s, self._mtime_s))
        SourceWatch.expect(path)

    def _size(self, role: Role) -> int:
        return len(self.versions[self.intake.materials[role]][-1].content)

    def _rewrite(self, role: Role, more_bytes: int = 0) -> None:
        self._write(Path(self.intake.materials[role]).name, max(1, self._size(role) + more_bytes))

    def _bring_back(self) -> None:
        while self._away:
            path = self._away.pop()
            path.with_suffix(".away").rename(path)
            SourceWatch.expect(path)

    def _may_be_stored(self, role: Role) -> list[bytes]:
        """What the file has held since it was last compared; a change after that is not seen by anybody."""
        past = self.versions[self.intake.materials[role]]
        return [it.content for it in past if it.ended_at is None or it.ended_at >= self._compared_at]

    def _called(self, kind: str) -> None:
        """Files are compared after the first look at the job, and before the last lists of what is stored."""
        is_list = kind in LIST_COMMANDS
        if (is_list and self._last_call not in LIST_COMMANDS) or (kind == "show" and not self._last_call):
            self._compared_at = self.step - BEFORE_THE_LIST
        self._last_call = kind
        self.boundary(kind)

    # --- the rules --------------------------------------------------------------------------------

    def _note(self, rule: str) -> None:
        self.witness.broken.append(rule)

    def _look_at_put(self, address: Address) -> None:
        if self._jumped_at < self.step - 4 and self.clock.epoch_s() >= address.expires_s - EXPIRY_MARGIN_S:
            self._note("I4: a PUT after the end of its address")
        if address.number in self.journal.stored_parts(self.intake.intake_id, address.role):
            self._note(f"I2: {address.role} {address.number} was sent again after it was written down as stored")
        if self._cancelled_at is not None and self._cancelled_at < self.step - 1:
            self._note("I10: a PUT after a cancel")

    def _look_at_confirm(self, job: Job, role: Role) -> None:
        plan = {item.role: item for item in self.journal.plan(self.intake.intake_id)}
        if plan[role].is_proven and self.studio.content(job, role) not in self._may_be_stored(role):
            self._note(f"I1: {role} was confirmed and is not what the file holds")

    def _look_at_submission(self, job: Job) -> None:
        plan = {item.role: item for item in self.journal.plan(self.intake.intake_id)}
        for role, item in plan.items():
            is_as_promised = item.is_proven and (self.studio.update_keeps_materials or not item.is_submitted)
            if is_as_promised and self.studio.content(job, role) not in self._may_be_stored(role):
                self._note(f"I1: {role} was submitted and is not what the file holds")

    # --- boundaries -------------------------------------------------------------------------------

    def boundary(self, kind: str = "") -> None:
        """Called wherever the power may be cut."""
        if threading.current_thread().name == "hash" or self._is_busy:
            return
        self._wait_for_hashes()
        self.step += 1
        if self.step > MOST_STEPS:
            raise AssertionError("the run never ends")
        self.progress.look(self.control)
        what = self._happens.pop(self.step - self._first_step, None)
        if what is not None:
            self.happen(what)
        if self.step > self._away_until:
            self._bring_back()
        if self.step <= self._full_until and kind in ("", "commit"):
            raise LocalStorageFailed(reason="database or disk is full", kind=StorageFault.FULL)

    def _wait_for_hashes(self) -> None:
        """They are made beside the run. A life is the same each time only if they are there before anything happens."""
        if not self.journal._lock._is_owned():
            for thread in threading.enumerate():
                if thread.name == "hash":
                    thread.join()

    def happen(self, what: What) -> None:
        """See `What`."""
        if what in OF_A_RUN:
            self._happen_to_run(what)
        elif what in _TIMES:
            self._jumped_at = self.step
            passes_s, skew_s = _TIMES[what]
            self.clock.now_s += passes_s
            self.clock.skew_s += skew_s
        elif what in _FILES:
            self._change_file(what)
        elif what in OF_THE_INTAKE:
            self._change_intake(what)
        elif what is What.PART_SPOILT:
            self._spoil()
        else:
            self._somebody_acts(what)

    def _happen_to_run(self, what: What) -> None:
        if what is What.POWER_CUT:
            raise PowerCut
        if what is What.CANCEL:
            self._cancelled_at = self.step
            self.control.cancel()
        elif what is What.PAUSE:
            self.control.pause()
        elif what is What.DISK_FULL:
            self._full_until = self.step + A_WHILE
        elif what is What.DISK_HICCUP:
            self._full_until = self.step
        else:
            self._run_beside()

    def _change_file(self, what: What) -> None:
        role, how = _FILES[what]
        path = Path(self.intake.materials[role])
        if not path.exists():
            return
        if how == "gone":
            SourceWatch.forget(path)
            path.rename(path.with_suffix(".away"))
            self._away.append(path)
            self._away_until = self.step + A_WHILE
        elif how == "touched":
            self._stamp(path)
        else:
            self._rewrite(role, {"changed": 0, "grown": 5000, "truncated": -PART_BYTES}[how])

    def _change_intake(self, what: What) -> None:
        materials = dict(self.intake.materials)
        if what is What.VIDEO_MOVED:
            old, new = Path(materials[VIDEO]), self.folder / f"moved{self._mtime_s}.mp4"
            if old.exists():
                SourceWatch.forget(old)
                old.rename(new)
                SourceWatch.expect(new)
                self.versions[str(new)] = self.versions.pop(str(old))
                materials[VIDEO] = str(new)
        elif what is What.COVER_ADDED:
            materials[COVER] = self._write("cover.jpg", 800)
        elif what is What.COVER_TAKEN_AWAY:
            materials.pop(COVER, None)
        else:
            contact = f"{PHONE[:-2]}{self._mtime_s % 100:02}"
            self.intake = replace(self.intake, job=replace(self.intake.job, contact=contact))
        self.intake = replace(self.intake, materials=materials)

    def _somebody_acts(self, what: What) -> None:
        for job in self.studio.live_jobs():
            if what is What.JOB_DELETED:
                del self.studio.jobs[job.job_id]
            elif what is What.REJECTED and job.state == "AUTO_VERIFYING":
                self.reject(job)
            elif what is What.JOB_REOPENED and job.state == "WAIT_FILE_UPLOAD":
                job.round, job.used = job.round + 1, set()
            elif what is What.JOB_SUBMITTED and job.is_confirmed and job.state == "WAIT_FILE_UPLOAD":
                self.studio.others_acted = True
                job.state, job.is_open = "AUTO_VERIFYING", False

    def _spoil(self) -> None:
        """Before the last list of what is stored: what the store does after that is seen by nobody."""
        if self._last_call in LIST_COMMANDS:
            return
        record = self.journal.record(self.intake.intake_id)
        job = self.studio.jobs.get(record.job_id) if record and record.stage is Stage.UPLOADING else None
        numbers = [number for role, number in job.stored if role is VIDEO] if job else []
        if job and numbers:
            self.studio.spoil(job, VIDEO, max(numbers))

    def reject(self, job: Job) -> str:
        job.state = "AUTO_VERIFY_FAILED"
        at = f"2026-11-23T{len(job.logs):02}:00:00Z"
        job.logs = (*job.logs, OperationLog(at, "SYSTEM_VERIFY_FAILED", "blurred", "SYSTEM", "44005901"))
        return job.state

    def _run_beside(self) -> None:
        before = len(self.studio.calls)
        self._is_busy = True
        try:
            outcome = self._submission(RunControl(), RunOptions(workers=1), Silent()).run()
        finally:
            self._is_busy = False
        if not isinstance(outcome.error, AlreadyRunning) or len(self.studio.calls) != before:
            self._note("I5: a second run of the same intake went on")

    # --- runs -------------------------------------------------------------------------------------

    def go(self, stretch: Stretch) -> Outcome | BaseException:
        """One run with all that happens in it."""
        self._begin(stretch)
        for what in stretch.before:
            self.happen(what)
        options = RunOptions(
            submit_review=stretch.submits, patience_s=stretch.patience_s, workers=1, renews_expired=stretch.renews
        )
        end: Outcome | BaseException
        try:
            end = self._submission(self.control, options, self.witness).run()
            self.witness.hear_outcome(end)
        except Cancelled as cancelled:
            end = cancelled
        except PowerCut as cut:
            end = cut
        except LocalStorageFailed as failed:  # even what happened could not be read
            end = failed
        self._after(end)
        return end

    def _begin(self, stretch: Stretch) -> None:
        self._first_step, self._cancelled_at, self._last_call = self.step, None, ""
        self._happens = dict(stretch.happens)
        self.progress = ProgressRule(self._note)
        self.control = ImpatientControl()
        self.studio.calm()
        for step, calls in stretch.calls.items():
            self.studio.will_call(step, *calls)
        self.studio.put_script = {key: deque(ends) for key, ends in stretch.puts.items()}
        self.studio.lists = deque(stretch.lists)
        self.studio.verdict = self.reject if stretch.is_rejected else lambda _job: "AUTO_VERIFYING"

    def _after(self, end: Outcome | BaseException) -> None:
        if self._cancelled_at is not None and self.step - self._cancelled_at > STEPS_TO_STOP:
            self._note(f"I10: {self.step - self._cancelled_at} steps after a cancel")
        self._full_until, self._happens = -1, {}
        self._bring_back()
        self.witness.broken += SourceWatch.changes(self.intake.materials.values())
        self.witness.look_for_secrets()
        self.witness.broken += self.studio.broken_rules
        self.studio.broken_rules = []
        if len(self.studio.live_jobs()) > 1:
            self._note("I5: two live jobs")
        if max(self.studio.submissions.values(), default=0) > 1:
            self._note("I5: two submissions")
        if isinstance(end, PowerCut):
            self.journal.fuse = self.boundary  # type: ignore[assignment]
            self.journal.close()
            self.journal = FusedJournal(self.folder / "intakes.sqlite3")
            self.journal.fuse = self.boundary  # type: ignore[assignment]

    def _submission(self, control: RunControl, options: RunOptions, listener: Silent) -> Submission:
        session = StoreSession(self.studio)
        line = Line(self.studio, HttpPartSender(session, self.clock), session, new_crew=SerialCrew)  # type: ignore[arg-type]
        tools = SubmitTools(self.journal, self.folder / "leases", KindChecker(), self.clock, lambda *_: line)
        return Submission(self.intake, lambda: ACCESS, tools, options, Watch(listener, control))


_FILES = {
    What.VIDEO_TOUCHED: (VIDEO, "touched"),
    What.VIDEO_CHANGED: (VIDEO, "changed"),
    What.VIDEO_GROWN: (VIDEO, "grown"),
    What.VIDEO_TRUNCATED: (VIDEO, "truncated"),
    What.VIDEO_GONE: (VIDEO, "gone"),
    What.LETTER_TOUCHED: (LETTER, "touched"),
    What.LETTER_CHANGED: (LETTER, "changed"),
    What.ID_CHANGED: (ID1, "changed"),
}
# How much time passes, and by how much the wall clock jumps besides.
_TIMES = {
    What.HOUR_PASSES: (HOUR_S, 0.0),
    What.DAY_PASSES: (25 * HOUR_S, 0.0),
    What.CLOCK_AHEAD: (0.0, 2 * HOUR_S),
    What.CLOCK_BACK: (0.0, -2 * HOUR_S),
}


@dataclass
class End:
    """How a life ended."""

    broken: list[str]
    outcome: Outcome | BaseException
    calm_runs: int


def live(folder: Path, life: Life) -> End:
    """Play a life, and bring it to its submission."""
    desk = StormyDesk(folder, life.nature)
    try:
        for stretch in life.stretches:
            desk.go(stretch)
        desk.clock.skew_s = 0.0
        calm_runs = 0
        while calm_runs < CALM_RUNS:
            calm_runs += 1
            end = desk.go(Stretch(renews=True))
            if isinstance(end, Outcome) and isinstance(end.error, ReviewRejected):
                desk.happen(What.VIDEO_CHANGED)
            elif isinstance(end, Outcome) and end.error is None:
                break
        broken = desk.witness.broken + _unfinished(desk, end)
        return End(broken, end, calm_runs)
    finally:
        with suppress(LocalStorageFailed):
            desk.journal.close()
        SourceWatch.forget_all()


def _unfinished(desk: StormyDesk, end: Outcome | BaseException) -> list[str]:
    """I6: the intake is submitted in one live job."""
    if not isinstance(end, Outcome) or end.error is not None or end.stage is not Stage.SUBMITTED:
        return [f"I6: {end.error if isinstance(end, Outcome) else end!r}"]
    jobs = desk.studio.live_jobs()
    if [job.job_id for job in jobs] != [end.job_id] or jobs[0].state != "AUTO_VERIFYING":
        return [f"I6: {[(job.job_id, job.state) for job in jobs]}"]
    return []
