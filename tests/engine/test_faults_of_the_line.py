"""Engine, sender and session over real sockets, with and without TLS, through a line that does what the script says."""

from __future__ import annotations

import socket
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from certificates import Authority
from engine_fakes import RecordingLedger, RecordingWitness, pattern
from store_server import Act, Drip, Hold, Reply, Reset, StoreServer
from toxic_line import CLEAN, ToxicLine, Toxics, Width

from avatar_intake.connection import new_session, tls_context
from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart, SecretUrl
from avatar_intake.domain.transfer import Part
from avatar_intake.errors import Cancelled, IntakeError, NetworkUnreachable, UploadRefused
from avatar_intake.transfer.clock import SystemClock
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.engine import Upload
from avatar_intake.transfer.plan import plan_parts
from avatar_intake.transfer.ports import Clock, Piece, UploadLimits, UploadTools
from avatar_intake.transfer.sender import HttpPartSender, SendLimits
from avatar_intake.transfer.source import identity_of
from avatar_intake.transfer.task import MaterialUpload

KIB = 1024
VIDEO = Role.TRAINING_VIDEO
PART_BYTES = 150 * KIB
CANCEL_LIMIT_S = 2.0


class QuickClock(SystemClock):
    """Waits a hundredth of what it should."""

    def sleep(self, control: RunControl, seconds: float) -> None:
        control.sleep(seconds / 100)


class SleepingComputer(QuickClock):
    """A computer that is told to sleep: all its clocks are later at once, and nothing has happened in between."""

    def __init__(self) -> None:
        self._slept_s = 0.0

    def monotonic_s(self) -> float:
        return super().monotonic_s() + self._slept_s

    def epoch_s(self) -> float:
        return super().epoch_s() + self._slept_s

    def fall_asleep_for(self, seconds: float) -> None:
        self._slept_s += seconds


@dataclass
class Shelf:
    """Lists what has arrived whole."""

    server: StoreServer
    asked: int = 0

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        self.asked += 1
        return tuple(ListedPart(number_of(seen.target), seen.md5) for seen in self.server.seen if seen.is_complete)

    def stored_size_and_etag(self, role: Role) -> tuple[int, str] | None:
        return None


def target(number: int) -> str:
    return f"/store/video?Signature=x&partNumber={number}"


def number_of(target_: str) -> int:
    return int(target_.rpartition("=")[2])


@dataclass
class Trip:
    """A film of four parts, a store, what stands in between, and one upload over it."""

    film: Path
    scheme: str
    company: Authority
    clock: Clock = field(default_factory=QuickClock)
    limits: SendLimits = field(default_factory=lambda: SendLimits(write_s=20.0, answer_s=20.0))
    control: RunControl = field(default_factory=RunControl)
    witness: RecordingWitness = field(default_factory=RecordingWitness)
    parts: int = 4
    upload: Upload | None = None

    @contextmanager
    def store(self, **acts: list[Act]) -> Iterator[StoreServer]:
        """``part2=[...]`` is what happens to the PUTs of part 2."""
        tls = self.company.server("127.0.0.1") if self.scheme == "https" else None
        with StoreServer(tls=tls) as server:
            for name, script in acts.items():
                server.will(target(int(name.removeprefix("part"))), script)
            self.shelf = Shelf(server)
            yield server

    def prepare(
        self,
        stack: ExitStack,
        server: StoreServer,
        port: int | None = None,
        on_redial: Callable[[], None] = lambda: None,
    ) -> Upload:
        """The upload, by way of ``port`` or straight to the server."""
        context = tls_context(str(self.company.root))
        session = stack.enter_context(new_session(16, context))
        identity = identity_of(VIDEO, str(self.film))
        own_port = server.url("").rpartition(":")[2]
        base = f"{self.scheme}://127.0.0.1:{port or own_port}"
        addresses = tuple(SecretUrl(base + target(number)) for number in range(1, self.parts + 1))
        material = MaterialUpload(
            VIDEO, str(self.film), identity, plan_parts(identity.size_bytes, self.parts), addresses
        )

        def redial() -> None:
            session.hang_up()
            on_redial()

        sender = HttpPartSender(session, self.clock, self.limits)
        tools = UploadTools(sender, self.shelf, RecordingLedger(), self.witness, self.clock, redial=redial)
        self.upload = Upload([material], tools, self.control, UploadLimits("job", 4))
        return self.upload

    def run(self, server: StoreServer, port: int | None = None) -> None:
        with ExitStack() as stack:
            self.prepare(stack, server, port).run()

    def puts(self, server: StoreServer) -> Counter[int]:
        return Counter(number_of(seen.target) for seen in server.seen)

    def wholes(self, server: StoreServer) -> Counter[int]:
        return Counter(number_of(seen.target) for seen in server.seen if seen.is_complete)


