"""A session bus of one's own and a small power manager on it: it knows who inhibits sleep, and forgets who has left.

Speaks as `org.freedesktop.PowerManagement` or as GNOME's session manager, on a real dbus-daemon.
"""

from __future__ import annotations

import itertools
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from jeepney import HeaderFields, MatchRule, Message, MessageType, new_error, new_method_return
from jeepney.bus_messages import message_bus
from jeepney.io.blocking import DBusConnection, open_dbus_connection

FREEDESKTOP, GNOME = "org.freedesktop.PowerManagement", "org.gnome.SessionManager"
# A bus that starts no services by itself.
_CONFIGURATION = """
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={path}</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
</busconfig>
"""


@contextmanager
def session_bus(folder: Path) -> Iterator[str]:
    """The address of a bus."""
    configuration = folder / "bus.conf"
    configuration.write_text(_CONFIGURATION.format(path=folder / "bus"))
    command = ["dbus-daemon", f"--config-file={configuration}", "--nofork", "--print-address"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        try:
            yield address
        finally:
            daemon.terminate()


@dataclass(frozen=True)
class Inhibitor:
    """Who asked for what."""

    client: str
    wish: tuple[object, ...]


class PowerManager:
    """Answers until it is left. With ``may_answer`` cleared an Inhibit is heard and not answered."""

    def __init__(self, address: str, name: str) -> None:
        self._name = name
        self._connection: DBusConnection = open_dbus_connection(bus=address)
        self._changed = threading.Condition()
        self._inhibitors: dict[int, Inhibitor] = {}
        self._cookies = itertools.count(7)
        self._is_over = False
        self.heard = 0
        self.may_answer = threading.Event()
        self.may_answer.set()
        reply = self._connection.send_and_get_reply(message_bus.RequestName(name))
        assert reply.body == (1,)
        rule = MatchRule(type="signal", interface="org.freedesktop.DBus", member="NameOwnerChanged")
        self._connection.send_and_get_reply(message_bus.AddMatch(rule))
        self._thread = threading.Thread(target=self._serve, name="power-manager")

    def __enter__(self) -> PowerManager:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.may_answer.set()
        self._is_over = True
        self._thread.join()
        self._connection.close()

    def wait_for(self, count: int) -> list[Inhibitor]:
        """The inhibitors when there are so many."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._inhibitors) == count, 30)
            return list(self._inhibitors.values())

    def wait_until_heard(self, count: int) -> None:
        """Return when so many calls have come, answered or not."""
        with self._changed:
            assert self._changed.wait_for(lambda: self.heard >= count, 30)

    def _serve(self) -> None:
        while not self._is_over:
            try:
                message = self._connection.receive(timeout=0.05)
            except TimeoutError:
                continue
            member = message.header.fields.get(HeaderFields.member)
            if member == "NameOwnerChanged":
                self._on_owner_changed(*message.body)
            elif message.header.message_type is MessageType.method_call:
                self._on_call(str(member).lower(), message)

    def _on_owner_changed(self, client: str, _old: str, new: str) -> None:
        if not new:
            with self._changed:
                self._inhibitors = {key: item for key, item in self._inhibitors.items() if item.client != client}
                self._changed.notify_all()

    def _on_call(self, member: str, message: Message) -> None:
        with self._changed:
            self.heard += 1
            self._changed.notify_all()
        self.may_answer.wait()
        if member == "inhibit":
            cookie = next(self._cookies)
            self._change({cookie: Inhibitor(message.header.fields[HeaderFields.sender], message.body)})
            self._connection.send(new_method_return(message, "u", (cookie,)))
        elif member == "uninhibit":
            self._change({}, gone=message.body[0])
            self._connection.send(new_method_return(message))
        else:
            self._connection.send(new_error(message, "org.freedesktop.DBus.Error.UnknownMethod"))

    def _change(self, new: dict[int, Inhibitor], gone: int = 0) -> None:
        with self._changed:
            self._inhibitors |= new
            self._inhibitors.pop(gone, None)
            self._changed.notify_all()
