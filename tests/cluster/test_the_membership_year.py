"""The browser's story of the membership year, on Debian's servers and the compose file's processes.

Played by a pytest of its own: its database is on the other cluster, and its clock moves by
starting everything anew.
"""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from association.launch import browser, debian
from tests.cluster.compose import ROOT
from tests.cluster.conftest import PRISTINE
from tests.cluster.debian import Servers
from tests.cluster.portal import SECRET_KEY, WEBS, Portal, Site
from tests.stories.stage import ELSEWHERE

pytestmark = [pytest.mark.xdist_group("cluster"), pytest.mark.story]

STORY = "tests/stories/test_a_membership_year.py"
DATABASE = "test_portal"  # as Django calls the tests' database beside "portal"


@pytest.fixture
def stage(site: Site, servers: Servers) -> Site:
    if browser.find() is None:
        pytest.skip(f"no browser for the story: {debian.line(browser.PACKAGE)}")
    servers.create(DATABASE, template=PRISTINE)
    return replace(site, database=DATABASE)


def test_the_membership_year_passes_on_servers(stage: Site, servers: Servers) -> None:
    portal = Portal(stage)
    before = portal.answered("POST")
    ours = {name: text for name, text in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n0", "--reuse-db", STORY],
        cwd=ROOT,
        env=ours
        | {
            "DATABASE_URL": f"postgres://portal@127.0.0.1:{servers.postgres_port}/portal",
            "DATABASE_PASSWORD": servers.password,
            "REDIS_URL": f"redis://127.0.0.1:{servers.redis_port}/0",
            "SECRET_KEY": SECRET_KEY,
            "DATA_KEYS": Path(stage.folder, "data", "keys", "data.key").read_text(),
            ELSEWHERE: stage.tell(),
        },
        capture_output=True,
        text=True,
    )
    logs = "".join(
        f"\n--- {path.name}\n{path.read_text(errors='replace')[-3000:]}"
        for path in sorted(Path(stage.folder, "log").glob("*.log"))
    )
    assert done.returncode == 0, done.stdout + done.stderr + logs
    assert "1 passed" in done.stdout
    after = portal.answered("POST")
    assert all(after[name] > before[name] for name in WEBS), "both have done their share"
