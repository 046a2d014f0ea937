"""The upload, ours against other clients, the window and slow lines: the bench of the performance targets.

Run by hand, on a machine that has nothing else to do: ``python3 packaging/tasks.py bench``. It takes no part in the
tests, for its figures depend on the load. What it needs and does not find is named and left out. Prints Markdown.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import sections
from peers import all_clients
from race import Place
from report import Target, targets_table

MIB = 1024**2
SECTIONS: dict[str, Callable[[sections.Bench], sections.Section]] = {
    "loopback": sections.loopback,
    "parts": sections.many_parts,
    "capped": sections.capped,
    "memory": sections.memory,
    "window": sections.window,
    "lines": sections.slow_lines,
    "lossy": sections.lossy_line,
}


def main() -> int:
    """Run the sections, then judge the targets; 1 when one is missed."""
    parser = argparse.ArgumentParser(prog="tasks.py bench", description=__doc__.splitlines()[0])
    parser.add_argument("--only", help=f"some of {','.join(SECTIONS)}; all without it")
    parser.add_argument("--clients", help="only these, by name, beside ours; comma-separated")
    parser.add_argument("--size", type=int, default=512, metavar="MIB", help="of the usual file (512)")
    parser.add_argument("--large", type=int, default=2048, metavar="MIB", help="of the file in 1000 parts (2048)")
    parser.add_argument("--parts", type=int, default=64, help="of the usual file (64)")
    parser.add_argument("--threads", type=int, default=4, help="connections of every client (4)")
    parser.add_argument("--repetitions", type=int, default=5, help="medians are over so many (5)")
    parser.add_argument("--peers-venv", type=Path, help="a virtual environment with boto3, esdk-obs-python, pycurl")
    parser.add_argument("--folder", type=Path, help="where the files to send are made; a temporary one without it")
    found = parser.parse_args()
    wanted = found.only.split(",") if found.only else list(SECTIONS)
    if unknown := set(wanted) - set(SECTIONS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    with tempfile.TemporaryDirectory(prefix="upload-bench-", dir=found.folder) as folder:
        return run_sections(found, wanted, Path(folder))


def run_sections(found: argparse.Namespace, wanted: list[str], folder: Path) -> int:
    """Run them one after another; each prints as soon as it is over."""
    place = Place(folder)
    peers_python = str(found.peers_venv / "bin" / "python") if found.peers_venv else sys.executable
    clients, missing = all_clients(place, peers_python)
    if found.clients:
        named = found.clients.split(",")
        clients = [client for client in clients if client.name in named or client.name.startswith("ours")]
    print(f"clients: {', '.join(client.name for client in clients)}; not found: {', '.join(missing) or 'none'}")
    today, load = time.strftime("%Y-%m-%d"), os.getloadavg()[0]
    print(f"\n{today}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the start")
    bench = sections.Bench(
        place, tuple(clients), found.size * MIB, found.large * MIB, found.parts, found.threads, found.repetitions, tell
    )
    targets: list[Target] = []
    for name in wanted:
        begun_s = time.monotonic()
        text, judged = SECTIONS[name](bench)
        load = os.getloadavg()[0]
        print(f"\n### {name}\n\n{text}\n\n({time.monotonic() - begun_s:.0f} s, load {load:.1f} at the end)", flush=True)
        targets += judged
    print(f"\n### targets\n\n{targets_table(targets)}")
    return int(not all(target.is_held for target in targets))


def tell(text: str) -> None:
    """Say how far it is, beside the results."""
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
