"""Leaving without losing a request: after SIGTERM web first says so, and only then closes the door.

Gunicorn stops accepting at once, but its socket stays open until the last worker is gone: whoever
connects meanwhile is taken in by the kernel and thrown out by a reset, with a request that no proxy
may repeat if it was a POST. So for ``DRAIN_SECONDS`` everything is served as before, only
``/healthz`` and ``/readyz`` answer 503; a proxy that asks there more often than that sends nothing
new by the time the door closes. A second SIGTERM closes it at once.
"""

import mmap
import signal
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

PROBES = ("/healthz", "/readyz")
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class Leaving:
    """One for gunicorn's master and, by memory that a fork shares, for all its workers."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        self._said = mmap.mmap(-1, 1)

    def said(self) -> bool:
        return self._said[0] != 0

    # --- gunicorn's hooks --------------------------------------------------------------------
    def when_ready(self, arbiter: Any) -> None:
        """In the master, before it forks: SIGTERM now comes to us first."""

        def leave(signum: int, frame: FrameType | None) -> None:
            if self.said() or not self.seconds:
                arbiter.signal(signum, frame)
            else:
                self._said[0] = 1
                signal.setitimer(signal.ITIMER_REAL, self.seconds)

        signal.signal(signal.SIGALRM, lambda _, frame: arbiter.signal(signal.SIGTERM, frame))
        signal.signal(signal.SIGTERM, leave)

    def post_worker_init(self, worker: Any) -> None:
        """In each worker: the application behind a door that knows."""
        worker.wsgi = self._door(worker.wsgi)

    def _door(self, application: Application) -> Application:
        def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
            if self.said() and environ.get("PATH_INFO") in PROBES:
                head = [("Content-Type", "application/json"), ("Cache-Control", "no-store")]
                start_response("503 Service Unavailable", head)
                return [b'{"alive": true, "leaving": true}']
            return application(environ, start_response)

        return door
