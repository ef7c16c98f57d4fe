"""What certificates made in the background cost who opens a page meanwhile: the real web process
and the real worker, one reader who waits for each answer before the next question."""

import http.client
import math
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from django.conf import settings

from association.launch.children import portal_processes
from benchmarks.meter import emit
from benchmarks.pages import representative
from tests.factories.training_certificates import issued_run, kept_photo

RUN, IDLE = 400, 400
GOAL = 2.0
START_SECONDS, RUN_SECONDS = 60, 600
_reader = count(1)


def measure() -> None:
    face = kept_photo()
    token = issued_run(1, face=face).printings.get().credential.token
    session = representative().cookies[settings.SESSION_COOKIE_NAME].value
    cookie = f"{settings.SESSION_COOKIE_NAME}={session}"
    pages = ((f"/verify/{token}/", ""), ("/portal/", cookie))
    with _portal() as ask:
        _asked(ask, pages, until=_times(60))
        issued_run(20, face=face)  # the worker's imports and faces
        _asked(ask, pages, until=_runs())
        idle = _asked(ask, pages, until=_times(IDLE))
        issued_run(RUN, face=face)
        meanwhile = _asked(ask, pages, until=_runs())
    before, after = _p99(idle), _p99(meanwhile)
    emit("web-p99-idle", f"verification and portal home in turn, p99 of {len(idle)}",
         round(before * 1000, 1), "ms", "")  # fmt: skip
    emit("web-p99-meanwhile",
         f"the same while {RUN} certificates are made, p99 of {len(meanwhile)}",
         round(after * 1000, 1), "ms", "")  # fmt: skip
    emit("web-p99-ratio", "p99 while certificates are made, over its idle value",
         round(after / before, 2), "", f"≤ {GOAL:g}")  # fmt: skip


def _asked(
    ask: Callable[[str, str], float], pages: tuple[tuple[str, str], ...], *, until: Iterator[bool]
) -> list[float]:
    """Seconds of each answer."""
    found: list[float] = []
    while not next(until):
        found += [ask(path, cookie) for path, cookie in pages]
    return found


def _times(answers: int) -> Iterator[bool]:
    yield from (False for _ in range(answers // 2))
    yield True


def _runs() -> Iterator[bool]:
    """Until the youngest run is finished."""
    from association.credentials.models import PrintRun

    run, give_up = PrintRun.objects.latest("pk"), time.monotonic() + RUN_SECONDS
    while time.monotonic() < give_up:
        yield PrintRun.objects.filter(pk=run.pk, finished_at__isnull=False).exists()
    raise TimeoutError(f"{run} isn't finished after {RUN_SECONDS} s")


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[math.ceil(len(seconds) * 0.99) - 1]


@contextmanager
def _portal() -> Iterator[Callable[[str, str], float]]:
    """Web and worker as ``make run`` starts them; asks for a page and says how long it took."""
    with socket.socket() as free, tempfile.TemporaryDirectory(prefix="bench-log-") as logs:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        _, worker, web = portal_processes(Path(logs), port)
        own = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "TRUSTED_PROXIES": "1"}
        with ExitStack() as running:
            for child in (worker, web):
                child.begin(own)
                running.callback(child.end)
            _wait(port)

            def ask(path: str, cookie: str) -> float:
                return _ask(port, path, cookie)

            yield ask


def _wait(port: int) -> None:
    give_up = time.monotonic() + START_SECONDS
    while time.monotonic() < give_up:
        try:
            _ask(port, "/healthz", "")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise TimeoutError(f"web doesn't answer after {START_SECONDS} s")


def _ask(port: int, path: str, cookie: str) -> float:
    """By another address each time: a look-up of one address alone is counted, and stopped."""
    headers = {"X-Forwarded-For": f"198.51.{(n := next(_reader)) // 250 % 250}.{n % 250 + 1}"}
    if cookie:
        headers["Cookie"] = cookie
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    begin = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    answer.read()
    took = time.perf_counter() - begin
    connection.close()
    assert answer.status == 200, (path, answer.status)
    return took
