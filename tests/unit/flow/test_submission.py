"""A submission goes from wherever it stands to the review, once, whatever is lost on the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_desk import VIDEO_BYTES, Fuse, PowerCut, SmallDesk
from small_studio import LOST, NEVER_ARRIVED, After, KindChecker

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Role, ServiceChoice
from avatar_intake.domain.service import Command, CommandAnswer, CommandRequest, OperationLog
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AddressesExpired,
    Cancelled,
    CommandFailed,
    CredentialsRejected,
    JobElsewhere,
    MaterialsRejected,
    NetworkUnreachable,
    ReviewRejected,
    ServiceBusy,
    ServiceRefused,
    StoredBytesDiffer,
)
from avatar_intake.transfer.control import RunControl


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    return SmallDesk(tmp_path)


def test_everything_is_stored_once_and_submitted(desk: SmallDesk) -> None:
    outcome = desk.run()

    assert outcome.error is None
    assert (outcome.stage, outcome.state) == (Stage.SUBMITTED, "AUTO_VERIFYING")
    assert desk.stored_video() == desk.video()
    assert set(desk.studio.puts.values()) == {1}
    assert [item.role for item in outcome.materials][-1] == Role.TRAINING_VIDEO
    assert all(len(item.sha256) == 64 for item in outcome.materials)


def test_the_list_is_asked_before_the_confirm_and_the_state_before_and_after_the_submission(desk: SmallDesk) -> None:
    desk.run()

    end = desk.studio.calls[-5:]
    assert end == ["GET_MULTIPART_UPLOADED", "CONFIRM_MULTIPART_UPLOADED", "show", "SUBMITVERIFYING", "show"]


@pytest.mark.parametrize("end", [None, CredentialsRejected(403, "x")], ids=["done", "refused"])
def test_the_last_that_a_run_does_is_to_leave_no_line_open(desk: SmallDesk, end: Exception | None) -> None:
    desk.studio.will("show", end)

    outcome = desk.run()

    assert outcome.error is end
    assert desk.studio.calls_at_redial == [len(desk.studio.calls)]


def test_a_failed_check_creates_nothing(desk: SmallDesk) -> None:
    outcome = desk.run(checker=KindChecker(Role.GRANT_FILE))

    assert isinstance(outcome.error, MaterialsRejected)
    assert desk.studio.calls == []
    assert outcome.stage is Stage.DRAFT


def test_without_a_needed_material_nothing_is_created(desk: SmallDesk) -> None:
    materials = {role: path for role, path in desk.intake.materials.items() if role is not Role.GRANT_FILE}
    desk.intake = replace(desk.intake, materials=materials)

    outcome = desk.run()

    assert isinstance(outcome.error, MaterialsRejected)
    assert [(item.role, item.rule) for item in outcome.report.errors] == [(Role.GRANT_FILE, "role-missing")]
    assert desk.studio.calls == []


def test_without_review_it_stops_before_the_irreversible_step(desk: SmallDesk) -> None:
    outcome = desk.run(submit_review=False)

    assert outcome.stage is Stage.CONFIRMED
    assert Command.SUBMITVERIFYING not in desk.studio.calls


def test_the_same_intake_again_submits_what_is_confirmed_and_sends_nothing(desk: SmallDesk) -> None:
    desk.run(submit_review=False)
    before = dict(desk.studio.puts)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert dict(desk.studio.puts) == before
    assert len(desk.studio.live_jobs()) == 1


def test_a_third_time_changes_nothing(desk: SmallDesk) -> None:
    desk.run()
    desk.studio.calls.clear()

    outcome = desk.run()

    assert outcome.error is None
    assert set(desk.studio.calls) == {"show"}


@pytest.mark.parametrize("how", [LOST, NEVER_ARRIVED])
def test_a_lost_create_leaves_one_job(desk: SmallDesk, how: str) -> None:
    desk.studio.will("create", how)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


@pytest.mark.parametrize("lag", [1, 2, 3])
def test_a_lost_create_leaves_one_job_where_the_list_lags_too(desk: SmallDesk, lag: int) -> None:
    desk.studio.list_lag = lag
    desk.studio.will("create", LOST)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


@pytest.mark.parametrize("how", [After, lambda error: error], ids=["done", "not done"])
def test_a_create_that_ended_in_504_leaves_one_job(desk: SmallDesk, how: Callable[[Exception], object]) -> None:
    desk.studio.will("create", how(ServiceBusy(status=504, may_have_acted=True)))

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


def test_a_confirm_that_is_refused_twice_is_not_taken_for_done(desk: SmallDesk) -> None:
    command = Command.CONFIRM_MULTIPART_UPLOADED
    desk.studio.will(command, *[CommandFailed(command=command, code="c", text="t")] * 2)

    outcomes = [desk.run(submit_review=False) for _ in range(2)]

    assert [type(outcome.error) for outcome in outcomes] == [CommandFailed] * 2
    assert outcomes[-1].stage is Stage.STORED
    assert desk.run(submit_review=False).stage is Stage.CONFIRMED
    assert desk.job().is_confirmed


def test_a_submission_that_is_refused_after_a_confirm_is_not_stopped_by_a_second_confirm(desk: SmallDesk) -> None:
    command = Command.SUBMITVERIFYING
    desk.studio.will(command, CommandFailed(command=command, code="c", text="no resources left"))
    assert desk.run().error is not None

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count("create") == 1


def test_parts_that_the_list_shows_late_are_waited_for_and_not_sent_again(desk: SmallDesk) -> None:
    command = Command.GET_MULTIPART_UPLOADED
    real, asked = desk.studio.execute, []

    def lagging(job_id: str, request: CommandRequest) -> CommandAnswer:
        if request.command is command:
            asked.append(desk.clock.now_s)
            return CommandAnswer() if len(asked) < 7 else real(job_id, request)
        return real(job_id, request)

    desk.studio.execute = lagging  # type: ignore[method-assign]

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert set(desk.studio.puts.values()) == {1}


def test_the_contact_goes_out_with_plain_digits(desk: SmallDesk) -> None:
    desk.intake = replace(desk.intake, job=replace(desk.intake.job, contact="１３８ 0013 8000"))

    desk.run()

    (job,) = desk.studio.live_jobs()
    assert job.fields.contact == "13800138000"
    assert job.fields.tags == (desk.intake.tag,)


@pytest.mark.parametrize("step", [Command.CONFIRM_MULTIPART_UPLOADED, Command.SUBMITVERIFYING])
@pytest.mark.parametrize("how", [LOST, NEVER_ARRIVED])
def test_a_lost_command_is_settled_by_the_state(desk: SmallDesk, step: Command, how: str) -> None:
    desk.studio.will(step, how)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count(Command.SUBMITVERIFYING) == (2 if (step, how) == (
        Command.SUBMITVERIFYING, NEVER_ARRIVED) else 1)  # fmt: skip


def test_a_lost_answer_of_a_part_sends_no_byte_again(desk: SmallDesk) -> None:
    desk.studio.will("put training_video 2", LOST)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert set(desk.studio.puts.values()) == {1}


def test_a_part_that_never_arrived_is_sent_again(desk: SmallDesk) -> None:
    desk.studio.will("put training_video 2", NEVER_ARRIVED)

    outcome = desk.run()

    assert outcome.stage is Stage.SUBMITTED
    assert desk.stored_video() == desk.video()


@pytest.mark.parametrize(
    "error", [NetworkUnreachable(host="127.0.0.1"), ServiceBusy(status=503), ServiceBusy(status=429)], ids=str
)
@pytest.mark.parametrize("step", ["create", "show", "list", "CONFIRM_MULTIPART_UPLOADED", "put grant_file 1"])
def test_a_passing_fault_is_waited_out(desk: SmallDesk, step: str, error: Exception) -> None:
    desk.studio.will(step, error, error)
    desk.studio.will("create", *([LOST] if step == "list" else []))

    outcome = desk.run()

    assert outcome.error is None
    assert desk.clock.waits


def test_patience_ends(desk: SmallDesk) -> None:
    desk.studio.will("create", *[NetworkUnreachable(host="127.0.0.1")] * 200)

    outcome = desk.run(patience_s=300.0)

    assert isinstance(outcome.error, NetworkUnreachable)
    assert outcome.stage is Stage.CREATING


@pytest.mark.parametrize(
    "error",
    [CredentialsRejected(status=401, code="APIGW.0301"), ServiceRefused(status=400, code="MSS.10001005", text="name")],
    ids=str,
)
def test_a_refusal_of_create_is_said_and_not_repeated(desk: SmallDesk, error: Exception) -> None:
    desk.studio.will("create", error)

    outcome = desk.run()

    assert outcome.error is error
    assert desk.studio.calls.count("create") == 1


def test_a_refused_confirm_is_a_failure(desk: SmallDesk) -> None:
    desk.studio.will(Command.CONFIRM_MULTIPART_UPLOADED, CommandFailed(command="x", code="c", text="t"))

    outcome = desk.run()

    assert isinstance(outcome.error, CommandFailed)
    assert outcome.stage is Stage.STORED


def test_changed_fields_lead_to_a_fresh_job_and_never_to_two(desk: SmallDesk) -> None:
    desk.run(submit_review=False)
    (old,) = desk.studio.live_jobs()
    desk.intake = replace(desk.intake, job=replace(desk.intake.job, contact="13800138000"))

    outcome = desk.run()

    (new,) = desk.studio.live_jobs()
    assert outcome.stage is Stage.SUBMITTED
    assert new.job_id != old.job_id
    assert new.fields.contact == "13800138000"


def test_a_changed_file_is_never_mixed_with_what_is_stored(desk: SmallDesk) -> None:
    desk.run(submit_review=False)
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"n" * (VIDEO_BYTES + 5))

    desk.run()

    assert desk.stored_video() == desk.video()


def test_dead_addresses_lead_to_a_fresh_job(desk: SmallDesk) -> None:
    desk.studio.expires_s = desk.clock.now_s + 3600
    desk.studio.will("put training_video 3", ServiceRefused(status=400, code="x", text=""))
    assert desk.run().error is not None
    desk.clock.now_s += 4000
    desk.studio.expires_s = desk.clock.now_s + 3600

    unasked, outcome = desk.run(), desk.run(renews_expired=True)

    assert isinstance(unasked.error, AddressesExpired)
    assert outcome.stage is Stage.SUBMITTED
    assert len(desk.studio.live_jobs()) == 1


@pytest.mark.parametrize("is_listed", [True, False])
def test_an_action_video_goes_along_whether_its_parts_are_listed_or_not(tmp_path: Path, is_listed: bool) -> None:
    desk = SmallDesk(tmp_path / "desk", lists_action_parts=is_listed)
    action = tmp_path / "action.mp4"
    action.write_bytes(b"moves" * 60_000)
    job = replace(desk.intake.job, action_video_multipart_count=2)
    desk.intake = replace(desk.intake, job=job, materials={**desk.intake.materials, Role.ACTION_VIDEO: str(action)})

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count(Command.CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED) == 1


@pytest.mark.parametrize("used", [None, ServiceBusy(status=409, code="OperationAborted")], ids=["403", "409"])
def test_an_action_video_whose_answer_was_lost_goes_along_though_its_parts_are_not_listed(
    tmp_path: Path, used: Exception | None
) -> None:
    desk = SmallDesk(tmp_path / "desk", lists_action_parts=False)
    desk.add(Role.ACTION_VIDEO, "action.mp4", b"moves" * 60_000)
    desk.change(action_video_multipart_count=2)
    desk.studio.will("put action_video 2", LOST, *[used] * 9)

    outcome = desk.run()

    (action,) = (item for item in outcome.materials if item.role is Role.ACTION_VIDEO)
    assert (outcome.error, outcome.stage, action.is_proven) == (None, Stage.SUBMITTED, False)
    assert desk.stored(Role.ACTION_VIDEO) == desk.content(Role.ACTION_VIDEO)


def test_addresses_that_the_store_refuses_for_good_lead_to_a_fresh_job(desk: SmallDesk) -> None:
    def reopen(step: str) -> None:
        if step == "put" and len(desk.studio.puts) == 4:
            desk.job().round += 1

    desk.studio.on_call = reopen
    first = [desk.run(workers=1) for _ in range(2)]
    desk.studio.on_call = lambda _step: None

    last = desk.run()

    assert all(outcome.error is not None for outcome in first)
    assert (last.error, last.stage) == (None, Stage.SUBMITTED)
    assert desk.stored_video() == desk.video()


def test_what_is_stored_wrongly_is_never_confirmed_and_the_next_run_makes_a_fresh_job(desk: SmallDesk) -> None:
    def spoil(step: str) -> None:
        for job in desk.studio.live_jobs() if step == Command.GET_MULTIPART_UPLOADED else ():
            job.stored[Role.TRAINING_VIDEO, 2] = b"not ours"

    desk.studio.on_call = spoil
    first = desk.run()
    desk.studio.on_call = lambda _step: None
    second = desk.run()

    assert isinstance(first.error, StoredBytesDiffer)
    assert (second.error, second.stage) == (None, Stage.SUBMITTED)
    assert desk.studio.calls.count(Command.CONFIRM_MULTIPART_UPLOADED) == 1
    assert len(desk.studio.live_jobs()) == 1
    assert desk.stored_video() == desk.video()


def in_another_project(desk: SmallDesk) -> None:
    desk.access = replace(desk.access, project_id="another")


def at_another_address(desk: SmallDesk) -> None:
    desk.access = replace(desk.access, endpoint=parse_endpoint("https://studio.example"))


def in_the_practice_studio(desk: SmallDesk) -> None:
    begun_at = parse_endpoint("https://studio.example")
    desk.journal.create_announced(desk.intake.intake_id, begun_at.base, "project")
    desk.access = replace(desk.access, is_practice=True)


@pytest.mark.parametrize("submits", [True, False], ids=["submitted", "not submitted"])
@pytest.mark.parametrize("move", [in_another_project, at_another_address, in_the_practice_studio])
def test_an_intake_gets_no_second_job_where_another_account_leads(
    desk: SmallDesk, submits: bool, move: Callable[[SmallDesk], None]
) -> None:
    first = desk.run(submit_review=submits)
    move(desk)
    before = desk.journal.record(desk.intake.intake_id)
    assert before is not None
    desk.studio.calls.clear()

    outcome = desk.run()

    host = before.endpoint.removeprefix("https://").removeprefix("http://").partition(":")[0]
    assert isinstance(outcome.error, JobElsewhere)
    assert outcome.error.facts() == {"job_id": first.job_id, "project_id": "project", "host": host}
    assert desk.studio.calls == []
    assert (outcome.stage, outcome.job_id, outcome.materials) == (first.stage, first.job_id, first.materials)


def test_with_its_account_back_an_intake_goes_on_where_it_was(desk: SmallDesk) -> None:
    home, first = desk.access, desk.run(submit_review=False)
    in_another_project(desk)
    desk.run()
    desk.access = home

    outcome = desk.run()

    assert (outcome.error, outcome.stage, outcome.job_id) == (None, Stage.SUBMITTED, first.job_id)
    assert set(desk.studio.puts.values()) == {1}


def test_a_lost_create_is_not_forgotten_under_another_account(desk: SmallDesk) -> None:
    control = RunControl()
    desk.studio.will("create", LOST)
    desk.studio.on_done = lambda step: control.cancel() if step == "create" else None
    with pytest.raises(Cancelled):
        desk.run(control=control)
    home, (lost,) = desk.access, desk.studio.live_jobs()
    in_another_project(desk)

    outcome = desk.run()
    desk.access = home
    last = desk.run()

    assert isinstance(outcome.error, JobElsewhere)
    assert outcome.error.job_id == ""
    assert (last.error, last.stage) == (None, Stage.SUBMITTED)
    assert desk.job().job_id != lost.job_id


@pytest.mark.parametrize("error", [CredentialsRejected(401, "APIGW.0301"), NetworkUnreachable(host="x")], ids=str)
def test_a_create_that_made_nothing_binds_an_intake_to_no_account(desk: SmallDesk, error: Exception) -> None:
    desk.studio.will("create", *[error] * 200)
    desk.run(patience_s=60.0)
    desk.studio.script.clear()
    in_another_project(desk)

    assert desk.run().stage is Stage.SUBMITTED


def test_a_job_that_is_known_to_be_gone_binds_an_intake_to_no_account(desk: SmallDesk) -> None:
    desk.run(submit_review=False)
    desk.studio.jobs.clear()
    desk.studio.will("create", CredentialsRejected(401, "APIGW.0301"))
    desk.run()
    in_another_project(desk)

    assert desk.run().stage is Stage.SUBMITTED


def test_a_rehearsal_begins_anew_where_the_practice_studio_was_made_anew(desk: SmallDesk) -> None:
    desk.intake = replace(desk.intake, service=ServiceChoice(is_practice=True))
    first = desk.run(submit_review=False)
    desk.studio.jobs.clear()
    in_another_project(desk)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert outcome.job_id != first.job_id


def test_a_job_that_somebody_deleted_is_made_anew(desk: SmallDesk) -> None:
    desk.run(submit_review=False)
    desk.studio.jobs.clear()

    assert desk.run().stage is Stage.SUBMITTED


def rejecting(desk: SmallDesk) -> None:
    log = OperationLog("2026-11-23T00:00:00Z", "SYSTEM_VERIFY_FAILED", "分辨率不符合要求", "SYSTEM", "44005901")

    def verdict(job: object) -> str:
        job.logs = (log,)  # type: ignore[attr-defined]
        return "AUTO_VERIFY_FAILED"

    desk.studio.verdict = verdict


def test_a_rejection_is_told_with_its_code_and_words(desk: SmallDesk) -> None:
    rejecting(desk)

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert (outcome.error.code, outcome.error.text) == ("44005901", "分辨率不符合要求")


def test_after_a_rejection_the_same_materials_are_not_submitted_again(desk: SmallDesk) -> None:
    rejecting(desk)
    desk.run()
    desk.studio.calls.clear()

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert set(desk.studio.calls) == {"show"}


def test_after_a_rejection_a_new_video_updates_the_same_job(desk: SmallDesk) -> None:
    rejecting(desk)
    desk.run()
    (job,) = desk.studio.live_jobs()
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"better" * 80_000)
    desk.studio.verdict = lambda _job: "AUTO_VERIFYING"

    outcome = desk.run()

    assert (outcome.error, outcome.stage, outcome.job_id) == (None, Stage.SUBMITTED, job.job_id)
    assert desk.stored_video() == desk.video()


def test_a_cancel_leaves_the_intake_under_way_and_resuming_sends_only_the_rest(desk: SmallDesk) -> None:
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
    whole, fuse = SmallDesk(tmp_path / "whole"), Fuse()
    whole.put_fuse(fuse)
    whole.run(workers=1)

    for cut in range(1, fuse.count + 1):
        desk = SmallDesk(tmp_path / f"cut{cut}")
        desk.put_fuse(Fuse(cut))
        with pytest.raises(PowerCut):
            desk.run(workers=1)
        desk.wake_up()

        outcome = desk.run(workers=1)

        assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED), f"after a cut at boundary {cut}"
        assert len(desk.studio.live_jobs()) == 1
        assert desk.stored_video() == desk.video()
        assert desk.studio.calls.count(Command.SUBMITVERIFYING) <= 2