def port_of(server: StoreServer) -> int:
    return int(server.url("").rpartition(":")[2])


ONCE_EACH = Counter({1: 1, 2: 1, 3: 1, 4: 1})


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture(params=["http", "https"])
def trip(tmp_path: Path, company: Authority, request: pytest.FixtureRequest) -> Trip:
    film = tmp_path / "film.mp4"
    film.write_bytes(pattern(VIDEO, 4 * PART_BYTES))
    return Trip(film, request.param, company)


# The service speaks nothing but TLS, and a slow line takes real seconds.
over_tls = pytest.mark.parametrize("trip", ["https"], indirect=True)


# --- a line that breaks -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "read_bytes",
    [0, PART_BYTES // 100, PART_BYTES // 2, PART_BYTES - 1],
    ids=["first byte", "1 %", "half", "last byte"],
)
def test_a_reset_anywhere_in_a_body_is_asked_about_and_only_that_part_is_sent_again(
    trip: Trip, read_bytes: int
) -> None:
    with trip.store(part2=[Reset(read_bytes)]) as server:
        trip.run(server)

        assert trip.wholes(server) == ONCE_EACH
        assert trip.puts(server) == ONCE_EACH + Counter({2: 1})
    assert trip.shelf.asked == 1


def test_a_lost_answer_costs_a_question_and_not_one_byte(trip: Trip) -> None:
    with trip.store(part3=[Reset(None)]) as server:
        trip.run(server)

        assert trip.puts(server) == ONCE_EACH
    assert trip.shelf.asked == 1


@pytest.mark.parametrize(
    "toxics",
    [Toxics(reset_after_bytes=600), Toxics(reset_after_bytes=100 * KIB), Toxics(end_after_bytes=100 * KIB)],
    ids=["reset in the beginning", "reset on the way", "end on the way"],
)
def test_connections_that_a_box_on_the_way_breaks_are_made_anew(trip: Trip, toxics: Toxics) -> None:
    with trip.store() as server, ToxicLine(port_of(server), *[toxics] * 3) as line:
        trip.run(server, line.port)

        assert trip.wholes(server) == ONCE_EACH
        assert line.connections >= 4


@pytest.mark.parametrize(
    ("toxics", "answers"),
    [
        (Toxics(latency_s=0.02), Toxics(latency_s=0.05)),
        (Toxics(slice_bytes=700), Toxics(slice_bytes=1)),
        (Toxics(slow_close_s=0.2), Toxics(slow_close_s=0.2)),
    ],
    ids=["far away", "in slivers", "slow to close"],
)
def test_a_poor_but_honest_line_costs_no_second_sending(trip: Trip, toxics: Toxics, answers: Toxics) -> None:
    with trip.store() as server, ToxicLine(port_of(server), toxics=toxics, answers=answers) as line:
        trip.run(server, line.port)

        assert trip.puts(server) == ONCE_EACH
    assert trip.shelf.asked == 0
    assert trip.witness.waits == []


class WhenWaiting(RecordingWitness):
    """Does something whenever the upload begins to wait."""

    def __init__(self, then: Callable[[int], None]) -> None:
        super().__init__()
        self._then = then

    def waiting(self, error: IntakeError, seconds: float) -> None:
        super().waiting(error, seconds)
        self._then(len(self.waits))


def test_a_network_that_goes_is_waited_for_and_goes_on_by_itself(trip: Trip) -> None:
    is_back = iter([False])
    with trip.store() as server, ToxicLine(port_of(server)) as line:
        line.go_down()
        trip.witness = WhenWaiting(lambda count: line.come_back() if count >= 8 and not next(is_back, True) else None)
        trip.run(server, line.port)

        assert trip.puts(server) == ONCE_EACH
    assert {kind for kind, _ in trip.witness.waits} == {"NetworkUnreachable"}
    assert trip.shelf.asked == 0


