"""Advisory locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
from pathlib import Path


class Lock:
    """One open file with a ``flock``. A child that inherits ``descriptor`` shares the lock."""

    def __init__(self, path: Path) -> None:
        # Read-only, so that a later user who may only read the file can still take part.
        self.descriptor = os.open(path, os.O_RDONLY | os.O_CREAT, 0o644)

    def try_exclusive(self) -> bool:
        return self._try(fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        return self._try(fcntl.LOCK_SH)

    def wait_exclusive(self) -> None:
        """Returns when the lock is ours, however long that takes."""
        fcntl.flock(self.descriptor, fcntl.LOCK_EX)

    def unlock(self) -> None:
        fcntl.flock(self.descriptor, fcntl.LOCK_UN)

    def close(self) -> None:
        """Gives the lock up, unless a child holds the same open file."""
        if self.descriptor >= 0:
            os.close(self.descriptor)
            self.descriptor = -1

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self.descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def held(path: Path) -> bool:
    """Whether any process holds the lock."""
    if not path.exists():
        return False
    lock = Lock(path)
    try:
        return not lock.try_exclusive()
    finally:
        lock.close()
