"""Made-up intakes for tests and pictures of the desk: one in every standing. No Qt, no file, no clock."""

from __future__ import annotations

import itertools
from dataclasses import replace

from fake_desk import DEADLINE_S, JOB_ID, SAMPLE_PATHS, Script, draft_row, sample_intake, stored_material

from avatar_intake.domain.board import BoardJob, Change
from avatar_intake.domain.intake import Role
from avatar_intake.domain.review import Shown
from avatar_intake.domain.service import JobDetail, JobSummary, OperationLog, RequestRecord, SecretUrl
from avatar_intake.domain.stage import Stage
from avatar_intake.flow.model import IntakeRow, IntakeView

REQUESTS = (
    RequestRecord("create", 200, "7c1b1f3c4a94bd7a3e0c1a9d5", "2026-11-20T08:00:00Z"),
    RequestRecord("parts", 200, "88d2e0a17b6c4f3e9d210c4b7", "2026-11-20T08:21:00Z"),
    RequestRecord("confirm", 503, "9a4f6b2c8d1e4a7fb35c92e01", "2026-11-20T08:21:30Z", "APIGW.0308"),
    RequestRecord("confirm", 200, "a0b3c5d7e9f14263847596a8b", "2026-11-20T08:21:40Z"),
    RequestRecord("submit", 200, "b9d8c7e6f5a4433221100ffee", "2026-11-20T08:22:00Z"),
)


# After the service's check of person and ID both pictures are gone.
HELD = {role: SecretUrl("https://store.example/made-up") for role in (Role.TRAINING_VIDEO, Role.COVER, Role.GRANT_FILE)}


def row(intake_id: str = "k3xample", stage: Stage = Stage.DRAFT, shown: Shown | None = None) -> IntakeRow:
    """One intake of the sample person; a submitted one has a job."""
    empty = replace(draft_row(sample_intake(intake_id)), stage=stage, shown=shown, deadline=None)
    if stage in (Stage.DRAFT, Stage.CANCELLED):
        return empty
    is_whole = stage is not Stage.UPLOADING
    stored = empty.total_bytes if is_whole else empty.total_bytes * 3 // 5
    return replace(empty, job_id=JOB_ID, stored_bytes=stored, deadline=DEADLINE_S)


def full_list() -> tuple[IntakeRow, ...]:
    """A studio's day: something in every standing."""
    submitted = Stage.SUBMITTED
    rows = (
        replace(row("s1", Stage.UPLOADING), name="Anna Sample", is_running=True),
        replace(row("s2", Stage.UPLOADING), name="Ben Example"),
        replace(row("s3"), name="陈样本"),
        replace(row("s4", Stage.CONFIRMED), name="王示例"),
        replace(row("s5", submitted, Shown.IN_REVIEW), name="Carla Demo"),
        replace(row("s6", submitted, Shown.REJECTED), name="李模拟"),
        replace(row("s7", submitted, Shown.TRAINING), name="Dan Muster"),
        replace(row("s8", submitted, Shown.DONE), name="Eva Probe"),
    )
    batches = ("秋季 Autumn", "秋季 Autumn", "", "秋季 Autumn", "S-2026-11", "S-2026-11", "S-2026-11", "")
    return tuple(replace(item, batch_name=batch) for item, batch in zip(rows, batches, strict=True))


def rejected_view(item: IntakeRow) -> IntakeView:
    """A submitted intake's page after a review that said no."""
    log = OperationLog("2026-11-21T02:10:00Z", "ADMIN_VERIFY_FAILED", "人证不匹配，请更换证件照片", "reviewer")
    detail = JobDetail(JobSummary(JOB_ID, item.name, "MANUAL_VERIFY_FAILED"), operation_logs=(log,))
    materials = tuple(stored_material(role, path) for role, path in SAMPLE_PATHS.items())
    return IntakeView(item, sample_intake(item.intake_id), materials, REQUESTS, detail)


