"""An independent object store for a few minutes: OpenStack Swift with its S3 interface, and a public S3 client.

Neither is part of the product or of its test dependencies. On Debian, as root:

    apt-get install --no-install-recommends swift-proxy swift-account swift-container swift-object
    python3 -m venv ~/s3-client && ~/s3-client/bin/pip install boto3
    export S3_CLIENT_PYTHON=~/s3-client/bin/python

The four servers keep everything in a folder of ours, on a file system with extended attributes, and listen on this
computer only. Of the system they read nothing but Debian's own ``/etc/swift/swift.conf``.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SERVERS = ("account", "container", "object")
ACCESS, SECRET = "test:tester", "testing"
SMALLEST_PART_BYTES = 5 * 1024**2  # Swift's default, as in S3
CLIENT_VARIABLE = "S3_CLIENT_PYTHON"
_PATIENCE_S = 60

_STORAGE = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
devices = {folder}/devices
mount_check = false
[pipeline:main]
pipeline = {kind}-server
[app:{kind}-server]
use = egg:swift#{kind}
"""
_PROXY = """
[DEFAULT]
bind_ip = 127.0.0.1
bind_port = {port}
workers = 0
user = {user}
swift_dir = {folder}
[pipeline:main]
pipeline = catch_errors gatekeeper healthcheck cache s3api tempauth bulk slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:tempauth]
use = egg:swift#tempauth
user_test_tester = testing .admin
[filter:s3api]
use = egg:swift#s3api
# tempauth wants one to be configured; nobody listens there, and it does without.
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:1
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:gatekeeper]
use = egg:swift#gatekeeper
[filter:healthcheck]
use = egg:swift#healthcheck
[filter:bulk]
use = egg:swift#bulk
[filter:slo]
use = egg:swift#slo
"""

# Runs in the public client's own interpreter: one order on standard input, one answer on standard output.
_CLIENT = """
import json, sys
import boto3
from botocore.auth import HmacV1QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.client import Config
from botocore.credentials import Credentials

order = json.load(sys.stdin)
endpoint, access, secret = order["endpoint"], order["access"], order["secret"]
s3 = boto3.client("s3", endpoint_url=endpoint, aws_access_key_id=access, aws_secret_access_key=secret,
                  region_name="us-east-1", config=Config(signature_version="s3v4", s3={"addressing_style": "path"}))
place = {"Bucket": order["bucket"], "Key": order["key"]}

def signed(method, expires_s, **more):
    return s3.generate_presigned_url(method, Params=place | more, ExpiresIn=expires_s)

def signed_the_old_way(number, upload_id, expires_s, content_type):
    url = f"{endpoint}/{order['bucket']}/{order['key']}?partNumber={number}&uploadId={upload_id}"
    request = AWSRequest("PUT", url, headers={"Content-Type": content_type})
    HmacV1QueryAuth(Credentials(access, secret), expires_s).add_auth(request)
    return request.url

def make_bucket():
    if not [1 for bucket in s3.list_buckets()["Buckets"] if bucket["Name"] == order["bucket"]]:
        s3.create_bucket(Bucket=order["bucket"])

def begin():
    make_bucket()
    upload_id = s3.create_multipart_upload(**place)["UploadId"]
    numbers = range(1, order["parts"] + 1)
    if order["style"] == "v4":
        urls = [signed("upload_part", order["life_s"], PartNumber=n, UploadId=upload_id) for n in numbers]
    else:
        urls = [signed_the_old_way(n, upload_id, order["life_s"], order["content_type"]) for n in numbers]
    return {"upload_id": upload_id, "urls": urls}

def listed():
    pages = s3.get_paginator("list_parts").paginate(**place, UploadId=order["upload_id"])
    try:
        return [[part["PartNumber"], part["ETag"], part["Size"]] for page in pages for part in page.get("Parts", [])]
    except s3.exceptions.NoSuchUpload:
        return []

def complete():
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in order["etags"]]
    return s3.complete_multipart_upload(**place, UploadId=order["upload_id"], MultipartUpload={"Parts": parts})["ETag"]

def abort():
    s3.abort_multipart_upload(**place, UploadId=order["upload_id"])

def head():
    found = s3.head_object(**place)
    return {"size": found["ContentLength"], "etag": found["ETag"]}

def put_address():
    make_bucket()
    return signed("put_object", order["life_s"])

def get_address():
    return signed("get_object", order["life_s"])

print(json.dumps(globals()[order["do"]]()))
"""


