"""What is measured, section by section. Each returns the Markdown of its figures and the targets that it can judge."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from line import LineKind, has_netem, line, why_not
from peers import CURL, CURL_UNASKED, NAIVE, OURS, OURS_HASHED, OURS_UNHASHED, PYCURL, SENDALL, python
from race import (
    FAR_HOST,
    HERE,
    SEED,
    Client,
    Figures,
    Job,
    Place,
    RunFailed,
    Sink,
    addressed,
    client_environment,
    median,
    race,
    run_client,
    speed_ratio,
    verify,
)
from report import MB_KB, Results, Target, at_least, at_most, loopback_targets, race_table, table

MIB = 1024**2
GBIT_BYTES_PER_S = 125_000_000
MOST_PARTS = 1000
WINDOW_CASES = ("idle", "full", "limited")
WINDOW_S = 3.0
ROUND_TRIP_S = 0.05
# With the MiB to send and the share that is wanted: of a small file the beginning of every connection is a large part.
# The shaper cannot move a gigabit a second in small packets.
SLOW_LINES = (
    (LineKind("100 Mbit/s, 50 ms", 1e8, ROUND_TRIP_S), 64, 0.9),
    (LineKind("100 Mbit/s, 50 ms, a usual video", 1e8, ROUND_TRIP_S), 256, 0.95),
    (LineKind("1 Gbit/s, 50 ms, packets of 9000 bytes", 1e9, ROUND_TRIP_S, packet_bytes=9000), 512, 0.9),
)
LOSSY_LINE, LOSSY_MIB = LineKind("100 Mbit/s, 50 ms, 1 % loss", 1e8, ROUND_TRIP_S, loss=0.01), 48
ADAPTING = 0  # threads: as many as the engine finds right

Section = tuple[str, list[Target]]


@dataclass(frozen=True)
class Bench:
    """What all sections work with."""

    place: Place
    clients: tuple[Client, ...]
    size_bytes: int
    large_bytes: int
    parts: int
    threads: int
    repetitions: int
    tell: Callable[[str], None]

    def job(self) -> Job:
        """The usual upload."""
        return self.place.job(self.place.film(self.size_bytes), self.parts, self.threads)

    def having(self, *names: str) -> list[Client]:
        """Those of these clients that can run here."""
        return [client for client in self.clients if client.name in names]

    def race(self, clients: Sequence[Client], job: Job, sink: Sink) -> dict[str, list[Figures]]:
        """A race on the loopback."""
        return race(clients, self.repetitions, lambda client: run_client(client, job, sink, self.place), self.tell)


def loopback(bench: Bench) -> Section:
    """All clients over HTTP and HTTPS, after each has shown that its bytes arrive."""
    job, by_scheme, costs = bench.job(), {}, []
    hashing = Client("bare MD5", python("md5.py"), is_hashed=True)
    for scheme in ("http", "https"):
        able = checked_clients(bench, scheme, job)
        with bench.place.sink(scheme) as sink:
            # The hash is interleaved with the rest, so that it meets the same load.
            by_scheme[scheme] = bench.race([*able, hashing], job, sink)
        costs.append(f"{scheme.upper()} {sink.cpu_s_per_gib:.2f}")
    md5 = [by_scheme[scheme].pop(hashing.name) for scheme in by_scheme][-1]
    words = f"{bench.size_bytes / MIB:.0f} MiB, {bench.parts} parts, {bench.threads} connections, medians of "
    words += (
        f"{bench.repetitions}; CPU s/GiB of the sink: {', '.join(costs)}, of bare MD5s: {md5_s_per_gib(md5, bench):.2f}"
    )
    return f"{words}\n\n{race_table(by_scheme)}", loopback_targets(by_scheme, md5, bench.threads)


def md5_s_per_gib(md5: Sequence[Figures], bench: Bench) -> float:
    """The hash sends nothing, so its figures know no size."""
    return median(md5, lambda run: run.cpu_s) * 1024 * MIB / bench.size_bytes


def checked_clients(bench: Bench, scheme: str, job: Job) -> list[Client]:
    """The clients whose bytes arrive as they should; a client that fails is named and left out."""
    able = []
    with bench.place.sink(scheme, verifies=True) as sink:
        for client in bench.clients:
            if scheme not in client.schemes:
                continue
            try:
                verify(client, job, sink, bench.place)
            except RunFailed as failure:
                if client.name in (OURS, OURS_UNHASHED, OURS_HASHED):
                    raise
                print(f"\nleft out: {failure}")
            else:
                able.append(client)
    bench.tell(f"{scheme}: the MD5 of every part is right for {', '.join(client.name for client in able)}")
    return able


def many_parts(bench: Bench) -> Section:
    """The large file in a thousand parts, against curl: what a request costs shows."""
    clients = bench.having(OURS, CURL)
    job = bench.place.job(bench.place.film(bench.large_bytes), MOST_PARTS, bench.threads)
    with bench.place.sink("https") as sink:
        results = bench.race(clients, job, sink)
    targets = []
    if CURL in results:
        ratio = speed_ratio(results[OURS], results[CURL])
        targets.append(at_least(1, f"HTTPS, {MOST_PARTS} parts, speed against {CURL}", 0.95, ratio))
    return f"{bench.large_bytes / MIB:.0f} MiB in {MOST_PARTS} parts\n\n{race_table({'https': results})}", targets


def capped(bench: Bench) -> Section:
    """At the speed limit of a 1 Gbit/s line the check must cost nothing."""
    clients = bench.having(OURS_UNHASHED, OURS_HASHED)
    job = replace(bench.job(), bytes_per_s=GBIT_BYTES_PER_S)
    with bench.place.sink("https") as sink:
        results = bench.race(clients, job, sink)
    ratio = speed_ratio(results[OURS_HASHED], results[OURS_UNHASHED])
    rows = [["limited to 125 MB/s", "MB/s", "CPU s/GiB"]]
    for name, runs in results.items():
        speed = median(runs, lambda run: run.sent_bytes / 1e6 / run.wall_s)
        rows.append([name, f"{speed:.1f}", f"{median(runs, lambda run: run.cpu_s_per_gib):.2f}"])
    return table(rows), [at_least(4, "limited to 1 Gbit/s, speed with the check against without", 0.98, ratio)]


def memory(bench: Bench) -> Section:
    """The product over HTTPS, check on: small and large files, few and many parts; against an interpreter at rest."""
    ours = bench.having(OURS_HASHED)[0]
    small, large = bench.place.film(bench.size_bytes // 2), bench.place.film(bench.large_bytes)
    peaks: dict[str, list[int]] = {}
    with bench.place.sink("https") as sink:
        jobs = {
            f"{film.stat().st_size / MIB:.0f} MiB, {parts} parts": bench.place.job(film, parts, bench.threads)
            for film in (small, large)
            for parts in (64, MOST_PARTS)
        }
        for _ in range(3):
            for name, arguments in (("interpreter", ()), ("interpreter with libraries", ("libraries",))):
                at_rest = Client(name, bare(*arguments))
                figures = run_client(at_rest, jobs[next(iter(jobs))], sink, bench.place)
                peaks.setdefault(name, []).append(figures.peak_kb)
            for name, job in jobs.items():
                peaks.setdefault(name, []).append(run_client(ours, job, sink, bench.place).peak_kb)
    most = {name: max(found) / MB_KB for name, found in peaks.items()}
    rows = [["memory, HTTPS, check on", "peak MB"], *([name, f"{peak:.1f}"] for name, peak in most.items())]
    ups = [most[name] for name in jobs]
    own = max(ups) - most["interpreter with libraries"]
    return table(rows), [
        at_most(5, "peak memory over a bare interpreter", 15, max(ups) - most["interpreter"], " MB"),
        at_most(
            5, "peak memory over an interpreter with the libraries (requests, urllib3, truststore)", 15, own, " MB"
        ),
        at_most(5, "spread over sizes and part counts", 6, max(ups) - min(ups), " MB"),
    ]


def bare(*arguments: str) -> Callable[[Job, Path], list[str]]:
    """An interpreter that does nothing."""
    whole = python("bare.py", *arguments)
    return lambda job, path: [one for one in whole(job, path) if one != str(path)]


def window(bench: Bench) -> Section:
    """How late the window's timer comes while nothing, everything, or a gigabit a second is sent beside it."""
    job = bench.place.job(bench.place.film(bench.large_bytes), MOST_PARTS, bench.threads)
    found: dict[str, list[dict[str, float]]] = {case: [] for case in WINDOW_CASES}
    generator = random.Random(SEED)
    with bench.place.sink("https") as sink:
        path = bench.place.folder / "job.json"
        path.write_text(json.dumps(asdict(replace(addressed(job, sink, is_hashed=True), bytes_per_s=GBIT_BYTES_PER_S))))
        for repetition in range(bench.repetitions):
            for case in generator.sample(WINDOW_CASES, len(WINDOW_CASES)):
                command = [sys.executable, str(HERE / "lateness.py"), str(path), case, str(WINDOW_S)]
                run = subprocess.run(command, env=client_environment(), capture_output=True, text=True, check=False)
                if run.returncode:
                    raise RunFailed(f"window, {case}: {run.stderr[-2000:]}")
                found[case].append(json.loads(run.stdout))
                bench.tell(
                    f"{repetition + 1}/{bench.repetitions} window, {case}: p99 {found[case][-1]['p99_ms']:.1f} ms"
                )
    rows = [["upload, HTTPS, check on", "p50 ms", "p99 ms", "max ms", "ticks > 16 ms", "GiB/s", "signals/s"]]
    for case, runs in found.items():
        names = ("p50_ms", "p99_ms", "max_ms", "late_ticks", "gib_per_s", "signals_per_s")
        rows.append([case, *(f"{statistics.median(run[name] for run in runs):.2f}" for name in names)])
    return table(rows), window_targets(found)


