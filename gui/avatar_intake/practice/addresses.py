"""Make and check presigned store addresses. Pure arithmetic over texts: no state, no files, no clock.

The default is the store's own style, a signature in the URL over method, Content-MD5, Content-Type, end, ``x-obs-*``
headers and resource (OBS, "authentication by URL parameters"). The other is AWS Signature Version 4, which OBS
understands as well.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qsl, quote

from avatar_intake.practice.answers import Head
from avatar_intake.practice.jobs import ATTACHMENT, THINGS, ZIP_ROLES
from avatar_intake.practice.strictness import AddressStyle

STORE_PATH = "/store/"
_BUCKET = "practice-studio"
_REGION_SCOPE = "practice/s3/aws4_request"
_LAST_S = 253_402_300_799  # the end of the year 9999, the last that a date can show
_KEY = re.compile(r"(?P<job>[0-9a-f]{32})_(?P<thing>[A-Za-z0-9_]+)")
_ROLES = {thing: role for role, thing in THINGS.items()}
_OBS_PARAMETERS = {"AccessKeyId", "Expires", "Signature"}
_AWS_PARAMETERS = {
    "X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Date", "X-Amz-Expires", "X-Amz-SignedHeaders", "X-Amz-Signature",
}  # fmt: skip
_PART_PARAMETERS = {"partNumber", "uploadId"}


@dataclass(frozen=True, slots=True)
class Ticket:
    """What an address is for. ``upload_id`` is empty and ``part_number`` 1 for everything that is sent in one piece."""

    method: str
    job_id: str
    role: str
    expires_s: int
    part_number: int = 1
    upload_id: str = ""

    @property
    def content_type(self) -> str:
        """The Content-Type that was signed (API page, answer of create); none for a download."""
        if self.method != "PUT":
            return ""
        return "application/zip" if self.role in ZIP_ROLES else "application/octet-stream"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why an address is refused: HTTP status, the store's code and its words."""

    status: int
    code: str
    text: str


MISMATCH = Problem(403, "SignatureDoesNotMatch", "The signature we calculated does not match the one you provided.")
ANONYMOUS = Problem(403, "AccessDenied", "Anonymous access is forbidden for this operation")
EXPIRED = Problem(403, "AccessDenied", "Request has expired")


