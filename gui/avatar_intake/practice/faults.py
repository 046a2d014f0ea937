"""Scripted faults: where something goes wrong and what. Reads a script, counts, decides; does nothing itself.

A script is a JSON array of objects (or an object with that array under ``faults``); the keys are the fields of `Fault`:

    [{"step": "put", "role": "training_video", "part_number": 2, "action": "drop-after-storing"},
     {"step": "command/GET_MULTIPART_UPLOADED", "action": "list-missing", "part_number": 2, "times": 3}]
"""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum
from pathlib import Path

from avatar_intake.errors import BadIntakeFile
from avatar_intake.practice.answers import Json
from avatar_intake.practice.shapes import COMMANDS


class Action(StrEnum):
    """What goes wrong. "Before" means that nothing is done; "after" that the request was carried out in full."""

    # instead of carrying the request out
    ANSWER = "answer"  # status, body, headers; the body of the request is not read
    ANSWER_AFTER_BODY = "answer-after-body"  # the same, once the body was read
    HTML = "html"  # 200 and a sign-in page, as a captive portal would
    REDIRECT = "redirect"  # 302 (or another status) to a sign-in page
    DROP_BEFORE_READING = "drop-before-reading"
    DROP_AFTER_BYTES = "drop-after-bytes"  # once after_bytes of the body were read
    DROP_BEFORE_STORING = "drop-before-storing"  # the whole body was read, nothing is kept
    # beside it
    DELAY = "delay"  # wait `seconds`, then go on
    STALL = "stall"  # read after_bytes, wait `seconds` (0: until the studio stops), then go on
    CORRUPT = "corrupt"  # one bit of what is stored is flipped
    CLOCK_SKEW = "clock-skew"  # the Date header of the answer is off by `seconds`
    # after it
    DROP_AFTER_STORING = "drop-after-storing"  # the reply is lost
    CUT_ANSWER = "cut-answer"  # only after_bytes of the answer's body are sent
    STALL_ANSWER = "stall-answer"  # the answer waits `seconds` (0: until the studio stops)
    ANSWER_AFTER_STORING = "answer-after-storing"  # carried out, but status, body, headers say something else
    NO_ETAG = "no-etag"  # 200 without an ETag
    # in the list of parts; part_number 0 means every part
    LIST_MISSING = "list-missing"
    LIST_DUPLICATE = "list-duplicate"
    LIST_EXTRA = "list-extra"
    LIST_OTHER_ETAG = "list-other-etag"
    LIST_ZERO_PADDED = "list-zero-padded"  # "01"
    LIST_QUOTED = "list-quoted"
    LIST_UPPER_CASE = "list-upper-case"
    # in the addresses of create and update
    ADDRESSES_FEWER = "addresses-fewer"  # one part's address is left out
    ADDRESSES_MISSING = "addresses-missing"  # all of a role
    ADDRESSES_DUPLICATE = "addresses-duplicate"  # two parts get the same one
    ADDRESSES_FOREIGN_HOST = "addresses-foreign-host"
    ADDRESSES_OTHER_SCHEME = "addresses-other-scheme"  # http for https and the other way round


