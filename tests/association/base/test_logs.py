"""A line tells request, task and what it took; never a token, a name or a query string."""

import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from celery import Task, current_app
from celery.contrib.testing.worker import start_worker
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import path, reverse
from pytest_django import Settings

from association import env, urls
from association.base import context, logs
from association.base.middleware import RequestContext
from tests.conftest import ClientFor
from tests.factories import accounts
from tests.pages import words

TOKEN = "Zx8-Kq_T1vWn4Yb7Rm2Lc9"  # of the shape that ours have: 22 signs of base64
TASK = "tests.log"


class Lines(logging.Handler):
    """What a log file would hold."""

    def __init__(self, formatter: logging.Formatter) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(formatter)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))

    def of(self, logger: str) -> list[dict[str, Any]]:
        read = [json.loads(line) for line in self.lines]
        return [line for line in read if line["logger"] == logger]


@pytest.fixture
def listening() -> Iterator[Callable[[logging.Formatter], Lines]]:
    root = logging.getLogger()
    before = list(root.handlers)

    def listen(formatter: logging.Formatter) -> Lines:
        log = Lines(formatter)
        root.addHandler(log)
        return log

    yield listen
    root.handlers = before


@pytest.fixture
def log(listening: Callable[[logging.Formatter], Lines]) -> Lines:
    return listening(logs.Json())


@pytest.mark.django_db
def test_a_request_leaves_one_line_with_the_number_that_the_client_is_told(log: Lines) -> None:
    response = Client().get("/?q=13800000000")
    (line,) = log.of("portal.request")
    assert line["request"] == response["X-Request-Id"]
    assert (line["level"], line["method"], line["path"], line["status"], line["address"]) == (
        "INFO", "GET", "/", 200, "127.0.0.1",
    )  # fmt: skip
    assert isinstance(line["ms"], int)
    assert "user" not in line
    assert "13800000000" not in "".join(log.lines)


def test_a_person_is_a_number_and_never_a_name(client_for: ClientFor, log: Lines) -> None:
    client = client_for("antai_admin")
    client.get(reverse("portal"))
    (line,) = log.of("portal.request")
    assert line["user"] == client.session["_auth_user_id"]
    assert "安泰" not in "".join(log.lines)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "told"),
    [
        (f"/verify/{TOKEN}/", "/verify/…/"),
        (f"/verify/{TOKEN}", "/verify/…"),  # sent on to the right address before it is understood
        (f"/join/{TOKEN}/", "/join/…/"),
        (f"/jion/{TOKEN}/", "/jion/…/"),
        (f"/account/password/link/{TOKEN}/", "/account/password/link/…/"),
        (f"/verify/{TOKEN}/?name={TOKEN}", "/verify/…/"),
    ],
)
def test_no_line_holds_what_opens_a_door(log: Lines, path: str, told: str) -> None:
    Client().get(path)
    assert TOKEN not in "".join(log.lines)
    assert [line["path"] for line in log.of("portal.request")] == [told]


@pytest.mark.django_db
def test_djangos_own_lines_are_masked_as_well(log: Lines) -> None:
    Client(enforce_csrf_checks=True).post(f"/join/{TOKEN}/")
    assert log.of("django.security.csrf")
    assert TOKEN not in "".join(log.lines)


@pytest.mark.django_db
def test_the_number_of_a_row_stays_readable(client_for: ClientFor, log: Lines) -> None:
    page = reverse("admin:accounts_user_change", args=[accounts.user("周然").pk])
    client_for("general").get(page)
    assert [line["path"] for line in log.of("portal.request")] == [page]


def test_probes_and_static_files_are_told_only_when_they_fail(log: Lines) -> None:
    def answer(status: int) -> Callable[[HttpRequest], HttpResponse]:
        return lambda _: HttpResponse(status=status)

    for address, status in (("/healthz", 200), ("/static/x.css", 304), ("/static/x.css", 404)):
        RequestContext(answer(status))(RequestFactory().get(address))
    assert [line["status"] for line in log.of("portal.request")] == [404]


