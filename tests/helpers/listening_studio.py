"""A practice studio that remembers every request as it came: head and, for the API, body. Answers are left alone."""

from __future__ import annotations

import hashlib
import threading
from collections import Counter
from dataclasses import dataclass, field

from avatar_intake.practice.addresses import STORE_PATH
from avatar_intake.practice.answers import Head, Outcome, Reply
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.practice.switchboard import Body, Switchboard


@dataclass
class Told:
    """One request. The API's bodies are kept, of the store's there is the MD5."""

    head: Head
    body: bytearray = field(default_factory=bytearray)
    md5: hashlib._Hash = field(default_factory=lambda: hashlib.md5(usedforsecurity=False))

    @property
    def is_store(self) -> bool:
        return self.head.path.startswith(STORE_PATH)

    @property
    def address(self) -> str:
        return f"{self.head.path}?{self.head.query}"


class _HeardBody:
    def __init__(self, body: Body, told: Told) -> None:
        self._body, self._told = body, told

    def proceed(self) -> None:
        self._body.proceed()

    def readinto(self, buffer: memoryview, /) -> int | None:
        size = self._body.readinto(buffer) or 0
        if self._told.is_store:
            self._told.md5.update(buffer[:size])
        else:
            self._told.body += buffer[:size]
        return size


class _Ear:
    """Stands in front of the switchboard. ``broken`` are the rules that a client has broken."""

    def __init__(self, switchboard: Switchboard) -> None:
        self._switchboard = switchboard
        self._lock = threading.Lock()
        self._open: Counter[str] = Counter()
        self._acknowledged: set[str] = set()
        self.told: list[Told] = []
        self.broken: list[str] = []

    def outcome(self, head: Head, body: Body) -> Outcome:
        told = Told(head)
        is_put = told.is_store and head.method == "PUT"
        with self._lock:
            self.told.append(told)
            if is_put:
                self._begin(told.address)
        try:
            outcome = self._switchboard.outcome(head, _HeardBody(body, told))
        finally:
            with self._lock:
                self._open[told.address] -= 1
        if is_put and isinstance(outcome, Reply) and outcome.status == 200 and _etag(outcome) == told.md5.hexdigest():
            self._acknowledged.add(told.address)
        return outcome

    def _begin(self, address: str) -> None:
        self._open[address] += 1
        if self._open[address] > 1:
            self.broken.append("I3: two open PUTs of one part")
        if address in self._acknowledged:
            self.broken.append("I2: sent again after the store had acknowledged it")


def _etag(reply: Reply) -> str:
    return next((value.strip('"').lower() for name, value in reply.headers if name.lower() == "etag"), "")


class ListeningStudio(PracticeStudio):
    """See `_Ear`."""

    ear: _Ear

    def _switchboard(self) -> Switchboard:
        self.ear = _Ear(super()._switchboard())
        return self.ear  # type: ignore[return-value]
