"""A slow line on this computer: two network namespaces with the shaper between them. Needs root and iproute2.

Congestion control is set to cubic on the routes: what a kernel has by default differs (BBR shrugs off losses that cubic
answers by slowing down), and a namespace may not choose for itself. The kernel's own netem would do the shaper's work,
where there is one; the shaper is used everywhere, so that figures compare. What stands for other machines, the line and
the far end, goes before the client where they compete for a core.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from race import FAR_HOST, HERE

NEAR_HOST = "10.77.1.2"
_FIRST = ("nice", "-n", "-10")
_TCP_IP_HEADER_BYTES = 52  # with time stamps


@dataclass(frozen=True)
class LineKind:
    """How a line is. ``loss`` is the share of packets that vanish on the way there."""

    name: str
    bits_per_s: float
    round_trip_s: float
    loss: float = 0.0
    packet_bytes: int = 1500

    @property
    def queue_bytes(self) -> int:
        """As much as is under way in one round trip."""
        return int(self.bits_per_s / 8 * self.round_trip_s)

    def shortest_s(self, size_bytes: int) -> float:
        """How long a body takes at best: at the payload's share of the rate, and one round trip."""
        share = (self.packet_bytes - _TCP_IP_HEADER_BYTES) / self.packet_bytes
        return size_bytes / (self.bits_per_s / 8 * share) + self.round_trip_s


@dataclass(frozen=True)
class Line:
    """A line that is up. ``near`` and ``far`` go before a command that is to run at that end."""

    near: tuple[str, ...]
    far: tuple[str, ...]


def why_not() -> str:
    """Why no line can be made here, or empty."""
    if not sys.platform.startswith("linux"):
        return "it needs Linux"
    if os.geteuid() != 0:
        return "it needs root, for network namespaces"
    if not shutil.which("ip"):
        return "it needs iproute2 (`apt-get install iproute2`)"
    return "" if Path("/dev/net/tun").exists() else "it needs /dev/net/tun"


def has_netem() -> bool:
    """Whether this kernel has a netem of its own."""
    space = f"bench-probe-{os.getpid()}"
    with ExitStack() as undo:
        _ip("netns", "add", space)
        undo.callback(_ip, "netns", "del", space)
        command = ["ip", "netns", "exec", space, "tc", "qdisc", "add", "dev", "lo", "root", "netem", "delay", "1ms"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0


@contextmanager
def line(kind: LineKind) -> Iterator[Line]:
    """A line for a ``with`` block."""
    spaces = [f"bench-{end}-{os.getpid()}" for end in ("near", "far")]
    devices = [f"bench{end}{os.getpid()}" for end in ("n", "f")]
    with ExitStack() as undo:
        for space in spaces:
            _ip("netns", "add", space)
            undo.callback(_ip, "netns", "del", space)
        command = [*_FIRST, sys.executable, str(HERE / "shaper.py"), *devices, "--rate", str(kind.bits_per_s)]
        command += ["--delay", str(kind.round_trip_s / 2), "--queue", str(kind.queue_bytes), "--loss", str(kind.loss)]
        shaper = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        undo.callback(_end, shaper)
        assert shaper.stdout is not None
        assert shaper.stdout.readline() == b"ready\n"
        for space, device, own, other in zip(
            spaces, devices, (NEAR_HOST, FAR_HOST), (FAR_HOST, NEAR_HOST), strict=True
        ):
            _lay(space, device, own, other, kind)
        near, far = (("ip", "netns", "exec", space) for space in spaces)
        yield Line(near, (*far, *_FIRST))


def _lay(space: str, device: str, own: str, other: str, kind: LineKind) -> None:
    _ip("link", "set", device, "netns", space)
    _ip("-n", space, "link", "set", "lo", "up")
    _ip("-n", space, "addr", "add", f"{own}/32", "dev", device)
    _ip("-n", space, "link", "set", device, "mtu", str(kind.packet_bytes), "txqueuelen", "10000", "up")
    _ip("-n", space, "route", "add", other, "dev", device, "src", own, "congctl", "cubic")


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def _end(shaper: subprocess.Popen[bytes]) -> None:
    output, _ = shaper.communicate()
    if output:
        print(f"shaper: {json.loads(output)}", file=sys.stderr)