def broken(request: HttpRequest, token: str) -> HttpResponse:
    raise RuntimeError("no such luck")


urlpatterns = [*urls.urlpatterns, path("broken/<str:token>/", broken)]
handler500 = urls.handler500


def test_an_error_page_tells_the_number_under_which_it_is_in_the_log(
    log: Lines, settings: Settings
) -> None:
    settings.ROOT_URLCONF = __name__
    response = Client(raise_request_exception=False).get(f"/broken/{TOKEN}/")
    assert response.status_code == 500
    number = response["X-Request-Id"]
    assert f"并附上编号 {number}" in words(response)
    (error,) = log.of("django.request")
    assert (error["request"], error["level"]) == (number, "ERROR")
    assert "RuntimeError: no such luck" in error["error"]
    assert log.of("portal.request")[0]["level"] == "WARNING"
    assert TOKEN not in "".join(log.lines)


class TestText:
    def test_what_somebody_typed_cannot_begin_a_line_of_its_own(
        self, listening: Callable[[logging.Formatter], Lines]
    ) -> None:
        log = listening(logs.Text())
        with context.acting(request_id="r1", task_id="t1"):
            logging.getLogger("portal").info("甲\n2026-01-01 INFO %s", "乙\r\x85丙\u2028")
        (line,) = log.lines
        assert len(line.splitlines()) == 1
        assert line.endswith("INFO portal 甲 2026-01-01 INFO 乙  丙  request=r1 task=t1")

    def test_a_traceback_follows_indented(
        self, listening: Callable[[logging.Formatter], Lines]
    ) -> None:
        log = listening(logs.Text())
        try:
            raise RuntimeError("gone")
        except RuntimeError:
            logging.getLogger("portal").exception("broken")
        head, *trace = log.lines[0].splitlines()
        assert head.endswith("ERROR portal broken")
        assert trace[-1] == "    RuntimeError: gone"
        assert all(row.startswith("    ") for row in trace)


class TestTasks:
    @pytest.fixture
    def task(self) -> Iterator[Task]:
        """Answers what it is given; what is no number breaks it."""

        @current_app.task(name=TASK)
        def doing(number: int) -> int:
            return number + 0

        yield doing
        current_app.tasks.unregister(TASK)

    def test_a_worker_tells_the_request_that_rang(
        self, task: Task, listening: Callable[[logging.Formatter], Lines]
    ) -> None:
        """Through the broker, as ``jobs`` and ``outbox`` ring: by name.

        On a queue of its own: the common one still holds what earlier tests rang for.
        """

        def view(request: HttpRequest) -> HttpResponse:
            current_app.send_task(TASK, args=[3], queue=TASK)
            return HttpResponse()

        with start_worker(
            current_app, perform_ping_check=False, shutdown_timeout=20, queues=[TASK]
        ):
            log = listening(logs.Json())  # a worker sets logging up as it starts
            response = RequestContext(view)(RequestFactory().get("/"))
            current_app.send_task(TASK, args=[4], queue=TASK)
        first, second = log.of("portal.task")
        assert first["request"] == response["X-Request-Id"]
        assert "request" not in second, "nobody's request rang"
        assert len({first["task"], second["task"]}) == 2
        assert (first["name"], first["outcome"]) == (TASK, "done")

    def test_one_that_broke_says_so_and_one_that_found_nothing_says_nothing(
        self, task: Task, log: Lines
    ) -> None:
        assert task(0) == 0
        with pytest.raises(TypeError):
            task("x")
        assert [line["outcome"] for line in log.of("portal.task")] == ["failed"]


def test_an_unknown_format_stops_the_start() -> None:
    with pytest.raises(env.BadSetting, match="write text or json"):
        env.read("LOG_FORMAT", {"LOG_FORMAT": "xml"})
