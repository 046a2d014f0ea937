"""Lets a built program send with an account whose secret lies in a real keyring (GNOME's, on a bus of its own).

    .venv/bin/python packaging/smoke_keyring.py [-- PROGRAM [ARGUMENTS]]

The checkout saves the account, the built program has to find it: so its keyring has all that it loads by name. Needs
dbus and gnome-keyring. Nothing is left behind.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

import smoke

ROOT = Path(__file__).resolve().parent.parent
_ON_A_BUS = "AVATAR_INTAKE_ON_A_BUS"


def main() -> int:
    """Do it on a bus of its own; returns the exit code."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program", nargs="*", default=[str(smoke.BUILT)])
    program = parser.parse_args().program
    folder = os.environ.get(_ON_A_BUS)
    if folder:
        return sent_with_the_kept_secret(program, Path(folder))
    with tempfile.TemporaryDirectory(prefix="avatar-intake-keyring-") as made:
        place = {"HOME": made, "XDG_DATA_HOME": f"{made}/data", "XDG_RUNTIME_DIR": f"{made}/runtime", _ON_A_BUS: made}
        Path(made, "runtime").mkdir(mode=0o700)
        command = ["dbus-run-session", "--", sys.executable, __file__, "--", *program]
        code, said, complaints = smoke.run_in_a_group(command, os.environ | place)
        print(said, end="")
        if code:
            print(complaints, file=sys.stderr)
        return code


def sent_with_the_kept_secret(program: list[str], folder: Path) -> int:
    """Save an account, send with it."""
    sys.path.insert(0, str(ROOT / "gui"))
    from avatar_intake.flow.access import Accounts
    from avatar_intake.flow.model import Account, AccountKind, Secret
    from avatar_intake.store.secrets import KeyringSecrets

    home = folder / "home"
    home.mkdir()
    with ExitStack() as held:
        keyring = started(held, ["gnome-keyring-daemon", "--unlock", "--components=secrets", "--foreground"])
        assert keyring.stdin is not None
        keyring.stdin.write("made up")
        keyring.stdin.close()
        studio = started(held, [*program, "practice", "--data", str(folder / "studio")])
        assert studio.stdout is not None
        at = json.loads(studio.stdout.readline())
        account = Account(AccountKind.ACCESS_KEY, endpoint=at["endpoint"], project_id=at["project_id"], user=at["ak"])
        Accounts(home / "account.json", KeyringSecrets(), lambda *_: "").use(account, Secret(at["sk"]))
        environment = {key: value for key, value in os.environ.items() if not key.startswith("CLOUD_SDK_")}
        sent = subprocess.run(
            [*program, "submit", str(ROOT / "resources" / "samples" / "intake.toml"), "--json"],
            env=environment | {"AVATAR_INTAKE_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=smoke.PATIENCE_S,
            check=False,
        )
        if sent.returncode:
            print(f"submit: exit code {sent.returncode}\n{sent.stdout}\n{sent.stderr}", file=sys.stderr)
            return 1
        print(f"the keyring: its secret was used for job {json.loads(sent.stdout.splitlines()[-1])['job_id']}")
        return 0


def started(held: ExitStack, command: list[str]) -> subprocess.Popen[str]:
    """A process that ends with this one's work."""
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    held.callback(process.wait)
    held.callback(process.kill)
    return process


if __name__ == "__main__":
    sys.exit(main())