@over_tls
def test_a_change_of_network_in_the_middle_loses_only_what_was_under_way(trip: Trip) -> None:
    """Every connection falls silent, as when this computer gets another address; the next ones work.

    Nobody is told. The store's answers would be waited for for twenty seconds, so that what goes on sooner is due to
    the gap in the clock that a change of network by sleep leaves.
    """
    trip.clock = clock = SleepingComputer()
    silent = Toxics(silent_after_bytes=60 * KIB)
    with (
        trip.store() as server,
        ToxicLine(port_of(server), silent, silent, silent, silent) as line,
        ExitStack() as stack,
    ):
        upload = trip.prepare(stack, server, line.port)
        thread = threading.Thread(target=upload.run)
        thread.start()
        wait_for(lambda: len(server.seen) == 4)
        clock.fall_asleep_for(3600)
        thread.join(10)

        assert not thread.is_alive()
        assert trip.wholes(server) == ONCE_EACH
        assert trip.puts(server) == ONCE_EACH + ONCE_EACH
        assert line.connections > 4


def wait_for(is_reached: Callable[[], bool]) -> None:
    """Until something has happened in another thread; the test's own time limit ends it."""
    pause = threading.Event()
    while not is_reached():
        pause.wait(0.005)


# --- a line on which nothing moves --------------------------------------------------------------------


def test_an_answer_that_never_comes_is_given_up_and_the_list_tells(trip: Trip) -> None:
    trip.limits = SendLimits(write_s=20.0, answer_s=0.3)
    with trip.store(part2=[Hold()]) as server:
        trip.run(server)

        assert trip.puts(server) == ONCE_EACH
    assert trip.shelf.asked == 1


@pytest.mark.parametrize("bytes_per_s", [0, 1])
def test_a_line_that_takes_no_bytes_or_next_to_none_is_given_up_and_tried_anew(trip: Trip, bytes_per_s: int) -> None:
    """The part is larger than all that may wait in buffers on the way."""
    trip.limits = SendLimits(write_s=0.5, answer_s=20.0)
    trip.parts = 1
    trip.film.write_bytes(pattern(VIDEO, 1000 * KIB))
    silent = [] if bytes_per_s else [Toxics(silent_after_bytes=20 * KIB)]
    width = Width(bytes_per_s or None, free_bytes=20 * KIB)
    with trip.store() as server, ToxicLine(port_of(server), *silent, width=width) as line:
        trip.witness = WhenWaiting(lambda _count: width.widen(None))
        trip.run(server, line.port)

        assert trip.wholes(server) == Counter({1: 1})
        assert line.connections == 2
    assert [kind for kind, _ in trip.witness.waits] == ["OutcomeUnknown"]
    assert trip.shelf.asked == 1


@over_tls
def test_a_slow_but_honest_line_is_never_taken_for_a_dead_one(trip: Trip) -> None:
    """4 KB/s for a connection, and the program's time limit for a block, all of it thirty times as fast.

    A block has to be taken within the time limit: a larger one would be given up each time, for ever.
    """
    defaults, faster = SendLimits(), 30
    trip.limits = SendLimits(write_s=defaults.write_s / faster, answer_s=defaults.answer_s)
    trip.parts = 1
    trip.film.write_bytes(pattern(VIDEO, 600 * KIB))
    with trip.store() as server, ToxicLine(port_of(server), width=Width(4000 * faster)) as line:
        trip.run(server, line.port)

        assert (trip.puts(server), line.connections) == (Counter({1: 1}), 1)
    assert trip.shelf.asked == 0
    assert trip.witness.waits == []


@over_tls
@pytest.mark.skipif(sys.platform not in ("linux", "darwin"), reason="Windows has no TCP_NOTSENT_LOWAT")
def test_what_waits_in_buffers_on_a_slow_line_is_out_before_the_answer_is_given_up(trip: Trip) -> None:
    """16 KB/s over four connections, sixty times as fast, with the program's time limit for the store's answer.

    A system's own buffer may hold megabytes, which take longer than the answer is waited for. They are bounded.
    """
    defaults, faster = SendLimits(), 60
    trip.limits = SendLimits(write_s=defaults.write_s, answer_s=defaults.answer_s / faster)
    trip.film.write_bytes(pattern(VIDEO, 4 * 720 * KIB))
    with trip.store() as server, ToxicLine(port_of(server), width=Width(16_000 * faster)) as line:
        begun_s = time.monotonic()
        trip.run(server, line.port)
        took_s = time.monotonic() - begun_s

        assert (trip.puts(server), line.connections) == (ONCE_EACH, 4)
    assert trip.shelf.asked == 0
    assert took_s > trip.limits.answer_s


# --- no way there -------------------------------------------------------------------------------------