def window_targets(found: Mapping[str, Sequence[Mapping[str, float]]]) -> list[Target]:
    """Target 9."""
    full = statistics.median(run["p99_ms"] for run in found["full"])
    added = statistics.median(
        busy["p99_ms"] - idle["p99_ms"] for busy, idle in zip(found["limited"], found["idle"], strict=True)
    )
    signals = max(run["signals_per_s"] for runs in found.values() for run in runs)
    return [
        at_most(9, "window's timer, p99 lateness, unthrottled HTTPS", 16, full, " ms"),
        at_most(9, "window's timer, p99 lateness over idle, at 1 Gbit/s", 3, added, " ms"),
        at_most(9, "signals from worker threads", 10, signals, "/s"),
    ]


def slow_lines(bench: Bench) -> Section:
    """Lines of 100 Mbit/s and 1 Gbit/s with a round trip of 50 ms: how much of what fits through is used."""
    if reason := why_not():
        return f"Left out: {reason}.", []
    clients = bench.having(OURS_HASHED, NAIVE, SENDALL, PYCURL, CURL, CURL_UNASKED)
    netem = "has" if has_netem() else "has not"
    texts = [f"Through the shaper in user space (this kernel {netem} netem); cubic."]
    targets: list[Target] = []
    for kind, mib, wanted in SLOW_LINES:
        job = bench.place.job(bench.place.film(mib * MIB), 64, bench.threads)
        results = on_line(bench, kind, job, dict.fromkeys(clients, bench.threads))
        shares = {name: share_of(kind, runs) for name, runs in results.items()}
        texts.append(line_table(kind, mib, shares, results))
        best = max((name for name in shares if name != OURS_HASHED), key=lambda name: shares[name])
        targets.append(at_least(6, f"{kind.name}, share of what fits through", wanted, shares[OURS_HASHED], ""))
        ratio = speed_ratio(results[OURS_HASHED], results[best])
        targets.append(at_least(6, f"{kind.name}, speed against the best peer ({best})", 0.97, ratio))
    return "\n\n".join(texts), targets


