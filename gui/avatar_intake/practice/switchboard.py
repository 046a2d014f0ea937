"""One request from its head to its outcome: API or store, and the scripted faults on the way. Opens no socket.

The order of a PUT is the store's: refused before its body is read, streamed to disk, kept, answered. Faults are put
between these steps; everything else happens as if they were not there.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from avatar_intake.errors import LocalStorageFailed
from avatar_intake.practice.addresses import STORE_PATH
from avatar_intake.practice.answers import BAD_BODY, INTERNAL, HangUp, Head, Outcome, Reply, refusal, store_error
from avatar_intake.practice.api import Call, TrainingApi, command_of, read_call
from avatar_intake.practice.edits import edited
from avatar_intake.practice.faults import Action, Fault, FaultBook, Occasion
from avatar_intake.practice.iam import IdentityService, step_of
from avatar_intake.practice.store import ObjectStore, Reading, Received, Source, receive
from avatar_intake.practice.world import PutKey, RequestLine, World

MOST_API_BYTES = 1024 * 1024

_log = logging.getLogger(__name__)
_SIGN_IN_PAGE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in to this network</body></html>"
_SIGN_IN_ADDRESS = "http://sign-in.invalid/"
_INSTEAD = frozenset({Action.ANSWER, Action.HTML, Action.REDIRECT, Action.DROP_BEFORE_READING})
_AFTER_BODY = frozenset({Action.ANSWER_AFTER_BODY, Action.DROP_BEFORE_STORING, Action.DROP_AFTER_BYTES})


class Body(Source, Protocol):
    """A request's body on the line; belongs to the thread of the request."""

    def proceed(self) -> None:
        """Tell a client that waits for ``100 Continue`` to go on. Raises ``OSError``."""
        ...


@dataclass(frozen=True, slots=True)
class Desks:
    """What the switchboard connects to.

    ``wait`` pauses for seconds, 0 for good; it says whether the studio goes on, and ends early when it does not.
    """

    api: TrainingApi
    iam: IdentityService
    store: ObjectStore
    world: World
    faults: FaultBook
    wait: Callable[[float], bool]
    prefix: str


