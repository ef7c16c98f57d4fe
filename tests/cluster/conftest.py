"""Server mode, rehearsed: Debian's PostgreSQL, Redis and Caddy, and the services of the compose file."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import debian
from tests.cluster.debian import Servers


@pytest.fixture(scope="session")
def servers() -> Iterator[Servers]:
    debian.needed()
    folder = Path(tempfile.mkdtemp(prefix="cluster-"))
    folder.chmod(0o711)  # the servers' user passes through
    try:
        with Servers(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)
