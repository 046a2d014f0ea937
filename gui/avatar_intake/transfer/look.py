"""Ask the store by a presigned download address what it holds: one byte is fetched, no more."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from avatar_intake.connection import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from avatar_intake.domain.service import SecretUrl
from avatar_intake.errors import NetworkUnreachable
from avatar_intake.transfer.sender import clean_etag

if TYPE_CHECKING:
    import requests

_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)$")


def stored_size_and_etag(session: requests.Session, address: SecretUrl) -> tuple[int, str] | None:
    """Size in bytes and ETag (bare hex) behind an address, or ``None`` where the store does not say.

    Raises `NetworkUnreachable`.
    """
    import requests

    try:
        with session.get(
            address.value,
            headers={"Range": "bytes=0-0"},
            timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S),
            allow_redirects=False,
            stream=True,
        ) as reply:
            status, headers = reply.status_code, reply.headers
    except requests.RequestException:
        # `from None`: the text of the error holds the address.
        raise NetworkUnreachable(host="") from None
    etag = clean_etag(headers.get("ETag", ""))
    total = _TOTAL.match(headers.get("Content-Range", "")) if status == 206 else None
    size = total.group(1) if total else headers.get("Content-Length", "")
    return (int(size), etag) if status in (200, 206) and etag and size.isdigit() else None
