"""What the store's answer to a PUT means: a receipt, or one of our errors. Pure: sends nothing, waits for nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime

from avatar_intake.domain.intake import Role
from avatar_intake.errors import (
    AddressesExpired,
    Barrier,
    IntakeError,
    OutcomeUnknown,
    ServiceBusy,
    SignInPage,
    StoredBytesDiffer,
    TransportRefused,
    UnexpectedAnswer,
    UploadRefused,
)
from avatar_intake.transfer.ports import Piece, Receipt

_STORED = frozenset({200, 201})
_BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504})
_BUSY_CODES = frozenset({"IncompleteBody", "BadDigest", "RequestTimeout", "OperationAborted", "SlowDown"})
_SIGN_IN = 511
_PROXY_SIGN_IN = 407
_XML_CODE = re.compile(r"<Code>\s*([A-Za-z0-9._-]{1,80})\s*</Code>")
_HASH = re.compile(r"[0-9a-f]{32}")
_SECONDS = re.compile(r"\s*(\d{1,9})\s*", re.ASCII)
# A store answers in the dialect of the address: OBS's own, or S3's where it was signed with Signature Version 4.
_REQUEST_IDS = ("x-obs-request-id", "x-amz-request-id", "x-request-id")
# OBS "server-side encryption": the ETag of an encrypted object is no MD5 of it.
_ENCRYPTION = ("x-obs-server-side-encryption", "x-amz-server-side-encryption")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers under lower-case names, and the first 64 KiB of the body as text."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)
    text: str = ""

    @property
    def request_id(self) -> str:
        """The store's id of the request, or empty."""
        return next((self.headers[name] for name in _REQUEST_IDS if self.headers.get(name)), "")

    @property
    def code(self) -> str:
        """The store's own word for what is wrong, or empty."""
        found = _XML_CODE.search(self.text)
        return found.group(1) if found else ""


def receipt_of(answer: Answer, md5: str, piece: Piece, host: str) -> Receipt:
    """The receipt for a body with ``md5``, when the answer proves that it is stored.

    Raises `OutcomeUnknown` (ask), `StoredBytesDiffer` (the store holds other bytes), `ServiceBusy`, `SignInPage`,
    `UploadRefused`, `AddressesExpired`, `TransportRefused`, `UnexpectedAnswer`.
    """
    if answer.status in _STORED:
        return _receipt(answer, md5, piece, host)
    raise _refusal(answer, piece.role, host)


def _receipt(answer: Answer, md5: str, piece: Piece, host: str) -> Receipt:
    etag = clean_etag(answer.headers.get("etag", ""))
    if etag == md5:
        return Receipt(md5, etag)
    if etag and is_encrypted(answer.headers):
        return Receipt(md5, etag)
    if is_hash(etag):
        raise StoredBytesDiffer(role=piece.role, parts=str(piece.part.number))
    if "html" in answer.headers.get("content-type", "").lower():
        raise SignInPage(host=host)
    raise OutcomeUnknown(step="put")


def _refusal(answer: Answer, role: Role, host: str) -> IntakeError:
    if answer.status == _SIGN_IN or 300 <= answer.status < 400:
        return SignInPage(host=host)
    if answer.status == _PROXY_SIGN_IN:
        return TransportRefused(host=host, kind=Barrier.PROXY_SIGN_IN)
    if answer.status in _BUSY or answer.code in _BUSY_CODES:
        wish_s = retry_after_s(answer.headers.get("retry-after"), answer.headers.get("date"))
        return ServiceBusy(answer.status, answer.code, answer.request_id, retry_after_s=wish_s)
    if answer.status == 403 and "expired" in answer.text.lower():
        return AddressesExpired(job_id="")
    if 400 <= answer.status < 500:
        return UploadRefused(role=role, status=answer.status, code=answer.code, request_id=answer.request_id)
    return UnexpectedAnswer(step="put", found=f"HTTP {answer.status}", request_id=answer.request_id)


def clean_etag(text: str) -> str:
    """An ETag without quotes and weak mark, lower-case.

    >>> clean_etag('"9E107D9D372BB6826BD81D3542A419D6"')
    '9e107d9d372bb6826bd81d3542a419d6'
    """
    return text.strip().removeprefix("W/").strip('"').lower()


def is_hash(etag: str) -> bool:
    """Whether a clean ETag can be an MD5."""
    return _HASH.fullmatch(etag) is not None


def is_encrypted(headers: Mapping[str, str]) -> bool:
    """Whether an answer says that the store encrypts. ``headers`` have lower-case names or ignore case."""
    return any(name in headers for name in _ENCRYPTION)


def retry_after_s(text: str | None, date: str | None) -> float | None:
    """`Retry-After` in seconds, in both forms; a date counts from the answer's own `Date`. Garbage is ``None``."""
    if not text:
        return None
    if plain := _SECONDS.fullmatch(text):
        return float(plain[1])
    try:
        seconds = (parsedate_to_datetime(text) - parsedate_to_datetime(date or "")).total_seconds()
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return seconds if seconds >= 0 else None
