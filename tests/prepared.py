"""One DATA_DIR made ready per test run; whoever needs a portal's folder begins with a copy of it.

It has tables, reference data, static files and keys, and no server runs on it. The first to ask
makes it while the other workers wait: migrating and compressing cost far more than a copy.
"""

import os
import subprocess
import sys
from pathlib import Path

from association.launch.locks import Lock

ROOT = Path(__file__).resolve().parents[1]
NAME = "prepared"

# What the tests' own process was given is none of the portal's business.
STRANGE = (
    "DATABASE_URL",
    "REDIS_URL",
    "DATA_DIR",
    "CLOCK",
    "EMAIL_URL",
    "DEMO",
    "DEBUG",
    "SECURE",
    "PORT",
    "HOST",
)

_PREPARE = """
import os
from association.launch import embedded, prepare
with embedded.ensure() as pair:
    os.environ.update(pair.environment())
    prepare.main()
"""


def copy(to: Path) -> None:
    """``to`` must not be there yet."""
    subprocess.run(["cp", "-a", "--reflink=auto", _made(), to], check=True)


def _made() -> Path:
    from django.conf import settings  # whose folder all workers of the run share

    made = Path(settings.DATA_DIR) / NAME
    lock = Lock(made.with_suffix(".lock"))
    try:
        lock.wait_exclusive()
        if not made.exists():
            _make(made)
    finally:
        lock.close()
    return made


def _make(made: Path) -> None:
    draft = made.with_suffix(".draft")
    kept = {name: value for name, value in os.environ.items() if name not in STRANGE}
    ours = {"DATA_DIR": str(draft), "DJANGO_SETTINGS_MODULE": "association.settings"}
    done = subprocess.run(
        [sys.executable, "-c", _PREPARE],
        cwd=ROOT,
        env=kept | ours,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    draft.rename(made)
