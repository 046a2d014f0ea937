"""What a storm is made of: scenarios by name, each with what it must have met to have been one.

The faults of the studio come from its scripts; those of lines, drives, disks, clocks, accounts and people are real.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from canaries import IDENTITY, NAME, PASSWORD, PHONE, SECURITY_TOKEN, SK
from canary_faults import ROUNDS, SIGN_INS, call, put, xml
from canary_storm import JSON_ECHO, OF_A_PERSON, SAMPLES, Storm, Way
from certificates import self_signed
from connect_proxy import ConnectProxy
from damaged_files import spoil_header
from small_desk import PowerCut
from small_studio import KindChecker
from store_server import StoreServer
from toxic_line import ToxicLine, Toxics

from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import Role, ServiceChoice
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode, with_choice
from avatar_intake.domain.settings import Settings
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import Cancelled, IntakeError, LocalStorageFailed
from avatar_intake.flow.access import AccessFinder
from avatar_intake.flow.desk import Desk, DeskTools
from avatar_intake.flow.model import AccountKind, Secret
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools
from avatar_intake.log import log_damage
from avatar_intake.metastudio.auth import Token
from avatar_intake.practice.faults import Fault
from avatar_intake.store.journal import Journal
from avatar_intake.store.lease import lease
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.sender import SendLimits

DAY_S = 86_400.0
SHORT = SendLimits(write_s=0.3, answer_s=0.3)
LONG_NAME = ("金丝雀长名" * 16)[:79]  # 237 bytes, and four for the ending
ODD_NAMES = (
    f"{LONG_NAME}.mp4", "100%25 canary e\u0301\U0001f426 &x=1#y?.jpg", f"line one\n{IDENTITY} line two.jpg",
    f" {IDENTITY} 'canary' \"letter\" .",
)  # fmt: skip


@dataclass(frozen=True)
class Scenario:
    """``meets``: kinds of errors, actions of the studio and notes that are certain in it."""

    act: Callable[[Storm], None]
    meets: frozenset[str]


# --- lines --------------------------------------------------------------------------------------------


def _reset_line(storm: Storm) -> None:
    """Before the first byte, in the head, in the middle, near the end; and an orderly end."""
    port = _port_of(storm)
    breaks = [Toxics(reset_after_bytes=size) for size in (0, 300, 60_000, 115_000)]
    with ToxicLine(port, *breaks, Toxics(end_after_bytes=50_000)) as line:
        storm.submit(Way(port=line.port))
        storm.notes.update({"another connection"} if line.connections > len(breaks) else ())


def _reset_calls(storm: Storm) -> None:
    """The calls of the service as well."""
    with ToxicLine(_port_of(storm), *[Toxics(reset_after_bytes=size) for size in (0, 200, 900)]) as line:
        access = storm.access(has_key=True, endpoint=f"http://127.0.0.1:{line.port}")
        storm.submit(Way(access=access, port=line.port))


def _stalled_line(storm: Storm) -> None:
    with ToxicLine(_port_of(storm), *[Toxics(silent_after_bytes=size) for size in (0, 20_000)]) as line:
        storm.submit(Way(port=line.port, limits=SHORT))


def _no_answer(storm: Storm) -> None:
    with ToxicLine(_port_of(storm), answers=Toxics(silent_after_bytes=0)) as line:
        storm.submit(Way(port=line.port, limits=SHORT))


def _no_network(storm: Storm) -> None:
    """Nobody listens; once it is waited for, the line is there again."""
    with ToxicLine(_port_of(storm)) as line:
        line.go_down()
        storm.submit(Way(access=storm.access(has_key=True, endpoint=f"http://127.0.0.1:{line.port}")))
        storm.submit(Way(port=line.port, on_put=lambda: None, on_wait=_once(line.come_back)))


def _another_network(storm: Storm) -> None:
    """Everything that is open is cut before each part."""
    with ToxicLine(_port_of(storm)) as line:
        storm.submit(Way(port=line.port, on_put=line.cut))
        storm.notes.update({"another connection"} if line.connections > 1 else ())


def _sleep(storm: Storm) -> None:
    """All clocks are an hour later at once; the connections are dropped before the next part goes on."""
    dropped = threading.Event()
    way = Way(on_redial=dropped.set)

    def fall_asleep() -> None:
        way.clock.now_s += 3600.0
        storm.notes.update({"redialled"} if dropped.wait(10) else ())

    way.on_put = _once(fall_asleep)
    storm.submit(way)


def _next_day(storm: Storm) -> None:
    storm.script(put("answer", status=400, body=xml("AccessDenied")))
    way = Way(intake_id=f"{10**15:016x}", job=storm.job())
    storm.submit(way)
    storm.studio.faults.clear()
    way.clock.now_s += 3 * DAY_S
    storm.submit(way)


def _wrong_clock(storm: Storm) -> None:
    storm.studio.clock.advance(3600.0)
    try:
        storm.submit(Way(has_key=True))
    finally:
        storm.studio.clock.advance(-3600.0)


def _proxies(storm: Storm) -> None:
    """One that wants another password than the one that is kept, one that forbids, and one that is away."""
    with (
        ConnectProxy(user="somebody", password="else") as wants,
        ConnectProxy(says="403 Forbidden") as forbids,
    ):
        with ConnectProxy() as away:
            addresses = [wants.address, forbids.address, away.address]
        for address in addresses:
            choice = ProxyChoice(ProxyMode.OWN, address, "canary-user")
            network = Network(storm.home, partial(with_choice, Settings(), choice), SessionSecrets())
            network.keep_password(choice, PASSWORD, is_remembered=False)
            access = storm.access(has_key=True, endpoint="https://studio.example")
            storm.submit(Way(access=access, network=network))
        storm.heads += [*wants.heads, *forbids.heads]
        storm.notes.update({"proxies asked"} if wants.heads and forbids.heads else ())


def _certificate(storm: Storm) -> None:
    with StoreServer(tls=self_signed(storm.folder, "127.0.0.1")) as server:
        storm.submit(Way(access=storm.access(has_key=True, endpoint=server.url(""))))
        assert server.seen == []


# --- files --------------------------------------------------------------------------------------------


def _pulled_drive(storm: Storm) -> None:
    gone = storm.own.with_name("gone")

    def put_back() -> None:
        if gone.exists():
            gone.rename(storm.own)

    storm.submit(Way(on_put=_once(lambda: storm.own.rename(gone)), on_wait=put_back))


def _changed_file(storm: Storm) -> None:
    """Grown, cut, replaced by a folder, and away: each in the middle of the upload."""
    film = Path(storm.paths[Role.TRAINING_VIDEO])

    def grow() -> None:
        film.write_bytes(film.read_bytes() + b"x")

    def become_a_folder() -> None:
        film.unlink()
        film.mkdir()

    for act in (grow, partial(os.truncate, film, 1000), film.unlink, become_a_folder):
        storm.submit(Way(on_put=_once(act)))
        if film.is_dir():
            film.rmdir()
        storm.files_in(storm.own)


def _growing_file(storm: Storm) -> None:
    now_s = time.time()
    for path in storm.paths.values():
        os.utime(path, (now_s, now_s))
    storm.submit(Way())
    storm.files_in(storm.own)


def _odd_names(storm: Storm) -> None:
    """They work; then they are away, one after the other."""
    folder = storm.own / "odd"
    paths = storm.files_in(folder, ODD_NAMES)
    assert storm.submit(Way(paths=paths)).error is None
    for path in paths.values():
        Path(path).unlink()
        storm.submit(Way(paths=paths))
        storm.files_in(folder, ODD_NAMES)


# --- the disk, the journal, the program ---------------------------------------------------------------


def _full_disk(storm: Storm) -> None:
    """SQLite may take no page more, as on a disk without room."""
    base = storm.journal._base
    pages = base.execute("PRAGMA page_count").fetchone()[0]
    base.execute(f"PRAGMA max_page_count = {pages}")
    large = replace(storm.job(), tags=(f"{NAME}{PHONE}" * 4_000,))
    try:
        storm.submit(Way(job=large))
    except LocalStorageFailed as error:
        storm.tell(error)
    base.execute("PRAGMA max_page_count = 1073741823")


def _no_folder(storm: Storm) -> None:
    """A file is in the place of a folder of ours."""
    leases, aside = storm.home / "leases", storm.home / "leases-before"
    leases.rename(aside)
    leases.write_bytes(b"")
    storm.submit(Way())
    leases.unlink()
    aside.rename(leases)


def _damaged_journal(storm: Storm) -> None:
    """An upload is under way; the report is made of the damaged file, and of what was recovered of it."""
    storm.script(put("answer", 2, 400, xml("AccessDenied")))
    way = Way(intake_id=f"{2 * 10**15:016x}", job=storm.job())
    storm.submit(way)
    storm.studio.faults.clear()
    storm.journal.close()
    spoil_header(storm.home / "intakes.sqlite3")
    storm.report("report of the damaged")
    storm.journal = storm.opened_journal()
    if storm.journal.damage is not None:
        log_damage(storm.journal.damage.percent)
        storm.notes.add("salvaged")
    storm.report("report of the salvaged")
    storm.submit(way)


def _newer_journal(storm: Storm) -> None:
    path = storm.home / "intakes.sqlite3"
    storm.journal.close()
    version = _set_version(path, 99)
    try:
        Journal(path)
    except LocalStorageFailed as error:
        storm.tell(error)
    storm.report("report of the newer")
    _set_version(path, version)
    storm.journal = storm.opened_journal()


def _set_version(path: Path, version: int) -> int:
    base = sqlite3.connect(path)
    before = int(base.execute("PRAGMA user_version").fetchone()[0])
    base.execute(f"PRAGMA user_version = {version}")
    base.close()
    return before


def _kills(storm: Storm) -> None:
    """The program dies at a step of the run; another one opens the same journal while the log of changes lies there."""
    for number, stage in enumerate((Stage.CREATING, Stage.UPLOADING, Stage.CONFIRMING, Stage.SUBMITTING)):

        def die(reached: Stage, at: Stage = stage) -> None:
            if reached is at:
                raise PowerCut

        way = Way(intake_id=f"{3 * 10**15 + number:016x}", job=storm.job(), on_stage=die)
        with suppress(PowerCut):
            storm.submit(way)
            return
        dead, storm.journal = storm.journal, storm.opened_journal()
        outcome = storm.submit(replace(way, on_stage=lambda _stage: None))
        dead.close()
        assert outcome.stage is Stage.SUBMITTED, outcome.error
    storm.notes.add("killed")


def _twice(storm: Storm) -> None:
    with lease(storm.home / "leases", f"{4 * 10**15:016x}"):
        storm.submit(Way(intake_id=f"{4 * 10**15:016x}"))


# --- people -------------------------------------------------------------------------------------------


def _cancel(storm: Storm) -> None:
    control = RunControl()
    try:
        storm.submit(Way(control=control, on_put=control.cancel))
    except Cancelled:
        storm.notes.add("cancelled")


def _ended_token(storm: Storm) -> None:
    """An IAM user's token ends in the middle of the run: the password goes out once more."""
    accounts = storm.accounts_with(storm.account_of(AccountKind.PASSWORD), Secret(PASSWORD))
    finder = AccessFinder(accounts, None, {})  # type: ignore[arg-type]
    first = finder.find(ServiceChoice())
    storm.script(call("show", "answer", 401, body=JSON_ECHO.replace("10000001", "00010008")))
    outcome = storm.submit(Way(access=first))
    second = finder.find(ServiceChoice())
    assert outcome.error is None
    for number, access in enumerate((first, second)):
        assert isinstance(access.credentials, Token)
        storm.minted[f"minted token {number}"] = access.credentials.value
    storm.notes.update({"renewed"} if len(set(storm.minted.values())) == 2 else ())


