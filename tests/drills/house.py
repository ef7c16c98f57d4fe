"""A whole portal of real processes that a drill may hurt: its own pair of servers, web, worker, beat.

Everything lives under one throw-away DATA_DIR. ``House`` is a context manager; what it started ends
with it. The database outlives an immediate stop as on a server (commits are flushed); the broker
keeps nothing on disk, so that stopping it loses all that it knew.
"""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import psycopg2
import redis

from association import env
from association.launch import ladder
from association.launch.children import Child, portal_processes
from association.launch.interrupts import Deferred
from association.launch.places import Place
from association.launch.postgres import Postgres
from association.launch.valkey import Valkey
from tests import prepared
from tests.postbox import free_port

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("DRILL_ROUNDS", "1"))
"""How many random instants each drill tries: 1 in ``make test``, 20 in ``make drill``."""


class House:
    """``options`` are those of ``association/env.py``, for every process of the house."""

    def __init__(self, **options: str) -> None:
        self.options = options
        self.port = free_port()
        self.folder = Path(tempfile.mkdtemp(prefix="drill-"))
        self.folder.chmod(0o711)
        self.data_dir = self.folder / "data"
        self.children: dict[str, Child] = {}
        self._random = random.Random()

    # --- beginning and end --------------------------------------------------------------------
    def __enter__(self) -> "House":
        try:
            prepared.copy(self.data_dir)
            self.postgres, self.valkey = ladder.climb(self.data_dir, self._servers)
            logs = self.data_dir / "log"
            logs.mkdir(exist_ok=True)
            self.children = {child.name: child for child in portal_processes(logs, self.port)}
            self.children["spare worker"] = self._spare_worker()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        for child in self.children.values():
            child.end()
        for name in ("valkey", "postgres"):
            if server := getattr(self, name, None):
                server.end()
        ladder.forget(self.data_dir)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _spare_worker(self) -> Child:
        """As on a second machine."""
        logs = self.data_dir / "log of the spare"
        logs.mkdir()
        names = {child.name: child for child in portal_processes(logs, free_port())}
        return names["worker"]

    @staticmethod
    def _servers(place: Place) -> tuple[Postgres, Valkey]:
        place = replace(place, follow=True)
        postgres, valkey = Postgres(place, test=False), Valkey(place, test=True)
        with Deferred() as signals:
            for server in (valkey, postgres):
                server.begin(signals)
            for server in (valkey, postgres):
                server.await_ready(signals)
        return postgres, valkey

    def environment(self, **more: str) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in prepared.STRANGE}
        return {
            **kept,
            **dict.fromkeys(prepared.STRANGE, ""),
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "DATA_DIR": str(self.data_dir),
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "PORT": str(self.port),
            "PYTHONPATH": str(ROOT),
            **self.options,
            **more,
        }

    # --- its processes ------------------------------------------------------------------------
    def start(self, *names: str, **more: str) -> None:
        """Begins web, worker or beat; ``more`` are options for these alone, such as CLOCK."""
        for name in names:
            self.children[name].begin(self.environment(**more))

    def stop(self, *names: str) -> None:
        """As an operator does: asks, and waits until what runs is finished."""
        for name in names:
            self.children[name].end()

    def workers(self) -> list[int]:
        """The processes that do the tasks: the worker's children."""
        process = self.children["worker"].process
        assert process is not None, "the worker was never started"
        return _children(process.pid)

    def kill_child(self, talking_to: int | None = None) -> int:
        """kill -9 of one of them; of the one that talks to this port, if any does."""
        wait_until(self.workers, what="a worker has children")
        pids = self.workers()
        talking = [pid for pid in pids if talking_to and _talks(pid, talking_to)]
        pid = self._random.choice(talking or pids)
        os.kill(pid, signal.SIGKILL)
        return pid

    def kill_worker(self) -> None:
        """kill -9 of the worker with all its children: a machine that loses power."""
        self._signal_worker(signal.SIGKILL).wait()

    @contextlib.contextmanager
    def worker_frozen(self) -> Iterator[None]:
        """Within the block it does nothing, keeps its connections, and never learns of it: a
        virtual machine that is paused."""
        self._signal_worker(signal.SIGSTOP)
        try:
            yield
        finally:
            self._signal_worker(signal.SIGCONT)

    def _signal_worker(self, what: signal.Signals) -> "subprocess.Popen[bytes]":
        """To the worker with all its children."""
        process = self.children["worker"].process
        assert process is not None, "the worker was never started"
        os.killpg(process.pid, what)
        return process

    # --- its servers --------------------------------------------------------------------------
    def flush_broker(self) -> None:
        with self.broker() as broker:
            broker.flushall()

    @contextlib.contextmanager
    def broker_away(self, seconds: float = 0) -> Iterator[None]:
        """Kills it, with all that it knew. It is back after the block, but not before its time."""
        back = time.monotonic() + seconds
        pid = self.valkey.pid()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not self.valkey.alive(), what="the broker is gone")
        try:
            yield
            time.sleep(max(0, back - time.monotonic()))
        finally:
            self._begin_again(self.valkey)

    def restart_postgres(self, seconds: float = 0) -> None:
        """``pg_ctl restart -m immediate``: every connection breaks, nothing is written back."""
        pid = self.postgres.pid()
        assert pid is not None
        os.kill(pid, signal.SIGQUIT)
        wait_until(lambda: not self.postgres.alive(), what="the database is gone")
        time.sleep(seconds)
        self._begin_again(self.postgres)

    @staticmethod
    def _begin_again(server: Postgres | Valkey) -> None:
        with Deferred() as signals:
            server.begin(signals)
            server.await_ready(signals)

    @contextlib.contextmanager
    def broker(self) -> Iterator["redis.Redis"]:
        client = redis.Redis(unix_socket_path=str(self.valkey.socket))
        try:
            yield client
        finally:
            client.close()

    # --- asking and telling -------------------------------------------------------------------
    @contextlib.contextmanager
    def database(self) -> Iterator[Any]:
        """A cursor on a connection of its own, committing each statement."""
        place = env.database(self.postgres.url)
        connection = psycopg2.connect(
            dbname=place["NAME"], user=place["USER"], host=place["HOST"], connect_timeout=10
        )
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        finally:
            connection.close()

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        with self.database() as cursor:
            cursor.execute(sql, values)
            return list(cursor.fetchall())

    def count(self, sql: str, *values: Any) -> int:
        return int(self.ask(sql, *values)[0][0])

    def run(self, code: str, /, at: str = "", **given: Any) -> Any:
        """Runs Python in a process of the house, with ``given`` at hand and the clock ``at`` a
        moment; answers the JSON that it prints on its last line."""
        head = "import django, json, os; django.setup(); given = json.loads(os.environ['GIVEN'])\n"
        done = subprocess.run(
            [sys.executable, "-c", head + code],
            cwd=ROOT,
            env=self.environment(GIVEN=json.dumps(given), CLOCK=at),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        last = done.stdout.strip().rpartition("\n")[2]
        return json.loads(last) if last else None

    def instant(self, longest: float) -> None:
        """Lets a random while pass, in seconds."""
        time.sleep(self._random.uniform(0, longest))

    def log(self, name: str) -> str:
        return self.children[name].log.read_text(encoding="utf-8", errors="replace")


def wait_until(predicate: Callable[[], Any], seconds: float = 60, what: str = "") -> float:
    """Waits until it holds; how long that took, in seconds. Fails if it takes too long."""
    begin = time.monotonic()
    while not predicate():
        assert time.monotonic() - begin < seconds, f"not within {seconds} s: {what or predicate}"
        time.sleep(0.1)
    return time.monotonic() - begin


def tell(sentence: str) -> None:
    """What a drill measured; shown by ``make drill``."""
    sys.stdout.write(f"\n{sentence}")


def _children(pid: int) -> list[int]:
    with contextlib.suppress(OSError):
        return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _talks(pid: int, port: int) -> bool:
    """Whether the process has a connection to this port of the loopback."""
    wanted = f"0100007F:{port:04X}"
    sockets = {
        fields[9]
        for fields in map(str.split, Path("/proc/net/tcp").read_text().splitlines()[1:])
        if fields[2] == wanted and fields[3] == "01"
    }
    with contextlib.suppress(OSError):
        for link in Path(f"/proc/{pid}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(link.readlink())[len("socket:[") : -1] in sockets:
                    return True
    return False