def missing() -> str:
    """What of the two is not on this computer, or an empty text."""
    programs = [f"swift-{kind}-server" for kind in (*SERVERS, "proxy")] + ["swift-ring-builder"]
    absent = [program for program in programs if shutil.which(program) is None]
    if absent:
        return f"OpenStack Swift is not installed ({', '.join(absent)})"
    client = os.environ.get(CLIENT_VARIABLE, "")
    if not client:
        return f"{CLIENT_VARIABLE} does not name a Python that has boto3"
    found = subprocess.run([client, "-c", "import boto3"], capture_output=True, check=False)
    return "" if found.returncode == 0 else f"{client} has no boto3"


@dataclass(frozen=True)
class PublicClient:
    """Orders for a public S3 client in an interpreter of its own."""

    endpoint: str

    def does(self, what: str, key: str, **more: Any) -> Any:
        """Let it do one thing with one object; returns its answer."""
        order = {
            "do": what,
            "endpoint": self.endpoint,
            "access": ACCESS,
            "secret": SECRET,
            "bucket": "intake",
            "key": key,
        }
        run = subprocess.run(
            [os.environ[CLIENT_VARIABLE], "-c", _CLIENT],
            input=json.dumps(order | more),
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 0, run.stderr
        return json.loads(run.stdout)


@contextmanager
def running_swift(folder: Path) -> Iterator[PublicClient]:
    """Four servers over a new folder, for as long as the block lasts."""
    ports = _free_ports(len(SERVERS) + 1)
    names = {"folder": str(folder), "user": pwd.getpwuid(os.getuid()).pw_name}
    (folder / "devices" / "d1").mkdir(parents=True)
    with ExitStack() as ended:
        for kind, port in zip(SERVERS, ports, strict=False):
            _make_ring(folder, kind, port)
            _start(ended, folder, kind, _STORAGE.format_map(names | {"kind": kind, "port": str(port)}))
        _start(ended, folder, "proxy", _PROXY.format_map(names | {"port": str(ports[-1])}))
        for port in ports:
            _await(port)
        yield PublicClient(f"http://127.0.0.1:{ports[-1]}")


def _make_ring(folder: Path, kind: str, port: int) -> None:
    builder = str(folder / f"{kind}.builder")
    for order in (
        ["create", "4", "1", "0"],
        [
            "add",
            "--region",
            "1",
            "--zone",
            "1",
            "--ip",
            "127.0.0.1",
            "--port",
            str(port),
            "--device",
            "d1",
            "--weight",
            "1",
        ],
        ["rebalance"],
    ):
        subprocess.run(["swift-ring-builder", builder, *order], check=True, capture_output=True, env=_environment())


def _start(ended: ExitStack, folder: Path, kind: str, configuration: str) -> None:
    path = folder / f"{kind}-server.conf"
    path.write_text(configuration, "utf-8")
    log = ended.enter_context((folder / f"{kind}.log").open("wb"))
    process = subprocess.Popen(
        [f"swift-{kind}-server", str(path), "--verbose"], stdout=log, stderr=log, env=_environment()
    )
    ended.callback(_stop, process)


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(20)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _environment() -> Mapping[str, str]:
    """Swift is written for the system's Python, not for the one that runs the tests."""
    return {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "VIRTUAL_ENV"))}


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        socks = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)]
        return [sock.getsockname()[1] for sock in socks]


def _await(port: int) -> None:
    import threading
    import time

    pause, ends_at_s = threading.Event(), time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends_at_s:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            pause.wait(0.1)
        else:
            return
    raise AssertionError(f"nobody listens at port {port}")
