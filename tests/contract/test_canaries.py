"""Canaries: distinctive keys, names, numbers and files go through every fault, and come out nowhere (I8).

Everything that went over the wire is written into the log in full, as a network library at its most talkative would.
"""

from __future__ import annotations

import base64
import json
import logging
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from canaries import AK, NAME, PASSWORD, PERSONAL, PHONE, SECRETS, SECURITY_TOKEN, SK, TOKEN, Canaries
from canary_scenarios import ODD_NAMES, SCENARIOS
from canary_storm import ECHO, JSON_ECHO, OF_A_KEY, OF_A_PASSWORD, OF_A_PERSON, OF_A_TOKEN, Storm
from listening_studio import ListeningStudio, Told
from proof_tables import rows

from avatar_intake.domain.settings import Settings
from avatar_intake.log import Log
from avatar_intake.practice.faults import Action
from avatar_intake.practice.server import StudioOptions
from avatar_intake.redaction import KNOWN, kinds_and_places
from avatar_intake.store.settings import save_settings


@dataclass(frozen=True)
class NoSecret:
    """Why a fault has nothing to give away."""

    reason: str


# Each row of tests/fault_list/fault_list.toml: the scenarios that meet it, or why none does.
OF_THE_FAULT_LIST: dict[int, tuple[str, ...] | NoSecret] = {
    1: ("a line that is reset", "calls that are reset"),
    2: ("a lost answer, a late list, a used address", "parts, 9"),
    3: ("a lost answer, a late list, a used address",),
    4: ("a lost answer, a late list, a used address",),
    5: ("a document's lost answer",),
    6: ("a store that is busy", "create is lost by a server"),
    7: ("a store that is busy", "answers are cut and busy"),
    8: ("an address that has expired", "the next day"),
    9: ("a part says 403", "the store says SignatureDoesNotMatch", "the store says RequestTimeTooSkewed",
        "the store says InvalidAccessKeyId"),
    10: ("a wrong clock", "a redirect of the service"),
    11: ("no network",),
    12: ("a network's own page", "sign-in pages", "a redirect of the service"),
    13: ("proxies", "a line that is reset"),
    14: ("a certificate of nobody's",),
    15: ("a line that stalls",),
    16: ("an answer that never comes",),
    17: ("sleep", "the next day"),
    18: ("another network",),
    19: ("a drive that is pulled",),
    20: ("a file that changes",),
    21: ("a file that grows",),
    22: ("kills",),
    23: ("a damaged journal", "a newer journal", "a full disk", "no folder"),
    24: ("started twice",),
    25: ("a list with one missing", "a list of others", "a list in capitals", "a list with zeros"),
    26: ("a list in capitals",),
    27: ("a flipped bit",),
    28: ("create is lost by the line", "create is lost by a server", "answers are cut and busy",
         *(f"create {action}" for action in Action if action.startswith("addresses-"))),
    29: ("confirm is lost", "confirm says failed", "confirm is refused"),
    30: ("submit is lost", "submit says failed", "submit is refused"),
    31: ("a part says 307", "a redirect of the service", "a sign-in is sent elsewhere"),
    32: ("a token that ends", "a pasted token has ended", "create says 401", "a password is wrong"),
    33: ("a cancel", "a part says 400"),
    34: NoSecret("a matter of memory: of a large film nothing is said that is not said of a small one"),
    35: NoSecret("a matter of figures: progress is bytes and seconds, and goes to the window and the terminal only"),
    36: ("odd names",),
    37: NoSecret("a matter of figures: the plan of parts is pure and knows sizes, no name and no address"),
    38: ("a store that is busy", "parts, 5"),
    39: ("a conflict",),
    40: ("the store says InArrearOrInsufficientBalance", "the store says InsufficientStorageSpace",
         "the store says Unauthorized"),
    41: ("reviews", "no such job"),
    42: ("reviews",),
}  # fmt: skip
FAULT_LIST = rows(Path(__file__).parents[1] / "fault_list" / "fault_list.toml", "fault")


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


def tell_everything(told: list[Told], heads: list[str]) -> None:
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
    for text in heads:
        wire.debug("send: %r / %s", text.encode("latin-1"), text)


@dataclass
class Said:
    """What a storm has left: texts by where they stand, and the wire's signatures among the canaries.

    ``met`` is what each scenario has met, ``happened`` how often each action of the studio went wrong.
    """

    texts: dict[str, str | bytes]
    secrets: Canaries
    everything: Canaries
    met: dict[str, set[str]]
    happened: dict[str, int]


