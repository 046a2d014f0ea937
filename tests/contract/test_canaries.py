"""Canaries: distinctive keys, names, numbers and files go through every fault, and come out nowhere (I8).

Everything that went over the wire is written into the log in full, as a network library at its most talkative would.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import shutil
import time
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from urllib.parse import quote

import pytest
from canaries import (
    AK,
    BATCH,
    FILES,
    FOLDER,
    NAME,
    PASSWORD,
    PERSONAL,
    PHONE,
    SECRETS,
    SECURITY_TOKEN,
    SK,
    TAG,
    TOKEN,
    Canaries,
)
from listening_studio import ListeningStudio, Told
from small_studio import KindChecker, PassingClock

from avatar_intake import where
from avatar_intake.app import _Connector, fetch_token_for
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import IntakeError
from avatar_intake.flow.access import Access
from avatar_intake.flow.logbook import Logged, described, log_outcome
from avatar_intake.flow.model import Account, AccountKind, RunOptions, Secret, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.flow.support import make_report, save_report
from avatar_intake.log import Log
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.faults import Action, Fault
from avatar_intake.practice.server import StudioOptions
from avatar_intake.printer import JsonPrinter, TextPrinter
from avatar_intake.redaction import KNOWN, kinds_and_places
from avatar_intake.sentences.report import MANIFEST
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.store.settings import save_settings
from avatar_intake.transfer.control import RunControl

SAMPLES = where.resources() / "samples"
ROLES = (Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE)
SAMPLE_NAMES = ("training.mp4", "id-card-portrait.jpg", "id-card-emblem.jpg", "letter.pdf")
LONG_AGO_S = 1_700_000_000
# A service that sends everything back that it was sent, as some do in their error messages.
OF_A_KEY = f"Authorization: SDK-HMAC-SHA256 Access={AK}, Signature=c0ffee {SK} X-Security-Token={SECURITY_TOKEN}"
OF_A_TOKEN, OF_A_PASSWORD = f"X-Auth-Token: {TOKEN}", f"password {PASSWORD}"
OF_A_PERSON = f"bad {NAME} {PHONE} {TAG} {FOLDER}/{FILES[1]}"
ECHO = "SENT"  # in the place of what was sent with the request
JSON_ECHO = json.dumps({"error_code": "MSS.10000001", "error_msg": ECHO})
XML_ECHO = f"<Error><Code>AccessDenied</Code><Message>{ECHO}</Message></Error>"
_OF_A_PUT = [action for action in Action if not action.startswith(("list-", "addresses-", "corrupt"))]
_LISTING, _SUBMIT = "command/GET_MULTIPART_UPLOADED", "command/SUBMITVERIFYING"


def call(step: str, action: str, status: int = 500, nth: int = 1) -> Fault:
    return Fault(step, action, nth=nth, status=status, body=JSON_ECHO, seconds=0.05, after_bytes=10)


def put(action: str, number: int = 1, status: int = 503, body: str = ECHO) -> Fault:
    more = {"after_bytes": 1000, "seconds": 0.05, "status": status, "body": body}
    return Fault("put", action, role="training_video", part_number=number, **more)


# What each intake meets: one fault that ends its run, or several that it survives.
ROUNDS = [(Fault("create", action, role="training_video"),) for action in Action if action.startswith("addresses-")]
ROUNDS += [(call("create", "answer", status),) for status in (400, 401, 403)]
ROUNDS += [(put("answer", status=status, body=XML_ECHO),) for status in (307, 400, 403)]
ROUNDS += [
    tuple(put(action, 1 + place) for place, action in enumerate(_OF_A_PUT[at : at + 4])) for at in range(0, 16, 4)
]
ROUNDS += [
    (put("corrupt"),),
    (call("create", "answer"), call("create", "answer-after-storing", 502, 2)),
    (call("create", "drop-after-storing"), call("show", "stall-answer"), call("command", "delay")),
    (call("create", "cut-answer"), call("list", "answer", 429), call(_SUBMIT, "answer-after-storing")),
    (call("create", "html"), call("show", "drop-before-reading"), call("*", "stall")),
    (call("create", "redirect", 302), call("create", "clock-skew", nth=2)),
    (call("show", "answer", 404),),
    (call("command/CONFIRM_MULTIPART_UPLOADED", "answer", 400),),
    (call(_SUBMIT, "answer", 409),),
    tuple(call(_LISTING, f"list-{kind}", nth=nth) for nth, kind in enumerate(("missing", "quoted"), 1)),
    tuple(call(_LISTING, f"list-{kind}", nth=nth) for nth, kind in enumerate(("extra", "other-etag", "duplicate"), 1)),
    (call(_LISTING, "list-upper-case"), put(_OF_A_PUT[-1])),
    (call(_LISTING, "list-zero-padded"),),
]
OF_A_SIGN_IN = [
    Fault("token", "answer", status=401, body=JSON_ECHO), Fault("token", "answer", status=400, body=JSON_ECHO),
    Fault("token", "html"), Fault("token", "drop-after-storing"),
    Fault("token", "redirect", status=302), Fault("projects", "answer", status=500, body=JSON_ECHO),
]  # fmt: skip


@dataclass
class Storm:
    """What a person with four files goes through, and everything that was said of it."""

    folder: Path
    studio: ListeningStudio
    errors: list[BaseException] = field(default_factory=list)
    ran: int = 0

    def __post_init__(self) -> None:
        self.home = self.folder / "home"
        self.network = Network(self.home, Settings, SessionSecrets())
        own = self.folder / FOLDER
        for path in (self.home, own):
            path.mkdir()
        self.journal = Journal(self.home / "intakes.sqlite3")
        self.journal._base.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        # Somebody of exactly the name that the service echoes: the others have a number behind it.
        self.journal.save_intake(Intake("echoed", JobFields(name=NAME)))
        self.paths = {}
        for role, sample, name in zip(ROLES, SAMPLE_NAMES, FILES, strict=True):
            shutil.copy2(SAMPLES / sample, own / name)
            os.utime(own / name, (LONG_AGO_S, LONG_AGO_S))
            self.paths[role] = str(own / name)

    def go_through(self, *faults: Fault) -> None:
        """One intake with these faults, by a key or by a token in turn; each is told of by both printers."""
        self.ran += 1
        has_key = bool(self.ran % 2)
        self._script(*faults, sent=f"{OF_A_PERSON} {OF_A_KEY if has_key else OF_A_TOKEN}")
        credentials: Credentials = AccessKey(AK, SK, SECURITY_TOKEN) if has_key else Token(TOKEN)
        access = Access(parse_endpoint(self.studio.endpoint), self.studio.project_id, credentials)
        job = JobFields(name=f"{NAME}{self.ran}", contact=PHONE, tags=(TAG,), batch_name=BATCH, video_multipart_count=4)
        intake = Intake(f"{self.ran:016x}", job, self.paths)
        clock = PassingClock(time.time())
        tools = SubmitTools(
            self.journal, self.home / "leases", KindChecker(), clock, _Connector(Limiters(), self.network, Guards())
        )
        listener = Logged(intake.intake_id, _Told(self))
        watch, options = Watch(listener, RunControl()), RunOptions(patience_s=3.0, workers=4)
        outcome = Submission(intake, lambda: access, tools, options, watch).run()
        log_outcome(outcome)
        if outcome.error is not None:
            self._tell(outcome.error)

    def sign_in(self, fault: Fault) -> None:
        """An IAM user's password on its way."""
        self._script(fault, sent=OF_A_PASSWORD)
        account = Account(
            AccountKind.PASSWORD, endpoint=self.studio.endpoint, project_id=self.studio.project_id,
            user=self.studio.user, domain=self.studio.domain,
        )  # fmt: skip
        try:
            fetch_token_for(self.network, Guards(), account, Secret(PASSWORD).value)
        except IntakeError as error:
            self._tell(error)

    def _script(self, *faults: Fault, sent: str) -> None:
        self.studio.faults.clear()
        self.studio.faults.add(*(replace(fault, body=fault.body.replace(ECHO, sent)) for fault in faults))

    def _tell(self, error: IntakeError) -> None:
        self.errors.append(error)
        logging.getLogger("avatar_intake.flow").info("told: %s", described(error), exc_info=error)
        for printer in (JsonPrinter("en"), TextPrinter("zh")):
            printer.failed(error)


