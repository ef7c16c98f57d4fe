"""Temporary folders that go with the process that made them, however it ends.

Who is killed, or ends without ``atexit`` as Celery's forks do, leaves a folder behind; the next to make
one of that kind sweeps it.
"""

import atexit
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from association.launch.locks import Lock, held

HELD = "held.lock"
# The kind that a process has which draws documents: its copies of the faces.
FACES = "portal-faces-"


class Room:
    """A folder with a random name, in use as long as its lock is held.

    ``leave()`` may be called often and from ``atexit``; a forked child's call does nothing.
    """

    def __init__(self, prefix: str, parent: Path | None = None) -> None:
        sweep(prefix, parent)
        self.folder = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        self._lock = Lock(self.folder / "new.lock")
        self._lock.try_exclusive()
        # Before it has its name nobody takes the folder for one that was left behind.
        (self.folder / "new.lock").rename(self.folder / HELD)
        self._process = os.getpid()
        atexit.register(self.leave)

    def leave(self) -> None:
        if self._process == os.getpid():
            atexit.unregister(self.leave)
            shutil.rmtree(self.folder, ignore_errors=True)
            self._lock.close()


def sweep(prefix: str, parent: Path | None = None) -> None:
    """Removes the folders that nobody uses any more."""
    parent = parent or Path(tempfile.gettempdir())
    for lock in parent.glob(f"{prefix}*/{HELD}"):
        with suppress(OSError):  # swept by somebody else meanwhile
            if lock.stat().st_uid == os.geteuid() and not held(lock):
                shutil.rmtree(lock.parent, ignore_errors=True)
