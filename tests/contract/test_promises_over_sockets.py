"""Over real sockets, with real signatures and four threads: what goes out to whom, and what is said about it.

Which secrets and which bytes leave the program can only be seen on the wire (I2, I3, I8, I11). Everything else about
the order of faults is tried much more often in memory (`test_submission_invariants.py`).
"""

from __future__ import annotations

import json
import logging
import shutil
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from listening_studio import ListeningStudio, Told
from memory_folder import memory_folder
from small_studio import KindChecker, PassingClock

from avatar_intake import where
from avatar_intake.app import _Connector
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import IntakeError
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Outcome, RunOptions, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import StudioOptions
from avatar_intake.practice.strictness import Strictness
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl

SAMPLES = where.resources() / "samples"
NAME, PHONE, ID_FILE = "王小明的示例", "13800138000", "ID-OF-THE-PERSON"
MATERIALS = {
    Role.TRAINING_VIDEO: ("training.mp4", "training.mp4"),
    Role.ID_CARD_IMAGE1: ("id-card-portrait.jpg", f"{ID_FILE}-front.jpg"),
    Role.ID_CARD_IMAGE2: ("id-card-emblem.jpg", f"{ID_FILE}-back.jpg"),
    Role.GRANT_FILE: ("letter.pdf", "letter.pdf"),
}
SECRET_HEADERS = {"authorization", "x-auth-token", "x-security-token", "cookie", "x-sdk-date", "x-project-id"}
LARGEST_API_BODY = 4096
CALM_RUNS = 3

of_a_put = st.builds(
    Fault,
    step=st.just("put"),
    action=st.sampled_from(
        [
            Action.DROP_BEFORE_READING,
            Action.DROP_AFTER_BYTES,
            Action.DROP_BEFORE_STORING,
            Action.DROP_AFTER_STORING,
            Action.ANSWER,
            Action.ANSWER_AFTER_BODY,
            Action.ANSWER_AFTER_STORING,
            Action.CORRUPT,
            Action.NO_ETAG,
            Action.HTML,
            Action.REDIRECT,
        ]
    ),
    role=st.sampled_from(["training_video", "id_card_image1", "grant_file"]),
    part_number=st.integers(0, 4),
    status=st.sampled_from([500, 503, 403, 307]),
    after_bytes=st.sampled_from([0, 1, 30_000]),
)
of_a_call = st.builds(
    Fault,
    step=st.sampled_from(["create", "show", "list", "command", "delete"]),
    action=st.sampled_from(
        [
            Action.DROP_BEFORE_READING,
            Action.DROP_AFTER_STORING,
            Action.ANSWER,
            Action.ANSWER_AFTER_STORING,
            Action.HTML,
            Action.CUT_ANSWER,
            Action.REDIRECT,
        ]
    ),
    status=st.sampled_from([500, 503, 429, 307]),
    nth=st.integers(1, 3),
)
of_a_list = st.builds(
    Fault,
    step=st.just("command/GET_MULTIPART_UPLOADED"),
    action=st.sampled_from([action for action in Action if action.startswith("list-")]),
    part_number=st.integers(1, 4),
    times=st.integers(1, 3),
)
strictnesses = st.sampled_from(
    [Strictness(), Strictness.lenient(), Strictness(list_lag_asks=2), Strictness(confirm_twice_is_harmless=False)]
)


class Person:
    """Somebody with an intake, and what was said while it was submitted."""

    def __init__(self, folder: Path, studio: ListeningStudio, *, has_token: bool) -> None:
        self.folder, self.studio = folder, studio
        self.journal = Journal(folder / "intakes.sqlite3")
        paths = {role: str(shutil.copy2(SAMPLES / of, folder / name)) for role, (of, name) in MATERIALS.items()}
        self.intake = Intake("abc123", JobFields(name=NAME, contact=PHONE, video_multipart_count=4), paths)
        self.said: list[str] = []
        credentials: Credentials = Token(studio.token) if has_token else AccessKey(studio.ak, studio.sk)
        self._access = Access(parse_endpoint(studio.endpoint), studio.project_id, credentials)

    def run(self) -> Outcome:
        tools = SubmitTools(
            self.journal,
            self.folder / "leases",
            KindChecker(),
            PassingClock(time.time()),
            _Connector(Limiters(), Network(self.folder, Settings, SessionSecrets()), Guards()),
        )
        options = RunOptions(patience_s=5.0, workers=4)
        outcome = Submission(
            self.intake, lambda: self._access, tools, options, Watch(self._listener(), RunControl())
        ).run()
        if outcome.error is not None:
            self.hear(outcome.error)
        return outcome

    def hear(self, error: IntakeError) -> None:
        """An error may name the file that it is about, and nothing else."""
        text = "".join(traceback.format_exception(error)) + repr(error) + str(error.facts())
        self.said.append(text.replace(error.facts().get("name", "\0"), ""))

    def _listener(self) -> Silent:
        class Listener(Silent):
            def waiting(_, error: IntakeError, seconds: float) -> None:  # noqa: N805 - the person is `self` here
                self.hear(error)

        return Listener()


