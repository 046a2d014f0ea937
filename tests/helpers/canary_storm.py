"""A storm: a person with four files of telling names goes through faults, and everything that was said is kept."""

from __future__ import annotations

import json
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from canaries import (
    AK,
    BATCH,
    FILES,
    FOLDER,
    NAME,
    PASSWORD,
    PHONE,
    SECURITY_TOKEN,
    SK,
    TAG,
    TOKEN,
)
from listening_studio import ListeningStudio
from small_studio import KindChecker, PassingClock

from avatar_intake import where
from avatar_intake.app import _Connector, fetch_token_for, find_projects_for
from avatar_intake.domain.endpoint import Endpoint, parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.service import RequestRecord, SecretUrl
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import IntakeError
from avatar_intake.flow.access import Access
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.logbook import Logged, described, log_outcome
from avatar_intake.flow.model import Account, AccountKind, Outcome, RunOptions, Secret, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import Line, SubmitTools, Watch
from avatar_intake.flow.submit import Submission
from avatar_intake.flow.support import make_report, save_report
from avatar_intake.metastudio.auth import AccessKey, Credentials, Token
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiter, Limiters, Rates
from avatar_intake.practice.faults import Fault
from avatar_intake.printer import JsonPrinter, TextPrinter
from avatar_intake.sentences.report import MANIFEST
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import ByteCounter, PartSender, Piece, Receipt
from avatar_intake.transfer.sender import HttpPartSender, SendLimits

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

_PEOPLE = 7  # more than one scenario has; each that the program has to learn of costs a tenth of a second


def _kind_of(error: BaseException) -> str:
    return str(getattr(error, "kind", ""))


def _nothing(*_: object) -> None:
    pass


@dataclass
class Way:
    """How one submission goes where it is not as always.

    ``port`` is the line in between by which the parts go. ``on_put`` comes before each part, with one worker then;
    ``on_wait`` when something is waited for, ``on_stage`` at each step, on the run's own thread.
    """

    access: Access | None = None
    has_key: bool | None = None
    paths: Mapping[Role, str] | None = None
    job: JobFields | None = None
    intake_id: str = ""
    network: Network | None = None
    port: int = 0
    limits: SendLimits | None = None
    on_put: Callable[[], None] | None = None
    on_wait: Callable[[], None] = _nothing
    on_stage: Callable[[Stage], None] = _nothing
    on_redial: Callable[[], None] = _nothing
    clock: PassingClock = field(default_factory=lambda: PassingClock(time.time()))
    control: RunControl = field(default_factory=RunControl)


