"""The composition root: makes every object once and wires it. Heavy libraries are imported inside functions."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping, Sequence
from contextlib import ExitStack, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from avatar_intake import where

if TYPE_CHECKING:
    from avatar_intake.domain.service import Project, RequestRecord
    from avatar_intake.domain.settings import Settings
    from avatar_intake.flow.access import Access
    from avatar_intake.flow.desk import Desk
    from avatar_intake.flow.model import Account
    from avatar_intake.flow.network import Network
    from avatar_intake.flow.run import Line
    from avatar_intake.flow.service import Service
    from avatar_intake.metastudio.auth import Credentials
    from avatar_intake.metastudio.guard import Guard, Guards
    from avatar_intake.metastudio.iam import Grant
    from avatar_intake.metastudio.limiter import Limiters
    from avatar_intake.metastudio.transport import TimeLimits
    from avatar_intake.practice.server import PracticeStudio
    from avatar_intake.qt.start import WindowPlace

_HEIR_LOOKS_EVERY_S = 0.5
_TRIES_AT_ONE_PORT, _BETWEEN_TRIES_S = 20, 0.1
_SECRETS = ("CLOUD_SDK_AK", "CLOUD_SDK_SK", "CLOUD_SDK_SECURITY_TOKEN", "AVATAR_INTAKE_TOKEN")
_UNCHECKED = "AVATAR_INTAKE_UNCHECKED"  # for experts: what is wrong with a file's content stops no job
_KEYRING_PATIENCE_S = 60.0  # a person may have to find a password first
_MOST_SIGN_INS = 1  # a sign-in that is refused is two attempts: for the project, then for the whole account
_REVIEW_PACE_S = 4.0  # in the window a rehearsal's review is watched, on the command line nobody waits for it


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line, or open the window; returns the exit code."""
    arguments = sys.argv[1:] if argv is None else argv
    environment = taken_environment(os.environ)
    _leave_no_core_dump()
    if not arguments:  # what most people do: the window shall not wait for what reads arguments
        return _open_window(environment, is_practice=False)
    from avatar_intake import command_line

    command = command_line.parse(arguments)
    if command.name in (None, "open"):
        return _open_window(environment, is_practice=command.practice, files=command.paths)
    return command_line.run(command, partial(_swept, partial(make_desk, environment, pace_s=0.0)), environment)


def _leave_no_core_dump() -> None:
    """A picture of the memory would hold keys; the processes that decode files inherit this."""
    if sys.platform != "win32":
        import resource

        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))


def taken_environment(environment: MutableMapping[str, str]) -> Mapping[str, str]:
    """A copy of it; the secrets are taken out of it, so that no process that is started from here is given them."""
    copy = dict(environment)
    for name in _SECRETS:
        environment.pop(name, None)
    return copy


def _logged(make: Callable[[], Desk]) -> Desk:
    """Begin the log, then make the desk: call it in a worker. Where there is no folder, the desk says it."""
    from avatar_intake import log

    with suppress(OSError):
        log.LOG.begin(where.data_folder())
    log.log_start()
    desk = make()
    if desk.journal_damage is not None:
        log.log_damage(desk.journal_damage.percent)
    return desk


def _swept(make: Callable[[], Desk]) -> Desk:
    """The same for the command line, after whoever is to be forgotten was; the window sweeps by itself."""
    from avatar_intake.domain.settings import without_folder
    from avatar_intake.errors import IntakeError
    from avatar_intake.store.settings import SharedSettings

    desk = _logged(make)
    with suppress(IntakeError):  # the command meets the same, and says it
        shared = SharedSettings(where.data_folder() / "settings.json")
        if desk.forget_due(shared.first.keep_days) and shared.first.last_folder:
            shared.save(without_folder(shared.first))
    return desk