class _Told(Silent):
    def __init__(self, storm: Storm) -> None:
        self._storm = storm

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self._storm.errors.append(error)


@contextmanager
def talkative(lines: list[str]) -> Iterator[None]:
    """Every logger at DEBUG, also the one that is kept quiet since it writes down addresses."""

    class Keeper(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(logging.Formatter("%(name)s %(message)s").format(record))

    root, keeper = logging.getLogger(), Keeper()
    loud = [logging.getLogger(name) for name in ("urllib3.connectionpool", "http.client")]
    before = root.level
    root.addHandler(keeper)
    for logger in (root, *loud):
        logger.setLevel(logging.DEBUG)
    try:
        yield
    finally:
        for logger in loud:
            logger.setLevel(logging.NOTSET)
        root.removeHandler(keeper)
        root.setLevel(before)


def tell_everything(told: list[Told]) -> None:
    """Write down all that went over the wire, as `http.client` does when it is asked to, and worse."""
    wire = logging.getLogger("http.client")
    for request in told:
        head = request.head
        wire.debug("send: %r", f"{head.method} {request.address} HTTP/1.1")
        wire.debug("send: %r %s", dict(head.headers), request.address)
        wire.debug("header: %s", "\n".join(f"{name}: {value}" for name, value in head.headers.items()))
        wire.debug("to %s", f"https://store.example.com{request.address}")
        wire.debug("body: %s / %r", request.body.decode("utf-8", "replace"), bytes(request.body))
    for sent in (OF_A_PERSON, OF_A_KEY, OF_A_TOKEN, OF_A_PASSWORD):
        wire.debug("reply: %s", JSON_ECHO.replace(ECHO, sent))
        try:
            int(f"{sent} {told[0].address}")
        except ValueError:
            wire.exception("a defect with %s", sent)


@dataclass
class Said:
    """What a storm has left: texts by where they stand, and the wire's signatures among the canaries."""

    texts: dict[str, str | bytes]
    secrets: Canaries
    everything: Canaries
    happened: dict[str, int]


def storm_over(folder: Path, *, is_redacted: bool) -> Said:
    """Go through every fault and collect what was said. Without redaction the log's lines are kept as they are."""
    lines: list[str] = []
    options = StudioOptions(
        folder / "studio", rate_per_s=None, ak=AK, sk=SK, token=TOKEN, security_token=SECURITY_TOKEN, password=PASSWORD
    )
    log = Log()
    with ExitStack() as held:
        held.enter_context(talkative(lines))
        studio = held.enter_context(ListeningStudio(options))
        storm = Storm(folder, studio)
        held.callback(storm.journal.close)
        if is_redacted:
            log.begin(storm.home, {"AVATAR_INTAKE_LOG": "debug"})
            held.callback(log.end)
        for faults in ROUNDS if is_redacted else ROUNDS[-1:]:
            storm.go_through(*faults)
        for fault in OF_A_SIGN_IN:
            storm.sign_in(fault)
        tell_everything(studio.ear.told)
        save_settings(storm.home / "settings.json", Settings(last_folder=""))
        happened = studio.faults.happened
        told = list(studio.ear.told)
    report = folder / "report.zip"
    with suppress(FileExistsError):
        save_report(make_report(storm.home, Settings(), MANIFEST), report)
    texts: dict[str, str | bytes] = {"log lines": "\n".join(lines)}
    texts |= {f"crash {type(error).__name__}": "\n".join(kinds_and_places(error)) for error in storm.errors}
    with zipfile.ZipFile(report) as bundle:
        texts |= {f"report {name}": bundle.read(name).decode() for name in bundle.namelist()}
    texts |= {f"home {path.name}": path.read_bytes() for path in storm.home.rglob("*") if path.is_file()}
    secrets, everything = Canaries.of(SECRETS), Canaries.of(SECRETS, PERSONAL)
    for canaries in (secrets, everything):
        canaries.add_queries(request.head.query for request in told if request.is_store)
    return Said(texts, secrets, everything, happened)


@pytest.fixture(autouse=True)
def _nothing_learnt_stays() -> Iterator[None]:
    yield
    KNOWN.clear()


def test_through_every_fault_no_canary_comes_out_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    said = storm_over(tmp_path, is_redacted=True)
    output, errors = capfd.readouterr()
    caplog.clear()  # the defect that was made up is no surprise

    assert set(said.happened) == set(Action)
    assert len([name for name in said.everything.values if name.startswith("signature")]) > 50
    journal = {name: text for name, text in said.texts.items() if name.startswith("home intakes.sqlite3")}
    others = {name: text for name, text in said.texts.items() if name not in journal}
    assert {"log lines", "home avatar-intake.log", "report log.txt", "report intakes.json"} < set(others)
    assert {name: found for name, text in others.items() if (found := said.everything.found_in(text))} == {}
    # The names of a person whose intake is under way stand in the journal; a key or an open address never does.
    assert {name: found for name, text in journal.items() if (found := said.secrets.found_in(text))} == {}
    assert said.secrets.found_in(output + errors) == []


def test_the_canaries_sing_where_nothing_is_redacted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A test of the detector: the same wire, the same lines, and no net."""
    said = storm_over(tmp_path, is_redacted=False)
    caplog.clear()
    found = said.everything.found_in(said.texts["log lines"])

    assert [name for name in said.everything.values if name not in found and not name.startswith("file")] == []


@pytest.mark.parametrize("value", [SK, PASSWORD, NAME, PHONE])
def test_a_canary_is_heard_in_every_spelling(value: str) -> None:
    canaries = Canaries({"it": value})
    raw = value.encode()
    for text in (
        value, value.lower(), value.upper(), quote(value, safe=""), quote(value, safe="").lower(), json.dumps(value),
        repr(raw), base64.b64encode(b"x" + raw + b"yz").decode(), base64.urlsafe_b64encode(raw).decode(), raw.hex(),
    ):  # fmt: skip
        assert canaries.found_in(f"before {text} after") == ["it"], text
    assert canaries.found_in(b"\0\xff" + raw + b"\0") == ["it"]
    assert canaries.found_in("nothing of it") == []
