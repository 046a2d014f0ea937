"""Distinctive secrets and personal words that are put in, and whoever of them comes out somewhere, in any spelling.

The spellings are made here, and not by the program's own redaction: a net must not be measured by itself.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from urllib.parse import quote, quote_plus, unquote

AK, SK = "QCANARY0ACCESS1KEY2Z", "qCanarySk0SecretKey1CanarySk2SecretKey3Z"
TOKEN = "MIICanary" + "Tok3nOfTheCanary" * 18
SECURITY_TOKEN = "gQCanary" + "S3curityOfTheCanary" * 12
PASSWORD = "Canary-Pa55 w0rd/of+it"
PHONE, IDENTITY = "13712345678", "110101199003078515"
NAME, TAG, BATCH = "金丝雀示例人", "金丝雀标签甲", "金丝雀批次乙"
FILES = ("canary film of her.mp4", f"{IDENTITY}-正面.jpg", f"{IDENTITY}-反面.jpg", "canary-letter-丙.pdf")
FOLDER = "金丝雀文件夹"

SECRETS: Mapping[str, str] = {
    "access key": AK, "secret key": SK, "token": TOKEN, "security token": SECURITY_TOKEN, "password": PASSWORD,
}  # fmt: skip
PERSONAL: Mapping[str, str] = {
    "phone": PHONE, "identity number": IDENTITY, "name": NAME, "tag": TAG, "batch": BATCH, "folder": FOLDER,
    **{f"file {number}": name for number, name in enumerate(FILES)},
}  # fmt: skip


@cache
def spellings(value: str) -> frozenset[str]:
    """``value`` as a library, an address, a header, a JSON text or a dump may write it; in lower case."""
    raw = value.encode()
    found = {value, quote(value), quote(value, safe=""), quote_plus(value), quote(quote(value, safe=""), safe="")}
    found |= {json.dumps(value)[1:-1], repr(raw)[2:-1], raw.decode("latin-1"), raw.hex(), unquote(value)}
    for before in range(3):
        encoded = base64.b64encode(b"\0" * before + raw)
        # The first and the last group also depend on what stands beside it.
        core = encoded[4 if before else 0 : len(encoded) - (4 if (before + len(raw)) % 3 else 0)].decode()
        found |= {core, core.replace("+", "-").replace("/", "_")}
    return frozenset(text.lower() for text in found if len(text) >= 4)


@dataclass
class Canaries:
    """What must not come out. Signatures are learnt from the wire."""

    values: dict[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, *groups: Mapping[str, str]) -> Canaries:
        """These values, and no signature yet."""
        return cls({name: value for group in groups for name, value in group.items()})

    def add_queries(self, queries: Iterable[str]) -> None:
        """Every signature of an address counts, as it is and as it stands there."""
        for query in queries:
            for pair in query.split("&"):
                name, _, value = pair.partition("=")
                if name.endswith("Signature") and value:
                    self.values[f"signature {value[:6]}"] = unquote(value)

    def found_in(self, content: str | bytes) -> list[str]:
        """The names of those that stand in ``content``, in whatever spelling."""
        text = content if isinstance(content, str) else content.decode("latin-1")
        folded = text.lower()
        is_binary = isinstance(content, bytes)
        return sorted(
            name
            for name, value in self.values.items()
            if any((it.encode().decode("latin-1") if is_binary else it) in folded for it in spellings(value))
        )