def _reviews(storm: Storm) -> None:
    """A rejection in the reviewer's own words, a state that nobody knows, and days of looking in vain."""
    way = Way(intake_id=f"{5 * 10**15:016x}", job=storm.job(), has_key=True)
    job_id = storm.submit(way).job_id
    accounts = storm.accounts_with(storm.account_of(AccountKind.ACCESS_KEY), Secret(SK, SECURITY_TOKEN))
    connect = partial(storm.connect, way)
    submit = SubmitTools(storm.journal, storm.home / "leases", KindChecker(), way.clock, connect)
    finder = AccessFinder(accounts, None, {})  # type: ignore[arg-type]
    desk = Desk(DeskTools(submit, accounts, finder, SAMPLES / "intake.toml", storm.network))
    storm.studio.world.set_state(job_id, "MANUAL_VERIFY_FAILED", text=OF_A_PERSON, error_code="MSS.1")
    storm.submit(way)
    for state in ("MANUAL_VERIFY_FAILED", "SOMETHING_NEW"):
        storm.studio.world.set_state(job_id, state, text=OF_A_PERSON)
        desk.refresh(is_whole=True)
        storm.notes.update(row.state for row in desk.intakes() if row.job_id == job_id)
    for fault in (call("list", "answer", 429), call("list", "html"), call("list", "drop-before-reading")):
        storm.script(fault)
        way.clock.now_s += 3600.0
        try:
            desk.refresh(is_whole=True)
        except IntakeError as error:
            storm.tell(error)


