"""Whatever goes wrong, in whatever order, and wherever the power is cut: what the engine promises holds."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from engine_fakes import ARRIVED_AND_FORGOTTEN, CUT, FLIPPED, KIB, LOST, STORED, Bench
from hypothesis import given, settings
from hypothesis import strategies as st

from avatar_intake.domain.intake import Role
from avatar_intake.errors import AddressesLost, NetworkUnreachable, ServiceBusy, StoredBytesDiffer, UploadRefused
from avatar_intake.transfer.control import RunControl
from avatar_intake.transfer.ports import Piece
from avatar_intake.transfer.settle import differing_parts

VIDEO, LETTER = Role.TRAINING_VIDEO, Role.GRANT_FILE
PIECES = [(VIDEO, 1), (VIDEO, 2), (VIDEO, 3), (LETTER, 1), (Role.COVER, 1)]
LIFE_S = 900.0


class PowerCut(BaseException):
    """Ends a run as kill -9 would."""


@dataclass(frozen=True)
class Weather:
    """What will go wrong."""

    ends: dict[tuple[Role, int], list[object]]
    used_answer: str
    lag: int
    shows_documents: bool
    workers: int
    cuts: list[int]  # the power is cut before so many more PUTs
    dies: bool


ends_of_a_put = st.sampled_from(
    [
        STORED, LOST, LOST, CUT, ARRIVED_AND_FORGOTTEN, FLIPPED, NetworkUnreachable(host="x"),
        *(ServiceBusy(status=status) for status in (409, 429, 500, 503)),
    ]
)  # fmt: skip
weathers = st.builds(
    Weather,
    ends=st.dictionaries(st.sampled_from(PIECES), st.lists(ends_of_a_put, max_size=4), max_size=5),
    used_answer=st.sampled_from(["AccessDenied", "NoSuchUpload", "OperationAborted"]),
    lag=st.integers(0, 3),
    shows_documents=st.booleans(),
    workers=st.integers(1, 3),
    cuts=st.lists(st.integers(1, 8), max_size=3),
    dies=st.booleans(),
)


def play(folder: Path, weather: Weather) -> tuple[Bench, list[BaseException | None]]:
    """Run until nothing cuts the power any more."""
    bench = Bench(folder, workers=weather.workers)
    bench.add(VIDEO, 300 * KIB + 7, parts=3)
    bench.add(LETTER, 500)
    bench.add(Role.COVER, 300)
    bench.expires_s = bench.clock.epoch_s() + LIFE_S if weather.dies else None
    bench.shelf.lag, bench.shelf.shows_documents = weather.lag, weather.shows_documents
    for (role, number), ends in weather.ends.items():
        bench.sender.will(role, number, *ends)
    bench.sender.used_answer = lambda role: used(role, weather.used_answer)
    ends = []
    for cut in [*weather.cuts, 0]:
        bench.sender.before = power_cut_at(bench, bench.sender.puts.total() + cut if cut else 0)
        try:
            ends.append(bench.ends())
        except PowerCut as end:
            ends.append(end)
        bench.crash()
    return bench, ends


def used(role: Role, code: str) -> Exception:
    if code == "OperationAborted":
        return ServiceBusy(status=409, code=code)
    return UploadRefused(role, 404 if code == "NoSuchUpload" else 403, code)


def power_cut_at(bench: Bench, put: int):  # type: ignore[no-untyped-def]
    def before(_piece: Piece, _control: RunControl) -> None:
        if bench.expires_s is not None:
            assert bench.clock.epoch_s() < bench.expires_s, "a PUT after the end of its address"
        if put and bench.sender.puts.total() >= put:
            raise PowerCut

    return before


@settings(max_examples=60)
@given(weather=weathers)
def test_what_is_said_to_be_stored_is_stored_once_and_nothing_else_is_said(weather: Weather) -> None:
    with tempfile.TemporaryDirectory() as folder:
        bench, ends = play(Path(folder), weather)
        last = ends[-1]

        # I2 and I3: nothing acknowledged is sent again, no part has two open PUTs.
        assert bench.sender.broken_rules == []
        # I1: what the ledger calls stored and proved are exactly the local bytes.
        for (role, number), part in bench.ledger.stored.items():
            if part.etag:
                data = bench.materials[role][0].read_bytes()
                begin = sum(p.size_bytes for (r, n), p in bench.ledger.stored.items() if r is role and n < number)
                is_whole = all((role, n) in bench.ledger.stored for n in range(1, number))
                if is_whole:
                    assert bench.shelved.parts[role, number] == data[begin : begin + part.size_bytes]
        if last is None:
            listed = bench.shelf.listed_parts(VIDEO) or ()
            stored = list(bench.ledger.stored_of(VIDEO).values())
            assert bench.shelf.asked[VIDEO] <= bench.shelf.lag or differing_parts(listed, stored) == ()
            assert bench.shelved.content(VIDEO) == bench.materials[VIDEO][0].read_bytes()
            assert len(bench.ledger.stored) == len(PIECES)


@settings(max_examples=30)
@given(weather=weathers)
def test_an_upload_ends_stored_unless_the_store_itself_holds_other_bytes(weather: Weather) -> None:
    may_differ = any(FLIPPED in ends for ends in weather.ends.values())
    with tempfile.TemporaryDirectory() as folder:
        bench, ends = play(Path(folder), Weather(**{**vars(weather), "dies": False, "lag": min(weather.lag, 2)}))
        last = ends[-1]

        assert last is None or isinstance(last, (StoredBytesDiffer, AddressesLost) if may_differ else ())
        assert last is not None or all(
            bench.shelved.content(role) == path.read_bytes()
            for role, (path, _) in bench.materials.items()
            if all(part.etag for part in bench.ledger.stored_of(role).values())
        )
