"""The small studio with a store behind a session, a nature, and rules that it watches: what it sees broken, it notes.

Nothing here is random: what goes wrong is said beforehand, call by call and PUT by PUT. The session takes the requests
of the real `HttpPartSender`, so that headers, bodies and answers are the real ones; only the sockets are missing.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from small_studio import LOST, NEVER_ARRIVED, After, Job, SmallStudio

from avatar_intake.domain.intake import JobFields, Role
from avatar_intake.domain.service import (
    Command,
    CommandAnswer,
    CommandRequest,
    JobChanges,
    JobDetail,
    JobQuery,
    ListedPart,
    SecretUrl,
    UploadAddresses,
)
from avatar_intake.errors import (
    CommandFailed,
    IntakeError,
    NetworkUnreachable,
    ServiceBusy,
    ServiceRefused,
    SignInPage,
    TokenExpired,
)

SIGNATURE = "ONE-TIME-SIGNATURE"
EXPIRY_MARGIN_S = 30.0
LIST_COMMANDS = {
    Command.GET_MULTIPART_UPLOADED: Role.TRAINING_VIDEO,
    Command.GET_ACTION_VIDEO_MULTIPART_UPLOADED: Role.ACTION_VIDEO,
}
CONFIRM_COMMANDS = {
    Command.CONFIRM_MULTIPART_UPLOADED: Role.TRAINING_VIDEO,
    Command.CONFIRM_ACTION_VIDEO_MULTIPART_UPLOADED: Role.ACTION_VIDEO,
}
_READS = frozenset({"show", "list", *LIST_COMMANDS})


class Call(Enum):
    """How a call of the service goes."""

    DONE = auto()
    LOST = auto()
    NEVER_ARRIVED = auto()
    GATEWAY_BEFORE = auto()  # 504, and nothing was done
    GATEWAY_AFTER = auto()  # 504, though it was done
    BUSY = auto()
    TOO_MANY = auto()
    UNREACHABLE = auto()
    PORTAL = auto()
    TOKEN_EXPIRED = auto()
    REFUSED = auto()
    COMMAND_FAILED = auto()


class Put(Enum):
    """How a PUT goes."""

    STORED = auto()
    NO_LINE = auto()  # before its first byte
    CUT = auto()  # with some of the body out
    CUT_AT_LAST_BYTE = auto()  # the whole body is out, nothing is kept
    LOST = auto()  # stored, the answer never comes
    GATEWAY_AFTER = auto()  # stored, and 500 is the answer
    GATEWAY_BEFORE = auto()
    FLIPPED = auto()  # one bit of what is stored differs, and the ETag shows it
    FLIPPED_AND_LOST = auto()
    NO_ETAG = auto()
    PORTAL = auto()  # 200 with a sign-in page, and nothing is stored
    FORBIDDEN = auto()  # 403, as if the address had been used
    EXPIRED = auto()
    BUSY = auto()
    CONFLICT = auto()


class Listed(Enum):
    """What one list of parts says besides the truth."""

    TRUE = auto()
    TWICE = auto()
    TWICE_OTHERWISE = auto()
    OTHER_ETAG = auto()
    ONE_MORE = auto()
    EMPTY = auto()


@dataclass(frozen=True)
class Nature:
    """What the documents leave open, and holds for a whole life."""

    list_lag_asks: int = 0
    used_answer: str = "AccessDenied"
    overwrites: bool = False
    shows_documents: bool = False
    lists_action_parts: bool = True
    update_reopens: bool = True
    update_keeps_materials: bool = True
    updates_while_waiting: bool = False
    address_life_s: float = 86_400.0
    with_action: bool = False


class Address(NamedTuple):
    """What a one-time address says."""

    job_id: str
    role: Role
    number: int
    round: int
    expires_s: float

    @property
    def slot(self) -> tuple[str, int, Role, int]:
        return self.job_id, self.round, self.role, self.number


class StormyStudio(SmallStudio):
    """``true_s`` tells the real time; ``is_written`` whether the journal has a part as stored."""

    def __init__(self, nature: Nature, true_s: Callable[[], float]) -> None:
        super().__init__()
        self.nature, self.true_s = nature, true_s
        for name in ("lists_action_parts", "update_reopens", "update_keeps_materials", "updates_while_waiting"):
            setattr(self, name, getattr(nature, name))
        self.tag = ""
        self.broken_rules: list[str] = []
        self.submissions: dict[str, int] = defaultdict(int)  # accepted ones, by job and round
        self.others_acted = False
        self.lists: deque[Listed] = deque()
        self.put_script: dict[tuple[Role, int], deque[Put]] = {}
        self.on_confirm: Callable[[Job, Role], None] = lambda _job, _role: None
        self.on_submit: Callable[[Job], None] = lambda _job: None
        self.on_put: Callable[[Address], None] = lambda _address: None
        self._hidden: dict[tuple[str, int, Role, int], int] = {}
        self.unsettled: set[tuple[str, int, Role, int]] = set()  # the client cannot know whether it is stored
        self.known: set[tuple[str, int, Role, int]] = set()  # the client was told that it is stored
        self.flipped: set[tuple[str, int, Role, int]] = set()
        self.open: set[tuple[str, int, Role, int]] = set()
        self.put_bytes = 0
        self.jobs["foreign"] = Job("foreign", JobFields(name="somebody else's", tags=("avatar-intake-abc1234",)))

    def break_rule(self, rule: str) -> None:
        self.broken_rules.append(rule)

    def live_jobs(self) -> list[Job]:
        return [job for job in self.jobs.values() if self.tag in job.fields.tags]

    def will_call(self, step: str, *how: Call) -> None:
        self.will(step, *(_outcome(step, call) for call in how))

    def calm(self) -> None:
        """From now on nothing goes wrong."""
        self.script.clear()
        self.put_script.clear()
        self.lists.clear()

    # --- the service ------------------------------------------------------------------------------

    def execute(self, job_id: str, request: CommandRequest) -> CommandAnswer:
        answer = super().execute(job_id, request)
        role = LIST_COMMANDS.get(request.command)
        if role is not None and job_id in self.jobs:
            self._told(self.jobs[job_id], role, answer.parts)
        return answer

    def _told(self, job: Job, role: Role, parts: tuple[ListedPart, ...]) -> None:
        """A list has reached the client."""
        if role is Role.ACTION_VIDEO and not self.lists_action_parts:
            parts = ()
        self.unsettled = {slot for slot in self.unsettled if (slot[0], slot[2]) != (job.job_id, role)}
        etags = defaultdict(set)
        for part in parts:
            etags[part.number].add(part.etag)
        for number, found in etags.items():
            data = job.stored.get((role, number))
            is_ours = (job.job_id, job.round, role, number) not in self.flipped
            if data is not None and is_ours and found == {md5_of(data)}:
                self.known.add((job.job_id, job.round, role, number))

    def _created(self, fields: JobFields) -> UploadAddresses:
        if self.live_jobs():
            self.break_rule("I5: a second job was created beside a live one")
        if self.tag not in fields.tags:
            self.break_rule("a job without its tag")
        return super()._created(fields)

    def _deleted(self, job: Job) -> None:
        if self.tag not in job.fields.tags:
            self.break_rule("somebody else's job was deleted")
        if job.state == "AUTO_VERIFYING" and not self.others_acted:
            self.break_rule("a job under review was deleted")
        super()._deleted(job)

    def _updated(self, job: Job, changes: JobChanges) -> UploadAddresses:
        answer = super()._updated(job, changes)
        if changes.action_video_multipart_count:
            job.stored = {key: data for key, data in job.stored.items() if key[0] is not Role.ACTION_VIDEO}
        return answer

    def _addresses(self, job: Job, video: int, action: int) -> UploadAddresses:
        expires_s = int(self.true_s() + self.nature.address_life_s)
        counts = {Role.TRAINING_VIDEO: video, Role.ACTION_VIDEO: action}

        def url(role: Role, number: int) -> SecretUrl:
            query = f"Expires={expires_s}&Signature={SIGNATURE}&number={number}&round={job.round}"
            return SecretUrl(f"http://127.0.0.1/{job.job_id}/{role}?{query}")

        by_role = {role: tuple(url(role, n) for n in range(1, counts.get(role, 1) + 1)) for role in Role}
        return UploadAddresses(job.job_id, by_role)

    def _executed(self, job: Job, command: Command) -> CommandAnswer:
        if command in CONFIRM_COMMANDS:
            self.on_confirm(job, CONFIRM_COMMANDS[command])
        if command is Command.SUBMITVERIFYING:
            if not job.is_open and not self.others_acted:
                self.break_rule("I5: submitted a second time")
            was_open, stored = job.is_open, dict(job.stored)
            answer = super()._executed(job, command)
            self._note_submission(job, was_open=was_open, stored=stored)
            return answer
        answer = super()._executed(job, command)
        return self._spoilt(job, LIST_COMMANDS[command], answer) if command in LIST_COMMANDS else answer

    def _note_submission(self, job: Job, *, was_open: bool, stored: dict[tuple[Role, int], bytes]) -> None:
        self.submissions[f"{job.job_id} {job.round}"] += was_open
        left, job.stored = job.stored, stored
        self.on_submit(job)
        job.stored = left

    def _spoilt(self, job: Job, role: Role, answer: CommandAnswer) -> CommandAnswer:
        parts = [part for part in answer.parts if not self._lags((job.job_id, job.round, role, part.number))]
        how = self.lists.popleft() if self.lists else Listed.TRUE
        last = parts[-1:]
        if how is Listed.EMPTY:
            parts = []
        elif how is Listed.TWICE:
            parts += last
        elif how is Listed.TWICE_OTHERWISE:
            parts += [ListedPart(part.number, "f" * 32) for part in last]
        elif how is Listed.OTHER_ETAG:
            parts = parts[:-1] + [ListedPart(part.number, "f" * 32) for part in last]
        elif how is Listed.ONE_MORE:
            parts.append(ListedPart(99, "f" * 32))
        return replace(answer, parts=tuple(parts))

    def _lags(self, slot: tuple[str, int, Role, int]) -> bool:
        left = self._hidden.get(slot, 0)
        self._hidden[slot] = max(0, left - 1)
        return left > 0

    def _shown(self, job: Job) -> JobDetail:
        detail = super()._shown(job)
        if not self.nature.shows_documents:
            return detail
        roles = {role for role, _ in job.stored if not role.is_multipart}
        return replace(
            detail,
            downloads={
                role: SecretUrl(f"http://127.0.0.1/{job.job_id}/{role}?Signature={SIGNATURE}") for role in roles
            },
        )

    def _listed(self, query: JobQuery) -> Any:
        page = super()._listed(query)
        return replace(page, jobs=(*page.jobs, self._summary(self.jobs["foreign"])))

    # --- the store --------------------------------------------------------------------------------

    def put(self, address: Address, body: Iterator[memoryview]) -> Answer:
        queue = self.put_script.get((address.role, address.number))
        how = queue.popleft() if queue else Put.STORED
        if how is Put.NO_LINE:
            raise ConnectionRefusedError
        data = b"".join(self._taken(address, body, how))
        answer = _refused(how) or self._refusal(address)
        if answer is None:
            self._unsettle(address)
            return self._keep(address, data, how)
        if answer.status_code == 500:
            self._unsettle(address)
        return answer  # any other refusal says that nothing was stored by this PUT

    def _taken(self, address: Address, body: Iterator[memoryview], how: Put) -> Iterator[bytes]:
        """The body as far as the line lasts. A client that stops of itself knows that nothing is stored."""
        for block in body:
            self.put_bytes += len(block)
            yield bytes(block)
            if how is Put.CUT:
                self._unsettle(address)
                raise ConnectionResetError
        if how in (Put.CUT, Put.CUT_AT_LAST_BYTE):
            self._unsettle(address)
            raise ConnectionResetError

    def _unsettle(self, address: Address) -> None:
        if address.role.is_multipart:
            self.unsettled.add(address.slot)

    def _refusal(self, address: Address) -> Answer | None:
        job = self.jobs.get(address.job_id)
        if self.true_s() >= address.expires_s:
            return Answer(403, text=_denied("AccessDenied", "Request has expired"))
        is_dead = job is None or job.round != address.round or not job.is_open
        is_used = job is not None and (address.role, address.number) in job.used and not self.nature.overwrites
        if is_dead or is_used:
            code = (
                "AccessDenied" if is_dead and self.nature.used_answer == "OperationAborted" else self.nature.used_answer
            )
            status = {"AccessDenied": 403, "NoSuchUpload": 404, "OperationAborted": 409}[code]
            return Answer(status, text=_denied(code))
        return None

    def _keep(self, address: Address, data: bytes, how: Put) -> Answer:
        is_flipped = how in (Put.FLIPPED, Put.FLIPPED_AND_LOST)
        kept = bytes([data[0] ^ 1]) + data[1:] if is_flipped else data
        job = self.jobs[address.job_id]
        job.stored[address.role, address.number] = kept
        job.used.add((address.role, address.number))
        self._hidden[address.slot] = self.nature.list_lag_asks
        (self.flipped.add if is_flipped else self.flipped.discard)(address.slot)
        self.on_done("put")
        if how in (Put.LOST, Put.FLIPPED_AND_LOST):
            raise ConnectionResetError
        if how is Put.GATEWAY_AFTER:
            return Answer(500)
        if how is Put.NO_ETAG:
            return Answer(200)
        return Answer(200, {"ETag": f'"{md5_of(kept).upper()}"'})

    def spoil(self, job: Job, role: Role, number: int) -> None:
        data = job.stored[role, number]
        job.stored[role, number] = bytes([data[0] ^ 1]) + data[1:]
        self.flipped.add((job.job_id, job.round, role, number))
        self.known.discard((job.job_id, job.round, role, number))

    def content(self, job: Job, role: Role) -> bytes | None:
        parts = sorted((number, data) for (kept, number), data in job.stored.items() if kept is role)
        return b"".join(data for _, data in parts) if parts else None


@dataclass
class Answer:
    """An answer of the store, as `requests` would give it."""

    status_code: int
    headers: dict[str, str] | Any = None
    text: str = ""

    def __post_init__(self) -> None:
        self.headers = {"Content-Length": str(len(self.text)), **(self.headers or {})}
        self.raw, self._left = self, self.text.encode()

    def read1(self, size: int) -> bytes:
        block, self._left = self._left[:size], self._left[size:]
        return block

    def __enter__(self) -> Answer:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        pass


def _denied(code: str, message: str = "") -> str:
    return f"<Error><Code>{code}</Code><Message>{message}</Message></Error>"


def _refused(how: Put) -> Answer | None:
    """The answers to a PUT of which nothing is kept."""
    answers: dict[Put, tuple[int, dict[str, str], str]] = {
        Put.GATEWAY_BEFORE: (500, {}, ""),
        Put.PORTAL: (200, {"Content-Type": "text/html"}, "<html>sign in</html>"),
        Put.FORBIDDEN: (403, {}, _denied("AccessDenied")),
        Put.EXPIRED: (403, {}, _denied("AccessDenied", "Request has expired")),
        Put.BUSY: (503, {"Retry-After": "7"}, ""),
        Put.CONFLICT: (409, {}, _denied("OperationAborted")),
    }
    return Answer(*answers[how]) if how in answers else None


class StoreSession:
    """What the sender and the look at documents take for a `requests.Session`."""

    def __init__(self, studio: StormyStudio) -> None:
        self._studio = studio

    def send(self, request: Any, **_options: object) -> Answer:
        if request.method == "GET":
            return self._download(request.url)
        address = address_of(request.url)
        self._check(request, address)
        self._studio.on_call("put")
        self._studio.on_put(address)
        self._studio.open.add(address.slot)
        try:
            return self._studio.put(address, iter(request.body or ()))
        finally:
            self._studio.open.discard(address.slot)

    def _check(self, request: Any, address: Address) -> None:
        if dict(request.headers).keys() != {"Content-Type", "Content-Length"}:
            self._studio.break_rule(f"I11: headers {sorted(request.headers)}")
        if request.headers["Content-Type"] != address.role.content_type:
            self._studio.break_rule("another content type than the address was signed for")
        if address.slot in self._studio.open:
            self._studio.break_rule(f"I3: two open PUTs of {address.role} {address.number}")
        if address.slot in self._studio.unsettled:
            self._studio.break_rule(f"I2: {address.role} {address.number} was sent again and nobody was asked")
        if address.slot in self._studio.known:
            self._studio.break_rule(f"I2: {address.role} {address.number} was sent again though it was listed")

    def _download(self, url: str) -> Answer:
        job_id, role = urlsplit(url).path.strip("/").split("/")
        self._studio.on_call("get")
        job = self._studio.jobs.get(job_id)
        data = self._studio.content(job, Role(role)) if job else None
        if data is None:
            return Answer(404)
        return Answer(206, {"Content-Range": f"bytes 0-0/{len(data)}", "ETag": f'"{md5_of(data)}"'})


def address_of(url: str) -> Address:
    parts = urlsplit(url)
    job_id, role = parts.path.strip("/").split("/")
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    return Address(job_id, Role(role), int(query["number"]), int(query["round"]), float(query["Expires"]))


def md5_of(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _outcome(step: str, call: Call) -> object:
    """What the client makes of it: a lost answer to a question is no unknown outcome."""
    is_read = step in _READS
    gateway = ServiceBusy(status=504, may_have_acted=not is_read)
    plain: dict[Call, object] = {
        Call.DONE: None,
        Call.LOST: After(NetworkUnreachable(host="api")) if is_read else LOST,
        Call.NEVER_ARRIVED: NetworkUnreachable(host="api") if is_read else NEVER_ARRIVED,
        Call.GATEWAY_BEFORE: gateway,
        Call.GATEWAY_AFTER: After(gateway),
    }
    return plain[call] if call in plain else _error(step, call)


def _error(step: str, call: Call) -> IntakeError:
    errors: dict[Call, IntakeError] = {
        Call.BUSY: ServiceBusy(status=503),
        Call.TOO_MANY: ServiceBusy(status=429, retry_after_s=20.0),
        Call.UNREACHABLE: NetworkUnreachable(host="api"),
        Call.PORTAL: SignInPage(host="api"),
        Call.TOKEN_EXPIRED: TokenExpired(status=401, code="APIGW.0307"),
        Call.REFUSED: ServiceRefused(status=400, code="MSS.10000002", text=""),
        Call.COMMAND_FAILED: CommandFailed(command=step, code="MSS.1", text="")
        if step in tuple(Command)
        else ServiceBusy(status=500),
    }
    return errors[call]
