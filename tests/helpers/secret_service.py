"""A person's session for tests: a bus of its own, a home of its own, and a real GNOME keyring when it is wanted.

Standard library only: the drivers of windows, which the system's Python runs, use it too.
"""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from pathlib import Path

PASSWORD = "the keyring's own password"
_SERVICES = Path("/usr/share/dbus-1/services")
READERS = "org.a11y.Bus"
PROMPTER = "org.gnome.keyring.SystemPrompter"
_NAME = "org.freedesktop.secrets"
_PATIENCE_S = 20.0
_BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:dir={folder}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{services}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>
  </policy>
</busconfig>
"""


def surroundings(home: Path, runtime: Path) -> dict[str, str]:
    """The environment of a person whose every folder is under ``home``; ``runtime`` has to have a short name."""
    return {key: os.environ[key] for key in ("PATH", "PYTHONPATH") if key in os.environ} | {
        "LANG": "C.UTF-8",
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "XDG_RUNTIME_DIR": str(runtime),
        "AVATAR_INTAKE_HOME": str(home / "intake"),
    }


class Session:
    """A bus that starts nothing by itself but what it is told to; a keyring is there when it is wanted."""

    def __init__(self, home: Path, *services: str, has_screen: bool = False) -> None:
        self.home = home
        self.home.mkdir(mode=0o700, exist_ok=True)
        self._runtime = tempfile.TemporaryDirectory(prefix="ring")
        runtime = Path(self._runtime.name)
        self.environment = surroundings(home, runtime)
        self._screen = self._open_screen() if has_screen else None  # before the bus, which starts windows too
        (runtime / "services").mkdir()
        for service in services:
            self.offer(service)
        config = runtime / "bus.conf"
        config.write_text(_BUS.format(folder=runtime, services=runtime / "services"))
        self._bus = subprocess.Popen(
            ["dbus-daemon", "--nofork", f"--config-file={config}", "--print-address"],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        assert self._bus.stdout is not None
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._bus.stdout.readline().strip()
        self.keyring = Keyring(self.environment)

    def offer(self, service: str) -> None:
        """Let the bus start this service when somebody asks for it; before the bus has begun."""
        link = Path(self._runtime.name) / "services" / f"{service}.service"
        link.symlink_to(_SERVICES / link.name)

    def close(self) -> None:
        """End all that was started."""
        self.keyring.stop()
        os.killpg(self._bus.pid, signal.SIGKILL)
        self._bus.communicate()
        if self._screen is not None:
            self._screen.kill()
            self._screen.wait(_PATIENCE_S)
        self._runtime.cleanup()

    def files_with(self, secret: str) -> list[str]:
        """Every file under the home and the runtime folder that holds ``secret``, however it is encoded."""
        shapes = [secret.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
        files = (path for root in (self.home, Path(self._runtime.name)) for path in root.rglob("*") if path.is_file())
        return [str(path) for path in files if any(shape in path.read_bytes() for shape in shapes)]

    def _open_screen(self) -> subprocess.Popen[bytes]:
        """An X server, for windows."""
        reading, writing = os.pipe()
        screen = subprocess.Popen(
            ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x900x24", "-nolisten", "tcp"],
            pass_fds=(writing,),
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            display = f":{told.readline().strip()}"
        self.environment |= {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
        return screen


class Keyring:
    """GNOME's daemon on the bus of ``environment``, as long as it runs. Its file outlives it."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self._daemon: subprocess.Popen[bytes] | None = None

    @property
    def file(self) -> Path:
        """Where it keeps what it is given, encrypted."""
        return Path(self._environment["XDG_DATA_HOME"]) / "keyrings" / "login.keyring"

    def unlock(self) -> None:
        """Start it as a login does; the first time that makes its file."""
        self._start("--unlock", typed=PASSWORD)

    def lock(self) -> None:
        """Start it as a login without a password does: what is in its file stays shut."""
        self._start("--start", typed="")

    def stop(self) -> None:
        """End it."""
        if self._daemon is not None:
            self._daemon.send_signal(signal.SIGCONT)
            self._daemon.kill()
            self._daemon.wait(_PATIENCE_S)
            self._wait(is_there=False)
            self._daemon = None

    def hold(self) -> None:
        """Let it answer nobody, until `go_on`."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGSTOP)

    def go_on(self) -> None:
        """Let it answer again."""
        assert self._daemon is not None
        self._daemon.send_signal(signal.SIGCONT)

    def look_up(self, service: str, user: str) -> str:
        """What another program finds there; empty for nothing."""
        asked = ["secret-tool", "lookup", "service", service, "username", user]
        return subprocess.run(
            asked, env=self._environment, stdout=subprocess.PIPE, timeout=_PATIENCE_S, check=False, text=True
        ).stdout

    def _start(self, how: str, *, typed: str) -> None:
        self.stop()
        self._daemon = subprocess.Popen(
            ["gnome-keyring-daemon", how, "--foreground", "--components=secrets"],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        assert self._daemon.stdin is not None
        self._daemon.stdin.write(typed.encode())
        self._daemon.stdin.close()
        self._wait(is_there=True)

    def _wait(self, *, is_there: bool) -> None:
        """Until the bus says so."""
        asked = [
            "dbus-send", "--session", "--print-reply=literal", "--dest=org.freedesktop.DBus", "/",
            "org.freedesktop.DBus.NameHasOwner", f"string:{_NAME}",
        ]  # fmt: skip
        end = time.monotonic() + _PATIENCE_S
        while time.monotonic() < end:
            said = subprocess.run(asked, env=self._environment, capture_output=True, check=True, text=True).stdout
            if ("true" in said) is is_there:
                return
            time.sleep(0.02)
        raise TimeoutError(f"the keyring: is_there={is_there}")
