"""Web and worker are told to leave while people work: no request fails, no job is lost.

What counts as a failure: any answer but the expected one, or a connection that breaks after a
request was written, as seen by a visitor behind the proxy. Visitors repeat nothing. The proxy
itself stays; and it never repeats a POST that it has written to a process (it tries the other only
where no connection came about).
"""

import json
from collections.abc import Iterator

import pytest

from tests.cluster.debian import Servers
from tests.cluster.portal import WEBS, Portal, Site
from tests.cluster.visitors import Crowd
from tests.drills.house import ROUNDS, tell, wait_until

pytestmark = pytest.mark.xdist_group("servers")

VISITORS = 6
SIGNED_IN = """
import django, json, sys; django.setup()
from django.conf import settings
from django.test import Client
from tests.factories import cast
browser = Client()
browser.force_login(cast.person("finance"))
sys.stdout.write(json.dumps({settings.SESSION_COOKIE_NAME:
    browser.cookies[settings.SESSION_COOKIE_NAME].value, "csrftoken": "a" * 32}))
"""


@pytest.fixture(scope="module")
def site(servers: Servers) -> Site:
    return Site.on(servers)


@pytest.fixture(scope="module")
def portal(site: Site) -> Iterator[Portal]:
    with Portal(site) as portal:
        portal.start(*WEBS, "proxy", "worker-1")
        yield portal


def test_web_processes_leave_one_after_the_other_and_no_request_fails(
    portal: Portal, site: Site, servers: Servers
) -> None:
    portal.run("signed-in", "python", "-c", SIGNED_IN)
    cookies = json.loads(portal.log("signed-in"))
    with Crowd(site, VISITORS, **cookies) as crowd:
        for turn in range(ROUNDS):
            for name in WEBS:
                before = crowd.asked
                wait_until(lambda: crowd.asked > before + 2 * VISITORS, what="people work")
                assert portal.stop(name) == {name: 0}
                portal.start(name)
            assert crowd.failures == [], f"turn {turn}"
    assert crowd.failures == []
    assert len(crowd.acknowledged) > 2 * ROUNDS
    with servers.connect() as connection, connection.cursor() as cursor:
        cursor.execute("select number from members_resolution where title = '演练'")
        kept = [number for (number,) in cursor.fetchall()]
    connection.close()
    assert sorted(kept) == sorted(crowd.acknowledged)
    tell(f"web left {2 * ROUNDS} times: {crowd.asked} requests, {len(kept)} written, 0 failed")