def make_desk(
    environment: Mapping[str, str] = os.environ,
    *,
    pace_s: float = _REVIEW_PACE_S,
    is_rehearsal: bool = False,
    keyring_patience_s: float = _KEYRING_PATIENCE_S,
) -> Desk:
    """The desk over this user's data folder. Imports much: call it in a worker."""
    from avatar_intake.errors import LocalStorageFailed
    from avatar_intake.flow.access import AccessFinder
    from avatar_intake.flow.accounts import Accounts
    from avatar_intake.flow.desk import Desk, DeskTools
    from avatar_intake.flow.network import Network
    from avatar_intake.flow.prepare import Checker, MediaChecker, UncheckedChecker
    from avatar_intake.flow.run import SubmitTools
    from avatar_intake.media.apart import Apart
    from avatar_intake.metastudio.guard import Guards
    from avatar_intake.metastudio.limiter import Limiters
    from avatar_intake.store.journal import Journal
    from avatar_intake.store.secrets import KeyringSecrets
    from avatar_intake.store.settings import load_settings
    from avatar_intake.transfer.clock import SystemClock

    try:
        home = where.data_folder()
    except OSError as error:
        raise LocalStorageFailed.of(error) from error
    secrets, guards = KeyringSecrets(keyring_patience_s), Guards()
    network = Network(home, partial(load_settings, home / "settings.json"), secrets)
    accounts = Accounts(home / "accounts.json", secrets, partial(fetch_token_for, network, guards))
    finder = AccessFinder(accounts, EmbeddedPractice(home / "practice", pace_s), environment)
    journal = Journal(home / "intakes.sqlite3")
    clock, room = SystemClock(), Apart()
    checker: Checker = MediaChecker(room)
    if environment.get(_UNCHECKED) == "1":
        checker = UncheckedChecker(checker)
    submit = SubmitTools(journal, home / "leases", checker, clock, _Connector(Limiters(), network, guards))
    sample = where.resources() / "samples" / "intake.toml"
    return Desk(
        DeskTools(
            submit,
            accounts,
            finder,
            sample,
            network,
            is_rehearsal=is_rehearsal,
            room=room,
            secret_place=secrets.place,
            give_up=secrets.close,
            guards=guards,
            identity=partial(find_projects_for, network, guards),
        )
    )


class EmbeddedPractice:
    """The practice studio of one data folder: run by the first process that needs it, used by every other.

    Two studios over one folder would not know of each other's jobs. When the process that runs it ends, one that uses
    it goes on with it at the same port, so that a run which is under way there finds it again.
    """

    def __init__(self, folder: Path, pace_s: float) -> None:
        self._folder, self._pace_s = folder, pace_s
        self._lock = threading.Lock()
        self._studio: PracticeStudio | None = None
        self._held = ExitStack()  # until the process ends: the system releases the lease then
        self._heir: threading.Thread | None = None

    def access(self) -> Access:
        """Where it listens and with which key. Raises `LocalStorageFailed`."""
        from avatar_intake.domain.endpoint import parse_endpoint
        from avatar_intake.flow.access import Access
        from avatar_intake.metastudio.auth import AccessKey
        from avatar_intake.practice.identity import kept_identity

        with self._lock:
            if self._studio is None and not self._run_it():
                self._watch()
            me, port = kept_identity(self._folder, {}), self._kept_port()
        address = parse_endpoint(f"http://127.0.0.1:{port}")
        return Access(address, me.project_id, AccessKey(me.ak, me.sk), is_practice=True)

    def _run_it(self) -> bool:
        """Start the studio, unless another process runs it, whose port is written by the time this returns."""
        from avatar_intake.errors import AlreadyRunning
        from avatar_intake.store.lease import lease, turn

        with ExitStack() as held, turn(self._folder, "starting"):
            try:
                held.enter_context(lease(self._folder, "running"))
            except AlreadyRunning:
                return False
            self._studio = self._start()
            self._held = held.pop_all()
            return True

    def _start(self) -> PracticeStudio:
        from dataclasses import replace

        from avatar_intake.practice.server import PracticeStudio, StudioOptions

        # The addresses that it handed out hold its port: after a restart they work only at the same one.
        options = StudioOptions(data_dir=self._folder, port=self._kept_port(), pace_s=self._pace_s)
        studio, pause = PracticeStudio(options), threading.Event()
        for _ in range(_TRIES_AT_ONE_PORT if options.port else 0):
            with suppress(OSError):  # a process that ends may let go of its lease before it lets go of its port
                studio.start()
                break
            pause.wait(_BETWEEN_TRIES_S)
        else:
            studio = PracticeStudio(replace(options, port=0))
            studio.start()
        where.private_file(self._folder / "port").write_text(studio.endpoint.rpartition(":")[2])
        return studio

    def _kept_port(self) -> int:
        try:
            return int((self._folder / "port").read_text())
        except (OSError, ValueError):
            return 0

    def _watch(self) -> None:
        if self._heir is None:
            self._heir = threading.Thread(target=self._wait_for_turn, name="practice-heir", daemon=True)
            self._heir.start()

    def _wait_for_turn(self) -> None:
        from avatar_intake.errors import IntakeError

        pause = threading.Event()
        while not pause.wait(_HEIR_LOOKS_EVERY_S):
            with self._lock, suppress(IntakeError):  # the next `access` says what is wrong
                if self._studio is not None or self._run_it():
                    return


