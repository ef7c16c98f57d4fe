"""Real servers and real processes, each test in a folder of its own; what it started must end."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from association.launch import embedded, ladder
from tests import prepared
from tests.association.launch.processes import assert_nothing_left

ROOT = Path(__file__).resolve().parent.parent.parent.parent
OURS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "HOST", "DEMO", "DJANGO_SETTINGS_MODULE")

Script = Callable[..., "subprocess.Popen[str]"]


class Running(NamedTuple):
    pair: embedded.Pair
    data_dir: Path


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """As in a fresh shell: the servers of this test run are not the launcher's business."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    return dict(os.environ)


@contextlib.contextmanager
def open_folder() -> Iterator[Path]:
    """A folder with a short name that every user may pass; pytest's own are closed and long."""
    folder = Path(tempfile.mkdtemp(prefix="launch-"))
    folder.chmod(0o711)
    yield folder
    assert_nothing_left(folder / "data")
    ladder.forget(folder / "data")
    shutil.rmtree(folder)


@pytest.fixture
def new_folder() -> Iterator[Callable[[], Path]]:
    """Makes places for a DATA_DIR, as many as a test wants."""
    with contextlib.ExitStack() as stack:
        yield lambda: stack.enter_context(open_folder()) / "data"


@pytest.fixture(scope="module")
def running() -> Iterator[Running]:
    """A pair that tests share which only look."""
    with open_folder() as folder, pytest.MonkeyPatch.context() as patch:
        for name in OURS:
            patch.delenv(name, raising=False)
        with embedded.ensure(folder / "data") as pair:
            yield Running(pair, folder / "data")


@pytest.fixture
def data_dir(new_folder: Callable[[], Path]) -> Path:
    """DATA_DIR that isn't there yet."""
    return new_folder()


@pytest.fixture
def data_dir_of_another(new_folder: Callable[[], Path]) -> Path:
    """A second DATA_DIR that isn't there yet."""
    return new_folder()


@pytest.fixture
def ready_dir(data_dir: Path) -> Path:
    """DATA_DIR with tables, reference data and static files, and no server running."""
    prepared.copy(data_dir)
    return data_dir


@pytest.fixture
def script(environment: dict[str, str]) -> Iterator[Script]:
    """Starts Python source or a module of ours as another process."""
    started: list[subprocess.Popen[str]] = []

    def start(*arguments: str, **given: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            ["env", "--default-signal=HUP", sys.executable, *arguments],  # as a terminal starts it
            cwd=ROOT,
            env={**environment, **given},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=60)
