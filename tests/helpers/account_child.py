"""An account used and signed out by a process of its own, one JSON line in and one out for each step.

``{"do": "use", "secret": …}`` and ``read``, ``sign out``, ``place``, ``settle`` (wait for what was given up), each with
``patience_s`` for the keyring. Answers with the step's result, or with the kind of the error and its fault.
"""

from __future__ import annotations

import json
import sys
import threading

from avatar_intake import where
from avatar_intake.errors import IntakeError
from avatar_intake.flow.access import Accounts
from avatar_intake.flow.model import Account, AccountKind, Secret
from avatar_intake.store.secrets import KeyringSecrets

ACCOUNT = Account(AccountKind.ACCESS_KEY, region="cn-north-4", project_id="p1", user="AKEXAMPLE")


def no_login(_account: Account, _password: str) -> str:
    raise AssertionError("an access key needs no login")


def do(accounts: Accounts, keyring: KeyringSecrets, step: dict[str, str]) -> object:
    match step["do"]:
        case "use":
            accounts.use(ACCOUNT, Secret(step["secret"]))
            return None
        case "read":
            account = accounts.account()
            return accounts.secret(account).value if account else None
        case "sign out":
            return accounts.forget()
        case "place":
            return keyring.place()
        case _:
            for thread in threading.enumerate():
                if thread.name == "patience":
                    thread.join(20)
            return None


def main() -> None:
    keyring = KeyringSecrets(0.0)
    accounts = Accounts(where.data_folder() / "accounts.json", keyring, no_login)
    for line in sys.stdin:
        step = json.loads(line)
        keyring._patience_s = step["patience_s"]
        try:
            answer = {"done": do(accounts, keyring, step)}
        except IntakeError as error:
            answer = {"error": type(error).__name__, "fault": error.facts().get("fault", "")}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
