"""Tokens that carry their end and a seal, so that nothing has to be remembered. Pure arithmetic: no state, no clock.

A studio that is started again on its folder still knows the tokens that it gave out.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass, field

TOKEN_LIFE_S = 24 * 3600  # "the validity period of a token is 24 hours" (token boilerplate of the API pages)

_TOKEN = re.compile(r"MII(?P<end>[0-9a-f]{1,12})-(?P<nonce>[0-9a-f]{32})-(?P<seal>[A-Za-z0-9_=-]{44})")
_SALT = b"practice studio: tokens"


@dataclass(frozen=True, slots=True)
class TokenMint:
    """Makes and recognises tokens; ``secret`` seals them."""

    secret: str = field(repr=False)

    def token(self, now_s: float) -> str:
        """A new token."""
        end, nonce = format(int(now_s) + TOKEN_LIFE_S, "x"), secrets.token_hex(16)
        return f"MII{end}-{nonce}-{self._seal(end, nonce)}"

    def end_s(self, token: str) -> int | None:
        """When a token ends, in seconds since 1970; ``None`` for one that was not made here."""
        found = _TOKEN.fullmatch(token)
        if not found or not hmac.compare_digest(found["seal"], self._seal(found["end"], found["nonce"])):
            return None
        return int(found["end"], 16)

    def _seal(self, end: str, nonce: str) -> str:
        key = hashlib.sha256(_SALT + self.secret.encode()).digest()
        return base64.urlsafe_b64encode(hmac.new(key, f"{end}-{nonce}".encode(), hashlib.sha256).digest()).decode()
