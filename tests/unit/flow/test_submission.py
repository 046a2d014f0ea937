"""A submission goes from wherever it stands to the review, once, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_studio import LOST, NEVER_ARRIVED, After, KindChecker, PassingClock, RecordingConnect, SmallStudio

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import Command, OperationLog
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    Cancelled,
    CommandFailed,
    CredentialsRejected,
    MaterialsRejected,
    NetworkUnreachable,
    ReviewRejected,
    ServiceBusy,
    ServiceRefused,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.run import SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.store.journal import Journal
from avatar_intake.transfer.control import RunControl

VIDEO_BYTES = 450 * 1024
ACCESS = Access(parse_endpoint("http://127.0.0.1:9"), "project", AccessKey("AK", "SK-OF-THE-TEST"))


class PowerCut(BaseException):
    """Ends a run as kill -9 would: no handler of ours may catch it."""


class Desk:
    """One data folder, one studio, and runs over them."""

    def __init__(self, folder: Path) -> None:
        self.studio = SmallStudio()
        self.clock = PassingClock()
        self.journal = Journal(folder / "intakes.sqlite3")
        self.folder = folder
        paths = {
            Role.TRAINING_VIDEO: folder / "video.mp4",
            Role.ID_CARD_IMAGE1: folder / "front.jpg",
            Role.ID_CARD_IMAGE2: folder / "back.jpg",
            Role.GRANT_FILE: folder / "letter.pdf",
        }
        for number, path in enumerate(paths.values(), 1):
            size = VIDEO_BYTES if path.suffix == ".mp4" else 1000
            path.write_bytes(bytes([number]) * size)
        job = JobFields(name="示例", video_multipart_count=4)
        self.intake = Intake("abc123", job, {role: str(path) for role, path in paths.items()})

    def run(
        self, *, checker: KindChecker | None = None, control: RunControl | None = None, **options: object
    ) -> Outcome:
        tools = SubmitTools(
            self.journal,
            self.folder / "leases",
            checker or KindChecker(),
            self.clock,
            RecordingConnect(self.studio),  # type: ignore[arg-type]
        )
        watch = Watch(Silent(), control or RunControl())
        return Submission(self.intake, lambda: ACCESS, tools, RunOptions(**options), watch).run()  # type: ignore[arg-type]

    def stored_video(self) -> bytes:
        (job,) = self.studio.live_jobs()
        return b"".join(data for (role, _), data in sorted(job.stored.items()) if role is Role.TRAINING_VIDEO)

    def video(self) -> bytes:
        return Path(self.intake.materials[Role.TRAINING_VIDEO]).read_bytes()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_everything_is_stored_once_and_submitted(desk: Desk) -> None:
    outcome = desk.run()

    assert outcome.error is None
    assert (outcome.stage, outcome.state) == (Stage.SUBMITTED, "AUTO_VERIFYING")
    assert desk.stored_video() == desk.video()
    assert set(desk.studio.puts.values()) == {1}
    assert [item.role for item in outcome.materials][-1] == Role.TRAINING_VIDEO
    assert all(len(item.sha256) == 64 for item in outcome.materials)


def test_the_list_is_asked_before_the_confirm_and_the_state_before_and_after_the_submission(desk: Desk) -> None:
    desk.run()

    end = desk.studio.calls[-5:]
    assert end == ["GET_MULTIPART_UPLOADED", "CONFIRM_MULTIPART_UPLOADED", "show", "SUBMITVERIFYING", "show"]


def test_a_failed_check_creates_nothing(desk: Desk) -> None:
    outcome = desk.run(checker=KindChecker(Role.GRANT_FILE))

    assert isinstance(outcome.error, MaterialsRejected)
    assert desk.studio.calls == []
    assert outcome.stage is Stage.DRAFT


def test_without_a_needed_material_nothing_is_created(desk: Desk) -> None:
    materials = {role: path for role, path in desk.intake.materials.items() if role is not Role.GRANT_FILE}
    desk.intake = replace(desk.intake, materials=materials)

    outcome = desk.run()

    assert isinstance(outcome.error, MaterialsRejected)
    assert [(item.role, item.rule) for item in outcome.report.errors] == [(Role.GRANT_FILE, "role-missing")]
    assert desk.studio.calls == []


def test_without_review_it_stops_before_the_irreversible_step(desk: Desk) -> None:
    outcome = desk.run(submit_review=False)

    assert outcome.stage is Stage.CONFIRMED
    assert Command.SUBMITVERIFYING not in desk.studio.calls


def test_the_same_intake_again_submits_what_is_confirmed_and_sends_nothing(desk: Desk) -> None:
    desk.run(submit_review=False)
    before = dict(desk.studio.puts)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert dict(desk.studio.puts) == before
    assert len(desk.studio.live_jobs()) == 1


def test_a_third_time_changes_nothing(desk: Desk) -> None:
    desk.run()
    desk.studio.calls.clear()

    outcome = desk.run()

    assert outcome.error is None
    assert set(desk.studio.calls) == {"show"}


@pytest.mark.parametrize("how", [LOST, NEVER_ARRIVED])
def test_a_lost_create_leaves_one_job(desk: Desk, how: str) -> None:
    desk.studio.will("create", how)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


@pytest.mark.parametrize("how", [After, lambda error: error], ids=["done", "not done"])
def test_a_create_that_ended_in_504_leaves_one_job(desk: Desk, how: Callable[[Exception], object]) -> None:
    desk.studio.will("create", how(ServiceBusy(status=504, may_have_acted=True)))

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


def test_the_contact_goes_out_with_plain_digits(desk: Desk) -> None:
    desk.intake = replace(desk.intake, job=replace(desk.intake.job, contact="１３８ 0013 8000"))

    desk.run()

    (job,) = desk.studio.live_jobs()
    assert job.fields.contact == "13800138000"
    assert job.fields.tags == (desk.intake.tag,)


@pytest.mark.parametrize("step", [Command.CONFIRM_MULTIPART_UPLOADED, Command.SUBMITVERIFYING])
@pytest.mark.parametrize("how", [LOST, NEVER_ARRIVED])
def test_a_lost_command_is_settled_by_the_state(desk: Desk, step: Command, how: str) -> None:
    desk.studio.will(step, how)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count(Command.SUBMITVERIFYING) == (2 if (step, how) == (
        Command.SUBMITVERIFYING, NEVER_ARRIVED) else 1)  # fmt: skip


def test_a_lost_answer_of_a_part_sends_no_byte_again(desk: Desk) -> None:
    desk.studio.will("put training_video 2", LOST)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert set(desk.studio.puts.values()) == {1}


def test_a_part_that_never_arrived_is_sent_again(desk: Desk) -> None:
    desk.studio.will("put training_video 2", NEVER_ARRIVED)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()


@pytest.mark.parametrize(
    "error", [NetworkUnreachable(host="127.0.0.1"), ServiceBusy(status=503), ServiceBusy(status=429)], ids=str
)
@pytest.mark.parametrize("step", ["create", "show", "list", "CONFIRM_MULTIPART_UPLOADED", "put grant_file 1"])
def test_a_passing_fault_is_waited_out(desk: Desk, step: str, error: Exception) -> None:
    desk.studio.will(step, error, error)
    desk.studio.will("create", *([LOST] if step == "list" else []))

    outcome = desk.run()

    assert outcome.error is None
    assert desk.clock.waits


def test_patience_ends(desk: Desk) -> None:
    desk.studio.will("create", *[NetworkUnreachable(host="127.0.0.1")] * 200)

    outcome = desk.run(patience_s=300.0)

    assert isinstance(outcome.error, NetworkUnreachable)
    assert outcome.stage is Stage.CREATING


@pytest.mark.parametrize(
    "error",
    [CredentialsRejected(status=401, code="APIGW.0301"), ServiceRefused(status=400, code="MSS.10001005", text="name")],
    ids=str,
)
def test_a_refusal_of_create_is_said_and_not_repeated(desk: Desk, error: Exception) -> None:
    desk.studio.will("create", error)

    outcome = desk.run()

    assert outcome.error is error
    assert desk.studio.calls.count("create") == 1


def test_a_refused_confirm_is_a_failure(desk: Desk) -> None:
    desk.studio.will(Command.CONFIRM_MULTIPART_UPLOADED, CommandFailed(command="x", code="c", text="t"))

    outcome = desk.run()

    assert isinstance(outcome.error, CommandFailed)
    assert outcome.stage is Stage.STORED


def test_changed_fields_lead_to_a_fresh_job_and_never_to_two(desk: Desk) -> None:
    desk.run(submit_review=False)
    (old,) = desk.studio.live_jobs()
    desk.intake = replace(desk.intake, job=replace(desk.intake.job, contact="13800138000"))

    outcome = desk.run()

    (new,) = desk.studio.live_jobs()
    assert outcome.stage is Stage.SUBMITTED
    assert new.job_id != old.job_id
    assert new.fields.contact == "13800138000"


def test_a_changed_file_is_never_mixed_with_what_is_stored(desk: Desk) -> None:
    desk.run(submit_review=False)
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"n" * (VIDEO_BYTES + 5))

    desk.run()

    assert desk.stored_video() == desk.video()


def test_dead_addresses_lead_to_a_fresh_job(desk: Desk) -> None:
    desk.studio.expires_s = desk.clock.now_s + 3600
    desk.studio.will("put training_video 3", ServiceRefused(status=400, code="x", text=""))
    assert desk.run().error is not None
    desk.clock.now_s += 4000
    desk.studio.expires_s = desk.clock.now_s + 3600

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


def test_a_job_that_somebody_deleted_is_made_anew(desk: Desk) -> None:
    desk.run(submit_review=False)
    desk.studio.jobs.clear()

    assert desk.run().stage is Stage.SUBMITTED


def rejecting(desk: Desk) -> None:
    log = OperationLog("2026-11-23T00:00:00Z", "SYSTEM_VERIFY_FAILED", "分辨率不符合要求", "SYSTEM", "44005901")

    def verdict(job: object) -> str:
        job.logs = (log,)  # type: ignore[attr-defined]
        return "AUTO_VERIFY_FAILED"

    desk.studio.verdict = verdict


def test_a_rejection_is_told_with_its_code_and_words(desk: Desk) -> None:
    rejecting(desk)

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert (outcome.error.code, outcome.error.text) == ("44005901", "分辨率不符合要求")


def test_after_a_rejection_the_same_materials_are_not_submitted_again(desk: Desk) -> None:
    rejecting(desk)
    desk.run()
    desk.studio.calls.clear()

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert set(desk.studio.calls) == {"show"}


def test_after_a_rejection_a_new_video_updates_the_same_job(desk: Desk) -> None:
    rejecting(desk)
    desk.run()
    (job,) = desk.studio.live_jobs()
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"better" * 80_000)
    desk.studio.verdict = lambda _job: "AUTO_VERIFYING"

    outcome = desk.run()

    assert (outcome.error, outcome.stage, outcome.job_id) == (None, Stage.SUBMITTED, job.job_id)
    assert desk.stored_video() == desk.video()


def test_a_cancel_leaves_the_intake_under_way_and_resuming_sends_only_the_rest(desk: Desk) -> None:
    control = RunControl()
    seen: list[str] = []

    def cancel_late(step: str) -> None:
        seen.append(step)
        if seen.count("put") == 5:
            control.cancel()

    desk.studio.on_call = cancel_late
    with pytest.raises(Cancelled):
        desk.run(control=control)
    desk.studio.on_call = lambda _step: None

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()


def test_a_power_cut_at_any_boundary_ends_in_the_same_state(tmp_path: Path) -> None:
    whole = Desk(make(tmp_path / "whole"))
    boundaries = 0

    def count(_step: str) -> None:
        nonlocal boundaries
        boundaries += 1

    whole.studio.on_call = count
    whole.run(workers=1)

    for cut in range(1, boundaries + 1):
        desk = Desk(make(tmp_path / f"cut{cut}"))
        left = cut

        def fall(_step: str) -> None:
            nonlocal left
            left -= 1
            if left == 0:
                raise PowerCut

        desk.studio.on_call = fall
        with pytest.raises(PowerCut):
            desk.run(workers=1)
        desk.studio.on_call = lambda _step: None
        desk.journal.close()
        desk.journal = Journal(desk.folder / "intakes.sqlite3")

        outcome = desk.run()

        assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED), f"after a cut at boundary {cut}"
        assert len(desk.studio.live_jobs()) == 1
        assert desk.stored_video() == desk.video()
        assert desk.studio.calls.count(Command.SUBMITVERIFYING) <= 2


def make(folder: Path) -> Path:
    folder.mkdir()
    return folder
