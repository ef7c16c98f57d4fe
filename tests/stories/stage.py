"""Where a story is played: in this process, or by the processes that the environment names.

A story asks its stage for three things only: an address, what time it is, and that the work that
waits be done. So the same story plays beside the test and on servers (``tests/cluster``).
"""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol

from django.test.testcases import LiveServerThread

from association.base import clock
from tests.conftest import RunJobs

ELSEWHERE = "STAGE"
"""Names the option that holds a ``tests.cluster.portal.Site``, as that tells it."""


class Stage(Protocol):
    @property
    def address(self) -> str:
        """Where the portal listens, without a slash at the end."""

    def at(self, moment: str) -> AbstractContextManager[None]:
        """Within the block everybody's clock starts at this moment."""

    def finish_jobs(self) -> None:
        """Returns when no job waits or runs."""


class Here:
    """The application on a thread of this process; the work is done by the test itself."""

    def __init__(self, server: LiveServerThread, run_jobs: RunJobs) -> None:
        self.address = f"http://{server.host}:{server.port}"
        self.at = clock.at
        self._run_jobs = run_jobs

    def finish_jobs(self) -> None:
        self._run_jobs()


@contextmanager
def elsewhere() -> Iterator[Stage]:
    """Two web processes, two workers, beat and proxy, on the servers that we were told of."""
    from tests.cluster.portal import Portal, Site
    from tests.cluster.stage import Rehearsal

    with Portal(Site.told(os.environ[ELSEWHERE])) as portal:
        yield Rehearsal(portal)