@contextmanager
def every_log_line() -> Iterator[list[str]]:
    """All lines of this process at DEBUG, but those of the studio, which is nothing that leaves a person's computer."""
    lines: list[str] = []

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.name.startswith("avatar_intake.practice"):
                lines.append(f"{record.name}: {logging.Formatter().format(record)}")

    root, keeper = logging.getLogger(), Keeper()
    level = root.level
    root.addHandler(keeper)
    root.setLevel(logging.DEBUG)
    try:
        yield lines
    finally:
        root.removeHandler(keeper)
        root.setLevel(level)


def leaks(told: list[Told], contents: list[bytes]) -> list[str]:
    """I11: nothing but the address opens the store's door, and no material goes to the API."""
    found = []
    for request in told:
        if request.is_store:
            found += [f"{name} at the store" for name in SECRET_HEADERS & request.head.headers.keys()]
        else:
            found += ["a part at the API" for data in contents if data[1000:1064] in request.body]
            found += ["a large body at the API"] if len(request.body) > LARGEST_API_BODY else []
            found += ["no JSON at the API"] if request.body and not _is_json(bytes(request.body)) else []
    return found


def _is_json(body: bytes) -> bool:
    try:
        json.loads(body)
    except ValueError:
        return False
    return True


def secrets_of(studio: ListeningStudio) -> set[str]:
    """The key, the token and every signature, as it is and as it stands in an address."""
    pairs = {pair for request in studio.ear.told if request.is_store for pair in request.head.query.split("&")}
    signatures = {value for name, _, value in (pair.partition("=") for pair in pairs) if name.endswith("Signature")}
    assert signatures
    return {studio.sk, studio.token, *signatures, *map(unquote, signatures)}


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(
    faults=st.tuples(st.lists(of_a_put, max_size=4), st.lists(of_a_call, max_size=2), st.lists(of_a_list, max_size=2)),
    strictness=strictnesses,
    has_token=st.booleans(),
)
def test_whatever_goes_wrong_on_the_wire_no_secret_and_no_byte_goes_where_it_should_not(
    faults: tuple[list[Fault], ...], strictness: Strictness, has_token: bool
) -> None:
    with memory_folder() as folder, every_log_line() as lines:
        options = StudioOptions(folder / "studio", strictness=strictness, rate_per_s=None, faults=tuple(chain(*faults)))
        with ListeningStudio(options) as studio:
            person = Person(folder, studio, has_token=has_token)
            contents = [Path(path).read_bytes() for path in person.intake.materials.values()]
            outcome = person.run()
            studio.faults.clear()
            for _ in range(CALM_RUNS):
                outcome = person.run() if outcome.error is not None else outcome
            person.journal.close()
            video = studio.world.stored_path(outcome.job_id, Role.TRAINING_VIDEO)

        assert (outcome.error, outcome.stage) == (None, Stage.SUBMITTED)
        assert studio.world.job_ids() == (outcome.job_id,)
        assert video is not None
        assert video.read_bytes() == contents[0]
        assert studio.ear.broken == []
        assert leaks(studio.ear.told, contents) == []
        everything = "\n".join([*lines, *person.said, repr(outcome)])
        assert [secret for secret in secrets_of(studio) if secret in everything] == []
        assert [line for line in [*lines, *person.said] if any(word in line for word in (NAME, PHONE, ID_FILE))] == []
        assert [Path(path).read_bytes() for path in person.intake.materials.values()] == contents