@dataclass
class Storm:
    """What a person with four files goes through, and everything that was said of it."""

    folder: Path
    studio: ListeningStudio
    errors: list[BaseException] = field(default_factory=list)
    notes: set[str] = field(default_factory=set)  # what a scenario has met that is neither an error nor an action
    met: dict[str, set[str]] = field(default_factory=dict)  # by scenario: kinds of errors, actions, notes
    heads: list[str] = field(default_factory=list)  # what others than the studio were sent
    minted: dict[str, str] = field(default_factory=dict)  # secrets that came up on the way
    reports: dict[str, Path] = field(default_factory=dict)
    ran: int = 0
    people: int = 0

    def __post_init__(self) -> None:
        self.home, self.own = self.folder / "home", self.folder / FOLDER
        self.network = Network(self.home, Settings, SessionSecrets())
        for path in (self.home, self.own):
            path.mkdir()
        self.journal = self.opened_journal()
        # Somebody of exactly the name that the service echoes: the others have a number behind it.
        self.journal.save_intake(Intake("echoed", JobFields(name=NAME)))
        self.paths = self.files_in(self.own)

    def opened_journal(self) -> Journal:
        """The journal of the home, as a program that starts would open it."""
        journal = Journal(self.home / "intakes.sqlite3")
        journal._base.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        return journal

    def close(self) -> None:
        """Let go of the journal that is open now."""
        self.journal.close()

    def files_in(self, folder: Path, names: tuple[str, ...] = FILES) -> dict[Role, str]:
        """The four files, finished long ago."""
        folder.mkdir(exist_ok=True)
        for sample, name in zip(SAMPLE_NAMES, names, strict=True):
            shutil.copyfile(SAMPLES / sample, folder / name)
            os.utime(folder / name, (LONG_AGO_S, LONG_AGO_S))
        return {role: str(folder / name) for role, name in zip(ROLES, names, strict=True)}

    @contextmanager
    def scenario(self, name: str) -> Iterator[None]:
        """Remember what is met inside, by a service without jobs; what was scripted ends with it."""
        self.studio.empty()
        before, told = self.studio.faults.happened, len(self.errors)
        self.notes.clear()
        yield
        actions = {action for action, count in self.studio.faults.happened.items() if count > before.get(action, 0)}
        kinds = {kind for error in self.errors[told:] for kind in (type(error).__name__, _kind_of(error))}
        self.met[name] = kinds | actions | self.notes
        self.studio.faults.clear()

    def access(self, *, has_key: bool, endpoint: str = "") -> Access:
        """By a temporary key, or by a pasted token."""
        credentials: Credentials = AccessKey(AK, SK, SECURITY_TOKEN) if has_key else Token(TOKEN)
        return Access(parse_endpoint(endpoint or self.studio.endpoint), self.studio.project_id, credentials)

    def job(self) -> JobFields:
        """A job of somebody new."""
        self.people += 1
        name = f"{NAME}{self.people % _PEOPLE}"
        return JobFields(name=name, contact=PHONE, tags=(TAG,), batch_name=BATCH, video_multipart_count=4)

    def go_through(self, *faults: Fault) -> None:
        """One intake with these faults, by a key or by a token in turn."""
        self.script(*faults, sent=OF_A_TOKEN if self.ran % 2 else OF_A_KEY)
        self.submit(Way())

    def submit(self, way: Way) -> Outcome:
        """One run; how it ends is told by both printers."""
        self.ran += 1
        has_key = bool(self.ran % 2) if way.has_key is None else way.has_key
        access = way.access or self.access(has_key=has_key)
        intake = Intake(way.intake_id or f"{self.ran:016x}", way.job or self.job(), way.paths or self.paths)
        tools = SubmitTools(self.journal, self.home / "leases", KindChecker(), way.clock, partial(self.connect, way))
        watch = Watch(Logged(intake.intake_id, _Told(self, way)), way.control)
        options = RunOptions(patience_s=3.0, workers=1 if way.on_put else 4)
        outcome = Submission(intake, lambda: access, tools, options, watch).run()
        log_outcome(outcome)
        if outcome.error is not None:
            self.tell(outcome.error)
        return outcome

    def connect(
        self, way: Way, access: Access, user_id: str | None, on_request: Callable[[RequestRecord], None]
    ) -> Line:
        """The lines of a run as the program makes them, on this way."""
        line = _Connector(_Fast(), way.network or self.network, Guards())(access, user_id, on_request)
        sender = HttpPartSender(line.store, SystemClock(), way.limits) if way.limits else line.sender

        def redial() -> None:
            line.redial()
            way.on_redial()

        return replace(line, sender=_Detour(sender, way, parse_endpoint(self.studio.endpoint).port or 0), redial=redial)

    def account_of(self, kind: AccountKind) -> Account:
        """An account at the studio."""
        user = AK if kind is AccountKind.ACCESS_KEY else self.studio.user
        place = {"endpoint": self.studio.endpoint, "project_id": self.studio.project_id}
        return Account(kind, **place, user=user, domain=self.studio.domain)

    def accounts_with(self, account: Account, secret: Secret) -> Accounts:
        """Kept in the home, the secret in memory."""
        login = partial(fetch_token_for, self.network, Guards())
        accounts = Accounts(self.home / "accounts.json", SessionSecrets(), login)
        accounts.use(account, secret)
        return accounts

    def sign_in(self, fault: Fault) -> None:
        """An IAM user's password on its way, and the question for the projects of a key."""
        account, key = self.account_of(AccountKind.PASSWORD), AccessKey(AK, SK, SECURITY_TOKEN)
        self.script(fault, sent=OF_A_PASSWORD if fault.step == "token" else OF_A_KEY)
        try:
            fetch_token_for(self.network, Guards(), account, Secret(PASSWORD).value)
            find_projects_for(self.network, Guards(), account, key)
        except IntakeError as error:
            self.tell(error)

    def script(self, *faults: Fault, sent: str = OF_A_KEY) -> None:
        """What goes wrong from now on; what was ``sent`` with the request comes back in its answer."""
        echo = f"{OF_A_PERSON} {sent}"
        self.studio.faults.clear()
        self.studio.faults.add(*(replace(fault, body=fault.body.replace(ECHO, echo)) for fault in faults))

    def report(self, name: str) -> None:
        """Save the report for whoever helps."""
        self.reports[name] = self.folder / f"{name}.zip"
        save_report(make_report(self.home, Settings(), MANIFEST), self.reports[name])

    def tell(self, error: IntakeError) -> None:
        """What somebody is told of an error: the log, and both printers."""
        self.errors.append(error)
        logging.getLogger("avatar_intake.flow").info("told: %s", described(error), exc_info=error)
        for printer in (JsonPrinter("en"), TextPrinter("zh")):
            printer.failed(error)


class _Fast(Limiters):
    """The studio has no limit here, and real seconds would be waited for."""

    def of(self, endpoint: Endpoint, project_id: str) -> Limiter:
        return Limiter(Rates(1000, 1000))


class _Told(Silent):
    def __init__(self, storm: Storm, way: Way) -> None:
        self._storm, self._way = storm, way

    def waiting(self, error: IntakeError, seconds: float) -> None:
        self._storm.errors.append(error)
        self._way.on_wait()

    def stage_changed(self, stage: Stage) -> None:
        self._way.on_stage(stage)


class _Detour:
    """The real sender, by way of a line in between where there is one."""

    def __init__(self, sender: PartSender, way: Way, port: int) -> None:
        self._sender, self._way, self._port = sender, way, port

    def send(self, piece: Piece, control: RunControl, counter: ByteCounter) -> Receipt:
        if self._way.on_put is not None:
            self._way.on_put()
        if self._way.port:
            address = piece.address.value.replace(f":{self._port}/", f":{self._way.port}/", 1)
            piece = replace(piece, address=SecretUrl(address))
        return self._sender.send(piece, control, counter)
