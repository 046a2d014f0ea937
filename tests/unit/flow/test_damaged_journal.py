"""Whatever is lost of the journal, the next runs end where they would have ended: one job, all of it, nothing twice."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from damaged_files import PAGE_BYTES, first_page_of, page_count, spoil, spoil_header
from small_desk import Fuse, PowerCut, SmallDesk
from small_studio import KindChecker

from avatar_intake.domain.intake import Role
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import AddressesLost, CommandFailed, MaterialsRejected, ReviewRejected

Spoil = Callable[[Path], None]


@pytest.fixture
def desk(tmp_path: Path) -> SmallDesk:
    return SmallDesk(tmp_path)


def stop_at(desk: SmallDesk, step: str, count: int = 1) -> None:
    """Run until the power goes, after the service has done ``step`` for the ``count``-th time."""
    seen = 0

    def fuse(done: str) -> None:
        nonlocal seen
        seen += done == step
        if seen == count:
            raise PowerCut

    desk.studio.on_done = fuse
    with pytest.raises(PowerCut):
        desk.run(workers=1)


def wake_up_damaged(desk: SmallDesk, damage: Spoil) -> None:
    desk.journal.close()
    damage(desk.folder / "intakes.sqlite3")
    desk.wake_up()
    assert desk.journal.damage is not None


def lose(*tables: str) -> Spoil:
    """Garbage in the place of all rows and keys of tables. Each fits on a page here."""

    def act(path: Path) -> None:
        pages = [
            first_page_of(path, name)
            for table in tables
            for name in (table, f"sqlite_autoindex_{table}_1")
            if table != "request"
        ]
        for page in pages:
            spoil(path, page)

    return act


def change(sql: str) -> Spoil:
    """Rows as an older state of the file had them, and a damage that is seen."""

    def act(path: Path) -> None:
        base = sqlite3.connect(path)
        base.executescript(sql)
        base.close()
        spoil_header(path)

    return act


def is_all_there(desk: SmallDesk) -> bool:
    job = desk.job()
    return (
        desk.stored_video() == desk.video()
        and job.state == "AUTO_VERIFYING"
        and desk.stored(Role.GRANT_FILE) == desk.content(Role.GRANT_FILE)
    )


PART, VIDEO_2 = "put", "put training_video 2"


@pytest.mark.parametrize(
    "step", [PART, VIDEO_2, "put training_video 4", "CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING"]
)
@pytest.mark.parametrize("damage", [spoil_header, lose("part")], ids=["all readable", "no parts"])
def test_no_byte_that_is_stored_is_sent_again(desk: SmallDesk, step: str, damage: Spoil) -> None:
    stop_at(desk, "put id_card_image1 1" if step == PART else step)
    (job_id,) = desk.studio.jobs
    wake_up_damaged(desk, damage)
    stored = {key for key, data in desk.studio.jobs[job_id].stored.items() if key[0] is Role.TRAINING_VIDEO}
    puts = dict(desk.studio.puts)

    outcome = desk.run()

    assert outcome.error is None
    assert is_all_there(desk)
    assert [*desk.studio.jobs] == [job_id]
    for put, count in desk.studio.puts.items():
        if (put.role, put.number) in stored:
            assert count == puts[put]


@pytest.mark.parametrize("step", ["create", VIDEO_2, "CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING"])
@pytest.mark.parametrize(
    "damage",
    [
        lose("material"),
        lose("material", "part"),
        change("DELETE FROM material WHERE role = 'grant_file'"),
        change("UPDATE intake SET sealed = x'', sent = NULL, amends = ''"),
        change("UPDATE intake SET job_id = '', stage = 'uploading'"),
        change("UPDATE intake SET job_id = '', stage = 'creating'; DELETE FROM material; DELETE FROM part"),
        change("UPDATE intake SET job_id = '', stage = 'draft', endpoint = ''; DELETE FROM material; DELETE FROM part"),
        change("UPDATE intake SET stage = 'uploading'; DELETE FROM part"),
        change("UPDATE intake SET job_id = 'job-before', stage = 'uploading'"),
        change("UPDATE intake SET job_id = '', stage = 'submitted'"),
    ],
    ids=[
        "no materials", "no materials and parts", "a material", "no addresses", "no job", "no job yet", "a draft again",
        "before the parts", "the job before", "submitted without job",
    ],
)  # fmt: skip
def test_there_is_never_a_second_job(desk: SmallDesk, step: str, damage: Spoil) -> None:
    stop_at(desk, step)
    wake_up_damaged(desk, damage)

    outcome = desk.run()

    assert outcome.error is None
    assert is_all_there(desk)
    assert outcome.stage is Stage.SUBMITTED
    # A document has no list: whether its address was used is learnt from the store's refusal.
    assert {count for put, count in desk.studio.puts.items() if put.role.is_multipart} == {1}


def test_a_failed_check_in_between_does_not_make_the_damage_forgotten(desk: SmallDesk) -> None:
    stop_at(desk, VIDEO_2)
    wake_up_damaged(desk, change("UPDATE intake SET job_id = '', stage = 'draft'; DELETE FROM material"))
    assert isinstance(desk.run(checker=KindChecker(Role.GRANT_FILE)).error, MaterialsRejected)
    desk.wake_up()

    assert desk.run().error is None
    assert is_all_there(desk)


def test_a_draft_stays_a_draft(desk: SmallDesk) -> None:
    desk.journal.save_intake(desk.intake)
    wake_up_damaged(desk, spoil_header)

    record = desk.journal.record(desk.intake.intake_id)
    assert record is not None
    assert record.stage is Stage.DRAFT


def test_a_job_that_was_rejected_meanwhile_is_told_and_not_submitted_anew(desk: SmallDesk) -> None:
    desk.studio.verdict = lambda _job: "MANUAL_VERIFY_FAILED"
    stop_at(desk, "SUBMITVERIFYING")
    wake_up_damaged(desk, change("UPDATE intake SET job_id = '', stage = 'uploading'"))

    outcome = desk.run()

    assert isinstance(outcome.error, ReviewRejected)
    assert outcome.stage is Stage.SUBMITTED
    assert outcome.job_id == desk.job().job_id
    assert "update" not in desk.studio.calls


def test_addresses_that_turn_out_to_be_used_lead_to_a_fresh_job(desk: SmallDesk) -> None:
    stop_at(desk, "CONFIRM_MULTIPART_UPLOADED")
    wake_up_damaged(desk, change("UPDATE intake SET stage = 'uploading'; DELETE FROM part"))
    (job,) = desk.studio.live_jobs()
    for key in [key for key in job.stored if key[0] is Role.TRAINING_VIDEO]:
        del job.stored[key]  # as where the service lists no part any more after the confirm

    assert isinstance(desk.run().error, AddressesLost)
    assert desk.run().error is None
    assert is_all_there(desk)


def test_a_refused_confirm_of_a_sound_journal_is_still_said(desk: SmallDesk) -> None:
    desk.studio.will("CONFIRM_MULTIPART_UPLOADED", CommandFailed("CONFIRM_MULTIPART_UPLOADED", "MSS.1", ""))

    assert isinstance(desk.run().error, CommandFailed)


def test_a_log_that_was_cut_off_unseen_is_put_right_by_the_next_run(desk: SmallDesk) -> None:
    stop_at(desk, VIDEO_2)
    desk.journal.close()
    path = desk.folder / "intakes.sqlite3"
    base = sqlite3.connect(path)
    base.execute("DELETE FROM part WHERE role = 'training_video' AND number > 1")
    base.commit()
    base.close()
    desk.wake_up()
    assert desk.journal.damage is None

    outcome = desk.run()

    assert outcome.error is None
    assert is_all_there(desk)
    assert set(desk.studio.calls).isdisjoint({"delete", "update"})


@pytest.mark.parametrize("last", range(5, 60, 3))
def test_a_power_cut_anywhere_and_any_page_lost_end_in_one_job(tmp_path: Path, last: int) -> None:
    count = 20
    for page in range(1, count):
        desk = SmallDesk(tmp_path / f"page{page}")
        desk.put_fuse(Fuse(last))
        with suppress(PowerCut):
            desk.run(workers=1)
        desk.put_fuse(Fuse())
        desk.journal.close()
        path = desk.folder / "intakes.sqlite3"
        count = page_count(path) + 1
        if page >= count:
            break
        spoil(path, page)
        assert path.stat().st_size % PAGE_BYTES == 0
        desk.wake_up()
        for _ in range(2):
            outcome = desk.run()
        if desk.journal.damage is None or desk.journal.damage.intakes_recovered:
            assert outcome.error is None
            assert is_all_there(desk)
        desk.journal.close()
