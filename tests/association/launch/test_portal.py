"""``make run`` as a person meets it: addresses, one ready line, and a clean end."""

import contextlib
import http.client
import os
import random
import re
import signal
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from association.launch import embedded
from association.launch.children import DEATHS, Child
from association.launch.portal import pad
from tests import prepared
from tests.association.launch.conftest import Script
from tests.association.launch.processes import assert_nothing_left, processes_of

pytestmark = pytest.mark.xdist_group("servers")

MODULE = ("-m", "association.launch.portal")
# A minute is short on a machine with much else to do: four deaths need not fit into it.
PATIENT = """
import sys
from association.launch import children, portal
children.WITHIN_SECONDS = 900.0
sys.exit(portal.main())
"""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """A portal that was started and is awaited."""

    def __init__(self, script: Script, data_dir: Path, program: tuple[str, ...] = MODULE) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.process = script(*program, PORT=str(self.port), DATA_DIR=str(data_dir), DEMO="0")

    def await_ready(self) -> list[str]:
        """What it printed up to and with the ready line."""
        lines: list[str] = []
        while not (lines and lines[-1].startswith("ready ")):
            line = self.process.stdout.readline()
            assert line, f"ended early: {lines} {self.process.stderr.read()}"
            lines.append(line.rstrip("\n"))
        return lines

    def status(self, path: str) -> int:
        return self.get(path)[0]

    def get(self, path: str) -> tuple[int, str]:
        page = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            page.request("GET", path)
            answer = page.getresponse()
            return answer.status, answer.read().decode(errors="replace")
        finally:
            page.close()

    def answers(self, path: str) -> int:
        """The status, or 0 while nobody listens."""
        try:
            return self.status(path)
        except (OSError, http.client.HTTPException):
            return 0

    def stop(self, signum: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Exit code and what it said on standard error."""
        self.process.send_signal(signum)
        return self.end()

    def end(self) -> tuple[int, str]:
        errors = self.process.communicate(timeout=60)[1]
        return self.process.returncode, errors


def test_it_greets_serves_and_ends_with_zero(ready_dir: Path, script: Script) -> None:
    portal = Running(script, ready_dir)
    lines = portal.await_ready()
    address = f"http://127.0.0.1:{portal.port}/"
    assert lines[-1] == f"ready {address}"
    table = "\n".join(lines[:-1])
    for path in ("", "portal/", "admin/"):
        assert f" {address}{path}\n" in f"{table}\n"
    assert portal.status("/") == 200
    assert portal.status("/healthz") == 200
    files = re.findall(r'(?:href|src)="(/static/[^"]+)"', portal.get("/account/login/")[1])
    assert {portal.status(file) for file in files} == {200}, "each by a name with its hash"
    assert any(file.endswith(".css") for file in files)

    second = script(*MODULE, PORT=str(free_port()), DATA_DIR=str(ready_dir))
    errors = second.communicate(timeout=60)[1]
    assert second.returncode == 1
    assert errors == f"A portal already runs on {ready_dir}: stop it, or set DATA_DIR.\n"
    assert portal.status("/healthz") == 200, "the first one isn't disturbed"

    assert portal.stop()[0] == 0
    assert_nothing_left(ready_dir)


def test_two_portals_run_side_by_side_and_end_apart(
    ready_dir: Path, new_folder: Callable[[], Path], script: Script
) -> None:
    other_dir = new_folder()
    prepared.copy(other_dir)
    one, two = Running(script, ready_dir), Running(script, other_dir)
    one.await_ready()
    two.await_ready()
    assert one.stop(signal.SIGINT)[0] == 0
    assert_nothing_left(ready_dir)
    assert two.status("/healthz") == 200

    assert two.stop()[0] == 0
    assert_nothing_left(other_dir)


def kill(portal: Running, name: str) -> int:
    """kill -9 of the process that the launcher keeps under the name, once there is one.

    Returns when it is dead: to be killed twice is to die once.
    """
    killed = None
    end = time.monotonic() + 60
    while time.monotonic() < end:
        pid = parent(portal, name)
        if killed and pid != killed:
            return killed
        if pid and not killed:
            os.kill(pid, signal.SIGKILL)
            killed = pid
        time.sleep(0.05)
    raise AssertionError(f"no {name} process that dies within a minute")


def word(name: str) -> str:
    """As it stands in a line of ``processes_of``, a whole argument of the command."""
    return rf"\x00{name}\x00"


def parent(portal: Running, name: str) -> int:
    """The process itself, not those that it has started; 0 if there is none."""
    for line in processes_of(portal.data_dir):
        pid = int(line.split()[0])
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{pid}/status").read_text()
            own = f"PPid:\t{portal.process.pid}\n" in status
            if own and word(name) in line:
                return pid
    return 0


def test_a_process_that_dies_is_begun_again_and_nothing_of_it_is_left(
    ready_dir: Path, script: Script
) -> None:
    portal = Running(script, ready_dir)
    portal.await_ready()
    first = {name: kill(portal, name) for name in ("worker", "gunicorn")}
    end = time.monotonic() + 60
    while not all(parent(portal, name) not in {0, pid} for name, pid in first.items()):
        assert time.monotonic() < end, processes_of(ready_dir)
        time.sleep(0.1)
    while portal.answers("/") != 200:
        assert time.monotonic() < end + 30
        time.sleep(0.1)
    workers = [line for line in processes_of(ready_dir) if word("worker") in line]
    assert workers
    assert len(workers) <= 3, "one and its two children; the old one's children are gone"
    code, errors = portal.stop()
    assert code == 0
    assert "The worker process ended with -9; it begins again in 1 s.\n" in errors
    assert "The web process ended with -9; it begins again in 1 s.\n" in errors
    assert_nothing_left(ready_dir)


def test_one_that_dies_time_and_again_stops_the_portal_with_its_last_words(
    ready_dir: Path, script: Script
) -> None:
    portal = Running(script, ready_dir, ("-c", PATIENT))
    portal.await_ready()
    for _ in range(DEATHS):
        kill(portal, "beat")
    code, errors = portal.end()
    assert code == 1
    assert errors.count("The beat process ended with -9; it begins again in") == DEATHS - 1
    assert f"ended {DEATHS} times within 900 s, at last with -9, so the portal stops" in errors
    assert_nothing_left(ready_dir)


def test_a_log_is_cut_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("association.launch.children.LOG_LIMIT", 1000)
    lines = "import time\nwhile True: print('x' * 99, flush=True); time.sleep(0.001)"
    (tmp_path / "chatty.py").write_text(lines)
    child = Child("chatty", tmp_path, ("chatty",), 10)
    child.begin({"PYTHONPATH": str(tmp_path)})
    try:
        end = time.monotonic() + 30
        while not (tmp_path / "chatty.log.old").exists():
            assert child.tend({}) == ""
            assert time.monotonic() < end
        written = (tmp_path / "chatty.log").stat().st_size
        while (tmp_path / "chatty.log").stat().st_size == written:
            assert time.monotonic() < end, "it goes on writing, at the file's new end"
    finally:
        child.end()
    assert "\0" not in (tmp_path / "chatty.log").read_text()


def test_a_killed_launcher_takes_its_processes_along(ready_dir: Path, script: Script) -> None:
    portal = Running(script, ready_dir)
    portal.await_ready()
    portal.process.kill()
    portal.process.communicate()
    end = time.monotonic() + 30
    while time.monotonic() < end:
        left = [line for line in processes_of(ready_dir) if "association" in line]
        if not left:
            break
        time.sleep(0.1)
    assert left == []
    embedded.ensure(ready_dir).leave()  # the servers wait for the next user, and end with it
    assert_nothing_left(ready_dir)


def test_a_stop_at_any_moment_leaves_nothing(data_dir: Path, script: Script) -> None:
    for _ in range(3):
        moment = random.uniform(0.2, 5)
        portal = Running(script, data_dir)
        time.sleep(moment)
        portal.stop()
        assert_nothing_left(data_dir, f"SIGTERM after {moment} s")


def test_a_taken_port_stops_it_with_one_sentence(data_dir: Path, script: Script) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = script(*MODULE, PORT=str(port), DATA_DIR=str(data_dir))
        output, errors = process.communicate(timeout=60)
    assert (process.returncode, output) == (1, "")
    assert errors == (
        f"Port {port} on 127.0.0.1 can't be used (Address already in use): "
        f"stop what listens there, or run `make run PORT={port % 65535 + 1}`.\n"
    )
    assert not data_dir.exists()


@pytest.mark.parametrize("port", ["abc", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(data_dir: Path, script: Script, port: str) -> None:
    process = script(*MODULE, PORT=port, DATA_DIR=str(data_dir))
    assert process.communicate(timeout=60) == (
        "",
        f"PORT={port} is no port: give a number from 1 to 65535.\n",
    )
    assert process.returncode == 1


def test_columns_stay_straight_with_chinese_words() -> None:
    assert pad("首页", 8) + "|" == "首页    |"
    assert pad("a1", 8) + "|" == "a1      |"
