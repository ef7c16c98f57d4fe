"""One pair, any number of users; nothing lost and nothing left, whenever somebody is killed."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from association.launch import embedded
from association.launch.locks import Lock, held
from association.launch.places import LaunchError
from tests.association.launch.conftest import Running, Script
from tests.association.launch.processes import assert_nothing_left, processes_of

pytestmark = [pytest.mark.xdist_group("servers"), pytest.mark.usefixtures("environment")]

# Joins or starts the pair, says so, and stays until its standard input ends.
USER = """
import sys
from pathlib import Path
from association.launch import embedded
with embedded.ensure(Path(sys.argv[1])) as pair:
    print(pair.database_url, flush=True)
    sys.stdin.read()
"""


def ask(pair: embedded.Pair, question: str) -> object:
    connection = psycopg2.connect(pair.database_url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(question)
            return cursor.fetchone()[0] if cursor.description else None
    finally:
        connection.close()


def valkey(pair: embedded.Pair) -> redis.Redis:
    return redis.Redis(unix_socket_path=urlsplit(pair.redis_url).path)


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres" / "postmaster.pid").read_text().split()[0])


def test_postgres_is_18_in_utf8_with_room_for_300(running: Running) -> None:
    pair = running.pair
    assert str(ask(pair, "SHOW server_version")).startswith("18.")
    assert ask(pair, "SHOW server_encoding") == "UTF8"
    assert ask(pair, "SHOW max_connections") == "300"
    assert ask(pair, "SHOW listen_addresses") == ""
    assert ask(pair, "SELECT lower('ÄÉ')") == "äé"
    ask(pair, "CREATE EXTENSION pg_trgm")
    assert ask(pair, "SELECT cardinality(show_trgm('安全生产'))") == 5


def test_data_of_both_servers_survive_a_stop(data_dir: Path) -> None:
    with embedded.ensure(data_dir) as pair:
        ask(pair, "CREATE TABLE kept AS SELECT 7 AS n")
        with valkey(pair) as broker:
            broker.set("kept", "8")
    assert_nothing_left(data_dir)
    with embedded.ensure(data_dir) as pair, valkey(pair) as broker:
        assert ask(pair, "SELECT n FROM kept") == 7
        assert broker.get("kept") == b"8"


def test_sockets_and_data_are_closed_to_other_users(running: Running) -> None:
    for name in ("run", "postgres", "valkey", "log"):
        assert (running.data_dir / name).stat().st_mode & 0o077 == 0, name


def test_a_second_process_joins_and_the_last_to_leave_stops(data_dir: Path, script: Script) -> None:
    with embedded.ensure(data_dir) as pair:
        pid = server_pid(data_dir)
        other = script("-c", USER, str(data_dir))
        assert other.stdout.readline().strip() == pair.database_url
        assert server_pid(data_dir) == pid
    assert server_pid(data_dir) == pid, "the other one still uses it"
    other.communicate()
    assert_nothing_left(data_dir)


def test_many_processes_at_once_start_one_pair(data_dir: Path, script: Script) -> None:
    users = [script("-c", USER, str(data_dir)) for _ in range(4)]
    assert len({user.stdout.readline() for user in users}) == 1
    servers = [line for line in processes_of(data_dir) if "postgres\\x00-D" in line]
    assert len(servers) == 1
    for user in users:
        user.communicate()
    assert_nothing_left(data_dir)


def test_two_pairs_live_side_by_side(data_dir: Path, new_folder: Callable[[], Path]) -> None:
    other_dir = new_folder()
    with embedded.ensure(data_dir) as one, embedded.ensure(other_dir) as two:
        ask(one, "CREATE TABLE mine ()")
        assert ask(two, "SELECT to_regclass('mine')") is None


def test_after_kill_minus_9_of_its_user_the_pair_is_joined_again(
    data_dir: Path, script: Script
) -> None:
    user = script("-c", USER, str(data_dir))
    user.stdout.readline()
    pid = server_pid(data_dir)
    user.kill()
    user.wait()
    with embedded.ensure(data_dir):
        assert server_pid(data_dir) == pid
    assert_nothing_left(data_dir)


def test_after_kill_minus_9_of_everything_the_data_are_there(
    data_dir: Path, script: Script
) -> None:
    user = script("-c", USER, str(data_dir))
    user.stdout.readline()
    with embedded.ensure(data_dir) as pair:
        ask(pair, "CREATE TABLE kept AS SELECT 7 AS n")
        user.kill()
        for line in processes_of(data_dir):
            if "postgres" in line or "valkey" in line:
                os.kill(int(line.split()[0]), signal.SIGKILL)
        user.wait()
        end = time.monotonic() + 10
        while held(data_dir / "postgres.lock") and time.monotonic() < end:
            time.sleep(0.02)
    assert (data_dir / "postgres" / "postmaster.pid").exists(), "left behind, as meant"
    with embedded.ensure(data_dir) as pair:
        assert ask(pair, "SELECT n FROM kept") == 7


def test_a_process_id_given_to_another_does_not_hinder_the_start(data_dir: Path) -> None:
    with embedded.ensure(data_dir):
        lines = (data_dir / "postgres" / "postmaster.pid").read_text()
    stale = data_dir / "postgres" / "postmaster.pid"
    stale.write_text(lines.replace(lines.split()[0], str(os.getpid()), 1))
    (data_dir / "valkey" / "valkey.pid").write_text(f"{os.getpid()}\n")
    with embedded.ensure(data_dir) as pair:
        assert ask(pair, "SELECT 1") == 1


def test_half_a_cluster_of_a_killed_start_is_swept_away(data_dir: Path) -> None:
    (data_dir / "postgres.new" / "base").mkdir(parents=True)
    with embedded.ensure(data_dir) as pair:
        assert ask(pair, "SELECT 1") == 1
    assert not (data_dir / "postgres.new").exists()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_at_any_moment_of_the_start_leaves_nothing(
    data_dir: Path, script: Script, signum: signal.Signals
) -> None:
    for _ in range(2):
        moment = random.uniform(0.15, 1.2)
        user = script("-c", USER, str(data_dir))
        time.sleep(moment)
        user.send_signal(signum)
        told, _ = user.communicate(timeout=30)
        if told:  # the start was over: it was killed as a user, whose servers wait for the next one
            embedded.ensure(data_dir).leave()
        assert_nothing_left(data_dir, f"{signum.name} after {moment} s")
    with embedded.ensure(data_dir) as pair:
        assert ask(pair, "SELECT 1") == 1


def test_servers_that_the_environment_names_are_taken_as_they_are(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://db/portal")
    monkeypatch.setenv("REDIS_URL", "redis://broker/0")
    with embedded.ensure(data_dir) as pair:
        assert (pair.database_url, pair.redis_url) == ("postgres://db/portal", "redis://broker/0")
        assert not pair.embedded
    assert not data_dir.exists()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_one_address_without_the_other_is_refused(
    monkeypatch: pytest.MonkeyPatch, data_dir: Path, name: str
) -> None:
    monkeypatch.setenv(name, "postgres://db/portal")
    with pytest.raises(LaunchError, match="Set both DATABASE_URL and REDIS_URL, or neither"):
        embedded.ensure(data_dir)


def test_a_test_pair_is_careless_and_vanishes(script: Script) -> None:
    code = """