STEPS = (
    "create",
    "show",
    "list",
    "update",
    "delete",
    "command",
    "put",
    "get",
    "token",
    "projects",
    "open_projects",
    "*",
)
ALL_STEPS = (*STEPS, *(f"command/{command}" for command in COMMANDS))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that goes wrong.

    ``step`` is one of `STEPS` or ``command/<COMMAND>``, ``action`` one of `Action` (else ``ValueError``). ``put`` and
    ``get`` are the store's, ``token`` and ``projects`` the identity service's, ``*`` is every request.
    ``role`` and ``part_number`` narrow a PUT or name the material in an answer. It begins with the ``nth`` request
    that fits and applies to ``times`` of them, 0 for ever.
    """

    step: str
    action: str
    role: str = ""
    part_number: int = 0
    nth: int = 1
    times: int = 1
    status: int = 500
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    after_bytes: int = 0
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.step not in ALL_STEPS or self.action not in tuple(Action):
            raise ValueError(f"no such fault: {self.step} {self.action}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """A request as faults see it. ``command`` is set for the step ``command``, role and part for the store."""

    step: str
    command: str = ""
    role: str = ""
    part_number: int = 0


def fits(fault: Fault, occasion: Occasion) -> bool:
    """Whether a fault is about such a request."""
    if fault.step not in ("*", occasion.step, f"{occasion.step}/{occasion.command}"):
        return False
    if occasion.step not in ("put", "get"):
        return True
    return fault.role in ("", occasion.role) and fault.part_number in (0, occasion.part_number)


class FaultBook:
    """The faults of a studio and how often each was met. Any thread may call it."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        self._lock = threading.Lock()
        self._faults = list(faults)
        self._met = [0] * len(faults)
        self._happened: Counter[str] = Counter()

    @property
    def happened(self) -> dict[str, int]:
        """How often each action went wrong so far, cleared scripts included."""
        with self._lock:
            return dict(self._happened)

    def add(self, *faults: Fault) -> None:
        """Script more faults; their counting begins now."""
        with self._lock:
            self._faults.extend(faults)
            self._met.extend([0] * len(faults))

    def clear(self) -> None:
        """Nothing goes wrong from now on."""
        with self._lock:
            self._faults.clear()
            self._met.clear()

    def next_for(self, occasion: Occasion) -> tuple[Fault, ...]:
        """Count one request and say what goes wrong with it, in the order of the script."""
        with self._lock:
            chosen = []
            for place, fault in enumerate(self._faults):
                if fits(fault, occasion):
                    self._met[place] += 1
                    count = self._met[place]
                    if count >= fault.nth and (fault.times == 0 or count < fault.nth + fault.times):
                        chosen.append(fault)
                        self._happened[fault.action] += 1
            return tuple(chosen)


def load_faults(path: Path) -> tuple[Fault, ...]:
    """Read a script. Raises `BadIntakeFile`, whose ``key`` is the place in it."""
    try:
        raw = json.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise BadIntakeFile(str(path), "", problem.strerror or "", "a readable file") from problem
    except ValueError as problem:
        raise BadIntakeFile(str(path), "", "no JSON", "a JSON array of faults") from problem
    listed = raw.get("faults") if isinstance(raw, dict) else raw
    if not isinstance(listed, list):
        raise BadIntakeFile(str(path), "faults", type(listed).__name__, "a JSON array of faults")
    return tuple(_fault(str(path), place, item) for place, item in enumerate(listed))


_TYPES: dict[str, tuple[type, ...]] = {
    "step": (str,), "action": (str,), "role": (str,), "part_number": (int,), "nth": (int,), "times": (int,),
    "status": (int,), "body": (str,), "headers": (dict,), "after_bytes": (int,), "seconds": (int, float),
}  # fmt: skip


def _fault(path: str, place: int, item: Json) -> Fault:
    if not isinstance(item, dict):
        raise BadIntakeFile(path, f"[{place}]", type(item).__name__, "an object")
    problem = next((found for found in map(_entry_problem, item.items()) if found), None)
    missing = next((name for name in ("step", "action") if name not in item), None)
    if missing:
        problem = (missing, "nothing", "a value")
    if problem:
        name, found, needed = problem
        raise BadIntakeFile(path, f"[{place}].{name}", found, needed)
    known: dict[str, object] = dict(item)
    return Fault(**known)  # type: ignore[arg-type]  # every entry was checked against _TYPES


def _entry_problem(entry: tuple[str, Json]) -> tuple[str, str, str] | None:
    name, value = entry
    if name not in _TYPES:
        return name, str(value)[:80], f"one of {', '.join(item.name for item in fields(Fault))}"
    if not isinstance(value, _TYPES[name]) or isinstance(value, bool):
        return name, type(value).__name__, _TYPES[name][0].__name__
    words = {"step": ALL_STEPS, "action": tuple(Action)}.get(name, ())
    if words and value not in words:
        return name, str(value)[:80], f"one of {', '.join(words)}"
    if isinstance(value, int | float) and value < 0 and name != "seconds":
        return name, str(value), "0 or more"
    if isinstance(value, dict) and not all(isinstance(text, str) for text in value.values()):
        return name, "a value that is no text", "texts"
    return None
