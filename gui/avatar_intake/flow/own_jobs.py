"""The jobs of one intake at the service: find them by their tag, delete them for certain. Knows no journal."""

from __future__ import annotations

from avatar_intake.domain.review import WAIT_FILE_UPLOAD
from avatar_intake.domain.service import JobQuery, JobSummary
from avatar_intake.errors import JobNotFound, OutcomeUnknown
from avatar_intake.flow.service import Patience, Service, Tries
from avatar_intake.transfer.settle import LIST_LAG_PAUSES_S


class OwnJobs:
    """The jobs with one tag. Every method waits as ``patience`` says, and raises as `Patience.ask` does."""

    def __init__(self, service: Service, tag: str, patience: Patience) -> None:
        self._service, self._tag, self._patience = service, tag, patience

    def listed(self) -> list[JobSummary]:
        """Those that the service's list shows; it may lag behind."""
        page = self._patience.ask(lambda: self._service.list(JobQuery(tag=self._tag, limit=100)))
        return [job for job in page.jobs if self._tag in job.tags]

    def others_with(self, file_tag: str) -> list[JobSummary]:
        """The jobs that other computers have made for the same intake file."""
        page = self._patience.ask(lambda: self._service.list(JobQuery(tag=file_tag, limit=100)))
        return [job for job in page.jobs if file_tag in job.tags and self._tag not in job.tags]

    def delete(self, job_id: str) -> None:
        """Return when the job is gone for certain."""
        tries = Tries(self._patience)
        while True:
            try:
                self._patience.ask(lambda: self._service.delete(job_id))
            except OutcomeUnknown as error:
                tries.wait(error)
            except JobNotFound:
                return
            else:
                return

    def delete_strays(self) -> None:
        """After an unknown create: the jobs whose addresses never reached us are found by tag and deleted.

        The list may lag behind: it is asked a few times before it is believed that there is none.
        """
        for pause_s in (*LIST_LAG_PAUSES_S, None):
            strays = [job.job_id for job in self.listed() if job.state == WAIT_FILE_UPLOAD]
            for job_id in strays:
                self.delete(job_id)
            if strays or pause_s is None:
                return
            self._patience.clock.sleep(self._patience.control, pause_s)
