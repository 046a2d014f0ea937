"""A desk with a script instead of a service: real values, real threads, no file, no network, no clock."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path, PurePath

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QPointF, QRectF
from PySide6.QtGui import QColor, QImage, QPainter

from avatar_intake.domain.board import BoardPage, BoardQuery, Change
from avatar_intake.domain.decisions import Action, Decision
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice, required_roles
from avatar_intake.domain.media import (
    ArchiveFacts,
    Checked,
    Content,
    Facts,
    Finding,
    LetterFacts,
    MediaFacts,
    PictureFacts,
    Severity,
    Sound,
    Unreadable,
)
from avatar_intake.domain.repair import Offer, Remedy, RepairOrder, RepairPlan
from avatar_intake.domain.review import Shown
from avatar_intake.domain.service import JobDetail, Project, RequestRecord
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.stopping import StopSignal
from avatar_intake.domain.transfer import (
    FileIdentity,
    MaterialProgress,
    PartState,
    Progress,
    StoredMaterial,
    StoredPart,
)
from avatar_intake.domain.verdicts import RedoTask, tasks_of
from avatar_intake.errors import Cancelled, IntakeError
from avatar_intake.flow.desk import Desk
from avatar_intake.flow.model import (
    Account,
    AccountKind,
    ConnectionReport,
    IntakeRow,
    IntakeView,
    KnownAccounts,
    Outcome,
    Report,
    RunListener,
    RunOptions,
    Secret,
)
from avatar_intake.flow.network import Network
from avatar_intake.store.back_ends import SecretPlace
from avatar_intake.store.salvage import Damage
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl

JOB_ID = "26f0655a4b3d4f6d9d2a1c0e5b7a9f31"
PROJECT_ID = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
ACCOUNT = Account(AccountKind.ACCESS_KEY, region="cn-north-4", project_id=PROJECT_ID, user="AKEXAMPLE")
DEADLINE_S = 4_070_908_800.0  # 2099-01-01, so that no test comes near it
PART_BYTES = 8 * 1024**2

_MOVING = (Shown.IN_REVIEW, Shown.TRAINING, Shown.SUSPENDED, Shown.IN_PROGRESS)
SIZES: Mapping[Role, int] = {
    Role.TRAINING_VIDEO: 1_342_177_280,
    Role.ACTION_VIDEO: 268_435_456,
    Role.AUDIO: 52_428_800,
    Role.COVER: 812_345,
    Role.ID_CARD_IMAGE1: 1_934_221,
    Role.ID_CARD_IMAGE2: 1_801_774,
    Role.GRANT_FILE: 402_113,
    Role.PRE_BEAUTY_IMAGE: 702_113,
    Role.POST_BEAUTY_IMAGE: 705_220,
}
SAMPLE_PATHS: Mapping[Role, str] = {
    Role.TRAINING_VIDEO: "/films/sample-presenter.mp4",
    Role.ID_CARD_IMAGE1: "/papers/card-portrait.jpg",
    Role.ID_CARD_IMAGE2: "/papers/card-emblem.jpg",
    Role.GRANT_FILE: "/papers/letter.pdf",
    Role.COVER: "/films/cover.jpg",
}
_FILM = MediaFacts(
    container="mp4", brand="isom", size_bytes=SIZES[Role.TRAINING_VIDEO], is_complete=True, is_fragmented=False,
    is_moov_first=True, width_px=1920, height_px=1080, rotation_deg=0, codec="h264", profile="High", bit_depth=8,
    colour_transfer="bt709", duration_s=307.0, frame_rate=25.0, commonest_step_share=1.0,
    sound=(Sound("aac", 48000, 2, 307.0),),
)  # fmt: skip


def sample_job() -> JobFields:
    """A made-up job that breaks no rule."""
    return JobFields(name="示例讲师 Sample Presenter", contact="13800138000")


def sample_intake(intake_id: str = "k3xample") -> Intake:
    """A made-up intake with everything that is needed."""
    return Intake(intake_id, sample_job(), dict(SAMPLE_PATHS))


def good_facts(role: Role) -> Facts:
    """Facts of a file that is as it should be."""
    if role.is_multipart:
        return _FILM
    if role is Role.GRANT_FILE:
        return LetterFacts("PDF", SIZES[role], 1)
    if role is Role.AUDIO:
        return ArchiveFacts(SIZES[role], ("voice.wav",), 61_000_000)
    return PictureFacts("JPEG", SIZES[role], 1920, 1212)


def good_findings(role: Role) -> tuple[Finding, ...]:
    """The good lines of a file's checklist."""
    if role.is_multipart:
        lines = (
            ("video-container", "MP4", "MP4"),
            ("video-resolution", "1920×1080", "1920×1080 / 1080×1920 / 3840×2160 / 2160×3840"),
            ("video-duration", "5:07", "3:00–10:00"),
            ("video-sound", "AAC", ""),
            ("video-codec", "H.264", "H.264"),
            ("video-frame-rate", "25", "25"),
        )
    elif role is Role.GRANT_FILE:
        lines = (("letter-format", "PDF", "PDF / JPG / PNG"), ("letter-pages", "1", ""))
    elif role is Role.AUDIO:
        lines = (("audio-readable", "ZIP", "ZIP"),)
    else:
        lines = (("picture-format", "JPEG", "JPG / PNG"), ("picture-size", "1920×1212", ""))
    return tuple(Finding(role, rule, Severity.OK, found, needed) for rule, found, needed in lines)