@dataclass(frozen=True, slots=True)
class AddressBook:
    """The store's own key, with which addresses are signed. ``base`` is ``http://host:port`` without a path."""

    base: str
    access: str
    secret: str
    life_s: float
    style: AddressStyle = "v2"

    def address(self, ticket: Ticket) -> str:
        """The whole URL of a ticket."""
        parts = _part_query(ticket)
        if self.style == "v2":
            signature = self._obs_signature(ticket, ticket.content_type, "", "")
            query = {"AccessKeyId": self.access, "Expires": str(ticket.expires_s), "Signature": signature, **parts}
        else:
            query = {**self._aws_query(ticket), **parts}
            query["X-Amz-Signature"] = self._aws_signature(ticket, query, self.base.partition("://")[2])
        text = "&".join(f"{name}={quote(value, safe='')}" for name, value in query.items())
        return f"{self.base}{STORE_PATH}{object_key(ticket.job_id, ticket.role)}?{text}"

    def problem(self, head: Head, ticket: Ticket, now_s: float) -> Problem | None:
        """Why a request does not fit the address it was sent to; ``None`` when it does."""
        query = dict(parse_qsl(head.query, keep_blank_values=True))
        if ticket.expires_s <= now_s:
            return EXPIRED
        own = _OBS_PARAMETERS if self.style == "v2" else _AWS_PARAMETERS
        expected = own | (_PART_PARAMETERS if ticket.upload_id else set())
        if set(query) != expected or len(parse_qsl(head.query, keep_blank_values=True)) != len(query):
            return MISMATCH
        content_type = head.header("content-type")
        if self.style == "v2":
            md5, extra = head.header("content-md5"), _obs_headers(head.headers)
            given, wanted = query["Signature"], self._obs_signature(ticket, content_type, md5, extra)
            known = query["AccessKeyId"] == self.access
        else:
            given, wanted = query["X-Amz-Signature"], self._aws_signature(ticket, query, head.header("host"))
            known = query["X-Amz-Credential"] == self._aws_query(ticket)["X-Amz-Credential"]
            known = known and content_type == ticket.content_type
        return None if known and hmac.compare_digest(given.encode(), wanted.encode()) else MISMATCH

    def _obs_signature(self, ticket: Ticket, content_type: str, md5: str, extra: str) -> str:
        resource = f"/{_BUCKET}/{object_key(ticket.job_id, ticket.role)}"
        parts = "&".join(f"{name}={value}" for name, value in _part_query(ticket).items())
        resource += f"?{parts}" if parts else ""
        text = f"{ticket.method}\n{md5}\n{content_type}\n{ticket.expires_s}\n{extra}{resource}"
        digest = hmac.new(self.secret.encode(), text.encode(), hashlib.sha1).digest()
        return base64.b64encode(digest).decode()

    def _aws_query(self, ticket: Ticket) -> dict[str, str]:
        life_s = int(self.life_s)
        moment = datetime.fromtimestamp(ticket.expires_s - life_s, UTC)
        return {
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.access}/{moment:%Y%m%d}/{_REGION_SCOPE}",
            "X-Amz-Date": f"{moment:%Y%m%dT%H%M%SZ}",
            "X-Amz-Expires": str(life_s),
            "X-Amz-SignedHeaders": "content-type;host" if ticket.content_type else "host",
        }

    def _aws_signature(self, ticket: Ticket, query: Mapping[str, str], host: str) -> str:
        pairs = sorted((quote(k, safe=""), quote(v, safe="")) for k, v in query.items() if k != "X-Amz-Signature")
        signed = f"content-type:{ticket.content_type}\nhost:{host}\n" if ticket.content_type else f"host:{host}\n"
        canonical = "\n".join(
            (
                ticket.method,
                f"{STORE_PATH}{object_key(ticket.job_id, ticket.role)}",
                "&".join(f"{key}={value}" for key, value in pairs),
                signed,
                query["X-Amz-SignedHeaders"],
                "UNSIGNED-PAYLOAD",
            )
        )
        date = query["X-Amz-Date"]
        scope = f"{date[:8]}/{_REGION_SCOPE}"
        hashed = hashlib.sha256(canonical.encode()).hexdigest()
        key = f"AWS4{self.secret}".encode()
        for step in scope.split("/"):
            key = hmac.new(key, step.encode(), hashlib.sha256).digest()
        return hmac.new(key, f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashed}".encode(), hashlib.sha256).hexdigest()


def object_key(job_id: str, role: str) -> str:
    """The name of a material in the store, as in the API page's example: ``<job>_trainingVideo``."""
    return f"{job_id}_{THINGS.get(role, role)}"


def read_ticket(head: Head) -> Ticket | None:
    """What an address says that it is for, believed or not; ``None`` when it is no store address at all."""
    found = _KEY.fullmatch(head.path.removeprefix(STORE_PATH))
    query = dict(parse_qsl(head.query, keep_blank_values=True))
    role = _role_of(found["thing"]) if found else ""
    expires_s = _end_of(query)
    part = query.get("partNumber", "1")
    if not found or not role or expires_s is None or not (part.isascii() and part.isdigit() and len(part) < 6):
        return None
    return Ticket(head.method, found["job"], role, expires_s, int(part), query.get("uploadId", ""))


def _role_of(thing: str) -> str:
    is_attachment = thing.startswith(ATTACHMENT) and thing[len(ATTACHMENT) :].isdigit()
    return thing if is_attachment else _ROLES.get(thing, "")


def _end_of(query: Mapping[str, str]) -> int | None:
    try:
        if "Expires" in query:
            end_s = int(query["Expires"])
        else:
            moment = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
            end_s = int(moment.timestamp()) + int(query["X-Amz-Expires"])
    except (KeyError, ValueError):
        return None
    return end_s if 0 <= end_s <= _LAST_S else None


def _part_query(ticket: Ticket) -> dict[str, str]:
    return {"partNumber": str(ticket.part_number), "uploadId": ticket.upload_id} if ticket.upload_id else {}


def _obs_headers(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers) if name.startswith("x-obs-"))
