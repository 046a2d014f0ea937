"""What the server lists decides about a part whose outcome is unknown; one question settles many."""

from __future__ import annotations

import threading

import pytest

from avatar_intake.domain.intake import Role
from avatar_intake.domain.service import ListedPart
from avatar_intake.domain.transfer import StoredPart
from avatar_intake.errors import NetworkUnreachable, OutcomeUnknown, ServiceBusy, UploadRefused
from avatar_intake.transfer.settle import (
    Doubt,
    Listing,
    Next,
    Verdict,
    decide,
    differing_parts,
    is_about_the_address,
    is_conflict,
    judge,
    may_be_used,
    must_ask,
)

OURS, OTHER = "0" * 32, "f" * 32


@pytest.mark.parametrize(
    ("listed", "verdict"),
    [
        ([], Verdict.NOT_THERE),
        ([ListedPart(2, OURS)], Verdict.NOT_THERE),
        ([ListedPart(1, OURS)], Verdict.STORED),
        ([ListedPart(1, OURS), ListedPart(1, OURS)], Verdict.STORED),
        ([ListedPart(1, OTHER)], Verdict.DIFFERENT),
        ([ListedPart(1, OURS), ListedPart(1, OTHER)], Verdict.DIFFERENT),
        ([ListedPart(1, "")], Verdict.DIFFERENT),
    ],
)
def test_only_our_own_md5_proves_a_part(listed: list[ListedPart], verdict: Verdict) -> None:
    assert judge(listed, 1, OURS) is verdict


@pytest.mark.parametrize(
    ("verdict", "doubt", "following"),
    [
        (Verdict.STORED, Doubt(), Next.IS_STORED),
        (Verdict.STORED, Doubt(was_refused=True, holds_others=True, may_overwrite=False), Next.IS_STORED),
        (Verdict.NOT_THERE, Doubt(), Next.SEND),
        (Verdict.NOT_THERE, Doubt(may_be_there=True, has_list=False), Next.SEND),
        (Verdict.NOT_THERE, Doubt(was_refused=True, may_be_there=True, has_list=True), Next.REFUSED),
        (Verdict.NOT_THERE, Doubt(was_refused=True, may_be_there=False, has_list=False), Next.REFUSED),
        (Verdict.NOT_THERE, Doubt(was_refused=True, may_be_there=True, has_list=False), Next.TAKE_AS_STORED),
        (
            Verdict.NOT_THERE,
            Doubt(was_refused=True, may_be_there=True, has_list=False, holds_others=True),
            Next.DIFFERS,
        ),
        (Verdict.NOT_THERE, Doubt(holds_others=True), Next.SEND),
        (Verdict.NOT_THERE, Doubt(holds_others=True, may_overwrite=False), Next.DIFFERS),
        (Verdict.DIFFERENT, Doubt(), Next.SEND),
        (Verdict.DIFFERENT, Doubt(may_overwrite=False), Next.DIFFERS),
        (Verdict.DIFFERENT, Doubt(was_refused=True), Next.DIFFERS),
    ],
)
def test_what_follows_from_the_word_of_the_server(verdict: Verdict, doubt: Doubt, following: Next) -> None:
    assert decide(verdict, doubt) is following


@pytest.mark.parametrize(
    ("error", "attempts", "asks"),
    [
        (OutcomeUnknown(step="put"), 1, True),
        (NetworkUnreachable(host="x"), 5, False),
        (ServiceBusy(status=429), 5, False),
        (ServiceBusy(status=503), 5, False),
        (ServiceBusy(status=400, code="BadDigest"), 5, False),
        (ServiceBusy(status=500), 1, True),
        (ServiceBusy(status=502), 1, True),
        (ServiceBusy(status=504), 1, True),
        (ServiceBusy(status=408), 1, True),
        (ServiceBusy(status=409), 1, False),
        (ServiceBusy(status=409), 2, True),
    ],
    ids=str,
)
def test_the_server_is_asked_wherever_a_put_may_have_got_through(
    error: OutcomeUnknown | NetworkUnreachable | ServiceBusy, attempts: int, asks: bool
) -> None:
    assert must_ask(error, attempts) is asks


def test_a_conflict_is_409_alone() -> None:
    assert is_conflict(ServiceBusy(status=409))
    assert not is_conflict(ServiceBusy(status=503))
    assert not is_conflict(NetworkUnreachable(host="x"))


