"""Server mode, rehearsed: Debian's PostgreSQL, Redis and Caddy, and the services of the compose file."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cluster import debian
from tests.cluster.debian import Servers
from tests.cluster.portal import Site

PRISTINE = "pristine"
"""A copy of the prepared database in which nothing has happened yet."""


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


@pytest.fixture(scope="session")
def site(servers: Servers) -> Site:
    site = Site.on(servers)
    servers.create(PRISTINE, template=site.database)
    return site