@cache
def drawn_picture(width_px: int, height_px: int, shift_px: int = 0, back: str = "#00b140") -> bytes:
    """A PNG of a drawn figure before a plain background. Safe in any thread."""
    image = QImage(width_px, height_px, QImage.Format.Format_RGB32)
    image.fill(QColor(back))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QColor(0, 0, 0, 0))
    middle = width_px / 2 + shift_px
    unit = height_px / 10
    painter.setBrush(QColor("#2d3a5e"))
    painter.drawRoundedRect(QRectF(middle - 2.6 * unit, 5.6 * unit, 5.2 * unit, 6 * unit), 1.6 * unit, 1.6 * unit)
    painter.setBrush(QColor("#f0c8a4"))
    painter.drawEllipse(QPointF(middle, 3.6 * unit), 1.5 * unit, 1.8 * unit)
    painter.setBrush(QColor("#2b211c"))
    painter.drawPie(QRectF(middle - 1.6 * unit, 1.5 * unit, 3.2 * unit, 3.4 * unit), 0, 180 * 16)
    painter.end()
    return _png(image)


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(data.data())


@dataclass
class Script:
    """What the desk answers. Change it before the call that it is for."""

    account: Account | None = ACCOUNT
    secret_place: SecretPlace = SecretPlace.SECRET_SERVICE
    jobs_in_need: int = 0
    due_count: int = 0
    other_accounts: tuple[Account, ...] = ()
    projects: tuple[Project, ...] = (Project(PROJECT_ID, "cn-north-4"),)
    connection: ConnectionReport = field(default_factory=lambda: ConnectionReport(None, job_count=3))
    findings: dict[Role, tuple[Finding, ...]] = field(default_factory=dict)
    facts: dict[Role, Facts] = field(default_factory=dict)
    contents: dict[Role, Content] = field(default_factory=dict)
    offers: dict[Role, tuple[Offer, ...]] = field(default_factory=dict)
    plan: RepairPlan = field(default_factory=lambda: RepairPlan((), 1_500_000_000, 170.0, ".mp4"))
    repaired: dict[Role, tuple[Finding, ...]] = field(default_factory=dict)  # what the new file's check finds
    job_findings: tuple[Finding, ...] = ()
    run_error: IntakeError | None = None  # how a run ends
    run_error_stage: Stage = Stage.UPLOADING  # where it ends then
    waiting: IntakeError | None = None  # said once while uploading
    wait_s: float = 0.0  # how long that wait takes, if nobody ends it; 0 is until the end
    failures: dict[str, IntakeError] = field(default_factory=dict)  # method: what it raises
    rows: tuple[IntakeRow, ...] = ()
    journal_damage: Damage | None = None
    views: dict[str, IntakeView] = field(default_factory=dict)
    refreshed: tuple[IntakeRow, ...] | None = None  # what the next refresh finds; ``rows`` from then on
    changes: tuple[Change, ...] = ()  # told once
    next_look_s: float | None = None  # overrides what follows from the rows
    actions: dict[str, tuple[Action, ...]] = field(default_factory=dict)
    tasks: dict[str, tuple[RedoTask, ...]] = field(default_factory=dict)  # overrides what a view's detail says
    decided: dict[str, IntakeView] = field(default_factory=dict)  # the view after a decision
    pages: dict[int, BoardPage] = field(default_factory=dict)  # the board, by offset
    jobs: dict[str, JobDetail] = field(default_factory=dict)
    follows_as: str = "followed1"


