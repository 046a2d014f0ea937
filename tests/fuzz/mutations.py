"""Thousands of spoilt files through the checks, in the processes that the program uses; by hand, not in the suite.

    nice python tests/fuzz/mutations.py --runs 10000 --kinds mp4,jpeg,png,heic,pdf,zip --seed 1

A run fails for a crash, a mistake of ours, a file that takes more than five seconds of processor time or a minute of
any, and for any file that is made, changed or removed in the home or the temporary folder. What a file number stands
for never changes, so that ``--only mp4:123`` looks at one again. Ends with 1 when anything failed; the files are kept
then.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "tests" / "helpers"), str(ROOT / "gui")]

from mutated_files import KINDS, mutated, seeds, timed_look_at  # noqa: E402

from avatar_intake.errors import Defect  # noqa: E402
from avatar_intake.media.apart import Apart  # noqa: E402
from avatar_intake.media.room import Caller, Limits, Lost  # noqa: E402

_LONGEST_S, _LONGEST_SILENCE_S = 5.0, 60.0


@dataclass
class Tally:
    """What came of a kind."""

    said: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    slowest_s: float = 0.0
    slowest: int = -1


@dataclass(frozen=True)
class Place:
    """Folders of this run alone, so that whatever appears in them was made by it."""

    files: Path
    home: Path
    passing: Path

    def listing(self) -> dict[str, tuple[int, int]]:
        """Everything in the home and the temporary folder."""
        found = (path for folder in (self.home, self.passing) for path in folder.rglob("*"))
        return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in found}


def main() -> int:
    """Run; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=1000, help="files a kind")
    parser.add_argument("--kinds", default=",".join(KINDS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--start", type=int, default=0, help="the first file's number")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", metavar="KIND:NUMBER", help="one file, kept")
    options = parser.parse_args()
    base = Path(tempfile.mkdtemp(prefix="avatar-intake-fuzz-"))
    place = Place(*(base / name for name in ("files", "home", "tmp")))
    for folder in (place.files, place.home, place.passing):
        folder.mkdir()
    if options.only:
        kind, _, number = options.only.partition(":")
        path = _written(place, kind, int(number), options.seed)
        print(path, path.stat().st_size, *_said(Apart(), kind, path))
        return 0
    for kind in options.kinds.split(","):
        seeds(kind)
    os.environ.update(HOME=str(place.home), TMPDIR=str(place.passing), XDG_CACHE_HOME=str(place.home / "cache"))
    before, room, is_well = place.listing(), Apart(), True
    for kind in options.kinds.split(","):
        begun_s = time.monotonic()
        numbers = range(options.start, options.start + options.runs)
        tally = _run(room, place, kind, numbers, options)
        is_well = is_well and not tally.failed
        print(f"{kind}: {options.runs} files, {time.monotonic() - begun_s:.0f} s", flush=True)
        print(f"  slowest {tally.slowest_s:.2f} s of processor time (number {tally.slowest})")
        for said, count in tally.said.most_common():
            print(f"  {count:6} {said}")
        for line in tally.failed:
            print(f"  FAILED {line}", flush=True)
    room.close()
    touched = sorted({name for name, _ in before.items() ^ place.listing().items()})
    print(f"files touched outside: {touched or 'none'}")
    if is_well and not touched:
        shutil.rmtree(base)
        return 0
    return 1


def _run(room: Apart, place: Place, kind: str, numbers: range, options: argparse.Namespace) -> Tally:
    tally = Tally()

    def one(number: int) -> None:
        path = _written(place, kind, number, options.seed)
        said, took_s = _said(room, kind, path)
        tally.said[said] += 1
        if took_s > tally.slowest_s:
            tally.slowest_s, tally.slowest = took_s, number
        if said.startswith("!"):
            tally.failed.append(f"{kind}:{number} {said} {path}")
        else:
            path.unlink()

    with ThreadPoolExecutor(options.workers) as pool:
        for future in [pool.submit(one, number) for number in numbers]:
            future.result()
    return tally


def _written(place: Place, kind: str, number: int, seed: int) -> Path:
    path = place.files / f"{kind}-{number}{KINDS[kind][1]}"
    path.write_bytes(mutated(kind, number, seed))
    return path


def _said(room: Apart, kind: str, path: Path) -> tuple[str, float]:
    try:
        said, took_s = room.do(timed_look_at, (kind, str(path)), Caller(), Limits(quiet_s=_LONGEST_SILENCE_S))
    except Lost as lost:
        return f"! {lost.end}", 0.0
    except Defect as mistake:
        return f"! {mistake.where}", 0.0
    return (said if took_s <= _LONGEST_S else f"! slow: {took_s:.1f} s"), took_s


if __name__ == "__main__":
    sys.exit(main())