class _Connector:
    """Makes the two lines of a run. One limiter a tenant is shared by all runs of this process."""

    def __init__(self, limiters: Limiters, network: Network, guards: Guards) -> None:
        self._limiters, self._network, self._guards = limiters, network, guards

    def __call__(self, access: Access, app_user_id: str | None, on_request: Callable[[RequestRecord], None]) -> Line:
        from avatar_intake.awake import KeepAwake
        from avatar_intake.connection import trusts_nobody
        from avatar_intake.flow.logbook import log_request
        from avatar_intake.flow.renewal import RenewingService
        from avatar_intake.flow.run import Line
        from avatar_intake.metastudio.client import API_CONNECTIONS, ServicePlace, Token, new_client
        from avatar_intake.transfer.clock import SystemClock
        from avatar_intake.transfer.sender import HttpPartSender

        # A service on this computer without TLS has a store like it: reading the roots would take most of a look.
        context = self._network.context() if access.endpoint.scheme == "https" else trusts_nobody()

        def heard(record: RequestRecord) -> None:
            log_request(record)
            on_request(record)

        limiter = self._limiters.of(access.endpoint, access.project_id)
        place = ServicePlace(access.endpoint, access.project_id, app_user_id)
        session = self._network.session_here if access.endpoint.is_loopback else self._network.session
        api, store = (session(size, context) for size in (API_CONNECTIONS, 16))

        def guard(credentials: Credentials) -> Guard:
            return self._guards.of(access.endpoint.base, *credentials.secrets)

        client = new_client(
            place, access.credentials, heard, session=api, limiter=limiter, guard=guard(access.credentials)
        )
        service: Service = client
        if access.renew is not None and isinstance(access.credentials, Token):
            # What was said of a token that is over is not held against the next one.
            service = RenewingService(
                lambda token: client.with_credentials(token, guard(token)), access.credentials, access.renew
            )

        def redial() -> None:
            for session in (api, store):
                session.hang_up()
                session.close()

        return Line(service, HttpPartSender(store, SystemClock()), store, redial, awake=KeepAwake())


def fetch_token_for(network: Network, guards: Guards, account: Account, password: str) -> Grant:
    """A token for an IAM user: for the account's project, or its region's own, or else for the whole account."""
    from avatar_intake.flow.accounts import endpoint_for
    from avatar_intake.metastudio.iam import Login, fetch_token, iam_base

    base = iam_base(endpoint_for(account), account.region)
    login = Login(account.domain, account.user, password, account.project_id, account.region)
    guard = guards.of(base, account.domain, account.user, password, most=_MOST_SIGN_INS)
    with network.session(1) as session:
        return guard.call(lambda: fetch_token(session, base, login))


