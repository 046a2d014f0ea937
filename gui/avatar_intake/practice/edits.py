"""Answers that say something else than they should. Pure: a good answer and a fault in, a bad answer out."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from avatar_intake.practice.answers import Json, Reply
from avatar_intake.practice.faults import Action, Fault

_FOREIGN_HOST = "store.invalid"
_OTHER_ETAG = "0123456789abcdef0123456789abcdef"

Part = dict[str, Json]
Listing = list[Part]


def edited(reply: Reply, fault: Fault) -> Reply:
    """The answer as the fault wants it; the same one for a fault that is not about answers."""
    if fault.action == Action.ANSWER_AFTER_STORING:
        return Reply(fault.status, fault.body.encode(), tuple(fault.headers.items()))
    if fault.action == Action.NO_ETAG:
        return replace(reply, headers=tuple(item for item in reply.headers if item[0] != "ETag"))
    if fault.action == Action.CUT_ANSWER:
        return replace(reply, cut_after_bytes=fault.after_bytes)
    if fault.action == Action.CLOCK_SKEW:
        return replace(reply, date_offset_s=fault.seconds)
    if reply.status == 200 and fault.action in (*_LISTINGS, *_ADDRESSES):
        return _with_json(reply, fault)
    return reply


def _with_json(reply: Reply, fault: Fault) -> Reply:
    answer = json.loads(reply.body)
    listing = answer.get("multipart_data")
    if fault.action in _LISTINGS and isinstance(listing, list):
        answer["multipart_data"] = _LISTINGS[Action(fault.action)](listing, fault.part_number)
    if fault.action in _ADDRESSES and "job_id" in answer:
        name = f"{fault.role or 'training_video'}_upload_url"
        answer = _with_addresses(answer, name, fault)
    return replace(reply, body=json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace"))


def _with_addresses(answer: dict[str, Json], name: str, fault: Fault) -> dict[str, Json]:
    given = answer.get(name)
    if fault.action == Action.ADDRESSES_MISSING:
        return {key: value for key, value in answer.items() if key != name}
    urls = [str(url) for url in given] if isinstance(given, list) else [str(given)]
    changed = _ADDRESSES[Action(fault.action)](urls, max(0, fault.part_number - 1))
    value: Json = [*changed] if isinstance(given, list) else "".join(changed)
    return {**answer, name: value}


# --- the list of parts; number 0 means every part -----------------------------------------------


def _is_meant(part: Part, number: int) -> bool:
    return number in (0, int(str(part["part_number"])))


def _changing(key: str, change: Callable[[str], str]) -> Callable[[Listing, int], Listing]:
    def edit(listing: Listing, number: int) -> Listing:
        return [{**part, key: change(str(part[key]))} if _is_meant(part, number) else part for part in listing]

    return edit


def _without(listing: Listing, number: int) -> Listing:
    return [part for part in listing if not _is_meant(part, number)]


def _doubled(listing: Listing, number: int) -> Listing:
    return [*listing, *(part for part in listing if _is_meant(part, number))]


def _with_extra(listing: Listing, number: int) -> Listing:
    highest = max((int(str(part["part_number"])) for part in listing), default=0)
    return [*listing, {"part_number": str(number or highest + 1), "etag": _OTHER_ETAG}]


_LISTINGS: dict[Action, Callable[[Listing, int], Listing]] = {
    Action.LIST_MISSING: _without,
    Action.LIST_DUPLICATE: _doubled,
    Action.LIST_EXTRA: _with_extra,
    Action.LIST_OTHER_ETAG: _changing("etag", lambda _: _OTHER_ETAG),
    Action.LIST_ZERO_PADDED: _changing("part_number", lambda number: number.zfill(2)),
    Action.LIST_QUOTED: _changing("etag", lambda etag: f'"{etag}"'),
    Action.LIST_UPPER_CASE: _changing("etag", str.upper),
}


# --- the addresses of create and update; the place counts from 0 --------------------------------


def _other_host(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{_FOREIGN_HOST}/{rest.partition('/')[2]}"


def _other_scheme(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{'http' if scheme == 'https' else 'https'}://{rest}"


def _at(change: Callable[[str], str]) -> Callable[[list[str], int], list[str]]:
    return lambda urls, place: [change(url) if n == place else url for n, url in enumerate(urls)]


def _repeated(urls: list[str], place: int) -> list[str]:
    return [urls[place - 1] if n == place else url for n, url in enumerate(urls)]


_ADDRESSES: dict[Action, Callable[[list[str], int], list[str]]] = {
    Action.ADDRESSES_FEWER: lambda urls, place: [*urls[:place], *urls[place + 1 :]],
    Action.ADDRESSES_MISSING: lambda *_: [],
    Action.ADDRESSES_DUPLICATE: _repeated,
    Action.ADDRESSES_FOREIGN_HOST: _at(_other_host),
    Action.ADDRESSES_OTHER_SCHEME: _at(_other_scheme),
}
