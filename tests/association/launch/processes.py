"""Which processes belong to a data folder, and what this machine lets us try."""

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from association.launch import ladder


def processes_of(data_dir: Path) -> list[str]:
    """Every process that names the folder in its command or environment, servers included."""
    private = ladder.private_folder_of(data_dir)
    names = [os.fsencode(path) for path in (data_dir, private) if path]
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            known = command + (folder / "environ").read_bytes()
        except OSError:
            continue  # it has just ended, or isn't ours to look at
        if command and any(name in known for name in names):
            found.append(f"{folder.name} {command.decode(errors='replace')!r}")
    return found


def assert_nothing_left(data_dir: Path, when: str = "") -> None:
    end = time.monotonic() + 10
    while processes_of(data_dir) and time.monotonic() < end:
        time.sleep(0.05)
    assert processes_of(data_dir) == [], when


def need_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root climbs this rung: run the tests as root, too")


def need_namespaces() -> None:
    user = ["unshare", "--user", "--map-user=65534", "--map-group=65534", "true"]
    if not shutil.which("unshare") or subprocess.run(user, capture_output=True).returncode:
        pytest.skip(
            "this machine gives no user namespaces: sysctl kernel.unprivileged_userns_clone=1"
        )
