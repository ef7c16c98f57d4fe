"""The portal's own processes: web, worker, beat. They begin together and end together.

One that dies is begun again, after a pause that doubles; one that dies time and again isn't.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from association.launch.interrupts import POLL_SECONDS, Deferred
from association.launch.places import LaunchError, end_with_parent

ROOT = Path(__file__).resolve().parent.parent.parent
DEATHS, WITHIN_SECONDS = 4, 60.0
FIRST_PAUSE = 1.0
LOG_LIMIT = 10_000_000


class Child:
    """One process with a group of its own and a log of its own."""

    def __init__(self, name: str, logs: Path, arguments: tuple[str, ...], patience: float) -> None:
        self.name = name
        self.log = logs / f"{name}.log"
        self._command = [sys.executable, "-m", *arguments]
        self._patience = patience
        self.process: subprocess.Popen[bytes] | None = None
        self._deaths: list[float] = []
        self._again_at: float | None = None

    def begin(self, environment: Mapping[str, str]) -> None:
        if self.log.exists():
            self.log.replace(self.log.with_suffix(".log.old"))
        self._begin(environment)

    def _begin(self, environment: Mapping[str, str]) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**os.environ, **environment},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
            )

    def code(self) -> int | None:
        """The exit code; None while it runs."""
        return None if self.process is None else self.process.poll()

    def tend(self, environment: Mapping[str, str]) -> str:
        """Begins a dead process again when its pause is over; what there is to say of it.

        Raises LaunchError at the fourth death within a minute.
        """
        if self._again_at is not None:
            if time.monotonic() >= self._again_at:
                self._again_at = None
                self._begin(environment)
            return ""
        if (code := self.code()) is None:
            self._trim()
            return ""
        self.end()  # what it leaves of its group would work beside its successor
        now = time.monotonic()
        self._deaths = [*(at for at in self._deaths if now - at < WITHIN_SECONDS), now]
        if len(self._deaths) >= DEATHS:
            raise LaunchError(
                f"The {self.name} process ended {DEATHS} times within {WITHIN_SECONDS:.0f} s, at "
                f"last with {code}, so the portal stops; the end of {self.log}:\n"
                f"{self.last_words()}"
            )
        pause = FIRST_PAUSE * 2 ** (len(self._deaths) - 1)
        self._again_at = now + pause
        return f"The {self.name} process ended with {code}; it begins again in {pause:.0f} s."

    def _trim(self) -> None:
        """The log never grows beyond twice the limit, however long the process lives."""
        if self.log.stat().st_size > LOG_LIMIT:
            shutil.copyfile(self.log, self.log.with_suffix(".log.old"))
            os.truncate(self.log, 0)

    def end(self) -> None:
        """Asks politely, waits, and then leaves nobody of the group."""
        if self.process is None:
            return
        if self.code() is None:
            self.process.terminate()
            give_up = time.monotonic() + self._patience
            while self.code() is None and time.monotonic() < give_up:
                time.sleep(POLL_SECONDS)
        with suppress(ProcessLookupError):  # nobody was left
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-12:])


def portal_processes(logs: Path, port: int) -> tuple[Child, ...]:
    """In the order of their end: nothing new is begun, what runs is finished, then the door."""
    celery = ("celery", "-A", "association")
    quiet = ("--loglevel", "WARNING")  # Celery's own words; the portal's lines come all the same
    worker = ("worker", "-n", f"portal-{port}@%h", "--concurrency", "2")
    lonely = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return (
        Child("beat", logs, (*celery, "beat", "--pidfile=", *quiet), 10),
        Child("worker", logs, (*celery, *worker, *lonely, *quiet), 20),
        Child("web", logs, ("gunicorn", "-c", "association/launch/web.py", "association.wsgi"), 15),
    )


def run_once(module: str, environment: Mapping[str, str], signals: Deferred) -> tuple[int, str]:
    """Exit code and last line of output of one of our modules; ended when a stop is asked for."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module],
            cwd=ROOT,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )
        try:
            code = signals.wait(process)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        output.seek(0)
        return code, output.read().decode().rpartition("\n")[2]
