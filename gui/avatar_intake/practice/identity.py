"""Who the studio is: its account and its store's own key, made up once and kept. Never leaves its folder."""

from __future__ import annotations

import json
import secrets
import string
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

from avatar_intake.errors import LocalStorageFailed
from avatar_intake.practice.world import write_private

_FILE = "studio.json"
_KEY_SIGNS = string.ascii_uppercase + string.digits
_SECRET_SIGNS = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Identity:
    """The studio's names and secrets, and those of its one IAM user; ``store_ak`` and ``store_sk`` sign addresses."""

    project_id: str
    ak: str = field(repr=False)
    sk: str = field(repr=False)
    token: str = field(repr=False)
    security_token: str = field(repr=False)
    store_ak: str = field(repr=False)
    store_sk: str = field(repr=False)
    domain: str
    user: str
    password: str = field(repr=False)


def made_up() -> Identity:
    """New random values in the usual shapes."""
    return Identity(
        project_id=secrets.token_hex(16),
        ak=_signs(_KEY_SIGNS, 20),
        sk=_signs(_SECRET_SIGNS, 40),
        token=f"MII{_signs(_SECRET_SIGNS, 317)}",
        security_token=f"gQ{_signs(_SECRET_SIGNS, 254)}",
        store_ak=_signs(_KEY_SIGNS, 20),
        store_sk=_signs(_SECRET_SIGNS, 40),
        domain=f"practice-{secrets.token_hex(4)}",
        user=f"intake-{secrets.token_hex(4)}",
        password=_signs(_SECRET_SIGNS, 24),
    )


def kept_identity(folder: Path, wanted: Mapping[str, str]) -> Identity:
    """The folder's identity, made up at first; ``wanted`` values that are not empty come before it.

    Raises `LocalStorageFailed` for a damaged file.
    """
    path = folder / _FILE
    names = {item.name for item in fields(Identity)}
    try:
        kept = json.loads(path.read_text("utf-8")) if path.exists() else {}
        known = {name: str(value) for name, value in kept.items() if name in names}
    except (OSError, ValueError, AttributeError) as problem:
        raise LocalStorageFailed(f"{_FILE}: {type(problem).__name__}") from problem
    complete = Identity(**{**asdict(made_up()), **known})
    if asdict(complete) != known:
        write_private(path, json.dumps(asdict(complete)))
    return Identity(**{**asdict(complete), **{name: value for name, value in wanted.items() if value}})


def _signs(signs: str, count: int) -> str:
    return "".join(secrets.choice(signs) for _ in range(count))
