"""Credentials and how they are put on a request. Refuses empty and malformed secrets; never shows one.

Two ways, as the service documents them: a token in X-Auth-Token, or a signature made with an access key
(SDK-HMAC-SHA256, by the vendor's own signer, of which nothing but the one module is imported, at first use).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from avatar_intake.errors import CredentialsMissing, CredentialsRejected
from avatar_intake.metastudio.outgoing import OutgoingBody
from avatar_intake.redaction import KNOWN, Kind

if TYPE_CHECKING:
    from requests import PreparedRequest

    Auth = Callable[[PreparedRequest], PreparedRequest]

_DATE_FORMAT = "%Y%m%dT%H%M%SZ"
# Only what we set and no proxy rewrites; the vendor's own client signs its User-Agent too, which some proxies change.
_SIGNED_HEADERS = ("Content-Type", "Host", "X-App-UserId", "X-Project-Id", "X-Sdk-Date", "X-Security-Token")


def utc_now() -> datetime:
    """The present moment with its zone."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, repr=False)
class AccessKey:
    """An access key; a temporary one comes with a security token, which is sent and signed as well.

    Raises `CredentialsMissing` for an empty key, `CredentialsRejected` (status 0) for one that no header can carry.
    """

    ak: str = field(repr=False)
    sk: str = field(repr=False)
    security_token: str | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        _check(self.ak, self.sk, *([] if self.security_token is None else [self.security_token]))
        KNOWN.learn(Kind.SECRET, *self.secrets)

    def __repr__(self) -> str:
        return "AccessKey(…)"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, should the service send it back."""
        return tuple(item for item in (self.sk, self.security_token, self.ak) if item)

    def auth(self, project_id: str, now: Callable[[], datetime] = utc_now) -> Auth:
        """An auth object for `requests` that signs each request at the moment given by ``now`` (UTC)."""
        return _Signature(self, project_id, now)


@dataclass(frozen=True, slots=True, repr=False)
class Token:
    """A project token of the identity service, good for 24 hours. Raises like `AccessKey`."""

    value: str = field(repr=False)

    def __post_init__(self) -> None:
        _check(self.value)
        KNOWN.learn(Kind.SECRET, self.value)

    def __repr__(self) -> str:
        return "Token(…)"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be shown, should the service send it back."""
        return (self.value,)

    def auth(self, project_id: str, now: Callable[[], datetime] = utc_now) -> Auth:
        """An auth object for `requests`; a token names its project itself and needs no clock."""
        del project_id, now
        return _TokenHeader(self)


Credentials = AccessKey | Token


class _TokenHeader:
    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        request.headers["X-Auth-Token"] = self._token.value
        return request


class _Signature:
    def __init__(self, key: AccessKey, project_id: str, now: Callable[[], datetime]) -> None:
        self._key = key
        self._project_id = project_id
        self._now = now

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        address = urlsplit(str(request.url))
        if self._project_id:  # the identity service is asked for it
            request.headers["X-Project-Id"] = self._project_id
        request.headers["X-Sdk-Date"] = self._now().astimezone(UTC).strftime(_DATE_FORMAT)
        if self._key.security_token is not None:
            request.headers["X-Security-Token"] = self._key.security_token
        # Written out, since the signature covers it: http.client would leave out a default port that the address names.
        request.headers["Host"] = address.netloc
        signed = {name: str(request.headers[name]) for name in _SIGNED_HEADERS if name in request.headers}
        request.headers["Authorization"] = _authorization(self._key, request, signed)
        return request


def _authorization(key: AccessKey, request: PreparedRequest, signed: dict[str, str]) -> str:
    """The Authorization header over exactly the path, query and body that were prepared, path prefix included."""
    from huaweicloudsdkcore.sdk_request import SdkRequest
    from huaweicloudsdkcore.signer.signer import Signer

    address = urlsplit(str(request.url))
    question = SdkRequest(
        method=str(request.method),
        schema=address.scheme,
        host=address.netloc,
        resource_path=address.path,
        query_params=list(parse_qsl(address.query, keep_blank_values=True)),
        header_params=dict(signed),
        body=_content(request.body),
    )
    return str(Signer(key).sign(question).header_params["Authorization"])


def _content(body: object) -> bytes:
    if isinstance(body, OutgoingBody):
        return body.content
    return body.encode() if isinstance(body, str) else bytes(body) if isinstance(body, bytes) else b""


def _check(*secrets: str) -> None:
    if not all(secrets):
        raise CredentialsMissing
    for secret in secrets:
        if not all(33 <= ord(sign) <= 126 for sign in secret):
            raise CredentialsRejected(status=0, code="malformed")
