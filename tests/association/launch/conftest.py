"""Real servers and real processes, each test in a folder of its own; what it started must end."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from association.launch import ladder
from tests.association.launch.processes import assert_nothing_left

ROOT = Path(__file__).resolve().parent.parent.parent.parent
OURS = ("DATABASE_URL", "REDIS_URL", "DATA_DIR", "PORT", "HOST", "DEMO", "DJANGO_SETTINGS_MODULE")

Script = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """As in a fresh shell: the servers of this test run are not the launcher's business."""
    for name in OURS:
        monkeypatch.delenv(name, raising=False)
    return dict(os.environ)


@pytest.fixture
def new_folder() -> Iterator[Callable[[], Path]]:
    """Folders with short names that every user may pass; pytest's own are closed and long."""
    made: list[Path] = []

    def make() -> Path:
        folder = Path(tempfile.mkdtemp(prefix="launch-"))
        folder.chmod(0o711)
        made.append(folder)
        return folder / "data"

    yield make
    for folder in made:
        assert_nothing_left(folder / "data")
        ladder.forget(folder / "data")
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Path]:
    """A DATA_DIR that was made ready once, and stopped: most tests need not wait for that again."""
    folder = Path(tempfile.mkdtemp(prefix="launch-cluster-"))
    folder.chmod(0o711)
    given = {
        **{name: value for name, value in os.environ.items() if name not in OURS},
        "DATA_DIR": str(folder / "data"),
        "DJANGO_SETTINGS_MODULE": "association.settings",
    }
    code = "from association.launch import embedded, prepare\n"
    code += "import os; pair = embedded.ensure(); os.environ.update(pair.environment())\n"
    code += "prepare.main(); pair.leave()"
    subprocess.run([sys.executable, "-c", code], env=given, cwd=ROOT, check=True)
    yield folder / "data"
    shutil.rmtree(folder)


@pytest.fixture
def data_dir(new_folder: Callable[[], Path], cluster: Path) -> Path:
    """DATA_DIR with a cluster of its own that never ran."""
    folder = new_folder()
    subprocess.run(["cp", "-a", cluster, folder], check=True)
    return folder


@pytest.fixture
def empty_dir(new_folder: Callable[[], Path]) -> Path:
    """DATA_DIR that isn't there yet."""
    return new_folder()


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
