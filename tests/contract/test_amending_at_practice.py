"""A rejected job is put right over real sockets, whatever the live service may turn out to do with Update."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from small_studio import KindChecker, PassingClock
from studio_visitor import studio_in

from avatar_intake import where
from avatar_intake.app import _Connector
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import ReviewRejected
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl

SAMPLES = where.resources() / "samples"
IDS = {"id_card_image1", "id_card_image2"}
ALL = {*IDS, "grant_file", "training_video", "cover"}


class Person:
    """Somebody with an intake that was submitted and rejected."""

    def __init__(self, folder: Path, studio: PracticeStudio) -> None:
        self.folder, self.studio = folder, studio
        self.journal = Journal(folder / "intakes.sqlite3")
        materials = {
            Role.TRAINING_VIDEO: str(SAMPLES / "training.mp4"),
            Role.ID_CARD_IMAGE1: str(SAMPLES / "id-card-portrait.jpg"),
            Role.ID_CARD_IMAGE2: str(SAMPLES / "id-card-emblem.jpg"),
            Role.GRANT_FILE: str(SAMPLES / "letter.pdf"),
        }
        self.intake = Intake("abc123", JobFields(name="示例", video_multipart_count=2), materials)
        self.first = self.run()
        assert self.first.error is None
        studio.world.set_state(self.first.job_id, "AUTO_VERIFY_FAILED", text="封面不清晰")
        self.before = {key for key in studio.world.put_counts if key.job_id == self.first.job_id}

    def run(self, **options: object) -> Outcome:
        studio = self.studio
        access = Access(parse_endpoint(studio.endpoint), studio.project_id, AccessKey(studio.ak, studio.sk))
        tools = SubmitTools(
            self.journal,
            self.folder / "leases",
            KindChecker(),
            PassingClock(time.time()),
            _Connector(Limiters(), Network(self.folder, Settings, SessionSecrets()), Guards()),
        )
        watch = Watch(Silent(), RunControl())
        asked = RunOptions(patience_s=5.0, **options)  # type: ignore[arg-type]
        return Submission(self.intake, lambda: access, tools, asked, watch).run()

    def brings_a_cover(self) -> None:
        materials = {**self.intake.materials, Role.COVER: str(SAMPLES / "cover.jpg")}
        self.intake = replace(self.intake, materials=materials)

    def put_again(self, outcome: Outcome) -> set[str]:
        """The roles that were put since the rejection."""
        puts = self.studio.world.put_counts
        if outcome.job_id != self.first.job_id:
            return {key.role for key in puts if key.job_id == outcome.job_id}
        return {key.role for key, count in puts.items() if key not in self.before or count.attempts > 1}


@pytest.fixture
def person(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Person]:
    strictness = getattr(request, "param", None) or Strictness()
    with studio_in(tmp_path, strictness=strictness) as studio:
        made = Person(tmp_path, studio)
        yield made
        made.journal.close()


NO_LETTER_COMMAND = {"letter_needs_confirm": False}


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        (Strictness(), {"cover", *IDS}),
        (Strictness(update_reopens=False), {"cover", *IDS}),
        (Strictness.lenient(), {"cover", *IDS}),
        (Strictness(update_keeps_materials=False), ALL),
        (replace(Strictness.strictest(), **NO_LETTER_COMMAND), ALL),
        (replace(Strictness.strictest(), **NO_LETTER_COMMAND, update_keeps_materials=True), {"cover", *IDS}),
    ],
    indirect=["person"],
    ids=["documented", "still-rejected", "lenient", "forgetful", "strictest", "strictest-but-keeping"],
)
def test_a_new_cover_puts_a_rejected_job_right(person: Person, roles: set[str]) -> None:
    same = person.run()
    person.brings_a_cover()

    outcome = person.run()

    assert isinstance(same.error, ReviewRejected)
    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert outcome.state not in ("WAIT_FILE_UPLOAD", "AUTO_VERIFY_FAILED")
    assert person.put_again(outcome) == roles
    assert person.studio.world.job_ids() == (outcome.job_id,)
    assert (outcome.job_id == person.first.job_id) is (roles != ALL)


@pytest.mark.parametrize("person", [Strictness(), Strictness(update_while_waiting=True)], indirect=True)
def test_a_lost_answer_of_an_update_never_leaves_two_jobs(person: Person) -> None:
    person.brings_a_cover()
    person.studio.faults.add(Fault("update", Action.DROP_AFTER_STORING))

    outcome = person.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert person.studio.world.job_ids() == (outcome.job_id,)


def test_an_update_that_the_service_refuses_becomes_a_fresh_job_and_the_old_one_goes(person: Person) -> None:
    person.brings_a_cover()
    refusal = '{"error_code": "MSS.10000003", "error_msg": "The job cannot be updated in this state"}'
    headers = {"Content-Type": "application/json"}
    person.studio.faults.add(Fault("update", Action.ANSWER, status=400, body=refusal, headers=headers))

    outcome = person.run()

    assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
    assert outcome.job_id != person.first.job_id
    assert person.studio.world.job_ids() == (outcome.job_id,)
    assert person.put_again(outcome) == ALL
    job = person.studio.world.job(outcome.job_id)
    assert job is not None
    assert (job.name, job.fields["tags"]) == ("示例", [person.intake.tag])


def test_an_amended_job_can_wait_for_its_submission(person: Person) -> None:
    person.brings_a_cover()

    waiting = person.run(submit_review=False)
    outcome = person.run()

    assert (waiting.error, waiting.stage, waiting.state) == (None, Stage.CONFIRMED, "WAIT_FILE_UPLOAD")
    assert (outcome.error, outcome.job_id) == (None, person.first.job_id)
    assert person.put_again(outcome) == {"cover", *IDS}


def test_a_submission_that_is_refused_for_want_of_resources_is_said_and_sends_nothing_again(person: Person) -> None:
    person.brings_a_cover()
    refusal = '{"commond_result": "EXCUTE_FAILED", "excute_failed_msg": "the resource is insufficient"}'
    headers = {"Content-Type": "application/json"}
    person.studio.faults.add(Fault("command/SUBMITVERIFYING", Action.ANSWER, status=200, body=refusal, headers=headers))

    refused = person.run()
    outcome = person.run()

    assert refused.error is not None
    assert refused.error.message_id == "C07"
    assert (outcome.error, outcome.job_id) == (None, person.first.job_id)
    assert person.put_again(outcome) == {"cover", *IDS}
