"""Verify an AK/SK signature (SDK-HMAC-SHA256) as the gateway does. Pure: no network, no state, no vendor code.

Written from the guide (https://support.huaweicloud.com/devg-apisign/api-sign-algorithm-003.html), so that a client
which signs with the vendor's library is checked by something else than that library.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import quote, unquote, unquote_plus

from avatar_intake.practice.answers import Head

ALGORITHM = "SDK-HMAC-SHA256"
CLOCK_TOLERANCE_S = 15 * 60
MUST_BE_SIGNED = ("host", "x-sdk-date")
_UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD"
_FORM = re.compile(
    ALGORITHM + r" Access=(?P<access>[^,\s]+), ?SignedHeaders=(?P<names>[a-z0-9;-]+), ?Signature=(?P<hex>[0-9a-f]{64})"
)


@dataclass(frozen=True, slots=True)
class KeyPair:
    """The account's key. ``security_token`` is what a temporary key must bring along; ``None`` for a lasting one."""

    access: str
    secret: str
    security_token: str | None = None


@dataclass(frozen=True, slots=True)
class Authorization:
    """The three parts of the Authorization header."""

    access: str
    signed_names: tuple[str, ...]
    signature: str


def parse_authorization(text: str) -> Authorization | None:
    """Read ``SDK-HMAC-SHA256 Access=…, SignedHeaders=a;b, Signature=hex``; ``None`` for anything else."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    return Authorization(found["access"], tuple(found["names"].split(";")), found["hex"])


def canonical_uri(path: str) -> str:
    """Each segment encoded as RFC 3986 has it, with a slash at the end (for signing only)."""
    encoded = "/".join(quote(segment, safe="-_.~") for segment in unquote(path).split("/"))
    return encoded if encoded.endswith("/") else encoded + "/"


def canonical_query(query: str) -> str:
    """Sorted ``key=value`` pairs, encoded; empty for no query."""
    pairs = sorted(_pair(item) for item in query.split("&") if item)
    return "&".join(f"{quote(key, safe='-_.~')}={quote(value, safe='-_.~')}" for key, value in pairs)


def canonical_request(head: Head, signed_names: tuple[str, ...], body: bytes) -> str:
    """The six lines that are hashed; a header that was signed but not sent counts as empty."""
    lines = "".join(f"{name}:{_as_sent(head.header(name)).strip()}\n" for name in signed_names)
    return "\n".join(
        (
            head.method.upper(),
            canonical_uri(head.path),
            canonical_query(head.query),
            lines,
            ";".join(signed_names),
            _payload_hash(head, signed_names, body),
        )
    )


def signature_of(canonical: str, sdk_date: str, secret: str) -> str:
    """The signature in hex: HMAC-SHA256 with the secret key itself over algorithm, date and the request's hash."""
    hashed = hashlib.sha256(canonical.encode("utf-8", "surrogateescape")).hexdigest()
    to_sign = f"{ALGORITHM}\n{sdk_date}\n{hashed}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def signature_problem(head: Head, body: bytes, key: KeyPair, now_s: float) -> str | None:
    """Why the gateway would not accept the signature, in its manner of speaking; ``None`` when it is right."""
    given = parse_authorization(head.header("authorization"))
    if given is None:
        return "authorization header is malformed"
    if not hmac.compare_digest(given.access.encode(), key.access.encode()):
        return "access key not found"
    return (
        _names_problem(head, given.signed_names, key)
        or _date_problem(head.header("x-sdk-date"), now_s)
        or _payload_problem(head, body)
        or _mismatch(head, body, given, key)
    )


def _names_problem(head: Head, names: tuple[str, ...], key: KeyPair) -> str | None:
    missing = [name for name in MUST_BE_SIGNED if name not in names]
    if missing:
        return f"{missing[0]} is not signed"
    if list(names) != sorted(names):
        return "signed headers are not sorted"
    token = head.header("x-security-token")
    if key.security_token is None:
        return None
    if not hmac.compare_digest(token.encode(), key.security_token.encode()):
        return "x-security-token is missing or wrong"
    return None if "x-security-token" in names else "x-security-token is not signed"


def _date_problem(sdk_date: str, now_s: float) -> str | None:
    try:
        moment = datetime.strptime(sdk_date, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return "x-sdk-date is malformed"
    return "x-sdk-date is out of range" if abs(moment.timestamp() - now_s) > CLOCK_TOLERANCE_S else None


def _payload_problem(head: Head, body: bytes) -> str | None:
    claimed = head.header("x-sdk-content-sha256")
    if claimed in ("", _UNSIGNED_PAYLOAD):
        return None
    return None if claimed == hashlib.sha256(body).hexdigest() else "x-sdk-content-sha256 is not the body's"


def _mismatch(head: Head, body: bytes, given: Authorization, key: KeyPair) -> str | None:
    canonical = canonical_request(head, given.signed_names, body)
    wanted = signature_of(canonical, head.header("x-sdk-date"), key.secret)
    return None if hmac.compare_digest(wanted, given.signature) else "verify aksk signature fail"


def _payload_hash(head: Head, signed_names: tuple[str, ...], body: bytes) -> str:
    if "x-sdk-content-sha256" in signed_names and body:
        return head.header("x-sdk-content-sha256")
    return hashlib.sha256(body).hexdigest()


def _pair(item: str) -> tuple[str, str]:
    key, _, value = item.partition("=")
    return unquote_plus(key), unquote_plus(value)


def _as_sent(value: str) -> str:
    """A header's bytes as UTF-8 text, which is what the signer hashed; they arrive decoded as Latin-1."""
    return value.encode("latin-1", "replace").decode("utf-8", "surrogateescape")