@contextmanager
def black_hole(family: socket.AddressFamily) -> Iterator[str]:
    """An address that answers no attempt to connect: nobody accepts, and the queue is full."""
    host = "127.0.0.1" if family is socket.AF_INET else "::1"
    with socket.socket(family) as listener, ExitStack() as stack:
        listener.bind((host, 0))
        listener.listen(0)
        port = listener.getsockname()[1]
        for _ in range(4):
            waiting = stack.enter_context(socket.socket(family))
            waiting.setblocking(False)
            waiting.connect_ex((host, port))
        yield f"[{host}]:{port}" if family is socket.AF_INET6 else f"{host}:{port}"


@over_tls
@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse where the queue is full")
@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_a_black_hole_is_no_network_and_nothing_was_sent(trip: Trip, family: socket.AddressFamily) -> None:
    sender_limits = SendLimits(connect_s=0.3)
    with black_hole(family) as place, new_session(1, tls_context(str(trip.company.root))) as session:
        sender = HttpPartSender(session, trip.clock, sender_limits)
        identity = identity_of(VIDEO, str(trip.film))
        address = SecretUrl(f"{trip.scheme}://{place}{target(1)}")
        with pytest.raises(NetworkUnreachable):
            sender.send(Piece(VIDEO, str(trip.film), identity, Part(1, 0, 100), address), trip.control, NoCounter())


class NoCounter:
    def sent(self, total_bytes: int) -> None:
        pass


# --- an end at any moment -----------------------------------------------------------------------------


def open_descriptors() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def upload_threads() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name.startswith("upload-")]


ALL_PARTS = ["part1", "part2", "part3", "part4"]
HOLDS_BODY, HOLDS_ANSWER = Hold(read_bytes=0), Hold()


@dataclass(frozen=True)
class Moment:
    """Something that takes long, and how to know that all four connections are at it."""

    name: str
    is_reached: Callable[[Trip, StoreServer, ToxicLine], bool]
    act: Act | None = None
    toxics: Toxics = CLEAN
    bytes_per_s: int | None = None
    is_paused: bool = False
    scheme: str = "https"  # once is enough; what holds a body or an answer is tried over TLS elsewhere
    ends: tuple[type[BaseException], ...] = (Cancelled,)


def all_heads(_trip: Trip, server: StoreServer, _line: ToxicLine) -> bool:
    return len(server.seen) == 4


def all_bodies(_trip: Trip, server: StoreServer, _line: ToxicLine) -> bool:
    return len(server.seen) == 4 and all(seen.is_complete for seen in server.seen)


MOMENTS = [
    Moment("handshake", lambda _trip, _server, line: line.connections == 4, toxics=Toxics(silent_after_bytes=0)),
    Moment("body", all_heads, HOLDS_BODY, scheme="http"),
    Moment("answer", all_bodies, HOLDS_ANSWER, scheme="http"),
    # The refusal was heard, only its end was not: it may be what is said.
    Moment("dripping answer", all_bodies, Drip(), ends=(Cancelled, UploadRefused)),
    Moment("retry", lambda trip, _server, _line: len(trip.witness.waits) == 4, Reply(503, {"Retry-After": "300"})),
    Moment("question", lambda trip, _server, _line: trip.shelf.asked > 0, Reset(None)),
    Moment("speed limit", lambda _trip, server, _line: len(server.seen) > 0, bytes_per_s=1000),
    Moment("pause", lambda _trip, _server, _line: len(upload_threads()) >= 4, is_paused=True),
]


class SilentShelf(Shelf):
    """Answers no question until it is hung up on."""

    def __init__(self, server: StoreServer) -> None:
        super().__init__(server)
        self.hung_up = threading.Event()

    def listed_parts(self, role: Role) -> tuple[ListedPart, ...] | None:
        self.asked += 1
        self.hung_up.wait()
        raise NetworkUnreachable(host="127.0.0.1")


