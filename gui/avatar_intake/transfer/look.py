"""Ask the store by a presigned download address what it holds: one byte is fetched, no more."""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from avatar_intake.connection import CONNECT_TIMEOUT_S, READ_TIMEOUT_S
from avatar_intake.domain.obstacles import links_of, obstacle_of
from avatar_intake.domain.service import SecretUrl
from avatar_intake.transfer.answer import clean_etag, is_encrypted, is_hash

if TYPE_CHECKING:
    import requests

_TOTAL = re.compile(r"bytes \d+-\d+/(\d+)", re.ASCII)
_LENGTH = re.compile(r"(\d+)", re.ASCII)


def stored_size_and_etag(session: requests.Session, address: SecretUrl) -> tuple[int, str] | None:
    """Size in bytes and ETag (bare hex) behind an address, or ``None`` where the store says nothing comparable.

    Raises `NetworkUnreachable` and `TransportRefused`.
    """
    import requests

    request = requests.Request("GET", address.value, headers={"Range": "bytes=0-0"}).prepare()
    request.url = address.value  # the address is signed: not a sign of it is put right
    try:
        with session.send(
            request, timeout=(CONNECT_TIMEOUT_S, READ_TIMEOUT_S), allow_redirects=False, stream=True
        ) as reply:
            return read_size_and_etag(reply.status_code, reply.headers)
    except (requests.RequestException, OSError) as error:
        fault = obstacle_of(links_of(error), urlsplit(address.value).hostname or "", time.time())
    # Out here, so that the library's error, whose text holds the address, is no part of ours.
    raise fault


def read_size_and_etag(status: int, headers: Mapping[str, str]) -> tuple[int, str] | None:
    """What an answer to a GET of the first byte says about the whole, or ``None``. ``headers`` ignore case.

    The ETag of an object that the store has encrypted is no MD5 of it and says nothing.
    """
    etag = clean_etag(headers.get("ETag", ""))
    if status == 206:
        size = _TOTAL.fullmatch(headers.get("Content-Range", ""))
    else:
        size = _LENGTH.fullmatch(headers.get("Content-Length", "")) if status == 200 else None
    return (int(size[1]), etag) if size and is_hash(etag) and not is_encrypted(headers) else None
