"""What people are told when the portal can't serve: by servers that really refuse."""

import re
import socket
from collections.abc import Iterator
from copy import deepcopy

import pytest
from django.db import DatabaseError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from association.portal import outage
from tests.conftest import signed_in
from tests.factories import api


def nobodys_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture
def no_database(transactional_db: None) -> Iterator[None]:
    """Connections go where nobody listens, as after a crash of the server."""
    kept = deepcopy(connection.settings_dict)
    connection.close()
    connection.settings_dict |= {"HOST": "127.0.0.1", "PORT": str(nobodys_port())}
    yield
    connection.close()
    connection.settings_dict |= kept


def is_told(response: HttpResponse) -> bool:
    page = response.content.decode()
    return (
        response.status_code == 503
        and response["Retry-After"].isdecimal()
        and response["Cache-Control"] == "no-store"
        and "系统暂时不能服务" in page
        and "Traceback" not in page
    )


@pytest.mark.parametrize("path", ["/", "/admin/", "/account/login/", "/no-such-page/"])
def test_without_a_database_everybody_is_asked_to_come_back(
    transactional_db: None, request: pytest.FixtureRequest, path: str
) -> None:
    browser = signed_in("social")
    browser.raise_request_exception = False
    request.getfixturevalue("no_database")
    assert is_told(browser.get(path))


def test_without_a_cache_everybody_is_asked_to_come_back(db: None, settings: Settings) -> None:
    browser = signed_in("social")
    browser.raise_request_exception = False
    away = f"redis://127.0.0.1:{nobodys_port()}/1"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": away}}
    assert is_told(browser.get("/admin/"))


def test_the_watchman_is_answered_while_the_database_is_away(no_database: None) -> None:
    assert Client().get("/healthz").status_code == 200


def test_a_statement_that_postgres_refuses_is_no_outage(db: None) -> None:
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        connection.cursor().execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(5)")
    assert isinstance(refused.value, OperationalError)
    assert not outage.is_outage(refused.value)
    assert not outage.is_outage(ValueError())
    assert not outage.is_outage(None)


def test_while_somebody_works_on_it_nobody_gets_in(db: None, settings: Settings) -> None:
    settings.MAINTENANCE = True
    browser = signed_in("social")
    assert is_told(browser.get("/admin/"))
    assert is_told(browser.post("/account/login/", {"login": "lin"}))
    assert browser.get("/healthz").status_code == 200
    settings.MAINTENANCE = False
    assert browser.get("/admin/").status_code == 200


def test_what_nobody_foresaw_is_an_error_with_a_number(db: None) -> None:
    """A page is made to fail by taking away what it reads."""
    browser = Client(raise_request_exception=False)
    with transaction.atomic():
        connection.cursor().execute("ALTER TABLE members_feestandard RENAME TO away")
        response = browser.get("/")
        transaction.set_rollback(True)
    assert response.status_code == 500
    number = re.search(r"<b class=\"num\">([0-9a-f]{16})</b>", response.content.decode())
    assert number
    assert response["X-Request-Id"] == number[1]


def test_below_the_api_it_is_told_as_everything_there_is(db: None) -> None:
    program = api.client()
    program.raise_request_exception = False
    with transaction.atomic():
        connection.cursor().execute("ALTER TABLE members_feestandard RENAME TO away")
        answer = program.get("/api/v1/standards/")
        transaction.set_rollback(True)
    assert answer.status_code == 500
    assert answer.json()["code"] == "error"
    assert answer.headers["X-Request-Id"] in answer.json()["message"]
