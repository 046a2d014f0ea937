"""The studio's identity service: a password for a token, which lets in for a day; and the one project."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from studio_visitor import Heard, Visitor, ask, studio_in

from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.tokens import TOKEN_LIFE_S, TokenMint

Body = dict[str, Any]


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[PracticeStudio]:
    with studio_in(tmp_path, prefix="/rest") as started:
        yield started


def body_for(studio: PracticeStudio) -> Body:
    user = {"name": studio.user, "password": studio.password, "domain": {"name": studio.domain}}
    identity = {"methods": ["password"], "password": {"user": user}}
    return {"auth": {"identity": identity, "scope": {"project": {"id": studio.project_id}}}}


def sign_in(studio: PracticeStudio, body: object) -> Heard:
    headers = {"Content-Type": "application/json"}
    return ask("POST", f"{studio.endpoint}/v3/auth/tokens", json.dumps(body).encode(), headers)


def token_of(studio: PracticeStudio) -> str:
    return str(sign_in(studio, body_for(studio)).headers["x-subject-token"])


def test_the_right_password_gets_a_token_that_lets_in(studio: PracticeStudio) -> None:
    heard = sign_in(studio, body_for(studio))

    assert heard.status == 201
    token = heard.json["token"]
    assert token["project"]["id"] == studio.project_id
    assert (token["user"]["name"], token["user"]["domain"]["name"]) == (studio.user, studio.domain)
    assert Visitor(studio, {"X-Auth-Token": heard.headers["x-subject-token"]}).api("GET").status == 200


def test_a_project_may_be_named_instead(studio: PracticeStudio) -> None:
    body = body_for(studio)
    body["auth"]["scope"]["project"] = {"name": studio.project_name}

    assert sign_in(studio, body).status == 201


def test_a_token_is_good_for_a_day_by_the_studios_clock(studio: PracticeStudio) -> None:
    visitor = Visitor(studio, {"X-Auth-Token": token_of(studio)})

    studio.clock.advance(TOKEN_LIFE_S - 60)
    assert visitor.api("GET").status == 200
    studio.clock.advance(120)
    assert visitor.api("GET").error == (401, "MSS.00010008")
    assert Visitor(studio).api("GET").status == 200


def test_a_studio_that_is_started_again_still_knows_its_tokens(tmp_path: Path) -> None:
    with studio_in(tmp_path) as first:
        token = token_of(first)
    with studio_in(tmp_path) as second:
        assert Visitor(second, {"X-Auth-Token": token}).api("GET").status == 200
        assert (second.user, second.domain, second.password) == (first.user, first.domain, first.password)


def test_another_studio_does_not_know_them(tmp_path: Path) -> None:
    with studio_in(tmp_path / "one") as one, studio_in(tmp_path / "two") as two:
        assert one.password != two.password
        assert Visitor(two, {"X-Auth-Token": token_of(one)}).api("GET").status == 401


def test_the_user_can_be_chosen(tmp_path: Path) -> None:
    with studio_in(tmp_path, domain="example-domain", user="示例", password="made-up 密码") as studio:
        assert sign_in(studio, body_for(studio)).status == 201


def change(*path: str, to: object) -> Callable[[Body], None]:
    def act(body: Body) -> None:
        place = body
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = to

    return act


USER = ("auth", "identity", "password", "user")


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        (change(*USER, "password", to="wrong"), 401),
        (change(*USER, "password", to="\ud800"), 401),
        (change(*USER, "name", to="nobody"), 401),
        (change(*USER, "domain", "name", to="elsewhere"), 401),
        (change("auth", "scope", "project", to={"id": "f" * 32}), 401),
        (change("auth", "scope", "project", to={"name": "cn-north-4"}), 401),
        (change(*USER, "password", to=""), 400),
        (change(*USER, "password", to=1), 400),
        (change(*USER, "domain", to={}), 400),
        (change("auth", "identity", "methods", to=[]), 400),
        (change("auth", "identity", "methods", to=["token"]), 400),
        (change("auth", "identity", "methods", to="password"), 400),
        (change("auth", "scope", "project", to={}), 400),
        (change("auth", "scope", to={"domain": {"name": "x"}}), 401),
        (change("auth", to=[]), 400),
    ],
)
def test_what_is_wrong_is_refused_without_a_token(
    studio: PracticeStudio, wrong: Callable[[Body], None], status: int
) -> None:
    body = body_for(studio)
    wrong(body)

    heard = sign_in(studio, body)

    assert heard.status == heard.json["error"]["code"] == status
    assert "x-subject-token" not in heard.headers
    assert studio.password.encode() not in heard.body


@pytest.mark.parametrize("content", [b"", b"no json", b"[" * 100_000, b"\xff", b"null"])
def test_a_body_that_is_no_request_is_refused(studio: PracticeStudio, content: bytes) -> None:
    assert ask("POST", f"{studio.endpoint}/v3/auth/tokens", content).status == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/rest/v3/auth/tokens", 405),
        ("POST", "/rest/v3/projects", 405),
        ("POST", "/rest/v3/auth", 404),
        ("POST", "/v3/auth/tokens", 404),
        ("POST", "/rest/v3/auth/tokens/", 400),
    ],
)
def test_paths_and_methods_are_those_of_the_pages(studio: PracticeStudio, method: str, path: str, status: int) -> None:
    assert ask(method, studio.endpoint.removesuffix("/rest") + path, b"{}").status == status


@pytest.mark.parametrize(("query", "count"), [("", 1), ("?name=cn-practice-1", 1), ("?name=cn-north-4", 0)])
def test_the_project_is_found_by_its_name(studio: PracticeStudio, query: str, count: int) -> None:
    url = f"{studio.endpoint}/v3/projects{query}"

    heard = ask("GET", url, None, {"X-Auth-Token": token_of(studio)})

    assert [project["id"] for project in heard.json["projects"]] == [studio.project_id] * count
    assert ask("GET", url).status == 401
    assert ask("GET", url, None, {"X-Auth-Token": "wrong"}).json["error"]["code"] == 401


def test_nothing_of_a_password_is_kept_or_shown(studio: PracticeStudio) -> None:
    sign_in(studio, body_for(studio))

    shown = repr(studio._options) + repr(studio._identity) + repr(studio.world.requests)
    assert studio.password not in shown


@pytest.mark.parametrize("token", ["", "MII", "MII0-0-0", "示例", "MIIffffffffffff-" + "0" * 32 + "-" + "A" * 44])
def test_a_made_up_token_is_not_recognised(token: str) -> None:
    assert TokenMint("secret").end_s(token) is None


def test_a_token_whose_end_was_moved_is_not_recognised() -> None:
    mint = TokenMint("secret")
    token = mint.token(0)
    end = format(TOKEN_LIFE_S, "x")

    assert mint.end_s(token) == TOKEN_LIFE_S
    assert mint.end_s(token.replace(end, format(TOKEN_LIFE_S + 1, "x"), 1)) is None
