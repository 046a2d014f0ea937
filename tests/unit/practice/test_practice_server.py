from __future__ import annotations

import json
import socket
import ssl
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from studio_visitor import BINARY, Visitor, ask, put, studio_in

from avatar_intake.errors import BadServiceAddress
from avatar_intake.practice.certificate import new_certificate
from avatar_intake.practice.faults import Fault
from avatar_intake.practice.server import StudioOptions
from avatar_intake.practice.strictness import Strictness


def over_tls(
    method: str, url: str, context: ssl.SSLContext, body: bytes | None = None, **headers: str
) -> tuple[int, bytes]:
    """Status and body."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, given, method=method)
    try:
        with urllib.request.urlopen(request, context=context, timeout=20) as answer:
            return int(answer.status), answer.read()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read()


def test_importing_the_server_loads_no_heavy_library() -> None:
    code = (
        "import sys, avatar_intake.practice.server; "
        "print(*sorted({'av', 'PIL', 'cryptography', 'requests', 'PySide6', 'msgspec', 'huaweicloudsdkcore'}"
        " & set(sys.modules)), *[n for n in sys.modules if n.startswith('avatar_intake.metastudio')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


def test_the_endpoint_has_scheme_host_port_and_prefix(tmp_path: Path) -> None:
    with studio_in(tmp_path, prefix="/rest") as studio:
        assert studio.endpoint.startswith("http://127.0.0.1:")
        assert studio.endpoint.endswith("/rest")
        assert Visitor(studio).create()["job_id"]
        without = Visitor(studio).jobs_url.replace("/rest/", "/")
        assert ask("GET", without, None, {"X-Auth-Token": studio.token}).status == 404


def test_the_store_is_at_the_root_whatever_the_prefix(tmp_path: Path) -> None:
    with studio_in(tmp_path, prefix="/rest") as studio:
        url = Visitor(studio).create()["cover_upload_url"]
        assert url.startswith(f"{studio.endpoint.removesuffix('/rest')}/store/")
        assert put(url, b"cover").status == 200


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "example.invalid", ""])
def test_a_studio_is_for_this_computer_only(tmp_path: Path, host: str) -> None:
    with pytest.raises(BadServiceAddress):
        studio_in(tmp_path, host=host)


def test_a_port_that_is_taken_is_an_error_at_the_start(tmp_path: Path) -> None:
    with studio_in(tmp_path / "a") as studio:
        other = studio_in(tmp_path / "b", port=int(studio.endpoint.rpartition(":")[2]))
        with pytest.raises(OSError, match="in use"):
            other.start()


def test_the_options_are_strict_and_documented_unless_said_otherwise(tmp_path: Path) -> None:
    options = StudioOptions(tmp_path)
    assert (options.host, options.port, options.address_life_s, options.rate_per_s) == ("127.0.0.1", 0, 86400.0, 10.0)
    assert options.strictness == Strictness()
    assert Strictness().addresses_die_after_success
    assert not Strictness.lenient().addresses_die_after_success


def test_the_strictest_service_can_still_be_satisfied(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness.strictest(), pace_s=3600.0) as studio:
        visitor = Visitor(studio)
        addresses = visitor.create()
        job_id = addresses["job_id"]
        put(addresses["training_video_upload_url"][0], b"film")
        visitor.upload_documents(addresses, tmp_path)
        lists = [visitor.command(job_id, "GET_MULTIPART_UPLOADED")["multipart_data"] for _ in range(3)]
        assert [len(parts) for parts in lists] == [0, 0, 1]
        commands = ("CONFIRM_AUTHORIZATION_LETTER", "CONFIRM_MULTIPART_UPLOADED", "SUBMITVERIFYING")
        assert [visitor.does(job_id, command) for command in commands] == [True, True, True]


def test_too_many_calls_in_a_second_are_throttled(tmp_path: Path) -> None:
    with studio_in(tmp_path, rate_per_s=3.0) as studio:
        visitor = Visitor(studio)
        job_id = visitor.create()["job_id"]
        answers = [visitor.api("DELETE", "/nothing") for _ in range(4)]
        assert [heard.status for heard in answers] == [404, 404, 404, 429]
        assert answers[-1].error == (429, "APIGW.0308")
        assert visitor.api("GET", f"/{job_id}").status == 200
        assert visitor.does(job_id, "GET_MULTIPART_UPLOADED")


# --- TLS ----------------------------------------------------------------------------------------


def test_over_tls_everything_works_and_the_addresses_are_of_the_same_scheme(tmp_path: Path) -> None:
    pair = new_certificate(tmp_path / "tls")
    context = ssl.create_default_context(cafile=str(pair[0]))
    with studio_in(tmp_path, tls=pair) as studio:
        url = Visitor(studio).jobs_url
        assert url.startswith("https://127.0.0.1:")
        status, body = over_tls("POST", url, context, b'{"name": "A"}', X_Auth_Token=studio.token)
        assert status == 200
        cover, letter = (json.loads(body)[f"{role}_upload_url"] for role in ("cover", "grant_file"))
        assert cover.startswith("https://127.0.0.1:")
        assert over_tls("PUT", cover, context, b"cover", Content_Type=BINARY)[0] == 200
        refused, why = over_tls("PUT", cover, context, b"cover" * 10_000, Content_Type=BINARY)
        assert (refused, b"AccessDenied" in why) == (403, True)
        studio.faults.add(Fault("put", "drop-before-storing"))
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            over_tls("PUT", letter, context, b"letter", Content_Type=BINARY)
        assert over_tls("PUT", letter, context, b"letter", Content_Type=BINARY)[0] == 200
        # By name too; a bare machine may not know that name, so it is not looked up.
        address = urlsplit(url)
        with socket.create_connection((address.hostname, address.port), 20) as line:
            context.wrap_socket(line, server_hostname="localhost").close()


def test_a_client_that_does_not_trust_the_certificate_sends_nothing(tmp_path: Path) -> None:
    pair = new_certificate(tmp_path / "tls")
    with studio_in(tmp_path, tls=pair) as studio:
        with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
            over_tls("GET", Visitor(studio).jobs_url, ssl.create_default_context(), X_Auth_Token=studio.token)
        assert studio.world.requests == ()


def test_plain_http_on_a_tls_port_harms_nobody(tmp_path: Path) -> None:
    pair = new_certificate(tmp_path / "tls")
    context = ssl.create_default_context(cafile=str(pair[0]))
    with studio_in(tmp_path, tls=pair) as studio:
        url = Visitor(studio).jobs_url
        with pytest.raises(ConnectionError):
            ask("GET", url.replace("https://", "http://"))
        assert over_tls("GET", url, context, X_Auth_Token=studio.token)[0] == 200


def test_a_certificate_that_cannot_be_read_is_an_error_at_the_start(tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")
    with pytest.raises(ssl.SSLError):
        studio_in(tmp_path, tls=(junk, junk)).start()


def test_the_new_key_is_private(tmp_path: Path) -> None:
    certificate, key = new_certificate(tmp_path / "tls")
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert b"BEGIN CERTIFICATE" in certificate.read_bytes()
    assert new_certificate(tmp_path / "tls") == (certificate, key)
