"""CPU of this process and of the Postgres backend behind its connection; queries by the way."""

import json
import os
import resource
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

TICKS = os.sysconf("SC_CLK_TCK")


def emit(id: str, what: str, value: float | str, unit: str, goal: str) -> None:
    record = {"id": id, "what": what, "value": value, "unit": unit, "goal": goal}
    print(json.dumps(record, ensure_ascii=False), flush=True)


def _own() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def _backend() -> float:
    """CPU seconds of the database's process for this connection, to a hundredth."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        pid = cursor.fetchone()[0]
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def cpu(action: Callable[[], Any]) -> float:
    """CPU seconds of one run, both processes."""
    before = _own() + _backend()
    action()
    return _own() + _backend() - before


def cpu_per(action: Callable[[], Any], *, times: int = 40, rounds: int = 9) -> float:
    """CPU seconds of one call: the best of rounds, after a warm-up.

    Whoever shares the core only ever adds to it, by half and more on a busy machine.
    """
    for _ in range(10):
        action()

    def batch() -> None:
        for _ in range(times):
            action()

    return min(cpu(batch) / times for _ in range(rounds))


def peak() -> int:
    """MB that this process has held at most; ``ru_maxrss`` may be of the one that began it."""
    lines = Path("/proc/self/status").read_text().splitlines()
    (kilobytes,) = (line.split()[1] for line in lines if line.startswith("VmHWM:"))
    return round(int(kilobytes) / 1024)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The queries of the block."""
    queries: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        queries.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield queries


def tell_pace(when: str) -> None:
    """A million turns of an empty loop: how fast the core is at this moment, the rest being equal."""

    def turn() -> None:
        for _ in range(1_000_000):
            pass

    emit("pace", f"an empty loop of a million turns, {when}",
         round(cpu_per(turn, times=1) * 1000, 1), "CPU ms", "")  # fmt: skip


def machine() -> str:
    info = Path("/proc/cpuinfo").read_text()
    model = next(
        (line.split(":")[1].strip() for line in info.splitlines() if line.startswith("model name")),
        "unknown",
    )
    version = sys.version.split()[0]
    return f"{os.cpu_count()} × {model}, Python {version}, {_postgres()}"


def _postgres() -> str:
    with connection.cursor() as cursor:
        cursor.execute("show server_version")
        return f"PostgreSQL {cursor.fetchone()[0]}"