import os
from association.launch import embedded
import psycopg2
pair = embedded.for_tests()
assert os.environ["DATABASE_URL"] == pair.database_url
with psycopg2.connect(pair.database_url) as connection, connection.cursor() as cursor:
    cursor.execute("SHOW fsync")
    print(pair.database_url.partition("host=")[2], cursor.fetchone()[0], flush=True)
"""
    process = script("-c", code)
    output, errors = process.communicate(timeout=60)
    folder, fsync = output.split()
    assert (fsync, process.returncode, errors) == ("off", 0, "")
    assert not Path(folder).exists()
    assert_nothing_left(Path(folder).parent)


def test_what_killed_test_runs_left_is_swept_but_no_running_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    names = ("killed", "used", "young")
    killed, used, young = (tmp_path / f"association-test-{name}" for name in names)
    for folder in (killed, used, young):
        (folder / "postgres").mkdir(parents=True)
    user = Lock(used / "users.lock")
    assert user.try_shared()
    for folder in (killed, used):
        os.utime(folder, (0, 0))
    embedded.ensure(test=True).leave()
    user.close()
    assert set(tmp_path.iterdir()) == {used, young}


def test_a_forked_child_leaves_the_pair_alone(running: Running) -> None:
    child = os.fork()
    if child == 0:
        running.pair.leave()
        os._exit(0)
    os.waitpid(child, 0)
    assert ask(running.pair, "SELECT 1") == 1


def test_a_server_that_cannot_start_is_told_with_its_own_words(data_dir: Path) -> None:
    with embedded.ensure(data_dir):
        pass
    with (data_dir / "postgres" / "postgresql.conf").open("a") as configuration:
        configuration.write("\nshared_buffers = nonsense\n")
    with pytest.raises(LaunchError, match=r"postgres ended at once.*shared_buffers"):
        embedded.ensure(data_dir)
    assert_nothing_left(data_dir)


def test_both_forms_of_address_are_understood_by_the_portal(running: Running) -> None:
    code = (
        "import django; django.setup()\n"
        "from django.core.cache import cache; cache.set('a', 1); assert cache.get('a') == 1\n"
        "from django.db import connection; connection.ensure_connection()\n"
        "from association.celery import app; app.connection().ensure_connection(max_retries=1)\n"
    )
    given = {"DATA_DIR": str(running.data_dir), "DJANGO_SETTINGS_MODULE": "association.settings"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, **running.pair.environment(), **given},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
