"""A real desk over a data folder of its own, at a practice studio that listens on this computer."""

from __future__ import annotations

import time
from functools import partial
from pathlib import Path

from small_studio import KindChecker, PassingClock

from avatar_intake import where
from avatar_intake.app import _Connector, fetch_token_for, find_projects_for
from avatar_intake.domain.intake import Intake, JobFields, Role, ServiceChoice
from avatar_intake.domain.settings import Settings
from avatar_intake.flow.access import AccessFinder
from avatar_intake.flow.accounts import Accounts
from avatar_intake.flow.desk import Desk, DeskTools
from avatar_intake.flow.model import Account, AccountKind, IntakeRow, Outcome, RunOptions, Secret, Silent
from avatar_intake.flow.network import Network
from avatar_intake.flow.run import SubmitTools
from avatar_intake.metastudio.guard import Guards
from avatar_intake.metastudio.limiter import Limiters
from avatar_intake.practice.server import PracticeStudio
from avatar_intake.store.journal import Journal
from avatar_intake.store.secrets import SessionSecrets
from avatar_intake.transfer.control import RunControl

SAMPLES = where.resources() / "samples"
MATERIALS = {
    Role.TRAINING_VIDEO: str(SAMPLES / "training.mp4"),
    Role.ID_CARD_IMAGE1: str(SAMPLES / "id-card-portrait.jpg"),
    Role.ID_CARD_IMAGE2: str(SAMPLES / "id-card-emblem.jpg"),
    Role.GRANT_FILE: str(SAMPLES / "letter.pdf"),
}


class _NoPractice:
    def access(self) -> None:
        raise AssertionError("the embedded studio is not wanted here")


class Workplace:
    """One computer of a studio: a data folder, an account, a desk. Its time passes only when somebody waits."""

    def __init__(self, folder: Path, studio: PracticeStudio, *, na_account: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.studio, self.folder = studio, folder
        self.clock = PassingClock(time.time())
        self.journal = Journal(folder / "intakes.sqlite3")
        self.journal._base.execute("PRAGMA synchronous = OFF")  # nobody cuts the power here
        network, guards = Network(folder, Settings, SessionSecrets()), Guards()
        login = partial(fetch_token_for, network, guards)
        accounts = Accounts(folder / "accounts.json", SessionSecrets(), login)
        key = Account(
            AccountKind.ACCESS_KEY, endpoint=studio.endpoint, project_id=studio.project_id, user=studio.ak,
            na_account=na_account,
        )  # fmt: skip
        accounts.use(key, Secret(studio.sk))
        tools = SubmitTools(
            self.journal, folder / "leases", KindChecker(), self.clock, _Connector(Limiters(), network, guards)
        )
        finder = AccessFinder(accounts, _NoPractice(), {})  # type: ignore[arg-type]
        identity = partial(find_projects_for, network, guards)
        self.desk = Desk(DeskTools(tools, accounts, finder, SAMPLES / "intake.toml", network, identity=identity))

    def close(self) -> None:
        self.journal.close()

    def intake(self, name: str = "示例", **fields: object) -> Intake:
        """A complete intake of the sample materials, or of the ``materials`` given."""
        materials = fields.pop("materials", MATERIALS)
        fingerprint = str(fields.pop("fingerprint", ""))
        job = JobFields(name=name, video_multipart_count=1, **fields)  # type: ignore[arg-type]
        return Intake(
            f"id{len(self.desk.intakes()):014d}", job, dict(materials), ServiceChoice(), fingerprint=fingerprint
        )  # type: ignore[call-overload]

    def run(self, intake: Intake, **options: object) -> Outcome:
        asked = RunOptions(patience_s=5.0, **options)  # type: ignore[arg-type]
        return self.desk.run(intake, asked, Silent(), RunControl())

    def submitted(self, name: str = "示例", **fields: object) -> Intake:
        """An intake that was submitted, and the review holds still from then on."""
        intake = self.intake(name, **fields)
        outcome = self.run(intake)
        assert outcome.error is None, outcome.error
        return intake

    def look(self) -> tuple[IntakeRow, ...]:
        """Refresh, a minute later than whatever was asked before."""
        self.clock.now_s += 60
        return self.desk.refresh(is_whole=True)

    def job_id(self, intake_id: str) -> str:
        return self.desk.open(intake_id).row.job_id
