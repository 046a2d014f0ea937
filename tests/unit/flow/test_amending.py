"""After a rejection the same job goes on with what has changed; what has not changed is not sent again."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_desk import VIDEO_BYTES, Fuse, PowerCut, SmallDesk
from small_studio import LOST, NEVER_ARRIVED, After, Job, Put

from avatar_intake.domain.intake import IDENTITY_ROLES, Role, ServiceChoice, VoiceProperties
from avatar_intake.domain.service import Command, JobDetail, JobSummary, OperationLog, SecretUrl
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    CommandFailed,
    JobNotFound,
    NetworkUnreachable,
    ReviewRejected,
    ServiceBusy,
    ServiceRefused,
    UnexpectedAnswer,
)
from avatar_intake.flow.amend import awaits_files, is_about_the_state, verdict_of, was_forgotten
from avatar_intake.flow.model import Outcome
from avatar_intake.store.journal import PlannedMaterial

ID_CARDS = {Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2}


def reject(desk: SmallDesk) -> Job:
    """Let the review say no once, then yes; the job."""
    verdicts = iter(["AUTO_VERIFY_FAILED", "AUTO_VERIFYING"])

    def verdict(job: Job) -> str:
        state = next(verdicts)
        if state == "AUTO_VERIFY_FAILED":
            time = f"2026-11-23T00:00:{len(job.logs):02}Z"
            log = OperationLog(time, "SYSTEM_VERIFY_FAILED", "封面不清晰", "SYSTEM")
            job.logs = (*job.logs, log)
        return state

    desk.studio.verdict = verdict
    outcome = desk.run()
    assert isinstance(outcome.error, ReviewRejected)
    desk.studio.calls.clear()
    return desk.job()


def sent(desk: SmallDesk) -> set[Role]:
    """What was put since the last update."""
    return {put.role for put in desk.studio.puts if put.round == desk.job().round}


def amended(outcome: Outcome, job: Job) -> bool:
    return (outcome.error, outcome.stage, outcome.job_id) == (None, Stage.SUBMITTED, job.job_id)


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    return SmallDesk(tmp_path)


# --- what is sent again ---------------------------------------------------------------------------


def test_a_new_cover_sends_the_cover_and_both_id_pictures_only(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    outcome = desk.run()

    assert amended(outcome, job)
    assert sent(desk) == {Role.COVER, *ID_CARDS}
    assert desk.stored(Role.COVER) == b"new cover"
    assert [item.role for item in outcome.materials] == [*IDENTITY_ROLES, Role.COVER, Role.TRAINING_VIDEO]
    assert all(len(item.sha256) == 64 for item in outcome.materials)


def test_an_unchanged_video_is_not_counted_listed_or_confirmed_again(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    desk.run()

    (changes,) = job.updates
    assert (changes.video_multipart_count, changes.command_message) == (None, None)
    assert desk.studio.calls == ["show", "update", "show", "SUBMITVERIFYING", "show"]


def test_a_new_video_is_counted_uploaded_listed_and_confirmed(desk: SmallDesk) -> None:
    job = reject(desk)
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"better" * 80_000)

    outcome = desk.run()

    (changes,) = job.updates
    assert amended(outcome, job)
    assert (changes.video_multipart_count, changes.command_message) == (4, "UPDATE_VIDEO")
    assert desk.studio.calls == [
        "show", "update", "GET_MULTIPART_UPLOADED", "CONFIRM_MULTIPART_UPLOADED", "show", "SUBMITVERIFYING", "show",
    ]  # fmt: skip
    assert sent(desk) == {Role.TRAINING_VIDEO, *ID_CARDS}
    assert desk.stored_video() == desk.video()


def test_a_changed_field_alone_updates_the_job_and_sends_the_id_pictures(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.change(contact="13800138000")

    outcome = desk.run()

    assert amended(outcome, job)
    assert (job.fields.contact, job.fields.tags) == ("13800138000", (desk.intake.tag,))
    assert sent(desk) == ID_CARDS


def test_new_id_pictures_are_sent_as_they_are_now(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.add(Role.ID_CARD_IMAGE1, "clear.jpg", b"clear picture")
    seen: list[bytes] = []

    def look(job: Job) -> str:
        seen.append(job.stored[Role.ID_CARD_IMAGE1, 1])
        return "AUTO_VERIFYING"

    desk.studio.verdict = look

    assert amended(desk.run(), job)
    assert seen == [b"clear picture"]
    assert sent(desk) == ID_CARDS


def test_an_na_account_without_id_pictures_sends_nothing_but_the_change(desk: SmallDesk) -> None:
    materials = {Role.TRAINING_VIDEO: desk.intake.materials[Role.TRAINING_VIDEO]}
    desk.intake = replace(desk.intake, materials=materials, service=ServiceChoice(na_account=True))
    desk.studio.needed = frozenset({Role.TRAINING_VIDEO})
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    assert amended(desk.run(), job)
    assert sent(desk) == {Role.COVER}


def test_where_nothing_has_to_be_sent_an_update_and_a_submission_do(desk: SmallDesk) -> None:
    materials = {Role.TRAINING_VIDEO: desk.intake.materials[Role.TRAINING_VIDEO]}
    desk.intake = replace(desk.intake, materials=materials, service=ServiceChoice(na_account=True))
    desk.studio.needed = frozenset({Role.TRAINING_VIDEO})
    job = reject(desk)
    desk.change(name="另一个")

    assert amended(desk.run(), job)
    assert sent(desk) == set()


def test_a_second_rejection_is_answered_like_the_first(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"one")
    again = OperationLog("2026-11-24T00:00:00Z", "ADMIN_VERIFY_FAILED", "封面仍不清晰", "ADMIN")

    def second(job: Job) -> str:
        job.logs = (*job.logs, again)
        return "MANUAL_VERIFY_FAILED"

    desk.studio.verdict = second
    told = desk.run().error
    desk.studio.verdict = lambda _job: "AUTO_VERIFYING"
    desk.add(Role.COVER, "cover.jpg", b"another one")

    outcome = desk.run()

    assert isinstance(told, ReviewRejected)
    assert told.text == "封面仍不清晰"
    assert amended(outcome, job)
    assert sent(desk) == {Role.COVER, *ID_CARDS}


# --- what counts as a change ----------------------------------------------------------------------


def touched(desk: SmallDesk) -> None:
    os.utime(desk.intake.materials[Role.TRAINING_VIDEO], ns=(1, 1))


def replaced_by_a_copy(desk: SmallDesk) -> None:
    path = Path(desk.intake.materials[Role.TRAINING_VIDEO])
    copy = path.with_suffix(".new")
    copy.write_bytes(path.read_bytes())
    copy.replace(path)


def moved(desk: SmallDesk) -> None:
    desk.add(Role.TRAINING_VIDEO, "moved.mp4", desk.video())


def typed_otherwise(desk: SmallDesk) -> None:
    desk.change(video_multipart_count=2, app_user_id="desk-2")


@pytest.mark.parametrize("change", [lambda _desk: None, touched, replaced_by_a_copy, moved, typed_otherwise])
def test_without_a_change_the_rejection_is_told_again_and_only_shown(
    desk: SmallDesk, change: Callable[[SmallDesk], None]
) -> None:
    reject(desk)
    change(desk)

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert desk.studio.calls == ["show"]
    assert len(outcome.materials) == 4


@pytest.mark.parametrize("change", [touched, replaced_by_a_copy, moved])
def test_a_touched_or_moved_video_is_not_sent_again_beside_a_real_change(
    desk: SmallDesk, change: Callable[[SmallDesk], None]
) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    change(desk)

    outcome = desk.run()

    assert amended(outcome, job)
    assert sent(desk) == {Role.COVER, *ID_CARDS}
    assert outcome.materials[-1].path == desk.intake.materials[Role.TRAINING_VIDEO]


def test_a_video_of_the_same_size_and_other_content_is_sent_again(desk: SmallDesk) -> None:
    job = reject(desk)
    Path(desk.intake.materials[Role.TRAINING_VIDEO]).write_bytes(b"n" * VIDEO_BYTES)

    assert amended(desk.run(), job)
    assert sent(desk) == {Role.TRAINING_VIDEO, *ID_CARDS}
    assert desk.stored_video() == desk.video()


def test_a_field_that_was_taken_back_is_said_as_its_default(desk: SmallDesk) -> None:
    desk.change(contact="13800138000", is_background_replacement=False, supported_service=("VIDEO_2D",))
    desk.change(batch_name="one", audio_source_type="VIDEO")
    job = reject(desk)
    desk.change(contact=None, is_background_replacement=None, supported_service=(), batch_name=None)

    desk.run()

    (changes,) = job.updates
    assert (changes.contact, changes.batch_name, changes.is_background_replacement) == ("", "", True)
    assert (changes.supported_service, changes.audio_source_type) == (("VIDEO_2D", "LIVE_2D"), "VIDEO")
    assert (changes.voice_properties, changes.is_fast_flexus) == (None, None)


def test_a_flexus_voice_that_was_taken_back_is_said_as_empty(desk: SmallDesk) -> None:
    desk.change(is_flexus=True, voice_properties=VoiceProperties(sex="MALE"), supported_service=("VIDEO_2D",))
    job = reject(desk)
    desk.change(voice_properties=None, supported_service=())

    desk.run()

    (changes,) = job.updates
    assert (changes.voice_properties, changes.supported_service) == (VoiceProperties(), ("VIDEO_2D",))


# --- a fresh job where an update does not do ------------------------------------------------------


@pytest.mark.parametrize(
    "fields",
    [{"is_flexus": True}, {"is_fast_flexus": True, "model_version": "V3.3"}, {"is_ondemand_resource": True}],
    ids=str,
)
def test_what_an_update_cannot_change_leads_to_a_fresh_job(desk: SmallDesk, fields: dict[str, object]) -> None:
    old = reject(desk)
    desk.change(**fields)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.job().job_id != old.job_id
    assert "update" not in desk.studio.calls
    assert desk.stored_video() == desk.video()


def test_a_material_that_was_taken_away_leads_to_a_fresh_job_without_it(desk: SmallDesk) -> None:
    desk.add(Role.COVER, "cover.jpg", b"cover")
    old = reject(desk)
    materials = {role: path for role, path in desk.intake.materials.items() if role is not Role.COVER}
    desk.intake = replace(desk.intake, materials=materials)

    outcome = desk.run()

    assert outcome.error is None
    assert desk.job().job_id != old.job_id
    assert desk.stored(Role.COVER) == b""


@pytest.mark.parametrize("status", [400, 409])
def test_an_update_that_is_refused_in_this_state_leads_to_a_fresh_job_with_everything(
    desk: SmallDesk, status: int
) -> None:
    old = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will("update", ServiceRefused(status=status, code="MSS.10000003", text="state"))

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.job().job_id != old.job_id
    assert sent(desk) == {Role.COVER, Role.TRAINING_VIDEO, *IDENTITY_ROLES}
    assert desk.studio.calls.index("delete") < desk.studio.calls.index("create")


@pytest.mark.parametrize(
    "refusal",
    [
        ServiceRefused(status=400, code="MSS.10001005", text="name"),
        ServiceRefused(status=400, code="MSS.00000003", text="Invalid parameter"),
        ServiceRefused(status=403, code="", text=""),
    ],
    ids=str,
)
def test_an_update_that_is_refused_for_its_content_is_said_and_nothing_is_deleted(
    desk: SmallDesk, refusal: ServiceRefused
) -> None:
    job = reject(desk)
    desk.change(name="另一个")
    desk.studio.will("update", refusal)

    outcome = desk.run()

    assert outcome.error is refusal
    assert desk.job() is job
    assert desk.studio.calls == ["show", "update"]


def test_a_refused_update_is_tried_again_with_the_next_run(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.change(name="另一个")
    desk.studio.will("update", ServiceRefused(status=400, code="MSS.10001005", text="name"))
    desk.run()
    desk.change(name="第三个")

    assert amended(desk.run(), job)
    assert job.fields.name == "第三个"


def test_after_a_refused_update_the_old_materials_are_still_not_submitted_again(desk: SmallDesk) -> None:
    reject(desk)
    desk.change(name="另一个")
    desk.studio.will("update", ServiceRefused(status=400, code="MSS.10001005", text="name"))
    desk.run()
    desk.change(name="示例")

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert outcome.stage is Stage.SUBMITTED


def test_a_job_that_somebody_else_has_submitted_meanwhile_is_left_alone(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.change(name="另一个")

    def meanwhile(step: str) -> None:
        if step == "update":
            job.state = "MANUAL_VERIFYING"

    desk.studio.on_call = meanwhile

    outcome = desk.run()

    assert (outcome.error, outcome.stage, outcome.state) == (None, Stage.SUBMITTED, "MANUAL_VERIFYING")
    assert desk.job() is job


@pytest.mark.parametrize("step", ["show", "update"])
def test_a_rejected_job_that_is_gone_is_made_anew(desk: SmallDesk, step: str) -> None:
    reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.on_call = only_once(desk.studio.jobs.clear, step)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.stored(Role.COVER) == b"new cover"


def only_once(act: Callable[[], None], step: str) -> Callable[[str], None]:
    left = [step]

    def on_call(called: str) -> None:
        if called in left:
            left.remove(called)
            act()

    return on_call


# --- lost answers ---------------------------------------------------------------------------------


def test_an_update_that_never_arrived_is_sent_again(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will("update", NEVER_ARRIVED)

    assert amended(desk.run(), job)


@pytest.mark.parametrize("how", [LOST, After(ServiceBusy(status=504, may_have_acted=True))], ids=["lost", "504"])
def test_an_update_whose_answer_was_lost_is_repeated_or_made_anew(desk: SmallDesk, how: object) -> None:
    old = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will("update", how)

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.job().job_id != old.job_id
    assert desk.stored(Role.COVER) == b"new cover"


def test_where_a_waiting_job_may_be_updated_a_lost_answer_costs_nothing_but_a_second_update(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.studio.updates_while_waiting = True
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will("update", LOST)

    assert amended(desk.run(), job)
    assert sent(desk) == {Role.COVER, *ID_CARDS}


@pytest.mark.parametrize("error", [NetworkUnreachable(host="127.0.0.1"), ServiceBusy(status=429)], ids=str)
@pytest.mark.parametrize("step", ["update", "show", "SUBMITVERIFYING", "put cover 1"])
def test_a_passing_fault_of_an_amendment_is_waited_out(desk: SmallDesk, step: str, error: Exception) -> None:
    job = reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will(step, error, error)

    assert amended(desk.run(), job)


@pytest.mark.parametrize("how", [LOST, NEVER_ARRIVED])
@pytest.mark.parametrize("reopens", [True, False])
def test_a_lost_second_submission_is_settled_by_the_state(desk: SmallDesk, how: str, reopens: bool) -> None:
    job = reject(desk)
    desk.studio.update_reopens = reopens
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will(Command.SUBMITVERIFYING, how)

    assert amended(desk.run(), job)
    assert desk.studio.calls.count(Command.SUBMITVERIFYING) == (1 if how == LOST else 2)


def test_a_lost_delete_of_the_old_job_never_leaves_two(desk: SmallDesk) -> None:
    old = reject(desk)
    desk.change(is_flexus=True)
    desk.studio.will("delete", NEVER_ARRIVED)

    assert desk.run().error is None
    assert desk.job().job_id != old.job_id


def test_addresses_that_are_missing_in_the_answer_of_an_update_are_an_error(desk: SmallDesk) -> None:
    reject(desk)
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    whole = desk.studio.update
    desk.studio.update = lambda *args: replace(  # type: ignore[method-assign]
        whole(*args), by_role={Role.GRANT_FILE: (SecretUrl("http://127.0.0.1/x"),)}
    )

    outcome = desk.run()

    assert isinstance(outcome.error, UnexpectedAnswer)
    assert outcome.error.step == "update"


# --- a service that keeps the rejected state until the submission ---------------------------------


def test_where_update_does_not_end_the_rejected_state_the_job_is_submitted_once(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.studio.update_reopens = False
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    assert amended(desk.run(), job)
    assert desk.studio.calls.count(Command.SUBMITVERIFYING) == 1


def test_where_update_does_not_end_the_rejected_state_an_amended_job_can_wait_for_its_submission(
    desk: SmallDesk,
) -> None:
    job = reject(desk)
    desk.studio.update_reopens = False
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    waiting = desk.run(submit_review=False)
    calls = list(desk.studio.calls)
    outcome = desk.run()

    assert (waiting.error, waiting.stage) == (None, Stage.CONFIRMED)
    assert Command.SUBMITVERIFYING not in calls
    assert amended(outcome, job)
    assert len(job.updates) == 1


def test_a_new_rejection_of_an_amended_job_is_told(desk: SmallDesk) -> None:
    reject(desk)
    desk.studio.update_reopens = False
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    def again(job: Job) -> str:
        log = OperationLog("2026-11-24T00:00:00Z", "SYSTEM_VERIFY_FAILED", "仍不清晰", "SYSTEM")
        job.logs = (*job.logs, log)
        return "AUTO_VERIFY_FAILED"

    desk.studio.verdict = again

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert (outcome.error.text, outcome.stage) == ("仍不清晰", Stage.SUBMITTED)


# --- changes while an amendment is under way ------------------------------------------------------


@pytest.mark.parametrize("lenient", [True, False])
@pytest.mark.parametrize("reopens", [True, False])
def test_another_change_before_the_submission_is_taken_in(desk: SmallDesk, lenient: bool, reopens: bool) -> None:
    reject(desk)
    desk.studio.updates_while_waiting, desk.studio.update_reopens = lenient, reopens
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.run(submit_review=False)
    desk.add(Role.GRANT_FILE, "letter2.pdf", b"new letter")

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert (desk.stored(Role.COVER), desk.stored(Role.GRANT_FILE)) == (b"new cover", b"new letter")
    assert desk.stored_video() == desk.video()


def test_addresses_that_died_during_an_amendment_lead_to_new_ones(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.studio.updates_while_waiting = True
    desk.studio.expires_s = desk.clock.now_s + 3600
    desk.add(Role.COVER, "cover.jpg", b"new cover")
    desk.studio.will("put cover 1", ServiceRefused(status=400, code="x", text=""))
    assert desk.run().error is not None
    desk.clock.now_s += 4000
    desk.studio.expires_s = desk.clock.now_s + 3600

    assert amended(desk.run(renews_expired=True), job)
    assert len(job.updates) == 2


def test_a_job_that_somebody_else_has_reopened_gets_an_update_or_is_made_anew(desk: SmallDesk) -> None:
    job = reject(desk)
    desk.studio.updates_while_waiting = True
    job.state, job.is_open = "WAIT_FILE_UPLOAD", True

    assert amended(desk.run(), job)
    assert sent(desk) == ID_CARDS


# --- a service that forgets -----------------------------------------------------------------------


def test_where_update_forgets_what_is_not_sent_again_a_fresh_job_carries_everything_over(desk: SmallDesk) -> None:
    old = reject(desk)
    desk.studio.update_keeps_materials = False
    desk.add(Role.COVER, "cover.jpg", b"new cover")

    outcome = desk.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert desk.job().job_id != old.job_id
    assert sent(desk) == {Role.COVER, Role.TRAINING_VIDEO, *IDENTITY_ROLES}


def test_a_refused_submission_of_a_first_upload_makes_no_fresh_job(desk: SmallDesk) -> None:
    refusal = CommandFailed(command=Command.SUBMITVERIFYING, code="c", text="the resource is insufficient")
    desk.studio.will(Command.SUBMITVERIFYING, refusal)

    outcome = desk.run()

    assert outcome.error is refusal
    assert desk.studio.calls.count("create") == 1


# --- the decisions, as tables ---------------------------------------------------------------------


def detail(state: str, *logs: OperationLog, downloads: tuple[Role, ...] = ()) -> JobDetail:
    addresses = {role: SecretUrl("http://127.0.0.1/x") for role in downloads}
    return JobDetail(JobSummary("job", "示例", state), operation_logs=logs, downloads=addresses)


FIRST = OperationLog("2026-11-23T00:00:00Z", "SYSTEM_VERIFY_FAILED", "", "SYSTEM")
SECOND = OperationLog("2026-11-23T00:00:01Z", "SYSTEM_VERIFY_FAILED", "", "SYSTEM")
ANSWERED = verdict_of(detail("AUTO_VERIFY_FAILED", FIRST))


@pytest.mark.parametrize(
    ("job", "amends", "waits"),
    [
        (detail("WAIT_FILE_UPLOAD"), "", True),
        (detail("WAIT_FILE_UPLOAD", FIRST), ANSWERED, True),
        (detail("AUTO_VERIFY_FAILED", FIRST), "", False),
        (detail("AUTO_VERIFY_FAILED", FIRST), ANSWERED, True),
        (detail("AUTO_VERIFY_FAILED", SECOND, FIRST), ANSWERED, False),
        (detail("AUTO_VERIFY_FAILED"), "", False),
        (detail("AUTO_VERIFYING", FIRST), ANSWERED, False),
        (detail("NEVER_HEARD_OF", FIRST), ANSWERED, False),
    ],
)
def test_a_job_waits_for_files_when_its_state_or_its_answered_verdict_says_so(
    job: JobDetail, amends: str, waits: bool
) -> None:
    assert awaits_files(job, amends) is waits


@pytest.mark.parametrize(
    ("refusal", "is_by_state"),
    [
        (ServiceRefused(400, "MSS.10000003", ""), True),
        (ServiceRefused(409, "", ""), True),
        (ServiceRefused(400, "", ""), True),
        (ServiceRefused(400, "MSS.10001005", ""), False),
        (ServiceRefused(400, "MSS.00000003", ""), False),
        (ServiceRefused(405, "MSS.00010004", ""), False),
        (JobNotFound(404, "MSS.10001001", ""), False),
    ],
    ids=str,
)
def test_refusals_are_told_apart_by_what_they_are_about(refusal: ServiceRefused, is_by_state: bool) -> None:
    assert is_about_the_state(refusal) is is_by_state


def test_materials_count_as_forgotten_when_the_service_does_not_show_them(desk: SmallDesk) -> None:
    reject(desk)
    plan = desk.journal.plan(desk.intake.intake_id)
    shown = detail("WAIT_FILE_UPLOAD", downloads=tuple(desk.intake.materials))
    first_upload: tuple[PlannedMaterial, ...] = tuple(replace(item, is_submitted=False) for item in plan)

    assert not was_forgotten(plan, shown)
    assert was_forgotten(plan, detail("WAIT_FILE_UPLOAD", downloads=(Role.COVER,)))
    assert not was_forgotten(first_upload, detail("WAIT_FILE_UPLOAD"))


# --- power cuts -----------------------------------------------------------------------------------


def new_cover(desk: SmallDesk) -> None:
    desk.add(Role.COVER, "cover.jpg", b"new cover")


def new_video(desk: SmallDesk) -> None:
    desk.add(Role.TRAINING_VIDEO, "better.mp4", b"better" * 80_000)


@pytest.mark.parametrize(
    ("change", "options", "every"),
    [
        (new_cover, {}, 1),
        (new_video, {}, 1),
        (new_cover, {"update_reopens": False}, 1),
        (new_cover, {"updates_while_waiting": True}, 2),
        (new_cover, {"update_keeps_materials": False}, 5),
    ],
    ids=["cover", "video", "still-rejected", "lenient", "forgetful"],
)
def test_a_power_cut_at_any_boundary_of_an_amendment_ends_in_the_same_state(
    tmp_path: Path, change: Callable[[SmallDesk], None], options: dict[str, bool], every: int
) -> None:
    fuse = Fuse()
    whole = rejected_desk(tmp_path / "whole", change, options)
    whole.put_fuse(fuse)
    assert whole.run(workers=1).error is None

    for cut in range(1, fuse.count + 1, every):
        desk = rejected_desk(tmp_path / f"cut{cut}", change, options)
        most = watch_jobs(desk)
        desk.put_fuse(Fuse(cut))
        with pytest.raises(PowerCut):
            desk.run(workers=1)
        desk.wake_up()
        acknowledged = {put: desk.studio.puts[put] for put in acknowledged_puts(desk)}

        outcome = desk.run(workers=1)

        assert (outcome.error, outcome.stage, desk.job().state) == (None, Stage.SUBMITTED, "AUTO_VERIFYING"), cut
        assert {put: desk.studio.puts[put] for put in acknowledged} == acknowledged, cut
        assert all(desk.stored(role) == desk.content(role) for role in desk.intake.materials if role not in ID_CARDS)
        assert sent(desk) >= ID_CARDS
        assert most() == 1


def rejected_desk(folder: Path, change: Callable[[SmallDesk], None], options: dict[str, bool]) -> SmallDesk:
    desk = SmallDesk(folder, **options)
    reject(desk)
    change(desk)
    return desk


def acknowledged_puts(desk: SmallDesk) -> set[Put]:
    """What the journal knows to be stored of the round that it is in."""
    intake_id = desk.intake.intake_id
    record = desk.journal.record(intake_id)
    assert record is not None
    job = desk.studio.jobs.get(record.job_id)
    return {
        Put(job.job_id, job.round, item.role, number)
        for item in desk.journal.plan(intake_id)
        for number in desk.journal.stored_parts(intake_id, item.role)
        if job is not None and not item.is_submitted
    }


def watch_jobs(desk: SmallDesk) -> Callable[[], int]:
    most = [1]
    make = desk.studio._created

    def created(fields: object) -> object:
        answer = make(fields)  # type: ignore[arg-type]
        most.append(len(desk.studio.jobs))
        return answer

    desk.studio._created = created  # type: ignore[assignment, method-assign]
    return lambda: max(most)
