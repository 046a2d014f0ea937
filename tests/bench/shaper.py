"""A line between two network namespaces, in user space: rate, delay, a queue that overflows, random loss.

For kernels without netem. Two TUN devices are its ends; what goes into one comes out of the other after it has waited
for its turn at ``--rate`` and then ``--delay``, unless the queue is full or chance takes it. Loss is drawn from a fixed
seed, in the direction from the first device to the second only; acknowledgements are not lost. Prints ``ready`` once
both devices are there; ends when its standard input does, and prints how many packets it let through and dropped.
"""

from __future__ import annotations

import argparse
import fcntl
import json
import os
import random
import select
import struct
import sys
import time
from collections import deque
from contextlib import suppress
from dataclasses import dataclass, field

TUNSETIFF = 0x400454CA
IFF_TUN, IFF_NO_PI = 0x0001, 0x1000
LARGEST_PACKET_BYTES = 65535
READS_AT_ONCE = 64
SEED = 20260129


@dataclass
class Direction:
    """One way through the line."""

    source: int
    target: int
    bytes_per_s: float
    delay_s: float
    queue_bytes: int
    loss: float
    chance: random.Random
    passed: int = 0
    overflowed: int = 0
    lost: int = 0
    _free_at_s: float = 0.0
    _waiting: deque[tuple[float, bytes]] = field(default_factory=deque)

    def take(self) -> None:
        """Read what has come, and give each packet its time."""
        for _ in range(READS_AT_ONCE):
            try:
                packet = os.read(self.source, LARGEST_PACKET_BYTES)
            except BlockingIOError:
                return
            self._queue(packet, time.monotonic())

    def _queue(self, packet: bytes, now_s: float) -> None:
        if self.loss and self.chance.random() < self.loss:
            self.lost += 1
            return
        begins_s = max(now_s, self._free_at_s)
        if (begins_s - now_s) * self.bytes_per_s + len(packet) > self.queue_bytes:
            self.overflowed += 1
            return
        self._free_at_s = begins_s + len(packet) / self.bytes_per_s
        self._waiting.append((self._free_at_s + self.delay_s, packet))
        self.passed += 1

    def let_out(self, now_s: float) -> None:
        """Write what is due."""
        while self._waiting and self._waiting[0][0] <= now_s:
            with suppress(OSError):  # the other end may not be up yet
                os.write(self.target, self._waiting.popleft()[1])

    @property
    def next_s(self) -> float:
        """When the next packet is due."""
        return self._waiting[0][0] if self._waiting else float("inf")


def open_tun(name: str) -> int:
    """A TUN device's descriptor; it stays with its device when that is moved to another namespace."""
    descriptor = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(descriptor, TUNSETIFF, struct.pack("16sH22x", name.encode(), IFF_TUN | IFF_NO_PI))
    return descriptor


def run(there: Direction, back: Direction) -> None:
    """Move packets until standard input ends."""
    poll = select.epoll()
    for descriptor in (there.source, back.source, sys.stdin.fileno()):
        poll.register(descriptor, select.EPOLLIN)
    while True:
        wait_s = min(there.next_s, back.next_s) - time.monotonic()
        ready = {descriptor for descriptor, _ in poll.poll(max(0.0, min(wait_s, 1.0)))}
        if sys.stdin.fileno() in ready:
            return
        for way in (there, back):
            if way.source in ready:
                way.take()
            way.let_out(time.monotonic())


def main() -> None:
    """Open the ends and be the line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("devices", nargs=2)
    parser.add_argument("--rate", type=float, required=True, help="bits a second, each way")
    parser.add_argument("--delay", type=float, required=True, help="seconds, each way")
    parser.add_argument("--queue", type=int, required=True, help="bytes, each way")
    parser.add_argument("--loss", type=float, default=0.0, help="share of the packets on the way there")
    found = parser.parse_args()
    near, far = (open_tun(name) for name in found.devices)
    chance = random.Random(SEED)
    there = Direction(near, far, found.rate / 8, found.delay, found.queue, found.loss, chance)
    back = Direction(far, near, found.rate / 8, found.delay, found.queue, 0.0, chance)
    print("ready", flush=True)
    run(there, back)
    print(json.dumps({"passed": there.passed, "overflowed": there.overflowed, "lost": there.lost}), flush=True)


if __name__ == "__main__":
    main()