@pytest.mark.parametrize(
    ("status", "code", "may_be"),
    [
        (403, "AccessDenied", True),
        (403, "", True),
        (404, "NoSuchUpload", True),
        (409, "OperationAborted", True),
        (400, "InvalidArgument", False),
        (403, "SignatureDoesNotMatch", False),
        (403, "RequestTimeTooSkewed", False),
        (403, "InvalidAccessKeyId", False),
    ],
)
def test_a_refusal_may_mean_used_only_where_it_says_so(status: int, code: str, may_be: bool) -> None:
    assert may_be_used(UploadRefused(Role.GRANT_FILE, status, code)) is may_be


def stored(*etags: str) -> list[StoredPart]:
    return [StoredPart(number, 10, OURS, etag, 1) for number, etag in enumerate(etags, 1)]


@pytest.mark.parametrize(
    ("listed", "wrong"),
    [
        ([ListedPart(1, OURS), ListedPart(2, OTHER)], ()),
        ([ListedPart(2, OTHER), ListedPart(1, OURS)], ()),
        ([ListedPart(1, OURS), ListedPart(1, OURS), ListedPart(2, OTHER)], ()),
        ([], (1, 2)),
        ([ListedPart(1, OURS)], (2,)),
        ([ListedPart(1, OURS), ListedPart(2, OURS)], (2,)),
        ([ListedPart(1, OURS), ListedPart(2, OTHER), ListedPart(3, OURS)], (3,)),
        ([ListedPart(1, OURS), ListedPart(1, OTHER), ListedPart(2, OTHER)], (1,)),
        ([ListedPart(0, OURS), ListedPart(1, OURS), ListedPart(2, OTHER)], (0,)),
    ],
)
def test_exactly_our_parts_and_no_other_pass_the_review(listed: list[ListedPart], wrong: tuple[int, ...]) -> None:
    assert differing_parts(listed, stored(OURS, OTHER)) == wrong


def test_a_store_that_encrypts_is_compared_with_its_own_word() -> None:
    assert differing_parts([ListedPart(1, OTHER)], [StoredPart(1, 10, OURS, OTHER, 1)]) == ()


class Question:
    """Asks as often as it is let, and remembers how often."""

    def __init__(self) -> None:
        self.count = 0
        self.is_let = threading.Semaphore(0)
        self.is_asked = threading.Semaphore(0)

    def __call__(self) -> tuple[ListedPart, ...]:
        self.count += 1
        self.is_asked.release()
        assert self.is_let.acquire(timeout=5)
        return (ListedPart(self.count, OURS),)


def test_an_answer_whose_question_began_before_the_doubt_does_not_count() -> None:
    question = Question()
    question.is_let.release(10)
    listing = Listing(question)

    assert listing.after(listing.ticket()) == (ListedPart(1, OURS),)
    assert listing.after(listing.ticket()) == (ListedPart(2, OURS),)


def test_one_question_settles_all_that_were_in_doubt_before_it() -> None:
    question = Question()
    listing = Listing(question)
    answers: list[object] = []

    def ask(ticket: int) -> None:
        answers.append(listing.after(ticket))

    first = threading.Thread(target=ask, args=(listing.ticket(),))
    first.start()
    assert question.is_asked.acquire(timeout=5)
    others = [threading.Thread(target=ask, args=(listing.ticket(),)) for _ in range(5)]
    for thread in others:
        thread.start()
    question.is_let.release(2)
    for thread in [first, *others]:
        thread.join(5)

    assert question.count == 2
    assert answers.count((ListedPart(2, OURS),)) == 5


def test_a_question_that_failed_is_asked_again() -> None:
    answers: list[object] = [NetworkUnreachable(host="x"), (ListedPart(1, OURS),)]

    def ask() -> tuple[ListedPart, ...]:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer  # type: ignore[return-value]

    listing = Listing(ask)
    ticket = listing.ticket()
    with pytest.raises(NetworkUnreachable):
        listing.after(ticket)

    assert listing.after(ticket) == (ListedPart(1, OURS),)


def test_a_role_without_a_list_has_no_answer() -> None:
    listing = Listing(lambda: None)

    assert listing.after(listing.ticket()) is None


@pytest.mark.parametrize(
    ("code", "expected"),
    [("AccessDenied", True), ("NoSuchUpload", True), ("InArrearOrInsufficientBalance", False), ("", False)],
)
def test_only_a_refusal_that_is_about_the_address_calls_for_another(code: str, expected: bool) -> None:
    assert is_about_the_address(UploadRefused(Role.TRAINING_VIDEO, 403, code)) is expected


def test_a_part_that_was_never_acknowledged_is_compared_by_its_md5() -> None:
    stored = [StoredPart(1, 10, OURS, "", 2)]

    assert differing_parts([ListedPart(1, OURS)], stored) == ()
    assert differing_parts([ListedPart(1, OTHER)], stored) == (1,)
