"""Every address is in the access table, and everybody gets exactly what the table says."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy, deepcopy
from typing import Any

import pytest
from django.contrib.sessions.backends.cached_db import SessionStore
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.test import Client
from django.urls import get_resolver, reverse
from pytest_django import DjangoDbBlocker

from association.accounts.backends import Backend
from association.accounts.models import User
from members.portal import access as members_access
from tests.architecture import addresses, objects
from tests.architecture.access import DOORS, STOCK
from tests.architecture.doors import HIDDEN, NO_COMPANY, SIGN_IN, TO_THE_VOTES, Door, Stock
from tests.conftest import signed_in
from tests.factories import cast

pytestmark = pytest.mark.django_db
NO_COMPANY_PAGE = "members/portal/no_member.html"


def named() -> set[str]:
    return {name for name, _ in addresses.named(get_resolver())}


def test_every_address_is_in_the_table() -> None:
    assert sorted(named() - {door.name for door in DOORS}) == []


def test_the_table_names_no_address_that_is_gone() -> None:
    assert sorted({door.name for door in DOORS} - named()) == []


def test_every_address_stands_in_the_table_once() -> None:
    names = [door.name for door in DOORS]
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


@pytest.fixture(scope="module")
def clients(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[Mapping[str, Client]]:
    """Everybody, signed in once for all rows of the table: to make them anew takes the longest."""
    with django_db_blocker.unblock(), undone():
        yield {role: signed_in(role) for role in cast.ROLES}


@pytest.fixture(scope="module", autouse=True)
def _each_refusal_is_drawn_once() -> Iterator[None]:
    """A page that says no tells nothing of what was asked for: it is drawn for each person below
    each of our first addresses. All other refusals are their status alone."""
    addresses_module = get_resolver().urlconf_module
    with pytest.MonkeyPatch.context() as patch:
        for status in (403, 404):
            patch.setattr(addresses_module, f"handler{status}", refused_once(status), raising=False)
        patch.setattr(members_access, "render", without_a_company_once())
        yield


@pytest.fixture(scope="module", autouse=True)
def _everybody_is_read_once() -> Iterator[None]:
    """Who somebody is takes a third of a request, and is the same behind every door; so is what their
    roles let them do."""
    session, person = SessionStore.load, Backend.get_user
    sessions: dict[str, dict[str, Any]] = {}
    people: dict[int, User | None] = {}

    def load(store: SessionStore) -> dict[str, Any]:
        if store.session_key not in sessions:
            sessions[store.session_key] = session(store)
        return deepcopy(sessions[store.session_key])

    def get_user(backend: Backend, pk: int) -> User | None:
        if pk not in people:
            people[pk] = found = person(backend, pk)
            if found is not None:
                found.get_all_permissions()  # kept by whoever was asked, and so by every copy
        return copy(people[pk])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SessionStore, "load", load)
        patch.setattr(Backend, "get_user", get_user)
        yield


def without_a_company_once() -> Callable[..., HttpResponse]:
    """The page of who acts for no company, which stands behind every door of the companies."""
    drawn: set[int | None] = set()

    def answer(request: HttpRequest, template: str, told: dict[str, Any]) -> HttpResponse:
        if template != NO_COMPANY_PAGE or request.user.pk not in drawn:
            drawn.add(request.user.pk)
            return render(request, template, told)
        return HttpResponse(headers={"X-Page": NO_COMPANY_PAGE})

    return answer


def refused_once(status: int) -> Callable[..., HttpResponse]:
    usual = get_resolver().resolve_error_handler(status)
    drawn: set[tuple[int | None, str]] = set()

    def answer(request: HttpRequest, exception: Exception) -> HttpResponse:
        kind = request.user.pk, request.path.split("/")[1]
        if kind in drawn:
            return HttpResponse(status=status)
        drawn.add(kind)
        response: HttpResponse = usual(request, exception=exception)
        return response

    return answer


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is written inside is taken back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.mark.parametrize("door", DOORS, ids=lambda door: door.name)
def test_everybody_gets_what_the_table_says(door: Door, clients: Mapping[str, Client]) -> None:
    arguments = door.at()
    told = {role: knock(door, arguments, client, role) for role, client in clients.items()}
    assert told == {role: door.expected(role) for role in cast.ROLES}


@pytest.mark.parametrize(
    "door", [door for door in DOORS if door.roles and door.at is not dict], ids=lambda d: d.name
)
def test_what_belongs_elsewhere_or_is_not_there_is_not_found(
    door: Door, clients: Mapping[str, Client]
) -> None:
    role = door.roles[0]
    wrong = [door.foreign(), objects.absent(door.at())]
    told = {knock(door, arguments, clients[role], role) for arguments in wrong if arguments}
    assert told <= not_there(door)


def not_there(door: Door) -> set[str]:
    """The stock admin leads back to its first page, with a sentence; every page of ours is 404."""
    stock = {row.name for stock in STOCK for row in stock.doors()}
    return {HIDDEN, "302"} if door.name in stock else {HIDDEN}


@pytest.mark.parametrize("stock", STOCK, ids=lambda stock: stock.model)
def test_who_may_only_look_cannot_write_in_the_stock_admin(
    stock: Stock, clients: Mapping[str, Client]
) -> None:
    door = stock.writing()
    arguments = door.at()
    told = {role: knock(door, arguments, client, role) for role, client in clients.items()}
    assert told == {role: door.expected(role) for role in cast.ROLES}


def knock(door: Door, arguments: Mapping[str, Any], client: Client, role: str) -> str:
    """What this person is told; nothing that the request wrote is kept."""
    address = f"{reverse(door.name, kwargs=dict(arguments) or None)}?{door.asks}"
    let_in = role in door.roles
    browser = Client()
    browser.handler = client.handler  # whose middleware is there already
    browser.cookies = deepcopy(client.cookies)  # a door may be the one that signs out
    with undone():
        sends = door.sends
        response = browser.get(address) if sends is None else browser.post(address, sends)
        if response.streaming:
            response.getvalue()  # reads the file to its end, which closes it
        return in_words(response) if let_in else at_the_end_of_the_way(response, browser)


def at_the_end_of_the_way(response: HttpResponse, browser: Client) -> str:
    """Redirects are followed as far as a page that has a row of its own in the table."""
    ends = {reverse("account_login"): SIGN_IN, reverse("members:votes"): TO_THE_VOTES}
    way: list[str] = []
    while 300 <= response.status_code < 400:
        way.append(response["Location"])
        assert len(way) < 10, way
        if told := ends.get(way[-1].partition("?")[0]):
            return told
        response = browser.get(way[-1])
    return in_words(response)


def in_words(response: HttpResponse) -> str:
    drawn = {template.name for template in response.templates}
    if NO_COMPANY_PAGE in {*drawn, response.get("X-Page")}:
        return NO_COMPANY
    return str(response.status_code)
