"""Which clients there are on this machine, and how each is started. Installs nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from race import HERE, Client, Job, Place

# Ours as it is; without its MD5s, which no other client computes; and without its low priority too, which would measure
# how the scheduler shares two cores between a client and a sink. The last is the one to compare with the others.
OURS_HASHED, OURS_UNHASHED, OURS = "ours", "ours (check off)", "ours (check off, normal priority)"
NAIVE, CURL, SENDALL, SENDFILE = "naive requests", "curl --parallel", "raw sendall", "os.sendfile"
CURL_UNASKED = "curl --parallel (no Expect)"
PYCURL, BOTO3, OBS, RCLONE = "pycurl", "boto3", "esdk-obs-python", "rclone"
PEERS = (BOTO3, OBS, RCLONE)


def python(script: str, *arguments: str, interpreter: str = sys.executable) -> Callable[[Job, Path], list[str]]:
    """The command of one of `clients/`."""
    return lambda _job, path: [interpreter, str(HERE / "clients" / script), str(path), *arguments]


def all_clients(place: Place, peers_python: str) -> tuple[list[Client], list[str]]:
    """All that can run here, and the names of those that cannot. ``peers_python`` has the peers' libraries."""
    found = [
        Client(OURS, python("ours.py", "unhashed", "even")),
        Client(OURS_UNHASHED, python("ours.py", "unhashed")),
        Client(OURS_HASHED, python("ours.py", "hashed"), is_hashed=True),
        Client(NAIVE, python("naive.py")),
        Client(SENDALL, python("floor.py", "sendall")),
        Client(SENDFILE, python("floor.py", "sendfile"), schemes=("http",)),
    ]
    missing = []
    for name, script, module, arguments in (
        (PYCURL, "with_pycurl.py", "pycurl", ()),
        (BOTO3, "with_boto3.py", "boto3", ("unhashed",)),
        (OBS, "with_obs.py", "obs", ()),
    ):
        if can_import(peers_python, module):
            found.append(Client(name, python(script, *arguments, interpreter=peers_python)))
        else:
            missing.append(name)
    if curl := shutil.which("curl"):
        found.append(Client(CURL, partial(curl_command, curl, place, asks=True), is_python=False))
        found.append(Client(CURL_UNASKED, partial(curl_command, curl, place, asks=False), is_python=False))
    else:
        missing.append(CURL)
    if rclone := shutil.which("rclone"):
        found.append(Client(RCLONE, partial(rclone_command, rclone), is_python=False))
    else:
        missing.append(RCLONE)
    return found, missing


def can_import(interpreter: str, module: str) -> bool:
    """Whether an interpreter has a module."""
    return subprocess.run([interpreter, "-c", f"import {module}"], capture_output=True, check=False).returncode == 0


def curl_command(curl: str, place: Place, job: Job, path: Path, *, asks: bool) -> list[str]:
    """All parts in one process, from files that were split before. ``asks``: with curl's own Expect header."""
    lines = ["silent", "show-error", "fail", "parallel", f"parallel-max = {job.threads}", f'cacert = "{job.root}"']
    lines += [] if asks else ['header = "Expect:"']
    for part, file in zip(job.parts, place.split(job), strict=True):
        lines += [f'upload-file = "{file}"', f'url = "{job.base}{part.path}"', 'output = "/dev/null"']
    config = path.with_suffix(".curl")
    config.write_text("\n".join(lines))
    return [curl, "--disable", "--config", str(config)]


def rclone_command(rclone: str, job: Job, path: Path) -> list[str]:
    """One multipart upload to S3, without questions before and after it."""
    options = {
        "config": "/dev/null",
        "s3-provider": "Other",
        "s3-endpoint": job.base,
        "s3-access-key-id": "BENCH",
        "s3-secret-access-key": "bench",
        "s3-chunk-size": f"{job.part_bytes}B",
        "s3-upload-cutoff": f"{job.part_bytes}B",
        "s3-upload-concurrency": str(job.threads),
        "ca-cert": job.root,
        "retries": "1",
    }
    flags = ["--s3-no-check-bucket", "--s3-no-head", "--s3-disable-checksum", "--no-check-dest", "--ignore-checksum"]
    return [
        rclone,
        "copyto",
        job.file,
        ":s3:bench/film",
        *flags,
        *(f"--{name}={value}" for name, value in options.items()),
    ]
