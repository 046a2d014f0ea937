"""Wrong credentials are tried three times in all, however many ask, and a right one costs nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from scripted_service import Reply, ScriptedService, json_reply

from avatar_intake.app import _Connector, fetch_token_for
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields
from avatar_intake.domain.proxy import ProxyChoice, ProxyMode, with_choice
from avatar_intake.domain.service import JobQuery
from avatar_intake.domain.settings import Settings
from avatar_intake.errors import Cancelled, CredentialsRejected, IntakeError, NotPermitted, ServiceBusy, TokenExpired
from avatar_intake.flow.access import Access
from avatar_intake.flow.model import Account, AccountKind
from avatar_intake.flow.network import Network
from avatar_intake.metastudio.auth import AccessKey, Token
from avatar_intake.metastudio.guard import MOST_REJECTIONS, Guard, Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.store.secrets import SessionSecrets

WRONG = json_reply({"error_code": "APIGW.0301", "error_msg": "Incorrect IAM authentication information"}, 401)
GOOD = json_reply({"count": 1})


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with ScriptedService([WRONG]) as running:
        yield running


@pytest.fixture
def network(tmp_path: Path) -> Network:
    straight = with_choice(Settings(), ProxyChoice(ProxyMode.NONE))
    return Network(tmp_path, lambda: straight, SessionSecrets())


class Program:
    """What makes lines, with what it shares among them."""

    def __init__(self, service: ScriptedService, network: Network) -> None:
        self.endpoint, self.guards = parse_endpoint(service.endpoint), Guards()
        self._connect = _Connector(Limiters(), network, self.guards)

    def ask(self, sk: str = "wrong", *, changes: bool = False) -> type[IntakeError] | None:
        """A line of its own, as a run, a look, the board and the test button have one each."""
        line = self._connect(Access(self.endpoint, "project-1", AccessKey("AK", sk)), None, lambda _: None)
        try:
            line.service.create(JobFields(name="n")) if changes else line.service.list(JobQuery())
        except IntakeError as error:
            return type(error)
        finally:
            line.redial()
        return None


def test_a_wrong_key_is_signed_with_three_times_in_all(service: ScriptedService, network: Network) -> None:
    program = Program(service, network)

    ends = {program.ask(changes=bool(number % 2)) for number in range(10)}

    assert ends == {CredentialsRejected}
    assert len(service.heard) == MOST_REJECTIONS == 3


def test_many_at_once_are_no_exception(service: ScriptedService, network: Network) -> None:
    program = Program(service, network)
    with ThreadPoolExecutor(16) as crew:
        ends = set(crew.map(lambda _: program.ask(), range(40)))

    assert ends == {CredentialsRejected}
    assert len(service.heard) == 3


def test_another_key_and_one_that_was_entered_anew_are_tried(service: ScriptedService, network: Network) -> None:
    program = Program(service, network)
    for _ in range(5):
        program.ask()
    service.replies = [GOOD]
    assert program.ask() is CredentialsRejected  # nobody asks any more
    assert program.ask("right") is None
    assert len(service.heard) == 4

    program.guards.forgive()

    assert program.ask() is None


def test_a_fresh_token_is_asked_with_however_many_met_the_end_of_the_one_before(
    service: ScriptedService, network: Network
) -> None:
    class Source:
        def __call__(self, spent: Token) -> Token:
            return Token(f"after {spent.value}".replace(" ", "-"))

        def present(self) -> Token:
            return Token("first")

    over = json_reply({"error_code": "MSS.00010008"}, 401)
    service.replies = [over]
    endpoint, connect = parse_endpoint(service.endpoint), _Connector(Limiters(), network, Guards())
    access = Access(endpoint, "project-1", Token("first"))
    for wanted in (access, access, access, replace(access, renew=Source())):
        line = connect(wanted, None, lambda _: None)
        if wanted.renew is None:
            with pytest.raises(TokenExpired):
                line.service.list(JobQuery())
            continue
        service.replies = [GOOD]
        assert line.service.list(JobQuery()).count == 1
    assert service.heard[-1].headers["X-Auth-Token"] == "after-first"


def test_an_accepted_key_begins_its_count_anew(service: ScriptedService, network: Network) -> None:
    program = Program(service, network)
    service.replies = [WRONG, WRONG, GOOD, WRONG, WRONG, GOOD, GOOD]
    ends = [program.ask() for _ in range(7)]
    assert ends == [
        CredentialsRejected,
        CredentialsRejected,
        None,
        CredentialsRejected,
        CredentialsRejected,
        None,
        None,
    ]


@pytest.mark.parametrize(
    ("reply", "end"), [(Reply(503, b""), ServiceBusy), (json_reply({"error_code": "APIGW.0305"}, 403), NotPermitted)]
)
def test_what_is_not_about_the_key_is_not_counted(
    service: ScriptedService, network: Network, reply: Reply, end: type[IntakeError]
) -> None:
    service.replies = [reply]
    program = Program(service, network)
    assert {program.ask() for _ in range(5)} == {end}
    assert len(service.heard) == 5


def test_a_wrong_password_is_sent_twice_in_all(service: ScriptedService, network: Network) -> None:
    guards = Guards()
    account = Account(AccountKind.PASSWORD, endpoint=service.endpoint, project_id="p", user="u", domain="d")
    for _ in range(8):
        with pytest.raises(CredentialsRejected):
            fetch_token_for(network, guards, account, "wrong")
    assert len(service.heard) == 2
    service.replies = [json_reply({}, 201, X_Subject_Token="MII")]
    assert fetch_token_for(network, guards, account, "right").token == "MII"


def test_who_waits_for_a_turn_can_be_stopped() -> None:
    guard, is_asking, may_end, stop = Guard(), threading.Event(), threading.Event(), threading.Event()

    def ask() -> None:
        is_asking.set()
        may_end.wait(10)

    first = threading.Thread(target=guard.call, args=(ask,))
    first.start()
    assert is_asking.wait(5)
    stop.set()
    with pytest.raises(Cancelled):
        guard.call(lambda: None, stop)
    may_end.set()
    first.join(5)
    assert guard.call(lambda: 7) == 7


def test_a_mistake_in_the_middle_leaves_nobody_waiting() -> None:
    guard = Guard()
    with suppress(ZeroDivisionError):
        guard.call(lambda: 1 // 0)
    assert guard.call(lambda: 7) == 7


def test_no_secret_is_kept() -> None:
    guards = Guards()
    guards.of("https://x", "CANARY")
    assert "CANARY" not in f"{vars(guards)}"
