"""Starting, joining and stopping one embedded server.

A server inherits a locked file from whoever started it, and so holds the lock for exactly as long
as it lives: "is it alive?" never depends on a process id that may have been given to another.
"""

import os
import signal
import socket
import subprocess
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path

from association.launch.interrupts import POLL_SECONDS, Deferred
from association.launch.locks import Lock, held
from association.launch.places import LaunchError, Place

START_SECONDS = 120  # a crash recovery on a slow disk may take a while
LOG_LIMIT = 10_000_000


class Server(ABC):
    name: str
    # Signals that ask for an end, each with the seconds that it is given.
    endings: tuple[tuple[signal.Signals, float], ...]

    def __init__(self, place: Place, test: bool) -> None:
        self.place = place
        self.test = test
        self.home = place.root / self.name
        self.log = place.logs / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._lock = place.root / f"{self.name}.lock"

    # --- what each server says of itself -----------------------------------------------------
    @abstractmethod
    def create(self, signals: Deferred, log: int, lock: int) -> None:
        """Makes the home, wholly or not at all."""

    @abstractmethod
    def clear(self) -> None:
        """Removes what a killed server left behind. Called when none is alive."""

    @abstractmethod
    def command(self) -> list[str | Path]: ...

    @abstractmethod
    def answers(self) -> bool: ...

    @abstractmethod
    def pid(self) -> int | None: ...

    # --- doors -------------------------------------------------------------------------------
    def begin(self, signals: Deferred) -> None:
        """Starts the server unless one is alive. Raises LaunchError, Interrupted."""
        lock = Lock(self._lock)
        end = time.monotonic() + START_SECONDS
        try:
            while not lock.try_exclusive():  # one is alive, or just ending
                if self.answers():
                    return
                if time.monotonic() > end:
                    raise LaunchError(f"A {self.name} hangs under {self.place.root}: end it first.")
                signals.sleep(POLL_SECONDS)
            self._spawn(signals, lock.descriptor)
        finally:
            lock.close()  # the server keeps the lock

    def await_ready(self, signals: Deferred) -> None:
        """Raises LaunchError with the log's end if the server doesn't come up."""
        end = time.monotonic() + START_SECONDS
        while not self.answers():
            if self.process is not None and self.process.poll() is not None:
                raise LaunchError(
                    f"{self.name} ended at once, see {self.log}: {self._last_words()}"
                )
            if time.monotonic() > end:
                raise LaunchError(f"{self.name} didn't answer in {START_SECONDS} s: see {self.log}")
            signals.sleep(POLL_SECONDS)

    def alive(self) -> bool:
        if self.process is not None:
            self.process.poll()  # takes the exit code, so that no zombie stays
        return held(self._lock)

    def end(self) -> None:
        """Stops the server, ever less politely; returns when it is gone."""
        for ending, seconds in self.endings:
            give_up = time.monotonic() + seconds
            asked = False
            while self.alive() and time.monotonic() < give_up:
                asked = asked or self._send(ending)
                time.sleep(POLL_SECONDS)
            if not self.alive():
                break
        if self.process is not None:
            self.process.wait()

    def leave_to_others(self) -> None:
        """The server outlives our use of it."""
        if self.process is not None:
            self.process.returncode = 0  # whoever stops it learns the real one; Popen asks for any

    # --- within ------------------------------------------------------------------------------
    def _spawn(self, signals: Deferred, lock: int) -> None:
        log = self._open_log()
        try:
            self.clear()
            if not self.home.exists():
                self.create(signals, log, lock)
            signals.check()
            self.process = self.place.start(
                *self.command(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=(lock,),
            )
        finally:
            os.close(log)

    def _send(self, ending: signal.Signals) -> bool:
        pid = self.process.pid if self.process is not None else self.pid()
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, ending)
        return True

    def _open_log(self) -> int:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.old"))
        self.place.own(self.place.logs)
        log = os.open(self.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        owner = self.place.logs.stat()
        os.fchown(log, owner.st_uid, owner.st_gid)
        return log

    def _last_words(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return " | ".join(lines[-4:])


def read_pid(path: Path) -> int | None:
    with suppress(OSError, ValueError, IndexError):
        return int(path.read_text().splitlines()[0])
    return None


def ask(path: Path, question: bytes) -> bytes:
    """What the server at the unix socket answers; empty if nobody does."""
    with suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(2)
        connection.connect(str(path))
        connection.sendall(question)
        return connection.recv(64)
    return b""