def wrong_size_view(item: IntakeRow) -> IntakeView:
    """A submitted intake's page after the service's own check has found a wrong picture size and more."""
    words = "视频分辨率不符合要求；背景绿幕打光不均，请重拍"
    log = OperationLog("2026-11-21T02:10:00Z", "SYSTEM_VERIFY_FAILED", words, "SYSTEM", "44005901")
    detail = JobDetail(JobSummary(JOB_ID, item.name, "AUTO_VERIFY_FAILED"), operation_logs=(log,), downloads=HELD)
    materials = tuple(stored_material(role, path) for role, path in SAMPLE_PATHS.items())
    changes = history(item.intake_id, "WAIT_FILE_UPLOAD", "AUTO_VERIFYING", "AUTO_VERIFY_FAILED")
    return IntakeView(item, sample_intake(item.intake_id), materials, REQUESTS, detail, changes)


def history(intake_id: str, *states: str) -> tuple[Change, ...]:
    """A job that went through these states, an hour each."""
    pairs = itertools.pairwise(states)
    return tuple(
        Change(intake_id, before, after, f"2026-11-21T{hour + 1:02d}:10:00Z", f"5e1f0a9c{hour:02d}7b4d2c8e3f6a10")
        for hour, (before, after) in enumerate(pairs)
    )


def your_turn_view(item: IntakeRow) -> IntakeView:
    """A finished result that waits for the verdict of an account on the NA list."""
    summary = JobSummary(JOB_ID, item.name, "WAIT_USER_CONFIRM", "2026-11-19T02:00:00Z", "2026-11-24T03:00:00Z")
    detail = JobDetail(summary, asset_id="a5", downloads=HELD)
    materials = tuple(stored_material(role, path) for role, path in SAMPLE_PATHS.items())
    changes = history(item.intake_id, "AUTO_VERIFYING", "MANUAL_VERIFY_SUCCESS", "TRAINING", "WAIT_USER_CONFIRM")
    return IntakeView(item, sample_intake(item.intake_id), materials, REQUESTS, detail, changes)


def board_jobs(count: int) -> tuple[BoardJob, ...]:
    """Jobs of a studio: made here, followed here, made elsewhere, in all states that a person sees."""
    states = (
        ("AUTO_VERIFYING", Shown.IN_REVIEW), ("TRAINING", Shown.TRAINING), ("MANUAL_VERIFY_FAILED", Shown.REJECTED),
        ("JOB_SUCCESS", Shown.DONE), ("WAIT_USER_CONFIRM", Shown.YOUR_TURN), ("WAIT_FILE_UPLOAD", Shown.TO_SUBMIT),
    )  # fmt: skip
    names = ("Fay Template", "林样例", "Gus Placeholder", "周演示", "Hal Mock", "")
    return tuple(
        BoardJob(
            job_id=f"b{number:031x}", name=names[number % 6], batch_name=("S-2026-11", "", "秋季 Autumn")[number % 3],
            tags=(("studio-b",), ("studio-c", "vip"), ())[number % 3], state=states[number % 6][0],
            shown=states[number % 6][1], created_at=f"2026-11-{20 - number % 9:02d}T08:00:00Z",
            changed_at=f"2026-11-{22 - number % 9:02d}T03:30:00Z",
            intake_id="s6" if number % 7 == 3 else "", is_own=number % 14 == 3,
        )
        for number in range(count)
    )  # fmt: skip


def board_detail(job: BoardJob) -> JobDetail:
    """One of them as the service shows it."""
    logs = (
        OperationLog("2026-11-20T08:00:00Z", "USER_CREATE_JOD", "创建任务", "USER"),
        OperationLog("2026-11-20T09:00:00Z", "ADMIN_VERIFY_FAILED", "视频背景不是绿幕；收音有噪音", "ADMIN"),
    )
    summary = JobSummary(job.job_id, job.name, job.state, job.created_at, job.changed_at, job.batch_name, job.tags)
    return JobDetail(summary, operation_logs=logs, downloads=HELD)


def stopped_view(item: IntakeRow) -> IntakeView:
    """A half-uploaded intake's page: the small files are stored, the video is not."""
    stored = tuple(stored_material(role, path) for role, path in SAMPLE_PATHS.items() if not role.is_multipart)
    return IntakeView(item, sample_intake(item.intake_id), stored, REQUESTS[:1])


def full_script() -> Script:
    """A desk with all of these on it."""
    rows = full_list()
    script = Script(rows=rows)
    script.views = {item.intake_id: stopped_view(item) for item in rows}
    script.views["s6"] = rejected_view(rows[5])
    return script
