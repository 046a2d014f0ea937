"""Brings what can be read of a damaged journal into a new one, such that nothing is sent before the service was asked.

Reads the damaged file's pages and changes nothing of it. A row that the journal itself could not use is dropped, and so
is one whose intake or material is gone. What is left is a hint: each intake is marked as salvaged, and each part that
is not known to be stored counts as begun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec

from avatar_intake.domain.intake import Intake, JobFields, Role
from avatar_intake.domain.stage import Stage
from avatar_intake.domain.transfer import MAX_PARTS, MIN_PARTS
from avatar_intake.store.pages import Pages, Row, Value

_Count = Annotated[int, msgspec.Meta(ge=0)]
_Flag = Annotated[int, msgspec.Meta(ge=0, le=1)]
_Number = Annotated[int, msgspec.Meta(ge=MIN_PARTS, le=MAX_PARTS)]
_Md5 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{32})?$")]
_Sha256 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")]
_FileId = Annotated[str, msgspec.Meta(pattern=r"^-?[0-9]{1,39}$")]


class _Intake(msgspec.Struct, frozen=True):
    intake_id: str
    body: bytes
    stage: Stage
    state: str
    job_id: str
    problem: str
    endpoint: str
    project_id: str
    sealed: bytes = b""
    expires_s: float | None = None
    amends: str = ""
    sent: bytes | None = None
    created_at: str = ""
    changed_at: str = ""
    is_salvaged: _Flag = 1


class _Material(msgspec.Struct, frozen=True):
    intake_id: str
    role: Role
    path: str
    size_bytes: _Count
    mtime_ns: int
    file_id: _FileId
    part_count: _Number
    sha256: _Sha256
    is_proven: _Flag
    is_submitted: _Flag = 0


class _Part(msgspec.Struct, frozen=True):
    intake_id: str
    role: Role
    number: _Number
    attempts: _Count
    size_bytes: _Count = 0
    md5: _Md5 = ""
    etag: str = ""
    is_stored: _Flag = 0


class _Request(msgspec.Struct, frozen=True):
    intake_id: str
    at: str
    step: str
    status: int
    request_id: str
    code: str


class _History(msgspec.Struct, frozen=True):
    intake_id: str
    at: str
    before: str
    after: str
    request_id: str


_Kept = _Intake | _Material | _Part | _Request | _History
_T = TypeVar("_T", bound=_Kept)
_Key = tuple[Value, ...]

# Tables are told apart by their number of columns; an older version's have fewer.
_KINDS: dict[int, type[_Kept]] = {
    **dict.fromkeys((13, 14, 15), _Intake),
    **dict.fromkeys((9, 10), _Material),
    8: _Part,
    6: _Request,
    5: _History,
}
_FRONT = 8  # the columns of an intake that lie before its largest one, which may reach over damaged pages
_OF_FIRST_VERSION = ("sent", "created_at", "changed_at", "amends", "is_salvaged")  # after `expires_s`
# Keys of the indexes are told apart likewise; the last value is the row's number.
_INTAKE_KEY, _MATERIAL_KEY, _PART_KEY = 1, 2, 3
_TABLES = {_Intake: "intake", _Material: "material", _Part: "part", _Request: "request", _History: "history"}


@dataclass(frozen=True, slots=True)
class Damage:
    """How much of a damaged journal was recovered. ``kept_as`` is where the damaged file is kept.

    ``…_known``: of how many there is any trace, be it a row or an entry of an index. Parts are those that were begun.
    """

    kept_as: Path
    intakes_known: int
    intakes_recovered: int
    parts_known: int
    parts_recovered: int

    @property
    def percent(self) -> int:
        """The share that was recovered; 100 only where nothing is missing."""
        known = self.intakes_known + self.parts_known
        return (self.intakes_recovered + self.parts_recovered) * 100 // known if known else 0


def salvage(damaged: Path, base: sqlite3.Connection, now: str) -> Damage:
    """Fill the empty tables of ``base``. Raises ``OSError`` and ``sqlite3.Error`` where that fails."""
    pages = Pages(damaged)
    found = _Found(pages)
    known = {key[:-1] for key in pages.keys()} | found.keys()  # noqa: SIM118 - not a mapping's
    intakes = {it.intake_id: _usable(it, now) for it in found.intakes.values()}
    materials = {key: it for key, it in found.materials.items() if it.intake_id in intakes}
    parts = {key: it for key, it in found.parts.items() if _belongs(it, materials)}
    damage = Damage(
        kept_as=damaged,
        intakes_known=len({key[0] for key in known}),
        intakes_recovered=len(intakes),
        parts_known=sum(len(key) == _PART_KEY for key in known),
        parts_recovered=len(parts),
    )
    _doubt(intakes, materials, parts)
    for rows in (intakes, materials, parts):
        _insert(base, rows.values())
    _insert(base, (it for it in found.requests if it.intake_id in intakes))
    _insert(base, (it for it in found.history if it.intake_id in intakes))
    return damage


class _Found:
    """The rows that the journal could use, by key; of two states of one row the newer."""

    def __init__(self, pages: Pages) -> None:
        self.intakes: dict[_Key, _Intake] = {}
        self.materials: dict[_Key, _Material] = {}
        self.parts: dict[_Key, _Part] = {}
        self.requests: list[_Request] = []
        self.history: list[_History] = []
        for row in sorted(pages.rows(), key=lambda row: row.rowid):
            self._take(_decoded(row))

    def keys(self) -> set[_Key]:
        return {*self.intakes, *self.materials, *self.parts}

    def _take(self, kept: _Kept | None) -> None:
        match kept:
            case _Intake():
                before = self.intakes.get((kept.intake_id,))
                if before is None or before.changed_at <= kept.changed_at:
                    self.intakes[kept.intake_id,] = kept
            case _Material():
                self.materials[kept.intake_id, kept.role] = kept
            case _Part():
                self.parts[kept.intake_id, kept.role, kept.number] = kept
            case _Request():
                self.requests.append(kept)
            case _History():
                self.history.append(kept)


def _decoded(row: Row) -> _Kept | None:
    kind = _KINDS.get(row.column_count)
    if kind is _Intake:
        return _decoded_intake(row)
    return (
        _converted(row.values, kind, kind.__struct_fields__) if kind and len(row.values) == row.column_count else None
    )


def _decoded_intake(row: Row) -> _Intake | None:
    names = _Intake.__struct_fields__
    is_first_version = len(row.values) > 10 and not isinstance(row.values[10], str)
    if is_first_version:
        names = (*names[:10], *_OF_FIRST_VERSION)
    return _converted(row.values, _Intake, names) or _converted(row.values[:_FRONT], _Intake, names)


def _converted(values: tuple[Value, ...], kind: type[_T], names: Iterable[str]) -> _T | None:
    try:
        kept = msgspec.convert(dict(zip(names, values, strict=False)), kind)
        if isinstance(kept, _Intake):
            _require_body(kept)
    except (msgspec.MsgspecError, ValueError):
        return None
    return kept


def _require_body(kept: _Intake) -> None:
    if msgspec.json.decode(kept.body, type=Intake).intake_id != kept.intake_id:
        raise ValueError(kept.intake_id)


def _usable(kept: _Intake, now: str) -> _Intake:
    """Marked as salvaged, and with nothing that the journal could not read."""
    return msgspec.structs.replace(
        kept,
        is_salvaged=1,
        sent=kept.sent if kept.sent and _is_readable(kept.sent) else None,
        created_at=kept.created_at or now,
        changed_at=kept.changed_at or now,
    )


def _is_readable(sent: bytes) -> bool:
    try:
        msgspec.json.decode(sent, type=JobFields)
    except (msgspec.MsgspecError, ValueError):
        return False
    return True


def _belongs(part: _Part, materials: Mapping[_Key, _Material]) -> bool:
    material = materials.get((part.intake_id, part.role))
    return material is not None and part.number <= material.part_count and part.size_bytes <= material.size_bytes


def _doubt(
    intakes: Mapping[str, _Intake], materials: dict[_Key, _Material], parts: dict[_Key, _Part]
) -> None:  # fmt: skip
    """Let every part that may have been sent count as begun: such a part is asked about before it is sent.

    What went through a submission has no address, so that it cannot be asked about: where a part of it is missing, the
    material is forgotten, and the service is told that it comes anew.
    """
    for key, item in list(materials.items()):
        if intakes[item.intake_id].stage is Stage.SUBMITTED:
            continue
        numbers = range(1, item.part_count + 1)
        missing = [number for number in numbers if not _is_stored(parts.get((*key, number)))]
        if item.is_submitted and missing:
            del materials[key]
            for number in numbers:
                parts.pop((*key, number), None)
        elif not item.is_submitted:
            for number in missing:
                begun = parts.get((*key, number))
                attempts = max(1, begun.attempts if begun else 0)
                parts[*key, number] = _Part(item.intake_id, item.role, number, attempts)


def _is_stored(part: _Part | None) -> bool:
    return part is not None and bool(part.is_stored)


def _insert(base: sqlite3.Connection, rows: Iterable[_Kept]) -> None:
    for row in rows:
        names = row.__struct_fields__
        marks = ", ".join("?" * len(names))
        sql = f"INSERT INTO {_TABLES[type(row)]} ({', '.join(names)}) VALUES ({marks})"  # noqa: S608 - names of ours
        base.execute(sql, msgspec.structs.astuple(row))