def storm_over(folder: Path, scenarios: Iterable[str], *, is_redacted: bool) -> Said:
    """Go through scenarios and collect what was said. Without redaction the log's lines are kept as they are."""
    lines: list[str] = []
    options = StudioOptions(
        folder / "studio", rate_per_s=None, ak=AK, sk=SK, token=TOKEN, security_token=SECURITY_TOKEN, password=PASSWORD
    )
    log = Log()
    with ExitStack() as held:
        held.enter_context(talkative(lines))
        studio = held.enter_context(ListeningStudio(options))
        storm = Storm(folder, studio)
        held.callback(storm.close)
        if is_redacted:
            log.begin(storm.home, {"AVATAR_INTAKE_LOG": "debug"})
            held.callback(log.end)
        for name in scenarios:
            with storm.scenario(name):
                SCENARIOS[name].act(storm)
        tell_everything(studio.ear.told, storm.heads)
        save_settings(storm.home / "settings.json", Settings(last_folder=""))
        happened = studio.faults.happened
        told = list(studio.ear.told)
    storm.report("report")
    texts: dict[str, str | bytes] = {"log lines": "\n".join(lines)}
    for error in storm.errors:
        name = f"crash {type(error).__name__}"
        texts[name] = "\n".join([str(texts.get(name, "")), *kinds_and_places(error)])
    for name, path in storm.reports.items():
        with zipfile.ZipFile(path) as bundle:
            texts |= {f"{name} {entry}": bundle.read(entry).decode() for entry in bundle.namelist()}
    texts |= {f"home {path.name}": path.read_bytes() for path in storm.home.rglob("*") if path.is_file()}
    odd = {f"file with an odd name {number}": name for number, name in enumerate(ODD_NAMES)}
    secrets, everything = Canaries.of(SECRETS, storm.minted), Canaries.of(SECRETS, storm.minted, PERSONAL, odd)
    for canaries in (secrets, everything):
        canaries.add_queries(request.head.query for request in told if request.is_store)
    return Said(texts, secrets, everything, storm.met, happened)


@pytest.fixture(autouse=True)
def _nothing_learnt_stays() -> Iterator[None]:
    yield
    KNOWN.clear()


def test_through_every_fault_no_canary_comes_out_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    said = storm_over(tmp_path, SCENARIOS, is_redacted=True)
    output, errors = capfd.readouterr()
    caplog.clear()  # the defect that was made up is no surprise

    assert {name: lacking for name, it in SCENARIOS.items() if (lacking := it.meets - said.met[name])} == {}
    assert set(said.happened) == set(Action)
    assert len([name for name in said.everything.values if name.startswith("signature")]) > 50
    journal = {name: text for name, text in said.texts.items() if name.startswith("home intakes.sqlite3")}
    others = {name: text for name, text in said.texts.items() if name not in journal}
    assert {"log lines", "home avatar-intake.log", "report log.txt", "report intakes.json"} < set(others)
    assert {"report of the damaged intakes.json", "report of the salvaged intakes.json"} < set(others)
    assert any("damaged" in name for name in journal)
    # The id of a key names an account, and is no secret; its secret key stands in the keyring only.
    accounts = others.pop("home accounts.json")
    assert said.everything.found_in(accounts) == ["access key"]
    assert {name: found for name, text in others.items() if (found := said.everything.found_in(text))} == {}
    # The names of a person whose intake is under way stand in the journal; a key or an open address never does.
    assert {name: found for name, text in journal.items() if (found := said.secrets.found_in(text))} == {}
    assert said.secrets.found_in(output + errors) == []


def test_every_row_of_the_fault_list_is_met_by_a_scenario_or_has_nothing_to_give_away() -> None:
    assert [row.number for row in FAULT_LIST] == list(OF_THE_FAULT_LIST)
    named = [name for it in OF_THE_FAULT_LIST.values() if not isinstance(it, NoSecret) for name in it]
    assert set(named) <= set(SCENARIOS)
    assert all(it.meets for it in SCENARIOS.values())
    assert all(it.reason if isinstance(it, NoSecret) else it for it in OF_THE_FAULT_LIST.values())


def test_the_canaries_sing_where_nothing_is_redacted(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A test of the detector: the same wire, the same lines, and no net."""
    said = storm_over(tmp_path, ["a token that ends", "proxies"], is_redacted=False)
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
