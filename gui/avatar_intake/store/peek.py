"""A look into the journal that changes nothing of it and mends nothing: for a report about a program that is ill."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from avatar_intake.errors import LocalStorageFailed

_INTAKES = (
    "SELECT intake_id, body, stage, state, job_id, problem, created_at, changed_at FROM intake ORDER BY created_at"
)
_MATERIALS = (
    "SELECT role, size_bytes, part_count, (SELECT COUNT(*) FROM part WHERE part.intake_id = material.intake_id"
    " AND part.role = material.role AND is_stored), (SELECT COALESCE(SUM(attempts), 0) FROM part"
    " WHERE part.intake_id = material.intake_id AND part.role = material.role) FROM material WHERE intake_id = ?"
)
_OF_ONE: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "materials": (_MATERIALS, ("role", "size_bytes", "parts", "stored_parts", "attempts")),
    "requests": (
        "SELECT at, step, status, request_id, code FROM request WHERE intake_id = ? ORDER BY rowid",
        ("at", "step", "status", "request_id", "code"),
    ),
    "states": (
        "SELECT at, before, after, request_id FROM history WHERE intake_id = ? ORDER BY rowid",
        ("at", "before", "after", "request_id"),
    ),
}


class _Service(msgspec.Struct, frozen=True):
    is_practice: bool = False
    na_account: bool = False


class _Body(msgspec.Struct, frozen=True):
    """Of an intake only what says nothing about a person."""

    service: _Service = _Service()
    is_adopted: bool = False
    is_forgotten: bool = False


def peek(journal: Path) -> tuple[Mapping[str, Any], ...]:
    """How every intake stands: stage, state, fault, ids, counts. No name, number or path is even read out.

    Raises `LocalStorageFailed` for a file that is damaged, missing, locked or from another version.
    """
    try:
        # Opened by its address, since only so it can be opened without the right to write.
        with closing(sqlite3.connect(f"file:{quote(str(journal))}?mode=ro", uri=True, timeout=2.0)) as base:
            rows = base.execute(_INTAKES).fetchall()
            return tuple(_told(base, row) for row in rows)
    except (sqlite3.Error, msgspec.MsgspecError) as error:
        raise LocalStorageFailed(reason=type(error).__name__) from error


def _told(base: sqlite3.Connection, row: Sequence[Any]) -> Mapping[str, Any]:
    intake_id, body, stage, state, job_id, problem, created_at, changed_at = row
    kept = msgspec.json.decode(body, type=_Body)
    told: dict[str, Any] = {
        "intake_id": intake_id,
        "stage": stage,
        "state": state,
        "job_id": job_id,
        "fault": problem,
        "created_at": created_at,
        "changed_at": changed_at,
        "is_practice": kept.service.is_practice,
        "na_account": kept.service.na_account,
        "made_elsewhere": kept.is_adopted,
        "is_forgotten": kept.is_forgotten,
    }
    for name, (sql, keys) in _OF_ONE.items():
        found = base.execute(sql, (intake_id,)).fetchall()
        told[name] = [dict(zip(keys, values, strict=True)) for values in found]
    return told