def _port_of(storm: Storm) -> int:
    return parse_endpoint(storm.studio.endpoint).port or 0


def _once(act: Callable[[], object]) -> Callable[[], None]:
    """Only the first time."""
    left = [act]
    return lambda: left.pop()() and None if left else None


def _round(faults: tuple[Fault, ...]) -> Scenario:
    return Scenario(lambda storm: storm.go_through(*faults), frozenset(str(fault.action) for fault in faults))


def _real(act: Callable[[Storm], None], *meets: str) -> Scenario:
    return Scenario(act, frozenset(meets))


SCENARIOS: dict[str, Scenario] = {
    "a damaged journal": _real(_damaged_journal, "UploadRefused", "salvaged"),
    "a newer journal": _real(_newer_journal, "LocalStorageFailed", "newer"),
    **{name: _round(faults) for name, faults in ROUNDS.items()},
    "a line that is reset": _real(_reset_line, "OutcomeUnknown", "another connection"),
    "calls that are reset": _real(_reset_calls, "OutcomeUnknown"),
    "a line that stalls": _real(_stalled_line, "OutcomeUnknown"),
    "an answer that never comes": _real(_no_answer, "OutcomeUnknown"),
    "no network": _real(_no_network, "NetworkUnreachable"),
    "another network": _real(_another_network, "another connection"),
    "sleep": _real(_sleep, "redialled"),
    "the next day": _real(_next_day, "AddressesExpired"),
    "a wrong clock": _real(_wrong_clock, "ClockWrong"),
    "proxies": _real(_proxies, "proxy-sign-in", "proxy", "ProxyUnreachable", "proxies asked"),
    "a certificate of nobody's": _real(_certificate, "TransportRefused", "unknown-root"),
    "a drive that is pulled": _real(_pulled_drive, "MaterialMissing"),
    "a file that changes": _real(_changed_file, "MaterialChanged", "MaterialMissing", "MaterialUnreadable"),
    "a file that grows": _real(_growing_file, "StillWriting"),
    "odd names": _real(_odd_names, "MaterialMissing"),
    "no folder": _real(_no_folder, "LocalStorageFailed", "lasting"),
    "kills": _real(_kills, "killed"),
    "started twice": _real(_twice, "AlreadyRunning"),
    "a cancel": _real(_cancel, "cancelled"),
    "a token that ends": _real(_ended_token, "answer", "renewed"),
    "reviews": _real(_reviews, "ReviewRejected", "MANUAL_VERIFY_FAILED", "SOMETHING_NEW", "ServiceBusy", "SignInPage"),
    **{name: _real(partial(Storm.sign_in, fault=fault), str(fault.action)) for name, fault in SIGN_INS.items()},
    "a full disk": _real(_full_disk, "LocalStorageFailed", "full"),
}
