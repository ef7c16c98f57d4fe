"""Addresses that articles point at are asked by a task; what we can't ask stays unknown."""

import errno
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from association.base import clock
from bulletin import body, checks
from bulletin.body import Paragraph, Run
from bulletin.checks import links
from bulletin.models import Article, Link
from tests.factories import bulletin as make

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    def do_HEAD(self) -> None:
        status = {"/there": 200, "/moved": 302, "/no-head": 405}.get(self.path, 404)
        self.send_response(status)
        self.end_headers()

    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/no-head" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def pointing(*urls: str) -> Article:
    runs = tuple(Run(f"第{n}处", link=url) for n, url in enumerate(urls))
    return make.article(body=body.to_json([Paragraph(runs)]), summary="摘要")


@pytest.mark.parametrize(
    ("path", "alive"), [("/there", True), ("/moved", True), ("/no-head", True), ("/gone", False)]
)
def test_somebody_answers_or_not(site: str, path: str, alive: bool) -> None:
    assert links.ask(site + path, public_only=False)[0] is alive


def test_where_nobody_listens_it_is_dead() -> None:
    assert links.ask("http://127.0.0.1:9/", public_only=False) == (False, "没有回应")


@pytest.mark.parametrize(
    ("number", "alive"),
    [
        (socket.EAI_AGAIN, None), (socket.EAI_NONAME, False), (errno.ENETUNREACH, None),
        (errno.ECONNREFUSED, False),
    ],
)  # fmt: skip
def test_a_site_is_not_blamed_for_our_own_net(
    number: int, alive: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object, **__: object) -> None:
        raise OSError(number, "away")

    monkeypatch.setattr(socket, "getaddrinfo", away)

    assert links.ask("https://example.org/")[0] is alive


def test_the_address_that_was_looked_at_is_the_one_that_is_asked(
    site: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A name that leads elsewhere the second time leads nowhere."""
    port = int(site.rpartition(":")[2])
    told = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]
    answers = iter([told])
    usual = socket.getaddrinfo

    def looked_up(host: str, *more: Any, **options: Any) -> Any:
        return next(answers) if host == "moves.example" else usual(host, *more, **options)

    monkeypatch.setattr(socket, "getaddrinfo", looked_up)

    assert links.ask(f"http://moves.example:{port}/there", public_only=False) == (True, "")


def test_an_address_inside_our_network_is_not_asked(site: str) -> None:
    alive, said = links.ask(f"{site}/there")

    assert alive is None
    assert "不检查" in said


def test_a_dead_link_is_told_where_it_stands() -> None:
    row = pointing("https://example.org/gone")
    links.note(row)
    assert checks.run(row) == []

    Link.objects.update(alive=False, said="返回 404")

    (dead,) = checks.blocking(row)
    assert (dead.block, dead.waivable) == (1, True)
    assert "返回 404" in dead.said


def test_an_address_is_noted_once_however_often_it_stands_there() -> None:
    row = pointing("https://example.org/a", "https://example.org/a", "mailto:a@example.org")

    links.note(row)
    links.note(row)

    assert list(Link.objects.values_list("url", flat=True)) == ["https://example.org/a"]


def test_each_is_asked_once_a_week_while_somebody_works_on_a_text(site: str) -> None:
    links.note(pointing(f"{site}/there"))

    assert [links.check_due(), links.check_due()] == [1, 0]
    now = clock.now()
    with clock.at(now + timedelta(days=8)):
        assert links.check_due() == 1
    with clock.at(now + timedelta(days=90)):
        assert links.check_due() == 0
