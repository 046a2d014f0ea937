"""Turns figures into Markdown, and judges the targets. Measures nothing.

The targets are ratios within one run on one machine; absolute figures only show what they are made of.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from peers import BOTO3, CURL, NAIVE, OBS, OURS, OURS_HASHED, OURS_UNHASHED, RCLONE, SENDALL, SENDFILE
from race import Figures, cpu_ratio, median, speed_ratio

Results = Mapping[str, Sequence[Figures]]

MB_KB = 1024


@dataclass(frozen=True)
class Target:
    """One thing to reach, and what was measured."""

    number: int
    what: str
    wanted: str
    measured: str
    is_held: bool


def at_least(number: int, what: str, limit: float, value: float, unit: str = "x") -> Target:
    """A target that is held from ``limit`` on."""
    return Target(number, what, f"≥ {limit:g}{unit}", f"{value:.2f}{unit}", value >= limit)


def at_most(number: int, what: str, limit: float, value: float, unit: str = "x") -> Target:
    """A target that is held up to ``limit``."""
    return Target(number, what, f"≤ {limit:g}{unit}", f"{value:.2f}{unit}", value <= limit)


def race_table(by_scheme: Mapping[str, Results]) -> str:
    """Every client, and ours against it in pairs of the same repetition."""
    names = list(dict.fromkeys(name for results in by_scheme.values() for name in results))
    schemes = list(by_scheme)
    head = ["client"]
    for scheme in schemes:
        title = scheme.upper()
        head += [f"{title} GiB/s", "ours is … as fast", "CPU s/GiB", "ours needs … of the CPU"]
    rows = [[*head, "peak MB", "connections", "Expect"]]
    for name in names:
        row, some = [name], None
        for scheme in schemes:
            runs, ours = by_scheme[scheme].get(name), by_scheme[scheme].get(OURS)
            row += _speed_cells(runs, ours)
            some = runs or some
        assert some is not None
        peak = max(figures.peak_kb for figures in some) / MB_KB
        row += [
            f"{peak:.0f}",
            f"{median(some, lambda run: run.connections):.0f}",
            str(max(run.expects for run in some)),
        ]
        rows.append(row)
    return table(rows)


def _speed_cells(runs: Sequence[Figures] | None, ours: Sequence[Figures] | None) -> list[str]:
    if not runs:
        return ["–"] * 4
    speed, cpu = median(runs, lambda run: run.gib_per_s), median(runs, lambda run: run.cpu_s_per_gib)
    if not ours or runs is ours:
        return [f"{speed:.2f}", "1", f"{cpu:.2f}", "1"]
    return [f"{speed:.2f}", f"{speed_ratio(ours, runs):.2f}x", f"{cpu:.2f}", f"{cpu_ratio(ours, runs):.2f}x"]


def table(rows: Sequence[Sequence[str]]) -> str:
    """Markdown; the first row is the head."""
    head, *rest = rows
    lines = [head, ["---"] * len(head), *rest]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def targets_table(targets: Sequence[Target]) -> str:
    """All targets in their order."""
    rows = [["#", "target", "wanted", "measured", ""]]
    for target in sorted(targets, key=lambda target: target.number):
        word = "held" if target.is_held else "**missed**"
        rows.append([str(target.number), target.what, target.wanted, target.measured, word])
    return table(rows)


def loopback_targets(by_scheme: Mapping[str, Results], md5: Sequence[Figures], threads: int) -> list[Target]:
    """Targets 1 to 4 and 8, as far as the clients for them have run."""
    targets = http_targets(by_scheme["http"]) + https_targets(by_scheme["https"])
    https = by_scheme["https"]
    targets.append(hash_target(https[OURS_HASHED], https[OURS_UNHASHED], md5))
    for scheme, results in by_scheme.items():
        targets += line_use_targets(scheme, [*results[OURS], *results[OURS_HASHED]], threads)
    return targets


def https_targets(results: Results) -> list[Target]:
    """Targets 1 and 2."""
    ours, targets = results[OURS], []
    for name, limit in ((CURL, 1.0), (NAIVE, 1.4), (BOTO3, 1.0), (OBS, 1.0), (RCLONE, 1.0)):
        if name in results:
            targets.append(at_least(1, f"HTTPS, speed against {name}", limit, speed_ratio(ours, results[name])))
    for name, limit in ((CURL, 1.15), (NAIVE, 0.65), (SENDALL, 1.4)):
        if name in results:
            targets.append(at_most(2, f"HTTPS, CPU against {name}", limit, cpu_ratio(ours, results[name])))
    return targets


def http_targets(results: Results) -> list[Target]:
    """Target 3."""
    found = [(name, limit) for name, limit in ((SENDFILE, 0.55), (NAIVE, 2.0)) if name in results]
    return [
        at_least(3, f"HTTP, speed against {name}", limit, speed_ratio(results[OURS], results[name]))
        for name, limit in found
    ]


def hash_target(hashed: Sequence[Figures], unhashed: Sequence[Figures], md5: Sequence[Figures]) -> Target:
    """What the check costs, in the CPU of the bare hashes of the same bytes."""
    costs = [
        (with_.cpu_s - without.cpu_s) / bare.cpu_s for with_, without, bare in zip(hashed, unhashed, md5, strict=True)
    ]
    return at_most(4, "CPU of the check against bare MD5s of the same bytes", 1.1, statistics.median(costs))


def line_use_targets(scheme: str, runs: Sequence[Figures], threads: int) -> list[Target]:
    """Target 8."""
    most, expects = max(run.connections for run in runs), max(run.expects for run in runs)
    return [
        Target(8, f"{scheme.upper()}, connections", f"= {threads}", str(most), most == threads),
        Target(8, f"{scheme.upper()}, Expect headers", "= 0", str(expects), expects == 0),
    ]
