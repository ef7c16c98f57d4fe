"""Web says that it leaves before it closes its door."""

import http.client
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from tests.postbox import free_port

ROOT = Path(__file__).resolve().parents[3]
Begin = Callable[..., "Web"]


class Web:
    """Gunicorn as everybody starts it, in front of a page that needs no database."""

    def __init__(self, **options: str) -> None:
        self.port = free_port()
        self.environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "association.settings",
            "PORT": str(self.port),
            **options,
        }
        self.process = subprocess.Popen(
            [
                *(sys.executable, "-m", "gunicorn"),
                *("-c", "association/launch/web.py", "association.wsgi"),
            ],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def status(self, path: str) -> int:
        """0 if nobody listens."""
        page = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        with closing(page), suppress(OSError, http.client.HTTPException):
            page.request("GET", path)
            return page.getresponse().status
        return 0

    def probe(self, path: str, **options: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "association/launch/probe.py", path],
            cwd=ROOT,
            env=self.environment | options,
            capture_output=True,
            text=True,
        )

    def until(self, path: str, status: int) -> None:
        end = time.monotonic() + 60
        while self.status(path) != status:
            assert time.monotonic() < end, f"{path} never answered {status}"
            assert self.process.poll() is None or status == 0
            time.sleep(0.05)


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    started: list[Web] = []

    def start(expected: int = 200, **options: str) -> Web:
        web = Web(DATA_DIR=str(tmp_path), **options)
        started.append(web)
        web.until("/healthz", expected)
        return web

    yield start
    for web in started:
        web.process.kill()
        web.process.wait()


def test_while_it_leaves_probes_hear_no_and_people_are_served(begin: Begin) -> None:
    web = begin(DRAIN_SECONDS="600")
    assert web.status("/favicon.ico") == 200
    web.process.send_signal(signal.SIGTERM)
    web.until("/healthz", 503)
    assert web.status("/readyz") == 503
    assert web.status("/favicon.ico") == 200
    assert web.probe("/healthz").returncode == 1
    web.process.send_signal(signal.SIGTERM)  # a second one: at once
    assert web.process.wait(timeout=60) == 0


def test_when_its_time_is_over_the_door_closes(begin: Begin) -> None:
    web = begin(DRAIN_SECONDS="1")
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(timeout=60) == 0
    assert web.status("/healthz") == 0


def test_without_the_option_it_leaves_at_once(begin: Begin) -> None:
    web = begin()
    web.process.send_signal(signal.SIGTERM)
    assert web.process.wait(timeout=60) == 0


def test_a_probe_comes_past_tls_and_foreign_names(begin: Begin) -> None:
    """As from within a container: SECURE would redirect, another name would be refused."""
    web = begin(400, SECURE="1", TRUSTED_PROXIES="1", ALLOWED_HOSTS="portal.example.org")
    assert web.probe("/healthz").returncode == 0, web.probe("/healthz").stdout
    assert web.probe("/healthz", HOST="0.0.0.0").returncode == 0
    assert web.status("/") == 400, "a visitor by another name"


def test_a_probe_of_nobody_says_so(begin: Begin) -> None:
    web = begin()
    nobody = web.probe("/healthz", PORT=str(free_port()))
    assert nobody.returncode == 1
    assert "/healthz on 127.0.0.1" in nobody.stderr
