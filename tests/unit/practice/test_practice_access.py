from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.sdk_request import SdkRequest
from huaweicloudsdkcore.signer.signer import Signer
from studio_visitor import Heard, Visitor, ask, studio_in

from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.strictness import Strictness


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path) as started:
        yield started


def signed_list(studio: PracticeStudio, signed_path: str | None = None, *, off_s: float = 0, **headers: str) -> Heard:
    """A list call with the vendor's signature over ``signed_path``, by default the whole path."""
    url = Visitor(studio).jobs_url
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    moment = datetime.now(UTC) + timedelta(seconds=off_s)
    given = {"X-Sdk-Date": moment.strftime("%Y%m%dT%H%M%SZ"), "X-Project-Id": studio.project_id}
    request = SdkRequest(
        method="GET",
        schema=scheme,
        host=host,
        resource_path=signed_path or f"/{path}",
        query_params=[],
        header_params={**given, **{name.replace("_", "-"): value for name, value in headers.items()}},
        body="",
    )
    Signer(BasicCredentials(studio.ak, studio.sk, studio.project_id)).sign(request)
    return ask("GET", url, None, {k: v for k, v in request.header_params.items() if k != "Host" and v})


def test_a_token_or_a_signature_lets_in(studio: PracticeStudio) -> None:
    assert Visitor(studio).api("GET").status == 200
    assert signed_list(studio).status == 200


def test_nothing_at_all_is_unauthorized(studio: PracticeStudio) -> None:
    assert ask("GET", Visitor(studio).jobs_url).error == (401, "APIGW.0301")


def test_a_wrong_token_is_answered_with_the_services_code(studio: PracticeStudio) -> None:
    assert Visitor(studio, {"X-Auth-Token": "expired"}).api("GET").error == (401, "MSS.00010008")


def test_a_signature_that_is_twenty_minutes_off_is_refused(studio: PracticeStudio) -> None:
    assert signed_list(studio, off_s=-1200).error == (401, "APIGW.0301")
    assert signed_list(studio, off_s=1200).error == (401, "APIGW.0301")


def test_a_studio_whose_clock_is_off_refuses_good_signatures_and_shows_its_time(tmp_path: Path) -> None:
    with studio_in(tmp_path, clock_offset_s=3600.0) as studio:
        heard = signed_list(studio)
        assert heard.error == (401, "APIGW.0301")
        shown = datetime.strptime(heard.headers["date"], "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)
        assert timedelta(minutes=58) < shown - datetime.now(UTC) < timedelta(minutes=62)


def test_a_signed_call_names_its_project(studio: PracticeStudio) -> None:
    assert signed_list(studio, X_Project_Id="").error == (400, "MSS.00000003")
    assert signed_list(studio, X_Project_Id="another").error == (403, "MSS.00010009")


def test_another_project_in_the_path_is_refused(studio: PracticeStudio) -> None:
    url = Visitor(studio).jobs_url.replace(studio.project_id, "f" * 32)
    assert ask("GET", url, None, {"X-Auth-Token": studio.token}).error == (403, "MSS.00010009")


def test_the_user_id_must_be_ascii(studio: PracticeStudio) -> None:
    assert Visitor(studio, {"X-App-UserId": "desk-7"}).api("GET").status == 200
    heard = Visitor(studio, {"X-App-UserId": "讲师"}).api("GET")
    assert heard.error == (400, "MSS.00000003")
    assert "X-App-UserId" in heard.json["error_msg"]


def test_the_studios_security_token_is_checked_when_it_is_sent(studio: PracticeStudio) -> None:
    assert signed_list(studio, X_Security_Token=studio.security_token).status == 200
    assert signed_list(studio, X_Security_Token="another").error == (401, "APIGW.0301")


def test_a_key_is_temporary_when_a_security_token_was_chosen(tmp_path: Path) -> None:
    with studio_in(tmp_path, security_token="made-up-security-token") as studio:
        assert signed_list(studio).error == (401, "APIGW.0301")
        assert signed_list(studio, X_Security_Token="made-up-security-token").status == 200


def test_the_signature_covers_the_endpoints_prefix(tmp_path: Path) -> None:
    with studio_in(tmp_path, prefix="/rest") as studio:
        inner = f"/v1/{studio.project_id}/digital-human-training-manage/user/jobs"
        assert "/rest/v1/" in Visitor(studio).jobs_url
        assert signed_list(studio).status == 200
        assert signed_list(studio, inner).error == (401, "APIGW.0301")


def test_a_lenient_gateway_accepts_a_signature_without_the_prefix(tmp_path: Path) -> None:
    with studio_in(tmp_path, prefix="rest/", strictness=Strictness(signature_covers_prefix=False)) as studio:
        inner = f"/v1/{studio.project_id}/digital-human-training-manage/user/jobs"
        assert signed_list(studio, inner).status == 200
        assert signed_list(studio).status == 200


def test_the_code_for_a_bad_token_can_be_chosen(tmp_path: Path) -> None:
    with studio_in(tmp_path, strictness=Strictness(bad_token_code="APIGW.0307")) as studio:
        assert Visitor(studio, {"X-Auth-Token": "expired"}).api("GET").error == (401, "APIGW.0307")


@pytest.mark.parametrize(
    ("method", "change", "error"),
    [
        ("GET", lambda url: url + "/", (404, "MSS.00010003")),
        ("GET", lambda url: url.replace("/v1/", "/v2/"), (404, "MSS.00010003")),
        ("PATCH", lambda url: url, (405, "MSS.00010004")),
        ("DELETE", lambda url: url, (405, "MSS.00010004")),
        ("GET", lambda url: url + "/abc/command", (405, "MSS.00010004")),
        ("GET", lambda url: url + "/abc", (404, "MSS.10001001")),
    ],
)
def test_unknown_paths_methods_and_jobs_have_their_codes(
    studio: PracticeStudio, method: str, change: Callable[[str], str], error: tuple[int, str]
) -> None:
    url = change(Visitor(studio).jobs_url)
    assert ask(method, url, None, {"X-Auth-Token": studio.token}).error == error


def test_every_answer_has_a_request_id_of_its_own(studio: PracticeStudio) -> None:
    asked = [
        Visitor(studio).api("GET"),
        ask("GET", Visitor(studio).jobs_url),
        ask("GET", studio.endpoint + "/nowhere"),
        ask("PUT", studio.endpoint + "/store/x", b""),
    ]
    ids = [heard.headers["x-request-id"] for heard in asked]
    assert len(set(ids)) == 4
    assert [line.request_id for line in studio.world.requests] == ids


def test_no_secret_shows_itself_in_a_repr(studio: PracticeStudio) -> None:
    shown = repr(studio._options) + repr(studio._identity)
    assert not any(secret in shown for secret in (studio.ak, studio.sk, studio.token, studio.security_token))
