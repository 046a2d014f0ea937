"""The upload engine over scripted ports: what is sent, what is asked, and what is believed."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from engine_fakes import (
    ARRIVED_AND_FORGOTTEN,
    CUT,
    ENCRYPTED,
    FLIPPED,
    KIB,
    LOST,
    OVERWRITES,
    Bench,
    md5_of,
)

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import Progress, StoredPart
from avatar_intake.errors import (
    AddressesLost,
    NetworkUnreachable,
    ServiceBusy,
    StoredBytesDiffer,
    UploadRefused,
)
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S

VIDEO, FRONT, BACK, LETTER = Role.TRAINING_VIDEO, Role.ID_CARD_IMAGE1, Role.ID_CARD_IMAGE2, Role.GRANT_FILE
OFFLINE = NetworkUnreachable(host="store.example")
LAG = list(LIST_LAG_PAUSES_S)


# --- all is well --------------------------------------------------------------------------------------


def test_everything_is_stored_exactly_once(bench: Bench) -> None:
    upload = bench.run()

    assert bench.is_all_stored()
    assert set(bench.sender.puts.values()) == {1}
    assert [part.number for part in upload.stored_parts(VIDEO)] == [1, 2, 3, 4]
    assert all(upload.is_proven(role) for role in bench.materials)
    assert bench.shelf.asked.total() == 0
    assert bench.witness.waits == []


def test_what_is_stored_is_written_down_with_its_hash_and_its_attempts(bench: Bench) -> None:
    bench.run()

    data = bench.materials[VIDEO][0].read_bytes()
    first = bench.ledger.stored[VIDEO, 1]
    assert first == StoredPart(1, 100 * KIB + 1, md5_of(data[: 100 * KIB + 1]), md5_of(data[: 100 * KIB + 1]), 1)


def test_documents_go_before_the_video_whatever_their_order(bench: Bench) -> None:
    bench.run()

    assert {role for role, _ in bench.sender.order[:3]} == {FRONT, BACK, LETTER}
    assert {role for role, _ in bench.sender.order[3:]} == {VIDEO}


def test_a_document_that_is_refused_keeps_every_byte_of_the_video_here(bench: Bench) -> None:
    bench.sender.will(LETTER, 1, UploadRefused(LETTER, 403, "SignatureDoesNotMatch"))

    assert isinstance(bench.ends(), UploadRefused)
    assert not any(role is VIDEO for role, _ in bench.sender.order)


def test_every_step_is_announced_before_it_is_taken(bench: Bench) -> None:
    bench.sender.before = lambda piece, _control: announced.append(
        bench.ledger.announced[piece.role, piece.part.number]
    )
    announced: list[int] = []
    bench.run()

    assert announced == [1] * 7


def test_an_empty_material_is_one_empty_part(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(Role.COVER, 0)
    bench.run()

    assert bench.shelved.parts == {(Role.COVER, 1): b""}


def test_nothing_to_do_is_done_at_once(tmp_path: Path) -> None:
    upload = Bench(tmp_path).run()

    assert upload.progress() == Progress((), 0.0, None)


@pytest.mark.parametrize("workers", [-1, 0, 1, 3, 1000])
def test_any_number_of_workers_gets_everything_there(bench: Bench, workers: int) -> None:
    bench.workers = workers
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.most_at_once <= max(1, min(workers, 16))


@pytest.mark.threads
def test_workers_send_at_the_same_time(bench: Bench) -> None:
    meeting = threading.Barrier(4)
    bench.sender.before = lambda piece, _control: meeting.wait(5) if piece.role is VIDEO else None

    bench.run()

    assert bench.sender.most_at_once == 4


def test_a_thousand_parts_arrive(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.add(VIDEO, 1000 * 100 * KIB // 100, parts=1000)
    upload = bench.run()

    assert bench.is_all_stored()
    assert len(upload.stored_parts(VIDEO)) == 1000
    assert bench.ledger.announced.total() == 1000


# --- a lost reply -------------------------------------------------------------------------------------


def test_a_lost_reply_is_settled_by_the_list_and_no_byte_is_sent_again(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    upload = bench.run()

    assert bench.sender.puts[VIDEO, 2] == 1
    assert bench.is_all_stored()
    assert upload.is_proven(VIDEO)
    assert bench.ledger.stored[VIDEO, 2].attempts == 1


def test_the_server_is_given_a_moment_before_it_is_asked(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.run()

    assert len(bench.clock.sleeps) == 1
    assert bench.witness.waits[0][0] == "OutcomeUnknown"
    assert bench.witness.went_on == 1


def test_many_lost_replies_are_settled_by_few_questions(tmp_path: Path) -> None:
    bench = Bench(tmp_path, workers=8)
    bench.add(VIDEO, 8 * 100 * KIB, parts=8)
    for number in range(1, 9):
        bench.sender.will(VIDEO, number, LOST)
    together = threading.Barrier(8)
    bench.clock.on_sleep = lambda _seconds: together.wait(5)
    bench.run()

    assert set(bench.sender.puts.values()) == {1}
    assert bench.shelf.asked[VIDEO] <= 8


def test_a_lost_reply_is_asked_about_even_without_patience(bench: Bench) -> None:
    bench.patience_s = 0
    bench.sender.will(VIDEO, 2, LOST)

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 1


def test_a_lost_reply_with_a_lagging_list_ends_in_the_list_once_the_address_says_used(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 3

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 2
    assert bench.sender.sent_bytes[VIDEO, 2] == bench.ledger.stored[VIDEO, 2].size_bytes
    assert [seconds for seconds in bench.clock.sleeps if seconds in LAG] == LAG[:2]


def test_an_address_that_says_used_while_the_list_never_shows_the_part_is_not_hammered(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 1000

    end = bench.ends()

    assert isinstance(end, AddressesLost)
    assert bench.sender.puts[VIDEO, 2] == 2
    assert bench.clock.sleeps[-3:] == LAG


def test_a_question_that_fails_is_asked_again_and_the_evidence_is_not_forgotten(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, LOST)
    bench.shelf.lag = 1
    bench.sender.before = lambda piece, _control: (
        bench.shelf.errors.extend([OFFLINE, ServiceBusy(status=503)])
        if piece.part.number == 2 and bench.sender.puts[VIDEO, 2] == 2
        else None
    )

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 2] == 2


def test_a_part_that_never_arrived_is_sent_again(bench: Bench) -> None:
    bench.sender.will(VIDEO, 2, ARRIVED_AND_FORGOTTEN, CUT)
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.puts[VIDEO, 2] == 3
    assert bench.ledger.stored[VIDEO, 2].attempts == 3


@pytest.mark.parametrize("status", [408, 500, 502, 504])
def test_a_gateway_that_may_have_passed_it_on_is_asked_about(bench: Bench, status: int) -> None:
    bench.sender.will(VIDEO, 3, ServiceBusy(status=status))
    bench.run()

    assert bench.shelf.asked[VIDEO] == 1
    assert bench.is_all_stored()


# --- other bytes --------------------------------------------------------------------------------------


def test_other_bytes_in_the_list_are_overwritten_once_and_then_fine(bench: Bench) -> None:
    bench.shelved.parts[VIDEO, 3] = b"not ours"
    bench.ledger.announced[VIDEO, 3] = 1
    bench.sender.will(VIDEO, 3, OVERWRITES)

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 3] == 1
    assert bench.is_all_stored()


def test_other_bytes_that_cannot_be_overwritten_stop_everything(bench: Bench) -> None:
    bench.shelved.parts[VIDEO, 3] = b"not ours"
    bench.ledger.announced[VIDEO, 3] = 1

    end = bench.ends()

    assert isinstance(end, StoredBytesDiffer)
    assert end.parts == "3"
    assert bench.sender.puts[VIDEO, 3] == 1


def test_a_list_that_goes_on_telling_other_bytes_is_not_argued_with(bench: Bench) -> None:
    bench.ledger.announced[VIDEO, 3] = 1
    bench.shelf.changes = lambda listed: [*[part for part in listed if part.number != 3], ListedPart(3, "f" * 32)]
    bench.sender.will(VIDEO, 3, LOST)

    assert isinstance(bench.ends(), StoredBytesDiffer)
    assert bench.sender.puts[VIDEO, 3] == 1


def test_a_flipped_bit_is_overwritten_once(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, FLIPPED, OVERWRITES)

    assert bench.ends() is None
    assert bench.is_all_stored()
    assert bench.sender.puts[VIDEO, 1] == 2


@pytest.mark.parametrize("role", [VIDEO, LETTER])
def test_a_bit_that_is_flipped_each_time_stops_everything(bench: Bench, role: Role) -> None:
    bench.sender.will(role, 1, FLIPPED)
    bench.sender.used_answer = lambda of: StoredBytesDiffer(role=of, parts="1")

    assert isinstance(bench.ends(), StoredBytesDiffer)
    assert bench.sender.puts[role, 1] == 2


def test_a_document_whose_stored_bytes_differ_is_never_taken_as_stored(bench: Bench) -> None:
    bench.sender.will(LETTER, 1, FLIPPED)

    assert isinstance(bench.ends(), StoredBytesDiffer)


def test_an_etag_that_only_a_proxy_has_changed_is_settled_by_the_list(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, StoredBytesDiffer(role=VIDEO, parts="1"))
    data = bench.materials[VIDEO][0].read_bytes()
    bench.sender.before = lambda piece, _control: (
        bench.shelved.parts.update({(VIDEO, 1): data[: piece.part.size_bytes]}) if piece.part.number == 1 else None
    )

    assert bench.ends() is None
    assert bench.sender.puts[VIDEO, 1] == 1


def test_a_store_that_encrypts_is_believed_at_its_word(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, ENCRYPTED)
    upload = bench.run()

    part = upload.stored_parts(VIDEO)[0]
    assert part.md5 != part.etag
    assert upload.is_proven(VIDEO)


# --- documents, which no list shows -------------------------------------------------------------------


def test_a_document_whose_reply_was_lost_is_proved_by_a_look_at_it(bench: Bench) -> None:
    bench.shelf.shows_documents = True
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.run()

    assert bench.sender.puts[FRONT, 1] == 1
    assert upload.is_proven(FRONT)


def test_a_document_that_says_used_after_a_lost_reply_is_stored_but_not_proved(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, LOST)
    upload = bench.run()

    assert bench.sender.puts[FRONT, 1] == 2
    assert not upload.is_proven(FRONT)
    assert upload.is_proven(BACK)
    assert bench.ledger.stored[FRONT, 1].etag == ""


def test_what_is_not_proved_stays_so_in_the_next_run(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, LOST)
    bench.run()
    bench.crash()

    assert not bench.run().is_proven(FRONT)


@pytest.mark.parametrize("before", [OFFLINE, ServiceBusy(status=503), CUT], ids=str)
def test_a_refusal_is_no_evidence_when_nothing_can_have_arrived_before(bench: Bench, before: object) -> None:
    bench.sender.will(FRONT, 1, before, UploadRefused(FRONT, 403, "AccessDenied"))

    end = bench.ends()

    assert isinstance(end, AddressesLost)
    assert (FRONT, 1) not in bench.ledger.stored


def test_a_document_that_was_refused_at_once_is_not_taken_for_stored_by_the_next_run(bench: Bench) -> None:
    bench.sender.will(FRONT, 1, *[UploadRefused(FRONT, 403, "AccessDenied")] * 2)
    bench.ends()
    bench.crash()

    assert isinstance(bench.ends(), UploadRefused)
    assert (FRONT, 1) not in bench.ledger.stored


@pytest.mark.parametrize(
    "code",
    ["SignatureDoesNotMatch", "RequestTimeTooSkewed", "InvalidAccessKeyId", "InArrearOrInsufficientBalance"],
)
def test_a_refusal_that_has_another_reason_is_no_evidence(bench: Bench, code: str) -> None:
    bench.sender.will(FRONT, 1, LOST)
    bench.sender.used_answer = lambda role: UploadRefused(role, 403, code)

    end = bench.ends()

    assert isinstance(end, UploadRefused)
    assert end.code == code


@pytest.mark.parametrize("role", [VIDEO, FRONT])
def test_a_used_address_that_answers_with_a_conflict_is_settled_in_the_end(bench: Bench, role: Role) -> None:
    bench.sender.will(role, 1, LOST)
    bench.shelf.lag = 2
    bench.sender.used_answer = lambda _role: ServiceBusy(status=409, code="OperationAborted")
    upload = bench.run()

    assert bench.sender.puts[role, 1] <= 4
    assert upload.is_proven(role) is (role is VIDEO)


def test_a_conflict_that_passes_is_waited_out(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, *[ServiceBusy(status=409, code="OperationAborted")] * 5)

    assert bench.ends() is None
    assert bench.is_all_stored()


# --- after a crash ------------------------------------------------------------------------------------


def test_what_was_announced_before_a_crash_is_asked_for_before_anything_is_sent(bench: Bench) -> None:
    data = bench.materials[VIDEO][0].read_bytes()
    bench.shelved.parts[VIDEO, 1] = data[: 100 * KIB + 1]
    bench.ledger.announced.update({(VIDEO, 1): 1, (VIDEO, 2): 3})
    asked_before_put_2: list[int] = []
    bench.sender.before = lambda piece, _control: (
        asked_before_put_2.append(bench.shelf.asked[VIDEO]) if piece.part.number == 2 else None
    )
    bench.run()

    assert bench.sender.puts[VIDEO, 1] == 0
    assert asked_before_put_2[0] >= 1
    assert bench.ledger.stored[VIDEO, 2].attempts == 4
    assert bench.is_all_stored()


def test_what_is_known_to_be_stored_is_neither_asked_for_nor_sent(bench: Bench) -> None:
    bench.run()
    bench.crash()
    bench.sender.puts.clear()

    upload = bench.run()

    assert bench.sender.puts.total() == 0
    assert bench.shelf.asked.total() == 0
    assert len(upload.stored_parts(VIDEO)) == 4


def test_a_document_announced_before_a_crash_may_be_taken_as_stored(bench: Bench) -> None:
    bench.shelved.parts[LETTER, 1] = bench.materials[LETTER][0].read_bytes()
    bench.ledger.announced[LETTER, 1] = 1
    upload = bench.run()

    assert not upload.is_proven(LETTER)


def test_a_part_that_is_there_although_nothing_is_known_of_it_is_believed_once_its_address_says_used(
    bench: Bench,
) -> None:
    """A journal that was cut off unseen forgets attempts: a refusal at the first attempt is asked about, too."""
    data = bench.materials[VIDEO][0].read_bytes()
    bench.shelved.parts[VIDEO, 1] = data[: 100 * KIB + 1]
    bench.run()

    assert bench.is_all_stored()
    assert bench.sender.sent_bytes[VIDEO, 1] == 0
    assert bench.sender.puts[VIDEO, 1] == 1


def test_a_first_refusal_that_no_list_explains_is_what_it_says(bench: Bench) -> None:
    bench.sender.will(VIDEO, 1, UploadRefused(VIDEO, 403, "AccessDenied"))

    assert isinstance(bench.ends(), UploadRefused)
    assert bench.sender.puts[VIDEO, 1] == 1
