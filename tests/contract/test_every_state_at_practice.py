"""Every documented state and one never heard of: what is shown, what is offered, and whether the studio agrees.

For each state each command is really sent: what is offered must be carried out, what is not must be refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from desk_at_studio import Workplace
from studio_visitor import Visitor, studio_in

from avatar_intake.catalogue import action_word, shown_word
from avatar_intake.domain.decisions import COMMANDS, NA_ACTIONS, Action, actions_for, loses_model
from avatar_intake.domain.review import DELETABLE_STATES, DOCUMENTED_STATES, Shown, shown
from avatar_intake.practice.jobs import Job

UNKNOWN = "TRAINING_ON_THE_MOON"
STATES = (*DOCUMENTED_STATES, UNKNOWN)
FILM = bytes(1000)

# What a person sees of a state, in both languages; the offers of an ordinary account, and those of an NA account.
TABLE: dict[Shown, tuple[str, str]] = {
    Shown.TO_SUBMIT: ("待提交", "To submit"),
    Shown.IN_REVIEW: ("审核中", "In review"),
    Shown.REJECTED: ("审核未通过", "Review not passed"),
    Shown.TRAINING: ("训练中", "Training"),
    Shown.YOUR_TURN: ("待您确认", "Waiting for you"),
    Shown.TURNED_DOWN: ("已驳回", "Turned down"),
    Shown.DONE: ("已完成", "Done"),
    Shown.SUSPENDED: ("已挂起", "Suspended"),
    Shown.IN_PROGRESS: ("处理中", "In progress"),
}
DELETE, VIDEOS, REPAIR = Action.DELETE_JOB, Action.DELETE_VIDEOS, Action.ASK_REPAIR
OFFERS: dict[str, tuple[Action, ...]] = {  # of an NA account; every state that is missing here has none
    "WAIT_FILE_UPLOAD": (Action.SUBMIT, Action.CONFIRM_LETTER, DELETE),
    "AUTO_VERIFY_FAILED": (Action.AMEND, VIDEOS, DELETE),
    "MANUAL_VERIFY_FAILED": (Action.AMEND, VIDEOS, DELETE),
    "MANUAL_VERIFYING": (DELETE,),
    "TRAINING_DATA_PREPROCESS_FAILED": (DELETE,),
    "TRAIN_FAILED": (DELETE,),
    "INFERENCE_DATA_PREPROCESS_FAILED": (DELETE,),
    "WAIT_USER_CONFIRM": (Action.ACCEPT, Action.REJECT, Action.SUSPEND, REPAIR, DELETE),
    "JOB_REJECT": (Action.ANSWER, Action.SUSPEND, DELETE),
    "JOB_PENDING": (Action.ANSWER, Action.RESUME),
    "JOB_SUCCESS": (REPAIR, VIDEOS, DELETE),
    "JOB_FINISH": (VIDEOS, DELETE),
}


@pytest.mark.parametrize("state", STATES)
def test_a_state_has_its_words_and_its_offers(state: str) -> None:
    seen = shown(state)
    offered = actions_for(state, na_account=True)

    assert (shown_word(seen, "zh"), shown_word(seen, "en")) == TABLE[seen]
    assert offered == OFFERS.get(state, ())
    assert actions_for(state, na_account=False) == tuple(it for it in offered if it not in NA_ACTIONS)
    assert (Action.DELETE_JOB in offered) is (state in DELETABLE_STATES)
    assert all(action_word(action, language) for action in offered for language in ("zh", "en"))


def test_only_a_state_that_nobody_has_heard_of_is_merely_in_progress() -> None:
    assert len(DOCUMENTED_STATES) == 53
    assert [state for state in STATES if shown(state) is Shown.IN_PROGRESS] == [UNKNOWN]


def test_a_repair_is_not_offered_when_none_is_left() -> None:
    assert Action.ASK_REPAIR not in actions_for("JOB_SUCCESS", na_account=False, retries_left=0)
    assert Action.ASK_REPAIR in actions_for("JOB_SUCCESS", na_account=False, retries_left=1)


def test_the_strong_question_is_asked_exactly_where_a_model_exists_that_would_go_too() -> None:
    asked = {state for state in DELETABLE_STATES if loses_model(state)}

    assert asked == {"JOB_SUCCESS", "JOB_FINISH", "WAIT_USER_CONFIRM", "JOB_REJECT"}


@pytest.fixture(scope="module", params=[False, True], ids=["ordinary", "NA"])
def prepared(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Visitor, Job, bool]]:
    """A studio with a job whose files are all there, and that job as it can be put back."""
    folder = tmp_path_factory.mktemp("states")
    with studio_in(folder, na_account=request.param) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create("示例")
        visitor.upload(addresses, FILM, folder)
        job_id = addresses["job_id"]
        assert visitor.does(job_id, "CONFIRM_MULTIPART_UPLOADED")
        kept = studio.world.job(job_id)
        assert kept is not None
        yield visitor, kept, request.param


def is_carried_out(visitor: Visitor, kept: Job, state: str, action: Action) -> bool:
    """Really do it, in that state; the job is put back before."""
    visitor.studio.world.save(kept)
    visitor.studio.world.set_state(kept.job_id, state)
    if action is Action.AMEND:
        return visitor.api("PUT", f"/{kept.job_id}", {"name": kept.name}).status == 200
    if action is Action.DELETE_JOB:
        return visitor.api("DELETE", f"/{kept.job_id}").status == 200
    words = {"comment_data": {"comment_title": "口型", "comment_message": "不同步"}}
    return visitor.does(kept.job_id, COMMANDS[action], **(words if action in (Action.REJECT, Action.ANSWER) else {}))


@pytest.mark.parametrize("state", STATES)
def test_the_studio_does_what_is_offered_and_refuses_what_is_not(
    prepared: tuple[Visitor, Job, bool], state: str
) -> None:
    visitor, kept, na_account = prepared

    done = tuple(action for action in Action if is_carried_out(visitor, kept, state, action))

    assert done == actions_for(state, na_account=na_account)


def test_a_desk_shows_every_state_in_turn_and_tells_each_change_once(tmp_path: Path) -> None:
    with studio_in(tmp_path, na_account=True) as studio:
        place = Workplace(tmp_path / "one", studio, na_account=True)
        intake = place.submitted()
        job_id = place.job_id(intake.intake_id)
        place.desk.changes()
        for state in STATES:
            studio.world.set_state(job_id, state)
            place.clock.now_s += 200

            (row,) = place.desk.refresh()
            told = place.desk.changes()

            assert row.state == state
            assert row.shown is (None if state == "WAIT_FILE_UPLOAD" else shown(state))
            assert [(change.intake_id, change.after) for change in told] in ([], [(intake.intake_id, state)])
            assert place.desk.changes() == ()
            offered = place.desk.actions(intake.intake_id)
            assert offered == tuple(it for it in OFFERS.get(state, ()) if it is not Action.SUBMIT)
        history = [change.after for change in place.desk.open(intake.intake_id).history]
        assert [state for state in history if state in STATES][-len(STATES) + 1 :] == list(STATES)[1:]
        place.close()
