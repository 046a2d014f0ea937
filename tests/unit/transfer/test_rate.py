"""A speed limit is kept by all threads together, and a change of it holds at once."""

from __future__ import annotations

import pytest

from avatar_intake.transfer.rate import TokenBucket, bearable_block, block_bytes

KIB = 1024


def sent_after(bucket: TokenBucket, seconds: float, bytes_per_s: int, block: int) -> int:
    """What one thread sends that waits as long as it is told."""
    now_s, sent = 0.0, 0
    while True:
        now_s += bucket.wait_for(block, bytes_per_s, now_s)
        if now_s >= seconds:
            return sent
        sent += block


@pytest.mark.parametrize("bytes_per_s", [50_000, 1_000_000, 12_500_000])
def test_ten_seconds_let_ten_seconds_worth_through(bytes_per_s: int) -> None:
    sent = sent_after(TokenBucket(), 10.0, bytes_per_s, block_bytes(256 * KIB, bytes_per_s))

    assert sent == pytest.approx(10 * bytes_per_s, rel=0.05)


def test_four_threads_share_one_limit() -> None:
    bucket, sent, now_s = TokenBucket(), 0, 0.0
    free_at_s = [0.0] * 4
    while now_s < 10.0:
        thread = free_at_s.index(min(free_at_s))
        now_s = free_at_s[thread]
        free_at_s[thread] = now_s + bucket.wait_for(10_000, 200_000, now_s)
        sent += 10_000

    assert sent == pytest.approx(2_000_000, rel=0.05)


def test_without_a_limit_nothing_waits() -> None:
    assert TokenBucket().wait_for(1 << 30, None, 0.0) == 0.0


def test_a_silent_line_saves_up_no_more_than_a_twentieth_of_a_second() -> None:
    bucket = TokenBucket()
    bucket.wait_for(1000, 1000, 0.0)

    waits = [bucket.wait_for(1000, 1000, 3600.0) for _ in range(3)]

    assert waits == pytest.approx([0.0, 0.95, 1.95])


def test_what_is_owed_at_a_slow_rate_is_paid_at_the_new_one() -> None:
    bucket = TokenBucket()
    bucket.wait_for(64_000, 1000, 0.0)

    assert bucket.wait_for(1000, 1_000_000, 0.0) == pytest.approx(0.064, abs=0.001)


def test_lifting_a_limit_forgives_what_is_owed() -> None:
    bucket = TokenBucket()
    bucket.wait_for(64_000, 1000, 0.0)
    bucket.wait_for(1, None, 0.0)

    assert bucket.wait_for(1000, 1000, 0.0) == 0.0


@pytest.mark.parametrize(
    ("bytes_per_s", "block"),
    [(None, 256 * KIB), (1, 4096), (100_000, 5000), (1_000_000, 50_000), (100_000_000, 256 * KIB)],
)
def test_a_block_is_a_twentieth_of_a_second_within_bounds(bytes_per_s: int | None, block: int) -> None:
    assert block_bytes(256 * KIB, bytes_per_s) == block


@pytest.mark.parametrize(
    ("sent_bytes", "elapsed_s", "block"),
    [
        (0, 0.0, 64 * KIB),
        (512 * KIB, 3.0, 64 * KIB),
        (513 * KIB, 0.0, 256 * KIB),
        (8 * 1024 * KIB, 0.1, 256 * KIB),
        (1024 * KIB, 16.0, 64 * KIB),
        (1024 * KIB, 512 / 4, 16 * KIB),  # 4 KB/s: four seconds a block, far from every time limit
    ],
)
def test_a_block_is_what_the_line_takes_in_two_seconds_within_bounds(
    sent_bytes: int, elapsed_s: float, block: int
) -> None:
    assert bearable_block(256 * KIB, sent_bytes, elapsed_s) == block
