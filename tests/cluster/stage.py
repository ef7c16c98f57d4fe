"""A stage of real processes. Another year means that all of them begin anew, in that year."""

from collections.abc import Iterator
from contextlib import contextmanager

from association.base import clock
from association.base.models import Job
from tests.cluster.portal import ALL, Portal
from tests.drills.house import wait_until

OPEN = (Job.State.QUEUED, Job.State.RUNNING)


class Rehearsal:
    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._jobs_seen = 0

    @property
    def address(self) -> str:
        return self._portal.site.address

    @contextmanager
    def at(self, moment: str) -> Iterator[None]:
        self._portal.stop(*reversed(list(self._portal.running)))
        self._portal.options["CLOCK"] = moment
        with clock.at(moment):
            self._portal.start(*ALL)
            yield

    def finish_jobs(self) -> None:
        """The click that wrote the job may still be under way: a new one is waited for first."""
        wait_until(lambda: Job.objects.count() > self._jobs_seen, what="a job is written")
        wait_until(lambda: not Job.objects.filter(state__in=OPEN).exists(), what="jobs are done")
        self._jobs_seen = Job.objects.count()