@dataclass(frozen=True)
class Repaired:
    """What came of a repair."""

    checked: Checked
    remedies: tuple[Remedy, ...]


class ScriptedProgress:
    """Numbers that a test sets."""

    def __init__(self, intake: Intake) -> None:
        self.share = 0.0
        self.asked = 0
        self.bytes_per_s = 6.5 * 1024**2
        self.time_left_s: float | None = None
        self.deadline_left_s: float | None = None
        self._roles = tuple(intake.materials)

    def progress(self) -> Progress:
        """All materials at the same share, the parts of the videos one after the other."""
        self.asked += 1
        return Progress(
            tuple(material_progress(role, self.share) for role in self._roles),
            self.bytes_per_s,
            self.time_left_s,
            self.deadline_left_s,
        )


def material_progress(role: Role, share: float) -> MaterialProgress:
    """One material at ``share`` (0 to 1) of its bytes."""
    total = SIZES[role]
    count = -(-total // PART_BYTES) if role.is_multipart else 1
    stored = int(count * share)
    states = [PartState.STORED] * stored + [PartState.WAITING] * (count - stored)
    for place in range(stored, min(stored + 4, count)):
        if 0 < share < 1:
            states[place] = PartState.SENDING
    bytes_stored = total if stored == count else stored * PART_BYTES
    return MaterialProgress(role, total, bytes_stored, bytes_stored, tuple(states))


def stored_material(role: Role, path: str) -> StoredMaterial:
    """A material that is at the store, with made-up sums."""
    total = SIZES[role]
    count = -(-total // PART_BYTES) if role.is_multipart else 1
    parts = tuple(
        StoredPart(number, min(PART_BYTES, total - (number - 1) * PART_BYTES), f"{number:032x}", f"{number:032x}", 1)
        for number in range(1, count + 1)
    )
    mark = f"{list(Role).index(role) + 10:x}"
    return StoredMaterial(role, path, FileIdentity(total, 1, 1), (mark * 64)[:64], parts)


class FakeDesk(Desk):
    """The desk for tests of windows. ``calls`` lists the calls in order.

    A cleared ``may_finish`` holds a run while it is uploading, a cleared ``may_check`` holds every check; both obey
    a cancel. A cleared ``may_save`` holds every save. A cleared ``may_repair`` holds every repair at ``repair_share``,
    a cleared ``may_look`` every exact picture, a cleared ``may_answer`` every refresh and decision. ``made`` are the
    files that repairs have made.
    """

    def __init__(self, script: Script | None = None) -> None:
        self.script = script or Script()
        self._network = Network(Path("nowhere"), Settings, SessionSecrets())
        self.calls: list[str] = []
        self.swept: list[int | None] = []
        self.drafts: dict[str, Intake] = {}
        self.account_used: Account | None = None
        self.secret_used: Secret | None = None
        self.account_replaced = ""
        self.options_used: RunOptions | None = None
        self.may_finish = threading.Event()
        self.may_finish.set()
        self.may_check = threading.Event()
        self.may_check.set()
        self.may_save = threading.Event()
        self.may_save.set()
        self.may_repair = threading.Event()
        self.may_repair.set()
        self.may_look = threading.Event()
        self.may_look.set()
        self.repair_share = 0.4
        self.orders: list[RepairOrder] = []
        self.made: list[str] = []
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.decisions: list[tuple[str, Decision]] = []
        self.queries: list[BoardQuery] = []
        self.progress_source: ScriptedProgress | None = None
        self._lock = threading.Lock()
        self._ids = 0

    # --- intakes ----------------------------------------------------------------------------------

    @property
    def network(self) -> Network:
        return self._network

    @property
    def journal_damage(self) -> Damage | None:
        return self.script.journal_damage

    def intakes(self) -> tuple[IntakeRow, ...]:
        self._called("intakes")
        return self.script.rows

    def open(self, intake_id: str) -> IntakeView:
        self._called("open")
        if intake_id in self.script.views:
            return self.script.views[intake_id]
        intake = self.drafts.get(intake_id, sample_intake(intake_id))
        return IntakeView(draft_row(intake), intake, (), ())

    def new_draft(self) -> Intake:
        self._called("new_draft")
        self._ids += 1
        return Intake(f"draft{self._ids}", JobFields())

    def sample_draft(self) -> Intake:
        self._called("sample_draft")
        return replace(sample_intake("sample1"), service=ServiceChoice(is_practice=True))

    def save_draft(self, intake: Intake) -> None:
        self._called("save_draft")
        self.may_save.wait(5)
        self.drafts[intake.intake_id] = intake

    def forget_person(self, intake_id: str) -> None:
        self._called(f"forget_person {intake_id}")

    def forget_due(self, days: int | None) -> int:
        self.swept.append(days)
        return self.script.due_count

    def remove(self, intake_id: str, *, delete_job: bool) -> None:
        self._called(f"remove {intake_id} {delete_job}")

    # --- checks -----------------------------------------------------------------------------------

    def check(self, role: Role, path: str, job: JobFields, stop: StopSignal) -> Checked:
        self._called(f"check {role} {PurePath(path).name}")
        while not self.may_check.wait(0.005):
            if stop.is_set():
                self._called(f"check stopped {role}")
                raise Cancelled
        return self._checked(role, path)

    def check_all(self, intake: Intake, listener: RunListener, stop: StopSignal) -> Report:
        self._called("check_all")
        return self._report(intake, listener)

    def filmstrip(self, path: str, count: int, height_px: int) -> tuple[bytes, ...]:
        self._called("filmstrip")
        width = height_px * 16 // 9
        return tuple(drawn_picture(width, height_px, (number % 5 - 2) * height_px // 40) for number in range(count))

    def cover_from(self, path: str, time_s: float, crop_px: tuple[int, int, int, int] | None = None) -> bytes:
        self._called(f"cover_from {time_s:.1f}" + (f" {crop_px}" if crop_px else ""))
        return drawn_picture(640, 360)

    def frame_at(self, path: str, time_s: float, max_px: int) -> bytes:
        self._called(f"frame_at {PurePath(path).name} {time_s:.2f}")
        self.may_look.wait(5)
        return drawn_picture(max_px, max_px * 9 // 16, int(time_s) % 7 * max_px // 90)

    def picture_preview(self, path: str, max_px: int) -> bytes:
        self._called(f"picture_preview {PurePath(path).name}")
        if path.endswith(".pdf"):
            return drawn_picture(max_px * 7 // 10, max_px, back="#f4f1e8")
        return drawn_picture(max_px, max_px * 63 // 100, back="#c9d6ea")

    # --- repairs ----------------------------------------------------------------------------------

    def offers(self, checked: Checked) -> tuple[Offer, ...]:
        self._called(f"offers {checked.role}")
        return () if checked.path in self.made else self.script.offers.get(Role(checked.role), ())

    def repair_plan(self, checked: Checked, remedies: Iterable[Remedy]) -> RepairPlan:
        chosen = tuple(sorted(remedies))
        self._called(f"repair_plan {PurePath(checked.path).name} {' '.join(chosen)}")
        suffix = self.script.plan.suffix if Role(checked.role).is_multipart else ".jpg"
        return replace(self.script.plan, remedies=chosen, suffix=".pdf" if Remedy.JOIN in chosen else suffix)

    def proposed_target(self, path: str, suffix: str, folder: str | None = None) -> str:
        self._called("proposed_target")
        original = PurePath(path)
        return str(PurePath(folder or original.parent) / f"{original.stem}-repaired{suffix}")

    def repair(
        self, order: RepairOrder, job: JobFields, progress: Callable[[float], None], stop: StopSignal
    ) -> Checked:
        self._called(f"repair {PurePath(order.paths[0]).name}")
        self.orders.append(order)
        progress(self.repair_share)
        while not self.may_repair.wait(0.005):
            if stop.is_set():
                self._called("repair stopped")
                raise Cancelled
        self.made.append(order.target)
        findings = self.script.repaired.get(order.role, good_findings(order.role))
        return Checked(order.role, order.target, good_facts(order.role), findings)

    def repair_everything(
        self, order: RepairOrder, job: JobFields, progress: Callable[[float], None], stop: StopSignal
    ) -> Repaired:
        self._called("repair_everything")
        return Repaired(self.repair(order, job, progress, stop), tuple(order.remedies))

    # --- account ----------------------------------------------------------------------------------

    def account(self) -> Account | None:
        self._called("account")
        return self.script.account

    def accounts(self) -> KnownAccounts:
        self._called("accounts")
        used, listed = self.script.account, self.script.other_accounts
        return KnownAccounts(listed if used is None or used in listed else (used, *listed), used)

    def use_account(self, account: Account, secret: Secret | None, replaces: str = "") -> Account:
        self._called("use_account")
        self.account_used, self.secret_used, self.account_replaced = account, secret, replaces
        self.script.account = replace(account, name=account.called)
        return self.script.account

    def choose_account(self, name: str) -> Account:
        self._called(f"choose_account {name}")
        known = self.accounts()
        self.script.other_accounts = known.all
        self.script.account = next(one for one in known.all if one.called == name)
        return self.script.account

    def forget_account(self, name: str = "") -> None:
        left = tuple(one for one in self.accounts().all if one.name != name)
        self.script.other_accounts = left
        if self.script.account not in left:
            self.script.account = left[0] if left else None
        self._called(f"forget_account {name}")

    def count_in_need(self, name: str) -> int:
        self._called(f"count_in_need {name}")
        return self.script.jobs_in_need

    def find_projects(self, account: Account, secret: Secret | None) -> tuple[Project, ...]:
        self._called("find_projects")
        self.account_used, self.secret_used = account, secret
        return self.script.projects

    def lock_account(self) -> None:
        self._called("lock_account")

    def close(self) -> None:
        self.calls.append("close")

    def secret_place(self) -> SecretPlace:
        return self.script.secret_place

    def test_connection(self, account: Account, secret: Secret | None) -> ConnectionReport:
        self._called("test_connection")
        self.account_used, self.secret_used = account, secret
        return self.script.connection

    # --- running ----------------------------------------------------------------------------------

    def run(self, intake: Intake, options: RunOptions, listener: RunListener, control: RunControl) -> Outcome:
        self._called("run")
        self.options_used = options
        report = self._report(intake, listener)
        stored: list[StoredMaterial] = []
        listener.stage_changed(Stage.CREATING)
        listener.request_made(RequestRecord("create", 200, "req-create-1", "2026-11-23T08:00:00Z"))
        listener.stage_changed(Stage.UPLOADING)
        self._upload(intake, listener, control, stored)
        if self.script.run_error is not None:
            stage = self.script.run_error_stage
            return Outcome(intake.intake_id, JOB_ID, "", stage, report, tuple(stored), (), self.script.run_error)
        listener.stage_changed(Stage.STORED)
        listener.stage_changed(Stage.CONFIRMED)
        outcome = Outcome(intake.intake_id, JOB_ID, "WAIT_FILE_UPLOAD", Stage.CONFIRMED, report, tuple(stored))
        if not options.submit_review:
            return outcome
        listener.stage_changed(Stage.SUBMITTING)
        listener.stage_changed(Stage.SUBMITTED)
        return replace(outcome, stage=Stage.SUBMITTED, state="AUTO_VERIFYING")

    def submit_review(self, intake_id: str, listener: RunListener, control: RunControl) -> Outcome:
        self._called("submit_review")
        listener.stage_changed(Stage.SUBMITTING)
        if self.script.run_error is not None:
            stage = Stage.CONFIRMED
            return Outcome(intake_id, JOB_ID, "", stage, Report((), ()), error=self.script.run_error)
        listener.stage_changed(Stage.SUBMITTED)
        return Outcome(intake_id, JOB_ID, "AUTO_VERIFYING", Stage.SUBMITTED, Report((), ()))

    def refresh(self, *, is_whole: bool = False, due_only: bool = False) -> tuple[IntakeRow, ...]:
        self._called("refresh whole" if is_whole else "refresh")
        self.may_answer.wait(5)
        if self.script.refreshed is not None:
            self.script.rows, self.script.refreshed = self.script.refreshed, None
        return self.script.rows

    # --- after the upload -------------------------------------------------------------------------

    def changes(self) -> tuple[Change, ...]:
        told, self.script.changes = self.script.changes, ()
        return told

    def next_look_s(self) -> float | None:
        if self.script.next_look_s is not None:
            return self.script.next_look_s
        followed = [row for row in self.script.rows if row.stage is Stage.SUBMITTED and row.shown in _MOVING]
        if not followed:
            return None
        if not any(call.startswith("refresh") for call in self.calls):
            return 0.0
        return 2.0 if all(row.is_practice for row in followed) else 120.0

    def actions(self, intake_id: str) -> tuple[Action, ...]:
        return self.script.actions.get(intake_id, ())

    def tasks(self, intake_id: str) -> tuple[RedoTask, ...]:
        self._called(f"tasks {intake_id}")
        if intake_id in self.script.tasks:
            return self.script.tasks[intake_id]
        view = self.script.views.get(intake_id)
        return tasks_of(view.detail) if view is not None and view.detail is not None else ()

    def decide(self, intake_id: str, decision: Decision, control: RunControl) -> IntakeView:
        self.decisions.append((intake_id, decision))
        self._called(f"decide {intake_id} {decision.action}")
        while not self.may_answer.wait(0.005):
            control.check()
        view = self.script.decided.get(intake_id, self.script.views.get(intake_id))
        assert view is not None
        self.script.views[intake_id] = view
        self.script.rows = tuple(view.row if row.intake_id == intake_id else row for row in self.script.rows)
        return view

    def download(self, intake_id: str, role: Role, target: str, control: RunControl) -> int:
        self._called(f"download {intake_id} {role} {PurePath(target).name}")
        return SIZES[role]

    def board(self, query: BoardQuery) -> BoardPage:
        self.queries.append(query)
        self._called("board")
        return self.script.pages.get(query.offset, BoardPage((), 0))

    def job(self, job_id: str) -> JobDetail:
        self._called(f"job {job_id}")
        return self.script.jobs[job_id]

    def follow(self, job_id: str) -> str:
        self._called(f"follow {job_id}")
        return self.script.follows_as

    # --- inside -----------------------------------------------------------------------------------

    def _called(self, what: str) -> None:
        with self._lock:
            self.calls.append(what)
        failure = self.script.failures.get(what.split(maxsplit=1)[0])
        if failure is not None:
            raise failure

    def _checked(self, role: Role, path: str) -> Checked:
        findings = self.script.findings.get(role, good_findings(role))
        if path in self.made:
            return Checked(role, path, good_facts(role), self.script.repaired.get(role, good_findings(role)))
        facts = self.script.facts.get(role, good_facts(role))
        return Checked(role, path, facts, findings, self.script.contents.get(role))

    def _report(self, intake: Intake, listener: RunListener) -> Report:
        items = []
        for role in intake.materials:
            item = self._checked(role, intake.materials[role])
            listener.checked(item)
            items.append(item)
        for role in required_roles(intake.job, na_account=intake.service.na_account):
            if role not in intake.materials:
                missing = (Finding(role, "role-missing", Severity.ERROR),)
                items.append(Checked(role, "", Unreadable("missing"), missing))
        return Report(tuple(items), self.script.job_findings)

    def _upload(self, intake: Intake, listener: RunListener, control: RunControl, stored: list[StoredMaterial]) -> None:
        source = ScriptedProgress(intake)
        self.progress_source = source
        control.watch(source)
        if self.script.waiting is not None:
            listener.waiting(self.script.waiting, 20.0)
        if self.script.wait_s:
            control.sleep(self.script.wait_s)
            self._called("wait over")
            listener.going_on()
        while not self.may_finish.wait(0.005):
            control.check()
        if self.script.waiting is not None and not self.script.wait_s:
            listener.going_on()
        for role, path in intake.materials.items():
            control.check()
            material = stored_material(role, path)
            stored.append(material)
            listener.material_stored(material)
        source.share = 1.0


def draft_row(intake: Intake) -> IntakeRow:
    """The list's line of a draft."""
    total = sum(SIZES[role] for role in intake.materials)
    return IntakeRow(
        intake_id=intake.intake_id, name=intake.job.name, batch_name=intake.job.batch_name or "", stage=Stage.DRAFT,
        state="", shown=None, job_id="", total_bytes=total, stored_bytes=0, created_at="2026-11-23T08:00:00Z",
        changed_at="2026-11-23T08:00:00Z", is_practice=intake.service.is_practice, deadline=DEADLINE_S,
    )  # fmt: skip
