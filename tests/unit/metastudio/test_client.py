"""The client on real sockets: what goes out, what comes back, what every trouble on the way turns into."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import socket
import ssl
import threading
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scripted_service import Reply, ScriptedService, Trouble, json_reply

from avatar_intake import errors
from avatar_intake.connection import Proxy, new_session, tls_context
from avatar_intake.domain.endpoint import parse_endpoint
from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import Command, CommandRequest, JobChanges, JobQuery, RequestRecord
from avatar_intake.metastudio.client import (
    AccessKey,
    Calls,
    Credentials,
    Limiter,
    MetaStudioClient,
    ServicePlace,
    TimeLimits,
    Token,
    new_client,
)
from avatar_intake.metastudio.limiter import Rates

NOW = datetime(2026, 1, 29, 10, 0, 0, tzinfo=UTC)
JOB = JobFields(name="示例讲师", contact="13800138000")
SUBMIT = CommandRequest(Command.SUBMITVERIFYING)
FAST = Rates(10_000, 10_000)
TLS = tls_context()  # loading the system's certificates for each test would take most of its time


class Desk:
    """A client at a scripted service, and what it told about its requests."""

    def __init__(
        self,
        service: ScriptedService,
        credentials: Credentials | None = None,
        prefix: str = "",
        tls: ssl.SSLContext = TLS,
    ) -> None:
        self.records: list[RequestRecord] = []
        self.stop = threading.Event()
        calls = Calls(
            session=new_session(16, tls),
            on_request=self.records.append,
            limiter=Limiter(FAST),
            stop=self.stop,
            now=lambda: NOW,
            limits=TimeLimits(connect_s=5, read_s=0.3, answer_s=0.3),
        )
        place = ServicePlace(parse_endpoint(service.endpoint + prefix), "project-1", "clerk-1")
        self.client = MetaStudioClient(place, credentials or AccessKey("AK", "SK"), calls)


@pytest.fixture
def service() -> Iterator[ScriptedService]:
    with ScriptedService() as running:
        yield running


def address(service: ScriptedService, name: str = "v") -> str:
    return f"{service.endpoint}/store/{name}?Signature=CANARY"


# --- what goes out ----------------------------------------------------------------------------------


def test_the_six_operations_go_where_the_api_says(service: ScriptedService) -> None:
    service.replies = [
        json_reply({"job_id": "job-1", "training_video_upload_url": [address(service)]}, X_Request_Id="r1"),
        json_reply({"commond_result": "EXCUTE_SUCCESS"}),
        json_reply({"job_id": "job-1", "state": "WAIT_FILE_UPLOAD"}),
        json_reply({"count": 0, "jobs": []}),
        json_reply({"job_id": "job-1"}),
        Reply(204, b""),
    ]
    desk = Desk(service, prefix="/rest")
    created = desk.client.create(JOB)
    desk.client.execute("job-1", SUBMIT)
    desk.client.show("job-1")
    desk.client.list(JobQuery(limit=5, tag="a b"))
    desk.client.update("job-1", JobChanges(name="新名"))
    desk.client.delete("job-1")
    base = "/rest/v1/project-1/digital-human-training-manage/user/jobs"
    assert [(heard.method, heard.target) for heard in service.heard] == [
        ("POST", base),
        ("POST", f"{base}/job-1/command"),
        ("GET", f"{base}/job-1"),
        ("GET", f"{base}?limit=5&tag=a%20b"),
        ("PUT", f"{base}/job-1"),
        ("DELETE", f"{base}/job-1"),
    ]
    assert created.by_role[Role.TRAINING_VIDEO][0].value == address(service)
    assert [(record.step, record.status) for record in desk.records] == [
        ("create", 200), ("submit", 200), ("show", 200), ("list", 200), ("update", 200), ("delete", 204),
    ]  # fmt: skip
    assert desk.records[0] == RequestRecord("create", 200, "r1", "2026-01-29T10:00:00Z")


def test_a_request_carries_our_headers_and_no_others(service: ScriptedService) -> None:
    service.replies = [json_reply({"count": 0})]
    Desk(service).client.list(JobQuery())
    Desk(service, Token("token-1")).client.list(JobQuery())
    common = {"Host", "Accept-Encoding", "Content-Type", "User-Agent", "X-App-UserId"}
    signed, plain = (heard.headers for heard in service.heard)
    assert set(signed) == common | {"Authorization", "X-Sdk-Date", "X-Project-Id"}
    assert set(plain) == common | {"X-Auth-Token"}
    assert signed["Accept-Encoding"] == "identity"
    assert signed["X-App-UserId"] == "clerk-1"
    assert signed["User-Agent"].startswith("avatar-intake/")


def test_a_body_goes_out_whole_with_its_length(service: ScriptedService) -> None:
    service.replies = [json_reply({"job_id": "j", "training_video_upload_url": [address(service)]})]
    Desk(service).client.create(JOB)
    heard = service.heard[0]
    assert json.loads(heard.body) == {"name": "示例讲师", "contact": "13800138000"}
    assert heard.headers["Content-Length"] == str(len(heard.body))
    assert "Transfer-Encoding" not in heard.headers


def test_the_user_id_of_a_job_beats_that_of_the_account(service: ScriptedService) -> None:
    service.replies = [json_reply({"job_id": "j", "training_video_upload_url": [address(service)]})]
    client = Desk(service).client
    client.create(JobFields(name="x", app_user_id="clerk 2"))
    client.for_user(None).create(JOB)
    assert [heard.headers.get("X-App-UserId") for heard in service.heard] == ["clerk 2", None]


@pytest.mark.parametrize("user_id", ["职员", "", " clerk", "clerk ", "a\r\nX-Evil: 1", "\x7f", "a" * 257])
def test_a_user_id_that_is_no_header_is_never_sent(service: ScriptedService, user_id: str) -> None:
    desk = Desk(service)
    with pytest.raises(errors.BadIntakeFile):
        desk.client.for_user(user_id).list(JobQuery())
    assert (service.heard, desk.records) == ([], [])


@pytest.mark.parametrize("project_id", ["", "..", "a/b", "a b", "项目", "a?b"])
def test_a_project_that_is_none_is_refused_at_once(project_id: str) -> None:
    with pytest.raises(errors.BadServiceAddress):
        ServicePlace(parse_endpoint("https://studio.example"), project_id)


def test_cookies_of_one_answer_do_not_go_out_with_the_next_request(service: ScriptedService) -> None:
    service.replies = [json_reply({"count": 0}, Set_Cookie="session=1; Path=/")]
    client = Desk(service).client
    client.list(JobQuery())
    client.list(JobQuery())
    assert all("Cookie" not in heard.headers for heard in service.heard)


def test_many_threads_share_one_client(service: ScriptedService) -> None:
    service.replies = [json_reply({"count": 3})]
    desk = Desk(service)
    counts: list[int] = []
    threads = [threading.Thread(target=lambda: counts.append(desk.client.list(JobQuery()).count)) for _ in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counts == [3] * 12
    assert len(desk.records) == 12


def test_a_client_made_by_the_factory_works(service: ScriptedService) -> None:
    service.replies = [json_reply({"count": 1})]
    records: list[RequestRecord] = []
    place = ServicePlace(parse_endpoint(service.endpoint), "project-1")
    assert new_client(place, Token("t"), records.append).list(JobQuery()).count == 1
    assert len(records) == 1


# --- troubles on the way ----------------------------------------------------------------------------

CHANGES = {
    "create": lambda client: client.create(JOB),
    "submit": lambda client: client.execute("job-1", SUBMIT),
    "update": lambda client: client.update("job-1", JobChanges(name="n")),
    "delete": lambda client: client.delete("job-1"),
}
LOOKS = {
    "show": lambda client: client.show("job-1"),
    "list": lambda client: client.list(JobQuery()),
    "parts": lambda client: client.execute("job-1", CommandRequest(Command.GET_MULTIPART_UPLOADED)),
}


@pytest.mark.parametrize("trouble", [Trouble.RESET_AFTER_READING, Trouble.STALL, Trouble.CUT])
@pytest.mark.parametrize("step", CHANGES)
def test_a_change_without_a_whole_answer_has_an_unknown_outcome(
    service: ScriptedService, step: str, trouble: Trouble
) -> None:
    service.replies = [Reply(trouble=trouble)]
    desk = Desk(service)
    with pytest.raises(errors.OutcomeUnknown) as caught:
        CHANGES[step](desk.client)
    assert caught.value.step == step
    assert [(record.step, record.status) for record in desk.records] == [(step, 0)]
    assert len(service.heard) == 1


@pytest.mark.parametrize("trouble", [Trouble.RESET_AFTER_READING, Trouble.STALL, Trouble.CUT])
@pytest.mark.parametrize("step", LOOKS)
def test_a_look_without_a_whole_answer_can_simply_be_repeated(
    service: ScriptedService, step: str, trouble: Trouble
) -> None:
    service.replies = [Reply(trouble=trouble)]
    desk = Desk(service)
    with pytest.raises(errors.NetworkUnreachable):
        LOOKS[step](desk.client)
    assert [(record.step, record.status) for record in desk.records] == [(step, 0)]


def test_a_reset_before_anything_was_read_is_not_taken_for_nothing_sent(service: ScriptedService) -> None:
    service.replies = [Reply(trouble=Trouble.RESET_BEFORE_READING)]
    with pytest.raises(errors.OutcomeUnknown):
        Desk(service).client.create(JOB)


def test_nothing_is_tried_twice_by_itself(service: ScriptedService) -> None:
    service.replies = [Reply(503, b""), json_reply({"count": 1})]
    desk = Desk(service)
    with pytest.raises(errors.ServiceBusy):
        desk.client.list(JobQuery())
    assert len(service.heard) == 1


def test_a_port_where_nobody_listens_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    desk = Desk(ScriptedServiceAt(port))
    for call in (*CHANGES.values(), *LOOKS.values()):
        with pytest.raises(errors.NetworkUnreachable):
            call(desk.client)
    assert {record.status for record in desk.records} == {0}


class ScriptedServiceAt(ScriptedService):
    """Only the address of a service."""

    def __init__(self, port: int, scheme: str = "http") -> None:
        self._address = f"{scheme}://127.0.0.1:{port}"

    @property
    def endpoint(self) -> str:
        return self._address


def test_a_server_that_speaks_no_tls_is_refused_before_anything_is_sent(service: ScriptedService) -> None:
    desk = Desk(ScriptedServiceAt(service.port, "https"))
    with pytest.raises(errors.TransportRefused) as caught:
        desk.client.create(JOB)
    assert (caught.value.kind, caught.value.host) == ("tls", "127.0.0.1")
    assert service.heard == []


def test_a_line_that_breaks_in_the_handshake_means_that_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def hang_up() -> None:
            listening.accept()[0].close()

        thread = threading.Thread(target=hang_up, daemon=True)
        thread.start()
        with pytest.raises(errors.NetworkUnreachable):
            Desk(ScriptedServiceAt(listening.getsockname()[1], "https")).client.create(JOB)
        thread.join()


@pytest.mark.parametrize(
    ("status", "kind"),
    [(407, errors.TransportRefused), (503, errors.NetworkUnreachable), (403, errors.TransportRefused)],
)
def test_a_proxy_that_says_no_is_told_from_one_that_cannot(
    service: ScriptedService, status: int, kind: type[Exception]
) -> None:
    service.replies = [Reply(status, b"")]
    records: list[RequestRecord] = []
    place = ServicePlace(parse_endpoint("https://studio.example"), "project-1")
    client = new_client(
        place,
        Token("CANARY"),
        records.append,
        session=new_session(1, route=lambda _scheme, _host: Proxy(service.endpoint)),
    )
    with pytest.raises(kind):
        client.create(JOB)
    assert [heard.method for heard in service.heard] == ["CONNECT"]
    assert "CANARY" not in str(service.heard)
    assert records[0].status == 0


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_never_followed(service: ScriptedService, status: int) -> None:
    with ScriptedService() as elsewhere:
        service.replies = [Reply(status, b"", (("Location", f"{elsewhere.endpoint}/?Signature=CANARY"),))]
        with pytest.raises(errors.UnexpectedAnswer) as caught:
            Desk(service).client.create(JOB)
        assert (len(service.heard), elsewhere.heard) == (1, [])
        assert "CANARY" not in str(caught.value)


def test_a_sign_in_page_is_recognised(service: ScriptedService) -> None:
    service.replies = [Reply(200, b"<html>Welcome</html>", (("Content-Type", "text/html"),))]
    with pytest.raises(errors.SignInPage):
        Desk(service).client.list(JobQuery())


def test_a_page_in_answer_to_what_changes_something_leaves_its_outcome_unknown(service: ScriptedService) -> None:
    service.replies = [Reply(200, b"<html>Welcome</html>", (("Content-Type", "text/html"),))]
    with pytest.raises(errors.OutcomeUnknown):
        Desk(service).client.create(JOB)


ODD_PIECES = (
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.1 99\r\n",
    b"HTTP/9.9 500 X\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"Content-Length: 5\r\n",
    b"Content-Length: -1\r\n",
    b"Content-Length: 3, 4\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Location: http://[\r\n",
    b"A: b\r\n" * 101,
    b"\r\n",
    b"zz\r\n",
    b"5\r\nab",
    b"x" * 70000,
    b"\x00\xff",
    b'{"count":1}',
)


def test_any_bytes_on_the_wire_become_an_answer_or_one_of_our_errors(caplog: pytest.LogCaptureFixture) -> None:
    said: list[bytes] = []

    def talk() -> None:
        while True:
            connection, _ = listening.accept()
            with connection:
                connection.recv(65536)
                if not said:
                    return
                with contextlib.suppress(OSError):
                    connection.sendall(said[-1])

    @settings(max_examples=60)
    @given(st.lists(st.sampled_from(ODD_PIECES), max_size=6).map(b"".join))
    def check(content: bytes) -> None:
        said[:] = [content]
        with contextlib.suppress(errors.IntakeError):
            desk.client.list(JobQuery())
        with contextlib.suppress(errors.IntakeError):
            desk.client.create(JOB)

    with socket.create_server(("127.0.0.1", 0)) as listening:
        desk = Desk(ScriptedServiceAt(listening.getsockname()[1]))
        thread = threading.Thread(target=talk, daemon=True)
        thread.start()
        check()
        said.clear()
        with socket.create_connection(listening.getsockname()) as last:
            last.sendall(b"end")
            thread.join()
    assert {record.name for record in caplog.records if record.levelno >= logging.WARNING} <= {"urllib3.connection"}
    caplog.clear()


def test_a_compressed_answer_that_nobody_asked_for_is_refused(service: ScriptedService) -> None:
    service.replies = [Reply(200, gzip.compress(b'{"count": 1}'), (("Content-Encoding", "gzip"),))]
    with pytest.raises(errors.UnexpectedAnswer):
        Desk(service).client.list(JobQuery())


def test_a_chunked_answer_is_read(service: ScriptedService) -> None:
    service.replies = [Reply(200, b'{"count": 12}', is_chunked=True)]
    assert Desk(service).client.list(JobQuery()).count == 12


def test_an_answer_of_just_the_allowed_size_is_read_and_a_larger_one_is_not(service: ScriptedService) -> None:
    limit = 8 * 1024**2
    filler = b'{"count": 1, "x": "'
    service.replies = [
        Reply(200, filler + b"a" * (limit - len(filler) - 2) + b'"}'),
        Reply(200, filler + b"a" * (limit - len(filler) - 1) + b'"}'),
    ]
    desk = Desk(service)
    assert desk.client.list(JobQuery()).count == 1
    with pytest.raises(errors.UnexpectedAnswer) as caught:
        desk.client.list(JobQuery())
    assert caught.value.found == "too-large"


def test_a_server_that_drips_is_not_waited_for(service: ScriptedService) -> None:
    service.replies = [Reply(200, b"{", trouble=Trouble.DRIP)]
    with pytest.raises(errors.OutcomeUnknown):
        Desk(service).client.create(JOB)


def test_a_broken_connection_does_not_harm_the_next_call(service: ScriptedService) -> None:
    service.replies = [json_reply({"count": 1}), Reply(trouble=Trouble.RESET_AFTER_READING), json_reply({"count": 2})]
    client = Desk(service).client
    assert client.list(JobQuery()).count == 1
    with pytest.raises(errors.NetworkUnreachable):
        client.list(JobQuery())
    assert client.list(JobQuery()).count == 2


def test_a_stop_before_the_turn_sends_nothing(service: ScriptedService) -> None:
    desk = Desk(service)
    desk.stop.set()
    with pytest.raises(errors.Cancelled):
        desk.client.create(JOB)
    assert (service.heard, desk.records) == ([], [])
    service.replies = [json_reply({"count": 1})]
    assert desk.client.until(threading.Event()).list(JobQuery()).count == 1


# --- what the service says --------------------------------------------------------------------------


def test_a_refusal_is_kept_with_its_code_and_request_id(service: ScriptedService) -> None:
    service.replies = [
        json_reply({"error_code": "MSS.00000003", "error_msg": "Invalid parameter"}, 400, X_Request_Id="r7")
    ]
    desk = Desk(service)
    with pytest.raises(errors.ServiceRefused) as caught:
        desk.client.create(JOB)
    error = caught.value
    assert (error.status, error.code, error.text, error.request_id) == (400, "MSS.00000003", "Invalid parameter", "r7")
    assert desk.records == [RequestRecord("create", 400, "r7", "2026-01-29T10:00:00Z", "MSS.00000003")]


def test_the_gateways_request_id_in_the_body_is_kept_too(service: ScriptedService) -> None:
    service.replies = [
        json_reply({"error_code": "APIGW.0308", "error_msg": "slow", "request_id": "gw-1"}, 429, Retry_After="7")
    ]
    desk = Desk(service)
    with pytest.raises(errors.ServiceBusy) as caught:
        desk.client.create(JOB)
    assert (caught.value.request_id, caught.value.retry_after_s, desk.records[0].request_id) == ("gw-1", 7, "gw-1")


def test_a_wrong_clock_is_told_with_its_direction(service: ScriptedService) -> None:
    date = format_datetime(NOW + timedelta(hours=1), usegmt=True)
    service.replies = [json_reply({"error_code": "APIGW.0301"}, 401, Date=date)]
    with pytest.raises(errors.ClockWrong) as caught:
        Desk(service).client.list(JobQuery())
    assert caught.value.skew_s == -3600


def test_a_job_that_is_gone_is_told_as_such(service: ScriptedService) -> None:
    service.replies = [json_reply({"error_code": "MSS.10000404", "error_msg": "no such job"}, 404)]
    with pytest.raises(errors.JobNotFound):
        Desk(service).client.show("job-1")


def test_addresses_are_counted_against_what_was_asked(service: ScriptedService) -> None:
    service.replies = [json_reply({"job_id": "j", "training_video_upload_url": [address(service)]}, X_Request_Id="r1")]
    desk = Desk(service)
    with pytest.raises(errors.UnexpectedAnswer) as caught:
        desk.client.create(JobFields(name="x", video_multipart_count=2))
    assert caught.value.request_id == "r1"
    with pytest.raises(errors.UnexpectedAnswer):
        desk.client.update("j", JobChanges(video_multipart_count=3))
    assert desk.client.update("j", JobChanges(name="n")).job_id == "j"


# --- nothing secret in sight ------------------------------------------------------------------------

SECRET = "CANARY-77"


@pytest.mark.parametrize("credentials", [AccessKey(SECRET, SECRET, SECRET), Token(SECRET)], ids=["key", "token"])
@pytest.mark.parametrize(
    "reply",
    [
        json_reply({"error_code": "CANARY-77", "error_msg": "you sent CANARY-77 and CANARY-77"}, 401),
        json_reply({"error_code": "X", "error_msg": "see https://s.example/a?Signature=CANARY-77"}, 400),
        json_reply({"error_code": "X", "error_msg": "X-Auth-Token=CANARY-77 CANARY-77"}, 500),
        json_reply({"job_id": "j", "training_video_upload_url": ["https://evil.example/?Signature=CANARY-77"]}),
        Reply(302, b"", (("Location", "https://evil.example/?t=CANARY-77"),)),
        Reply(200, b"<html>CANARY-77"),
        Reply(trouble=Trouble.RESET_AFTER_READING),
        Reply(trouble=Trouble.STALL),
        Reply(trouble=Trouble.CUT),
    ],
    ids=str,
)
def test_no_error_record_log_line_or_traceback_shows_a_secret(
    service: ScriptedService, reply: Reply, credentials: Credentials, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    service.replies = [reply]
    desk = Desk(service, credentials)
    with pytest.raises(errors.IntakeError) as caught:
        desk.client.create(JOB)
    shown = [str(caught.value), repr(caught.value), *traceback.format_exception(caught.value), repr(desk.records)]
    shown += [repr(desk.client), repr(credentials), caplog.text, repr(caught.value.facts())]
    shown += [repr(vars(cause)) for cause in (caught.value.__cause__,) if cause is not None]
    assert getattr(caught.value.__cause__, "request", None) is None
    assert "CANARY" not in " ".join(shown)
    assert "13800138000" not in " ".join(shown)


@pytest.mark.parametrize(
    "answer",
    [
        {"commond_result": "EXCUTE_FAILED", "excute_failed_msg": "you sent CANARY-77-OF-A-TOKEN"},
        {"commond_result": "EXCUTE_SUCCESS", "error_info": {"error_code": "X", "error_msg": "CANARY-77-OF-A-TOKEN"}},
    ],
)
def test_a_200_that_says_failed_and_quotes_what_it_was_sent_shows_no_secret(
    service: ScriptedService, answer: dict[str, object]
) -> None:
    service.replies = [json_reply(answer)]
    with pytest.raises(errors.CommandFailed) as caught:
        Desk(service, Token("CANARY-77-OF-A-TOKEN")).client.execute("job-1", SUBMIT)
    assert "..." in caught.value.text
    assert "CANARY" not in f"{caught.value} {caught.value!r} {caught.value.__context__!r}"
