"""Folders that go with their process."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from association.launch.rooms import Room

MAKE = "from association.launch.rooms import Room; from pathlib import Path; import os, sys, time; "


def begun(parent: Path, then: str) -> "subprocess.Popen[str]":
    """A process that makes a room, says where it is, and goes on as told."""
    code = f"{MAKE}room = Room('faces-', Path({str(parent)!r})); print(room.folder, flush=True); "
    return subprocess.Popen([sys.executable, "-c", code + then], stdout=subprocess.PIPE, text=True)


def test_a_folder_goes_when_it_is_left_and_leaving_twice_is_nothing(tmp_path: Path) -> None:
    room = Room("faces-", tmp_path)
    (room.folder / "copies").mkdir()
    room.leave()
    room.leave()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_goes_with_a_process_that_ends(tmp_path: Path) -> None:
    process = begun(tmp_path, "sys.exit(3)")
    said, _ = process.communicate(timeout=60)
    assert Path(said.strip()).parent == tmp_path
    assert process.returncode == 3
    assert list(tmp_path.iterdir()) == []


def test_a_forked_child_that_ends_leaves_its_parents_folder_alone(tmp_path: Path) -> None:
    process = begun(tmp_path, "pid = os.fork(); pid and (os.wait(), print(room.folder.exists()))")
    said, _ = process.communicate(timeout=60)
    assert said.splitlines()[-1] == "True"


def test_what_a_killed_process_left_is_swept_by_the_next_and_what_is_in_use_stays(
    tmp_path: Path,
) -> None:
    process = begun(tmp_path, "time.sleep(600)")
    assert process.stdout
    left = Path(process.stdout.readline().strip())
    first = Room("faces-", tmp_path)
    assert left.exists(), "its process is alive"
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    second = Room("faces-", tmp_path)
    assert not left.exists()
    assert first.folder.exists()
    for room in (first, second):
        room.leave()


def test_folders_of_another_kind_and_folders_just_being_made_are_not_swept(tmp_path: Path) -> None:
    killed = tmp_path / "tests-killed"
    killed.mkdir()
    (killed / "held.lock").touch()
    early = tmp_path / "faces-early"
    early.mkdir()
    Room("faces-", tmp_path).leave()
    assert {path.name for path in tmp_path.iterdir()} == {"tests-killed", "faces-early"}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes another user's folder")
def test_another_users_folder_is_not_swept(tmp_path: Path) -> None:
    lock = tmp_path / "faces-foreign" / "held.lock"
    lock.parent.mkdir()
    lock.touch()
    os.chown(lock, 65534, 65534)
    Room("faces-", tmp_path).leave()
    assert lock.exists()


def test_what_celerys_forks_leave_is_swept_when_the_process_that_began_them_ends(
    tmp_path: Path,
) -> None:
    """They end without ``atexit``."""
    code = (
        "import os, association.celery\n"
        "from association.launch import rooms\n"
        "if not os.fork():\n    rooms.Room(rooms.FACES)\n    os._exit(0)\n"
        "os.wait()\nprint(len(os.listdir(os.environ['TMPDIR'])))\n"
    )
    ours = os.environ | {"TMPDIR": str(tmp_path)}
    ran = subprocess.run(
        [sys.executable, "-c", code], env=ours, stdout=subprocess.PIPE, text=True, timeout=60
    )
    assert (ran.returncode, ran.stdout) == (0, "1\n")
    assert list(tmp_path.iterdir()) == []
