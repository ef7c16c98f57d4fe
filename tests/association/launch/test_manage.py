"""``manage.py`` without named servers: joins or starts the pair, and keeps standard output clean."""

import json
import signal
from pathlib import Path

import pytest

from tests.association.launch.conftest import Script
from tests.association.launch.processes import assert_nothing_left

pytestmark = pytest.mark.xdist_group("servers")


def test_commands_on_an_empty_folder_print_their_answer_and_nothing_else(
    data_dir: Path, script: Script
) -> None:
    command = ("manage.py", "assess_dues", "2020", "--json")
    both = [script(*command, DATA_DIR=str(data_dir)) for _ in range(2)]
    answers = [process.communicate(timeout=120) for process in both]
    assert [process.returncode for process in both] == [0, 0], answers
    assert [json.loads(output)["assessed"] for output, _ in answers] == [0, 0]
    told = "".join(errors for _, errors in answers)
    assert told.count("Preparing the empty database") == 1, "one prepares, the other waits"
    assert_nothing_left(data_dir)


def test_a_first_migration_that_was_killed_is_finished(ready_dir: Path, script: Script) -> None:
    # What a kill in the middle leaves: what the last migrations make is not there yet.
    back = script("manage.py", "migrate", "bulletin", "0006", DATA_DIR=str(ready_dir))
    assert back.communicate(timeout=120)[1] == ""
    (ready_dir / "migrating").touch()
    tell = "from association.base import schema; print(len(schema.missing()))"
    process = script("manage.py", "shell", "--no-imports", "-c", tell, DATA_DIR=str(ready_dir))
    output, errors = process.communicate(timeout=120)
    assert (process.returncode, output) == (0, "0\n"), errors
    assert "Preparing the empty database" in errors
    assert not (ready_dir / "migrating").exists()


@pytest.mark.parametrize(
    "command",
    [(), ("check",), ("assess_dues", "--help")],
    ids=lambda command: " ".join(command) or "nothing",
)
def test_what_needs_no_database_starts_none(
    data_dir: Path, script: Script, command: tuple[str, ...]
) -> None:
    process = script("manage.py", *command, DATA_DIR=str(data_dir))
    process.communicate(timeout=60)
    assert process.returncode == 0
    assert not (data_dir / "postgres").exists()


@pytest.mark.parametrize("signum", [signal.SIGTERM, signal.SIGHUP])
def test_a_command_that_is_stopped_leaves_nothing(
    ready_dir: Path, script: Script, signum: signal.Signals
) -> None:
    code = "print('in', flush=True); import time; time.sleep(60)"
    process = script("manage.py", "shell", "--no-imports", "-c", code, DATA_DIR=str(ready_dir))
    assert process.stdout.readline() == "in\n"
    process.send_signal(signum)
    process.communicate(timeout=60)
    assert process.returncode != 0
    assert_nothing_left(ready_dir)


def test_one_address_without_the_other_is_one_sentence(data_dir: Path, script: Script) -> None:
    process = script("manage.py", "migrate", DATA_DIR=str(data_dir), REDIS_URL="redis://x/0")
    assert process.communicate(timeout=60) == (
        "",
        "Set both DATABASE_URL and REDIS_URL, or neither of them.\n",
    )
    assert process.returncode == 1
