"""Who may call the training API: a token, or a signature by the account's key. Pure decisions; keeps no session."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field, replace

from avatar_intake.practice.answers import (
    BAD_PARAMETER,
    BAD_SIGNATURE,
    WRONG_PROJECT,
    Head,
    Reply,
    refusal,
)
from avatar_intake.practice.signing import KeyPair, signature_problem
from avatar_intake.practice.strictness import Strictness
from avatar_intake.practice.tokens import TokenMint


@dataclass(frozen=True, slots=True)
class Credentials:
    """The studio's one account and its one IAM user. Nothing secret shows itself in a repr.

    ``token`` has no end. ``keys_are_temporary`` means that the key is only good together with ``security_token``.
    """

    project_id: str
    ak: str = field(repr=False)
    sk: str = field(repr=False)
    token: str = field(repr=False)
    security_token: str = field(repr=False)
    domain: str
    user: str
    password: str = field(repr=False)
    keys_are_temporary: bool = False
    na_account: bool = False


@dataclass(frozen=True, slots=True)
class Gate:
    """What the gateway in front of the API checks, in its order: token or signature, project, user id."""

    credentials: Credentials
    mint: TokenMint
    strictness: Strictness
    prefix: str

    def refusal(self, head: Head, body: bytes, project_id: str, now_s: float) -> Reply | None:
        """Why a call is not let in; ``None`` lets it in. ``project_id`` is the one in the path."""
        if "x-auth-token" in head.headers:
            refused = self._token_refusal(head, now_s)
        elif "authorization" in head.headers:
            refused = self._signature_refusal(head, body, now_s)
        else:
            refused = _unauthorized("x-auth-token not found")
        return refused or self._project_refusal(project_id) or _user_refusal(head)

    def identity_refusal(self, head: Head, body: bytes, now_s: float) -> Reply | None:
        """The same for a call of the identity service, which is about no project and needs none named."""
        if "x-auth-token" in head.headers:
            return self._token_refusal(head, now_s)
        if "authorization" not in head.headers:
            return _unauthorized("x-auth-token not found")
        return self._mismatch(head, body, now_s)

    def _token_refusal(self, head: Head, now_s: float) -> Reply | None:
        token = head.header("x-auth-token")
        if hmac.compare_digest(token.encode(), self.credentials.token.encode()):
            return None
        end_s = self.mint.end_s(token)
        if end_s is not None and now_s < end_s:
            return None
        text = "Invalid token" if end_s is None else "The token is expired"
        return refusal(401, self.strictness.bad_token_code, text)

    def _signature_refusal(self, head: Head, body: bytes, now_s: float) -> Reply | None:
        refused = self._mismatch(head, body, now_s)
        if refused:
            return refused
        if "x-project-id" not in head.headers:
            return refusal(400, BAD_PARAMETER, "Invalid parameter: X-Project-Id is required")
        return self._project_refusal(head.header("x-project-id"))

    def _mismatch(self, head: Head, body: bytes, now_s: float) -> Reply | None:
        account = self.credentials
        needs_token = account.keys_are_temporary or "x-security-token" in head.headers
        key = KeyPair(account.ak, account.sk, account.security_token if needs_token else None)
        problem = signature_problem(head, body, key, now_s)
        if problem and self.prefix and not self.strictness.signature_covers_prefix:
            shorter = replace(head, path=head.path.removeprefix(self.prefix))
            problem = signature_problem(shorter, body, key, now_s)
        return _unauthorized(problem) if problem else None

    def _project_refusal(self, project_id: str) -> Reply | None:
        if project_id == self.credentials.project_id:
            return None
        return refusal(403, WRONG_PROJECT, "The project in the URL is not the account's")


def _user_refusal(head: Head) -> Reply | None:
    if head.header("x-app-userid").isascii():
        return None
    return refusal(400, BAD_PARAMETER, "Invalid parameter: X-App-UserId must be ASCII")


def _unauthorized(why: str) -> Reply:
    return refusal(401, BAD_SIGNATURE, f"Incorrect IAM authentication information: {why}")