def lossy_line(bench: Bench) -> Section:
    """A line that loses one packet in a hundred: only the number of connections counts."""
    if reason := why_not():
        return f"Left out: {reason}.", []
    ours = bench.having(OURS_HASHED)[0]
    numbers = {"ours, 4 connections": 4, "ours, 8 connections": 8, "ours, adapting": ADAPTING}
    clients = {replace(ours, name=name): count for name, count in numbers.items()}
    job = bench.place.job(bench.place.film(LOSSY_MIB * MIB), 64, bench.threads)
    results = on_line(bench, LOSSY_LINE, job, clients)
    shares = {name: share_of(LOSSY_LINE, runs) for name, runs in results.items()}
    four, eight, adapting = (results[name] for name in numbers)
    return line_table(LOSSY_LINE, LOSSY_MIB, shares, results), [
        at_least(7, f"{LOSSY_LINE.name}, speed of 8 connections against 4", 1.8, speed_ratio(eight, four)),
        at_least(7, f"{LOSSY_LINE.name}, speed adapting against 4", 1.8, speed_ratio(adapting, four)),
    ]


def on_line(bench: Bench, kind: LineKind, job: Job, threads: Mapping[Client, int]) -> dict[str, list[Figures]]:
    """A race over a slow line, each client with its number of connections."""
    with line(kind) as up, bench.place.sink("https", host=FAR_HOST, inside=up.far) as sink:

        def run(client: Client) -> Figures:
            own = replace(job, threads=threads[client])
            return run_client(client, own, sink, bench.place, is_walled_inside=True, inside=up.near)

        return race(list(threads), bench.repetitions, run, bench.tell)


def share_of(kind: LineKind, runs: Sequence[Figures]) -> float:
    """The share of what fits through a line."""
    return median(runs, lambda run: kind.shortest_s(run.sent_bytes) / run.wall_s)


def line_table(kind: LineKind, mib: int, shares: Mapping[str, float], results: Results) -> str:
    """One line's figures."""
    rows = [[f"{kind.name}; {mib} MiB in 64 parts", "share of the payload limit", "Mbit/s", "connections", "Expect"]]
    for name, runs in results.items():
        speed = median(runs, lambda run: run.sent_bytes * 8 / 1e6 / run.wall_s)
        connections, expects = max(run.connections for run in runs), max(run.expects for run in runs)
        rows.append([name, f"{shares[name]:.3f}", f"{speed:.1f}", str(connections), str(expects)])
    return table(rows)
