"""Debian's own PostgreSQL and Redis, private to one rehearsal: a cluster of its own, free ports.

The machine's system cluster, its Redis and their data are neither used nor touched.
"""

import os
import pwd
import secrets
import shlex
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg2
import pytest

from association.launch import cluster as debian_cluster
from association.launch import debian
from association.launch.places import end_with_parent
from tests.cluster import compose
from tests.drills.house import wait_until
from tests.postbox import free_port


def needed() -> None:
    """Skips where Debian's servers or proxy are missing, with the line that mends it."""
    if packages := debian_cluster.missing():
        pytest.skip(f"no servers to rehearse server mode with: {debian.line(packages)}")


class Servers:
    """``folder`` belongs to us and may be passed by the servers' user."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.password = secrets.token_urlsafe(16)
        self.postgres_port = free_port()
        self.redis_port = free_port()
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self._running: list[subprocess.Popen[bytes]] = []
        self._services = compose.services(SITE="localhost")

    def __enter__(self) -> "Servers":
        try:
            self._begin_postgres()
            self._begin_redis()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for process in reversed(self._running):
            process.send_signal(signal.SIGINT)  # to Postgres: fast shutdown
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=30)
            if process.poll() is None:
                process.kill()
                process.wait()

    def connect(self, database: str = "portal") -> Any:
        """A connection that commits each statement."""
        connection = psycopg2.connect(
            dbname=database,
            user="portal",
            password=self.password,
            host="127.0.0.1",
            port=self.postgres_port,
        )
        connection.autocommit = True
        return connection

    def create(self, database: str, template: str = "template1") -> None:
        connection = self.connect("postgres")
        with connection.cursor() as cursor:
            cursor.execute(f"create database {database} template {template}")
        connection.close()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        connection = self.connect()
        with connection.cursor() as cursor:
            cursor.execute(sql, values)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        connection.close()
        return rows

    # --- within -------------------------------------------------------------------------------
    def _begin_postgres(self) -> None:
        service = self._services["postgres"]
        home = self._own("postgres")
        with tempfile.NamedTemporaryFile("w", dir=home) as word:
            word.write(self.password)
            word.flush()
            os.chown(word.name, home.stat().st_uid, home.stat().st_gid)
            asked = shlex.split(service.environment["POSTGRES_INITDB_ARGS"])
            role = service.environment["POSTGRES_USER"]
            self._run(
                *("initdb", "-D", home / "data", "-U", role, f"--pwfile={word.name}"),
                *("--auth=scram-sha-256", "--no-sync", *asked),
            ).wait()
        self._running.append(
            self._run(
                *(*service.command, "-D", home / "data", "-p", self.postgres_port),
                *("-c", "listen_addresses=127.0.0.1", "-c", f"unix_socket_directories={home}"),
                *("-c", "fsync=off", "-c", "full_page_writes=off"),
            )
        )
        wait_until(
            lambda: self._welcomes(), what=f"Postgres starts, see {self.folder}/postgres.log"
        )
        self.create(service.environment["POSTGRES_DB"])

    def _begin_redis(self) -> None:
        home = self._own("redis", as_ourselves=True)
        command = ("redis-server", *self._services["valkey"].command[1:])
        self._running.append(
            self._run(
                *(*command, "--port", self.redis_port, "--bind", "127.0.0.1", "--dir", home),
                as_ourselves=True,
            )
        )
        wait_until(lambda: _listens(self.redis_port), what="Redis starts")

    def _welcomes(self) -> bool:
        assert self._running[-1].poll() is None, (self.folder / "postgres.log").read_text()
        with suppress(psycopg2.OperationalError):
            self.connect("postgres").close()
            return True
        return False

    def _own(self, name: str, *, as_ourselves: bool = False) -> Path:
        home = self.folder / name
        home.mkdir(mode=0o700)
        if os.geteuid() == 0 and not as_ourselves:
            user = pwd.getpwnam(self._user)
            os.chown(home, user.pw_uid, user.pw_gid)
        return home

    def _run(self, program: str, *arguments: Any, as_ourselves: bool = False) -> Any:
        path = debian_cluster.find(program)
        assert path is not None, f"{program} isn't installed"
        options: dict[str, Any] = {}
        if os.geteuid() == 0 and not as_ourselves:
            options = {"user": self._user, "group": self._user, "extra_groups": []}
        with (self.folder / f"{program}.log").open("ab") as log:
            return subprocess.Popen(
                [path, *map(str, arguments)],
                cwd="/",
                env={"PATH": os.defpath, "LC_ALL": "C.UTF-8"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=end_with_parent,
                **options,
            )


def _listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False
