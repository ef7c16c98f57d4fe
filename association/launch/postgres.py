"""The embedded PostgreSQL 18: one cluster, one role and one database, all by unix socket."""

import shutil
import signal
import subprocess
from pathlib import Path
from urllib.parse import quote

from association.launch.interrupts import Deferred, Interrupted
from association.launch.places import LaunchError
from association.launch.servers import Server, read_pid

DATABASE = ROLE = "portal"
PORT = 5432  # names the socket file; nothing listens on the network
# What a crash would cost doesn't matter for a database that lives for one run of the tests.
CARELESS = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "wal_level=minimal")


class Postgres(Server):
    name = "postgres"
    # Fast shutdown (no waiting for idle connections), then immediate, then none at all.
    endings = ((signal.SIGINT, 30), (signal.SIGQUIT, 10), (signal.SIGKILL, 10))

    @property
    def url(self) -> str:
        return f"postgres://{ROLE}@/{DATABASE}?host={quote(str(self.place.sockets), safe='/')}"

    def create(self, signals: Deferred, log: int, lock: int) -> None:
        draft = self.home.with_suffix(".new")
        shutil.rmtree(draft, ignore_errors=True)  # of a start that was killed
        self.place.own(draft)
        initdb: list[str | Path] = [self._program("initdb"), "-D", draft, "-U", ROLE]
        # Only the owner of the socket's folder can reach the server: it needs no password.
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        initdb += ["--no-sync"] if self.test else []
        single: list[str | Path] = [self._program("postgres"), "--single", "-D", draft, "postgres"]
        self._run(initdb, b"", signals, log, lock)
        self._run(single, f"CREATE DATABASE {DATABASE}\n".encode(), signals, log, lock)
        draft.rename(self.home)

    def clear(self) -> None:
        # The number in these files may by now belong to another process, and Postgres would then
        # refuse to start. Nobody holds our lock, so no server of this cluster is alive.
        left = [self.home / "postmaster.pid", *self.place.sockets.glob(".s.PGSQL.*")]
        for path in left:
            path.unlink(missing_ok=True)

    def command(self) -> list[str | Path]:
        settings = [
            "listen_addresses=",
            f"unix_socket_directories={self.place.sockets}",
            f"port={PORT}",
            "max_connections=300",
            "log_checkpoints=off",
        ]
        if self.test:
            settings += [*CARELESS, "max_wal_senders=0"]
        options = [part for setting in settings for part in ("-c", setting)]
        return [self._program("postgres"), "-D", self.home, *options]

    def answers(self) -> bool:
        # Its eighth line is how Postgres tells pg_ctl that connections are welcome.
        try:
            lines = (self.home / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) > 7 and lines[7].strip() == "ready" and self.alive()

    def pid(self) -> int | None:
        return read_pid(self.home / "postmaster.pid")

    def _program(self, name: str) -> Path:
        return self.place.programs.of_postgres(name)

    def _run(
        self, command: list[str | Path], said: bytes, signals: Deferred, log: int, lock: int
    ) -> None:
        process = self.place.start(
            *command, stdin=subprocess.PIPE, stdout=log, stderr=log, pass_fds=(lock,)
        )
        try:
            if process.stdin is not None:
                process.stdin.write(said)
                process.stdin.close()
            code = signals.wait(process)
        except (Interrupted, BrokenPipeError):
            process.terminate()
            process.wait()
            raise
        if code != 0:
            raise LaunchError(f"The database can't be made, see {self.log}: {self._last_words()}")
