"""What is measured, section by section. Each returns the Markdown of its figures and the targets that it can judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from peers import CURL, OURS, OURS_HASHED, python
from race import Client, Figures, Job, Place, RunFailed, Sink, median, pair_ratio, race, run_client, speed_ratio, verify
from report import MB_KB, Target, at_least, at_most, loopback_targets, race_table, table

MIB = 1024**2
GBIT_BYTES_PER_S = 125_000_000
MOST_PARTS = 1000

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
    job, by_scheme = bench.job(), {}
    hashing = Client("bare MD5", python("md5.py"), is_hashed=True)
    for scheme in ("http", "https"):
        able = checked_clients(bench, scheme, job)
        with bench.place.sink(scheme) as sink:
            # The hash is interleaved with the rest, so that it meets the same load.
            by_scheme[scheme] = bench.race([*able, hashing], job, sink)
    md5 = [by_scheme[scheme].pop(hashing.name) for scheme in by_scheme][-1]
    words = f"{bench.size_bytes / MIB:.0f} MiB, {bench.parts} parts, {bench.threads} connections, medians of "
    words += f"{bench.repetitions}; bare MD5 {md5_s_per_gib(md5, bench):.2f} CPU s/GiB"
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
                if client.name in (OURS, OURS_HASHED):
                    raise
                bench.tell(f"left out: {failure}")
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
    clients = bench.having(OURS, OURS_HASHED)
    job = replace(bench.job(), bytes_per_s=GBIT_BYTES_PER_S)
    with bench.place.sink("https") as sink:
        results = bench.race(clients, job, sink)
    ratio = speed_ratio(results[OURS_HASHED], results[OURS])
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
        at_most(
            5, "peak memory over an interpreter with the libraries (requests, urllib3, truststore)", 15, own, " MB"
        ),
        at_most(5, "spread over sizes and part counts", 6, max(ups) - min(ups), " MB"),
    ]


def bare(*arguments: str) -> Callable[[Job, Path], list[str]]:
    """An interpreter that does nothing."""
    whole = python("bare.py", *arguments)
    return lambda job, path: [one for one in whole(job, path) if one != str(path)]
