"""Where a run of the tests keeps its files: in memory, if the machine has room for them there.

The tests make databases, data folders and browsers' profiles by the hundred and remove them at once.
A disk's file system takes CPU for each, to find free inodes among those just freed and to write down
what is gone before it is read.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from association.launch.rooms import Room

MEMORY = Path("/dev/shm")  # noqa: S108 - a random name in it, our owner
PREFIX = "tests-"  # short: paths of sockets begin with it
NEEDED = 4 * 2**30  # bytes; a run has 1.1 GiB at most


@contextmanager
def room() -> Iterator[dict[str, str]]:
    """What the tests' environment gets: a ``TMPDIR`` that is gone with the run, or nothing.

    Nothing where somebody has named one, or where memory can't hold it.
    """
    if "TMPDIR" in os.environ or not _holds(MEMORY):
        yield {}
        return
    place = Room(PREFIX, MEMORY)
    try:
        place.folder.chmod(0o711)  # the servers' user passes through
        yield {"TMPDIR": str(place.folder)}
    finally:
        place.leave()


def _holds(memory: Path) -> bool:
    """Tests also start programs of their own: they can't where nothing may be executed."""
    if not (memory.is_dir() and os.access(memory, os.W_OK | os.X_OK)):
        return False
    status = os.statvfs(memory)
    free = status.f_bavail * status.f_frsize
    # The same again for the tests, their servers and browsers.
    return not status.f_flag & os.ST_NOEXEC and min(free, _available() // 2) >= NEEDED


def _available() -> int:
    """Bytes of memory that programs may have without swapping; 0 where the system doesn't say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0
    told = dict(line.split(":", 1) for line in lines)
    return int(told.get("MemAvailable", "0 kB").split()[0]) * 1024
