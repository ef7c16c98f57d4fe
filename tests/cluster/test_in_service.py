"""In service: by TLS alone, and web and worker may leave without a request or a job being lost.

What counts as a failure: any answer but the expected one, or a connection that breaks after a
request was written, as seen by a visitor behind the proxy. Visitors repeat nothing. The proxy
itself stays; and it never repeats a POST that it has written to a process (it tries the other only
where no connection came about).
"""

import http.client
import json
import signal
import time
from collections.abc import Iterator

import pytest

from tests.cluster.debian import Servers
from tests.cluster.portal import WEBS, Portal, Site
from tests.cluster.visitors import Crowd, Visitor
from tests.drills import test_import as drill
from tests.drills.house import ROUNDS, tell, wait_until

pytestmark = pytest.mark.xdist_group("cluster")

VISITORS = 6
HEAD = "import django, json, os; django.setup(); given = json.loads(os.environ['GIVEN'])\n"
SIGNED_IN = """
from django.conf import settings
from django.test import Client
from tests.factories import cast
browser = Client()
browser.force_login(cast.person("finance"))
print(json.dumps({settings.SESSION_COOKIE_NAME:
    browser.cookies[settings.SESSION_COOKIE_NAME].value, "csrftoken": "a" * 32}))
"""


@pytest.fixture(scope="module")
def portal(site: Site) -> Iterator[Portal]:
    with Portal(site) as portal:
        portal.start(*WEBS, "proxy")
        yield portal


def told(portal: Portal, code: str, **given: object) -> str:
    """Runs Python as one of the portal's commands; the last line that it prints."""
    portal.run("command", "python", "-c", HEAD + code, GIVEN=json.dumps(given))
    return portal.log("command").strip().rpartition("\n")[2]


def test_visitors_come_by_tls_and_are_who_the_proxy_says(
    portal: Portal, site: Site, servers: Servers
) -> None:
    plain = http.client.HTTPConnection("localhost", site.ports["http"], timeout=30)
    plain.request("GET", "/verify/")
    assert plain.getresponse().getheader("Location") == "https://localhost/verify/"
    plain.close()
    with Visitor(site) as visitor:
        page = visitor.get("/account/login/")
        assert page.headers["Strict-Transport-Security"] == "max-age=31536000"
        assert "Secure" in page.headers["Set-Cookie"]
        visitor.cookies["csrftoken"] = "a" * 32
        forged = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "http"}
        wrong = visitor.post("/account/login/", forged, login="nobody", password="wrong")
    assert wrong.status == 200, "with http: believed it would have been sent to https:"
    acts = servers.ask("select host(address) from base_auditentry where action = '登录失败'")
    assert acts in ([("127.0.0.1",)], [("::1",)])


def test_the_health_check_of_the_compose_file_passes(portal: Portal) -> None:
    for name in WEBS:
        wait_until(lambda name=name: portal.healthy(name, "/readyz"), what=f"{name} is ready")


def test_web_processes_leave_one_after_the_other_and_no_request_fails(
    portal: Portal, site: Site, servers: Servers
) -> None:
    cookies = json.loads(told(portal, SIGNED_IN))
    with Crowd(site, VISITORS, **cookies) as crowd:
        for _ in range(ROUNDS):
            for name in WEBS:
                crowd.work(2 * VISITORS)
                assert portal.stop(name) == {name: 0}
                served = portal.served(name)
                portal.start(name)
                wait_until(
                    lambda name=name, served=served: portal.served(name) > served,
                    what=f"the proxy sends people to {name} again",
                )
            assert crowd.failures == []
        crowd.work(2 * VISITORS)
    assert crowd.failures == []
    kept = servers.ask("select number from members_resolution where title = '演练'")
    assert sorted(number for (number,) in kept) == sorted(crowd.acknowledged)
    assert len(kept) >= VISITORS
    assert all(portal.answered("POST").values()), "both have done their share"
    tell(f"web left {2 * ROUNDS} times: {crowd.asked} requests, {len(kept)} written, none failed")


@pytest.mark.parametrize("number", range(ROUNDS))
def test_a_worker_that_is_told_to_leave_finishes_what_it_does(
    portal: Portal, servers: Servers, number: int
) -> None:
    """Nobody else is there to take it up."""
    before = servers.ask(drill.MEMBERS)[0][0]
    portal.start("worker-1")
    pk = int(told(portal, drill.UPLOAD, round=100 + number, rows=drill.ROWS))
    wait_until(lambda: servers.ask(drill.CHECKED, pk)[0][0], what="the register is checked")
    holder = servers.connect()
    holder.autocommit = False
    try:
        holder.cursor().execute("lock table members_contact in exclusive mode")
        told(portal, drill.CONFIRM, pk=pk)
        waiting = (drill.WAITING, "%members_contact%")
        wait_until(lambda: servers.ask(*waiting)[0][0], what="it is in the middle")
        portal.running["worker-1"].send_signal(signal.SIGTERM)
        time.sleep(1)
        assert portal.running["worker-1"].poll() is None
    finally:
        holder.close()
    assert portal.wait("worker-1") == 0
    assert servers.ask(drill.WRITTEN, pk)[0][0] == 1
    assert servers.ask(drill.MEMBERS)[0][0] == before + drill.ROWS
    assert servers.ask("select distinct state from base_job") == [("done",)]