def find_projects_for(
    network: Network, guards: Guards, account: Account, credentials: Credentials, limits: TimeLimits | None = None
) -> tuple[Project, ...]:
    """The projects that an account may use in its region."""
    from avatar_intake.flow.accounts import endpoint_for
    from avatar_intake.metastudio.iam import find_projects, iam_base

    base = iam_base(endpoint_for(account), account.region)
    guard = guards.of(base, *credentials.secrets)
    with network.session(1) as session:
        return guard.call(lambda: find_projects(session, base, credentials, account.region, limits))


def _open_window(environment: Mapping[str, str], *, is_practice: bool, files: tuple[Path, ...] = ()) -> int:
    """Open the window, or show the one that is open over the same data folder. A rehearsal has a window of its own.

    With ``files`` a new intake is begun with them, in whichever window it is.
    """
    from avatar_intake.domain.settings import Settings
    from avatar_intake.qt.start import WindowPlace, open_window
    from avatar_intake.store.settings import SharedSettings

    make = partial(_logged, partial(make_desk, environment, is_rehearsal=is_practice))
    try:
        home = where.data_folder()
    except OSError:  # the desk meets the same, and says it in the window
        return open_window(make, Settings(), lambda _settings: None, is_practice=is_practice, files=files)
    shared = SharedSettings(home / "settings.json")
    settings, save = shared.first, shared.save
    place = WindowPlace(home, "window-rehearsal" if is_practice else "window")
    with ExitStack() as held:
        take = partial(_take_lease, held, place)
        handover = _Handover(make, place, files)
        if take() or (exit_code := _show_the_other(take, handover, settings)) is None:
            return open_window(make, settings, save, is_practice=is_practice, place=place, files=handover.left)
        return exit_code


class _Handover:
    """Asks the window that is open to show itself; files go there as a draft, stored before it is told of it."""

    def __init__(self, make_desk: Callable[[], Desk], place: WindowPlace, files: tuple[Path, ...]) -> None:
        self._make_desk, self._place = make_desk, place
        self.left = files  # what nobody has begun an intake with yet
        self._intake_id = ""

    def ask(self, timeout_s: float) -> bool:
        """Whether the other one has answered in time. Raises what an intake file may bring."""
        from avatar_intake.qt.single_instance import address_of, ask_to_show

        if self.left:
            from avatar_intake.flow.dropped import draft_of

            desk = self._make_desk()
            draft = draft_of(self.left, desk.new_draft()).intake
            desk.save_draft(draft)
            self._intake_id, self.left = draft.intake_id, ()
        return ask_to_show(address_of(self._place.folder, self._place.name), timeout_s, self._intake_id)


def _take_lease(held: ExitStack, place: WindowPlace) -> bool:
    from avatar_intake.errors import AlreadyRunning, LocalStorageFailed
    from avatar_intake.store.lease import lease

    try:
        held.enter_context(lease(place.folder / "leases", place.name))
    except AlreadyRunning:
        return False
    except LocalStorageFailed:  # the desk meets the same, and says it in the window
        return True
    return True


def _show_the_other(take: Callable[[], bool], handover: _Handover, settings: Settings) -> int | None:
    """Have the window that is open shown; the exit code, or ``None`` when it has gone meanwhile."""
    from avatar_intake.command_line import DONE, STOPPED, complain
    from avatar_intake.errors import IntakeError
    from avatar_intake.qt.second_start import say_shown, say_unanswered
    from avatar_intake.qt.single_instance import Start, join

    try:
        start = join(take, handover.ask)
    except OSError:  # no place where only this user listens: the other one has none either
        say_unanswered(settings)
        return STOPPED
    except IntakeError as error:  # about the files; the window that is open has nothing to do with it
        return complain(error, os.environ)
    match start:
        case Start.FIRST:
            return None
        case Start.SHOWN:
            say_shown(settings)
            return DONE
        case Start.UNANSWERED:
            say_unanswered(settings)
            return STOPPED
