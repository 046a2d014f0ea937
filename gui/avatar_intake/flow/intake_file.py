"""Read an INTAKE.toml into an `Intake`. Every key is checked; an unknown one is an error that names it."""

from __future__ import annotations

import hashlib
import json
import tomllib
import uuid
from dataclasses import fields
from pathlib import Path
from typing import Any

import msgspec

from avatar_intake.domain.endpoint import REGIONS, parse_endpoint
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.errors import BadIntakeFile, BadServiceAddress
from avatar_intake.store.small_file import read_small_file

_LARGEST_BYTES = 256 * 1024
_MOST_DOTS = 200  # in a line: reading a dotted key takes time with the square of its length
_TABLES = ("job", "materials", "service")
_JOB_KEYS = tuple(item.name for item in fields(JobFields))
# They say nothing about which job it is, or are somebody's phone number.
_PASSING_KEYS = ("contact", "app_user_id", "command_message", "video_multipart_count", "action_video_multipart_count")
_SERVICE_KEYS = ("region", "endpoint", "project_id", "na_account")


def new_intake_id() -> str:
    """A name for an intake that says nothing about a person: 16 hex digits."""
    return uuid.uuid4().hex[:16]


def read_intake_file(path: Path, intake_id: str) -> Intake:
    """The intake that the file describes; its paths are made absolute against the file's folder.

    A path may lead anywhere, also with ``..``: whoever names the file is the one whose files these are. What is no
    plain file is refused when it is opened, and what is no film, picture, letter or archive by the checks.

    Raises `BadIntakeFile` with the key, what stands there and what is needed.
    """
    tables = _read_toml(path)
    _refuse_unknown(path, "", tables, _TABLES)
    job = _job(path, _table(path, tables, "job", is_needed=True))
    materials = _materials(path, _table(path, tables, "materials", is_needed=True))
    service = _service(path, _table(path, tables, "service", is_needed=False))
    return Intake(
        *(intake_id, job, materials, service),
        source=str(path.absolute()),
        fingerprint=_fingerprint(tables["job"], tables["materials"]),
    )


def _fingerprint(job: dict[str, Any], materials: dict[str, Any]) -> str:
    """The same for the same file on every computer: 16 hex digits of what it says, but for the phone number."""
    lasting = {key: value for key, value in job.items() if key not in _PASSING_KEYS}
    text = json.dumps([lasting, materials], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()[:16]


def _read_toml(path: Path) -> dict[str, Any]:
    try:
        data = read_small_file(path, _LARGEST_BYTES)
    except FileNotFoundError as error:
        raise BadIntakeFile(path=str(path), key="", found="no such file", needed="an intake file (TOML)") from error
    except OSError as error:
        raise BadIntakeFile(path=str(path), key="", found=type(error).__name__, needed="a readable file") from error
    if len(data) > _LARGEST_BYTES:
        raise BadIntakeFile(path=str(path), key="", found="more than 256 KiB", needed="an intake file (TOML)")
    if any(line.count(b".") > _MOST_DOTS for line in data.splitlines()):
        raise BadIntakeFile(path=str(path), key="", found="nested too deeply", needed="an intake file (TOML)")
    try:
        return tomllib.loads(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadIntakeFile(path=str(path), key="", found="not UTF-8", needed="TOML in UTF-8") from error
    except RecursionError as error:
        raise BadIntakeFile(path=str(path), key="", found="nested too deeply", needed="TOML") from error
    except ValueError as error:  # also what Python says of a number of thousands of digits
        raise BadIntakeFile(path=str(path), key="", found=str(error)[:200], needed="TOML") from error


def _table(path: Path, tables: dict[str, Any], name: str, *, is_needed: bool) -> dict[str, Any]:
    found = tables.get(name, None if is_needed else {})
    if not isinstance(found, dict):
        raise BadIntakeFile(path=str(path), key=f"[{name}]", found=_kind(found), needed="a table")
    return found


def _job(path: Path, table: dict[str, Any]) -> JobFields:
    _refuse_unknown(path, "job", table, _JOB_KEYS)
    voice = table.get("voice_properties")
    if isinstance(voice, dict):
        _refuse_unknown(path, "job.voice_properties", voice, ("job_tag", "sex", "language"))
    try:
        return msgspec.convert(table, JobFields)
    except msgspec.ValidationError as error:
        reason, key = _split(str(error), "job")
        raise BadIntakeFile(path=str(path), key=key, found=reason, needed="see the README's table of fields") from error


def _materials(path: Path, table: dict[str, Any]) -> dict[Role, str]:
    _refuse_unknown(path, "materials", table, tuple(Role))
    found: dict[Role, str] = {}
    for key, value in table.items():
        if not isinstance(value, str) or not value or "\0" in value:
            raise BadIntakeFile(path=str(path), key=f"materials.{key}", found=_kind(value), needed="a path")
        found[Role(key)] = str(path.absolute().parent / value)
    return found


def _service(path: Path, table: dict[str, Any]) -> ServiceChoice:
    _refuse_unknown(path, "service", table, _SERVICE_KEYS)
    try:
        choice = msgspec.convert(table, ServiceChoice)
    except msgspec.ValidationError as error:
        reason, key = _split(str(error), "service")
        raise BadIntakeFile(path=str(path), key=key, found=reason, needed="text, or true or false") from error
    if choice.region and choice.endpoint:
        raise BadIntakeFile(path=str(path), key="service", found="region, endpoint", needed="one of the two")
    if choice.region and choice.region not in REGIONS:
        raise BadIntakeFile(path=str(path), key="service.region", found=choice.region, needed=", ".join(REGIONS))
    if choice.endpoint:
        try:
            parse_endpoint(choice.endpoint)
        except BadServiceAddress as error:
            raise BadIntakeFile(
                path=str(path), key="service.endpoint", found=error.found, needed=error.needed
            ) from error
    return choice


def _refuse_unknown(path: Path, table: str, found: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in found:
        if key not in known:
            where = f"{table}.{key}" if table else f"[{key}]"
            raise BadIntakeFile(path=str(path), key=where, found="unknown key", needed=", ".join(known))


def _split(text: str, table: str) -> tuple[str, str]:
    """msgspec says "Expected `int`, got `str` - at `$.name`": the reason and the key of it."""
    reason, _, place = text.partition(" - at `$")
    return reason, table + place.rstrip("`")


def _kind(value: object) -> str:
    return "nothing" if value is None else type(value).__name__
