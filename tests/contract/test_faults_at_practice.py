"""A whole submission by the real client and the real sender, with and without TLS, past what the studio does to it."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from small_studio import KindChecker
from store_server import StoreServer
from studio_visitor import studio_in

from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    Cancelled,
    CommandFailed,
    IntakeError,
    StoredBytesDiffer,
    TransportRefused,
    UnexpectedAnswer,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.run import Line, SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.metastudio.auth import AccessKey
from avatar_intake.metastudio.client import ServicePlace, new_client
from avatar_intake.metastudio.limiter import Limiter, Rates
from avatar_intake.practice.certificate import new_certificate
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness
from avatar_intake.store.journal import Journal
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.sender import HttpPartSender

KIB = 1024
VIDEO = Role.TRAINING_VIDEO
LISTING = "command/GET_MULTIPART_UPLOADED"
CONFIRM = "command/CONFIRM_MULTIPART_UPLOADED"
SUBMIT = "command/SUBMITVERIFYING"
CANCEL_LIMIT_S = 2.0
FAST = Rates(writes_per_s=1000, reads_per_s=1000)
EVERY_MATERIAL = {"training_video": 4, "id_card_image1": 1, "id_card_image2": 1, "grant_file": 1}


class QuickClock(SystemClock):
    """Waits a hundredth of what it should."""

    def sleep(self, control: RunControl, seconds: float) -> None:
        control.sleep(seconds / 100)


class Listener(Silent):
    """Remembers what stood in the way."""

    def __init__(self) -> None:
        self.waits: list[str] = []

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self.waits.append(type(error).__name__)


LONG_AGO_S = 1_700_000_000


@dataclass
class Person:
    """Somebody with four small files, who submits them to a studio."""

    folder: Path
    scheme: str
    certificate: tuple[Path, Path]
    listener: Listener = field(default_factory=Listener)
    control: RunControl = field(default_factory=RunControl)

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "intakes.sqlite3")
        materials: dict[Role, str] = {}
        for number, role in enumerate((VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE), 1):
            path = self.folder / role.value
            path.write_bytes(bytes([number]) * (450 * KIB if role is VIDEO else 1000))
            os.utime(path, (LONG_AGO_S, LONG_AGO_S))  # a file of a moment ago would be waited for
            materials[role] = str(path)
        self.intake = Intake("abc123", JobFields(name="示例", video_multipart_count=4), materials)

    @contextmanager
    def studio(self, *faults: Fault, **options: object) -> Iterator[PracticeStudio]:
        secure = self.certificate if self.scheme == "https" else None
        with studio_in(self.folder, faults=faults, tls=secure, pace_s=1000.0, **options) as studio:
            yield studio

    def run(self, studio: PracticeStudio, **options: object) -> Outcome:
        access = Access(parse_endpoint(studio.endpoint), studio.project_id, AccessKey(studio.ak, studio.sk))
        context = tls_context(str(self.certificate[0]))

        def connect(access_: Access, user_id: str | None, on_request: Callable[[RequestRecord], None]) -> Line:
            api, store = new_session(4, context), new_session(16, context)
            place = ServicePlace(access_.endpoint, access_.project_id, user_id)
            client = new_client(place, access_.credentials, on_request, session=api, limiter=Limiter(FAST))

            def redial() -> None:
                for session in (api, store):
                    session.hang_up()
                    session.close()

            return Line(client, HttpPartSender(store, QuickClock()), store, redial)

        tools = SubmitTools(self.journal, self.folder / "leases", KindChecker(), QuickClock(), connect)
        watch = Watch(self.listener, self.control)
        asked = RunOptions(**{"patience_s": 20.0, **options})  # type: ignore[arg-type]
        return Submission(self.intake, lambda: access, tools, asked, watch).run()


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    return new_certificate(tmp_path_factory.mktemp("tls"))


@pytest.fixture(params=["http", "https"])
def person(tmp_path: Path, certificate: tuple[Path, Path], request: pytest.FixtureRequest) -> Iterator[Person]:
    person = Person(tmp_path, request.param, certificate)
    yield person
    person.journal.close()


# What is said and not how the line behaves: once is enough, and the service speaks nothing but TLS.
over_tls = pytest.mark.parametrize("person", ["https"], indirect=True)


def puts(studio: PracticeStudio) -> dict[tuple[str, int], int]:
    """How often each piece was put, over all jobs."""
    counts: Counter[tuple[str, int]] = Counter()
    for key, count in studio.world.put_counts.items():
        counts[key.role, key.part_number] += count.attempts
    return dict(counts)


def once_each() -> dict[tuple[str, int], int]:
    return {(role, number): 1 for role, parts in EVERY_MATERIAL.items() for number in range(1, parts + 1)}


def is_submitted(outcome: Outcome) -> bool:
    return (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)


def commands(outcome: Outcome) -> list[str]:
    return [record.step for record in outcome.requests]


# --- what the store does ------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [VIDEO, Role.ID_CARD_IMAGE1], ids=["a part", "a document"])
@pytest.mark.parametrize("action", [Action.DROP_AFTER_STORING, Action.NO_ETAG])
def test_what_is_stored_though_its_answer_is_lost_is_not_sent_again(person: Person, role: Role, action: Action) -> None:
    with person.studio(Fault("put", action, role=role, part_number=1)) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert puts(studio) == once_each()


def test_a_lost_answer_a_list_that_lags_and_a_used_address_end_well(person: Person) -> None:
    """Asked too early the list says no; the address then says that it was used; the list is asked again."""
    lost = Fault("put", Action.DROP_AFTER_STORING, role=VIDEO, part_number=2)
    with person.studio(lost, strictness=Strictness(list_lag_asks=2)) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert puts(studio)[VIDEO, 2] <= 2
        assert {count.stored for count in studio.world.put_counts.values()} == {1}


@over_tls
@pytest.mark.parametrize(
    "fault",
    [
        Fault("put", Action.HTML, role=VIDEO, part_number=2, times=2),
        Fault("put", Action.REDIRECT, role=VIDEO, part_number=2, times=2),
        Fault("put", Action.ANSWER, status=511, role=VIDEO, part_number=2, times=2),
        Fault("show", Action.HTML, times=2),
        Fault("list", Action.HTML, times=2),
        Fault("show", Action.REDIRECT, times=2),
        Fault(LISTING, Action.HTML, times=2),
    ],
    ids=lambda fault: f"{fault.step} {fault.action}",
)
def test_a_sign_in_page_is_waited_out_and_nothing_is_taken_for_stored(person: Person, fault: Fault) -> None:
    lost_create = [Fault("create", Action.DROP_AFTER_STORING)] if fault.step == "list" else []
    with person.studio(fault, *lost_create) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert "SignInPage" in person.listener.waits
        assert all(count.stored == 1 for count in studio.world.put_counts.values())


@over_tls
@pytest.mark.parametrize("etag", ["", '""', '"abc"'], ids=["empty", "quotes only", "no hash"])
def test_an_answer_whose_etag_proves_nothing_is_settled_by_the_list(person: Person, etag: str) -> None:
    fault = Fault("put", Action.ANSWER_AFTER_STORING, role=VIDEO, part_number=2, status=200, headers={"ETag": etag})
    with person.studio(fault) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert puts(studio) == once_each()


@over_tls
def test_a_flipped_bit_is_never_confirmed_and_the_next_run_brings_the_right_one(person: Person) -> None:
    with person.studio(Fault("put", Action.CORRUPT, role=VIDEO, part_number=2)) as studio:
        first = person.run(studio)
        second = person.run(studio)

        assert isinstance(first.error, StoredBytesDiffer)
        assert is_submitted(second)
        assert commands(second).count("confirm") == 1
        assert len(studio.world.all_jobs()) == 1


# --- what the list says -------------------------------------------------------------------------------


@over_tls
@pytest.mark.parametrize(
    "action", [Action.LIST_ZERO_PADDED, Action.LIST_QUOTED, Action.LIST_UPPER_CASE, Action.LIST_DUPLICATE]
)
def test_a_list_in_another_dress_is_understood(person: Person, action: Action) -> None:
    lost = Fault("put", Action.DROP_AFTER_STORING, role=VIDEO, part_number=2)
    with person.studio(lost, Fault(LISTING, action, times=0)) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert puts(studio) == once_each()


@over_tls
@pytest.mark.parametrize("action", [Action.LIST_MISSING, Action.LIST_OTHER_ETAG, Action.LIST_EXTRA])
def test_a_list_that_does_not_show_exactly_our_parts_is_never_confirmed(person: Person, action: Action) -> None:
    number = 9 if action is Action.LIST_EXTRA else 2
    with person.studio(Fault(LISTING, action, part_number=number, times=0)) as studio:
        outcome = person.run(studio)

        assert isinstance(outcome.error, StoredBytesDiffer)
        assert "confirm" not in commands(outcome)
        assert "submit" not in commands(outcome)


# --- what create answers ------------------------------------------------------------------------------


@over_tls
@pytest.mark.parametrize(
    "action",
    [
        Action.ADDRESSES_FEWER,
        Action.ADDRESSES_MISSING,
        Action.ADDRESSES_DUPLICATE,
        Action.ADDRESSES_FOREIGN_HOST,
        Action.ADDRESSES_OTHER_SCHEME,
    ],
)
def test_addresses_that_cannot_be_believed_are_refused_before_a_byte_is_sent(person: Person, action: Action) -> None:
    with person.studio(Fault("create", action, role=VIDEO, part_number=2)) as studio:
        outcome = person.run(studio)

        assert isinstance(outcome.error, UnexpectedAnswer)
        assert puts(studio) == {}


@over_tls
@pytest.mark.parametrize("action", [Action.DROP_AFTER_STORING, Action.DROP_BEFORE_READING, Action.CUT_ANSWER])
@pytest.mark.parametrize("step", ["create", CONFIRM, SUBMIT])
def test_a_lost_answer_of_a_call_that_changes_something_is_settled_and_done_once(
    person: Person, step: str, action: Action
) -> None:
    with person.studio(Fault(step, action, after_bytes=5)) as studio:
        outcome = person.run(studio)

        assert is_submitted(outcome)
        assert len(studio.world.all_jobs()) == 1
        assert puts(studio) == once_each()


@over_tls
@pytest.mark.parametrize("step", [CONFIRM, SUBMIT])
@pytest.mark.parametrize(
    "body",
    [
        '{"commond_result": "EXCUTE_FAILED", "excute_failed_msg": "no"}',
        '{"commond_result": "EXCUTE_SUCCESS", "error_info": {"error_code": "MSS.00000003", "error_msg": "no"}}',
    ],
    ids=["failed", "success with an error"],
)
def test_a_200_that_says_failed_is_a_failure(person: Person, step: str, body: str) -> None:
    headers = {"Content-Type": "application/json"}
    with person.studio(Fault(step, Action.ANSWER, status=200, body=body, headers=headers)) as studio:
        outcome = person.run(studio)

        assert isinstance(outcome.error, CommandFailed)
        assert outcome.stage is (Stage.STORED if step == CONFIRM else Stage.CONFIRMING)
        assert is_submitted(person.run(studio))


@over_tls
def test_an_account_without_trainings_left_loses_nothing_and_goes_on_later(person: Person) -> None:
    with person.studio(strictness=Strictness(trainings_left=0)) as studio:
        outcome = person.run(studio)

        assert isinstance(outcome.error, CommandFailed)
        assert commands(outcome).count("submit") == 1
        assert puts(studio) == once_each()
        assert len(studio.world.all_jobs()) == 1


# --- redirects ----------------------------------------------------------------------------------------


@over_tls
@pytest.mark.parametrize(
    ("step", "status"),
    [
        *(("put", status) for status in (301, 302, 303, 307, 308)),
        *((step, 307) for step in ("create", "show", SUBMIT)),
    ],
)
def test_nothing_is_ever_sent_to_where_a_redirect_points(person: Person, step: str, status: int) -> None:
    with StoreServer() as elsewhere:
        location = {"Location": elsewhere.url("/elsewhere")}
        with person.studio(Fault(step, Action.REDIRECT, status=status, headers=location, times=0)) as studio:
            outcome = person.run(studio, patience_s=0.0)

        assert outcome.error is not None
        assert not isinstance(outcome.error, TransportRefused) or outcome.error.kind == "portal"
        assert outcome.stage is not Stage.SUBMITTED
        assert (elsewhere.connections, elsewhere.seen) == (0, [])


# --- an end while the service is silent ---------------------------------------------------------------


@over_tls
@pytest.mark.parametrize("step", ["create", LISTING, SUBMIT])
def test_a_cancel_does_not_wait_for_a_service_that_is_silent(person: Person, step: str) -> None:
    with person.studio(Fault(step, Action.STALL_ANSWER)) as studio:
        ends: list[object] = []

        def run() -> None:
            try:
                ends.append(person.run(studio).error)
            except Cancelled as end:
                ends.append(end)

        thread = threading.Thread(target=run)
        thread.start()
        wait_for(lambda: is_reached(studio, step))
        begun_s = time.monotonic()
        person.control.cancel()
        thread.join(10)
        took_s = time.monotonic() - begun_s

        assert [type(end) for end in ends] == [Cancelled]
        assert took_s < CANCEL_LIMIT_S
        studio.faults.clear()
        person.control = RunControl()
        assert is_submitted(person.run(studio))
        assert len(studio.world.all_jobs()) == 1


def is_reached(studio: PracticeStudio, step: str) -> bool:
    """Whether the step was carried out: the answer is what is held back."""
    return any(met > 0 for met in studio.faults._met)


def wait_for(is_there: Callable[[], bool]) -> None:
    """Until something has happened in another thread; the test's own time limit ends it."""
    pause = threading.Event()
    while not is_there():
        pause.wait(0.005)
