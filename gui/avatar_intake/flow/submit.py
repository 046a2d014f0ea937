"""One intake from wherever it stands to "submitted for review": check, create, upload, confirm, submit.

Every step is in the journal before it is taken, and every step can be repeated after a crash: what the journal
announces and the service does not know is done, what the service knows is not done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from avatar_intake.domain.intake import Intake
from avatar_intake.domain.review import REJECTED_STATES
from avatar_intake.domain.service import Command, CommandRequest, RequestRecord
from avatar_intake.domain.stage import Stage
from avatar_intake.errors import (
    AddressesExpired,
    CommandFailed,
    IntakeError,
    MaterialsRejected,
    OnlyFollowed,
    OutcomeUnknown,
)
from avatar_intake.flow.access import Access
from avatar_intake.flow.amend import awaits_files
from avatar_intake.flow.job import JobKeeper, rejected
from avatar_intake.flow.model import Outcome, Report, RunOptions
from avatar_intake.flow.prepare import check_all
from avatar_intake.flow.quiet import wait_until_quiet
from avatar_intake.flow.run import Run, SubmitTools, Watch, stored_materials
from avatar_intake.flow.service import CONFIRM_COMMANDS, Patience, Tries
from avatar_intake.flow.uploading import JobUpload
from avatar_intake.store.lease import lease

# Each is good for 24 hours: whoever does not make it in four days needs another line, not another try.
_MOST_RENEWALS = 3


class Submission:
    """One run over one intake. `run` blocks and is called once."""

    def __init__(
        self, intake: Intake, find_access: Callable[[], Access], tools: SubmitTools, options: RunOptions, watch: Watch
    ) -> None:
        self._intake, self._find_access, self._tools, self._options = intake, find_access, tools, options
        self._watch = watch
        self._journal = tools.journal
        self._id = intake.intake_id
        self._report = Report((), ())

    def run(self) -> Outcome:
        """As far as it goes. Errors of ours end in the outcome; raises `Cancelled`."""
        error: IntakeError | None = None
        try:
            with lease(self._tools.leases, self._id):
                self._go()
        except IntakeError as found:
            error = found
        return self._outcome(error)

    def _go(self) -> None:
        self._require_own()
        self._journal.save_intake(self._intake)
        try:
            self._check()
            run = self._connect()
            try:
                keeper = JobKeeper(run)
                keeper.bring()
                _finish_or_renew(run, keeper)
            finally:
                run.line.redial()
        except IntakeError as error:
            self._journal.set_problem(self._id, error.message_id)
            raise
        self._journal.set_problem(self._id, "")

    def _require_own(self) -> None:
        """Raise `OnlyFollowed` for a job from elsewhere or whose files are forgotten: a run would make a second one."""
        record = self._journal.record(self._id)
        if any(it.is_adopted or it.is_forgotten for it in (self._intake, *([record.intake] if record else []))):
            raise OnlyFollowed(job_id=record.job_id if record else "")

    def _check(self) -> None:
        wait_until_quiet(self._intake.materials, self._patience())
        na_account = self._intake.service.na_account
        self._report = check_all(
            self._intake, na_account, self._tools.checker, self._watch.listener, self._watch.control
        )
        if self._report.errors:
            raise MaterialsRejected(count=len(self._report.errors))

    def _connect(self) -> Run:
        access = self._find_access()
        line = self._tools.connect(access, self._intake.job.app_user_id, self._request_made)
        patience = replace(self._patience(), hang_up=line.redial)
        return Run(self._intake, access, line, self._journal, self._options, patience)

    def _patience(self) -> Patience:
        return Patience(self._tools.clock, self._watch.control, self._watch.listener, self._options.patience_s)

    def _request_made(self, record: RequestRecord) -> None:
        self._journal.request_made(self._id, record)
        self._watch.listener.request_made(record)

    def _outcome(self, error: IntakeError | None) -> Outcome:
        record = self._journal.record(self._id)
        return Outcome(
            intake_id=self._id,
            job_id=record.job_id if record else "",
            state=record.state if record else "",
            stage=record.stage if record else Stage.DRAFT,
            report=self._report,
            materials=stored_materials(self._journal, self._id),
            requests=self._journal.requests(self._id),
            error=error,
        )


def _finish_or_renew(run: Run, keeper: JobKeeper) -> None:
    """Finish; where the job's addresses have died, or the service has lost what it had, go on with new ones."""
    for is_last in (*[False] * _MOST_RENEWALS, True):
        try:
            _finish(run)
        except AddressesExpired:
            if is_last or not run.options.renews_expired:
                raise
            keeper.renew_expired()
        except CommandFailed as refusal:
            if is_last or refusal.command != Command.SUBMITVERIFYING or not keeper.renew_if_forgotten():
                raise
        else:
            return


def _finish(run: Run) -> None:
    if run.record().stage is Stage.UPLOADING:
        JobUpload(run).send_all()
    if run.record().stage in (Stage.STORED, Stage.CONFIRMING):
        _confirm(run)
    if run.options.submit_review and run.record().stage in (Stage.CONFIRMED, Stage.SUBMITTING):
        _submit(run)
    detail = run.show()
    if detail.summary.state in REJECTED_STATES and not awaits_files(detail, run.record().amends):
        raise rejected(detail)


def _confirm(run: Run) -> None:
    """Confirm the videos of this round. An earlier run may have ended between a confirm and its record."""
    record = run.record()
    may_be_done = record.stage is Stage.CONFIRMING or record.is_salvaged
    sent = {item.role for item in run.journal.plan(run.intake.intake_id) if not item.is_submitted}
    run.step(Stage.CONFIRMING)
    for role, command in CONFIRM_COMMANDS.items():
        if role in sent:
            _confirm_one(run, command, may_be_done=may_be_done)
            may_be_done = True
    run.step(Stage.CONFIRMED)


def _confirm_one(run: Run, command: Command, *, may_be_done: bool) -> None:
    tries, was_unknown = Tries(run.patience), may_be_done
    while True:
        try:
            _execute(run, command)
        except OutcomeUnknown as error:
            tries.wait(error)
            was_unknown = True
        except CommandFailed:
            # A second confirm may be refused since the first, of which no answer is known, has held. Submitting tells.
            if was_unknown:
                return
            run.journal.set_stage(run.intake.intake_id, Stage.STORED)  # nothing is confirmed
            raise
        else:
            return


def _submit(run: Run) -> None:
    """The irreversible step: the state is asked before and after, so that it is never taken twice."""
    run.step(Stage.SUBMITTING)
    tries = Tries(run.patience)
    while awaits_files(run.show(), run.record().amends):
        try:
            _execute(run, Command.SUBMITVERIFYING)
        except OutcomeUnknown as error:
            tries.wait(error)
        except CommandFailed:
            # A confirm that was taken for done may never have been: the next run confirms first.
            run.journal.set_stage(run.intake.intake_id, Stage.CONFIRMING)
            raise
        else:
            break
    run.step(Stage.SUBMITTED)


def _execute(run: Run, command: Command) -> None:
    job_id = run.record().job_id
    run.patience.ask(lambda: run.line.service.execute(job_id, CommandRequest(command)))