@over_tls
@pytest.mark.parametrize("moment", MOMENTS, ids=lambda moment: moment.name)
def test_a_cancel_at_any_moment_is_over_in_two_seconds_and_leaves_nothing_behind(trip: Trip, moment: Moment) -> None:
    trip.scheme = moment.scheme
    trip.film.write_bytes(bytes(4 * 3000 * KIB))
    trip.clock = SystemClock()
    before = open_descriptors()
    with ExitStack() as stack:
        server = stack.enter_context(trip.store(**{part: [moment.act] * 9 for part in ALL_PARTS if moment.act}))
        line = stack.enter_context(ToxicLine(port_of(server), toxics=moment.toxics))
        trip.control = RunControl(moment.bytes_per_s)
        if moment.is_paused:
            trip.control.pause()
        trip.shelf = SilentShelf(server)
        upload = trip.prepare(stack, server, line.port, trip.shelf.hung_up.set)
        ends: list[BaseException | None] = []
        thread = threading.Thread(target=lambda: ends.append(end_of(upload)))
        thread.start()
        wait_for(lambda: moment.is_reached(trip, server, line))
        begun_s = time.monotonic()
        trip.control.cancel()
        thread.join(10)
        took_s = time.monotonic() - begun_s

        assert isinstance(ends[0], moment.ends)
        assert took_s < CANCEL_LIMIT_S
        # A handshake can only be left to its own time limit, or to the end of its line.
        assert moment.name == "handshake" or upload_threads() == []
    wait_for(lambda: upload_threads() == [])
    wait_for(lambda: open_descriptors() <= before)


def end_of(upload: Upload) -> BaseException | None:
    try:
        upload.run()
    except (IntakeError, Cancelled) as end:
        return end
    return None


@over_tls
def test_a_part_that_fails_for_good_ends_all_others_at_once_and_none_looks_like_a_short_body(trip: Trip) -> None:
    """A body that ended early with an orderly end could be taken for a whole one."""
    trip.film.write_bytes(bytes(4 * 3000 * KIB))
    holds: list[Act] = [Hold(read_bytes=1000)]
    refusal = Reply(403, body=b"<Error><Code>SignatureDoesNotMatch</Code></Error>")
    with trip.store(part1=holds, part2=holds, part3=holds, part4=[refusal]) as server, ExitStack() as stack:
        upload = trip.prepare(stack, server)
        begun_s = time.monotonic()
        end = end_of(upload)
        took_s = time.monotonic() - begun_s

        assert isinstance(end, UploadRefused)
        assert took_s < 5
        assert upload_threads() == []
        assert trip.wholes(server) <= Counter({4: 1})


# --- a speed limit ------------------------------------------------------------------------------------

SLOW_BYTES_PER_S, FAST_BYTES_PER_S = 400_000, 1_200_000


@over_tls
def test_a_speed_limit_is_kept_within_a_tenth_and_a_change_of_it_too(trip: Trip) -> None:
    """Measured at the store, over real seconds. On a busy computer the reading is late: it gets five tries."""
    trip.film.write_bytes(bytes(4 * 1000 * KIB))
    trip.clock = SystemClock()
    for _ in range(5):
        speeds = measured(trip)
        wanted = (SLOW_BYTES_PER_S, FAST_BYTES_PER_S)
        if all(0.9 * limit <= speed <= 1.1 * limit for speed, limit in zip(speeds, wanted, strict=True)):
            return
    pytest.fail(f"{speeds} bytes a second")


def measured(trip: Trip) -> tuple[float, float]:
    """What arrives a second under one limit and then, while it runs, under another.

    The sending threads have the test's own priority here: a busy computer lets those of a real crew wait.
    """
    control = RunControl(SLOW_BYTES_PER_S)
    with trip.store() as server, new_session(4, tls_context(str(trip.company.root))) as session:
        sender = HttpPartSender(session, trip.clock, trip.limits)
        identity = identity_of(VIDEO, str(trip.film))

        def send(part: Part) -> None:
            address = SecretUrl(server.url(target(part.number)))
            with suppress(Cancelled):
                sender.send(Piece(VIDEO, str(trip.film), identity, part, address), control, NoCounter())

        threads = [threading.Thread(target=send, args=(part,)) for part in plan_parts(identity.size_bytes, 4)]
        for thread in threads:
            thread.start()
        wait_for(lambda: len(server.seen) == 4)
        slow = speed_at(server)
        control.limit(FAST_BYTES_PER_S)
        fast = speed_at(server)
        control.cancel()
        for thread in threads:
            thread.join()
    return slow, fast


def speed_at(server: StoreServer) -> float:
    """What arrives a second, once what was sent before has arrived."""
    pause = threading.Event()
    pause.wait(0.2)
    before, begun_s = arrived(server), time.monotonic()
    pause.wait(0.8)
    return (arrived(server) - before) / (time.monotonic() - begun_s)


def arrived(server: StoreServer) -> int:
    return sum(seen.body_bytes for seen in server.seen)
