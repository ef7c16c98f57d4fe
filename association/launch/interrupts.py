"""Signals that wait for a safe moment.

Starting a server takes several steps; a signal that raised between two of them would leave a
process behind. Within ``Deferred`` a signal is only noted. Whoever waits asks ``check()``, cleans
up, and on leaving the block the noted signal is delivered again, as if it had just come.

Standard library alone: the set-up script uses it before the environment exists.
"""

import signal
import subprocess
import threading
import time
from types import FrameType, TracebackType
from typing import Any

STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
POLL_SECONDS = 0.02


class Interrupted(BaseException):
    """A stop was asked for; raised by ``check()`` alone, so only at safe moments."""

    def __init__(self, signum: int) -> None:
        super().__init__(signum)
        self.signum = signum


class Deferred:
    """Notes SIGINT, SIGTERM and SIGHUP while the block runs; outside the main thread does nothing.

    ``redeliver=False`` is for the outermost program, which ends by itself.
    """

    def __init__(self, redeliver: bool = True) -> None:
        self.caught: list[int] = []
        self._redeliver = redeliver
        self._before: dict[int, Any] = {}

    def __enter__(self) -> "Deferred":
        if threading.current_thread() is threading.main_thread():
            for signum in STOPPING:
                # Under nohup the terminal's end is no stop. An ignored SIGINT is one all the same:
                # a shell ignores it for whatever it starts in the background.
                if signum != signal.SIGHUP or signal.getsignal(signum) != signal.SIG_IGN:
                    self._before[signum] = signal.signal(signum, self._note)
        return self

    def __exit__(
        self,
        kind: "type[BaseException] | None",
        error: "BaseException | None",
        trace: "TracebackType | None",
    ) -> None:
        for signum, handler in self._before.items():
            signal.signal(signum, signal.SIG_DFL if handler is None else handler)
        if self.caught and self._redeliver:
            signal.raise_signal(self.caught[0])

    def _note(self, signum: int, _frame: "FrameType | None") -> None:
        self.caught.append(signum)

    def check(self) -> None:
        if self.caught:
            raise Interrupted(self.caught[0])

    def sleep(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while True:
            self.check()
            left = end - time.monotonic()
            if left <= 0:
                return
            time.sleep(min(POLL_SECONDS, left))

    def wait(self, process: "subprocess.Popen[Any]") -> int:
        """The process's exit code. Raises Interrupted, with the process still running."""
        while (code := process.poll()) is None:
            self.sleep(POLL_SECONDS)
        return code
