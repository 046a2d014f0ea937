"""What is asked and what is answered, as values. No sockets and no state; codes and wire names are the API page's."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from xml.sax.saxutils import escape

# A value as the `json` module reads it.
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

BAD_BODY = "MSS.00000002"
BAD_PARAMETER = "MSS.00000003"
INTERNAL = "MSS.00000004"
UNKNOWN_API = "MSS.00010003"
WRONG_METHOD = "MSS.00010004"
WRONG_PROJECT = "MSS.00010009"
NOT_JSON = "MSS.10000002"
NOT_ALLOWED_NOW = "MSS.10000003"
NAME_EXISTS = "MSS.10001005"
NO_SUCH_JOB = "MSS.10001001"  # the page names no code for it; the status 404 is what counts
BAD_SIGNATURE = "APIGW.0301"
THROTTLED = "APIGW.0308"


@dataclass(frozen=True, slots=True)
class Head:
    """A request without its body. ``path`` and ``query`` are as sent, header names in lower case."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    request_id: str = field(default_factory=lambda: secrets.token_hex(16))

    def header(self, name: str) -> str:
        """A header's value, empty when it was not sent; ``name`` in lower case."""
        return self.headers.get(name, "")


@dataclass(frozen=True, slots=True)
class FileSlice:
    """A stretch of a stored file to send."""

    path: Path
    offset_bytes: int
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. ``is_foreign`` means that it comes from somebody else on the way, so it gets no request id."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content: FileSlice | None = None
    closes: bool = False
    is_foreign: bool = False
    cut_after_bytes: int | None = None
    date_offset_s: float = 0.0

    @property
    def size_bytes(self) -> int:
        """The length of what is sent as the body."""
        return self.content.size_bytes if self.content else len(self.body)

    def closing(self) -> Reply:
        """The same answer on a connection that ends with it: the request's body was not read."""
        return replace(self, closes=True)


@dataclass(frozen=True, slots=True)
class HangUp:
    """No answer: the connection is reset."""


Outcome = Reply | HangUp


def json_reply(status: int, value: Json) -> Reply:
    """An answer of the training API."""
    body = json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
    return Reply(status, body, (("Content-Type", "application/json;charset=UTF-8"),))


def refusal(status: int, code: str, text: str) -> Reply:
    """The API's documented error body: ``error_code`` and ``error_msg``."""
    return json_reply(status, {"error_code": code, "error_msg": text})


def store_error(status: int, code: str, text: str, request_id: str) -> Reply:
    """The object store's XML error. It comes before the body was read, so the connection ends with it."""
    body = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f"<Error><Code>{escape(code)}</Code><Message>{escape(text)}</Message>"
        f"<RequestId>{request_id}</RequestId></Error>"
    )
    return Reply(status, body.encode(), (("Content-Type", "application/xml"),), closes=True)