class Switchboard:
    """Answers requests. Any thread may call it, one call a request."""

    def __init__(self, desks: Desks) -> None:
        self._desks = desks
        self._world = desks.world

    def outcome(self, head: Head, body: Body) -> Outcome:
        """What comes of a request; it is written down in the world's list of requests."""
        is_store = head.path.startswith(STORE_PATH)
        try:
            outcome = self._store_outcome(head, body) if is_store else self._api_outcome(head, body)
        except (OSError, LocalStorageFailed) as problem:  # our own disk is full or the folder was taken away
            _log.debug("cannot keep anything: %s", problem)
            outcome = _broken(head, is_store=is_store)
        status = outcome.status if isinstance(outcome, Reply) else 0
        self._world.remember_request(RequestLine(head.method, head.path, status, head.request_id))
        return outcome

    # --- the API, the identity service --------------------------------------------------------------------------------

    def _api_outcome(self, head: Head, body: Body) -> Outcome:
        size = head.header("content-length") or "0"
        if "transfer-encoding" in head.headers or not (size.isascii() and size.isdigit() and len(size) < 16):
            return refusal(411, BAD_BODY, "Content-Length is required").closing()
        if int(size) > MOST_API_BYTES:
            return refusal(413, BAD_BODY, "The request body is too large").closing()
        body.proceed()
        content = _read(body, int(size))
        if content is None:
            return HangUp()
        faults = self._desks.faults.next_for(self._occasion(head, content))
        instead = self._before(faults, pauses=(Action.DELAY, Action.STALL)) or _after_body(faults)
        if instead:
            return instead
        desk = self._desks.iam if step_of(head, self._desks.prefix) else self._desks.api
        return self._after(desk.answer(head, content), faults)

    def _occasion(self, head: Head, content: bytes) -> Occasion:
        identity_step = step_of(head, self._desks.prefix)
        if identity_step:
            return Occasion(identity_step)
        call = read_call(head, self._desks.prefix)
        step = call.step if isinstance(call, Call) else ""
        return Occasion(step, command_of(content) if step == "command" else "")

    # --- the store ------------------------------------------------------------------------------

    def _store_outcome(self, head: Head, body: Body) -> Outcome:
        key = self._desks.store.put_key(head)
        is_put = head.method == "PUT"
        role, number = (key.role, key.part_number) if key else ("", 0)
        faults = self._desks.faults.next_for(Occasion("put" if is_put else "get", "", role, number))
        if not is_put:
            instead = self._before(faults) or _after_body(faults)
            return instead or self._after(self._desks.store.download(head), faults)
        if key is None or self._world.job(key.job_id) is None:
            return self._desks.store.refusal(head) or _lost(head)
        with self._world.put_under_way(key):
            return self._put(head, body, key, faults)

    def _put(self, head: Head, body: Body, key: PutKey, faults: tuple[Fault, ...]) -> Outcome:
        instead = self._before(faults)
        if instead:
            return instead.closing() if isinstance(instead, Reply) else instead
        refused = self._desks.store.refusal(head)
        if refused:
            return refused
        body.proceed()
        received = receive(body, self._world.incoming_path(key.job_id), self._reading(head, faults))
        instead = _after_body(faults)
        if instead or not received.is_complete:
            received.path.unlink(missing_ok=True)
            self._world.count_received(key, received.size_bytes, is_stored=False)
            return instead if instead and received.is_complete else HangUp()
        return self._after(self._kept(head, key, received), faults)

    def _kept(self, head: Head, key: PutKey, received: Received) -> Reply:
        reply = self._desks.store.keep(head, received)
        self._world.count_received(key, received.size_bytes, is_stored=reply.status == 200)
        return reply

    def _reading(self, head: Head, faults: tuple[Fault, ...]) -> Reading:
        drop = _first(faults, Action.DROP_AFTER_BYTES)
        stall = _first(faults, Action.STALL)
        pause = drop or stall
        return Reading(
            length_bytes=int(head.header("content-length")),
            pause_at_bytes=pause.after_bytes if pause else None,
            on_pause=lambda: stall is not None and drop is None and self._desks.wait(stall.seconds),
            flips_bit=_first(faults, Action.CORRUPT) is not None,
        )

    # --- faults ---------------------------------------------------------------------------------

    def _before(self, faults: tuple[Fault, ...], pauses: tuple[Action, ...] = (Action.DELAY,)) -> Outcome | None:
        """Carry out what comes before the request; an outcome means that the request itself is not carried out."""
        for fault in faults:
            if fault.action in pauses and not self._desks.wait(fault.seconds):
                return HangUp()
            if fault.action in _INSTEAD:
                return _instead(fault)
        return None

    def _after(self, reply: Reply, faults: tuple[Fault, ...]) -> Outcome:
        """What becomes of the answer to a request that was carried out."""
        for fault in faults:
            if fault.action == Action.STALL_ANSWER and not self._desks.wait(fault.seconds):
                return HangUp()
            if fault.action == Action.DROP_AFTER_STORING:
                return HangUp()
            reply = edited(reply, fault)
        return reply


def _first(faults: tuple[Fault, ...], action: Action) -> Fault | None:
    return next((fault for fault in faults if fault.action == action), None)


def _instead(fault: Fault) -> Outcome:
    if fault.action == Action.DROP_BEFORE_READING:
        return HangUp()
    if fault.action == Action.HTML:
        page = fault.body.encode() or _SIGN_IN_PAGE
        return Reply(200, page, (("Content-Type", "text/html"),), is_foreign=True)
    if fault.action == Action.REDIRECT:
        status = fault.status if 300 <= fault.status < 400 else 302
        headers = {"Location": _SIGN_IN_ADDRESS, **fault.headers}
        return Reply(status, fault.body.encode(), tuple(headers.items()), is_foreign=True)
    return Reply(fault.status, fault.body.encode(), tuple(fault.headers.items()))


def _after_body(faults: tuple[Fault, ...]) -> Outcome | None:
    fault = next((item for item in faults if item.action in _AFTER_BODY), None)
    if fault is None:
        return None
    return _instead(fault) if fault.action == Action.ANSWER_AFTER_BODY else HangUp()


def _read(body: Body, size_bytes: int) -> bytes | None:
    """A small body as a whole; ``None`` when the line broke."""
    content = bytearray(size_bytes)
    view = memoryview(content)
    done = 0
    while done < size_bytes:
        try:
            count = body.readinto(view[done:]) or 0
        except OSError:
            return None
        if not count:
            return None
        done += count
    return bytes(content)


def _broken(head: Head, *, is_store: bool) -> Reply:
    if is_store:
        return store_error(500, "InternalError", "We encountered an internal error.", head.request_id)
    return refusal(500, INTERNAL, "Internal Error")


def _lost(head: Head) -> Reply:
    return store_error(404, "NoSuchKey", "The specified key does not exist.", head.request_id)
